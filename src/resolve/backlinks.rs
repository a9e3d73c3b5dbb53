//! What refers to each record.

use std::sync::Arc;

use crate::ids::{DocumentId, FieldId, List, RecordId};
use crate::model::Model;
use crate::trace::{self, Fact};

use super::DocumentLinks;

/// For each record, what refers to it, in the order of the records that do.
#[derive(Debug, Default)]
pub struct Backlinks {
    /// Where those of each record begin in `all`, and where the last ones end.
    starts: Vec<u32>,
    /// The records that refer, and how they do.
    all: Vec<(RecordId, Via)>,
}

/// One reference to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Backlink {
    /// The record that refers.
    pub from: RecordId,
    /// How it does.
    pub via: Via,
}

/// How one record refers to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// By a field of the referring record's kind.
    Field(FieldId),
    /// In the prose of its document, by the sentence.
    Prose(u32),
    /// In a field's Markdown, by the fragment of its document's part and the sentence.
    Fragment(u32, u32),
    /// By naming it as what took the place of the referring record.
    Ended,
}

impl Via {
    /// Whether it stands in a text, of a document or of a field.
    pub fn is_in_text(self) -> bool {
        matches!(self, Via::Prose(_) | Via::Fragment(..))
    }
}

/// A reference from a document to a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outgoing {
    target: RecordId,
    /// The record that refers, by its place in the part.
    from: u32,
    via: Via,
}

impl Outgoing {
    pub(super) fn new(from: usize, via: Via, target: RecordId) -> Self {
        Self { target, from: from as u32, via }
    }

    /// The record that refers, by its place in the part, and the one that it refers to.
    pub(super) fn ends(self) -> (usize, RecordId) {
        (self.from as usize, self.target)
    }
}

impl Backlinks {
    /// What refers to a record.
    pub fn of(&self, index: RecordId) -> impl Iterator<Item = Backlink> {
        trace::note(Fact::Mentions(index));
        let at = index.index();
        let own = &self.all[self.starts[at] as usize..self.starts[at + 1] as usize];
        own.iter().map(|&(from, via)| Backlink { from, via })
    }

    /// Puts together what the documents refer to.
    pub(super) fn gather(model: &Model, documents: &List<DocumentId, Arc<DocumentLinks>>) -> Self {
        let mut starts = vec![0; model.records.len() + 1];
        let both = model.documents.iter().zip(documents);
        let listed = both.filter(|(placed, _)| model.is_listed(placed.record));
        for outgoing in listed.clone().flat_map(|(_, document)| &document.outgoing) {
            starts[outgoing.target.index() + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let nothing = (RecordId::new(0), Via::Field(FieldId::new(0)));
        let mut all = vec![nothing; starts.last().map_or(0, |end| *end as usize)];
        let mut next = starts.clone();
        for (placed, document) in listed {
            for &Outgoing { target, from, via } in &document.outgoing {
                let next = &mut next[target.index()];
                all[*next as usize] = (placed.nth(from as usize), via);
                *next += 1;
            }
        }
        let mut gathered = Self { starts, all };
        gathered.sort();
        gathered
    }

    /// Puts those of each record in order, each once.
    fn sort(&mut self) {
        let mut end = 0;
        for index in 0..self.starts.len().saturating_sub(1) {
            let (from, to) = (self.starts[index] as usize, self.starts[index + 1] as usize);
            self.all[from..to].sort_unstable();
            self.starts[index] = end as u32;
            for at in from..to {
                if at == from || self.all[at] != self.all[at - 1] {
                    self.all[end] = self.all[at];
                    end += 1;
                }
            }
        }
        if let Some(last) = self.starts.last_mut() {
            *last = end as u32;
        }
        self.all.truncate(end);
    }
}
