//! Message catalogs, and the documents that they translate.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::{decoded, folder_below, inside, refused, shown, tree};
use crate::config::{self, Config};
use crate::contents;
use crate::diagnostics::{Code, Diagnostic};
use crate::gettext::{Catalog, Original};
use crate::ids::LanguageId;
use crate::parse::Dialect;
use crate::source::Source;

/// Reads the message catalogs in a folder of a report: `fr.po` and its like. A folder that is not there has
/// none.
pub fn catalogs(report: &Path, folder: &str) -> (Vec<Catalog>, Vec<Diagnostic>) {
    let (mut catalogs, mut diagnostics) = (Vec::new(), Vec::new());
    let Some(root) = folder_below(report, folder) else { return (catalogs, diagnostics) };
    for path in tree::list(&root, folder).files {
        let Some(name) = path.strip_suffix(".po").filter(|name| !name.contains('/')) else {
            continue;
        };
        let shown = shown(folder, &path);
        let (source, mut problems) = match inside::read(&root, &path) {
            Ok(bytes) => decoded(&shown, bytes),
            Err(refusal) => refused(&shown, &refusal),
        };
        diagnostics.append(&mut problems);
        let tag = name.replace('_', "-");
        if !config::is_language_tag(&tag) {
            let message = format!("`{name}` is no language");
            let problem = Diagnostic::at(Code::BadCatalog, &source, 0..0, message);
            diagnostics.push(problem.help("name the file by a language tag, such as `pt-BR.po`"));
            continue;
        }
        let (catalog, mut problems) = Catalog::read(&tag, &source);
        diagnostics.append(&mut problems);
        catalogs.push(catalog);
    }
    (catalogs, diagnostics)
}

/// The documents of a report that catalogs translate.
pub(super) struct Translations<'a> {
    config: &'a Config,
    catalogs: Vec<&'a Catalog>,
    /// The paths of the documents that there are: a translation that is one of them is not made.
    there: HashSet<String>,
    dialect: Dialect,
}

impl<'a> Translations<'a> {
    /// For a report with these documents, which may have the file of a table of contents.
    pub(super) fn of(
        config: &'a Config,
        catalogs: &'a [Catalog],
        documents: &[String],
        has_file: bool,
    ) -> Self {
        let is_spoken = |catalog: &&Catalog| {
            let language = config.languages.position(|own| own.tag == catalog.language);
            language.is_some_and(|language| language != LanguageId::OWN)
        };
        let catalogs: Vec<&Catalog> = catalogs.iter().filter(is_spoken).collect();
        let there = match catalogs.is_empty() {
            true => HashSet::new(),
            false => documents.iter().cloned().collect(),
        };
        let dialect = match contents::is_book(config, has_file) {
            true => Dialect::Book,
            false => Dialect::Report,
        };
        Self { config, catalogs, there, dialect }
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
        let made = self.catalogs.iter().filter_map(|catalog| {
            let path = format!("{stem}.{}.md", catalog.language);
            if self.there.contains(&path) {
                return None;
            }
            let shown = shown(&self.config.book.src.value, &path);
            Some((path, original.translated(catalog, &shown)?))
        });
        made.collect()
    }
}
