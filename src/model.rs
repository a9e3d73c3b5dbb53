//! All documents → typed records.
//!
//! Goes in: the configuration and every parsed [`Document`]. Comes out: a [`Model`], in which each
//! document and each section that declares a kind is a [`Record`] with an id that is unique in its
//! kind and language, and with fields of the types that `book.toml` gives them. References are
//! listed, not followed: that is [`crate::resolve`]'s part. Nothing is read here and no text is
//! parsed, but for the values of fields.
//!
//! What a document holds is a [`Part`], which knows nothing of other documents (a translation knows
//! its original) nor of its own place among them, so that parts are made in parallel, and kept for
//! as long as their documents stay as they are. What follows from all of them together is the
//! [`Shape`]: ids, order, and which record is inside which. Words may change while the shape stays;
//! then it is the same value as before, which later stages see at a glance.

mod directory;
mod ended;
mod follow_up;
mod identity;
pub mod inventory;
mod ledger;
mod making;
pub mod milestones;
mod order;
mod outline;
mod part;
mod shape;
mod values;

use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

pub use directory::Directory;
pub(crate) use identity::{is_address, suggested};
pub use outline::Outline;
pub use part::Part;
pub use shape::Shape;
pub(crate) use values::{COMMON, OF_DOCUMENTS, is_text_in_all_kinds, shared_value};

pub use crate::date::Date;
use crate::field::Outside;
pub use crate::field::Value;

use crate::config::{Config, Ending};
use crate::contents::Contents;
use crate::diagnostics::Diagnostic;
use crate::follow_up::FollowUp;
use crate::ids::{DocumentId, FieldId, KindId, LanguageId, List, RecordId};
use crate::parse::{Document, Fields, Marked, Pair, Phrase, Prose, ProseCache};
use crate::source::{Place, Source};
use crate::trace::{self, Fact, Noted};
use crate::versions::Published;
use part::{Making, Originals};

/// All records of a report.
#[derive(Debug, Default)]
pub struct Model {
    /// The documents in reading order.
    pub documents: List<DocumentId, Placed>,
    /// The records: documents in reading order, each followed by its sections.
    pub records: Noted<RecordId, Arc<Record>>,
    /// What follows from all documents together.
    pub shape: Arc<Shape>,
    /// The drafts that were left out.
    pub drafts: Vec<Draft>,
    /// The entries of the ledger that stand in tables of their own, from which records have theirs.
    pub follow_up: Arc<FollowUp>,
    /// The versions of the report that were published.
    pub versions: Arc<Published>,
    /// The table of contents, if the report has one.
    pub contents: Option<Arc<Contents>>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// What holds the prose of the documents.
    pub prose_cache: Arc<ProseCache>,
    /// How many of the drafts are of the report's own language.
    own_drafts: usize,
    /// The part of every document by the path of its file, those that are drafts among them.
    parts: HashMap<String, (Arc<Document>, Arc<Part>)>,
}

/// A record that is a draft and was left out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Draft {
    /// Its kind.
    pub kind: KindId,
    /// Its id.
    pub id: String,
    /// For a document, its path below the content folder without language and `.md`.
    pub stem: Option<String>,
}

/// A document and its place in the report.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Its place in [`Model::documents`].
    at: DocumentId,
    /// The parsed file.
    document: Arc<Document>,
    /// Its path below the content folder without language and `.md`: `themes/01-prevention`.
    pub stem: Arc<str>,
    /// Its language.
    pub language: LanguageId,
    /// The record that the document itself is; those of its sections follow it.
    pub record: RecordId,
    /// What it holds.
    part: Arc<Part>,
}

impl Placed {
    /// The record at a place in the [`Part`].
    pub fn nth(&self, place: usize) -> RecordId {
        RecordId::new(self.record.index() + place)
    }

    /// The place in the [`Part`] of one of its records.
    pub fn place_of(&self, record: RecordId) -> usize {
        record.index() - self.record.index()
    }

    /// The parsed file.
    pub fn document(&self) -> &Arc<Document> {
        trace::note(Fact::Document(self.at));
        &self.document
    }

    /// What it holds.
    pub fn part(&self) -> &Arc<Part> {
        trace::note(Fact::Document(self.at));
        &self.part
    }

    /// The record that a heading declares.
    pub fn record_of(&self, heading: usize) -> Option<RecordId> {
        let found = self.part.sections.binary_search(&heading);
        found.ok().map(|place| self.nth(place + 1))
    }

    /// Whether an offset of the document's HTML stands in a draft that is left out.
    pub fn hides(&self, offset: u32) -> bool {
        let headings = &self.document.headings;
        let hidden = &self.part.hidden;
        let after = hidden.partition_point(|&at| headings[at].section.start <= offset);
        after.checked_sub(1).is_some_and(|last| offset < headings[hidden[last]].section.end)
    }
}

/// What has a page of its own.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its kind.
    pub kind: KindId,
    /// Its id, unique in its kind and language.
    pub id: Arc<str>,
    /// Its language.
    pub language: LanguageId,
    /// The heading that declares it; `None` for the document itself.
    pub heading: Option<usize>,
    /// The record around it, by its place in the [`Part`]: the nearest enclosing section that is
    /// one, else the document. [`Model::parent`] gives its index.
    pub parent_in_part: Option<usize>,
    /// Its title, as text.
    pub title: String,
    /// Its title as HTML, where that is not just the text.
    pub title_html: Option<Box<str>>,
    /// Its number, as written: `9.3`.
    pub number: Option<String>,
    /// Its place among its like, before the number.
    pub order: Option<i64>,
    /// Old ids that still lead to it.
    pub aliases: Vec<Marked>,
    /// A sentence about it, when one is written.
    pub description: Option<Phrase>,
    /// How it ended, if it did.
    pub ended: Option<Box<Ended>>,
    /// The values of its fields, in the order of the kind's fields.
    pub values: List<FieldId, Vec<Value>>,
    /// Where it is declared.
    pub span: Range<usize>,
}

/// Without the places where it is written: those change with every word before them, and a page that
/// tells them reads the document too.
impl Hash for Record {
    fn hash<H: Hasher>(&self, sum: &mut H) {
        let Record { kind, id, language, heading, parent_in_part, .. } = self;
        (kind, id, language, heading, parent_in_part).hash(sum);
        let Record { title, title_html, number, order, aliases, description, values, .. } = self;
        (title, title_html, number, order, description, values).hash(sum);
        let Record { ended, .. } = self;
        ended.hash(sum);
        let Record { span: _, .. } = self;
        aliases.len().hash(sum);
        aliases.iter().for_each(|alias| alias.text.hash(sum));
    }
}

/// The end of a record that still stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// How it ended.
    pub how: Ending,
    /// What took its place, by the places of the references in [`Part::references`].
    pub by: Vec<usize>,
    /// When.
    pub date: Option<Date>,
    /// Why, by the place in [`Part::fragments`].
    pub reason: Option<usize>,
    /// Where that is said, by the place in [`Part::fragments`].
    pub source: Option<usize>,
    /// Where it is declared.
    pub span: Range<usize>,
}

/// Without its place, as records have none.
impl Hash for Ended {
    fn hash<H: Hasher>(&self, sum: &mut H) {
        let Self { how, by, date, reason, source, span: _ } = self;
        (how, by, date, reason, source).hash(sum);
    }
}

/// Markdown that stands in a field.
#[derive(Debug, Clone)]
pub struct Fragment {
    /// The record that has the field, by its place in the [`Part`].
    pub from: usize,
    /// The parsed text.
    pub document: Arc<Document>,
}

/// A reference that stands in a field.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The record that has the field, by its place in the [`Part`].
    pub from: usize,
    /// The file in which it is written: that of the record, or of the record's original.
    pub source: Arc<Source>,
    /// The field of the record's kind; none where it names what took the place of the record.
    pub field: Option<FieldId>,
    /// What is written: an id, or `kind/id`.
    pub target: Marked,
    /// The kinds that it may lead to; empty means any.
    pub to: Arc<[KindId]>,
    /// The records of other reports that it may lead to.
    pub outside: Option<Arc<Outside>>,
}

/// A document on its way into the model.
#[derive(Debug, Clone)]
pub struct Input {
    /// The parsed file.
    pub document: Arc<Document>,
    /// Its path below the content folder without language and `.md`.
    pub stem: Arc<str>,
    /// Its language.
    pub language: LanguageId,
}

/// What a model is built from beside the documents.
#[derive(Debug, Clone, Copy)]
pub struct Building<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The inventories that kinds name, by their paths.
    pub inventories: &'a BTreeMap<String, Arc<Source>>,
    /// Whether records marked as drafts are part of the model.
    pub drafts: bool,
    /// The table of contents, if the report has one.
    pub contents: Option<&'a Arc<Contents>>,
    /// A model that was built with the same configuration, `drafts`, `contents` and `follow_up`: what
    /// did not change since is taken from it.
    pub before: Option<&'a Model>,
    /// The entries of the ledger that stand in tables of their own.
    pub follow_up: Option<&'a Arc<FollowUp>>,
    /// The versions of the report that were published. Nothing of the records follows from them.
    pub versions: Option<&'a Arc<Published>>,
    /// What is to hold the prose of the documents, if it is not to be one for this model alone.
    pub prose_cache: Option<&'a Arc<ProseCache>>,
}

impl<'a> Building<'a> {
    /// Without drafts, and anew.
    pub fn new(config: &'a Config, inventories: &'a BTreeMap<String, Arc<Source>>) -> Self {
        Self {
            config,
            inventories,
            drafts: false,
            contents: None,
            before: None,
            follow_up: None,
            versions: None,
            prose_cache: None,
        }
    }
}

/// Builds the model.
pub fn build(building: &Building<'_>, inputs: &[Input]) -> Model {
    let order = order::reading_order(inputs, building.contents.map(|contents| &**contents));
    let own = order.partition_point(|&at| inputs[at].language == LanguageId::OWN);
    let (own, translations) = order.split_at(own);
    let prose_cache = building.prose_cache.map(Arc::clone).unwrap_or_default();
    let follow_up = building.follow_up.map(Arc::clone).unwrap_or_default();
    let versions = building.versions.map(Arc::clone).unwrap_or_default();
    let contents = building.contents.map(Arc::clone);
    let mut model = Model { prose_cache, follow_up, versions, contents, ..Model::default() };
    model.take(inputs, own, building.parts(inputs, own, None));
    model.own_drafts = model.drafts.len();
    if !translations.is_empty() {
        let originals = Originals::new(&model, building.before);
        let parts = building.parts(inputs, translations, Some(&originals));
        model.take(inputs, translations, parts);
    }
    model.settle(building);
    model
}

impl Building<'_> {
    /// The parts of some inputs, made or kept.
    fn parts(
        &self,
        inputs: &[Input],
        places: &[usize],
        originals: Option<&Originals<'_>>,
    ) -> Vec<Arc<Part>> {
        let making = Making::new(self, originals);
        let part = |&at: &usize| {
            let input = &inputs[at];
            let kept = self.before.and_then(|before| before.parts.get(&input.document.source.path));
            let kept = kept.filter(|(document, _)| Arc::ptr_eq(document, &input.document));
            match kept.filter(|(_, part)| making.is_current(input, part)) {
                Some((_, part)) => Arc::clone(part),
                None => Arc::new(making.part(input)),
            }
        };
        places.par_iter().map(part).collect()
    }
}

impl Model {
    /// Adds documents with their parts.
    fn take(&mut self, inputs: &[Input], places: &[usize], parts: Vec<Arc<Part>>) {
        for (&at, part) in places.iter().zip(parts) {
            let Input { document, stem, language } = &inputs[at];
            self.diagnostics.extend(part.diagnostics.iter().cloned());
            self.drafts.extend(part.drafts.iter().cloned());
            let kept = (Arc::clone(document), Arc::clone(&part));
            self.parts.insert(document.source.path.clone(), kept);
            if part.records.is_empty() {
                continue;
            }
            let record = self.records.unnoted().next_id();
            self.records.list_mut().extend(part.records.iter().cloned());
            self.documents.push(Placed {
                at: self.documents.next_id(),
                document: Arc::clone(document),
                stem: Arc::clone(stem),
                language: *language,
                record,
                part,
            });
        }
    }

    /// Finds the shape and what is wrong with it.
    fn settle(&mut self, building: &Building<'_>) {
        let config = building.config;
        match building.before.filter(|before| shape::is_same(config, before, self)) {
            Some(before) => self.shape = Arc::clone(&before.shape),
            None => {
                let (shape, mut problems) = shape::find(config, self);
                self.shape = Arc::new(shape);
                problems.extend(values::not_unique(config, self));
                Arc::make_mut(&mut self.shape).is_sound = problems.is_empty();
                self.diagnostics.append(&mut problems);
            }
        }
        inventory::check(config, self, building.inventories);
    }

    /// What a document says in full.
    pub fn prose(&self, document: DocumentId) -> Arc<Prose> {
        self.prose_cache.prose(self.documents[document].document())
    }

    /// The id of the document that holds a record.
    pub fn document_at(&self, index: RecordId) -> DocumentId {
        self.shape.owners[index]
    }

    /// The document that holds a record.
    pub fn document_of(&self, index: RecordId) -> &Placed {
        &self.documents[self.document_at(index)]
    }

    /// The language of a record. Like its kind and its id, it is known to whoever knows the record.
    pub fn language_of(&self, index: RecordId) -> LanguageId {
        self.records.unnoted()[index].language
    }

    /// The record around a record.
    pub fn parent(&self, index: RecordId) -> Option<RecordId> {
        Some(self.document_of(index).nth(self.records[index].parent_in_part?))
    }

    /// The records of each kind in their order, languages one after the other.
    pub fn of_kind(&self, kind: KindId) -> &[RecordId] {
        &self.shape.by_kind[kind]
    }

    /// All records, in the order in which they are read, but what is shown where there is no page.
    pub fn listed(&self) -> impl Iterator<Item = RecordId> + Clone {
        self.records.ids().filter(|index| self.is_listed(*index))
    }

    /// Whether a record is more than what is shown where there is no page.
    pub fn is_listed(&self, index: RecordId) -> bool {
        !self.shape.missing_pages.contains(&index)
    }

    /// The record of a kind and a language that has an id.
    pub fn find(&self, kind: KindId, language: LanguageId, id: &str) -> Option<RecordId> {
        self.shape.directory.find(kind, language, id)
    }

    /// Where a record is declared.
    pub fn place(&self, index: RecordId) -> Place {
        let record = &self.records[index];
        let document = &self.document_of(index).document;
        let span = match record.heading {
            Some(at) => document.headings[at].span.clone(),
            None => record.span.clone(),
        };
        Place::new(&document.source, span)
    }

    /// Where the value of a field is written; where the record is declared, when it is not.
    pub fn place_of_field(&self, index: RecordId, field: &str) -> Place {
        let document = &self.document_of(index).document;
        match self.written(index, field) {
            Some(entry) => Place::new(&document.source, entry.value.span.clone()),
            None => self.place(index),
        }
    }

    /// A field of a record as it is written, if it is.
    fn written(&self, index: RecordId, field: &str) -> Option<&Pair> {
        self.fields_of(index)?.get(field)
    }

    /// Whether what is written of a field cannot be read, which is told already.
    fn is_unread(&self, index: RecordId, field: &str) -> bool {
        self.fields_of(index).is_some_and(|fields| fields.is_unread(field))
    }

    /// The fields of a record as they are written.
    pub fn fields_of(&self, index: RecordId) -> Option<&Fields> {
        let document = &self.document_of(index).document;
        match self.records[index].heading {
            Some(at) => document.headings[at].fields.as_ref(),
            None => document.front.as_ref(),
        }
    }

    /// Whether a record is the one that its id leads to: one whose id is given twice is not.
    pub fn is_first(&self, index: RecordId) -> bool {
        let record = &self.records[index];
        self.find(record.kind, record.language, &record.id) == Some(index)
    }

    /// The record of the same kind and id in another language.
    pub fn in_language(&self, index: RecordId, language: LanguageId) -> Option<RecordId> {
        if self.shape.directory.language(index) == language {
            return Some(index);
        }
        let record = &self.records[index];
        self.find(record.kind, language, &record.id)
    }

    /// The innermost record that holds an offset of a document's HTML.
    pub fn record_at(&self, document: DocumentId, offset: u32) -> RecordId {
        let placed = &self.documents[document];
        let is_record = |at: usize| placed.record_of(at).is_some();
        let section = placed.document.section_at(offset, is_record);
        section.and_then(|at| placed.record_of(at)).unwrap_or(placed.record)
    }
}
