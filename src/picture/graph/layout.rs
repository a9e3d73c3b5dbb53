//! Neighbours in groups, groups in columns.

use super::super::letters;
use super::{Graph, Neighbour, SIZE, SMALL, Toward};

const ROW: f64 = 28.0;
const LEAST: f64 = 5.0;
const ABOVE: f64 = 12.0;

/// Neighbours that share a relation and a direction.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group<'a> {
    pub(super) relation: &'a str,
    pub(super) direction: Toward,
    pub(super) members: Vec<&'a Neighbour>,
}

/// Groups below each other; heights are from its top.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column<'a> {
    pub(super) blocks: Vec<Block<'a>>,
    pub(super) height: f64,
}

/// A group in a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block<'a> {
    pub(super) direction: Toward,
    pub(super) heading: Heading,
    pub(super) rows: Vec<Row<'a>>,
}

/// The words above a group.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heading {
    pub(super) lines: Vec<String>,
    pub(super) centre: f64,
}

/// A neighbour in a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row<'a> {
    pub(super) neighbour: &'a Neighbour,
    pub(super) lines: Vec<String>,
    pub(super) centre: f64,
    pub(super) height: f64,
}

/// The neighbours by relation, those that lead to the record first.
pub(super) fn groups(graph: &Graph) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for neighbour in &graph.neighbours {
        let same = |group: &&mut Group<'_>| {
            group.relation == neighbour.relation && group.direction == neighbour.direction
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.members.push(neighbour),
            None => groups.push(Group {
                relation: &neighbour.relation,
                direction: neighbour.direction,
                members: vec![neighbour],
            }),
        }
    }
    groups.sort_by_key(|group| group.direction);
    groups
}

/// The groups as one column whose text has a width.
pub(super) fn column<'a>(groups: &[Group<'a>], room: f64) -> Column<'a> {
    let mut y = 0.0;
    let mut blocks = Vec::with_capacity(groups.len());
    for group in groups {
        let lines = letters::wrap(group.relation, SMALL, room / 1.1, 3);
        let height = letters::height(lines.len(), SMALL);
        y += ABOVE;
        let heading = Heading { centre: y + height / 2.0, lines };
        y += height + 3.0;
        let mut rows = Vec::with_capacity(group.members.len());
        for neighbour in &group.members {
            let lines = letters::wrap(&neighbour.label, SIZE, room, 3);
            let height = (letters::height(lines.len(), SIZE) + LEAST).max(ROW);
            rows.push(Row { neighbour, lines, centre: y + height / 2.0, height });
            y += height;
        }
        blocks.push(Block { direction: group.direction, heading, rows });
    }
    Column { blocks, height: y }
}

/// The groups on both sides: by direction, or, where all have the same, halved.
pub(super) fn sides<'a>(groups: &[Group<'a>], room: f64) -> [Column<'a>; 2] {
    let turn = groups.iter().position(|group| group.direction == Toward::Neighbour);
    let turn = turn.unwrap_or(groups.len());
    if turn > 0 && turn < groups.len() {
        return [column(&groups[..turn], room), column(&groups[turn..], room)];
    }
    let count: usize = groups.iter().map(|group| group.members.len()).sum();
    if count <= 4 {
        return [column(&groups[..turn], room), column(&groups[turn..], room)];
    }
    let (first, second) = halved(groups, count.div_ceil(2));
    [column(&first, room), column(&second, room)]
}

/// The groups up to a number of members and those beyond it; a group may be parted.
fn halved<'a>(groups: &[Group<'a>], count: usize) -> (Vec<Group<'a>>, Vec<Group<'a>>) {
    let mut left = count;
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for group in groups {
        let (head, tail) = group.members.split_at(left.min(group.members.len()));
        left -= head.len();
        for (members, side) in [(head, &mut first), (tail, &mut second)] {
            if !members.is_empty() {
                side.push(Group { members: members.to_vec(), ..*group });
            }
        }
    }
    (first, second)
}
