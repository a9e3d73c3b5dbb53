//! `graph.json`: every record, and every relation between two under both of its names.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;

use serde::Serialize;

use crate::config::{Ending, Field};
use crate::ids::{LanguageId, List, RecordId};
use crate::model::Value;
use crate::others::Reference;
use crate::render::Renderer;
use crate::resolve::{Elsewhere, Meant, Via};
use crate::stream::{LINES, Streams};
use crate::trace::{self, Fact};

use super::{each, json, table};

/// A relation with the records at its ends.
#[derive(Serialize)]
struct Piece<'a> {
    nodes: Vec<Node<'a>>,
    edges: Vec<Edge>,
}

#[derive(Serialize)]
struct Node<'a> {
    id: String,
    record: String,
    kind: Cow<'a, str>,
    language: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<Cow<'a, str>>,
    title: Cow<'a, str>,
    url: String,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Cow<'a, str>>,
    /// The title of the report, of a record of another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<&'a str>,
}

/// A relation, from the record in which it is written.
#[derive(Serialize)]
pub(super) struct Edge {
    pub(super) from: String,
    pub(super) to: String,
    /// How it is written: in a field, as an end, by standing inside another record, or in prose.
    pub(super) by: &'static str,
    /// The field, and for a table the column after a full stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) field: Option<String>,
    /// What it is called from the record in which it is written.
    pub(super) name: String,
    /// What it is called from the other one.
    pub(super) inverse: String,
    /// The sentences that mention the other one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sentences: Vec<String>,
    /// The two ends.
    #[serde(skip)]
    ends: [Meant; 2],
}

/// What a record has to do with others, by what each relation is called from it.
#[derive(Debug, Default)]
pub struct Relations {
    /// Those that are written in the record, by their names.
    pub out: Vec<(String, Vec<Relation>)>,
    /// Those that are written in other records, by the names of their inverses.
    pub back: Vec<(String, Vec<Relation>)>,
}

/// What is at the other end of a relation.
#[derive(Debug)]
pub struct Relation {
    /// The other record.
    pub other: Meant,
    /// The sentences that mention the one in the other.
    pub sentences: Vec<String>,
}

/// All relations of a record.
pub fn relations(renderer: &Renderer, index: RecordId) -> Relations {
    let own = Meant::Record(index);
    let mut relations = Relations::default();
    for Edge { ends: [from, to], name, inverse, sentences, .. } in Edges::of(renderer).all() {
        let (label, other, groups) = match (from == own, to == own) {
            (true, _) => (name, to, &mut relations.out),
            (false, true) => (inverse, from, &mut relations.back),
            (false, false) => continue,
        };
        let relation = Relation { other, sentences };
        match groups.iter_mut().find(|(own, _)| *own == label) {
            Some((_, group)) => group.push(relation),
            None => groups.push((label, vec![relation])),
        }
    }
    relations
}

/// The words for a mention and for being mentioned, in a language.
struct Words {
    mentions: String,
    mentioned: String,
}

/// Writes the table of all relations, and the graph of all records and relations.
pub(super) fn write(renderer: &Renderer, out: &mut Streams<'_>) -> io::Result<()> {
    let all: Vec<RecordId> = renderer.model.listed().collect();
    let marks = [LINES, json::ENTRIES];
    out.between(|| vec![table::head_of_relations(renderer), br#"{"nodes":["#.to_vec()])?;
    each(renderer, &all, out, &marks, |index| {
        vec![Vec::new(), json::line(&node(renderer, index))]
    })?;
    out.entries(&marks, || {
        let nodes = elsewhere(renderer).into_iter().map(|to| node_elsewhere(renderer, to));
        let nodes: Vec<Vec<u8>> = nodes.map(|node| json::line(&node)).collect();
        vec![Vec::new(), nodes.join(json::ENTRIES.1.as_bytes())]
    })?;
    out.between(|| vec![Vec::new(), b"\n],\"edges\":[".to_vec()])?;
    let edges = Edges::of(renderer);
    each(renderer, &all, out, &marks, |index| {
        let edges = edges.of_record(index);
        let lines: Vec<Vec<u8>> = edges.iter().map(json::line).collect();
        vec![table::relations(&edges), lines.join(json::ENTRIES.1.as_bytes())]
    })?;
    out.entries(&marks, || {
        let edges: Vec<Edge> = edges.of_left().chain(edges.of_others()).collect();
        let lines: Vec<Vec<u8>> = edges.iter().map(json::line).collect();
        vec![table::relations(&edges), lines.join(json::ENTRIES.1.as_bytes())]
    })?;
    out.between(|| vec![Vec::new(), b"\n]}\n".to_vec()])
}

/// One relation, in a field if there is one, with its ends.
pub(super) fn example(renderer: &Renderer) -> String {
    let edges = Edges::of(renderer);
    let edge = edges.all().find(|edge| edge.by == "field").or_else(|| edges.all().next());
    let nodes = renderer.model.listed().map(|index| node(renderer, index));
    let is_end = |node: &Node<'_>| {
        edge.as_ref().is_some_and(|edge| [&edge.from, &edge.to].contains(&&node.id))
    };
    let nodes = nodes.filter(is_end).take(2).collect();
    json::pretty(&Piece { nodes, edges: edge.into_iter().collect() })
}

/// The relations of a report, each in the record in which it is written.
pub(super) struct Edges<'a> {
    renderer: &'a Renderer,
    words: List<LanguageId, Words>,
    /// What mentions what and how, in the order of the records that mention.
    mentions: Vec<(RecordId, RecordId, Via)>,
}

impl<'a> Edges<'a> {
    pub(super) fn of(renderer: &'a Renderer) -> Self {
        let strings = renderer.look.strings();
        let words = renderer.config.languages.ids().map(|language| Words {
            mentions: strings.word(language, "mentions"),
            mentioned: strings.word(language, "mentioned-in"),
        });
        let mentions = trace::aside(|| mentions(renderer));
        Self { renderer, words: words.collect(), mentions }
    }

    /// All relations, in the order of the records in which they are written.
    pub(super) fn all(&self) -> impl Iterator<Item = Edge> {
        let records = self.renderer.model.listed();
        records
            .flat_map(|index| self.of_record(index))
            .chain(self.of_left())
            .chain(self.of_others())
    }

    /// What took the place of records that left the text.
    fn of_left(&self) -> impl Iterator<Item = Edge> {
        let Self { renderer, .. } = self;
        (0..renderer.config.ended.len()).flat_map(move |at| {
            let how = renderer.config.ended[at].how;
            let from = Meant::Elsewhere(Elsewhere::Ended(at));
            let by = renderer.links.left[at].iter();
            by.map(move |&to| successor(renderer, from, to, how))
        })
    }

    /// What refers to records of the report in others.
    fn of_others(&self) -> impl Iterator<Item = Edge> {
        let Self { renderer, .. } = self;
        renderer.links.from_others.iter().flat_map(move |(&to, from)| {
            from.iter().filter_map(move |&own| {
                let Reference { by, label, inverse, .. } = renderer.reference_of(own)?;
                let from = Meant::Elsewhere(Elsewhere::Other(own.record));
                Some(Edge {
                    from: renderer.name_of_meant(from),
                    to: renderer.name_in_language(to),
                    by: match by.as_str() {
                        "mention" => "mention",
                        "ended" => "ended",
                        _ => "field",
                    },
                    field: (!matches!(by.as_str(), "mention" | "ended")).then_some(by),
                    name: label,
                    inverse,
                    sentences: Vec::new(),
                    ends: [from, Meant::Record(to)],
                })
            })
        })
    }

    /// What a record mentions that is no record of the report.
    fn out_of_prose(&self, index: RecordId, edges: &mut Vec<Edge>) {
        let Self { renderer, words, .. } = self;
        let words = &words[renderer.model.records[index].language];
        let document = renderer.model.document_at(index);
        let place = renderer.model.documents[document].place_of(index) as u32;
        let leading = renderer.links.documents[document].leading_out.iter();
        let mentioned = leading.filter(|own| own.from == place && own.via.is_in_text());
        let mentioned: BTreeSet<Elsewhere> = mentioned.map(|own| own.to).collect();
        edges.extend(mentioned.into_iter().map(|to| Edge {
            from: renderer.name_in_language(index),
            to: renderer.elsewhere_name(to),
            by: "mention",
            field: None,
            name: words.mentions.clone(),
            inverse: words.mentioned.clone(),
            sentences: Vec::new(),
            ends: [Meant::Record(index), Meant::Elsewhere(to)],
        }));
    }

    /// The relations that are written in a record.
    fn of_record(&self, index: RecordId) -> Vec<Edge> {
        // What it mentions is known from all that is mentioned, and follows from where its document leads.
        trace::note(Fact::Outline(self.renderer.model.document_at(index)));
        let mut edges = Vec::new();
        in_fields(self.renderer, index, &mut edges);
        if let Some(ended) = &self.renderer.model.records[index].ended {
            let by = self.renderer.successors(index, ended).into_iter();
            let own = Meant::Record(index);
            edges.extend(by.map(|to| successor(self.renderer, own, to, ended.how)));
        }
        edges.extend(inside(self.renderer, index));
        self.in_prose(index, &mut edges);
        self.out_of_prose(index, &mut edges);
        edges
    }

    /// The records that a record mentions, each with the sentences that do.
    fn in_prose(&self, index: RecordId, edges: &mut Vec<Edge>) {
        let Self { renderer, words, mentions } = self;
        let first = mentions.partition_point(|(from, ..)| *from < index);
        let end = mentions.partition_point(|(from, ..)| *from <= index);
        let words = &words[renderer.model.records[index].language];
        for same in mentions[first..end].chunk_by(|(_, a, _), (_, b, _)| a == b) {
            let to = same[0].1;
            trace::note(Fact::Mentions(to));
            let sentences = same.iter().filter_map(|(from, to, via)| {
                renderer.quotation(*from, *via, *to).map(|sentence| sentence.text)
            });
            edges.push(Edge {
                from: renderer.name_in_language(index),
                to: renderer.name_in_language(to),
                by: "mention",
                field: None,
                name: words.mentions.clone(),
                inverse: words.mentioned.clone(),
                sentences: sentences.collect(),
                ends: [index, to].map(Meant::Record),
            });
        }
    }
}

fn node(renderer: &Renderer, index: RecordId) -> Node<'_> {
    let record = &renderer.model.records[index];
    Node {
        id: renderer.name_in_language(index),
        record: renderer.name_of(index),
        kind: renderer.config.kinds[record.kind].name.as_str().into(),
        language: renderer.config.languages[record.language].tag.as_str().into(),
        number: record.number.as_deref().map(Into::into),
        title: record.title.as_str().into(),
        url: renderer.url(&renderer.plan.addresses[index]),
        ended: record.ended.as_ref().map(|ended| ended.how.name().into()),
        report: None,
    }
}

/// The records that left the text, and those of other reports at either end of a relation.
fn elsewhere(renderer: &Renderer) -> BTreeSet<Elsewhere> {
    let left = (0..renderer.config.ended.len()).map(Elsewhere::Ended);
    let by = renderer.links.left.iter().flatten().filter_map(|meant| match meant {
        Meant::Elsewhere(elsewhere) => Some(*elsewhere),
        Meant::Record(_) => None,
    });
    let out = renderer.links.documents.iter().flat_map(|own| &own.leading_out).map(|own| own.to);
    let from = renderer.links.from_others.values().flatten();
    let from = from.map(|own| Elsewhere::Other(own.record));
    left.chain(by).chain(out).chain(from).collect()
}

/// What is no record of the report, as a node.
fn node_elsewhere(renderer: &Renderer, elsewhere: Elsewhere) -> Node<'_> {
    let (name, title) =
        (renderer.elsewhere_name(elsewhere), renderer.elsewhere_title_alone(elsewhere));
    let url = renderer.elsewhere_url(elsewhere, LanguageId::OWN);
    match elsewhere {
        Elsewhere::Ended(at) => {
            let ended = &renderer.config.ended[at];
            Node {
                id: name.clone(),
                record: name,
                kind: renderer.config.kinds[ended.kind].name.as_str().into(),
                language: renderer.config.language().tag.as_str().into(),
                number: None,
                title: title.into(),
                url,
                ended: Some(ended.how.name().into()),
                report: None,
            }
        }
        Elsewhere::Other(record) => {
            let (report, written) = renderer.links.others.record(record);
            let head = report.inventory.as_ref().map(|inventory| &inventory.head);
            let kind = written.id.split_once('/').map_or("", |(kind, _)| kind);
            Node {
                id: name.clone(),
                record: name,
                kind: kind.into(),
                language: head.map_or("", |head| head.language.as_str()).into(),
                number: written.number.clone(),
                title: title.into(),
                url,
                ended: written.ended.as_ref().map(|end| end.how.clone().into()),
                report: Some(&report.title),
            }
        }
    }
}

/// The relation of what ended to what took its place.
fn successor(renderer: &Renderer, from: Meant, to: Meant, how: Ending) -> Edge {
    let language = match from {
        Meant::Record(index) => renderer.model.records[index].language,
        Meant::Elsewhere(_) => LanguageId::OWN,
    };
    Edge {
        from: renderer.name_of_meant(from),
        to: renderer.name_of_meant(to),
        by: "ended",
        field: None,
        name: renderer.ending_by(how, language),
        inverse: renderer.ending_from(how, language),
        sentences: Vec::new(),
        ends: [from, to],
    }
}

/// The references in a record's fields.
fn in_fields(renderer: &Renderer, index: RecordId, edges: &mut Vec<Edge>) {
    let record = &renderer.model.records[index];
    let mut add = |field: &Field, name: String, value: &Value| {
        let target = |at: usize| renderer.links.meant(&renderer.model, index, at);
        let Some(to) = value.reference().and_then(target) else { return };
        let inverse = field.inverse.as_deref().unwrap_or(&field.label);
        edges.push(Edge {
            from: renderer.name_in_language(index),
            to: renderer.name_of_meant(to),
            by: "field",
            field: Some(name),
            name: renderer.label(record.language, &field.label).to_owned(),
            inverse: renderer.label(record.language, inverse).to_owned(),
            sentences: Vec::new(),
            ends: [Meant::Record(index), to],
        });
    };
    let fields = renderer.config.kinds[record.kind].fields.iter().zip(&record.values);
    for (field, value) in fields.flat_map(|(field, values)| values.iter().map(move |v| (field, v)))
    {
        let Some(cells) = value.row() else {
            add(field, field.name.clone(), value);
            continue;
        };
        let columns = field.ty.columns();
        for (column, value) in
            columns.iter().zip(cells).flat_map(|(c, cell)| cell.iter().map(move |v| (c, v)))
        {
            add(column, format!("{}.{}", field.name, column.name), value);
        }
    }
}

/// The record around a record.
fn inside(renderer: &Renderer, index: RecordId) -> Option<Edge> {
    let parent = renderer.model.parent(index)?;
    let record = &renderer.model.records[index];
    let kinds = &renderer.config.kinds;
    let kind = &kinds[record.kind];
    let name = match &kind.parent_label {
        Some(label) => label,
        None => &kinds[renderer.model.records[parent].kind].label,
    };
    Some(Edge {
        from: renderer.name_in_language(index),
        to: renderer.name_in_language(parent),
        by: "inside",
        field: None,
        name: renderer.label(record.language, name).to_owned(),
        inverse: renderer.label(record.language, &kind.plural).to_owned(),
        sentences: Vec::new(),
        ends: [index, parent].map(Meant::Record),
    })
}

/// What mentions what and how, in the order of the records that mention.
fn mentions(renderer: &Renderer) -> Vec<(RecordId, RecordId, Via)> {
    let records = renderer.model.listed();
    let mentions = records.flat_map(|to| {
        let backlinks = renderer.links.backlinks.of(to);
        let in_prose = backlinks.filter(|backlink| backlink.via.is_in_text());
        in_prose.map(move |backlink| (backlink.from, to, backlink.via))
    });
    let mut mentions: Vec<_> = mentions.collect();
    mentions.sort_unstable();
    mentions
}
