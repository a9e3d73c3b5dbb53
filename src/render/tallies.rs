//! What the ledger says of several records, counted: of those inside a record, or of all.
//!
//! Each assessor counts for itself. What is said of all of them is one figure.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::fmt::Write as _;

use tera::Value;

use crate::card::Bar;
use crate::config;
use crate::date::Date;
use crate::ids::{KindId, LanguageId, RecordId};
use crate::ledger::{Ledger, Tally};
use crate::look::Argument;

use super::facets::NONE;
use super::{Renderer, map};

/// So many figures of an axis stand on the home page.
const ON_HOME: usize = 6;

/// So many figures stand on a card at most.
const ON_CARD: usize = 4;

/// The records that are counted, and what is said of them.
struct Counted<'a> {
    declared: &'a config::Ledger,
    ledger: &'a Ledger,
    records: Vec<RecordId>,
    tallies: Vec<Tally>,
    language: LanguageId,
}

/// How readers get from a figure to the records behind it.
#[derive(Clone, Copy)]
enum Way<'a> {
    /// The records stand beside it.
    Listed,
    /// It leads to the index of their kind, filtered by what addresses call the assessors, and by
    /// something else where that is given; where there are several kinds, to the page of all figures.
    Linked(&'a [String], Option<&'a (&'a str, String)>),
}

/// A figure of an axis: what an assessor says, or that nobody says anything.
enum Figure<'a> {
    Said(&'a Tally),
    Silent(Vec<RecordId>),
}

impl Renderer {
    /// What the ledger says of the records inside a record; nothing, where none of them has one.
    pub(super) fn standing_view(&self, index: RecordId, language: LanguageId) -> Option<Value> {
        let records = self.judged_inside(index);
        let (declared, book) = self.book_of(*records.first()?)?;
        let ledger = self.ledger_of(&records);
        let tallies = ledger.tallies(&ledger.latest());
        let counted = Counted { declared, ledger: &ledger, records, tallies, language };
        let label = &self.config.kinds[book.kind].fields[book.field].label;
        let axes = (0..declared.axes.len()).map(|axis| {
            let figures = counted.figures(axis);
            let figures =
                figures.iter().map(|own| self.figure_view(&counted, axis, own, Way::Listed));
            self.tallied_axis(&counted, axis, figures.collect(), 0)
        });
        Some(map! {
            "label": self.label(language, label),
            "axes": axes.collect::<Vec<Value>>(),
        })
    }

    /// What the ledger says of all records of a language, for its home page; nothing, where there are
    /// no entries.
    pub(super) fn home_progress(&self, language: LanguageId) -> Option<Value> {
        let declared = self.config.ledger.as_ref()?;
        let standing = self.standing(language);
        let tallies = standing.tallies();
        if tallies.is_empty() {
            return None;
        }
        let kinds: Vec<KindId> = declared.books.iter().map(|book| book.kind).collect();
        let records = kinds.iter().flat_map(|&kind| self.of_language(kind, language)).collect();
        let counted = Counted { declared, ledger: &standing.ledger, records, tallies, language };
        let axes = (0..declared.axes.len()).map(|axis| {
            let figures = counted.figures(axis);
            let (said, silent): (Vec<_>, Vec<_>) =
                figures.iter().partition(|own| matches!(own, Figure::Said(_)));
            let more = said.len().saturating_sub(ON_HOME);
            let shown = said.into_iter().take(ON_HOME).chain(silent);
            let way = Way::Linked(&standing.keys, None);
            let views = shown.map(|own| self.figure_view(&counted, axis, own, way));
            self.tallied_axis(&counted, axis, views.collect(), more)
        });
        let axes = axes.collect::<Vec<Value>>();
        let has_records = |kind: &KindId| self.of_language(*kind, language).next().is_some();
        let kinds = kinds.into_iter().filter(has_records);
        let kinds = kinds.map(|kind| self.kind_view(kind, language)).collect::<Vec<Value>>();
        Some(map! { "type": "progress", "kinds": kinds, "axes": axes })
    }

    /// What the ledger says of all records of a kind on an axis; nothing, where it says nothing.
    pub(super) fn figures_of_records(
        &self,
        records: &[RecordId],
        axis: usize,
        language: LanguageId,
    ) -> Option<Value> {
        let counted = self.counted(records, language)?;
        let way = Way::Linked(&self.standing(language).keys, None);
        let figures = counted.figures(axis);
        let views = figures.iter().map(|own| self.figure_view(&counted, axis, own, way));
        Some(self.tallied_axis(&counted, axis, views.collect(), 0))
    }

    /// Some records of a language, with what is said of them, of most of them first.
    fn counted(&self, records: &[RecordId], language: LanguageId) -> Option<Counted<'_>> {
        let declared = self.config.ledger.as_ref()?;
        let standing = self.standing(language);
        let own: HashSet<RecordId> = records.iter().copied().collect();
        let mut tallies = standing.tallies();
        for tally in &mut tallies {
            tally.records.retain(|record| own.contains(record));
        }
        tallies.retain(|tally| !tally.records.is_empty());
        tallies.sort_by_key(|tally| (tally.axis, Reverse(tally.records.len())));
        let records = records.to_vec();
        Some(Counted { declared, ledger: &standing.ledger, records, tallies, language })
    }

    /// What is said of most records of the first kind with a ledger, for a card: as many figures of
    /// each axis as have room.
    pub(super) fn card_bars(&self, language: LanguageId) -> Vec<Bar> {
        let books = self.config.ledger.as_ref().map_or(&[][..], |own| &own.books);
        let mut kinds = books.iter().map(|book| self.of_language(book.kind, language).collect());
        let records: Option<Vec<RecordId>> = kinds.find(|records: &Vec<_>| !records.is_empty());
        let Some(counted) = records.and_then(|records| self.counted(&records, language)) else {
            return Vec::new();
        };
        let axes = &counted.declared.axes;
        let room = (ON_CARD / axes.len().max(1)).max(1);
        let bars = axes.iter().enumerate().flat_map(|(at, axis)| {
            let own = counted.tallies.iter().filter(move |tally| tally.axis == at).take(room);
            own.map(|tally| {
                let all = counted.records.len();
                let label = &counted.declared.states[tally.state].1;
                let axis = self.label(language, &axis.label);
                let words = [
                    self.shown_of(language, tally.records.len(), all),
                    self.judged_by(language, axis, self.label(language, label)),
                    self.party_name(language, &counted.ledger.assessors[tally.assessor]).to_owned(),
                ];
                Bar { words: words.join(" · "), count: tally.records.len(), all }
            })
        });
        bars.collect()
    }

    /// What the ledger says of records that something names, such as a body to which they are
    /// addressed, by axes.
    pub(super) fn addressed_axes(
        &self,
        records: &[RecordId],
        around: &(&str, String),
        language: LanguageId,
    ) -> Vec<Value> {
        let Some(declared) = &self.config.ledger else { return Vec::new() };
        let standing = self.standing(language);
        let ledger = self.ledger_of(records);
        let tallies = ledger.tallies(&ledger.latest());
        let records = records.to_vec();
        let counted = Counted { declared, ledger: &ledger, records, tallies, language };
        // Each ledger counts its assessors by itself.
        let keys = ledger.assessors.iter().map(|own| standing.key_of(own));
        let keys: Vec<String> = keys.map(str::to_owned).collect();
        let way = Way::Linked(&keys, Some(around));
        let axes = (0..declared.axes.len()).filter_map(|axis| {
            let figures = counted.figures(axis);
            let is_silent = figures.iter().all(|own| matches!(own, Figure::Silent(_)));
            let views = figures.iter().map(|own| self.figure_view(&counted, axis, own, way));
            (!is_silent).then(|| self.tallied_axis(&counted, axis, views.collect(), 0))
        });
        axes.collect()
    }

    /// What the ledger says of the records inside a record, as lines of Markdown.
    pub(super) fn standing_markdown(&self, index: RecordId, out: &mut String) {
        let records = self.judged_inside(index);
        let Some((declared, book)) = records.first().and_then(|&first| self.book_of(first)) else {
            return;
        };
        let language = self.model.records[index].language;
        let ledger = self.ledger_of(&records);
        let tallies = ledger.tallies(&ledger.latest());
        let counted = Counted { declared, ledger: &ledger, records, tallies, language };
        let label = &self.config.kinds[book.kind].fields[book.field].label;
        let _ = write!(out, "\n## {}\n\n", self.label(language, label));
        for (axis, own) in declared.axes.iter().enumerate() {
            for figure in counted.figures(axis) {
                let axis = self.label(language, &own.label);
                let _ = writeln!(out, "- {axis}: {}", self.figure_words(&counted, &figure));
            }
        }
    }

    /// The records inside a record, at any depth, that have a ledger.
    fn judged_inside(&self, index: RecordId) -> Vec<RecordId> {
        let mut found = Vec::new();
        if self.config.ledger.is_none() {
            return found;
        }
        let children = &self.model.shape.children;
        let mut open = children[index].clone();
        while let Some(inner) = open.pop() {
            open.extend(&children[inner]);
            found.push(inner);
        }
        found.retain(|&inner| self.book_of(inner).is_some());
        self.in_order(&found).collect()
    }

    /// Records in the order of their kinds, and those of a kind in its order.
    fn in_order(&self, records: &[RecordId]) -> impl Iterator<Item = RecordId> + use<> {
        let mut records = records.to_vec();
        records.sort_by_key(|&index| (self.model.records[index].kind, self.plan.ranks[index]));
        records.into_iter()
    }

    fn ledger_of(&self, records: &[RecordId]) -> Ledger {
        Ledger::of(&self.config, &self.model, &self.links, records.iter().copied())
    }

    fn tallied_axis(
        &self,
        counted: &Counted<'_>,
        axis: usize,
        tallies: Vec<Value>,
        more: usize,
    ) -> Value {
        let axis = &counted.declared.axes[axis];
        map! {
            "label": self.label(counted.language, &axis.label),
            "anchor": format!("ledger:{}", axis.value),
            "count": counted.records.len(),
            "tallies": tallies,
            "more": more,
        }
    }

    fn figure_view(
        &self,
        counted: &Counted<'_>,
        axis: usize,
        figure: &Figure<'_>,
        way: Way<'_>,
    ) -> Value {
        let language = counted.language;
        let records = figure.records();
        let (value, said) = match figure {
            Figure::Said(tally) => (counted.declared.states[tally.state].0.as_str(), Some(*tally)),
            Figure::Silent(_) => (NONE, None),
        };
        let assessor = said.map(|tally| &counted.ledger.assessors[tally.assessor]);
        let dates = said.map(|tally| self.date_views(language, tally));
        let (path, listed) = match way {
            Way::Listed => (None, self.in_order(records).map(|own| self.summary(own)).collect()),
            Way::Linked(keys, around) => {
                let judgement = match said {
                    Some(tally) => format!("{}.{value}", keys[tally.assessor]),
                    None => NONE.to_owned(),
                };
                let facet = counted.declared.axes[axis].facet.as_str();
                let around = around.map(|(facet, value)| (*facet, value.clone()));
                let filters: Vec<(&str, String)> =
                    around.into_iter().chain([(facet, judgement)]).collect();
                (self.figure_path(language, records, &filters), Vec::new())
            }
        };
        map! {
            "state": self.figure_state(counted, figure),
            "value": value,
            "assessor": assessor.map(|own| self.party_view(language, own)),
            "count": records.len(),
            "dates": dates.unwrap_or_default(),
            "path": path,
            "records": listed,
        }
    }

    /// The index of the kind of all these records, filtered, or else the page of all figures.
    fn figure_path(
        &self,
        language: LanguageId,
        records: &[RecordId],
        filters: &[(&str, String)],
    ) -> Option<String> {
        let kind_of = |index: &RecordId| self.model.records[*index].kind;
        let kind = records.first().map(kind_of)?;
        let is_alone = records.iter().all(|index| kind_of(index) == kind);
        let index = is_alone.then(|| self.filtered_index(kind, language, filters)).flatten();
        index.or_else(|| self.overview_path(&format!("{}progress/", self.plan_home(language))))
    }

    /// How many of all.
    fn shown_of(&self, language: LanguageId, shown: usize, all: usize) -> String {
        let numbers = [("shown", shown), ("all", all)];
        let numbers =
            numbers.map(|(name, count)| (name.to_owned(), Argument::Number(count as i64)));
        self.look.strings().get(language, "filtered", &numbers).unwrap_or_default()
    }

    /// The dates of judgements, as readers see them.
    fn date_views(&self, language: LanguageId, tally: &Tally) -> Vec<Value> {
        let view = |date: Date| self.date_view(language, date);
        span(tally).into_iter().map(view).collect()
    }

    fn figure_state(&self, counted: &Counted<'_>, figure: &Figure<'_>) -> String {
        match figure {
            Figure::Said(tally) => {
                self.label(counted.language, &counted.declared.states[tally.state].1).to_owned()
            }
            Figure::Silent(_) => self.look.strings().word(counted.language, "no-entry"),
        }
    }

    /// A figure in a line: what is said of how many, who says it and when, and of which.
    fn figure_words(&self, counted: &Counted<'_>, figure: &Figure<'_>) -> String {
        let language = counted.language;
        let records = figure.records();
        let of = self.shown_of(language, records.len(), counted.records.len());
        let mut words = format!("{}: {of}", self.figure_state(counted, figure));
        if let Figure::Said(tally) = figure {
            let assessor = &counted.ledger.assessors[tally.assessor];
            let dates: Vec<String> =
                span(tally).into_iter().map(|date| self.date(language, date)).collect();
            let assessor = self.party_name(language, assessor);
            let _ = write!(words, "; {assessor}; {}", dates.join(" – "));
        }
        if records.len() < counted.records.len() {
            let links: Vec<String> = self.in_order(records).map(|own| self.link_to(own)).collect();
            let _ = write!(words, "; {}", links.join(", "));
        }
        words
    }
}

impl Figure<'_> {
    fn records(&self) -> &[RecordId] {
        match self {
            Self::Said(tally) => &tally.records,
            Self::Silent(records) => records,
        }
    }
}

impl Counted<'_> {
    /// The figures of an axis: what is said of most records first, and last those of which nobody
    /// says anything.
    fn figures(&self, axis: usize) -> Vec<Figure<'_>> {
        let said = self.tallies.iter().filter(|tally| tally.axis == axis);
        let mut spoken: Vec<RecordId> =
            said.clone().flat_map(|tally| tally.records.iter().copied()).collect();
        spoken.sort_unstable();
        let is_silent = |record: &RecordId| spoken.binary_search(record).is_err();
        let silent: Vec<RecordId> = self.records.iter().copied().filter(is_silent).collect();
        let silent = (!silent.is_empty()).then_some(Figure::Silent(silent));
        said.map(Figure::Said).chain(silent).collect()
    }
}

/// The one date of judgements, or the first and the last: of different years, the years alone.
fn span(tally: &Tally) -> Vec<Date> {
    let (first, last) = tally.dates;
    let year = |date: Date| Date { year: date.year, month: None, day: None };
    let mut dates = match first.year == last.year {
        true => vec![first, last],
        false => vec![year(first), year(last)],
    };
    dates.dedup();
    dates
}
