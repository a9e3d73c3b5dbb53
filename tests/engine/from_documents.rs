//! Word documents and HTML become documents with records, again and again.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

use crate::chance::Chance;
use crate::from_tables::shown_files;
use crate::support::{Report, Run, root, tree};

const BOOK: &str = "[book]\ntitle = \"Night buses\"\nsrc = \"content\"\n\
                    [kinds.recommendation]\n[kinds.finding]\n";

/// The least that a PNG is: one pixel.
const PICTURE: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

const STYLES: &str = r#"
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="H3"><w:name w:val="heading 3"/><w:basedOn w:val="H2"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="F"><w:name w:val="Finding"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>"#;

const NUMBERING: &str = r#"
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%1)"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%2)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>"#;

const NOTES: &str = r#"
<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="5"><w:p><w:r><w:t xml:space="preserve">See the </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>timetable</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>
<w:p><w:r><w:t>It is of 2024.</w:t></w:r></w:p></w:footnote>"#;

const RELATIONS: &str = r#"
<Relationship Id="s" Type="http://x/relationships/styles" Target="styles.xml"/>
<Relationship Id="n" Type="http://x/relationships/numbering" Target="numbering.xml"/>
<Relationship Id="f" Type="http://x/relationships/footnotes" Target="footnotes.xml"/>
<Relationship Id="h" Type="http://x/relationships/header" Target="header1.xml"/>
<Relationship Id="p" Type="http://x/relationships/image" Target="media/image1.png"/>
<Relationship Id="e" Type="http://x/relationships/image" Target="media/image2.emf"/>
<Relationship Id="u" Type="http://x/relationships/hyperlink" Target="https://example.org/a_b" TargetMode="External"/>"#;

const SPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"
xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing""#;

/// The files of a Word document with this text.
fn parts(body: &str) -> Vec<(&'static str, Vec<u8>)> {
    let part =
        |name: &str, text: &str| format!("<w:{name} {SPACES}>{text}</w:{name}>").into_bytes();
    let related = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relations = |text: &str| {
        format!("<Relationships xmlns=\"{related}\">{text}</Relationships>").into_bytes()
    };
    let root =
        r#"<Relationship Id="d" Type="http://x/officeDocument" Target="word/document.xml"/>"#;
    vec![
        ("_rels/.rels", relations(root)),
        ("word/document.xml", part("document", &format!("<w:body>{body}</w:body>"))),
        ("word/_rels/document.xml.rels", relations(RELATIONS)),
        ("word/styles.xml", part("styles", STYLES)),
        ("word/numbering.xml", part("numbering", NUMBERING)),
        ("word/footnotes.xml", part("footnotes", NOTES)),
        ("word/header1.xml", part("hdr", &p("", &run("", "Draft of May")))),
        ("word/media/image1.png", PICTURE.to_vec()),
        ("word/media/image2.emf", b"no picture".to_vec()),
    ]
}

fn docx(body: &str) -> Vec<u8> {
    zipped(&parts(body))
}

fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A paragraph of a style.
fn p(style: &str, content: &str) -> String {
    let style =
        if style.is_empty() { String::new() } else { format!("<w:pStyle w:val=\"{style}\"/>") };
    format!("<w:p><w:pPr>{style}</w:pPr>{content}</w:p>")
}

/// A run with a format.
fn run(format: &str, text: &str) -> String {
    let format =
        if format.is_empty() { String::new() } else { format!("<w:rPr><w:{format}/></w:rPr>") };
    format!("<w:r>{format}<w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn text(text: &str) -> String {
    p("", &run("", text))
}

/// An item of a list.
fn item(list: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>{}</w:p>",
        run("", text)
    )
}

fn cell(content: &str) -> String {
    format!("<w:tc>{content}</w:tc>")
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|own| cell(&text(own))).collect();
    format!("<w:tr>{cells}</w:tr>")
}

fn table(rows: &[String]) -> String {
    format!("<w:tbl>{}</w:tbl>", rows.concat())
}

fn picture(id: &str, alternative: &str) -> String {
    format!(
        "<w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"Picture 1\" descr=\"{alternative}\"/>\
         <a:graphic><a:blip r:embed=\"{id}\"/></a:graphic></wp:inline></w:drawing></w:r>"
    )
}

const BOOKMARK: &str = "<w:bookmarkStart w:id=\"0\" w:name=\"_Ref1\"/><w:bookmarkEnd w:id=\"0\"/>";

/// A document with all that a report has.
fn whole() -> String {
    let link = |anchor: &str, words: &str| {
        format!("<w:hyperlink w:anchor=\"{anchor}\">{}</w:hyperlink>", run("", words))
    };
    [
        p("TOC1", &run("", "Waiting 1")),
        p("H1", &run("b", "Waiting")),
        p(
            "",
            &[
                run("", "Nobody *waits* for "),
                run("b", "ever"),
                run("", ", says "),
                format!("<w:hyperlink r:id=\"u\">{}</w:hyperlink>", run("u", "a study")),
                "<w:r><w:footnoteReference w:id=\"5\"/></w:r>".to_owned(),
                run("", "; see "),
                link("_Ref1", "Recommendation 1"),
                run("", " and "),
                link("_Ref2", "the costs"),
                run("", "."),
            ]
            .concat(),
        ),
        item(1, 0, "on weekdays, and"),
        item(1, 1, "at night"),
        item(1, 0, "on Sundays"),
        text("Also:"),
        item(2, 0, "One"),
        item(2, 1, "inside"),
        item(2, 0, "Two"),
        p("Quote", &run("", "We wait.")),
        p("H2", &run("", "What is to be done")),
        p(
            "",
            &format!(
                "{BOOKMARK}{}{}",
                run("b", "Recommendation 1: Light every stop."),
                run("", " By the first winter, the council should:")
            ),
        ),
        item(1, 0, "choose lamps"),
        text("The council agrees."),
        p("", &run("", "Recommendation 2")),
        text("Run all night."),
        text("It costs more."),
        p("F", &run("", "Buses are late")),
        p("F", &run("", "Nine of ten are.")),
        p("H1", &format!("<w:bookmarkStart w:id=\"1\" w:name=\"_Ref3\"/>{}", run("", "Costs"))),
        p("H3", &format!("<w:bookmarkStart w:id=\"2\" w:name=\"_Ref2\"/>{}", run("", "In a year"))),
        table(&[row(&["Line", "Cost|€"]), row(&["7", "31"])]),
        table(&[format!("<w:tr>{}</w:tr>", cell(&text("A box.")))]),
        p("", &picture("p", "A lamp at a stop")),
        p("", &picture("e", "A plan")),
        p("", &format!("{}<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", run("", "Sum: "))),
        p("", &run("vanish", "A secret")),
        "<w:sectPr><w:headerReference r:id=\"h\"/></w:sectPr>".to_owned(),
    ]
    .concat()
}

const RULES: &str = r#"file = "report.docx"
into = "content"
pictures = "content/pictures"
documents = 1
[[records]]
kind = "recommendation"
number = "Recommendation {number}"
[[records]]
kind = "finding"
style = "finding"
"#;

const WAITING: &str = r#"+++
order = 1
+++

# Waiting

Nobody \*waits\* for **ever**, says [a study](https://example.org/a_b)[^1]; see [[recommendation/1|Recommendation 1]] and [the costs](costs.md#in-a-year).

(a) on weekdays, and

(i) at night

(b) on Sundays

Also:

1. One
   - inside
2. Two

> We wait.

## What is to be done

### Light every stop. {#1 .recommendation}
+++
number = "1"
+++

By the first winter, the council should:

(c) choose lamps

<!-- /recommendation -->

The council agrees.

### Recommendation 2 {#2 .recommendation}
+++
number = "2"
+++

Run all night.

<!-- /recommendation -->

It costs more.

### Buses are late {#buses-are-late .finding}

Nine of ten are.

[^1]: See the *timetable*.

    It is of 2024.
"#;

const COSTS: &str = r#"+++
order = 2
+++

# Costs

## In a year {#in-a-year}

| Line | Cost\|€ |
| --- | --- |
| 7 | 31 |

> A box.

![A lamp at a stop](pictures/report-PICTURE.png)

Sum:
"#;

fn report(name: &str, bytes: &[u8], rules: &str) -> Report {
    let files: [(&str, &[u8]); 4] = [
        ("book.toml", BOOK.as_bytes()),
        ("content/index.md", b"# Home\n"),
        ("imports/report.toml", rules.as_bytes()),
        (name, bytes),
    ];
    Report::new(files)
}

fn import(report: &Report, name: &str) -> Run {
    report.run(&["import", name])
}

/// A document that an import made of a text in Word.
fn imported(body: &str) -> (Report, Run) {
    let report = report("report.docx", &docx(body), RULES);
    let run = import(&report, "report.docx");
    (report, run)
}

fn files(report: &Report) -> BTreeMap<String, Vec<u8>> {
    tree(report.path()).into_iter().collect()
}

#[test]
fn a_word_document_becomes_documents_with_records() {
    let (report, run) = imported(&whole());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("2 documents and 1 picture written"), "{}", run.stderr);
    assert!(run.stderr.contains("2 × `recommendation`"), "{}", run.stderr);
    assert_eq!(report.read("content/waiting.md"), WAITING);
    let pictures = files(&report).into_keys().find(|path| path.contains("/pictures/")).unwrap();
    let digest = pictures.rsplit('-').next().unwrap().replace(".png", "");
    assert_eq!(report.read("content/costs.md"), COSTS.replace("PICTURE", &digest));
    let errors: Vec<_> = report.problems().into_iter().filter(|it| it.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn what_is_not_carried_over_is_listed_with_its_place_and_its_words() {
    let (_, run) = imported(&whole());
    for told in [
        "1 × a formula\n  “In a year”, paragraph 32: a+b\n",
        "1 × a header or footer\n  header1.xml: Draft of May\n",
        "1 × a picture in a format that browsers do not show\n  “In a year”, paragraph 31: A plan (emf)\n",
        "1 × hidden text\n  “In a year”, paragraph 33: A secret\n",
        "1 × a table of contents or an index, which the site makes itself\n  paragraph 1: Waiting 1\n",
    ] {
        assert!(run.stdout.contains(told), "{told}\n{}", run.stdout);
    }
}

#[test]
fn every_word_is_in_a_document_or_in_a_message() {
    let (report, run) = imported(&whole());
    let written =
        report.read("content/waiting.md") + &report.read("content/costs.md") + &run.stdout;
    let plain = |text: &str| text.replace(['\\', '*'], "");
    let written = plain(&written);
    for (name, bytes) in parts(&whole()) {
        if name.contains("document") || name.contains("footnotes") || name.contains("header") {
            let xml = String::from_utf8(bytes).unwrap();
            let texts = xml.split('<').filter_map(|tag| tag.split_once('>'));
            for word in texts.flat_map(|(_, text)| text.split_whitespace()) {
                assert!(written.contains(&plain(word)), "{word} of {name}");
            }
        }
    }
}

#[test]
fn a_second_import_changes_no_byte() {
    let (report, run) = imported(&whole());
    assert_eq!(run.code, 0);
    let before = files(&report);
    let run = import(&report, "report.docx");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("says already what the document says"), "{}", run.stderr);
    assert_eq!(files(&report), before);
}

#[test]
fn documents_that_nobody_edited_follow_the_file() {
    let (report, _) = imported(&whole());
    let changed = whole().replace("We wait.", "We do not wait.");
    report.write("report.docx", docx(&changed));
    let before = files(&report);
    let dry = report.run(&["import", "report.docx", "--dry-run"]);
    assert!(dry.stdout.contains("-> We wait.\n+> We do not wait.\n"), "{}", dry.stdout);
    assert_eq!(files(&report), before);
    // An edit of the other document is of no account.
    let by_hand = report.read("content/costs.md") + "\nBy hand.\n";
    report.write("content/costs.md", &by_hand);
    let run = import(&report, "report.docx");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(report.read("content/waiting.md"), WAITING.replace("We wait.", "We do not wait."));
    assert_eq!(report.read("content/costs.md"), by_hand);
    assert!(run.stderr.contains("content/costs.md was edited since it was imported, and stays so"));
}

#[test]
fn an_edit_here_and_in_the_file_is_a_conflict() {
    let (report, _) = imported(&whole());
    report.replace("content/waiting.md", "We wait.", "Nobody waits.");
    report.write(
        "report.docx",
        docx(&whole().replace("We wait.", "All wait.").replace("A box.", "B box.")),
    );
    let before = files(&report);
    let run = import(&report, "report.docx");
    assert_eq!(run.code, 1);
    let told =
        "content/waiting.md: this document was edited since it was imported, and the file says";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    assert_eq!(files(&report), before);
}

#[test]
fn a_renamed_chapter_leaves_its_old_document_and_says_so() {
    let (report, _) = imported(&whole());
    report.write("report.docx", docx(&whole().replace(">Costs<", ">Prices<")));
    let run = import(&report, "report.docx");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let told = "note: content/costs.md is no longer in the file, and stays in the report";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    assert!(report.read("content/prices.md").contains("# Prices"));
    // It is still known to be written by the import.
    report.write("report.docx", docx(&whole().replace("A box.", "B box.")));
    let run = import(&report, "report.docx");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(report.read("content/costs.md").contains("> B box."));
    // A record that is in both documents is an error of the report.
    report.write("report.docx", docx(&whole().replace(">Waiting<", ">Queues<")));
    let before = files(&report);
    let run = import(&report, "report.docx");
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("content/waiting.md is no longer in the file"), "{}", run.stderr);
    assert_eq!(files(&report), before);
}

#[test]
fn a_record_can_go_on_to_the_next_one() {
    let body = [
        p("H1", &run("", "One")),
        p("", &run("b", "Recommendation 1 (2/24)")),
        text("Do it."),
        text("And more."),
        p("", &run("b", "Recommendation 2 (3/24)")),
        text("Do that."),
        text("And no more."),
        p("H2", &run("", "Two")),
    ]
    .concat();
    let title = |id: u32, rest: &str| {
        format!("## {rest} {{#{id} .recommendation}}\n+++\nnumber = \"{id}\"\n+++\n\n")
    };
    let rules = RULES.replace("{number}\"", "{number} (\"");
    let own = report("report.docx", &docx(&body), &rules);
    assert_eq!(import(&own, "report.docx").code, 0);
    let end = "<!-- /recommendation -->\n\n";
    let first = title(1, "2/24)") + "Do it.\n\n" + end + "And more.\n\n";
    let second = title(2, "3/24)") + "Do that.\n\n" + end + "And no more.\n\n";
    let expected = format!("# One\n\n{first}{second}## Two\n");
    assert!(own.read("content/one.md").ends_with(&expected), "{}", own.read("content/one.md"));
    let rules = rules.replacen("(\"\n", "(\"\nuntil = \"next\"\n", 1);
    let own = report("report.docx", &docx(&body), &rules);
    assert_eq!(import(&own, "report.docx").code, 0);
    let text = own.read("content/one.md");
    assert!(text.ends_with(&expected.replace(end, "")), "{text}");
}

#[test]
fn a_heading_that_begins_a_document_can_be_a_record() {
    let rules = RULES.split("[[records]]").next().unwrap().to_owned()
        + "[[records]]\nkind = \"finding\"\nheading = 1\nnumber = \"Finding {number}\"\n";
    let body = p("H1", &run("", "Finding 4: Buses are late")) + &text("So it is.");
    let own = report("report.docx", &docx(&body), &rules);
    let run = import(&own, "report.docx");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let expected = "+++\norder = 1\nkind = \"finding\"\nid = \"4\"\nnumber = \"4\"\n+++\n\n\
                    # Buses are late\n\nSo it is.\n";
    assert_eq!(own.read("content/4.md"), expected);
}

#[test]
fn what_the_import_did_not_write_is_not_overwritten() {
    let own = report("report.docx", &docx(&whole()), RULES);
    own.write("content/costs.md", "# Mine\n");
    let before = files(&own);
    let run = import(&own, "report.docx");
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("content/costs.md: this document is there already"),
        "{}",
        run.stderr
    );
    assert_eq!(files(&own), before);
}

#[test]
fn a_list_belongs_to_a_short_record_that_ends_with_a_colon() {
    let rules = "file = \"r.html\"\ninto = \"content\"\npictures = \"content/pictures\"\ndocuments = 1\n\
                 [headings]\nh1 = 1\n[[records]]\nkind = \"recommendation\"\nnumber = \"Recommendation {number}\"\n";
    let html =
        "<h1>A</h1><p>Recommendation 3: The council should:</p><ul><li>do a</li></ul><p>After.</p>";
    let own = Report::new([
        ("book.toml", BOOK),
        ("content/index.md", "# Home\n"),
        ("imports/r.toml", rules),
        ("r.html", html),
    ]);
    let run = import(&own, "r.html");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = own.read("content/a.md");
    let (record, after) = text.split_once("<!-- /recommendation -->").expect(&text);
    assert!(record.contains("do a") && after.contains("After."), "{text}");
}

#[test]
fn tracked_changes_and_comments_are_refused_with_their_places() {
    let inserted = format!("<w:ins w:id=\"1\">{}</w:ins>", run("", "most of"));
    let body = [
        p("H1", &run("", "Waiting")),
        p("", &format!("{}{inserted}", run("", "All wait for "))),
        p("", &format!("<w:commentRangeStart w:id=\"1\"/>{}", run("", "Really?"))),
        p("", "<w:r><w:rPr><w:b/><w:rPrChange w:id=\"2\"/></w:rPr><w:t>louder</w:t></w:r>"),
    ];
    let (report, run) = imported(&body.concat());
    assert_eq!(run.code, 1);
    for told in [
        "report.docx, “Waiting”, paragraph 2: here is a tracked change: “most of”",
        "help: accept or reject all changes in the word processor",
        "report.docx, “Waiting”, paragraph 3: here is a comment",
        "report.docx, “Waiting”, paragraph 4: here is a tracked change: “louder”",
        "3 problems; nothing was written",
    ] {
        assert!(run.stderr.contains(told), "{told}\n{}", run.stderr);
    }
    assert!(!report.path().join("content/waiting.md").exists());
}

#[test]
fn the_first_import_looks_at_the_file_and_writes_the_mapping() {
    let own = report("report.docx", &docx(&whole()), RULES);
    std::fs::remove_file(own.path().join("imports/report.toml")).unwrap();
    own.write("book.toml", "[book]\ntitle = \"Night buses\"\nsrc = \"content\"\n");
    let run = import(&own, "report.docx");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("2 × `Recommendation …`: records of the kind `recommendation`"));
    assert_eq!(run.stdout, "[kinds.finding]\n[kinds.recommendation]\n");
    let mapping = own.read("imports/report.toml");
    for told in [
        "file = \"report.docx\"",
        "documents = 1",
        "\"heading 1\" = 1",
        "number = \"Recommendation {number}\"",
        "style = \"Finding\"",
    ] {
        assert!(mapping.contains(told), "{told}\n{mapping}");
    }
    own.write("book.toml", BOOK);
    let run = import(&own, "report.docx");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(own.read("content/waiting.md"), WAITING);
}

#[test]
fn what_is_wrong_with_the_rules_is_told() {
    for (old, new, told) in [
        ("\"recommendation\"", "\"recomendation\"", "did you mean `recommendation`?"),
        ("number = \"Recommendation {number}\"", "", "records 1: this rule does not say what"),
        ("{number}", "12", "records 1: `Recommendation 12` has no `{number}`"),
        ("into = \"content\"", "into = \"../content\"", "`../content` is not the content folder"),
        ("documents", "document", "imports/report.toml:4: unknown field `document`"),
    ] {
        let own = report("report.docx", &docx(&whole()), &RULES.replacen(old, new, 1));
        let run = import(&own, "report.docx");
        assert_eq!(run.code, 1, "{told}");
        assert!(run.stderr.contains(told), "{told}\n{}", run.stderr);
    }
}

#[test]
fn boxes_and_headings_become_records_by_their_rules() {
    let rules = RULES.split("[[records]]").next().unwrap().to_owned()
        + "[[records]]\nkind = \"finding\"\nboxed = true\n\
           [[records]]\nkind = \"recommendation\"\nheading = \"Heading 3\"\nnumber = \"{number}\"\n";
    let framed =
        format!("<w:tr>{}</w:tr>", cell(&(p("", &run("b", "Late buses")) + &text("Nine of ten."))));
    let body = [
        p("H1", &run("", "Waiting")),
        table(&[framed]),
        text("So it is."),
        p("H3", &run("", "3.1 Light the stops")),
        text("Soon."),
        p("H3", &run("", "How")),
    ];
    let own = report("report.docx", &docx(&body.concat()), &rules);
    let run = import(&own, "report.docx");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let expected = "+++\norder = 1\n+++\n\n# Waiting\n\n## Late buses {#late-buses .finding}\n\nNine of ten.\n\n\
                    <!-- /finding -->\n\nSo it is.\n\n\
                    ## Light the stops {#recommendation-3-1 .recommendation}\n+++\nnumber = \"3.1\"\n+++\n\nSoon.\n\n## How\n";
    assert_eq!(own.read("content/waiting.md"), expected);
}

#[test]
fn numbered_paragraphs_are_no_list() {
    let body = [
        p("H1", &run("", "One")),
        item(4, 0, "The first."),
        item(4, 0, "The second."),
        p("H1", &run("", "Two")),
        item(4, 0, "The third."),
    ];
    let (report, _) = imported(&body.concat());
    assert!(
        report.read("content/one.md").ends_with("# One\n\n1\\. The first.\n\n2\\. The second.\n")
    );
    assert!(report.read("content/two.md").ends_with("# Two\n\n3\\. The third.\n"));
}

#[test]
fn a_repeated_number_stays_text_and_is_told() {
    let body = [
        p("H1", &run("", "One")),
        text("Recommendation 1: Do it."),
        text("Recommendation 1: Do it."),
    ];
    let (report, run) = imported(&body.concat());
    let one = report.read("content/one.md");
    assert!(one.contains("## Do it. {#1 .recommendation}"), "{one}");
    assert!(one.ends_with("<!-- /recommendation -->\n\nRecommendation 1: Do it.\n"), "{one}");
    assert!(run.stdout.contains("1 × a record whose number is given already"), "{}", run.stdout);
}

const HTML: &str = r##"<!doctype html><html><head><title>Buses</title><style>p { color: red }</style></head><body>
<nav>Home About</nav><main>
<h1 id="waiting">Waiting</h1>
<p>Nobody <em>waits</em> for <b>ever</b>.<sup><a href="#fn1" id="r1">1</a></sup> See
<a href="#rec-1">the first</a>, <a href="#more">more</a> and <a href="https://example.org/">a site</a>, <a href="x.pdf">a file</a> or <a href="#lost">a place</a>.</p>
<ol type="a" start="2"><li>two</li><li>three<ul><li>inside</li></ul></li></ol>
<a id="page-12"></a>
<div class="recommendation" id="rec-1"><p><strong>Light every stop.</strong> By winter.</p><p>All of them.</p></div>
<p>So be it.</p>
<h2 id="more">More &amp; more</h2>
<table><tr><th>Line</th><th>Cost</th></tr><tr><td rowspan="2">7</td><td>1</td></tr><tr><td>2</td></tr></table>
<p><img src="lamp.png" alt="A lamp"><img src="https://example.org/x.png" alt="Far"><img src="data:image/x/../../../y,z" alt="Odd"></p>
<pre>let a = 1;
</pre>
<hr><ol><li id="fn1">The timetable. <a href="#r1">↩</a></li></ol>
</main></body></html>"##;

const OF_HTML: &str = r#"+++
order = 1
+++

# Waiting

Nobody *waits* for **ever**.[^1] See [[recommendation/light-every-stop|the first]], [more](#more) and [a site](https://example.org/), a file or a place.

b. two

c. three

- inside

## Light every stop. {#light-every-stop .recommendation}

By winter.

All of them.

<!-- /recommendation -->

So be it.

## More \& more {#more}

| Line | Cost |
| --- | --- |
| 7 | 1 |
|  | 2 |

![A lamp](pictures/report-PICTURE.png)

```
let a = 1;
```

[^1]: The timetable.
"#;

#[test]
fn html_becomes_documents_with_records() {
    let rules = "file = \"report.html\"\ninto = \"content\"\npictures = \"content/pictures\"\ndocuments = 1\n\
                 [[records]]\nkind = \"recommendation\"\nstyle = \"recommendation\"\n";
    let own = report("report.html", HTML.as_bytes(), rules);
    own.write("lamp.png", PICTURE);
    let run = import(&own, "report.html");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let pictures = files(&own).into_keys().find(|path| path.contains("/pictures/")).unwrap();
    let digest = pictures.rsplit('-').next().unwrap().replace(".png", "");
    assert_eq!(own.read("content/waiting.md"), OF_HTML.replace("PICTURE", &digest));
    for told in [
        "1 × a picture that is elsewhere\n  “More & more”: Far https://example.org/x.png\n",
        "1 × a picture in a format that browsers do not show\n  “More & more”: Odd\n",
        "1 × a link to a file, which reports can only have beside them\n  x.pdf: a file\n",
        "1 × a link to a place that the document does not have\n  #lost: a place\n",
        "1 × text outside of the main part of the page\n  the beginning: Home About\n",
        "1 × a table with merged cells",
    ] {
        assert!(run.stdout.contains(told), "{told}\n{}", run.stdout);
    }
    let before = files(&own);
    assert!(import(&own, "report.html").stderr.contains("says already"));
    assert_eq!(files(&own), before);
}

#[test]
fn files_that_ask_for_too_much_end_in_a_message() {
    let deep = "<w:sdt><w:sdtContent>".repeat(5_000);
    let (_, run) = imported(&deep);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("deep in one another"), "{}", run.stderr);
    let mut large = parts("");
    large[1].1 = vec![b' '; 80 << 20];
    let own = report("report.docx", &zipped(&large), RULES);
    let run = import(&own, "report.docx");
    assert!(run.stderr.contains("word/document.xml is too large"), "{}", run.stderr);
    let own = report("report.html", "<div>".repeat(5_000).as_bytes(), RULES);
    let run = import(&own, "report.html");
    assert!(run.stderr.contains("deep in one another"), "{}", run.stderr);
}

#[test]
fn a_damaged_document_is_read_or_told() {
    let whole = parts(&whole());
    let mut chance = Chance::new(7);
    for case in 0..150 {
        let mut parts = whole.clone();
        let at = chance.below(parts.len());
        let bytes = &mut parts[at].1;
        match chance.below(4) {
            0 => bytes.truncate(chance.below(bytes.len())),
            1 => {
                let from = chance.below(bytes.len());
                let many = chance.below(40).min(bytes.len() - from);
                bytes.drain(from..from + many);
            }
            2 => {
                let place = chance.below(bytes.len());
                bytes[place] = chance.below(256) as u8;
            }
            _ => {
                let from = chance.below(bytes.len());
                let piece = bytes[from..(from + 60).min(bytes.len())].to_vec();
                let place = chance.below(bytes.len());
                bytes.splice(place..place, piece);
            }
        }
        let mut file = zipped(&parts);
        if case % 10 == 0 {
            file.truncate(chance.below(file.len()));
        }
        let path = std::path::Path::new("report.docx");
        match rapporteur::import::document::read(path, &file) {
            Ok(document) => {
                let rules = rapporteur::import::rules::Rules::read("rules", RULES).unwrap();
                rapporteur::import::chapters::write(&rules, "report", &document);
            }
            Err(refusals) => assert!(!refusals.is_empty(), "case {case}"),
        }
    }
}

/// What means something in Markdown, or stands beside it.
const PIECES: [&str; 40] = [
    "word",
    "a ",
    " ",
    "*",
    "**",
    "_",
    "__",
    "`",
    "``",
    "<b>",
    "<!-- x -->",
    "&amp;",
    "&",
    "[x]",
    "](y)",
    "[[home]]",
    "![",
    "!",
    "1. ",
    "2) ",
    "# ",
    "- ",
    "+ ",
    "> ",
    "~~",
    "$5$",
    "|",
    "\\",
    "{x}",
    "{{x}}",
    "http://e.org/a_b",
    "--",
    "...",
    "(a) ",
    ": ",
    "é",
    "=",
    "+++",
    "[^1]",
    "\u{a0}",
];

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The text of a page, without its tags.
fn shown(html: &str) -> String {
    let mut text = String::new();
    for (at, piece) in html.split('<').enumerate() {
        text.push_str(if at == 0 {
            piece
        } else {
            piece.split_once('>').map_or("", |(_, text)| text)
        });
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    single(&text.replace("&#39;", "'").replace("&amp;", "&"))
}

fn single(text: &str) -> String {
    text.split([' ', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[test]
fn any_text_is_read_back_as_it_was() {
    let mut chance = Chance::new(11);
    let (mut html, mut expected) = ("<h1>Text</h1>".to_owned(), Vec::new());
    for number in 0..400 {
        let mut text = String::new();
        let mut marked = String::new();
        for _ in 0..1 + chance.below(7) {
            let mut piece = PIECES[chance.below(PIECES.len())].to_owned();
            piece.push_str(PIECES[chance.below(PIECES.len())]);
            text.push_str(&piece);
            let tag = ["", "", "b", "i", "code", "sup", "s", "u"][chance.below(8)];
            let piece = escaped(&piece);
            match tag {
                "" => marked.push_str(&piece),
                tag => marked.push_str(&format!("<{tag}>{piece}</{tag}>")),
            }
        }
        let block = *chance.of(&["p", "p", "li", "h2", "td"]);
        let (start, end) = match block {
            "li" => ("<ul><li>", "</li></ul>"),
            "td" => ("<table><tr><td>x</td><td>", "</td></tr></table>"),
            "h2" => ("<h2>", "</h2>"),
            _ => ("<p>", "</p>"),
        };
        html.push_str(&format!("{start}{marked} END{number}.{end}"));
        expected.push(single(&format!("{text} END{number}.")));
    }
    let rules = "file = \"report.html\"\ninto = \"content\"\npictures = \"content/pictures\"\ndocuments = 1\n";
    let own = report("report.html", html.as_bytes(), rules);
    own.write("book.toml", format!("{BOOK}[output.html]\nsmart-punctuation = false\n"));
    let run = import(&own, "report.html");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = crate::support::rendered_at(&own.load(), "text/index.html");
    let page = shown(&String::from_utf8(page).unwrap());
    let markdown = own.read("content/text.md");
    let mut lost = Vec::new();
    for (number, text) in expected.iter().enumerate() {
        if !page.contains(text.trim()) {
            let is_line = |line: &&str| line.contains(&format!("END{number}."));
            let line = markdown.lines().find(is_line).unwrap_or_default();
            lost.push(format!("{text}\n{line}\n"));
        }
    }
    assert!(lost.is_empty(), "{} of {}\n{}", lost.len(), expected.len(), lost.join("\n"));
}

#[test]
fn the_steps_of_the_guide_lead_from_a_document_to_those_that_it_shows() {
    let page = std::fs::read_to_string(root().join("guide/content/from-a-document.md"));
    let shown = shown_files(&page.expect("the page"));
    let own = Report::new([
        ("book.toml", "[book]\ntitle = \"Night buses\"\nsrc = \"content\"\n"),
        ("content/index.md", "# Home\n"),
        ("report.html", &shown["report.html"]),
    ]);
    let run = import(&own, "report.html");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stdout, "[kinds.recommendation]\n");
    let mapping = own.read("imports/report.toml");
    let is_said = |line: &&str| !line.starts_with('#') && !line.is_empty();
    let lines = |text: &str| text.lines().filter(is_said).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&mapping), lines(&shown["imports/report.toml"]));
    own.write("book.toml", &shown["book.toml"]);
    let run = import(&own, "report.html");
    assert_eq!(run.code, 0, "{}", run.stderr);
    for path in ["content/waiting.md", "content/annex.md"] {
        assert_eq!(own.read(path), shown[path], "{path}");
    }
    assert!(import(&own, "report.html").stderr.contains("says already"));
    assert_eq!(own.run(&["build", "-q"]).code, 0);
}

#[test]
fn pages_are_marked_with_the_numbers_that_readers_saw() {
    let break_before =
        |text: &str| format!("<w:r><w:lastRenderedPageBreak/><w:t>{text}</w:t></w:r>");
    let body = [
        p("H1", &run("", "One")),
        p("", &format!("{}{}", run("", "A first "), break_before("text."))),
        p("H2", &break_before("Two")),
        text("More."),
        "<w:sectPr><w:pgNumType w:start=\"11\"/></w:sectPr>".to_owned(),
    ];
    let own = report(
        "report.docx",
        &docx(&body.concat()),
        &RULES.replace("documents = 1", "documents = 1\npages = true"),
    );
    let run = import(&own, "report.docx");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mark = |number: u32| format!("<span class=\"page\" title=\"{number}\"></span>");
    let expected =
        format!("# One\n\n{}A first {}text.\n\n## Two\n\n{}More.\n", mark(11), mark(12), mark(13));
    assert!(own.read("content/one.md").ends_with(&expected), "{}", own.read("content/one.md"));
    let page = crate::support::rendered_at(&own.load(), "one/index.html");
    assert!(
        String::from_utf8(page)
            .unwrap()
            .contains("<span class=\"page\" title=\"12\" id=\"page:12\"></span>text.")
    );
}
