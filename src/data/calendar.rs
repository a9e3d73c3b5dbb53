//! `events.ics`: the dated records, as iCalendar (RFC 5545) has them.
//!
//! A date that lacks its day or its month is an event that lasts as long as the month or the year.
//! The format wants the time at which each entry was made, which no report knows; the beginning of
//! the event stands there, so that the same report gives the same file.

use std::io;

use jiff::civil::Date as Day;

use crate::date::Date;
use crate::ids::{FieldId, RecordId};
use crate::model::Value;
use crate::plan;
use crate::render::Renderer;
use crate::stream::{LINES, Streams};

use super::each;

/// So many bytes are in a line at most, its end apart.
const WIDTH: usize = 75;

/// Writes the file.
pub(super) fn write(renderer: &Renderer, out: &mut Streams<'_>) -> io::Result<()> {
    out.between(|| vec![head(renderer).into_bytes()])?;
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

fn head(renderer: &Renderer) -> String {
    let mut calendar = Calendar(String::new());
    calendar.line("BEGIN", "VCALENDAR");
    calendar.line("VERSION", "2.0");
    calendar.line("PRODID", "-//Rapporteur//Rapporteur//EN");
    calendar.text("NAME", &renderer.config.book.title);
    calendar.text("X-WR-CALNAME", &renderer.config.book.title);
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
    let origin = renderer.config.html.site_url.origin.as_deref().unwrap_or_default();
    let host = origin.rsplit('/').next().unwrap_or_default();
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
    if !origin.is_empty() {
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
