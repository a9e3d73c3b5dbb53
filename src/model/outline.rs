//! What other pages show of a document.

use std::hash::{Hash, Hasher};

use crate::ids::{DocumentId, RecordId};
use crate::parse::{Heading, Item, Phrase, Sentence};
use crate::trace::{self, Fact};

use super::{Model, Placed};

/// The headings and the items of a document, and its sentences that others show: they often stay as
/// they are when its text changes.
#[derive(Clone, Copy)]
pub struct Outline<'a> {
    model: &'a Model,
    at: DocumentId,
    placed: &'a Placed,
}

impl Model {
    /// What other pages show of a document.
    pub fn outline(&self, at: DocumentId) -> Outline<'_> {
        trace::note(Fact::Outline(at));
        Outline { model: self, at, placed: &self.documents[at] }
    }
}

impl<'a> Outline<'a> {
    /// The words of a heading.
    pub fn title(self, heading: usize) -> &'a Phrase {
        &self.heading(heading).title
    }

    /// The anchor of a heading.
    pub fn anchor(self, heading: usize) -> &'a str {
        &self.heading(heading).anchor
    }

    /// The record that holds a heading: its own, if it declares one.
    pub fn record_of_heading(self, heading: usize) -> RecordId {
        self.model.record_at(self.at, self.heading(heading).section.start)
    }

    /// The mark of an item and those of the items around it.
    pub fn item(self, item: usize) -> &'a str {
        &self.items()[item].path
    }

    /// The record that holds an item.
    pub fn record_of_item(self, item: usize) -> RecordId {
        self.model.record_at(self.at, self.items()[item].at)
    }

    /// A sentence of the text.
    pub fn sentence(self, sentence: usize) -> &'a Sentence {
        &self.placed.document.sentences[sentence]
    }

    /// A sentence of a fragment.
    pub fn sentence_of_fragment(self, fragment: usize, sentence: usize) -> &'a Sentence {
        &self.placed.part.fragments[fragment].document.sentences[sentence]
    }

    /// The beginning of the first paragraph of a section, or of the document.
    pub fn lead(self, heading: Option<usize>) -> Option<&'a Sentence> {
        let lead = match heading {
            Some(at) => self.heading(at).lead,
            None => self.placed.document.lead,
        };
        Some(self.sentence(lead? as usize))
    }

    fn heading(self, heading: usize) -> &'a Heading {
        &self.placed.document.headings[heading]
    }

    fn items(self) -> &'a [Item] {
        &self.placed.document.items
    }
}

impl Hash for Outline<'_> {
    fn hash<H: Hasher>(&self, sum: &mut H) {
        let (document, part) = (&self.placed.document, &self.placed.part);
        for (at, heading) in document.headings.iter().enumerate() {
            let Heading { title, anchor, lead, .. } = heading;
            (title, anchor, lead, self.record_of_heading(at)).hash(sum);
        }
        for (at, item) in document.items.iter().enumerate() {
            (&item.path, self.record_of_item(at)).hash(sum);
        }
        (document.lead, &document.sentences).hash(sum);
        for fragment in &part.fragments {
            fragment.document.sentences.hash(sum);
        }
    }
}
