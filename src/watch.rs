//! What changes on the disk, in batches.
//!
//! Goes in: files and folders that matter, and how long a pause ends a batch. Comes out: for each
//! batch the paths that changed, told in a thread of its own. Nothing is read here, and nothing is
//! decided: a path that is told may be as it was, and the reader compares contents.
//!
//! The system's events (notify) are taken with these habits in mind:
//! - Reading raises events too; only what creates, changes, renames or removes counts.
//! - Editors save by renaming a file over the old one, which ends a watch on the file itself: its
//!   folder is watched instead. What they put beside it for a moment is known by its name.
//! - A file may be read while it is half written. Linux tells when a program that wrote closes it, and
//!   that is waited for.
//! - A watched folder that is removed and made again, or a link to one that is pointed elsewhere,
//!   takes its watch along: its parent is watched too, and everything is watched anew.
//! - A folder is watched a moment after it was made. What came into it between is found by looking
//!   at it again a little later.
//! - A queue that overflowed has lost events, maybe those of new folders: everything is watched
//!   anew, and a batch says that anything may have changed.
//! - A system gives only so many watches. Beyond them changes are looked for (polling), and a batch
//!   says so.
//!
//! Polling is done here rather than by notify, whose `PollWatcher` (8.2) compares times in whole
//! seconds and takes only a later one for a change: a second save within a second, or an older
//! file moved over a newer one, would go unseen.

mod roots;
mod snapshot;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind};
use notify::{ErrorKind, Event};
use rustix::io::Errno;

use roots::{Root, Watches};
use snapshot::Snapshot;

/// Something to be watched. It need not exist yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// A file or a folder.
    pub path: PathBuf,
    /// For a folder: whether everything below it counts, or only what is directly in it.
    pub recursive: bool,
}

/// What happened between two pauses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// What was made, changed, or removed; each path begins as it was given. For a folder, anything
    /// below it may have changed.
    pub paths: BTreeSet<PathBuf>,
    /// Whether anything may have changed, whatever the paths say.
    pub rescan: bool,
    /// What people should be told of the watching itself.
    pub notice: Option<String>,
}

/// A watch that lasts until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    messages: Sender<Message>,
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // It ends without being waited for: it may be telling something that takes long.
        let _ = self.messages.send(Message::Stop);
    }
}

/// Whether the system tells that a file which was written is closed.
const TELLS_CLOSING: bool = cfg!(any(target_os = "linux", target_os = "android"));
/// The pause that ends a batch while a file is being written: its writer may be held up.
const WRITING_PAUSE: Duration = Duration::from_millis(50);
/// How long a batch may grow: changes that follow each other without a pause are told at last.
const MOST: Duration = Duration::from_millis(100);
/// More paths than this are no person's doing (a `git checkout`, say): the batch may grow longer,
/// so that it is not told in shreds.
const BURST: usize = 64;
/// The pause that ends a burst.
const BURST_PAUSE: Duration = Duration::from_millis(100);
/// How long the batch of a burst may grow.
const BURST_MOST: Duration = Duration::from_secs(1);
/// How often something that is missing is looked for, and when a new folder is looked at again.
const AGAIN: Duration = Duration::from_millis(250);
/// How often changes are looked for where the system gives no events.
const POLL: Duration = Duration::from_millis(500);

/// Watches files and folders and tells what changed, one batch after the other; what changes while
/// one is told comes with the next. Everything from the moment on at which this returns is told.
///
/// A batch ends with a pause of `quiet`. With `poll` the disk is looked at that often, and the
/// system's events are not asked for: network file systems have none.
///
/// # Errors
/// The system gives no thread.
pub fn watch(
    watched: &[Watched],
    poll: Option<Duration>,
    quiet: Duration,
    tell: impl Fn(Batch) + Send + 'static,
) -> io::Result<Watcher> {
    let watch = Watch::new(watched, poll, quiet);
    let messages = watch.sender.clone();
    thread::Builder::new().name("watch".to_owned()).spawn(move || watch.run(tell))?;
    Ok(Watcher { messages })
}

/// What the thread that watches hears.
#[derive(Debug)]
enum Message {
    Event(notify::Result<Event>),
    Stop,
}

/// How changes are noticed.
#[derive(Debug)]
enum Means {
    Events(Watches),
    Poll(Snapshot),
}

#[derive(Debug)]
struct Watch {
    roots: Vec<Root>,
    means: Means,
    every: Duration,
    quiet: Duration,
    sender: Sender<Message>,
    messages: Receiver<Message>,
    batch: Batch,
    /// Files, as events name them, that were written since the last batch and are not closed yet.
    writing: BTreeSet<PathBuf>,
    /// Whether watches were lost.
    renew: bool,
    /// What, other than plain files, came or went since the last batch.
    made: BTreeSet<PathBuf>,
    /// Folders that were made lately, as they were when they were told.
    young: BTreeMap<PathBuf, Snapshot>,
    /// When the disk was last looked at.
    looked: Instant,
    /// Until when another batch belongs to the last burst.
    burst_until: Instant,
}

/// The end of the watch.
struct Stopped;

impl Watch {
    fn new(watched: &[Watched], poll: Option<Duration>, quiet: Duration) -> Self {
        let (sender, messages) = mpsc::channel();
        let roots: Vec<Root> = watched.iter().map(Root::new).collect();
        let seen = if poll.is_some() { Snapshot::of_roots(&roots) } else { Snapshot::default() };
        let means = Means::Poll(seen);
        let mut watch = Self {
            roots,
            means,
            every: poll.unwrap_or(POLL),
            quiet,
            sender,
            messages,
            batch: Batch::default(),
            writing: BTreeSet::new(),
            renew: false,
            made: BTreeSet::new(),
            young: BTreeMap::new(),
            looked: Instant::now(),
            burst_until: Instant::now(),
        };
        if poll.is_none() {
            watch.renew();
        }
        watch
    }

    fn run(mut self, tell: impl Fn(Batch)) {
        while self.gather().is_ok() {
            self.writing.clear();
            let made = std::mem::take(&mut self.made);
            if self.renew {
                self.renew();
            } else {
                self.remember(made);
            }
            tell(std::mem::take(&mut self.batch));
        }
    }

    /// Remembers folders that were made, as they are when they are told.
    fn remember(&mut self, made: BTreeSet<PathBuf>) {
        if self.young.is_empty() {
            self.looked = Instant::now();
        }
        for path in made {
            let is_known = path.ancestors().any(|folder| self.young.contains_key(folder));
            if !is_known && path.is_dir() {
                let seen = Snapshot::of(&path, true);
                self.young.insert(path, seen);
            }
        }
    }

    /// Waits for changes and the pause after them.
    fn gather(&mut self) -> Result<(), Stopped> {
        while self.batch == Batch::default() {
            let interval = match &self.means {
                Means::Poll(_) => Some(self.every),
                Means::Events(watches) if watches.lack() || !self.young.is_empty() => Some(AGAIN),
                Means::Events(_) => None,
            };
            let wait = interval.map(|interval| interval.saturating_sub(self.looked.elapsed()));
            if let Some(event) = self.receive(wait)? {
                self.take(&event);
            } else {
                self.look_again();
                self.looked = Instant::now();
            }
        }
        let first = Instant::now();
        let mut last = first;
        loop {
            let (pause, most) = self.limits(first);
            let until = (last + pause).min(first + most);
            let Some(wait) = until.checked_duration_since(Instant::now()) else { return Ok(()) };
            match self.receive(Some(wait))? {
                Some(event) if self.take(&event) => last = Instant::now(),
                Some(_) => {}
                None => return Ok(()),
            }
        }
    }

    /// The pause that ends a batch that began at a moment, and how long the batch may grow.
    fn limits(&mut self, first: Instant) -> (Duration, Duration) {
        let is_burst = self.batch.paths.len() > BURST;
        if is_burst {
            self.burst_until = Instant::now() + BURST_MOST;
        }
        // What follows a burst closely belongs to it.
        let (pause, most) = if is_burst || first < self.burst_until {
            (BURST_PAUSE, BURST_MOST)
        } else if !self.writing.is_empty() {
            (WRITING_PAUSE, MOST)
        } else {
            (Duration::ZERO, MOST)
        };
        (pause.max(self.quiet), most)
    }

    /// The next event, or `None` when the time is up.
    fn receive(&self, wait: Option<Duration>) -> Result<Option<notify::Result<Event>>, Stopped> {
        let message = match wait {
            Some(wait) => self.messages.recv_timeout(wait),
            None => self.messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match message {
            Ok(Message::Event(event)) => Ok(Some(event)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => Err(Stopped),
        }
    }

    /// Takes an event into the batch; `false` if it does not count.
    fn take(&mut self, event: &notify::Result<Event>) -> bool {
        let Means::Events(watches) = &self.means else { return false };
        let event = match event {
            Ok(event) if event.need_rescan() => return self.lose(),
            Ok(event) => event,
            Err(error) => {
                let counts = self.lose();
                if let ErrorKind::MaxFilesWatch = error.kind {
                    self.poll_because(error);
                }
                return counts;
            }
        };
        if ends_writing(event.kind) {
            self.writing.retain(|path| !event.paths.contains(path));
        }
        let counts = match event.kind {
            EventKind::Create(_) | EventKind::Remove(_) | EventKind::Any => true,
            EventKind::Modify(kind) => {
                matches!(kind, ModifyKind::Data(_) | ModifyKind::Name(_) | ModifyKind::Any)
            }
            EventKind::Access(_) | EventKind::Other => false,
        };
        if !counts {
            return false;
        }
        let is_content = matches!(event.kind, EventKind::Modify(ModifyKind::Data(_)));
        let is_file = is_content || event.kind == EventKind::Create(CreateKind::File);
        let mut told: Vec<PathBuf> = Vec::new();
        for path in &event.paths {
            self.renew |= !is_content && watches.rest_on(path, &self.roots);
            told.extend(self.roots.iter().filter_map(|root| root.told(path)));
        }
        if self.renew {
            self.lose();
        }
        if !is_file {
            self.made.extend(told.iter().cloned());
        } else if TELLS_CLOSING && !told.is_empty() {
            self.writing.extend(event.paths.iter().cloned());
        }
        let counts = self.renew || !told.is_empty();
        self.batch.paths.extend(told);
        counts
    }

    /// Takes note that events were lost, and may be until everything is watched anew.
    fn lose(&mut self) -> bool {
        self.renew = true;
        self.batch.rescan = true;
        true
    }

    /// Looks at the disk for what was not told.
    fn look_again(&mut self) {
        match &mut self.means {
            Means::Poll(before) => {
                let after = Snapshot::of_roots(&self.roots);
                self.batch.paths.extend(before.differences(&after));
                *before = after;
            }
            Means::Events(watches) => {
                let is_outdated = watches.are_outdated(&self.roots);
                for (folder, before) in std::mem::take(&mut self.young) {
                    let after = Snapshot::of(&folder, true);
                    let differences = before.differences(&after);
                    if !differences.is_empty() {
                        self.batch.paths.extend(differences);
                        self.young.insert(folder, after);
                    }
                }
                if is_outdated {
                    self.lose();
                }
            }
        }
    }

    /// Watches everything anew, or polls where that cannot be had.
    fn renew(&mut self) {
        self.renew = false;
        let sender = self.sender.clone();
        // The receiver is gone when the watch has ended.
        let hear = move |event| drop(sender.send(Message::Event(event)));
        match Watches::new(&mut self.roots, hear) {
            Ok(watches) => self.means = Means::Events(watches),
            Err(error) => self.poll_because(&error),
        }
    }

    /// Polls from here on.
    fn poll_because(&mut self, error: &notify::Error) {
        self.renew = false;
        self.young.clear();
        self.batch.notice = Some(notice(error, self.every));
        self.means = Means::Poll(Snapshot::of_roots(&self.roots));
    }
}

/// Whether nobody writes to the file of an event any more.
fn ends_writing(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        EventKind::Modify(kind) => matches!(kind, ModifyKind::Name(_)),
        kind => matches!(kind, EventKind::Remove(_)),
    }
}

/// Why changes are looked for, and what can be done about it.
fn notice(error: &notify::Error, every: Duration) -> String {
    let too_many_open = |error| Errno::from_io_error(error) == Some(Errno::MFILE);
    let why = match &error.kind {
        ErrorKind::MaxFilesWatch => "the system's limit on watched folders is reached (`sysctl \
                                     fs.inotify.max_user_watches` shows it; set a larger number \
                                     to raise it)"
            .to_owned(),
        ErrorKind::Io(error) if too_many_open(error) => "the system's limit on programs that \
                                                         watch folders is reached (`sysctl \
                                                         fs.inotify.max_user_instances` shows \
                                                         it; set a larger number to raise it)"
            .to_owned(),
        _ => format!("the system reports no changes ({error})"),
    };
    format!("{why}: checking for changes every {} ms instead", every.as_millis())
}

#[cfg(test)]
mod tests;
