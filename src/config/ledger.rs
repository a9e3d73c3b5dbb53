//! `[ledger]` → which table field tells what happened since, and which of its columns is what.

use super::kinds::named;
use super::problems::Problems;
use super::reader::{Pair, Table};
use super::{Axis, Field, Grouping, Kind, Ledger, LedgerBook, LedgerColumns, Setting, rules};
use crate::diagnostics::{Code, did_you_mean};
use crate::field::Role;
use crate::ids::{FieldId, KindId, List};

/// A column of the table, as `[ledger]` names it.
struct Column {
    /// The key of `[ledger]`, which is also the name where the key is absent.
    key: &'static str,
    /// What it must hold, in words.
    holds: &'static str,
    /// What it must be able to be.
    role: Role,
}

/// The columns without which there is no entry.
const COLUMNS: [Column; 5] = [
    Column { key: "axis", holds: "a choice", role: Role::Class },
    Column { key: "state", holds: "a choice", role: Role::Class },
    Column { key: "date", holds: "a date", role: Role::Time },
    Column { key: "assessor", holds: "text, a choice or a reference", role: Role::Assessor },
    Column {
        key: "source",
        holds: "text, Markdown, an address or a reference",
        role: Role::Source,
    },
];

/// Values and labels.
type States = Vec<(String, String)>;

const REMARK: Column = Column { key: "remark", holds: "text or Markdown", role: Role::Remark };

/// Reads `[ledger]`; none, when no entry could be told by it.
pub(super) fn read_ledger(
    entry: &Pair,
    kinds: &List<KindId, Kind>,
    problems: &mut Problems<'_>,
) -> Option<Ledger> {
    let table = entry.item.table();
    let Some(field) = table.text("field") else {
        if table.entry("field").is_none() {
            let message = "the ledger has no `field`, which names the field that holds its entries";
            problems.missing(problems.at(Code::BadValue, &entry.key, message));
        }
        return None;
    };
    let mut reader = LedgerReader { entry, table, field, kinds, problems };
    let books = reader.books()?;
    let (axes, states) = reader.vocabulary(&books)?;
    let by = reader.groupings(&books);
    let tables = reader.tables();
    Some(Ledger { books, axes, states, by, tables })
}

/// What one of two kinds offers and the other does not, if there is something.
fn missing(
    what: &str,
    one: (&str, &[(String, String)]),
    two: (&str, &[(String, String)]),
) -> Option<String> {
    let lacks = |(name, offered): (&str, &[(String, String)]),
                 (other, wanted): (&str, &[(String, String)])| {
        let is_offered = |value: &String| offered.iter().any(|(own, _)| own == value);
        let values = wanted.iter().map(|(value, _)| value).filter(|value| !is_offered(value));
        let values: Vec<String> = values.map(|value| format!("`{value}`")).collect();
        (!values.is_empty()).then(|| {
            let plural = if what == "axis" { "axes" } else { "states" };
            let what = if values.len() == 1 { what } else { plural };
            format!(
                "the kind `{name}` lacks the {what} {} of the kind `{other}`",
                values.join(", ")
            )
        })
    };
    lacks(one, two).or_else(|| lacks(two, one))
}

/// `[ledger]` as written.
struct LedgerReader<'a, 'p> {
    entry: &'a Pair,
    table: &'a Table,
    /// The name of the table field.
    field: Setting<String>,
    kinds: &'a List<KindId, Kind>,
    problems: &'a mut Problems<'p>,
}

impl<'a> LedgerReader<'a, '_> {
    /// What a key of `[ledger]` holds; its default stands where the table begins.
    fn name(&self, key: &str) -> Setting<String> {
        let default = || Setting { value: key.to_owned(), span: self.entry.key.clone() };
        self.table.text(key).unwrap_or_else(default)
    }

    /// Every kind that has the field; none, when there is none or one of them cannot be used.
    fn books(&mut self) -> Option<Vec<LedgerBook>> {
        let kinds = self.kinds;
        let mut books = Vec::new();
        for (kind, declared) in kinds.enumerate() {
            if let Some(field) = declared.field(&self.field.value) {
                books.push(self.book(kind, field));
            }
        }
        if books.is_empty() {
            let fields = kinds.iter().flat_map(|kind| &kind.fields);
            let tables = fields.filter(|field| field.ty.has_rows());
            let near = did_you_mean(&self.field.value, tables.map(|field| field.name.as_str()));
            let message = format!("no kind has a field `{}`", self.field.value);
            let problem = self.problems.at(Code::BadValue, &self.field.span, message);
            let problem = problem.help("name the table field that holds the entries");
            self.problems.missing(problem.maybe_help(near));
            return None;
        }
        books.into_iter().collect()
    }

    fn book(&mut self, kind: KindId, field: FieldId) -> Option<LedgerBook> {
        let declared = &self.kinds[kind];
        let ty = &declared.fields[field].ty;
        if !ty.has_rows() {
            let name = &self.field.value;
            let message =
                format!("the field `{name}` of the kind `{}` is not a table", declared.name);
            self.problems.bad(&self.field.span, message);
            return None;
        }
        let columns = ty.columns();
        let found = COLUMNS.each_ref().map(|column| self.column(declared, columns, column));
        let remark = self.remark(declared, columns);
        let [axis, state, date, assessor, source] = found;
        let (axis, state, date) = (axis?, state?, date?);
        let (assessor, source) = (assessor?, source?);
        let columns = LedgerColumns { axis, state, date, assessor, source, remark };
        Some(LedgerBook { kind, field, columns })
    }

    /// A column that every entry must fill with one value.
    fn column(&mut self, kind: &Kind, columns: &[Field], column: &Column) -> Option<usize> {
        let name = self.name(column.key);
        let at = self.place(kind, columns, column, &name)?;
        let is_source = column.key == "source";
        let path = format!("kinds.{}.fields.{}.fields.{}", kind.name, self.field.value, name.value);
        if !columns[at].required {
            let message = format!("the ledger's column `{}` is not required", name.value);
            let problem = self.problems.at(Code::BadValue, &name.span, message);
            self.problems.report(problem.help(format!("add `required = true` to `{path}`")));
        } else if columns[at].many && !is_source {
            let message =
                format!("the ledger's column `{}` holds a list, not one value", name.value);
            let problem = self.problems.at(Code::BadValue, &name.span, message);
            self.problems.report(problem.help(format!("remove `many = true` from `{path}`")));
        }
        Some(at)
    }

    fn remark(&mut self, kind: &Kind, columns: &[Field]) -> Option<usize> {
        let name = self.name(REMARK.key);
        let is_written = self.table.entry(REMARK.key).is_some();
        let is_there = columns.iter().any(|column| column.name == name.value);
        (is_written || is_there).then(|| self.place(kind, columns, &REMARK, &name)).flatten()
    }

    /// The place of a column of the right type.
    fn place(
        &mut self,
        kind: &Kind,
        columns: &[Field],
        column: &Column,
        name: &Setting<String>,
    ) -> Option<usize> {
        let field = &self.field.value;
        let found = columns.iter().position(|own| own.name == name.value);
        let message = match found {
            Some(at) if columns[at].ty.can_be(column.role) => return found,
            Some(_) => format!("the ledger's column `{}` must hold {}", name.value, column.holds),
            None => format!("`{field}` of the kind `{}` has no column `{}`", kind.name, name.value),
        };
        let near = did_you_mean(&name.value, columns.iter().map(|own| own.name.as_str()));
        let key = column.key;
        let help = format!("`{key}` names the column that holds {}", column.holds);
        let problem = self.problems.at(Code::BadValue, &name.span, message).help(help);
        self.problems.report(problem.maybe_help(near.filter(|_| found.is_none())));
        None
    }

    /// The axes and states, which must be the same in all kinds.
    fn vocabulary(&mut self, books: &[LedgerBook]) -> Option<(Vec<Axis>, States)> {
        let kinds = self.kinds;
        let words = |book: &LedgerBook| {
            let columns = kinds[book.kind].fields[book.field].ty.columns();
            let [axis, state] = [book.columns.axis, book.columns.state];
            (columns[axis].ty.choices(), columns[state].ty.choices())
        };
        let (first, others) = books.split_first()?;
        let (axes, states) = words(first);
        let mut is_one = true;
        for other in others.iter().filter(|other| words(other) != words(first)) {
            is_one = false;
            let [one, two] = [first, other].map(|book| kinds[book.kind].name.as_str());
            let (ours, theirs) = (words(first), words(other));
            let message = missing("axis", (one, ours.0), (two, theirs.0))
                .or_else(|| missing("state", (one, ours.1), (two, theirs.1)))
                .unwrap_or_else(|| {
                    format!("the kinds `{one}` and `{two}` label or order the states differently")
                });
            let problem = self.problems.at(Code::BadValue, &self.field.span, message);
            let help = format!(
                "give both the same `values`, or add `fields-from = \"{one}\"` to one of them"
            );
            self.problems.report(problem.help(help));
        }
        // An entry names its axis and state by their places, which hold for all kinds or for none.
        if !is_one {
            return None;
        }
        for (value, _) in axes.iter().chain(states) {
            let setting = Setting { value: value.clone(), span: self.field.span.clone() };
            self.problems.apply(&format!("values.{value}"), setting, rules::name);
        }
        self.unknown_axes(axes);
        let axes = axes.iter().map(|(value, label)| Axis {
            value: value.clone(),
            label: label.clone(),
            facet: format!("{}-{value}", self.field.value),
            states: self.states_of(value, states),
        });
        Some((axes.collect(), states.to_vec()))
    }

    fn unknown_axes(&mut self, axes: &[(String, String)]) {
        for entry in &self.table.table("axes").entries {
            if axes.iter().any(|(value, _)| *value == entry.name) {
                continue;
            }
            let near = did_you_mean(&entry.name, axes.iter().map(|(value, _)| value.as_str()));
            let message = format!("the ledger has no axis `{}`", entry.name);
            let problem = self.problems.at(Code::BadValue, &entry.key, message);
            let help = "the axes are the `values` of its column `axis`";
            self.problems.report(problem.help(help).maybe_help(near));
        }
    }

    /// The states of an axis: those that it lists, or all.
    fn states_of(&mut self, axis: &str, states: &[(String, String)]) -> Vec<usize> {
        let listed = self.table.table("axes");
        if listed.entry(axis).is_none() {
            return (0..states.len()).collect();
        }
        let mut found = Vec::new();
        for written in listed.texts(axis) {
            let place = states.iter().position(|(value, _)| *value == written.value);
            if place.is_none() {
                let known = states.iter().map(|(value, _)| value.as_str());
                let near = did_you_mean(&written.value, known);
                let message = format!("the ledger has no state `{}`", written.value);
                let problem = self.problems.at(Code::BadValue, &written.span, message);
                let help = "the states are the `values` of its column `state`";
                self.problems.report(problem.help(help).maybe_help(near));
            }
            found.extend(place.filter(|place| !found.contains(place)));
        }
        found.sort_unstable();
        found
    }

    /// The tables that are named, if that is done.
    fn tables(&mut self) -> Option<Vec<Setting<String>>> {
        self.table.entry("tables")?;
        let written = self.table.texts("tables").into_iter();
        let below = written
            .filter_map(|path| self.problems.apply("ledger.tables", path, rules::path_below));
        Some(below.collect())
    }

    fn groupings(&mut self, books: &[LedgerBook]) -> Vec<Grouping> {
        let written = self.table.texts("by");
        written.iter().filter_map(|name| self.grouping(name, books)).collect()
    }

    /// A reference field of a kind that has a ledger, or else a kind.
    fn grouping(&mut self, name: &Setting<String>, books: &[LedgerBook]) -> Option<Grouping> {
        let fields = books.iter().flat_map(|book| &self.kinds[book.kind].fields);
        let mut same = fields.filter(|field| field.name == name.value).peekable();
        if same.peek().is_none() {
            return named(name, self.kinds, self.problems).map(Grouping::Around);
        }
        if same.all(|field| field.ty.can_be(Role::Relation)) {
            return Some(Grouping::Field(name.value.clone()));
        }
        self.problems
            .bad(&name.span, format!("the field `{}` does not hold references", name.value));
        None
    }
}
