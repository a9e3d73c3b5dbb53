//! A timeline of more events than have room for their names: a row for each year, or for each few
//! years, in which every event is a mark.
//!
//! Marks follow one another by date and go on in further lines of their row. Of so many events that
//! even marks would fill screens, each row has a bar whose length is their number. Either way the
//! number stands at the end of the row, and the table beside the picture has all names. The Tab key
//! goes there without a stop at each of hundreds of marks.

use super::super::canvas::{Anchor, Canvas, Name, Rect, Text};
use super::super::{Edition, Setting, legend, letters};
use super::{EDGE, Event, SIZE, SMALL, Timeline};

/// The most events that have a mark each.
const MARKS: usize = 1000;
/// The most rows; a row stands for so many years that there are no more.
const ROWS: i64 = 40;
/// The space between the columns.
const GAP: f64 = 8.0;
/// The thickness of a bar.
const BAR: f64 = 14.0;

/// The events of a row, as indices into the timeline's entries, by date.
struct Row {
    label: String,
    events: Vec<usize>,
}

/// One edition, while it is drawn.
pub(super) struct Crowd<'a> {
    timeline: &'a Timeline,
    edition: Edition,
    rows: Vec<Row>,
    /// Where the years end, the marks begin and end, and the numbers end.
    years: f64,
    start: f64,
    end: f64,
    width: f64,
}

impl<'a> Crowd<'a> {
    /// Takes the events in the order of their dates.
    pub(super) fn new(timeline: &'a Timeline, order: &[usize], edition: Edition) -> Self {
        let rows = rows(timeline, order);
        let years = legend::room(rows.iter().map(|row| row.label.as_str()), SMALL);
        let counts: Vec<String> = rows.iter().map(|row| row.events.len().to_string()).collect();
        let width = edition.width();
        let end = width - legend::room(counts.iter().map(String::as_str), SMALL) - GAP;
        Self { timeline, edition, rows, years, start: years + 2.0 * GAP, end, width }
    }

    pub(super) fn draw(&self, setting: &Setting) -> String {
        let mut canvas = Canvas::new(self.width, setting.direction);
        let mut y = EDGE;
        for row in &self.rows {
            canvas.line("picture-grid", (0.0, y), (self.width, y));
            self.draw_row(&mut canvas, row, y);
            y += self.height(row);
        }
        let spine = self.start - GAP;
        canvas.line("picture-axis", (spine, EDGE), (spine, y));
        y = self.draw_current(&mut canvas, y + EDGE);
        if self.has_marks() {
            let used = self.timeline.entries.iter().map(|entry| entry.class);
            let items = legend::of_classes(&self.timeline.classes, used);
            y = legend::draw(&mut canvas, &items, self.width, y);
        }
        canvas.finish(setting, "picture-timeline", self.edition, y)
    }

    fn has_marks(&self) -> bool {
        self.timeline.entries.len() <= MARKS
    }

    /// The distance of marks: a target of 24 CSS pixels where the edition is shown smallest.
    fn pitch(&self) -> f64 {
        match self.edition {
            Edition::Wide => 27.0,
            Edition::Narrow => 24.0,
        }
    }

    /// How many marks stand in a line.
    fn in_line(&self) -> usize {
        (((self.end - self.start) / self.pitch()) as usize).max(1)
    }

    fn height(&self, row: &Row) -> f64 {
        let lines = if self.has_marks() { row.events.len().div_ceil(self.in_line()) } else { 1 };
        lines.max(1) as f64 * self.pitch()
    }

    fn draw_row(&self, canvas: &mut Canvas, row: &Row, top: f64) {
        let middle = top + self.pitch() / 2.0;
        let label = [row.label.clone()];
        let label = Text::new("picture-minor", &label, SMALL, Anchor::End);
        canvas.text(label, self.years, middle);
        if row.events.is_empty() {
            return;
        }
        let count = [row.events.len().to_string()];
        let count = Text::new("picture-minor", &count, SMALL, Anchor::End);
        canvas.text(count, self.width, middle);
        if !self.has_marks() {
            return self.draw_bar(canvas, row, middle);
        }
        for (place, &event) in row.events.iter().enumerate() {
            let (line, column) = (place / self.in_line(), place % self.in_line());
            let at = |steps: usize| (steps as f64 + 0.5) * self.pitch();
            self.draw_event(canvas, event, (self.start + at(column), top + at(line)));
        }
    }

    fn draw_bar(&self, canvas: &mut Canvas, row: &Row, middle: f64) {
        let most = self.rows.iter().map(|row| row.events.len()).max().unwrap_or(1);
        let share = row.events.len() as f64 / most as f64;
        let width = ((self.end - self.start) * share).max(1.0);
        let rect = Rect { x: self.start, y: middle - BAR / 2.0, width, height: BAR };
        canvas.rect("picture-mark", rect, 0.0);
    }

    fn draw_event(&self, canvas: &mut Canvas, event: usize, (x, y): (f64, f64)) {
        let entry = &self.timeline.entries[event];
        let is_current = self.timeline.current == Some(event);
        let class = if is_current { "picture-current" } else { "" };
        canvas.link(class, &entry.href, Name::Passed(&name(entry)), |canvas| {
            let side = self.pitch();
            let rect = Rect { x: x - side / 2.0, y: y - side / 2.0, width: side, height: side };
            canvas.rect(if is_current { "picture-band" } else { "picture-hit" }, rect, 0.0);
            legend::mark(canvas, entry.class, (x, y), if is_current { 7.0 } else { 5.0 });
        });
    }

    /// The highlighted event is told by name; gives where that ends.
    fn draw_current(&self, canvas: &mut Canvas, top: f64) -> f64 {
        let Some(entry) = self.timeline.current.and_then(|at| self.timeline.entries.get(at)) else {
            return top;
        };
        // The highlighted name is bold.
        let room = (self.width - 2.0 * self.pitch()) / 1.1;
        let lines = letters::wrap(&name(entry), SIZE, room, 3);
        let height = letters::height(lines.len(), SIZE).max(self.pitch());
        let middle = top + height / 2.0;
        canvas.link("picture-current", &entry.href, Name::Text(&name(entry)), |canvas| {
            let rect = Rect { x: 0.0, y: top, width: self.width, height };
            canvas.rect("picture-band", rect, 4.0);
            legend::mark(canvas, entry.class, (self.pitch() / 2.0, middle), 7.0);
            let text = Text::new("picture-label", &lines, SIZE, Anchor::Start);
            canvas.text(text, self.pitch(), middle);
        });
        top + height + EDGE
    }
}

fn name(entry: &Event) -> String {
    format!("{}: {}", entry.date, entry.label)
}

/// The rows from the first year to the last, those without events too.
fn rows(timeline: &Timeline, order: &[usize]) -> Vec<Row> {
    let year = |at: usize| {
        let entry = &timeline.entries[at];
        i64::from(entry.first.min(entry.last).0)
    };
    let first = order.iter().map(|&at| year(at)).min().unwrap_or_default();
    let last = order.iter().map(|&at| year(at)).max().unwrap_or_default();
    let step = step(first, last);
    let (from, to) = (first.div_euclid(step), last.div_euclid(step));
    let label = |bin: i64| match step {
        1 => bin.to_string(),
        _ => format!("{}–{}", bin * step, bin * step + step - 1),
    };
    let mut rows: Vec<Row> =
        (from..=to).map(|bin| Row { label: label(bin), events: Vec::new() }).collect();
    for &at in order {
        let bin = year(at).div_euclid(step) - from;
        rows[bin as usize].events.push(at);
    }
    rows
}

/// How many years a row stands for.
fn step(first: i64, last: i64) -> i64 {
    let steps = (0..10).flat_map(|power| [1, 2, 5].map(|step| step * 10_i64.pow(power)));
    let rows = |step: i64| last.div_euclid(step) - first.div_euclid(step) + 1;
    steps.into_iter().find(|&step| rows(step) <= ROWS).unwrap_or(10_i64.pow(10))
}
