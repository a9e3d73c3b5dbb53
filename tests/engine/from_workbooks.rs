//! Workbooks of spreadsheet programs become records, with all that their cells show.

use std::io::{Cursor, Read as _, Write as _};

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatScript, Formula, Workbook};
use zip::write::SimpleFileOptions;

use crate::support::{Report, Run};

const BOOK: &str = r#"
[book]
title = "Calls"
src = "content"
[kinds.call.fields]
due = { type = "date" }
cost = { type = "integer" }
rate = { type = "text" }
note = { type = "markdown" }
"#;

const MAPPING: &str = r#"
file = "calls.FORMAT"
kind = "call"
document = "content/calls.md"
id = "Ref"
[columns]
"Ref" = { to = "number" }
"Call" = { to = "title" }
"Details" = { to = "text" }
"Due" = { to = "due" }
"Cost" = { to = "cost" }
"Rate" = { to = "rate" }
"Note" = { to = "note" }
"#;

/// What each workbook of these tests says.
const CALLS: &str = r#"# Calls

## Light & *stops* {#1-10 .call}
+++
number = "1.10"
due = "2025-06"
cost = 1250
rate = "12.50 %"
+++

Keep **all** of CO<sub>2</sub>

2\. [the act](<https://act.example/1>)

## Run {#1-20 .call}
+++
number = "1.20"
due = 2025-04-03
note = "*Soon*"
+++
"#;

fn report(format: &str, bytes: &[u8]) -> Report {
    let report = Report::new([
        ("book.toml", BOOK),
        ("content/index.md", "# Home\n"),
        ("imports/calls.toml", &MAPPING.replace("FORMAT", format)),
    ]);
    report.write(&format!("calls.{format}"), bytes);
    report
}

fn import(report: &Report, format: &str) -> Run {
    report.run(&["import", &format!("calls.{format}")])
}

const HEAD: [&str; 7] = ["Ref", "Call", "Details", "Due", "Cost", "Rate", "Note"];

/// A workbook as Excel has it, to which more can be added.
fn excel(more: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let (plain, bold, italic) =
        (Format::new(), Format::new().set_bold(), Format::new().set_italic());
    let below = Format::new().set_font_script(FormatScript::Subscript);
    let number = |format: &str| Format::new().set_num_format(format);
    for (column, name) in HEAD.iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
    }
    sheet.write_with_format(1, 0, 1.1, &number("0.00")).unwrap();
    sheet.write_rich_string(1, 1, &[(&plain, "Light & "), (&italic, "stops")]).unwrap();
    let text = [
        (&plain, "Keep "),
        (&bold, "al"),
        (&bold.clone().set_font_color(Color::Red), "l"),
        (&plain, " of CO"),
        (&below, "2"),
        (&plain, "\n2. the act"),
    ];
    sheet.write_rich_string(1, 2, &text).unwrap();
    let june = ExcelDateTime::from_ymd(2025, 6, 1).unwrap();
    sheet.write_with_format(1, 3, &june, &number("mmm yyyy")).unwrap();
    sheet.write_with_format(1, 4, 1_250, &number("#,##0")).unwrap();
    sheet.write_with_format(1, 5, 0.125, &number("0.00 %")).unwrap();
    sheet.write_with_format(2, 0, 1.2, &number("0.00")).unwrap();
    sheet.write(2, 1, "Run").unwrap();
    let april = ExcelDateTime::from_ymd(2025, 4, 3).unwrap();
    sheet.write_with_format(2, 3, &april, &number("dd/mm/yyyy")).unwrap();
    sheet.write_rich_string(2, 6, &[(&italic, "Soon"), (&plain, " ")]).unwrap();
    more(sheet);
    workbook.save_to_buffer().unwrap()
}

/// A workbook with other words in one of its files.
fn replaced(workbook: &[u8], name: &str, old: &str, new: &str) -> Vec<u8> {
    let mut whole = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..whole.len() {
        let mut file = whole.by_index(at).unwrap();
        let own = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if own == name {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains(old), "{text}");
            bytes = text.replace(old, new).into_bytes();
        }
        archive.start_file(own, SimpleFileOptions::default()).unwrap();
        archive.write_all(&bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// An OpenDocument spreadsheet with rows as they are written.
fn open_document(rows: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    };
    put("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    let styles = r#"<style:style style:name="b"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="i"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="s"><style:text-properties style:text-position="sub 58%"/></style:style>"#;
    put(
        "content.xml",
        &format!(
            r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:fo="f">
<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="Calls">
{rows}
<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"#
        ),
    );
    archive.finish().unwrap().into_inner()
}

/// A cell with a text.
fn text(text: &str) -> String {
    format!(
        r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#
    )
}

fn typed(ty: &str, value: &str, printed: &str) -> String {
    let name = if ty == "date" { "date-value" } else { "value" };
    format!(
        r#"<table:table-cell office:value-type="{ty}" office:{name}="{value}"><text:p>{printed}</text:p></table:table-cell>"#
    )
}

fn row(attributes: &str, cells: &[String]) -> String {
    format!("<table:table-row {attributes}>{}</table:table-row>\n", cells.concat())
}

fn rows() -> Vec<String> {
    let head = HEAD.map(text);
    let first = [
        typed("float", "1.1", "1.10"),
        text(r#"Light &amp; <text:span text:style-name="i">stops</text:span>"#),
        text(
            r#"Keep <text:span text:style-name="b">all</text:span> of CO<text:span text:style-name="s">2</text:span></text:p><text:p>2. <text:a xlink:href="https://act.example/1">the<text:s/>act</text:a><office:annotation><text:p>A note</text:p></office:annotation>"#,
        ),
        typed("date", "2025-06-01", "Jun 2025"),
        typed("currency", "1250", "1,250"),
        typed("percentage", "0.125", "12.50 %"),
    ];
    let second = [
        typed("float", "1.2", "1.20"),
        text("Run"),
        "<table:table-cell/>".to_owned(),
        typed("date", "2025-04-03", "03/04/25"),
        r#"<table:table-cell table:number-columns-repeated="2"/>"#.to_owned(),
        text(r#"<text:span text:style-name="i">Soon</text:span>"#),
    ];
    vec![row("", &head), row("", &first), row("", &second)]
}

/// The documents of a workbook with one link less than [`CALLS`] has, whose text is a cell and no part of one.
fn without_link(calls: &str) -> String {
    calls.replace("[the act](<https://act.example/1>)", "the act")
}

/// Titles are plain.
fn expected() -> String {
    CALLS.replace("Light & *stops*", "Light \\& stops")
}

#[test]
fn what_cells_of_excel_show_is_kept() {
    let report = report("xlsx", &excel(|_| {}));
    let run = import(&report, "xlsx");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(report.read("content/calls.md"), without_link(&expected()));
    assert!(import(&report, "xlsx").stderr.contains("says already"));
}

#[test]
fn what_cells_of_an_open_document_show_is_kept() {
    let report = report("ods", &open_document(&rows().concat()));
    let run = import(&report, "ods");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(report.read("content/calls.md"), expected());
    assert!(import(&report, "ods").stderr.contains("says already"));
}

#[test]
fn a_link_of_a_cell_stays_a_link() {
    let url = rust_xlsxwriter::Url::new("https://act.example/1").set_text("The act");
    let report = report(
        "xlsx",
        &excel(|sheet| {
            sheet.write_url(2, 2, &url).unwrap();
        }),
    );
    assert_eq!(import(&report, "xlsx").code, 0);
    assert!(report.read("content/calls.md").contains("\n[The act](<https://act.example/1>)\n"));
}

#[test]
fn what_a_sheet_hides_or_leaves_open_is_asked_about() {
    let merged = |sheet: &mut rust_xlsxwriter::Worksheet| {
        let format = Format::new().set_align(FormatAlign::Center);
        sheet.write(3, 0, "2").unwrap();
        sheet.write(3, 1, "Third").unwrap();
        sheet.merge_range(2, 5, 3, 5, "5 %", &format).unwrap();
        sheet.set_row_hidden(3).unwrap();
    };
    let odd = excel(merged);
    let covered = |cells: &[String]| cells.to_vec();
    let mut open = rows();
    open[2] = open[2].replace(
        r#"<table:table-cell table:number-columns-repeated="2"/>"#,
        r#"<table:table-cell/><table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>5 %</text:p></table:table-cell>"#,
    );
    open.push(row(r#"table:visibility="filter""#, &covered(&[text("2"), text("Third")])));
    for (format, bytes) in [("xlsx", odd), ("ods", open_document(&open.concat()))] {
        let sheet = if format == "ods" { "Calls" } else { "Sheet1" };
        let report = report(format, &bytes);
        let run = import(&report, format);
        assert_eq!(run.code, 1);
        for told in [
            format!("{sheet}!F3: this cell is merged with 1 other"),
            format!("{sheet}: rows are hidden: 4"),
            "2 problems; nothing was written".to_owned(),
        ] {
            assert!(run.stderr.contains(&told), "{told}\n{}", run.stderr);
        }
        for (merged, hidden, rates, titles) in
            [("fill", "take", 2, 1), ("first", "take", 1, 1), ("fill", "skip", 1, 0)]
        {
            let own = format!("merged = \"{merged}\"\nhidden = \"{hidden}\"\n[columns]");
            let mapping = MAPPING.replace("FORMAT", format).replace("[columns]", &own);
            let report = self::report(format, &bytes);
            report.write("imports/calls.toml", mapping);
            let run = import(&report, format);
            assert_eq!(run.code, 0, "{}", run.stderr);
            let calls = report.read("content/calls.md");
            let many = |what: &str| calls.matches(what).count();
            assert_eq!((many("rate = \"5 %\""), many("Third")), (rates, titles), "{calls}");
        }
    }
}

#[test]
fn a_formula_without_a_value_is_told_with_its_cell() {
    let formula = Formula::new("=1+1");
    let whole = excel(|sheet| {
        sheet.write_formula(2, 4, &formula).unwrap();
    });
    // As programs write it that do not calculate.
    let bytes = replaced(&whole, "xl/worksheets/sheet1.xml", "<v>0</v>", "<v></v>");
    let run = import(&report("xlsx", &bytes), "xlsx");
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("Sheet1!E3: the formula of this cell has no value"),
        "{}",
        run.stderr
    );
    let fails = r#"<table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>"#;
    let mut open = rows();
    open[2] = open[2].replace(r#"<table:table-cell table:number-columns-repeated="2"/>"#, fails);
    let run = import(&report("ods", &open_document(&open.concat())), "ods");
    assert!(run.stderr.contains("Calls!E3: the formula of this cell fails"), "{}", run.stderr);
}

#[test]
fn the_first_look_says_what_is_unusual_in_a_table() {
    let rows: String =
        (1..=9).map(|at| format!("R{at};Réforme numéro {at} à l’essai;{at}\n")).collect();
    let text = format!("Le rapport annuel;;\n\nRef;Titre;Page\n{rows}");
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    let report = Report::new([
        ("book.toml", "[book]\ntitle = \"T\"\nsrc = \"content\"\n"),
        ("content/index.md", "# Home\n"),
    ]);
    report.write("calls.csv", &bytes);
    let run = report.run(&["import", "calls.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mapping = report.read("imports/calls.toml");
    for line in ["encoding = \"windows-1252\"", "separator = \";\"", "header = 3"] {
        assert!(mapping.lines().any(|own| own == line), "{line}\n{mapping}");
    }
    report.write("book.toml", report.read("book.toml") + &run.stdout);
    let run = report.run(&["import", "calls.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(report.read("content/calls.md").contains("## Réforme numéro 1 à l’essai {#r1 .call}"));
    for (old, new, expected) in [
        ("windows-1252", "windows-125", "there is no encoding `windows-125`"),
        ("windows-1252", "utf-8", "calls: line 4: this is not UTF-8"),
        ("separator = \";\"", "separator = \"é\"", "separator: this cannot stand between cells"),
        ("header = 3", "header = 4", "the table has no such column"),
    ] {
        report.write("imports/calls.toml", mapping.replace(old, new));
        let run = report.run(&["import", "calls.csv"]);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains(expected), "{expected}\n{}", run.stderr);
    }
}

#[test]
fn objects_of_json_become_records() {
    let book = "[book]\ntitle = \"T\"\nsrc = \"content\"\n[kinds.body]\n";
    let objects: Vec<String> = (1..=6)
        .map(|at| {
            format!(
                r#"{{"ref": "R{at}", "title": "The call number {at}", "owners": ["Council", "Body {at}"], "at": {{"page": {at}}}}}"#
            )
        })
        .collect();
    for (name, text) in [
        ("calls.json", format!("{{\"calls\": [{}]}}", objects.join(","))),
        ("calls.jsonl", objects.join("\n")),
    ] {
        let report = Report::new([("book.toml", book), ("content/index.md", "# Home\n")]);
        report.write(name, &text);
        let run = report.run(&["import", name]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let mapping = report.read("imports/calls.toml");
        assert!(mapping.contains(r#"owners = { to = "owners", separator = "\n" }"#), "{mapping}");
        report.write("book.toml", format!("{book}{}", run.stdout));
        let run = report.run(&["import", name]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let calls = report.read("content/calls.md");
        assert!(calls.contains("owners = [\"Council\", \"Body 2\"]\nat-page = 2\n"), "{calls}");
    }
}

/// What would need much memory if it were believed.
#[test]
fn bombs_are_refused_before_they_are_held() {
    let cell = r#"<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell>"#;
    let many = open_document(&row(r#"table:number-rows-repeated="1048576""#, &[cell.to_owned()]));
    let wide = open_document(&row("", &[cell.replace("16384", "10000000")]));
    for (bytes, expected) in [(many, "a table has at most"), (wide, "a table has at most")] {
        let run = import(&report("ods", &bytes), "ods");
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    }
    // Entities that a file declares are never put in.
    let entities: String =
        (1..30).map(|at| format!("<!ENTITY e{at} \"&e{0};&e{0};\">", at - 1)).collect();
    let start = r#"<?xml version="1.0"?>"#;
    let bomb = format!("{start}<!DOCTYPE x [<!ENTITY e0 \"x\">{entities}]>");
    let cells = HEAD.map(|name| text(if name == "Call" { "&e29;" } else { "1" }));
    let whole = open_document(&format!("{}{}", rows()[0], row("", &cells)));
    let run = import(&report("ods", &replaced(&whole, "content.xml", start, &bomb)), "ods");
    assert!(!run.stderr.contains("xxx"), "{}", run.stderr);
    assert!(run.stderr.len() < 10_000);
}
