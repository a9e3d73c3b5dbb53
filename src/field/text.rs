//! Plain text.

use serde_json::{Value as Json, json};

use super::{Column, Declared, FieldType, Role, Traits};

/// What all fields of text have in common.
pub(super) static TRAITS: Traits = Traits {
    name: "text",
    doc: "Plain text.",
    qualifiers: &["required", "many", "unique", "link"],
    declared: Declared::Nothing(FieldType::Text),
    in_rows: true,
    expects: "a string",
    filtering: None,
    sorts: false,
    roles: &[
        Role::Headline,
        Role::Name,
        Role::Property,
        Role::Author,
        Role::Symbol,
        Role::Assessor,
        Role::Source,
        Role::Remark,
    ],
    columns: &[Column::of("string")],
};

pub(super) fn schema() -> Json {
    json!({ "type": "string" })
}
