//! What refers to each record.

use std::sync::Arc;

use crate::model::{Model, RecordIndex};

use super::DocumentLinks;

/// For each record, what refers to it, in the order of the records that do.
#[derive(Debug, Default)]
pub struct Backlinks {
    /// Where those of each record begin in `all`, and where the last ones end.
    starts: Vec<u32>,
    all: Vec<Backlink>,
}

/// One reference to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Backlink {
    /// The record that refers.
    pub from: RecordIndex,
    /// How it does.
    pub via: Via,
}

/// How one record refers to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// By a field, by its place among the fields of the referring record's kind.
    Field(usize),
    /// In the prose of its document, by the sentence.
    Prose(u32),
    /// In a field's Markdown, by the fragment of its document's part and the sentence.
    Fragment(usize, u32),
}

impl Backlinks {
    /// What refers to a record.
    pub fn of(&self, index: RecordIndex) -> &[Backlink] {
        &self.all[self.starts[index] as usize..self.starts[index + 1] as usize]
    }

    /// Puts together what the documents refer to.
    pub(super) fn gather(model: &Model, documents: &[Arc<DocumentLinks>]) -> Self {
        let mut starts = vec![0; model.records.len() + 1];
        for (target, _) in documents.iter().flat_map(|document| &document.backlinks) {
            starts[target + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let nothing = Backlink { from: 0, via: Via::Field(0) };
        let mut all = vec![nothing; starts.last().map_or(0, |end| *end as usize)];
        let mut next = starts.clone();
        for (placed, document) in model.documents.iter().zip(documents) {
            for &(target, Backlink { from, via }) in &document.backlinks {
                all[next[target] as usize] = Backlink { from: placed.record + from, via };
                next[target] += 1;
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
