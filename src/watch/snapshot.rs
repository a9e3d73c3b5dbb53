//! Files and folders as they are at a moment.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::read::is_leaving;

use super::roots::Root;

/// What exists, and what tells a change of it.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    stamps: BTreeMap<PathBuf, Stamp>,
}

/// What differs after a change: any write changes a file's own time, which cannot be set back.
/// The times of a folder are left out, since its entries speak for themselves.
#[derive(Debug, PartialEq, Eq)]
enum Stamp {
    Folder {
        device: u64,
        inode: u64,
    },
    File {
        device: u64,
        inode: u64,
        length: u64,
        changed: (i64, i64),
        modified: (i64, i64),
    },
    /// A link to nothing, or what may not be looked at.
    Closed,
}

impl Snapshot {
    /// A path and what is below it, or only what is directly in it.
    pub(super) fn of(path: &Path, recursive: bool) -> Self {
        let mut seen = Self::default();
        seen.add(path, recursive);
        seen
    }

    /// All that counts.
    pub(super) fn of_roots(roots: &[Root]) -> Self {
        let mut seen = Self::default();
        for root in roots {
            seen.add(&root.given, root.recursive);
        }
        seen
    }

    /// Adds a path and what is below it. Links below it are not followed into folders.
    fn add(&mut self, path: &Path, recursive: bool) {
        let walk = WalkDir::new(path).max_depth(if recursive { usize::MAX } else { 1 });
        let counts =
            |entry: &walkdir::DirEntry| entry.depth() == 0 || !is_leaving(entry.file_name());
        for entry in walk.into_iter().filter_entry(counts).flatten() {
            let stamp = fs::metadata(entry.path()).as_ref().map_or(Stamp::Closed, Stamp::of);
            self.stamps.insert(entry.into_path(), stamp);
        }
    }

    /// The paths that are in one only, or not the same in both.
    pub(super) fn differences(&self, other: &Self) -> Vec<PathBuf> {
        let gone = self.stamps.keys().filter(|path| !other.stamps.contains_key(*path));
        let changed =
            other.stamps.iter().filter(|(path, stamp)| self.stamps.get(*path) != Some(stamp));
        gone.chain(changed.map(|(path, _)| path)).cloned().collect()
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        let (device, inode) = (metadata.dev(), metadata.ino());
        if metadata.is_dir() {
            return Stamp::Folder { device, inode };
        }
        Stamp::File {
            device,
            inode,
            length: metadata.len(),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }
}
