//! `fields` of a kind, or of a row → typed fields.

use std::sync::Arc;

use super::keys::{self, Key};
use super::problems::Problems;
use super::reader::{Pair, Table};
use super::{Field, FieldType, Setting, rules};
use crate::diagnostics::{Code, Diagnostic, did_you_mean};
use crate::field::{Declared, Outside, OutsideKind, Role, TYPES, Traits};
use crate::ids::{FieldId, KindId, List};

/// The fields that every record has without declaring them, and the front matter's own keys.
const BUILT_IN: [&str; 11] = [
    "title",
    "id",
    "number",
    "order",
    "aliases",
    "description",
    "draft",
    "ended",
    "kind",
    "sections",
    "language",
];

/// Whose fields are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Record,
    Row,
}

/// What references may lead to.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// The names of all kinds in their order.
    pub(super) kinds: &'a [&'a str],
    /// The names of the other reports.
    pub(super) others: &'a [&'a str],
}

/// Reads the fields of a kind; `path` is where they stand.
pub(super) fn fields(
    table: &Table,
    path: &str,
    known: Known<'_>,
    problems: &mut Problems<'_>,
) -> Vec<Field> {
    read_fields(table, path, Owner::Record, known, problems)
}

fn read_fields(
    table: &Table,
    path: &str,
    owner: Owner,
    known: Known<'_>,
    problems: &mut Problems<'_>,
) -> Vec<Field> {
    let entries = table.entries.iter();
    entries.map(|entry| FieldReader::new(entry, path, owner, known).read(problems)).collect()
}

/// Reports that no kind has a name.
pub(super) fn unknown_kind(name: &Setting<String>, kinds: &[&str], problems: &mut Problems<'_>) {
    let message = format!("there is no kind `{}`", name.value);
    let problem = problems.at(Code::UnknownKind, &name.span, message);
    let help = did_you_mean(&name.value, kinds.iter().copied());
    problems.missing(problem.maybe_help(help));
}

/// The field that some key names and that must be able to have a role; that there is none is
/// reported.
pub(super) fn field_named(
    written: &Setting<String>,
    fields: &List<FieldId, Field>,
    wanted: &str,
    role: Role,
    problems: &mut Problems<'_>,
) -> Option<FieldId> {
    let fitting = |field: &Field| field.ty.can_be(role);
    let found = fields.position(|field| field.name == written.value && fitting(field));
    if found.is_none() {
        let known = fields.iter().filter(|field| fitting(field)).map(|field| field.name.as_str());
        let message = format!("the kind has no {wanted} field `{}`", written.value);
        let problem = problems.at(Code::BadValue, &written.span, message);
        problems.report(problem.maybe_help(did_you_mean(&written.value, known)));
    }
    found
}

/// One field as written, and what must be known to read it.
struct FieldReader<'a> {
    entry: &'a Pair,
    table: &'a Table,
    path: String,
    owner: Owner,
    known: Known<'a>,
}

impl<'a> FieldReader<'a> {
    fn new(entry: &'a Pair, parent: &str, owner: Owner, known: Known<'a>) -> Self {
        let path = keys::path(parent, &entry.name);
        Self { entry, table: entry.item.table(), path, owner, known }
    }

    fn read(&self, problems: &mut Problems<'_>) -> Field {
        self.check_name(problems);
        let named = self.named_type(problems);
        if let Some(named) = named {
            self.check_qualifiers(named, problems);
        }
        let text = |name| self.table.text(name).map(|setting| setting.value);
        let flag = |name| self.table.flag(name).unwrap_or(false);
        Field {
            name: self.entry.name.clone(),
            label: text("label").unwrap_or_else(|| rules::label_of(&self.entry.name)),
            ty: self.field_type(named.unwrap_or(TYPES[0]), problems),
            many: flag("many"),
            required: flag("required"),
            unique: flag("unique"),
            inverse: text("inverse"),
            outside: self.outside(problems),
            link: self.link(problems),
        }
    }

    fn check_name(&self, problems: &mut Problems<'_>) {
        let Pair { name, key, .. } = self.entry;
        let setting = Setting { value: name.clone(), span: key.clone() };
        problems.apply(&self.path, setting, rules::name);
        if self.owner == Owner::Record && BUILT_IN.contains(&name.as_str()) {
            let message = format!("every record already has `{name}`");
            let help = "give the field another name";
            problems.report(problems.at(Code::BadValue, key, message).help(help));
        }
    }

    /// The declared type, when there is one.
    fn named_type(&self, problems: &mut Problems<'_>) -> Option<&'static Traits> {
        let Some(name) = self.table.text("type") else {
            self.check_type_is_given(problems);
            return None;
        };
        let named = TYPES.into_iter().find(|ty| ty.name == name.value)?;
        if self.owner == Owner::Row && !named.in_rows {
            let (path, name_of) = (&self.path, named.name);
            let message = format!("`{path}` cannot be a {name_of}: a row cannot contain rows");
            problems.bad(&name.span, message);
            return None;
        }
        Some(named)
    }

    fn check_type_is_given(&self, problems: &mut Problems<'_>) {
        // A misspelt `type`, or one of the wrong type, has been reported as such.
        let keys = self.keys();
        let known = |entry: &Pair| keys::find(keys, &entry.name).is_some();
        if self.table.entry("type").is_some() || !self.table.entries.iter().all(known) {
            return;
        }
        let message = format!("the field `{}` has no type", self.path);
        let help = "name its type, as in `type = \"text\"`";
        problems.missing(problems.at(Code::BadValue, &self.entry.key, message).help(help));
    }

    fn keys(&self) -> &'static [Key] {
        match self.owner {
            Owner::Record => &keys::FIELD,
            Owner::Row => &keys::ROW_FIELD,
        }
    }

    fn check_qualifiers(&self, ty: &Traits, problems: &mut Problems<'_>) {
        for entry in &self.table.entries {
            let name = entry.name.as_str();
            let known = keys::find(self.keys(), name).is_some();
            if known && !matches!(name, "type" | "label") && !ty.qualifiers.contains(&name) {
                let message = format!("a field of type `{}` cannot have `{name}`", ty.name);
                problems.report(useful(problems.at(Code::BadValue, &entry.key, message), name));
            }
        }
    }

    fn field_type(&self, named: &Traits, problems: &mut Problems<'_>) -> FieldType {
        match &named.declared {
            Declared::Nothing(ty) => ty.clone(),
            Declared::Values(make) => make(self.values(problems)),
            Declared::Kinds(make) => make(self.targets(problems).into()),
            Declared::Fields(make) => make(self.row(problems)),
        }
    }

    fn values(&self, problems: &mut Problems<'_>) -> Vec<(String, String)> {
        self.check_has("values", "has no `values`", problems);
        let pair = |entry: &Pair| Some((entry.name.clone(), entry.item.text()?.value));
        self.table.table("values").entries.iter().filter_map(pair).collect()
    }

    fn targets(&self, problems: &mut Problems<'_>) -> Vec<KindId> {
        let mut targets = Vec::new();
        for name in self.table.texts("to").iter().filter(|name| !name.value.contains(':')) {
            let named = self.known.kinds.iter().position(|kind| *kind == name.value);
            match named.map(KindId::new) {
                Some(kind) if targets.contains(&kind) => {}
                Some(kind) => targets.push(kind),
                None => unknown_kind(name, self.known.kinds, problems),
            }
        }
        targets
    }

    /// The kinds of other reports among those that `to` names.
    fn outside(&self, problems: &mut Problems<'_>) -> Option<Arc<Outside>> {
        let named = self.table.texts("to");
        let others = named.iter().filter_map(|name| Some((name, name.value.split_once(':')?)));
        let mut targets = Vec::new();
        for (Setting { span, .. }, (report, kind)) in others {
            if !self.known.others.contains(&report) {
                let message = format!("no report `{report}` is declared in `[others]`");
                let problem = problems.at(Code::UnknownKind, span, message);
                let help = did_you_mean(report, self.known.others.iter().copied());
                let way = format!("declare it as `[others.{report}]`");
                problems.missing(problem.help(way).maybe_help(help));
                continue;
            }
            let kind = (kind != "*").then(|| kind.to_owned());
            targets.push(OutsideKind { report: report.to_owned(), kind, span: span.clone() });
        }
        let only = !targets.is_empty() && targets.len() == named.len();
        (!targets.is_empty()).then(|| Arc::new(Outside { targets, only }))
    }

    fn row(&self, problems: &mut Problems<'_>) -> Vec<Field> {
        self.check_has("fields", "has no `fields` for its rows", problems);
        let path = keys::path(&self.path, "fields");
        read_fields(self.table.table("fields"), &path, Owner::Row, self.known, problems)
    }

    fn check_has(&self, name: &str, but: &str, problems: &mut Problems<'_>) {
        let ill_typed = self.table.entry(name).is_some_and(|entry| !entry.item.is_table());
        if self.table.table(name).entries.is_empty() && !ill_typed {
            let message = format!("the field `{}` {but}", self.path);
            let place = self.table.entry(name).unwrap_or(self.entry);
            let help = format!("declare them below `[{}.{name}]`", self.path);
            problems.missing(problems.at(Code::BadValue, &place.key, message).help(help));
        }
    }

    fn link(&self, problems: &mut Problems<'_>) -> Option<String> {
        let key = keys::path(&self.path, "link");
        let link = problems.apply(&key, self.table.text("link")?, rules::link)?;
        Some(link.value)
    }
}

/// Names the types that a qualifier is for.
fn useful(problem: Diagnostic, qualifier: &str) -> Diagnostic {
    let types = TYPES.iter().filter(|ty| ty.qualifiers.contains(&qualifier));
    let types: Vec<&str> = types.map(|ty| ty.name).collect();
    problem.help(format!("`{qualifier}` is for fields of type {}", types.join(", ")))
}
