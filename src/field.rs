//! Fields: what a type of field is, and what a value of it is apart from its report.
//!
//! A type of field is one thing. What is known of it without the report around it stands in a module
//! of its own, such as `choice`: its name in `book.toml`, what may be declared and written, its JSON
//! Schema, its forms as text, as JSON and in a table of data, and what it can do. All that is the
//! same for every field of the type is a table of [`Traits`]; the rest are functions, to which this
//! module hands the question of whoever has a [`FieldType`] or a [`Value`] at hand.
//!
//! So nobody else asks of what type a field is. One asks what it can be ([`FieldType::can_be`]), how it
//! is filtered ([`FieldType::filtering`]), or in which [`Form`] a value comes: a plain one says all
//! itself, and Markdown, references and rows lead to something else. Two modules match on types
//! besides this one, since they know what is not known here, and the compiler names both when a type
//! is added: `model::values` reads what is written, and `render::values` says a value in the words of
//! a language.
//!
//! Nothing is read or looked up here.

// A type that is added must not fall into an arm that was written before it.
#![deny(clippy::wildcard_enum_match_arm)]

mod traits;
mod text;
mod markdown;
mod integer;
pub(crate) mod boolean;
pub(crate) mod date;
pub(crate) mod url;
pub(crate) mod choice;
mod reference;
pub(crate) mod coordinates;
mod table;
mod value;

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::ids::KindId;

pub use coordinates::Point;
pub use traits::{Column, Declared, Filtering, Role, Traits};
pub use value::{Form, Value};

/// A typed value that records of a kind have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The key in front matter: `addressed-to-stated`.
    pub name: String,
    /// What readers see: `Addressed to`.
    pub label: String,
    /// What it holds.
    pub ty: FieldType,
    /// Whether it holds a list of them.
    pub many: bool,
    /// Whether a record without it is an error.
    pub required: bool,
    /// Whether two records of the kind must not share a value.
    pub unique: bool,
    /// For references: what the relation is called from the other end.
    pub inverse: Option<String>,
    /// For text: an address with `{}` where the value goes.
    pub link: Option<String>,
    /// For references: the records of other reports to which they may lead.
    pub outside: Option<Arc<Outside>>,
}

/// Records of other reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// The kinds of these reports.
    pub targets: Vec<OutsideKind>,
    /// Whether no record of the report itself is meant.
    pub only: bool,
}

/// A kind of another report, or all its kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideKind {
    /// The name of the report.
    pub report: String,
    /// The name of the kind; none for all.
    pub kind: Option<String>,
    /// Where it stands in `book.toml`.
    pub span: Range<usize>,
}

impl Field {
    /// Whether its values are written as a list: those of a field that takes several, and rows.
    pub fn is_list(&self) -> bool {
        self.many || self.ty.has_rows()
    }
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// Plain text.
    Text,
    /// Markdown text, references included.
    Markdown,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A day, a month or a year.
    Date,
    /// An `http`, `https` or `mailto` address.
    Url,
    /// One of a list of values, each with its label.
    Choice(Vec<(String, String)>),
    /// A record of one of these kinds; empty means any kind.
    Reference(Arc<[KindId]>),
    /// A point on Earth in degrees, WGS 84.
    Coordinates,
    /// Rows with fields of their own, none of them a table.
    Table(Vec<Field>),
}

/// All types, in the order in which they are told; the first is that of a field whose type is not
/// known.
pub static TYPES: [&Traits; 10] = [
    &text::TRAITS,
    &markdown::TRAITS,
    &integer::TRAITS,
    &boolean::TRAITS,
    &date::TRAITS,
    &url::TRAITS,
    &choice::TRAITS,
    &reference::TRAITS,
    &coordinates::TRAITS,
    &table::TRAITS,
];

impl FieldType {
    /// What it has in common with all fields of its type.
    pub fn traits(&self) -> &'static Traits {
        match self {
            FieldType::Text => &text::TRAITS,
            FieldType::Markdown => &markdown::TRAITS,
            FieldType::Integer => &integer::TRAITS,
            FieldType::Boolean => &boolean::TRAITS,
            FieldType::Date => &date::TRAITS,
            FieldType::Url => &url::TRAITS,
            FieldType::Choice(_) => &choice::TRAITS,
            FieldType::Reference(_) => &reference::TRAITS,
            FieldType::Coordinates => &coordinates::TRAITS,
            FieldType::Table(_) => &table::TRAITS,
        }
    }

    /// Whether a field of the type can have a role in its kind.
    pub fn can_be(&self, role: Role) -> bool {
        self.traits().roles.contains(&role)
    }

    /// How an index is filtered by it, if it can be.
    pub fn filtering(&self) -> Option<Filtering> {
        self.traits().filtering
    }

    /// Whether an index can be sorted by it.
    pub fn is_sortable(&self) -> bool {
        self.traits().sorts
    }

    /// Whether a value is written as text, whatever it looks like.
    pub fn is_written_as_text(&self) -> bool {
        match self {
            FieldType::Text
            | FieldType::Markdown
            | FieldType::Date
            | FieldType::Url
            | FieldType::Choice(_)
            | FieldType::Reference(_) => true,
            FieldType::Integer
            | FieldType::Boolean
            | FieldType::Coordinates
            | FieldType::Table(_) => false,
        }
    }

    /// Whether a value is Markdown, in which signs have a meaning.
    pub fn is_markup(&self) -> bool {
        matches!(self, FieldType::Markdown)
    }

    /// Whether its values are listed in `book.toml`.
    pub fn has_choices(&self) -> bool {
        matches!(self, FieldType::Choice(_))
    }

    /// Whether its values are rows.
    pub fn has_rows(&self) -> bool {
        matches!(self, FieldType::Table(_))
    }

    /// The columns of a table; of anything else, none.
    pub fn columns(&self) -> &[Field] {
        if let FieldType::Table(columns) = self { columns } else { &[] }
    }

    /// The values of a choice with their labels; of anything else, none.
    pub fn choices(&self) -> &[(String, String)] {
        if let FieldType::Choice(values) = self { values } else { &[] }
    }

    /// The kinds to which a reference may lead, none meaning any; `None` for anything else.
    pub fn targets(&self) -> Option<&[KindId]> {
        if let FieldType::Reference(to) = self { Some(to) } else { None }
    }

    /// Whether it may refer to records of a kind.
    pub fn may_refer_to(&self, kind: KindId) -> bool {
        self.targets().is_some_and(|to| to.is_empty() || to.contains(&kind))
    }

    /// The JSON Schema of one value as it is written; of a row without what its columns ask.
    pub fn schema(&self) -> Json {
        match self {
            FieldType::Text => text::schema(),
            FieldType::Markdown => markdown::schema(),
            FieldType::Integer => integer::schema(),
            FieldType::Boolean => boolean::schema(),
            FieldType::Date => date::schema(),
            FieldType::Url => url::schema(),
            FieldType::Choice(choices) => choice::schema(choices),
            FieldType::Reference(_) => reference::schema(),
            FieldType::Coordinates => coordinates::schema(),
            FieldType::Table(_) => table::schema(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_made_of_its_own_traits() {
        for traits in TYPES {
            let made = match &traits.declared {
                Declared::Nothing(ty) => ty.clone(),
                Declared::Values(make) => make(Vec::new()),
                Declared::Kinds(make) => make([].into()),
                Declared::Fields(make) => make(Vec::new()),
            };
            assert_eq!(made.traits().name, traits.name);
        }
    }

    #[test]
    fn the_key_that_a_type_needs_is_one_of_its_qualifiers() {
        for traits in TYPES {
            let needed = traits.declared.needed();
            assert!(needed.is_none_or(|key| traits.qualifiers.contains(&key)), "{}", traits.name);
        }
    }
}
