//! Fields as written → typed values.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::config::{Config, Field, FieldType};
use crate::diagnostics::{Code, Diagnostic, did_you_mean};
use crate::parse::{Entry, Fields, Marked, Options, Raw, RawData, parse_value};
use crate::source::Source;

use super::{Date, Fragment, Model, RecordIndex, Reference, Value};

/// The fields that every record has.
pub(crate) const COMMON: &[&str] =
    &["title", "id", "number", "order", "aliases", "description", "draft"];
/// The fields that only a document has.
pub(crate) const OF_DOCUMENTS: &[&str] = &["kind", "sections"];

/// What reading a record's fields needs to know.
pub(super) struct Reading<'a> {
    pub(super) config: &'a Config,
    pub(super) source: &'a Arc<Source>,
    pub(super) options: Options,
    pub(super) record: RecordIndex,
}

/// Fills a record from its fields; what a translation leaves out comes from its original.
pub(super) fn fill(
    reading: &Reading<'_>,
    model: &mut Model,
    fields: Option<&Fields>,
    original: Option<RecordIndex>,
) {
    let mut problems = Vec::new();
    for entry in fields.map(|fields| fields.entries.as_slice()).unwrap_or_default() {
        reading.entry(model, entry, &mut problems);
    }
    if let Some(original) = original {
        inherit(reading, model, original);
    }
    reading.check_required(model, fields, &mut problems);
    model.diagnostics.append(&mut problems);
}

fn inherit(reading: &Reading<'_>, model: &mut Model, original: RecordIndex) {
    let original = model.records[original].clone();
    let record = &mut model.records[reading.record];
    record.number = record.number.take().or(original.number);
    record.order = record.order.or(original.order);
    if record.title.is_empty() {
        record.title = original.title;
    }
    for (field, values) in original.values.into_iter().enumerate() {
        if !model.records[reading.record].values[field].is_empty() {
            continue;
        }
        let values = values.into_iter().map(|value| readdressed(model, reading.record, value));
        let values = values.collect();
        model.records[reading.record].values[field] = values;
    }
}

/// A value of an original for its translation, whose references are its own.
fn readdressed(model: &mut Model, record: RecordIndex, value: Value) -> Value {
    match value {
        Value::Reference(index) => {
            let reference = Reference { from: record, ..model.references[index].clone() };
            model.references.push(reference);
            Value::Reference(model.references.len() - 1)
        }
        Value::Markdown(index) => {
            let fragment = Fragment { from: record, ..model.fragments[index].clone() };
            model.fragments.push(fragment);
            Value::Markdown(model.fragments.len() - 1)
        }
        Value::Row(cells) => Value::Row(
            cells
                .into_iter()
                .map(|cell| {
                    cell.into_iter().map(|value| readdressed(model, record, value)).collect()
                })
                .collect(),
        ),
        other => other,
    }
}

impl Reading<'_> {
    fn problem(&self, code: Code, span: &Range<usize>, message: String) -> Diagnostic {
        Diagnostic::at(code, self.source, span.clone(), message)
    }

    fn entry(&self, model: &mut Model, entry: &Entry, problems: &mut Vec<Diagnostic>) {
        let document = model.records[self.record].heading.is_none();
        if entry.value.data == RawData::Broken {
            return;
        }
        if COMMON.contains(&entry.key.as_str()) {
            return self.common(model, entry, problems);
        }
        if document && OF_DOCUMENTS.contains(&entry.key.as_str()) {
            if !matches!(entry.value.data, RawData::String(_)) {
                problems.push(self.ill_typed(&entry.key, "the name of a kind", &entry.value));
            }
            return;
        }
        let kind = &self.config.kinds[model.records[self.record].kind];
        match kind.field(&entry.key) {
            Some(at) => {
                let field = &kind.fields[at];
                let values = self.values(model, at, field, &entry.value, problems);
                model.records[self.record].values[at] = values;
            }
            None => {
                let names = kind.fields.iter().map(|field| field.name.as_str());
                let names = names.chain(COMMON.iter().copied());
                let message =
                    format!("records of kind `{}` have no field `{}`", kind.name, entry.key);
                problems.push(
                    self.problem(Code::UnknownField, &entry.key_span, message)
                        .help(format!("declare it as `[kinds.{}.fields.{}]`", kind.name, entry.key))
                        .maybe_help(did_you_mean(&entry.key, names)),
                );
            }
        }
    }

    fn common(&self, model: &mut Model, entry: &Entry, problems: &mut Vec<Diagnostic>) {
        let record = &mut model.records[self.record];
        let (key, value) = (entry.key.as_str(), &entry.value);
        match (key, &value.data) {
            ("title", RawData::String(text)) => record.title.clone_from(text),
            ("description", RawData::String(text)) => record.description = Some(text.clone()),
            ("number", RawData::String(text)) => record.number = Some(text.clone()),
            ("number", RawData::Integer(Ok(number))) => record.number = Some(number.to_string()),
            ("order", RawData::Integer(Ok(order))) => record.order = Some(*order),
            ("draft", RawData::Boolean(_)) => {}
            ("id", RawData::String(id)) if record.heading.is_some() && *id != record.id => {
                let message = format!("this section already has the id `{}`", record.id);
                problems.push(
                    self.problem(Code::IllTypedField, &value.span, message)
                        .help(format!("write the id in the heading: `{{#{id}}}`")),
                );
            }
            ("id", RawData::String(_)) => {}
            ("aliases", RawData::Array(items)) => {
                for item in items {
                    match &item.data {
                        RawData::String(text) => record
                            .aliases
                            .push(Marked { text: text.clone(), span: item.span.clone() }),
                        _ => problems.push(self.ill_typed(key, "a list of old ids", item)),
                    }
                }
            }
            _ => {
                let expected = match key {
                    "order" => "a whole number",
                    "draft" => "true or false",
                    "aliases" => "a list of old ids",
                    "number" => "a string or a whole number",
                    _ => "a string",
                };
                problems.push(self.ill_typed(key, expected, value));
            }
        }
    }

    fn ill_typed(&self, key: &str, expected: &str, found: &Raw) -> Diagnostic {
        let message = format!("`{key}` must be {expected}, and is {}", found.data.name());
        self.problem(Code::IllTypedField, &found.span, message)
            .label(format!("{expected} is expected here"))
            .help("text stands between quotation marks, numbers, `true` and `false` without them")
    }

    /// The values of a field: several only where the field allows it.
    fn values(
        &self,
        model: &mut Model,
        at: usize,
        field: &Field,
        raw: &Raw,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<Value> {
        let table = matches!(field.ty, FieldType::Table(_));
        let items = match &raw.data {
            RawData::Array(items) if field.many || table => items.as_slice(),
            _ if field.many || !table => std::slice::from_ref(raw),
            _ => {
                problems.push(self.ill_typed(&field.name, "a list of tables", raw));
                return Vec::new();
            }
        };
        items.iter().filter_map(|item| self.value(model, at, field, item, problems)).collect()
    }

    fn value(
        &self,
        model: &mut Model,
        at: usize,
        field: &Field,
        raw: &Raw,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Value> {
        let value = match (&field.ty, &raw.data) {
            (_, RawData::Broken) => return None,
            (FieldType::Text, RawData::String(text)) => Value::Text(text.clone()),
            (FieldType::Markdown, RawData::String(text)) => {
                let document = parse_value(self.source, raw.span.clone(), text, self.options);
                let (from, document) = (self.record, Arc::new(document));
                model.fragments.push(Fragment { from, document });
                Value::Markdown(model.fragments.len() - 1)
            }
            (FieldType::Integer, RawData::Integer(Ok(number))) => Value::Integer(*number),
            (FieldType::Boolean, RawData::Boolean(value)) => Value::Boolean(*value),
            (FieldType::Date, RawData::String(text) | RawData::Datetime(text)) => {
                return self.date(field, raw, text, problems);
            }
            (FieldType::Url, RawData::String(text)) => {
                return self.url(field, raw, text, problems);
            }
            (FieldType::Choice(choices), RawData::String(text)) => {
                return self.choice(field, choices, raw, text, problems);
            }
            (FieldType::Reference(to), RawData::String(text)) => {
                let target = Marked { text: text.clone(), span: inner_span(self.source, raw) };
                let (from, to) = (self.record, to.clone());
                let document = model.records[from].document;
                model.references.push(Reference { from, document, field: at, target, to });
                Value::Reference(model.references.len() - 1)
            }
            (FieldType::Coordinates, RawData::Table(entries)) => {
                return self.coordinates(field, raw, entries, problems);
            }
            (FieldType::Table(columns), RawData::Table(entries)) => {
                self.row(model, at, columns, raw, entries, problems)
            }
            _ => {
                let mut problem = self.ill_typed(&field.name, expected(field), raw);
                if matches!(raw.data, RawData::Array(_)) {
                    problem = problem.help(format!("`{}` takes one value only", field.name));
                }
                problems.push(problem);
                return None;
            }
        };
        Some(value)
    }

    fn date(
        &self,
        field: &Field,
        raw: &Raw,
        text: &str,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Value> {
        match Date::parse(text) {
            Ok(date) => Some(Value::Date(date)),
            Err(why) => {
                problems.push(
                    self.problem(Code::BadDate, &raw.span, format!("`{}`: {why}", field.name))
                        .help("write 2015-06-16, \"2015-06\" or \"2015\""),
                );
                None
            }
        }
    }

    fn url(
        &self,
        field: &Field,
        raw: &Raw,
        text: &str,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Value> {
        let known = ["https://", "http://", "mailto:"].iter().any(|start| {
            text.strip_prefix(start).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
        });
        if known && !text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Some(Value::Url(text.to_owned()));
        }
        let message = format!("`{}`: `{text}` is not an address that can be used", field.name);
        problems.push(
            self.problem(Code::BadScheme, &raw.span, message)
                .help("addresses begin with https://, http:// or mailto:"),
        );
        None
    }

    fn choice(
        &self,
        field: &Field,
        choices: &[(String, String)],
        raw: &Raw,
        text: &str,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Value> {
        let found = choices.iter().position(|(value, _)| value == text);
        if found.is_none() {
            let values: Vec<&str> = choices.iter().map(|(value, _)| value.as_str()).collect();
            let message = format!("`{}` does not offer `{text}`", field.name);
            problems.push(
                self.problem(Code::UnknownChoice, &raw.span, message)
                    .help(format!("it offers {}", listed(&values)))
                    .maybe_help(did_you_mean(text, values.iter().copied())),
            );
        }
        found.map(Value::Choice)
    }

    fn coordinates(
        &self,
        field: &Field,
        raw: &Raw,
        entries: &[Entry],
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Value> {
        let mut bad: Vec<(&Range<usize>, String)> = Vec::new();
        let (mut lat, mut lon, mut precision) = (None, None, None);
        for entry in entries {
            let slot = match (entry.key.as_str(), &entry.value.data) {
                ("lat", _) => &mut lat,
                ("lon", _) => &mut lon,
                ("precision", RawData::String(text)) => {
                    precision = Some(text.clone());
                    continue;
                }
                _ => {
                    let message = format!("`{}` is no part of coordinates", entry.key);
                    bad.push((&entry.key_span, message));
                    continue;
                }
            };
            let limit = if entry.key == "lat" { 90.0 } else { 180.0 };
            match degrees(&entry.value.data) {
                Some(value) if (-limit..=limit).contains(&value) => *slot = Some(value),
                _ => {
                    let message =
                        format!("`{}` must be a number from -{limit} to {limit}", entry.key);
                    bad.push((&entry.value.span, message));
                }
            }
        }
        let point = lat.zip(lon);
        if point.is_none() && bad.is_empty() {
            bad.push((&raw.span, format!("`{}` needs both `lat` and `lon`", field.name)));
        }
        problems.extend(bad.into_iter().map(|(span, message)| {
            self.problem(Code::IllTypedField, span, message)
                .help("write `{ lat = 23.81, lon = 90.41 }`, in degrees")
        }));
        point.map(|(lat, lon)| Value::Coordinates { lat, lon, precision })
    }

    fn row(
        &self,
        model: &mut Model,
        at: usize,
        columns: &[Field],
        raw: &Raw,
        entries: &[Entry],
        problems: &mut Vec<Diagnostic>,
    ) -> Value {
        let mut cells = vec![Vec::new(); columns.len()];
        for entry in entries {
            match columns.iter().position(|column| column.name == entry.key) {
                Some(place) => {
                    cells[place] = self.values(model, at, &columns[place], &entry.value, problems);
                }
                None => problems.push(self.unknown_cell(model, columns, entry)),
            }
        }
        for column in columns.iter().filter(|column| column.required) {
            if !entries.iter().any(|entry| entry.key == column.name) {
                let message = format!("this row has no `{}`", column.name);
                problems.push(
                    self.problem(Code::MissingField, &raw.span, message)
                        .help(format!("add `{} = …` to it", column.name)),
                );
            }
        }
        Value::Row(cells)
    }

    /// A key of a row that its table does not have. Below a `[[table]]` line, TOML takes a field of
    /// the record for one of the row.
    fn unknown_cell(&self, model: &Model, columns: &[Field], entry: &Entry) -> Diagnostic {
        let kind = &self.config.kinds[model.records[self.record].kind];
        let of_record = kind.field(&entry.key).is_some() || COMMON.contains(&entry.key.as_str());
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let help = match of_record {
            true => format!("a field of the {} stands above the first row", kind.name),
            false => format!("a row has {}", listed(&names)),
        };
        let near = did_you_mean(&entry.key, names).filter(|_| !of_record);
        let message = format!("these rows have no field `{}`", entry.key);
        self.problem(Code::UnknownField, &entry.key_span, message).help(help).maybe_help(near)
    }

    fn check_required(
        &self,
        model: &Model,
        fields: Option<&Fields>,
        problems: &mut Vec<Diagnostic>,
    ) {
        let record = &model.records[self.record];
        let kind = &self.config.kinds[record.kind];
        let written = |name: &str| fields.is_some_and(|fields| fields.get(name).is_some());
        for (at, field) in kind.fields.iter().enumerate() {
            if field.required && record.values[at].is_empty() && !written(&field.name) {
                let message = format!("this {} has no `{}`", kind.name, field.name);
                problems.push(
                    self.problem(Code::MissingField, &record.span, message)
                        .help(format!("add `{} = …` between `+++` lines", field.name)),
                );
            }
        }
    }
}

/// What a field expects, for messages.
fn expected(field: &Field) -> &'static str {
    match field.ty {
        FieldType::Text | FieldType::Markdown => "a string",
        FieldType::Integer => "a whole number",
        FieldType::Boolean => "true or false",
        FieldType::Date => "a date",
        FieldType::Url => "an address",
        FieldType::Choice(_) => "one of its values",
        FieldType::Reference(_) => "the id of a record",
        FieldType::Coordinates => "a table of `lat` and `lon`",
        FieldType::Table(_) => "a list of tables",
    }
}

fn degrees(data: &RawData) -> Option<f64> {
    match data {
        RawData::Integer(Ok(number)) => Some(*number as f64),
        RawData::Float(text) => text.replace('_', "").parse().ok().filter(|v: &f64| v.is_finite()),
        _ => None,
    }
}

/// The place of a string's text, without its quotes.
fn inner_span(source: &Source, raw: &Raw) -> Range<usize> {
    let written = &source.text[raw.span.clone()];
    let quotes = if written.starts_with("\"\"\"") || written.starts_with("'''") { 3 } else { 1 };
    if written.len() >= 2 * quotes {
        raw.span.start + quotes..raw.span.end - quotes
    } else {
        raw.span.clone()
    }
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Reports values that must be unique and are not, numbers among them.
pub(super) fn check_unique(config: &Config, model: &mut Model) {
    let mut problems = Vec::new();
    for (kind, records) in model.by_kind.iter().enumerate() {
        let mut numbers = BTreeMap::new();
        let mut seen: BTreeMap<(usize, String), RecordIndex> = BTreeMap::new();
        for &index in records.iter().filter(|&&index| model.records[index].language == 0) {
            let record = &model.records[index];
            if let Some(number) = &record.number
                && let Some(first) = numbers.insert(number.clone(), index)
            {
                let message = format!(
                    "two records of kind `{}` have the number {number}",
                    config.kinds[kind].name
                );
                let problem = twice(model, Code::DuplicateNumber, "number", first, index, message);
                problems.push(problem.help("correct the one that was copied"));
            }
            let fields = config.kinds[kind].fields.iter().enumerate();
            for (at, field) in fields.filter(|(_, field)| field.unique) {
                for value in &record.values[at] {
                    let Some(key) = comparable(value) else { continue };
                    if let Some(first) = seen.insert((at, key.clone()), index) {
                        let message = format!("two records have the same `{}`: {key}", field.name);
                        let problem =
                            twice(model, Code::NotUnique, &field.name, first, index, message);
                        problems.push(problem.help("correct the one that was mistyped or copied"));
                    }
                }
            }
        }
    }
    model.diagnostics.append(&mut problems);
}

fn comparable(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) | Value::Url(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Date(date) => Some(date.to_string()),
        _ => None,
    }
}

fn twice(
    model: &Model,
    code: Code,
    field: &str,
    first: RecordIndex,
    again: RecordIndex,
    message: String,
) -> Diagnostic {
    let mut diagnostic = Diagnostic::nowhere(code, message);
    diagnostic.place = Some(model.place_of_field(again, field));
    let first = model.place_of_field(first, field);
    diagnostic.label("given again here").related(first, "first given here")
}
