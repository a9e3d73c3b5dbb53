//! Several reports as one: two reports that refer to each other by their inventories.

use serde_json::Value;

use rapporteur::command::load::{Loading, Session};
use rapporteur::data;

use crate::support::{Files, Report, rendered};

const CALL: &str = r#"
[book]
title = "A Call for Hours"
src = "content"
[output.html]
site-url = "https://town.example/call/"
[languages.fr]
[others.review]
inventory = "others/review.jsonl"
[kinds.call]
label = "Call"
[kinds.call.fields.repeats]
type = "reference"
to = "review:finding"
inverse = "Repeated in"
[kinds.body]
[languages.fr.labels]
Call = "Appel"
[ended."call/tram"]
title = "A tram"
how = "withdrawn"
"#;

const CALLS: &str = r#"# Calls

The review says so in [[review:late]].

## A bus at night {#night .call}
+++
number = 1
aliases = ["late-bus"]
repeats = "review:late"
+++

## A desk {#desk .call}
+++
[ended]
how = "superseded"
by = "night"
+++

## A bus {#bus .call}
"#;

const REVIEW: &str = r#"
[book]
title = "The Review"
src = "content"
[output.html]
site-url = "https://town.example/review/"
[others.call]
inventory = "others/call.jsonl"
[kinds.finding]
[kinds.finding.fields.answers]
type = "reference"
to = ["finding", "call:call"]
many = true
inverse = "Answered by"
"#;

const FINDINGS: &str = r#"# Findings

See [[call:night]], [[call:call/late-bus|the bus]], [[call:desk]] and [[call:tram]].

## Too late {#late .finding}
+++
answers = ["call:call/night", "early", "call:desk"]
+++

## Too early {#early .finding}
"#;

/// The inventory of a report as it stands.
fn inventory(report: &Report) -> String {
    let mut session = Session::new(report.path(), Loading::default());
    let loaded = session.load().expect("a report");
    data::inventory(loaded.site.renderer())
}

/// Two reports, each with the inventory of the other.
fn reports() -> (Report, Report) {
    let call = Report::new([
        ("book.toml", CALL),
        ("content/index.md", "# Home\n\nOf [[calls]], [[collection]].\n"),
        ("content/calls.md", CALLS),
        ("content/bodies.md", "# Bodies\n\nOf [[calls]].\n\n## The drivers {#bus .body}\n"),
        ("content/calls.fr.md", "# Appels\n\n## Un bus de nuit {#night .call}\n"),
    ]);
    let review = Report::new([
        ("book.toml", REVIEW),
        ("content/index.md", "# Home\n\nOf [[findings]].\n"),
        ("content/findings.md", FINDINGS),
    ]);
    // What a record is named by does not follow from what it refers to.
    review.write("others/call.jsonl", inventory(&call));
    call.write("others/review.jsonl", inventory(&review));
    review.write("others/call.jsonl", inventory(&call));
    (call, review)
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
fn references_lead_to_records_of_another_report() {
    let (call, review) = reports();
    assert_eq!(review.shown(), Vec::<String>::new());
    assert_eq!(call.shown(), Vec::<String>::new());
    let site = review.site();
    let night = "https://town.example/call/calls/night/";
    has(
        &text(&site, "findings/index.html"),
        &[
            &format!(
                "<a href=\"{night}\" class=\"ref ref-elsewhere\">A bus at night (A Call for Hours)</a>"
            ),
            &format!("<a href=\"{night}\" class=\"ref ref-elsewhere\">the bus</a>"),
            "title=\"Superseded\">A desk (A Call for Hours)</a>",
            "title=\"Withdrawn\">A tram (A Call for Hours)</a>",
        ],
    );
    has(
        &text(&site, "findings/late/index.html"),
        &[
            &format!("<a class=\"ref ref-call\" href=\"{night}\">"),
            "A bus at night</a> <small>A Call for Hours</small>",
            "A desk</a> <small>A Call for Hours</small> <small>(Superseded)</small>",
        ],
    );
    has(
        &text(&site, "findings/late/index.md"),
        &[&format!("[A bus at night (A Call for Hours)]({night})")],
    );
}

#[test]
fn relations_are_shown_from_both_ends() {
    let (call, _) = reports();
    let site = call.site();
    let late = "https://town.example/review/findings/late/";
    let page = text(&site, "calls/night/index.html");
    has(
        &page,
        &[
            "<h2>Answered by</h2>",
            &format!(
                "<a class=\"ref ref-finding\" href=\"{late}\">Too late</a> <small>The Review</small>"
            ),
            "<h2>Mentioned in</h2>",
        ],
    );
    has(&text(&site, "fr/calls/night/index.html"), &["<h2>Answered by</h2>", "Too late"]);
    has(
        &text(&site, "calls/night/index.md"),
        &["## Answered by", &format!("[Too late (The Review)]({late})")],
    );
}

#[test]
fn a_page_shows_several_reports_as_one() {
    let (call, review) = reports();
    let site = review.site();
    has(
        &text(&site, "collection/index.html"),
        &[
            "<a href=\"https://town.example/call/\">A Call for Hours</a>",
            "Calls <span class=\"count\">4</span>",
            "<a href=\"../collection/call/#look:to\">References to it</a> <span class=\"count\">5</span>",
            "<a href=\"../collection/call/#look:from\">References from it</a> <span class=\"count\">2</span>",
        ],
    );
    has(
        &text(&site, "collection/call/index.html"),
        &["<h3>Answers</h3>", "<h3>Mentions</h3>", "<h3>Repeats</h3>"],
    );
    has(&text(&call.site(), "fr/collection/review/index.html"), &["Renvois vers ce rapport"]);
    has(&text(&site, "sitemap.xml"), &["collection/call/"]);
    let alone =
        Report::new([("book.toml", "[book]\nsrc = \"content\"\n"), ("content/index.md", "# A\n")]);
    assert!(!alone.site().contains_key("collection/index.html"));
}

#[test]
fn of_very_many_references_the_data_have_those_that_a_page_leaves_out() {
    let (call, _) = reports();
    let section = |at: usize| format!("## Bus {at} {{.call}}\n\nAs [[review:late]] says.\n\n");
    let many: String = (0..520).map(section).collect();
    call.write("content/many.md", format!("# Many\n\n{many}"));
    call.write("content/index.md", "# Home\n\nOf [[calls]], [[many]], [[collection]].\n");
    let site = call.site();
    let page = text(&site, "collection/review/index.html");
    let pairs = page.matches(" → ").count();
    assert_eq!(pairs, 500 + 4, "those that lead there, and those from there");
    has(&page, &["<a href=\"../../data/\">", "22 more"]);
    assert!(page.len() < 300_000, "{} bytes", page.len());
    let relations = text(&site, "data/relations.csv");
    // One of them is that of a translation.
    assert_eq!(relations.matches(",review:finding/late,").count(), 523);
    assert_eq!(relations.matches("call/night@fr,review:finding/late,").count(), 1);
}

#[test]
fn an_inventory_says_what_others_need_to_know() {
    let (call, review) = reports();
    let text = inventory(&call);
    assert_eq!(text.as_bytes(), call.site()["data/inventory.jsonl"]);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["url"], "https://town.example/call/");
    assert_eq!(lines[0]["kinds"][1]["labels"]["fr"], "Appel");
    let record = |id: &str| lines.iter().find(|line| line["id"] == id).expect("a record");
    let night = record("call/night");
    assert_eq!(night["in"]["fr"]["title"], "Un bus de nuit");
    assert_eq!(night["aliases"][0], "late-bus");
    assert_eq!(night["refers"][0]["to"], "review:finding/late");
    assert_eq!(night["refers"][0]["inverse"], "Repeated in");
    assert_eq!(record("call/desk")["ended"]["by"][0], "call/night");
    assert_eq!(record("call/tram")["path"], "calls/tram/");
    let names: Vec<&str> = lines.iter().filter_map(|line| line["id"].as_str()).collect();
    assert!(names[..names.len() - 1].is_sorted());
    // Another report that knows no more than this one has the same.
    assert_eq!(inventory(&review), inventory(&review));
}

#[test]
fn data_has_what_leads_to_other_reports() {
    let (_, review) = reports();
    let site = review.site();
    let findings: Value = serde_json::from_slice(&site["data/findings.json"]).unwrap();
    assert_eq!(
        findings[0]["fields"]["answers"],
        serde_json::json!(["call:call/night", "finding/early", "call:call/desk"])
    );
    let graph: Value = serde_json::from_slice(&site["data/graph.json"]).unwrap();
    let nodes = graph["nodes"].as_array().unwrap();
    let edges = graph["edges"].as_array().unwrap();
    let is_node = |edge: &Value, end: &str| nodes.iter().any(|node| node["id"] == edge[end]);
    assert!(edges.iter().all(|edge| is_node(edge, "from") && is_node(edge, "to")), "{graph:#}");
    let has_edge = |from: &str, to: &str, by: &str| {
        edges.iter().any(|edge| edge["from"] == from && edge["to"] == to && edge["by"] == by)
    };
    assert!(has_edge("finding/late", "call:call/night", "field"));
    assert!(has_edge("page/findings", "call:call/tram", "mention"));
    assert!(has_edge("call:call/night", "finding/late", "field"));
    let night = nodes.iter().find(|node| node["id"] == "call:call/night").unwrap();
    assert_eq!(night["report"], "A Call for Hours");
    has(&text(&site, "data/relations.csv"), &["finding/late,call:call/night,field,answers"]);
}

#[test]
fn references_that_lead_nowhere_are_problems() {
    let (_, review) = reports();
    let tried = |old: &str, new: &str| {
        review.replace("content/findings.md", old, new);
        let shown = review.shown();
        let help = review.problems().first().and_then(|problem| problem.help.clone());
        review.replace("content/findings.md", new, old);
        (shown, help.unwrap_or_default())
    };
    for (old, new, problem, way_out) in [
        ("[[call:night]]", "[[cal:night]]", "3:7 RAP401 \"cal:night\"", "did you mean `call`?"),
        (
            "[[call:night]]",
            "[[call:nigth]]",
            "3:7 RAP401 \"call:nigth\"",
            "did you mean `call:night`?",
        ),
        ("[[call:night]]", "[[call:]]", "3:7 RAP401 \"call:\"", "name a record"),
        (
            "[[call:night]]",
            "[[call:bus]]",
            "3:7 RAP402 \"call:bus\"",
            "write `call:body/bus` or `call:call/bus`",
        ),
        (
            "[[call:night]]",
            "[[call:night#text]]",
            "3:7 RAP403 \"call:night#text\"",
            "remove `#text`",
        ),
        (
            "\"call:desk\"",
            "\"call:body/bus\"",
            "7:41 RAP405 \"call:body/bus\"",
            "add `call:body` to `to`",
        ),
    ] {
        let (shown, help) = tried(old, new);
        assert_eq!(shown, [format!("content/findings.md:{problem}")], "{new}");
        assert!(help.contains(way_out), "{new}: {help}");
    }
}

#[test]
fn a_field_takes_records_of_the_reports_that_it_names() {
    let (call, review) = reports();
    call.replace("content/calls.md", "repeats = \"review:late\"", "repeats = \"night\"");
    assert_eq!(call.shown(), ["content/calls.md:9:12 RAP405 \"night\""]);
    review.replace("book.toml", "to = [\"finding\", \"call:call\"]", "to = \"finding\"");
    assert_eq!(
        review.shown(),
        [
            "content/findings.md:7:13 RAP405 \"call:call/night\"",
            "content/findings.md:7:41 RAP405 \"call:desk\"",
        ]
    );
    for (to, expected) in [
        ("\"cal:call\"", "12:6 RAP307 \"\"cal:call\"\""),
        ("\"call:cal\"", "12:6 RAP307 \"\"call:cal\"\""),
    ] {
        review.write("book.toml", REVIEW.replace("[\"finding\", \"call:call\"]", to));
        let shown = review.shown();
        assert!(shown.contains(&format!("book.toml:{expected}")), "{to}: {shown:?}");
    }
}

#[test]
fn an_inventory_that_cannot_be_used_is_a_problem() {
    let (_, review) = reports();
    review.write("content/findings.md", "# Findings\n\n## Too late {#late .finding}\n");
    let good = review.read("others/call.jsonl");
    let head = good.lines().next().unwrap();
    let lines = |more: &str| format!("{head}\n{more}\n");
    for (text, expected) in [
        (String::new(), Some("1:1 RAP416 \"\"")),
        ("{}\n".to_owned(), Some("1:1 RAP416 \"{}\"")),
        (good.replace("\"version\":1", "\"version\":2"), Some("1:1 RAP416")),
        (good.replace("\"language\":\"en\",", ""), Some("1:1 RAP416")),
        (good.replace("A desk", "A \\u202edesk"), Some("4:")),
        (good.replace("A desk", "A \u{202e}desk"), Some("4:")),
        (good.replace("https://town.example/call/", "javascript:x//"), Some("1:1 RAP416")),
        (lines("{\"id\":\"call/a\"}"), Some("2:1 RAP416")),
        (lines("{\"id\":\"cal/a\",\"title\":\"A\",\"path\":\"\"}"), Some("2:1 RAP416")),
        (
            lines(&["{\"id\":\"call/a\",\"title\":\"A\",\"path\":\"\"}"; 2].join("\n")),
            Some("3:1 RAP416"),
        ),
        (lines("{\"id\":\"call/a\",\"title\":\"\\u00e4 \\\"b\\\"\",\"path\":\"\"}"), None),
        (good.replace("\"url\":\"https://town.example/call/\"", "\"url\":null"), Some("book")),
        (
            good.replace(
                "review:finding/late\",\"by\":\"repeats",
                "review:finding/soon\",\"by\":\"repeats",
            ),
            Some("5:1 RAP417"),
        ),
    ] {
        review.write("others/call.jsonl", &text);
        let shown = review.shown();
        match expected {
            None => assert_eq!(shown, Vec::<String>::new(), "{text}"),
            Some("book") => assert_eq!(shown, ["book.toml:7:9 RAP416 \"call\""]),
            Some(expected) => {
                assert_eq!(shown.len(), 1, "{text} {shown:?}");
                assert!(
                    shown[0].starts_with(&format!("others/call.jsonl:{expected}")),
                    "{text} {shown:?}"
                );
            }
        }
    }
    std::fs::remove_file(review.path().join("others/call.jsonl")).unwrap();
    assert_eq!(review.shown(), ["book.toml:8:13 RAP416 \"\"others/call.jsonl\"\""]);
}

#[test]
fn a_report_is_known_by_the_name_that_book_toml_says() {
    let (call, review) = reports();
    let unknown = review.read("others/call.jsonl").replace(
        "\"title\":\"The Review\",\"url\":\"https://town.example/review/\"",
        "\"title\":\"The Review\",\"url\":null",
    );
    review.write("others/call.jsonl", &unknown);
    assert!(!text(&review.site(), "findings/late/index.html").contains("Repeated in"));
    review.replace("book.toml", "[kinds.finding]\n", "known-as = \"review\"\n[kinds.finding]\n");
    has(&text(&review.site(), "findings/late/index.html"), &["<h2>Repeated in</h2>"]);
    drop(call);
}

#[test]
fn another_inventory_changes_what_is_kept() {
    let (call, review) = reports();
    let mut session = Session::new(review.path(), Loading::default());
    session.load().expect("a report");
    call.replace("content/calls.md", "## A bus at night", "## Night buses");
    review.write("others/call.jsonl", inventory(&call));
    let again = session.load().expect("a report");
    assert_eq!(rendered(&again), review.site());
    has(&text(&review.site(), "findings/late/index.html"), &["Night buses</a>"]);
}

#[test]
fn what_supersedes_a_record_may_be_in_another_report() {
    let (_, review) = reports();
    review.replace(
        "content/findings.md",
        "## Too early {#early .finding}\n",
        "## Too early {#early .finding}\n+++\n[ended]\nhow = \"superseded\"\nby = \"call:night\"\n+++\n",
    );
    assert_eq!(review.shown(), Vec::<String>::new());
    let site = review.site();
    has(
        &text(&site, "findings/early/index.html"),
        &["Superseded by", "A bus at night</a> <small>A Call for Hours</small>"],
    );
    let lines = inventory(&review);
    has(
        &lines,
        &[
            "\"ended\":{\"how\":\"superseded\",\"by\":[\"call:call/night\"]}",
            "\"inverse\":\"Supersedes\"",
        ],
    );
}

#[test]
fn a_large_inventory_is_looked_up_by_names() {
    let (_, review) = reports();
    let good = review.read("others/call.jsonl");
    let many: String = (0..100_000)
        .map(|at| format!("{{\"id\":\"call/made-{at}\",\"title\":\"Made {at}\",\"path\":\"calls/made-{at}/\"}}\n"))
        .collect();
    review.write("others/call.jsonl", good + &many);
    review.replace("content/findings.md", "[[call:night]]", "[[call:made-99999]]");
    assert_eq!(review.shown(), Vec::<String>::new());
    has(&text(&review.site(), "findings/index.html"), &["calls/made-99999/\""]);
}
