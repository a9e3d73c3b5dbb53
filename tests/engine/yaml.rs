//! Front matter in YAML is read as TOML is, and can be turned into it for good.

use rapporteur::command::load::{Changed, Loading, Session};
use rapporteur::diagnostics::Code;

use crate::support::{Report, rendered, rendered_at};

const BOOK: &str = r#"
[book]
title = "Register"
src = "content"

[kinds.proposal]
folder = "proposals"

[kinds.proposal.fields]
eip = { type = "integer" }
requires = { type = "text" }
author = { type = "text", many = true }
status = { type = "choice", values = { Final = "Final", Draft = "Draft" } }
created = { type = "date" }
updated = { type = "date" }
discussions-to = { type = "url" }
open = { type = "boolean" }
near = { type = "reference", many = true, inverse = "Near" }
note = { type = "markdown" }
place = { type = "coordinates" }
history = { type = "table", fields = { what = { type = "text" }, date = { type = "date" }, count = { type = "integer" } } }

[languages.fr]
"#;

/// The same proposal in YAML and in TOML.
const PROPOSAL: [&str; 2] = [
    r#"---
# The number is for ever.
eip: 20
title: 2015
number: 0020
aliases:
- old   # the first
- "older"
requires: 155
author: ["A B (@ab)", &c C]
status: Final # by vote
created: 2015-11-19
updated: 2016
discussions-to: https://example.org/a#b
layout:
open: true
near: [other]
note: |
  See [[other]].

  # No comment

  - *c
description: >-
  Folded
  words.
place: {lat: 1.50, lon: -2}

history:
  # The beginning.
  - what: 12
    date: 2015-06
    count: 0x10
  - {what: "a: \"b\"", date: '2016-01-02'}
---

## Words

`---` and words.

---

More.
"#,
    r#"+++
eip = 20
title = "2015"
number = "0020"
aliases = ["old", "older"]
requires = "155"
author = ["A B (@ab)", "C"]
status = "Final"
created = 2015-11-19
updated = "2016"
discussions-to = "https://example.org/a#b"
open = true
near = ["other"]
note = """
See [[other]].

# No comment

- *c"""
description = "Folded words."
place = { lat = 1.5, lon = -2 }
history = [
  { what = "12", date = "2015-06", count = 16 },
  { what = 'a: "b"', date = 2016-01-02 },
]
+++

## Words

`---` and words.

---

More.
"#,
];

const OTHER: [&str; 2] = [
    "---\ntitle: \"Other: a title\"\n...\n\nIt comes first.\n",
    "+++\ntitle = \"Other: a title\"\n+++\n\nIt comes first.\n",
];

/// The report with each document in one of its two forms.
fn report(form: usize) -> Report {
    let other = OTHER[form].replace('\n', "\r\n");
    let index = "# Register\n\n[[first]], [[old]] and [[other]].\n";
    let rule = "---\n\n# A rule comes first\n\n---\n\nText.\n";
    Report::new([
        ("book.toml", BOOK.to_owned()),
        ("content/index.md", index.to_owned()),
        ("content/rule.md", rule.to_owned()),
        ("content/proposals/first.md", PROPOSAL[form].to_owned()),
        ("content/proposals/other.md", format!("\u{feff}{other}")),
    ])
}

#[test]
fn front_matter_in_yaml_is_read_as_toml_is() {
    let (yaml, toml) = (report(0).site(), report(1).site());
    assert!(yaml.keys().eq(toml.keys()));
    for (path, bytes) in &yaml {
        let (yaml, toml) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&toml[path]));
        assert_eq!(yaml, toml, "{path}");
    }
    let first = String::from_utf8_lossy(&yaml["proposals/first/index.html"]).into_owned();
    assert!(first.contains("<h1") && first.contains("2015") && first.contains("0020"), "{first}");
}

#[test]
fn import_turns_front_matter_into_toml_that_says_the_same() {
    let report = report(0);
    let before = report.site();
    let path = "content/proposals/first.md";
    let (text, other) = (report.read(path), report.read("content/proposals/other.md"));

    let dry = report.run(&["import", "--front-matter", "--dry-run"]);
    assert_eq!((dry.code, report.read(path)), (0, text.clone()), "{}", dry.stderr);
    assert!(
        dry.stdout.contains("-requires: 155\n") && dry.stdout.contains("+requires = \"155\"\n")
    );

    let run = report.run(&["import", "--front-matter"]);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (0, "front matter of 2 documents is in TOML now\n")
    );
    assert_eq!(report.site(), before);
    let turned = report.read(path);
    let below = |text: &str| text[text.find("\n\n## Words").expect("the text")..].to_owned();
    assert_eq!(below(&turned), below(&text));
    assert_eq!(
        turned,
        PROPOSAL[1]
            .replace("+++\neip", "+++\n# The number is for ever.\neip")
            .replace("aliases =", "# the first\naliases =")
            .replace("\"Final\"\n", "\"Final\" # by vote\n")
            .replace("open =", "# layout:\nopen =")
            .replace(
                "place = { lat = 1.5, lon = -2 }\n",
                "place = { lat = 1.5, lon = -2 }\n\n# The beginning.\n"
            )
            .replace("history = [\n  {", "history = [{")
            .replace(" },\n  {", " }, {")
            .replace(" },\n]", " }]")
            .replace("date = 2016-01-02", "date = \"2016-01-02\"")
    );
    let turned = report.read("content/proposals/other.md");
    assert_eq!(
        turned,
        "\u{feff}+++\r\ntitle = \"Other: a title\"\r\n+++\r\n\r\nIt comes first.\r\n"
    );
    assert!(other.ends_with("...\r\n\r\nIt comes first.\r\n"));

    let again = report.run(&["import", "--front-matter"]);
    assert_eq!((again.code, again.stderr.as_str()), (0, "no document has front matter in YAML\n"));
    assert_eq!(report.read("content/proposals/other.md"), turned);
}

#[test]
fn import_names_what_cannot_be_turned_and_writes_nothing() {
    let report = report(0);
    report.write("content/wrong.md", "---\ntitle: a\ntags: [a\n---\n");
    let before = report.read("content/proposals/first.md");
    let run = report.run(&["import", "--front-matter", "--message-format", "short"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("content/wrong.md:3:"), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 1);
    assert_eq!(report.read("content/proposals/first.md"), before);
}

#[test]
fn while_yaml_is_wrong_the_last_good_version_is_shown() {
    let report = Report::new([
        ("content/index.md", "# Home\n\n[[a]].\n"),
        ("content/a.md", "---\ntitle: Good\nid: a\n---\n\nText.\n"),
    ]);
    let mut session = Session::new(report.path(), Loading::default());
    let good = rendered(&session.load().expect("a report"));
    report.write("content/a.md", "---\ntitle: Good: or not\nid: b\n---\n\nOther text.\n");
    let loaded = session.load_again(Changed::Anything).expect("a report");
    let codes: Vec<Code> = loaded.diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::BadYaml]);
    assert!(loaded.kept.contains("content/a.md"));
    assert_eq!(rendered(&loaded), good);
    report.write("content/a.md", "---\ntitle: \"Good: again\"\nid: a\n---\n\nOther text.\n");
    let loaded = session.load_again(Changed::Anything).expect("a report");
    let page = String::from_utf8(rendered_at(&loaded, "a/index.html")).expect("UTF-8");
    assert!(page.contains("Good: again") && page.contains("Other text."));
}

#[test]
fn a_record_whose_fields_are_in_yaml_can_be_renamed() {
    let report = report(0);
    let run = report.run(&["rename", "proposal/first", "twenty"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = report.read("content/proposals/first.md");
    assert!(text.starts_with("---\nid: \"twenty\"\n# The number is for ever.\n"), "{text}");
    assert!(text.contains("- \"older\"\n- \"first\"\nrequires"), "{text}");
    let run = report.run(&["rename", "other", "another"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = report.read("content/proposals/first.md");
    assert!(text.contains("near: [another]") && text.contains("See [[another]]."), "{text}");
    let text = report.read("content/proposals/other.md");
    assert!(text.contains("---\r\nid: \"another\"\r\naliases: [\"other\"]\r\ntitle"), "{text}");
    report.site();
}
