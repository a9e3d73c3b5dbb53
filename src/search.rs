//! Records → a search index, as scripts that a browser loads from anywhere.
//!
//! Goes in: for each record of a document its title, its names, its values and its text. Comes out:
//! the files of an index for each language, below [`FIND`]. They hold no more than what is
//! published; `find.js` loads those that a query needs.
//!
//! # The way of the words
//!
//! ```text
//! Found ─ Leaf::of ─▶ Leaf       each document apart, in parallel: words and where they stand
//!                      │ groups   all leaves of a language: what is found by what
//!                      ▼
//!                     Shelf       where parts begin; each is made when it is asked for
//! ```
//!
//! | file | holds |
//! | --- | --- |
//! | `find/en/index.js` | the box, the kinds, which part has which words, and records where they are few; loaded with the box |
//! | `find/en/0.js` … | a part: words, in which records each stands, and the sentences of the best |
//! | `find/en/r0.js` … | titles and paths of records, by their numbers, for answers that no part tells |
//! | `find/en/s0.js` … | words by their last letters, for slips among the first ones |
//! | `find/en/facets.js` | what records can be filtered by, loaded when a reader filters |
//!
//! Records are numbered kind by kind, so that a number tells the kind. Numbers, ids and symbols have
//! terms of their own ([`symbols`]), which end in `=`.
//!
//! # How answers are ranked
//!
//! `find.js` loads the parts of the longest words, of four files at most, and the words of those count.
//! A word stands for all members of its group; where there is none, for the words that it begins, for
//! an inflection that no text has, or for words that differ by a slip (`slip.js`). A record is an answer
//! if it has every word, or if its name is typed; if no record has them all, those with the most and
//! the rarest are, but none where a word with a digit is missing. Words in quotation marks, and the
//! pieces of a symbol, must stand one behind the other.
//!
//! The score of an answer is, for each word, how rare its group is (the logarithm of records over
//! records that have it) times its level, and 2 for each pair of neighbouring words over their
//! distance. To that are added 1000 for a whole name, 900 for one behind the word of its kind, 150 for a
//! name within the query; 200 for a whole title, 100 for a title with every word, and up to 40 for
//! words that stand in the title as they are typed, at its beginning, and among few others. Equals
//! stand in the order of the records.

#[cfg(feature = "search")]
mod endings;
#[cfg(feature = "search")]
mod excerpts;
#[cfg(feature = "search")]
mod facets;
#[cfg(feature = "search")]
mod fold;
#[cfg(feature = "search")]
mod groups;
#[cfg(feature = "search")]
mod leaf;
#[cfg(feature = "search")]
mod numbers;
#[cfg(feature = "search")]
mod published;
#[cfg(feature = "search")]
mod shelf;
#[cfg(feature = "search")]
mod stems;
#[cfg(feature = "search")]
mod symbols;
#[cfg(feature = "search")]
mod words;

#[cfg(feature = "search")]
use std::collections::HashMap;
use std::sync::Arc;
#[cfg(feature = "search")]
use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(feature = "search")]
pub use facets::Facet;
#[cfg(feature = "search")]
use leaf::Leaf;
#[cfg(feature = "search")]
use shelf::{LINES, Shelf};
#[cfg(feature = "search")]
pub use symbols::{symbol_before, symbols_in};

use crate::config::Config;
use crate::ids::RecordId;
use crate::look::Look;
#[cfg(feature = "search")]
use crate::plan::{FIND, found_in};
#[cfg(feature = "search")]
use crate::trace::Fact;

/// What is to be found about a record.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The title.
    pub title: String,
    /// Its number, its ids and its symbols.
    pub names: Vec<String>,
    /// What its fields hold, in words.
    pub values: Vec<String>,
    /// The HTML of its text, in pieces.
    pub html: Vec<String>,
}

/// What answers show of a record.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// The title.
    pub title: String,
    /// The number, if any.
    pub number: String,
    /// Its address below that of its kind, without the slash at its end; nothing where it is what
    /// [`slug`] makes of the title; from the root, behind a slash, where it is not below its kind.
    pub path: String,
}

/// The path of a record of this title, unless its author chose another: its letters and digits, in
/// lower case and with hyphens between. `find.js` does the same.
pub fn slug(title: &str) -> Option<String> {
    if !title.is_ascii() {
        return None;
    }
    let words = title.split(|letter: char| letter != '\'' && !letter.is_ascii_alphanumeric());
    let words = words.map(|word| word.replace('\'', "").to_ascii_lowercase());
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    Some(words.join("-"))
}

/// A kind as the index of a language tells it.
#[derive(Debug, Clone)]
pub struct Kind {
    /// What addresses call it.
    pub name: String,
    /// What one record is called.
    pub label: String,
    /// What all of them are called.
    pub plural: String,
    /// What the addresses of its records begin with.
    pub address: String,
    /// How many records it has.
    pub count: usize,
}

/// What the index of a language is made of.
#[derive(Debug, Default)]
pub struct Language {
    /// Its tag.
    pub tag: String,
    /// Its kinds.
    pub kinds: Vec<Kind>,
    /// Its records, kind by kind: their numbers are their places.
    pub records: Vec<RecordId>,
    /// What addresses of pages end with behind their slash.
    pub end: &'static str,
}

/// The search index of a site.
#[derive(Debug, Default)]
pub struct Index {
    #[cfg(feature = "search")]
    languages: Vec<(Language, Shelf)>,
}

/// What the index asks of a report for the files that it is asked for.
#[cfg(feature = "search")]
pub trait Report {
    /// What answers show of a record.
    fn line(&self, language: &Language, record: RecordId) -> Line;

    /// What records can be filtered by.
    fn facets(&self, language: &Language) -> Vec<Facet>;
}

/// The words of a document.
#[derive(Debug, Clone)]
pub struct Words(#[cfg(feature = "search")] Arc<Leaf>);

/// The words of documents that were found before, for as long as nothing changes that they were made
/// of. A preview hands it from site to site.
#[derive(Debug, Default)]
pub struct Kept(#[cfg(feature = "search")] Mutex<KeptWords>);

/// By the paths of documents their words, with the digests of the facts that were read for them.
#[cfg(feature = "search")]
#[derive(Debug, Default)]
struct KeptWords {
    frame: Option<Frame>,
    documents: HashMap<String, (Vec<(Fact, u64)>, Words)>,
}

/// What the words of every document may be made of without a note.
#[derive(Debug)]
pub struct Frame {
    /// The configuration.
    pub config: Arc<Config>,
    /// The look, for its words.
    pub look: Arc<Look>,
    /// The digest of all else.
    pub digest: u64,
}

impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        let Self { config, look, digest } = self;
        Arc::ptr_eq(config, &other.config)
            && Arc::ptr_eq(look, &other.look)
            && *digest == other.digest
    }
}

#[cfg(feature = "search")]
impl Kept {
    /// The words of a document, if all that they were made of is as it was.
    pub fn get(&self, path: &str, digest: impl Fn(Fact) -> Option<u64>) -> Option<Words> {
        let (facts, words) = self.lock().documents.get(path).cloned()?;
        let is_same = |(fact, before): &(Fact, u64)| digest(*fact) == Some(*before);
        facts.iter().all(is_same).then_some(words)
    }

    /// Keeps the words of a document.
    pub fn put(&self, path: &str, facts: Vec<(Fact, u64)>, words: Words) {
        self.lock().documents.insert(path.to_owned(), (facts, words));
    }

    /// Forgets all words, unless the frame is as it was.
    pub fn begin(&self, frame: Frame) {
        let mut kept = self.lock();
        if kept.frame.as_ref() != Some(&frame) {
            *kept = KeptWords { frame: Some(frame), documents: HashMap::new() };
        }
    }

    fn lock(&self) -> MutexGuard<'_, KeptWords> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(feature = "search")]
impl Words {
    /// The words of a document with these records.
    pub fn of(found: &[Found]) -> Self {
        Self(Arc::new(Leaf::of(found)))
    }
}

#[cfg(feature = "search")]
impl Index {
    /// Adds a language: the words of each document, with the numbers of its records.
    pub fn add(&mut self, language: Language, words: Vec<(Words, Vec<u32>)>) {
        let (leaves, numbers) =
            words.into_iter().map(|(words, numbers)| (words.0, numbers)).unzip();
        let shelf = Shelf::of(&language.tag, leaves, numbers);
        self.languages.push((language, shelf));
    }

    /// The output paths of all files.
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for (language, shelf) in &self.languages {
            let mut add =
                |name: String| paths.push(format!("{}{name}.js", found_in(&language.tag)));
            add("facets".to_owned());
            (0..shelf.parts()).for_each(|part| add(part.to_string()));
            (0..shelf.files_of_lines()).for_each(|part| add(format!("r{part}")));
            (0..shelf.endings.files()).for_each(|part| add(format!("s{part}")));
        }
        paths
    }

    /// Whether there is a file at an output path.
    pub fn has(&self, path: &str) -> bool {
        self.found(path).is_some()
    }

    /// The language and the name of the file at an output path.
    fn found<'p>(&self, path: &'p str) -> Option<(&'p str, &(Language, Shelf), Piece)> {
        let name = path.strip_prefix(FIND)?.strip_suffix(".js")?;
        let (tag, piece) = name.rsplit_once('/')?;
        let own = self.languages.iter().find(|(own, _)| own.tag == tag)?;
        let name = piece;
        let shelf = &own.1;
        let piece = match (name, name.split_at_checked(1)) {
            ("facets", _) => Piece::Facets,
            (_, Some(("r", at))) => {
                Piece::Lines(number(at).filter(|at| *at < shelf.files_of_lines())?)
            }
            (_, Some(("s", at))) => {
                Piece::Endings(number(at).filter(|at| *at < shelf.endings.files())?)
            }
            _ => Piece::Part(number(name).filter(|at| *at < shelf.parts())?),
        };
        Some((name, own, piece))
    }

    /// The file at an output path, if it is of the index.
    pub fn file(&self, path: &str, report: &dyn Report) -> Option<String> {
        let (name, (language, shelf), piece) = self.found(path)?;
        let line = |number: u32| report.line(language, language.records[number as usize]);
        Some(match piece {
            Piece::Facets => facets::script(name, &report.facets(language)),
            Piece::Part(at) => shelf.part(name, at, &line),
            Piece::Endings(at) => script(name, &[&shelf.endings.file(&shelf.groups, at)]),
            Piece::Lines(at) => {
                let end = shelf.records.min((at + 1) * LINES);
                let lines = shelf::lines((at * LINES) as u32..end as u32, &line);
                script(name, &[&lines])
            }
        })
    }
}

/// A file of a language's index.
#[cfg(feature = "search")]
enum Piece {
    Facets,
    Part(usize),
    Lines(usize),
    Endings(usize),
}

/// A number as paths have it.
#[cfg(feature = "search")]
fn number(text: &str) -> Option<usize> {
    text.parse().ok().filter(|number: &usize| number.to_string() == text)
}

/// What the file that is loaded first tells of the index of a language, as the arguments of a call;
/// nothing, if it has none.
#[cfg(feature = "search")]
impl Index {
    /// The arguments for `tools.part` behind the HTML of the boxes: the kinds, where parts begin and
    /// what words end in, what addresses end with, how many records a file tells of, and all records,
    /// where they are few.
    pub fn told(&self, tag: &str, report: &dyn Report) -> String {
        let Some((language, shelf)) = self.languages.iter().find(|(own, _)| own.tag == tag) else {
            return String::new();
        };
        let line = |number: u32| report.line(language, language.records[number as usize]);
        let kinds = language.kinds.iter().map(|kind| {
            let Kind { name, label, plural, address, count } = kind;
            let texts = [name, label, plural, address].map(|text| shelf::json(text));
            format!("[{},{count}]", texts.join(","))
        });
        let kinds: Vec<String> = kinds.collect();
        let all = if shelf.files_of_lines() == 0 { shelf.records as u32 } else { 0 };
        let texts = [
            shelf.heads().join(" "),
            shelf.endings.heads(&shelf.groups).join(" "),
            language.end.to_owned(),
            shelf::lines(0..all, &line),
        ];
        let texts = texts.map(|text| shelf::json(&text));
        format!(",[{}],{},{LINES}", kinds.join(","), texts.join(","))
    }
}

/// A script that hands texts to `find.js`.
#[cfg(feature = "search")]
fn script(name: &str, texts: &[&str]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| shelf::json(text)).collect();
    format!("tools.part(\"{name}\",{});\n", texts.join(","))
}

/// Without the feature `search`, no index has a file. No configuration asks for one.
#[cfg(not(feature = "search"))]
impl Index {
    /// The output paths of all files: none.
    pub fn paths(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether there is a file at an output path: there is none.
    pub fn has(&self, _: &str) -> bool {
        false
    }
}
