//! The months in which something happened, of which each has a page.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::date::Date;
use crate::ids::{LanguageId, RecordId};
use crate::ledger::clocks;
use crate::milestones::without_owners;
use crate::model::{Model, Value};

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// The month, from 1 on.
    pub month: u8,
}

/// What tells of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Digest {
    /// A page.
    Page,
    /// Plain text.
    Text,
    /// A message to send.
    Mail,
}

impl Digest {
    /// All of them.
    pub const ALL: [Digest; 3] = [Digest::Page, Digest::Text, Digest::Mail];

    /// What it is called in the folder of the month.
    pub fn file_name(self) -> &'static str {
        match self {
            Digest::Page => "index.html",
            Digest::Text => "digest.txt",
            Digest::Mail => "digest.eml",
        }
    }
}

impl Month {
    /// That of a date, if it has one.
    pub fn of(date: Date) -> Option<Self> {
        Some(Self { year: date.year, month: date.month? })
    }

    /// The month as a date that lacks its day.
    pub fn date(self) -> Date {
        Date { year: self.year, month: Some(self.month), day: None }
    }

    /// Where it is told of below the home of a language.
    pub(crate) fn folder(self) -> String {
        format!("changes/{}/", self.date())
    }
}

/// The months in which something happened, by languages.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct Months(pub BTreeMap<LanguageId, BTreeSet<Month>>);

impl Months {
    /// Those of a report.
    pub fn of(config: &Config, model: &Model) -> Self {
        let mut months = BTreeMap::<LanguageId, BTreeSet<Month>>::new();
        for kind in config.followed_kinds() {
            for &record in model.of_kind(kind) {
                let language = model.records[record].language;
                let own = dates(config, model, record).into_iter().filter_map(Month::of);
                months.entry(language).or_default().extend(own);
            }
        }
        for (index, record) in model.records.enumerate() {
            let date = record.ended.as_ref().and_then(|ended| ended.date);
            if let Some(month) = date.and_then(Month::of) {
                months.entry(model.language_of(index)).or_default().insert(month);
            }
        }
        months.retain(|_, own| !own.is_empty());
        Self(months)
    }

    /// Those of a language.
    pub fn of_language(&self, language: LanguageId) -> impl DoubleEndedIterator<Item = Month> {
        self.0.get(&language).into_iter().flatten().copied()
    }
}

/// When anything happened to a record.
fn dates(config: &Config, model: &Model, record: RecordId) -> Vec<Date> {
    let as_of = config.book.as_of;
    let entries = entries(config, model, record);
    let first =
        |axis: usize| entries.iter().filter(|(own, _)| *own == axis).map(|(_, date)| *date).min();
    let clocks = clocks(config, model, record, first).into_iter();
    let missed = clocks.filter_map(|clock| clock.missed(as_of));
    let milestones = without_owners(config, model, record);
    let promised = milestones.iter().flat_map(|own| own.happenings(as_of)).map(|own| own.date);
    let mut dates: Vec<Date> = missed.chain(promised).collect();
    dates.extend(entries.into_iter().map(|(_, date)| date));
    dates
}

/// The axes and the dates of the entries of a record.
fn entries(config: &Config, model: &Model, record: RecordId) -> Vec<(usize, Date)> {
    let own = &model.records[record];
    let Some(book) = config.ledger.as_ref().and_then(|ledger| ledger.book(own.kind)) else {
        return Vec::new();
    };
    let columns = &book.columns;
    let entries = own.values[book.field].iter().filter_map(|row| {
        let row = row.row()?;
        let axis = row[columns.axis].first().and_then(Value::choice)?;
        row[columns.state].first().and_then(Value::choice)?;
        Some((axis, row[columns.date].first().and_then(Value::date)?))
    });
    entries.collect()
}
