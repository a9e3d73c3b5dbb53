//! What every picture must be: well-formed, free of what is no number, with no text over another and
//! none outside.

use super::letters::width;
use super::{Direction, Picture, Setting, Words};

/// An element of a picture.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    /// The text directly in it.
    pub(super) text: String,
    /// The index of the element that holds it.
    pub(super) parent: Option<usize>,
}

impl Element {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.get(name).map(|value| value.parse().unwrap())
    }
}

/// A setting for tests.
pub(super) fn setting(direction: Direction) -> Setting {
    let words = Words { title: "A <title> & more".into(), description: "Words.".into() };
    Setting { id: "pic".into(), direction, words }
}

/// Panics unless a picture is what it must be; gives its elements.
pub(super) fn check(picture: &Picture) -> Vec<Element> {
    for row in &picture.table.rows {
        assert_eq!(row.len(), picture.table.head.len());
    }
    assert!(!picture.svg.contains("NaN") && !picture.svg.contains("inf"), "{}", picture.svg);
    assert!(!picture.svg.contains("style=") && !picture.svg.contains("<style"));
    let elements = elements(&picture.svg);
    let roots: Vec<usize> =
        (0..elements.len()).filter(|&at| elements[at].parent.is_none()).collect();
    assert_eq!(roots.len(), 2);
    for (at, &root) in roots.iter().enumerate() {
        let end = roots.get(at + 1).copied().unwrap_or(elements.len());
        check_texts(&elements, root..end);
    }
    let mut ids: Vec<&str> = elements.iter().filter_map(|element| element.get("id")).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "ids are unique");
    elements
}

/// The elements of markup, in order.
pub(super) fn elements(markup: &str) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let text = unescaped(&rest[..at]);
        match open.last() {
            Some(&holder) => elements[holder].text.push_str(&text),
            None => assert_eq!(text, ""),
        }
        let end = rest[at..].find('>').expect("a tag ends") + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop().expect("an element is open");
            assert_eq!(elements[last].name, name);
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        elements.push(element(tag, open.last().copied()));
        if !closed {
            open.push(elements.len() - 1);
        }
    }
    assert!(open.is_empty() && rest.is_empty());
    elements
}

fn element(tag: &str, parent: Option<usize>) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut attributes: Vec<(String, String)> = Vec::new();
    while !rest.is_empty() {
        let (key, after) = rest.split_once("=\"").expect("an attribute has a value");
        let (value, after) = after.split_once('"').expect("a value ends");
        assert!(!value.contains('<'));
        assert!(attributes.iter().all(|(other, _)| other != key), "{key} stands twice");
        attributes.push((key.to_owned(), unescaped(value)));
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    Element { name: name.to_owned(), attributes, text: String::new(), parent }
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (entity, after) = rest[at + 1..].split_once(';').expect("an entity ends");
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            other => panic!("{other} is no entity"),
        });
        rest = after;
    }
    assert!(!rest.contains('>'));
    out + rest
}

/// A line of text on a picture: its sides, and its words for messages.
#[derive(Debug, Clone)]
#[allow(dead_code, reason = "the words are read by the derived Debug")]
struct Line {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    words: String,
}

fn check_texts(elements: &[Element], range: std::ops::Range<usize>) {
    let root = &elements[range.start];
    let view: Vec<f64> =
        root.get("viewBox").unwrap().split(' ').map(|number| number.parse().unwrap()).collect();
    let rtl = root.get("direction") == Some("rtl");
    let lines: Vec<Line> = range.filter_map(|at| line(elements, at, rtl)).collect();
    for (at, line) in lines.iter().enumerate() {
        let inside = line.left >= -0.2
            && line.right <= view[2] + 0.2
            && line.top >= -0.2
            && line.bottom <= view[3] + 0.2;
        assert!(inside, "{line:?} is outside of {view:?}");
        for other in &lines[at + 1..] {
            let apart = line.left >= other.right - 0.2
                || other.left >= line.right - 0.2
                || line.top >= other.bottom - 0.2
                || other.top >= line.bottom - 0.2;
            assert!(apart, "{line:?} is over {other:?}");
        }
    }
}

fn line(elements: &[Element], at: usize, rtl: bool) -> Option<Line> {
    let element = &elements[at];
    let is_text = matches!(element.name.as_str(), "text" | "tspan");
    let (x, y) = (element.number("x")?, element.number("y")?);
    if !is_text || element.text.is_empty() {
        return None;
    }
    let text = if element.name == "tspan" { &elements[element.parent?] } else { element };
    let size = text.number("font-size").unwrap();
    let room = width(&element.text, size);
    let start = match text.get("text-anchor") {
        Some("middle") => x - room / 2.0,
        Some("end") if !rtl => x - room,
        None if rtl => x - room,
        _ => x,
    };
    let (top, bottom) = (y - size * 0.88, y + size * 0.22);
    let (left, right) = (start, start + room);
    let words = element.text.clone();
    let turned = text.parent.and_then(|parent| elements[parent].get("transform"));
    Some(match turned.and_then(turn) {
        None => Line { left, right, top, bottom, words },
        // Right goes up where the turn is to the left, and down where it is to the right.
        Some((x, y, -90)) => {
            Line { left: x + top, right: x + bottom, top: y - right, bottom: y - left, words }
        }
        Some((x, y, _)) => {
            Line { left: x - bottom, right: x - top, top: y + left, bottom: y + right, words }
        }
    })
}

/// The parts of `translate(x y) rotate(angle)`.
fn turn(transform: &str) -> Option<(f64, f64, i32)> {
    let (place, angle) =
        transform.strip_prefix("translate(")?.strip_suffix(')')?.split_once(") rotate(")?;
    let (x, y) = place.split_once(' ')?;
    Some((x.parse().ok()?, y.parse().ok()?, angle.parse().ok()?))
}

/// Compares markup, with a line for each element, with a file of `snapshots/`, which
/// `SNAPSHOTS=overwrite` writes anew.
#[expect(clippy::disallowed_methods, reason = "snapshots are written when a person asks for it")]
pub(super) fn compare(snapshot: &str, markup: &str) {
    let found = markup.replace("> <", "><").replace("><", ">\n<") + "\n";
    let path = format!("{}/src/picture/snapshots/{snapshot}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        std::fs::write(path, found).expect("the snapshot can be written");
        return;
    }
    assert_eq!(found, std::fs::read_to_string(path).expect("a snapshot"), "{snapshot}");
}

/// Texts that are hard to place or to write.
pub(super) const HARD: [&str; 8] = [
    "",
    "A",
    "Tom & Jerry's <\"best\"> > 3",
    "Office of the Inspector of Weights and Measures of the Old Harbour",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "关于港口城市夜间公共汽车线路调整问题的调查报告，二〇二四年",
    "اللجنة المستقلة المعنية بخطوط الحافلات الليلية في المدينة",
    "   spaces   and\u{a0}hard spaces\u{301}   ",
];

#[test]
#[should_panic(expected = "is over")]
fn a_text_over_another_is_seen() {
    let text = |x: u32| format!("<text x=\"{x}\" y=\"20\" font-size=\"10\">Words</text>");
    let both = format!("<svg viewBox=\"0 0 90 90\">{}{}</svg>", text(10), text(30));
    let elements = elements(&both);
    check_texts(&elements, 0..elements.len());
}

#[test]
#[should_panic(expected = "is outside")]
fn a_text_beyond_the_side_is_seen() {
    let turned = "<g transform=\"translate(30 20) rotate(-90)\">\
                  <text x=\"0\" y=\"4\" font-size=\"10\">Words</text></g>";
    let elements = elements(&format!("<svg viewBox=\"0 0 90 90\">{turned}</svg>"));
    check_texts(&elements, 0..elements.len());
}
