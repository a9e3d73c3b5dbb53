//! Where sentences end.
//!
//! Boundaries are those of [UAX #29](https://www.unicode.org/reports/tr29/#Sentence_Boundaries), but
//! none follows an abbreviation or an initial, and none stands inside of a word or before one in
//! lower case. The words are those of English, French, Spanish, German and Russian.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use super::{latin, trimmed};

/// Words with a full stop that stand before what they belong to, whatever it is.
const LEADING: &[&str] = &[
    // English
    "Mr", "Mrs", "Ms", "Mx", "Dr", "Drs", "Prof", "Rev", "Hon", "Gov", "Sen", "Rep", "Gen", "Col",
    "Lt", "Maj", "Capt", "Cmdr", "Adm", "Sgt", "Cpl", "Amb", "Messrs", "St", "Mt", "Ft", "Sr",
    "Jr", "Doc", "cf", "vs", "viz", "e.g", "i.e", "incl", "esp", "approx", // French
    "MM", "Mme", "Mmes", "Mlle", "Mgr", "Me", "Pr", "Ste", "av", "apr", "env", "c.-à-d",
    // Spanish
    "Sra", "Sres", "Srta", "Dra", "Dres", "Ud", "Uds", "Excmo", "Excma", "Ilmo", "Ilma", "Gral",
    "Lic", "Ing", "EE", "aprox", // German
    "Hr", "Fr", "Frl", "Dipl", "vgl", "Vgl", "bzw", "ggf", "sog", "geb", "z", "z.B", "d.h", "u.a",
    "v.a", "i.d.R", "inkl", "einschl", "zzgl", "lit", // Russian
    "см", "См", "ср", "Ср", "им", "ул", "проф", "акад", "ген", "тов", "гр", "св", "т.е", "т.н",
];

/// The same, of two words.
const LEADING_PAIRS: &[&str] = &["p. ex", "p. ej", "u. a", "v. a", "i. d", "т. е", "т. н"];

/// Words with a full stop that belong to the number behind them; elsewhere they may end a sentence.
const BEFORE_NUMBERS: &[&str] = &[
    // English
    "no", "nos", "art", "arts", "ch", "chs", "chap", "vol", "vols", "p", "pp", "para", "paras",
    "sec", "secs", "sect", "fig", "figs", "tab", "app", "ex", "eq", "eqs", "ref", "refs", "cl",
    "cls", "reg", "regs", "res", "dec", "s", "ss", "r", "rr", "v", "ver", "pt", "bk", "ed", "eds",
    "al", "c", "ca", "n", "nn", "col", "ll", "ser", "suppl", "add", "rev", "corr", "annex", "jan",
    "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", // French
    "t", "janv", "févr", "avr", "juil", "déc", "éd", "al", "circ", "préc", // Spanish
    "núm", "núms", "pág", "págs", "cap", "inc", "ap", "párr", "párrs", "res", "ene", "abr", "ago",
    "dic", "f", "fs", // German
    "nr", "nrn", "abs", "bd", "bde", "kap", "abb", "ziff", "anm", "aufl", "jg", "rn", "rz", "vom",
    "jän", "mär", "okt", "dez", "ff", // Russian
    "ст", "стр", "с", "рис", "табл", "гл", "п", "пп", "т", "тт", "ч", "вып", "изд", "разд", "прил",
    "янв", "февр", "апр", "авг", "сент", "окт", "нояб", "дек", "док", "рез",
];

/// Nouns of German that follow an ordinal number, which ends in a full stop there.
const BEHIND_ORDINALS: &[&str] = &[
    "Januar",
    "Jänner",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
    "Jahrhundert",
    "Jahrhunderts",
    "Jh",
    "Jahrestag",
    "Aufl",
    "Auflage",
    "Sitzung",
    "Tagung",
    "Kapitel",
    "Abschnitt",
    "Absatz",
    "Artikel",
    "Teil",
    "Band",
    "Wahlperiode",
    "Legislaturperiode",
    "Weltkrieg",
    "Weltkriegs",
    "Bericht",
    "Fassung",
    "Klasse",
];

/// The byte ranges of a text's sentences, blanks at their ends left out.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    each_sentence(text).collect()
}

/// The sentence around a byte of a text, as [`sentences`] has it.
pub fn sentence_at(text: &str, at: usize) -> Option<Range<usize>> {
    each_sentence(text).find(|range| range.end > at).filter(|range| range.start <= at)
}

/// Each sentence, found when it is asked for.
fn each_sentence(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let whole = ends(text).filter_map(move |end| {
        let is_end = end == text.len() || !goes_on(&text[start..end], &text[end..]);
        is_end.then(|| trimmed(text, std::mem::replace(&mut start, end)..end))
    });
    whole.filter(|range| !range.is_empty())
}

/// Where the sentences of a text end by UAX #29.
fn ends(text: &str) -> Box<dyn Iterator<Item = usize> + '_> {
    if latin::is_known(text) {
        return Box::new(latin::sentence_ends(text));
    }
    Box::new(text.split_sentence_bound_indices().map(|(start, piece)| start + piece.len()))
}

/// Whether a sentence goes on where it seems to end.
fn goes_on(before: &str, after: &str) -> bool {
    let sentence = before.trim_end();
    let closed = sentence.trim_end_matches(|letter: char| "\"'”’»›)]".contains(letter));
    let Some(mark) = closed.chars().next_back() else { return false };
    let next =
        after.trim_start_matches(|letter: char| "\"'“”‘’«»‹›„([¿¡ \u{a0}\u{202f}".contains(letter));
    match mark {
        '.' | '?' | '!' if sentence.len() == before.len() && is_spaced(after) => true,
        '?' | '!' => next.starts_with(char::is_lowercase),
        '.' if closed.len() == sentence.len() => is_abbreviated(&closed[..closed.len() - 1], next),
        _ => false,
    }
}

/// Whether a text begins in a script that has blanks between its words.
fn is_spaced(text: &str) -> bool {
    text.chars().next().is_some_and(|letter| letter < '\u{2e80}')
}

/// Whether the full stop behind a text belongs to its last word.
fn is_abbreviated(text: &str, next: &str) -> bool {
    let starts = |letter: char| letter.is_whitespace() || "([\"'“‘„«/".contains(letter);
    let word = text.rsplit(starts).next().unwrap_or_default();
    let is_first = word.len() == text.trim_start().len();
    if word.is_empty() {
        return false;
    }
    let is_digits = word.bytes().all(|byte| byte.is_ascii_digit());
    // A number or a letter alone counts what follows.
    if is_first && (is_count(word) || word.chars().count() == 1) || is_initials(word) {
        return true;
    }
    if is_digits {
        return word.len() < 3 && BEHIND_ORDINALS.contains(&first_word(next));
    }
    is_leading(word)
        || ends_in_two_words(text)
        || (is_numbered(next) && BEFORE_NUMBERS.contains(&word.to_lowercase().as_str()))
}

/// Whether a word numbers a paragraph: `1`, `4.320`, `4.12A`.
fn is_count(word: &str) -> bool {
    let number = word.strip_suffix(|letter: char| letter.is_ascii_uppercase()).unwrap_or(word);
    number.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_leading(word: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| LEADING.iter().copied().collect());
    KNOWN.contains(word)
}

/// Whether a text ends in an abbreviation of two words, such as `p. ex` or `u. a`.
fn ends_in_two_words(text: &str) -> bool {
    let mut before = LEADING_PAIRS.iter().filter_map(|pair| text.strip_suffix(pair));
    before.any(|before| !before.ends_with(char::is_alphanumeric))
}

/// Whether a word is made of capital letters with full stops between: `J`, `U.S`, `J.-C`.
fn is_initials(word: &str) -> bool {
    word.split('.').all(|part| {
        let mut letters = part.trim_start_matches('-').chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    })
}

/// Whether a text begins with a number, a Roman one or `§` included.
fn is_numbered(text: &str) -> bool {
    let word = first_word(text);
    text.starts_with(|letter: char| letter.is_numeric() || "§№#".contains(letter))
        || (!word.is_empty() && word.chars().all(|letter| "IVXLCDM".contains(letter)))
}

fn first_word(text: &str) -> &str {
    &text[..text.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_do_not_end_at_titles_and_initials() {
        let text = "Chaired by Ms. Haq and J. Doe. It met twice (see No. 4).  Then it left. ";
        assert_eq!(
            found(text),
            ["Chaired by Ms. Haq and J. Doe.", "It met twice (see No. 4).", "Then it left."]
        );
    }

    #[test]
    fn sentences_do_not_end_at_abbreviations() {
        for text in [
            "See vol. 3 of it.",
            "On Jan. 3 it met.",
            "See https://example.org/a?q=1&b=2 for it.",
            "See x?q=1 for it.",
            "Vol. III has it.",
            "By Smith et al. (2019) and others.",
            "In the U.S. Congress it failed.",
            "“Why?” he asked.",
            "It met on Fig. 4 and pp. 3–5.",
            "See e.g. Article 5.",
            "1. First of all.",
            "4.320. The idea has been there since the opening.",
            "6.12. At paragraphs 4.303 and 4.304 above it is said.",
            "12.3.1. Then the next.",
            "4.12A. What was put between.",
            "Voir p. ex. Paris au t. 2, art. 5.",
            "Mme. Dupont et M. Durand, en 50 av. J.-C. Rome.",
            "Véase la pág. 3, núm. 4, de la Sra. Ruiz en EE. UU.",
            "Am 3. März und im 19. Jahrhundert, vgl. Abs. 2, z. B. Berlin.",
            "Im Bd. 3 steht u. a. Goethe.",
            "См. ст. 5, с. 3, рис. 1 и т. е. Москва.",
            "А. С. Пушкин родился.",
        ] {
            assert_eq!(found(text), [text]);
        }
    }

    #[test]
    fn the_sentence_at_a_byte_is_that_of_all_of_them() {
        let text = " By Ms. Haq.  Why? Then 第一。第二句。 Fin. ";
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            let expected = sentences(text).into_iter().find(|range| range.contains(&at));
            assert_eq!(sentence_at(text, at), expected, "{at}");
        }
    }

    #[test]
    fn sentences_end_where_they_do() {
        for (text, sentences) in [
            ("He said no. Then he left.", &["He said no.", "Then he left."][..]),
            ("Is it so? It is. Yes!", &["Is it so?", "It is.", "Yes!"]),
            ("It was in 2015. 12 Members came.", &["It was in 2015.", "12 Members came."]),
            ("It is art. We like it.", &["It is art.", "We like it."]),
            ("Er war 3. Dann ging er.", &["Er war 3.", "Dann ging er."]),
            ("“Stop.” They did.", &["“Stop.”", "They did."]),
            ("他说。她说。", &["他说。", "她说。"]),
            ("真的?是的。", &["真的?", "是的。"]),
            ("C’est fini. Voilà.", &["C’est fini.", "Voilà."]),
            ("It cost 4.50. Then it cost more.", &["It cost 4.50.", "Then it cost more."]),
        ] {
            assert_eq!(found(text), sentences);
        }
    }
}
