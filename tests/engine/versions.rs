//! What changed between two versions of a report.

use rapporteur::diagnostics::Code;
use rapporteur::versions::{self, Difference, Move, Op, Paragraph, Run, Snapshot, in_words};

use crate::support::Report;

const BOOK: &str = r#"
[book]
title = "Harbours"
src = "content"
[languages.fr]
[ledger]
field = "since"
[kinds.body]
label = "Body"
[kinds.point]
label = "Point"
plural = "Points"
[kinds.point.fields]
asks = { type = "reference", to = "body", many = true, label = "Asks" }
cost = { type = "integer", label = "Cost" }
note = { type = "markdown", label = "Note" }
[kinds.point.fields.since]
type = "table"
[kinds.point.fields.since.fields]
axis = { type = "choice", required = true, values = { work = "Work" } }
state = { type = "choice", required = true, values = { begun = "Begun", done = "Done" } }
date = { type = "date", required = true }
assessor = { type = "reference", to = "body", required = true }
source = { type = "text", required = true }
"#;

const POINTS: &str = r#"# Points

## Light the quays {#lights .point}
+++
number = "1"
asks = ["works"]
cost = 10
note = "As [[signs]] says."
[[since]]
axis = "work"
state = "begun"
date = 2026-01-02
assessor = "works"
source = "Minutes"
+++

Every quay should have a lamp. It is the duty of [[works]].

The lamps burn all night, from the first hour to the last.

## Clear signs {#signs .point}
+++
number = "2"
+++

See [[lights|the lamps]].

## Print the tide tables {#tides .point}
+++
number = "3"
+++

Tides are printed once a year, and shown at each gate of every harbour.
"#;

const BODIES: &str = "# Bodies\n\n## Public works {#works .body}\n\nThey build.\n";
const PUNKTE: &str =
    "# Les points\n\n## Éclairer les quais {#lights .point}\n\nChaque quai a une lampe.\n";

fn report() -> Report {
    Report::new([
        ("book.toml", BOOK),
        ("content/index.md", "# Home\n\n[[points]], [[bodies]]\n"),
        ("content/points.md", POINTS),
        ("content/points.fr.md", PUNKTE),
        ("content/bodies.md", BODIES),
    ])
}

fn snapshot(report: &Report) -> Snapshot {
    let loaded = report.load();
    assert_eq!(loaded.diagnostics, []);
    loaded.site.renderer().snapshot()
}

fn words(runs: &[Run]) -> String {
    let word = |run: &Run| match run.op {
        Op::Same => run.text.clone(),
        Op::Removed => format!("[-{}-]", run.text),
        Op::Added => format!("{{+{}+}}", run.text),
    };
    runs.iter().map(word).collect()
}

/// A difference, a line for each thing.
fn told(old: &Snapshot, new: &Snapshot) -> Vec<String> {
    let Difference { changes, .. } = versions::compare(old, new);
    let mut told = Vec::new();
    for change in changes {
        let before = change.old.map(|at| &old.records[at]);
        let after = change.new.map(|at| &new.records[at]);
        let name = after.or(before).map(|record| record.name("en")).unwrap_or_default();
        let mut say = |what: String| told.push(format!("{name}: {what}"));
        match (before, after) {
            (None, _) => say("added".to_owned()),
            (_, None) => say("removed".to_owned()),
            (Some(before), _) if change.renamed => {
                say(format!("was {} by {:?}", before.id, change.by))
            }
            _ => {}
        }
        for own in &change.moves {
            match own {
                Move::Inside(old, new) => say(format!("inside {old:?} -> {new:?}")),
                Move::Document(old, new) => say(format!("file {old} -> {new}")),
                Move::Order(old, new) => say(format!("behind {old:?} -> {new:?}")),
            }
        }
        for field in &change.fields {
            say(format!("{} {} -> {}", field.name, in_words(&field.old), in_words(&field.new)));
        }
        for (field, rows) in &change.relations {
            say(format!("{field} -{:?} +{:?}", rows.removed, rows.added));
        }
        if !change.mentions.is_empty() {
            say(format!("mentions -{:?} +{:?}", change.mentions.removed, change.mentions.added));
        }
        change.ledger.removed.iter().for_each(|row| say(format!("ledger -{}", in_words(row))));
        change.ledger.added.iter().for_each(|row| say(format!("ledger +{}", in_words(row))));
        for paragraph in &change.text {
            if let Paragraph::Changed(runs) = paragraph {
                say(words(runs));
            }
        }
        if !change.not_followed_by.is_empty() {
            say(format!("not followed by {:?}", change.not_followed_by));
        }
    }
    told
}

/// A file, a text that stands in it once, and what stands there instead.
type Edit<'a> = (&'a str, &'a str, &'a str);

/// What is told after texts in files were replaced.
fn after(edits: &[Edit<'_>]) -> Vec<String> {
    let report = report();
    let old = snapshot(&report);
    for (path, before, now) in edits {
        report.replace(path, before, now);
    }
    told(&old, &snapshot(&report))
}

const FILE: &str = "content/points.md";

#[test]
fn each_thing_that_differs_is_told() {
    let cases: &[(&[Edit<'_>], &[&str])] = &[
        (&[], &[]),
        // The same words, written otherwise.
        (&[(FILE, "all night", "*all* night"), (FILE, "cost = 10", "cost = 1_0")], &[]),
        (
            &[(FILE, "should have a lamp", "has a lamp")],
            &[
                "point/lights: Every quay [-should have-]{+has+} a lamp. It is the duty of Public works.",
                "point/lights: not followed by [\"fr\"]",
            ],
        ),
        (&[(FILE, "cost = 10", "cost = 12")], &["point/lights: cost 10 -> 12"]),
        (&[(FILE, "cost = 10\n", "")], &["point/lights: cost 10 -> "]),
        (
            &[(FILE, "As [[signs]] says.", "As *said*.")],
            &[
                "point/lights: note As Clear signs says. -> As said.",
                "point/lights: mentions -[\"point/signs\"] +[]",
            ],
        ),
        (&[(FILE, "asks = [\"works\"]\n", "")], &["point/lights: asks -[\"body/works\"] +[]"]),
        (
            &[(FILE, "date = 2026-01-02", "date = 2026-01-03")],
            &[
                "point/lights: ledger -axis: work, state: begun, date: 2026-01-02, assessor: body/works, source: Minutes",
                "point/lights: ledger +axis: work, state: begun, date: 2026-01-03, assessor: body/works, source: Minutes",
            ],
        ),
        (
            &[(FILE, "See [[lights|the lamps]].", "See the lamps.")],
            &["point/signs: mentions -[\"point/lights\"] +[]"],
        ),
        (
            &[("content/points.fr.md", "une lampe", "deux lampes")],
            &["point/lights@fr: Chaque quai a [-une lampe-]{+deux lampes+}."],
        ),
        (
            &[(
                "content/bodies.md",
                "They build.",
                "They build.\n\n## Port watch {#watch .body}\n",
            )],
            &["body/watch: added"],
        ),
        (
            &[("content/bodies.md", "Public works {", "The works {")],
            &[
                "body/works: title Public works -> The works",
                "point/lights: Every quay should have a lamp. It is the duty of [-Public-]{+The+} works.",
                "point/lights: not followed by [\"fr\"]",
            ],
        ),
    ];
    for (edits, expected) in cases {
        assert_eq!(after(edits), *expected, "{edits:?}");
    }
}

#[test]
fn a_renamed_record_is_followed_and_so_are_the_references_to_it() {
    let edits = [
        (FILE, "{#lights .point}\n+++", "{#lamps .point}\n+++\naliases = [\"lights\"]"),
        (FILE, "[[lights|the lamps]]", "[[lamps]]"),
        ("content/points.fr.md", "{#lights .point}", "{#lamps .point}"),
        (
            "content/bodies.md",
            "{#works .body}",
            "{#public-works .body}\n+++\naliases = [\"works\"]\n+++",
        ),
    ];
    assert_eq!(
        after(&edits),
        [
            "body/public-works: was body/works by Alias",
            "point/lamps: was point/lights by Alias",
            "point/signs: See {+Light +}the [-lamps-]{+quays+}.",
            "point/lamps@fr: was point/lights by Alias",
        ]
    );
}

#[test]
fn a_record_without_an_alias_is_probably_the_one_with_the_same_text() {
    let edits = [(FILE, "{#tides .point}", "{#tide-tables .point}")];
    assert_eq!(after(&edits), ["point/tide-tables: was point/tides by Likeness"]);
    // A short text is that of many.
    let edits = [
        (FILE, "## Print the tide tables {#tides .point}", "## Tides {#tide .point}"),
        (
            FILE,
            "Tides are printed once a year, and shown at each gate of every harbour.",
            "See there.",
        ),
    ];
    assert_eq!(after(&edits), ["point/tide: added", "point/tides: removed"]);
}

#[test]
fn two_that_are_alike_are_none() {
    let text = "Tides are printed once a year, and shown at each gate of every harbour.";
    let one = |id: &str| format!("## Print the tide tables {{#{id} .point}}\n\n{text}\n\n");
    let points = |ids: &[&str]| {
        let report = report();
        let all: String = ids.iter().map(|id| one(id)).collect();
        report.write("content/tides.md", format!("# Tides\n\n{all}"));
        report.replace("content/index.md", "[[points]]", "[[points]], [[page/tides]]");
        snapshot(&report)
    };
    let (two, one) = (points(&["a", "b"]), points(&["c"]));
    assert_eq!(told(&two, &one), ["point/c: added", "point/a: removed", "point/b: removed"]);
    assert_eq!(told(&points(&["a"]), &one), ["point/c: was point/a by Likeness"]);
}

#[test]
fn moved_records_are_told_apart_from_changed_ones() {
    assert_eq!(
        after(&[(FILE, "number = \"3\"", "number = \"0\"")]),
        ["point/tides: behind Some(\"point/signs\") -> None", "point/tides: number 3 -> 0",]
    );
    // What stands behind something that was added has not moved.
    let edits =
        [(FILE, "## Light the quays", "## First of all {#first .point}\n\n## Light the quays")];
    assert_eq!(after(&edits), ["point/first: added"]);
    let report = report();
    let old = snapshot(&report);
    let (before, tides) = POINTS.split_once("## Print").unwrap();
    report.write(FILE, before);
    report.write("content/bodies.md", format!("{BODIES}\n## Print{tides}"));
    assert_eq!(
        told(&old, &snapshot(&report)),
        ["point/tides: inside Some(\"page/points\") -> Some(\"page/bodies\")",]
    );
    std::fs::rename(
        report.path().join("content/bodies.md"),
        report.path().join("content/zbodies.md"),
    )
    .unwrap();
    report.replace("content/zbodies.md", "# Bodies", "+++\nid = \"bodies\"\n+++\n# Bodies");
    let now = snapshot(&report);
    assert!(
        told(&old, &now)
            .contains(&"page/bodies: file content/bodies.md -> content/zbodies.md".to_owned())
    );
}

#[test]
fn a_version_is_read_as_it_was_written() {
    let mut snapshot = snapshot(&report());
    snapshot.head.name = "2026-03".to_owned();
    let source = rapporteur::source::Source::new("versions/2026-03.jsonl", snapshot.written());
    let (read, problems) = versions::read(&std::sync::Arc::new(source));
    assert_eq!((read, problems), (Some(snapshot), Vec::new()));
}

#[test]
fn a_file_that_is_no_version_is_a_problem_with_a_place() {
    let head = r#"{"rapporteur":"version","format":1,"name":"a","report":"R","language":"en"}"#;
    let record = r#"{"id":"page/a","language":"en","title":"A","later":[1]}"#;
    let cases = [
        (String::new(), "versions/a.jsonl:1:1 RAP111 \"\""),
        (format!("{head}\n{record}\n\n"), ""),
        ("no json\n".to_owned(), "versions/a.jsonl:1:2 RAP111 \"o json\""),
        ("[1]".to_owned(), "versions/a.jsonl:1:1 RAP111 \"[1]\""),
        (head.replace(":1,", ":2,"), ""),
        (
            format!("{head}\n{{\"id\":\"page/a\"}}"),
            "versions/a.jsonl:2:1 RAP111 \"{\"id\":\"page/a\"}\"",
        ),
        (format!("{head}\n{}", record.replace("page/a", "page")), ""),
        (format!("{head}\n{}", &record[..20]), ""),
        (head.replace("\"name\"", "\"date\":\"soon\",\"name\""), ""),
    ];
    for (at, (text, shown)) in cases.iter().enumerate() {
        let report = Report::new([("content/index.md", "# Home\n"), ("versions/a.jsonl", text)]);
        let problems = report.codes();
        let expected = if at == 1 { vec![] } else { vec![Code::BadVersion] };
        assert_eq!(problems, expected, "{text}");
        if !shown.is_empty() {
            assert_eq!(report.shown(), [*shown]);
        }
    }
    let report = Report::new([("content/index.md", "# Home\n"), ("versions/A b.jsonl", head)]);
    assert_eq!(report.codes(), [Code::BadVersion]);
}

/// The text of a page of the site.
fn page(report: &Report, path: &str) -> String {
    let site = report.site();
    let bytes = site.get(path).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8(bytes.clone()).unwrap()
}

/// Keeps the report as it stands as a version.
fn keep(report: &Report, name: &str) {
    let text = snapshot(report).written();
    report.write(&format!("versions/{name}.jsonl"), text);
}

const CHANGED: &str = "This text has changed since it was first published";

#[test]
fn readers_of_a_record_are_told_that_its_text_has_changed_and_others_are_not() {
    let report = report();
    let before = report.site();
    let is_about = |path: &str| path.contains("versions/");
    assert!(!before.keys().any(|path| is_about(path)));
    keep(&report, "2026-01");
    for path in
        ["points/lights/index.html", "points/signs/index.html", "fr/points/lights/index.html"]
    {
        let page = page(&report, path);
        let footer =
            |text: &str| text.replace("<li><a href=\"../../versions/\">Versions</a></li>\n", "");
        let own = String::from_utf8(before[path].clone()).unwrap();
        let main = |text: &str| text[..text.find("<footer").unwrap()].to_owned();
        assert_eq!(main(&footer(&page)), main(&own), "{path}");
    }
    report.replace(FILE, "should have a lamp", "has a lamp");
    keep(&report, "2026-02");
    report.replace(FILE, "burn all night", "burn all day & night");
    report.replace(FILE, "{#lights .point}\n+++", "{#lamps .point}\n+++\naliases = [\"lights\"]");
    report.replace(FILE, "[[lights|the lamps]]", "[[lamps|the lamps]]");
    report.replace("content/points.fr.md", "{#lights .point}", "{#lamps .point}");
    let own = page(&report, "points/lamps/index.html");
    for words in [
        CHANGED,
        "What changed since January 2026.",
        "Every quay <del>should have</del><ins>has</ins> a lamp.",
        "burn all <ins>day &amp; </ins>night",
        "<a href=\"../../versions/2026-02/since/\">Changes since February 2026</a>",
        "<a href=\"../../versions/2026-02/#look:change-1\">February 2026</a>",
    ] {
        assert!(own.contains(words), "{words} in {own}");
    }
    for path in ["points/signs/index.html", "fr/points/lamps/index.html"] {
        assert!(!page(&report, path).contains("class=\"earlier\""), "{path}");
    }
    let version = page(&report, "versions/2026-02/index.html");
    // It was renamed since.
    assert!(version.contains("href=\"../../points/lamps/\""), "{version}");
    assert!(version.contains("<del>should have</del><ins>has</ins>"), "{version}");
    let since = page(&report, "versions/2026-02/since/index.html");
    assert!(since.contains("<dt>Earlier name</dt><dd><del>point/lights</del></dd>"), "{since}");
    assert!(page(&report, "versions/2026-01/index.html").contains("The first version."));
}

#[test]
fn a_version_with_many_changes_has_several_pages_of_some_300_kb() {
    let record = |at: usize, words: &str| {
        let text = format!("{words} number {at} & so on. ").repeat(20);
        format!("## Point {at} {{#p{at} .point}}\n\n{text}\n\n")
    };
    let write = |report: &Report, words: &str| {
        let all: String = (0..300).map(|at| record(at, words)).collect();
        report.write("content/many.md", format!("# Many\n\n{all}"));
    };
    let report = report();
    report.replace("content/index.md", "[[points]]", "[[points]], [[many]]");
    write(&report, "Old words of the point");
    keep(&report, "2026-01");
    write(&report, "Other words of this point");
    keep(&report, "2026-02");
    let site = report.site();
    let pages: Vec<(&String, &Vec<u8>)> =
        site.iter().filter(|(path, _)| path.starts_with("versions/2026-02/")).collect();
    let (mut told, mut parts) = (0, 0);
    for (path, bytes) in pages {
        assert!(bytes.len() < 400_000, "{path} has {} bytes", bytes.len());
        let text = String::from_utf8_lossy(bytes);
        told += text.matches("<li id=\"look:change-").count();
        parts += usize::from(text.contains("<ins>"));
    }
    assert!(parts > 1, "{parts} parts");
    assert_eq!(told, 300);
    // Each record leads to the page that tells of it.
    let link = "versions/2026-02/part/2/#look:change-";
    let leads = |at: usize| {
        String::from_utf8_lossy(&site[&format!("points/p{at}/index.html")]).contains(link)
    };
    assert!((0..300).any(leads));
}

#[test]
fn records_that_are_gone_or_were_added_are_told_by_language() {
    let report = report();
    keep(&report, "a1");
    report.replace(
        "content/points.fr.md",
        "## Éclairer les quais {#lights .point}\n\nChaque quai a une lampe.\n",
        "",
    );
    report.replace(
        "content/bodies.md",
        "They build.\n",
        "They build.\n\n## Watch {#watch .body}\n",
    );
    keep(&report, "a2");
    let (own, french) =
        (page(&report, "versions/a2/index.html"), page(&report, "fr/versions/a2/index.html"));
    assert!(own.contains("Added") && own.contains(">Watch</a>"), "{own}");
    assert!(!own.contains("Removed"));
    assert!(french.contains("Supprimés") && french.contains("Éclairer les quais"), "{french}");
    assert!(page(&report, "a-z/index.html").contains("href=\"../versions/\""));
}
