//! A file of the work folder that a build leaves for the next one.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::stream::Storage;

/// What a caller keeps from one build to the next.
#[derive(Debug)]
pub struct Store {
    file: File,
    len: AtomicU64,
}

impl Store {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { file, len: len.into() })
    }
}

impl Storage for Store {
    fn size(&self) -> u64 {
        self.len.load(Ordering::Relaxed)
    }

    fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.file.read_exact_at(bytes, at)
    }

    fn add(&self, bytes: &[u8]) -> io::Result<u64> {
        let at = self.len.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        self.file.write_all_at(bytes, at)?;
        Ok(at)
    }
}
