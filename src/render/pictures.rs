//! Pictures of records: what is drawn, and the table that says the same.

use tera::{Context, Value};

use crate::config::{Drawing, Picture as Declared};
use crate::ids::{KindId, RecordId};
use crate::model;
use crate::picture::graph::{self, Graph, GraphWords, Neighbour, Toward};
use crate::picture::map::{self, Borders, Map, MapWords, Place};
use crate::picture::matrix::{self, Line, Mark, Matrix, MatrixWords};
use crate::picture::timeline::{self, Day, Event, Timeline, TimelineWords};
use crate::picture::{Cell, Direction, Picture, Setting, Table, Words};
use crate::resolve::Via;

use super::addresses::On;
use super::footnotes::Notes;
use super::{Rendered, Renderer, map};

/// The fewest neighbours that make a picture worth drawing, and the most that it can show.
const NEIGHBOURS: std::ops::RangeInclusive<usize> = 3..=40;

impl Renderer {
    /// A picture in place, by the look's template.
    pub(super) fn picture(&self, at: usize, on: On<'_>, notes: &mut Notes) -> Rendered {
        let mut context = Context::new();
        context.insert("root", on.root);
        context.insert("language_index", &on.language.index());
        context.insert_value("picture", self.picture_view(at, on, notes));
        self.look.render("picture.html", &context)
    }

    /// A picture as templates see it.
    pub(super) fn picture_view(&self, at: usize, on: On<'_>, notes: &mut Notes) -> Value {
        let declared = &self.config.pictures[at];
        let words = Words {
            title: self.label(on.language, &declared.title).to_owned(),
            description: self.label(on.language, &declared.description).to_owned(),
        };
        let setting = self.setting(words, on, notes);
        let (drawn, ty) = match &declared.drawing {
            Drawing::Map(field) => (self.map(declared, field, &setting, on), "map"),
            Drawing::Timeline(field) => (self.timeline(declared, field, &setting, on), "timeline"),
            Drawing::Matrix(fields) => (self.matrix(declared, fields, &setting, on), "matrix"),
        };
        view(&setting, drawn, ty)
    }

    /// A record and its neighbours, where there are enough of them.
    pub(super) fn neighbourhood(
        &self,
        index: RecordId,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Option<Value> {
        let neighbours = self.neighbours(index, on);
        if !NEIGHBOURS.contains(&neighbours.len()) {
            return None;
        }
        let strings = self.look.strings();
        let word = |key: &str| strings.word(on.language, key);
        let title = &self.model.records[index].title;
        let words = Words { title: word("neighbourhood"), description: title.clone() };
        let setting = self.setting(words, on, notes);
        let graph = Graph {
            centre: title.clone(),
            classes: self.config.kinds.iter().map(|kind| kind.label.clone()).collect(),
            neighbours,
            words: GraphWords {
                relation: word("relation"),
                neighbour: word("record"),
                class: word("kind"),
            },
        };
        Some(view(&setting, graph::draw(&setting, &narrowed(graph)), "graph"))
    }

    fn setting(&self, words: Words, on: On<'_>, notes: &mut Notes) -> Setting {
        let rtl = self.config.languages[on.language].is_right_to_left();
        Setting {
            id: notes.picture_id(),
            direction: if rtl { Direction::RightToLeft } else { Direction::LeftToRight },
            words,
        }
    }

    /// The records of a picture that have a field, with the values they have in it.
    fn drawn<'a>(
        &'a self,
        declared: &'a Declared,
        field: &'a str,
        on: On<'_>,
    ) -> impl Iterator<Item = (RecordId, &'a model::Value)> {
        let language = on.language;
        let kinds = declared.kinds.iter();
        let records = kinds.flat_map(move |&kind| self.of_language(kind, language));
        records.flat_map(move |index| {
            let record = &self.model.records[index];
            let at = self.config.kinds[record.kind].field(field);
            let values = at.map(|at| record.values[at].as_slice()).unwrap_or_default();
            values.iter().map(move |value| (index, value))
        })
    }

    /// The labels of the choice field that tells records apart.
    fn classes(&self, declared: &Declared, on: On<'_>) -> (String, Vec<String>) {
        let by = declared.by.as_deref().unwrap_or_default();
        let fields = declared.kinds.iter().flat_map(|&kind| &self.config.kinds[kind].fields);
        for field in fields.filter(|field| field.name == by) {
            if field.ty.has_choices() {
                let labels = field.ty.choices().iter();
                let labels = labels.map(|(_, label)| self.label(on.language, label).to_owned());
                return (self.label(on.language, &field.label).to_owned(), labels.collect());
            }
        }
        (String::new(), Vec::new())
    }

    fn class(&self, declared: &Declared, index: RecordId) -> usize {
        let record = &self.model.records[index];
        let by = declared.by.as_deref().and_then(|by| self.config.kinds[record.kind].field(by));
        by.and_then(|at| record.values[at].first()?.choice()).unwrap_or(0)
    }

    /// The language of a record, as a tag, where that is not the page's.
    fn foreign_tag(&self, index: RecordId, on: On<'_>) -> String {
        match self.model.records[index].language {
            own if own == on.language => String::new(),
            other => self.config.languages[other].tag.clone(),
        }
    }

    fn record_link(&self, index: RecordId, on: On<'_>) -> String {
        self.href(on.root, &self.plan.addresses[index], "")
    }

    fn map(&self, declared: &Declared, field: &str, setting: &Setting, on: On<'_>) -> Picture {
        let places = self.drawn(declared, field, on).filter_map(|(index, value)| {
            let point = value.point()?;
            Some(Place {
                lat: point.lat,
                lon: point.lon,
                label: self.model.records[index].title.clone(),
                href: self.record_link(index, on),
                class: self.class(declared, index),
                rough: point.precision.is_some_and(|word| !matches!(word, "city" | "exact")),
                note: self.coordinates(on.language, point.lat, point.lon),
            })
        });
        let (class, classes) = self.classes(declared, on);
        let word = |key: &str| self.look.strings().word(on.language, key);
        let words = MapWords {
            place: word("place"),
            class,
            note: word("coordinates"),
            rough: word("rough-place"),
        };
        let places = places.collect();
        map::draw(setting, &Map { places, classes, borders: Borders::Regional, words })
    }

    fn timeline(&self, declared: &Declared, field: &str, setting: &Setting, on: On<'_>) -> Picture {
        let current =
            declared.highlight.as_ref().and_then(|name| self.links.named.get(&name.value));
        let mut at_current = None;
        let mut entries = Vec::new();
        for (index, value) in self.drawn(declared, field, on) {
            let Some(date) = value.date() else { continue };
            let (first, last) = Day::span(date.year.into(), date.month, date.day);
            if current == Some(&index) {
                at_current = Some(entries.len());
            }
            entries.push(Event {
                first,
                last,
                date: self.date(on.language, date),
                label: self.model.records[index].title.clone(),
                href: self.record_link(index, on),
                class: self.class(declared, index),
            });
        }
        let (class, classes) = self.classes(declared, on);
        let word = |key: &str| self.look.strings().word(on.language, key);
        let words = TimelineWords { date: word("date"), event: word("event"), class };
        timeline::draw(setting, &Timeline { entries, classes, current: at_current, words })
    }

    fn matrix(
        &self,
        declared: &Declared,
        fields: &[String],
        setting: &Setting,
        on: On<'_>,
    ) -> Picture {
        let kinds = declared.kinds.iter();
        let rows: Vec<RecordId> =
            kinds.flat_map(|&kind| self.of_language(kind, on.language)).collect();
        let mut pairs: Vec<(RecordId, RecordId, usize)> = Vec::new();
        for (class, field) in fields.iter().enumerate() {
            for (index, value) in self.drawn(declared, field, on) {
                let Some(at) = value.reference() else { continue };
                let target = self.links.field(&self.model, index, at);
                pairs.extend(target.map(|target| (index, target, class)));
            }
        }
        let mut columns: Vec<RecordId> = pairs.iter().map(|(_, column, _)| *column).collect();
        columns.sort_by_key(|&at| (self.model.records[at].kind, self.plan.ranks[at]));
        columns.dedup();
        let place = |list: &[RecordId], index| list.iter().position(|own| *own == index);
        let marks = pairs.iter().filter_map(|&(row, column, class)| {
            let (row, column) = (place(&rows, row)?, place(&columns, column)?);
            Some(Mark { row, column, class, href: String::new(), words: String::new() })
        });
        let words = MatrixWords {
            rows: self.plurals(&declared.kinds, on),
            present: self.look.strings().word(on.language, "yes"),
        };
        let matrix = Matrix {
            marks: marks.collect(),
            rows: rows.iter().map(|&at| self.line(at, on)).collect(),
            columns: columns.iter().map(|&at| self.line(at, on)).collect(),
            classes: self.field_labels(declared, fields, on),
            words,
        };
        matrix::draw(setting, &matrix)
    }

    fn line(&self, index: RecordId, on: On<'_>) -> Line {
        let record = &self.model.records[index];
        Line {
            label: record.title.clone(),
            number: record.number.clone().unwrap_or_default(),
            href: self.record_link(index, on),
            lang: self.foreign_tag(index, on),
        }
    }

    fn plurals(&self, kinds: &[KindId], on: On<'_>) -> String {
        let labels =
            kinds.iter().map(|&kind| self.label(on.language, &self.config.kinds[kind].plural));
        labels.collect::<Vec<&str>>().join(", ")
    }

    fn field_labels(&self, declared: &Declared, fields: &[String], on: On<'_>) -> Vec<String> {
        let labels = fields.iter().map(|name| {
            let kinds = declared.kinds.iter().map(|&kind| &self.config.kinds[kind]);
            let field = kinds.flat_map(|kind| &kind.fields).find(|field| field.name == *name);
            field.map_or_else(String::new, |field| self.label(on.language, &field.label).to_owned())
        });
        labels.collect()
    }

    /// The records that a record's fields name, and those whose fields name it.
    fn neighbours(&self, index: RecordId, on: On<'_>) -> Vec<Neighbour> {
        let record = &self.model.records[index];
        let kind = &self.config.kinds[record.kind];
        let mut neighbours = Vec::new();
        for (field, values) in kind.fields.iter().zip(&record.values) {
            for value in values {
                let Some(at) = value.reference() else { continue };
                if let Some(target) = self.links.field(&self.model, index, at) {
                    neighbours.push(self.neighbour(target, &field.label, Toward::Neighbour, on));
                }
            }
        }
        for backlink in self.ordered_backlinks(index) {
            let Via::Field(field) = backlink.via else { continue };
            let field = &self.config.kinds[self.model.records[backlink.from].kind].fields[field];
            let label = field.inverse.as_deref().unwrap_or(&field.label);
            neighbours.push(self.neighbour(backlink.from, label, Toward::Centre, on));
        }
        neighbours
    }

    fn neighbour(
        &self,
        index: RecordId,
        relation: &str,
        direction: Toward,
        on: On<'_>,
    ) -> Neighbour {
        let record = &self.model.records[index];
        let number = record.number.as_ref().map(|number| format!("{number} "));
        Neighbour {
            label: format!("{}{}", number.unwrap_or_default(), record.title),
            href: self.record_link(index, on),
            lang: self.foreign_tag(index, on),
            class: record.kind.index(),
            relation: self.label(on.language, relation).to_owned(),
            direction,
        }
    }
}

/// A graph whose classes are only those that its neighbours have.
fn narrowed(mut graph: Graph) -> Graph {
    let mut used: Vec<usize> = graph.neighbours.iter().map(|neighbour| neighbour.class).collect();
    used.sort_unstable();
    used.dedup();
    for neighbour in &mut graph.neighbours {
        neighbour.class = used.binary_search(&neighbour.class).unwrap_or(0);
    }
    graph.classes = used.iter().map(|&class| graph.classes[class].clone()).collect();
    graph
}

fn view(setting: &Setting, picture: Picture, ty: &str) -> Value {
    let Table { head, rows } = &picture.table;
    let cells = |cells: &[Cell]| -> Vec<Value> {
        cells
            .iter()
            .map(|cell| {
                map! {
                    "text": cell.text.as_str(),
                    "href": cell.href.clone(),
                    "language": cell.lang.clone(),
                }
            })
            .collect()
    };
    let rows: Vec<Value> = rows.iter().map(|row| Value::from(cells(row))).collect();
    map! {
        "id": setting.id.as_str(),
        "type": ty,
        "title": setting.words.title.as_str(),
        "description": setting.words.description.as_str(),
        "svg": Value::safe_string(&picture.svg),
        "head": cells(head),
        "rows": rows,
    }
}
