//! Parsed bodies → HTML for one page: slices copied, holes filled.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Context, Value};

use crate::config::Language;
use crate::diagnostics::Diagnostic;
use crate::escape::{escape, escape_into};
use crate::ids::RecordId;
use crate::model::Placed;
use crate::parse::{Body, Document, Heading, Hole, Image, LinkStyle, Prose};
use crate::resolve::{FULL_AT_MOST, Mark, Missing, Target, Text};
use crate::trace::{self, Fact};
use crate::url;

use super::addresses::{On, Shows, item_anchor};
use super::footnotes::{Embedded, Notes, Of};
use super::{Renderer, shown};

/// A range of a body: its HTML and its holes.
#[derive(Debug, Clone)]
struct Stretch {
    html: std::ops::Range<usize>,
    holes: std::ops::Range<usize>,
}

/// What of a document's records is shown in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sections {
    /// All of them, in full.
    Shown,
    /// None of them.
    LeftOut,
}

impl Renderer {
    /// The language of a target's title, where it is not that of the page.
    fn other_language(&self, target: &Target, on: On<'_>) -> Option<&Language> {
        let language = match target {
            Target::Record(record) => self.model.records[*record].language,
            Target::Heading(document, _)
            | Target::Item(document, _)
            | Target::Anchor(document, _)
            | Target::Top(document) => self.model.documents[*document].language,
            Target::Overview(_)
            | Target::List(..)
            | Target::Asset(_)
            | Target::Outside(_)
            | Target::Picture(_)
            | Target::Elsewhere(_)
            | Target::Missing(_)
            | Target::Hidden => return None,
        };
        (language != on.language).then(|| &self.config.languages[language])
    }

    /// The body of a record's page.
    pub(super) fn record_body(
        &self,
        index: RecordId,
        on: On<'_>,
        sections: Sections,
        notes: &mut Notes,
    ) -> Result<String, Box<Diagnostic>> {
        let record = &self.model.records[index];
        let at = self.model.document_at(index);
        let placed = &self.model.documents[at];
        let document = placed.document();
        let prose = self.model.prose(at);
        let (piece, level) = below_title(document, &prose.body, record.heading);
        let writer = Writer {
            renderer: self,
            on,
            of: Of::Document(at),
            document,
            prose: Arc::clone(&prose),
            targets: &self.links.documents[at].text,
            placed: Some(placed),
            shift: level - 1,
            sections,
            paragraphs: self.paragraphs_of(index, on),
            // Every text is found once.
            embeds: match on.shows {
                Shows::Nothing => Embeds::AsCards,
                _ => Embeds::InFull { bytes: 0 },
            },
            level: 1 + u8::from(on.shows.is_print()),
            offset: 0,
            out: String::with_capacity(piece.html.len() * 2),
        };
        writer.run(&prose.body, piece, notes)
    }

    /// Where the counting begins on a page of a record. None are counted where a page shows no record.
    fn paragraphs_of(&self, index: RecordId, on: On<'_>) -> Vec<Paragraphs> {
        match on.shows {
            Shows::Nothing => Vec::new(),
            Shows::Document(_) | Shows::Section(..) | Shows::Introduction(_) => {
                vec![Paragraphs::below(String::new())]
            }
            Shows::Everything | Shows::Sheet(_) => {
                vec![Paragraphs::below(format!("{}:", self.long_anchor(index)))]
            }
        }
    }

    /// The heading that a record has its title from, unless fields give it another one.
    pub(super) fn heading_of(&self, index: RecordId) -> Option<usize> {
        let declared = self.model.records[index].heading;
        declared.or(self.model.document_of(index).part().title_heading)
    }

    /// The title of a record as the heading of its page shows it, with the marks of footnotes.
    pub(super) fn title_words(
        &self,
        index: RecordId,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Value, Box<Diagnostic>> {
        let title = self.title_of(index);
        let Some(at) = self.heading_of(index) else { return Ok(shown(&title)) };
        let of = Of::Document(self.model.document_at(index));
        let writer = self.writer(of, on);
        let (document, prose) = (writer.document, Arc::clone(&writer.prose));
        let heading = &document.headings[at];
        let holes = heading_holes(&prose.body, &document.headings, at);
        if heading.title == title {
            let html = heading.words.start as usize..heading.words.end as usize;
            let words = writer.run(&prose.body, Stretch { html, holes }, notes)?;
            return Ok(Value::safe_string(&words));
        }
        let mut words = title.html().into_owned();
        for (_, hole) in &prose.body.holes[holes] {
            if let Hole::FootnoteNumber(note) = hole {
                words.extend(notes.mark(self, of, *note));
            }
        }
        Ok(Value::safe_string(&words))
    }

    /// The HTML of a record's Markdown field, by the fragment's place in the part.
    pub(super) fn fragment(
        &self,
        index: RecordId,
        at: usize,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<String, Box<Diagnostic>> {
        let writer = self.writer(Of::Fragment(self.model.document_at(index), at), on);
        let prose = Arc::clone(&writer.prose);
        writer.run(&prose.body, whole(&prose.body), notes)
    }

    /// The HTML of a footnote.
    pub(super) fn footnote(
        &self,
        of: Of,
        index: u32,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<String, Box<Diagnostic>> {
        let writer = self.writer(of, on);
        let prose = Arc::clone(&writer.prose);
        let body = &prose.footnotes[index as usize];
        writer.run(body, whole(body), notes)
    }

    fn writer<'a>(&'a self, of: Of, on: On<'a>) -> Writer<'a> {
        let (document, prose, targets, placed) = match of {
            Of::Document(at) => {
                let placed = &self.model.documents[at];
                let prose = self.model.prose(at);
                (placed.document(), prose, &self.links.documents[at].text, Some(placed))
            }
            Of::Fragment(document, at) => {
                let fragment = &self.model.documents[document].part().fragments[at];
                let targets = &self.links.documents[document].fragments[at];
                (&fragment.document, fragment.document.prose(), targets, None)
            }
        };
        Writer {
            renderer: self,
            on,
            of,
            document,
            prose,
            targets,
            placed,
            shift: 0,
            sections: Sections::Shown,
            paragraphs: Vec::new(),
            embeds: Embeds::AsCards,
            level: 1,
            offset: 0,
            out: String::new(),
        }
    }
}

/// What stands below the title of a record, and the level of the title as it is written.
fn below_title(document: &Document, body: &Body, heading: Option<usize>) -> (Stretch, i16) {
    let Some(at) = heading else { return (whole(body), 1) };
    let heading = &document.headings[at];
    let close = close_of(body, heading.holes.clone(), at);
    let html = heading.words.end as usize..heading.section.end as usize;
    let holes = close + 1..heading.holes.end as usize;
    (Stretch { html, holes }, heading.level.into())
}

/// The address of a file with the query and the fragment of the address that names it.
pub(super) fn asset_address(path: &str, written: &str) -> String {
    let url::Parts { query, fragment, .. } = url::split(written);
    format!("{path}{}{}", url::tidy(query), url::tidy(fragment))
}

fn whole(body: &Body) -> Stretch {
    Stretch { html: 0..body.html.len(), holes: 0..body.holes.len() }
}

/// The place among a body's holes of a heading's end.
fn close_of(body: &Body, holes: std::ops::Range<u32>, heading: usize) -> usize {
    let start = holes.start as usize;
    let close = Hole::HeadingClose(heading as u32);
    body.holes[start..].iter().position(|(_, hole)| *hole == close).map_or(start, |at| start + at)
}

/// The places among a body's holes of those in the words of a heading.
pub(super) fn heading_holes(
    body: &Body,
    headings: &[Heading],
    heading: usize,
) -> std::ops::Range<usize> {
    let holes = headings[heading].holes.clone();
    holes.start as usize + 1..close_of(body, holes, heading)
}

/// A record's section that is open on its document's page.
struct Open {
    html_end: usize,
    holes_end: usize,
    /// The level of the heading around it.
    level: u8,
}

/// How records are shown that are to be embedded in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Embeds {
    /// In full, of which there are so many bytes already.
    InFull { bytes: usize },
    /// As cards, where the text itself is embedded, and where no page shows it.
    AsCards,
    /// As cards, in a record that is embedded in full itself: its headings have no anchors of
    /// their own, and nothing embeds itself without end.
    Embedded,
}

/// The paragraphs and items of a record that is open: counted record by record, so that an edit in one leaves
/// the addresses in others as they are.
struct Paragraphs {
    /// What stands before `p:1` and `i:a`: the record's anchor and a colon, or nothing on its own page.
    prefix: String,
    count: usize,
    /// How many items there are of each path. The first is what a reference to it leads to.
    items: BTreeMap<String, usize>,
}

impl Paragraphs {
    fn below(prefix: String) -> Self {
        Self { prefix, count: 0, items: BTreeMap::new() }
    }
}

struct Writer<'a> {
    renderer: &'a Renderer,
    on: On<'a>,
    of: Of,
    document: &'a Document,
    prose: Arc<Prose>,
    targets: &'a Text,
    placed: Option<&'a Placed>,
    /// By how many levels headings rise.
    shift: i16,
    sections: Sections,
    embeds: Embeds,
    /// The level of the heading above what is being written.
    level: u8,
    /// Where in the HTML of the body the hole at hand is.
    offset: u32,
    /// One for each record that is open, the innermost last; nothing where none are counted.
    paragraphs: Vec<Paragraphs>,
    out: String,
}

impl Writer<'_> {
    /// The HTML of a piece.
    fn run(
        mut self,
        body: &Body,
        piece: Stretch,
        notes: &mut Notes,
    ) -> Result<String, Box<Diagnostic>> {
        self.piece(body, piece, notes)?;
        Ok(self.out)
    }

    fn piece(
        &mut self,
        body: &Body,
        piece: Stretch,
        notes: &mut Notes,
    ) -> Result<(), Box<Diagnostic>> {
        let mut open: Vec<Open> = Vec::new();
        let mut pos = piece.html.start;
        let mut at = piece.holes.start;
        while at < piece.holes.end {
            while let Some(section) = open.pop_if(|section| section.holes_end <= at) {
                self.close(body, &mut pos, section);
            }
            let (offset, hole) = body.holes[at];
            self.offset = offset;
            let offset = offset as usize;
            self.slice(body, pos.min(offset)..offset);
            pos = offset;
            at += 1;
            if let Hole::HeadingOpen(heading) = hole {
                (pos, at) = self.heading(body, heading as usize, at, &mut open, notes)?;
            } else {
                self.hole(hole, notes)?;
            }
        }
        while let Some(section) = open.pop() {
            self.close(body, &mut pos, section);
        }
        self.slice(body, pos.min(piece.html.end)..piece.html.end);
        Ok(())
    }

    /// Copies HTML without holes; terms of a glossary become links on the way.
    fn slice(&mut self, body: &Body, range: std::ops::Range<usize>) {
        let marks: &[Mark] = match self.of {
            Of::Document(at) if std::ptr::eq(body, &self.prose.body) => {
                trace::note(Fact::Document(at));
                &self.renderer.links.marks[at]
            }
            _ => &[],
        };
        let first = marks.partition_point(|mark| (mark.start as usize) < range.start);
        let mut pos = range.start;
        for mark in &marks[first..] {
            if mark.end as usize > range.end {
                break;
            }
            self.out.push_str(&body.html[pos..mark.start as usize]);
            self.term(mark.record, &body.html[mark.start as usize..mark.end as usize]);
            pos = mark.end as usize;
        }
        self.out.push_str(&body.html[pos..range.end]);
    }

    fn term(&mut self, record: RecordId, words: &str) {
        let href = escape(&self.renderer.record_href(record, self.on));
        let definition = escape(self.renderer.description(record));
        self.out.push_str(&format!(
            "<a href=\"{href}\" class=\"ref term\" title=\"{definition}\">{words}</a>"
        ));
    }

    fn close(&mut self, body: &Body, pos: &mut usize, section: Open) {
        let end = section.html_end.max(*pos);
        self.slice(body, *pos..end);
        self.paragraphs.pop();
        self.level = section.level;
        self.out.push_str("</section>\n");
        *pos = end;
    }

    /// Writes a heading, and the start of the section that it opens when it declares a record.
    /// Comes back with where to go on.
    fn heading(
        &mut self,
        body: &Body,
        index: usize,
        next: usize,
        open: &mut Vec<Open>,
        notes: &mut Notes,
    ) -> Result<(usize, usize), Box<Diagnostic>> {
        let heading = &self.document.headings[index];
        let holes_end = heading.holes.end as usize;
        let section_end = heading.section.end as usize;
        let record = self.placed.and_then(|placed| placed.record_of(index));
        let hidden = self.placed.is_some_and(|placed| placed.part().hidden.contains(&index));
        if hidden || (record.is_some() && self.sections == Sections::LeftOut) {
            return Ok((section_end, holes_end));
        }
        let start = next - 1;
        let close = close_of(body, start as u32..0, index);
        let words = heading.words.start as usize..heading.words.end as usize;
        let after = (words.end, close + 1);
        if self.placed.is_some_and(|placed| placed.part().title_heading == Some(index)) {
            return Ok(after);
        }
        let outer = std::mem::take(&mut self.out);
        self.piece(body, Stretch { html: words, holes: next..close }, notes)?;
        let mut words = std::mem::replace(&mut self.out, outer);
        self.other_anchors(index, &mut words);
        // Where all documents meet, their titles are headings of level 2.
        let is_deeper = self.on.shows.is_print() && self.embeds != Embeds::Embedded;
        let level = (i16::from(heading.level) - self.shift).max(2) + i16::from(is_deeper);
        let level = level.min(6) as u8;
        let above = self.level;
        if !heading.nested {
            self.level = level;
        }
        match record {
            Some(record) => {
                let anchor = self.anchor(index).unwrap_or_else(|| notes.embed_id());
                self.section(record, level, &anchor, &words)?;
                open.push(Open { html_end: section_end, holes_end, level: above });
            }
            None => self.plain_heading(index, level, &words),
        }
        Ok(after)
    }

    /// Puts the anchors that a heading has beside its own in front of its words, where a page shows
    /// the report as it is linked to.
    fn other_anchors(&self, index: usize, words: &mut String) {
        let Some(placed) = self.placed else { return };
        let is_elsewhere = self.embeds == Embeds::Embedded;
        if is_elsewhere || self.on.shows == Shows::Nothing || self.on.shows.is_print() {
            return;
        }
        let aliases = &placed.part().aliases;
        let first = aliases.partition_point(|(heading, _)| *heading < index);
        let aliases = aliases[first..].iter().take_while(|(heading, _)| *heading == index);
        let also = self.document.headings[index].also.as_deref();
        let anchors = also.into_iter().chain(aliases.map(|(_, alias)| alias.as_str()));
        let spans: String =
            anchors.map(|anchor| format!("<span id=\"{}\"></span>", escape(anchor))).collect();
        words.insert_str(0, &spans);
    }

    /// The anchor of a heading. One in a Markdown field has none: no link can name it, and two
    /// fields of a page may have the same headings. Neither has one in an embedded record, whose
    /// anchors are in its own place.
    fn anchor(&self, heading: usize) -> Option<String> {
        match self.of {
            Of::Document(_) if self.embeds == Embeds::Embedded => None,
            Of::Document(document) => Some(self.renderer.anchor(document, heading, self.on)),
            Of::Fragment(..) => None,
        }
    }

    /// The id of a term, where a page shows the report as it is linked to.
    fn term_id(&mut self, index: usize) {
        let is_elsewhere = self.embeds == Embeds::Embedded || self.placed.is_none();
        if !is_elsewhere && self.on.shows != Shows::Nothing && !self.on.shows.is_print() {
            let anchor = escape(&self.document.anchors[index]);
            self.out.push_str(&format!(" id=\"{anchor}\""));
        }
    }

    fn plain_heading(&mut self, index: usize, level: u8, words: &str) {
        let heading = &self.document.headings[index];
        let mut tag = format!("<h{level}");
        if let Some(anchor) = self.anchor(index) {
            tag.push_str(&format!(" id=\"{}\"", escape(&anchor)));
        }
        let classes: Vec<&str> = heading.classes.iter().map(|class| class.text.as_str()).collect();
        if !classes.is_empty() {
            tag.push_str(&format!(" class=\"{}\"", escape(&classes.join(" "))));
        }
        self.out.push_str(&format!("{tag}>{words}</h{level}>"));
    }

    /// The head of a record on its document's page, by the look's template.
    fn section(
        &mut self,
        record: RecordId,
        level: u8,
        anchor: &str,
        words: &str,
    ) -> Result<(), Box<Diagnostic>> {
        let renderer = self.renderer;
        let kind = &renderer.config.kinds[renderer.model.records[record].kind].name;
        let anchor = escape(anchor);
        let mut context = Context::new();
        context.insert("root", self.on.root);
        context.insert("lang", &renderer.config.languages[self.on.language].tag);
        context.insert("language_index", &self.on.language.index());
        context.insert("level", &level);
        context.insert("anchor", &anchor);
        context.insert_value("words", Value::safe_string(words));
        context
            .insert_value("record", renderer.head_view(record, self.on, &mut Notes::left_out())?);
        let head = renderer.look.render("section.html", &context)?;
        // A hundred landmarks, some of one name, would hide the page's own.
        let name = match self.on.shows {
            Shows::Everything | Shows::Sheet(_) => String::new(),
            _ => format!(" aria-labelledby=\"{anchor}\""),
        };
        let head = head.trim_end();
        if !self.paragraphs.is_empty() {
            self.paragraphs.push(Paragraphs::below(format!("{anchor}:")));
        }
        let embedded = if self.embeds == Embeds::Embedded { " embedded" } else { "" };
        self.out
            .push_str(&format!("<section class=\"record{embedded} kind-{kind}\"{name}>\n{head}"));
        Ok(())
    }

    fn hole(&mut self, hole: Hole, notes: &mut Notes) -> Result<(), Box<Diagnostic>> {
        match hole {
            Hole::Paragraph => self.paragraph(),
            Hole::Item(index) => self.item(index as usize),
            Hole::Term(index) => self.term_id(index as usize),
            Hole::Page(number) => {
                // The numbers go on from record to record, in the whole document.
                if let Some(Paragraphs { prefix, .. }) = self.paragraphs.first() {
                    self.out.push_str(&format!(" id=\"{prefix}page:{number}\""));
                }
            }
            Hole::LinkOpen(index) => self.link(index as usize),
            Hole::LinkTitle(index) => {
                let target = &self.targets.links[index as usize];
                let other = self.renderer.other_language(target, self.on);
                if let Some(language) = other {
                    let Language { tag, .. } = language;
                    let dir = language.direction();
                    self.out.push_str(&format!("<span lang=\"{tag}\" dir=\"{dir}\">"));
                }
                match self.renderer.target_title_html(target) {
                    Some(html) => self.out.push_str(html),
                    None => {
                        let title = self.renderer.target_title(target, self.on.language);
                        escape_into(&mut self.out, &title);
                    }
                }
                if other.is_some() {
                    self.out.push_str("</span>");
                }
            }
            Hole::LinkClose(index) => self.link_end(index as usize),
            Hole::Embed(index) => self.embed(index as usize, notes)?,
            Hole::Address(index) => self.address(index as usize),
            Hole::Image(index) => self.image(index as usize, notes),
            Hole::FootnoteNumber(index) => {
                self.out.extend(notes.mark(self.renderer, self.of, index));
            }
            Hole::Word(word) => {
                let word = self.renderer.look.strings().word(self.on.language, word.key());
                escape_into(&mut self.out, &word);
            }
            Hole::HeadingOpen(_) | Hole::HeadingClose(_) => {}
        }
        Ok(())
    }

    fn paragraph(&mut self) {
        // A page for printing is large, and nothing leads to its paragraphs.
        if self.on.shows.is_print() {
            return;
        }
        let Some(Paragraphs { prefix, count, .. }) = self.paragraphs.last_mut() else { return };
        *count += 1;
        self.out.push_str(&format!(" id=\"{prefix}p:{count}\""));
    }

    fn item(&mut self, index: usize) {
        let Some(Paragraphs { prefix, items, .. }) = self.paragraphs.last_mut() else { return };
        let path = &self.document.items[index].path;
        let count = items.entry(path.clone()).or_default();
        *count += 1;
        self.out.push_str(&format!(" id=\"{prefix}{}", item_anchor(path)));
        if *count > 1 {
            self.out.push_str(&format!(":{count}"));
        }
        self.out.push('"');
    }

    fn link(&mut self, index: usize) {
        let target = &self.targets.links[index];
        if let Target::Missing(missing) = target {
            return self.out.push_str(&broken_link(missing));
        }
        let href = self.renderer.link_href(&self.document.links[index], target, self.on);
        self.out.push_str("<a href=\"");
        escape_into(&mut self.out, &href);
        self.out.push('"');
        if let Target::Elsewhere(elsewhere) = target {
            self.out.push_str(" class=\"ref ref-elsewhere\"");
            let end = self.renderer.elsewhere_end(*elsewhere, self.on.language);
            if let Some(end) = end.filter(|_| self.document.links[index].title.is_empty()) {
                self.out.push_str(&format!(" title=\"{}\"", escape(&end)));
            }
        }
        if let Target::Asset(name) = target
            && let Some((tag, _)) = self.renderer.file_language(name)
        {
            self.out.push_str(&format!(" hreflang=\"{}\"", escape(tag)));
        }
        if let Target::Record(record) = target {
            let kind = self.renderer.model.records[*record].kind;
            self.out.push_str(" class=\"ref ref-");
            self.out.push_str(&self.renderer.config.kinds[kind].name);
            self.out.push('"');
        }
        let title = &self.document.links[index].title;
        if !title.is_empty() {
            self.out.push_str(&format!(" title=\"{}\"", escape(title)));
        }
        self.out.push('>');
    }

    /// An address in an attribute of raw HTML; one that leads nowhere is as it is written.
    fn address(&mut self, index: usize) {
        let link = &self.document.links[index];
        let href = self.renderer.link_href(link, &self.targets.links[index], self.on);
        let href = if href.is_empty() { link.target.text.clone() } else { escape(&href) };
        self.out.push_str(&href);
    }

    fn link_end(&mut self, index: usize) {
        match &self.targets.links[index] {
            Target::Missing(_) => self.out.push_str(BROKEN_LINK_END),
            Target::Asset(name) => {
                let note = self.renderer.file_note(name, self.on.language);
                self.out.push_str("</a>");
                self.out.push_str(&note);
            }
            _ => self.out.push_str("</a>"),
        }
    }

    fn embed(&mut self, index: usize, notes: &mut Notes) -> Result<(), Box<Diagnostic>> {
        if let Target::Picture(picture) = self.targets.links[index] {
            let picture = self.renderer.picture(picture, self.on, notes)?;
            self.out.push_str(picture.trim());
            return Ok(());
        }
        let Target::Record(record) = self.targets.links[index] else {
            self.link(index);
            self.hole(Hole::LinkTitle(index as u32), notes)?;
            self.link_end(index);
            return Ok(());
        };
        if self.document.links[index].style == LinkStyle::Full && self.admits(record) {
            return self.embed_in_full(record, notes);
        }
        let mut context = Context::new();
        context.insert("root", self.on.root);
        context.insert("lang", &self.renderer.config.languages[self.on.language].tag);
        context.insert("language_index", &self.on.language.index());
        context.insert_value(
            "record",
            self.renderer.head_view(record, self.on, &mut Notes::left_out())?,
        );
        let card = self.renderer.look.render("card.html", &context)?;
        self.out.push_str(card.trim());
        Ok(())
    }

    /// Whether a record can be shown in full here, and counts it.
    fn admits(&mut self, record: RecordId) -> bool {
        let Embeds::InFull { bytes } = &mut self.embeds else { return false };
        let document = self.renderer.model.document_of(record).document();
        let heading = self.renderer.model.records[record].heading;
        let length = match heading {
            Some(at) => document.headings[at].section.len(),
            None => document.size as usize,
        };
        let fits = *bytes + length <= FULL_AT_MOST;
        if fits {
            *bytes += length;
        }
        fits
    }

    /// Shows a record as it stands in its own place, below the heading at hand.
    fn embed_in_full(
        &mut self,
        record: RecordId,
        notes: &mut Notes,
    ) -> Result<(), Box<Diagnostic>> {
        let renderer = self.renderer;
        let at = renderer.model.document_at(record);
        let document = renderer.model.documents[at].document();
        let heading = renderer.model.records[record].heading;
        let mut writer = renderer.writer(Of::Document(at), self.on);
        let prose = Arc::clone(&writer.prose);
        let (piece, written) = below_title(document, &prose.body, heading);
        let level = (self.level + 1).min(6);
        writer.shift = written - i16::from(level);
        writer.embeds = Embeds::Embedded;
        writer.level = level;
        let words = match heading {
            Some(at) => writer.words(at, notes)?,
            None => escape(&renderer.model.records[record].title),
        };
        let anchor = notes.embed_id();
        writer.section(record, level, &anchor, &words)?;
        notes.embed(Embedded { offset: self.offset, record, level, anchor });
        writer.piece(&prose.body, piece, notes)?;
        writer.out.push_str("</section>");
        self.out.push_str(&writer.out);
        Ok(())
    }

    /// The words of a heading.
    fn words(&mut self, index: usize, notes: &mut Notes) -> Result<String, Box<Diagnostic>> {
        let heading = &self.document.headings[index];
        let prose = Arc::clone(&self.prose);
        let body = &prose.body;
        let open = heading.holes.start as usize + 1;
        let close = close_of(body, heading.holes.clone(), index);
        let html = heading.words.start as usize..heading.words.end as usize;
        let outer = std::mem::take(&mut self.out);
        self.piece(body, Stretch { html, holes: open..close }, notes)?;
        Ok(std::mem::replace(&mut self.out, outer))
    }

    fn image(&mut self, index: usize, notes: &mut Notes) {
        let image: &Image = &self.document.images[index];
        let target = &self.targets.images[index];
        let Some(asset) = self.renderer.asset(target) else {
            return self.broken_image(image, target);
        };
        let alt = escape(&image.alt);
        let src = asset_address(&asset.path, &image.target.text);
        let src = escape(&src);
        let mut tag = format!("<img src=\"{}{src}\" alt=\"{alt}\"", self.on.root);
        if let Some((width, height)) = asset.size {
            tag.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        if !notes.is_first_image() {
            tag.push_str(" loading=\"lazy\"");
        }
        let title = escape(&image.title);
        if image.alone && !title.is_empty() {
            let caption = format!("<figcaption>{title}</figcaption>");
            self.out.push_str(&format!("<figure>{tag}>{caption}</figure>"));
        } else if image.alone {
            self.out.push_str(&format!("<p>{tag}></p>"));
        } else {
            let title = if title.is_empty() { title } else { format!(" title=\"{title}\"") };
            self.out.push_str(&format!("{tag}{title}>"));
        }
    }

    /// What stands in the place of an image that cannot be shown.
    fn broken_image(&mut self, image: &Image, target: &Target) {
        let why = match target {
            Target::Missing(missing) => &*missing.why,
            Target::Asset(_) => "this file cannot be read",
            _ => return,
        };
        let words = if image.alt.is_empty() { &image.target.text } else { &image.alt };
        let (why, words) = (escape(why), escape(words));
        let mark = format!("<mark class=\"broken\" title=\"{why}\">{words}</mark>");
        match image.alone {
            true => self.out.push_str(&format!("<p>{mark}</p>")),
            false => self.out.push_str(&mark),
        }
    }
}

/// The start of what stands in the place of a link that leads nowhere: it is marked for the eye, and
/// is told as a link that cannot be followed.
pub(super) fn broken_link(missing: &Missing) -> String {
    format!(
        "<a class=\"broken\" role=\"link\" aria-disabled=\"true\" title=\"{}\"><mark>",
        escape(&missing.why)
    )
}

/// The end of what stands in the place of a link that leads nowhere.
pub(super) const BROKEN_LINK_END: &str = "</mark></a>";
