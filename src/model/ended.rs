//! The end of a record: `[ended]` among its fields → how it ended, and what took its place.

use crate::config::Ending;
use crate::date::Date;
use crate::diagnostics::{Code, did_you_mean};
use crate::field::date;
use crate::parse::{Marked, Pair, Raw, RawData};

use super::part::Maker;
use super::values::{IllTyped, day, listed, string};
use super::{Ended, Placed, Reference};

/// What an end may say of itself.
const KEYS: [&str; 5] = ["how", "by", "date", "reason", "source"];

impl Maker<'_> {
    /// Reads the end of the last record.
    pub(super) fn ended(&mut self, entry: &Pair) {
        let RawData::Table(entries) = &entry.value.data else {
            let problem = self.ill_typed(&entry.key, "a table", &entry.value);
            return self.problem(problem.help("write the keys below a line `[ended]`"));
        };
        let mut ended = Ended {
            how: Ending::Withdrawn,
            by: Vec::new(),
            date: None,
            reason: None,
            source: None,
            span: entry.key_span.clone(),
        };
        let mut how = None;
        // Unknown, where what is written cannot be read.
        let mut successors = Some(0);
        for Pair { key, key_span, value } in entries {
            if value.data == RawData::Broken {
                continue;
            }
            let read = match key.as_str() {
                "how" => string(value).map(|word| how = self.ending(value, word)),
                "by" => self.successors(value).map(|by| {
                    successors = Some(by.len());
                    ended.by = by;
                }),
                "date" => day(value).map(|text| ended.date = self.end_date(value, text)),
                "reason" => string(value).map(|text| ended.reason = self.said_of_end(value, text)),
                "source" => string(value).map(|text| ended.source = self.said_of_end(value, text)),
                _ => {
                    let message = format!("the end of a record has no `{key}`");
                    let problem = self
                        .wrong(Code::UnknownField, key_span, message)
                        .help(format!("it has {}", listed(&KEYS)))
                        .maybe_help(did_you_mean(key, KEYS));
                    self.problem(problem);
                    Ok(())
                }
            };
            if let Err(IllTyped) = read {
                successors = successors.filter(|_| key != "by");
                let expected = match key.as_str() {
                    "by" => "the id of a record, or a list of ids",
                    "date" => "a date",
                    _ => "a string",
                };
                let problem = self.ill_typed(&format!("ended.{key}"), expected, value);
                self.problem(problem);
            }
        }
        if !entries.iter().any(|entry| entry.key == "how") {
            let message = "this end does not say how the record ended";
            let problem = self.wrong(Code::MissingField, &entry.key_span, message.to_owned());
            self.problem(problem.help(format!("add `how = \"…\"`: {}", Ending::NAMED)));
        }
        let Some(how) = how else { return };
        ended.how = how;
        let last = self.last();
        if let Some(wrong) = successors.and_then(|count| how.contradicts(count)) {
            let by = entries.iter().find(|entry| entry.key == "by");
            let span = by.map_or(&entry.key_span, |by| &by.value.span);
            let message = format!("`{}` {}", self.records[last].id, wrong.message);
            let problem = self.wrong(Code::BadEnd, span, message);
            self.problem(problem.help(wrong.help));
        }
        self.records[last].ended = Some(Box::new(ended));
    }

    fn ending(&mut self, raw: &Raw, word: &str) -> Option<Ending> {
        let found = Ending::named(word);
        if found.is_none() {
            let message = format!("a record cannot be `{word}`");
            let near = did_you_mean(word, Ending::ALL.map(Ending::name));
            let problem = self.wrong(Code::UnknownChoice, &raw.span, message);
            self.problem(problem.help(format!("write {}", Ending::NAMED)).maybe_help(near));
        }
        found
    }

    /// What took the place of the record, by the places of the references.
    fn successors(&mut self, raw: &Raw) -> Result<Vec<usize>, IllTyped> {
        let items = match &raw.data {
            RawData::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(raw),
        };
        let mut by = Vec::with_capacity(items.len());
        for item in items.iter().filter(|item| item.data != RawData::Broken) {
            let (text, source) = (string(item)?.to_owned(), self.source().clone());
            let target = Marked { text, span: super::values::inner_span(&source, item) };
            let (from, to) = (self.last(), [].into());
            let reference = Reference { from, source, field: None, target, to, outside: None };
            self.part.references.push(reference);
            by.push(self.part.references.len() - 1);
        }
        Ok(by)
    }

    fn end_date(&mut self, raw: &Raw, text: &str) -> Option<Date> {
        self.checked(raw, date::read("ended.date", text))?.date()
    }

    /// Markdown, by the place of the fragment.
    fn said_of_end(&mut self, raw: &Raw, text: &str) -> Option<usize> {
        self.fragment_of(raw, text)
    }

    /// The end of an original for its translation, where that says nothing of one.
    pub(super) fn inherit_end(&mut self, placed: &Placed, original: &Ended) {
        let from = self.last();
        let by = original.by.iter().map(|&at| {
            let reference = placed.part.references[at].clone();
            self.part.references.push(Reference { from, ..reference });
            self.part.references.len() - 1
        });
        let by = by.collect();
        let mut said = |at: usize| {
            let fragment = placed.part.fragments[at].clone();
            self.part.fragments.push(super::Fragment { from, ..fragment });
            self.part.fragments.len() - 1
        };
        let (reason, source) = (original.reason.map(&mut said), original.source.map(&mut said));
        let ended = Ended { by, reason, source, ..original.clone() };
        self.records[from].ended = Some(Box::new(ended));
    }
}
