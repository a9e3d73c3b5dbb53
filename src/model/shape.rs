//! What follows from all documents together: who has which id, in what order records stand, and
//! which of them are inside which.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic};
use crate::parse::Heading;
use crate::source::Place;

use super::{Model, Placed, Record, RecordIndex, ledger, order, values};

/// What follows from all documents of a model together.
#[derive(Debug, Default, Clone)]
pub struct Shape {
    /// For each kind, the records in their order, languages one after the other.
    pub by_kind: Vec<Vec<RecordIndex>>,
    /// For each record, those directly inside it, by kind and in the order of the kinds.
    pub children: Vec<Vec<RecordIndex>>,
    /// Who has which name.
    pub directory: Directory,
    /// Language and year → how many entries of the ledger are dated in it.
    pub years: BTreeMap<(usize, i16), usize>,
    /// For each record, the place of its document.
    pub(super) owners: Vec<u32>,
    /// Whether nothing was wrong with it.
    pub(super) is_sound: bool,
}

/// Names → those who have them.
#[derive(Debug, Default, Clone)]
pub struct Directory {
    /// Id → all records that have it, of any kind and language.
    ids: HashMap<Arc<str>, Vec<RecordIndex>>,
    /// Alias, or last part of a page's id → the records that answer to it.
    others: HashMap<String, Vec<RecordIndex>>,
    /// Path below the content folder without language and `.md` → the documents, by language.
    stems: HashMap<Arc<str>, Vec<(usize, usize)>>,
}

impl Directory {
    /// The first record of a kind and a language that has an id.
    pub(super) fn find(
        &self,
        model: &Model,
        kind: usize,
        language: usize,
        id: &str,
    ) -> Option<RecordIndex> {
        self.ids.get(id)?.iter().copied().find(|&index| {
            let record = &model.records[index];
            record.kind == kind && record.language == language
        })
    }

    /// The records that a name without a kind can mean: those that have it as their id, as the last
    /// part of it or as an alias. Of a record and its translations, and of records with one id, which
    /// are a problem by themselves, the first is the one that is meant; and an id that is given goes
    /// before an old one.
    pub fn named(&self, model: &Model, name: &str) -> impl Iterator<Item = RecordIndex> {
        let all = self.ids.get(name).into_iter().chain(self.others.get(name)).flatten().copied();
        all.filter(move |&index| {
            let record = &model.records[index];
            let is_first = |at| at == index;
            let is_old =
                *record.id != *name && record.aliases.iter().any(|alias| alias.text == name);
            self.find(model, record.kind, 0, &record.id).is_none_or(is_first)
                && (!is_old || self.find(model, record.kind, 0, name).is_none())
        })
    }

    /// Whether a record has an id.
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// Every name that some record has.
    pub fn names(&self) -> impl Iterator<Item = (&str, &[RecordIndex])> {
        let ids = self.ids.iter().map(|(name, records)| (&**name, records.as_slice()));
        ids.chain(self.others.iter().map(|(name, records)| (name.as_str(), records.as_slice())))
    }

    /// The document at a path without language and `.md`.
    pub fn document(&self, language: usize, stem: &str) -> Option<usize> {
        let found = self.stems.get(stem)?.iter().find(|(own, _)| *own == language);
        found.map(|(_, document)| *document)
    }

    fn enter(&mut self, index: RecordIndex, record: &Record) {
        self.ids.entry(Arc::clone(&record.id)).or_default().push(index);
        if record.kind == crate::config::PAGE
            && let Some((_, last)) = record.id.rsplit_once('/')
        {
            self.others.entry(last.to_owned()).or_default().push(index);
        }
        for alias in &record.aliases {
            self.others.entry(alias.text.clone()).or_default().push(index);
        }
    }
}

/// Finds the shape of a model, and ids that several records have.
pub(super) fn find(config: &Config, model: &Model) -> (Shape, Vec<Diagnostic>) {
    let mut shape = Shape::default();
    let mut problems = Vec::new();
    for (at, placed) in model.documents.iter().enumerate() {
        let Placed { stem, language, part, record: first, .. } = placed;
        shape.directory.stems.entry(Arc::clone(stem)).or_default().push((*language, at));
        shape.owners.resize(first + part.records.len(), at as u32);
        for (local, record) in part.records.iter().enumerate() {
            let index = first + local;
            let taken = shape.directory.find(model, record.kind, *language, &record.id);
            if let Some(other) = taken {
                let other = (&model.documents[shape.owners[other] as usize], other);
                problems.push(duplicate(config, (placed, index), other, record));
            }
            shape.directory.enter(index, record);
        }
    }
    for record in &model.records {
        for year in ledger::years(config, record) {
            *shape.years.entry((record.language, year)).or_default() += 1;
        }
    }
    shape.by_kind = order::by_kind(config, model);
    shape.children = vec![Vec::new(); model.records.len()];
    for records in &shape.by_kind {
        for &index in records {
            if let Some(parent) = model.records[index].parent_in_part {
                let first = model.documents[shape.owners[index] as usize].record;
                shape.children[first + parent].push(index);
            }
        }
    }
    (shape, problems)
}

fn duplicate(
    config: &Config,
    own: (&Placed, RecordIndex),
    other: (&Placed, RecordIndex),
    record: &Record,
) -> Diagnostic {
    let kind = &config.kinds[record.kind].name;
    let message = format!("two records of kind `{kind}` have the id `{}`", record.id);
    let diagnostic =
        Diagnostic { place: Some(place(own)), ..Diagnostic::nowhere(Code::DuplicateId, message) };
    diagnostic
        .label("declared again here")
        .related(place(other), "first declared here")
        .help("give one of them another id with `{#id}` or `id = \"…\"`")
}

fn place((placed, index): (&Placed, RecordIndex)) -> Place {
    let record = &placed.part.records[index - placed.record];
    let span = match record.heading {
        Some(at) => placed.document.headings[at].span.clone(),
        None => record.span.clone(),
    };
    Place::new(&placed.document.source, span)
}

/// Whether a model has the shape of an earlier one with which nothing was wrong: the same records
/// and headings at the same places.
pub(super) fn is_same(config: &Config, before: &Model, model: &Model) -> bool {
    before.shape.is_sound
        && before.drafts == model.drafts
        && before.documents.len() == model.documents.len()
        && before
            .documents
            .iter()
            .zip(&model.documents)
            .all(|(a, b)| is_same_document(config, a, b))
}

fn is_same_document(config: &Config, a: &Placed, b: &Placed) -> bool {
    let records = || a.part.records.iter().zip(&b.part.records);
    let headings = || a.document.headings.iter().zip(&b.document.headings);
    a.stem == b.stem
        && a.language == b.language
        && (Arc::ptr_eq(&a.part, &b.part)
            || a.part.records.len() == b.part.records.len()
                && a.document.headings.len() == b.document.headings.len()
                && a.part.sections == b.part.sections
                && a.part.hidden == b.part.hidden
                && a.part.title_heading == b.part.title_heading
                && records().all(|(a, b)| is_same_record(config, a, b))
                && headings().all(|(a, b)| is_same_heading(a, b)))
}

fn is_same_record(config: &Config, a: &Record, b: &Record) -> bool {
    let aliases = || a.aliases.iter().zip(&b.aliases);
    a.kind == b.kind
        && a.id == b.id
        && a.heading == b.heading
        && a.parent_in_part == b.parent_in_part
        && a.number == b.number
        && a.order == b.order
        && a.aliases.len() == b.aliases.len()
        && aliases().all(|(a, b)| a.text == b.text)
        && ledger::years(config, a).eq(ledger::years(config, b))
        && values::are_same_unique(&config.kinds[a.kind], a, b)
}

fn is_same_heading(a: &Heading, b: &Heading) -> bool {
    a.anchor == b.anchor && a.level == b.level && a.nested == b.nested
}
