//! Blocks → documents, sections and records.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::record::{Asked, Match, find, first, unformatted};
use super::spots::{Spot, Spots};
use super::{is_seen, is_visible};
use crate::import::document::{
    Block, Document, Format, Frame, FrameKind, Inline, Left, Paragraph, What, each_text, words,
};
use crate::import::rules::{Rules, Until, is_style};
use crate::parse::text::slug;

/// An id that is made of a title has so many bytes at most.
const LONGEST_ID: usize = 64;
/// The deepest heading that Markdown has.
const DEEPEST: u8 = 6;

/// A document of the report.
#[derive(Debug, Default)]
pub(super) struct Chapter {
    /// The name of its file without the ending.
    pub(super) name: String,
    pub(super) title: Vec<Inline>,
    pub(super) record: Option<Record>,
    pub(super) parts: Vec<Part>,
}

/// What stands in a document.
#[derive(Debug)]
pub(super) enum Part {
    Heading(Headed),
    Block(Block),
    /// A record of a kind ends before its section does.
    End(String),
}

/// A heading.
#[derive(Debug)]
pub(super) struct Headed {
    pub(super) level: u8,
    pub(super) text: Vec<Inline>,
    pub(super) id: Option<String>,
    pub(super) record: Option<Record>,
}

/// What is known of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) number: Option<String>,
}

/// What blocks were cut into.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub(super) chapters: Vec<Chapter>,
    pub(super) spots: Spots,
    pub(super) records: BTreeMap<String, usize>,
}

/// Cuts the blocks of a document.
pub(super) fn cut(rules: &Rules, stem: &str, document: &Document, left: &mut Vec<Left>) -> Cut {
    let mut cutter = Cutter {
        rules,
        stem,
        cut: Cut::default(),
        names: BTreeSet::new(),
        ids: BTreeSet::new(),
        levels: Vec::new(),
        section: None,
        open: None,
        pages: Vec::new(),
        left,
    };
    let mut blocks: VecDeque<Block> = VecDeque::new();
    flat(rules, &document.blocks, &mut blocks);
    while let Some(block) = blocks.pop_front() {
        cutter.block(block, &mut blocks);
    }
    cutter.cut
}

/// Takes what stands in groups out of them, unless the group is a record.
fn flat(rules: &Rules, blocks: &[Block], out: &mut VecDeque<Block>) {
    for block in blocks {
        match block {
            Block::Frame(frame)
                if frame.kind == FrameKind::Group && matched(rules, frame).is_none() =>
            {
                flat(rules, &frame.blocks, out);
            }
            block => out.push_back(block.clone()),
        }
    }
}

/// The rule that makes a record of a frame.
fn matched<'r>(rules: &'r Rules, frame: &Frame) -> Option<Match<'r>> {
    let (_, paragraph) = first(&frame.blocks)?;
    find(rules, paragraph, Asked::Frame(frame.kind, &frame.styles))
}

struct Cutter<'a> {
    rules: &'a Rules,
    stem: &'a str,
    cut: Cut,
    names: BTreeSet<String>,
    /// The kinds and ids of records.
    ids: BTreeSet<(String, String)>,
    /// The headings around: their levels in the file and in the report.
    levels: Vec<(u8, u8)>,
    /// The section that is under way.
    section: Option<Spot>,
    /// A record that ends before its section: its kind and the level of its heading.
    open: Option<(String, u8)>,
    /// Pages that began in a title.
    pages: Vec<Inline>,
    left: &'a mut Vec<Left>,
}

impl Cutter<'_> {
    fn block(&mut self, block: Block, after: &mut VecDeque<Block>) {
        match block {
            Block::Paragraph(paragraph) => {
                let level = self.level(&paragraph);
                match level {
                    0 => self.paragraph(Paragraph { level, ..paragraph }, after),
                    level => self.heading(Paragraph { level, ..paragraph }),
                }
            }
            Block::Frame(frame) => match matched(self.rules, &frame) {
                Some(found) => self.framed(&found, frame),
                None => self.put(Block::Frame(frame)),
            },
            block => self.put(block),
        }
    }

    /// The level of a heading by the rules; 0 for a paragraph.
    fn level(&self, paragraph: &Paragraph) -> u8 {
        if words(&paragraph.text).is_empty() {
            return 0;
        }
        let by_rule = |style: &String| {
            self.rules
                .headings
                .iter()
                .find(|(own, _)| is_style(own, style))
                .map(|(_, level)| *level)
        };
        paragraph.styles.iter().find_map(by_rule).unwrap_or(paragraph.level)
    }

    fn heading(&mut self, paragraph: Paragraph) {
        let found = find(self.rules, &paragraph, Asked::Heading(paragraph.level));
        let Paragraph { level, text, .. } = paragraph;
        let text = self.without_pages(unformatted(text));
        let title = found.as_ref().map_or_else(|| text.clone(), |found| found.heading(&text));
        let record = found.and_then(|found| self.record(&found, &words(&title)));
        let text = if record.is_some() { title } else { text };
        if level <= self.rules.documents {
            return self.chapter(text, record);
        }
        while self.levels.last().is_some_and(|(own, _)| *own >= level) {
            self.levels.pop();
        }
        let above = self.levels.last().map_or(1, |(_, own)| *own);
        let own = (above + 1).min(DEEPEST);
        self.levels.push((level, own));
        self.headed(Headed { level: own, text, id: None, record });
    }

    /// Adds a heading, with which a section begins.
    fn headed(&mut self, heading: Headed) {
        self.begin();
        if let Some((kind, _)) = self.open.take_if(|(_, level)| *level < heading.level) {
            self.push(Part::End(kind));
        }
        self.open = None;
        let chapter = self.cut.chapters.len() - 1;
        let part = self.cut.chapters[chapter].parts.len();
        self.section = Some(match &heading.record {
            Some(record) => spot(record, &heading.text),
            None => Spot::Heading(chapter, part),
        });
        self.anchor(&heading.text.clone());
        self.push(Part::Heading(heading));
    }

    fn paragraph(&mut self, paragraph: Paragraph, after: &mut VecDeque<Block>) {
        let is_title = paragraph.styles.iter().any(|style| is_style(style, "Title"));
        if is_title && self.cut.chapters.is_empty() && is_seen(&paragraph.text) {
            let title = self.without_pages(unformatted(paragraph.text));
            return self.chapter(title, None);
        }
        let found = is_seen(&paragraph.text)
            .then(|| find(self.rules, &paragraph, Asked::Paragraph))
            .flatten();
        let Some(found) = found else { return self.put(Block::Paragraph(paragraph)) };
        let (title, body) = found.titled(&paragraph.text);
        let Some(record) = self.record(&found, &words(&title)) else {
            return self.put(Block::Paragraph(paragraph));
        };
        let title = self.without_pages(title);
        let mut blocks = Vec::new();
        // A line that is a number, or all in bold, is there for the text below it.
        let is_line = title_is_label(&title, &paragraph) || is_strong(&paragraph.text);
        let is_open = !is_seen(&body) && found.number.is_some() && is_line
            || words(&paragraph.text).ends_with(':');
        if is_seen(&body) {
            blocks.push(Block::Paragraph(Paragraph { text: body, ..paragraph }));
        }
        self.take(&found, is_open, &mut blocks, after);
        self.written(record, title, blocks);
    }

    /// Takes the blocks that belong to a record which began as a paragraph.
    fn take(
        &self,
        found: &Match<'_>,
        is_open: bool,
        blocks: &mut Vec<Block>,
        after: &mut VecDeque<Block>,
    ) {
        let mut is_open = is_open;
        while let Some(next) = after.front() {
            let is_own = match next {
                next if found.rule.until == Until::Next => self.goes_on(next),
                Block::Paragraph(next) if !is_seen(&next.text) => break,
                Block::Paragraph(next) => {
                    let is_text = self.level(next) == 0;
                    let own = find(self.rules, next, Asked::Paragraph);
                    let is_start = own.as_ref().is_some_and(|own| own.number.is_some());
                    let is_same = found.rule.style.is_some()
                        && own.is_some_and(|own| own.rule == found.rule)
                        || found.rule.style.as_deref().is_some_and(|style| {
                            next.styles.iter().any(|own| is_style(own, style))
                        });
                    let is_first = is_open && blocks.is_empty();
                    is_text && !is_start && (is_same || is_first)
                }
                Block::Item(next) => {
                    let style = found.rule.style.as_deref();
                    is_open
                        || style.is_some_and(|own| next.styles.iter().any(|it| is_style(it, own)))
                }
                _ => false,
            };
            if !is_own {
                break;
            }
            let Some(next) = after.pop_front() else { break };
            is_open = match &next {
                Block::Paragraph(next) => words(&next.text).ends_with(':'),
                _ => is_open,
            };
            blocks.push(next);
        }
    }

    /// Whether a block begins neither a record nor a section.
    fn goes_on(&self, block: &Block) -> bool {
        match block {
            Block::Paragraph(paragraph) => {
                self.level(paragraph) == 0
                    && find(self.rules, paragraph, Asked::Paragraph).is_none()
            }
            Block::Frame(frame) => matched(self.rules, frame).is_none(),
            _ => true,
        }
    }

    /// A frame that is a record.
    fn framed(&mut self, found: &Match<'_>, frame: Frame) {
        let Some((at, paragraph)) = first(&frame.blocks) else {
            return self.put(Block::Frame(frame));
        };
        let (title, body) = found.titled(&paragraph.text);
        let Some(record) = self.record(found, &words(&title)) else {
            return self.put(Block::Frame(frame));
        };
        let title = self.without_pages(title);
        let styles = paragraph.styles.clone();
        let mut blocks = Vec::new();
        if is_seen(&body) {
            blocks.push(Block::Paragraph(Paragraph { styles, level: 0, text: body }));
        }
        // Places before the first text begin with the record.
        let mut title = title;
        each_text(&frame.blocks[..at], &mut |text| {
            title
                .splice(0..0, text.iter().filter(|it| matches!(it.what, What::Anchor(_))).cloned());
        });
        blocks.extend(frame.blocks.into_iter().skip(at + 1));
        self.written(record, title, blocks);
    }

    /// Writes a record that is not a section of the file.
    fn written(&mut self, record: Record, title: Vec<Inline>, blocks: Vec<Block>) {
        let above = self.levels.last().map_or(1, |(_, own)| *own);
        let level = (above + 1).min(DEEPEST);
        let section = self.section.clone();
        let kind = record.kind.clone();
        self.headed(Headed { level, text: title, id: None, record: Some(record) });
        for block in blocks {
            self.put(block);
        }
        self.section = section;
        self.open = Some((kind, level));
    }

    /// A record with an id; nothing, if there is one with this number.
    fn record(&mut self, found: &Match<'_>, title: &str) -> Option<Record> {
        let kind = found.rule.kind.clone();
        let base = short(found.number.as_deref().map_or_else(|| slug(title), slug));
        // Two kinds may count from 1 in the same document.
        let is_first = self.rules.records.first().is_some_and(|first| first.kind == kind);
        let base = match (&found.number, base.as_str()) {
            (_, "") => slug(&kind),
            (Some(_), number) if !is_first => format!("{}-{number}", slug(&kind)),
            _ => base,
        };
        let mut id = base.clone();
        let mut number = 1;
        while !self.ids.insert((kind.clone(), id.clone())) {
            if found.number.is_some() {
                let what = "a record whose number is given already: its text stays where it is";
                let place = format!("{kind}/{id}");
                self.left.push(Left { what, place, words: title.to_owned() });
                return None;
            }
            number += 1;
            id = format!("{base}-{number}");
        }
        *self.cut.records.entry(kind.clone()).or_default() += 1;
        Some(Record { kind, id, number: found.number.clone() })
    }

    /// Begins a document.
    fn chapter(&mut self, title: Vec<Inline>, record: Option<Record>) {
        let base = match &record {
            Some(record) => record.id.clone(),
            None => slug(&words(&title)),
        };
        let base = match base.as_str() {
            "" => "chapter".to_owned(),
            // These are the texts of folders.
            "index" | "readme" => format!("{base}-page"),
            _ => short(base),
        };
        let mut name = base.clone();
        let mut number = 1;
        while !self.names.insert(name.clone()) {
            number += 1;
            name = format!("{base}-{number}");
        }
        let at = self.cut.chapters.len();
        self.section = Some(match &record {
            Some(record) => spot(record, &title),
            None => Spot::Chapter(at),
        });
        self.levels.clear();
        self.open = None;
        self.anchor(&title);
        self.cut.chapters.push(Chapter { name, title, record, parts: Vec::new() });
    }

    /// Makes a document for what stands before the first one.
    fn begin(&mut self) {
        if self.cut.chapters.is_empty() {
            self.chapter(vec![Inline::text(self.stem.replace(['_', '-'], " "))], None);
        }
    }

    /// Adds a block to the section that is under way.
    fn put(&mut self, block: Block) {
        if !is_visible(&block) && self.cut.chapters.is_empty() {
            // A place before all text leads to the first document, which is the first to be made.
            let spot = Spot::Chapter(0);
            each_anchor(std::slice::from_ref(&block), &mut |name| self.cut.spots.put(name, &spot));
            return;
        }
        self.begin();
        let block = self.with_pages(block);
        if is_visible(&block)
            && let Some((kind, _)) = self.open.take()
        {
            self.push(Part::End(kind));
        }
        if let Some(spot) = &self.section {
            let spots = &mut self.cut.spots;
            each_anchor(std::slice::from_ref(&block), &mut |name| spots.put(name, spot));
        }
        self.push(Part::Block(block));
    }

    /// A title without the marks of pages: it is shown in many places. They come with the next text.
    fn without_pages(&mut self, title: Vec<Inline>) -> Vec<Inline> {
        let is_page = |piece: &Inline| matches!(piece.what, What::Page(_));
        let (pages, title) = title.into_iter().partition(is_page);
        self.pages.extend::<Vec<Inline>>(pages);
        title
    }

    /// A block with the marks of the pages that began in a title.
    fn with_pages(&mut self, mut block: Block) -> Block {
        let text = match &mut block {
            _ if self.pages.is_empty() => return block,
            Block::Paragraph(paragraph) => &mut paragraph.text,
            Block::Item(item) => &mut item.text,
            _ => {
                let text = std::mem::take(&mut self.pages);
                self.push(Part::Block(Block::Paragraph(Paragraph {
                    text,
                    ..Paragraph::default()
                })));
                return block;
            }
        };
        text.splice(0..0, self.pages.drain(..));
        block
    }

    fn push(&mut self, part: Part) {
        if let Some(chapter) = self.cut.chapters.last_mut() {
            chapter.parts.push(part);
        }
    }

    /// Notes the places that a text holds.
    fn anchor(&mut self, text: &[Inline]) {
        let Some(spot) = &self.section else { return };
        for piece in text {
            if let What::Anchor(name) = &piece.what {
                self.cut.spots.put(name, spot);
            }
        }
    }
}

/// An id that is short enough to be typed, and to have a number behind it.
fn short(id: String) -> String {
    if id.len() <= LONGEST_ID {
        return id;
    }
    let end = (0..=LONGEST_ID).rev().find(|end| id.is_char_boundary(*end)).unwrap_or_default();
    let end = id[..end].rfind('-').unwrap_or(end);
    id[..end].to_owned()
}

/// Whether a title is what the paragraph begins with, and there is nothing else in it.
fn title_is_label(title: &[Inline], paragraph: &Paragraph) -> bool {
    let said = words(&paragraph.text);
    said.trim_end_matches(['.', ':', ' ']) == words(title)
}

/// Whether all of a text is in bold.
fn is_strong(text: &[Inline]) -> bool {
    text.iter().all(|piece| match &piece.what {
        What::Text(text) => piece.format.has(Format::STRONG) || text.trim().is_empty(),
        _ => true,
    })
}

fn spot(record: &Record, title: &[Inline]) -> Spot {
    Spot::Record { kind: record.kind.clone(), id: record.id.clone(), title: words(title) }
}

fn each_anchor(blocks: &[Block], see: &mut dyn FnMut(&str)) {
    each_text(blocks, &mut |text| {
        for piece in text {
            if let What::Anchor(name) = &piece.what {
                see(name);
            }
        }
    });
}
