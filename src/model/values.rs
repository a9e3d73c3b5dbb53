//! Fields as written → typed values.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::config::{Config, Field, FieldType, Kind};
use crate::diagnostics::{Code, Diagnostic, did_you_mean};
use crate::field::coordinates::{BadPart, PartValue, Parts};
use crate::field::{self, Form, choice, date};
use crate::ids::{FieldId, LanguageId, RecordId};
use crate::parse::{Fields, Marked, Pair, Raw, RawData, Syntax, parse_line, parse_value};
use crate::source::{Place, Source};
use crate::url;

use super::part::Maker;
use super::{Fragment, Model, Placed, Record, Reference, Value};

/// The fields that every record has.
pub(crate) const COMMON: &[&str] =
    &["title", "id", "number", "order", "aliases", "description", "draft", "ended"];
/// The fields that only a document has.
pub(crate) const OF_DOCUMENTS: &[&str] = &["kind", "sections"];

/// Whether a field is text in records of every kind, as its value or as the items of a list.
pub(crate) fn is_text_in_all_kinds(key: &str) -> bool {
    let is_of_kind = OF_DOCUMENTS.contains(&key);
    is_of_kind || (COMMON.contains(&key) && !matches!(key, "order" | "draft" | "ended"))
}

/// Fills the last record from its fields; what a translation leaves out comes from its original.
pub(super) fn fill(
    maker: &mut Maker<'_>,
    fields: Option<&Fields>,
    original: Option<(&Placed, usize)>,
) {
    for entry in fields.map(|fields| fields.entries.as_slice()).unwrap_or_default() {
        maker.entry(entry);
    }
    maker.follow_up(fields);
    if let Some((placed, at)) = original {
        maker.inherit(placed, &placed.part.records[at]);
    }
    maker.derive(fields);
    maker.check_required(fields);
}

impl Maker<'_> {
    /// The place of the record that is being filled.
    pub(super) fn last(&self) -> usize {
        self.records.len() - 1
    }

    fn inherit(&mut self, placed: &Placed, original: &Record) {
        let last = self.last();
        let record = &mut self.records[last];
        record.number = record.number.take().or_else(|| original.number.clone());
        record.order = record.order.or(original.order);
        if record.title.is_empty() {
            record.title.clone_from(&original.title);
            record.title_html.clone_from(&original.title_html);
        }
        if let Some(ended) = original.ended.as_ref().filter(|_| self.records[last].ended.is_none())
        {
            self.inherit_end(placed, ended);
        }
        for (field, values) in original.values.enumerate() {
            if self.records[last].values[field].is_empty() {
                let values = values.iter().map(|value| self.readdressed(placed, value));
                let values = values.collect();
                self.records[last].values[field] = values;
            }
        }
    }

    /// A value of an original for its translation, whose references are its own.
    fn readdressed(&mut self, placed: &Placed, value: &Value) -> Value {
        let from = self.last();
        match value.form() {
            Form::Record(index) => {
                let reference = placed.part.references[index].clone();
                self.reference(Reference { from, ..reference })
            }
            Form::Markdown(index) => {
                let fragment = placed.part.fragments[index].clone();
                self.fragment(Fragment { from, ..fragment })
            }
            Form::Row(cells) => {
                let cells = cells
                    .iter()
                    .map(|cell| cell.iter().map(|value| self.readdressed(placed, value)).collect());
                Value::Row(cells.collect())
            }
            Form::Plain => value.clone(),
        }
    }

    fn reference(&mut self, reference: Reference) -> Value {
        self.part.references.push(reference);
        Value::Reference(self.part.references.len() - 1)
    }

    fn fragment(&mut self, fragment: Fragment) -> Value {
        self.part.fragments.push(fragment);
        Value::Markdown(self.part.fragments.len() - 1)
    }

    pub(super) fn wrong(&self, code: Code, span: &Range<usize>, message: String) -> Diagnostic {
        Diagnostic::at(code, self.source(), span.clone(), message)
    }

    fn entry(&mut self, entry: &Pair) {
        if entry.value.data == RawData::Broken {
            return;
        }
        let last = self.last();
        let document = self.records[last].heading.is_none();
        if entry.key == "ended" {
            return self.ended(entry);
        }
        if COMMON.contains(&entry.key.as_str()) {
            return self.common(entry);
        }
        if document && OF_DOCUMENTS.contains(&entry.key.as_str()) {
            if entry.value.text().is_none() {
                let problem = self.ill_typed(&entry.key, "the name of a kind", &entry.value);
                self.problem(problem);
            }
            return;
        }
        let kind = &self.config().kinds[self.records[last].kind];
        match kind.field(&entry.key) {
            Some(at) => {
                let values = self.values(at, &kind.fields[at], &entry.value);
                self.records[last].values[at] = values;
            }
            None => {
                let names = kind.fields.iter().map(|field| field.name.as_str());
                let names = names.chain(COMMON.iter().copied());
                let message =
                    format!("records of kind `{}` have no field `{}`", kind.name, entry.key);
                let problem = self
                    .wrong(Code::UnknownField, &entry.key_span, message)
                    .help(format!("declare it as `[kinds.{}.fields.{}]`", kind.name, entry.key))
                    .maybe_help(did_you_mean(&entry.key, names));
                self.problem(problem);
            }
        }
    }

    fn common(&mut self, entry: &Pair) {
        let last = self.last();
        let (key, value) = (entry.key.as_str(), &entry.value);
        let record = &mut self.records[last];
        if let Some(text) = value.text() {
            match key {
                "title" | "description" => return self.phrase(key, value, text),
                "number" => {
                    record.number = Some(text.to_owned());
                    return;
                }
                "id" => return self.id_again(value, text),
                _ => {}
            }
        }
        match (key, &value.data) {
            ("number", RawData::Integer(Ok(number))) => record.number = Some(number.to_string()),
            ("order", RawData::Integer(Ok(order))) => record.order = Some(*order),
            ("draft", RawData::Boolean(_)) => {}
            ("aliases", RawData::Array(items)) => self.aliases(key, items),
            _ => {
                let expected = match key {
                    "order" => "a whole number",
                    "draft" => "true or false",
                    "aliases" => "a list of old ids",
                    "number" => "a string or a whole number",
                    _ => "a string",
                };
                let problem = self.ill_typed(key, expected, value);
                self.problem(problem);
            }
        }
    }

    /// An id among fields, which a section has in its heading.
    fn id_again(&mut self, value: &Raw, id: &str) {
        let record = &self.records[self.last()];
        if record.heading.is_none() || *id == *record.id {
            return;
        }
        let message = format!("this section already has the id `{}`", record.id);
        let problem = self
            .wrong(Code::IllTypedField, &value.span, message)
            .help(format!("write the id in the heading: `{{#{id}}}`"));
        self.problem(problem);
    }

    /// A title or a description, which have the markup of a line.
    fn phrase(&mut self, key: &str, value: &Raw, text: &str) {
        let last = self.last();
        let (phrase, problems) =
            parse_line(self.source(), value.span.clone(), text, self.options());
        self.part.diagnostics.extend(problems);
        let record = &mut self.records[last];
        if key == "title" {
            (record.title, record.title_html) = (phrase.text, phrase.html);
        } else {
            record.description = Some(phrase);
        }
    }

    fn aliases(&mut self, key: &str, items: &[Raw]) {
        let last = self.last();
        for item in items {
            match item.text() {
                Some(text) => {
                    let alias = Marked { text: url::decoded(text), span: item.span.clone() };
                    self.records[last].aliases.push(alias);
                }
                None => {
                    let problem = self.ill_typed(key, "a list of old ids", item);
                    self.problem(problem);
                }
            }
        }
    }

    pub(super) fn ill_typed(&self, key: &str, expected: &str, found: &Raw) -> Diagnostic {
        let message = format!("`{key}` must be {expected}, not {}", found.data.name());
        let problem = self
            .wrong(Code::IllTypedField, &found.span, message)
            .label(format!("{expected} is expected here"));
        problem.help(match self.reading {
            Some(_) => "correct the cell",
            None => "put quotation marks around text, but not around numbers, `true` and `false`",
        })
    }

    /// The values of a field: several only where the field allows it.
    fn values(&mut self, at: FieldId, field: &Field, raw: &Raw) -> Vec<Value> {
        let table = field.ty.has_rows();
        let items = match &raw.data {
            RawData::Array(items) if field.many || table => items.as_slice(),
            _ if field.many || !table => std::slice::from_ref(raw),
            _ => {
                let problem = self.ill_typed(&field.name, "a list of tables", raw);
                self.problem(problem);
                return Vec::new();
            }
        };
        let mut values = Vec::with_capacity(items.len());
        values.extend(items.iter().filter_map(|item| self.value(at, field, item)));
        values
    }

    fn value(&mut self, at: FieldId, field: &Field, raw: &Raw) -> Option<Value> {
        if raw.data == RawData::Broken {
            return None;
        }
        self.read(at, field, raw).unwrap_or_else(|IllTyped| {
            let mut problem = self.ill_typed(&field.name, field.ty.traits().expects, raw);
            if matches!(raw.data, RawData::Array(_)) {
                problem = problem.help(format!("`{}` takes only one value", field.name));
            }
            self.problem(problem);
            None
        })
    }

    /// What is written, by the type of the field; none where it was read as something wrong, which
    /// has been reported.
    #[deny(clippy::wildcard_enum_match_arm)]
    fn read(&mut self, at: FieldId, field: &Field, raw: &Raw) -> Result<Option<Value>, IllTyped> {
        let (name, data) = (&field.name, &raw.data);
        Ok(match &field.ty {
            FieldType::Text => Some(Value::Text(string(raw)?.to_owned())),
            FieldType::Markdown => self.fragment_of(raw, string(raw)?).map(Value::Markdown),
            FieldType::Integer => Some(Value::Integer(integer(data)?)),
            FieldType::Boolean => Some(Value::Boolean(boolean(data)?)),
            FieldType::Date => self.checked(raw, date::read(name, day(raw)?)),
            FieldType::Url => self.checked(raw, field::url::read(name, string(raw)?)),
            FieldType::Choice(choices) => {
                self.checked(raw, choice::read(name, choices, string(raw)?))
            }
            FieldType::Reference(to) => {
                let source = Arc::clone(self.source());
                let text = string(raw)?.to_owned();
                let target = Marked { text, span: inner_span(&source, raw) };
                let (from, to) = (self.last(), Arc::clone(to));
                Some(self.reference(Reference {
                    from,
                    source,
                    field: Some(at),
                    target,
                    to,
                    outside: field.outside.clone(),
                }))
            }
            FieldType::Coordinates => self.coordinates(field, raw, entries(data)?),
            FieldType::Table(columns) => Some(self.row(at, columns, raw, entries(data)?)),
        })
    }

    /// Markdown, by the place of its fragment; nothing where it is blank.
    pub(super) fn fragment_of(&mut self, raw: &Raw, text: &str) -> Option<usize> {
        let options = self.options();
        let document = parse_value(self.source(), raw.span.clone(), text, options);
        document.diagnostics.iter().cloned().for_each(|problem| self.problem(problem));
        if document.is_blank {
            return None;
        }
        let (from, document) = (self.last(), Arc::new(document));
        self.part.fragments.push(Fragment { from, document });
        Some(self.part.fragments.len() - 1)
    }

    /// A value that its type has read, or the problem that it has found there.
    pub(super) fn checked(
        &mut self,
        raw: &Raw,
        read: Result<Value, Box<Diagnostic>>,
    ) -> Option<Value> {
        let place = || Place::new(self.source(), raw.span.clone());
        match read.map_err(|problem| Diagnostic { place: Some(place()), ..*problem }) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problem(problem);
                None
            }
        }
    }

    fn coordinates(&mut self, field: &Field, raw: &Raw, entries: &[Pair]) -> Option<Value> {
        let mut parts = Parts::default();
        let mut bad: Vec<(&Range<usize>, String)> = Vec::new();
        for entry in entries {
            match parts.take(&entry.key, &part(&entry.value.data)) {
                Ok(()) => {}
                Err(BadPart::Name(message)) => bad.push((&entry.key_span, message)),
                Err(BadPart::Value(message)) => bad.push((&entry.value.span, message)),
            }
        }
        let point = parts.point();
        if point.is_none() && bad.is_empty() {
            bad.push((&raw.span, format!("`{}` needs both `lat` and `lon`", field.name)));
        }
        for (span, message) in bad {
            let problem = self.wrong(Code::IllTypedField, span, message);
            self.problem(problem.help(Parts::HELP));
        }
        point
    }

    pub(super) fn row(
        &mut self,
        at: FieldId,
        columns: &[Field],
        raw: &Raw,
        entries: &[Pair],
    ) -> Value {
        let mut cells = vec![Vec::new(); columns.len()];
        for entry in entries {
            match columns.iter().position(|column| column.name == entry.key) {
                Some(place) => {
                    cells[place] = self.values(at, &columns[place], &entry.value);
                }
                None => {
                    let problem = self.unknown_cell(columns, entry);
                    self.problem(problem);
                }
            }
        }
        for column in columns.iter().filter(|column| column.required) {
            if !entries.iter().any(|entry| entry.key == column.name) {
                let message = format!("this row has no `{}`", column.name);
                let problem = self.wrong(Code::MissingField, &raw.span, message);
                let help = match self.reading {
                    Some(_) => format!("fill in the cell below `{}`", column.name),
                    None => format!("add `{} = …` to the row", column.name),
                };
                self.problem(problem.help(help));
            }
        }
        self.check_entry(at, columns, entries, &cells);
        self.check_as_of(at, columns, entries, &cells);
        Value::Row(cells)
    }

    /// A key of a row that its table does not have. Below a `[[table]]` line, TOML takes a field of
    /// the record for one of the row.
    fn unknown_cell(&self, columns: &[Field], entry: &Pair) -> Diagnostic {
        let kind = &self.config().kinds[self.records[self.last()].kind];
        let of_record = kind.field(&entry.key).is_some() || COMMON.contains(&entry.key.as_str());
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let help = match of_record {
            true => format!("write a field of the {} above the first row", kind.name),
            false => format!("a row has {}", listed(&names)),
        };
        let near = did_you_mean(&entry.key, names).filter(|_| !of_record);
        let message = format!("rows of this table have no field `{}`", entry.key);
        self.wrong(Code::UnknownField, &entry.key_span, message).help(help).maybe_help(near)
    }

    fn check_required(&mut self, fields: Option<&Fields>) {
        if fields.is_some_and(|fields| fields.unread) {
            return;
        }
        let last = self.last();
        let kind = &self.config().kinds[self.records[last].kind];
        let written = |name: &str| fields.is_some_and(|fields| fields.get(name).is_some());
        for (at, field) in kind.fields.enumerate() {
            let record = &self.records[last];
            if field.required && record.values[at].is_empty() && !written(&field.name) {
                let message = format!("this {} has no `{}`", kind.name, field.name);
                let syntax = fields.map_or_else(Syntax::default, |fields| fields.syntax);
                let (line, fence) = (syntax.line(&field.name, "…"), syntax.fence());
                let problem = self
                    .wrong(Code::MissingField, &record.span, message)
                    .help(format!("add `{line}` between `{fence}` lines"));
                self.problem(problem);
            }
        }
    }
}

/// What is written is not what a field takes.
pub(super) struct IllTyped;

pub(super) fn string(raw: &Raw) -> Result<&str, IllTyped> {
    raw.text().ok_or(IllTyped)
}

fn integer(data: &RawData) -> Result<i64, IllTyped> {
    if let RawData::Integer(Ok(number)) = data { Ok(*number) } else { Err(IllTyped) }
}

fn boolean(data: &RawData) -> Result<bool, IllTyped> {
    if let RawData::Boolean(is) = data { Ok(*is) } else { Err(IllTyped) }
}

/// A date, which TOML has a type for where it is a whole one.
pub(super) fn day(raw: &Raw) -> Result<&str, IllTyped> {
    if let RawData::Datetime(text) = &raw.data { Ok(text) } else { string(raw) }
}

fn entries(data: &RawData) -> Result<&[Pair], IllTyped> {
    if let RawData::Table(entries) = data { Ok(entries) } else { Err(IllTyped) }
}

/// A part of coordinates.
fn part(data: &RawData) -> PartValue<'_> {
    let number = match data {
        RawData::String(text) => return PartValue::Text(text),
        RawData::Integer(Ok(number)) => Some(*number as f64),
        RawData::Float(text) => text.replace('_', "").parse().ok().filter(|v: &f64| v.is_finite()),
        _ => None,
    };
    number.map_or(PartValue::Other, PartValue::Number)
}

/// The place of a string's text, without its quotes.
pub(super) fn inner_span(source: &Source, raw: &Raw) -> Range<usize> {
    let written = &source.text[raw.span.clone()];
    if !written.starts_with(['"', '\'']) {
        return raw.span.clone();
    }
    let quotes = if written.starts_with("\"\"\"") || written.starts_with("'''") { 3 } else { 1 };
    if written.len() >= 2 * quotes {
        raw.span.start + quotes..raw.span.end - quotes
    } else {
        raw.span.clone()
    }
}

pub(super) fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Values that must be unique and are not, numbers among them.
pub(super) fn not_unique(config: &Config, model: &Model) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (kind, records) in model.shape.by_kind.enumerate() {
        let mut numbers = HashMap::new();
        let mut seen: HashMap<(FieldId, String), RecordId> = HashMap::new();
        for &index in
            records.iter().filter(|&&index| model.records[index].language == LanguageId::OWN)
        {
            let record = &model.records[index];
            if let Some(number) = &record.number
                && let Some(first) = numbers.insert(number.as_str(), index)
            {
                let message = format!(
                    "two records of kind `{}` have the number {number}",
                    config.kinds[kind].name
                );
                let problem = twice(model, Code::DuplicateNumber, "number", first, index, message);
                problems.push(problem.help("correct the wrong one"));
            }
            let fields = config.kinds[kind].fields.enumerate();
            for (at, field) in fields.filter(|(_, field)| field.unique) {
                for key in record.values[at].iter().filter_map(|value| value.unique_key(&field.ty))
                {
                    let first = seen.insert((at, key.clone()), index);
                    if let Some(first) = first.filter(|first| *first != index) {
                        problems.push(shared_value(model, field, &key, [first, index]));
                    }
                }
            }
        }
    }
    problems
}

/// Whether two records of a kind have the same values where values must be unique.
pub(super) fn are_same_unique(kind: &Kind, a: &Record, b: &Record) -> bool {
    let mut fields = kind.fields.enumerate().filter(|(_, field)| field.unique);
    let keys = |record: &Record, (at, field): (FieldId, &Field)| -> Vec<Option<String>> {
        record.values[at].iter().map(|value| value.unique_key(&field.ty)).collect()
    };
    fields.all(|field| keys(a, field) == keys(b, field))
}

/// Two records of a kind have the same value in a field in which no two may.
pub(crate) fn shared_value(
    model: &Model,
    field: &Field,
    value: &str,
    [first, again]: [RecordId; 2],
) -> Diagnostic {
    let message = format!("two records have the same `{}`: {value}", field.name);
    twice(model, Code::NotUnique, &field.name, first, again, message).help("correct the wrong one")
}

fn twice(
    model: &Model,
    code: Code,
    field: &str,
    first: RecordId,
    again: RecordId,
    message: String,
) -> Diagnostic {
    let mut diagnostic = Diagnostic::nowhere(code, message);
    diagnostic.place = Some(model.place_of_field(again, field));
    let first = model.place_of_field(first, field);
    diagnostic.label("given again here").related(first, "first given here")
}
