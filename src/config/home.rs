//! `output.html.home` → what the home page shows beside its text.

use super::kinds::named;
use super::problems::Problems;
use super::reader::{Pair, Table};
use super::{HomeEntry, Kind, Picture, Setting};
use crate::diagnostics::{Code, did_you_mean};
use crate::ids::{KindId, List};

/// What shows the figures of the ledger, unless a kind is called so.
const PROGRESS: &str = "progress";

/// What a home page can show.
#[derive(Clone, Copy)]
pub(super) struct AtHome<'a> {
    pub(super) kinds: &'a List<KindId, Kind>,
    pub(super) pictures: &'a [Picture],
    /// `[ledger]` as written: what is wrong with it is reported where it stands, not here.
    pub(super) ledger: Option<&'a Pair>,
}

/// Reads `output.html.home`.
pub(super) fn home(
    table: &Table,
    known: AtHome<'_>,
    problems: &mut Problems<'_>,
) -> Vec<HomeEntry> {
    let written = table.texts("home");
    written.iter().filter_map(|entry| home_entry(entry, known, problems)).collect()
}

fn home_entry(
    written: &Setting<String>,
    known: AtHome<'_>,
    problems: &mut Problems<'_>,
) -> Option<HomeEntry> {
    if let Some(name) = written.value.strip_prefix("picture/") {
        return picture(written, name, known.pictures, problems);
    }
    let is_kind = known.kinds.iter().any(|kind| kind.name == written.value);
    if written.value == PROGRESS && !is_kind {
        return progress(written, known, problems);
    }
    kind(written, known.kinds, problems)
}

fn picture(
    written: &Setting<String>,
    name: &str,
    pictures: &[Picture],
    problems: &mut Problems<'_>,
) -> Option<HomeEntry> {
    let found = pictures.iter().position(|picture| picture.name == name);
    if found.is_none() {
        let names = pictures.iter().map(|picture| picture.name.as_str());
        let message = format!("there is no diagram `{name}`");
        let problem = problems.at(Code::BadValue, &written.span, message);
        let help = did_you_mean(name, names);
        problems.report(problem.help("declare it in `[pictures]`").maybe_help(help));
    }
    found.map(HomeEntry::Picture)
}

fn progress(
    written: &Setting<String>,
    known: AtHome<'_>,
    problems: &mut Problems<'_>,
) -> Option<HomeEntry> {
    if known.ledger.is_none() {
        let message = "`progress` shows the figures of the ledger, but there is no ledger";
        let problem = problems.at(Code::BadValue, &written.span, message);
        problems.report(problem.help("declare one in `[ledger]`"));
        return None;
    }
    Some(HomeEntry::Progress)
}

fn kind(
    written: &Setting<String>,
    kinds: &List<KindId, Kind>,
    problems: &mut Problems<'_>,
) -> Option<HomeEntry> {
    let at = named(written, kinds, problems)?;
    if kinds[at].index {
        return Some(HomeEntry::Kind(at));
    }
    problems.bad(&written.span, format!("the kind `{}` has no index to link to", written.value));
    None
}
