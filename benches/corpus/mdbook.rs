//! The corpus as a book of mdBook's: one chapter for each document and for each record.
//!
//! mdBook knows no references and no backlinks: links are written out, and there are no fields.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::{Corpus, markdown, write};

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
            let text = markdown(&record, &|at| {
                format!("[{}](../recommendations/{}.md)", corpus.title(at), corpus.id(at))
            });
            let _ = writeln!(summary, "  - [{}](recommendations/{}.md)", record.title, record.id);
            let _ = write!(theme, "## {}\n\n{text}", record.title);
            let path = folder.join(format!("src/recommendations/{}.md", record.id));
            write(&path, &format!("# {}\n\n{text}", record.title))?;
        }
        write(&folder.join(format!("src/themes/{id}.md")), &theme)?;
    }
    write(&folder.join("src/SUMMARY.md"), &summary)
}
