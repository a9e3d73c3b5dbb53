//! Entries of the ledger that stand in tables of their own.

use std::collections::BTreeSet;

use rapporteur::command::load::{Changed, Loading, Session};

use crate::support::{POINT_LEDGER, Report, load, rendered};

const BOOK: &str = r#"
[book]
title = "Example"
src = "content"
[ledger]
field = "since"
[ledger.axes]
answer = ["yes", "no"]
[languages.fr]
[kinds.body]
[kinds.point]
"#;

/// A report of three points that hold these entries, with these files beside them.
fn report(entries: &str, files: &[(&str, &str)]) -> Report {
    let points = ["a", "b", "c"].map(|id| {
        let own = if id == "c" { "" } else { entries };
        format!(
            "## Point {id} {{#{id} .point}}\n+++\naliases = [\"old-{id}\"]\n{own}+++\n\nText.\n\n"
        )
    });
    let text = format!("# Points\n\n{}## Council {{.body}}\n", points.concat());
    let french = "# Points\n\n## Point a en français {#a .point}\n\nTexte.\n";
    let report = Report::new([
        ("book.toml", format!("{BOOK}{POINT_LEDGER}").as_str()),
        ("content/index.md", text.as_str()),
        ("content/index.fr.md", french),
    ]);
    files.iter().for_each(|(path, text)| report.write(path, text));
    report
}

fn entry(axis: &str, state: &str, date: &str, remark: &str) -> String {
    let remark = if remark.is_empty() { String::new() } else { format!("remark = \"{remark}\"\n") };
    format!(
        "[[since]]\naxis = \"{axis}\"\nstate = \"{state}\"\ndate = \"{date}\"\n\
         assessor = \"Ann\"\nsource = \"[Minutes](https://town.example/), [[council]]\"\n{remark}"
    )
}

const HEADER: &str = "record,axis,state,date,assessor,source,remark\n";

#[test]
fn entries_of_a_table_show_everywhere_as_those_of_records_do() {
    let entries =
        entry("answer", "yes", "2020-01-02", "") + &entry("work", "done", "2021", "At *last*.");
    let expected = report(&entries, &[]).site();
    let source = "\"[Minutes](https://town.example/), [[council]]\"";
    let commas = format!(
        "{HEADER}a; point/b,answer,yes,2020-01-02,Ann,{source},\n\
         old-b;a,work,done,2021,Ann,{source},At *last*.\n"
    );
    // The comma inside a cell stays.
    let others = |mark: &str| {
        let table =
            commas.replace("a; point/b", "\"a; point/b\"").replace("old-b;a", "\"old-b;a\"");
        table.replace("), ", ")\u{1} ").replace(',', mark).replace('\u{1}', ",")
    };
    let upside_down = "State;record;AXIS;date;assessor;source;remark\r\n\
                       yes;\"a;b\";answer;2020-01-02;Ann;[Minutes](https://town.example/), [[council]];\r\n\
                       \r\n;;;;;;\r\n\
                       done;\"a;b\";work;2021;Ann;[Minutes](https://town.example/), [[council]];At *last*.";
    for (name, table) in [
        ("commas", commas.clone()),
        ("semicolons", others(";")),
        ("tabs", others("\t")),
        ("a byte order mark", format!("\u{feff}{commas}")),
        ("columns in another order", upside_down.to_owned()),
    ] {
        let found = report("", &[("follow-up.csv", &table)]).site();
        assert!(found.keys().eq(expected.keys()), "{name}");
        for (path, bytes) in &expected {
            let [found, expected] = [&found[path], bytes].map(|it| String::from_utf8_lossy(it));
            assert_eq!(found, expected, "{name}: {path}");
        }
    }
}

#[test]
fn tables_stand_in_a_folder_or_where_the_ledger_names_them() {
    let row = |id: &str| format!("{HEADER}{id},answer,yes,2020,Ann,Minutes,\n");
    let (a, b, c) = (row("a"), row("b"), row("c"));
    let usual: [(&str, &str); 4] = [
        ("follow-up.csv", &a),
        ("follow-up/one.csv", &b),
        ("follow-up/two.csv", &c),
        ("follow-up/notes.txt", "no table"),
    ];
    let usual = report("", &usual).site();
    let named =
        report("", &[("tables/all.tsv", &(a + &b.replace(HEADER, "") + &c.replace(HEADER, "")))]);
    named.replace(
        "book.toml",
        "field = \"since\"",
        "field = \"since\"\ntables = \"tables/all.tsv\"",
    );
    assert!(usual == named.site());
    named.replace("book.toml", "tables/all.tsv", "tables/none.csv");
    assert_eq!(named.shown(), ["book.toml:7:10 RAP003 \"\"tables/none.csv\"\""]);
}

#[test]
fn the_same_entry_in_a_record_and_a_table_is_one() {
    let entries = entry("answer", "yes", "2020-01-02", "");
    let source = "\"[Minutes](https://town.example/), [[council]]\"";
    let table = format!(
        "{HEADER}a;b,answer,yes,2020-01-02,Ann,{source},\nb,answer,yes,2020-01-02,Ann,{source},\n"
    );
    assert!(report(&entries, &[("follow-up.csv", &table)]).site() == report(&entries, &[]).site());
}

#[test]
fn entries_that_contradict_each_other_are_a_problem_with_both_places() {
    let entries = entry("answer", "yes", "2020-01-02", "");
    let table = format!(
        "{HEADER}a;c,answer,no,2020-01-02,Ann,Minutes,\nc,answer,yes,2020-01-02,Ann,Minutes,\n"
    );
    let report = report(&entries, &[("follow-up.csv", &table)]);
    let told: Vec<String> = report
        .problems()
        .iter()
        .map(|problem| {
            let place = |place: &rapporteur::source::Place| {
                format!("{}:{}", place.source.path, place.position().line)
            };
            let (other, _) = &problem.related[0];
            let own = place(problem.place.as_ref().expect("a place"));
            format!("{} {own} {} {}", problem.code.as_str(), place(other), problem.message)
        })
        .collect();
    let says = "this entry contradicts another one of the same axis, date and assessor";
    assert_eq!(
        told,
        [
            format!("RAP209 follow-up.csv:2 content/index.md:6 for `a`, {says}"),
            format!("RAP209 follow-up.csv:3 follow-up.csv:2 for `c`, {says}"),
        ]
    );
    // Entries of other assessors, dates or axes do not.
    let table =
        format!("{HEADER}a,answer,no,2020-01-02,Zoe,Minutes,\na,answer,no,2020-01,Ann,Minutes,\n");
    assert_eq!(self::report(&entries, &[("follow-up.csv", &table)]).shown(), [""; 0]);
}

#[test]
fn every_cell_of_a_table_is_checked_at_its_place() {
    for (table, expected) in [
        ("record,axis\n", &[][..]),
        (
            "id,axis\na,answer\n",
            &["follow-up.csv:1:1 RAP210 \"id\"", "follow-up.csv:1:1 RAP210 \"id,axis\""],
        ),
        ("", &["follow-up.csv:1:1 RAP210 \"\""]),
        (
            "record,stat,record\n",
            &["follow-up.csv:1:8 RAP210 \"stat\"", "follow-up.csv:1:13 RAP210 \"record\""],
        ),
        (
            "record,axis,state,date,assessor,source\nd;a,answer,yes,2020,Ann,M\n council ,answer,yes,2020,Ann,M\n",
            &["follow-up.csv:2:1 RAP401 \"d\"", "follow-up.csv:3:2 RAP405 \"council\""],
        ),
        (
            "record,axis,state,date,assessor,source\n\"a;b\",answer,done,2020-13,Ann,M\n",
            &["follow-up.csv:2:14 RAP208 \"done\"", "follow-up.csv:2:19 RAP204 \"2020-13\""],
        ),
        (
            "record,axis,state,date,assessor,source\na;b,anser,,2020,Ann,[[d]],more\n,answer,yes,2020,Ann,M\n",
            &[
                "follow-up.csv:2:1 RAP202 \"a;b,anser,,2020,Ann,[[d]],more\"",
                "follow-up.csv:2:5 RAP205 \"anser\"",
                "follow-up.csv:2:23 RAP401 \"d\"",
                "follow-up.csv:2:27 RAP210 \"more\"",
                "follow-up.csv:3:2 RAP210 \"answer,yes,2020,Ann,M\"",
            ],
        ),
        ("record,axis\na,\"answer\nb,work\n", &["follow-up.csv:2:4 RAP210 \"answer…\""]),
    ] {
        assert_eq!(report("", &[("follow-up.csv", table)]).shown(), expected, "{table}");
    }
    let report = report("", &[]);
    report.write("follow-up.csv", b"record,axis\na,\xe9\n");
    assert_eq!(report.shown(), ["follow-up.csv:2:3 RAP101 \"\u{fffd}\""]);
}

#[test]
fn a_record_that_is_renamed_is_renamed_in_tables() {
    let table = format!("{HEADER}a; point/b;old-a,answer,yes,2020,Ann,[[council]],\n");
    let report = report("", &[("follow-up.csv", &table)]);
    for (old, new) in [("point/a", "one"), ("b", "two"), ("council", "town")] {
        let run = report.run(&["rename", old, new]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    let expected = format!("{HEADER}one; point/two;old-a,answer,yes,2020,Ann,[[town]],\n");
    assert_eq!(report.read("follow-up.csv"), expected);
    report.site();
}

#[test]
fn an_edited_table_is_seen_and_nothing_is_parsed_for_it() {
    let report = report("", &[]);
    let mut session = Session::new(report.path(), Loading::default());
    session.load().expect("a report");
    let row = |state: &str| format!("{HEADER}a;b,answer,{state},2020,Ann,Minutes,\n");
    for table in [row("yes"), row("no"), row("maybe"), row("yes")] {
        report.write("follow-up.csv", &table);
        let touched = BTreeSet::from([report.path().join("follow-up.csv")]);
        let warm = session.load_again(Changed::Paths(&touched)).expect("a report");
        let anew = load(report.path(), Loading::default());
        assert_eq!((warm.parsed, &warm.diagnostics), (0, &anew.diagnostics));
        assert!(rendered(&warm) == rendered(&anew));
    }
}

#[test]
fn a_build_after_an_edited_table_is_the_same_as_a_first_one() {
    let report = report("", &[("follow-up.csv", &format!("{HEADER}a,answer,yes,2020,Ann,M,\n"))]);
    assert_eq!(report.run(&["build", "-d", "site"]).code, 0);
    report.write("follow-up.csv", format!("{HEADER}a;b,answer,no,2020,Ann,Other,\n"));
    assert_eq!(report.run(&["build", "-d", "site"]).code, 0);
    assert_eq!(report.run(&["build", "-d", "anew"]).code, 0);
    report.write("follow-up.csv", format!("{HEADER}a;b,answer,yes,2021,Ann,Other,\n"));
    let again = report.run(&["build", "-d", "site"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert_eq!(report.run(&["build", "-d", "anew-again"]).code, 0);
    let tree = |name: &str| {
        let mut files = crate::support::tree(&report.path().join(name));
        files.retain(|path, _| !path.starts_with('.') && !path.contains("manifest"));
        files
    };
    assert!(tree("site") == tree("anew-again"));
    assert!(tree("site") != tree("anew"));
}
