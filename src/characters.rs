//! Characters that readers cannot see and that change what they see.
//!
//! Goes in: a file, or a part of one in which characters may be written by their numbers. Comes
//! out: a problem for each that does harm, at the place where it is written. What is printed goes
//! through [`clean`].

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic, tallied};
use crate::source::Source;

/// Reports characters of a file that hide or reorder text. Those that joined letters of Persian,
/// Indic scripts and pictures need, soft hyphens and the marks of Arabic and Hebrew that are
/// letters of a direction are none of them.
pub(crate) fn check(source: &Arc<Source>, diagnostics: &mut Vec<Diagnostic>) {
    let base = source.bom_len();
    let text = &source.text[base..];
    // Nearly all text passes here.
    let rare = |&(_, letter): &(usize, char)| !matches!(letter, ' '..'\u{7f}' | '\n' | '\t');
    let found = text.char_indices().filter(rare).filter_map(|(at, letter)| {
        let alone = !text[at + letter.len_utf8()..].starts_with('\n');
        let span = base + at..base + at + letter.len_utf8();
        problem(source, span, letter, alone)
    });
    diagnostics.append(&mut tallied(source, found));
}

/// Reports such characters that a string or a key of TOML or YAML writes as escapes; `span` is its place
/// with its quotation marks.
pub(crate) fn check_escapes(
    source: &Arc<Source>,
    span: &Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(written) = source.text.get(span.clone()).filter(|text| text.starts_with('"')) else {
        return;
    };
    let found = escapes(written).filter(|(_, letter)| *letter != '\r');
    diagnostics.extend(found.filter_map(|(at, letter)| {
        problem(source, span.start + at.start..span.start + at.end, letter, true)
    }));
}

/// The problem of a character that does harm, if it does; `alone` says that no line feed follows.
fn problem(
    source: &Arc<Source>,
    span: Range<usize>,
    letter: char,
    alone: bool,
) -> Option<Diagnostic> {
    let message = named(letter, trouble(letter, alone)?);
    Some(Diagnostic::at(Code::BadCharacter, source, span, message).help(HELP))
}

/// What is said of a character that does harm.
fn named(letter: char, what: &str) -> String {
    format!("U+{:04X} {what}", u32::from(letter))
}

/// The way out.
pub(crate) const HELP: &str = "remove the character";

/// The characters that escapes of a string stand for, with their places in it.
fn escapes(written: &str) -> impl Iterator<Item = (Range<usize>, char)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + written[from..].find('\\')?;
            let sign = written[at + 1..].chars().next()?;
            from = at + 1 + sign.len_utf8();
            let digits = match sign {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                // These are YAML's own.
                '0' => return Some((at..from, '\0')),
                'a' => return Some((at..from, '\u{7}')),
                'v' => return Some((at..from, '\u{b}')),
                'N' => return Some((at..from, '\u{85}')),
                'L' => return Some((at..from, '\u{2028}')),
                'P' => return Some((at..from, '\u{2029}')),
                'b' => return Some((at..from, '\u{8}')),
                'f' => return Some((at..from, '\u{c}')),
                'e' => return Some((at..from, '\u{1b}')),
                _ => continue,
            };
            let Some(number) = written.get(from..from + digits) else { continue };
            let number = u32::from_str_radix(number, 16).ok();
            if let Some(letter) = number.and_then(char::from_u32) {
                from += digits;
                return Some((at..from, letter));
            }
        }
    })
}

/// Character references by name that stand for blanks that nobody sees.
const UNSEEN: &[(&str, char)] = &[
    ("ZeroWidthSpace", '\u{200b}'),
    ("NegativeVeryThinSpace", '\u{200b}'),
    ("NegativeThinSpace", '\u{200b}'),
    ("NegativeMediumSpace", '\u{200b}'),
    ("NegativeThickSpace", '\u{200b}'),
    ("NoBreak", '\u{2060}'),
];

/// The character references of a text that stand for characters that do harm, with their places
/// and what is said of them. Which of them stand in code, where they stand for themselves, the
/// caller knows.
pub(crate) fn references(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    let places = text.match_indices('&').map(|(at, _)| at).filter(|at| !is_escaped(text, *at));
    places.filter_map(|at| {
        let (length, letter) = reference(&text[at + 1..])?;
        let message = named(letter, trouble(letter, true)?);
        Some((at..at + 1 + length, message))
    })
}

/// Whether a backslash takes the meaning from the character at a place.
fn is_escaped(text: &str, at: usize) -> bool {
    let slashes = text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
    slashes % 2 == 1
}

/// The character that a reference stands for whose `&` stands in front, and the reference's length.
fn reference(text: &str) -> Option<(usize, char)> {
    let Some(number) = text.strip_prefix('#') else {
        let (name, letter) = UNSEEN
            .iter()
            .find(|(name, _)| text.strip_prefix(name).is_some_and(|it| it.starts_with(';')))?;
        return Some((name.len() + 1, *letter));
    };
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // Browsers read references without a semicolon as well.
    let count = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let number = u32::from_str_radix(&digits[..count], radix).ok()?;
    let end = text.len() - digits.len() + count;
    let semicolon = usize::from(text[end..].starts_with(';'));
    let letter = match number {
        0 => '\0',
        number => char::from_u32(number)?,
    };
    // Line ends stand for themselves.
    (letter != '\r').then_some((end + semicolon, letter))
}

/// What a character does to those around it, if it does harm; `alone` says that no line feed
/// follows.
fn trouble(letter: char, alone: bool) -> Option<&'static str> {
    match letter {
        '\r' if alone => Some("is not a line end unless a line feed follows"),
        '\r' | '\n' | '\t' => None,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some("changes the direction of the text around it")
        }
        '\u{200b}' | '\u{2060}' | '\u{feff}' => Some("is an invisible space"),
        '\u{2028}' | '\u{2029}' => Some("is an invisible line end"),
        '\u{e0000}'..='\u{e007f}' => Some("is invisible text"),
        _ if letter.is_control() => Some("is a control character"),
        _ => None,
    }
}

/// A text without control characters that HTML and XML do not know: each is shown as U+FFFD.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    match text.bytes().any(is_unknown) {
        true => text
            .replace(|letter: char| u8::try_from(letter).is_ok_and(is_unknown), "\u{fffd}")
            .into(),
        false => text.into(),
    }
}

/// Whether a byte is a control character that HTML and XML do not know.
pub(crate) fn is_unknown(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0xb | 0xe..=0x1f | 0x7f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_found_where_they_stand() {
        let found: Vec<_> = escapes(r#""a\u202e\\u202e\U0000202Eb\b\n\x00\u12\P""#).collect();
        let expected = [
            (2..8, '\u{202e}'),
            (15..25, '\u{202e}'),
            (26..28, '\u{8}'),
            (30..34, '\0'),
            (38..40, '\u{2029}'),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn character_references_are_judged_by_what_they_stand_for() {
        let found = |text: &str| -> Vec<String> {
            references(text).map(|(span, message)| format!("{} {message}", &text[span])).collect()
        };
        for harmless in ["&amp;", "&#10;", "&#x41;", "a & b", r"\&#x202e;", "&lrm;&zwj;", "&#;"] {
            assert_eq!(found(harmless), [""; 0], "{harmless}");
        }
        for (text, first) in [
            ("a &#x202E; b", "&#x202E; U+202E changes the direction of the text around it"),
            (r"\\&#8238 b", "&#8238 U+202E changes the direction of the text around it"),
            ("&#0;", "&#0; U+0000 is a control character"),
            ("&NoBreak;", "&NoBreak; U+2060 is an invisible space"),
        ] {
            assert_eq!(found(text), [first], "{text}");
        }
    }

    #[test]
    fn unknown_control_characters_are_shown_as_such() {
        assert_eq!(clean("a\0b\u{1b}\tc\r\n\u{c}"), "a\u{fffd}b\u{fffd}\tc\r\n\u{c}");
        assert!(matches!(clean("e\u{301} \n"), Cow::Borrowed(_)));
    }
}
