//! A copy of a report in which whatever cannot be read is as it was when it last could: what a
//! session shows of the report after each edit is what is loaded of the copy for the first time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use rapporteur::command::load::{Loaded, Loading};
use rapporteur::config;
use rapporteur::contents::{self, Contents};
use rapporteur::diagnostics::{Code, Diagnostic};
use rapporteur::source::Source;

use crate::support::{Files, Report, load};

const BOOK: &str = "book.toml";

/// The folder of the documents.
const CONTENT: &str = "content/";

/// The copy of a report, followed edit by edit.
#[derive(Debug)]
pub(crate) struct Mirror {
    copy: Report,
    /// The last good version of `book.toml` and of each content file.
    good: BTreeMap<String, Vec<u8>>,
    /// The last good look, if one of the report's own was good at all.
    look: Option<Files>,
}

/// What a session is expected to make of a report.
#[derive(Debug)]
pub(crate) struct Expected {
    /// Its site.
    pub(crate) loaded: Loaded,
    /// What it tells.
    pub(crate) problems: Vec<Diagnostic>,
    /// The files whose last good version is shown.
    pub(crate) kept: BTreeSet<String>,
}

impl Mirror {
    pub(crate) fn new() -> Self {
        Self { copy: Report::new([("", ""); 0]), good: BTreeMap::new(), look: None }
    }

    /// What is expected of a session after the next edit.
    pub(crate) fn follow(&mut self, report: &Report, loading: impl Fn() -> Loading) -> Expected {
        let files = files_of(report.path());
        for path in files_of(self.copy.path()).keys().filter(|path| !files.contains_key(*path)) {
            std::fs::remove_file(self.copy.path().join(path)).expect("a file that can be removed");
        }
        files.iter().for_each(|(path, bytes)| self.copy.write(path, bytes));
        let mut kept = BTreeSet::new();
        let broken = problems_of_config(&files[BOOK]);
        let is_broken = broken.iter().any(Diagnostic::is_error);
        self.keep(BOOK, &files[BOOK], is_broken, &mut kept);
        let first = load(self.copy.path(), loading());
        let of_look = self.keep_look(&files, &first.diagnostics);
        let unread = |problem: &&Diagnostic| {
            matches!(problem.code, Code::BadToml | Code::BadYaml | Code::NotUtf8)
                && path_of(problem) != BOOK
        };
        let unread: Vec<&Diagnostic> = first.diagnostics.iter().filter(unread).collect();
        let published = published(&first, &files);
        for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".md")) {
            // What the table of contents does not name is as good as not there.
            if !published(path) {
                self.good.remove(path);
                continue;
            }
            let is_unread = unread.iter().any(|problem| path_of(problem) == path);
            self.keep(path, bytes, is_unread, &mut kept);
        }
        self.good.retain(|path, _| files.contains_key(path));
        let is_copy = kept.is_empty() && of_look.is_empty();
        let unread: Vec<Diagnostic> = unread.into_iter().cloned().collect();
        let loaded = if is_copy { first } else { load(self.copy.path(), loading()) };
        let mut problems: Vec<Diagnostic> = loaded
            .diagnostics
            .iter()
            .filter(|problem| !kept.contains(path_of(problem)))
            .chain(unread.iter().filter(|problem| kept.contains(path_of(problem))))
            .chain(broken.iter().filter(|_| kept.contains(BOOK)))
            .chain(&of_look)
            .cloned()
            .collect();
        rapporteur::diagnostics::sort(&mut problems);
        Expected { loaded, problems, kept }
    }

    /// Puts the last good version of a file in the place of one that is not.
    fn keep(&mut self, path: &str, bytes: &[u8], is_bad: bool, kept: &mut BTreeSet<String>) {
        match (is_bad, self.good.get(path)) {
            (true, Some(good)) => {
                self.copy.write(path, good);
                kept.insert(path.to_owned());
            }
            (true, None) => {}
            (false, _) if bytes.trim_ascii().is_empty() => {}
            (false, _) => drop(self.good.insert(path.to_owned(), bytes.to_owned())),
        }
    }

    /// Puts the last good look in the place of one that is not; says what is wrong with that one.
    fn keep_look(&mut self, files: &Files, problems: &[Diagnostic]) -> Vec<Diagnostic> {
        let of_look = |problem: &&Diagnostic| {
            problem.is_error() && matches!(problem.code, Code::BadTemplate | Code::BadStrings)
        };
        let wrong: Vec<Diagnostic> = problems.iter().filter(of_look).cloned().collect();
        let own = files.iter().filter(|(path, _)| path.starts_with("themes/"));
        if wrong.is_empty() {
            self.look = Some(own.map(|(path, bytes)| (path.clone(), bytes.clone())).collect());
            return wrong;
        }
        let Some(good) = &self.look else { return Vec::new() };
        for (path, _) in own {
            std::fs::remove_file(self.copy.path().join(path)).expect("a file that can be removed");
        }
        good.iter().for_each(|(path, bytes)| self.copy.write(path, bytes));
        wrong
    }
}

/// The files below a folder with their bytes; links are what they lead to.
fn files_of(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![String::new()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(folder.join(&inner)).expect("a folder that can be read") {
            let entry = entry.expect("a folder that can be read");
            let name = entry.file_name().into_string().expect("a name in UTF-8");
            let path = if inner.is_empty() { name } else { format!("{inner}/{name}") };
            match entry.path().is_dir() {
                true => folders.push(path),
                false => drop(files.insert(path, std::fs::read(entry.path()).expect("a file"))),
            }
        }
    }
    files
}

/// Whether a document is part of a report with these files.
fn published(loaded: &Loaded, files: &Files) -> impl Fn(&str) -> bool + use<> {
    let documents = files.keys().filter_map(|path| path.strip_prefix(CONTENT));
    let documents = documents.filter(|path| path.ends_with(".md"));
    let text =
        |path: &str| String::from_utf8_lossy(&files[&format!("{CONTENT}{path}")]).into_owned();
    let documents: Vec<(String, Arc<Source>)> =
        documents.map(|path| (path.to_owned(), Arc::new(Source::new(path, text(path))))).collect();
    let config = Arc::clone(&loaded.config);
    let contents = Contents::read(&config, &documents, &[], &BTreeSet::new());
    move |path| {
        let (stem, _) = config.stem_and_language(path.strip_prefix(CONTENT).unwrap_or(path));
        contents.as_ref().is_none_or(|contents| stem == contents::STEM || contents.publishes(&stem))
    }
}

fn path_of(problem: &Diagnostic) -> &str {
    problem.place.as_ref().map_or("", |place| place.source.path.as_str())
}

fn problems_of_config(bytes: &[u8]) -> Vec<Diagnostic> {
    let text = str::from_utf8(bytes).expect("UTF-8");
    config::load(&Arc::new(Source::new(BOOK, text))).1
}
