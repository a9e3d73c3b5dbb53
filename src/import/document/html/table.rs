//! Tables.

use super::{Context, Flow, Reader, classes};
use crate::import::document::element::Element;
use crate::import::document::{Block, Frame, FrameKind, Paragraph, Table};

/// A table has so many columns at most.
const MOST_COLUMNS: usize = 256;

impl Reader<'_> {
    pub(super) fn table(&mut self, element: &Element, context: &Context, flow: &mut Flow) {
        // What stood before it has a paragraph of its own only if it says something.
        let anchors = std::mem::take(&mut flow.text);
        let context = Context { depth: 0, ..context.clone() };
        let mut rows = Vec::new();
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut merged = false;
        if let Some(caption) = element.child("caption") {
            self.block(caption, &context, flow);
        }
        for row in table_rows(element) {
            let mut cells: Vec<Vec<Block>> = Vec::new();
            let mut below = Vec::new();
            let own = row.elements().filter(|cell| ["td", "th"].contains(&cell.name.as_str()));
            for cell in own {
                skip(&mut cells, &mut open);
                let span = |name: &str| cell.attribute(name).and_then(|many| many.parse().ok());
                let across = span("colspan").unwrap_or(1usize).clamp(1, MOST_COLUMNS);
                let down = span("rowspan").unwrap_or(1usize).clamp(1, 65_534);
                merged |= across > 1 || down > 1;
                let at = cells.len();
                if at + across > MOST_COLUMNS {
                    self.leave("a cell of a table with too many columns", cell.text());
                    continue;
                }
                cells.push(self.blocks(cell, &context));
                cells.resize(at + across, Vec::new());
                if down > 1 {
                    below.extend((at..at + across).map(|column| (column, down - 1)));
                }
            }
            skip(&mut cells, &mut open);
            open.extend(below);
            rows.push(cells);
        }
        if let Some(first) = rows.iter_mut().flatten().next()
            && !anchors.is_empty()
        {
            first.insert(0, Block::Paragraph(Paragraph { text: anchors, ..Paragraph::default() }));
        }
        if let [row] = &mut rows[..]
            && let [cell] = &mut row[..]
        {
            let blocks = std::mem::take(cell);
            let styles = classes(element).collect();
            flow.blocks.push(Block::Frame(Frame { kind: FrameKind::Box, styles, blocks }));
            return;
        }
        if merged {
            let what = "a table with merged cells, whose text is in the first one";
            self.leave(what, String::new());
        }
        if !rows.iter().flatten().all(Vec::is_empty) {
            flow.blocks.push(Block::Table(Table { rows }));
        }
    }
}

/// Fills the columns that cells above reach down into.
fn skip(cells: &mut Vec<Vec<Block>>, open: &mut Vec<(usize, usize)>) {
    while let Some(at) = open.iter().position(|(column, _)| *column == cells.len()) {
        cells.push(Vec::new());
        open[at].1 -= 1;
        if open[at].1 == 0 {
            open.swap_remove(at);
        }
    }
}

fn table_rows(element: &Element) -> Vec<&Element> {
    let mut rows = Vec::new();
    for child in element.elements() {
        match child.name.as_str() {
            "tr" => rows.push(child),
            "thead" | "tbody" | "tfoot" => rows.extend(table_rows(child)),
            _ => {}
        }
    }
    rows
}
