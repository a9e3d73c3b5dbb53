//! The sentence of a text in which a word stands.

use std::ops::Range;

use crate::parse::text::sentence_at;

/// A sentence is cut to about so many characters before the word, and so many behind it.
const BEFORE: usize = 90;
const BEHIND: usize = 130;

/// No character takes more bytes.
const WIDEST: usize = 4;

/// What of a text is looked at for the sentence around one of its bytes: a little more than
/// [`around`] does, so that characters that begin or end outside of it do not count.
pub(super) fn window(at: usize) -> Range<usize> {
    at.saturating_sub((BEFORE + 2) * WIDEST)..at.saturating_add((BEHIND + 2) * WIDEST)
}

/// The sentence around a byte of a text of many lines. What is long is cut between words, and no more
/// of it is looked at than that takes: what programs write may be a line of many kilobytes.
pub(super) fn around(text: &str, at: usize) -> String {
    let at = text.floor_char_boundary(at.min(text.len()));
    let first = text.floor_char_boundary(at.saturating_sub((BEFORE + 1) * WIDEST));
    let last = text.ceil_char_boundary((at + (BEHIND + 1) * WIDEST).min(text.len()));
    let start = text[first..at].rfind('\n').map_or(first, |end| first + end + 1);
    let end = text[at..last].find('\n').map_or(last, |end| at + end);
    let own = sentence_at(&text[start..end], at - start);
    let own = own.map_or(start..end, |own| start + own.start..start + own.end);
    cut(text, own, at)
}

fn cut(text: &str, range: Range<usize>, at: usize) -> String {
    let from = text[range.start..at].char_indices().rev().nth(BEFORE);
    let to = text[at..range.end].char_indices().nth(BEHIND);
    let start = from.map_or(range.start, |(before, _)| {
        let before = range.start + before;
        text[before..at].find(' ').map_or(before, |blank| before + blank + 1)
    });
    let end = to.map_or(range.end, |(behind, _)| {
        let behind = at + behind;
        text[at..behind].rfind(' ').map_or(behind, |blank| at + blank)
    });
    let before = if start > range.start { "…" } else { "" };
    let behind = if end < range.end { "…" } else { "" };
    format!("{before}{}{behind}", text[start..end].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_the_sentence_of_the_word() {
        let text = "A heading\nFirst here. See No. 5 of it, e.g. this. “Third.” And on\n第一。第二句。第三";
        for (word, expected) in [
            ("heading", "A heading"),
            ("First", "First here."),
            ("this", "See No. 5 of it, e.g. this."),
            ("Third", "“Third.”"),
            ("on\n", "And on"),
            ("二", "第二句。"),
        ] {
            let at = text.find(word).unwrap();
            assert_eq!(around(text, at), expected, "{word}");
        }
    }

    #[test]
    fn long_sentences_are_cut_between_words() {
        let text = format!("{}middle {}end", "before ".repeat(40), "behind ".repeat(40));
        let cut = around(&text, text.find("middle").unwrap());
        assert!(cut.starts_with("…before ") && cut.ends_with(" behind…"), "{cut}");
        assert!(cut.contains("middle") && cut.chars().count() < 240, "{cut}");
        assert!(around(&"字".repeat(500), 600).chars().count() < 240);
        let numbers = around(&"12.5 0x7f; ".repeat(10_000), 50_000);
        assert!(numbers.starts_with('…') && numbers.ends_with('…'), "{numbers}");
    }
}
