//! The latest changes: the entries of the ledger by date, the newest first.

use std::collections::HashMap;
use std::ops::Bound;

use tera::Value;

use crate::config::PAGE;
use crate::date::Date;
use crate::diagnostics::Diagnostic;
use crate::ids::{LanguageId, RecordId};
use crate::ledger::Entry;
use crate::look::Argument;
use crate::plan::{MOST_CHANGES, Page, file_of};

use super::addresses::{On, Shows, root_of};
use super::facts::OfLanguage;
use super::footnotes::Notes;
use super::{Pairs, Rendered, Renderer, map};

/// So many changes stand on the home page.
const ON_HOME: usize = 3;

/// Entries that differ in nothing but the record.
struct Change {
    entry: Entry,
    view: Pairs,
    records: Vec<RecordId>,
}

impl Renderer {
    /// The pages about the ledger and about versions, as the list of all titles shows them.
    pub(super) fn ledger_pages(&self, language: LanguageId) -> Vec<Value> {
        let home = self.plan_home(language);
        let names = ["changes", "milestones", "progress", "versions"];
        let there = names.into_iter().filter_map(|name| {
            let path = self.overview_path(&format!("{home}{name}/"))?;
            let title = Value::from(self.look.strings().word(language, &format!("{name}-title")));
            Some(map! {
                "kind": self.config.kinds[PAGE].name.as_str(),
                "kind_label": self.label(language, &self.config.kinds[PAGE].label),
                "title": title.clone(),
                "title_html": title,
                "number": Value::none(),
                "path": path,
            })
        });
        there.collect()
    }

    /// The latest changes, or all of a year.
    pub(super) fn changes(&self, path: &str, language: LanguageId, year: Option<i16>) -> Rendered {
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let mut notes = Notes::default();
        let most = if year.is_some() { usize::MAX } else { MOST_CHANGES };
        let wanted = |entry: &Entry| year.is_none_or(|year| entry.date.year == year);
        let changes = self.changes_of(on, most, usize::MAX, wanted, &mut notes)?;
        let mut face = self.overview(path, language, "changes");
        if let Some(year) = year {
            let above = (face.title.clone(), self.changes_address(language, None));
            face.breadcrumbs.push(above);
            face.title = self.with_year(language, "changes-of-year", year).into();
        }
        face.alternates = self.overview_alternates(language, "changes/");
        face.feed = self.feed_beside(&self.plan_home(language));
        let mut context = self.context(&face, on);
        context.insert_value("years", Value::from(self.year_views(language, changes)));
        context.insert_value("pages", Value::from(self.year_pages(language, year)));
        context.insert_value("months", Value::from(self.month_views(language)));
        context.insert_value("feeds", Value::from(self.news_feeds(language)));
        context.insert_value("notes", Value::from(self.notes(on, &mut notes)?));
        self.look.render("changes.html", &context)
    }

    /// The feeds of a language that tell of one sort of news.
    pub(super) fn news_feeds(&self, language: LanguageId) -> Vec<Value> {
        let folder = self.changes_address(language, None);
        let pages = self.plan.pages.range::<str, _>((Bound::Included(&*folder), Bound::Unbounded));
        let pages = pages.take_while(|(path, _)| path.starts_with(&folder));
        let feeds = pages.filter_map(|(path, page)| {
            let Page::Feed(feed) = page else { return None };
            Some(map! { "path": &**path, "title": self.feed_title(*feed) })
        });
        feeds.collect()
    }

    /// The latest changes for the home page, without the notes of their remarks.
    pub(super) fn latest_changes(&self, on: On<'_>) -> Result<Vec<Value>, Box<Diagnostic>> {
        if self.config.ledger.is_none() {
            return Ok(Vec::new());
        }
        let mut notes = Notes::left_out();
        let changes = self.changes_of(on, usize::MAX, ON_HOME, |_| true, &mut notes)?;
        Ok(changes.into_iter().take(ON_HOME).map(|change| self.change_view(change)).collect())
    }

    /// The newest entries that are wanted, those that differ in their records only taken together: at
    /// most so many entries, and no more days than make up enough changes.
    fn changes_of(
        &self,
        on: On<'_>,
        most: usize,
        enough: usize,
        wanted: impl Fn(&Entry) -> bool,
        notes: &mut Notes,
    ) -> Result<Vec<Change>, Box<Diagnostic>> {
        let ledger = &self.standing(on.language).ledger;
        let same_day = |a: &Entry, b: &Entry| a.date == b.date;
        let mut changes: Vec<Change> = Vec::new();
        let mut known: HashMap<(Date, usize, usize, usize, [String; 2]), usize> = HashMap::new();
        let (mut taken, days) = (0, ledger.entries.chunk_by(same_day).rev());
        for day in days.filter(|day| wanted(&day[0])) {
            if taken >= most || changes.len() >= enough {
                break;
            }
            taken += day.len();
            for entry in day {
                let said = self.said_in(entry, on, notes)?;
                let words = [said.source.to_string(), said.remark.to_string()];
                let Entry { date, axis, state, assessor, .. } = *entry;
                let key = (date, axis, state, assessor, words);
                let at = *known.entry(key).or_insert(changes.len());
                if at == changes.len() {
                    let view = self.entry_pairs(ledger, entry, said, on.language);
                    changes.push(Change { entry: *entry, view, records: Vec::new() });
                }
                changes[at].records.push(entry.record);
            }
        }
        Ok(changes)
    }

    fn change_view(&self, change: Change) -> Value {
        let Change { mut view, mut records, .. } = change;
        records.sort_by_key(|&index| (self.model.records[index].kind, self.plan.ranks[index]));
        records.dedup();
        let records: Vec<Value> = records.into_iter().map(|index| self.summary(index)).collect();
        view.insert("records", Value::from(records));
        Value::from(view)
    }

    /// Changes by year and by month.
    fn year_views(&self, language: LanguageId, changes: Vec<Change>) -> Vec<Value> {
        type Months = Vec<(Date, Vec<Value>)>;
        let mut years: Vec<(i16, Months)> = Vec::new();
        for change in changes {
            let month = Date { day: None, ..change.entry.date };
            if years.last().is_none_or(|(year, _)| *year != month.year) {
                years.push((month.year, Vec::new()));
            }
            let Some((_, months)) = years.last_mut() else { continue };
            if months.last().is_none_or(|(own, _)| *own != month) {
                months.push((month, Vec::new()));
            }
            let Some((_, entries)) = months.last_mut() else { continue };
            entries.push(self.change_view(change));
        }
        let views = years.into_iter().map(|(year, months)| {
            let months = months.into_iter().map(|(month, changes)| {
                map! { "label": self.month_label(language, month), "changes": changes }
            });
            map! {
                "year": self.date(language, Date { year, month: None, day: None }),
                "anchor": year_anchor(year),
                "months": months.collect::<Vec<Value>>(),
            }
        });
        views.collect()
    }

    fn month_label(&self, language: LanguageId, month: Date) -> String {
        if month.month.is_some() {
            return self.date(language, month);
        }
        self.with_year(language, "some-time", month.year)
    }

    fn with_year(&self, language: LanguageId, words: &str, year: i16) -> String {
        let year = ("year".to_owned(), Argument::Text(format!("{year:04}")));
        self.look.strings().get(language, words, &[year]).unwrap_or_default()
    }

    /// The years with changes, the latest first, and where each is shown.
    fn year_pages(&self, language: LanguageId, at: Option<i16>) -> Vec<Value> {
        let years = self.years_of(language).into_iter().rev().map(|year| {
            map! {
                "year": self.date(language, Date { year, month: None, day: None }),
                "path": self.year_path(language, year),
                "current": at == Some(year),
            }
        });
        years.collect()
    }

    fn years_of(&self, language: LanguageId) -> Vec<i16> {
        OfLanguage::Standing.note(language);
        let years = &self.model.shape.years;
        let own = years.range((language, i16::MIN)..=(language, i16::MAX));
        own.map(|(&(_, year), _)| year).collect()
    }

    fn changes_address(&self, language: LanguageId, year: Option<i16>) -> String {
        let home = self.plan_home(language);
        match year {
            None => format!("{home}changes/"),
            Some(year) => format!("{home}changes/{year:04}/"),
        }
    }

    /// Where the changes of a year are shown: on a page of their own, or on that of all.
    pub(super) fn year_path(&self, language: LanguageId, year: i16) -> String {
        let own = self.changes_address(language, Some(year));
        match self.plan.pages.contains_key(&*file_of(&own)) {
            true => self.href("", &own, ""),
            false => self.href("", &self.changes_address(language, None), &year_anchor(year)),
        }
    }

    /// The languages that have a page of this name.
    pub(super) fn overview_alternates(
        &self,
        own: LanguageId,
        name: &str,
    ) -> Vec<(LanguageId, String)> {
        let addresses = self
            .config
            .languages
            .ids()
            .map(|language| (language, format!("{}{name}", self.plan_home(language))));
        let is_there = |(language, address): &(LanguageId, String)| {
            *language == own || self.plan.pages.contains_key(&*file_of(address))
        };
        addresses.filter(is_there).collect()
    }
}

fn year_anchor(year: i16) -> String {
    format!("look:y{year:04}")
}
