//! The sentences of text in Latin letters and usual punctuation, as most text is.
//!
//! The rules are those of [UAX #29](https://www.unicode.org/reports/tr29/#Sentence_Boundaries), whose
//! numbers stand beside them. In such text a sentence ends after a full stop, a question mark, an
//! exclamation mark or a line break alone, so that nothing else need be looked at closely. A test
//! holds the boundaries to those that the tables for all of Unicode give, ten times as slowly.

/// Whether a text has nothing but the letters and signs that are known here: those of ASCII, Latin-1
/// and Latin Extended-A, dashes, quotation marks and the ellipsis.
pub(super) fn is_known(text: &str) -> bool {
    text.is_ascii() || text.chars().all(is_known_letter)
}

fn is_known_letter(letter: char) -> bool {
    matches!(letter, '\0'..='\x7f' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{17f}'
        | '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201f}' | '\u{2026}' | '\u{2039}' | '\u{203a}')
}

/// Where the sentences of a text end, the last one at the end of the text.
pub(super) fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    let inner = std::iter::from_fn(move || {
        while let Some(found) = text.as_bytes()[at..].iter().position(|byte| may_end(*byte)) {
            let mark = at + found;
            let end = match is_break(text[mark..].chars().next()) {
                true => Some(after_break(text, mark)),
                false => end(text, mark),
            };
            at = end.unwrap_or(mark + 1);
            if end.is_some_and(|end| end < text.len()) {
                return end;
            }
        }
        None
    });
    inner.chain((!text.is_empty()).then_some(text.len()))
}

/// Where the sentence ends whose last mark may be the one at a place.
fn end(text: &str, mark: usize) -> Option<usize> {
    let directly = text[mark + 1..].chars().next();
    let closed = skip(text, mark + 1, is_closing);
    let spaced = skip(text, closed, is_space);
    let follows = text[spaced..].chars().next();
    if is_break(follows) {
        return Some(after_break(text, spaced)); // SB9, SB10, SB4
    }
    if text[mark..].starts_with('.') {
        let in_number = directly.is_some_and(|letter| letter.is_ascii_digit()); // SB6
        let in_acronym = directly.is_some_and(char::is_uppercase)
            && text[..mark].ends_with(|letter: char| letter.is_alphabetic()); // SB7
        let word = skip(text, spaced, |letter| {
            !letter.is_alphabetic() && !u8::try_from(letter).is_ok_and(may_end)
        });
        let goes_on = text[word..].starts_with(char::is_lowercase); // SB8
        if in_number || in_acronym || goes_on {
            return None;
        }
    }
    let continues = |letter| ",-:;.?!\u{2013}\u{2014}".contains(letter); // SB8a
    (!follows.is_some_and(continues)).then_some(spaced) // SB11
}

/// The first place from one on where something else stands.
fn skip(text: &str, from: usize, is: impl Fn(char) -> bool) -> usize {
    text[from..].find(|letter| !is(letter)).map_or(text.len(), |found| from + found)
}

/// The place after the line break at another one.
fn after_break(text: &str, at: usize) -> usize {
    if text[at..].starts_with("\r\n") { at + 2 } else { at + 1 }
}

fn may_end(byte: u8) -> bool {
    matches!(byte, b'.' | b'?' | b'!' | b'\r' | b'\n')
}

fn is_break(letter: Option<char>) -> bool {
    matches!(letter, Some('\r' | '\n'))
}

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\x0b' | '\x0c' | '\u{a0}')
}

fn is_closing(letter: char) -> bool {
    matches!(
        letter,
        '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '\u{ab}' | '\u{bb}' | '\u{2018}'
            ..='\u{201f}' | '\u{2039}' | '\u{203a}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn boundaries_are_those_of_the_whole_of_unicode(
            text in "[a-cA-C0-3.?!,;:()\"' \t\r\n\x0b\x0c\x00\x7f\u{a0}éßÀªŁı«’“–—…-]{0,24}|[ -~]{0,60}",
            any in "[ .A.a]{0,2}[\u{a0}-\u{17f}\u{2010}-\u{203a}][ .A.a]{0,3}",
        ) {
            for text in [text, any] {
                let pieces = text.split_sentence_bound_indices();
                let expected: Vec<usize> = pieces.map(|(start, piece)| start + piece.len()).collect();
                if is_known(&text) {
                    prop_assert_eq!(sentence_ends(&text).collect::<Vec<usize>>(), expected);
                }
            }
        }
    }
}
