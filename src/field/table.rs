//! Rows with fields of their own.

use serde_json::{Value as Json, json};

use super::{Declared, FieldType, Traits};

/// What all tables have in common.
pub(super) static TRAITS: Traits = Traits {
    name: "table",
    doc: "Rows with fields of their own.",
    qualifiers: &["required", "fields"],
    declared: Declared::Fields(FieldType::Table),
    // A row cannot contain rows.
    in_rows: false,
    expects: "a list of tables",
    filtering: None,
    sorts: false,
    roles: &[],
    // Rows have a table of their own.
    columns: &[],
};

/// That of a row: what its columns ask is for whoever knows them.
pub(super) fn schema() -> Json {
    json!({ "type": "object" })
}
