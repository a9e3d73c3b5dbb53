//! A mapping: what the columns of a table are to a report.
//!
//! ```toml
//! file = "calls.csv"             # the name of the table's file
//! encoding = "windows-1252"      # of a text that is not UTF-8
//! separator = ";"                # what stands between the cells of a text
//! sheet = "Calls"                # of a workbook with several
//! header = 3                     # the row with the names of the columns
//! merged = "fill"                # merged cells: `fill` all of them, or the `first` alone
//! hidden = "skip"                # rows that are hidden: `take` them, or `skip` them
//! kind = "call"                  # what each row is
//! document = "content/calls.md"  # where new records are written
//! id = "Ref"                     # the column by which a record is known, or several
//! repeated = "count"             # rows with the id of another: `count` them, or `skip` them
//! title = "Call {Ref}"           # titles, where no column has them
//!
//! [columns]
//! "Ref" = { to = "number" }
//! "Call" = { to = "title" }
//! "Details" = { to = "text" }
//! "Owner" = { to = "owner", separator = ";", create = "content/bodies.md" }
//! "Deadline" = { to = "deadline", dates = "day/month/year" }
//! "Status" = { to = "status", words = { "In progress" = "begun" } }
//! "Internal notes" = { ignore = true }
//!
//! [[entries]]                    # an entry of the ledger for each row with a state
//! axis = "implementation"
//! state = { column = "Progress", words = { "On track" = "begun" } }
//! date = { column = "Updated" }
//! assessor = "Council"
//! ```
//!
//! A mapping without `document` makes no records: its rows are about some that are there, one or
//! several each.
//!
//! It is written once out of what a table looks like, and is the truth from then on.

mod entries;
mod layout;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::table::{How, Refusal, Row, Table};
use crate::config::{Config, Field, Kind};
use crate::diagnostics::did_you_mean;
use crate::ids::KindId;

/// What a column can be besides a field.
pub(super) const OWN: [&str; 4] = ["title", "text", "number", "description"];

/// A mapping as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The name of the table's file.
    pub file: String,
    /// The encoding of a text, by its name on the web.
    pub encoding: Option<String>,
    /// What stands between the cells of a text.
    pub separator: Option<char>,
    /// The sheet, of a workbook with several.
    pub sheet: Option<String>,
    /// The number of the row with the names of the columns; the first one, if it is not said.
    pub header: Option<usize>,
    /// What cells that are merged say.
    pub merged: Option<MergedCells>,
    /// What becomes of rows that are hidden.
    pub hidden: Option<HiddenRows>,
    /// The name of the kind of the records.
    pub kind: String,
    /// The path of the document in which new records are written, below the report's folder. Without
    /// one, rows are about records that are there.
    pub document: Option<String>,
    /// The columns of whose cells ids are made.
    pub id: Names,
    /// What becomes of rows that have the id of another.
    pub repeated: Option<RepeatedRows>,
    /// How titles of new records are made, where no column has them: a column in braces stands for its
    /// cell.
    pub title: Option<String>,
    /// The path of the follow-up table into which entries are written, below the report's folder.
    #[serde(rename = "follow-up")]
    pub follow_up: Option<String>,
    /// What each column is, by the name of the column.
    #[serde(default)]
    pub columns: BTreeMap<String, Column>,
    /// What makes an entry of the ledger of a row: for columns of the ledger, what they say.
    #[serde(default)]
    pub entries: Vec<BTreeMap<String, Said>>,
}

/// What an entry of the ledger says in a column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "expected a text, a date, or `{ column = \"…\" }`")]
pub enum Said {
    /// The same in all.
    Text(String),
    /// The same date in all.
    Day(toml::value::Datetime),
    /// What a cell says.
    Cell(OfCell),
}

/// A column whose cells say what entries say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfCell {
    /// The name of the column.
    pub column: String,
    /// See [`Column::words`].
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// See [`Column::dates`].
    pub dates: Option<Dates>,
    /// See [`Column::markdown`].
    #[serde(default)]
    pub markdown: bool,
}

impl OfCell {
    /// How its cells are read.
    pub(super) fn as_column(&self) -> Column {
        let Self { words, dates, markdown, .. } = self.clone();
        Column { words, dates, markdown, ..Column::default() }
    }
}

/// The name of a column, or the names of several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Names {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Names {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Names::One(name) => std::slice::from_ref(name),
            Names::Many(names) => names,
        }
    }
}

/// What a column is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What its cells are put into: `title`, `text`, `number`, `description`, or a field.
    pub to: Option<String>,
    /// Whether nothing becomes of it.
    #[serde(default)]
    pub ignore: bool,
    /// What stands between several values.
    pub separator: Option<String>,
    /// The order of day, month and year in dates that are written in numbers.
    pub dates: Option<Dates>,
    /// What words of the table mean: the value of a field for each.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// Whether a text is Markdown already.
    #[serde(default)]
    pub markdown: bool,
    /// The document in which records are written that are referred to and are not there yet.
    pub create: Option<String>,
}

/// What cells that are merged say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MergedCells {
    /// All say what the first one says.
    Fill,
    /// Only the first one says anything.
    First,
}

/// What becomes of rows that are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HiddenRows {
    /// They are rows like others.
    Take,
    /// They are none.
    Skip,
}

/// What becomes of rows that have the id of another above them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RepeatedRows {
    /// They are records of their own: `-2` is added to the id of the second one.
    Count,
    /// They are none.
    Skip,
}

/// The order of the parts of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Dates {
    /// `31/12/2015`
    #[serde(rename = "day/month/year")]
    DayMonthYear,
    /// `12/31/2015`
    #[serde(rename = "month/day/year")]
    MonthDayYear,
    /// `2015/12/31`
    #[serde(rename = "year/month/day")]
    YearMonthDay,
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// What is wrong with it, with the line.
    pub fn read(path: &str, text: &str) -> Result<Self, Refusal> {
        toml::from_str(text)
            .map_err(|error| Refusal::of_toml(path, text, &error, "From a spreadsheet"))
    }

    /// How its file is read.
    pub fn how(&self) -> How<'_> {
        How {
            encoding: self.encoding.as_deref(),
            separator: self.separator,
            header: Some(self.header.unwrap_or(1)),
        }
    }

    /// The path of the follow-up table into which entries are written. `path` is that of the mapping.
    pub fn follow_up(&self, path: &str) -> String {
        self.follow_up.clone().unwrap_or_else(|| {
            let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml");
            format!("{}/{stem}.csv", crate::follow_up::FOLDER)
        })
    }

    /// The kind that it names.
    ///
    /// # Errors
    /// That there is none.
    pub fn kind_in(&self, path: &str, config: &Config) -> Result<KindId, Refusal> {
        config.kinds.position(|kind| kind.name == self.kind).ok_or_else(|| {
            let names = config.kinds.iter().map(|kind| kind.name.as_str());
            let help = did_you_mean(&self.kind, names)
                .unwrap_or_else(|| format!("declare it: `[kinds.{}]`", self.kind));
            let message = format!("book.toml declares no kind `{}`", self.kind);
            Refusal::new(format!("{path}: kind"), message, help)
        })
    }

    /// The table of a file that it is about.
    ///
    /// # Errors
    /// That there is none, or several.
    pub fn table_in<'t>(&self, path: &str, tables: &'t [Table]) -> Result<&'t Table, Refusal> {
        let names = || tables.iter().map(|table| table.name.as_str());
        let listed = || names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        match (&self.sheet, tables) {
            (Some(name), _) => tables.iter().find(|table| table.name == *name).ok_or_else(|| {
                let help = did_you_mean(name, names())
                    .unwrap_or_else(|| format!("there are {}", listed()));
                Refusal::new(
                    format!("{path}: sheet"),
                    format!("the file has no sheet `{name}`"),
                    help,
                )
            }),
            (None, [table]) => Ok(table),
            (None, _) => Err(Refusal::new(
                format!("{path}: sheet"),
                "the file has several sheets",
                format!("name one: `sheet = …`, of {}", listed()),
            )),
        }
    }

    /// What is wrong with it: columns that the table has and it does not name, and what it names that
    /// is nowhere.
    pub fn check(&self, path: &str, config: &Config, kind: &Kind, table: &Table) -> Vec<Refusal> {
        let mut problems = Vec::new();
        let at = |column: &str| format!("{path}: column `{column}`");
        let named = table.columns.iter().enumerate().filter(|(_, name)| !name.is_empty());
        for (place, name) in named.filter(|(_, name)| !self.names(name)) {
            let help =
                format!("add it to the mapping: `\"{name}\" = {{ ignore = true }}`, or what it is");
            problems.push(Refusal::new(
                table.place(1, place),
                format!("{path} says nothing of the column `{name}`"),
                help,
            ));
        }
        let in_title: Vec<String> = self.in_title().map(str::to_owned).collect();
        let names = || table.columns.iter().map(String::as_str);
        let of_entries: Vec<String> = self.of_entries().map(|cell| cell.column.clone()).collect();
        for name in self
            .columns
            .keys()
            .chain(self.id.all())
            .chain(&in_title)
            .chain(&of_entries)
            .filter(|name| table.column(name).is_none())
        {
            let help = did_you_mean(name, names())
                .unwrap_or_else(|| "remove it from the mapping".to_owned());
            problems.push(Refusal::new(at(name), "the table has no such column", help));
        }
        for (name, column) in &self.columns {
            problems.extend(column.check(&at(name), config, kind));
        }
        let titles = self.columns.values().filter(|column| column.to.as_deref() == Some("title"));
        let has_one = titles.count() + usize::from(self.title.is_some()) == 1;
        if self.document.is_some() && !has_one {
            let help = "let one column be the title, `{ to = \"title\" }`, or say how titles are made: \
                        `title = \"Call {Ref}\"`";
            problems.push(Refusal::new(format!("{path}: columns"), "records need one title", help));
        }
        if self.separator.is_some_and(|separator| !separator.is_ascii() || separator == '"') {
            let help = "use one such as `,`, `;`, `|` or a tab, `\"\\t\"`";
            problems.push(Refusal::new(
                format!("{path}: separator"),
                "this cannot stand between cells",
                help,
            ));
        }
        if self.id.all().is_empty() {
            let help = "name the column by which a record is known";
            problems.push(Refusal::new(format!("{path}: id"), "no column is named", help));
        }
        let documents = self.columns.values().filter_map(|column| column.create.as_ref());
        for document in documents.chain(&self.document) {
            let is_inside = document
                .strip_prefix(&*config.book.src.value)
                .is_some_and(|rest| rest.starts_with('/'));
            if !is_inside || !document.ends_with(".md") || document.contains("..") {
                let help = format!("name a Markdown file below `{}/`", config.book.src.value);
                problems.push(Refusal::new(
                    path,
                    format!("`{document}` is no document of the report"),
                    help,
                ));
            }
        }
        problems.extend(entries::problems(self, path, config));
        problems
    }

    /// Whether it says what a column of the table is.
    fn names(&self, column: &str) -> bool {
        self.columns.contains_key(column)
            || self.id.all().iter().any(|own| own == column)
            || self.of_entries().any(|own| own.column == column)
    }

    /// The cells that entries are made of.
    fn of_entries(&self) -> impl Iterator<Item = &OfCell> {
        self.entries.iter().flat_map(BTreeMap::values).filter_map(|said| match said {
            Said::Cell(cell) => Some(cell),
            Said::Text(_) | Said::Day(_) => None,
        })
    }

    /// The columns that titles are made of.
    fn in_title(&self) -> impl Iterator<Item = &str> {
        let title = self.title.as_deref().unwrap_or_default();
        title.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
    }

    /// The title that is made of a row, or else of its id.
    pub(super) fn title_of(&self, table: &Table, row: &Row, id: &str) -> Option<String> {
        let mut title = self.title.clone()?;
        for name in self.in_title() {
            let cell = table.column(name).map_or("", |at| row.printed(at));
            title = title.replace(&format!("{{{name}}}"), &shortened(cell));
        }
        if title.trim().is_empty() { Some(id.to_owned()) } else { Some(title) }
    }
}

/// A text for a title: its first words, if it is a long one.
fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    let whole = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if whole.chars().count() <= MOST {
        return whole;
    }
    let mut short = String::new();
    for word in whole.split(' ') {
        if !short.is_empty() && short.chars().count() + word.chars().count() >= MOST {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    let end = short.trim_end_matches([',', ';', ':', '.', '–', '-', '(']).len();
    short.truncate(end);
    short + "…"
}

impl Column {
    /// The field that its cells are put into, if it is one.
    pub(super) fn field<'k>(&self, kind: &'k Kind) -> Option<&'k Field> {
        let to = self.to.as_deref()?;
        kind.fields.iter().find(|field| field.name == to)
    }

    fn check(&self, place: &str, config: &Config, kind: &Kind) -> Option<Refusal> {
        let refused = |message: String, help: String| Some(Refusal::new(place, message, help));
        let Some(to) = self.to.as_deref() else {
            let help = "write `to = …`, or `ignore = true`";
            return if self.ignore {
                None
            } else {
                refused("nothing says what it is".to_owned(), help.to_owned())
            };
        };
        let field = self.field(kind);
        if field.is_none() && !OWN.contains(&to) {
            let names = kind.fields.iter().map(|field| field.name.as_str()).chain(OWN);
            let help = did_you_mean(to, names).unwrap_or_else(|| {
                format!("declare the field: `[kinds.{}.fields.{to}]`", kind.name)
            });
            return refused(format!("`{}` has no field `{to}`", kind.name), help);
        }
        let has_parts = |field: &Field| {
            field.ty.has_rows() || field.ty.traits().columns.iter().any(|own| own.part.is_some())
        };
        if field.is_some_and(has_parts) {
            let help = "ignore the column, and write the values in the documents";
            return refused(
                format!("a value of the field `{to}` has parts, which no cell holds"),
                help.to_owned(),
            );
        }
        let choices = field.map_or(&[][..], |field| field.ty.choices());
        if let Some(value) = self
            .words
            .values()
            .filter(|value| !value.is_empty())
            .find(|value| !choices.is_empty() && !choices.iter().any(|(own, _)| own == *value))
        {
            let names = choices.iter().map(|(own, _)| own.as_str());
            let help = did_you_mean(value, names)
                .unwrap_or_else(|| "name one of the values that book.toml declares".to_owned());
            return refused(format!("`{value}` is no value of the field `{to}`"), help);
        }
        let targets = field.and_then(|field| field.ty.targets());
        let is_one = targets
            .is_some_and(|targets| targets.len() == 1 && targets[0].index() < config.kinds.len());
        if self.create.is_some() && !is_one {
            let help = "remove `create`, or let the field refer to one kind";
            return refused(
                format!("`{to}` does not say of which kind new records are"),
                help.to_owned(),
            );
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_the_first_words_of_long_texts() {
        assert_eq!(shortened("Light  every\nstop."), "Light every stop.");
        let long = "Light every stop in the town, from the station to the harbour, by the first of November at the latest.";
        assert_eq!(
            shortened(long),
            "Light every stop in the town, from the station to the harbour, by the first of…"
        );
        assert_eq!(shortened(&"x".repeat(200)), "x".repeat(200) + "…");
    }

    #[test]
    fn what_is_wrong_with_a_mapping_is_told_with_its_line() {
        let text =
            "file = \"a.csv\"\nkind = \"call\"\ndocument = \"c.md\"\nid = \"Ref\"\n[columns]\n";
        for (line, expected) in [
            ("A = { to = \"title\" }\n", None),
            (
                "A = { too = \"title\" }\n",
                Some("m.toml:6: unknown field `too`, expected one of `to`"),
            ),
            (
                "A = { to = \"d\", dates = \"d/m/y\" }\n",
                Some("m.toml:6: unknown variant `d/m/y`, expected one of `day/month/year`"),
            ),
            ("A = [\n", Some("m.toml:")),
        ] {
            let read =
                Mapping::read("m.toml", &format!("{text}{line}")).map_err(|told| told.to_string());
            match expected {
                None => assert!(read.is_ok(), "{read:?}"),
                Some(expected) => assert!(read.unwrap_err().starts_with(expected)),
            }
        }
    }
}
