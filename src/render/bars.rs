//! Bars: counts as lengths, beside which the counts stand in words.
//!
//! A bar is drawn of rectangles in a space of 100 × 10, which pages stretch. Nothing is told by a bar
//! alone: each part has its count and its words beside it, in the same order.

use tera::Value;

use super::map;

/// A part of a bar.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// How many.
    pub(super) count: usize,
    /// What they are, in words.
    pub(super) label: String,
    /// Their share of all, in words.
    pub(super) share: Option<String>,
    /// Where they are listed.
    pub(super) path: Option<String>,
    /// Which of the fills it has, by which parts of one meaning are known in all bars; none for what
    /// is left blank.
    pub(super) fill: Option<usize>,
}

/// So many fills can be told apart; further ones begin again.
const FILLS: usize = 6;

/// A bar of parts, of which all together are at most so many.
pub(super) fn bar(parts: &[Part], all: usize) -> Value {
    let mut at = 0;
    let mut rectangles = Vec::new();
    let mut keys = Vec::new();
    for part in parts.iter().filter(|part| part.count > 0) {
        let (start, end) = (place(at, all), place(at + part.count, all));
        at += part.count;
        if let Some(fill) = part.fill {
            rectangles.push(map! {
                "x": start, "width": rounded(end - start), "fill": format!("fill-{}", fill % FILLS),
            });
        }
        keys.push(map! {
            "count": part.count,
            "label": part.label.as_str(),
            "share": part.share.clone(),
            "path": part.path.clone(),
            "fill": part.fill.map_or_else(|| "all".to_owned(), |fill| format!("fill-{}", fill % FILLS)),
        });
    }
    map! { "rectangles": rectangles, "keys": keys }
}

fn place(count: usize, all: usize) -> f64 {
    rounded(count.min(all) as f64 * 100.0 / all.max(1) as f64)
}

/// With two decimals, as a whole page is a thousand times as wide.
fn rounded(place: f64) -> f64 {
    (place * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_bar_are_as_long_as_their_shares() {
        let part =
            |count, fill| Part { count, label: String::new(), share: None, path: None, fill };
        let bar = bar(&[part(1, Some(0)), part(0, Some(1)), part(2, Some(7)), part(3, None)], 6);
        let drawn = serde_json::to_value(&bar).unwrap();
        let rectangles = serde_json::json!([
            { "x": 0.0, "width": 16.67, "fill": "fill-0" },
            { "x": 16.67, "width": 33.33, "fill": "fill-1" },
        ]);
        assert_eq!(drawn["rectangles"], rectangles);
        assert_eq!(drawn["keys"].as_array().unwrap().len(), 3);
    }
}
