//! The leaves of a language → the files of its index.
//!
//! Words are kept in *parts*: what begins with the same letters is in the same part. A part is a
//! script that calls `tools.part` with its name and its groups, so that it is loaded alike from a
//! server, below a path, from disk and under a strict content policy. Parts are made when they are
//! asked for. [`Inverted`] only knows where each begins.
//!
//! # A part
//!
//! A list of groups, and lines that tell of records. A group has
//!
//! 1. its members, parted by blanks; behind a `/` the stem that they share, where the first member
//!    does not begin with it,
//! 2. [numbers]: how many characters of the first member are the stem; whether there are positions;
//!    then for each record its distance from the one before, a digit, and, if there are positions, how
//!    many there are less one, and each by its distance from the one before,
//! 3. a sentence for each of the best records, best first: those of the highest level and, among
//!    these, of the lowest number. It is the first one with a member or, where the text has none, the
//!    first one.
//!
//! The digit is four times the *level* of the record, and 1 for a member in the title, and 2 for one in
//! the text. A level is what BM25F makes of how often the members stand in which fields of a record of
//! that length, between 0 and 22; so neither lengths nor averages are needed for ranking, and the edit
//! of one record changes no level of another. How rare a group is, is told by how many records it has.
//!
//! A word whose group is in another part has an entry of its own: the word, and the number of that
//! part.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use super::endings::Endings;
use super::groups::{Group, groups};
use super::leaf::{Leaf, field};
use super::numbers;
use super::stems::Stems;
use super::{Line, excerpts, json};

/// The most bytes that a part has, about: some twenty kilobytes when it is compressed.
const PART: usize = 40_000;

/// What stands in more than one in so many records has no positions: it is in every sentence.
const COMMON: usize = 2;

/// A title tells of a word in so many records at most, the best ones.
const TITLES: usize = 40;

/// So many records are told of in one file.
pub(super) const LINES: usize = 800;

/// Where there are no more records, all are told of in the file that is loaded first.
const FEW: usize = 500;

/// The greatest level.
const TOP: f32 = 22.0;

/// The index of a language.
#[derive(Debug)]
pub(super) struct Inverted {
    leaves: Vec<Arc<Leaf>>,
    /// For each leaf, the number of each of its records.
    numbers: Vec<Vec<u32>>,
    /// How many records there are.
    pub(super) records: usize,
    pub(super) groups: Vec<Group>,
    /// Its words by their last letters.
    pub(super) endings: Endings,
    /// The first group of each part.
    parts: Vec<usize>,
    /// For each part, words that are found in other parts.
    elsewhere: BTreeMap<usize, Vec<(usize, usize, usize)>>,
    /// How many sentences a group has.
    best: usize,
}

/// What is said of a group in a record.
#[derive(Debug, Clone)]
struct Said {
    number: u32,
    leaf: u32,
    record: u32,
    fields: u8,
    at: u32,
    positions: Vec<u32>,
}

impl Inverted {
    /// The index of these leaves; `numbers` says for each which number each of its records has.
    pub(super) fn of(tag: &str, leaves: Vec<Arc<Leaf>>, numbers: Vec<Vec<u32>>) -> Self {
        let records = numbers.iter().map(Vec::len).sum();
        let groups = groups(&leaves, &Stems::of(tag));
        let best = best(&groups);
        let mut inverted = Self {
            leaves,
            numbers,
            records,
            endings: Endings::of(&groups),
            groups,
            parts: Vec::new(),
            elsewhere: BTreeMap::new(),
            best,
        };
        inverted.part_groups();
        inverted.point();
        inverted
    }

    /// Says where parts begin.
    fn part_groups(&mut self) {
        let limit = PART * (1 + self.records / 40_000);
        let mut size = usize::MAX;
        let mut reach = "";
        for (at, group) in self.groups.iter().enumerate() {
            let own = weight(group, self.best);
            // Inflections and slips are looked for in the part of a word: what begins alike stays
            // together, as long as that is not too much.
            let first = &*group.members[0];
            let is_reached = reach >= first && begin_alike(reach, first, 2);
            let is_apart =
                at == 0 || !(is_reached || begin_alike(&self.groups[at - 1].members[0], first, 4));
            reach = group.members.last().map_or(reach, |last| reach.max(last));
            let is_full = size.saturating_add(own) > limit;
            if (is_full && is_apart) || size.saturating_add(own) > limit + limit / 2 {
                self.parts.push(at);
                size = 0;
            }
            size += own;
        }
    }

    /// Finds the words that readers would look for in another part.
    fn point(&mut self) {
        for (at, group) in self.groups.iter().enumerate() {
            let home = self.parts.partition_point(|first| *first <= at) - 1;
            for (member, word) in group.members.iter().enumerate() {
                let sought = self.part_of(word);
                if sought != home {
                    self.elsewhere.entry(sought).or_default().push((at, member, home));
                }
            }
        }
    }

    /// The part in which a word is looked for.
    fn part_of(&self, word: &str) -> usize {
        let after = self.parts.partition_point(|&first| &*self.groups[first].members[0] <= word);
        after.saturating_sub(1)
    }

    /// The beginnings of all parts: each with as many letters as tell it from what stands before.
    pub(super) fn heads(&self) -> Vec<&str> {
        let heads = self.parts.iter().map(|&first| {
            let own = &*self.groups[first].members[0];
            let before = first.checked_sub(1).map_or("", |last| &*self.groups[last].members[0]);
            let shared = own.chars().zip(before.chars()).take_while(|(a, b)| a == b).count();
            let end = own.char_indices().nth(shared + 1).map_or(own.len(), |(at, _)| at);
            &own[..end]
        });
        heads.collect()
    }

    /// How many files tell of records.
    pub(super) fn files_of_lines(&self) -> usize {
        if self.records <= FEW { 0 } else { self.records.div_ceil(LINES) }
    }

    /// How many parts there are.
    pub(super) fn parts(&self) -> usize {
        self.parts.len()
    }

    /// A part: its groups, and the lines of the records that they tell of.
    pub(super) fn part(&self, at: usize, line: &dyn Fn(u32) -> Line) -> String {
        let end = self.parts.get(at + 1).copied().unwrap_or(self.groups.len());
        let mut out = String::from("[");
        let mut told = BTreeSet::new();
        for (place, group) in self.groups[self.parts[at]..end].iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            self.write_group(group, &mut out, &mut told);
        }
        for &(group, member, home) in self.elsewhere.get(&at).into_iter().flatten() {
            let word = &self.groups[group].members[member];
            let _ = write!(out, ",[{},{home}]", json(word));
        }
        out.push_str("],");
        out.push_str(&json(&lines(told.into_iter(), line)));
        out
    }

    fn write_group(&self, group: &Group, out: &mut String, told: &mut BTreeSet<u32>) {
        let said = self.said(group);
        let first = &*group.members[0];
        let is_name = first.ends_with('=');
        let has_positions = !is_name && (said.len() * COMMON <= self.records || self.records < 100);
        let mut members = group.members.join(" ");
        let stem = match first.starts_with(&*group.stem) {
            true => group.stem.chars().count(),
            false => {
                members.push('/');
                members.push_str(&group.stem);
                0
            }
        };
        let mut coded = String::with_capacity(said.len() * 4);
        numbers::push(&mut coded, stem as u32);
        numbers::push(&mut coded, u32::from(has_positions));
        let mut last = 0;
        let mut levels = Vec::with_capacity(said.len());
        for own in &said {
            let level = if is_name { TOP as u32 } else { self.level(own) };
            levels.push(level);
            numbers::push(&mut coded, own.number - last);
            last = own.number;
            let shown = if is_name { 0 } else { u32::from(own.fields & 3) };
            numbers::push_digit(&mut coded, level * 4 + shown);
            if has_positions {
                write_positions(&own.positions, &mut coded);
            }
        }
        let mut order: Vec<usize> = (0..said.len()).collect();
        order.sort_by_key(|&at| (std::cmp::Reverse(levels[at]), said[at].number));
        let has = |field: u8, most: usize| -> Vec<usize> {
            let own = order.iter().filter(|&&at| said[at].fields & field != 0);
            own.take(most).copied().collect()
        };
        let best: Vec<usize> = order.iter().take(self.best).copied().collect();
        let titles = has(field::TITLE, if has_positions { TITLES } else { 0 });
        told.extend(best.iter().chain(&titles).map(|&at| said[at].number));
        let _ = write!(out, "[{},\"{coded}\",[", json(&members));
        for (place, at) in best.into_iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            let own = &said[at];
            let leaf = &self.leaves[own.leaf as usize];
            let text = leaf.records[own.record as usize].text.clone();
            let text = &leaf.text[text.start as usize..text.end as usize];
            out.push_str(&json(&excerpts::around(text, own.at as usize)));
        }
        out.push_str("]]");
    }

    /// All that is said of a group, in the order of the records.
    fn said(&self, group: &Group) -> Vec<Said> {
        let mut all: Vec<Said> = Vec::new();
        for &(leaf, word) in &group.places {
            let mut postings = self.leaves[leaf as usize].postings(word);
            let mut positions = Vec::new();
            while let Some(posting) = postings.next(&mut positions) {
                all.push(Said {
                    number: self.numbers[leaf as usize][posting.record as usize],
                    leaf,
                    record: posting.record,
                    fields: posting.fields,
                    at: posting.at,
                    positions: std::mem::take(&mut positions),
                });
            }
        }
        all.sort_by_key(|said| said.number);
        all.dedup_by(|next, kept| {
            if next.number != kept.number {
                return false;
            }
            kept.at = match (kept.fields & field::TEXT, next.fields & field::TEXT) {
                (0, _) => next.at,
                (_, 0) => kept.at,
                _ => kept.at.min(next.at),
            };
            kept.fields |= next.fields;
            kept.positions.append(&mut next.positions);
            kept.positions.sort_unstable();
            kept.positions.dedup();
            true
        });
        all
    }

    fn level(&self, said: &Said) -> u32 {
        let length = self.leaves[said.leaf as usize].records[said.record as usize].length;
        let other = said.fields & !field::TEXT;
        let often = said.positions.len().saturating_sub(other.count_ones() as usize);
        let often = often.max(usize::from(said.fields & field::TEXT != 0));
        let weight = |bit: u8, weight: f32| if said.fields & bit == 0 { 0.0 } else { weight };
        let sum = often as f32
            + weight(field::TITLE, 5.0)
            + weight(field::NAMES, 4.0)
            + weight(field::VALUES, 1.5);
        // Long records say more of everything; not as much more as they are longer.
        let long = (0.35 + 0.65 * (length as f32 / 120.0).sqrt()).min(6.0);
        (TOP * sum / (sum + 1.2 * long)).round() as u32
    }
}

/// Records as lines, in the order of their numbers.
pub(super) fn lines(numbers: impl Iterator<Item = u32>, line: &dyn Fn(u32) -> Line) -> String {
    let mut out = String::new();
    let mut last = 0;
    for number in numbers {
        let Line { title, number: own, path } = line(number);
        let _ = write!(out, "{}\t{title}\t{own}\t{path}", number - last);
        out.truncate(out.trim_end_matches('\t').len());
        out.push('\n');
        last = number;
    }
    out
}

fn write_positions(positions: &[u32], out: &mut String) {
    numbers::push(out, positions.len() as u32 - 1);
    let mut last = 0;
    for &position in positions {
        numbers::push(out, position - last);
        last = position;
    }
}

/// Whether two words begin with the same letters, so many of them.
fn begin_alike(a: &str, b: &str, letters: usize) -> bool {
    a.chars().take(letters).eq(b.chars().take(letters))
}

/// About how many bytes a group takes in its part.
fn weight(group: &Group, best: usize) -> usize {
    let records = group.size / 6 + 1;
    let members: usize = group.members.iter().map(|member| member.len() + 1).sum();
    members + group.size * 7 / 8 + records.min(best) * 115 + 20
}

/// How many sentences each group may have, so that all together are not too many.
fn best(groups: &[Group]) -> usize {
    const ALL: usize = 60_000;
    let fits = |best: &usize| {
        let sentences = groups.iter().map(|group| (group.size / 6 + 1).min(*best));
        sentences.sum::<usize>() <= ALL
    };
    [24, 16, 12, 8, 6, 4, 3].into_iter().find(fits).unwrap_or(2)
}
