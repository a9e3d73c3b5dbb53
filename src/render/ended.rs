//! Records that ended: what their pages and those of their successors say of it.

use tera::Value;

use crate::config::{self, Ending};
use crate::date::Date;
use crate::diagnostics::Diagnostic;
use crate::ids::{LanguageId, RecordId};
use crate::model::Ended;
use crate::resolve::{Elsewhere, Meant, Via};

use super::addresses::{On, Shows, root_of};
use super::facets::{Choice, NONE};
use super::footnotes::Notes;
use super::frame::Face;
use super::{Rendered, Renderer, map};

/// What addresses call the end of a record, by which indexes are filtered.
pub(super) const FACET: &str = "ended";

impl Renderer {
    /// How something ended, in a word.
    pub(crate) fn ending_word(&self, how: Ending, language: LanguageId) -> String {
        self.look.strings().word(language, &format!("ended-{}", how.name()))
    }

    /// What stands before the successors of something that ended.
    pub(crate) fn ending_by(&self, how: Ending, language: LanguageId) -> String {
        match how {
            Ending::Withdrawn => self.ending_word(how, language),
            _ => self.look.strings().word(language, &format!("ended-by-{}", how.name())),
        }
    }

    /// What a successor says of what ended in it.
    pub(crate) fn ending_from(&self, how: Ending, language: LanguageId) -> String {
        self.look.strings().word(language, &format!("ended-from-{}", how.name()))
    }

    /// The mark of what ended, where it is listed.
    pub(super) fn ending_view(&self, how: Ending, language: LanguageId) -> Value {
        map! { "how": how.name(), "label": self.ending_word(how, language) }
    }

    /// The mark of a record that ended.
    pub(super) fn ended_mark(&self, index: RecordId) -> Option<Value> {
        let record = &self.model.records[index];
        let ended = record.ended.as_ref()?;
        Some(self.ending_view(ended.how, record.language))
    }

    /// The end of a record as its own page tells it.
    pub(super) fn ended_view(
        &self,
        index: RecordId,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Option<Value>, Box<Diagnostic>> {
        let Some(ended) = &self.model.records[index].ended else { return Ok(None) };
        let mut said = |at: Option<usize>| match at {
            Some(at) => {
                self.fragment(index, at, on, notes).map(|html| Some(Value::safe_string(&html)))
            }
            None => Ok(None),
        };
        let (reason, source) = (said(ended.reason)?, said(ended.source)?);
        let by = self.successors(index, ended);
        let view = self.end_view(ended.how, &by, ended.date, on.language);
        let mut view = view.as_map().cloned().unwrap_or_default();
        view.insert("reason".into(), Value::from(reason));
        view.insert("source".into(), Value::from(source));
        view.insert("source_url".into(), Value::none());
        Ok(Some(Value::from(view)))
    }

    fn end_view(
        &self,
        how: Ending,
        by: &[Meant],
        date: Option<Date>,
        language: LanguageId,
    ) -> Value {
        let date = date.map(|date| self.date_view(language, date));
        let records = by.iter().map(|&meant| self.meant_summary(meant, language));
        map! {
            "how": how.name(),
            "label": self.ending_word(how, language),
            "title": self.ending_by(how, language),
            "by": records.collect::<Vec<Value>>(),
            "date": date,
        }
    }

    /// What took the place of a record.
    pub(crate) fn successors(&self, index: RecordId, ended: &Ended) -> Vec<Meant> {
        let meant = ended.by.iter().filter_map(|&at| self.links.meant(&self.model, index, at));
        meant.collect()
    }

    /// What a record took the place of, by how each ended.
    pub(crate) fn predecessors(&self, index: RecordId) -> Vec<(Ending, Vec<Meant>)> {
        let mut groups: Vec<(Ending, Vec<Meant>)> = Vec::new();
        if self.model.shape.ended.is_empty() && self.links.left_for.is_empty() {
            return groups;
        }
        let mut add = |how: Ending, meant: Meant| match groups.iter_mut().find(|own| own.0 == how) {
            Some((_, group)) if group.contains(&meant) => {}
            Some((_, group)) => group.push(meant),
            None => groups.push((how, vec![meant])),
        };
        for backlink in self.ordered_backlinks(index) {
            let ended = self.model.records[backlink.from].ended.as_ref();
            if let (Via::Ended, Some(ended)) = (backlink.via, ended) {
                add(ended.how, Meant::Record(backlink.from));
            }
        }
        // Translations of a successor are told as it is.
        let own = self.model.in_language(index, LanguageId::OWN).unwrap_or(index);
        for &at in self.links.left_for.get(&own).into_iter().flatten() {
            add(self.config.ended[at].how, Meant::Elsewhere(Elsewhere::Ended(at)));
        }
        groups
    }

    /// What a record took the place of, as its page lists it.
    pub(super) fn predecessor_views(&self, index: RecordId, language: LanguageId) -> Vec<Value> {
        let groups = self.predecessors(index).into_iter().map(|(how, group)| {
            let records = group.into_iter().map(|meant| self.meant_summary(meant, language));
            map! {
                "label": self.ending_from(how, language),
                "records": records.collect::<Vec<Value>>(),
            }
        });
        groups.collect()
    }

    /// How a record ended, or that it did not, to filter by.
    pub(super) fn ending_choice(&self, index: RecordId) -> Choice {
        let record = &self.model.records[index];
        match &record.ended {
            Some(ended) => self.choice_of_ending(ended.how, record.language),
            None => self.choice_of_none(record.language),
        }
    }

    /// Every way to end, and none.
    pub(super) fn ending_choices(&self, language: LanguageId) -> Vec<(String, String)> {
        let choices = Ending::ALL.into_iter().map(|how| self.choice_of_ending(how, language));
        let choices = choices.chain([self.choice_of_none(language)]);
        choices.map(|choice| (choice.value, choice.label.text)).collect()
    }

    fn choice_of_ending(&self, how: Ending, language: LanguageId) -> Choice {
        let label = self.ending_word(how, language).into();
        Choice { value: how.name().to_owned(), label }
    }

    fn choice_of_none(&self, language: LanguageId) -> Choice {
        let label = self.look.strings().word(language, "ended-not").into();
        Choice { value: NONE.to_owned(), label }
    }

    /// The page at the address of a record that left the text.
    pub(super) fn left_page(&self, path: &str, at: usize, language: LanguageId) -> Rendered {
        let config::Ended { kind, title, how, date, reason, source, .. } = &self.config.ended[at];
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let word = |key: &str| self.look.strings().word(language, key);
        let index = self.kind_entry(*kind, language);
        let index = index.map(|(title, address)| (title.into(), address));
        let face = Face {
            path,
            language,
            title: title.clone().into(),
            description: word("ended-page").into(),
            breadcrumbs: [self.home_crumb(language)].into_iter().chain(index).collect(),
            hidden: true,
            ..Face::default()
        };
        let by = self.links.left.get(at).map(Vec::as_slice).unwrap_or_default();
        let view = self.end_view(*how, by, *date, language);
        let mut view = view.as_map().cloned().unwrap_or_default();
        let is_address =
            |text: &&String| text.starts_with("https://") || text.starts_with("http://");
        view.insert("reason".into(), Value::from(reason.as_deref()));
        view.insert("source".into(), Value::from(source.as_deref()));
        view.insert("source_url".into(), Value::from(source.as_ref().filter(is_address).cloned()));
        let mut context = self.context(&face, on);
        context.insert_value("ended", Value::from(view));
        let label = self.label(language, &self.config.kinds[*kind].label);
        context.insert("kind_label", label);
        self.look.render("ended.html", &context)
    }
}
