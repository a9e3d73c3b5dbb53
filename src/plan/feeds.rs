//! The feeds, for whoever follows what changes: which there are, and where.
//!
//! They tell of three sorts of records: those of kinds that have a ledger, entry by entry; those of
//! kinds that have milestones; and those of kinds that are dated.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Config, PAGE};
use crate::diagnostics::{Code, Diagnostic};
use crate::ids::{KindId, LanguageId, RecordId};
use crate::model::Model;
use crate::parse::text::slug;

use super::data::{concerned, has_due_dates};
use super::{Owner, Page, Planner, dated};

/// What a feed is called in its folder.
pub const NAME: &str = "feed.xml";

/// What a feed is called in messages.
const WHAT: &str = "a feed";

/// What a feed tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feed {
    /// Everything in a language.
    Report(LanguageId),
    /// The records of a kind in a language.
    Kind(KindId, LanguageId),
    /// A record and all records inside it, and what it owes or is asked of it.
    Inside(RecordId),
    /// What became overdue, in a language.
    Overdue(LanguageId),
    /// Which milestones were moved, in a language.
    Moved(LanguageId),
    /// What is said to be in a state, by the places of the axis and of the state, in a language.
    State(usize, usize, LanguageId),
}

/// Whether there are feeds: their ids need a host and a date, and they need something to tell.
pub(super) fn are_made(config: &Config) -> bool {
    let has_ids = config.html.site_url.host().is_some() && config.feed.since.is_some();
    has_ids && !kinds(config).is_empty()
}

/// The kinds that feeds tell of, in order.
fn kinds(config: &Config) -> BTreeSet<KindId> {
    let books = config.ledger.iter().flat_map(|ledger| &ledger.books).map(|book| book.kind);
    let promised = config.milestones.iter().flat_map(|own| &own.books).map(|book| book.kind);
    books.chain(promised).chain(dated(config).into_iter().map(|(kind, _)| kind)).collect()
}

impl Planner<'_> {
    pub(super) fn feeds(&mut self) {
        if !are_made(self.config) {
            self.no_feeds();
            return;
        }
        let kinds = kinds(self.config);
        let mut feeds = self.feeds_inside(&kinds);
        // Home pages and indexes have feeds of their own.
        feeds.extend(self.whole_feeds(&kinds));
        for (folder, feed) in feeds {
            self.add(format!("{folder}{NAME}"), Page::Feed(feed), Owner::Overview(WHAT));
        }
    }

    /// Where feeds are asked for in so many words, it is told why there are none.
    fn no_feeds(&mut self) {
        let feed = &self.config.feed;
        let (Some(span), Some(_)) = (&feed.asked, feed.since) else { return };
        let (why, help) = match self.config.html.site_url.host() {
            None => (
                "feeds need the host of the site for the ids of their entries",
                "set `output.html.site-url` to the full address of the site, such as \
                 `https://example.org/`",
            ),
            Some(_) => (
                "the report has nothing to put in feeds",
                "add a `[ledger]`, a timeline, or `schema = \"Event\"` to a kind with a date",
            ),
        };
        let problem = Diagnostic::at(Code::BadValue, &self.config.source, span.clone(), why);
        self.plan.diagnostics.push(problem.help(help));
    }

    /// For each language, the feed of everything and those of the kinds, by their folders.
    fn whole_feeds(&self, kinds: &BTreeSet<KindId>) -> Vec<(String, Feed)> {
        let mut feeds = Vec::new();
        for language in self.config.languages.ids() {
            let is_used = |kind: KindId| {
                let mut records = self.model.of_kind(kind).iter();
                language == LanguageId::OWN
                    || records.any(|&index| self.model.records[index].language == language)
            };
            let prefix = self.prefix(language);
            let used: Vec<KindId> = kinds.iter().copied().filter(|&kind| is_used(kind)).collect();
            if !used.is_empty() {
                feeds.push((prefix.clone(), Feed::Report(language)));
                feeds.extend(self.feeds_by_news(language));
            }
            // The built-in kind has no path, and two kinds with one are reported where they are read.
            let path = |kind: KindId| &self.config.kinds[kind].path;
            let is_first = |kind: KindId| {
                self.config.kinds.position(|other| other.path == *path(kind)) == Some(kind)
            };
            let own = used.into_iter().filter(|&kind| kind != PAGE && is_first(kind));
            feeds.extend(
                own.map(|kind| (format!("{prefix}{}/", path(kind)), Feed::Kind(kind, language))),
            );
        }
        feeds
    }

    /// The feeds of a language that tell of one sort of news, by their folders.
    fn feeds_by_news(&self, language: LanguageId) -> BTreeMap<String, Feed> {
        let folder = format!("{}changes/", self.prefix(language));
        let mut feeds = BTreeMap::new();
        let axes = self.config.ledger.iter().flat_map(|own| own.axes.iter().enumerate());
        for (at, axis) in axes {
            for &state in &axis.states {
                let value = self.config.ledger.as_ref().map_or("", |own| &own.states[state].0);
                let (axis, value) = (slug(&axis.value), slug(value));
                if !axis.is_empty() && !value.is_empty() {
                    let path = format!("{folder}{axis}/{value}/");
                    feeds.entry(path).or_insert(Feed::State(at, state, language));
                }
            }
        }
        if has_due_dates(self.config) {
            feeds.insert(format!("{folder}overdue/"), Feed::Overdue(language));
        }
        if self.config.milestones.is_some() {
            feeds.insert(format!("{folder}moved/"), Feed::Moved(language));
        }
        feeds
    }

    /// The feeds of records that have others inside them of which feeds tell, or that others concern,
    /// by their folders.
    fn feeds_inside(&self, kinds: &BTreeSet<KindId>) -> BTreeMap<String, Feed> {
        let mut around = BTreeSet::new();
        for &index in kinds.iter().flat_map(|&kind| self.model.of_kind(kind)) {
            let mut at = index;
            while let Some(parent) = self.model.parent(at).filter(|&parent| around.insert(parent)) {
                at = parent;
            }
        }
        let concerned = concerned(self.config).into_iter();
        around.extend(concerned.flat_map(|kind| self.model.of_kind(kind)));
        let feeds = around
            .into_iter()
            .map(|index| (self.plan.addresses[index].to_string(), Feed::Inside(index)));
        feeds.collect()
    }
}

/// The records that a record's feed tells all of: its own, and all inside it.
pub fn records_inside(model: &Model, index: RecordId) -> Vec<RecordId> {
    let mut found = vec![index];
    let mut next = 0;
    while let Some(&index) = found.get(next) {
        found.extend(&model.shape.children[index]);
        next += 1;
    }
    found
}
