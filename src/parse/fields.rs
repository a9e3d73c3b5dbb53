//! TOML between `+++` lines → [`Fields`]: keys and values as written, each with its place.

use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Source;

/// The fields of a document or a section, as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields {
    /// The keys in the order in which they stand.
    pub entries: Vec<Entry>,
    /// The bytes of the block, delimiters included.
    pub span: Range<usize>,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
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
    Table(Vec<Entry>),
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
        }
    }
}

impl Fields {
    /// The entry with this key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
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
    for error in errors {
        let at = error.span().unwrap_or(0..0);
        let at = start + at.start..(start + at.end).min(inner.end);
        diagnostics.push(
            Diagnostic::at(Code::BadToml, source, at, error.message().to_owned())
                .help("fields are TOML: `key = \"value\"`, one to a line"),
        );
    }
    Fields { entries: entries(table.get_ref(), start), span }
}

fn entries(table: &DeTable<'_>, start: usize) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: shifted(key.span(), start),
            value: raw(value.get_ref(), shifted(value.span(), start), start),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    entries
}

fn raw(value: &DeValue<'_>, span: Range<usize>, start: usize) -> Raw {
    let data = match value {
        DeValue::String(text) => RawData::String(text.to_string()),
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
    Raw { data, span }
}

fn shifted(span: Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}
