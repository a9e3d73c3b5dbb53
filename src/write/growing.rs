//! A file of the staged site while it grows.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use blake3::Hasher;

use super::manifest::Fingerprint;
use crate::stream::Target;

/// So much is written at once.
const AT_ONCE: usize = 1 << 17;

pub(super) struct Growing {
    file: BufWriter<File>,
    sum: Hasher,
    /// The file of the old site in whose place it is put.
    before: Option<File>,
}

impl Growing {
    pub(super) fn new(file: File, before: Option<File>) -> Self {
        Self { file: BufWriter::with_capacity(AT_ONCE, file), sum: Hasher::new(), before }
    }

    /// What was written.
    pub(super) fn end(mut self) -> io::Result<Fingerprint> {
        self.file.flush()?;
        Ok(Fingerprint { hash: self.sum.finalize(), len: self.sum.count() })
    }
}

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Target for Growing {
    fn before(&mut self, range: Range<u64>) -> Option<Vec<u8>> {
        let file = self.before.as_mut()?;
        file.seek(SeekFrom::Start(range.start)).ok()?;
        let mut bytes = vec![0; usize::try_from(range.end.checked_sub(range.start)?).ok()?];
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }
}
