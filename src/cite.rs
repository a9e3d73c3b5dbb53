//! A work, and how it is cited.
//!
//! Goes in: a [`Work`], which is plain data. Comes out: what reference managers read. A part of a
//! work, such as one recommendation of a report, is cited as such: by its own number and title,
//! with the title of the whole, and with the authors, symbols and date of the whole. Names of bodies
//! are never taken apart, and a date that is partial stays so.

mod bibtex;
mod csl;
mod ris;

pub use bibtex::bibtex;
pub use csl::csl_json;
pub use ris::ris;

use crate::model::Date;

/// What can be cited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    /// The key under which reference managers keep it: letters, digits and hyphens.
    pub key: String,
    /// The title of the whole.
    pub title: String,
    /// What of it is meant, unless it is the whole.
    pub part: Option<Part>,
    /// Who wrote it.
    pub authors: Vec<Author>,
    /// The language, as a BCP 47 tag.
    pub language: String,
    /// When it was published.
    pub date: Option<Date>,
    /// Where it can be read.
    pub url: Option<String>,
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

/// Who wrote a work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// A body, or a person whose name is not taken apart.
    Whole(String),
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

    /// The title of the whole, where a part is meant.
    pub fn whole(&self) -> Option<&str> {
        self.part.as_ref().map(|_| self.title.as_str())
    }
}

/// A name in which nothing invites a program to take it apart, as commas and semicolons do: for
/// formats that have no other way to say so.
fn undivided(name: &str) -> String {
    name.replace([',', ';'], "\u{201a}")
}

/// Text in one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
