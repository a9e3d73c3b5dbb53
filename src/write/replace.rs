//! One file, written anew.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::WriteError;

/// Puts bytes in the place of a file, or makes the file, in one step: whoever reads it finds the old
/// ones or the new ones. A file keeps its permissions, and a link stays one.
///
/// # Errors
/// When the system refuses. The file is as it was.
pub fn replace(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), WriteError> {
    // Through a link, the file that it leads to is written.
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let permissions = fs::metadata(&real).ok().map(|known| known.permissions());
    let beside = beside(&real);
    let written =
        write_to(&beside, bytes.as_ref(), permissions).and_then(|()| fs::rename(&beside, &real));
    written.map_err(|error| {
        // What is left of the attempt is of no use, and nothing more can be done about it.
        let _ = fs::remove_file(&beside);
        WriteError::io("write", path, error)
    })
}

/// Makes a folder, and those above it, where there is none.
///
/// # Errors
/// When the system refuses.
pub fn folder(path: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(path).map_err(|error| WriteError::io("make", path, error))
}

/// A hidden name beside a file, which no other process uses.
fn beside(path: &Path) -> PathBuf {
    path.with_file_name(format!(".rapporteur-{}", std::process::id()))
}

fn write_to(path: &Path, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()
}
