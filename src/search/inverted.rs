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
//! 2. [`numbers`](super::numbers): how many characters of the first member are the stem; whether there are positions;
//!    then for each record its distance from the one before, a digit, and, if there are positions, how
//!    many there are less one, and each by its distance from the one before,
//! 3. a sentence for each of the best records, best first: those of the highest level and, among
//!    these, of the lowest number. It is the first one with a member or, where only the title has
//!    one, the first one of the text; it is empty, or left out at the end, where neither has.
//!
//! The digit is four times the *level* of the record, and 1 for a member in the title, and 2 for one in
//! the text. A level is what BM25F makes of how often the members stand in which fields of a record of
//! that length, between 0 and 22; so neither lengths nor averages are needed for ranking, and the edit
//! of one record changes no level of another. How rare a group is, is told by how many records it has.
//!
//! A word whose group is in another part has an entry of its own: the word, and the number of that
//! part. Words that find what another word finds, for less, have one with that word ([`kin`]).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::endings::Endings;
use super::groups::{Group, forms, groups};
use super::kin::{Kin, kin};
use super::leaf::{Leaf, Posting, field};
use super::numbers::Numbers;
use super::stems::{Stems, is_english};
use super::{Line, json};
use crate::trace;

/// So many bytes a part has, about, when it is compressed: a query loads four files, and these are not
/// to be more than 100 kilobytes.
const PART: usize = 19_000;

/// What stands in more than one in so many records has no positions: it is in every sentence.
const COMMON: usize = 2;

/// A title tells of a word in so many records at most, the best ones.
const TITLES: usize = 40;

/// A part tells of so many records of a group at least, the best ones.
const TOLD: usize = 4;

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
    /// For each part, words of it that find others.
    kin: BTreeMap<usize, Vec<Kin>>,
    /// How many sentences a group has.
    best: usize,
    /// The lines of records, by their numbers, without these: a record stands in several parts.
    lines: Vec<OnceLock<Box<str>>>,
}

/// What is said of a group in a record.
#[derive(Debug, Clone)]
struct Said {
    number: u32,
    leaf: u32,
    record: u32,
    fields: u8,
    at: u32,
    /// Where its positions stand in [`Told::positions`].
    positions: Range<u32>,
}

/// A part as far as it is written.
#[derive(Debug, Default)]
struct Written {
    out: String,
    /// The numbers of the last group.
    numbers: Numbers,
    /// The records that groups tell of.
    shown: Vec<u32>,
}

/// All that is said of a group, in the order of the records.
#[derive(Debug, Default)]
struct Told {
    records: Vec<Said>,
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
            kin: BTreeMap::new(),
            best,
            lines: (0..records).map(|_| OnceLock::new()).collect(),
        };
        inverted.part_groups();
        inverted.point();
        if is_english(tag) {
            inverted.join();
        }
        inverted
    }

    /// Says where parts begin.
    fn part_groups(&mut self) {
        let limit = PART * (1 + self.records / 40_000);
        let sentence = self.sentence();
        let mut size = usize::MAX;
        let mut reach = "";
        for (at, group) in self.groups.iter().enumerate() {
            let own = self.weight(group, sentence);
            // Inflections and slips are looked for in the part of a word: what begins alike stays
            // together, as long as that is not too much.
            let first = &*group.members[0];
            let is_reached = reach >= first && begin_alike(reach, first, 2);
            let is_apart =
                at == 0 || !(is_reached || begin_alike(&self.groups[at - 1].members[0], first, 4));
            reach = group.members.last().map_or(reach, |last| reach.max(last));
            let is_full = size.saturating_add(own) > limit;
            if (is_full && is_apart) || size.saturating_add(own) > limit + limit / 4 {
                self.parts.push(at);
                size = 0;
            }
            size += own;
        }
    }

    /// About how many bytes a group takes in its part when that is compressed, if a sentence has so
    /// many; as measured on reports of some megabytes.
    fn weight(&self, group: &Group, sentence: usize) -> usize {
        let records = group.size / 6 + 1;
        let members: usize = group.members.iter().map(|member| member.len() + 1).sum();
        let is_common = records * COMMON > self.records;
        // Levels are told in few digits, distances and positions in many.
        let coded = if is_common { records * 5 / 8 } else { group.size * 3 / 4 };
        let is_shown = self.first(group).is_some_and(|first| first.fields & field::SHOWN != 0);
        let sentences = if is_shown { records.min(self.best) * sentence } else { 0 };
        let titles = if is_common { 0 } else { (records / 20).min(TITLES) };
        let lines = records.min(self.best.max(TOLD)) + titles;
        members * 2 / 5 + coded + sentences + lines * 18 + 4
    }

    /// What is said of a group in the first record of the first leaf that has it.
    fn first(&self, group: &Group) -> Option<Posting> {
        let (leaf, word) = *group.places.first()?;
        self.leaves[leaf as usize].postings(word).next(&mut Vec::new())
    }

    /// About how many bytes a sentence takes when it is compressed, as some of them tell.
    fn sentence(&self) -> usize {
        const ASKED: usize = 100;
        let steps = self.groups.iter().step_by(self.groups.len() / ASKED + 1);
        let some = steps.filter_map(|group| {
            let first = self.first(group).filter(|first| first.fields & field::SHOWN != 0)?;
            let leaf = &self.leaves[group.places[0].0 as usize];
            Some(leaf.excerpt(first.record, first.at).len())
        });
        let (count, bytes) = some.fold((0, 0), |(count, sum), own| (count + 1, sum + own));
        bytes * 2 / 5 / count.max(1)
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

    /// Puts words that find others where readers look for them.
    fn join(&mut self) {
        for Kin { found, by } in kin(&self.groups, &self.endings) {
            let mut placed: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
            for word in by {
                placed.entry(self.part_of(&word)).or_default().insert(word);
            }
            for (part, by) in placed {
                self.kin.entry(part).or_default().push(Kin { found: found.clone(), by });
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

    /// The groups of a part, by their places.
    fn groups_of(&self, part: usize) -> Range<usize> {
        self.parts[part]..self.parts.get(part + 1).copied().unwrap_or(self.groups.len())
    }

    /// A digest of what a part is made of, but for what leaves say of its words.
    pub(super) fn shape(&self, part: usize) -> u64 {
        let groups = self.groups[self.groups_of(part)].iter();
        let groups = groups.map(|group| (&group.members, &group.stem)).collect::<Vec<_>>();
        let elsewhere = self.elsewhere.get(&part).into_iter().flatten();
        let elsewhere =
            elsewhere.map(|&(at, member, home)| (&self.groups[at].members[member], home));
        let elsewhere = elsewhere.collect::<Vec<_>>();
        trace::digest(&(self.best, self.records, groups, elsewhere, self.kin.get(&part)))
    }

    /// The parts that tell of some words of leaves.
    pub(super) fn parts_with(&self, tag: &str, words: &BTreeSet<String>) -> BTreeSet<usize> {
        let stems = Stems::of(tag);
        let sought: BTreeSet<String> = words.iter().map(|word| forms(word, &stems).1).collect();
        let groups = self.groups.iter().enumerate();
        let found = groups.filter(|(_, group)| sought.contains(&*group.stem));
        found.map(|(at, _)| self.parts.partition_point(|first| *first <= at) - 1).collect()
    }

    /// A part: its groups, and the lines of the records that they tell of.
    pub(super) fn part(&self, at: usize, line: &dyn Fn(u32) -> Line) -> String {
        let mut written = Written { out: String::with_capacity(3 * PART), ..Written::default() };
        written.out.push('[');
        let mut told = Told::default();
        for (place, group) in self.groups[self.groups_of(at)].iter().enumerate() {
            if place > 0 {
                written.out.push(',');
            }
            self.gather(group, &mut told);
            self.write_group(group, &told, &mut written);
        }
        let Written { mut out, mut shown, .. } = written;
        for &(group, member, home) in self.elsewhere.get(&at).into_iter().flatten() {
            let word = &self.groups[group].members[member];
            let _ = write!(out, ",[{},{home}]", json(word));
        }
        for Kin { found, by } in self.kin.get(&at).into_iter().flatten() {
            let by: Vec<&str> = by.iter().map(String::as_str).collect();
            let _ = write!(out, ",[{},{}]", json(&by.join(" ")), json(found));
        }
        out.push_str("],");
        shown.sort_unstable();
        shown.dedup();
        out.push_str(&json(&self.lines(shown, line)));
        out
    }

    /// Records as lines, in the order of their numbers: each how far it is from the one before, its
    /// title, its number and its path, with tabs between.
    pub(super) fn lines(
        &self,
        numbers: impl IntoIterator<Item = u32>,
        line: &dyn Fn(u32) -> Line,
    ) -> String {
        let mut out = String::new();
        let mut last = 0;
        for number in numbers {
            let own = self.lines[number as usize].get_or_init(|| in_line(line(number)).into());
            let _ = writeln!(out, "{}{own}", number - last);
            last = number;
        }
        out
    }

    /// Writes a group, and says which records are to be shown for it.
    fn write_group(&self, group: &Group, told: &Told, to: &mut Written) {
        let Written { out, numbers, shown } = to;
        let said = &told.records;
        let is_name = group.is_name();
        let has_positions = !is_name && (said.len() * COMMON <= self.records || self.records < 100);
        let levels: Vec<u8> = match is_name {
            true => vec![TOP as u8; said.len()],
            false => said.iter().map(|own| self.level(own)).collect(),
        };
        let _ = write!(out, "[{},\"", json(&listed(group)));
        let shared = group.members[0].starts_with(&*group.stem).then(|| group.stem.chars().count());
        numbers.push(shared.unwrap_or_default() as u32);
        numbers.push(u32::from(has_positions));
        let mut last = 0;
        for (own, level) in said.iter().zip(&levels) {
            numbers.push(own.number - last);
            last = own.number;
            let fields = if is_name { 0 } else { u32::from(own.fields & 3) };
            numbers.push_digit(u32::from(*level) * 4 + fields);
            if has_positions {
                write_positions(told.of(own), numbers);
            }
        }
        numbers.take_into(out);
        let order = best_first(&levels);
        let best = || order.iter().map(|&at| &said[at as usize]);
        shown.extend(best().take(self.best.max(TOLD)).map(|own| own.number));
        if has_positions {
            let titled = best().filter(|own| own.fields & field::TITLE != 0);
            shown.extend(titled.take(TITLES).map(|own| own.number));
        }
        out.push_str("\",[");
        self.write_sentences(best().take(self.best), out);
        out.push_str("]]");
    }

    /// Writes the sentences of the best records, up to the last one that has one.
    fn write_sentences<'s>(&self, best: impl Iterator<Item = &'s Said>, out: &mut String) {
        let mut end = out.len();
        for (place, own) in best.enumerate() {
            if place > 0 {
                out.push(',');
            }
            if own.fields & field::SHOWN == 0 {
                out.push_str("\"\"");
                continue;
            }
            out.push_str(&json(&self.leaves[own.leaf as usize].excerpt(own.record, own.at)));
            end = out.len();
        }
        out.truncate(end);
    }

    /// Gathers all that is said of a group.
    fn gather(&self, group: &Group, told: &mut Told) {
        let Told { records, positions } = told;
        records.clear();
        positions.clear();
        for &(leaf, word) in &group.places {
            let numbers = &self.numbers[leaf as usize];
            let mut postings = self.leaves[leaf as usize].postings(word);
            let mut start = positions.len() as u32;
            while let Some(Posting { record, fields, at }) = postings.next(positions) {
                let number = numbers[record as usize];
                let end = positions.len() as u32;
                records.push(Said { number, leaf, record, fields, at, positions: start..end });
                start = end;
            }
        }
        told.merge();
    }

    fn level(&self, said: &Said) -> u8 {
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
        (TOP * sum / (sum + 1.2 * long)).round() as u8
    }
}

impl Told {
    /// The positions of what is said.
    fn of(&self, said: &Said) -> &[u32] {
        &self.positions[said.positions.start as usize..said.positions.end as usize]
    }

    /// Puts records in their order. What several members say of one becomes one.
    fn merge(&mut self) {
        let Self { records, positions } = self;
        if records.is_sorted_by(|a, b| a.number < b.number) {
            return;
        }
        let places = records.iter().zip(0_u64..);
        let mut order: Vec<u64> =
            places.map(|(said, at)| u64::from(said.number) << 32 | at).collect();
        order.sort_unstable();
        *records = order.into_iter().map(|at| records[at as u32 as usize].clone()).collect();
        records.dedup_by(|next, kept| {
            if next.number != kept.number {
                return false;
            }
            kept.at = match (kept.fields & field::TEXT, next.fields & field::TEXT) {
                (0, _) => next.at,
                (_, 0) => kept.at,
                _ => kept.at.min(next.at),
            };
            kept.fields |= next.fields;
            kept.positions = united(positions, [&kept.positions, &next.positions]);
            true
        });
    }
}

/// Adds the positions of two ranges in order, each once; says where they stand.
fn united(positions: &mut Vec<u32>, ranges: [&Range<u32>; 2]) -> Range<u32> {
    let start = positions.len();
    for range in ranges {
        positions.extend_from_within(range.start as usize..range.end as usize);
    }
    positions[start..].sort_unstable();
    let mut end = start;
    for at in start..positions.len() {
        if at == start || positions[at] != positions[end - 1] {
            positions[end] = positions[at];
            end += 1;
        }
    }
    positions.truncate(end);
    start as u32..end as u32
}

/// The places of levels, the highest first; equals stay in their order.
fn best_first(levels: &[u8]) -> Vec<u32> {
    let mut starts = [0_u32; TOP as usize + 2];
    // The place behind a level's own is that of the next lower one.
    let place = |level: u8| TOP as usize - usize::from(level);
    levels.iter().for_each(|level| starts[place(*level) + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut order = vec![0; levels.len()];
    for (at, level) in levels.iter().enumerate() {
        let start = &mut starts[place(*level)];
        order[*start as usize] = at as u32;
        *start += 1;
    }
    order
}

/// The members of a group, with the stem where the first one does not begin with it.
fn listed(group: &Group) -> String {
    let members = group.members.join(" ");
    match group.members[0].starts_with(&*group.stem) {
        true => members,
        false => format!("{members}/{}", group.stem),
    }
}

/// What answers show of a record, behind its number.
fn in_line(Line { title, number, path }: Line) -> String {
    let mut line = format!("\t{title}\t{number}\t{path}");
    line.truncate(line.trim_end_matches('\t').len());
    line
}

fn write_positions(positions: &[u32], numbers: &mut Numbers) {
    numbers.push(positions.len() as u32 - 1);
    let mut last = 0;
    for &position in positions {
        numbers.push(position - last);
        last = position;
    }
}

/// Whether two words begin with the same letters, so many of them.
fn begin_alike(a: &str, b: &str, letters: usize) -> bool {
    a.chars().take(letters).eq(b.chars().take(letters))
}

/// How many sentences each group may have, so that all together are not too many.
fn best(groups: &[Group]) -> usize {
    const ALL: usize = 60_000;
    let fits = |best: &usize| {
        let words = groups.iter().filter(|group| !group.is_name());
        words.map(|group| (group.size / 6 + 1).min(*best)).sum::<usize>() <= ALL
    };
    [24, 16, 12, 8, 6, 4, 3, 2].into_iter().find(fits).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first_and_equals_in_their_order() {
        assert_eq!(best_first(&[3, 22, 0, 22, 3]), [1, 3, 0, 4, 2]);
        assert!(best_first(&[]).is_empty());
    }

    #[test]
    fn what_several_members_say_of_a_record_becomes_one() {
        let said = |number, fields, at, positions| Said {
            number,
            leaf: 0,
            record: number,
            fields,
            at,
            positions,
        };
        let records = vec![
            said(1, field::TITLE, 0, 0..1),
            said(2, field::TEXT, 9, 1..3),
            said(1, field::TEXT, 7, 3..5),
            said(2, field::TEXT, 4, 5..6),
        ];
        let mut told = Told { records, positions: vec![0, 5, 8, 0, 6, 5] };
        told.merge();
        let all = told.records.iter().map(|own| (own.number, own.fields, own.at, told.of(own)));
        assert_eq!(
            all.collect::<Vec<_>>(),
            [(1, field::TITLE | field::TEXT, 7, &[0, 6][..]), (2, field::TEXT, 4, &[5, 8][..]),]
        );
    }
}
