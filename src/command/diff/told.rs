//! What differs between two versions, in words for people: on a terminal and as Markdown.

use std::fmt::Write;

use crate::report::{count, harmless};
use crate::versions::{
    By, Change, Difference, FieldChange, Move, Op, Paragraph, Record, Rows, Run, Snapshot, clipped,
    in_words, of_values,
};

/// Two versions and what differs between them.
pub(super) struct Told<'a> {
    pub(super) old: &'a Snapshot,
    pub(super) new: &'a Snapshot,
    pub(super) difference: &'a Difference,
}

/// One thing that differs in a record: what it is, and the words.
struct Line {
    label: String,
    runs: Vec<Run>,
}

/// What became of a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Added,
    Removed,
    Changed,
}

impl Told<'_> {
    /// How many records of each sort there are, on one line.
    pub(super) fn summary(&self) -> String {
        let summary = self.difference.summary();
        let sorts = [
            (summary.added, "added"),
            (summary.removed, "removed"),
            (summary.renamed, "renamed"),
            (summary.moved, "moved"),
            (summary.changed, "changed"),
        ];
        let same = format!("{} the same", count(summary.same, "record"));
        let sorts = sorts.iter().filter(|(count, _)| *count > 0);
        let sorts = sorts.map(|(count, sort)| format!("{count} {sort}")).chain([same]);
        sorts.collect::<Vec<_>>().join(", ")
    }

    /// Lines with colours, and with marks that tell the same without them.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        for change in &self.difference.changes {
            let Some((fate, record)) = self.fate(change) else { continue };
            let (mark, colour) = match fate {
                Fate::Added => ('+', ADDED),
                Fate::Removed => ('-', REMOVED),
                Fate::Changed => ('~', CHANGED),
            };
            let (name, called) = (self.name(record), record.called());
            // Writing to a string never fails.
            let _ =
                writeln!(out, "{colour}{mark} {}{RESET}  {}", harmless(&name), harmless(&called));
            for Line { label, runs } in self.lines(change) {
                let space = if runs.is_empty() { "" } else { ": " };
                let _ = writeln!(out, "    {}{space}{}", harmless(&label), coloured(&runs));
            }
        }
        out
    }

    /// Markdown with a heading for each sort of change.
    pub(super) fn markdown(&self) -> String {
        let mut out = format!("{}.\n", self.summary());
        for (heading, fate) in
            [("Added", Fate::Added), ("Removed", Fate::Removed), ("Changed", Fate::Changed)]
        {
            let changes = self.difference.changes.iter();
            let own = changes.filter_map(|change| Some((change, self.fate(change)?)));
            let own: Vec<_> = own.filter(|(_, (own, _))| *own == fate).collect();
            if !own.is_empty() {
                let _ = write!(out, "\n## {heading}\n\n");
            }
            for (change, (_, record)) in own {
                let _ = writeln!(out, "- `{}` {}", self.name(record), plainly(&record.called()));
                for Line { label, runs } in self.lines(change) {
                    let space = if runs.is_empty() { "" } else { ": " };
                    let _ = writeln!(out, "  - {}{space}{}", plainly(&label), marked(&runs));
                }
            }
        }
        out
    }

    fn fate(&self, change: &Change) -> Option<(Fate, &Record)> {
        match (change.old, change.new) {
            (None, new) => Some((Fate::Added, &self.new.records[new?])),
            (Some(old), None) => Some((Fate::Removed, &self.old.records[old])),
            (Some(_), Some(new)) => Some((Fate::Changed, &self.new.records[new])),
        }
    }

    fn name(&self, record: &Record) -> String {
        record.name(&self.new.head.language)
    }

    /// What differs in a record, a line for each thing.
    fn lines(&self, change: &Change) -> Vec<Line> {
        let mut lines = Vec::new();
        if let (true, Some(old)) = (change.renamed, change.old) {
            lines.push(renamed(change, &self.old.records[old]));
        }
        lines.extend(change.moves.iter().map(moved));
        lines.extend(change.fields.iter().map(field));
        for (name, rows) in &change.relations {
            lines.push(Line { label: name.clone(), runs: of_rows(rows) });
        }
        if !change.mentions.is_empty() {
            let label = "references in the text".to_owned();
            lines.push(Line { label, runs: of_rows(&change.mentions) });
        }
        let row = |op: Op, row: &serde_json::Value| Line {
            label: "ledger".to_owned(),
            runs: vec![Run { op, text: in_words(row) }],
        };
        lines.extend(change.ledger.removed.iter().map(|own| row(Op::Removed, own)));
        lines.extend(change.ledger.added.iter().map(|own| row(Op::Added, own)));
        for paragraph in &change.text {
            if let Paragraph::Changed(runs) = paragraph {
                lines.push(Line { label: "text".to_owned(), runs: clipped(runs) });
            }
        }
        if !change.not_followed_by.is_empty() {
            let languages = change.not_followed_by.join(", ");
            let label = format!("not followed by the translation: {languages}");
            lines.push(Line { label, runs: Vec::new() });
        }
        lines
    }
}

fn renamed(change: &Change, old: &Record) -> Line {
    let label = match change.by {
        By::Id | By::Alias => format!("renamed from {}", old.id),
        By::Likeness => format!("probably renamed from {}, though no alias says so", old.id),
    };
    Line { label, runs: Vec::new() }
}

fn moved(own: &Move) -> Line {
    let from_to = |old: String, new: String| {
        vec![Run { op: Op::Removed, text: old }, Run { op: Op::Added, text: new }]
    };
    let named = |name: &Option<String>| name.clone().unwrap_or_else(|| "no record".to_owned());
    let behind = |name: &Option<String>| match name {
        Some(name) => format!("behind {name}"),
        None => "first".to_owned(),
    };
    let (label, runs) = match own {
        Move::Inside(old, new) => ("parent", from_to(named(old), named(new))),
        Move::Document(old, new) => ("file", from_to(old.clone(), new.clone())),
        Move::Order(old, new) => ("order", from_to(behind(old), behind(new))),
    };
    Line { label: format!("moved, {label}"), runs }
}

fn field(change: &FieldChange) -> Line {
    Line { label: change.name.clone(), runs: of_values(&change.old, &change.new) }
}

fn of_rows(rows: &Rows<String>) -> Vec<Run> {
    let run = |op: Op| move |text: &String| Run { op, text: text.clone() };
    rows.removed.iter().map(run(Op::Removed)).chain(rows.added.iter().map(run(Op::Added))).collect()
}

const ADDED: &str = "\u{1b}[32m";
const REMOVED: &str = "\u{1b}[31m";
const CHANGED: &str = "\u{1b}[1m";
const RESET: &str = "\u{1b}[0m";

/// Words as git marks them in a line: `[-removed-]{+added+}`.
fn coloured(runs: &[Run]) -> String {
    let run = |run: &Run| {
        let text = harmless(&run.text);
        match run.op {
            Op::Same => text.into_owned(),
            Op::Removed => format!("{REMOVED}[-{text}-]{RESET}"),
            Op::Added => format!("{ADDED}{{+{text}+}}{RESET}"),
        }
    };
    runs.iter().map(run).collect()
}

/// Words as Markdown: what is gone is struck, what was added is bold. Blanks stay outside of the marks,
/// which count only where no letter stands outside beside a sign inside.
fn marked(runs: &[Run]) -> String {
    let mut out = String::new();
    for (at, run) in runs.iter().enumerate() {
        let text = run.text.trim();
        if text.is_empty() || run.op == Op::Same {
            out.push_str(&plainly(&run.text));
            continue;
        }
        let is_sign = |letter: Option<char>| letter.is_some_and(|letter| !letter.is_alphanumeric());
        let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let mark = if run.op == Op::Removed { "~~" } else { "**" };
        let end = run.text.trim_end().len();
        out.push_str(&run.text[..end - run.text[..end].trim_start().len()]);
        if is_sign(text.chars().next()) && is_letter(out.chars().last()) {
            out.push(' ');
        }
        let _ = write!(out, "{mark}{}{mark}{}", plainly(text), &run.text[end..]);
        let next = runs.get(at + 1).and_then(|next| next.text.chars().next());
        if is_sign(text.chars().last()) && end == run.text.len() && is_letter(next) {
            out.push(' ');
        }
    }
    out
}

/// Text as Markdown that is no markup.
fn plainly(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in harmless(text).chars() {
        if "\\`*_[]<>~#|&".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
