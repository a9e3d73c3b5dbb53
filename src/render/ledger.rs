//! What the ledger says of records: the entries of one, and the latest of all.
//!
//! What two assessors say of a record is shown and counted side by side.

use std::collections::BTreeMap;

use tera::Value;

use crate::config::{self, LedgerBook};
use crate::date::Date;
use crate::diagnostics::Diagnostic;
use crate::ids::{FieldId, KindId, LanguageId, RecordId};
use crate::ledger::{Answer, Clock, Entry, Ledger, Party, Tally, clocks};
use crate::model;
use crate::trace::{self, Fact};

use super::addresses::On;
use super::facets::{Choice, NONE};
use super::facts::OfLanguage;
use super::footnotes::Notes;
use super::{Pairs, Renderer, map};

/// What addresses call the records that should have an entry on an axis by now, and those that had
/// their first one late: no assessor's name begins so.
pub(super) const OVERDUE: &str = "-.overdue";
pub(super) const LATE: &str = "-.late";

/// What the ledger says of all records of a language.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) ledger: Ledger,
    /// For each assessor, what addresses call it.
    pub(super) keys: Vec<String>,
    /// Record, axis and assessor → the place of the latest entry.
    latest: BTreeMap<(RecordId, usize, usize), usize>,
    /// Record and axis → the date of the first entry.
    first: BTreeMap<(RecordId, usize), Date>,
}

impl Standing {
    /// The latest entries of a record on an axis, one of each assessor.
    pub(super) fn of(&self, record: RecordId, axis: usize) -> impl Iterator<Item = &Entry> {
        let own = self.latest.range((record, axis, 0)..(record, axis + 1, 0));
        own.map(|(_, &at)| &self.ledger.entries[at])
    }

    /// What addresses call an assessor.
    pub(super) fn key_of(&self, assessor: &Party) -> &str {
        let at = self.ledger.assessors.binary_search(assessor);
        at.map_or("", |at| self.keys[at].as_str())
    }

    /// The date of the first entry of a record on an axis.
    pub(super) fn first(&self, record: RecordId, axis: usize) -> Option<Date> {
        self.first.get(&(record, axis)).copied()
    }

    /// The latest entries, counted.
    pub(super) fn tallies(&self) -> Vec<Tally> {
        self.ledger.tallies(&self.latest)
    }
}

/// What an entry says in its row, as templates see it.
#[derive(Debug)]
pub(super) struct Said {
    /// Where it is said.
    pub(super) source: Value,
    /// The words of who says it.
    pub(super) words: Value,
    pub(super) remark: Value,
}

impl Said {
    fn nothing() -> Self {
        let nothing = Value::from(Vec::<Value>::new());
        Self { source: nothing.clone(), words: nothing.clone(), remark: nothing }
    }
}

/// What an assessor says last of a record on an axis, as other programs read it.
#[derive(Debug)]
pub(crate) struct Latest<'a> {
    /// The places of the axis and of the assessor, by which such judgements are put in order.
    pub(crate) place: (usize, usize),
    /// What is judged: value and label.
    pub(crate) axis: (&'a str, &'a str),
    /// Who judges: as in addresses, and by name.
    pub(crate) assessor: (&'a str, &'a str),
    /// The judgement.
    pub(crate) state: &'a str,
    /// When.
    pub(crate) date: Date,
}

impl Renderer {
    /// What each assessor says last of a record, by axis.
    pub(crate) fn latest(&self, index: RecordId) -> Vec<Latest<'_>> {
        let Some((declared, _)) = self.book_of(index) else { return Vec::new() };
        let language = self.model.records[index].language;
        let standing = self.standing_beside(index);
        let axes = declared.axes.iter().enumerate();
        let all = axes.flat_map(|(at, axis)| {
            standing.of(index, at).map(move |entry| Latest {
                place: (at, entry.assessor),
                axis: (&axis.value, self.label(language, &axis.label)),
                assessor: (
                    &standing.keys[entry.assessor],
                    self.party_name(language, &standing.ledger.assessors[entry.assessor]),
                ),
                state: &declared.states[entry.state].0,
                date: entry.date,
            })
        });
        all.collect()
    }

    /// Notes that is read what anybody says last of any record of a kind.
    pub(crate) fn note_standing(&self, kind: KindId) {
        if self.config.ledger.as_ref().is_some_and(|declared| declared.book(kind).is_some()) {
            self.config.languages.ids().for_each(|language| OfLanguage::Standing.note(language));
        }
    }

    /// The ledger of all records of a language.
    pub(super) fn standing(&self, language: LanguageId) -> &Standing {
        OfLanguage::Standing.note(language);
        self.standing_unnoted(language)
    }

    /// The ledger of all records of a language, for whoever asks for the entries of one.
    fn standing_beside(&self, index: RecordId) -> &Standing {
        let language = self.model.records[index].language;
        OfLanguage::Assessors.note(language);
        trace::note(Fact::Document(self.model.document_at(index)));
        self.standing_unnoted(language)
    }

    fn standing_unnoted(&self, language: LanguageId) -> &Standing {
        let make = || {
            let is_own = |index: &RecordId| self.model.records[*index].language == language;
            let records = self.model.records.ids().filter(is_own);
            let ledger = Ledger::of(&self.config, &self.model, &self.links, records);
            let latest = ledger.latest();
            let mut first = BTreeMap::new();
            for entry in &ledger.entries {
                first.entry((entry.record, entry.axis)).or_insert(entry.date);
            }
            Standing { keys: self.party_keys(&ledger.assessors), latest, first, ledger }
        };
        self.standings[language].get_or_init(|| trace::aside(make))
    }

    pub(super) fn party_name<'a>(&'a self, language: LanguageId, assessor: &'a Party) -> &'a str {
        match assessor {
            Party::Record(index) => &self.model.records[*index].title,
            Party::Choice(name) => self.label(language, name),
            Party::Named(name) => name,
        }
    }

    /// Who judges, as a record or in words.
    pub(super) fn party_view(&self, language: LanguageId, assessor: &Party) -> Value {
        match assessor {
            Party::Record(index) => map! { "record": self.summary(*index) },
            other => map! { "text": self.party_name(language, other) },
        }
    }

    /// What an entry says, but for its record.
    pub(super) fn entry_view(
        &self,
        ledger: &Ledger,
        entry: &Entry,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Pairs, Box<Diagnostic>> {
        let said = self.said_in(entry, on, notes)?;
        Ok(self.entry_pairs(ledger, entry, said, on.language))
    }

    /// The same, where it is known what the entry says in its row.
    pub(super) fn entry_pairs(
        &self,
        ledger: &Ledger,
        entry: &Entry,
        said: Said,
        language: LanguageId,
    ) -> Pairs {
        let Some((declared, _)) = self.book_of(entry.record) else { return Pairs::new() };
        let axis = &declared.axes[entry.axis];
        let (value, label) = &declared.states[entry.state];
        let assessor = &ledger.assessors[entry.assessor];
        Pairs::from([
            ("axis", self.label(language, &axis.label).into()),
            ("state", self.label(language, label).into()),
            ("value", value.as_str().into()),
            ("date", self.date_view(language, entry.date)),
            ("assessor", self.party_view(language, assessor)),
            ("source", said.source),
            ("words", said.words),
            ("remark", said.remark),
        ])
    }

    /// What an entry says in its row.
    pub(super) fn said_in(
        &self,
        entry: &Entry,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Said, Box<Diagnostic>> {
        let Some((_, book)) = self.book_of(entry.record) else { return Ok(Said::nothing()) };
        let place = (book.kind, book.field);
        let mut cells = |values, column: Option<usize>| match column {
            Some(column) => self.cells(entry.record, place, column, values, on, notes),
            None => Ok(Value::from(Vec::<Value>::new())),
        };
        let (config, model, columns) = (&self.config, &self.model, &book.columns);
        Ok(Said {
            source: cells(entry.source(config, model), Some(columns.source))?,
            words: cells(entry.text(config, model), columns.text)?,
            remark: cells(entry.remark(config, model), columns.remark)?,
        })
    }

    pub(super) fn book_of(&self, record: RecordId) -> Option<(&config::Ledger, &LedgerBook)> {
        let declared = self.config.ledger.as_ref()?;
        Some((declared, declared.book(self.model.records[record].kind)?))
    }

    /// The values of a column.
    pub(super) fn cells(
        &self,
        record: RecordId,
        (kind, field): (KindId, FieldId),
        column: usize,
        values: &[model::Value],
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Value, Box<Diagnostic>> {
        let columns = self.config.kinds[kind].fields[field].ty.columns();
        let mut views = Vec::with_capacity(values.len());
        for value in values {
            views.extend(self.value(record, &columns[column], value, on, notes)?);
        }
        Ok(Value::from(views))
    }

    /// What the ledger says of a record: on each axis, entries by date.
    pub(super) fn ledger_view(
        &self,
        index: RecordId,
        ledger: &Ledger,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Option<Value>, Box<Diagnostic>> {
        let Some((declared, book)) = self.book_of(index) else { return Ok(None) };
        let latest = ledger.latest();
        let clocks = ledger.clocks(&self.config, &self.model, index);
        let mut axes = Vec::new();
        for (at, axis) in declared.axes.iter().enumerate() {
            let mut entries = Vec::new();
            for entry in ledger.entries.iter().filter(|entry| entry.axis == at) {
                entries.push(Value::from(self.entry_view(ledger, entry, on, notes)?));
            }
            let last = latest.range((index, at, 0)..(index, at + 1, 0));
            let mut states = last.map(|(_, &entry)| ledger.entries[entry].state);
            let first = states.next();
            let clock = clocks.iter().find(|clock| clock.axis == at);
            if first.is_some() || clock.is_some() {
                axes.push(map! {
                    "clock": clock.map(|clock| self.clock_view(clock, on.language)),
                    "label": self.label(on.language, &axis.label),
                    "anchor": format!("ledger:{}", axis.value),
                    "differ": states.any(|state| Some(state) != first),
                    "entries": entries,
                });
            }
        }
        let label = &self.config.kinds[book.kind].fields[book.field].label;
        let label = self.label(on.language, label);
        Ok((!axes.is_empty()).then(|| map! { "label": label, "axes": axes }))
    }

    /// What each assessor says last of a record on an axis, to filter by.
    pub(super) fn judgements(&self, index: RecordId, axis: usize) -> Vec<Choice> {
        let Some(declared) = &self.config.ledger else { return Vec::new() };
        let language = self.model.records[index].language;
        let (standing, strings) = (self.standing_beside(index), self.look.strings());
        let kind = self.model.records[index].kind;
        // What a field says already, filters do not name again.
        let is_left = |entry: &&Entry| {
            self.derived_field(kind, axis, &standing.ledger.assessors[entry.assessor]).is_none()
        };
        let is_silent = standing.of(index, axis).next().is_none();
        let choices = standing.of(index, axis).filter(is_left).map(|entry| {
            let (value, label) = &declared.states[entry.state];
            let assessor = &standing.ledger.assessors[entry.assessor];
            let assessor = self.party_name(language, assessor).to_owned();
            let label = self.judged_by(language, &assessor, self.label(language, label));
            Choice {
                value: format!("{}.{value}", standing.keys[entry.assessor]),
                label: label.into(),
            }
        });
        let mut choices: Vec<Choice> = choices.collect();
        if is_silent {
            let label = strings.word(language, "no-entry");
            choices.push(Choice { value: NONE.to_owned(), label: label.into() });
        }
        choices.extend(self.late_choice(index, axis));
        choices
    }

    /// The field of a kind that holds what somebody says last on an axis.
    pub(super) fn derived_field(
        &self,
        kind: KindId,
        axis: usize,
        party: &Party,
    ) -> Option<FieldId> {
        let all = &self.config.ledger.as_ref()?.derived;
        let is_by = |name: &str| match party {
            Party::Record(index) => *self.model.records[*index].id == *name,
            Party::Choice(label) => self.choice_label(kind, name).is_some_and(|own| own == label),
            Party::Named(own) => own == name,
        };
        let found =
            all.iter().find(|own| own.kind == kind && own.axis == axis && is_by(&own.assessor));
        found.map(|own| own.field)
    }

    /// The label of a value of the column of assessors.
    fn choice_label(&self, kind: KindId, value: &str) -> Option<&str> {
        let book = self.config.ledger.as_ref()?.book(kind)?;
        let columns = self.config.kinds[kind].fields[book.field].ty.columns();
        let choices = columns[book.columns.assessor].ty.choices();
        choices.iter().find(|(own, _)| own == value).map(|(_, label)| label.as_str())
    }

    /// That a record had its first entry on an axis late, or should have one by now.
    fn late_choice(&self, index: RecordId, axis: usize) -> Option<Choice> {
        let language = self.model.records[index].language;
        let clock = self.clocks(index).into_iter().find(|clock| clock.axis == axis)?;
        let (value, key) = match clock.answer {
            Answer::Overdue(_) => (OVERDUE, "standing-overdue"),
            Answer::Given(_, Some(_)) => (LATE, "answered-late"),
            Answer::Given(_, None) | Answer::Open => return None,
        };
        let label = self.look.strings().word(language, key);
        Some(Choice { value: value.to_owned(), label: label.into() })
    }

    /// By when a record was due to have a first entry, by axes.
    pub(crate) fn clocks(&self, index: RecordId) -> Vec<Clock> {
        let standing = self.standing_beside(index);
        let first = |axis: usize| standing.first(index, axis);
        clocks(&self.config, &self.model, index, first)
    }
}
