//! What is shown of a report that has errors: everything that can be, and what is wrong in its place.

use rapporteur::command::load::{Loaded, Loading};
use rapporteur::diagnostics::Code;
use rapporteur::render::Settings;
use rapporteur::site::Output;

use crate::problems::with_examples;
use crate::support::{POINT_LEDGER, Report};

/// A report as the preview has it.
fn previewed(report: &Report) -> Loaded {
    let settings = Settings { portable: false, preview: true };
    report.load_with(Loading { settings, ..Loading::default() })
}

/// The text of a page.
fn page(loaded: &Loaded, path: &str) -> String {
    match loaded.site.render(path) {
        Some(Ok(Output::Bytes(bytes))) => String::from_utf8(bytes).expect("UTF-8"),
        Some(Err(problem)) => panic!("{path}: {}", problem.message),
        _ => panic!("{path} is no page"),
    }
}

/// Codes of what the content still shows where it stands.
const MARKED: [Code; 6] = [
    Code::MissingRecord,
    Code::AmbiguousReference,
    Code::MissingAnchor,
    Code::MissingFile,
    Code::WrongKind,
    Code::ReferenceToDraft,
];

#[test]
fn whatever_is_wrong_with_a_report_all_of_its_pages_can_be_shown() {
    for (code, example) in with_examples() {
        let loaded = previewed(&Report::new(example.bad));
        let paths: Vec<String> = loaded.site.paths().expect("an index").into_iter().collect();
        let pages = paths.iter().filter(|path| path.ends_with(".html"));
        let texts: Vec<String> = pages.map(|path| page(&loaded, path)).collect();
        assert!(paths.iter().all(|path| loaded.site.render(path).is_some_and(|made| made.is_ok())));
        let is_marked = texts.iter().any(|text| text.contains("class=\"broken\""));
        assert_eq!(is_marked, MARKED.contains(&code), "{code:?}");
    }
}

#[test]
fn a_reference_of_a_field_that_leads_nowhere_stands_in_its_place() {
    let book = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.point.fields.near]\n\
                type = \"reference\"\nmany = true\n[kinds.point.fields.note]\ntype = \"markdown\"\n";
    let text = "# Points\n\n## One {.point}\n+++\nnear = [\"two\", \"<three>\"]\n\
                note = \"Of [[four]].\"\n+++\n\n## Two {.point}\n+++\nnear = [\"one\", \"five\"]\n+++\n";
    let report = Report::new([("book.toml", book), ("content/theme.md", text)]);
    let loaded = previewed(&report);
    let marked = |id: &str, shown: &str| {
        format!(
            "<a class=\"broken\" role=\"link\" aria-disabled=\"true\" title=\"no record has the id \
             `{id}`\"><mark>{shown}</mark></a>"
        )
    };
    let own = page(&loaded, "points/one/index.html");
    let within = page(&loaded, "theme/index.html");
    for text in [&own, &within] {
        assert!(text.contains(&marked("&lt;three&gt;", "&lt;three&gt;")), "{text}");
        assert!(text.contains(">Two</a>"), "{text}");
    }
    assert!(own.contains(&marked("four", "four")), "{own}");
    let other = page(&loaded, "points/two/index.html");
    assert!(other.contains(&marked("five", "five")), "{other}");
}

#[test]
fn an_entry_of_the_ledger_whose_assessor_is_no_record_names_who_is_written() {
    let ledger = POINT_LEDGER.replace(
        "assessor = { type = \"text\", required = true }",
        "assessor = { type = \"reference\", required = true }",
    );
    let book = format!(
        "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[ledger]\nfield = \"since\"\n[kinds.body]\n{ledger}"
    );
    let entry = "[[since]]\naxis = \"work\"\nstate = \"done\"\ndate = \"2020\"\n\
                 assessor = \"nobody\"\nsource = \"Minutes\"\n";
    let text = format!("# Points\n\n## One {{.point}}\n+++\n{entry}+++\n");
    let report = Report::new([("book.toml", book), ("content/points.md", text)]);
    let loaded = previewed(&report);
    for path in ["points/one/index.html", "changes/index.html", "progress/index.html"] {
        assert!(page(&loaded, path).contains("nobody"), "{path}");
    }
}

#[test]
fn of_two_records_with_one_id_the_first_has_the_page_and_both_are_shown_where_they_stand() {
    let report = Report::new([
        ("book.toml", "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.point]\n"),
        ("content/a.md", "# A\n\n## First {#one .point}\n\nThe first words.\n"),
        ("content/b.md", "# B\n\n## Second {#one .point}\n\nThe second words.\n"),
    ]);
    let loaded = previewed(&report);
    assert!(loaded.diagnostics.iter().any(|problem| problem.code == Code::DuplicateId));
    assert!(page(&loaded, "points/one/index.html").contains("The first words."));
    assert!(page(&loaded, "a/index.html").contains("The first words."));
    assert!(page(&loaded, "b/index.html").contains("The second words."));
}

#[test]
fn the_text_of_a_reference_that_leads_nowhere_is_part_of_its_sentence() {
    let report = Report::new([
        ("book.toml", "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.point]\n"),
        (
            "content/a.md",
            "# A\n\nWords of [[one]] and [[nobody]], and [a list](no.md).\n\n## One {.point}\n",
        ),
    ]);
    let loaded = previewed(&report);
    let words = "Words of One and nobody, and a list.";
    assert!(page(&loaded, "points/one/index.html").contains(words));
    let markdown = page(&loaded, "a/index.md");
    assert!(markdown.contains(" and nobody, and a list."), "{markdown}");
}
