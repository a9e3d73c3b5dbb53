//! What is served while files are saved, moved, broken and mended.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::preview::{Preview, has};
use crate::report;
use crate::support::Report;
use crate::whole::Whole;
use crate::{edits, support};

proptest! {
    #![proptest_config(Config { cases: 12, failure_persistence: None, ..Config::default() })]

    #[test]
    fn what_is_served_after_any_edit_equals_what_is_loaded_anew(
        changes in proptest::collection::vec(edits::edits(), 1..12),
    ) {
        let (report, mut texts) = edits::start();
        let mut whole = Whole::of(&report, &["-p", "0"]);
        for change in &changes {
            edits::apply(&report, change, &mut texts);
            whole.becomes(&report, &format!("{change:?}"));
        }
    }
}

/// A way of changing files of a report.
type Change = fn(&Report);

const CHANGES: [(&str, Change); 15] = [
    ("written in place", |report| report.replace("content/index.md", "first", "second")),
    ("renamed over", |report| {
        report.write("content/index.md~", "# Example\n\nThe third words.\n");
        rename(report, "content/index.md~", "content/index.md");
    }),
    ("an older file of the same length renamed over", |report| {
        report.write("older", "# Example\n\nThe other word.\n");
        let file = File::options().append(true).open(report.path().join("older")).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(100_000)).unwrap();
        rename(report, "older", "content/index.md");
    }),
    ("made in a folder of a folder that was not there", |report| {
        report.write("content/a/b/c/deep.md", "# Deep\n\n## A place {.venue}\n");
    }),
    ("a folder moved out", |report| rename(report, "content/a", "aside")),
    ("a folder moved in", |report| rename(report, "aside", "content/elsewhere")),
    ("broken", |report| report.write("content/venues.md", "# Venues\n\n## Dhaka {.venu}\n")),
    ("mended", |report| report.write("content/venues.md", "# Venues\n\n## Cairo {.venue}\n")),
    ("removed", |report| remove(report, "content/elsewhere/b/c/deep.md")),
    ("the content removed and made again", |report| {
        fs::remove_dir_all(report.path().join("content")).unwrap();
        report.write("content/index.md", "# Example\n\nThe fourth words.\n");
    }),
    ("a look of its own", |report| {
        report.write("themes/default/templates/card.html", "<p>A card</p>");
        report.write("themes/default/static/style.css", "body { color: teal }");
        report.write("themes/default/strings/en.ftl", "find = Look it up\n");
        report.write("content/index.md", "# Example\n\n![[venues]]\n");
        report.write("content/venues.md", "# Venues\n");
    }),
    ("a look that changes", |report| {
        report.write("themes/default/static/style.css", "body { color: navy }");
    }),
    ("a look that goes", |report| {
        fs::remove_dir_all(report.path().join("themes")).unwrap();
    }),
    ("the configuration", |report| report.replace("book.toml", "Example", "Another title")),
    ("a burst of files", |report| {
        for at in 0..500 {
            let text = format!("# Page {at}\n\nSee [[page-{}]].\n", (at + 1) % 500);
            report.write(&format!("content/many/{}/page-{at}.md", at / 20), text);
        }
    }),
];

/// Saves a file in one step, so that nobody reads half of it.
fn save(report: &Report, path: &str, text: &str) {
    let beside = format!("{path}~");
    report.write(&beside, text);
    rename(report, &beside, path);
}

/// Replaces words of a file in one step.
fn edit(report: &Report, path: &str, words: &str, others: &str) {
    save(report, path, &report.read(path).replace(words, others));
}

fn rename(report: &Report, from: &str, to: &str) {
    fs::rename(report.path().join(from), report.path().join(to)).unwrap();
}

fn remove(report: &Report, path: &str) {
    fs::remove_file(report.path().join(path)).unwrap();
}

#[test]
fn however_files_change_what_is_served_equals_what_is_loaded_anew() {
    for more in [&[][..], &["--poll"]] {
        let report = report();
        let mut whole = Whole::of(&report, &[&["-p", "0"], more].concat());
        for (name, change) in CHANGES {
            change(&report);
            whole.becomes(&report, name);
        }
    }
}

#[test]
fn content_that_is_a_link_is_followed_when_it_is_pointed_elsewhere() {
    let report = Report::new([
        ("one/index.md", "# One\n"),
        ("two/index.md", "# Two\n"),
        ("two/more.md", "# More\n"),
    ]);
    symlink("one", report.path().join("content")).unwrap();
    let mut whole = Whole::of(&report, &["-p", "0"]);
    symlink("two", report.path().join("next")).unwrap();
    rename(&report, "next", "content");
    whole.becomes(&report, "a link that points elsewhere");
    report.write("two/more.md", "# Still more\n");
    whole.becomes(&report, "a change behind it");
}

#[test]
fn a_checkout_of_5000_files_is_shown_whole_and_so_is_the_next_one() {
    let report = report();
    let mut preview = Preview::of(&report, &["-p", "0", "-v"]);
    preview.wait("/", has("The first words"));
    for at in 0..5_000 {
        report.write(&format!("content/many/{}/{at}.md", at / 50), format!("# Page {at}\n"));
    }
    preview.line_with("5002 documents");
    preview.wait("/many/99/4999/", has("Page 4999"));
    fs::remove_dir_all(report.path().join("content/many")).unwrap();
    preview.line_with("2 documents, 3 records");
    assert_eq!(preview.get("/many/99/4999/").0, 404);
}

#[test]
fn a_file_that_is_half_written_is_shown_when_it_is_whole() {
    let report = report();
    let mut whole = Whole::of(&report, &["-p", "0"]);
    let text = "# Example\n\nThe long words, and [[dhaka]].\n";
    let (half, rest) = text.split_at(text.len() - 5);
    for pause in [0, 30, 300] {
        let mut file = File::create(report.path().join("content/index.md")).unwrap();
        thread::sleep(Duration::from_millis(pause));
        file.write_all(half.as_bytes()).unwrap();
        thread::sleep(Duration::from_millis(pause));
        file.write_all(rest.as_bytes()).unwrap();
        drop(file);
        whole.becomes(&report, &format!("pauses of {pause} ms"));
    }
}

#[test]
fn every_beginning_of_a_file_is_survived() {
    let report = report();
    let mut whole = Whole::of(&report, &["-p", "0"]);
    let text = "+++\ntitle = \"Venues\"\n+++\n\n## Dhaka {#dhaka .venue}\n+++\nnumber = \"1\"\n+++\n\n\
        Words with a [[dhaka]] reference, `code`, *stress*.[^1]\n\n| a | b |\n| - | - |\n| 1 | é |\n\n\
        ![A dot](dot.svg)\n\n[^1]: A note.\n";
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        report.write("content/venues.md", &text[..end]);
        let (status, _) = whole.preview.get("/");
        assert_eq!(status, 200, "{:?}", &text[..end]);
    }
    report.write("content/venues.md", text.replace("![A dot](dot.svg)", ""));
    whole.becomes(&report, "the whole file");
    // What can be read is shown as it is, and what cannot be read as it was.
    for end in (1..text.len()).step_by(9).filter(|end| text.is_char_boundary(*end)) {
        save(&report, "content/venues.md", &text[..end]);
        whole.becomes(&report, &format!("{:?}", &text[..end]));
    }
    save(&report, "content/venues.md", &text.replace("![A dot](dot.svg)", ""));
    whole.becomes(&report, "the whole file");
    report.write("content/venues.md", "# Venues\n\n## Dhaka {.venue}\n");
    whole.becomes(&report, "the file before it");
    assert_eq!(whole.preview.get("/-/problems").1, "[]");
}

#[test]
fn no_change_is_lost_however_fast_they_follow_each_other() {
    let report = report();
    let mut whole = Whole::of(&report, &["-p", "0"]);
    for round in 0..10 {
        for at in 0..200 {
            report.write("content/index.md", format!("# Example\n\n{round} and {at}.\n"));
            report.write("content/venues.md", format!("# Venues\n\n{at} in {round}\n"));
        }
        whole.becomes(&report, &format!("round {round}"));
    }
}

#[test]
fn a_page_is_made_when_it_is_asked_for_and_one_that_cannot_be_says_why() {
    let report = report();
    let template = "themes/default/templates/record.html";
    report.write(template, "<i>{{ nothing }}</i><script>alert(1)</script>");
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/", has("The first words"));
    assert_eq!(preview.get("/-/problems").1, "[]");
    let (status, body) = preview.get("/venues/dhaka/");
    assert_eq!(status, 500);
    assert!(body.contains(&format!("{template}:1:7")), "{body}");
    assert!(body.contains("&lt;script&gt;alert(1)") && !body.contains("<script>alert"), "{body}");
    report.write(template, "A record");
    preview.wait("/venues/dhaka/", has("A record"));
}

#[test]
fn problems_are_printed_once_for_as_long_as_they_stay() {
    let report = report();
    let mut preview = Preview::of(&report, &["-p", "0", "-v"]);
    preview.line_with(" records");
    let mut said = Vec::new();
    edit(&report, "content/index.md", "[[dhaka]]", "[[dahka]]");
    said.extend(preview.lines_to(" records"));
    for words in ["Some", "More"] {
        save(
            &report,
            "content/venues.md",
            &format!("# Venues\n\n## Dhaka {{.venue}}\n\n{words}\n"),
        );
        said.extend(preview.lines_to(" records"));
    }
    edit(&report, "content/index.md", "[[dahka]]", "[[dhaka]]");
    said.extend(preview.lines_to("no problems left"));
    assert_eq!(said.concat().matches("error[RAP401]").count(), 1, "{said:?}");
}

#[test]
fn a_build_beside_it_is_no_change() {
    let report = report();
    let mut preview = Preview::of(&report, &["-p", "0", "-v"]);
    preview.line_with(" records");
    assert_eq!(report.run(&["build", "-q"]).code, 0);
    assert_eq!(report.run(&["build", "-q"]).code, 0);
    edit(&report, "content/index.md", "first", "second");
    preview.wait("/", has("The second words"));
    let built = support::files_below(report.path());
    assert!(built.contains(&"book/index.html".to_owned()));
    save(&report, "content/more.md", "# More\n");
    // One load for each of the two edits.
    let said = preview.lines_to("3 documents");
    assert_eq!(said.len(), 2, "{said:?}");
}

#[test]
fn a_text_with_a_reference_that_leads_nowhere_is_shown_and_the_reference_is_marked() {
    let report = report();
    let mut preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/", has("The first words"));
    preview.wait("/venues/dhaka/", has("Dhaka"));
    assert_eq!(preview.get("/nowhere/").0, 404);

    edit(&report, "content/index.md", "first", "second");
    preview.wait("/", has("The second words"));

    edit(&report, "content/index.md", "second words, and [[dhaka]]", "third words, and [[dahka]]");
    let home = preview.wait("/", has("The third words"));
    assert!(home.contains("class=\"broken\"") && home.contains("<mark>dahka</mark>"), "{home}");
    let problems = preview.get("/-/problems").1;
    assert!(problems.contains("RAP401") && problems.contains("content/index.md"), "{problems}");
    preview.line_with("error[RAP401]");

    // It keeps nothing else from being shown.
    edit(&report, "content/venues.md", "## Dhaka", "Venues in some order.\n\n## Dhaka");
    preview.wait("/venues/", has("Venues in some order."));

    edit(&report, "content/index.md", "dahka", "dhaka");
    let home = preview.wait("/", |_, body| !body.contains("dahka"));
    assert!(!home.contains("class=\"broken\""), "{home}");
    assert_eq!(preview.get("/-/problems").1, "[]");
}

#[test]
fn a_record_that_is_removed_is_gone_within_a_second_although_something_refers_to_it() {
    let report = report();
    report.write("content/more.md", "# More\n");
    edit(&report, "content/index.md", "[[dhaka]]", "[[dhaka]] and [[more]]");
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/venues/dhaka/", has("Dhaka"));
    preview.wait("/more/", has("More"));
    for (page, change) in [
        ("/venues/dhaka/", (|report| save(report, "content/venues.md", "# Venues\n")) as Change),
        ("/more/", |report| remove(report, "content/more.md")),
    ] {
        change(&report);
        let begin = Instant::now();
        preview.wait(page, |status, _| status == 404);
        assert!(begin.elapsed() < Duration::from_secs(1), "{page}: {:?}", begin.elapsed());
    }
    assert!(preview.get("/").1.contains("<mark>more</mark>"));
}

/// Ways of making a file unreadable.
const UNREADABLE: [&[u8]; 4] = [
    b"\xff\xfe no text",
    b"+++\ntitle = \"Ven\n+++\n\n## Dhaka {.venue}\n",
    b"# Places\n\n## Dhaka {.venue}\n+++\nnumber = \"1\"\n",
    b"---\ntitle: \"Places\n---\n\n## Dhaka {.venue}\n",
];

#[test]
fn a_file_that_cannot_be_read_keeps_its_last_good_records_and_their_pages_say_so() {
    let report = report();
    let mut preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/venues/dhaka/", has("Dhaka"));
    let says_so = "data-kept=\"content/venues.md\"";
    for (at, bytes) in UNREADABLE.into_iter().enumerate() {
        report.write("content/venues.md~", bytes);
        rename(&report, "content/venues.md~", "content/venues.md");
        preview.wait("/venues/dhaka/", has(says_so));
        preview.line_with("the preview uses the last good version of content/venues.md");
        // All others are what is written, and say nothing of it.
        report.write("content/index.md", format!("# Example\n\nWords {at}, and [[dhaka]].\n"));
        let home = preview.wait("/", |_, body| body.contains(&format!("Words {at},")));
        assert!(!home.contains("data-kept") && home.contains(">Dhaka</a>"), "{home}");
        save(&report, "content/venues.md", "# Venues\n\n## Dhaka {.venue}\n");
        preview.wait("/-/problems", |_, body| body == "[]");
        assert!(!preview.get("/venues/dhaka/").1.contains("data-kept"));
    }
}

#[test]
fn what_the_system_does_not_give_keeps_its_last_good_records() {
    let report = report();
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/venues/dhaka/", has("Dhaka"));
    let outside = tempfile::NamedTempFile::new().unwrap();
    symlink(outside.path(), report.path().join("link")).unwrap();
    rename(&report, "link", "content/venues.md");
    preview.wait("/-/problems", has("RAP103"));
    preview.wait("/venues/dhaka/", has("data-kept=\"content/venues.md\""));
    assert!(!preview.get("/").1.contains("data-kept"));
    save(&report, "content/venues.md", "# Venues\n\n## Dhaka {.venue}\n");
    preview.wait("/-/problems", |_, body| body == "[]");

    rename(&report, "content", "aside");
    preview.wait("/-/problems", has("RAP102"));
    preview.wait("/venues/dhaka/", has("data-kept=\"content/venues.md\""));
    rename(&report, "aside", "content");
    preview.wait("/-/problems", |_, body| body == "[]");
    remove(&report, "content/venues.md");
    preview.wait("/venues/dhaka/", |status, _| status == 404);
}

#[test]
fn a_file_that_is_empty_for_a_moment_is_nothing_to_come_back_to() {
    let report = report();
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/venues/dhaka/", has("Dhaka"));
    save(&report, "content/venues.md", "");
    preview.wait("/venues/dhaka/", |status, _| status == 404);
    save(&report, "content/venues.md", "+++\ntitle = \"Ven\n+++\n");
    preview.wait("/venues/dhaka/", has("data-kept=\"content/venues.md\""));
}

#[test]
fn a_book_toml_that_is_gone_leaves_the_last_good_one_to_show_what_is_written() {
    let report = report();
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/", has("The first words"));
    rename(&report, "book.toml", "aside.toml");
    preview.wait("/-/problems", has("RAP102"));
    edit(&report, "content/index.md", "first", "second");
    preview.wait("/", has("The second words"));
    rename(&report, "aside.toml", "book.toml");
    preview.wait("/-/problems", |_, body| body == "[]");
}

#[test]
fn a_file_that_was_never_good_is_shown_as_far_as_it_can_be_read() {
    let report = report();
    let text = "+++\norder = \n+++\n# Venues\n\n## Dhaka {.venue}\n";
    report.write("content/venues.md", text);
    let preview = Preview::of(&report, &["-p", "0"]);
    let page = preview.wait("/venues/dhaka/", has("Dhaka"));
    assert!(!page.contains("data-kept"), "{page}");
    assert!(preview.get("/-/problems").1.contains("RAP001"));
}

#[test]
fn a_configuration_with_an_error_leaves_the_last_good_one_to_show_what_is_written() {
    let report = report();
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/venues/dhaka/", has("Dhaka"));
    let good = report.read("book.toml");
    let bad = [
        good.replace("[kinds.venue]", "[kinds.venue"),
        good.replace("[kinds.venue]", "[kinds.venue]\ncolour = 1"),
        good.replace("src = \"content\"", "src = 1"),
    ];
    for (at, bad) in bad.iter().enumerate() {
        save(&report, "book.toml", bad);
        preview.wait("/", has("data-kept=\"book.toml\""));
        assert_ne!(preview.get("/-/problems").1, "[]");
        let text = format!("# Venues\n\n## Dhaka {{.venue}}\n\nWords {at}.\n");
        save(&report, "content/venues.md", &text);
        preview.wait("/venues/dhaka/", |_, body| body.contains(&format!("Words {at}.")));
        save(&report, "book.toml", &good);
        preview.wait("/-/problems", |_, body| body == "[]");
        assert!(!preview.get("/").1.contains("data-kept"));
    }
}

#[test]
fn a_look_with_an_error_leaves_the_last_good_one_to_show_what_is_written() {
    let report = report();
    let template = "themes/default/templates/home.html";
    report.write(template, "Mine: {{ body }}");
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/", has("Mine: "));
    save(&report, template, "Mine: {{ is not");
    preview.wait("/-/problems", has("RAP701"));
    edit(&report, "content/index.md", "first", "second");
    let home = preview.wait("/", has("The second words"));
    assert!(home.contains("Mine: "), "{home}");
    save(&report, template, "Ours: {{ body }}");
    preview.wait("/", has("Ours: "));
    assert_eq!(preview.get("/-/problems").1, "[]");
}

#[test]
fn a_look_that_was_never_good_leaves_the_built_in_one() {
    let report = report();
    report.write("themes/default/templates/home.html", "Mine: {{ is not");
    let preview = Preview::of(&report, &["-p", "0"]);
    let home = preview.wait("/", has("The first words"));
    assert!(!home.contains("Mine"), "{home}");
    assert!(preview.get("/-/problems").1.contains("RAP701"));
}

#[test]
fn errors_are_told_before_warnings() {
    let report = report();
    report.write("content/a.md", "# A\n\n##### Deep\n\n![](no.png)\n\n[[nobody]]\n");
    let preview = Preview::of(&report, &["-p", "0"]);
    let problems = preview.wait("/-/problems", has("RAP"));
    let last_error = problems.rfind("\"severity\":\"error\"").expect("an error");
    let first_warning = problems.find("\"severity\":\"warning\"").expect("a warning");
    assert!(last_error < first_warning, "{problems}");
}

#[test]
fn a_look_and_the_configuration_are_watched_as_well() {
    let report = report();
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/", has("Example"));
    report.write("themes/default/templates/home.html", "A home of one's own");
    preview.wait("/", has("A home of one's own"));
    report.write("themes/default/templates/home.html", "A home that {{ is not");
    preview.wait("/-/problems", has("RAP701"));
    assert!(preview.get("/").1.contains("A home of one's own"));
    std::fs::remove_dir_all(report.path().join("themes")).expect("a folder");
    preview.wait("/", has("The first words"));
    report.replace("book.toml", "Example", "Another title");
    preview.wait("/", has("Another title"));
    report.replace("book.toml", "[kinds.venue]", "[kinds.venue");
    preview.wait("/-/problems", has("RAP001"));
    assert!(preview.get("/").1.contains("Another title"));
}

#[test]
fn a_report_that_is_broken_from_the_start_is_shown() {
    let report = report();
    edit(&report, "content/index.md", "dhaka", "dahka");
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/-/problems", has("RAP401"));
    assert!(preview.get("/").1.contains("<mark>dahka</mark>"));
    edit(&report, "content/index.md", "dahka", "dhaka");
    preview.wait("/-/problems", |_, body| body == "[]");
    preview.wait("/", has("The first words"));
}
