//! Files that a site shows as they are, and what they are called there.

use std::path::PathBuf;

use crate::nature::Nature;
use crate::parse::text::slug;

/// A file of the content folder that the site shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Where it is on disk.
    pub file: PathBuf,
    /// The BLAKE3 hash of its bytes.
    pub hash: blake3::Hash,
    /// The SHA-256 sum of its bytes.
    pub sha256: [u8; 32],
    /// How many bytes it has.
    pub bytes: u64,
    /// Its output path, a part of the hash in the name.
    pub path: String,
    /// For pictures, width and height in pixels.
    pub size: Option<(usize, usize)>,
    /// What browsers make of it.
    pub nature: Nature,
}

impl Asset {
    /// The ending of its name, in capitals: `PDF`; empty, if it has none.
    pub fn ending(&self) -> String {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_uppercase())
    }
}

/// The part of a file's name that says in which language it is: `fr` of `order.fr.pdf`. Whether it
/// is a language, others know.
pub fn language_of(name: &str) -> Option<&str> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let (stem, _) = file.rsplit_once('.')?;
    stem.rsplit_once('.').map(|(_, tag)| tag)
}

/// The output path of a file under a name that changes with its bytes.
pub fn hashed_path(name: &str, hash: &[u8; 32]) -> String {
    let file = name.rsplit_once('/').map_or(name, |(_, file)| file);
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    let hash: String = hash[..5].iter().map(|byte| format!("{byte:02x}")).collect();
    let [stem, extension] = [stem, extension].map(slug);
    let dot = if extension.is_empty() { "" } else { "." };
    format!("assets/{stem}-{hash}{dot}{extension}")
}
