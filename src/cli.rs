//! What the command line says, as types.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::render::Filter;
use crate::report::Format;

/// Publishes reports: a page for every recommendation, venue and review.
#[derive(Debug, Parser)]
#[command(name = "rapporteur", version, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How problems are printed.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub message_format: Format,
    /// Print problems only.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more about what is done, and print every problem by itself.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a report: a small one that builds, with comments that teach.
    Init(Init),
    /// Build the site of a report.
    Build(Build),
    /// Show the site in a browser while it is being edited.
    Serve(Serve),
    /// Look for problems; write nothing.
    Check(Check),
    /// Write down every id that is published, so that none is lost.
    Lock(Lock),
    /// Give a record a new id wherever it is written; the old one redirects.
    Rename(Rename),
    /// List the records of a kind, all or some.
    List(List),
    /// Show what a record refers to, and what refers to it.
    Links(Links),
    /// Print a JSON Schema for editors, of book.toml or of a kind's front matter.
    Schema(Schema),
    /// Say what a problem's code means, with a bad and a good example.
    Explain {
        /// The code, such as RAP401, or its number alone.
        code: String,
    },
    /// Print a completion script.
    Completions {
        /// The shell it is for.
        shell: Shell,
    },
}

/// Which report, and what of it.
#[derive(Debug, Clone, Args)]
pub struct Report {
    /// The folder of the report; by default the nearest one with a book.toml, upwards from here.
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Make records marked as drafts a part of the site.
    #[arg(long)]
    pub drafts: bool,
}

/// `rapporteur init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The folder to start it in; made when there is none.
    #[arg(default_value = ".", value_name = "DIR")]
    pub dir: PathBuf,
}

/// `rapporteur build`.
#[derive(Debug, Args)]
pub struct Build {
    /// The report.
    #[command(flatten)]
    pub report: Report,
    /// Where to write the site, instead of `build.build-dir`.
    #[arg(short, long, value_name = "DIR")]
    pub dest_dir: Option<PathBuf>,
    /// Where the site will be published, instead of `output.html.site-url`.
    #[arg(long, value_name = "URL")]
    pub site_url: Option<String>,
    /// Name index.html in links, so that the folder reads from disk.
    #[arg(long)]
    pub portable: bool,
    /// Treat warnings as errors.
    #[arg(long)]
    pub strict: bool,
    /// Open the site in a browser afterwards.
    #[arg(short, long)]
    pub open: bool,
}

/// `rapporteur serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The report.
    #[command(flatten)]
    pub report: Report,
    /// The port; the next free one is taken when it is busy.
    #[arg(short, long, default_value_t = 3000)]
    pub port: u16,
    /// The host name or address to listen on.
    #[arg(short = 'n', long, default_value = "127.0.0.1", value_name = "HOST")]
    pub hostname: String,
    /// Answer browsers that name this host, too, such as that of a proxy; may be given again.
    #[arg(long = "allow-host", value_name = "HOST", value_parser = host)]
    pub hosts: Vec<String>,
    /// Open the site in a browser.
    #[arg(short, long)]
    pub open: bool,
    /// Look for changes by reading the folders again and again, for network disks.
    #[arg(long)]
    pub poll: bool,
}

/// `rapporteur rename`.
#[derive(Debug, Args)]
pub struct Rename {
    /// The record: its id, or `kind/id`.
    #[arg(value_name = "OLD")]
    pub record: String,
    /// Its new id.
    #[arg(value_name = "NEW")]
    pub id: String,
    /// The folder of the report; by default the nearest one with a book.toml, upwards from here.
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Show what would be changed, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// How to print the changes.
    #[arg(long, value_enum, default_value_t = Telling::Text)]
    pub format: Telling,
}

/// `rapporteur list`.
#[derive(Debug, Args)]
pub struct List {
    /// The name of the kind.
    pub kind: String,
    /// The report.
    #[command(flatten)]
    pub report: Report,
    /// Only records whose field has the value; several of one field mean any of them. FIELD.from and
    /// FIELD.to are bounds of numbers and years.
    #[arg(short = 'w', long = "where", value_name = "FIELD=VALUE", value_parser = filter)]
    pub filters: Vec<Filter>,
    /// How they are listed.
    #[arg(long, value_enum, default_value_t = Listing::Table)]
    pub format: Listing,
}

/// How records are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Listing {
    /// Ids, numbers and titles, for people
    Table,
    /// The rows of the kind's table in /data/
    Csv,
    /// The objects of the kind's JSON in /data/
    Json,
}

/// How one record and its relations or changes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Telling {
    /// Lines for people
    Text,
    /// One JSON object
    Json,
}

/// `field=value`, apart.
fn filter(text: &str) -> Result<Filter, &'static str> {
    let (field, value) = text.split_once('=').ok_or("write it as FIELD=VALUE")?;
    Ok((field.trim().to_owned(), value.trim().to_owned()))
}

/// The name of a host.
fn host(text: &str) -> Result<String, &'static str> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    match !text.is_empty() && text.bytes().all(is_name) {
        true => Ok(text.to_owned()),
        false => Err("write the name of a host, without a port"),
    }
}

/// `rapporteur schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// The kind whose front matter is meant; without one it is book.toml.
    pub kind: Option<String>,
    /// The folder of the report that declares the kind; by default the nearest one with a book.toml.
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// `rapporteur links`.
#[derive(Debug, Args)]
pub struct Links {
    /// The record: its id, or `kind/id`.
    pub id: String,
    /// The report.
    #[command(flatten)]
    pub report: Report,
    /// How to print the relations.
    #[arg(long, value_enum, default_value_t = Telling::Text)]
    pub format: Telling,
}

/// `rapporteur lock`.
#[derive(Debug, Args)]
pub struct Lock {
    /// The folder of the report; by default the nearest one with a book.toml, upwards from here.
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// `rapporteur check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The report.
    #[command(flatten)]
    pub report: Report,
    /// Treat warnings as errors.
    #[arg(long)]
    pub strict: bool,
}
