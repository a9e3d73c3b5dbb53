//! What CONTRIBUTING.md says of the program's text is so.

use std::fs;
use std::path::{Path, PathBuf};

use super::own;

/// The paths that a paragraph of CONTRIBUTING.md names, of those that begin so.
fn named(start: &str, beginnings: &[&str]) -> Vec<String> {
    let text = fs::read_to_string(own("CONTRIBUTING.md")).unwrap();
    let paragraph = text.lines().find(|line| line.starts_with(start)).expect("the paragraph");
    let code = paragraph.split('`').skip(1).step_by(2);
    let is_path = |code: &&str| beginnings.iter().any(|start| code.starts_with(start));
    code.filter(is_path).map(str::to_owned).collect()
}

/// The files below a folder, with `/` between the parts of their paths, without those of tests and of
/// notes to readers.
fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if !path.ends_with("tests.rs") {
            let path = path.strip_prefix(own("")).unwrap();
            let parts = path.iter().map(|part| part.to_str().expect("a path in UTF-8"));
            found.push(parts.collect::<Vec<_>>().join("/"));
        }
    }
}

/// The text of a file up to its tests.
fn program(path: &str) -> String {
    let bytes = fs::read(own(path)).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

/// The variants of an enum as a file declares it.
fn variants(path: &str, name: &str) -> Vec<String> {
    let text = program(path);
    let start = format!("pub enum {name} {{\n");
    let body = text.split(&start).nth(1).expect("the enum").split("\n}").next().unwrap_or_default();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let names = lines.filter(|line| line.starts_with(char::is_uppercase));
    let names = names.map(|line| line.split(|c: char| !c.is_alphanumeric()).next().unwrap());
    names.map(str::to_owned).collect()
}

/// How often a program names a variant of an enum, or takes the enum apart in other ways: by `use` of
/// its variants, or in an `impl` of its own, where they are called `Self`.
fn count(text: &str, name: &str, variants: &[String]) -> usize {
    let path = format!("{name}::");
    let is_whole = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let rests = text.match_indices(&path).filter(|(at, _)| is_whole(*at));
    let named = rests.filter(|(at, _)| {
        let rest = &text[at + path.len()..];
        let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        rest.starts_with(['{', '*']) || variants.iter().any(|own| own == word)
    });
    named.count() + text.matches(&format!("\nimpl {name} {{")).count()
}

#[test]
fn types_of_field_are_told_apart_in_the_files_that_are_named_and_no_others() {
    let named = named("**A type of field.**", &["src/"]);
    let types = variants("src/field.rs", "FieldType");
    let values = variants("src/field/value.rs", "Value");
    let is_read = |names: &[String]| names.len() > 1 && names.iter().any(|own| own == "Text");
    assert!(is_read(&types) && is_read(&values), "{types:?} {values:?}");
    let mut all = Vec::new();
    files(&own("src"), &mut all);
    all.retain(|path| path.ends_with(".rs"));
    let apart = |path: &String| {
        let text = program(path);
        count(&text, "FieldType", &types) + count(&text, "Value", &values) > 0
    };
    let apart: Vec<&String> = all.iter().filter(|path| apart(path)).collect();
    let is_below = |path: &str, named: &str| match named.strip_suffix('/') {
        Some(folder) => path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')),
        None => path == named,
    };
    let others = apart.iter().filter(|path| !named.iter().any(|own| is_below(path, own)));
    let others: Vec<&str> = others.map(|path| path.as_str()).collect();
    assert_eq!(others, [""; 0], "ask the type what it can do");
    let idle = named.iter().filter(|own| !apart.iter().any(|path| is_below(path, own)));
    let idle: Vec<&str> = idle.map(String::as_str).collect();
    assert_eq!(idle, [""; 0], "these tell no types apart");
}

/// What is added as a paragraph says has these marks in the files that it names, and in no others.
const EXAMPLES: [(&str, usize, &[&str]); 5] = [
    ("**A problem.**", 4, &["HeadingSkips", "number = \"RAP602\"", "- RAP602: "]),
    (
        "**A variable of a template.**",
        3,
        &["\"neighbourhood\", Value", "if neighbourhood %", "name = \"neighbourhood\""],
    ),
    ("**A command.**", 4, &["Links(Links)", "Command::Links", "cli::{Links", "## `links`"]),
    ("**A file of data.**", 5, &["Data::Events", "//! `events.ics`", "| `events.ics` |"]),
    (
        "**A language of the interface.**",
        4,
        &["(\"ru\", ", "\"ru\" => ", "&[\"ru\"", "neighbourhood = Окружение"],
    ),
];

#[test]
fn what_is_added_has_the_places_that_are_named_and_no_others() {
    let mut all = Vec::new();
    for folder in ["src", "themes", "guide/content"] {
        files(&own(folder), &mut all);
    }
    let texts: Vec<(&String, String)> = all.iter().map(|path| (path, program(path))).collect();
    for (start, places, marks) in EXAMPLES {
        let mut named = named(start, &["src/", "themes/", "guide/content/"]);
        named.sort();
        let has = |text: &String| marks.iter().any(|mark| text.contains(mark));
        let mut found: Vec<String> =
            texts.iter().filter(|(_, text)| has(text)).map(|(path, _)| (*path).clone()).collect();
        found.sort();
        assert_eq!(found, named, "{start}");
        for mark in marks {
            assert!(texts.iter().any(|(_, text)| text.contains(mark)), "{mark} is nowhere");
        }
        assert_eq!(found.len(), places, "{start}");
    }
}
