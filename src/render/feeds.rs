//! Feeds: the entries of the ledger, what happened to milestones, and the dated records, the newest
//! first, as Atom (RFC 4287).
//!
//! Every date is one of the content. Ids are tag URIs (RFC 4151) that say nothing of addresses: that
//! of a dated record is its name, that of an entry its record's name and a hash of what the entry
//! says. So an entry that is edited is another one, and the others stay what they were.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use tera::{Context, Value};

use crate::config::{Ending, Field, LedgerBook};
use crate::date::Date;
use crate::diagnostics::Diagnostic;
use crate::field::Form;
use crate::ids::{LanguageId, RecordId};
use crate::ledger::{Clock, Entry, Ledger, Party, clocks};
use crate::look::Argument;
use crate::milestones::{Happened, Milestone, Milestones, Says};
use crate::model;
use crate::plan::{self, FEED, Feed, address_of, records_inside};
use crate::resolve::Meant;
use crate::source::with_line_feeds;
use crate::url;

use super::addresses::{On, Shows};
use super::footnotes::Notes;
use super::promises::says_key;
use super::{Rendered, Renderer, map};

/// What a feed calls a category: for programs, and in words.
type Category = (&'static str, String);

/// So many entries are in a feed at most.
const MOST: usize = 100;

/// What a feed tells of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub(super) date: Date,
    pub(super) record: RecordId,
    pub(super) what: What,
}

/// What it tells.
#[derive(Debug, Clone, Copy)]
pub(super) enum What {
    /// That the record is dated.
    Dated,
    /// An entry of the ledger.
    Entry(Entry),
    /// What happened to a milestone: it, by its place, what that is, and its place among all that
    /// happened to it.
    Milestone(usize, Happened, usize),
    /// That there was no entry on an axis when one was due.
    Clock(Clock),
    /// How the record ended.
    End(Ending),
}

impl What {
    /// The row that says it.
    pub(super) fn row(&self) -> Option<usize> {
        match self {
            What::Entry(entry) => Some(entry.row),
            What::Milestone(_, Happened::Said(step), _) => Some(step.row),
            What::Milestone(_, Happened::Overdue(_), _) => None,
            What::Dated | What::Clock(_) | What::End(_) => None,
        }
    }

    /// The feed of a language that tells of this sort of news alone.
    fn feed(&self, language: LanguageId) -> Option<Feed> {
        match self {
            What::Milestone(_, Happened::Overdue(_), _) | What::Clock(_) => {
                Some(Feed::Overdue(language))
            }
            What::Milestone(_, Happened::Said(step), _) => {
                matches!(step.says, Says::Moved(_)).then_some(Feed::Moved(language))
            }
            What::Entry(entry) => Some(Feed::State(entry.axis, entry.state, language)),
            What::Dated | What::End(_) => None,
        }
    }
}

/// What a feed chooses from.
pub(super) struct Source<'a> {
    pub(super) ledger: Cow<'a, Ledger>,
    pub(super) milestones: Cow<'a, Milestones>,
}

/// What the feeds of a language tell but for those of single records, each the newest first. They are
/// many and tell of the same, so all that happened is looked through once.
pub(super) type Newest = BTreeMap<Feed, Vec<Told>>;

impl Renderer {
    /// A feed, as it stands at its output path.
    pub(super) fn feed(&self, path: &str, feed: Feed) -> Rendered {
        let language = self.feed_language(feed);
        let (source, told) = self.told(feed, language);
        let root = self.url("");
        let on = On { root: &root, language, shows: Shows::Nothing };
        let mut entries = Vec::with_capacity(told.len());
        for told in &told {
            entries.push(self.told_view(&source, told, on)?);
        }
        let mut context = Context::new();
        let newest = told.first().map(|told| told.date).or(self.config.feed.since);
        context.insert_value("feed", self.feed_view(path, feed, language, newest));
        context.insert_value("entries", Value::from(entries));
        context.insert("lang", &self.config.languages[language].tag);
        context.insert("language_index", &language.index());
        context.insert("root", &root);
        let mut text = self.look.render("feed.xml", &context)?;
        // Some characters cannot stand in XML, however they are written.
        text.retain(is_of_xml);
        Ok(text)
    }

    fn feed_language(&self, feed: Feed) -> LanguageId {
        match feed {
            Feed::Report(language)
            | Feed::Kind(_, language)
            | Feed::Overdue(language)
            | Feed::Moved(language)
            | Feed::State(_, _, language) => language,
            Feed::Inside(index) => self.model.records[index].language,
        }
    }

    /// What a feed tells, the newest first.
    fn told(&self, feed: Feed, language: LanguageId) -> (Source<'_>, Vec<Told>) {
        if let Feed::Inside(index) = feed {
            return self.told_inside(index, language);
        }
        let newest = self.newest[language].get(|| self.find_newest(language));
        (self.source(language), newest.get(&feed).cloned().unwrap_or_default())
    }

    fn find_newest(&self, language: LanguageId) -> Newest {
        let (_, mut told) = self.all_told(language);
        self.put_newest_first(&mut told);
        let mut newest = Newest::new();
        for told in told {
            let kind = self.model.records[told.record].kind;
            let feeds = [Feed::Report(language), Feed::Kind(kind, language)];
            for feed in feeds.into_iter().chain(told.what.feed(language)) {
                let own = newest.entry(feed).or_default();
                if own.len() < MOST {
                    own.push(told);
                }
            }
        }
        newest
    }

    fn put_newest_first(&self, told: &mut [Told]) {
        told.sort_by_cached_key(|told| {
            let kind = self.model.records[told.record].kind;
            let row = told.what.row();
            (Reverse(told.date.days().0), kind, self.plan.ranks[told.record], Reverse(row))
        });
    }

    /// What happened to any record of a language.
    fn source(&self, language: LanguageId) -> Source<'_> {
        Source {
            ledger: Cow::Borrowed(&self.standing(language).ledger),
            milestones: Cow::Borrowed(&self.promised(language).milestones),
        }
    }

    /// All that could be told of the records of a language, in no order that matters.
    pub(super) fn all_told(&self, language: LanguageId) -> (Source<'_>, Vec<Told>) {
        let records = self.model.listed();
        let own = records.filter(|&index| self.model.language_of(index) == language);
        let own: BTreeSet<RecordId> = own.collect();
        let source = self.source(language);
        let told = self.told_of(&source, &own, &own);
        (source, told)
    }

    /// What the feed of a record tells, the newest first: of it and all inside it, and of what it owes
    /// or is asked of it.
    fn told_inside(&self, index: RecordId, language: LanguageId) -> (Source<'_>, Vec<Told>) {
        let own: BTreeSet<RecordId> = records_inside(&self.model, index).into_iter().collect();
        let addressed: BTreeSet<RecordId> = self.addressed(index).into_values().flatten().collect();
        let owned = self.owned_milestones(index, language).map(|(_, owned)| owned);
        let owned: BTreeSet<(RecordId, &str)> =
            owned.iter().flatten().map(|own| (own.record, own.key.as_str())).collect();
        let mut records: BTreeSet<RecordId> = own.union(&addressed).copied().collect();
        records.extend(owned.iter().map(|(record, _)| *record));
        let (config, model, links) = (&self.config, &self.model, &self.links);
        let source = Source {
            ledger: Cow::Owned(Ledger::of(config, model, links, records.iter().copied())),
            milestones: Cow::Owned(Milestones::of(config, model, links, records.iter().copied())),
        };
        let mut told = self.told_of(&source, &own, &records);
        told.retain(|told| {
            let is_own = own.contains(&told.record);
            match told.what {
                What::Milestone(at, ..) => {
                    let milestone = &source.milestones.all[at];
                    is_own || owned.contains(&(told.record, milestone.key.as_str()))
                }
                _ => is_own || addressed.contains(&told.record),
            }
        });
        self.put_newest_first(&mut told);
        told.truncate(MOST);
        (source, told)
    }

    /// What could be told of records, of some of them with their own dates.
    fn told_of(
        &self,
        source: &Source<'_>,
        dated: &BTreeSet<RecordId>,
        records: &BTreeSet<RecordId>,
    ) -> Vec<Told> {
        let mut told = self.told_of_milestones(source);
        told.extend(self.told_of_entries(source, records));
        told.extend(self.told_of_dates(dated));
        told
    }

    fn told_of_milestones(&self, source: &Source<'_>) -> Vec<Told> {
        let as_of = self.config.book.as_of;
        let mut told = Vec::new();
        for (at, milestone) in source.milestones.all.iter().enumerate() {
            for (place, own) in milestone.happenings(as_of).into_iter().enumerate() {
                let what = What::Milestone(at, own.what, place);
                told.push(Told { date: own.date, record: milestone.record, what });
            }
        }
        told
    }

    /// The entries of some records, and the days on which one was missing.
    fn told_of_entries(&self, source: &Source<'_>, records: &BTreeSet<RecordId>) -> Vec<Told> {
        let mut first: BTreeMap<(RecordId, usize), Date> = BTreeMap::new();
        let mut told = Vec::new();
        for entry in &source.ledger.entries {
            first.entry((entry.record, entry.axis)).or_insert(entry.date);
            let what = What::Entry(*entry);
            told.push(Told { date: entry.date, record: entry.record, what });
        }
        for &record in records {
            let first = |axis: usize| first.get(&(record, axis)).copied();
            let clocks = clocks(&self.config, &self.model, record, first).into_iter();
            told.extend(clocks.filter_map(|clock| {
                let date = clock.missed(self.config.book.as_of)?;
                Some(Told { date, record, what: What::Clock(clock) })
            }));
        }
        told
    }

    fn told_of_dates(&self, records: &BTreeSet<RecordId>) -> Vec<Told> {
        let dated = plan::dated(&self.config);
        let events = records.iter().filter_map(|&record| {
            let own = &self.model.records[record];
            let (_, field) = dated.iter().find(|(kind, _)| *kind == own.kind)?;
            let date = own.values[*field].first()?.date()?;
            Some(Told { date, record, what: What::Dated })
        });
        let ends = records.iter().filter_map(|&record| {
            let ended = self.model.records[record].ended.as_ref()?;
            Some(Told { date: ended.date?, record, what: What::End(ended.how) })
        });
        events.chain(ends).collect()
    }

    /// What a feed is called, without the title of the site.
    pub(crate) fn feed_title(&self, feed: Feed) -> String {
        let words = |language, key| self.look.strings().word(language, key);
        match feed {
            Feed::Report(language) => words(language, "changes-title"),
            Feed::Overdue(language) => words(language, "overdue-title"),
            Feed::Moved(language) => words(language, "moves-title"),
            Feed::Kind(kind, language) => {
                self.label(language, &self.config.kinds[kind].plural).to_owned()
            }
            Feed::Inside(index) => self.numbered_title(index),
            Feed::State(axis, state, language) => {
                let Some(declared) = &self.config.ledger else { return String::new() };
                let axis = self.label(language, &declared.axes[axis].label);
                self.judged_by(language, axis, self.label(language, &declared.states[state].1))
            }
        }
    }

    /// What a feed says of itself.
    fn feed_view(
        &self,
        path: &str,
        feed: Feed,
        language: LanguageId,
        newest: Option<Date>,
    ) -> Value {
        let site = self.site_title(language);
        let news = |name: String| {
            let page = format!("{}progress/", self.plan_home(language));
            (self.in_language(name, language), String::new(), page)
        };
        let (name, description, page) = match feed {
            Feed::Report(_) => {
                let home = self.plan_home(language);
                let changes = format!("{home}changes/");
                let page = if self.overview_path(&changes).is_some() { changes } else { home };
                let description = self.look.strings().word(language, "changes-description");
                (self.in_language(String::new(), language), description, page)
            }
            Feed::Kind(kind, _) => {
                let declared = &self.config.kinds[kind];
                let index = self.plan.indexes.get(&(kind, language)).cloned();
                (
                    self.in_language(url::encoded(&declared.name), language),
                    self.label(language, &declared.description).to_owned(),
                    index.unwrap_or_else(|| self.plan_home(language)),
                )
            }
            Feed::Inside(index) => (
                self.lasting_name(index),
                self.description(index).to_owned(),
                self.plan.addresses[index].to_string(),
            ),
            Feed::Overdue(_) => news("overdue/".to_owned()),
            Feed::Moved(_) => news("moved/".to_owned()),
            Feed::State(axis, state, _) => {
                let declared = self.config.ledger.as_ref();
                let [axis, state] = declared.map_or_else(Default::default, |own| {
                    [&own.axes[axis].value, &own.states[state].0].map(|word| url::encoded(word))
                });
                news(format!("state/{axis}/{state}"))
            }
        };
        let title = self.feed_title(feed);
        let title = if site.is_empty() { title } else { format!("{title} – {site}") };
        map! {
            "id": self.tag(&name, "feed"),
            "title": title,
            "description": description,
            "updated": newest.map(instant),
            "authors": self.feed_authors().into_iter().map(Value::from).collect::<Vec<Value>>(),
            "url": self.url(path),
            "page": self.url(&page),
        }
    }

    /// Who wrote the report; a feed cannot do without.
    fn feed_authors(&self) -> Vec<String> {
        let authors = self.config.citation.authors.as_ref().unwrap_or(&self.config.book.authors);
        if authors.is_empty() {
            let host = self.config.html.site_url.host();
            return host.map(str::to_owned).into_iter().collect();
        }
        authors.clone()
    }

    fn told_view(
        &self,
        source: &Source<'_>,
        told: &Told,
        on: On<'_>,
    ) -> Result<Value, Box<Diagnostic>> {
        let record = &self.model.records[told.record];
        let kind = &self.config.kinds[record.kind];
        let (title, name) = (self.numbered_title(told.record), self.lasting_name(told.record));
        let of_kind = category(&kind.name, self.label(on.language, &kind.label));
        let mut view = match &told.what {
            What::Dated => map_of([("id", self.tag(&name, "").into()), ("title", title.into())]),
            What::End(how) => {
                let word = self.ending_word(*how, on.language);
                let categories = vec![of_kind.clone(), category(how.name(), &word)];
                map_of([
                    ("id", self.tag(&name, &format!("ended-{}", how.name())).into()),
                    ("title", self.feed_entry(on.language, title, word).into()),
                    ("categories", categories.into()),
                ])
            }
            What::Entry(entry) => {
                let mut categories = vec![of_kind.clone()];
                categories.extend(self.entry_categories(entry, on.language));
                let judgement =
                    self.entry_view(&source.ledger, entry, on, &mut Notes::left_out())?;
                let author = &source.ledger.assessors[entry.assessor];
                map_of([
                    ("id", self.tag(&name, &self.entry_hash(entry)).into()),
                    ("title", self.entry_title(entry, title, on.language).into()),
                    ("categories", categories.into()),
                    ("judgement", judgement.into()),
                    ("author", self.entry_author(author, on.language)),
                ])
            }
            What::Milestone(at, what, place) => {
                let milestone = &source.milestones.all[*at];
                let (key, step) = self.happened(milestone, *what, on)?;
                let words = match what {
                    Happened::Said(step) => self.says_words(on.language, step.says),
                    Happened::Overdue(due) => self.overdue_words(on.language, *due),
                };
                let words = self.judged_by(on.language, &milestone.title, &words);
                let said = happening(milestone, *what);
                let before = milestone.happenings(self.config.book.as_of).into_iter().take(*place);
                let same = before.filter(|other| happening(milestone, other.what) == said).count();
                let hash = numbered(short_hash(&said), same);
                map_of([
                    ("id", self.tag(&name, &hash).into()),
                    ("title", self.feed_entry(on.language, title, words).into()),
                    ("categories", vec![of_kind.clone(), category(key.0, &key.1)].into()),
                    ("step", step.into()),
                ])
            }
            What::Clock(clock) => {
                let words = self.overdue_words(on.language, clock.due);
                let axis = self.config.ledger.as_ref().map(|own| &own.axes[clock.axis]);
                let label = axis.map_or("", |axis| self.label(on.language, &axis.label));
                let words = self.judged_by(on.language, label, &words);
                let overdue = self.look.strings().word(on.language, "standing-overdue");
                let value = axis.map_or("", |axis| axis.value.as_str());
                let hash = short_hash(&json!(["clock", value, clock.due.to_string()]));
                let categories = vec![of_kind.clone(), category("overdue", &overdue)];
                map_of([
                    ("id", self.tag(&name, &hash).into()),
                    ("title", self.feed_entry(on.language, title, words).into()),
                    ("categories", categories.into()),
                ])
            }
        };
        view.entry("categories".into()).or_insert_with(|| vec![of_kind].into());
        for key in ["author", "judgement", "step", "description"] {
            view.entry(key.into()).or_insert_with(Value::none);
        }
        view.insert("updated".into(), instant(told.date).into());
        view.insert("url".into(), self.url(&self.plan.addresses[told.record]).into());
        if matches!(told.what, What::Dated | What::Entry(_) | What::End(_)) {
            view.insert("description".into(), self.description(told.record).into());
        }
        Ok(Value::from(view))
    }

    /// What happened to a milestone: its category, and what its row says.
    fn happened(
        &self,
        milestone: &Milestone,
        what: Happened,
        on: On<'_>,
    ) -> Result<(Category, Option<Value>), Box<Diagnostic>> {
        let word = |key: &str| self.look.strings().word(on.language, key);
        let book = self.config.milestones.as_ref();
        let book = book.and_then(|own| own.book(self.model.records[milestone.record].kind));
        let (Happened::Said(step), Some(book)) = (what, book) else {
            return Ok((("overdue", word("standing-overdue")), None));
        };
        let key = match step.says {
            Says::Moved(_) => "moves-title",
            Says::Done(_) => "standing-done",
            Says::Promised(_) | Says::Else => "milestones-title",
        };
        let view = self.step_view((milestone.record, book), &step, on, &mut Notes::left_out())?;
        Ok(((says_key(step.says), word(key)), Some(view)))
    }

    /// That something was not there when it was due.
    pub(super) fn overdue_words(&self, language: LanguageId, due: Date) -> String {
        let overdue = self.look.strings().word(language, "standing-overdue");
        format!("{overdue} · {}", self.dated_words(language, "due-by", Some(due)))
    }

    fn entry_author(&self, assessor: &Party, language: LanguageId) -> Value {
        let url = match assessor {
            Party::Record(index) => Some(self.url(&self.plan.addresses[*index])),
            _ => None,
        };
        map! { "name": self.party_name(language, assessor), "url": url }
    }

    fn entry_title(&self, entry: &Entry, title: String, language: LanguageId) -> String {
        let Some(declared) = &self.config.ledger else { return title };
        let state = self.label(language, &declared.states[entry.state].1).to_owned();
        self.feed_entry(language, title, state)
    }

    /// What a record is called, and what is said of it.
    fn feed_entry(&self, language: LanguageId, title: String, words: String) -> String {
        let words = [
            ("title".to_owned(), Argument::Text(title)),
            ("state".to_owned(), Argument::Text(words)),
        ];
        self.look.strings().get(language, "feed-entry", &words).unwrap_or_default()
    }

    /// The axis and the state of an entry.
    fn entry_categories(&self, entry: &Entry, language: LanguageId) -> Vec<Value> {
        let Some(declared) = &self.config.ledger else { return Vec::new() };
        let axis = &declared.axes[entry.axis];
        let (state, label) = &declared.states[entry.state];
        vec![
            category(&axis.value, self.label(language, &axis.label)),
            category(state, self.label(language, label)),
        ]
    }

    // ------------------------------------------------------------------ ids

    /// An id that lasts: a tag URI, with a fragment where it is not empty.
    fn tag(&self, name: &str, fragment: &str) -> String {
        let host = url::encoded(self.config.html.site_url.host().unwrap_or_default());
        let since = self.config.feed.since.map(|date| date.to_string()).unwrap_or_default();
        let hash = if fragment.is_empty() { "" } else { "#" };
        format!("tag:{host},{since}:{name}{hash}{fragment}")
    }

    fn in_language(&self, name: String, language: LanguageId) -> String {
        match language {
            LanguageId::OWN => name,
            _ => format!("{name}@{}", self.config.languages[language].tag),
        }
    }

    /// `kind/id`, with the id that a record had at first, if it was renamed since.
    fn lasting_name(&self, index: RecordId) -> String {
        let record = &self.model.records[index];
        let original = self.model.in_language(index, LanguageId::OWN).unwrap_or(index);
        let original = &self.model.records[original];
        let id = original.aliases.first().map_or(&*original.id, |alias| alias.text.as_str());
        let kind = &self.config.kinds[record.kind].name;
        self.in_language(url::encoded(&format!("{kind}/{id}")), record.language)
    }

    /// What tells an entry from the others of its record: a hash of what it says, and for the second
    /// of several that say the same and every later one, which of them it is.
    fn entry_hash(&self, entry: &Entry) -> String {
        let Some((_, book)) = self.book_of(entry.record) else { return String::new() };
        let rows = &self.model.records[entry.record].values[book.field];
        let said = self.said(entry.record, book, &rows[entry.row]);
        let same = rows[..entry.row]
            .iter()
            .filter(|row| self.said(entry.record, book, row) == said)
            .count();
        numbered(short_hash(&said), same)
    }

    /// A name of a milestone that lasts as long as its record and what tells it from the others.
    pub(super) fn milestone_name(&self, milestone: &Milestone) -> String {
        let hash = short_hash(&json!(milestone.key));
        format!("{}#milestone-{hash}", self.lasting_name(milestone.record))
    }

    /// A name that lasts of the day by which a record is due to have an entry.
    pub(super) fn clock_name(&self, record: RecordId, clock: &Clock) -> String {
        let declared = self.config.ledger.as_ref();
        let axis = declared.map_or("", |own| own.axes[clock.axis].value.as_str());
        format!("{}#due-{}", self.lasting_name(record), short_hash(&json!(axis)))
    }

    /// What an entry says, as it is written: words that follow from other places, such as labels and
    /// the titles of what it refers to, are no part of it.
    fn said(&self, record: RecordId, book: &LedgerBook, row: &model::Value) -> Json {
        let Some(cells) = row.row() else { return Json::Null };
        let declared = self.config.kinds[book.kind].fields[book.field].ty.columns();
        let columns = &book.columns;
        let places = [columns.axis, columns.state, columns.date, columns.assessor, columns.source];
        let places = places.into_iter().chain(columns.remark);
        let cell = |at: usize| {
            let values = cells[at].iter().map(|value| self.written(record, &declared[at], value));
            Json::from(values.collect::<Vec<Json>>())
        };
        Json::from(places.map(cell).collect::<Vec<Json>>())
    }

    fn written(&self, record: RecordId, field: &Field, value: &model::Value) -> Json {
        match value.form() {
            Form::Plain => match value.text() {
                Some(text) => json!(text.trim()),
                None => value.json(&field.ty),
            },
            Form::Markdown(at) => {
                let part = &self.model.document_of(record).part();
                json!(with_line_feeds(part.fragments[at].document.text().trim()))
            }
            Form::Record(at) => {
                json!(self.links.meant(&self.model, record, at).map(|meant| match meant {
                    Meant::Record(to) => self.lasting_name(to),
                    Meant::Elsewhere(elsewhere) => self.elsewhere_name(elsewhere),
                }))
            }
            Form::Row(_) => Json::Null,
        }
    }

    /// The path of the feed that stands beside a page, if there is one.
    pub(super) fn feed_beside(&self, path: &str) -> Option<String> {
        let feed = format!("{}{FEED}", address_of(path));
        self.plan.pages.contains_key(&*feed).then_some(feed)
    }
}

/// What happened to a milestone, as it is written.
fn happening(milestone: &Milestone, what: Happened) -> Json {
    let text = |date: Option<Date>| date.map(|date| date.to_string());
    let (what, date, said) = match what {
        Happened::Overdue(due) => ("overdue", Some(due), None),
        Happened::Said(step) => match step.says {
            Says::Promised(due) => (says_key(step.says), due, step.date),
            Says::Moved(due) => (says_key(step.says), Some(due), step.date),
            Says::Done(date) => (says_key(step.says), Some(date), None),
            Says::Else => (says_key(step.says), None, step.date),
        },
    };
    json!(["milestone", milestone.key, what, text(date), text(said)])
}

/// The first bytes of the sum of what is said.
fn short_hash(said: &Json) -> String {
    let digest = Sha256::digest(said.to_string());
    digest[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What tells the second of several that say the same, and every later one, from the first.
fn numbered(hash: String, same: usize) -> String {
    if same == 0 { hash } else { format!("{hash}-{}", same + 1) }
}

fn map_of<const N: usize>(entries: [(&'static str, Value); N]) -> tera::Map {
    entries.into_iter().map(|(key, value)| (key.into(), value)).collect()
}

fn category(term: &str, label: &str) -> Value {
    map! { "term": term, "label": label }
}

/// The instant at which a date begins, by RFC 3339.
fn instant(date: Date) -> String {
    let (first, _) = date.days();
    format!("{:04}-{:02}-{:02}T00:00:00Z", first.year(), first.month(), first.day())
}

/// Whether a character can stand in XML 1.0.
fn is_of_xml(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => character >= ' ',
    }
}
