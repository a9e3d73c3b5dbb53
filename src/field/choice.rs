//! One of a list of values.

use serde_json::{Value as Json, json};

use crate::diagnostics::{Code, Diagnostic, did_you_mean};

use super::{Column, Declared, FieldType, Filtering, Role, Traits, Value};

/// What all fields of choices have in common.
pub(super) static TRAITS: Traits = Traits {
    name: "choice",
    doc: "One of a list of values.",
    qualifiers: &["required", "many", "unique", "values"],
    declared: Declared::Values(FieldType::Choice),
    in_rows: true,
    expects: "one of its values",
    filtering: Some(Filtering::Choices),
    sorts: false,
    roles: &[Role::Property, Role::Author, Role::Class, Role::Assessor],
    columns: &[Column::of("string")],
};

pub(super) fn schema(choices: &[(String, String)]) -> Json {
    let values: Vec<&str> = choices.iter().map(|(value, _)| value.as_str()).collect();
    json!({ "enum": values })
}

/// Reads what is written in a field of a name.
///
/// # Errors
/// What is wrong, without its place, when it is none of the choices.
pub(crate) fn read(
    name: &str,
    choices: &[(String, String)],
    text: &str,
) -> Result<Value, Box<Diagnostic>> {
    if let Some(at) = choices.iter().position(|(value, _)| value == text) {
        return Ok(Value::Choice(at));
    }
    let values = || choices.iter().map(|(value, _)| value.as_str());
    let listed: Vec<String> = values().map(|value| format!("`{value}`")).collect();
    let problem =
        Diagnostic::nowhere(Code::UnknownChoice, format!("`{name}` has no value `{text}`"))
            .help(format!("its values are {}", listed.join(", ")))
            .maybe_help(did_you_mean(text, values()));
    Err(Box::new(problem))
}
