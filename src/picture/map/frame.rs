//! Which part of the globe a map shows, and how large.
//!
//! Places within a region are drawn about their own middle; places far apart on a map of the world,
//! of which the wide edition shows the whole unless they leave much of it empty.

use super::super::Edition;
use super::projection::{MIDDLE, Projection, cosine_of_degrees, middle, nearness};

/// How far from their middle, in degrees, places may lie on a map of a region.
const REGION: f64 = 33.0;
/// The least distance from the middle of a map to its sides, in parts of the globe's radius: the
/// outlines bear no closer look.
const NEAREST: f64 = 0.09;
/// Half the width of the world on the plane.
const HALF_WORLD: f64 = 2.706_63;
/// The latitudes between which a map of the world shows what people live on.
const INHABITED: (f64, f64) = (-56.0, 80.0);

/// A part of a projected plane, and its size on a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) projection: Projection,
    /// The corner of the picture on the plane.
    pub(super) left: f64,
    pub(super) top: f64,
    /// Units of the picture per unit of the plane.
    pub(super) scale: f64,
    /// The size in units of the picture.
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Frame {
    /// Where a place lies on the picture.
    pub(super) fn place(&self, lon: f64, lat: f64) -> (f64, f64) {
        self.on_picture(self.projection.project(lon, lat))
    }

    /// Where a point of the plane lies on the picture.
    pub(super) fn on_picture(&self, (x, y): (f64, f64)) -> (f64, f64) {
        ((x - self.left) * self.scale, (y - self.top) * self.scale)
    }

    /// Whether this is a map of the world or a part of one.
    pub(super) fn is_world(&self) -> bool {
        self.projection == Projection::EqualEarth
    }
}

/// The frames of both editions, which share a projection.
pub(super) fn choose(places: &[(f64, f64)]) -> [(Edition, Frame); 2] {
    let projection = projection(places);
    let points: Vec<(f64, f64)> =
        places.iter().map(|&(lon, lat)| projection.project(normal(lon, projection), lat)).collect();
    Edition::BOTH.map(|edition| (edition, frame(edition, projection, &points)))
}

/// A longitude within the range of a projection's outlines.
pub(super) fn normal(lon: f64, projection: Projection) -> f64 {
    let west = match projection {
        Projection::EqualEarth => MIDDLE - 180.0,
        Projection::Azimuthal { lon, .. } => lon - 180.0,
    };
    lon - ((lon - west) / 360.0).floor() * 360.0
}

fn projection(places: &[(f64, f64)]) -> Projection {
    let region = middle(places).filter(|&centre| {
        places.iter().all(|&place| nearness(centre, place) > cosine_of_degrees(REGION))
    });
    match region {
        Some((lon, lat)) => Projection::Azimuthal { lon, lat },
        None => Projection::EqualEarth,
    }
}

fn frame(edition: Edition, projection: Projection, points: &[(f64, f64)]) -> Frame {
    let mut bounds = Bounds::of(points);
    let world = projection == Projection::EqualEarth;
    let (margin, whole) = match edition {
        Edition::Wide => (0.14, 0.6),
        Edition::Narrow => (0.1, 0.92),
    };
    bounds.widen(margin * bounds.width().max(bounds.height()), if world { 0.0 } else { NEAREST });
    if world && (points.is_empty() || bounds.width() > whole * 2.0 * HALF_WORLD) {
        bounds.include_world();
    } else {
        bounds.reshape(edition);
        if world {
            bounds.keep_on_globe();
        }
    }
    let scale = edition.width() / bounds.width();
    let height = (bounds.height() * scale).ceil();
    Frame { projection, left: bounds.left, top: bounds.top, scale, width: edition.width(), height }
}

#[derive(Debug, Clone, Copy)]
struct Bounds {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Bounds {
    fn of(points: &[(f64, f64)]) -> Self {
        let Some(&(x, y)) = points.first() else {
            return Self { left: 0.0, right: 0.0, top: 0.0, bottom: 0.0 };
        };
        let mut bounds = Self { left: x, right: x, top: y, bottom: y };
        for &(x, y) in points {
            bounds.left = bounds.left.min(x);
            bounds.right = bounds.right.max(x);
            bounds.top = bounds.top.min(y);
            bounds.bottom = bounds.bottom.max(y);
        }
        bounds
    }

    fn width(&self) -> f64 {
        self.right - self.left
    }

    fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Adds a margin, and more where the half of a side would be shorter than the least.
    fn widen(&mut self, margin: f64, least: f64) {
        let x = margin.max(least - self.width() / 2.0);
        let y = margin.max(least - self.height() / 2.0);
        self.left -= x;
        self.right += x;
        self.top -= y;
        self.bottom += y;
    }

    /// The whole width of the world, and its inhabited latitudes with whatever lies beyond.
    fn include_world(&mut self) {
        self.left = -HALF_WORLD;
        self.right = HALF_WORLD;
        let north = Projection::EqualEarth.project(MIDDLE, INHABITED.1).1;
        let south = Projection::EqualEarth.project(MIDDLE, INHABITED.0).1;
        let pole = Projection::EqualEarth.project(MIDDLE, 90.0).1;
        self.top = self.top.min(north).max(pole);
        self.bottom = self.bottom.max(south).min(-pole);
    }

    /// Grows to proportions that suit an edition.
    fn reshape(&mut self, edition: Edition) {
        let (flattest, tallest) = match edition {
            Edition::Wide => (0.5, 0.7),
            Edition::Narrow => (0.72, 1.25),
        };
        let ratio = self.height() / self.width();
        if ratio < flattest {
            let more = self.width() * flattest - self.height();
            self.top -= more / 2.0;
            self.bottom += more / 2.0;
        } else if ratio > tallest {
            let more = self.height() / tallest - self.width();
            self.left -= more / 2.0;
            self.right += more / 2.0;
        }
    }

    /// Moves and cuts a part of the world so that it shows nothing beyond the globe's sides.
    fn keep_on_globe(&mut self) {
        let pole = Projection::EqualEarth.project(MIDDLE, -90.0).1;
        (self.left, self.right) = kept(self.left, self.right, HALF_WORLD);
        (self.top, self.bottom) = kept(self.top, self.bottom, pole);
    }
}

/// A range moved into the one from `-limit` to `limit`, and cut if it is longer.
fn kept(from: f64, to: f64, limit: f64) -> (f64, f64) {
    if to - from >= 2.0 * limit {
        return (-limit, limit);
    }
    let shift = (-limit - from).max(0.0) - (to - limit).max(0.0);
    (from + shift, to + shift)
}
