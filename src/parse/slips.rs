//! Slips of the pen that Markdown takes for text: what was surely meant is told from what is there.

mod markup;
mod tables;

use std::ops::Range;

use toml::de::DeTable;

pub(super) use self::markup::markup;

/// The names of instructions in double braces that are followed before a text is parsed.
pub(crate) const INSTRUCTIONS: [&str; 5] =
    ["title", "include", "rustdoc_include", "playground", "playpen"];

/// Whether a piece of text is one of these instructions.
pub(super) fn is_instruction(text: &str) -> bool {
    let name = text.strip_prefix("{{#").and_then(|rest| rest.split([' ', '\n', '}']).next());
    name.is_some_and(|name| INSTRUCTIONS.contains(&name))
}

fn is_of_key(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_')
}

/// Whether a line was to begin a block of fields.
pub(super) fn is_pluses(line: &str) -> bool {
    let line = line.trim();
    line.len() > 1 && line.bytes().all(|byte| byte == b'+')
}

/// Where a comment that may end a section names it: `<!-- /recommendation -->`.
pub(super) fn end_mark(comment: &str) -> Option<Range<usize>> {
    let inner = comment.strip_prefix("<!--")?.strip_suffix("-->")?;
    let name = inner.trim().strip_prefix('/')?;
    let is_name = !name.is_empty() && name.chars().all(is_of_key);
    let start = "<!--".len() + inner.find('/')? + 1;
    is_name.then_some(start..start + name.len())
}

/// The length of a block of fields without any at the start of a paragraph, its last line break
/// included.
pub(super) fn empty_block(paragraph: &str) -> Option<usize> {
    let mut lines = paragraph.split_inclusive('\n');
    let both = [lines.next()?, lines.next()?];
    both.iter().all(|line| line.trim_end() == "+++").then(|| both.concat().len())
}

/// Whether a fenced block of code has no fence at its end.
pub(super) fn is_open(block: &str) -> bool {
    let Some(mark) = block.chars().next().filter(|mark| matches!(mark, '`' | '~')) else {
        return false;
    };
    let fence = block.len() - block.trim_start_matches(mark).len();
    let last = block.trim_end().lines().skip(1).last().unwrap_or_default();
    let last = last.trim_start_matches([' ', '\t', '>']);
    last.len() < fence || !last.chars().all(|letter| letter == mark)
}

/// The length of fields at the start of a text that no line `+++` opens, with the line that closes
/// them.
pub(super) fn unopened(text: &str) -> Option<usize> {
    let first = text.lines().next()?;
    let key = first.split_once('=')?.0.trim();
    if key.is_empty() || !key.chars().all(is_of_key) {
        return None;
    }
    let mut end = 0;
    let mut lines = text.split_inclusive('\n');
    let closing = lines.find(|line| {
        let closes = line.trim_end() == "+++";
        end += if closes { 0 } else { line.len() };
        closes
    })?;
    let (_, errors) = DeTable::parse_recoverable(&text[..end]);
    errors.is_empty().then_some(end + closing.len())
}

/// The attributes that stand as text in a heading's words.
pub(super) fn attributes(words: &str) -> Option<Range<usize>> {
    let start = ["{#", "{."].iter().filter_map(|mark| words.find(mark)).min()?;
    (!words[..start].ends_with('\\')).then(|| start..words.trim_end().len())
}

/// The whole of a reference that lacks one of its brackets or more: the parser found a label, here
/// at `label` with its own brackets, for which no link is defined.
pub(super) fn reference(text: &str, label: Range<usize>) -> Option<Range<usize>> {
    let before = text[..label.start].ends_with('[') && !text[..label.start].ends_with("\\[");
    let after = text[label.end..].starts_with(']');
    let start = label.start - usize::from(before);
    let end = label.end + usize::from(after);
    (before || after || is_named(&text[label])).then_some(start..end)
}

/// Whether brackets hold an id and words for it, and no choice such as `[yes|no]`.
fn is_named(label: &str) -> bool {
    let Some((id, words)) = label.split_once('|') else { return false };
    let says_something = |letter: char| letter.is_whitespace() || letter.is_uppercase();
    !id.contains(char::is_whitespace) && words.contains(says_something)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_no_line_opens_are_told_from_text() {
        for (text, length) in [
            ("title = \"A\"\n+++\n\nText", Some(16)),
            ("title = \"A\"\r\n\r\ntags = [\r\n]\r\n+++", Some(31)),
            ("+++\ntitle = \"A\"\n+++\n", None),
            ("title = \"A\"\n", None),
            ("title = A\n+++\n", None),
            ("a sum = 3\n+++\n", None),
            ("= 3\n+++\n", None),
            ("x = 3\nText.\n+++\n", None),
        ] {
            assert_eq!(unopened(text), length, "{text:?}");
        }
    }

    #[test]
    fn a_block_of_code_is_open_without_a_fence_at_its_end() {
        for (block, open) in [
            ("```\ncode\n```\n", false),
            ("```rust\ncode\n  ````", false),
            ("> ~~~\n> ~~~\n", false),
            ("~~~\n> ~~~\n", false),
            ("~~~\ncode\n```\n", true),
            ("````\ncode\n```\n", true),
            ("```\n", true),
            ("```\ncode", true),
            ("indented code", false),
        ] {
            assert_eq!(is_open(block), open, "{block:?}");
        }
    }

    #[test]
    fn a_reference_without_all_of_its_brackets_is_found_whole() {
        for (text, label, found) in [
            ("See [[a|b].", 5..10, Some(4..10)),
            ("See [a|B].", 4..9, Some(4..9)),
            ("See [a|a b].", 4..11, Some(4..11)),
            ("Say [a|b].", 4..9, None),
            ("Say [a b|C].", 4..11, None),
            ("See [a]].", 4..7, Some(4..8)),
            ("See [[a].", 5..8, Some(4..8)),
            ("See [a].", 4..7, None),
            ("See \\[[a].", 6..9, None),
        ] {
            assert_eq!(reference(text, label), found, "{text}");
        }
    }
}
