//! A record and its neighbours.
//!
//! The record stands in the middle of the wide edition, what leads to it before it, what it leads to
//! after it, in columns by relation; where one side would be empty, both are used. In the narrow
//! edition the record stands above one column. Arrows show the direction in both.

mod layout;
#[cfg(test)]
mod tests;

use self::layout::{Block, Group};
use super::canvas::{Anchor, Canvas, Name, Rect, Text};
use super::legend;
use super::letters;
use super::{Cell, Edition, Picture, Setting, Table};

const SIZE: f64 = 12.5;
const SMALL: f64 = 11.5;
/// How much wider bold text may be.
const BOLD: f64 = 1.08;
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
    /// The language of its name, as a tag, where that is not the page's; else empty.
    pub lang: String,
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
    let columns = |neighbour: Cell, relation: &str, class: &str| {
        let mut cells = vec![neighbour, Cell::text(relation)];
        cells.extend(classes.then(|| Cell::text(class)));
        cells
    };
    let words = &graph.words;
    let row = |neighbour: &&Neighbour| {
        let class = graph.classes.get(neighbour.class).map_or("", String::as_str);
        let name = Cell::link(&neighbour.label, &neighbour.href).of_language(&neighbour.lang);
        columns(name, &neighbour.relation, class)
    };
    Table {
        head: columns(Cell::text(&words.neighbour), &words.relation, &words.class),
        rows: groups.iter().flat_map(|group| &group.members).map(row).collect(),
    }
}

fn draw_wide(setting: &Setting, graph: &Graph, groups: &[Group<'_>]) -> String {
    let width = Edition::Wide.width();
    let mut canvas = Canvas::new(width, setting.direction);
    let [before, after] = layout::sides(groups, MARK - 12.0);
    let lines = letters::wrap(&graph.centre, SIZE, (2.0 * HALF - 20.0) / BOLD, 7);
    let tall = letters::height(lines.len(), SIZE) + 22.0;
    let height = before.height.max(after.height).max(tall) + 8.0;
    let centre =
        Rect { x: width / 2.0 - HALF, y: (height - tall) / 2.0, width: 2.0 * HALF, height: tall };
    for (side, column) in [(Side::Before, &before), (Side::After, &after)] {
        let stand = Stand::beside(side);
        let top = (height - column.height) / 2.0;
        let edge = if side == Side::Before { centre.x } else { centre.x + centre.width };
        for (at, block) in column.blocks.iter().enumerate() {
            let share = (at as f64 + 1.0) / (column.blocks.len() as f64 + 1.0);
            let port = (edge, centre.y + centre.height * share);
            draw_block(&mut canvas, block, top, stand, |_| port);
        }
    }
    draw_centre(&mut canvas, &lines, centre);
    finish(canvas, setting, graph, Edition::Wide, height)
}

fn draw_narrow(setting: &Setting, graph: &Graph, groups: &[Group<'_>]) -> String {
    const TRUNK: f64 = 10.0;
    let width = Edition::Narrow.width();
    let mut canvas = Canvas::new(width, setting.direction);
    let lines = letters::wrap(&graph.centre, SIZE, (width - 24.0) / BOLD, 5);
    let tall = letters::height(lines.len(), SIZE) + 18.0;
    let centre = Rect { x: 1.0, y: 1.0, width: width - 2.0, height: tall };
    let stand = Stand::below();
    let column = layout::column(groups, width - stand.text - 2.0);
    let top = tall + 8.0;
    let rows = column.blocks.iter().flat_map(|block| &block.rows);
    if let Some(last) = rows.map(|row| row.centre).next_back() {
        canvas.line("picture-edge", (TRUNK, tall + 1.0), (TRUNK, top + last));
    }
    for block in &column.blocks {
        draw_block(&mut canvas, block, top, stand, |y| (TRUNK, y));
    }
    draw_centre(&mut canvas, &lines, centre);
    finish(canvas, setting, graph, Edition::Narrow, top + column.height)
}

fn draw_centre(canvas: &mut Canvas, lines: &[String], rect: Rect) {
    canvas.rect("picture-centre", rect, 6.0);
    let text = Text::new("picture-label picture-current", lines, SIZE, Anchor::Middle);
    canvas.text(text, rect.x + rect.width / 2.0, rect.y + rect.height / 2.0);
}

/// Adds the legend and gives the whole.
fn finish(
    mut canvas: Canvas,
    setting: &Setting,
    graph: &Graph,
    edition: Edition,
    height: f64,
) -> String {
    let used = graph.neighbours.iter().map(|neighbour| neighbour.class);
    let items = legend::of_classes(&graph.classes, used);
    let bottom = legend::draw(&mut canvas, &items, edition.width(), height);
    canvas.finish(setting, "picture-graph", edition, bottom)
}

/// The side of the record on which a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// Where things stand across a column.
#[derive(Debug, Clone, Copy)]
struct Stand {
    side: Side,
    /// The sign of the way from the record outwards.
    out: f64,
    mark: f64,
    text: f64,
    heading: f64,
    /// The start of what is hit, and its width.
    hit: (f64, f64),
}

impl Stand {
    /// A column of the wide edition.
    fn beside(side: Side) -> Self {
        let width = Edition::Wide.width();
        let (text, heading, room) = (MARK - 12.0, MARK + 6.0, MARK + 8.0);
        let at = |x| if side == Side::Before { x } else { width - x };
        let (out, from) = if side == Side::Before { (-1.0, 0.0) } else { (1.0, width - room) };
        Self { side, out, mark: at(MARK), text: at(text), heading: at(heading), hit: (from, room) }
    }

    /// The column of the narrow edition.
    fn below() -> Self {
        let hit = (34.0, Edition::Narrow.width() - 34.0);
        Self { side: Side::After, out: 1.0, mark: 42.0, text: 54.0, heading: 20.0, hit }
    }

    fn anchor(self) -> Anchor {
        match self.side {
            Side::Before => Anchor::End,
            Side::After => Anchor::Start,
        }
    }
}

/// Draws a group: its edges from where the record is for a height, its words, its neighbours.
fn draw_block(
    canvas: &mut Canvas,
    block: &Block<'_>,
    top: f64,
    stand: Stand,
    port: impl Fn(f64) -> (f64, f64),
) {
    for row in &block.rows {
        let y = top + row.centre;
        draw_edge(canvas, block.direction, port(y), (stand.mark - stand.out * 10.0, y), stand.out);
    }
    let heading = &block.heading;
    let text = Text::new("picture-heading", &heading.lines, SMALL, stand.anchor());
    canvas.text(text, stand.heading, top + heading.centre);
    for row in &block.rows {
        let y = top + row.centre;
        let neighbour = row.neighbour;
        let (href, name) = (("", neighbour.href.as_str()), Name::Text(&neighbour.label));
        canvas.link_in(&neighbour.lang, href, name, |canvas| {
            let (x, width) = stand.hit;
            canvas.hit(Rect { x, y: y - row.height / 2.0, width, height: row.height });
            legend::mark(canvas, neighbour.class, (stand.mark, y), 4.5);
            let text = Text::new("picture-label", &row.lines, SIZE, stand.anchor());
            canvas.text(text, stand.text, y);
        });
    }
}

/// An edge between the record and a neighbour, with its arrow at the end to which it leads.
fn draw_edge(canvas: &mut Canvas, toward: Toward, port: (f64, f64), end: (f64, f64), out: f64) {
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
