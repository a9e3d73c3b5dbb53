//! `schema` and `[kinds.*.structured]` → what records of a kind are to search engines.

use super::fields::field_named;
use super::problems::Problems;
use super::reader::Table;
use super::{Field, Schema, Setting, rules};
use crate::diagnostics::{Code, did_you_mean};
use crate::field::Role;
use crate::ids::{FieldId, List};

/// Reads `schema` of a kind.
pub(super) fn schema(kind: &Table, problems: &mut Problems<'_>) -> Schema {
    let Some(written) = kind.text("schema") else { return Schema::default() };
    let found = Schema::ALL.into_iter().find(|schema| schema.name() == written.value);
    found.unwrap_or_else(|| {
        let known = || Schema::ALL.into_iter().map(Schema::name);
        let message = format!("records cannot have the type `{}`", written.value);
        let problem = problems.at(Code::BadValue, &written.span, message);
        let names = known().collect::<Vec<_>>().join(", ");
        let problem = problem.help(format!("the types are {names}"));
        problems.report(problem.maybe_help(did_you_mean(&written.value, known())));
        Schema::default()
    })
}

/// Reads `[kinds.*.structured]`; `path` is where it stands.
pub(super) fn properties(
    table: &Table,
    path: &str,
    fields: &List<FieldId, Field>,
    problems: &mut Problems<'_>,
) -> Vec<(String, FieldId)> {
    let mut read = Vec::new();
    for entry in &table.entries {
        let name = Setting { value: entry.name.clone(), span: entry.key.clone() };
        let name = problems.apply(&format!("{path}.{}", entry.name), name, rules::property);
        let field = entry.item.text();
        let field = field
            .and_then(|written| field_named(&written, fields, "plain", Role::Property, problems));
        read.extend(name.zip(field).map(|(name, field)| (name.value, field)));
    }
    read
}
