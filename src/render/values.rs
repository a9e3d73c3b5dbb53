//! Typed values → what templates print.

use tera::Value;

use crate::config::{Field, FieldType};
use crate::diagnostics::Diagnostic;
use crate::ids::{LanguageId, RecordId};
use crate::look::Argument;
use crate::model::{self, Date};
use crate::resolve::Missing;
use crate::url;

use super::addresses::On;
use super::footnotes::Notes;
use super::{Renderer, map};

impl Renderer {
    /// The fields of a record that hold something, in their order; its ledger is told apart.
    pub(super) fn fields(
        &self,
        index: RecordId,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Vec<Value>, Box<Diagnostic>> {
        let record = &self.model.records[index];
        let kind = &self.config.kinds[record.kind];
        let mut views = Vec::new();
        let ledger = self.config.ledger.as_ref().and_then(|ledger| ledger.book(record.kind));
        let ledger = ledger.map(|book| book.field);
        for ((at, field), values) in kind.fields.enumerate().zip(&record.values) {
            if !values.is_empty() && Some(at) != ledger {
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
        if let FieldType::Table(columns) = &field.ty {
            return self.table(index, field, (columns, values), on, notes);
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
            "type": type_name(&field.ty),
            "values": views,
        })
    }

    fn table(
        &self,
        index: RecordId,
        field: &Field,
        (columns, rows): (&[Field], &[model::Value]),
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Value, Box<Diagnostic>> {
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let model::Value::Row(cells) = row else { continue };
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
            "type": "table",
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
        Ok(Some(match value {
            model::Value::Text(text) => match &field.link {
                Some(link) => map! {
                    "text": text.as_str(),
                    "url": link.replace("{}", &url::encoded(text)),
                },
                None => map! { "text": text.as_str() },
            },
            model::Value::Markdown(at) => {
                let html = self.fragment(index, *at, on, notes)?;
                map! { "html": Value::safe_string(&unwrapped(&html)) }
            }
            model::Value::Integer(number) => {
                map! { "text": number.to_string(), "number": *number }
            }
            model::Value::Boolean(value) => {
                let key = if *value { "yes" } else { "no" };
                map! { "text": self.look.strings().word(on.language, key), "value": *value }
            }
            model::Value::Date(date) => {
                map! { "text": self.date(on.language, *date), "iso": date.to_string() }
            }
            model::Value::Url(url) => map! { "text": url.as_str(), "url": url.as_str() },
            model::Value::Choice(at) => {
                let FieldType::Choice(choices) = &field.ty else { return Ok(None) };
                let (value, label) = &choices[*at];
                map! { "text": self.label(on.language, label), "value": value.as_str() }
            }
            model::Value::Reference(at) => match self.links.field(&self.model, index, *at) {
                Some(record) => map! { "record": self.summary(record) },
                None => match self.links.missing_field(&self.model, index, *at) {
                    Some(missing) => map! { "record": broken_summary(missing) },
                    None => return Ok(None),
                },
            },
            model::Value::Coordinates { lat, lon, precision } => map! {
                "text": self.coordinates(on.language, *lat, *lon),
                "lat": *lat,
                "lon": *lon,
                "precision": precision.clone(),
            },
            model::Value::Row(_) => return Ok(None),
        }))
    }

    /// A date in words: `16 June 2015`, `June 2015`, `2015`.
    pub(super) fn date(&self, language: LanguageId, date: Date) -> String {
        let strings = self.look.strings();
        let year = ("year".to_owned(), Argument::Text(date.year.to_string()));
        let Some(month) = date.month else {
            return strings.get(language, "date-year", &[year]).unwrap_or_default();
        };
        let number = [("number".to_owned(), Argument::Number(month.into()))];
        let name = strings.get(language, "month", &number).unwrap_or_default();
        let month = ("month".to_owned(), Argument::Text(name));
        // Some languages write the first day or a month's name in another form within a date.
        let [number] = number;
        match date.day {
            None => strings.get(language, "date-month", &[year, month, number]).unwrap_or_default(),
            Some(day) => {
                let day = ("day".to_owned(), Argument::Number(day.into()));
                strings.get(language, "date-day", &[year, month, number, day]).unwrap_or_default()
            }
        }
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
        "language": "",
        "broken": &*missing.why,
    }
}

pub(super) fn type_name(ty: &FieldType) -> &'static str {
    match ty {
        FieldType::Text => "text",
        FieldType::Markdown => "markdown",
        FieldType::Integer => "integer",
        FieldType::Boolean => "boolean",
        FieldType::Date => "date",
        FieldType::Url => "url",
        FieldType::Choice(_) => "choice",
        FieldType::Reference(_) => "reference",
        FieldType::Coordinates => "coordinates",
        FieldType::Table(_) => "table",
    }
}

/// A single paragraph without its tags, so that it can stand in a line.
fn unwrapped(html: &str) -> String {
    let trimmed = html.trim();
    let inner = trimmed.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    inner.filter(|inner| !inner.contains("<p>")).unwrap_or(trimmed).to_owned()
}
