//! JSON Schemas of what people write: of `book.toml`, of the front matter of each kind, and of the
//! mappings of an import.
//!
//! Goes in: the tree of keys ([`keys`]), or a kind as it is declared. Comes out: a schema of the
//! draft 2020-12, by which an editor completes and checks while somebody types. It is made of what
//! the program itself checks by, and says no more than a schema can: whether a reference leads
//! anywhere, or a path can be used, only [`check`](crate::command) knows. No schema refers to
//! another one, which not every editor would follow.

mod inventory;
mod mapping;

pub use inventory::inventory;
pub use mapping::mapping;

use serde_json::{Map, Value as Json, json};

use crate::config::keys::{self, ANY, Effect, Fallback, Key, Takes};
use crate::config::{Config, Ending, Field, Kind};
use crate::diagnostics::{Code, Severity};
use crate::field::{TYPES, Traits, date};
use crate::model::{COMMON, OF_DOCUMENTS};

/// The draft that schemas are written in.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of `book.toml`.
pub fn book() -> Json {
    headed("book.toml of a report", table(&keys::BOOK_TOML))
}

/// The schema of the front matter of a kind's records, documents and sections alike. What must be
/// given is so in the report's own language; a translation may leave it to its original.
pub fn front_matter(config: &Config, kind: &Kind) -> Json {
    let mut properties = common(config, kind);
    for field in &kind.fields {
        properties.insert(field.name.clone(), field_schema(config, field));
    }
    let title = format!("Front matter of a record of the kind {}", kind.name);
    headed(&title, object(properties, kind.fields.as_slice()))
}

fn headed(title: &str, schema: Json) -> Json {
    let mut all = Map::new();
    all.insert("$schema".to_owned(), DRAFT.into());
    all.insert("title".to_owned(), title.into());
    if let Json::Object(schema) = schema {
        all.extend(schema);
    }
    all.into()
}

// ------------------------------------------------------------------ book.toml

fn table(keys: &'static [Key]) -> Json {
    let named = keys.iter().filter(|key| key.name != ANY);
    let properties: Map<String, Json> =
        named.map(|key| (key.name.to_owned(), of_key(key, keys))).collect();
    let others = keys.iter().find(|key| key.name == ANY).map(|key| of_key(key, keys));
    let required = keys.iter().filter(|key| key.default == Fallback::Required && key.name != ANY);
    let required: Vec<&str> = required.map(|key| key.name).collect();
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": others.unwrap_or(Json::Bool(false)),
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if keys.iter().any(|key| matches!(key.takes, Takes::FieldType)) {
        schema["allOf"] = qualified(keys);
    }
    if keys.iter().any(|key| matches!(key.takes, Takes::Level)) {
        let codes = Code::ALL.iter().filter(|code| code.severity() == Severity::Warning);
        let codes: Vec<&str> = codes.map(|code| code.as_str()).collect();
        schema["propertyNames"] = json!({ "enum": codes });
    }
    schema
}

fn of_key(key: &Key, siblings: &'static [Key]) -> Json {
    let mut doc = key.doc.to_owned();
    // Whatever it is given, nothing comes of it.
    let takes = match (key.effect, key.takes) {
        (Effect::WithoutEffect(why), takes) => {
            doc.push_str(&format!(" It has no effect here: {why}."));
            if matches!(takes, Takes::Table(_)) { takes } else { Takes::Anything }
        }
        (_, takes) => takes,
    };
    if let Fallback::Words(words) = key.default {
        doc.push_str(&format!(" Default: {words}."));
    }
    let mut schema = json!({ "description": doc });
    if matches!(key.effect, Effect::WithoutEffect(_)) {
        schema["deprecated"] = true.into();
    }
    if let Fallback::Toml(value) = key.default {
        schema["default"] = json_of(value);
    }
    if let (Json::Object(schema), Json::Object(own)) = (&mut schema, of_value(takes, siblings)) {
        schema.extend(own);
    }
    schema
}

fn of_value(takes: Takes, siblings: &'static [Key]) -> Json {
    let text = json!({ "type": "string" });
    let texts = json!({ "type": "array", "items": text });
    match takes {
        Takes::Text | Takes::Date => text,
        Takes::Texts => texts,
        Takes::TextOrTexts => json!({ "anyOf": [text, texts] }),
        Takes::Chapters => chapters(),
        Takes::Boolean => json!({ "type": "boolean" }),
        Takes::FieldType => {
            let names = types(siblings).map(|ty| ty.name);
            json!({ "enum": names.collect::<Vec<_>>() })
        }
        Takes::Level => json!({ "enum": keys::LEVELS }),
        Takes::Table(keys) => table(keys),
        Takes::Anything => json!({}),
    }
}

/// A list of chapters, in which lists are those inside the chapter before.
fn chapters() -> Json {
    let text = json!({ "type": "string" });
    let chapter = json!({ "type": "object", "properties": { "title": text, "file": text },
        "additionalProperties": false, "minProperties": 1 });
    let part = json!({ "type": "object", "properties": { "part": text },
        "additionalProperties": false, "required": ["part"] });
    let items = json!({ "anyOf": [text, chapter, part, { "type": "array" }] });
    json!({ "type": "array", "items": items })
}

/// The types of field that can stand beside these keys.
fn types(siblings: &'static [Key]) -> impl Iterator<Item = &'static Traits> {
    let is_there = |name: &str| siblings.iter().any(|key| key.name == name);
    TYPES.into_iter().filter(move |ty| ty.declared.needed().is_none_or(is_there))
}

/// Each type of field has its own qualifiers, and no others.
fn qualified(siblings: &'static [Key]) -> Json {
    let rule = |ty: &'static Traits| {
        let is_known = |name: &&str| siblings.iter().any(|key| key.name == *name);
        let names = ["type", "label"].into_iter().chain(ty.qualifiers.iter().copied());
        json!({
            "if": { "properties": { "type": { "const": ty.name } }, "required": ["type"] },
            "then": {
                "propertyNames": { "enum": names.filter(is_known).collect::<Vec<_>>() },
                "required": ty.declared.needed().into_iter().collect::<Vec<_>>(),
            },
        })
    };
    types(siblings).map(rule).collect()
}

/// A value that is written as TOML.
fn json_of(value: &str) -> Json {
    let table: Option<Map<String, Json>> = toml::from_str(&format!("value = {value}")).ok();
    table.and_then(|mut table| table.remove("value")).unwrap_or_default()
}

// ------------------------------------------------------------------ front matter

/// What every record has without declaring it.
fn common(config: &Config, kind: &Kind) -> Map<String, Json> {
    let names = COMMON.iter().chain(OF_DOCUMENTS).copied();
    names.map(|name| (name.to_owned(), common_schema(config, kind, name))).collect()
}

fn common_schema(config: &Config, kind: &Kind, name: &str) -> Json {
    let (mut schema, doc) = match name {
        "id" => (
            json!({ "type": "string" }),
            "The id, in lower case with hyphens; a section has its id in its heading instead.",
        ),
        "number" => (json!({ "type": ["string", "integer"] }), "The number, as readers cite it."),
        "order" => (
            json!({ "type": "integer" }),
            "The position among records of its kind, which takes precedence over the number.",
        ),
        "aliases" => (
            json!({ "type": "array", "items": { "type": "string" } }),
            "Old ids, which redirect to the record.",
        ),
        "draft" => {
            (json!({ "type": "boolean", "default": false }), "Whether to leave it out of the site.")
        }
        "kind" => (
            json!({ "const": kind.name }),
            "For a document: its kind, unless its folder determines it.",
        ),
        "sections" => {
            let kinds: Vec<&str> = config.kinds.iter().map(|kind| kind.name.as_str()).collect();
            (json!({ "enum": kinds }), "For a document: the kind of its second-level headings.")
        }
        "title" => (json!({ "type": "string" }), "The title; by default, the heading."),
        "ended" => (end_schema(), "How the record ended, and what took its place."),
        _ => (json!({ "type": "string" }), "A sentence about it, for lists and search engines."),
    };
    schema["description"] = doc.into();
    schema
}

/// The end of a record.
fn end_schema() -> Json {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "properties": {
            "how": { "enum": Ending::ALL.map(Ending::name) },
            "by": { "anyOf": [text, { "type": "array", "items": text }] },
            "date": date::schema(),
            "reason": text,
            "source": text,
        },
        "additionalProperties": false,
        "required": ["how"],
    })
}

fn object(properties: Map<String, Json>, fields: &[Field]) -> Json {
    let required = fields.iter().filter(|field| field.required).map(|field| field.name.as_str());
    let required: Vec<&str> = required.collect();
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn field_schema(config: &Config, field: &Field) -> Json {
    let one = value_schema(config, field);
    let several = json!({ "type": "array", "items": one });
    let mut schema = match field.many {
        _ if field.ty.has_rows() => several,
        true => json!({ "anyOf": [one, several] }),
        false => one,
    };
    schema["description"] = match field.ty.targets() {
        None => field.label.clone(),
        Some([]) => format!("{} (a record, by its id)", field.label),
        Some(to) => {
            let kinds: Vec<&str> = to.iter().map(|&kind| &*config.kinds[kind].label).collect();
            format!("{} ({}, by its id)", field.label, kinds.join(" or "))
        }
    }
    .into();
    schema
}

fn value_schema(config: &Config, field: &Field) -> Json {
    if !field.ty.has_rows() {
        return field.ty.schema();
    }
    let columns = field.ty.columns();
    let properties =
        columns.iter().map(|column| (column.name.clone(), field_schema(config, column)));
    object(properties.collect(), columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_in_the_schema_with_its_default() {
        let schema = book();
        for (path, key) in keys::all() {
            let mut place = &schema;
            for name in path.split('.') {
                let below = if name == ANY { "additionalProperties" } else { "properties" };
                place = if name == ANY { &place[below] } else { &place[below][name] };
            }
            assert!(
                place["description"].as_str().is_some_and(|doc| doc.starts_with(key.doc)),
                "{path}"
            );
            let has_default = matches!(key.default, Fallback::Toml(_));
            assert_eq!(!place["default"].is_null(), has_default, "{path}");
        }
    }
}
