//! The versions that a report has published, each held against the one before it.

use std::sync::Arc;

use crate::diagnostics::Diagnostic;
use crate::source::Source;

use super::{Difference, Version, compare, list};

/// The versions that a report has published, in their order.
#[derive(Debug, Default)]
pub struct Published {
    /// The files, by their names.
    sources: Vec<Arc<Source>>,
    /// The versions, the oldest first.
    pub versions: Vec<Version>,
    /// For each version, what differs from the one before it; nothing for the first.
    pub changes: Vec<Option<Difference>>,
    /// What is wrong with the files.
    pub diagnostics: Vec<Diagnostic>,
}

impl Published {
    /// Reads versions, and compares each with the one before it.
    pub fn read(sources: Vec<Arc<Source>>) -> Self {
        let (versions, diagnostics) = list(&sources);
        let pairs = versions.windows(2);
        let compared = pairs.map(|pair| Some(compare(&pair[0].snapshot, &pair[1].snapshot)));
        let first = versions.first().map(|_| None);
        let changes = first.into_iter().chain(compared).collect();
        Self { sources, versions, changes, diagnostics }
    }

    /// Whether it was read from these very files.
    pub fn is_of(&self, sources: &[Arc<Source>]) -> bool {
        self.sources.len() == sources.len()
            && self.sources.iter().zip(sources).all(|(own, other)| Arc::ptr_eq(own, other))
    }
}
