//! TOML between `+++` lines → [`Fields`]: keys and values as written, each with its place. YAML makes
//! the same of them (`yaml`).

use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::characters::{self, clean};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Place, Source, with_line_feeds};
use crate::toml_help;

/// The fields of a document or a section, as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields {
    /// The keys in the order in which they stand.
    pub entries: Vec<Pair>,
    /// The bytes of the block, delimiters included.
    pub span: Range<usize>,
    /// Whether some of the block could not be read, so that no field can be called missing.
    pub unread: bool,
    /// How it is written, for whoever adds a line to it or names one.
    pub syntax: Syntax,
}

/// How fields are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    /// As TOML between `+++` lines.
    #[default]
    Toml,
    /// As YAML between `---` lines.
    Yaml,
}

impl Syntax {
    /// The line that begins and ends a block.
    pub const fn fence(self) -> &'static str {
        match self {
            Syntax::Toml => "+++",
            Syntax::Yaml => "---",
        }
    }

    /// A field, its value as written.
    pub fn line(self, key: &str, value: &str) -> String {
        match self {
            Syntax::Toml => format!("{key} = {value}"),
            Syntax::Yaml => format!("{key}: {value}"),
        }
    }
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Range<usize>,
    /// The value.
    pub value: Raw,
}

/// A value as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// What it is.
    pub data: RawData,
    /// Where it stands.
    pub span: Range<usize>,
    /// Its characters, where it is no string and the syntax lets text stand without quotation marks:
    /// it is text where its field holds text.
    pub bare: Option<Box<str>>,
}

/// The types of TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawData {
    /// A string.
    String(String),
    /// An integer, as its digits when it does not fit 64 bits.
    Integer(Result<i64, String>),
    /// A number with a point or an exponent, as written.
    Float(String),
    /// `true` or `false`.
    Boolean(bool),
    /// A date, a time, or both, as TOML writes it.
    Datetime(String),
    /// A list.
    Array(Vec<Raw>),
    /// A table.
    Table(Vec<Pair>),
    /// What cannot be read, of which a problem tells.
    Broken,
}

impl RawData {
    /// What it is called in messages.
    pub const fn name(&self) -> &'static str {
        match self {
            RawData::String(_) => "a string",
            RawData::Integer(_) => "an integer",
            RawData::Float(_) => "a number",
            RawData::Boolean(_) => "a boolean",
            RawData::Datetime(_) => "a date",
            RawData::Array(_) => "a list",
            RawData::Table(_) => "a table",
            RawData::Broken => "not readable",
        }
    }
}

impl Raw {
    /// A value that is nothing else than its data.
    pub(crate) fn of(data: RawData, span: Range<usize>) -> Self {
        Self { data, span, bare: None }
    }

    /// The value as text, if it can be.
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            RawData::String(text) => Some(text),
            _ => self.bare.as_deref(),
        }
    }

    /// Marks what an error at a place makes unreadable: the value that it touches, or that value's
    /// parts where it is a table with lines of its own. Says whether there was any.
    pub(super) fn break_at(&mut self, at: &Range<usize>) -> bool {
        if touches(&self.span, at) {
            self.data = RawData::Broken;
            return true;
        }
        let parts: Vec<&mut Raw> = match &mut self.data {
            RawData::Array(items) => items.iter_mut().collect(),
            RawData::Table(entries) => entries.iter_mut().map(|entry| &mut entry.value).collect(),
            _ => return false,
        };
        parts.into_iter().filter_map(|part| part.break_at(at).then_some(())).count() > 0
    }
}

fn touches(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start <= b.end && b.start <= a.end
}

impl Fields {
    /// A block at `span` of which nothing could be read.
    pub fn unread(span: Range<usize>) -> Self {
        Self { span, unread: true, ..Self::default() }
    }

    /// Whether a field may stand here that could not be read, which is told already.
    pub fn is_unread(&self, key: &str) -> bool {
        let entry = self.get(key);
        self.unread || entry.is_some_and(|entry| entry.value.data == RawData::Broken)
    }

    /// The entry with this key.
    pub fn get(&self, key: &str) -> Option<&Pair> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

/// Whether a text begins with a block of fields that can be read as it stands.
pub(super) fn begin(text: &str) -> bool {
    let Some((first, rest)) = text.split_once('\n') else { return false };
    let closing = rest.lines().position(|line| line.trim_end() == "+++");
    let Some(closing) = closing.filter(|_| first.trim_end() == "+++") else { return false };
    let lines: Vec<&str> = rest.lines().take(closing).collect();
    lines.join("\n").parse::<toml::Table>().is_ok_and(|table| !table.is_empty())
}

/// Reads the TOML at `inner` of a source; `span` is the whole block. Problems are added to
/// `diagnostics`; what could be read comes back all the same.
pub fn read(
    source: &Arc<Source>,
    span: Range<usize>,
    inner: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Fields {
    let start = inner.start;
    let (table, errors) = DeTable::parse_recoverable(&source.text[inner.clone()]);
    let mut entries = entries(table.get_ref(), start);
    let place = |error: &toml::de::Error| {
        let at = error.span().unwrap_or(0..0);
        let from = source.text.floor_char_boundary((start + at.start).min(inner.end));
        from..source.text.ceil_char_boundary((start + at.end).clamp(from, inner.end))
    };
    let mut errors: Vec<_> = errors.iter().map(|error| (place(error), error.message())).collect();
    errors.sort_by_key(|(at, _)| at.start);
    let mut unread = false;
    let running = errors.iter().find_map(|(at, _)| text_line(source, at.start));
    if let Some(text) = running.or_else(|| heading_line(source, &inner)) {
        // Words without a `=` before it are text as well, however few.
        let mut lines = errors.iter().map(|(at, _)| source.line_at(at.start));
        let is_text = |line: &Range<usize>| !source.text[line.clone()].contains('=');
        let text = lines.find(is_text).filter(|line| line.start < text.start).unwrap_or(text);
        errors.retain(|(at, _)| at.start < text.start);
        entries.retain(|entry| entry.key_span.start < text.start);
        diagnostics.push(not_closed(source, &span, text));
        unread = true;
    }
    // What follows an error on its line is mostly a consequence of it.
    errors.dedup_by_key(|(at, _)| source.line_at(at.start));
    for (at, message) in errors {
        // A key that is cut in two is no field of anybody's.
        entries.retain(|entry| !touches(&entry.key_span, &at));
        let values = entries.iter_mut().map(|entry| &mut entry.value);
        let broken = values.filter_map(|value| value.break_at(&at).then_some(())).count();
        unread |= broken == 0;
        let meant = toml_help::help(&source.text, &at, message);
        let problem = Diagnostic::at(Code::BadToml, source, at, message.to_owned())
            .help("write fields as TOML: `key = \"value\"`, one per line");
        diagnostics.push(problem.maybe_help(meant));
    }
    check_escapes(source, &entries, diagnostics);
    Fields { entries, span, unread, syntax: Syntax::Toml }
}

/// Reports what escapes of strings and keys stand for, where that does harm.
pub(super) fn check_escapes(
    source: &Arc<Source>,
    entries: &[Pair],
    diagnostics: &mut Vec<Diagnostic>,
) {
    fn value(source: &Arc<Source>, raw: &Raw, diagnostics: &mut Vec<Diagnostic>) {
        match &raw.data {
            RawData::String(_) => characters::check_escapes(source, &raw.span, diagnostics),
            RawData::Array(items) => items.iter().for_each(|item| value(source, item, diagnostics)),
            RawData::Table(entries) => check_escapes(source, entries, diagnostics),
            _ => {}
        }
    }
    for entry in entries {
        characters::check_escapes(source, &entry.key_span, diagnostics);
        value(source, &entry.value, diagnostics);
    }
}

/// The line of an error when it is running text, and so no part of a block of fields.
fn text_line(source: &Source, at: usize) -> Option<Range<usize>> {
    let line = source.line_at(at);
    let words = source.text[line.clone()].trim();
    let is_text =
        !words.contains('=') && !words.contains('"') && words.split_whitespace().count() > 3;
    is_text.then_some(line)
}

/// The first heading with attributes among the lines of a block, where TOML sees a comment.
fn heading_line(source: &Source, inner: &Range<usize>) -> Option<Range<usize>> {
    let mut at = inner.start;
    source.text[inner.clone()].split_inclusive('\n').find_map(|line| {
        let words = line.trim_end();
        let span = at..at + words.len();
        at += line.len();
        let attributes = words.starts_with("##").then(|| words.rsplit_once('{'))??.1;
        (attributes.starts_with(['.', '#']) && attributes.ends_with('}')).then_some(span)
    })
}

fn not_closed(source: &Arc<Source>, span: &Range<usize>, text: Range<usize>) -> Diagnostic {
    let opening = span.start..(span.start + 3).min(span.end);
    let message = "this block of fields is not closed before the text begins";
    Diagnostic::at(Code::BadToml, source, opening, message)
        .related(Place::new(source, text), "this is text")
        .help("write a line `+++` below the last field")
}

fn entries(table: &DeTable<'_>, start: usize) -> Vec<Pair> {
    let mut entries: Vec<Pair> = table
        .iter()
        .map(|(key, value)| Pair {
            key: clean(key.get_ref()).into_owned(),
            key_span: shifted(key.span(), start),
            value: raw(value.get_ref(), shifted(value.span(), start), start),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    entries
}

fn raw(value: &DeValue<'_>, span: Range<usize>, start: usize) -> Raw {
    let data = match value {
        DeValue::String(text) => {
            RawData::String(clean(&with_line_feeds(text.as_ref())).into_owned())
        }
        DeValue::Integer(number) => RawData::Integer(
            i64::from_str_radix(number.as_str(), number.radix())
                .map_err(|_| number.as_str().to_owned()),
        ),
        DeValue::Float(number) => RawData::Float(number.as_str().to_owned()),
        DeValue::Boolean(value) => RawData::Boolean(*value),
        DeValue::Datetime(value) => RawData::Datetime(value.to_string()),
        DeValue::Array(items) => RawData::Array(
            items
                .iter()
                .map(|item| raw(item.get_ref(), shifted(item.span(), start), start))
                .collect(),
        ),
        DeValue::Table(table) => RawData::Table(entries(table, start)),
    };
    Raw::of(data, span)
}

fn shifted(span: Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}
