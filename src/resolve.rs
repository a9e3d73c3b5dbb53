//! Every reference → its target, and back.
//!
//! Goes in: the model and the names of the files beside the documents. Comes out: [`Links`], which
//! says for each link of each document where it leads, for each field's reference which record it
//! means, and for each record what refers to it and in which sentence. Touches no Markdown, no
//! path of the site and no template.

mod glossary;
mod lookup;
mod targets;

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Config, MenuEntry, PAGE};
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Model, RecordIndex};

pub use glossary::Mark;
use lookup::Lookup;

/// Where everything leads.
#[derive(Debug, Default)]
pub struct Links {
    /// For each document, the targets of its links in their order.
    pub documents: Vec<Text>,
    /// For each fragment, the targets of its links in their order.
    pub fragments: Vec<Text>,
    /// For each reference of [`Model::references`], the record it means.
    pub fields: Vec<Option<RecordIndex>>,
    /// For each record, what refers to it, in the order of the records that do.
    pub backlinks: Vec<Vec<Backlink>>,
    /// For each record that `book.toml` names, the record.
    pub named: BTreeMap<String, RecordIndex>,
    /// For each document, the terms of glossaries in its running text, in order.
    pub marks: Vec<Vec<Mark>>,
    /// The files of the content folder that something links to or shows.
    pub assets: BTreeSet<String>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// The targets of one text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Text {
    /// Of its links, in their order.
    pub links: Vec<Target>,
    /// Of its images, in their order: paths below the content folder.
    pub images: Vec<Option<String>>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To a record's page.
    Record(RecordIndex),
    /// To a heading, by its document and its place there.
    Heading(usize, usize),
    /// To a file, by its path below the content folder.
    Asset(String),
    /// To a picture, by its place in [`Config::pictures`].
    Picture(usize),
    /// Nowhere; a problem says why.
    Missing,
}

/// One reference to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// In a document's prose: the document and the sentence.
    Prose(usize, u32),
    /// In a field's Markdown: the fragment and the sentence.
    Fragment(usize, u32),
}

/// Follows every reference. `files` are the paths below the content folder of all files that are
/// no documents.
pub fn resolve(config: &Config, model: &Model, files: &BTreeSet<String>) -> Links {
    let lookup = Lookup::new(config, model, files);
    let mut links = Links { backlinks: vec![Vec::new(); model.records.len()], ..Links::default() };
    lookup.documents(&mut links);
    lookup.fragments(&mut links);
    lookup.fields(&mut links);
    lookup.named_in_config(&mut links);
    for backlinks in &mut links.backlinks {
        backlinks.sort_by_key(|backlink| (backlink.from, backlink.via));
        backlinks.dedup();
    }
    orphans(config, model, &mut links);
    links.marks = glossary::marks(config, model, &links);
    links
}

/// Reports records that nothing refers to and that refer to nothing that would show them.
fn orphans(config: &Config, model: &Model, links: &mut Links) {
    let mut shown = vec![false; model.records.len()];
    for (reference, target) in model.references.iter().zip(&links.fields) {
        let kind = &config.kinds[model.records[reference.from].kind];
        if target.is_some() && kind.fields[reference.field].inverse.is_some() {
            shown[reference.from] = true;
        }
    }
    for (index, record) in model.records.iter().enumerate() {
        let in_record = record.parent.is_some_and(|parent| model.records[parent].kind != PAGE);
        let exempt = record.kind == PAGE || record.language > 0 || in_record || shown[index];
        if exempt
            || !model.is_first(index)
            || !links.backlinks[index].is_empty()
            || in_menu(config, links, index)
        {
            continue;
        }
        let kind = &config.kinds[record.kind].name;
        let message = format!("nothing refers to the {kind} `{}`", record.id);
        let mut diagnostic = Diagnostic::nowhere(Code::Orphan, message);
        diagnostic.place = Some(model.place(index));
        links.diagnostics.push(
            diagnostic.help(format!("refer to it where readers would look: `[[{}]]`", record.id)),
        );
    }
}

fn in_menu(config: &Config, links: &Links, index: RecordIndex) -> bool {
    config.html.menu.iter().any(|entry| match entry {
        MenuEntry::Record(name) => links.named.get(&name.value) == Some(&index),
        MenuEntry::Kind(_) => false,
    })
}
