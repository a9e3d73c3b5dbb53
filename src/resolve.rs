//! Every reference → its target, and back.
//!
//! Goes in: the model and the names of the files beside the documents. Comes out: [`Links`], which
//! says for each link of each document where it leads, for each field's reference which record it
//! means, and for each record what refers to it and in which sentence. Touches no Markdown, no
//! path of the site and no template.

mod backlinks;
mod embeds;
mod ended;
mod files;
mod follow_up;
mod generated;
mod glossary;
mod lookup;
mod others;
mod reach;
mod targets;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Config, Overview};
use crate::diagnostics::Diagnostic;
use crate::ids::{DocumentId, KindId, LanguageId, List, RecordId};
use crate::model::{Model, Placed, shared_value};
use crate::others::{OtherRecord, Others};
use crate::trace::Noted;

use backlinks::Outgoing;
pub use backlinks::{Backlink, Backlinks, Via};
pub use embeds::FULL_AT_MOST;
use glossary::Glossary;
pub use glossary::Mark;
use lookup::Lookup;
pub(crate) use targets::in_brackets;

/// Where everything leads.
#[derive(Debug, Default)]
pub struct Links {
    /// For each document, where what it holds leads.
    pub documents: Noted<DocumentId, Arc<DocumentLinks>>,
    /// For each record, what refers to it.
    pub backlinks: Backlinks,
    /// For each record that `book.toml` names, the record.
    pub named: BTreeMap<String, RecordId>,
    /// For each record of [`Config::ended`], what took its place.
    pub left: Vec<Vec<Meant>>,
    /// For each record that took the place of some of these, their places.
    pub left_for: BTreeMap<RecordId, Vec<usize>>,
    /// For each document, the terms of glossaries in its running text, in order.
    pub marks: List<DocumentId, Arc<[Mark]>>,
    /// The files of the content folder that something links to or shows.
    pub assets: BTreeSet<String>,
    /// The links that lead to a list with filters.
    pub filtered: Vec<Filtered>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The other reports.
    pub others: Arc<Others>,
    /// For each record, what refers to it in other reports.
    pub from_others: BTreeMap<RecordId, Vec<FromOther>>,
    /// The files that links were looked up among.
    files: Arc<BTreeSet<String>>,
    glossary: Glossary,
}

/// Where a link stands that leads to a list with filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filtered {
    /// The document.
    pub document: DocumentId,
    /// The Markdown field, by its place among the part's fragments; none in prose.
    pub fragment: Option<usize>,
    /// The link, by its place in the text.
    pub link: usize,
}

/// Where the links of one document lead.
#[derive(Debug, Default)]
pub struct DocumentLinks {
    /// Those of its prose.
    pub text: Text,
    /// For each of the part's fragments, those of that.
    pub fragments: Vec<Text>,
    /// For each of the part's references, what it means.
    pub fields: Vec<Result<Meant, Box<Missing>>>,
    /// The links of its prose that show a record in full, by their places.
    full: Vec<usize>,
    /// What of the document refers to what is no record of the report.
    pub leading_out: Vec<LeadingOut>,
    /// What of the document refers to what.
    outgoing: Vec<Outgoing>,
    /// What was wrong.
    diagnostics: Vec<Diagnostic>,
}

impl Hash for DocumentLinks {
    fn hash<H: Hasher>(&self, sum: &mut H) {
        // The rest follows from these and from the document.
        let Self { text, fragments, fields, leading_out: _, full: _, outgoing: _, diagnostics: _ } =
            self;
        (text, fragments, fields).hash(sum);
    }
}

/// The targets of one text.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct Text {
    /// Of its links, in their order.
    pub links: Vec<Target>,
    /// Of its images, in their order: each a file, or missing.
    pub images: Vec<Target>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// To a record's page.
    Record(RecordId),
    /// To a heading, by its document and its place there.
    Heading(DocumentId, usize),
    /// To an item of a list, by its document and its place in [`Document::items`].
    ///
    /// [`Document::items`]: crate::parse::Document::items
    Item(DocumentId, usize),
    /// To an id in raw HTML, by its document.
    Anchor(DocumentId, Box<str>),
    /// To the start of the page that shows the link, by the link's document.
    Top(DocumentId),
    /// To a page that no document holds.
    Overview(Overview),
    /// To the index of a kind, with the filters that stand behind a question mark, if there are any.
    List(KindId, Box<str>, Measure),
    /// To a file, by its path below the content folder.
    Asset(String),
    /// To what lies beside the site, by its path from the root of it.
    Outside(String),
    /// To a picture, by its place in [`Config::pictures`].
    Picture(usize),
    /// To what is no record of the report.
    Elsewhere(Elsewhere),
    /// Nowhere.
    Missing(Box<Missing>),
    /// Wherever it will: it stands in what is not shown, and nobody has looked.
    Hidden,
}

/// What a reference to a list shows of it, where it has no words of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// What the list is called.
    Title,
    /// How many records it has.
    Count,
    /// Which share of all records of the kind it has.
    Share,
}

impl Measure {
    /// Reads the word before the name of a kind, if there is one, and what is left of the name.
    fn read(name: &str) -> (Self, &str) {
        match name.split_once(char::is_whitespace) {
            Some(("count", rest)) => (Self::Count, rest.trim_start()),
            Some(("share", rest)) => (Self::Share, rest.trim_start()),
            _ => (Self::Title, name),
        }
    }
}

/// What a name means in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meant {
    /// A record.
    Record(RecordId),
    /// What is no record of the report.
    Elsewhere(Elsewhere),
}

impl Meant {
    /// The record, if it is one.
    pub fn record(self) -> Option<RecordId> {
        if let Meant::Record(record) = self { Some(record) } else { None }
    }
}

/// What references lead to that is no record of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Elsewhere {
    /// A record that left the text, by its place in [`Config::ended`].
    Ended(usize),
    /// A record of another report.
    Other(OtherRecord),
}

/// A reference to what is no record of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LeadingOut {
    /// The record that refers, by its place in the part.
    pub from: u32,
    /// How it does.
    pub via: Via,
    /// What it means.
    pub to: Elsewhere,
}

/// A reference of another report to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FromOther {
    /// The record that refers.
    pub record: OtherRecord,
    /// The place among its references.
    pub reference: u32,
}

/// What a report is resolved with besides its model.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The paths below the content folder of all files that are no documents.
    pub files: Arc<BTreeSet<String>>,
    /// The other reports.
    pub others: Arc<Others>,
}

/// A reference that leads nowhere, which is an error, and which a preview shows all the same.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct Missing {
    /// The reference as it is written.
    pub written: Box<str>,
    /// Why it leads nowhere, in the words of the problem.
    pub why: Box<str>,
}

impl Missing {
    fn new(written: &str, problem: &Diagnostic) -> Box<Self> {
        Box::new(Self { written: written.trim().into(), why: problem.message.as_str().into() })
    }
}

/// An earlier resolution, from which what did not change since is taken.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// The model that was resolved, of the same configuration.
    pub model: &'a Model,
    /// What came of it.
    pub links: &'a Links,
}

/// Follows every reference.
pub fn resolve(
    config: &Config,
    model: &Model,
    beside: Beside,
    before: Option<Before<'_>>,
) -> Links {
    let Beside { files, others } = &beside;
    let lookup = Lookup::new(config, model, &beside);
    // Where a link leads follows from its document and from the shape of the whole.
    let before = before.filter(|before| {
        Arc::ptr_eq(&before.model.shape, &model.shape)
            && before.links.files == *files
            && Arc::ptr_eq(&before.links.others, others)
    });
    let kept = |at: DocumentId, placed: &Placed| {
        let before = before?;
        let links = &before.links.documents[at];
        let is_same = Arc::ptr_eq(before.model.documents[at].part(), placed.part());
        (is_same && links.diagnostics.is_empty()).then(|| Arc::clone(links))
    };
    let documents = model.documents.par_enumerate();
    let documents: List<DocumentId, Arc<DocumentLinks>> = documents
        .map(|(at, placed)| kept(at, placed).unwrap_or_else(|| Arc::new(lookup.document(at))))
        .collect();
    let glossary = Glossary::new(config, model);
    let mut links = Links {
        backlinks: Backlinks::gather(model, &documents),
        marks: glossary.marks(model, &documents, before.map(|before| before.links)),
        documents: documents.into(),
        files: Arc::clone(files),
        others: Arc::clone(others),
        glossary,
        ..Links::default()
    };
    for (document, own) in links.documents.enumerate() {
        links.diagnostics.extend(own.diagnostics.iter().cloned());
        let fragments = own.fragments.iter().enumerate().map(|(at, text)| (Some(at), text));
        for (fragment, text) in std::iter::once((None, &own.text)).chain(fragments) {
            links.assets.extend(text.assets().cloned());
            let filtered = text.filtered().map(|link| Filtered { document, fragment, link });
            links.filtered.extend(filtered);
        }
    }
    lookup.follow_up(&mut links);
    lookup.ends(&mut links);
    lookup.referred_by_others(&mut links);
    embeds::check(model, &mut links);
    lookup.named_in_config(&mut links);
    lookup.pages_of_menu(&mut links);
    reach::check(config, model, &mut links);
    shared_targets(config, model, &mut links);
    links
}

/// The record that a name means, as it would in a reference without a place: an id or `kind/id`.
///
/// # Errors
/// Why it means none.
pub fn find(config: &Config, model: &Model, name: &str) -> Result<RecordId, Box<Diagnostic>> {
    let beside = Beside::default();
    let lookup = Lookup::new(config, model, &beside);
    lookup.record(name, LanguageId::OWN, &[], &config.source, &(0..0))
}

impl Links {
    /// The record that a reference of a record's field means.
    pub fn field(&self, model: &Model, record: RecordId, reference: usize) -> Option<RecordId> {
        self.meant(model, record, reference)?.record()
    }

    /// What a reference of a record's field means.
    pub fn meant(&self, model: &Model, record: RecordId, reference: usize) -> Option<Meant> {
        self.written(model, record, reference).as_ref().ok().copied()
    }

    /// A reference of a record's field that means no record.
    pub fn missing_field(
        &self,
        model: &Model,
        record: RecordId,
        reference: usize,
    ) -> Option<&Missing> {
        self.written(model, record, reference).as_ref().err().map(|missing| &**missing)
    }

    fn written(
        &self,
        model: &Model,
        record: RecordId,
        reference: usize,
    ) -> &Result<Meant, Box<Missing>> {
        &self.documents[model.document_at(record)].fields[reference]
    }
}

impl Text {
    /// Its links that lead to a list with filters.
    fn filtered(&self) -> impl Iterator<Item = usize> {
        let is_filtered =
            |target: &Target| matches!(target, Target::List(_, query, _) if !query.is_empty());
        self.links.iter().enumerate().filter(move |(_, it)| is_filtered(it)).map(|(at, _)| at)
    }

    /// The files that it shows or links to.
    fn assets(&self) -> impl Iterator<Item = &String> {
        self.links.iter().chain(&self.images).filter_map(|target| match target {
            Target::Asset(path) => Some(path),
            _ => None,
        })
    }
}

/// Reports records of a kind that refer to the same record in a field in which no two may.
fn shared_targets(config: &Config, model: &Model, links: &mut Links) {
    for (kind, declared) in config.kinds.enumerate() {
        for (at, field) in declared.fields.enumerate() {
            if !field.unique || field.ty.targets().is_none() {
                continue;
            }
            let mut seen: HashMap<RecordId, RecordId> = HashMap::new();
            let originals = model.of_kind(kind).iter().copied();
            for index in originals.filter(|&index| model.records[index].language == LanguageId::OWN)
            {
                for value in &model.records[index].values[at] {
                    let Some(reference) = value.reference() else { continue };
                    let Some(target) = links.field(model, index, reference) else { continue };
                    let first = seen.insert(target, index);
                    if let Some(first) = first.filter(|first| *first != index) {
                        let id = &model.records[target].id;
                        links.diagnostics.push(shared_value(model, field, id, [first, index]));
                    }
                }
            }
        }
    }
}
