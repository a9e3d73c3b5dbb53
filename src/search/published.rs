//! The HTML of a record's text → its words as readers see them.
//!
//! Each paragraph, heading, item and cell is a line. What is no running text is left out: the marks of
//! footnotes, figures with their tables, cards of other records, styles and scripts.

use crate::escape::numbered;

/// Elements of which nothing is kept, by the beginnings of their start tags.
const LEFT_OUT: [&str; 8] = [
    "sup class=\"note\"",
    "div class=\"picture-figure\"",
    "aside class=\"card",
    "svg",
    "annotation",
    "style",
    "script",
    "template",
];

/// Elements that part no words from those beside them.
const INLINE: [&str; 40] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd",
    "mark", "math", "mfrac", "mi", "mn", "mo", "mover", "mrow", "ms", "mspace", "mstyle", "msub",
    "msubsup", "msup", "mtext", "munder", "q", "s", "samp", "small", "span", "strong", "sub",
    "sup", "u", "wbr",
];

/// Adds the text of some HTML to a text.
pub(super) fn push(out: &mut String, html: &str) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        words(out, &rest[..at]);
        rest = &rest[at + 1..];
        let Some(end) = rest.find('>') else { return break_line(out) };
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        let name = name(tag);
        if LEFT_OUT.iter().any(|start| is_tag(tag, start)) && !tag.ends_with('/') {
            rest = behind(rest, name);
        } else if !INLINE.contains(&name) {
            break_line(out);
        }
    }
    words(out, rest);
    break_line(out);
}

fn name(tag: &str) -> &str {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    &tag[..tag.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(tag.len())]
}

/// Whether a start tag begins so, and its name is not a longer one.
fn is_tag(tag: &str, start: &str) -> bool {
    let behind = tag.strip_prefix(start);
    behind.is_some_and(|rest| start.contains(' ') || !rest.starts_with(char::is_alphanumeric))
}

/// What stands behind the end of an element that is open, by its name.
fn behind<'h>(html: &'h str, element: &str) -> &'h str {
    let mut depth = 1;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let Some(end) = rest.find('>') else { return "" };
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if name(tag) == element {
            depth += if tag.starts_with('/') { -1 } else { i32::from(!tag.ends_with('/')) };
        }
        if depth == 0 {
            return rest;
        }
    }
    ""
}

fn break_line(out: &mut String) {
    if out.ends_with(' ') {
        out.pop();
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Adds text between two tags, a blank for each run of them, and the characters that it refers to.
fn words(out: &mut String, html: &str) {
    let bytes = html.as_bytes();
    let is_blank = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
    let (mut from, mut at) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'&' => {
                out.push_str(&html[from..at]);
                let (letter, end) = reference(&html[at..]).unwrap_or(('&', 1));
                out.push(letter);
                at += end;
                from = at;
            }
            b' ' if at > from && !is_blank(at + 1) => at += 1,
            byte if byte.is_ascii_whitespace() => {
                out.push_str(&html[from..at]);
                blank(out);
                at += 1;
                from = at;
            }
            _ => at += 1,
        }
    }
    out.push_str(&html[from..]);
}

fn blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '\n']) {
        out.push(' ');
    }
}

/// The character that a text begins by referring to, and where the reference ends.
fn reference(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => numbered(name)?,
    };
    Some((letter, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        let mut out = String::new();
        push(&mut out, html);
        out
    }

    #[test]
    fn text_is_what_readers_see() {
        for (html, expected) in [
            ("<p>One <em>two</em>\n three.</p>\n<p>Four</p>", "One two three.\nFour\n"),
            (
                "<p>H<sub>2</sub>O &lt;b&gt; &amp; &#x2013;&#233;&nbsp;&what;</p>",
                "H2O <b> & –é &what;\n",
            ),
            ("<p>Said.<sup class=\"note\"><a>1</a></sup> And</p>", "Said. And\n"),
            ("<div class=\"picture-figure\"><div>x</div><svg/>y</div><p>z</p>", "z\n"),
            (
                "<aside class=\"card kind-a\"><p>other</p></aside><ul><li>a</li><li>b</li></ul>",
                "a\nb\n",
            ),
            ("a<br>b<svg><path d=\"1\"/></svg>c", "a\nbc\n"),
            ("", ""),
            ("<p>cut <b", "cut\n"),
            ("<p>cut <sup class=\"note\">1", "cut\n"),
        ] {
            assert_eq!(text(html).trim_start_matches('\n'), expected, "{html}");
        }
    }
}
