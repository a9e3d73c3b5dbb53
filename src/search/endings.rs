//! All words by their last letters: for words with a slip among their first ones, which are looked
//! for in a part that does not have them.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::groups::Group;

/// The most bytes of words in one file, about: a third of it when it is compressed.
const FILE: usize = 60_000;

/// No slip is looked for in shorter words.
const SHORTEST: usize = 5;

/// The words of all groups, by their last letters.
#[derive(Debug, Default)]
pub(super) struct Endings {
    /// Each word by its group and its place there.
    words: Vec<(u32, u32)>,
    /// The first word of each file.
    starts: Vec<usize>,
}

impl Endings {
    pub(super) fn of(groups: &[Group]) -> Self {
        let all = groups.iter().zip(0..).flat_map(|(group, at)| {
            let members = group.members.iter().zip(0..);
            members.filter(|(word, _)| is_spelled(word)).map(move |(_, place)| (at, place))
        });
        let mut words: Vec<(u32, u32)> = all.collect();
        words.par_sort_unstable_by(|a, b| by_end(word(groups, *a), word(groups, *b)));
        words.dedup_by(|a, b| word(groups, *a) == word(groups, *b));
        let mut starts = Vec::new();
        let mut size = usize::MAX;
        for (at, place) in words.iter().enumerate() {
            let own = word(groups, *place).len() + 1;
            if size.saturating_add(own) > FILE {
                starts.push(at);
                size = 0;
            }
            size += own;
        }
        Self { words, starts }
    }

    /// The words with some last letters, in order.
    pub(super) fn ending<'g>(
        &self,
        groups: &'g [Group],
        letters: &str,
    ) -> impl Iterator<Item = &'g str> {
        let from = self.words.partition_point(|at| by_end(word(groups, *at), letters).is_lt());
        let all = self.words[from..].iter().map(|at| word(groups, *at));
        all.take_while(move |word| word.ends_with(letters))
    }

    /// The group that has a word, if one has it.
    pub(super) fn group_of(&self, groups: &[Group], sought: &str) -> Option<usize> {
        let at = self.words.binary_search_by(|at| by_end(word(groups, *at), sought)).ok()?;
        Some(self.words[at].0 as usize)
    }

    /// How many files there are.
    pub(super) fn files(&self) -> usize {
        self.starts.len()
    }

    /// The first word of each file, its last letter first.
    pub(super) fn heads(&self, groups: &[Group]) -> Vec<String> {
        let first = |at: &usize| word(groups, self.words[*at]).chars().rev().collect();
        self.starts.iter().map(first).collect()
    }

    /// The words of a file.
    pub(super) fn file(&self, groups: &[Group], at: usize) -> String {
        let end = self.starts.get(at + 1).copied().unwrap_or(self.words.len());
        let words = self.words[self.starts[at]..end].iter();
        words.map(|place| word(groups, *place)).collect::<Vec<&str>>().join(" ")
    }
}

fn word(groups: &[Group], (group, place): (u32, u32)) -> &str {
    &groups[group as usize].members[place as usize]
}

/// Whether a word is long enough, and of letters alone: a slip in a number is another number.
fn is_spelled(word: &str) -> bool {
    word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic)
}

fn by_end(a: &str, b: &str) -> Ordering {
    a.chars().rev().cmp(b.chars().rev())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_by_their_last_letters() {
        let group = |members: &[&str]| Group {
            members: members.iter().map(|word| (*word).into()).collect(),
            stem: members[0].into(),
            places: Vec::new(),
            size: 0,
        };
        let groups =
            [group(&["mediate", "mediation"]), group(&["a70b9x"]), group(&["nation", "war"])];
        let endings = Endings::of(&groups);
        assert_eq!(endings.files(), 1);
        assert_eq!(endings.file(&groups, 0), "mediate mediation nation");
        assert_eq!(endings.heads(&groups), ["etaidem"]);
        let ending: Vec<&str> = endings.ending(&groups, "ation").collect();
        assert_eq!(ending, ["mediation", "nation"]);
        assert_eq!(endings.group_of(&groups, "nation"), Some(2));
        assert_eq!(endings.group_of(&groups, "ration"), None);
    }
}
