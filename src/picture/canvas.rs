//! Shapes, texts and links → the bytes of an SVG.
//!
//! Coordinates are in units of the picture, from its start and its top: on a page that is written from
//! right to left the canvas exchanges the sides, so that no layout has to. `text-anchor` follows the
//! direction by itself. Numbers are written to a tenth of a unit, and what is no number as zero.

use std::fmt::Write;

use super::letters::LEADING;
use super::{Direction, Edition, Setting};

use crate::escape::{escape, escape_into};

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The text begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// The text ends there.
    End,
}

impl Anchor {
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }

    /// The anchor for the other direction of writing.
    pub(super) fn opposite(self) -> Self {
        match self {
            Self::Start => Self::End,
            Self::Middle => Self::Middle,
            Self::End => Self::Start,
        }
    }
}

/// A text in lines, with the point of its first line's start, middle or end at half the height of all
/// lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) class: &'a str,
    pub(super) lines: &'a [String],
    pub(super) size: f64,
    pub(super) anchor: Anchor,
}

impl<'a> Text<'a> {
    pub(super) fn new(class: &'a str, lines: &'a [String], size: f64, anchor: Anchor) -> Self {
        Self { class, lines, size, anchor }
    }
}

/// The name by which a link is read out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Name<'a> {
    /// For a link that shows it, perhaps in lines or cut short.
    Text(&'a str),
    /// For a link that shows a mark alone: also shown while the pointer rests on it.
    Hint(&'a str),
    /// For one of very many marks: as a hint, but the Tab key passes over it, and leads on to the
    /// table, where all links are.
    Passed(&'a str),
}

/// A rectangle from its start, its top and its sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// An SVG that is being drawn.
#[derive(Debug)]
pub(super) struct Canvas {
    out: String,
    width: f64,
    direction: Direction,
    /// Whether sides are exchanged.
    mirrored: bool,
}

impl Canvas {
    /// An empty canvas, whose sides follow the direction.
    pub(super) fn new(width: f64, direction: Direction) -> Self {
        let mirrored = direction == Direction::RightToLeft;
        Self { out: String::new(), width, direction, mirrored }
    }

    /// Draws with left as left, whatever the direction.
    pub(super) fn unmirrored(&mut self, draw: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.mirrored, false);
        draw(self);
        self.mirrored = before;
    }

    /// The coordinate on the picture that stands for a distance from the start.
    pub(super) fn x(&self, x: f64) -> f64 {
        if self.mirrored { self.width - x } else { x }
    }

    /// Draws a link around what the closure draws, or a group if the address is empty.
    pub(super) fn link(
        &mut self,
        class: &str,
        href: &str,
        name: Name<'_>,
        draw: impl FnOnce(&mut Self),
    ) {
        self.link_in("", (class, href), name, draw);
    }

    /// The same with a name in another language than the page's, unless the tag is empty.
    pub(super) fn link_in(
        &mut self,
        lang: &str,
        (class, href): (&str, &str),
        name: Name<'_>,
        draw: impl FnOnce(&mut Self),
    ) {
        let space = if class.is_empty() { "" } else { " " };
        let tag = if href.is_empty() { "g" } else { "a" };
        self.push(format_args!("<{tag} class=\"picture-link{space}{class}\""));
        if !href.is_empty() {
            self.push(format_args!(" href=\"{}\"", escape(href)));
        }
        if !lang.is_empty() {
            self.push(format_args!(" lang=\"{}\"", escape(lang)));
        }
        match name {
            Name::Text(name) if !href.is_empty() => {
                self.push(format_args!(" aria-label=\"{}\">", escape(name)));
            }
            Name::Text(_) => self.out.push('>'),
            Name::Hint(name) => self.push(format_args!("><title>{}</title>", escape(name))),
            Name::Passed(name) => {
                let passed = if href.is_empty() { "" } else { " tabindex=\"-1\"" };
                self.push(format_args!("{passed}><title>{}</title>", escape(name)));
            }
        }
        draw(self);
        self.push(format_args!("</{tag}>"));
    }

    pub(super) fn rect(&mut self, class: &str, rect: Rect, radius: f64) {
        let x = if self.mirrored { self.width - rect.x - rect.width } else { rect.x };
        self.push(format_args!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            Number(x),
            Number(rect.y),
            Number(rect.width),
            Number(rect.height)
        ));
        if radius > 0.0 {
            self.push(format_args!(" rx=\"{}\"", Number(radius)));
        }
        self.out.push_str("/>");
    }

    /// A rectangle that is not seen, for the pointer.
    pub(super) fn hit(&mut self, rect: Rect) {
        self.rect("picture-hit", rect, 0.0);
    }

    pub(super) fn circle(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        let x = self.x(x);
        self.push(format_args!(
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            Number(x),
            Number(y),
            Number(radius)
        ));
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.push(format_args!("<path class=\"{class}\" d=\"M"));
        self.point(from);
        self.out.push('L');
        self.point(to);
        self.out.push_str("\"/>");
    }

    /// A curve that leaves and arrives level.
    pub(super) fn curve(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let middle = f64::midpoint(from.0, to.0);
        self.push(format_args!("<path class=\"{class}\" d=\"M"));
        self.point(from);
        self.out.push('C');
        for (at, point) in [(middle, from.1), (middle, to.1), to].into_iter().enumerate() {
            self.out.push_str(if at == 0 { "" } else { " " });
            self.point(point);
        }
        self.out.push_str("\"/>");
    }

    /// A closed shape with straight sides.
    pub(super) fn polygon(&mut self, class: &str, points: &[(f64, f64)]) {
        self.push(format_args!("<path class=\"{class}\" d=\""));
        for (at, point) in points.iter().enumerate() {
            self.out.push(if at == 0 { 'M' } else { 'L' });
            self.point(*point);
        }
        self.out.push_str("Z\"/>");
    }

    /// Lines of text whose block is centred on a height.
    pub(super) fn text(&mut self, text: Text<'_>, x: f64, y: f64) {
        if text.lines.iter().all(String::is_empty) {
            return;
        }
        let x = self.x(x);
        let first = y - (text.lines.len() as f64 - 1.0) * text.size * LEADING / 2.0;
        self.open_text(text);
        // The middle of x-height and capitals lies about a third of the size above the base line.
        let base = first + text.size * 0.35;
        if let [line] = text.lines {
            self.push(format_args!(" x=\"{}\" y=\"{}\">", Number(x), Number(base)));
            escape_into(&mut self.out, line);
        } else {
            self.out.push('>');
            for (at, line) in text.lines.iter().enumerate() {
                let y = base + at as f64 * text.size * LEADING;
                self.push(format_args!("<tspan x=\"{}\" y=\"{}\">", Number(x), Number(y)));
                escape_into(&mut self.out, line);
                self.out.push_str("</tspan>");
                // What is read out and what is seen must be the same words, so lines and texts
                // are kept apart by spaces that take no room.
                if at + 1 < text.lines.len() && !line.ends_with('-') {
                    self.out.push_str("<tspan font-size=\"0\"> </tspan>");
                }
            }
        }
        self.out.push_str("</text> ");
    }

    /// Lines of text that run upwards from a point, centred on its distance from the start.
    pub(super) fn upright_text(&mut self, text: Text<'_>, x: f64, y: f64) {
        let x = self.x(x);
        let turn = if self.mirrored { 90 } else { -90 };
        self.push(format_args!(
            "<g transform=\"translate({} {}) rotate({turn})\">",
            Number(x),
            Number(y)
        ));
        self.unmirrored(|canvas| canvas.text(text, 0.0, 0.0));
        self.out.push_str("</g>");
    }

    fn open_text(&mut self, text: Text<'_>) {
        self.push(format_args!(
            "<text class=\"{}\" font-size=\"{}\"",
            text.class,
            Number(text.size)
        ));
        if text.anchor != Anchor::Start {
            self.push(format_args!(" text-anchor=\"{}\"", text.anchor.name()));
        }
    }

    fn point(&mut self, (x, y): (f64, f64)) {
        let x = self.x(x);
        self.push(format_args!("{} {}", Number(x), Number(y)));
    }

    /// Writes markup as it is.
    pub(super) fn push(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(arguments);
    }

    /// The whole `svg` element.
    pub(super) fn finish(
        self,
        setting: &Setting,
        classes: &str,
        edition: Edition,
        height: f64,
    ) -> String {
        let name = edition.name();
        let id = format!("{}-{name}", escape(&setting.id));
        let direction = match self.direction {
            Direction::LeftToRight => "ltr",
            Direction::RightToLeft => "rtl",
        };
        let words = &setting.words;
        let described = !words.description.is_empty();
        let mut out = format!(
            "<svg class=\"picture {classes} picture-{name}\" viewBox=\"0 0 {} {}\" role=\"group\" \
             direction=\"{direction}\" aria-labelledby=\"{id}-title\"",
            Number(self.width),
            Number(height.ceil()),
        );
        if described {
            let _ = write!(out, " aria-describedby=\"{id}-words\"");
        }
        let _ = write!(out, "><title id=\"{id}-title\">{}</title>", escape(&words.title));
        if described {
            let words = escape(&words.description);
            let _ = write!(out, "<desc id=\"{id}-words\">{words}</desc>");
        }
        out + &self.out + "</svg>"
    }
}

/// A coordinate: to a tenth, without a needless point.
pub(super) struct Number(pub(super) f64);

impl std::fmt::Display for Number {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = if self.0.is_finite() { (self.0 * 10.0).round() as i64 } else { 0 };
        let sign = if tenths < 0 { "-" } else { "" };
        let (whole, part) = (tenths.abs() / 10, tenths.abs() % 10);
        match part {
            0 => write!(formatter, "{sign}{whole}"),
            _ => write!(formatter, "{sign}{whole}.{part}"),
        }
    }
}
