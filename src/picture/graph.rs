//! A record and its neighbours.
//!
//! The record stands in the middle of the wide edition, what leads to it before it, what it leads to
//! after it, in columns by relation; where one side would be empty, both are used. In the narrow
//! edition the record stands above one column. Arrows show the direction in both.

mod layout;
#[cfg(test)]
mod tests;

use self::layout::{Column, Group};
use super::canvas::{Anchor, Canvas, Rect, Text};
use super::legend;
use super::letters;
use super::{Cell, Edition, Picture, Setting, Table};

const SIZE: f64 = 12.5;
const SMALL: f64 = 11.5;
/// Half the width of the record in the middle of the wide edition.
const HALF: f64 = 68.0;
/// Where the marks of both columns of the wide edition stand, from its sides.
const MARK: f64 = 192.0;

/// What a graph shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// The name of the record in the middle.
    pub centre: String,
    /// Its neighbours. Those that share a relation and a direction stand together, in the order given.
    pub neighbours: Vec<Neighbour>,
    /// What the classes of neighbours are called. A legend says so where there are two or more; eight
    /// can be told apart.
    pub classes: Vec<String>,
    /// The headings of the table.
    pub words: GraphWords,
}

/// A neighbour of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// Its name.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// The class, as an index into the graph's.
    pub class: usize,
    /// What it is to the record in the middle, in words, such as `Builds on` or `Points that build
    /// on it`.
    pub relation: String,
    /// Which of the two leads to the other.
    pub direction: Toward,
}

/// Which way a relation leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Toward {
    /// From the neighbour to the record in the middle.
    Centre,
    /// From the record in the middle to the neighbour.
    Neighbour,
}

/// The headings of a graph's table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GraphWords {
    /// Over the relations.
    pub relation: String,
    /// Over the neighbours.
    pub neighbour: String,
    /// Over their classes; not used where there is one class.
    pub class: String,
}

/// Draws a graph.
pub fn draw(setting: &Setting, graph: &Graph) -> Picture {
    let groups = layout::groups(graph);
    let svg = draw_wide(setting, graph, &groups) + &draw_narrow(setting, graph, &groups);
    Picture { svg, table: table(graph, &groups) }
}

fn table(graph: &Graph, groups: &[Group<'_>]) -> Table {
    let classes = graph.classes.len() > 1;
    let columns = |relation: &str, neighbour: Cell, class: &str| {
        let mut cells = vec![neighbour, Cell::text(relation)];
        cells.extend(classes.then(|| Cell::text(class)));
        cells
    };
    let words = &graph.words;
    let row = |neighbour: &&Neighbour| {
        let class = graph.classes.get(neighbour.class).map_or("", String::as_str);
        columns(&neighbour.relation, Cell::link(&neighbour.label, &neighbour.href), class)
    };
    Table {
        head: columns(&words.relation, Cell::text(&words.neighbour), &words.class),
        rows: groups.iter().flat_map(|group| &group.members).map(row).collect(),
    }
}

fn draw_wide(setting: &Setting, graph: &Graph, groups: &[Group<'_>]) -> String {
    let width = Edition::Wide.width();
    let mut canvas = Canvas::new(width, setting.direction);
    let room = MARK - 12.0;
    let [before, after] = layout::sides(groups, room);
    let lines = letters::wrap(&graph.centre, SIZE, (2.0 * HALF - 20.0) / 1.08, 7);
    let tall = letters::height(lines.len(), SIZE) + 22.0;
    let height = before.height.max(after.height).max(tall) + 8.0;
    let middle = height / 2.0;
    let centre =
        Rect { x: width / 2.0 - HALF, y: middle - tall / 2.0, width: 2.0 * HALF, height: tall };
    draw_side(&mut canvas, &before, Side::Before, centre);
    draw_side(&mut canvas, &after, Side::After, centre);
    draw_centre(&mut canvas, &lines, centre);
    let items = legend::of_classes(
        &graph.classes,
        graph.neighbours.iter().map(|neighbour| neighbour.class),
    );
    let bottom = legend::draw(&mut canvas, &items, width, height);
    canvas.finish(setting, "picture-graph", Edition::Wide, bottom)
}

fn draw_centre(canvas: &mut Canvas, lines: &[String], rect: Rect) {
    canvas.rect("picture-centre", rect, 6.0);
    let text =
        Text { class: "picture-label picture-current", lines, size: SIZE, anchor: Anchor::Middle };
    canvas.text(text, rect.x + rect.width / 2.0, rect.y + rect.height / 2.0);
}

/// The side of the record on which a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

impl Side {
    /// The coordinate at a distance from the outer side of the picture.
    fn x(self, distance: f64) -> f64 {
        match self {
            Self::Before => distance,
            Self::After => Edition::Wide.width() - distance,
        }
    }

    /// The coordinate at a distance from the record, and text that ends or begins there.
    fn anchor(self) -> Anchor {
        match self {
            Self::Before => Anchor::End,
            Self::After => Anchor::Start,
        }
    }

    /// The sign of the way from the record outwards.
    fn outwards(self) -> f64 {
        match self {
            Self::Before => -1.0,
            Self::After => 1.0,
        }
    }
}

fn draw_side(canvas: &mut Canvas, column: &Column<'_>, side: Side, centre: Rect) {
    let middle = centre.y + centre.height / 2.0;
    let top = middle - column.height / 2.0;
    let edge = centre.x + if side == Side::After { centre.width } else { 0.0 };
    for (at, block) in column.blocks.iter().enumerate() {
        let share = (at as f64 + 1.0) / (column.blocks.len() as f64 + 1.0);
        let port = (edge, centre.y + centre.height * share);
        for row in &block.rows {
            let end = (side.x(MARK) - side.outwards() * 10.0, top + row.centre);
            draw_edge(canvas, block.direction, port, end, side);
        }
        let heading = &block.heading;
        let text = Text {
            class: "picture-heading",
            lines: &heading.lines,
            size: SMALL,
            anchor: side.anchor(),
        };
        canvas.text(text, side.x(MARK + 6.0), top + heading.centre);
        for row in &block.rows {
            let y = top + row.centre;
            let neighbour = row.neighbour;
            canvas.link("", &neighbour.href, &neighbour.label, |canvas| {
                let x = if side == Side::Before { 0.0 } else { side.x(MARK + 8.0) };
                canvas.hit(Rect {
                    x,
                    y: y - row.height / 2.0,
                    width: MARK + 8.0,
                    height: row.height,
                });
                legend::mark(canvas, neighbour.class, (side.x(MARK), y), 4.5);
                let (lines, anchor) = (&row.lines, side.anchor());
                let text = Text { class: "picture-label", lines, size: SIZE, anchor };
                canvas.text(text, side.x(MARK - 12.0), y);
            });
        }
    }
}

/// An edge between the record and a neighbour, with its arrow at the end to which it leads.
fn draw_edge(canvas: &mut Canvas, toward: Toward, port: (f64, f64), end: (f64, f64), side: Side) {
    let out = side.outwards();
    match toward {
        Toward::Neighbour => {
            canvas.curve("picture-edge", port, (end.0 - 5.0 * out, end.1));
            draw_arrow(canvas, end, out);
        }
        Toward::Centre => {
            canvas.curve("picture-edge", (port.0 + 6.0 * out, port.1), end);
            draw_arrow(canvas, port, -out);
        }
    }
}

/// An arrow whose tip is at a point and which points to the end (1) or to the start (-1).
fn draw_arrow(canvas: &mut Canvas, (x, y): (f64, f64), toward: f64) {
    let back = x - 7.0 * toward;
    canvas.polygon("picture-arrow", &[(x, y), (back, y - 3.5), (back, y + 3.5)]);
}

fn draw_narrow(setting: &Setting, graph: &Graph, groups: &[Group<'_>]) -> String {
    const TRUNK: f64 = 10.0;
    const POINT: f64 = 42.0;
    let width = Edition::Narrow.width();
    let mut canvas = Canvas::new(width, setting.direction);
    let lines = letters::wrap(&graph.centre, SIZE, (width - 24.0) / 1.08, 5);
    let tall = letters::height(lines.len(), SIZE) + 18.0;
    let centre = Rect { x: 1.0, y: 1.0, width: width - 2.0, height: tall };
    let column = layout::column(groups, width - POINT - 14.0);
    let top = tall + 8.0;
    let rows = column.blocks.iter().flat_map(|block| &block.rows);
    if let Some(last) = rows.map(|row| row.centre).next_back() {
        canvas.line("picture-edge", (TRUNK, tall + 1.0), (TRUNK, top + last));
    }
    for block in &column.blocks {
        let heading = &block.heading;
        let text = Text {
            class: "picture-heading",
            lines: &heading.lines,
            size: SMALL,
            anchor: Anchor::Start,
        };
        canvas.text(text, TRUNK + 10.0, top + heading.centre);
        for row in &block.rows {
            let y = top + row.centre;
            draw_edge(&mut canvas, block.direction, (TRUNK, y), (POINT - 9.0, y), Side::After);
            canvas.link("", &row.neighbour.href, &row.neighbour.label, |canvas| {
                let x = POINT - 8.0;
                canvas.hit(Rect {
                    x,
                    y: y - row.height / 2.0,
                    width: width - x,
                    height: row.height,
                });
                legend::mark(canvas, row.neighbour.class, (POINT, y), 4.5);
                let (lines, anchor) = (&row.lines, Anchor::Start);
                canvas.text(
                    Text { class: "picture-label", lines, size: SIZE, anchor },
                    POINT + 12.0,
                    y,
                );
            });
        }
    }
    draw_centre(&mut canvas, &lines, centre);
    let items = legend::of_classes(
        &graph.classes,
        graph.neighbours.iter().map(|neighbour| neighbour.class),
    );
    let bottom = legend::draw(&mut canvas, &items, width, top + column.height);
    canvas.finish(setting, "picture-graph", Edition::Narrow, bottom)
}
