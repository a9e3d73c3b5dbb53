//! A table that was exported, edited and imported changes what was edited, and nothing else.

use std::path::Path;
use std::sync::Arc;

use rapporteur::command::load::{Loaded, Loading, Session};
use rapporteur::export::text::{self, Format};
use rapporteur::export::{self, Use, Wanted};
use rapporteur::import::back::{Imported, check, read_back};
use rapporteur::import::table::{self, How, Refusal, Table};
use rapporteur::source::Source;

use crate::chance::Chance;
use crate::support::{Report, load, root};

const BOOK: &str = r#"
[book]
title = "Night buses"
src = "content"
[kinds.body]
plural = "Bodies"
[kinds.point.fields]
state = { type = "choice", values = { open = "Open", done = "Done" } }
since = { type = "date" }
cost = { type = "integer" }
urgent = { type = "boolean" }
asks = { type = "reference", to = "body", many = true }
place = { type = "coordinates" }
note = { type = "text" }
"#;

const POINTS: &str = r#"# Points

## Run *until* five {#five .point}
+++
number = "1.1"
state = "open"   # as they say
since = 2019-06-16
cost = 40
urgent = true
asks = ["council"]
place = { lat = 52.5, lon = 13.4 }
+++

The first text.

It has two paragraphs.

### Inside {#inside .point}

A record inside.

<!-- /inside -->

And more of the first.

## Without fields {#bare .point}

## Last {#last .point}
+++
note = "A note"
+++
"#;

fn report() -> Report {
    Report::new([
        ("book.toml", BOOK),
        ("content/index.md", "# Home\n"),
        ("content/points.md", POINTS),
        (
            "content/bodies.md",
            "# Bodies\n\n## Council {#council .body}\n\n## Works {#works .body}\n",
        ),
    ])
}

/// The tables of a file, as they are read where nobody says how.
fn opened(name: &str, bytes: &[u8]) -> Result<Vec<Table>, Vec<Refusal>> {
    table::read(Path::new(name), bytes, How::default()).map(|opened| opened.tables)
}

/// The tables of an export as CSV, read again.
fn exported(loaded: &Loaded) -> Vec<Table> {
    exported_as(loaded, Format::Csv)
}

fn exported_as(loaded: &Loaded, format: Format) -> Vec<Table> {
    let sheets = export::sheets(loaded.site.renderer(), &Wanted::default());
    let tables = sheets.iter().filter(|sheet| sheet.rows().next().is_some()).map(|sheet| {
        let name = format!("{}.{}", sheet.name, format.extension());
        let bytes = text::write(sheet, format);
        let mut tables = opened(&name, &bytes).expect("a table");
        let mut table = tables.pop().expect("one");
        table.name.clone_from(&sheet.name);
        table
    });
    tables.collect()
}

/// The cell of a record in a column of an exported table.
fn cell<'t>(tables: &'t mut [Table], id: &str, column: &str) -> &'t mut String {
    let kind = id.split('/').next().unwrap_or_default();
    let table = tables.iter_mut().find(|table| table.name == kind).expect("a table");
    let at = table.column(column).expect("a column");
    let row = table.rows.iter_mut().find(|row| row.cell(0) == id).expect("a row");
    row.cells.resize(row.cells.len().max(at + 1), String::new());
    &mut row.cells[at]
}

fn told(refusals: &[Refusal]) -> Vec<String> {
    refusals.iter().map(ToString::to_string).collect()
}

/// What importing tables with some cells changed makes of `content/points.md`.
fn edited(edits: &[(&str, &str, &str)]) -> Result<String, Vec<String>> {
    let report = report();
    let loaded = report.load();
    let mut tables = exported(&loaded);
    for (id, column, text) in edits {
        (*text).clone_into(cell(&mut tables, id, column));
    }
    let imported =
        read_back(loaded.site.renderer(), &tables).map_err(|problems| told(&problems))?;
    assert_eq!(imported.cells, edits.len());
    let [(source, text)] = &imported.files[..] else { panic!("{:?}", imported.files) };
    assert_eq!(source.path, "content/points.md");
    report.write("content/points.md", text);
    let again = report.load();
    assert!(!again.has_errors());
    let left = read_back(again.site.renderer(), &tables).map_err(|problems| told(&problems))?;
    assert!(left.files.is_empty(), "the report says what the tables say");
    Ok(text.clone())
}

#[test]
fn an_untouched_export_changes_nothing() {
    let flagship = load(root(), Loading::default());
    let second = load(&root().join("tests/reports/well-audit"), Loading::default());
    for loaded in [flagship, second, report().load()] {
        for format in [Format::Csv, Format::Json, Format::Ndjson] {
            let tables = exported_as(&loaded, format);
            assert!(tables.iter().map(|table| table.rows.len()).sum::<usize>() > 4);
            let imported =
                read_back(loaded.site.renderer(), &tables).map_err(|them| told(&them)).unwrap();
            assert!(imported.files.is_empty(), "{:?}", imported.files);
            assert_eq!((imported.cells, imported.kept, imported.absent), (0, 0, 0));
        }
    }
}

#[cfg(feature = "workbook")]
#[test]
fn an_untouched_workbook_changes_nothing() {
    for folder in [root().to_owned(), root().join("tests/reports/well-audit")] {
        let loaded = load(&folder, Loading::default());
        let sheets = export::sheets(loaded.site.renderer(), &Wanted::default());
        let bytes = export::workbook::write(&sheets, "A report").expect("a workbook");
        let tables = opened("report.xlsx", &bytes).map_err(|them| told(&them)).unwrap();
        let imported =
            read_back(loaded.site.renderer(), &tables).map_err(|them| told(&them)).unwrap();
        assert!(imported.files.is_empty(), "{:?}", imported.files);
        assert_eq!((imported.cells, imported.kept, imported.absent), (0, 0, 0));
    }
}

#[test]
fn each_edited_cell_changes_its_place_alone() {
    for (id, column, text, old, new) in [
        (
            "point/five",
            "title",
            "Run until **six**",
            "## Run *until* five {",
            "## Run until **six** {",
        ),
        ("point/five", "number", "1.2", "number = \"1.1\"", "number = \"1.2\""),
        ("point/five", "state", "done", "\"open\"   #", "\"done\"   #"),
        ("point/five", "since", "2020-01-02", "2019-06-16", "2020-01-02"),
        ("point/five", "since", "2020", "2019-06-16", "\"2020\""),
        ("point/five", "cost", "41", "cost = 40", "cost = 41"),
        ("point/five", "urgent", "false", "true", "false"),
        ("point/five", "asks", "council|works", "[\"council\"]", "[\"council\", \"works\"]"),
        ("point/five", "asks", "", "asks = [\"council\"]\n", ""),
        ("point/five", "place.lat", "53.25", "52.5", "53.25"),
        (
            "point/five",
            "note",
            "Two\nlines",
            "13.4 }\n",
            "13.4 }\nnote = \"\"\"\nTwo\nlines\"\"\"\n",
        ),
        (
            "point/five",
            "text",
            "The new text.\n\n<!-- … -->\n\nAnd more of the first.",
            "The first text.\n\nIt has two paragraphs.",
            "The new text.",
        ),
        ("point/inside", "text", "Another.", "A record inside.", "Another."),
        ("point/bare", "cost", "7", "{#bare .point}\n", "{#bare .point}\n+++\ncost = 7\n+++\n"),
        ("point/bare", "text", "New.", "{#bare .point}\n", "{#bare .point}\n\nNew.\n"),
        ("point/last", "note", "", "note = \"A note\"\n", ""),
        (
            "point/last",
            "text",
            "At the end.",
            "\"A note\"\n+++\n",
            "\"A note\"\n+++\n\nAt the end.\n",
        ),
    ] {
        let found =
            edited(&[(id, column, text)]).unwrap_or_else(|told| panic!("{column}: {told:?}"));
        assert_eq!(POINTS.matches(old).count(), 1, "{old:?} stands once");
        assert_eq!(found, POINTS.replace(old, new), "{id}, {column}");
    }
}

#[test]
fn several_edits_of_a_document_are_made_together() {
    let found = edited(&[
        ("point/five", "title", "Later"),
        ("point/bare", "number", "2"),
        ("point/bare", "cost", "7"),
        ("point/bare", "text", "A text."),
        ("point/last", "note", "Another"),
    ]);
    let expected = POINTS
        .replace("Run *until* five", "Later")
        .replace(
            "{#bare .point}\n",
            "{#bare .point}\n+++\nnumber = \"2\"\ncost = 7\n+++\n\nA text.\n",
        )
        .replace("\"A note\"", "\"Another\"");
    assert_eq!(found.unwrap(), expected);
}

#[test]
fn lines_end_as_they_do_in_the_document() {
    let report = report();
    report.write("content/points.md", POINTS.replace('\n', "\r\n"));
    let loaded = report.load();
    let mut tables = exported(&loaded);
    assert!(read_back(loaded.site.renderer(), &tables).unwrap().files.is_empty());
    *cell(&mut tables, "point/inside", "text") = "One.\n\nTwo.".to_owned();
    let imported = read_back(loaded.site.renderer(), &tables).unwrap();
    let expected = POINTS.replace("A record inside.", "One.\n\nTwo.").replace('\n', "\r\n");
    assert_eq!(imported.files[0].1, expected);
}

#[test]
fn rows_of_the_ledger_are_edited_in_their_records() {
    let report = Report::copy_of(&root().join("tests/reports/well-audit"));
    let loaded = report.load();
    let mut tables = exported(&loaded);
    let ledger = tables.iter_mut().find(|table| table.name == export::FOLLOW_UP).expect("a ledger");
    let at = ledger.column("source").or(ledger.column("note")).expect("a column");
    let row = ledger.rows.iter_mut().find(|row| !row.cell(at).is_empty()).expect("a row");
    row.cells[at] = format!("{} (edited)", row.cells[at]);
    let imported = read_back(loaded.site.renderer(), &tables).map_err(|them| told(&them)).unwrap();
    let [(source, text)] = &imported.files[..] else { panic!("{:?}", imported.files) };
    let changed = text.lines().zip(source.text.lines()).filter(|(now, before)| now != before);
    assert_eq!(changed.count(), 1);
    assert_eq!(imported.rows, 1);
}

#[test]
fn edits_of_two_people_both_stay_and_of_one_cell_are_a_conflict() {
    let report = report();
    let mut tables = exported(&report.load());
    *cell(&mut tables, "point/five", "number") = "1.9".to_owned();
    report.replace("content/points.md", "cost = 40", "cost = 50");
    let loaded = report.load();
    let Imported { files, cells, kept, .. } = read_back(loaded.site.renderer(), &tables).unwrap();
    assert_eq!((cells, kept), (1, 1));
    let expected = POINTS.replace("cost = 40", "cost = 50").replace("\"1.1\"", "\"1.9\"");
    assert_eq!(files[0].1, expected);

    *cell(&mut tables, "point/five", "cost") = "60".to_owned();
    let problems = told(&read_back(loaded.site.renderer(), &tables).unwrap_err());
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    for part in ["point!", "edited both here and in the report", "here: 60", "report: 50"] {
        assert!(problem.contains(part), "{problem}");
    }
    *cell(&mut tables, "point/five", "cost") = "50".to_owned();
    assert_eq!(read_back(loaded.site.renderer(), &tables).unwrap().cells, 1);
}

#[test]
fn a_table_without_what_its_cells_held_counts_as_edited() {
    let report = report();
    let loaded = report.load();
    let text = "id,cost\npoint/five,41\n".to_owned();
    let tables = opened("point.csv", text.as_bytes()).unwrap();
    let imported = read_back(loaded.site.renderer(), &tables).unwrap();
    assert_eq!((imported.cells, imported.absent), (1, 3));
    assert_eq!(imported.files[0].1, POINTS.replace("cost = 40", "cost = 41"));
}

#[test]
fn what_cannot_be_taken_over_is_told_with_its_cell() {
    let loaded = report().load();
    for (name, text, expected) in [
        ("point.csv", "id,cost\npoint/six,1\n", "point!A2: the report has no record `point/six`"),
        ("point.csv", "id,cost\n,1\n", "point!A2: this row has no id"),
        ("point.csv", "id,cots\npoint/five,1\n", "point!B1: the table has no column `cots`"),
        ("point.csv", "cost\n1\n", "point: there is no column `id`"),
        ("point.csv", "id,title\npoint/five,\"a\nb\"\n", "point!B2: a title has one line"),
        ("point.csv", "id,text\npoint/five,New.\n", "point!B2: the records inside of this one"),
        ("point.csv", "id,place.lat\npoint/bare,5\n", "point!B2: a part of a value can be changed"),
        (
            "point.csv",
            "id,cost\npoint/five,1\npoint/five,2\n",
            "point!A3: `point/five` has another row",
        ),
        ("points.csv", "id\npoint/five\n", "points: the report has no table `points`"),
    ] {
        let tables = opened(name, text.as_bytes()).expect("a table");
        let problems = told(&read_back(loaded.site.renderer(), &tables).unwrap_err());
        assert!(problems[0].starts_with(expected), "{problems:?}");
        assert!(problems[0].contains("\nhelp: "), "{problems:?}");
    }
}

#[test]
fn what_would_be_an_error_or_change_more_is_not_written() {
    let report = report();
    let before = report.read("content/points.md");
    let import = |text: &str| {
        report.write("point.csv", text);
        let run = report.run(&["import", "point.csv"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
        assert_eq!(report.read("content/points.md"), before);
        run.stderr
    };
    assert!(import("id,state\npoint/five,opne\n").contains("opne"));
    let told = import("id,text\npoint/inside,\"A text.\n\n## A new one {#new .point}\"\n");
    assert!(told.contains("without changing more"), "{told}");
}

#[test]
fn a_dry_run_shows_what_would_change() {
    let report = report();
    report.write("point.csv", "id,cost\npoint/five,41\n");
    let run = report.run(&["import", "point.csv", "--dry-run"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for line in ["-cost = 40", "+cost = 41"] {
        assert!(run.stdout.lines().any(|own| own == line), "{}", run.stdout);
    }
    assert_eq!(report.read("content/points.md"), POINTS);
    let run = report.run(&["import", "point.csv"]);
    assert_eq!(report.read("content/points.md"), POINTS.replace("cost = 40", "cost = 41"));
    assert!(run.stderr.contains("1 cell in 1 row changed 1 document"), "{}", run.stderr);
    let run = report.run(&["import", "point.csv"]);
    assert!(run.stderr.contains("says already what the table says"), "{}", run.stderr);
}

/// What becomes of a report when the cell of a table is changed: whether the edit was taken over.
fn is_taken(session: &mut Session, loaded: &Loaded, tables: &[Table]) -> Result<bool, Vec<String>> {
    let before = loaded.site.renderer();
    let imported = read_back(before, tables).map_err(|problems| told(&problems))?;
    let files = imported.files.iter();
    let files =
        files.map(|(source, text)| Arc::new(Source::new(source.path.clone(), text.as_str())));
    let imagined = session.imagine(loaded, files.collect());
    if imagined.has_errors() {
        return Ok(false);
    }
    let checked = check(before, imagined.site.renderer(), tables, imported.expected());
    checked.map(|()| true).map_err(|problems| told(&problems))
}

#[test]
fn words_added_to_titles_texts_and_values_are_taken_over_wherever_they_stand() {
    let mut chance = Chance::new(1);
    for folder in [root().to_owned(), root().join("tests/reports/well-audit")] {
        let (mut taken, mut tried) = (0, 0);
        for round in 0..15 {
            let mut session = Session::new(&folder, Loading::default());
            let loaded = session.load().expect("a report");
            let mut tables = exported(&loaded);
            tables.retain(|table| table.name != export::COLUMNS && !table.rows.is_empty());
            let at = chance.below(tables.len());
            let table = &mut tables[at];
            let sheets = export::sheets(loaded.site.renderer(), &Wanted::default());
            let sheet = sheets.iter().find(|sheet| sheet.name == table.name).expect("a sheet");
            // A text can always be edited. An id may follow from a title, and not every value can be
            // any text.
            let column = match round % 3 {
                0 => chance.below(sheet.columns.len()),
                at => table.column(["text", "title"][at - 1]).unwrap_or_default(),
            };
            let row = chance.below(table.rows.len());
            let is_text = sheet.columns[column].name == "text";
            let cells = &mut table.rows[row].cells;
            if sheet.columns[column].use_of != Use::Written
                || cells.get(column).is_none_or(String::is_empty)
            {
                continue;
            }
            cells[column].push_str(" again");
            match is_taken(&mut session, &loaded, &tables) {
                Ok(is) => {
                    assert!(is || !is_text, "{} {}", sheet.name, sheet.columns[column].name);
                    tried += 1;
                    taken += usize::from(is);
                }
                Err(told) => assert!(!is_text, "{told:?}"),
            }
        }
        assert!(taken > 2, "only {taken} of {tried} were taken over");
    }
}

#[cfg(feature = "workbook")]
#[test]
fn a_workbook_for_readers_is_refused() {
    let loaded = report().load();
    let wanted = Wanted { words: export::Words::Published, ..Wanted::default() };
    let sheets = export::sheets(loaded.site.renderer(), &wanted);
    let bytes = export::workbook::write(&sheets, "A report").expect("a workbook");
    let tables = opened("report.xlsx", &bytes).expect("tables");
    let problems = told(&read_back(loaded.site.renderer(), &tables).unwrap_err());
    assert!(problems[0].contains("was made for readers"), "{problems:?}");
}

#[cfg(feature = "workbook")]
#[test]
fn long_texts_and_long_names_of_sheets_come_back_from_a_workbook() {
    let kind = "a-kind-with-a-name-that-no-sheet-can-have";
    let text = "A sentence of a long text. ".repeat(3_000);
    let report = Report::new([
        ("book.toml", format!("[book]\ntitle = \"T\"\nsrc = \"content\"\n[kinds.{kind}]\n")),
        ("content/index.md", format!("# Home\n\n## One {{#one .{kind}}}\n\n{}\n", text.trim_end())),
    ]);
    let loaded = report.load();
    let sheets = export::sheets(loaded.site.renderer(), &Wanted::default());
    let bytes = export::workbook::write(&sheets, "T").expect("a workbook");
    let mut tables = opened("report.xlsx", &bytes).expect("tables");
    let imported = read_back(loaded.site.renderer(), &tables).map_err(|them| told(&them)).unwrap();
    assert!(imported.files.is_empty());
    let table =
        tables.iter_mut().find(|table| table.column("text.2").is_some()).expect("a long text");
    assert!(table.name.len() < kind.len());
    let at = table.column("text.3").expect("a third part");
    table.rows[0].cells[at] = "The end.".to_owned();
    let imported = read_back(loaded.site.renderer(), &tables).map_err(|them| told(&them)).unwrap();
    assert!(imported.files[0].1.ends_with("The end.\n"));
}

#[cfg(feature = "workbook")]
#[test]
fn a_damaged_workbook_is_refused_or_read() {
    let loaded = report().load();
    let sheets = export::sheets(loaded.site.renderer(), &Wanted::default());
    let whole = export::workbook::write(&sheets, "A report").expect("a workbook");
    let mut chance = Chance::new(7);
    let mut refused = 0;
    for _ in 0..150 {
        let mut bytes = whole.clone();
        match chance.below(3) {
            0 => bytes.truncate(chance.below(whole.len())),
            _ => {
                for _ in 0..1 + chance.below(20) {
                    let at = chance.below(bytes.len());
                    bytes[at] = chance.below(256) as u8;
                }
            }
        }
        match opened("report.xlsx", &bytes) {
            Ok(tables) => drop(read_back(loaded.site.renderer(), &tables)),
            Err(told) => {
                assert!(!told.is_empty());
                refused += 1;
            }
        }
    }
    assert!(refused > 50, "{refused}");
}
