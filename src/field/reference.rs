//! A record.
//!
//! A value is the place of the reference in the [model](crate::model): which record it means is found
//! out by [`resolve`](crate::resolve).

use serde_json::{Value as Json, json};

use super::{Column, Declared, FieldType, Filtering, Role, Traits};

/// What all fields of references have in common.
pub(super) static TRAITS: Traits = Traits {
    name: "reference",
    doc: "A record.",
    qualifiers: &["required", "many", "unique", "to", "inverse"],
    declared: Declared::Kinds(FieldType::Reference),
    in_rows: true,
    expects: "the id of a record",
    filtering: Some(Filtering::Records),
    sorts: false,
    roles: &[Role::Property, Role::Author, Role::Relation, Role::Assessor, Role::Source],
    columns: &[Column::of("string")],
};

pub(super) fn schema() -> Json {
    json!({ "type": "string" })
}
