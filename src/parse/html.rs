//! Raw HTML in Markdown → the harmless part of it.
//!
//! Content comes from many hands. A short list of elements and attributes that carry meaning and
//! can do nothing passes through, always closed in the right order; everything else is shown as
//! the text that it is, and a problem says so.

use std::ops::Range;

use super::attributes::Attributes;
use crate::escape::escape_into;

/// Elements that may stand within a line.
const INLINE: &[&str] = &[
    "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q",
    "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
];
/// Elements that may stand only between blocks.
const BLOCK: &[&str] = &["details", "summary", "div", "figure", "figcaption"];
/// Elements in which one can close itself.
const FOREIGN: [&str; 2] = ["svg", "math"];
/// Elements without content.
const VOID: &[&str] = &["br", "wbr", "hr"];
/// Attributes that may stand on any of them.
const ATTRIBUTES: &[&str] = &["class", "datetime", "dir", "lang", "open", "title"];

/// How many elements may lie within one another.
const DEEPEST: usize = 100;

/// The elements that raw HTML has opened and not closed, outermost first.
#[derive(Debug, Default)]
pub(super) struct Filter {
    open: Vec<Open>,
}

/// An element that is open.
#[derive(Debug)]
pub(super) struct Open {
    /// Its name.
    pub(super) name: String,
    /// Where its start tag stands in the text.
    pub(super) span: Range<usize>,
    /// The nesting depth of the Markdown around it.
    depth: usize,
}

/// Where a piece of raw HTML stands.
#[derive(Debug, Clone)]
pub(super) struct Around {
    /// Its place in the text.
    pub(super) span: Range<usize>,
    /// The nesting depth of the Markdown around it.
    pub(super) depth: usize,
    /// Whether it stands between blocks.
    pub(super) block: bool,
}

impl Around {
    /// The place in the text of a range of the piece. Where marks of quotations and lists have
    /// been taken out of the piece, the range may be a little off.
    fn place(&self, range: &Range<usize>) -> Range<usize> {
        let end = self.span.start + range.end;
        if end <= self.span.end { self.span.start + range.start..end } else { self.span.clone() }
    }
}

/// Raw HTML that was not passed on.
pub(super) struct Refused {
    /// Where it stands in the text.
    pub(super) span: Range<usize>,
    /// What it is: `<script>`.
    pub(super) what: String,
    /// Why.
    pub(super) why: &'static str,
}

impl Filter {
    /// Appends the harmless part of a piece of raw HTML.
    pub(super) fn pass(&mut self, piece: &str, around: &Around, html: &mut String) -> Vec<Refused> {
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
            let range = start..start + tag.len;
            let span = around.place(&range);
            if let Some(why) = self.tag(&tag, span.clone(), around, html) {
                escape_into(html, &piece[range.clone()]);
                let slash = if tag.closes { "/" } else { "" };
                let what = format!("<{slash}{}>", tag.name);
                refused.push(Refused { span, what, why });
            }
            at = range.end;
        }
        text_into(html, &piece[at.min(piece.len())..]);
        refused
    }

    /// Notes that authors who are trusted open an element.
    pub(super) fn opened(&mut self, name: String, around: &Around, span: Range<usize>) {
        self.open.push(Open { name, span, depth: around.depth });
    }

    /// Whether an element of trusted authors can close itself: it is part of a picture or a formula.
    pub(super) fn is_foreign(&self, name: &str) -> bool {
        let mut around = self.open.iter().map(|open| open.name.as_str()).chain([name]);
        around.any(|name| FOREIGN.contains(&name))
    }

    /// Closes what lies open within an element that authors who are trusted end, and says what that was;
    /// none, if there is no such element.
    pub(super) fn ended(
        &mut self,
        name: &str,
        around: &Around,
        html: &mut String,
    ) -> Option<Vec<Open>> {
        let here = self.open.iter().rev().take_while(|open| open.depth >= around.depth);
        let within = here.map(|open| &open.name).position(|open| *open == name)?;
        let left: Vec<Open> = self.open.drain(self.open.len() - within..).rev().collect();
        for open in &left {
            html.push_str(&format!("</{}>", open.name));
        }
        self.open.pop();
        Some(left)
    }

    /// Closes what was opened at this depth of Markdown or deeper; says what it was.
    pub(super) fn leave(&mut self, depth: usize, html: &mut String) -> Vec<Open> {
        let mut left = Vec::new();
        while let Some(open) = self.open.pop_if(|open| open.depth >= depth) {
            html.push_str(&format!("</{}>", open.name));
            left.push(open);
        }
        left
    }

    /// Closes the elements on top that may not reach from one block to the next.
    pub(super) fn leave_inline(&mut self, html: &mut String) {
        while let Some(open) = self.open.pop_if(|open| !BLOCK.contains(&open.name.as_str())) {
            html.push_str(&format!("</{}>", open.name));
        }
    }

    /// Writes a tag, or says why not.
    fn tag(
        &mut self,
        tag: &Tag<'_>,
        span: Range<usize>,
        around: &Around,
        html: &mut String,
    ) -> Option<&'static str> {
        let name = tag.name.as_str();
        let known = INLINE.contains(&name) || VOID.contains(&name) || BLOCK.contains(&name);
        if !known {
            return Some("this element is not allowed");
        }
        if !around.block && (BLOCK.contains(&name) || name == "hr") {
            return Some("this element is allowed only between paragraphs");
        }
        if tag.closes {
            return self.close(name, around.depth, html);
        }
        if self.open.len() >= DEEPEST && !VOID.contains(&name) {
            return Some("elements are nested too deeply here");
        }
        html.push('<');
        html.push_str(name);
        for (key, value) in &tag.attributes {
            if ATTRIBUTES.contains(&key.as_str()) {
                html.push_str(&format!(" {key}=\"{}\"", attribute(value)));
            }
        }
        html.push('>');
        if !VOID.contains(&name) {
            self.open.push(Open { name: name.to_owned(), span, depth: around.depth });
        }
        None
    }

    fn close(&mut self, name: &str, depth: usize, html: &mut String) -> Option<&'static str> {
        match self.open.last() {
            Some(open) if open.name == name && open.depth >= depth => {
                self.open.pop();
                html.push_str(&format!("</{name}>"));
                None
            }
            _ => Some("no such element is open here"),
        }
    }
}

/// Whether a tag is that of an element that may stand within a line and does no harm.
pub(super) fn is_harmless(tag: &str) -> bool {
    let tag = Tag::read(tag).filter(|own| own.len == tag.len());
    tag.is_some_and(|tag| {
        let has_only = tag.attributes.iter().all(|(key, _)| ATTRIBUTES.contains(&key.as_str()));
        INLINE.contains(&tag.name.as_str()) && has_only
    })
}

/// The number of the page that begins at a start tag, if it is the mark of one.
pub(super) fn page(tag: &str) -> Option<u32> {
    let tag =
        Tag::read(tag).filter(|own| !own.closes && own.name == "span" && own.len == tag.len())?;
    let value =
        |name: &str| tag.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
    let is_mark = value("class").is_some_and(|class| class == "page");
    let number = value("title").filter(|_| is_mark)?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse().ok().filter(|_| is_number)
}

/// The value of an attribute, whose entities stay what they are.
fn attribute(value: &str) -> String {
    value.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

fn text_into(html: &mut String, text: &str) {
    html.push_str(&text.replace('>', "&gt;"));
}

/// A start or end tag.
struct Tag<'a> {
    name: String,
    closes: bool,
    attributes: Vec<(String, &'a str)>,
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
        let Attributes { list, end: len } = Attributes::read(text, start + name_len)?;
        let attributes = list.into_iter().map(|own| (own.key, &text[own.value])).collect();
        Some(Self { name, closes, attributes, len })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(piece: &str, block: bool) -> (String, Vec<String>) {
        let mut html = String::new();
        let mut filter = Filter::default();
        let around = Around { span: 0..piece.len(), depth: 0, block };
        let refused = filter.pass(piece, &around, &mut html);
        filter.leave(0, &mut html);
        (html, refused.into_iter().map(|refused| refused.what).collect())
    }

    #[test]
    fn harmless_elements_pass_and_the_rest_is_text() {
        for (piece, html, refused) in [
            ("<kbd title='a' onclick=x>K</kbd>", "<kbd title=\"a\">K</kbd>", &[][..]),
            ("<i title='&amp;\"'>K</i>", "<i title=\"&amp;&quot;\">K</i>", &[]),
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
