//! Pages: what each kind of page hands to its template.

use tera::{Context, Value};

use crate::diagnostics::Diagnostic;
use crate::ids::{LanguageId, RecordId};
use crate::parse::Phrase;
use crate::plan::{MOST_URLS, Page, address_of, sitemap};
use crate::url;

use super::addresses::{On, Shows, root_of};
use super::body::Sections;
use super::footnotes::{Embedded, Notes};
use super::frame::Face;
use super::{Rendered, Renderer, map, shown};

impl Renderer {
    /// Renders the page at an output path.
    pub(crate) fn page(&self, path: &str, page: &Page) -> Rendered {
        match page {
            Page::Record(index) => self.record(path, *index),
            Page::Home(language, index) => self.home(path, *language, *index),
            Page::Index(kind, language) => self.index(path, *kind, *language, 1),
            Page::IndexPart(kind, language, part) => self.index(path, *kind, *language, *part),
            Page::Rows(kind, language) => Ok(self.rows_file(*kind, *language)),
            Page::Titles(language) => self.titles(path, *language),
            Page::Letter(language, letter, part) => self.letter(path, *language, (*letter, *part)),
            Page::Box(language) => self.boxes(path, *language),
            Page::Whole(language) => self.whole(path, *language),
            Page::Contents(language, part) => self.print_contents(path, *language, *part),
            Page::Sheet(language, at) => self.sheet(path, *language, *at),
            Page::Changes(language, year) => self.changes(path, *language, *year),
            Page::Month(language, month, digest) => self.month(path, *language, *month, *digest),
            Page::Progress(language) => self.progress(path, *language),
            Page::Milestones(language, year, part) => {
                self.milestones(path, *language, *year, *part)
            }
            Page::Versions(language) => self.versions(path, *language),
            Page::Version(language, at, part) => self.version(path, *language, (*at, *part)),
            Page::Since(language) => self.since(path, *language),
            Page::Feed(feed) => self.feed(path, *feed),
            Page::Collection(language) => self.collection(path, *language),
            Page::Collected(at, language) => self.collected(path, *at, *language),
            Page::Ended(at, language) => self.left_page(path, *at, *language),
            Page::Redirect(to) => self.redirect(path, to),
            Page::NotFound(language, index) => self.not_found(path, *language, *index),
            Page::Sitemap(at) => self.sitemap(*at),
            Page::Robots => self.robots(),
            Page::Llms => Ok(self.llms()),
            Page::Cname => Ok(self.config.html.cname.clone().unwrap_or_default() + "\n"),
            // Data and what tells of it is made by `data`, which stands above.
            Page::NoJekyll
            | Page::Data(_)
            | Page::Due(_)
            | Page::DataIndex
            | Page::DataFormat(_) => Ok(String::new()),
        }
    }

    fn record(&self, path: &str, index: RecordId) -> Rendered {
        let record = &self.model.records[index];
        let root = root_of(path);
        let document = self.model.document_at(index);
        let on = On {
            root: &root,
            language: record.language,
            shows: match record.heading {
                None => Shows::Document(document),
                Some(heading) => Shows::Section(document, heading),
            },
        };
        let mut notes = Notes::default();
        let words = self.title_words(index, on, &mut notes)?;
        let body = self.record_body(index, on, Sections::Shown, &mut notes)?;
        let view = self.record_view(index, on, &mut notes)?;
        let source = &self.model.documents[document].document().source;
        let named = source.title().filter(|_| record.heading.is_none());
        let face = Face {
            path,
            language: record.language,
            title: named.map_or_else(|| self.title_of(index), |title| title.to_owned().into()),
            number: record.number.clone(),
            description: self.described(index).clone(),
            breadcrumbs: self.breadcrumbs(index),
            alternates: self.alternates(index),
            neighbours: self.plan.neighbours[index],
            parts: (None, None),
            hidden: false,
            work: Some(self.work(index)),
            sources: self.sources_of(index),
            subject: Some(self.record_data(path, index)),
            collection: self.kind_entry(record.kind, record.language).map(|(_, address)| address),
            feed: self.feed_beside(path),
        };
        let mut context = self.context(&face, on);
        context.insert_value("words", words);
        context.insert("title_id", &self.title_id(index));
        context.insert_value("body", Value::safe_string(&body));
        context.insert_value("record", view);
        let neighbourhood = self.neighbourhood(index, on, &mut notes);
        context.insert_value("neighbourhood", Value::from(neighbourhood));
        let standing = self.standing_view(index, record.language);
        context.insert_value("standing", Value::from(standing));
        let owed = self.owed_view(index, record.language);
        context.insert_value("owed", Value::from(owed));
        context.insert_value("earlier", Value::from(self.earlier(index)));
        let toc = self.contents_of(index, &notes);
        context.insert_value("headings", Value::from(uppermost(&toc)));
        let toc: Vec<Value> = toc.into_iter().map(|(_, entry)| entry).collect();
        context.insert_value("toc", Value::from(toc));
        context.insert_value("notes", Value::from(self.notes(on, &mut notes)?));
        let kind = &self.config.kinds[record.kind].name;
        let own = format!("record-{kind}.html");
        let general = if record.heading.is_none() { "document.html" } else { "record.html" };
        self.look.render(if self.look.has(&own) { &own } else { general }, &context)
    }

    fn redirect(&self, path: &str, to: &str) -> Rendered {
        let root = root_of(path);
        let mut context = Context::new();
        let href = self.redirect_href(&root, to);
        let canonical = match to {
            _ if to.contains("://") => Some(to.to_owned()),
            _ if to.starts_with("../") => None,
            _ => self.canonical_target(to),
        };
        context.insert("href", &href);
        context.insert("canonical", &canonical);
        let language = self.config.language();
        context.insert("lang", &language.tag);
        context.insert("dir", language.direction());
        context.insert("language_index", &LanguageId::OWN.index());
        context.insert("site", &self.site_view(LanguageId::OWN));
        context.insert("root", &root);
        self.look.render("redirect.html", &context)
    }

    /// The whole URL of a redirect's target inside the site.
    fn canonical_target(&self, to: &str) -> Option<String> {
        let url::Parts { path, query, fragment } = url::split(to);
        let page = self.canonical(&url::decoded(path))?;
        Some(format!("{page}{}{}", url::tidy(query), url::tidy(fragment)))
    }

    fn not_found(&self, path: &str, language: LanguageId, index: Option<RecordId>) -> Rendered {
        // This page answers at any depth, so its links begin at the host.
        let root = if self.settings.portable {
            root_of(path)
        } else {
            self.config.html.site_url.path.clone()
        };
        let document = index.map(|index| self.model.document_at(index));
        let on = On { root: &root, language, shows: Shows::document(document) };
        let mut notes = Notes::default();
        let word = |name| self.look.strings().word(language, name);
        let (title, description) = match index {
            Some(index) => (self.title_of(index), self.described(index).clone()),
            None => (word("not-found-title").into(), word("not-found-text").into()),
        };
        let (words, body) = match index {
            Some(index) => (
                self.title_words(index, on, &mut notes)?,
                self.record_body(index, on, Sections::Shown, &mut notes)?,
            ),
            None => (shown(&title), String::new()),
        };
        let face = Face {
            path,
            language,
            title,
            number: None,
            description,
            breadcrumbs: Vec::new(),
            alternates: Vec::new(),
            neighbours: (None, None),
            hidden: true,
            ..Face::default()
        };
        let mut context = self.context(&face, on);
        context.insert_value("words", words);
        context.insert_value("body", Value::safe_string(&body));
        context.insert_value("notes", Value::from(self.notes(on, &mut notes)?));
        context.insert_value("kinds", self.kinds_in_use(language));
        self.look.render("404.html", &context)
    }

    fn sitemap(&self, at: usize) -> Rendered {
        self.note_months();
        let listed = self.plan.pages.iter().filter(|(_, page)| page.is_listed());
        let urls: Vec<Value> = listed
            .skip(at * MOST_URLS)
            .take(MOST_URLS)
            .filter_map(|(path, _)| self.canonical(address_of(path)))
            .map(Value::from)
            .collect();
        let mut context = Context::new();
        context.insert_value("urls", Value::from(urls));
        self.look.render("sitemap.xml", &context)
    }

    fn robots(&self) -> Rendered {
        let mut text = "User-agent: *\nAllow: /\n".to_owned();
        let sitemaps = (0..).map(sitemap).take_while(|path| self.plan.has(path));
        for url in sitemaps.filter_map(|path| self.canonical(&path)) {
            text.push_str(&format!("Sitemap: {url}\n"));
        }
        Ok(text)
    }

    /// The id of the title of a chapter, by which mdBook knows it.
    pub(super) fn title_id(&self, index: RecordId) -> Option<&str> {
        let placed = self.model.document_of(index);
        let is_chapter = self.model.contents.is_some() && placed.record == index;
        let at = placed.part().title_heading.filter(|_| is_chapter)?;
        let heading = &placed.document().headings[at];
        Some(heading.also.as_deref().unwrap_or(&heading.anchor))
    }

    /// The headings of a record's page and the records that it embeds in full, for its table of
    /// contents, each with its level.
    fn contents_of(&self, index: RecordId, notes: &Notes) -> Vec<(u8, Value)> {
        let record = &self.model.records[index];
        let placed = self.model.document_of(index);
        let headings = &placed.document().headings;
        let range = record.heading.map(|at| headings[at].section.clone());
        let shift = record.heading.map_or(0, |at| headings[at].level - 1);
        // Headings stand in the order of the text: a document may have very many.
        let first_from = |offset: u32| headings.partition_point(|own| own.section.start < offset);
        let inside =
            range.map_or(0..headings.len(), |range| first_from(range.start)..first_from(range.end));
        let visible = inside.map(|at| (at, &headings[at])).filter(|(at, heading)| {
            !heading.nested
                && record.heading != Some(*at)
                && placed.part().title_heading != Some(*at)
                && !placed.hides(heading.section.start)
        });
        let own = visible.map(|(at, heading)| {
            let level = heading.level.saturating_sub(shift);
            let record = placed.record_of(at);
            let title = record.map_or_else(|| heading.title.clone(), |at| self.title_of(at));
            let entry = self.contents_entry(level, &heading.anchor, record, &title);
            (heading.section.start, (level, entry))
        });
        let embedded = notes.embedded().iter().map(|Embedded { offset, record, level, anchor }| {
            let title = self.title_of(*record);
            (*offset, (*level, self.contents_entry(*level, anchor, Some(*record), &title)))
        });
        let mut entries: Vec<(u32, (u8, Value))> = own.chain(embedded).collect();
        entries.sort_by_key(|(start, _)| *start);
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    fn contents_entry(
        &self,
        level: u8,
        anchor: &str,
        record: Option<RecordId>,
        title: &Phrase,
    ) -> Value {
        let number = record.and_then(|record| self.model.records[record].number.clone());
        map! {
            "level": u64::from(level.clamp(2, 6)),
            "anchor": anchor,
            "title": title.text.as_str(),
            "title_html": shown(title),
            "number": number,
        }
    }

    /// A problem in a template, with the page on which it was met.
    pub(crate) fn problem_on(path: &str, problem: Diagnostic) -> Diagnostic {
        problem.label(format!("on the page {path}"))
    }
}

/// The entries of a page's own table of contents that are inside no other.
fn uppermost(toc: &[(u8, Value)]) -> Vec<Value> {
    let least = toc.iter().map(|(level, _)| *level).min();
    toc.iter().filter(|(level, _)| Some(*level) == least).map(|(_, entry)| entry.clone()).collect()
}
