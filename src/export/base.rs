//! What cells held when they were exported, so that an import can tell whose edit is whose.
//!
//! Two people may edit a report at once, one in its documents and one in a table. The table says what
//! each of its cells held, as a digest, in a column of its own: a cell that still holds it was not
//! edited there, and one that the report still holds was not edited in the report.

use super::{Cell, Column, Use};

/// The name of the column.
pub const BASE: &str = "base";

/// So many hexadecimal digits a digest has: two edits of one cell agree by chance once in four thousand
/// million.
const DIGITS: usize = 8;

/// What a row held: for each cell that an import takes, the name of its column and a digest.
pub(super) fn of_row(columns: &[Column], row: &[Cell]) -> String {
    let cells = columns.iter().zip(row).filter(|(column, _)| column.use_of == Use::Written);
    let told = cells.map(|(column, cell)| format!("{}:{}", column.name, digest(&cell.in_words())));
    told.collect::<Vec<_>>().join(" ")
}

/// What [`of_row`] says of a column.
pub fn of_column<'b>(base: &'b str, column: &str) -> Option<&'b str> {
    base.split(' ').find_map(|told| {
        let (name, digest) = told.rsplit_once(':')?;
        (name == column && digest.len() == DIGITS).then_some(digest)
    })
}

/// What tells the text of a cell from others.
pub fn digest(text: &str) -> String {
    let mut digest = blake3::hash(text.as_bytes()).to_hex().to_string();
    digest.truncate(DIGITS);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cell_held_is_found_by_its_column() {
        let base = format!("number:{} where.lat:{}", digest("1"), digest(""));
        assert_eq!(of_column(&base, "number"), Some(digest("1").as_str()));
        assert_eq!(of_column(&base, "where.lat"), Some(digest("").as_str()));
        assert_eq!(of_column(&base, "where"), None);
        assert_eq!(of_column("", "number"), None);
        assert_ne!(digest("1"), digest("2"));
    }
}
