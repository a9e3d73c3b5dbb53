//! The entries and milestones of a record that stand in tables of their own, after those that it
//! holds itself.
//!
//! The same in both places is one. Two entries that contradict each other are a problem.

use std::collections::BTreeMap;

use crate::config::{LedgerBook, LedgerColumns, MilestoneBook};
use crate::date::Date;
use crate::diagnostics::{Code, Diagnostic};
use crate::field::Form;
use crate::follow_up::Row;
use crate::ids::FieldId;
use crate::parse::{Fields, Raw, RawData};
use crate::source::Place;

use super::part::Maker;
use super::{Record, Value};

/// What is judged, when, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Judged {
    pub(super) axis: usize,
    pub(super) date: Date,
    by: By,
}

/// Who judges, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    /// A name, or the id of a record.
    Name(String),
    /// One of the column's choices.
    Choice(Option<usize>),
}

impl Judged {
    /// Whether somebody of a name judges: as text, by the id of a record, or by a value of these
    /// choices.
    pub(super) fn is_by(&self, name: &str, choices: &[(String, String)]) -> bool {
        match &self.by {
            By::Name(own) => own == name,
            By::Choice(at) => at.is_some_and(|at| choices[at].0 == name),
        }
    }
}

/// What the record says itself, where rows of tables may say the same.
#[derive(Default)]
struct Said {
    /// The entries of its ledger, with their places.
    entries: BTreeMap<Judged, Vec<(usize, Place)>>,
    /// The places of its milestones' rows.
    milestones: Vec<Place>,
}

impl Maker<'_> {
    /// Adds what tables have for the last record, and checks its milestones.
    pub(super) fn follow_up(&mut self, fields: Option<&Fields>) {
        let (config, last) = (self.config(), self.last());
        let kind = self.records[last].kind;
        // A translation without entries of its own has those of its original.
        let is_own = |maker: &Self, field: FieldId| {
            !maker.is_translation() || !maker.records[last].values[field].is_empty()
        };
        let ledger = config.ledger.as_ref().and_then(|ledger| ledger.book(kind));
        let ledger = ledger.filter(|book| is_own(self, book.field));
        let promised = config.milestones.as_ref().and_then(|all| all.book(kind));
        let promised = promised.filter(|book| is_own(self, book.field));
        let mut said = Said::default();
        if let Some(book) = promised {
            said.milestones = self.places(book.field, fields);
        }
        self.rows_of_tables(fields, (ledger, promised), &mut said);
        if let Some(book) = promised {
            self.check_milestones(book, &said.milestones);
        }
    }

    fn rows_of_tables(
        &mut self,
        fields: Option<&Fields>,
        (ledger, promised): (Option<&LedgerBook>, Option<&MilestoneBook>),
        said: &mut Said,
    ) {
        let Some(follow_up) = self.making.follow_up else { return };
        let Record { kind, id, aliases, .. } = &self.records[self.last()];
        let rows: Vec<&Row> = follow_up.of(&self.config().kinds[*kind], id, aliases).collect();
        if rows.is_empty() {
            return;
        }
        if let Some(book) = ledger {
            said.entries = self.known(book, fields);
        }
        for row in rows {
            self.reading = Some(&row.source);
            match promised.filter(|book| self.is_milestone(book, row) || ledger.is_none()) {
                Some(book) => self.milestone_row(book, row, &mut said.milestones),
                None => {
                    ledger.into_iter().for_each(|book| self.table_row(book, row, &mut said.entries))
                }
            }
            self.reading = None;
        }
    }

    /// What the record's own entries say, with their places.
    fn known(
        &self,
        book: &LedgerBook,
        fields: Option<&Fields>,
    ) -> BTreeMap<Judged, Vec<(usize, Place)>> {
        let places = self.places(book.field, fields);
        let values = &self.records[self.last()].values[book.field];
        let mut known: BTreeMap<Judged, Vec<(usize, Place)>> = BTreeMap::new();
        for (value, place) in values.iter().zip(places) {
            if let Some((judged, state)) =
                value.row().and_then(|row| self.judged(book.columns, row))
            {
                known.entry(judged).or_default().push((state, place));
            }
        }
        known
    }

    /// The places of the rows of a table field, as the record has them.
    fn places(&self, field: FieldId, fields: Option<&Fields>) -> Vec<Place> {
        let record = &self.records[self.last()];
        let name = &self.config().kinds[record.kind].fields[field].name;
        let written = fields.and_then(|fields| fields.get(name)).map(|entry| &entry.value);
        let count = record.values[field].len();
        let items: &[Raw] = match written.map(|raw| &raw.data) {
            Some(RawData::Array(items)) if items.len() == count => items,
            _ => &[],
        };
        let place = |at: usize| {
            let span = items.get(at).or(written).map(|raw| raw.span.clone());
            Place::new(self.source(), span.unwrap_or_else(|| record.span.clone()))
        };
        (0..count).map(place).collect()
    }

    /// Adds a row of a table, unless it says what is known.
    fn table_row(
        &mut self,
        book: &LedgerBook,
        row: &Row,
        known: &mut BTreeMap<Judged, Vec<(usize, Place)>>,
    ) {
        let field = &self.config().kinds[book.kind].fields[book.field];
        let raw = Raw::of(RawData::Table(Vec::new()), row.span.clone());
        let before = (self.part.references.len(), self.part.fragments.len());
        let value = self.row(book.field, field.ty.columns(), &raw, &row.entries);
        let judged = value.row().and_then(|cells| self.judged(book.columns, cells));
        let place = Place::new(&row.source, row.span.clone());
        let said = judged.and_then(|(judged, state)| {
            let said = known.entry(judged).or_default();
            let other = said.iter().find(|(own, _)| *own != state).map(|(_, place)| place.clone());
            let is_known = said.iter().any(|(own, _)| *own == state);
            if !is_known {
                said.push((state, place.clone()));
            }
            (is_known || other.is_some()).then_some(other.filter(|_| !is_known))
        });
        match said {
            None => {
                let last = self.last();
                self.records[last].values[book.field].push(value);
            }
            Some(other) => {
                self.part.references.truncate(before.0);
                self.part.fragments.truncate(before.1);
                if let Some(other) = other {
                    self.contradiction(place, other);
                }
            }
        }
    }

    fn contradiction(&mut self, place: Place, other: Place) {
        let id = &self.records[self.last()].id;
        let message = format!(
            "for `{id}`, this entry contradicts another one of the same axis, date and assessor"
        );
        let problem =
            Diagnostic::at(Code::ContradictingEntries, &place.source, place.span, message)
                .related(other, "the other one")
                .help("correct one of the two, or remove it");
        self.problem(problem);
    }

    /// What an entry judges, and its state.
    pub(super) fn judged(
        &self,
        columns: LedgerColumns,
        cells: &[Vec<Value>],
    ) -> Option<(Judged, usize)> {
        let axis = cells[columns.axis].first()?.choice()?;
        let state = cells[columns.state].first()?.choice()?;
        let date = cells[columns.date].first()?.date()?;
        let assessor = cells[columns.assessor].first()?;
        let by = match assessor.form() {
            Form::Record(at) => {
                let name = &self.part.references[at].target.text;
                By::Name(name.rsplit_once('/').map_or(name.as_str(), |(_, id)| id).to_owned())
            }
            _ => match (assessor.text(), assessor.choice()) {
                (Some(text), _) => By::Name(text.trim().to_owned()),
                (None, choice) => By::Choice(choice),
            },
        };
        Some((Judged { axis, date, by }, state))
    }
}
