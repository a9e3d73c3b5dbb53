//! Numbers, ids and symbols → one form, whatever their punctuation.
//!
//! `EIP-4844`, `eip 4844` and `eip4844` are all `eip-4844`; `AC-2(1)` is `ac-2-1`, and so is neither
//! `ac-21` nor `ac-2-10`. `find.js` makes the same of what readers type.

use super::fold::fold;

/// A name has at most so many letters and digits; what is longer is a sentence.
const LONGEST: usize = 80;

/// The term under which a whole name is found. No word of a text ends so.
pub(super) fn key(name: &str) -> Option<String> {
    let mut key = String::new();
    let mut last = None;
    for letter in fold(name).chars() {
        let kind = match letter {
            _ if letter.is_numeric() => Some(true),
            _ if letter.is_alphanumeric() => Some(false),
            // Marks belong to the letter before.
            _ if unicode_normalization::char::is_combining_mark(letter) => last,
            _ => None,
        };
        if kind.is_some() {
            if kind != last && !key.is_empty() {
                key.push('-');
            }
            key.push(letter);
        }
        last = kind;
    }
    (!key.is_empty() && key.len() <= LONGEST).then(|| key + "=")
}

/// The symbol with which a title begins, if it does: `AC-2 (1)` of `AC-2 (1) Automated management`.
pub fn symbol_before(title: &str) -> Option<String> {
    let mut words = title.split_whitespace();
    let first = words.next()?.trim_end_matches([':', '.', ',', '–', '—']);
    let is_symbol = first.chars().any(char::is_numeric) && first.chars().count() <= 24;
    let second = words
        .next()
        .filter(|word| word.starts_with('('))
        .map(|word| word.trim_end_matches([':', '.', ',', '–', '—']));
    let has_number = |word: &&str| word.chars().any(char::is_numeric);
    let name = match second.filter(has_number) {
        Some(second) => format!("{first} {second}"),
        None => first.to_owned(),
    };
    is_symbol.then_some(name)
}

/// The symbols in a value that is no sentence, apart and together: both of `A/70/95–S/2015/446`.
pub fn symbols_in(value: &str) -> Vec<String> {
    let is_one = |name: &&str| {
        name.chars().any(char::is_numeric)
            && name.chars().count() <= 48
            && name.split_whitespace().count() <= 3
    };
    let apart = value.split(['–', '—', ';', ',']).map(str::trim);
    let mut all: Vec<String> = apart.filter(is_one).map(str::to_owned).collect();
    if all.len() > 1 && value.chars().count() <= 80 {
        all.push(value.to_owned());
    }
    all
}

/// The number of a key whose letters stand before it, where that is long enough to tell: `4844` of
/// `eip-4844=`.
pub(super) fn number_of(key: &str) -> Option<String> {
    let (letters, number) = key.trim_end_matches('=').split_once('-')?;
    let is_number = number.len() > 2 && number.chars().all(char::is_numeric);
    (is_number && letters.chars().all(char::is_alphabetic)).then(|| format!("{number}="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_form_however_they_are_written() {
        for (name, expected) in [
            ("EIP-4844", "eip-4844="),
            ("eip4844", "eip-4844="),
            ("AC-2 (1)", "ac-2-1="),
            ("AC-21", "ac-21="),
            ("9.3", "9-3="),
            ("A/70/95–S/2015/446", "a-70-95-s-2015-446="),
            ("H₂O", "h-2-o="),
            ("Łódź", "lodz="),
        ] {
            assert_eq!(key(name).as_deref(), Some(expected), "{name}");
        }
        assert_eq!(key("–"), None);
        assert_eq!(number_of("eip-4844=").as_deref(), Some("4844="));
        for key in ["9-3=", "ac-2=", "eip-4844-1=", "word="] {
            assert_eq!(number_of(key), None);
        }
        for (title, expected) in [
            ("AC-2 (1) Automated management", Some("AC-2 (1)")),
            ("EIP-4844: Blobs", Some("EIP-4844")),
            ("9.3 Mandates", Some("9.3")),
            ("The 2015 review", None),
            ("", None),
        ] {
            assert_eq!(symbol_before(title).as_deref(), expected, "{title}");
        }
        assert_eq!(
            symbols_in("A/70/95–S/2015/446"),
            ["A/70/95", "S/2015/446", "A/70/95–S/2015/446"]
        );
        assert!(symbols_in("It was said in 2015 by many of them").is_empty());
        assert_eq!(key(&"word ".repeat(30)), None);
    }
}
