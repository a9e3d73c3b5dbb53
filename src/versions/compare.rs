//! Two snapshots → what differs between them, record by record.
//!
//! Where a record has another id than it had, references to it are none the less the same, and so is
//! its place inside other records: all that is older is read with the names of today. A record is
//! moved if it stands inside another one, in another file, or at another place among its like; of
//! those whose order differs, as few as possible are said to have moved.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;
use serde_json::{Map, Value as Json};

use super::matching::{By, Pairs, in_order, pairs};
use super::words::{Paragraph, of_lines};
use super::{Record, Snapshot};

/// What differs between two versions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Difference {
    /// The records that differ: those of the newer version in its order, and then those that are gone
    /// in the order of the older one.
    pub changes: Vec<Change>,
    /// How many are the same.
    pub same: usize,
    /// For each record of the newer version, its place in the older one.
    pub old_of: Vec<Option<usize>>,
}

/// What differs in a record. One that is the same has no change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its place among the records of the older version, unless it was added.
    pub old: Option<usize>,
    /// Its place among the records of the newer version, unless it is gone.
    pub new: Option<usize>,
    /// By what it was found in the other version.
    pub by: By,
    /// Whether it has another id or kind.
    pub renamed: bool,
    /// Where it stands otherwise.
    pub moves: Vec<Move>,
    /// The values that differ, its number, title and description first.
    pub fields: Vec<FieldChange>,
    /// The records that fields of this name no longer refer to, and those that they do now.
    pub relations: Vec<(String, Rows<String>)>,
    /// The records that the text no longer refers to, and those that it does now.
    pub mentions: Rows<String>,
    /// The entries of the ledger that are gone, and those that were added.
    pub ledger: Rows<Json>,
    /// What differs in the text; nothing if it is the same.
    pub text: Vec<Paragraph>,
    /// The languages whose translations have the text that they had, though this one has not.
    pub not_followed_by: Vec<String>,
}

/// Where a record stands otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Inside another record: the one before, and the one now.
    Inside(Option<String>, Option<String>),
    /// In another file: the one before, and the one now.
    Document(String, String),
    /// Elsewhere among its like: behind which records it stood, and stands. Nothing stands before the
    /// first.
    Order(Option<String>, Option<String>),
}

/// A value that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The name of the field; `number`, `title` and `description` are those of every record.
    pub name: String,
    /// Whether every record has it, whatever its kind.
    pub is_own: bool,
    /// What it was; null if it was not there.
    pub old: Json,
    /// What it is; null if it is not there.
    pub new: Json,
}

/// What is gone from a list, and what was added to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<T> {
    /// What is gone.
    pub removed: Vec<T>,
    /// What was added.
    pub added: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { removed: Vec::new(), added: Vec::new() }
    }
}

impl<T> Rows<T> {
    /// Whether nothing is gone and nothing was added.
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }
}

/// How many records of each sort there are. One that was renamed may have been moved and changed too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Those that only the newer version has.
    pub added: usize,
    /// Those that only the older version has.
    pub removed: usize,
    /// Those that have another id.
    pub renamed: usize,
    /// Those that stand elsewhere.
    pub moved: usize,
    /// Those in which something else differs.
    pub changed: usize,
    /// Those that are the same.
    pub same: usize,
}

impl Change {
    /// Whether something differs besides id and place.
    pub fn is_changed(&self) -> bool {
        !(self.fields.is_empty()
            && self.relations.is_empty()
            && self.mentions.is_empty()
            && self.ledger.is_empty()
            && self.text.is_empty())
    }

    fn is_empty(&self) -> bool {
        !(self.renamed || self.is_changed())
            && self.moves.is_empty()
            && self.old.is_some()
            && self.new.is_some()
    }
}

impl Difference {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// How many records of each sort there are.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary { same: self.same, ..Summary::default() };
        for change in &self.changes {
            match (change.old, change.new) {
                (None, _) => summary.added += 1,
                (_, None) => summary.removed += 1,
                (Some(_), Some(_)) => {
                    summary.renamed += usize::from(change.renamed);
                    summary.moved += usize::from(!change.moves.is_empty());
                    summary.changed += usize::from(change.is_changed());
                }
            }
        }
        summary
    }
}

/// Compares two versions.
pub fn compare(old: &Snapshot, new: &Snapshot) -> Difference {
    let pairs = pairs(old, new);
    let comparing = Comparing { old, new, orders: orders(old, new, &pairs), pairs };
    let mut changes: Vec<Change> = (0..new.records.len())
        .into_par_iter()
        .map(|at| comparing.change(at))
        .filter(|change| !change.is_empty())
        .collect();
    let same = new.records.len() - changes.len();
    comparing.note_translations(&mut changes);
    let gone = comparing.pairs.new_of.iter().enumerate().filter(|(_, new)| new.is_none());
    changes.extend(gone.map(|(at, _)| Change { old: Some(at), ..Change::none() }));
    let old_of = comparing.pairs.old_of.iter().map(|old| old.map(|(at, _)| at)).collect();
    Difference { changes, same, old_of }
}

impl Change {
    fn none() -> Self {
        Self {
            old: None,
            new: None,
            by: By::Id,
            renamed: false,
            moves: Vec::new(),
            fields: Vec::new(),
            relations: Vec::new(),
            mentions: Rows::default(),
            ledger: Rows::default(),
            text: Vec::new(),
            not_followed_by: Vec::new(),
        }
    }
}

struct Comparing<'a> {
    old: &'a Snapshot,
    new: &'a Snapshot,
    pairs: Pairs<'a>,
    /// New place → the names of the records behind which it stood and stands, for those that moved.
    orders: HashMap<usize, Move>,
}

impl Comparing<'_> {
    fn change(&self, at: usize) -> Change {
        let Some((place, by)) = self.pairs.old_of[at] else {
            return Change { new: Some(at), ..Change::none() };
        };
        let (old, new) = (&self.old.records[place], &self.new.records[at]);
        Change {
            old: Some(place),
            new: Some(at),
            by,
            renamed: old.id != new.id,
            moves: self.moves(old, new, at),
            fields: self.fields(old, new),
            relations: self.relations(old, new),
            mentions: self.references(&old.mentions, &new.mentions),
            ledger: self.rows(&old.ledger, &new.ledger),
            text: if old.text == new.text { Vec::new() } else { of_lines(&old.text, &new.text) },
            not_followed_by: Vec::new(),
        }
    }

    /// What a record of the older version is called today.
    fn today<'n>(&'n self, name: &'n str) -> &'n str {
        self.pairs.renamed.get(name).copied().unwrap_or(name)
    }

    /// A value of the older version, with the names of today.
    fn value_today<'v>(&self, value: &'v Json) -> Cow<'v, Json> {
        if self.pairs.renamed.is_empty() || value.is_null() {
            return Cow::Borrowed(value);
        }
        Cow::Owned(match value {
            Json::String(text) => Json::String(self.today(text).to_owned()),
            Json::Array(values) => {
                values.iter().map(|own| self.value_today(own).into_owned()).collect()
            }
            Json::Object(map) => {
                let entries =
                    map.iter().map(|(key, own)| (key.clone(), self.value_today(own).into_owned()));
                Json::Object(entries.collect())
            }
            other => other.clone(),
        })
    }

    fn moves(&self, old: &Record, new: &Record, at: usize) -> Vec<Move> {
        let before = old.inside.as_deref().map(|name| self.today(name));
        if before != new.inside.as_deref() {
            return vec![Move::Inside(old.inside.clone(), new.inside.clone())];
        }
        // What is inside of a record goes where that goes.
        if old.document != new.document && new.inside.is_none() {
            return vec![Move::Document(old.document.clone(), new.document.clone())];
        }
        self.orders.get(&at).cloned().into_iter().collect()
    }

    fn fields(&self, old: &Record, new: &Record) -> Vec<FieldChange> {
        let text = |text: &Option<String>| text.clone().map_or(Json::Null, Json::String);
        let own = [
            ("number", text(&old.number), text(&new.number)),
            ("title", old.title.as_str().into(), new.title.as_str().into()),
            ("description", text(&old.description), text(&new.description)),
        ];
        let own = own.into_iter().filter(|(_, old, new)| old != new);
        let own = own.map(|(name, old, new)| FieldChange {
            name: name.to_owned(),
            is_own: true,
            old,
            new,
        });
        let of = |map: &Map<String, Json>, name: &str| map.get(name).cloned().unwrap_or_default();
        let gone = old.fields.keys().filter(|name| !new.fields.contains_key(*name));
        let names = new.fields.keys().chain(gone);
        let others = names.filter_map(|name| {
            let (before, after) = (of(&old.fields, name), of(&new.fields, name));
            if before == after || *self.value_today(&before) == after {
                return None;
            }
            Some(FieldChange { name: name.clone(), is_own: false, old: before, new: after })
        });
        own.chain(others).collect()
    }

    fn relations(&self, old: &Record, new: &Record) -> Vec<(String, Rows<String>)> {
        let names: BTreeSet<&String> = old.relations.keys().chain(new.relations.keys()).collect();
        let none = Vec::new();
        let of =
            |name: &String, record: &Record| record.relations.get(name).unwrap_or(&none).clone();
        let changed = names.into_iter().filter_map(|name| {
            let rows = self.references(&of(name, old), &of(name, new));
            (!rows.is_empty()).then(|| (name.clone(), rows))
        });
        changed.collect()
    }

    fn references(&self, old: &[String], new: &[String]) -> Rows<String> {
        if old == new {
            return Rows::default();
        }
        let before: BTreeSet<&str> = old.iter().map(|name| self.today(name)).collect();
        let after: BTreeSet<&str> = new.iter().map(String::as_str).collect();
        let removed = old.iter().filter(|name| !after.contains(self.today(name)));
        let added = new.iter().filter(|name| !before.contains(name.as_str()));
        Rows { removed: removed.cloned().collect(), added: added.cloned().collect() }
    }

    /// Rows that stand on one side only; one that stands there twice is two.
    fn rows(&self, old: &[Json], new: &[Json]) -> Rows<Json> {
        if old == new {
            return Rows::default();
        }
        let mut counts: HashMap<String, usize> = HashMap::new();
        for row in new {
            *counts.entry(key(row)).or_default() += 1;
        }
        let mut take = |row: &Json| match counts.get_mut(&key(row)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        };
        let removed: Vec<Json> =
            old.iter().filter(|row| !take(&self.value_today(row))).cloned().collect();
        let added = new.iter().rev().filter(|row| take(row)).cloned();
        let mut added: Vec<Json> = added.collect();
        added.reverse();
        Rows { removed, added }
    }

    /// Tells of texts of the report's own language which translations have not followed.
    fn note_translations(&self, changes: &mut [Change]) {
        let own = &self.new.head.language;
        let is_text = |change: &Change| !change.text.is_empty();
        let changed: BTreeSet<usize> = changes
            .iter()
            .filter(|change| is_text(change))
            .filter_map(|change| change.new)
            .collect();
        let mut translations: HashMap<&str, Vec<(usize, &str)>> = HashMap::new();
        for (at, record) in self.new.records.iter().enumerate() {
            if record.language != *own {
                translations.entry(&record.id).or_default().push((at, &record.language));
            }
        }
        if translations.is_empty() {
            return;
        }
        for change in changes.iter_mut().filter(|change| is_text(change)) {
            let Some(record) = change.new.map(|at| &self.new.records[at]) else { continue };
            if record.language != *own {
                continue;
            }
            let all = translations.get(record.id.as_str()).into_iter().flatten();
            let same =
                all.filter(|(at, _)| self.pairs.old_of[*at].is_some() && !changed.contains(at));
            change.not_followed_by = same.map(|(_, language)| (*language).to_owned()).collect();
        }
    }
}

/// A row as text, whatever the order of its columns.
fn key(row: &Json) -> String {
    match row {
        Json::Object(cells) => {
            let cells: BTreeMap<&String, &Json> = cells.iter().collect();
            serde_json::to_string(&cells).unwrap_or_default()
        }
        other => other.to_string(),
    }
}

/// The records that stand elsewhere among their like.
fn orders(old: &Snapshot, new: &Snapshot, pairs: &Pairs<'_>) -> HashMap<usize, Move> {
    type Like<'a> = HashMap<(&'a str, &'a str), Vec<usize>>;
    fn like(records: &[Record]) -> Like<'_> {
        let mut like = Like::new();
        for (at, record) in records.iter().enumerate() {
            like.entry((record.kind(), &record.language)).or_default().push(at);
        }
        like
    }
    let (before, after) = (like(&old.records), like(&new.records));
    let mut moves = HashMap::new();
    #[allow(clippy::iter_over_hash_type, reason = "each is put into a map by itself")]
    for (key, places) in &after {
        let Some(olds) = before.get(key) else { continue };
        let own = |at: &usize| {
            pairs.old_of[*at].map(|(old, _)| old).filter(|old| olds.binary_search(old).is_ok())
        };
        let known: Vec<(usize, usize)> =
            places.iter().filter_map(|at| Some((*at, own(at)?))).collect();
        let values: Vec<usize> = known.iter().map(|(_, old)| *old).collect();
        let kept: BTreeSet<usize> = in_order(&values).into_iter().collect();
        for (place, (at, old_at)) in
            known.iter().enumerate().filter(|(place, _)| !kept.contains(place))
        {
            let stood = olds.binary_search(old_at).ok().and_then(|at| at.checked_sub(1));
            let stood = stood.map(|at| old.records[olds[at]].id.clone());
            let stands = place.checked_sub(1).map(|place| new.records[known[place].0].id.clone());
            moves.insert(*at, Move::Order(stood, stands));
        }
    }
    moves
}
