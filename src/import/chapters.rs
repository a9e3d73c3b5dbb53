//! A tree of blocks → the documents of a report, by rules.
//!
//! Goes in: a [`Document`], and its [`Rules`]. Comes out: the texts of documents with records in them,
//! pictures, and what could not be carried over. Whether a paragraph is a record is decided here; how it
//! is written, in [`prose`](super::prose).

mod cut;
mod record;
mod spots;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::document::{Block, Document, Inline, Left, PictureSource, Target, What, each_text};
use super::literal::string;
use super::prose::{Link, Prose, begin, is_seen};
use super::rules::Rules;
use crate::parse::text::slug;
use cut::{Chapter, Part};
use spots::Spots;

/// What a document comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Written {
    /// Documents, by their paths below the folder of the report, in order.
    pub documents: Vec<(String, String)>,
    /// Pictures, by their paths below the folder of the report.
    pub pictures: BTreeMap<String, Vec<u8>>,
    /// How many records there are, by their kinds.
    pub records: BTreeMap<String, usize>,
    /// What was not carried over.
    pub left: Vec<Left>,
}

impl Written {
    /// Whether there is a document of a path.
    pub fn has(&self, path: &str) -> bool {
        self.documents.iter().any(|(own, _)| own == path)
    }
}

/// Writes a document as the documents of a report. `stem` is the name of its file without the ending.
pub fn write(rules: &Rules, stem: &str, document: &Document) -> Written {
    let mut left = document.left.clone();
    let cut = cut::cut(rules, stem, document, &mut left);
    let mut chapters = cut.chapters;
    let mut spots = cut.spots;
    spots.name_headings(&mut chapters, document);
    let names: BTreeMap<usize, String> = pictures(rules, stem, document, &mut left);
    let folder = &rules.into;
    let mut written = Written { records: cut.records, ..Written::default() };
    for (at, chapter) in chapters.iter().enumerate() {
        let link = |target: &Target| spots.link(target, at, &chapters);
        let picture = |at: usize| names.get(&at).map(|path| relative(folder, path));
        let prose = Prose { link: &link, picture: &picture, pages: rules.pages };
        let text = chapter_text(&prose, chapter, at, document);
        written.documents.push((format!("{folder}/{}.md", chapter.name), text));
    }
    for (at, path) in names {
        if let PictureSource::Bytes(bytes) = &document.pictures[at].source {
            written.pictures.insert(path, bytes.clone());
        }
    }
    left.extend(lost_links(document, &spots));
    written.left = left;
    written
}

/// The text of a document.
fn chapter_text(prose: &Prose<'_>, chapter: &Chapter, at: usize, document: &Document) -> String {
    let mut text = format!("+++\norder = {}\n", at + 1);
    if let Some(record) = &chapter.record {
        let _ = write!(text, "kind = {}\nid = {}\n", string(&record.kind), string(&record.id));
        if let Some(number) = &record.number {
            let _ = writeln!(text, "number = {}", string(number));
        }
    }
    text.push_str("+++\n\n");
    let _ = writeln!(text, "# {}", headed(prose, &chapter.title));
    let mut blocks: Vec<Block> = Vec::new();
    let flush = |blocks: &mut Vec<Block>, text: &mut String| {
        let own = prose.blocks(blocks);
        blocks.clear();
        if !own.is_empty() {
            begin(text);
            text.push_str(&own);
        }
    };
    for part in &chapter.parts {
        match part {
            Part::Block(block) => blocks.push(block.clone()),
            Part::Heading(heading) => {
                flush(&mut blocks, &mut text);
                begin(&mut text);
                let marks = "#".repeat(usize::from(heading.level));
                let _ = write!(text, "{marks} {}", headed(prose, &heading.text));
                match (&heading.record, &heading.id) {
                    (Some(record), _) => {
                        let _ = writeln!(text, " {{#{} .{}}}", record.id, record.kind);
                        if let Some(number) = &record.number {
                            let _ = writeln!(text, "+++\nnumber = {}\n+++", string(number));
                        }
                    }
                    (None, Some(id)) => {
                        let _ = writeln!(text, " {{#{id}}}");
                    }
                    (None, None) => text.push('\n'),
                }
            }
            Part::End(kind) => {
                flush(&mut blocks, &mut text);
                begin(&mut text);
                let _ = writeln!(text, "<!-- /{kind} -->");
            }
        }
    }
    flush(&mut blocks, &mut text);
    notes(prose, chapter, document, &mut text);
    text
}

/// The text of a heading.
fn headed(prose: &Prose<'_>, title: &[Inline]) -> String {
    let text = prose.heading(title);
    // Signs at the end would be taken for the end of the heading.
    match text.strip_suffix('#') {
        Some(rest) => format!("{rest}\\#"),
        None => text,
    }
}

/// Adds the notes to which a document refers, and those to which these refer.
fn notes(prose: &Prose<'_>, chapter: &Chapter, document: &Document, text: &mut String) {
    let mut labels: Vec<String> = Vec::new();
    let see = |inlines: &[Inline], labels: &mut Vec<String>| {
        for piece in inlines {
            if let What::Note(label) = &piece.what
                && !labels.contains(label)
            {
                labels.push(label.clone());
            }
        }
    };
    see(&chapter.title, &mut labels);
    for part in &chapter.parts {
        match part {
            Part::Heading(heading) => see(&heading.text, &mut labels),
            Part::Block(block) => {
                each_text(std::slice::from_ref(block), &mut |inlines| see(inlines, &mut labels));
            }
            Part::End(_) => {}
        }
    }
    let mut at = 0;
    while at < labels.len() {
        let blocks = document.notes.get(&labels[at]).map_or(&[][..], Vec::as_slice);
        let own = prose.blocks(blocks);
        begin(text);
        let _ = write!(text, "[^{}]:", labels[at]);
        let mut lines = own.lines();
        let _ = writeln!(text, " {}", lines.next().unwrap_or("—"));
        for line in lines {
            let _ = writeln!(text, "{}", format!("    {line}").trim_end());
        }
        each_text(blocks, &mut |inlines| see(inlines, &mut labels));
        at += 1;
    }
}

/// The names of pictures, each with a part of its digest, so that the same picture keeps its name.
fn pictures(
    rules: &Rules,
    stem: &str,
    document: &Document,
    left: &mut Vec<Left>,
) -> BTreeMap<usize, String> {
    let stem = Some(slug(stem)).filter(|stem| !stem.is_empty());
    let stem = stem.unwrap_or_else(|| "picture".to_owned());
    let mut undescribed = BTreeSet::new();
    let mut see = |inlines: &[Inline]| {
        for piece in inlines {
            if let What::Picture(at, alternative) = &piece.what
                && alternative.trim().is_empty()
            {
                undescribed.insert(*at);
            }
        }
    };
    each_text(&document.blocks, &mut see);
    let mut names = BTreeMap::new();
    for (at, picture) in document.pictures.iter().enumerate() {
        let PictureSource::Bytes(bytes) = &picture.source else { continue };
        let digest = blake3::hash(bytes).to_hex();
        let path = format!("{}/{stem}-{}.{}", rules.pictures, &digest[..8], picture.ending);
        if undescribed.contains(&at) {
            let what = "a description of a picture, which the file does not have";
            left.push(Left { what, place: path.clone(), words: String::new() });
        }
        names.insert(at, path);
    }
    names
}

/// Links that lead nowhere in the report, each once for each text.
fn lost_links(document: &Document, spots: &Spots) -> Vec<Left> {
    let mut lost: Vec<Left> = Vec::new();
    let mut see = |inlines: &[Inline]| {
        let mut last = None;
        for piece in inlines.iter().filter(|piece| piece.link.is_some()) {
            let (what, place) = match &piece.link {
                Some(Target::Anchor(name)) if spots.find(name).is_none() => {
                    ("a link to a place that the document does not have", format!("#{name}"))
                }
                Some(Target::Url(url)) if spots::url_link(url) == Link::Nowhere => {
                    ("a link to a file, which reports can only have beside them", url.clone())
                }
                _ => continue,
            };
            let words = super::document::words(std::slice::from_ref(piece));
            match lost.last_mut().filter(|_| last == piece.link.as_ref()) {
                Some(before) => before.words.push_str(&words),
                None => lost.push(Left { what, place, words }),
            }
            last = piece.link.as_ref();
        }
    };
    each_text(&document.blocks, &mut see);
    document.notes.values().for_each(|blocks| each_text(blocks, &mut see));
    lost
}

/// The path of a file from a folder, both below the folder of the report.
fn relative(folder: &str, path: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) =
        (folder.split('/').collect(), path.split('/').collect());
    let same = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = "../".repeat(from.len() - same);
    format!("{up}{}", to[same..].join("/"))
}

/// Whether a block shows something.
fn is_visible(block: &Block) -> bool {
    match block {
        Block::Paragraph(paragraph) => is_seen(&paragraph.text),
        Block::Item(item) => is_seen(&item.text) || !item.mark.is_empty(),
        Block::Table(_) | Block::Code(_) | Block::Rule => true,
        Block::Frame(frame) => frame.blocks.iter().any(is_visible),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_found_from_the_folder_of_the_documents() {
        assert_eq!(relative("content", "content/pictures/a.png"), "pictures/a.png");
        assert_eq!(relative("content/a", "content/pictures/a.png"), "../pictures/a.png");
    }
}
