//! What other reports refer to in this one, and the pages that show several reports as one.

use std::collections::BTreeMap;

use tera::Value;

use crate::characters::clean;
use crate::ids::{LanguageId, RecordId};
use crate::others::{OtherRecord, Reference, Report};
use crate::parse::Phrase;
use crate::plan::file_of;
use crate::resolve::{Elsewhere, FromOther, LeadingOut, Via};

use super::addresses::{On, Shows, root_of};
use super::{Rendered, Renderer, map};

/// The folder of the pages about several reports.
pub(crate) const COLLECTION: &str = "collection/";

/// How a reference of the text is named in inventories.
pub(crate) const MENTION: &str = "mention";

/// So many references stand on a page for each of both ways; `relations.csv` has them all.
const MOST_PAIRS: usize = 500;

/// One reference to a record of another report.
pub(crate) struct Outer {
    pub(crate) from: RecordId,
    pub(crate) to: OtherRecord,
    /// The field, `mention` or `ended`.
    pub(crate) by: String,
    /// What the relation is called from the record that refers.
    pub(crate) label: String,
    /// What it is called from the other end.
    pub(crate) inverse: String,
}

impl Renderer {
    /// The references of a record to other reports, each once, in the order in which they stand.
    pub(crate) fn outer(&self, index: RecordId) -> Vec<Outer> {
        let document = self.model.document_at(index);
        let place = self.model.documents[document].place_of(index) as u32;
        let leading = self.links.documents[document].leading_out.iter();
        let mut found: Vec<Outer> = Vec::new();
        for leading in leading.filter(|own| own.from == place) {
            let Some(outer) = self.outer_of(index, leading) else { continue };
            if !found.iter().any(|own| own.to == outer.to && own.by == outer.by) {
                found.push(outer);
            }
        }
        found
    }

    fn outer_of(&self, from: RecordId, leading: &LeadingOut) -> Option<Outer> {
        let Elsewhere::Other(to) = leading.to else { return None };
        let record = &self.model.records[from];
        let language = record.language;
        let word = |key: &str| self.look.strings().word(language, key);
        let (by, label, inverse) = match leading.via {
            Via::Field(field) => {
                let field = &self.config.kinds[record.kind].fields[field];
                let inverse = field.inverse.as_deref().unwrap_or(&field.label);
                let label = |label: &str| self.label(language, label).to_owned();
                (field.name.clone(), label(&field.label), label(inverse))
            }
            Via::Prose(_) | Via::Fragment(..) => {
                (MENTION.to_owned(), word("mentions"), word("mentioned-in"))
            }
            Via::Ended => {
                let how = record.ended.as_ref()?.how;
                let (by, from) = (self.ending_by(how, language), self.ending_from(how, language));
                ("ended".to_owned(), by, from)
            }
        };
        Some(Outer { from, to, by, label, inverse })
    }

    /// The records of other reports that refer to a record, by what the relation is called from here.
    pub(crate) fn other_referrers(
        &self,
        index: RecordId,
        language: LanguageId,
    ) -> Vec<(String, Vec<OtherRecord>)> {
        let own = self.model.in_language(index, LanguageId::OWN).unwrap_or(index);
        let mut groups: Vec<(String, Vec<OtherRecord>)> = Vec::new();
        for from in self.links.from_others.get(&own).into_iter().flatten() {
            let Some(reference) = self.reference_of(*from) else { continue };
            let label = match reference.by.as_str() {
                MENTION => self.look.strings().word(language, "mentioned-in"),
                _ => clean(&reference.inverse).into_owned(),
            };
            match groups.iter_mut().find(|(own, _)| *own == label) {
                Some((_, group)) if group.contains(&from.record) => {}
                Some((_, group)) => group.push(from.record),
                None => groups.push((label, vec![from.record])),
            }
        }
        groups
    }

    /// A reference of another report as its inventory has it.
    pub(crate) fn reference_of(&self, from: FromOther) -> Option<Reference> {
        let (_, written) = self.links.others.record(from.record);
        written.refers.into_iter().nth(from.reference as usize)
    }

    /// The same, as the page of the record shows them.
    pub(super) fn views_from_others(&self, index: RecordId, language: LanguageId) -> Vec<Value> {
        let groups = self.other_referrers(index, language).into_iter().map(|(label, group)| {
            let records = group.into_iter().map(|other| self.other_summary(other, language));
            map! { "label": label, "records": records.collect::<Vec<Value>>() }
        });
        groups.collect()
    }

    /// The page of all reports.
    pub(super) fn collection(&self, path: &str, language: LanguageId) -> Rendered {
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let reports = self.links.others.reports.iter().enumerate();
        let reports = reports.map(|(at, report)| self.report_view(at, report, language));
        let mut face = self.overview(path, language, "collection");
        face.alternates = self.overview_alternates(language, COLLECTION);
        let mut context = self.context(&face, on);
        context.insert_value("reports", Value::from(reports.collect::<Vec<Value>>()));
        context.insert_value("kinds", self.kinds_in_use(language));
        for name in ["report", "to", "from", "more_to", "more_from"] {
            context.insert_value(name, Value::none());
        }
        self.look.render("collection.html", &context)
    }

    /// Another report, with how many records it has, and how many references lead each way.
    fn report_view(&self, at: usize, report: &Report, language: LanguageId) -> Value {
        let counts = report.inventory.as_ref().map(|own| own.counts()).unwrap_or_default();
        let kinds = report.inventory.iter().flat_map(|inventory| &inventory.head.kinds);
        let kinds = kinds.zip(counts).filter(|(_, count)| *count > 0).map(|(kind, count)| {
            map! { "plural": kind.plural.as_str(), "count": count }
        });
        let to: usize = self.to_other(at, language).len();
        map! {
            "name": report.name.as_str(),
            "title": report.title.as_str(),
            "url": report.url.as_deref(),
            "path": self.href("", &self.collection_address(language, Some(&report.name)), ""),
            "kinds": kinds.collect::<Vec<Value>>(),
            "to": to,
            "from": self.led_from(at, language).len(),
        }
    }

    /// The address of the page of all reports, or of one of them.
    pub(super) fn collection_address(&self, language: LanguageId, report: Option<&str>) -> String {
        let home = self.plan_home(language);
        let own = |home: &str| match report {
            Some(report) => format!("{home}{COLLECTION}{report}/"),
            None => format!("{home}{COLLECTION}"),
        };
        let address = own(&home);
        if self.plan.pages.contains_key(&*file_of(&address)) { address } else { own("") }
    }

    /// The page of the references to and from another report.
    pub(super) fn collected(&self, path: &str, at: usize, language: LanguageId) -> Rendered {
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let report = &self.links.others.reports[at];
        let mut face = self.overview(path, language, "collection");
        let above: (Phrase, String) = (face.title.clone(), self.collection_address(language, None));
        face.breadcrumbs.push(above);
        face.title = report.title.clone().into();
        face.alternates =
            self.overview_alternates(language, &format!("{COLLECTION}{}/", report.name));
        let mut context = self.context(&face, on);
        context.insert_value("report", self.report_view(at, report, language));
        for name in ["reports", "kinds"] {
            context.insert_value(name, Value::none());
        }
        let (to, from) = (self.to_other(at, language), self.led_from(at, language));
        for (name, count) in [("more_to", to.len()), ("more_from", from.len())] {
            context.insert(name, &count.saturating_sub(MOST_PAIRS));
        }
        let to = to.into_iter().take(MOST_PAIRS).map(|outer| {
            (outer.label, (self.summary(outer.from), self.other_summary(outer.to, language)))
        });
        context.insert_value("to", grouped(to));
        let from = from.into_iter().take(MOST_PAIRS).filter_map(|(index, from)| {
            let label = match self.reference_of(from)? {
                own if own.by == MENTION => self.look.strings().word(language, "mentions"),
                own => clean(&own.label).into_owned(),
            };
            Some((label, (self.other_summary(from.record, language), self.summary(index))))
        });
        context.insert_value("from", grouped(from));
        self.look.render("collection.html", &context)
    }

    /// The references of the records of a language to another report.
    fn to_other(&self, at: usize, language: LanguageId) -> Vec<Outer> {
        let records = self.model.listed();
        let own = records.filter(|index| self.model.language_of(*index) == language);
        let outer = own.flat_map(|index| self.outer(index));
        outer.filter(|outer| usize::from(outer.to.report) == at).collect()
    }

    /// The references of another report to records of a language.
    fn led_from(&self, at: usize, language: LanguageId) -> Vec<(RecordId, FromOther)> {
        let all = self.links.from_others.iter();
        let all = all.flat_map(|(index, from)| from.iter().map(move |from| (*index, *from)));
        let own = all.filter(|(_, from)| usize::from(from.record.report) == at);
        let mut seen = std::collections::BTreeSet::new();
        let mut found = Vec::new();
        for (index, from) in own {
            let index = self.model.in_language(index, language).unwrap_or(index);
            let by = self.reference_of(from).map(|own| own.by);
            if seen.insert((index, from.record, by)) {
                found.push((index, from));
            }
        }
        found
    }
}

/// Pairs of records by the relation between them, in the order of its names.
fn grouped(pairs: impl Iterator<Item = (String, (Value, Value))>) -> Value {
    let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (label, (from, to)) in pairs {
        groups.entry(label).or_default().push(map! { "from": from, "to": to });
    }
    let groups = groups.into_iter().map(|(label, pairs)| map! { "label": label, "pairs": pairs });
    Value::from(groups.collect::<Vec<Value>>())
}
