//! What of a report is compared with another version of it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::{Map, Value as Json};

use crate::config::Field;
use crate::field::Form;
use crate::ids::{DocumentId, FieldId, LanguageId, RecordId};
use crate::model::Value;
use crate::resolve::Via;
use crate::versions::{Head, Record, Snapshot};

use super::Renderer;
use super::ended::FACET as ENDED;

impl Renderer {
    /// The report as it stands, for comparison with other versions: every record in the order of its
    /// kind.
    pub fn snapshot(&self) -> Snapshot {
        let language = &self.config.languages[LanguageId::OWN].tag;
        let head = Head::of(self.config.book.title.as_str(), language.as_str());
        let mentions = self.all_mentions();
        let order =
            || self.config.kinds.ids().flat_map(|kind| self.model.of_kind(kind).iter().copied());
        // A document is parsed again for its records at most once.
        let mut of_documents: BTreeMap<DocumentId, Vec<RecordId>> = BTreeMap::new();
        for index in order() {
            of_documents.entry(self.model.document_at(index)).or_default().push(index);
        }
        let of_documents: Vec<Vec<RecordId>> = of_documents.into_values().collect();
        let made: Vec<(RecordId, Record)> = of_documents
            .into_par_iter()
            .flat_map_iter(|records| {
                records.into_iter().map(|index| (index, self.version_of(index, &mentions)))
            })
            .collect();
        let mut made: BTreeMap<RecordId, Record> = made.into_iter().collect();
        Snapshot { head, records: order().filter_map(|index| made.remove(&index)).collect() }
    }

    /// The records that each record refers to in its text.
    fn all_mentions(&self) -> BTreeMap<RecordId, BTreeSet<RecordId>> {
        let mut mentions: BTreeMap<RecordId, BTreeSet<RecordId>> = BTreeMap::new();
        for to in self.model.listed() {
            for backlink in self.links.backlinks.of(to) {
                let is_own = match backlink.via {
                    Via::Field(_) | Via::Ended => false,
                    Via::Prose(_) => true,
                    // Most fields of a translation are those of its original.
                    Via::Fragment(..) => self.model.language_of(backlink.from) == LanguageId::OWN,
                };
                if is_own {
                    mentions.entry(backlink.from).or_default().insert(to);
                }
            }
        }
        mentions
    }

    fn version_of(
        &self,
        index: RecordId,
        mentions: &BTreeMap<RecordId, BTreeSet<RecordId>>,
    ) -> Record {
        let record = &self.model.records[index];
        let mentions = mentions.get(&index).into_iter().flatten();
        let mut version = Record {
            id: self.name_of(index),
            language: self.config.languages[record.language].tag.clone(),
            number: record.number.clone().filter(|_| self.is_said(index, "number")),
            title: record.title.clone(),
            description: record.description.as_ref().map(|phrase| phrase.text.clone()),
            document: self.model.document_of(index).document().source.path.clone(),
            inside: self.model.parent(index).map(|parent| self.name_of(parent)),
            aliases: record.aliases.iter().map(|alias| alias.text.clone()).collect(),
            // The names of a record are the same in all languages.
            mentions: mentions
                .map(|to| self.name_of(*to))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            text: self.version_text(index),
            ..Record::default()
        };
        let ledger = self.config.ledger.as_ref().and_then(|ledger| ledger.book(record.kind));
        for (at, field) in self.config.kinds[record.kind].fields.enumerate() {
            let values = &record.values[at];
            if values.is_empty() || !self.is_said(index, &field.name) {
                continue;
            }
            if ledger.is_some_and(|book| book.field == at) {
                version.ledger =
                    values.iter().map(|value| self.version_value(index, field, value)).collect();
            } else if field.ty.targets().is_some() {
                version.relations.insert(field.name.clone(), self.version_references(index, at));
            } else {
                version
                    .fields
                    .insert(field.name.clone(), self.version_values(index, field, values));
            }
        }
        if let Some(ended) = record.ended.as_ref().filter(|_| self.is_said(index, ENDED)) {
            version.fields.insert(ENDED.to_owned(), Json::from(ended.how.name()));
        }
        version
    }

    /// Whether a record says something itself, and does not take it from its original.
    fn is_said(&self, index: RecordId, field: &str) -> bool {
        let is_translation = self.model.language_of(index) != LanguageId::OWN;
        let written = self.model.fields_of(index).and_then(|fields| fields.get(field));
        !is_translation || written.is_some()
    }

    /// The text of a record, a line for each of its paragraphs.
    pub(super) fn version_text(&self, index: RecordId) -> Vec<String> {
        lines(&self.own_text(index))
    }

    fn version_references(&self, index: RecordId, field: FieldId) -> Vec<String> {
        let values = &self.model.records[index].values[field];
        let at = values.iter().filter_map(Value::reference);
        at.filter_map(|at| self.links.field(&self.model, index, at))
            .map(|to| self.name_of(to))
            .collect()
    }

    fn version_values(&self, index: RecordId, field: &Field, values: &[Value]) -> Json {
        let mut all = values.iter().map(|value| self.version_value(index, field, value));
        if field.is_list() { all.collect() } else { all.next().unwrap_or_default() }
    }

    fn version_value(&self, index: RecordId, field: &Field, value: &Value) -> Json {
        match value.form() {
            Form::Plain => value.json(&field.ty),
            Form::Markdown(at) => Json::String(self.fragment_text(index, at)),
            Form::Record(at) => {
                let to = self.links.field(&self.model, index, at);
                to.map_or(Json::Null, |to| Json::String(self.name_of(to)))
            }
            Form::Row(cells) => {
                let columns =
                    field.ty.columns().iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
                let cells = columns.map(|(column, cell)| {
                    (column.name.clone(), self.version_values(index, column, cell))
                });
                Json::Object(cells.collect::<Map<String, Json>>())
            }
        }
    }
}

/// The lines of a text that say something.
fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}
