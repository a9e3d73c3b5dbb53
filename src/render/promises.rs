//! What was promised for a record: each milestone with its dates, and the story of the record in one
//! line of time.

use std::collections::HashMap;

use tera::Value;

use crate::config::MilestoneBook;
use crate::date::{Date, Late};
use crate::diagnostics::Diagnostic;
use crate::ids::{LanguageId, RecordId};
use crate::ledger::{Answer, Clock, Ledger, Party};
use crate::look::Argument;
use crate::milestones::{Milestone, Milestones, Says, Standing, Step};
use crate::parse::text::slug;
use crate::trace::{self, Fact};

use super::addresses::On;
use super::facets::Choice;
use super::facts::OfLanguage;
use super::footnotes::Notes;
use super::{Pairs, Renderer, map};

/// What was promised for all records of a language.
#[derive(Debug)]
pub(super) struct Promised {
    pub(super) milestones: Milestones,
    /// For each owner, what addresses call it.
    pub(super) keys: Vec<String>,
}

/// Something that happened to a record, or was to happen.
struct Event {
    date: Date,
    /// What orders events of one date: what happened to the text, in the ledger, to milestones.
    order: usize,
    /// Whether it is still to come.
    is_open: bool,
    words: String,
    /// The heading below which more is said of it.
    anchor: String,
    who: Option<Value>,
}

impl Renderer {
    /// What was promised for all records of a language.
    pub(super) fn promised(&self, language: LanguageId) -> &Promised {
        OfLanguage::Promised.note(language);
        self.promised_unnoted(language)
    }

    /// What was promised for all records of a language, for whoever asks for that of one.
    fn promised_beside(&self, index: RecordId) -> &Promised {
        let language = self.model.records[index].language;
        OfLanguage::Owners.note(language);
        trace::note(Fact::Document(self.model.document_at(index)));
        self.promised_unnoted(language)
    }

    /// What was promised for all records of a language, for whoever asks who owes it.
    pub(super) fn promised_of_owners(&self, language: LanguageId) -> &Promised {
        OfLanguage::Owners.note(language);
        self.promised_unnoted(language)
    }

    fn promised_unnoted(&self, language: LanguageId) -> &Promised {
        let make = || {
            let is_own = |index: &RecordId| self.model.records[*index].language == language;
            let records = self.model.records.ids().filter(is_own);
            let milestones = Milestones::of(&self.config, &self.model, &self.links, records);
            Promised { keys: self.party_keys(&milestones.owners), milestones }
        };
        self.promised[language].get_or_init(|| trace::aside(make))
    }

    pub(super) fn milestones_of(&self, index: RecordId) -> Milestones {
        Milestones::of(&self.config, &self.model, &self.links, [index])
    }

    fn milestone_book(&self, index: RecordId) -> Option<&MilestoneBook> {
        self.config.milestones.as_ref()?.book(self.model.records[index].kind)
    }

    /// Where each milestone of a record stands, to filter by: alone, and with who owes it.
    pub(super) fn standings_to_choose(&self, index: RecordId) -> Vec<Choice> {
        let language = self.model.records[index].language;
        let promised = self.promised_beside(index);
        let mut choices = Vec::new();
        for milestone in promised.milestones.of_record(index) {
            let standing = milestone.standing(self.config.book.as_of);
            let word = self.standing_word(language, standing);
            choices.push(Choice { value: standing.word().to_owned(), label: word.clone().into() });
            for &owner in &milestone.owners {
                let name = self.party_name(language, &promised.milestones.owners[owner]);
                choices.push(Choice {
                    value: format!("{}.{}", promised.keys[owner], standing.word()),
                    label: self.judged_by(language, name, &word).into(),
                });
            }
        }
        choices.sort();
        choices.dedup();
        choices
    }

    /// Who says or owes what, in words.
    pub(crate) fn judged_by(&self, language: LanguageId, party: &str, state: &str) -> String {
        let words = [
            ("assessor".to_owned(), Argument::Text(party.to_owned())),
            ("state".to_owned(), Argument::Text(state.to_owned())),
        ];
        self.look.strings().get(language, "judgement", &words).unwrap_or_default()
    }

    /// What a record's page says of its milestones; nothing where there are none.
    pub(super) fn milestones_view(
        &self,
        index: RecordId,
        milestones: &Milestones,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Option<Value>, Box<Diagnostic>> {
        let Some(book) = self.milestone_book(index) else { return Ok(None) };
        let mut views = Vec::new();
        for (at, milestone) in milestones.all.iter().enumerate() {
            let mut steps = Vec::new();
            for step in &milestone.steps {
                steps.push(self.step_view((index, book), step, on, notes)?);
            }
            let mut view = self.milestone_map(milestones, milestone, on.language);
            view.insert("anchor", milestone_anchor(at).into());
            view.insert("steps", Value::from(steps));
            views.push(Value::from(view));
        }
        let label = &self.config.kinds[book.kind].fields[book.field].label;
        Ok((!views.is_empty()).then(|| {
            map! { "label": self.label(on.language, label), "list": views, "as_of": self.as_of(on.language) }
        }))
    }

    /// What is known of a milestone without its rows.
    pub(super) fn milestone_map(
        &self,
        milestones: &Milestones,
        milestone: &Milestone,
        language: LanguageId,
    ) -> Pairs {
        let standing = milestone.standing(self.config.book.as_of);
        let owners = milestone.owners.iter();
        let owners = owners.map(|&at| self.party_view(language, &milestones.owners[at]));
        let first = milestone.promised().filter(|_| milestone.moves() > 0);
        let date = |date: Option<Date>| date.map(|date| self.date_view(language, date));
        Pairs::from([
            ("title", milestone.title.as_str().into()),
            ("owners", Value::from(owners.collect::<Vec<Value>>())),
            ("standing", standing.word().into()),
            ("label", self.standing_word(language, standing).into()),
            ("late", standing.late().map(|late| self.late(language, late)).into()),
            ("due", date(milestone.due()).into()),
            ("first", date(first).into()),
            ("moves", milestone.moves().into()),
            ("done", date(milestone.done()).into()),
        ])
    }

    pub(super) fn step_view(
        &self,
        of: (RecordId, &MilestoneBook),
        step: &Step,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Value, Box<Diagnostic>> {
        let columns = &of.1.columns;
        let mut cells = |column: Option<usize>| -> Result<Value, Box<Diagnostic>> {
            let values = step.cell(&self.model, of, column);
            match column {
                Some(at) => self.cells(of.0, (of.1.kind, of.1.field), at, values, on, notes),
                None => Ok(Value::from(Vec::<Value>::new())),
            }
        };
        let (reason, source) = (cells(columns.reason)?, cells(columns.source)?);
        let evidence = cells(columns.evidence)?;
        Ok(map! {
            "says": says_key(step.says),
            "words": self.says_words(on.language, step.says),
            "date": step.date.map(|date| self.date_view(on.language, date)),
            "reason": reason,
            "source": source,
            "evidence": evidence,
        })
    }

    /// What a step says, in words: `Moved to June 2026`.
    pub(super) fn says_words(&self, language: LanguageId, says: Says) -> String {
        let date = match says {
            Says::Promised(date) => date,
            Says::Moved(date) | Says::Done(date) => Some(date),
            Says::Else => None,
        };
        let key = match (says, date) {
            (Says::Promised(_), None) => "promised-open",
            (Says::Promised(_), Some(_)) => "promised-by",
            (Says::Moved(_), _) => "moved-to",
            (Says::Done(_), _) => "done-on",
            (Says::Else, _) => "stated",
        };
        self.dated_words(language, key, date)
    }

    /// A string with a date in it.
    pub(super) fn dated_words(
        &self,
        language: LanguageId,
        key: &str,
        date: Option<Date>,
    ) -> String {
        let date = date.map(|date| self.date(language, date)).unwrap_or_default();
        let words = [("date".to_owned(), Argument::Text(date))];
        self.look.strings().get(language, key, &words).unwrap_or_default()
    }

    /// The day as of which the report speaks.
    pub(super) fn as_of(&self, language: LanguageId) -> Option<Value> {
        self.config.book.as_of.map(|day| self.date_view(language, day))
    }

    /// The same in words: `As of 1 November 2026`.
    pub(super) fn as_of_words(&self, language: LanguageId) -> Option<String> {
        self.config.book.as_of.map(|day| self.dated_words(language, "as-of", Some(day)))
    }

    pub(super) fn standing_word(&self, language: LanguageId, standing: Standing) -> String {
        self.look.strings().word(language, &format!("standing-{}", standing.word()))
    }

    /// So many days late.
    pub(super) fn late(&self, language: LanguageId, late: Late) -> String {
        let key = if late.at_least { "late-at-least" } else { "late" };
        let count = [("count".to_owned(), Argument::Number(late.days.into()))];
        self.look.strings().get(language, key, &count).unwrap_or_default()
    }

    /// The days by which a record was due to have an answer: on each axis that has one.
    pub(super) fn clock_view(&self, clock: &Clock, language: LanguageId) -> Value {
        let key = format!("clock-{}", clock.answer.word());
        map! {
            "answer": key.as_str(),
            "words": self.dated_words(language, &key, Some(clock.due)),
            "late": clock.answer.late().map(|late| self.late(language, late)),
            "due": self.date_view(language, clock.due),
        }
    }

    // ------------------------------------------------------------------ the story

    /// What happened to a record, in one line of time; nothing where its ledger alone tells that.
    pub(super) fn story_view(
        &self,
        index: RecordId,
        (ledger, milestones): (&Ledger, &Milestones),
        language: LanguageId,
    ) -> Option<Value> {
        let clocks = ledger.clocks(&self.config, &self.model, index);
        let is_ended = self.model.records[index].ended.is_some();
        if milestones.all.is_empty() && clocks.is_empty() && !is_ended {
            return None;
        }
        let mut events = self.ledger_events(ledger, language);
        events.extend(self.clock_events(&clocks, language));
        events.extend(self.milestone_events(milestones, language));
        events.extend(self.made_event(language));
        events.extend(self.end_event(index, language));
        let is_telling = events.len() > 1;
        events.sort_by_key(|event| (event.date.days(), event.order));
        let today = self.config.book.as_of;
        let at = today.filter(|_| events.iter().any(|event| event.is_open));
        let at = at.map(|day| {
            let before = events.partition_point(|event| event.date.days().1 <= day.days().1);
            (before, self.dated_words(language, "as-of", Some(day)), day.to_string())
        });
        let mut views: Vec<Value> =
            events.into_iter().map(|event| self.event_view(event, language)).collect();
        if let Some((before, words, iso)) = at {
            let view =
                map! { "date": map! { "text": "", "iso": iso }, "words": words, "is": "now" };
            views.insert(before, view);
        }
        is_telling.then(|| Value::from(views))
    }

    fn event_view(&self, event: Event, language: LanguageId) -> Value {
        map! {
            "date": self.date_view(language, event.date),
            "words": event.words,
            "anchor": event.anchor,
            "who": event.who,
            "is": if event.is_open { "open" } else { "past" },
        }
    }

    /// When the record was made: with the report.
    fn made_event(&self, language: LanguageId) -> Option<Event> {
        let date = self.config.citation.date.filter(|_| self.config.citation.restates.is_none())?;
        let words = self.look.strings().word(language, "published");
        Some(Event { date, order: 0, is_open: false, words, anchor: String::new(), who: None })
    }

    /// When the record ended.
    fn end_event(&self, index: RecordId, language: LanguageId) -> Option<Event> {
        let ended = self.model.records[index].ended.as_ref()?;
        let words = self.ending_word(ended.how, language);
        let date = ended.date?;
        Some(Event { date, order: 4, is_open: false, words, anchor: String::new(), who: None })
    }

    fn ledger_events(&self, ledger: &Ledger, language: LanguageId) -> Vec<Event> {
        let Some(declared) = &self.config.ledger else { return Vec::new() };
        let events = ledger.entries.iter().map(|entry| {
            let axis = &declared.axes[entry.axis];
            let state = self.label(language, &declared.states[entry.state].1);
            Event {
                date: entry.date,
                order: 1,
                is_open: false,
                words: self.judged_by(language, self.label(language, &axis.label), state),
                anchor: format!("ledger:{}", axis.value),
                who: Some(self.party_view(language, &ledger.assessors[entry.assessor])),
            }
        });
        events.collect()
    }

    /// Days that have come or will come without an answer.
    fn clock_events(&self, clocks: &[Clock], language: LanguageId) -> Vec<Event> {
        let Some(declared) = &self.config.ledger else { return Vec::new() };
        let events = clocks.iter().map(|clock| {
            let axis = self.label(language, &declared.axes[clock.axis].label);
            let due = self.look.strings().word(language, "due");
            Event {
                date: clock.due,
                order: 3,
                is_open: !matches!(clock.answer, Answer::Given(..)),
                words: self.judged_by(language, axis, &due),
                anchor: String::new(),
                who: None,
            }
        });
        events.collect()
    }

    fn milestone_events(&self, milestones: &Milestones, language: LanguageId) -> Vec<Event> {
        let mut events = Vec::new();
        for (at, milestone) in milestones.all.iter().enumerate() {
            let owners = || {
                let first = milestone.owners.first()?;
                Some(self.party_view(language, &milestones.owners[*first]))
            };
            let mut add = |date: Date, order: usize, is_open: bool, words: &str| {
                events.push(Event {
                    date,
                    order,
                    is_open,
                    words: self.judged_by(language, &milestone.title, words),
                    anchor: milestone_anchor(at),
                    who: owners(),
                });
            };
            for step in &milestone.steps {
                let words = self.says_words(language, step.says);
                match (step.says, step.date) {
                    (Says::Done(date), _) => add(date, 2, false, &words),
                    (_, Some(date)) => add(date, 2, false, &words),
                    (_, None) => {}
                }
            }
            if let (None, Some(due)) = (milestone.done(), milestone.due()) {
                add(due, 3, true, &self.look.strings().word(language, "due"));
            }
        }
        events
    }

    // ------------------------------------------------------------------ who owes it

    /// What addresses call each of some parties: no two alike.
    pub(super) fn party_keys(&self, parties: &[Party]) -> Vec<String> {
        let mut times: HashMap<String, usize> = HashMap::new();
        let keys = parties.iter().map(|party| {
            let key = match party {
                Party::Record(index) => self.record_choice(*index).value,
                Party::Choice(name) | Party::Named(name) => slug(name),
            };
            let time = times.entry(key.clone()).or_default();
            *time += 1;
            if *time == 1 { key } else { format!("{key}-{time}") }
        });
        keys.collect()
    }
}

/// What a page calls the heading of a milestone, by its place.
fn milestone_anchor(at: usize) -> String {
    format!("milestone:{}", at + 1)
}

pub(super) fn says_key(says: Says) -> &'static str {
    match says {
        Says::Promised(_) => "promised",
        Says::Moved(_) => "moved",
        Says::Done(_) => "done",
        Says::Else => "else",
    }
}
