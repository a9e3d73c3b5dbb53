//! `[pictures]` → what is drawn from which records.

use super::kinds::named;
use super::problems::Problems;
use super::reader::{Pair, Table};
use super::{Drawing, Field, Kind, Picture, Setting, rules};
use crate::diagnostics::did_you_mean;
use crate::field::Role;
use crate::ids::{KindId, List};

/// Reads `[pictures]`.
pub(super) fn pictures(
    table: &Table,
    kinds: &List<KindId, Kind>,
    problems: &mut Problems<'_>,
) -> Vec<Picture> {
    table.entries.iter().filter_map(|entry| picture(entry, kinds, problems)).collect()
}

fn picture(
    entry: &Pair,
    kinds: &List<KindId, Kind>,
    problems: &mut Problems<'_>,
) -> Option<Picture> {
    let table = entry.item.table();
    let text = |key: &str| table.text(key).map(|setting| setting.value);
    let drawn: Vec<KindId> =
        table.texts("kinds").iter().filter_map(|name| named(name, kinds, problems)).collect();
    if drawn.is_empty() && table.texts("kinds").is_empty() {
        problems.bad(&entry.key, format!("the diagram `{}` has no `kinds`", entry.name));
    }
    let by = table.text("by");
    let by = by.filter(|by| has_field(by, &drawn, kinds, "a choice", Role::Class, problems));
    let drawing = drawing(entry, &drawn, kinds, problems)?;
    Some(Picture {
        name: entry.name.clone(),
        title: text("title").unwrap_or_else(|| rules::label_of(&entry.name)),
        description: text("description").unwrap_or_default(),
        kinds: drawn,
        drawing,
        by: by.map(|by| by.value),
        highlight: table.text("highlight"),
    })
}

fn drawing(
    entry: &Pair,
    drawn: &[KindId],
    kinds: &List<KindId, Kind>,
    problems: &mut Problems<'_>,
) -> Option<Drawing> {
    const TYPES: [&str; 3] = ["map", "timeline", "matrix"];
    let table = entry.item.table();
    let Some(ty) = table.text("type") else {
        problems.bad(&entry.key, format!("the diagram `{}` has no `type`", entry.name));
        return None;
    };
    let wanted = match ty.value.as_str() {
        "map" => ("coordinates", Role::Place),
        "timeline" => ("a date", Role::Time),
        "matrix" => ("references", Role::Relation),
        other => {
            let message = format!("there is no type of diagram `{other}`");
            let problem = problems.at(crate::diagnostics::Code::BadValue, &ty.span, message);
            let help = did_you_mean(other, TYPES);
            problems.report(problem.help("write `map`, `timeline` or `matrix`").maybe_help(help));
            return None;
        }
    };
    let fields = table.texts("field");
    if fields.is_empty() {
        problems.bad(&entry.key, format!("the diagram `{}` has no `field`", entry.name));
        return None;
    }
    for field in &fields {
        has_field(field, drawn, kinds, wanted.0, wanted.1, problems);
    }
    let first = fields[0].value.clone();
    Some(match ty.value.as_str() {
        "map" => Drawing::Map(first),
        "timeline" => Drawing::Timeline(first),
        _ => Drawing::Matrix(fields.into_iter().map(|field| field.value).collect()),
    })
}

/// Whether some kind that is drawn has a field that can be drawn so; that none has is reported.
fn has_field(
    name: &Setting<String>,
    drawn: &[KindId],
    kinds: &List<KindId, Kind>,
    wanted: &str,
    role: Role,
    problems: &mut Problems<'_>,
) -> bool {
    let named = |field: &&Field| field.name == name.value;
    let found = drawn.iter().filter_map(|&kind| kinds[kind].fields.iter().find(named));
    let fits = found.into_iter().any(|field| field.ty.can_be(role));
    if !fits && !drawn.is_empty() {
        let message = format!("none of these kinds has a field `{}` of {wanted}", name.value);
        problems.bad(&name.span, message);
    }
    fits
}
