//! Text → the same text in HTML.

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

#[cfg(test)]
mod tests {
    use super::*;

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
