//! Places on outlines of land.
//!
//! Places all over the world are drawn on Equal Earth, with the whole of its width in the wide edition
//! and the part that has places in the narrow one; places within some 33 degrees of their middle (a
//! country, a region) on a map about that middle, on either side of the date line. A page that shows a
//! map has to say that its outlines express no opinion on any boundary.

mod frame;
mod labels;
mod outlines;
mod projection;
#[cfg(test)]
mod tests;

use self::frame::Frame;
use self::labels::{Label, Spot};
use self::outlines::Window;
use super::canvas::{Anchor, Canvas, Name, Rect, Text};
use super::legend::{self, Item, Sign};
use super::letters;
use super::{Cell, Direction, Edition, Picture, Setting, Table};

use crate::escape::escape;

/// The size of labels.
const SIZE: f64 = 12.0;
/// The width at which labels are broken.
const LABEL: f64 = 112.0;
/// The radius of marks.
const RADIUS: f64 = 4.2;
/// The radius of the ring around a rough one.
const HALO: f64 = 7.0;

/// What a map shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// The places, in the order of the table and of the keyboard.
    pub places: Vec<Place>,
    /// What the classes of places are called. A legend says so where there are two or more; eight can
    /// be told apart.
    pub classes: Vec<String>,
    /// Which borders are drawn.
    pub borders: Borders,
    /// The words around the places.
    pub words: MapWords,
}

/// A place on a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The latitude in degrees, north positive (WGS 84).
    pub lat: f64,
    /// The longitude in degrees, east positive.
    pub lon: f64,
    /// Its name.
    pub label: String,
    /// Where the mark leads.
    pub href: String,
    /// The class, as an index into the map's.
    pub class: usize,
    /// Whether the place stands for something larger, such as a country.
    pub rough: bool,
    /// More about it for the table, such as its coordinates in words; may be empty.
    pub note: String,
}

/// Which borders are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Borders {
    /// None: outlines of land alone.
    Hidden,
    /// Those on a map of a region, where land alone would say little; none on a map of the world.
    Regional,
    /// All.
    Drawn,
}

/// The words around a map's places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MapWords {
    /// The heading over the places in the table, such as `Place`.
    pub place: String,
    /// The heading over their classes; not used where there is one class.
    pub class: String,
    /// The heading over their notes; not used where no place has one.
    pub note: String,
    /// What it means that a place is rough, for the legend.
    pub rough: String,
}

/// Draws a map.
pub fn draw(setting: &Setting, map: &Map) -> Picture {
    let shown: Vec<&Place> = map.places.iter().filter(|place| is_on_globe(place)).collect();
    let coordinates: Vec<_> = shown.iter().map(|place| (place.lon, place.lat)).collect();
    let frames = frame::choose(&coordinates);
    let svg = frames
        .iter()
        .map(|(edition, _)| Sheet { setting, map, places: &shown, frames: &frames }.draw(*edition))
        .collect();
    Picture { svg, table: table(map) }
}

fn is_on_globe(place: &Place) -> bool {
    place.lon.is_finite() && place.lat.abs() <= 90.0
}

fn table(map: &Map) -> Table {
    let classes = map.classes.len() > 1;
    let notes = map.places.iter().any(|place| !place.note.is_empty());
    let columns = |place: Cell, class: &str, note: &str| {
        let mut cells = vec![place];
        cells.extend(classes.then(|| Cell::text(class)));
        cells.extend(notes.then(|| Cell::text(note)));
        cells
    };
    let row = |place: &Place| {
        let class = map.classes.get(place.class).map_or("", String::as_str);
        columns(Cell::link(&place.label, &place.href), class, &place.note)
    };
    Table {
        head: columns(Cell::text(&map.words.place), &map.words.class, &map.words.note),
        rows: map.places.iter().map(row).collect(),
    }
}

/// One edition of a map, while it is drawn.
struct Sheet<'a> {
    setting: &'a Setting,
    map: &'a Map,
    places: &'a [&'a Place],
    frames: &'a [(Edition, Frame); 2],
}

impl Sheet<'_> {
    fn draw(&self, edition: Edition) -> String {
        let [(_, wide), (_, narrow)] = self.frames;
        let mut canvas = Canvas::new(edition.width(), self.setting.direction);
        let frame = match edition {
            Edition::Wide => wide,
            Edition::Narrow => narrow,
        };
        canvas.unmirrored(|canvas| {
            match edition {
                Edition::Wide => self.draw_ground(canvas, wide, narrow),
                Edition::Narrow => self.draw_ground_again(canvas, wide, narrow),
            }
            self.draw_places(canvas, frame);
        });
        let bottom = legend::draw(&mut canvas, &self.legend(), frame.width, frame.height);
        canvas.finish(self.setting, "picture-map", edition, bottom)
    }

    /// The outlines, which the narrow edition uses too.
    fn draw_ground(&self, canvas: &mut Canvas, wide: &Frame, narrow: &Frame) {
        let window = Window::of(wide).with(wide, narrow);
        let id = escape(&self.setting.id);
        canvas.push(format_args!(
            "<svg width=\"{}\" height=\"{}\"><g transform=\"scale(.1)\">\
             <path class=\"picture-sea\" d=\"{}\"/><g id=\"{id}-land\">\
             <path class=\"picture-land\" fill-rule=\"evenodd\" d=\"{}\"/>",
            wide.width,
            wide.height,
            outlines::sea(wide),
            outlines::land(wide, window)
        ));
        let borders = match self.map.borders {
            Borders::Hidden => false,
            Borders::Regional => !wide.is_world(),
            Borders::Drawn => true,
        };
        if borders {
            let path = outlines::borders(wide, window);
            canvas.push(format_args!("<path class=\"picture-border\" d=\"{path}\"/>"));
        }
        canvas.push(format_args!("</g></g></svg>"));
    }

    fn draw_ground_again(&self, canvas: &mut Canvas, wide: &Frame, narrow: &Frame) {
        let id = escape(&self.setting.id);
        let growth = narrow.scale / wide.scale;
        let x = (wide.left - narrow.left) * narrow.scale;
        let y = (wide.top - narrow.top) * narrow.scale;
        canvas.push(format_args!(
            "<svg width=\"{}\" height=\"{}\">\
             <path class=\"picture-sea\" transform=\"scale(.1)\" d=\"{}\"/>\
             <use href=\"#{id}-land\" transform=\"translate({x:.2} {y:.2}) scale({:.5})\"/></svg>",
            narrow.width,
            narrow.height,
            outlines::sea(narrow),
            growth / 10.0
        ));
    }

    fn draw_places(&self, canvas: &mut Canvas, frame: &Frame) {
        let marks = marks(self.places, frame);
        let lines: Vec<Vec<String>> =
            self.places.iter().map(|place| letters::wrap(&place.label, SIZE, LABEL, 3)).collect();
        let labels: Vec<Label> = marks
            .iter()
            .zip(&lines)
            .zip(self.places)
            .map(|((&mark, lines), place)| Label {
                mark,
                radius: if place.rough { HALO } else { RADIUS } + 1.0,
                width: letters::widest(lines, SIZE),
                height: letters::height(lines.len(), SIZE),
            })
            .collect();
        let spots = labels::arrange(&labels, frame.width, frame.height);
        for (at, place) in self.places.iter().enumerate() {
            canvas.link("", &place.href, Name::Text(&place.label), |canvas| {
                self.draw_place(canvas, place, marks[at]);
                if let Some(spot) = &spots[at] {
                    self.draw_label(canvas, &lines[at], spot);
                }
            });
        }
    }

    fn draw_place(&self, canvas: &mut Canvas, place: &Place, (x, y): (f64, f64)) {
        if place.rough {
            canvas.circle("picture-halo", x, y, HALO);
        }
        legend::mark(canvas, place.class, (x, y), RADIUS);
    }

    fn draw_label(&self, canvas: &mut Canvas, lines: &[String], spot: &Spot) {
        if let Some((from, to)) = spot.leader {
            canvas.line("picture-leader", from, to);
        }
        let Rect { x, y, width, height } = spot.room;
        let point = match spot.anchor {
            Anchor::Start => x,
            Anchor::Middle => x + width / 2.0,
            Anchor::End => x + width,
        };
        let anchor = match self.setting.direction {
            Direction::LeftToRight => spot.anchor,
            Direction::RightToLeft => spot.anchor.opposite(),
        };
        let text = Text::new("picture-label", lines, SIZE, anchor);
        canvas.text(text, point, y + height / 2.0);
    }

    fn legend(&self) -> Vec<Item> {
        let mut items =
            legend::of_classes(&self.map.classes, self.places.iter().map(|place| place.class));
        if self.places.iter().any(|place| place.rough) && !self.map.words.rough.is_empty() {
            items.push(Item { label: self.map.words.rough.clone(), sign: Sign::Rough });
        }
        items
    }
}

/// Where the marks go: at their places, but pushed apart, by at most a mark's width, where one would
/// cover the other.
fn marks(places: &[&Place], frame: &Frame) -> Vec<(f64, f64)> {
    let exact: Vec<(f64, f64)> = places
        .iter()
        .map(|place| frame.place(frame::normal(place.lon, frame.projection), place.lat))
        .collect();
    let mut marks = exact.clone();
    for _ in 0..12 {
        for a in 0..marks.len() {
            for b in a + 1..marks.len() {
                push_apart(&mut marks, a, b);
            }
        }
        for (mark, exact) in marks.iter_mut().zip(&exact) {
            mark.0 = mark.0.clamp(exact.0 - 2.0 * RADIUS, exact.0 + 2.0 * RADIUS);
            mark.1 = mark.1.clamp(exact.1 - 2.0 * RADIUS, exact.1 + 2.0 * RADIUS);
        }
    }
    marks
}

/// Moves two marks that cover each other, both by as much, so that they touch.
fn push_apart(marks: &mut [(f64, f64)], a: usize, b: usize) {
    let (dx, dy) = (marks[b].0 - marks[a].0, marks[b].1 - marks[a].1);
    let apart = (dx * dx + dy * dy).sqrt();
    let missing = 2.0 * RADIUS - apart;
    if missing <= 0.0 {
        return;
    }
    let (dx, dy) = if apart > 1e-6 { (dx / apart, dy / apart) } else { (1.0, 0.0) };
    marks[a].0 -= dx * missing / 2.0;
    marks[a].1 -= dy * missing / 2.0;
    marks[b].0 += dx * missing / 2.0;
    marks[b].1 += dy * missing / 2.0;
}
