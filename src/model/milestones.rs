//! The rows of milestones: what they say together, and what is wrong with that.

use crate::config::{Config, MilestoneBook, MilestoneColumns};
use crate::date::Date;
use crate::diagnostics::{Code, Diagnostic};
use crate::follow_up::Row;
use crate::ids::RecordId;
use crate::parse::{Raw, RawData};
use crate::source::Place;

use super::part::Maker;
use super::{Model, Record, Value};

/// What stands for the year in which something without a date is due.
pub const UNDATED: i16 = i16::MAX;

/// The years in which a record's milestones are due after all that was moved, as they are written.
pub(super) fn years(config: &Config, record: &Record) -> Vec<i16> {
    let book = config.milestones.as_ref().and_then(|own| own.book(record.kind));
    let Some(book) = book else { return Vec::new() };
    let rows: Vec<&[Vec<Value>]> =
        record.values[book.field].iter().map(|row| row.row().unwrap_or_default()).collect();
    let groups = grouped(&book.columns, &rows).into_iter();
    let named =
        groups.filter(|group| group.iter().any(|&at| name(rows[at], book.columns.title).is_some()));
    let years = named.map(|group| {
        let due = group.iter().rev().find_map(|&at| date(rows[at], book.columns.due));
        due.map_or(UNDATED, |date| date.year)
    });
    years.collect()
}

/// What a row says of a milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// The row of the record's table field.
    pub row: usize,
    /// What it says.
    pub says: Says,
    /// When it was said, where that is known.
    pub date: Option<Date>,
}

/// What a row says of a milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Says {
    /// That it is promised, by when if a date is given.
    Promised(Option<Date>),
    /// That it is to be done by another date.
    Moved(Date),
    /// That it was done.
    Done(Date),
    /// Something else: who owes it, or where it is said again.
    Else,
}

impl Step {
    /// The values of a column in its row.
    pub fn cell<'a>(
        &self,
        model: &'a Model,
        (record, book): (RecordId, &MilestoneBook),
        column: Option<usize>,
    ) -> &'a [Value] {
        let row = model.records[record].values[book.field].get(self.row).and_then(Value::row);
        match (row, column) {
            (Some(cells), Some(column)) => &cells[column],
            _ => &[],
        }
    }
}

/// The rows of each milestone, in the order of time: as they are written, but for those that say when
/// they were said.
pub(crate) fn grouped(columns: &MilestoneColumns, rows: &[&[Vec<Value>]]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
        let Some(key) = key(columns, row) else { continue };
        match groups.iter_mut().find(|(own, _)| *own == key) {
            Some((_, group)) => group.push(at),
            None => groups.push((key, vec![at])),
        }
    }
    groups.into_iter().map(|(_, group)| in_time(columns, rows, group)).collect()
}

/// What tells a milestone of a record from its others.
pub(crate) fn key<'a>(columns: &MilestoneColumns, row: &'a [Vec<Value>]) -> Option<&'a str> {
    let id = columns.id.and_then(|at| name(row, at));
    id.or_else(|| name(row, columns.title))
}

pub(crate) fn name(row: &[Vec<Value>], column: usize) -> Option<&str> {
    row[column].first()?.text().map(str::trim).filter(|text| !text.is_empty())
}

fn in_time(columns: &MilestoneColumns, rows: &[&[Vec<Value>]], group: Vec<usize>) -> Vec<usize> {
    let mut said = None;
    let mut dated: Vec<(Option<Date>, usize)> = Vec::new();
    for row in group {
        said = date(rows[row], columns.date).or(said);
        dated.push((said, row));
    }
    dated.sort_by_key(|(date, _)| *date);
    dated.into_iter().map(|(_, row)| row).collect()
}

fn date(row: &[Vec<Value>], column: Option<usize>) -> Option<Date> {
    row[column?].first()?.date()
}

/// What the rows of a milestone say.
pub(crate) fn steps(
    columns: &MilestoneColumns,
    rows: &[&[Vec<Value>]],
    group: Vec<usize>,
) -> Vec<Step> {
    let mut target = None;
    let mut steps: Vec<Step> = Vec::new();
    for row in group {
        let [said, due, done] =
            [columns.date, columns.due, columns.done].map(|at| date(rows[row], at));
        let moved = due.filter(|due| target != Some(*due));
        let is_first = steps.is_empty();
        let mut add = |says: Says| steps.push(Step { row, says, date: said });
        match (moved, target) {
            (Some(due), Some(_)) => add(Says::Moved(due)),
            (Some(_), None) => add(Says::Promised(moved)),
            (None, _) if is_first => add(Says::Promised(None)),
            (None, _) if done.is_none() => add(Says::Else),
            (None, _) => {}
        }
        if let Some(done) = done {
            add(Says::Done(done));
        }
        target = moved.or(target);
    }
    steps
}

impl Maker<'_> {
    /// Whether a row of a table is about a milestone: it names one.
    pub(super) fn is_milestone(&self, book: &MilestoneBook, row: &Row) -> bool {
        let columns = self.config().kinds[book.kind].fields[book.field].ty.columns();
        let names = [Some(book.columns.title), book.columns.id].into_iter().flatten();
        let mut names = names.map(|at| columns[at].name.as_str());
        names.any(|name| row.entries.iter().any(|entry| entry.key == name))
    }

    /// Adds a row of a table, unless the record has the same.
    pub(super) fn milestone_row(
        &mut self,
        book: &MilestoneBook,
        row: &Row,
        places: &mut Vec<Place>,
    ) {
        let field = &self.config().kinds[book.kind].fields[book.field];
        let raw = Raw::of(RawData::Table(Vec::new()), row.span.clone());
        let before = (self.part.references.len(), self.part.fragments.len());
        let value = self.row(book.field, field.ty.columns(), &raw, &row.entries);
        let last = self.last();
        let known = &self.records[last].values[book.field];
        let said = said(&book.columns, &value);
        if said.is_some() && known.iter().any(|own| self::said(&book.columns, own) == said) {
            self.part.references.truncate(before.0);
            self.part.fragments.truncate(before.1);
            return;
        }
        places.push(Place::new(&row.source, row.span.clone()));
        self.records[last].values[book.field].push(value);
    }

    /// Checks what all rows of each milestone of the last record say together.
    pub(super) fn check_milestones(&mut self, book: &MilestoneBook, places: &[Place]) {
        let values = &self.records[self.last()].values[book.field];
        let rows: Vec<&[Vec<Value>]> =
            values.iter().map(|value| value.row().unwrap_or_default()).collect();
        let columns = &book.columns;
        let mut found = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            if !row.is_empty() && key(columns, row).is_none() {
                found.push((at, Wrong::Nameless));
            }
        }
        for group in grouped(columns, &rows) {
            if !group.iter().any(|&at| name(rows[at], columns.title).is_some()) {
                found.push((group[0], Wrong::Nameless));
            }
            found.extend(wrong_steps(columns, &rows, group));
        }
        for (at, wrong) in found {
            let Place { source, span } = &places[at];
            let (code, message, help) = wrong.told();
            let problem = Diagnostic::at(code, source, span.clone(), message);
            self.problem(problem.help(help));
        }
    }
}

/// What a row says: of which milestone, and by when, when, and when it was said.
fn said(columns: &MilestoneColumns, value: &Value) -> Option<(String, [Option<Date>; 3])> {
    let row = value.row()?;
    let dates = [columns.due, columns.done, columns.date].map(|at| date(row, at));
    Some((key(columns, row)?.to_owned(), dates))
}

/// What is wrong with a row of a milestone.
enum Wrong {
    Nameless,
    DoneTwice,
    MovedAfterDone,
    MovedWithoutReason,
}

impl Wrong {
    /// Its code, what it is, and a way out.
    fn told(&self) -> (Code, &'static str, &'static str) {
        match self {
            Self::Nameless => (
                Code::BadMilestone,
                "this milestone has no title",
                "say in a few words what is promised",
            ),
            Self::DoneTwice => (
                Code::BadMilestone,
                "this milestone is already done",
                "say so once, or give the other milestone a title or an id of its own",
            ),
            Self::MovedAfterDone => (
                Code::BadMilestone,
                "this moves a milestone that is done",
                "write the row above the one that says that it is done",
            ),
            Self::MovedWithoutReason => (
                Code::MovedWithoutReason,
                "this moves a milestone without a reason",
                "give the reason, in the words of whoever moved it",
            ),
        }
    }
}

/// The steps of a milestone that contradict earlier ones.
fn wrong_steps(
    columns: &MilestoneColumns,
    rows: &[&[Vec<Value>]],
    group: Vec<usize>,
) -> Vec<(usize, Wrong)> {
    let mut is_done = false;
    let wrong = steps(columns, rows, group).into_iter().filter_map(|step| {
        let is_silent = columns.reason.is_some_and(|at| rows[step.row][at].is_empty());
        let wrong = match step.says {
            Says::Done(_) if is_done => Some(Wrong::DoneTwice),
            Says::Moved(_) if is_done => Some(Wrong::MovedAfterDone),
            Says::Moved(_) if is_silent => Some(Wrong::MovedWithoutReason),
            Says::Done(_) | Says::Moved(_) | Says::Promised(_) | Says::Else => None,
        };
        is_done |= matches!(step.says, Says::Done(_));
        wrong.map(|wrong| (step.row, wrong))
    });
    wrong.collect()
}
