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
}

impl Outputs {
    fn has(self, family: Outputs) -> bool {
        self == Outputs::All || self == family
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

/// Writes the report into a folder.
pub(crate) fn write_report(corpus: &Corpus, folder: &Path, outputs: Outputs) -> io::Result<()> {
    write(&folder.join("book.toml"), &format!("{BOOK}{}", outputs.tables()))?;
    let mut home = String::from("# A report of many recommendations\n\n");
    for document in 0..corpus.documents {
        let id = corpus.document_id(document);
        let _ = writeln!(home, "- [[theme/{id}]]");
        write(&folder.join(source(Page::Theme, &id, "")), &theme(corpus, document))?;
    }
    write(&folder.join("content/index.md"), &home)
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
