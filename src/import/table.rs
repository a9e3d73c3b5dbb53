//! Files with tables → cells as text, each with its place.
//!
//! A CSV or TSV file is one table, with the name of the file; an Excel workbook has a table for each of
//! its sheets. What a cell shows in another form than it is written becomes what is written: a date is
//! `2015-06-16`, a number has a point and no more digits than it needs, and a text that was guarded
//! against being run as a formula is the text.

mod csv;
#[cfg_attr(not(feature = "workbook"), path = "table/no_workbook.rs")]
mod workbook;

use std::fmt;
use std::path::Path;

/// So many columns a table has at most, as in Excel.
const MOST_COLUMNS: usize = 16_384;
/// So many rows a table has at most, as in Excel.
const MOST_ROWS: usize = 1_048_576;

/// So many cells a table has at most, those before the last one of a row counted too.
const MOST_CELLS: usize = 10_000_000;

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What it is called: the name of the sheet, or of the file without its ending.
    pub name: String,
    /// What stands in its first row.
    pub columns: Vec<String>,
    /// The other rows that have anything in them.
    pub rows: Vec<Row>,
    /// How many cells there are so far.
    size: usize,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number, as spreadsheets count: that of the first one, with the names of the columns, is 1.
    pub number: usize,
    /// Its cells, of which none is too many. Those that are empty may be missing at the end.
    pub cells: Vec<String>,
}

impl Row {
    /// The cell in a column.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

impl Table {
    /// What a cell is called: `calls!C12`. Rows and columns are counted as in [`Row::number`] and from 0.
    pub fn place(&self, row: usize, column: usize) -> String {
        format!("{}!{}{row}", self.name, letters(column))
    }

    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|own| own == name)
    }
}

/// What spreadsheets call a column: `A` for 0, `AA` for 26.
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// Why a file or a cell cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where: a cell, or the name of a table or a file.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Refusal {
    /// A refusal of its parts.
    pub fn new(
        place: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { place: place.into(), message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\nhelp: {}", self.place, self.message, self.help)
    }
}

/// The tables of a file, by its name and its bytes.
///
/// # Errors
/// Why the file, or what in it, cannot be read.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Vec<Table>, Vec<Refusal>> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let tables = match ending.as_deref() {
        Some("csv" | "tsv") => csv::read(&stem, bytes).map(|table| vec![table]),
        Some("xlsx" | "xlsm") => workbook::read(&stem, bytes),
        _ => Err(vec![Refusal::new(
            path.display().to_string(),
            "this is no file of a table that can be read",
            "save it as an Excel workbook (`.xlsx`) or as CSV in UTF-8 (`.csv`)",
        )]),
    }?;
    let problems: Vec<Refusal> = tables.iter().flat_map(columns_named_alike).collect();
    if problems.is_empty() { Ok(tables) } else { Err(problems) }
}

/// What is wrong with the names of the columns.
fn columns_named_alike(table: &Table) -> Vec<Refusal> {
    let named = table.columns.iter().enumerate().filter(|(_, name)| !name.is_empty());
    let twice = named.filter(|(at, name)| table.columns[..*at].contains(name));
    let told = twice.map(|(at, name)| {
        let message = format!("there is a second column `{name}`");
        Refusal::new(table.place(1, at), message, "remove one of the two, or rename it")
    });
    told.collect()
}

/// Adds a cell to the rows of a table, of which the last is under way.
///
/// # Errors
/// Where there are more rows or columns than any spreadsheet has.
fn add(table: &mut Table, row: usize, column: usize, text: String) -> Result<(), Refusal> {
    if row > MOST_ROWS || column >= MOST_COLUMNS || table.size > MOST_CELLS {
        let message = format!(
            "a table has at most {MOST_ROWS} rows, {MOST_COLUMNS} columns and {MOST_CELLS} cells"
        );
        return Err(Refusal::new(table.name.clone(), message, "split the table"));
    }
    let cells = match row {
        1 => &mut table.columns,
        _ => {
            if table.rows.last().is_none_or(|last| last.number != row) {
                table.rows.push(Row { number: row, cells: Vec::new() });
            }
            match table.rows.last_mut() {
                Some(last) => &mut last.cells,
                None => return Ok(()),
            }
        }
    };
    if cells.len() <= column {
        table.size += column + 1 - cells.len();
        cells.resize(column + 1, String::new());
    }
    cells[column] = text;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, bytes: &[u8]) -> Result<Vec<Table>, String> {
        let told = |problems: Vec<Refusal>| {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        read(Path::new(path), bytes).map_err(told)
    }

    fn row(number: usize, cells: &[&str]) -> Row {
        Row { number, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }
    }

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), expected);
        }
    }

    #[test]
    fn csv_is_read_as_spreadsheets_write_it() {
        let comma = "\u{feff}id,title\r\na,\"One, \"\"two\"\"\r\nlines\"\r\n\r\nb,'=1+1\r\n";
        let [table] = &told("in/calls.csv", comma.as_bytes()).unwrap()[..] else { panic!() };
        assert_eq!(
            (table.name.as_str(), &table.columns[..]),
            ("calls", &["id".into(), "title".into()][..])
        );
        let rows = [row(2, &["a", "One, \"two\"\nlines"]), row(4, &["b", "=1+1"])];
        assert_eq!(table.rows, rows);
        for text in ["id;title\na;1,5\n", "id\ttitle\na\t1,5\n"] {
            let [table] = &told("calls.csv", text.as_bytes()).unwrap()[..] else { panic!() };
            assert_eq!(table.rows, [row(2, &["a", "1,5"])]);
        }
    }

    #[test]
    fn a_table_that_is_too_large_is_refused_before_it_is_held() {
        let mut table = Table { name: "a".to_owned(), ..Table::default() };
        let mut rows = 2..;
        let refused = rows.find_map(|row| add(&mut table, row, 16_383, "x".to_owned()).err());
        let refused = refused.expect("a refusal").to_string();
        assert!(refused.starts_with("a: a table has at most"), "{refused}");
        assert!(table.rows.len() < 700);
        for (row, column) in [(1_048_577, 0), (2, 16_384)] {
            assert!(add(&mut Table::default(), row, column, String::new()).is_err());
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        for (path, bytes, expected) in [
            ("a.pdf", &b""[..], "a.pdf: this is no file"),
            ("a.csv", b"id,id\n1,2\n", "a!B1: there is a second column `id`"),
            ("a.csv", b"id,title\n1,caf\xe9\n", "a!B2: this is not UTF-8"),
            ("a.csv", b"id,title\n1,2,3\n", "a!C2: there is no column for this cell"),
            ("a.csv", b"", "a: the table is empty"),
            ("a.xlsx", b"PK no zip", "a.xlsx: this workbook cannot be read"),
        ] {
            let told = told(path, bytes).unwrap_err();
            assert!(told.starts_with(expected), "{told}");
        }
    }
}
