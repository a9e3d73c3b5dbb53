//! True or false.

use serde_json::{Value as Json, json};

use super::{Column, Declared, FieldType, Filtering, Role, Traits};

/// What all fields of truth values have in common.
pub(super) static TRAITS: Traits = Traits {
    name: "boolean",
    doc: "True or false.",
    qualifiers: &["required"],
    declared: Declared::Nothing(FieldType::Boolean),
    in_rows: true,
    expects: "true or false",
    filtering: Some(Filtering::YesNo),
    sorts: false,
    roles: &[Role::Property],
    columns: &[Column::of("boolean")],
};

/// The words for true and false, by which addresses and looks know them.
pub(crate) const WORDS: [&str; 2] = ["yes", "no"];

/// The word for true or for false.
pub(crate) fn word(is: bool) -> &'static str {
    let [yes, no] = WORDS;
    if is { yes } else { no }
}

pub(super) fn schema() -> Json {
    json!({ "type": "boolean" })
}
