//! What the facts of a report come to, for builds that follow what their outputs read ([`trace`]).
//!
//! A record is one fact, without its text; the text of a document is one; and so is what refers to a
//! record. What is made of many records is a fact of its own, because it often stays as it is when one
//! of them changes: the order of an index, say. All else that rendering reads is the frame.

use crate::ids::{DocumentId, KindId, LanguageId};
use crate::model::Record;
use crate::trace::{self, Fact};

use super::{Asset, Renderer};

/// What is made of all records of a language.
#[derive(Debug, Clone, Copy)]
pub(super) enum OfLanguage {
    /// The ledger.
    Standing,
    /// Who speaks in it, and what addresses call them.
    Assessors,
    /// The titles by their letters.
    Filed,
}

/// How many facts are made of each language.
const OF_LANGUAGE: usize = 3;

impl OfLanguage {
    pub(super) fn note(self, language: LanguageId) {
        trace::note(Fact::Whole((language.index() * OF_LANGUAGE + self as usize) as u32));
    }
}

impl Renderer {
    /// Notes that the order of an index of several parts is read.
    pub(super) fn note_order(&self, index: (KindId, LanguageId)) {
        if let Some(at) = self.orders.keys().position(|own| *own == index) {
            trace::note(Fact::Whole((self.config.languages.len() * OF_LANGUAGE + at) as u32));
        }
    }

    /// What a fact comes to: two facts that differ have different digests. `None` for one that the
    /// report has not.
    pub fn digest(&self, fact: Fact) -> Option<u64> {
        Some(match fact {
            Fact::Record(id) => trace::digest(&**self.model.records.unnoted().get(id)?),
            Fact::Mentions(id) => {
                self.model.records.unnoted().get(id)?;
                trace::digest(&self.links.backlinks.of(id).collect::<Vec<_>>())
            }
            Fact::Document(id) => self.digest_of_document(id)?,
            Fact::Whole(at) => self.digest_of_whole(at as usize)?,
        })
    }

    fn digest_of_document(&self, id: DocumentId) -> Option<u64> {
        let placed = self.model.documents.get(id)?;
        let (links, marks) = (&self.links.documents[id], &self.links.marks[id]);
        // A translation has fields of its original, which is another file.
        let fragments = placed.part().fragments.iter().map(|own| own.document.source.hash);
        let references = placed.part().references.iter().map(|own| own.source.hash);
        let sources: Vec<[u8; 32]> = fragments.chain(references).collect();
        Some(trace::digest(&(placed.document().source.hash, sources, links, marks)))
    }

    fn digest_of_whole(&self, at: usize) -> Option<u64> {
        let sort = at % OF_LANGUAGE;
        let Some(language) = self.config.languages.at(at / OF_LANGUAGE) else {
            let order = at - self.config.languages.len() * OF_LANGUAGE;
            let (&(kind, language), _) = self.orders.iter().nth(order)?;
            let order = self.order(kind, language);
            let views = [&order.facets, &order.sorts].map(|view| serde_json::to_string(view).ok());
            return Some(trace::digest(&(views, &order.records)));
        };
        let is = |own: OfLanguage| own as usize == sort;
        if is(OfLanguage::Filed) {
            let has_letters = self.plan.parts.letters.contains_key(&language);
            return has_letters.then(|| trace::digest(self.filed(language)));
        }
        let standing = self.standing(language);
        let speakers = (&standing.ledger.assessors, &standing.keys);
        if is(OfLanguage::Assessors) {
            return Some(trace::digest(&speakers));
        }
        let years = self.model.shape.years.iter().filter(|((own, _), _)| *own == language);
        let years: Vec<_> = years.collect();
        Some(trace::digest(&(speakers, &standing.ledger.entries, years)))
    }

    /// A digest of what every page may read without a note: which records there are and in what
    /// order, which pages, and the files that they show. What follows from `book.toml` and the look is
    /// not in it.
    pub fn frame(&self) -> u64 {
        let names = self.model.records.unnoted().iter().map(|record| {
            let Record { kind, language, id, .. } = &**record;
            (*kind, *language, id)
        });
        let documents = self.model.documents.iter().map(|placed| (&placed.stem, placed.language));
        let assets = self.assets.iter().map(|(name, asset)| {
            let Asset { hash, path, size, nature, file: _ } = asset;
            (name, hash.as_bytes(), path, size, format!("{nature:?}"))
        });
        trace::digest(&(
            names.collect::<Vec<_>>(),
            documents.collect::<Vec<_>>(),
            assets.collect::<Vec<_>>(),
            &*self.model.shape,
            &self.model.drafts,
            &*self.plan,
            &self.links.named,
        ))
    }
}
