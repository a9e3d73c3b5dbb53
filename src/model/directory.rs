//! Names → the records and documents that have them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;

use crate::config::PAGE;
use crate::diagnostics::nearest;
use crate::ids::{DocumentId, KindId, LanguageId, List, RecordId};

use super::{Model, Record};

/// Names → those who have them.
#[derive(Debug, Default, Clone)]
pub struct Directory {
    /// Id → the first record that has it, of any kind and language.
    ids: HashMap<Arc<str>, RecordId, RandomState>,
    /// For each record, what a look-up asks of it.
    entries: List<RecordId, Known>,
    /// Alias, or last part of a page's id → the records that answer to it.
    others: HashMap<String, Vec<RecordId>, RandomState>,
    /// Path below the content folder without language and `.md` → the documents, by language.
    stems: HashMap<Arc<str>, Vec<(LanguageId, DocumentId)>, RandomState>,
    /// What was meant by names that nobody has. It takes long to find among many, one record that is
    /// gone leaves many references to it, and they are looked up again while they are not mended.
    meant: Arc<Mutex<Meant>>,
}

/// A name that nobody has, and the kinds that are wanted → the name that was meant, if any is near.
type Meant = HashMap<(Box<str>, Box<[KindId]>), Option<Arc<str>>, RandomState>;

/// A record as look-ups see it: small, so that many are near at hand.
#[derive(Debug, Clone, Copy)]
struct Known {
    kind: KindId,
    language: LanguageId,
    /// The next record with the same id; the record itself, where it is the last.
    next: RecordId,
}

impl Known {
    fn is_of(self, kind: KindId, language: LanguageId) -> bool {
        self.kind == kind && self.language == language
    }
}

impl Directory {
    /// The first record of a kind and a language that has an id.
    pub(super) fn find(&self, kind: KindId, language: LanguageId, id: &str) -> Option<RecordId> {
        self.with_id(id).find(|&index| self.entries[index].is_of(kind, language))
    }

    /// The kind of a record.
    pub fn kind(&self, index: RecordId) -> KindId {
        self.entries[index].kind
    }

    /// The language of a record.
    pub(super) fn language(&self, index: RecordId) -> LanguageId {
        self.entries[index].language
    }

    /// The records that have an id, of each kind and language the first.
    fn with_id(&self, id: &str) -> impl Iterator<Item = RecordId> + Clone {
        self.from(self.ids.get(id).copied())
    }

    /// A record and those after it that have the same id.
    fn from(&self, first: Option<RecordId>) -> impl Iterator<Item = RecordId> + Clone {
        let next = |&index: &RecordId| Some(self.entries[index].next).filter(|next| *next != index);
        std::iter::successors(first, next)
    }

    /// The records that a name without a kind can mean: those that have it as their id, as the last
    /// part of it or as an alias. Of a record and its translations, and of records with one id, which
    /// are a problem by themselves, the first is the one that is meant; and an id that is given goes
    /// before an old one.
    pub fn named(&self, model: &Model, name: &str) -> impl Iterator<Item = RecordId> {
        let own = self.with_id(name);
        let among = own.clone();
        let is_meant = move |index: &RecordId| {
            let kind = self.kind(*index);
            among
                .clone()
                .find(|&at| self.entries[at].is_of(kind, LanguageId::OWN))
                .is_none_or(|at| at == *index)
        };
        let others = self.others.get(name).into_iter().flatten().copied();
        let others = others.filter(move |&index| {
            let record = &model.records[index];
            let is_old = record.aliases.iter().any(|alias| alias.text == name);
            self.find(record.kind, LanguageId::OWN, &record.id).is_none_or(|at| at == index)
                && (!is_old || self.find(record.kind, LanguageId::OWN, name).is_none())
        });
        own.filter(is_meant).chain(others)
    }

    /// Whether a record has an id.
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// Whether a record is of one of these kinds, of which none means any.
    pub fn fits(&self, index: RecordId, kinds: &[KindId]) -> bool {
        kinds.is_empty() || kinds.contains(&self.kind(index))
    }

    /// The name that was meant by one that nobody has, of a record of one of these kinds.
    pub fn nearest(&self, name: &str, kinds: &[KindId]) -> Option<Arc<str>> {
        let unknown = (name.into(), kinds.into());
        let meant = || self.meant.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = meant().get(&unknown) {
            return known.clone();
        }
        let found = nearest(name, self.names(|index| self.fits(index, kinds))).map(Arc::from);
        meant().insert(unknown, found.clone());
        found
    }

    /// Every name of a record of which `fits` holds, in no order.
    fn names<'a>(
        &'a self,
        fits: impl Fn(RecordId) -> bool + Copy + 'a,
    ) -> impl Iterator<Item = &'a str> {
        let ids = self.ids.iter();
        let ids = ids.filter(move |(_, first)| self.from(Some(**first)).any(fits));
        let others = self.others.iter();
        let others = others.filter(move |(_, records)| records.iter().copied().any(fits));
        ids.map(|(id, _)| &**id).chain(others.map(|(name, _)| name.as_str()))
    }

    /// The document at a path without language and `.md`.
    pub fn document(&self, language: LanguageId, stem: &str) -> Option<DocumentId> {
        let found = self.stems.get(stem)?.iter().find(|(own, _)| *own == language);
        found.map(|(_, document)| *document)
    }

    /// Enters a document and its language.
    pub(super) fn enter_document(
        &mut self,
        stem: &Arc<str>,
        language: LanguageId,
        document: DocumentId,
    ) {
        self.stems.entry(Arc::clone(stem)).or_default().push((language, document));
    }

    /// Enters the next record, unless another of its kind and language has its id: which that is.
    pub(super) fn enter(&mut self, record: &Record) -> Result<(), RecordId> {
        let index = self.entries.next_id();
        let &Record { kind, language, .. } = record;
        self.entries.push(Known { kind, language, next: index });
        let first = *self.ids.entry(Arc::clone(&record.id)).or_insert(index);
        if first != index {
            let mut last = first;
            for at in self.from(Some(first)) {
                if self.entries[at].is_of(kind, language) {
                    return Err(at);
                }
                last = at;
            }
            self.entries[last].next = index;
        }
        if kind == PAGE
            && let Some((_, last)) = record.id.rsplit_once('/')
        {
            self.others.entry(last.to_owned()).or_default().push(index);
        }
        for alias in &record.aliases {
            self.others.entry(alias.text.clone()).or_default().push(index);
        }
        Ok(())
    }
}
