//! Cells that are merged, and rows that are hidden, as a mapping says what they are.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{HiddenRows, Mapping, MergedCells};
use crate::import::table::{Merged, Refusal, Row, Table};

impl Mapping {
    /// A table in which no cells are merged and no rows are hidden.
    ///
    /// # Errors
    /// There are some, and the mapping does not say what becomes of them.
    pub fn laid_out<'t>(&self, table: &'t Table) -> Result<Cow<'t, Table>, Vec<Refusal>> {
        let mut problems = Vec::new();
        if self.merged.is_none() {
            let told = table.merged.iter().map(|merged| {
                let place = table.place(*merged.rows.start(), *merged.columns.start());
                let help = "say in the mapping what merged cells are: `merged = \"fill\"`, if all say \
                            the same, or `merged = \"first\"`, if the others are empty";
                Refusal::new(place, format!("this cell is merged with {}", others(merged)), help)
            });
            problems.extend(told);
        }
        if self.hidden.is_none() && !table.hidden.is_empty() {
            let help = "say in the mapping what hidden rows are: `hidden = \"take\"`, if they are rows \
                        like others, or `hidden = \"skip\"`";
            let message = format!("rows are hidden: {}", listed(&table.hidden));
            problems.push(Refusal::new(table.name.clone(), message, help));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        if table.merged.is_empty() && table.hidden.is_empty() {
            return Ok(Cow::Borrowed(table));
        }
        let mut table = table.clone();
        if self.merged == Some(MergedCells::Fill) {
            for merged in std::mem::take(&mut table.merged) {
                fill(&mut table.rows, &merged, table.columns.len());
            }
        }
        if self.hidden == Some(HiddenRows::Skip) {
            table.rows.retain(|row| !table.hidden.contains(&row.number));
        }
        Ok(Cow::Owned(table))
    }
}

/// How many other cells one is merged with.
fn others(merged: &Merged) -> String {
    let many = |start: usize, end: usize| end.saturating_sub(start) + 1;
    let rows = many(*merged.rows.start(), *merged.rows.end());
    let columns = many(*merged.columns.start(), *merged.columns.end());
    crate::report::count(rows.saturating_mul(columns).saturating_sub(1), "other")
}

/// Lets all cells say what the first one says. Cells of rows that have nothing else stay as they are:
/// they are no rows.
fn fill(rows: &mut [Row], merged: &Merged, width: usize) {
    let start = rows.partition_point(|row| row.number < *merged.rows.start());
    let end = rows.partition_point(|row| row.number <= *merged.rows.end());
    let column = *merged.columns.start();
    let rows = &mut rows[start..end];
    let Some(first) = rows.first().filter(|row| row.number == *merged.rows.start()) else {
        return;
    };
    let text = first.cell(column).to_owned();
    let shown = first.shown.iter().find(|(at, _)| *at == column).map(|(_, shown)| shown.clone());
    for row in rows {
        for at in merged.columns.clone().take_while(|at| *at < width) {
            if row.cells.len() <= at {
                row.cells.resize(at + 1, String::new());
            }
            row.cells[at].clone_from(&text);
            row.shown.retain(|(own, _)| *own != at);
            row.shown.extend(shown.clone().map(|shown| (at, shown)));
        }
    }
}

/// Numbers in words: `3, 5–7 and 9`.
fn listed(numbers: &BTreeSet<usize>) -> String {
    const MOST: usize = 12;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == number => *end = number,
            _ => runs.push((number, number)),
        }
    }
    let told = runs.iter().take(MOST).map(|(start, end)| match start == end {
        true => start.to_string(),
        false => format!("{start}–{end}"),
    });
    let told = told.collect::<Vec<_>>().join(", ");
    if runs.len() > MOST { format!("{told} …") } else { told }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_listed_in_runs() {
        for (numbers, expected) in [(vec![3], "3"), (vec![3, 5, 6, 7, 9], "3, 5–7, 9")] {
            assert_eq!(listed(&numbers.into_iter().collect()), expected);
        }
        let many: BTreeSet<usize> = (1..100).step_by(2).collect();
        assert!(listed(&many).ends_with("23 …"));
    }
}
