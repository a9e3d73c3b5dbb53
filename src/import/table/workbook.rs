//! A workbook → its tables.

mod sheet;

use std::collections::HashMap;
use std::fmt::Display;
use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Reader, Xls, Xlsx, XlsxError};
use ssfmt::ast::{DatePart, FormatPart};
use ssfmt::{FormatOptions, NumberFormat, Section};

use super::{Merged, Refusal, Shown, Table, biff, ods, xml};
use crate::source::with_line_feeds;
use sheet::{Details, Workbook};

/// The tables of a workbook.
pub(super) fn read(name: &str, ending: &str, bytes: &[u8]) -> Result<Vec<Table>, Vec<Refusal>> {
    let mut problems = Vec::new();
    let tables = match ending {
        "ods" => ods::tables(bytes, &mut problems),
        "xls" => old(bytes, &mut problems),
        _ => new(bytes, &mut problems),
    };
    match tables {
        Ok(tables) if problems.is_empty() => Ok(tables),
        Ok(_) => Err(problems),
        Err(Failure::Refused(problem)) => Err(vec![problem]),
        Err(Failure::Broken(why)) => {
            let message = format!("this workbook cannot be read: {why}");
            let help = "save it again as an Excel workbook (`.xlsx`)";
            Err(vec![Refusal::new(format!("{name}.{ending}"), message, help)])
        }
    }
}

/// Why a workbook has no tables.
pub(super) enum Failure {
    /// The file is not what it should be.
    Broken(String),
    /// A table is too large.
    Refused(Refusal),
}

impl Failure {
    /// A failure of whatever reads a file.
    pub(super) fn broken(why: impl Display) -> Self {
        Self::Broken(why.to_string())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<String> for Failure {
    fn from(why: String) -> Self {
        Self::Broken(why)
    }
}

impl From<XlsxError> for Failure {
    fn from(error: XlsxError) -> Self {
        Self::broken(error)
    }
}

// ------------------------------------------------------------------ XLSX

fn new(bytes: &[u8], problems: &mut Vec<Refusal>) -> Result<Vec<Table>, Failure> {
    let mut archive = xml::archive(bytes)?;
    let mut details = Workbook::read(&mut archive)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let mut tables = Vec::new();
    for sheet in workbook.sheet_names() {
        let links = links(&mut workbook, &sheet);
        let details = details.sheet(&mut archive, &sheet, links)?;
        tables.push(table(&mut workbook, &sheet, details, problems)?);
    }
    Ok(tables)
}

/// Where cells of a sheet lead, by row and column, counted from 0.
fn links(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Vec<((u32, u32), String)> {
    let links = workbook.hyperlinks_by_sheet_name(sheet).unwrap_or_default();
    let links = links.into_iter().filter(|link| link.range.start == link.range.end);
    links.filter_map(|link| Some((link.range.start, link.target?))).collect()
}

/// The table of a sheet. What single cells cannot say is added to the problems.
fn table(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    mut details: Details,
    problems: &mut Vec<Refusal>,
) -> Result<Table, Failure> {
    let mut table = Table::new(sheet);
    table.hidden = std::mem::take(&mut details.hidden);
    table.merged = std::mem::take(&mut details.merged);
    for &(row, column) in &details.without_value {
        let help = "open the workbook in a spreadsheet program and save it, or write the value";
        let place = table.place(row, column);
        problems.push(Refusal::new(place, "the formula of this cell has no value", help));
    }
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    let formats: Vec<Format> = cells.styles().iter().map(Format::of).collect();
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize + 1, column as usize);
        match said(cell.get_value(), formats.get(style)) {
            Ok((text, printed)) => {
                let markdown = || details.markdown((row, column), &text).map(Shown::Markdown);
                let shown = printed.map(Shown::Printed).or_else(markdown);
                put(&mut table, (row, column), text, shown)?;
            }
            Err((message, help)) => {
                problems.push(Refusal::new(table.place(row, column), message, help));
            }
        }
    }
    Ok(table)
}

/// Adds a cell, if it says anything.
pub(super) fn put(
    table: &mut Table,
    (row, column): (usize, usize),
    text: String,
    shown: Option<Shown>,
) -> Result<(), Refusal> {
    if !text.is_empty() {
        table.add(row, column, text)?;
        if let Some(shown) = shown {
            table.show(column, shown);
        }
    }
    Ok(())
}

/// How the numbers of a style are printed.
struct Format(Option<NumberFormat>);

impl Format {
    fn of(style: &calamine::Style) -> Self {
        let format = style.number_format.as_ref();
        let code = format.and_then(|format| {
            let own = format.format_id.and_then(ssfmt::format_code_from_id);
            own.or(Some(format.format_code.as_str())).filter(|code| *code != "General")
        });
        Self(code.and_then(|code| NumberFormat::parse(code).ok()))
    }

    /// The format of a number in an old workbook, which declares some of them.
    fn of_old(code: u16, declared: &HashMap<u16, String>) -> Self {
        let usual = || ssfmt::format_code_from_id(u32::from(code));
        let code = declared.get(&code).map(String::as_str).or_else(usual);
        let code = code.filter(|code| *code != "General");
        Self(code.and_then(|code| NumberFormat::parse(code).ok()))
    }

    /// A number as it is printed, if that is another text.
    fn printed(&self, number: f64, plain: &str) -> Option<String> {
        let format = self.0.as_ref()?;
        let has_digits = |section: &Section| section.parts.iter().any(FormatPart::is_numeric_part);
        if !format.sections().iter().any(has_digits) {
            return None;
        }
        let printed = format.format(number, &FormatOptions::default());
        let printed = printed.trim();
        (!printed.is_empty() && printed != plain).then(|| printed.to_owned())
    }

    /// How much of a date is printed: year, month, day.
    fn parts(&self) -> usize {
        let section = self.0.as_ref().and_then(|format| format.sections().first());
        let parts = section.map_or(&[][..], |section| &section.parts);
        let dates = parts.iter().filter_map(|part| match part {
            FormatPart::DatePart(part) => Some(part),
            _ => None,
        });
        let told: Vec<usize> = dates.filter_map(Self::part).collect();
        told.into_iter().max().unwrap_or(3)
    }

    /// What a part of a date tells: the year, the month or the day.
    fn part(part: &DatePart) -> Option<usize> {
        match part {
            DatePart::Day | DatePart::Day2 => Some(3),
            DatePart::Month | DatePart::Month2 | DatePart::MonthAbbr | DatePart::MonthFull => {
                Some(2)
            }
            DatePart::Year2 | DatePart::Year3 | DatePart::Year4 => Some(1),
            _ => None,
        }
    }
}

/// What is wrong with a cell, and what to do.
type Wrong = (String, &'static str);

/// What a cell says, and how it is printed if that is something else.
fn said(value: &DataRef<'_>, format: Option<&Format>) -> Result<(String, Option<String>), Wrong> {
    let number = |value: f64| {
        let plain = value.to_string();
        let printed = format.and_then(|format| format.printed(value, &plain));
        (plain, printed)
    };
    Ok(match value {
        DataRef::Empty => (String::new(), None),
        DataRef::String(text) => (with_line_feeds(text), None),
        DataRef::SharedString(text) => (with_line_feeds(*text), None),
        DataRef::Int(value) => number(*value as f64),
        DataRef::Float(value) => number(*value),
        DataRef::Bool(is) => (is.to_string(), None),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (text.clone(), None),
        DataRef::DateTime(time) => (day(time, format.map_or(3, Format::parts))?, None),
        DataRef::Error(error) => return Err(failed(error)),
    })
}

/// A day, or the month or year of it if no more is printed.
fn day(time: &ExcelDateTime, parts: usize) -> Result<String, Wrong> {
    // Less than a second is how numbers are rounded.
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    if !time.is_datetime() || (hour, minute, second) != (0, 0, 0) {
        let help = "write a day, such as 2015-06-16, or a text";
        return Err(("this cell holds a time of day, not just a date".to_owned(), help));
    }
    Ok(match parts {
        1 => format!("{year:04}"),
        2 => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    })
}

fn failed(error: &impl Display) -> Wrong {
    let help = "mend it, or write what it should say";
    (format!("the formula of this cell fails: {error}"), help)
}

// ------------------------------------------------------------------ XLS

fn old(bytes: &[u8], problems: &mut Vec<Refusal>) -> Result<Vec<Table>, Failure> {
    let mut scan = biff::scan(bytes)?;
    let mut formats: HashMap<u16, Format> = HashMap::new();
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(Failure::broken)?;
    let mut tables = Vec::new();
    for (at, sheet) in workbook.sheet_names().into_iter().enumerate() {
        let range = workbook.worksheet_range(&sheet).map_err(Failure::broken)?;
        let mut table = Table::new(&sheet);
        let known = scan.sheets.get_mut(at).map(std::mem::take).unwrap_or_default();
        table.hidden = known.hidden;
        let merged = workbook.merge_cells_by_sheet_name(&sheet).unwrap_or_default();
        table.merged = merged.iter().map(merged_cells).collect();
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let place = (row + top as usize + 1, column + left as usize);
            let format = known.printed.get(&place).map(|code| {
                &*formats.entry(*code).or_insert_with(|| Format::of_old(*code, &scan.codes))
            });
            match said_in_old(value, format) {
                Ok((text, printed)) => put(&mut table, place, text, printed.map(Shown::Printed))?,
                Err((message, help)) => {
                    problems.push(Refusal::new(table.place(place.0, place.1), message, help));
                }
            }
        }
        tables.push(table);
    }
    Ok(tables)
}

fn merged_cells(cells: &calamine::Dimensions) -> Merged {
    let calamine::Dimensions { start, end, .. } = cells;
    Merged {
        rows: start.0 as usize + 1..=end.0 as usize + 1,
        columns: start.1 as usize..=end.1 as usize,
    }
}

fn said_in_old(value: &Data, format: Option<&Format>) -> Result<(String, Option<String>), Wrong> {
    // Both kinds of value say the same; those of new workbooks can borrow.
    let value = match value {
        Data::Empty => DataRef::Empty,
        Data::String(text) => DataRef::SharedString(text),
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::Bool(is) => DataRef::Bool(*is),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::DateTime(time) => DataRef::DateTime(*time),
        Data::Error(error) => DataRef::Error(error.clone()),
    };
    said(&value, format)
}
