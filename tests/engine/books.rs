//! Books that mdBook builds, each in a folder of `tests/books/`: what comes of them.
//!
//! `expected.txt` has, for each page, a line `# path` and the lines of HTML that it must hold, and at its
//! end every problem, as `! severity code place`. Lines after `-` must not be in the page.

use std::fs;
use std::path::Path;

use rapporteur::command::load::Loading;
use rapporteur::diagnostics::Severity;

use crate::support::{load, problems, rendered, root, shown};

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
