//! The order of numbers as reports have them: `9.10` behind `9.9`, `12 bis` behind `12`, `IX` behind
//! `IV`.

use unicode_normalization::UnicodeNormalization;

/// What the numbers of one list have in common, which tells how each is read: `I` is the first of
/// `I, II, III`, and the ninth of `A, B, C`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// The letters that are Roman digits here, in capitals.
    roman: String,
}

impl Numbers {
    /// Reads what the numbers of a list have in common.
    pub fn of<'t>(numbers: impl IntoIterator<Item = &'t str>) -> Self {
        let mut roman = String::new();
        let (mut has_h, mut has_j) = (false, false);
        for number in numbers.into_iter().filter(|number| number.contains(char::is_alphabetic)) {
            let plain: String = number.nfkc().flat_map(char::to_uppercase).collect();
            for word in plain.split(|letter: char| !letter.is_alphabetic()) {
                has_h |= word == "H";
                has_j |= word == "J";
                if word.len() > 1 && roman_value(word).is_some() {
                    roman.push_str(word);
                }
            }
        }
        // Where both neighbours of I are there, the letters are those of the alphabet.
        if has_h && has_j {
            roman.clear();
        }
        Self { roman }
    }

    /// Bytes that sort numbers as people count: minus one, numerals, Roman numerals, words. What
    /// stands between them does not count.
    pub fn key(&self, number: &str) -> Vec<u8> {
        let mut key = Vec::with_capacity(number.len() + 8);
        if number.is_ascii() {
            self.key_into(number, &mut key);
        } else {
            let plain: String = number.nfkc().map(as_ascii_digit).collect();
            self.key_into(&plain, &mut key);
        }
        key
    }

    fn key_into(&self, number: &str, key: &mut Vec<u8>) {
        let kind = |letter: char| match letter {
            '0'..='9' => Kind::Digits,
            _ if letter.is_alphanumeric() => Kind::Word,
            _ => Kind::Between,
        };
        let number = number.trim();
        let is_negative = number.starts_with(['-', '\u{2212}']);
        let mut rest = number;
        while let Some(first) = rest.chars().next() {
            let own = kind(first);
            let end = rest.find(|letter| kind(letter) != own).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            match own {
                Kind::Digits => digits(piece, is_negative && key.is_empty(), key),
                Kind::Word => self.word(piece, key),
                Kind::Between => {}
            }
            rest = after;
        }
    }

    fn word(&self, piece: &str, key: &mut Vec<u8>) {
        let capitals = piece.to_uppercase();
        let is_roman = capitals.chars().all(|letter| self.roman.contains(letter));
        match roman_value(&capitals).filter(|_| is_roman) {
            Some(value) => {
                key.push(3);
                key.extend(value.to_be_bytes());
            }
            None => {
                key.push(4);
                key.extend(piece.to_lowercase().bytes());
                key.push(0);
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum Kind {
    Digits,
    Word,
    Between,
}

/// Digits of any length: the longer number is the greater one.
fn digits(piece: &str, is_negative: bool, key: &mut Vec<u8>) {
    let piece = piece.trim_start_matches('0');
    let start = key.len();
    key.extend((piece.len() as u32).to_be_bytes());
    key.extend(piece.bytes());
    if is_negative {
        key[start..].iter_mut().for_each(|byte| *byte = !*byte);
    }
    key.insert(start, if is_negative { 1 } else { 2 });
}

/// Bytes that sort the names of files and folders as people count, accents and case aside.
pub fn natural(name: &str) -> Vec<u8> {
    if name.is_ascii() {
        return Numbers::default().key(name);
    }
    Numbers::default().key(&crate::parse::text::plain(name))
}

/// A decimal digit of the scripts that have digits of their own, as one of ASCII.
fn as_ascii_digit(letter: char) -> char {
    const ZEROS: &[char] =
        &['٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '๐', '໐', '༠', '၀', '០'];
    let value = |zero: &char| (u32::from(letter).wrapping_sub(u32::from(*zero)) as u8, *zero);
    let is_digit = |zero: &&char| (**zero..).take(10).any(|digit| digit == letter);
    match ZEROS.iter().find(is_digit).map(value) {
        Some((value, _)) => char::from(b'0' + value),
        None => letter,
    }
}

/// The value of a Roman numeral in capitals, as it is usually written.
fn roman_value(numeral: &str) -> Option<u16> {
    const PARTS: &[(&str, u16)] = &[
        ("M", 1000),
        ("CM", 900),
        ("D", 500),
        ("CD", 400),
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    if numeral.is_empty() || numeral.len() > 15 {
        return None;
    }
    let mut value = 0;
    let mut rest = numeral;
    for (part, worth) in PARTS {
        let most = if part.len() == 1 && !"VLD".contains(part) { 3 } else { 1 };
        for _ in 0..most {
            let Some(after) = rest.strip_prefix(part) else { break };
            value += worth;
            rest = after;
        }
    }
    rest.is_empty().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(numbers: &str) -> String {
        let mut numbers: Vec<&str> = numbers.split(", ").collect();
        let order = Numbers::of(numbers.iter().copied());
        numbers.sort_by_cached_key(|number| order.key(number));
        numbers.join(", ")
    }

    #[test]
    fn numbers_sort_as_people_count() {
        for expected in [
            "9, 9.9, 9.9 bis, 9.10, 10.1, S.2, S.10",
            "1, 2, 9, 10",
            "III, IV, V, IX, X, XIV",
            "(i), (ii), (iv), (v), (ix)",
            "A, B, C, D, H, I, J, V",
            "A.1, A.2, A.10, Annex A, Annex B",
            "1.1.9, 1.1.10, 2, 2a, 3.2, 3.2.1, 3.9, 3.10",
            "12, 12 bis, 12bis, 12 ter",
            "-1, 0, ٣, §5, 007, 99999999999999999999999, No. 7",
            "1/2024, 2/2024, 12/2023",
            "Ⅲ, IV, Ⅴ",
        ] {
            let mut mixed: Vec<&str> = expected.split(", ").collect();
            mixed.reverse();
            let found = sorted(&mixed.join(", "));
            let same = |text: &str| text.replace("12bis, 12 bis", "12 bis, 12bis");
            assert_eq!(same(&found), expected);
        }
    }

    #[test]
    fn a_roman_numeral_is_told_from_a_word() {
        for (numeral, value) in [
            ("XIV", Some(14)),
            ("MCMXC", Some(1990)),
            ("IIII", None),
            ("VX", None),
            ("MIX", Some(1009)),
        ] {
            assert_eq!(roman_value(numeral), value, "{numeral}");
        }
    }

    #[test]
    fn names_of_files_sort_as_people_count() {
        let mut names = ["chapter-10", "chapter-9", "Ärzte", "Bau", "b", "01-a", "1-b"];
        names.sort_by_cached_key(|name| natural(name));
        assert_eq!(names, ["01-a", "1-b", "Ärzte", "b", "Bau", "chapter-9", "chapter-10"]);
    }
}
