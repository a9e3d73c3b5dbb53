//! What is wrong with the entries that a mapping makes.

use super::Mapping;
use crate::config::{Config, LedgerColumns};
use crate::diagnostics::did_you_mean;
use crate::follow_up;
use crate::import::records::ledger;
use crate::import::table::Refusal;

/// What is wrong with the blocks of a mapping that make entries of the ledger.
pub(super) fn problems(mapping: &Mapping, path: &str, config: &Config) -> Vec<Refusal> {
    let place = |at: usize| format!("{path}: entries {}", at + 1);
    let Some(kind) = config.kinds.position(|kind| kind.name == mapping.kind) else {
        return Vec::new();
    };
    if mapping.entries.is_empty() {
        return Vec::new();
    }
    let Some((fields, columns)) = ledger(config, kind) else {
        let message = format!("the kind `{}` has no ledger", mapping.kind);
        let help = "see `Ledger` in the guide, or remove `[[entries]]`";
        return vec![Refusal::new(place(0), message, help)];
    };
    let mut problems = Vec::new();
    let names = || fields.iter().map(|field| field.name.as_str());
    let LedgerColumns { axis, state, date, assessor, .. } = columns;
    for (at, block) in mapping.entries.iter().enumerate() {
        for name in block.keys().filter(|name| !names().any(|own| own == *name)) {
            let listed: Vec<String> = names().map(|name| format!("`{name}`")).collect();
            let help = did_you_mean(name, names())
                .unwrap_or_else(|| format!("the columns are {}", listed.join(", ")));
            problems.push(Refusal::new(
                place(at),
                format!("the ledger has no column `{name}`"),
                help,
            ));
        }
        for needed in [axis, state, date, assessor].map(|at| &fields[at].name) {
            if !block.contains_key(needed) {
                let help =
                    format!("say it: `{needed} = \"…\"`, or `{needed} = {{ column = \"…\" }}`");
                let message = format!("nothing says what the column `{needed}` of the ledger is");
                problems.push(Refusal::new(place(at), message, help));
            }
        }
    }
    let table = mapping.follow_up(path);
    let named = config.ledger.as_ref().and_then(|ledger| ledger.tables.as_ref());
    let is_read = match named {
        Some(tables) => tables.iter().any(|own| own.value == table),
        None => follow_up::is_usual(&table),
    };
    if !is_read {
        let help = match named {
            Some(_) => format!("add it to `tables` below `[ledger]` in book.toml: `\"{table}\"`"),
            None => format!("name one in the folder `{}/`", follow_up::FOLDER),
        };
        let message = format!("the report reads no follow-up table `{table}`");
        problems.push(Refusal::new(format!("{path}: follow-up"), message, help));
    }
    problems
}
