//! What is quoted of the sentence in which a record is mentioned.
//!
//! A page quotes every sentence that mentions its record, and a sentence may mention hundreds of
//! records: quoted in full, a report would grow with the cube of its length. So a long sentence is
//! quoted around the mention, and one that mentions many in fewer words.

use std::borrow::Cow;
use std::ops::Range;

use crate::ids::RecordId;
use crate::parse::phrase::Mark;
use crate::parse::{Phrase, STAND_IN, Sentence};
use crate::resolve::{Target, Text};

use super::Renderer;

/// How many characters of a sentence are quoted at most.
const LONGEST: usize = 320;
/// How many of a sentence that refers to many records.
const LONGEST_OF_MANY: usize = 80;
/// From how many references on a sentence is one of many.
const MANY: usize = 8;

impl Renderer {
    /// A sentence of a record, or the part of it around its first reference to another, with its
    /// markup.
    pub(super) fn quoted(
        &self,
        sentence: &Sentence,
        targets: &Text,
        (from, to): (RecordId, RecordId),
    ) -> Phrase {
        let language = self.model.records[from].language;
        let count = sentence.titles.len().max(sentence.links.len());
        let longest = if count > MANY { LONGEST_OF_MANY } else { LONGEST };
        let leads_there = |&&(_, link): &&(u32, u32)| self.means(&targets.links[link as usize], to);
        let found = sentence.titles.iter().find(leads_there);
        let found = found.or_else(|| sentence.links.iter().find(leads_there));
        let focus = found.map_or(0, |(at, _)| *at as usize);
        let title = |link: u32| self.target_title(&targets.links[link as usize], language);
        let near = reach(sentence, focus, longest, title);
        let (text, marks) = self.sentence(&sentence.part(&near), targets, language);
        let first = sentence.titles.partition_point(|(at, _)| (*at as usize) < near.start);
        let in_front = sentence.titles[first..].iter().take_while(|(at, _)| (*at as usize) < focus);
        let focus = in_front.fold(focus - near.start, |focus, (_, link)| {
            focus + title(*link).len() - STAND_IN.len()
        });
        cut(&text, &marks, focus, longest)
    }

    /// Whether a reference leads to a record, or to a heading in it.
    fn means(&self, target: &Target, record: RecordId) -> bool {
        match target {
            Target::Record(own) => *own == record,
            Target::Heading(document, heading) => {
                self.model.outline(*document).record_of_heading(*heading) == record
            }
            Target::Item(document, item) => {
                self.model.outline(*document).record_of_item(*item) == record
            }
            Target::Top(_)
            | Target::Overview(_)
            | Target::List(..)
            | Target::Asset(_)
            | Target::Outside(_)
            | Target::Anchor(..)
            | Target::Picture(_)
            | Target::Elsewhere(_)
            | Target::Missing(_)
            | Target::Hidden => false,
        }
    }
}

/// The part of a sentence from which up to so many characters around an offset are quoted: it has at
/// least one more on each side, if there are more.
fn reach<'t>(
    sentence: &Sentence,
    focus: usize,
    longest: usize,
    title: impl Fn(u32) -> Cow<'t, str>,
) -> Range<usize> {
    let split = sentence.titles.partition_point(|(at, _)| (*at as usize) < focus);
    let (earlier, later) = sentence.titles.split_at(split);
    let text = &sentence.text;

    let mut room = Room(longest + 1);
    let mut start = focus;
    for &(at, link) in earlier.iter().rev() {
        let behind = at as usize + STAND_IN.len();
        start = room.before(&text[behind..start]) + behind;
        if room.is_full() {
            break;
        }
        room.before(&title(link));
        start = at as usize;
    }
    if !room.is_full() {
        start = room.before(&text[..start]);
    }

    let mut room = Room(longest + 1);
    let mut end = focus;
    for &(at, link) in later {
        end += room.after(&text[end..at as usize]);
        if room.is_full() {
            break;
        }
        room.after(&title(link));
        end = at as usize + STAND_IN.len();
    }
    if !room.is_full() {
        end += room.after(&text[end..]);
    }
    start..end
}

/// How many characters may still be taken.
struct Room(usize);

impl Room {
    fn is_full(&self) -> bool {
        self.0 == 0
    }

    /// Takes characters from the start of a text: up to which byte.
    fn after(&mut self, text: &str) -> usize {
        let end = text.char_indices().nth(self.0).map_or(text.len(), |(at, _)| at);
        self.0 -= text[..end].chars().count();
        end
    }

    /// Takes characters from the end of a text: from which byte on.
    fn before(&mut self, text: &str) -> usize {
        let start = text.char_indices().rev().nth(self.0);
        let start = start.map_or(0, |(at, left)| at + left.len_utf8());
        self.0 -= text[start..].chars().count();
        start
    }
}

/// So many characters of a text around a place, cut between words, with their markup.
fn cut(text: &str, marks: &[Mark], focus: usize, longest: usize) -> Phrase {
    let (range, is_cut) = around(text, focus, longest);
    let mut quoted = Phrase::of(text, marks, range).bounded(longest);
    if is_cut.1 {
        quoted.push("…");
    }
    if is_cut.0 {
        quoted.put_before("…");
    }
    quoted
}

/// So many characters of a text around a place, cut between words; and whether it is cut in front and
/// behind.
fn around(text: &str, focus: usize, longest: usize) -> (Range<usize>, (bool, bool)) {
    let (before, after) = text.split_at(focus);
    let (in_front, behind) = (before.chars().count(), after.chars().count());
    if in_front + behind <= longest {
        return (0..text.len(), (false, false));
    }
    let behind = behind.min(longest - in_front.min(longest / 2));
    let skipped = in_front - in_front.min(longest - behind);
    let mut start = before.char_indices().nth(skipped).map_or(before.len(), |(at, _)| at);
    if skipped > 0 {
        let kept = &before[start..];
        let word = kept.find(char::is_whitespace).map_or(kept, |at| kept[at..].trim_start());
        start = before.len() - word.len();
    }
    let end = after.char_indices().nth(behind).map(|(at, _)| at);
    let Some(end) = end else { return (start..text.len(), (skipped > 0, false)) };
    let kept = &after[..end];
    let word = kept.rfind(char::is_whitespace).map_or(kept, |at| &kept[..at]);
    let word = word.trim_end_matches([',', ';', ':', ' ']);
    (start..focus + word.len(), (skipped > 0, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(before: &str, after: &str, longest: usize) -> String {
        cut(&format!("{before}{after}"), &[], before.len(), longest).text
    }

    #[test]
    fn a_sentence_that_fits_is_quoted_whole() {
        assert_eq!(quoted("The Panel ", "met.", 14), "The Panel met.");
        assert_eq!(quoted("The Panel ", "met.", 13), "…Panel met.");
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
            assert_eq!(quoted(before, after, 20), expected);
        }
    }

    #[test]
    fn markup_is_cut_where_the_words_are() {
        let text = "one two three four HERE five six seven";
        let html = |from: &str, to: &str, tag: &str| {
            let range = text.find(from).unwrap()..text.find(to).unwrap() + to.len();
            let mark = Mark::instead(range.clone(), &format!("{tag}{}</b>", &text[range.clone()]));
            let around = Mark::around(range, "<em>".into());
            cut(text, &[if tag.is_empty() { around } else { mark }], 19, 20).html
        };
        assert_eq!(html("three", "five", "").as_deref(), Some("…<em>four HERE five</em>…"));
        assert_eq!(html("one", "two", ""), None);
        assert_eq!(html("HERE", "HERE", "<b>").as_deref(), Some("…four <b>HERE</b> five…"));
        assert_eq!(html("three", "four", "<b>"), None);
        assert_eq!(html("HERE", "HERE", &format!("<b title=\"{}\">", "x".repeat(500))), None);
    }
}
