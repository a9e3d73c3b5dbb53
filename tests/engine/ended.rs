//! Records that ended: what is said at both ends, and what cannot be an end.

use serde_json::Value;

use rapporteur::command::load::{Loading, Session};
use rapporteur::lock;

use crate::support::{Files, Report};

const BOOK: &str = r#"
[book]
title = "Example"
src = "content"
[languages.fr]
[output.html]
site-url = "https://town.example/review/"
[output.feed]
since = "2020"
[kinds.call]
label = "Call"
schema = "CreativeWork"
[kinds.call.fields.see]
type = "reference"
to = "call"
many = true
[kinds.event]
schema = "Event"
[kinds.event.fields.date]
type = "date"
[ended."call/counter"]
title = "A counter at the depot"
how = "merged"
by = ["desk"]
date = "2026-05"
reason = "One desk was <enough>."
source = "https://town.example/minutes"
[ended."call/tram"]
title = "A tram"
how = "withdrawn"
"#;

const CALLS: &str = r#"# Calls

See [[tram]], [[call/counter|the counter]] and [[bus]].

## A bus {#bus .call}
+++
see = ["counter", "night"]
[ended]
how = "split"
by = ["day", "night"]
date = 2026-05-03
reason = "Two were *asked* for, see [[desk]]."
+++

One bus.

## A bus by day {#day .call}

## A bus by night {#night .call}

## A desk {#desk .call}
"#;

fn report() -> Report {
    Report::new([
        ("book.toml", BOOK),
        ("content/index.md", "# Home\n\nOf [[calls]].\n"),
        ("content/calls.md", CALLS),
        ("content/calls.fr.md", "# Appels\n\n## Un bus {#bus .call}\n"),
    ])
}

/// A report with one kind, and these fields and tables.
fn with(config: &str, content: &str) -> Report {
    let book = format!("[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.call]\n{config}");
    Report::new([("book.toml", book.as_str()), ("content/index.md", content)])
}

fn text(site: &Files, path: &str) -> String {
    String::from_utf8_lossy(site.get(path).unwrap_or_else(|| panic!("no {path}"))).into_owned()
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in {text}");
    }
}

#[test]
fn an_end_is_told_at_both_ends() {
    let report = report();
    assert_eq!(report.shown(), Vec::<String>::new());
    let site = report.site();
    has(
        &text(&site, "calls/bus/index.html"),
        &[
            r#"<p class="alert-title">Split into · <time datetime="2026-05-03">3 May 2026</time></p>"#,
            r#"<li><a class="ref ref-call" href="../../calls/day/">A bus by day</a></li>"#,
            r#"Two were <em>asked</em> for, see <a href="../../calls/desk/""#,
            r#"href="../../calls/counter/">A counter at the depot</a> <small>(Merged)</small>"#,
            r#""creativeWorkStatus":"Split""#,
        ],
    );
    has(
        &text(&site, "calls/day/index.html"),
        &["<h2>Split from</h2>", r#"href="../../calls/bus/">A bus</a> <small>(Split)</small>"#],
    );
    has(&text(&site, "calls/desk/index.html"), &["<h2>Merged from</h2>", "../../calls/counter/"]);
    has(
        &text(&site, "fr/calls/bus/index.html"),
        &[r#"<p class="alert-title">Scindée en"#, "3 mai 2026"],
    );
    has(
        &text(&site, "calls/bus/index.md"),
        &["- Split into: [A bus by day](https://town.example/"],
    );
    has(&text(&site, "calls/desk/index.md"), &["## Merged from", "calls/counter/)"]);
}

#[test]
fn the_address_of_a_record_that_left_the_text_tells_what_became_of_it() {
    let site = report().site();
    let page = text(&site, "calls/counter/index.html");
    has(
        &page,
        &[
            "<h1>A counter at the depot</h1>",
            r#"Merged into · <time datetime="2026-05">May 2026</time>"#,
            r#"<a class="ref ref-call" href="../../calls/desk/">A desk</a>"#,
            "One desk was &lt;enough&gt;.",
            r#"<a href="https://town.example/minutes">"#,
            r#"<meta name="robots" content="noindex">"#,
        ],
    );
    assert!(!page.contains("http-equiv=\"refresh\""));
    has(&text(&site, "fr/calls/counter/index.html"), &["Fusionnée avec", r#"lang="fr""#]);
    let map = text(&site, "sitemap.xml");
    assert!(map.contains("calls/bus/") && !map.contains("calls/counter/"));
    has(
        &text(&site, "calls/index.html"),
        &[
            r#"<a href="../calls/tram/" class="ref ref-elsewhere" title="Withdrawn">A tram</a>"#,
            r#"<a href="../calls/counter/" class="ref ref-elsewhere" title="Merged">the counter</a>"#,
        ],
    );
}

#[test]
fn an_index_is_filtered_by_how_records_ended() {
    let site = report().site();
    let index = text(&site, "calls/index.html");
    has(&index, &[r#"data-f-ended="split""#, r#"data-f-ended="-""#, "Not ended"]);
    let without = with("", "# Home\n\n[[a]]\n\n## A {.call}\n").site();
    assert!(!text(&without, "calls/index.html").contains("data-f-ended"));
}

#[test]
fn data_tells_of_ends() {
    let site = report().site();
    let calls: Value = serde_json::from_slice(&site["data/calls.json"]).unwrap();
    let bus = calls.as_array().unwrap().iter().find(|own| own["id"] == "call/bus").unwrap();
    assert_eq!(bus["ended"]["how"], "split");
    assert_eq!(bus["ended"]["by"], serde_json::json!(["call/day", "call/night"]));
    assert_eq!(bus["ended"]["date"], "2026-05-03");
    assert_eq!(bus["fields"]["see"], serde_json::json!(["call/counter", "call/night"]));
    has(
        &text(&site, "data/calls.csv"),
        &["ended,ended.by,ended.date", "split,call/day|call/night"],
    );
    let graph: Value = serde_json::from_slice(&site["data/graph.json"]).unwrap();
    let edges = graph["edges"].as_array().unwrap();
    let ended: Vec<(&str, &str)> = edges
        .iter()
        .filter(|edge| edge["by"] == "ended" && edge["from"] != "call/bus@fr")
        .map(|edge| (edge["from"].as_str().unwrap(), edge["to"].as_str().unwrap()))
        .collect();
    assert_eq!(
        ended,
        [("call/bus", "call/day"), ("call/bus", "call/night"), ("call/counter", "call/desk")]
    );
    let nodes = graph["nodes"].as_array().unwrap();
    let is_node = |edge: &Value, end: &str| nodes.iter().any(|node| node["id"] == edge[end]);
    assert!(edges.iter().all(|edge| is_node(edge, "from") && is_node(edge, "to")));
    has(&text(&site, "feed.xml"), &["A bus: Split", "#ended-split"]);
}

#[test]
fn a_published_id_may_be_that_of_a_record_that_left_the_text() {
    let report = report();
    report.write(lock::FILE, "call/counter\t/calls/counter/\tA counter at the depot\n");
    assert_eq!(report.shown(), Vec::<String>::new());
    let mut session = Session::new(report.path(), Loading::default());
    session.load().expect("a report");
    let renewed = lock::written(&lock::renewed(session.planned().unwrap(), session.lock()));
    has(&renewed, &["call/counter\t/calls/counter/", "call/tram\t/calls/tram/\tA tram\n"]);
    report.replace("book.toml", "[ended.\"call/counter\"]", "[ended.\"call/desks\"]");
    report.replace("content/calls.md", "[[call/counter|the counter]]", "it");
    report.replace("content/calls.md", "\"counter\", ", "");
    assert_eq!(report.shown(), ["ids.lock:1:1 RAP313 \"call/counter\""]);
}

#[test]
fn ends_that_cannot_be_are_problems() {
    let section = |ended: &str| {
        format!("# Home\n\n[[a]] [[b]]\n\n## A {{.call}}\n+++\n{ended}+++\n\n## B {{.call}}\n")
    };
    for (ended, expected) in [
        ("ended = { how = \"withdrawn\" }\n", None),
        ("ended = \"withdrawn\"\n", Some("7:9 RAP203 \"\"withdrawn\"\"")),
        ("[ended]\nby = \"b\"\n", Some("7:2 RAP202 \"ended\"")),
        ("[ended]\nhow = \"gone\"\n", Some("8:7 RAP205 \"\"gone\"\"")),
        ("[ended]\nhow = \"merged\"\n", Some("7:2 RAP317 \"ended\"")),
        ("[ended]\nhow = \"split\"\nby = \"b\"\n", Some("9:6 RAP317 \"\"b\"\"")),
        ("[ended]\nhow = \"withdrawn\"\nby = \"b\"\n", Some("9:6 RAP317 \"\"b\"\"")),
        ("[ended]\nhow = \"merged\"\nby = \"c\"\n", Some("9:7 RAP401 \"c\"")),
        ("[ended]\nhow = \"merged\"\nby = \"a\"\n", Some("9:7 RAP317 \"a\"")),
        ("[ended]\nhow = \"merged\"\nby = 3\n", Some("9:6 RAP203 \"3\"")),
        ("[ended]\nhow = \"withdrawn\"\ndate = \"2026-13\"\n", Some("9:8 RAP204 \"\"2026-13\"\"")),
        ("[ended]\nhow = \"withdrawn\"\nwhen = 1\n", Some("9:1 RAP201 \"when\"")),
    ] {
        let found = with("", &section(ended)).shown();
        let expected = expected.map(|own| format!("content/index.md:{own}"));
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{ended}");
    }
}

#[test]
fn ends_in_book_toml_that_cannot_be_are_problems() {
    for (ended, expected) in [
        ("[ended.\"call/x\"]\ntitle = \"X\"\nhow = \"merged\"\nby = \"a\"\n", &[][..]),
        ("[ended.x]\ntitle = \"X\"\nhow = \"withdrawn\"\n", &["5:8 RAP003 \"x\""]),
        ("[ended.\"cal/x\"]\ntitle = \"X\"\nhow = \"withdrawn\"\n", &["5:8 RAP307 \"\"cal/x\"\""]),
        ("[ended.\"call/x\"]\nhow = \"withdrawn\"\n", &["5:8 RAP003 \"\"call/x\"\""]),
        ("[ended.\"call/x\"]\ntitle = \"X\"\n", &["5:8 RAP003 \"\"call/x\"\""]),
        ("[ended.\"call/x\"]\ntitle = \"X\"\nhow = \"merged\"\n", &["5:8 RAP317 \"\"call/x\"\""]),
        (
            "[ended.\"call/x\"]\ntitle = \"X\"\nhow = \"merged\"\nby = \"c\"\n",
            &["8:6 RAP401 \"\"c\"\""],
        ),
        (
            "[ended.\"call/a\"]\ntitle = \"X\"\nhow = \"withdrawn\"\n",
            &["5:8 RAP501 \"\"call/a\"\""],
        ),
        (
            "[ended.\"call/x\"]\ntitle = \"X\"\nhow = \"merged\"\nby = \"y\"\n\
             [ended.\"call/y\"]\ntitle = \"Y\"\nhow = \"merged\"\nby = \"x\"\n",
            &["12:6 RAP317 \"\"x\"\""],
        ),
    ] {
        let found = with(ended, "# Home\n\n[[a]]\n\n## A {.call}\n").shown();
        let expected: Vec<String> = expected.iter().map(|own| format!("book.toml:{own}")).collect();
        assert_eq!(found, expected, "{ended}");
    }
}

#[test]
fn an_alias_that_is_the_id_of_a_record_that_left_the_text_is_a_problem() {
    let ended = "[ended.\"call/x\"]\ntitle = \"X\"\nhow = \"withdrawn\"\n";
    let content = "# Home\n\n[[a]]\n\n## A {.call}\n+++\naliases = [\"x\"]\n+++\n";
    let report = with(ended, content);
    assert_eq!(report.shown(), ["content/index.md:7:12 RAP501 \"\"x\"\""]);
}

#[test]
fn an_end_that_is_edited_is_followed() {
    let report = report();
    let mut session = Session::new(report.path(), Loading::default());
    session.load().expect("a report");
    for (old, new) in
        [("\"split\"", "\"superseded\""), ("by = [\"day\", \"night\"]", "by = \"desk\"")]
    {
        report.replace("content/calls.md", old, new);
        let again = session.load().expect("a report");
        assert_eq!(crate::support::rendered(&again), report.site());
    }
}
