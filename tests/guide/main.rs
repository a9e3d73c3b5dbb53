//! The guide and the README say what is true: their examples build, and their lists are complete.
//!
//! In both, a block between fences is a file of an example when a paragraph such as
//! ``**File:** `content/index.md` `` stands before it. Files that follow one another in a section make
//! up one example; a name that comes up again begins the next. What an example leaves out is filled
//! up with next to nothing, see [`examples`]. After ``**Page:** `venues/dhaka/index.html` `` stand lines
//! of text that the page shows, each for itself: their order is the look's.

#![allow(clippy::disallowed_methods, reason = "tests make the files that they need")]

mod context;
mod contributing;
mod examples;
mod lists;
mod looks;

use std::path::{Path, PathBuf};

use rapporteur::command::load::{Loaded, Loading, Session};
use rapporteur::report::{Format, Style, render};
use rapporteur::site::Output;

/// A file of this repository.
fn own(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn load(report: &Path) -> Loaded {
    Session::new(report, Loading::default()).load().unwrap()
}

/// All problems of a report, those of its templates included, as they are printed.
fn problems(
    loaded: &Loaded,
    counts: impl Fn(&rapporteur::diagnostics::Diagnostic) -> bool,
) -> String {
    let mut problems = loaded.diagnostics.clone();
    if !loaded.has_errors() {
        let failed = loaded.site.pages().filter_map(|path| loaded.site.render(&path)?.err());
        problems.extend(failed.map(|problem| *problem));
    }
    problems.retain(counts);
    render(&problems, Format::Short, Style::Plain, 100)
}

/// The bytes of a page as text.
fn page(loaded: &Loaded, path: &str) -> String {
    match loaded.site.render(path) {
        Some(Ok(Output::Bytes(bytes))) => String::from_utf8(bytes).unwrap(),
        other => panic!("no page at {path}: {other:?}"),
    }
}

#[test]
fn the_guide_is_a_report_without_problems_and_warnings() {
    let guide = load(&own("guide"));
    assert_eq!(problems(&guide, |_| true), "");
}
