//! Words and paths → records, headings and files.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use crate::config::{Config, MenuEntry, PAGE};
use crate::diagnostics::{Code, Diagnostic, did_you_mean, nearest};
use crate::model::{Model, RecordIndex};
use crate::parse::Marked;
use crate::source::Source;

use super::{Backlink, Links, Via};

/// What references are looked up in.
pub(super) struct Lookup<'a> {
    pub(super) config: &'a Config,
    pub(super) model: &'a Model,
    pub(super) files: &'a BTreeSet<String>,
    /// Id → the records in the report's own language that have it, by kind.
    by_name: HashMap<&'a str, Vec<RecordIndex>>,
    /// Language and stem → document.
    pub(super) by_stem: HashMap<(usize, &'a str), usize>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(config: &'a Config, model: &'a Model, files: &'a BTreeSet<String>) -> Self {
        let mut by_name: HashMap<&str, Vec<RecordIndex>> = HashMap::new();
        for (index, record) in model.records.iter().enumerate() {
            // Of a record and its translations, and of records with one id, which are a problem by
            // themselves, the first is the one that is meant.
            if model.by_id.get(&(record.kind, 0, record.id.clone())).is_some_and(|&it| it != index)
            {
                continue;
            }
            by_name.entry(&record.id).or_default().push(index);
            if record.kind == PAGE
                && let Some((_, last)) = record.id.rsplit_once('/')
            {
                by_name.entry(last).or_default().push(index);
            }
            for alias in &record.aliases {
                // An id that is given goes before an old one.
                if !model.by_id.contains_key(&(record.kind, 0, alias.text.clone())) {
                    by_name.entry(&alias.text).or_default().push(index);
                }
            }
        }
        let by_stem = model
            .documents
            .iter()
            .enumerate()
            .map(|(at, placed)| ((placed.language, placed.stem.as_str()), at))
            .collect();
        Self { config, model, files, by_name, by_stem }
    }

    /// The record that a name means: an id, or `kind/id`; of the kinds in `to`, if any are named.
    pub(super) fn record(
        &self,
        name: &str,
        language: usize,
        to: &[usize],
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Result<RecordIndex, Box<Diagnostic>> {
        let named = self.named(name);
        let fitting: Vec<RecordIndex> = named
            .iter()
            .copied()
            .filter(|&index| to.is_empty() || to.contains(&self.model.records[index].kind))
            .collect();
        match (&fitting[..], &named[..]) {
            ([one], _) => Ok(self.model.in_language(*one, language).unwrap_or(*one)),
            ([], []) => Err(Box::new(self.missing(name, to, source, span))),
            ([], [other, ..]) => Err(Box::new(self.wrong_kind(name, *other, to, source, span))),
            (several, _) => Err(Box::new(self.ambiguous(name, several, source, span))),
        }
    }

    /// Whether a record has this id.
    pub(super) fn is_id(&self, id: &str) -> bool {
        self.by_name.contains_key(id)
    }

    /// All records that a name can mean.
    fn named(&self, name: &str) -> Vec<RecordIndex> {
        let mut named = self.by_name.get(name).cloned().unwrap_or_default();
        if let Some((kind, id)) = name.split_once('/')
            && let Some(kind) = self.config.kind(kind)
        {
            let of_kind = self.by_name.get(id).into_iter().flatten().copied();
            named.extend(of_kind.filter(|&index| self.model.records[index].kind == kind));
        }
        named.sort_unstable();
        named.dedup();
        named
    }

    fn missing(
        &self,
        name: &str,
        to: &[usize],
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Diagnostic {
        let id = name.rsplit_once('/').map_or(name, |(_, id)| id);
        if self.model.drafts.iter().any(|draft| draft.id == name || draft.id == id) {
            return to_draft(source, span, name);
        }
        let fits =
            |index: &RecordIndex| to.is_empty() || to.contains(&self.model.records[*index].kind);
        let mut ids: Vec<&str> = self
            .by_name
            .iter()
            .filter(|(_, records)| records.iter().any(fits))
            .map(|(id, _)| *id)
            .collect();
        ids.sort_unstable();
        let near = nearest(id, ids.iter().copied()).or_else(|| self.by_title(id, &fits));
        Diagnostic::at(
            Code::MissingRecord,
            source,
            span.clone(),
            format!("no record has the id `{name}`"),
        )
        .help("ids are those of headings (`{#id}`) and documents (file names)")
        .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
    }

    /// The id of a record whose title somebody wrote instead.
    fn by_title(&self, title: &str, fits: &dyn Fn(&RecordIndex) -> bool) -> Option<&'a str> {
        let records = self.model.records.iter().enumerate();
        records
            .filter(|(index, _)| fits(index))
            .find(|(_, record)| record.title.eq_ignore_ascii_case(title))
            .map(|(_, record)| record.id.as_str())
    }

    fn wrong_kind(
        &self,
        name: &str,
        found: RecordIndex,
        to: &[usize],
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Diagnostic {
        let is = &self.config.kinds[self.model.records[found].kind].name;
        let wanted: Vec<&str> =
            to.iter().map(|&kind| self.config.kinds[kind].name.as_str()).collect();
        let wanted = wanted.join(" or ");
        Diagnostic::at(
            Code::WrongKind,
            source,
            span.clone(),
            format!("`{name}` is a {is}, and a {wanted} is wanted here"),
        )
        .related(self.model.place(found), "declared here")
        .help(format!("name a {wanted}, or let the field take a {is} in book.toml"))
    }

    fn ambiguous(
        &self,
        name: &str,
        several: &[RecordIndex],
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Diagnostic {
        let mut diagnostic = Diagnostic::at(
            Code::AmbiguousReference,
            source,
            span.clone(),
            format!("`{name}` can mean {} records", several.len()),
        );
        let mut names = Vec::new();
        for &index in several {
            let record = &self.model.records[index];
            names.push(format!("`{}/{}`", self.config.kinds[record.kind].name, record.id));
            diagnostic = diagnostic.related(self.model.place(index), "one of them");
        }
        diagnostic.help(format!("write {}", names.join(" or ")))
    }

    /// The targets of the references that stand in fields.
    pub(super) fn fields(&self, links: &mut Links) {
        for reference in &self.model.references {
            let record = &self.model.records[reference.from];
            let source = &self.model.documents[reference.document].document.source;
            let Marked { text, span } = &reference.target;
            let target = match self.record(text, record.language, &reference.to, source, span) {
                Ok(target) => Some(target),
                Err(problem) => {
                    links.diagnostics.push(*problem);
                    None
                }
            };
            links.fields.push(target);
            if let Some(target) = target {
                let via = Via::Field(reference.field);
                links.backlinks[target].push(Backlink { from: reference.from, via });
            }
        }
    }

    /// The records that `book.toml` names: in the menu, and in pictures.
    pub(super) fn named_in_config(&self, links: &mut Links) {
        let menu = self.config.html.menu.iter().filter_map(|entry| match entry {
            MenuEntry::Record(name) => Some(name),
            MenuEntry::Kind(_) => None,
        });
        let pictures = self.config.pictures.iter().filter_map(|picture| picture.highlight.as_ref());
        for name in menu.chain(pictures) {
            match self.record(&name.value, 0, &[], &self.config.source, &name.span) {
                Ok(record) => {
                    links.named.insert(name.value.clone(), record);
                }
                Err(problem) => links.diagnostics.push(*problem),
            }
        }
    }

    /// A picture that a document places, or a problem that suggests another.
    pub(super) fn picture(
        &self,
        name: &str,
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Result<usize, Box<Diagnostic>> {
        let pictures = &self.config.pictures;
        pictures.iter().position(|picture| picture.name == name).ok_or_else(|| {
            let names = pictures.iter().map(|picture| picture.name.as_str());
            let near = nearest(name, names).map(|near| format!("did you mean `picture/{near}`?"));
            let message = format!("there is no picture `{name}`");
            Box::new(
                Diagnostic::at(Code::MissingRecord, source, span.clone(), message)
                    .help(format!("declare it in book.toml as `[pictures.{name}]`"))
                    .maybe_help(near),
            )
        })
    }

    /// A heading of a document, or a problem that suggests another.
    pub(super) fn heading(
        &self,
        document: usize,
        anchor: &str,
        within: Option<usize>,
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Result<usize, Box<Diagnostic>> {
        let headings = &self.model.documents[document].document.headings;
        let section = within.map(|at| headings[at].section.clone());
        let inside = |at: &usize| {
            section.as_ref().is_none_or(|section| section.contains(&headings[*at].section.start))
        };
        let found = (0..headings.len()).filter(inside).find(|&at| headings[at].anchor == anchor);
        let hides = |at: usize| self.model.documents[document].hides(headings[at].section.start);
        if found.is_some_and(hides) {
            return Err(Box::new(to_draft(source, span, &format!("#{anchor}"))));
        }
        found.ok_or_else(|| {
            let shown = (0..headings.len()).filter(inside).filter(|&at| !hides(at));
            let anchors = shown.map(|at| headings[at].anchor.as_str());
            let path = &self.model.documents[document].document.source.path;
            Box::new(
                Diagnostic::at(
                    Code::MissingAnchor,
                    source,
                    span.clone(),
                    format!("no heading of {path} has the anchor `#{anchor}`"),
                )
                .help("an anchor is a heading's `{#id}`, or its words with hyphens between them")
                .maybe_help(did_you_mean(anchor, anchors)),
            )
        })
    }
}

/// A reference to what is not part of the site yet.
pub(super) fn to_draft(source: &Arc<Source>, span: &Range<usize>, name: &str) -> Diagnostic {
    let message = format!("`{name}` is a draft and not part of the site");
    Diagnostic::at(Code::ReferenceToDraft, source, span.clone(), message)
        .help("remove `draft = true` there, or the reference here")
}
