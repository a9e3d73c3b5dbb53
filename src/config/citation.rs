//! `[citation]`, and that of a kind → how the report and its records are cited.

use super::fields::field_named;
use super::problems::Problems;
use super::reader::Table;
use super::rules;
use super::{Citation, Field, WorkFields};
use crate::date::Date;
use crate::field::Role;
use crate::ids::{FieldId, List};

/// Reads `[citation]`.
pub(super) fn citation(table: &Table, problems: &mut Problems<'_>) -> Citation {
    let text = |name| table.text(name).map(|setting| setting.value);
    let texts = |name| table.texts(name).into_iter().map(|setting| setting.value).collect();
    let date = date(table, "date", "citation.date", problems);
    let files = table.text("files");
    let files =
        files.and_then(|word| problems.apply("citation.files", word, rules::citation_files));
    Citation {
        enable: table.flag("enable").unwrap_or(true),
        files: files.map(|files| files.value).unwrap_or_default(),
        title: text("title"),
        authors: table.entry("authors").map(|_| texts("authors")),
        institution: text("institution"),
        symbols: texts("symbols"),
        date,
        place: text("place"),
        restates: table.text("restates"),
        sources: table.entry("sources").map(|_| table.texts("sources")),
    }
}

/// Reads a date that may be partial; `path` is where it stands.
pub(super) fn date(
    table: &Table,
    name: &str,
    path: &str,
    problems: &mut Problems<'_>,
) -> Option<Date> {
    let written = table.date(name)?;
    let read = Date::parse(&written.value);
    read.map_err(|wrong| problems.bad(&written.span, format!("`{path}`: {wrong}"))).ok()
}

/// Reads `[kinds.*.citation]`: which fields say how a record is cited.
pub(super) fn work_fields(
    table: &Table,
    fields: &List<FieldId, Field>,
    problems: &mut Problems<'_>,
) -> WorkFields {
    let mut named = |key: &str, wanted: &str, role: Role| {
        let written = table.text(key)?;
        field_named(&written, fields, wanted, role, problems)
    };
    WorkFields {
        authors: named("authors", "text, reference or choice", Role::Author),
        institution: named("institution", "text, reference or choice", Role::Author),
        symbols: named("symbols", "text", Role::Symbol),
        date: named("date", "date", Role::Time),
    }
}
