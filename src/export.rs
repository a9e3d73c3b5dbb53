//! The records of a report as tables that people edit: a sheet for each kind.
//!
//! Goes in: what rendering reads, and which kinds and which language are wanted. Comes out: a
//! [`Sheet`] for each kind, one for the rows of each table field, one for the entries of the ledger,
//! and one that explains all columns, each as plain cells; and these as CSV, JSON, NDJSON and as the
//! sheets of one workbook.
//!
//! The files of [`data`](crate::data) are for programs, and say what readers see. A sheet says what is
//! written: titles, texts and values as they stand in the documents, so that whoever changes a cell
//! can put the change back in its place. Beside these stand columns for people, such as the latest
//! states, which nothing reads back. A [`Column`] says which of the two it is, and all forms have the
//! same columns. The sheets that a site offers have them too, and hold what readers see
//! ([`Words::Published`]): what is written may have comments that nobody but editors is to read.

pub mod base;
pub mod cell;
mod columns;
mod milestones;
mod published;
mod rows;
pub mod text;
#[cfg_attr(not(feature = "workbook"), path = "export/no_workbook.rs")]
pub mod workbook;
pub mod written;

pub use cell::Cell;

use std::fmt;

use crate::config::{Config, PAGE};
use crate::ids::{FieldId, KindId, LanguageId};
use crate::render::Renderer;

/// The name of the sheet that explains the columns of the others.
pub const COLUMNS: &str = "columns";
/// The name of the sheet of the entries of the ledger.
pub const FOLLOW_UP: &str = "follow-up";
/// The name of the sheet of what was promised.
pub const MILESTONES: &str = "milestones";

/// Which records are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Those of these kinds; without any, of all.
    pub kinds: Vec<KindId>,
    /// Those of this language; without one, of all.
    pub language: Option<LanguageId>,
    /// In whose words they are told.
    pub words: Words,
}

/// In whose words records are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Words {
    /// As they are written, for those who edit them.
    #[default]
    Written,
    /// As the site shows them: without comments, with what a translation takes from its original, and
    /// with references as links.
    Published,
}

/// A table.
#[derive(Debug)]
pub struct Sheet<'a> {
    /// Its name, which no other sheet of the report has.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Where its rows come from.
    rows: Rows<'a>,
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, the same in every export of a report: `asks`.
    pub name: String,
    /// What readers call it: `Asks`.
    pub label: String,
    /// What it holds, in whole sentences.
    pub holds: String,
    /// What becomes of a cell that is changed.
    pub use_of: Use,
    /// What its cells look like.
    pub form: Form,
}

/// What becomes of a cell that is changed when the sheet is read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It names the row, and must stay as it is.
    Names,
    /// It is put into the document.
    Written,
    /// Nothing: it is for people.
    Shown,
}

/// What the cells of a column look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// A few words.
    Words,
    /// Whole sentences, or whole chapters.
    Text,
    /// Numbers.
    Number,
    /// Dates, which may lack the day or the month.
    Date,
    /// True or false.
    YesNo,
    /// One of these values, each with what readers call it.
    Choice(Vec<(String, String)>),
    /// Several values.
    List,
}

/// Where the rows of a sheet come from.
#[derive(Debug)]
enum Rows<'a> {
    /// The records of a kind.
    Records(rows::Records<'a>),
    /// The rows of table fields.
    Entries(rows::Entries<'a>),
    /// What was promised.
    Milestones(milestones::Milestones<'a>),
    /// These, which explain the columns of the other sheets.
    Explained(Vec<Vec<Cell>>),
}

impl Sheet<'_> {
    /// The rows, each with a cell for every column. They are made one after the other.
    pub fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell>> + '_> {
        match &self.rows {
            Rows::Records(records) => Box::new(records.rows().map(|row| self.with_base(row))),
            Rows::Entries(entries) => Box::new(entries.rows().map(|row| self.with_base(row))),
            Rows::Milestones(milestones) => Box::new(milestones.rows()),
            Rows::Explained(rows) => Box::new(rows.iter().cloned()),
        }
    }
}

impl Sheet<'_> {
    /// A row with what its cells held, if the sheet has a column for that.
    fn with_base(&self, mut row: Vec<Cell>) -> Vec<Cell> {
        if self.columns.last().is_some_and(|column| column.name == base::BASE) {
            row.push(Cell::text(base::of_row(&self.columns, &row)));
        }
        row
    }
}

/// Why there is no workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkbookError(String);

impl fmt::Display for WorkbookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WorkbookError {}

/// The sheets of a report: kinds in the order of `book.toml`, each before its table fields; the
/// entries of the ledger, if there is one; for readers, where what was promised stands; and the
/// explanation of all columns.
pub fn sheets<'a>(renderer: &'a Renderer, wanted: &Wanted) -> Vec<Sheet<'a>> {
    let config = &*renderer.config;
    let mut sheets = Vec::new();
    for kind in kinds(renderer, wanted) {
        sheets.push(of_kind(renderer, kind, wanted));
        let fields = config.kinds[kind].fields.enumerate();
        let tables = fields.filter(|(_, field)| field.ty.has_rows());
        let tables = tables.filter(|(at, _)| !is_ledger(config, kind, *at));
        sheets.extend(tables.map(|(at, field)| {
            let name = format!("{}.{}", config.kinds[kind].name, field.name);
            of_entries(renderer, name, vec![(kind, at)], wanted)
        }));
    }
    let wanted_kinds: Vec<KindId> = kinds(renderer, wanted).collect();
    let books = config.ledger.iter().flat_map(|ledger| &ledger.books);
    let books = books.filter(|book| wanted_kinds.contains(&book.kind));
    let books: Vec<_> = books.map(|book| (book.kind, book.field)).collect();
    if !books.is_empty() {
        sheets.push(of_entries(renderer, FOLLOW_UP.to_owned(), books, wanted));
    }
    sheets.extend(of_milestones(renderer, &wanted_kinds, wanted));
    let columns = columns::of_explanation();
    let explained = columns::explained(&sheets, &columns);
    sheets.push(Sheet { name: COLUMNS.to_owned(), columns, rows: Rows::Explained(explained) });
    name_apart(&mut sheets);
    sheets
}

/// The kinds that are wanted; the built-in one only if a report has records of it.
fn kinds<'a>(renderer: &'a Renderer, wanted: &'a Wanted) -> impl Iterator<Item = KindId> + 'a {
    let is_used = |kind: &KindId| *kind != PAGE || !renderer.model.of_kind(PAGE).is_empty();
    let is_wanted = |kind: &KindId| wanted.kinds.is_empty() || wanted.kinds.contains(kind);
    renderer.config.kinds.ids().filter(is_used).filter(is_wanted)
}

fn is_ledger(config: &Config, kind: KindId, field: FieldId) -> bool {
    let book = config.ledger.as_ref().and_then(|ledger| ledger.book(kind));
    book.is_some_and(|book| book.field == field)
}

fn of_kind<'a>(renderer: &'a Renderer, kind: KindId, wanted: &Wanted) -> Sheet<'a> {
    let records = rows::Records::new(renderer, kind, wanted);
    let columns = columns::of_kind(renderer, kind, &records, wanted.words);
    let name = renderer.config.kinds[kind].name.clone();
    Sheet { name, columns, rows: Rows::Records(records) }
}

fn of_entries<'a>(
    renderer: &'a Renderer,
    name: String,
    tables: Vec<(KindId, FieldId)>,
    wanted: &Wanted,
) -> Sheet<'a> {
    let entries = rows::Entries::new(renderer, tables, wanted);
    let columns = columns::of_entries(&entries, wanted.words);
    Sheet { name, columns, rows: Rows::Entries(entries) }
}

/// Where milestones stand follows from what is written, and is told to readers alone.
fn of_milestones<'a>(
    renderer: &'a Renderer,
    kinds: &[KindId],
    wanted: &Wanted,
) -> Option<Sheet<'a>> {
    let books = renderer.config.milestones.iter().flat_map(|own| &own.books);
    let books: Vec<_> = books.filter(|book| kinds.contains(&book.kind)).collect();
    (wanted.words == Words::Published && !books.is_empty()).then(|| Sheet {
        name: MILESTONES.to_owned(),
        columns: columns::of_milestones(),
        rows: Rows::Milestones(milestones::Milestones::new(renderer, &books, wanted)),
    })
}

/// Gives a kind that is called like one of the other sheets another name.
fn name_apart(sheets: &mut [Sheet<'_>]) {
    for sheet in sheets {
        let is_kind = matches!(sheet.rows, Rows::Records(_));
        if is_kind
            && [COLUMNS, FOLLOW_UP, MILESTONES, workbook::CHOICES].contains(&sheet.name.as_str())
        {
            // No kind and no field has such a name.
            sheet.name.push_str(" (kind)");
        }
    }
}
