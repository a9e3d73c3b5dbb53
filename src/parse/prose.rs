//! What a document says in full, which only its own pages need, and how long it is held.
//!
//! Headings, links and sentences of a [`Document`] are asked for by many pages and stay. Its HTML is
//! asked for by few, one after the other, and is as large as all the rest: of a long report, only that
//! of the documents at hand is held, and made again from their text where it is asked for later. That
//! takes a twentieth of the time of rendering their pages. Before a search index is made, which reads
//! all of it once, much more is held.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::{Body, Document, Options, Piece, parse};
use crate::compact;

/// What a document says in full.
#[derive(Debug, Default)]
pub struct Prose {
    /// The body, footnotes apart.
    pub body: Body,
    /// The bodies of [`Document::footnotes`].
    pub footnotes: Vec<Body>,
    /// The ranges of the body's HTML that are plain running text: no heading, link or code.
    pub running: Vec<Range<u32>>,
    /// What is Markdown of this program alone, or depends on other documents, with its place in the
    /// text, in the order in which it begins there.
    pub pieces: Vec<(Range<u32>, Piece)>,
}

impl Prose {
    fn shrink(&mut self) {
        self.body.shrink();
        self.footnotes.iter_mut().for_each(Body::shrink);
        compact::list(&mut self.running);
        compact::list(&mut self.pieces);
    }

    fn bytes(&self) -> usize {
        let bodies = self.footnotes.iter().chain([&self.body]);
        bodies.map(|body| body.html.len() + size_of_val(&*body.holes)).sum::<usize>()
            + size_of_val(&*self.running)
            + size_of_val(&*self.pieces)
    }
}

/// The prose of a document, while it is held.
#[derive(Debug, Default)]
pub(super) struct Slot {
    held: Mutex<Option<Arc<Prose>>>,
    /// With what it can be made again.
    again: Option<Options>,
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Option<Arc<Prose>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Document {
    /// What it says in full: as it is held, or else parsed again.
    pub fn prose(&self) -> Arc<Prose> {
        let held = self.prose.lock().clone();
        held.unwrap_or_else(|| self.parsed_again())
    }

    fn parsed_again(&self) -> Arc<Prose> {
        let options = self.prose.again.clone().unwrap_or_default();
        parse(&self.source, options).prose.lock().take().unwrap_or_default()
    }

    /// Takes what its parser has made.
    pub(super) fn hold(&mut self, mut prose: Prose) {
        prose.shrink();
        self.size = prose.body.html.len() as u32;
        self.running = prose.running.iter().map(|range| range.len() as u32).sum();
        self.is_blank = prose.body.holes.is_empty() && prose.body.html.trim().is_empty();
        self.prose.held = Mutex::new(Some(Arc::new(prose)));
    }

    /// Says with what its whole source was parsed. What it says need not be held from then on.
    pub(super) fn can_be_parsed_again(&mut self, options: Options) {
        self.prose.again = Some(options);
    }
}

/// The prose of the documents that were asked for last, up to some size.
#[derive(Debug)]
pub struct ProseCache {
    held: Mutex<Held>,
    /// How often what was asked for was not held.
    again: AtomicUsize,
}

/// So much is held unless somebody says otherwise: all of a report of a thousand pages.
const MOST: usize = 4 << 20;

/// So much is held where all of it is read soon.
const MOST_BEFORE: usize = 64 << 20;

#[derive(Debug, Default)]
struct Held {
    /// Above so many bytes, that which has been there longest goes.
    most: usize,
    bytes: usize,
    /// What is held, and its bytes, from the oldest on.
    documents: VecDeque<(Weak<Document>, usize)>,
}

impl Default for ProseCache {
    fn default() -> Self {
        Self::of(MOST)
    }
}

impl ProseCache {
    /// One for so many bytes.
    pub fn of(most: usize) -> Self {
        let held = Held { most, ..Held::default() };
        Self { held: Mutex::new(held), again: AtomicUsize::new(0) }
    }

    /// Holds much more than usual, until [`ProseCache::hold_usual`] is called: for whoever reads
    /// all that documents say as soon as they are parsed.
    pub fn hold_more(&self) {
        let mut held = self.lock();
        held.most = held.most.max(MOST_BEFORE);
    }

    /// Lets go of a document, if more is held than usual.
    pub fn let_go(&self, document: &Document) {
        let held = self.lock();
        let is_much = held.most > MOST && held.bytes > MOST;
        drop(held);
        if is_much {
            document.prose.lock().take();
        }
    }

    /// Holds what is usual from then on.
    pub fn hold_usual(&self) {
        let mut held = self.lock();
        held.most = held.most.min(MOST);
        let old = held.old();
        drop(held);
        forget(old);
    }

    /// What a document says in full, which is held from then on until others take its place.
    pub fn prose(&self, document: &Arc<Document>) -> Arc<Prose> {
        let mut held = document.prose.lock();
        if let Some(prose) = &*held {
            return Arc::clone(prose);
        }
        self.again.fetch_add(1, Ordering::Relaxed);
        let prose = document.parsed_again();
        *held = Some(Arc::clone(&prose));
        drop(held);
        self.put(document, prose.bytes());
        prose
    }

    /// How many documents were parsed again so far.
    pub fn parsed_again(&self) -> usize {
        self.again.load(Ordering::Relaxed)
    }

    /// Takes care of a document that was just parsed.
    pub fn take(&self, document: &Arc<Document>) {
        let bytes = document.prose.lock().as_ref().map(|prose| prose.bytes());
        if let Some(bytes) = bytes {
            self.put(document, bytes);
        }
    }

    fn put(&self, document: &Arc<Document>, bytes: usize) {
        if document.prose.again.is_none() {
            return;
        }
        let mut held = self.lock();
        held.documents.push_back((Arc::downgrade(document), bytes));
        held.bytes += bytes;
        let old = held.old();
        drop(held);
        forget(old);
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Takes out the documents that there is no room for.
    fn old(&mut self) -> Vec<Arc<Document>> {
        let mut old = Vec::new();
        // The newest stays, however large it is.
        while self.bytes > self.most && self.documents.len() > 1 {
            let Some((document, bytes)) = self.documents.pop_front() else { break };
            self.bytes -= bytes;
            old.extend(document.upgrade());
        }
        old
    }
}

fn forget(documents: Vec<Arc<Document>>) {
    for document in documents {
        document.prose.lock().take();
    }
}
