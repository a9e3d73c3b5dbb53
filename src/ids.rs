//! What records, documents, kinds, fields and languages are known by, and the lists that only they
//! may index.
//!
//! A report knows most things by their places in lists. A place that is a bare number fits every
//! list; an id is a place that fits one. Each type of id has its own lists ([`List`]), and the
//! compiler refuses the id of one thing in the list of another:
//!
//! ```
//! use rapporteur::ids::{KindId, List};
//!
//! let mut kinds: List<KindId, &str> = List::default();
//! let page = kinds.push("page");
//! assert_eq!(kinds[page], "page");
//! ```
//!
//! ```compile_fail,E0308
//! use rapporteur::ids::{KindId, LanguageId, List};
//!
//! let mut kinds: List<KindId, &str> = List::default();
//! kinds.push("page");
//! assert_eq!(kinds[LanguageId::OWN], "page");
//! ```
//!
//! ```compile_fail,E0308
//! use rapporteur::ids::{KindId, List};
//!
//! let mut kinds: List<KindId, &str> = List::default();
//! kinds.push("page");
//! assert_eq!(kinds[0], "page");
//! ```
//!
//! The id of this module is that of the program. The id that the authors of a report give a record is
//! a text, and finds its [`Record`](crate::model::Record) by [`Model::find`](crate::model::Model::find).
//!
//! What has a place in one document only, such as a heading, a link or a sentence, is known by that
//! place as a number.

use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// A place in lists of one type.
pub trait Id: Copy + Ord + Hash + fmt::Debug + Send + Sync {
    /// The id of a place, counted from 0.
    ///
    /// # Panics
    /// Above the greatest place that the type can hold.
    fn new(place: usize) -> Self;

    /// The place, counted from 0.
    fn index(self) -> usize;
}

/// Declares a type of id that holds its place in a smaller number.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident($number:ty)) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub struct $name($number);

        impl $name {
            /// The id of a place, counted from 0.
            ///
            /// # Panics
            /// Above the greatest place that the type can hold.
            pub const fn new(place: usize) -> Self {
                assert!(
                    place <= <$number>::MAX as usize,
                    concat!("too many places for a ", stringify!($name))
                );
                Self(place as $number)
            }

            /// The place, counted from 0.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl Id for $name {
            fn new(place: usize) -> Self {
                Self::new(place)
            }

            fn index(self) -> usize {
                self.index()
            }
        }
    };
}

id! {
    /// A record, by its place in [`Model::records`](crate::model::Model::records): of four thousand
    /// million at most.
    RecordId(u32)
}

id! {
    /// A document, by its place in [`Model::documents`](crate::model::Model::documents): of four
    /// thousand million at most.
    DocumentId(u32)
}

id! {
    /// A kind, by its place in [`Config::kinds`](crate::config::Config::kinds): of 65 536 at most.
    KindId(u16)
}

id! {
    /// A language, by its place in [`Config::languages`](crate::config::Config::languages): of
    /// 65 536 at most.
    LanguageId(u16)
}

id! {
    /// A field of a kind, by its place in [`Kind::fields`](crate::config::Kind::fields): of 65 536 at
    /// most. The columns of a table are known by their places as numbers.
    FieldId(u16)
}

impl Default for LanguageId {
    fn default() -> Self {
        Self::OWN
    }
}

impl LanguageId {
    /// The language of the report itself.
    pub const OWN: Self = Self::new(0);
}

/// A list that is indexed by ids of one type.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct List<I, T> {
    items: Vec<T>,
    by: PhantomData<I>,
}

impl<I: Id, T> List<I, T> {
    /// Adds an item at the end: its id.
    pub fn push(&mut self, item: T) -> I {
        let id = I::new(self.items.len());
        self.items.push(item);
        id
    }

    /// The id that the next item to be added will have.
    pub fn next_id(&self) -> I {
        I::new(self.items.len())
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Lengthens or shortens the list; what comes is this item, again and again.
    pub fn resize(&mut self, len: usize, item: T)
    where
        T: Clone,
    {
        self.items.resize(len, item);
    }

    /// The item of an id; none, if the id is that of another list.
    pub fn get(&self, id: I) -> Option<&T> {
        self.items.get(id.index())
    }

    /// The id of a place, counted from 0; none, if the list is shorter.
    pub fn at(&self, place: usize) -> Option<I> {
        (place < self.items.len()).then(|| I::new(place))
    }

    /// The items in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The items in their order, each to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
    }

    /// The ids of all items in their order.
    pub fn ids(
        &self,
    ) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + Clone + use<I, T> {
        (0..self.items.len()).map(I::new)
    }

    /// The items in their order, each with its id.
    pub fn enumerate(
        &self,
    ) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator + Clone {
        self.items.iter().enumerate().map(|(place, item)| (I::new(place), item))
    }

    /// The id of the first item of which something holds.
    pub fn position(&self, holds: impl FnMut(&T) -> bool) -> Option<I> {
        self.items.iter().position(holds).map(I::new)
    }

    /// The items as a slice, for what goes by their order and not by their ids.
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }
}

impl<I: Id, T: Sync> List<I, T> {
    /// The items in parallel, each with its id.
    pub fn par_enumerate(&self) -> impl IndexedParallelIterator<Item = (I, &T)> {
        self.items.par_iter().enumerate().map(|(place, item)| (I::new(place), item))
    }
}

impl<I: Id, T> Index<I> for List<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for List<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

impl<I, T> Default for List<I, T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<I, T: fmt::Debug> fmt::Debug for List<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}

impl<I, T> From<Vec<T>> for List<I, T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, by: PhantomData }
    }
}

impl<I, T> FromIterator<T> for List<I, T> {
    fn from_iter<Items: IntoIterator<Item = T>>(items: Items) -> Self {
        Vec::from_iter(items).into()
    }
}

impl<I: Id, T: Send> FromParallelIterator<T> for List<I, T> {
    fn from_par_iter<Items: IntoParallelIterator<Item = T>>(items: Items) -> Self {
        Vec::from_par_iter(items).into()
    }
}

impl<I, T> Extend<T> for List<I, T> {
    fn extend<Items: IntoIterator<Item = T>>(&mut self, items: Items) {
        self.items.extend(items);
    }
}

impl<I, T> IntoIterator for List<I, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, I, T> IntoIterator for &'a List<I, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<'a, I, T> IntoIterator for &'a mut List<I, T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter_mut()
    }
}

impl<'a, I: Id, T: Sync> IntoParallelIterator for &'a List<I, T> {
    type Item = &'a T;
    type Iter = rayon::slice::Iter<'a, T>;

    fn into_par_iter(self) -> Self::Iter {
        self.items.par_iter()
    }
}
