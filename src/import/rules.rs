//! A mapping of a document: what its headings and paragraphs are to a report.
//!
//! ```toml
//! file = "report.docx"
//! into = "content"                       # the folder of the documents
//! pictures = "content/pictures"          # that of the pictures
//! documents = 1                          # headings up to this level begin a document
//! pages = true                           # whether the pages of the file are marked
//!
//! [headings]                             # levels of headings by their styles; 0 is no heading
//! "Heading 1" = 1
//!
//! [[records]]
//! kind = "recommendation"
//! number = "Recommendation {number}"     # how they begin
//! # heading = "Heading 4"                # only headings of a style, or of a level
//! # style = "Recommendation"             # only paragraphs of a style
//! # boxed = true                         # only boxes
//! # until = "next"                       # with all text up to the next record or heading
//! ```
//!
//! It is written once out of what a document looks like, and is the truth from then on.

mod guess;
mod pattern;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::table::Refusal;
use crate::config::Config;
use crate::diagnostics::did_you_mean;
use crate::ids::KindId;

pub use guess::{Guess, guess};
pub(super) use pattern::Pattern;

/// A mapping as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The name of the document's file.
    pub file: String,
    /// The folder in which documents are written, below the report's folder.
    pub into: String,
    /// The folder in which pictures are written, below the report's folder.
    pub pictures: String,
    /// Headings up to this level begin a document. With 0, there is one document.
    pub documents: u8,
    /// Whether the beginnings of pages are marked.
    #[serde(default)]
    pub pages: bool,
    /// Levels of headings, by the names of their styles.
    #[serde(default)]
    pub headings: BTreeMap<String, u8>,
    /// What becomes a record, the first that fits.
    #[serde(default)]
    pub records: Vec<Rule>,
}

/// What becomes a record of a kind. All that a rule says must be so.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The name of the kind.
    pub kind: String,
    /// The style of a heading, or its level.
    pub heading: Option<Heading>,
    /// How its text begins: `Recommendation {number}`.
    pub number: Option<String>,
    /// The style of a paragraph.
    pub style: Option<String>,
    /// Whether it is in a box.
    #[serde(default)]
    pub boxed: bool,
    /// Where the text of a record ends that begins as a paragraph.
    #[serde(default)]
    pub until: Until,
}

/// Where the text of a record ends that begins as a paragraph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Until {
    /// With the paragraph, and what plainly belongs to it.
    #[default]
    #[serde(rename = "paragraph")]
    Paragraph,
    /// Before the next record or heading.
    #[serde(rename = "next")]
    Next,
}

/// Which headings are meant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Heading {
    /// Those of a level.
    Level(u8),
    /// Those of a style.
    Style(String),
}

/// Whether two names of styles mean the same one.
pub(super) fn is_style(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

impl Rules {
    /// Reads a mapping.
    ///
    /// # Errors
    /// What is wrong with it, with the line.
    pub fn read(path: &str, text: &str) -> Result<Self, Refusal> {
        toml::from_str(text)
            .map_err(|error| Refusal::of_toml(path, text, &error, "From a document"))
    }

    /// The kinds of its records, in their order.
    ///
    /// # Errors
    /// What is wrong with the rules.
    pub fn check(&self, path: &str, config: &Config) -> Result<Vec<KindId>, Vec<Refusal>> {
        let mut problems = Vec::new();
        let mut kinds = Vec::new();
        for (at, rule) in self.records.iter().enumerate() {
            let place = format!("{path}: records {}", at + 1);
            match config.kinds.position(|kind| kind.name == rule.kind) {
                Some(kind) => kinds.push(kind),
                None => {
                    let names = config.kinds.iter().map(|kind| kind.name.as_str());
                    let help = did_you_mean(&rule.kind, names)
                        .unwrap_or_else(|| format!("declare it: `[kinds.{}]`", rule.kind));
                    let message = format!("book.toml declares no kind `{}`", rule.kind);
                    problems.push(Refusal::new(place.clone(), message, help));
                }
            }
            let says = [rule.heading.is_some(), rule.number.is_some(), rule.style.is_some()];
            if !rule.boxed && says == [false; 3] {
                let help = "add `heading`, `number`, `style` or `boxed = true`";
                let message = "this rule does not say what becomes a record";
                problems.push(Refusal::new(place.clone(), message, help));
            }
            if let Some(number) = &rule.number
                && Pattern::of(number).is_none()
            {
                let message = format!("`{number}` has no `{{number}}` in it");
                let help = "put it where the number is: `Recommendation {number}`";
                problems.push(Refusal::new(place, message, help));
            }
        }
        let src = &config.book.src.value;
        for (key, folder) in [("into", &self.into), ("pictures", &self.pictures)] {
            let is_below = folder == src || folder.starts_with(&format!("{src}/"));
            if !is_below || folder.split('/').any(|part| ["", ".", ".."].contains(&part)) {
                let message = format!("`{folder}` is not the content folder, or below it");
                let help = format!("name `{src}`, or a folder in it");
                problems.push(Refusal::new(format!("{path}: {key}"), message, help));
            }
        }
        if problems.is_empty() { Ok(kinds) } else { Err(problems) }
    }
}
