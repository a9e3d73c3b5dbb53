//! Message catalogs, and the documents that they translate.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::{decoded, folder_below, inside, refused, shown, tree};
use rayon::prelude::*;

use crate::config::{self, Config, Setting};
use crate::contents;
use crate::diagnostics::{Code, Diagnostic};
use crate::gettext::{Catalog, Original};
use crate::ids::LanguageId;
use crate::parse::Dialect;
use crate::source::{Place, Source};

/// Catalogs, and what is wrong with them.
pub type Catalogs = (Vec<Arc<Catalog>>, Vec<Diagnostic>);

/// Reads the message catalogs in a folder of a report, which `book.toml` names: `fr.po` and its like. If they
/// are those of `before`, these come back.
pub fn catalogs(
    report: &Path,
    book: &Arc<Source>,
    folder: &Setting<String>,
    before: &Arc<Catalogs>,
) -> Arc<Catalogs> {
    let Some(root) = folder_below(report, &folder.value) else {
        let problems = vec![missing(book, folder)];
        let is_known = before.0.is_empty() && before.1 == problems;
        return if is_known { Arc::clone(before) } else { Arc::new((Vec::new(), problems)) };
    };
    let folder = &folder.value;
    let names = tree::list(&root, folder).files;
    let names = names.iter().filter_map(|path| {
        let name = path.strip_suffix(".po").filter(|name| !name.contains('/'))?;
        Some((path.as_str(), name))
    });
    let files: Vec<_> = names
        .map(|(path, name)| {
            let shown = shown(folder, path);
            let (source, problems) = match inside::read(&root, path) {
                Ok(bytes) => decoded(&shown, bytes),
                Err(refusal) => refused(&shown, &refusal),
            };
            (name.replace('_', "-"), source, problems)
        })
        .collect();
    let known = before.0.iter().map(|catalog| &catalog.source);
    if before.1.is_empty() && known.eq(files.iter().map(|(_, source, _)| source)) {
        return Arc::clone(before);
    }
    let read: Vec<_> = files.into_par_iter().map(catalog).collect();
    let (mut catalogs, mut diagnostics) = Catalogs::default();
    for (catalog, mut problems) in read {
        diagnostics.append(&mut problems);
        let Some(catalog) = catalog else { continue };
        let is_same = |own: &&Arc<Catalog>| own.language.eq_ignore_ascii_case(&catalog.language);
        match catalogs.iter().find(is_same) {
            Some(first) => diagnostics.push(second(&catalog, first)),
            None => catalogs.push(catalog),
        }
    }
    Arc::new((catalogs, diagnostics))
}

fn missing(book: &Arc<Source>, folder: &Setting<String>) -> Diagnostic {
    let message = format!("the report has no folder `{}`: nothing is translated", folder.value);
    Diagnostic::at(Code::BadCatalog, book, folder.span.clone(), message)
        .help("name the folder with the catalogs by `po-dir`, or leave out the preprocessor")
}

fn second(catalog: &Catalog, first: &Catalog) -> Diagnostic {
    let message = format!("`{}` has a catalog already", catalog.language);
    Diagnostic::at(Code::BadCatalog, &catalog.source, 0..0, message)
        .related(Place::start_of(&first.source), "this one is read")
        .help("keep one file for each language")
}

/// Reads a file that is called like a language.
fn catalog(
    (tag, source, mut problems): (String, Arc<Source>, Vec<Diagnostic>),
) -> (Option<Arc<Catalog>>, Vec<Diagnostic>) {
    if !config::is_language_tag(&tag) {
        let message = format!("`{tag}` is no language");
        let problem = Diagnostic::at(Code::BadCatalog, &source, 0..0, message);
        problems.push(problem.help("name the file by a language tag, such as `pt-BR.po`"));
        return (None, problems);
    }
    let (catalog, mut own) = Catalog::read(&tag, &source);
    problems.append(&mut own);
    (Some(Arc::new(catalog)), problems)
}

/// The documents of a report that catalogs translate.
pub(super) struct Translations<'a> {
    config: &'a Config,
    /// Each with the tag of its language as the report writes it.
    catalogs: Vec<(&'a str, &'a Catalog)>,
    /// The paths of the documents that there are: a translation that is one of them is not made.
    there: HashSet<String>,
    dialect: Dialect,
}

impl<'a> Translations<'a> {
    /// For a report with these documents, which may have the file of a table of contents.
    pub(super) fn of(
        config: &'a Config,
        catalogs: &'a [Arc<Catalog>],
        documents: &[String],
        has_file: bool,
    ) -> Self {
        let spoken = catalogs.iter().filter_map(|catalog| {
            let language = config.language_of(&catalog.language)?;
            let is_other = language != LanguageId::OWN;
            is_other.then(|| (config.languages[language].tag.as_str(), &**catalog))
        });
        let catalogs: Vec<(&str, &Catalog)> = spoken.collect();
        let there = match catalogs.is_empty() {
            true => HashSet::new(),
            false => documents.iter().cloned().collect(),
        };
        Self { config, catalogs, there, dialect: contents::dialect(config, has_file) }
    }

    /// The translations of a document, with their paths below the content folder.
    pub(super) fn of_document(&self, path: &str, source: &Arc<Source>) -> Vec<(String, Source)> {
        if self.catalogs.is_empty() {
            return Vec::new();
        }
        let (stem, language) = self.config.stem_and_language(path);
        if language != LanguageId::OWN {
            return Vec::new();
        }
        let original = match stem == contents::STEM {
            true => Original::of_contents(source),
            false => Original::of(source, self.dialect),
        };
        let made = self.catalogs.iter().filter_map(|(tag, catalog)| {
            let path = format!("{stem}.{tag}.md");
            if self.there.contains(&path) {
                return None;
            }
            let shown = shown(&self.config.book.src.value, &path);
            Some((path, original.translated(catalog, &shown)?))
        });
        made.collect()
    }
}
