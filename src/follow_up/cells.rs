//! Separated values → cells with their places.

use std::ops::Range;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use crate::parse::{Marked, text::trimmed};

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// What it says.
    pub(super) text: String,
    /// Where it is written, without its quotation marks.
    pub(super) span: Range<usize>,
    /// Whether it says, letter by letter, what is written there.
    is_plain: bool,
    /// Whether a quotation mark begins it and none ends it.
    pub(super) is_open: bool,
}

impl Cell {
    /// The names in a cell, which semicolons separate.
    pub(super) fn names(&self) -> Vec<Marked> {
        let mut at = 0;
        let mut names = Vec::new();
        for piece in self.text.split(';') {
            let inner = trimmed(&self.text, at..at + piece.len());
            at += piece.len() + 1;
            if inner.is_empty() {
                continue;
            }
            let text = self.text[inner.clone()].to_owned();
            let start = self.span.start;
            let span = match self.is_plain {
                true => start + inner.start..start + inner.end,
                false => self.span.clone(),
            };
            names.push(Marked { text, span });
        }
        names
    }
}

/// The rows of a table from a place on.
pub(super) fn rows(text: &str, start: usize) -> impl Iterator<Item = Vec<Cell>> {
    let mut rows = Rows { text, at: start, reader: reader(&text[start..]) };
    std::iter::from_fn(move || rows.next())
}

/// What stands between the cells of a table: that which its first line has most of.
pub fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: &u8| first.bytes().filter(|byte| byte == mark).count();
    // Of several, the last is taken.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn reader(text: &str) -> Reader {
    ReaderBuilder::new().delimiter(separator(text)).build()
}

struct Rows<'a> {
    text: &'a str,
    at: usize,
    reader: Reader,
}

impl Rows<'_> {
    fn next(&mut self) -> Option<Vec<Cell>> {
        let mut cells = Vec::new();
        loop {
            let start = self.at;
            let mut written = Vec::new();
            let mut filled = 0;
            let is_last = loop {
                written.resize((filled + 64).max(written.len()), 0);
                let input = &self.text.as_bytes()[self.at..];
                let (result, read, wrote) = self.reader.read_field(input, &mut written[filled..]);
                self.at += read;
                filled += wrote;
                match result {
                    ReadFieldResult::InputEmpty => {}
                    ReadFieldResult::OutputFull => written.resize(written.len() * 2, 0),
                    ReadFieldResult::Field { record_end } => break record_end,
                    ReadFieldResult::End => return (!cells.is_empty()).then_some(cells),
                }
            };
            written.truncate(filled);
            cells.push(self.cell(start, written));
            if is_last {
                return Some(cells);
            }
        }
    }

    /// The cell that was read from a place on, with the mark that ends it.
    fn cell(&self, start: usize, written: Vec<u8>) -> Cell {
        // Cuts are made at characters of one byte, so that the text is whole.
        let text = String::from_utf8_lossy(&written).into_owned();
        let raw = &self.text[start..self.at];
        let ends = |letter: char| matches!(letter, '\n' | '\r');
        let front = raw.len() - raw.trim_start_matches(ends).len();
        let rest = &raw[front..];
        let start = start + front;
        let Some(inner) = rest.strip_prefix('"') else {
            let written = rest.trim_end_matches(ends);
            let written =
                written.strip_suffix([',', ';', '\t']).filter(|it| it.len() >= text.len());
            let length = written.map_or(rest.trim_end_matches(ends).len(), str::len);
            return self.placed(text, start..start + length, false);
        };
        let close = inner.rfind('"');
        let end = close.unwrap_or(inner.trim_end_matches(ends).len());
        self.placed(text, start + 1..start + 1 + end, close.is_none())
    }

    fn placed(&self, text: String, span: Range<usize>, is_open: bool) -> Cell {
        let is_plain = self.text.get(span.clone()) == Some(&text);
        Cell { text, span, is_plain, is_open }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<Vec<(String, &str)>> {
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        let cell = |cell: Cell| (cell.text, &text[cell.span]);
        rows(text, start).map(|row| row.into_iter().map(cell).collect()).collect()
    }

    #[test]
    fn cells_stand_where_they_are_written() {
        for (text, expected) in [
            ("a,b\n1,2\n", "a=a b=b|1=1 2=2"),
            ("\u{feff}a;b\r\n\r\n1;é, ü\r\n", "a=a b=b|1=1 é, ü=é, ü"),
            ("a\tb\n\t2", "a=a b=b|= 2=2"),
            ("a,b\n\"x, y\",\"z \"\"q\"\"\"\n1,\n", "a=a b=b|x, y=x, y z \"q\"=z \"\"q\"\"|1=1 ="),
            ("a,b\n\"two\nlines\",1\n", "a=a b=b|two\nlines=two\nlines 1=1"),
            ("", ""),
        ] {
            let rows: Vec<String> = told(text)
                .iter()
                .map(|row| {
                    let cells: Vec<String> =
                        row.iter().map(|(text, at)| format!("{text}={at}")).collect();
                    cells.join(" ")
                })
                .collect();
            assert_eq!(rows.join("|"), expected, "{text:?}");
        }
    }

    #[test]
    fn a_cell_that_is_not_closed_is_known() {
        let last = rows("a,b\n1,\"x\n2,3\n", 0).last().expect("a row");
        assert!(last.last().expect("a cell").is_open);
    }

    #[test]
    fn names_stand_where_they_are_written() {
        let text = "record,b\n\" a ;b;; kind/c\",1\n";
        let row = rows(text, 0).last().expect("a row");
        let names: Vec<(String, &str)> =
            row[0].names().into_iter().map(|name| (name.text, &text[name.span])).collect();
        let same = |name: &'static str| (name.to_owned(), name);
        assert_eq!(names, [same("a"), same("b"), same("kind/c")]);
    }

    #[test]
    fn names_beside_doubled_quotation_marks_are_the_whole_cell() {
        for text in ["\"\"\"é;\"\"\"\ta;", "\"\t\"\"é;aa,\raé,;; é\t\naé\"\"\"\ta\n;é,\né"] {
            for cell in rows(text, 0).flatten() {
                let mut names = cell.names().into_iter();
                assert!(names.all(|name| text.get(name.span).is_some()), "{text:?}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "[a,;\"\\n\\r\\té ]{0,40}") {
            for cell in rows(&text, 0).flatten() {
                assert!(text.get(cell.span.clone()).is_some(), "{text:?} {cell:?}");
                for name in cell.names() {
                    assert!(text.get(name.span.clone()).is_some(), "{text:?} {name:?}");
                }
            }
        }
    }
}
