//! The words of documents in a file, from one build to the next.
//!
//! A build adds the words of each document to a file. The next one reads those of the documents for
//! which all is as it was, and adds them to its own file. The texts of a large report stay in that file
//! until an excerpt is made of them, so that an index of any size is made in little memory.
//!
//! ```text
//! <the leaf of a document, as postcard writes it> <its texts>
//! …                                                            in any order
//! <the directory, as postcard writes it> <its length, and a digest of it, of eight bytes each>
//! ```
//!
//! The directory tells the shapes of the files of the index, too: what else they are made of. A file of
//! the same shape, of whose words all documents say what they said ([`Changed`]), is what it was.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};

use super::changed::Changed;
use super::leaf::Leaf;
use super::texts::Texts;
use crate::stream::Storage;
use crate::trace::{self, Fact};

/// So many bytes of texts are held in memory, and the rest is left in the file.
const HELD: usize = 32 << 20;

/// How many bytes a file ends with behind its directory.
const END: usize = 16;

/// The words of documents in files.
#[derive(Debug)]
pub(super) struct Shelf {
    /// The file of the last build, if it is whole.
    before: Option<Before>,
    /// The file of this build.
    file: Arc<dyn Storage>,
    directory: Mutex<Directory>,
    outer: u64,
    /// What documents say otherwise than in the last build; nothing, if that is not known.
    changed: Mutex<Option<Changed>>,
    /// What tells the words of this build from any others, when they are written.
    stamp: OnceLock<u64>,
    /// How many bytes of texts are held, of at most so many.
    held: AtomicUsize,
    most: usize,
    /// Whether something could not be written.
    is_broken: AtomicBool,
}

/// What the last build left.
#[derive(Debug)]
struct Before {
    file: Box<dyn Storage>,
    directory: Directory,
    /// What tells its words from any others.
    stamp: u64,
}

/// Where the words of documents stand in a file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Directory {
    /// The digest of what the words of every document may be made of.
    frame: u64,
    documents: BTreeMap<String, Block>,
    /// The shapes of the files of the index, by their paths.
    shapes: BTreeMap<String, u64>,
}

/// The words of a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Block {
    /// What was read for them, with the digests.
    facts: Vec<(Fact, u64)>,
    /// Where its leaf begins.
    at: u64,
    /// How many bytes the leaf has, and how many the texts behind it.
    leaf: u32,
    texts: u32,
    /// The digest of these bytes.
    digest: u64,
}

impl Shelf {
    /// Words that are read from the file of the last build, and written into another.
    ///
    /// `outer` is a digest of what the report does not tell: the program, the configuration, the look.
    pub(super) fn new(
        before: Option<Box<dyn Storage>>,
        file: Box<dyn Storage>,
        outer: u64,
    ) -> Self {
        let before = before.and_then(|file| {
            let (directory, stamp) = directory(&*file)?;
            Some(Before { file, directory, stamp })
        });
        Self {
            before,
            outer,
            file: file.into(),
            directory: Mutex::default(),
            changed: Mutex::new(Some(Changed::default())),
            stamp: OnceLock::new(),
            held: AtomicUsize::new(0),
            most: HELD,
            is_broken: AtomicBool::new(false),
        }
    }

    /// Says of what the words of every document may be made.
    pub(super) fn begin(&self, frame: u64) {
        lock(&self.directory).frame = trace::digest(&(self.outer, frame));
    }

    /// What the last build left of a document, if that had the same frame.
    fn block(&self, path: &str) -> Option<(&Before, &Block)> {
        let before = self.before.as_ref()?;
        let is_same = before.directory.frame == lock(&self.directory).frame;
        is_same.then(|| before.directory.documents.get(path)).flatten().map(|own| (before, own))
    }

    /// The words of a document, if all that they were made of is as it was.
    pub(super) fn get(&self, path: &str, digest: impl Fn(Fact) -> u64) -> Option<Arc<Leaf>> {
        let (before, block) = self.block(path)?;
        let is_same = |(fact, before): &(Fact, u64)| digest(*fact) == *before;
        if !block.facts.iter().all(is_same) {
            return None;
        }
        let (mut leaf, text, bytes) = block.read(&*before.file)?;
        let at = self.add(path, block.clone(), &bytes);
        leaf.text = self.texts(text, at);
        Some(Arc::new(leaf))
    }

    /// Keeps the words of a document.
    pub(super) fn put(
        &self,
        path: &str,
        facts: Vec<(Fact, u64)>,
        mut leaf: Arc<Leaf>,
    ) -> Arc<Leaf> {
        self.compare(path, &leaf);
        // Others have it only if it was put somewhere already.
        let Some(own) = Arc::get_mut(&mut leaf) else { return leaf };
        let Texts::Held(text) = std::mem::take(&mut own.text) else { return leaf };
        let room = Vec::with_capacity(own.size() + text.len());
        let mut bytes = postcard::to_extend(own, room).unwrap_or_default();
        let (leaf_bytes, texts) = (bytes.len() as u32, text.len() as u32);
        bytes.extend_from_slice(text.as_bytes());
        let digest = trace::digest(&bytes);
        let block = Block { facts, at: 0, leaf: leaf_bytes, texts, digest };
        let at = self.add(path, block, &bytes);
        own.text = self.texts(text, at);
        leaf
    }

    /// Notes what a document says otherwise than in the last build.
    fn compare(&self, path: &str, now: &Leaf) {
        let before = self.block(path).and_then(|(before, block)| block.read(&*before.file));
        let mut changed = lock(&self.changed);
        let told = changed.as_mut().zip(before).and_then(|(changed, (mut leaf, text, _))| {
            leaf.text = Texts::Held(text);
            changed.add(&leaf, now)
        });
        if told.is_none() {
            *changed = None;
        }
    }

    /// Which files of the index are what the last build made of it: those of the same shape that tell
    /// of nothing that was changed.
    pub(super) fn unchanged(
        &self,
        shapes: BTreeMap<String, u64>,
        told_of: impl FnOnce(&Changed) -> BTreeSet<String>,
    ) -> BTreeSet<String> {
        let changed = lock(&self.changed).take();
        let known = self.before.as_ref().zip(changed);
        let mut unchanged = BTreeSet::new();
        if let Some((before, changed)) = known {
            let told = told_of(&changed);
            let is_same = |(path, shape): &(&String, &u64)| {
                before.directory.shapes.get(*path) == Some(shape) && !told.contains(*path)
            };
            unchanged.extend(shapes.iter().filter(is_same).map(|(path, _)| path.clone()));
        }
        lock(&self.directory).shapes = shapes;
        unchanged
    }

    /// The digests that tell what the last build left, and what this one leaves, from any others.
    pub(super) fn stamps(&self) -> (Option<u64>, Option<u64>) {
        (self.before.as_ref().map(|before| before.stamp), self.stamp.get().copied())
    }

    /// Writes the words of a document; says where its texts begin, if that could be done.
    fn add(&self, path: &str, block: Block, bytes: &[u8]) -> Option<u64> {
        let Ok(at) = self.file.add(bytes) else {
            self.is_broken.store(true, Ordering::Relaxed);
            return None;
        };
        let texts = at + u64::from(block.leaf);
        lock(&self.directory).documents.insert(path.to_owned(), Block { at, ..block });
        Some(texts)
    }

    /// A document's texts, which stand in the file too: held while there are not too many.
    fn texts(&self, text: String, at: Option<u64>) -> Texts {
        let Some(at) = at else { return Texts::Held(text) };
        match self.held.fetch_add(text.len(), Ordering::Relaxed) + text.len() > self.most {
            true => Texts::Filed(Arc::clone(&self.file), at),
            false => Texts::Held(text),
        }
    }

    /// Ends the file of this build.
    ///
    /// # Errors
    /// Why it could not be written whole.
    pub(super) fn finish(&self) -> io::Result<()> {
        if self.is_broken.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::WriteZero.into());
        }
        let stamp = lock(&self.directory).stamp();
        let mut bytes = postcard::to_stdvec(&*lock(&self.directory)).map_err(io::Error::other)?;
        let (len, digest) = (bytes.len() as u64, trace::digest(&bytes));
        bytes.extend_from_slice(&len.to_le_bytes());
        bytes.extend_from_slice(&digest.to_le_bytes());
        self.file.add(&bytes)?;
        let _ = self.stamp.set(stamp);
        Ok(())
    }
}

impl Directory {
    /// What tells these words from any others, wherever in the file they stand: the same report has
    /// the same, whatever the last build left.
    fn stamp(&self) -> u64 {
        let documents = self.documents.iter().map(|(path, block)| (path, block.digest));
        trace::digest(&(self.frame, documents.collect::<Vec<_>>(), &self.shapes))
    }
}

impl Block {
    /// The leaf without its texts, these, and the bytes of both, if they are whole.
    fn read(&self, file: &dyn Storage) -> Option<(Leaf, String, Vec<u8>)> {
        let bytes = read(file, self.at, self.leaf as usize + self.texts as usize)?;
        if trace::digest(&bytes) != self.digest {
            return None;
        }
        let (leaf, texts) = bytes.split_at(self.leaf as usize);
        let leaf = postcard::from_bytes(leaf).ok()?;
        let text = std::str::from_utf8(texts).ok()?.to_owned();
        Some((leaf, text, bytes))
    }
}

fn lock<T>(own: &Mutex<T>) -> MutexGuard<'_, T> {
    own.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The directory of a file and its digest, if that is whole.
fn directory(file: &dyn Storage) -> Option<(Directory, u64)> {
    let end = file.size().checked_sub(END as u64)?;
    let numbers = read(file, end, END)?;
    let (len, digest) = numbers.split_at(END / 2);
    let number = |bytes: &[u8]| bytes.try_into().ok().map(u64::from_le_bytes);
    let len = number(len)?;
    let bytes = read(file, end.checked_sub(len)?, usize::try_from(len).ok()?)?;
    let digest = number(digest)?;
    let is_whole = trace::digest(&bytes) == digest;
    let own: Directory = is_whole.then(|| postcard::from_bytes(&bytes).ok()).flatten()?;
    let stamp = own.stamp();
    Some((own, stamp))
}

/// So many bytes from a place on, if there are so many.
fn read(file: &dyn Storage, at: u64, len: usize) -> Option<Vec<u8>> {
    if at.checked_add(len as u64)? > file.size() {
        return None;
    }
    let mut bytes = vec![0; len];
    file.read(at, &mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::sync::RwLock;

    use super::super::Found;
    use super::*;

    #[derive(Debug, Clone, Default)]
    struct InMemory(Arc<RwLock<Vec<u8>>>);

    impl Storage for InMemory {
        fn size(&self) -> u64 {
            self.0.read().unwrap().len() as u64
        }

        fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
            bytes.copy_from_slice(&self.0.read().unwrap()[at as usize..][..bytes.len()]);
            Ok(())
        }

        fn add(&self, bytes: &[u8]) -> io::Result<u64> {
            let mut own = self.0.write().unwrap();
            own.extend_from_slice(bytes);
            Ok((own.len() - bytes.len()) as u64)
        }
    }

    fn leaf(html: &str) -> Arc<Leaf> {
        Arc::new(Leaf::of(&[Found { html: vec![html.to_owned()], ..Found::default() }]))
    }

    /// A file with the words of one document.
    fn written(most: usize) -> (InMemory, Arc<Leaf>) {
        let file = InMemory::default();
        let shelf = Shelf { most, ..Shelf::new(None, Box::new(file.clone()), 0) };
        shelf.begin(7);
        let leaf = shelf.put("a.md", vec![(Fact::Whole(1), 10)], leaf("<p>War and peace.</p>"));
        shelf.finish().unwrap();
        (file, leaf)
    }

    #[test]
    fn words_are_read_again_while_all_is_as_it_was() {
        let (file, first) = written(HELD);
        let next = InMemory::default();
        let shelf = Shelf::new(Some(Box::new(file)), Box::new(next.clone()), 0);
        assert!(shelf.get("a.md", |_| 10).is_none(), "another frame");
        shelf.begin(7);
        assert!(shelf.get("a.md", |_| 11).is_none(), "another fact");
        assert!(shelf.get("b.md", |_| 10).is_none(), "another document");
        let again = shelf.get("a.md", |_| 10).unwrap();
        assert_eq!(format!("{again:?}"), format!("{first:?}"));
        assert_eq!(again.excerpt(0, 8), "War and peace.");
        shelf.finish().unwrap();

        let third = Shelf::new(Some(Box::new(next)), Box::new(InMemory::default()), 0);
        third.begin(7);
        assert!(third.get("a.md", |_| 10).is_some(), "what was read is written again");
    }

    #[test]
    fn texts_that_are_too_many_stay_in_the_file() {
        let (file, filed) = written(3);
        assert!(matches!(filed.text, Texts::Filed(..)));
        assert_eq!(filed.excerpt(0, 8), "War and peace.");
        let shelf = Shelf::new(Some(Box::new(file)), Box::new(InMemory::default()), 0);
        shelf.begin(7);
        assert_eq!(shelf.get("a.md", |_| 10).unwrap().excerpt(0, 8), "War and peace.");
    }

    #[test]
    fn a_file_that_is_cut_or_changed_holds_nothing() {
        let (file, _) = written(HELD);
        let whole = file.0.read().unwrap().clone();
        let found = |bytes: Vec<u8>| {
            let file = InMemory(Arc::new(RwLock::new(bytes)));
            let shelf = Shelf::new(Some(Box::new(file)), Box::new(InMemory::default()), 0);
            shelf.begin(7);
            shelf.get("a.md", |_| 10).is_some()
        };
        assert!(found(whole.clone()));
        for end in 0..whole.len() {
            assert!(!found(whole[..end].to_vec()), "cut at {end}");
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert!(!found(changed), "changed at {at}");
        }
    }
}
