//! The schema of a line of an inventory, `inventory.jsonl`: its head, or a record.

use serde_json::{Value as Json, json};

use crate::config::Ending;
use crate::field::date;
use crate::others::{FORMAT, VERSION};

use super::DRAFT;

/// The schema of each line of an inventory.
pub fn inventory() -> Json {
    json!({
        "$schema": DRAFT,
        "title": "A line of the inventory of a report",
        "type": "object",
        "if": { "required": ["rapporteur"] },
        "then": head(),
        "else": record(),
    })
}

/// The first line.
fn head() -> Json {
    let kind = json!({
        "type": "object",
        "required": ["name", "label", "plural"],
        "additionalProperties": false,
        "properties": {
            "name": text("The name of the kind, as records have it before the slash."),
            "label": text("What one record is called."),
            "plural": text("What several records are called."),
            "labels": {
                "type": "object",
                "additionalProperties": { "type": "string" },
                "description": "The label in other languages, by their tags.",
            },
        },
    });
    let other = json!({
        "type": "object",
        "required": ["name", "title", "url"],
        "additionalProperties": false,
        "properties": {
            "name": text("What references call the report."),
            "title": text("The title of the report."),
            "url": address("Where its site begins, if that is known."),
        },
    });
    json!({
        "required": ["rapporteur", "version", "title", "url", "language", "kinds"],
        "additionalProperties": false,
        "properties": {
            "rapporteur": { "const": FORMAT },
            "version": {
                "const": VERSION,
                "description": "The version of the format. A change that older programs cannot read raises it.",
            },
            "title": text("The title of the report."),
            "url": address("Where the site begins, with a slash at the end, if that is known."),
            "language": text("The language of the report, as a BCP 47 tag."),
            "kinds": { "type": "array", "items": kind, "description": "The kinds of its records." },
            "others": {
                "type": "array", "items": other,
                "description": "The reports to which its records may refer.",
            },
        },
    })
}

/// Every other line.
fn record() -> Json {
    let translation = json!({
        "type": "object",
        "required": ["title", "path"],
        "additionalProperties": false,
        "properties": {
            "title": text("The title."),
            "path": text("The address below that of the site."),
        },
    });
    let reference = json!({
        "type": "object",
        "required": ["to", "by", "label", "inverse"],
        "additionalProperties": false,
        "properties": {
            "to": text("The record, as `report:kind/id`."),
            "by": text("The field that refers; `mention` for the text, `ended` for the end of the record."),
            "label": text("The name of the relation, seen from this record."),
            "inverse": text("The name of the relation, seen from the other record."),
        },
    });
    json!({
        "required": ["id", "title", "path"],
        "additionalProperties": false,
        "properties": {
            "id": { "type": "string", "pattern": "^[^/\"\\\\]+/[^\"\\\\]+$", "description": "The kind and the id." },
            "number": text("The number."),
            "title": text("The title, as text."),
            "path": text("The address below that of the site."),
            "aliases": {
                "type": "array", "items": { "type": "string" },
                "description": "Old ids that still lead to the record.",
            },
            "ended": {
                "type": "object",
                "required": ["how"],
                "additionalProperties": false,
                "properties": {
                    "how": { "enum": Ending::ALL.map(Ending::name) },
                    "by": { "type": "array", "items": { "type": "string" } },
                    "date": date::schema(),
                },
                "description": "How the record ended, and what took its place.",
            },
            "in": {
                "type": "object",
                "additionalProperties": translation,
                "description": "Its translations, by the tags of their languages.",
            },
            "refers": {
                "type": "array", "items": reference,
                "description": "Its references to records of other reports.",
            },
        },
    })
}

fn text(doc: &str) -> Json {
    json!({ "type": "string", "description": doc })
}

fn address(doc: &str) -> Json {
    json!({ "type": ["string", "null"], "description": doc })
}
