//! The rows of the sheet of milestones: what was promised, and where it stands as of the day of the
//! report. It is for readers, and nothing reads it back.

use crate::config::MilestoneBook;
use crate::ids::RecordId;
use crate::ledger::Party;
use crate::milestones::{Milestone, Milestones as Promised};
use crate::render::Renderer;

use super::{Cell, Wanted, rows};

/// The milestones of some records.
#[derive(Debug)]
pub(super) struct Milestones<'a> {
    renderer: &'a Renderer,
    records: Vec<RecordId>,
}

impl<'a> Milestones<'a> {
    pub(super) fn new(renderer: &'a Renderer, books: &[&MilestoneBook], wanted: &Wanted) -> Self {
        let of =
            |book: &&MilestoneBook| rows::records_of(&renderer.model, book.kind, wanted.language);
        Self { renderer, records: books.iter().flat_map(of).collect() }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Vec<Cell>> {
        self.records.iter().flat_map(|&index| self.of_record(index))
    }

    fn of_record(&self, index: RecordId) -> Vec<Vec<Cell>> {
        let Renderer { config, model, links, .. } = self.renderer;
        let promised = Promised::of(config, model, links, [index]);
        let rows = promised.all.iter().enumerate();
        rows.map(|(at, own)| self.row(index, at, own, &promised.owners)).collect()
    }

    fn row(&self, index: RecordId, at: usize, own: &Milestone, owners: &[Party]) -> Vec<Cell> {
        let mut row = rows::head(self.renderer, index, at);
        let owners = own.owners.iter().map(|&at| self.renderer.name_of_party(&owners[at]));
        let standing = own.standing(self.renderer.config.book.as_of);
        let days = standing.late().map(|late| Cell::number(late.days.to_string()));
        let date = |date: Option<crate::date::Date>| {
            Cell::text(date.map(|date| date.to_string()).unwrap_or_default())
        };
        row.extend([
            Cell::text(own.title.as_str()),
            match owners.collect::<Vec<_>>() {
                none if none.is_empty() => Cell::Empty,
                some => Cell::List(some),
            },
            date(own.promised()),
            date(own.due()),
            Cell::number(own.moves().to_string()),
            date(own.done()),
            Cell::text(standing.word()),
            days.unwrap_or(Cell::Empty),
        ]);
        row
    }
}
