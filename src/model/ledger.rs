//! What an entry of the ledger must hold beyond what its columns ask: words where it says who and
//! where, and a state of its own axis; and the years in which there are entries.

use crate::config::{Config, Field, LedgerColumns};
use crate::date::Late;
use crate::diagnostics::Code;
use crate::ids::FieldId;
use crate::parse::{Fields, Pair, RawData};

use super::part::Maker;
use super::values::listed;
use super::{Record, Value};

/// The years of a record's entries, as they are written.
pub(super) fn years<'a>(config: &'a Config, record: &'a Record) -> impl Iterator<Item = i16> + 'a {
    let book = config.ledger.as_ref().and_then(|ledger| ledger.book(record.kind));
    let rows = book
        .into_iter()
        .flat_map(|book| record.values[book.field].iter().map(|row| (row, book.columns.date)));
    rows.filter_map(|(row, column)| row.row()?[column].first()?.date().map(|date| date.year))
}

impl Maker<'_> {
    /// Checks a row of a table field, if that holds the entries of the ledger.
    pub(super) fn check_entry(
        &mut self,
        field: FieldId,
        columns: &[Field],
        entries: &[Pair],
        cells: &[Vec<Value>],
    ) {
        let ledger = self.config().ledger.as_ref();
        let book = ledger.and_then(|ledger| ledger.book(self.records[self.last()].kind));
        let Some(book) = book.filter(|book| book.field == field) else { return };
        self.check_blanks(columns, entries, book.columns);
        self.check_state(columns, entries, cells, book.columns);
    }

    /// Fills the fields of the last record that hold the latest state that an assessor gives.
    pub(super) fn derive(&mut self, fields: Option<&Fields>) {
        let (config, last) = (self.config(), self.last());
        let kind = self.records[last].kind;
        let Some(ledger) = &config.ledger else { return };
        let Some(book) = ledger.book(kind) else { return };
        for own in ledger.derived.iter().filter(|own| own.kind == kind) {
            let rows = self.records[last].values[book.field].iter().filter_map(Value::row);
            let said = rows.filter_map(|row| self.judged(book.columns, row));
            let said = said.filter(|(judged, _)| judged.axis == own.axis);
            let own_columns = config.kinds[kind].fields[book.field].ty.columns();
            let assessors = own_columns[book.columns.assessor].ty.choices();
            let said = said.filter(|(judged, _)| judged.is_by(&own.assessor, assessors));
            // Of two of one date, the one further down counts.
            let latest = said.max_by_key(|(judged, _)| judged.date);
            let Some(choice) = latest.and_then(|(_, state)| own.choices[state]) else { continue };
            let before = self.records[last].values[own.field].first().and_then(Value::choice);
            if let Some(written) = before.filter(|before| *before != choice) {
                let field = &config.kinds[kind].fields[own.field];
                self.differs(field, fields, [written, choice], &own.assessor);
            }
            self.records[last].values[own.field] = vec![Value::chosen(choice)];
        }
    }

    /// A field says something else than the ledger from which it is derived.
    fn differs(
        &mut self,
        field: &Field,
        fields: Option<&Fields>,
        [written, latest]: [usize; 2],
        assessor: &str,
    ) {
        let written_at = fields.and_then(|fields| fields.get(&field.name));
        let span = written_at.map(|entry| entry.value.span.clone());
        let span = span.unwrap_or_else(|| self.records[self.last()].span.clone());
        let value = |at: usize| field.ty.choices()[at].0.as_str();
        let message = format!(
            "`{}` is `{}`, but the latest entry of {assessor} says `{}`",
            field.name,
            value(written),
            value(latest)
        );
        let problem = self.wrong(Code::ContradictsLedger, &span, message);
        self.problem(problem.help("remove the line: the field is derived from the ledger"));
    }

    /// That a row of a ledger or of milestones does not tell what happened after the day as of which
    /// the report speaks.
    pub(super) fn check_as_of(
        &mut self,
        field: FieldId,
        columns: &[Field],
        entries: &[Pair],
        cells: &[Vec<Value>],
    ) {
        let (config, kind) = (self.config(), self.records[self.last()].kind);
        let Some(day) = config.book.as_of else { return };
        let ledger = config.ledger.as_ref().and_then(|own| own.book(kind));
        let told = ledger.filter(|book| book.field == field).map(|book| book.columns.date);
        let promised = config.milestones.as_ref().and_then(|own| own.book(kind));
        let promised = promised.filter(|book| book.field == field).map(|book| &book.columns);
        let promised = promised.into_iter().flat_map(|own| [own.done, own.date]).flatten();
        for at in told.into_iter().chain(promised) {
            let date = cells[at].first().and_then(Value::date);
            let written = entries.iter().find(|entry| entry.key == columns[at].name);
            let (Some(date), Some(written)) = (date, written) else { continue };
            if Late::since(day, date).is_some() {
                let message = format!("this is after {day}, the day as of which the report speaks");
                let problem = self.wrong(Code::AfterAsOf, &written.value.span, message);
                self.problem(problem.help("correct the date, or set `book.as-of` to a later day"));
            }
        }
    }

    /// That an entry does not leave who judges, or where, blank.
    fn check_blanks(&mut self, columns: &[Field], entries: &[Pair], own: LedgerColumns) {
        for column in [own.assessor, own.source].map(|at| &columns[at]) {
            for entry in entries.iter().filter(|entry| entry.key == column.name) {
                if is_blank(&entry.value.data) {
                    let message = format!("this row has no `{}`", column.name);
                    let problem = self.wrong(Code::MissingField, &entry.value.span, message);
                    let help = "an entry of the ledger names who judges, when, and the source of \
                                the judgement";
                    self.problem(problem.help(help));
                }
            }
        }
    }

    fn check_state(
        &mut self,
        columns: &[Field],
        entries: &[Pair],
        cells: &[Vec<Value>],
        own: LedgerColumns,
    ) {
        let (Some(axis), Some(state)) = (choice(&cells[own.axis]), choice(&cells[own.state]))
        else {
            return;
        };
        let Some(ledger) = &self.config().ledger else { return };
        let axis = &ledger.axes[axis];
        let column = &columns[own.state];
        let written = entries.iter().find(|entry| entry.key == column.name);
        let Some(written) = written.filter(|_| !axis.states.contains(&state)) else { return };
        let value = |state: usize| ledger.states[state].0.as_str();
        let message = format!("`{}` is not a state of the axis `{}`", value(state), axis.value);
        let offered: Vec<&str> = axis.states.iter().map(|&state| value(state)).collect();
        let problem = self.wrong(Code::StateOfOtherAxis, &written.value.span, message);
        self.problem(problem.help(format!("it allows {}", listed(&offered))));
    }
}

/// Whether nothing but blanks is written.
fn is_blank(data: &RawData) -> bool {
    match data {
        RawData::String(text) => text.trim().is_empty(),
        RawData::Array(items) => items.iter().all(|item| is_blank(&item.data)),
        _ => false,
    }
}

fn choice(cell: &[Value]) -> Option<usize> {
    cell.first()?.choice()
}
