//! The records of a kind as JSON and as GeoJSON.

use std::io;

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use crate::config::Field;
use crate::field::{Form, Point};
use crate::ids::{KindId, RecordId};
use crate::model::Value;
use crate::render::Renderer;
use crate::stream::{LINES, Streams};

use super::milestones::Lateness;
use super::{each, in_order_of_documents, json, table};

/// A record as files of data have it, but for its text.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    id: String,
    record: String,
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    title: &'a str,
    description: &'a str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Ended>,
    fields: Map<String, Json>,
}

/// How a record ended.
#[derive(Serialize)]
struct Ended {
    how: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

/// A record with all that is known of it.
#[derive(Serialize)]
struct Full<'a> {
    #[serde(flatten)]
    record: Record<'a>,
    /// What each assessor says last, by axis.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    latest: Vec<Judgement<'a>>,
    /// By when a first entry is due, by axis.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    due: Vec<Due<'a>>,
    /// Its text without markup.
    text: String,
    /// Its text as Markdown, references resolved.
    markdown: String,
}

#[derive(Serialize)]
struct Judgement<'a> {
    axis: &'a str,
    assessor: &'a str,
    state: &'a str,
    date: String,
}

/// A day by which a first entry is due on an axis.
#[derive(Serialize)]
struct Due<'a> {
    axis: &'a str,
    due: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    standing: &'static str,
    #[serde(flatten)]
    late: Lateness,
}

/// Writes the records of a kind in their order, as a table and as JSON.
pub(super) fn write(renderer: &Renderer, kind: KindId, out: &mut Streams<'_>) -> io::Result<()> {
    let table = table::OfKind::new(renderer, kind);
    out.between(|| vec![table.head(), b"[".to_vec()])?;
    each(renderer, renderer.model.of_kind(kind), out, &[LINES, json::ENTRIES], |index| {
        let texts = renderer.full_text(index);
        vec![table.row(index, &texts), json::line(&full(renderer, index, texts))]
    })?;
    out.between(|| vec![Vec::new(), json::END.into()])
}

/// The first record of a kind, as JSON.
pub(super) fn example(renderer: &Renderer, kind: KindId) -> String {
    let first = renderer.model.of_kind(kind).first();
    let first = first.map(|&index| full(renderer, index, renderer.full_text(index)));
    json::pretty(&first)
}

/// Some records, in the order given.
pub(super) fn chosen(renderer: &Renderer, records: &[RecordId]) -> Vec<u8> {
    let value = |index| full(renderer, index, renderer.full_text(index));
    json::lines(&in_order_of_documents(records, value))
}

fn full(renderer: &Renderer, index: RecordId, (markdown, text): (String, String)) -> Full<'_> {
    let latest = renderer.latest(index).into_iter().map(|latest| Judgement {
        axis: latest.axis.0,
        assessor: latest.assessor.0,
        state: latest.state,
        date: latest.date.to_string(),
    });
    let (latest, due) = (latest.collect(), due(renderer, index));
    Full { record: record(renderer, index), latest, due, text, markdown }
}

fn due(renderer: &Renderer, index: RecordId) -> Vec<Due<'_>> {
    let Some(declared) = &renderer.config.ledger else { return Vec::new() };
    let due = renderer.clocks(index).into_iter().map(|clock| Due {
        axis: &declared.axes[clock.axis].value,
        due: clock.due.to_string(),
        first: clock.answer.given().map(|date| date.to_string()),
        standing: clock.answer.word(),
        late: clock.answer.late().into(),
    });
    due.collect()
}

pub(super) fn record(renderer: &Renderer, index: RecordId) -> Record<'_> {
    let record = &renderer.model.records[index];
    Record {
        id: renderer.name_in_language(index),
        record: renderer.name_of(index),
        language: &renderer.config.languages[record.language].tag,
        number: record.number.as_deref(),
        title: &record.title,
        description: renderer.description(index),
        url: renderer.url(&renderer.plan.addresses[index]),
        inside: renderer.model.parent(index).map(|parent| renderer.name_in_language(parent)),
        ended: ended(renderer, index),
        fields: fields(
            renderer,
            index,
            renderer.config.kinds[record.kind].fields.as_slice(),
            record.values.as_slice(),
        ),
    }
}

fn ended(renderer: &Renderer, index: RecordId) -> Option<Ended> {
    let ended = renderer.model.records[index].ended.as_ref()?;
    let by = renderer.successors(index, ended).into_iter();
    let said = |at: usize| renderer.fragment_markdown(index, at);
    Some(Ended {
        how: ended.how.name(),
        by: by.map(|meant| renderer.name_of_meant(meant)).collect(),
        date: ended.date.map(|date| date.to_string()),
        reason: ended.reason.map(said),
        source: ended.source.map(said),
    })
}

/// The fields that hold something. One that takes several values, or rows, is a list.
fn fields(
    renderer: &Renderer,
    index: RecordId,
    fields: &[Field],
    values: &[Vec<Value>],
) -> Map<String, Json> {
    let filled = fields.iter().zip(values).filter(|(_, values)| !values.is_empty());
    let entry = |(field, values): (&Field, &Vec<Value>)| {
        let mut all = values.iter().map(|value| renderer.value_data(index, field, value));
        let value = if field.is_list() { all.collect() } else { all.next().unwrap_or_default() };
        (field.name.clone(), value)
    };
    filled.map(entry).collect()
}

impl Renderer {
    /// A value for other programs: choices by their values, records by their names, and rows by the
    /// names of their columns.
    pub(super) fn value_data(&self, index: RecordId, field: &Field, value: &Value) -> Json {
        match value.form() {
            Form::Plain => value.json(&field.ty),
            Form::Markdown(at) => json!(self.fragment_markdown(index, at)),
            Form::Record(at) => {
                let to = self.links.meant(&self.model, index, at);
                to.map_or(Json::Null, |to| json!(self.name_of_meant(to)))
            }
            Form::Row(cells) => fields(self, index, field.ty.columns(), cells).into(),
        }
    }
}

#[derive(Serialize)]
struct Feature {
    #[serde(rename = "type")]
    ty: &'static str,
    id: String,
    geometry: Json,
    properties: Map<String, Json>,
}

/// Writes the records of a kind as features, one for each place: in RFC 7946, longitude stands first.
pub(super) fn write_geojson(
    renderer: &Renderer,
    kind: KindId,
    out: &mut Streams<'_>,
) -> io::Result<()> {
    out.between(|| vec![br#"{"type":"FeatureCollection","features":["#.to_vec()])?;
    each(renderer, renderer.model.of_kind(kind), out, &[json::ENTRIES], |index| {
        let features = features(renderer, index);
        let lines: Vec<Vec<u8>> = features.iter().map(json::line).collect();
        vec![lines.join(json::ENTRIES.1.as_bytes())]
    })?;
    out.between(|| vec![b"\n]}\n".to_vec()])
}

/// The first place of a kind.
pub(super) fn geojson_example(renderer: &Renderer, kind: KindId) -> String {
    let mut records = renderer.model.of_kind(kind).iter();
    json::pretty(&records.find_map(|&index| features(renderer, index).into_iter().next()))
}

fn features(renderer: &Renderer, index: RecordId) -> Vec<Feature> {
    let record = &renderer.model.records[index];
    let declared = &renderer.config.kinds[record.kind].fields;
    let places = declared.iter().zip(&record.values).flat_map(|(field, values)| {
        values.iter().filter_map(move |value| Some((field, value.point()?)))
    });
    let places: Vec<_> = places.collect();
    let several = places.len() > 1;
    let feature = |(at, (field, point)): (usize, (&Field, Point<'_>))| {
        let name = renderer.name_in_language(index);
        let mut properties = properties(renderer, index);
        properties.insert("place".to_owned(), json!(field.name));
        properties.insert("precision".to_owned(), json!(point.precision));
        Feature {
            ty: "Feature",
            id: if several { format!("{name}#{}", at + 1) } else { name },
            geometry: json!({ "type": "Point", "coordinates": [point.lon, point.lat] }),
            properties,
        }
    };
    places.into_iter().enumerate().map(feature).collect()
}

fn properties(renderer: &Renderer, index: RecordId) -> Map<String, Json> {
    let record = serde_json::to_value(record(renderer, index)).unwrap_or_default();
    match record {
        Json::Object(mut map) => {
            map.shift_remove("id");
            map
        }
        _ => Map::new(),
    }
}
