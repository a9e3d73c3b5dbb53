//! Tests that a machine cannot run say so.

use std::fs::OpenOptions;
use std::io::Write;

/// Says that a test, or a part of one, cannot be run here, and why. `tests/run` names a file in
/// `SKIPPED` and prints at its end what was written there: what tests that pass print is not seen.
#[allow(clippy::print_stderr, reason = "tests speak to people")]
pub(crate) fn skipped(why: &str) {
    eprintln!("SKIPPED: {why}");
    let Some(file) = std::env::var_os("SKIPPED") else { return };
    let opened = OpenOptions::new().create(true).append(true).open(file);
    writeln!(opened.expect("a file for what is skipped"), "{why}").expect("a line");
}
