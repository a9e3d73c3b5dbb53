//! What the library that reads old Excel workbooks (`.xls`) does not say: which rows are hidden, and how
//! much it would hold. See [MS-XLS], 2.3 and 2.4.
//!
//! [MS-XLS]: https://learn.microsoft.com/openspecs/office_file_formats/ms-xls

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use super::{MOST_CELLS, Refusal};
use crate::import::table::workbook::Failure;

/// A workbook has so many cells at most, those between others counted too: so many are held.
const MOST_HELD: u64 = 2 * MOST_CELLS as u64;

/// The numbers of the rows that are hidden, by sheet.
///
/// # Errors
/// The file is no workbook, or would need too much memory.
pub(super) fn hidden(bytes: &[u8]) -> Result<Vec<BTreeSet<usize>>, Failure> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(Failure::broken)?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name));
    let name = name.ok_or_else(|| Failure::broken("it holds no workbook"))?;
    let mut records = Vec::new();
    let stream = file.open_stream(name).map_err(Failure::broken)?;
    // What the file says of the length of a stream need not be true.
    let most = bytes.len() as u64;
    stream.take(most).read_to_end(&mut records).map_err(Failure::broken)?;
    scanned(&records)
}

/// Reads the records of a stream: a kind, a length, and so many bytes.
fn scanned(mut rest: &[u8]) -> Result<Vec<BTreeSet<usize>>, Failure> {
    const BEGIN: u16 = 0x0809;
    const ROW: u16 = 0x0208;
    const CELLS: [u16; 11] =
        [0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x0406];
    const SHEET: u16 = 0x0010;
    let mut sheets: Vec<BTreeSet<usize>> = Vec::new();
    let mut area = Area::default();
    let mut held = 0;
    while let Some((head, after)) = rest.split_at_checked(4) {
        let (kind, length) = (number(head, 0), usize::from(number(head, 2)));
        let Some((data, after)) = after.split_at_checked(length) else { break };
        rest = after;
        if kind == BEGIN {
            held += std::mem::take(&mut area).cells();
            if length >= 4 && number(data, 2) == SHEET {
                sheets.push(BTreeSet::new());
            }
        } else if kind == ROW && length >= 16 {
            // The sixth bit of the last four bytes: the row has no height.
            if let Some(hidden) = sheets.last_mut().filter(|_| number(data, 12) & 0x20 != 0) {
                hidden.insert(usize::from(number(data, 0)) + 1);
            }
        } else if CELLS.contains(&kind) && length >= 4 {
            area.add(number(data, 0), number(data, 2));
            // Some records hold the cells of several columns, and tell the last one at their end.
            if [0x00BD, 0x00BE].contains(&kind) && length >= 6 {
                area.add(number(data, 0), number(data, length - 2));
            }
        }
    }
    match held + area.cells() {
        cells if cells > MOST_HELD => {
            let message = format!("its sheets have more than {MOST_HELD} cells");
            let help = "save it again as an Excel workbook (`.xlsx`), or split it";
            Err(Failure::Refused(Refusal::new("the workbook", message, help)))
        }
        _ => Ok(sheets),
    }
}

fn number(data: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([data[at], data[at + 1]])
}

/// The rows and columns between which cells stand.
#[derive(Default)]
struct Area(Option<[u16; 4]>);

impl Area {
    fn add(&mut self, row: u16, column: u16) {
        let [top, left, bottom, right] = self.0.unwrap_or([row, column, row, column]);
        self.0 = Some([top.min(row), left.min(column), bottom.max(row), right.max(column)]);
    }

    fn cells(&self) -> u64 {
        self.0.map_or(0, |[top, left, bottom, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u16]) -> Vec<u8> {
        let length = data.len() as u16 * 2;
        [&[kind, length], data].concat().iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn hidden_rows_are_found_by_sheet_and_large_sheets_are_refused() {
        let sheet =
            |rows: &[Vec<u8>]| [&[record(0x0809, &[0x0600, 0x0010])], rows].concat().concat();
        let row = |at: u16, is_hidden: bool| {
            record(0x0208, &[at, 0, 3, 0, 0, 0, if is_hidden { 0x120 } else { 0x100 }, 0])
        };
        let book = [sheet(&[row(1, true), row(2, false)]), sheet(&[row(4, true)])].concat();
        let hidden = scanned(&book).unwrap_or_default();
        assert_eq!(hidden, [BTreeSet::from([2]), BTreeSet::from([5])]);
        let corners = [record(0x0203, &[0, 0, 0]), record(0x0203, &[65_535, 255, 0])];
        let large = sheet(&corners);
        assert!(scanned(&large).is_ok());
        assert!(matches!(scanned(&[large.clone(), large].concat()), Err(Failure::Refused(_))));
        for cut in 0..book.len() {
            let _ = scanned(&book[..cut]);
        }
    }
}
