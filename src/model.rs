//! All documents → typed records.
//!
//! Goes in: the configuration and every parsed [`Document`]. Comes out: a [`Model`], in which each
//! document and each section that declares a kind is a [`Record`] with an id that is unique in its
//! kind and language, and with fields of the types that `book.toml` gives them. References are
//! listed, not followed: that is [`crate::resolve`]'s part. Nothing is read here and no text is
//! parsed, but for the values of fields.

pub mod date;
mod identity;
pub mod inventory;
mod order;
mod values;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

pub use date::Date;
pub use order::number_key;

use crate::config::{Config, PAGE};
use crate::diagnostics::{Code, Diagnostic};
use crate::parse::{Document, Entry, Fields, Heading, Marked, Options};
use crate::source::{Place, Source};

/// The place of a record in [`Model::records`].
pub type RecordIndex = usize;

/// All records of a report.
#[derive(Debug, Default)]
pub struct Model {
    /// The documents in reading order.
    pub documents: Vec<Placed>,
    /// The records: documents in reading order, each followed by its sections.
    pub records: Vec<Record>,
    /// Every reference that stands in a field.
    pub references: Vec<Reference>,
    /// Every value of a Markdown field.
    pub fragments: Vec<Fragment>,
    /// For each kind, the records in their order, languages one after the other.
    pub by_kind: Vec<Vec<RecordIndex>>,
    /// Kind, language and id → record.
    pub by_id: HashMap<(usize, usize, String), RecordIndex>,
    /// The drafts that were left out.
    pub drafts: Vec<Draft>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// A record that is a draft and was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its kind, by its place in [`Config::kinds`].
    pub kind: usize,
    /// Its id.
    pub id: String,
    /// For a document, its path below the content folder without language and `.md`.
    pub stem: Option<String>,
}

/// A document and its place in the report.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The parsed file.
    pub document: Arc<Document>,
    /// Its path below the content folder without language and `.md`: `themes/01-prevention`.
    pub stem: String,
    /// Its language, by its place in [`Config::languages`].
    pub language: usize,
    /// The record that the document itself is.
    pub record: RecordIndex,
    /// The headings that are records, in reading order, with their records.
    pub sections: Vec<(usize, RecordIndex)>,
    /// Headings whose sections are drafts and are left out.
    pub hidden: Vec<usize>,
    /// The heading that gives the document its title and is not printed in its body.
    pub title_heading: Option<usize>,
}

impl Placed {
    /// The record that a heading declares.
    pub fn record_of(&self, heading: usize) -> Option<RecordIndex> {
        let found = self.sections.binary_search_by_key(&heading, |(at, _)| *at);
        found.ok().map(|place| self.sections[place].1)
    }

    /// Whether an offset of the document's HTML stands in a draft that is left out.
    pub fn hides(&self, offset: u32) -> bool {
        let headings = &self.document.headings;
        let after = self.hidden.partition_point(|&at| headings[at].section.start <= offset);
        after.checked_sub(1).is_some_and(|last| offset < headings[self.hidden[last]].section.end)
    }
}

/// What has a page of its own.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its kind, by its place in [`Config::kinds`].
    pub kind: usize,
    /// Its id, unique in its kind and language.
    pub id: String,
    /// Its language, by its place in [`Config::languages`].
    pub language: usize,
    /// The document that holds it, by its place in [`Model::documents`].
    pub document: usize,
    /// The heading that declares it; `None` for the document itself.
    pub heading: Option<usize>,
    /// The record around it: the nearest enclosing section that is one, else the document.
    pub parent: Option<RecordIndex>,
    /// Its title, without markup.
    pub title: String,
    /// Its number, as written: `9.3`.
    pub number: Option<String>,
    /// Its place among its like, before the number.
    pub order: Option<i64>,
    /// Old ids that still lead to it.
    pub aliases: Vec<Marked>,
    /// A sentence about it, when one is written.
    pub description: Option<String>,
    /// The values of its fields, in the order of the kind's fields.
    pub values: Vec<Vec<Value>>,
    /// Where it is declared.
    pub span: Range<usize>,
}

/// A typed value.
#[derive(Debug, Clone)]
pub enum Value {
    /// Plain text.
    Text(String),
    /// Markdown, by its place in [`Model::fragments`].
    Markdown(usize),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// A day, a month or a year.
    Date(Date),
    /// An address.
    Url(String),
    /// A choice, by its place among the field's values.
    Choice(usize),
    /// A reference, by its place in [`Model::references`].
    Reference(usize),
    /// A point in degrees, WGS 84, with a word for how exact it is.
    Coordinates {
        /// Degrees north of the equator, −90 to 90.
        lat: f64,
        /// Degrees east of Greenwich, −180 to 180.
        lon: f64,
        /// How exact it is, in a word: `city`, `country`.
        precision: Option<String>,
    },
    /// One row: the values of its fields, in the order of the table's fields.
    Row(Vec<Vec<Value>>),
}

/// Markdown that stands in a field.
#[derive(Debug, Clone)]
pub struct Fragment {
    /// The record that has the field.
    pub from: RecordIndex,
    /// The parsed text.
    pub document: Arc<Document>,
}

/// A reference that stands in a field.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The record that has the field.
    pub from: RecordIndex,
    /// The document in which it is written: that of the record, or of the record's original.
    pub document: usize,
    /// The field, by its place among the kind's fields.
    pub field: usize,
    /// What is written: an id, or `kind/id`.
    pub target: Marked,
    /// The kinds that it may lead to; empty means any.
    pub to: Vec<usize>,
}

/// A document on its way into the model.
#[derive(Debug, Clone)]
pub struct Input {
    /// The parsed file.
    pub document: Arc<Document>,
    /// Its path below the content folder without language and `.md`.
    pub stem: String,
    /// Its language, by its place in [`Config::languages`].
    pub language: usize,
}

/// Builds the model. With `drafts`, records marked as drafts are part of it.
pub fn build(
    config: &Config,
    inputs: &[Input],
    inventories: &BTreeMap<String, Arc<Source>>,
    drafts: bool,
) -> Model {
    let mut builder =
        Builder { config, drafts, model: Model::default(), originals: HashMap::new() };
    let options = Options { smart_punctuation: config.html.smart_punctuation };
    for input in order::reading_order(inputs) {
        builder.document(&inputs[input], options);
    }
    builder.check_ids();
    let mut model = builder.model;
    model.by_kind = order::by_kind(config, &model);
    values::check_unique(config, &mut model);
    inventory::check(config, &mut model, inventories);
    model
}

struct Builder<'a> {
    config: &'a Config,
    drafts: bool,
    model: Model,
    /// Stem → the record of the document in the report's own language.
    originals: HashMap<String, RecordIndex>,
}

/// What declares a record: where its fields stand and what it is called without them.
struct Declaration<'a> {
    kind: usize,
    id: String,
    document: usize,
    heading: Option<usize>,
    parent: Option<RecordIndex>,
    title: String,
    fields: Option<&'a Fields>,
    span: Range<usize>,
}

impl<'a> Builder<'a> {
    fn document(&mut self, input: &'a Input, options: Options) {
        let document = &input.document;
        let index = self.model.documents.len();
        let original = match input.language {
            0 => None,
            _ => self.originals.get(&input.stem).copied(),
        };
        if input.language > 0 && original.is_none() && !self.is_draft_stem(&input.stem) {
            let name = &self.config.languages[input.language].tag;
            self.model.diagnostics.push(
                Diagnostic::at(
                    Code::NoOriginal,
                    &document.source,
                    0..0,
                    format!("this translation into `{name}` has no original beside it"),
                )
                .help(format!("`{}.md` must stand in the same folder", input.stem)),
            );
        }
        let kind = self.document_kind(input, original);
        let title_heading = self.title_heading(document);
        let declaration = Declaration {
            kind,
            id: self.document_id(input, kind, original),
            document: index,
            heading: None,
            parent: None,
            title: title_heading.map(|at| document.headings[at].text.clone()).unwrap_or_default(),
            fields: document.front.as_ref(),
            span: document.front.as_ref().map_or(0..0, |front| front.span.clone()),
        };
        let draft = identity::is_draft(document.front.as_ref());
        if !self.drafts && (draft || self.is_draft_stem(&input.stem)) {
            return self.leave_out(input, declaration);
        }
        self.model.documents.push(Placed {
            document: Arc::clone(document),
            stem: input.stem.clone(),
            language: input.language,
            record: self.model.records.len(),
            sections: Vec::new(),
            hidden: Vec::new(),
            title_heading,
        });
        let record = self.record(declaration, input.language, options);
        if input.language == 0 {
            self.originals.insert(input.stem.clone(), record);
        }
        self.sections(input, index, options);
    }

    /// Whether a document is a draft that was left out; its translations are, too.
    fn is_draft_stem(&self, stem: &str) -> bool {
        self.model.drafts.iter().any(|draft| draft.stem.as_deref() == Some(stem))
    }

    /// Whether a section is a draft: it says so, or its original does.
    fn is_draft_section(&self, input: &Input, heading: &Heading, kind: usize, id: &str) -> bool {
        let is_it = |draft: &Draft| draft.kind == kind && draft.id == id;
        let own = identity::is_draft(heading.fields.as_ref());
        own || (input.language > 0 && self.model.drafts.iter().any(is_it))
    }

    /// Notes the ids of a draft document, so that references to it can say what is wrong.
    fn leave_out(&mut self, input: &Input, declaration: Declaration<'_>) {
        self.model.drafts.push(Draft {
            kind: declaration.kind,
            id: declaration.id,
            stem: Some(input.stem.clone()),
        });
        for (at, kind) in self.section_kinds(input, false) {
            let heading = &input.document.headings[at];
            self.model.drafts.push(Draft { kind, id: identity::section_id(heading), stem: None });
        }
    }

    /// The records that sections of a document declare.
    fn sections(&mut self, input: &'a Input, index: usize, options: Options) {
        let document = &input.document;
        let kinds = self.section_kinds(input, true);
        self.stray_fields(document, &kinds);
        let mut open: Vec<(u8, RecordIndex)> = Vec::new();
        let mut hidden_below: Option<u8> = None;
        let mut kinds = kinds.into_iter().peekable();
        for (at, heading) in document.headings.iter().enumerate() {
            if heading.nested {
                continue;
            }
            while open.last().is_some_and(|(level, _)| *level >= heading.level) {
                open.pop();
            }
            if hidden_below.is_some_and(|level| heading.level <= level) {
                hidden_below = None;
            }
            let Some((_, kind)) = kinds.next_if(|(place, _)| *place == at) else { continue };
            let id = identity::section_id(heading);
            let draft = !self.drafts && self.is_draft_section(input, heading, kind, &id);
            if hidden_below.is_some() || draft {
                self.model.drafts.push(Draft { kind, id, stem: None });
                if hidden_below.is_none() {
                    hidden_below = Some(heading.level);
                    self.model.documents[index].hidden.push(at);
                }
                continue;
            }
            let around = self.model.documents[index].record;
            let record = self.model.records.len();
            self.model.documents[index].sections.push((at, record));
            let parent = open.last().map_or(around, |(_, record)| *record);
            open.push((heading.level, record));
            let declaration = Declaration {
                kind,
                id,
                document: index,
                heading: Some(at),
                parent: Some(parent),
                title: heading.text.clone(),
                fields: heading.fields.as_ref(),
                span: heading.span.clone(),
            };
            self.record(declaration, input.language, options);
        }
    }

    /// Fields below a heading that declares nothing belong to no record.
    fn stray_fields(&mut self, document: &Document, kinds: &[(usize, usize)]) {
        for (at, heading) in document.headings.iter().enumerate() {
            let Some(fields) = &heading.fields else { continue };
            if kinds.binary_search_by_key(&at, |(place, _)| *place).is_err() {
                self.model.diagnostics.push(
                    Diagnostic::at(
                        Code::MisplacedFields,
                        &document.source,
                        fields.span.clone(),
                        "these fields belong to no record",
                    )
                    .help("give the heading above a kind, as in `## Title {.kind}`"),
                );
            }
        }
    }

    /// Adds a record and says where.
    fn record(
        &mut self,
        declaration: Declaration<'_>,
        language: usize,
        options: Options,
    ) -> RecordIndex {
        let index = self.model.records.len();
        let source = Arc::clone(&self.model.documents[declaration.document].document.source);
        let kind = &self.config.kinds[declaration.kind];
        let original = (language > 0)
            .then(|| self.model.by_id.get(&(declaration.kind, 0, declaration.id.clone())))
            .flatten()
            .copied();
        if language > 0 && original.is_none() && declaration.heading.is_some() {
            self.no_original(&source, &declaration);
        }
        self.model.records.push(Record {
            kind: declaration.kind,
            id: declaration.id.clone(),
            language,
            document: declaration.document,
            heading: declaration.heading,
            parent: declaration.parent,
            title: declaration.title,
            number: None,
            order: None,
            aliases: Vec::new(),
            description: None,
            values: vec![Vec::new(); kind.fields.len()],
            span: declaration.span.clone(),
        });
        values::fill(
            &values::Reading { config: self.config, source: &source, options, record: index },
            &mut self.model,
            declaration.fields,
            original,
        );
        if self.model.records[index].title.is_empty() {
            self.missing_title(&source, index);
        }
        self.register(index);
        index
    }

    fn no_original(&mut self, source: &Arc<Source>, declaration: &Declaration<'_>) {
        let kind = &self.config.kinds[declaration.kind];
        let message = format!("no {} `{}` exists to be translated", kind.name, declaration.id);
        let help = "a translated section has the id of its original: `{#id}`";
        self.model.diagnostics.push(
            Diagnostic::at(Code::NoOriginal, source, declaration.span.clone(), message).help(help),
        );
    }

    fn missing_title(&mut self, source: &Arc<Source>, index: RecordIndex) {
        let record = &mut self.model.records[index];
        record.title.clone_from(&record.id);
        let diagnostic = Diagnostic::at(
            Code::MissingTitle,
            source,
            record.span.clone(),
            "this record has no title",
        );
        self.model
            .diagnostics
            .push(diagnostic.help("write `title = \"…\"`, or begin the text with `# Title`"));
    }

    /// Enters a record under its id, or reports the record that has it already.
    fn register(&mut self, index: RecordIndex) {
        let record = &self.model.records[index];
        let key = (record.kind, record.language, record.id.clone());
        let Some(&first) = self.model.by_id.get(&key) else {
            self.model.by_id.insert(key, index);
            return;
        };
        let kind = &self.config.kinds[record.kind].name;
        let diagnostic = Diagnostic {
            place: Some(self.model.place(index)),
            ..Diagnostic::nowhere(
                Code::DuplicateId,
                format!("two records of kind `{kind}` have the id `{}`", record.id),
            )
        };
        let first = self.model.place(first);
        self.model.diagnostics.push(
            diagnostic
                .label("declared again here")
                .related(first, "first declared here")
                .help("give one of them another id with `{#id}` or `id = \"…\"`"),
        );
    }

    /// Every id must be an address as it is written.
    fn check_ids(&mut self) {
        for index in 0..self.model.records.len() {
            let page = self.model.records[index].kind == PAGE;
            let bad = |id: &str| !identity::is_address(id, page);
            let mut wrong = Vec::new();
            let (place, id) = self.written_id(index);
            if bad(&id) && !self.is_told(&place) {
                wrong.push((place, id));
            }
            let source = &self.model.document_of(index).document.source;
            for alias in self.model.records[index].aliases.iter().filter(|alias| bad(&alias.text)) {
                wrong.push((Place::new(source, alias.span.clone()), alias.text.clone()));
            }
            for alias in &mut self.model.records[index].aliases {
                alias.text = identity::usable(&alias.text, page);
            }
            for (place, id) in wrong {
                let slug = identity::suggested(&id);
                let help = match slug.is_empty() {
                    true => "write one in the heading, as in `{#id}`".to_owned(),
                    false => format!("`{slug}` would do"),
                };
                let mut diagnostic =
                    Diagnostic::nowhere(Code::BadId, format!("`{id}` cannot be an id"));
                diagnostic.place = Some(place);
                self.model.diagnostics.push(
                    diagnostic.label("lower-case letters, digits and single hyphens").help(help),
                );
            }
        }
    }

    /// Whether a problem at a place is known.
    fn is_told(&self, place: &Place) -> bool {
        self.model.diagnostics.iter().any(|problem| problem.place.as_ref() == Some(place))
    }

    /// The id of a record as it is written, and where; one that nobody wrote is that of the record.
    fn written_id(&self, index: RecordIndex) -> (Place, String) {
        let record = &self.model.records[index];
        let document = &self.model.document_of(index).document;
        let written = match record.heading {
            Some(at) => document.headings[at].id.clone(),
            None => identity::string(document.front.as_ref(), "id"),
        };
        match written {
            Some(id) => (Place::new(&document.source, id.span), id.text),
            None => (Place::new(&document.source, record.span.clone()), record.id.clone()),
        }
    }
}

impl Model {
    /// Where a record is declared.
    pub fn place(&self, index: RecordIndex) -> Place {
        let record = &self.records[index];
        let document = &self.documents[record.document].document;
        let span = match record.heading {
            Some(at) => document.headings[at].span.clone(),
            None => record.span.clone(),
        };
        Place::new(&document.source, span)
    }

    /// Where the value of a field is written; where the record is declared, when it is not.
    pub fn place_of_field(&self, index: RecordIndex, field: &str) -> Place {
        let document = &self.document_of(index).document;
        match self.written(index, field) {
            Some(entry) => Place::new(&document.source, entry.value.span.clone()),
            None => self.place(index),
        }
    }

    /// A field of a record as it is written, if it is.
    fn written(&self, index: RecordIndex, field: &str) -> Option<&Entry> {
        let document = &self.document_of(index).document;
        let fields = match self.records[index].heading {
            Some(at) => document.headings[at].fields.as_ref(),
            None => document.front.as_ref(),
        };
        fields?.get(field)
    }

    /// The document that holds a record.
    pub fn document_of(&self, index: RecordIndex) -> &Placed {
        &self.documents[self.records[index].document]
    }

    /// Whether a record is the one that its id leads to: one whose id is given twice is not.
    pub fn is_first(&self, index: RecordIndex) -> bool {
        let record = &self.records[index];
        self.by_id.get(&(record.kind, record.language, record.id.clone())) == Some(&index)
    }

    /// The record of the same kind and id in another language.
    pub fn in_language(&self, index: RecordIndex, language: usize) -> Option<RecordIndex> {
        let record = &self.records[index];
        if record.language == language {
            return Some(index);
        }
        self.by_id.get(&(record.kind, language, record.id.clone())).copied()
    }

    /// The innermost record that holds an offset of a document's HTML.
    pub fn record_at(&self, document: usize, offset: u32) -> RecordIndex {
        let placed = &self.documents[document];
        let is_record = |at: usize| placed.record_of(at).is_some();
        let section = placed.document.section_at(offset, is_record);
        section.and_then(|at| placed.record_of(at)).unwrap_or(placed.record)
    }
}
