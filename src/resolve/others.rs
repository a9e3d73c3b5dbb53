//! Names of records of other reports, and what other reports refer to in this one.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic, did_you_mean};
use crate::field::Outside;
use crate::ids::{KindId, LanguageId, RecordId};
use crate::model::Reference;
use crate::others::{self, OtherRecord, Report, ToUs};
use crate::source::Source;

use super::lookup::Lookup;
use super::{Elsewhere, FromOther, Links, Meant};

impl Lookup<'_> {
    /// The record of another report that is named `report:name`; of the kinds in `of`, if any are
    /// named.
    pub(super) fn of_other(
        &self,
        (report, name): (&str, &str),
        of: &[&str],
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Result<OtherRecord, Box<Diagnostic>> {
        let missing =
            |message: String| Diagnostic::at(Code::MissingRecord, source, span.clone(), message);
        let (report, name) = (report.trim(), name.trim());
        let Some(at) = self.others.named(report) else {
            let names = self.others.reports.iter().map(|own| own.name.as_str());
            let near = did_you_mean(report, names);
            let problem = missing(format!("no report `{report}` is declared in book.toml"));
            let help = format!("declare it as `[others.{report}]`, or remove the colon");
            return Err(Box::new(problem.help(help).maybe_help(near)));
        };
        let Report { title, inventory, .. } = &self.others.reports[at];
        let Some(inventory) = inventory else {
            let problem = missing(format!("the inventory of `{report}` cannot be read"));
            let help = "correct `inventory` in `[others]` in book.toml";
            return Err(Box::new(problem.help(help)));
        };
        match inventory.find(name, of) {
            others::Lookup::Found(line) => Ok(OtherRecord { report: at as u16, line }),
            others::Lookup::Several(names) => {
                let names: Vec<String> =
                    names.iter().map(|name| format!("`{report}:{name}`")).collect();
                let message = format!(
                    "`{name}` is the id of {} records of \u{201c}{title}\u{201d}",
                    names.len()
                );
                let problem =
                    Diagnostic::at(Code::AmbiguousReference, source, span.clone(), message);
                Err(Box::new(problem.help(format!("write {}", names.join(" or ")))))
            }
            others::Lookup::Missing(near) => {
                Err(Box::new(self.not_of_kind(at, name, of, source, span).unwrap_or_else(|| {
                    let near = near.map(|near| format!("did you mean `{report}:{near}`?"));
                    missing(format!("\u{201c}{title}\u{201d} has no record `{name}`"))
                    .help("name a record of its inventory, or save a newer inventory of the report")
                    .maybe_help(near)
                })))
            }
        }
    }

    /// That a record of another report is of a kind that is not wanted.
    fn not_of_kind(
        &self,
        at: usize,
        name: &str,
        of: &[&str],
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Option<Diagnostic> {
        let Report { name: report, inventory, .. } = &self.others.reports[at];
        let inventory = inventory.as_ref()?;
        let others::Lookup::Found(line) = inventory.find(name, &[]) else { return None };
        let is = &inventory.kind(line).name;
        let wanted = of.join(" or ");
        let message = format!("`{report}:{name}` is a {is}, but this must be a {wanted}");
        let problem = Diagnostic::at(Code::WrongKind, source, span.clone(), message);
        let help =
            format!("name a {wanted}, or add `{report}:{is}` to `to` of this field in book.toml");
        Some(problem.related(inventory.place(line), "declared here").help(help))
    }

    /// What a reference of a field means.
    pub(super) fn in_field(
        &self,
        reference: &Reference,
        language: LanguageId,
        to: &[KindId],
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Result<Meant, Box<Diagnostic>> {
        let name = &reference.target.text;
        match (name.split_once(':'), &reference.outside) {
            (Some((report, name)), Some(outside)) => {
                let of = kinds_of(outside, report.trim());
                let found = self.of_other((report, name), &of, source, span);
                found.map(|record| Meant::Elsewhere(Elsewhere::Other(record)))
            }
            _ => self.meant_by(name, language, to, source, span),
        }
    }

    /// Why a field takes no record of the report, or none of another, that it names.
    pub(super) fn refused_outside(&self, reference: &Reference) -> Option<Diagnostic> {
        let Reference { source, field, target, outside, .. } = reference;
        let wrong = |message: String, help: String| {
            let span = target.span.clone();
            Some(Diagnostic::at(Code::WrongKind, source, span, message).help(help))
        };
        // What takes the place of a record may be anywhere.
        field.as_ref()?;
        let written = &target.text;
        let report = written.split_once(':').map(|(report, _)| report.trim());
        let report = report.filter(|report| self.others.named(report).is_some());
        match (report, outside) {
            (Some(report), None) => wrong(
                format!("`{written}` is a record of another report, and this field takes none"),
                format!("add `{report}:*` to `to` of this field in book.toml"),
            ),
            (Some(report), Some(outside)) => {
                let targets = &outside.targets;
                (!targets.iter().any(|own| own.report == report)).then(|| {
                    wrong(
                        format!(
                            "`{written}` is a record of a report that this field does not take"
                        ),
                        format!("add `{report}:*` to `to` of this field in book.toml"),
                    )
                })?
            }
            (None, Some(outside)) if outside.only && !written.contains(':') => wrong(
                format!(
                    "`{written}` names no other report, and this field takes records of others only"
                ),
                format!("write `{}:{written}`", outside.targets[0].report),
            ),
            (None, _) => None,
        }
    }

    /// Finds what other reports refer to.
    pub(super) fn referred_by_others(&self, links: &mut Links) {
        for (at, report) in self.others.reports.iter().enumerate() {
            for ToUs { line, reference, name } in &report.to_us {
                let record = OtherRecord { report: at as u16, line: *line };
                match self.own(name) {
                    Some(Meant::Record(index)) => {
                        let from = FromOther { record, reference: *reference };
                        links.from_others.entry(index).or_default().push(from);
                    }
                    Some(Meant::Elsewhere(_)) => {}
                    None => links.diagnostics.extend(lost(report, *line, name)),
                }
            }
        }
    }

    /// The record that another report names `kind/id`.
    fn own(&self, name: &str) -> Option<Meant> {
        let nowhere = (&self.config.source, 0..0);
        let found = self.record(name, LanguageId::OWN, &[], nowhere.0, &nowhere.1);
        let record: Option<RecordId> = found.ok();
        record.map(Meant::Record).or_else(|| self.left(name, &[]).map(Meant::Elsewhere))
    }
}

/// The kinds of a report that a field takes; none where it takes all.
fn kinds_of<'a>(outside: &'a Outside, report: &str) -> Vec<&'a str> {
    let mut kinds = Vec::new();
    for target in outside.targets.iter().filter(|target| target.report == report) {
        match &target.kind {
            Some(kind) => kinds.push(kind.as_str()),
            None => return Vec::new(),
        }
    }
    kinds
}

/// That a record of another report refers to nothing of this one.
fn lost(report: &Report, line: u32, name: &str) -> Option<Diagnostic> {
    let inventory = report.inventory.as_ref()?;
    let id = inventory.record(line).id.to_owned();
    let message = format!(
        "`{id}` of \u{201c}{}\u{201d} refers to `{name}`, which this report does not have",
        report.title
    );
    let problem = Diagnostic::nowhere(Code::LostByOther, message).help(
        "let an alias or a table `[ended]` answer to it, or save a newer inventory of that report",
    );
    Some(Diagnostic { place: Some(inventory.place(line)), ..problem })
}
