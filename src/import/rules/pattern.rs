//! How the text of a record begins: `Recommendation {number}`.

/// What stands for the number.
const NUMBER: &str = "{number}";
/// A number has so many characters at most.
const LONGEST: usize = 16;

/// The beginning of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct Pattern<'p> {
    before: &'p str,
    after: &'p str,
}

/// What was found at the beginning of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct Found {
    /// The number: `12`, `3.1`, `IV`.
    pub(in crate::import) number: String,
    /// What was found, as it is written: `Recommendation 12`.
    pub(in crate::import) label: String,
    /// How many characters of the text this and the marks behind it are.
    pub(in crate::import) length: usize,
}

impl<'p> Pattern<'p> {
    pub(in crate::import) fn of(text: &'p str) -> Option<Self> {
        let (before, after) = text.split_once(NUMBER)?;
        Some(Self { before, after })
    }

    /// What a text begins with. A sentence that only goes on from there ("Recommendation 12 was …")
    /// does not count.
    pub(in crate::import) fn find(&self, text: &str) -> Option<Found> {
        let letters: Vec<char> = text.chars().collect();
        let start = letters.iter().take_while(|letter| letter.is_whitespace()).count();
        let at = skip(&letters, start, self.before)?;
        let is_part = |letter: &&char| letter.is_alphanumeric() || ".-/–".contains(**letter);
        let mut end = at + letters[at..].iter().take_while(is_part).count();
        while end > at && !letters[end - 1].is_alphanumeric() {
            end -= 1;
        }
        let number: String = letters[at..end].iter().collect();
        if !is_number(&number) {
            return None;
        }
        let label = letters[start..end].iter().collect::<String>();
        let end = if self.after.is_empty() { end } else { skip(&letters, end, self.after)? };
        let rest = &letters[end..];
        let marks = rest
            .iter()
            .take_while(|letter| letter.is_whitespace() || ".:;)–—-|".contains(**letter));
        let marks = marks.count();
        let has_mark = rest[..marks].iter().any(|letter| !letter.is_whitespace());
        let next = rest.get(marks);
        let goes_on = next.is_some_and(|next| next.is_lowercase() || ",(&".contains(*next));
        let is_apart = self.after.is_empty() && marks == 0 && next.is_some();
        if is_apart || goes_on && !has_mark && self.after.is_empty() {
            return None;
        }
        Some(Found { number, label, length: end + marks })
    }
}

/// Where a text stands after a beginning, whatever the case of its letters and the width of its blanks.
fn skip(letters: &[char], start: usize, beginning: &str) -> Option<usize> {
    let mut at = start;
    let mut wanted = beginning.chars().peekable();
    while let Some(letter) = wanted.next() {
        if letter.is_whitespace() {
            while wanted.next_if(|next| next.is_whitespace()).is_some() {}
            let blanks = letters[at..].iter().take_while(|letter| letter.is_whitespace()).count();
            if blanks == 0 {
                return None;
            }
            at += blanks;
            continue;
        }
        let own = letters.get(at)?;
        if !own.to_lowercase().eq(letter.to_lowercase()) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// Whether a word is a number: it has a digit, or is a Roman numeral or a single letter.
fn is_number(word: &str) -> bool {
    let is_roman = word.chars().all(|letter| "IVXLC".contains(letter));
    let is_letter = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let has_digit = word.contains(|letter: char| letter.is_ascii_digit());
    !word.is_empty() && word.chars().count() <= LONGEST && (has_digit || is_roman || is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_found_and_mentions_are_not() {
        for (pattern, text, expected) in [
            (
                "Recommendation {number}",
                "Recommendation 12: Light the stops",
                Some(("12", "Light the stops")),
            ),
            ("Recommendation {number}", "RECOMMENDATION  3.1. Do it", Some(("3.1", "Do it"))),
            ("Recommendation {number}", "Recommendation 12", Some(("12", ""))),
            ("Recommendation {number}", "Recommendation IV – Do it", Some(("IV", "Do it"))),
            ("Recommendation {number}", "Recommendation 12 was accepted.", None),
            ("Recommendation {number}", "Recommendation 12, and others", None),
            ("Recommendation {number}", "Recommendations 12", None),
            ("Recommendation {number}", "Recommendation of the year", None),
            ("R{number}", "R7 Light the stops", Some(("7", "Light the stops"))),
            ("R{number}", "Roads", None),
            ("{number}", "3.1 Costs", Some(("3.1", "Costs"))),
            ("({number})", "(12) all", Some(("12", "all"))),
        ] {
            let found = Pattern::of(pattern).unwrap().find(text);
            let found = found.map(|it| (it.number, text.chars().skip(it.length).collect()));
            let expected = expected.map(|(number, rest)| (number.to_owned(), rest.to_owned()));
            assert_eq!(found, expected, "{text}");
        }
    }
}
