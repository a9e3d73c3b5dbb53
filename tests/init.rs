//! `rapporteur init` leaves a report that builds, and takes nothing away.

#![allow(clippy::disallowed_methods, reason = "tests make the files that they need")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn rapporteur(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.current_dir(dir).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn what_it_leaves_has_no_problem_and_no_warning() {
    let dir = tempfile::tempdir().unwrap();
    let made = rapporteur(dir.path(), &["init", "night-buses"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let checked = rapporteur(dir.path(), &["check", "--strict", "night-buses"]);
    assert_eq!((checked.status.code(), said(&checked).as_str()), (Some(0), ""));
    let built = rapporteur(dir.path(), &["build", "--strict", "night-buses"]);
    assert_eq!(built.status.code(), Some(0), "{}", said(&built));
    for page in [
        "index.html",
        "themes/hours-and-routes/index.html",
        "recommendations/every-half-hour/index.html",
        "recommendations/say-when-it-comes/index.html",
        "venues/hillside-school/index.html",
        "reviews/night-workers-2019/index.html",
        "terms/request-stop/index.html",
    ] {
        assert!(dir.path().join("night-buses/book").join(page).is_file(), "{page}");
    }
}

#[test]
fn the_title_is_the_name_of_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    rapporteur(dir.path(), &["init", "the-\"new\"-school"]);
    let config = fs::read_to_string(dir.path().join("the-\"new\"-school/book.toml")).unwrap();
    assert!(config.contains("title = 'The \"new\" school'"), "{config}");
    let checked = rapporteur(dir.path(), &["check", "--strict", "the-\"new\"-school"]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
}

#[test]
fn a_folder_that_is_there_may_be_the_one_at_hand() {
    let dir = tempfile::tempdir().unwrap();
    let made = rapporteur(dir.path(), &["init"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert!(dir.path().join("book.toml").is_file());
    assert!(dir.path().join(".gitignore").is_file());
    assert!(dir.path().join(".github/workflows/publish.yml").is_file());
}

#[test]
fn files_that_are_there_are_left_alone_and_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("content")).unwrap();
    fs::write(dir.path().join("content/terms.md"), "# Mine\n").unwrap();
    fs::write(dir.path().join(".gitignore"), "/secret\n").unwrap();
    let made = rapporteur(dir.path(), &["init"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert!(said(&made).contains("skipped  content/terms.md, which already exists"));
    assert!(said(&made).contains("skipped  .gitignore, which already exists"));
    assert!(said(&made).contains("created  book.toml"));
    assert_eq!(fs::read_to_string(dir.path().join("content/terms.md")).unwrap(), "# Mine\n");
    assert_eq!(fs::read_to_string(dir.path().join(".gitignore")).unwrap(), "/secret\n");
}

#[test]
fn where_a_report_has_begun_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("book.toml"), "").unwrap();
    let refused = rapporteur(dir.path(), &["init"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("book.toml already exists"), "{}", said(&refused));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

/// The files of a link's target are not the report's to write, even when there are none.
#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("elsewhere", dir.path().join(".gitignore")).unwrap();
    let made = rapporteur(dir.path(), &["init"]);
    assert!(said(&made).contains("skipped  .gitignore"), "{}", said(&made));
    assert!(!dir.path().join("elsewhere").exists());
}

#[test]
fn editors_find_the_schema_of_the_configuration() {
    let dir = tempfile::tempdir().unwrap();
    rapporteur(dir.path(), &["init"]);
    let config = fs::read_to_string(dir.path().join("book.toml")).unwrap();
    assert!(config.starts_with("#:schema ./book.schema.json\n"), "{config}");
    let printed = rapporteur(dir.path(), &["schema"]);
    let kept = fs::read(dir.path().join("book.schema.json")).unwrap();
    assert_eq!(kept, printed.stdout);
}

#[test]
fn a_compiled_program_is_kept_until_its_source_changes() {
    let dir = tempfile::tempdir().unwrap();
    rapporteur(dir.path(), &["init"]);
    let workflow = fs::read_to_string(dir.path().join(".github/workflows/publish.yml")).unwrap();
    assert!(workflow.contains("git ls-remote --exit-code \"$SOURCE\" HEAD"), "{workflow}");
    assert!(
        workflow.contains("key: rapporteur-${{ runner.os }}-${{ steps.source.outputs.commit }}")
    );
}
