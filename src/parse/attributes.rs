//! The attributes of a tag of HTML, as it is written.

use std::ops::Range;

/// The attributes of a tag.
pub(super) struct Attributes {
    pub(super) list: Vec<Attribute>,
    /// Where the tag ends.
    pub(super) end: usize,
}

/// An attribute of a tag.
pub(super) struct Attribute {
    /// Its name in lower case.
    pub(super) key: String,
    /// Its place, with the blanks before it.
    pub(super) whole: Range<usize>,
    /// The place of its value, without quotation marks; an empty one if it has none.
    pub(super) value: Range<usize>,
}

impl Attributes {
    /// The attributes of a tag from an offset on, if it ends.
    pub(super) fn read(text: &str, from: usize) -> Option<Self> {
        let mut list = Vec::new();
        let mut at = from;
        loop {
            let start = at;
            let rest = text[at..].trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            at = text.len() - rest.len();
            if rest.starts_with('>') {
                return Some(Self { list, end: at + 1 });
            }
            // No name holds `<`; to stop there keeps the work in proportion to the text.
            let length = rest.find(|c: char| c.is_whitespace() || "=></".contains(c))?;
            if length == 0 || rest[length..].starts_with('<') {
                return None;
            }
            let key = rest[..length].to_ascii_lowercase();
            at += length;
            let after = text[at..].trim_start();
            let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
                list.push(Attribute { key, whole: start..at, value: at..at });
                continue;
            };
            let begin = text.len() - value.len();
            let (value, end) = match value.chars().next()? {
                quote @ ('"' | '\'') => {
                    let length = value[1..].find(quote)?;
                    (begin + 1..begin + 1 + length, begin + length + 2)
                }
                _ => {
                    let length = value.find(|c: char| c.is_whitespace() || c == '>')?;
                    (begin..begin + length, begin + length)
                }
            };
            at = end;
            list.push(Attribute { key, whole: start..at, value });
        }
    }
}
