//! Words → the plain letters under which they are found.
//!
//! `find.js` folds what readers type by the same steps: compatibility forms are taken apart (NFKD),
//! the marks of European, Hebrew and Arabic letters go, letters become small, letters that Unicode
//! does not take apart get the plain ones that stand for them, and what is left is put together again
//! (NFC). Marks of other scripts stay: they are vowels there.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::parse::text;

/// A word as the index has it.
pub(super) fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return match word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(word.to_ascii_lowercase()),
            false => Cow::Borrowed(word),
        };
    }
    let bare = word.nfkd().filter(|letter| !is_left_out(*letter));
    let small = bare.flat_map(char::to_lowercase).flat_map(plain);
    Cow::Owned(small.nfc().collect())
}

/// The plain letters that stand for a small one.
fn plain(letter: char) -> impl Iterator<Item = char> {
    text::folded(match letter {
        'ς' => 'σ',
        'ى' => 'ي',
        'ة' => 'ه',
        other => other,
    })
}

/// Whether a character changes no word: an accent, a vowel sign of Hebrew or Arabic, a stretch of
/// Arabic writing, or what is invisible.
pub(super) fn is_left_out(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}' | '\u{ad}' | '\u{200b}'..='\u{200f}'
        | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_to_the_letters_of_every_keyboard() {
        for (word, folded) in [
            ("Mediation", "mediation"),
            ("Łódź", "lodz"),
            ("Straße", "strasse"),
            ("Ærø", "aero"),
            ("İstanbul", "istanbul"),
            ("H₂O", "h2o"),
            ("Ｆｕｌｌ", "full"),
            ("ﬁnal", "final"),
            ("Йод", "иод"),
            ("Σίσυφος", "σισυφοσ"),
            ("مُحَمَّد", "محمد"),
            ("أمم", "امم"),
            ("שָׁלוֹם", "שלום"),
            ("が", "が"),
            ("น้ำ", "น้\u{e4d}า"),
            ("한국", "한국"),
        ] {
            assert_eq!(fold(word), folded, "{word}");
        }
    }
}
