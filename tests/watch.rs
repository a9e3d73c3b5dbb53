//! The watcher, with real files: what editors and other programs do to a folder is told, and
//! nothing else.
#![allow(clippy::disallowed_methods, reason = "the tests do what editors do")]

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime};

use rapporteur::watch::{Batch, Watched, Watcher, watch};
use tempfile::TempDir;

/// Nothing takes this long; a test that waits for it has failed.
const DEADLINE: Duration = Duration::from_secs(20);
const QUIET: Duration = Duration::from_millis(10);
const MEANS: [Option<Duration>; 2] = [None, Some(Duration::from_millis(20))];

/// A report's folder that is watched.
struct Report {
    folder: TempDir,
    batches: Receiver<Batch>,
    _watcher: Watcher,
}

impl Report {
    /// A folder with some content, watched by the system's events or by polling.
    fn new(poll: Option<Duration>) -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        fs::write(folder.path().join("content/a.md"), "one").unwrap();
        fs::write(folder.path().join("book.toml"), "one").unwrap();
        Self::of(folder, poll)
    }

    fn of(folder: TempDir, poll: Option<Duration>) -> Self {
        let watched = [("content", true), ("book.toml", false), ("themes", true)]
            .map(|(name, recursive)| Watched { path: folder.path().join(name), recursive });
        let (sender, batches) = mpsc::channel();
        let watcher = watch(&watched, poll, QUIET, move |batch| drop(sender.send(batch))).unwrap();
        Self { folder, batches, _watcher: watcher }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    /// Waits until a path, a folder above it, or everything is told; gives all that was told.
    fn told(&self, name: &str) -> BTreeSet<String> {
        let path = self.path(name);
        let until = Instant::now() + DEADLINE;
        let mut all = BTreeSet::new();
        loop {
            let batch = match self.batches.recv_timeout(until - Instant::now()) {
                Ok(batch) => batch,
                Err(error) => panic!("{name} was not told ({error}), but {all:?}"),
            };
            let shown = |path: &PathBuf| {
                path.strip_prefix(self.folder.path()).unwrap().to_str().unwrap().to_owned()
            };
            all.extend(batch.paths.iter().map(shown));
            if batch.rescan || batch.paths.iter().any(|told| path.starts_with(told)) {
                return all;
            }
        }
    }

    /// What is told besides a change that is made for this alone.
    fn told_before_a_mark(&self) -> BTreeSet<String> {
        self.write("content/mark.md", "mark");
        let mut told = self.told("content/mark.md");
        told.remove("content/mark.md");
        told
    }
}

/// A way of saving `content/a.md`.
type Save = fn(&Report);

const SAVES: [(&str, Save); 8] = [
    ("written in place", |report| report.write("content/a.md", "two")),
    ("appended to", |report| {
        let mut file = OpenOptions::new().append(true).open(report.path("content/a.md")).unwrap();
        file.write_all(b"more").unwrap();
    }),
    ("vim", |report| {
        report.write("content/.a.md.swp", "swap");
        report.write("content/4913", "");
        fs::remove_file(report.path("content/4913")).unwrap();
        report.rename("content/a.md", "content/a.md~");
        report.write("content/a.md", "two");
        fs::remove_file(report.path("content/a.md~")).unwrap();
    }),
    ("emacs", |report| {
        symlink("me@here.1", report.path("content/.#a.md")).unwrap();
        report.write("content/#a.md#", "saved by itself");
        report.rename("content/a.md", "content/a.md~");
        report.write("content/a.md", "two");
        fs::remove_file(report.path("content/.#a.md")).unwrap();
        fs::remove_file(report.path("content/#a.md#")).unwrap();
    }),
    ("VS Code", |report| {
        let mut file = File::create(report.path("content/a.md")).unwrap();
        file.write_all(b"two").unwrap();
        file.sync_all().unwrap();
    }),
    ("JetBrains", |report| {
        report.write("content/a.md___jb_tmp___", "two");
        report.rename("content/a.md", "content/a.md___jb_old___");
        report.rename("content/a.md___jb_tmp___", "content/a.md");
        fs::remove_file(report.path("content/a.md___jb_old___")).unwrap();
    }),
    ("GNOME", |report| {
        report.write("content/.goutputstream-1A2B3C", "two");
        report.rename("content/.goutputstream-1A2B3C", "content/a.md");
    }),
    ("an older file of the same length moved over it", |report| {
        let older = File::create(report.path("old.md")).unwrap();
        (&older).write_all(b"two").unwrap();
        older.set_modified(SystemTime::now() - Duration::from_secs(100_000)).unwrap();
        report.rename("old.md", "content/a.md");
    }),
];

#[test]
fn save_of_every_editor_is_told_alone_and_each_time() {
    for poll in MEANS {
        for (editor, save) in SAVES {
            let report = Report::new(poll);
            for time in 1..=3 {
                save(&report);
                let mut told = report.told("content/a.md");
                told.extend(report.told_before_a_mark());
                let expected = BTreeSet::from(["content/a.md".to_owned()]);
                assert_eq!(told, expected, "{editor}, time {time}, polling {poll:?}");
            }
        }
    }
}

#[test]
fn file_at_the_top_is_told_when_it_is_replaced() {
    for poll in MEANS {
        let report = Report::new(poll);
        for _ in 0..3 {
            report.write("unwatched.toml", "two");
            report.rename("unwatched.toml", "book.toml");
            assert_eq!(report.told("book.toml"), BTreeSet::from(["book.toml".to_owned()]));
        }
    }
}

#[test]
fn reading_is_not_told() {
    for poll in MEANS {
        let report = Report::new(poll);
        for _ in 0..10 {
            fs::read(report.path("content/a.md")).unwrap();
            assert_eq!(fs::read_dir(report.path("content")).unwrap().count(), 1);
        }
        assert_eq!(report.told_before_a_mark(), BTreeSet::new());
    }
}

#[test]
fn folder_in_a_folder_is_watched_as_soon_as_it_is_told() {
    for poll in MEANS {
        let report = Report::new(poll);
        fs::create_dir_all(report.path("content/x/y/z")).unwrap();
        report.write("content/x/y/z/b.md", "one");
        report.told("content/x/y/z/b.md");
        for text in ["two", "three"] {
            report.write("content/x/y/z/b.md", text);
            report.told("content/x/y/z/b.md");
        }
    }
}

#[test]
fn folder_moved_in_and_out_is_told() {
    for poll in MEANS {
        let report = Report::new(poll);
        fs::create_dir(report.path("aside")).unwrap();
        report.write("aside/b.md", "one");
        report.rename("aside", "content/inside");
        report.told("content/inside/b.md");
        report.write("content/inside/b.md", "two");
        report.told("content/inside/b.md");
        report.rename("content/inside", "content/other");
        report.told("content/other/b.md");
        report.write("content/other/b.md", "three");
        report.told("content/other/b.md");
        report.rename("content/other", "aside");
        report.told("content/other/b.md");
        fs::remove_file(report.path("content/a.md")).unwrap();
        report.told("content/a.md");
    }
}

#[test]
fn root_that_is_removed_and_made_again_is_watched_again() {
    for poll in MEANS {
        let report = Report::new(poll);
        for time in 0..3 {
            fs::remove_dir_all(report.path("content")).unwrap();
            fs::create_dir(report.path("content")).unwrap();
            report.write("content/a.md", &format!("{time}"));
            settled(&report);
            report.write("content/a.md", &format!("again {time}"));
            assert!(report.told("content/a.md").contains("content/a.md"));
        }
    }
}

#[test]
fn root_that_comes_late_is_watched() {
    for poll in MEANS {
        let report = Report::new(poll);
        fs::create_dir_all(report.path("themes/mine")).unwrap();
        report.write("themes/mine/style.css", "one");
        report.told("themes/mine/style.css");
        settled(&report);
        report.write("themes/mine/style.css", "two");
        assert!(report.told("themes/mine/style.css").contains("themes/mine/style.css"));
    }
}

#[test]
fn root_that_is_a_link_is_followed_when_it_is_pointed_elsewhere() {
    for poll in MEANS {
        let folder = TempDir::new().unwrap();
        for version in ["v1", "v2"] {
            fs::create_dir(folder.path().join(version)).unwrap();
            fs::write(folder.path().join(version).join("a.md"), version).unwrap();
        }
        symlink("v1", folder.path().join("content")).unwrap();
        let report = Report::of(folder, poll);
        report.write("v1/a.md", "more");
        report.told("content/a.md");
        symlink("v2", report.path("next")).unwrap();
        report.rename("next", "content");
        report.told("content/a.md");
        settled(&report);
        report.write("v2/a.md", "more");
        assert!(report.told("content/a.md").contains("content/a.md"));
    }
}

#[test]
fn change_while_a_batch_is_told_comes_with_the_next() {
    let folder = TempDir::new().unwrap();
    let watched = [Watched { path: folder.path().to_owned(), recursive: true }];
    let (begun, begins) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let watcher = watch(&watched, None, QUIET, move |batch| {
        begun.send(batch).unwrap();
        released.recv().unwrap();
    });
    let _watcher = watcher.unwrap();
    fs::write(folder.path().join("first.md"), "").unwrap();
    begins.recv_timeout(DEADLINE).unwrap();
    fs::write(folder.path().join("second.md"), "").unwrap();
    release.send(()).unwrap();
    let batch = begins.recv_timeout(DEADLINE).unwrap();
    release.send(()).unwrap();
    assert_eq!(batch.paths, BTreeSet::from([folder.path().join("second.md")]));
}

#[test]
fn burst_is_told_whole() {
    let report = Report::new(None);
    let files: Vec<String> = (0..5_000).map(|at| format!("content/f{}/{at}.md", at / 50)).collect();
    for file in &files {
        fs::create_dir_all(report.path(file).parent().unwrap()).unwrap();
        report.write(file, "text");
    }
    let mut open: BTreeSet<&str> = files.iter().map(String::as_str).collect();
    let until = Instant::now() + DEADLINE;
    while !open.is_empty() {
        let batch = report.batches.recv_timeout(until - Instant::now()).unwrap();
        // What is told is looked at when it is told: a folder then has what is in it.
        open.retain(|file| {
            !batch.rescan && !batch.paths.iter().any(|told| report.path(file).starts_with(told))
        });
    }
}

#[test]
fn dropping_ends_it() {
    let report = Report::new(None);
    let Report { folder, batches, _watcher: watcher } = report;
    drop(watcher);
    let until = Instant::now() + DEADLINE;
    loop {
        match batches.recv_timeout(until - Instant::now()) {
            Err(RecvTimeoutError::Disconnected) => break,
            other => assert!(other.is_ok(), "it goes on"),
        }
    }
    drop(folder);
}

/// Waits until changes far apart are told one by one, as when the watches stand.
fn settled(report: &Report) {
    report.told_before_a_mark();
    let is_quiet =
        |wait| matches!(report.batches.recv_timeout(wait), Err(RecvTimeoutError::Timeout));
    while !is_quiet(Duration::from_millis(300)) {}
    assert!(Path::new(&report.path("content")).exists());
}
