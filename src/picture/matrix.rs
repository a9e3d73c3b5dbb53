//! Which rows go with which columns.
//!
//! A grid of marks, each a link named by its row and its column. Columns that find no room beside each
//! other at 24 CSS pixels stand in several grids below each other, each with the rows that have a mark
//! in it. Where names of rows find no room,
//! as in the narrow edition, their numbers stand alone. The names of columns stand level where columns
//! are wide, and run upwards where they are narrow.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::canvas::{Anchor, Canvas, Name, Rect, Text};
use super::legend;
use super::letters;
use super::{Cell, Edition, Picture, Setting, Table};

const SIZE: f64 = 12.0;
/// The least distance of two columns: a target of 24 CSS pixels where the edition is shown smallest.
const COLUMN: f64 = 27.0;
const ROW: f64 = 28.0;
/// The width of the wide edition where there are many columns.
const BROAD: f64 = 850.0;
/// The width from which a column's name stands level, if its words fit.
const LEVEL: f64 = 60.0;
/// The greatest length of a name that runs upwards.
const UPRIGHT: f64 = 290.0;
/// The least room in which names of rows are written.
const NAMES: f64 = 120.0;

/// What a matrix shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The rows, from the top.
    pub rows: Vec<Line>,
    /// The columns, from the start.
    pub columns: Vec<Line>,
    /// The marks, in any order. Of several for the same row and column the first counts.
    pub marks: Vec<Mark>,
    /// What the classes of marks are called. A legend says so where there are two or more; eight can
    /// be told apart.
    pub classes: Vec<String>,
    /// The words around the marks.
    pub words: MatrixWords,
}

/// A row or a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub label: String,
    /// A short number, such as `9.3`; may be empty.
    pub number: String,
    /// Where its heading leads; none if empty.
    pub href: String,
    /// The language of its name, as a tag, where that is not the page's; else empty.
    pub lang: String,
}

/// A mark: the row and the column go together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// The row, as an index.
    pub row: usize,
    /// The column, as an index.
    pub column: usize,
    /// The class, as an index into the matrix's.
    pub class: usize,
    /// Where the mark leads: to where its row's heading does if empty.
    pub href: String,
    /// What to say of it instead of its class; may be empty.
    pub words: String,
}

/// The words around a matrix's marks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatrixWords {
    /// The heading over the rows in the table.
    pub rows: String,
    /// What the table says where there is a mark and neither words nor classes, such as `yes`.
    pub present: String,
}

impl Line {
    /// Its number and its name.
    fn name(&self) -> String {
        match self.number.as_str() {
            "" => self.label.clone(),
            number => format!("{number} {}", self.label),
        }
    }
}

/// Draws a matrix.
pub fn draw(setting: &Setting, matrix: &Matrix) -> Picture {
    let mut marks = BTreeMap::new();
    for mark in &matrix.marks {
        if mark.row < matrix.rows.len() && mark.column < matrix.columns.len() {
            marks.entry((mark.row, mark.column)).or_insert(mark);
        }
    }
    let svg =
        Edition::BOTH.map(|edition| Sheet::new(matrix, &marks, edition).draw(setting)).concat();
    Picture { svg, table: table(matrix, &marks) }
}

type Marks<'a> = BTreeMap<(usize, usize), &'a Mark>;

fn table(matrix: &Matrix, marks: &Marks<'_>) -> Table {
    let heading = |line: &Line| Cell::link(line.name(), &line.href).of_language(&line.lang);
    let cell = |row: usize, column: usize| match marks.get(&(row, column)) {
        Some(mark) => Cell::link(said(matrix, mark), target(matrix, mark)),
        None => Cell::default(),
    };
    let row = |(at, line): (usize, &Line)| {
        let cells = (0..matrix.columns.len()).map(|column| cell(at, column));
        [heading(line)].into_iter().chain(cells).collect()
    };
    let columns = matrix.columns.iter().map(heading);
    Table {
        head: [Cell::text(&matrix.words.rows)].into_iter().chain(columns).collect(),
        rows: matrix.rows.iter().enumerate().map(row).collect(),
    }
}

/// What a mark means, in words.
fn said<'a>(matrix: &'a Matrix, mark: &'a Mark) -> &'a str {
    let class = match matrix.classes.get(mark.class) {
        Some(label) if matrix.classes.len() > 1 => label,
        _ => &matrix.words.present,
    };
    if mark.words.is_empty() { class } else { &mark.words }
}

fn target<'a>(matrix: &'a Matrix, mark: &'a Mark) -> &'a str {
    if mark.href.is_empty() { &matrix.rows[mark.row].href } else { &mark.href }
}

/// One edition of a matrix, while it is drawn.
struct Sheet<'a> {
    matrix: &'a Matrix,
    marks: &'a Marks<'a>,
    edition: Edition,
    width: f64,
    /// The room for the headings of rows.
    names: f64,
    numbers: f64,
    /// How many columns stand beside each other, and how far apart.
    columns: usize,
    column: f64,
    /// The lines of each row's name; empty where its number stands alone.
    lines: Vec<Vec<String>>,
    heights: Vec<f64>,
}

impl<'a> Sheet<'a> {
    fn new(matrix: &'a Matrix, marks: &'a Marks<'a>, edition: Edition) -> Self {
        let all = matrix.columns.len().max(1);
        let numbers = match legend::room(matrix.rows.iter().map(|row| row.number.as_str()), SIZE) {
            0.0 => 0.0,
            room => room + 8.0,
        };
        let (width, names) = room_for_names(matrix, edition, all, numbers);
        let most = (((width - names) / COLUMN) as usize).max(1);
        // As many in each grid, so that none has one column alone.
        let columns = all.div_ceil(all.div_ceil(most));
        let column = ((width - names) / columns as f64).min(150.0);
        let room = names - numbers - 10.0;
        let wrapped = |row: &Line| letters::wrap(&row.label, SIZE, room, 3);
        let alone = room < 60.0;
        let lines = matrix.rows.iter().map(|row| if alone { Vec::new() } else { wrapped(row) });
        let lines: Vec<Vec<String>> = lines.collect();
        let heights = lines.iter().map(|lines| (letters::height(lines.len(), SIZE) + 8.0).max(ROW));
        let heights = heights.collect();
        Self { matrix, marks, edition, width, names, numbers, columns, column, lines, heights }
    }

    fn draw(&self, setting: &Setting) -> String {
        let mut canvas = Canvas::new(self.width, setting.direction);
        let mut top = 0.0;
        for first in (0..self.matrix.columns.len()).step_by(self.columns) {
            let end = (first + self.columns).min(self.matrix.columns.len());
            top = self.draw_grid(&mut canvas, first..end, top);
        }
        let items =
            legend::of_classes(&self.matrix.classes, self.marks.values().map(|mark| mark.class));
        let bottom = legend::draw(&mut canvas, &items, self.width, top);
        let broad = self.matrix.columns.len() > 1 && is_broad(self.matrix);
        let classes = if broad { "picture-matrix picture-broad" } else { "picture-matrix" };
        canvas.finish(setting, classes, self.edition, bottom.max(1.0))
    }

    /// Draws some of the columns below a height and gives the height at which they end.
    fn draw_grid(&self, canvas: &mut Canvas, columns: std::ops::Range<usize>, top: f64) -> f64 {
        let head = self.draw_heads(canvas, &columns, top);
        let rows = self.rows_of(&columns);
        let bottom = head + rows.iter().map(|&row| self.heights[row]).sum::<f64>();
        let end = self.names + columns.len() as f64 * self.column;
        for at in 0..columns.len() {
            let x = self.names + (at as f64 + 0.5) * self.column;
            canvas.line("picture-grid", (x, head), (x, bottom));
        }
        canvas.line("picture-grid", (0.0, head), (end, head));
        let mut y = head;
        for row in rows {
            let height = self.heights[row];
            self.draw_name(canvas, row, y);
            for (at, column) in columns.clone().enumerate() {
                if let Some(mark) = self.marks.get(&(row, column)) {
                    let x = self.names + at as f64 * self.column;
                    self.draw_mark(canvas, mark, Rect { x, y, width: self.column, height });
                }
            }
            y += height;
            canvas.line("picture-grid", (0.0, y), (end, y));
        }
        bottom + ROW / 2.0
    }

    /// The rows of a grid: all, or those with a mark where the columns stand in several grids.
    fn rows_of(&self, columns: &std::ops::Range<usize>) -> Vec<usize> {
        let whole = columns.len() == self.matrix.columns.len();
        let marked = |&row: &usize| {
            whole || self.marks.range((row, columns.start)..(row, columns.end)).next().is_some()
        };
        (0..self.matrix.rows.len()).filter(marked).collect()
    }

    /// Draws the headings of columns and gives the height at which they end.
    fn draw_heads(&self, canvas: &mut Canvas, columns: &std::ops::Range<usize>, top: f64) -> f64 {
        let level = self.is_level();
        let (room, most) = if level { (self.column - 8.0, 4) } else { (UPRIGHT, 1) };
        let lines: Vec<Vec<String>> = columns
            .clone()
            .map(|at| letters::wrap(&self.matrix.columns[at].name(), SIZE, room, most))
            .collect();
        let tallest = lines.iter().map(|lines| {
            if level { letters::height(lines.len(), SIZE) } else { letters::widest(lines, SIZE) }
        });
        let height = tallest.fold(ROW, f64::max) + 10.0;
        let bottom = top + height;
        for (at, lines) in lines.iter().enumerate() {
            let line = &self.matrix.columns[columns.start + at];
            let x = self.names + at as f64 * self.column;
            canvas.link_in(&line.lang, ("", &line.href), Name::Text(&line.name()), |canvas| {
                canvas.hit(Rect { x, y: top, width: self.column, height });
                let anchor = if level { Anchor::Middle } else { Anchor::Start };
                let text = Text::new("picture-label", lines, SIZE, anchor);
                let x = x + self.column / 2.0;
                if level {
                    let half = letters::height(lines.len(), SIZE) / 2.0;
                    canvas.text(text, x, bottom - 5.0 - half);
                } else {
                    canvas.upright_text(text, x, bottom - 5.0);
                }
            });
        }
        bottom
    }

    /// Whether the names of columns stand level.
    fn is_level(&self) -> bool {
        let words =
            self.matrix.columns.iter().map(|line| letters::longest_word(&line.name(), SIZE));
        self.column >= LEVEL && words.fold(0.0, f64::max) <= self.column - 8.0
    }

    fn draw_name(&self, canvas: &mut Canvas, row: usize, top: f64) {
        let line = &self.matrix.rows[row];
        let height = self.heights[row];
        let y = top + height / 2.0;
        canvas.link_in(&line.lang, ("", &line.href), Name::Text(&line.name()), |canvas| {
            canvas.hit(Rect { x: 0.0, y: top, width: self.names, height });
            if !line.number.is_empty() {
                let lines = std::slice::from_ref(&line.number);
                canvas.text(Text::new("picture-minor", lines, SIZE, Anchor::Start), 0.0, y);
            }
            let lines = &self.lines[row];
            if !lines.is_empty() {
                let text = Text::new("picture-label", lines, SIZE, Anchor::Start);
                canvas.text(text, self.numbers, y);
            }
        });
    }

    fn draw_mark(&self, canvas: &mut Canvas, mark: &Mark, rect: Rect) {
        let row = self.matrix.rows[mark.row].name();
        let column = self.matrix.columns[mark.column].name();
        let mut name = format!("{row} \u{2013} {column}");
        let said = said(self.matrix, mark);
        if self.matrix.classes.len() > 1 || !mark.words.is_empty() {
            name = format!("{name}: {said}");
        }
        canvas.link("", target(self.matrix, mark), Name::Hint(&name), |canvas| {
            canvas.hit(rect);
            let middle = (rect.x + rect.width / 2.0, rect.y + rect.height / 2.0);
            legend::mark(canvas, mark.class, middle, 5.5);
        });
    }
}

/// Whether the wide edition needs more width than usual.
fn is_broad(matrix: &Matrix) -> bool {
    matrix.columns.len() as f64 * COLUMN > Edition::Wide.width() - 200.0
}

/// The width of an edition, and the part of it for the headings of rows.
fn room_for_names(matrix: &Matrix, edition: Edition, all: usize, numbers: f64) -> (f64, f64) {
    let longest = legend::room(matrix.rows.iter().map(|row| row.label.as_str()), SIZE);
    let wanted = numbers + longest + 12.0;
    let width = match edition {
        Edition::Wide if is_broad(matrix) => BROAD,
        _ => edition.width(),
    };
    let left = width - all as f64 * COLUMN;
    let names = match edition {
        Edition::Wide => wanted.min(left.clamp(200.0, 260.0)),
        Edition::Narrow if left >= NAMES => wanted.min(left),
        Edition::Narrow if numbers > 0.0 => numbers + 4.0,
        Edition::Narrow => wanted.min(NAMES),
    };
    (width, names)
}
