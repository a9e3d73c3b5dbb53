//! Which record of a newer version is which of an older one.
//!
//! A record is known by kind, id and language. One whose id was changed is found by the alias that it
//! keeps of the old one, and its translations with it. What is left on both sides may still be the same
//! record: where exactly one that is gone and one that was added have the same text, or the same title
//! and much of the text, they probably are, and [`By::Likeness`] says that nobody wrote so.

use std::collections::HashMap;
use std::hash::Hash;

use super::words::likeness;
use super::{Record, Snapshot};

/// By what a record was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By its id.
    Id,
    /// By an alias that it has, or that its original has.
    Alias,
    /// By what it says: probably the same.
    Likeness,
}

/// A text of fewer characters tells no record from others.
const LONG: usize = 80;
/// Records of one title are the same if they have so many of their words in common.
const ALIKE: f64 = 0.3;

/// Who is who.
pub(super) struct Pairs<'a> {
    /// For each record of the newer version, its place in the older one.
    pub(super) old_of: Vec<Option<(usize, By)>>,
    /// For each record of the older version, its place in the newer one.
    pub(super) new_of: Vec<Option<usize>>,
    /// Old kind and id → kind and id today, for records that have others.
    pub(super) renamed: HashMap<&'a str, &'a str>,
}

/// Finds which records of two versions are the same.
pub(super) fn pairs<'a>(old: &'a Snapshot, new: &'a Snapshot) -> Pairs<'a> {
    let mut matching = Matching {
        old: &old.records,
        new: &new.records,
        pairs: Pairs {
            old_of: vec![None; new.records.len()],
            new_of: vec![None; old.records.len()],
            renamed: HashMap::new(),
        },
    };
    let name = |record: &'a Record| Some((record.language.as_str(), record.id.as_str()));
    matching.by_key(By::Id, name, |_, _| true);
    matching.by_alias();
    matching.by_original();
    let is_long = |record: &&Record| record.text.iter().map(String::len).sum::<usize>() >= LONG;
    let text = |record: &'a Record| {
        Some(record)
            .filter(is_long)
            .map(|record| (record.language.as_str(), record.kind(), record.text.as_slice()))
    };
    matching.by_key(By::Likeness, text, |_, _| true);
    let alike = |a: &Record, b: &Record| likeness(&a.text, &b.text) >= ALIKE;
    let numbered = |record: &'a Record| {
        let number = record.number.as_deref()?;
        Some((record.language.as_str(), record.kind(), number, record.title.as_str()))
    };
    matching.by_key(By::Likeness, numbered, alike);
    let titled =
        |record: &'a Record| Some((record.language.as_str(), record.kind(), record.title.as_str()));
    matching.by_key(By::Likeness, titled, alike);
    // A record may have become one of another kind.
    let said = |record: &'a Record| {
        let text = Some(record).filter(is_long)?.text.as_slice();
        Some((record.language.as_str(), record.title.as_str(), text))
    };
    matching.by_key(By::Likeness, said, |_, _| true);
    matching.by_original();
    matching.pairs
}

struct Matching<'a> {
    old: &'a [Record],
    new: &'a [Record],
    pairs: Pairs<'a>,
}

impl<'a> Matching<'a> {
    fn put(&mut self, old: usize, new: usize, by: By) {
        self.pairs.old_of[new] = Some((old, by));
        self.pairs.new_of[old] = Some(new);
        let (before, after) = (self.old[old].id.as_str(), self.new[new].id.as_str());
        if before != after {
            self.pairs.renamed.insert(before, after);
        }
    }

    /// Pairs those that have a key in common that no other of those left on either side has.
    fn by_key<K: Eq + Hash>(
        &mut self,
        by: By,
        key: impl Fn(&'a Record) -> Option<K>,
        holds: impl Fn(&Record, &Record) -> bool,
    ) {
        let mut places: HashMap<K, (Seen, Seen)> = HashMap::new();
        for (at, record) in self.old.iter().enumerate() {
            if let (None, Some(key)) = (self.pairs.new_of[at], key(record)) {
                places.entry(key).or_default().0.add(at);
            }
        }
        let mut found = Vec::new();
        for (at, record) in self.new.iter().enumerate() {
            if let (None, Some(key)) = (self.pairs.old_of[at], key(record))
                && let Some((_, seen)) = places.get_mut(&key)
            {
                seen.add(at);
            }
        }
        for (at, record) in self.new.iter().enumerate() {
            if let (None, Some(key)) = (self.pairs.old_of[at], key(record))
                && let Some((Seen::Once(old), Seen::Once(_))) = places.get(&key)
                && holds(&self.old[*old], record)
            {
                found.push((*old, at));
            }
        }
        found.into_iter().for_each(|(old, new)| self.put(old, new, by));
    }

    /// Pairs records with those that have their ids as aliases.
    fn by_alias(&mut self) {
        let left = self.left_by_name();
        let mut found = Vec::new();
        for (at, record) in self.new.iter().enumerate() {
            let names = record.aliases.iter().map(|alias| format!("{}/{alias}", record.kind()));
            if self.pairs.old_of[at].is_none()
                && let Some(old) =
                    { names }.find_map(|name| left.get(&(record.language.as_str(), name)))
            {
                found.push((*old, at));
            }
        }
        self.put_each_once(found, By::Alias);
    }

    /// Pairs translations as their originals are.
    fn by_original(&mut self) {
        if self.pairs.renamed.is_empty() {
            return;
        }
        let names: HashMap<(&str, &str), usize> = (self.new.iter().enumerate())
            .filter(|(at, _)| self.pairs.old_of[*at].is_none())
            .map(|(at, record)| ((record.language.as_str(), record.id.as_str()), at))
            .collect();
        let mut found = Vec::new();
        for (at, record) in self.old.iter().enumerate() {
            if self.pairs.new_of[at].is_none()
                && let Some(now) = self.pairs.renamed.get(record.id.as_str())
                && let Some(new) = names.get(&(record.language.as_str(), *now))
            {
                found.push((at, *new));
            }
        }
        self.put_each_once(found, By::Alias);
    }

    fn put_each_once(&mut self, found: Vec<(usize, usize)>, by: By) {
        for (old, new) in found {
            if self.pairs.new_of[old].is_none() && self.pairs.old_of[new].is_none() {
                self.put(old, new, by);
            }
        }
    }

    fn left_by_name(&self) -> HashMap<(&'a str, String), usize> {
        let old: &'a [Record] = self.old;
        let left = old.iter().enumerate().filter(|(at, _)| self.pairs.new_of[*at].is_none());
        left.map(|(at, record)| ((record.language.as_str(), record.id.clone()), at)).collect()
    }
}

/// Where something was seen.
#[derive(Debug, Clone, Copy, Default)]
enum Seen {
    #[default]
    Nowhere,
    Once(usize),
    Often,
}

impl Seen {
    fn add(&mut self, at: usize) {
        *self = match self {
            Seen::Nowhere => Seen::Once(at),
            Seen::Once(_) | Seen::Often => Seen::Often,
        };
    }
}

/// The places of as many values as possible that grow from one to the next.
pub(super) fn in_order(values: &[usize]) -> Vec<usize> {
    // The place of the least value that ends a growing row of each length, and what stands before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        let length = ends.partition_point(|&end| values[end] < *value);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut row = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(own) = at {
        row.push(own);
        at = before[own];
    }
    row.reverse();
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_of_what_is_in_order_is_found() {
        assert_eq!(in_order(&[0, 1, 9, 2, 3]), [0, 1, 3, 4]);
        assert_eq!(in_order(&[3, 2, 1]), [2]);
        assert_eq!(in_order(&[]), [0_usize; 0]);
    }
}
