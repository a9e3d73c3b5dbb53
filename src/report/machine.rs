//! Problems for editors, programs and GitHub Actions.

use std::borrow::Cow;
use std::fmt::Write;

use serde::Serialize;

use super::lines::Files;
use super::visible;
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::Place;

/// A line for each problem.
pub(super) fn short(diagnostics: &[Diagnostic]) -> String {
    let mut files = Files::default();
    let mut out = String::new();
    for diagnostic in diagnostics {
        if let Some(place) = &diagnostic.place {
            let start = files.start(place);
            let path = visible::words(&place.source.path);
            let _ = write!(out, "{path}:{}:{}: ", start.line, start.column);
        }
        let code = diagnostic.code.as_str();
        let message = visible::words(&diagnostic.message);
        let _ = write!(out, "{}[{code}]: {message}", severity(diagnostic));
        if let Some(help) = &diagnostic.help {
            let _ = write!(out, " ({})", visible::words(help));
        }
        out.push('\n');
    }
    out
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A problem as a JSON object; the schema stands in the documentation of [`crate::report`].
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Problem<'a> {
    code: &'static str,
    severity: &'static str,
    name: &'static str,
    message: &'a str,
    label: Option<&'a str>,
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    byte_start: Option<usize>,
    byte_end: Option<usize>,
    help: Option<&'a str>,
    related: Vec<RelatedPlace<'a>>,
}

/// Another place that belongs to a problem, as a JSON object.
#[derive(Serialize)]
struct RelatedPlace<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
}

/// A JSON object on a line for each problem.
pub(super) fn json(diagnostics: &[Diagnostic]) -> String {
    let mut files = Files::default();
    let mut out = String::new();
    for diagnostic in diagnostics {
        let line = serde_json::to_string(&problem(diagnostic, &mut files));
        out.push_str(&line.expect("strings, numbers and lists of them are always JSON"));
        out.push('\n');
    }
    out
}

/// A problem in the panel of the preview.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    problem: Problem<'a>,
    excerpt: Option<Excerpt<'a>>,
    editor: Option<String>,
}

/// A line of a source, cut at the ends of the span, and of a long line what is near the span.
#[derive(Serialize)]
struct Excerpt<'a> {
    before: Cow<'a, str>,
    marked: Cow<'a, str>,
    after: Cow<'a, str>,
}

/// How many bytes each part of an excerpt has at most: a thousand problems in one line would show it
/// a thousand times.
const NEAR: usize = 400;

/// A JSON list of all problems, errors first, each with the line at fault and with the address that `editor`
/// gives for a path and a line.
pub(super) fn panel(
    diagnostics: &[Diagnostic],
    editor: impl Fn(&str, usize) -> Option<String>,
) -> String {
    let mut files = Files::default();
    let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics.iter().partition(|one| one.is_error());
    let shown: Vec<Shown<'_>> = errors
        .into_iter()
        .chain(warnings)
        .map(|diagnostic| {
            let problem = problem(diagnostic, &mut files);
            let editor = problem.path.zip(problem.line).and_then(|(path, line)| editor(path, line));
            let excerpt = diagnostic.place.as_ref().map(|place| excerpt(place, &mut files));
            Shown { problem, excerpt, editor }
        })
        .collect();
    serde_json::to_string(&shown).expect("strings, numbers and lists of them are always JSON")
}

fn excerpt<'a>(place: &'a Place, files: &mut Files<'a>) -> Excerpt<'a> {
    let lines = files.lines(place);
    let start = lines.snap(place.span.start);
    let line = lines.line(start);
    let (first, last) = (lines.whole(line).start, lines.text_end(line));
    let end = lines.snap(place.span.end).clamp(start, last.max(start));
    Excerpt {
        before: ending(lines.text(first..start)),
        marked: beginning(lines.text(start..end)),
        after: beginning(lines.text(end..last.max(end))),
    }
}

fn beginning(text: &str) -> Cow<'_, str> {
    match text.len() {
        ..=NEAR => text.into(),
        _ => format!("{}…", &text[..text.floor_char_boundary(NEAR)]).into(),
    }
}

fn ending(text: &str) -> Cow<'_, str> {
    match text.len() {
        ..=NEAR => text.into(),
        all => format!("…{}", &text[text.ceil_char_boundary(all - NEAR)..]).into(),
    }
}

fn problem<'a>(diagnostic: &'a Diagnostic, files: &mut Files<'a>) -> Problem<'a> {
    let place = diagnostic.place.as_ref();
    let start = place.map(|place| files.start(place));
    let end = place.map(|place| files.end(place));
    Problem {
        code: diagnostic.code.as_str(),
        severity: severity(diagnostic),
        name: diagnostic.code.name(),
        message: &diagnostic.message,
        label: Some(diagnostic.label.as_str()).filter(|label| !label.is_empty()),
        path: place.map(|place| place.source.path.as_str()),
        line: start.map(|start| start.line),
        column: start.map(|start| start.column),
        end_line: end.map(|end| end.line),
        end_column: end.map(|end| end.column),
        byte_start: place.map(|place| place.span.start),
        byte_end: place.map(|place| place.span.end),
        help: diagnostic.help.as_deref(),
        related: diagnostic.related.iter().map(|one| related(one, files)).collect(),
    }
}

fn related<'a>((place, words): &'a (Place, String), files: &mut Files<'a>) -> RelatedPlace<'a> {
    let start = files.start(place);
    RelatedPlace {
        path: &place.source.path,
        line: start.line,
        column: start.column,
        message: words,
    }
}

/// A workflow command for each problem.
///
/// See <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>; what
/// must be escaped stands in `packages/core/src/command.ts` of `actions/toolkit`.
pub(super) fn github(diagnostics: &[Diagnostic]) -> String {
    let mut files = Files::default();
    let mut out = String::new();
    for diagnostic in diagnostics {
        let _ = write!(out, "::{} ", severity(diagnostic));
        if let Some(place) = &diagnostic.place {
            github_place(&mut out, place, &mut files);
        }
        let code = diagnostic.code;
        let title = format!("{} {}", code.as_str(), code.name());
        let _ = write!(out, "title={}::{}", property(&title), data(&diagnostic.message));
        if let Some(help) = &diagnostic.help {
            let _ = write!(out, "%0Ahelp: {}", data(help));
        }
        out.push('\n');
    }
    out
}

fn github_place<'a>(out: &mut String, place: &'a Place, files: &mut Files<'a>) {
    let start = files.start(place);
    let end = files.end(place);
    let _ = write!(out, "file={},line={},", property(&place.source.path), start.line);
    // Columns of a place over several lines are dropped by the runner, with a complaint.
    let _ = if start.line == end.line {
        write!(out, "col={},endLine={},endColumn={},", start.column, end.line, end.column)
    } else {
        write!(out, "endLine={},", end.line)
    };
}

fn data(text: &str) -> String {
    visible::source(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
