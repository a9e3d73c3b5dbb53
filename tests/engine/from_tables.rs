//! Tables that others made become records, again and again.

use std::collections::BTreeMap;

use crate::support::{Report, Run, root};

const BOOK: &str = r#"
[book]
title = "Calls"
src = "content"
[kinds.body]
plural = "Bodies"
[kinds.call.fields]
owner = { type = "reference", to = "body", many = true, inverse = "Owns" }
deadline = { type = "date" }
status = { type = "choice", values = { begun = "Begun", done = "Done" } }
cost = { type = "integer" }
urgent = { type = "boolean" }
note = { type = "markdown" }
"#;

const MAPPING: &str = r#"
file = "calls.csv"
kind = "call"
document = "content/calls.md"
id = "Ref"
[columns]
"Ref" = { to = "number" }
"Call" = { to = "title" }
"Details" = { to = "text" }
"Owner" = { to = "owner", separator = ";", create = "content/bodies.md" }
"Deadline" = { to = "deadline", dates = "day/month/year" }
"Status" = { to = "status", words = { "In progress" = "begun" } }
"Cost" = { to = "cost" }
"Urgent" = { to = "urgent" }
"Note" = { to = "note" }
"Internal" = { ignore = true }
"#;

const HEAD: &str = "Ref,Call,Details,Owner,Deadline,Status,Cost,Urgent,Note,Internal\n";
const ROWS: &str = "1.1,Light the *stops*,\"(a) By winter\n2. As built\",Council; Works,03/04/2025,In progress,\"1,250\",yes,,secret\n\
                    1.2,Run later,,Council,June 2025,done,7,no,A [note],\n";

const CALLS: &str = r#"# Calls

## Light the \*stops\* {#1-1 .call}
+++
number = "1.1"
owner = ["council", "works"]
deadline = 2025-04-03
status = "begun"
cost = 1250
urgent = true
+++

(a) By winter

2\. As built

## Run later {#1-2 .call}
+++
number = "1.2"
owner = ["council"]
deadline = "2025-06"
status = "done"
cost = 7
urgent = false
note = 'A \[note\]'
+++
"#;

fn report(rows: &str) -> Report {
    Report::new([
        ("book.toml", BOOK),
        ("content/index.md", "# Home\n"),
        ("content/bodies.md", "# Bodies\n\n## Council {#council .body}\n"),
        ("imports/calls.toml", MAPPING),
        ("calls.csv", &format!("{HEAD}{rows}")),
    ])
}

fn import(report: &Report) -> Run {
    report.run(&["import", "calls.csv"])
}

/// All files of a report but the table.
fn files(report: &Report) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> =
        crate::support::tree(report.path()).into_iter().collect();
    files.remove("calls.csv");
    files
}

#[test]
fn rows_become_records_as_an_author_would_write_them() {
    let report = report(ROWS);
    let run = import(&report);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("2 records added, 1 record made for references in 2 documents"),
        "{}",
        run.stderr
    );
    assert_eq!(report.read("content/calls.md"), CALLS);
    let bodies = report.read("content/bodies.md");
    assert_eq!(bodies, "# Bodies\n\n## Council {#council .body}\n\n## Works {#works .body}\n");
    assert_eq!(report.problems().iter().filter(|problem| problem.is_error()).count(), 0);
}

#[test]
fn an_unchanged_table_changes_no_byte() {
    let report = report(ROWS);
    assert_eq!(import(&report).code, 0);
    let before = files(&report);
    let run = import(&report);
    assert!(run.stderr.contains("says already what the table says"), "{}", run.stderr);
    assert_eq!(files(&report), before);
}

#[test]
fn a_second_import_changes_what_changed_and_names_what_is_gone() {
    let report = report(ROWS);
    import(&report);
    let rows = ROWS.replace("Run later", "Run all night").replace("1.1,Light", "1.3,Light");
    report.write("calls.csv", format!("{HEAD}{rows}"));
    let run = import(&report);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("`call/1-1` is no longer in the table"), "{}", run.stderr);
    let calls = report.read("content/calls.md");
    assert!(calls.starts_with(&CALLS.replace("Run later", "Run all night")), "{calls}");
    assert!(calls.contains("{#1-3 .call}"), "{calls}");
    assert_eq!(calls.matches(".call}").count(), 3);
}

#[test]
fn what_was_written_by_hand_stays() {
    let report = report(ROWS);
    import(&report);
    let by_hand = CALLS
        .replace("cost = 7\n", "cost = 8 # by hand\n")
        .replace("2\\. As built\n", "2\\. As built\n\n### A heading\n\nMore.\n")
        .replace("# Calls\n", "# Calls\n\nAn introduction.\n");
    report.write("content/calls.md", &by_hand);
    let run = import(&report);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("note: 2 cells changed in the report"), "{}", run.stderr);
    assert_eq!(report.read("content/calls.md"), by_hand);
    // Another cell of the record is still taken over, and the same one is a conflict.
    report.write("calls.csv", format!("{HEAD}{}", ROWS.replace("June 2025", "July 2025")));
    assert_eq!(import(&report).code, 0);
    assert_eq!(report.read("content/calls.md"), by_hand.replace("2025-06", "2025-07"));
    report.write("calls.csv", format!("{HEAD}{}", ROWS.replace("done,7", "done,9")));
    let run = import(&report);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("calls!G3: edited both here and in the report"), "{}", run.stderr);
}

#[test]
fn every_cell_that_cannot_be_taken_over_is_told_and_nothing_is_written() {
    let rows = "1,A,,Council,31/02/2025,Opne,much,maybe,,\n\
                1,B,,,soon,Opne,,,,\n\
                ,C,,,,,,,,\n\
                2,,,,,,,,,\n";
    let report = report(rows);
    let before = files(&report);
    let run = import(&report);
    assert_eq!(run.code, 1);
    for told in [
        "calls!E2: `31/02/2025` is no date",
        "calls!F2: the field of `Status` has no value `Opne` (one cell)",
        "calls!G2: the field of `Cost` has no value `much`",
        "calls!H2: the field of `Urgent` has no value `maybe`",
        "calls!A3: a row above has the id `1` too",
        "calls!A4: no id can be made of this cell",
        "calls!B5: this title is empty",
    ] {
        assert!(run.stderr.contains(told), "{told}\n{}", run.stderr);
    }
    assert!(run.stderr.contains("7 problems; nothing was written"), "{}", run.stderr);
    assert_eq!(files(&report), before);
}

#[test]
fn a_value_that_many_cells_have_is_told_once() {
    let rows: String = (1..=30).map(|at| format!("{at},Call {at},,,,Opne,,,,\n")).collect();
    let run = import(&report(&rows));
    assert!(run.stderr.contains("has no value `Opne` (30 cells)"), "{}", run.stderr);
    assert!(run.stderr.contains("1 problem;"), "{}", run.stderr);
}

#[test]
fn an_ambiguous_date_is_asked_about() {
    let report = report("1,A,,,03/04/2015,,,,,\n");
    report.replace("imports/calls.toml", ", dates = \"day/month/year\"", "");
    let run = import(&report);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("calls!E2: `03/04/2015` can be two dates"), "{}", run.stderr);
    assert!(run.stderr.contains("dates = \"day/month/year\""), "{}", run.stderr);
}

#[test]
fn a_mapping_is_checked_with_places_and_suggestions() {
    for (old, new, expected) in [
        (
            "to = \"owner\"",
            "to = \"onwer\"",
            "column `Owner`: `call` has no field `onwer`\nhelp: did you mean `owner`?",
        ),
        (
            "kind = \"call\"",
            "kind = \"cal\"",
            "imports/calls.toml: kind: book.toml declares no kind `cal`\nhelp: did you mean `call`?",
        ),
        (
            "= \"begun\"",
            "= \"begin\"",
            "`begin` is no value of the field `status`\nhelp: did you mean `begun`?",
        ),
        (
            "\"Internal\"",
            "\"Intern\"",
            "calls!J1: imports/calls.toml says nothing of the column `Internal`",
        ),
        (
            "id = \"Ref\"",
            "id = \"Red\"",
            "column `Red`: the table has no such column\nhelp: did you mean `Ref`?",
        ),
        ("{ to = \"title\" }", "{ ignore = true }", "records need one title"),
        ("content/calls.md", "../calls.md", "`../calls.md` is no document of the report"),
        (
            "{ to = \"number\" }",
            "{ too = \"number\" }",
            "imports/calls.toml:7: unknown field `too`",
        ),
    ] {
        let report = report(ROWS);
        report.replace("imports/calls.toml", old, new);
        let run = import(&report);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stderr.contains(expected), "{expected}\n{}", run.stderr);
    }
}

#[test]
fn a_table_that_nobody_described_gets_a_mapping_and_the_declaration_of_a_kind() {
    let rows: String = (1..=12)
        .map(|at| {
            let state = ["Open", "Closed"][at % 2];
            format!("R{at},Recommendation of some length {at},Home Office; MHCLG,{:02}/05/2024,{state},\n", at + 12)
        })
        .collect();
    let table = format!("Ref,Title,Departments,Due,State,Empty\n{rows}");
    let report = Report::new([
        ("book.toml", "[book]\ntitle = \"T\"\nsrc = \"content\"\n"),
        ("content/index.md", "# Home\n"),
        ("recommendations.csv", &table),
    ]);
    let run = report.run(&["import", "recommendations.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mapping = report.read("imports/recommendations.toml");
    for line in [
        "kind = \"recommendation\"",
        "id = \"Ref\"",
        "Ref = { to = \"number\" }",
        "Title = { to = \"title\" }",
        "Departments = { to = \"departments\", separator = \";\" }",
        "Due = { to = \"due\" }",
        "State = { to = \"state\" }",
        "Empty = { ignore = true }",
    ] {
        assert!(mapping.lines().any(|own| own == line), "{line}\n{mapping}");
    }
    // What it proposes makes the second import work as it is.
    let book = report.read("book.toml") + &run.stdout;
    report.write("book.toml", &book);
    let run = report.run(&["import", "recommendations.csv"]);
    assert_eq!(run.code, 0, "{}\n{book}", run.stderr);
    assert!(run.stderr.contains("12 records added"), "{}", run.stderr);
    assert!(report.problems().iter().all(|problem| !problem.is_error()));
    let text = report.read("content/recommendations.md");
    assert!(text.contains("due = 2024-05-13\nstate = \"closed\"\n"), "{text}");
    assert_eq!(report.run(&["build", "-q"]).code, 0);
}

/// A table of many rows with every difficulty that can be taken over, and how many cells it has.
fn long_table(rows: usize) -> (String, usize) {
    let mut filled = 0;
    let rows = (0..rows).map(|at| {
        let cells = [
            format!("{}.{}", at / 20 + 1, at % 20 + 1),
            format!("Call {at}: \"quoted\", <tag> & [brackets]"),
            if at % 3 == 0 {
                String::new()
            } else {
                format!("First line {at}\n- second\n3) third")
            },
            if at % 2 == 0 { "Council; Works".to_owned() } else { format!("Body {}", at % 7) },
            ["03/04/2025", "2025", "June 2025", ""][at % 4].to_owned(),
            ["In progress", "done", "Begun", ""][at % 4].to_owned(),
            if at % 5 == 0 { "1,000".to_owned() } else { at.to_string() },
            ["yes", "no", ""][at % 3].to_owned(),
            if at % 6 == 0 { "=1+1 *not* a formula".to_owned() } else { String::new() },
            "internal".to_owned(),
        ];
        filled += cells.iter().filter(|cell| !cell.is_empty()).count();
        let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        quoted.join(",") + "\n"
    });
    let text = HEAD.to_owned() + &rows.collect::<String>();
    (text, filled)
}

#[test]
fn all_cells_of_a_thousand_rows_are_accounted_for() {
    let (table, filled) = long_table(1_000);
    let report = report("");
    report.write("calls.csv", &table);
    let run = import(&report);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("1000 records added"), "{}", run.stderr);
    let loaded = report.load();
    let model = loaded.site.renderer().model();
    let kind = loaded.config.kinds.position(|kind| kind.name == "call").expect("the kind");
    let mut found = 0;
    for &index in model.of_kind(kind) {
        let fields = model.fields_of(index).expect("fields");
        // The title, the cell that is ignored, a text, and a cell for each field.
        let has_text = !rapporteur::export::written::text(model, index).is_empty();
        found += 2 + usize::from(has_text) + fields.entries.len();
    }
    assert_eq!(found, filled);
    let before = files(&report);
    assert_eq!(import(&report).code, 0);
    assert_eq!(files(&report), before);
}

#[test]
fn ids_are_made_of_several_columns_and_titles_of_a_row() {
    let report = report("1.1,A,,,,,,,,\n1.2,B,,,,,,,,\n");
    report.replace(
        "imports/calls.toml",
        "id = \"Ref\"",
        "id = [\"Call\", \"Ref\"]\ntitle = \"Call {Ref}\"",
    );
    report.replace(
        "imports/calls.toml",
        "\"Call\" = { to = \"title\" }",
        "\"Call\" = { ignore = true }",
    );
    let run = import(&report);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let calls = report.read("content/calls.md");
    assert!(calls.contains("## Call 1.1 {#a-1-1 .call}\n"), "{calls}");
    assert!(import(&report).stderr.contains("says already"));
}

#[test]
fn a_table_without_titles_and_without_unique_cells_can_be_imported_as_it_was_guessed() {
    let long = "Somebody should do this since it is what the panel heard in all of the regions. "
        .repeat(3);
    let rows: String = (1..=9).map(|at| format!("V{},{},{long}{at}\n", at / 4, at % 4)).collect();
    for (head, id) in [
        ("chapter_id,level,req_description\n", "id = [\"chapter_id\", \"level\"]"),
        ("chapter,no,recommendation\n", "id = [\"chapter\", \"no\"]"),
    ] {
        let table = format!("{head}{rows}");
        let report = Report::new([
            ("book.toml", "[book]\ntitle = \"T\"\nsrc = \"content\"\n"),
            ("content/index.md", "# Home\n"),
            ("rules.csv", &table),
        ]);
        let run = report.run(&["import", "rules.csv"]);
        let mapping = report.read("imports/rules.toml");
        assert!(mapping.contains(id), "{mapping}");
        assert!(mapping.contains("title = \"Rule {chap"), "{mapping}");
        report.write("book.toml", report.read("book.toml") + &run.stdout);
        let run = report.run(&["import", "rules.csv"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stderr.contains("9 records added"), "{}", run.stderr);
    }
}

/// The files that a page of the guide shows, by their paths.
pub(crate) fn shown_files(page: &str) -> BTreeMap<String, String> {
    let blocks = page.split("**File:** `").skip(1).map(|block| {
        let (path, rest) = block.split_once('`').expect("a path");
        let (_, rest) = rest.split_once("~~~").expect("a block");
        let (_, rest) = rest.split_once('\n').expect("a line");
        let (text, _) = rest.split_once("~~~").expect("an end");
        (path.to_owned(), text.to_owned())
    });
    blocks.collect()
}

#[test]
fn the_steps_of_the_guide_lead_from_a_table_to_the_documents_that_it_shows() {
    let page = std::fs::read_to_string(root().join("guide/content/from-a-spreadsheet.md"));
    let page = page.expect("the page");
    let (first, standing) = page.split_once("## How things stand").expect("two parts");
    let shown = shown_files(first);
    let report = Report::new([
        ("book.toml", "[book]\ntitle = \"Night buses\"\nsrc = \"content\"\n"),
        ("content/index.md", "# Home\n"),
        ("calls.csv", &shown["calls.csv"]),
    ]);
    let run = import(&report);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(report.read("imports/calls.toml").contains("kind = \"call\""));
    assert!(run.stdout.contains("[kinds.call.fields]"), "{}", run.stdout);
    for path in ["imports/calls.toml", "book.toml"] {
        report.write(path, &shown[path]);
    }
    let run = import(&report);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for path in ["content/calls.md", "content/bodies.md"] {
        assert_eq!(report.read(path), shown[path], "{path}");
    }
    assert!(import(&report).stderr.contains("says already"));
    assert_eq!(report.run(&["build", "-q"]).code, 0);
    let shown = shown_files(standing);
    let made = "follow-up/standing.csv";
    let report = Report::new([("content/index.md", "# Home\n")]);
    for (path, text) in shown.iter().filter(|(path, _)| *path != made) {
        report.write(path, text);
    }
    assert_eq!(report.run(&["import", "standing.csv"]).code, 0);
    assert_eq!(report.read(made), shown[made]);
    assert_eq!(report.run(&["build", "-q"]).code, 0);
}

#[test]
fn what_was_taken_over_is_not_guessed_where_it_cannot_be_read() {
    let report = report(ROWS);
    import(&report);
    report.write("imports/calls.lock", b"\xff");
    report.replace("content/calls.md", "cost = 7", "cost = 8");
    let run = import(&report);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("cannot read `imports/calls.lock`"), "{}", run.stderr);
    assert!(report.read("content/calls.md").contains("cost = 8"));
}

#[test]
fn a_reference_is_found_by_a_title_that_one_record_has() {
    let report = report("1,A,,The Council of Wells,,,,,,\n2,B,,Twice,,,,,,\n");
    report.write(
        "content/bodies.md",
        "# Bodies\n\n## The Council of Wells {#cw .body}\n\n## Twice {#one .body}\n\n## Twice {#two .body}\n",
    );
    report.replace("imports/calls.toml", ", create = \"content/bodies.md\"", "");
    let run = import(&report);
    assert!(
        run.stderr.contains("calls!D3: the field of `Owner` has no value `Twice`"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("1 problem;"), "{}", run.stderr);
    report.replace("calls.csv", "Twice", "two");
    assert_eq!(import(&report).code, 0);
    let calls = report.read("content/calls.md");
    assert!(calls.contains("[\"cw\"]") && calls.contains("[\"two\"]"), "{calls}");
}

#[test]
fn rows_may_refer_to_each_other_and_to_themselves() {
    let report = Report::new([
        (
            "book.toml",
            "[book]\ntitle = \"T\"\nsrc = \"content\"\n[kinds.call.fields]\n\
             after = { type = \"reference\", to = \"call\", many = true, inverse = \"Before\" }\n",
        ),
        ("content/index.md", "# Home\n"),
        (
            "imports/calls.toml",
            "file = \"calls.csv\"\nkind = \"call\"\ndocument = \"content/calls.md\"\nid = \"Ref\"\n[columns]\n\
             Call = { to = \"title\" }\nAfter = { to = \"after\", separator = \";\" }\n",
        ),
        ("calls.csv", "Ref,Call,After\nR1,One,R2; Three\nR2,Two,R1\nR3,Three,R3\n"),
    ]);
    let run = import(&report);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let calls = report.read("content/calls.md");
    for after in ["[\"r2\", \"r3\"]", "[\"r1\"]", "[\"r3\"]"] {
        assert!(calls.contains(&format!("after = {after}\n")), "{calls}");
    }
    assert_eq!(report.run(&["build", "-q"]).code, 0);
    report.replace("calls.csv", "R2; Three", "R2; Four");
    let run = import(&report);
    assert!(
        run.stderr.contains("calls!C2: the field of `After` has no value `Four`"),
        "{}",
        run.stderr
    );
}

#[test]
fn rows_with_the_id_of_another_are_what_the_mapping_says() {
    let rows = "1.1,A,,,,,,,,\n1.1,B,,,,,,,,\n1.1,C,,,,,,,,\n1.1-2,D,,,,,,,,\n";
    for (says, expected) in [
        (
            "count",
            vec![
                "## A {#1-1 .call}",
                "## B {#1-1-2 .call}",
                "## C {#1-1-3 .call}",
                "## D {#1-1-2-2 .call}",
            ],
        ),
        ("skip", vec!["## A {#1-1 .call}", "## D {#1-1-2 .call}"]),
    ] {
        let report = report(rows);
        let said = format!("id = \"Ref\"\nrepeated = \"{says}\"");
        report.replace("imports/calls.toml", "id = \"Ref\"", &said);
        let run = import(&report);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let calls = report.read("content/calls.md");
        let found: Vec<&str> = calls.lines().filter(|line| line.contains(".call}")).collect();
        assert_eq!(found, expected);
        assert_eq!(calls.contains("number = \"1.1 (2)\""), says == "count", "{calls}");
        assert!(import(&report).stderr.contains("says already"));
    }
}

#[test]
fn a_record_is_found_by_the_id_it_had_and_one_that_was_removed_stays_removed() {
    let report = report("1.1,A,,,,,,,,\n1.2,B,,,,,,,,\n");
    assert_eq!(import(&report).code, 0);
    assert_eq!(report.run(&["rename", "call/1-1", "first"]).code, 0);
    let run = import(&report);
    assert!(run.stderr.contains("says already"), "{}", run.stderr);
    report.replace("calls.csv", "1.1,A", "1.1,Another");
    assert_eq!(import(&report).code, 0);
    let calls = report.read("content/calls.md");
    assert!(calls.contains("## Another {#first .call}"), "{calls}");
    let (kept, _) = calls.split_once("## B").expect("the second");
    report.write("content/calls.md", kept);
    let run = import(&report);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("`call/1-2` was removed from the report"), "{}", run.stderr);
    assert_eq!(report.read("content/calls.md"), kept);
}

#[test]
fn a_record_that_was_removed_gets_no_entries() {
    let report = tracker("c,Accepted,03/04/2025,Minutes,,\nd,Accepted,03/04/2025,Minutes,,\n");
    let mapping = ENTRIES.replace(
        "id = \"Points\"",
        "id = \"Points\"\ntitle = \"Point {Points}\"\ndocument = \"content/more.md\"",
    );
    report.write("imports/tracker.toml", mapping + "[columns]\n\"Remark\" = { to = \"text\" }\n");
    assert_eq!(report.run(&["import", "tracker.csv"]).code, 0);
    let more = report.read("content/more.md");
    let (kept, _) = more.split_once("## Point d").expect("the second");
    report.write("content/more.md", kept);
    let table = report.read("follow-up/tracker.csv");
    let kept: String = table
        .lines()
        .filter(|line| !line.starts_with("d,"))
        .map(|line| format!("{line}\n"))
        .collect();
    report.write("follow-up/tracker.csv", &kept);
    report.replace("tracker.csv", "d,Accepted,03/04/2025", "d,Accepted,05/06/2025");
    let run = report.run(&["import", "tracker.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("`point/d` was removed from the report"), "{}", run.stderr);
    assert_eq!(report.read("follow-up/tracker.csv"), kept);
}

#[test]
fn names_that_would_be_one_record_are_told_and_no_record_is_named_twice() {
    let report = report("1,A,,C++ group; C# group,,,,,,\n2,B,,Works; works; Council,,,,,,\n");
    let run = import(&report);
    assert_eq!(run.code, 1);
    let told = "calls!D2: `C# group` would have the id `c-group`, as `C++ group` has";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    report.replace("calls.csv", "C# group", "Works");
    assert_eq!(import(&report).code, 0);
    assert!(report.read("content/calls.md").contains("owner = [\"works\", \"council\"]"));
}

#[test]
fn signs_at_the_end_of_titles_and_words_for_nothing_are_kept() {
    let report =
        report("1,Use C #,,,,n/a,,,Pass --quiet,\n2,{#x},,,,,,,,\n3,Use {.call} here,,,,,,,,\n");
    report.replace("imports/calls.toml", "\"In progress\" = \"begun\"", "\"n/a\" = \"\"");
    let run = import(&report);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let calls = report.read("content/calls.md");
    assert!(calls.contains("## Use C \\# {#1 .call}") && !calls.contains("status"), "{calls}");
    assert!(calls.contains("## \\{#x\\} {#2 .call}"), "{calls}");
    assert!(calls.contains("note = 'Pass -\\-quiet'"), "{calls}");
    assert!(import(&report).stderr.contains("says already"));
}

#[test]
fn markdown_that_would_leave_its_record_is_told_with_its_cell() {
    let report = report("1,A,\"Intro.\n\n## More\n\nText.\",,,,,,,\n2,B,*Fine*,,,,,,,\n");
    report.replace("imports/calls.toml", "{ to = \"text\" }", "{ to = \"text\", markdown = true }");
    let run = import(&report);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("calls!C2: this Markdown has a heading"), "{}", run.stderr);
    report.replace("calls.csv", "## More", "**More**");
    assert_eq!(import(&report).code, 0);
    assert!(report.read("content/calls.md").contains("\n**More**\n"));
    assert!(import(&report).stderr.contains("says already"));
}

#[test]
fn more_records_than_a_document_takes_go_to_others_beside_it() {
    let rows =
        |many: usize| (1..=many).map(|at| format!("{at},Call {at},,,,,,,,\n")).collect::<String>();
    let report = report(&rows(1_002));
    assert_eq!(import(&report).code, 0);
    let many = |path: &str| report.read(path).matches(".call}").count();
    assert_eq!((many("content/calls.md"), many("content/calls-2.md")), (1_000, 2));
    assert!(report.read("content/calls-2.md").starts_with("# Calls, part 2\n"));
    report.write("calls.csv", format!("{HEAD}{}", rows(1_003)));
    assert_eq!(import(&report).code, 0);
    assert_eq!((many("content/calls.md"), many("content/calls-2.md")), (1_000, 3));
}

const LEDGER: &str = r#"
[ledger]
field = "since"
[ledger.axes]
answer = ["yes", "no"]
[kinds.point]
"#;

const ENTRIES: &str = r#"
file = "tracker.csv"
kind = "point"
id = "Points"
[[entries]]
axis = "answer"
state = { column = "Answer", words = { "Accepted" = "yes" } }
date = { column = "Answered", dates = "day/month/year" }
assessor = "Council"
source = { column = "Source" }
[[entries]]
axis = "work"
state = { column = "Work" }
date = 2025-10-01
assessor = "Council"
source = "The annual table"
remark = { column = "Remark" }
"#;

/// A report of two points, with a table that says how they stand.
fn tracker(rows: &str) -> Report {
    let ledger = format!("{LEDGER}{}", crate::support::POINT_LEDGER);
    Report::new([
        ("book.toml", format!("[book]\ntitle = \"T\"\nsrc = \"content\"\n{ledger}").as_str()),
        (
            "content/index.md",
            "# Home\n\n## First {#a .point}\n\nText.\n\n## Second {#b .point}\n\nText.\n",
        ),
        ("imports/tracker.toml", ENTRIES),
        ("tracker.csv", &format!("Points,Answer,Answered,Source,Work,Remark\n{rows}")),
    ])
}

const STANDING: &str = "a; Second,Accepted,03/04/2025,Minutes,,\nb,,,,done,=At *last*\n";

#[test]
fn columns_that_say_how_things_stand_become_entries_of_the_ledger() {
    let report = tracker(STANDING);
    let run = report.run(&["import", "tracker.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("3 entries added in `follow-up/tracker.csv`"), "{}", run.stderr);
    let table = "record,axis,state,date,assessor,source,remark\n\
                 a,answer,yes,2025-04-03,Council,Minutes,\n\
                 b,answer,yes,2025-04-03,Council,Minutes,\n\
                 b,work,done,2025-10-01,Council,The annual table,'=At \\*last\\*\n";
    assert_eq!(report.read("follow-up/tracker.csv").replace('"', ""), table.replace("'=", "\\="));
    assert_eq!(report.shown(), [""; 0]);
    assert!(report.run(&["import", "tracker.csv"]).stderr.contains("says already"));
    // An entry of another date is added, and one that says something else is changed.
    let later = STANDING.replace("03/04/2025", "05/06/2025").replace("At *last*", "At rest");
    report.write("tracker.csv", format!("Points,Answer,Answered,Source,Work,Remark\n{later}"));
    let run = report.run(&["import", "tracker.csv"]);
    assert!(run.stderr.contains("2 entries added, 1 entry changed"), "{}", run.stderr);
    let found = report.read("follow-up/tracker.csv");
    assert_eq!(found.lines().count(), 6, "{found}");
    assert!(found.contains("2025-04-03") && found.contains("2025-06-05"), "{found}");
}

#[test]
fn entries_that_were_written_or_removed_by_hand_stay() {
    let report = tracker(STANDING);
    report.run(&["import", "tracker.csv"]);
    let table = report.read("follow-up/tracker.csv");
    let by_hand = table.replace("a,answer,yes", "a,answer,no");
    let by_hand: String = by_hand
        .lines()
        .filter(|line| !line.starts_with("b,work"))
        .map(|line| format!("{line}\n"))
        .collect();
    report.write("follow-up/tracker.csv", &by_hand);
    assert!(report.run(&["import", "tracker.csv"]).stderr.contains("says already"));
    assert_eq!(report.read("follow-up/tracker.csv"), by_hand);
    report.replace("tracker.csv", "Minutes", "Other minutes");
    let run = report.run(&["import", "tracker.csv"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("tracker!B2: edited both here and in the follow-up table"),
        "{}",
        run.stderr
    );
    assert_eq!(report.read("follow-up/tracker.csv"), by_hand);
}

#[test]
fn what_is_wrong_with_entries_is_told_with_its_place() {
    for (rows, expected) in [
        ("c,Accepted,03/04/2025,M,,\n", "tracker!A2: there is no point `c`"),
        ("a,Accepted,,M,,\n", "tracker!C2: an entry needs a date"),
        ("a,,03/04/2025,M,,\n", "tracker!C2: there is no state for this, in `Answer`"),
        ("a,Perhaps,03/04/2025,M,,\n", "tracker!B2: the field of `Answer` has no value `Perhaps`"),
        (
            "a,Accepted,03/04/2025,M,,\na,no,03/04/2025,M,,\n",
            "tracker!B3: another row says something else of the same record and date",
        ),
        ("a,,,,done,\n,,,,done,\n", "tracker!A3: no id can be made of this cell"),
    ] {
        let report = tracker(rows);
        let run = report.run(&["import", "tracker.csv"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stderr.contains(expected), "{expected}\n{}", run.stderr);
        assert!(!report.path().join("follow-up").exists());
    }
    for (old, new, expected) in [
        ("axis = \"work\"", "axi = \"work\"", "entries 2: the ledger has no column `axi`"),
        (
            "assessor = \"Council\"\nsource = {",
            "source = {",
            "entries 1: nothing says what the column `assessor`",
        ),
        ("\"Work\" }", "\"Works\" }", "column `Works`: the table has no such column"),
        (
            "id =",
            "follow-up = \"tables/a.csv\"\nid =",
            "the report reads no follow-up table `tables/a.csv`",
        ),
        ("date = 2025-10-01", "date = 7", "expected a text, a date, or `{ column"),
    ] {
        let report = tracker(STANDING);
        report.replace("imports/tracker.toml", old, new);
        let run = report.run(&["import", "tracker.csv"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stderr.contains(expected), "{expected}\n{}", run.stderr);
    }
}

#[test]
fn entries_and_records_come_from_one_table() {
    let report = tracker("c,Accepted,03/04/2025,Minutes,,\n");
    let mapping = ENTRIES.replace(
        "id = \"Points\"",
        "id = \"Points\"\ntitle = \"Point {Points}\"\ndocument = \"content/more.md\"",
    );
    report.write("imports/tracker.toml", mapping + "[columns]\n\"Remark\" = { to = \"text\" }\n");
    let run = report.run(&["import", "tracker.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("1 record added"), "{}", run.stderr);
    assert!(run.stderr.contains("1 entry added"), "{}", run.stderr);
    assert!(report.read("follow-up/tracker.csv").contains("\nc,answer,yes,"));
}
