//! Sheets as one workbook for spreadsheets: Office Open XML, `.xlsx`.
//!
//! Every text is written as a text, so that nothing is a formula. The same sheets give the same bytes.
//! What does not fit into a cell goes on in further columns, which stand behind all others.

use std::collections::{BTreeMap, HashSet};

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, ProtectionOptions,
    Workbook, Worksheet, XlsxError, utility,
};

use super::base::BASE;
use super::{Cell, Column, Form, Sheet, Use, WorkbookError};
use crate::date::Date;

/// The name of the sheet with the values of choices, which is hidden.
pub const CHOICES: &str = "choices";

/// A cell holds so many UTF-16 code units.
const MOST_IN_CELL: usize = 32_767;
/// The name of a sheet has so many UTF-16 code units.
const MOST_IN_NAME: usize = 31;
/// The last row that a sheet can have, counted from 0.
const LAST_ROW: u32 = 1_048_575;
/// A text of so many characters is likely to take several lines.
const LONG: usize = 60;
/// The height of a row with several lines, in points: what follows is seen when a cell is edited.
const TALL: f64 = 60.0;
/// Dates before this year are counted in different ways by different programs.
const FIRST_YEAR: i16 = 1901;

/// Writes sheets as a workbook with a title.
///
/// # Errors
/// When there are more rows or columns than a workbook can have.
pub fn write(sheets: &[Sheet<'_>], title: &str) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(title)?);
    let mut choices = Choices { sheet: Worksheet::new(), columns: 0 };
    let formats = Formats::new();
    for (sheet, name) in sheets.iter().zip(names(sheets)) {
        let told =
            |error: XlsxError| WorkbookError(format!("cannot write the sheet `{name}`: {error}"));
        let written =
            Writing { formats: &formats, sheet, out: Worksheet::new(), further: BTreeMap::new() };
        workbook.push_worksheet(written.write(&name, &mut choices).map_err(told)?);
    }
    if choices.columns > 0 {
        choices.sheet.set_name(CHOICES)?.set_hidden(true);
        workbook.push_worksheet(choices.sheet);
    }
    Ok(workbook.save_to_buffer()?)
}

/// What sheets are called in a workbook, where names are short.
pub fn names(sheets: &[Sheet<'_>]) -> Vec<String> {
    let mut names = HashSet::from([CHOICES.to_owned()]);
    sheets.iter().map(|sheet| free_name(&sheet.name, &mut names)).collect()
}

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> Self {
        WorkbookError(format!("cannot write the workbook: {error}"))
    }
}

/// What is said of the whole workbook: nothing that differs from one time to the next.
fn properties(title: &str) -> Result<DocProperties, XlsxError> {
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new().set_title(title).set_creation_datetime(&day))
}

/// A name for a sheet that no other one has, whatever the case of its letters.
fn free_name(wanted: &str, taken: &mut HashSet<String>) -> String {
    let mut name = first_units(wanted, MOST_IN_NAME).to_owned();
    let mut number = 1;
    while !taken.insert(name.to_lowercase()) {
        number += 1;
        let end = format!("~{number}");
        name = format!("{}{end}", first_units(wanted, MOST_IN_NAME - end.len()));
    }
    name
}

/// The beginning of a text that has so many UTF-16 code units at most.
fn first_units(text: &str, most: usize) -> &str {
    let mut units = 0;
    let is_over = |&(_, letter): &(usize, char)| {
        units += letter.len_utf16();
        units > most
    };
    text.char_indices().find(is_over).map_or(text, |(at, _)| &text[..at])
}

/// How cells look.
struct Formats {
    head: Format,
    /// Cells that name rows, and must not be changed.
    name: Format,
    row: Format,
    text: Format,
    whole: Format,
    number: Format,
    day: Format,
}

impl Formats {
    fn new() -> Self {
        let locked = Format::new().set_align(FormatAlign::Top);
        // What a protected sheet does not lock can be changed.
        let open = Format::new().set_unlocked().set_align(FormatAlign::Top);
        let as_text = |format: &Format| format.clone().set_num_format("@").set_text_wrap();
        Self {
            head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            name: as_text(&locked),
            row: locked.set_num_format("0"),
            text: as_text(&open),
            whole: open.clone().set_num_format("0"),
            number: open.clone(),
            day: open.set_num_format("yyyy-mm-dd"),
        }
    }
}

/// The hidden sheet with the values of choices, a column for each.
struct Choices {
    sheet: Worksheet,
    columns: u16,
}

impl Choices {
    /// Adds the values of a choice, and says where they stand.
    fn add(&mut self, name: &str, values: &[(String, String)]) -> Result<Formula, XlsxError> {
        let column = self.columns;
        self.columns += 1;
        self.sheet.write_string(0, column, first_units(name, MOST_IN_CELL))?;
        for (row, (value, _)) in (1..).zip(values) {
            self.sheet.write_string(row, column, value)?;
        }
        let last = u32::try_from(values.len()).unwrap_or(LAST_ROW);
        let letters = utility::column_number_to_name(column);
        Ok(Formula::new(format!("={CHOICES}!${letters}$2:${letters}${}", last + 1)))
    }
}

/// A sheet that is being written.
struct Writing<'a> {
    formats: &'a Formats,
    sheet: &'a Sheet<'a>,
    out: Worksheet,
    /// Column and part of its text → the further column in which that part stands.
    further: BTreeMap<(usize, usize), u16>,
}

impl Writing<'_> {
    fn write(mut self, name: &str, choices: &mut Choices) -> Result<Worksheet, XlsxError> {
        self.out.set_name(name)?;
        for (at, column) in (0..).zip(&self.sheet.columns) {
            self.column(at, column)?;
            self.out.write_string_with_format(0, at, &column.name, &self.formats.head)?;
            self.validation(at, column, choices)?;
            if column.name == BASE {
                self.out.set_column_hidden(at)?;
            }
        }
        let mut last = 0;
        for row in self.sheet.rows() {
            last += 1;
            self.row(last, &row)?;
        }
        for ((column, part), at) in std::mem::take(&mut self.further) {
            let column = &self.sheet.columns[column];
            self.column(at, column)?;
            let name = format!("{}.{}", column.name, part + 1);
            self.out.write_string_with_format(0, at, name, &self.formats.head)?;
        }
        let last_column = self.next_column().saturating_sub(1);
        self.out.autofilter(0, 0, last, last_column)?.set_freeze_panes(1, 0)?;
        if self.sheet.columns.iter().any(|column| column.use_of == Use::Written) {
            self.out.protect_with_options(&protection());
        }
        Ok(self.out)
    }

    /// The column behind all that there are.
    fn next_column(&self) -> u16 {
        let columns = self.sheet.columns.len() + self.further.len();
        u16::try_from(columns).unwrap_or(u16::MAX)
    }

    /// How a column looks, where no cell says otherwise: whatever is typed there stays as it is.
    fn column(&mut self, at: u16, column: &Column) -> Result<(), XlsxError> {
        let (width, format) = match column.form {
            Form::Words => (18.0, &self.formats.text),
            Form::Text => (60.0, &self.formats.text),
            Form::Number => (10.0, &self.formats.number),
            Form::Date => (12.0, &self.formats.text),
            Form::YesNo => (8.0, &self.formats.text),
            Form::Choice(_) => (16.0, &self.formats.text),
            Form::List => (24.0, &self.formats.text),
        };
        self.out.set_column_width(at, width)?.set_column_format(at, format)?;
        Ok(())
    }

    /// Lets a cell take nothing but the values that it can have, and offers these.
    fn validation(
        &mut self,
        at: u16,
        column: &Column,
        choices: &mut Choices,
    ) -> Result<(), XlsxError> {
        let rule = match &column.form {
            Form::Choice(values) if !values.is_empty() => {
                let name = format!("{}.{}", self.sheet.name, column.name);
                DataValidation::new().allow_list_formula(choices.add(&name, values)?)
            }
            Form::YesNo => DataValidation::new().allow_list_strings(&["true", "false"])?,
            _ => return Ok(()),
        };
        self.out.add_data_validation(1, at, LAST_ROW, at, &rule)?;
        Ok(())
    }

    fn row(&mut self, row: u32, cells: &[Cell]) -> Result<(), XlsxError> {
        let is_long = |cell: &Cell| matches!(cell, Cell::Text(text) if text.len() > LONG || text.contains('\n'));
        if cells.iter().any(is_long) {
            self.out.set_row_height(row, TALL)?;
        }
        for (at, cell) in cells.iter().enumerate() {
            self.cell(row, at, cell)?;
        }
        Ok(())
    }

    fn cell(&mut self, row: u32, at: usize, cell: &Cell) -> Result<(), XlsxError> {
        let column = &self.sheet.columns[at];
        let place = u16::try_from(at).unwrap_or(u16::MAX);
        let formats = self.formats;
        if *cell == Cell::Empty {
            self.out.write_blank(row, place, &formats.text)?;
            return Ok(());
        }
        let is_name = column.use_of == Use::Names;
        if let Cell::Number(text) = cell
            && let Ok(number) = text.parse::<f64>()
        {
            let format = match text.contains('.') {
                _ if is_name => &formats.row,
                true => &formats.number,
                false => &formats.whole,
            };
            self.out.write_number_with_format(row, place, number, format)?;
            return Ok(());
        }
        if let Some(day) = cell.day().filter(|_| column.form == Form::Date).and_then(excel_day) {
            self.out.write_datetime_with_format(row, place, day, &formats.day)?;
            return Ok(());
        }
        if is_name {
            self.out.write_string_with_format(row, place, cell.in_words(), &formats.name)?;
            return Ok(());
        }
        self.text(row, at, &cell.in_words())
    }

    /// Writes a text, in as many cells as it needs.
    fn text(&mut self, row: u32, at: usize, text: &str) -> Result<(), XlsxError> {
        let mut rest = text;
        for part in 0.. {
            let own = first_units(rest, MOST_IN_CELL);
            rest = &rest[own.len()..];
            let next = self.next_column();
            let place = match part {
                0 => u16::try_from(at).unwrap_or(u16::MAX),
                part => *self.further.entry((at, part)).or_insert(next),
            };
            self.out.write_string_with_format(row, place, own, &self.formats.text)?;
            if rest.is_empty() {
                break;
            }
        }
        Ok(())
    }
}

/// A day as workbooks have it, if all programs count it alike.
fn excel_day(date: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year).ok().filter(|_| date.year >= FIRST_YEAR)?;
    ExcelDateTime::from_ymd(year, date.month?, date.day?).ok()
}

/// Nothing is forbidden but to change what is locked: the names of columns and of rows.
fn protection() -> ProtectionOptions {
    ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters_and_counts_as_spreadsheets_count() {
        assert_eq!(first_units("abc", 3), "abc");
        assert_eq!(first_units("a𝄞b", 2), "a");
        assert_eq!(first_units("a𝄞b", 3), "a𝄞");
        assert_eq!(first_units("", 0), "");
    }

    #[test]
    fn no_two_sheets_have_one_name() {
        let mut taken = HashSet::new();
        let long = "a".repeat(40);
        let names = ["point", "Point", &long, &long].map(|name| free_name(name, &mut taken));
        let cut = "a".repeat(29);
        assert_eq!(names, ["point", "Point~2", &format!("{cut}aa"), &format!("{cut}~2")]);
    }
}
