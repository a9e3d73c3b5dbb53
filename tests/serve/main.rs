//! `rapporteur serve` from end to end: what a browser gets while a report is being edited, and what
//! others get who should not.

#![allow(clippy::disallowed_methods, reason = "tests write the files that they read")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/edits.rs"]
mod edits;

#[path = "../support/mirror.rs"]
mod mirror;

mod preview;
mod process;
mod requests;
mod saves;
mod whole;

use support::Report;

fn report() -> Report {
    Report::new([
        ("book.toml", "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.venue]\n"),
        ("content/index.md", "# Example\n\nThe first words, and [[dhaka]].\n"),
        ("content/venues.md", "# Venues\n\n## Dhaka {.venue}\n"),
    ])
}
