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
//! | `find/en/index.js` | the kinds, and which part has which words; loaded with the box |
//! | `find/en/0.js` … | a part: words, in which records each stands, and the sentences of the best |
//! | `find/en/r0.js` … | titles and paths of records, by their numbers, for answers that no part tells |
//! | `find/en/facets.js` | what records can be filtered by, loaded when a reader filters |
//!
//! Records are numbered kind by kind, so that a number tells the kind. Numbers and ids have terms of
//! their own ([`symbols`]).

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

use std::sync::Arc;

#[cfg(feature = "search")]
pub use facets::Facet;
#[cfg(feature = "search")]
use leaf::Leaf;
#[cfg(feature = "search")]
use shelf::{LINES, Shelf};
#[cfg(feature = "search")]
pub use symbols::{symbol_before, symbols_in};

use crate::ids::RecordId;
#[cfg(feature = "search")]
use crate::plan::{FIND, found_in};

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
            add("index".to_owned());
            add("facets".to_owned());
            (0..shelf.parts()).for_each(|part| add(part.to_string()));
            (0..shelf.records.div_ceil(LINES)).for_each(|part| add(format!("r{part}")));
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
        let piece = match name {
            "index" => Piece::First,
            "facets" => Piece::Facets,
            _ => match name.strip_prefix('r') {
                Some(at) => Piece::Lines(number(at).filter(|at| at * LINES < own.1.records)?),
                None => Piece::Part(number(name).filter(|&at| at < own.1.parts())?),
            },
        };
        Some((name, own, piece))
    }

    /// The file at an output path, if it is of the index.
    pub fn file(&self, path: &str, report: &dyn Report) -> Option<String> {
        let (name, (language, shelf), piece) = self.found(path)?;
        let line = |number: u32| report.line(language, language.records[number as usize]);
        Some(match piece {
            Piece::First => first(name, language, shelf),
            Piece::Facets => facets::script(name, &report.facets(language)),
            Piece::Part(at) => shelf.part(name, at, &line),
            Piece::Lines(at) => {
                let end = shelf.records.min((at + 1) * LINES);
                let lines = shelf::lines((at * LINES) as u32..end as u32, &line);
                format!("tools.part({},[],{});\n", shelf::json(name), shelf::json(&lines))
            }
        })
    }
}

/// A file of a language's index.
#[cfg(feature = "search")]
enum Piece {
    First,
    Facets,
    Part(usize),
    Lines(usize),
}

/// A number as paths have it.
#[cfg(feature = "search")]
fn number(text: &str) -> Option<usize> {
    text.parse().ok().filter(|number: &usize| number.to_string() == text)
}

/// A script that hands its data to `find.js`.
pub fn script(name: &str, text: &str) -> String {
    let text = serde_json::to_string(text).unwrap_or_default();
    format!("tools.part(\"{name}\",{text});\n")
}

/// The file that is loaded first.
#[cfg(feature = "search")]
fn first(name: &str, language: &Language, shelf: &Shelf) -> String {
    let kinds = language.kinds.iter().map(|kind| {
        let Kind { name, label, plural, address, count } = kind;
        let [name, label, plural, address] =
            [name, label, plural, address].map(|text| shelf::json(text));
        format!("[{name},{label},{plural},{address},{count}]")
    });
    let kinds: Vec<String> = kinds.collect();
    format!(
        "tools.part({},[[{}],{},{},{LINES}]);\n",
        shelf::json(name),
        kinds.join(","),
        shelf::json(&shelf.heads().join(" ")),
        shelf::json(language.end),
    )
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
