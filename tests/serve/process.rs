//! How a preview starts, what it says, and how it ends.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::preview::{Preview, has};
use crate::report;
use crate::support::rapporteur;

#[test]
fn a_draft_is_shown_to_who_asks() {
    let report = report();
    report.write("content/plan.md", "+++\ndraft = true\n+++\n# Plan\n");
    let preview = Preview::of(&report, &["-p", "0", "--drafts"]);
    preview.wait("/plan/", has("Plan"));
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/", has("The first words"));
    assert_eq!(preview.get("/plan/").0, 404);
}

#[test]
fn a_port_that_is_taken_is_said_aloud_and_the_next_free_one_is_used() {
    let report = report();
    let first = Preview::of(&report, &["-p", "0"]);
    let port = first.address.rsplit(':').next().expect("a port").to_owned();
    let mut command = rapporteur(report.path());
    let command = command.args(["serve", "-p", &port]).stderr(Stdio::piped());
    let mut child = command.spawn().expect("a binary that starts");
    let mut lines = BufReader::new(child.stderr.take().expect("its errors")).lines();
    let mut line = || lines.next().expect("a line").expect("UTF-8");
    assert_eq!(line(), format!("port {port} is taken; using the next free one"));
    let second = line();
    child.kill().and_then(|()| child.wait()).expect("an end");
    assert!(
        second.starts_with("preview at http://127.0.0.1:") && !second.contains(&port),
        "{second}"
    );
}

#[test]
fn it_ends_as_a_signal_ends_a_program() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let report = report();
        let preview = Preview::of(&report, &["-p", "0"]);
        preview.wait("/", has("The first words"));
        assert_eq!(preview.ends_by(signal), Some(code));
        // It has written nothing.
        assert_eq!(
            crate::support::files_below(report.path()),
            ["book.toml", "content/index.md", "content/venues.md"]
        );
    }
}
