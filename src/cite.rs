//! A work, and how it is cited.
//!
//! Goes in: a [`Work`], which is plain data. Comes out: what reference managers read, and a line of
//! text for people. A part of a work, such as one recommendation of a report, is cited as such: by
//! its own number and title, with the title of the whole, and with the authors, symbols and date of
//! the whole. What restates another work says so, and has nothing of that work's own. Names are
//! never taken apart, and a date that is partial stays so.

mod bibtex;
mod coins;
mod csl;
mod line;
mod ris;
mod tags;

pub use bibtex::bibtex;
pub use coins::coins;
pub use csl::csl_json;
pub use line::{Line, Words, line};
pub use ris::ris;
pub use tags::tags;

use crate::date::Date;

/// What can be cited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    /// The key under which reference managers keep it.
    pub key: String,
    /// The title of the whole.
    pub title: String,
    /// What of it is meant, unless it is the whole.
    pub part: Option<Part>,
    /// Who wrote it: bodies and people, each name in one piece.
    pub authors: Vec<String>,
    /// Who published it.
    pub institution: Option<String>,
    /// The symbols or numbers under which it was published.
    pub symbols: Vec<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// Where it was published.
    pub place: Option<String>,
    /// The language, as a BCP 47 tag.
    pub language: String,
    /// Where it can be read.
    pub url: Option<String>,
    /// That it restates another work, as a phrase in its language: `restating The tides, 2 May 2015`.
    pub restating: Option<String>,
}

/// A part of a work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What such a part is called: `Recommendation`.
    pub label: String,
    /// Its number, as written.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
}

impl Work {
    /// The title of what is meant: of a part, its number and its own title.
    pub fn name(&self) -> String {
        match &self.part {
            None => self.title.clone(),
            Some(Part { number: None, title, .. }) => title.clone(),
            Some(Part { number: Some(number), title, .. }) => format!("{number} {title}"),
        }
    }

    /// That it restates another work, as a note that stands alone.
    pub fn note(&self) -> Option<String> {
        let mut letters = self.restating.as_deref()?.chars();
        Some(letters.next()?.to_uppercase().chain(letters).collect())
    }

    /// Its symbols in one string, if it has any.
    pub fn symbol(&self) -> Option<String> {
        (!self.symbols.is_empty()).then(|| self.symbols.join("–"))
    }
}

/// A name as formats want it that have no other way to say that it stays in one piece: a comma at
/// its end, and none within. A semicolon would begin another name.
fn undivided(name: &str) -> String {
    format!("{},", in_one_line(name).replace([',', ';'], "\u{201a}"))
}

/// Text without line breaks.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
