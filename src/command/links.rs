//! `rapporteur links`: what a record has to do with others, as its page shows it.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::cli::{Links, Telling};
use crate::config::Config;
use crate::data::{self, Relation};
use crate::ids::{LanguageId, RecordId};
use crate::model::Model;
use crate::render::Renderer;
use crate::resolve::{self, Meant};

use super::{CommandError, Outcome, Voice, loaded, print};

pub(super) fn run(arguments: &Links, voice: Voice) -> Result<Outcome, CommandError> {
    let (folder, loaded) = loaded(&arguments.report)?;
    if loaded.has_errors() {
        return voice.problems(&loaded.diagnostics, &folder.named, false);
    }
    let renderer = loaded.site.renderer();
    let index = found(&loaded.config, renderer.model(), &arguments.id)?;
    print(&match arguments.format {
        Telling::Text => told(renderer, index),
        Telling::Json => in_json(renderer, index),
    })
}

/// The record that an id, or `kind/id`, means.
pub(super) fn found(config: &Config, model: &Model, name: &str) -> Result<RecordId, CommandError> {
    resolve::find(config, model, name).map_err(|problem| {
        let help = problem.help.map_or_else(String::new, |help| format!("\nhelp: {help}"));
        CommandError::Usage(format!("{}{help}", problem.message))
    })
}

fn in_json(renderer: &Renderer, index: RecordId) -> String {
    let relations = data::relations(renderer, index);
    let side = |groups: Vec<(String, Vec<Relation>)>| -> Value {
        let named = groups.into_iter().map(|(label, relations)| {
            let records = relations.iter().map(|relation| {
                let mut record = other(renderer, relation.other);
                record["sentences"] = relation.sentences.clone().into();
                record
            });
            json!({ "label": label, "records": records.collect::<Vec<_>>() })
        });
        named.collect()
    };
    let mut record = identified(renderer, index);
    record["refersTo"] = side(relations.out);
    record["referredToBy"] = side(relations.back);
    format!("{record:#}\n")
}

/// A record as JSON names it: by its name, its number and its title.
fn identified(renderer: &Renderer, index: RecordId) -> Value {
    let record = &renderer.model().records[index];
    json!({ "record": renderer.name_of(index), "number": record.number, "title": record.title })
}

/// What is at the other end of a relation, as JSON names it.
fn other(renderer: &Renderer, other: Meant) -> Value {
    match other {
        Meant::Record(index) => identified(renderer, index),
        Meant::Elsewhere(elsewhere) => json!({
            "record": renderer.elsewhere_name(elsewhere),
            "number": null,
            "title": renderer.elsewhere_title(elsewhere, LanguageId::OWN),
        }),
    }
}

fn told(renderer: &Renderer, index: RecordId) -> String {
    let relations = data::relations(renderer, index);
    let mut text = format!("{}\n", named(renderer, index));
    let sides = [("Refers to", relations.out), ("Is referred to by", relations.back)];
    for (heading, groups) in sides {
        if !groups.is_empty() {
            // Writing to a string never fails.
            let _ = writeln!(text, "\n{heading}");
        }
        for (label, relations) in groups {
            let _ = writeln!(text, "  {label}");
            relations.iter().for_each(|relation| tell(renderer, relation, &mut text));
        }
    }
    text
}

fn tell(renderer: &Renderer, relation: &Relation, text: &mut String) {
    let name = match relation.other {
        Meant::Record(index) => named(renderer, index),
        Meant::Elsewhere(elsewhere) => format!(
            "{}  {}",
            renderer.elsewhere_name(elsewhere),
            renderer.elsewhere_title(elsewhere, LanguageId::OWN)
        ),
    };
    let _ = writeln!(text, "    {name}");
    for sentence in &relation.sentences {
        let _ = writeln!(text, "      \u{201c}{}\u{201d}", sentence.trim());
    }
}

/// A record by its name and its title, and its number where it has one.
fn named(renderer: &Renderer, index: RecordId) -> String {
    let record = &renderer.model().records[index];
    let number = record.number.as_ref().map(|number| format!("{number} ")).unwrap_or_default();
    format!("{}  {number}{}", renderer.name_of(index), record.title)
}
