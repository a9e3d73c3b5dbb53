//! What somebody meant who wrote what is no YAML.
//!
//! Goes in: where and why the parser stumbled. Comes out: the problem, at the place that is at fault,
//! with a way out that names the mistake where it is one that people make.

use std::ops::Range;
use std::sync::Arc;

use granit_parser::ErrorKind;

use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Place, Source};

/// How fields are written.
pub(super) const FIELDS: &str = "write fields as YAML: `key: value`, one per line";

/// How keys are written.
pub(super) const KEYS: &str = "write a key as text without `&`, `!` and `?`: `key: value`";

/// The problem of an error at a place of the YAML at `inner`; `block` is the whole block.
pub(super) fn problem(
    source: &Arc<Source>,
    block: &Range<usize>,
    inner: &Range<usize>,
    kind: &ErrorKind,
    at: usize,
) -> Diagnostic {
    let at = source.text.floor_char_boundary(at.min(inner.end));
    let line = faulty_line(source, inner, at);
    if is_text(&source.text[line.clone()]) {
        return not_closed(source, block, line);
    }
    let (at, line) = match is_of_tabs(kind) {
        true => tab(source, inner, at).map_or((at, line), |tab| (tab, source.line_at(tab))),
        false => (at, line),
    };
    let at = at.clamp(line.start, line.end);
    let letter = source.text[at..line.end].chars().next().map_or(0, char::len_utf8);
    let message = message(kind);
    let help = help(kind, &source.text[line.clone()]).unwrap_or_else(|| FIELDS.to_owned());
    Diagnostic::at(Code::BadYaml, source, at..at + letter, message).help(help)
}

fn is_of_tabs(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
    )
}

/// The tab at or behind a place, or else the one before it on its line.
fn tab(source: &Source, inner: &Range<usize>, at: usize) -> Option<usize> {
    let behind = source.text[at..inner.end].find('\t').map(|tab| at + tab);
    let start = source.line_at(at).start.min(at);
    behind
        .filter(|tab| source.position(*tab).line <= source.position(at).line + 1)
        .or_else(|| source.text[start..at].rfind('\t').map(|tab| start + tab))
}

/// What is wrong, in a sentence.
fn message(kind: &ErrorKind) -> String {
    let words = match kind {
        ErrorKind::UnexpectedCharacter { character } => {
            return format!("text without quotation marks cannot begin with `{character}`");
        }
        ErrorKind::DirectiveDisallowed => "a line of fields cannot begin with `%`",
        ErrorKind::MappingValueNotAllowed => "text without quotation marks cannot contain `: `",
        ErrorKind::UnclosedQuotedScalar => "this text has no quotation mark at its end",
        ErrorKind::UnknownQuotedScalarEscape => "a backslash in this text means nothing",
        ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar => "the text ends in front of this",
        ErrorKind::InvalidColonPlacement => "a list or a table above this line is not closed",
        ErrorKind::MisplacedFlowCollectionEnd => "this bracket closes nothing",
        ErrorKind::RecursionLimitExceeded => "lists or tables are nested too deeply",
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => "this line has no key",
        kind if is_of_tabs(kind) => "YAML does not allow tabs here",
        kind => return kind.to_string(),
    };
    words.to_owned()
}

/// A way out of an error on a line.
fn help(kind: &ErrorKind, line: &str) -> Option<String> {
    let value = line.split_once(": ").map_or(line, |(_, value)| value).trim();
    Some(match kind {
        kind if is_of_tabs(kind) => "indent with spaces".to_owned(),
        ErrorKind::UnclosedQuotedScalar => "end the text with a quotation mark".to_owned(),
        ErrorKind::UnclosedFlowCollection { open: '[' }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::ExpectedFlowSequenceSeparator => {
            "put a comma between two items, and end the list with `]`".to_owned()
        }
        ErrorKind::MappingValueNotAllowed if line.starts_with(' ') => {
            "begin each key below the key above it".to_owned()
        }
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::UnexpectedCharacter { .. }
        | ErrorKind::DirectiveDisallowed
        | ErrorKind::MisplacedFlowCollectionEnd => quoted(value),
        ErrorKind::UnknownQuotedScalarEscape => {
            "write a backslash as `\\\\`, or put the text between single quotation marks".to_owned()
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "write a quotation mark inside text as `\\\"`".to_owned()
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar => {
            "write a single quotation mark inside text as `''`".to_owned()
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            "write `key: value`, with a space after the colon".to_owned()
        }
        ErrorKind::RecursionLimitExceeded => "take some of the brackets away".to_owned(),
        _ => return None,
    })
}

/// That text belongs between quotation marks, with the text as it should be.
pub(super) fn quoted(text: &str) -> String {
    let inner = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("put the text between quotation marks: `\"{inner}\"`")
}

/// The line that an error is about: where a place is behind the last line or on a blank one, that
/// is the one before.
fn faulty_line(source: &Source, inner: &Range<usize>, at: usize) -> Range<usize> {
    let line = source.line_at(at);
    let is_inside = line.start < inner.end && !source.text[line.clone()].trim().is_empty();
    if is_inside {
        return line;
    }
    let before = source.text[inner.start..at.max(inner.start)].trim_end();
    source.line_at(inner.start + before.len())
}

/// Whether a line is running text, and so no part of a block of fields.
fn is_text(line: &str) -> bool {
    !line.contains([':', '"', '\'', '[', '{', '-']) && line.split_whitespace().count() > 3
}

fn not_closed(source: &Arc<Source>, block: &Range<usize>, text: Range<usize>) -> Diagnostic {
    let opening = block.start..(block.start + 3).min(block.end);
    let message = "this block of fields is not closed before the text begins";
    Diagnostic::at(Code::BadYaml, source, opening, message)
        .related(Place::new(source, text), "this is text")
        .help("write a line `---` below the last field")
}
