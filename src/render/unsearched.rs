//! A program without the search has nothing to tell an index.

use crate::diagnostics::Diagnostic;
use crate::search::{Index, Report, WordCache};

use super::Renderer;

impl Renderer {
    /// The search index of all languages.
    ///
    /// # Errors
    /// None.
    pub(crate) fn search_index(&self, _: Option<&WordCache>) -> Result<Index, Box<Diagnostic>> {
        Ok(Index::default())
    }
}

impl Report for Renderer {}
