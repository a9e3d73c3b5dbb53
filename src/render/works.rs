//! Pages as works that can be cited.

use tera::Value;

use crate::card::{self, Card};
use crate::cite::{self, Part, Words, Work};
use crate::config::{FieldType, PAGE, WorkFields};
use crate::look::Argument;
use crate::model::{self, RecordIndex};
use crate::parse::text::slug;
use crate::plan::{Companion, Page};

use super::{Renderer, map};

impl Renderer {
    /// What stands beside a page.
    pub(crate) fn companion(&self, companion: Companion, page: &Page) -> Vec<u8> {
        let work = || match page {
            Page::Record(index) => self.work(*index),
            Page::Home(language, _) => self.whole_work(*language),
            _ => Work::default(),
        };
        match companion {
            Companion::Ris => cite::ris(&work()).into_bytes(),
            Companion::Bibtex => cite::bibtex(&work()).into_bytes(),
            Companion::CslJson => cite::csl_json(&work()).into_bytes(),
            Companion::Markdown => self.markdown(page).into_bytes(),
            Companion::Card => card::png(&self.card(page)),
        }
    }

    /// The words of a page's card.
    fn card(&self, page: &Page) -> Card {
        let words = |language: usize| Card { site: self.site_title(language), ..Card::default() };
        match page {
            Page::Record(index) => {
                let record = &self.model.records[*index];
                let kind = &self.config.kinds[record.kind];
                let label = self.label(record.language, &kind.label).to_owned();
                Card {
                    kind: (record.kind != PAGE).then_some(label),
                    number: record.number.clone(),
                    title: record.title.clone(),
                    ..words(record.language)
                }
            }
            Page::Home(language, Some(index)) => {
                Card { title: self.model.records[*index].title.clone(), ..words(*language) }
            }
            Page::Home(language, None) => words(*language),
            _ => Card::default(),
        }
    }

    /// A record as a work: one of its own where its kind says so, else a part of the report.
    pub(super) fn work(&self, index: RecordIndex) -> Work {
        let record = &self.model.records[index];
        let kind = &self.config.kinds[record.kind];
        let id = record.id.replace('/', "-");
        let work = match &kind.citation {
            Some(fields) => self.own_work(index, fields),
            None => {
                let label = self.label(record.language, &kind.label).to_owned();
                let (number, title) = (record.number.clone(), record.title.clone());
                let whole = match kind.editorial {
                    true => self.site_work(record.language),
                    false => self.whole_work(record.language),
                };
                Work { part: Some(Part { label, number, title }), ..whole }
            }
        };
        Work {
            key: self.key(format!("{}-{id}", kind.name), record.language),
            url: self.canonical(&self.plan.addresses[index]),
            ..work
        }
    }

    /// A record that is cited by its own fields.
    fn own_work(&self, index: RecordIndex, fields: &WorkFields) -> Work {
        let record = &self.model.records[index];
        let words = |field: Option<usize>| match field {
            Some(field) => self.words_of(index, field),
            None => Vec::new(),
        };
        let institution = words(fields.institution);
        let date = fields.date.and_then(|field| match record.values[field].first() {
            Some(model::Value::Date(date)) => Some(*date),
            _ => None,
        });
        Work {
            title: record.title.clone(),
            authors: words(fields.authors),
            institution: (!institution.is_empty()).then(|| institution.join(", ")),
            symbols: words(fields.symbols),
            date,
            language: self.config.languages[record.language].tag.clone(),
            ..Work::default()
        }
    }

    /// The values of a field in words: text, labels of choices, titles of records.
    fn words_of(&self, index: RecordIndex, field: usize) -> Vec<String> {
        let record = &self.model.records[index];
        let declared = &self.config.kinds[record.kind].fields[field];
        let words = record.values[field].iter().filter_map(|value| match (value, &declared.ty) {
            (model::Value::Text(text), _) => Some(text.clone()),
            (model::Value::Choice(at), FieldType::Choice(choices)) => {
                Some(self.label(record.language, &choices[*at].1).to_owned())
            }
            (model::Value::Reference(at), _) => {
                let target = self.links.field(&self.model, index, *at)?;
                Some(self.model.records[target].title.clone())
            }
            _ => None,
        });
        words.collect()
    }

    /// The site, which is the editors' own.
    fn site_work(&self, language: usize) -> Work {
        Work {
            title: self.site_title(language),
            authors: self.config.book.authors.clone(),
            language: self.config.languages[language].tag.clone(),
            ..Work::default()
        }
    }

    /// The report itself.
    pub(super) fn whole_work(&self, language: usize) -> Work {
        let citation = &self.config.citation;
        let own = self.config.languages[language].title.clone();
        let title = own.or_else(|| citation.title.clone());
        let title = title.unwrap_or_else(|| self.site_title(language));
        Work {
            key: self.key(slug(&title), language),
            title,
            part: None,
            authors: citation.authors.as_ref().unwrap_or(&self.config.book.authors).clone(),
            institution: citation.institution.clone(),
            symbols: citation.symbols.clone(),
            date: citation.date,
            place: citation.place.clone(),
            language: self.config.languages[language].tag.clone(),
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

    /// How a page is cited, where the report offers that.
    pub(super) fn citation_view(&self, work: &Work, language: usize) -> Option<Value> {
        if !self.config.citation.enable {
            return None;
        }
        let strings = self.look.strings();
        let part = work.part.as_ref().and_then(|_| {
            let name = ("part".to_owned(), Argument::Text(work.name()));
            strings.get(language, "cite-part", &[name])
        });
        let words = Words {
            part,
            date: work.date.map(|date| self.date(language, date)),
            separator: strings.word(language, "cite-separator"),
        };
        let line = cite::line(work, &words);
        let tags = cite::tags(work).into_iter();
        let tags = tags.map(|(name, content)| map! { "name": name, "content": content });
        let wanted = self.plan.companions.iter().filter_map(|companion| {
            let (name, media_type) = companion.citation()?;
            Some(map! { "name": name, "file": companion.file_name(), "type": media_type })
        });
        Some(map! {
            "before": line.before,
            "title": line.title,
            "after": line.after,
            "tags": tags.collect::<Vec<Value>>(),
            "files": wanted.collect::<Vec<Value>>(),
        })
    }
}
