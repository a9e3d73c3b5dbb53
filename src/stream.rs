//! Files that are written while they are made, piece by piece.
//!
//! A large file is made of many pieces, of which an edit changes few. Each piece is written as soon as
//! it is made, so that none of the file needs to be held; and a piece that would be what it was is
//! read from the file that stands there, if somebody remembers where.

use std::fmt;
use std::io::{self, Sink, Write};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::trace::{self, Reads};

/// Where a file goes, in place of one that may be there already.
pub trait Target: Write {
    /// Some bytes of the file that is there, if there is one, and it is as it was written.
    fn before(&mut self, range: Range<u64>) -> Option<Vec<u8>>;
}

impl Target for Vec<u8> {
    fn before(&mut self, _: Range<u64>) -> Option<Vec<u8>> {
        None
    }
}

impl Target for Sink {
    fn before(&mut self, _: Range<u64>) -> Option<Vec<u8>> {
        None
    }
}

/// A file that grows, and that can be read where it is written.
pub trait Storage: fmt::Debug + Send + Sync {
    /// How many bytes it has.
    fn size(&self) -> u64;

    /// Reads bytes from a place on.
    ///
    /// # Errors
    /// Why they could not be read; if there are not so many, too.
    fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()>;

    /// Writes bytes at the end, and says where they begin. Several threads may do so at once.
    ///
    /// # Errors
    /// Why they could not be written.
    fn add(&self, bytes: &[u8]) -> io::Result<u64>;
}

/// What is known of the pieces of files from the last time that these were made.
pub trait Memory: Sync {
    /// Where a piece stands in each of the files that are made together with the one at a path, if it
    /// would be the same again. Pieces are counted from 0.
    fn kept(&self, path: &str, piece: usize) -> Option<Vec<Range<u64>>>;

    /// Remembers where the next piece stands now, and what was read for it; nothing, if it was kept.
    fn made(&self, path: &str, reads: Option<Reads>, places: Vec<Range<u64>>);
}

/// One that remembers nothing.
#[derive(Debug)]
pub struct Forgetful;

impl Memory for Forgetful {
    fn kept(&self, _: &str, _: usize) -> Option<Vec<Range<u64>>> {
        None
    }

    fn made(&self, _: &str, _: Option<Reads>, _: Vec<Range<u64>>) {}
}

/// What tells the bytes of a file from any others.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// How many bytes it has.
    pub len: u64,
    /// The SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// Files that are made together, as far as they are made.
pub struct Streams<'a> {
    /// The path of the first of them.
    path: &'a str,
    files: Vec<Stream<'a>>,
    memory: &'a dyn Memory,
    /// How many pieces there are so far.
    pieces: usize,
}

struct Stream<'a> {
    target: &'a mut dyn Target,
    len: u64,
    sum: Sha256,
    /// Whether the list that is being written has an entry.
    has_entry: bool,
}

/// What stands before the first entry of a list, and before each other one.
pub type Marks = (&'static str, &'static str);

/// Entries that end themselves.
pub const LINES: Marks = ("", "");

impl<'a> Streams<'a> {
    /// None of these files so far; the first one will stand at a path.
    pub fn new(
        path: &'a str,
        targets: impl IntoIterator<Item = &'a mut dyn Target>,
        memory: &'a dyn Memory,
    ) -> Self {
        let file = |target| Stream { target, len: 0, sum: Sha256::new(), has_entry: false };
        Self { path, files: targets.into_iter().map(file).collect(), memory, pieces: 0 }
    }

    /// Writes what stands between lists, one text for each file. The next entry will be the first one
    /// of its list.
    ///
    /// # Errors
    /// Why a file could not be written.
    pub fn between(&mut self, make: impl FnOnce() -> Vec<Vec<u8>>) -> io::Result<()> {
        self.entries(&[], make)?;
        self.files.iter_mut().for_each(|file| file.has_entry = false);
        Ok(())
    }

    /// Writes entries of lists: one text for each file, empty where it has none of them. `marks` are
    /// those of each file.
    ///
    /// # Errors
    /// Why a file could not be written.
    pub fn entries(
        &mut self,
        marks: &[Marks],
        make: impl FnOnce() -> Vec<Vec<u8>>,
    ) -> io::Result<()> {
        let kept = self.memory.kept(self.path, self.pieces);
        let before = kept.and_then(|places| self.before(places));
        let (texts, reads) = match before {
            Some(texts) => (texts, None),
            None => {
                let (texts, reads) = trace::of(make);
                (texts, Some(reads))
            }
        };
        let mut places = Vec::with_capacity(texts.len());
        for (at, (file, text)) in self.files.iter_mut().zip(&texts).enumerate() {
            let (first, other) = marks.get(at).copied().unwrap_or(LINES);
            if !text.is_empty() {
                file.write(if file.has_entry { other } else { first }.as_bytes())?;
                file.has_entry = true;
            }
            let start = file.len;
            file.write(text)?;
            places.push(start..file.len);
        }
        self.memory.made(self.path, reads, places);
        self.pieces += 1;
        Ok(())
    }

    /// Writes a piece whose making is not followed, because it tells of other files.
    ///
    /// # Errors
    /// Why a file could not be written.
    pub fn unfollowed(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.files.iter_mut().try_for_each(|file| file.write(bytes))
    }

    fn before(&mut self, places: Vec<Range<u64>>) -> Option<Vec<Vec<u8>>> {
        if places.len() != self.files.len() {
            return None;
        }
        let files = self.files.iter_mut().zip(places);
        files.map(|(file, place)| file.before(place)).collect()
    }

    /// What the files came to, in their order.
    pub fn end(self) -> Vec<Sum> {
        let sums = self.files.into_iter().map(|file| Sum {
            len: file.len,
            sha256: file.sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
        });
        sums.collect()
    }
}

impl Stream<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.len += bytes.len() as u64;
        self.sum.update(bytes);
        self.target.write_all(bytes)
    }

    fn before(&mut self, place: Range<u64>) -> Option<Vec<u8>> {
        if place.is_empty() { Some(Vec::new()) } else { self.target.before(place) }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// A file in memory, in place of another one.
    struct Renewed(Vec<u8>, Vec<u8>);

    impl Write for Renewed {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Target for Renewed {
        fn before(&mut self, range: Range<u64>) -> Option<Vec<u8>> {
            self.0.get(range.start as usize..range.end as usize).map(<[u8]>::to_vec)
        }
    }

    /// Where pieces stood, but for those that changed.
    struct Places(Vec<Option<Vec<Range<u64>>>>);

    impl Memory for Places {
        fn kept(&self, _: &str, piece: usize) -> Option<Vec<Range<u64>>> {
            self.0.get(piece).cloned().flatten()
        }

        fn made(&self, _: &str, _: Option<Reads>, _: Vec<Range<u64>>) {}
    }

    #[test]
    fn entries_have_marks_between_them_whoever_has_none() {
        let (mut list, mut lines) = (Vec::new(), Vec::new());
        let targets: [&mut dyn Target; 2] = [&mut list, &mut lines];
        let mut streams = Streams::new("a", targets, &Forgetful);
        let marks = [("\n", ",\n"), LINES];
        streams.between(|| vec![b"[".to_vec(), b"head;".to_vec()]).unwrap();
        for (entry, line) in [("", "a;"), ("1", ""), ("", ""), ("2", "b;")] {
            let make = || vec![entry.as_bytes().to_vec(), line.as_bytes().to_vec()];
            streams.entries(&marks, make).unwrap();
        }
        streams.between(|| vec![b"\n]".to_vec(), Vec::new()]).unwrap();
        let sums = streams.end();
        assert_eq!(list, b"[\n1,\n2\n]");
        assert_eq!(lines, b"head;a;b;");
        assert_eq!(sums.iter().map(|sum| sum.len).collect::<Vec<_>>(), [8, 9]);
        assert_ne!(sums[0].sha256, sums[1].sha256);
    }

    #[test]
    fn a_piece_that_is_kept_is_read_from_the_file_before() {
        let made = RefCell::new(Vec::new());
        let mut file = Renewed(b"one,two,three".to_vec(), Vec::new());
        let kept = [Some(0..3), None, Some(8..13), Some(13..20)];
        let kept = Places(kept.map(|place| place.map(|place| [place].to_vec())).to_vec());
        let mut streams = Streams::new("a", [&mut file as &mut dyn Target], &kept);
        for text in ["first", "second", "third", "fourth"] {
            let make = || {
                made.borrow_mut().push(text);
                vec![text.as_bytes().to_vec()]
            };
            streams.entries(&[("", ",")], make).unwrap();
        }
        drop(streams);
        assert_eq!(file.1, b"one,second,three,fourth");
        assert_eq!(made.into_inner(), ["second", "fourth"]);
    }
}
