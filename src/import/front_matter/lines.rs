//! Fields as lines of TOML.

use toml::Value;

use crate::field::{Field, Role};
use crate::parse::{Raw, RawData};

/// Lists that are longer have a line for each item.
const WIDEST: usize = 90;

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
    let mut line = written_key(key) + " = ";
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
        return out.push_str(&string(text));
    }
    match &raw.data {
        RawData::String(text) => out.push_str(&string(text)),
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
                out.push_str(&written_key(&entry.key));
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
    let length: usize = items.iter().map(|item| item.len() + 2).sum();
    if width == Width::Line || length <= WIDEST {
        out.push('[');
        out.push_str(&items.join(", "));
        return out.push(']');
    }
    out.push_str("[\n");
    for item in items {
        out.push_str("  ");
        out.push_str(&item);
        out.push_str(",\n");
    }
    out.push(']');
}

fn written_key(key: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    match !key.is_empty() && key.bytes().all(is_bare) {
        true => key.to_owned(),
        false => escaped(key),
    }
}

/// A text between the quotation marks that suit it.
fn string(text: &str) -> String {
    let closes = |line: &str| line.trim_end() == "+++";
    match text.lines().any(closes) {
        // A line of its own would end the block of fields.
        true => escaped(text),
        false => Value::String(text.to_owned()).to_string(),
    }
}

/// A text on one line, with escapes, which JSON and TOML write alike.
fn escaped(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_marks_that_suit_them() {
        for (text, written) in [
            ("plain", "\"plain\""),
            ("a \"b\" c", "'a \"b\" c'"),
            ("C:\\d", "'C:\\d'"),
            ("two\nlines", "\"\"\"\ntwo\nlines\"\"\""),
            ("a\n+++\nb", "\"a\\n+++\\nb\""),
        ] {
            assert_eq!(string(text), written);
        }
    }

    #[test]
    fn keys_have_marks_where_they_need_them() {
        assert_eq!(written_key("discussions-to"), "discussions-to");
        assert_eq!(written_key("größe"), "\"größe\"");
        assert_eq!(written_key("a.b"), "\"a.b\"");
    }
}
