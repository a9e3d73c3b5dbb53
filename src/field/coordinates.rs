//! A point on Earth.

use serde_json::{Value as Json, json};

use super::{Column, Declared, FieldType, Role, Traits, Value};

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

/// The most degrees that there are to each side of the equator.
const MOST_LAT: f64 = 90.0;

/// The most degrees that there are to each side of Greenwich.
const MOST_LON: f64 = 180.0;

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
            "lat": degrees(MOST_LAT),
            "lon": degrees(MOST_LON),
            "precision": { "type": "string" },
        },
        "required": ["lat", "lon"],
        "additionalProperties": false,
    })
}

/// What is written of a point, part by part.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    lat: Option<f64>,
    lon: Option<f64>,
    precision: Option<String>,
}

/// What a part of a point is written as.
pub(crate) enum PartValue<'a> {
    /// A finite number.
    Number(f64),
    /// A string.
    Text(&'a str),
    /// Anything else.
    Other,
}

/// What is wrong with a part of a point.
pub(crate) enum BadPart {
    /// Its name, of which there is no part, or none that is written so.
    Name(String),
    /// Its value.
    Value(String),
}

impl Parts {
    /// How a point is written, for the help of a problem.
    pub(crate) const HELP: &str = "write `{ lat = 23.81, lon = 90.41 }`, in degrees";

    /// Takes the part of a name.
    ///
    /// # Errors
    /// What is wrong, when it is no part of a point.
    pub(crate) fn take(&mut self, name: &str, part: &PartValue<'_>) -> Result<(), BadPart> {
        let (degrees, most) = match (name, part) {
            ("lat", _) => (&mut self.lat, MOST_LAT),
            ("lon", _) => (&mut self.lon, MOST_LON),
            ("precision", PartValue::Text(text)) => {
                self.precision = Some((*text).to_owned());
                return Ok(());
            }
            _ => return Err(BadPart::Name(format!("coordinates have no part `{name}`"))),
        };
        match part {
            PartValue::Number(number) if (-most..=most).contains(number) => {
                *degrees = Some(*number);
                Ok(())
            }
            PartValue::Number(_) | PartValue::Text(_) | PartValue::Other => {
                let message = format!("`{name}` must be a number from -{most} to {most}");
                Err(BadPart::Value(message))
            }
        }
    }

    /// The point, if both of its degrees are there.
    pub(crate) fn point(self) -> Option<Value> {
        let (lat, lon) = self.lat.zip(self.lon)?;
        Some(Value::Coordinates { lat, lon, precision: self.precision })
    }
}
