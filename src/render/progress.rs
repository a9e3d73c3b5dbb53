//! Where things stand: what was counted, as a page. Each figure leads to the records behind it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use tera::Value;

use crate::config::{AROUND, Grouping};
use crate::date::Date;
use crate::ids::{KindId, LanguageId, RecordId};
use crate::ledger::{Answer, Entry, Party};
use crate::look::Argument;
use crate::plan::Companion;
use crate::url;

use super::addresses::{On, Shows, root_of};
use super::bars::{Part, bar};
use super::facets::NONE;
use super::figures::{By, Row, RowOf, Scene, ways};
use super::frame::Face;
use super::ledger::{LATE, OVERDUE};
use super::{Rendered, Renderer, map};

impl Renderer {
    /// Where things stand: for each kind and each axis, tables of figures.
    pub(super) fn progress(&self, path: &str, language: LanguageId) -> Rendered {
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let face = Face {
            alternates: self.overview_alternates(language, "progress/"),
            ..self.overview(path, language, "progress")
        };
        let mut context = self.context(&face, on);
        let views = self.config.followed_kinds().into_iter().filter_map(|kind| {
            let records: Vec<RecordId> = self.of_language(kind, language).collect();
            (!records.is_empty()).then(|| {
                map! {
                    "kind": self.kind_view(kind, language),
                    "axes": self.axis_views(kind, language, &records),
                    "milestones": self.kind_milestones(kind, language),
                }
            })
        });
        let views: Vec<Value> = views.collect();
        context.insert_value("kinds", Value::from(views));
        context.insert_value("as_of", Value::from(self.as_of(language)));
        context.insert("card", &self.companion_beside(Companion::Card, path));
        self.look.render("progress.html", &context)
    }

    fn axis_views(&self, kind: KindId, language: LanguageId, records: &[RecordId]) -> Vec<Value> {
        let Some(declared) = &self.config.ledger else { return Vec::new() };
        if declared.book(kind).is_none() {
            return Vec::new();
        }
        let standing = self.standing(language);
        let scene = Scene { declared, standing, kind, axis: 0, language, records };
        let axes = 0..declared.axes.len();
        axes.map(|axis| self.axis_view(Scene { axis, ..scene })).collect()
    }

    fn axis_view(&self, scene: Scene<'_>) -> Value {
        let Scene { declared, standing, axis, language, .. } = scene;
        let is_silent = |record: &&RecordId| standing.of(**record, axis).next().is_none();
        let none = scene.records.iter().filter(is_silent).count();
        let tables: Vec<Value> = match none == scene.records.len() {
            true => Vec::new(),
            false => ways(declared).filter_map(|by| self.table_view(scene, &by)).collect(),
        };
        let axis = &declared.axes[axis];
        map! {
            "label": self.label(language, &axis.label),
            "none": self.figure(
                scene,
                (none, scene.records.len()),
                self.index_path(scene, &[(&axis.facet, NONE.to_owned())]),
            ),
            "states": self.state_labels(scene, &axis.states),
            "headline": self.leading_figures(scene),
            "late": self.late_of_kind(scene),
            "changed": self.changed(scene),
            "tables": tables,
        }
    }

    /// What most people want to know first: how many records each assessor gives which state.
    fn leading_figures(&self, scene: Scene<'_>) -> Option<Value> {
        let records = scene.records;
        let view = self.figures_of_records(records, scene.axis, scene.language);
        view.filter(|_| !records.is_empty())
    }

    /// How many records should have an entry by now, and how many had their first one late.
    fn late_of_kind(&self, scene: Scene<'_>) -> Vec<Value> {
        let axis = &scene.declared.axes[scene.axis];
        let [mut overdue, mut late, mut due] = [0, 0, 0];
        if scene.declared.due[scene.axis].is_none() {
            return Vec::new();
        }
        for &record in scene.records {
            let clocks = self.clocks(record).into_iter();
            for clock in clocks.filter(|clock| clock.axis == scene.axis) {
                due += 1;
                match clock.answer {
                    Answer::Overdue(_) => overdue += 1,
                    Answer::Given(_, Some(_)) => late += 1,
                    Answer::Given(_, None) | Answer::Open => {}
                }
            }
        }
        let figures = [("standing-overdue", OVERDUE, overdue), ("answered-late", LATE, late)];
        let figures =
            figures.into_iter().filter(|(.., count)| *count > 0).map(|(key, of, count)| {
                map! {
                    "label": self.look.strings().word(scene.language, key),
                    "count": count,
                    "all": due,
                    "path": self.index_path(scene, &[(&axis.facet, of.to_owned())]),
                }
            });
        figures.collect()
    }

    /// What each assessor said before its last assessment and says since, where that differs.
    fn changed(&self, scene: Scene<'_>) -> Vec<Value> {
        let mut dates: BTreeMap<usize, BTreeSet<Date>> = BTreeMap::new();
        let entries = scene.standing.ledger.entries.iter().filter(|entry| {
            entry.axis == scene.axis && self.model.records[entry.record].kind == scene.kind
        });
        let entries: Vec<&Entry> = entries.collect();
        for entry in &entries {
            dates.entry(entry.assessor).or_default().insert(entry.date);
        }
        let views = dates.into_iter().filter_map(|(assessor, dates)| {
            let mut dates = dates.into_iter().rev();
            let (last, before) = (dates.next()?, dates.next()?);
            let own = entries.iter().filter(|entry| entry.assessor == assessor);
            let mut counts: BTreeMap<usize, [usize; 2]> = BTreeMap::new();
            for (at, until) in [before, last].into_iter().enumerate() {
                let said = own.clone().filter(|entry| entry.date <= until);
                let latest: BTreeMap<RecordId, usize> =
                    said.map(|entry| (entry.record, entry.state)).collect();
                latest.values().for_each(|state| counts.entry(*state).or_default()[at] += 1);
            }
            let rows = counts.into_iter().map(|(state, [was, is])| {
                let label = self.label(scene.language, &scene.declared.states[state].1);
                let value = &scene.declared.states[state].0;
                let judgement = format!("{}.{value}", scene.standing.keys[assessor]);
                let axis = &scene.declared.axes[scene.axis].facet;
                let change = is as i64 - was as i64;
                map! {
                    "label": label,
                    "before": was,
                    "after": is,
                    "change": match change {
                        0 => "±0".to_owned(),
                        1.. => format!("+{change}"),
                        _ => format!("−{}", -change),
                    },
                    "path": self.index_path(scene, &[(axis, judgement)]).filter(|_| is > 0),
                }
            });
            let assessor = &scene.standing.ledger.assessors[assessor];
            Some(map! {
                "assessor": self.party_view(scene.language, assessor),
                "before": self.date_view(scene.language, before),
                "after": self.date_view(scene.language, last),
                "path": self.year_path(scene.language, last.year),
                "rows": rows.collect::<Vec<Value>>(),
            })
        });
        views.collect()
    }

    /// A number, its share of another, and where the records behind it are listed.
    fn figure(
        &self,
        scene: Scene<'_>,
        (count, all): (usize, usize),
        path: Option<String>,
    ) -> Value {
        map! {
            "count": count,
            "share": self.share(scene.language, count, all),
            "path": path.filter(|_| count > 0),
        }
    }

    /// A share in words, such as `29%`; none where nothing is counted.
    pub(super) fn share(&self, language: LanguageId, count: usize, all: usize) -> Option<String> {
        let number = Argument::Number(percent(count, all)?);
        self.look.strings().get(language, "percent", &[("number".to_owned(), number)])
    }

    fn index_path(&self, scene: Scene<'_>, filters: &[(&str, String)]) -> Option<String> {
        self.filtered_index(scene.kind, scene.language, filters)
    }

    /// The index of a kind with filters set; none, where the kind has no index.
    pub(super) fn filtered_index(
        &self,
        kind: KindId,
        language: LanguageId,
        filters: &[(&str, String)],
    ) -> Option<String> {
        let address = self.plan.indexes.get(&(kind, language))?;
        let filters = filters.iter().map(|filter| self.as_derived(kind, language, filter));
        let filters =
            filters.map(|(name, value)| format!("{}={}", url::encoded(name), url::encoded(&value)));
        Some(format!("{}?{}", self.href("", address, ""), filters.collect::<Vec<_>>().join("&")))
    }

    /// A filter by what somebody says on an axis, as one by the field that holds that, if there is one.
    fn as_derived<'a>(
        &'a self,
        kind: KindId,
        language: LanguageId,
        (name, value): &(&'a str, String),
    ) -> (&'a str, String) {
        let as_it_is = || (*name, value.clone());
        let Some(declared) = self.config.ledger.as_ref().filter(|own| !own.derived.is_empty())
        else {
            return as_it_is();
        };
        let axis = declared.axes.iter().position(|axis| axis.facet == *name);
        let (Some(axis), Some((key, state))) = (axis, value.rsplit_once('.')) else {
            return as_it_is();
        };
        let standing = self.standing(language);
        let party = standing.keys.iter().position(|own| own == key);
        let field =
            party.and_then(|at| self.derived_field(kind, axis, &standing.ledger.assessors[at]));
        match field {
            Some(field) => (&self.config.kinds[kind].fields[field].name, state.to_owned()),
            None => as_it_is(),
        }
    }

    fn table_view(&self, scene: Scene<'_>, by: &By<'_>) -> Option<Value> {
        let rows = self.table_rows(scene, by)?;
        let own = scene.declared.axes[scene.axis].states.iter().copied();
        let states: Vec<usize> =
            own.filter(|&state| rows.values().any(|row| row.has(state))).collect();
        let views =
            rows.iter().map(|(row, figures)| self.row_view(scene, by, (*row, figures), &states));
        let total = (rows.len() > 1).then(|| self.total_view(scene, by, &rows, &states));
        let strings = self.look.strings();
        let label = match by {
            By::Assessor => strings.word(scene.language, "assessor"),
            By::Year => strings.word(scene.language, "year"),
            By::Group(group) => self.grouping_label(scene, group),
        };
        Some(map! {
            "label": label,
            "states": self.state_labels(scene, &states),
            "counts_none": rows.values().any(|row| row.none > 0),
            "names_assessors": !matches!(by, By::Assessor),
            "rows": views.collect::<Vec<Value>>(),
            "total": total,
        })
    }

    fn state_labels(&self, scene: Scene<'_>, states: &[usize]) -> Vec<Value> {
        let label = |&state: &usize| {
            Value::from(self.label(scene.language, &scene.declared.states[state].1))
        };
        states.iter().map(label).collect()
    }

    /// The figures of a row, state by state.
    fn state_cells(
        &self,
        scene: Scene<'_>,
        row: &Row,
        states: &[usize],
        path: impl Fn(String) -> Option<String>,
    ) -> Vec<Value> {
        let Scene { declared, standing, language, .. } = scene;
        let cell = |&state: &usize| {
            let figures = row.of(state).map(|(assessor, count)| {
                let value = format!("{}.{}", standing.keys[assessor], declared.states[state].0);
                let assessor = &standing.ledger.assessors[assessor];
                map! {
                    "assessor": self.party_name(language, assessor),
                    "count": count,
                    "share": self.share(language, count, row.all),
                    "path": path(value),
                }
            });
            Value::from(figures.collect::<Vec<Value>>())
        };
        states.iter().map(cell).collect()
    }

    /// The last row: what all others come to. A record that is in several groups counts once.
    fn total_view(
        &self,
        scene: Scene<'_>,
        by: &By<'_>,
        rows: &BTreeMap<RowOf, Row>,
        states: &[usize],
    ) -> Value {
        let mut total = Row::default();
        let cells = match by {
            By::Group(_) => {
                scene.records.iter().for_each(|&record| total.count_record(scene, record));
                let facet = scene.declared.axes[scene.axis].facet.as_str();
                let path = |value: String| self.index_path(scene, &[(facet, value)]);
                self.state_cells(scene, &total, states, path)
            }
            By::Assessor | By::Year => {
                rows.values().for_each(|row| total.add(row));
                let cell = |&state: &usize| {
                    let count = total.of(state).map(|(_, count)| count).sum();
                    Value::from(vec![self.figure(scene, (count, total.all), None)])
                };
                states.iter().map(cell).collect()
            }
        };
        let none = self.row_path(scene, &By::Assessor, RowOf::Rest, NONE.to_owned());
        map! {
            "cells": cells,
            "none": self.figure(scene, (total.none, total.all), none),
            "count": total.all,
        }
    }

    fn row_view(
        &self,
        scene: Scene<'_>,
        by: &By<'_>,
        (row, figures): (RowOf, &Row),
        states: &[usize],
    ) -> Value {
        let Scene { standing, language, .. } = scene;
        let cells =
            self.state_cells(scene, figures, states, |value| self.row_path(scene, by, row, value));
        let (label, record) = match row {
            RowOf::Assessor(at) => match &standing.ledger.assessors[at] {
                Party::Record(index) => (String::new(), Some(self.summary(*index))),
                other => (self.party_name(language, other).to_owned(), None),
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
            "bars": self.row_bars(scene, by, (row, figures), states),
            "none": self.figure(scene, (figures.none, figures.all), none),
            "count": figures.all,
        }
    }

    /// The bars of a row, one for each assessor: the records of which each says a state, and as a
    /// blank those of which it says nothing.
    fn row_bars(
        &self,
        scene: Scene<'_>,
        by: &By<'_>,
        (row, figures): (RowOf, &Row),
        states: &[usize],
    ) -> Vec<Value> {
        let Scene { declared, standing, language, .. } = scene;
        let all = match by {
            By::Group(_) => figures.all,
            By::Assessor | By::Year => scene.records.len(),
        };
        let fills = &declared.axes[scene.axis].states;
        let speakers: BTreeSet<usize> = figures.counts.keys().map(|(_, own)| *own).collect();
        let bars = speakers.into_iter().map(|assessor| {
            let parts: Vec<Part> = states
                .iter()
                .map(|&state| {
                    let count = figures.counts.get(&(state, assessor)).copied().unwrap_or_default();
                    let (value, label) = &declared.states[state];
                    let judgement = format!("{}.{value}", standing.keys[assessor]);
                    Part {
                        count,
                        label: self.label(language, label).to_owned(),
                        share: self.share(language, count, all),
                        path: self.row_path(scene, by, row, judgement),
                        fill: fills.iter().position(|own| *own == state),
                    }
                })
                .collect();
            let name = self.party_name(language, &standing.ledger.assessors[assessor]);
            let said: usize = parts.iter().map(|part| part.count).sum();
            map! {
                "assessor": (!matches!(by, By::Assessor)).then(|| name.to_owned()),
                "said": said,
                "all": all,
                "bar": bar(&parts, all),
            }
        });
        bars.collect()
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
}

/// A share in per cent; none where nothing is counted. What is not all is at most ninety-nine, and
/// what is there at least one.
fn percent(count: usize, all: usize) -> Option<i64> {
    let rounded = (count * 100 + all / 2).checked_div(all)?;
    let share = match count {
        0 => return None,
        _ if count == all => 100,
        _ => rounded.clamp(1, 99),
    };
    i64::try_from(share).ok()
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_share_is_nothing_or_all_only_where_it_is() {
        let shares = [(1, 1000), (2, 7), (999, 1000), (7, 7)];
        let shares = shares.map(|(count, all)| percent(count, all));
        assert_eq!(shares, [1, 29, 99, 100].map(Some));
        assert_eq!([(0, 7), (0, 0)].map(|(count, all)| percent(count, all)), [None, None]);
    }
}
