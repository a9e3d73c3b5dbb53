//! Whether a report says what was imported, and has changed in nothing else.

use std::collections::{HashMap, HashSet};

use super::read_back;
use crate::export::base::BASE;
use crate::export::{Use, Wanted, sheets};
use crate::import::table::{Refusal, Table};
use crate::render::Renderer;

/// Where a cell stands: the sheet, what names the row, and the column.
type Place = (String, Vec<String>, String);

/// What tells a text, or several, from others.
type Digest = [u8; 16];

/// The cells that an import takes: what tells the place of each → what tells its row, and its text. The
/// texts of two reports would fill the memory.
type Cells = HashMap<Digest, (Digest, Digest)>;

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
    let (old, new) = (digests(before), digests(after));
    let is_changed = |(place, (_, text)): &(&Digest, &(Digest, Digest))| {
        old.get(*place).is_some_and(|(_, before)| before != text)
    };
    let changed: Vec<&Digest> = new.iter().filter(is_changed).map(|(place, _)| place).collect();
    let gone = old.keys().find(|place| !new.contains_key(*place));
    let fresh: Vec<&Digest> = new.keys().filter(|place| !old.contains_key(*place)).collect();
    let added: HashSet<&Digest> = fresh.iter().map(|place| &new[*place].0).collect();
    let found = Expected { cells: changed.len(), added: added.len() };
    if left.files.is_empty() && gone.is_none() && found == expected {
        return Ok(());
    }
    let other = gone.or(fresh.first().copied()).or(changed.first().copied());
    let (table, what) = other.map_or((String::new(), String::new()), |wanted| {
        let named = named(before, wanted).or_else(|| named(after, wanted));
        named.map_or((String::new(), String::new()), |(sheet, row, column)| {
            (sheet, format!(", such as `{column}` of `{}`", row.join(" ")))
        })
    });
    let message = format!("these edits cannot be written without changing more{what}");
    let help = "import fewer edits at a time, and make those that remain in the documents";
    Err(vec![Refusal::new(table, message, help)])
}

/// The cells that an import takes, as digests.
fn digests(renderer: &Renderer) -> Cells {
    let mut all = Cells::new();
    each_cell(renderer, |(sheet, row, column), text| {
        let row = digest(std::iter::once(sheet.as_str()).chain(row.iter().map(String::as_str)));
        let place = digest_of(&[&row, column.as_bytes()]);
        all.insert(place, (row, digest(std::iter::once(text))));
    });
    all
}

/// The place of a cell by what tells it.
fn named(renderer: &Renderer, wanted: &Digest) -> Option<Place> {
    let mut found = None;
    each_cell(renderer, |place, _| {
        let (sheet, row, column) = &place;
        let own = digest(std::iter::once(sheet.as_str()).chain(row.iter().map(String::as_str)));
        if digest_of(&[&own, column.as_bytes()]) == *wanted {
            found = Some(place);
        }
    });
    found
}

fn digest<'t>(texts: impl Iterator<Item = &'t str>) -> Digest {
    let texts: Vec<&[u8]> = texts.map(str::as_bytes).collect();
    digest_of(&texts)
}

fn digest_of(texts: &[&[u8]]) -> Digest {
    let mut hasher = blake3::Hasher::new();
    for text in texts {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    let mut digest = Digest::default();
    digest.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    digest
}

/// Gives each cell that an import takes, with its place and its text.
fn each_cell(renderer: &Renderer, mut give: impl FnMut(Place, &str)) {
    for sheet in sheets(renderer, &Wanted::default()) {
        let of_use = |wanted: Use| {
            let columns = sheet.columns.iter().enumerate();
            columns.filter(move |(_, column)| column.use_of == wanted && column.name != BASE)
        };
        for row in sheet.rows() {
            let names: Vec<String> = of_use(Use::Names).map(|(at, _)| row[at].in_words()).collect();
            for (at, column) in of_use(Use::Written) {
                let place = (sheet.name.clone(), names.clone(), column.name.clone());
                give(place, &row[at].in_words());
            }
        }
    }
}
