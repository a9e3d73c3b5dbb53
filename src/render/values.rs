//! Typed values → what templates print.

use std::collections::BTreeMap;

use tera::Value;

use crate::config::Field;
use crate::diagnostics::Diagnostic;
use crate::field::{Form, boolean};
use crate::ids::{LanguageId, RecordId};
use crate::look::Argument;
use crate::model;
use crate::resolve::Missing;
use crate::url;

use super::addresses::On;
use super::footnotes::Notes;
use super::{Renderer, map};

/// A plain value, put in the words of a language.
struct Wording {
    text: String,
    /// What templates find beside the text.
    more: Vec<(&'static str, Value)>,
}

impl Wording {
    fn view(self) -> Value {
        let text = ("text", Value::from(self.text));
        Value::from(self.more.into_iter().chain([text]).collect::<BTreeMap<_, _>>())
    }
}

impl Renderer {
    /// The fields of a record that hold something, in their order; its ledger and its milestones are told apart.
    pub(super) fn fields(
        &self,
        index: RecordId,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Vec<Value>, Box<Diagnostic>> {
        let record = &self.model.records[index];
        let kind = &self.config.kinds[record.kind];
        let mut views = Vec::new();
        let told = self.config.told_fields(record.kind);
        for ((at, field), values) in kind.fields.enumerate().zip(&record.values) {
            if !values.is_empty() && !told.contains(&at) {
                views.push(self.field(index, field, values, on, notes)?);
            }
        }
        Ok(views)
    }

    fn field(
        &self,
        index: RecordId,
        field: &Field,
        values: &[model::Value],
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Value, Box<Diagnostic>> {
        if field.ty.has_rows() {
            return self.table(index, field, values, on, notes);
        }
        let mut views = Vec::with_capacity(values.len());
        for value in values {
            if let Some(view) = self.value(index, field, value, on, notes)? {
                views.push(view);
            }
        }
        Ok(map! {
            "name": field.name.as_str(),
            "label": self.label(on.language, &field.label),
            "type": field.ty.traits().name,
            "values": views,
        })
    }

    fn table(
        &self,
        index: RecordId,
        field: &Field,
        rows: &[model::Value],
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Value, Box<Diagnostic>> {
        let columns = field.ty.columns();
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(cells) = row.row() else { continue };
            let mut cell_views = Vec::with_capacity(cells.len());
            for (column, values) in columns.iter().zip(cells) {
                cell_views.push(self.field(index, column, values, on, notes)?);
            }
            views.push(Value::from(cell_views));
        }
        let columns: Vec<Value> = columns
            .iter()
            .map(|column| {
                map! {
                    "name": column.name.as_str(),
                    "label": self.label(on.language, &column.label),
                }
            })
            .collect();
        Ok(map! {
            "name": field.name.as_str(),
            "label": self.label(on.language, &field.label),
            "type": field.ty.traits().name,
            "columns": columns,
            "rows": views,
        })
    }

    pub(super) fn value(
        &self,
        index: RecordId,
        field: &Field,
        value: &model::Value,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Option<Value>, Box<Diagnostic>> {
        Ok(match value.form() {
            Form::Plain => self.wording(on.language, field, value).map(Wording::view),
            Form::Markdown(at) => {
                let html = self.fragment(index, at, on, notes)?;
                Some(map! { "html": Value::safe_string(&unwrapped(&html)) })
            }
            Form::Record(at) => match self.links.meant(&self.model, index, at) {
                Some(meant) => Some(map! { "record": self.meant_summary(meant, on.language) }),
                None => {
                    let missing = self.links.missing_field(&self.model, index, at);
                    missing.map(|missing| map! { "record": broken_summary(missing) })
                }
            },
            Form::Row(_) => None,
        })
    }

    /// A plain value in the words of a language; `None` for others.
    pub(super) fn in_words(
        &self,
        language: LanguageId,
        field: &Field,
        value: &model::Value,
    ) -> Option<String> {
        self.wording(language, field, value).map(|wording| wording.text)
    }

    /// Every type has its words here, and what templates find beside them.
    #[deny(clippy::wildcard_enum_match_arm)]
    fn wording(
        &self,
        language: LanguageId,
        field: &Field,
        value: &model::Value,
    ) -> Option<Wording> {
        Some(match value {
            model::Value::Text(text) => {
                let url = field.link.as_ref();
                let url = url.map(|link| ("url", link.replace("{}", &url::encoded(text)).into()));
                Wording { text: text.clone(), more: url.into_iter().collect() }
            }
            model::Value::Integer(number) => {
                Wording { text: number.to_string(), more: vec![("number", (*number).into())] }
            }
            model::Value::Boolean(is) => {
                let text = self.look.strings().word(language, boolean::word(*is));
                Wording { text, more: vec![("value", (*is).into())] }
            }
            model::Value::Date(date) => {
                let more = vec![("iso", date.to_string().into())];
                Wording { text: self.date(language, *date), more }
            }
            model::Value::Url(url) => {
                Wording { text: url.clone(), more: vec![("url", url.as_str().into())] }
            }
            model::Value::Choice(at) => {
                let (value, label) = field.ty.choices().get(*at)?;
                let text = self.label(language, label).to_owned();
                Wording { text, more: vec![("value", value.as_str().into())] }
            }
            model::Value::Coordinates { lat, lon, precision } => Wording {
                text: self.coordinates(language, *lat, *lon),
                more: vec![
                    ("lat", (*lat).into()),
                    ("lon", (*lon).into()),
                    ("precision", precision.clone().into()),
                ],
            },
            model::Value::Markdown(_) | model::Value::Reference(_) | model::Value::Row(_) => {
                return None;
            }
        })
    }

    pub(super) fn coordinates(&self, language: LanguageId, lat: f64, lon: f64) -> String {
        let half = |value: f64, positive: &str, negative: &str| {
            let key = if value < 0.0 { negative } else { positive };
            let degrees = ("degrees".to_owned(), Argument::Text(format!("{:.2}", value.abs())));
            self.look.strings().get(language, key, &[degrees]).unwrap_or_default()
        };
        format!("{}, {}", half(lat, "north", "south"), half(lon, "east", "west"))
    }
}

/// What stands in the place of a record's summary where a reference leads nowhere: templates find
/// what they print of a record, and `broken`, which says why it is none.
fn broken_summary(missing: &Missing) -> Value {
    map! {
        "id": &*missing.written,
        "kind": "broken",
        "kind_label": "",
        "number": None::<String>,
        "title": &*missing.written,
        "title_html": &*missing.written,
        "path": "",
        "description": &*missing.why,
        "description_html": &*missing.why,
        "headline": None::<String>,
        "ended": None::<String>,
        "language": "",
        "broken": &*missing.why,
    }
}

/// A single paragraph without its tags, so that it can stand in a line.
fn unwrapped(html: &str) -> String {
    let trimmed = html.trim();
    let inner = trimmed.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    inner.filter(|inner| !inner.contains("<p>")).unwrap_or(trimmed).to_owned()
}
