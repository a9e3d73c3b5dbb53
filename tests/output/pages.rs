//! What a build writes, keeps and removes.

use std::fs;
use std::io;
use std::iter;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::sync::Mutex;

use rapporteur::write::{Content, Failure, Proof, Spare, Summary, Wanted, WriteError};

use crate::{Project, later, traces, tree, wanted};

#[test]
fn site_is_exactly_its_pages_and_the_manifest() {
    let project = Project::new();
    let summary = project.build(&[("index.html", "home"), ("a/b/c.html", "deep"), ("empty", "")]);
    assert_eq!((summary.written, summary.unchanged, summary.removed), (3, 0, 0));
    let tree = tree(&project.output);
    let paths: Vec<&str> = tree.keys().map(String::as_str).collect();
    assert_eq!(paths, [".rapporteur-manifest", "a", "a/b", "a/b/c.html", "empty", "index.html"]);
    assert_eq!(tree["a/b/c.html"], b"deep");
}

#[test]
fn manifest_is_the_same_on_every_machine() {
    let project = Project::new();
    project.build(&[("index.html", "home"), ("a/é.html", "deep")]);
    let manifest = fs::read_to_string(project.output.join(".rapporteur-manifest")).unwrap();
    assert_eq!(
        manifest,
        "rapporteur manifest 2\n\
         note \n\
         767885516adbf240135fb4d401dc157f4be7b7bd3a24adb62d34f0eb6a7fee7d 4 a/é.html\n\
         1310333fd17502cbefcd0d6d5b384ea63a3e3e4b979a2e437b458c08e63f14fb 4 index.html\n\
         end 756c785bdf7aba7fd23fa6c2513a9fda61d066a455fd9c04435f58f42da86244\n"
    );
}

#[test]
fn site_without_changes_is_not_touched() {
    let project = Project::new();
    let pages = [("index.html", "home"), ("a/b/c.html", "deep")];
    project.build(&pages);
    project.foreign("CNAME", "example.org", 0o640);
    let before = traces(&project.output);
    let summary = project.build(&pages);
    assert_eq!((summary.written, summary.unchanged, summary.removed), (0, 2, 0));
    assert_eq!(traces(&project.output), before);
}

#[test]
fn unchanged_page_is_the_same_file() {
    let project = Project::new();
    project.build(&[("a.html", "a"), ("b.html", "b")]);
    let number = |name: &str| fs::metadata(project.output.join(name)).unwrap().ino();
    let before = (number("a.html"), number("b.html"));
    let summary = project.build(&[("a.html", "a"), ("b.html", "B")]);
    assert_eq!((summary.written, summary.unchanged), (1, 1));
    assert_eq!(number("a.html"), before.0);
    assert_ne!(number("b.html"), before.1);
    assert_eq!(fs::metadata(project.output.join("a.html")).unwrap().nlink(), 1);
}

#[test]
fn page_changed_by_hand_is_written_again() {
    let project = Project::new();
    let pages = [("a.html", "aaaa"), ("b/b.html", "bbbb"), ("c.html", "cccc"), ("d.html", "d")];
    project.build(&pages);
    fs::write(project.output.join("a.html"), "AAAA").unwrap();
    fs::remove_file(project.output.join("b/b.html")).unwrap();
    fs::remove_file(project.output.join("c.html")).unwrap();
    symlink("/etc/passwd", project.output.join("c.html")).unwrap();
    let summary = project.build(&pages);
    assert_eq!((summary.written, summary.unchanged), (3, 1));
    let clean = Project::new();
    clean.build(&pages);
    assert_eq!(tree(&project.output), tree(&clean.output));
}

#[test]
fn page_changed_by_hand_is_found_by_its_time_even_if_that_was_set_back() {
    let project = Project::new();
    let pages = [("a.html", "aaaa"), ("b.html", "bbbb")];
    project.build(&pages);
    let page = project.output.join("a.html");
    let time = fs::metadata(&page).unwrap().modified().unwrap();
    later();
    fs::write(&page, "AAAA").unwrap();
    fs::File::open(&page).unwrap().set_modified(time).unwrap();
    assert_eq!(project.found(Proof::Times), None);
    assert_eq!(project.build(&pages).written, 1);
    assert_eq!(fs::read_to_string(&page).unwrap(), "aaaa");
}

#[test]
fn site_that_is_in_place_is_found_with_its_note() {
    let project = Project::new();
    assert_eq!(project.found(Proof::Times), None);
    let pages = [("a.html", "a"), ("b/b.html", "bb")];
    project.publish_with(&pages, "first", Proof::Times).unwrap();
    later();
    for proof in [Proof::Times, Proof::Bytes] {
        let (found, note) = project.found(proof).unwrap();
        assert_eq!((note.as_str(), found.pages, found.bytes), ("first", 2, 3));
    }
    // A note goes with the same pages, and with pages of which some are the old files.
    let before = traces(&project.output.join("b"));
    let summary = project.publish_with(&pages, "second", Proof::Times).unwrap();
    assert_eq!((summary.written, summary.unchanged), (0, 2));
    assert_eq!(project.found(Proof::Times).unwrap().1, "second");
    assert_eq!(traces(&project.output.join("b")), before);
    let pages = [("a.html", "A"), ("b/b.html", "bb")];
    project.publish_with(&pages, "third", Proof::Times).unwrap();
    later();
    assert_eq!(project.found(Proof::Times).unwrap().1, "third");
    fs::remove_file(project.output.join("b/b.html")).unwrap();
    assert_eq!(project.found(Proof::Times), None);
    project.assert_clean();
}

#[test]
fn stale_pages_and_their_folders_are_removed() {
    let project = Project::new();
    project.build(&[("index.html", "1"), ("a/old/x.html", "x"), ("b/y.html", "y"), ("c/d", "")]);
    project.foreign("b/notes.txt", "mine", 0o600);
    let pages = [("index.html", "1"), ("a/new/x.html", "x"), ("c/d/e", "now a folder")];
    let summary = project.build(&pages);
    assert_eq!((summary.written, summary.unchanged, summary.removed), (2, 1, 3));
    let clean = Project::new();
    clean.build(&pages);
    let mut expected = tree(&clean.output);
    expected.insert("b".into(), b"/".into());
    expected.insert("b/notes.txt".into(), b"mine".into());
    assert_eq!(tree(&project.output), expected);
    // And a folder that becomes a page.
    project.build(&[("index.html", "1"), ("c/d", "a file again"), ("a", "a file")]);
    assert_eq!(tree(&project.output)["a"], b"a file");
}

#[test]
fn failing_pages_are_all_named_and_nothing_changes() {
    let project = Project::new();
    project.build(&[("a.html", "a")]);
    let before = traces(&project.output);
    let result = project.publish(&[("a.html", "A"), ("b", "fails"), ("c", "new"), ("d", "fails")]);
    let Err(Failure::Render(errors)) = result else { panic!("{result:?}") };
    assert_eq!(errors, ["b fails", "d fails"]);
    assert_eq!(traces(&project.output), before);
    project.assert_clean();
}

#[test]
fn failed_first_build_leaves_no_folder() {
    let mut project = Project::new();
    project.output = project.root.join("deep/er/book");
    assert!(project.publish(&[("a", "fails")]).is_err());
    assert!(!project.root.join("deep").exists());
    project.build(&[("a", "fine")]);
    assert_eq!(tree(&project.root.join("deep/er")).len(), 3);
}

#[test]
fn panic_while_rendering_leaves_nothing() {
    let project = Project::new();
    project.build(&[("a.html", "a")]);
    let before = traces(&project.output);
    let paths = ["a.html".to_owned(), "b.html".to_owned()];
    let render = |path: &str| match path {
        "a.html" => Ok::<_, ()>(Content::Bytes(b"new".to_vec())),
        _ => panic!("a page that panics"),
    };
    let build = || project.publisher().unwrap().publish(&wanted(&paths, &render), &|| ());
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(build)).is_err());
    assert_eq!(traces(&project.output), before);
    project.assert_clean();
}

#[test]
fn paths_that_could_leave_the_output_are_refused() {
    let project = Project::new();
    let bad = [
        "/etc/x",
        "../x",
        "x/../../y",
        "x/..",
        ".",
        "x/./y",
        "a//b",
        "a/",
        "",
        "..\\x",
        "a\0b",
        "a\nb",
        ".rapporteur-manifest",
    ];
    for path in bad {
        let result = project.publish(&[("index.html", "x"), (path, "x")]);
        assert!(matches!(result, Err(Failure::Write(WriteError::BadPath { .. }))), "{path:?}");
    }
    let message = project.refused(&[("a", "x"), ("a/b", "x")]);
    assert_eq!(message, "the page path `a` is both a page and a folder");
    assert!(!project.output.exists());
}

#[test]
fn files_are_copied_and_linked_when_they_did_not_change() {
    let project = Project::new();
    let source = project.root.canonicalize().unwrap().join("picture.png");
    fs::write(&source, vec![7; 3_000_000]).unwrap();
    fs::set_permissions(&source, fs::Permissions::from_mode(0o600)).unwrap();
    let build = || {
        let paths = ["assets/picture.png".to_owned()];
        let render = |_: &str| Ok::<_, ()>(Content::File(source.clone()));
        project.publisher().unwrap().publish(&wanted(&paths, &render), &|| ())
    };
    assert_eq!(build().unwrap().written, 1);
    assert_eq!(build().unwrap().unchanged, 1);
    fs::write(&source, vec![8; 3_000_000]).unwrap();
    assert_eq!(build().unwrap().written, 1);
    let copy = project.output.join("assets/picture.png");
    assert_eq!(fs::read(&copy).unwrap(), vec![8; 3_000_000]);
    assert_eq!(fs::metadata(&copy).unwrap().mode() & 0o111, 0);

    let before = traces(&project.output);
    fs::rename(&source, source.with_extension("moved")).unwrap();
    symlink("/etc/passwd", &source).unwrap();
    let Err(Failure::Write(error)) = build() else { panic!("a link was followed") };
    assert!(error.to_string().contains("picture.png"), "{error}");
    assert_eq!(traces(&project.output), before);
    project.assert_clean();
}

/// Streams two pages together, and tells what it found of the first one that was there before.
fn stream(
    project: &Project,
    texts: [&str; 2],
    before: &Mutex<Option<String>>,
) -> Result<Summary, Failure<()>> {
    let paths = ["a.csv".to_owned(), "b/a.json".to_owned()];
    let render = |_: &str| {
        Ok(Content::Streamed(Box::new(move |targets| {
            for (target, text) in targets.into_iter().zip(texts) {
                if text == "fails" {
                    return Err(io::Error::other("on purpose"));
                }
                if let Some(found) = target.before(2..5) {
                    before.lock().unwrap().get_or_insert(String::from_utf8(found).unwrap());
                }
                target.write_all(text.as_bytes())?;
            }
            Ok(())
        })))
    };
    let wanted = Wanted {
        units: iter::once(0..2).collect(),
        apart: 1,
        spare: Spare::Kept,
        ..wanted(&paths, &render)
    };
    project.publisher().unwrap().publish(&wanted, &|| ())
}

#[test]
fn pages_that_are_streamed_together_can_read_what_was_there_before() {
    let project = Project::new();
    let read = |path: &str| fs::read_to_string(project.output.join(path)).unwrap();
    let before = Mutex::new(None);
    let summary = stream(&project, ["0123456", "other"], &before).unwrap();
    assert_eq!((summary.written, summary.unchanged, summary.bytes), (2, 0, 12));
    assert_eq!(*before.lock().unwrap(), None);
    later();
    for text in ["another", "and another"] {
        let summary = stream(&project, [text, "other"], &before).unwrap();
        assert_eq!((summary.written, summary.unchanged), (1, 1));
        assert_eq!((read("a.csv").as_str(), read("b/a.json").as_str()), (text, "other"));
        later();
    }
    assert_eq!(before.lock().unwrap().as_deref(), Some("234"));

    let there = tree(&project.output);
    let Err(Failure::Write(error)) = stream(&project, ["third", "fails"], &before) else {
        panic!("it was written")
    };
    assert!(error.to_string().contains("on purpose"), "{error}");
    assert_eq!(tree(&project.output), there);

    // What somebody has changed by hand is not what was written.
    fs::write(project.output.join("a.csv"), "9999999 9999").unwrap();
    *before.lock().unwrap() = None;
    stream(&project, ["last", "other"], &before).unwrap();
    assert_eq!(before.lock().unwrap().as_deref(), Some("her"), "the second page is as it was");
    assert_eq!(read("a.csv"), "last");
}

#[test]
fn progress_counts_every_page() {
    let project = Project::new();
    let count = std::sync::atomic::AtomicUsize::new(0);
    let paths: Vec<String> = (0..100).map(|page| format!("{page}.html")).collect();
    let render = |_: &str| Ok::<_, ()>(Content::Bytes(Vec::new()));
    let progress = || {
        count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    };
    project.publisher().unwrap().publish(&wanted(&paths, &render), &progress).unwrap();
    assert_eq!(count.into_inner(), 100);
}

#[test]
fn page_that_would_be_the_same_is_rendered_only_where_it_is_not_in_place() {
    let project = Project::new();
    let pages = [("a.html", "a"), ("b.html", "b"), ("c.html", "c"), ("d.html", "d")];
    project.build(&pages[..3]);
    fs::write(project.output.join("b.html"), "B").unwrap();
    fs::remove_file(project.output.join("c.html")).unwrap();
    let rendered = std::sync::Mutex::new(Vec::new());
    let paths = pages.map(|(path, _)| path.to_owned());
    let render = |path: &str| {
        rendered.lock().unwrap().push(path.to_owned());
        Ok::<_, ()>(Content::Bytes(path.as_bytes()[..1].to_vec()))
    };
    let wanted = Wanted { is_same: &|_| true, ..wanted(&paths, &render) };
    let summary = project.publisher().unwrap().publish(&wanted, &|| ()).unwrap();
    assert_eq!((summary.written, summary.unchanged), (3, 1));
    let mut rendered = rendered.into_inner().unwrap();
    rendered.sort();
    assert_eq!(rendered, ["b.html", "c.html", "d.html"]);
    let clean = Project::new();
    clean.build(&pages);
    assert_eq!(tree(&project.output), tree(&clean.output));
}
