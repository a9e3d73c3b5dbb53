//! Random edits of a small report, as a tired editor makes them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use proptest::prelude::*;

use crate::support::Report;

/// The report's configuration.
pub(crate) const BOOK: &str = r#"
[book]
title = "Edits"
src = "content"
language = "en"
as-of = 2023-06-01

[languages.fr]
title = "Modifications"

[output.html]
site-url = "https://edits.example/"
smart-punctuation = true

[output.html.search]
enable = false

[output.feed]
since = "2020"

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

[milestones]
field = "promises"

[kinds.point.fields.promises]
type = "table"

[kinds.point.fields.promises.fields]
title = { type = "text" }
owner = { type = "reference", to = "point" }
due = { type = "date" }
done = { type = "date" }
reason = { type = "markdown" }

[ledger]
field = "since"
by = "builds-on"

[ledger.derived]
status = { axis = "work", assessor = "Ann" }

[kinds.point.fields.status]
type = "choice"
values = { begun = "Begun", done = "Done" }

[ledger.due]
work = "2 months after publication"

[citation]
date = "2023"

[kinds.point.fields.since]
type = "table"

[kinds.point.fields.since.fields]
axis = { type = "choice", required = true, values = { work = "Work" } }
state = { type = "choice", required = true, values = { begun = "Begun", done = "Done" } }
date = { type = "date", required = true }
assessor = { type = "text", required = true }
source = { type = "markdown", required = true }
"#;

/// One edit of a tired editor.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
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
    /// A table of follow-up comes, changes or goes.
    Table { rows: Option<(usize, (usize, usize))> },
    /// A table of contents comes, changes or goes: which documents it names first, and whether it names
    /// the others.
    Contents { how: Option<(usize, bool)> },
    /// A version comes, changes or goes.
    Version { name: usize, how: Option<usize> },
    /// A picture comes, changes or goes.
    Picture { colour: Option<usize> },
    /// A template of the report's own.
    Template { words: usize },
    /// The configuration.
    Configure { title: usize, smart: bool },
    /// A configuration with an error.
    Misconfigure { how: usize },
}

/// A document: its number, and whether it is the translation.
pub(crate) type Name = (usize, bool);

/// What a document is made of.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) words: usize,
    pub(crate) points: usize,
    /// The point that each of its points refers to: a document, and a place there.
    pub(crate) to: (usize, usize),
    /// A heading between the points, and a link to it.
    pub(crate) heading: Option<usize>,
    pub(crate) order: Option<usize>,
    pub(crate) draft: bool,
    pub(crate) remark: bool,
    pub(crate) mark: bool,
    pub(crate) picture: bool,
}

/// What a document may be made of.
pub(crate) fn texts() -> impl Strategy<Value = Text> {
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

/// One edit or another; those that are made often come often.
pub(crate) fn edits() -> impl Strategy<Value = Edit> {
    let document = || (0..3_usize, proptest::bool::weighted(0.3));
    prop_oneof![
        8 => (document(), texts()).prop_map(|(document, text)| Edit::Write { document, text }),
        16 => (document(), 0..8_usize, texts())
            .prop_map(|(document, what, text)| Edit::Alter { document, what, text }),
        2 => document().prop_map(|document| Edit::Remove { document }),
        2 => (document(), document()).prop_map(|(from, to)| Edit::Rename { from, to }),
        3 => proptest::option::weighted(0.8, (0..6_usize, (0..3_usize, 0..3_usize)))
            .prop_map(|rows| Edit::Table { rows }),
        4 => (document(), 0..6_usize).prop_map(|(document, how)| Edit::Break { document, how }),
        1 => proptest::option::of(0..2_usize).prop_map(|colour| Edit::Picture { colour }),
        2 => (0..2_usize, proptest::option::of(0..4_usize))
            .prop_map(|(name, how)| Edit::Version { name, how }),
        1 => proptest::option::weighted(0.6, (0..3_usize, any::<bool>()))
            .prop_map(|how| Edit::Contents { how }),
        1 => (0..4_usize).prop_map(|words| Edit::Template { words }),
        1 => (0..3_usize).prop_map(|how| Edit::Misconfigure { how }),
        1 => (0..3_usize, any::<bool>())
            .prop_map(|(title, smart)| Edit::Configure { title, smart }),
    ]
}

/// The path of a document.
pub(crate) fn file((document, translated): Name) -> String {
    format!("content/d{document}{}.md", if translated { ".fr" } else { "" })
}

/// The path of the table of contents.
pub(crate) const CONTENTS: &str = "content/SUMMARY.md";

/// The path of a version.
fn version(name: usize) -> String {
    format!("versions/2026-0{}.jsonl", name + 1)
}

/// The bytes of a document.
pub(crate) fn text((document, _): Name, text: &Text) -> String {
    let Text { words, points, to, heading, order, draft, remark, mark, picture } = text;
    let mut out = "+++\n".to_owned();
    out.extend(order.map(|order| format!("order = {order}\n")));
    out.push_str(if *draft { "draft = true\n+++\n" } else { "+++\n" });
    out.push_str(&format!("# Document {document}\n\nIt has \"{points}\" points. Point 0.\n"));
    out.push_str(&"More words of it. ".repeat(*words));
    out.push_str(if *picture { "\n\n![A dot](dot.svg)\n" } else { "\n" });
    if heading.is_some() {
        out.push_str(&format!("\n![[p{}-{}|full]]\n", to.0, to.1));
    }
    for point in 0..*points {
        out.push_str(&format!("\n## Point {point} {{#p{document}-{point} .point}}\n+++\n"));
        out.push_str(&format!("builds-on = [\"p{}-{}\"]\n", to.0, to.1));
        out.push_str(if *remark { "remark = \"Of [[p0-0]], or of [[d0]].\"\n" } else { "" });
        out.push_str(if *mark { "mark = \"the one\"\n" } else { "" });
        if *remark {
            let due = format!("[[promises]]\ntitle = \"Lit\"\ndue = \"{}\"\n", 2021 + words);
            out.push_str(&format!("{due}owner = \"p{}-{}\"\n", to.0, to.1));
        }
        if let (true, Some(heading)) = (remark, heading) {
            let moved = "[[promises]]\ntitle = \"Lit\"\nreason = \"Of [[d0]].\"\n";
            out.push_str(&format!("{moved}due = \"2024-0{}\"\n", heading + 1));
        }
        out.push_str(&format!("+++\n\nSee [[p{}-{}]]. {words} words.\n", to.0, to.1));
        let list = format!("[[point?builds-on=p{}-{}]]", to.0, to.1);
        out.push_str(&format!("They are among {list}, and in [[a-z]].\n"));
        let among = format!("point?builds-on=p{}-{}", to.0, to.1);
        out.push_str(&format!("These are [[count {among}]] of [[count point]].\n"));
        if let Some(heading) = heading {
            let link = "[the one](d0.md#more-0), [the same](d0.md#more_0)";
            out.push_str(&format!("\n### More_{heading}\n\n{link} of Point 0.\n"));
            out.push_str("\n(a) One\n(b) as [[p0-0#(a)]] says\n");
        }
        // A mark takes a heading out of the record, or what follows.
        if *words > 2 {
            out.push_str("\n<!-- /point -->\n\nAfter it.\n");
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
pub(crate) fn apply(
    report: &Report,
    edit: &Edit,
    texts: &mut BTreeMap<Name, Text>,
) -> BTreeSet<PathBuf> {
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
            let bytes: [&[u8]; 6] = [
                b"---\ntitle: a: b\n---\n",
                b"\xff\xfe no text",
                b"+++\ntitle = \n+++\n",
                b"## Lost {#a .pont}\n",
                b"# Open\n\nSee [[p0-0]].\n\n## Point {#p0-0 .point}\n+++\nmark = \"the",
                b"",
            ];
            write(&file(*document), bytes[*how]);
        }
        Edit::Table { rows: Some((how, (document, point))) } => {
            if *how == 5 {
                let rows = format!("p{document}-{point},Mended,p0-0,2022,\np0-0,Mended,,,2023-02");
                let table = format!("record,title,owner,due,done\n{rows}\n");
                write("follow-up.csv", table.as_bytes());
                return touched;
            }
            let rows = [
                "p0-0;POINT,work,done,2020,Ann,See [[POINT]].",
                "POINT,work,begun,2020,Ann,Minutes\nPOINT,work,done,2020-02,Ben,\"[[p0-1]], again\"",
                "POINT,work,begun,2020,Ann,M\nPOINT;p0-0,work,done,2020,Ann,M",
                "POINT,walk,,2020-13,Ann,[[nobody]],more",
                "POINT,work,done,2020,\"Ann",
            ];
            let rows = rows[*how].replace("POINT", &format!("p{document}-{point}"));
            let table = format!("record,axis,state,date,assessor,source\n{rows}\n");
            write("follow-up.csv", table.as_bytes());
        }
        Edit::Table { rows: None } => {
            drop(std::fs::remove_file(path("follow-up.csv")));
            touched.insert(path("follow-up.csv"));
        }
        Edit::Contents { how: Some((first, is_whole)) } => {
            let others: String = (0..3)
                .filter(|other| other != first && *is_whole)
                .map(|other| format!("  - [Chapter {other}](d{other}.md)\n"))
                .collect();
            let text =
                format!("# Part\n\n# More\n\n- [First](d{first}.md)\n{others}---\n- [Draft]()\n");
            write(CONTENTS, text.as_bytes());
        }
        Edit::Contents { how: None } => {
            drop(std::fs::remove_file(path(CONTENTS)));
            touched.insert(path(CONTENTS));
        }
        Edit::Version { name, how: Some(how) } => {
            let records = [
                "{\"id\":\"point/p0-0\",\"language\":\"en\",\"title\":\"Old\",\"text\":[\"Old words.\"]}",
                "{\"id\":\"point/p1-0\",\"language\":\"en\",\"title\":\"Point\",\"aliases\":[\"p0-0\"]}\n\
                 {\"id\":\"point/p1-1\",\"language\":\"fr\",\"title\":\"Mot\",\"text\":[\"Un mot.\"]}",
                "",
                "{",
            ];
            let head =
                "{\"rapporteur\":\"version\",\"format\":1,\"report\":\"R\",\"language\":\"en\"}";
            write(&version(*name), format!("{head}\n{}\n", records[*how]).as_bytes());
        }
        Edit::Version { name, how: None } => {
            drop(std::fs::remove_file(path(&version(*name))));
            touched.insert(path(&version(*name)));
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
            [&b"<p>one</p>"[..], b"<p>two</p>", b"<p>{{ nothing }}</p>", b"{{ is not"][*words],
        ),
        Edit::Misconfigure { how } => {
            let bad = [("[book]", "[book"), ("[book]", "colour = 1\n[book]"), ("\"content\"", "1")];
            let (words, others) = bad[*how];
            write("book.toml", BOOK.replace(words, others).as_bytes());
        }
        Edit::Configure { title, smart } => write(
            "book.toml",
            BOOK.replace("smart-punctuation = true", &format!("smart-punctuation = {smart}"))
                .replace("Edits", &format!("Edits {title}"))
                .as_bytes(),
        ),
    }
    touched
}

/// A document without any of what is rare.
pub(crate) fn plain(points: usize, to: (usize, usize)) -> Text {
    let (remark, mark, picture, draft) = (false, false, false, false);
    Text { words: 1, points, to, heading: None, order: None, draft, remark, mark, picture }
}

/// A report of some documents that refer to each other, and what they are made of.
pub(crate) fn start() -> (Report, BTreeMap<Name, Text>) {
    let report = Report::new([("book.toml", BOOK), ("content/index.md", "# Home\n")]);
    let mut texts = BTreeMap::new();
    for document in [(0, false), (1, false), (2, false), (1, true)] {
        let text = Text { heading: Some(0), ..plain(2, (0, 1)) };
        apply(&report, &Edit::Write { document, text }, &mut texts);
    }
    apply(&report, &Edit::Version { name: 0, how: Some(0) }, &mut texts);
    (report, texts)
}
