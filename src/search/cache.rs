//! The words of documents, kept from one loading of a report to the next.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::shelf::Shelf;
use super::{Index, Words};
use crate::config::Config;
use crate::look::Look;
use crate::stream::Storage;
use crate::trace::Fact;

/// The words of documents that were found before, for as long as nothing changes that they were made
/// of. A preview hands them from site to site in memory, and a build leaves them to the next in a file.
#[derive(Debug)]
pub struct WordCache(Kept);

#[derive(Debug)]
enum Kept {
    Memory(Mutex<Cached>),
    File(Shelf),
}

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
    /// One in memory.
    pub fn in_memory() -> Self {
        Self(Kept::Memory(Mutex::default()))
    }

    /// One that reads the file of the last build, if there is one, and writes that of this build. It is
    /// told a digest of the program, the configuration and the look.
    pub fn in_files(before: Option<Box<dyn Storage>>, file: Box<dyn Storage>, frame: u64) -> Self {
        Self(Kept::File(Shelf::new(before, file, frame)))
    }

    /// The words of a document, if all that they were made of is as it was.
    pub fn get(&self, path: &str, digest: impl Fn(Fact) -> u64) -> Option<Words> {
        match &self.0 {
            Kept::Memory(cached) => {
                let (facts, words) = lock(cached).documents.get(path).cloned()?;
                let is_same = |(fact, before): &(Fact, u64)| digest(*fact) == *before;
                facts.iter().all(is_same).then_some(words)
            }
            Kept::File(shelf) => shelf.get(path, digest).map(Words),
        }
    }

    /// Keeps the words of a document, and hands them back.
    pub fn put(&self, path: &str, facts: Vec<(Fact, u64)>, words: Words) -> Words {
        match &self.0 {
            Kept::Memory(cached) => {
                lock(cached).documents.insert(path.to_owned(), (facts, words.clone()));
                words
            }
            Kept::File(shelf) => Words(shelf.put(path, facts, words.0)),
        }
    }

    /// Forgets all words, unless the frame is as it was.
    pub fn begin(&self, frame: Frame) {
        match &self.0 {
            Kept::Memory(cached) => {
                let mut kept = lock(cached);
                if kept.frame.as_ref() != Some(&frame) {
                    *kept = Cached { frame: Some(frame), documents: HashMap::new() };
                }
            }
            Kept::File(shelf) => shelf.begin(frame.digest),
        }
    }

    /// Which files of an index are what the last build made of it, and stand with its site. None, where
    /// no file was left.
    pub fn unchanged(&self, index: &Index) -> BTreeSet<String> {
        match &self.0 {
            Kept::Memory(_) => BTreeSet::new(),
            Kept::File(shelf) => shelf.unchanged(index.shapes(), |changed| index.told_of(changed)),
        }
    }

    /// The digests that tell what the last build left, and what this one leaves, from any others.
    pub fn stamps(&self) -> (Option<u64>, Option<u64>) {
        match &self.0 {
            Kept::Memory(_) => (None, None),
            Kept::File(shelf) => shelf.stamps(),
        }
    }

    /// Ends the file of this build, if there is one.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn finish(&self) -> io::Result<()> {
        match &self.0 {
            Kept::Memory(_) => Ok(()),
            Kept::File(shelf) => shelf.finish(),
        }
    }
}

fn lock(cached: &Mutex<Cached>) -> MutexGuard<'_, Cached> {
    cached.lock().unwrap_or_else(PoisonError::into_inner)
}
