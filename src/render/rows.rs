//! The rows of an index of several parts, in columns, for the script that filters and sorts them.
//!
//! A column is a list with an entry for each row. What many rows share is in a dictionary, and the
//! rows have its places; what all rows lack is left out. Each entry is made when it is written.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::ids::{KindId, LanguageId, RecordId};

use super::Renderer;
use super::facets::Facet;
use super::index::Order;

/// An index whose rows are to be written.
struct Rows<'a> {
    renderer: &'a Renderer,
    kind: KindId,
    language: LanguageId,
    records: &'a [RecordId],
}

/// A column: its rows, and what stands in each.
struct Column<'a, F>(&'a [RecordId], F);

impl<F: Fn(RecordId) -> T, T: Serialize> Serialize for Column<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|&index| self.1(index)))
    }
}

/// Things that are written one after another.
struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0())
    }
}

/// The places of a row's values in the dictionary of a facet: none, one, or several.
#[derive(Serialize)]
#[serde(untagged)]
enum Places {
    None,
    One(usize),
    Several(Vec<usize>),
}

/// A value of a facet, and its label where that is not just the value.
#[derive(Serialize)]
#[serde(untagged)]
enum Named {
    Plain([String; 1]),
    Labelled([String; 2]),
}

/// A facet: its values in their order, and which a row has.
#[derive(Serialize)]
struct Values<'a, F> {
    name: &'a str,
    tag: Option<&'static str>,
    values: Vec<Named>,
    rows: F,
}

impl Renderer {
    /// The file of the rows of an index.
    pub(super) fn rows_file(&self, kind: KindId, language: LanguageId) -> String {
        let Order { records, .. } = &*self.order(kind, language);
        let rows = Rows { renderer: self, kind, language, records };
        // Writing to memory cannot fail, and all keys are strings.
        let mut file = serde_json::to_string(&rows).unwrap_or_default();
        file.push('\n');
        file
    }
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let &Self { renderer, records, .. } = self;
        let record = |index: RecordId| &renderer.model.records[index];
        let mut file = serializer.serialize_map(None)?;
        file.serialize_entry("path", &Column(records, |index| self.path(index)))?;
        file.serialize_entry("title", &Column(records, |index| &record(index).title))?;
        file.serialize_entry("html", &self.marked_titles())?;
        if records.iter().any(|&index| record(index).number.is_some()) {
            file.serialize_entry("number", &Column(records, |index| &record(index).number))?;
        }
        let headline = |index| renderer.headline_text(index);
        if records.iter().any(|&index| headline(index).is_some()) {
            file.serialize_entry("headline", &Column(records, headline))?;
        }
        if renderer.config.data {
            file.serialize_entry("row", &Column(records, |index| renderer.row_of(index)))?;
        }
        let facets = renderer.facets(self.kind);
        let facets = || facets.iter().filter_map(|facet| self.facet(facet));
        file.serialize_entry("facets", &Each(facets))?;
        file.serialize_entry("sorts", &self.sorts())?;
        file.end()
    }
}

impl Rows<'_> {
    /// The address of a record, as a link from the file.
    fn path(&self, index: RecordId) -> String {
        let plan = &self.renderer.plan;
        let folder = plan.indexes.get(&(self.kind, self.language)).map_or("", String::as_str);
        let href = self.renderer.href("", &plan.addresses[index], "");
        match href.strip_prefix(folder) {
            Some(below) => below.to_owned(),
            None => format!("{}{href}", "../".repeat(folder.matches('/').count())),
        }
    }

    /// The titles that have markup, as HTML, by their rows.
    fn marked_titles(&self) -> BTreeMap<usize, &str> {
        let titles = self.records.iter().enumerate().filter_map(|(row, &index)| {
            Some((row, self.renderer.model.records[index].title_html.as_deref()?))
        });
        titles.collect()
    }

    fn facet<'a>(&'a self, facet: &'a Facet<'_>) -> Option<impl Serialize + 'a> {
        let counts = self.renderer.counts(self.records, facet, self.language)?;
        let places: HashMap<String, usize> = counts
            .iter()
            .enumerate()
            .map(|(at, (choice, _))| (choice.value.to_string(), at))
            .collect();
        let rows = move |index| {
            let own = self.renderer.places_of(index, facet, &places);
            match own[..] {
                [] => Places::None,
                [one] => Places::One(one),
                _ => Places::Several(own),
            }
        };
        let values = counts.iter().map(|(choice, _)| match choice.label.html() {
            label if *label == choice.value => Named::Plain([choice.value.to_string()]),
            label => Named::Labelled([choice.value.to_string(), label.to_string()]),
        });
        Some(Values {
            name: facet.name,
            tag: facet.is_shown().then(|| facet.type_name()),
            values: values.collect(),
            rows: Column(self.records, rows),
        })
    }

    /// What the rows can be sorted by other than their titles, by the names of the fields.
    fn sorts(&self) -> BTreeMap<&str, impl Serialize> {
        let model = &self.renderer.model;
        let fields = self.renderer.config.kinds[self.kind].fields.enumerate();
        let columns = fields.filter(|(_, field)| field.ty.is_sortable()).map(|(at, field)| {
            let key = move |index: RecordId| {
                let first = model.records[index].values[at].first()?;
                first.sort_key(&field.ty)
            };
            (field.name.as_str(), Column(self.records, key))
        });
        columns.collect()
    }
}
