//! `[kinds]` → the kinds of a report.
//!
//! Kinds refer to one another (`to`, `fields-from`), so all names are known before any field is
//! read. A kind with a problem stays in the list, so that what refers to it is not blamed.

use std::collections::BTreeMap;
use std::ops::Range;

use super::citation::work_fields;
use super::fields::{Known, field_named, fields, unknown_kind};
use super::levels::levels;
use super::problems::Problems;
use super::reader::{Pair, Table};
use super::structured::{properties, schema};
use super::{Field, Kind, Language, Level, Levels, Setting, rules};
use crate::diagnostics::{Code, did_you_mean};
use crate::field::Role;
use crate::ids::{FieldId, KindId, LanguageId, List};

/// The name of the built-in kind.
const PAGE_NAME: &str = "page";

/// What the built-in kind cannot be given: its pages lie where their files do.
const NOT_FOR_PAGE: [&str; 5] = ["path", "folder", "index", "inventory", "referred-to"];

/// The first parts of paths that the site itself uses.
const TAKEN: [&str; 5] = ["assets", "data", "404", "find", "print"];

/// A kind as written.
struct Declared<'a> {
    name: &'a str,
    span: Range<usize>,
    table: &'a Table,
}

/// Reads the kinds, the built-in one first.
pub(super) fn kinds(
    root: &Table,
    languages: &List<LanguageId, Language>,
    of_report: &Levels,
    problems: &mut Problems<'_>,
) -> List<KindId, Kind> {
    let nothing = Table::default();
    let declared = declared(root.table("kinds"), &nothing);
    let names: Vec<&str> = declared.iter().map(|kind| kind.name).collect();
    let others = root.table("others").entries.iter().map(|entry| entry.name.as_str());
    let others: Vec<&str> = others.collect();
    let known = Known { kinds: &names, others: &others };
    let own: Vec<Vec<Field>> = declared
        .iter()
        .map(|kind| fields(kind.table.table("fields"), &kind.path_of("fields"), known, problems))
        .collect();
    let sources = field_sources(&declared, &names, problems);
    let mut kinds = List::default();
    for (at, kind) in declared.iter().enumerate() {
        let fields = inherited(at, &own, &sources);
        kinds.push(kind.read(fields, languages, of_report, problems));
    }
    check_collisions(&declared, &kinds, problems);
    kinds
}

fn declared<'a>(table: &'a Table, nothing: &'a Table) -> Vec<Declared<'a>> {
    let mut declared = vec![Declared { name: PAGE_NAME, span: 0..0, table: nothing }];
    for Pair { name, key, item } in &table.entries {
        let kind = Declared { name, span: key.clone(), table: item.table() };
        if kind.is_page() {
            declared[0] = kind;
        } else {
            declared.push(kind);
        }
    }
    declared
}

impl Declared<'_> {
    fn is_page(&self) -> bool {
        self.name == PAGE_NAME
    }

    /// The dotted path of one of its keys.
    fn path_of(&self, key: &str) -> String {
        format!("kinds.{}.{key}", self.name)
    }

    fn text(&self, key: &str) -> Option<String> {
        self.table.text(key).map(|setting| setting.value)
    }

    fn read(
        &self,
        fields: List<FieldId, Field>,
        languages: &List<LanguageId, Language>,
        of_report: &Levels,
        problems: &mut Problems<'_>,
    ) -> Kind {
        let setting = Setting { value: self.name.to_owned(), span: self.span.clone() };
        problems.apply(&format!("kinds.{}", self.name), setting, rules::name);
        let label = self.text("label").unwrap_or_else(|| rules::label_of(self.name));
        let headline = self.headline(&fields, problems);
        let citation = self.table.entry("citation").map(|entry| entry.item.table());
        let citation = citation.map(|table| work_fields(table, &fields, problems));
        let structured = self.table.table("structured");
        let structured = properties(structured, &self.path_of("structured"), &fields, problems);
        let levels = levels(self.table.table("problems"), problems);
        let kind = Kind {
            name: self.name.to_owned(),
            plural: self.text("plural").unwrap_or_else(|| format!("{label}s")),
            label,
            description: self.text("description").unwrap_or_default(),
            path: String::new(),
            folder: None,
            parent_label: self.text("parent-label"),
            headline,
            schema: schema(self.table, problems),
            structured,
            citation,
            editorial: self.table.flag("editorial").unwrap_or(false),
            index: false,
            glossary: false,
            inventory: None,
            referred_to: self.referred_to(&levels, of_report),
            levels,
            fields,
            span: self.span.clone(),
        };
        if self.is_page() {
            self.check_page(problems);
            kind
        } else {
            self.place(kind, languages, problems)
        }
    }

    /// Whether records that nothing refers to are looked for: where the kind says so, or where its
    /// problems or those of the report name what is then found.
    fn referred_to(&self, own: &Levels, of_report: &Levels) -> bool {
        let asked = || own.of(Code::Orphan).or_else(|| of_report.of(Code::Orphan));
        let is_asked = || asked().is_some_and(|level| level != Level::Off);
        self.table.flag("referred-to").unwrap_or_else(|| !self.is_page() && is_asked())
    }

    /// The field that stands before a title, which must be short to print.
    fn headline(
        &self,
        fields: &List<FieldId, Field>,
        problems: &mut Problems<'_>,
    ) -> Option<FieldId> {
        let written = self.table.text("headline")?;
        field_named(&written, fields, "text, integer or date", Role::Headline, problems)
    }

    fn check_page(&self, problems: &mut Problems<'_>) {
        for entry in NOT_FOR_PAGE.iter().filter_map(|key| self.table.entry(key)) {
            let message = format!("the built-in kind `{PAGE_NAME}` cannot have `{}`", entry.name);
            problems.bad(&entry.key, message);
        }
    }

    /// The same kind with what says where it has its pages.
    fn place(
        &self,
        kind: Kind,
        languages: &List<LanguageId, Language>,
        problems: &mut Problems<'_>,
    ) -> Kind {
        let mut file = |key: &str| {
            let setting = self.table.text(key)?;
            problems.apply(&self.path_of(key), setting, rules::entry_below)
        };
        let (folder, inventory) = (file("folder"), file("inventory"));
        Kind {
            path: self.url_path(languages, problems),
            folder: folder.map(|folder| folder.value),
            index: self.table.flag("index").unwrap_or(true),
            glossary: self.table.flag("glossary").unwrap_or(false),
            inventory,
            ..kind
        }
    }

    fn url_path(
        &self,
        languages: &List<LanguageId, Language>,
        problems: &mut Problems<'_>,
    ) -> String {
        let default = || format!("{}s", self.name);
        let written = self.table.text("path");
        let span = written.as_ref().map_or(self.span.clone(), |path| path.span.clone());
        let path = match written {
            Some(path) => problems.apply(&self.path_of("path"), path, rules::url_path),
            None => Some(Setting { value: default(), span: span.clone() }),
        };
        let Some(Setting { value: path, .. }) = path else { return default() };
        if let Some(owner) = taken(&path, languages) {
            problems.bad(&span, format!("the path `{path}` of the kind `{}` {owner}", self.name));
        }
        path
    }
}

/// What else has its place at a path.
fn taken(path: &str, languages: &List<LanguageId, Language>) -> Option<&'static str> {
    let first = path.split('/').next()?;
    let mut others = languages.iter().skip(1);
    if TAKEN.contains(&first) {
        Some("is reserved for the site's own pages")
    } else if others.any(|language| language.tag.eq_ignore_ascii_case(first)) {
        Some("is the path of a language")
    } else {
        None
    }
}

/// From which kind each one takes fields, where it does; no chain of them comes back to its start.
fn field_sources(
    declared: &[Declared<'_>],
    names: &[&str],
    problems: &mut Problems<'_>,
) -> Vec<Option<usize>> {
    let wanted: Vec<Option<(usize, Range<usize>)>> =
        declared.iter().map(|kind| field_source(kind, names, problems)).collect();
    let sources: Vec<Option<usize>> =
        wanted.iter().map(|source| source.as_ref().map(|(at, _)| *at)).collect();
    let mut sound = sources.clone();
    for (at, source) in wanted.iter().enumerate() {
        let Some((_, span)) = source else { continue };
        if chain(at, &sources).skip(1).any(|other| other == at) {
            sound[at] = None;
            let message = format!("the kind `{}` takes its fields from itself", names[at]);
            problems.bad(span, message);
        }
    }
    sound
}

fn field_source(
    kind: &Declared<'_>,
    names: &[&str],
    problems: &mut Problems<'_>,
) -> Option<(usize, Range<usize>)> {
    let name = kind.table.text("fields-from")?;
    let found = names.iter().position(|known| *known == name.value);
    if found.is_none() {
        let message = format!("there is no kind `{}` to take fields from", name.value);
        let problem = problems.at(Code::BadValue, &name.span, message);
        let help = did_you_mean(&name.value, names.iter().copied());
        problems.missing(problem.maybe_help(help));
    }
    found.map(|at| (at, name.span))
}

/// A kind, the one it takes fields from, and so on; each kind at most once more than there are.
fn chain(start: usize, sources: &[Option<usize>]) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(start), |at| sources[*at]).take(sources.len() + 1)
}

/// The fields of a kind: those it takes first, its own in their place or behind them.
fn inherited(at: usize, own: &[Vec<Field>], sources: &[Option<usize>]) -> List<FieldId, Field> {
    let mut kinds: Vec<usize> = chain(at, sources).collect();
    kinds.reverse();
    let mut fields: List<FieldId, Field> = List::default();
    for field in kinds.iter().flat_map(|kind| &own[*kind]) {
        match fields.iter_mut().find(|other| other.name == field.name) {
            Some(other) => *other = field.clone(),
            None => {
                fields.push(field.clone());
            }
        }
    }
    fields
}

fn check_collisions(
    declared: &[Declared<'_>],
    kinds: &List<KindId, Kind>,
    problems: &mut Problems<'_>,
) {
    let paths = kinds.iter().map(|kind| Some(kind.path.as_str()));
    check_distinct("path", declared, paths, problems);
    let folders = kinds.iter().map(|kind| kind.folder.as_deref());
    check_distinct("folder", declared, folders, problems);
}

/// Reports every kind that has the same value of a key as an earlier one.
fn check_distinct<'a>(
    key: &str,
    declared: &[Declared<'_>],
    values: impl Iterator<Item = Option<&'a str>>,
    problems: &mut Problems<'_>,
) {
    let mut first: BTreeMap<&str, &Declared<'_>> = BTreeMap::new();
    for (kind, value) in declared.iter().zip(values) {
        let Some(value) = value else { continue };
        let Some(other) = first.get(value) else {
            first.insert(value, kind);
            continue;
        };
        let place = |kind: &Declared<'_>| match kind.table.text(key) {
            Some(written) => written.span,
            None => kind.span.clone(),
        };
        let message =
            format!("the kinds `{}` and `{}` have the same {key} `{value}`", other.name, kind.name);
        let problem = problems.at(Code::KindsCollide, &place(kind), message);
        let problem = problem.related(problems.place(&place(other)), "first used here");
        problems.report(problem.help(format!("give one of them another `{key}`")));
    }
}

/// A kind that is named somewhere outside `[kinds]`.
pub(super) fn named(
    name: &Setting<String>,
    kinds: &List<KindId, Kind>,
    problems: &mut Problems<'_>,
) -> Option<KindId> {
    let found = kinds.position(|kind| kind.name == name.value);
    if found.is_none() {
        let names: Vec<&str> = kinds.iter().map(|kind| kind.name.as_str()).collect();
        unknown_kind(name, &names, problems);
    }
    found
}
