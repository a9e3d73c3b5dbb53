//! What a body, or whoever else, owes: its milestones, and how things stand with the records that are
//! addressed to it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tera::Value;

use crate::config::{Grouping, LedgerBook, MilestoneBook};
use crate::ids::{FieldId, KindId, LanguageId, RecordId};
use crate::ledger::Answer;
use crate::milestones::{Milestone, Standing};
use crate::plan::{DUE, FEED};
use crate::resolve::{Backlink, Via};

use super::ledger::{LATE, OVERDUE};
use super::promises::Promised;
use super::{Renderer, map};

/// So many milestones are listed on one page; the others are in the index.
const MOST: usize = 100;

impl Renderer {
    /// What a record owes; nothing, where that is nothing.
    pub(super) fn owed_view(&self, index: RecordId, language: LanguageId) -> Option<Value> {
        let milestones = self.owed_milestones(index, language);
        let records = self.addressed_views(index, language);
        (!milestones.is_empty() || !records.is_empty()).then(|| {
            map! {
                "milestones": milestones,
                "records": records,
                "as_of": self.as_of(language),
                "calendar": self.beside(index, DUE),
                "feed": self.beside(index, FEED),
            }
        })
    }

    /// The path of a file beside the page of a record, if there is one.
    fn beside(&self, index: RecordId, name: &str) -> Option<String> {
        let path = format!("{}{name}", &*self.plan.addresses[index]);
        self.plan.pages.contains_key(&*path).then_some(path)
    }

    // ------------------------------------------------------------------ milestones

    /// The milestones that a record owes, by the kinds for whose records they were promised.
    fn owed_milestones(&self, index: RecordId, language: LanguageId) -> Vec<Value> {
        let Some(declared) = &self.config.milestones else { return Vec::new() };
        let Some(at) = self.owner_place(index, language) else { return Vec::new() };
        let promised = self.promised(language);
        let kinds = declared.books.iter().filter_map(|book| {
            let own = promised.milestones.all.iter().filter(|own| {
                own.owners.contains(&at) && self.model.records[own.record].kind == book.kind
            });
            let own: Vec<&Milestone> = own.collect();
            (!own.is_empty()).then(|| self.owed_of_kind(promised, book, own, Some(at), language))
        });
        kinds.collect()
    }

    /// Milestones of records of a kind: how many stand where, and the list of them, what is overdue
    /// first.
    pub(super) fn owed_of_kind(
        &self,
        promised: &Promised,
        book: &MilestoneBook,
        mut own: Vec<&Milestone>,
        owner: Option<usize>,
        language: LanguageId,
    ) -> Value {
        let as_of = self.config.book.as_of;
        own.sort_by_key(|own| urgency(own, own.standing(as_of)));
        let key = owner.map(|at| promised.keys[at].as_str());
        let figures = self.standing_figures(book, &own, key, language);
        let listed = own.iter().take(MOST).map(|milestone| {
            let mut view = self.milestone_map(&promised.milestones, milestone, language);
            view.insert("record", self.summary(milestone.record));
            Value::from(view)
        });
        let label = &self.config.kinds[book.kind].fields[book.field].label;
        map! {
            "label": self.label(language, label),
            "kind": self.kind_view(book.kind, language),
            "count": own.len(),
            "figures": figures,
            "list": listed.collect::<Vec<Value>>(),
            "more": own.len().saturating_sub(MOST),
        }
    }

    /// How many milestones of records of a kind stand where, each with the index of the records. `key`
    /// is what addresses call who owes them.
    pub(super) fn standing_figures(
        &self,
        book: &MilestoneBook,
        own: &[&Milestone],
        key: Option<&str>,
        language: LanguageId,
    ) -> Vec<Value> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for milestone in own {
            *counts.entry(milestone.standing(self.config.book.as_of).word()).or_default() += 1;
        }
        let facet = self.config.milestones.as_ref().map_or("", |own| own.facet.as_str());
        let figures = Standing::WORDS.iter().filter_map(|word| {
            let count = counts.get(word)?;
            let value = key.map_or_else(|| (*word).to_owned(), |key| format!("{key}.{word}"));
            Some(map! {
                "standing": *word,
                "label": self.look.strings().word(language, &format!("standing-{word}")),
                "count": *count,
                "path": self.filtered_index(book.kind, language, &[(facet, value)]),
            })
        });
        figures.collect()
    }

    // ------------------------------------------------------------------ records

    /// How things stand with the records whose fields address them to a record, by field.
    fn addressed_views(&self, index: RecordId, language: LanguageId) -> Vec<Value> {
        let groups = self.addressed(index);
        let views = groups.into_iter().filter_map(|((kind, field), records)| {
            let book = self.config.ledger.as_ref()?.book(kind)?;
            Some(self.addressed_view((book, field), index, records, language))
        });
        views.collect()
    }

    /// The records that address themselves to a record by the fields that the ledger is counted by, each
    /// in one language: its own, if there is one.
    pub(super) fn addressed(&self, index: RecordId) -> BTreeMap<(KindId, FieldId), Vec<RecordId>> {
        let mut found: BTreeMap<(KindId, FieldId), Vec<RecordId>> = BTreeMap::new();
        let Some(declared) = &self.config.ledger else { return found };
        if declared.by.is_empty() {
            return found;
        }
        for Backlink { from, via } in self.ordered_backlinks(index) {
            let Via::Field(field) = via else { continue };
            let language = self.model.records[index].language;
            let kind = self.model.records[from].kind;
            if self.model.in_language(from, language).is_some_and(|own| own != from) {
                continue;
            }
            let name = &self.config.kinds[kind].fields[field].name;
            let is_counted = |by: &Grouping| matches!(by, Grouping::Field(own) if own == name);
            if declared.book(kind).is_some() && declared.by.iter().any(is_counted) {
                found.entry((kind, field)).or_default().push(from);
            }
        }
        found.values_mut().for_each(|records| records.dedup());
        found
    }

    fn addressed_view(
        &self,
        (book, field): (&LedgerBook, FieldId),
        index: RecordId,
        records: Vec<RecordId>,
        language: LanguageId,
    ) -> Value {
        let field = &self.config.kinds[book.kind].fields[field];
        let around = (field.name.as_str(), self.record_choice(index).value);
        let label = field.inverse.as_deref().unwrap_or(&field.label);
        map! {
            "label": self.label(language, label),
            "kind": self.kind_view(book.kind, language),
            "count": records.len(),
            "path": self.filtered_index(book.kind, language, &[(around.0, around.1.clone())]),
            "late": self.late_figures(book, &records, &around, language),
            "axes": self.addressed_axes(&records, &around, language),
        }
    }

    /// How many records should have an entry by now, and how many had their first one late: on each
    /// axis for which that is said.
    fn late_figures(
        &self,
        book: &LedgerBook,
        records: &[RecordId],
        (facet, value): &(&str, String),
        language: LanguageId,
    ) -> Vec<Value> {
        let Some(declared) = &self.config.ledger else { return Vec::new() };
        let mut counts: BTreeMap<(usize, bool), usize> = BTreeMap::new();
        for clock in records.iter().flat_map(|&record| self.clocks(record)) {
            let is_overdue = match clock.answer {
                Answer::Overdue(_) => true,
                Answer::Given(_, Some(_)) => false,
                Answer::Given(_, None) | Answer::Open => continue,
            };
            *counts.entry((clock.axis, !is_overdue)).or_default() += 1;
        }
        let views = counts.into_iter().map(|((axis, is_late), count)| {
            let axis = &declared.axes[axis];
            let (key, of) =
                if is_late { ("answered-late", LATE) } else { ("standing-overdue", OVERDUE) };
            let filters = [(*facet, value.clone()), (axis.facet.as_str(), of.to_owned())];
            let word = self.look.strings().word(language, key);
            map! {
                "label": self.judged_by(language, self.label(language, &axis.label), &word),
                "count": count,
                "path": self.filtered_index(book.kind, language, &filters),
            }
        });
        views.collect()
    }
}

/// What comes first in a list of milestones: what is overdue for longest, then what is due soonest.
fn urgency(
    milestone: &Milestone,
    standing: Standing,
) -> (usize, Reverse<i32>, Option<crate::date::Date>) {
    let rank = Standing::WORDS.iter().position(|word| *word == standing.word());
    let days = match standing {
        Standing::Overdue(late) => late.days,
        Standing::Due | Standing::Open | Standing::Done(_) => 0,
    };
    (rank.unwrap_or_default(), Reverse(days), milestone.due())
}
