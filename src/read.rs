//! The inward edge: a report's folder → values.
//!
//! Every file that a build reads is read here. What cannot be read becomes a problem with the
//! file's name and the rest is read all the same. Symbolic links are followed as far as they stay
//! inside the folder that is read, by where they really lead at the moment of reading; hidden files
//! and the leavings of editors are passed over.

#![allow(clippy::disallowed_methods, reason = "this module is the edge that reads files")]

mod assets;
mod catalogs;
mod embedded;
mod included;
mod inside;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, ErrorKind, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Config, DEFAULT_LOOK, DEFAULT_SRC, Setting};
use crate::contents;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::follow_up;
use crate::gettext::Catalog;
use crate::includes::{Expanded, Syntax};
use crate::lock::{self, Lock};
use crate::look::{self, Files};
use crate::marks;
use crate::mathjax;
use crate::path::beside;
use crate::source::{Place, Source};
use crate::theme::{self, Theme};
use crate::versions;

pub use assets::{assets, hash_of, imagined_asset, larger};
pub use catalogs::{Catalogs, catalogs};
pub use embedded::default_look;
pub(crate) use inside::open_real;
pub use tree::is_leaving;

use assets::{NoPicture, picture_size};
use catalogs::Translations;
use included::Included;
use inside::Denied;

/// A file without which nothing can begin.
#[derive(Debug)]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// What the system says.
    pub error: io::Error,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for ReadError {}

/// The files of a content folder.
#[derive(Debug, Default)]
pub struct Content {
    /// The Markdown files with their paths below the content folder, in the order of the paths.
    pub documents: Vec<(String, Arc<Source>)>,
    /// The paths below the content folder of Markdown files that are there and cannot be read.
    pub unread: Vec<String>,
    /// The paths below the content folder of all other files.
    pub files: Arc<BTreeSet<String>>,
    /// Where the folder really is.
    root: PathBuf,
    /// The folder that no link in it leaves: its own or, for a book, the repository.
    within: PathBuf,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
    /// The paths below the content folder of files that documents include.
    pub included: BTreeSet<String>,
    /// The paths from the report's folder of included files outside of the content folder.
    pub included_outside: BTreeSet<String>,
    /// What documents can write to include files.
    syntax: Syntax,
    /// Whether one does.
    is_composed: bool,
    /// Whether formulas are written as for MathJax.
    has_mathjax: bool,
    /// Whether a file can be had by several paths.
    has_links: bool,
}

/// The name of the file that makes a folder a report.
pub const CONFIG: &str = "book.toml";

/// Reads `book.toml`; for a book that has none, it is as an empty one.
///
/// # Errors
/// When there is none and no book, or it cannot be read.
pub fn config(report: &Path) -> Result<(Arc<Source>, Vec<Diagnostic>), ReadError> {
    let path = report.join(CONFIG);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(decoded(CONFIG, bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound && is_bare_book(report) => {
            Ok((Arc::new(Source::new(CONFIG, "")), Vec::new()))
        }
        Err(error) => Err(ReadError { path, error }),
    }
}

/// Whether a folder has a table of contents where that of a book is that says nothing else.
fn is_bare_book(report: &Path) -> bool {
    report.join(DEFAULT_SRC).join(contents::FILE).is_file()
}

/// Whether a path is that of a file without a byte.
pub fn is_empty(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.is_file() && about.len() == 0)
}

/// What stands for a `book.toml` that cannot be read any more, and the problem that says so.
pub fn no_config(error: &ReadError) -> (Arc<Source>, Vec<Diagnostic>) {
    let source = Arc::new(Source::new("book.toml", ""));
    let problem = Diagnostic::at(Code::Unreadable, &source, 0..0, error.to_string());
    (source, vec![problem.help("check that the file exists, and its permissions")])
}

/// Reads the content folder. A file whose bytes `before` has already keeps its source.
pub fn content(
    report: &Path,
    config: &Config,
    catalogs: &[Arc<Catalog>],
    before: &Content,
) -> Content {
    let Setting { value: src, span } = &config.book.src;
    let place = Place::new(&config.source, span.clone());
    let root = match folder(report, src, place, "set the content folder with `src` in book.toml") {
        Ok(root) => root,
        Err(problem) => return Content { diagnostics: vec![*problem], ..Content::default() },
    };
    let within = match contents::is_book(config, root.join(contents::FILE).is_file()) {
        true => repository(&root).to_owned(),
        false => root.clone(),
    };
    let listing = tree::list_within(&root, &within, src);
    let mut content = Content {
        diagnostics: listing.diagnostics,
        has_links: listing.has_links,
        root,
        within,
        ..Content::default()
    };
    let mut documents = Vec::new();
    let mut files = BTreeSet::new();
    for path in listing.files {
        match path.strip_suffix(".md") {
            Some(_) => documents.push(path),
            None if config.build.ignore.iter().any(|ignored| ignored.covers(&path)) => {}
            None => {
                content.diagnostics.extend(other_ending(&shown(src, &path)));
                files.insert(path);
            }
        }
    }
    // The order of names within folders is not that of whole paths.
    documents.sort_unstable();
    content.files = match *before.files == files {
        true => Arc::clone(&before.files),
        false => Arc::new(files),
    };
    content.has_mathjax = config.html.mathjax_support;
    let has_file = documents.iter().any(|path| path == contents::FILE);
    // In a book as mdBook has it, two brackets are text.
    content.syntax = Syntax {
        braces: config.chapters.is_none() && has_file,
        brackets: !contents::is_book(config, has_file),
    };
    let included = report.canonicalize().ok();
    let included = included.and_then(|report| Included::of(&report, &content.root, content.syntax));
    let translations = Translations::of(config, catalogs, &documents, has_file);
    let finish = |source: Arc<Source>| {
        let (source, unmarked) = match content.syntax.braces {
            true => marks::written_out(&source),
            false => (source, Vec::new()),
        };
        match config.html.mathjax_support {
            true => (mathjax::with_dollars(&source), unmarked),
            false => (source, unmarked),
        }
    };
    let read: Vec<_> = documents
        .into_par_iter()
        .flat_map_iter(|path| {
            let shown = shown(src, &path);
            let (source, problems) =
                match inside::read_within(&content.root, &content.within, &path) {
                    Ok(bytes) => before.source(&path, &shown, bytes),
                    Err(refusal) => refused(&shown, &refusal),
                };
            let expanded = included.as_ref().filter(|_| problems.is_empty());
            let (source, mut problems, files) = match expanded {
                Some(included) => {
                    let Expanded { source, files, diagnostics } = included.expanded(&path, &source);
                    (source, diagnostics, files)
                }
                None => (source, problems, Vec::new()),
            };
            // What is wrong with an original is told of that alone.
            let translated = translations.of_document(&path, &source).into_iter();
            let translated = translated.map(|(path, source)| {
                let (source, _) = finish(Arc::new(source));
                (before.same(&path, source), path, Vec::new(), Vec::new())
            });
            let translated: Vec<_> = translated.collect();
            let (source, unmarked) = finish(source);
            problems.extend(unmarked);
            [(before.same(&path, source), path, problems, files)].into_iter().chain(translated)
        })
        .collect();
    for (source, path, mut problems, files) in read {
        content.is_composed |= source.is_composed();
        let below = |file: &String| included.as_ref()?.below_content(file);
        content.included.extend(files.iter().filter_map(below));
        let outside = files.iter().filter(|file| below(file).is_none());
        let outside = outside.filter_map(|file| Some(included.as_ref()?.shown(file)));
        content.included_outside.extend(outside);
        // A file that cannot be read as text would only raise problems that are none.
        let is_read = |problem: &Diagnostic| {
            matches!(problem.code, Code::NotUtf8 | Code::BadInclude | Code::NotRun)
        };
        match problems.iter().any(|problem| !is_read(problem)) {
            true => content.unread.push(path),
            false => content.documents.push((path, source)),
        }
        content.diagnostics.append(&mut problems);
    }
    content.documents.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    content
}

/// A file that is a document in all but its ending.
fn other_ending(path: &str) -> Option<Diagnostic> {
    let (stem, ending) = path.rsplit_once('.')?;
    matches!(ending.to_ascii_lowercase().as_str(), "md" | "markdown").then(|| {
        let source = Arc::new(Source::new(path, ""));
        let message = format!("`{path}` is not read: the names of documents end in `.md`");
        Diagnostic::at(Code::OtherEnding, &source, 0..0, message)
            .help(format!("rename it to `{stem}.md`"))
    })
}

impl Content {
    fn place_of(&self, path: &str) -> Option<usize> {
        self.documents.binary_search_by(|(own, _)| own.as_str().cmp(path)).ok()
    }

    /// The source that is known already, if it is as this one.
    fn same(&self, path: &str, source: Arc<Source>) -> Arc<Source> {
        let known = self.place_of(path).map(|at| &self.documents[at].1);
        known.filter(|known| **known == source).map_or(source, Arc::clone)
    }

    fn source(&self, path: &str, shown: &str, bytes: Vec<u8>) -> (Arc<Source>, Vec<Diagnostic>) {
        let known = self.place_of(path).map(|at| &self.documents[at].1);
        match known.filter(|known| known.path == shown && known.text.as_bytes() == bytes) {
            Some(known) => (Arc::clone(known), Vec::new()),
            None => decoded(shown, bytes),
        }
    }

    /// Lets something rewrite the documents, which are then all read again after each change.
    pub fn rewrite(
        &mut self,
        rewrite: impl FnOnce(&mut Vec<(String, Arc<Source>)>) -> Vec<Diagnostic>,
    ) {
        self.is_composed = true;
        self.diagnostics.extend(rewrite(&mut self.documents));
    }

    /// Puts a document in the place of the one of its path, or adds it, if it is below the content
    /// folder.
    pub fn put(&mut self, file: &Arc<Source>, src: &str) {
        if let Some((_, known)) = self.documents.iter_mut().find(|(_, own)| own.path == file.path) {
            *known = Arc::clone(file);
            return;
        }
        let below = file.path.strip_prefix(src).and_then(|rest| rest.strip_prefix('/'));
        if let Some(path) = below {
            let at = self.documents.partition_point(|(own, _)| own.as_str() < path);
            self.documents.insert(at, (path.to_owned(), Arc::clone(file)));
        }
    }

    /// Reads again what is at the paths that `changed` names, if that is all there is to be read:
    /// documents that were there before and still are. Else nothing is done, and `false` comes back.
    pub fn refresh(&mut self, report: &Path, src: &str, changed: &BTreeSet<PathBuf>) -> bool {
        if self.has_links || self.is_composed || self.has_mathjax || !self.diagnostics.is_empty() {
            return false;
        }
        let folder = report.join(src);
        let read = |path: &PathBuf| {
            let below = path.strip_prefix(&folder).ok()?.to_str()?;
            let at = self.place_of(below)?;
            let (mut open, real) = inside::open(&self.root, &self.within, below).ok()?;
            let mut bytes = Vec::new();
            open.read_to_end(&mut bytes).ok()?;
            let (source, problems) = self.source(below, &shown(src, below), bytes);
            let includes = self.syntax.may_include(&source.text)
                || self.syntax.braces && marks::may_have(&source.text);
            let is_sound = problems.is_empty() && !includes && real == self.root.join(below);
            is_sound.then_some((at, source))
        };
        let read: Option<Vec<(usize, Arc<Source>)>> = changed.iter().map(read).collect();
        let Some(read) = read else { return false };
        for (at, source) in read {
            self.documents[at].1 = source;
        }
        true
    }
}

/// Reads `ids.lock`, if the report has one.
pub fn lock(report: &Path) -> (Option<Lock>, Vec<Diagnostic>) {
    match named(report, lock::FILE) {
        Ok(bytes) => {
            let (source, mut diagnostics) = decoded(lock::FILE, bytes);
            let (lock, mut problems) = lock::read(&source);
            diagnostics.append(&mut problems);
            (Some(lock), diagnostics)
        }
        Err(Denied::System(error)) if error.kind() == io::ErrorKind::NotFound => (None, Vec::new()),
        Err(refusal) => (None, refused(lock::FILE, &refusal).1),
    }
}

/// A table, or a file of a version, has so many bytes at most.
const MOST: u64 = 256 << 20;

fn too_large() -> io::Error {
    io::Error::other("it has more than 256 MB")
}

/// Reads a file with tables that the command line names, of 256 MB at most.
///
/// # Errors
/// Why it cannot be read.
pub fn table(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MOST {
        true => Err(too_large()),
        false => Ok(bytes),
    }
}

/// Reads the texts with an ending in a folder, by their names, in order. No folder has none.
///
/// # Errors
/// Why one cannot be read.
pub fn texts(folder: &Path, ending: &str) -> io::Result<Vec<(String, String)>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut texts = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|own| own == ending) {
            texts.push((name.clone(), text(&folder.join(name))?));
        }
    }
    texts.sort_unstable();
    Ok(texts)
}

/// Reads one text.
///
/// # Errors
/// Why it cannot be read.
pub fn text(path: &Path) -> io::Result<String> {
    io::read_to_string(std::fs::File::open(path)?)
}

/// Reads the inventories that kinds name, by their paths below the report's folder.
pub fn inventories<'a>(
    report: &Path,
    paths: impl IntoIterator<Item = &'a str>,
) -> (BTreeMap<String, Arc<Source>>, Vec<Diagnostic>) {
    let mut found = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for path in paths {
        match named(report, path) {
            Ok(bytes) => {
                let (source, mut problems) = decoded(path, bytes);
                diagnostics.append(&mut problems);
                found.insert(path.to_owned(), source);
            }
            // The kind that names it says so.
            Err(Denied::System(_)) => {}
            Err(refusal) => diagnostics.append(&mut refused(path, &refusal).1),
        }
    }
    (found, diagnostics)
}

/// Reads the tables of the ledger: those that it names or else those of the usual names, if there
/// are any.
pub fn follow_up(report: &Path, config: &Config) -> (Vec<Arc<Source>>, Vec<Diagnostic>) {
    let (mut sources, mut diagnostics) = (Vec::new(), Vec::new());
    let Some(tables) = config.follow_up_tables() else { return (sources, diagnostics) };
    let usual = || usual_tables(report).into_iter().map(|path| (path, None));
    let paths: Vec<(String, Option<Range<usize>>)> = match tables {
        Some(tables) => {
            tables.iter().map(|path| (path.value.clone(), Some(path.span.clone()))).collect()
        }
        None => usual().collect(),
    };
    for (path, span) in paths {
        match (named(report, &path), span) {
            (Ok(bytes), _) => {
                let (source, mut problems) = decoded(&path, bytes);
                // What is not text has no cells.
                if problems.is_empty() {
                    sources.push(source);
                }
                diagnostics.append(&mut problems);
            }
            (Err(Denied::System(error)), None) if error.kind() == ErrorKind::NotFound => {}
            (Err(Denied::System(_)), Some(span)) => {
                let message = format!("the table `{path}` cannot be read");
                let problem = Diagnostic::at(Code::BadValue, &config.source, span, message);
                diagnostics.push(problem.help("the path is relative to the folder of book.toml"));
            }
            (Err(refusal), _) => diagnostics.append(&mut refused(&path, &refusal).1),
        }
    }
    (sources, diagnostics)
}

/// Reads the files of the versions that a report has published, in the order of their names. A file
/// whose bytes `before` has already keeps its source.
pub fn versions(report: &Path, before: &[Arc<Source>]) -> (Vec<Arc<Source>>, Vec<Diagnostic>) {
    let entries = std::fs::read_dir(report.join(versions::FOLDER)).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let ending = format!(".{}", versions::ENDING);
    let mut names: Vec<String> =
        names.filter(|name| name.ends_with(&ending) && !name.starts_with('.')).collect();
    names.sort_unstable();
    let (mut sources, mut diagnostics) = (Vec::new(), Vec::new());
    for name in names {
        let path = format!("{}/{name}", versions::FOLDER);
        let is_large = report.join(&path).metadata().is_ok_and(|about| about.len() > MOST);
        let read = if is_large { Err(Denied::System(too_large())) } else { named(report, &path) };
        match read {
            Ok(bytes) => {
                let is_it =
                    |known: &&Arc<Source>| known.path == path && known.text.as_bytes() == bytes;
                let (source, mut problems) = match before.iter().find(is_it) {
                    Some(known) => (Arc::clone(known), Vec::new()),
                    None => decoded(&path, bytes),
                };
                if problems.is_empty() {
                    sources.push(source);
                }
                diagnostics.append(&mut problems);
            }
            Err(refusal) => diagnostics.append(&mut refused(&path, &refusal).1),
        }
    }
    (sources, diagnostics)
}

/// Reads a version that the command line names, of 256 MB at most.
///
/// # Errors
/// Why it cannot be read.
pub fn version(path: &Path) -> io::Result<(Arc<Source>, Vec<Diagnostic>)> {
    Ok(decoded(&path.to_string_lossy(), table(path)?))
}

/// A file that does not stand in a folder of this disk.
pub fn given(path: &str, bytes: &[u8]) -> (Arc<Source>, Vec<Diagnostic>) {
    decoded(path, bytes.to_vec())
}

/// The content folder of a report whose files do not stand on this disk, but at these paths below its
/// folder; those of which there is no text have no bytes.
pub fn given_content(files: &BTreeMap<String, Option<Vec<u8>>>, src: &str) -> Content {
    let mut content = Content::default();
    let mut names = BTreeSet::new();
    for (shown, bytes) in files {
        let below = match src {
            "" => Some(shown.as_str()),
            src => shown.strip_prefix(src).and_then(|rest| rest.strip_prefix('/')),
        };
        let Some(below) = below else { continue };
        let is_passed = below.split('/').any(|part| is_leaving(part.as_ref()));
        match bytes {
            _ if is_passed => {}
            Some(bytes) if below.ends_with(".md") => {
                let (source, mut problems) = decoded(shown, bytes.clone());
                content.diagnostics.append(&mut problems);
                content.documents.push((below.to_owned(), source));
            }
            _ => drop(names.insert(below.to_owned())),
        }
    }
    content.documents.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    content.files = Arc::new(names);
    content
}

/// The paths at which tables of the ledger may stand without being named.
fn usual_tables(report: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(report.join(follow_up::FOLDER)).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let tables = names.filter(|name| name.ends_with(".csv") && !name.starts_with('.'));
    let mut paths: Vec<String> =
        tables.map(|name| format!("{}/{name}", follow_up::FOLDER)).collect();
    paths.sort();
    paths.insert(0, follow_up::FILE.to_owned());
    paths
}

/// A file that `book.toml` names, below the report's folder.
fn named(report: &Path, path: &str) -> Result<Vec<u8>, Denied> {
    inside::read(&report.canonicalize()?, path)
}

/// A file that `book.toml` names, of what several reports may share: it may lie beside the report's
/// folder, in the same repository.
fn shared(report: &Path, path: &str) -> Result<Vec<u8>, Denied> {
    let (root, below) = in_repository(&report.canonicalize()?, path).ok_or(Denied::Leaves)?;
    inside::read(&root, &below)
}

/// The root of the repository of a report, or its folder where that is in none, and the path from there
/// of what has this path from the report's folder; `None` where that is outside.
fn in_repository(report: &Path, path: &str) -> Option<(PathBuf, String)> {
    let root = repository(report);
    let folder = report.strip_prefix(root).ok()?.to_str()?;
    let below = beside(folder, path);
    (!below.starts_with("..")).then(|| (root.to_owned(), below))
}

/// The root of the repository of a report, or its folder where that is in none.
fn repository(report: &Path) -> &Path {
    let is_root = |folder: &&Path| folder.join(".git").exists();
    report.ancestors().find(is_root).unwrap_or(report)
}

/// Where a folder of the report, which a place in `book.toml` names, really is, unless that is out
/// of the report.
fn folder(report: &Path, name: &str, place: Place, help: &str) -> Result<PathBuf, Box<Diagnostic>> {
    let real =
        report.canonicalize().and_then(|report| Ok((report.join(name).canonicalize()?, report)));
    let (code, message, help) = match real {
        Ok((real, report)) if real.starts_with(&report) => return Ok(real),
        Ok(_) => {
            let message = format!("the symbolic link `{name}` leads out of the report");
            (Code::LinkOutOfTree, message, "replace the link with the folder")
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            (Code::Unreadable, format!("there is no folder `{name}`"), help)
        }
        Err(error) => {
            (Code::Unreadable, format!("the folder `{name}` cannot be read: {error}"), help)
        }
    };
    let problem = Diagnostic { place: Some(place), ..Diagnostic::nowhere(code, message) };
    Err(Box::new(problem.help(help)))
}

/// Reads a report's own look, if it has one.
pub fn look(report: &Path, config: &Config) -> (Files, Vec<Diagnostic>) {
    let Setting { value: name, span } = &config.html.look;
    let mut files = Files::default();
    let shown_as = format!("themes/{name}");
    // A report that says nothing of its look need not have a folder for it.
    if name == DEFAULT_LOOK && report.join(&shown_as).symlink_metadata().is_err() {
        return (files, Vec::new());
    }
    let place = Place::new(&config.source, span.clone());
    let help = "set `look` in book.toml to a folder in `themes/`";
    let root = match folder(report, &shown_as, place, help) {
        Ok(root) => root,
        Err(problem) => return (files, vec![*problem]),
    };
    let listing = tree::list(&root, &shown_as);
    let mut diagnostics = listing.diagnostics;
    for path in listing.files {
        let shown = shown(&shown_as, &path);
        let mut problems = match inside::read(&root, &path) {
            Ok(bytes) => add(&mut files, &path, &shown, bytes),
            Err(refusal) => refused(&shown, &refusal).1,
        };
        diagnostics.append(&mut problems);
    }
    (files, diagnostics)
}

/// Reads the stylesheets and scripts that `book.toml` names into a look, where they go by their
/// paths with `//` in front.
pub fn extra<'a>(
    report: &Path,
    book: &Arc<Source>,
    paths: impl IntoIterator<Item = &'a Setting<String>>,
    files: &mut Files,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for Setting { value: path, span } in paths {
        match shared(report, path) {
            Ok(bytes) => drop(files.statics.insert(format!("//{path}"), bytes.into())),
            Err(Denied::Leaves) if path.starts_with("..") => {
                let message = format!("`{path}` is outside of the repository");
                let problem = Diagnostic::at(Code::LinkOutOfTree, book, span.clone(), message);
                diagnostics.push(problem.help("copy the file into the repository"));
            }
            Err(Denied::Leaves) => diagnostics.append(&mut refused(path, &Denied::Leaves).1),
            Err(Denied::System(error)) => diagnostics.push(
                Diagnostic::at(
                    Code::Unreadable,
                    book,
                    span.clone(),
                    format!("`{path}` cannot be read: {error}"),
                )
                .help("the path is relative to the folder of book.toml"),
            ),
        }
    }
    diagnostics
}

/// Reads the files that the stylesheets of a report name into a look, where they go as stylesheets do.
/// mdBook copies stylesheets to where they stand, and the content folder beside them.
pub fn named_by_stylesheets(report: &Path, config: &Config, files: &mut Files) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for Setting { value: sheet, .. } in &config.html.additional_css {
        let Some(bytes) = files.statics.get(&format!("//{sheet}")) else { continue };
        let Ok(css) = std::str::from_utf8(bytes) else { continue };
        let source = Arc::new(Source::new(sheet.as_str(), css));
        for range in look::relative_urls(&source.text) {
            let path = look::path_of(sheet, &source.text[range.clone()]);
            let in_content = shown(&config.book.src.value, &path);
            let read = |file: &str| shared(report, file).ok();
            match read(&path).or_else(|| read(&in_content)) {
                Some(bytes) => drop(files.statics.insert(format!("//{path}"), bytes.into())),
                None => {
                    let written = &source.text[range.clone()];
                    let message = format!("`{written}`: there is no such file");
                    let problem =
                        Diagnostic::at(Code::MissingFile, &source, range.clone(), message);
                    let help = "addresses in a stylesheet are relative to its own folder";
                    diagnostics
                        .push(Diagnostic { severity: Severity::Warning, ..problem.help(help) });
                }
            }
        }
    }
    diagnostics
}

/// Reads the folder of a theme of mdBook. That there is none is told where `book.toml` names one.
pub fn theme(report: &Path, config: &Config) -> (Theme, Vec<Diagnostic>) {
    let name = &config.html.theme.value;
    let Some(root) = folder_beside(report, name) else {
        let told = config.html.theme.is_written().then(|| no_theme(report, config));
        return (Theme::default(), told.into_iter().collect());
    };
    let listing = tree::list(&root, name);
    let (mut texts, mut diagnostics) = (Vec::new(), listing.diagnostics);
    for path in theme::TEXTS {
        if listing.files.iter().any(|own| own == path) {
            let shown = shown(name, path);
            let (source, mut problems) = match inside::read(&root, path) {
                Ok(bytes) => decoded(&shown, bytes),
                Err(refusal) => refused(&shown, &refusal),
            };
            diagnostics.append(&mut problems);
            texts.push(source);
        }
    }
    let (theme, mut problems) = Theme::of(name, &listing.files, &texts);
    diagnostics.append(&mut problems);
    (theme, diagnostics)
}

fn no_theme(report: &Path, config: &Config) -> Diagnostic {
    let Setting { value: name, span } = &config.html.theme;
    let (code, message, help) = match report.join(name).exists() {
        true => (
            Code::LinkOutOfTree,
            format!("`{name}` is no folder of the repository"),
            "copy the folder into the repository",
        ),
        false => (
            Code::Unreadable,
            format!("there is no folder `{name}`"),
            "the path is relative to the folder of book.toml",
        ),
    };
    Diagnostic::at(code, &config.source, span.clone(), message).help(help)
}

/// Where a folder really is that several reports may share, if it is there and in the repository.
fn folder_beside(report: &Path, name: &str) -> Option<PathBuf> {
    let report = report.canonicalize().ok()?;
    let (root, below) = in_repository(&report, name)?;
    let folder = root.join(below).canonicalize().ok()?;
    (folder.starts_with(root) && folder.is_dir()).then_some(folder)
}

/// Where a folder of a report really is, if it is there and in the report.
fn folder_below(report: &Path, name: &str) -> Option<PathBuf> {
    let report = report.canonicalize().ok()?;
    let root = report.join(name).canonicalize().ok()?;
    (root.starts_with(report) && root.is_dir()).then_some(root)
}

/// Reads the pictures that `book.toml` names into a look, where they go as stylesheets do.
pub fn pictures<'a>(
    report: &Path,
    book: &Arc<Source>,
    paths: impl IntoIterator<Item = &'a Setting<String>>,
    files: &mut Files,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for setting in paths {
        let mut problems = extra(report, book, [setting], files);
        let path = &setting.value;
        let name = format!("//{path}");
        if let Some(bytes) = files.statics.get(&name).filter(|_| problems.is_empty()) {
            match picture_size(path, bytes) {
                Ok(Some(size)) => drop(files.sizes.insert(name, size)),
                Ok(None) => (),
                Err(NoPicture) => {
                    problems.extend(no_picture(book, setting, bytes.is_empty()));
                    files.statics.remove(&name);
                }
            }
        }
        diagnostics.append(&mut problems);
    }
    diagnostics
}

/// That a file is no picture: where `book.toml` names it, or else in itself. A theme of mdBook may have an
/// empty icon, which is none.
fn no_picture(book: &Arc<Source>, picture: &Setting<String>, is_empty: bool) -> Option<Diagnostic> {
    let Setting { value: path, span } = picture;
    let message = format!("`{path}` is not an image");
    match picture.is_written() {
        true => {
            let help = "name an SVG, PNG, JPEG, GIF, WebP, AVIF or ICO file";
            Some(Diagnostic::at(Code::BadValue, book, span.clone(), message).help(help))
        }
        false if is_empty => None,
        false => {
            let source = Arc::new(Source::new(path.as_str(), ""));
            let help = "replace it with an SVG or PNG file, or remove it";
            Some(Diagnostic::at(Code::BadPicture, &source, 0..0, message).help(help))
        }
    }
}

fn add(files: &mut Files, path: &str, shown: &str, bytes: Vec<u8>) -> Vec<Diagnostic> {
    if path.starts_with("static/") {
        files.statics.insert(path.to_owned(), bytes.into());
        return Vec::new();
    }
    let (source, problems) = decoded(shown, bytes);
    files.texts.insert(path.to_owned(), source);
    problems
}

/// A path below a folder of a report as people are shown it.
pub(crate) fn shown(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// Bytes as text; where they are no UTF-8, a problem names the place and the text is what can be
/// shown of them.
fn decoded(path: &str, bytes: Vec<u8>) -> (Arc<Source>, Vec<Diagnostic>) {
    match String::from_utf8(bytes) {
        Ok(text) => (Arc::new(Source::new(path, text)), Vec::new()),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let (text, message) = match utf_16(error.as_bytes()) {
                Some(text) => (text, "this file is in UTF-16, not UTF-8".to_owned()),
                None => (
                    String::from_utf8_lossy(error.as_bytes()).into_owned(),
                    format!("this file is not in UTF-8: byte {at} is not part of a character"),
                ),
            };
            let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
            let source = Arc::new(Source::new(path, text));
            let problem =
                Diagnostic::at(Code::NotUtf8, &source, at..end, message).help("save it as UTF-8");
            (source, vec![problem])
        }
    }
}

/// The text of a file of UTF-16 that says so by its byte order mark, so that what stands in it is
/// there for the rest of the report.
fn utf_16(bytes: &[u8]) -> Option<String> {
    let number = match bytes.get(..2)? {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let (units, _) = bytes[2..].as_chunks::<2>();
    Some(
        char::decode_utf16(units.iter().copied().map(number))
            .map(|it| it.unwrap_or('\u{fffd}'))
            .collect(),
    )
}

fn refused(path: &str, refusal: &Denied) -> (Arc<Source>, Vec<Diagnostic>) {
    let source = Arc::new(Source::new(path, ""));
    let (code, message, help) = match refusal {
        Denied::Leaves => {
            let message = format!("the symbolic link `{path}` leads out of its folder");
            (Code::LinkOutOfTree, message, "replace the link with a copy of the file")
        }
        Denied::System(error) => {
            let message = format!("`{path}` cannot be read: {error}");
            (Code::Unreadable, message, "check the file's permissions")
        }
    };
    let problem = Diagnostic::at(code, &source, 0..0, message).help(help);
    (source, vec![problem])
}
