//! Text → the same text in HTML, and in a cell of CSV.

/// What a spreadsheet takes for the beginning of a formula, in a cell of CSV.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// Stands before what would be a formula.
const GUARD: char = '\'';

/// Escapes text for HTML, in element content and in double-quoted attributes alike.
pub fn escape_into(html: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            // HTML knows no such character.
            0 => "\u{fffd}",
            _ => continue,
        };
        html.push_str(&text[from..at]);
        html.push_str(entity);
        from = at + 1;
    }
    html.push_str(&text[from..]);
}

/// Escaped text, as [`escape_into`] writes it.
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape_into(&mut html, text);
    html
}

/// The character that a numeric reference stands for: `#233` or `#xe9` between `&` and `;`.
pub fn numbered(reference: &str) -> Option<char> {
    let number = reference.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?)
}

/// A text for a cell of CSV that no spreadsheet runs: one that begins like a formula, apostrophes
/// before it apart, has another apostrophe before it.
pub fn guarded(text: &str) -> String {
    if is_formula(text) { format!("{GUARD}{text}") } else { text.to_owned() }
}

/// The text of which [`guarded`] made another.
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix(GUARD).filter(|rest| is_formula(rest)).unwrap_or(text)
}

fn is_formula(text: &str) -> bool {
    text.trim_start_matches(GUARD).starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_guarded_text_begins_like_a_formula_and_each_can_be_read_again() {
        for text in ["=1+1", "+1", "-1", "@a", "\ta", "\ra", "'=1", "''@", "'a", "a=1", "", "'"] {
            let guarded = guarded(text);
            assert!(!guarded.starts_with(FORMULA), "{guarded}");
            assert_eq!(unguarded(&guarded), text);
        }
        assert_eq!(guarded("'tis"), "'tis");
    }

    #[test]
    fn a_numeric_reference_stands_for_one_character() {
        for (reference, expected) in [
            ("#233", Some('é')),
            ("#xe9", Some('é')),
            ("#XE9", Some('é')),
            ("#xd800", None),
            ("#", None),
            ("amp", None),
        ] {
            assert_eq!(numbered(reference), expected, "{reference}");
        }
    }
}
