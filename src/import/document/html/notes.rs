//! Which links of an HTML file are marks of notes.
//!
//! Programs write notes in many ways. What they share is a short link to a block further down, in which
//! a link leads back to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::document::element::Element;

/// The mark of a note has so many characters at most.
const LONGEST_MARK: usize = 8;
/// What a note can be.
const BLOCKS: [&str; 8] = ["li", "p", "div", "aside", "td", "tr", "dd", "section"];

/// An element, by where it is in memory.
pub(super) type Key = usize;

/// The key of an element.
pub(super) fn key(element: &Element) -> Key {
    std::ptr::from_ref(element) as usize
}

/// The notes of a file.
#[derive(Debug, Default)]
pub(super) struct Notes<'e> {
    /// The labels of marks, by their links.
    pub(super) marks: BTreeMap<Key, String>,
    /// The links that lead back to marks.
    pub(super) back: BTreeSet<Key>,
    /// The blocks of notes, with their labels, in order.
    pub(super) blocks: Vec<(&'e Element, String)>,
    /// The keys of these blocks.
    keys: BTreeSet<Key>,
}

/// A link within the file.
struct Link<'e> {
    element: &'e Element,
    to: &'e str,
    /// The names of the link, and of what is around it in its line.
    names: Vec<&'e str>,
    /// The blocks that it is in, innermost last.
    within: Vec<Key>,
    /// How many elements begin before it.
    order: usize,
}

/// A place to which links lead: the block that holds it, and how many elements begin before that.
type Places<'e> = BTreeMap<&'e str, (&'e Element, usize)>;

impl<'e> Notes<'e> {
    /// Whether an element is a note.
    pub(super) fn has(&self, element: &Element) -> bool {
        self.keys.contains(&key(element))
    }

    pub(super) fn of(root: &'e Element) -> Self {
        let mut seen = Seen::default();
        seen.look(root, &mut Vec::new());
        let mut notes = Self::default();
        let mut labels: BTreeMap<Key, String> = BTreeMap::new();
        let mut by_target: BTreeMap<&str, Vec<&Link<'_>>> = BTreeMap::new();
        for link in &seen.links {
            by_target.entry(link.to).or_default().push(link);
        }
        for link in &seen.links {
            let text = link.element.text();
            let mark = text.trim().trim_matches(['[', ']', '(', ')']);
            if mark.is_empty() || mark.chars().count() > LONGEST_MARK {
                continue;
            }
            let Some((block, order)) = seen.places.get(link.to) else { continue };
            let to_link = link.names.iter().filter_map(|name| by_target.get(name)).flatten();
            let leads_back = |other: &&&Link<'_>| other.within.contains(&key(block));
            let is_before = link.order < *order && !link.within.contains(&key(block));
            let back: Vec<Key> = to_link.filter(leads_back).map(|link| key(link.element)).collect();
            if !is_before || back.is_empty() {
                continue;
            }
            notes.back.extend(back);
            let many = labels.len() + 1;
            let is_number = mark.bytes().all(|byte| byte.is_ascii_digit());
            let is_free = is_number && !labels.values().any(|own| own == mark);
            let label = labels.entry(key(block)).or_insert_with(|| {
                // A number that readers know stays; any other mark is counted.
                let label = if is_free { mark.to_owned() } else { format!("n{many}") };
                notes.blocks.push((block, label.clone()));
                notes.keys.insert(key(block));
                label
            });
            notes.marks.insert(key(link.element), label.clone());
        }
        notes
    }
}

/// The links and places of a file.
#[derive(Default)]
struct Seen<'e> {
    links: Vec<Link<'e>>,
    places: Places<'e>,
    order: usize,
}

impl<'e> Seen<'e> {
    fn look(&mut self, element: &'e Element, around: &mut Vec<(&'e Element, usize)>) {
        self.order += 1;
        around.push((element, self.order));
        let blocks = || around.iter().filter(|(own, _)| BLOCKS.contains(&own.name.as_str()));
        for name in names(element) {
            // A paragraph in a block with a name is a part of that.
            let block = blocks().next_back().map(|inner| {
                let outer = blocks().rev().nth(1).filter(|_| inner.0.name == "p");
                outer.filter(|(outer, _)| is_one_note(outer)).unwrap_or(inner)
            });
            if let Some(block) = block {
                self.places.entry(name).or_insert(*block);
            }
        }
        let to = element.attribute("href").and_then(|href| href.strip_prefix('#'));
        if let Some(to) = to.filter(|_| element.name == "a") {
            let inline = around.iter().rev().map(|(own, _)| *own);
            let inline = inline.take_while(|own| !BLOCKS.contains(&own.name.as_str()));
            let own = inline.chain(element.elements()).flat_map(names).collect();
            let within = blocks().map(|(own, _)| key(own)).collect();
            self.links.push(Link { element, to, names: own, within, order: self.order });
        }
        for child in element.elements() {
            self.look(child, around);
        }
        around.pop();
    }
}

/// Whether a block with a name is a note, and not all of them.
fn is_one_note(block: &Element) -> bool {
    let mut many = 0;
    block.each(&mut |own| {
        let is_local = own.attribute("href").is_some_and(|href| href.starts_with('#'));
        many += usize::from(own.name == "a" && is_local && names(own).next().is_some());
    });
    block.attribute("id").is_some() && many <= 1
}

/// The names by which links find an element.
pub(super) fn names(element: &Element) -> impl Iterator<Item = &str> {
    let name = element.attribute("name").filter(|_| element.name == "a");
    element.attribute("id").into_iter().chain(name).filter(|name| !name.is_empty())
}
