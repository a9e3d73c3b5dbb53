#![allow(clippy::disallowed_methods, reason = "the tests change what is watched")]

use std::fs;

use notify::event::{DataChange, Flag, RemoveKind, RenameMode};
use tempfile::TempDir;

use super::*;

const DEADLINE: Duration = Duration::from_secs(20);

fn watched() -> (TempDir, Watcher, Receiver<Batch>) {
    let folder = TempDir::new().unwrap();
    let roots = [Watched { path: folder.path().to_owned(), recursive: true }];
    let (sender, batches) = mpsc::channel();
    let quiet = Duration::from_millis(10);
    let watcher = watch(&roots, None, quiet, move |batch| drop(sender.send(batch))).unwrap();
    (folder, watcher, batches)
}

#[test]
fn overflow_says_that_anything_may_have_changed_and_watches_on() {
    let (folder, watcher, batches) = watched();
    let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
    watcher.messages.send(Message::Event(Ok(overflow))).unwrap();
    let batch = batches.recv_timeout(DEADLINE).unwrap();
    assert_eq!((batch.rescan, batch.notice), (true, None));
    fs::write(folder.path().join("a.md"), "").unwrap();
    let batch = batches.recv_timeout(DEADLINE).unwrap();
    assert!(batch.paths.contains(&folder.path().join("a.md")));
}

#[test]
fn limit_of_watches_is_named_and_changes_are_looked_for() {
    let (folder, watcher, batches) = watched();
    let limit = notify::Error::new(ErrorKind::MaxFilesWatch);
    watcher.messages.send(Message::Event(Err(limit))).unwrap();
    let batch = batches.recv_timeout(DEADLINE).unwrap();
    assert!(batch.rescan);
    assert!(batch.notice.unwrap().contains("fs.inotify.max_user_watches"));
    for text in ["one", "two"] {
        fs::write(folder.path().join("a.md"), text).unwrap();
        let batch = batches.recv_timeout(DEADLINE).unwrap();
        assert_eq!(batch.paths, BTreeSet::from([folder.path().join("a.md")]));
        assert_eq!((batch.rescan, batch.notice), (false, None));
    }
}

#[test]
fn burst_is_told_in_few_batches() {
    let (folder, watcher, batches) = watched();
    let paths: BTreeSet<PathBuf> =
        (0..5_000).map(|at| folder.path().join(format!("{at}.md"))).collect();
    for path in &paths {
        let event = Event::new(EventKind::Create(CreateKind::File)).add_path(path.clone());
        watcher.messages.send(Message::Event(Ok(event))).unwrap();
    }
    let mut told = BTreeSet::new();
    let mut count = 0;
    while told != paths {
        told.extend(batches.recv_timeout(DEADLINE).unwrap().paths);
        count += 1;
    }
    assert!(count <= 3, "{count}");
}

#[cfg(target_os = "linux")]
#[test]
fn file_that_is_being_written_is_waited_for_until_it_is_closed() {
    let folder = TempDir::new().unwrap();
    let root = Watched { path: folder.path().to_owned(), recursive: true };
    let quiet = Duration::from_millis(1);
    let mut watch = Watch::new(&[root], None, quiet);
    let mut take = |name, kind| {
        let event = Event::new(kind).add_path(folder.path().join(name));
        watch.take(&Ok(event));
        watch.limits(Instant::now())
    };
    let written = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
    assert_eq!(take("a.md", written), (WRITING_PAUSE, MOST));
    assert_eq!(take("a.md", closed), (quiet, MOST));
    // Vim writes to it for as long as it runs.
    assert_eq!(take(".a.md.swp", written), (quiet, MOST));
    for end in
        [EventKind::Remove(RemoveKind::File), EventKind::Modify(ModifyKind::Name(RenameMode::From))]
    {
        take("a.md", written);
        assert_eq!(take("a.md", end), (quiet, MOST));
    }
}
