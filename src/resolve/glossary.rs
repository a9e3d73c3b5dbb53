//! The words of a glossary, found where a document first uses them.

use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;

use crate::config::Config;
use crate::escape::escape;
use crate::ids::{DocumentId, LanguageId, List, RecordId};
use crate::model::Model;

use super::{DocumentLinks, Links, Target, Text};

/// A term in a document's running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Where it begins in the body's HTML.
    pub start: u32,
    /// Where it ends there.
    pub end: u32,
    /// The record that explains it.
    pub record: RecordId,
}

/// The terms of all languages.
#[derive(Debug, Default)]
pub(super) struct Glossary {
    languages: Vec<Terms>,
}

/// The terms of one language.
#[derive(Debug, PartialEq, Eq)]
struct Terms {
    language: LanguageId,
    records: Vec<RecordId>,
    /// Their titles as they stand in HTML.
    titles: Vec<String>,
}

impl Glossary {
    pub(super) fn new(config: &Config, model: &Model) -> Self {
        let languages = config.languages.ids();
        let terms = languages.map(|language| Terms::new(config, model, language));
        Self { languages: terms.filter(|terms| !terms.records.is_empty()).collect() }
    }

    /// For each document, the first use of every term that it does not link itself. Those of an
    /// earlier resolution stay, where neither the terms nor the document have changed since.
    pub(super) fn marks(
        &self,
        model: &Model,
        documents: &List<DocumentId, Arc<DocumentLinks>>,
        before: Option<&Links>,
    ) -> List<DocumentId, Arc<[Mark]>> {
        let before = before.filter(|before| before.glossary.languages == self.languages);
        let words: Vec<Option<AhoCorasick>> = self.languages.iter().map(Terms::words).collect();
        let marks = |(at, links): (DocumentId, &Arc<DocumentLinks>)| {
            let kept = before.filter(|before| Arc::ptr_eq(&before.documents[at], links));
            if let Some(before) = kept {
                return Arc::clone(&before.marks[at]);
            }
            let language = model.documents[at].language;
            let own = self.languages.iter().zip(&words);
            let own = own.filter(|(terms, _)| terms.language == language);
            let marks = own.filter_map(|(terms, words)| {
                Some(terms.marks(words.as_ref()?, model, &links.text, at))
            });
            marks.flatten().collect()
        };
        documents.par_enumerate().map(marks).collect()
    }
}

impl Terms {
    fn new(config: &Config, model: &Model, language: LanguageId) -> Self {
        let kinds = config.kinds.enumerate().filter(|(_, kind)| kind.glossary);
        let records: Vec<RecordId> = kinds
            .flat_map(|(kind, _)| model.of_kind(kind).iter().copied())
            .filter(|&index| model.records[index].language == language)
            .collect();
        let titles = records.iter().map(|&index| escape(&model.records[index].title));
        Self { language, titles: titles.collect(), records }
    }

    fn words(&self) -> Option<AhoCorasick> {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&self.titles)
            .ok()
    }

    fn marks(
        &self,
        words: &AhoCorasick,
        model: &Model,
        links: &Text,
        document: DocumentId,
    ) -> Vec<Mark> {
        let placed = &model.documents[document];
        let prose = model.prose(document);
        let html = &prose.body.html;
        let mut done: Vec<RecordId> = Vec::new();
        let mut marks = Vec::new();
        for range in prose.running.iter().filter(|range| !placed.hides(range.start)) {
            let (from, to) = (range.start as usize, range.end as usize);
            for found in words.find_iter(&html[from..to]) {
                let record = self.records[found.pattern().as_usize()];
                let (start, end) = (from + found.start(), from + found.end());
                let title = &model.records[record].title;
                let skipped = done.contains(&record)
                    || !is_word(html, start, end)
                    || !same_but_for_the_first(&html[start..end], title)
                    || links.links.contains(&Target::Record(record))
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
    rest(words) == rest(&escape(title))
}

/// Whether a range of a text is a whole word, or several.
fn is_word(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let joins = |letter: Option<char>| letter.is_some_and(|c| c.is_alphanumeric() || c == '-');
    !joins(before) && !joins(after)
}
