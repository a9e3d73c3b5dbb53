//! What is changed: reports and texts that this repository has.

use std::collections::BTreeMap;
use std::path::Path;

use crate::cases;
use crate::chance::Chance;
use crate::support::{Files, files_below, root};

/// Reports to begin with, and texts to take pieces from.
pub(super) struct Seeds {
    /// Small ones.
    small: Vec<Files>,
    /// Those of which a case takes a few documents.
    large: Vec<Files>,
    /// The texts of all of them.
    pub(super) texts: Vec<Vec<u8>>,
}

impl Seeds {
    pub(super) fn gather() -> Self {
        let mut small = cases::reports();
        small.push(report(&root().join("tests/reports/well-audit")));
        let large = vec![own(), report(&root().join("guide"))];
        let texts = small.iter().chain(&large).flat_map(BTreeMap::values).cloned().collect();
        Self { small, large, texts }
    }

    /// A report to begin with.
    pub(super) fn report(&self, chance: &mut Chance) -> Files {
        match chance.below(8) {
            0 => few(chance.of(&self.large), chance),
            1 => self.small.last().cloned().expect("the last one has every kind of field"),
            _ => chance.of(&self.small).clone(),
        }
    }
}

/// This repository's own report.
fn own() -> Files {
    let mut files = content(root());
    for name in ["book.toml", "ids.lock"] {
        let bytes = std::fs::read(root().join(name)).expect("a file of this repository");
        files.insert(name.to_owned(), bytes);
    }
    files
}

/// A report without a look.
fn report(folder: &Path) -> Files {
    let mut files = content(folder);
    let book = std::fs::read_to_string(folder.join("book.toml")).expect("a report");
    files.insert("book.toml".to_owned(), book.replace("look = \"plain\"\n", "").into());
    files
}

fn content(folder: &Path) -> Files {
    let read = |path: String| {
        let bytes = std::fs::read(folder.join("content").join(&path)).expect("a file");
        (format!("content/{path}"), bytes)
    };
    files_below(&folder.join("content")).into_iter().map(read).collect()
}

/// A few documents of a report, and all that is none.
fn few(files: &Files, chance: &mut Chance) -> Files {
    let (documents, mut few): (Files, Files) =
        files.clone().into_iter().partition(|(path, _)| path.ends_with(".md"));
    let documents: Vec<(String, Vec<u8>)> = documents.into_iter().collect();
    few.extend((0..3).map(|_| chance.of(&documents).clone()));
    few
}
