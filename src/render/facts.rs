//! What the facts of a report come to, for builds that follow what their outputs read ([`trace`]).
//!
//! A record is one fact, without its text; the text of a document is one, and what other pages show of
//! it; and so is what refers to a record. What is made of many records is a fact of its own, because it often stays as it is when one
//! of them changes: the order of an index, say. All else that rendering reads is the frame.

use std::sync::OnceLock;

use rayon::prelude::*;

use crate::asset::Asset;
use crate::ids::{DocumentId, KindId, LanguageId, RecordId};
use crate::model::Record;
use crate::trace::{self, Fact};

use super::Renderer;

/// What facts come to, each found when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Known {
    frame: OnceLock<u64>,
    /// By their places.
    facts: OnceLock<Box<[OnceLock<u64>]>>,
}

/// What is made of all records of a language.
#[derive(Debug, Clone, Copy)]
pub(super) enum OfLanguage {
    /// The ledger.
    Standing,
    /// Who speaks in it, and what addresses call them.
    Assessors,
    /// The titles by their letters.
    Filed,
    /// The milestones.
    Promised,
    /// Who owes them, and what addresses call them.
    Owners,
    /// What happened, by months.
    News,
}

/// How many facts are made of each language.
const OF_LANGUAGE: usize = 6;

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

    /// The place of a fact among all of the report; `None` for one that the report has not.
    pub fn place_of_fact(&self, fact: Fact) -> Option<usize> {
        let (records, documents) = (self.model.records.len(), self.model.documents.len());
        let (first, at, end) = match fact {
            Fact::Record(id) => (0, id.index(), records),
            Fact::Mentions(id) => (records, id.index(), records),
            Fact::Document(id) => (2 * records, id.index(), documents),
            Fact::Outline(id) => (2 * records + documents, id.index(), documents),
            Fact::Whole(at) => (2 * (records + documents), at as usize, self.wholes()),
        };
        (at < end).then_some(first + at)
    }

    /// What all facts come to, in their order. A fact that has changed has another digest.
    pub fn digests(&self) -> Vec<u64> {
        let (records, documents) = (self.model.records.len(), self.model.documents.len());
        let records = (0..records).into_par_iter().map(RecordId::new);
        let documents = (0..documents).into_par_iter().map(DocumentId::new);
        let wholes = (0..self.wholes() as u32).into_par_iter().map(Fact::Whole);
        let all = records.clone().map(Fact::Record).chain(records.map(Fact::Mentions));
        let all = all.chain(documents.clone().map(Fact::Document));
        let all = all.chain(documents.map(Fact::Outline)).chain(wholes);
        all.map(|fact| self.digest_of(fact)).collect()
    }

    /// What a fact of the report comes to.
    pub(super) fn digest_of(&self, fact: Fact) -> u64 {
        // Those that are made of many records are few, and several threads may make one.
        let many = 2 * (self.model.records.len() + self.model.documents.len());
        let known = self.known.facts.get_or_init(|| (0..many).map(|_| OnceLock::new()).collect());
        let find = || trace::aside(|| self.found_digest(fact));
        let slot = self.place_of_fact(fact).and_then(|at| known.get(at));
        slot.map_or_else(find, |slot| *slot.get_or_init(find))
    }

    fn found_digest(&self, fact: Fact) -> u64 {
        match fact {
            Fact::Record(id) => trace::digest(&*self.model.records.unnoted()[id]),
            Fact::Mentions(id) => trace::digest(&self.links.backlinks.of(id).collect::<Vec<_>>()),
            Fact::Document(id) => self.digest_of_document(id),
            Fact::Outline(id) => {
                trace::digest(&(self.model.outline(id), &self.links.documents[id]))
            }
            Fact::Whole(at) => self.digest_of_whole(at as usize),
        }
    }

    /// How many facts are made of many records.
    fn wholes(&self) -> usize {
        self.config.languages.len() * OF_LANGUAGE + self.orders.len()
    }

    fn digest_of_document(&self, id: DocumentId) -> u64 {
        let placed = &self.model.documents[id];
        let (links, marks) = (&self.links.documents[id], &self.links.marks[id]);
        // A translation has fields of its original, which is another file.
        let fragments = placed.part().fragments.iter().map(|own| own.document.source.hash);
        let references = placed.part().references.iter().map(|own| own.source.hash);
        let sources: Vec<[u8; 32]> = fragments.chain(references).collect();
        trace::digest(&(placed.document().source.hash, sources, links, marks))
    }

    fn digest_of_whole(&self, at: usize) -> u64 {
        let Some(language) = self.config.languages.at(at / OF_LANGUAGE) else {
            return self.digest_of_order(at - self.config.languages.len() * OF_LANGUAGE);
        };
        let is = |own: OfLanguage| own as usize == at % OF_LANGUAGE;
        if is(OfLanguage::Filed) {
            return match self.plan.parts.letters.contains_key(&language) {
                true => trace::digest(self.filed(language)),
                false => 0,
            };
        }
        if is(OfLanguage::Promised) || is(OfLanguage::Owners) {
            let promised = self.promised(language);
            let owners = (&promised.milestones.owners, &promised.keys);
            return match is(OfLanguage::Owners) {
                true => trace::digest(&owners),
                false => trace::digest(&(owners, &promised.milestones.all)),
            };
        }
        if is(OfLanguage::News) {
            return trace::digest(self.news(language));
        }
        let standing = self.standing(language);
        let speakers = (&standing.ledger.assessors, &standing.keys);
        if is(OfLanguage::Assessors) {
            return trace::digest(&speakers);
        }
        let years = self.model.shape.years.iter().filter(|((own, _), _)| *own == language);
        trace::digest(&(speakers, &standing.ledger.entries, years.collect::<Vec<_>>()))
    }

    fn digest_of_order(&self, at: usize) -> u64 {
        let Some((&(kind, language), _)) = self.orders.iter().nth(at) else { return 0 };
        let order = self.order(kind, language);
        let views = [&order.facets, &order.sorts].map(|view| serde_json::to_string(view).ok());
        trace::digest(&(views, &order.records))
    }

    /// A digest of what every page may read without a note: which records there are and in what
    /// order, which pages, and the files that they show. What follows from `book.toml` and the look is
    /// not in it.
    pub fn frame(&self) -> u64 {
        *self.known.frame.get_or_init(|| self.found_frame())
    }

    fn found_frame(&self) -> u64 {
        let names = self.model.records.unnoted().iter().map(|record| {
            let Record { kind, language, id, .. } = &**record;
            (*kind, *language, id)
        });
        let documents = self.model.documents.iter().map(|placed| (&placed.stem, placed.language));
        let assets = self.assets.iter().map(|(name, asset)| {
            let Asset { hash, path, size, nature, file: _, sha256: _, bytes: _ } = asset;
            (name, hash.as_bytes(), path, size, format!("{nature:?}"))
        });
        // Every page may show the table of contents.
        let titles = self.model.contents.iter().flat_map(|_| {
            let records = self.model.documents.iter().map(|placed| placed.record);
            records.map(|record| {
                let Record { title, title_html, .. } = &*self.model.records.unnoted()[record];
                (title, title_html)
            })
        });
        trace::digest(&(
            titles.collect::<Vec<_>>(),
            names.collect::<Vec<_>>(),
            documents.collect::<Vec<_>>(),
            assets.collect::<Vec<_>>(),
            &*self.model.shape,
            (&self.model.drafts, &self.model.contents),
            &*self.plan,
            &self.links.named,
            (&self.links.left, &self.links.left_for, &self.links.from_others),
        ))
    }
}
