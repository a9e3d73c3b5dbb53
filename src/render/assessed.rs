//! Who judges records of a kind, and on which axis, for tables that give each a column.

use std::collections::{BTreeMap, HashSet};

use crate::ids::{KindId, LanguageId, RecordId};
use crate::trace;

use super::Renderer;

/// An assessor and an axis on which it judges records of a kind.
#[derive(Debug)]
pub(crate) struct Assessed {
    pub(crate) axis: String,
    pub(crate) assessor: String,
    /// What the two are called.
    pub(crate) title: String,
}

/// So many pairs of axis and assessor have columns of their own; more would make a table that nobody
/// reads, and stand in the JSON and in the table of entries alone.
const MOST_ASSESSED: usize = 100;

impl Renderer {
    /// Who judges records of a kind, and on which axis; none, if there are too many of them.
    pub(crate) fn assessed(&self, kind: KindId) -> Vec<Assessed> {
        // What is read of each record for it is in the ledger of all.
        self.note_standing(kind);
        trace::aside(|| self.assessed_unnoted(kind))
    }

    fn assessed_unnoted(&self, kind: KindId) -> Vec<Assessed> {
        let mut found: BTreeMap<(usize, LanguageId, usize), Assessed> = BTreeMap::new();
        for &index in self.model.of_kind(kind) {
            let language = self.model.records[index].language;
            for latest in self.latest(index) {
                let (axis, assessor) = latest.place;
                found.entry((axis, language, assessor)).or_insert_with(|| Assessed {
                    axis: latest.axis.0.to_owned(),
                    assessor: latest.assessor.0.to_owned(),
                    title: format!("{}: {}", latest.axis.1, latest.assessor.1),
                });
            }
        }
        let mut known = HashSet::new();
        let is_first = |own: &Assessed| known.insert((own.axis.clone(), own.assessor.clone()));
        let found: Vec<Assessed> = found.into_values().filter(is_first).collect();
        if found.len() > MOST_ASSESSED { Vec::new() } else { found }
    }

    /// What each of some assessors says last of a record: the state and its date, both empty where it
    /// says nothing.
    pub(crate) fn latest_of_each(&self, index: RecordId, all: &[Assessed]) -> Vec<[String; 2]> {
        let latest = self.latest(index);
        let cells = all.iter().map(|own| {
            let is_own = |found: &&super::ledger::Latest<'_>| {
                found.axis.0 == own.axis && found.assessor.0 == own.assessor
            };
            latest.iter().find(is_own).map_or_else(Default::default, |found| {
                [found.state.to_owned(), found.date.to_string()]
            })
        });
        cells.collect()
    }
}
