//! Raised and lowered letters, and formulas, as plain text that says the same.

use std::borrow::Cow;

/// Where letters stand beside the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Above it, as the 6 of 10⁶.
    Raised,
    /// Below it, as the 2 of CO₂.
    Lowered,
}

/// Endings of ordinal numbers and of abbreviated words, which are raised for the eye alone.
const ENDINGS: &[&str] = &[
    "st", "nd", "rd", "th", "e", "er", "re", "ère", "nd", "nde", "de", "eme", "ème", "es", "me",
    "mes", "lle", "lles", "gr", "o", "a", "os", "as",
];

/// Raised or lowered words behind a text: with the letters that Unicode has for them, or else behind
/// `^` and `_`. The endings of ordinals (`19th`) stay as they are.
pub fn moved(before: &str, words: &str, script: Script) -> String {
    let words = words.trim();
    if script == Script::Raised {
        match words {
            "TM" => return "™".to_owned(),
            "SM" => return "℠".to_owned(),
            "o" | "os" if before.ends_with(['n', 'N']) => {
                return if words == "o" { "º" } else { "ºˢ" }.to_owned();
            }
            _ if is_ending(before, words) => return words.to_owned(),
            _ => {}
        }
    }
    let letters: Option<String> = words.chars().map(|letter| own_letter(letter, script)).collect();
    let mark = if script == Script::Raised { '^' } else { '_' };
    match letters {
        Some(letters) => letters,
        None if words.chars().all(char::is_alphanumeric) => format!("{mark}{words}"),
        None => format!("{mark}({words})"),
    }
}

fn is_ending(before: &str, words: &str) -> bool {
    let follows = |is: fn(char) -> bool| before.ends_with(is);
    match words {
        "o" | "a" | "os" | "as" => follows(|letter| letter.is_ascii_digit()),
        _ => {
            ENDINGS.contains(&words)
                && follows(|letter| letter.is_ascii_digit() || "IVXLCDM".contains(letter))
        }
    }
}

/// The letter that Unicode has for a raised or lowered one.
fn own_letter(letter: char, script: Script) -> Option<char> {
    let (plain, own) = letters(script);
    let place = plain.chars().position(|own| own == letter)?;
    own.chars().nth(place)
}

/// Letters on the line, and the moved ones in the same order.
fn letters(script: Script) -> (&'static str, &'static str) {
    match script {
        Script::Raised => ("0123456789+-−=()ni, *", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ, *"),
        Script::Lowered => ("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
    }
}

/// A text with its raised and lowered letters on the line, behind `^` and `_`: for fonts that have
/// no such letters.
pub fn on_the_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = None;
    for letter in text.chars() {
        let script = script_of(letter);
        if let Some((script, _)) = script
            && last != Some(script)
        {
            out.push(if script == Script::Raised { '^' } else { '_' });
        }
        out.push(script.map_or(letter, |(_, plain)| plain));
        last = script.map(|(script, _)| script);
    }
    out
}

/// How a letter is moved, and what it is on the line.
fn script_of(letter: char) -> Option<(Script, char)> {
    [Script::Raised, Script::Lowered].into_iter().find_map(|script| {
        let (plain, own) = letters(script);
        let place = own.chars().position(|own| own == letter)?;
        let plain = plain.chars().nth(place)?;
        (plain != letter).then_some((script, plain))
    })
}

/// A formula as text: its source in one line, but that lone raised and lowered digits have letters
/// of their own, as in x² or CO₂.
pub fn formula(tex: &str) -> String {
    let source = tex.split_whitespace().collect::<Vec<_>>().join(" ");
    simple(&source).unwrap_or(source)
}

/// A formula of letters, numbers and signs in which nothing is raised and lowered at once.
fn simple(source: &str) -> Option<String> {
    let mut out = String::with_capacity(source.len() + 4);
    let mut rest = source;
    while let Some(at) = rest.find(|c: char| !c.is_alphanumeric() && !" +-=<>(),./|:".contains(c)) {
        out.push_str(&rest[..at]);
        let script = match rest.as_bytes()[at] {
            b'^' => Script::Raised,
            b'_' => Script::Lowered,
            _ => return None,
        };
        let (words, next) = argument(&rest[at + 1..])?;
        if next.starts_with(['^', '_']) {
            return None;
        }
        let letters = words.chars().filter(|letter| *letter != ' ');
        let letters: Option<String> = letters.map(|letter| own_letter(letter, script)).collect();
        out.push_str(&letters?);
        rest = next;
    }
    out.push_str(rest);
    Some(out)
}

/// What is raised or lowered, one letter or a group, and what follows it.
fn argument(rest: &str) -> Option<(Cow<'_, str>, &str)> {
    if let Some(group) = rest.strip_prefix('{') {
        let (words, next) = group.split_once('}')?;
        return Some((Cow::Borrowed(words), next));
    }
    let end = rest.chars().next()?.len_utf8();
    Some((Cow::Borrowed(&rest[..end]), &rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raised_and_lowered_words_keep_their_place() {
        for (before, words, raised, lowered) in [
            ("10", "6", "⁶", "₆"),
            ("10", "-3", "⁻³", "₋₃"),
            ("x", "n", "ⁿ", "_n"),
            ("x", "i,j", "^(i,j)", "_(i,j)"),
            ("T", "eff", "^eff", "_eff"),
            ("19", "th", "th", "_th"),
            ("XIX", "e", "e", "_e"),
            ("M", "me", "me", "_me"),
            ("n", "o", "º", "_o"),
            ("Brand", "TM", "™", "_TM"),
        ] {
            assert_eq!(moved(before, words, Script::Raised), raised, "{before}^{words}");
            assert_eq!(moved(before, words, Script::Lowered), lowered, "{before}_{words}");
        }
    }

    #[test]
    fn moved_letters_go_back_to_the_line() {
        for (text, line) in [("CO₂", "CO_2"), ("10⁻³ m", "10^-3 m"), ("x₁²", "x_1^2"), ("a*", "a*")]
        {
            assert_eq!(on_the_line(text), line);
        }
    }

    #[test]
    fn formulas_are_their_source_or_say_the_same() {
        for (tex, text) in [
            ("x^2", "x²"),
            ("CO_2", "CO₂"),
            ("10^{-3}", "10⁻³"),
            ("x_1^2", "x_1^2"),
            ("x_i", "x_i"),
            (r"\frac{1}{2}", r"\frac{1}{2}"),
            ("a\n + b", "a + b"),
            ("a < b", "a < b"),
            ("x^", "x^"),
            ("é_é", "é_é"),
            ("a × b", "a × b"),
            ("x^2 ≤ y", "x^2 ≤ y"),
        ] {
            assert_eq!(formula(tex), text);
        }
    }
}
