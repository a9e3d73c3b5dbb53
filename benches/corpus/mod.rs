//! A report of any size, made up: one text, written down for each of the generators that are
//! measured.
//!
//! A record is a function of the seed and of its number alone, so that a corpus of any size is
//! written document by document and never held in memory, the same bytes on every machine.

#![allow(clippy::disallowed_methods, reason = "a corpus is files")]
#![allow(dead_code, reason = "each benchmark uses its part")]

pub(crate) mod hugo;
pub(crate) mod mdbook;
pub(crate) mod rapporteur;
mod words;

use std::fs;
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::Path;

pub(crate) use words::Random;

/// How large a report is, and which one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Corpus {
    /// Records, each a section of a document.
    pub(crate) records: usize,
    /// Documents, among which the records are divided evenly.
    pub(crate) documents: usize,
    /// What the words and references follow from.
    pub(crate) seed: u64,
}

/// A made-up record: some 240 words, and two to five references to others, of which
/// two may be the same.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) title: String,
    /// `7.12`: the twelfth of the seventh document.
    pub(crate) number: String,
    pub(crate) priority: &'static str,
    /// A date, as `2031-05-17`.
    pub(crate) due: String,
    /// The records that it builds on.
    pub(crate) builds_on: Vec<usize>,
    pub(crate) paragraphs: Vec<Vec<Piece>>,
}

/// A piece of a paragraph.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Markdown without references.
    Text(String),
    /// A reference to a record, whose title is to be shown.
    Reference(usize),
}

/// What a reader has before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    /// The page of a record.
    Record,
    /// The page of a document, which shows all of its records.
    Theme,
}

const PRIORITIES: [&str; 3] = ["low", "medium", "high"];

impl Record {
    /// The words that it begins with, as every generator has them.
    pub(crate) fn opening(&self) -> &str {
        match &self.paragraphs[0][0] {
            Piece::Text(words) => words,
            Piece::Reference(_) => "",
        }
    }
}

impl Corpus {
    /// The numbers of the records of a document.
    pub(crate) fn records_of(&self, document: usize) -> Range<usize> {
        let start = |document: usize| document * self.records / self.documents;
        start(document)..start(document + 1)
    }

    pub(crate) fn document_id(&self, document: usize) -> String {
        words::slug(&format!("{} {}", self.document_title(document), document + 1))
    }

    pub(crate) fn document_title(&self, document: usize) -> String {
        Random::new(self.seed, &[1, document as u64]).title()
    }

    pub(crate) fn id(&self, record: usize) -> String {
        words::slug(&format!("{} {}", self.title(record), record + 1))
    }

    pub(crate) fn title(&self, record: usize) -> String {
        Random::new(self.seed, &[2, record as u64]).title()
    }

    /// One of the records of a document, whose first one is `first`.
    pub(crate) fn record(&self, document: usize, first: usize, record: usize) -> Record {
        let mut random = Random::new(self.seed, &[3, record as u64]);
        let references = (0..2 + random.below(4)).map(|_| self.other(record, &mut random));
        let mut builds_on: Vec<usize> = references.collect();
        let in_prose = builds_on.split_off(1 + random.below(2));
        Record {
            id: self.id(record),
            title: self.title(record),
            number: format!("{}.{}", document + 1, record - first + 1),
            priority: PRIORITIES[random.below(PRIORITIES.len())],
            due: format!(
                "20{}-{:02}-{:02}",
                26 + random.below(10),
                1 + random.below(12),
                1 + random.below(28)
            ),
            builds_on,
            paragraphs: paragraphs(&in_prose, &mut random),
        }
    }

    /// A record that comes into a document after the corpus was made: as the document's first one,
    /// but for its name, its number, and a word at its beginning.
    pub(crate) fn added(&self, document: usize, at: usize, word: &str) -> Record {
        let records = self.records_of(document);
        let mut record = self.record(document, records.start, records.start);
        record.title = format!("Added {at}");
        record.id = words::slug(&record.title);
        record.number = format!("{}.{}", document + 1, records.len() + at);
        record.paragraphs[0].insert(0, Piece::Text(format!("{word} ")));
        record
    }

    /// Another record to refer to: early ones are chosen often, late ones seldom, as in reports.
    fn other(&self, record: usize, random: &mut Random) -> usize {
        let share = random.share();
        let chosen = (share * share * self.records as f64) as usize;
        if chosen == record { (chosen + 1) % self.records } else { chosen.min(self.records - 1) }
    }
}

/// Four paragraphs with one of the references in each, and perhaps a list.
fn paragraphs(references: &[usize], random: &mut Random) -> Vec<Vec<Piece>> {
    let mut left = references.iter().copied();
    let mut paragraphs: Vec<Vec<Piece>> = Vec::with_capacity(5);
    for _ in 0..4 {
        let mut pieces = vec![Piece::Text(random.sentences(3))];
        if let Some(reference) = left.next() {
            pieces.push(Piece::Text(format!(" {} ", random.words(6))));
            pieces.push(Piece::Reference(reference));
            pieces.push(Piece::Text(format!(", {}. ", random.words(5).to_lowercase())));
        } else {
            pieces.push(Piece::Text(format!(" **{}** is what counts. ", random.words(4))));
        }
        pieces.push(Piece::Text(random.sentences(1)));
        paragraphs.push(pieces);
    }
    if random.below(5) == 0 {
        let items: String = (0..3).map(|_| format!("- {}\n", random.words(7))).collect();
        paragraphs.push(vec![Piece::Text(items.trim_end().to_owned())]);
    }
    paragraphs
}

/// The records that a record refers to, each once, in the order of their numbers.
pub(crate) fn references(record: &Record) -> Vec<usize> {
    let prose = record.paragraphs.iter().flatten().filter_map(|piece| match piece {
        Piece::Reference(record) => Some(*record),
        Piece::Text(_) => None,
    });
    let mut all: Vec<usize> = record.builds_on.iter().copied().chain(prose).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The Markdown of a record's text, its references written by `link`.
pub(crate) fn markdown(record: &Record, link: &dyn Fn(usize) -> String) -> String {
    let mut text = String::new();
    for pieces in &record.paragraphs {
        for piece in pieces {
            match piece {
                Piece::Text(words) => text.push_str(words),
                Piece::Reference(record) => text.push_str(&link(*record)),
            }
        }
        text.truncate(text.trim_end().len());
        text.push_str("\n\n");
    }
    text
}

/// Words between quotes, as JSON, TOML and YAML have it alike.
fn quoted(words: impl IntoIterator<Item = String>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("\"{word}\"")).collect();
    words.join(", ")
}

/// Adds to the end of a file.
fn append(path: &Path, text: &str) -> io::Result<()> {
    fs::OpenOptions::new().append(true).open(path)?.write_all(text.as_bytes())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
