//! `[output.feed]` → how whoever follows the report is told of changes.

use super::Feed;
use super::citation::date;
use super::problems::Problems;
use super::reader::Table;
use crate::diagnostics::Code;

/// Reads `[output.feed]`.
pub(super) fn feed(table: &Table, problems: &mut Problems<'_>) -> Feed {
    let since = date(table, "since", "output.feed.since", problems);
    match table.flag("enable") {
        None => Feed { since, asked: None },
        Some(false) => Feed::default(),
        Some(true) => {
            let asked = table.entry("enable").map(|entry| entry.item.span.clone());
            if let (Some(span), None) = (&asked, table.entry("since")) {
                let message = "feeds need a date for the ids of their entries";
                let help = "add `since`: the year of the first publication, which must never \
                            change";
                problems.missing(problems.at(Code::BadValue, span, message).help(help));
            }
            Feed { since, asked }
        }
    }
}
