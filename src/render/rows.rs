//! The rows of an index of several parts, in columns, for the script that filters and sorts them.
//!
//! A column is a list with an entry for each row. What many rows share is in a dictionary, and the
//! rows have its places; what all rows lack is left out.

use crate::ids::{KindId, LanguageId, RecordId};

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use super::Renderer;
use super::facets::Facet;
use super::index::Order;

impl Renderer {
    /// The file of the rows of an index.
    pub(super) fn rows_file(&self, kind: KindId, language: LanguageId) -> String {
        let Order { records, .. } = &*self.order(kind, language);
        let facets = self.facets(kind);
        let facets = facets.iter().filter_map(|facet| self.facet_column(records, facet, language));
        let mut file = Map::new();
        file.insert("path".into(), self.paths_column(kind, language, records));
        file.insert(
            "title".into(),
            self.column(records, |at| Some(self.model.records[at].title.as_str().into())),
        );
        file.insert("html".into(), self.marked_titles(records));
        let number = |at: RecordId| self.model.records[at].number.as_deref().map(Value::from);
        let optional = [
            ("number", self.column(records, number)),
            ("headline", self.column(records, |at| Some(self.headline_text(at)?.into()))),
        ];
        let is_used = |column: &Value| {
            column.as_array().is_some_and(|own| own.iter().any(|cell| !cell.is_null()))
        };
        let used = optional.into_iter().filter(|(_, column)| is_used(column));
        file.extend(used.map(|(name, column)| (name.to_owned(), column)));
        if self.config.data {
            file.insert("row".into(), self.column(records, |at| Some(self.row_of(at).into())));
        }
        file.insert("facets".into(), facets.collect());
        file.insert("sorts".into(), self.sort_columns(kind, records));
        format!("{}\n", Value::from(file))
    }

    fn column(&self, records: &[RecordId], cell: impl Fn(RecordId) -> Option<Value>) -> Value {
        records.iter().map(|&index| cell(index).unwrap_or_default()).collect()
    }

    /// The addresses of the records, as links from the file.
    fn paths_column(&self, kind: KindId, language: LanguageId, records: &[RecordId]) -> Value {
        let folder = self.plan.indexes.get(&(kind, language)).map_or("", String::as_str);
        let root = "../".repeat(folder.matches('/').count());
        self.column(records, |at| {
            let href = self.href("", &self.plan.addresses[at], "");
            let below = href.strip_prefix(folder).map(str::to_owned);
            Some(below.unwrap_or_else(|| format!("{root}{href}")).into())
        })
    }

    /// The titles that have markup, as HTML, by their rows.
    fn marked_titles(&self, records: &[RecordId]) -> Value {
        let titles = records.iter().enumerate().filter_map(|(row, &at)| {
            let html = self.model.records[at].title_html.as_deref()?;
            Some((row.to_string(), Value::from(html)))
        });
        Value::from(titles.collect::<Map<String, Value>>())
    }

    /// A facet: its values in their order, each with its label as HTML, and which a row has.
    fn facet_column(
        &self,
        records: &[RecordId],
        facet: &Facet<'_>,
        language: LanguageId,
    ) -> Option<Value> {
        let counts = self.counts(records, facet, language)?;
        let places: HashMap<&str, usize> =
            counts.iter().enumerate().map(|(at, (choice, _))| (&*choice.value, at)).collect();
        let rows = self.column(records, |index| {
            let choices = self.choices(index, facet);
            let own = choices.iter().filter_map(|choice| places.get(&*choice.value).copied());
            let own: Vec<usize> = own.collect();
            match own[..] {
                [] => None,
                [one] => Some(one.into()),
                _ => Some(own.into()),
            }
        });
        let values = counts.iter().map(|(choice, _)| match choice.label.html() {
            label if *label == choice.value => json!([choice.value]),
            label => json!([choice.value, label]),
        });
        Some(json!({
            "name": facet.name,
            "tag": facet.is_shown().then(|| facet.type_name()),
            "values": values.collect::<Vec<Value>>(),
            "rows": rows,
        }))
    }

    /// What the rows can be sorted by other than their titles, by the names of the fields.
    fn sort_columns(&self, kind: KindId, records: &[RecordId]) -> Value {
        let fields = self.config.kinds[kind].fields.enumerate();
        let columns = fields.filter(|(_, field)| field.ty.is_sortable()).map(|(at, field)| {
            let column = self.column(records, |index| {
                let first = self.model.records[index].values[at].first()?;
                first.sort_key(&field.ty).map(Value::from)
            });
            (field.name.clone(), column)
        });
        json!(columns.collect::<BTreeMap<String, Value>>())
    }
}
