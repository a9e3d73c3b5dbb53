//! A program without the search makes no index, and no configuration asks it for one.

use std::io;

use crate::stream::Storage;

/// The search index of a site: no files.
#[derive(Debug, Default)]
pub struct Index(());

/// What an index asks of a report: nothing.
pub trait Report {}

/// The words of documents that are kept: none.
#[derive(Debug)]
pub struct WordCache;

impl WordCache {
    /// One in memory.
    pub fn in_memory() -> Self {
        Self
    }

    /// One in files, which stay as they are.
    pub fn in_files(_: Option<Box<dyn Storage>>, _: Box<dyn Storage>, _: u64) -> Self {
        Self
    }

    /// What tells what was left from anything else: nothing was.
    pub fn stamps(&self) -> (Option<u64>, Option<u64>) {
        (None, None)
    }

    /// Ends the file of this build: nothing to do.
    ///
    /// # Errors
    /// None.
    pub fn finish(&self) -> io::Result<()> {
        Ok(())
    }
}

impl Index {
    /// The output paths of all files.
    pub fn paths(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether the file at an output path is what the last build made.
    pub fn is_unchanged(&self, _: &str) -> bool {
        false
    }

    /// Whether there is a file at an output path.
    pub fn has(&self, _: &str) -> bool {
        false
    }

    /// The file at an output path, if it is of the index.
    pub fn file(&self, _: &str, _: &dyn Report) -> Option<String> {
        None
    }

    /// What the file that is loaded first tells of the index of a language.
    pub fn told(&self, _: &str, _: &dyn Report) -> String {
        String::new()
    }
}
