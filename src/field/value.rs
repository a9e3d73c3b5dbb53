//! Typed values, and what each says without the report around it.

use std::hash::{Hash, Hasher};

use serde_json::Value as Json;

use crate::date::Date;

use super::{FieldType, Filtering, Point, boolean, date};

/// A typed value.
#[derive(Debug, Clone)]
pub enum Value {
    /// Plain text.
    Text(String),
    /// Markdown, by its place in [`Part::fragments`](crate::model::Part::fragments).
    Markdown(usize),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// A day, a month or a year.
    Date(Date),
    /// An address.
    Url(String),
    /// A choice, by its place among the field's values.
    Choice(usize),
    /// A reference, by its place in [`Part::references`](crate::model::Part::references).
    Reference(usize),
    /// A point in degrees, WGS 84, with a word for how exact it is.
    Coordinates {
        /// Degrees north of the equator, −90 to 90.
        lat: f64,
        /// Degrees east of Greenwich, −180 to 180.
        lon: f64,
        /// How exact it is, in a word: `city`, `country`.
        precision: Option<String>,
    },
    /// One row: the values of its fields, in the order of the table's fields.
    Row(Vec<Vec<Value>>),
}

/// Where to find what a value says.
#[derive(Debug, Clone, Copy)]
pub enum Form<'a> {
    /// In the value and the declaration of its field: see [`Value::literal`].
    Plain,
    /// In the Markdown at a place of [`Part::fragments`](crate::model::Part::fragments).
    Markdown(usize),
    /// In the record that the reference at a place of
    /// [`Part::references`](crate::model::Part::references) leads to.
    Record(usize),
    /// In the values of each column of a table.
    Row(&'a [Vec<Value>]),
}

impl Hash for Value {
    fn hash<H: Hasher>(&self, sum: &mut H) {
        std::mem::discriminant(self).hash(sum);
        match self {
            Value::Text(text) | Value::Url(text) => text.hash(sum),
            Value::Integer(number) => number.hash(sum),
            Value::Boolean(is) => is.hash(sum),
            Value::Date(date) => date.hash(sum),
            Value::Markdown(at) | Value::Choice(at) | Value::Reference(at) => at.hash(sum),
            Value::Coordinates { lat, lon, precision } => {
                (lat.to_bits(), lon.to_bits(), precision).hash(sum);
            }
            Value::Row(cells) => cells.hash(sum),
        }
    }
}

/// What all values are asked; `ty` is the type of the value's field.
impl Value {
    /// A choice, by its place among the values of its field.
    pub(crate) fn chosen(at: usize) -> Self {
        Self::Choice(at)
    }

    /// Where to find what it says.
    pub fn form(&self) -> Form<'_> {
        match self {
            Value::Text(_)
            | Value::Integer(_)
            | Value::Boolean(_)
            | Value::Date(_)
            | Value::Url(_)
            | Value::Choice(_)
            | Value::Coordinates { .. } => Form::Plain,
            Value::Markdown(at) => Form::Markdown(*at),
            Value::Reference(at) => Form::Record(*at),
            Value::Row(cells) => Form::Row(cells),
        }
    }

    /// A plain value as text in no language, as it stands in a table of data; `None` for others.
    pub fn literal(&self, ty: &FieldType) -> Option<String> {
        match self {
            Value::Text(text) | Value::Url(text) => Some(text.clone()),
            Value::Integer(number) => Some(number.to_string()),
            Value::Boolean(is) => Some(is.to_string()),
            Value::Date(date) => Some(date.to_string()),
            Value::Choice(at) => ty.choices().get(*at).map(|(value, _)| value.clone()),
            Value::Coordinates { .. } => self.point().map(|point| point.literal()),
            Value::Markdown(_) | Value::Reference(_) | Value::Row(_) => None,
        }
    }

    /// A plain value as JSON; null for others.
    pub fn json(&self, ty: &FieldType) -> Json {
        match self {
            Value::Integer(number) => (*number).into(),
            Value::Boolean(is) => (*is).into(),
            Value::Coordinates { .. } => self.point().map(|point| point.json()).into(),
            Value::Text(_) | Value::Url(_) | Value::Date(_) | Value::Choice(_) => {
                self.literal(ty).into()
            }
            Value::Markdown(_) | Value::Reference(_) | Value::Row(_) => Json::Null,
        }
    }

    /// The cells of a value that takes several columns of a table of data, one for each.
    pub fn cells(&self) -> Vec<String> {
        self.point().map(|point| point.cells()).unwrap_or_default()
    }

    /// What two equal values of a field that must be unique have in common. Which record a reference
    /// means is not known before it is followed: [`resolve`](crate::resolve) compares them.
    pub fn unique_key(&self, ty: &FieldType) -> Option<String> {
        let can_be = ty.traits().qualifiers.contains(&"unique");
        self.literal(ty).filter(|_| can_be)
    }

    /// What addresses call a plain value by which an index is filtered.
    pub fn filter_key(&self, ty: &FieldType) -> Option<String> {
        match ty.filtering()? {
            Filtering::Choices | Filtering::Numbers => self.literal(ty),
            Filtering::YesNo => self.boolean().map(|is| boolean::word(is).to_owned()),
            Filtering::Years => self.date().map(|own| date::year(own.year.into())),
            Filtering::Records => None,
        }
    }

    /// What an index is sorted by, where it can be.
    pub fn sort_key(&self, ty: &FieldType) -> Option<String> {
        if ty.is_sortable() { self.literal(ty) } else { None }
    }

    /// The label in `book.toml` of a value that is listed there.
    pub fn label<'t>(&self, ty: &'t FieldType) -> Option<&'t str> {
        ty.choices().get(self.choice()?).map(|(_, label)| label.as_str())
    }
}

/// What only values of one type have.
impl Value {
    /// The text of plain text.
    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    /// Whether it is true.
    pub fn boolean(&self) -> Option<bool> {
        if let Value::Boolean(is) = self { Some(*is) } else { None }
    }

    /// The date.
    pub fn date(&self) -> Option<Date> {
        if let Value::Date(date) = self { Some(*date) } else { None }
    }

    /// The address.
    pub fn address(&self) -> Option<&str> {
        if let Value::Url(address) = self { Some(address) } else { None }
    }

    /// The place among the values that `book.toml` lists.
    pub fn choice(&self) -> Option<usize> {
        if let Value::Choice(at) = self { Some(*at) } else { None }
    }

    /// The place in [`Part::references`](crate::model::Part::references).
    pub fn reference(&self) -> Option<usize> {
        if let Value::Reference(at) = self { Some(*at) } else { None }
    }

    /// The point on Earth.
    pub fn point(&self) -> Option<Point<'_>> {
        let Value::Coordinates { lat, lon, precision } = self else { return None };
        Some(Point { lat: *lat, lon: *lon, precision: precision.as_deref() })
    }

    /// The values of each column of a row.
    pub fn row(&self) -> Option<&[Vec<Value>]> {
        if let Value::Row(cells) = self { Some(cells) } else { None }
    }
}
