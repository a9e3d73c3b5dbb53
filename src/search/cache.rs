//! The words of documents, kept from one loading of a report to the next.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Words;
use crate::config::Config;
use crate::look::Look;
use crate::trace::Fact;

/// The words of documents that were found before, for as long as nothing changes that they were made
/// of. A preview hands it from site to site.
#[derive(Debug, Default)]
pub struct WordCache(Mutex<Cached>);

/// By the paths of documents their words, with the digests of the facts that were read for them.
#[derive(Debug, Default)]
struct Cached {
    frame: Option<Frame>,
    documents: HashMap<String, (Vec<(Fact, u64)>, Words)>,
}

/// What the words of every document may be made of without a note.
#[derive(Debug)]
pub struct Frame {
    /// The configuration.
    pub config: Arc<Config>,
    /// The look, for its words.
    pub look: Arc<Look>,
    /// The digest of all else.
    pub digest: u64,
}

impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        let Self { config, look, digest } = self;
        Arc::ptr_eq(config, &other.config)
            && Arc::ptr_eq(look, &other.look)
            && *digest == other.digest
    }
}

impl WordCache {
    /// The words of a document, if all that they were made of is as it was.
    pub fn get(&self, path: &str, digest: impl Fn(Fact) -> u64) -> Option<Words> {
        let (facts, words) = self.lock().documents.get(path).cloned()?;
        let is_same = |(fact, before): &(Fact, u64)| digest(*fact) == *before;
        facts.iter().all(is_same).then_some(words)
    }

    /// Keeps the words of a document.
    pub fn put(&self, path: &str, facts: Vec<(Fact, u64)>, words: Words) {
        self.lock().documents.insert(path.to_owned(), (facts, words));
    }

    /// Forgets all words, unless the frame is as it was.
    pub fn begin(&self, frame: Frame) {
        let mut kept = self.lock();
        if kept.frame.as_ref() != Some(&frame) {
            *kept = Cached { frame: Some(frame), documents: HashMap::new() };
        }
    }

    fn lock(&self) -> MutexGuard<'_, Cached> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
