//! The site before the one in place, kept to become the one after it.
//!
//! A folder is dear to make and to remove: ten thousand of them cost more than all that an edit
//! changes. So the site that was replaced can stay in the work folder. The next build makes it what
//! the output is to be: pages that the output has unchanged are mostly the same files in both
//! already. Then the two are exchanged again.
//!
//! Nothing in it is the only copy of anything: what other hands put there is moved out when it is
//! put aside, and again before it is used, in case that somebody worked in it meanwhile.

use std::path::Path;

use rayon::prelude::*;
use rustix::fs::FileType;

use super::carried::Carried;
use super::destination::is_manifest;
use super::error::WriteError;
use super::exchange::Retirement;
use super::folder::Folder;
use super::manifest::{self, Layout, Manifest, Time, changed};

/// Takes out of a site that is not in its place what no build wrote, as far as it came there since
/// a time or was carried over from there. `site` is the one in its place. `true`: something moved to
/// it.
pub(super) fn sweep(
    old: &Folder,
    manifest: &Manifest,
    site: Folder,
    carried: &Carried,
    since: Time,
) -> Result<bool, WriteError> {
    let retirement = Retirement { manifest, site, carried, moved: false.into() };
    let sweep = Sweep { old, since, retirement };
    for path in &carried.folders {
        sweep.empty(path)?;
    }
    for path in carried.files.keys() {
        sweep.retirement.file(old, path, path)?;
    }
    sweep.folder("")?;
    let folders: Vec<&str> = manifest.folders().into_iter().collect();
    folders.par_iter().try_for_each(|path| sweep.folder(path))?;
    Ok(sweep.retirement.moved.into_inner())
}

struct Sweep<'a> {
    old: &'a Folder,
    since: Time,
    retirement: Retirement<'a>,
}

impl Sweep<'_> {
    /// Takes out what is foreign in a folder with pages, if a name in it was changed.
    fn folder(&self, path: &str) -> Result<(), WriteError> {
        let name = if path.is_empty() { "." } else { path };
        let is_changed = |stat| changed(&stat) >= self.since;
        if !self.old.look(name)?.is_some_and(is_changed) {
            return Ok(());
        }
        let Some(folder) = self.old.folder_to_empty(Path::new(name))? else { return Ok(()) };
        for (name, kind) in folder.entries()? {
            let path = Path::new(path).join(&name);
            let manifest = self.retirement.manifest;
            match kind {
                FileType::Directory if !manifest.names_folder(&path) => self.empty(&path)?,
                FileType::Directory => {}
                _ if is_manifest(&path) || manifest.names(&path) => {}
                _ => self.retirement.file(&folder, Path::new(&name), &path)?,
            }
        }
        Ok(())
    }

    /// Takes out a folder in which there is no page.
    fn empty(&self, path: &Path) -> Result<(), WriteError> {
        let Some(folder) = self.old.folder_to_empty(path)? else { return Ok(()) };
        self.retirement.folder(&folder, path)?;
        self.old.remove_folder(path).map(drop)
    }
}

/// Takes away the pages that a site is no longer to have, with their folders, and its manifest.
pub(super) fn prune(
    site: &Folder,
    manifest: &Manifest,
    layout: &Layout<'_>,
) -> Result<(), WriteError> {
    site.remove(manifest::NAME)?;
    let stale = manifest.pages.keys().filter(|path| !layout.pages.contains(path.as_str()));
    for path in stale {
        site.remove(path)?;
    }
    let folders = manifest.folders();
    // What is inside a folder comes after it.
    for path in folders.iter().rev().filter(|path| !layout.folders.contains(**path)) {
        site.remove_folder(path)?;
    }
    Ok(())
}
