//! An address on the web or of e-mail.

use serde_json::{Value as Json, json};

use crate::diagnostics::{Code, Diagnostic};

use super::{Column, Declared, FieldType, Role, Traits, Value};

/// What all fields of addresses have in common.
pub(super) static TRAITS: Traits = Traits {
    name: "url",
    doc: "A web or e-mail address.",
    qualifiers: &["required", "many", "unique"],
    declared: Declared::Nothing(FieldType::Url),
    in_rows: true,
    expects: "an address",
    filtering: None,
    sorts: false,
    roles: &[Role::Property, Role::Source],
    columns: &[Column { format: Some("uri"), ..Column::of("string") }],
};

pub(super) fn schema() -> Json {
    json!({ "type": "string", "pattern": "^(https?://|mailto:)\\S+$" })
}

/// Reads what is written in a field of a name.
///
/// # Errors
/// What is wrong, without its place, when it is no address of a scheme that readers can follow.
pub(crate) fn read(name: &str, text: &str) -> Result<Value, Box<Diagnostic>> {
    let known = ["https://", "http://", "mailto:"].iter().any(|start| {
        text.strip_prefix(start).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
    });
    if known && !text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Ok(Value::Url(text.to_owned()));
    }
    let message = format!("`{name}`: `{text}` is not a valid address");
    let problem = Diagnostic::nowhere(Code::BadScheme, message);
    Err(Box::new(problem.help("addresses begin with https://, http:// or mailto:")))
}
