//! `[others]` → the other reports to which this one refers.

use super::problems::Problems;
use super::reader::{Pair, Table};
use super::{OtherReport, Setting, rules};
use crate::diagnostics::Code;

/// Reads `[others]`.
pub(super) fn others(table: &Table, problems: &mut Problems<'_>) -> Vec<OtherReport> {
    table.entries.iter().filter_map(|entry| one(entry, problems)).collect()
}

fn one(entry: &Pair, problems: &mut Problems<'_>) -> Option<OtherReport> {
    let path = format!("others.{}", entry.name);
    let table = entry.item.table();
    let name = Setting { value: entry.name.clone(), span: entry.key.clone() };
    let name = problems.apply(&path, name, rules::name)?;
    let Some(inventory) = table.text("inventory") else {
        let message = format!("`{path}` has no `inventory`");
        let problem = problems.at(Code::BadValue, &entry.key, message);
        problems.missing(problem.help("name the file: `inventory = \"others/name.jsonl\"`"));
        return None;
    };
    let inventory = problems.apply(&format!("{path}.inventory"), inventory, rules::entry_below)?;
    let url = table.text("url");
    let url =
        url.and_then(|url| problems.apply(&format!("{path}.url"), url, rules::whole_site_url));
    Some(OtherReport {
        name,
        inventory,
        title: table.text("title").map(|title| title.value),
        url: url.map(|url| url.value),
        known_as: table.text("known-as").map(|name| name.value),
    })
}
