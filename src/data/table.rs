//! Tables: what their columns are, and the rows, as CSV.
//!
//! A table is CSV as RFC 4180 has it, in UTF-8 without a byte order mark: a header, lines that end in
//! CR LF, quotes where a value needs them. Inside of a value lines end in LF, so that CR LF ends a
//! row wherever it stands, which the script of an index relies on. A text that a spreadsheet would run
//! as a formula is [guarded].

use std::io;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::config::Field;
use crate::escape::guarded;
use crate::field::date;
use crate::ids::{FieldId, KindId, RecordId};
use crate::ledger::Answer;
use crate::milestones::Standing;
use crate::model::Value;
use crate::plan::Data;
use crate::render::{Assessed, Figure, Renderer};
use crate::stream::{LINES, Streams};

use super::milestones::{self, Lateness};
use super::{each, files, graph, in_order_of_documents, whole};

/// What stands between the values of a field that takes several.
const DELIMITER: &str = "|";

/// A column as the Table Schema of Data Package v2 describes it.
#[derive(Serialize)]
pub(super) struct Column {
    name: String,
    title: String,
    #[serde(rename = "type")]
    ty: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<&'static str>,
    #[serde(skip_serializing_if = "Json::is_null")]
    categories: Json,
    #[serde(skip_serializing_if = "Json::is_null")]
    constraints: Json,
    #[serde(skip)]
    role: Role,
    /// Whether it names records of the report only.
    #[serde(skip)]
    is_inside: bool,
}

/// What a column is to its table.
enum Role {
    /// A part of the primary key.
    Key,
    /// The name of a record: one of the kind, if all are of one.
    Reference(Option<KindId>),
    /// A part of the primary key that is the name of a record.
    KeyAndReference(Option<KindId>),
    Plain,
}

/// The schema of a table.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Schema {
    fields: Vec<Column>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    primary_key: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<Json>,
}

/// Writes a table.
pub(super) fn write(renderer: &Renderer, data: Data, out: &mut Streams<'_>) -> io::Result<()> {
    let records = match data {
        Data::Progress => return whole(out, || text(&columns(renderer, data), figures(renderer))),
        Data::Rows(kind, _) => renderer.model.of_kind(kind).to_vec(),
        _ => renderer.model.listed().collect(),
    };
    out.between(|| vec![text(&columns(renderer, data), [])])?;
    each(renderer, &records, out, &[LINES], |index| vec![text(&[], rows_in(renderer, data, index))])
}

/// The first lines of a table.
pub(super) fn example(renderer: &Renderer, data: Data) -> String {
    const ROWS: usize = 2;
    let rows: Vec<Vec<String>> = match data {
        Data::Kind(kind) => return example_of_kind(renderer, kind, ROWS),
        Data::Progress => figures(renderer).take(ROWS).collect(),
        Data::Milestones => milestones::some(renderer, ROWS).iter().map(of_milestone).collect(),
        Data::Files => files::rows(renderer).iter().take(ROWS).map(of_file).collect(),
        Data::Relations => {
            graph::Edges::of(renderer).all().take(ROWS).map(|edge| of_relation(&edge)).collect()
        }
        _ => renderer
            .model
            .listed()
            .flat_map(|index| rows_in(renderer, data, index))
            .take(ROWS)
            .collect(),
    };
    String::from_utf8_lossy(&text(&columns(renderer, data), rows)).into_owned()
}

fn example_of_kind(renderer: &Renderer, kind: KindId, rows: usize) -> String {
    let records = renderer.model.of_kind(kind);
    let shown = chosen(renderer, kind, &records[..rows.min(records.len())]);
    String::from_utf8_lossy(&shown).into_owned()
}

/// The head of the table of relations.
pub(super) fn head_of_relations(renderer: &Renderer) -> Vec<u8> {
    text(&columns(renderer, Data::Relations), [])
}

/// The rows of some relations.
pub(super) fn relations(edges: &[graph::Edge]) -> Vec<u8> {
    text(&[], edges.iter().map(of_relation))
}

fn of_relation(edge: &graph::Edge) -> Vec<String> {
    let graph::Edge { from, to, by, field, name, inverse, .. } = edge;
    let field = field.as_deref().unwrap_or_default();
    [from, to, *by, field, name, inverse].map(str::to_owned).into()
}

/// The head of the table of milestones.
pub(super) fn head_of_milestones(renderer: &Renderer) -> Vec<u8> {
    text(&columns(renderer, Data::Milestones), [])
}

/// The table of files.
pub(super) fn files(renderer: &Renderer, own: &[files::Row]) -> Vec<u8> {
    text(&columns(renderer, Data::Files), own.iter().map(of_file))
}

fn of_file(row: &files::Row) -> Vec<String> {
    let files::Row { file, url, media_type, bytes, sha256, language } = row;
    let language = language.clone().unwrap_or_default();
    vec![
        file.clone(),
        url.clone(),
        (*media_type).to_owned(),
        bytes.to_string(),
        sha256.clone(),
        language,
    ]
}

/// The rows of some milestones.
pub(super) fn milestones(own: &[milestones::Row]) -> Vec<u8> {
    text(&[], own.iter().map(of_milestone))
}

fn of_milestone(row: &milestones::Row) -> Vec<String> {
    let [days, at_least] = row.late.cells();
    vec![
        row.of.clone(),
        row.milestone.to_string(),
        row.language.clone(),
        row.title.clone(),
        row.owners.join(DELIMITER),
        cell_of(row.first_due.as_ref()),
        cell_of(row.due.as_ref()),
        row.moved.to_string(),
        cell_of(row.done.as_ref()),
        row.standing.to_owned(),
        days,
        at_least,
        cell_of(row.as_of.as_ref()),
    ]
}

/// A cell with what may be there.
pub(super) fn cell_of(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// Some records of a kind, as they stand in its table.
pub(super) fn chosen(renderer: &Renderer, kind: KindId, records: &[RecordId]) -> Vec<u8> {
    let table = OfKind::new(renderer, kind);
    let row = |index| table.row(index, &renderer.full_text(index));
    let mut bytes = table.head();
    bytes.extend(in_order_of_documents(records, row).concat());
    bytes
}

/// The table of the records of a kind.
pub(super) struct OfKind<'a> {
    renderer: &'a Renderer,
    kind: KindId,
    assessed: Vec<Assessed>,
}

impl<'a> OfKind<'a> {
    pub(super) fn new(renderer: &'a Renderer, kind: KindId) -> Self {
        Self { renderer, kind, assessed: renderer.assessed(kind) }
    }

    /// The row of a record whose text is this, as Markdown and as plain text.
    pub(super) fn row(&self, index: RecordId, (markdown, text): &(String, String)) -> Vec<u8> {
        let renderer = self.renderer;
        renderer.note_standing(self.kind);
        let record = &renderer.model.records[index];
        let mut row = vec![renderer.name_in_language(index)];
        row.extend(said_of(renderer, index));
        row.extend(end_of(renderer, Some(self.kind), index));
        let fields = &renderer.config.kinds[self.kind].fields;
        for (field, values) in fields.iter().zip(&record.values) {
            row.extend(cells(renderer, index, field, values));
        }
        row.extend(renderer.latest_of_each(index, &self.assessed).into_iter().flatten());
        row.extend(clock_cells(renderer, self.kind, index));
        let mut table = Table::default();
        table.row(row.iter().chain([text, markdown]));
        table.bytes()
    }

    /// What its file begins with, before the rows.
    pub(super) fn head(&self) -> Vec<u8> {
        text(&columns(self.renderer, Data::Kind(self.kind)), [])
    }
}

/// Rows as CSV, behind a head of these columns, if there are any.
fn text(columns: &[Column], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut table = Table::default();
    if !columns.is_empty() {
        table.row(columns.iter().map(|column| &column.name));
    }
    rows.into_iter().for_each(|row| table.row(&row));
    table.bytes()
}

/// Rows that are being written.
struct Table(csv::Writer<Vec<u8>>);

impl Default for Table {
    fn default() -> Self {
        let mut builder = csv::WriterBuilder::new();
        Self(builder.terminator(csv::Terminator::CRLF).from_writer(Vec::new()))
    }
}

impl Table {
    fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<str>>) {
        let cells = cells.into_iter().map(|cell| written(&cell.as_ref().replace("\r\n", "\n")));
        // Writing to memory cannot fail, and all rows of a table are of one length.
        let _ = self.0.write_record(cells);
    }

    fn bytes(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_default()
    }
}

/// A cell. A number that begins with a sign is no formula.
fn written(cell: &str) -> String {
    let is_number = cell.parse::<f64>().is_ok_and(f64::is_finite);
    if is_number { cell.to_owned() } else { guarded(cell) }
}

/// What a table's columns are, and how it is tied to others.
pub(super) fn schema(renderer: &Renderer, data: Data) -> Schema {
    let fields = columns(renderer, data);
    let keys = fields.iter().filter(|c| matches!(c.role, Role::Key | Role::KeyAndReference(_)));
    let primary_key = keys.map(|column| column.name.clone()).collect();
    let is_inside = |column: &&Column| column.is_inside || !leads_elsewhere(renderer);
    let foreign_keys = fields.iter().filter(is_inside).filter_map(|column| {
        let (Role::Reference(kind) | Role::KeyAndReference(kind)) = column.role else {
            return None;
        };
        let to = kind.map_or(Data::Records, Data::Kind).stem(&renderer.config);
        Some(json!({
            "fields": [column.name],
            "reference": { "resource": to, "fields": ["id"] },
        }))
    });
    let foreign_keys = foreign_keys.collect();
    Schema { fields, primary_key, foreign_keys }
}

// ------------------------------------------------------------------ columns

fn columns(renderer: &Renderer, data: Data) -> Vec<Column> {
    let text = |name, title| Column::own(name, title, Role::Plain);
    let required = |column: Column| Column { constraints: json!({ "required": true }), ..column };
    match data {
        Data::Relations => vec![
            required(Column::own(
                "from",
                "Record that declares the relation",
                Role::Reference(None),
            )),
            required(Column {
                is_inside: false,
                ..Column::own("to", "The other record", Role::Reference(None))
            }),
            text("by", "How it is declared: in a field, by containing the record, or by a mention"),
            text("field", "Field, and after a full stop the column of its table"),
            text("name", "Name of the relation, seen from the first record"),
            text("inverse", "Name of the relation, seen from the other record"),
        ],
        Data::Rows(kind, field) => {
            let field = &renderer.config.kinds[kind].fields[field];
            let of =
                Column::own("of", "Record that has the row", Role::KeyAndReference(Some(kind)));
            let row = Column {
                ty: "integer",
                ..Column::own("row", "Position among its rows", Role::Key)
            };
            let columns = field.ty.columns().iter();
            let own = columns.flat_map(|column| of_field(column, &["of", "row"]));
            [of, row].into_iter().chain(own).collect()
        }
        Data::Kind(kind) => {
            let own = head(renderer, Some(kind));
            let tail = [
                text("text", "The text without markup"),
                text("markdown", "The text as Markdown, with references resolved"),
            ];
            let names = own.iter().chain(&tail).map(|column| column.name.clone());
            let names: Vec<String> = names.collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let fields = &renderer.config.kinds[kind].fields;
            let fields = fields.iter().flat_map(|field| of_field(field, &names));
            let latest = renderer.assessed(kind).into_iter().flat_map(of_latest);
            let clocks = clocked(renderer, kind).flat_map(|axis| of_clock(renderer, axis));
            own.into_iter().chain(fields).chain(latest).chain(clocks).chain(tail).collect()
        }
        Data::Progress => vec![
            required(text("kind", "Kind of the counted records")),
            required(text("language", "Language")),
            required(text("axis", "What is judged")),
            required(text("by", "What is counted by: all, assessor, year, a field, or in")),
            text("group", "Assessor, year or record; empty for records in no group"),
            text("assessor", "Who judges; empty where nobody does"),
            text("state", "The judgement; empty where nobody judges"),
            required(Column { ty: "integer", ..text("count", "How many records") }),
        ],
        Data::Milestones => of_milestones(renderer),
        Data::Files => of_files(renderer),
        _ => head(renderer, None),
    }
}

/// What every table of records begins with: those of one kind, or of all.
fn head(renderer: &Renderer, kind: Option<KindId>) -> Vec<Column> {
    let text = |name, title| Column::own(name, title, Role::Plain);
    // Where the host is not known, an address is a path.
    let uri = renderer.config.html.site_url.origin.is_some().then_some("uri");
    let id = if kind.is_some() { Role::KeyAndReference(None) } else { Role::Key };
    let mut columns =
        vec![Column::own("id", "Kind and id, with the language of a translation", id)];
    if kind.is_none() {
        columns.push(text("record", "Kind and id, the same in every language"));
        columns.push(text("kind", "Kind"));
    }
    columns.extend([
        text("language", "Language"),
        text("number", "Number"),
        text("title", "Title"),
        text("description", "What it is about"),
        Column { format: uri, ..text("url", "Page") },
        Column::own("inside", "Parent", Role::Reference(None)),
    ]);
    if has_ended(renderer, kind) {
        columns.extend([
            text("ended", "How it ended: withdrawn, superseded, split or merged"),
            Column {
                ty: "list",
                delimiter: Some(DELIMITER),
                ..text("ended.by", "What took its place")
            },
            Column {
                constraints: json!({ "pattern": date::PATTERN }),
                ..text("ended.date", "When it ended")
            },
        ]);
    }
    columns
}

/// Whether a table of the records of one kind, or of all, tells how each ended.
fn has_ended(renderer: &Renderer, kind: Option<KindId>) -> bool {
    let ended = &renderer.model.shape.ended;
    kind.map_or(!ended.is_empty(), |kind| ended.contains(&kind))
}

/// How a record ended, in columns of its own where some of the table did.
fn end_of(renderer: &Renderer, kind: Option<KindId>, index: RecordId) -> Vec<String> {
    if !has_ended(renderer, kind) {
        return Vec::new();
    }
    let Some(ended) = &renderer.model.records[index].ended else {
        return vec![String::new(); 3];
    };
    let by = renderer.successors(index, ended).into_iter();
    let by: Vec<String> = by.map(|meant| renderer.name_of_meant(meant)).collect();
    let date = ended.date.map(|date| date.to_string()).unwrap_or_default();
    vec![ended.how.name().to_owned(), by.join(DELIMITER), date]
}

/// Whether references may lead to what is no record of the report, and so is in none of its tables.
fn leads_elsewhere(renderer: &Renderer) -> bool {
    !renderer.config.ended.is_empty() || !renderer.config.others.is_empty()
}

impl Column {
    /// A column that tables of every report have.
    fn own(name: &str, title: &str, role: Role) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            ty: "string",
            format: None,
            delimiter: None,
            categories: Json::Null,
            constraints: Json::Null,
            role,
            is_inside: true,
        }
    }

    /// For dates that can lack their day or their month.
    fn date(self) -> Self {
        Self { constraints: json!({ "pattern": date::PATTERN }), ..self }
    }

    /// For one of some words.
    fn one_of(self, words: &[&str]) -> Self {
        Self { constraints: json!({ "enum": words }), ..self }
    }
}

fn of_files(renderer: &Renderer) -> Vec<Column> {
    let text = |name, title| Column::own(name, title, Role::Plain);
    let uri = renderer.config.html.site_url.origin.is_some().then_some("uri");
    vec![
        Column::own("file", "Path below the folder of the documents", Role::Key),
        Column { format: uri, ..text("url", "Address") },
        text("media-type", "Media type"),
        Column { ty: "integer", ..text("bytes", "Size in bytes") },
        Column {
            constraints: json!({ "pattern": "[0-9a-f]{64}" }),
            ..text("sha256", "SHA-256 sum")
        },
        text("language", "Language that its name says"),
    ]
}

fn of_milestones(renderer: &Renderer) -> Vec<Column> {
    let text = |name, title| Column::own(name, title, Role::Plain);
    let books = renderer.config.milestones.as_ref().map_or(&[][..], |own| &own.books);
    let kind = match books {
        [book] => Some(book.kind),
        _ => None,
    };
    let of = "Record for which it was promised";
    vec![
        Column::own("of", of, Role::KeyAndReference(kind)),
        Column {
            ty: "integer",
            ..Column::own("milestone", "Position among its milestones", Role::Key)
        },
        text("language", "Language"),
        text("title", "What was promised"),
        Column { ty: "list", delimiter: Some(DELIMITER), ..text("owners", "Who owes it") },
        text("first-due", "First target date").date(),
        text("due", "Target date, after all that was moved").date(),
        Column { ty: "integer", ..text("moved", "How often it was moved") },
        text("done", "When it was done").date(),
        text("standing", "Where it stands as of the day of the report").one_of(&Standing::WORDS),
        days_late("days-late"),
        at_least("at-least"),
        text("as-of", "Day as of which the report speaks").date(),
    ]
}

fn days_late(name: &str) -> Column {
    let title = "How many days late it is or was done";
    Column { ty: "integer", ..Column::own(name, title, Role::Plain) }
}

fn at_least(name: &str) -> Column {
    let title = "Whether these days are the least, since its exact day is not known";
    Column { ty: "boolean", ..Column::own(name, title, Role::Plain) }
}

/// The axes on which records of a kind are due to have an entry by some day.
fn clocked(renderer: &Renderer, kind: KindId) -> impl Iterator<Item = usize> + use<> {
    let declared = renderer.config.ledger.as_ref().filter(|own| own.book(kind).is_some());
    let due = declared.map_or(&[][..], |own| &own.due).iter().enumerate();
    let axes: Vec<usize> = due.filter(|(_, clock)| clock.is_some()).map(|(axis, _)| axis).collect();
    axes.into_iter()
}

/// The columns of the day by which a first entry is due on an axis, and of what has come of it.
fn of_clock(renderer: &Renderer, axis: usize) -> Vec<Column> {
    let Some(declared) = &renderer.config.ledger else { return Vec::new() };
    let axis = &declared.axes[axis];
    let name = format!("due.{}", axis.value);
    let text = |part: &str, title: &str| {
        Column::own(&format!("{name}{part}"), &format!("{}: {title}", axis.label), Role::Plain)
    };
    vec![
        text("", "day by which a first entry is due").date(),
        text(".first", "date of the first entry").date(),
        text(".standing", "what has come of it").one_of(&Answer::WORDS),
        days_late(&format!("{name}.days-late")),
        at_least(&format!("{name}.at-least")),
    ]
}

/// The cells of a record for the columns of the clocks of its kind.
fn clock_cells(renderer: &Renderer, kind: KindId, index: RecordId) -> Vec<String> {
    let axes = clocked(renderer, kind);
    let clocks = renderer.clocks(index);
    let cells = axes.flat_map(|axis| match clocks.iter().find(|own| own.axis == axis) {
        None => vec![String::new(); 5],
        Some(clock) => {
            let answer = clock.answer;
            let [days, at_least] = Lateness::from(answer.late()).cells();
            let given = cell_of(answer.given().as_ref());
            vec![clock.due.to_string(), given, answer.word().to_owned(), days, at_least]
        }
    });
    cells.collect()
}

/// The columns of what an assessor says last on an axis: state and date.
fn of_latest(own: Assessed) -> [Column; 2] {
    let name = format!("latest.{}.{}", own.axis, own.assessor);
    [
        Column::own(&name, &own.title, Role::Plain),
        Column::own(&format!("{name}.date"), &format!("{}, date", own.title), Role::Plain).date(),
    ]
}

/// The columns of a field: none for a table, which has a file of its own, and three for a place on
/// Earth. One that is called as some of the table's `own` columns are has `field.` before its name.
fn of_field(field: &Field, own: &[&str]) -> Vec<Column> {
    let prefix = if own.contains(&field.name.as_str()) { "field." } else { "" };
    let name = format!("{prefix}{}", field.name);
    let column = Column::own(&name, &field.label, Role::Plain);
    if field.many {
        return vec![Column { ty: "list", delimiter: Some(DELIMITER), ..column }];
    }
    let columns = field.ty.traits().columns.iter().map(|part| Column {
        ty: part.ty,
        format: part.format,
        categories: categories(field),
        constraints: constraints(field, part.pattern),
        is_inside: field.ty.targets().is_none(),
        role: match field.ty.targets() {
            None => Role::Plain,
            Some([kind]) => Role::Reference(Some(*kind)),
            Some(_) => Role::Reference(None),
        },
        ..match part.part {
            None => Column::own(&name, &field.label, Role::Plain),
            Some(part) => Column::own(&format!("{name}.{part}"), &field.label, Role::Plain),
        }
    });
    columns.collect()
}

/// The values of a choice with their labels.
fn categories(field: &Field) -> Json {
    let choice = |(value, label): &(String, String)| json!({ "value": value, "label": label });
    let choices = field.ty.choices().iter();
    if field.ty.has_choices() { choices.map(choice).collect() } else { Json::Null }
}

fn constraints(field: &Field, pattern: Option<&str>) -> Json {
    if field.ty.has_choices() {
        let values = field.ty.choices().iter().map(|(value, _)| value.as_str());
        return json!({ "enum": values.collect::<Vec<_>>() });
    }
    pattern.map(|pattern| json!({ "pattern": pattern })).into()
}

// ------------------------------------------------------------------ rows

/// The rows that a table other than that of a kind has of a record.
fn rows_in(renderer: &Renderer, data: Data, index: RecordId) -> Vec<Vec<String>> {
    match data {
        Data::Rows(kind, field) if renderer.model.records[index].kind == kind => {
            rows_of(renderer, index, field)
        }
        Data::Rows(..) => Vec::new(),
        _ => vec![of_any(renderer, index)],
    }
}

fn figures(renderer: &Renderer) -> impl Iterator<Item = Vec<String>> {
    renderer.figures().into_iter().map(|figure| {
        let Figure { kind, language, axis, by, group, assessor, state, count } = figure;
        vec![kind, language, axis, by, group, assessor, state, count.to_string()]
    })
}

/// A record in the table of all.
fn of_any(renderer: &Renderer, index: RecordId) -> Vec<String> {
    let record = &renderer.model.records[index];
    let kind = renderer.config.kinds[record.kind].name.clone();
    let mut row = vec![renderer.name_in_language(index), renderer.name_of(index), kind];
    row.extend(said_of(renderer, index));
    row.extend(end_of(renderer, None, index));
    row
}

fn said_of(renderer: &Renderer, index: RecordId) -> [String; 6] {
    let record = &renderer.model.records[index];
    let inside = renderer.model.parent(index).map(|parent| renderer.name_in_language(parent));
    [
        renderer.config.languages[record.language].tag.clone(),
        record.number.clone().unwrap_or_default(),
        record.title.clone(),
        renderer.description(index).to_owned(),
        renderer.url(&renderer.plan.addresses[index]),
        inside.unwrap_or_default(),
    ]
}

/// The rows of a record's table field.
fn rows_of(renderer: &Renderer, index: RecordId, field: FieldId) -> Vec<Vec<String>> {
    let record = &renderer.model.records[index];
    let columns = renderer.config.kinds[record.kind].fields[field].ty.columns();
    let rows = record.values[field].iter().enumerate().filter_map(|(at, value)| {
        let values = value.row()?;
        let mut row = vec![renderer.name_in_language(index), (at + 1).to_string()];
        for (column, values) in columns.iter().zip(values) {
            row.extend(cells(renderer, index, column, values));
        }
        Some(row)
    });
    rows.collect()
}

/// A field's values, for the columns that [`of_field`] makes of it.
fn cells(renderer: &Renderer, index: RecordId, field: &Field, values: &[Value]) -> Vec<String> {
    let columns = field.ty.traits().columns.len();
    if field.many || columns == 1 {
        let words = values.iter().map(|value| cell(renderer, index, field, value));
        return vec![words.collect::<Vec<String>>().join(DELIMITER)];
    }
    values.first().map_or_else(|| vec![String::new(); columns], Value::cells)
}

fn cell(renderer: &Renderer, index: RecordId, field: &Field, value: &Value) -> String {
    value.literal(&field.ty).unwrap_or_else(|| match renderer.value_data(index, field, value) {
        Json::String(text) => text,
        _ => String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_would_run_is_guarded_and_a_number_is_not() {
        let mut table = Table::default();
        table.row(["=1+1", "-33.86", "- item", "plain", "'=1", "-inf"]);
        let text = String::from_utf8(table.bytes()).expect("a text");
        assert_eq!(text, "'=1+1,-33.86,'- item,plain,''=1,'-inf\r\n");
    }
}
