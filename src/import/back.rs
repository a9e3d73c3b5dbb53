//! Tables that were exported and edited → what changes in the documents.
//!
//! Goes in: what rendering reads, and the tables of a file. Comes out: the text of each document that
//! changes, in which nothing but the edited values, titles and texts is other than before; or what
//! cannot be taken over, each with its cell. Nothing is guessed: a row is known by the id of its record,
//! a column by its name.
//!
//! A cell counts as edited if it says something else than the report does. If the table says what the
//! cell held when it was exported ([`base`]), a cell that holds this still was not
//! edited here: the report was, and stays. A cell that was edited in both places is a conflict.

mod check;
mod edits;
pub(super) mod literal;

pub use check::{Expected, check};

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::config::{Config, Field};
use crate::diagnostics::did_you_mean;
use crate::export::base::{self, BASE};
use crate::export::cell::joined;
use crate::export::{COLUMNS, Cell, Column, FOLLOW_UP, Form, Sheet, Use, Wanted, sheets, workbook};
use crate::ids::{DocumentId, KindId, LanguageId, RecordId};
use crate::render::Renderer;
use crate::source::Source;

use super::table::{Refusal, Row, Table};
use edits::{Edits, Target};

/// What the names of columns begin with that show what others say of a record.
const SHOWN: [&str; 2] = ["latest.", "referred-to-by."];

/// What an import comes to.
#[derive(Debug, Default)]
pub struct Imported {
    /// The documents that change, each with its new text.
    pub files: Vec<(Arc<Source>, String)>,
    /// How many cells were taken over.
    pub cells: usize,
    /// How many of them in how many rows.
    pub rows: usize,
    /// Cells that say what they said before, while the report has changed since: it stays as it is.
    pub kept: usize,
    /// Rows of the report that the tables do not have, which stay as they are.
    pub absent: usize,
}

/// What rows are known by: the record, its language, and the row of a table field.
type Key = (String, String, String);

/// The documents with what was edited in some tables.
///
/// # Errors
/// What cannot be taken over.
pub fn read_back(renderer: &Renderer, tables: &[Table]) -> Result<Imported, Vec<Refusal>> {
    let known = sheets(renderer, &Wanted::default());
    let names = workbook::names(&known);
    let mut reading = Reading {
        renderer,
        records: records(renderer),
        imported: Imported::default(),
        edits: BTreeMap::new(),
        refusals: Vec::new(),
    };
    for table in tables.iter().filter(|table| table.name != COLUMNS && !is_of_choices(table)) {
        let own = known.iter().zip(&names).find(|(_, name)| **name == table.name);
        match own.or(known.iter().zip(&names).find(|(sheet, _)| sheet.name == table.name)) {
            Some((sheet, _)) if is_for_readers(tables, sheet) => {
                reading.refusals.push(for_readers(table))
            }
            Some((sheet, _)) => reading.table(sheet, table),
            None => reading.refusals.push(unknown_table(table, &known)),
        }
    }
    reading.end()
}

/// Whether a table is the list of choices that a workbook hides.
fn is_of_choices(table: &Table) -> bool {
    table.name == workbook::CHOICES
}

/// Whether the file explains the columns of a sheet, and none that tells what cells held: it was made
/// for readers, in other words than those of the documents.
fn is_for_readers(tables: &[Table], sheet: &Sheet<'_>) -> bool {
    let Some(explained) = tables.iter().find(|own| own.name == COLUMNS) else { return false };
    let [of, column] = ["sheet", "column"].map(|name| explained.column(name));
    let (Some(of), Some(column)) = (of, column) else { return false };
    let own = || explained.rows.iter().filter(|row| row.cell(of) == sheet.name);
    own().next().is_some() && !own().any(|row| row.cell(column) == BASE)
}

fn for_readers(table: &Table) -> Refusal {
    let message = "this table was made for readers, and nothing in it can be put back";
    Refusal::new(table.name.clone(), message, "edit one that `rapporteur export` writes")
}

fn unknown_table(table: &Table, known: &[Sheet<'_>]) -> Refusal {
    let names = || known.iter().map(|sheet| sheet.name.as_str()).filter(|name| *name != COLUMNS);
    let help = did_you_mean(&table.name, names()).unwrap_or_else(|| {
        let names: Vec<String> = names().map(|name| format!("`{name}`")).collect();
        format!("the report has the tables {}", names.join(", "))
    });
    let message = format!("the report has no table `{}`", table.name);
    Refusal::new(table.name.clone(), message, help)
}

/// All records by their names and languages.
fn records(renderer: &Renderer) -> HashMap<(String, String), RecordId> {
    let all = renderer.config.kinds.ids().flat_map(|kind| renderer.model.of_kind(kind));
    let named = all.map(|&index| {
        let language = &renderer.config.languages[renderer.model.language_of(index)].tag;
        ((renderer.name_of(index), language.clone()), index)
    });
    named.collect()
}

/// Tables while they are read.
struct Reading<'a> {
    renderer: &'a Renderer,
    records: HashMap<(String, String), RecordId>,
    imported: Imported,
    edits: BTreeMap<DocumentId, Edits>,
    refusals: Vec<Refusal>,
}

/// A column of a table, and that of the sheet which it is.
struct Taken<'s> {
    /// Its place in the table.
    at: usize,
    /// Its place in the sheet.
    own: usize,
    column: &'s Column,
    /// What is edited by it.
    target: Target<'s>,
}

impl Imported {
    /// What is to change by it.
    pub fn expected(&self) -> Expected {
        Expected { cells: self.cells, added: 0 }
    }
}

impl<'a> Reading<'a> {
    /// Reads a table that was a sheet.
    fn table(&mut self, sheet: &Sheet<'_>, table: &Table) {
        let Some(taken) = self.columns(sheet, table) else { return };
        let mut rows: HashMap<Key, Vec<Cell>> =
            sheet.rows().map(|cells| (key_of(sheet, &cells), cells)).collect();
        for row in &table.rows {
            let key = key_in(self.renderer, table, row);
            match rows.remove(&key) {
                Some(cells) => self.row(table, row, &taken, (&key, &cells)),
                None => self.refusals.push(self.unknown_row(table, row, &key, sheet)),
            }
        }
        self.imported.absent += rows.len();
    }

    /// The columns that are taken over, unless there are some that no import knows.
    fn columns<'s>(&mut self, sheet: &'s Sheet<'_>, table: &Table) -> Option<Vec<Taken<'s>>>
    where
        'a: 's,
    {
        let config: &'a Config = &self.renderer.config;
        let before = self.refusals.len();
        if table.column("id").is_none() {
            let help = "leave the columns that name the row as they are exported";
            self.refusals.push(Refusal::new(&*table.name, "there is no column `id`", help));
        }
        let mut taken = Vec::new();
        for (at, name) in table.columns.iter().enumerate() {
            let own = sheet.columns.iter().position(|column| column.name == *name);
            match own.map(|own| (own, &sheet.columns[own])) {
                Some((own, column)) if column.use_of == Use::Written => {
                    let target = target(config, sheet, column);
                    taken.push(Taken { at, own, column, target });
                }
                Some(_) => {}
                None if is_shown(name) => {}
                None => {
                    let is_filled = table.rows.iter().any(|row| !row.cell(at).is_empty());
                    if is_filled || !name.is_empty() {
                        self.refusals.push(unknown_column(table, at, sheet));
                    }
                }
            }
        }
        (self.refusals.len() == before).then_some(taken)
    }

    /// Takes over what was edited in a row.
    fn row(&mut self, table: &Table, row: &Row, taken: &[Taken<'_>], known: (&Key, &[Cell])) {
        let (key, cells) = known;
        let record = self.records[&(key.0.clone(), key.1.clone())];
        let held = table.column(BASE).map_or("", |at| row.cell(at));
        let mut is_edited = false;
        for Taken { at, own, column, target } in taken {
            let text = said(table, row, *at);
            let now = cells[*own].in_words();
            if text == now {
                continue;
            }
            let place = table.place(row.number, *at);
            match base::of_column(held, &column.name) {
                Some(held) if base::digest(&text) == held => {
                    self.imported.kept += 1;
                    continue;
                }
                Some(held) if base::digest(&now) != held => {
                    self.refusals.push(conflict(place, &text, &now));
                    continue;
                }
                _ => {}
            }
            let document = self.renderer.model.document_at(record);
            let number = key.2.parse::<usize>().ok();
            let row = number.map(|number| (self.table_of(record), number));
            let edits = self.edits.entry(document).or_default();
            match edits.edit(&self.renderer.model, record, row, target, &text) {
                Ok(()) => {
                    self.imported.cells += 1;
                    is_edited = true;
                }
                Err((message, help)) => self.refusals.push(Refusal::new(place, message, help)),
            }
        }
        self.imported.rows += usize::from(is_edited);
    }

    /// The field in which a record has the entries of the ledger.
    fn table_of(&self, record: RecordId) -> &'a str {
        let config: &'a Config = &self.renderer.config;
        let kind = self.renderer.model.records[record].kind;
        let book = config.ledger.as_ref().and_then(|ledger| ledger.book(kind));
        book.map_or("", |book| config.kinds[kind].fields[book.field].name.as_str())
    }

    fn unknown_row(&self, table: &Table, row: &Row, key: &Key, sheet: &Sheet<'_>) -> Refusal {
        let (id, language, number) = key;
        let at = |column: &str| table.place(row.number, table.column(column).unwrap_or_default());
        if id.is_empty() {
            let help = "name the record of the row: `kind/id`";
            return Refusal::new(at("id"), "this row has no id", help);
        }
        if self.records.contains_key(&(id.clone(), language.clone())) {
            let (place, message) = match number.is_empty() {
                true => (
                    at("id"),
                    format!("`{id}` has another row, or is no record of `{}`", sheet.name),
                ),
                false => {
                    (at("row"), format!("`{id}` has no row {number}, or it stands here twice"))
                }
            };
            return Refusal::new(
                place,
                message,
                "remove one of the rows, or add a new one in the document",
            );
        }
        let names = self.records.keys().map(|(name, _)| name.as_str());
        let help = did_you_mean(id, names).unwrap_or_else(|| {
            "add new records in a document; rename one with `rapporteur rename`".to_owned()
        });
        Refusal::new(at("id"), format!("the report has no record `{id}` in `{language}`"), help)
    }

    /// What all of it comes to.
    fn end(mut self) -> Result<Imported, Vec<Refusal>> {
        if !self.refusals.is_empty() {
            return Err(self.refusals);
        }
        for (document, edits) in self.edits {
            let source = &self.renderer.model.documents[document].document().source;
            let text = edits.applied(source);
            if text != source.text && source.is_composed() {
                let help = "take the change over by hand";
                let why = "this document includes other files, and is not written again";
                return Err(vec![Refusal::new(source.path.clone(), why, help)]);
            }
            if text != source.text {
                self.imported.files.push((Arc::clone(source), text));
            }
        }
        Ok(self.imported)
    }
}

fn unknown_column(table: &Table, at: usize, sheet: &Sheet<'_>) -> Refusal {
    let name = &table.columns[at];
    let place = table.place(1, at);
    if name.is_empty() {
        let help = "name the column, or empty its cells";
        return Refusal::new(place, "this column has no name", help);
    }
    let names = sheet.columns.iter().map(|column| column.name.as_str());
    let help = did_you_mean(name, names).unwrap_or_else(|| {
        "remove it: what an import takes over is in the sheet `columns`".to_owned()
    });
    Refusal::new(place, format!("the table has no column `{name}`"), help)
}

fn conflict(place: String, text: &str, now: &str) -> Refusal {
    let message = format!(
        "edited both here and in the report since the table was exported\n  here: {}\n  report: {}",
        shortened(text),
        shortened(now)
    );
    Refusal::new(place, message, "write into the cell what both agree on, as the report has it")
}

/// The beginning of a text, on one line.
fn shortened(text: &str) -> String {
    const MOST: usize = 100;
    let line: String =
        text.chars().take(MOST).map(|own| if own == '\n' { ' ' } else { own }).collect();
    if text.chars().count() > MOST { format!("{line}…") } else { line }
}

/// What a column of a sheet edits.
fn target<'s>(config: &'s Config, sheet: &Sheet<'_>, column: &'s Column) -> Target<'s> {
    if column.name == "text" {
        return Target::Text;
    }
    if column.name == "title" {
        return Target::Title;
    }
    let name = column.name.strip_prefix("field.").unwrap_or(&column.name);
    let (key, part) = name.split_once('.').map_or((name, None), |(key, part)| (key, Some(part)));
    let (table, kind) = match sheet.name.split_once('.') {
        _ if sheet.name == FOLLOW_UP => (Some(None), None),
        Some((kind, table)) => (Some(Some(table)), kind_named(config, kind)),
        None => (None, kind_named(config, sheet.name.trim_end_matches(" (kind)"))),
    };
    let fields = kind.map_or(&[][..], |kind| config.kinds[kind].fields.as_slice());
    let named = |fields: &'s [Field], name: &str| fields.iter().find(|field| field.name == name);
    match table {
        None => Target::Field { key, part, field: named(fields, key), is_list: is_list(column) },
        Some(table) => {
            Target::Cell { table: table.map(str::to_owned), key, part, is_list: is_list(column) }
        }
    }
}

fn is_list(column: &Column) -> bool {
    column.form == Form::List
}

fn kind_named(config: &Config, name: &str) -> Option<KindId> {
    config.kinds.position(|kind| kind.name == name)
}

/// Whether a column is one that an export has only where there is something to show or to go on.
fn is_shown(name: &str) -> bool {
    continued(name).is_some() || SHOWN.iter().any(|beginning| name.starts_with(beginning))
}

/// The column of which another goes on with what does not fit into one cell: `text` for `text.2`.
fn continued(name: &str) -> Option<&str> {
    let (column, number) = name.rsplit_once('.')?;
    number.parse::<usize>().is_ok().then_some(column)
}

/// What a cell says, with what goes on in the columns behind it.
fn said(table: &Table, row: &Row, at: usize) -> String {
    let mut text = row.list(at).map_or_else(|| row.cell(at).to_owned(), joined);
    let name = Some(table.columns[at].as_str());
    for (more, _) in table.columns.iter().enumerate().filter(|(_, own)| continued(own) == name) {
        text.push_str(row.cell(more));
    }
    text
}

/// What the row of a sheet is known by.
fn key_of(sheet: &Sheet<'_>, cells: &[Cell]) -> Key {
    let cell = |name: &str| {
        let at = sheet.columns.iter().position(|column| column.name == name);
        at.map(|at| cells[at].in_words()).unwrap_or_default()
    };
    (cell("id"), cell("language"), cell("row"))
}

/// What a row of a table is known by. Where it names no language, it is that of the report.
fn key_in(renderer: &Renderer, table: &Table, row: &Row) -> Key {
    let cell = |name: &str| {
        let cell = table.column(name).map(|at| row.cell(at).trim().to_owned());
        cell.unwrap_or_default()
    };
    let (id, mut language, number) = (cell("id"), cell("language"), cell("row"));
    if language.is_empty() {
        language.clone_from(&renderer.config.languages[LanguageId::OWN].tag);
    }
    (id, language, number)
}
