//! Sites that are kept beside the output, to become the next ones.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use rapporteur::write::Spare;

use crate::chance::Chance;
use crate::{Project, tree};

fn number(path: &Path) -> u64 {
    fs::metadata(path).unwrap().ino()
}

#[test]
fn replaced_site_becomes_the_next_one() {
    let project = Project::with(Spare::Kept);
    let folders = || [number(&project.output), number(&project.output.join("a"))];
    project.build(&[("index.html", "1"), ("a/same.html", "same"), ("a/old.html", "old")]);
    let first = folders();
    project.build(&[("index.html", "2"), ("a/same.html", "same"), ("b/new.html", "new")]);
    let second = folders();
    assert_ne!(first, second);
    let page = number(&project.output.join("a/same.html"));
    let pages = [("index.html", "3"), ("a/same.html", "same"), ("b/new.html", "new")];
    let summary = project.build(&pages);
    assert_eq!((summary.written, summary.unchanged, summary.removed), (1, 2, 0));
    assert_eq!(folders(), first, "its folders were not made anew");
    assert_eq!(number(&project.output.join("a/same.html")), page);
    let clean = Project::new();
    clean.build(&pages);
    assert_eq!(tree(&project.output), tree(&clean.output));
}

#[test]
fn kept_site_is_left_alone_when_nothing_changes() {
    let project = Project::with(Spare::Kept);
    let pages = |text| [("index.html", text), ("a/same.html", "same")];
    project.build(&pages("1"));
    project.build(&pages("2"));
    let before = (number(&project.work().join("spare")), tree(&project.work().join("spare")));
    let summary = project.build(&pages("2"));
    assert_eq!((summary.written, summary.unchanged), (0, 2));
    let after = (number(&project.work().join("spare")), tree(&project.work().join("spare")));
    assert_eq!(after, before);
    project.build(&pages("3"));
    assert_eq!(number(&project.output), before.0);
}

#[test]
fn kept_site_goes_when_the_output_is_removed_or_sites_are_no_longer_kept() {
    let mut project = Project::with(Spare::Kept);
    project.build(&[("index.html", "1")]);
    project.build(&[("index.html", "2")]);
    fs::remove_dir_all(&project.output).unwrap();
    project.build(&[("index.html", "3")]);
    assert!(!project.work().exists(), "there is nothing before the first site");
    project.build(&[("index.html", "4")]);
    assert!(project.work().exists());
    project.spare = Spare::Removed;
    project.build(&[("index.html", "5")]);
}

#[test]
fn page_of_the_output_that_is_written_into_is_not_written_into_in_the_next_site() {
    let project = Project::with(Spare::Kept);
    let pages = |text| [("index.html", text), ("same.html", "same")];
    project.build(&pages("1"));
    project.build(&pages("2"));
    // It is the same file in both sites.
    fs::write(project.output.join("same.html"), "mine").unwrap();
    let summary = project.build(&pages("2"));
    assert_eq!((summary.written, summary.unchanged), (1, 1));
    for text in ["3", "4"] {
        project.build(&pages(text));
        assert_eq!(fs::read_to_string(project.output.join("same.html")).unwrap(), "same");
    }
}

#[test]
fn what_comes_into_a_kept_site_moves_to_the_output() {
    let project = Project::with(Spare::Kept);
    project.build(&[("index.html", "1"), ("a/b/page.html", "page")]);
    project.build(&[("index.html", "2"), ("a/b/page.html", "page")]);
    let spare = project.work().join("spare");
    fs::write(spare.join("a/b/notes.txt"), "notes").unwrap();
    fs::create_dir_all(spare.join("a/own/deep")).unwrap();
    fs::write(spare.join("a/own/deep/er.txt"), "deeper").unwrap();
    project.build(&[("index.html", "3"), ("a/b/page.html", "page")]);
    for (path, text) in [("a/b/notes.txt", "notes"), ("a/own/deep/er.txt", "deeper")] {
        assert_eq!(fs::read_to_string(project.output.join(path)).unwrap(), text);
    }
    project.build(&[("index.html", "4")]);
    assert_eq!(fs::read_to_string(project.output.join("a/b/notes.txt")).unwrap(), "notes");
}

/// Pages of which a path is now a page, now a folder.
fn some_pages(chance: &mut Chance) -> BTreeMap<&'static str, String> {
    const PATHS: [&str; 8] =
        ["index.html", "a/x.html", "a/b/x.html", "a/b/y.html", "c", "c/d", "c/d/e", "f/g/h.html"];
    let mut pages = BTreeMap::from([("index.html", chance.below(3).to_string())]);
    for path in PATHS {
        let clashes = pages.keys().any(|other| {
            path.starts_with(&format!("{other}/")) || other.starts_with(&format!("{path}/"))
        });
        if !clashes && chance.below(3) > 0 {
            pages.insert(path, chance.below(3).to_string());
        }
    }
    pages
}

/// Adds, changes or removes something of other hands.
fn meddle(project: &Project, known: &mut BTreeMap<String, Vec<u8>>, chance: &mut Chance) {
    const OWN: [&str; 4] = ["notes.txt", "a/notes.txt", "own/notes.txt", "a/own/notes.txt"];
    let path = *chance.of(&OWN);
    let file = project.output.join(path);
    if chance.below(3) > 0 {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let text = chance.below(1000).to_string();
        fs::write(&file, &text).unwrap();
        known.insert(path.to_owned(), text.into_bytes());
        return;
    }
    let _ = fs::remove_file(&file);
    known.remove(path);
    if path.contains("own/") {
        let _ = fs::remove_dir(file.parent().unwrap());
    }
    if chance.one_in(4) && project.output.join("a").is_dir() {
        let mode = *chance.of(&[0o755, 0o700]);
        let _ = fs::set_permissions(project.output.join("a"), fs::Permissions::from_mode(mode));
    }
}

#[test]
fn any_row_of_sites_is_as_if_none_had_been_before() {
    let mut chance = Chance::new(1);
    for round in 0..8 {
        let project = Project::with(Spare::Kept);
        let mut known = BTreeMap::new();
        for step in 0..12 {
            let pages = some_pages(&mut chance);
            let pages: Vec<(&str, &str)> =
                pages.iter().map(|(path, text)| (*path, text.as_str())).collect();
            project.build(&pages);
            let clean = Project::new();
            clean.build(&pages);
            let files = |tree: BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
                tree.into_iter().filter(|(_, content)| content != b"/").collect()
            };
            let mut expected = files(tree(&clean.output));
            expected.extend(known.clone());
            assert_eq!(files(tree(&project.output)), expected, "round {round}, step {step}");
            meddle(&project, &mut known, &mut chance);
        }
    }
}
