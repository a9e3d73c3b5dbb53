//! Bars that make more cells than a table has columns, and tables that are none.

use std::ops::Range;

/// How many cells a row has.
pub(super) fn count(row: &str) -> usize {
    cells(row).count()
}

/// What of a row stands beyond so many columns.
pub(super) fn beyond(row: &str, columns: usize) -> Option<Range<usize>> {
    let mut rest = cells(row).skip(columns);
    let first = rest.next()?;
    let last = rest.last().unwrap_or_else(|| first.clone());
    let lost = &row[first.start..last.end];
    (!lost.trim().is_empty()).then(|| {
        let start = first.start + lost.len() - lost.trim_start().len();
        start..start + lost.trim().len()
    })
}

/// A way out of a row with too many cells.
pub(super) fn help(row: &str) -> &'static str {
    if row.contains('`') || row.contains("[[") || row.contains("](") {
        "a bar begins a cell, even in code and references: write `\\|` for a bar that does not"
    } else {
        "remove the cell, or add a column to the table; write `\\|` for a bar that is text"
    }
}

/// The cells of a row, as the parser tells them: a bar without a backslash ends one.
fn cells(row: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let inner = row.trim();
    let start = row.len() - row.trim_start().len() + usize::from(inner.starts_with('|'));
    let bars = inner.ends_with('|') && inner.len() > 1 && !is_escaped(inner, inner.len() - 1);
    let end = row.trim_end().len() - usize::from(bars);
    let mut from = Some(start.min(end));
    std::iter::from_fn(move || {
        let at = from?;
        let bar = row[at..end].match_indices('|').map(|(bar, _)| at + bar);
        let bar = bar.into_iter().find(|&bar| !is_escaped(row, bar));
        from = bar.map(|bar| bar + 1);
        Some(at..bar.unwrap_or(end))
    })
}

fn is_escaped(text: &str, at: usize) -> bool {
    text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// Whether a line is the one below the head of a table.
fn is_rule(line: &str) -> bool {
    line.contains('|')
        && line.contains('-')
        && cells(line).all(|cell| {
            let cell = line[cell].trim();
            let dashes = cell.trim_start_matches(':').trim_end_matches(':');
            !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
        })
}

/// What of a paragraph was to be a table, what is wrong with it, and a way out.
pub(super) fn in_paragraph(paragraph: &str) -> Option<(Range<usize>, String, &'static str)> {
    if !paragraph.contains('|') {
        return None;
    }
    let mut start = 0;
    let lines = paragraph.split_inclusive('\n').map(|line| {
        let own = line.trim_end();
        let words = own.trim_start_matches([' ', '\t', '>']);
        let end = start + own.len();
        start += line.len();
        end - words.len()..end
    });
    let lines: Vec<Range<usize>> = lines.collect();
    for pair in lines.windows(2) {
        let [head, rule] = [&paragraph[pair[0].clone()], &paragraph[pair[1].clone()]];
        if !is_rule(rule) || !head.contains('|') {
            continue;
        }
        let (cells, columns) = (count(head), count(rule));
        let message = "these lines are left as text and not read as a table".to_owned();
        return Some(match cells == columns {
            true => (pair[0].clone(), message, "put an empty line above the table"),
            false => (
                pair[0].clone(),
                format!(
                    "these lines are left as text and not read as a table: they have {cells} and \
                     {columns} cells"
                ),
                if cells > columns { help(head) } else { "give both lines a cell for each column" },
            ),
        });
    }
    let is_row = |line: &Range<usize>| {
        let line = &paragraph[line.clone()];
        line.starts_with('|') && line.ends_with('|') && count(line) > 1
    };
    (lines.len() > 1 && lines.iter().all(is_row)).then(|| {
        (
            lines[0].clone(),
            "these lines are left as text and not read as a table".to_owned(),
            "mark each column in the second line of the table: `| --- | --- |`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_without_a_backslash_ends_a_cell() {
        for (row, cells) in [
            ("| a | b |", &["a", "b"][..]),
            ("a | b", &["a", "b"]),
            ("| a \\| b | `c|d` |", &["a \\| b", "`c", "d`"]),
            ("|a||", &["a", ""]),
            ("| a \\|", &["a \\|"]),
            ("|", &[""]),
        ] {
            let found: Vec<&str> = super::cells(row).map(|cell| row[cell].trim()).collect();
            assert_eq!(found, cells, "{row}");
        }
        assert_eq!(beyond("| a | b | c d | e |", 2), Some(10..17));
        assert_eq!(beyond("| a | b |  |", 2), None);
    }

    #[test]
    fn a_line_of_hyphens_is_told_from_a_row() {
        for (line, is_it) in [
            ("|---|:-:|", true),
            ("--- | ---:", true),
            ("| - | a |", false),
            ("---", false),
            ("| | |", false),
        ] {
            assert_eq!(is_rule(line), is_it, "{line}");
        }
    }
}
