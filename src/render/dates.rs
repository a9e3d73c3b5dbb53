//! Dates in the words of a language.
//!
//! A report names the same few dates over and over, and to put one into words takes two or three
//! strings of the look. So each is put into words once.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use tera::Value;

use crate::date::Date;
use crate::ids::LanguageId;
use crate::look::Argument;

use super::{Renderer, map};

/// The dates of a language that were asked for.
#[derive(Debug, Default)]
pub(super) struct Dates(RwLock<HashMap<Date, Forms>>);

/// A date, in words and as templates see it.
#[derive(Debug)]
struct Forms {
    text: String,
    view: Value,
}

impl Dates {
    /// Something of a date, which is put into words if it was not before.
    fn get<T>(&self, date: Date, make: impl FnOnce() -> Forms, of: impl Fn(&Forms) -> T) -> T {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&date).map(&of);
        known.unwrap_or_else(|| {
            let made = make();
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            of(known.entry(date).or_insert(made))
        })
    }
}

impl Renderer {
    /// A date in words: `16 June 2015`, `June 2015`, `2015`.
    pub(super) fn date(&self, language: LanguageId, date: Date) -> String {
        let make = || self.date_forms(language, date);
        self.dates[language].get(date, make, |forms| forms.text.clone())
    }

    /// A date in words and for programs.
    pub(super) fn date_view(&self, language: LanguageId, date: Date) -> Value {
        let make = || self.date_forms(language, date);
        self.dates[language].get(date, make, |forms| forms.view.clone())
    }

    fn date_forms(&self, language: LanguageId, date: Date) -> Forms {
        let text = self.date_in_words(language, date);
        Forms { view: map! { "text": text.as_str(), "iso": date.to_string() }, text }
    }

    fn date_in_words(&self, language: LanguageId, date: Date) -> String {
        let strings = self.look.strings();
        let year = ("year".to_owned(), Argument::Text(date.year.to_string()));
        let Some(month) = date.month else {
            return strings.get(language, "date-year", &[year]).unwrap_or_default();
        };
        let number = [("number".to_owned(), Argument::Number(month.into()))];
        let name = strings.get(language, "month", &number).unwrap_or_default();
        let month = ("month".to_owned(), Argument::Text(name));
        // Some languages write the first day or a month's name in another form within a date.
        let [number] = number;
        match date.day {
            None => strings.get(language, "date-month", &[year, month, number]).unwrap_or_default(),
            Some(day) => {
                let day = ("day".to_owned(), Argument::Number(day.into()));
                strings.get(language, "date-day", &[year, month, number, day]).unwrap_or_default()
            }
        }
    }
}
