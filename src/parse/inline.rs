//! The plain text of one block, gathered while its markup is written, and cut into sentences.
//!
//! The text says what the block says: raised and lowered pieces keep their place (`10⁶`, `CO₂`,
//! `x_i`), what is struck out is left out, and formulas stand as they are written. The markup is
//! gathered beside it, so that titles and quotations can be shown as the page shows them.

use std::borrow::Cow;
use std::ops::Range;

use super::phrase::{self, Mark, Markup, Phrase, element, fill};
use super::text::{self, Script};
use super::typography::is_east;
use super::{Link, STAND_IN, Sentence};

/// How many letters of a paragraph are filed when all of it is asked for, at least: descriptions are
/// made of it, and are shorter.
const LEAD: usize = 300;

/// Up to how many bytes a sentence is quoted whole, or needs not be told where its links stand.
const SHORT: usize = 100;

/// How many elements may be open: more than the blocks, the emphasis and the raw HTML of a page that
/// lie within one another.
const DEEPEST: usize = 256;

/// What closes up to the word before it.
const CLOSE_UP: &[char] = &['.', ',', ';', ':', '!', '?', ')', ']'];

/// The text of the block that is being read.
#[derive(Debug, Default)]
pub(super) struct Inline {
    /// The text, with [`STAND_IN`] for every title.
    text: String,
    /// The byte offsets in `text` of titles, with their links.
    titles: Vec<(u32, u32)>,
    /// Links with the byte offsets in `text` at which they begin.
    links: Vec<(u32, usize)>,
    /// The markup of elements that are closed, the outer before the inner.
    marks: Vec<Mark>,
    /// The elements that are open, outermost first.
    open: Vec<Open>,
    /// Whether the last mark stands for words that are left out of the text.
    leaves_out: bool,
    /// Whether the text ends with the blank of a line break that follows a Han letter or kana.
    joins: bool,
    /// The words as ids are made of them, while a heading is read.
    bare: Option<String>,
}

/// An element that is open.
#[derive(Debug)]
struct Open {
    tag: Cow<'static, str>,
    /// How long the text was before it, and how many marks and titles it had.
    text: usize,
    marks: usize,
    titles: usize,
}

impl Inline {
    pub(super) fn push(&mut self, text: &str) {
        if let Some(bare) = &mut self.bare {
            bare.push_str(text);
        }
        self.push_text(text);
    }

    /// Adds to the text, but not to what ids are made of.
    pub(super) fn push_text(&mut self, text: &str) {
        let text = if self.leaves_out && !text.is_empty() { self.close_up(text) } else { text };
        if self.joins && !text.is_empty() {
            self.join(text);
        }
        self.text.push_str(text);
    }

    /// A line ends here, wherever the block is shown.
    pub(super) fn line_break(&mut self) {
        let joins = self.text.ends_with(is_east);
        self.push(" ");
        self.joins = joins;
    }

    /// Takes away the blank of a line break where a Han letter or kana follows it too.
    fn join(&mut self, text: &str) {
        self.joins = false;
        let Some(end) = self.text.strip_suffix(' ').map(str::len) else { return };
        if !text.starts_with(is_east) {
            return;
        }
        for mark in &mut self.marks {
            let Range { start, end: mark_end } = &mut mark.range;
            (*start, *mark_end) = ((*start).min(end as u32), (*mark_end).min(end as u32));
        }
        self.open.iter_mut().for_each(|open| open.text = open.text.min(end));
        self.shorten(end);
    }

    /// Takes away a blank where words that are left out stand between two, or before a comma.
    fn close_up<'t>(&mut self, text: &'t str) -> &'t str {
        self.leaves_out = false;
        let follows_blank = self.text.is_empty() || self.text.ends_with(' ');
        let Some(mark) = self.marks.last_mut().filter(|_| follows_blank) else { return text };
        let Markup::Instead(html) = &mut mark.markup else { return text };
        if let Some(rest) = text.strip_prefix(' ') {
            // Of what is left out of the HTML as well, no blank is left.
            if !html.is_empty() {
                *html = format!("{html} ").into();
            }
            return rest;
        }
        if text.starts_with(CLOSE_UP) && !self.text.is_empty() {
            *html = format!(" {html}").trim_end().into();
            let end = self.text.len() - 1;
            mark.range = end as u32..end as u32;
            self.open.iter_mut().for_each(|open| open.text = open.text.min(end));
            // A second comma would be that of the words that are left out.
            let mut rest = text;
            if text.starts_with(|first: char| self.text[..end].ends_with(first)) {
                let first = text.chars().next().map_or(0, char::len_utf8);
                *html = format!("{html}{}", &text[..first]).into();
                rest = &text[first..];
            }
            self.shorten(end);
            return rest;
        }
        text
    }

    /// Begins the words of a heading, of which an id may be made.
    pub(super) fn begin_heading(&mut self) {
        self.bare = Some(String::new());
    }

    /// Ends the words of a heading: as they are shown, and as ids are made of them.
    pub(super) fn heading(&mut self, links: &[Link]) -> (Phrase, String) {
        self.close_all(links);
        let bare = self.bare.take().unwrap_or_default().trim().to_owned();
        let written = |link: u32| written(&links[link as usize].target.text);
        let (text, marks) = fill(&self.text, &self.titles, &self.marks, |link| {
            (Cow::Borrowed(written(link)), None)
        });
        // What is left out at an end has a blank beside it.
        (Phrase::of(&text, &marks, 0..text.len()).trimmed(), bare)
    }

    pub(super) fn link(&mut self, link: u32) {
        self.links.push((link, self.text.len()));
    }

    /// The title of a link's target goes here.
    pub(super) fn title(&mut self, link: u32, target: &str) {
        if let Some(bare) = &mut self.bare {
            bare.push_str(written(target));
        }
        self.leaves_out = false;
        self.titles.push((self.text.len() as u32, link));
        self.text.push_str(STAND_IN);
    }

    /// A tag of raw HTML, as it is passed on.
    pub(super) fn tag(&mut self, tag: &str, links: &[Link]) {
        match (tag.strip_prefix("</"), element(tag)) {
            (Some(name), _) => self.close(element(name), links),
            (None, "br") => self.line_break(),
            (None, "" | "wbr" | "hr") => {}
            (None, _) => self.open(tag.to_owned()),
        }
    }

    /// An element begins, by its start tag.
    pub(super) fn open(&mut self, tag: impl Into<Cow<'static, str>>) {
        let tag = tag.into();
        if self.open.len() >= DEEPEST {
            return;
        }
        if element(&tag) == "q" {
            self.push_text("\u{201c}");
        }
        let (text, marks, titles) = (self.text.len(), self.marks.len(), self.titles.len());
        self.open.push(Open { tag, text, marks, titles });
    }

    /// An element ends, and with it all that began inside of it.
    pub(super) fn close(&mut self, name: &str, links: &[Link]) {
        let Some(place) = self.open.iter().rposition(|open| element(&open.tag) == name) else {
            return;
        };
        while self.open.len() > place {
            self.close_last(links);
        }
    }

    fn close_all(&mut self, links: &[Link]) {
        while !self.open.is_empty() {
            self.close_last(links);
        }
    }

    fn close_last(&mut self, links: &[Link]) {
        let Some(open) = self.open.pop() else { return };
        match element(&open.tag) {
            "sup" => self.moved(open, Script::Raised, links),
            "sub" => self.moved(open, Script::Lowered, links),
            "del" | "s" | "rt" | "rp" => self.left_out(open, links),
            "q" => self.quoted(open),
            _ if open.text < self.text.len() => {
                let mark = Mark::around(open.text..self.text.len(), open.tag);
                self.marks.insert(open.marks, mark);
            }
            _ => {}
        }
    }

    /// Takes an element out of the text: its words, and the whole of it as HTML.
    fn take(&mut self, open: &Open, links: &[Link]) -> (String, String) {
        let (words, marks) = fill(
            &self.text[open.text..],
            &shifted_titles(&self.titles[open.titles..], open.text),
            &shifted(&self.marks[open.marks..], open.text),
            |link| (Cow::Borrowed(written(&links[link as usize].target.text)), None),
        );
        let inner = phrase::html(&words, &marks, 0..words.len());
        self.shorten(open.text);
        self.titles.truncate(open.titles);
        self.marks.truncate(open.marks);
        let html = format!("{}{inner}</{}>", open.tag, element(&open.tag));
        (words, html)
    }

    /// Ends the text at a place; links that began behind it begin there.
    fn shorten(&mut self, end: usize) {
        self.text.truncate(end);
        for (_, offset) in self.links.iter_mut().rev().take_while(|(_, offset)| *offset > end) {
            *offset = end;
        }
    }

    fn moved(&mut self, open: Open, script: Script, links: &[Link]) {
        let (words, html) = self.take(&open, links);
        self.leaves_out = false;
        if words.trim().is_empty() {
            return self.text.push_str(&words);
        }
        let moved = text::moved(&self.text, &words, script);
        self.text.push_str(&moved);
        self.marks.push(Mark::instead(open.text..self.text.len(), &html));
    }

    fn left_out(&mut self, open: Open, links: &[Link]) {
        let (_, html) = self.take(&open, links);
        self.marks.push(Mark::instead(open.text..open.text, &html));
        self.leaves_out = true;
    }

    /// Something stands here that is neither in the text nor in its HTML, such as a picture.
    pub(super) fn skip(&mut self) {
        let end = self.text.len();
        self.marks.push(Mark::instead(end..end, ""));
        self.leaves_out = true;
    }

    /// A browser writes the marks of a quotation itself.
    fn quoted(&mut self, open: Open) {
        let mark = '\u{201c}'.len_utf8();
        let start = open.text - mark;
        self.marks.insert(open.marks, Mark::around(start..self.text.len(), open.tag));
        self.marks.insert(open.marks + 1, Mark::instead(start..open.text, ""));
        let end = self.text.len();
        self.push_text("\u{201d}");
        self.marks.push(Mark::instead(end..self.text.len(), ""));
        self.marks[open.marks].range.end = self.text.len() as u32;
    }

    /// A formula, by its source and as MathML.
    pub(super) fn formula(&mut self, tex: &str, html: Option<&str>) {
        if let Some(bare) = &mut self.bare {
            bare.push_str(tex);
        }
        let words = text::formula(tex);
        self.push_text(&words);
        if let Some(html) = html.filter(|_| !words.is_empty()) {
            let end = self.text.len();
            self.marks.push(Mark::instead(end - words.len()..end, html));
        }
    }

    /// All of the text without its markup.
    pub(super) fn words(&mut self, links: &[Link]) -> String {
        self.close_all(links);
        self.text.trim().to_owned()
    }

    /// Ends the block: files the sentence of each of its links. With `whole`, the block's text is
    /// filed as well, or the beginning of it, and its place comes back.
    pub(super) fn finish(
        &mut self,
        whole: bool,
        sentences: &mut Vec<Sentence>,
        links: &mut [Link],
    ) -> Option<u32> {
        self.close_all(links);
        if !self.links.is_empty() {
            self.file_links(sentences, links);
        }
        let place = (whole && !self.text.trim().is_empty()).then(|| {
            sentences.push(self.cut(text::trimmed(&self.text, 0..self.lead_end())));
            sentences.len() as u32 - 1
        });
        self.text.clear();
        self.titles.clear();
        self.links.clear();
        self.marks.clear();
        self.leaves_out = false;
        place
    }

    /// Where a long text ends that is to be filed as a whole.
    fn lead_end(&self) -> usize {
        let long = self.text.char_indices().nth(LEAD);
        let word = long.and_then(|(at, _)| Some(at + self.text[at..].find(char::is_whitespace)?));
        word.unwrap_or(self.text.len())
    }

    fn file_links(&self, sentences: &mut Vec<Sentence>, links: &mut [Link]) {
        let mut ranges = text::sentences(&self.text);
        if ranges.is_empty() {
            ranges.push(0..self.text.len());
        }
        let mut filed: Option<(usize, u32)> = None;
        for &(link, offset) in &self.links {
            let at = ranges.partition_point(|range| range.end <= offset).min(ranges.len() - 1);
            let place = match filed {
                Some((same, place)) if same == at => place,
                _ => {
                    sentences.push(self.cut(ranges[at].clone()));
                    sentences.len() as u32 - 1
                }
            };
            filed = Some((at, place));
            links[link as usize].sentence = place;
        }
    }

    /// A range of the text as a sentence.
    fn cut(&self, range: std::ops::Range<usize>) -> Sentence {
        let marks = phrase::clipped(&self.marks, &range).collect();
        let (start, end) = (range.start as u32, range.end as u32);
        let place = |offset: u32| self.titles.partition_point(|(at, _)| *at < offset);
        let inside = &self.titles[place(start)..place(end)];
        let first = self.links.partition_point(|(_, offset)| *offset < range.start);
        let links = self.links[first..].iter().take_while(|(_, offset)| range.contains(offset));
        let links = links.map(|&(link, offset)| (offset as u32 - start, link));
        let links = if range.len() > SHORT { links.collect() } else { Vec::new() };
        Sentence {
            text: self.text[range.clone()].to_owned(),
            titles: inside.iter().map(|&(at, link)| (at - start, link)).collect(),
            links,
            marks,
        }
    }
}

fn shifted(marks: &[Mark], by: usize) -> Vec<Mark> {
    let by = by as u32;
    let mark = |mark: &Mark| Mark {
        range: mark.range.start - by..mark.range.end - by,
        markup: mark.markup.clone(),
    };
    marks.iter().map(mark).collect()
}

fn shifted_titles(titles: &[(u32, u32)], by: usize) -> Vec<(u32, u32)> {
    titles.iter().map(|&(at, link)| (at - by as u32, link)).collect()
}

/// The id in a reference without words of its own: `hall` of `venue/hall#rooms`.
fn written(target: &str) -> &str {
    let name = target.split_once('#').map_or(target, |(name, _)| name);
    let name = if name.is_empty() { target } else { name };
    name.rsplit_once('/').map_or(name, |(_, id)| id).trim()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::parse::{At, LinkStyle, Marked, Options};
    use crate::source::Source;

    fn link() -> Link {
        Link {
            style: LinkStyle::Wiki,
            target: Marked { text: String::new(), span: 0..0 },
            title: String::new(),
            sentence: 0,
            at: At::Body(0),
        }
    }

    /// The sentence of each title in a text, `@` being where they go.
    fn sentences(text: &str) -> Vec<String> {
        let mut inline = Inline::default();
        let mut links: Vec<Link> = text.matches('@').map(|_| link()).collect();
        for (at, words) in text.split('@').enumerate() {
            if at > 0 {
                inline.link(at as u32 - 1);
                inline.title(at as u32 - 1, "");
            }
            inline.push(words);
        }
        let mut sentences = Vec::new();
        inline.finish(false, &mut sentences, &mut links);
        let found = links.iter().map(|link| &sentences[link.sentence as usize]);
        let put_back = |sentence: &Sentence| {
            let mut text = sentence.text.clone();
            for (at, _) in sentence.titles.iter().rev() {
                text.replace_range(*at as usize..*at as usize + STAND_IN.len(), "@");
            }
            text
        };
        found.map(put_back).collect()
    }

    #[test]
    fn a_title_belongs_to_its_sentence_wherever_it_stands() {
        assert_eq!(sentences("@ was tried. @ was not."), ["@ was tried.", "@ was not."]);
        assert_eq!(
            sentences("It was @. So was @, and @!"),
            ["It was @.", "So was @, and @!", "So was @, and @!"]
        );
        assert_eq!(sentences("@"), ["@"]);
        assert_eq!(sentences("@ @"), ["@ @", "@ @"]);
        assert_eq!(sentences("Done. @"), ["Done.", "@"][1..]);
    }

    proptest! {
        #[test]
        fn whatever_the_markup_text_and_html_say_the_same(
            pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24),
        ) {
            // A sentence that is not short knows where its links stand.
            let text = "é".repeat(SHORT) + &pieces.concat();
            let source = format!("# {text}\n\n{text} [[z]]\n");
            let source = Arc::new(Source::new("a.md", source));
            let options = Options { smart_punctuation: true, ..Options::default() };
            let document = crate::parse::parse(&source, options.clone());
            for sentence in &document.sentences {
                for (at, _) in &sentence.links {
                    prop_assert!(sentence.text.is_char_boundary(*at as usize), "{sentence:?}");
                }
                let (text, marks) = sentence.fill(|_| (Cow::Borrowed("Zoo"), Some("<i>Zoo</i>")));
                for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)) {
                    let html = Phrase::of(&text, &marks, 0..end).html().into_owned();
                    prop_assert!(is_balanced(&html), "{html}");
                }
                let is_between = |at: usize| {
                    let mut titles = sentence.titles.iter().map(|(title, _)| *title as usize);
                    sentence.text.is_char_boundary(at) && titles.all(|title| title + 1 != at)
                };
                let ends: Vec<usize> = (0..=sentence.text.len()).filter(|at| is_between(*at)).collect();
                for range in ends.windows(4).map(|ends| ends[0]..ends[3]) {
                    let part = sentence.part(&range);
                    let (text, marks) = part.fill(|_| (Cow::Borrowed("Zoo"), Some("<i>Zoo</i>")));
                    let html = Phrase::of(&text, &marks, 0..text.len()).html().into_owned();
                    prop_assert!(is_balanced(&html), "{html}");
                }
            }
            for heading in &document.headings {
                prop_assert!(is_balanced(&heading.title.html()), "{:?}", heading.title);
            }
            let _ = crate::parse::plain(&text, options);
        }
    }

    const PIECES: &[&str] = &[
        "~~",
        "<sup>",
        "</sup>",
        "<sub>",
        "</sub>",
        "<q>",
        "</q>",
        "*",
        "**",
        "[[a]]",
        "![b](c.png)",
        " ",
        " ",
        "d",
        "é",
        ", ",
        ". ",
        "$x^2$",
        "<br>",
        "字",
        "`e`",
        "<del>",
        "</del>",
        "<rt>",
        "2",
        "\n",
        "<em>",
        "</em>",
        "[f](g)",
        "&lt;",
        "<x>",
        "?",
    ];

    /// Whether every element ends that begins, in the right order.
    fn is_balanced(html: &str) -> bool {
        let mut open = Vec::new();
        let tags = html.split('<').skip(1).filter(|tag| !tag.starts_with("br"));
        for tag in tags {
            match tag.strip_prefix('/') {
                Some(end) if open.pop() != Some(element(end)) => return false,
                Some(_) => {}
                None => open.push(element(tag)),
            }
        }
        open.is_empty()
    }
}
