//! Marks, and the lines that say what they stand for.

use std::collections::BTreeSet;

use super::canvas::{Anchor, Canvas, Text};
use super::letters::{self, width};

/// How many classes can be told apart; the classes beyond begin anew.
pub(super) const CLASSES: usize = 8;

const SIZE: f64 = 12.0;
const PITCH: f64 = 20.0;
const GAP: f64 = 18.0;

/// A line of a legend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) label: String,
    pub(super) sign: Sign,
}

/// What a line of a legend explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// A class, by its index.
    Class(usize),
    /// The ring around a mark whose place is rough.
    Rough,
}

/// The lines for the classes that a picture has; none where there is no choice of classes.
pub(super) fn of_classes(classes: &[String], used: impl Iterator<Item = usize>) -> Vec<Item> {
    if classes.len() < 2 {
        return Vec::new();
    }
    let used: BTreeSet<usize> = used.collect();
    let item = |at: usize| {
        let label = classes.get(at)?.clone();
        Some(Item { label, sign: Sign::Class(at) })
    };
    used.into_iter().filter_map(item).collect()
}

/// Draws a legend below a height and gives the height at which it ends.
pub(super) fn draw(canvas: &mut Canvas, items: &[Item], width: f64, top: f64) -> f64 {
    if items.is_empty() {
        return top;
    }
    let mut y = top + PITCH;
    let mut x = 0.0;
    for item in items {
        let room = width - 20.0;
        let lines = letters::wrap(&item.label, SIZE, room, 3);
        let taken = 18.0 + letters::widest(&lines, SIZE);
        if x > 0.0 && x + taken > width {
            x = 0.0;
            y += PITCH;
        }
        sign(canvas, item.sign, x + 7.0, y);
        let text = Text::new("picture-legend", &lines, SIZE, Anchor::Start);
        let extra = letters::height(lines.len() - 1, SIZE);
        canvas.text(text, x + 18.0, y + extra / 2.0);
        y += extra;
        x += taken + GAP;
    }
    y + PITCH / 2.0
}

fn sign(canvas: &mut Canvas, sign: Sign, x: f64, y: f64) {
    match sign {
        Sign::Class(class) => mark(canvas, class, (x, y), 5.0),
        Sign::Rough => canvas.circle("picture-halo", x, y, 6.0),
    }
}

/// The mark of a class, with its own shape, about a point.
pub(super) fn mark(canvas: &mut Canvas, class: usize, (x, y): (f64, f64), radius: f64) {
    let class = class % CLASSES;
    let names = format!("picture-mark picture-class-{}", class + 1);
    if class == 0 {
        return canvas.circle(&names, x, y, radius);
    }
    let points: Vec<(f64, f64)> =
        outline(class).iter().map(|(dx, dy)| (x + dx * radius, y + dy * radius)).collect();
    canvas.polygon(&names, &points);
}

/// The corners of a class's mark about a point, for a radius of one; all have about the area of the
/// circle of the first class.
fn outline(class: usize) -> &'static [(f64, f64)] {
    match class {
        1 => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        2 => &[(0.0, -1.3), (1.2, 0.9), (-1.2, 0.9)],
        3 => &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
        4 => &[(-1.2, -0.9), (1.2, -0.9), (0.0, 1.3)],
        5 => &[
            (-0.4, -1.2),
            (0.4, -1.2),
            (0.4, -0.4),
            (1.2, -0.4),
            (1.2, 0.4),
            (0.4, 0.4),
            (0.4, 1.2),
            (-0.4, 1.2),
            (-0.4, 0.4),
            (-1.2, 0.4),
            (-1.2, -0.4),
            (-0.4, -0.4),
        ],
        6 => &[(-0.55, -1.1), (0.55, -1.1), (1.15, 0.0), (0.55, 1.1), (-0.55, 1.1), (-1.15, 0.0)],
        _ => &[(-1.3, -0.6), (1.3, -0.6), (1.3, 0.6), (-1.3, 0.6)],
    }
}

/// The width that the widest of some texts needs.
pub(super) fn room<'a>(texts: impl Iterator<Item = &'a str>, size: f64) -> f64 {
    texts.map(|text| width(text, size)).fold(0.0, f64::max)
}
