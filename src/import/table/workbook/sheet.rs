//! What a library that reads values of cells does not say of a sheet: rows that are hidden, cells that
//! are merged, formulas without a value, and text with emphasis.

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;

use super::Failure;
use crate::import::rich::{Marks, Run, markdown};
use crate::import::table::Merged;
use crate::import::table::xml::{Archive, Element, Token, Tokens, tokens};
use crate::source::with_line_feeds;

/// What is known of a whole workbook.
pub(super) struct Workbook {
    /// Name of a sheet → its path in the archive.
    paths: HashMap<String, String>,
    /// The texts with emphasis, by their places among the texts that sheets share.
    rich: HashMap<usize, Vec<Run>>,
}

/// What is known of a sheet. Rows are counted from 1, columns from 0.
#[derive(Default)]
pub(super) struct Details {
    pub(super) hidden: BTreeSet<usize>,
    pub(super) merged: Vec<Merged>,
    pub(super) without_value: Vec<(usize, usize)>,
    /// Texts with emphasis, as Markdown.
    pub(super) rich: HashMap<(usize, usize), String>,
    /// Where cells lead.
    pub(super) links: HashMap<(usize, usize), String>,
}

impl Details {
    /// A cell as Markdown, if it is more than a text.
    pub(super) fn markdown(&mut self, place: (usize, usize), text: &str) -> Option<String> {
        let link = || self.links.get(&place).cloned();
        let linked = || Run { text: text.to_owned(), link: link(), ..Run::default() };
        self.rich.remove(&place).or_else(|| markdown(vec![linked()]))
    }
}

impl Workbook {
    pub(super) fn read(archive: &mut Archive<'_>) -> Result<Self, Failure> {
        let targets = targets(archive)?;
        let mut paths = HashMap::new();
        let mut reader = tokens(archive, "xl/workbook.xml");
        while let Some(token) = next(&mut reader)? {
            let Token::Open(element) = token else { continue };
            if element.name() != "sheet" {
                continue;
            }
            let target = element.attribute("id").and_then(|id| targets.get(&id));
            if let (Some(name), Some(target)) = (element.attribute("name"), target) {
                paths.insert(name, target.clone());
            }
        }
        drop(reader);
        let mut workbook = Self { paths, rich: HashMap::new() };
        workbook.shared(archive)?;
        Ok(workbook)
    }

    /// Reads the texts that sheets share.
    fn shared(&mut self, archive: &mut Archive<'_>) -> Result<(), Failure> {
        let Some(mut reader) = tokens(archive, "xl/sharedStrings.xml") else { return Ok(()) };
        let mut at = 0;
        while let Some(token) = reader.next()? {
            let Token::Open(element) = token else { continue };
            if element.name() == "si" {
                let runs = runs(&mut reader, "si")?;
                if runs.iter().any(|run| run.marks != Marks::default()) {
                    self.rich.insert(at, runs);
                }
                at += 1;
            }
        }
        Ok(())
    }

    /// What is known of a sheet, of which some cells lead somewhere.
    pub(super) fn sheet(
        &mut self,
        archive: &mut Archive<'_>,
        name: &str,
        links: Vec<((u32, u32), String)>,
    ) -> Result<Details, Failure> {
        let links = links.into_iter();
        let links = links.map(|((row, column), to)| ((row as usize + 1, column as usize), to));
        let details = Details { links: links.collect(), ..Details::default() };
        let mut reading = Reading { rich: &self.rich, details };
        let mut reader = self.paths.get(name).and_then(|path| tokens(archive, path));
        let mut row = 0;
        let mut column = 0;
        while let Some(token) = next(&mut reader)? {
            let Token::Open(element) = token else { continue };
            match element.name() {
                "row" => {
                    row = element.number("r").unwrap_or(row + 1);
                    column = 0;
                    if element.is("hidden") {
                        reading.details.hidden.insert(row);
                    }
                }
                "c" => {
                    let place = element.attribute("r").and_then(|name| place(&name));
                    let place = place.unwrap_or((row, column));
                    column = place.1 + 1;
                    if let Some(reader) = &mut reader {
                        reading.cell(reader, &element, place)?;
                    }
                }
                "mergeCell" => reading.details.merged.extend(merged(&element)),
                _ => {}
            }
        }
        Ok(reading.details)
    }
}

/// The paths of sheets by the names that a workbook has for them.
fn targets(archive: &mut Archive<'_>) -> Result<HashMap<String, String>, Failure> {
    let mut targets = HashMap::new();
    let mut reader = tokens(archive, "xl/_rels/workbook.xml.rels");
    while let Some(token) = next(&mut reader)? {
        let Token::Open(element) = token else { continue };
        if let (Some(id), Some(target)) = (element.attribute("Id"), element.attribute("Target")) {
            let path = match target.strip_prefix('/') {
                Some(path) => path.to_owned(),
                None => format!("xl/{target}"),
            };
            targets.insert(id, path);
        }
    }
    Ok(targets)
}

fn next(reader: &mut Option<Tokens<'_, '_>>) -> Result<Option<Token>, Failure> {
    match reader {
        Some(reader) => Ok(reader.next()?),
        None => Ok(None),
    }
}

struct Reading<'a> {
    rich: &'a HashMap<usize, Vec<Run>>,
    details: Details,
}

impl Reading<'_> {
    fn cell(
        &mut self,
        reader: &mut Tokens<'_, '_>,
        element: &Element,
        place: (usize, usize),
    ) -> Result<(), Failure> {
        let ty = element.attribute("t").unwrap_or_default();
        let (mut has_formula, mut value, mut own) = (false, String::new(), Vec::new());
        let mut inside = String::new();
        while let Some(token) = reader.next()? {
            match token {
                Token::Open(element) if element.name() == "is" => own = runs(reader, "is")?,
                Token::Open(element) => {
                    element.name().clone_into(&mut inside);
                    has_formula |= inside == "f";
                }
                Token::Text(text) if inside == "v" => value.push_str(&text),
                Token::Close(name) if name == "c" => break,
                Token::Close(_) => inside.clear(),
                Token::Text(_) => {}
            }
        }
        // A formula may well come to an empty text.
        if has_formula && value.is_empty() && ty != "str" {
            self.details.without_value.push(place);
        }
        let shared = value.trim().parse().ok().filter(|_| ty == "s");
        if let Some(shared) = shared.and_then(|at: usize| self.rich.get(&at)) {
            own.clone_from(shared);
        }
        if let Some(link) = self.details.links.get(&place) {
            own.iter_mut().for_each(|run| run.link = Some(link.clone()));
        }
        self.details.rich.extend(markdown(own).map(|text| (place, text)));
        Ok(())
    }
}

/// The texts in an element, as they look.
fn runs(reader: &mut Tokens<'_, '_>, end: &str) -> Result<Vec<Run>, Failure> {
    let mut runs: Vec<Run> = Vec::new();
    let mut marks = Marks::default();
    let (mut is_text, mut is_phonetic) = (false, false);
    while let Some(token) = reader.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "r" => marks = Marks::default(),
                "rPh" => is_phonetic = true,
                "t" => is_text = true,
                name => mark(&mut marks, name, &element),
            },
            Token::Text(text) if is_text && !is_phonetic => {
                runs.push(Run { text: with_line_feeds(unescaped(&text)), marks, link: None });
            }
            Token::Text(_) => {}
            Token::Close(name) => match name.as_str() {
                "t" => is_text = false,
                "rPh" => is_phonetic = false,
                name if name == end => break,
                _ => {}
            },
        }
    }
    Ok(runs)
}

/// A text in which Excel has written characters as `_x000D_`. The library that reads values knows this of
/// plain texts.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let letter =
            code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match letter {
            Some(letter) => {
                out.push(letter);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out + rest
}

/// Takes over how a text looks.
fn mark(marks: &mut Marks, name: &str, element: &Element) {
    let is = element.attribute("val").is_none() || element.is("val");
    match name {
        "b" => marks.strong = is,
        "i" => marks.emphasis = is,
        "strike" => marks.struck = is,
        "vertAlign" => {
            let to = element.attribute("val").unwrap_or_default();
            (marks.below, marks.above) = (to == "subscript", to == "superscript");
        }
        _ => {}
    }
}

/// Cells that are merged.
fn merged(element: &Element) -> Option<Merged> {
    let cells = element.attribute("ref")?;
    let (start, end) = cells.split_once(':')?;
    let (start, end) = (place(start)?, place(end)?);
    let both = |start: usize, end: usize| RangeInclusive::new(start, end);
    Some(Merged { rows: both(start.0, end.0), columns: both(start.1, end.1) })
}

/// The row, counted from 1, and the column, counted from 0, of a cell by its name: `B12`.
fn place(name: &str) -> Option<(usize, usize)> {
    let letters = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let row = name[letters.len()..].parse().ok()?;
    let column = letters.bytes().try_fold(0_usize, |sum, letter| {
        let digit = letter.is_ascii_uppercase().then(|| usize::from(letter - b'A') + 1)?;
        sum.checked_mul(26)?.checked_add(digit)
    });
    Some((row, column?.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_are_written_as_codes_are_read() {
        for (text, expected) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x00é_ _x12", "_x00é_ _x12"),
            ("plain", "plain"),
        ] {
            assert_eq!(unescaped(text), expected);
        }
    }

    #[test]
    fn cells_are_found_by_their_names() {
        for (name, expected) in
            [("A1", Some((1, 0))), ("AA12", Some((12, 26))), ("1", None), ("a1", None), ("B", None)]
        {
            assert_eq!(place(name), expected, "{name}");
        }
    }
}
