//! The schema of the mappings of an import, `imports/NAME.toml`: of a table, or of a document.

use serde_json::{Value as Json, json};

use super::DRAFT;

/// The schema of a mapping.
pub fn mapping() -> Json {
    json!({
        "$schema": DRAFT,
        "title": "Mapping of a table or a document for `rapporteur import`",
        "type": "object",
        "if": { "required": ["into"] },
        "then": document(),
        "else": table(),
    })
}

/// What a document is to a report: see [`crate::import::rules`].
fn document() -> Json {
    json!({
        "required": ["file", "into", "pictures", "documents"],
        "additionalProperties": false,
        "properties": {
            "file": text("The name of the document's file."),
            "into": text("The folder in which documents are written, such as `content`."),
            "pictures": text("The folder in which pictures are written, such as `content/pictures`."),
            "documents": {
                "type": "integer", "minimum": 0, "maximum": 255,
                "description": "Headings up to this level begin a document. With 0, there is one document.",
            },
            "pages": {
                "type": "boolean", "default": false,
                "description": "Whether the beginnings of the pages of the file are marked.",
            },
            "headings": {
                "type": "object",
                "additionalProperties": { "type": "integer", "minimum": 0, "maximum": 255 },
                "description": "The level of each style of headings. With 0, they are paragraphs.",
            },
            "records": {
                "type": "array",
                "items": rule(),
                "description": "What becomes a record: the first rule that fits counts.",
            },
        },
    })
}

fn rule() -> Json {
    json!({
        "type": "object",
        "required": ["kind"],
        "additionalProperties": false,
        "anyOf": [
            { "required": ["heading"] },
            { "required": ["number"] },
            { "required": ["style"] },
            { "required": ["boxed"] },
        ],
        "properties": {
            "kind": text("The kind of the records, which book.toml declares."),
            "heading": {
                "type": ["string", "integer"],
                "description": "Headings of this style, or of this level.",
            },
            "number": text("How the text begins: `Recommendation {number}`."),
            "style": text("Paragraphs of this style."),
            "boxed": { "type": "boolean", "default": false, "description": "Boxes: tables of one cell, text boxes." },
            "until": {
                "enum": ["paragraph", "next"],
                "default": "paragraph",
                "description": "Where a record ends that begins as a paragraph: with it, or before the next record or heading.",
            },
        },
    })
}

/// What the columns of a table are to a report: see [`crate::import::mapping`].
fn table() -> Json {
    json!({
        "required": ["file", "kind", "id"],
        "additionalProperties": false,
        "properties": {
            "file": text("The name of the table's file."),
            "encoding": text("The encoding of a text that is not UTF-8, by its name on the web: `windows-1252`."),
            "separator": {
                "type": "string", "minLength": 1, "maxLength": 1,
                "description": "What separates the cells of a text file: `,`, `;`, `|` or a tab.",
            },
            "sheet": text("The sheet of a workbook, or the list in a file of JSON, where there are several."),
            "header": {
                "type": "integer", "minimum": 1, "default": 1,
                "description": "The number of the row with the names of the columns. The rows above it are ignored.",
            },
            "merged": {
                "enum": ["fill", "first"],
                "description": "What cells that are merged say: all of them the same, or the first one alone.",
            },
            "hidden": {
                "enum": ["take", "skip"],
                "description": "What becomes of rows that are hidden: they are taken like others, or skipped.",
            },
            "kind": text("The kind of the records, which book.toml declares."),
            "document": text(
                "The document in which new records are written, such as `content/calls.md`. Without one, rows are about records that are there.",
            ),
            "id": {
                "oneOf": [
                    { "type": "string" },
                    { "type": "array", "items": { "type": "string" }, "minItems": 1 },
                ],
                "description": "The column by which a record is known, or several.",
            },
            "repeated": {
                "enum": ["count", "skip"],
                "description": "What becomes of rows with the id of another: `-2` is added to the id of the second one, or they are skipped.",
            },
            "title": text("How titles of new records are made, where no column has them: `Call {Ref}`."),
            "follow-up": text(
                "The follow-up table into which entries are written; by default, one with the name of the mapping in the folder `follow-up`.",
            ),
            "columns": {
                "type": "object",
                "additionalProperties": column(),
                "description": "What each column is, by its name.",
            },
            "entries": {
                "type": "array",
                "items": { "type": "object", "additionalProperties": said() },
                "description": "What makes an entry of the ledger of each row that has a state: for columns of the ledger, what they say.",
            },
        },
    })
}

fn column() -> Json {
    json!({
        "type": "object",
        "additionalProperties": false,
        "oneOf": [{ "required": ["to"] }, { "required": ["ignore"] }],
        "properties": {
            "to": text("What its cells are put into: `title`, `text`, `number`, `description`, or a field."),
            "ignore": { "const": true, "description": "Nothing becomes of it." },
            "separator": text("What separates several values, for a field with `many`."),
            "dates": dates(),
            "words": words(),
            "markdown": markdown(),
            "create": text("The document in which records are made that are referred to and are not there yet."),
        },
    })
}

fn said() -> Json {
    json!({
        "oneOf": [
            { "type": "string", "description": "The same in all entries." },
            {
                "type": "object",
                "required": ["column"],
                "additionalProperties": false,
                "properties": {
                    "column": text("The column whose cells say it."),
                    "dates": dates(),
                    "words": words(),
                    "markdown": markdown(),
                },
            },
        ],
    })
}

fn text(doc: &str) -> Json {
    json!({ "type": "string", "description": doc })
}

fn dates() -> Json {
    json!({
        "enum": ["day/month/year", "month/day/year", "year/month/day"],
        "description": "The order of day, month and year in dates that are written in numbers.",
    })
}

fn words() -> Json {
    json!({
        "type": "object",
        "additionalProperties": { "type": "string" },
        "description": "What words of the table mean: a value of the field for each.",
    })
}

fn markdown() -> Json {
    json!({
        "type": "boolean",
        "default": false,
        "description": "Whether a text is Markdown already. Otherwise it is shown as it is written.",
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::import::mapping::Mapping;
    use crate::import::rules::Rules;

    /// The keys that a reader of mappings takes where another one stands, as its message says.
    fn keys(text: &str) -> BTreeSet<String> {
        names(&Mapping::read("m.toml", text).expect_err("an unknown key").message)
    }

    fn names(message: &str) -> BTreeSet<String> {
        let (_, names) = message.split_once("expected one of ").expect(message);
        names.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()
    }

    fn properties(schema: &Json) -> BTreeSet<String> {
        let properties = schema["properties"].as_object().expect("properties");
        properties.keys().cloned().collect()
    }

    #[test]
    fn the_schema_has_the_keys_that_a_mapping_takes() {
        let schema = table();
        assert_eq!(properties(&schema), keys("other = 1\n"));
        let head = "file = \"a\"\nkind = \"a\"\nid = \"a\"\n";
        let column = format!("{head}[columns]\na = {{ other = 1 }}\n");
        assert_eq!(
            properties(&schema["properties"]["columns"]["additionalProperties"]),
            keys(&column)
        );
        let required = |schema: &Json| schema["required"].as_array().expect("a list").len();
        assert!(Mapping::read("m.toml", head).is_ok());
        assert_eq!(required(&schema), head.lines().count());
        for line in head.lines() {
            let without = head.replace(&format!("{line}\n"), "");
            assert!(Mapping::read("m.toml", &without).is_err(), "{line}");
        }
    }

    #[test]
    fn the_schema_has_the_keys_that_a_mapping_of_a_document_takes() {
        let told = |text: &str| Rules::read("m.toml", text).expect_err("an unknown key").message;
        assert_eq!(properties(&document()), names(&told("other = 1\n")));
        let head = "file = \"a\"\ninto = \"a\"\npictures = \"a\"\ndocuments = 1\n";
        assert_eq!(properties(&rule()), names(&told(&format!("{head}[[records]]\nother = 1\n"))));
        assert!(Rules::read("m.toml", head).is_ok());
        assert_eq!(document()["required"].as_array().map(Vec::len), Some(head.lines().count()));
        for line in head.lines() {
            let without = head.replace(&format!("{line}\n"), "");
            assert!(Rules::read("m.toml", &without).is_err(), "{line}");
        }
        for until in rule()["properties"]["until"]["enum"].as_array().expect("a list") {
            let text = format!("{head}[[records]]\nkind = \"a\"\nuntil = {until}\n");
            assert!(Rules::read("m.toml", &text).is_ok());
        }
    }

    #[test]
    fn the_schema_has_the_keys_and_words_that_cells_of_entries_take() {
        let said = said();
        let of_cell = &said["oneOf"][1];
        let head = "file = \"a\"\nkind = \"a\"\nid = \"a\"\n";
        let with = |inner: &str| {
            Mapping::read(
                "m.toml",
                &format!("{head}[[entries]]\na = {{ column = \"b\", {inner} }}\n"),
            )
        };
        for (key, value) in [("dates", "\"day/month/year\""), ("words", "{}"), ("markdown", "true")]
        {
            assert!(with(&format!("{key} = {value}")).is_ok(), "{key}");
            assert!(properties(of_cell).contains(key));
        }
        assert_eq!(properties(of_cell).len(), 4);
        assert!(with("other = 1").is_err());
        for order in dates()["enum"].as_array().expect("orders") {
            assert!(with(&format!("dates = {order}")).is_ok(), "{order}");
        }
        for (key, values) in [
            ("merged", ["fill", "first"]),
            ("hidden", ["take", "skip"]),
            ("repeated", ["count", "skip"]),
        ] {
            assert_eq!(table()["properties"][key]["enum"], json!(values));
            for value in values {
                assert!(Mapping::read("m.toml", &format!("{head}{key} = \"{value}\"\n")).is_ok());
            }
        }
    }
}
