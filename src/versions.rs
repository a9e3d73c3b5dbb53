//! What changed between two versions of a report.
//!
//! Goes in: a [`Snapshot`] of each version: all that is compared of every record, without the report
//! around it. Comes out: a [`Difference`], record by record: who was added, removed, renamed or moved,
//! and which values, relations, entries of the ledger and words of the text are others. A snapshot is
//! made of a report that has been loaded ([`crate::render`]) or read from a file that was kept when the
//! version was published ([`read()`]). Nothing is rendered here.
//!
//! A snapshot says what readers saw: texts without markup, choices by their values, references by the
//! names of records. It knows fields by their names alone, so that a field that is declared later, or
//! no longer, is compared as any other.
//!
//! # The file
//!
//! A line of JSON for the version, and then one for each record ([`Record`]): by kind, by language,
//! and in the order of the kind. A reader passes over keys that it does not know; what it would
//! misread has another `format`.
//!
//! ```text
//! {"rapporteur":"version","format":1,"name":"2026-10","date":"2026-10","report":"Harbour","language":"en"}
//! {"id":"rule/mooring","language":"en","title":"Mooring","document":"src/rules.md","text":["Moor."]}
//! ```

mod compare;
mod json;
mod matching;
mod published;
mod read;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

pub use compare::{Change, Difference, FieldChange, Move, Rows, Summary, compare};
pub use json::in_json;
pub use matching::By;
pub use published::{Found, Published, Told};
pub use read::{list, read};
pub use words::{Op, Paragraph, Run, clipped, of_lines, of_words};

use crate::date::Date;
use crate::source::Source;

/// The folder of the versions, beside `book.toml`.
pub const FOLDER: &str = "versions";
/// What the name of a snapshot ends in, without a full stop.
pub const ENDING: &str = "jsonl";
/// The form of the file that this program writes, and the newest that it reads.
pub const FORMAT: u32 = 1;
/// What the first line says of what the file is.
const MARK: &str = "version";

/// A version of a report, as far as it is compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    /// What the version is.
    pub head: Head,
    /// Its records by kind and language, in the order of each kind.
    pub records: Vec<Record>,
}

/// What a version is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// What sort of file it is.
    rapporteur: String,
    /// The form of the file.
    format: u32,
    /// What it is called: `2026-10`. Empty for one that was never published.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What readers call it: `Second edition`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When it was published: a day, a month or a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The title of the report.
    #[serde(default)]
    pub report: String,
    /// The report's own language, as a tag.
    #[serde(default)]
    pub language: String,
}

impl Head {
    /// The head of a report that has no name as a version.
    pub fn of(report: impl Into<String>, language: impl Into<String>) -> Self {
        Self {
            rapporteur: MARK.to_owned(),
            format: FORMAT,
            report: report.into(),
            language: language.into(),
            ..Self::default()
        }
    }

    /// When the version was published: as it says, or else as its name does, if that is a date.
    pub fn date(&self) -> Option<Date> {
        let written = self.date.as_deref().unwrap_or(&self.name);
        Date::parse(written).ok()
    }

    /// What people call it: its title, or else its name.
    pub fn called(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }
}

/// What is compared of a record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Kind and id: `rule/mooring`.
    pub id: String,
    /// The tag of its language.
    pub language: String,
    /// Its number, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its title, as text.
    pub title: String,
    /// A sentence about it, if one is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The file that holds it, below the folder of the report.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
    /// The kind and id of the record around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<String>,
    /// Ids that it had before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// What its fields hold, but for references and the ledger: field → value, a list of values, or
    /// the rows of a table as objects.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, Json>,
    /// The fields that refer to records: field → the kinds and ids of these.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub relations: BTreeMap<String, Vec<String>>,
    /// The records that its text refers to, each once and in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// The entries of the ledger, as objects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ledger: Vec<Json>,
    /// Its text without that of the records inside it: a line for each paragraph, heading, item of a
    /// list and row of a table, without markup.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
}

impl Record {
    /// The name of its kind.
    pub fn kind(&self) -> &str {
        self.id.split_once('/').map_or("", |(kind, _)| kind)
    }

    /// What a record in one of several languages is called: that of a translation ends in `@` and its
    /// language. `own` is the language of the report.
    pub fn name(&self, own: &str) -> String {
        if self.language == own {
            self.id.clone()
        } else {
            format!("{}@{}", self.id, self.language)
        }
    }

    /// Number and title.
    pub fn called(&self) -> String {
        match &self.number {
            Some(number) => format!("{number} {}", self.title),
            None => self.title.clone(),
        }
    }
}

impl Snapshot {
    /// The file of the snapshot, a line for the version and one for each record.
    pub fn written(&self) -> String {
        let mut out = line(&self.head);
        out.extend(self.records.iter().map(line));
        out
    }
}

fn line(value: &impl Serialize) -> String {
    // No key here is anything but a string.
    serde_json::to_string(value).unwrap_or_default() + "\n"
}

/// A version that a report has published, read from its file.
#[derive(Debug, Clone)]
pub struct Version {
    /// The file.
    pub source: Arc<Source>,
    /// The name of the file without its ending, which addresses have.
    pub name: String,
    /// What it holds.
    pub snapshot: Arc<Snapshot>,
}

/// Whether addresses can have a name of a version: letters of ASCII, digits, and single marks between
/// them.
pub fn is_name(name: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    name.len() <= 64
        && name.split(['-', '.', '_']).all(|part| !part.is_empty() && part.chars().all(is_letter))
}

/// A value in words of no language: lists with `; ` between their values, and rows as their cells.
pub fn in_words(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Bool(_) | Json::Number(_) => value.to_string(),
        Json::Array(values) => values.iter().map(in_words).collect::<Vec<_>>().join("; "),
        Json::Object(cells) => {
            let cells = cells.iter().filter(|(_, value)| !value.is_null());
            let cells = cells.map(|(name, value)| format!("{name}: {}", in_words(value)));
            cells.collect::<Vec<_>>().join(", ")
        }
    }
}

/// What differs between two values, by words if these are long.
pub fn of_values(old: &Json, new: &Json) -> Vec<Run> {
    /// Shorter values are told whole.
    const LONG: usize = 40;
    let (old, new) = (in_words(old), in_words(new));
    if old.len() > LONG && new.len() > LONG {
        return clipped(&of_words(&old, &new));
    }
    let whole = [(Op::Removed, old), (Op::Added, new)].into_iter();
    whole.filter(|(_, text)| !text.is_empty()).map(|(op, text)| Run { op, text }).collect()
}
