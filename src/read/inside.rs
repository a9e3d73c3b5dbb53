//! Files opened where they really are: no link leads out of a folder, not even one that takes a
//! folder's place between the listing and the reading.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags, openat};
use rustix::io::Errno;

/// Why a file below a folder cannot be read.
#[derive(Debug)]
pub(super) enum Denied {
    /// It is a link, or lies behind one, that leads out of the folder.
    Leaves,
    /// What the system says.
    System(io::Error),
}

impl From<io::Error> for Denied {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// Opens a file below a folder, which has no link in its own path, and says where it really is. A
/// link is followed as far as it stays in another folder.
pub(super) fn open(root: &Path, within: &Path, path: &str) -> Result<(File, PathBuf), Denied> {
    let file = root.join(path);
    match open_real(&file) {
        Ok(_) if is_of_git(&file, within) => return Err(Denied::Leaves),
        Ok(open) => return Ok((open, file)),
        Err(error) if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => {}
        Err(error) => return Err(error.into()),
    }
    let real = file.canonicalize()?;
    match real.starts_with(within) && !is_of_git(&real, within) {
        true => Ok((open_real(&real)?, real)),
        false => Err(Denied::Leaves),
    }
}

/// Whether a path below a folder is that of what git keeps there, which may hold the keys of whoever
/// builds a site, and is nothing to publish.
pub(super) fn is_of_git(path: &Path, within: &Path) -> bool {
    let below = path.strip_prefix(within).unwrap_or(path);
    below.iter().any(|part| part == ".git")
}

/// Reads a file below a folder, which no link leaves.
pub(super) fn read(root: &Path, path: &str) -> Result<Vec<u8>, Denied> {
    read_within(root, root, path)
}

/// Reads a file below a folder; links are followed as far as they stay in another one.
pub(super) fn read_within(root: &Path, within: &Path, path: &str) -> Result<Vec<u8>, Denied> {
    let mut bytes = Vec::new();
    open(root, within, path)?.0.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a regular file by a path in which nothing is a link.
///
/// # Errors
/// Where something in it is one, and where the system says so.
pub(crate) fn open_real(path: &Path) -> io::Result<File> {
    // Opening a named pipe would wait for its other end.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let opened = || -> io::Result<_> {
        if path.canonicalize()? != path {
            return Err(Errno::LOOP.into());
        }
        Ok(openat(CWD, path, flags, Mode::empty())?)
    };
    #[cfg(target_os = "linux")]
    let opened = || {
        use rustix::fs::{ResolveFlags, openat2};
        match openat2(CWD, path, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
            // Old systems and some sandboxes do not know the call.
            Err(Errno::NOSYS | Errno::PERM) => opened(),
            opened => Ok(opened?),
        }
    };
    let file = File::from(opened()?);
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file")),
    }
}
