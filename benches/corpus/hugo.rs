//! The corpus as a site of Hugo's: a section for each document, a content file for each record.
//!
//! The site is as like as Hugo makes one at a reasonable cost, and where there is a choice, the
//! cheaper way for Hugo is taken:
//!
//! - Every record has a page with its text, number, theme, fields, neighbours, breadcrumbs, and a
//!   list of what refers to it; every theme has a page that shows its records in full; there is a
//!   list of all records by theme, a home page and a site map.
//! - Backlinks come out of front matter, in which the references of the text stand once more, since
//!   Hugo does not know the links of a text. They are gathered in one pass over all pages, kept by
//!   `partialCached`. The sentence that refers is not shown.
//! - Links are written out with address and title; Hugo neither follows nor checks them.
//! - Descriptions are written in front matter, where Rapporteur takes them out of the text.
//! - There is no list from A to Z, no page that shows the whole report, no filter and no feed.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::{Corpus, Page, Record, markdown, quoted, references, write};

/// The configuration and the templates.
const SITE: [(&str, &str); 7] = [
    ("hugo.toml", include_str!("hugo/hugo.toml")),
    ("layouts/baseof.html", include_str!("hugo/layouts/baseof.html")),
    ("layouts/home.html", include_str!("hugo/layouts/home.html")),
    ("layouts/section.html", include_str!("hugo/layouts/section.html")),
    ("layouts/page.html", include_str!("hugo/layouts/page.html")),
    ("layouts/overview.html", include_str!("hugo/layouts/overview.html")),
    ("layouts/_partials/backlinks.html", include_str!("hugo/layouts/_partials/backlinks.html")),
];

/// Writes the site into a folder.
pub(crate) fn write_site(corpus: &Corpus, folder: &Path) -> io::Result<()> {
    for (name, text) in SITE {
        write(&folder.join(name), text)?;
    }
    let page = |title: &str, more: &str| format!("+++\ntitle = \"{title}\"\n{more}+++\n");
    let content = folder.join("content");
    write(&content.join("_index.md"), &page("A report of many recommendations", ""))?;
    write(&content.join("themes/_index.md"), &page("Themes", ""))?;
    let layout = "layout = \"overview\"\n";
    write(&content.join("recommendations.md"), &page("Recommendations", layout))?;
    for document in 0..corpus.documents {
        let id = corpus.document_id(document);
        let weight = document + 1;
        let more = format!("number = \"{weight}\"\nweight = {weight}\n");
        let theme = content.join("themes").join(&id).join("_index.md");
        write(&theme, &page(&corpus.document_title(document), &more))?;
        let records = corpus.records_of(document);
        for at in records.clone() {
            let record = corpus.record(document, records.start, at);
            let weight = at - records.start + 1;
            let path = folder.join(source(Page::Record, &id, &record.id));
            write(&path, &record_file(corpus, &record, weight))?;
        }
    }
    Ok(())
}

/// The file in which the text of a record stands that is shown on a page.
pub(crate) fn source(_: Page, document: &str, record: &str) -> String {
    format!("content/themes/{document}/{record}.md")
}

/// Adds a record to a document.
pub(crate) fn add(
    corpus: &Corpus,
    folder: &Path,
    document: usize,
    record: &Record,
) -> io::Result<()> {
    let path = folder.join(source(Page::Record, &corpus.document_id(document), &record.id));
    write(&path, &record_file(corpus, record, corpus.records))
}

fn record_file(corpus: &Corpus, record: &Record, weight: usize) -> String {
    let Record { title, number, priority, due, builds_on, .. } = record;
    let ids = |records: &[usize]| quoted(records.iter().map(|&at| corpus.id(at)));
    let titles = quoted(builds_on.iter().map(|&at| corpus.title(at)));
    let description = record.opening().split_inclusive('.').next().unwrap_or_default();
    let mut text = String::new();
    let _ = write!(
        text,
        "+++\n\
         title = \"{title}\"\n\
         description = \"{description}\"\n\
         number = \"{number}\"\n\
         weight = {weight}\n\
         priority = \"{priority}\"\n\
         due = {due}\n\
         builds_on = [{}]\n\
         builds_on_titles = [{titles}]\n\
         references = [{}]\n\
         +++\n\n",
        ids(builds_on),
        ids(&references(record)),
    );
    text.push_str(&markdown(record, &|at| {
        format!("[{}](/recommendations/{}/)", corpus.title(at), corpus.id(at))
    }));
    text
}
