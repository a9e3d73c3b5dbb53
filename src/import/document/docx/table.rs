//! Tables.

use super::{Reader, Unsettled};
use crate::import::document::element::Element;
use crate::import::document::{Block, Frame, FrameKind, Table};

/// A table has so many columns at most: Word allows 63.
const MOST_COLUMNS: usize = 256;

impl Reader<'_> {
    /// A table; one of a single cell is a box.
    pub(super) fn table(&mut self, element: &Element) -> Result<Option<Block>, String> {
        let mut rows = Vec::new();
        let mut merged = false;
        for row in inner(element, "w:tr") {
            let changed = row.child("w:trPr").is_some_and(|properties| {
                properties.child("w:ins").is_some() || properties.child("w:del").is_some()
            });
            if changed {
                self.refuse(Unsettled::Change, &row.text());
            }
            let mut cells: Vec<Vec<Block>> = Vec::new();
            for cell in inner(row, "w:tc") {
                let properties = cell.child("w:tcPr");
                let value = |name: &str| properties?.child(name);
                if ["w:cellIns", "w:cellDel"].iter().any(|name| value(name).is_some()) {
                    self.refuse(Unsettled::Change, &cell.text());
                }
                let span =
                    value("w:gridSpan").and_then(|span| span.attribute("w:val")?.parse().ok());
                let span = span.unwrap_or(1usize).clamp(1, MOST_COLUMNS);
                let is_continued =
                    value("w:vMerge").is_some_and(|it| it.attribute("w:val") != Some("restart"));
                merged |= span > 1 || is_continued;
                cells.push(self.blocks(cell)?);
                let many = (cells.len() + span - 1).min(MOST_COLUMNS);
                cells.resize(many.max(cells.len()), Vec::new());
            }
            rows.push(cells);
        }
        if let [row] = &mut rows[..]
            && let [cell] = &mut row[..]
        {
            let blocks = std::mem::take(cell);
            let frame = Frame { kind: FrameKind::Box, styles: Vec::new(), blocks };
            return Ok(Some(Block::Frame(frame)));
        }
        if merged {
            self.leave("a table with merged cells, whose text is in the first one", String::new());
        }
        let is_empty = rows.iter().flatten().all(Vec::is_empty);
        Ok((!is_empty).then_some(Block::Table(Table { rows })))
    }
}

/// The rows of a table or the cells of a row, those in controls too.
fn inner<'e>(parent: &'e Element, name: &str) -> Vec<&'e Element> {
    let mut found = Vec::new();
    for child in parent.elements() {
        match child.name.as_str() {
            own if own == name => found.push(child),
            "w:sdt" | "w:sdtContent" | "w:customXml" | "w:smartTag" => {
                found.extend(inner(child, name));
            }
            _ => {}
        }
    }
    found
}
