//! Records → a search index, as scripts that a browser loads from anywhere.
//!
//! Goes in: for each record of a document its title, its names, its values and its text. Comes out:
//! the files of an index for each language, below [`FIND`]. They hold no more than what is
//! published; `find.js` loads those that a query needs.
//!
//! # The way of the words
//!
//! ```text
//! Found ─ Leaf::of ─▶ Leaf       each document apart, in parallel: words and where they stand;
//!                      │         taken from the last time where all is as it was ([`WordCache`])
//!                      │ groups   all leaves of a language: what is found by what
//!                      ▼
//!                     Inverted    where parts begin; each is made when it is asked for
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
//! # After an edit
//!
//! The numbers of records, and so nearly all files, stay as they are while no record comes or goes. A
//! build knows the leaves of the last one ([`shelf`]): it compares those of the documents that it reads
//! again with theirs ([`changed`]), which gives the words that stand elsewhere, or in another sentence.
//! A part without such a word, and with the same groups, is what it was: it is not made, and the file of
//! the last build is taken over. A preview makes no part but those that it is asked for.
//!
//! # How answers are ranked
//!
//! `find.js` loads the parts of the longest words, of four files at most, and the words of those count.
//! A word stands for all members of its group, and, for six tenths, for the noun or verb that it makes
//! in English (`retain`, `retention`); where there is none, for the words that it begins, for
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

mod cache;
mod changed;
mod endings;
mod excerpts;
mod facets;
mod fold;
mod groups;
mod inverted;
mod kin;
mod leaf;
mod list;
mod numbers;
mod published;
mod shelf;
mod stems;
mod symbols;
mod texts;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use cache::{Frame, WordCache};
use changed::Changed;
pub use facets::Facet;
use inverted::{Inverted, LINES};
use leaf::Leaf;
pub use symbols::{symbol_before, symbols_in};

use crate::ids::{LanguageId, RecordId};
use crate::plan::{FIND, found_in};
use crate::trace;

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
    /// Its address below that of its kind, without the slash at its end and without what `find.js`
    /// makes of the title, if it begins with that: what is left is nothing, or begins with a hyphen.
    /// From the root, behind a slash, where it is not below its kind.
    pub path: String,
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
    /// Its id.
    pub id: LanguageId,
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
    languages: Vec<(Language, Inverted)>,
    /// The output paths of files that are what the last build made.
    unchanged: BTreeSet<String>,
}

/// What the index asks of a report for the files that it is asked for.
pub trait Report {
    /// What answers show of a record.
    fn line(&self, language: &Language, record: RecordId) -> Line;

    /// What records can be filtered by.
    fn facets(&self, language: &Language) -> Vec<Facet>;
}

/// The words of a document.
#[derive(Debug, Clone)]
pub struct Words(Arc<Leaf>);

impl Words {
    /// The words of a document with these records.
    pub fn of(found: &[Found]) -> Self {
        Self(Arc::new(Leaf::of(found)))
    }
}

impl Index {
    /// Adds a language: the words of each document, with the numbers of its records.
    pub fn add(&mut self, language: Language, words: Vec<(Words, Vec<u32>)>) {
        let (leaves, numbers) =
            words.into_iter().map(|(words, numbers)| (words.0, numbers)).unzip();
        let inverted = Inverted::of(&language.tag, leaves, numbers);
        self.languages.push((language, inverted));
    }

    /// The output paths of all files.
    pub fn paths(&self) -> Vec<String> {
        let paths = self.languages.iter().flat_map(|(language, inverted)| {
            let parts = (0..inverted.parts()).map(|at| at.to_string());
            let lines = (0..inverted.files_of_lines()).map(|at| format!("r{at}"));
            let endings = (0..inverted.endings.files()).map(|at| format!("s{at}"));
            let names = ["facets".to_owned()].into_iter().chain(parts).chain(lines).chain(endings);
            names.map(|name| path(language, &name))
        });
        paths.collect()
    }

    /// Notes which files are what the last build made, as words are told that it left.
    pub fn compare(&mut self, words: &WordCache) {
        self.unchanged = words.unchanged(self);
    }

    /// Whether the file at an output path is what the last build made.
    pub fn is_unchanged(&self, path: &str) -> bool {
        self.unchanged.contains(path)
    }

    /// What files are made of, but for what leaves say of words, by their output paths: a digest of it.
    /// Files that are not followed are left out.
    fn shapes(&self) -> BTreeMap<String, u64> {
        let each = self.languages.iter().flat_map(|(language, inverted)| {
            let parts = (0..inverted.parts()).map(|at| (at.to_string(), inverted.shape(at)));
            let records = inverted.records as u64;
            let lines = (0..inverted.files_of_lines()).map(move |at| (format!("r{at}"), records));
            let words = |at| trace::digest(&inverted.endings.file(&inverted.groups, at));
            let endings =
                (0..inverted.endings.files()).map(move |at| (format!("s{at}"), words(at)));
            let all = parts.chain(lines).chain(endings);
            all.map(|(name, shape)| (path(language, &name), shape))
        });
        each.collect()
    }

    /// The output paths of files that tell of what was changed.
    fn told_of(&self, changed: &Changed) -> BTreeSet<String> {
        let each = self.languages.iter().flat_map(|(language, inverted)| {
            let parts = inverted.parts_with(&language.tag, &changed.words).into_iter();
            let files = if changed.has_lines { inverted.files_of_lines() } else { 0 };
            let names = parts.map(|at| at.to_string()).chain((0..files).map(|at| format!("r{at}")));
            names.map(|name| path(language, &name))
        });
        each.collect()
    }

    /// Whether there is a file at an output path.
    pub fn has(&self, path: &str) -> bool {
        self.found(path).is_some()
    }

    /// The name of the file at an output path, its language, and what it is.
    fn found<'p>(&self, path: &'p str) -> Option<(&'p str, &(Language, Inverted), File)> {
        let (tag, name) = path.strip_prefix(FIND)?.strip_suffix(".js")?.rsplit_once('/')?;
        let own = self.of(tag)?;
        let inverted = &own.1;
        let below = |text, end| number(text).filter(|at| *at < end);
        let file = match (name, name.split_at_checked(1)) {
            ("facets", _) => File::Facets,
            (_, Some(("r", at))) => File::Lines(below(at, inverted.files_of_lines())?),
            (_, Some(("s", at))) => File::Endings(below(at, inverted.endings.files())?),
            _ => File::Part(below(name, inverted.parts())?),
        };
        Some((name, own, file))
    }

    fn of(&self, tag: &str) -> Option<&(Language, Inverted)> {
        self.languages.iter().find(|(own, _)| own.tag == tag)
    }

    /// The file at an output path, if it is of the index.
    pub fn file(&self, path: &str, report: &dyn Report) -> Option<String> {
        let (name, (language, inverted), file) = self.found(path)?;
        let line = |number: u32| report.line(language, language.records[number as usize]);
        let arguments = match file {
            File::Facets => facets::columns(&report.facets(language)),
            File::Part(at) => inverted.part(at, &line),
            File::Endings(at) => json(&inverted.endings.file(&inverted.groups, at)),
            File::Lines(at) => {
                let end = inverted.records.min((at + 1) * LINES);
                json(&inverted.lines((at * LINES) as u32..end as u32, &line))
            }
        };
        Some(format!("tools.part({},{arguments});\n", json(name)))
    }

    /// What the file that is loaded first tells of the index of a language, as arguments of
    /// `tools.part` behind the HTML of the boxes: the kinds, where parts begin and what words end in,
    /// what addresses end with, all records, where they are few, and how many a file tells of. Nothing,
    /// if the language has no index.
    pub fn told(&self, tag: &str, report: &dyn Report) -> String {
        let Some((language, inverted)) = self.of(tag) else { return String::new() };
        let line = |number: u32| report.line(language, language.records[number as usize]);
        let kinds = language.kinds.iter().map(|kind| {
            let Kind { name, label, plural, address, count } = kind;
            let texts = [name, label, plural, address].map(|text| json(text));
            format!("[{},{count}]", texts.join(","))
        });
        let kinds: Vec<String> = kinds.collect();
        let all = if inverted.files_of_lines() == 0 { inverted.records as u32 } else { 0 };
        let texts = [
            inverted.heads().join(" "),
            inverted.endings.heads(&inverted.groups).join(" "),
            language.end.to_owned(),
            inverted.lines(0..all, &line),
        ];
        let texts = texts.map(|text| json(&text));
        format!(",[{}],{},{LINES}", kinds.join(","), texts.join(","))
    }
}

/// A file of a language's index.
enum File {
    Facets,
    Part(usize),
    Lines(usize),
    Endings(usize),
}

/// The output path of a file.
fn path(language: &Language, name: &str) -> String {
    format!("{}{name}.js", found_in(&language.tag))
}

/// A number as paths have it.
fn number(text: &str) -> Option<usize> {
    text.parse().ok().filter(|number: &usize| number.to_string() == text)
}

/// A text as a script has it.
fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
