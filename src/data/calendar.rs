//! `events.ics`: the dated records, as iCalendar (RFC 5545) has them; `milestones.ics` and the calendars
//! of whoever owes something: the days by which it is due.
//!
//! A date that lacks its day or its month is an event that lasts as long as the month or the year; what
//! is due in it is due on its last day. What is done is due no more.
//! The format wants the time at which each entry was made, which no report knows; the beginning of
//! the event stands there, so that the same report gives the same file.

use std::io;

use jiff::civil::Date as Day;

use crate::date::Date;
use crate::ids::{FieldId, RecordId};
use crate::milestones::Milestones;
use crate::model::Value;
use crate::plan;
use crate::render::{Due, Renderer};
use crate::stream::{LINES, Streams};

use super::each;

/// So many bytes are in a line at most, its end apart.
const WIDTH: usize = 75;

/// Writes the file.
pub(super) fn write(renderer: &Renderer, out: &mut Streams<'_>) -> io::Result<()> {
    out.between(|| vec![head(&renderer.config.book.title).into_bytes()])?;
    for (kind, field) in plan::dated(&renderer.config) {
        each(renderer, renderer.model.of_kind(kind), out, &[LINES], |index| {
            vec![event_of(renderer, index, field).unwrap_or_default().into_bytes()]
        })?;
    }
    out.between(|| vec![b"END:VCALENDAR\r\n".to_vec()])
}

/// The first event.
pub(super) fn example(renderer: &Renderer) -> String {
    let mut all = plan::dated(&renderer.config).into_iter().flat_map(|(kind, field)| {
        let records = renderer.model.of_kind(kind).iter();
        records.filter_map(move |&index| event_of(renderer, index, field))
    });
    all.next().unwrap_or_default()
}

/// Writes the days by which anything is due.
pub(super) fn write_due(renderer: &Renderer, out: &mut Streams<'_>) -> io::Result<()> {
    out.between(|| vec![head(&renderer.config.book.title).into_bytes()])?;
    each(renderer, &followed(renderer), out, &[LINES], |index| {
        vec![due_of(renderer, index).into_bytes()]
    })?;
    out.between(|| vec![b"END:VCALENDAR\r\n".to_vec()])
}

/// The first of those days.
pub(super) fn example_due(renderer: &Renderer) -> String {
    let mut all = followed(renderer).into_iter().map(|index| due_of(renderer, index));
    let first = all.find(|events| !events.is_empty()).unwrap_or_default();
    first.split_inclusive("END:VEVENT\r\n").next().unwrap_or_default().to_owned()
}

/// The records for which something can be due, in the order of their kinds.
fn followed(renderer: &Renderer) -> Vec<RecordId> {
    let kinds = renderer.config.followed_kinds().into_iter();
    kinds.flat_map(|kind| renderer.model.of_kind(kind)).copied().collect()
}

/// What is due for a record and not done, as events.
fn due_of(renderer: &Renderer, index: RecordId) -> String {
    let mut calendar = Calendar(String::new());
    if is_first_of_its_languages(renderer, index) {
        let language = renderer.model.records[index].language;
        let own = Milestones::of(&renderer.config, &renderer.model, &renderer.links, [index]);
        for milestone in &own.all {
            due(&mut calendar, renderer, renderer.milestone_due(&own, milestone, language));
        }
        for clock in renderer.clocks(index) {
            due(&mut calendar, renderer, renderer.clock_due(index, &clock, language));
        }
    }
    calendar.0
}

/// What a record owes and is not done, as a calendar.
pub(super) fn owed(renderer: &Renderer, index: RecordId) -> String {
    let language = renderer.model.records[index].language;
    let name = renderer.config.book.title.as_str();
    let title = renderer.judged_by(language, name, &renderer.model.records[index].title);
    let mut calendar = Calendar(head(&title));
    for own in renderer.due_from(index, language) {
        due(&mut calendar, renderer, Some(own));
    }
    calendar.line("END", "VCALENDAR");
    calendar.0
}

fn due(calendar: &mut Calendar, renderer: &Renderer, due: Option<Due>) {
    let Some(due) = due else { return };
    let last = due.date.days().1;
    calendar.line("BEGIN", "VEVENT");
    calendar.text("UID", &format!("{}@{}", due.name, host(renderer)));
    calendar.line("DTSTAMP", &format!("{}T000000Z", day(last)));
    calendar.line("SEQUENCE", &due.moves.to_string());
    calendar.line("DTSTART;VALUE=DATE", &day(last));
    if let Ok(end) = last.tomorrow() {
        calendar.line("DTEND;VALUE=DATE", &day(end));
    }
    calendar.text("SUMMARY", &due.title);
    calendar.text("DESCRIPTION", &due.words);
    if renderer.config.html.site_url.origin.is_some() {
        calendar.line("URL", &renderer.url(&renderer.plan.addresses[due.record]));
    }
    calendar.line("TRANSP", "TRANSPARENT");
    calendar.line("END", "VEVENT");
}

/// The host of the site, if that is known.
fn host(renderer: &Renderer) -> &str {
    let origin = renderer.config.html.site_url.origin.as_deref().unwrap_or_default();
    origin.rsplit('/').next().unwrap_or_default()
}

fn head(title: &str) -> String {
    let mut calendar = Calendar(String::new());
    calendar.line("BEGIN", "VCALENDAR");
    calendar.line("VERSION", "2.0");
    calendar.line("PRODID", "-//Rapporteur//Rapporteur//EN");
    calendar.text("NAME", title);
    calendar.text("X-WR-CALNAME", title);
    calendar.0
}

/// A record as an event, if it has a date in a field.
fn event_of(renderer: &Renderer, index: RecordId, field: FieldId) -> Option<String> {
    let value = renderer.model.records[index].values[field].first();
    let date = value.and_then(Value::date)?;
    if !is_first_of_its_languages(renderer, index) {
        return None;
    }
    let mut calendar = Calendar(String::new());
    event(&mut calendar, renderer, index, date);
    Some(calendar.0)
}

/// What happened once stands in a calendar once, whatever languages tell of it.
fn is_first_of_its_languages(renderer: &Renderer, index: RecordId) -> bool {
    let language = renderer.model.records[index].language;
    let mut before = renderer.config.languages.ids().take_while(|other| *other < language);
    before.all(|other| renderer.model.in_language(index, other).is_none())
}

fn event(calendar: &mut Calendar, renderer: &Renderer, index: RecordId, date: Date) {
    let record = &renderer.model.records[index];
    let kind = &renderer.config.kinds[record.kind];
    let (first, last) = date.days();
    let host = host(renderer);
    let address = &renderer.plan.addresses[index];
    calendar.line("BEGIN", "VEVENT");
    calendar.text("UID", &format!("{}@{host}", renderer.name_in_language(index)));
    calendar.line("DTSTAMP", &format!("{}T000000Z", day(first)));
    calendar.line("DTSTART;VALUE=DATE", &day(first));
    // The end is the first day that is no part of the event any more.
    if let Ok(end) = last.tomorrow() {
        calendar.line("DTEND;VALUE=DATE", &day(end));
    }
    calendar.text("SUMMARY", &record.title);
    calendar.text("DESCRIPTION", renderer.description(index));
    calendar.text("CATEGORIES", renderer.label(record.language, &kind.label));
    if renderer.config.html.site_url.origin.is_some() {
        calendar.line("URL", &renderer.url(address));
    }
    calendar.line("TRANSP", "TRANSPARENT");
    calendar.line("END", "VEVENT");
}

fn day(day: Day) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

struct Calendar(String);

impl Calendar {
    /// A property whose value is text; none where there is no text.
    fn text(&mut self, name: &str, text: &str) {
        let mut value = String::with_capacity(text.len());
        for letter in text.chars() {
            match letter {
                '\\' | ';' | ',' => value.extend(['\\', letter]),
                '\n' => value.push_str("\\n"),
                _ if letter.is_control() => {}
                _ => value.push(letter),
            }
        }
        if !value.is_empty() {
            self.line(name, &value);
        }
    }

    /// A property, folded into lines of which each but the first begins with a blank.
    fn line(&mut self, name: &str, value: &str) {
        let line = format!("{name}:{value}");
        let mut rest = line.as_str();
        let mut room = WIDTH;
        while rest.len() > room {
            let (first, later) = rest.split_at(rest.floor_char_boundary(room));
            self.0.push_str(first);
            self.0.push_str("\r\n ");
            rest = later;
            room = WIDTH - 1;
        }
        self.0.push_str(rest);
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_letters() {
        let mut calendar = Calendar(String::new());
        calendar.text("SUMMARY", &"é, ".repeat(40));
        let lines: Vec<&str> = calendar.0.split_terminator("\r\n").collect();
        assert!(lines.len() > 1 && lines.iter().all(|line| line.len() <= WIDTH), "{lines:?}");
        assert!(lines[1..].iter().all(|line| line.starts_with(' ')), "{lines:?}");
        let unfolded = calendar.0.replace("\r\n ", "");
        assert_eq!(unfolded, format!("SUMMARY:{}\r\n", "é\\, ".repeat(40)));
    }
}
