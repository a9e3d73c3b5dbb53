//! `book.toml` as written: tables, strings and flags with their places, before anything is judged.
//!
//! Goes in: the text. Comes out: the tree in the order of the file, with spans that point into the
//! whole text, a byte order mark included, and what is not TOML. What could not be read is absent
//! from the tree.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::Setting;
use crate::characters::{self, clean};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Place, Source, with_line_feeds};
use crate::toml_help;

/// A table, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Its entries.
    pub(super) entries: Vec<Pair>,
}

/// A key and what it holds.
#[derive(Debug)]
pub(super) struct Pair {
    /// The key.
    pub(super) name: String,
    /// Where the key stands.
    pub(super) key: Range<usize>,
    /// What it holds.
    pub(super) item: Item,
}

/// A value and where it stands; of a table with a header of its own, only the header.
#[derive(Debug)]
pub(super) struct Item {
    /// The value.
    pub(super) value: Toml,
    /// Its place.
    pub(super) span: Range<usize>,
}

/// A value as TOML has it.
#[derive(Debug)]
pub(super) enum Toml {
    /// A string.
    Text(String),
    /// A date, as it is written.
    Date(String),
    /// True or false.
    Boolean(bool),
    /// A list.
    List(Vec<Item>),
    /// A table.
    Table(Table),
    /// A value that no key takes, named with its article.
    Other(&'static str),
}

impl Toml {
    /// What it is, with its article: "a string".
    pub(super) fn found(&self) -> &'static str {
        match self {
            Toml::Text(_) => "a string",
            Toml::Date(_) => "a date",
            Toml::Boolean(_) => "a boolean",
            Toml::List(_) => "a list",
            Toml::Table(_) => "a table",
            Toml::Other(name) => name,
        }
    }
}

static EMPTY: Table = Table { entries: Vec::new() };

// A value of the wrong type counts as absent: that it is wrong has been said before it is read.
impl Table {
    /// The entry of a key.
    pub(super) fn entry(&self, name: &str) -> Option<&Pair> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// A string.
    pub(super) fn text(&self, name: &str) -> Option<Setting<String>> {
        self.entry(name)?.item.text()
    }

    /// A date, or a string in the place of one.
    pub(super) fn date(&self, name: &str) -> Option<Setting<String>> {
        let item = &self.entry(name)?.item;
        match &item.value {
            Toml::Date(text) => Some(Setting { value: text.clone(), span: item.span.clone() }),
            _ => item.text(),
        }
    }

    /// The strings of a list, or a single string.
    pub(super) fn texts(&self, name: &str) -> Vec<Setting<String>> {
        match self.entry(name).map(|entry| &entry.item) {
            Some(Item { value: Toml::List(items), .. }) => {
                items.iter().filter_map(Item::text).collect()
            }
            Some(item) => item.text().into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// True or false.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.entry(name)?.item.value {
            Toml::Boolean(flag) => Some(flag),
            _ => None,
        }
    }

    /// A table; an empty one when there is none.
    pub(super) fn table(&self, name: &str) -> &Table {
        self.entry(name).map_or(&EMPTY, |entry| entry.item.table())
    }
}

impl Item {
    /// The string, if it is one.
    pub(super) fn text(&self) -> Option<Setting<String>> {
        match &self.value {
            Toml::Text(text) => Some(Setting { value: text.clone(), span: self.span.clone() }),
            _ => None,
        }
    }

    /// Whether it is a table.
    pub(super) fn is_table(&self) -> bool {
        matches!(self.value, Toml::Table(_))
    }

    /// The table, or an empty one.
    pub(super) fn table(&self) -> &Table {
        match &self.value {
            Toml::Table(table) => table,
            _ => &EMPTY,
        }
    }
}

/// What could be read of a file, and what could not.
pub(super) struct Reading {
    /// The root of the file.
    pub(super) root: Table,
    /// What is not TOML.
    pub(super) problems: Vec<Diagnostic>,
    /// The values and lines at fault: what the tree holds of them is guesswork.
    pub(super) broken: Vec<Range<usize>>,
}

/// How often the parser begins again behind a line at which it gave up. Each time costs as much as the
/// file is long, and a file with so many such lines is something else than TOML.
const MOST_PASSES: usize = 500;

/// Reads the text of `book.toml` as far as it is TOML.
pub(super) fn read(source: &Arc<Source>) -> Reading {
    let shift = source.bom_len();
    let mut text = source.text[shift..].to_owned();
    let mut errors = Vec::new();
    let mut passes = 0;
    loop {
        passes += 1;
        let (table, found) = DeTable::parse_recoverable(&text);
        let (fatal, rest): (Vec<Error>, Vec<Error>) =
            found.into_iter().partition(|error| error.message().starts_with(FATAL));
        errors.extend(fatal.iter().map(|error| written(error, shift)));
        match without_lines(&text, &fatal) {
            Some(blanked) if passes < MOST_PASSES => text = blanked,
            _ => {
                errors.extend(rest.iter().map(|error| written(error, shift)));
                return diagnose(source, read_table(table.get_ref(), shift), errors);
            }
        }
    }
}

/// Reports characters that do harm, as they stand and as escapes of strings and keys.
pub(super) fn check_characters(
    source: &Arc<Source>,
    root: &Table,
    diagnostics: &mut Vec<Diagnostic>,
) {
    fn table(source: &Arc<Source>, table: &Table, diagnostics: &mut Vec<Diagnostic>) {
        for Pair { key, item, .. } in &table.entries {
            characters::check_escapes(source, key, diagnostics);
            value(source, item, diagnostics);
        }
    }
    fn value(source: &Arc<Source>, item: &Item, diagnostics: &mut Vec<Diagnostic>) {
        match &item.value {
            Toml::Text(_) => characters::check_escapes(source, &item.span, diagnostics),
            Toml::List(items) => items.iter().for_each(|item| value(source, item, diagnostics)),
            Toml::Table(below) => table(source, below, diagnostics),
            Toml::Date(_) | Toml::Boolean(_) | Toml::Other(_) => {}
        }
    }
    characters::check(source, diagnostics);
    table(source, root, diagnostics);
}

/// How the error begins at which the parser gives up the rest of the file.
const FATAL: &str = "key with no value";

/// The text with blanks for the lines of these errors, so that all that follows can be read, with
/// every byte in its place; `None` when that changes nothing.
fn without_lines(text: &str, errors: &[Error]) -> Option<String> {
    let mut blanked = text.to_owned();
    for at in errors.iter().filter_map(Error::span).map(|span| span.start.min(text.len())) {
        let line = line_around(text, at);
        blanked.replace_range(line.clone(), &" ".repeat(line.len()));
    }
    (blanked != text).then_some(blanked)
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let start = bytes[..at].iter().rposition(ends).map_or(0, |end| end + 1);
    let end = bytes[at..].iter().position(ends).map_or(text.len(), |end| at + end);
    start..end
}

/// What is not TOML, and where.
type Unreadable = Setting<String>;

fn written(error: &Error, shift: usize) -> Unreadable {
    let span = error.span().unwrap_or(0..0);
    Setting { value: error.message().to_owned(), span: span.start + shift..span.end + shift }
}

/// One problem for each broken value or line: what a parser says after its first stumble over a
/// list that is not closed helps nobody.
fn diagnose(source: &Arc<Source>, root: Table, mut errors: Vec<Unreadable>) -> Reading {
    errors.sort_by_key(|error| (error.span.start, error.span.end));
    let values = outermost_values(&root);
    let mut reading = Reading { root, problems: Vec::new(), broken: Vec::new() };
    for error in errors {
        let at = boundary(source, error.span.start);
        let around = values.iter().find(|value| value.start <= at && at <= value.end);
        let broken = around.cloned().unwrap_or_else(|| line_around(&source.text, at));
        if reading.broken.last() != Some(&broken) {
            reading.broken.push(broken);
            reading.problems.push(not_toml(source, &error, around));
        }
    }
    reading
}

fn not_toml(source: &Arc<Source>, error: &Unreadable, value: Option<&Range<usize>>) -> Diagnostic {
    let span = boundary(source, error.span.start)..boundary(source, error.span.end);
    let message = match (error.value.as_str(), source.text.get(span.clone())) {
        ("duplicate key", Some(key)) => format!("`{key}` is given twice"),
        (message, _) => format!("this is not valid TOML: {message}"),
    };
    let line = line_around(&source.text, span.start);
    let problem = Diagnostic::at(Code::BadToml, source, span.clone(), message)
        .help("write settings as `key = \"value\"`, one per line, below `[table]` lines")
        .maybe_help(toml_help::help(&source.text, &span, &error.value));
    match value {
        Some(value) if value.start < line.start => {
            let start = Place::new(source, value.start..value.start + 1);
            problem.related(start, "the value begins here")
        }
        _ => problem,
    }
}

fn boundary(source: &Source, at: usize) -> usize {
    (0..=at.min(source.text.len())).rev().find(|at| source.text.is_char_boundary(*at)).unwrap_or(0)
}

/// The places of all values that stand behind a `=`.
fn outermost_values(table: &Table) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    for Pair { item, key, .. } in &table.entries {
        match &item.value {
            // A table's header begins before its key; an inline table stands behind it.
            Toml::Table(below) if item.span.start <= key.start => {
                places.extend(outermost_values(below));
            }
            _ => places.push(item.span.clone()),
        }
    }
    places
}

fn read_table(table: &DeTable<'_>, shift: usize) -> Table {
    let mut entries: Vec<Pair> = table
        .iter()
        .map(|(key, value)| Pair {
            name: clean(key.get_ref()).into_owned(),
            key: shifted(key.span(), shift),
            item: read_item(value, shift),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key.start);
    Table { entries }
}

fn read_item(item: &Spanned<DeValue<'_>>, shift: usize) -> Item {
    let value = match item.get_ref() {
        DeValue::String(text) => Toml::Text(clean(&with_line_feeds(text.as_ref())).into_owned()),
        DeValue::Boolean(flag) => Toml::Boolean(*flag),
        DeValue::Array(items) => {
            Toml::List(items.iter().map(|item| read_item(item, shift)).collect())
        }
        DeValue::Table(table) => Toml::Table(read_table(table, shift)),
        DeValue::Integer(_) => Toml::Other("an integer"),
        DeValue::Float(_) => Toml::Other("a float"),
        DeValue::Datetime(date) => Toml::Date(date.to_string()),
    };
    Item { value, span: shifted(item.span(), shift) }
}

fn shifted(span: Range<usize>, shift: usize) -> Range<usize> {
    span.start + shift..span.end + shift
}
