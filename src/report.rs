//! Diagnostics → text, and the text printed.
//!
//! Goes in: problems, already in the order in which they should be read, and a [`Format`]. Comes
//! out: one string ([`render`]) or the same on the stream where its readers look for it
//! ([`print()`]). Nothing here decides what is a problem, sorts, or chooses an exit code.
//!
//! The formats:
//!
//! - [`Format::Human`]: as rustc prints them, with the line, the place underlined, other places
//!   that belong to it, and a way out. In a terminal errors come last, and what is the same many
//!   times is told once ([`terminal`]).
//! - [`Format::Short`]: `path:line:column: error[RAP401]: message (help)`, a line for each problem,
//!   as editors read them; a problem of no file begins at `error`.
//! - [`Format::Json`]: a JSON object on a line for each problem, see below.
//! - [`Format::Github`]: workflow commands of GitHub Actions, which become annotations.
//!
//! Content is untrusted: in all formats but JSON, which has its own escapes, every character that
//! could steer a terminal or hide or reorder text is replaced by a visible one.
//!
//! # The JSON objects
//!
//! Every key is always there.
//!
//! | key | value |
//! | --- | --- |
//! | `code` | the permanent code, such as `"RAP401"` |
//! | `severity` | `"error"` or `"warning"` |
//! | `name` | what the code means, in a few words |
//! | `message` | one sentence without a full stop |
//! | `label` | a few words about the place itself, or `null` |
//! | `path` | the file, as the command was told of the report, `/` between its parts; `null` for a problem of no file, and then the seven places below are `null` too |
//! | `line`, `column` | where the place begins, from 1; columns count characters (Unicode scalar values), a byte order mark is none |
//! | `endLine`, `endColumn` | the position just after its last character |
//! | `byteStart`, `byteEnd` | the same as bytes from the start of the file, a byte order mark included; `byteEnd` is exclusive |
//! | `help` | a way out, or `null` |
//! | `related` | a list of `{"path", "line", "column", "message"}`, other places that belong to it |

mod explain;
mod fold;
mod human;
mod lines;
mod machine;
#[cfg(test)]
mod tests;
mod visible;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use anstream::{AutoStream, ColorChoice};

pub use explain::explain;

use crate::diagnostics::Diagnostic;
use crate::source::{Place, Source};

/// How problems are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// With the source lines, for people
    #[default]
    Human,
    /// One line for each problem, for editors
    Short,
    /// One JSON object for each problem, for programs
    Json,
    /// Annotations of GitHub Actions
    Github,
}

/// Whether [`Format::Human`] is coloured; the other formats never are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Text alone.
    #[default]
    Plain,
    /// With ANSI escape sequences.
    Colour,
}

/// How much of what is the same many times is printed in [`Format::Human`]; the other formats are
/// always complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// Once, with a count and the first places.
    #[default]
    Folded,
    /// Every time.
    All,
}

/// The columns that [`Format::Human`] fits source lines into when nothing says how many there are.
pub const DEFAULT_WIDTH: usize = 140;

/// The problems as text, in the order given, with a line feed at the end unless there are none.
/// `width` is the number of columns that source lines are cut to in [`Format::Human`].
pub fn render(diagnostics: &[Diagnostic], format: Format, style: Style, width: usize) -> String {
    match format {
        Format::Human => human::render(&fold::each(diagnostics), style, width),
        Format::Short => machine::short(diagnostics),
        Format::Json => machine::json(diagnostics),
        Format::Github => machine::github(diagnostics),
    }
}

/// The problems as a terminal shows them: errors last, where they are seen first.
pub fn terminal(diagnostics: &[Diagnostic], detail: Detail, style: Style, width: usize) -> String {
    let told = match detail {
        Detail::Folded => fold::folded(diagnostics),
        Detail::All => fold::errors_last(diagnostics),
    };
    human::render(&told, style, width)
}

/// The problems as a JSON list, errors first, for the panel of the preview: the objects of the JSON
/// format, each with the line at fault (`excerpt`: `before`, `marked`, `after`; of a long line, what
/// is near the place) and with the address that `editor` gives for its path and line (`editor`).
pub fn panel(diagnostics: &[Diagnostic], editor: impl Fn(&str, usize) -> Option<String>) -> String {
    machine::panel(diagnostics, editor)
}

/// The line that closes a list of problems: `3 errors and 1 warning in 2 files`.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|one| one.is_error()).count();
    let counts = match (errors, diagnostics.len() - errors) {
        (0, 0) => return "no problems".to_owned(),
        (errors, 0) => count(errors, "error"),
        (0, warnings) => count(warnings, "warning"),
        (errors, warnings) => {
            format!("{} and {}", count(errors, "error"), count(warnings, "warning"))
        }
    };
    let places = diagnostics.iter().filter_map(|one| one.place.as_ref());
    match places.map(|place| place.source.path.as_str()).collect::<BTreeSet<_>>().len() {
        0 => counts,
        files => format!("{counts} in {}", count(files, "file")),
    }
}

/// A number of things: `1 error`, `2 errors`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Prints problems where their readers look: what people read goes to standard error, closed by
/// its [`summary`] and coloured if the terminal and its user want that; what programs read goes to
/// standard output and holds nothing else. Either is written at once. `folder` is the report's, as the
/// command was told of it: paths begin with it, so that editors and others find the files. A reader
/// who stops reading is no failure.
pub fn print(
    diagnostics: &[Diagnostic],
    format: Format,
    detail: Detail,
    folder: &Path,
) -> io::Result<()> {
    let diagnostics = &below(folder, diagnostics);
    let printed = match format {
        Format::Human if diagnostics.is_empty() => Ok(()),
        Format::Human => {
            let text = terminal(diagnostics, detail, Style::Colour, terminal_width());
            let text = format!("{text}\n{}\n", summary(diagnostics));
            write_at_once(&text, AutoStream::choice(&io::stderr()), &mut io::stderr().lock())
        }
        // Not through anstream: it would take bytes of a message for escape sequences.
        Format::Short | Format::Json | Format::Github => {
            let text = render(diagnostics, format, Style::Plain, DEFAULT_WIDTH);
            let mut stdout = io::stdout().lock();
            stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
        }
    };
    match printed {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes a text for people to standard output, with its colours where these are wanted.
///
/// # Errors
/// Why it could not be written. A reader who stops reading is no failure.
pub fn print_coloured(text: &str) -> io::Result<()> {
    match write_at_once(text, AutoStream::choice(&io::stdout()), &mut io::stdout().lock()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Untrusted words on one line, without what could steer a terminal.
pub fn harmless(text: &str) -> Cow<'_, str> {
    visible::words(text)
}

/// Writes a text in one piece, with its colours or without them.
fn write_at_once(text: &str, choice: ColorChoice, out: &mut impl Write) -> io::Result<()> {
    let mut bytes = AutoStream::new(Vec::new(), choice);
    bytes.write_all(text.as_bytes())?;
    out.write_all(&bytes.into_inner())?;
    out.flush()
}

/// The problems with the report's folder before all paths.
fn below(folder: &Path, diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut diagnostics = diagnostics.to_vec();
    let folder = folder.components().as_path();
    if folder == Path::new(".") || folder == Path::new("") {
        return diagnostics;
    }
    let mut sources: BTreeMap<String, Arc<Source>> = BTreeMap::new();
    for problem in &mut diagnostics {
        let related = problem.related.iter_mut().map(|(place, _)| place);
        for Place { source, .. } in problem.place.iter_mut().chain(related) {
            let moved = sources.entry(source.path.clone()).or_insert_with(|| {
                let path = folder.join(&source.path).to_string_lossy().replace('\\', "/");
                Arc::new(source.as_at(path))
            });
            *source = Arc::clone(moved);
        }
    }
    diagnostics
}

fn terminal_width() -> usize {
    match rustix::termios::tcgetwinsize(io::stderr()) {
        Ok(size) if size.ws_col > 0 => size.ws_col.into(),
        _ => DEFAULT_WIDTH,
    }
}
