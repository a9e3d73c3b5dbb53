//! A record that is renamed stays what it was: the same pages under another id, the old address
//! answered, and no problem more.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use proptest::prelude::*;
use proptest::test_runner::Config;
use rapporteur::command::load::{Loading, Session};
use rapporteur::ids::LanguageId;
use rapporteur::{lock, rename};

use crate::skipped::skipped;
use crate::support::{Report, Run, problems, rendered};

const BOOK: &str = r#"
[book]
title = "Example"
src = "content"
[citation]
restates = "point/r0"
sources = ["r0"]
[output.html]
menu = ["page/index", "point/r0"]
redirect = { "/first/" = "/points/r0/" }
[output.html.search]
enable = false
[languages.fr]
[kinds.theme]
folder = "themes"
[kinds.point]
label = "Point"
parent-label = "Theme"
inventory = "points.csv"
[kinds.point.citation]
[kinds.point.fields]
near = { type = "reference", many = true, inverse = "Near to it" }
note = { type = "markdown" }
rows = { type = "table", fields = { what = { type = "reference", to = ["point", "theme"] } } }
"#;

/// What a record is renamed to: nothing else holds it.
const NEW: &str = "zz-renamed";

/// A section, as it is declared.
#[derive(Debug, Clone)]
struct Section {
    theme: usize,
    has_id: bool,
    has_fields: bool,
    has_alias: bool,
    is_underlined: bool,
    is_translated: bool,
    /// What it refers to, each by one of the ways in which references are written.
    references: Vec<(usize, usize)>,
}

fn sections() -> impl Strategy<Value = Vec<Section>> {
    let reference = (0..8_usize, 0..10_usize);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let section = (0..2_usize, flags, prop::collection::vec(reference, 0..6));
    let section = section.prop_map(|(theme, flags, references)| {
        let (has_id, has_fields, has_alias, is_underlined, is_translated) = flags;
        Section { theme, has_id, has_fields, has_alias, is_underlined, is_translated, references }
    });
    prop::collection::vec(section, 1..6)
}

/// The id of a section, or, after the last one, of a theme.
fn id(sections: &[Section], at: usize) -> String {
    match sections.get(at) {
        Some(_) if at == 0 => "r0".to_owned(),
        Some(section) if section.has_id => format!("r{at}"),
        Some(_) => format!("record-{at}"),
        None => format!("theme-{}", (at - sections.len()) % 2),
    }
}

/// The files of a report.
fn files(sections: &[Section], is_crlf: bool) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        ("book.toml".to_owned(), BOOK.to_owned()),
        ("content/index.md".to_owned(), "# Home\n\n[[theme-0]] and [[theme-1]].\n".to_owned()),
        ("points.csv".to_owned(), "kind,id\n".to_owned()),
    ]);
    for theme in 0..2 {
        files.insert(format!("content/themes/theme-{theme}.md"), format!("# Theme {theme}\n"));
        files.insert(format!("content/themes/theme-{theme}.fr.md"), format!("# Sujet {theme}\n"));
    }
    for (at, section) in sections.iter().enumerate() {
        let own = id(sections, at);
        let file = files.get_mut(&format!("content/themes/theme-{}.md", section.theme)).unwrap();
        file.push_str(&written(sections, at));
        if section.is_translated {
            let path = format!("content/themes/theme-{}.fr.md", section.theme);
            let text = format!("\n## Point {at} {{#{own} .point}}\n\nVoir [[{own}]].\n");
            files.get_mut(&path).unwrap().push_str(&text);
        }
        files.get_mut("points.csv").unwrap().push_str(&format!("point,{own}\n"));
    }
    if is_crlf {
        files.values_mut().for_each(|text| *text = text.replace('\n', "\r\n"));
    }
    files
}

/// A section with its references.
fn written(sections: &[Section], at: usize) -> String {
    let section = &sections[at];
    let own = id(sections, at);
    let braces = if section.has_id || at == 0 { format!("#{own} .point") } else { ".point".into() };
    let mut text = match section.is_underlined {
        true => format!("\nRecord {at} {{{braces}}}\n--------\n"),
        false => format!("\n## Record {at} {{{braces}}}\n"),
    };
    let (mut near, mut rows, mut note, mut prose) = (vec![], String::new(), None, String::new());
    for (place, &(to, way)) in section.references.iter().enumerate() {
        let to = to % (sections.len() + 2);
        let (kind, path, name) = match sections.get(to) {
            Some(own) => {
                ("point", format!("theme-{}.md#{}", own.theme, id(sections, to)), id(sections, to))
            }
            None => ("theme", format!("{}.md", id(sections, to)), id(sections, to)),
        };
        match way {
            0 => prose.push_str(&format!("\nSee [[{name}]], not `[[{name}]]`.\n")),
            1 => prose.push_str(&format!("\nSee [[ {name} |{name}]] and *[[{kind}/{name}]]*.\n")),
            2 => prose.push_str(&format!("\n![[{name}]]\n")),
            3 => prose.push_str(&format!("\nSee [{name}]({path} \"{name}\").\n")),
            4 => prose.push_str(&format!("\nSee [it][{at}-{place}].\n\n[{at}-{place}]: {path}\n")),
            5 => prose.push_str(&format!("\n| a |\n| --- |\n| [[{name}\\|b]] |\n")),
            6 => near.push(format!("\"{kind}/{name}\"")),
            9 => prose.push_str(&format!("\nSee [[point?near={name}|those]].\n")),
            7 => rows.push_str(&format!("[[rows]]\nwhat = '{name}' # {name}\n")),
            _ => note = Some(format!("note = \"\"\"\nSee [[{name}]].\"\"\"\n")),
        }
    }
    let mut fields = String::new();
    if section.has_fields {
        fields.push_str(&format!("description = \"About {own}\"\n"));
    }
    if section.has_alias {
        fields.push_str(&format!("aliases = [\"old-{at}\"]\n"));
    }
    if !near.is_empty() {
        fields.push_str(&format!("near = [{}]\n", near.join(", ")));
    }
    fields.push_str(&note.unwrap_or_default());
    fields.push_str(&rows);
    if !fields.is_empty() {
        text.push_str(&format!("+++\n{fields}+++\n"));
    }
    text + &prose
}

/// The codes of the problems and how often each is there.
fn codes(problems: &[rapporteur::diagnostics::Diagnostic]) -> Vec<&'static str> {
    let mut codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
    codes.sort_unstable();
    codes
}

proptest! {
    #![proptest_config(Config { cases: 64, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_renamed_record_has_the_same_pages_and_its_old_address_is_answered(
        sections in sections(),
        chosen in 0..8_usize,
        is_crlf in any::<bool>(),
    ) {
        let report = Report::new(files(&sections, is_crlf));
        let chosen = chosen % (sections.len() + 2);
        let old = id(&sections, chosen);
        let (kind, folder) = if chosen < sections.len() { ("point", "points") } else { ("theme", "themes") };
        let loading = || Loading { drafts: true, ..Loading::default() };
        let mut session = Session::new(report.path(), loading());
        session.load().expect("a report");
        let planned = session.planned().expect("a report that was loaded");
        report.write(lock::FILE, lock::written(&lock::renewed(planned, None)));
        let before = session.load().expect("a report");
        let known = problems(&before);
        prop_assert!(!before.has_errors(), "{:?}", known);
        let kind = before.config.kind(kind).expect("a kind");
        let record = before.site.renderer().model().find(kind, LanguageId::OWN, &old).expect("a record");
        let renaming = session.renaming(record, NEW).expect("a report that was loaded");
        let renamed = rename::rename(&renaming);
        prop_assert_eq!(&renamed.left, &[]);
        for (source, text) in rename::applied(&renamed) {
            report.write(&source.path, &text);
        }

        let after = report.load_with(loading());
        let found = problems(&after);
        prop_assert_eq!(codes(&known), codes(&found), "{:?}", found);
        let (before, mut after) = (rendered(&before), rendered(&after));
        // The pages on data quote what follows from ids, such as their order and their sums.
        let is_page = |path: &str| path.ends_with(".html") && !path.starts_with("data/");
        for (path, page) in before.iter().filter(|(path, _)| is_page(path)) {
            let is_own = |path: &str| path.contains(&format!("/{old}/")) || path.starts_with(&format!("{folder}/{old}/"));
            let moved = if is_own(path) { path.replace(&format!("/{old}/"), &format!("/{NEW}/")) } else { path.clone() };
            let page = String::from_utf8_lossy(page);
            let other = after.remove(&moved).expect("a page that stays");
            // The old id stays an anchor where the record stands on its document's page.
            let anchor = format!("<span id=\"{old}\"></span>");
            let other = String::from_utf8_lossy(&other).replace(&anchor, "").replace(NEW, &old);
            prop_assert_eq!(&page, &other, "{}", path);
            if moved != *path {
                let redirect = after.remove(path).expect("an old address that is answered");
                prop_assert!(String::from_utf8_lossy(&redirect).contains(NEW));
            }
        }
        // No page came but those that answer old addresses.
        let more = after.keys().filter(|path| is_page(path));
        prop_assert_eq!(more.collect::<Vec<_>>(), Vec::<&String>::new());
        // Where code or a remark names the record, it goes on doing so.
        for (path, text) in files(&sections, is_crlf) {
            let after = report.read(&path);
            for piece in [format!("`[[{old}]]`"), format!("# {old}"), format!("About {old}")] {
                prop_assert_eq!(text.matches(&piece).count(), after.matches(&piece).count(), "{}: {}", path, piece);
            }
            prop_assert_eq!(text.contains("\r\n"), after.contains("\r\n"));
        }
    }
}

#[test]
fn an_id_that_another_kind_has_is_written_with_its_kind() {
    let report = Report::new([
        ("book.toml", "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.a]\n[kinds.b]\n"),
        ("content/index.md", "# Home\n\n[[one]] and [[two]].\n\n## One {.a}\n"),
        ("content/more.md", "# More\n\n## Two {.b}\n"),
    ]);
    let run = report.run(&["rename", "a/one", "two"]);
    assert_eq!(run.code, 1, "a name without a kind would mean two: {}", run.stderr);
    assert!(run.stderr.ends_with("nothing was written\n"), "{}", run.stderr);
    report.replace("content/index.md", "[[two]]", "[[b/two]]");
    let run = report.run(&["rename", "a/one", "two"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        report.read("content/index.md"),
        "# Home\n\n[[a/two]] and [[b/two]].\n\n## One {#two .a}\n+++\naliases = [\"one\"]\n+++\n"
    );
}

#[test]
fn what_stands_around_an_anchor_stays() {
    let book = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.a]\n";
    let report = Report::new([
        ("book.toml", book),
        ("content/index.md", "# Home\n\n[it](more.md?x=1#one:~:text=one), [it](more.md#old).\n"),
        ("content/more.md", "# More\n\n## One {#one .a}\n+++\naliases = [\"old\"]\n+++\n"),
    ]);
    let run = report.run(&["rename", "a/one", "two"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        report.read("content/index.md"),
        "# Home\n\n[it](more.md?x=1#two:~:text=one), [it](more.md#two).\n"
    );
    assert_eq!(report.shown(), [""; 0]);
}

#[test]
fn an_anchor_that_links_lead_to_stays_what_it_is() {
    let text = "# Home\n\n[[one]] and [it](#two).\n\n## One {.a}\n\n## Two\n";
    let report = Report::new([
        ("book.toml", "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.a]\n"),
        ("content/index.md", text),
    ]);
    let run = report.run(&["rename", "a/one", "two"]);
    assert_eq!(run.code, 2);
    let told =
        "error: another heading already has the anchor `two`\nhelp: see content/index.md:7\n";
    assert_eq!(run.stderr, told);
    assert_eq!(report.read("content/index.md"), text);
}

#[test]
fn a_document_keeps_its_file_and_says_its_id() {
    let report = Report::new([
        ("content/index.md", "# Home\n\n[[first]], [it](guide/first.md), [[guide/first]].\n"),
        ("content/guide/first.md", "\u{feff}# First\n"),
    ]);
    let run = report.run(&["rename", "page/guide/first", "guide/start"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        report.read("content/guide/first.md"),
        "\u{feff}+++\nid = \"guide/start\"\naliases = [\"guide/first\"]\n+++\n\n# First\n"
    );
    assert_eq!(
        report.read("content/index.md"),
        "# Home\n\n[[guide/start]], [it](guide/first.md), [[guide/start]].\n"
    );
    assert_eq!(report.shown(), [""; 0]);
}

#[test]
fn what_was_written_before_a_failure_is_told() {
    let report = Report::new([
        ("book.toml", "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.a]\n"),
        ("content/index.md", "# Home\n\n## One {.a}\n"),
        ("content/other/more.md", "# More\n\n[[one]]\n"),
    ]);
    let allow = |path: &str, mode: u32| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(report.path().join(path), permissions).expect("a folder of ours");
    };
    allow("", 0o777);
    allow("content", 0o777);
    allow("content/other", 0o555);
    let arguments = ["rename", "a/one", "two"];
    let run = match std::fs::write(report.path().join("content/other/probe"), "") {
        Err(_) => report.run(&arguments),
        // Root may write everywhere, and somebody else has to meet the failure.
        Ok(()) => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--clear-groups", env!("CARGO_BIN_EXE_rapporteur")]);
            command.args(arguments).current_dir(report.path());
            if command.output().is_err() {
                return skipped("no ordinary user to be had, to whom writing is not allowed");
            }
            // It has been tried before, and the report begins anew.
            report.write("content/index.md", "# Home\n\n## One {.a}\n");
            Run::of(&mut command)
        }
    };
    allow("content/other", 0o755);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.ends_with("already written: content/index.md\n"), "{}", run.stderr);
    // Nothing is broken: the alias answers what could not be rewritten.
    assert_eq!(report.read("content/other/more.md"), "# More\n\n[[one]]\n");
    assert_eq!(report.shown(), [""; 0]);
}
