//! The commands: the only callers of everything.
//!
//! [`load`] runs the stages one after the other; the others decide what to do with the site that
//! comes of it.

mod browser;
mod build;
mod check;
mod diff;
mod export;
mod import;
mod init;
mod inventory;
mod levels;
mod links;
mod list;
pub mod load;
mod lock;
mod loading;
mod memory;
mod preprocess;
mod rename;
mod revision;
mod schema;
#[cfg_attr(not(feature = "serve"), path = "command/no_serve.rs")]
mod serve;
mod shown_files;
mod snapshot;
mod timings;

use std::fmt;
use std::io::{self, Write};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};

use clap::CommandFactory;

use crate::cli::{self, Cli, Command};
use crate::diagnostics::{self, Code, Diagnostic};
use crate::read::ReadError;
use crate::report::{self, Detail, Format, count};
use crate::site::Counts;
use crate::write::WriteError;

use self::load::{Loaded, Loading, Session};

/// What a command came to. The numbers are the exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is in order.
    Clean = 0,
    /// The content has problems.
    Problems = 1,
    /// Somebody pressed Ctrl-C.
    Interrupted = 130,
    /// Somebody asked the process to end.
    Terminated = 143,
}

/// Why the tool itself could not work; the exit code is 2.
#[derive(Debug)]
pub enum CommandError {
    /// The report cannot be read.
    Read(ReadError),
    /// The site cannot be written.
    Write(WriteError),
    /// Of several files, some could be written and the others not.
    Partly {
        /// The paths of those that were.
        written: Vec<String>,
        /// Why not the next one.
        error: WriteError,
    },
    /// The site cannot be served.
    Serve(Box<dyn std::error::Error + Send + Sync>),
    /// Something was asked for that there is not.
    Usage(String),
    /// The terminal or another stream fails.
    Io(io::Error),
    /// The program itself is at fault.
    Internal(Fault),
}

/// A mistake of the program, not of what it was given: a panic, caught where it would have ended
/// everything. What is known of it stands on standard error already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "internal error: {}", self.0)
    }
}

/// What to do about a [`Fault`].
const REPORT: &str = "this is a bug in rapporteur; please report it with these lines";

/// Does work of which a panic must not end the program. What the work had in its hands may be half
/// done afterwards, and is to be dropped.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    std::panic::catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
        Fault(words.unwrap_or_else(|| "a panic without a message".to_owned()))
    })
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CommandError::Read(ReadError { path, error })
                if error.kind() == io::ErrorKind::NotFound && path.ends_with("book.toml") =>
            {
                let folder = path.parent().unwrap_or(path).display();
                writeln!(f, "there is no book.toml in {folder}")?;
                write!(f, "help: name the folder of a report, or create one: `rapporteur init DIR`")
            }
            CommandError::Read(error) => write!(f, "{error}"),
            CommandError::Write(error) => write!(f, "{error}"),
            CommandError::Partly { written, error } if written.is_empty() => {
                write!(f, "{error}\nnothing was written")
            }
            CommandError::Partly { written, error } => {
                write!(f, "{error}\nalready written: {}", written.join(", "))
            }
            CommandError::Serve(error) => write!(f, "{error}"),
            CommandError::Usage(words) => write!(f, "{words}"),
            CommandError::Io(error) => write!(f, "{error}"),
            CommandError::Internal(fault) => write!(f, "{fault}\nhelp: {REPORT}"),
        }
    }
}

impl std::error::Error for CommandError {}

impl From<ReadError> for CommandError {
    fn from(error: ReadError) -> Self {
        CommandError::Read(error)
    }
}

impl From<WriteError> for CommandError {
    fn from(error: WriteError) -> Self {
        CommandError::Write(error)
    }
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        CommandError::Io(error)
    }
}

/// How much is printed, and how.
#[derive(Debug, Clone, Copy)]
struct Voice {
    format: Format,
    quiet: bool,
    verbose: bool,
}

/// Runs what the command line asks for.
///
/// # Errors
/// When the tool itself could not work.
pub fn run(cli: &Cli) -> Result<Outcome, CommandError> {
    caught(|| dispatch(cli)).unwrap_or_else(|fault| Err(CommandError::Internal(fault)))
}

fn dispatch(cli: &Cli) -> Result<Outcome, CommandError> {
    let voice = Voice { format: cli.message_format, quiet: cli.quiet, verbose: cli.verbose };
    match &cli.command {
        Command::Init(arguments) => init::run(arguments, voice),
        Command::Build(arguments) => build::run(arguments, voice),
        Command::Serve(arguments) => serve::run(arguments, voice),
        Command::Check(arguments) => check::run(arguments, voice),
        Command::Lock(arguments) => lock::run(arguments, voice),
        Command::Rename(arguments) => rename::run(arguments, voice),
        Command::Import(arguments) => import::run(arguments, voice),
        Command::List(arguments) => list::run(arguments, voice),
        Command::Links(arguments) => links::run(arguments, voice),
        Command::Inventory(arguments) => inventory::run(arguments, voice),
        Command::Export(arguments) => export::run(arguments, voice),
        Command::Diff(arguments) => diff::run(arguments, voice),
        Command::Snapshot(arguments) => snapshot::run(arguments, voice),
        Command::Schema(arguments) => schema::run(arguments, voice),
        Command::Explain { code } => explain(code),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "rapporteur", &mut script);
            print(&String::from_utf8_lossy(&script))
        }
    }
}

fn explain(code: &str) -> Result<Outcome, CommandError> {
    let Some(code) = Code::parse(code) else {
        let help = match Code::nearest(code) {
            Some(near) => format!("did you mean `{}`?", near.as_str()),
            None => "a code looks like `RAP401`: every message shows it in brackets".to_owned(),
        };
        return Err(CommandError::Usage(format!("there is no code `{code}`\nhelp: {help}")));
    };
    print(&report::explain(code))
}

/// Prints to standard output; a reader who has left is no failure.
fn print(text: &str) -> Result<Outcome, CommandError> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Outcome::Clean),
    }
}

impl Voice {
    /// Says a line to whoever is watching.
    fn say(self, words: &str) {
        if !self.quiet {
            // Nothing is left to be done when standard error is gone.
            let _ = io::stderr().lock().write_all(format!("{words}\n").as_bytes());
        }
    }

    /// Says what went wrong, to whoever wants to hear as little as possible too.
    fn error(self, words: &str) {
        let _ = io::stderr().lock().write_all(format!("error: {words}\n").as_bytes());
    }

    /// Prints problems of the report in a folder and says what they come to.
    fn problems(
        self,
        diagnostics: &[Diagnostic],
        folder: &Path,
        strict: bool,
    ) -> Result<Outcome, CommandError> {
        report::print(diagnostics, self.format, self.detail(), folder)?;
        let counts = |problem: &Diagnostic| strict || problem.is_error();
        Ok(if diagnostics.iter().any(counts) { Outcome::Problems } else { Outcome::Clean })
    }

    fn detail(self) -> Detail {
        if self.verbose { Detail::All } else { Detail::Folded }
    }

    /// Says that nothing but warnings is wrong, where they alone stop a command.
    fn stopped_by_warnings(self, diagnostics: &[Diagnostic], what: &str) {
        if !diagnostics.is_empty() && !diagnostics.iter().any(Diagnostic::is_error) {
            let warnings = count(diagnostics.len(), "warning");
            self.say(&format!(
                "{warnings} stopped the {what}: `--strict` treats warnings as errors"
            ));
        }
    }
}

/// The problems of pages that cannot be rendered, in order. A template fails on many pages alike: that
/// is told once, with the first of them.
#[allow(clippy::vec_box, reason = "this is how rendering gives them")]
fn told_once(failed: Vec<Box<Diagnostic>>) -> Vec<Diagnostic> {
    let mut failed: Vec<Diagnostic> = failed.into_iter().map(|problem| *problem).collect();
    diagnostics::sort(&mut failed);
    let alike = |a: &Diagnostic, b: &Diagnostic| a.place == b.place && a.message == b.message;
    let groups = failed.chunk_by(alike).map(|group| match group.len() - 1 {
        0 => group[0].clone(),
        1 => group[0].clone().label(format!("{}, and on another page", group[0].label)),
        more => group[0].clone().label(format!("{}, and on {more} other pages", group[0].label)),
    });
    groups.collect()
}

/// The size of a site in words.
fn in_words(counts: Counts) -> String {
    let Counts { documents, records, pages, .. } = counts;
    let [documents, records] = [count(documents, "document"), count(records, "record")];
    format!("{documents}, {records}, {}", count(pages, "page"))
}

/// The folder of a report.
struct Folder {
    /// As people name it, which paths in messages begin with.
    named: PathBuf,
    /// In full.
    full: PathBuf,
}

/// The folder that the command line names. Where it names none, it is the current folder or the
/// nearest one above with a `book.toml`.
fn folder(dir: Option<&Path>) -> Result<Folder, CommandError> {
    let named = dir.map_or_else(|| nearest_report(Path::new(".")), Path::to_path_buf);
    let full = named.canonicalize().map_err(|error| {
        CommandError::Usage(format!("cannot open {}: {error}", named.display()))
    })?;
    Ok(Folder { named, full })
}

/// Loads a report that is to be changed, with its drafts, which refer to records too. A report with
/// errors is left as it is: they are told, and the outcome is that.
fn loaded_for_change(
    folder: &Folder,
    voice: Voice,
) -> Result<Result<(Session, Loaded), Outcome>, CommandError> {
    let mut session = Session::new(&folder.full, Loading { drafts: true, ..Loading::default() });
    let loaded = session.load()?;
    if !loaded.has_errors() {
        return Ok(Ok((session, loaded)));
    }
    let outcome = voice.problems(&loaded.diagnostics, &folder.named, false)?;
    voice.say("nothing was written");
    Ok(Err(outcome))
}

/// The nearest folder with a `book.toml`, from one upwards, and the one itself where there is none.
fn nearest_report(from: &Path) -> PathBuf {
    let Ok(full) = from.canonicalize() else { return from.to_owned() };
    let above = full.ancestors().position(|folder| folder.join("book.toml").is_file());
    match above {
        None | Some(0) => from.to_owned(),
        Some(steps) => vec![".."; steps].iter().collect(),
    }
}

/// A report as the command line names it, loaded once to be looked at.
fn loaded(report: &cli::Report) -> Result<(Folder, Loaded), CommandError> {
    let folder = folder(report.dir.as_deref())?;
    let loading = Loading {
        drafts: report.drafts,
        as_of: report.as_of,
        preprocessors: report.preprocessors(),
        ..Loading::default()
    };
    let loaded = Session::new(&folder.full, loading).load()?;
    Ok((folder, loaded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_told() {
        let fault = caught(|| -> u8 { panic!("no {}", "such thing") }).unwrap_err();
        let told = CommandError::Internal(fault).to_string();
        assert_eq!(told, format!("internal error: no such thing\nhelp: {REPORT}"));
        assert_eq!(caught(|| 1), Ok(1));
    }
}
