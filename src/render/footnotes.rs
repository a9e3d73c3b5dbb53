//! The footnotes of a page: their numbers and their list.

use std::collections::{BTreeMap, HashSet};

use tera::Value;

use crate::config::Numbering;
use crate::diagnostics::Diagnostic;
use crate::escape::escape;
use crate::ids::{DocumentId, RecordId};

use super::addresses::On;
use super::{Renderer, map};

/// Which text a body belongs to, and so what its holes mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    /// A document.
    Document(DocumentId),
    /// A Markdown field, by its document and its place among the part's fragments.
    Fragment(DocumentId, usize),
}

/// What is counted on a page: its footnotes in the order in which they are referred to, its images
/// and its pictures.
#[derive(Debug, Default)]
pub(super) struct Notes {
    order: Vec<Note>,
    places: BTreeMap<(Of, u32), usize>,
    /// The labels that are ids on the page already.
    labels: HashSet<String>,
    /// How many footnotes of the page have a number, where they are numbered by documents.
    numbered: BTreeMap<u32, usize>,
    /// For each document, the last number of those in its fields.
    in_fields: BTreeMap<DocumentId, u32>,
    images: usize,
    pictures: usize,
    embeds: usize,
    /// The records that the text of the page embeds in full.
    embedded: Vec<Embedded>,
    leaves_out: bool,
}

/// A record that a text embeds in full.
#[derive(Debug)]
pub(super) struct Embedded {
    /// Where in the HTML of the body it is.
    pub(super) offset: u32,
    pub(super) record: RecordId,
    pub(super) level: u8,
    pub(super) anchor: String,
}

/// A footnote of a page.
#[derive(Debug)]
struct Note {
    of: Of,
    index: u32,
    number: u32,
    /// The ids of its text and of the first reference to it, which no other footnote of the page has.
    ids: Ids,
    /// How often it has been referred to.
    times: usize,
}

/// The ids that belong to a footnote.
#[derive(Debug)]
enum Ids {
    /// By its number, or what of it no other footnote of the page has.
    Numbered(String),
    /// By its label, as mdBook has it.
    Labelled(String),
}

impl Ids {
    /// The id of the text.
    fn text(&self) -> String {
        match self {
            Ids::Numbered(name) => format!("fn:{name}"),
            Ids::Labelled(label) => format!("footnote-{label}"),
        }
    }

    /// The id of a reference, counted from 1.
    fn reference(&self, time: usize) -> String {
        match (self, time) {
            (Ids::Numbered(name), 1) => format!("fnref:{name}"),
            (Ids::Numbered(name), _) => format!("fnref:{name}:{time}"),
            (Ids::Labelled(label), _) => format!("fr-{label}-{time}"),
        }
    }
}

/// What stands where a footnote is referred to.
pub(super) struct Reference {
    /// The number of the footnote.
    pub(super) number: u32,
    /// The id of its text.
    pub(super) note: String,
    /// The id of this reference.
    pub(super) id: String,
}

impl Notes {
    /// An id for a picture that no other one of the page has.
    pub(super) fn picture_id(&mut self) -> String {
        self.pictures += 1;
        format!("picture:{}", self.pictures)
    }

    /// An id for the heading of an embedded record that no other heading of the page has.
    pub(super) fn embed_id(&mut self) -> String {
        self.embeds += 1;
        format!("embed:{}", self.embeds)
    }

    /// Notes a record that the text of the page embeds in full.
    pub(super) fn embed(&mut self, embedded: Embedded) {
        self.embedded.push(embedded);
    }

    /// The records that the text of the page embeds in full, in its order.
    pub(super) fn embedded(&self) -> &[Embedded] {
        &self.embedded
    }

    /// The footnotes of what a page shows of a record elsewhere, in its head or on its card: there
    /// is no list for them, so marks of them are left out.
    pub(super) fn left_out() -> Self {
        Self { images: 1, leaves_out: true, ..Self::default() }
    }

    /// Counts an image; whether it is the first of the page.
    pub(super) fn is_first_image(&mut self) -> bool {
        self.images += 1;
        self.images == 1
    }

    /// The mark of a footnote, where marks are not left out.
    pub(super) fn mark(&mut self, renderer: &Renderer, of: Of, index: u32) -> Option<String> {
        let Reference { number, note, id } = self.refer(renderer, of, index)?;
        Some(format!(
            "<sup class=\"note\"><a id=\"{id}\" href=\"#{note}\" role=\"doc-noteref\">{number}</a></sup>"
        ))
    }

    /// Refers to a footnote once more.
    fn refer(&mut self, renderer: &Renderer, of: Of, index: u32) -> Option<Reference> {
        if self.leaves_out {
            return None;
        }
        let place = match self.places.get(&(of, index)) {
            Some(place) => *place,
            None => self.add(renderer, of, index),
        };
        let note = &mut self.order[place];
        note.times += 1;
        let Note { number, ids, times, .. } = &*note;
        Some(Reference {
            number: *number,
            note: escape(&ids.text()),
            id: escape(&ids.reference(*times)),
        })
    }

    fn add(&mut self, renderer: &Renderer, of: Of, index: u32) -> usize {
        let place = self.order.len();
        let number = match renderer.config.numbering {
            Numbering::Page => place as u32 + 1,
            Numbering::Document => self.number_in_document(renderer, of, index),
        };
        let same = self.numbered.entry(number).or_default();
        *same += 1;
        let name = match *same {
            1 => number.to_string(),
            same => format!("{number}-{same}"),
        };
        let label = label_in_book(renderer, of, index);
        let label = label.filter(|label| self.labels.insert(label.clone()));
        let ids = label.map_or(Ids::Numbered(name), Ids::Labelled);
        self.order.push(Note { of, index, number, ids, times: 0 });
        self.places.insert((of, index), place);
        place
    }

    /// The number of a footnote in its document. Those of fields come after those of the text.
    fn number_in_document(&mut self, renderer: &Renderer, of: Of, index: u32) -> u32 {
        let (Of::Document(document) | Of::Fragment(document, _)) = of;
        let footnotes = &renderer.model.documents[document].document().footnotes;
        if let Of::Document(_) = of {
            return footnotes[index as usize].number;
        }
        let highest = || footnotes.iter().map(|note| note.number).max().unwrap_or_default();
        let last = self.in_fields.entry(document).or_insert_with(highest);
        *last += 1;
        *last
    }
}

impl Renderer {
    /// The list of a page's footnotes, one HTML string each, in their order.
    pub(super) fn notes(
        &self,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Vec<Value>, Box<Diagnostic>> {
        let mut list = Vec::new();
        // A footnote can refer to one that nothing has referred to before, so the list may grow.
        while list.len() < notes.order.len() {
            let Note { of, index, .. } = notes.order[list.len()];
            list.push(self.footnote(of, index, on, notes)?);
        }
        let back = self.look.strings().word(on.language, "footnote-back");
        let views = list.into_iter().zip(&notes.order).map(|(html, note)| {
            let Note { number, ids, times, .. } = note;
            let mut links = String::new();
            for time in 1..=*times {
                let label = escape(&format!("{back} {number}"));
                links.push_str(&format!(
                    " <a href=\"#{}\" role=\"doc-backlink\" aria-label=\"{label}\">↩</a>",
                    escape(&ids.reference(time))
                ));
            }
            map! {
                "id": ids.text(),
                "number": u64::from(*number),
                "html": Value::safe_string(&with_back_links(&html, &links)),
            }
        });
        Ok(views.collect())
    }
}

/// The label of a footnote of a book, which is in its ids; none, where a heading has such an id.
fn label_in_book(renderer: &Renderer, of: Of, index: u32) -> Option<String> {
    let Of::Document(document) = of else { return None };
    if !renderer.is_book() {
        return None;
    }
    let document = renderer.model.documents[document].document();
    // Blanks are in no id.
    let label = document.footnotes[index as usize].label.replace(char::is_whitespace, "-");
    let id = format!("footnote-{label}");
    let is_taken = document.headings.iter().any(|heading| *heading.anchor == *id)
        || document.anchors.iter().any(|anchor| **anchor == *id);
    (!is_taken).then_some(label)
}

/// Puts the way back into the last paragraph of a footnote.
fn with_back_links(html: &str, links: &str) -> String {
    match html.trim_end().strip_suffix("</p>") {
        Some(start) => format!("{start}{links}</p>"),
        None => format!("{html}<p>{links}</p>"),
    }
}
