//! `milestones.csv` and `milestones.json`: what was promised, and where it stands as of the day of the
//! report.

use std::io;

use serde::Serialize;

use crate::ids::RecordId;
use crate::milestones::Milestones;
use crate::render::Renderer;
use crate::stream::{LINES, Streams};

use super::{each, json, table};

/// A milestone as files of data have it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Row {
    /// The record for which it was promised.
    pub(super) of: String,
    /// Its place among those of the record.
    pub(super) milestone: usize,
    pub(super) language: String,
    pub(super) title: String,
    /// Names of records, and whatever else owners are called.
    pub(super) owners: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first_due: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) due: Option<String>,
    pub(super) moved: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) done: Option<String>,
    pub(super) standing: &'static str,
    #[serde(flatten)]
    pub(super) late: Lateness,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) as_of: Option<String>,
}

/// How late something is or was, as files of data have it: nothing where it is not.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Lateness {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) days_late: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) at_least: Option<bool>,
}

impl From<Option<crate::date::Late>> for Lateness {
    fn from(late: Option<crate::date::Late>) -> Self {
        Self { days_late: late.map(|own| own.days), at_least: late.map(|own| own.at_least) }
    }
}

impl Lateness {
    /// For a table.
    pub(super) fn cells(&self) -> [String; 2] {
        [table::cell_of(self.days_late.as_ref()), table::cell_of(self.at_least.as_ref())]
    }
}

/// The records that can have milestones, by kinds.
fn records(renderer: &Renderer) -> Vec<RecordId> {
    let books = renderer.config.milestones.iter().flat_map(|own| &own.books);
    books.flat_map(|book| renderer.model.of_kind(book.kind)).copied().collect()
}

/// The milestones of a record.
pub(super) fn rows(renderer: &Renderer, index: RecordId) -> Vec<Row> {
    let own = Milestones::of(&renderer.config, &renderer.model, &renderer.links, [index]);
    let as_of = renderer.config.book.as_of;
    let language = renderer.model.records[index].language;
    let rows = own.all.iter().enumerate().map(|(at, milestone)| {
        let standing = milestone.standing(as_of);
        let owners = milestone.owners.iter().map(|&at| renderer.name_of_party(&own.owners[at]));
        Row {
            of: renderer.name_in_language(index),
            milestone: at + 1,
            language: renderer.config.languages[language].tag.clone(),
            title: milestone.title.clone(),
            owners: owners.collect(),
            first_due: milestone.promised().map(|date| date.to_string()),
            due: milestone.due().map(|date| date.to_string()),
            moved: milestone.moves(),
            done: milestone.done().map(|date| date.to_string()),
            standing: standing.word(),
            late: standing.late().into(),
            as_of: as_of.map(|date| date.to_string()),
        }
    });
    rows.collect()
}

/// Writes all milestones, as a table and as JSON.
pub(super) fn write(renderer: &Renderer, out: &mut Streams<'_>) -> io::Result<()> {
    out.between(|| vec![table::head_of_milestones(renderer), b"[".to_vec()])?;
    each(renderer, &records(renderer), out, &[LINES, json::ENTRIES], |index| {
        let rows = rows(renderer, index);
        let lines: Vec<Vec<u8>> = rows.iter().map(json::line).collect();
        vec![table::milestones(&rows), lines.join(json::ENTRIES.1.as_bytes())]
    })?;
    out.between(|| vec![Vec::new(), json::END.into()])
}

/// The first milestones.
pub(super) fn some(renderer: &Renderer, count: usize) -> Vec<Row> {
    let rows = records(renderer).into_iter().flat_map(|index| rows(renderer, index));
    rows.take(count).collect()
}
