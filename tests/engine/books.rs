//! Books that mdBook builds, each in a folder of `tests/books/`: what comes of them.
//!
//! `expected.txt` has, for each page, a line `# path` and the lines of HTML that it must hold, and at its
//! end every problem, as `! severity code place`. Lines after `-` must not be in the page.

use std::fs;
use std::path::Path;

use rapporteur::command::load::Loading;
use rapporteur::diagnostics::Severity;

use crate::support::{Report, load, problems, rendered, root, shown};

/// What is wrong with what came of a book.
fn faults(folder: &Path) -> Vec<String> {
    let loaded = load(folder, Loading::default());
    let site = rendered(&loaded);
    let mut faults = Vec::new();
    let mut told: Vec<String> = problems(&loaded)
        .iter()
        .map(|problem| {
            let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
            format!("! {severity} {}", shown(problem))
        })
        .collect();
    let expected = fs::read_to_string(folder.join("expected.txt")).expect("expected.txt");
    let mut page = String::new();
    for line in expected.lines().filter(|line| !line.is_empty()) {
        if let Some(path) = line.strip_prefix("# ") {
            page = site.get(path).map_or_else(
                || {
                    faults.push(format!("no page {path}"));
                    String::new()
                },
                |bytes| String::from_utf8_lossy(bytes).into_owned(),
            );
        } else if line.starts_with("! ") {
            match told.iter().position(|own| own == line) {
                Some(at) => drop(told.remove(at)),
                None => faults.push(format!("not told: {line}")),
            }
        } else if let Some(line) = line.strip_prefix("- ") {
            if page.contains(line) {
                faults.push(format!("there: {line}"));
            }
        } else if !page.contains(line) {
            faults.push(format!("not there: {line}\n{page}"));
        }
    }
    faults.extend(told.into_iter().map(|problem| format!("told: {problem}")));
    faults
}

#[test]
fn books_of_mdbook_come_out_right() {
    let mut books: Vec<_> = fs::read_dir(root().join("tests/books"))
        .expect("books")
        .map(|entry| entry.expect("a folder").path())
        .collect();
    books.sort();
    assert!(books.len() > 15);
    let mut wrong = Vec::new();
    for book in books {
        let name = book.file_name().unwrap_or_default().to_string_lossy().into_owned();
        wrong.extend(faults(&book).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A workflow may leave the keys with which it publishes in there.
#[cfg(unix)]
#[test]
fn nothing_that_git_keeps_is_read() {
    let report = Report::new([
        (
            "book.toml",
            "[book]\ntitle = \"T\"\n\n[output.html]\nadditional-css = [\".git/config\"]\n",
        ),
        (".git/config", "token = SECRET\n"),
        ("README.md", "# Shared\n"),
        ("src/SUMMARY.md", "# Summary\n\n- [A](a.md)\n- [B](b.md)\n- [Leak](leak.md)\n"),
        ("src/a.md", "# A\n\n{{#include ../.git/config}}\n\n[it](git/config)\n"),
    ]);
    let link = |to: &str, from: &str| {
        std::os::unix::fs::symlink(to, report.path().join("src").join(from)).expect("a link");
    };
    link("../README.md", "b.md");
    link("../.git/config", "leak.md");
    link("../.git", "git");
    let loaded = load(report.path(), Loading::default());
    let told: Vec<String> = problems(&loaded).iter().map(shown).collect();
    for place in [
        "src/a.md:3:1 RAP114",
        "src/leak.md:1:1 RAP103",
        "src/git:1:1 RAP103",
        ".git/config:1:1 RAP103",
    ] {
        assert!(told.iter().any(|told| told.starts_with(place)), "{place}: {told:#?}");
    }
    let site = rendered(&loaded);
    assert!(String::from_utf8_lossy(&site["b/index.html"]).contains("Shared"));
    for (path, bytes) in &site {
        assert!(!String::from_utf8_lossy(bytes).contains("SECRET"), "{path}");
    }
}
