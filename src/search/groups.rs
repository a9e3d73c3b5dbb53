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
    /// Whether it is a name, which has no inflections.
    pub(super) fn is_name(&self) -> bool {
        self.members[0].ends_with('=')
    }
}

/// The groups of all words, in the order of their first members, which are all different.
pub(super) fn groups(leaves: &[Arc<Leaf>], stems: &Stems) -> Vec<Group> {
    let mut known: HashMap<&str, u32, FixedState> = HashMap::default();
    let mut words: Vec<(&str, Vec<(u32, u32)>)> = Vec::new();
    for (leaf, own) in leaves.iter().enumerate() {
        for (at, word) in own.words.iter().enumerate() {
            let id = *known.entry(word).or_insert_with(|| {
                words.push((word, Vec::new()));
                words.len() as u32 - 1
            });
            words[id as usize].1.push((leaf as u32, at as u32));
        }
    }
    let forms: Vec<(String, String)> =
        words.par_iter().map(|(word, _)| forms(word, stems)).collect();
    let mut by_stem: HashMap<&str, Vec<usize>, FixedState> = HashMap::default();
    for (at, (_, stem)) in forms.iter().enumerate() {
        by_stem.entry(stem).or_default().push(at);
    }
    // The order of a map is no order; that of the groups follows.
    #[allow(clippy::iter_over_hash_type)]
    let mut groups: Vec<Group> = by_stem
        .into_iter()
        .map(|(stem, own)| {
            let mut members: Vec<Box<str>> =
                own.iter().map(|&at| forms[at].0.as_str().into()).collect();
            members.sort_unstable();
            members.dedup();
            let mut places: Vec<(u32, u32)> =
                own.iter().flat_map(|&at| words[at].1.iter().copied()).collect();
            places.sort_unstable();
            let bytes = places.iter().map(|&(leaf, at)| leaves[leaf as usize].postings(at).len());
            let size = bytes.sum();
            Group { members, stem: stem.into(), places, size }
        })
        .collect();
    groups.par_sort_unstable_by(|a, b| (&a.members, &a.stem).cmp(&(&b.members, &b.stem)));
    groups
}

/// A word as it is found, and its stem, both folded. The terms of names have no inflections.
fn forms(word: &str, stems: &Stems) -> (String, String) {
    let folded = fold(word).into_owned();
    if word.ends_with('=') {
        return (folded.clone(), folded);
    }
    let stem = stems.stem(word);
    let stem = if stem.is_empty() { folded.clone() } else { fold(&stem).into_owned() };
    (folded, stem)
}
