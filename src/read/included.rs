//! What documents include: files below the folder above all that may be included, which is the root of
//! the repository, or the folder of a report that is in none.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::inside::{self, Denied};
use super::repository;
use crate::includes::{Expanded, Reader, Syntax, expand};
use crate::source::Source;

/// What reads the files that documents include, each once.
pub(super) struct Included {
    /// The folder above all of them, where it really is.
    root: PathBuf,
    /// The folder of the report, below it.
    report: PathBuf,
    /// The content folder, below it.
    content: PathBuf,
    syntax: Syntax,
    known: Mutex<BTreeMap<String, Result<Arc<Source>, String>>>,
}

impl Included {
    /// For a report and its content folder, which are where they really are.
    pub(super) fn of(report: &Path, content: &Path, syntax: Syntax) -> Option<Self> {
        let root = repository(report);
        Some(Self {
            report: report.strip_prefix(root).ok()?.to_owned(),
            content: content.strip_prefix(root).ok()?.to_owned(),
            root: root.to_owned(),
            syntax,
            known: Mutex::default(),
        })
    }

    /// A document, by its path below the content folder, with what it includes.
    pub(super) fn expanded(&self, path: &str, source: &Arc<Source>) -> Expanded {
        if !self.syntax.may_include(&source.text) {
            let source = Arc::clone(source);
            return Expanded { source, files: Vec::new(), diagnostics: Vec::new() };
        }
        let read: &Reader<'_> = &|path| self.read(path);
        expand(source, &slashed(&self.content.join(path)), self.syntax, read)
    }

    /// The path below the content folder of a file that was included, if it is there.
    pub(super) fn below_content(&self, path: &str) -> Option<String> {
        Path::new(path).strip_prefix(&self.content).ok().map(slashed)
    }

    fn read(&self, path: &str) -> Result<Arc<Source>, String> {
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(path) {
            return known.clone();
        }
        let read = match inside::read(&self.root, path) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Arc::new(Source::new(self.shown(path), text))),
                Err(_) => Err("it is not in UTF-8".to_owned()),
            },
            Err(Denied::Leaves) => Err("it leads out of the repository".to_owned()),
            Err(Denied::System(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                Err("there is no such file".to_owned())
            }
            Err(Denied::System(error)) => Err(error.to_string()),
        };
        lock().insert(path.to_owned(), read.clone());
        read
    }

    /// A path as people are shown it: from the folder of the report.
    pub(super) fn shown(&self, path: &str) -> String {
        let (mut above, mut rest) = (self.report.as_path(), Some(Path::new(path)));
        let mut up = String::new();
        while let Some(whole) = rest {
            if let Ok(below) = whole.strip_prefix(above) {
                return up + &slashed(below);
            }
            up.push_str("../");
            match above.parent() {
                Some(parent) => above = parent,
                None => rest = None,
            }
        }
        path.to_owned()
    }
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn included_files_are_shown_from_the_folder_of_the_report() {
        let included = Included {
            root: "/repository".into(),
            report: "docs/book".into(),
            content: "docs/book/src".into(),
            syntax: Syntax::default(),
            known: Mutex::default(),
        };
        for (path, shown) in [
            ("docs/book/src/a.rs", "src/a.rs"),
            ("docs/a.rs", "../a.rs"),
            ("listings/a.rs", "../../listings/a.rs"),
        ] {
            assert_eq!(included.shown(path), shown);
        }
        assert_eq!(included.below_content("docs/book/src/b/c.md").as_deref(), Some("b/c.md"));
        assert_eq!(included.below_content("docs/a.md"), None);
    }
}
