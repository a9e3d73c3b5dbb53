//! The rows of a table that others made → records, by a mapping.
//!
//! Goes in: what rendering reads, a table, its [`Mapping`], and what was taken over the last time. Comes
//! out: the same table in the words of an export, of which [`read_back`](super::back::read_back) puts
//! into the documents what differs there; the records that are new; and what cannot be taken over, each
//! with its cell. Every cell that holds something ends in one of the three, or in a column that the
//! mapping says to ignore.

mod cells;
mod entries;
mod filing;
pub(super) mod markdown;

pub(super) use cells::date;
pub(super) use entries::ledger;
pub use filing::{Filed, filed};

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use super::back::literal::{Like, value, values};
use super::literal::key;
use super::mapping::{Column, Mapping, RepeatedRows};
use super::table::{Refusal, Row, Table};
use crate::config::{Field, Kind};
use crate::diagnostics::did_you_mean;
use crate::export::base::{BASE, digest};
use crate::export::cell::split;
use crate::ids::KindId;
use crate::parse::text::slug;
use crate::render::Renderer;
use cells::{Cells, Unknown};
use entries::{Entries, is_entry};

/// What a table comes to.
#[derive(Debug, Default)]
pub struct Mapped {
    /// The rows of records that the report has, in the words of an export.
    pub table: Table,
    /// New records as Markdown, by the document into which they are written, with the kind of the
    /// first.
    pub new: BTreeMap<String, (KindId, Vec<String>)>,
    /// How many records of the kind are new.
    pub added: usize,
    /// How many records are new because others refer to them.
    pub created: usize,
    /// What was taken over, by id: see [`Lock`].
    pub lock: Lock,
    /// Ids that the table had the last time, and has no more.
    pub gone: Vec<String>,
    /// Ids that the report had the last time, and has no more.
    pub removed: Vec<String>,
    /// The follow-up table as it would stand, if the mapping makes entries.
    pub follow_up: Option<FollowUp>,
}

/// A follow-up table with the entries of an import.
#[derive(Debug)]
pub struct FollowUp {
    /// The whole of it.
    pub text: String,
    /// How many entries are new.
    pub added: usize,
    /// How many say something else than before.
    pub changed: usize,
}

/// What was there before an import.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// What was taken over the last time.
    pub lock: &'a Lock,
    /// The follow-up table into which entries are written.
    pub follow_up: &'a str,
}

/// What was taken over of each row, by its id, as [`base`](crate::export::base) tells it.
pub type Lock = BTreeMap<String, String>;

/// What the file with a [`Lock`] begins with.
const HEAD: &str = "# What `rapporteur import` took over the last time. It tells whose edits are whose; keep it with the report.\n";

/// Reads a [`Lock`]. A line that is none is passed over: its row counts as edited in the table.
pub fn read_lock(text: &str) -> Lock {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(id, base)| (id.to_owned(), base.to_owned()))
        .collect()
}

/// Writes a [`Lock`].
pub fn write_lock(lock: &Lock) -> String {
    lock.iter().fold(HEAD.to_owned(), |mut text, (id, base)| {
        let _ = writeln!(text, "{id}\t{base}");
        text
    })
}

/// Turns the rows of a table into those of an export, and into new records.
///
/// # Errors
/// What cannot be taken over.
pub fn mapped(
    renderer: &Renderer,
    (mapping, kind): (&Mapping, KindId),
    table: &Table,
    before: Before<'_>,
) -> Result<Mapped, Vec<Refusal>> {
    let declared = &renderer.config.kinds[kind];
    let mut rows = Rows {
        renderer,
        kind,
        declared,
        columns: columns(mapping, declared, table),
        id: mapping.id.all().iter().filter_map(|name| table.column(name)).collect(),
        mapping,
        cells: Cells::new(renderer, (kind, own_ids(mapping, table))),
        entries: ledger(&renderer.config, kind)
            .filter(|_| !mapping.entries.is_empty())
            .map(|ledger| Entries::of(mapping, ledger, table)),
        seen: HashMap::new(),
        mapped: Mapped::default(),
        refusals: Vec::new(),
    };
    rows.head(table);
    for row in &table.rows {
        rows.row(table, row, before.lock);
    }
    rows.end(before)
}

/// A column of the table that is taken over.
struct Taken<'m> {
    at: usize,
    name: &'m str,
    column: &'m Column,
    /// What an export calls it.
    to: &'m str,
    field: Option<&'m Field>,
}

fn columns<'m>(mapping: &'m Mapping, kind: &'m Kind, table: &'m Table) -> Vec<Taken<'m>> {
    let columns = table.columns.iter().enumerate().filter_map(|(at, name)| {
        let column = mapping.columns.get(name)?;
        let to = column.to.as_deref().filter(|_| !column.ignore)?;
        Some(Taken { at, name, column, to, field: column.field(kind) })
    });
    columns.collect()
}

/// The ids of the records that rows become, by themselves and by what ids would be made of titles.
fn own_ids(mapping: &Mapping, table: &Table) -> HashMap<String, String> {
    if mapping.document.is_none() {
        return HashMap::new();
    }
    let id: Vec<usize> = mapping.id.all().iter().filter_map(|name| table.column(name)).collect();
    let titles = mapping.columns.iter().find(|(_, own)| own.to.as_deref() == Some("title"));
    let title = titles.and_then(|(name, _)| table.column(name));
    let mut ids = HashMap::with_capacity(table.rows.len());
    let mut named = Vec::new();
    for row in &table.rows {
        let own = slug(&row.words(&id));
        named.extend(title.map(|at| (slug(row.printed(at)), own.clone())));
        ids.insert(own.clone(), own);
    }
    for (title, own) in named {
        ids.entry(title).or_insert(own);
    }
    ids
}

struct Rows<'a> {
    renderer: &'a Renderer,
    kind: KindId,
    declared: &'a Kind,
    columns: Vec<Taken<'a>>,
    /// The columns of whose cells ids are made.
    id: Vec<usize>,
    mapping: &'a Mapping,
    cells: Cells<'a>,
    entries: Option<Entries<'a>>,
    /// Ids of rows above, and the last number that was added to each.
    seen: HashMap<String, usize>,
    mapped: Mapped,
    refusals: Vec<Refusal>,
}

impl Rows<'_> {
    /// Names the columns as an export does, each in its place. Others are empty.
    fn head(&mut self, table: &Table) {
        let own = &mut self.mapped.table;
        own.name.clone_from(&self.declared.name);
        own.columns = vec![String::new(); table.columns.len()];
        for column in &self.columns {
            column.to.clone_into(&mut own.columns[column.at]);
        }
        own.columns.extend(["id".to_owned(), BASE.to_owned()]);
    }

    fn row(&mut self, table: &Table, row: &Row, before: &Lock) {
        let place = table.place(row.number, self.id.first().copied().unwrap_or_default());
        let Some(mut ids) = self.ids(row, &place) else { return };
        let Some(again) = self.again(&mut ids, &place) else { return };
        ids.retain(|id| !self.is_removed(id, before));
        if let Some(entries) = &mut self.entries {
            self.refusals.extend(entries.row(&mut self.cells, (table, row), &ids));
        }
        if self.columns.is_empty() || ids.is_empty() {
            return;
        }
        let Some(mut cells) = self.taken(table, row) else { return };
        if let Some(again) = again {
            let numbers = self.columns.iter().zip(&mut cells);
            for (_, number) in numbers.filter(|(column, _)| column.to == "number") {
                *number = format!("{number} ({again})");
            }
        }
        for id in ids {
            self.record(table, row, id, (&cells, before));
        }
    }

    /// Whether a row is to be taken over, as no other has its ids, or the mapping says what it is; and
    /// the number that tells it from others of that id, if there are any.
    fn again(&mut self, ids: &mut [String], place: &str) -> Option<Option<usize>> {
        let mut again = None;
        // Several entries of the ledger may be about one record.
        if self.columns.is_empty() {
            return Some(again);
        }
        for id in ids {
            if let Some(&last) = self.seen.get(id) {
                match self.mapping.repeated {
                    Some(RepeatedRows::Count) => again = Some(self.count(id, last)),
                    Some(RepeatedRows::Skip) => return None,
                    None => {
                        let help = "make ids of a column that is different in every row, `id = …` in the \
                                    mapping, or say what such rows are: `repeated = \"count\"` or \
                                    `\"skip\"`";
                        let message = format!("a row above has the id `{id}` too");
                        self.refusals.push(Refusal::new(place, message, help));
                        return None;
                    }
                }
            }
            self.seen.insert(id.clone(), 1);
        }
        Some(again)
    }

    /// Adds a number to an id that so many rows above have.
    fn count(&mut self, id: &mut String, last: usize) -> usize {
        let first = std::mem::take(id);
        let mut many = last;
        while id.is_empty() || self.seen.contains_key(id) {
            many += 1;
            *id = format!("{first}-{many}");
        }
        self.seen.insert(first, many);
        many
    }

    /// The ids of the records that a row is about.
    fn ids(&mut self, row: &Row, place: &str) -> Option<Vec<String>> {
        let written = row.words(&self.id);
        let ids: Vec<String> = match self.mapping.document {
            Some(_) => vec![slug(&written)],
            None => {
                let names = written.split(';').map(str::trim).filter(|name| !name.is_empty());
                names
                    .map(|name| self.cells.known(self.kind, name))
                    .collect::<Result<_, _>>()
                    .map_err(|name| {
                        let message = format!("there is no {} `{name}`", self.declared.name);
                        let titles = self.renderer.model.of_kind(self.kind).iter();
                        let ids = titles.map(|&at| &*self.renderer.model.records[at].id);
                        let help = did_you_mean(&slug(&name), ids)
                            .unwrap_or_else(|| "write the id of a record, or its title".to_owned());
                        self.refusals.push(Refusal::new(place, message, help));
                    })
                    .ok()?
            }
        };
        if ids.is_empty() || ids.iter().any(String::is_empty) {
            let help = "fill the cell, or make ids of another column: `id = …` in the mapping";
            self.refusals.push(Refusal::new(place, "no id can be made of this cell", help));
            return None;
        }
        Some(ids)
    }

    /// Whether a record was taken over the last time and is in the report no more: whoever removed it
    /// does not want it, nor what the table says of how it stands.
    fn is_removed(&mut self, id: &str, before: &Lock) -> bool {
        let held = before.get(id).filter(|_| self.cells.find(id).is_none());
        if let Some(held) = held {
            self.mapped.removed.push(id.to_owned());
            self.mapped.lock.insert(id.to_owned(), held.clone());
        }
        held.is_some()
    }

    /// Takes over the cells of a row for a record.
    fn record(
        &mut self,
        table: &Table,
        row: &Row,
        id: String,
        (cells, before): (&[String], &Lock),
    ) {
        let told = self.columns.iter().zip(cells);
        let told = told.map(|(column, cell)| format!("{}:{}", column.to, digest(cell)));
        let base = told.collect::<Vec<_>>().join(" ");
        match self.cells.find(&id) {
            Some(index) => {
                let mut own = vec![String::new(); table.columns.len()];
                for (column, cell) in self.columns.iter().zip(cells) {
                    own[column.at].clone_from(cell);
                }
                let held = before.get(&id).cloned().unwrap_or_default();
                let name = &self.renderer.model.records[index].id;
                own.extend([format!("{}/{name}", self.declared.name), held]);
                let own = Row { number: row.number, cells: own, ..Row::default() };
                self.mapped.table.rows.push(own);
            }
            None => {
                let title = self.mapping.title_of(table, row, &row.words(&self.id));
                self.add(&id, title.as_deref(), cells);
            }
        }
        self.mapped.lock.insert(id, base);
    }

    /// What the cells of a row say, in the order of the columns; nothing, if one cannot be taken over.
    fn taken(&mut self, table: &Table, row: &Row) -> Option<Vec<String>> {
        let mut cells = Vec::with_capacity(self.columns.len());
        let mut is_whole = true;
        for Taken { at, name, column, to, field } in &self.columns {
            let text = row.printed(*at).trim();
            let place = || table.place(row.number, *at);
            match self.cells.taken((name, column), (to, *field), (row, *at), place) {
                Ok(cell) => cells.push(cell),
                Err(Unknown::Told) => is_whole = false,
                Err(Unknown::Refused(refusal)) => {
                    self.refusals.push(*refusal);
                    is_whole = false;
                }
            }
            if *to == "title" && text.is_empty() {
                let help = "a record needs a title: fill the cell";
                self.refusals.push(Refusal::new(
                    table.place(row.number, *at),
                    "this title is empty",
                    help,
                ));
                is_whole = false;
            }
        }
        is_whole.then_some(cells)
    }

    /// Writes a new record.
    fn add(&mut self, id: &str, title: Option<&str>, cells: &[String]) {
        let cell = |to: &str| {
            let at = self.columns.iter().position(|column| column.to == to);
            at.map_or("", |at| cells[at].as_str())
        };
        let mut fields = String::new();
        for (column, cell) in self.columns.iter().zip(cells) {
            if cell.is_empty() || ["title", "text"].contains(&column.to) {
                continue;
            }
            let like = Like::Of(column.field);
            let written = match column.field {
                Some(field) if field.many => values(&split(cell), &like),
                _ => value(cell, &like),
            };
            let _ = writeln!(fields, "{} = {written}", key(column.to));
        }
        let fields = if fields.is_empty() { fields } else { format!("+++\n{fields}+++\n") };
        let text = cell("text");
        let text = if text.is_empty() { String::new() } else { format!("\n{text}\n") };
        let title = title.map_or_else(|| cell("title").to_owned(), markdown::line);
        let markdown = format!("## {title} {{#{id} .{}}}\n{fields}{text}", self.declared.name);
        if let Some(document) = &self.mapping.document {
            self.put(document.clone(), self.kind, markdown);
            self.mapped.added += 1;
        }
    }

    /// Puts a new record into a document.
    fn put(&mut self, document: String, kind: KindId, markdown: String) {
        self.mapped.new.entry(document).or_insert((kind, Vec::new())).1.push(markdown);
    }

    fn end(mut self, before: Before<'_>) -> Result<Mapped, Vec<Refusal>> {
        self.refusals.extend(self.cells.unknown_values());
        if !self.refusals.is_empty() {
            return Err(self.refusals);
        }
        let created: Vec<_> = self.cells.created().collect();
        self.mapped.created = created.len();
        for (document, kind, markdown) in created {
            self.put(document, kind, markdown);
        }
        let Mapped { lock, gone: left, .. } = &mut self.mapped;
        let gone = before.lock.keys().filter(|id| !is_entry(id) && !lock.contains_key(*id));
        *left = gone.cloned().collect();
        if let Some(entries) = self.entries {
            let (text, [added, changed]) = entries.merged(before.follow_up, before.lock, lock)?;
            self.mapped.follow_up = Some(FollowUp { text, added, changed });
        }
        Ok(self.mapped)
    }
}
