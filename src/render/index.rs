//! The index of a kind: its records in groups, with what they can be filtered and sorted by.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use tera::Value;

use crate::cite;
use crate::collation::Collation;
use crate::config::{AROUND, Field, Grouping};
use crate::field::{Filtering, Form};
use crate::ids::{KindId, LanguageId, RecordId};
use crate::model;
use crate::plan::{ROWS, file_of};
use crate::trace;

use super::addresses::{On, Shows, root_of};
use super::body::Sections;
use super::ended::FACET;
use super::facets::{Choice, Facet, FacetOf, NONE};
use super::footnotes::Notes;
use super::frame::Face;
use super::{Rendered, Renderer, map, shown};

/// So many values of a facet are in the page of an index of several parts; the script adds others.
const MOST_VALUES: usize = 50;

/// What the parts of an index share.
#[derive(Debug, Clone)]
pub(super) struct Order {
    /// The records, grouped.
    pub(super) records: Vec<RecordId>,
    /// What they can be filtered by, and sorted by.
    pub(super) facets: Value,
    pub(super) sorts: Value,
}

/// Views of facets with the values of a record, by the facet's name and these values.
type GroupViews<'a> = HashMap<(&'a str, Vec<Choice>), Value>;

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
    /// The index of a kind, or a part of it.
    pub(super) fn index(
        &self,
        path: &str,
        kind: KindId,
        language: LanguageId,
        part: usize,
    ) -> Rendered {
        let root = root_of(path);
        let cut = self.plan.cuts.get(&(kind, language)).copied();
        let is_first = part == 1;
        let introduction = self.plan.introductions.get(&(kind, language)).copied();
        // The first part alone has the text.
        let text = introduction.filter(|_| is_first);
        let document = text.map(|index| self.model.document_at(index));
        let on = On { root: &root, language, shows: Shows::introduction(document) };
        let mut notes = Notes::default();
        let declared = &self.config.kinds[kind];
        let whole_title = match introduction {
            Some(index) => self.title_of(index),
            None => self.label(language, &declared.plural).to_owned().into(),
        };
        let title = match cut {
            Some(cut) => self.part_title(language, &whole_title, cut, part),
            None => whole_title.clone(),
        };
        let (words, body) = match text {
            Some(index) => (
                self.title_words(index, on, &mut notes)?,
                self.record_body(index, on, Sections::LeftOut, &mut notes)?,
            ),
            None => (shown(&title), String::new()),
        };
        let description = match declared.description.as_str() {
            description if is_first && !description.is_empty() => {
                self.label(language, description).to_owned()
            }
            _ => format!("{} – {}", title.text, self.site_title(language)),
        };
        let first = self.plan.indexes.get(&(kind, language)).map_or("", String::as_str);
        let above = (!is_first).then(|| (whole_title, first.to_owned()));
        let face = Face {
            path,
            language,
            subject: Some(self.index_data(path, (kind, part), &title.text, language)),
            title,
            description: description.into(),
            breadcrumbs: [self.home_crumb(language)].into_iter().chain(above).collect(),
            alternates: self.index_alternates(kind, part),
            feed: self.feed_beside(&file_of(first)),
            ..Face::default()
        };
        let mut context = self.context(&face, on);
        context.insert_value("words", words);
        context.insert_value("body", Value::safe_string(body.trim()));
        context.insert_value("kind", self.kind_view(kind, language));
        context.insert("ledger", &self.has_ledger(kind));
        let order = self.order(kind, language);
        let rows = cut.map_or(0..order.records.len(), |cut| cut.rows(part));
        let facets = self.facets(kind);
        let groups = self.groups(kind, &order.records[rows], &facets);
        context.insert_value("groups", Value::from(groups));
        context.insert_value("facets", order.facets.clone());
        context.insert_value("sorts", order.sorts.clone());
        let parts = cut.map(|cut| self.parts_view(first, cut, part));
        context.insert_value("parts", Value::from(parts));
        context.insert_value("rows", Value::from(cut.map(|_| rows_beside(first))));
        let view = match text {
            Some(index) => self.record_view(index, on, &mut notes)?,
            None => Value::none(),
        };
        context.insert_value("record", view);
        context.insert_value("notes", Value::from(self.notes(on, &mut notes)?));
        self.look.render("index.html", &context)
    }

    /// What the parts of an index share, which is made once; an index of one page needs it once.
    pub(super) fn order(&self, kind: KindId, language: LanguageId) -> Cow<'_, Order> {
        match self.orders.get(&(kind, language)) {
            Some(order) => {
                self.note_order((kind, language));
                let make = || trace::aside(|| self.ordered(kind, language));
                Cow::Borrowed(order.get_or_init(make))
            }
            None => Cow::Owned(self.ordered(kind, language)),
        }
    }

    fn ordered(&self, kind: KindId, language: LanguageId) -> Order {
        let records: Vec<RecordId> = self.of_language(kind, language).collect();
        let facets = self.facets(kind);
        let is_cut = self.plan.cuts.contains_key(&(kind, language));
        Order {
            facets: Value::from(self.facet_views(&records, &facets, language, is_cut)),
            sorts: Value::from(self.sorts(kind, language, &records)),
            records: self.grouped(kind, records),
        }
    }

    /// The records that a part of an index shows.
    pub(super) fn rows_of_part(
        &self,
        kind: KindId,
        language: LanguageId,
        part: usize,
    ) -> Vec<RecordId> {
        match self.plan.cuts.get(&(kind, language)) {
            Some(cut) => self.order(kind, language).records[cut.rows(part)].to_vec(),
            None => self.of_language(kind, language).collect(),
        }
    }

    /// The record around a record, where the kind groups its index by it.
    fn group_of(&self, kind: KindId, index: RecordId) -> Option<RecordId> {
        let is_grouped = self.config.kinds[kind].parent_label.is_some();
        self.model.parent(index).filter(|_| is_grouped)
    }

    /// Records with those of each group together, the groups in the order of their first records.
    fn grouped(&self, kind: KindId, records: Vec<RecordId>) -> Vec<RecordId> {
        let mut places: BTreeMap<Option<RecordId>, usize> = BTreeMap::new();
        let mut groups: Vec<Vec<RecordId>> = Vec::new();
        for index in records {
            let place = *places.entry(self.group_of(kind, index)).or_insert(groups.len());
            if place == groups.len() {
                groups.push(Vec::new());
            }
            groups[place].push(index);
        }
        groups.concat()
    }

    /// Rows of an index, grouped by the record around them where the kind names it.
    fn groups(&self, kind: KindId, rows: &[RecordId], facets: &[Facet<'_>]) -> Vec<Value> {
        let mut kept = HashMap::new();
        let groups = rows.chunk_by(|a, b| self.group_of(kind, *a) == self.group_of(kind, *b));
        let views = groups.map(|group| {
            let parent = self.group_of(kind, group[0]).map(|parent| self.summary(parent));
            let records = group.iter().map(|&index| self.item(index, facets, &mut kept));
            map! { "parent": parent, "records": records.collect::<Vec<Value>>() }
        });
        views.collect()
    }

    /// A record on its index: its summary, with what filters and sorts it. Most records of an index
    /// share their values with others, whose views are `kept`.
    fn item<'f>(
        &self,
        index: RecordId,
        facets: &'f [Facet<'f>],
        kept: &mut GroupViews<'f>,
    ) -> Value {
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
        view.insert("row".into(), Value::from(self.row_of(index)));
        Value::from(view)
    }

    /// The row of a record in the table of its kind, whose first is the head.
    pub(super) fn row_of(&self, index: RecordId) -> u64 {
        self.plan.ranks[index] as u64 + 1
    }

    /// What a kind can be filtered by: the record around, every field of a type that filters, and what
    /// each assessor says last on each axis of the ledger.
    pub(super) fn facets(&self, kind: KindId) -> Vec<Facet<'_>> {
        let declared = &self.config.kinds[kind];
        let parent = declared.parent_label.as_deref().or_else(|| self.counted_around(kind));
        let parent = parent.map(|label| Facet { name: AROUND, label, of: FacetOf::Parent });
        let fields = declared.fields.enumerate().filter_map(|(at, field)| {
            let of = FacetOf::Field(at, field, field.ty.filtering()?);
            Some(Facet { name: &field.name, label: &field.label, of })
        });
        let ledger = self.config.ledger.as_ref().filter(|_| self.has_ledger(kind));
        let axes = ledger.into_iter().flat_map(|ledger| ledger.axes.iter().enumerate());
        let axes = axes.map(|(at, axis)| Facet {
            name: &axis.facet,
            label: &axis.label,
            of: FacetOf::Axis(at),
        });
        let promised = self.config.milestones.as_ref().and_then(|own| Some((own, own.book(kind)?)));
        let promised = promised.map(|(own, book)| Facet {
            name: &own.facet,
            label: &declared.fields[book.field].label,
            of: FacetOf::Milestones,
        });
        let has_ended = self.model.shape.ended.contains(&kind);
        let ended = has_ended.then_some(Facet { name: FACET, label: FACET, of: FacetOf::Ended });
        parent.into_iter().chain(fields).chain(axes).chain(promised).chain(ended).collect()
    }

    /// What readers see of a facet.
    pub(super) fn facet_label<'a>(
        &'a self,
        language: LanguageId,
        facet: &Facet<'a>,
    ) -> Cow<'a, str> {
        match facet.of {
            FacetOf::Ended => Cow::Owned(self.look.strings().word(language, facet.label)),
            _ => Cow::Borrowed(self.label(language, facet.label)),
        }
    }

    fn has_ledger(&self, kind: KindId) -> bool {
        self.config.ledger.as_ref().is_some_and(|ledger| ledger.book(kind).is_some())
    }

    /// The label of the kind of the records around, when the ledger of a kind is counted by them.
    fn counted_around(&self, kind: KindId) -> Option<&str> {
        let ledger = self.config.ledger.as_ref().filter(|_| self.has_ledger(kind))?;
        ledger.by.iter().find_map(|group| match group {
            Grouping::Around(around) => Some(self.config.kinds[*around].label.as_str()),
            Grouping::Field(_) => None,
        })
    }

    /// The values of a record in a facet; the lack of them is one where the ledger counts by it.
    pub(super) fn choices(&self, index: RecordId, facet: &Facet<'_>) -> Vec<Choice> {
        let mut choices = self.own_choices(index, facet);
        let record = &self.model.records[index];
        if choices.is_empty() && self.is_counted(record.kind, facet) {
            choices.push(self.lack(record.language));
        }
        choices
    }

    /// The values of a record in a facet, by their places in a list of values.
    pub(super) fn places_of(
        &self,
        index: RecordId,
        facet: &Facet<'_>,
        places: &HashMap<String, usize>,
    ) -> Vec<usize> {
        let place = |value: &str| places.get(value).copied();
        if let FacetOf::Field(at, _, Filtering::Records) = facet.of {
            // Titles are not asked for.
            let values = self.model.records[index].values[at].iter();
            let forms = values.filter_map(|value| match value.form() {
                Form::Record(at) => self.links.field(&self.model, index, at),
                _ => None,
            });
            let places: Vec<usize> = forms.filter_map(|at| place(&self.value_of(at))).collect();
            if !places.is_empty() {
                return places;
            }
        }
        let choices = self.choices(index, facet);
        choices.iter().filter_map(|choice| place(&choice.value)).collect()
    }

    /// The lack of a value, as one to filter by.
    pub(super) fn lack(&self, language: LanguageId) -> Choice {
        let label = self.look.strings().word(language, "none-of-these");
        Choice { value: NONE.to_owned(), label: label.into() }
    }

    /// Whether the ledger counts records of a kind by what a facet holds.
    pub(super) fn is_counted(&self, kind: KindId, facet: &Facet<'_>) -> bool {
        let is_it = |group: &Grouping| match (group, &facet.of) {
            (Grouping::Around(_), FacetOf::Parent) => true,
            (Grouping::Field(name), FacetOf::Field(_, field, _)) => *name == field.name,
            _ => false,
        };
        let ledger = self.config.ledger.as_ref();
        let ledger = ledger.filter(|_| self.has_ledger(kind));
        ledger.is_some_and(|ledger| ledger.by.iter().any(is_it))
    }

    fn own_choices(&self, index: RecordId, facet: &Facet<'_>) -> Vec<Choice> {
        let record = &self.model.records[index];
        match facet.of {
            FacetOf::Parent => {
                let parent = self.model.parent(index);
                parent.map(|parent| self.record_choice(parent)).into_iter().collect()
            }
            FacetOf::Field(at, field, _) => {
                let values = record.values[at].iter();
                values.filter_map(|value| self.choice(index, field, value)).collect()
            }
            FacetOf::Axis(axis) => self.judgements(index, axis),
            FacetOf::Milestones => self.standings_to_choose(index),
            FacetOf::Ended => vec![self.ending_choice(index)],
        }
    }

    fn choice(&self, index: RecordId, field: &Field, own: &model::Value) -> Option<Choice> {
        let value = match own.form() {
            Form::Plain => own.filter_key(&field.ty)?,
            Form::Record(at) => {
                return Some(self.record_choice(self.links.field(&self.model, index, at)?));
            }
            Form::Markdown(_) | Form::Row(_) => return None,
        };
        let language = self.model.records[index].language;
        let label = match field.ty.filtering()? {
            Filtering::Choices | Filtering::YesNo => self.in_words(language, field, own)?,
            Filtering::Numbers | Filtering::Years | Filtering::Records => value.clone(),
        };
        Some(Choice { value, label: label.into() })
    }

    pub(super) fn record_choice(&self, index: RecordId) -> Choice {
        let record = &self.model.records[index];
        let mut label = self.title_of(index);
        if let Some(number) = &record.number {
            label.put_before(&format!("{number} "));
        }
        Choice { value: self.value_of(index), label }
    }

    /// What addresses call a record that is filtered by.
    fn value_of(&self, index: RecordId) -> String {
        self.model.records[index].id.replace('/', "-")
    }

    /// The facets in which the records at hand differ, each value with its count.
    fn facet_views(
        &self,
        records: &[RecordId],
        facets: &[Facet<'_>],
        language: LanguageId,
        is_cut: bool,
    ) -> Vec<Value> {
        let views = facets.iter().filter_map(|facet| {
            let mut counts = self.counts(records, facet, language)?;
            let range = facet.range(&counts);
            let all = counts.len();
            if is_cut && range.is_none() {
                keep_most(&mut counts);
            }
            let more = all - counts.len();
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
                "label": self.facet_label(language, facet),
                "values": values.collect::<Vec<Value>>(),
                "more": more as u64,
                "range": range.map(|(from, to)| map! { "from": from, "to": to }),
            })
        });
        views.collect()
    }

    /// The values of a facet in which records differ, in their order, each with its count.
    pub(super) fn counts(
        &self,
        records: &[RecordId],
        facet: &Facet<'_>,
        language: LanguageId,
    ) -> Option<Vec<(Choice, usize)>> {
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
        Some(counts)
    }

    /// Choices stand as `book.toml` lists them; everything else by number and then by name.
    fn order_choices(
        &self,
        facet: &Facet<'_>,
        language: LanguageId,
        counts: &mut [(Choice, usize)],
    ) {
        let declared: Vec<&str> = match facet.of {
            FacetOf::Field(_, field, _) => {
                field.ty.choices().iter().map(|(value, _)| value.as_str()).collect()
            }
            FacetOf::Parent | FacetOf::Axis(_) | FacetOf::Milestones | FacetOf::Ended => Vec::new(),
        };
        let collation = Collation::of(&self.config.languages[language].tag);
        let place = |choice: &Choice| declared.iter().position(|value| *value == choice.value);
        counts.sort_by(|(a, _), (b, _)| {
            let by_label = || collation.compare(&a.label.text, &b.label.text);
            place(a).cmp(&place(b)).then_with(by_label).then_with(|| a.value.cmp(&b.value))
        });
    }

    /// What the records of a kind can be sorted by: names and labels.
    fn sorts(&self, kind: KindId, language: LanguageId, records: &[RecordId]) -> Vec<Value> {
        let declared = &self.config.kinds[kind];
        let strings = self.look.strings();
        let mut sorts = vec![("", strings.word(language, "sort-order"))];
        sorts.push(("title", strings.word(language, "sort-title")));
        for (at, field) in declared.fields.enumerate() {
            let used =
                records.iter().any(|&index| !self.model.records[index].values[at].is_empty());
            if field.ty.is_sortable() && used {
                sorts.push((&field.name, self.label(language, &field.label).to_owned()));
            }
        }
        sorts.into_iter().map(|(name, label)| map! { "name": name, "label": label }).collect()
    }

    /// A record's values of the fields that sort.
    fn sort_keys(&self, index: RecordId) -> Vec<Value> {
        let record = &self.model.records[index];
        let declared = &self.config.kinds[record.kind];
        let keys = declared.fields.iter().zip(&record.values).filter_map(|(field, values)| {
            let value = values.first()?.sort_key(&field.ty)?;
            Some(map! { "name": field.name.as_str(), "value": value })
        });
        keys.collect()
    }
}

/// The path of the file of the rows of an index, by the address of its first part.
fn rows_beside(first: &str) -> String {
    format!("{first}{ROWS}")
}

/// Leaves the values that most records have, in their order.
fn keep_most(counts: &mut Vec<(Choice, usize)>) {
    let mut places: Vec<usize> = (0..counts.len()).collect();
    places.sort_by_key(|&at| Reverse(counts[at].1));
    places.truncate(MOST_VALUES);
    let kept: BTreeSet<usize> = places.into_iter().collect();
    let mut at = 0..;
    counts.retain(|_| at.next().is_some_and(|at| kept.contains(&at)));
}
