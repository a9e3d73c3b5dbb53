//! One content file → [`Document`].
//!
//! Goes in: a [`Source`] and two options. Comes out: the headings with the fields written below
//! them, every link, image and footnote with its place, and the body as HTML in which whatever
//! depends on other documents or on the page is a [`Hole`]. Parsing knows no kind, no record and no
//! path: which headings are records is decided by [`crate::model`], where links lead by
//! [`crate::resolve`], and what stands in a hole by [`crate::render`]. A document is parsed once,
//! whatever the number of pages it appears on.

mod attributes;
#[cfg_attr(not(feature = "highlight"), path = "parse/code/plain.rs")]
mod code;
mod fence;
pub mod fields;
mod html;
mod inline;
mod lists;
mod markdown;
mod math;
mod money;
pub mod phrase;
mod plain;
pub mod prose;
mod slips;
pub mod text;
pub(crate) mod trusted;
mod typography;
pub(crate) mod yaml;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

pub use self::fields::{Fields, Pair, Raw, RawData, Syntax};
pub use self::markdown::parse;
pub(crate) use self::markdown::{parse_line, parse_value};
pub use self::phrase::Phrase;
pub(crate) use self::plain::plain;
pub use self::prose::{Prose, ProseCache};
pub(crate) use self::slips::INSTRUCTIONS;
pub use self::typography::Quotes;
pub(crate) use self::yaml::typed;

use crate::compact;
use crate::config::Config;
use crate::diagnostics::Diagnostic;
use crate::ids::LanguageId;
use crate::source::Source;
use crate::url;

/// What parsing depends on beside the text.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct Options {
    /// Whether straight quotes, `--` and `...` become typographic ones.
    pub smart_punctuation: bool,
    /// The quotation marks of the text's language.
    pub quotes: Quotes,
    /// What authors may write.
    pub dialect: Dialect,
    /// Whether raw HTML comes through as it is written.
    pub trusts_html: bool,
    /// For languages of code, what lines begin with that readers see when they ask for them.
    pub hidden_lines: Arc<BTreeMap<String, String>>,
    /// Whether dollar signs are text, and begin no formula.
    pub plain_dollars: bool,
}

/// What authors may write beyond the Markdown that all documents share.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// References to records in two brackets. Nothing comes from other hosts.
    #[default]
    Report,
    /// What mdBook shows. Two brackets are text; pictures may come from other hosts, and addresses may
    /// have any scheme that runs nothing.
    Book,
}

impl Options {
    /// What a configuration says for texts in one of its languages.
    pub fn of(config: &Config, language: LanguageId, dialect: Dialect) -> Self {
        let quotes = Quotes::of(&config.languages[language].tag);
        let trusts_html = config.html.trusts_html.unwrap_or(dialect == Dialect::Book);
        let hidden_lines = Arc::clone(&config.html.hidden_lines);
        let smart_punctuation = config.html.smart_punctuation;
        let plain_dollars = dialect == Dialect::Book && !config.asks_for_formulas();
        Self { smart_punctuation, quotes, dialect, trusts_html, hidden_lines, plain_dollars }
    }
}

/// One parsed content file.
#[derive(Debug)]
pub struct Document {
    /// The file.
    pub source: Arc<Source>,
    /// Where its text is written.
    pub written: Written,
    /// The fields at its start, if it has any.
    pub front: Option<Fields>,
    /// All headings in reading order.
    pub headings: Vec<Heading>,
    /// The marks that end a section before its next heading, in reading order.
    pub ends: Vec<End>,
    /// Every link and embedded record, in reading order.
    pub links: Vec<Link>,
    /// Every image, in reading order.
    pub images: Vec<Image>,
    /// The items of lists whose marks are kept as written, in reading order.
    pub items: Vec<Item>,
    /// The ids in raw HTML of trusted authors, and those of terms in definition lists of books, in reading
    /// order.
    pub anchors: Vec<Box<str>>,
    /// The footnotes that something refers to, in the order of their definitions.
    pub footnotes: Vec<Footnote>,
    /// The sentences and paragraphs that [`Link::sentence`] and the leads point at.
    pub sentences: Vec<Sentence>,
    /// How many bytes of HTML its body has.
    pub size: u32,
    /// How many bytes of these are running text.
    pub running: u32,
    /// Whether it shows nothing, as one of blanks, comments and definitions does.
    pub is_blank: bool,
    /// The beginning of the first paragraph before any heading of level 2 or below, by its place in
    /// `sentences`.
    pub lead: Option<u32>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// What it says in full.
    prose: prose::Slot,
}

/// Where the text of a [`Document`] is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// At these bytes of its source.
    InSource(Range<usize>),
    /// In another form, as with the escapes of a TOML string; this is the text.
    Apart(Box<str>),
}

/// HTML with holes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Body {
    /// The HTML between the holes.
    pub html: String,
    /// The holes with their byte offsets in `html`, in order.
    pub holes: Vec<(u32, Hole)>,
}

impl Body {
    fn shrink(&mut self) {
        compact::text(&mut self.html);
        compact::list(&mut self.holes);
    }
}

/// What depends on the page, or on other documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hole {
    /// The start tag of a heading, by its place in [`Document::headings`].
    HeadingOpen(u32),
    /// The end tag of a heading.
    HeadingClose(u32),
    /// The id of a paragraph that stands in no quotation, list or footnote, inside its start tag.
    Paragraph,
    /// The id of an item, by its place in [`Document::items`], inside its start tag.
    Item(u32),
    /// The id of a term, by its place in [`Document::anchors`], inside its start tag.
    Term(u32),
    /// The start tag of a link, by its place in [`Document::links`].
    LinkOpen(u32),
    /// The title of a link's target, for references without words of their own.
    LinkTitle(u32),
    /// The end tag of a link.
    LinkClose(u32),
    /// The address in an attribute of raw HTML, by the place of a link that has it.
    Address(u32),
    /// A record's card, or the record in full.
    Embed(u32),
    /// An image, by its place in [`Document::images`].
    Image(u32),
    /// The id of the mark of a page, by the number of the page, inside its start tag.
    Page(u32),
    /// The number of a footnote, by its place in [`Document::footnotes`].
    FootnoteNumber(u32),
    /// A word of the interface.
    Word(Word),
}

/// A piece of a document's text that other programs would not read as it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// A block of fields.
    Fields,
    /// A heading, by its place in [`Document::headings`].
    Heading(u32),
    /// A link or an embedded record, by its place in [`Document::links`].
    Link(u32),
    /// An image, by its place in [`Document::images`].
    Image(u32),
    /// The definition of a footnote, by its place in [`Document::footnotes`].
    Footnote(u32),
    /// A comment, which no reader is to see.
    Comment,
}

/// Words of the interface that stand inside a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The title of a `[!NOTE]`.
    Note,
    /// The title of a `[!TIP]`.
    Tip,
    /// The title of an `[!IMPORTANT]`.
    Important,
    /// The title of a `[!WARNING]`.
    Warning,
    /// The title of a `[!CAUTION]`.
    Caution,
    /// What shows the hidden lines of a block of code.
    HiddenLines,
}

impl Word {
    /// The word's key in the strings of a look.
    pub const fn key(self) -> &'static str {
        match self {
            Word::Note => "alert-note",
            Word::Tip => "alert-tip",
            Word::Important => "alert-important",
            Word::Warning => "alert-warning",
            Word::Caution => "alert-caution",
            Word::HiddenLines => "hidden-lines",
        }
    }
}

/// A heading and the section that it opens.
#[derive(Debug)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// The id written as `{#id}`.
    pub id: Option<Marked>,
    /// The id, or else a slug of the words that no other heading of the document has.
    pub anchor: Arc<str>,
    /// The anchor that code hosts give it, where that is another one and no other heading has it.
    pub also: Option<Box<str>>,
    /// The classes written as `{.class}`.
    pub classes: Vec<Marked>,
    /// Other attributes written in the braces.
    pub attributes: Vec<(String, Option<String>)>,
    /// The whole heading in the source.
    pub span: Range<usize>,
    /// Its words, with their markup where they have any.
    pub title: Phrase,
    /// The words of which an id is made, where those of the title are others: `H2O` for `H₂O`.
    pub bare: Option<Box<str>>,
    /// The fields written directly below it.
    pub fields: Option<Fields>,
    /// Whether it stands inside a quotation, a list or a footnote, where no section begins.
    pub nested: bool,
    /// The section's range in the body's HTML, from before the heading to its end.
    pub section: Range<u32>,
    /// Where the section ends in [`Document::text`].
    pub until: u32,
    /// Where the words of the heading stand in the body's HTML.
    pub words: Range<u32>,
    /// Where the holes of the section begin and end in [`Body::holes`], the heading's included.
    pub holes: Range<u32>,
    /// The beginning of the section's first paragraph, by its place in [`Document::sentences`].
    pub lead: Option<u32>,
}

/// A comment that ends a section: `<!-- /recommendation -->`.
#[derive(Debug)]
pub struct End {
    /// The kind or the id that it names.
    pub name: Marked,
    /// What it ends.
    pub ends: Ends,
}

/// What an [`End`] ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// The section of a heading, by its place in [`Document::headings`].
    Section(u32),
    /// Nothing: no section that is open has such a class or id.
    Nothing,
    /// Nothing: it stands inside a line, a quotation, a list or a footnote.
    Inside,
}

/// A word of the source and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub span: Range<usize>,
}

/// How a link was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkStyle {
    /// `[[id]]` or `[[id|words]]`.
    Wiki,
    /// `[words](target)`, a reference link, or a bare address.
    Markdown,
    /// `![[id]]`.
    Embed,
    /// `![[id|full]]`.
    Full,
}

/// A link as written.
#[derive(Debug)]
pub struct Link {
    /// How it was written.
    pub style: LinkStyle,
    /// The target, unescaped.
    pub target: Marked,
    /// The title in quotes, if any.
    pub title: String,
    /// The sentence in which it stands, by its place in [`Document::sentences`].
    pub sentence: u32,
    /// Where it stands, which tells what section it belongs to.
    pub at: At,
}

impl Link {
    /// Whether it can lead to a file that is no document: it names none by an id, nor one elsewhere.
    pub fn can_name_file(&self) -> bool {
        let path = url::split(self.target.text.trim()).path;
        let name = path.rsplit('/').next().unwrap_or_default();
        self.style == LinkStyle::Markdown
            && !path.contains(':')
            && name.rsplit_once('.').is_some_and(|(_, ending)| ending != "md")
    }
}

/// A place in a document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A byte offset in the body's HTML.
    Body(u32),
    /// In a footnote, by its place in [`Document::footnotes`].
    Footnote(u32),
}

/// An image as written.
#[derive(Debug)]
pub struct Image {
    /// The target, unescaped.
    pub target: Marked,
    /// The alternative text.
    pub alt: String,
    /// The title in quotes, printed as a caption when the image stands alone.
    pub title: String,
    /// Whether it is the only thing in its paragraph.
    pub alone: bool,
    /// Where it stands.
    pub at: At,
}

/// An item of a list whose marks are kept as written, outside footnotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its mark and those of the items around it, without brackets and with dots between them:
    /// `a.ii`.
    pub path: String,
    /// Where it begins in the body's HTML.
    pub at: u32,
}

/// A footnote's definition.
#[derive(Debug)]
pub struct Footnote {
    /// The label, as written between `[^` and `]`.
    pub label: String,
    /// Its number in the document: the label, if that is one, else counted from the highest of
    /// these, in reading order.
    pub number: u32,
    /// Where it is referred to, in order.
    pub references: Vec<At>,
}

/// Stands in a [`Sentence`] where the title of a link's target goes, so that sentences are told apart
/// as if it were there: a word with a capital letter, as titles begin with one.
pub const STAND_IN: &str = "Xx";

/// A sentence, or the beginning of a paragraph.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct Sentence {
    /// The text, with [`STAND_IN`] for the title of each link's target.
    pub text: String,
    /// The byte offsets in `text` of these titles, in order, with their links.
    pub titles: Vec<(u32, u32)>,
    /// Byte offsets in `text` at which links begin, in order, when the text is too long to be quoted
    /// whole.
    pub links: Vec<(u32, u32)>,
    /// The markup of `text`, the outer of two marks before the inner.
    pub marks: Box<[phrase::Mark]>,
}

impl Sentence {
    /// Its text and its markup, with the titles of targets in place: as text, and as HTML where that
    /// is not the same.
    pub fn fill<'t>(
        &self,
        title: impl Fn(u32) -> (Cow<'t, str>, Option<&'t str>),
    ) -> (String, Vec<phrase::Mark>) {
        phrase::fill(&self.text, &self.titles, &self.marks, title)
    }

    /// A range of it, which holds the places of titles whole or not at all.
    pub(crate) fn part(&self, range: &Range<usize>) -> Self {
        let (start, end) = (range.start as u32, range.end as u32);
        let place = |offset: u32| self.titles.partition_point(|(at, _)| *at < offset);
        let titles = &self.titles[place(start)..place(end)];
        Self {
            text: self.text[range.clone()].to_owned(),
            titles: titles.iter().map(|&(at, link)| (at - start, link)).collect(),
            links: Vec::new(),
            marks: phrase::clipped(&self.marks, range).collect(),
        }
    }
}

impl Heading {
    /// The words of which an id is made.
    pub fn bare(&self) -> &str {
        self.bare.as_deref().unwrap_or(&self.title.text)
    }
}

impl Document {
    /// Whether every block of its fields could be read.
    pub fn is_read(&self) -> bool {
        !self.diagnostics.iter().any(|problem| problem.code.is_of_syntax())
    }

    /// Its text, as it is written in Markdown.
    pub fn text(&self) -> &str {
        match &self.written {
            Written::InSource(range) => &self.source.text[range.clone()],
            Written::Apart(text) => text,
        }
    }

    /// Gives back what was kept for more: a document is made once and held for long.
    fn shrink(&mut self) {
        compact::list(&mut self.headings);
        compact::list(&mut self.ends);
        compact::list(&mut self.items);
        compact::list(&mut self.links);
        compact::list(&mut self.sentences);
    }

    /// The heading whose section holds an offset of the body's HTML most closely, among those that
    /// `counts` admits.
    pub fn section_at(&self, offset: u32, counts: impl Fn(usize) -> bool) -> Option<usize> {
        let end = self.headings.partition_point(|heading| heading.section.start <= offset);
        (0..end).rev().find(|&at| {
            let heading = &self.headings[at];
            !heading.nested && heading.section.contains(&offset) && counts(at)
        })
    }

    /// The offset in the body's HTML of a place, that of a footnote being its first reference's.
    pub fn offset_of(&self, at: At) -> u32 {
        let mut at = at;
        // Footnotes may refer to footnotes; a chain longer than all of them is a circle.
        for _ in 0..=self.footnotes.len() {
            match at {
                At::Body(offset) => return offset,
                At::Footnote(index) => match self.footnotes[index as usize].references.first() {
                    Some(first) => at = *first,
                    None => return 0,
                },
            }
        }
        0
    }

    /// Whether a place is on some page when what stands at the offsets that `hides` names is on
    /// none; a footnote is where one of its references is.
    pub fn is_shown(&self, at: At, hides: impl Fn(u32) -> bool) -> bool {
        let mut seen = vec![false; self.footnotes.len()];
        let mut places = vec![at];
        while let Some(at) = places.pop() {
            match at {
                At::Body(offset) if !hides(offset) => return true,
                At::Body(_) => {}
                At::Footnote(index) => {
                    if !std::mem::replace(&mut seen[index as usize], true) {
                        places.extend(&self.footnotes[index as usize].references);
                    }
                }
            }
        }
        false
    }
}
