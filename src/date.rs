//! Dates that may be partial: a day, a month, or a year.

use std::fmt;

/// A day, a month or a year of the Gregorian calendar. Sorts a year before its months and a month
/// before its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year, 0 to 9999.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day of the month, from 1.
    pub day: Option<u8>,
}

impl Date {
    /// Reads `2015`, `2015-06` or `2015-06-16`; the error says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('-').collect();
        let widths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if !digits || !matches!(widths[..], [4] | [4, 2] | [4, 2, 2]) {
            return Err(format!("`{text}` is not a year, a year and month, or a day"));
        }
        let number = |at: usize| parts.get(at).and_then(|part| part.parse::<i16>().ok());
        let year = number(0).unwrap_or_default();
        let month = number(1).map(|month| month as i8);
        let day = number(2).map(|day| day as i8);
        jiff::civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1))
            .map_err(|_| impossible(text, month))?;
        Ok(Self { year, month: month.map(|m| m as u8), day: day.map(|d| d as u8) })
    }

    /// Reads a whole day, such as `2015-06-16`; none for all else.
    pub fn day(text: &str) -> Option<Self> {
        Self::parse(text).ok().filter(|date| date.day.is_some())
    }

    /// A day.
    pub fn of(day: jiff::civil::Date) -> Self {
        Self { year: day.year(), month: Some(day.month() as u8), day: Some(day.day() as u8) }
    }

    /// The first and the last day that the date can mean.
    pub fn days(self) -> (jiff::civil::Date, jiff::civil::Date) {
        let month = self.month.unwrap_or(1) as i8;
        let first = jiff::civil::date(self.year, month, self.day.unwrap_or(1) as i8);
        let last = match (self.month, self.day) {
            (_, Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, None) => first.last_of_year(),
        };
        (first, last)
    }
}

/// How long after a day something was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Late {
    /// Days, at least one.
    pub days: i32,
    /// Whether it can be more, since it is not known on which day of a month or a year it was.
    pub at_least: bool,
}

impl Late {
    /// How long a date is after another: from the last day that the other can mean to the first day
    /// of this one. None, where it is not after it, or need not be.
    pub fn since(due: Date, date: Date) -> Option<Self> {
        let days = due.days().1.until(date.days().0).ok()?.get_days();
        (days > 0).then_some(Self { days, at_least: date.day.is_none() })
    }
}

fn impossible(text: &str, month: Option<i8>) -> String {
    match month {
        Some(month) if !(1..=12).contains(&month) => {
            format!("`{text}` has month {month}, but a year has 12 months")
        }
        _ => format!("`{text}` has a day that its month does not have"),
    }
}

impl fmt::Display for Date {
    /// As ISO 8601 writes it: `2015`, `2015-06`, `2015-06-16`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_and_partial_dates_are_read_and_printed_alike() {
        for text in ["2015", "2015-06", "2015-06-16", "2016-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn impossible_dates_say_why() {
        for (text, why) in [
            ("2015-02-29", "day that its month"),
            ("2015-13", "month 13"),
            ("2015-6", "is not a year"),
            ("soon", "is not a year"),
            ("15-06-16", "is not a year"),
        ] {
            assert!(Date::parse(text).unwrap_err().contains(why), "{text}");
        }
    }

    #[test]
    fn what_is_late_is_after_every_day_that_was_meant() {
        let late = |due, date| {
            let late = Late::since(Date::parse(due).unwrap(), Date::parse(date).unwrap());
            late.map(|late| (late.days, late.at_least))
        };
        assert_eq!(late("2026-06", "2026-07-03"), Some((3, false)));
        assert_eq!(late("2026-06", "2026-07"), Some((1, true)));
        assert_eq!(late("2025-12-31", "2027"), Some((366, true)));
        assert_eq!(late("2026-06", "2026-06-30"), None);
        assert_eq!(late("2026", "2026-12-31"), None);
        assert_eq!(late("2026-06-16", "2026-06"), None);
    }

    #[test]
    fn a_partial_date_spans_all_its_days() {
        let (first, last) = Date::parse("2016-02").unwrap().days();
        assert_eq!(
            (first.to_string(), last.to_string()),
            ("2016-02-01".into(), "2016-02-29".into())
        );
    }
}
