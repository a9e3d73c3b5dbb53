//! Whether a report says what was imported, and has changed in nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::read_back;
use crate::export::base::BASE;
use crate::export::{Use, Wanted, sheets};
use crate::import::table::{Refusal, Table};
use crate::render::Renderer;

/// Where a cell stands: the sheet, what names the row, and the column.
type Place = (String, Vec<String>, String);

/// What an import is to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// How many cells of records that are there.
    pub cells: usize,
    /// How many records it adds.
    pub added: usize,
}

/// Whether a report, as it would stand, says what some tables say, and differs from the one before in
/// nothing but what is expected.
///
/// # Errors
/// What else would change.
pub fn check(
    before: &Renderer,
    after: &Renderer,
    tables: &[Table],
    expected: Expected,
) -> Result<(), Vec<Refusal>> {
    let left = read_back(after, tables)?;
    let (before, after) = (cells(before), cells(after));
    let is_changed = |(place, text): &(&Place, &String)| {
        before.get(*place).is_some_and(|before| before != *text)
    };
    let changed: Vec<&Place> = after.iter().filter(is_changed).map(|(place, _)| place).collect();
    let gone = before.keys().find(|place| !after.contains_key(*place));
    let new = after.keys().filter(|place| !before.contains_key(*place));
    let added: BTreeSet<_> = new.clone().map(|(sheet, row, _)| (sheet, row)).collect();
    let found = Expected { cells: changed.len(), added: added.len() };
    if left.files.is_empty() && gone.is_none() && found == expected {
        return Ok(());
    }
    let other = gone.or(new.clone().next()).or(changed.first().copied());
    let (table, what) = other.map_or(("", String::new()), |(sheet, row, column)| {
        (sheet, format!(", such as `{column}` of `{}`", row.join(" ")))
    });
    let message = format!("these edits cannot be written without changing more{what}");
    let help = "import fewer edits at a time, and make those that remain in the documents";
    Err(vec![Refusal::new(table, message, help)])
}

/// The cells that an import takes.
fn cells(renderer: &Renderer) -> BTreeMap<Place, String> {
    let mut all = BTreeMap::new();
    for sheet in sheets(renderer, &Wanted::default()) {
        let of_use = |wanted: Use| {
            let columns = sheet.columns.iter().enumerate();
            columns.filter(move |(_, column)| column.use_of == wanted && column.name != BASE)
        };
        for row in sheet.rows() {
            let names: Vec<String> = of_use(Use::Names).map(|(at, _)| row[at].in_words()).collect();
            for (at, column) in of_use(Use::Written) {
                let place = (sheet.name.clone(), names.clone(), column.name.clone());
                all.insert(place, row[at].in_words());
            }
        }
    }
    all
}
