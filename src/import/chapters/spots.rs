//! Where the links of a document lead in the report.

use std::collections::{BTreeMap, BTreeSet};

use super::cut::{Chapter, Part};
use crate::import::document::{Document, Inline, Target, What, each_text, words};
use crate::import::prose::Link;
use crate::parse::text::slug;

/// A place to which links lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spot {
    /// A document, by its place among all.
    Chapter(usize),
    /// A heading, by its document and its place among the parts of that.
    Heading(usize, usize),
    /// A record, by its kind, its id and its title.
    Record { kind: String, id: String, title: String },
}

/// The places of a document, by their names.
#[derive(Debug, Default)]
pub(super) struct Spots(BTreeMap<String, Spot>);

impl Spots {
    /// Notes that a name leads to a place.
    pub(super) fn put(&mut self, name: &str, spot: &Spot) {
        self.0.entry(name.to_owned()).or_insert_with(|| spot.clone());
    }

    pub(super) fn find(&self, name: &str) -> Option<&Spot> {
        self.0.get(name)
    }

    /// Gives ids to the headings that links lead to, so that these find them whatever their words are.
    pub(super) fn name_headings(&mut self, chapters: &mut [Chapter], document: &Document) {
        let mut wanted = BTreeSet::new();
        let mut see = |inlines: &[Inline]| {
            for piece in inlines {
                if let Some(Target::Anchor(name)) = &piece.link
                    && let Some(Spot::Heading(chapter, part)) = self.0.get(name)
                {
                    wanted.insert((*chapter, *part));
                }
            }
        };
        each_text(&document.blocks, &mut see);
        document.notes.values().for_each(|blocks| each_text(blocks, &mut see));
        for (at, chapter) in chapters.iter_mut().enumerate() {
            let mut taken = taken(chapter);
            for (place, part) in chapter.parts.iter_mut().enumerate() {
                let Part::Heading(heading) = part else { continue };
                if heading.record.is_some() || !wanted.contains(&(at, place)) {
                    continue;
                }
                let kept = heading.text.iter().find_map(|piece| match &piece.what {
                    // A name that can be an id is one that others may have linked to.
                    What::Anchor(name) if slug(name) == *name => Some(name.clone()),
                    _ => None,
                });
                let of_words = slug(&words(&heading.text));
                let own = match kept.filter(|kept| !taken.contains_key(kept)) {
                    Some(kept) => kept,
                    None => of_words,
                };
                let base = if own.is_empty() { "section".to_owned() } else { own };
                let many = taken.get(&base).copied().unwrap_or_default();
                // The first of several that are called alike has the id that it would have anyway.
                let mut id = base.clone();
                let mut number = 1;
                while many > 1 && taken.contains_key(&id) {
                    number += 1;
                    id = format!("{base}-no-{number}");
                }
                taken.insert(id.clone(), 1);
                heading.id = Some(id);
            }
        }
    }

    /// Where a link of a document leads.
    pub(super) fn link(&self, target: &Target, from: usize, chapters: &[Chapter]) -> Link {
        let name = match target {
            Target::Url(url) => return url_link(url),
            Target::Anchor(name) => name,
        };
        let file = |at: usize| format!("{}.md", chapters[at].name);
        match self.0.get(name) {
            None => Link::Nowhere,
            Some(Spot::Record { kind, id, title }) => {
                Link::Record(format!("{kind}/{id}"), title.clone())
            }
            Some(Spot::Chapter(at)) => Link::Url(file(*at)),
            Some(Spot::Heading(at, part)) => {
                let Part::Heading(heading) = &chapters[*at].parts[*part] else {
                    return Link::Nowhere;
                };
                let Some(id) = &heading.id else { return Link::Url(file(*at)) };
                let file = if *at == from { String::new() } else { file(*at) };
                Link::Url(format!("{file}#{id}"))
            }
        }
    }
}

/// The anchors that the headings of a document have of their own, with how many have each.
fn taken(chapter: &Chapter) -> BTreeMap<String, usize> {
    let mut taken = BTreeMap::new();
    for part in &chapter.parts {
        let Part::Heading(heading) = part else { continue };
        let id = match &heading.record {
            Some(record) => record.id.clone(),
            None => slug(&words(&heading.text)),
        };
        *taken.entry(id).or_default() += 1;
    }
    taken
}

/// A link to another site. What reports do not link to leads nowhere.
pub(super) fn url_link(url: &str) -> Link {
    let lower = url.trim().to_lowercase();
    let is_known =
        ["https://", "http://", "mailto:", "tel:"].iter().any(|own| lower.starts_with(own));
    if is_known { Link::Url(url.trim().to_owned()) } else { Link::Nowhere }
}
