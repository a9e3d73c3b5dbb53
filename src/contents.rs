//! `SUMMARY.md` → the table of contents.
//!
//! Goes in: the file of that name in the content folder, and what other documents there are. Comes out:
//! the [`Contents`]: the chapters of the report in their order, with their numbers and titles, the parts
//! to which they belong, and which documents the file does not name. The syntax is that of mdBook: links
//! in nested lists are numbered chapters, links between them are not numbered, a heading begins a part,
//! a line separates, and a link without an address is a chapter that has still to be written.
//!
//! `SUMMARY.fr.md` says the same for a language: its order, its parts, and the titles.
//!
//! `[chapters]` in `book.toml` can say the same; `SUMMARY.md` is then not read.

mod declared;
mod outline;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic};
use crate::ids::LanguageId;
use crate::parse::text::slug;
use crate::parse::{Dialect, Phrase};
use crate::source::{Place, Source};

/// The file that is the table of contents of a report, in the content folder.
pub const FILE: &str = "SUMMARY.md";

/// The same without its language and `.md`.
pub const STEM: &str = "SUMMARY";

/// So many of the documents that are not named are told by their names.
const NAMED: usize = 8;

/// The order of a report that says it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// For each language that has a table of contents, what stands in it.
    outlines: BTreeMap<LanguageId, Outline>,
    /// The document that is shown where there is no page, and no chapter.
    missing_page: String,
    /// Whether `book.toml` says it.
    is_declared: bool,
    /// The ids of chapters of a book that others have as well, or that have no letters, by their stems.
    ids: BTreeMap<Arc<str>, String>,
    /// The documents that are no chapters, by their stems.
    unnamed: BTreeSet<String>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// What stands in a table of contents.
#[derive(Debug, PartialEq, Eq)]
struct Outline {
    items: Vec<Item>,
    /// A document, by its path without language and `.md` → its chapter, by its place in `items`.
    places: HashMap<Arc<str>, usize>,
}

/// A line of a table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Item {
    /// The title of a part.
    Part(Phrase),
    /// What separates chapters.
    Separator,
    /// A chapter.
    Chapter(Chapter),
}

/// A chapter as a table of contents names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// What it is called there.
    pub title: Phrase,
    /// Its document, by its path below the content folder without language and `.md`; `None` for one
    /// that has still to be written.
    pub stem: Option<Arc<str>>,
    /// Its number, `2.1`, if it is numbered.
    pub number: Option<String>,
    /// How many chapters it is in.
    pub depth: usize,
    /// Where it is named.
    pub span: Range<usize>,
}

/// Without its place: that changes with every word before it.
impl std::hash::Hash for Chapter {
    fn hash<H: std::hash::Hasher>(&self, sum: &mut H) {
        let Self { title, stem, number, depth, span: _ } = self;
        (title, stem, number, depth).hash(sum);
    }
}

impl std::hash::Hash for Contents {
    fn hash<H: std::hash::Hasher>(&self, sum: &mut H) {
        let Self { outlines, missing_page: _, is_declared: _, ids, unnamed, diagnostics: _ } = self;
        (ids, unnamed).hash(sum);
        outlines.iter().for_each(|(language, outline)| (language, &outline.items).hash(sum));
    }
}

/// Whether a report is a book as mdBook has it: one with the file of a table of contents that declares no
/// kinds.
pub fn is_book(config: &Config, has_file: bool) -> bool {
    has_file && config.chapters.is_none() && config.other_kinds().next().is_none()
}

/// What the authors of a report may write, which may have a table of contents.
pub fn dialect(config: &Config, has_contents: bool) -> Dialect {
    match is_book(config, has_contents) {
        true => Dialect::Book,
        false => Dialect::Report,
    }
}

impl Contents {
    /// The table of contents of a report with these documents, by their paths below the content folder,
    /// if it has one. `unread` are those that are there and cannot be read, and `included` files that
    /// others include.
    pub fn read(
        config: &Config,
        documents: &[(String, Arc<Source>)],
        unread: &[String],
        included: &BTreeSet<String>,
    ) -> Option<Self> {
        // Most reports have none, and this is asked after every edit.
        let file = documents.binary_search_by(|(path, _)| path.as_str().cmp(FILE)).ok();
        let file = file.map(|at| &documents[at].1);
        let own = match &config.chapters {
            Some(_) => &config.source,
            None => file?,
        };
        let paths = documents.iter().map(|(path, _)| path).chain(unread);
        let there: BTreeMap<&str, (String, LanguageId)> =
            paths.map(|path| (path.as_str(), config.stem_and_language(path))).collect();
        let stems: HashSet<&str> = there.values().map(|(stem, _)| stem.as_str()).collect();
        let missing_page = config.html.missing_page.value.clone();
        let is_declared = config.chapters.is_some();
        let mut contents = Self { missing_page, is_declared, ..Self::default() };
        if let Some(listed) = &config.chapters {
            let (items, mut problems) = declared::read(config, listed);
            contents.diagnostics.append(&mut problems);
            contents.diagnostics.extend(file.map(said_twice));
            let outline = contents.outline(items, &config.source, &stems);
            contents.outlines.insert(LanguageId::OWN, outline);
        }
        for (path, source) in documents {
            let (stem, language) = &there[path.as_str()];
            if stem != STEM || (is_declared && *language == LanguageId::OWN) {
                continue;
            }
            let (items, mut problems) = outline::read(config, *language, source);
            contents.diagnostics.append(&mut problems);
            let outline = contents.outline(items, source, &stems);
            contents.outlines.insert(*language, outline);
        }
        contents.tell_unnamed(own, &there, included);
        if is_book(config, file.is_some()) {
            contents.ids = ids(contents.items(LanguageId::OWN));
        }
        Some(contents)
    }

    /// The lines of a table of contents, in which each document has one chapter and is there.
    fn outline(
        &mut self,
        items: Vec<Item>,
        source: &Arc<Source>,
        stems: &HashSet<&str>,
    ) -> Outline {
        let mut outline = Outline { items, places: HashMap::new() };
        for (at, item) in outline.items.iter_mut().enumerate() {
            let Item::Chapter(chapter) = item else { continue };
            let Some(stem) = chapter.stem.clone() else { continue };
            let is_there = stems.contains(&*stem);
            let (why, help) = match outline.places.get(&stem) {
                Some(_) => (format!("`{stem}.md` is named a second time"), ONCE),
                None if !is_there => (format!("there is no `{stem}.md`"), NO_FILE),
                None => {
                    outline.places.insert(stem, at);
                    continue;
                }
            };
            chapter.stem = None;
            if chapter.title.text.is_empty() {
                chapter.title = format!("{stem}.md").into();
            }
            self.diagnostics.push(
                Diagnostic::at(Code::BadContents, source, chapter.span.clone(), why)
                    .label("the chapter is shown without a page")
                    .help(help),
            );
        }
        outline
    }

    fn tell_unnamed(
        &mut self,
        own: &Arc<Source>,
        there: &BTreeMap<&str, (String, LanguageId)>,
        included: &BTreeSet<String>,
    ) {
        let is_told = |path: &str, stem: &str| {
            let original = format!("{stem}.md");
            let is_translation = path != original && there.contains_key(original.as_str());
            stem != STEM && !self.publishes(stem) && !included.contains(path) && !is_translation
        };
        let unnamed = there.iter().filter(|(path, (stem, _))| is_told(path, stem));
        let (names, stems): (Vec<String>, BTreeSet<String>) =
            unnamed.map(|(path, (stem, _))| (format!("`{path}`"), stem.clone())).unzip();
        self.unnamed = stems;
        let message = match names.as_slice() {
            [] => return,
            [one] => format!("{one} is not in the table of contents and is not published"),
            [first @ .., last] if names.len() <= NAMED => format!(
                "{} and {last} are not in the table of contents and are not published",
                first.join(", ")
            ),
            all => format!(
                "{} documents are not in the table of contents and are not published: {}, …",
                all.len(),
                all[..NAMED].join(", ")
            ),
        };
        let problem = Diagnostic::nowhere(Code::NotInContents, message).help(
            match own.path.ends_with(FILE) {
                true => "name them in SUMMARY.md, or move them out of the content folder",
                false => "name them in `[chapters]`, or move them out of the content folder",
            },
        );
        self.diagnostics.push(Diagnostic { place: Some(Place::start_of(own)), ..problem });
    }

    /// The id of a chapter whose own is that of another.
    pub fn id(&self, stem: &str) -> Option<&str> {
        self.ids.get(stem).map(String::as_str)
    }

    /// Whether a document that is there is no chapter.
    pub fn leaves_out(&self, stem: &str) -> bool {
        self.unnamed.contains(stem)
    }

    /// Whether `book.toml` says what it is, and no file.
    pub fn is_declared(&self) -> bool {
        self.is_declared
    }

    /// Whether a document, by its path without language and `.md`, is part of the report.
    pub fn publishes(&self, stem: &str) -> bool {
        self.outlines.values().any(|outline| outline.places.contains_key(stem))
            || *self.missing_page == *stem
    }

    /// Whether a language has a table of contents of its own.
    pub fn has(&self, language: LanguageId) -> bool {
        self.outlines.contains_key(&language)
    }

    /// What stands in the table of contents of a language: in its own, or in that of the report.
    pub fn items(&self, language: LanguageId) -> &[Item] {
        self.outline_of(language).map_or(&[], |outline| &outline.items)
    }

    fn outline_of(&self, language: LanguageId) -> Option<&Outline> {
        self.outlines.get(&language).or_else(|| self.outlines.get(&LanguageId::OWN))
    }

    /// The place of a document among the lines of [`Contents::items`].
    pub fn place(&self, language: LanguageId, stem: &str) -> Option<usize> {
        self.outline_of(language)?.places.get(stem).copied()
    }

    /// What the table of contents of a language calls a document.
    pub fn title(&self, language: LanguageId, stem: &str) -> Option<&Phrase> {
        let outline = self.outlines.get(&language)?;
        match &outline.items[*outline.places.get(stem)?] {
            Item::Chapter(chapter) => Some(&chapter.title).filter(|title| !title.text.is_empty()),
            Item::Part(_) | Item::Separator => None,
        }
    }
}

/// The id of a page by the path of its document, without language and `.md`: the words of its parts.
pub fn page_id(stem: &str) -> String {
    let parts: Vec<String> = stem.split('/').map(slug).collect();
    let last = parts.last().map(String::as_str).unwrap_or_default();
    if parts.len() > 1 && matches!(last, "index" | "readme") {
        return parts[..parts.len() - 1].join("/");
    }
    if parts.len() == 1 && last == "readme" {
        return "index".to_owned();
    }
    parts.join("/")
}

/// The ids of chapters that differ from those of their documents: two chapters have two addresses, as in
/// mdBook, and one without letters has some. What stands for a folder keeps its own.
fn ids(items: &[Item]) -> BTreeMap<Arc<str>, String> {
    let stems = items.iter().filter_map(|item| match item {
        Item::Chapter(chapter) => chapter.stem.clone(),
        Item::Part(_) | Item::Separator => None,
    });
    let mut stems: Vec<Arc<str>> = stems.collect();
    stems.sort_by_key(|stem| page_id(stem).split('/').count() == stem.split('/').count());
    let (mut taken, mut ids) = (HashSet::new(), BTreeMap::new());
    for stem in stems {
        let own = page_id(&stem);
        let parts = own.split('/').map(|part| if part.is_empty() { "chapter" } else { part });
        let base = parts.collect::<Vec<_>>().join("/");
        let others = (1..).map(|number| format!("{base}-{number}"));
        let id = std::iter::once(base.clone()).chain(others).find(|id| !taken.contains(id));
        let id = id.unwrap_or(base);
        taken.insert(id.clone());
        if id != own {
            ids.insert(stem, id);
        }
    }
    ids
}

const ONCE: &str = "name each document once, by its path from the content folder";

const NO_FILE: &str = "correct the path, which begins at the content folder, or write the document";

/// The problem of a file that says what `book.toml` says already.
fn said_twice(file: &Arc<Source>) -> Diagnostic {
    let message = "this file is not read: `[chapters]` in book.toml is the table of contents";
    let problem = Diagnostic::nowhere(Code::BadContents, message).help("remove one of the two");
    Diagnostic { place: Some(Place::start_of(file)), ..problem }
}
