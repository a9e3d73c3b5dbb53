//! Whether the fields of `book.toml` name kinds that other reports have.

use crate::config::{Config, Field};
use crate::diagnostics::{Code, Diagnostic, did_you_mean};

use super::Report;

/// Reports kinds of other reports, named by fields, that these do not have.
pub(super) fn fields(config: &Config, reports: &[Report], problems: &mut Vec<Diagnostic>) {
    for field in config.kinds.iter().flat_map(|kind| &kind.fields) {
        let columns = field.ty.columns().iter();
        for field in std::iter::once(field).chain(columns) {
            problems.extend(of_field(config, reports, field));
        }
    }
}

fn of_field(config: &Config, reports: &[Report], field: &Field) -> Vec<Diagnostic> {
    let targets = field.outside.iter().flat_map(|outside| &outside.targets);
    let missing = targets.filter_map(|target| {
        let kind = target.kind.as_deref()?;
        let report = reports.iter().find(|report| report.name == target.report)?;
        let kinds = &report.inventory.as_ref()?.head.kinds;
        let names = || kinds.iter().map(|own| own.name.as_str());
        if names().any(|own| own == kind) {
            return None;
        }
        let message = format!("the report `{}` has no kind `{kind}`", report.name);
        let span = target.span.clone();
        let listed: Vec<String> = names().map(|name| format!("`{name}`")).collect();
        let problem = Diagnostic::at(Code::UnknownKind, &config.source, span, message)
            .help(format!("its kinds are {}", listed.join(", ")));
        Some(problem.maybe_help(did_you_mean(kind, names())))
    });
    missing.collect()
}
