//! `[ended]` → records that left the text, and what became of each.

use super::citation::date;
use super::kinds::named;
use super::problems::Problems;
use super::reader::{Pair, Table};
use super::{Ended, Ending, Kind, Setting, rules};
use crate::diagnostics::{Code, did_you_mean};
use crate::ids::{KindId, List};

/// Reads `[ended]`.
pub(super) fn ended(
    table: &Table,
    kinds: &List<KindId, Kind>,
    problems: &mut Problems<'_>,
) -> Vec<Ended> {
    table.entries.iter().filter_map(|entry| one(entry, kinds, problems)).collect()
}

fn one(entry: &Pair, kinds: &List<KindId, Kind>, problems: &mut Problems<'_>) -> Option<Ended> {
    let path = format!("ended.\"{}\"", entry.name);
    let Some((kind, id)) = entry.name.split_once('/') else {
        let message = format!("`{path}` must name a record as `kind/id`");
        problems.bad(&entry.key, message);
        return None;
    };
    let setting = |value: &str| Setting { value: value.to_owned(), span: entry.key.clone() };
    let kind = named(&setting(kind), kinds, problems)?;
    let id = problems.apply(&path, setting(id), rules::url_path)?;
    let table = entry.item.table();
    let text = |name: &str| table.text(name).map(|setting| setting.value);
    let title = text("title").unwrap_or_else(|| {
        let problem = problems.at(Code::BadValue, &entry.key, format!("`{path}` has no `title`"));
        problems
            .missing(problem.help("add the title under which it was published: `title = \"…\"`"));
        id.value.clone()
    });
    let how = how(entry, table, &path, problems)?;
    let by = table.texts("by");
    if let Some(wrong) = how.contradicts(by.len()) {
        let place = table.entry("by").map_or(&entry.key, |by| &by.item.span);
        let problem = problems.at(Code::BadEnd, place, format!("`{path}` {}", wrong.message));
        problems.missing(problem.help(wrong.help));
    }
    Some(Ended {
        kind,
        id,
        title,
        how,
        by,
        date: date(table, "date", &format!("{path}.date"), problems),
        reason: text("reason"),
        source: text("source"),
    })
}

fn how(entry: &Pair, table: &Table, path: &str, problems: &mut Problems<'_>) -> Option<Ending> {
    let Some(written) = table.text("how") else {
        let problem = problems.at(Code::BadValue, &entry.key, format!("`{path}` has no `how`"));
        problems.missing(problem.help(format!("add `how = \"…\"`: {}", Ending::NAMED)));
        return None;
    };
    let found = Ending::named(&written.value);
    if found.is_none() {
        let message = format!("`{path}.how` cannot be `{}`", written.value);
        let near = did_you_mean(&written.value, Ending::ALL.map(Ending::name));
        let problem = problems.at(Code::BadValue, &written.span, message);
        problems.report(problem.help(format!("write {}", Ending::NAMED)).maybe_help(near));
    }
    found
}
