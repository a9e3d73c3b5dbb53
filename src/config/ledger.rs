//! `[ledger]` → which table field tells what happened since, and which of its columns is what.

use super::clock::clock;
use super::columns::{Meaning, Wanted};
use super::kinds::named;
use super::problems::Problems;
use super::reader::Pair;
use super::{
    Axis, Clock, Derived, Field, Grouping, Kind, Ledger, LedgerBook, LedgerColumns, Setting, rules,
};
use crate::diagnostics::{Code, did_you_mean};
use crate::field::Role;
use crate::ids::{FieldId, KindId, List};

/// The columns without which there is no entry.
const COLUMNS: [Wanted; 5] = [
    Wanted { key: "axis", holds: "a choice", role: Role::Class },
    Wanted { key: "state", holds: "a choice", role: Role::Class },
    Wanted { key: "date", holds: "a date", role: Role::Time },
    Wanted { key: "assessor", holds: "text, a choice or a reference", role: Role::Assessor },
    Wanted {
        key: "source",
        holds: "text, Markdown, an address or a reference",
        role: Role::Source,
    },
];

/// Values and labels.
type States = Vec<(String, String)>;

/// What is answered, in the words of who answers.
const TEXT: Wanted = Wanted { key: "text", holds: "text or Markdown", role: Role::Remark };

const REMARK: Wanted = Wanted { key: "remark", holds: "text or Markdown", role: Role::Remark };

/// Reads `[ledger]`; none, when no entry could be told by it.
pub(super) fn read_ledger(
    entry: &Pair,
    kinds: &List<KindId, Kind>,
    problems: &mut Problems<'_>,
) -> Option<Ledger> {
    let holds = "its entries";
    let meaning = Meaning::read("the ledger", holds, entry, problems)?;
    let found = meaning.kinds("the entries", kinds, problems)?;
    let mut reader = LedgerReader { meaning, kinds, problems };
    let books = reader.books(&found)?;
    let (axes, states) = reader.vocabulary(&books)?;
    let by = reader.groupings(&books);
    let tables = reader.tables();
    let due = reader.clocks(&axes);
    let derived = reader.derived(&books, &axes, &states);
    Some(Ledger { books, axes, states, by, tables, due, derived })
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
    meaning: Meaning<'a>,
    kinds: &'a List<KindId, Kind>,
    problems: &'a mut Problems<'p>,
}

impl LedgerReader<'_, '_> {
    /// Where entries stand; none, when one of the kinds cannot be used.
    fn books(&mut self, found: &[(KindId, FieldId)]) -> Option<Vec<LedgerBook>> {
        // Every kind is read, so that one run names all that is wrong.
        let books: Vec<Option<LedgerBook>> =
            found.iter().map(|&(kind, field)| self.book(kind, field)).collect();
        books.into_iter().collect()
    }

    fn book(&mut self, kind: KindId, field: FieldId) -> Option<LedgerBook> {
        let declared = &self.kinds[kind];
        let columns = declared.fields[field].ty.columns();
        let found = COLUMNS.each_ref().map(|column| self.column(declared, columns, column));
        let [text, remark] = [TEXT, REMARK]
            .map(|wanted| self.meaning.place_if_any(declared, columns, &wanted, self.problems));
        let [axis, state, date, assessor, source] = found;
        let (axis, state, date) = (axis?, state?, date?);
        let (assessor, source) = (assessor?, source?);
        let columns = LedgerColumns { axis, state, date, assessor, source, text, remark };
        Some(LedgerBook { kind, field, columns })
    }

    /// A column that every entry must fill with one value.
    fn column(&mut self, kind: &Kind, columns: &[Field], wanted: &Wanted) -> Option<usize> {
        let at = self.meaning.place(kind, columns, wanted, self.problems)?;
        let name = self.meaning.name(wanted.key);
        let is_source = wanted.key == "source";
        let field = &self.meaning.field.value;
        let path = format!("kinds.{}.fields.{field}.fields.{}", kind.name, name.value);
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
            let problem = self.problems.at(Code::BadValue, &self.meaning.field.span, message);
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
            let setting = Setting { value: value.clone(), span: self.meaning.field.span.clone() };
            self.problems.apply(&format!("values.{value}"), setting, rules::name);
        }
        let axes = axes.iter().map(|(value, label)| Axis {
            value: value.clone(),
            label: label.clone(),
            facet: format!("{}-{value}", self.meaning.field.value),
            states: self.states_of(value, states),
        });
        let axes: Vec<Axis> = axes.collect();
        self.unknown_axes(&axes);
        Some((axes, states.to_vec()))
    }

    fn unknown_axes(&mut self, axes: &[Axis]) {
        for entry in &self.meaning.table.table("axes").entries {
            if !axes.iter().any(|axis| axis.value == entry.name) {
                self.unknown_axis(entry, axes);
            }
        }
    }

    fn unknown_axis(&mut self, entry: &Pair, axes: &[Axis]) {
        let near = did_you_mean(&entry.name, axes.iter().map(|axis| axis.value.as_str()));
        let message = format!("the ledger has no axis `{}`", entry.name);
        let problem = self.problems.at(Code::BadValue, &entry.key, message);
        let help = "the axes are the `values` of its column `axis`";
        self.problems.report(problem.help(help).maybe_help(near));
    }

    /// The states of an axis: those that it lists, or all.
    fn states_of(&mut self, axis: &str, states: &[(String, String)]) -> Vec<usize> {
        let listed = self.meaning.table.table("axes");
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

    /// The fields that hold the latest state that an assessor gives.
    fn derived(
        &mut self,
        books: &[LedgerBook],
        axes: &[Axis],
        states: &[(String, String)],
    ) -> Vec<Derived> {
        let mut derived = Vec::new();
        for entry in &self.meaning.table.table("derived").entries {
            let table = entry.item.table();
            let (Some(axis), Some(assessor)) = (table.text("axis"), table.text("assessor")) else {
                let message =
                    format!("`ledger.derived.{}` needs an axis and an assessor", entry.name);
                self.problems.missing(self.problems.at(Code::BadValue, &entry.key, message));
                continue;
            };
            let Some(at) = axes.iter().position(|own| own.value == axis.value) else {
                let message = format!("the ledger has no axis `{}`", axis.value);
                let near = did_you_mean(&axis.value, axes.iter().map(|own| own.value.as_str()));
                let problem = self.problems.at(Code::BadValue, &axis.span, message);
                self.problems.report(problem.maybe_help(near));
                continue;
            };
            let fields = books
                .iter()
                .filter_map(|book| Some((book.kind, self.kinds[book.kind].field(&entry.name)?)));
            let fields: Vec<(KindId, FieldId)> = fields.collect();
            if fields.is_empty() {
                let message = format!("no kind that has a ledger has a field `{}`", entry.name);
                self.problems.missing(self.problems.at(Code::BadValue, &entry.key, message));
            }
            for (kind, field) in fields {
                let choices = self.choices_of_states(entry, (kind, field), &axes[at], states);
                let assessor = assessor.value.clone();
                derived.extend(choices.map(|choices| Derived {
                    kind,
                    field,
                    axis: at,
                    assessor,
                    choices,
                }));
            }
        }
        derived
    }

    /// For each state the choice of a field that is the same; none, if the field lacks one of the axis.
    fn choices_of_states(
        &mut self,
        entry: &Pair,
        (kind, field): (KindId, FieldId),
        axis: &Axis,
        states: &[(String, String)],
    ) -> Option<Vec<Option<usize>>> {
        let declared = &self.kinds[kind].fields[field];
        let path = format!("kinds.{}.fields.{}", self.kinds[kind].name, declared.name);
        if !declared.ty.can_be(Role::Class) || declared.many {
            let message = format!("`{path}` must be a single choice to be derived from the ledger");
            self.problems.bad(&entry.key, message);
            return None;
        }
        let values = declared.ty.choices();
        let choice =
            |(state, _): &(String, String)| values.iter().position(|(own, _)| own == state);
        let choices: Vec<Option<usize>> = states.iter().map(choice).collect();
        let lacks = axis.states.iter().find(|state| choices[**state].is_none());
        if let Some(&state) = lacks {
            let message = format!(
                "`{path}` has no value `{}`, a state of the axis `{}`",
                states[state].0, axis.value
            );
            let problem = self.problems.at(Code::BadValue, &entry.key, message);
            self.problems.report(problem.help("give the field all states of the axis as values"));
            return None;
        }
        Some(choices)
    }

    /// How long after something there is to be a first entry, by axes.
    fn clocks(&mut self, axes: &[Axis]) -> Vec<Option<Clock>> {
        let mut clocks = vec![None; axes.len()];
        for entry in &self.meaning.table.table("due").entries {
            let Some(written) = entry.item.text() else { continue };
            let path = format!("ledger.due.{}", entry.name);
            let read = self.problems.apply(&path, written, clock);
            match axes.iter().position(|axis| axis.value == entry.name) {
                Some(at) => clocks[at] = read.map(|clock| clock.value),
                None => self.unknown_axis(entry, axes),
            }
        }
        clocks
    }

    /// The tables that are named, if that is done.
    fn tables(&mut self) -> Option<Vec<Setting<String>>> {
        self.meaning.table.entry("tables")?;
        let written = self.meaning.table.texts("tables").into_iter();
        let below = written
            .filter_map(|path| self.problems.apply("ledger.tables", path, rules::path_below));
        Some(below.collect())
    }

    fn groupings(&mut self, books: &[LedgerBook]) -> Vec<Grouping> {
        let written = self.meaning.table.texts("by");
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
