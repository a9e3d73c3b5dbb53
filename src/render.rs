//! A page's part of the site → bytes.
//!
//! Goes in: the site's data and the name of a page. Comes out: its HTML, made by filling the holes
//! of parsed bodies and handing views of records to the templates of the look. Rendering is pure:
//! the same page of the same site gives the same bytes, whoever asks and in whatever order. No
//! Markdown is parsed here and nothing is resolved.

mod addresses;
mod assessed;
mod bars;
mod body;
mod changes;
mod chapters;
mod dates;
mod digest;
mod due;
mod elsewhere;
mod ended;
mod facets;
mod facts;
mod feeds;
mod figures;
mod files;
mod footnotes;
mod frame;
mod home;
mod index;
mod ledger;
mod letters;
mod linkset;
mod lists;
mod mail;
mod markdown;
mod milestones;
mod others;
mod overviews;
mod owed;
mod pages;
mod parts;
mod pictures;
mod progress;
mod promises;
mod quotation;
mod rows;
#[cfg_attr(not(feature = "search"), path = "render/unsearched.rs")]
mod searched;
mod select;
mod sheets;
mod snapshot;
mod structured;
mod tallies;
mod values;
mod versions;
mod views;
mod works;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use tera::Value;

use crate::asset::Asset;
use crate::config::Config;
use crate::contents;
use crate::diagnostics::Diagnostic;
use crate::ids::{DocumentId, KindId, LanguageId, List, RecordId};
use crate::look::Look;
use crate::model::Model;
use crate::parse::phrase::Mark;
use crate::parse::{Dialect, Phrase, Sentence, text};
use crate::plan::Plan;
use crate::resolve::{Links, Measure, Target, Text, in_brackets};
use crate::trace::{Once, Recent};
use crate::versions::Snapshot;

pub(crate) use addresses::{On, Shows, root_of};
pub(crate) use assessed::Assessed;
use chapters::Lines;
use dates::Dates;
use digest::News;
pub(crate) use due::Due;
use facts::Known;
use feeds::Newest;
pub(crate) use figures::Figure;
pub(crate) use frame::Face;
use frame::MenuLink;
use index::Order;
use ledger::Standing;
use letters::Filed;
use lists::{Counts, Lists};
use promises::Promised;
pub use select::{BadFilter, Filter};
pub use views::editor_address;

/// What a whole site is rendered with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether links name `index.html`, so that the folder reads from disk.
    pub portable: bool,
    /// Whether pages name the file and line that each record comes from.
    pub preview: bool,
}

/// Everything that rendering reads.
#[derive(Debug)]
pub struct Renderer {
    pub(crate) config: Arc<Config>,
    pub(crate) model: Arc<Model>,
    pub(crate) links: Arc<Links>,
    pub(crate) plan: Arc<Plan>,
    pub(crate) look: Arc<Look>,
    pub(crate) assets: BTreeMap<String, Asset>,
    pub(crate) settings: Settings,
    /// A sentence or two about each record.
    descriptions: List<RecordId, OnceLock<Box<Once<Phrase>>>>,
    /// The view of each record that other pages show.
    summaries: Recent<RecordId, Value>,
    /// For each language, what the ledger says of all records, found when first asked for.
    standings: List<LanguageId, OnceLock<Standing>>,
    /// For each language, what was promised for all records, found when first asked for.
    promised: List<LanguageId, OnceLock<Promised>>,
    /// For each language, what happened, found when first asked for.
    news: List<LanguageId, OnceLock<News>>,
    /// For each language, what its feeds tell, found when first asked for.
    newest: List<LanguageId, Once<Newest>>,
    /// For each language, the dates that were put into words.
    dates: List<LanguageId, Dates>,
    /// For each language, the view of the site, made when first asked for.
    sites: List<LanguageId, Once<Value>>,
    /// For each language, what the menu leads to, found when first asked for.
    menus: List<LanguageId, Once<Vec<MenuLink>>>,
    /// For each language, the lines of its table of contents, made when first asked for.
    lines: List<LanguageId, Once<Lines>>,
    /// For each language, its titles by their letters, filed when first asked for.
    filed: List<LanguageId, OnceLock<Filed>>,
    /// For each index of several parts, by kind and language, what these share, found when first
    /// asked for.
    orders: BTreeMap<(KindId, LanguageId), OnceLock<Order>>,
    /// The filtered lists that were asked for.
    lists: Mutex<Lists>,
    /// How many records the lists have whose counts were asked for.
    counts: Mutex<Counts>,
    /// The report as it stands, for comparison, made when first asked for.
    present: OnceLock<Snapshot>,
    /// For each language, what the report restates, told when first asked for.
    restated: List<LanguageId, Once<Option<String>>>,
    /// What facts come to.
    known: Known,
}

/// The HTML of a page, or what is wrong with a template.
pub type Rendered = Result<String, Box<Diagnostic>>;

impl Renderer {
    /// Gathers what rendering reads.
    pub fn new(
        config: Arc<Config>,
        model: Arc<Model>,
        links: Arc<Links>,
        plan: Arc<Plan>,
        look: Arc<Look>,
        assets: BTreeMap<String, Asset>,
        settings: Settings,
    ) -> Self {
        let descriptions = model.records.unnoted().iter().map(|_| OnceLock::new()).collect();
        let summaries = Recent::of(model.records.len());
        let standings = config.languages.iter().map(|_| OnceLock::new()).collect();
        let promised = config.languages.iter().map(|_| OnceLock::new()).collect();
        let news = config.languages.iter().map(|_| OnceLock::new()).collect();
        let newest = config.languages.iter().map(|_| Once::default()).collect();
        let dates = config.languages.iter().map(|_| Dates::default()).collect();
        let sites = config.languages.iter().map(|_| Once::default()).collect();
        let menus = config.languages.iter().map(|_| Once::default()).collect();
        let lines = config.languages.iter().map(|_| Once::default()).collect();
        let filed = config.languages.iter().map(|_| OnceLock::new()).collect();
        let orders = plan.cuts.keys().map(|index| (*index, OnceLock::new())).collect();
        let restated = config.languages.iter().map(|_| Once::default()).collect();
        Self {
            config,
            model,
            links,
            plan,
            look,
            assets,
            settings,
            descriptions,
            summaries,
            standings,
            promised,
            news,
            newest,
            dates,
            sites,
            menus,
            lines,
            filed,
            orders,
            lists: Mutex::default(),
            counts: Mutex::default(),
            present: OnceLock::new(),
            restated,
            known: Known::default(),
        }
    }

    /// The records.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Whether the report is a book as mdBook has it.
    pub(crate) fn is_book(&self) -> bool {
        contents::dialect(&self.config, self.model.contents.is_some()) == Dialect::Book
    }

    /// A label of `book.toml` in a language.
    pub(crate) fn label<'a>(&'a self, language: LanguageId, label: &'a str) -> &'a str {
        self.config.languages[language].labels.get(label).map_or(label, String::as_str)
    }

    /// A sentence with the titles of its links' targets filled in, and its markup.
    fn sentence(
        &self,
        sentence: &Sentence,
        targets: &Text,
        language: LanguageId,
    ) -> (String, Vec<Mark>) {
        sentence.fill(|link| {
            let target = &targets.links[link as usize];
            (self.target_title(target, language), self.target_title_html(target))
        })
    }

    /// What a target is called on a page of a language.
    fn target_title<'a>(&'a self, target: &'a Target, language: LanguageId) -> Cow<'a, str> {
        Cow::Borrowed(match target {
            Target::Record(record) => &self.model.records[*record].title,
            Target::Heading(document, heading) => {
                &self.model.outline(*document).title(*heading).text
            }
            Target::Item(document, item) => return self.item_title(*document, *item).into(),
            Target::Top(document) | Target::Anchor(document, _) => {
                &self.model.records[self.model.documents[*document].record].title
            }
            Target::Overview(overview) => return self.overview_entry(*overview, language).0.into(),
            Target::List(kind, query, Measure::Title) => {
                return self.list_title(*kind, query, language).into();
            }
            Target::List(kind, query, shows) => {
                return self.list_figure(*kind, query, *shows, language).into();
            }
            Target::Asset(path) | Target::Outside(path) => path,
            Target::Picture(picture) => &self.config.pictures[*picture].title,
            Target::Elsewhere(elsewhere) => {
                return self.elsewhere_title(*elsewhere, language).into();
            }
            Target::Missing(missing) => &missing.written,
            Target::Hidden => "",
        })
    }

    /// How an item of a list is cited: `Call 10(iii)`.
    fn item_title(&self, document: DocumentId, item: usize) -> String {
        let outline = self.model.outline(document);
        let record = &self.model.records[outline.record_of_item(item)];
        let marks = in_brackets(outline.item(item));
        match &record.number {
            Some(number) => {
                let kind = self.label(record.language, &self.config.kinds[record.kind].label);
                format!("{kind} {number}{marks}")
            }
            None => format!("{} {marks}", record.title),
        }
    }

    /// The title of a target as HTML, where that is not just the text.
    fn target_title_html(&self, target: &Target) -> Option<&str> {
        match target {
            Target::Record(record) => self.model.records[*record].title_html.as_deref(),
            Target::Heading(document, heading) => {
                self.model.outline(*document).title(*heading).html.as_deref()
            }
            Target::Top(document) => {
                let record = self.model.documents[*document].record;
                self.model.records[record].title_html.as_deref()
            }
            Target::Item(..)
            | Target::Overview(_)
            | Target::List(..)
            | Target::Asset(_)
            | Target::Outside(_)
            | Target::Anchor(..)
            | Target::Picture(_)
            | Target::Elsewhere(_)
            | Target::Missing(_)
            | Target::Hidden => None,
        }
    }

    /// A record's title.
    fn title_of(&self, index: RecordId) -> Phrase {
        let record = &self.model.records[index];
        Phrase { text: record.title.clone(), html: record.title_html.clone() }
    }

    /// A sentence or two about a record: its description, else its first paragraph.
    pub(crate) fn description(&self, index: RecordId) -> &str {
        &self.described(index).text
    }

    fn described(&self, index: RecordId) -> &Phrase {
        // Few records of a preview are asked for.
        let once = self.descriptions[index].get_or_init(Box::default);
        once.get(|| self.describe(index))
    }

    fn describe(&self, index: RecordId) -> Phrase {
        const LONGEST: usize = 200;
        let record = &self.model.records[index];
        if let Some(description) = &record.description {
            return description.clone();
        }
        let document = self.model.document_at(index);
        let lead = self.model.outline(document).lead(record.heading);
        let Some(lead) = lead else { return Phrase::default() };
        let targets = &self.links.documents[document].text;
        let (text, marks) = self.sentence(lead, targets, record.language);
        shortened(&text, &marks, LONGEST)
    }
}

/// The first sentences of a text that fit into so many characters, or a part of the first one.
fn shortened(text: &str, marks: &[Mark], longest: usize) -> Phrase {
    let fits = |end: usize| text[..end].chars().count() <= longest;
    let sentences = text::sentences(text);
    if let Some(range) = sentences.iter().take_while(|range| fits(range.end)).last() {
        return Phrase::of(text, marks, 0..range.end).bounded(longest);
    }
    let mut end = text.char_indices().nth(longest).map_or(text.len(), |(at, _)| at);
    end = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    end = text[..end].trim_end_matches([',', ';', ':', ' ']).len();
    let mut phrase = Phrase::of(text, marks, 0..end).bounded(longest);
    phrase.push("…");
    phrase
}

/// A title or a summary for a template: what is no HTML, it escapes.
fn shown(phrase: &Phrase) -> Value {
    match &phrase.html {
        Some(html) => Value::safe_string(html),
        None => Value::from(phrase.text.as_str()),
    }
}

/// A template's map while it is made: in the order of its keys, as one that [`map!`] makes.
type Pairs = BTreeMap<&'static str, Value>;

/// Makes a template's map out of pairs; in it, they are in the order of their keys.
macro_rules! map {
    ($($key:literal: $value:expr),* $(,)?) => {
        // Tera hashes the keys of whatever map it is given, and need not do so twice.
        tera::Value::from(std::collections::BTreeMap::from([
            $(($key, tera::Value::from($value)),)*
        ]))
    };
}
pub(crate) use map;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_end_with_a_sentence_or_an_ellipsis() {
        assert_eq!(shortened("One. Two is longer.", &[], 8).text, "One.");
        assert_eq!(shortened("One, two three.", &[], 9).text, "One, two…");
    }
}
