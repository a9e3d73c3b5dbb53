//! A program without the search makes no index, and no configuration asks it for one.

/// The search index of a site: no files.
#[derive(Debug, Default)]
pub struct Index(());

/// What an index asks of a report: nothing.
pub trait Report {}

/// The words of documents that previews keep: none.
#[derive(Debug, Default)]
pub struct WordCache;

impl Index {
    /// The output paths of all files.
    pub fn paths(&self) -> Vec<String> {
        Vec::new()
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
