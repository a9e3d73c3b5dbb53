//! The latest entries of the ledger, counted: for the tables of pages, and for other programs.
//!
//! Each assessor counts for itself.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::{self, AROUND, Grouping};
use crate::ids::{KindId, LanguageId, RecordId};
use crate::ledger::Entry;

use super::Renderer;
use super::ledger::Standing;

/// What a table of figures counts by.
pub(super) enum By<'a> {
    Assessor,
    Group(&'a Grouping),
    Year,
}

/// One row of a table of figures, by what orders rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RowOf {
    Assessor(usize),
    /// The latest year first.
    Year(Reverse<i16>),
    /// Kind, place in its order, and the record.
    Record(KindId, usize, RecordId),
    /// The records that are in no group.
    Rest,
}

/// The figures of a row.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// State and assessor → how many records.
    pub(super) counts: BTreeMap<(usize, usize), usize>,
    /// How many records nobody says anything of.
    pub(super) none: usize,
    /// What its figures are shares of: the records of a group, or else the entries that are counted.
    pub(super) all: usize,
}

/// An axis of a kind's ledger, in a language.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) declared: &'a config::Ledger,
    pub(super) standing: &'a Standing,
    pub(super) kind: KindId,
    pub(super) axis: usize,
    pub(super) language: LanguageId,
    pub(super) records: &'a [RecordId],
}

/// One figure of the tables, as other programs read it.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    /// The kind of the records that are counted.
    pub(crate) kind: String,
    pub(crate) language: String,
    /// What is judged.
    pub(crate) axis: String,
    /// What is counted by: `all`, `assessor`, `year`, a field, or `in` for the record around.
    pub(crate) by: String,
    /// The assessor, the year or the record; nothing where records are in no group.
    pub(crate) group: String,
    /// Who judges; nothing where nobody does.
    pub(crate) assessor: String,
    /// The judgement; nothing where nobody judges.
    pub(crate) state: String,
    pub(crate) count: usize,
}

impl Renderer {
    /// The figures of all tables that are not zero, in their order.
    pub(crate) fn figures(&self) -> Vec<Figure> {
        let mut figures = Vec::new();
        let declared = self.config.ledger.as_ref();
        let books = declared.iter().flat_map(|own| own.books.iter().map(move |book| (*own, book)));
        for (declared, book) in books {
            for language in self.config.languages.ids() {
                let records: Vec<RecordId> = self.of_language(book.kind, language).collect();
                let standing = self.standing(language);
                let (kind, records) = (book.kind, &records[..]);
                for axis in 0..declared.axes.len() {
                    let scene = Scene { declared, standing, kind, axis, language, records };
                    self.figures_of(scene, &mut figures);
                }
            }
        }
        figures
    }

    fn figures_of(&self, scene: Scene<'_>, figures: &mut Vec<Figure>) {
        let Scene { declared, standing, axis, language, records, .. } = scene;
        let mut add = |by: &str, group: &str, said: Option<(usize, usize)>, count: usize| {
            let (state, assessor) = said.map_or_else(Default::default, |(state, assessor)| {
                (declared.states[state].0.clone(), standing.keys[assessor].clone())
            });
            if count > 0 {
                figures.push(Figure {
                    kind: self.config.kinds[scene.kind].name.clone(),
                    language: self.config.languages[language].tag.clone(),
                    axis: declared.axes[axis].value.clone(),
                    by: by.to_owned(),
                    group: group.to_owned(),
                    assessor,
                    state,
                    count,
                });
            }
        };
        let is_silent = |record: &&RecordId| standing.of(**record, axis).next().is_none();
        add("all", "", None, records.iter().filter(is_silent).count());
        for by in ways(declared) {
            let name = match &by {
                By::Assessor => "assessor",
                By::Year => "year",
                By::Group(Grouping::Around(_)) => AROUND,
                By::Group(Grouping::Field(name)) => name,
            };
            for (row, counted) in self.table_rows(scene, &by).unwrap_or_default() {
                let group = match row {
                    RowOf::Assessor(at) => standing.keys[at].clone(),
                    RowOf::Year(Reverse(year)) => format!("{year:04}"),
                    RowOf::Record(.., index) => self.name_in_language(index),
                    RowOf::Rest => String::new(),
                };
                for (&said, &count) in &counted.counts {
                    add(name, &group, Some(said), count);
                }
                add(name, &group, None, counted.none);
            }
        }
    }

    /// The rows of a table; none, where no record of the kind is in any of its groups.
    pub(super) fn table_rows(&self, scene: Scene<'_>, by: &By<'_>) -> Option<BTreeMap<RowOf, Row>> {
        let rows = self.rows(scene, by);
        let is_group = |row: &RowOf| match (row, by) {
            (RowOf::Record(kind, ..), By::Group(Grouping::Around(own))) => kind == own,
            (row, _) => *row != RowOf::Rest,
        };
        rows.keys().any(is_group).then_some(rows)
    }

    /// The figures of a table.
    fn rows(&self, scene: Scene<'_>, by: &By<'_>) -> BTreeMap<RowOf, Row> {
        let Scene { standing, axis, records, .. } = scene;
        let mut rows: BTreeMap<RowOf, Row> = BTreeMap::new();
        match by {
            By::Assessor => {
                for entry in records.iter().flat_map(|&record| standing.of(record, axis)) {
                    rows.entry(RowOf::Assessor(entry.assessor)).or_default().count(entry);
                }
            }
            By::Year => {
                for (year, entry) in self.latest_by_year(scene) {
                    rows.entry(RowOf::Year(Reverse(year))).or_default().count(entry);
                }
            }
            By::Group(group) => {
                for &record in records {
                    for row in self.groups_of(record, group) {
                        rows.entry(row).or_default().count_record(scene, record);
                    }
                }
            }
        }
        rows
    }

    /// The latest entry of each year, record and assessor.
    fn latest_by_year<'a>(
        &self,
        scene: Scene<'a>,
    ) -> impl Iterator<Item = (i16, &'a Entry)> + use<'a> {
        let own = scene.standing.ledger.entries.iter().filter(|entry| {
            entry.axis == scene.axis && self.model.records[entry.record].kind == scene.kind
        });
        let latest: BTreeMap<(i16, RecordId, usize), &Entry> =
            own.map(|entry| ((entry.date.year, entry.record, entry.assessor), entry)).collect();
        latest.into_iter().map(|((year, ..), entry)| (year, entry))
    }

    /// The groups that a record is in, each once; the rest, when it is in none.
    fn groups_of(&self, record: RecordId, group: &Grouping) -> Vec<RowOf> {
        let own = &self.model.records[record];
        let groups: Vec<RecordId> = match group {
            Grouping::Around(_) => self.model.parent(record).into_iter().collect(),
            Grouping::Field(name) => {
                let values = self.config.kinds[own.kind].field(name).map(|at| &own.values[at]);
                let values = values.into_iter().flatten();
                let targets = values
                    .filter_map(|value| self.links.field(&self.model, record, value.reference()?));
                targets.collect()
            }
        };
        let row = |index: RecordId| {
            RowOf::Record(self.model.records[index].kind, self.plan.ranks[index], index)
        };
        let mut rows: Vec<RowOf> = groups.into_iter().map(row).collect();
        rows.sort_unstable();
        rows.dedup();
        if rows.is_empty() { vec![RowOf::Rest] } else { rows }
    }
}

/// What the tables of an axis count by, in their order.
pub(super) fn ways(declared: &config::Ledger) -> impl Iterator<Item = By<'_>> {
    let groups = declared.by.iter().map(By::Group);
    std::iter::once(By::Assessor).chain(groups).chain([By::Year])
}

impl Row {
    /// Counts an entry by itself.
    fn count(&mut self, entry: &Entry) {
        *self.counts.entry((entry.state, entry.assessor)).or_default() += 1;
        self.all += 1;
    }

    /// Counts a record with what its assessors say of it, which is one or nothing for each.
    pub(super) fn count_record(&mut self, scene: Scene<'_>, record: RecordId) {
        let before = self.all;
        scene.standing.of(record, scene.axis).for_each(|entry| self.count(entry));
        self.none += usize::from(self.all == before);
        self.all = before + 1;
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (&key, &count) in &other.counts {
            *self.counts.entry(key).or_default() += count;
        }
        self.none += other.none;
        self.all += other.all;
    }

    /// The assessors who say a state, and of how many records.
    pub(super) fn of(&self, state: usize) -> impl Iterator<Item = (usize, usize)> {
        let own = self.counts.range((state, 0)..(state + 1, 0));
        own.map(|(&(_, assessor), &count)| (assessor, count))
    }

    pub(super) fn has(&self, state: usize) -> bool {
        self.of(state).next().is_some()
    }
}
