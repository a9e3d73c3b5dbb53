//! A point on Earth.

use serde_json::{Value as Json, json};

use super::{Column, Declared, FieldType, Role, Traits};

/// What all fields of coordinates have in common.
pub(super) static TRAITS: Traits = Traits {
    name: "coordinates",
    doc: "A point on Earth in degrees, WGS 84.",
    qualifiers: &["required", "many"],
    declared: Declared::Nothing(FieldType::Coordinates),
    in_rows: true,
    expects: "a table of `lat` and `lon`",
    filtering: None,
    sorts: false,
    roles: &[Role::Property, Role::Place],
    columns: &[
        Column::part("lat", "number"),
        Column::part("lon", "number"),
        Column::part("precision", "string"),
    ],
};

/// The most degrees that there are to each side of the equator, and of Greenwich.
pub(crate) const LIMITS: Limits = Limits { lat: 90.0, lon: 180.0 };

/// Bounds of coordinates, in degrees.
pub(crate) struct Limits {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
}

/// A point in degrees, WGS 84, as it is written in a record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point<'a> {
    /// Degrees north of the equator, −90 to 90.
    pub lat: f64,
    /// Degrees east of Greenwich, −180 to 180.
    pub lon: f64,
    /// How exact it is, in a word: `city`, `country`.
    pub precision: Option<&'a str>,
}

impl Point<'_> {
    pub(super) fn literal(&self) -> String {
        format!("{} {}", self.lat, self.lon)
    }

    pub(super) fn json(&self) -> Json {
        json!({ "lat": self.lat, "lon": self.lon, "precision": self.precision })
    }

    /// Its cells, one for each column of the type.
    pub(super) fn cells(&self) -> Vec<String> {
        let precision = self.precision.unwrap_or_default().to_owned();
        vec![self.lat.to_string(), self.lon.to_string(), precision]
    }
}

pub(super) fn schema() -> Json {
    let degrees = |limit: f64| json!({ "type": "number", "minimum": -limit, "maximum": limit });
    json!({
        "type": "object",
        "properties": {
            "lat": degrees(LIMITS.lat),
            "lon": degrees(LIMITS.lon),
            "precision": { "type": "string" },
        },
        "required": ["lat", "lon"],
        "additionalProperties": false,
    })
}
