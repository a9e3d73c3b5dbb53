//! An address as it is written → its path, its query and its fragment.
//!
//! Only the path names something of a report. Query and fragment are for whoever answers the address,
//! and are handed on as they are written.

use std::borrow::Cow;

/// An address taken apart. Joined, the parts are the address again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'a> {
    /// What names a page or a file, with its percent signs.
    pub path: &'a str,
    /// The query with its question mark; empty, if there is none.
    pub query: &'a str,
    /// The fragment with its `#`; empty, if there is none.
    pub fragment: &'a str,
}

/// Takes an address apart.
pub fn split(text: &str) -> Parts<'_> {
    let (rest, fragment) = text.split_at(text.find('#').unwrap_or(text.len()));
    let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    Parts { path, query, fragment }
}

impl<'a> Parts<'a> {
    /// What the fragment names on the page, without what only browsers understand.
    pub fn anchor(self) -> &'a str {
        let anchor = self.fragment.strip_prefix('#').unwrap_or_default();
        anchor.split_once(DIRECTIVE).map_or(anchor, |(anchor, _)| anchor)
    }

    /// What of the fragment only browsers understand, such as `:~:text=words`.
    pub fn directive(self) -> &'a str {
        self.fragment.find(DIRECTIVE).map_or("", |at| &self.fragment[at..])
    }
}

/// Begins what a fragment asks of the browser alone, by the URL Fragment Text Directives of WICG.
const DIRECTIVE: &str = ":~:";

/// Text as a part of an address: letters, digits and `-._~/` stay as they are.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// `%20` → a blank; a percent sign that encodes nothing stays, and so does what would be no UTF-8.
pub fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        match encoded_byte(tail).filter(|_| first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The byte that two hexadecimal digits stand for.
fn encoded_byte(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

/// A query or a fragment as every reader of addresses takes it: what none may hold is encoded, and
/// everything else stays as it is.
pub fn tidy(text: &str) -> Cow<'_, str> {
    let is_fine = |at: usize, byte: u8| match byte {
        b'%' => encoded_byte(&text.as_bytes()[at + 1..]).is_some(),
        b'#' => at == 0,
        _ => !byte.is_ascii() || byte.is_ascii_alphanumeric() || PLAIN.contains(&byte),
    };
    if text.bytes().enumerate().all(|(at, byte)| is_fine(at, byte)) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, letter) in text.char_indices() {
        let byte = text.as_bytes()[at];
        match is_fine(at, byte) {
            true => out.push(letter),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out.into()
}

/// What queries and fragments hold besides letters and digits.
const PLAIN: &[u8] = b"!$&'()*+,-./:;=?@_~";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_path_query_and_fragment() {
        for (text, path, query, fragment) in [
            ("a.md?x=1#b", "a.md", "?x=1", "#b"),
            ("a.md#b?x", "a.md", "", "#b?x"),
            ("?x", "", "?x", ""),
            ("#", "", "", "#"),
            ("", "", "", ""),
        ] {
            assert_eq!(split(text), Parts { path, query, fragment }, "{text}");
        }
        let parts = split("a.md#b:~:text=words");
        assert_eq!((parts.anchor(), parts.directive()), ("b", ":~:text=words"));
    }

    #[test]
    fn percent_signs_that_encode_nothing_stay() {
        assert_eq!(decoded("a%20b%zz%"), "a b%zz%");
        assert_eq!(decoded("fr%C3%BCher"), "früher");
        assert_eq!(decoded("%+1%FF"), "%+1%FF");
    }

    #[test]
    fn what_no_query_may_hold_is_encoded() {
        for (text, expected) in [
            ("?a=1&b=%20", "?a=1&b=%20"),
            ("?a=x y\"<z>", "?a=x%20y%22%3Cz%3E"),
            ("#a#b%", "#a%23b%25"),
            ("#ü", "#ü"),
        ] {
            assert_eq!(tidy(text), expected);
        }
    }
}
