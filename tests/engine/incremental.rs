//! A session that has loaded a report again after each of many edits shows the same site, byte for
//! byte, and the same problems, as one that loads it for the first time; while a file cannot be read,
//! as one that loads the report with the last good version of that file. And it parses only what was
//! edited, and renders nothing before it is asked for.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::Config;
use rapporteur::command::load::{Changed, Loaded, Loading, Session};
use rapporteur::diagnostics::{Code, Diagnostic};

use crate::edits::{self, BOOK, apply, file, plain, text};
use crate::mirror::Mirror;
use crate::support::{Files, Report, load, problems, rendered, rendered_at, shown};

proptest! {
    #![proptest_config(Config { cases: 64, failure_persistence: None, ..Config::default() })]

    #[test]
    fn loading_again_equals_loading_anew(
        edits in proptest::collection::vec((edits::edits(), any::<bool>()), 1..16),
        drafts in any::<bool>(),
    ) {
        let (report, mut texts) = edits::start();
        let loading = || Loading { drafts, ..Loading::default() };
        let mut session = Session::new(report.path(), loading()).keeping_words();
        session.load().expect("a report with a book.toml");
        let mut mirror = Mirror::new();
        mirror.follow(&report, loading);
        for (edit, told) in &edits {
            let touched = apply(&report, edit, &mut texts);
            let changed = if *told { Changed::Paths(&touched) } else { Changed::Anything };
            let warm = session.load_again(changed).expect("a report with a book.toml");
            // No page is rendered before it is asked for, whatever has changed.
            prop_assert_eq!(warm.site.rendered(), 0);
            // One that cannot be decoded is read every time.
            let unread = warm.diagnostics.iter().filter(|found| found.code == Code::NotUtf8).count();
            // Others come with these.
            let brings = |path: &std::path::PathBuf| {
                path.ends_with("book.toml") || path.ends_with(edits::CONTENTS)
            };
            if !touched.iter().any(brings) {
                let most = touched.len() + unread;
                prop_assert!(warm.parsed <= most, "{} of {:?}", warm.parsed, touched);
            }
            let expected = mirror.follow(&report, loading);
            prop_assert_eq!(&warm.kept, &expected.kept);
            prop_assert_eq!(told_of(&warm.diagnostics), told_of(&expected.problems));
            let before = warm.site.rendered();
            prop_assert_eq!(rendered(&warm), rendered(&expected.loaded));
            prop_assert_eq!(warm.site.rendered() - before, warm.site.counts().rendered);
            prop_assert_eq!(searched(&warm), searched(&expected.loaded));
        }
    }
}

/// The files of the search index.
fn searched(loaded: &Loaded) -> Files {
    let paths = loaded.site.paths().expect("an index").into_iter();
    let paths = paths.filter(|path| path.starts_with("find/"));
    paths.map(|path| (path.clone(), rendered_at(loaded, &path))).collect()
}

/// Problems with their places and all that is said of them.
fn told_of(problems: &[Diagnostic]) -> Vec<(String, &str, Option<&str>)> {
    let told = problems.iter();
    told.map(|told| (shown(told), told.message.as_str(), told.help.as_deref())).collect()
}

/// Where everything is wrong from the beginning, hardly anything is kept, and nothing is compared.
#[test]
fn random_edits_begin_with_a_report_that_can_be_published() {
    let (report, _) = edits::start();
    assert!(!load(report.path(), Loading::default()).has_errors());
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
    report.write("book.toml", BOOK.replace("punctuation = true", "punctuation = false"));
    assert_eq!(parsed(&mut session), 4);
}

#[test]
fn what_was_meant_by_a_missing_name_is_known_until_the_names_change() {
    let report = Report::new([
        ("book.toml", "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.point]\n"),
        ("content/index.md", "# Example\n\n[[resorces]] and [[resorces]]\n"),
        ("content/points.md", "# Points\n\n## Resources {#resources .point}\n"),
    ]);
    let mut session = Session::new(report.path(), Loading::default());
    let mut helps = || -> Vec<String> {
        let loaded = session.load().expect("a report");
        let missing = loaded.diagnostics.iter().filter(|found| found.code == Code::MissingRecord);
        missing.filter_map(|found| found.help.clone()).collect()
    };
    assert_eq!(helps(), ["did you mean `resources`?"; 2]);
    report.replace("content/index.md", " and [[resorces]]", ", once");
    assert_eq!(helps(), ["did you mean `resources`?"]);
    report.replace("content/points.md", "#resources", "#resorce");
    assert_eq!(helps(), ["did you mean `resorce`?"]);
    report.replace("content/points.md", "#resorce", "#money");
    assert_eq!(
        helps(),
        ["the id of a section is in its heading (`{#id}`); the id of a document is its file name"]
    );
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

#[test]
fn an_item_and_a_section_that_go_are_missed_where_nothing_was_edited() {
    let report = Report::new([
        ("book.toml", BOOK),
        ("content/a.md", "# A\n\nSee [[p#(b)]] and [[p#more]].\n\n![[p|full]]\n"),
        ("content/b.md", "# B\n\n## P {#p .point}\n\n(a) x\n(b) y\n\n### More\n\nOld.\n"),
    ]);
    let mut session = Session::new(report.path(), Loading::default());
    let mut edited = |from: &str, to: &str| {
        report.replace("content/b.md", from, to);
        let touched = BTreeSet::from([report.path().join("content/b.md")]);
        let loaded = session.load_again(Changed::Paths(&touched)).expect("a report");
        let page = rendered(&loaded).remove("a/index.html").expect("a page");
        let problems = problems(&loaded);
        let found: Vec<&str> = problems.iter().map(|found| found.message.as_str()).collect();
        (found.join("; "), String::from_utf8(page).expect("text"))
    };
    assert_eq!(edited("Old", "Old").0, "");
    assert!(edited("Old", "Young").1.contains("Young"), "the embedded text is the current one");
    let gone = "no list of \u{201c}P\u{201d} has the item `(b)`";
    assert_eq!(edited("(b)", "(d)").0, gone);
    assert_eq!(edited("(d)", "(b)").0, "");
    let gone = "no heading in content/b.md has the anchor `#more`";
    assert_eq!(edited("### More", "<!-- /p -->\n\n## More").0, gone);
}
