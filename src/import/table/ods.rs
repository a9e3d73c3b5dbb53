//! An OpenDocument spreadsheet → its tables, with what a library that reads values alone leaves out: how
//! numbers are printed, emphasis, rows that are hidden and cells that are merged. It would also hold
//! all cells between the first and the last one.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::workbook::{Failure, put};
use super::xml::{Element, Token, Tokens, archive, tokens};
use super::{MOST_COLUMNS, MOST_ROWS, Merged, Refusal, Shown, Table};
use crate::import::records::date;
use crate::import::rich::{Marks, Run, markdown};

/// The tables of a workbook. What single cells cannot say is added to the problems.
pub(super) fn tables(bytes: &[u8], problems: &mut Vec<Refusal>) -> Result<Vec<Table>, Failure> {
    let mut archive = archive(bytes)?;
    let reader = tokens(&mut archive, "content.xml");
    let reader = reader.ok_or_else(|| Failure::broken("it has no content"))?;
    let mut reading = Reading { reader, styles: HashMap::new(), tables: Vec::new(), problems };
    while let Some(token) = reading.reader.next()? {
        let Token::Open(element) = token else { continue };
        match element.name() {
            "style" => reading.style(&element)?,
            "table" => reading.table(&element)?,
            _ => {}
        }
    }
    Ok(reading.tables)
}

struct Reading<'a, 'b, 'p> {
    reader: Tokens<'a, 'b>,
    /// How texts of a style look.
    styles: HashMap<String, Marks>,
    tables: Vec<Table>,
    problems: &'p mut Vec<Refusal>,
}

impl Reading<'_, '_, '_> {
    fn style(&mut self, style: &Element) -> Result<(), Failure> {
        let mut marks = Marks::default();
        while let Some(token) = self.reader.next()? {
            match token {
                Token::Open(element) if element.name() == "text-properties" => {
                    let is = |name: &str, value: &str| {
                        element.attribute(name).is_some_and(|own| own.starts_with(value))
                    };
                    marks.strong = is("font-weight", "bold");
                    marks.emphasis = is("font-style", "italic");
                    let struck = ["text-line-through-style", "text-line-through-type"];
                    marks.struck = struck
                        .iter()
                        .any(|name| element.attribute(name).is_some_and(|own| own != "none"));
                    let position = element.attribute("text-position").unwrap_or_default();
                    let height = position.split('%').next().and_then(|own| own.parse::<f64>().ok());
                    marks.below =
                        position.starts_with("sub") || height.is_some_and(|own| own < 0.0);
                    marks.above =
                        position.starts_with("super") || height.is_some_and(|own| own > 0.0);
                }
                Token::Close(name) if name == "style" => break,
                _ => {}
            }
        }
        if let Some(name) = style.attribute("name").filter(|_| marks != Marks::default()) {
            self.styles.insert(name, marks);
        }
        Ok(())
    }

    fn table(&mut self, element: &Element) -> Result<(), Failure> {
        let mut table = Table::new(&element.attribute("name").unwrap_or_default());
        let mut next = 1;
        while let Some(token) = self.reader.next()? {
            match token {
                Token::Open(element) if element.name() == "table-row" => {
                    let many = element.number("number-rows-repeated").unwrap_or(1);
                    let is_hidden = element
                        .attribute("visibility")
                        .is_some_and(|own| ["collapse", "filter"].contains(&own.as_str()));
                    self.row(&mut table, next, many, is_hidden)?;
                    next = next.saturating_add(many);
                }
                Token::Close(name) if name == "table" => break,
                _ => {}
            }
        }
        self.tables.push(table);
        Ok(())
    }

    /// Reads a row, which may stand for many alike.
    fn row(
        &mut self,
        table: &mut Table,
        number: usize,
        many: usize,
        is_hidden: bool,
    ) -> Result<(), Failure> {
        let mut cells = Vec::new();
        let mut column: usize = 0;
        while let Some(token) = self.reader.next()? {
            match token {
                Token::Open(element)
                    if ["table-cell", "covered-table-cell"].contains(&element.name()) =>
                {
                    let repeated = element.number("number-columns-repeated").unwrap_or(1);
                    let cell = self.cell(&element)?;
                    table.merged.extend(merged(&element, number, column));
                    if !cell.is_empty() && element.name() == "table-cell" {
                        cells.push((column, repeated, element, cell));
                    }
                    column = column.saturating_add(repeated);
                }
                Token::Close(name) if name == "table-row" => break,
                _ => {}
            }
        }
        if cells.is_empty() {
            return Ok(());
        }
        for row in number..number.saturating_add(many) {
            for (column, repeated, element, cell) in &cells {
                let said = said(element, cell);
                for column in *column..column.saturating_add(*repeated) {
                    match said.clone() {
                        Ok((text, shown)) => put(table, (row, column), text, shown)?,
                        Err((message, help)) => {
                            let place = table.place(row, column);
                            self.problems.push(Refusal::new(place, message, help));
                        }
                    }
                    if self.problems.len() > MOST_COLUMNS {
                        return Ok(());
                    }
                }
            }
            if is_hidden {
                table.hidden.insert(row);
            }
        }
        Ok(())
    }

    /// What stands in a cell, as it looks.
    fn cell(&mut self, cell: &Element) -> Result<Vec<Run>, Failure> {
        let mut runs: Vec<Run> = Vec::new();
        let mut looks = vec![(Marks::default(), None)];
        let mut paragraphs = 0;
        let mut depth_of_note = 0_usize;
        while let Some(token) = self.reader.next()? {
            let (marks, link) = looks.last().cloned().unwrap_or_default();
            let mut say = |text: String| runs.push(Run { text, marks, link: link.clone() });
            match token {
                Token::Open(element) if depth_of_note > 0 || element.name() == "annotation" => {
                    depth_of_note += 1;
                }
                Token::Close(_) if depth_of_note > 0 => depth_of_note -= 1,
                Token::Text(_) if depth_of_note > 0 => {}
                Token::Open(element) => match element.name() {
                    "p" => {
                        if paragraphs > 0 {
                            say("\n".to_owned());
                        }
                        paragraphs += 1;
                    }
                    "s" => say(" ".repeat(element.number("c").unwrap_or(1).min(MOST_COLUMNS))),
                    "tab" => say("\t".to_owned()),
                    "line-break" => say("\n".to_owned()),
                    "span" => {
                        let own = element.attribute("style-name");
                        let own = own.and_then(|name| self.styles.get(&name)).copied();
                        looks.push((own.unwrap_or(marks), link));
                    }
                    "a" => looks.push((marks, element.attribute("href"))),
                    _ => {}
                },
                // White space around elements is none of the text.
                Token::Text(text) if paragraphs > 0 => say(text),
                Token::Text(_) => {}
                Token::Close(name) => match name.as_str() {
                    "span" | "a" => drop(looks.pop()),
                    name if name == cell.name() => break,
                    _ => {}
                },
            }
        }
        Ok(runs)
    }
}

/// Cells that are merged with one.
fn merged(element: &Element, row: usize, column: usize) -> Option<Merged> {
    let rows = element.number("number-rows-spanned").unwrap_or(1).clamp(1, MOST_ROWS);
    let columns = element.number("number-columns-spanned").unwrap_or(1).clamp(1, MOST_COLUMNS);
    let of = |start: usize, many: usize| RangeInclusive::new(start, start + many - 1);
    (rows * columns > 1).then(|| Merged { rows: of(row, rows), columns: of(column, columns) })
}

/// What a cell says, and what it shows besides.
fn said(
    element: &Element,
    runs: &[Run],
) -> Result<(String, Option<Shown>), (String, &'static str)> {
    let printed: String = runs.iter().map(|run| run.text.as_str()).collect();
    let ty = element.attribute("value-type").unwrap_or_default();
    Ok(match ty.as_str() {
        "float" | "percentage" | "currency" => {
            let value = element.attribute("value").unwrap_or_default();
            let plain = value.parse::<f64>().map_or(value, |number| number.to_string());
            let shown = (printed != plain).then(|| Shown::Printed(printed.trim().to_owned()));
            (plain, shown)
        }
        "boolean" => (element.attribute("boolean-value").unwrap_or(printed), None),
        "date" => (day(&element.attribute("date-value").unwrap_or_default(), &printed)?, None),
        "time" => {
            let help = "write a day, such as 2015-06-16, or a text";
            return Err(("this cell holds a time of day, not just a date".to_owned(), help));
        }
        _ if is_error(element, &printed) => {
            let help = "mend it, or write what it should say";
            return Err((format!("the formula of this cell fails: {printed}"), help));
        }
        _ => {
            let shown = markdown(runs.to_vec()).map(Shown::Markdown);
            (crate::source::with_line_feeds(&printed), shown)
        }
    })
}

fn is_error(element: &Element, printed: &str) -> bool {
    let is_formula = element.attribute("formula").is_some();
    is_formula && (printed.starts_with('#') || printed.starts_with("Err:"))
}

/// A day, or the month or year of it if no more is printed.
fn day(value: &str, printed: &str) -> Result<String, (String, &'static str)> {
    let (day, time) = value.split_once('T').unwrap_or((value, ""));
    if !time.trim_matches(['0', ':', '.']).is_empty() {
        let help = "write a day, such as 2015-06-16, or a text";
        return Err(("this cell holds a time of day, not just a date".to_owned(), help));
    }
    let partial = date(printed, None).ok().filter(|date| day.starts_with(date.as_str()));
    Ok(partial.unwrap_or_else(|| day.to_owned()))
}
