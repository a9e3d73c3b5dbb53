//! Carrying the files of other hands from the old site into the new one.
//!
//! Foreign is what stands in the output and is not named by its manifest: a `.git`, a `CNAME`, notes.
//! Each such file gets a second name (a hard link) in the staged site, so that its contents, mode and
//! time stay what they are and nothing is copied; a folder is made again with the mode of the old one.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustix::fs::{FileType, Stat};
use rustix::io::Errno;

use super::carried::Carried;
use super::destination::is_manifest;
use super::error::WriteError;
use super::folder::{Folder, Times, kind};
use super::manifest::{Layout, Manifest, Seal, changed};

/// Carries the foreign files of `old` over to the `new` site, in which all pages stand already, and
/// gives its folders the modes that they have in `old`, where those are not the `usual` ones.
///
/// A foreign file where a page must go is an error that names it. With a seal, nothing foreign was in
/// `old` when that was made.
pub(super) fn carry(
    old: &Folder,
    manifest: &Manifest,
    seal: Option<Seal>,
    (new, usual): (&Folder, Stat),
    layout: &Layout<'_>,
) -> Result<Carried, WriteError> {
    let mut carrier = Carrier {
        old_stat: old.stat()?,
        manifest,
        new,
        owner: usual,
        layout,
        carried: Carried::default(),
        held: HashSet::new(),
        occupied: Vec::new(),
    };
    let folders: Vec<&str> = std::iter::once("").chain(manifest.folders()).collect();
    let is_quiet = |path: &str| seal.is_some_and(|seal| carrier.is_quiet(old, path, seal));
    let changed: Vec<&str> = folders.into_par_iter().filter(|path| !is_quiet(path)).collect();
    // What is inside a folder comes after it, and is carried first.
    let mut around: (&Path, Option<Folder>) = (Path::new(""), old.folder(".")?);
    for path in changed.into_iter().rev().map(Path::new) {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            carrier.folder(old, path)?;
            continue;
        };
        // Folders beside each other come one after the other.
        if parent != around.0 {
            around = (parent, opened(old, parent)?);
        }
        let Some(parent) = &around.1 else { continue };
        if let Some(folder) = parent.folder(name)? {
            carrier.folder(&folder, path)?;
        }
    }
    match carrier.occupied.first() {
        Some(first) => {
            let (file, more) = (old.path().join(first), carrier.occupied.len() - 1);
            Err(WriteError::Occupied { file, more })
        }
        None => Ok(carrier.carried),
    }
}

/// A folder below another, no part of whose path is a link.
fn opened(old: &Folder, path: &Path) -> Result<Option<Folder>, WriteError> {
    let Some(mut folder) = old.folder(".")? else { return Ok(None) };
    for part in path {
        match folder.folder(part)? {
            Some(inner) => folder = inner,
            None => return Ok(None),
        }
    }
    Ok(Some(folder))
}

struct Carrier<'a> {
    old_stat: Stat,
    manifest: &'a Manifest,
    new: &'a Folder,
    owner: Stat,
    layout: &'a Layout<'a>,
    carried: Carried,
    /// The folders with pages of the old site that hold something foreign.
    held: HashSet<PathBuf>,
    occupied: Vec<PathBuf>,
}

impl Carrier<'_> {
    /// Whether a folder with pages is as the old site was made: nothing was foreign there, and no name
    /// in it has changed since.
    fn is_quiet(&self, old: &Folder, path: &str, seal: Seal) -> bool {
        let name = if path.is_empty() { "." } else { path };
        let Ok(Some(stat)) = old.look(name) else { return false };
        kind(&stat) == FileType::Directory
            && stat.st_dev == self.old_stat.st_dev
            && changed(&stat) < seal.time
            && self.is_usual(&stat)
    }

    /// Carries over what is foreign in one folder, but for what is in folders with pages. `true`:
    /// there was something, or the folder itself is foreign.
    fn folder(&mut self, folder: &Folder, path: &Path) -> Result<bool, WriteError> {
        let stat = folder.stat()?;
        if stat.st_dev != self.old_stat.st_dev {
            return Err(WriteError::MountPoint { output: folder.path().to_owned() });
        }
        if !folder.is_writable() {
            // A folder of one's own can be made writable where it is emptied. The output itself
            // cannot: the system moves no folder that may not be written to.
            if path == Path::new("") {
                return Err(WriteError::io("replace", folder.path(), Errno::ACCESS));
            }
            if stat.st_uid != self.owner.st_uid {
                return Err(WriteError::io("remove files from", folder.path(), Errno::ACCESS));
            }
        }
        let mut foreign = false;
        let mut is_empty = true;
        for (name, kind) in folder.entries()? {
            is_empty = false;
            let path = path.join(&name);
            if kind == FileType::Directory && self.manifest.names_folder(&path) {
                foreign |= self.held.contains(&path);
            } else if kind == FileType::Directory {
                if let Some(inner) = folder.folder(&name)? {
                    foreign |= self.folder(&inner, &path)?;
                }
            } else if !is_manifest(&path) && !self.manifest.names(&path) {
                foreign = true;
                self.file(folder, Path::new(&name), path)?;
            }
        }
        let is_page_folder = path.to_str().is_some_and(|path| self.layout.folders.contains(path));
        if is_empty && !is_page_folder && !self.manifest.names_folder(path) {
            foreign = true;
        }
        if foreign && !is_page_folder && path != Path::new("") {
            if self.is_page(path) {
                self.occupied.push(path.to_owned());
                return Ok(true);
            }
            self.new.make_folder(path)?;
            self.new.resemble(path, folder, Times::Kept)?;
            self.carried.folders.push(path.to_owned());
        } else if path == Path::new("") || !self.is_usual(&stat) {
            self.carried.is_owned |= path != Path::new("");
            self.new.resemble(path, folder, Times::OfTheBuild)?;
        }
        if foreign {
            self.held.insert(path.to_owned());
        }
        Ok(foreign)
    }

    fn file(&mut self, folder: &Folder, name: &Path, path: PathBuf) -> Result<(), WriteError> {
        let is_folder = path.to_str().is_some_and(|path| self.layout.folders.contains(path));
        if is_folder || self.is_page(&path) {
            self.occupied.push(path);
            return Ok(());
        }
        let parents = path.ancestors().skip(1);
        if parents.into_iter().any(|parent| self.is_page(parent)) {
            // The folder itself is in the way, and is named instead.
            return Ok(());
        }
        match folder.link(name, self.new, &path) {
            // It was removed meanwhile.
            Err(_) if folder.look(name)?.is_none() => return Ok(()),
            // On a file system that ignores case, a name can be taken by a page that is spelt
            // otherwise.
            Err(WriteError::Io { source, .. })
                if source.kind() == std::io::ErrorKind::AlreadyExists =>
            {
                self.occupied.push(path);
                return Ok(());
            }
            result => result?,
        }
        if let Some(stat) = self.new.look(&path)? {
            self.carried.files.insert(path, stat);
        }
        Ok(())
    }

    /// Whether a folder has the mode and the owner of those that this build makes.
    fn is_usual(&self, stat: &Stat) -> bool {
        let attributes = |stat: &Stat| (stat.st_mode, stat.st_uid, stat.st_gid);
        attributes(stat) == attributes(&self.owner)
    }

    fn is_page(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| self.layout.pages.contains(path))
    }
}
