//! A text → its words.
//!
//! A word is a run of letters, digits and their marks; a full stop between two digits is part of it
//! (`9.3`). Scripts that put no blanks between words are taken apart by the dictionaries of ICU4X.
//! `find.js` does the same with what readers type, with the dictionaries of the browser.

use std::ops::Range;
use std::sync::OnceLock;

use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use unicode_normalization::char::is_combining_mark;

use super::fold::is_left_out;

/// Hands on the byte range of every word of a text, in order.
pub(super) fn each_word(text: &str, mut each: impl FnMut(Range<usize>)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = ascii_end(bytes, at);
        if end > at && bytes.get(end).is_none_or(u8::is_ascii) {
            each(at..end);
            at = end;
        } else if bytes[at].is_ascii() && end == at {
            at += 1;
        } else {
            at = other_word(text, at, &mut each);
        }
    }
}

/// Where a run of ASCII letters and digits ends that begins at a place.
fn ascii_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < bytes.len() {
        let is_joined = bytes[at] == b'.'
            && at > start
            && bytes[at - 1].is_ascii_digit()
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !bytes[at].is_ascii_alphanumeric() && !is_joined {
            break;
        }
        at += 1;
    }
    at
}

/// Hands on what begins at a place where there may be letters beyond ASCII; says where it ends.
fn other_word(text: &str, start: usize, each: &mut impl FnMut(Range<usize>)) -> usize {
    let mut kind = None;
    let mut end = start;
    let mut letters = text[start..].char_indices().peekable();
    let mut before = ' ';
    while let Some((at, letter)) = letters.next() {
        let is_joined = letter == '.'
            && before.is_ascii_digit()
            && letters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        let is_part = is_joined || is_of_word(letter) || (at > 0 && is_left_out(letter));
        let own = is_unspaced(letter) || (is_combining_mark(letter) && kind == Some(true));
        if !is_part || *kind.get_or_insert(own) != own {
            break;
        }
        before = letter;
        end = start + at + letter.len_utf8();
    }
    match kind {
        Some(_) if end == start => {}
        None => {}
        Some(true) => segment(&text[start..end], start, each),
        Some(false) => each(start..end),
    }
    let next = text[start..].chars().next().map_or(1, char::len_utf8);
    end.max(start + if end == start { next } else { 0 })
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

/// Whether a letter is of a script that puts no blanks between words: Thai, Lao, Burmese, Khmer,
/// Han and the syllables of Japanese.
fn is_unspaced(letter: char) -> bool {
    matches!(u32::from(letter),
        0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3005..=0x3007 | 0x3040..=0x30ff
        | 0x31f0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff
        | 0xff66..=0xff9f | 0x20000..=0x3ffff)
}

fn segment(run: &str, start: usize, each: &mut impl FnMut(Range<usize>)) {
    static SEGMENTER: OnceLock<WordSegmenterBorrowed<'static>> = OnceLock::new();
    let segmenter = SEGMENTER.get_or_init(|| WordSegmenter::new_dictionary(Default::default()));
    let mut from = 0;
    for to in segmenter.segment_str(run).filter(|to| *to > 0) {
        each(start + from..start + to);
        from = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        each_word(text, |range| found.push(&text[range]));
        found
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        for (text, expected) in [
            ("See 9.3, AC-2(1).", "See|9.3|AC|2|1"),
            ("l’accord d'Évian", "l|accord|d|Évian"),
            ("CO₂ caf\u{e9}s Łódź x", "CO₂|caf\u{e9}s|Łódź|x"),
            ("naïve—2.5", "naïve|2.5"),
            ("1.а é.2 (é)", "1|а|é|2|é"),
            ("", ""),
            ("«…» 🎉", ""),
            ("пре\u{301}жде всего", "пре\u{301}жде|всего"),
        ] {
            assert_eq!(words(text).join("|"), expected, "{text}");
        }
    }

    #[test]
    fn scripts_without_blanks_are_taken_apart() {
        assert_eq!(words("预防冲突。UN维和行动"), ["预防", "冲突", "UN", "维和", "行动"]);
        assert_eq!(words("紛争の予防").join("|"), "紛争|の|予防");
        assert_eq!(words("การป้องกันความขัดแย้ง").join(""), "การป้องกันความขัดแย้ง");
        assert!(words("การป้องกันความขัดแย้ง").len() > 2);
    }
}
