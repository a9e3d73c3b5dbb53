//! The corpus as a book of mdBook's: one chapter for each document and for each record.
//!
//! mdBook knows no references and no backlinks: links are written out, and there are no fields.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::{Corpus, Page, Record, append, markdown, write};

const SUMMARY: &str = "src/SUMMARY.md";

const BOOK: &str = r#"[book]
title = "A report of many recommendations"

[output.html]
no-section-label = true

[output.html.search]
enable = false
"#;

/// Writes the book into a folder.
pub(crate) fn write_book(corpus: &Corpus, folder: &Path) -> io::Result<()> {
    write(&folder.join("book.toml"), BOOK)?;
    let mut summary = String::from("# Summary\n\n");
    for document in 0..corpus.documents {
        let (id, title) = (corpus.document_id(document), corpus.document_title(document));
        let _ = writeln!(summary, "- [{title}](themes/{id}.md)");
        let mut theme = format!("# {title}\n\n");
        let records = corpus.records_of(document);
        for at in records.clone() {
            let record = corpus.record(document, records.start, at);
            summary.push_str(&entry(&record));
            theme.push_str(&chapter("##", corpus, &record));
            let path = folder.join(source(Page::Record, &id, &record.id));
            write(&path, &chapter("#", corpus, &record))?;
        }
        write(&folder.join(source(Page::Theme, &id, "")), &theme)?;
    }
    write(&folder.join(SUMMARY), &summary)
}

/// The file in which the text of a record stands that is shown on a page.
pub(crate) fn source(page: Page, document: &str, record: &str) -> String {
    match page {
        Page::Record => format!("src/recommendations/{record}.md"),
        Page::Theme => format!("src/themes/{document}.md"),
    }
}

/// Adds a record to a document.
pub(crate) fn add(
    corpus: &Corpus,
    folder: &Path,
    document: usize,
    record: &Record,
) -> io::Result<()> {
    let id = corpus.document_id(document);
    let own = folder.join(source(Page::Record, &id, &record.id));
    write(&own, &chapter("#", corpus, record))?;
    append(&folder.join(source(Page::Theme, &id, "")), &chapter("##", corpus, record))?;
    // It becomes the first of its document: the line to put it after is known.
    let line = format!("](themes/{id}.md)\n");
    let summary = fs::read_to_string(folder.join(SUMMARY))?;
    write(&folder.join(SUMMARY), &summary.replace(&line, &format!("{line}{}", entry(record))))
}

/// A record's line in the summary.
fn entry(record: &Record) -> String {
    format!("  - [{}](recommendations/{}.md)\n", record.title, record.id)
}

/// A record below a heading.
fn chapter(heading: &str, corpus: &Corpus, record: &Record) -> String {
    let text = markdown(record, &|at| {
        format!("[{}](../recommendations/{}.md)", corpus.title(at), corpus.id(at))
    });
    format!("{heading} {}\n\n{text}", record.title)
}
