//! How many clients there are at once, and who gives way when one too many comes.
//!
//! A client that is waited for (for its request, or for it to take its answer) gives way, the one
//! that has been waited for longest first. So a thousand idle connections cost no page its answer.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Connections at once; below the 1,024 descriptors that many systems give a program.
const CONNECTIONS: usize = 512;
/// Pages at once that are told of changes.
const LISTENERS: usize = 128;

/// The seats of a server.
#[derive(Debug, Default)]
pub(super) struct Seats {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    taken: usize,
    listening: usize,
    /// Those that are waited for, the longest first.
    waiting: BTreeMap<u64, Arc<Notify>>,
    next: u64,
}

impl Seats {
    /// A seat for a new client; `None` if all are taken by clients that are being served.
    pub(super) fn take(self: &Arc<Self>) -> Option<Seat> {
        let mut state = self.lock();
        if state.taken >= CONNECTIONS && !state.free_one() {
            return None;
        }
        state.taken += 1;
        drop(state);
        Some(Seat { seats: Arc::clone(self), listening: false })
    }

    /// Enters someone who can be told to leave among those that are waited for.
    fn wait(&self, leave: &Arc<Notify>) -> u64 {
        let mut state = self.lock();
        let key = state.next;
        state.next += 1;
        state.waiting.insert(key, Arc::clone(leave));
        key
    }

    /// Sends away some clients, those first that have been waited for longest.
    pub(super) fn free(&self, count: usize) {
        let mut state = self.lock();
        for _ in 0..count {
            state.free_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Sends away the client that has been waited for longest, if there is one.
    fn free_one(&mut self) -> bool {
        let longest = self.waiting.pop_first();
        longest.inspect(|(_, leave)| leave.notify_one()).is_some()
    }
}

/// The seat of one client, free again when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Arc<Seats>,
    listening: bool,
}

impl Seat {
    /// Waits for the client; `None` if it must give way to another one.
    pub(super) async fn wait<T>(&self, client: impl Future<Output = T>) -> Option<T> {
        let leave = Arc::new(Notify::new());
        let _waiting = Waiting { seats: &self.seats, key: self.seats.wait(&leave) };
        tokio::select! {
            biased;
            () = leave.notified() => None,
            done = client => Some(done),
        }
    }

    /// Takes one of the places for pages that are told of changes; `false` if there is none.
    pub(super) fn listen(&mut self) -> bool {
        let mut state = self.seats.lock();
        if state.listening >= LISTENERS {
            return false;
        }
        state.listening += 1;
        self.listening = true;
        true
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut state = self.seats.lock();
        state.taken -= 1;
        state.listening -= usize::from(self.listening);
    }
}

/// An entry among those that are waited for.
struct Waiting<'a> {
    seats: &'a Seats,
    key: u64,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.seats.lock().waiting.remove(&self.key);
    }
}
