//! Markdown, with references.
//!
//! A value is parsed with its record, by the [model](crate::model): what is kept is its place there.

use serde_json::{Value as Json, json};

use super::{Column, Declared, FieldType, Role, Traits};

/// What all fields of Markdown have in common.
pub(super) static TRAITS: Traits = Traits {
    name: "markdown",
    doc: "Markdown, with references.",
    qualifiers: &["required", "many"],
    declared: Declared::Nothing(FieldType::Markdown),
    in_rows: true,
    expects: "a string",
    filtering: None,
    sorts: false,
    roles: &[Role::Source, Role::Remark],
    columns: &[Column::of("string")],
};

pub(super) fn schema() -> Json {
    json!({ "type": "string" })
}
