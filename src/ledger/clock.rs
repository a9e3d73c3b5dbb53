//! By when a record was due to have a first entry on an axis, and when it had one.

use crate::config::{self, ClockStart, ClockUnit, Config};
use crate::date::{Date, Late};
use crate::ids::RecordId;
use crate::model::Model;

use super::{Entry, Ledger};

/// A record, and the day by which it is due to have an entry on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The axis, by its place among those of the configuration.
    pub axis: usize,
    /// The last day.
    pub due: Date,
    /// What has come of it.
    pub answer: Answer,
}

/// What has come of a day by which something was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is there: since when, and how late that is.
    Given(Date, Option<Late>),
    /// It is not there, and the day has passed.
    Overdue(Late),
    /// It is not there, and the day has not passed, or nothing says which day it is.
    Open,
}

impl Answer {
    /// The words by which files of data know what has come of a day.
    pub const WORDS: [&'static str; 4] = ["met", "late", "overdue", "open"];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Given(_, None) => "met",
            Self::Given(_, Some(_)) => "late",
            Self::Overdue(_) => "overdue",
            Self::Open => "open",
        }
    }

    /// Since when it is there.
    pub fn given(self) -> Option<Date> {
        match self {
            Self::Given(date, _) => Some(date),
            Self::Overdue(_) | Self::Open => None,
        }
    }

    /// How late it is or was.
    pub fn late(self) -> Option<Late> {
        match self {
            Self::Given(_, late) => late,
            Self::Overdue(late) => Some(late),
            Self::Open => None,
        }
    }

    /// What has come of a day, as of another.
    pub fn of(due: Date, given: Option<Date>, as_of: Option<Date>) -> Self {
        match (given, as_of.and_then(|day| Late::since(due, day))) {
            (Some(given), _) => Self::Given(given, Late::since(due, given)),
            (None, Some(late)) => Self::Overdue(late),
            (None, None) => Self::Open,
        }
    }
}

impl Clock {
    /// The day after the last one, if nothing was there then and that day was not after another.
    pub fn missed(&self, as_of: Option<Date>) -> Option<Date> {
        Late::since(self.due, as_of?)?;
        self.answer.late()?;
        Some(Date::of(self.due.days().1.tomorrow().ok()?))
    }
}

impl Ledger {
    /// The clocks of a record, by axes; this ledger must have its entries.
    pub fn clocks(&self, config: &Config, model: &Model, record: RecordId) -> Vec<Clock> {
        let own: Vec<&Entry> = self.entries.iter().filter(|own| own.record == record).collect();
        clocks(config, model, record, |axis| {
            own.iter().find(|own| own.axis == axis).map(|own| own.date)
        })
    }
}

/// The clocks of a record, by axes, where the date of its first entry on each is known.
pub fn clocks(
    config: &Config,
    model: &Model,
    record: RecordId,
    first: impl Fn(usize) -> Option<Date>,
) -> Vec<Clock> {
    let Some(ledger) = &config.ledger else { return Vec::new() };
    // Nobody owes an answer to what ended.
    let own = &model.records[record];
    if ledger.book(own.kind).is_none() || own.ended.is_some() {
        return Vec::new();
    }
    let clocks = ledger.due.iter().enumerate().filter_map(|(axis, clock)| {
        let due = due(config, model, record, clock.as_ref()?)?;
        Some(Clock { axis, due, answer: Answer::of(due, first(axis), config.book.as_of) })
    });
    clocks.collect()
}

fn due(config: &Config, model: &Model, record: RecordId, clock: &config::Clock) -> Option<Date> {
    let start = match &clock.start {
        ClockStart::Publication => config.citation.date?,
        ClockStart::Field(name) => date_of(config, model, record, name)?,
    };
    let (_, start) = start.days();
    let span = match clock.unit {
        ClockUnit::Days => jiff::Span::new().days(i64::from(clock.count)),
        ClockUnit::Months => jiff::Span::new().months(i64::from(clock.count)),
    };
    Some(Date::of(start.checked_add(span).ok()?))
}

/// The date in a field of a record, or of the nearest one around it that has one.
fn date_of(config: &Config, model: &Model, record: RecordId, name: &str) -> Option<Date> {
    let mut at = Some(record);
    while let Some(index) = at {
        let own = &model.records[index];
        let field = config.kinds[own.kind].field(name);
        let date = field.and_then(|field| own.values[field].first()?.date());
        if date.is_some() {
            return date;
        }
        at = model.parent(index);
    }
    None
}
