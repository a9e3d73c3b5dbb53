//! Where the labels of a map go: beside their marks if there is room, else farther out on a leader.
//!
//! Each label tries places on rings about its mark and takes the cheapest that touches no other label,
//! no mark, and no side of the frame, and whose leader runs through no label and, if it can, no mark. Labels are placed in
//! several orders, each tried again with those in front that found no place, then moved one by one
//! while that helps, and the cheapest whole wins. A label that
//! finds no place is left out: its mark is a link all the same and its name stands in the table.

use super::super::canvas::{Anchor, Rect};
use super::projection::{cosine_of_degrees, sine_of_degrees};

/// How far from its mark a label may stand.
const RINGS: [f64; 11] = [2.5, 7.0, 13.0, 20.0, 28.0, 37.0, 47.0, 58.0, 72.0, 88.0, 106.0];
/// From which distance a label has a leader.
const LEADER: f64 = 9.0;
const DIRECTIONS: usize = 24;
/// From how many labels on less is tried, so that the time stays short.
const MANY: usize = 80;
/// What it costs to leave a label out.
const MISSING: f64 = 10_000.0;
/// The space between a label and anything else.
const AIR: f64 = 1.5;
/// How much nearer to its own mark than to any other a label without a leader should be.
const DOUBT: f64 = 3.0;

/// A label that wants a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Label {
    pub(super) mark: (f64, f64),
    /// The half of the mark's side.
    pub(super) radius: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A label's place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    /// The room that was kept for the text.
    pub(super) room: Rect,
    /// Which part of the room is nearest to the mark, for left-to-right text.
    pub(super) anchor: Anchor,
    /// The two ends of the leader, if there is one.
    pub(super) leader: Option<((f64, f64), (f64, f64))>,
    cost: f64,
}

/// A place for each label, in a picture of a size.
pub(super) fn arrange(labels: &[Label], width: f64, height: f64) -> Vec<Option<Spot>> {
    let field = Field { labels, width, height };
    let choices: Vec<Vec<Spot>> = labels.iter().map(|label| field.choices(label)).collect();
    let mut best = (f64::INFINITY, Vec::new());
    let attempts = if labels.len() > MANY { 2 } else { 12 };
    for mut order in orders(labels, &choices) {
        for _ in 0..attempts {
            let spots = placed(&order, &choices);
            let cost = total(&spots);
            if cost < best.0 {
                best = (cost, spots.clone());
            }
            if spots.iter().all(Option::is_some) {
                break;
            }
            // Those that found no place come first the next time.
            order.sort_by_key(|&at| spots[at].is_some());
        }
    }
    best.1
}

/// The labels placed in an order, then moved one by one while that helps.
fn placed(order: &[usize], choices: &[Vec<Spot>]) -> Vec<Option<Spot>> {
    let mut spots = vec![None; choices.len()];
    for round in 0..4 {
        let before = total(&spots);
        for &at in order {
            spots[at] = None;
            spots[at] = cheapest(&choices[at], &spots);
        }
        if round > 0 && total(&spots) >= before {
            break;
        }
    }
    spots
}

fn total(spots: &[Option<Spot>]) -> f64 {
    spots.iter().map(|spot| spot.map_or(MISSING, |spot| spot.cost)).sum()
}

/// The orders in which labels are placed: those with little choice first and last, and across.
fn orders(labels: &[Label], choices: &[Vec<Spot>]) -> Vec<Vec<usize>> {
    let sorted = |key: &dyn Fn(usize) -> f64| {
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by(|&a, &b| key(a).total_cmp(&key(b)));
        order
    };
    let freedom = |at: usize| choices[at].iter().map(|spot| 1.0 / spot.cost).sum::<f64>();
    let mut orders = vec![sorted(&freedom)];
    if labels.len() <= MANY {
        orders.push(sorted(&|at| -freedom(at)));
        orders.push(sorted(&|at| labels[at].mark.0));
        orders.push(sorted(&|at| -labels[at].mark.0));
        orders.push(sorted(&|at| labels[at].mark.1));
        orders.push(sorted(&|at| -labels[at].mark.1));
    }
    orders
}

/// The first of the choices, which stand by cost, that goes with the places taken.
fn cheapest(choices: &[Spot], taken: &[Option<Spot>]) -> Option<Spot> {
    choices.iter().find(|spot| taken.iter().flatten().all(|other| agree(spot, other))).copied()
}

fn agree(a: &Spot, b: &Spot) -> bool {
    let crossed = |leader: Option<((f64, f64), (f64, f64))>, room: Rect| {
        leader.is_some_and(|(from, to)| touches(from, to, grown(room, AIR)))
    };
    let leaders = match (a.leader, b.leader) {
        (Some(a), Some(b)) => cross(a, b),
        _ => false,
    };
    !overlap(grown(a.room, AIR), b.room)
        && !crossed(a.leader, b.room)
        && !crossed(b.leader, a.room)
        && !leaders
}

struct Field<'a> {
    labels: &'a [Label],
    width: f64,
    height: f64,
}

impl Field<'_> {
    /// The places that a label could have if it were alone, the cheapest first.
    fn choices(&self, label: &Label) -> Vec<Spot> {
        let mut spots: Vec<Spot> = RINGS
            .into_iter()
            .flat_map(|distance| (0..DIRECTIONS).map(move |turn| self.spot(label, distance, turn)))
            .filter(|spot| self.is_free(label, spot))
            .map(|spot| Spot { cost: spot.cost + self.fault(label, &spot), ..spot })
            .collect();
        spots.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        spots
    }

    fn spot(&self, label: &Label, distance: f64, turn: usize) -> Spot {
        let angle = turn as f64 * 360.0 / DIRECTIONS as f64;
        let (dx, dy) = (cosine_of_degrees(angle), sine_of_degrees(angle));
        let reach = label.radius + distance;
        let (x, y) = (label.mark.0 + dx * reach, label.mark.1 + dy * reach);
        let (side, rise) = ((dx * 1.8).clamp(-1.0, 1.0), (dy * 1.3).clamp(-1.0, 1.0));
        let room = Rect {
            x: x + (side - 1.0) * label.width / 2.0,
            y: y + (rise - 1.0) * label.height / 2.0,
            width: label.width,
            height: label.height,
        };
        let anchor = match side {
            _ if side > 0.6 => Anchor::Start,
            _ if side < -0.6 => Anchor::End,
            _ => Anchor::Middle,
        };
        let from = (label.mark.0 + dx * label.radius, label.mark.1 + dy * label.radius);
        let leader = (distance > LEADER).then_some((from, (x, y)));
        // To the end is the usual side, then to the start, then above and below.
        let habit = 3.0 * dy.abs() + 2.0 * (1.0 - dx) + if leader.is_some() { 12.0 } else { 0.0 };
        Spot { room, anchor, leader, cost: 1.0 + distance + habit }
    }

    /// What it costs that a label without a leader could be taken for another mark's, or that a
    /// leader runs over other marks.
    fn fault(&self, label: &Label, spot: &Spot) -> f64 {
        let others = self.labels.iter().filter(|other| other.mark != label.mark);
        if let Some((from, to)) = spot.leader {
            let hit = |other: &&Label| touches(from, to, about(other.mark, other.radius));
            return 40.0 * others.filter(hit).count() as f64;
        }
        let nearest = others.map(|other| distance(spot.room, other.mark)).fold(f64::MAX, f64::min);
        if nearest < distance(spot.room, label.mark) + DOUBT { 30.0 } else { 0.0 }
    }

    fn is_free(&self, label: &Label, spot: &Spot) -> bool {
        let room = spot.room;
        let inside = room.x >= AIR
            && room.y >= AIR
            && room.x + room.width <= self.width - AIR
            && room.y + room.height <= self.height - AIR;
        inside
            && self.labels.iter().all(|other| {
                let air = if other.mark == label.mark { 0.0 } else { AIR };
                !overlap(room, about(other.mark, other.radius + air))
            })
    }
}

/// How far a point is from a rectangle.
fn distance(rect: Rect, (x, y): (f64, f64)) -> f64 {
    let across = (rect.x - x).max(x - rect.x - rect.width).max(0.0);
    let down = (rect.y - y).max(y - rect.y - rect.height).max(0.0);
    (across * across + down * down).sqrt()
}

/// The square around a point.
fn about((x, y): (f64, f64), radius: f64) -> Rect {
    Rect { x: x - radius, y: y - radius, width: 2.0 * radius, height: 2.0 * radius }
}

fn grown(rect: Rect, by: f64) -> Rect {
    Rect {
        x: rect.x - by,
        y: rect.y - by,
        width: rect.width + 2.0 * by,
        height: rect.height + 2.0 * by,
    }
}

/// Whether two rectangles share more than a side.
pub(super) fn overlap(a: Rect, b: Rect) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/// Whether a line touches a rectangle (Liang and Barsky, 1984).
fn touches(from: (f64, f64), to: (f64, f64), rect: Rect) -> bool {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let sides = [
        (-dx, from.0 - rect.x),
        (dx, rect.x + rect.width - from.0),
        (-dy, from.1 - rect.y),
        (dy, rect.y + rect.height - from.1),
    ];
    let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
    for (step, room) in sides {
        if step == 0.0 {
            if room < 0.0 {
                return false;
            }
        } else if step < 0.0 {
            enters = enters.max(room / step);
        } else {
            leaves = leaves.min(room / step);
        }
    }
    enters <= leaves
}

/// Whether two lines cross.
fn cross(a: ((f64, f64), (f64, f64)), b: ((f64, f64), (f64, f64))) -> bool {
    let side = |line: ((f64, f64), (f64, f64)), point: (f64, f64)| {
        (line.1.0 - line.0.0) * (point.1 - line.0.1) - (line.1.1 - line.0.1) * (point.0 - line.0.0)
    };
    side(a, b.0) * side(a, b.1) < 0.0 && side(b, a.0) * side(b, a.1) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_label_stands_beside_its_mark() {
        let label = Label { mark: (100.0, 100.0), radius: 5.0, width: 50.0, height: 14.0 };
        let spot = arrange(&[label], 300.0, 200.0)[0].unwrap();
        assert_eq!((spot.anchor, spot.leader), (Anchor::Start, None));
        assert_eq!(spot.room.x, 107.5);
    }

    #[test]
    fn crowded_labels_keep_apart() {
        let label = |at: usize| Label {
            mark: (150.0 + (at % 4) as f64 * 12.0, 100.0 + (at / 4) as f64 * 12.0),
            radius: 2.5,
            width: 55.0,
            height: 14.0,
        };
        let labels: Vec<Label> = (0..12).map(label).collect();
        let spots: Vec<Spot> = arrange(&labels, 320.0, 220.0).into_iter().flatten().collect();
        assert_eq!(spots.len(), 12);
        for (at, a) in spots.iter().enumerate() {
            assert!(spots[at + 1..].iter().all(|b| !overlap(a.room, b.room)));
        }
    }

    #[test]
    fn lines_touch_rectangles_that_they_run_through() {
        let rect = Rect { x: 0.0, y: 0.0, width: 10.0, height: 10.0 };
        assert!(touches((-5.0, 5.0), (15.0, 6.0), rect));
        assert!(!touches((-5.0, 5.0), (-1.0, 6.0), rect));
        assert!(!touches((-5.0, 12.0), (15.0, 12.0), rect));
    }
}
