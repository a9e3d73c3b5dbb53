//! The corpus as a report of Rapporteur's: one file for each document, a section for each record.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::{Corpus, Page, Record, append, markdown, quoted, write};

/// A family of files that a site has beside its pages. The search is never among them: none of the
/// other generators makes an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Outputs {
    /// No others: the pages of records and documents, the indexes, and the list from A to Z.
    None,
    /// The files for reference managers.
    Citations,
    /// The files for other programs.
    Data,
    /// The feeds, for which recommendations are events.
    Feeds,
    /// The pages that show the whole report.
    Print,
    /// All of these.
    All,
    /// All of these, with four entries of the ledger for each record, and five milestones for every three.
    Promises,
}

impl Outputs {
    fn has(self, family: Outputs) -> bool {
        matches!(self, Outputs::All | Outputs::Promises) || self == family
    }

    /// The end of a `book.toml` that turns on these and no others, from within the table of the kind
    /// of which feeds are to tell.
    fn tables(self) -> String {
        let families = [
            ("citation", Outputs::Citations),
            ("output.data", Outputs::Data),
            ("output.feed", Outputs::Feeds),
            ("output.html.print", Outputs::Print),
        ];
        let schema = if self.has(Outputs::Feeds) { "schema = \"Event\"\n" } else { "" };
        let mut tables = schema.to_owned();
        for (table, family) in families {
            let _ = writeln!(tables, "\n[{table}]\nenable = {}", self.has(family));
            if family == Outputs::Feeds {
                tables.push_str("since = \"2026\"\n");
            }
        }
        tables
    }
}

const BOOK: &str = r#"[book]
title = "A report of many recommendations"
description = "Made up, to measure how long a site takes."
src = "content"

[output.html]
site-url = "https://report.example/"

[output.html.search]
enable = false

[kinds.theme]
label = "Theme"
path = "themes"
folder = "themes"

[kinds.recommendation.fields.priority]
type = "choice"
label = "Priority"
values = { low = "Low", medium = "Medium", high = "High" }

[kinds.recommendation.fields.due]
type = "date"
label = "Due"

[kinds.recommendation.fields.builds-on]
type = "reference"
to = ["recommendation"]
many = true
label = "Builds on"
inverse = "Built upon by"

[kinds.recommendation]
label = "Recommendation"
path = "recommendations"
parent-label = "Theme"
"#;

/// What `book.toml` says more where records are followed up.
const FOLLOWED: &str = r#"
[kinds.body]
label = "Body"
plural = "Bodies"
path = "bodies"

[ledger]
field = "follow-up"
by = ["theme"]

[ledger.axes]
response = ["accepted", "rejected"]
work = ["begun", "done"]

[milestones]
field = "milestones"

[kinds.recommendation.fields.milestones]
type = "table"
label = "Milestones"

[kinds.recommendation.fields.milestones.fields]
title = { type = "text", label = "Title" }
owner = { type = "reference", to = "body", many = true, label = "Owner" }
due = { type = "date", label = "Target date" }
done = { type = "date", label = "Done" }
date = { type = "date", label = "Stated" }
reason = { type = "markdown", label = "Reason" }

[kinds.recommendation.fields.follow-up]
type = "table"
label = "What happened since"

[kinds.recommendation.fields.follow-up.fields]
axis = { type = "choice", label = "Axis", required = true, values = { response = "Response", work = "Work" } }
state = { type = "choice", label = "State", required = true, values = { accepted = "Accepted", rejected = "Rejected", begun = "Begun", done = "Done" } }
date = { type = "date", label = "Date", required = true }
assessor = { type = "reference", to = "body", label = "Assessor", required = true }
source = { type = "markdown", label = "Source", required = true }
"#;

/// How many bodies assess and owe something.
const BODIES: usize = 40;

/// Writes the report into a folder.
pub(crate) fn write_report(corpus: &Corpus, folder: &Path, outputs: Outputs) -> io::Result<()> {
    let mut book = format!("{BOOK}{}", outputs.tables());
    if outputs == Outputs::Promises {
        let src = "src = \"content\"\n";
        book = book.replacen(src, &format!("{src}as-of = 2026-11-01\n"), 1) + FOLLOWED;
        write(&folder.join("follow-up.csv"), &follow_up(corpus))?;
        write(&folder.join("content/bodies.md"), &bodies())?;
    }
    write(&folder.join("book.toml"), &book)?;
    let mut home = String::from("# A report of many recommendations\n\n");
    for document in 0..corpus.documents {
        let id = corpus.document_id(document);
        let _ = writeln!(home, "- [[theme/{id}]]");
        write(&folder.join(source(Page::Theme, &id, "")), &theme(corpus, document))?;
    }
    write(&folder.join("content/index.md"), &home)
}

fn bodies() -> String {
    let mut text = String::from("# Bodies\n");
    for at in 0..BODIES {
        let _ = writeln!(text, "\n## Body {at} {{#body-{at} .body}}");
    }
    text
}

/// What became of the records: for each a response and three assessments of the work by two bodies, and
/// milestones, of which every fifth was moved and every fourth is done.
fn follow_up(corpus: &Corpus) -> String {
    let mut rows =
        String::from("record,axis,state,date,assessor,source,title,owner,due,done,reason\n");
    for at in 0..corpus.records {
        let id = corpus.id(at);
        let (year, month, body) = (2018 + at % 5, at % 12 + 1, at % BODIES);
        let other = (at + 7) % BODIES;
        let response = if at % 9 == 0 { "rejected" } else { "accepted" };
        for (axis, state, year, body) in [
            ("response", response, year, body),
            ("work", "begun", year + 1, body),
            ("work", "begun", year + 1, other),
            ("work", "done", year + 2, body),
        ] {
            let _ =
                writeln!(rows, "{id},{axis},{state},{year}-{month:02}-11,body-{body},Letter,,,,,");
        }
    }
    for at in 0..corpus.records * 5 / 3 {
        let id = corpus.id(at * 3 / 5);
        let (year, month, body) = (2022 + at % 8, at % 12 + 1, at % BODIES);
        let is_moved = at % 5 == 1;
        let is_done = at % 4 == 0 && !is_moved && year < 2026;
        let done = if is_done { format!("{year}-{month:02}-20") } else { String::new() };
        let _ = writeln!(
            rows,
            "{id},,,2021-01-01,,,Step {at},body-{body},{year}-{month:02}-15,{done},"
        );
        if is_moved {
            let _ = writeln!(
                rows,
                "{id},,,2021-06-01,,,Step {at},body-{body},{}-{month:02}-15,,It took longer.",
                year + 1
            );
        }
    }
    rows
}

/// The file in which the text of a record stands that is shown on a page.
pub(crate) fn source(_: Page, document: &str, _: &str) -> String {
    format!("content/themes/{document}.md")
}

/// Adds a record to a document.
pub(crate) fn add(
    corpus: &Corpus,
    folder: &Path,
    document: usize,
    record: &Record,
) -> io::Result<()> {
    let mut text = String::new();
    section(corpus, record, &mut text);
    append(&folder.join(source(Page::Theme, &corpus.document_id(document), "")), &text)
}

fn theme(corpus: &Corpus, document: usize) -> String {
    let title = corpus.document_title(document);
    let mut text = format!("+++\ntitle = \"{title}\"\nnumber = \"{}\"\n+++\n\n", document + 1);
    let records = corpus.records_of(document);
    for at in records.clone() {
        section(corpus, &corpus.record(document, records.start, at), &mut text);
    }
    text
}

fn section(corpus: &Corpus, record: &Record, text: &mut String) {
    let Record { id, title, number, priority, due, .. } = record;
    let builds_on = quoted(record.builds_on.iter().map(|&at| corpus.id(at)));
    let _ = write!(
        text,
        "## {title} {{#{id} .recommendation}}\n\
         +++\n\
         number = \"{number}\"\n\
         priority = \"{priority}\"\n\
         due = {due}\n\
         builds-on = [{builds_on}]\n\
         +++\n\n"
    );
    text.push_str(&markdown(record, &|at| format!("[[{}]]", corpus.id(at))));
}
