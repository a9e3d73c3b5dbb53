//! The sheets of an export hold what is written, and can be read again by other programs.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use rapporteur::command::load::{Loaded, Loading};
use rapporteur::escape::unguarded;
use rapporteur::export::cell::{Cell, split};
use rapporteur::export::text::{self, Format};
use rapporteur::export::{self, Sheet, Use, Wanted, Words, written};
use rapporteur::ids::LanguageId;
use serde_json::{Value as Json, json};

use crate::support::{POINT_LEDGER, Report, load, root};

const BOOK: &str = r#"
[book]
title = "Night buses"
src = "content"
[languages.fr]
[kinds.theme]
folder = "themes"
[kinds.body]
plural = "Bodies"
[kinds.point.fields]
state = { type = "choice", values = { open = "Open", done = "Done" } }
since = { type = "date" }
cost = { type = "integer" }
urgent = { type = "boolean" }
asks = { type = "reference", to = "body", many = true }
title-of = { type = "text" }
text = { type = "text" }
place = { type = "coordinates" }
note = { type = "markdown" }
[kinds.point.fields.stops]
type = "table"
[kinds.point.fields.stops.fields]
name = { type = "text" }
opened = { type = "date" }
"#;

const HOURS: &str = r#"+++
title = "The *hours*"
+++

# Hours

What stands before.

## A heading of its own

It belongs to the theme.

## Run **until** five {.point #until-five}
+++
number = "9.10"
state = "open"
since = 2019-06-16
cost = 1_000
urgent = true
asks = ["council", "body/works"]
aliases = ["until-4", "until-four"]
text = "=1+1"
place = { lat = -33.860, lon = 151.2, precision = "city" }
note = """
See [[council]].

More."""
stops = [{ name = "Harbour", opened = "2001-02" }, { name = "Mill" }]
+++

Buses run [until five](https://example.org).

- one
- two

### A part of it

Its part.

<!-- /point -->

What stands after.

## A draft {.point}
+++
draft = true
+++

Nobody is to read this.
"#;

const BODIES: &str = "# Bodies\n\n## The council {.body #council}\n\n## Works {.body #works}\n";

fn report() -> Report {
    Report::new([
        ("book.toml", BOOK),
        ("content/index.md", "# Home\n"),
        ("content/themes/hours.md", HOURS),
        (
            "content/themes/hours.fr.md",
            "# Les heures\n\n## Jusqu'à cinq {.point #until-five}\n\nTexte.\n",
        ),
        ("content/bodies.md", BODIES),
    ])
}

fn sheets(loaded: &Loaded) -> Vec<Sheet<'_>> {
    export::sheets(loaded.site.renderer(), &Wanted::default())
}

/// The rows of a sheet as objects.
fn rows(loaded: &Loaded, wanted: &Wanted, name: &str) -> Vec<Json> {
    let sheets = export::sheets(loaded.site.renderer(), wanted);
    let sheet = sheets.iter().find(|sheet| sheet.name == name).expect("the sheet");
    serde_json::from_slice(&text::write(sheet, Format::Json)).expect("JSON")
}

fn all_rows(loaded: &Loaded, name: &str) -> Vec<Json> {
    rows(loaded, &Wanted::default(), name)
}

#[test]
fn a_row_holds_what_is_written() {
    let loaded = report().load();
    assert!(!loaded.has_errors());
    let point = &all_rows(&loaded, "point")[0];
    for (column, written) in [
        ("id", json!("point/until-five")),
        ("language", json!("en")),
        ("document", json!("content/themes/hours.md")),
        ("inside", json!("theme/hours")),
        ("number", json!("9.10")),
        ("title", json!("Run **until** five")),
        ("description", Json::Null),
        ("aliases", json!(["until-4", "until-four"])),
        ("state", json!("open")),
        ("since", json!("2019-06-16")),
        ("cost", json!("1_000")),
        ("urgent", json!(true)),
        ("asks", json!(["council", "body/works"])),
        ("field.text", json!("=1+1")),
        ("place.lat", json!("-33.860")),
        ("place.lon", json!(151.2)),
        ("place.precision", json!("city")),
        ("note", json!("See [[council]].\n\nMore.")),
        ("referred-to-by", json!(0)),
    ] {
        assert_eq!(point[column], written, "{column}");
    }
    assert_eq!(all_rows(&loaded, "body")[0]["referred-to-by.point"], 2);
}

#[test]
fn a_text_has_no_heading_no_fields_no_record_inside_and_no_draft() {
    let loaded = report().load();
    let theme = &all_rows(&loaded, "theme")[0];
    assert_eq!(theme["title"], "The *hours*");
    assert_eq!(
        theme["text"],
        "What stands before.\n\n## A heading of its own\n\nIt belongs to the theme.\n\n\
         <!-- … -->\n\nWhat stands after."
    );
    assert_eq!(
        all_rows(&loaded, "point")[0]["text"],
        "Buses run [until five](https://example.org).\n\n- one\n- two\n\n### A part of it\n\nIts part."
    );
}

#[test]
fn titles_are_as_they_are_written() {
    let text = "Set *here*\n===\n\n## Closed `#` ## {.point}\n\n## A {b} {.point #x key=v}\n\n\
                Under\nlined {.point #under}\n---\n\n## Fields {.point #fields}\n+++\ntitle = \"Own ~~t~~\"\n+++\n";
    let report = Report::new([("book.toml", BOOK), ("content/index.md", text)]);
    let loaded = report.load();
    let points = all_rows(&loaded, "point");
    let titles: Vec<&str> = points.iter().filter_map(|row| row["title"].as_str()).collect();
    assert_eq!(titles, ["Closed `#`", "A {b}", "Under\nlined", "Own ~~t~~"]);
    assert_eq!(all_rows(&loaded, "page")[0]["title"], "Set *here*");
}

#[test]
fn a_translation_holds_only_what_is_written_in_it() {
    let loaded = report().load();
    let points = all_rows(&loaded, "point");
    let french = points.iter().find(|row| row["language"] == "fr").expect("a translation");
    assert_eq!(french["id"], "point/until-five");
    assert_eq!(french["title"], "Jusqu'à cinq");
    assert_eq!(french["text"], "Texte.");
    assert_eq!([&french["number"], &french["since"]], [&Json::Null, &Json::Null]);
}

#[test]
fn rows_of_a_table_field_have_a_sheet() {
    let loaded = report().load();
    let stops = all_rows(&loaded, "point.stops");
    let told: Vec<_> =
        stops.iter().map(|row| (&row["id"], &row["row"], &row["name"], &row["opened"])).collect();
    let id = json!("point/until-five");
    let (one, two) = (json!(1), json!(2));
    let (harbour, mill, opened) = (json!("Harbour"), json!("Mill"), json!("2001-02"));
    assert_eq!(told, [(&id, &one, &harbour, &opened), (&id, &two, &mill, &Json::Null)]);
}

#[test]
fn the_ledger_has_a_sheet_and_its_latest_states_stand_with_the_records() {
    let book = format!(
        "{}[kinds.point]\n[ledger]\nfield = \"since\"\n{POINT_LEDGER}",
        crate::support::BOOK
    );
    let entry = |state: &str, date: &str| {
        format!(
            "[[since]]\naxis = \"work\"\nstate = \"{state}\"\ndate = {date}\nassessor = \"Ann\"\nsource = \"Minutes\"\n"
        )
    };
    let text = format!(
        "# Home\n\n## One {{.point}}\n+++\n{}{}+++\n",
        entry("no", "2020-01-01"),
        entry("done", "2021-03-05")
    );
    let loaded = Report::new([("book.toml", book), ("content/index.md", text)]).load();
    let point = &all_rows(&loaded, "point")[0];
    assert_eq!([&point["latest.work.ann"], &point["latest.work.ann.date"]], ["done", "2021-03-05"]);
    let entries = all_rows(&loaded, "follow-up");
    let states: Vec<_> = entries.iter().map(|row| (&row["row"], &row["state"])).collect();
    assert_eq!(states, [(&json!(1), &json!("no")), (&json!(2), &json!("done"))]);
}

#[test]
fn one_kind_or_one_language_can_be_chosen() {
    let loaded = report().load();
    let kind = loaded.config.kind("point").expect("the kind");
    let wanted = Wanted { kinds: vec![kind], language: Some(LanguageId::OWN), ..Wanted::default() };
    let sheets = export::sheets(loaded.site.renderer(), &wanted);
    let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["point", "point.stops", "columns"]);
    let languages = rows(&loaded, &wanted, "point");
    assert_eq!(languages.iter().map(|row| &row["language"]).collect::<Vec<_>>(), ["en"]);
}

#[test]
fn the_last_sheet_explains_every_column() {
    let loaded = report().load();
    let sheets = sheets(&loaded);
    let columns = sheets.iter().flat_map(|sheet| {
        sheet.columns.iter().map(|column| (sheet.name.clone(), column.name.clone()))
    });
    let explained = all_rows(&loaded, "columns");
    let word = |row: &Json, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let told: Vec<_> =
        explained.iter().map(|row| (word(row, "sheet"), word(row, "column"))).collect();
    assert_eq!(told, columns.collect::<Vec<_>>());
    assert!(explained.iter().all(|row| word(row, "holds").ends_with('.')));
}

#[test]
fn a_kind_that_is_called_like_another_sheet_has_another_name() {
    let book = format!("{}[kinds.columns]\n", crate::support::BOOK);
    let loaded =
        Report::new([("book.toml", book), ("content/index.md", "# A\n\n## B {.columns}\n".into())])
            .load();
    let sheets = sheets(&loaded);
    let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["page", "columns (kind)", "columns"]);
}

/// The rows of a sheet as CSV has them, its head among them.
fn csv_of(sheet: &Sheet<'_>) -> Vec<Vec<String>> {
    let bytes = text::write(sheet, Format::Csv);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
    reader.records().map(|row| row.expect("CSV").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn no_cell_of_csv_is_a_formula_and_each_gives_its_text_back() {
    let loaded = report().load();
    let mut guarded = 0;
    for sheet in sheets(&loaded) {
        let cells = csv_of(&sheet);
        for (row, cells) in sheet.rows().zip(&cells[1..]) {
            for (cell, text) in row.iter().zip(cells) {
                assert!(!text.starts_with(['=', '+', '-', '@', '\t', '\r']), "{text}");
                guarded += usize::from(text.starts_with('\''));
                match cell {
                    Cell::List(values) => assert_eq!(split(unguarded(text)), *values),
                    cell => assert_eq!(unguarded(text), cell.in_words()),
                }
            }
        }
    }
    assert_eq!(guarded, 2, "the text and the latitude");
}

#[test]
fn all_forms_hold_the_same() {
    let loaded = report().load();
    for sheet in sheets(&loaded) {
        let json: Vec<Json> =
            serde_json::from_slice(&text::write(&sheet, Format::Json)).expect("JSON");
        let lines = String::from_utf8(text::write(&sheet, Format::Ndjson)).expect("UTF-8");
        let lines: Vec<Json> =
            lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(json, lines);
        assert_eq!(json.len() + 1, csv_of(&sheet).len());
        assert_eq!(json.len(), sheet.rows().count());
    }
}

/// The pieces of the texts of all records hold all that is written in a report but headings of
/// records, fields, drafts and the marks that end records, and no two hold the same.
fn pieces_cover(folder: &Path) {
    let loaded = load(folder, Loading { drafts: true, ..Loading::default() });
    let model = loaded.site.renderer().model();
    for placed in model.documents.iter() {
        let document = placed.document();
        let text = &document.source.text;
        let own = |place: usize| written::pieces(model, placed.nth(place));
        let mut pieces: Vec<Range<usize>> =
            (0..placed.part().records.len()).flat_map(own).collect();
        pieces.sort_unstable_by_key(|piece| piece.start);
        let headings = placed.part().sections.iter().chain(&placed.part().title_heading);
        let headings = headings.map(|&at| &document.headings[at]);
        let fields = headings.clone().filter_map(|heading| heading.fields.as_ref());
        let fields = fields.chain(&document.front).map(|fields| fields.span.clone());
        let mut all: Vec<Range<usize>> = headings.map(|heading| heading.span.clone()).collect();
        all.extend(fields);
        all.extend(pieces);
        all.sort_unstable_by_key(|range| range.start);
        let mut at = document.source.bom_len();
        for range in all.into_iter().chain(std::iter::once(text.len()..text.len())) {
            assert!(at <= range.start, "{}: {:?}", document.source.path, &text[range.start..]);
            let between = text[at..range.start].trim();
            let is_mark = between.starts_with("<!-- /") && between.ends_with("-->");
            assert!(between.is_empty() || is_mark, "{}: {between}", document.source.path);
            at = range.end;
        }
    }
}

#[test]
fn the_texts_of_records_hold_all_that_is_written_once() {
    let report = report();
    for folder in
        [root(), &root().join("guide"), &root().join("tests/reports/well-audit"), report.path()]
    {
        pieces_cover(folder);
    }
}

#[test]
fn published_sheets_say_what_readers_see() {
    let report = report();
    report.replace(
        "content/themes/hours.md",
        "Buses run",
        "<!-- Ask again. -->\n\nBuses of [[works]] run",
    );
    let loaded = report.load();
    let wanted = Wanted { words: Words::Published, ..Wanted::default() };
    let points = rows(&loaded, &wanted, "point");
    let point = &points[0];
    assert_eq!(point["title"], "Run until five");
    assert_eq!(point["cost"], 1000);
    assert_eq!(point["asks"], json!(["body/council", "body/works"]));
    assert_eq!([&point["place.lat"], &point["place.precision"]], [&json!(-33.86), &json!("city")]);
    let text = point["text"].as_str().expect("a text");
    assert!(text.starts_with("Buses of [Works](/bodys/works/) run [until five]"), "{text}");
    let french = points.iter().find(|row| row["language"] == "fr").expect("a translation");
    assert_eq!(french["number"], "9.10");
    let sheets = export::sheets(loaded.site.renderer(), &wanted);
    let mut columns = sheets.iter().flat_map(|sheet| &sheet.columns);
    assert!(columns.all(|column| column.use_of != Use::Written));
    let all: Vec<u8> = sheets.iter().flat_map(|sheet| text::write(sheet, Format::Ndjson)).collect();
    let all = String::from_utf8(all).expect("UTF-8");
    assert!(!all.contains("Ask again") && !all.contains("Nobody is to read this"));
}

#[test]
fn both_words_have_the_same_columns() {
    let loaded = load(root(), Loading::default());
    let published = Wanted { words: Words::Published, ..Wanted::default() };
    let columns = |wanted: &Wanted| -> Vec<(String, Vec<String>)> {
        let sheets = export::sheets(loaded.site.renderer(), wanted);
        // What readers get cannot be put back, and needs nothing for that.
        let is_shared = |name: &String| name != export::base::BASE;
        let names = |sheet: &Sheet<'_>| {
            sheet.columns.iter().map(|own| own.name.clone()).filter(is_shared).collect()
        };
        sheets.iter().map(|sheet| (sheet.name.clone(), names(sheet))).collect()
    };
    assert_eq!(columns(&Wanted::default()), columns(&published));
}

#[test]
fn what_names_a_row_names_no_other_one() {
    let loaded = load(root(), Loading::default());
    for sheet in sheets(&loaded) {
        let names = sheet.columns.iter().map(|column| column.use_of == Use::Names);
        let names: Vec<bool> = names.collect();
        if !names.contains(&true) {
            continue;
        }
        let mut known = BTreeSet::new();
        for row in sheet.rows() {
            let own = row.iter().zip(&names).filter(|(_, is_name)| **is_name);
            let own: Vec<String> = own.map(|(cell, _)| cell.in_words()).collect();
            assert!(known.insert(own.clone()), "{}: {own:?}", sheet.name);
        }
    }
}

#[cfg(feature = "workbook")]
mod workbooks {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
    use rapporteur::export::workbook;

    use super::*;

    fn workbook_of(loaded: &Loaded) -> Vec<u8> {
        workbook::write(&sheets(loaded), "Night buses").expect("a workbook")
    }

    fn opened(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook that can be read")
    }

    /// A cell as text; a day as ISO 8601 has it.
    fn in_words(cell: &Data) -> String {
        match cell {
            Data::DateTime(day) => {
                let (year, month, day, ..) = day.to_ymd_hms_milli();
                format!("{year:04}-{month:02}-{day:02}")
            }
            cell => cell.to_string(),
        }
    }

    #[test]
    fn a_workbook_holds_the_cells_of_its_sheets_and_no_formula() {
        for loaded in [report().load(), load(root(), Loading::default())] {
            let mut workbook = opened(workbook_of(&loaded));
            for sheet in sheets(&loaded) {
                let range = workbook.worksheet_range(&sheet.name).expect("the sheet");
                let mut found = range.rows();
                let head: Vec<String> =
                    found.next().expect("a head").iter().map(in_words).collect();
                assert_eq!(head, sheet.columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>());
                for (row, found) in sheet.rows().zip(&mut found) {
                    let row: Vec<String> = row.iter().map(Cell::in_words).collect();
                    assert_eq!(found.iter().map(in_words).collect::<Vec<_>>(), row);
                }
                assert_eq!(found.next(), None);
                let formulas = workbook.worksheet_formula(&sheet.name).expect("the sheet");
                assert_eq!(formulas.used_cells().count(), 0);
            }
        }
    }

    #[test]
    fn whole_dates_are_dates_and_others_are_texts() {
        let loaded = report().load();
        let mut workbook = opened(workbook_of(&loaded));
        let point = workbook.worksheet_range("point").expect("the sheet");
        let row: Vec<&Data> = point.rows().nth(1).expect("a row").iter().collect();
        let at = |name: &str| {
            let head = point.rows().next().expect("a head");
            head.iter().position(|cell| *cell == name).expect("the column")
        };
        assert!(matches!(row[at("since")], Data::DateTime(_)));
        assert_eq!(*row[at("number")], Data::String("9.10".to_owned()));
        assert_eq!(*row[at("cost")], Data::String("1_000".to_owned()));
        assert_eq!(*row[at("place.lon")], Data::Float(151.2));
        assert_eq!(*row[at("urgent")], Data::String("true".to_owned()));
        let stops = workbook.worksheet_range("point.stops").expect("the sheet");
        let opened = stops.rows().next().expect("a head").iter().position(|cell| *cell == "opened");
        let row = stops.rows().nth(1).expect("a row");
        assert_eq!(row[opened.expect("the column")], Data::String("2001-02".to_owned()));
    }

    #[test]
    fn a_long_text_goes_on_in_further_columns() {
        let long = "𝄞a".repeat(30_000);
        let text =
            format!("# Home\n\n## One {{.point}}\n\n{long}\n\n## Two {{.point}}\n\nShort.\n");
        let loaded = Report::new([("book.toml", BOOK), ("content/index.md", &text)]).load();
        let mut workbook = opened(workbook_of(&loaded));
        let point = workbook.worksheet_range("point").expect("the sheet");
        let head: Vec<String> = point.rows().next().expect("a head").iter().map(in_words).collect();
        let parts = head
            .iter()
            .enumerate()
            .filter(|(_, name)| *name == "text" || name.starts_with("text."));
        let parts: Vec<(usize, &str)> = parts.map(|(at, name)| (at, name.as_str())).collect();
        assert_eq!(
            parts.iter().map(|(_, name)| *name).collect::<Vec<_>>(),
            ["text", "text.2", "text.3"]
        );
        let joined = |row: usize| -> String {
            let row = point.rows().nth(row).expect("a row");
            parts.iter().map(|(at, _)| in_words(&row[*at])).collect()
        };
        assert_eq!(joined(1), long);
        assert_eq!(joined(2), "Short.");
    }

    #[test]
    fn characters_that_xml_cannot_hold_and_escapes_of_workbooks_stay() {
        let text = "# Home\n\n## One {.point}\n+++\ntext = \"_x0041_ <b> & \\uFFFE\"\n+++\n";
        let loaded = Report::new([("book.toml", BOOK), ("content/index.md", text)]).load();
        let mut workbook = opened(workbook_of(&loaded));
        let point = workbook.worksheet_range("point").expect("the sheet");
        let texts: Vec<String> = point.rows().nth(1).expect("a row").iter().map(in_words).collect();
        assert!(texts.iter().any(|text| text == "_x0041_ <b> & \u{fffe}"), "{texts:?}");
    }

    #[test]
    fn a_site_offers_a_workbook_if_it_is_asked_to() {
        let report = report();
        let path = "data/report.xlsx";
        assert!(!report.load().site.has(path));
        report.write("book.toml", format!("{BOOK}[output.data]\nworkbook = true\n"));
        let mut workbook = opened(crate::support::rendered_at(&report.load(), path));
        let theme = workbook.worksheet_range("theme").expect("the sheet");
        assert!(theme.used_cells().any(|(.., cell)| in_words(cell).contains("Buses run")));
    }

    #[test]
    fn a_build_after_an_edit_makes_the_workbook_of_a_first_build() {
        let report = report();
        report.write("book.toml", format!("{BOOK}[output.data]\nworkbook = true\n"));
        let built = |folder: &str| {
            let run = report.run(&["build", "-q", "--dest-dir", folder]);
            assert_eq!(run.code, 0, "{}", run.stderr);
            std::fs::read(report.path().join(folder).join("data/report.xlsx")).expect("a workbook")
        };
        let before = built("site");
        report.replace("content/themes/hours.md", "Its part.", "Its other part.");
        let after = built("site");
        assert_ne!(before, after);
        assert_eq!(after, built("anew"));
        assert_eq!(after, built("site"));
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        assert_eq!(workbook_of(&report().load()), workbook_of(&report().load()));
    }
}
