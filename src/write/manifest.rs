//! The manifest: which files of the output an earlier build wrote.
//!
//! A text file at the output's root, the same bytes on every machine:
//!
//! ```text
//! rapporteur manifest 2
//! note <one line that the caller keeps with the site; it may be empty>
//! <BLAKE3 of the page, hexadecimal> <length in bytes> <path, with `/` between its parts>
//! …                                                   sorted by path
//! end <BLAKE3 of everything above>
//! ```
//!
//! The last line tells a whole manifest from a cut or edited one. A path is checked when it is read,
//! as when it is written: a manifest that came with somebody's repository names nothing outside the
//! output. A manifest of version 1, which has no note, is read as one with an empty note.
//!
//! The time at which the file was last changed says more than its bytes: a page with a later change
//! is no longer known to be as it was written ([`Seal`]).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use blake3::Hash;

use rustix::fs::{FileType, Stat};

use super::error::WriteError;
use super::folder::{Folder, kind};

/// The manifest's file name.
pub(super) const NAME: &str = ".rapporteur-manifest";

const HEADER: &str = "rapporteur manifest 2\n";
/// The header of manifests that have no note.
const FIRST_HEADER: &str = "rapporteur manifest 1\n";
const NOTE: &str = "note ";
const END: &str = "end ";

/// What a build wrote: the pages by path.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// What the caller keeps with the site: one line.
    pub(super) note: String,
    pub(super) pages: BTreeMap<String, Fingerprint>,
}

/// The time at which a manifest was put in place: whatever of its site was changed before it is as
/// the manifest says. A change of the same moment may be a later one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seal {
    /// That time.
    pub(super) time: Time,
    /// What tells the manifest from any other.
    pub(super) sum: Hash,
}

/// Nanoseconds since 1970.
pub(super) type Time = i128;

/// The parts of a time have different types on different systems.
fn time(seconds: impl Into<i128>, nanoseconds: impl Into<i128>) -> Time {
    seconds.into() * 1_000_000_000 + nanoseconds.into()
}

/// When anything about a file was last changed, of its name, mode or place too; for a folder, when a
/// name in it was. Nobody can set it back.
pub(super) fn changed(stat: &Stat) -> Time {
    time(stat.st_ctime, stat.st_ctime_nsec)
}

impl Seal {
    /// Whether a page is as it was written, as far as its size and the time of its last change tell.
    pub(super) fn covers(self, page: &Stat, entry: Fingerprint) -> bool {
        kind(page) == FileType::RegularFile
            && u64::try_from(page.st_size) == Ok(entry.len)
            && changed(page) < self.time
    }
}

/// One page's bytes, summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint {
    pub(super) hash: Hash,
    pub(super) len: u64,
}

impl Manifest {
    /// Whether an earlier build wrote the file at this path below the output.
    pub(super) fn names(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| self.pages.contains_key(path))
    }

    /// Whether an earlier build wrote files into the folder at this path below the output.
    pub(super) fn names_folder(&self, path: &Path) -> bool {
        let Some(path) = path.to_str() else { return false };
        let prefix = format!("{path}/");
        let first = self.pages.range(prefix.clone()..).next();
        first.is_some_and(|(page, _)| page.starts_with(&prefix))
    }

    /// The folders into which an earlier build wrote files, each after the one around it.
    pub(super) fn folders(&self) -> BTreeSet<&str> {
        let mut folders = BTreeSet::new();
        for path in self.pages.keys() {
            // Those around a folder that is known are known too.
            let _ = around(path).all(|folder| folders.insert(folder));
        }
        folders
    }

    /// The manifest's text, and what tells it from any other.
    pub(super) fn to_text(&self) -> (String, Hash) {
        let mut text = format!("{HEADER}{NOTE}{}\n", self.note);
        for (path, Fingerprint { hash, len }) in &self.pages {
            let _ = writeln!(text, "{hash} {len} {path}");
        }
        let sum = blake3::hash(text.as_bytes());
        let _ = writeln!(text, "{END}{sum}");
        (text, sum)
    }

    /// The manifest of an output, or `None` where there is none.
    pub(super) fn read(output: &Folder) -> Result<Option<Self>, WriteError> {
        Ok(Self::sealed(output)?.map(|(manifest, _)| manifest))
    }

    /// The manifest of an output with its seal, or `None` where there is none.
    pub(super) fn sealed(output: &Folder) -> Result<Option<(Self, Seal)>, WriteError> {
        let Some(stat) = output.look(NAME)? else { return Ok(None) };
        let time = time(stat.st_mtime, stat.st_mtime_nsec);
        let bad = |reason| WriteError::BadManifest { manifest: output.path().join(NAME), reason };
        let mut text = String::new();
        let mut file = output.read(NAME)?.ok_or_else(|| bad("is not a file"))?;
        match file.read_to_string(&mut text) {
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                return Err(bad("is damaged"));
            }
            read => {
                read.map_err(|error| WriteError::io("read", output.path().join(NAME), error))?
            }
        };
        let (manifest, sum) = Self::parse(&text).map_err(bad)?;
        Ok(Some((manifest, Seal { time, sum })))
    }

    fn parse(text: &str) -> Result<(Self, Hash), &'static str> {
        const DAMAGED: &str = "is damaged";
        if ![HEADER, FIRST_HEADER].iter().any(|header| text.starts_with(header)) {
            let ours = text.starts_with("rapporteur manifest ");
            return Err(if ours {
                "was written by another version of rapporteur"
            } else {
                DAMAGED
            });
        }
        let end = text.rfind(END).ok_or(DAMAGED)?;
        let (body, end) = text.split_at(end);
        let sum = end.strip_prefix(END).and_then(|end| end.strip_suffix('\n')).ok_or(DAMAGED)?;
        let sum = Hash::from_hex(sum).map_err(|_| DAMAGED)?;
        if sum != blake3::hash(body.as_bytes()) {
            return Err(DAMAGED);
        }
        let mut lines = body[HEADER.len()..].lines();
        let note = match body.starts_with(HEADER) {
            true => lines.next().and_then(|line| line.strip_prefix(NOTE)).ok_or(DAMAGED)?,
            false => "",
        };
        let mut pages = Vec::new();
        for line in lines {
            let mut parts = line.splitn(3, ' ');
            let mut part = || parts.next().ok_or(DAMAGED);
            let hash = Hash::from_hex(part()?).map_err(|_| DAMAGED)?;
            let len = part()?.parse().map_err(|_| DAMAGED)?;
            let path = part()?;
            if fault(path).is_some() {
                return Err("names a path outside the output");
            }
            pages.push((path.to_owned(), Fingerprint { hash, len }));
        }
        Ok((Self { note: note.to_owned(), pages: pages.into_iter().collect() }, sum))
    }
}

/// The pages that a site is to have, with their folders.
pub(super) struct Layout<'a> {
    pub(super) pages: HashSet<&'a str>,
    pub(super) folders: HashSet<&'a str>,
}

impl<'a> Layout<'a> {
    /// Checks that the paths stay below the output, and that each can be written beside the others.
    pub(super) fn of(paths: &'a [String]) -> Result<Self, WriteError> {
        let bad = |path: &str, reason| WriteError::BadPath { path: path.to_owned(), reason };
        let mut pages = HashSet::with_capacity(paths.len());
        let mut folders = HashSet::new();
        for path in paths {
            if let Some(reason) = fault(path) {
                return Err(bad(path, reason));
            }
            if !pages.insert(path.as_str()) {
                return Err(bad(path, "is listed twice"));
            }
            let _ = around(path).all(|folder| folders.insert(folder));
        }
        match paths.iter().find(|path| folders.contains(path.as_str())) {
            Some(path) => Err(bad(path, "is both a page and a folder")),
            None => Ok(Self { pages, folders }),
        }
    }
}

/// The folders around a path, inner ones first.
fn around(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(at, _)| &path[..at])
}

/// What is wrong with a page's path, if anything.
fn fault(path: &str) -> Option<&'static str> {
    if path.starts_with('/') {
        return Some("is absolute");
    }
    if path.contains('\\') {
        return Some("contains a backslash");
    }
    if path.contains(char::is_control) {
        return Some("contains a control character");
    }
    if path.split('/').any(|part| part.is_empty()) {
        return Some("has an empty part");
    }
    if path.split('/').any(|part| part == "." || part == "..") {
        return Some("has a part that is `.` or `..`");
    }
    (path == NAME).then_some("is reserved for the manifest")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let entry =
            |bytes: &[u8]| Fingerprint { hash: blake3::hash(bytes), len: bytes.len() as u64 };
        let pages = [("end of a page.html", "x"), ("a/ä b.html", ""), ("a/end 1.html", "y")];
        Manifest {
            note: "end of a note".into(),
            pages: pages
                .iter()
                .map(|(path, text)| ((*path).into(), entry(text.as_bytes())))
                .collect(),
        }
    }

    #[test]
    fn manifest_reads_back_as_written() {
        let written = manifest();
        for manifest in [written, Manifest::default()] {
            let (text, sum) = manifest.to_text();
            assert_eq!(Manifest::parse(&text), Ok((manifest, sum)));
        }
    }

    #[test]
    fn manifest_with_any_byte_changed_or_cut_is_damaged() {
        let (text, _) = manifest().to_text();
        for at in 0..text.len() {
            if let Some(cut) = text.get(..at) {
                assert!(Manifest::parse(cut).is_err(), "cut at {at}");
            }
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            if let Ok(changed) = String::from_utf8(bytes) {
                assert!(Manifest::parse(&changed).is_err(), "changed at {at}");
            }
        }
    }

    #[test]
    fn manifest_without_a_note_is_read_as_well() {
        let body = manifest().to_text().0.replacen(HEADER, FIRST_HEADER, 1);
        let body = body.replacen("note end of a note\n", "", 1);
        let body = &body[..body.rfind(END).unwrap()];
        let text = format!("{body}{END}{}\n", blake3::hash(body.as_bytes()));
        let (read, _) = Manifest::parse(&text).unwrap();
        assert_eq!(read, Manifest { note: String::new(), ..manifest() });
    }

    #[test]
    fn manifest_that_names_a_path_outside_is_refused() {
        let mut outside = manifest();
        let entry = outside.pages["a/ä b.html"];
        outside.pages.insert("../precious.txt".into(), entry);
        assert_eq!(Manifest::parse(&outside.to_text().0), Err("names a path outside the output"));
    }
}
