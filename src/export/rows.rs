//! The rows of each sheet, made one after the other.

use std::collections::BTreeSet;

use crate::config::Field;
use crate::ids::{FieldId, KindId, LanguageId, RecordId};
use crate::model::Model;
use crate::parse::{Fields, Pair, RawData};
use crate::render::{Assessed, Renderer};
use crate::source::Source;

use super::cell::Cell;
use super::{Wanted, Words, published, written};

/// A value of a field, or a part of one, that has a column of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) field: &'a Field,
    /// The place of the field among its like.
    at: usize,
    /// The part of a value that has several: `lat`.
    pub(super) part: Option<&'static str>,
}

/// What has a column of its own, among fields that may have several; rows have a sheet of theirs.
pub(super) fn values(fields: &[Field]) -> Vec<Value<'_>> {
    let values = fields.iter().enumerate().flat_map(|(at, field)| {
        let columns = field.ty.traits().columns.iter();
        // Several values stand in one column, whatever their parts.
        let parts = columns.map(|column| column.part.filter(|_| !field.many));
        let most = if field.many { 1 } else { usize::MAX };
        parts.take(most).map(move |part| Value { field, at, part })
    });
    values.collect()
}

/// The records of a kind.
#[derive(Debug)]
pub(super) struct Records<'a> {
    renderer: &'a Renderer,
    words: Words,
    records: Vec<RecordId>,
    values: Vec<Value<'a>>,
    /// Who judges them, and on which axis.
    pub(super) assessed: Vec<Assessed>,
    /// The kinds of which some record refers to one of them.
    pub(super) referring: Vec<KindId>,
}

impl<'a> Records<'a> {
    pub(super) fn new(renderer: &'a Renderer, kind: KindId, wanted: &Wanted) -> Self {
        let records = records_of(&renderer.model, kind, wanted.language);
        let values = values(renderer.config.kinds[kind].fields.as_slice());
        let kinds: BTreeSet<KindId> = records
            .iter()
            .flat_map(|index| referring(renderer, *index))
            .map(|from| renderer.model.records[from].kind)
            .collect();
        let (assessed, referring) = (renderer.assessed(kind), kinds.into_iter().collect());
        let words = wanted.words;
        Self { renderer, words, records, values, assessed, referring }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Vec<Cell>> {
        self.records.iter().map(|index| self.row(*index))
    }

    fn row(&self, index: RecordId) -> Vec<Cell> {
        let renderer = self.renderer;
        let model = &renderer.model;
        let inside = model.parent(index).map(|parent| renderer.name_of(parent));
        let mut row = Vec::from(names(renderer, index));
        row.push(Cell::text(inside.unwrap_or_default()));
        match self.words {
            Words::Written => self.written(index, &mut row),
            Words::Published => self.published(index, &mut row),
        }
        row.push(Cell::text(renderer.url(&renderer.plan.addresses[index])));
        let latest = renderer.latest_of_each(index, &self.assessed);
        row.extend(latest.into_iter().flatten().map(Cell::text));
        row.extend(self.counts(index));
        row
    }

    fn written(&self, index: RecordId, row: &mut Vec<Cell>) {
        let model = &self.renderer.model;
        let fields = model.fields_of(index);
        let source = &*model.document_of(index).document().source;
        let own = |key: &str| written_in(source, fields, key, None);
        row.push(own("number"));
        row.push(Cell::text(written::title(model, index).unwrap_or_default()));
        row.extend(["description", "order", "aliases"].map(own));
        let values = self.values.iter();
        row.extend(values.map(|value| written_value(source, fields, value)));
        row.push(Cell::text(written::text(model, index)));
    }

    fn published(&self, index: RecordId, row: &mut Vec<Cell>) {
        let renderer = self.renderer;
        let values = renderer.model.records[index].values.as_slice();
        row.extend(published::head(renderer, index));
        row.extend(self.values.iter().map(|Value { field, at, part }| {
            published::cell(renderer, index, (field, *part), &values[*at])
        }));
        row.push(Cell::text(renderer.markdown_text(index)));
    }

    /// How many records refer to one: all, and those of each kind.
    fn counts(&self, index: RecordId) -> Vec<Cell> {
        let from = referring(self.renderer, index);
        let kind = |from: &RecordId| self.renderer.model.records[*from].kind;
        let of_kind = |own: &KindId| from.iter().filter(|from| kind(from) == *own).count();
        let counts = self.referring.iter().map(of_kind);
        let counts = std::iter::once(from.len()).chain(counts);
        counts.map(|count| Cell::number(count.to_string())).collect()
    }
}

/// The other records that refer to one.
fn referring(renderer: &Renderer, index: RecordId) -> BTreeSet<RecordId> {
    let from = renderer.links.backlinks.of(index).map(|backlink| backlink.from);
    from.filter(|from| *from != index).collect()
}

/// What names the row of a record: its name, its language and its file.
fn names(renderer: &Renderer, index: RecordId) -> [Cell; 3] {
    let model = &renderer.model;
    let language = &renderer.config.languages[model.language_of(index)].tag;
    let document = &model.document_of(index).document().source.path;
    [Cell::text(renderer.name_of(index)), Cell::text(language), Cell::text(document)]
}

pub(super) fn records_of(
    model: &Model,
    kind: KindId,
    language: Option<LanguageId>,
) -> Vec<RecordId> {
    let is_wanted =
        |index: &RecordId| language.is_none_or(|language| model.language_of(*index) == language);
    model.of_kind(kind).iter().copied().filter(is_wanted).collect()
}

fn written_value(source: &Source, fields: Option<&Fields>, value: &Value<'_>) -> Cell {
    let cell = written_in(source, fields, &value.field.name, value.part);
    // A field that takes several values may have one that is written without brackets.
    match cell {
        Cell::Text(text) | Cell::Number(text) if value.field.many => Cell::List(vec![text]),
        cell => cell,
    }
}

fn written_in(
    source: &Source,
    fields: Option<&Fields>,
    key: &str,
    part: Option<&'static str>,
) -> Cell {
    let entry = fields.and_then(|fields| fields.get(key));
    entry.map_or(Cell::Empty, |entry| written::cell(source, &entry.value, part))
}

/// The rows of one table field of several kinds, or of one.
#[derive(Debug)]
pub(super) struct Entries<'a> {
    renderer: &'a Renderer,
    words: Words,
    /// Each with its table field.
    records: Vec<(RecordId, FieldId)>,
    /// What the columns of the tables are, each name once.
    pub(super) values: Vec<Value<'a>>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(
        renderer: &'a Renderer,
        tables: Vec<(KindId, FieldId)>,
        wanted: &Wanted,
    ) -> Self {
        let field = |kind: KindId, field: FieldId| &renderer.config.kinds[kind].fields[field];
        let mut known = BTreeSet::new();
        let columns = tables.iter().flat_map(|(kind, own)| values(field(*kind, *own).ty.columns()));
        let columns = columns.filter(|value| known.insert((value.field.name.as_str(), value.part)));
        let values = columns.collect();
        let records = tables.into_iter().flat_map(|(kind, own)| {
            let records = records_of(&renderer.model, kind, wanted.language);
            records.into_iter().map(move |index| (index, own))
        });
        Self { renderer, words: wanted.words, records: records.collect(), values }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Vec<Cell>> {
        self.records.iter().flat_map(|&(index, field)| match self.words {
            Words::Written => self.written(index, field),
            Words::Published => self.published(index, field),
        })
    }

    fn published(&self, index: RecordId, field: FieldId) -> Vec<Vec<Cell>> {
        let record = &self.renderer.model.records[index];
        let columns = self.renderer.config.kinds[record.kind].fields[field].ty.columns();
        let rows = record.values[field].iter().enumerate().filter_map(|(at, value)| {
            let cells = value.row()?;
            let mut row = head(self.renderer, index, at);
            row.extend(self.values.iter().map(|Value { field, part, .. }| {
                let own = columns.iter().position(|column| column.name == field.name);
                own.map_or(Cell::Empty, |own| {
                    published::cell(self.renderer, index, (&columns[own], *part), &cells[own])
                })
            }));
            Some(row)
        });
        rows.collect()
    }

    fn written(&self, index: RecordId, field: FieldId) -> Vec<Vec<Cell>> {
        let model = &self.renderer.model;
        let kind = model.records[index].kind;
        let field = &self.renderer.config.kinds[kind].fields[field].name;
        let source = &*model.document_of(index).document().source;
        let entry = model.fields_of(index).and_then(|fields| fields.get(field));
        let Some(RawData::Array(items)) = entry.map(|entry| &entry.value.data) else {
            return Vec::new();
        };
        let rows = items.iter().enumerate().filter_map(|(at, item)| {
            let RawData::Table(cells) = &item.data else { return None };
            let mut row = head(self.renderer, index, at);
            row.extend(self.values.iter().map(|value| in_row(source, cells, value)));
            Some(row)
        });
        rows.collect()
    }
}

/// What a row of a record begins with that has others.
pub(super) fn head(renderer: &Renderer, index: RecordId, at: usize) -> Vec<Cell> {
    let mut row = Vec::from(names(renderer, index));
    row.push(Cell::number((at + 1).to_string()));
    row.push(Cell::text(renderer.model.records[index].title.as_str()));
    row
}

fn in_row(source: &Source, cells: &[Pair], value: &Value<'_>) -> Cell {
    let entry = cells.iter().find(|entry| entry.key == value.field.name);
    let cell = entry.map_or(Cell::Empty, |entry| written::cell(source, &entry.value, value.part));
    match cell {
        Cell::Text(text) | Cell::Number(text) if value.field.many => Cell::List(vec![text]),
        cell => cell,
    }
}
