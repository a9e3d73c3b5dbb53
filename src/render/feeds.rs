//! Feeds: the entries of the ledger and the dated records, the newest first, as Atom (RFC 4287).
//!
//! Every date is one of the content. Ids are tag URIs (RFC 4151) that say nothing of addresses: that
//! of a dated record is its name, that of an entry its record's name and a hash of what the entry
//! says. So an entry that is edited is another one, and the others stay what they were.

use std::cmp::Reverse;

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use tera::{Context, Value};

use crate::config::{Ending, Field, LedgerBook};
use crate::date::Date;
use crate::diagnostics::Diagnostic;
use crate::field::Form;
use crate::ids::{LanguageId, RecordId};
use crate::ledger::{Entry, Ledger, Party};
use crate::look::Argument;
use crate::model;
use crate::plan::{self, FEED, Feed, address_of, records_inside};
use crate::resolve::Meant;
use crate::source::with_line_feeds;
use crate::url;

use super::addresses::{On, Shows};
use super::footnotes::Notes;
use super::{Rendered, Renderer, map};

/// So many entries are in a feed at most.
const MOST: usize = 100;

/// What a feed tells: a dated record, an entry of the ledger, or the end of a record.
struct Told {
    date: Date,
    record: RecordId,
    entry: Option<Entry>,
    end: Option<Ending>,
}

impl Renderer {
    /// A feed, as it stands at its output path.
    pub(super) fn feed(&self, path: &str, feed: Feed) -> Rendered {
        let (language, records) = self.feed_records(feed);
        let ledger = Ledger::of(&self.config, &self.model, &self.links, records.iter().copied());
        let mut told = self.told(&ledger, &records);
        told.sort_by_key(|told| {
            let record = &self.model.records[told.record];
            let row = told.entry.map(|entry| entry.row);
            (Reverse(told.date.days().0), record.kind, self.plan.ranks[told.record], Reverse(row))
        });
        told.truncate(MOST);

        let root = self.url("");
        let on = On { root: &root, language, shows: Shows::Nothing };
        let mut entries = Vec::with_capacity(told.len());
        for told in &told {
            entries.push(self.told_view(&ledger, told, on)?);
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

    /// The language of a feed and the records that it tells of.
    fn feed_records(&self, feed: Feed) -> (LanguageId, Vec<RecordId>) {
        let records = &self.model.records;
        match feed {
            Feed::Report(language) => {
                let own = records.ids().filter(|&index| self.model.language_of(index) == language);
                (language, own.collect())
            }
            Feed::Kind(kind, language) => (language, self.of_language(kind, language).collect()),
            Feed::Inside(index) => (records[index].language, records_inside(&self.model, index)),
        }
    }

    fn told(&self, ledger: &Ledger, records: &[RecordId]) -> Vec<Told> {
        let entries = ledger.entries.iter().map(|entry| Told {
            date: entry.date,
            record: entry.record,
            entry: Some(*entry),
            end: None,
        });
        let dated = plan::dated(&self.config);
        let events = records.iter().filter_map(|&record| {
            let own = &self.model.records[record];
            let (_, field) = dated.iter().find(|(kind, _)| *kind == own.kind)?;
            let date = own.values[*field].first()?.date()?;
            Some(Told { date, record, entry: None, end: None })
        });
        let ends = records.iter().filter_map(|&record| {
            let ended = self.model.records[record].ended.as_ref()?;
            Some(Told { date: ended.date?, record, entry: None, end: Some(ended.how) })
        });
        entries.chain(events).chain(ends).collect()
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
        let (name, title, description, page) = match feed {
            Feed::Report(_) => {
                let home = self.plan_home(language);
                let changes = format!("{home}changes/");
                let page = if self.overview_path(&changes).is_some() { changes } else { home };
                let words = |key| self.look.strings().word(language, key);
                let name = self.in_language(String::new(), language);
                (name, words("changes-title"), words("changes-description"), page)
            }
            Feed::Kind(kind, _) => {
                let declared = &self.config.kinds[kind];
                let index = self.plan.indexes.get(&(kind, language)).cloned();
                (
                    self.in_language(url::encoded(&declared.name), language),
                    self.label(language, &declared.plural).to_owned(),
                    self.label(language, &declared.description).to_owned(),
                    index.unwrap_or_else(|| self.plan_home(language)),
                )
            }
            Feed::Inside(index) => (
                self.lasting_name(index),
                self.numbered_title(index),
                self.description(index).to_owned(),
                self.plan.addresses[index].to_string(),
            ),
        };
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
        ledger: &Ledger,
        told: &Told,
        on: On<'_>,
    ) -> Result<Value, Box<Diagnostic>> {
        let record = &self.model.records[told.record];
        let kind = &self.config.kinds[record.kind];
        let (title, name) = (self.numbered_title(told.record), self.lasting_name(told.record));
        let mut categories = vec![category(&kind.name, self.label(on.language, &kind.label))];
        let (id, title, judgement, author) = match (&told.entry, told.end) {
            (None, None) => (self.tag(&name, ""), title, None, None),
            (None, Some(how)) => {
                let word = self.ending_word(how, on.language);
                categories.push(category(how.name(), &word));
                let id = self.tag(&name, &format!("ended-{}", how.name()));
                (id, self.stated(title, word, on.language), None, None)
            }
            (Some(entry), _) => {
                categories.extend(self.entry_categories(entry, on.language));
                (
                    self.tag(&name, &self.entry_hash(entry)),
                    self.entry_title(entry, title, on.language),
                    Some(self.entry_view(ledger, entry, on, &mut Notes::left_out())?),
                    Some(self.entry_author(&ledger.assessors[entry.assessor], on.language)),
                )
            }
        };
        Ok(map! {
            "id": id,
            "title": title,
            "updated": instant(told.date),
            "author": author,
            "url": self.url(&self.plan.addresses[told.record]),
            "categories": categories,
            "judgement": judgement,
            "description": self.description(told.record),
        })
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
        self.stated(title, state, language)
    }

    /// A title with what became of what it names.
    fn stated(&self, title: String, state: String, language: LanguageId) -> String {
        let words = [
            ("title".to_owned(), Argument::Text(title)),
            ("state".to_owned(), Argument::Text(state)),
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
        let digest = Sha256::digest(said.to_string());
        let hash: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        if same == 0 { hash } else { format!("{hash}-{}", same + 1) }
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
