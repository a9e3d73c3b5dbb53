//! Files that a report links to: what stands beside the link, and what its data say of them.

use std::collections::BTreeMap;

use rapporteur::command::load::{Changed, Loading, Session};
use sha2::{Digest, Sha256};

use crate::support::{Files, Report, rendered};

const BOOK: &str = r#"
[book]
title = "Example"
src = "content"
[languages.fr]
[kinds.call]
label = "Call"
[kinds.call.fields.proof]
type = "markdown"
"#;

const CALLS: &str = "# Calls

See [the order](orders/order.fr.pdf#page=2), [all of it](all.tar.gz), [a page](#calls) and
![a lamp](lamp.svg).

## Light every stop {.call}
+++
proof = \"[Minutes](orders/minutes.ru.odt)\"
+++
";

fn report() -> Report {
    Report::new([
        ("book.toml", BOOK.as_bytes()),
        ("content/index.md", b"# Example\n"),
        ("content/calls.md", CALLS.as_bytes()),
        ("content/calls.fr.md", b"# Appels\n\nVoir [l'ordre](orders/order.fr.pdf).\n"),
        ("content/orders/order.fr.pdf", &[b'%'; 1500]),
        ("content/orders/minutes.ru.odt", &[1; 2_500_001]),
        ("content/all.tar.gz", b""),
        ("content/lamp.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>"),
    ])
}

fn page<'s>(site: &'s Files, path: &str) -> std::borrow::Cow<'s, str> {
    String::from_utf8_lossy(&site[path])
}

/// What stands beside the link to each file of a page, by the words of the link.
fn beside(html: &str) -> BTreeMap<String, String> {
    let links = html.split("<a href=").skip(1).filter_map(|link| {
        let (words, rest) = link.split_once('>')?.1.split_once("</a>")?;
        let note = rest.strip_prefix(" <small class=\"who file\">")?.split_once("</svg> ")?.1;
        let note = note.split("</small>").next()?;
        Some((
            words.to_owned(),
            note.split(['\n', ',']).next()?.trim_end_matches(" and").to_owned(),
        ))
    });
    links.collect()
}

#[test]
fn a_link_to_a_file_says_its_kind_its_weight_and_its_language() {
    let site = report().site();
    let calls = page(&site, "calls/index.html");
    let notes = beside(&calls);
    assert_eq!(notes["the order"], "PDF 2 kB · <span lang=\"fr\">français</span>");
    assert_eq!(notes["all of it"], "GZ 0 kB");
    assert_eq!(notes.get("a page"), None);
    assert!(calls.contains(".pdf#page=2\" hreflang=\"fr\">the order</a>"));
    let call = page(&site, "calls/light-every-stop/index.html");
    let minutes = &beside(&call)["Minutes"];
    assert!(minutes.starts_with("ODT 3 MB · <span lang=\"ru\">русский</span>"), "{minutes}");
    // Its readers are told in their own words, and not of the language that they read.
    let french = page(&site, "fr/calls/index.html");
    assert!(french.contains("</svg> PDF 2 ko</small>"), "{french}");
}

#[test]
fn data_tell_of_every_file_what_shows_that_a_copy_is_the_same() {
    let report = report();
    let site = report.site();
    let table = page(&site, "data/files.csv").into_owned();
    let rows: Vec<Vec<&str>> = table.lines().map(|row| row.split(',').collect()).collect();
    assert_eq!(rows[0], ["file", "url", "media-type", "bytes", "sha256", "language"]);
    let names: Vec<&str> = rows[1..].iter().map(|row| row[0]).collect();
    let expected = ["all.tar.gz", "lamp.svg", "orders/minutes.ru.odt", "orders/order.fr.pdf"];
    assert_eq!(names, expected);
    for row in &rows[1..] {
        let bytes = std::fs::read(report.path().join("content").join(row[0])).unwrap();
        let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((row[3], row[4]), (&*bytes.len().to_string(), &*sum), "{}", row[0]);
        assert!(site.contains_key(row[1].trim_start_matches('/')), "{}", row[1]);
    }
    assert_eq!((rows[4][2], rows[4][5]), ("application/pdf", "fr"));
    let json: serde_json::Value = serde_json::from_slice(&site["data/files.json"]).unwrap();
    assert_eq!(json.as_array().map(Vec::len), Some(4));
    assert_eq!(json[3]["sha256"], rows[4][4]);
    assert_eq!(json[0].get("language"), None);
}

#[test]
fn a_report_that_names_no_file_has_no_table_of_them() {
    let report =
        Report::new([("content/index.md", "# Example\n\n[Away](https://town.example/a.pdf)\n")]);
    assert!(!report.site().contains_key("data/files.csv"));
}

#[test]
fn a_file_that_changes_is_told_of_as_it_is() {
    let report = report();
    let mut session = Session::new(report.path(), Loading::default());
    session.load().expect("a report");
    let file = "content/orders/order.fr.pdf";
    report.write(file, [b'%'; 4001]);
    let touched = [report.path().join(file)].into();
    let warm = rendered(&session.load_again(Changed::Paths(&touched)).expect("a report"));
    assert!(warm == report.site());
    assert!(page(&warm, "calls/index.html").contains("</svg> PDF 5 kB"));
}
