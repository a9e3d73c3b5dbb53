//! `search.ndjson`: the records for search engines, a document on each line.
//!
//! Meilisearch, Typesense and Quickwit take such lines as they are. OpenSearch and Elasticsearch want
//! a line before each that says what to do with it (`_bulk`). Every text stands in one document alone:
//! that of the innermost record.

use std::io;

use serde_json::{Map, Value, json};

use crate::config::Documents;
use crate::ids::RecordId;
use crate::render::Renderer;
use crate::stream::{LINES, Streams};

use super::{each, json, records};

/// Writes the file.
pub(super) fn write(renderer: &Renderer, out: &mut Streams<'_>) -> io::Result<()> {
    let all: Vec<RecordId> = renderer.model.listed().collect();
    each(renderer, &all, out, &[LINES], |index| vec![lines(renderer, index)])
}

/// The lines of the first record.
pub(super) fn example(renderer: &Renderer) -> String {
    let first = renderer.model.listed().next();
    let lines = first.map(|index| lines(renderer, index)).unwrap_or_default();
    String::from_utf8_lossy(&lines).into_owned()
}

fn lines(renderer: &Renderer, index: RecordId) -> Vec<u8> {
    let name = renderer.name_in_language(index);
    let id = id_of(&name);
    let mut lines = Vec::new();
    if renderer.config.documents == Some(Documents::Bulk) {
        lines = json::line(&json!({ "index": { "_id": id } }));
        lines.push(b'\n');
    }
    lines.extend(json::line(&document(renderer, index, (name, id))));
    lines.push(b'\n');
    lines
}

fn document(renderer: &Renderer, index: RecordId, (name, id): (String, String)) -> Value {
    let record = &renderer.model.records[index];
    let kind = &renderer.config.kinds[record.kind];
    let mut document = Map::from_iter([
        ("id".to_owned(), id.into()),
        ("name".to_owned(), name.into()),
        ("kind".to_owned(), kind.name.as_str().into()),
        ("kind_label".to_owned(), renderer.label(record.language, &kind.label).into()),
    ]);
    if let Ok(Value::Object(own)) = serde_json::to_value(records::record(renderer, index)) {
        document.extend(own.into_iter().filter(|(key, _)| key != "id"));
    }
    document.insert("text".to_owned(), renderer.own_text(index).into());
    document.into()
}

/// A key of a record, the same for as long as its name is: 32 hexadecimal digits, since Meilisearch
/// takes no other signs than letters, digits, hyphens and underscores, and OpenSearch 512 bytes.
fn id_of(name: &str) -> String {
    blake3::hash(name.as_bytes()).to_hex()[..32].to_owned()
}
