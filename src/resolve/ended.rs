//! Records that ended: names that mean one that left the text, what took the place of each, and ends
//! that lead in a circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Setting;
use crate::diagnostics::{Code, Diagnostic};
use crate::ids::{KindId, LanguageId};
use crate::model::Model;
use crate::source::Place;

use super::lookup::Lookup;
use super::{Elsewhere, Links, Meant};

/// What took the place of something, each with the place where it is named.
type Successors = Vec<(Meant, Place)>;

impl Lookup<'_> {
    /// The record that left the text which a name means, of one of these kinds, if any are named.
    pub(super) fn left(&self, name: &str, to: &[KindId]) -> Option<Elsewhere> {
        let (kind, id) = match name.split_once('/') {
            Some((kind, id)) => (self.config.kind(kind), id),
            None => (None, name),
        };
        let fits = |own: KindId| to.is_empty() || to.contains(&own);
        let ended = self.config.ended.iter().enumerate();
        let mut found = ended.filter(|(_, own)| {
            let is_whole = own.id.value == name && (kind.is_none() || !name.contains('/'));
            let is_of_kind = kind == Some(own.kind) && own.id.value == id;
            fits(own.kind) && (is_whole || is_of_kind)
        });
        let (first, _) = found.next()?;
        found.next().is_none().then_some(Elsewhere::Ended(first))
    }

    /// Finds what took the place of the records that left the text, and circles of ends.
    pub(super) fn ends(&self, links: &mut Links) {
        let mut successors = self.successors_of_records(links);
        for (at, ended) in self.config.ended.iter().enumerate() {
            let found: Successors =
                ended.by.iter().filter_map(|by| self.named_by(by, links)).collect();
            for (meant, _) in &found {
                if let Meant::Record(record) = meant {
                    links.left_for.entry(*record).or_default().push(at);
                }
            }
            links.left.push(found.iter().map(|(meant, _)| *meant).collect());
            successors.insert(Meant::Elsewhere(Elsewhere::Ended(at)), found);
        }
        links.diagnostics.extend(circles(&successors));
    }

    fn named_by(&self, by: &Setting<String>, links: &mut Links) -> Option<(Meant, Place)> {
        let source = &self.config.source;
        match self.meant_by(&by.value, LanguageId::OWN, &[], source, &by.span) {
            Ok(meant) => Some((meant, Place::new(source, by.span.clone()))),
            Err(problem) => {
                links.diagnostics.push(*problem);
                None
            }
        }
    }

    fn successors_of_records(&self, links: &Links) -> BTreeMap<Meant, Successors> {
        let model: &Model = self.model;
        let mut all = BTreeMap::new();
        for (at, placed) in model.documents.enumerate() {
            if placed.language != LanguageId::OWN {
                continue;
            }
            let references = &placed.part().references;
            for (place, record) in placed.part().records.iter().enumerate() {
                let Some(ended) = &record.ended else { continue };
                let by = ended.by.iter().filter_map(|&by| {
                    let meant = links.documents[at].fields[by].as_ref().ok()?;
                    let reference = &references[by];
                    Some((*meant, Place::new(&reference.source, reference.target.span.clone())))
                });
                all.insert(Meant::Record(placed.nth(place)), by.collect());
            }
        }
        all
    }
}

/// Reports each circle once, at the first of its ends.
fn circles(successors: &BTreeMap<Meant, Successors>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut done = BTreeSet::new();
    for &start in successors.keys() {
        // The way from the start: each end, and how many of its successors have been followed.
        let mut way: Vec<(Meant, usize)> = vec![(start, 0)];
        while let Some((end, followed)) = way.last_mut() {
            let next = successors.get(end).and_then(|by| by.get(*followed));
            let Some((next, place)) = next.filter(|_| !done.contains(end)) else {
                done.insert(*end);
                way.pop();
                continue;
            };
            *followed += 1;
            match way.iter().position(|(own, _)| own == next) {
                Some(first) => problems.push(circle(way.len() - first, place)),
                None => way.push((*next, 0)),
            }
        }
    }
    problems
}

fn circle(length: usize, place: &Place) -> Diagnostic {
    let (message, help) = match length {
        1 => ("this record ends in itself", "name what took its place, or remove `ended`"),
        _ => ("these ends lead in a circle", "remove the end of the record that still holds"),
    };
    let problem = Diagnostic::nowhere(Code::BadEnd, message).help(help);
    Diagnostic { place: Some(place.clone()), ..problem }
}
