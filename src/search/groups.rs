//! The words of many leaves → groups of words that are inflections of each other.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::fold::fold;
use super::leaf::Leaf;
use super::stems::Stems;

/// Words that are found by each other.
#[derive(Debug)]
pub(super) struct Group {
    /// The words as they are found, folded and in order.
    pub(super) members: Vec<Box<str>>,
    /// What they share, folded.
    pub(super) stem: Box<str>,
    /// Where they stand: the place of each leaf, and that of the word in it.
    pub(super) places: Vec<(u32, u32)>,
    /// About how many bytes the leaves say of them.
    pub(super) size: usize,
}

impl Group {
    /// One without members.
    fn new(stem: &str) -> Self {
        Self { members: Vec::new(), stem: stem.into(), places: Vec::new(), size: 0 }
    }

    /// Whether it is a name, which has no inflections.
    pub(super) fn is_name(&self) -> bool {
        self.members[0].ends_with('=')
    }
}

/// A word of any leaf.
struct Word<'l> {
    text: &'l str,
    /// How many leaves have it.
    leaves: u32,
    /// How many bytes these say of it.
    size: usize,
}

/// The groups of all words, in the order of their first members, which are all different.
pub(super) fn groups(leaves: &[Arc<Leaf>], stems: &Stems) -> Vec<Group> {
    let (words, ids) = words(leaves);
    let forms: Vec<(String, String)> =
        words.par_iter().map(|word| forms(word.text, stems)).collect();
    let mut by_stem: HashMap<&str, u32, FixedState> = HashMap::default();
    let mut groups: Vec<Group> = Vec::new();
    let mut lengths: Vec<u32> = Vec::new();
    // The group of each word.
    let mut of: Vec<u32> = Vec::with_capacity(words.len());
    for (word, (form, stem)) in words.iter().zip(&forms) {
        let group = *by_stem.entry(stem).or_insert_with(|| {
            groups.push(Group::new(stem));
            lengths.push(0);
            groups.len() as u32 - 1
        });
        let own = &mut groups[group as usize];
        own.members.push(form.as_str().into());
        own.size += word.size;
        lengths[group as usize] += word.leaves;
        of.push(group);
    }
    for (group, places) in groups.iter_mut().zip(lengths) {
        group.members.sort_unstable();
        group.members.dedup();
        group.places.reserve_exact(places as usize);
    }
    let mut ids = ids.into_iter();
    for (leaf, own) in leaves.iter().enumerate() {
        for (at, id) in ids.by_ref().take(own.words.len()).enumerate() {
            groups[of[id as usize] as usize].places.push((leaf as u32, at as u32));
        }
    }
    groups.par_sort_unstable_by(|a, b| (&a.members, &a.stem).cmp(&(&b.members, &b.stem)));
    groups
}

/// All words, each once, and for every word of every leaf its place among them.
fn words(leaves: &[Arc<Leaf>]) -> (Vec<Word<'_>>, Vec<u32>) {
    let mut known: HashMap<&str, u32, FixedState> = HashMap::default();
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut ids = Vec::with_capacity(leaves.iter().map(|leaf| leaf.words.len()).sum());
    for leaf in leaves {
        for (at, text) in leaf.words.iter().enumerate() {
            let id = *known.entry(text).or_insert_with(|| {
                words.push(Word { text, leaves: 0, size: 0 });
                words.len() as u32 - 1
            });
            let word = &mut words[id as usize];
            word.leaves += 1;
            word.size += leaf.postings(at as u32).len();
            ids.push(id);
        }
    }
    (words, ids)
}

/// A word as it is found, and its stem, both folded. The terms of names have no inflections.
pub(super) fn forms(word: &str, stems: &Stems) -> (String, String) {
    let folded = fold(word).into_owned();
    if word.ends_with('=') {
        return (folded.clone(), folded);
    }
    let stem = stems.stem(word);
    let stem = if stem.is_empty() { folded.clone() } else { fold(&stem).into_owned() };
    (folded, stem)
}
