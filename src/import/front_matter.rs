//! Front matter in YAML → the same in TOML, for good.
//!
//! Goes in: a document, and the fields of its kind, which decide whether `20` is a number or text.
//! Comes out: the text of its file with the fields in TOML, in their order and with their comments.
//! What stands below them stays byte for byte. A text comes out only if its fields are read as those
//! of the document are.

mod lines;

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic};
use crate::field::Field;
use crate::model::is_text_in_all_kinds;
use crate::parse::{self, Document, Fields, Options, Pair, Raw, RawData, Syntax, yaml};
use crate::source::Source;

use self::lines::Takes;

/// The text of a document's file with its fields in TOML; `None` where they are not in YAML.
///
/// # Errors
/// What in the YAML cannot be turned into TOML.
pub fn in_toml(document: &Document, declared: &[Field]) -> Result<Option<String>, Vec<Diagnostic>> {
    let source = &document.source;
    let Some(fields) = document.front.as_ref().filter(|front| front.syntax == Syntax::Yaml) else {
        return Ok(None);
    };
    let mistakes = document.diagnostics.iter().filter(|problem| problem.code == Code::BadYaml);
    let mistakes: Vec<Diagnostic> = mistakes.cloned().collect();
    let start = source.bom_len();
    let Some(block) = yaml::block(&source.text[start..]).filter(|_| mistakes.is_empty()) else {
        return Err(mistakes);
    };
    let inner = start + block.inner.start..start + block.inner.end;
    let writing = Writing { source, inner: &inner, declared };
    let newline = if source.text[inner.clone()].contains("\r\n") { "\r\n" } else { "\n" };
    let lines = writing.lines(fields).replace('\n', newline);
    let (before, after) = (&source.text[..start], &source.text[start + block.end..]);
    let last = if source.text[..start + block.end].ends_with('\n') { newline } else { "" };
    let text = format!("{before}+++{newline}{lines}+++{last}{after}");
    check(source, fields, declared, &text)?;
    Ok(Some(text))
}

/// What is written of a block of fields.
struct Writing<'a> {
    source: &'a Source,
    /// The bytes between the delimiters.
    inner: &'a Range<usize>,
    declared: &'a [Field],
}

impl Writing<'_> {
    /// The fields as lines of TOML, with the comments that stand among them.
    fn lines(&self, fields: &Fields) -> String {
        let comments = yaml::comments(self.source, self.inner);
        let mut lines = String::new();
        let mut from = self.inner.start;
        for entry in &fields.entries {
            let line = self.source.line_at(entry.key_span.start).start;
            self.between(from, line.max(from), &mut lines);
            let end = self.end_of(entry);
            let inside =
                comments.iter().filter(|at| entry.key_span.end <= at.start && at.end <= end);
            for comment in inside {
                lines.push_str(self.source.text[comment.clone()].trim_end());
                lines.push('\n');
            }
            let takes = takes(self.declared, &entry.key);
            lines.push_str(&lines::line(&entry.key, &entry.value, takes));
            from = self.rest_of_line(end, &mut lines);
        }
        self.between(from, self.inner.end, &mut lines);
        lines
    }

    /// Where what is written of a field ends. An alias has its value elsewhere.
    fn end_of(&self, entry: &Pair) -> usize {
        let line = self.source.line_at(entry.key_span.end);
        let written = &self.source.text[entry.key_span.end..line.end];
        let value = written.trim_start_matches([':', ' ', '\t']);
        if !value.starts_with('*') {
            return entry.value.span.end.max(entry.key_span.end);
        }
        let start = line.end - value.len();
        start + value.find(char::is_whitespace).unwrap_or(value.len())
    }

    /// Writes a comment behind a value, and says where the next line begins.
    fn rest_of_line(&self, end: usize, lines: &mut String) -> usize {
        let line = self.source.line_at(end);
        let rest = self.source.text[end..line.end.max(end)].trim();
        if rest.starts_with('#') {
            lines.push(' ');
            lines.push_str(rest);
        }
        lines.push('\n');
        let behind = &self.source.text[line.end.max(end)..self.inner.end];
        let newline = behind.find('\n').map_or(behind.len(), |at| at + 1);
        self.inner.end - behind.len() + newline
    }

    /// Writes the lines between two fields: comments as they are, and keys without a value as
    /// comments, since TOML has nothing that is no value.
    fn between(&self, from: usize, to: usize, lines: &mut String) {
        for line in self.source.text[from..to].lines() {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                lines.push_str("# ");
            }
            lines.push_str(line);
            lines.push('\n');
        }
    }
}

/// What a key takes in records of a kind with these fields.
fn takes<'a>(declared: &'a [Field], key: &str) -> Takes<'a> {
    if is_text_in_all_kinds(key) {
        return Takes::Text;
    }
    let field = declared.iter().find(|field| field.name == key);
    field.map_or(Takes::Anything, Takes::of)
}

/// Whether the fields of a text are read as those of a document are.
fn check(
    source: &Arc<Source>,
    fields: &Fields,
    declared: &[Field],
    text: &str,
) -> Result<(), Vec<Diagnostic>> {
    let read = parse::parse(&Arc::new(Source::new(source.path.clone(), text)), Options::default());
    let front = read.front.clone().unwrap_or_default();
    let is_read = read.is_read() && front.entries.len() == fields.entries.len();
    let differing = fields.entries.iter().find(|entry| {
        let takes = takes(declared, &entry.key);
        !front.get(&entry.key).is_some_and(|read| is_same(&entry.value, &read.value, takes))
    });
    if is_read && differing.is_none() {
        return Ok(());
    }
    let span = differing.map_or_else(|| fields.span.clone(), |entry| entry.key_span.clone());
    let problem = Diagnostic::at(Code::BadYaml, source, span, "this cannot be written in TOML")
        .help("write it in another way, or turn this document into TOML by hand");
    Err(vec![problem])
}

/// Whether a value of YAML and one of TOML say the same.
fn is_same(yaml: &Raw, toml: &Raw, takes: Takes<'_>) -> bool {
    match (&yaml.data, &toml.data) {
        (RawData::Array(a), RawData::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b, takes))
        }
        (RawData::Table(a), RawData::Table(b)) => {
            a.len() == b.len()
                && a.iter().zip(b).all(|(a, b)| {
                    a.key == b.key && is_same(&a.value, &b.value, takes.column(&a.key))
                })
        }
        (_, RawData::String(text)) => yaml.text() == Some(text),
        (a, b) => a == b,
    }
}
