//! Files with tables → cells as text, each with its place.
//!
//! A text with separators is one table, with the name of the file. A workbook has a table for each of
//! its sheets, and a file of JSON for each of its lists of objects. What a cell shows in another form
//! than it is written becomes what is written: a date is `2015-06-16`, a number has a point and no more
//! digits than it needs, and a text that was guarded against being run as a formula is the text. How it
//! is printed is kept beside it, see [`Shown`].

#[cfg(feature = "workbook")]
mod biff;
mod csv;
#[cfg_attr(not(feature = "workbook"), path = "table/utf8.rs")]
mod encoding;
mod json;
#[cfg(feature = "workbook")]
mod ods;
#[cfg_attr(not(feature = "workbook"), path = "table/no_workbook.rs")]
mod workbook;
#[cfg(feature = "workbook")]
mod xml;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::Path;

/// So many columns a table has at most, as in Excel.
const MOST_COLUMNS: usize = 16_384;
/// So many rows a table has at most, as in Excel.
const MOST_ROWS: usize = 1_048_576;

/// So many cells a table has at most, those before the last one of a row counted too.
const MOST_CELLS: usize = 10_000_000;

/// The row with the names of the columns is looked for in so many rows.
const FIRST_ROWS: usize = 50;

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What it is called: the name of the sheet, or of the file without its ending.
    pub name: String,
    /// The names of its columns. Those that have none, or that of another, are named by their letters.
    pub columns: Vec<String>,
    /// The rows below them that have anything in them.
    pub rows: Vec<Row>,
    /// The number of the row in which columns are named.
    pub header: usize,
    /// Cells that are merged, below the row with the names.
    pub merged: Vec<Merged>,
    /// The numbers of the rows that are hidden and have anything in them.
    pub hidden: BTreeSet<usize>,
    /// How places are told.
    places: Places,
    /// How many cells there are so far.
    size: usize,
}

/// How the place of a cell is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Places {
    /// `calls!C12`: column and row.
    #[default]
    Cells,
    /// `calls!12: owner`: the object in its list, and the key.
    Keys,
    /// `calls:12: owner`: the line, and the key.
    Lines,
}

/// Cells that are merged. The first one says what all say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The rows, by their numbers.
    pub rows: RangeInclusive<usize>,
    /// The columns, counted from 0.
    pub columns: RangeInclusive<usize>,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number, as spreadsheets count: that of the first one is 1.
    pub number: usize,
    /// Its cells, of which none is too many. Those that are empty may be missing at the end.
    pub cells: Vec<String>,
    /// What cells show that is more than they say, by column.
    pub shown: Vec<(usize, Shown)>,
}

/// What a cell shows that is more than it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A number as it is printed: `1,250.50`.
    Printed(String),
    /// A text with emphasis or links, as Markdown.
    Markdown(String),
    /// Several values, each by itself.
    List(Vec<String>),
}

impl Row {
    /// The cell in a column.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The cell in a column as people see it, without emphasis.
    pub fn printed(&self, column: usize) -> &str {
        match self.shown(column) {
            Some(Shown::Printed(text)) => text,
            _ => self.cell(column),
        }
    }

    /// The cells in some columns as people see them, with blanks between.
    pub fn words(&self, columns: &[usize]) -> String {
        columns.iter().map(|at| self.printed(*at)).collect::<Vec<_>>().join(" ")
    }

    /// The cell in a column as Markdown, where it has any.
    pub fn markdown(&self, column: usize) -> Option<&str> {
        match self.shown(column)? {
            Shown::Markdown(text) => Some(text),
            Shown::Printed(_) | Shown::List(_) => None,
        }
    }

    /// The values of the cell in a column, where it tells each by itself.
    pub fn list(&self, column: usize) -> Option<&[String]> {
        match self.shown(column)? {
            Shown::List(values) => Some(values),
            Shown::Printed(_) | Shown::Markdown(_) => None,
        }
    }

    fn shown(&self, column: usize) -> Option<&Shown> {
        self.shown.iter().find(|(at, _)| *at == column).map(|(_, shown)| shown)
    }

    /// Whether anything stands in it.
    fn is_filled(&self) -> bool {
        self.cells.iter().any(|cell| !cell.trim().is_empty())
    }
}

impl Table {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// What a cell is called: `calls!C12`. Rows and columns are counted as in [`Row::number`] and from 0.
    pub fn place(&self, row: usize, column: usize) -> String {
        let key = || self.columns.get(column).map_or("", String::as_str);
        match self.places {
            Places::Cells => format!("{}!{}{row}", self.name, letters(column)),
            Places::Keys => format!("{}!{row}: {}", self.name, key()),
            Places::Lines => format!("{}:{row}: {}", self.name, key()),
        }
    }

    /// What its rows are called, as far as its name tells.
    pub fn rows_name(&self) -> &str {
        match self.places {
            Places::Keys => self.name.rsplit('.').next().unwrap_or(&self.name),
            Places::Cells | Places::Lines => &self.name,
        }
    }

    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|own| own == name)
    }

    /// Adds a cell to the rows, of which the last is under way.
    ///
    /// # Errors
    /// Where there are more rows or columns than any spreadsheet has.
    fn add(&mut self, row: usize, column: usize, text: String) -> Result<(), Refusal> {
        if row > MOST_ROWS || column >= MOST_COLUMNS || self.size > MOST_CELLS {
            let message = format!(
                "a table has at most {MOST_ROWS} rows, {MOST_COLUMNS} columns and {MOST_CELLS} cells"
            );
            return Err(Refusal::new(self.name.clone(), message, "split the table"));
        }
        if self.rows.last().is_none_or(|last| last.number != row) {
            self.rows.push(Row { number: row, ..Row::default() });
        }
        let Some(Row { cells, .. }) = self.rows.last_mut() else { return Ok(()) };
        if cells.len() <= column {
            self.size += column + 1 - cells.len();
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        Ok(())
    }

    /// Says what the cell that was added last shows.
    fn show(&mut self, column: usize, shown: Shown) {
        if let Some(last) = self.rows.last_mut() {
            last.shown.push((column, shown));
        }
    }

    /// Takes a row, or that which looks so, for the names of the columns, and drops what stands above.
    fn head(&mut self, wanted: Option<usize>) {
        let number = wanted.unwrap_or_else(|| self.likely_header());
        let rows = std::mem::take(&mut self.rows);
        let (above, below): (Vec<Row>, Vec<Row>) =
            rows.into_iter().filter(Row::is_filled).partition(|row| row.number <= number);
        let names = above.into_iter().rfind(|row| row.number == number);
        self.header = number;
        self.rows = below;
        self.columns = self.named(names.map(|row| row.cells).unwrap_or_default());
        let is_below = |rows: &RangeInclusive<usize>| *rows.end() > number;
        self.merged.retain(|merged| is_below(&merged.rows));
        let filled: BTreeSet<usize> = self.rows.iter().map(|row| row.number).collect();
        self.hidden = self.hidden.intersection(&filled).copied().collect();
    }

    /// The first row that has nearly as many cells as any of the first ones: what stands above a table
    /// is narrower.
    fn likely_header(&self) -> usize {
        let first = &self.rows[..self.rows.len().min(FIRST_ROWS)];
        let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let widest = first.iter().map(filled).max().unwrap_or_default();
        let header = first.iter().find(|row| filled(row) * 5 >= widest * 3);
        header.map_or(1, |row| row.number)
    }

    /// Names for all columns, no two of them alike.
    fn named(&self, written: Vec<String>) -> Vec<String> {
        let width = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let mut used = vec![false; width];
        for row in &self.rows {
            for (at, _) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                used[at] = true;
            }
        }
        let mut names: Vec<String> = Vec::with_capacity(width);
        let mut seen = BTreeSet::new();
        for at in 0..width.max(written.len()) {
            let name = written.get(at).map_or("", String::as_str);
            let mut name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            let is_used = used.get(at).is_some_and(|used| *used);
            if (name.is_empty() && is_used) || (!name.is_empty() && seen.contains(&name)) {
                name = format!("{name} ({})", letters(at)).trim_start().to_owned();
            }
            seen.insert(name.clone());
            names.push(name);
        }
        names
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

    /// What is wrong with a file of TOML, with the line. `page` is that of the guide about it.
    pub(super) fn of_toml(path: &str, text: &str, error: &toml::de::Error, page: &str) -> Self {
        let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
        let place = line.map_or_else(|| path.to_owned(), |line| format!("{path}:{line}"));
        Self::new(place, error.message(), format!("see `{page}` in the guide"))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\nhelp: {}", self.place, self.message, self.help)
    }
}

/// How a file is read. What is not said is guessed.
#[derive(Debug, Clone, Copy, Default)]
pub struct How<'a> {
    /// The encoding of a text, by its name on the web.
    pub encoding: Option<&'a str>,
    /// What stands between the cells of a text.
    pub separator: Option<char>,
    /// The number of the row with the names of the columns.
    pub header: Option<usize>,
}

/// The tables of a file, and what was guessed of a text.
#[derive(Debug, Default)]
pub struct Opened {
    /// The tables that have anything in them.
    pub tables: Vec<Table>,
    /// The encoding, if it was guessed and is not UTF-8.
    pub encoding: Option<&'static str>,
    /// What stands between cells, if it was guessed and is no comma.
    pub separator: Option<char>,
}

/// The tables of a file, by its name and its bytes.
///
/// # Errors
/// Why the file, or what in it, cannot be read.
pub fn read(path: &Path, bytes: &[u8], how: How<'_>) -> Result<Opened, Vec<Refusal>> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let of_tables = |tables| Opened { tables, ..Opened::default() };
    let mut opened = match ending.as_deref() {
        Some("csv" | "tsv" | "tab" | "txt") => csv::read(&stem, bytes, how)?,
        Some("json") => return json::read(&stem, bytes).map(of_tables),
        Some("jsonl" | "ndjson") => return json::read_lines(&stem, bytes).map(of_tables),
        Some(ending @ ("xlsx" | "xlsm" | "xls" | "ods")) => {
            of_tables(workbook::read(&stem, ending, bytes)?)
        }
        _ => {
            return Err(vec![Refusal::new(
                path.display().to_string(),
                "this is no file that can be imported",
                "save a table as a workbook (`.xlsx`, `.ods`) or as CSV (`.csv`), and a document as `.docx` or HTML",
            )]);
        }
    };
    for table in &mut opened.tables {
        table.head(how.header);
    }
    if let (Some(header), [table]) = (how.header, &opened.tables[..])
        && table.columns.iter().all(String::is_empty)
    {
        let help = "name the row of the columns: `header = …` in the mapping";
        let message = format!("there are no names of columns in row {header}");
        return Err(vec![Refusal::new(table.name.clone(), message, help)]);
    }
    opened.tables.retain(|table| !table.columns.is_empty() || !table.rows.is_empty());
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, bytes: &[u8]) -> Result<Vec<Table>, String> {
        let told = |problems: Vec<Refusal>| {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        let opened = read(Path::new(path), bytes, How::default());
        opened.map(|opened| opened.tables).map_err(told)
    }

    fn row(number: usize, cells: &[&str]) -> Row {
        let cells = cells.iter().map(|cell| (*cell).to_owned()).collect();
        Row { number, cells, ..Row::default() }
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
        for text in [
            "id;title\na;1,5\n",
            "id\ttitle\na\t1,5\n",
            "id|title\na|1,5\n",
            "sep=;\nid;title\na;1,5\n",
            "id;a title, in words\na;1,5\nb;x\n",
        ] {
            let [table] = &told("calls.csv", text.as_bytes()).unwrap()[..] else { panic!() };
            assert_eq!(table.rows[0], row(2, &["a", "1,5"]), "{text}");
        }
    }

    #[test]
    fn columns_are_named_where_a_table_begins_and_no_two_alike() {
        let text = "Annual report,,\n,,\nRef, State  of it,State of it\n1,a,b,c\n2,,,\n";
        for header in [None, Some(3)] {
            let how = How { header, ..How::default() };
            let opened = read(Path::new("a.csv"), text.as_bytes(), how);
            let table = opened.map(|opened| opened.tables).unwrap_err();
            assert_eq!(table[0].place, "a!D4");
            let text = text.replace("it\n", "it,\n");
            let opened = read(Path::new("a.csv"), text.as_bytes(), how).expect("a table");
            let table = &opened.tables[0];
            assert_eq!(table.columns, ["Ref", "State of it", "State of it (C)", "(D)"]);
            assert_eq!((table.header, table.rows.len()), (3, 2));
        }
    }

    #[test]
    fn a_column_may_be_without_a_name_at_the_end() {
        let [table] = &told("a.csv", b"id,title,\n1,A,x\n2,\"two\nlines\",\"y\nz\"\n").unwrap()[..]
        else {
            panic!()
        };
        assert_eq!(table.columns, ["id", "title", "(C)"]);
        let how = How { header: Some(9), ..How::default() };
        let told = read(Path::new("a.csv"), b"id\n1\n", how).unwrap_err();
        assert!(told[0].to_string().starts_with("a: there are no names of columns in row 9"));
    }

    #[test]
    fn a_table_that_is_too_large_is_refused_before_it_is_held() {
        let mut table = Table::new("a");
        let mut rows = 2..;
        let refused = rows.find_map(|row| table.add(row, 16_383, "x".to_owned()).err());
        let refused = refused.expect("a refusal").to_string();
        assert!(refused.starts_with("a: a table has at most"), "{refused}");
        assert!(table.rows.len() < 700);
        for (row, column) in [(1_048_577, 0), (2, 16_384)] {
            assert!(Table::default().add(row, column, String::new()).is_err());
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        for (path, bytes, expected) in [
            ("a.pdf", &b""[..], "a.pdf: this is no file"),
            ("a.csv", b"id,title\n1,2,3\n", "a!C2: there is no column for this cell"),
            ("a.csv", b"id,title\n1,\"B\n2,C\n3,D\n", "a!B2: this cell is not closed"),
            ("a.csv", b"", "a: the table is empty"),
        ] {
            let told = told(path, bytes).unwrap_err();
            assert!(told.starts_with(expected), "{told}");
        }
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        let why = match cfg!(feature = "workbook") {
            true => "this workbook cannot be read",
            false => "this program was built without the feature `workbook`",
        };
        for path in ["a.xlsx", "a.ods", "a.xls"] {
            let told = told(path, b"PK no zip").unwrap_err();
            assert!(told.starts_with(&format!("{path}: {why}")), "{told}");
        }
    }
}
