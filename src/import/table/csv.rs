//! A text with separators between cells → a table.

use csv::{Reader, ReaderBuilder};

use super::encoding::decoded;
use super::{How, Opened, Refusal, Table};
use crate::escape::unguarded;
use crate::source::with_line_feeds;

/// What may stand between cells. Of those that fit alike, the first is taken.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// A separator is looked for in so many rows.
const FIRST_ROWS: usize = 50;

/// The table of a text.
pub(super) fn read(name: &str, bytes: &[u8], how: How<'_>) -> Result<Opened, Vec<Refusal>> {
    let (text, encoding) = decoded(bytes, how.encoding).map_err(|(line, message, help)| {
        let place = line.map_or_else(|| name.to_owned(), |line| format!("{name}: line {line}"));
        vec![Refusal::new(place, message, help)]
    })?;
    let (text, said) = without_declaration(&text);
    let given = how.separator.or(said);
    let separator = given.unwrap_or_else(|| separator(text));
    let mut table = Table::new(name);
    let mut number = 0;
    // How many cells each row has, those that are empty counted too.
    let mut widths = Vec::new();
    let mut last = (0, 0);
    for record in reader(text, separator).byte_records() {
        let record = record.map_err(|error| {
            let help = "save it again as CSV in UTF-8";
            vec![Refusal::new(name, format!("this table cannot be read: {error}"), help)]
        })?;
        let start = record.position().map_or(0, |place| place.byte() as usize);
        number += 1 + empty_rows(text.as_bytes(), start);
        widths.push((number, record.len()));
        last = (start, record.len().saturating_sub(1));
        for (column, cell) in record.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let cell = String::from_utf8_lossy(cell);
            let cell = with_line_feeds(unguarded(&cell));
            table.add(number, column, cell).map_err(|problem| vec![problem])?;
        }
    }
    if table.rows.is_empty() {
        let help = "its first row names the columns";
        return Err(vec![Refusal::new(name, "the table is empty", help)]);
    }
    let mut problems = without_column(&table, how.header, &widths);
    problems.extend(without_end(&table, &text[last.0.min(text.len())..], last.1));
    if !problems.is_empty() {
        return Err(problems);
    }
    let separator = Some(separator).filter(|own| given.is_none() && *own != ',');
    Ok(Opened { tables: vec![table], encoding, separator })
}

/// A text without the line by which Excel is told the separator, and that separator.
fn without_declaration(text: &str) -> (&str, Option<char>) {
    let declared = text.strip_prefix("sep=").and_then(|rest| {
        let separator = rest.chars().next()?;
        let rest = &rest[separator.len_utf8()..];
        let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'))?;
        separator.is_ascii().then_some((rest, Some(separator)))
    });
    declared.unwrap_or((text, None))
}

fn reader(text: &str, separator: char) -> Reader<&[u8]> {
    let mut reader = ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(separator as u8);
    reader.from_reader(text.as_bytes())
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

/// What stands between cells: of the usual ones, that by which the greatest share of the first rows have
/// the same number of cells, and the most of them.
fn separator(text: &str) -> char {
    let fit = |separator: char| {
        let rows = reader(text, separator).into_byte_records().map_while(Result::ok);
        let mut widths: Vec<usize> = rows.take(FIRST_ROWS).map(|row| row.len()).collect();
        widths.sort_unstable();
        let alike = widths.chunk_by(|one, other| one == other).filter(|rows| rows[0] > 1);
        let share = |rows: &[usize]| rows.len() * FIRST_ROWS * FIRST_ROWS / widths.len();
        alike.map(|rows| (share(rows), rows[0])).max().unwrap_or_default()
    };
    // Of equals the last one is the greatest.
    SEPARATORS.iter().rev().copied().max_by_key(|own| fit(*own)).unwrap_or(',')
}

/// Cells behind the last column that is named: in a text with separators, one of them stands in a cell
/// that should be between quotation marks.
fn without_column(table: &Table, header: Option<usize>, widths: &[(usize, usize)]) -> Vec<Refusal> {
    let header = header.unwrap_or_else(|| table.likely_header());
    let named = widths.iter().find(|(number, _)| *number == header);
    let Some(&(_, many)) = named else { return Vec::new() };
    let below = table.rows.iter().filter(|row| row.number > header && row.cells.len() > many);
    let cells = below.map(|row| {
        let help =
            "put a cell that contains the separator between quotation marks, or name the column";
        Refusal::new(table.place(row.number, many), "there is no column for this cell", help)
    });
    cells.collect()
}

/// A cell that begins with a quotation mark and has none at its end: it has swallowed all rows below.
/// `text` is that of the last row, `column` its last cell.
fn without_end(table: &Table, text: &str, column: usize) -> Option<Refusal> {
    let row = table.rows.last()?;
    let has_lines = row.cell(column).contains('\n');
    let is_open = has_lines && !text.trim_end_matches(['\r', '\n', ' ']).ends_with('"');
    is_open.then(|| {
        let help = "end the cell with a quotation mark";
        Refusal::new(table.place(row.number, column), "this cell is not closed", help)
    })
}
