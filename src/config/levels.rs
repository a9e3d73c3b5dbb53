//! `[problems]` → how much each warning weighs, in the report or in records of one kind.

use super::keys::LEVELS;
use super::problems::Problems;
use super::reader::{Pair, Table};
use super::{Level, Levels};
use crate::diagnostics::{Code, Severity, did_you_mean};

/// Reads a table of codes.
pub(super) fn levels(table: &Table, problems: &mut Problems<'_>) -> Levels {
    Levels(table.entries.iter().filter_map(|entry| level(entry, problems)).collect())
}

fn level(entry: &Pair, problems: &mut Problems<'_>) -> Option<(Code, Level)> {
    let code = code(entry, problems);
    let written = entry.item.text()?;
    let level = match written.value.as_str() {
        "off" => Level::Off,
        "warning" => Level::Warning,
        "error" => Level::Error,
        other => {
            let message = format!("`{other}` is not a level for a problem");
            let problem = problems.at(Code::BadValue, &written.span, message);
            let problem = problem.help("write `off`, `warning` or `error`");
            problems.report(problem.maybe_help(did_you_mean(other, LEVELS)));
            return None;
        }
    };
    let code = code?;
    if code.severity() == Severity::Error && level != Level::Error {
        let message = format!("{} is an error, and its level cannot change", code.as_str());
        let problem = problems.at(Code::BadValue, &written.span, message);
        problems.report(problem.help("only the level of a warning can change: remove this line"));
        return None;
    }
    Some((code, level))
}

/// The code that a key names, in the form in which it is printed.
fn code(entry: &Pair, problems: &mut Problems<'_>) -> Option<Code> {
    let known = Code::parse(&entry.name);
    if let Some(code) = known.filter(|code| code.as_str() == entry.name) {
        return Some(code);
    }
    let message = format!("there is no problem with the code `{}`", entry.name);
    let near = known.or_else(|| Code::nearest(&entry.name));
    let problem = problems.at(Code::UnknownKey, &entry.key, message);
    let problem = problem.help("write the code as messages show it, such as `RAP602`");
    let near = near.map(|code| format!("did you mean `{}`?", code.as_str()));
    problems.report(problem.maybe_help(near));
    None
}
