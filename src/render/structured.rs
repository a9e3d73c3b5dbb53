//! What a page is about, for search engines: JSON-LD in the words of schema.org.
//!
//! Nothing is said that the page does not show, and no text is said twice: what has a page of its
//! own is named by its address.

use serde_json::{Map, Value, json};

use crate::cite::Work;
use crate::config::{FieldType, Kind, Schema};
use crate::date::Date;
use crate::field::{Form, Role};
use crate::ids::{FieldId, KindId, LanguageId, RecordId};
use crate::ledger::Party;
use crate::milestones::{Milestone, Milestones};
use crate::model::{self, Record};
use crate::plan::part_address;
use crate::resolve::Meant;

use super::Renderer;
use super::addresses::root_of;
use super::frame::Face;

impl Renderer {
    /// The data of a page as the text of a script.
    pub(super) fn structured(&self, face: &Face<'_>) -> Option<String> {
        let mut graph: Vec<Value> = face.subject.clone().into_iter().collect();
        graph.extend(self.trail(face));
        let data = match graph.len() {
            0 => return None,
            1 => graph.remove(0),
            _ => json!({ "@graph": graph }),
        };
        let mut script = Map::from_iter([("@context".to_owned(), Value::from(CONTEXT))]);
        if let Value::Object(data) = data {
            script.extend(data);
        }
        // The end of the script must not stand in it.
        Some(Value::from(script).to_string().replace('<', "\\u003c"))
    }

    /// The pages above a page, and itself.
    fn trail(&self, face: &Face<'_>) -> Option<Value> {
        if face.breadcrumbs.is_empty() || face.hidden {
            return None;
        }
        let above = face.breadcrumbs.iter().map(|(title, address)| {
            (title.text.as_str(), Some(self.address_on(face.path, address)))
        });
        let trail = above.chain([(face.title.text.as_str(), None)]).zip(1..);
        let items = trail.map(|((name, item), position)| {
            let mut entry = json!({ "@type": "ListItem", "position": position, "name": name });
            if let Some(item) = item {
                entry["item"] = item.into();
            }
            entry
        });
        Some(json!({ "@type": "BreadcrumbList", "itemListElement": items.collect::<Vec<_>>() }))
    }

    /// A record, by the type of its kind.
    pub(super) fn record_data(&self, path: &str, index: RecordId) -> Value {
        let record = &self.model.records[index];
        let kind = &self.config.kinds[record.kind];
        let on = |address: &str| self.address_on(path, address);
        let properties: Vec<(&str, Value)> = kind
            .structured
            .iter()
            .filter_map(|(name, field)| Some((name.as_str(), self.property(path, index, *field)?)))
            .collect();
        let start = self.only_value(record, kind, Role::Time);
        let dated = start.is_some() || properties.iter().any(|(name, _)| *name == "startDate");
        let schema = match kind.schema {
            Schema::Event if !dated => Schema::CreativeWork,
            schema => schema,
        };
        let mut data = Map::new();
        data.insert("@type".into(), schema.name().into());
        data.insert("@id".into(), on(&self.plan.addresses[index]).into());
        data.insert("name".into(), record.title.as_str().into());
        match schema {
            Schema::CreativeWork | Schema::Report => {
                self.work_data(path, index, schema, &mut data);
            }
            Schema::DefinedTerm => {
                data.extend(
                    record.number.as_ref().map(|code| ("termCode".into(), code.as_str().into())),
                );
                if let Some((_, set)) = self.kind_entry(record.kind, record.language) {
                    data.insert("inDefinedTermSet".into(), on(&set).into());
                }
            }
            Schema::Place => {
                let geo = self.only_value(record, kind, Role::Place);
                data.extend(geo.map(|geo| ("geo".into(), geo)));
            }
            Schema::Event => {
                data.extend(start.map(|date| ("startDate".into(), date)));
            }
            Schema::Organization | Schema::Person => {}
        }
        if let Some(restated) = self.restated_by(index) {
            if schema.is_work() {
                self.restating_data(path, restated, record.language, &mut data);
            } else {
                // Only works are based on others, so it is the page that is.
                let mut page = Map::from_iter([("@type".to_owned(), Value::from("WebPage"))]);
                self.restating_data(path, restated, record.language, &mut page);
                data.insert("mainEntityOfPage".into(), page.into());
            }
        }
        let planned = self.planned(path, index);
        data.extend((!planned.is_empty()).then(|| ("potentialAction".into(), planned.into())));
        for (name, value) in properties {
            add(&mut data, name, value);
        }
        Value::from(data)
    }

    /// What was promised for a record: actions that are planned or done.
    fn planned(&self, path: &str, index: RecordId) -> Vec<Value> {
        let own = Milestones::of(&self.config, &self.model, &self.links, [index]);
        let agent = |at: &usize| match &own.owners[*at] {
            Party::Record(owner) => {
                json!({ "@id": self.address_on(path, &self.plan.addresses[*owner]) })
            }
            party => json!({ "name": self.party_name(self.model.records[index].language, party) }),
        };
        let action = |milestone: &Milestone| {
            let status = if milestone.done().is_some() { "Completed" } else { "Potential" };
            let mut action = json!({
                "@type": "PlanAction",
                "name": milestone.title,
                "actionStatus": format!("{CONTEXT}/{status}ActionStatus"),
            });
            let date = |date: Option<Date>| date.map(|date| Value::from(date.to_string()));
            let agents: Vec<Value> = milestone.owners.iter().map(agent).collect();
            let agents = (!agents.is_empty()).then(|| one_or_many(agents));
            let dates = [("scheduledTime", milestone.due()), ("endTime", milestone.done())];
            let known = dates.map(|(name, own)| (name, date(own)));
            for (name, value) in known.into_iter().chain([("agent", agents)]) {
                if let Some(value) = value {
                    action[name] = value;
                }
            }
            action
        };
        own.all.iter().map(action).collect()
    }

    /// What only works have: a language, a place within others, and what cites them.
    fn work_data(
        &self,
        path: &str,
        index: RecordId,
        schema: Schema,
        data: &mut Map<String, Value>,
    ) {
        let record = &self.model.records[index];
        let language = &self.config.languages[record.language].tag;
        data.insert("inLanguage".into(), language.as_str().into());
        data.extend(record.number.as_ref().map(|at| ("position".into(), at.as_str().into())));
        let ended = record.ended.as_ref().map(|ended| self.ending_word(ended.how, record.language));
        data.extend(ended.map(|status| ("creativeWorkStatus".into(), status.into())));
        if let Some(fields) = &self.config.kinds[record.kind].citation {
            let authors = fields.authors.and_then(|field| self.property(path, index, field));
            publication(&self.work(index), schema, authors, data);
            return;
        }
        let is_apart = self.config.citation.restates.is_none();
        if self.config.kinds[record.kind].editorial && is_apart {
            let site = json!({ "@type": "WebSite", "name": self.site_title(record.language) });
            data.insert("isPartOf".into(), site);
            return;
        }
        let parent = self.model.parent(index);
        let named =
            |index: RecordId| json!({ "@id": self.address_on(path, &self.plan.addresses[index]) });
        let kind_of = |index: RecordId| &self.config.kinds[self.model.records[index].kind];
        let whole = match parent {
            Some(parent) if kind_of(parent).schema.is_work() => named(parent),
            _ => json!({ "@id": self.address_on(path, &self.plan_home(record.language)) }),
        };
        data.insert("isPartOf".into(), whole);
        let subject = parent.filter(|&parent| !kind_of(parent).schema.is_work());
        data.extend(subject.map(|subject| ("about".into(), named(subject))));
    }

    /// What is said of a work that restates another: who wrote it, when, and what it is based on.
    fn restating_data(
        &self,
        path: &str,
        restated: RecordId,
        language: LanguageId,
        data: &mut Map<String, Value>,
    ) {
        let site = self.whole_work(language);
        data.extend(named_authors(&site).map(|authors| ("author".into(), authors)));
        data.extend(site.date.map(|date| ("datePublished".into(), date.to_string().into())));
        data.insert("isBasedOn".into(), self.restated_data(path, restated));
    }

    /// The work that is restated, as others name it.
    fn restated_data(&self, path: &str, index: RecordId) -> Value {
        let work = self.work(index);
        let schema = self.config.kinds[self.model.records[index].kind].schema;
        let mut data = json!({
            "@type": if schema.is_work() { schema.name() } else { Schema::CreativeWork.name() },
            "@id": self.address_on(path, &self.plan.addresses[index]),
            "name": work.title,
        });
        if let Some(date) = work.date {
            data["datePublished"] = date.to_string().into();
        }
        data
    }

    /// The report itself.
    pub(super) fn report_data(&self, path: &str, language: LanguageId) -> Value {
        let work = self.whole_work(language);
        let mut data = Map::new();
        data.insert("@type".into(), Schema::Report.name().into());
        data.insert("@id".into(), self.address_on(path, &self.plan_home(language)).into());
        data.insert("name".into(), work.title.as_str().into());
        data.insert("inLanguage".into(), work.language.as_str().into());
        publication(&work, Schema::Report, named_authors(&work), &mut data);
        let restated = self.restated(language).map(|index| self.restated_data(path, index));
        data.extend(restated.map(|restated| ("isBasedOn".into(), restated)));
        Value::from(data)
    }

    /// The index of a kind, or a part of it, which is a page of the whole.
    pub(super) fn index_data(
        &self,
        path: &str,
        (kind, part): (KindId, usize),
        title: &str,
        language: LanguageId,
    ) -> Value {
        let address = self.kind_entry(kind, language).map(|(_, address)| address);
        let address = address.unwrap_or_default();
        let (ty, whole) = match self.config.kinds[kind].schema {
            _ if part > 1 => ("CollectionPage", address.clone()),
            Schema::DefinedTerm => ("DefinedTermSet", self.plan_home(language)),
            _ => ("CollectionPage", self.plan_home(language)),
        };
        json!({
            "@type": ty,
            "@id": self.address_on(path, &part_address(&address, part)),
            "name": title,
            "inLanguage": self.config.languages[language].tag,
            "isPartOf": { "@id": self.address_on(path, &whole) },
        })
    }

    /// The values of a field.
    fn property(&self, path: &str, index: RecordId, field: FieldId) -> Option<Value> {
        let record = &self.model.records[index];
        let declared = &self.config.kinds[record.kind].fields[field];
        let values = record.values[field].iter().filter_map(|value| match value.form() {
            Form::Plain => Some(match value.label(&declared.ty) {
                Some(label) => self.label(record.language, label).into(),
                None => plain(&declared.ty, value),
            }),
            Form::Record(at) => {
                let address = match self.links.meant(&self.model, index, at)? {
                    Meant::Record(target) => self.address_on(path, &self.plan.addresses[target]),
                    Meant::Elsewhere(to) => self.elsewhere_url(to, record.language),
                };
                Some(json!({ "@id": address }))
            }
            Form::Markdown(_) | Form::Row(_) => None,
        });
        let values: Vec<Value> = values.collect();
        (!values.is_empty()).then(|| one_or_many(values))
    }

    /// The value of the only field of a kind that can have a role; of several, none is meant.
    fn only_value(&self, record: &Record, kind: &Kind, role: Role) -> Option<Value> {
        let mut fitting =
            kind.fields.iter().zip(&record.values).filter(|(field, _)| field.ty.can_be(role));
        let (field, values) = fitting.next()?;
        let value = values.first().filter(|_| fitting.next().is_none())?;
        Some(plain(&field.ty, value))
    }

    /// An address as a page names it: whole when the site's is known.
    pub(super) fn address_on(&self, path: &str, address: &str) -> String {
        let whole = self.canonical(address);
        whole.unwrap_or_else(|| self.href(&root_of(path), address, ""))
    }
}

const CONTEXT: &str = "https://schema.org";

/// Who wrote and published a work, when, and under which symbols.
fn publication(work: &Work, schema: Schema, authors: Option<Value>, data: &mut Map<String, Value>) {
    let institution = work.institution.as_ref();
    let publisher = institution.map(|name| json!({ "@type": "Organization", "name": name }));
    let date = work.date.map(|date| date.to_string().into());
    let symbols = work.symbols.iter().map(|symbol| symbol.as_str().into());
    let symbols = (!work.symbols.is_empty()).then(|| one_or_many(symbols.collect()));
    let numbered = if schema == Schema::Report { "reportNumber" } else { "identifier" };
    let properties = [
        ("author", authors),
        ("publisher", publisher),
        ("datePublished", date),
        (numbered, symbols),
    ];
    let known = properties.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    data.extend(known);
}

/// The authors of a work, by their names.
fn named_authors(work: &Work) -> Option<Value> {
    let authors: Vec<Value> = work.authors.iter().map(|name| json!({ "name": name })).collect();
    (!authors.is_empty()).then(|| one_or_many(authors))
}

/// Adds to what a property holds.
fn add(data: &mut Map<String, Value>, name: &str, value: Value) {
    let values = data.remove(name).into_iter().chain([value]).flat_map(|value| match value {
        Value::Array(values) => values,
        value => vec![value],
    });
    let values = values.collect();
    data.insert(name.to_owned(), one_or_many(values));
}

/// A list of one is its only member.
fn one_or_many(mut values: Vec<Value>) -> Value {
    if values.len() == 1 { values.remove(0) } else { values.into() }
}

/// A value that needs nothing but itself; schema.org has a type of its own for places on Earth.
fn plain(ty: &FieldType, value: &model::Value) -> Value {
    match value.point() {
        Some(point) => json!({
            "@type": "GeoCoordinates",
            "latitude": point.lat,
            "longitude": point.lon,
        }),
        None => value.json(ty),
    }
}
