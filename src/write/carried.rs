//! What was carried over from one site to the next.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rustix::fs::Stat;

/// What was carried over.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// The files, each with what stands for it in the new site.
    pub(super) files: BTreeMap<PathBuf, Stat>,
    /// The folders without a page, inner ones first.
    pub(super) folders: Vec<PathBuf>,
    /// Whether folders with pages had modes or owners that somebody gave them.
    pub(super) is_owned: bool,
}

impl Carried {
    /// Whether there was nothing of other hands.
    pub(super) fn is_nothing(&self) -> bool {
        self.files.is_empty() && self.folders.is_empty() && !self.is_owned
    }
}
