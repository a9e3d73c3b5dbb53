//! What is too large for one page, and the parts in which it comes: all titles by their letters, the
//! whole report by its documents.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::collation::{Collation, DIGITS, HAN, SIGNS};
use crate::config::Config;
use crate::ids::{KindId, LanguageId, List, RecordId};
use crate::model::Model;
use crate::path::{folded, unusable};

use super::paths::file_of;
use super::{Owner, Page, Planner};

/// So many titles or documents are listed on one page. A title takes some 200 bytes of HTML, and four
/// times as many where it is long and in a script of several bytes a letter.
pub const MOST_LISTED: usize = 500;

/// The bodies of all documents on one page take at most so many bytes of HTML, which browsers still
/// lay out for paper in a few seconds. That is a report of about six hundred sheets.
pub const MOST_PRINTED: usize = 2_000_000;

/// What each language has in parts.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct Parts {
    /// The letters that have pages, for languages whose titles do not fit on one.
    pub letters: BTreeMap<LanguageId, Vec<Letter>>,
    /// The documents that have pages for printing, in reading order, for languages in which the whole
    /// report does not fit on one.
    pub sheets: BTreeMap<LanguageId, Vec<RecordId>>,
}

/// The titles under a letter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Letter {
    /// The letter as readers see it.
    pub letter: String,
    /// The letter in addresses, which no other letter of the language has.
    pub name: String,
    /// How many titles begin with it.
    pub count: usize,
}

impl Letter {
    /// How many pages it has.
    pub fn parts(&self) -> usize {
        self.count.div_ceil(MOST_LISTED)
    }

    /// The address of one of its pages, counted from nought, below the home page of its language.
    pub fn address(&self, part: usize) -> String {
        match part {
            0 => format!("a-z/{}/", self.name),
            _ => format!("a-z/{}/{}/", self.name, part + 1),
        }
    }
}

impl Parts {
    /// What of a model comes in parts. It follows from titles and texts, and not from the model's
    /// shape alone.
    pub fn of(config: &Config, model: &Model) -> Self {
        let mut titles: List<LanguageId, usize> = config.languages.iter().map(|_| 0).collect();
        for index in model.listed() {
            titles[model.records[index].language] += 1;
        }
        let many = titles.ids().filter(|language| titles[*language] > MOST_LISTED);
        let letters = many.map(|language| (language, letters(config, model, language)));
        let mut printed: List<LanguageId, usize> = config.languages.iter().map(|_| 0).collect();
        for placed in &model.documents {
            printed[placed.language] += placed.document().size as usize;
        }
        let large =
            printed.ids().filter(|language| config.html.print && printed[*language] > MOST_PRINTED);
        let sheets = large.map(|language| (language, reading_order(model, language)));
        Self { letters: letters.collect(), sheets: sheets.collect() }
    }
}

/// The letters of a language, by their code points.
fn letters(config: &Config, model: &Model, language: LanguageId) -> Vec<Letter> {
    let own = model.listed().map(|index| &model.records[index]);
    let own = own.filter(|record| record.language == language);
    let collation = Collation::of(&config.languages[language].tag);
    let counts = collation.count_broadly(own.map(|record| &*record.title));
    let mut taken = BTreeSet::new();
    let letters = counts.into_iter().map(|(letter, count)| {
        let mut name = name(&letter);
        if unusable(&name).is_some() || !taken.insert(folded(&name).into_owned()) {
            name = code_points(&letter);
        }
        Letter { letter, name, count }
    });
    letters.collect()
}

/// A letter in addresses.
fn name(letter: &str) -> String {
    match letter {
        DIGITS => "digits".to_owned(),
        SIGNS => "signs".to_owned(),
        HAN => "han".to_owned(),
        _ => letter.to_lowercase().nfc().collect(),
    }
}

/// What a letter is called whose own name another one has, or no path can have.
fn code_points(letter: &str) -> String {
    let codes: Vec<String> =
        letter.chars().map(|letter| format!("u{:04x}", u32::from(letter))).collect();
    codes.join("-")
}

/// The documents of a language in reading order; those of a kind take their places among
/// themselves in the order of the kind.
pub(crate) fn reading_order(model: &Model, language: LanguageId) -> Vec<RecordId> {
    let Model { records, documents, shape, .. } = model;
    let is_document = |index: &RecordId| {
        records[*index].heading.is_none() && records[*index].language == language
    };
    let mut of_kind: List<KindId, _> =
        shape.by_kind.iter().map(|records| records.iter().copied().filter(is_document)).collect();
    let places = documents.iter().map(|placed| placed.record).filter(is_document);
    places.filter_map(|place| of_kind[records[place].kind].next()).collect()
}

/// The address of a page of the contents of the report for printing, counted from nought, below the
/// home page of its language. No id has two hyphens together, so that no document takes its place.
pub(crate) fn contents_address(part: usize) -> String {
    match part {
        0 => "print/".to_owned(),
        _ => format!("print/contents--{}/", part + 1),
    }
}

impl Planner<'_> {
    /// The pages of the letters of a language.
    pub(super) fn letters(&mut self, language: LanguageId) {
        let Some(letters) = self.plan.parts.letters.get(&language) else { return };
        let home = self.prefix(language);
        let mut pages = Vec::new();
        for (at, letter) in letters.iter().enumerate() {
            pages.extend((0..letter.parts()).map(|part| {
                (format!("{home}{}", letter.address(part)), Page::Letter(language, at, part))
            }));
        }
        for (address, page) in pages {
            self.add(file_of(&address), page, Owner::Overview("a page of titles"));
        }
    }

    /// The pages for printing of the documents of a language, and their contents.
    pub(super) fn sheets(&mut self, language: LanguageId) {
        let Some(sheets) = self.plan.parts.sheets.get(&language) else { return };
        let home = self.prefix(language);
        let contents = (1..sheets.len().div_ceil(MOST_LISTED)).map(|part| {
            (format!("{home}{}", contents_address(part)), Page::Contents(language, part))
        });
        let sheets = (0..sheets.len()).map(|at| {
            (self.plan.sheet_address(self.config, language, at), Page::Sheet(language, at))
        });
        let pages: Vec<(String, Page)> = contents.chain(sheets).collect();
        for (address, page) in pages {
            self.add(file_of(&address), page, Owner::Overview("a page for printing"));
        }
    }
}

impl super::Plan {
    /// The address of a document's page for printing, by its place in reading order.
    pub(crate) fn sheet_address(&self, config: &Config, language: LanguageId, at: usize) -> String {
        let home = super::prefix(config, language);
        let own = &*self.addresses[self.parts.sheets[&language][at]];
        let below = own.strip_prefix(&*home).unwrap_or(own);
        match below {
            "" => format!("{home}print/index/"),
            below => format!("{home}print/{below}"),
        }
    }
}
