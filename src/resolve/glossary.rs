//! The words of a glossary, found where a document first uses them.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::config::Config;
use crate::model::{Model, RecordIndex};
use crate::parse::text;

use super::{Links, Target};

/// A term in a document's running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Where it begins in the body's HTML.
    pub start: u32,
    /// Where it ends there.
    pub end: u32,
    /// The record that explains it.
    pub record: RecordIndex,
}

/// The terms of one language.
struct Terms {
    language: usize,
    records: Vec<RecordIndex>,
    words: AhoCorasick,
}

/// Finds, for each document, the first use of every term that it does not link itself.
pub(super) fn marks(config: &Config, model: &Model, links: &Links) -> Vec<Vec<Mark>> {
    let terms: Vec<Terms> = (0..config.languages.len())
        .filter_map(|language| Terms::new(config, model, language))
        .collect();
    let documents = model.documents.iter().enumerate().map(|(at, placed)| {
        let own = terms.iter().find(|terms| terms.language == placed.language);
        own.map_or_else(Vec::new, |terms| terms.marks(model, links, at))
    });
    documents.collect()
}

impl Terms {
    fn new(config: &Config, model: &Model, language: usize) -> Option<Self> {
        let kinds = config.kinds.iter().enumerate().filter(|(_, kind)| kind.glossary);
        let records: Vec<RecordIndex> = kinds
            .flat_map(|(kind, _)| model.by_kind[kind].iter().copied())
            .filter(|&index| model.records[index].language == language)
            .collect();
        if records.is_empty() {
            return None;
        }
        let words = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(records.iter().map(|&index| text::escape(&model.records[index].title)))
            .ok()?;
        Some(Self { language, records, words })
    }

    fn marks(&self, model: &Model, links: &Links, document: usize) -> Vec<Mark> {
        let placed = &model.documents[document];
        let html = &placed.document.body.html;
        let linked = &links.documents[document].links;
        let mut done: Vec<RecordIndex> = Vec::new();
        let mut marks = Vec::new();
        for range in placed.document.prose.iter().filter(|range| !placed.hides(range.start)) {
            let (from, to) = (range.start as usize, range.end as usize);
            for found in self.words.find_iter(&html[from..to]) {
                let record = self.records[found.pattern().as_usize()];
                let (start, end) = (from + found.start(), from + found.end());
                let title = &model.records[record].title;
                let skipped = done.contains(&record)
                    || !is_word(html, start, end)
                    || !same_but_for_the_first(&html[start..end], title)
                    || linked.contains(&Target::Record(record))
                    || model.record_at(document, start as u32) == record;
                if !skipped {
                    done.push(record);
                    marks.push(Mark { start: start as u32, end: end as u32, record });
                }
            }
        }
        marks
    }
}

/// Whether words are a title but for the case of its first letter: `Standby Buses` within a
/// name is no use of the term `Standby buses`.
fn same_but_for_the_first(words: &str, title: &str) -> bool {
    let rest = |text: &str| text.chars().skip(1).collect::<String>();
    rest(words) == rest(&text::escape(title))
}

/// Whether a range of a text is a whole word, or several.
fn is_word(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let joins = |letter: Option<char>| letter.is_some_and(|c| c.is_alphanumeric() || c == '-');
    !joins(before) && !joins(after)
}
