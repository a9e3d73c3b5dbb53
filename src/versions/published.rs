//! The versions that a report has published, each held against the one before it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::diagnostics::Diagnostic;
use crate::source::Source;

use super::{
    Change, Difference, Move, Paragraph, Record, Snapshot, Version, clipped, compare, in_words,
    list,
};

/// So many bytes of changes stand on one page; with what stands around them, a page has some 300 KB.
const MOST: usize = 200_000;

/// The versions that a report has published, in their order.
#[derive(Debug, Default)]
pub struct Published {
    /// The files, by their names.
    sources: Vec<Arc<Source>>,
    /// The versions, the oldest first.
    pub versions: Vec<Version>,
    /// For each version, what differs from the one before it, and on which pages it is told.
    pub changes: Vec<Told>,
    /// For each version, language and id of a record → its place.
    places: Vec<HashMap<(String, String), usize>>,
    /// What is wrong with the files.
    pub diagnostics: Vec<Diagnostic>,
}

/// What differs between two versions, and on which pages it is told.
#[derive(Debug, Default)]
pub struct Told {
    /// What differs; nothing in the first version.
    pub difference: Difference,
    /// The tag of a language → its pages, each with the places of changes. There is one at least.
    pages: BTreeMap<String, Vec<Vec<usize>>>,
    /// For each change, the number of the page on which it is told; 0 for one that readers do not see.
    part_of: Vec<usize>,
}

/// A record of today in a version.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The place of the version.
    pub version: usize,
    /// What the record was in it.
    pub record: &'a Record,
    /// What differs from the version before it, by the place of the change.
    pub change: Option<usize>,
}

impl Published {
    /// Reads versions, and compares each with the one before it.
    pub fn read(sources: Vec<Arc<Source>>) -> Self {
        let (versions, diagnostics) = list(&sources);
        let none = Snapshot::default();
        let mut changes = Vec::with_capacity(versions.len());
        for (at, version) in versions.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &*versions[before].snapshot);
            let difference =
                before.map(|before| compare(before, &version.snapshot)).unwrap_or_default();
            changes.push(Told::of(difference, before.unwrap_or(&none), &version.snapshot));
        }
        let places = versions.iter().map(|version| {
            let records = version.snapshot.records.iter().enumerate();
            records.map(|(at, own)| ((own.language.clone(), own.id.clone()), at)).collect()
        });
        let places = places.collect();
        Self { sources, versions, changes, places, diagnostics }
    }

    /// Whether it was read from these very files.
    pub fn is_of(&self, sources: &[Arc<Source>]) -> bool {
        self.sources.len() == sources.len()
            && self.sources.iter().zip(sources).all(|(own, other)| Arc::ptr_eq(own, other))
    }

    /// Whether a version has records of a language.
    pub fn has_language(&self, tag: &str) -> bool {
        let mut records = self.versions.iter().flat_map(|version| &version.snapshot.records);
        records.any(|record| record.language == tag)
    }

    /// A record of a version, by its language and its id.
    pub fn record(&self, version: usize, language: &str, id: &str) -> Option<&Record> {
        let at = self.place(version, language, id)?;
        Some(&self.versions[version].snapshot.records[at])
    }

    fn place(&self, version: usize, language: &str, id: &str) -> Option<usize> {
        self.places.get(version)?.get(&(language.to_owned(), id.to_owned())).copied()
    }

    /// A record of today, of which these ids are the first that a version may know, in each version
    /// that has it: the latest first.
    pub fn history<'i>(
        &self,
        language: &str,
        mut ids: impl Iterator<Item = &'i str>,
    ) -> Vec<Found<'_>> {
        let Some(last) = self.versions.len().checked_sub(1) else { return Vec::new() };
        let mut found = Vec::new();
        let mut next = ids.find_map(|id| self.place(last, language, id));
        for version in (0..=last).rev() {
            let Some(at) = next else { break };
            let difference = &self.changes[version].difference;
            // What is gone stands behind what is there, and has no place in the newer version.
            let there = difference.changes.partition_point(|own| own.new.is_some());
            let there = &difference.changes[..there];
            let change = there.binary_search_by_key(&Some(at), |own| own.new).ok();
            let record = &self.versions[version].snapshot.records[at];
            found.push(Found { version, record, change });
            next = difference.old_of.get(at).copied().flatten();
        }
        found
    }
}

impl Told {
    /// What differs between two versions, cut into pages.
    pub fn of(difference: Difference, old: &Snapshot, new: &Snapshot) -> Self {
        let part_of = vec![0; difference.changes.len()];
        let mut told = Self { difference, pages: BTreeMap::new(), part_of };
        let mut weights: BTreeMap<&str, usize> = BTreeMap::new();
        // Records that changed come first, and those that are gone last.
        let mut order: Vec<usize> = (0..told.difference.changes.len()).collect();
        order.sort_by_key(|at| {
            let change = &told.difference.changes[*at];
            (change.new.is_none(), change.old.is_none())
        });
        for at in order {
            let change = &told.difference.changes[at];
            let Some(record) = change.record(old, new).filter(|_| change.is_shown()) else {
                continue;
            };
            let weight = weight(change);
            let whole = weights.entry(&record.language).or_default();
            let pages = told.pages.entry(record.language.clone()).or_default();
            match pages.last_mut().filter(|_| *whole + weight <= MOST) {
                Some(page) => page.push(at),
                None => {
                    *whole = 0;
                    pages.push(vec![at]);
                }
            }
            *whole += weight;
            told.part_of[at] = pages.len();
        }
        told
    }

    /// How many pages a language has: one at least.
    pub fn parts(&self, language: &str) -> usize {
        self.pages.get(language).map_or(1, Vec::len)
    }

    /// How many changes of a language there are.
    pub fn count(&self, language: &str) -> usize {
        self.pages.get(language).into_iter().flatten().map(Vec::len).sum()
    }

    /// The places of the changes on a page of a language, counted from 1.
    pub fn part(&self, language: &str, number: usize) -> &[usize] {
        let pages = self.pages.get(language);
        pages.and_then(|pages| pages.get(number - 1)).map_or(&[], Vec::as_slice)
    }

    /// The page on which a change is told, counted from 1, if readers see it.
    pub fn part_of(&self, change: usize) -> Option<usize> {
        self.part_of.get(change).copied().filter(|part| *part > 0)
    }
}

impl Change {
    /// The record in the newer version or, if it is gone, in the older one.
    pub fn record<'s>(&self, old: &'s Snapshot, new: &'s Snapshot) -> Option<&'s Record> {
        match (self.new, self.old) {
            (Some(at), _) => new.records.get(at),
            (None, Some(at)) => old.records.get(at),
            (None, None) => None,
        }
    }

    /// Whether readers see it: they do not see files.
    pub fn is_shown(&self) -> bool {
        let is_file = |own: &Move| matches!(own, Move::Document(..));
        self.old.is_none()
            || self.new.is_none()
            || self.renamed
            || self.is_changed()
            || !self.moves.iter().all(is_file)
    }
}

/// About how many bytes of HTML a change takes.
fn weight(change: &Change) -> usize {
    /// A line takes so much beside its words, and so does a run of words.
    const AROUND: usize = 60;
    let text = change.text.iter().map(|paragraph| match paragraph {
        Paragraph::Same(_) => AROUND,
        Paragraph::Changed(runs) => {
            clipped(runs).iter().map(|run| run.text.len() + AROUND).sum::<usize>() + AROUND
        }
    });
    let values = change.fields.iter().flat_map(|field| [&field.old, &field.new]);
    let rows = change.ledger.removed.iter().chain(&change.ledger.added);
    let values = values.chain(rows).map(|value| in_words(value).len() * 2 + AROUND);
    let lists = change.relations.iter().map(|(_, rows)| rows).chain([&change.mentions]);
    let names = lists.flat_map(|rows| rows.removed.iter().chain(&rows.added));
    let names = names.map(|_| 4 * AROUND);
    8 * AROUND + text.chain(values).chain(names).sum::<usize>()
}
