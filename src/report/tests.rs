//! Cases as data: each `cases/<name>.toml` holds files and problems in them, and beside it stands
//! what every format makes of them. `SNAPSHOTS=overwrite cargo test report` writes the outcomes
//! anew; a file that no case asks for fails.

use std::collections::BTreeSet;
use std::sync::Arc;

use clap::ValueEnum;
use include_dir::{Dir, include_dir};
use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::diagnostics::Code;
use crate::source::{Place, Source};

static CASES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/report/cases");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    style: CaseStyle,
    #[serde(default)]
    width: Option<usize>,
    #[serde(default)]
    files: Vec<CaseFile>,
    #[serde(default)]
    problems: Vec<CaseProblem>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum CaseStyle {
    #[default]
    Plain,
    Colour,
}

/// A file; its text is repeated if the case says so.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    path: String,
    text: String,
    #[serde(default)]
    repeat: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseProblem {
    code: String,
    message: String,
    at: Option<CasePlace>,
    #[serde(default)]
    label: String,
    help: Option<String>,
    #[serde(default)]
    related: Vec<CaseRelated>,
}

/// A place: the first occurrence of a text in a file, or a range of bytes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CasePlace {
    file: usize,
    text: Option<String>,
    bytes: Option<[usize; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseRelated {
    at: CasePlace,
    words: String,
}

impl CasePlace {
    fn place(&self, sources: &[Arc<Source>]) -> Place {
        let source = &sources[self.file];
        let span = match (&self.text, self.bytes) {
            (Some(text), None) => {
                let start = source.text.find(text.as_str()).expect("the text is in the file");
                start..start + text.len()
            }
            (None, Some([start, end])) => start..end,
            _ => panic!("a place is either a text or bytes"),
        };
        Place::new(source, span)
    }
}

impl Case {
    fn problems(self) -> Vec<Diagnostic> {
        let sources: Vec<Arc<Source>> = self
            .files
            .into_iter()
            .map(|file| {
                Arc::new(Source::new(file.path, file.text.repeat(file.repeat.unwrap_or(1))))
            })
            .collect();
        let problem = |case: CaseProblem| Diagnostic {
            place: case.at.map(|at| at.place(&sources)),
            label: case.label,
            related: case
                .related
                .into_iter()
                .map(|one| (one.at.place(&sources), one.words))
                .collect(),
            help: case.help,
            ..Diagnostic::nowhere(Code::parse(&case.code).expect("a code"), case.message)
        };
        self.problems.into_iter().map(problem).collect()
    }
}

#[test]
fn every_case_prints_as_written_in_every_format() {
    let mut expected = BTreeSet::new();
    for file in CASES.files() {
        let path = file.path();
        let Some(name) = path.to_str().and_then(|path| path.strip_suffix(".toml")) else {
            continue;
        };
        let text = file.contents_utf8().expect("a case is UTF-8");
        let case: Case = toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let style = match case.style {
            CaseStyle::Plain => Style::Plain,
            CaseStyle::Colour => Style::Colour,
        };
        let width = case.width.unwrap_or(100);
        let problems = case.problems();
        expected.insert(format!("{name}.toml"));
        for format in Format::value_variants() {
            let value = format.to_possible_value().expect("every format has a name");
            let snapshot = format!("{name}.{}.txt", value.get_name());
            compare(&snapshot, &render(&problems, *format, style, width));
            expected.insert(snapshot);
        }
    }
    for file in CASES.files() {
        let name = file.path().display().to_string();
        assert!(expected.contains(&name), "no case asks for {name}");
    }
}

#[expect(clippy::disallowed_methods, reason = "snapshots are written when a person asks for it")]
fn compare(snapshot: &str, actual: &str) {
    if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        let path = format!("{}/src/report/cases/{snapshot}", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(path, actual).expect("the snapshot can be written");
        return;
    }
    let expected = CASES.get_file(snapshot).and_then(|file| file.contents_utf8());
    assert!(expected == Some(actual), "{snapshot} should be:\n{actual}");
}

fn problem(text: &str, span: std::ops::Range<usize>) -> Diagnostic {
    let source = Arc::new(Source::new("a.md", text));
    Diagnostic::at(Code::MissingRecord, &source, span, "no such record").label("here")
}

/// The position that the human format prints in its header.
fn printed_position(text: &str) -> Option<(usize, usize)> {
    let header = text.lines().find_map(|line| line.trim_start().strip_prefix("--> a.md:"))?;
    let (line, column) = header.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?))
}

#[test]
fn position_before_within_and_after_line_ends_is_that_of_the_source() {
    for text in
        ["", "\u{feff}", "\n", "\r\n", "\r", "ab", "\u{feff}é\r\n中\tx\rb\n", "a\u{1b}b\n\n"]
    {
        for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
            let problem = problem(text, at..at);
            let position = problem.place.as_ref().expect("it has one").position();
            let printed = render(&[problem], Format::Human, Style::Plain, 80);
            let expected = Some((position.line, position.column));
            assert_eq!(printed_position(&printed), expected, "{text:?} at {at}:\n{printed}");
        }
    }
}

proptest! {
    #[test]
    fn any_place_in_any_text_is_printed_at_its_position(
        text in r"\u{feff}?([a-z \[\]{}/]|\t|\r\n|\r|\n|é|中|👩‍🚀|\u{202e}|\u{1b}|\u{301}|\u{9b}){0,120}",
        places in prop::collection::vec((0usize..400, 0usize..400), 1..5),
        width in 0usize..120,
    ) {
        let source = Arc::new(Source::new("a.md", text));
        let mut spans = places.into_iter().map(|(start, length)| {
            let start = source.text.floor_char_boundary(start % (source.text.len() + 1));
            let end = source.text.floor_char_boundary(start + length);
            start..end
        });
        let primary = spans.next().expect("there is one");
        let message = "no such record";
        let mut problem = Diagnostic::at(Code::MissingRecord, &source, primary, message).label("x");
        for span in spans {
            problem = problem.related(Place::new(&source, span), "a related place");
        }
        let problems = [problem];
        let position = problems[0].place.as_ref().expect("it has one").position();
        for style in [Style::Plain, Style::Colour] {
            let text = render(&problems, Format::Human, style, width);
            let escapes = text.matches('\u{1b}').count();
            prop_assert!(style == Style::Colour || escapes == 0);
            let harmless = !text.contains(['\u{202e}', '\u{9b}', '\r']);
            prop_assert!(harmless);
        }
        let human = render(&problems, Format::Human, Style::Plain, width);
        prop_assert_eq!(printed_position(&human), Some((position.line, position.column)));
        let short = render(&problems, Format::Short, Style::Plain, width);
        let head = format!("a.md:{}:{}: error[RAP401]", position.line, position.column);
        prop_assert!(short.starts_with(&head));
        prop_assert_eq!(render(&problems, Format::Json, Style::Plain, width).lines().count(), 1);
        prop_assert_eq!(render(&problems, Format::Github, Style::Plain, width).lines().count(), 1);
    }
}

#[test]
fn place_beyond_the_file_or_within_a_character_does_no_harm() {
    for (text, span) in [("é", 1..1), ("é", 1..2), ("ab", 5..9), ("ab\n", 3..40)] {
        for format in Format::value_variants() {
            assert!(!render(&[problem(text, span.clone())], *format, Style::Plain, 80).is_empty());
        }
    }
    let backwards = std::ops::Range { start: 2, end: 0 };
    assert!(!render(&[problem("ab", backwards)], Format::Human, Style::Plain, 80).is_empty());
}

#[test]
fn no_problems_are_no_text() {
    for format in Format::value_variants() {
        assert_eq!(render(&[], *format, Style::Colour, 80), "");
    }
}

#[test]
fn summary_counts_problems_and_the_files_they_are_in() {
    let error = || problem("[[quito]]", 0..9);
    let warning = || {
        let source = Arc::new(Source::new("b.md", "# x"));
        Diagnostic::at(Code::Orphan, &source, 0..1, "nothing refers to it")
    };
    let nowhere = || Diagnostic::nowhere(Code::BadInventory, "the inventory is empty");
    assert_eq!(summary(&[]), "no problems");
    assert_eq!(summary(&[nowhere()]), "1 error");
    assert_eq!(summary(&[warning()]), "1 warning in 1 file");
    let all = [error(), error(), nowhere(), warning()];
    assert_eq!(summary(&all), "3 errors and 1 warning in 2 files");
}

/// A problem in a file of its own.
fn problem_of(code: Code, path: &str, message: &str) -> Diagnostic {
    let source = Arc::new(Source::new(path, "# Hall\n"));
    Diagnostic::at(code, &source, 0..6, message).help("a way out")
}

#[test]
fn errors_come_last_in_a_terminal_and_first_in_the_panel() {
    let problems = [
        problem_of(Code::MissingRecord, "a.md", "the error"),
        problem_of(Code::HeadingSkips, "b.md", "the warning"),
    ];
    for detail in [Detail::Folded, Detail::All] {
        let text = terminal(&problems, detail, Style::Plain, 80);
        assert!(text.find("the warning") < text.find("the error"), "{text}");
    }
    let shown = panel(&problems, |_, _| None);
    assert!(shown.find("the error") < shown.find("the warning"), "{shown}");
}

#[test]
fn the_panel_shows_of_a_long_line_what_is_near_the_place() {
    let text = format!("{}here{}\n", "é".repeat(10_000), "è".repeat(10_000));
    let source = Arc::new(Source::new("a.md", text.as_str()));
    let at = text.find("here").unwrap();
    let excerpt = |span| {
        let problem = Diagnostic::at(Code::MissingRecord, &source, span, "the error");
        let shown = panel(&[problem], |_, _| None);
        let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
        ["before", "marked", "after"]
            .map(|part| shown[0]["excerpt"][part].as_str().unwrap().to_owned())
    };
    let [before, marked, after] = excerpt(at..at + 4);
    assert!(before.starts_with("…é") && before.ends_with('é') && before.len() < 500, "{before}");
    assert_eq!(marked, "here");
    assert!(after.starts_with('è') && after.ends_with("è…") && after.len() < 500, "{after}");
    let [before, marked, after] = excerpt(0..text.len() - 1);
    assert!(before.is_empty() && after.is_empty());
    assert!(marked.starts_with('é') && marked.ends_with("é…") && marked.len() < 500, "{marked}");
}

#[test]
fn the_same_warning_many_times_is_one_with_a_count_and_three_places() {
    let warning = |at: usize| {
        problem_of(Code::Orphan, &format!("{at}.md"), &format!("nothing refers to `{at}`"))
    };
    let mut problems: Vec<Diagnostic> = (0..214).map(warning).collect();
    problems.push(problem_of(Code::MissingRecord, "z.md", "the error"));
    let text = terminal(&problems, Detail::Folded, Style::Plain, 80);
    assert_eq!(text.matches("warning[").count(), 1, "{text}");
    assert!(text.starts_with("warning[RAP406]: record that nothing refers to (214 times)\n"));
    assert_eq!(text.matches("nothing refers to `").count(), 3, "{text}");
    assert!(text.contains("211 places not shown: `--verbose` shows all"), "{text}");
    assert!(text.contains("a way out"), "{text}");
    let all = terminal(&problems, Detail::All, Style::Plain, 80);
    assert_eq!(all.matches("warning[").count(), 214);
    for format in [Format::Short, Format::Json, Format::Github] {
        assert_eq!(render(&problems, format, Style::Plain, 80).lines().count(), 215);
    }
    let three = terminal(&problems[..3], Detail::Folded, Style::Plain, 80);
    assert_eq!(three.matches("warning[").count(), 3, "{three}");
}

#[test]
fn the_same_error_hundreds_of_times_is_told_one_by_one_at_first() {
    let error = |at: usize| problem_of(Code::UnknownKey, &format!("{at}.md"), "unknown key");
    let problems: Vec<Diagnostic> = (0..606).map(error).collect();
    let text = terminal(&problems, Detail::Folded, Style::Plain, 80);
    assert_eq!(text.matches("error[").count(), 21, "{text}");
    assert!(text.contains("error[RAP002]: unknown key (586 more times)\n"), "{text}");
    assert!(text.contains("583 places not shown"), "{text}");
}

/// A stream that counts how often it is written to.
#[derive(Default)]
struct Counting {
    writes: usize,
}

impl Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writes += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn hundreds_of_problems_are_written_at_once() {
    let problems: Vec<Diagnostic> = (0..606).map(|_| problem("[[quito]]", 0..9)).collect();
    let text = terminal(&problems, Detail::All, Style::Colour, 80);
    for choice in [ColorChoice::Never, ColorChoice::Always] {
        let mut out = Counting::default();
        write_at_once(&text, choice, &mut out).expect("a stream that takes everything");
        assert_eq!(out.writes, 1);
    }
}

#[test]
fn every_code_has_its_document_and_every_document_a_code() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct FrontMatter {
        title: String,
        id: String,
        number: String,
        severity: String,
    }
    for code in Code::ALL {
        let name = code.as_str();
        let file = explain::DOCUMENTS.get_file(format!("{name}.md"));
        let text = file.and_then(|file| file.contents_utf8());
        let text = text.unwrap_or_else(|| panic!("{name} has no document"));
        let front_matter = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n\n"));
        let (front_matter, body) = front_matter.unwrap_or_else(|| panic!("{name}: front matter"));
        let fields: FrontMatter = toml::from_str(front_matter).expect(name);
        assert_eq!(fields.title.to_lowercase(), code.name().to_lowercase(), "{name}");
        assert_eq!(fields.id, name.to_lowercase());
        assert_eq!(fields.number, name);
        assert_eq!(fields.severity, format!("{:?}", code.severity()).to_lowercase(), "{name}");
        let words = body.split("\n**").next().unwrap_or_default().split_whitespace().count();
        assert!((40..=120).contains(&words), "{name} has {words} words");
        let shown = [body.contains("\n**Bad:** `"), body.contains("\n**Good:** `")];
        let told = body.contains("\n**Example:** ");
        assert!(shown == [!told, !told], "{name} needs a bad and a good example, or a told one");
    }
    for file in explain::DOCUMENTS.files() {
        let name = file.path().file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        assert!(Code::parse(name).is_some_and(|code| code.as_str() == name), "{name} is no code");
    }
}

#[test]
fn explanation_has_a_heading_and_no_front_matter() {
    let text = explain(Code::MissingRecord);
    assert!(text.starts_with("RAP401 error: reference to a missing record\n\n"), "{text}");
    assert!(text.contains("\n**Bad:** `content/index.md`\n\n~~~markdown\n"), "{text}");
    assert!(!text.contains("number = \"RAP401\""), "{text}");
}
