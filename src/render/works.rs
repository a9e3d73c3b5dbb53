//! Pages as works that can be cited.

use crate::cite::{self, Author, Part, Work};
use crate::model::RecordIndex;
use crate::parse::text::slug;
use crate::plan::{Companion, Page};

use super::Renderer;

impl Renderer {
    /// What stands beside a page.
    pub(crate) fn companion(&self, companion: Companion, page: &Page) -> Vec<u8> {
        let work = match page {
            Page::Record(index) => self.work(*index),
            Page::Home(language, _) => self.whole_work(*language),
            _ => return Vec::new(),
        };
        let text = match companion {
            Companion::Ris => cite::ris(&work),
            Companion::Bibtex => cite::bibtex(&work),
            Companion::CslJson => cite::csl_json(&work),
        };
        text.into_bytes()
    }

    /// A record as a part of the report.
    fn work(&self, index: RecordIndex) -> Work {
        let record = &self.model.records[index];
        let kind = &self.config.kinds[record.kind];
        let whole = self.whole_work(record.language);
        let id = record.id.replace('/', "-");
        let part = Part {
            label: self.label(record.language, &kind.label).to_owned(),
            number: record.number.clone(),
            title: record.title.clone(),
        };
        Work {
            key: self.key(format!("{}-{id}", kind.name), record.language),
            part: Some(part),
            url: self.canonical(&self.plan.addresses[index]),
            ..whole
        }
    }

    /// The report itself.
    fn whole_work(&self, language: usize) -> Work {
        let title = self.site_title(language);
        Work {
            key: self.key(slug(&title), language),
            title,
            part: None,
            authors: self.config.book.authors.iter().cloned().map(Author::Whole).collect(),
            language: self.config.languages[language].tag.clone(),
            date: None,
            url: self.canonical(&self.plan_home(language)),
        }
    }

    /// A key that differs between languages.
    fn key(&self, key: String, language: usize) -> String {
        match language {
            0 => key,
            _ => format!("{key}-{}", self.config.languages[language].tag),
        }
    }
}
