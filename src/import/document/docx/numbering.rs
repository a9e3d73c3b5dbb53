//! The marks that Word puts before items, paragraphs and headings, as readers see them.
//!
//! A file holds no marks, only how to count: they are counted here, in the order of the text.

use std::collections::BTreeMap;

use super::styles::is_on;
use crate::import::document::element::Element;
use crate::import::document::numeral::numeral;

/// The levels of a list.
const LEVELS: usize = 9;

/// Which list a paragraph belongs to, as far as its properties or its style tell.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    list: Option<String>,
    level: Option<usize>,
}

impl Listed {
    pub(super) fn of(properties: &Element) -> Self {
        let Some(numbered) = properties.child("w:numPr") else { return Self::default() };
        let value = |name: &str| numbered.child(name)?.attribute("w:val");
        Self {
            list: value("w:numId").map(str::to_owned),
            level: value("w:ilvl").and_then(|level| level.parse().ok()),
        }
    }

    /// What this says, and where it says nothing, another.
    pub(super) fn or(&self, other: &Self) -> Self {
        Self {
            list: self.list.clone().or_else(|| other.list.clone()),
            level: self.level.or(other.level),
        }
    }
}

/// The mark of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) text: String,
    pub(super) depth: usize,
    pub(super) list: String,
}

/// How the lists of a document are counted, and how far.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// The levels of lists, by their ids.
    abstracts: BTreeMap<String, Abstract>,
    lists: BTreeMap<String, List>,
    /// The numbers so far, by the list that shares them.
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// Levels whose lists have begun: `list` and level.
    begun: Vec<(String, usize)>,
}

#[derive(Debug, Default)]
struct Abstract {
    levels: BTreeMap<usize, Level>,
    /// The style of a list that says it instead.
    link: Option<String>,
    /// The style that this says it for.
    style: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    base: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

#[derive(Debug, Default, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
    is_legal: bool,
    style: Option<String>,
    restarts_after: Option<usize>,
}

impl Numbering {
    pub(super) fn of(root: &Element) -> Self {
        let mut numbering = Self::default();
        for element in root.elements() {
            match element.name.as_str() {
                "w:abstractNum" => {
                    let value =
                        |name: &str| element.child(name)?.attribute("w:val").map(str::to_owned);
                    let own = Abstract {
                        levels: levels(element),
                        link: value("w:numStyleLink"),
                        style: value("w:styleLink"),
                    };
                    let id = element.attribute("w:abstractNumId").unwrap_or_default();
                    numbering.abstracts.insert(id.to_owned(), own);
                }
                "w:num" => {
                    let id = element.attribute("w:numId").unwrap_or_default();
                    numbering.lists.insert(id.to_owned(), List::of(element));
                }
                _ => {}
            }
        }
        numbering
    }

    /// Counts a paragraph; what stands before it, if anything does.
    pub(super) fn next(&mut self, listed: &Listed, style: Option<&str>) -> Option<Mark> {
        // List 0 is none.
        let id = listed.list.clone().filter(|id| id != "0")?;
        let list = self.lists.get(&id)?;
        let base = self.linked(&list.base);
        let levels = &self.abstracts.get(&base)?.levels;
        let of_style = || {
            let named = |level: &Level| style.is_some() && level.style.as_deref() == style;
            levels.iter().find(|(_, level)| named(level)).map(|(at, _)| *at)
        };
        let at = listed.level.or_else(of_style).unwrap_or(0).min(LEVELS - 1);
        let level_of = |at: usize| list.levels.get(&at).or_else(|| levels.get(&at));
        let level = level_of(at)?.clone();
        let counts = self.counts.entry(base).or_default();
        if let Some(start) = list.starts.get(&at)
            && !self.begun.contains(&(id.clone(), at))
        {
            self.begun.push((id.clone(), at));
            counts[at] = None;
            counts[at] = start.checked_sub(1);
            if *start == 0 {
                counts[at] = None;
            }
        }
        counts[at] = Some(counts[at].map_or(level.start, |count| count.saturating_add(1)));
        for (deeper, count) in counts.iter_mut().enumerate().skip(at + 1) {
            let restarts = level_of(deeper).and_then(|level| level.restarts_after);
            // A level that never starts again has 0 here.
            if restarts.is_none_or(|after| after > 0 && at < after) {
                *count = None;
            }
        }
        let counts = *counts;
        let number = |at: usize| {
            let of = level_of(at);
            let count = counts[at].unwrap_or_else(|| of.map_or(1, |level| level.start));
            let format = of.map_or("decimal", |level| level.format.as_str());
            let is_plain = level.is_legal && at_is_number(format);
            numeral(count, if is_plain { "decimal" } else { format })
        };
        Some(Mark { text: level.mark(number), depth: at, list: id })
    }

    /// The list that says how to count, for one that leaves it to a style.
    fn linked(&self, base: &str) -> String {
        let link = self.abstracts.get(base).and_then(|own| own.link.as_ref());
        let by_style =
            |link: &String| self.abstracts.iter().find(|(_, own)| own.style.as_ref() == Some(link));
        link.and_then(by_style).map_or(base, |(id, _)| id).to_owned()
    }
}

fn at_is_number(format: &str) -> bool {
    !["bullet", "none"].contains(&format)
}

impl List {
    fn of(element: &Element) -> Self {
        let base = element.child("w:abstractNumId").and_then(|base| base.attribute("w:val"));
        let mut list = Self { base: base.unwrap_or_default().to_owned(), ..Self::default() };
        for change in element.elements().filter(|child| child.name == "w:lvlOverride") {
            let Some(at) = change.attribute("w:ilvl").and_then(|at| at.parse().ok()) else {
                continue;
            };
            let start = change.child("w:startOverride").and_then(|start| start.attribute("w:val"));
            if let Some(start) = start.and_then(|start| start.parse().ok()) {
                list.starts.insert(at, start);
            }
            list.levels.extend(levels(change));
        }
        list
    }
}

fn levels(element: &Element) -> BTreeMap<usize, Level> {
    let levels = element.elements().filter(|child| child.name == "w:lvl");
    let levels = levels.filter_map(|level| {
        let value = |name: &str| level.child(name)?.attribute("w:val");
        let own = Level {
            start: value("w:start").and_then(|start| start.parse().ok()).unwrap_or(0),
            format: value("w:numFmt").unwrap_or("decimal").to_owned(),
            text: value("w:lvlText").unwrap_or_default().to_owned(),
            is_legal: level
                .child("w:isLgl")
                .is_some_and(|is| is.attribute("w:val").is_none_or(is_on)),
            style: value("w:pStyle").map(str::to_owned),
            restarts_after: value("w:lvlRestart").and_then(|after| after.parse().ok()),
        };
        Some((level.attribute("w:ilvl")?.parse().ok()?, own))
    });
    levels.collect()
}

impl Level {
    /// What is shown: `%2` stands for the number of the second level.
    fn mark(&self, number: impl Fn(usize) -> String) -> String {
        if self.format == "bullet" {
            return "•".to_owned();
        }
        let mut mark = String::new();
        let mut letters = self.text.chars().peekable();
        while let Some(letter) = letters.next() {
            let level = letters.peek().and_then(|next| next.to_digit(10)).filter(|at| *at > 0);
            match level {
                Some(level) if letter == '%' => {
                    letters.next();
                    mark.push_str(&number(level as usize - 1));
                }
                _ => mark.push(letter),
            }
        }
        mark.trim().to_owned()
    }
}
