//! Plain data → pictures as SVG, each with a table that says the same.
//!
//! Goes in: what a picture shows, as plain values: texts that are translated already, addresses that
//! are relative to the page already, and a [`Setting`]. Comes out: a [`Picture`], the same bytes for
//! the same values on every machine. Nothing here knows a report, a language or a file, and nothing
//! fails: a picture of nothing is an empty picture, a value that cannot be drawn (a place at no
//! number, a mark in a column that is not there) is left out of the picture and kept in the table.
//!
//! - [`map`]: places on outlines of land, with labels that do not collide.
//! - [`timeline`]: events along a scale of years; a date that is not exact is a span.
//! - [`matrix`]: which rows go with which columns.
//! - [`graph`]: a record and its neighbours, by relation.
//!
//! # Two editions
//! Text in an SVG shrinks with it. So each picture is laid out twice, and both stand in
//! [`Picture::svg`]: `picture-narrow`, 320 units wide, which is legible at one CSS pixel per unit, and
//! `picture-wide`, 640 units wide (850 for a matrix of many columns, which also bears
//! `picture-broad`). The stylesheet shows one of them, by the width of the figure; the other is not
//! rendered, and so neither read out nor reached by the keyboard. Targets are at least 24 CSS pixels
//! apart in both, but for marks on a map, whose place is given.
//!
//! # How to place one
//! ```html
//! <figure class="picture-figure">
//!   {{ picture.svg }}
//!   <figcaption>…</figcaption>
//!   <details><summary>…</summary><table>…</table></details>
//! </figure>
//! ```
//! The `svg` elements are groups with a title and a description; every mark in them is a link with a
//! name of its own. They carry no `style` attribute, no `style` element and no script.
//!
//! # Classes
//! Shapes and sizes (of text too) are attributes; colours, line widths and weights are the
//! stylesheet's. [`STYLES`] has rules for all of these, with custom properties named `--picture-…` for
//! the colours:
//!
//! | class | of |
//! | --- | --- |
//! | `picture-figure` | the element of the caller that holds a picture; a size container |
//! | `picture`, `picture-map`, `picture-timeline`, `picture-matrix`, `picture-graph` | an `svg` |
//! | `picture-narrow`, `picture-wide`, `picture-broad` | an `svg`: its edition |
//! | `picture-link` | a link; with it `picture-current` (the highlighted event), `picture-before`, `picture-after` |
//! | `picture-hit` | an unseen shape that makes a link easy to hit |
//! | `picture-mark` | a shape that stands for something; also on the shapes of a legend |
//! | `picture-class-1` … `picture-class-8` | a mark: its class; the shapes differ too |
//! | `picture-halo` | a ring around a mark whose place is rough |
//! | `picture-label`, `picture-minor`, `picture-heading` | text: names; dates, numbers, years; words above a group |
//! | `picture-legend` | text of a legend |
//! | `picture-sea`, `picture-land`, `picture-border`, `picture-leader` | of a map; a leader joins a label and its mark, also on a timeline |
//! | `picture-axis`, `picture-tick`, `picture-date`, `picture-span`, `picture-band` | of a timeline: the spine, the lines of years, an exact date, a span of dates, the ground of the highlighted event |
//! | `picture-grid` | thin lines of a matrix |
//! | `picture-centre`, `picture-edge`, `picture-arrow` | of a graph |

pub mod graph;
pub mod map;
pub mod matrix;
pub mod timeline;

mod canvas;
mod legend;
mod letters;
#[cfg(test)]
mod proof;
mod rows;

/// Rules for every class of the pictures, for a look's stylesheet to include.
pub const STYLES: &str = include_str!("picture/picture.css");

/// A picture and the table that says the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Two `svg` elements, the wide and the narrow edition, to be placed in HTML as they are.
    pub svg: String,
    /// What the picture shows, for everybody who does not see it.
    pub table: Table,
}

/// A table of texts and links; the first cell of a row names the row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The headings of the columns.
    pub head: Vec<Cell>,
    /// The rows, each as long as the head.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text, not escaped.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// The language of the text, as a tag, where that is not the page's.
    pub lang: Option<String>,
}

impl Cell {
    /// A cell without a link.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A cell that is a link, unless the address is empty.
    pub(crate) fn link(text: impl Into<String>, href: &str) -> Self {
        let href = (!href.is_empty()).then(|| href.to_owned());
        Self { text: text.into(), href, lang: None }
    }

    /// The same with a text in another language than the page's, unless the tag is empty.
    pub(crate) fn of_language(mut self, lang: &str) -> Self {
        self.lang = (!lang.is_empty()).then(|| lang.to_owned());
        self
    }
}

/// What every picture needs beside its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What the ids in the picture begin with; unique on the page.
    pub id: String,
    /// The direction of the language: sides are exchanged (but for a map's) and text is anchored by
    /// it.
    pub direction: Direction,
    /// What the picture is, in words.
    pub words: Words,
}

/// The text alternative of a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Its name, such as `Where the Panel went`.
    pub title: String,
    /// What it shows, in a sentence or two; may be empty.
    pub description: String,
}

/// The direction in which a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// As Latin script.
    LeftToRight,
    /// As Arabic script.
    RightToLeft,
}

/// One of the two layouts of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edition {
    Narrow,
    Wide,
}

impl Edition {
    const BOTH: [Self; 2] = [Self::Wide, Self::Narrow];

    /// The width in units.
    const fn width(self) -> f64 {
        match self {
            Self::Narrow => 320.0,
            Self::Wide => 640.0,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Narrow => "narrow",
            Self::Wide => "wide",
        }
    }
}
