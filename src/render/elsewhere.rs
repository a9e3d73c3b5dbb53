//! What is referred to and is no record of the report, as pages and data tell of it.

use tera::Value;

use crate::characters::clean;
use crate::config::{Ended, Ending, direction};
use crate::ids::LanguageId;
use crate::others::{OtherRecord, Written};
use crate::plan::{address_of_record, file_of};
use crate::resolve::{Elsewhere, Meant};
use crate::url;

use super::addresses::On;
use super::{Renderer, map};

/// A record of another report, as it is told in a language.
struct Told<'a> {
    written: Written<'a>,
    title: String,
    /// Its whole address.
    url: String,
    /// The tag of the language of its title.
    language: String,
    /// The label of its kind.
    label: String,
    /// The title of its report.
    report: &'a str,
}

impl Renderer {
    /// How something elsewhere ended, in a word.
    pub(super) fn elsewhere_end(
        &self,
        elsewhere: Elsewhere,
        language: LanguageId,
    ) -> Option<String> {
        let how = match elsewhere {
            Elsewhere::Ended(at) => self.config.ended[at].how,
            Elsewhere::Other(record) => {
                let (_, written) = self.links.others.record(record);
                Ending::named(&written.ended?.how)?
            }
        };
        Some(self.ending_word(how, language))
    }

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
            Elsewhere::Other(record) => self.other_summary(record, language),
        }
    }

    /// A record of another report. Its address is a whole one, and stands in `url`.
    pub(super) fn other_summary(&self, record: OtherRecord, language: LanguageId) -> Value {
        let told = self.other_record(record, language);
        let Told { written, title, url, language: tag, label, report } = told;
        let kind = written.id.split_once('/').map_or("", |(kind, _)| kind);
        let ended = written.ended.as_ref().and_then(|end| Ending::named(&end.how));
        map! {
            "id": written.id,
            "kind": kind,
            "kind_label": label,
            "number": written.number.as_deref(),
            "title": title.as_str(),
            "title_html": title.as_str(),
            "path": "",
            "url": url,
            "report": report,
            "description": "",
            "description_html": "",
            "headline": None::<String>,
            "ended": ended.map(|how| self.ending_view(how, language)),
            "language": tag.as_str(),
            "dir": direction(&tag),
        }
    }

    /// A record of another report in a language, if it has a translation into it.
    fn other_record(&self, record: OtherRecord, language: LanguageId) -> Told<'_> {
        let (report, written) = self.links.others.record(record);
        let wanted = &self.config.languages[language].tag;
        let head = report.inventory.as_ref().map(|inventory| &inventory.head);
        let own = head.map_or_else(String::new, |head| head.language.clone());
        let translation = written.translations.get(wanted).filter(|_| own != *wanted);
        let (title, path) = match translation {
            Some(translation) => (translation.title.clone(), translation.path.as_str()),
            None => (written.title.to_string(), &*written.path),
        };
        let kind = report.inventory.as_ref().map(|inventory| inventory.kind(record.line));
        let label = kind.map(|kind| kind.labels.get(wanted).unwrap_or(&kind.label).clone());
        let site = report.url.as_deref().unwrap_or_default();
        let title = clean(&title).into_owned();
        let url = format!("{site}{}", url::encoded(path));
        let language = if translation.is_some() { wanted.clone() } else { own };
        let label = clean(&label.unwrap_or_default()).into_owned();
        Told { title, url, language, label, report: &report.title, written }
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

    /// What it is called; of a record of another report, with the title of that.
    pub(crate) fn elsewhere_title(&self, elsewhere: Elsewhere, language: LanguageId) -> String {
        match elsewhere {
            Elsewhere::Ended(at) => self.config.ended[at].title.clone(),
            Elsewhere::Other(record) => {
                let Told { title, report, .. } = self.other_record(record, language);
                format!("{title} ({report})")
            }
        }
    }

    /// What it is called in its report.
    pub(crate) fn elsewhere_title_alone(&self, elsewhere: Elsewhere) -> String {
        match elsewhere {
            Elsewhere::Ended(at) => self.config.ended[at].title.clone(),
            Elsewhere::Other(record) => self.other_record(record, LanguageId::OWN).title,
        }
    }

    /// What it is called throughout the data: `kind/id`.
    pub(crate) fn elsewhere_name(&self, elsewhere: Elsewhere) -> String {
        match elsewhere {
            Elsewhere::Ended(at) => {
                let Ended { kind, id, .. } = &self.config.ended[at];
                format!("{}/{}", self.config.kinds[*kind].name, id.value)
            }
            Elsewhere::Other(record) => {
                let (report, written) = self.links.others.record(record);
                format!("{}:{}", report.name, written.id)
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
            Elsewhere::Other(record) => self.other_record(record, on.language).url,
        }
    }

    /// Its whole address, for whoever does not know where it was found.
    pub(crate) fn elsewhere_url(&self, elsewhere: Elsewhere, language: LanguageId) -> String {
        match elsewhere {
            Elsewhere::Ended(at) => self.url(&self.left_address(at, language)),
            Elsewhere::Other(record) => self.other_record(record, language).url,
        }
    }

    /// The address of a record that left the text, in a language if that has it.
    pub(crate) fn left_address(&self, at: usize, language: LanguageId) -> String {
        let Ended { kind, id, .. } = &self.config.ended[at];
        let in_language = |language| address_of_record(&self.config, *kind, language, &id.value);
        let own = in_language(language);
        match self.plan.pages.contains_key(&*file_of(&own)) {
            true => own,
            false => in_language(LanguageId::OWN),
        }
    }
}
