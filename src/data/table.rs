//! Tables: what their columns are, and the rows, as CSV.
//!
//! A table is CSV as RFC 4180 has it, in UTF-8 without a byte order mark: a header, lines that end in
//! CR LF, quotes where a value needs them. Inside of a value lines end in LF, so that CR LF ends a
//! row wherever it stands, which the script of an index relies on. Values are never changed to suit a
//! spreadsheet.

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::config::{Field, FieldType};
use crate::model::{RecordIndex, Value};
use crate::plan::Data;
use crate::render::Renderer;

use super::graph;

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
}

/// What a column is to its table.
enum Role {
    /// A part of the primary key.
    Key,
    /// The name of a record: one of the kind, if all are of one.
    Reference(Option<usize>),
    /// A part of the primary key that is the name of a record.
    KeyAndReference(Option<usize>),
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

/// A table as CSV.
pub(super) fn file(renderer: &Renderer, data: Data) -> Vec<u8> {
    written(&columns(renderer, data), rows(renderer, data))
}

/// Some records of a kind, as they stand in its table.
pub(super) fn chosen(renderer: &Renderer, kind: usize, records: &[RecordIndex]) -> Vec<u8> {
    let rows = records.iter().map(|&index| of_kind(renderer, index));
    written(&columns(renderer, Data::Kind(kind)), rows.collect())
}

fn written(columns: &[Column], rows: Vec<Vec<String>>) -> Vec<u8> {
    let mut builder = csv::WriterBuilder::new();
    let mut writer = builder.terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail, and all rows of a table are of one length.
    let _ = writer.write_record(columns.iter().map(|column| &column.name));
    for row in rows {
        let _ = writer.write_record(row.iter().map(|cell| cell.replace("\r\n", "\n")));
    }
    writer.into_inner().unwrap_or_default()
}

/// What a table's columns are, and how it is tied to others.
pub(super) fn schema(renderer: &Renderer, data: Data) -> Schema {
    let fields = columns(renderer, data);
    let keys = fields.iter().filter(|c| matches!(c.role, Role::Key | Role::KeyAndReference(_)));
    let primary_key = keys.map(|column| column.name.clone()).collect();
    let foreign_keys = fields.iter().filter_map(|column| {
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
                "Record in which the relation is written",
                Role::Reference(None),
            )),
            required(Column::own("to", "The other record", Role::Reference(None))),
            text("by", "How it is written: in a field, by standing inside, or by a mention"),
            text("field", "Field, and after a full stop the column of its table"),
            text("name", "What the relation is called from the first record"),
            text("inverse", "What it is called from the other one"),
        ],
        Data::Rows(kind, field) => {
            let field = &renderer.config.kinds[kind].fields[field];
            let FieldType::Table(columns) = &field.ty else { return Vec::new() };
            let of =
                Column::own("of", "Record that has the row", Role::KeyAndReference(Some(kind)));
            let row =
                Column { ty: "integer", ..Column::own("row", "Place among its rows", Role::Key) };
            let own = columns.iter().flat_map(|column| of_field(column, &["of", "row"]));
            [of, row].into_iter().chain(own).collect()
        }
        Data::Kind(kind) => {
            let own = head(renderer, Some(kind));
            let names: Vec<String> = own.iter().map(|column| column.name.clone()).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let fields = &renderer.config.kinds[kind].fields;
            own.into_iter().chain(fields.iter().flat_map(|field| of_field(field, &names))).collect()
        }
        _ => head(renderer, None),
    }
}

/// What every table of records begins with: those of one kind, or of all.
fn head(renderer: &Renderer, kind: Option<usize>) -> Vec<Column> {
    let text = |name, title| Column::own(name, title, Role::Plain);
    // Where the host is not known, an address is a path.
    let uri = renderer.config.html.site_url.origin.is_some().then_some("uri");
    let id = if kind.is_some() { Role::KeyAndReference(None) } else { Role::Key };
    let mut columns = vec![Column::own("id", "Kind and id, and the language of a translation", id)];
    if kind.is_none() {
        columns.push(text("record", "Kind and id, in whatever language"));
        columns.push(text("kind", "Kind"));
    }
    columns.extend([
        text("language", "Language"),
        text("number", "Number"),
        text("title", "Title"),
        text("description", "What it is about"),
        Column { format: uri, ..text("url", "Page") },
        Column::own("inside", "Record around it", Role::Reference(None)),
    ]);
    columns
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
        }
    }
}

/// The columns of a field: none for a table, which has a file of its own, and three for a place on
/// Earth. One that is called as some of the table's `own` columns are has `field.` before its name.
fn of_field(field: &Field, own: &[&str]) -> Vec<Column> {
    let prefix = if own.contains(&field.name.as_str()) { "field." } else { "" };
    let column = Column::own(&format!("{prefix}{}", field.name), &field.label, Role::Plain);
    if field.many {
        return vec![Column { ty: "list", delimiter: Some(DELIMITER), ..column }];
    }
    let mut constraints = serde_json::Map::new();
    let mut column = column;
    match &field.ty {
        FieldType::Table(_) => return Vec::new(),
        FieldType::Coordinates => {
            let part = |part, ty| Column {
                ty,
                ..Column::own(&format!("{}.{part}", column.name), &column.title, Role::Plain)
            };
            return vec![part("lat", "number"), part("lon", "number"), part("precision", "string")];
        }
        FieldType::Integer => column.ty = "integer",
        FieldType::Boolean => column.ty = "boolean",
        // The format has no type for a date that may lack its day or its month.
        FieldType::Date => {
            constraints.insert("pattern".to_owned(), json!(r"\d{4}(-\d{2}(-\d{2})?)?"));
        }
        FieldType::Url => column.format = Some("uri"),
        FieldType::Choice(choices) => {
            let values = choices.iter().map(|(value, _)| value.as_str());
            constraints.insert("enum".to_owned(), values.collect::<Vec<_>>().into());
            let choice =
                |(value, label): &(String, String)| json!({ "value": value, "label": label });
            column.categories = choices.iter().map(choice).collect();
        }
        FieldType::Reference(kinds) => {
            let kind = if let [kind] = kinds[..] { Some(kind) } else { None };
            column.role = Role::Reference(kind);
        }
        FieldType::Text | FieldType::Markdown => {}
    }
    if !constraints.is_empty() {
        column.constraints = constraints.into();
    }
    vec![column]
}

// ------------------------------------------------------------------ rows

fn rows(renderer: &Renderer, data: Data) -> Vec<Vec<String>> {
    match data {
        Data::Relations => {
            let edges = graph::edges(renderer).into_iter();
            let row = |edge: graph::Edge| {
                let graph::Edge { from, to, by, field, name, inverse, .. } = edge;
                vec![from, to, by.to_owned(), field.unwrap_or_default(), name, inverse]
            };
            edges.map(row).collect()
        }
        Data::Rows(kind, field) => {
            let records = renderer.model.of_kind(kind).iter();
            records.flat_map(|&index| rows_of(renderer, index, field)).collect()
        }
        Data::Kind(kind) => {
            let records = renderer.model.of_kind(kind).iter();
            records.map(|&index| of_kind(renderer, index)).collect()
        }
        _ => (0..renderer.model.records.len()).map(|index| of_any(renderer, index)).collect(),
    }
}

/// A record in the table of all.
fn of_any(renderer: &Renderer, index: RecordIndex) -> Vec<String> {
    let record = &renderer.model.records[index];
    let kind = renderer.config.kinds[record.kind].name.clone();
    let mut row = vec![renderer.name_in_language(index), renderer.name_of(index), kind];
    row.extend(said_of(renderer, index));
    row
}

/// A record in the table of its kind.
fn of_kind(renderer: &Renderer, index: RecordIndex) -> Vec<String> {
    let record = &renderer.model.records[index];
    let mut row = vec![renderer.name_in_language(index)];
    row.extend(said_of(renderer, index));
    let fields = &renderer.config.kinds[record.kind].fields;
    for (field, values) in fields.iter().zip(&record.values) {
        row.extend(cells(renderer, index, field, values));
    }
    row
}

fn said_of(renderer: &Renderer, index: RecordIndex) -> [String; 6] {
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
fn rows_of(renderer: &Renderer, index: RecordIndex, field: usize) -> Vec<Vec<String>> {
    let record = &renderer.model.records[index];
    let FieldType::Table(columns) = &renderer.config.kinds[record.kind].fields[field].ty else {
        return Vec::new();
    };
    let rows = record.values[field].iter().enumerate().filter_map(|(at, value)| {
        let Value::Row(values) = value else { return None };
        let mut row = vec![renderer.name_in_language(index), (at + 1).to_string()];
        for (column, values) in columns.iter().zip(values) {
            row.extend(cells(renderer, index, column, values));
        }
        Some(row)
    });
    rows.collect()
}

/// A field's values, for the columns that [`of_field`] makes of it.
fn cells(renderer: &Renderer, index: RecordIndex, field: &Field, values: &[Value]) -> Vec<String> {
    match (&field.ty, values) {
        (FieldType::Table(_), _) => Vec::new(),
        (FieldType::Coordinates, [Value::Coordinates { lat, lon, precision }]) if !field.many => {
            vec![lat.to_string(), lon.to_string(), precision.clone().unwrap_or_default()]
        }
        (FieldType::Coordinates, _) if !field.many => vec![String::new(); 3],
        _ => {
            let words = values.iter().map(|value| cell(renderer, index, field, value));
            vec![words.collect::<Vec<String>>().join(DELIMITER)]
        }
    }
}

fn cell(renderer: &Renderer, index: RecordIndex, field: &Field, value: &Value) -> String {
    match value {
        Value::Coordinates { lat, lon, .. } => format!("{lat} {lon}"),
        _ => match renderer.plain(index, field, value) {
            Json::String(text) => text,
            Json::Null => String::new(),
            other => other.to_string(),
        },
    }
}
