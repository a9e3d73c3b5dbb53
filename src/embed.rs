//! Build script: watches the files that the binary embeds, so that an added one is seen, and sums up
//! all that the program is made of, so that a site knows which program wrote it.

#![allow(clippy::print_stdout, reason = "build scripts speak to cargo on standard output")]
#![allow(clippy::disallowed_methods, reason = "build scripts read what they build")]

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What the program is made of; what is not there is not part of a package.
const PARTS: [&str; 5] =
    ["Cargo.toml", "Cargo.lock", "src", "themes/default", "guide/content/problems"];

fn main() {
    let mut files = Vec::new();
    for part in PARTS.iter().map(Path::new).filter(|part| part.exists()) {
        println!("cargo::rerun-if-changed={}", part.display());
        list(part, &mut files);
    }
    files.sort_unstable();
    let mut sum = DefaultHasher::new();
    std::env::var_os("CARGO_CFG_FEATURE").hash(&mut sum);
    for file in &files {
        file.hash(&mut sum);
        std::fs::read(file).unwrap_or_default().hash(&mut sum);
    }
    println!("cargo::rustc-env=PROGRAM={:016x}", sum.finish());
}

/// The files at a path and below it.
fn list(path: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| list(&entry.path(), files)),
        Err(_) => files.push(path.to_owned()),
    }
}
