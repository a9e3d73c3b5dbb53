//! Columns that say how things stand → entries of the ledger, in a follow-up table of their own.
//!
//! Goes in: the blocks `[[entries]]` of a mapping. Each makes one entry of every row whose cell for the
//! state says anything. Comes out: the follow-up table as it stands with them. An entry is known by its
//! record, axis, assessor and date: one of another date is added, and those that were there stay.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, WriterBuilder};

use super::Lock;
use super::cells::{Cells, Unknown};
use crate::config::{Config, Field, LedgerColumns};
use crate::escape::{guarded, unguarded};
use crate::export::base::digest;
use crate::follow_up::{RECORD, separator};
use crate::ids::KindId;
use crate::import::mapping::{Column, Mapping, Said};
use crate::import::table::{Refusal, Row, Table};

/// What the keys of a [`Lock`] begin with that are entries and not records.
const MARK: &str = "entry:";

/// Stands between the parts of the key of an entry.
const BETWEEN: char = '|';

/// The columns of a ledger, and which of them is what.
pub(in crate::import) type Ledger<'c> = (&'c [Field], LedgerColumns);

/// The ledger of a kind, if it has one.
pub(in crate::import) fn ledger(config: &Config, kind: KindId) -> Option<Ledger<'_>> {
    let ledger = config.ledger.as_ref()?;
    let book = ledger.books.iter().find(|book| book.kind == kind)?;
    Some((config.kinds[kind].fields[book.field].ty.columns(), book.columns))
}

/// The entries of a table.
pub(super) struct Entries<'a> {
    ledger: Ledger<'a>,
    blocks: Vec<Vec<Part<'a>>>,
    found: Vec<Entry>,
}

/// What a column of the ledger is told by.
struct Part<'a> {
    field: &'a Field,
    said: &'a Said,
    /// How the cells of the column are read, and the place of the column in the table.
    column: Option<(Column, usize)>,
}

/// An entry that is made of a row.
#[derive(Debug)]
struct Entry {
    key: String,
    place: String,
    cells: Vec<String>,
}

impl<'a> Entries<'a> {
    pub(super) fn of(mapping: &'a Mapping, ledger: Ledger<'a>, table: &Table) -> Self {
        let part = |field: &'a Field, said: &'a Said| {
            let column = match said {
                Said::Text(_) | Said::Day(_) => None,
                Said::Cell(cell) => table.column(&cell.column).map(|at| (cell.as_column(), at)),
            };
            Part { field, said, column }
        };
        let blocks = mapping.entries.iter().map(|block| {
            let fields = ledger.0.iter();
            fields.filter_map(|field| Some(part(field, block.get(&field.name)?))).collect()
        });
        Self { ledger, blocks: blocks.collect(), found: Vec::new() }
    }

    /// Makes the entries of a row about some records.
    pub(super) fn row(
        &mut self,
        cells: &mut Cells<'_>,
        (table, row): (&Table, &Row),
        records: &[String],
    ) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let (fields, columns) = self.ledger;
        for block in &self.blocks {
            let state = block.iter().find(|part| part.field.name == fields[columns.state].name);
            let at = state.and_then(|part| part.column.as_ref()).map(|(_, at)| *at);
            if at.is_some_and(|at| row.printed(at).trim().is_empty()) {
                refusals.extend(at.and_then(|at| without_state(block, (table, row), at)));
                continue;
            }
            let said: Vec<_> = block.iter().map(|part| part.said(cells, (table, row))).collect();
            let mut texts = BTreeMap::new();
            for (part, said) in block.iter().zip(said) {
                match said {
                    Ok(text) => drop(texts.insert(part.field.name.as_str(), text)),
                    Err(Unknown::Told) => {}
                    Err(Unknown::Refused(refusal)) => refusals.push(*refusal),
                }
            }
            if texts.len() < block.len() {
                continue;
            }
            let place = table.place(row.number, at.unwrap_or_default());
            let needed = [columns.axis, columns.date, columns.assessor].map(|at| &fields[at].name);
            let empty = needed
                .into_iter()
                .find(|name| texts.get(name.as_str()).is_none_or(String::is_empty));
            if let Some(name) = empty {
                let part = block.iter().find(|part| part.field.name == *name);
                let at = part.and_then(|part| part.column.as_ref()).map(|(_, at)| *at);
                let place = at.map_or(place, |at| table.place(row.number, at));
                let help = "fill the cell, or clear that of the state";
                refusals.push(Refusal::new(place, format!("an entry needs a {name}"), help));
                continue;
            }
            for record in records {
                let cells = fields
                    .iter()
                    .map(|field| texts.get(field.name.as_str()).cloned().unwrap_or_default());
                let cells: Vec<String> = std::iter::once(record.clone()).chain(cells).collect();
                let key = key(&cells, &columns);
                self.found.push(Entry { key, place: place.clone(), cells });
            }
        }
        refusals
    }

    /// The follow-up table with all entries, beside what it is now, and what was taken over: `before` the
    /// last time, and `lock` now. How many entries are new, and how many are other than they were.
    pub(super) fn merged(
        self,
        now: &str,
        before: &Lock,
        lock: &mut Lock,
    ) -> Result<(String, [usize; 2]), Vec<Refusal>> {
        let (fields, columns) = self.ledger;
        let names: Vec<&str> =
            std::iter::once(RECORD).chain(fields.iter().map(|field| field.name.as_str())).collect();
        let mut rows = rows(now, &names)?;
        let places: BTreeMap<String, usize> =
            rows.iter().enumerate().map(|(at, row)| (key(row, &columns), at)).collect();
        let (mut refusals, mut changed) = (Vec::new(), [0, 0]);
        for Entry { key, place, cells } in self.found {
            let name = format!("{MARK}{key}");
            let own = digest(&cells.join("\n"));
            let held = before.get(&name);
            match lock.insert(name, own.clone()) {
                Some(other) if other != own => {
                    let help = "remove one of the two, or give them different dates";
                    let message = "another row says something else of the same record and date";
                    refusals.push(Refusal::new(place, message, help));
                    continue;
                }
                Some(_) => continue,
                None => {}
            }
            match places.get(&key).map(|at| &mut rows[*at]) {
                // Whoever removed it by hand does not want it.
                None if held == Some(&own) => {}
                None => {
                    rows.push(cells);
                    changed[0] += 1;
                }
                Some(there) if *there == cells || held == Some(&own) => {}
                Some(there) if held.is_none_or(|held| *held == digest(&there.join("\n"))) => {
                    *there = cells;
                    changed[1] += 1;
                }
                Some(there) => {
                    let message = format!(
                        "edited both here and in the follow-up table, which says `{}`",
                        there.join(", ")
                    );
                    let help = "let both say the same";
                    refusals.push(Refusal::new(place, message, help));
                }
            }
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let text =
            if changed == [0, 0] { now.to_owned() } else { written(&names, &rows, separator(now)) };
        Ok((text, changed))
    }
}

/// Whether what was taken over is an entry, and no record.
pub(super) fn is_entry(name: &str) -> bool {
    name.starts_with(MARK)
}

impl Part<'_> {
    /// What it says of a row.
    fn said(&self, cells: &mut Cells<'_>, (table, row): (&Table, &Row)) -> Result<String, Unknown> {
        match (self.said, &self.column) {
            (Said::Text(text), _) => Ok(text.clone()),
            (Said::Day(day), _) => Ok(day.to_string()),
            (Said::Cell(cell), Some((column, at))) => {
                let place = || table.place(row.number, *at);
                let field = Some(self.field);
                cells.taken((&cell.column, column), ("", field), (row, *at), place)
            }
            (Said::Cell(_), None) => Ok(String::new()),
        }
    }
}

/// What is wrong with a row that has no state, and says something else of how things stand.
fn without_state(
    block: &[Part<'_>],
    (table, row): (&Table, &Row),
    state: usize,
) -> Option<Refusal> {
    let columns = block.iter().filter_map(|part| part.column.as_ref());
    let filled = columns.map(|(_, at)| *at).find(|at| !row.cell(*at).trim().is_empty())?;
    let message = format!("there is no state for this, in `{}`", table.columns[state]);
    let help = "fill the cell of the state, or clear this one";
    Some(Refusal::new(table.place(row.number, filled), message, help))
}

/// What an entry is known by.
fn key(cells: &[String], columns: &LedgerColumns) -> String {
    let cell = |at: usize| cells.get(at).map_or("", String::as_str);
    let LedgerColumns { axis, assessor, date, .. } = *columns;
    let parts = [cell(0), cell(axis + 1), cell(assessor + 1), cell(date + 1)];
    parts.join(&BETWEEN.to_string()).replace(['\n', '\t'], " ")
}

/// The rows of a follow-up table, with the columns in an order.
fn rows(text: &str, names: &[&str]) -> Result<Vec<Vec<String>>, Vec<Refusal>> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let other = || {
        let help = "name other columns in the table, or let the mapping write into another one: `follow-up = …`";
        vec![Refusal::new("the follow-up table", "it has other columns than entries have", help)]
    };
    let mut reader = ReaderBuilder::new();
    reader.flexible(true).has_headers(false).delimiter(separator(text));
    let mut lines =
        reader.from_reader(text.trim_start_matches('\u{feff}').as_bytes()).into_records();
    let head = lines.next().and_then(Result::ok).ok_or_else(other)?;
    let head: Vec<String> = head.iter().map(|name| name.trim().to_lowercase()).collect();
    let places: Vec<Option<usize>> =
        names.iter().map(|name| head.iter().position(|own| *own == name.to_lowercase())).collect();
    if head
        .iter()
        .any(|own| !own.is_empty() && !names.iter().any(|name| *own == name.to_lowercase()))
    {
        return Err(other());
    }
    let rows = lines.map(|line| {
        let line = line.map_err(|_| other())?;
        let cell = |at: &Option<usize>| at.and_then(|at| line.get(at)).unwrap_or_default();
        let text = |at| unguarded(cell(at)).trim().to_owned();
        Ok(places.iter().map(text).collect())
    });
    rows.collect()
}

/// A follow-up table of rows.
fn written(names: &[&str], rows: &[Vec<String>], separator: u8) -> String {
    let mut writer = WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    let cells = rows.iter().map(|row| row.iter().map(|cell| guarded(cell)).collect());
    let head = names.iter().map(|name| (*name).to_owned()).collect();
    for row in std::iter::once::<Vec<String>>(head).chain(cells) {
        // A vector takes whatever is written to it.
        let _ = writer.write_record(&row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
