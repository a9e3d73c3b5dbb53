//! Sheets as texts: CSV, JSON and NDJSON.

use serde_json::{Map, Value as Json};

use super::cell::Cell;
use super::{Form, Sheet};
use crate::escape::guarded;

/// How a sheet is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A table for spreadsheets
    Csv,
    /// A list of objects
    Json,
    /// An object on each line
    Ndjson,
}

impl Format {
    /// What the names of its files end in, without a full stop.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
        }
    }
}

/// A sheet as text.
pub fn write(sheet: &Sheet<'_>, format: Format) -> Vec<u8> {
    match format {
        Format::Csv => csv(sheet),
        Format::Json => json(sheet),
        Format::Ndjson => lines(sheet).flat_map(|line| [line, b"\n".to_vec()].concat()).collect(),
    }
}

/// CSV as RFC 4180 has it, in UTF-8 without a byte order mark. No cell begins like a formula.
fn csv(sheet: &Sheet<'_>) -> Vec<u8> {
    let mut builder = csv::WriterBuilder::new();
    let mut table = builder.terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail, and all rows of a sheet are of one length.
    let _ = table.write_record(sheet.columns.iter().map(|column| &column.name));
    for row in sheet.rows() {
        let _ = table.write_record(row.iter().map(|cell| guarded(&cell.in_words())));
    }
    table.into_inner().unwrap_or_default()
}

/// A list with a line for each row.
fn json(sheet: &Sheet<'_>) -> Vec<u8> {
    let mut out = b"[".to_vec();
    for (at, line) in lines(sheet).enumerate() {
        out.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
        out.extend(line);
    }
    out.extend_from_slice(b"\n]\n");
    out
}

/// Each row as an object on one line, whose keys are the names of the columns. Cells without anything
/// are null.
fn lines<'a>(sheet: &'a Sheet<'_>) -> impl Iterator<Item = Vec<u8>> + 'a {
    sheet.rows().map(|row| {
        let cells = sheet.columns.iter().zip(&row);
        let cells = cells.map(|(column, cell)| (column.name.clone(), value(cell, &column.form)));
        // No text of JSON has keys that are no strings, and writing to memory cannot fail.
        serde_json::to_vec(&Map::from_iter(cells)).unwrap_or_default()
    })
}

fn value(cell: &Cell, form: &Form) -> Json {
    match cell {
        Cell::Empty if *form == Form::List => Json::Array(Vec::new()),
        Cell::Empty => Json::Null,
        Cell::Text(text) => text.as_str().into(),
        Cell::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into()),
        Cell::Truth(is) => (*is).into(),
        Cell::List(values) => values.clone().into(),
    }
}
