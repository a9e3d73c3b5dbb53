//! A text with separators between cells → a table.

use csv::ReaderBuilder;

use super::{Refusal, Table, add};
use crate::export::cell::unguarded;
use crate::source::with_line_feeds;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The table of a text.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Table, Vec<Refusal>> {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let mut table = Table { name: name.to_owned(), ..Table::default() };
    let mut problems = Vec::new();
    let mut reader = ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(separator(bytes));
    let mut number = 0;
    for record in reader.from_reader(bytes).byte_records() {
        let record = record.map_err(|error| {
            let help = "save it again as CSV in UTF-8";
            vec![Refusal::new(name, format!("this table cannot be read: {error}"), help)]
        })?;
        let start = record.position().map_or(0, |place| place.byte() as usize);
        number += 1 + empty_rows(bytes, start);
        for (column, cell) in record.iter().enumerate() {
            match std::str::from_utf8(cell) {
                Ok("") => {}
                Ok(text) => {
                    let text = with_line_feeds(unguarded(text));
                    add(&mut table, number, column, text).map_err(|problem| vec![problem])?;
                }
                Err(_) => problems.push(Refusal::new(
                    table.place(number, column),
                    "this is not UTF-8",
                    "save the file again as CSV in UTF-8",
                )),
            }
        }
    }
    problems.extend(without_column(&table));
    if table.columns.is_empty() && problems.is_empty() {
        problems.push(Refusal::new(name, "the table is empty", "its first row names the columns"));
    }
    if problems.is_empty() { Ok(table) } else { Err(problems) }
}

/// How many empty lines stand before a record: the reader passes over them, and spreadsheets count
/// them.
fn empty_rows(bytes: &[u8], start: usize) -> usize {
    let (before, mut rest) = bytes.split_at(start.min(bytes.len()));
    if before.ends_with(b"\r") {
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    let mut many = 0;
    while let Some(next) =
        [&b"\r\n"[..], b"\n", b"\r"].iter().find_map(|end| rest.strip_prefix(*end))
    {
        rest = next;
        many += 1;
    }
    many
}

/// What stands between cells: of the usual ones, that which is most often in the first line.
fn separator(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let often = |own: &u8| first.iter().filter(|byte| *byte == own).count();
    // Of equals the last one is the greatest.
    b";\t,".iter().copied().max_by_key(often).unwrap_or(b',')
}

/// Cells behind the last column.
fn without_column(table: &Table) -> Vec<Refusal> {
    let many = table.columns.len();
    let cells = table.rows.iter().filter(|row| row.cells.len() > many).map(|row| {
        let place = table.place(row.number, many);
        Refusal::new(place, "there is no column for this cell", "name the column in the first row")
    });
    cells.collect()
}
