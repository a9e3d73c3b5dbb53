//! What one document holds, and what is at hand while it is made.

use std::collections::HashMap;
use std::sync::Arc;

use crate::compact;
use crate::config::Config;
use crate::contents::{self, Contents};
use crate::diagnostics::{Diagnostic, Tally};
use crate::follow_up::FollowUp;
use crate::ids::KindId;
use crate::parse::Options;
use crate::source::Source;

use super::{Building, Draft, Fragment, Input, Model, Placed, Record, Reference};

/// What a document holds. Places in it are counted from its own first one.
#[derive(Debug, Default)]
pub struct Part {
    /// The record that the document itself is, then those of its sections in reading order; none,
    /// if the document is a draft that was left out.
    pub records: Vec<Arc<Record>>,
    /// Every reference that stands in a field.
    pub references: Vec<Reference>,
    /// Every value of a Markdown field.
    pub fragments: Vec<Fragment>,
    /// The headings that are records.
    pub sections: Vec<usize>,
    /// The aliases of sections that are anchors beside the heading's own, by headings in order; no
    /// two are alike, and none is that of another heading.
    pub aliases: Vec<(usize, String)>,
    /// Headings whose sections are drafts and are left out.
    pub hidden: Vec<usize>,
    /// The heading that gives the document its title and is not printed in its body.
    pub title_heading: Option<usize>,
    /// The drafts that were left out.
    pub drafts: Vec<Draft>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// For a translation, what it was made from.
    pub(super) origin: Option<Origin>,
}

impl Part {
    /// Gives back what was kept for more: a part is made once and held for long.
    pub(super) fn shrink(&mut self) {
        compact::list(&mut self.records);
        compact::list(&mut self.references);
        compact::list(&mut self.fragments);
        compact::list(&mut self.sections);
    }
}

/// What a translation was made from.
#[derive(Debug)]
pub(super) struct Origin {
    /// What its original holds, if it has one.
    pub(super) original: Option<Arc<Part>>,
    /// For each of its records, the original one.
    pub(super) records: Vec<Option<Arc<Record>>>,
}

/// What the report's own language has, for translations to find their originals in.
pub(super) struct Originals<'a> {
    pub(super) by_stem: HashMap<&'a str, &'a Placed>,
    /// Kind and id → the document and the place in its part.
    by_id: HashMap<(KindId, &'a str), (&'a Placed, usize)>,
    pub(super) drafts: &'a [Draft],
    /// Whether the drafts are those of an earlier model.
    are_drafts_kept: bool,
}

impl<'a> Originals<'a> {
    /// The originals among the documents of a model that has no others yet.
    pub(super) fn new(model: &'a Model, before: Option<&Model>) -> Self {
        let mut originals = Self {
            by_stem: HashMap::new(),
            by_id: HashMap::new(),
            drafts: &model.drafts,
            are_drafts_kept: before
                .is_some_and(|before| before.drafts[..before.own_drafts] == model.drafts),
        };
        // A draft that was left out has no record to translate.
        for placed in model.documents.iter().filter(|placed| !placed.part.records.is_empty()) {
            originals.by_stem.insert(&placed.stem, placed);
            for (at, record) in placed.part.records.iter().enumerate() {
                originals.by_id.entry((record.kind, &record.id)).or_insert((placed, at));
            }
        }
        originals
    }

    pub(super) fn record(&self, kind: KindId, id: &str) -> Option<&Arc<Record>> {
        let (placed, at) = self.by_id.get(&(kind, id))?;
        Some(&placed.part.records[*at])
    }

    pub(super) fn is_draft_stem(&self, stem: &str) -> bool {
        self.drafts.iter().any(|draft| draft.stem.as_deref() == Some(stem))
    }
}

/// How parts are made.
pub(super) struct Making<'a> {
    pub(super) config: &'a Config,
    pub(super) drafts: bool,
    pub(super) originals: Option<&'a Originals<'a>>,
    /// The table of contents.
    pub(super) contents: Option<&'a Contents>,
    /// Entries of the ledger that stand in tables of their own.
    pub(super) follow_up: Option<&'a FollowUp>,
}

/// A part that is being made.
pub(super) struct Maker<'a> {
    pub(super) making: &'a Making<'a>,
    pub(super) input: &'a Input,
    /// The document in the report's own language, for a translation that has one.
    pub(super) original: Option<&'a Placed>,
    pub(super) records: Vec<Record>,
    pub(super) part: Part,
    pub(super) tally: Tally,
    /// The file that is read, where that is not the document's.
    pub(super) reading: Option<&'a Arc<Source>>,
}

impl<'a> Making<'a> {
    pub(super) fn new(building: &Building<'a>, originals: Option<&'a Originals<'a>>) -> Self {
        let Building { config, drafts, contents, follow_up, .. } = *building;
        let (contents, follow_up) = (contents.map(|own| &**own), follow_up.map(|rows| &**rows));
        Self { config, drafts, originals, contents, follow_up }
    }

    /// Whether a part, made earlier from the same document, is what would be made of it.
    pub(super) fn is_current(&self, input: &Input, part: &Part) -> bool {
        let (Some(originals), Some(origin)) = (self.originals, &part.origin) else {
            return self.originals.is_none() && part.origin.is_none();
        };
        let same = |own: Option<&Arc<Record>>, other: &Option<Arc<Record>>| match (own, other) {
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            (own, other) => own.is_none() && other.is_none(),
        };
        let original = originals.by_stem.get(&*input.stem).map(|placed| &placed.part);
        let same_original = match (original, &origin.original) {
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            (own, other) => own.is_none() && other.is_none(),
        };
        let mut records = part.records.iter().zip(&origin.records);
        originals.are_drafts_kept
            && same_original
            && records.all(|(record, kept)| same(originals.record(record.kind, &record.id), kept))
    }
}

impl<'a> Maker<'a> {
    pub(super) fn config(&self) -> &'a Config {
        self.making.config
    }

    pub(super) fn options(&self) -> Options {
        let dialect = contents::dialect(self.config(), self.making.contents.is_some());
        Options::of(self.config(), self.input.language, dialect)
    }

    pub(super) fn source(&self) -> &'a Arc<Source> {
        self.reading.unwrap_or(&self.input.document.source)
    }

    pub(super) fn problem(&mut self, diagnostic: Diagnostic) {
        if self.tally.admits(&diagnostic) {
            self.part.diagnostics.push(diagnostic);
        }
    }

    /// The original of a record.
    pub(super) fn original_of(&self, kind: KindId, id: &str) -> Option<(&'a Placed, usize)> {
        self.making.originals?.by_id.get(&(kind, id)).copied()
    }

    pub(super) fn is_translation(&self) -> bool {
        self.making.originals.is_some()
    }
}
