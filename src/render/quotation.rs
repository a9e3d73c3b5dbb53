//! What is quoted of the sentence in which a record is mentioned.
//!
//! A page quotes every sentence that mentions its record, and a sentence may mention hundreds of
//! records: quoted in full, a report would grow with the cube of its length. So a long sentence is
//! quoted around the mention, and one that mentions many in fewer words.

use crate::model::RecordIndex;
use crate::parse::Sentence;
use crate::resolve::{Target, Text};

use super::Renderer;

/// How many characters of a sentence are quoted at most.
const LONGEST: usize = 320;
/// How many of a sentence that refers to many records.
const LONGEST_OF_MANY: usize = 80;
/// From how many references on a sentence is one of many.
const MANY: usize = 8;

impl Renderer {
    /// A sentence of a record, or the part of it around its first reference to another, as plain text.
    pub(super) fn quoted(
        &self,
        sentence: &Sentence,
        targets: &Text,
        (from, to): (RecordIndex, RecordIndex),
    ) -> String {
        let language = self.model.records[from].language;
        let count = sentence.titles.len().max(sentence.links.len());
        let longest = if count > MANY { LONGEST_OF_MANY } else { LONGEST };
        let leads_there = |&&(_, link): &&(u32, u32)| self.means(&targets.links[link as usize], to);
        let found = sentence.titles.iter().find(leads_there);
        let found = found.or_else(|| sentence.links.iter().find(leads_there));
        let focus = found.map_or(0, |(at, _)| *at);
        let title = |link: u32| self.target_title(&targets.links[link as usize], language);
        let split = sentence.titles.partition_point(|(at, _)| *at < focus);
        let (earlier, later) = sentence.titles.split_at(split);

        let mut before = Gathered::new(longest);
        let mut end = focus as usize;
        for &(at, link) in earlier.iter().rev() {
            if !(before.put_in_front(&sentence.text[at as usize..end])
                && before.put_in_front(&title(link)))
            {
                break;
            }
            end = at as usize;
        }
        before.put_in_front(&sentence.text[..end]);

        let mut after = Gathered::new(longest);
        let mut start = focus as usize;
        for &(at, link) in later {
            if !(after.append(&sentence.text[start..at as usize]) && after.append(&title(link))) {
                break;
            }
            start = at as usize;
        }
        after.append(&sentence.text[start..]);
        joined(&before, &after, longest)
    }

    /// Whether a reference leads to a record, or to a heading in it.
    fn means(&self, target: &Target, record: RecordIndex) -> bool {
        match target {
            Target::Record(own) => *own == record,
            Target::Heading(document, heading) => {
                let headings = &self.model.documents[*document].document.headings;
                self.model.record_at(*document, headings[*heading].section.start) == record
            }
            Target::Item(document, item) => {
                let items = &self.model.documents[*document].document.items;
                self.model.record_at(*document, items[*item].at) == record
            }
            Target::Top(_)
            | Target::Overview(_)
            | Target::List(..)
            | Target::Asset(_)
            | Target::Picture(_)
            | Target::Missing(_)
            | Target::Hidden => false,
        }
    }
}

/// So much of a text as may be quoted.
struct Gathered {
    text: String,
    /// How many characters it has.
    length: usize,
    longest: usize,
    /// Whether there is more of the text.
    is_cut: bool,
}

impl Gathered {
    fn new(longest: usize) -> Self {
        Self { text: String::new(), length: 0, longest, is_cut: false }
    }

    /// Adds a piece behind the text; says whether all of it was taken.
    fn append(&mut self, piece: &str) -> bool {
        let room = self.longest - self.length;
        let end = piece.char_indices().nth(room).map(|(at, _)| at);
        self.is_cut |= end.is_some();
        let taken = &piece[..end.unwrap_or(piece.len())];
        self.length += taken.chars().count();
        self.text.push_str(taken);
        !self.is_cut
    }

    /// Adds a piece in front of the text; says whether all of it was taken.
    fn put_in_front(&mut self, piece: &str) -> bool {
        let room = self.longest - self.length;
        let start = piece.char_indices().rev().nth(room).map(|(at, cut)| at + cut.len_utf8());
        self.is_cut |= start.is_some();
        let taken = &piece[start.unwrap_or(0)..];
        self.length += taken.chars().count();
        self.text.insert_str(0, taken);
        !self.is_cut
    }
}

/// What stands before a mention and what begins with it, in so many characters, cut between words.
fn joined(before: &Gathered, after: &Gathered, longest: usize) -> String {
    let is_whole = !before.is_cut && !after.is_cut && before.length + after.length <= longest;
    if is_whole {
        return format!("{}{}", before.text, after.text);
    }
    let behind = after.length.min(longest - before.length.min(longest / 2));
    let in_front = before.length.min(longest - behind);
    let mut quoted = String::new();
    let skipped = before.length - in_front;
    let start = before.text.char_indices().nth(skipped).map_or(before.text.len(), |(at, _)| at);
    if before.is_cut || skipped > 0 {
        let kept = &before.text[start..];
        let word = kept.find(char::is_whitespace).map_or(kept, |at| kept[at..].trim_start());
        quoted.push('…');
        quoted.push_str(word);
    } else {
        quoted.push_str(&before.text);
    }
    let end = after.text.char_indices().nth(behind).map_or(after.text.len(), |(at, _)| at);
    if after.is_cut || end < after.text.len() {
        let kept = &after.text[..end];
        let word = kept.rfind(char::is_whitespace).map_or(kept, |at| &kept[..at]);
        quoted.push_str(word.trim_end_matches([',', ';', ':', ' ']));
        quoted.push('…');
    } else {
        quoted.push_str(&after.text);
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(before: &[&str], after: &[&str], longest: usize) -> String {
        let (mut front, mut back) = (Gathered::new(longest), Gathered::new(longest));
        let _ = before.iter().rev().all(|piece| front.put_in_front(piece));
        let _ = after.iter().all(|piece| back.append(piece));
        joined(&front, &back, longest)
    }

    #[test]
    fn a_sentence_that_fits_is_quoted_whole() {
        assert_eq!(quoted(&["The ", "Panel "], &["met."], 14), "The Panel met.");
        assert_eq!(quoted(&["The ", "Panel "], &["met."], 13), "…Panel met.");
    }

    #[test]
    fn a_long_sentence_is_cut_between_words_around_the_mention() {
        for (before, after, expected) in [
            ("one two three four ", "HERE five six seven", "…four HERE five…"),
            ("", "HERE one two, three four five", "HERE one two, three…"),
            ("one two three four five ", "HERE.", "…four five HERE."),
            (
                "甲乙丙丁戊己庚辛壬癸子丑",
                "HERE寅卯辰巳午未申酉戌亥",
                "…丙丁戊己庚辛壬癸子丑HERE寅卯辰巳午未…",
            ),
        ] {
            assert_eq!(quoted(&[before], &[after], 20), expected);
        }
    }
}
