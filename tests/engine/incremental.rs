//! A session that has loaded a report again after each of many edits shows the same site, byte for
//! byte, and the same problems, as one that loads it for the first time; and it parses only what
//! was edited.

use proptest::prelude::*;
use proptest::test_runner::Config;
use rapporteur::command::load::{Loading, Session};

use crate::support::{Report, load, problems, rendered, shown};

const BOOK: &str = r#"
[book]
title = "Edits"
src = "content"

[output.html.search]
enable = false

[kinds.point]
path = "points"
glossary = true

[kinds.point.fields.builds-on]
type = "reference"
to = "point"
many = true
inverse = "Built on by"
"#;

/// One edit of a tired editor.
#[derive(Debug, Clone)]
enum Edit {
    /// A document of so many points, each of which refers to another one.
    Write { document: usize, points: usize, to: (usize, usize) },
    /// A document goes.
    Remove { document: usize },
    /// A document takes the place of another one.
    Rename { from: usize, to: usize },
    /// Bytes that are no document.
    Break { document: usize, how: usize },
    /// A template of the report's own.
    Template { words: usize },
    /// The configuration.
    Configure { title: usize, smart: bool },
}

fn edits() -> impl Strategy<Value = Edit> {
    let document = 0..4_usize;
    prop_oneof![
        6 => (document.clone(), 0..4_usize, (document.clone(), 0..4_usize))
            .prop_map(|(document, points, to)| Edit::Write { document, points, to }),
        2 => document.clone().prop_map(|document| Edit::Remove { document }),
        2 => (document.clone(), document.clone()).prop_map(|(from, to)| Edit::Rename { from, to }),
        2 => (document, 0..3_usize).prop_map(|(document, how)| Edit::Break { document, how }),
        1 => (0..3_usize).prop_map(|words| Edit::Template { words }),
        1 => (0..3_usize, any::<bool>())
            .prop_map(|(title, smart)| Edit::Configure { title, smart }),
    ]
}

fn file(document: usize) -> String {
    format!("content/d{document}.md")
}

fn text(document: usize, points: usize, to: (usize, usize)) -> String {
    let mut text = format!("# Document {document}\n\nIt has \"{points}\" points. Point 0.\n");
    for point in 0..points {
        text.push_str(&format!(
            "\n## Point {point} {{#p{document}-{point} .point}}\n+++\nbuilds-on = [\"p{}-{}\"]\n+++\n\nSee [[p{}-{}]].\n",
            to.0, to.1, to.0, to.1
        ));
    }
    text
}

fn apply(report: &Report, edit: &Edit) {
    let path = |document| report.path().join(file(document));
    match edit {
        Edit::Write { document, points, to } => {
            report.write(&file(*document), text(*document, *points, *to));
        }
        // What is not there cannot be removed or renamed, and nothing is lost by that.
        Edit::Remove { document } => drop(std::fs::remove_file(path(*document))),
        Edit::Rename { from, to } => drop(std::fs::rename(path(*from), path(*to))),
        Edit::Break { document, how } => {
            let bytes: [&[u8]; 3] =
                [b"\xff\xfe no text", b"+++\ntitle = \n+++\n", b"## Lost {#a .pont}\n"];
            report.write(&file(*document), bytes[*how]);
        }
        Edit::Template { words } => report.write(
            "themes/default/templates/card.html",
            ["<p>one</p>", "<p>two</p>", "<p>{{ nothing }}</p>"][*words],
        ),
        Edit::Configure { title, smart } => report.write(
            "book.toml",
            format!("{BOOK}\n[output.html]\nsmart-punctuation = {smart}\n")
                .replace("Edits", &format!("Edits {title}")),
        ),
    }
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    #[test]
    fn loading_again_equals_loading_anew(edits in proptest::collection::vec(edits(), 1..12)) {
        let report = Report::new([("book.toml", BOOK), ("content/index.md", "# Home\n")]);
        let mut session = Session::new(report.path(), Loading::default());
        for edit in &edits {
            apply(&report, edit);
            let warm = session.load().expect("a report with a book.toml");
            let cold = load(report.path(), Loading::default());
            let (warm_problems, cold_problems) = (problems(&warm), problems(&cold));
            let list = |problems: &[_]| problems.iter().map(shown).collect::<Vec<String>>();
            prop_assert_eq!(list(&warm_problems), list(&cold_problems));
            if cold_problems.is_empty() {
                prop_assert_eq!(rendered(&warm), rendered(&cold));
            }
        }
    }
}

#[test]
fn only_what_was_edited_is_parsed_again() {
    let files = (0..4).map(|document| (file(document), text(document, 2, (0, 0))));
    let report = Report::new(files.chain([("book.toml".to_owned(), BOOK.to_owned())]));
    let mut session = Session::new(report.path(), Loading::default());
    let parsed = |session: &mut Session| session.load().expect("a report").parsed;
    assert_eq!(parsed(&mut session), 4);
    assert_eq!(parsed(&mut session), 0);
    report.write(&file(1), text(1, 3, (0, 1)));
    assert_eq!(parsed(&mut session), 1);
    report.write("book.toml", BOOK.replace("Edits", "Other words"));
    assert_eq!(parsed(&mut session), 0);
    report.write("book.toml", format!("{BOOK}\n[output.html]\nsmart-punctuation = false\n"));
    assert_eq!(parsed(&mut session), 4);
}
