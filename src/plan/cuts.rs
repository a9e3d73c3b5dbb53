//! Pages that would grow with the report, in parts: how many there are, and where.

use std::collections::BTreeSet;
use std::ops::Range;

/// Up to so many rows stand on one page.
const MOST_ROWS: usize = 200;

/// So many rows has each part of more.
const ROWS_OF_PART: usize = 100;

/// Up to so many parts are all named on each of them.
const ALL_NAMED: usize = 20;

/// The file of the rows, beside the first part. No id has a full stop.
pub const ROWS: &str = "rows.json";

/// How the rows of a list are cut into parts, when one page cannot hold them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cut {
    /// How many parts there are; they are counted from 1.
    pub parts: usize,
    rows: usize,
}

impl Cut {
    /// That of so many rows; none, when they fit on one page.
    pub(super) fn of(rows: usize) -> Option<Self> {
        (rows > MOST_ROWS).then(|| Self { parts: rows.div_ceil(ROWS_OF_PART), rows })
    }

    /// That of so many parts, whatever each of them holds; none, when there is only one.
    pub fn of_parts(parts: usize) -> Option<Self> {
        (parts > 1).then(|| Self { parts, rows: parts * ROWS_OF_PART })
    }

    /// Which rows stand in a part.
    pub fn rows(&self, number: usize) -> Range<usize> {
        let start = (number - 1) * ROWS_OF_PART;
        start..self.rows.min(start + ROWS_OF_PART)
    }

    /// The parts that a part names: of many, those of the same ten, and the first of each ten of the
    /// same hundred, and so on, so that a few steps lead from each to each.
    pub fn named(&self, number: usize) -> BTreeSet<usize> {
        if self.parts <= ALL_NAMED {
            return (1..=self.parts).collect();
        }
        let mut named = BTreeSet::from([1, self.parts]);
        let mut step = 1;
        while step <= self.parts {
            let around = number / (step * 10) * step * 10;
            named.extend((0..10).map(|at| around + at * step));
            step *= 10;
        }
        named.retain(|own| (1..=self.parts).contains(own));
        named
    }
}

/// The address of a part of a list, by the address of the first. The number stands behind a word,
/// because it may be the id of a record.
pub fn part_address(first: &str, number: usize) -> String {
    match number {
        1 => first.to_owned(),
        _ => format!("{first}part/{number}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_when_it_is_longer_than_a_page_and_no_row_is_lost() {
        assert_eq!(Cut::of(200), None);
        for rows in [201, 300, 450, 100_000] {
            let cut = Cut::of(rows).unwrap();
            let all: Vec<usize> = (1..=cut.parts).flat_map(|number| cut.rows(number)).collect();
            assert_eq!(all, (0..rows).collect::<Vec<_>>(), "{rows}");
            assert!((1..=cut.parts).all(|number| !cut.rows(number).is_empty()), "{rows}");
        }
    }

    #[test]
    fn every_part_names_few_and_leads_to_each_in_few_steps() {
        for rows in [450, 2_100, 12_345, 100_000] {
            let cut = Cut::of(rows).unwrap();
            let mut reached = BTreeSet::from([1]);
            for _ in 0..4 {
                reached = reached.iter().flat_map(|number| cut.named(*number)).collect();
            }
            assert_eq!(reached.len(), cut.parts, "{rows}");
            assert!((1..=cut.parts).all(|number| cut.named(number).len() <= 42), "{rows}");
            assert!((1..=cut.parts).all(|number| cut.named(number).contains(&number)), "{rows}");
        }
    }
}
