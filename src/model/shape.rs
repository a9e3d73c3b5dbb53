//! What follows from all documents together: who has which id, in what order records stand, and
//! which of them are inside which.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic};
use crate::ids::{DocumentId, KindId, LanguageId, List, RecordId};
use crate::parse::{Document, Ends, Heading};
use crate::source::Place;

use super::{Directory, Model, Placed, Record, ledger, milestones, order, values};

/// What follows from all documents of a model together.
#[derive(Debug, Default, Clone)]
pub struct Shape {
    /// For each kind, the records in their order, languages one after the other.
    pub by_kind: List<KindId, Vec<RecordId>>,
    /// For each record, those directly inside it, by kind and in the order of the kinds.
    pub children: List<RecordId, Vec<RecordId>>,
    /// Who has which name.
    pub directory: Directory,
    /// Language and year → how many entries of the ledger are dated in it.
    pub years: BTreeMap<(LanguageId, i16), usize>,
    /// Language and year → how many milestones are due in it.
    pub promises: BTreeMap<(LanguageId, i16), usize>,
    /// The kinds of which some records ended.
    pub ended: BTreeSet<KindId>,
    /// What is shown where there is no page, which stands in no list.
    pub missing_pages: BTreeSet<RecordId>,
    /// For each record, its document.
    pub(super) owners: List<RecordId, DocumentId>,
    /// Whether nothing was wrong with it.
    pub(super) is_sound: bool,
}

/// Without what follows from the records' names, ledgers and milestones.
impl Hash for Shape {
    fn hash<H: Hasher>(&self, sum: &mut H) {
        let Self {
            by_kind,
            children,
            ended,
            missing_pages,
            owners,
            directory: _,
            years: _,
            promises: _,
            is_sound: _,
        } = self;
        (by_kind, children, ended, missing_pages, owners).hash(sum);
    }
}

/// Finds the shape of a model, and ids that several records have.
pub(super) fn find(config: &Config, model: &Model) -> (Shape, Vec<Diagnostic>) {
    let mut shape = Shape::default();
    let mut problems = Vec::new();
    for (at, placed) in model.documents.enumerate() {
        let Placed { stem, language, part, record: first, .. } = placed;
        shape.directory.enter_document(stem, *language, at);
        shape.owners.resize(first.index() + part.records.len(), at);
        for (place, record) in part.records.iter().enumerate() {
            let index = placed.nth(place);
            if let Err(other) = shape.directory.enter(record) {
                let other = (&model.documents[shape.owners[other]], other);
                problems.push(duplicate(config, (placed, index), other, record));
            }
        }
    }
    for record in model.records.iter() {
        if record.ended.is_some() {
            shape.ended.insert(record.kind);
        }
        for year in ledger::years(config, record) {
            *shape.years.entry((record.language, year)).or_default() += 1;
        }
        for year in milestones::years(config, record) {
            *shape.promises.entry((record.language, year)).or_default() += 1;
        }
    }
    let missing = model.records.enumerate();
    let missing = missing.filter(|(_, record)| order::is_missing_page(config, record));
    shape.missing_pages = missing.map(|(index, _)| index).collect();
    shape.by_kind = order::by_kind(config, model, &shape.missing_pages);
    shape.children = model.records.iter().map(|_| Vec::new()).collect();
    for records in &shape.by_kind {
        for &index in records {
            if let Some(parent) = model.records[index].parent_in_part {
                let parent = model.documents[shape.owners[index]].nth(parent);
                shape.children[parent].push(index);
            }
        }
    }
    (shape, problems)
}

fn duplicate(
    config: &Config,
    own: (&Placed, RecordId),
    other: (&Placed, RecordId),
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

fn place((placed, index): (&Placed, RecordId)) -> Place {
    let record = &placed.part.records[placed.place_of(index)];
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
                && a.document.anchors == b.document.anchors
                && records().all(|(a, b)| is_same_record(config, a, b))
                && headings().all(|(a, b)| is_same_heading(a, b))
                && ended(&a.document).eq(ended(&b.document))
                && items(&a.document).eq(items(&b.document)))
}

fn is_same_record(config: &Config, a: &Record, b: &Record) -> bool {
    let aliases = || a.aliases.iter().zip(&b.aliases);
    a.kind == b.kind
        && a.id == b.id
        && a.heading == b.heading
        && a.parent_in_part == b.parent_in_part
        && a.number == b.number
        && a.order == b.order
        && a.ended.is_some() == b.ended.is_some()
        && a.aliases.len() == b.aliases.len()
        && aliases().all(|(a, b)| a.text == b.text)
        && ledger::years(config, a).eq(ledger::years(config, b))
        && milestones::years(config, a) == milestones::years(config, b)
        && values::are_same_unique(&config.kinds[a.kind], a, b)
}

/// The sections that marks end, each with how many headings stand before its end.
fn ended(document: &Document) -> impl Iterator<Item = (u32, usize)> {
    document.ends.iter().filter_map(|end| {
        let Ends::Section(at) = end.ends else { return None };
        let until = document.headings[at as usize].section.end;
        let inside = document.headings.partition_point(|heading| heading.section.start < until);
        Some((at, inside))
    })
}

/// The items that references can lead to, each with how many headings stand before it.
fn items(document: &Document) -> impl Iterator<Item = (&str, usize)> {
    document.items.iter().map(|item| {
        let before = document.headings.partition_point(|heading| heading.section.start <= item.at);
        (item.path.as_str(), before)
    })
}

fn is_same_heading(a: &Heading, b: &Heading) -> bool {
    a.anchor == b.anchor && a.also == b.also && a.level == b.level && a.nested == b.nested
}
