//! A whole number.

use serde_json::{Value as Json, json};

use super::{Column, Declared, FieldType, Filtering, Role, Traits};

/// What all fields of whole numbers have in common.
pub(super) static TRAITS: Traits = Traits {
    name: "integer",
    doc: "A whole number.",
    qualifiers: &["required", "many", "unique"],
    declared: Declared::Nothing(FieldType::Integer),
    in_rows: true,
    expects: "a whole number",
    filtering: Some(Filtering::Numbers),
    sorts: true,
    roles: &[Role::Headline, Role::Property],
    columns: &[Column::of("integer")],
};

pub(super) fn schema() -> Json {
    json!({ "type": "integer" })
}
