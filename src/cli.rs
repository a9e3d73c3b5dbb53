//! What the command line says, as types.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::date::Date;
use crate::export::text;
use crate::render::Filter;
use crate::report::Format;

/// Publishes a report as a website, with a page for every recommendation, venue and review.
#[derive(Debug, Parser)]
#[command(name = "rapporteur", version, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How to print problems.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub message_format: Format,
    /// Print problems only.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print more about each step, and list every problem separately.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a small report to start from, with comments that explain it.
    Init(Init),
    /// Build the site of a report.
    Build(Build),
    /// Preview the site in a browser while you edit the report.
    #[command(hide = cfg!(not(feature = "serve")))]
    Serve(Serve),
    /// Check the report for problems, without writing anything.
    Check(Check),
    /// Record every published id in ids.lock, so that none is lost.
    Lock(Lock),
    /// Give a record a new id everywhere; the old one redirects.
    Rename(Rename),
    /// Turn what was written for other programs into what a report is written in.
    Import(Import),
    /// List all records of a kind, or a selection of them.
    List(List),
    /// Show what a record refers to, and what refers to it.
    Links(Links),
    /// Print the inventory of the report, by which other reports refer to its records.
    Inventory(Inventory),
    /// Write the records as a workbook, or as tables or JSON, to edit them elsewhere.
    Export(Export),
    /// Keep the report as it stands as a published version, to compare later ones with it.
    Snapshot(Snapshot),
    /// Show what changed between two versions of a report.
    Diff(Diff),
    /// Print a JSON Schema for editors, of book.toml, of a kind's front matter or of a mapping.
    Schema(Schema),
    /// Explain the code of a problem, with a bad and a good example.
    Explain {
        /// The code, such as RAP401, or only its number.
        code: String,
    },
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// Which report, and what of it.
#[derive(Debug, Clone, Args)]
pub struct Report {
    /// The folder of the report; by default the current folder, or the nearest one above it that
    /// contains a book.toml.
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Include drafts.
    #[arg(long)]
    pub drafts: bool,
    /// The day as of which the report speaks, instead of `book.as-of`.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Date>,
    /// Run the preprocessors that book.toml names, each for at most so many seconds. They are
    /// programs, and can do whatever you can.
    #[arg(
        long,
        value_name = "SECONDS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "60",
        value_parser = clap::value_parser!(u32).range(1..=3600)
    )]
    pub allow_preprocessors: Option<u32>,
}

impl Report {
    /// How long each preprocessor may run, if they may.
    pub fn preprocessors(&self) -> Option<Duration> {
        self.allow_preprocessors.map(|seconds| Duration::from_secs(seconds.into()))
    }
}

/// `rapporteur init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The folder of the report; created if it does not exist.
    #[arg(default_value = ".", value_name = "DIR")]
    pub dir: PathBuf,
    /// Start with the words of a body that follows up recommendations; without a name, list the
    /// presets.
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    pub preset: Option<String>,
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
    /// Link to index.html files, so that the site can be read from disk.
    #[arg(long)]
    pub portable: bool,
    /// Treat warnings as errors.
    #[arg(long)]
    pub strict: bool,
    /// Read every file of the last build, instead of trusting its size and time.
    #[arg(long)]
    pub verify: bool,
    /// Print files, bytes, time and peak memory by stage.
    #[arg(long)]
    pub timings: bool,
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
    /// The port; if it is busy, the next free one is used.
    #[arg(short, long, default_value_t = 3000)]
    pub port: u16,
    /// The host name or address to listen on.
    #[arg(short = 'n', long, default_value = "127.0.0.1", value_name = "HOST")]
    pub hostname: String,
    /// Also accept requests for this host, such as that of a proxy; can be repeated.
    #[arg(long = "allow-host", value_name = "HOST", value_parser = host)]
    pub hosts: Vec<String>,
    /// Open the site in a browser.
    #[arg(short, long)]
    pub open: bool,
    /// Check the folders for changes at intervals, for network drives.
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
    /// The folder of the report; by default the current folder, or the nearest one above it that
    /// contains a book.toml.
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Show what would change, without changing anything.
    #[arg(long)]
    pub dry_run: bool,
    /// How to print the changes.
    #[arg(long, value_enum, default_value_t = Telling::Text)]
    pub format: Telling,
}

/// `rapporteur import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The file: a Word document, HTML, or tables in a workbook or as CSV. Not with
    /// --front-matter.
    #[arg(value_name = "FILE", required_unless_present = "front_matter")]
    pub file: Option<PathBuf>,
    /// Turn the front matter of all documents from YAML into TOML.
    #[arg(long)]
    pub front_matter: bool,
    /// The folder of the report; by default the current folder, or the nearest one above it that
    /// contains a book.toml.
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Show what would change, without changing anything.
    #[arg(long)]
    pub dry_run: bool,
}

/// `rapporteur list`.
#[derive(Debug, Args)]
pub struct List {
    /// The name of the kind.
    pub kind: String,
    /// The report.
    #[command(flatten)]
    pub report: Report,
    /// Only records whose field has this value; several values for one field match any of them.
    /// FIELD.from and FIELD.to set bounds for numbers and years.
    #[arg(short = 'w', long = "where", value_name = "FIELD=VALUE", value_parser = filter)]
    pub filters: Vec<Filter>,
    /// How to print the records.
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
fn day(text: &str) -> Result<Date, String> {
    Date::day(text).ok_or_else(|| "write a day, such as 2026-11-01".to_owned())
}

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
    /// The kind whose front matter to describe; without it, book.toml.
    pub kind: Option<String>,
    /// Describe the mappings by which tables and documents are imported.
    #[arg(long, conflicts_with_all = ["kind", "dir"])]
    pub mapping: bool,
    /// Describe each line of an inventory, by which other reports refer to this one.
    #[arg(long, conflicts_with_all = ["kind", "dir", "mapping"])]
    pub inventory: bool,
    /// The folder of the report that declares the kind; by default the current folder, or the
    /// nearest one above it that contains a book.toml.
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

/// `rapporteur inventory`.
#[derive(Debug, Args)]
pub struct Inventory {
    /// The report.
    #[command(flatten)]
    pub report: Report,
}

/// `rapporteur export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The workbook, whose name ends in .xlsx; with --format, the folder of the files, by default
    /// `export`.
    #[arg(value_name = "TO")]
    pub to: Option<PathBuf>,
    /// The report.
    #[command(flatten)]
    pub report: Report,
    /// Write a file for each kind, instead of a workbook.
    #[arg(long, value_enum)]
    pub format: Option<text::Format>,
    /// Only records of this kind; can be repeated.
    #[arg(short, long = "kind", value_name = "KIND")]
    pub kinds: Vec<String>,
    /// Only records of this language, as book.toml names it.
    #[arg(short, long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// Replace files that exist.
    #[arg(long)]
    pub overwrite: bool,
}

/// `rapporteur diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The older version: a folder with a book.toml, a file of a version, the name of a version in
    /// the folder `versions`, or a git revision.
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The newer version, named in the same way; by default the report as it stands.
    #[arg(value_name = "NEW")]
    pub new: Option<String>,
    /// The folder of the report whose versions and revisions are named; by default the current
    /// folder, or the nearest one above it that contains a book.toml.
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// How to print what changed.
    #[arg(long, value_enum, default_value_t = Differing::Text)]
    pub format: Differing,
    /// Exit with code 1 if something changed, and with 0 if nothing did.
    #[arg(long)]
    pub exit_code: bool,
}

/// How is told what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Differing {
    /// Lines for people
    Text,
    /// Markdown, for an issue or a letter
    Markdown,
    /// One JSON object
    Json,
}

/// `rapporteur snapshot`.
#[derive(Debug, Args)]
pub struct Snapshot {
    /// What the version is called in addresses, such as 2026-10; the file is versions/NAME.jsonl.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The report.
    #[command(flatten)]
    pub report: Report,
    /// What readers call the version.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// When it was published: a day, a month or a year; by default its name, if that is a date.
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Write another file.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace a file that exists.
    #[arg(long)]
    pub overwrite: bool,
}

/// `rapporteur lock`.
#[derive(Debug, Args)]
pub struct Lock {
    /// The folder of the report; by default the current folder, or the nearest one above it that
    /// contains a book.toml.
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
