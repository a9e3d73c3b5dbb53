//! An Excel workbook → its tables.

use std::io::{self, Cursor, Read};

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use zip::ZipArchive;

use super::{Refusal, Table, add};
use crate::source::with_line_feeds;

/// A workbook has so many bytes at most when it is unpacked.
const MOST_BYTES: u64 = 1 << 30;

/// The tables of a workbook that have anything in them.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Vec<Table>, Vec<Refusal>> {
    let refused = |message: String| {
        let help = "save it again as an Excel workbook (`.xlsx`)";
        vec![Refusal::new(format!("{name}.xlsx"), message, help)]
    };
    let broken =
        |why: &dyn std::fmt::Display| refused(format!("this workbook cannot be read: {why}"));
    let unpacked = unpacked(bytes).map_err(|error| broken(&error))?;
    if unpacked > MOST_BYTES {
        return Err(refused(format!("this workbook holds more than {MOST_BYTES} bytes")));
    }
    let mut workbook: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error: XlsxError| broken(&error))?;
    let (mut tables, mut problems) = (Vec::new(), Vec::new());
    for sheet in workbook.sheet_names() {
        match table(&mut workbook, &sheet, &mut problems) {
            Ok(table) if table.columns.is_empty() && table.rows.is_empty() => {}
            Ok(table) => tables.push(table),
            Err(Failure::Broken(error)) => return Err(broken(&error)),
            Err(Failure::Refused(problem)) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(tables) } else { Err(problems) }
}

/// How many bytes the files in a zip archive have, counted until they are too many. What an archive
/// says of itself need not be true.
fn unpacked(bytes: &[u8]) -> io::Result<u64> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(io::Error::other)?;
    let mut sum = 0;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(io::Error::other)?;
        sum += io::copy(&mut file.take(MOST_BYTES + 1 - sum), &mut io::sink())?;
        if sum > MOST_BYTES {
            break;
        }
    }
    Ok(sum)
}

/// Why a sheet has no table.
enum Failure {
    Broken(XlsxError),
    Refused(Refusal),
}

impl From<XlsxError> for Failure {
    fn from(error: XlsxError) -> Self {
        Self::Broken(error)
    }
}

/// The table of a sheet. What single cells cannot say is added to the problems.
fn table(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    problems: &mut Vec<Refusal>,
) -> Result<Table, Failure> {
    let mut table = Table { name: sheet.to_owned(), ..Table::default() };
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize + 1, column as usize);
        let text = match text(cell.get_value()) {
            Ok(text) => text,
            Err((message, help)) => {
                problems.push(Refusal::new(table.place(row, column), message, help));
                continue;
            }
        };
        if !text.is_empty() {
            add(&mut table, row, column, text).map_err(Failure::Refused)?;
        }
    }
    Ok(table)
}

/// What a cell says.
fn text(value: &DataRef<'_>) -> Result<String, (String, &'static str)> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => with_line_feeds(text),
        DataRef::SharedString(text) => with_line_feeds(*text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(is) => is.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::DateTime(time) => {
            // Less than a second is how numbers are rounded.
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            if !time.is_datetime() || (hour, minute, second) != (0, 0, 0) {
                let help = "write a day, such as 2015-06-16, or a text";
                return Err(("this is a time, and no day".to_owned(), help));
            }
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Error(error) => {
            return Err((
                format!("the formula of this cell fails: {error}"),
                "mend it, or write what it should say",
            ));
        }
    })
}
