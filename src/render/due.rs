//! What is due and not done: what calendars tell of it, and what of it a record owes.

use crate::date::Date;
use crate::ids::{LanguageId, RecordId};
use crate::ledger::{Answer, Clock, Party};
use crate::milestones::{Milestone, Milestones};

use super::Renderer;

/// A day by which something is due.
#[derive(Debug)]
pub(crate) struct Due {
    /// The record for which it is.
    pub(crate) record: RecordId,
    /// A name that lasts.
    pub(crate) name: String,
    pub(crate) date: Date,
    pub(crate) title: String,
    /// What more there is to say, in lines.
    pub(crate) words: String,
    /// How often it was moved.
    pub(crate) moves: usize,
}

impl Renderer {
    /// By when a milestone is due; none, where it is done or has no date.
    pub(crate) fn milestone_due(
        &self,
        all: &Milestones,
        milestone: &Milestone,
        language: LanguageId,
    ) -> Option<Due> {
        let date = milestone.due().filter(|_| milestone.done().is_none())?;
        let mut lines = vec![self.dated_words(language, "due-by", Some(date))];
        let owners: Vec<&str> =
            milestone.owners.iter().map(|&at| self.party_name(language, &all.owners[at])).collect();
        if !owners.is_empty() {
            let owed_by = self.look.strings().word(language, "owed-by");
            lines.push(self.judged_by(language, &owed_by, &owners.join(", ")));
        }
        if milestone.moves() > 0 {
            lines.push(self.dated_words(language, "first-due", milestone.promised()));
        }
        let title = self.numbered_title(milestone.record);
        Some(Due {
            record: milestone.record,
            name: self.milestone_name(milestone),
            date,
            title: self.judged_by(language, &milestone.title, &title),
            words: lines.join("\n"),
            moves: milestone.moves(),
        })
    }

    /// By when a record is due to have a first entry on an axis; none, where it has one.
    pub(crate) fn clock_due(
        &self,
        record: RecordId,
        clock: &Clock,
        language: LanguageId,
    ) -> Option<Due> {
        let declared = self.config.ledger.as_ref()?;
        let key = match clock.answer {
            Answer::Given(..) => return None,
            answer => format!("clock-{}", answer.word()),
        };
        let axis = &declared.axes[clock.axis];
        let label = self.label(language, &axis.label);
        Some(Due {
            record,
            name: self.clock_name(record, clock),
            date: clock.due,
            title: self.judged_by(language, label, &self.numbered_title(record)),
            words: self.dated_words(language, &key, Some(clock.due)),
            moves: 0,
        })
    }

    /// What a record owes by some day and is not done: its milestones, and the first entries of the
    /// records that are addressed to it.
    pub(crate) fn due_from(&self, index: RecordId, language: LanguageId) -> Vec<Due> {
        let mut due = Vec::new();
        if let Some((all, owned)) = self.owned_milestones(index, language) {
            due.extend(owned.into_iter().filter_map(|own| self.milestone_due(all, own, language)));
        }
        for record in self.addressed(index).into_values().flatten() {
            let clocks = self.clocks(record).into_iter();
            due.extend(clocks.filter_map(|clock| self.clock_due(record, &clock, language)));
        }
        due
    }

    /// The milestones that a record owes, among all; nothing, where it owes none.
    pub(super) fn owned_milestones(
        &self,
        index: RecordId,
        language: LanguageId,
    ) -> Option<(&Milestones, Vec<&Milestone>)> {
        let at = self.owner_place(index, language)?;
        let all = &self.promised(language).milestones;
        Some((all, all.all.iter().filter(|own| own.owners.contains(&at)).collect()))
    }

    /// The place of a record among the owners of milestones; none, where it owes none.
    pub(super) fn owner_place(&self, index: RecordId, language: LanguageId) -> Option<usize> {
        self.config.milestones.as_ref()?;
        let owners = &self.promised_of_owners(language).milestones.owners;
        owners.iter().position(|own| *own == Party::Record(index))
    }
}
