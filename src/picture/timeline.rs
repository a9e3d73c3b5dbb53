//! Events beside a scale of years.
//!
//! Time runs down a spine on which years are equally long. Each event has a row of its own beside it,
//! as near to its date as its neighbours allow, and a leader from the one to the other. An exact date
//! is a line across the spine; a date that is known in part is a span along it. Events of which there
//! are too many for their names become marks, a row for each year ([`crowd`]).

mod crowd;
#[cfg(test)]
mod tests;

use self::crowd::Crowd;
use super::canvas::{Anchor, Canvas, Name, Rect, Text};
use super::legend;
use super::letters;
use super::rows::{self, Wish};
use super::{Cell, Edition, Picture, Setting, Table};

const SIZE: f64 = 13.0;
const SMALL: f64 = 12.0;
/// The least height of a row: a target of 24 CSS pixels where the edition is shown smallest.
const ROW: f64 = 28.0;
/// The least length of a year.
const YEAR: f64 = 10.0;
/// The least distance of two years that are written.
const YEARS_APART: f64 = 22.0;
/// The most events that stand beside the scale with their names.
const NAMED: usize = 64;
/// The space above the scale and below it.
const EDGE: f64 = 8.0;

/// What a timeline shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The events, in any order; the picture and its table have them by date.
    pub entries: Vec<Event>,
    /// What the classes of events are called. A legend says so where there are two or more; eight can
    /// be told apart.
    pub classes: Vec<String>,
    /// The event to highlight, as an index; others are marked as before or after it.
    pub current: Option<usize>,
    /// The headings of the table.
    pub words: TimelineWords,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The first day on which it may have been.
    pub first: Day,
    /// The last day on which it may have been: the first itself for an exact date.
    pub last: Day,
    /// The date in words, such as `June 2015`.
    pub date: String,
    /// Its name.
    pub label: String,
    /// Where the mark leads.
    pub href: String,
    /// The class, as an index into the timeline's.
    pub class: usize,
}

/// A day of the Gregorian calendar: a year, a month from 1 and a day from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i32, pub u8, pub u8);

/// The headings of a timeline's table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimelineWords {
    /// Over the dates.
    pub date: String,
    /// Over the events.
    pub event: String,
    /// Over their classes; not used where there is one class.
    pub class: String,
}

impl Day {
    /// The first and the last day of a date that may lack its day, or its month and day.
    pub fn span(year: i32, month: Option<u8>, day: Option<u8>) -> (Self, Self) {
        match (month, day) {
            (None, _) => (Self(year, 1, 1), Self(year, 12, 31)),
            (Some(month), None) => (Self(year, month, 1), Self(year, month, length(year, month))),
            (Some(month), Some(day)) => (Self(year, month, day), Self(year, month, day)),
        }
    }

    /// The time since the year 0, in years that are equally long whatever their days.
    fn years(self) -> f64 {
        let month = self.1.clamp(1, 12);
        let before: u16 = (1..month).map(|month| u16::from(length(self.0, month))).sum();
        let day = before + u16::from(self.2.clamp(1, length(self.0, month))) - 1;
        let all: u16 = (1..=12).map(|month| u16::from(length(self.0, month))).sum();
        f64::from(self.0) + f64::from(day) / f64::from(all)
    }
}

/// The days of a month.
fn length(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Draws a timeline.
pub fn draw(setting: &Setting, timeline: &Timeline) -> Picture {
    let order = order(timeline);
    let svg = Edition::BOTH.map(|edition| match order.len() > NAMED {
        true => Crowd::new(timeline, &order, edition).draw(setting),
        false => Sheet::new(timeline, &order, edition).draw(setting),
    });
    Picture { svg: svg.concat(), table: table(timeline, &order) }
}

/// The events by date.
fn order(timeline: &Timeline) -> Vec<usize> {
    let mut order: Vec<usize> = (0..timeline.entries.len()).collect();
    order.sort_by_key(|&at| {
        let entry = &timeline.entries[at];
        (entry.first, entry.last)
    });
    order
}

fn table(timeline: &Timeline, order: &[usize]) -> Table {
    let classes = timeline.classes.len() > 1;
    let columns = |date: &str, event: Cell, class: &str| {
        let mut cells = vec![Cell::text(date), event];
        cells.extend(classes.then(|| Cell::text(class)));
        cells
    };
    let row = |&at: &usize| {
        let entry = &timeline.entries[at];
        let class = timeline.classes.get(entry.class).map_or("", String::as_str);
        columns(&entry.date, Cell::link(&entry.label, &entry.href), class)
    };
    let words = &timeline.words;
    Table {
        head: columns(&words.date, Cell::text(&words.event), &words.class),
        rows: order.iter().map(row).collect(),
    }
}

/// Where things stand across an edition.
#[derive(Debug, Clone, Copy)]
struct Columns {
    years: f64,
    spine: f64,
    mark: f64,
    text: f64,
    /// Where the names begin: beside the dates, or below them.
    label: f64,
    end: f64,
}

impl Columns {
    fn new(edition: Edition, timeline: &Timeline) -> Self {
        match edition {
            Edition::Wide => {
                let dates = timeline.entries.iter().map(|entry| entry.date.as_str());
                let room = legend::room(dates, SMALL).min(150.0);
                let label = 138.0 + room + 12.0;
                Self { years: 38.0, spine: 50.0, mark: 124.0, text: 138.0, label, end: 640.0 }
            }
            Edition::Narrow => {
                Self { years: 34.0, spine: 44.0, mark: 80.0, text: 92.0, label: 92.0, end: 320.0 }
            }
        }
    }
}

/// One edition of a timeline, while it is drawn.
struct Sheet<'a> {
    timeline: &'a Timeline,
    order: &'a [usize],
    edition: Edition,
    columns: Columns,
    /// The lines of each event's name, in the order of the picture.
    lines: Vec<Vec<String>>,
    /// The years at both ends of the scale, and its length.
    from: f64,
    to: f64,
    height: f64,
}

impl<'a> Sheet<'a> {
    fn new(timeline: &'a Timeline, order: &'a [usize], edition: Edition) -> Self {
        let columns = Columns::new(edition, timeline);
        let room = columns.end - columns.label - 4.0;
        let wrapped = |&at: &usize| {
            // The highlighted name is bold.
            let room = if timeline.current == Some(at) { room / 1.1 } else { room };
            letters::wrap(&timeline.entries[at].label, SIZE, room, 4)
        };
        let lines = order.iter().map(wrapped).collect();
        let years = |day: fn(&Event) -> Day| timeline.entries.iter().map(move |e| day(e).years());
        let from = years(|entry| entry.first.min(entry.last)).fold(f64::INFINITY, f64::min).floor();
        let to = years(|entry| entry.first.max(entry.last)).fold(from, f64::max).floor() + 1.0;
        let mut sheet = Self { timeline, order, edition, columns, lines, from, to, height: 0.0 };
        let rows: f64 = (0..order.len()).map(|row| sheet.row_height(row)).sum();
        let span = if order.is_empty() { 0.0 } else { to - from };
        sheet.height = rows.max((span * YEAR).min(4.0 * rows));
        sheet
    }

    fn row_height(&self, row: usize) -> f64 {
        let lines = self.lines[row].len();
        match self.edition {
            Edition::Wide => (letters::height(lines, SIZE) + 9.0).max(ROW),
            Edition::Narrow => letters::height(lines, SIZE) + SMALL * letters::LEADING + 10.0,
        }
    }

    fn y(&self, years: f64) -> f64 {
        EDGE + (years - self.from) / (self.to - self.from) * self.height
    }

    fn draw(&self, setting: &Setting) -> String {
        let mut canvas = Canvas::new(self.edition.width(), setting.direction);
        let mut bottom = 0.0;
        if !self.order.is_empty() {
            self.draw_scale(&mut canvas);
            self.draw_entries(&mut canvas);
            bottom = self.height + 2.0 * EDGE;
        }
        let used = self.timeline.entries.iter().map(|entry| entry.class);
        let items = legend::of_classes(&self.timeline.classes, used);
        let bottom = legend::draw(&mut canvas, &items, self.edition.width(), bottom);
        canvas.finish(setting, "picture-timeline", self.edition, bottom.max(1.0))
    }

    fn draw_scale(&self, canvas: &mut Canvas) {
        let Columns { years, spine, .. } = self.columns;
        canvas.line("picture-axis", (spine, EDGE), (spine, EDGE + self.height));
        let step = step(self.height / (self.to - self.from));
        let mut year = (self.from as i64).div_euclid(step) * step;
        while (year as f64) < self.to {
            let y = self.y(year as f64);
            if year as f64 >= self.from {
                canvas.line("picture-tick", (spine - 7.0, y), (spine, y));
                let lines = [year.to_string()];
                let anchor = Anchor::End;
                let text = Text::new("picture-minor", &lines, SMALL, anchor);
                canvas.text(text, years, y);
            }
            year += step;
        }
    }

    fn draw_entries(&self, canvas: &mut Canvas) {
        let entries: Vec<&Event> =
            self.order.iter().map(|&at| &self.timeline.entries[at]).collect();
        let wishes: Vec<Wish> = entries
            .iter()
            .enumerate()
            .map(|(row, entry)| Wish {
                centre: self.y(f64::midpoint(entry.first.years(), entry.last.years())) - EDGE,
                height: self.row_height(row),
            })
            .collect();
        let centres = rows::arrange(&wishes, self.height);
        let current = self.timeline.current;
        let place = current.and_then(|current| self.order.iter().position(|&at| at == current));
        for (row, entry) in entries.into_iter().enumerate() {
            let class = match place {
                None => "",
                Some(place) if row < place => "picture-before",
                Some(place) if row == place => "picture-current",
                Some(_) => "picture-after",
            };
            let name = format!("{}: {}", entry.date, entry.label);
            canvas.link(class, &entry.href, Name::Text(&name), |canvas| {
                let band = if Some(row) == place { "picture-band" } else { "picture-hit" };
                self.draw_entry(canvas, row, entry, EDGE + centres[row], band);
            });
        }
    }

    fn draw_entry(&self, canvas: &mut Canvas, row: usize, entry: &Event, y: f64, band: &str) {
        let Columns { mark, text, label, end, .. } = self.columns;
        let height = self.row_height(row) - 2.0;
        let x = mark - 12.0;
        let rect = Rect { x, y: y - height / 2.0, width: end - x, height };
        canvas.rect(band, rect, 4.0);
        let lines = &self.lines[row];
        let (date_y, label_y) = match self.edition {
            Edition::Wide => (y - letters::height(lines.len() - 1, SIZE) / 2.0, y),
            Edition::Narrow => {
                (y - letters::height(lines.len(), SIZE) / 2.0, y + letters::height(1, SMALL) / 2.0)
            }
        };
        self.draw_date(canvas, entry, date_y);
        let dates = letters::wrap(&entry.date, SMALL, self.date_room(), 1);
        let date = Text::new("picture-minor", &dates, SMALL, Anchor::Start);
        canvas.text(date, text, date_y);
        let name = Text::new("picture-label", lines, SIZE, Anchor::Start);
        canvas.text(name, label, label_y);
    }

    fn date_room(&self) -> f64 {
        match self.edition {
            Edition::Wide => self.columns.label - self.columns.text,
            Edition::Narrow => self.columns.end - self.columns.text,
        }
    }

    /// The date on the spine, the mark before the text, and the leader between them.
    fn draw_date(&self, canvas: &mut Canvas, entry: &Event, y: f64) {
        let Columns { spine, mark, .. } = self.columns;
        let (first, last) = (entry.first.min(entry.last), entry.first.max(entry.last));
        let exact = first == last;
        let top = self.y(first.years());
        let bottom = if exact { top } else { self.y(last.years()) };
        let middle = f64::midpoint(top, bottom);
        canvas.curve("picture-leader", (spine + 5.0, middle), (mark - 7.0, y));
        if exact {
            canvas.line("picture-date", (spine - 5.0, middle), (spine + 5.0, middle));
        } else {
            let height = (bottom - top).max(4.0);
            let (x, y) = (spine - 4.0, middle - height / 2.0);
            canvas.rect("picture-span", Rect { x, y, width: 8.0, height }, 2.0);
        }
        legend::mark(canvas, entry.class, (mark, y), 4.5);
    }
}

/// How many years lie between two that are written, for the length of a year.
fn step(year: f64) -> i64 {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500];
    steps.into_iter().find(|&step| step as f64 * year >= YEARS_APART).unwrap_or(1000)
}
