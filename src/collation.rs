//! The order in which readers of a language look for words, and the letters of its alphabet.
//!
//! Words go in the order of [CLDR](https://cldr.unicode.org) for the language: ä stands beside a in
//! German, and behind z in Swedish; numbers within words count as numbers. Numbers of records have
//! an order of their own, see [`Numbers`]. Neither depends on the machine.

mod numbers;

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use unicode_normalization::UnicodeNormalization;

pub use self::numbers::{Numbers, natural};
use crate::parse::text::folded;

/// Letters below U+FDD0 are where those of the Latin alphabet begin among Han letters in pinyin.
const PINYIN: char = '\u{fdd0}';

/// Sorts behind every other letter.
const LAST: char = '\u{ffff}';

/// Stands for the letter of words that begin with a digit.
pub const DIGITS: &str = "0–9";

/// Stands for the letter of words without letters and digits.
pub const SIGNS: &str = "#";

/// Stands for all Han letters.
pub const HAN: &str = "漢字";

/// The order of a language.
pub struct Collation {
    words: CollatorBorrowed<'static>,
    /// Tells letters apart, and neither their accents nor their case.
    letters: CollatorBorrowed<'static>,
    has_pinyin: bool,
    /// Letters that count as others, as the alphabet does not have them.
    foreign: String,
}

/// Letters that have a place of their own in the order of every language, behind the letter from
/// which they come, with the languages in whose alphabets they are.
const LETTERS: &[(char, &[&str])] = &[
    ('ł', &["pl", "szl", "csb", "hsb", "dsb", "nv"]),
    ('đ', &["vi", "hr", "bs", "sr", "se"]),
    ('ð', &["is", "fo"]),
    ('ħ', &["mt"]),
    ('ŧ', &["se"]),
    ('ı', &["tr", "az", "crh", "kk", "tt"]),
];

impl Collation {
    /// The order of a language by its tag, such as `sv` or `zh-Hant`; of a language that CLDR does
    /// not know, the one that holds for all.
    pub fn of(tag: &str) -> Self {
        let locale = Locale::try_from_str(tag).unwrap_or(Locale::UNKNOWN);
        let words = collator(&locale, Strength::Tertiary);
        let letters = collator(&locale, Strength::Primary);
        let language = locale.id.language;
        let is_foreign = |(_, known): &&(char, &[&str])| !known.contains(&language.as_str());
        let foreign = LETTERS.iter().filter(is_foreign).map(|(letter, _)| *letter).collect();
        let mut own = Self { words, letters, has_pinyin: false, foreign };
        own.has_pinyin =
            own.initial_in_pinyin('阿') == Some('A') && own.initial_in_pinyin('中') == Some('Z');
        own
    }

    /// Which of two words comes first. Blanks and punctuation at their start do not count.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.words.compare(filed(a), filed(b))
    }

    /// Sorts items by a word of each; those with equal words stay as they are.
    pub fn sort<T>(&self, items: &mut [T], word: impl Fn(&T) -> &str) {
        items.sort_by(|a, b| self.compare(word(a), word(b)));
    }

    /// Puts items, sorted by their words, under the letters of the language's alphabet under which
    /// readers look for them.
    pub fn file<T>(
        &self,
        items: impl IntoIterator<Item = (impl AsRef<str>, T)>,
    ) -> Vec<(String, Vec<T>)> {
        let mut known = Letters::default();
        self.group(items, |word| self.letter(word, &mut known))
    }

    /// Puts items, sorted by their words, under letters as [`Collation::file`] does, but all Han
    /// letters that the language does not sort by sound under one, and Hangul syllables under their
    /// first consonants. So there are no more letters than an alphabet has.
    pub fn file_broadly<T>(
        &self,
        items: impl IntoIterator<Item = (impl AsRef<str>, T)>,
    ) -> Vec<(String, Vec<T>)> {
        let mut known = Letters::default();
        self.group(items, |word| self.broad_letter(word, &mut known))
    }

    /// How many words [`Collation::file_broadly`] puts under each letter.
    pub fn count_broadly<'a>(
        &self,
        words: impl IntoIterator<Item = &'a str>,
    ) -> BTreeMap<String, usize> {
        let mut known = Letters::default();
        let mut counts = BTreeMap::new();
        for word in words {
            *counts.entry(self.broad_letter(word, &mut known)).or_default() += 1;
        }
        counts
    }

    fn group<T>(
        &self,
        items: impl IntoIterator<Item = (impl AsRef<str>, T)>,
        mut letter: impl FnMut(&str) -> String,
    ) -> Vec<(String, Vec<T>)> {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut groups: Vec<(String, Vec<T>)> = Vec::new();
        for (word, item) in items {
            let letter = letter(word.as_ref());
            let place = *places.entry(letter.clone()).or_insert_with(|| {
                groups.push((letter, Vec::new()));
                groups.len() - 1
            });
            groups[place].1.push(item);
        }
        // Latin words stand behind all Han letters, which are under letters of the same alphabet.
        if self.has_pinyin {
            groups.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        groups
    }

    /// The letter of the alphabet for a word, or what stands for its many letters.
    fn broad_letter(&self, word: &str, known: &mut Letters) -> String {
        let letter = self.letter(word, known);
        match letter.chars().next() {
            Some(first) if is_han(first) => HAN.to_owned(),
            Some(first @ '\u{ac00}'..='\u{d7a3}') => consonant(first).to_string(),
            _ => letter,
        }
    }

    /// The letter of the alphabet for a word.
    fn letter(&self, word: &str, known: &mut Letters) -> String {
        let word = filed(word);
        let mut letters = word.chars();
        let Some(first) = letters.next() else { return SIGNS.to_owned() };
        if first.is_numeric() {
            return DIGITS.to_owned();
        }
        let marks = |letter: &char| unicode_normalization::char::is_combining_mark(*letter);
        let second = letters.find(|letter| !marks(letter)).filter(|letter| letter.is_alphabetic());
        let found = known.0.entry((first, second));
        found.or_insert_with(|| self.letter_of(first, second)).clone()
    }

    fn letter_of(&self, first: char, second: Option<char>) -> String {
        if let Some(initial) = self.has_pinyin.then(|| self.initial_in_pinyin(first)).flatten() {
            return initial.to_string();
        }
        let base = self.base(first);
        if let Some(second) = second
            && let pair = format!("{base}{}", self.base(second))
            && self.letters.compare(&pair, &format!("{base}{LAST}")) == Ordering::Greater
        {
            return capital(&pair);
        }
        capital(&base.to_string())
    }

    /// The plainest of the letters that are one and the same in the alphabet.
    fn base(&self, letter: char) -> char {
        let lower = letter.to_lowercase().next().unwrap_or(letter);
        let plain = lower.nfkd().next().unwrap_or(lower);
        let is_katakana = ('\u{30a1}'..='\u{30f6}').contains(&plain);
        let hiragana = is_katakana.then(|| char::from_u32(u32::from(plain) - 0x60)).flatten();
        let spelled: String = folded(plain).collect();
        let written = letter.to_string();
        let is_same = |own: &str| self.letters.compare(own, &written) == Ordering::Equal;
        let is_foreign = self.foreign.contains(plain);
        match hiragana.filter(|own| is_same(own.encode_utf8(&mut [0; 4]))) {
            Some(hiragana) => hiragana,
            None if is_foreign || is_same(&spelled) => spelled.chars().next().unwrap_or(plain),
            None if is_same(plain.encode_utf8(&mut [0; 4])) => plain,
            None => lower.nfc().next().unwrap_or(lower),
        }
    }

    /// The first letter of a Han letter's sound, where the language sorts by it.
    fn initial_in_pinyin(&self, letter: char) -> Option<char> {
        let begins = |initial: &char| {
            let start = format!("{PINYIN}{initial}");
            self.letters.compare(&start, &letter.to_string()) != Ordering::Greater
        };
        ('A'..='Z').rev().filter(|_| is_han(letter)).find(begins)
    }
}

/// The letters of words that were looked up, by the first two letters of the words.
#[derive(Debug, Default)]
struct Letters(HashMap<(char, Option<char>), String>);

fn collator(locale: &Locale, strength: Strength) -> CollatorBorrowed<'static> {
    let mut options = CollatorOptions::default();
    options.strength = Some(strength);
    let prefer = |locale: &Locale| {
        let mut preferences = CollatorPreferences::from(locale);
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        preferences
    };
    let own = CollatorBorrowed::try_new(prefer(locale), options);
    own.or_else(|_| CollatorBorrowed::try_new(prefer(&Locale::UNKNOWN), options))
        .expect("the order for all languages is part of the program")
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3fffd}')
}

/// The consonant with which a Hangul syllable begins.
fn consonant(syllable: char) -> char {
    const CONSONANTS: [char; 19] = [
        'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ',
        'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
    ];
    let place = (u32::from(syllable) - 0xac00) / 588;
    CONSONANTS.get(place as usize).copied().unwrap_or(syllable)
}

/// A word from the first letter or digit on.
fn filed(word: &str) -> &str {
    word.trim_start_matches(|letter: char| !letter.is_alphanumeric())
}

fn capital(letters: &str) -> String {
    let mut rest = letters.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words in the order of a language, under their letters.
    fn filed_in(tag: &str, words: &str) -> String {
        let collation = Collation::of(tag);
        let mut words: Vec<&str> = words.split(", ").collect();
        collation.sort(&mut words, |word| word);
        let groups = collation.file(words.into_iter().map(|word| (word, word)));
        let groups = groups.iter().map(|(letter, words)| format!("{letter} {}", words.join(", ")));
        groups.collect::<Vec<String>>().join("; ")
    }

    #[test]
    fn words_stand_under_the_letters_of_their_language() {
        for (tag, words, expected) in [
            ("de", "Zoo, Äpfel, apfel, Ast", "A apfel, Äpfel, Ast; Z Zoo"),
            ("sv", "Zoo, Äpple, Apa, Åka", "A Apa; Z Zoo; Å Åka; Ä Äpple"),
            ("da", "Ærø, Zoo, Øre, Ål", "Z Zoo; Æ Ærø; Ø Øre; Å Ål"),
            ("en", "Ærø, Zoo, Łódź, Lima", "A Ærø; L Lima, Łódź; Z Zoo"),
            ("pl", "Łódź, Lwów, Mława", "L Lwów; Ł Łódź; M Mława"),
            ("es", "Ñandú, Oso, Nube, Élite", "E Élite; N Nube; Ñ Ñandú; O Oso"),
            ("cs", "Chata, Cíl, Host, Igor", "C Cíl; H Host; Ch Chata; I Igor"),
            ("ru", "Ёлка, Ель, Жук", "Е Ёлка, Ель; Ж Жук"),
            ("fr", "«Épée», Euro, Eau", "E Eau, «Épée», Euro"),
            (
                "zh",
                "中国, 阿根廷, Chile, 北京, Berlin",
                "A 阿根廷; B 北京, Berlin; C Chile; Z 中国",
            ),
            ("ja", "カメラ, あさ, ガス, ぎん", "あ あさ; か ガス, カメラ; き ぎん"),
            ("en", "Item 10, Item 9, 360-degree", "0–9 360-degree; I Item 9, Item 10"),
            ("none-such-tag", "b, a", "A a; B b"),
        ] {
            assert_eq!(filed_in(tag, words), expected, "{tag}");
        }
    }

    #[test]
    fn broad_letters_are_no_more_than_an_alphabet_has() {
        for (tag, words, expected) in [
            ("en", "Zoo, 中国, 北京, Ast, 9, !", "#:1 0–9:1 A:1 Z:1 漢字:2"),
            ("zh", "中国, 北京, Ast", "A:1 B:1 Z:1"),
            ("ja", "漢字, 中国, あさ, カメラ", "あ:1 か:1 漢字:2"),
            ("ko", "가나, 강, 나라, 서울", "ㄱ:2 ㄴ:1 ㅅ:1"),
            ("de", "Äpfel, Ast, Абак", "A:2 А:1"),
        ] {
            let collation = Collation::of(tag);
            let words: Vec<&str> = words.split(", ").collect();
            let counts = collation.count_broadly(words.iter().copied());
            let told: Vec<String> =
                counts.iter().map(|(letter, count)| format!("{letter}:{count}")).collect();
            assert_eq!(told.join(" "), expected, "{tag}");
            let groups = collation.file_broadly(words.iter().map(|word| (*word, ())));
            let grouped: BTreeMap<String, usize> =
                groups.into_iter().map(|(letter, words)| (letter, words.len())).collect();
            assert_eq!(grouped, counts, "{tag}");
        }
    }

    /// Run by hand: `cargo test --lib ten_thousand -- --ignored --nocapture`.
    #[test]
    #[ignore = "measures"]
    fn ten_thousand_titles_are_sorted_in_little_time() {
        let titles: Vec<String> = (0..10_000u32)
            .map(|at| {
                format!("Récommandation {} of the Äußere office", at.wrapping_mul(7919) % 10_007)
            })
            .collect();
        let start = std::time::Instant::now();
        let collation = Collation::of("de");
        let mut sorted: Vec<&String> = titles.iter().collect();
        collation.sort(&mut sorted, |title| title);
        let groups = collation.file(sorted.iter().map(|title| (title.as_str(), ())));
        let took = start.elapsed();
        assert_eq!(groups.len(), 1);
        assert!(took.as_secs() < 5, "{took:?}");
    }
}
