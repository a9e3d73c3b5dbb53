//! A session that has loaded a report again after each of many edits shows the same site, byte for
//! byte, and the same problems, as one that loads it for the first time; and it parses only what
//! was edited.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::test_runner::Config;
use rapporteur::command::load::{Changed, Loading, Session};

use crate::support::{Report, load, problems, rendered, shown};

const BOOK: &str = r#"
[book]
title = "Edits"
src = "content"
language = "en"

[languages.fr]
title = "Modifications"

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

[kinds.point.fields.remark]
type = "markdown"

[kinds.point.fields.mark]
type = "text"
unique = true
"#;

/// One edit of a tired editor.
#[derive(Debug, Clone)]
enum Edit {
    /// A document is written anew.
    Write { document: Name, text: Text },
    /// One thing about a document becomes what it is in another text.
    Alter { document: Name, what: usize, text: Text },
    /// A document goes.
    Remove { document: Name },
    /// A document takes the place of another one.
    Rename { from: Name, to: Name },
    /// Bytes that are no document.
    Break { document: Name, how: usize },
    /// A picture comes, changes or goes.
    Picture { colour: Option<usize> },
    /// A template of the report's own.
    Template { words: usize },
    /// The configuration.
    Configure { title: usize, smart: bool },
}

/// A document: its number, and whether it is the translation.
type Name = (usize, bool);

/// What a document is made of.
#[derive(Debug, Clone)]
struct Text {
    words: usize,
    points: usize,
    /// The point that each of its points refers to: a document, and a place there.
    to: (usize, usize),
    /// A heading between the points, and a link to it.
    heading: Option<usize>,
    order: Option<usize>,
    draft: bool,
    remark: bool,
    mark: bool,
    picture: bool,
}

fn texts() -> impl Strategy<Value = Text> {
    let to = (0..3_usize, 0..3_usize);
    let heading = proptest::option::weighted(0.6, 0..2_usize);
    let order = proptest::option::weighted(0.2, 0..2_usize);
    let rare = || proptest::bool::weighted(0.15);
    (0..5_usize, 0..3_usize, to, heading, order, rare(), (any::<bool>(), rare(), rare())).prop_map(
        |(words, points, to, heading, order, draft, (remark, mark, picture))| Text {
            words,
            points,
            to,
            heading,
            order,
            draft,
            remark,
            mark,
            picture,
        },
    )
}

fn edits() -> impl Strategy<Value = Edit> {
    let document = || (0..3_usize, proptest::bool::weighted(0.3));
    prop_oneof![
        8 => (document(), texts()).prop_map(|(document, text)| Edit::Write { document, text }),
        16 => (document(), 0..8_usize, texts())
            .prop_map(|(document, what, text)| Edit::Alter { document, what, text }),
        2 => document().prop_map(|document| Edit::Remove { document }),
        2 => (document(), document()).prop_map(|(from, to)| Edit::Rename { from, to }),
        2 => (document(), 0..3_usize).prop_map(|(document, how)| Edit::Break { document, how }),
        1 => proptest::option::of(0..2_usize).prop_map(|colour| Edit::Picture { colour }),
        1 => (0..3_usize).prop_map(|words| Edit::Template { words }),
        1 => (0..3_usize, any::<bool>())
            .prop_map(|(title, smart)| Edit::Configure { title, smart }),
    ]
}

fn file((document, translated): Name) -> String {
    format!("content/d{document}{}.md", if translated { ".fr" } else { "" })
}

fn text((document, _): Name, text: &Text) -> String {
    let Text { words, points, to, heading, order, draft, remark, mark, picture } = text;
    let mut out = "+++\n".to_owned();
    out.extend(order.map(|order| format!("order = {order}\n")));
    out.push_str(if *draft { "draft = true\n+++\n" } else { "+++\n" });
    out.push_str(&format!("# Document {document}\n\nIt has \"{points}\" points. Point 0.\n"));
    out.push_str(&"More words of it. ".repeat(*words));
    out.push_str(if *picture { "\n\n![A dot](dot.svg)\n" } else { "\n" });
    for point in 0..*points {
        out.push_str(&format!("\n## Point {point} {{#p{document}-{point} .point}}\n+++\n"));
        out.push_str(&format!("builds-on = [\"p{}-{}\"]\n", to.0, to.1));
        out.push_str(if *remark { "remark = \"Of [[p0-0]], or of [[d0]].\"\n" } else { "" });
        out.push_str(if *mark { "mark = \"the one\"\n" } else { "" });
        out.push_str(&format!("+++\n\nSee [[p{}-{}]]. {words} words.\n", to.0, to.1));
        if let Some(heading) = heading {
            let link = "[the one](d0.md#more-0)";
            out.push_str(&format!("\n### More {heading}\n\n{link} of Point 0.\n"));
        }
    }
    out
}

impl Text {
    fn alter(&mut self, what: usize, to: &Text) {
        match what {
            0 => self.words = to.words,
            1 => self.to = to.to,
            2 => self.heading = to.heading,
            3 => self.order = to.order,
            4 => self.remark = to.remark,
            5 => self.mark = to.mark,
            6 => self.picture = to.picture,
            _ => self.draft = to.draft,
        }
    }
}

/// Makes an edit; says which paths it touches. `texts` are those that were written last.
fn apply(report: &Report, edit: &Edit, texts: &mut BTreeMap<Name, Text>) -> BTreeSet<PathBuf> {
    let path = |name: &str| report.path().join(name);
    let mut touched = BTreeSet::new();
    let mut write = |name: &str, bytes: &[u8]| {
        report.write(name, bytes);
        touched.insert(path(name));
    };
    match edit {
        Edit::Write { document, text: words } => {
            texts.insert(*document, words.clone());
            write(&file(*document), text(*document, words).as_bytes());
        }
        Edit::Alter { document, what, text: words } => {
            let own = texts.entry(*document).or_insert_with(|| words.clone());
            own.alter(*what, words);
            write(&file(*document), text(*document, own).as_bytes());
        }
        // What is not there cannot be removed or renamed, and nothing is lost by that.
        Edit::Remove { document } => {
            drop(std::fs::remove_file(path(&file(*document))));
            touched.insert(path(&file(*document)));
        }
        Edit::Rename { from, to } => {
            drop(std::fs::rename(path(&file(*from)), path(&file(*to))));
            touched.extend([path(&file(*from)), path(&file(*to))]);
        }
        Edit::Break { document, how } => {
            let bytes: [&[u8]; 3] =
                [b"\xff\xfe no text", b"+++\ntitle = \n+++\n", b"## Lost {#a .pont}\n"];
            write(&file(*document), bytes[*how]);
        }
        Edit::Picture { colour: Some(colour) } => {
            let name = ["red", "blue"][*colour];
            let svg = format!("<svg viewBox=\"0 0 9 9\"><rect fill=\"{name}\"/></svg>");
            write("content/dot.svg", svg.as_bytes());
        }
        Edit::Picture { colour: None } => {
            drop(std::fs::remove_file(path("content/dot.svg")));
            touched.insert(path("content/dot.svg"));
        }
        Edit::Template { words } => write(
            "themes/default/templates/card.html",
            [&b"<p>one</p>"[..], b"<p>two</p>", b"<p>{{ nothing }}</p>"][*words],
        ),
        Edit::Configure { title, smart } => write(
            "book.toml",
            format!("{BOOK}\n[output.html]\nsmart-punctuation = {smart}\n")
                .replace("Edits", &format!("Edits {title}"))
                .as_bytes(),
        ),
    }
    touched
}

proptest! {
    #![proptest_config(Config { cases: 64, failure_persistence: None, ..Config::default() })]

    #[test]
    fn loading_again_equals_loading_anew(
        edits in proptest::collection::vec((edits(), any::<bool>()), 1..16),
        drafts in any::<bool>(),
    ) {
        let report = Report::new([("book.toml", BOOK), ("content/index.md", "# Home\n")]);
        let loading = || Loading { drafts, ..Loading::default() };
        let mut texts = BTreeMap::new();
        for document in [(0, false), (1, false), (2, false), (1, true)] {
            let text = Text { heading: Some(0), ..plain(2, (0, 1)) };
            apply(&report, &Edit::Write { document, text }, &mut texts);
        }
        let mut session = Session::new(report.path(), loading());
        session.load().expect("a report with a book.toml");
        for (edit, told) in &edits {
            let touched = apply(&report, edit, &mut texts);
            let changed = if *told { Changed::Paths(&touched) } else { Changed::Anything };
            let warm = session.load_again(changed).expect("a report with a book.toml");
            let cold = load(report.path(), loading());
            let (warm_problems, cold_problems) = (problems(&warm), problems(&cold));
            let list = |problems: &[_]| problems.iter().map(shown).collect::<Vec<String>>();
            prop_assert_eq!(list(&warm_problems), list(&cold_problems));
            prop_assert_eq!(rendered(&warm), rendered(&cold));
        }
    }
}

fn plain(points: usize, to: (usize, usize)) -> Text {
    let (remark, mark, picture, draft) = (false, false, false, false);
    Text { words: 1, points, to, heading: None, order: None, draft, remark, mark, picture }
}

#[test]
fn only_what_was_edited_is_parsed_again() {
    let files = (0..4).map(|at| (file((at, false)), text((at, false), &plain(2, (0, 0)))));
    let report = Report::new(files.chain([("book.toml".to_owned(), BOOK.to_owned())]));
    let mut session = Session::new(report.path(), Loading::default());
    let parsed = |session: &mut Session| session.load().expect("a report").parsed;
    assert_eq!(parsed(&mut session), 4);
    assert_eq!(parsed(&mut session), 0);
    report.write(&file((1, false)), text((1, false), &plain(3, (0, 1))));
    assert_eq!(parsed(&mut session), 1);
    report.write("book.toml", BOOK.replace("Edits", "Other words"));
    assert_eq!(parsed(&mut session), 0);
    report.write("book.toml", format!("{BOOK}\n[output.html]\nsmart-punctuation = false\n"));
    assert_eq!(parsed(&mut session), 4);
}

#[test]
fn a_heading_that_goes_is_missed_where_nothing_was_edited() {
    let report = Report::new([
        ("book.toml", BOOK),
        ("content/a.md", "# A\n\nSee [it](b.md#more), and [[b#more]].\n"),
        ("content/b.md", "# B\n\n## More\n"),
    ]);
    let mut session = Session::new(report.path(), Loading::default());
    assert_eq!(problems(&session.load().expect("a report")), []);
    report.write("content/b.md", "# B\n\n## Less\n");
    let touched = BTreeSet::from([report.path().join("content/b.md")]);
    let loaded = session.load_again(Changed::Paths(&touched)).expect("a report");
    let found: Vec<String> = problems(&loaded).iter().map(shown).collect();
    assert_eq!(
        found,
        ["content/a.md:3:10 RAP403 \"b.md#more\"", "content/a.md:3:28 RAP403 \"b#more\""]
    );
}
