//! Two leaves of one document → the words of which the second says something else.
//!
//! A part of the index is made of what all leaves say of its words. After an edit most of them say what
//! they said, and most parts need not be made again.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;

use super::leaf::{Leaf, Leaved, Posting, field};

/// What leaves of the last time said otherwise.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Changed {
    /// The words of which they did, as the leaves have them.
    pub(super) words: BTreeSet<String>,
    /// Whether answers showed something else of a record.
    pub(super) has_lines: bool,
}

/// What of a record is not as it was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Touched {
    Nothing,
    /// Its text, of the same length.
    Text,
    /// What all its words are weighed by, or what answers show of it.
    Whole,
}

impl Changed {
    /// Adds what two leaves of a document with the same records say otherwise. `None`, if they have
    /// others.
    pub(super) fn add(&mut self, before: &Leaf, now: &Leaf) -> Option<()> {
        if before.records.len() != now.records.len() {
            return None;
        }
        let records = before.records.iter().zip(&now.records);
        self.has_lines |= records.clone().any(|(before, now)| before.line != now.line);
        let touched = records.map(|(own, other)| touched((before, own), (now, other)));
        let pair = Pair { before, now, touched: touched.collect() };
        let mut places: HashMap<&str, u32, FixedState> = before.words.iter().zip(0..).collect();
        for (word, at) in now.words.iter().zip(0..) {
            let old = places.remove(word);
            if !old.is_some_and(|old| pair.says_the_same(old, at)) {
                self.words.insert(word.to_owned());
            }
        }
        self.words.extend(places.into_keys().map(str::to_owned));
        Some(())
    }
}

fn touched((before, own): (&Leaf, &Leaved), (now, other): (&Leaf, &Leaved)) -> Touched {
    if own.line != other.line || own.length != other.length {
        return Touched::Whole;
    }
    let texts = (before.text.held(&own.text), now.text.held(&other.text));
    if texts.0.is_some() && texts.0 == texts.1 { Touched::Nothing } else { Touched::Text }
}

struct Pair<'l> {
    before: &'l Leaf,
    now: &'l Leaf,
    /// By the places of records.
    touched: Vec<Touched>,
}

impl Pair<'_> {
    /// Whether both leaves say the same of a word, which has a place in each.
    fn says_the_same(&self, before: u32, now: u32) -> bool {
        let (mut old, mut new) = (self.before.postings(before), self.now.postings(now));
        let mut places = (Vec::new(), Vec::new());
        loop {
            places.0.clear();
            places.1.clear();
            match (old.next(&mut places.0), new.next(&mut places.1)) {
                (None, None) => return true,
                (Some(a), Some(b)) if places.0 == places.1 && self.is_same(a, b) => {}
                _ => return false,
            }
        }
    }

    fn is_same(&self, before: Posting, now: Posting) -> bool {
        if (before.record, before.fields) != (now.record, now.fields) {
            return false;
        }
        match self.touched[now.record as usize] {
            Touched::Nothing => before.at == now.at,
            Touched::Whole => false,
            Touched::Text if now.fields & field::SHOWN == 0 => true,
            Touched::Text => {
                let excerpt = |leaf: &Leaf, own: Posting| leaf.excerpt(own.record, own.at);
                excerpt(self.before, before) == excerpt(self.now, now)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Found;
    use super::*;

    fn leaf(title: &str, html: &str) -> Leaf {
        let first = Found { title: title.into(), html: vec![html.into()], ..Found::default() };
        let other = Found { html: vec!["<p>War and peace</p>".into()], ..Found::default() };
        Leaf::of(&[first, other])
    }

    fn changed(before: &Leaf, now: &Leaf) -> (String, bool) {
        let mut changed = Changed::default();
        changed.add(before, now).expect("the same records");
        (Vec::from_iter(changed.words).join(" "), changed.has_lines)
    }

    #[test]
    fn words_are_changed_whose_places_or_sentences_are() {
        let before = leaf("Title", "<p>One thing is said. Here is another.</p>");
        for (title, html, words) in [
            ("Title", "<p>One thing is said. Here is another.</p>", ""),
            ("Title", "<p>One thing is said. Here is different.</p>", "another different here"),
            (
                "Title",
                "<p>One <b>duty</b> is said. Here is another.</p>",
                "duty is one said thing title",
            ),
            (
                "Titles",
                "<p>One thing is said. Here is another.</p>",
                "another here is one said thing title titles",
            ),
        ] {
            let now = leaf(title, html);
            let (own, has_lines) = changed(&before, &now);
            assert_eq!((&*own, has_lines), (words, title == "Titles"), "{title} {html}");
        }
    }

    #[test]
    fn other_records_cannot_be_compared() {
        let (one, none) = (Leaf::of(&[Found::default()]), Leaf::of(&[]));
        assert_eq!(Changed::default().add(&one, &none), None);
    }
}
