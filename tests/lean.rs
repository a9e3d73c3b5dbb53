//! What the program does without some of its features. `tests/features` runs it without any.

#![cfg(not(all(
    feature = "search",
    feature = "highlight",
    feature = "cards",
    feature = "serve",
    feature = "workbook",
    feature = "documents"
)))]
#![allow(clippy::disallowed_methods, reason = "tests write the files that they read")]

mod support;

use support::{BOOK, Report};

/// A report whose `book.toml` ends so.
fn report(more: &str) -> Report {
    let book = format!("{BOOK}\n[output.html]\nsite-url = \"https://example.org/\"\n{more}");
    let page = "# Welcome\n\n```rust\nlet a = 1 < 2;\n```\n";
    Report::new([("book.toml", book.as_str()), ("content/index.md", page)])
}

fn home(report: &Report) -> String {
    String::from_utf8(report.site()["index.html"].clone()).unwrap()
}

#[test]
#[cfg(not(feature = "search"))]
fn a_site_without_search_is_one_that_turned_it_off() {
    let silent = report("");
    assert_eq!(silent.site(), report("[output.html.search]\nenable = false\n").site());
    let paths = silent.load().site.paths().unwrap();
    let mut of_search = paths.iter().filter(|path| path.starts_with("find/"));
    // The list of shortcuts is there all the same.
    assert!(of_search.all(|path| path == "find/en/index.js"), "{paths:?}");
}

#[test]
#[cfg(not(feature = "search"))]
fn search_that_is_turned_on_by_hand_is_reported() {
    let asked = report("[output.html.search]\nenable = true\n");
    assert_eq!(asked.shown(), ["book.toml:8:1 RAP004 \"enable\""]);
    let said = asked.run(&["check"]);
    assert_eq!(said.code, 0);
    assert!(said.stderr.contains("compiled without the feature `search`"), "{}", said.stderr);
}

#[test]
#[cfg(not(feature = "highlight"))]
fn code_is_shown_plain() {
    let home = home(&report(""));
    assert!(home.contains("<code class=\"language-rust\">let a = 1 &lt; 2;\n</code>"), "{home}");
}

#[test]
#[cfg(not(feature = "cards"))]
fn cards_that_are_turned_on_are_reported_and_left_out() {
    let asked = report("[output.html.cards]\nenable = true\n");
    assert_eq!(asked.shown(), ["book.toml:8:1 RAP004 \"enable\""]);
    let site = support::rendered(&asked.load());
    assert_eq!(site, report("").site());
    assert!(!home(&report("")).contains("og:image"));
}

#[test]
#[cfg(not(feature = "serve"))]
fn serve_says_which_feature_it_needs() {
    let report = report("");
    let served = report.run(&["serve"]);
    assert_eq!(served.code, 2);
    assert!(served.stderr.contains("compiled without the feature `serve`"), "{}", served.stderr);
    assert!(!report.run(&["--help"]).stdout.contains("serve"));
}

#[test]
#[cfg(not(feature = "workbook"))]
fn an_export_without_workbooks_says_which_feature_it_needs() {
    let report = report("");
    let exported = report.run(&["export", "report.xlsx"]);
    assert_eq!(exported.code, 2);
    assert!(exported.stderr.contains("compiled without the feature `workbook`"));
    assert_eq!(report.run(&["export", "--format", "json"]).code, 0);
}

#[test]
#[cfg(not(feature = "documents"))]
fn an_import_without_documents_says_which_feature_it_needs() {
    let report = report("");
    for name in ["report.docx", "report.html"] {
        report.write(name, "<p>A text.</p>");
        let imported = report.run(&["import", name]);
        assert_eq!(imported.code, 1);
        assert!(imported.stderr.contains("built without the feature `documents`"));
        assert!(imported.stderr.contains("nothing was written"));
    }
}

#[test]
#[cfg(not(feature = "serve"))]
fn a_built_site_is_left_for_the_reader_to_open() {
    let built = report("").run(&["build", "--open"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    assert!(built.stderr.contains("could not start a browser"), "{}", built.stderr);
}

#[test]
fn a_report_to_start_from_has_no_problem() {
    let folder = tempfile::tempdir().unwrap();
    let run =
        |arguments: &[&str]| support::Run::of(support::rapporteur(folder.path()).args(arguments));
    let made = run(&["init"]);
    #[cfg(not(feature = "serve"))]
    assert!(!made.stderr.contains("rapporteur serve"), "{}", made.stderr);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let checked = run(&["check", "--strict"]);
    assert_eq!((checked.code, checked.stderr.as_str()), (0, ""));
}
