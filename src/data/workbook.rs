//! `report.xlsx`: the records for spreadsheets, as the site shows them.
//!
//! A workbook is compressed as a whole, so that this file alone is made in one piece.

use std::io;

use crate::export::text::{self, Format};
use crate::export::{self, COLUMNS, Wanted, Words, workbook};
use crate::render::Renderer;
use crate::stream::Streams;

/// Writes the file.
pub(super) fn write(renderer: &Renderer, out: &mut Streams<'_>) -> io::Result<()> {
    let mut failed = None;
    out.between(|| {
        let sheets = export::sheets(renderer, &wanted());
        let made = workbook::write(&sheets, &renderer.config.book.title);
        vec![made.map_err(|error| failed = Some(error)).unwrap_or_default()]
    })?;
    failed.map_or(Ok(()), |error| Err(io::Error::other(error)))
}

/// The first rows of the sheet that explains the columns.
pub(super) fn example(renderer: &Renderer) -> String {
    const LINES: usize = 4;
    let sheets = export::sheets(renderer, &wanted());
    let explained = sheets.iter().find(|sheet| sheet.name == COLUMNS);
    let table = explained.map(|sheet| text::write(sheet, Format::Csv)).unwrap_or_default();
    String::from_utf8_lossy(&table).split_inclusive("\r\n").take(LINES).collect()
}

fn wanted() -> Wanted {
    Wanted { words: Words::Published, ..Wanted::default() }
}
