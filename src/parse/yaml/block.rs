//! Where a document has fields in YAML.

use std::ops::Range;

/// A block of fields in YAML at the start of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// The bytes between its delimiters.
    pub(crate) inner: Range<usize>,
    /// The bytes of the block from its first delimiter on to the end of its last.
    pub(crate) span: Range<usize>,
    /// Where the line after it begins.
    pub(crate) end: usize,
}

/// Finds the block of fields at the start of a text. A line `---` opens it, and the next line `---`
/// or `...` closes it. What is between begins with a key, comments apart: a text that begins with a
/// rule is none.
pub(crate) fn block(text: &str) -> Option<Block> {
    let opening = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---")?;
    let start = opening.len();
    let mut end = start;
    let mut lines = text[start..].split_inclusive('\n');
    let closing = lines.find(|line| {
        let closes = matches!(line.trim_end(), "---" | "...");
        end += if closes { 0 } else { line.len() };
        closes
    })?;
    begins_with_a_key(&text[start..end]).then(|| Block {
        inner: start..end,
        span: 0..end + closing.trim_end().len(),
        end: end + closing.len(),
    })
}

/// Whether the first line that is no comment begins with a key. A block without any line has no
/// fields.
fn begins_with_a_key(inner: &str) -> bool {
    let first = inner.lines().find(|line| !line.starts_with('#'));
    inner.is_empty() || first.is_some_and(is_key)
}

fn is_key(line: &str) -> bool {
    let quoted = |mark: char| line.strip_prefix(mark)?.split_once(mark);
    let (key, rest) = match quoted('"').or_else(|| quoted('\'')) {
        Some((key, rest)) => (key, rest.trim_start()),
        None => {
            let end = line.find(|letter: char| !is_of_key(letter)).unwrap_or(line.len());
            (&line[..end], line[end..].trim_start())
        }
    };
    let value = rest.strip_prefix(':');
    !key.is_empty() && value.is_some_and(|value| !value.starts_with("//"))
}

fn is_of_key(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_in_yaml_is_told_from_a_rule() {
        for (text, inner) in [
            ("---\ntitle: A\n---\n", Some("title: A\n")),
            ("---\ntitle: A\n...\nText", Some("title: A\n")),
            ("---\r\nsub_title: A\r\n\r\n---\r\n", Some("sub_title: A\r\n\r\n")),
            ("--- \n# A comment\n\"a b\": A\n---", Some("# A comment\n\"a b\": A\n")),
            ("---\ntitle:A\n---\n", Some("title:A\n")),
            ("---\n---\n", Some("")),
            ("---\nA line: with a colon.\n---\n", None),
            ("---\nhttps://example.org\n---\n", None),
            ("---\nText.\n---\n", None),
            ("---\n# A heading\n---\n", None),
            ("---\n# A heading\n\nText: it.\n---\n", None),
            ("---\n- title: A\n---\n", None),
            ("---\ntitle: A\n", None),
            ("---\n\ntitle: A\n---\n", None),
            ("---\n\n---\n", None),
            ("----\ntitle: A\n---\n", None),
            (" ---\ntitle: A\n---\n", None),
            ("Text\n---\ntitle: A\n---\n", None),
        ] {
            let found = block(text).map(|block| &text[block.inner]);
            assert_eq!(found, inner, "{text:?}");
        }
    }
}
