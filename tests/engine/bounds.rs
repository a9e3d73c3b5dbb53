//! What is built in bounded time and space, whatever is written.

use std::time::{Duration, Instant};

use rapporteur::diagnostics::{Code, Diagnostic};

use crate::support::{Report, rendered, root};

/// Loads and renders a report of one document; says which problems there are, each once.
fn codes(text: &str) -> Vec<Code> {
    let start = Instant::now();
    let report = Report::new([("content/index.md", text)]);
    let mut codes: Vec<Code> = report.problems().iter().map(|problem| problem.code).collect();
    codes.dedup();
    if !report.load().has_errors() {
        drop(rendered(&report.load()));
    }
    // Without a bound it is minutes, or never.
    assert!(start.elapsed() < Duration::from_secs(60), "{:.60}", text);
    codes
}

#[test]
fn nesting_of_any_kind_and_depth_ends() {
    let nested = |open: &str, close: &str| {
        format!("# H\n\n{}x{}\n", open.repeat(20_000), close.repeat(20_000))
    };
    for (open, close, expected) in [
        (">", "", &[Code::TooDeep][..]),
        ("- ", "", &[Code::TooDeep]),
        ("1. ", "", &[Code::TooDeep]),
        ("*a **b ", "", &[]),
        ("**", "**", &[Code::TooDeep]),
        ("<div>", "</div>", &[Code::RawHtml]),
        ("a <b><i>", "", &[Code::RawHtml]),
        ("[", "](a)", &[Code::MissingFile]),
        ("![", "](a.png)", &[Code::MissingFile]),
        ("$\\sqrt{", "", &[Code::BadMath]),
    ] {
        let text = nested(open, close);
        let found = codes(&text);
        let is_all = expected.iter().all(|code| found.contains(code));
        assert!(is_all, "{open}: {found:?}");
    }
    let formula = nested("\\sqrt{", "}").replacen("\n\n", "\n\n$$", 1);
    assert_eq!(codes(&(formula.trim_end().to_owned() + "$$\n")), [Code::BadMath]);
}

#[test]
fn problems_of_one_kind_are_counted_when_a_file_has_too_many() {
    let problems = |count: usize| {
        let fields: String = (0..count).map(|at| format!("k{at} = 1\n")).collect();
        Report::new([("content/index.md", format!("+++\n{fields}+++\n# H\n"))]).problems()
    };
    let unknown = |problems: &[Diagnostic]| {
        problems.iter().filter(|problem| problem.code == Code::UnknownField).count()
    };
    // What programs read is complete for every file that somebody wrote.
    assert_eq!(unknown(&problems(5_000)), 5_000);
    let many = problems(14_000);
    assert_eq!(unknown(&many), 10_001);
    let last = many.iter().find(|problem| problem.message.contains("4000 more"));
    assert!(last.is_some(), "{:?}", many.first());
}

#[test]
fn problems_of_one_kind_are_counted_in_files_of_every_sort() {
    let unseen = "\u{202e}".repeat(10_500);
    let book = crate::support::BOOK;
    let report = Report::new([
        ("content/index.md", format!("# H\n\n{unseen}\n")),
        ("book.toml", format!("{book}# {unseen}\n{}", "a\n".repeat(10_500))),
        ("ids.lock", "a\n".repeat(10_500)),
    ]);
    let count = |code: Code, path: &str| {
        let problems = report.problems().into_iter().filter(|problem| problem.code == code);
        let places = problems.filter_map(|problem| problem.place);
        places.filter(|place| place.source.path == path).count()
    };
    assert_eq!(count(Code::BadCharacter, "book.toml"), 10_001);
    assert_eq!(count(Code::BadToml, "book.toml"), 10_001);
    report.write("book.toml", book);
    assert_eq!(count(Code::BadCharacter, "content/index.md"), 10_001);
    assert_eq!(count(Code::BadLock, "ids.lock"), 10_001);
}

#[test]
fn lines_that_end_as_on_windows_make_the_same_site() {
    let unix = Report::copy_of(&root().join("guide"));
    let windows = Report::copy_of(&root().join("guide"));
    let text = "+++\nmore = \"\"\"\na\nb\"\"\"\n+++\n\n# H\n\n```\na\nb\n```\n\n<details>\n<summary>a\nb</summary>\n\
                \n</details>\n\nx <span title=\"a\nb\">y\nz</span> $$a\nb$$ [a\nb](index.md \"c\nd\")[^n]\n\n\
                [^n]: a\n    b\n";
    unix.write(
        "content/lines.md",
        text.replacen("more = \"\"\"\na\nb\"\"\"", "description = \"\"\"\na\nb\"\"\"", 1),
    );
    for path in crate::support::files_below(unix.path()) {
        let bytes = std::fs::read(unix.path().join(&path)).unwrap();
        let is_text = [".md", ".toml", ".ftl", ".html"].iter().any(|end| path.ends_with(end));
        match String::from_utf8(bytes) {
            Ok(text) if is_text => windows.write(&path, text.replace('\n', "\r\n")),
            Ok(text) => windows.write(&path, text),
            Err(other) => windows.write(&path, other.into_bytes()),
        }
    }
    assert_eq!(unix.shown(), windows.shown());
    let (unix, windows) = (rendered(&unix.load()), rendered(&windows.load()));
    for ((path, one), (other_path, other)) in unix.iter().zip(&windows) {
        assert_eq!(path, other_path);
        assert!(one == other, "{path} differs");
    }
}

#[test]
fn kinds_whose_ledgers_differ_are_a_problem_and_no_end() {
    let table = |states: &str| {
        format!(
            "type = \"table\"\nfields = {{ axis = {{ type = \"choice\", values = {{ response = \"R\" }} }}, \
             state = {{ type = \"choice\", values = {states} }}, date = {{ type = \"date\" }}, \
             assessor = {{ type = \"text\" }}, source = {{ type = \"text\" }} }}\n"
        )
    };
    let book = format!(
        "[book]\ntitle = \"T\"\nsrc = \"content\"\n[ledger]\nfield = \"fu\"\n[ledger.axes]\nresponse = [\"accepted\"]\n\
         [kinds.a.fields.fu]\n{}[kinds.b.fields.fu]\n{}",
        table("{ accepted = \"A\" }"),
        table("{ accepted = \"A\", rejected = \"R\" }"),
    );
    let report = Report::new([(
        "content/index.md",
        "# H\n\n[[one]]\n\n## One {.b}\n+++\n[[fu]]\naxis = \"response\"\nstate = \"rejected\"\n\
         date = 2024-01-01\nassessor = \"x\"\nsource = \"y\"\n+++\nx\n",
    )]);
    report.write("book.toml", book);
    let problems = report.problems();
    let told = "the kind `a` lacks the state `rejected` of the kind `b`";
    assert!(problems.iter().any(|problem| problem.message == told), "{problems:#?}");
}

#[test]
fn templates_that_include_one_another_without_end_are_a_problem() {
    for (length, is_told) in [(20, false), (40, true), (300, true), (3_000, true)] {
        let report = Report::new([("content/index.md", "# H\n")]);
        for at in 0..length {
            let text = format!("{{% include \"t{}.html\" %}}", at + 1);
            report.write(&format!("themes/default/templates/t{at}.html"), text);
        }
        report.write(&format!("themes/default/templates/t{length}.html"), "the end");
        report.write("themes/default/templates/home.html", "{% include \"t0.html\" %}");
        let codes: Vec<Code> = report.problems().iter().map(|problem| problem.code).collect();
        assert_eq!(codes == [Code::BadTemplate], is_told, "{length}: {codes:?}");
    }
}

#[test]
fn strings_that_are_nested_too_deeply_are_a_problem() {
    for (depth, is_told) in [(20, false), (5_000, true)] {
        let report = Report::new([("content/index.md", "# H\n")]);
        let words = format!("search = {} \"x\" {}\n", "{ ".repeat(depth), " }".repeat(depth));
        report.write("themes/default/strings/en.ftl", words);
        let codes: Vec<Code> = report.problems().iter().map(|problem| problem.code).collect();
        assert_eq!(codes == [Code::BadStrings], is_told, "{depth}: {codes:?}");
    }
}

/// A report of one record with these fields, in the built-in look.
fn record(fields: &str) -> String {
    let report = Report::new([(
        "content/index.md",
        format!("# H\n\nSee [[one]].\n\n## One {{.rec}}\n+++\n{fields}\n+++\n"),
    )]);
    let kind = "[kinds.rec.fields]\nmd = { type = \"markdown\" }\n\
                other = { type = \"markdown\", many = true }\n\
                rows = { type = \"table\", fields = { cell = { type = \"markdown\" } } }\n";
    report.write("book.toml", crate::support::BOOK.to_owned() + kind);
    let site = report.site();
    String::from_utf8(site["recs/one/index.html"].clone()).unwrap()
}

#[test]
fn markdown_that_shows_nothing_is_an_absent_value() {
    let absent = record("other = []");
    for nothing in ["", "  ", "\\n", "<!-- a -->", "[a]: https://example.org"] {
        assert_eq!(record(&format!("md = \"{nothing}\"\nother = []")), absent, "{nothing:?}");
        let some = record(&format!("other = [\"{nothing}\", \"said\"]"));
        assert_eq!(some, record("other = [\"said\"]"), "{nothing:?}");
        let rows = record(&format!("rows = [{{ cell = \"{nothing}\" }}, {{ cell = \"said\" }}]"));
        assert_eq!(rows, record("rows = [{}, { cell = \"said\" }]"), "{nothing:?}");
    }
}

#[test]
fn no_id_is_twice_on_a_page_whose_fields_have_headings() {
    let page = record(
        "md = \"## Same\\n\\nA[^n]\\n\\n[^n]: N\"\nother = [\"## Same {#own}\\n\\nB\", \"## One\\n\\nC[^n]\\n\\n[^n]: N\"]",
    );
    let mut ids: Vec<&str> =
        page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "{page}");
    assert!(page.matches(">Same</h").count() == 2, "{page}");
}
