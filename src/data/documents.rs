//! `search.ndjson`: the records for search engines, a document on each line.
//!
//! Meilisearch, Typesense and Quickwit take such lines as they are. OpenSearch and Elasticsearch want
//! a line before each that says what to do with it (`_bulk`). Every text stands in one document alone:
//! that of the innermost record.

use serde_json::{Map, Value, json};

use crate::config::Documents;
use crate::ids::RecordId;
use crate::render::Renderer;

use super::{New, for_each, json, records};

/// The file.
pub(super) fn file(renderer: &Renderer) -> New {
    let all: Vec<RecordId> = renderer.model.records.ids().collect();
    let mut bytes = Vec::new();
    let mut end = 0;
    for lines in all.chunks(1024).flat_map(|some| for_each(some, |index| lines(renderer, index))) {
        bytes.extend_from_slice(&lines);
        end = if end == 0 { bytes.len() } else { end };
    }
    let piece = String::from_utf8_lossy(&bytes[..end]).into_owned();
    New { bytes, piece }
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
