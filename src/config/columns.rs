//! A table field that a table of `book.toml` gives a meaning, and which of its columns is what.

use super::problems::Problems;
use super::reader::{Pair, Table};
use super::{Field, Kind, Setting};
use crate::diagnostics::{Code, did_you_mean};
use crate::field::Role;
use crate::ids::{FieldId, KindId, List};

/// A column that a table of `book.toml` names.
pub(super) struct Wanted {
    /// The key that names it, which is also the name where the key is absent.
    pub(super) key: &'static str,
    /// What it must hold, in words.
    pub(super) holds: &'static str,
    /// What it must be able to be.
    pub(super) role: Role,
}

/// A table of `book.toml` that gives a table field its meaning.
pub(super) struct Meaning<'a> {
    /// What it is about: `the ledger`.
    pub(super) whose: &'static str,
    /// The key under which it stands.
    pub(super) entry: &'a Pair,
    /// The table.
    pub(super) table: &'a Table,
    /// The name of the table field.
    pub(super) field: Setting<String>,
}

impl<'a> Meaning<'a> {
    /// Reads which table field is meant; none, when nothing names it.
    pub(super) fn read(
        whose: &'static str,
        holds: &str,
        entry: &'a Pair,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let table = entry.item.table();
        if let Some(field) = table.text("field") {
            return Some(Self { whose, entry, table, field });
        }
        if table.entry("field").is_none() {
            let message =
                format!("{whose} has no `field`, which names the field that holds {holds}");
            problems.missing(problems.at(Code::BadValue, &entry.key, message));
        }
        None
    }

    /// The kinds that have the field; none, where there is none or it is no table somewhere.
    pub(super) fn kinds(
        &self,
        holds: &str,
        kinds: &List<KindId, Kind>,
        problems: &mut Problems<'_>,
    ) -> Option<Vec<(KindId, FieldId)>> {
        let name = &self.field.value;
        let found = kinds.enumerate().filter_map(|(kind, own)| Some((kind, own.field(name)?)));
        let found: Vec<(KindId, FieldId)> = found.collect();
        if found.is_empty() {
            let tables = kinds.iter().flat_map(|kind| &kind.fields).filter(|own| own.ty.has_rows());
            let near = did_you_mean(name, tables.map(|field| field.name.as_str()));
            let message = format!("no kind has a field `{name}`");
            let problem = problems.at(Code::BadValue, &self.field.span, message);
            let problem = problem.help(format!("name the table field that holds {holds}"));
            problems.missing(problem.maybe_help(near));
            return None;
        }
        let mut are_tables = true;
        for &(kind, field) in &found {
            let kind = &kinds[kind];
            if !kind.fields[field].ty.has_rows() {
                are_tables = false;
                let message =
                    format!("the field `{name}` of the kind `{}` is not a table", kind.name);
                problems.bad(&self.field.span, message);
            }
        }
        are_tables.then_some(found)
    }

    /// What a key holds that names a column; its default stands where the table begins.
    pub(super) fn name(&self, key: &str) -> Setting<String> {
        let default = || Setting { value: key.to_owned(), span: self.entry.key.clone() };
        self.table.text(key).unwrap_or_else(default)
    }

    /// The place of a column of the right type, among those of the table field of a kind.
    pub(super) fn place(
        &self,
        kind: &Kind,
        columns: &[Field],
        wanted: &Wanted,
        problems: &mut Problems<'_>,
    ) -> Option<usize> {
        let (name, field) = (self.name(wanted.key), &self.field.value);
        let found = columns.iter().position(|own| own.name == name.value);
        let message = match found {
            Some(at) if columns[at].ty.can_be(wanted.role) => return found,
            Some(_) => {
                format!("{}'s column `{}` must hold {}", self.whose, name.value, wanted.holds)
            }
            None => format!("`{field}` of the kind `{}` has no column `{}`", kind.name, name.value),
        };
        let near = did_you_mean(&name.value, columns.iter().map(|own| own.name.as_str()));
        let help = format!("`{}` names the column that holds {}", wanted.key, wanted.holds);
        let problem = problems.at(Code::BadValue, &name.span, message).help(help);
        problems.report(problem.maybe_help(near.filter(|_| found.is_none())));
        None
    }

    /// The place of a column that need not be there: where it is named, or there is one of its name.
    pub(super) fn place_if_any(
        &self,
        kind: &Kind,
        columns: &[Field],
        wanted: &Wanted,
        problems: &mut Problems<'_>,
    ) -> Option<usize> {
        let is_named = self.table.entry(wanted.key).is_some();
        let name = self.name(wanted.key);
        let is_there = columns.iter().any(|column| column.name == name.value);
        (is_named || is_there).then(|| self.place(kind, columns, wanted, problems)).flatten()
    }
}
