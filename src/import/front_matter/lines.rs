//! Fields as lines of TOML.

use crate::field::{Field, Role};
use crate::import::literal;
use crate::parse::{Raw, RawData};

/// What a value may be where it is written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Takes<'a> {
    /// Text, whatever it looks like.
    Text,
    /// A date, which is text unless it is a whole one.
    Date,
    /// Rows of these columns.
    Rows(&'a [Field]),
    /// Whatever it looks like.
    Anything,
}

impl<'a> Takes<'a> {
    pub(super) fn of(field: &'a Field) -> Self {
        match field.ty.columns() {
            [] if field.ty.can_be(Role::Time) => Takes::Date,
            [] if field.ty.is_written_as_text() => Takes::Text,
            [] => Takes::Anything,
            columns => Takes::Rows(columns),
        }
    }

    /// What a key of a table takes.
    pub(super) fn column(self, key: &str) -> Self {
        let Takes::Rows(columns) = self else { return Takes::Anything };
        let column = columns.iter().find(|column| column.name == key);
        column.map_or(Takes::Anything, Takes::of)
    }

    /// Whether a value is text here that looks like something else.
    fn is_text(self, raw: &Raw) -> bool {
        match self {
            Takes::Text => true,
            Takes::Date => !matches!(raw.data, RawData::Datetime(_)),
            Takes::Rows(_) | Takes::Anything => false,
        }
    }
}

/// A key and its value, without the line break behind them.
pub(super) fn line(key: &str, raw: &Raw, takes: Takes<'_>) -> String {
    let mut line = literal::key(key) + " = ";
    value(raw, takes, Width::Any, &mut line);
    line
}

/// How wide a list may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    /// It has several lines where one is too long.
    Any,
    /// It has one line.
    Line,
}

fn value(raw: &Raw, takes: Takes<'_>, width: Width, out: &mut String) {
    if let Some(text) = raw.bare.as_deref().filter(|_| takes.is_text(raw)) {
        return out.push_str(&literal::string(text));
    }
    match &raw.data {
        RawData::String(text) => out.push_str(&literal::string(text)),
        RawData::Integer(Ok(number)) => out.push_str(&number.to_string()),
        RawData::Integer(Err(text)) | RawData::Float(text) | RawData::Datetime(text) => {
            out.push_str(text);
        }
        RawData::Boolean(is) => out.push_str(if *is { "true" } else { "false" }),
        RawData::Array(items) => list(items, takes, width, out),
        RawData::Table(entries) => {
            out.push('{');
            for (at, entry) in entries.iter().enumerate() {
                out.push_str(if at == 0 { " " } else { ", " });
                out.push_str(&literal::key(&entry.key));
                out.push_str(" = ");
                value(&entry.value, takes.column(&entry.key), Width::Line, out);
            }
            out.push_str(if entries.is_empty() { "}" } else { " }" });
        }
        RawData::Broken => {}
    }
}

fn list(items: &[Raw], takes: Takes<'_>, width: Width, out: &mut String) {
    let written = |item: &Raw| {
        let mut out = String::new();
        value(item, takes, Width::Line, &mut out);
        out
    };
    let items: Vec<String> = items.iter().map(written).collect();
    out.push_str(&match width {
        Width::Any => literal::list(items),
        Width::Line => format!("[{}]", items.join(", ")),
    });
}
