//! What of a report was read while something was made.
//!
//! Code that renders a page may read anything of the report. No list says which outputs an edit
//! affects. Instead, the lists that hold a report's facts note every fact that is read ([`note`]), and
//! [`of`] runs a function and returns what was noted while it ran. If none of those facts has changed,
//! the function would do the same again.
//!
//! Notes are taken for each thread alone: what a function has other threads read is not noted. Where
//! nobody asks, nothing is noted, and that costs next to nothing.

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{BuildHasher, Hash};
use std::ops::Index;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::fast::FixedState;
use foldhash::quality;
use serde::{Deserialize, Serialize};

use crate::ids::{DocumentId, Id, List, RecordId};

/// Something of a report that is as it was, or is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Fact {
    /// What a record is, but for its text.
    Record(RecordId),
    /// What refers to a record.
    Mentions(RecordId),
    /// The text of a document, and where it leads.
    Document(DocumentId),
    /// What other pages show of a document, and where it leads.
    Outline(DocumentId),
    /// What is made of many records, by its place among all that is.
    Whole(u32),
}

/// An id that a list of facts is indexed by.
pub trait Of: Id {
    /// What is known of what has this id.
    fn fact(self) -> Fact;
}

impl Of for RecordId {
    fn fact(self) -> Fact {
        Fact::Record(self)
    }
}

/// Lists by documents hold where these lead.
impl Of for DocumentId {
    fn fact(self) -> Fact {
        Fact::Outline(self)
    }
}

/// A list of facts, of which each that somebody looks at is noted.
#[derive(Debug, Clone)]
pub struct Noted<I, T>(List<I, T>);

impl<I: Of, T> Noted<I, T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ids of all in their order.
    pub fn ids(
        &self,
    ) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + Clone + use<I, T> {
        self.0.ids()
    }

    /// All in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        self.enumerate().map(|(_, item)| item)
    }

    /// All in their order, each with its id.
    pub fn enumerate(
        &self,
    ) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator + Clone {
        self.0.enumerate().inspect(|(id, _)| note(id.fact()))
    }

    /// All of them, without a note: for what is asked before anything is rendered, and by several
    /// threads.
    pub fn unnoted(&self) -> &List<I, T> {
        &self.0
    }

    /// All of them, to be changed.
    pub fn list_mut(&mut self) -> &mut List<I, T> {
        &mut self.0
    }
}

impl<I, T> Default for Noted<I, T> {
    fn default() -> Self {
        Self(List::default())
    }
}

impl<I, T> From<List<I, T>> for Noted<I, T> {
    fn from(list: List<I, T>) -> Self {
        Self(list)
    }
}

impl<I: Of, T> Index<I> for Noted<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        note(id.fact());
        &self.0[id]
    }
}

/// Facts that were read, each once and in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads(pub Vec<Fact>);

impl Reads {
    /// Notes all of them again.
    pub fn note(&self) {
        self.0.iter().for_each(|fact| note(*fact));
    }
}

type Found = HashSet<Fact, FixedState>;

thread_local! {
    /// What is noted for each of the functions that run inside each other.
    static NOTED: RefCell<Vec<Found>> = const { RefCell::new(Vec::new()) };
}

/// Notes that a fact is read.
pub fn note(fact: Fact) {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted.last_mut() {
            noted.insert(fact);
        }
    });
}

/// What a function does, and what it read for it.
pub fn of<T>(make: impl FnOnce() -> T) -> (T, Reads) {
    let run = Run::start();
    let made = make();
    let mut reads: Vec<Fact> = run.end().into_iter().collect();
    reads.sort_unstable();
    (made, Reads(reads))
}

/// What a function does, without a note of what it reads.
pub fn aside<T>(make: impl FnOnce() -> T) -> T {
    let _run = Run::start();
    make()
}

/// One function that runs. The notes end with it, even if it panics.
struct Run;

impl Run {
    fn start() -> Self {
        NOTED.with_borrow_mut(|noted| noted.push(Found::default()));
        Self
    }

    fn end(self) -> Found {
        NOTED.with_borrow_mut(|noted| noted.last_mut().map(std::mem::take)).unwrap_or_default()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        NOTED.with_borrow_mut(Vec::pop);
    }
}

/// A value that is made when it is first asked for. Asking for it counts as reading all that was read
/// to make it.
#[derive(Debug)]
pub struct Once<T>(OnceLock<(T, Reads)>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Once<T> {
    /// It, made now if it was not before.
    pub fn get(&self, make: impl FnOnce() -> T) -> &T {
        let (made, reads) = self.0.get_or_init(|| of(make));
        reads.note();
        made
    }
}

/// Values that were made of what has an id, for the ids that were asked for last. Asking for one
/// counts as reading all that was read to make it.
#[derive(Debug)]
pub struct Recent<I, T> {
    /// Each for the ids that have this remainder; the last one stays.
    slots: Box<[Slot<I, T>]>,
}

type Slot<I, T> = Mutex<Option<(I, Arc<(T, Reads)>)>>;

impl<I: Id, T: Clone> Recent<I, T> {
    /// One for some of so many ids.
    pub fn of(ids: usize) -> Self {
        // Lists go through all records of a kind in order, which leaves nothing for the next list
        // where there are more.
        const MOST: usize = 4096;
        Self { slots: (0..ids.clamp(1, MOST)).map(|_| Mutex::default()).collect() }
    }

    /// What is made of an id, made now if it was not lately.
    pub fn get(&self, id: I, make: impl FnOnce() -> T) -> T {
        let slot = &self.slots[id.index() % self.slots.len()];
        let lock = || slot.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = lock().as_ref().filter(|(own, _)| *own == id).map(|(_, made)| Arc::clone(made));
        // Others may ask for the same while it is made, and what is made may ask for others.
        let made = kept.unwrap_or_else(|| {
            let made = Arc::new(of(make));
            *lock() = Some((id, Arc::clone(&made)));
            made
        });
        let (value, reads) = &*made;
        reads.note();
        value.clone()
    }
}

/// What tells a value from any other, in the same program: two that somebody writes share it once in
/// some million million million. It is no proof against those who look for two that do.
pub fn digest(value: &(impl Hash + ?Sized)) -> u64 {
    quality::FixedState::default().hash_one(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_inside_another_keeps_its_own_notes() {
        let kept = Once::default();
        let read = |facts: &[u32]| facts.iter().for_each(|&at| note(Fact::Whole(at)));
        let ((), reads) = of(|| {
            read(&[2]);
            aside(|| read(&[3]));
            let (four, inner) = of(|| {
                read(&[4, 4]);
                4
            });
            assert_eq!((four, inner), (4, Reads(vec![Fact::Whole(4)])));
            assert_eq!(
                *kept.get(|| {
                    read(&[1]);
                    1
                }),
                1
            );
        });
        assert_eq!(reads, Reads(vec![Fact::Whole(1), Fact::Whole(2)]));
        let (_, reads) = of(|| *kept.get(|| unreachable!("it is there")));
        assert_eq!(reads, Reads(vec![Fact::Whole(1)]));
        read(&[5]);
    }

    #[test]
    fn a_function_that_panics_leaves_no_notes() {
        let panics = || of(|| panic!("on purpose"));
        assert!(std::panic::catch_unwind(panics).is_err());
        let ((), reads) = of(|| note(Fact::Whole(1)));
        assert_eq!(reads, Reads(vec![Fact::Whole(1)]));
        NOTED.with_borrow(|noted| assert!(noted.is_empty()));
    }
}
