//! Pages as works that can be cited.

use std::fmt::Write;

use tera::Value;

use crate::card::{self, Card};
use crate::cite::{self, Line, Part, Words, Work};
use crate::config::{CitationFiles, PAGE, Setting, WorkFields};
use crate::field::Form;
use crate::ids::{FieldId, LanguageId, RecordId};
use crate::look::Argument;
use crate::model::Record;
use crate::parse::text::slug;
use crate::plan::{Companion, Page, address_of};
use crate::resolve::Meant;
use crate::url;

use super::addresses::root_of;
use super::{Face, Renderer, map};

/// Text as a `data:` address has it: only what no address may hold is encoded, for all else is shorter
/// as it is.
fn in_data_url(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3 / 2);
    for letter in text.chars() {
        if letter.is_ascii_control() || " \"#%<>[\\]^`{|}".contains(letter) {
            let _ = write!(out, "%{:02X}", u32::from(letter));
        } else {
            out.push(letter);
        }
    }
    out
}

impl Renderer {
    /// What stands beside a page.
    pub(crate) fn companion(&self, companion: Companion, page: &Page) -> Vec<u8> {
        match companion {
            Companion::Ris => cite::ris(&self.works_beside(page)).into_bytes(),
            Companion::Bibtex => cite::bibtex(&self.works_beside(page)).into_bytes(),
            Companion::CslJson => cite::csl_json(&self.works_beside(page)).into_bytes(),
            Companion::Markdown => self.markdown(page).into_bytes(),
            Companion::Card => card::png(&self.card(page)),
        }
    }

    /// The works that are cited in the files beside a page.
    fn works_beside(&self, page: &Page) -> Vec<Work> {
        let (own, record) = match page {
            Page::Record(index) => (Some(self.work(*index)), Some(*index)),
            Page::Home(language, record) => (Some(self.whole_work(*language)), *record),
            Page::Index(kind, language) => {
                (None, self.plan.introductions.get(&(*kind, *language)).copied())
            }
            _ => (None, None),
        };
        let sections = match (self.plan.citations, record) {
            (CitationFiles::Document, Some(record)) => self.sections_with_pages(record),
            _ => Vec::new(),
        };
        own.into_iter().chain(sections.iter().map(|&section| self.work(section))).collect()
    }

    /// The records of sections that have pages, of a document's record.
    fn sections_with_pages(&self, record: RecordId) -> Vec<RecordId> {
        let placed = self.model.document_of(record);
        if placed.record != record {
            return Vec::new();
        }
        let sections = (1..placed.part().records.len()).map(|place| placed.nth(place));
        sections.filter(|&section| !self.plan.addresses[section].is_empty()).collect()
    }

    /// The files that cite the page at an output path: the format of each, its address below the
    /// site's root, and within it the key of the work, where it has others beside it.
    pub(super) fn citation_files(&self, path: &str) -> Vec<(Companion, String)> {
        let formats = self.plan.companions.iter().copied();
        let formats = formats.filter(|companion| companion.citation().is_some());
        let (folder, key) = match self.plan.pages.get(path) {
            _ if self.plan.citations == CitationFiles::Record => (address_of(path), String::new()),
            _ if self.plan.bundles.contains(path) => (address_of(path), String::new()),
            Some(Page::Record(index)) => {
                let document = &self.plan.addresses[self.model.document_of(*index).record];
                if !self.plan.bundles.contains(document.file()) {
                    return Vec::new();
                }
                (&**document, format!("#{}", url::encoded(&self.work(*index).key)))
            }
            _ => return Vec::new(),
        };
        formats.map(|format| (format, format!("{folder}{}{key}", format.file_name()))).collect()
    }

    /// The citation of one work as an address that holds the whole file, where the file beside the
    /// page holds more. One format is enough, for every page carries it: all reference managers read
    /// RIS, and a list of BibTeX entries may be longer than what is cited of it.
    fn single(&self, face: &Face<'_>, format: Companion, work: &Work) -> Option<String> {
        let is_alone = self.plan.citations == CitationFiles::Record || self.is_alone(face.path);
        if is_alone || format != Companion::Ris {
            return None;
        }
        let text = cite::ris(std::slice::from_ref(work));
        let (_, media_type) = format.citation()?;
        Some(format!("data:{media_type};charset=utf-8,{}", in_data_url(&text)))
    }

    /// Whether the files beside a page cite nothing else.
    fn is_alone(&self, path: &str) -> bool {
        let page = self.plan.pages.get(path).filter(|_| self.plan.bundles.contains(path));
        match page {
            Some(Page::Record(record) | Page::Home(_, Some(record))) => {
                self.sections_with_pages(*record).is_empty()
            }
            Some(Page::Home(_, None)) => true,
            _ => false,
        }
    }

    /// The words of a page's card.
    fn card(&self, page: &Page) -> Card {
        let words =
            |language: LanguageId| Card { site: self.site_title(language), ..Card::default() };
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
            Page::Progress(language) => Card {
                kind: self.as_of_words(*language),
                title: self.look.strings().word(*language, "progress-title"),
                bars: self.card_bars(*language),
                ..words(*language)
            },
            _ => Card::default(),
        }
    }

    /// A record as a work: one of its own where its kind says so, else a part of the report.
    pub(super) fn work(&self, index: RecordId) -> Work {
        let record = &self.model.records[index];
        let kind = &self.config.kinds[record.kind];
        let id = record.id.replace('/', "-");
        let work = match &kind.citation {
            Some(fields) => self.own_work(index, fields),
            None => {
                let label = self.label(record.language, &kind.label).to_owned();
                let (number, title) = (record.number.clone(), record.title.clone());
                let whole = self.around(index);
                let work = Work { part: Some(Part { label, number, title }), ..whole };
                match work.title.is_empty() {
                    // What has no title cannot be said to hold anything.
                    true => Work { title: work.name(), part: None, ..work },
                    false => work,
                }
            }
        };
        Work {
            key: self.key(format!("{}-{id}", kind.name), record.language),
            url: self.canonical(&self.plan.addresses[index]),
            ..work
        }
    }

    /// What a record is a part of. A site that restates the report is all the editors' own.
    fn around(&self, index: RecordId) -> Work {
        let Record { kind, language, .. } = *self.model.records[index];
        if self.config.citation.restates.is_none() && self.config.kinds[kind].editorial {
            return self.site_work(language);
        }
        let whole = self.whole_work(language);
        let restating = whole.restating.filter(|_| self.is_of_report(index));
        Work { restating, ..whole }
    }

    /// Whether a record's page shows something of the report: what is neither of the editors nor a
    /// work of its own.
    fn is_of_report(&self, index: RecordId) -> bool {
        let kind = &self.config.kinds[self.model.records[index].kind];
        let mut inside = self.model.shape.children[index].iter();
        kind.citation.is_none() && (!kind.editorial || inside.any(|&at| self.is_of_report(at)))
    }

    /// The record of a work that `book.toml` names, in a language if it is there.
    fn named_work(&self, name: &Setting<String>, language: LanguageId) -> Option<RecordId> {
        let record = *self.links.named.get(&name.value)?;
        // The menu may name the record too, which makes no work of it.
        let kind = &self.config.kinds[self.model.records[record].kind];
        kind.citation.as_ref()?;
        Some(self.model.in_language(record, language).unwrap_or(record))
    }

    /// The record of the work that the report restates.
    pub(super) fn restated(&self, language: LanguageId) -> Option<RecordId> {
        self.named_work(self.config.citation.restates.as_ref()?, language)
    }

    /// The record of the work that a record's page restates.
    pub(super) fn restated_by(&self, index: RecordId) -> Option<RecordId> {
        let restated = self.restated(self.model.records[index].language)?;
        self.is_of_report(index).then_some(restated)
    }

    /// The records of the works to cite for what the report holds.
    pub(crate) fn sources(&self, language: LanguageId) -> Vec<RecordId> {
        let sources = self.config.citation.sources().iter();
        sources.filter_map(|name| self.named_work(name, language)).collect()
    }

    /// The records of the works to cite for what a record's page holds.
    pub(super) fn sources_of(&self, index: RecordId) -> Vec<RecordId> {
        match self.is_of_report(index) {
            true => self.sources(self.model.records[index].language),
            false => Vec::new(),
        }
    }

    /// The phrase that tells what the report restates.
    fn restating(&self, language: LanguageId) -> Option<String> {
        let phrase = || {
            let source = self.source_line(self.restated(language)?, language).to_string();
            let source = ("source".to_owned(), Argument::Text(source));
            self.look.strings().get(language, "cite-restating", &[source])
        };
        self.restated[language].get(phrase).clone()
    }

    /// How a source is cited on pages that link to its own.
    pub(crate) fn source_line(&self, source: RecordId, language: LanguageId) -> Line {
        self.line_of(&Work { url: None, ..self.work(source) }, language)
    }

    /// A record that is cited by its own fields.
    fn own_work(&self, index: RecordId, fields: &WorkFields) -> Work {
        let record = &self.model.records[index];
        let words = |field: Option<FieldId>| match field {
            Some(field) => self.words_of(index, field),
            None => Vec::new(),
        };
        let institution = words(fields.institution);
        let date = fields.date.and_then(|field| record.values[field].first()?.date());
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
    fn words_of(&self, index: RecordId, field: FieldId) -> Vec<String> {
        let record = &self.model.records[index];
        let declared = &self.config.kinds[record.kind].fields[field];
        let words = record.values[field].iter().filter_map(|value| match value.form() {
            Form::Plain => self.in_words(record.language, declared, value),
            Form::Record(at) => Some(match self.links.meant(&self.model, index, at)? {
                Meant::Record(target) => self.model.records[target].title.clone(),
                Meant::Elsewhere(elsewhere) => self.elsewhere_title(elsewhere, record.language),
            }),
            Form::Markdown(_) | Form::Row(_) => None,
        });
        words.collect()
    }

    /// The site, which is the editors' own.
    fn site_work(&self, language: LanguageId) -> Work {
        Work {
            title: self.site_title(language),
            authors: self.config.book.authors.clone(),
            language: self.config.languages[language].tag.clone(),
            ..Work::default()
        }
    }

    /// The report itself.
    pub(super) fn whole_work(&self, language: LanguageId) -> Work {
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
            restating: self.restating(language),
        }
    }

    /// A key that differs between languages.
    fn key(&self, key: String, language: LanguageId) -> String {
        match language {
            LanguageId::OWN => key,
            _ => format!("{key}-{}", self.config.languages[language].tag),
        }
    }

    /// A work in a line of text.
    fn line_of(&self, work: &Work, language: LanguageId) -> Line {
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
        cite::line(work, &words)
    }

    /// How a page is cited, where the report offers that.
    pub(super) fn citation_view(&self, face: &Face<'_>) -> Option<Value> {
        let is_cited = self.config.citation.enable;
        let work = face.work.as_ref().filter(|work| is_cited && !work.title.is_empty())?;
        let line = self.line_of(work, face.language);
        let tags = cite::tags(work, &face.description.text).into_iter();
        let tags = tags.map(|(name, content)| map! { "name": name, "content": content });
        let sources = face.sources.iter().map(|&source| {
            let line = self.source_line(source, face.language);
            map! {
                "before": line.before,
                "title": line.title,
                "after": line.after,
                "path": self.href("", &self.plan.addresses[source], ""),
            }
        });
        let restated = work.restating.as_ref().and_then(|_| self.restated(face.language));
        let restates = restated.map_or_else(Value::none, |source| {
            let title = self.model.records[source].title.clone();
            map! { "title": title, "path": self.href("", &self.plan.addresses[source], "") }
        });
        let root = root_of(face.path);
        let files = self.citation_files(face.path).into_iter().filter_map(|(format, address)| {
            let (name, media_type) = format.citation()?;
            let beside = address.strip_prefix(address_of(face.path));
            let beside = beside.filter(|name| !name.contains('/')).map(str::to_owned);
            Some(map! {
                "name": name,
                "file": beside.unwrap_or_else(|| format!("{root}{address}")),
                "type": media_type,
                "single": self.single(face, format, work),
                "save_as": format!("{}.{}", work.key, format.extension()),
            })
        });
        Some(map! {
            "before": line.before,
            "title": line.title,
            "after": line.after,
            "restates": restates,
            "sources": sources.collect::<Vec<Value>>(),
            "tags": tags.collect::<Vec<Value>>(),
            "files": files.collect::<Vec<Value>>(),
        })
    }
}
