//! What the library that reads old Excel workbooks (`.xls`) does not say: which rows are hidden, how
//! numbers are printed, and how much it would hold. See [MS-XLS], 2.3 and 2.4.
//!
//! [MS-XLS]: https://learn.microsoft.com/openspecs/office_file_formats/ms-xls

use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Read};

use super::{MOST_CELLS, Refusal};
use crate::import::table::workbook::Failure;

/// A workbook has so many cells at most, those between others counted too: so many are held.
const MOST_HELD: u64 = 2 * MOST_CELLS as u64;

/// What is known of a workbook.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Scan {
    /// Its sheets, in order.
    pub(super) sheets: Vec<Sheet>,
    /// The codes by which numbers are printed that the workbook declares, by their numbers.
    pub(super) codes: HashMap<u16, String>,
    /// The numbers of the codes, by the places of the styles of cells.
    styles: Vec<u16>,
}

/// What is known of a sheet. Rows are counted from 1, columns from 0.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Sheet {
    /// The rows that are hidden.
    pub(super) hidden: BTreeSet<usize>,
    /// The number of the code by which a number is printed, by row and column.
    pub(super) printed: HashMap<(usize, usize), u16>,
}

/// Looks through the records of a workbook.
///
/// # Errors
/// The file is no workbook, or would need too much memory.
pub(super) fn scan(bytes: &[u8]) -> Result<Scan, Failure> {
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
fn scanned(mut rest: &[u8]) -> Result<Scan, Failure> {
    const BEGIN: u16 = 0x0809;
    const ROW: u16 = 0x0208;
    const CELLS: [u16; 11] =
        [0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x0406];
    const SHEET: u16 = 0x0010;
    const STYLE: u16 = 0x00E0;
    const CODE: u16 = 0x041E;
    let mut scan = Scan::default();
    let mut area = Area::default();
    let mut held = 0;
    while let Some((head, after)) = rest.split_at_checked(4) {
        let (kind, length) = (number(head, 0), usize::from(number(head, 2)));
        let Some((data, after)) = after.split_at_checked(length) else { break };
        rest = after;
        if kind == BEGIN {
            held += std::mem::take(&mut area).cells();
            if length >= 4 && number(data, 2) == SHEET {
                scan.sheets.push(Sheet::default());
            }
        } else if kind == ROW && length >= 16 {
            // The sixth bit of the last four bytes: the row has no height.
            if let Some(sheet) = scan.sheets.last_mut().filter(|_| number(data, 12) & 0x20 != 0) {
                sheet.hidden.insert(usize::from(number(data, 0)) + 1);
            }
        } else if kind == STYLE && length >= 4 {
            scan.styles.push(number(data, 2));
        } else if kind == CODE {
            scan.codes.extend(code(data));
        } else if CELLS.contains(&kind) && length >= 4 {
            area.add(number(data, 0), number(data, 2));
            // Some records hold the cells of several columns, and tell the last one at their end.
            if [0x00BD, 0x00BE].contains(&kind) && length >= 6 {
                area.add(number(data, 0), number(data, length - 2));
            }
            scan.cell(kind, data);
        }
    }
    match held + area.cells() {
        cells if cells > MOST_HELD => {
            let message = format!("its sheets have more than {MOST_HELD} cells");
            let help = "save it again as an Excel workbook (`.xlsx`), or split it";
            Err(Failure::Refused(Refusal::new("the workbook", message, help)))
        }
        _ => Ok(scan),
    }
}

impl Scan {
    /// Takes over how the numbers of a record are printed.
    fn cell(&mut self, kind: u16, data: &[u8]) {
        const NUMBERS: [u16; 4] = [0x0006, 0x0203, 0x027E, 0x0406];
        const SEVERAL: u16 = 0x00BD;
        let Some(sheet) = self.sheets.last_mut() else { return };
        let (row, column) = (usize::from(number(data, 0)) + 1, usize::from(number(data, 2)));
        let mut put = |column: usize, style: u16| {
            // 0 is as it is.
            let code = self.styles.get(usize::from(style)).filter(|code| **code != 0);
            sheet.printed.extend(code.map(|code| ((row, column), *code)));
        };
        if NUMBERS.contains(&kind) && data.len() >= 6 {
            put(column, number(data, 4));
        } else if kind == SEVERAL && data.len() >= 6 {
            // A style and a number of four bytes for each, and the last column.
            for (at, cell) in data[4..data.len() - 2].chunks_exact(6).enumerate() {
                put(column + at, number(cell, 0));
            }
        }
    }
}

/// A code by which numbers are printed, with its number: a length, whether each letter has two bytes,
/// and the letters.
fn code(data: &[u8]) -> Option<(u16, String)> {
    let (head, letters) = data.split_at_checked(5)?;
    let many = usize::from(number(head, 2));
    let text = match head[4] & 1 {
        0 => letters.get(..many)?.iter().map(|letter| char::from(*letter)).collect(),
        _ => {
            let units = letters.get(..2 * many)?.chunks_exact(2);
            let units: Vec<u16> = units.map(|pair| number(pair, 0)).collect();
            String::from_utf16_lossy(&units)
        }
    };
    Some((number(head, 0), text))
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
        let hidden = scanned(&book).unwrap_or_default().sheets;
        let hidden: Vec<_> = hidden.into_iter().map(|sheet| sheet.hidden).collect();
        assert_eq!(hidden, [BTreeSet::from([2]), BTreeSet::from([5])]);
        let corners = [record(0x0203, &[0, 0, 0]), record(0x0203, &[65_535, 255, 0])];
        let large = sheet(&corners);
        assert!(scanned(&large).is_ok());
        assert!(matches!(scanned(&[large.clone(), large].concat()), Err(Failure::Refused(_))));
        // A style, a code with its letters, and cells alone and side by side.
        let letters = |text: &str| text.bytes().map(u16::from).collect::<Vec<_>>();
        let code: Vec<u8> = [&[0xA4, 0, 4, 0, 0][..], b"0.00"].concat();
        let code = [&[0x1E, 0x04, 9, 0], &code[..]].concat();
        let head = [record(0x00E0, &[0, 0]), record(0x00E0, &[0, 0xA4]), code].concat();
        let cells =
            [record(0x0203, &[1, 3, 1, 0, 0, 0, 0]), record(0x00BD, &[2, 0, 0, 0, 0, 1, 0, 0, 1])];
        let book = [head, sheet(&cells)].concat();
        let found = scanned(&book).unwrap_or_default();
        assert_eq!(found.codes[&0xA4], String::from_utf16_lossy(&letters("0.00")));
        assert_eq!(found.sheets[0].printed, HashMap::from([((2, 3), 0xA4), ((3, 1), 0xA4)]));
        for cut in 0..book.len() {
            let _ = scanned(&book[..cut]);
        }
    }
}
