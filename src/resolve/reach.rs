//! Records that readers do not find: those that nothing refers to, where their kind is one that others
//! should speak of, and those to which no menu, no list and no link leads.

use std::collections::BTreeSet;

use crate::config::{Config, Kind, MenuEntry, PAGE};
use crate::diagnostics::{Code, Diagnostic};
use crate::ids::{LanguageId, RecordId};
use crate::model::{Model, Placed, Record};

use super::{DocumentLinks, Links};

/// Reports them.
pub(super) fn check(config: &Config, model: &Model, links: &mut Links) {
    let reach = Reach::new(config, model, links);
    // No link leads to what is shown where there is no page.
    let both = model.documents.iter().zip(links.documents.iter());
    let listed = both.filter(|(placed, _)| model.is_listed(placed.record));
    let found = listed.flat_map(|(placed, document)| {
        let records = placed.part().records.iter().enumerate();
        records.filter_map(|(at, record)| reach.problem(placed, document, at, record))
    });
    let found: Vec<Diagnostic> = found.collect();
    links.diagnostics.extend(found);
}

struct Reach<'a> {
    config: &'a Config,
    model: &'a Model,
    links: &'a Links,
    /// The records to which the menu or the citations lead.
    led_to: BTreeSet<RecordId>,
}

impl<'a> Reach<'a> {
    fn new(config: &'a Config, model: &'a Model, links: &'a Links) -> Self {
        let in_menu = config.html.menu.iter().filter_map(|entry| match entry {
            MenuEntry::Record(name) => Some(name),
            MenuEntry::List(..) | MenuEntry::Overview(_) => None,
        });
        let names = in_menu.chain(config.citation.sources());
        let led_to = names.filter_map(|name| links.named.get(&name.value).copied());
        Self { config, model, links, led_to: led_to.collect() }
    }

    fn problem(
        &self,
        placed: &Placed,
        document: &DocumentLinks,
        at: usize,
        record: &Record,
    ) -> Option<Diagnostic> {
        let index = placed.nth(at);
        let kind = &self.config.kinds[record.kind];
        // Most kinds ask for nothing here, and have an index that lists all of their records.
        let code = match (kind.referred_to, record.kind == PAGE || !kind.index) {
            (true, _) => Code::Orphan,
            (false, true) => Code::Unreached,
            (false, false) => return None,
        };
        let is_exempt = match code {
            Code::Orphan => {
                let parent = record.parent_in_part;
                parent.is_some_and(|at| placed.part().records[at].kind != PAGE)
            }
            _ => record.parent_in_part.is_some() || self.has_its_place(record, placed, document),
        };
        let is_found = is_exempt
            || record.language != LanguageId::OWN
            || !self.model.is_first(index)
            || self.links.backlinks.of(index).next().is_some()
            || self.is_shown(placed, document, at, kind)
            || self.led_to.contains(&index);
        (!is_found).then(|| self.told(code, index, record, kind))
    }

    /// Whether another record shows the record: by the inverse of one of its fields, or as what it took
    /// the place of.
    fn is_shown(&self, placed: &Placed, document: &DocumentLinks, at: usize, kind: &Kind) -> bool {
        let own = placed.part().references.iter().zip(&document.fields);
        let mut own = own.filter(|(reference, target)| reference.from == at && target.is_ok());
        own.any(|(reference, _)| {
            reference.field.is_none_or(|field| kind.fields[field].inverse.is_some())
        })
    }

    /// Whether readers come upon a document without a link to it: one that mentions a record, whose
    /// page then lists it; a home page, or the text of an index; a page in a menu of all pages; or one
    /// that was put in its place among the others.
    fn has_its_place(&self, record: &Record, placed: &Placed, document: &DocumentLinks) -> bool {
        let is_home = |record: &Record| record.kind == PAGE && *record.id == *"index";
        let mentions = || {
            let targets = document.outgoing.iter().map(|outgoing| outgoing.ends());
            let mut own = targets.filter(|(from, _)| *from == 0);
            own.any(|(_, target)| !is_home(&self.model.records[target]))
        };
        if record.kind != PAGE {
            return mentions();
        }
        let introduces = || {
            let mut kinds = self.config.kinds.iter();
            kinds.any(|kind| kind.index && kind.path == *record.id)
        };
        let stem = placed.stem.strip_suffix("/index").unwrap_or(&placed.stem);
        let name = stem.rsplit('/').next().unwrap_or_default();
        self.config.html.menu.is_empty()
            || is_home(record)
            || record.order.is_some()
            || record.number.is_some()
            || name.starts_with(|first: char| first.is_ascii_digit())
            || introduces()
            || mentions()
    }

    fn told(&self, code: Code, index: RecordId, record: &Record, kind: &Kind) -> Diagnostic {
        let (name, id) = (&kind.name, &record.id);
        let (message, help) = match code {
            Code::Orphan => (
                format!("nothing refers to the {name} `{id}`"),
                format!("refer to it where readers would expect it: `[[{id}]]`"),
            ),
            _ if record.kind == PAGE => (
                format!("no menu, list or link leads to the page `{id}`"),
                format!("add `\"page/{id}\"` to `menu` in book.toml, or link to it: `[[{id}]]`"),
            ),
            _ => (
                format!("no menu, list or link leads to the {name} `{id}`"),
                format!("link to it: `[[{id}]]`"),
            ),
        };
        let place = Some(self.model.place(index));
        Diagnostic { place, ..Diagnostic::nowhere(code, message).help(help) }
    }
}
