//! The index of a kind: its records in groups, with what they can be filtered and sorted by.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tera::Value;

use crate::cite;
use crate::collation::Collation;
use crate::config::{AROUND, Field, FieldType, Grouping};
use crate::model::{self, RecordIndex};
use crate::parse::Phrase;

use super::addresses::{On, Shows, root_of};
use super::body::Sections;
use super::footnotes::Notes;
use super::frame::Face;
use super::values::type_name;
use super::{Rendered, Renderer, map, shown};

/// So many numbers or years are listed one by one; of more, readers choose a range.
const LISTED: usize = 8;

/// What addresses call the lack of a value: no id, and no assessor's name, is so written.
pub(super) const NONE: &str = "-";

/// One value of a facet: what stands in addresses, and what readers see.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: Phrase,
}

/// What records of a kind can be filtered by.
pub(super) struct Facet<'a> {
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    pub(super) of: FacetOf<'a>,
}

pub(super) enum FacetOf<'a> {
    /// The record around.
    Parent,
    /// A field, by its place and declaration.
    Field(usize, &'a Field),
    /// What the ledger says on an axis.
    Axis(usize),
}

impl Facet<'_> {
    pub(super) fn type_name(&self) -> &'static str {
        match self.of {
            FacetOf::Parent => "parent",
            FacetOf::Field(_, field) => type_name(&field.ty),
            FacetOf::Axis(_) => "ledger",
        }
    }

    fn is_many(&self) -> bool {
        match self.of {
            FacetOf::Parent => false,
            FacetOf::Field(_, field) => field.many,
            FacetOf::Axis(_) => true,
        }
    }

    /// The least and the greatest of the numbers or years of this facet, when they are too many to
    /// be listed.
    fn range(&self, counts: &[(Choice, usize)]) -> Option<(i64, i64)> {
        let FacetOf::Field(_, Field { ty: FieldType::Integer | FieldType::Date, .. }) = self.of
        else {
            return None;
        };
        let numbers = counts.iter().filter_map(|(choice, _)| choice.value.parse().ok());
        let numbers: Vec<i64> = numbers.collect();
        let ends = numbers.iter().min().copied().zip(numbers.iter().max().copied());
        ends.filter(|_| counts.len() > LISTED)
    }
}

/// Views of facets with the values of a record, by the facet's name and these values.
type Kept<'a> = HashMap<(&'a str, Vec<Choice>), Value>;

fn filled_view(facet: &Facet<'_>, choices: &[Choice]) -> Value {
    let values = choices.iter().map(|choice| {
        map! {
            "value": choice.value.as_str(),
            "label": choice.label.text.as_str(),
            "label_html": shown(&choice.label),
        }
    });
    map! {
        "name": facet.name,
        "label": facet.label,
        "type": facet.type_name(),
        "many": facet.is_many(),
        "values": values.collect::<Vec<Value>>(),
    }
}

impl Renderer {
    pub(super) fn index(&self, path: &str, kind: usize, language: usize) -> Rendered {
        let root = root_of(path);
        let introduction = self.plan.introductions.get(&(kind, language)).copied();
        let document = introduction.map(|index| self.model.document_at(index));
        let on = On { root: &root, language, shows: Shows::introduction(document) };
        let mut notes = Notes::default();
        let declared = &self.config.kinds[kind];
        let title = match introduction {
            Some(index) => self.title_of(index),
            None => self.label(language, &declared.plural).to_owned().into(),
        };
        let (words, body) = match introduction {
            Some(index) => (
                self.title_words(index, on, &mut notes)?,
                self.record_body(index, on, Sections::LeftOut, &mut notes)?,
            ),
            None => (shown(&title), String::new()),
        };
        let description = match declared.description.as_str() {
            "" => format!("{} – {}", title.text, self.site_title(language)),
            description => self.label(language, description).to_owned(),
        };
        let face = Face {
            path,
            language,
            subject: Some(self.index_data(path, kind, &title.text, language)),
            title,
            description: description.into(),
            breadcrumbs: vec![self.home_crumb(language)],
            alternates: self.index_alternates(kind),
            feed: self.feed_beside(path),
            ..Face::default()
        };
        let mut context = self.context(&face, on);
        context.insert_value("words", words);
        context.insert_value("body", Value::safe_string(body.trim()));
        context.insert_value("kind", self.kind_view(kind, language));
        context.insert("ledger", &self.has_ledger(kind));
        let facets = self.facets(kind);
        let records: Vec<RecordIndex> = self.of_language(kind, language).collect();
        context.insert_value("groups", Value::from(self.groups(kind, &records, &facets)));
        context.insert_value("facets", Value::from(self.facet_views(&records, &facets, language)));
        context.insert_value("sorts", Value::from(self.sorts(kind, language, &records)));
        let view = match introduction {
            Some(index) => self.record_view(index, on, &mut notes)?,
            None => Value::none(),
        };
        context.insert_value("record", view);
        context.insert_value("notes", Value::from(self.notes(on, &mut notes)?));
        self.look.render("index.html", &context)
    }

    /// The records of an index, grouped by the record around them where the kind names it.
    fn groups(&self, kind: usize, records: &[RecordIndex], facets: &[Facet<'_>]) -> Vec<Value> {
        let grouped = self.config.kinds[kind].parent_label.is_some();
        let mut places: BTreeMap<Option<RecordIndex>, usize> = BTreeMap::new();
        let mut groups: Vec<(Option<RecordIndex>, Vec<Value>)> = Vec::new();
        let mut kept = HashMap::new();
        for &index in records {
            let parent = self.model.parent(index).filter(|_| grouped);
            let place = *places.entry(parent).or_insert_with(|| {
                groups.push((parent, Vec::new()));
                groups.len() - 1
            });
            groups[place].1.push(self.item(index, facets, &mut kept));
        }
        let views = groups.into_iter().map(|(parent, records)| {
            map! { "parent": parent.map(|parent| self.summary(parent)), "records": records }
        });
        views.collect()
    }

    /// A record on its index: its summary, with what filters and sorts it. Most records of an index
    /// share their values with others, whose views are `kept`.
    fn item<'f>(&self, index: RecordIndex, facets: &'f [Facet<'f>], kept: &mut Kept<'f>) -> Value {
        let summary = self.summary(index);
        let mut view = summary.as_map().cloned().unwrap_or_default();
        let filled = facets.iter().filter_map(|facet| {
            let choices = self.choices(index, facet);
            if choices.is_empty() || facet.is_many() {
                return (!choices.is_empty()).then(|| filled_view(facet, &choices));
            }
            let view = kept.entry((facet.name, choices));
            Some(view.or_insert_with_key(|(_, choices)| filled_view(facet, choices)).clone())
        });
        view.insert("facets".into(), Value::from(filled.collect::<Vec<Value>>()));
        let coins = self.config.citation.enable.then(|| cite::coins(&self.work(index)));
        view.insert("coins".into(), Value::from(coins));
        view.insert("sorts".into(), Value::from(self.sort_keys(index)));
        // The first row of the kind's table is its head.
        view.insert("row".into(), Value::from(self.plan.ranks[index] as u64 + 1));
        Value::from(view)
    }

    /// What a kind can be filtered by: every choice, yes-or-no, reference, number and date, and what
    /// each assessor says last on each axis of the ledger.
    pub(super) fn facets(&self, kind: usize) -> Vec<Facet<'_>> {
        let declared = &self.config.kinds[kind];
        let parent = declared.parent_label.as_deref().or_else(|| self.counted_around(kind));
        let parent = parent.map(|label| Facet { name: AROUND, label, of: FacetOf::Parent });
        let fields = declared.fields.iter().enumerate().filter(|(_, field)| {
            matches!(
                field.ty,
                FieldType::Choice(_)
                    | FieldType::Boolean
                    | FieldType::Reference(_)
                    | FieldType::Integer
                    | FieldType::Date
            )
        });
        let fields = fields.map(|(at, field)| Facet {
            name: &field.name,
            label: &field.label,
            of: FacetOf::Field(at, field),
        });
        let ledger = self.config.ledger.as_ref().filter(|_| self.has_ledger(kind));
        let axes = ledger.into_iter().flat_map(|ledger| ledger.axes.iter().enumerate());
        let axes = axes.map(|(at, axis)| Facet {
            name: &axis.facet,
            label: &axis.label,
            of: FacetOf::Axis(at),
        });
        parent.into_iter().chain(fields).chain(axes).collect()
    }

    fn has_ledger(&self, kind: usize) -> bool {
        self.config.ledger.as_ref().is_some_and(|ledger| ledger.book(kind).is_some())
    }

    /// The label of the kind of the records around, when the ledger of a kind is counted by them.
    fn counted_around(&self, kind: usize) -> Option<&str> {
        let ledger = self.config.ledger.as_ref().filter(|_| self.has_ledger(kind))?;
        ledger.by.iter().find_map(|group| match group {
            Grouping::Around(around) => Some(self.config.kinds[*around].label.as_str()),
            Grouping::Field(_) => None,
        })
    }

    /// What a record can be found by: its choices, under the labels of their fields, and the record
    /// around it and those that its fields refer to, under the labels of their kinds.
    pub(super) fn filters(&self, index: RecordIndex) -> BTreeSet<(String, String)> {
        let record = &self.model.records[index];
        let declared = &self.config.kinds[record.kind];
        let label = |label: &str| self.label(record.language, label).to_owned();
        let of_kind = |at: RecordIndex| {
            let kind = &self.config.kinds[self.model.records[at].kind];
            (label(&kind.label), self.record_choice(at).label.text)
        };
        let parent =
            self.model.parent(index).filter(|_| declared.parent_label.is_some()).map(of_kind);
        let fields = declared.fields.iter().zip(&record.values);
        let values =
            fields.flat_map(|(field, values)| values.iter().map(move |value| (field, value)));
        let filters = values.filter_map(|(field, value)| match value {
            model::Value::Reference(at) => self.links.field(&self.model, index, *at).map(of_kind),
            model::Value::Choice(_) => {
                let choice = self.choice(index, field, value)?;
                Some((label(&field.label), choice.label.text))
            }
            _ => None,
        });
        parent.into_iter().chain(filters).collect()
    }

    /// The values of a record in a facet; the lack of them is one where the ledger counts by it.
    pub(super) fn choices(&self, index: RecordIndex, facet: &Facet<'_>) -> Vec<Choice> {
        let mut choices = self.own_choices(index, facet);
        let record = &self.model.records[index];
        if choices.is_empty() && self.is_counted(record.kind, facet) {
            choices.push(self.lack(record.language));
        }
        choices
    }

    /// The lack of a value, as one to filter by.
    pub(super) fn lack(&self, language: usize) -> Choice {
        let label = self.look.strings().word(language, "none-of-these");
        Choice { value: NONE.to_owned(), label: label.into() }
    }

    /// Whether the ledger counts records of a kind by what a facet holds.
    pub(super) fn is_counted(&self, kind: usize, facet: &Facet<'_>) -> bool {
        let is_it = |group: &Grouping| match (group, &facet.of) {
            (Grouping::Around(_), FacetOf::Parent) => true,
            (Grouping::Field(name), FacetOf::Field(_, field)) => *name == field.name,
            _ => false,
        };
        let ledger = self.config.ledger.as_ref();
        let ledger = ledger.filter(|_| self.has_ledger(kind));
        ledger.is_some_and(|ledger| ledger.by.iter().any(is_it))
    }

    fn own_choices(&self, index: RecordIndex, facet: &Facet<'_>) -> Vec<Choice> {
        let record = &self.model.records[index];
        match facet.of {
            FacetOf::Parent => {
                let parent = self.model.parent(index);
                parent.map(|parent| self.record_choice(parent)).into_iter().collect()
            }
            FacetOf::Field(at, field) => {
                let values = record.values[at].iter();
                values.filter_map(|value| self.choice(index, field, value)).collect()
            }
            FacetOf::Axis(axis) => self.judgements(index, axis),
        }
    }

    fn choice(&self, index: RecordIndex, field: &Field, value: &model::Value) -> Option<Choice> {
        let language = self.model.records[index].language;
        let plain = |value: String| Choice { label: value.clone().into(), value };
        Some(match (value, &field.ty) {
            (model::Value::Choice(at), FieldType::Choice(choices)) => {
                let (value, label) = &choices[*at];
                Choice {
                    value: value.clone(),
                    label: self.label(language, label).to_owned().into(),
                }
            }
            (model::Value::Reference(at), _) => {
                self.record_choice(self.links.field(&self.model, index, *at)?)
            }
            (model::Value::Boolean(value), _) => {
                let value = if *value { "yes" } else { "no" };
                let label = self.look.strings().word(language, value).into();
                Choice { value: value.to_owned(), label }
            }
            (model::Value::Integer(number), _) => plain(number.to_string()),
            (model::Value::Date(date), _) => plain(format!("{:04}", date.year)),
            _ => return None,
        })
    }

    pub(super) fn record_choice(&self, index: RecordIndex) -> Choice {
        let record = &self.model.records[index];
        let mut label = self.title_of(index);
        if let Some(number) = &record.number {
            label.put_before(&format!("{number} "));
        }
        Choice { value: record.id.replace('/', "-"), label }
    }

    /// The facets in which the records at hand differ, each value with its count.
    fn facet_views(
        &self,
        records: &[RecordIndex],
        facets: &[Facet<'_>],
        language: usize,
    ) -> Vec<Value> {
        let views = facets.iter().filter_map(|facet| {
            let mut counts: BTreeMap<Choice, usize> = BTreeMap::new();
            for &index in records {
                let mut choices = self.choices(index, facet);
                choices.sort();
                choices.dedup();
                for choice in choices {
                    *counts.entry(choice).or_default() += 1;
                }
            }
            if counts.len() < 2 {
                return None;
            }
            let mut counts: Vec<(Choice, usize)> = counts.into_iter().collect();
            self.order_choices(facet, language, &mut counts);
            let range = facet.range(&counts);
            let values = counts.into_iter().map(|(choice, count)| {
                map! {
                    "value": choice.value,
                    "label": choice.label.text.as_str(),
                    "label_html": shown(&choice.label),
                    "count": count,
                }
            });
            Some(map! {
                "name": facet.name,
                "label": self.label(language, facet.label),
                "values": values.collect::<Vec<Value>>(),
                "range": range.map(|(from, to)| map! { "from": from, "to": to }),
            })
        });
        views.collect()
    }

    /// Choices stand as `book.toml` lists them; everything else by number and then by name.
    fn order_choices(&self, facet: &Facet<'_>, language: usize, counts: &mut [(Choice, usize)]) {
        let declared: Vec<&str> = match facet.of {
            FacetOf::Field(_, Field { ty: FieldType::Choice(values), .. }) => {
                values.iter().map(|(value, _)| value.as_str()).collect()
            }
            _ => Vec::new(),
        };
        let collation = Collation::of(&self.config.languages[language].tag);
        let place = |choice: &Choice| declared.iter().position(|value| *value == choice.value);
        counts.sort_by(|(a, _), (b, _)| {
            let by_label = || collation.compare(&a.label.text, &b.label.text);
            place(a).cmp(&place(b)).then_with(by_label).then_with(|| a.value.cmp(&b.value))
        });
    }

    /// What the records of a kind can be sorted by: names and labels.
    fn sorts(&self, kind: usize, language: usize, records: &[RecordIndex]) -> Vec<Value> {
        let declared = &self.config.kinds[kind];
        let strings = self.look.strings();
        let mut sorts = vec![("", strings.word(language, "sort-order"))];
        sorts.push(("title", strings.word(language, "sort-title")));
        for (at, field) in declared.fields.iter().enumerate() {
            let sortable = matches!(field.ty, FieldType::Integer | FieldType::Date);
            let used =
                records.iter().any(|&index| !self.model.records[index].values[at].is_empty());
            if sortable && used {
                sorts.push((&field.name, self.label(language, &field.label).to_owned()));
            }
        }
        sorts.into_iter().map(|(name, label)| map! { "name": name, "label": label }).collect()
    }

    /// A record's values of the fields that sort.
    fn sort_keys(&self, index: RecordIndex) -> Vec<Value> {
        let record = &self.model.records[index];
        let declared = &self.config.kinds[record.kind];
        let keys = declared.fields.iter().zip(&record.values).filter_map(|(field, values)| {
            let value = match values.first()? {
                model::Value::Integer(number) => number.to_string(),
                model::Value::Date(date) => date.to_string(),
                _ => return None,
            };
            Some(map! { "name": field.name.as_str(), "value": value })
        });
        keys.collect()
    }
}
