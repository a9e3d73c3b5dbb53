//! What open pages are told: that something changed, never what.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::broadcast;

/// How many events wait for a slow page before it is told to look at everything.
const QUEUE: usize = 64;

/// A handle by which the engine tells open pages that something changed. Clones tell the same
/// pages; telling never waits.
#[derive(Debug, Clone)]
pub struct Events {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    sender: broadcast::Sender<Event>,
    /// Tells this run of the server from an earlier one on the same port.
    run: u64,
    /// How often pages, or what they load, have changed.
    revision: AtomicU64,
}

impl Default for Events {
    fn default() -> Self {
        Self::new()
    }
}

impl Events {
    /// A handle without listeners.
    pub fn new() -> Self {
        let sender = broadcast::Sender::new(QUEUE);
        let run = RandomState::new().hash_one(());
        Self { inner: Arc::new(Inner { sender, run, revision: AtomicU64::new(0) }) }
    }

    /// Pages may be others than before: each open page asks for itself and takes on what changed.
    /// The first load is such a change too.
    pub fn pages_changed(&self) {
        self.inner.revision.fetch_add(1, Ordering::SeqCst);
        self.tell(Event::Pages);
    }

    /// The stylesheet at a path below the root changed: pages that use it swap it. Where its path
    /// changes with its content, the pages have changed as well, and telling that is enough.
    pub fn styles_changed(&self, path: &str) {
        self.inner.revision.fetch_add(1, Ordering::SeqCst);
        self.tell(Event::Styles(path.chars().filter(|c| !c.is_control()).collect()));
    }

    /// A script changed: pages reload.
    pub fn scripts_changed(&self) {
        self.inner.revision.fetch_add(1, Ordering::SeqCst);
        self.tell(Event::Scripts);
    }

    /// The problems are others than before: the panel over the pages asks for them.
    pub fn problems_changed(&self) {
        self.tell(Event::Problems);
    }

    fn tell(&self, event: Event) {
        // Nobody need be listening.
        let _ = self.inner.sender.send(event);
    }

    /// A mark that is another one after each change that pages would miss, and in each run.
    pub(super) fn revision(&self) -> Revision {
        Revision { run: self.inner.run, number: self.inner.revision.load(Ordering::SeqCst) }
    }

    /// All events from this moment on.
    pub(super) fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.inner.sender.subscribe()
    }
}

/// The state of the pages that an answer was made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Revision {
    run: u64,
    number: u64,
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{}", self.run, self.number)
    }
}

/// One thing that pages are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// The first on each connection.
    State,
    Pages,
    Styles(String),
    Scripts,
    Problems,
}

impl Event {
    /// The event as it goes over the wire, with the state that it led to. Browsers drop an event
    /// without data.
    ///
    /// See <https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream>.
    pub(super) fn frame(&self, revision: Revision) -> String {
        let (name, data) = match self {
            Event::State => ("state", "-"),
            Event::Pages => ("pages", "-"),
            Event::Styles(path) => ("styles", path.as_str()),
            Event::Scripts => ("scripts", "-"),
            Event::Problems => ("problems", "-"),
        };
        format!("event: {name}\nid: {revision}\ndata: {data}\n\n")
    }
}
