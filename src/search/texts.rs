//! The texts of a document's records, in memory or in a file.

use std::ops::Range;
use std::sync::Arc;

use super::excerpts;
use crate::stream::Storage;

/// The texts of a document's records, one after the other.
#[derive(Debug)]
pub(super) enum Texts {
    /// In memory.
    Held(String),
    /// In a file, from a byte on.
    Filed(Arc<dyn Storage>, u64),
}

impl Default for Texts {
    fn default() -> Self {
        Self::Held(String::new())
    }
}

impl Texts {
    /// A text that is in memory.
    pub(super) fn held(&self, text: &Range<u32>) -> Option<&str> {
        match self {
            Self::Held(all) => all.get(text.start as usize..text.end as usize),
            Self::Filed(..) => None,
        }
    }

    /// The sentence around a byte of the text that stands in a range.
    ///
    /// # Panics
    /// If the file can no longer be read, which was written a moment ago.
    pub(super) fn around(&self, text: Range<u32>, at: u32) -> String {
        let (start, end) = (text.start as usize, text.end as usize);
        match self {
            Self::Held(all) => excerpts::around(&all[start..end], at as usize),
            Self::Filed(file, place) => {
                let at = (at as usize).min(end - start);
                let window = excerpts::window(at);
                let window = window.start..window.end.min(end - start);
                let mut bytes = vec![0; window.len()];
                file.read(place + (start + window.start) as u64, &mut bytes)
                    .unwrap_or_else(|error| panic!("the words of the search are gone: {error}"));
                let (cut, seen) = whole(&bytes);
                excerpts::around(seen, at - window.start - cut)
            }
        }
    }
}

/// The characters that bytes of a text have in full, and how many bytes stand before these.
fn whole(bytes: &[u8]) -> (usize, &str) {
    let is_inside = |byte: &&u8| **byte & 0xc0 == 0x80;
    let cut = bytes.iter().take_while(is_inside).count();
    let seen = bytes[cut..].utf8_chunks().next().map_or("", |chunk| chunk.valid());
    (cut, seen)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug)]
    struct InMemory(Vec<u8>);

    impl Storage for InMemory {
        fn size(&self) -> u64 {
            self.0.len() as u64
        }

        fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
            bytes.copy_from_slice(&self.0[at as usize..at as usize + bytes.len()]);
            Ok(())
        }

        fn add(&self, _: &[u8]) -> io::Result<u64> {
            Err(io::ErrorKind::Unsupported.into())
        }
    }

    #[test]
    fn a_text_in_a_file_gives_the_sentences_that_it_gives_in_memory() {
        let long = "Ein langer Satz mit Umlauten äöü und vielen Wörtern, ".repeat(20);
        let texts = [
            "Short. And another one.\nA line.\n",
            &format!("{long}.\n{long}."),
            &"字".repeat(400),
            &"😀 e\u{301} ".repeat(200),
            "",
        ];
        let all = texts.concat();
        let before = "before";
        let file = InMemory(format!("{before}{all}").into_bytes());
        let (held, filed) = (Texts::Held(all), Texts::Filed(Arc::new(file), before.len() as u64));
        let mut start = 0;
        for text in texts {
            let range = start..start + text.len() as u32;
            for at in 0..=text.len() as u32 + 2 {
                assert_eq!(filed.around(range.clone(), at), held.around(range.clone(), at), "{at}");
            }
            start = range.end;
        }
    }
}
