//! A tree of blocks → Markdown, which the program reads back as the same text.
//!
//! Goes in: blocks of a [`Document`](super::document::Document), and where their links lead. Comes out:
//! Markdown as an author would write it. Marks of lists stay as they are shown: what Markdown cannot
//! count becomes text.

mod inline;
mod lists;

use super::document::{Block, Frame, Inline, Table, Target, What};
use super::records::markdown::{at_start, escaped};
use lists::Lists;

/// Where a link of the tree leads in the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Link {
    /// To an address or a file.
    Url(String),
    /// To a record, by what a reference says, with its title.
    Record(String, String),
    /// Nowhere.
    Nowhere,
}

/// What the tree does not know of the document that is written.
pub(super) struct Prose<'a> {
    /// Where a link leads.
    pub(super) link: &'a dyn Fn(&Target) -> Link,
    /// The path of a picture, from the document.
    pub(super) picture: &'a dyn Fn(usize) -> Option<String>,
    /// Whether pages are marked.
    pub(super) pages: bool,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// In a paragraph.
    Paragraph,
    /// In a heading, which has one line.
    Heading,
    /// In a cell, which has one line in which bars mean something.
    Cell,
}

impl Prose<'_> {
    /// Blocks as Markdown, each of which ends its line.
    pub(super) fn blocks(&self, blocks: &[Block]) -> String {
        let mut out = String::new();
        let mut lists = Lists::default();
        for block in blocks {
            if let Block::Item(item) = block {
                lists.item(item, &self.text(&item.text, Around::Paragraph), &mut out);
                continue;
            }
            let text = self.block(block);
            if !text.is_empty() {
                lists.end();
                begin(&mut out);
                out.push_str(&text);
                out.push('\n');
            }
        }
        out
    }

    /// A block, without the end of its last line; nothing, if it says nothing.
    fn block(&self, block: &Block) -> String {
        match block {
            Block::Paragraph(paragraph) => {
                let text = self.text(&paragraph.text, Around::Paragraph);
                // Headings begin sections, and are written by those who know of these.
                match paragraph.level > 0 && !text.is_empty() && !text.contains("**") {
                    true => format!("**{text}**"),
                    false => text
                        .lines()
                        .map(|line| at_start(line.to_owned()))
                        .collect::<Vec<_>>()
                        .join("\n"),
                }
            }
            Block::Item(item) => self.text(&item.text, Around::Paragraph),
            Block::Table(table) => self.table(table),
            Block::Frame(Frame { kind: super::document::FrameKind::Group, blocks, .. }) => {
                self.blocks(blocks).trim_end().to_owned()
            }
            Block::Frame(frame) => {
                let text = self.blocks(&frame.blocks);
                let lines = text.lines().map(|line| format!("> {line}").trim_end().to_owned());
                lines.collect::<Vec<_>>().join("\n")
            }
            Block::Code(code) => {
                let longest = longest_run(code, '`').max(2) + 1;
                let fence = "`".repeat(longest);
                format!("{fence}\n{}\n{fence}", code.trim_end_matches('\n'))
            }
            Block::Rule => "---".to_owned(),
        }
    }

    fn table(&self, table: &Table) -> String {
        let rows: Vec<Vec<String>> =
            table.rows.iter().map(|row| row.iter().map(|cell| self.cell(cell)).collect()).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut lines = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let cells = (0..columns).map(|at| row.get(at).map_or("", String::as_str));
            lines.push(format!("| {} |", cells.collect::<Vec<_>>().join(" | ")));
            if at == 0 {
                lines.push(format!("|{}", " --- |".repeat(columns)));
            }
        }
        lines.join("\n")
    }

    /// What a cell says, on one line.
    fn cell(&self, blocks: &[Block]) -> String {
        let mut lines = Vec::new();
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => lines.push(self.text(&paragraph.text, Around::Cell)),
                Block::Item(item) => {
                    let text = self.text(&item.text, Around::Cell);
                    lines.push(format!("{} {text}", escaped(&item.mark)).trim().to_owned());
                }
                Block::Table(table) => {
                    let rows = table.rows.iter().map(|row| {
                        let cells = row.iter().map(|cell| self.cell(cell));
                        let cells = cells.filter(|cell| !cell.is_empty());
                        cells.collect::<Vec<_>>().join("; ")
                    });
                    lines.extend(rows);
                }
                Block::Frame(frame) => lines.push(self.cell(&frame.blocks)),
                Block::Code(code) => lines.extend(code.lines().map(escaped)),
                Block::Rule => {}
            }
        }
        lines.retain(|line| !line.is_empty());
        lines.join("<br>")
    }

    /// A text of one line, for a heading.
    pub(super) fn heading(&self, text: &[Inline]) -> String {
        self.text(text, Around::Heading)
    }

    fn text(&self, text: &[Inline], around: Around) -> String {
        inline::Writer { prose: self, around }.write(text)
    }
}

/// Leaves an empty line before what follows.
pub(super) fn begin(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push_str(if out.ends_with('\n') { "\n" } else { "\n\n" });
    }
}

/// How often a character stands in a row at most.
fn longest_run(text: &str, wanted: char) -> usize {
    let runs = text.split(|letter| letter != wanted);
    runs.map(|run| run.chars().count()).max().unwrap_or(0)
}

/// Whether a text shows something.
pub(super) fn is_seen(text: &[Inline]) -> bool {
    text.iter().any(|piece| match &piece.what {
        What::Text(text) => !text.trim().is_empty(),
        What::Note(_) | What::Picture(..) => true,
        What::Break | What::Anchor(_) | What::Page(_) => false,
    })
}
