//! What happened since: the ledger of a record, the latest changes, and where things stand.
//!
//! Every figure here counts the latest entries of one assessor. What two of them say of a record is
//! shown and counted side by side.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use tera::{Value, value::Key};

use crate::config::{self, Grouping, LedgerBook, PAGE};
use crate::date::Date;
use crate::diagnostics::Diagnostic;
use crate::ledger::{Assessor, Entry, Ledger};
use crate::look::Argument;
use crate::model::{self, RecordIndex};
use crate::parse::text;
use crate::plan::{MOST_CHANGES, file_of};

use super::body::{Notes, On, Shows};
use super::index::{AROUND, Choice, NONE};
use super::pages::{Face, root_of};
use super::values::percent_encoded;
use super::{Rendered, Renderer, map};

/// So many changes stand on the home page.
const ON_HOME: usize = 3;

/// What the ledger says of all records of a language.
#[derive(Debug)]
pub(super) struct Standing {
    ledger: Ledger,
    /// For each assessor, what addresses call it.
    keys: Vec<String>,
    /// Record, axis and assessor → the place of the latest entry.
    latest: BTreeMap<(RecordIndex, usize, usize), usize>,
}

impl Standing {
    /// The latest entries of a record on an axis, one of each assessor.
    fn of(&self, record: RecordIndex, axis: usize) -> impl Iterator<Item = &Entry> {
        let own = self.latest.range((record, axis, 0)..(record, axis + 1, 0));
        own.map(|(_, &at)| &self.ledger.entries[at])
    }
}

/// Entries that differ in nothing but the record.
struct Change {
    entry: Entry,
    view: tera::Map,
    records: Vec<RecordIndex>,
}

/// What a table of figures counts by.
enum By<'a> {
    Assessor,
    Group(&'a Grouping),
    Year,
}

/// One row of a table of figures, by what orders rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum RowOf {
    Assessor(usize),
    /// The latest year first.
    Year(Reverse<i16>),
    /// Kind, place in its order, and the record.
    Record(usize, usize, RecordIndex),
    /// The records that are in no group.
    Rest,
}

/// The figures of a row.
#[derive(Debug, Default)]
struct Row {
    /// State and assessor → how many records.
    counts: BTreeMap<(usize, usize), usize>,
    /// How many records nobody says anything of.
    none: usize,
}

/// An axis of a kind's ledger, in a language.
#[derive(Clone, Copy)]
struct Scene<'a> {
    declared: &'a config::Ledger,
    standing: &'a Standing,
    kind: usize,
    axis: usize,
    language: usize,
    records: &'a [RecordIndex],
}

impl Renderer {
    /// The ledger of all records of a language.
    fn standing(&self, language: usize) -> &Standing {
        self.standings[language].get_or_init(|| {
            let is_own = |index: &RecordIndex| self.model.records[*index].language == language;
            let records = (0..self.model.records.len()).filter(is_own);
            let ledger = Ledger::of(&self.config, &self.model, &self.links, records);
            let latest = ledger.latest();
            Standing { keys: self.assessor_keys(&ledger), latest, ledger }
        })
    }

    /// What addresses call each assessor: no two alike.
    fn assessor_keys(&self, ledger: &Ledger) -> Vec<String> {
        let mut times: HashMap<String, usize> = HashMap::new();
        let keys = ledger.assessors.iter().map(|assessor| {
            let key = match assessor {
                Assessor::Record(index) => self.record_choice(*index).value,
                Assessor::Choice(name) | Assessor::Named(name) => text::slug(name),
            };
            let time = times.entry(key.clone()).or_default();
            *time += 1;
            if *time == 1 { key } else { format!("{key}-{time}") }
        });
        keys.collect()
    }

    fn assessor_name<'a>(&'a self, language: usize, assessor: &'a Assessor) -> &'a str {
        match assessor {
            Assessor::Record(index) => &self.model.records[*index].title,
            Assessor::Choice(name) => self.label(language, name),
            Assessor::Named(name) => name,
        }
    }

    // ------------------------------------------------------------------ entries

    /// What an entry says, but for its record.
    fn entry_view(
        &self,
        ledger: &Ledger,
        entry: &Entry,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<tera::Map, Box<Diagnostic>> {
        let mut view = tera::Map::new();
        let Some((declared, book)) = self.book_of(entry.record) else { return Ok(view) };
        let axis = &declared.axes[entry.axis];
        let (value, label) = &declared.states[entry.state];
        view.insert("axis".into(), self.label(on.language, &axis.label).into());
        view.insert("state".into(), self.label(on.language, label).into());
        view.insert("value".into(), value.as_str().into());
        let date = map! {
            "text": self.date(on.language, entry.date),
            "iso": entry.date.to_string(),
        };
        view.insert("date".into(), date);
        let assessor = match &ledger.assessors[entry.assessor] {
            Assessor::Record(index) => map! { "record": self.summary(*index) },
            other => map! { "text": self.assessor_name(on.language, other) },
        };
        view.insert("assessor".into(), assessor);
        let source = entry.source(&self.config, &self.model);
        let source = self.cells(entry.record, book, book.columns.source, source, on, notes)?;
        view.insert("source".into(), source);
        let remark = entry.remark(&self.config, &self.model);
        let remark = match book.columns.remark {
            Some(column) => self.cells(entry.record, book, column, remark, on, notes)?,
            None => Value::from(Vec::<Value>::new()),
        };
        view.insert("remark".into(), remark);
        Ok(view)
    }

    fn book_of(&self, record: RecordIndex) -> Option<(&config::Ledger, &LedgerBook)> {
        let declared = self.config.ledger.as_ref()?;
        Some((declared, declared.book(self.model.records[record].kind)?))
    }

    /// The values of a column.
    fn cells(
        &self,
        record: RecordIndex,
        book: &LedgerBook,
        column: usize,
        values: &[model::Value],
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Value, Box<Diagnostic>> {
        let columns = self.config.kinds[book.kind].fields[book.field].ty.columns();
        let mut views = Vec::with_capacity(values.len());
        for value in values {
            views.extend(self.value(record, &columns[column], value, on, notes)?);
        }
        Ok(Value::from(views))
    }

    /// What the ledger says of a record: on each axis, entries by date.
    pub(super) fn ledger_view(
        &self,
        index: RecordIndex,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Option<Value>, Box<Diagnostic>> {
        let Some((declared, book)) = self.book_of(index) else { return Ok(None) };
        let ledger = Ledger::of(&self.config, &self.model, &self.links, [index]);
        let latest = ledger.latest();
        let mut axes = Vec::new();
        for (at, axis) in declared.axes.iter().enumerate() {
            let mut entries = Vec::new();
            for entry in ledger.entries.iter().filter(|entry| entry.axis == at) {
                entries.push(Value::from(self.entry_view(&ledger, entry, on, notes)?));
            }
            let last = latest.range((index, at, 0)..(index, at + 1, 0));
            let mut states = last.map(|(_, &entry)| ledger.entries[entry].state);
            let first = states.next();
            if first.is_some() {
                axes.push(map! {
                    "label": self.label(on.language, &axis.label),
                    "differ": states.any(|state| Some(state) != first),
                    "entries": entries,
                });
            }
        }
        let label = &self.config.kinds[book.kind].fields[book.field].label;
        let label = self.label(on.language, label);
        Ok((!axes.is_empty()).then(|| map! { "label": label, "axes": axes }))
    }

    /// What each assessor says last of a record on an axis, to filter by.
    pub(super) fn judgements(&self, index: RecordIndex, axis: usize) -> Vec<Choice> {
        let Some(declared) = &self.config.ledger else { return Vec::new() };
        let language = self.model.records[index].language;
        let (standing, strings) = (self.standing(language), self.look.strings());
        let choices = standing.of(index, axis).map(|entry| {
            let (value, label) = &declared.states[entry.state];
            let assessor = &standing.ledger.assessors[entry.assessor];
            let assessor = self.assessor_name(language, assessor).to_owned();
            let words = [
                ("assessor".to_owned(), Argument::Text(assessor)),
                ("state".to_owned(), Argument::Text(self.label(language, label).to_owned())),
            ];
            Choice {
                value: format!("{}.{value}", standing.keys[entry.assessor]),
                label: strings.get(language, "judgement", &words).unwrap_or_default(),
            }
        });
        let choices: Vec<Choice> = choices.collect();
        if choices.is_empty() {
            let label = strings.word(language, "no-entry");
            return vec![Choice { value: NONE.to_owned(), label }];
        }
        choices
    }

    // ------------------------------------------------------------------ changes

    /// The pages about the ledger, as the list of all titles shows them.
    pub(super) fn ledger_pages(&self, language: usize) -> Vec<Value> {
        let home = self.plan_home(language);
        let there = ["changes", "progress"].into_iter().filter_map(|name| {
            let path = self.overview_path(&format!("{home}{name}/"))?;
            Some(map! {
                "kind": self.config.kinds[PAGE].name.as_str(),
                "kind_label": self.label(language, &self.config.kinds[PAGE].label),
                "title": self.look.strings().word(language, &format!("{name}-title")),
                "number": Value::none(),
                "path": path,
            })
        });
        there.collect()
    }

    /// The latest changes, or all of a year.
    pub(super) fn changes(&self, path: &str, language: usize, year: Option<i16>) -> Rendered {
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let mut notes = Notes::default();
        let most = if year.is_some() { usize::MAX } else { MOST_CHANGES };
        let wanted = |entry: &Entry| year.is_none_or(|year| entry.date.year == year);
        let changes = self.changes_of(on, most, usize::MAX, wanted, &mut notes)?;
        let mut face = self.overview(path, language, "changes");
        if let Some(year) = year {
            let above = (face.title.clone(), self.changes_address(language, None));
            face.breadcrumbs.push(above);
            face.title = self.with_year(language, "changes-of-year", year);
        }
        face.alternates = self.overview_alternates(language, "changes/");
        let mut context = self.context(&face, on);
        context.insert_value("years", Value::from(self.year_views(language, changes)));
        context.insert_value("pages", Value::from(self.year_pages(language, year)));
        context.insert_value("notes", Value::from(self.notes(on, &mut notes)?));
        self.look.render("changes.html", &context)
    }

    /// The latest changes for the home page, without the notes of their remarks.
    pub(super) fn latest_changes(&self, on: On<'_>) -> Result<Vec<Value>, Box<Diagnostic>> {
        if self.config.ledger.is_none() {
            return Ok(Vec::new());
        }
        let mut notes = Notes::left_out();
        let changes = self.changes_of(on, usize::MAX, ON_HOME, |_| true, &mut notes)?;
        Ok(changes.into_iter().take(ON_HOME).map(|change| self.change_view(change)).collect())
    }

    /// The newest entries that are wanted, those that differ in their records only taken together: at
    /// most so many entries, and no more days than make up enough changes.
    fn changes_of(
        &self,
        on: On<'_>,
        most: usize,
        enough: usize,
        wanted: impl Fn(&Entry) -> bool,
        notes: &mut Notes,
    ) -> Result<Vec<Change>, Box<Diagnostic>> {
        let ledger = &self.standing(on.language).ledger;
        let same_day = |a: &Entry, b: &Entry| a.date == b.date;
        let mut changes: Vec<Change> = Vec::new();
        let mut known: HashMap<(Date, usize, usize, usize, String), usize> = HashMap::new();
        let (mut taken, days) = (0, ledger.entries.chunk_by(same_day).rev());
        for day in days.filter(|day| wanted(&day[0])) {
            if taken >= most || changes.len() >= enough {
                break;
            }
            taken += day.len();
            for entry in day {
                let view = self.entry_view(ledger, entry, on, notes)?;
                let words =
                    ["source", "remark"].map(|key| view.get(&Key::from(key)).map(Value::to_string));
                let Entry { date, axis, state, assessor, .. } = *entry;
                let key = (date, axis, state, assessor, format!("{words:?}"));
                let at = *known.entry(key).or_insert(changes.len());
                if at == changes.len() {
                    changes.push(Change { entry: *entry, view, records: Vec::new() });
                }
                changes[at].records.push(entry.record);
            }
        }
        Ok(changes)
    }

    fn change_view(&self, change: Change) -> Value {
        let Change { mut view, mut records, .. } = change;
        records.sort_by_key(|&index| (self.model.records[index].kind, self.plan.ranks[index]));
        records.dedup();
        let records: Vec<Value> = records.into_iter().map(|index| self.summary(index)).collect();
        view.insert("records".into(), Value::from(records));
        Value::from(view)
    }

    /// Changes by year and by month.
    fn year_views(&self, language: usize, changes: Vec<Change>) -> Vec<Value> {
        type Months = Vec<(Date, Vec<Value>)>;
        let mut years: Vec<(i16, Months)> = Vec::new();
        for change in changes {
            let month = Date { day: None, ..change.entry.date };
            if years.last().is_none_or(|(year, _)| *year != month.year) {
                years.push((month.year, Vec::new()));
            }
            let Some((_, months)) = years.last_mut() else { continue };
            if months.last().is_none_or(|(own, _)| *own != month) {
                months.push((month, Vec::new()));
            }
            let Some((_, entries)) = months.last_mut() else { continue };
            entries.push(self.change_view(change));
        }
        let views = years.into_iter().map(|(year, months)| {
            let months = months.into_iter().map(|(month, changes)| {
                map! { "label": self.month_label(language, month), "changes": changes }
            });
            map! {
                "year": self.date(language, Date { year, month: None, day: None }),
                "anchor": year_anchor(year),
                "months": months.collect::<Vec<Value>>(),
            }
        });
        views.collect()
    }

    fn month_label(&self, language: usize, month: Date) -> String {
        if month.month.is_some() {
            return self.date(language, month);
        }
        self.with_year(language, "some-time", month.year)
    }

    fn with_year(&self, language: usize, words: &str, year: i16) -> String {
        let year = ("year".to_owned(), Argument::Text(format!("{year:04}")));
        self.look.strings().get(language, words, &[year]).unwrap_or_default()
    }

    /// The years with changes, the latest first, and where each is shown.
    fn year_pages(&self, language: usize, at: Option<i16>) -> Vec<Value> {
        let years = self.years_of(language).into_iter().rev().map(|year| {
            map! {
                "year": self.date(language, Date { year, month: None, day: None }),
                "path": self.year_path(language, year),
                "current": at == Some(year),
            }
        });
        years.collect()
    }

    fn years_of(&self, language: usize) -> Vec<i16> {
        let years = &self.model.shape.years;
        let own = years.range((language, i16::MIN)..=(language, i16::MAX));
        own.map(|(&(_, year), _)| year).collect()
    }

    fn changes_address(&self, language: usize, year: Option<i16>) -> String {
        let home = self.plan_home(language);
        match year {
            None => format!("{home}changes/"),
            Some(year) => format!("{home}changes/{year:04}/"),
        }
    }

    /// Where the changes of a year are shown: on a page of their own, or on that of all.
    fn year_path(&self, language: usize, year: i16) -> String {
        let own = self.changes_address(language, Some(year));
        match self.plan.pages.contains_key(&file_of(&own)) {
            true => self.href("", &own, ""),
            false => self.href("", &self.changes_address(language, None), &year_anchor(year)),
        }
    }

    /// The languages that have a page of this name.
    fn overview_alternates(&self, own: usize, name: &str) -> Vec<(usize, String)> {
        let addresses = (0..self.config.languages.len())
            .map(|language| (language, format!("{}{name}", self.plan_home(language))));
        let is_there = |(language, address): &(usize, String)| {
            *language == own || self.plan.pages.contains_key(&file_of(address))
        };
        addresses.filter(is_there).collect()
    }

    // ------------------------------------------------------------------ figures

    /// Where things stand: for each kind and each axis, tables of figures.
    pub(super) fn progress(&self, path: &str, language: usize) -> Rendered {
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let face = Face {
            alternates: self.overview_alternates(language, "progress/"),
            ..self.overview(path, language, "progress")
        };
        let mut context = self.context(&face, on);
        let mut kinds = Vec::new();
        let declared = self.config.ledger.as_ref();
        let books = declared.iter().flat_map(|own| own.books.iter().map(move |book| (*own, book)));
        for (declared, book) in books {
            let records: Vec<RecordIndex> = self.of_language(book.kind, language).collect();
            if records.is_empty() {
                continue;
            }
            let scene = Scene {
                declared,
                standing: self.standing(language),
                kind: book.kind,
                axis: 0,
                language,
                records: &records,
            };
            let axes = (0..declared.axes.len()).map(|axis| self.axis_view(Scene { axis, ..scene }));
            kinds.push(map! {
                "kind": self.kind_view(book.kind, language),
                "axes": axes.collect::<Vec<Value>>(),
            });
        }
        context.insert_value("kinds", Value::from(kinds));
        self.look.render("progress.html", &context)
    }

    fn axis_view(&self, scene: Scene<'_>) -> Value {
        let Scene { declared, standing, axis, language, .. } = scene;
        let is_silent = |record: &&RecordIndex| standing.of(**record, axis).next().is_none();
        let none = scene.records.iter().filter(is_silent).count();
        let mut by = vec![By::Assessor];
        by.extend(declared.by.iter().map(By::Group));
        by.push(By::Year);
        let tables: Vec<Value> = match none == scene.records.len() {
            true => Vec::new(),
            false => by.iter().filter_map(|by| self.table_view(scene, by)).collect(),
        };
        let axis = &declared.axes[axis];
        let states = axis
            .states
            .iter()
            .map(|&state| Value::from(self.label(language, &declared.states[state].1)));
        map! {
            "label": self.label(language, &axis.label),
            "none": self.figure(none, self.index_path(scene, &[(&axis.facet, NONE.to_owned())])),
            "states": states.collect::<Vec<Value>>(),
            "tables": tables,
        }
    }

    /// A number, and where the records behind it are listed.
    fn figure(&self, count: usize, path: Option<String>) -> Value {
        map! { "count": count, "path": path.filter(|_| count > 0) }
    }

    /// The index of a kind, filtered; none, where the kind has no index.
    fn index_path(&self, scene: Scene<'_>, filters: &[(&str, String)]) -> Option<String> {
        let address = self.plan.indexes.get(&(scene.kind, scene.language))?;
        let filters = filters.iter();
        let filters = filters
            .map(|(name, value)| format!("{}={}", percent_encoded(name), percent_encoded(value)));
        Some(format!("{}?{}", self.href("", address, ""), filters.collect::<Vec<_>>().join("&")))
    }

    /// A table of figures; none, where no record of the kind is in any of its groups.
    fn table_view(&self, scene: Scene<'_>, by: &By<'_>) -> Option<Value> {
        let rows = self.rows(scene, by);
        if rows.keys().all(|row| *row == RowOf::Rest) {
            return None;
        }
        let views = rows.iter().map(|(row, figures)| self.row_view(scene, by, *row, figures));
        let strings = self.look.strings();
        let label = match by {
            By::Assessor => strings.word(scene.language, "assessor"),
            By::Year => strings.word(scene.language, "year"),
            By::Group(group) => self.grouping_label(scene, group),
        };
        Some(map! {
            "label": label,
            "counts_none": matches!(by, By::Group(_)),
            "names_assessors": !matches!(by, By::Assessor),
            "rows": views.collect::<Vec<Value>>(),
        })
    }

    fn row_view(&self, scene: Scene<'_>, by: &By<'_>, row: RowOf, figures: &Row) -> Value {
        let Scene { declared, standing, language, .. } = scene;
        let state_cells = declared.axes[scene.axis].states.iter().map(|&state| {
            let own = figures.counts.range((state, 0)..(state + 1, 0));
            let figures = own.map(|(&(_, assessor), &count)| {
                let value = format!("{}.{}", standing.keys[assessor], declared.states[state].0);
                let assessor = &standing.ledger.assessors[assessor];
                map! {
                    "assessor": self.assessor_name(language, assessor),
                    "count": count,
                    "path": self.row_path(scene, by, row, value),
                }
            });
            Value::from(figures.collect::<Vec<Value>>())
        });
        let cells: Vec<Value> = state_cells.collect();
        let (label, record) = match row {
            RowOf::Assessor(at) => match &standing.ledger.assessors[at] {
                Assessor::Record(index) => (String::new(), Some(self.summary(*index))),
                other => (self.assessor_name(language, other).to_owned(), None),
            },
            RowOf::Year(Reverse(year)) => {
                (self.date(language, Date { year, month: None, day: None }), None)
            }
            RowOf::Record(.., index) => (String::new(), Some(self.summary(index))),
            RowOf::Rest => (self.look.strings().word(language, "none-of-these"), None),
        };
        let none = self.row_path(scene, by, row, NONE.to_owned());
        map! {
            "label": label,
            "record": record,
            "cells": cells,
            "none": self.figure(figures.none, none),
        }
    }

    /// Where the records behind a figure are listed: the index of the kind, filtered by the row and by
    /// what is said on the axis, or the changes of a year.
    fn row_path(
        &self,
        scene: Scene<'_>,
        by: &By<'_>,
        row: RowOf,
        judgement: String,
    ) -> Option<String> {
        let axis = (scene.declared.axes[scene.axis].facet.as_str(), judgement);
        let value = match row {
            RowOf::Year(Reverse(year)) => return Some(self.year_path(scene.language, year)),
            RowOf::Record(.., index) => self.record_choice(index).value,
            RowOf::Assessor(_) | RowOf::Rest => NONE.to_owned(),
        };
        match by {
            By::Group(Grouping::Around(_)) => self.index_path(scene, &[(AROUND, value), axis]),
            By::Group(Grouping::Field(name)) => self.index_path(scene, &[(name, value), axis]),
            By::Assessor | By::Year => self.index_path(scene, &[axis]),
        }
    }

    fn grouping_label(&self, scene: Scene<'_>, group: &Grouping) -> String {
        let kind = &self.config.kinds[scene.kind];
        let label = match group {
            Grouping::Around(kind) => &self.config.kinds[*kind].label,
            Grouping::Field(name) => kind.field(name).map_or(name, |at| &kind.fields[at].label),
        };
        self.label(scene.language, label).to_owned()
    }

    /// The figures of a table.
    fn rows(&self, scene: Scene<'_>, by: &By<'_>) -> BTreeMap<RowOf, Row> {
        let Scene { standing, axis, records, .. } = scene;
        let mut rows: BTreeMap<RowOf, Row> = BTreeMap::new();
        match by {
            By::Assessor => {
                for entry in records.iter().flat_map(|&record| standing.of(record, axis)) {
                    rows.entry(RowOf::Assessor(entry.assessor)).or_default().count(entry);
                }
            }
            By::Year => {
                for (year, entry) in self.latest_by_year(scene) {
                    rows.entry(RowOf::Year(Reverse(year))).or_default().count(entry);
                }
            }
            By::Group(group) => {
                for &record in records {
                    for row in self.groups_of(record, group) {
                        let row = rows.entry(row).or_default();
                        let is_silent = standing.of(record, axis).next().is_none();
                        row.none += usize::from(is_silent);
                        standing.of(record, axis).for_each(|entry| row.count(entry));
                    }
                }
            }
        }
        rows
    }

    /// The latest entry of each year, record and assessor.
    fn latest_by_year<'a>(
        &self,
        scene: Scene<'a>,
    ) -> impl Iterator<Item = (i16, &'a Entry)> + use<'a> {
        let own = scene.standing.ledger.entries.iter().filter(|entry| {
            entry.axis == scene.axis && self.model.records[entry.record].kind == scene.kind
        });
        let latest: BTreeMap<(i16, RecordIndex, usize), &Entry> =
            own.map(|entry| ((entry.date.year, entry.record, entry.assessor), entry)).collect();
        latest.into_iter().map(|((year, ..), entry)| (year, entry))
    }

    /// The groups that a record is in, each once; the rest, when it is in none.
    fn groups_of(&self, record: RecordIndex, group: &Grouping) -> Vec<RowOf> {
        let own = &self.model.records[record];
        let groups: Vec<RecordIndex> = match group {
            Grouping::Around(kind) => {
                let parent = self.model.parent(record);
                parent
                    .filter(|&parent| self.model.records[parent].kind == *kind)
                    .into_iter()
                    .collect()
            }
            Grouping::Field(name) => {
                let values = self.config.kinds[own.kind].field(name).map(|at| &own.values[at]);
                let values = values.into_iter().flatten().filter_map(|value| match value {
                    model::Value::Reference(at) => self.links.field(&self.model, record, *at),
                    _ => None,
                });
                values.collect()
            }
        };
        let row = |index: RecordIndex| {
            RowOf::Record(self.model.records[index].kind, self.plan.ranks[index], index)
        };
        let mut rows: Vec<RowOf> = groups.into_iter().map(row).collect();
        rows.sort_unstable();
        rows.dedup();
        if rows.is_empty() { vec![RowOf::Rest] } else { rows }
    }
}

impl Row {
    fn count(&mut self, entry: &Entry) {
        *self.counts.entry((entry.state, entry.assessor)).or_default() += 1;
    }
}

fn year_anchor(year: i16) -> String {
    format!("y{year:04}")
}
