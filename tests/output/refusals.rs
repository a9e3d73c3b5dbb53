//! Outputs that are refused before anything is written.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use rapporteur::write::destination;

use crate::{Mounted, Project, can_mount, refusal, traces, tree};

/// Asserts that an output is refused with a message that names these paths, and nothing changes.
#[track_caller]
fn assert_refused(project: &Project, output: &Path, named: &[&Path]) {
    let above = project.root.parent().unwrap();
    let before = traces(above);
    let message = refusal(destination(output, &project.root, &project.root.join("content")));
    for path in named {
        let name = format!("`{}`", path.display());
        assert!(message.contains(&name), "{message:?} does not name {name}");
    }
    assert!(message.contains("; "), "{message:?} tells no way out");
    assert_eq!(traces(above), before);
}

#[test]
fn output_that_is_or_holds_something_to_keep_is_refused() {
    let project = Project::new();
    let root = project.root.canonicalize().unwrap();
    let content = root.join("content");
    let above = root.parent().unwrap();
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    let mut cases: Vec<(PathBuf, Vec<&Path>)> = vec![
        (root.clone(), vec![&root]),
        (root.join("."), vec![&root]),
        (root.join(""), vec![&root]),
        (root.join("missing/.."), vec![&root]),
        (root.join(".."), vec![above, &root]),
        (root.join("../.."), vec![&root]),
        (content.clone(), vec![&content]),
        (content.join("sub"), vec![&content]),
        (content.join("sub/missing/book"), vec![&content]),
        (root.join("missing/../content/new"), vec![&content]),
        (root.join("themes"), vec![]),
        (root.join("themes/book"), vec![]),
        (root.join(".git/book"), vec![]),
        (above.join("other/.git/book"), vec![]),
        ("/".into(), vec![Path::new("/")]),
        ("".into(), vec![]),
    ];
    if let Some(home) = &home {
        cases.push((home.clone(), vec![home]));
        cases.push((home.parent().unwrap_or(home).to_owned(), vec![]));
    }
    for (index, (output, named)) in cases.iter().enumerate() {
        assert_refused(&project, output, named);
        // Through a link, and through a link on the way.
        if !output.as_os_str().is_empty() && output.is_dir() {
            let link = above.join(format!("link-{index}"));
            symlink(output, &link).unwrap();
            assert_refused(&project, &link, named);
            assert_refused(&project, &link.join("x/.."), named);
        }
    }
}

#[test]
fn content_that_is_a_link_is_kept_too() {
    let project = Project::new();
    let real = project.root.parent().unwrap().join("elsewhere");
    fs::rename(project.root.join("content"), &real).unwrap();
    symlink(&real, project.root.join("content")).unwrap();
    let real = real.canonicalize().unwrap();
    assert_refused(&project, &real, &[&real]);
    assert_refused(&project, &real.join("book"), &[&real]);
    assert_refused(&project, &project.root.join("content/book"), &[&real]);
}

#[test]
fn folders_by_another_name_are_recognized() {
    let project = Project::new();
    let other = project.root.parent().unwrap().join("other");
    fs::create_dir(&other).unwrap();
    if !can_mount(&["--bind", project.root.to_str().unwrap()], &other) {
        return;
    }
    let _mounted = Mounted(&other);
    assert_refused(&project, &other, &[]);
    assert_refused(&project, &other.join("content/sub"), &[]);
    assert_refused(&project, &other.join("themes/book"), &[]);
}

/// Where the file system tells them apart, too: the report may be built on one that does not.
#[test]
fn folders_in_another_case_are_recognized() {
    let project = Project::new();
    let root = project.root.canonicalize().unwrap();
    let content = root.join("content");
    assert_refused(&project, &root.join("CONTENT"), &[&content]);
    assert_refused(&project, &root.join("Content/sub"), &[&content]);
    assert_refused(&project, &root.join("THEMES/book"), &[&root.join("themes")]);
    assert_refused(&project, &root.join(".Git/book"), &[&root.join(".git")]);
    assert_refused(&project, &root.with_file_name("PROJECT"), &[&root]);
    assert_refused(&project, &root.with_file_name("Other").join(".GIT/book"), &[]);
}

#[test]
fn folders_in_another_unicode_form_are_recognized() {
    let project = Project::new();
    let content = project.root.canonicalize().unwrap().join("caf\u{e9}");
    fs::create_dir(&content).unwrap();
    for output in ["cafe\u{301}", "CAFE\u{301}/site"] {
        let output = project.root.join(output);
        let message = refusal(destination(&output, &project.root, &content));
        assert!(message.contains(&format!("`{}`", content.display())), "{message}");
    }
}

#[test]
fn folder_with_files_and_no_manifest_is_refused() {
    let project = Project::new();
    project.foreign("precious.txt", "mine", 0o644);
    let output = project.output.canonicalize().unwrap();
    assert_refused(&project, &output, &[&output, &output.join("precious.txt")]);
    fs::remove_file(output.join("precious.txt")).unwrap();
    project.build(&[("index.html", "x")]);
}

#[test]
fn output_that_is_a_file_is_refused() {
    let project = Project::new();
    fs::write(&project.output, "mine").unwrap();
    assert_refused(&project, &project.output, &[&project.output.canonicalize().unwrap()]);
}

#[test]
fn link_is_followed_to_a_site_of_ours_alone() {
    let mut project = Project::new();
    project.build(&[("index.html", "1")]);
    let site = project.output.canonicalize().unwrap();
    let link = project.root.join("link");
    symlink("book", &link).unwrap();
    project.output = link.clone();
    project.build(&[("index.html", "2"), ("more.html", "3")]);
    assert_eq!(fs::read_link(&link).unwrap(), Path::new("book"));
    assert_eq!(tree(&site)["index.html"], b"2");

    fs::remove_file(site.join(".rapporteur-manifest")).unwrap();
    assert_refused(&project, &link, &[&link, &site]);
    fs::remove_dir_all(&site).unwrap();
    assert_refused(&project, &link, &[&link]);
    fs::create_dir(&site).unwrap();
    assert_refused(&project, &link, &[&link, &site]);
}

#[test]
fn damaged_manifest_is_refused() {
    let project = Project::new();
    project.build(&[("index.html", "1")]);
    let manifest = project.output.canonicalize().unwrap().join(".rapporteur-manifest");
    let whole = fs::read(&manifest).unwrap();
    let mut changed = whole.clone();
    changed[40] ^= 1;
    let crlf = String::from_utf8(whole.clone()).unwrap().replace('\n', "\r\n").into_bytes();
    let later = String::from_utf8(whole.clone()).unwrap().replace("manifest 2", "manifest 3");
    let damaged: [&[u8]; 7] =
        [b"", b"{}", &whole[..whole.len() - 1], &changed, &crlf, later.as_bytes(), b"\xff\xfe"];
    for bytes in damaged {
        fs::write(&manifest, bytes).unwrap();
        assert_refused(&project, &project.output, &[&manifest]);
    }
    fs::remove_file(&manifest).unwrap();
    fs::create_dir(&manifest).unwrap();
    assert_refused(&project, &project.output, &[&manifest]);
    fs::remove_dir(&manifest).unwrap();
    fs::write(&manifest, &whole).unwrap();
    assert_eq!(project.build(&[("index.html", "1")]).unchanged, 1);
}

#[test]
fn mount_point_is_refused() {
    let project = Project::new();
    fs::create_dir(&project.output).unwrap();
    if !can_mount(&["-t", "tmpfs", "none"], &project.output) {
        return;
    }
    let _mounted = Mounted(&project.output);
    let output = project.output.canonicalize().unwrap();
    assert_refused(&project, &output, &[&output, &output.join("book")]);
}

#[test]
fn work_folder_of_other_hands_is_left_alone() {
    let project = Project::new();
    let work = project.work();
    for name in ["new/page.html", "old/page.html", "notes.txt"] {
        let file = work.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "mine").unwrap();
        let before = traces(&work);
        let result = project.publish(&[("index.html", "1")]);
        let message = format!("{:?}", result.expect_err("a refusal"));
        assert!(message.contains("WorkFolder"), "{message}");
        assert_eq!(traces(&work), before);
        fs::remove_dir_all(&work).unwrap();
    }
    fs::write(&work, "mine").unwrap();
    assert!(project.publish(&[("index.html", "1")]).is_err());
    assert_eq!(fs::read(&work).unwrap(), b"mine");
    assert!(!project.output.exists());
}
