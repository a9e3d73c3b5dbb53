//! Documents that people wrote in a word processor, or published as HTML → one tree of blocks.
//!
//! The tree is what the two formats share, and what rules ask for: names of styles, levels, marks of
//! lists as they are shown, notes, pictures, targets of links, and where pages begin. A reader puts
//! everything that is not in the tree into [`Document::left`], with its place and its words, so that
//! nothing is lost in silence.

mod format;

#[cfg(feature = "documents")]
mod docx;
#[cfg(feature = "documents")]
mod element;
#[cfg(feature = "documents")]
mod html;
#[cfg(feature = "documents")]
mod numeral;
#[cfg(not(feature = "documents"))]
mod no_documents;

use std::collections::BTreeMap;
use std::path::Path;

pub use format::Format;
#[cfg(not(feature = "documents"))]
use no_documents::{docx, html};

use super::table::Refusal;

/// A document as a tree.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
    /// Footnotes and endnotes, by their labels.
    pub notes: BTreeMap<String, Vec<Block>>,
    /// Its pictures, as [`What::Picture`] counts them.
    pub pictures: Vec<Picture>,
    /// What could not be put into the tree.
    pub left: Vec<Left>,
}

/// Something of a document that has no place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// What it is, as one of several: `a formula`.
    pub what: &'static str,
    /// Where it stands.
    pub place: String,
    /// What it says.
    pub words: String,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The ending of its name, in lower case: `png`.
    pub ending: String,
    /// Where its bytes are.
    pub source: PictureSource,
}

/// Where the bytes of a picture are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureSource {
    /// Here.
    Bytes(Vec<u8>),
    /// In a file, by its path from the folder of the document.
    File(String),
}

/// A block.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph or a heading.
    Paragraph(Paragraph),
    /// An item of a list. The items within it follow, with a greater depth.
    Item(Item),
    /// A table.
    Table(Table),
    /// Blocks that something holds together.
    Frame(Frame),
    /// Lines of code.
    Code(String),
    /// A rule.
    Rule,
}

/// A paragraph or a heading.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Paragraph {
    /// What its style is called, with all other names that a rule can give to it.
    pub styles: Vec<String>,
    /// The level of a heading, from 1; 0 for a paragraph.
    pub level: u8,
    /// Its text.
    pub text: Vec<Inline>,
}

/// An item of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// How many lists it is in, besides its own.
    pub depth: usize,
    /// Which list it belongs to.
    pub list: String,
    /// What stands before it: `(a)`, `3.`, `•`; nothing before what continues an item.
    pub mark: String,
    /// What its style is called.
    pub styles: Vec<String>,
    /// Its text.
    pub text: Vec<Inline>,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Its rows, whose cells hold blocks. The first names the columns.
    pub rows: Vec<Vec<Vec<Block>>>,
}

/// What holds blocks together.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// What it is.
    pub kind: FrameKind,
    /// The names that a rule can give to it.
    pub styles: Vec<String>,
    /// What is in it.
    pub blocks: Vec<Block>,
}

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameKind {
    /// A box around text: a table of one cell, a text box.
    Box,
    /// A quotation.
    Quote,
    /// Nothing that can be seen: a `div` with a class.
    Group,
}

/// A piece of text that looks the same throughout.
#[derive(Debug, Clone, PartialEq)]
pub struct Inline {
    /// How it looks.
    pub format: Format,
    /// Where it leads.
    pub link: Option<Target>,
    /// What it is.
    pub what: What,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To another file or site.
    Url(String),
    /// To a place of the same document, by its name.
    Anchor(String),
}

/// What a piece of text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Text.
    Text(String),
    /// The mark of a note, by its label.
    Note(String),
    /// A picture, by its place among all, and what describes it.
    Picture(usize, String),
    /// The end of a line within a paragraph.
    Break,
    /// A place to which links lead, by its name.
    Anchor(String),
    /// The beginning of a page, by its number.
    Page(String),
}

impl Inline {
    /// A piece of plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(What::Text(text.into()))
    }

    /// Something without a format or a link.
    pub fn of(what: What) -> Self {
        Self { format: Format::default(), link: None, what }
    }
}

/// The endings of pictures that browsers show. No other one becomes part of a name.
#[cfg(feature = "documents")]
const SHOWN: [&str; 7] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif"];
#[cfg(feature = "documents")]
const NOT_SHOWN: &str = "a picture in a format that browsers do not show";

/// The words of a text.
pub fn words(text: &[Inline]) -> String {
    let pieces = text.iter().map(|piece| match &piece.what {
        What::Text(text) => text.as_str(),
        What::Break => " ",
        _ => "",
    });
    pieces.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Does something with every text in blocks, those within others too, in order.
pub fn each_text<'b>(blocks: &'b [Block], see: &mut dyn FnMut(&'b [Inline])) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => see(&paragraph.text),
            Block::Item(item) => see(&item.text),
            Block::Table(table) => {
                table.rows.iter().flatten().for_each(|cell| each_text(cell, see));
            }
            Block::Frame(frame) => each_text(&frame.blocks, see),
            Block::Code(_) | Block::Rule => {}
        }
    }
}

/// Whether a file is one that can be read as a document, by its name.
pub fn is_document(path: &Path) -> bool {
    ["docx", "docm", "html", "htm", "xhtml"].contains(&ending(path).as_str())
}

/// Reads a document.
///
/// # Errors
/// Why it cannot be read, or must be changed before.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Document, Vec<Refusal>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match ending(path).as_str() {
        "docx" | "docm" => docx::read(&name, bytes),
        _ => html::read(&name, bytes),
    }
}

fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}
