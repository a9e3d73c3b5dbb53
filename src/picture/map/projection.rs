//! Longitude and latitude → a plane.
//!
//! The trigonometry is done here with sums and products alone, because the functions of the standard
//! library may differ in their last digit from machine to machine.

use std::f64::consts::{FRAC_PI_2, PI};

/// The meridian in the middle of a map of the world. The one opposite, 169 degrees west, runs through
/// the Bering Strait.
pub(super) const MIDDLE: f64 = 11.0;

/// How far from its centre, in degrees, a regional map knows directions. What lies farther away is
/// moved to that distance, far outside any frame.
const REACH: f64 = 80.0;

/// A way from the globe, of radius one, to a plane whose vertical axis points down. Both keep areas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Projection {
    /// Equal Earth, for maps of the world: B. Šavrič, T. Patterson and B. Jenny, 2018,
    /// <https://doi.org/10.1080/13658816.2018.1504949>.
    EqualEarth,
    /// Lambert's azimuthal projection about a point, for maps of a region: J. P. Snyder, *Map
    /// Projections: A Working Manual*, 1987, formulas 24-2 to 24-4.
    Azimuthal {
        /// The longitude in the middle, in degrees.
        lon: f64,
        /// The latitude in the middle, in degrees.
        lat: f64,
    },
}

impl Projection {
    /// Where a place lies on the plane.
    pub(super) fn project(self, lon: f64, lat: f64) -> (f64, f64) {
        match self {
            Self::EqualEarth => equal_earth(lon - MIDDLE, lat),
            Self::Azimuthal { lon: lon0, lat: lat0 } => azimuthal(lon - lon0, lat, lat0),
        }
    }
}

fn equal_earth(lon: f64, lat: f64) -> (f64, f64) {
    const A: [f64; 4] = [1.340_264, -0.081_106, 0.000_893, 0.003_796];
    let root = 3.0_f64.sqrt();
    let angle = arc_sine(root / 2.0 * sine(lat.to_radians()));
    let two = angle * angle;
    let six = two * two * two;
    let slope = A[0] + 3.0 * A[1] * two + six * (7.0 * A[2] + 9.0 * A[3] * two);
    let x = 2.0 * root * lon.to_radians() * cosine(angle) / (3.0 * slope);
    let y = angle * (A[0] + A[1] * two + six * (A[2] + A[3] * two));
    (x, -y)
}

fn azimuthal(lon: f64, lat: f64, middle: f64) -> (f64, f64) {
    let (lon, lat, middle) = (lon.to_radians(), lat.to_radians(), middle.to_radians());
    let near = sine(middle) * sine(lat) + cosine(middle) * cosine(lat) * cosine(lon);
    let east = cosine(lat) * sine(lon);
    let north = cosine(middle) * sine(lat) - sine(middle) * cosine(lat) * cosine(lon);
    let limit = cosine(REACH.to_radians());
    let scale = if near >= limit {
        (2.0 / (1.0 + near)).sqrt()
    } else {
        let distance = (east * east + north * north).sqrt().max(1e-9);
        (2.0 - 2.0 * limit).sqrt() / distance
    };
    (scale * east, -scale * north)
}

/// The distance of two places on the globe, as the cosine of the angle between them.
pub(super) fn nearness(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (u, v) = (unit(a.0, a.1), unit(b.0, b.1));
    u[0] * v[0] + u[1] * v[1] + u[2] * v[2]
}

/// The cosine of an angle in degrees.
pub(super) fn cosine_of_degrees(angle: f64) -> f64 {
    cosine(angle.to_radians())
}

/// The sine of an angle in degrees.
pub(super) fn sine_of_degrees(angle: f64) -> f64 {
    sine(angle.to_radians())
}

/// The middle of some places, as longitude and latitude; none where they surround the globe evenly.
pub(super) fn middle(places: &[(f64, f64)]) -> Option<(f64, f64)> {
    let mut sum = [0.0; 3];
    for &(lon, lat) in places {
        for (total, part) in sum.iter_mut().zip(unit(lon, lat)) {
            *total += part;
        }
    }
    let length = (sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]).sqrt();
    if length < 1e-6 {
        return None;
    }
    let lat = arc_sine(sum[2] / length);
    let flat = (sum[0] * sum[0] + sum[1] * sum[1]).sqrt();
    if flat < 1e-9 {
        return Some((0.0, lat.to_degrees()));
    }
    // The arc sine is exact enough below a quarter of a right angle or so: the smaller part is used.
    let (east, ahead) = (sum[1] / flat, sum[0] / flat);
    let lon = if ahead.abs() >= east.abs() {
        let angle = arc_sine(east);
        if ahead > 0.0 { angle } else { PI - angle }
    } else {
        let angle = FRAC_PI_2 - arc_sine(ahead);
        if east > 0.0 { angle } else { -angle }
    };
    Some((lon.to_degrees(), lat.to_degrees()))
}

fn unit(lon: f64, lat: f64) -> [f64; 3] {
    let (lon, lat) = (lon.to_radians(), lat.to_radians());
    [cosine(lat) * cosine(lon), cosine(lat) * sine(lon), sine(lat)]
}

fn cosine(angle: f64) -> f64 {
    sine(angle + FRAC_PI_2)
}

fn sine(angle: f64) -> f64 {
    let turned = angle - (angle / (2.0 * PI)).round() * 2.0 * PI;
    let folded = if turned > FRAC_PI_2 {
        PI - turned
    } else if turned < -FRAC_PI_2 {
        -PI - turned
    } else {
        turned
    };
    let square = folded * folded;
    let mut term = folded;
    let mut sum = folded;
    for at in 1..12 {
        let even = f64::from(2 * at);
        term *= -square / (even * (even + 1.0));
        sum += term;
    }
    sum
}

/// The angle of a sine, by Newton's method; at the very ends by the half angle.
fn arc_sine(sine_of_it: f64) -> f64 {
    let value = sine_of_it.clamp(-1.0, 1.0);
    if value.abs() > 0.9 {
        let half = arc_sine(((1.0 - value.abs()) / 2.0).sqrt());
        return (FRAC_PI_2 - 2.0 * half) * value.signum();
    }
    let mut angle = value;
    for _ in 0..8 {
        angle -= (sine(angle) - value) / cosine(angle);
    }
    angle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_trigonometry_agrees_with_the_standard_library() {
        for tenth in -7200..7200 {
            let angle = f64::from(tenth) / 10.0;
            assert!((sine_of_degrees(angle) - angle.to_radians().sin()).abs() < 1e-12);
            assert!((cosine_of_degrees(angle) - angle.to_radians().cos()).abs() < 1e-12);
            let value = f64::from(tenth) / 7200.0;
            assert!((arc_sine(value) - value.asin()).abs() < 1e-12);
        }
    }

    #[test]
    fn equal_earth_agrees_with_its_authors() {
        // The extents of the graticule, from the paper's polynomial: 2.7066 at the equator's end.
        let (x, y) = Projection::EqualEarth.project(MIDDLE + 180.0, 0.0);
        assert!((x - 2.706_63).abs() < 1e-4 && y.abs() < 1e-12);
        let (x, y) = Projection::EqualEarth.project(MIDDLE, 90.0);
        assert!(x.abs() < 1e-12 && (y + 1.317_36).abs() < 1e-4);
    }

    #[test]
    fn a_region_has_its_centre_in_the_middle_and_nothing_behind_the_globe() {
        let region = Projection::Azimuthal { lon: 178.0, lat: -18.0 };
        let (x, y) = region.project(178.0, -18.0);
        assert!(x.abs() < 1e-12 && y.abs() < 1e-12);
        let (x, y) = region.project(-2.0, 18.0);
        assert!(x.is_finite() && y.is_finite());
    }

    #[test]
    fn the_middle_of_places_on_both_sides_of_the_date_line_is_between_them() {
        let (lon, lat) = middle(&[(179.0, 0.0), (-177.0, 0.0)]).unwrap();
        assert!((lon.abs() - 179.0).abs() < 1e-6 || (lon - 181.0).abs() < 1e-6);
        assert!(lat.abs() < 1e-9);
    }
}
