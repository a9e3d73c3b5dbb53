//! A day, a month or a year.

use serde_json::{Value as Json, json};

use crate::date::Date;
use crate::diagnostics::{Code, Diagnostic};

use super::{Column, Declared, FieldType, Filtering, Role, Traits, Value};

/// What dates look like.
pub(crate) const PATTERN: &str = r"\d{4}(-\d{2}(-\d{2})?)?";

/// What all fields of dates have in common.
pub(super) static TRAITS: Traits = Traits {
    name: "date",
    doc: "A day, a month or a year.",
    qualifiers: &["required", "many", "unique"],
    declared: Declared::Nothing(FieldType::Date),
    in_rows: true,
    expects: "a date",
    filtering: Some(Filtering::Years),
    sorts: true,
    roles: &[Role::Headline, Role::Property, Role::Time],
    // The format has no type for a date that may lack its day or its month.
    columns: &[Column { pattern: Some(PATTERN), ..Column::of("string") }],
};

pub(crate) fn schema() -> Json {
    json!({ "type": "string", "pattern": format!("^{PATTERN}$") })
}

/// Reads what is written in a field of a name.
///
/// # Errors
/// What is wrong, without its place, when it is no date.
pub(crate) fn read(name: &str, text: &str) -> Result<Value, Box<Diagnostic>> {
    Date::parse(text).map(Value::Date).map_err(|why| {
        let problem = Diagnostic::nowhere(Code::BadDate, format!("`{name}`: {why}"));
        Box::new(problem.help("write 2015-06-16, \"2015-06\" or \"2015\""))
    })
}

/// A year as an index is filtered by it: four digits.
pub(crate) fn year(year: i64) -> String {
    format!("{year:04}")
}
