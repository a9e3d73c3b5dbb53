//! What was published stays at its address, or the build says so.

use std::collections::BTreeSet;

use rapporteur::command::load::{Loading, Session};
use rapporteur::lock;

use crate::support::{Report, shown};

const BOOK: &str = r#"
[book]
title = "Example"
src = "content"
[languages.fr]
[kinds.venue]
label = "Venue"
referred-to = true
"#;

const VENUES: &str = r#"# Venues

## Dhaka {#dhaka .venue}
+++
aliases = ["dacca"]
+++

We met in [[cairo]] too.

## Cairo {#cairo .venue}

After [[dhaka]].
"#;

const LIEUX: &str = "# Lieux\n\n## Le Caire {#cairo .venue}\n";

/// A report and the lock of its ids.
fn locked() -> Report {
    let report = Report::new([
        ("book.toml", BOOK),
        ("content/index.md", "# Home\n"),
        ("content/venues.md", VENUES),
        ("content/venues.fr.md", LIEUX),
    ]);
    report.write(lock::FILE, renewed(&report));
    report
}

/// What `rapporteur lock` would write.
fn renewed(report: &Report) -> String {
    let mut session = Session::new(report.path(), Loading::default());
    session.load().expect("a report with a book.toml");
    let planned = session.planned().expect("a report that was loaded");
    lock::written(&lock::renewed(planned, session.lock()))
}

/// The problems as they are listed, each with its way out.
fn told(report: &Report) -> Vec<(String, String)> {
    let told = |problem: &_| (shown(problem), problem.help.clone().unwrap_or_default());
    report.problems().iter().map(told).collect()
}

#[test]
fn a_lock_has_a_line_for_each_address() {
    let lines: Vec<String> = locked().read(lock::FILE).lines().skip(2).map(str::to_owned).collect();
    assert_eq!(
        lines,
        [
            "page/index\t/\tHome",
            "page/venues\t/fr/venues/\tLieux",
            "page/venues\t/venues/\tVenues",
            "venue/cairo\t/fr/venues/cairo/\tLe Caire",
            "venue/cairo\t/venues/cairo/\tCairo",
            "venue/dacca -> dhaka\t/venues/dacca/",
            "venue/dhaka\t/venues/dhaka/\tDhaka",
        ]
    );
}

#[test]
fn what_is_locked_and_stays_is_no_problem() {
    let report = locked();
    assert_eq!(report.shown(), [""; 0]);
    assert_eq!(renewed(&report), report.read(lock::FILE));
}

#[test]
fn a_report_without_a_lock_promises_nothing() {
    let report = locked();
    std::fs::remove_file(report.path().join(lock::FILE)).unwrap();
    report.write("content/venues.md", "# Venues\n\n## Le Caire {#cairo .venue}\n\n[[venues]]\n");
    assert_eq!(report.shown(), ["content/venues.md:3:1 RAP406 \"## Le Caire {#cairo .venue}\""]);
}

/// An edit of a file, and what is told of it.
struct Case {
    edits: &'static [(&'static str, &'static str, &'static str)],
    place: &'static str,
    help: &'static str,
}

const CASES: &[Case] = &[
    // A record was renamed; its title tells which one.
    Case {
        edits: &[
            ("content/venues.md", "{#dhaka .venue}", "{#dhaka-city .venue}"),
            ("content/venues.md", "[[dhaka]]", "[[dhaka-city]]"),
        ],
        place: "ids.lock:9:1 RAP313 \"venue/dhaka\"",
        help: "if it is now `dhaka-city`, write `aliases = [\"dacca\", \"dhaka\"]` in its fields, or add `\"/venues/dhaka/\" = \"/venues/dhaka-city/\"` to `[output.html.redirect]`",
    },
    // Its title changed as well: an id near to it, which nobody knows, may be its own.
    Case {
        edits: &[
            ("content/venues.fr.md", "{#cairo .venue}", "{#cairo-city .venue}"),
            ("content/venues.md", "## Cairo {#cairo .venue}", "## Al-Qahira {#cairo-city .venue}"),
            ("content/venues.md", "[[cairo]]", "[[cairo-city]]"),
        ],
        place: "ids.lock:7:1 RAP313 \"venue/cairo\"",
        help: "if it is now `cairo-city`, add `aliases = [\"cairo\"]` to its fields, or add `\"/venues/cairo/\" = \"/venues/cairo-city/\"` to `[output.html.redirect]`",
    },
    // An alias was forgotten.
    Case {
        edits: &[("content/venues.md", "\"dacca\"", "")],
        place: "ids.lock:8:1 RAP313 \"venue/dacca\"",
        help: "if it is now `dhaka`, add `aliases = [\"dacca\"]` to its fields, or add `\"/venues/dacca/\" = \"/venues/dhaka/\"` to `[output.html.redirect]`",
    },
    // An alias went to another record.
    Case {
        edits: &[
            ("content/venues.md", "+++\naliases = [\"dacca\"]\n+++\n", ""),
            (
                "content/venues.md",
                "{#cairo .venue}\n",
                "{#cairo .venue}\n+++\naliases = [\"dacca\"]\n+++\n",
            ),
        ],
        place: "ids.lock:8:1 RAP314 \"venue/dacca\"",
        help: "give that record another id, so that the published one leads to its own record again",
    },
    // An old id became that of a record.
    Case {
        edits: &[
            ("content/venues.md", "+++\naliases = [\"dacca\"]\n+++\n", ""),
            (
                "content/venues.md",
                "After [[dhaka]].",
                "After [[dhaka]] and [[dacca]].\n\n## Old town {#dacca .venue}",
            ),
        ],
        place: "ids.lock:8:1 RAP314 \"venue/dacca\"",
        help: "give that record another id, so that the published one leads to its own record again",
    },
    // Another record has the id, and the one that had it is still there.
    Case {
        edits: &[
            ("content/venues.md", "## Dhaka {#dhaka .venue}", "## New Delhi {#dhaka .venue}"),
            (
                "content/venues.md",
                "After [[dhaka]].",
                "After [[dhaka]] and [[bangla]].\n\n## Dhaka {#bangla .venue}",
            ),
        ],
        place: "ids.lock:9:1 RAP314 \"venue/dhaka\"",
        help: "restore the old id and give the other record a new one; if only the title has changed, change it here too",
    },
    // A translation is no longer there.
    Case {
        edits: &[("content/venues.fr.md", "\n## Le Caire {#cairo .venue}\n", "")],
        place: "ids.lock:6:1 RAP504 \"venue/cairo\"",
        help: "add `\"/fr/venues/cairo/\" = \"/venues/cairo/\"` to `[output.html.redirect]` in book.toml",
    },
    // A record became a draft.
    Case {
        edits: &[
            ("content/venues.md", "aliases = [\"dacca\"]", "draft = true"),
            ("content/venues.md", "After [[dhaka]].", ""),
        ],
        place: "ids.lock:9:1 RAP313 \"venue/dhaka\"",
        help: "remove `draft = true` from the record, or remove this line if nobody can have cited the id",
    },
    // A line that nobody can read, as a merge may leave it.
    Case {
        edits: &[("ids.lock", "page/index\t/\tHome", "<<<<<<< ours")],
        place: "ids.lock:3:1 RAP315 \"<<<<<<< ours\"",
        help: "write `kind/id`, the path and the title, separated by tabs, or run `rapporteur lock` to write the file",
    },
];

#[test]
fn whatever_breaks_a_published_address_is_told_with_a_way_out() {
    for Case { edits, place, help } in CASES {
        let report = locked();
        for (path, old, new) in *edits {
            report.replace(path, old, new);
        }
        let told = told(&report);
        let found = told.iter().any(|(own, way)| own == place && way == help);
        assert!(found, "{place}: {told:#?}");
    }
}

#[test]
fn the_way_out_leads_out() {
    let report = locked();
    report.replace("content/venues.md", "{#dhaka .venue}", "{#dhaka-city .venue}");
    report.replace("content/venues.md", "[[dhaka]]", "[[dhaka-city]]");
    report.replace("content/venues.md", "[\"dacca\"]", "[\"dacca\", \"dhaka\"]");
    assert_eq!(report.shown(), [""; 0]);
    // What was published stays so, and leads to the record under its other id.
    report.write(lock::FILE, renewed(&report));
    let lock = report.read(lock::FILE);
    for line in [
        "venue/dacca -> dhaka-city\t/venues/dacca/",
        "venue/dhaka -> dhaka-city\t/venues/dhaka/",
        "venue/dhaka-city\t/venues/dhaka-city/\tDhaka",
    ] {
        assert!(lock.lines().any(|own| own == line), "{line}: {lock}");
    }
    // Back again.
    report.replace("content/venues.md", "{#dhaka-city .venue}", "{#dhaka .venue}");
    report.replace("content/venues.md", "[[dhaka-city]]", "[[dhaka]]");
    report.replace("content/venues.md", "[\"dacca\", \"dhaka\"]", "[\"dacca\", \"dhaka-city\"]");
    assert_eq!(report.shown(), [""; 0]);
}

#[test]
fn a_moved_kind_is_answered_by_redirects() {
    let report = locked();
    report.replace("book.toml", "label = \"Venue\"\n", "label = \"Venue\"\npath = \"places\"\n");
    let codes: Vec<&str> = report.codes().iter().map(|code| code.as_str()).collect();
    assert_eq!(codes, ["RAP504"; 4]);
    report.replace(
        "book.toml",
        "[kinds.venue]",
        "[output.html.redirect]\n\
         \"/venues/dhaka/\" = \"/places/dhaka/\"\n\
         \"/venues/dacca/\" = \"/places/dhaka/\"\n\
         \"/venues/cairo/\" = \"/places/cairo/\"\n\
         \"/fr/venues/cairo/\" = \"/fr/places/cairo/\"\n\
         [kinds.venue]",
    );
    assert_eq!(report.shown(), [""; 0]);
}

#[test]
fn a_moved_kind_is_answered_by_the_line_that_the_message_names() {
    let report = locked();
    report.replace("book.toml", "label = \"Venue\"\n", "label = \"Venue\"\npath = \"places\"\n");
    let lines: BTreeSet<String> = report
        .problems()
        .iter()
        .filter_map(|problem| {
            let (_, line) = problem.help.as_deref()?.split_once('`')?;
            Some(line.split_once('`')?.0.to_owned())
        })
        .collect();
    let lines: Vec<String> = lines.into_iter().collect();
    // An alias leads to a record of another name.
    assert_eq!(
        lines,
        [
            "\"/fr/venues/*\" = \"/fr/places/*\"",
            "\"/venues/*\" = \"/places/*\"",
            "\"/venues/dacca/\" = \"/places/dhaka/\"",
        ]
    );
    let patterns = lines[..2].join("\n");
    let redirects = format!("[output.html.redirect]\n{patterns}\n[kinds.venue]");
    report.replace("book.toml", "[kinds.venue]", &redirects);
    assert_eq!(report.shown(), [""; 0]);
}

#[test]
fn what_cannot_be_read_is_not_missed_as_well() {
    let report = locked();
    report.replace("content/venues.md", "aliases = [\"dacca\"]", "aliases = [\"dacca]");
    let codes: Vec<&str> = report.codes().iter().map(|code| code.as_str()).collect();
    assert_eq!(codes, ["RAP001"]);
}
