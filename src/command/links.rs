//! `rapporteur links`: what a record has to do with others, as its page shows it.

use std::fmt::Write;

use crate::cli::Links;
use crate::data::{self, Relation};
use crate::model::RecordIndex;
use crate::render::Renderer;
use crate::resolve;

use super::{CommandError, Outcome, Voice, loaded, print};

pub(super) fn run(arguments: &Links, voice: Voice) -> Result<Outcome, CommandError> {
    let loaded = loaded(&arguments.report)?;
    if loaded.has_errors() {
        return voice.problems(&loaded.diagnostics, &arguments.report.dir, false);
    }
    let renderer = loaded.site.renderer();
    let found = resolve::find(&loaded.config, renderer.model(), &arguments.id);
    let index = found.map_err(|problem| {
        let help = problem.help.map_or_else(String::new, |help| format!("\nhelp: {help}"));
        CommandError::Usage(format!("{}{help}", problem.message))
    })?;
    print(&told(renderer, index))
}

fn told(renderer: &Renderer, index: RecordIndex) -> String {
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
    let _ = writeln!(text, "    {}", named(renderer, relation.other));
    for sentence in &relation.sentences {
        let _ = writeln!(text, "      \u{201c}{}\u{201d}", sentence.trim());
    }
}

/// A record by its name and its title, and its number where it has one.
fn named(renderer: &Renderer, index: RecordIndex) -> String {
    let record = &renderer.model().records[index];
    let number = record.number.as_ref().map(|number| format!("{number} ")).unwrap_or_default();
    format!("{}  {number}{}", renderer.name_of(index), record.title)
}
