//! One document → its records, with nothing of what stands around it but, for a translation, its
//! original.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use crate::config::PAGE;
use crate::contents::Contents;
use crate::diagnostics::{Code, Diagnostic, Tally, did_you_mean};
use crate::ids::KindId;
use crate::parse::{Dialect, Document, End, Ends, Fields, Heading, Marked, Phrase, Syntax};
use crate::source::Place;

use super::part::{Maker, Making, Origin, Part};
use super::{Draft, Input, Record, identity, values};

/// What declares a record: where its fields stand and what it is called without them.
struct Declaration<'a> {
    kind: KindId,
    id: String,
    heading: Option<usize>,
    parent: Option<usize>,
    title: Phrase,
    fields: Option<&'a Fields>,
    span: Range<usize>,
}

impl Making<'_> {
    /// Makes the part of a document.
    pub(super) fn part(&self, input: &Input) -> Part {
        let original =
            self.originals.and_then(|originals| originals.by_stem.get(&*input.stem)).copied();
        let (records, part) = (Vec::new(), Part::default());
        let tally = Tally::default();
        Maker { making: self, input, original, records, part, tally, reading: None }.run()
    }
}

impl<'a> Maker<'a> {
    fn run(mut self) -> Part {
        let document = &self.input.document;
        let is_draft_stem =
            self.making.originals.is_some_and(|own| own.is_draft_stem(&self.input.stem));
        if self.is_translation() && self.original.is_none() && !is_draft_stem {
            self.no_original_document();
        }
        let kind = self.document_kind();
        let title_heading = self.title_heading(document);
        let declaration = Declaration {
            kind,
            id: self.document_id(kind),
            heading: None,
            parent: None,
            title: title_heading.map(|at| document.headings[at].title.clone()).unwrap_or_default(),
            fields: document.front.as_ref(),
            span: document.front.as_ref().map_or(0..0, |front| front.span.clone()),
        };
        let is_draft = identity::is_draft(document.front.as_ref());
        if !self.making.drafts && (is_draft || is_draft_stem) {
            self.tell_left_out();
            self.leave_out(declaration);
        } else {
            self.part.title_heading = title_heading;
            self.record(declaration);
            self.sections();
        }
        self.finish()
    }

    fn finish(mut self) -> Part {
        if let Some(originals) = self.making.originals {
            let records = self.records.iter();
            let records = records.map(|own| originals.record(own.kind, &own.id).cloned());
            self.part.origin = Some(Origin {
                original: self.original.map(|placed| Arc::clone(&placed.part)),
                records: records.collect(),
            });
        }
        self.part.aliases = self.alias_anchors();
        self.part.records = self.records.into_iter().map(Arc::new).collect();
        self.part.diagnostics.extend(self.tally.rest(&self.input.document.source));
        self.part.shrink();
        self.part
    }

    fn alias_anchors(&self) -> Vec<(usize, String)> {
        let sections = self.records.iter().filter_map(|record| Some((record.heading?, record)));
        let aliases = sections.flat_map(|(heading, record)| {
            record.aliases.iter().map(move |alias| (heading, alias.text.as_str()))
        });
        let mut aliases = aliases.peekable();
        if aliases.peek().is_none() {
            return Vec::new();
        }
        let headings = &self.input.document.headings;
        let own = headings.iter().map(|heading| &*heading.anchor);
        let also = headings.iter().filter_map(|heading| heading.also.as_deref());
        let mut taken: HashSet<&str> = own.chain(also).collect();
        let free = aliases.filter(|(_, alias)| !alias.is_empty() && taken.insert(alias));
        free.map(|(heading, alias)| (heading, alias.to_owned())).collect()
    }

    fn no_original_document(&mut self) {
        let name = &self.config().languages[self.input.language].tag;
        let message = format!("this translation into `{name}` has no original");
        let help = format!("the original must be in the same folder, as `{}.md`", self.input.stem);
        let diagnostic = Diagnostic::at(Code::NoOriginal, self.source(), 0..0, message);
        self.problem(diagnostic.help(help));
    }

    /// Whether a section is a draft: it says so, or its original does.
    fn is_draft_section(&self, heading: &Heading, kind: KindId, id: &str) -> bool {
        let is_it = |draft: &Draft| draft.kind == kind && draft.id == id;
        identity::is_draft(heading.fields.as_ref())
            || self.making.originals.is_some_and(|originals| originals.drafts.iter().any(is_it))
    }

    /// Tells that a chapter of a book is no page: mdBook shows it, whatever stands in YAML.
    fn tell_left_out(&mut self) {
        let draft = self.input.document.front.as_ref().and_then(|front| front.get("draft"));
        let is_chapter = |contents: &Contents| contents.publishes(&self.input.stem);
        if self.options().dialect == Dialect::Book
            && self.making.contents.is_some_and(is_chapter)
            && let Some(entry) = draft
        {
            let message = "this chapter is a draft and not part of the site".to_owned();
            let problem = self.wrong(Code::ReferenceToDraft, &entry.key_span, message);
            self.problem(problem.help("remove the line to publish it"));
        }
    }

    /// Notes the ids of a draft document, so that references to it can say what is wrong.
    fn leave_out(&mut self, declaration: Declaration<'_>) {
        self.part.drafts.push(Draft {
            kind: declaration.kind,
            id: declaration.id,
            stem: Some(self.input.stem.to_string()),
        });
        for (at, kind) in self.section_kinds(false) {
            let heading = &self.input.document.headings[at];
            let id = identity::section_id(heading);
            self.part.drafts.push(Draft { kind, id, stem: None });
        }
    }

    /// The records that sections of the document declare.
    fn sections(&mut self) {
        let input: &'a Input = self.input;
        let document = &input.document;
        let kinds = self.section_kinds(true);
        self.stray_fields(document, &kinds);
        self.stray_ends(document, &kinds);
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut hidden: Option<usize> = None;
        let is_within = |at: usize, heading: &Heading| {
            document.headings[at].section.contains(&heading.section.start)
        };
        let mut kinds = kinds.into_iter().peekable();
        for (at, heading) in document.headings.iter().enumerate() {
            if heading.nested {
                continue;
            }
            while open.pop_if(|(around, _)| !is_within(*around, heading)).is_some() {}
            hidden = hidden.filter(|&around| is_within(around, heading));
            let Some((_, kind)) = kinds.next_if(|(place, _)| *place == at) else {
                self.check_words(at, heading);
                continue;
            };
            let id = identity::section_id(heading);
            let draft = !self.making.drafts && self.is_draft_section(heading, kind, &id);
            if hidden.is_some() || draft {
                self.part.drafts.push(Draft { kind, id, stem: None });
                if hidden.is_none() {
                    hidden = Some(at);
                    self.part.hidden.push(at);
                }
                continue;
            }
            self.part.sections.push(at);
            let parent = open.last().map_or(0, |(_, record)| *record);
            open.push((at, self.records.len()));
            self.record(Declaration {
                kind,
                id,
                heading: Some(at),
                parent: Some(parent),
                title: heading.title.clone(),
                fields: heading.fields.as_ref(),
                span: heading.span.clone(),
            });
        }
    }

    /// A heading that titles nothing must have words of its own.
    fn check_words(&mut self, at: usize, heading: &Heading) {
        if !heading.title.text.is_empty() || self.part.title_heading == Some(at) {
            return;
        }
        let message = "this heading is empty";
        let span = heading.span.clone();
        let diagnostic = Diagnostic::at(Code::EmptyHeading, self.source(), span, message);
        self.problem(diagnostic.help("write a heading, or remove the line"));
    }

    /// Fields below a heading that declares nothing belong to no record.
    fn stray_fields(&mut self, document: &Document, kinds: &[(usize, KindId)]) {
        for (at, heading) in document.headings.iter().enumerate() {
            let is_read = |fields: &&Fields| !fields.unread || !fields.entries.is_empty();
            let Some(fields) = heading.fields.as_ref().filter(is_read) else { continue };
            if kinds.binary_search_by_key(&at, |(place, _)| *place).is_err() {
                let diagnostic = Diagnostic::at(
                    Code::MisplacedFields,
                    self.source(),
                    fields.span.clone(),
                    "these fields belong to no record",
                );
                self.problem(
                    diagnostic.help("give the heading above a kind, as in `## Title {.kind}`"),
                );
            }
        }
    }

    /// A mark must end a record. A comment that names nothing of the report is no mark.
    fn stray_ends(&mut self, document: &Document, kinds: &[(usize, KindId)]) {
        let is_record = |at: u32| kinds.binary_search_by_key(&(at as usize), |(at, _)| *at).is_ok();
        for End { name, ends } in &document.ends {
            let config = self.config();
            let names = || config.kinds.iter().map(|kind| kind.name.as_str());
            let ids = || document.headings.iter().filter_map(|heading| heading.id.as_ref());
            let names_something =
                || names().any(|kind| kind == name.text) || ids().any(|id| id.text == name.text);
            let near = || did_you_mean(&name.text, names());
            let why = match ends {
                Ends::Section(at) if is_record(*at) => continue,
                Ends::Section(_) => "the section is not a record",
                _ if !names_something() && near().is_none() => continue,
                Ends::Inside => "it is inside a line or another block",
                Ends::Nothing if names_something() => "no such record is open here",
                Ends::Nothing => "no kind and no heading has this name",
            };
            let near = near().filter(|_| !names_something());
            let message = format!("the mark `/{}` has nothing to end: {why}", name.text);
            let diagnostic =
                Diagnostic::at(Code::StrayEnd, self.source(), name.span.clone(), message)
                    .help(
                        "write it on a separate line below the text of the record that it ends, \
                         with the kind or the id of that record",
                    )
                    .maybe_help(near);
            self.problem(diagnostic);
        }
    }

    /// Adds a record.
    fn record(&mut self, declaration: Declaration<'_>) {
        let kind = &self.config().kinds[declaration.kind];
        let original = self.original_of(declaration.kind, &declaration.id);
        if self.is_translation() && original.is_none() && declaration.heading.is_some() {
            self.no_original(&declaration);
        }
        let anchor = declaration.heading.map(|at| &self.input.document.headings[at].anchor);
        // Most ids are anchors too, and need be kept only once.
        let id = match anchor.filter(|anchor| ***anchor == *declaration.id) {
            Some(anchor) => Arc::clone(anchor),
            None => declaration.id.into(),
        };
        self.records.push(Record {
            kind: declaration.kind,
            id,
            language: self.input.language,
            heading: declaration.heading,
            parent_in_part: declaration.parent,
            title: declaration.title.text,
            title_html: declaration.title.html,
            number: None,
            order: None,
            aliases: Vec::new(),
            description: None,
            ended: None,
            values: kind.fields.iter().map(|_| Vec::new()).collect(),
            span: declaration.span,
        });
        values::fill(self, declaration.fields, original);
        let last = self.records.len() - 1;
        if self.records[last].title.is_empty() && declaration.heading.is_none() {
            self.title_in_contents(last);
        }
        if self.records[last].title.is_empty() {
            self.missing_title(last, declaration.fields);
        }
        self.check_ids(last);
    }

    fn no_original(&mut self, declaration: &Declaration<'_>) {
        let kind = &self.config().kinds[declaration.kind];
        let message = format!("there is no {} `{}` to translate", kind.name, declaration.id);
        let span = declaration.span.clone();
        let diagnostic = Diagnostic::at(Code::NoOriginal, self.source(), span, message);
        self.problem(diagnostic.help("give the section the id of its original: `{#id}`"));
    }

    /// Titles a document as the table of contents does, if that names it.
    fn title_in_contents(&mut self, at: usize) {
        let Input { stem, language, .. } = self.input;
        let contents = self.making.contents;
        if let Some(title) = contents.and_then(|contents| contents.title(*language, stem)) {
            self.records[at].title = title.text.clone();
            self.records[at].title_html = title.html.clone();
        }
    }

    /// Titles a record by its id, and tells of it unless the title may stand in fields that could
    /// not be read.
    fn missing_title(&mut self, at: usize, fields: Option<&Fields>) {
        let record = &mut self.records[at];
        record.title = record.id.to_string();
        record.title_html = None;
        if fields.is_some_and(|fields| fields.is_unread("title")) {
            return;
        }
        let span = record.span.clone();
        let syntax = fields.map_or_else(Syntax::default, |fields| fields.syntax);
        let line = syntax.line("title", "\"…\"");
        let diagnostic =
            Diagnostic::at(Code::MissingTitle, self.source(), span, "this record has no title");
        self.problem(diagnostic.help(format!("write `{line}`, or begin the text with `# Title`")));
    }

    /// Every id must be an address as it is written.
    fn check_ids(&mut self, at: usize) {
        let is_page = self.records[at].kind == PAGE;
        let is_bad = |id: &str| !identity::is_address(id, is_page);
        let mut wrong = Vec::new();
        let id = self.written_id(&self.records[at]);
        if is_bad(&id.text) && !self.is_told(&id.span) {
            wrong.push(id);
        }
        for alias in &mut self.records[at].aliases {
            if is_bad(&alias.text) {
                wrong.push(alias.clone());
            }
            alias.text = identity::usable(&alias.text, is_page);
        }
        for Marked { text: id, span } in wrong {
            let slug = identity::suggested(&id);
            let help = match slug.is_empty() {
                true => "write an id in the heading, as in `{#id}`".to_owned(),
                false => format!("try `{slug}`"),
            };
            let message = format!("`{id}` is not a valid id");
            let diagnostic = Diagnostic::at(Code::BadId, self.source(), span, message);
            let label = "use lower-case letters, digits and single hyphens";
            self.problem(diagnostic.label(label).help(help));
        }
    }

    /// Whether a problem at a place is known.
    fn is_told(&self, span: &Range<usize>) -> bool {
        let place = Place::new(self.source(), span.clone());
        let known = self.part.diagnostics.iter().chain(&self.input.document.diagnostics);
        known.into_iter().any(|problem| problem.place.as_ref() == Some(&place))
    }

    /// The id of a record as it is written, and where; one that nobody wrote is that of the record.
    fn written_id(&self, record: &Record) -> Marked {
        let document = &self.input.document;
        let written = match record.heading {
            Some(at) => document.headings[at].id.clone(),
            None => identity::string(document.front.as_ref(), "id"),
        };
        written.unwrap_or_else(|| Marked { text: record.id.to_string(), span: record.span.clone() })
    }
}
