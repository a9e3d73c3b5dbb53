//! `inventory.jsonl`: what other reports need to know of this one to refer to its records.
//!
//! [`crate::others`] reads it, and says what a line holds.

use std::collections::BTreeMap;
use std::io;

use crate::config::{Ended, PAGE};
use crate::ids::{KindId, LanguageId, RecordId};
use crate::others::{
    End, FORMAT, Head, HeadOther, InventoryKind, Reference, Translation, VERSION, Written,
};
use crate::render::Renderer;
use crate::stream::{LINES, Streams};

use super::{each, json};

/// Writes the file.
pub(super) fn write(renderer: &Renderer, out: &mut Streams<'_>) -> io::Result<()> {
    out.between(|| vec![ended_line(&head(renderer))])?;
    each(renderer, &in_order(renderer), out, &[LINES], |index| vec![record(renderer, index)])?;
    out.entries(&[LINES], || {
        let left = (0..renderer.config.ended.len()).map(|at| left(renderer, at));
        vec![left.collect::<Vec<_>>().concat()]
    })
}

/// The whole inventory, as text.
pub fn inventory(renderer: &Renderer) -> String {
    let records = in_order(renderer).into_iter().map(|index| record(renderer, index));
    let left = (0..renderer.config.ended.len()).map(|at| left(renderer, at));
    let lines = std::iter::once(ended_line(&head(renderer))).chain(records).chain(left);
    String::from_utf8_lossy(&lines.collect::<Vec<_>>().concat()).into_owned()
}

/// The first lines.
pub(super) fn example(renderer: &Renderer) -> String {
    inventory(renderer).lines().take(2).map(|line| format!("{line}\n")).collect()
}

/// The records of the report's own language, in the order of their names.
fn in_order(renderer: &Renderer) -> Vec<RecordId> {
    let model = &renderer.model;
    let own = model.listed().filter(|&index| model.language_of(index) == LanguageId::OWN);
    let mut named: Vec<(String, RecordId)> =
        own.map(|index| (renderer.name_of(index), index)).collect();
    named.sort_unstable();
    named.into_iter().map(|(_, index)| index).collect()
}

fn ended_line(value: &impl serde::Serialize) -> Vec<u8> {
    let mut line = json::line(value);
    line.push(b'\n');
    line
}

fn head(renderer: &Renderer) -> Head {
    let config = &renderer.config;
    let site = &config.html.site_url;
    let is_used = |kind: &KindId| *kind != PAGE || !renderer.model.of_kind(PAGE).is_empty();
    let kinds = config.kinds.ids().filter(is_used).map(|kind| {
        let declared = &config.kinds[kind];
        let label = |language| renderer.label(language, &declared.label).to_owned();
        let others = config.languages.ids().skip(1);
        let labels =
            others.map(|language| (config.languages[language].tag.clone(), label(language)));
        InventoryKind {
            name: declared.name.clone(),
            label: label(LanguageId::OWN),
            plural: renderer.label(LanguageId::OWN, &declared.plural).to_owned(),
            labels: labels.filter(|(_, own)| *own != label(LanguageId::OWN)).collect(),
        }
    });
    let others = renderer.links.others.reports.iter().map(|report| HeadOther {
        name: report.name.clone(),
        title: report.title.clone(),
        url: report.url.clone(),
    });
    Head {
        rapporteur: FORMAT.to_owned(),
        version: VERSION,
        title: renderer.site_title(LanguageId::OWN),
        url: site.origin.as_ref().map(|origin| format!("{origin}{}", site.path)),
        language: config.language().tag.clone(),
        kinds: kinds.collect(),
        others: others.collect(),
    }
}

fn record(renderer: &Renderer, index: RecordId) -> Vec<u8> {
    let model = &renderer.model;
    let record = &model.records[index];
    let name = renderer.name_of(index);
    let others = renderer.config.languages.enumerate().skip(1);
    let translations = others.filter_map(|(language, declared)| {
        let own = model.find(record.kind, language, &record.id)?;
        let title = model.records[own].title.clone();
        let path = renderer.plan.addresses[own].to_string();
        Some((declared.tag.clone(), Translation { title, path }))
    });
    let refers = renderer.outer(index).into_iter().map(|outer| {
        let to = renderer.elsewhere_name(crate::resolve::Elsewhere::Other(outer.to));
        Reference { to, by: outer.by, label: outer.label, inverse: outer.inverse }
    });
    let ended = record.ended.as_ref().map(|ended| End {
        how: ended.how.name().to_owned(),
        by: renderer
            .successors(index, ended)
            .into_iter()
            .map(|meant| renderer.name_of_meant(meant))
            .collect(),
        date: ended.date.map(|date| date.to_string()),
    });
    ended_line(&Written {
        id: &name,
        number: record.number.as_deref().map(Into::into),
        title: record.title.as_str().into(),
        path: renderer.plan.addresses[index].to_string().into(),
        aliases: record.aliases.iter().map(|alias| alias.text.as_str()).collect(),
        ended,
        translations: translations.collect(),
        refers: refers.collect(),
    })
}

/// A record that left the text.
fn left(renderer: &Renderer, at: usize) -> Vec<u8> {
    let Ended { kind, id, title, how, date, .. } = &renderer.config.ended[at];
    let name = format!("{}/{}", renderer.config.kinds[*kind].name, id.value);
    let by = renderer.links.left.get(at).into_iter().flatten();
    ended_line(&Written {
        id: &name,
        number: None,
        title: title.as_str().into(),
        path: renderer.left_address(at, LanguageId::OWN).into(),
        aliases: Vec::new(),
        ended: Some(End {
            how: how.name().to_owned(),
            by: by.map(|meant| renderer.name_of_meant(*meant)).collect(),
            date: date.map(|date| date.to_string()),
        }),
        translations: BTreeMap::new(),
        refers: Vec::new(),
    })
}
