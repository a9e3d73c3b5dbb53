//! Files of other hands in the output.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rapporteur::write::Spare;

use crate::{Project, tree};

/// Contents, mode and time of everything foreign.
fn foreign(project: &Project) -> BTreeMap<PathBuf, (Vec<u8>, u32, i64, i64)> {
    let names = [
        ".git",
        ".git/objects/ab/cdef",
        ".git/refs",
        "CNAME",
        ".nojekyll",
        "precious.txt",
        "a/precious.txt",
        "a/own/deep/er.txt",
        "link",
        "dangling",
        "run.sh",
        "locked",
        "locked/inside.txt",
        ".rapporteur-kept/x",
    ];
    names
        .iter()
        .map(|name| {
            let path = project.output.join(name);
            let it = fs::symlink_metadata(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            let content = if it.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
            (PathBuf::from(name), (content, it.mode(), it.mtime(), it.mtime_nsec()))
        })
        .collect()
}

#[test]
fn foreign_files_survive_fifty_builds() {
    foreign_survive(&Project::new());
}

#[test]
fn foreign_files_survive_fifty_builds_where_sites_are_kept() {
    foreign_survive(&Project::with(Spare::Kept));
}

fn foreign_survive(project: &Project) {
    project.build(&[("index.html", "0"), ("a/x.html", "x")]);
    project.foreign(".git/objects/ab/cdef", "object", 0o444);
    fs::create_dir(project.output.join(".git/refs")).unwrap();
    project.foreign("CNAME", "example.org\n", 0o644);
    project.foreign(".nojekyll", "", 0o644);
    project.foreign("precious.txt", "precious", 0o600);
    project.foreign("a/precious.txt", "precious beside a page", 0o660);
    project.foreign("a/own/deep/er.txt", "deep", 0o600);
    project.foreign("run.sh", "#!/bin/sh\n", 0o755);
    project.foreign("locked/inside.txt", "locked", 0o400);
    project.foreign(".rapporteur-kept/x", "kept", 0o600);
    symlink("index.html", project.output.join("link")).unwrap();
    symlink("/nowhere/at/all", project.output.join("dangling")).unwrap();
    let mode = |path: &str, mode| {
        fs::set_permissions(project.output.join(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("locked", 0o550);
    mode("", 0o711);
    let before = foreign(project);

    for round in 0..50 {
        let text = round.to_string();
        let page = format!("a/{}/index.html", round % 3);
        project.build(&[("index.html", &text), (&page, "x")]);
        assert_eq!(foreign(project), before, "round {round}");
        assert_eq!(fs::metadata(&project.output).unwrap().mode() & 0o777, 0o711);
    }
    mode("locked", 0o755);
}

#[test]
fn foreign_file_in_a_page_s_place_is_named_and_kept() {
    let project = Project::new();
    project.build(&[("index.html", "1")]);
    project.foreign("a.html", "mine", 0o644);
    project.foreign("b", "a file where a folder must go", 0o644);
    project.foreign("c.html/inside", "a folder where a page must go", 0o644);
    fs::create_dir(project.output.join("d.html")).unwrap();
    symlink("/etc", project.output.join("e")).unwrap();
    let before = tree(&project.output);
    let occupied = [
        ("a.html", "a.html"),
        ("b/x.html", "b"),
        ("c.html", "c.html"),
        ("d.html", "d.html"),
        ("e/x.html", "e"),
    ];
    for (page, named) in occupied {
        let message = project.refused(&[("index.html", "2"), (page, "new")]);
        let named = project.output.canonicalize().unwrap().join(named);
        assert!(
            message.contains(&format!("`{}` is in the place of a page", named.display())),
            "{message}"
        );
        assert_eq!(tree(&project.output), before);
    }
    let message = project.refused(&[("a.html", "2"), ("b/x.html", "new")]);
    assert!(message.contains("(and 1 more like it)"), "{message}");
}

#[test]
fn page_replaced_by_a_folder_of_files_is_foreign() {
    let project = Project::new();
    project.build(&[("index.html", "1"), ("a.html", "a")]);
    fs::remove_file(project.output.join("a.html")).unwrap();
    project.foreign("a.html/mine.txt", "mine", 0o644);
    assert!(project.refused(&[("index.html", "1"), ("a.html", "a")]).contains("a.html"));
    project.build(&[("index.html", "2")]);
    assert_eq!(tree(&project.output)["a.html/mine.txt"], b"mine");
}

#[test]
fn link_in_place_of_a_page_folder_is_not_followed() {
    let project = Project::new();
    project.build(&[("index.html", "1"), ("a/x.html", "x")]);
    let elsewhere = project.root.join("elsewhere");
    fs::rename(project.output.join("a"), &elsewhere).unwrap();
    symlink(&elsewhere, project.output.join("a")).unwrap();
    assert!(project.refused(&[("index.html", "2"), ("a/x.html", "x")]).contains("book/a`"));
    project.build(&[("index.html", "2")]);
    assert_eq!(tree(&elsewhere)["x.html"], b"x");
    assert_eq!(fs::read_link(project.output.join("a")).unwrap(), elsewhere);
}

#[test]
fn pipe_and_socket_stay_what_they_are() {
    let project = Project::new();
    project.build(&[("index.html", "1")]);
    let _socket = std::os::unix::net::UnixListener::bind(project.output.join("socket")).unwrap();
    project.build(&[("index.html", "2")]);
    assert!(std::os::unix::net::UnixStream::connect(project.output.join("socket")).is_ok());
}

/// What a build leaves that is killed between the exchange and the removal of the old site.
fn killed_after_the_exchange(project: &Project, name: &str) -> PathBuf {
    project.build(&[("index.html", "1"), ("gone/x.html", "x")]);
    project.foreign("notes.txt", "notes", 0o644);
    let work = project.work();
    fs::create_dir(&work).unwrap();
    fs::write(work.join("rapporteur.lock"), "1\n").unwrap();
    let old = work.join(name);
    fs::rename(&project.output, &old).unwrap();
    project_without_recovery(project);
    fs::hard_link(old.join("notes.txt"), project.output.join("notes.txt")).unwrap();
    old
}

/// Builds the output from nothing, elsewhere, and moves it into its place.
fn project_without_recovery(project: &Project) {
    let other = Project::new();
    other.build(&[("index.html", "2"), ("page.html", "mine and the page's")]);
    fs::rename(&other.output, &project.output).unwrap();
}

#[test]
fn foreign_files_that_came_during_the_exchange_are_not_lost() {
    for name in ["new", "old"] {
        let project = Project::new();
        let old = killed_after_the_exchange(&project, name);
        fs::create_dir_all(old.join("late/deep")).unwrap();
        fs::write(old.join("late/deep/file.txt"), "late").unwrap();
        fs::write(old.join("gone/late.txt"), "late beside a page").unwrap();
        fs::write(old.join("page.html"), "late in a page's place").unwrap();
        fs::remove_file(old.join("notes.txt")).unwrap();
        fs::write(old.join("notes.txt"), "replaced").unwrap();

        project.build(&[("index.html", "2"), ("page.html", "mine and the page's")]);
        let tree = tree(&project.output);
        assert_eq!(tree["late/deep/file.txt"], b"late");
        assert_eq!(tree["gone/late.txt"], b"late beside a page");
        assert_eq!(tree["notes.txt"], b"notes");
        assert_eq!(tree[".rapporteur-kept/notes.txt"], b"replaced");
        assert_eq!(tree["page.html"], b"mine and the page's");
        assert_eq!(tree[".rapporteur-kept/page.html"], b"late in a page's place");
        assert!(!tree.contains_key("gone/x.html"));
    }
}

#[test]
fn foreign_files_that_come_during_builds_are_not_lost() {
    let project = Project::new();
    let deep: Vec<String> = (0..15).map(|page| format!("a/{page}/index.html")).collect();
    let build = |round: usize| {
        let text = round.to_string();
        let mut pages: Vec<(&str, &str)> =
            deep.iter().map(|page| (page.as_str(), "same")).collect();
        pages.push(("index.html", &text));
        project.build(&pages);
    };
    build(0);
    let is_over = AtomicBool::new(false);
    let written = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut written = Vec::new();
            while !is_over.load(Ordering::Relaxed) {
                let name = format!("a/{}/note-{}.txt", written.len() % 15, written.len());
                // Its folder may be on the way out at this very moment.
                if fs::write(project.output.join(&name), &name).is_ok() {
                    written.push(name);
                }
                std::thread::sleep(Duration::from_micros(200));
            }
            written
        });
        (1..=30).for_each(build);
        is_over.store(true, Ordering::Relaxed);
        writer.join().unwrap()
    });
    build(31);
    let tree = tree(&project.output);
    for name in &written {
        assert_eq!(tree.get(name).map(Vec::as_slice), Some(name.as_bytes()), "{name}");
    }
    assert!(!written.is_empty());
}
