//! Where a site may be written: the refusals before anything is made.
//!
//! Folders are compared by their real paths, so that a link or `..` hides nothing, and by device and
//! inode, so that another name of the same folder hides nothing either. Letter case and Unicode form
//! are left out of account: two names that differ in nothing else are one folder on other systems.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use crate::path::folded;

use super::error::{Reserved, WriteError};
use super::folder::Folder;
use super::manifest::{self, Manifest, Seal};

/// A folder that a site may be written to: it holds nothing, or a site of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    path: PathBuf,
}

impl Destination {
    /// The real path of the output: absolute, without links. It need not exist.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that holds the output, and the output's name in it.
    pub(super) fn split(&self) -> (&Path, &Path) {
        let parent = self.path.parent().expect("an output is not the root folder");
        (parent, Path::new(self.path.file_name().expect("an output's path ends in a name")))
    }
}

/// Checks that a site may be written to `dir`; makes and changes nothing. Relative paths are below
/// the working folder.
///
/// Refused are: an empty path; a folder that is or holds the root, the home, the project or the
/// content folder; one inside the content folder, inside the project's `themes/`, or inside a
/// `.git`; something that is not a folder; a folder with files in it and no manifest of ours, or a
/// damaged one; a link to anything but a site of ours; a mount point. A link to a site of ours is
/// followed, and stays.
pub fn destination(dir: &Path, project: &Path, content: &Path) -> Result<Destination, WriteError> {
    if dir.as_os_str().is_empty() {
        return Err(WriteError::EmptyPath);
    }
    let output = real_path(dir)?;
    guard(&output, &real_path(project)?, &real_path(content)?)?;

    // Taken apart and put together again, a path has no slash at its end that would follow a link.
    let named: PathBuf = dir.components().collect();
    let is_link = named.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    match found(&output)? {
        Found::Site(..) => {}
        Found::Nothing | Found::Empty(_) if !is_link => {}
        Found::Foreign(example) if !is_link => {
            return Err(WriteError::NotOurs { output, example });
        }
        _ => return Err(WriteError::Link { link: named, target: output }),
    }
    if is_mount_point(&output) {
        return Err(WriteError::MountPoint { output });
    }
    Ok(Destination { path: output })
}

/// What stands at an output's real path.
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A folder with nothing in it.
    Empty(Folder),
    /// A site that an earlier build wrote.
    Site(Folder, Manifest, Seal),
    /// A folder with a file in it that no manifest accounts for.
    Foreign(PathBuf),
}

/// What stands at an output's real path.
pub(super) fn found(output: &Path) -> Result<Found, WriteError> {
    match output.symlink_metadata() {
        Ok(metadata) if !metadata.is_dir() => {
            return Err(WriteError::NotAFolder { output: output.to_owned() });
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(WriteError::io("look at", output, error)),
    }
    let Some(folder) = Folder::open(output)? else { return Ok(Found::Nothing) };
    if let Some((manifest, seal)) = Manifest::sealed(&folder)? {
        return Ok(Found::Site(folder, manifest, seal));
    }
    let example = folder.entries()?.into_iter().next();
    Ok(match example {
        Some((name, _)) => Found::Foreign(output.join(name)),
        None => Found::Empty(folder),
    })
}

fn guard(output: &Path, project: &Path, content: &Path) -> Result<(), WriteError> {
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    let home = home.map(|home| real_path(&home)).transpose().unwrap_or_default();
    let looks = project.join("themes");
    let git = project.join(".git");

    if output.parent().is_none() {
        let place = PathBuf::from("/");
        return Err(WriteError::Holds { output: output.to_owned(), what: Reserved::Root, place });
    }
    let held = [
        (Reserved::Project, Some(project)),
        (Reserved::Content, Some(content)),
        (Reserved::Home, home.as_deref()),
    ];
    for (what, place) in held {
        if let Some(place) = place
            && place.ancestors().any(|folder| is_same(folder, output))
        {
            let (output, place) = (output.to_owned(), place.to_owned());
            return Err(WriteError::Holds { output, what, place });
        }
    }
    for (what, place) in
        [(Reserved::Content, content), (Reserved::Looks, &looks), (Reserved::Git, &git)]
    {
        if output.ancestors().any(|folder| is_same(folder, place)) {
            let (output, place) = (output.to_owned(), place.to_owned());
            return Err(WriteError::Inside { output, what, place });
        }
    }
    let is_git = |name: &OsStr| name.eq_ignore_ascii_case(".git");
    match output.ancestors().find(|folder| folder.file_name().is_some_and(is_git)) {
        Some(git) => {
            let (output, place) = (output.to_owned(), git.to_owned());
            Err(WriteError::Inside { output, what: Reserved::Git, place })
        }
        None => Ok(()),
    }
}

/// Whether two real paths are of one folder, here or on a system that takes their spellings for one.
fn is_same(a: &Path, b: &Path) -> bool {
    let identity = |path: &Path| fs::metadata(path).ok().map(|it| (it.dev(), it.ino()));
    let spelling = |path: &Path| folded(&path.to_string_lossy()).into_owned();
    a == b || spelling(a) == spelling(b) || identity(a).is_some_and(|a| identity(b) == Some(a))
}

/// The real path of something that need not exist: links are followed part by part, and what does
/// not exist is kept as it is written.
fn real_path(path: &Path) -> Result<PathBuf, WriteError> {
    let absolute =
        std::path::absolute(path).map_err(|error| WriteError::io("find", path, error))?;
    let mut real = PathBuf::new();
    for part in absolute.components() {
        if part == Component::ParentDir {
            real.pop();
            continue;
        }
        real.push(part);
        match fs::canonicalize(&real) {
            Ok(found) => real = found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Ok(target) = fs::read_link(&real) {
                    return Err(WriteError::Link { link: real, target });
                }
            }
            Err(error) => return Err(WriteError::io("look at", real, error)),
        }
    }
    Ok(real)
}

/// Whether something is mounted on the folder.
fn is_mount_point(folder: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
        // The device alone does not tell a folder of the same file system that is mounted again.
        let stat = statx(CWD, folder, AtFlags::empty(), StatxFlags::empty());
        if stat.is_ok_and(|stat| stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT)) {
            return true;
        }
    }
    let device = |path: &Path| fs::metadata(path).ok().map(|metadata| metadata.dev());
    match (device(folder), folder.parent().and_then(device)) {
        (Some(own), Some(parent)) => own != parent,
        _ => false,
    }
}

/// Whether a path below an output is the manifest's.
pub(super) fn is_manifest(path: &Path) -> bool {
    path == Path::new(manifest::NAME)
}
