//! A Word document → a tree.
//!
//! `word/document.xml` is read here, with `quick-xml`. `undoc` 0.27, which turns Word documents into
//! Markdown, gives neither the names of styles nor bookmarks, which rules and links need; of a public
//! report of 35 pages, it dropped the marks of outer lists, and it takes tracked changes over in silence.
//! `docling` 2.62 brings 163 crates, most of them for other formats.
//!
//! Goes in: the bytes of a file. Comes out: a [`Document`], or why it must be changed first: tracked
//! changes and comments are for its authors to settle.

mod drawing;
mod fields;
mod numbering;
mod package;
mod pages;
mod runs;
mod styles;
mod table;
mod xml;

use std::collections::{BTreeMap, BTreeSet};

use super::element::Element;
use super::{Block, Document, Frame, FrameKind, Inline, Item, Left, Paragraph, What, words};
use crate::import::table::Refusal;
use fields::Fields;
use numbering::{Listed, Mark, Numbering};
use package::{Package, Relations};
use pages::Pages;
use runs::Run;
use styles::Styles;

/// So many words tell which paragraph is meant.
const FEW_WORDS: usize = 8;
/// So many problems of one sort are told.
const MOST_TOLD: usize = 20;

/// Reads a Word document.
///
/// # Errors
/// Why it cannot be read, or must be changed before.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Document, Vec<Refusal>> {
    let broken = |why: String| {
        let help = "open it in a word processor and save it again as a Word document (`.docx`)";
        vec![Refusal::new(name, format!("this document cannot be read: {why}"), help)]
    };
    if bytes.starts_with(OLD) {
        return Err(broken("it has a password, or is of an old version of Word".to_owned()));
    }
    let mut package = Package::open(bytes).map_err(broken)?;
    let relations = package.relations("").map_err(broken)?;
    let main = relations.values().find(|relation| relation.kind == "officeDocument");
    let path = main.map_or("word/document.xml", |relation| relation.target.as_str()).to_owned();
    let root = package.xml(&path).map_err(broken)?;
    let root = root.ok_or_else(|| broken(format!("it has no `{path}`")))?;
    let mut reader = Reader::new(name, package, &path).map_err(broken)?;
    // Some programs write several.
    let bodies: Vec<&Element> = root.elements().filter(|own| own.name == "w:body").collect();
    if bodies.is_empty() {
        return Err(broken("it has no text".to_owned()));
    }
    reader.pages = Pages::of(&root);
    reader.footnotes_come_first = root.find("w:footnoteReference").is_some();
    let mut blocks = Vec::new();
    for body in bodies {
        blocks.extend(reader.blocks(body).map_err(broken)?);
    }
    reader.headers(&root).map_err(broken)?;
    numbered_paragraphs(&mut blocks);
    if !reader.refusals.is_empty() {
        return Err(reader.refusals());
    }
    reader.document.blocks = blocks;
    Ok(reader.document)
}

/// What is known while a document is read.
struct Reader<'b> {
    name: &'b str,
    package: Package<'b>,
    styles: Styles,
    numbering: Numbering,
    /// What the file that is being read refers to.
    relations: Relations,
    notes: BTreeMap<&'static str, Notes>,
    footnotes_come_first: bool,
    /// Pictures by their paths in the package.
    pictures: BTreeMap<String, Option<usize>>,
    fields: Fields,
    pages: Pages,
    /// Where in the text: the nearest heading, and how many paragraphs came before.
    heading: String,
    paragraph: usize,
    /// Places that begin with the next paragraph.
    anchors: Vec<String>,
    /// What stands beside the paragraph that is being read.
    beside: Vec<Block>,
    refusals: Vec<(Unsettled, String)>,
    document: Document,
}

/// Footnotes or endnotes.
struct Notes {
    root: Element,
    relations: Relations,
    /// The labels of those that were referred to.
    labels: BTreeMap<String, String>,
}

/// What the authors of a document have to settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unsettled {
    Change,
    Comment,
}

impl<'b> Reader<'b> {
    fn new(name: &'b str, mut package: Package<'b>, path: &str) -> Result<Self, String> {
        let relations = package.relations(path)?;
        let mut part = |kind: &str| -> Result<Option<(Element, Relations)>, String> {
            let Some(relation) = relations.values().find(|relation| relation.kind == kind) else {
                return Ok(None);
            };
            let Some(root) = package.xml(&relation.target)? else { return Ok(None) };
            Ok(Some((root, package.relations(&relation.target)?)))
        };
        let styles = part("styles")?.map(|(root, _)| Styles::of(&root)).unwrap_or_default();
        let numbering = part("numbering")?;
        let numbering = numbering.map(|(root, _)| Numbering::of(&root)).unwrap_or_default();
        let mut notes = BTreeMap::new();
        for (kind, name) in [("footnotes", "w:footnote"), ("endnotes", "w:endnote")] {
            if let Some((root, relations)) = part(kind)? {
                notes.insert(name, Notes { root, relations, labels: BTreeMap::new() });
            }
        }
        Ok(Self {
            name,
            package,
            styles,
            numbering,
            relations,
            notes,
            footnotes_come_first: false,
            pictures: BTreeMap::new(),
            fields: Fields::default(),
            pages: Pages::default(),
            heading: String::new(),
            paragraph: 0,
            anchors: Vec::new(),
            beside: Vec::new(),
            refusals: Vec::new(),
            document: Document::default(),
        })
    }

    /// The blocks of a body, a cell, a note or a text box.
    fn blocks(&mut self, parent: &Element) -> Result<Vec<Block>, String> {
        let mut blocks = Vec::new();
        for element in parent.elements() {
            self.block(element, &mut blocks)?;
        }
        Ok(blocks)
    }

    fn block(&mut self, element: &Element, blocks: &mut Vec<Block>) -> Result<(), String> {
        match element.name.as_str() {
            "w:p" => self.paragraph(element, blocks)?,
            "w:tbl" => {
                let table = self.table(element)?;
                blocks.extend(table);
            }
            "w:sdt" => {
                let Some(content) = element.child("w:sdtContent") else { return Ok(()) };
                let gallery = element.find("w:docPartGallery");
                let gallery = gallery.and_then(|gallery| gallery.attribute("w:val"));
                if gallery == Some("Table of Contents") {
                    self.leave(CONTENTS, spoken(content));
                    return Ok(());
                }
                blocks.extend(self.blocks(content)?);
            }
            "w:customXml" | "w:smartTag" => blocks.extend(self.blocks(element)?),
            "w:ins" | "w:del" | "w:moveFrom" | "w:moveTo" => {
                self.refuse(Unsettled::Change, &element.text());
            }
            "w:commentRangeStart" => self.refuse(Unsettled::Comment, ""),
            "mc:AlternateContent" => {
                if let Some(choice) = chosen(element) {
                    blocks.extend(self.blocks(choice)?);
                }
            }
            "w:bookmarkStart" => self.anchors.extend(bookmark(element)),
            "w:altChunk" => self.leave("an embedded document", String::new()),
            "m:oMathPara" | "m:oMath" => self.leave(FORMULA, element.text()),
            _ => {}
        }
        Ok(())
    }

    fn paragraph(&mut self, element: &Element, blocks: &mut Vec<Block>) -> Result<(), String> {
        self.paragraph += 1;
        let properties = element.child("w:pPr");
        let style = properties.and_then(|own| own.child("w:pStyle")?.attribute("w:val"));
        let mut name = self.styles.name(style);
        let of_style = self.styles.level(style);
        let level = properties.and_then(styles::outline).unwrap_or(of_style);
        if level > 0 && of_style == 0 {
            // Other paragraphs of the style are no headings.
            name = format!("outline level {level}");
        }
        if let Some(run) = properties.and_then(|own| own.child("w:rPr"))
            && ["w:ins", "w:del", "w:moveFrom", "w:moveTo"].iter().any(|it| run.child(it).is_some())
        {
            self.refuse(Unsettled::Change, &element.text());
        }
        if properties.is_some_and(|own| own.child("w:pPrChange").is_some()) {
            self.refuse(Unsettled::Change, &element.text());
        }
        let is_in_contents = self.fields.is_contents() || name.to_lowercase().starts_with("toc ");
        let own = properties.map(Listed::of).unwrap_or_default();
        let listed = own.or(&self.styles.listed(style));
        let mut text: Vec<Inline> =
            self.anchors.drain(..).map(|anchor| Inline::of(What::Anchor(anchor))).collect();
        let outer = std::mem::take(&mut self.beside);
        self.inlines(element, &Run::default(), &mut text)?;
        let beside = std::mem::replace(&mut self.beside, outer);
        if properties.is_some_and(|own| own.child("w:sectPr").is_some()) {
            self.pages.next_section();
        }
        let said = words(&text);
        if (is_in_contents || self.fields.is_contents()) && !said.is_empty() {
            self.leave(CONTENTS, said);
            return Ok(());
        }
        let is_empty = said.is_empty()
            && !text.iter().any(|piece| matches!(piece.what, What::Picture(..) | What::Note(_)));
        if is_empty {
            // Places and pages begin with what follows.
            let anchors = text.into_iter().filter_map(|piece| match piece.what {
                What::Anchor(name) => Some(name),
                What::Page(number) => {
                    self.pages.again(number);
                    None
                }
                _ => None,
            });
            self.anchors.extend(anchors);
        } else {
            let mark = self.numbering.next(&listed, style);
            self.put((name, level), mark, text, blocks);
        }
        blocks.extend(beside);
        Ok(())
    }

    /// Adds a paragraph as what its style and its mark make of it.
    fn put(
        &mut self,
        (style, level): (String, u8),
        mark: Option<Mark>,
        mut text: Vec<Inline>,
        blocks: &mut Vec<Block>,
    ) {
        let marked = |mark: &str, text: &mut Vec<Inline>| {
            if !mark.is_empty() {
                let at =
                    text.iter().take_while(|it| matches!(it.what, What::Anchor(_) | What::Page(_)));
                let at = at.count();
                let format = text.get(at).map(|piece| piece.format).unwrap_or_default();
                text.insert(at, Inline { format, ..Inline::text(format!("{mark} ")) });
            }
        };
        if level > 0 {
            let mark = mark.filter(|mark| mark.text != "•");
            marked(mark.as_ref().map_or("", |mark| &mark.text), &mut text);
            self.heading = words(&text);
            blocks.push(Block::Paragraph(Paragraph { styles: vec![style], level, text }));
            return;
        }
        let is_word =
            |mark: &Mark| mark.text.split(|letter: char| !letter.is_alphabetic()).any(is_long);
        match mark {
            Some(mark) if !is_word(&mark) && !mark.text.is_empty() => {
                let Mark { text: mark, depth, list } = mark;
                blocks.push(Block::Item(Item { depth, list, mark, styles: vec![style], text }));
                return;
            }
            Some(mark) => marked(&mark.text, &mut text),
            None => {}
        }
        plain(style, text, blocks);
    }

    /// The label of a note, which is read when it is first referred to.
    fn note(&mut self, kind: &'static str, id: &str) -> Result<Option<String>, String> {
        let prefix = if kind == "w:endnote" && self.footnotes_come_first { "e" } else { "" };
        let Some(notes) = self.notes.get_mut(kind) else { return Ok(None) };
        if let Some(label) = notes.labels.get(id) {
            return Ok(Some(label.clone()));
        }
        let is_it = |note: &&Element| note.attribute("w:id") == Some(id);
        let Some(at) = notes.root.elements().position(|note| is_it(&note)) else { return Ok(None) };
        let label = format!("{prefix}{}", notes.labels.len() + 1);
        notes.labels.insert(id.to_owned(), label.clone());
        let root = std::mem::take(&mut notes.root);
        let outer = std::mem::replace(&mut self.relations, notes.relations.clone());
        let fields = std::mem::take(&mut self.fields);
        let blocks = root.elements().nth(at).map(|note| self.blocks(note)).transpose();
        self.fields = fields;
        self.relations = outer;
        if let Some(notes) = self.notes.get_mut(kind) {
            notes.root = root;
        }
        self.document.notes.insert(label.clone(), blocks?.unwrap_or_default());
        Ok(Some(label))
    }

    /// Tells what the tops and the bottoms of pages say.
    fn headers(&mut self, root: &Element) -> Result<(), String> {
        let mut paths = Vec::new();
        root.each(&mut |element| {
            if ["w:headerReference", "w:footerReference"].contains(&element.name.as_str())
                && let Some(id) = element.attribute("r:id")
                && let Some(relation) = self.relations.get(id)
                && !paths.contains(&relation.target)
            {
                paths.push(relation.target.clone());
            }
        });
        for path in paths {
            let text = self.package.xml(&path)?.map(|root| spoken(&root)).unwrap_or_default();
            if !text.trim().is_empty() {
                let place = path.rsplit('/').next().unwrap_or_default().to_owned();
                let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
                self.document.left.push(Left { what: "a header or footer", place, words });
            }
        }
        Ok(())
    }

    /// Notes something that is not taken over.
    fn leave(&mut self, what: &'static str, words: String) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let place = self.place();
        self.document.left.push(Left { what, place, words });
    }

    /// Where the text is being read.
    fn place(&self) -> String {
        match self.heading.as_str() {
            "" => format!("paragraph {}", self.paragraph),
            heading => format!("“{}”, paragraph {}", few(heading), self.paragraph),
        }
    }

    /// Notes something that the authors have to settle.
    fn refuse(&mut self, what: Unsettled, words: &str) {
        let words = few(words);
        let words = if words.is_empty() { words } else { format!(": “{words}”") };
        let place = format!("{}{words}", self.place());
        let last = self.refusals.iter().rev().find(|(own, _)| *own == what);
        if last.is_none_or(|(_, known)| *known != place) {
            self.refusals.push((what, place));
        }
    }

    fn refusals(&self) -> Vec<Refusal> {
        let mut told = Vec::new();
        for (what, message, help) in [
            (
                Unsettled::Change,
                "a tracked change",
                "accept or reject all changes in the word processor, and save the document",
            ),
            (
                Unsettled::Comment,
                "a comment",
                "settle the comments in the word processor, remove them, and save the document",
            ),
        ] {
            let places: Vec<&String> =
                self.refusals.iter().filter(|(own, _)| *own == what).map(|(_, at)| at).collect();
            for place in places.iter().take(MOST_TOLD) {
                let (at, words) = place.split_once(": “").unwrap_or((place, ""));
                let words = if words.is_empty() { String::new() } else { format!(": “{words}") };
                let place = format!("{}, {at}", self.name);
                told.push(Refusal::new(place, format!("here is {message}{words}"), help));
            }
            if places.len() > MOST_TOLD {
                let more = format!("there are {} more of these", places.len() - MOST_TOLD);
                told.push(Refusal::new(self.name, more, help));
            }
        }
        told
    }
}

/// What files of old versions of Word begin with, and those with a password.
const OLD: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
/// Adds a paragraph without a mark. Lines of code, and quotations, go on in the block before.
fn plain(style: String, text: Vec<Inline>, blocks: &mut Vec<Block>) {
    let lower = style.to_lowercase();
    if CODE.contains(&lower.as_str()) {
        let line = lines(&text);
        match blocks.last_mut() {
            Some(Block::Code(code)) => {
                code.push('\n');
                code.push_str(&line);
            }
            _ => blocks.push(Block::Code(line)),
        }
        return;
    }
    let is_quote = QUOTES.contains(&lower.as_str());
    let paragraph = Block::Paragraph(Paragraph { styles: vec![style.clone()], level: 0, text });
    match blocks.last_mut() {
        Some(Block::Frame(frame)) if is_quote && frame.styles == [style.as_str()] => {
            frame.blocks.push(paragraph);
        }
        _ if is_quote => blocks.push(Block::Frame(Frame {
            kind: FrameKind::Quote,
            styles: vec![style],
            blocks: vec![paragraph],
        })),
        _ => blocks.push(paragraph),
    }
}

const CONTENTS: &str = "a table of contents or an index, which the site makes itself";
const FORMULA: &str = "a formula";
/// The styles of quotations, in lower case.
const QUOTES: [&str; 5] = ["quote", "intense quote", "block text", "quotations", "block quotation"];
/// The styles of code, in lower case.
const CODE: [&str; 5] =
    ["source code", "html preformatted", "preformatted text", "code", "macro text"];

fn is_long(word: &str) -> bool {
    const NUMERALS: &str = "ivxlcdm";
    word.chars().count() > 3 && !word.to_lowercase().chars().all(|letter| NUMERALS.contains(letter))
}

/// The alternative of several that is meant for programs of today.
fn chosen(alternatives: &Element) -> Option<&Element> {
    alternatives.child("mc:Choice").or_else(|| alternatives.child("mc:Fallback"))
}

/// The name of a bookmark that somebody can link to.
fn bookmark(element: &Element) -> Option<String> {
    element.attribute("w:name").filter(|name| *name != "_GoBack").map(str::to_owned)
}

/// The first words of a text.
fn few(text: &str) -> String {
    let mut all = text.split_whitespace();
    let mut words: Vec<&str> = all.by_ref().take(FEW_WORDS).collect();
    if all.next().is_some() {
        words.push("…");
    }
    words.join(" ")
}

/// What a reader hears of a part: its text without the instructions of fields.
fn spoken(root: &Element) -> String {
    let mut text = String::new();
    root.each(&mut |element| match element.name.as_str() {
        "w:t" => text.push_str(&element.text()),
        "w:p" | "w:tab" | "w:br" => text.push(' '),
        _ => {}
    });
    text
}

/// The lines of a paragraph of code.
fn lines(text: &[Inline]) -> String {
    let pieces = text.iter().map(|piece| match &piece.what {
        What::Text(text) => text.as_str(),
        What::Break => "\n",
        _ => "",
    });
    pieces.collect()
}

/// Turns items into paragraphs whose list goes on behind a heading: they are the numbered paragraphs of
/// a report, and not a list.
fn numbered_paragraphs(blocks: &mut [Block]) {
    let (mut before, mut since) = (BTreeSet::new(), BTreeSet::new());
    let mut numbered = BTreeSet::new();
    for block in &*blocks {
        match block {
            Block::Paragraph(paragraph) if paragraph.level > 0 => before.append(&mut since),
            Block::Item(item) if item.depth == 0 && is_decimal(&item.mark) => {
                if before.contains(&item.list) {
                    numbered.insert(item.list.clone());
                }
                since.insert(item.list.clone());
            }
            _ => {}
        }
    }
    for block in blocks {
        let Block::Item(item) = block else { continue };
        if item.depth == 0 && is_decimal(&item.mark) && numbered.contains(&item.list) {
            let Item { mark, styles, text, .. } = std::mem::take(item);
            let mut numbered = vec![Inline::text(format!("{mark} "))];
            numbered.extend(text);
            *block = Block::Paragraph(Paragraph { styles, level: 0, text: numbered });
        }
    }
}

fn is_decimal(mark: &str) -> bool {
    let digits = mark.trim_end_matches('.');
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}
