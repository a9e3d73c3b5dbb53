//! Files that cannot be documents, and what is said of them.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use crate::support::{Report, shown};

fn told(report: &Report) -> Vec<String> {
    report
        .problems()
        .iter()
        .map(|problem| format!("{}: {}", shown(problem), problem.message))
        .collect()
}

#[test]
fn bytes_that_are_no_utf_8_are_named_and_the_rest_is_read() {
    let report = Report::new([("content/index.md", b"# Caf\xe9\n\n## Part {#part}\n" as &[u8])]);
    report.write("content/annex.md", "# Annex\n\nSee [the part](index.md#part).\n");
    assert_eq!(
        told(&report),
        [
            "content/index.md:1:6 RAP101 \"\u{fffd}\": this file is not in UTF-8: byte 5 is not part of a character"
        ]
    );
}

#[test]
fn a_file_of_utf_16_is_read_for_what_refers_to_it() {
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let text = "\u{feff}# Fête\n\n## Part {#part}\n";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        let report = Report::new([("content/index.md", bytes.as_slice())]);
        report.write("content/annex.md", "# Annex\n\nSee [the part](index.md#part).\n");
        assert_eq!(
            told(&report),
            ["content/index.md:1:1 RAP101 \"#\": this file is in UTF-16, not UTF-8"]
        );
    }
}

#[test]
fn a_link_in_a_circle_is_named_and_not_followed() {
    let report = Report::new([("content/index.md", "# Example\n"), ("content/a/b.md", "# B\n")]);
    symlink("..", report.path().join("content/a/up")).unwrap();
    symlink(".", report.path().join("content/here")).unwrap();
    let found = report.shown();
    assert_eq!(found, ["content/a/up:1:1 RAP104 \"\"", "content/here:1:1 RAP104 \"\""]);
    let pages: Vec<String> = crate::support::rendered(&report.load())
        .into_keys()
        .filter(|path| path.ends_with("b/index.html"))
        .collect();
    assert_eq!(pages, ["a/b/index.html"]);
}

#[test]
fn a_name_that_some_system_cannot_have_is_told() {
    for name in ["a:b.md", "what?.md", "con.md", "aux.svg", "a\\b.md", "tab\t.md", "end.md."] {
        let report = Report::new([("content/index.md", "# Example\n")]);
        report.write(&format!("content/{name}"), "# Name\n");
        let found = report.shown();
        let told = found.len() == 1 && found[0].ends_with(":1:1 RAP105 \"\"");
        assert!(told, "{name}: {found:?}");
    }
    let report = Report::new([("content/index.md", "# Example\n")]);
    let name = OsStr::from_bytes(b"caf\xe9.md");
    std::fs::write(report.path().join("content").join(name), "# Name\n").unwrap();
    let found = report.shown();
    assert_eq!(found, ["content/caf\u{fffd}.md:1:1 RAP105 \"\""]);
}

#[test]
fn what_the_configuration_names_and_is_not_there_is_told_where_it_is_named() {
    let report = Report::new([
        (
            "book.toml",
            "[book]\nsrc = \"content\"\n[output.html]\nadditional-css = [\"none.css\"]\n\
             [kinds.venue]\ninventory = \"none.csv\"\n",
        ),
        ("content/index.md", "# Example\n"),
    ]);
    assert_eq!(
        report.shown(),
        ["book.toml:4:19 RAP102 \"\"none.css\"\"", "book.toml:6:13 RAP310 \"\"none.csv\"\""]
    );
}

#[test]
fn a_content_folder_that_is_not_there_is_named() {
    let report = Report::new([("book.toml", "[book]\nsrc = \"text\"\n")]);
    assert_eq!(report.shown(), ["book.toml:2:7 RAP102 \"\"text\"\""]);
    assert_eq!(report.problems()[0].message, "there is no folder `text`");
}

#[test]
fn what_editors_leave_and_hidden_files_are_passed_over_before_they_are_followed() {
    let report = Report::new([("content/index.md", "# Example\n"), ("content/a/b.md", "# B\n")]);
    report.write("themes/default/static/own.css", "p {}\n");
    for name in [".#index.md", ".#b.md", ".loop", ".out", "b.md~"] {
        let target = match name {
            ".loop" => ".",
            ".out" => "/etc",
            _ => "me@here.1234:56",
        };
        for folder in ["content", "content/a", "themes/default", "themes/default/static"] {
            symlink(target, report.path().join(folder).join(name)).unwrap();
        }
    }
    assert_eq!(report.shown(), [""; 0]);
    symlink("nowhere", report.path().join("content/seen.md")).unwrap();
    assert_eq!(report.shown(), ["content/seen.md:1:1 RAP103 \"\""]);
}
