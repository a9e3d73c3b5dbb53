//! Words and paths → records, headings and files.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::config::{Config, Setting};
use crate::diagnostics::{Code, Diagnostic, did_you_mean, nearest};
use crate::ids::{DocumentId, KindId, LanguageId, RecordId};
use crate::model::{Model, Reference};
use crate::others::Others;
use crate::parse::Marked;
use crate::source::Source;

use super::files::Names;
use super::{Beside, DocumentLinks, Elsewhere, LeadingOut, Links, Meant, Missing, Outgoing, Via};

/// What references are looked up in.
pub(super) struct Lookup<'a> {
    pub(super) config: &'a Config,
    pub(super) model: &'a Model,
    pub(super) files: &'a Arc<BTreeSet<String>>,
    pub(super) others: &'a Others,
    /// What was found for titles that stand where an id should.
    titled: Mutex<Titled>,
    /// The names of all files, once somebody asks for them.
    names: OnceLock<Names>,
}

/// A title, and the kinds that are wanted → how the record is referred to, if one has the title.
type Titled = BTreeMap<(String, Vec<KindId>), Option<String>>;

impl<'a> Lookup<'a> {
    /// Looks references up in these.
    pub(super) fn new(
        config: &'a Config,
        model: &'a Model,
        Beside { files, others }: &'a Beside,
    ) -> Self {
        Self { config, model, files, others, titled: Mutex::default(), names: OnceLock::new() }
    }

    /// The names of all documents and files.
    pub(super) fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::new(self.model, self.files))
    }

    /// The record that a name means: an id, or `kind/id`; of the kinds in `to`, if any are named.
    pub(super) fn record(
        &self,
        name: &str,
        language: LanguageId,
        to: &[KindId],
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Result<RecordId, Box<Diagnostic>> {
        let named = self.named(name);
        let fits = |index: &RecordId| self.model.shape.directory.fits(*index, to);
        let fitting: Vec<RecordId> = named.iter().copied().filter(fits).collect();
        match (&fitting[..], &named[..]) {
            ([one], _) => Ok(self.model.in_language(*one, language).unwrap_or(*one)),
            ([], []) => Err(Box::new(self.missing(name, to, source, span))),
            ([], [other, ..]) => Err(Box::new(self.wrong_kind(name, *other, to, source, span))),
            (several, _) => Err(Box::new(self.ambiguous(name, several, source, span))),
        }
    }

    /// What a name means: a record of this report, or of another one, or one that left the text.
    pub(super) fn meant_by(
        &self,
        name: &str,
        language: LanguageId,
        to: &[KindId],
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Result<Meant, Box<Diagnostic>> {
        // Where no other report is declared, a colon means nothing.
        if let Some((report, name)) = name.split_once(':')
            && !self.others.reports.is_empty()
        {
            let found = self.of_other((report, name), &[], source, span);
            return found.map(|record| Meant::Elsewhere(Elsewhere::Other(record)));
        }
        match self.record(name, language, to, source, span) {
            Ok(record) => Ok(Meant::Record(record)),
            Err(problem) if problem.code == Code::MissingRecord => {
                self.left(name, to).map(Meant::Elsewhere).ok_or(problem)
            }
            Err(problem) => Err(problem),
        }
    }

    /// All records that a name can mean.
    fn named(&self, name: &str) -> Vec<RecordId> {
        let directory = &self.model.shape.directory;
        let mut named: Vec<RecordId> = directory.named(self.model, name).collect();
        if let Some((kind, id)) = name.split_once('/')
            && let Some(kind) = self.config.kind(kind)
        {
            let of_name = directory.named(self.model, id);
            named.extend(of_name.filter(|&index| directory.kind(index) == kind));
        }
        named.sort_unstable();
        named.dedup();
        named
    }

    fn missing(
        &self,
        name: &str,
        to: &[KindId],
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Diagnostic {
        let id = name.rsplit_once('/').map_or(name, |(_, id)| id);
        if self.model.drafts.iter().any(|draft| draft.id == name || draft.id == id) {
            return to_draft(source, span, name);
        }
        let page = || self.nearest_page(name).filter(|_| to.is_empty()).map(str::to_owned);
        let meant = self.meant(name, to).or_else(page);
        Diagnostic::at(
            Code::MissingRecord,
            source,
            span.clone(),
            format!("no record has the id `{name}`"),
        )
        .help(
            "the id of a section is in its heading (`{#id}`); the id of a document is its file \
             name",
        )
        .maybe_help(meant.map(|meant| format!("did you mean `{meant}`?")))
    }

    /// The name that was meant by one that nobody has: written in its place, it leads to one record.
    fn meant(&self, name: &str, to: &[KindId]) -> Option<String> {
        let near = |name: &str, kinds: &[KindId]| self.model.shape.directory.nearest(name, kinds);
        // To look for a near name takes long among many records: only what is needed is looked for.
        let whole = || self.leading(&near(name, to)?, to);
        let Some((start, id)) = name.rsplit_once('/') else {
            return whole().or_else(|| self.titled(name, to));
        };
        let of_kind = self.kind_meant(start, to).and_then(|kind| {
            let named = |id: &str| format!("{}/{id}", self.config.kinds[kind].name);
            let exact = self.leading(&named(id), to);
            exact.or_else(|| self.leading(&named(&near(id, &[kind])?), to))
        });
        let last = || {
            let exact = self.leading(id, to);
            exact.or_else(|| self.leading(&near(id, to)?, to))
        };
        of_kind.or_else(whole).or_else(last).or_else(|| self.titled(id, to))
    }

    /// The kind that a name means, or nearly means; of the kinds in `to`, if any are named.
    fn kind_meant(&self, name: &str, to: &[KindId]) -> Option<KindId> {
        let fits = |kind: &KindId| to.is_empty() || to.contains(kind);
        let names = self.config.kinds.ids().filter(fits);
        let names = names.map(|kind| self.config.kinds[kind].name.as_str());
        let known = self.config.kind(name).filter(fits);
        known.or_else(|| self.config.kind(nearest(name, names)?))
    }

    /// A name as it must be written to lead to one record: with the kind in front, where several
    /// records have it.
    fn leading(&self, name: &str, to: &[KindId]) -> Option<String> {
        let directory = &self.model.shape.directory;
        let fits = |index: &RecordId| directory.fits(*index, to);
        let found: Vec<RecordId> = self.named(name).into_iter().filter(fits).collect();
        match found.as_slice() {
            [] => None,
            [_] => Some(name.to_owned()),
            [first, ..] => {
                let kind = &self.config.kinds[directory.kind(*first)].name;
                let whole = format!("{kind}/{}", self.model.records[*first].id);
                let is_clear = self.named(&whole).into_iter().filter(fits).count() == 1;
                is_clear.then_some(whole)
            }
        }
    }

    /// The name of a record whose title somebody wrote instead, looked for once.
    fn titled(&self, title: &str, to: &[KindId]) -> Option<String> {
        let unknown = (title.to_owned(), to.to_vec());
        let known = || self.titled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&unknown) {
            return found.clone();
        }
        let mut records = self.model.records.enumerate();
        let found = records.find(|(index, record)| {
            self.model.shape.directory.fits(*index, to) && record.title.eq_ignore_ascii_case(title)
        });
        let found = found.and_then(|(_, record)| self.leading(&record.id, to));
        known().insert(unknown, found.clone());
        found
    }

    /// How a record that has a name is referred to by it, where it is one record.
    pub(super) fn reference_to(&self, name: &str) -> Option<String> {
        self.leading(name, &[])
    }

    fn wrong_kind(
        &self,
        name: &str,
        found: RecordId,
        to: &[KindId],
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
            format!("`{name}` is a {is}, but this must be a {wanted}"),
        )
        .related(self.model.place(found), "declared here")
        .help(format!("name a {wanted}, or allow a {is} for this field in book.toml"))
    }

    fn ambiguous(
        &self,
        name: &str,
        several: &[RecordId],
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Diagnostic {
        let mut diagnostic = Diagnostic::at(
            Code::AmbiguousReference,
            source,
            span.clone(),
            format!("`{name}` is the id of {} records", several.len()),
        );
        let mut names = Vec::new();
        for &index in several {
            let record = &self.model.records[index];
            names.push(format!("`{}/{}`", self.config.kinds[record.kind].name, record.id));
            diagnostic = diagnostic.related(self.model.place(index), "one of them");
        }
        diagnostic.help(format!("write {}", names.join(" or ")))
    }

    /// The targets of the references that stand in a document's fields.
    pub(super) fn fields(&self, at: DocumentId, links: &mut DocumentLinks) {
        let placed = &self.model.documents[at];
        links.fields.reserve_exact(placed.part().references.len());
        for reference in &placed.part().references {
            let Reference { from, source, field, target, to, .. } = reference;
            let Marked { text, span } = target;
            let found = match self.refused_outside(reference) {
                Some(problem) => Err(Box::new(problem)),
                None => self.in_field(reference, placed.language, to, source, span),
            };
            let target = found.map_err(|problem| {
                let missing = Missing::new(text, &problem);
                links.diagnostics.push(*problem);
                missing
            });
            let via = field.map_or(Via::Ended, Via::Field);
            if let Ok(Meant::Elsewhere(to)) = target {
                links.leading_out.push(LeadingOut { from: *from as u32, via, to });
            }
            let record = target.as_ref().ok().and_then(|meant| meant.record());
            links.outgoing.extend(record.map(|target| Outgoing::new(*from, via, target)));
            links.fields.push(target);
        }
    }

    /// The records that `book.toml` names: in the menu, in pictures, and as sources.
    pub(super) fn named_in_config(&self, links: &mut Links) {
        let works = self.config.works();
        let records = self.config.named_records().map(|name| {
            (name, self.record(&name.value, LanguageId::OWN, &[], &self.config.source, &name.span))
        });
        let of_works = self.config.named_works().map(|name| (name, self.work(name, &works)));
        for (name, found) in records.chain(of_works) {
            match found {
                Ok(record) => {
                    links.named.insert(name.value.clone(), record);
                }
                Err(problem) => links.diagnostics.push(*problem),
            }
        }
    }

    /// The record of a work that `book.toml` names; `works` are the kinds that are cited by their
    /// own fields.
    fn work(&self, name: &Setting<String>, works: &[KindId]) -> Result<RecordId, Box<Diagnostic>> {
        let is_work = |index: &RecordId| works.contains(&self.model.records[*index].kind);
        let Setting { value, span } = name;
        match self.named(value)[..] {
            [other, ..] if !self.named(value).iter().any(is_work) => {
                Err(Box::new(self.no_work(name, other, works)))
            }
            _ => self.record(value, LanguageId::OWN, works, &self.config.source, span),
        }
    }

    fn no_work(&self, name: &Setting<String>, found: RecordId, works: &[KindId]) -> Diagnostic {
        let kind = |at: KindId| self.config.kinds[at].name.as_str();
        let is = kind(self.model.records[found].kind);
        let message =
            format!("`{}` is a {is}, which has no citation as a separate work", name.value);
        let wanted = works.iter().map(|&work| kind(work)).collect::<Vec<_>>().join(" or ");
        let wanted = (!wanted.is_empty()).then(|| format!("name a {wanted}, or "));
        let help = format!("{}declare `[kinds.{is}.citation]`", wanted.unwrap_or_default());
        Diagnostic::at(Code::WrongKind, &self.config.source, name.span.clone(), message)
            .related(self.model.place(found), "declared here")
            .help(help)
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
            let message = format!("there is no diagram `{name}`");
            Box::new(
                Diagnostic::at(Code::MissingRecord, source, span.clone(), message)
                    .help(format!("declare it in book.toml as `[pictures.{name}]`"))
                    .maybe_help(near),
            )
        })
    }

    /// The heading that has an anchor beside its own.
    fn other_heading(&self, document: DocumentId, anchor: &str) -> Option<usize> {
        let placed = &self.model.documents[document];
        let headings = &placed.document().headings;
        let also = || headings.iter().position(|heading| heading.also.as_deref() == Some(anchor));
        let mut aliases = placed.part().aliases.iter();
        also().or_else(|| aliases.find(|(_, alias)| alias == anchor).map(|(heading, _)| *heading))
    }

    /// A heading of a document, or a problem that suggests another.
    pub(super) fn heading(
        &self,
        document: DocumentId,
        anchor: &str,
        within: Option<usize>,
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Result<usize, Box<Diagnostic>> {
        let headings = &self.model.documents[document].document().headings;
        let section = within.map(|at| headings[at].section.clone());
        let inside = |at: &usize| {
            section.as_ref().is_none_or(|section| section.contains(&headings[*at].section.start))
        };
        let own = (0..headings.len()).filter(inside).find(|&at| *headings[at].anchor == *anchor);
        let found = own.or_else(|| self.other_heading(document, anchor).filter(inside));
        let hides = |at: usize| self.model.documents[document].hides(headings[at].section.start);
        if found.is_some_and(hides) {
            return Err(Box::new(to_draft(source, span, &format!("#{anchor}"))));
        }
        found.ok_or_else(|| {
            let shown = (0..headings.len()).filter(inside).filter(|&at| !hides(at));
            let anchors = shown.map(|at| &*headings[at].anchor);
            let path = &self.model.documents[document].document().source.path;
            Box::new(
                Diagnostic::at(
                    Code::MissingAnchor,
                    source,
                    span.clone(),
                    format!("no heading in {path} has the anchor `#{anchor}`"),
                )
                .help("an anchor is the `{#id}` of a heading, or its words joined by hyphens")
                .maybe_help(did_you_mean(anchor, anchors)),
            )
        })
    }
}

/// A reference to what is not part of the site yet.
pub(super) fn to_draft(source: &Arc<Source>, span: &Range<usize>, name: &str) -> Diagnostic {
    let message = format!("`{name}` is a draft and not part of the site");
    Diagnostic::at(Code::ReferenceToDraft, source, span.clone(), message)
        .help("remove `draft = true` from the record, or remove this reference")
}
