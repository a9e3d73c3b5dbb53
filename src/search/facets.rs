//! What records can be filtered by → columns.

use std::fmt::Write;

use super::json;
use super::numbers::Numbers;

/// What records of some kinds can be filtered by.
#[derive(Debug)]
pub struct Facet {
    /// What addresses call it.
    pub name: String,
    /// What readers see.
    pub label: String,
    /// Its values: what addresses call each, and what readers see.
    pub values: Vec<(String, String)>,
    /// The kinds that have it, by their places among those of the index.
    pub kinds: Vec<usize>,
    /// For each record of these kinds, in the order of the records, the places of its values.
    pub of: Vec<Vec<usize>>,
}

impl Facet {
    /// One that no record has so far.
    pub fn new(name: &str, label: &str) -> Self {
        let (name, label) = (name.to_owned(), label.to_owned());
        Self { name, label, values: Vec::new(), kinds: Vec::new(), of: Vec::new() }
    }
}

/// All facets: for each its name, its label, its values, its kinds, whether a record can
/// have several values, and the column. There a record is the place of its value plus one, or 0; or,
/// where there can be several, how many there are, and the place of each.
pub(super) fn columns(facets: &[Facet]) -> String {
    let mut out = String::from("[");
    for (at, facet) in facets.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        let is_many = facet.of.iter().any(|own| own.len() > 1);
        let mut numbers = Numbers::default();
        for own in &facet.of {
            if is_many {
                numbers.push(own.len() as u32);
                own.iter().for_each(|value| numbers.push(*value as u32));
            } else {
                numbers.push(own.first().map_or(0, |value| *value as u32 + 1));
            }
        }
        let mut column = String::new();
        numbers.take_into(&mut column);
        let values = facet.values.iter();
        let values: Vec<String> =
            values.map(|(value, label)| format!("[{},{}]", json(value), json(label))).collect();
        let _ = write!(
            out,
            "[{},{},[{}],{:?},{},\"{column}\"]",
            json(&facet.name),
            json(&facet.label),
            values.join(","),
            facet.kinds,
            u8::from(is_many),
        );
    }
    out.push(']');
    out
}
