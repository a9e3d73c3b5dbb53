//! The first files of a report, which take no other file's place.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::WriteError;

/// A file that a report begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// Its path below the report's folder, with `/` between its parts.
    pub path: &'static str,
    /// What it holds.
    pub text: String,
}

/// What became of a [`Seed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sown {
    /// The file was written.
    Written,
    /// Something of that name was there, and is as it was.
    LeftAlone,
}

/// Writes files into a folder, which is made when it is missing; says of each, in their order, what
/// became of it.
///
/// # Errors
/// When the system refuses a folder or a file. What was written before stays.
pub fn start(folder: &Path, seeds: &[Seed]) -> Result<Vec<Sown>, WriteError> {
    fs::create_dir_all(folder).map_err(|error| WriteError::io("make", folder, error))?;
    seeds.iter().map(|seed| sow(folder, seed)).collect()
}

fn sow(folder: &Path, seed: &Seed) -> Result<Sown, WriteError> {
    let path = folder.join(seed.path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| WriteError::io("make", parent, error))?;
    }
    // One call looks and makes, so that no file that comes in between can be lost.
    let written = File::create_new(&path).and_then(|mut file| file.write_all(seed.text.as_bytes()));
    match written {
        Ok(()) => Ok(Sown::Written),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(Sown::LeftAlone),
        Err(error) => Err(WriteError::io("write", path, error)),
    }
}
