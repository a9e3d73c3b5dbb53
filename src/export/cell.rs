//! What stands in one place of a table, and how it becomes a text from which it can be read again.

use crate::date::Date;

/// Stands between the values of a field that takes several.
const BETWEEN: char = '|';
/// Stands before [`BETWEEN`], and before itself, where they are part of a value.
const ESCAPE: char = '\\';
/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text, not empty.
    Text(String),
    /// A number, as it is written; any program prints it so.
    Number(String),
    /// True or false.
    Truth(bool),
    /// The values of a field that takes several.
    List(Vec<String>),
}

impl Cell {
    /// A text, or nothing.
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// A number. One that a program would print in another way than it is written is a text, as
    /// `1_000` and `2.50` are.
    pub(super) fn number(text: String) -> Self {
        // Spreadsheets keep 15 digits.
        const MOST_DIGITS: usize = 15;
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let is_plain = |number: &f64| number.is_finite() && (*number != 0.0 || text == "0");
        let printed = text.parse::<f64>().ok().filter(is_plain);
        let is_same = printed.is_some_and(|number| number.to_string() == text);
        if is_same && digits <= MOST_DIGITS { Cell::Number(text) } else { Cell::text(text) }
    }

    /// All of it as one text, the values of a list joined by `|`.
    pub fn in_words(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Number(text) => text.clone(),
            Cell::Truth(is) => is.to_string(),
            Cell::List(values) => joined(values),
        }
    }

    /// The day, if it is the text of a whole date.
    pub fn day(&self) -> Option<Date> {
        let Cell::Text(text) = self else { return None };
        Date::parse(text).ok().filter(|date| date.day.is_some())
    }
}

/// Several values as one text: joined by `|`, with a `\` before each `|` and each `\` in a value.
pub fn joined(values: &[String]) -> String {
    let escaped = values.iter().map(|value| {
        let mut out = String::with_capacity(value.len());
        for letter in value.chars() {
            if [BETWEEN, ESCAPE].contains(&letter) {
                out.push(ESCAPE);
            }
            out.push(letter);
        }
        out
    });
    escaped.collect::<Vec<_>>().join(&BETWEEN.to_string())
}

/// The values that [`joined`] made one text of; none of an empty text.
pub fn split(text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut values = vec![String::new()];
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, values.last_mut()) {
            (BETWEEN, _) => values.push(String::new()),
            (ESCAPE, Some(last)) => last.push(letters.next().unwrap_or(ESCAPE)),
            (_, Some(last)) => last.push(letter),
            (_, None) => {}
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_values_can_be_told_apart_again() {
        for values in [vec!["a"], vec!["a|b", "c\\"], vec!["\\|", "", "|"]] {
            let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
            assert_eq!(split(&joined(&values)), values);
        }
        assert_eq!(split(""), [""; 0]);
    }

    #[test]
    fn a_number_is_one_only_if_it_is_printed_as_it_is_written() {
        for text in ["0", "-7", "12.5", "-33.86", "123456789012345"] {
            assert_eq!(Cell::number(text.to_owned()), Cell::Number(text.to_owned()));
        }
        for text in ["1_000", "2.50", "+1", "0x10", "1e3", "-0", "inf", "1234567890123456"] {
            assert_eq!(Cell::number(text.to_owned()), Cell::Text(text.to_owned()));
        }
    }
}
