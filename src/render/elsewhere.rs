//! What is referred to and is no record of the report, as pages and data tell of it.

use tera::Value;

use crate::config::Ended;
use crate::ids::LanguageId;
use crate::plan::{address_of_record, file_of};
use crate::resolve::{Elsewhere, Meant};

use super::addresses::On;
use super::{Renderer, map};

impl Renderer {
    /// What is meant, as other pages show it.
    pub(super) fn meant_summary(&self, meant: Meant, language: LanguageId) -> Value {
        match meant {
            Meant::Record(index) => self.summary(index),
            Meant::Elsewhere(elsewhere) => self.elsewhere_summary(elsewhere, language),
        }
    }

    /// The same keys as the summary of a record has.
    pub(super) fn elsewhere_summary(&self, elsewhere: Elsewhere, language: LanguageId) -> Value {
        match elsewhere {
            Elsewhere::Ended(at) => self.left_summary(at, language),
        }
    }

    fn left_summary(&self, at: usize, language: LanguageId) -> Value {
        let Ended { kind, id, title, how, .. } = &self.config.ended[at];
        let kind = &self.config.kinds[*kind];
        let own = self.config.language();
        map! {
            "id": id.value.as_str(),
            "kind": kind.name.as_str(),
            "kind_label": self.label(language, &kind.label),
            "number": None::<String>,
            "title": title.as_str(),
            "title_html": title.as_str(),
            "path": self.href("", &self.left_address(at, language), ""),
            "description": "",
            "description_html": "",
            "headline": None::<String>,
            "ended": self.ending_view(*how, language),
            "language": own.tag.as_str(),
            "dir": own.direction(),
        }
    }

    /// What it is called.
    pub(crate) fn elsewhere_title(&self, elsewhere: Elsewhere) -> &str {
        match elsewhere {
            Elsewhere::Ended(at) => &self.config.ended[at].title,
        }
    }

    /// What it is called throughout the data: `kind/id`.
    pub(crate) fn elsewhere_name(&self, elsewhere: Elsewhere) -> String {
        match elsewhere {
            Elsewhere::Ended(at) => {
                let Ended { kind, id, .. } = &self.config.ended[at];
                format!("{}/{}", self.config.kinds[*kind].name, id.value)
            }
        }
    }

    /// What is meant, as data names it; that of a translation ends in `@` and its language.
    pub(crate) fn name_of_meant(&self, meant: Meant) -> String {
        match meant {
            Meant::Record(index) => self.name_in_language(index),
            Meant::Elsewhere(elsewhere) => self.elsewhere_name(elsewhere),
        }
    }

    /// Its address as a link on a page.
    pub(super) fn elsewhere_href(&self, elsewhere: Elsewhere, on: On<'_>) -> String {
        match elsewhere {
            Elsewhere::Ended(at) => self.elsewhere(on, &self.left_address(at, on.language), ""),
        }
    }

    /// Its whole address, for whoever does not know where it was found.
    pub(crate) fn elsewhere_url(&self, elsewhere: Elsewhere, language: LanguageId) -> String {
        match elsewhere {
            Elsewhere::Ended(at) => self.url(&self.left_address(at, language)),
        }
    }

    /// The address of a record that left the text, in a language if that has it.
    pub(super) fn left_address(&self, at: usize, language: LanguageId) -> String {
        let Ended { kind, id, .. } = &self.config.ended[at];
        let in_language = |language| address_of_record(&self.config, *kind, language, &id.value);
        let own = in_language(language);
        match self.plan.pages.contains_key(&*file_of(&own)) {
            true => own,
            false => in_language(LanguageId::OWN),
        }
    }
}
