//! Putting a staged site in the place of the old one, and emptying what was there.
//!
//! The exchange is one call of the system's (`renameat2` with `RENAME_EXCHANGE`, or its like), after
//! which the old site is in the work folder. Only then is anything removed, and only what the old
//! site's own manifest names; what else is found there is compared with the new site, and moved to it
//! where it has no such file.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use rustix::fs::{FileType, Stat, readlinkat, renameat};
use rustix::io::Errno;

use super::carried::Carried;
use super::destination::is_manifest;
use super::error::WriteError;
use super::folder::{Folder, is_same, kind};
use super::manifest::{self, Manifest};

/// The staged site's name in the work folder.
pub(super) const NEW: &str = "new";
/// The replaced site's name in the work folder.
pub(super) const OLD: &str = "old";
/// Where files go whose place in the new site is taken by something else.
const KEPT: &str = ".rapporteur-kept";

/// Puts the staged site in the place of an old one, which becomes `new` or `old` in the work folder.
pub(super) fn exchange(parent: &Folder, output: &Path, work: &Folder) -> Result<(), WriteError> {
    let path = parent.path().join(output);
    match exchange_names(work, Path::new(NEW), parent, output) {
        Ok(()) => Ok(()),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => replace(parent, output, work),
        Err(Errno::BUSY) => Err(WriteError::MountPoint { output: path }),
        Err(error) => Err(WriteError::io("replace the site at", path, error)),
    }
}

/// Calls a replaced site `old`. Until then, its manifest tells it from an unfinished one.
pub(super) fn set_aside(work: &Folder) -> Result<(), WriteError> {
    match work.look(NEW)? {
        Some(_) => work.rename(NEW, work, OLD),
        None => Ok(()),
    }
}

/// Puts the staged site where nothing, or an empty folder, stands.
pub(super) fn place(parent: &Folder, output: &Path, work: &Folder) -> Result<(), WriteError> {
    renameat(work.file(), NEW, parent.file(), output)
        .map_err(|error| WriteError::io("move the new site to", parent.path().join(output), error))
}

/// The exchange for file systems that know none: for a moment there is no output. A build that ends
/// in that moment leaves `old`, which the next one puts back.
fn replace(parent: &Folder, output: &Path, work: &Folder) -> Result<(), WriteError> {
    parent.rename(output, work, OLD)?;
    place(parent, output, work).inspect_err(|_| {
        let _ = work.rename(OLD, parent, output);
    })
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange_names(from: &Folder, name: &Path, to: &Folder, other: &Path) -> rustix::io::Result<()> {
    use rustix::fs::{RenameFlags, renameat_with};
    renameat_with(from.file(), name, to.file(), other, RenameFlags::EXCHANGE)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange_names(_: &Folder, _: &Path, _: &Folder, _: &Path) -> rustix::io::Result<()> {
    Err(Errno::NOSYS)
}

/// Empties and removes the site that was taken out of its place, if there is one.
///
/// What its manifest names is removed, and so is a foreign file that the output has too. Any other
/// file came, or was replaced, while the site was being exchanged: it moves to the output. What the
/// output holds is written over only where it is the very file that was `carried` there before; else
/// the file goes to a folder of its own, `.rapporteur-kept`.
///
/// `true`: something moved.
pub(super) fn retire(
    parent: &Folder,
    output: &Path,
    work: &Folder,
    carried: &Carried,
) -> Result<bool, WriteError> {
    let Some(old) = work.folder_to_empty(Path::new(OLD))? else { return Ok(false) };
    let site = parent
        .folder(output)?
        .ok_or_else(|| WriteError::NotAFolder { output: parent.path().join(output) })?;
    let manifest = Manifest::read(&old)?.unwrap_or_default();
    let retirement = Retirement { manifest: &manifest, site, carried, moved: false.into() };
    // A file can come into a folder between its being emptied and its being removed.
    for _ in 0..3 {
        retirement.folder(&old, Path::new(""))?;
        old.remove(manifest::NAME)?;
        if work.remove_folder(OLD)? {
            return Ok(retirement.moved.into_inner());
        }
    }
    Err(WriteError::io("remove", work.path().join(OLD), Errno::NOTEMPTY))
}

/// What becomes of the files in a site that is no longer in its place.
pub(super) struct Retirement<'a> {
    /// What the site had.
    pub(super) manifest: &'a Manifest,
    /// The site that took its place.
    pub(super) site: Folder,
    pub(super) carried: &'a Carried,
    /// Whether a file moved into it.
    pub(super) moved: AtomicBool,
}

impl Retirement<'_> {
    /// Empties a folder of the site, as far as it can be emptied.
    pub(super) fn folder(&self, folder: &Folder, path: &Path) -> Result<(), WriteError> {
        folder.entries()?.par_iter().try_for_each(|(name, kind)| {
            let (name, path) = (Path::new(name), path.join(name));
            if *kind == FileType::Directory {
                if let Some(inner) = folder.folder_to_empty(name)? {
                    self.folder(&inner, &path)?;
                    folder.remove_folder(name)?;
                }
            } else if self.manifest.names(&path) {
                folder.remove(name)?;
            } else if !is_manifest(&path) {
                self.file(folder, name, &path)?;
            }
            Ok(())
        })
    }

    /// Moves a foreign file to where it is not lost.
    pub(super) fn file(&self, folder: &Folder, name: &Path, path: &Path) -> Result<(), WriteError> {
        let Some(own) = folder.look(name)? else { return Ok(()) };
        let Some(there) = self.site.look(path)? else {
            self.moved.store(true, Ordering::Relaxed);
            return folder
                .rename(name, &self.site, path)
                .or_else(|_| self.keep(folder, name, path));
        };
        if is_same(&own, &there) || self.is_copy(folder, name, &own, path, &there)? {
            return folder.remove(name);
        }
        self.moved.store(true, Ordering::Relaxed);
        match self.carried.files.get(path) {
            Some(carried) if is_same(carried, &there) => folder.rename(name, &self.site, path),
            _ => self.keep(folder, name, path),
        }
    }

    fn is_copy(
        &self,
        folder: &Folder,
        name: &Path,
        own: &Stat,
        path: &Path,
        there: &Stat,
    ) -> Result<bool, WriteError> {
        match (kind(own), kind(there)) {
            (FileType::Symlink, FileType::Symlink) => {
                let own = readlinkat(folder.file(), name, Vec::new());
                Ok(own.is_ok() && own == readlinkat(self.site.file(), path, Vec::new()))
            }
            (FileType::RegularFile, FileType::RegularFile) if own.st_size == there.st_size => {
                let (Some(own), Some(there)) = (folder.read(name)?, self.site.read(path)?) else {
                    return Ok(false);
                };
                is_equal(own, there)
                    .map_err(|error| WriteError::io("read", folder.path().join(name), error))
            }
            _ => Ok(false),
        }
    }

    fn keep(&self, folder: &Folder, name: &Path, path: &Path) -> Result<(), WriteError> {
        let mut number = 1;
        loop {
            let suffix = if number == 1 { String::new() } else { format!("-{number}") };
            let kept = PathBuf::from(format!("{KEPT}{suffix}")).join(path);
            if self.site.look(&kept)?.is_none() {
                let moved = folder.rename(name, &self.site, &kept);
                if moved.is_ok() || number >= 100 {
                    return moved;
                }
            }
            number += 1;
        }
    }
}

/// Whether two files have the same bytes.
fn is_equal(a: File, b: File) -> std::io::Result<bool> {
    let (mut a, mut b) = (BufReader::new(a), BufReader::new(b));
    loop {
        let (left, right) = (a.fill_buf()?, b.fill_buf()?);
        let len = left.len().min(right.len());
        if len == 0 || left[..len] != right[..len] {
            return Ok(left.is_empty() && right.is_empty());
        }
        a.consume(len);
        b.consume(len);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn foreign_file_replaced_during_the_exchange_wins_over_what_was_carried() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for site in ["book", "work/old"] {
            fs::create_dir_all(path(site)).unwrap();
            fs::write(path(site).join(manifest::NAME), Manifest::default().to_text().0).unwrap();
            for name in ["replaced", "replaced-in-both", "same"] {
                fs::write(path(site).join(name), "carried").unwrap();
            }
        }
        let parent = Folder::open(folder.path()).unwrap().unwrap();
        let work = parent.folder("work").unwrap().unwrap();
        let site = parent.folder("book").unwrap().unwrap();
        let files = ["replaced", "replaced-in-both", "same"]
            .map(|name| (PathBuf::from(name), site.look(name).unwrap().unwrap()));
        let carried = Carried { files: files.into(), ..Carried::default() };
        fs::write(path("work/old/replaced"), "later").unwrap();
        fs::write(path("work/old/replaced-in-both"), "later").unwrap();
        fs::write(path("book/other"), "latest").unwrap();
        fs::rename(path("book/other"), path("book/replaced-in-both")).unwrap();

        retire(&parent, Path::new("book"), &work, &carried).unwrap();
        let read = |name: &str| fs::read_to_string(path("book").join(name)).unwrap();
        assert_eq!(read("replaced"), "later");
        assert_eq!(read("replaced-in-both"), "latest");
        assert_eq!(read(".rapporteur-kept/replaced-in-both"), "later");
        assert_eq!(read("same"), "carried");
        assert!(!path("work/old").exists());
        assert_eq!(fs::read_dir(path("book")).unwrap().count(), 5);
    }
}
