//! A record's id → another one, everywhere it is written.
//!
//! Goes in: the resolved report, a record and its next id. Comes out: [`Edit`]s, each of a range of
//! bytes that parsing has found to hold the id: where the record is declared, in every language, with
//! the old id as an alias; in the links of prose and of fields; in `book.toml`; in inventories and
//! tables of follow-up.
//! Everything else stays as it is, byte for byte. Nothing is searched for in the text: what the
//! parser does not take for a reference is none.

mod declaration;
mod filters;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::config::{Config, MenuEntry, PAGE, Setting};
use crate::ids::{KindId, RecordId};
use crate::model::{Model, inventory};
use crate::parse::{Document, LinkStyle};
use crate::plan::{Plan, file_of};
use crate::resolve::{self, Links, Meant, Target, Text};
use crate::source::{Place, Source};
use crate::url;

/// What is renamed, and in what.
#[derive(Debug, Clone, Copy)]
pub struct Renaming<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The records.
    pub model: &'a Model,
    /// Where references lead.
    pub links: &'a Links,
    /// The addresses of records.
    pub plan: &'a Plan,
    /// The inventories that kinds name, by their paths.
    pub inventories: &'a BTreeMap<String, Arc<Source>>,
    /// The record, in the report's own language.
    pub record: RecordId,
    /// Its next id.
    pub id: &'a str,
}

/// A range of a file that other words take the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file and the range; an empty one where words are added.
    pub place: Place,
    /// The words.
    pub text: String,
}

/// What renaming comes to.
#[derive(Debug, Default)]
pub struct Renamed {
    /// What is changed where the record is declared.
    pub declarations: Vec<Edit>,
    /// What is changed in references to it.
    pub references: Vec<Edit>,
    /// References in which the id is written so that it cannot be told from the file where; the alias
    /// answers them.
    pub left: Vec<Place>,
}

/// Finds everything that is to be changed.
pub fn rename(renaming: &Renaming<'_>) -> Renamed {
    let mut renamed = Renamed::default();
    for index in renaming.records() {
        renamed.declarations.extend(renaming.declaration(index));
    }
    let mut references = References { renaming, found: Vec::new(), left: Vec::new() };
    references.of_documents();
    references.of_config();
    references.of_inventories();
    references.of_tables();
    // A definition of a link is met once for each use, and a field again in each translation.
    references.found.sort_by(|a, b| key(a).cmp(&key(b)));
    references.found.dedup();
    renamed.references = references.found;
    renamed.left = references.left;
    renamed
}

fn key(edit: &Edit) -> (&str, usize) {
    (&edit.place.source.path, edit.place.span.start)
}

/// The files that edits change, with their texts before and after, in the order in which they are to
/// be written: those that declare the record come first, so that old references are answered by the
/// alias from then on.
pub fn applied(renamed: &Renamed) -> Vec<(Arc<Source>, String)> {
    let mut files: Vec<(Arc<Source>, Vec<Edit>)> = Vec::new();
    for edit in renamed.declarations.iter().chain(&renamed.references) {
        let place = edit.place.origin().unwrap_or_else(|| edit.place.clone());
        let edit = Edit { place, text: edit.text.clone() };
        let source = &edit.place.source;
        match files.iter_mut().find(|(own, _)| own.path == source.path) {
            Some((_, edits)) => edits.push(edit),
            None => files.push((Arc::clone(source), vec![edit])),
        }
    }
    let apply = |(source, mut edits): (Arc<Source>, Vec<Edit>)| {
        edits.sort_by_key(|edit| edit.place.span.start);
        let mut text = source.text.clone();
        for edit in edits.iter().rev() {
            text.replace_range(edit.place.span.clone(), &edit.text);
        }
        (source, text)
    };
    files.into_iter().map(apply).collect()
}

impl<'a> Renaming<'a> {
    /// The id that the record has.
    fn old(&self) -> &'a str {
        &self.model.records[self.record].id
    }

    fn kind(&self) -> KindId {
        self.model.records[self.record].kind
    }

    /// The record and its translations.
    fn records(&self) -> impl Iterator<Item = RecordId> {
        let languages = self.config.languages.ids();
        languages.filter_map(|language| self.model.find(self.kind(), language, self.old()))
    }

    /// Whether a record is the one that is renamed, in whatever language.
    fn is_it(&self, index: RecordId) -> bool {
        let record = &self.model.records[index];
        record.kind == self.kind() && *record.id == *self.old()
    }

    fn means(&self, meant: Meant) -> bool {
        meant.record().is_some_and(|index| self.is_it(index))
    }

    /// The name to write for one that is written, if that means the record by its id: an alias
    /// stays, and so does a name that means another record.
    fn rewritten(&self, name: &str, to: &[KindId]) -> Option<String> {
        let kind = &self.config.kinds[self.kind()].name;
        let last = self.old().rsplit_once('/').map_or(self.old(), |(_, last)| last);
        if name.strip_prefix(kind).and_then(|rest| rest.strip_prefix('/')) == Some(self.old()) {
            return Some(format!("{kind}/{}", self.id));
        }
        let is_short = self.kind() == PAGE && name == last;
        if name != self.old() && !is_short {
            return None;
        }
        let fits = |index: &RecordId| {
            !self.is_it(*index) && (to.is_empty() || to.contains(&self.model.records[*index].kind))
        };
        let is_taken = self.model.shape.directory.named(self.model, self.id).any(|at| fits(&at));
        Some(if is_taken { format!("{kind}/{}", self.id) } else { self.id.to_owned() })
    }
}

/// The references to the record, as far as they are found.
struct References<'a> {
    renaming: &'a Renaming<'a>,
    found: Vec<Edit>,
    left: Vec<Place>,
}

impl References<'_> {
    /// Writes words for a piece of what stands in a range.
    fn replace(&mut self, source: &Arc<Source>, span: &Range<usize>, piece: &str, text: String) {
        match source.text[span.clone()].find(piece) {
            Some(at) => {
                let start = span.start + at;
                let place = Place::new(source, start..start + piece.len());
                self.found.push(Edit { place, text });
            }
            None => self.left.push(Place::new(source, span.clone())),
        }
    }

    fn of_documents(&mut self) {
        let Renaming { model, links, .. } = *self.renaming;
        for (placed, targets) in model.documents.iter().zip(links.documents.iter()) {
            self.of_text(placed.document(), &targets.text);
            for (fragment, targets) in placed.part().fragments.iter().zip(&targets.fragments) {
                self.of_text(&fragment.document, targets);
            }
            for (reference, target) in placed.part().references.iter().zip(&targets.fields) {
                let written = &reference.target;
                if target.as_ref().is_ok_and(|meant| self.renaming.means(*meant))
                    && let Some(name) = self.renaming.rewritten(&written.text, &reference.to)
                {
                    self.replace(&reference.source, &written.span, &written.text, name);
                }
            }
        }
    }

    fn of_text(&mut self, document: &Document, targets: &Text) {
        for (link, target) in document.links.iter().zip(&targets.links) {
            if let Target::List(kind, query, _) = target {
                self.of_filters(&document.source, &link.target.span, *kind, query);
                continue;
            }
            if !matches!(target, Target::Record(_) | Target::Heading(..) | Target::Item(..)) {
                continue;
            }
            let (written, span) = (&link.target.text, &link.target.span);
            let (name, anchor) = match written.split_once('#') {
                Some((name, _)) => (name, Some(url::split(written).anchor().trim())),
                None => (written.as_str(), None),
            };
            if link.style != LinkStyle::Markdown {
                self.of_name(&document.source, span, name.trim());
            }
            if let (Some(anchor), Target::Record(index)) = (anchor, target) {
                self.of_anchor(&document.source, span, anchor, *index);
            }
        }
    }

    /// The name in a wikilink.
    fn of_name(&mut self, source: &Arc<Source>, span: &Range<usize>, name: &str) {
        let Renaming { config, model, .. } = *self.renaming;
        let meant = resolve::find(config, model, name);
        if meant.is_ok_and(|index| self.renaming.is_it(index))
            && let Some(text) = self.renaming.rewritten(name, &[])
        {
            self.replace(source, span, name, text);
        }
    }

    /// What stands behind `#` in a link to a heading that declares the record.
    fn of_anchor(
        &mut self,
        source: &Arc<Source>,
        span: &Range<usize>,
        anchor: &str,
        index: RecordId,
    ) {
        let is_section = self.renaming.model.records[index].heading.is_some();
        if !is_section || !self.renaming.is_it(index) {
            return;
        }
        match source.text[span.clone()].rfind(&format!("#{anchor}")) {
            Some(at) => {
                let start = span.start + at + 1;
                let place = Place::new(source, start..start + anchor.len());
                self.found.push(Edit { place, text: self.renaming.id.to_owned() });
            }
            None => self.left.push(Place::new(source, span.clone())),
        }
    }

    /// What `book.toml` says of the record: in the menu, in pictures, as a source, and where
    /// redirects lead.
    fn of_config(&mut self) {
        let Renaming { config, links, plan, .. } = *self.renaming;
        let works = config.works();
        let records = config.named_records().map(|name| (name, &[][..]));
        let named = records.chain(config.named_works().map(|name| (name, &works[..])));
        for (Setting { value, span }, to) in named {
            let is_it = links.named.get(value).is_some_and(|index| self.renaming.is_it(*index));
            if let Some(name) = self.renaming.rewritten(value, to).filter(|_| is_it) {
                self.replace(&config.source, span, value, name);
            }
        }
        for (ended, meant) in config.ended.iter().zip(&links.left) {
            for Setting { value, span } in &ended.by {
                let is_it = meant.iter().any(|meant| self.renaming.means(*meant));
                if let Some(name) = self.renaming.rewritten(value, &[]).filter(|_| is_it) {
                    self.replace(&config.source, span, value, name);
                }
            }
        }
        for entry in &config.html.menu {
            if let MenuEntry::List(kind, Setting { value, span }) = entry {
                self.of_filters(&config.source, span, *kind, value);
            }
        }
        for redirect in &config.html.redirects {
            let Setting { value, span } = &redirect.to;
            let address = url::decoded(url::split(value).path);
            let leads = |index: RecordId| file_of(&address) == file_of(&plan.addresses[index]);
            if let Some(index) = self.renaming.records().find(|index| leads(*index)) {
                let own = plan.addresses[index].trim_end_matches('/');
                let text = own.strip_suffix(self.renaming.old());
                let text = text.map(|start| format!("{start}{}", self.renaming.id));
                self.replace(&config.source, span, own, text.unwrap_or_default());
            }
        }
    }

    /// The tables of follow-up.
    fn of_tables(&mut self) {
        let Renaming { config, model, .. } = *self.renaming;
        let books = config.ledger.iter().flat_map(|ledger| &ledger.books);
        let kinds: Vec<KindId> = books.map(|book| book.kind).collect();
        if !kinds.contains(&self.renaming.kind()) {
            return;
        }
        for (source, name) in model.follow_up.all_names() {
            if let Some(text) = self.renaming.rewritten(&name.text, &kinds) {
                self.replace(source, &name.span, &name.text, text);
            }
        }
    }

    fn of_inventories(&mut self) {
        let Renaming { config, inventories, .. } = *self.renaming;
        let kind = &config.kinds[self.renaming.kind()];
        let source = kind.inventory.as_ref().and_then(|setting| inventories.get(&setting.value));
        let Some(source) = source else { return };
        for span in inventory::listings(source, &kind.name, self.renaming.old()) {
            self.replace(source, &span, self.renaming.old(), self.renaming.id.to_owned());
        }
    }
}
