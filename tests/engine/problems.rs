//! The guide's page about each problem: its examples do what it says.

use std::collections::BTreeMap;

use rapporteur::diagnostics::{Code, Diagnostic, Severity};

use crate::blocks::{Piece, pieces};
use crate::support::{Report, root, shown};

/// The files of an example.
pub(crate) type Example = BTreeMap<String, String>;

/// The examples of a code's page.
pub(crate) struct Page {
    pub(crate) bad: Example,
    good: Example,
}

fn page(code: Code) -> Page {
    let file = root().join(format!("guide/content/problems/{}.md", code.as_str()));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("a page for {code:?}"));
    let mut page = Page { bad: Example::new(), good: Example::new() };
    let mut next: Option<(bool, String)> = None;
    for piece in pieces(&text) {
        match (piece, next.take()) {
            (Piece::Block(block), Some((good, path))) => {
                let example = if good { &mut page.good } else { &mut page.bad };
                assert!(example.insert(path, block.text).is_none(), "{code:?}: a file twice");
            }
            (Piece::Block(block), None) => panic!("{code:?}:{}: a block of no file", block.line),
            (Piece::Line(line), next_before) => next = announced(&line).or(next_before),
        }
    }
    assert_eq!(next, None, "{code:?}: a file without a block");
    page
}

/// The file that a line says to follow: whether the example is a good one, and its path.
fn announced(line: &str) -> Option<(bool, String)> {
    let (good, rest) = match (line.strip_prefix("**Good:** `"), line.strip_prefix("**Bad:** `")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return None,
    };
    Some((good, rest.trim_end().strip_suffix('`')?.to_owned()))
}

/// Codes of what no text can show, or only a very long one; tests of their own hold them.
const WITHOUT_EXAMPLE: &[Code] = &[
    Code::NotUtf8,
    Code::Unreadable,
    Code::LinkOutOfTree,
    Code::LinkLoop,
    Code::BadFileName,
    Code::BadCharacter,
    Code::PlainCode,
    Code::BadTemplate,
    Code::BadStrings,
    // Only what is allowed on the command line runs.
    Code::PreprocessorFailed,
];

#[test]
fn every_code_has_a_page_with_a_bad_and_a_good_example() {
    for &code in Code::ALL {
        let page = page(code);
        let shown = !page.bad.is_empty() && !page.good.is_empty();
        assert_eq!(shown, !WITHOUT_EXAMPLE.contains(&code), "{code:?}");
    }
}

#[test]
fn every_page_names_its_code_and_severity() {
    for &code in Code::ALL {
        let file = root().join(format!("guide/content/problems/{}.md", code.as_str()));
        let text = std::fs::read_to_string(file).unwrap();
        let severity = match code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        for line in [
            format!("title = \"{}\"", uppercase_first(code.name())),
            format!("id = \"{}\"", code.as_str().to_lowercase()),
            format!("number = \"{}\"", code.as_str()),
            format!("severity = \"{severity}\""),
        ] {
            assert!(text.lines().any(|own| own == line), "{code:?}: {line}");
        }
    }
}

fn uppercase_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[test]
fn no_page_is_about_a_code_that_there_is_not() {
    let folder = root().join("guide/content/problems");
    for file in crate::support::files_below(&folder) {
        let name = file.strip_suffix(".md").unwrap_or(&file);
        assert!(Code::parse(name).is_some() || name == "index", "{file}");
    }
}

#[test]
fn every_bad_example_has_the_problem_and_no_other_error() {
    for (code, page) in with_examples() {
        let problems = Report::new(page.bad).problems();
        let found: Vec<String> = problems.iter().map(shown).collect();
        assert!(problems.iter().any(|problem| problem.code == code), "{code:?}: {found:?}");
        let others = problems.iter().filter(|problem| problem.code != code);
        let errors = others.filter(|problem| problem.severity == Severity::Error).count();
        assert_eq!(errors, 0, "{code:?}: {found:?}");
    }
}

#[test]
fn every_good_example_has_no_problem_at_all() {
    for (code, page) in with_examples() {
        assert_eq!(Report::new(page.good).shown(), [""; 0], "{code:?}");
    }
}

#[test]
fn every_problem_has_a_message_a_place_and_a_way_out() {
    let problems = with_examples().flat_map(|(_, page)| Report::new(page.bad).problems());
    let lacking: Vec<String> = problems
        .filter(|problem| {
            problem.place.is_none() || problem.help.is_none() || problem.message.ends_with('.')
        })
        .map(|problem| format!("{}: {}", shown(&problem), problem.message))
        .collect();
    assert_eq!(lacking, [""; 0]);
}

/// What a help suggests to write, and where.
fn suggested(problem: &Diagnostic) -> Option<(std::ops::Range<usize>, &str)> {
    let help = problem.help.as_deref()?;
    let name = help.strip_prefix("did you mean `")?.strip_suffix("`?")?;
    let span = problem.place.as_ref()?.span.clone();
    Some((span, name))
}

/// Codes whose suggestion stands for all that the place shows.
const REPLACED: &[Code] = &[Code::MissingRecord, Code::MissingFile];

#[test]
fn a_suggestion_that_is_followed_is_a_mending() {
    let index = "# Example\n\n[[theme/helth]] [[theem/health]] [[helth]] [[call/95]] [[call/habour]] \
                 [[habour]] [[theme/harbour]] [[Nine]] [[deep/annexe]] [a](deep/anex.md) \
                 [b](Example.js) [c](harbour.html) ![d](a%20harbur.png)\n\n\
                 ## Nine {#9 .call}\n\n## Harbour {#harbour .call}\n";
    let files = [
        (
            "book.toml",
            "[book]\nsrc = \"content\"\n[kinds.theme]\nfolder = \"themes\"\n[kinds.call]\n",
        ),
        ("content/index.md", index),
        ("content/themes/health.md", "# Health\n\n[x](../deep/anex.md)\n"),
        ("content/themes/harbour.md", "# Harbour\n"),
        ("content/deep/annex.md", "# Annex\n"),
        ("content/deep/Extsload.sol", "no document"),
        ("content/a harbour.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ];
    let report = Report::new(files);
    let problems = report.problems();
    let without = problems.iter().filter(|problem| suggested(problem).is_none());
    let without: Vec<&str> = without.map(|problem| problem.message.as_str()).collect();
    // No record of a near name, and no file of the sort.
    assert_eq!(
        without,
        ["no record has the id `call/95`", "`Example.js`: the content folder has no such file"]
    );
    for path in ["content/index.md", "content/themes/health.md"] {
        let mut text = report.read(path);
        let own = problems.iter().filter(|problem| {
            REPLACED.contains(&problem.code)
                && problem.place.as_ref().is_some_and(|place| place.source.path == path)
        });
        for (span, name) in own.rev().filter_map(suggested) {
            text.replace_range(span, name);
        }
        report.write(path, text);
    }
    let left = report.problems();
    let left: Vec<&str> = left.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(left, without);
}

pub(crate) fn with_examples() -> impl Iterator<Item = (Code, Page)> {
    let codes = Code::ALL.iter().filter(|code| !WITHOUT_EXAMPLE.contains(code));
    codes.map(|&code| (code, page(code)))
}
