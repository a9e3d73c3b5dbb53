//! A disk that is full, and folders that may not be written to.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use rapporteur::write::{Failure, WriteError};

use crate::{Mounted, Project, again, can_mount, skipped, told, tree};

#[test]
fn full_disk_leaves_the_old_site() {
    for kilobytes in [200, 240, 280, 320, 400, 480, 640, 800] {
        let mut project = Project::new();
        let disk = project.root.join("disk");
        fs::create_dir(&disk).unwrap();
        if !can_mount(&["-t", "tmpfs", "-o", &format!("size={kilobytes}k"), "none"], &disk) {
            return;
        }
        let _mounted = Mounted(&disk);
        project.output = disk.join("book");
        let small = "x".repeat(4096);
        project.build(&[("index.html", &small), ("a/a.html", &small), ("b/b.html", &small)]);
        project.foreign("CNAME", "example.org", 0o644);
        let before = tree(&project.output);

        let large = "y".repeat(20_000);
        let paths: Vec<String> = (0..50).map(|page| format!("{page}/index.html")).collect();
        let pages: Vec<(&str, &str)> =
            paths.iter().map(|path| (path.as_str(), large.as_str())).collect();
        let Err(Failure::Write(error)) = project.publish(&pages) else { panic!("room for all") };
        let message = error.to_string();
        assert!(message.contains("No space left") && message.contains("index.html"), "{message}");
        assert_eq!(tree(&project.output), before);
        assert_eq!(tree(&disk).keys().next().unwrap(), "book", "something is left");
        project.build(&[("index.html", "fits")]);
    }
}

/// Runs an ignored test of this binary as a user without rights; `None` where that cannot be done.
fn as_ordinary_user(test: &str, project: &Project) -> Option<bool> {
    let child = again(test, project);
    // The binary may lie where an ordinary user cannot read.
    let binary = project.root.parent().unwrap().join("tests");
    fs::copy(child.get_program(), &binary).unwrap();
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&binary);
        let owned = Command::new("chown")
            .args(["-R", "65534:65534"])
            .arg(project.root.parent().unwrap())
            .status();
        assert!(owned.is_ok_and(|status| status.success()));
        command
    } else {
        Command::new(&binary)
    };
    command.args(child.get_args()).env("RAPPORTEUR_TEST_PROJECT", &project.root);
    match command.output() {
        Ok(output) => {
            eprintln!("{}", String::from_utf8_lossy(&output.stderr));
            Some(output.status.success())
        }
        Err(error) => {
            skipped(&format!("no ordinary user to be had: {error}"));
            None
        }
    }
}

#[test]
#[ignore = "run by other tests"]
fn build_where_writing_is_not_allowed() {
    let Some(project) = told() else { return };
    let mode =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let pages = [("index.html", "1"), ("a/x.html", "x"), ("b/y.html", "y")];
    project.build(&pages);
    project.foreign("a/notes.txt", "notes", 0o444);
    let before = tree(&project.output);
    let denied = |named: &Path| {
        let message = project.refused(&[("index.html", "2")]);
        assert!(message.contains("Permission denied"), "{message}");
        assert!(message.contains(named.to_str().unwrap()), "{message}");
        assert_eq!(tree(&project.output), before);
    };
    // A folder that its owner made read-only: the output itself, and the one above it.
    mode(&project.output, 0o555);
    denied(&project.output);
    mode(&project.output, 0o755);
    mode(&project.root, 0o555);
    denied(&project.work());
    mode(&project.root, 0o755);
    // A foreign file that cannot be read, in a folder that cannot be listed.
    project.foreign("c/secret.txt", "secret", 0o000);
    mode(&project.output.join("c"), 0o000);
    let message = project.refused(&[("index.html", "2")]);
    assert!(message.contains("/c`: Permission denied"), "{message}");
    mode(&project.output.join("c"), 0o755);
    // What can be linked need not be read, and a read-only folder of one's own stays read-only.
    mode(&project.output.join("b"), 0o555);
    mode(&project.output.join("a"), 0o555);
    project.build(&[("index.html", "2"), ("a/x.html", "x")]);
    let tree = tree(&project.output);
    assert_eq!(tree["a/notes.txt"], b"notes");
    assert!(!tree.contains_key("b"));
    let kept = fs::metadata(project.output.join("a")).unwrap().permissions().mode() & 0o777;
    assert_eq!(kept, 0o555);
    let secret = fs::metadata(project.output.join("c/secret.txt")).unwrap();
    assert_eq!(secret.permissions().mode() & 0o777, 0o000);
    mode(&project.output.join("a"), 0o755);
}

#[test]
fn folders_that_may_not_be_written_to_are_named_and_kept() {
    let project = Project::new();
    let succeeded = as_ordinary_user("failures::build_where_writing_is_not_allowed", &project);
    assert_ne!(succeeded, Some(false));
}

#[test]
#[ignore = "run by other tests"]
fn build_over_files_of_another_user() {
    let Some(project) = told() else { return };
    let before = tree(&project.output);
    match project.publish(&[("index.html", "2")]) {
        Err(Failure::Write(WriteError::Io { path, .. })) => {
            assert!(path.ends_with("theirs"), "{}", path.display());
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(tree(&project.output), before);
    project.assert_clean();
}

#[test]
fn folder_of_another_user_that_cannot_be_emptied_is_named() {
    let project = Project::new();
    project.build(&[("index.html", "1")]);
    project.foreign("theirs/file.txt", "theirs", 0o644);
    let Ok(true) = Command::new("setpriv")
        .args(["--reuid=65534", "--clear-groups", "true"])
        .status()
        .map(|status| status.success())
    else {
        skipped("not root, so there is no other user's folder to build over");
        return;
    };
    let binary = project.root.parent().unwrap().join("tests");
    let child = again("failures::build_over_files_of_another_user", &project);
    fs::copy(child.get_program(), &binary).unwrap();
    let above = project.root.parent().unwrap();
    let run = |command: &mut Command| command.status().unwrap().success();
    assert!(run(Command::new("chown").args(["-R", "65534:65534"]).arg(above)));
    assert!(run(Command::new("chown").args(["-R", "0:0"]).arg(project.output.join("theirs"))));
    let succeeded = run(Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(&binary)
        .args(child.get_args())
        .env("RAPPORTEUR_TEST_PROJECT", &project.root));
    assert!(succeeded);
}
