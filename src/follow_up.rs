//! Entries of the ledger and milestones that stand in tables of their own, one row for one record or
//! many.
//!
//! Goes in: files of comma-, semicolon- or tab-separated values, and the columns that entries
//! and milestones have. Comes out: [`FollowUp`], rows with the place of every cell. Which records there
//! are is not known here: [`crate::model`] gives each record its rows, which are like its own
//! from then on, and [`crate::resolve`] tells which names mean none.

mod cells;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::characters;
use crate::config::{Config, Kind};
use crate::diagnostics::{Code, Diagnostic, Tally, did_you_mean};
use crate::escape::unguarded;
use crate::parse::{Marked, Pair, typed};
use crate::source::{Place, Source};

pub use cells::separator;

use cells::Cell;

/// The file that is read where `[ledger]` names none.
pub const FILE: &str = "follow-up.csv";

/// The folder whose tables are read where `[ledger]` names none.
pub const FOLDER: &str = "follow-up";

/// Whether a path is one at which tables are read where `[ledger]` names none.
pub fn is_usual(path: &str) -> bool {
    let inside = path.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/'));
    let is_table = |name: &str| {
        name.ends_with(".csv") && !name.starts_with('.') && !name.contains(['/', '\\'])
    };
    path == FILE || inside.is_some_and(is_table)
}

/// The column that names the records.
pub const RECORD: &str = "record";

/// The rows of all tables.
#[derive(Debug, Default)]
pub struct FollowUp {
    /// The files, in order.
    pub sources: Vec<Arc<Source>>,
    /// The rows, in order.
    rows: Vec<Row>,
    /// A name of a record → the rows that have it.
    named: BTreeMap<String, Vec<usize>>,
    /// What is wrong with the tables as such.
    pub diagnostics: Vec<Diagnostic>,
}

/// A row of a table.
#[derive(Debug)]
pub struct Row {
    /// The file.
    pub source: Arc<Source>,
    /// The names of the records that it is about.
    pub records: Vec<Marked>,
    /// The cells that are not empty, with the names of their columns.
    pub entries: Vec<Pair>,
    /// The whole row.
    pub span: Range<usize>,
}

impl FollowUp {
    /// Reads tables, by the columns that entries have.
    pub fn read(config: &Config, sources: Vec<Arc<Source>>) -> Self {
        let mut read = Self { sources, ..Self::default() };
        for source in read.sources.clone() {
            let mut reading = Reading { source: &source, tally: Tally::default(), read: &mut read };
            reading.table(&columns(config));
            let Reading { tally, .. } = reading;
            read.diagnostics.extend(tally.rest(&source));
            characters::check(&source, &mut read.diagnostics);
        }
        for (at, row) in read.rows.iter().enumerate() {
            for name in &row.records {
                read.named.entry(name.text.clone()).or_default().push(at);
            }
        }
        read
    }

    /// Whether it was read from these very files.
    pub fn is_of(&self, sources: &[Arc<Source>]) -> bool {
        self.sources == sources
    }

    /// The rows about a record of an id and earlier ids, in order.
    pub fn of<'a>(
        &'a self,
        kind: &Kind,
        id: &str,
        aliases: &[Marked],
    ) -> impl Iterator<Item = &'a Row> {
        let named = names(kind, id, aliases).filter_map(|name| self.named.get(&name));
        let mut places: Vec<usize> = match self.named.is_empty() {
            true => Vec::new(),
            false => named.flatten().copied().collect(),
        };
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|at| &self.rows[at])
    }

    /// Every place at which a record is named.
    pub fn all_names(&self) -> impl Iterator<Item = (&Arc<Source>, &Marked)> {
        self.rows.iter().flat_map(|row| row.records.iter().map(|name| (&row.source, name)))
    }

    /// Every name of a record, with the file in which it is written; one that is written often comes
    /// once for each file.
    pub fn names(&self) -> impl Iterator<Item = (&Arc<Source>, &Marked)> {
        let mut seen = BTreeSet::new();
        self.all_names()
            .filter(move |(source, name)| seen.insert((source.path.as_str(), name.text.as_str())))
    }
}

/// The names by which rows mean a record: its id, or an earlier one, alone or behind its kind.
pub fn names<'a>(
    kind: &'a Kind,
    id: &'a str,
    aliases: &'a [Marked],
) -> impl Iterator<Item = String> + 'a {
    let ids = std::iter::once(id).chain(aliases.iter().map(|alias| alias.text.as_str()));
    ids.flat_map(|id| [id.to_owned(), format!("{}/{id}", kind.name)])
}

/// The names of the columns that entries and milestones have, of whatever kind.
fn columns(config: &Config) -> Vec<&str> {
    let fields = config.kinds.enumerate().flat_map(|(kind, declared)| {
        config.told_fields(kind).into_iter().map(|field| &declared.fields[field])
    });
    let columns = fields.flat_map(|field| field.ty.columns());
    let mut names: Vec<&str> = columns.map(|column| column.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What each column of a table holds: the name of a column of entries, with its place, or nothing
/// that is known.
type Header = Vec<Option<(String, Range<usize>)>>;

/// A table that is being read.
struct Reading<'a> {
    source: &'a Arc<Source>,
    tally: Tally,
    read: &'a mut FollowUp,
}

impl Reading<'_> {
    fn table(&mut self, columns: &[&str]) {
        let mut lines = cells::rows(&self.source.text, self.source.bom_len());
        let Some(header) = lines.next() else {
            let place = self.source.bom_len()..self.source.bom_len();
            return self.problem(place, "this table is empty", HEADER);
        };
        let Some(header) = self.header(&header, columns) else { return };
        for line in lines {
            self.row(&header, line);
        }
    }

    /// Reads the first line; none, if no row could say what it is about.
    fn header(&mut self, cells: &[Cell], columns: &[&str]) -> Option<Header> {
        let mut header: Header = Vec::new();
        for cell in cells {
            let name = cell.text.trim().to_lowercase();
            let own = columns.iter().find(|own| own.to_lowercase() == name);
            let is_known = name == RECORD || own.is_some();
            let name = own.map_or(name, |own| (*own).to_owned());
            let first = header.iter().flatten().find(|(known, _)| *known == name);
            if let Some((_, first)) = first {
                let message = format!("the column `{name}` is there twice");
                let problem =
                    Diagnostic::at(Code::BadFollowUp, self.source, cell.span.clone(), message)
                        .related(Place::new(self.source, first.clone()), "first here")
                        .help("remove one of the two");
                self.report(problem);
                header.push(None);
                continue;
            }
            if !is_known && !name.is_empty() {
                let names = columns.iter().copied().chain([RECORD]);
                let message = format!("there is no column `{}`", cell.text.trim());
                let listed: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
                let help = format!("the columns are `{RECORD}` and {}", listed.join(", "));
                let problem =
                    Diagnostic::at(Code::BadFollowUp, self.source, cell.span.clone(), message);
                self.report(problem.help(help).maybe_help(did_you_mean(&name, names)));
            }
            header.push(is_known.then(|| (name, cell.span.clone())));
        }
        if header.iter().flatten().any(|(name, _)| name == RECORD) {
            return Some(header);
        }
        let whole = cells.first()?.span.start..cells.last()?.span.end;
        self.problem(whole, "this table has no column `record`", HEADER);
        None
    }

    fn row(&mut self, header: &Header, cells: Vec<Cell>) {
        let filled = |cell: &&Cell| !cell.text.trim().is_empty();
        let (Some(first), Some(last)) = (cells.iter().find(filled), cells.iter().rfind(filled))
        else {
            return;
        };
        let span = first.span.start..last.span.end;
        let mut row = Row {
            source: Arc::clone(self.source),
            records: Vec::new(),
            entries: Vec::new(),
            span: span.clone(),
        };
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| filled(cell)) {
            if cell.is_open {
                let help = "end the cell with a quotation mark";
                return self.problem(cell.span.clone(), "this cell is not closed", help);
            }
            match header.get(at) {
                Some(Some((name, _))) if name == RECORD => row.records = cell.names(),
                Some(Some((name, _))) => row.entries.push(Pair {
                    key: name.clone(),
                    key_span: cell.span.clone(),
                    value: typed(unguarded(cell.text.trim()), cell.span.clone()),
                }),
                Some(None) => {}
                None => {
                    let help = "put a cell that contains the separator between quotation marks";
                    self.problem(
                        cell.span.clone(),
                        "this row has more cells than the table has columns",
                        help,
                    );
                }
            }
        }
        match row.records.is_empty() {
            true => self.problem(
                span,
                "this row names no record",
                "write the id of a record into `record`",
            ),
            false => self.read.rows.push(row),
        }
    }

    fn problem(&mut self, at: Range<usize>, message: &str, help: &str) {
        let problem = Diagnostic::at(Code::BadFollowUp, self.source, at, message.to_owned());
        self.report(problem.help(help));
    }

    fn report(&mut self, problem: Diagnostic) {
        if self.tally.admits(&problem) {
            self.read.diagnostics.push(problem);
        }
    }
}

/// What the first line of a table is.
const HEADER: &str = "the first line contains the names of the columns, one of which is `record`";
