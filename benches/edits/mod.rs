//! What an author does to a report while it is served: words that change, records that are added.
//!
//! Each edit brings a word of its own into the text, by which it is known when it is seen.

#![allow(clippy::disallowed_methods, reason = "an author reads and writes files")]

use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::contestants::Contestant;
use super::corpus::{Corpus, Page, Random};

/// An edit that is to be made.
#[derive(Debug)]
pub(crate) struct Edit {
    /// The page that is open meanwhile.
    pub(crate) page: Page,
    /// The word that it brings.
    pub(crate) word: String,
    /// How long the author waits before it.
    pub(crate) pause: Duration,
    at: usize,
    document: usize,
    record: usize,
    save: Save,
}

/// How an editor saves a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Save {
    /// Into the file itself.
    Plain,
    /// Beside it, and then over it, as Vim, Emacs and many others.
    Rename,
}

/// The edits of these numbers, on documents as different as there are. The pages that are open take
/// turns, and so do the ways of saving.
pub(crate) fn edits(corpus: &Corpus, numbers: Range<usize>, pages: &[Page]) -> Vec<Edit> {
    let edit = |at: usize| {
        let mut random = Random::new(corpus.seed, &[4, at as u64]);
        let document = (at - numbers.start) * corpus.documents / numbers.len();
        let records = corpus.records_of(document);
        Edit {
            page: pages[at % pages.len()],
            word: format!("edited{at}"),
            // As an author's, whose pages have been open for a while: for the best part of a second
            // after it has opened one, the browser is still at work. Out of step with any clock.
            pause: Duration::from_millis(1000 + random.below(500) as u64),
            at,
            document,
            record: records.start + random.below(records.len()),
            save: if (at / pages.len()).is_multiple_of(2) { Save::Plain } else { Save::Rename },
        }
    };
    numbers.clone().map(edit).collect()
}

impl Edit {
    /// The path of the page that is open.
    pub(crate) fn path(&self, corpus: &Corpus, contestant: &Contestant) -> String {
        let id = match self.page {
            Page::Record => corpus.id(self.record),
            Page::Theme => corpus.document_id(self.document),
        };
        contestant.path(self.page, &id)
    }

    /// Changes the words that a record begins with; says when it was saved.
    pub(crate) fn change(
        &self,
        corpus: &Corpus,
        contestant: &Contestant,
    ) -> Result<SystemTime, Box<dyn Error>> {
        let first = corpus.records_of(self.document).start;
        let record = corpus.record(self.document, first, self.record);
        let path = contestant.source(self.page, &corpus.document_id(self.document), &record.id);
        let text = fs::read_to_string(&path)?;
        let opening = record.opening();
        if text.matches(opening).count() != 1 {
            return Err(format!("{} does not hold {} once", path.display(), record.id).into());
        }
        let text = text.replace(opening, &format!("{} {opening}", self.word));
        let saved = SystemTime::now();
        save(&path, &text, self.save)?;
        Ok(saved)
    }

    /// Adds a record; says when, and the path of its page.
    pub(crate) fn add(
        &self,
        corpus: &Corpus,
        contestant: &Contestant,
    ) -> Result<(SystemTime, String), Box<dyn Error>> {
        let record = corpus.added(self.document, self.at, &self.word);
        let saved = SystemTime::now();
        contestant.add(corpus, self.document, &record)?;
        Ok((saved, contestant.path(Page::Record, &record.id)))
    }
}

fn save(path: &Path, text: &str, how: Save) -> std::io::Result<()> {
    match how {
        Save::Plain => fs::write(path, text),
        Save::Rename => {
            let beside = path.with_extension("md~");
            fs::write(&beside, text)?;
            fs::rename(beside, path)
        }
    }
}
