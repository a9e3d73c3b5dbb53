//! One file of a report, written anew.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::WriteError;

/// Puts a text in the place of a file, or makes the file, in one step: whoever reads it finds the old
/// text or the new one. A file keeps its permissions, and a link stays one.
///
/// # Errors
/// When the system refuses. The file is as it was.
pub fn replace(path: &Path, text: &str) -> Result<(), WriteError> {
    // Through a link, the file that it leads to is written.
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let permissions = fs::metadata(&real).ok().map(|known| known.permissions());
    let beside = beside(&real);
    let written = write_to(&beside, text, permissions).and_then(|()| fs::rename(&beside, &real));
    written.map_err(|error| {
        // What is left of the attempt is of no use, and nothing more can be done about it.
        let _ = fs::remove_file(&beside);
        WriteError::io("write", path, error)
    })
}

/// A hidden name beside a file, which no other process uses.
fn beside(path: &Path) -> PathBuf {
    path.with_file_name(format!(".rapporteur-{}", std::process::id()))
}

fn write_to(path: &Path, text: &str, permissions: Option<Permissions>) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()
}
