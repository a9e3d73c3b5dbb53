//! Problems, with the weight that `book.toml` gives them in the report or in records of a kind.

use std::collections::BTreeMap;

use crate::config::{Config, Level};
use crate::contents;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::ids::KindId;
use crate::model::{Model, Placed};
use crate::parse::Dialect;

/// What stops a report and not a book: mdBook takes no notice of it.
const BORNE_BY_BOOKS: [Code; 22] = [
    Code::BadToml,
    Code::BadYaml,
    Code::BadFileName,
    Code::BadId,
    Code::LinkOutOfTree,
    Code::UnknownField,
    Code::IllTypedField,
    Code::BadDate,
    Code::UnknownChoice,
    Code::MisplacedFields,
    Code::DuplicateAnchor,
    Code::UnknownKind,
    Code::MissingTitle,
    Code::MissingRecord,
    Code::MissingAnchor,
    Code::MissingFile,
    Code::BadInclude,
    Code::BadScheme,
    Code::ReferenceToDraft,
    Code::BadRedirect,
    Code::BadMath,
    Code::LiteralAttributes,
];

/// Drops the warnings that are turned off, and makes errors of those that are to be. Errors stay, but
/// for those that a book bears.
pub(super) fn weigh(config: &Config, model: &Model, problems: &mut Vec<Diagnostic>) {
    if contents::dialect(config, model.contents.is_some()) == Dialect::Book {
        let is_of_config = |problem: &Diagnostic| {
            problem.place.as_ref().is_some_and(|place| place.source.path == config.source.path)
        };
        let is_borne = |problem: &&mut Diagnostic| {
            BORNE_BY_BOOKS.contains(&problem.code)
                && !(problem.code == Code::BadToml && is_of_config(problem))
        };
        let borne = problems.iter_mut().filter(is_borne);
        borne.for_each(|problem| problem.severity = Severity::Warning);
    }
    let of_kinds = config.kinds.iter().any(|kind| !kind.levels.is_empty());
    if config.levels.is_empty() && !of_kinds {
        return;
    }
    let mut kinds = Kinds::new(model);
    problems.retain_mut(|problem| {
        if problem.is_error() {
            return true;
        }
        let kind = of_kinds.then(|| kinds.at(problem)).flatten();
        let own = kind.and_then(|kind| config.kinds[kind].levels.of(problem.code));
        match own.or_else(|| config.levels.of(problem.code)) {
            Some(Level::Off) => return false,
            Some(Level::Error) => problem.severity = Severity::Error,
            Some(Level::Warning) | None => {}
        }
        true
    });
}

/// Of which kind the records are in which problems are.
struct Kinds<'a> {
    documents: BTreeMap<&'a str, &'a Placed>,
    /// For each document looked at, where records begin and end in its source, and the kind from
    /// there on.
    marks: BTreeMap<String, Vec<(usize, KindId)>>,
}

impl<'a> Kinds<'a> {
    fn new(model: &'a Model) -> Self {
        let path = |placed: &'a Placed| placed.document().source.path.as_str();
        let documents = model.documents.iter().map(|placed| (path(placed), placed)).collect();
        Self { documents, marks: BTreeMap::new() }
    }

    /// The kind of the innermost record around a problem.
    fn at(&mut self, problem: &Diagnostic) -> Option<KindId> {
        let place = problem.place.as_ref()?;
        let path = &place.source.path;
        if !self.marks.contains_key(path) {
            let marks = marks(self.documents.get(path.as_str())?);
            self.marks.insert(path.clone(), marks);
        }
        let marks = &self.marks[path];
        let after = marks.partition_point(|(start, _)| *start <= place.span.start);
        Some(marks[after.checked_sub(1)?].1)
    }
}

fn marks(placed: &Placed) -> Vec<(usize, KindId)> {
    let records = &placed.part().records;
    let Some(whole) = records.first().map(|record| record.kind) else { return Vec::new() };
    let mut marks = vec![(0, whole)];
    let headings = &placed.document().headings;
    let mut open: Vec<(usize, KindId)> = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        if heading.nested {
            continue;
        }
        let start = heading.section.start;
        while open.pop_if(|(around, _)| !headings[*around].section.contains(&start)).is_some() {}
        if let Some(record) = placed.record_of(at) {
            open.push((at, records[placed.place_of(record)].kind));
        }
        let kind = open.last().map_or(whole, |(_, kind)| *kind);
        marks.push((heading.span.start, kind));
    }
    marks
}
