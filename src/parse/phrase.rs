//! Text with its markup, as titles, summaries and quotations have it: as text and as HTML.

use std::borrow::Cow;
use std::ops::Range;

use super::STAND_IN;

use crate::escape::{escape, escape_into};

/// How many bytes of HTML a character may take: formulas take most, and what is struck out is not
/// counted among the characters.
const MARKUP: usize = 24;

/// A title or a summary, as text and as HTML.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phrase {
    /// The text without markup, which says the same: `CO₂`, `10⁶`, struck words left out.
    pub text: String,
    /// The HTML, where it is not just the text, escaped. It holds no links.
    pub html: Option<Box<str>>,
}

/// Markup on a range of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The bytes of the text, which may be none.
    pub range: Range<u32>,
    /// What it is.
    pub markup: Markup,
}

/// What a [`Mark`] is in HTML.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Markup {
    /// An element around the text, by its start tag.
    Around(Cow<'static, str>),
    /// HTML in place of the text.
    Instead(Box<str>),
}

impl Phrase {
    /// A range of a text with its markup, the outer of two marks before the inner.
    pub fn of(text: &str, marks: &[Mark], range: Range<usize>) -> Self {
        let text_of = text[range.clone()].to_owned();
        let html = (!marks.is_empty()).then(|| html(text, marks, range));
        let html = html.filter(|html| *html != escape(&text_of)).map(String::into_boxed_str);
        Self { text: text_of, html }
    }

    /// It without its markup, if that is longer than so many characters need.
    pub(crate) fn bounded(mut self, characters: usize) -> Self {
        self.html = self.html.filter(|html| html.len() <= characters * MARKUP);
        self
    }

    /// Its HTML.
    pub fn html(&self) -> Cow<'_, str> {
        match &self.html {
            Some(html) => Cow::Borrowed(html),
            None => Cow::Owned(escape(&self.text)),
        }
    }

    /// Without the blanks at its ends.
    pub(super) fn trimmed(self) -> Self {
        let text = self.text.trim().to_owned();
        let html = self.html.filter(|html| html.trim() != escape(&text));
        Self { html: html.map(|html| html.trim().into()), text }
    }

    /// Puts words before it.
    pub fn put_before(&mut self, words: &str) {
        if let Some(html) = &mut self.html {
            *html = (escape(words) + html).into_boxed_str();
        }
        self.text.insert_str(0, words);
    }

    /// Adds words to its end.
    pub fn push(&mut self, words: &str) {
        if let Some(html) = &mut self.html {
            let mut longer = String::from(std::mem::take(html));
            escape_into(&mut longer, words);
            *html = longer.into_boxed_str();
        }
        self.text.push_str(words);
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self { text, html: None }
    }
}

impl Mark {
    /// An element around a range.
    pub fn around(range: Range<usize>, tag: Cow<'static, str>) -> Self {
        Self { range: range.start as u32..range.end as u32, markup: Markup::Around(tag) }
    }

    /// HTML in place of a range.
    pub fn instead(range: Range<usize>, html: &str) -> Self {
        Self { range: range.start as u32..range.end as u32, markup: Markup::Instead(html.into()) }
    }
}

/// The markup of a range of a text, counted from its start. An element that reaches beyond the range
/// ends with it; HTML that stands for more than the range holds is left out.
pub(super) fn clipped(marks: &[Mark], range: &Range<usize>) -> impl Iterator<Item = Mark> {
    let (start, end) = (range.start as u32, range.end as u32);
    let is_inside = move |mark: &&Mark| match mark.markup {
        Markup::Around(_) => mark.range.end > start && mark.range.start < end,
        Markup::Instead(_) => mark.range.start >= start && mark.range.end <= end,
    };
    marks.iter().filter(is_inside).map(move |mark| Mark {
        range: mark.range.start.max(start) - start..mark.range.end.min(end) - start,
        markup: mark.markup.clone(),
    })
}

/// The HTML of a range of a text. An element that reaches beyond the range ends with it; HTML that
/// stands for more than the range holds gives way to the text.
pub(super) fn html(text: &str, marks: &[Mark], range: Range<usize>) -> String {
    let mut out = String::with_capacity(range.len() * 2);
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut pos = range.start;
    for Mark { range: own, markup } in marks {
        let (start, end) = (own.start as usize, own.end as usize);
        let (from, to) = (start.max(range.start), end.min(range.end));
        let is_cut = from != start || to != end;
        let is_whole = matches!(markup, Markup::Instead(_));
        if from > to || from < pos || (is_whole && is_cut) || (!is_whole && from == to) {
            continue;
        }
        close(text, &mut pos, &mut open, from, &mut out);
        escape_into(&mut out, &text[pos..from]);
        pos = from;
        match markup {
            Markup::Around(tag) => {
                out.push_str(tag);
                open.push((to, tag));
            }
            Markup::Instead(html) => {
                out.push_str(html);
                pos = to;
            }
        }
    }
    close(text, &mut pos, &mut open, range.end, &mut out);
    escape_into(&mut out, &text[pos..range.end]);
    out
}

/// A text with a title in place of each [`STAND_IN`], and its markup, that of the titles included.
pub(crate) fn fill<'t>(
    text: &str,
    titles: &[(u32, u32)],
    marks: &[Mark],
    title: impl Fn(u32) -> (Cow<'t, str>, Option<&'t str>),
) -> (String, Vec<Mark>) {
    if titles.is_empty() {
        return (text.to_owned(), marks.to_vec());
    }
    let mut out = String::with_capacity(text.len() + 32 * titles.len());
    let mut filled = Vec::new();
    // Where each title was, and how much longer than its place all are up to it.
    let mut grown: Vec<(usize, i64)> = Vec::with_capacity(titles.len());
    let (mut from, mut by) = (0, 0);
    for &(at, link) in titles {
        let at = at as usize;
        let (words, html) = title(link);
        out.push_str(&text[from..at]);
        let start = out.len();
        out.push_str(&words);
        if let Some(html) = html {
            filled.push(Mark::instead(start..out.len(), html));
        }
        from = at + STAND_IN.len();
        by += words.len() as i64 - STAND_IN.len() as i64;
        grown.push((at, by));
    }
    out.push_str(&text[from..]);
    let moved = |place: u32| {
        let before = grown.partition_point(|(at, _)| *at < place as usize);
        let by = before.checked_sub(1).map_or(0, |last| grown[last].1);
        (i64::from(place) + by) as u32
    };
    let own = marks.iter().map(|mark| Mark {
        range: moved(mark.range.start)..moved(mark.range.end),
        markup: mark.markup.clone(),
    });
    let mut all: Vec<Mark> = own.collect();
    if !filled.is_empty() {
        all.append(&mut filled);
        all.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end)));
    }
    (out, all)
}

/// Writes the text of the elements that end up to a place, and their end tags.
fn close(text: &str, pos: &mut usize, open: &mut Vec<(usize, &str)>, to: usize, out: &mut String) {
    while let Some((end, tag)) = open.pop_if(|(end, _)| *end <= to) {
        escape_into(out, &text[*pos..end.max(*pos)]);
        *pos = end.max(*pos);
        out.push_str("</");
        out.push_str(element(tag));
        out.push('>');
    }
}

/// The name of the element that a start tag opens.
pub(super) fn element(tag: &str) -> &str {
    let name = tag.trim_start_matches('<');
    &name[..name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_cut_where_the_text_is() {
        let text = "One of two < three x2 end";
        let marks = [
            Mark::around(4..18, Cow::Borrowed("<em class=\"a\">")),
            Mark::around(7..10, Cow::Borrowed("<strong>")),
            Mark::instead(19..21, "x<sup>2</sup>"),
            Mark::instead(22..22, "<del>no</del> "),
        ];
        let of = |range: Range<usize>| Phrase::of(text, &marks, range).html;
        assert_eq!(
            of(0..text.len()).as_deref(),
            Some(
                "One <em class=\"a\">of <strong>two</strong> &lt; three</em> x<sup>2</sup> \
                 <del>no</del> end"
            )
        );
        assert_eq!(of(0..6).as_deref(), Some("One <em class=\"a\">of</em>"));
        assert_eq!(
            of(8..20).as_deref(),
            Some("<em class=\"a\"><strong>wo</strong> &lt; three</em> x")
        );
        assert_eq!(of(0..3), None);
        assert_eq!(of(22..25).as_deref(), Some("<del>no</del> end"));
    }
}
