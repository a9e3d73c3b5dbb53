//! Raw HTML in Markdown → the harmless part of it.
//!
//! Content comes from many hands. A short list of elements and attributes that carry meaning and
//! can do nothing passes through, always closed in the right order; everything else is shown as
//! the text that it is, and a problem says so.

use std::ops::Range;

use super::text::{escape, escape_into};

/// Elements that may stand within a line.
const INLINE: &[&str] = &[
    "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q",
    "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
];
/// Elements that may stand only between blocks.
const BLOCK: &[&str] = &["details", "summary", "div", "figure", "figcaption"];
/// Elements without content.
const VOID: &[&str] = &["br", "wbr", "hr"];
/// Attributes that may stand on any of them.
const ATTRIBUTES: &[&str] = &["class", "datetime", "dir", "lang", "open", "title"];

/// The elements that raw HTML has opened and not closed.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// Their names, each with the nesting depth of the Markdown around it.
    open: Vec<(String, usize)>,
}

/// Raw HTML that was not passed on.
pub(super) struct Refused {
    /// Where it stands in the piece.
    pub(super) span: Range<usize>,
    /// What it is: `<script>`.
    pub(super) what: String,
    /// Why.
    pub(super) why: &'static str,
}

impl Filter {
    /// Appends the harmless part of a piece of raw HTML; `depth` is the nesting depth of the
    /// Markdown around it, `block` tells whether it stands between blocks.
    pub(super) fn pass(
        &mut self,
        piece: &str,
        depth: usize,
        block: bool,
        html: &mut String,
    ) -> Vec<Refused> {
        let mut refused = Vec::new();
        let mut at = 0;
        while let Some(start) = piece[at..].find('<').map(|found| at + found) {
            text_into(html, &piece[at..start]);
            let rest = &piece[start..];
            if rest.starts_with("<!--") {
                at = rest.find("-->").map_or(piece.len(), |end| start + end + 3);
                continue;
            }
            let Some(tag) = Tag::read(rest) else {
                html.push_str("&lt;");
                at = start + 1;
                continue;
            };
            let span = start..start + tag.len;
            if let Some(why) = self.tag(&tag, depth, block, html) {
                escape_into(html, &piece[span.clone()]);
                let slash = if tag.closes { "/" } else { "" };
                let what = format!("<{slash}{}>", tag.name);
                refused.push(Refused { span: span.clone(), what, why });
            }
            at = span.end;
        }
        text_into(html, &piece[at.min(piece.len())..]);
        refused
    }

    /// Closes what was opened at this depth of Markdown or deeper; says what it was.
    pub(super) fn leave(&mut self, depth: usize, html: &mut String) -> Vec<String> {
        let mut left = Vec::new();
        while self.open.last().is_some_and(|(_, at)| *at >= depth) {
            if let Some((name, _)) = self.open.pop() {
                html.push_str(&format!("</{name}>"));
                left.push(name);
            }
        }
        left
    }

    /// Closes the elements on top that may not reach from one block to the next.
    pub(super) fn leave_inline(&mut self, html: &mut String) {
        while self.open.last().is_some_and(|(name, _)| !BLOCK.contains(&name.as_str())) {
            if let Some((name, _)) = self.open.pop() {
                html.push_str(&format!("</{name}>"));
            }
        }
    }

    /// Writes a tag, or says why not.
    fn tag(
        &mut self,
        tag: &Tag<'_>,
        depth: usize,
        block: bool,
        html: &mut String,
    ) -> Option<&'static str> {
        let name = tag.name.as_str();
        let known = INLINE.contains(&name) || VOID.contains(&name) || BLOCK.contains(&name);
        if !known {
            return Some("this element is not passed on");
        }
        if !block && (BLOCK.contains(&name) || name == "hr") {
            return Some("this element may stand only between paragraphs");
        }
        if tag.closes {
            return self.close(name, depth, html);
        }
        html.push('<');
        html.push_str(name);
        for (key, value) in &tag.attributes {
            if ATTRIBUTES.contains(&key.as_str()) {
                html.push_str(&format!(" {key}=\"{}\"", escape(value)));
            }
        }
        html.push('>');
        if !VOID.contains(&name) {
            self.open.push((name.to_owned(), depth));
        }
        None
    }

    fn close(&mut self, name: &str, depth: usize, html: &mut String) -> Option<&'static str> {
        match self.open.last() {
            Some((open, at)) if open == name && *at >= depth => {
                self.open.pop();
                html.push_str(&format!("</{name}>"));
                None
            }
            _ => Some("no such element is open here"),
        }
    }
}

fn text_into(html: &mut String, text: &str) {
    html.push_str(&text.replace('>', "&gt;"));
}

/// A start or end tag.
struct Tag<'a> {
    name: String,
    closes: bool,
    attributes: Vec<(String, std::borrow::Cow<'a, str>)>,
    len: usize,
}

impl<'a> Tag<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let closes = text.starts_with("</");
        let start = if closes { 2 } else { 1 };
        let name_len = text[start..].find(|letter: char| !letter.is_ascii_alphanumeric())?;
        if name_len == 0 {
            return None;
        }
        let name = text[start..start + name_len].to_ascii_lowercase();
        let (attributes, len) = attributes(text, start + name_len)?;
        Some(Self { name, closes, attributes, len })
    }
}

type Attributes<'a> = Vec<(String, std::borrow::Cow<'a, str>)>;

/// The attributes from an offset on, and the offset behind the closing `>`.
fn attributes(text: &str, from: usize) -> Option<(Attributes<'_>, usize)> {
    let mut found = Vec::new();
    let mut at = from;
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/').len();
        let rest = &text[at..];
        if rest.starts_with('>') {
            return Some((found, at + 1));
        }
        let key_len = rest.find(|c: char| c.is_whitespace() || "=>/".contains(c))?;
        if key_len == 0 {
            return None;
        }
        let key = rest[..key_len].to_ascii_lowercase();
        at += key_len;
        let Some(value) = text[at..].strip_prefix('=') else {
            found.push((key, "".into()));
            continue;
        };
        let (value, len) = match value.chars().next()? {
            quote @ ('"' | '\'') => {
                let end = value[1..].find(quote)?;
                (&value[1..=end], end + 2)
            }
            _ => {
                let end = value.find(|c: char| c.is_whitespace() || c == '>')?;
                (&value[..end], end)
            }
        };
        found.push((key, value.into()));
        at += 1 + len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(piece: &str, block: bool) -> (String, Vec<String>) {
        let mut html = String::new();
        let mut filter = Filter::default();
        let refused = filter.pass(piece, 0, block, &mut html);
        filter.leave(0, &mut html);
        (html, refused.into_iter().map(|refused| refused.what).collect())
    }

    #[test]
    fn harmless_elements_pass_and_the_rest_is_text() {
        for (piece, html, refused) in [
            ("<kbd title='a' onclick=x>K</kbd>", "<kbd title=\"a\">K</kbd>", &[][..]),
            ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;", &["<script>", "</script>"]),
            ("<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;", &["<img>"]),
            ("a <!-- b --> c", "a  c", &[]),
            ("<b>open", "<b>open</b>", &[]),
            ("</b>", "&lt;/b&gt;", &["</b>"]),
            ("1 < 2", "1 &lt; 2", &[]),
            ("<a", "&lt;a", &[]),
        ] {
            let (found, what) = passed(piece, false);
            assert_eq!(
                (found.as_str(), what),
                (html, refused.iter().map(|s| (*s).to_owned()).collect())
            );
        }
        assert_eq!(
            passed("<details><summary>S</summary>", true).0,
            "<details><summary>S</summary></details>"
        );
    }
}
