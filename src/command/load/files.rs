//! Which text of a content file the stages get: the one that stands in it or, where that cannot be
//! read, the last one that could.
//!
//! A file cannot be read when the system says so, when it is not UTF-8, and when a block of its
//! fields is neither TOML nor YAML: its records would have other ids, or none, and go from the site while somebody
//! types. Everything else that may be wrong with a file is shown as it stands. What a session showed
//! before matters nowhere but here and for `book.toml` and the look, of which the same is true.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::contents::{self, Contents};
use crate::diagnostics::Diagnostic;
use crate::model::Input;
use crate::parse::{self, Dialect, Options, ProseCache};
use crate::read::Content;
use crate::source::Source;

/// The content files as the stages get them.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Those of which there is a text, in the order of their paths.
    pub(super) inputs: Vec<Input>,
    /// Those whose last good version is another one than what stands in them, by the paths of their
    /// sources.
    held: BTreeMap<String, Held>,
    /// What holds the prose of those that were parsed.
    pub(super) prose_cache: Arc<ProseCache>,
}

/// A file and its last good version.
#[derive(Debug)]
struct Held {
    why: Why,
    /// What was made of what stands in the file, if there is a text.
    written: Option<Input>,
    /// What was made of its last good version, if it ever had one.
    good: Option<Input>,
}

/// Why what stands in a file is no good version of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// It cannot be read.
    Unread,
    /// There is nothing in it, as is for a moment when a program writes it anew. That is shown, but
    /// is nothing to come back to.
    Empty,
}

impl Why {
    fn of(input: &Input) -> Option<Self> {
        let document = &input.document;
        match document.is_read() {
            false => Some(Why::Unread),
            true => document.source.text.trim().is_empty().then_some(Why::Empty),
        }
    }
}

impl Held {
    /// The last good version, if that is what is shown.
    fn kept(&self) -> Option<&Input> {
        self.good.as_ref().filter(|_| self.why == Why::Unread)
    }

    fn shown(&self) -> Option<&Input> {
        self.kept().or(self.written.as_ref())
    }
}

/// Whether what was made earlier of a file's text would be made of it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parsing {
    /// It would.
    AsBefore,
    /// It would not: everything is to be parsed.
    Anew,
}

impl Files {
    /// The files after these ones, of which a table of contents may leave some out; says how many were
    /// parsed for them.
    pub(super) fn next(
        &self,
        config: &Config,
        content: &Content,
        contents: Option<&Contents>,
        parsing: Parsing,
    ) -> (Self, usize) {
        let refused = Refused::of(config, content);
        let dialect = contents::dialect(config, contents.is_some());
        let is_in = |stem: &str| contents.is_none_or(|contents| contents.publishes(stem));
        let made = |(at, source): (usize, &Arc<Source>)| {
            let known = self.made_of(at, source).filter(|_| parsing == Parsing::AsBefore);
            let is_new = known.is_none();
            let input = known.cloned().unwrap_or_else(|| self.input(config, dialect, source));
            let why = if refused.covers(&source.path) {
                Some(Why::Unread)
            } else if is_new {
                Why::of(&input)
            } else {
                self.held.get(&source.path).map(|held| held.why)
            };
            (input, is_new, why)
        };
        let made: Vec<(Input, bool, Option<Why>)> =
            published(config, content, contents).into_par_iter().enumerate().map(made).collect();
        let count = made.iter().filter(|(_, is_new, _)| *is_new).count();
        let again = |input: &Input| match parsing {
            Parsing::AsBefore => input.clone(),
            Parsing::Anew => self.input(config, dialect, &input.document.source),
        };
        let mut next = Self {
            inputs: Vec::with_capacity(made.len()),
            prose_cache: Arc::clone(&self.prose_cache),
            ..Self::default()
        };
        for (input, _, why) in made {
            let Some(why) = why else {
                next.inputs.push(input);
                continue;
            };
            let path = input.document.source.path.clone();
            let good = self.good(&path).map(again);
            let held = Held { why, written: Some(input), good };
            next.inputs.extend(held.shown().cloned());
            next.held.insert(path, held);
        }
        if !refused.is_empty() {
            let is_kept = |path: &&str| {
                refused.covers(path)
                    && self.place_of(path).is_ok_and(|at| is_in(&self.inputs[at].stem))
            };
            next.keep(self.known().filter(is_kept), |path| self.good(path).map(again));
        }
        (next, count)
    }

    fn input(&self, config: &Config, dialect: Dialect, source: &Arc<Source>) -> Input {
        let folder = &config.book.src.value;
        let path = source.path.strip_prefix(folder.as_str()).unwrap_or(&source.path);
        let (stem, language) = config.stem_and_language(path.trim_start_matches('/'));
        let document = Arc::new(parse::parse(source, Options::of(config, language, dialect)));
        self.prose_cache.take(&document);
        Input { document, stem: stem.into(), language }
    }

    /// Keeps files that have no text at all.
    fn keep<'a>(
        &mut self,
        paths: impl Iterator<Item = &'a str>,
        good: impl Fn(&str) -> Option<Input>,
    ) {
        for path in paths {
            let Err(at) = self.place_of(path) else { continue };
            let Some(good) = good(path) else { continue };
            self.inputs.insert(at, good.clone());
            let held = Held { why: Why::Unread, written: None, good: Some(good) };
            self.held.insert(path.to_owned(), held);
        }
    }

    /// The paths of the files whose last good version is shown.
    pub(super) fn kept(&self) -> impl Iterator<Item = &str> {
        let kept = self.held.iter().filter(|(_, held)| held.kept().is_some());
        kept.map(|(path, _)| path.as_str())
    }

    /// What is wrong with the texts. Of a file whose last good version is shown, that is why it
    /// cannot be read.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        let is_kept = |path: &str| self.held.get(path).is_some_and(|held| held.kept().is_some());
        let shown = self.inputs.iter().map(|input| &input.document);
        let shown = shown.filter(move |document| !is_kept(&document.source.path));
        let unread = self.held.values().filter(|held| held.kept().is_some());
        let why = unread
            .filter_map(|held| held.written.as_ref())
            .flat_map(|input| &input.document.diagnostics)
            .filter(|problem| problem.code.is_of_syntax());
        shown.flat_map(|document| &document.diagnostics).chain(why)
    }

    /// What was made of a text, which was likely at a place before.
    fn made_of(&self, at: usize, source: &Arc<Source>) -> Option<&Input> {
        let is_it = |input: &&Input| Arc::ptr_eq(&input.document.source, source);
        let here = self.inputs.get(at).filter(is_it);
        let there = || self.place_of(&source.path).ok().map(|at| &self.inputs[at]).filter(is_it);
        let held = || self.held.get(&source.path)?.written.as_ref().filter(is_it);
        here.or_else(there).or_else(held)
    }

    /// The last good version of a file.
    fn good(&self, path: &str) -> Option<&Input> {
        match self.held.get(path) {
            Some(held) => held.good.as_ref(),
            None => self.place_of(path).ok().map(|at| &self.inputs[at]),
        }
    }

    fn place_of(&self, path: &str) -> Result<usize, usize> {
        self.inputs.binary_search_by(|input| input.document.source.path.as_str().cmp(path))
    }

    fn known(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().map(|input| input.document.source.path.as_str())
    }
}

/// The documents that are to be read, in the order of their paths.
fn published<'a>(
    config: &Config,
    content: &'a Content,
    contents: Option<&Contents>,
) -> Vec<&'a Arc<Source>> {
    let is_in = |path: &str| {
        contents.is_none_or(|contents| contents.publishes(&config.stem_and_language(path).0))
    };
    let documents = content.documents.iter().filter(|(path, _)| is_in(path));
    documents.map(|(_, source)| source).collect()
}

/// What of the content folder could not be had.
struct Refused<'a> {
    /// The paths of files and folders.
    paths: BTreeSet<&'a str>,
    /// The folder itself, if it is among them, of which a problem in `book.toml` tells.
    whole: Option<String>,
}

impl<'a> Refused<'a> {
    fn of(config: &Config, content: &'a Content) -> Self {
        let errors = content.diagnostics.iter().filter(|problem| problem.is_error());
        let places = errors.filter_map(|problem| problem.place.as_ref());
        let paths: BTreeSet<&str> = places.map(|place| place.source.path.as_str()).collect();
        let whole = paths.contains(config.source.path.as_str());
        Self { paths, whole: whole.then(|| config.book.src.value.clone()) }
    }

    fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Whether a file, or a folder above it, is among them.
    fn covers(&self, path: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let mut above = path.match_indices('/').map(|(at, _)| &path[..at]);
        self.paths.contains(path)
            || above.any(|folder| self.paths.contains(folder))
            || self.whole.as_ref().is_some_and(|folder| path.starts_with(folder.as_str()))
    }
}
