//! Problems in the order and the number in which people read them.
//!
//! A terminal shows its last lines, so errors come last. The same warning many times is told once,
//! with a count and its first places; of the same error, so many are told one by one that there is
//! work for a while.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::count;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::source::Place;

/// What is told at once.
pub(super) struct Told<'a> {
    /// The problem, or one that stands for many.
    pub(super) problem: Cow<'a, Diagnostic>,
    /// What is left out.
    pub(super) note: Option<String>,
}

/// So many places of many are shown.
const PLACES: usize = 3;

/// So many errors of one code are told one by one.
const ERRORS: usize = 20;

/// Every problem by itself, in the order given.
pub(super) fn each(problems: &[Diagnostic]) -> Vec<Told<'_>> {
    problems.iter().map(one).collect()
}

/// Every problem by itself, errors last.
pub(super) fn errors_last(problems: &[Diagnostic]) -> Vec<Told<'_>> {
    let (errors, warnings): (Vec<_>, Vec<_>) = problems.iter().partition(|one| one.is_error());
    warnings.into_iter().chain(errors).map(one).collect()
}

/// What is the same many times once, errors last.
pub(super) fn folded(problems: &[Diagnostic]) -> Vec<Told<'_>> {
    let mut alike: BTreeMap<(Severity, Code), Vec<&Diagnostic>> = BTreeMap::new();
    for problem in problems {
        alike.entry((problem.severity, problem.code)).or_default().push(problem);
    }
    let mut told = Vec::new();
    for severity in [Severity::Warning, Severity::Error] {
        let mut seen: BTreeMap<Code, usize> = BTreeMap::new();
        for problem in problems.iter().filter(|problem| problem.severity == severity) {
            let all = &alike[&(severity, problem.code)];
            let alone = alone(severity, all.len());
            let before = seen.entry(problem.code).or_default();
            if *before < alone {
                told.push(one(problem));
            } else if *before == alone {
                told.push(many(&all[alone..], alone));
            }
            *before += 1;
        }
    }
    told
}

/// How many of so many alike are told one by one.
fn alone(severity: Severity, number: usize) -> usize {
    let most = match severity {
        Severity::Warning => 0,
        Severity::Error => ERRORS,
    };
    if number <= most + PLACES { number } else { most }
}

fn one(problem: &Diagnostic) -> Told<'_> {
    Told { problem: Cow::Borrowed(problem), note: None }
}

/// A problem that stands for all of these; `before` others were told.
fn many<'a>(alike: &[&'a Diagnostic], before: usize) -> Told<'a> {
    let first = alike[0];
    let same = |part: fn(&Diagnostic) -> &str| alike.iter().all(|one| part(one) == part(first));
    let is_one_message = same(|one| &one.message);
    let words = if is_one_message { &first.message } else { first.code.name() };
    let times = match before {
        0 => format!("{} times", alike.len()),
        _ => format!("{} more times", alike.len()),
    };
    let placed = alike.iter().filter_map(|one| {
        let words = if is_one_message { &one.label } else { &one.message };
        Some((one.place.clone()?, words.clone()))
    });
    let mut placed = placed.take(PLACES);
    let (place, label) = placed.next().map_or((None, String::new()), |(place, label)| {
        let place: Option<Place> = Some(place);
        (place, label)
    });
    let help = match &first.help {
        Some(help) if same(|one| one.help.as_deref().unwrap_or_default()) => help.clone(),
        _ => format!("`rapporteur explain {}` explains what to do", first.code.as_str()),
    };
    let related: Vec<(Place, String)> = placed.collect();
    let shown = related.len() + usize::from(place.is_some());
    let note = (alike.len() > shown).then(|| {
        format!("{} not shown: `--verbose` shows all", count(alike.len() - shown, "place"))
    });
    let problem = Diagnostic {
        severity: first.severity,
        place,
        label,
        related,
        ..Diagnostic::nowhere(first.code, format!("{words} ({times})")).help(help)
    };
    Told { problem: Cow::Owned(problem), note }
}
