//! Pages: what each kind of page hands to its template.

use tera::{Context, Value};

use crate::cite::Work;
use crate::config::{HomeEntry, MenuEntry, PAGE};
use crate::diagnostics::Diagnostic;
use crate::model::RecordIndex;
use crate::plan::{self, Companion, Data, Page, address_of, file_of};
use crate::search;

use super::body::{Notes, On, Sections, Shows};
use super::values::percent_encoded;
use super::{Rendered, Renderer, map};

/// A kind with more records than this, those inside them included, is on the home page by its name
/// and count alone, unless the configuration asks for it.
const MOST_AT_HOME: usize = 500;

/// What every page says of itself.
#[derive(Default)]
pub(crate) struct Face<'a> {
    /// The output path.
    pub(crate) path: &'a str,
    pub(crate) language: usize,
    /// The title of the page alone.
    pub(crate) title: String,
    pub(crate) number: Option<String>,
    pub(crate) description: String,
    /// The pages above it, from the home page down: title and address.
    pub(crate) breadcrumbs: Vec<(String, String)>,
    /// The same page in other languages: language and address.
    pub(crate) alternates: Vec<(usize, String)>,
    pub(crate) neighbours: (Option<RecordIndex>, Option<RecordIndex>),
    /// Whether search engines are to leave it out.
    pub(crate) hidden: bool,
    /// What is cited, where the page shows one work or a part of one.
    pub(crate) work: Option<Work>,
    /// What the page is about, for search engines.
    pub(crate) subject: Option<serde_json::Value>,
    /// The page that lists it among its like.
    pub(crate) collection: Option<String>,
    /// The path of the feed that tells of its changes.
    pub(crate) feed: Option<String>,
}

impl Renderer {
    /// Renders the page at an output path.
    pub(crate) fn page(&self, path: &str, page: &Page) -> Rendered {
        match page {
            Page::Record(index) => self.record(path, *index),
            Page::Home(language, index) => self.home(path, *language, *index),
            Page::Index(kind, language) => self.index(path, *kind, *language),
            Page::Titles(language) => self.titles(path, *language),
            Page::Whole(language) => self.whole(path, *language),
            Page::Changes(language, year) => self.changes(path, *language, *year),
            Page::Progress(language) => self.progress(path, *language),
            Page::Feed(feed) => self.feed(path, *feed),
            Page::Redirect(to) => self.redirect(path, to),
            Page::NotFound => self.not_found(path),
            Page::Sitemap => self.sitemap(),
            Page::Robots => self.robots(),
            Page::Llms => Ok(self.llms()),
            Page::Cname => Ok(self.config.html.cname.clone().unwrap_or_default() + "\n"),
            // Data and what tells of it is made by `data`, which stands above.
            Page::NoJekyll | Page::Data(_) | Page::DataIndex | Page::DataFormat(_) => {
                Ok(String::new())
            }
        }
    }

    fn record(&self, path: &str, index: RecordIndex) -> Rendered {
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
        let body = self.record_body(index, on, Sections::Shown, &mut notes)?;
        let view = self.record_view(index, on, &mut notes)?;
        let face = Face {
            path,
            language: record.language,
            title: record.title.clone(),
            number: record.number.clone(),
            description: self.description(index).to_owned(),
            breadcrumbs: self.breadcrumbs(index),
            alternates: self.alternates(index),
            neighbours: self.plan.neighbours[index],
            hidden: false,
            work: Some(self.work(index)),
            subject: Some(self.record_data(path, index)),
            collection: self.kind_entry(record.kind, record.language).map(|(_, address)| address),
            feed: self.feed_beside(path),
        };
        let mut context = self.context(&face, on);
        context.insert_value("body", Value::safe_string(&body));
        context.insert_value("record", view);
        let neighbourhood = self.neighbourhood(index, on, &mut notes);
        context.insert_value("neighbourhood", Value::from(neighbourhood));
        context.insert_value("toc", Value::from(self.contents_of(index)));
        context.insert_value("notes", Value::from(self.notes(on, &mut notes)?));
        let kind = &self.config.kinds[record.kind].name;
        let own = format!("record-{kind}.html");
        let general = if record.heading.is_none() { "document.html" } else { "record.html" };
        self.look.render(if self.look.has(&own) { &own } else { general }, &context)
    }

    fn home(&self, path: &str, language: usize, index: Option<RecordIndex>) -> Rendered {
        let root = root_of(path);
        let document = index.map(|index| self.model.document_at(index));
        let on = On { root: &root, language, shows: Shows::document(document) };
        let mut notes = Notes::default();
        let body = match index {
            Some(index) => self.record_body(index, on, Sections::Shown, &mut notes)?,
            None => String::new(),
        };
        let site_title = self.site_title(language);
        let title = index.map(|index| self.model.records[index].title.clone());
        let face = Face {
            path,
            language,
            title: title.filter(|title| !title.is_empty()).unwrap_or(site_title),
            number: None,
            description: index
                .and_then(|index| self.model.records[index].description.clone())
                .unwrap_or_else(|| self.site_description(language)),
            breadcrumbs: Vec::new(),
            alternates: self.home_alternates(),
            neighbours: (None, None),
            hidden: false,
            work: Some(self.whole_work(language)),
            subject: Some(self.report_data(path, language)),
            collection: None,
            feed: self.feed_beside(path),
        };
        let mut context = self.context(&face, on);
        context.insert_value("body", Value::safe_string(&body));
        let view = match index {
            Some(index) => self.record_view(index, on, &mut notes)?,
            None => Value::none(),
        };
        context.insert_value("record", view);
        let sections = self.home_sections(on, &mut notes)?;
        context.insert_value("sections", Value::from(sections));
        let changes = self.latest_changes(on)?;
        context.insert_value("changes", Value::from(changes));
        context.insert_value("kinds", self.kinds_in_use(language));
        context.insert_value("notes", Value::from(self.notes(on, &mut notes)?));
        self.look.render("home.html", &context)
    }

    fn redirect(&self, path: &str, to: &str) -> Rendered {
        let root = root_of(path);
        let mut context = Context::new();
        let inside = !to.contains("://");
        let href = if inside { self.inside_href(&root, to) } else { to.to_owned() };
        let canonical = if inside { self.canonical(to) } else { Some(to.to_owned()) };
        context.insert("href", &href);
        context.insert("canonical", &canonical);
        let language = self.config.language();
        context.insert("lang", &language.tag);
        context.insert("dir", if language.is_right_to_left() { "rtl" } else { "ltr" });
        context.insert("language_index", &0);
        context.insert("site", &self.site_view(0));
        context.insert("root", &root);
        self.look.render("redirect.html", &context)
    }

    /// A link to an address that may end in an anchor.
    fn inside_href(&self, root: &str, to: &str) -> String {
        let (address, anchor) = to.split_once('#').unwrap_or((to, ""));
        self.href(root, address_of(&file_of(address)), anchor)
    }

    fn not_found(&self, path: &str) -> Rendered {
        // This page answers at any depth, so its links begin at the host.
        let root = if self.settings.portable {
            root_of(path)
        } else {
            self.config.html.site_url.path.clone()
        };
        let on = On { root: &root, language: 0, shows: Shows::Nothing };
        let face = Face {
            path,
            language: 0,
            title: self.look.strings().word(0, "not-found-title"),
            number: None,
            description: self.look.strings().word(0, "not-found-text"),
            breadcrumbs: Vec::new(),
            alternates: Vec::new(),
            neighbours: (None, None),
            hidden: true,
            ..Face::default()
        };
        let mut context = self.context(&face, on);
        context.insert_value("kinds", self.kinds_in_use(0));
        self.look.render("404.html", &context)
    }

    fn sitemap(&self) -> Rendered {
        let pages = self.plan.pages.iter().filter(|(_, page)| {
            matches!(
                page,
                Page::Record(_)
                    | Page::Home(..)
                    | Page::Index(..)
                    | Page::Titles(_)
                    | Page::Whole(_)
                    | Page::Changes(..)
                    | Page::Progress(_)
                    | Page::DataIndex
                    | Page::DataFormat(_)
            )
        });
        let urls: Vec<Value> = pages
            .filter_map(|(path, _)| self.canonical(address_of(path)))
            .map(Value::from)
            .collect();
        let mut context = Context::new();
        context.insert_value("urls", Value::from(urls));
        self.look.render("sitemap.xml", &context)
    }

    fn robots(&self) -> Rendered {
        let sitemap = self.canonical("").map(|home| format!("Sitemap: {home}sitemap.xml\n"));
        Ok(format!("User-agent: *\nAllow: /\n{}", sitemap.unwrap_or_default()))
    }

    // ------------------------------------------------------------------ parts of the context

    pub(crate) fn context(&self, face: &Face<'_>, on: On<'_>) -> Context {
        let language = &self.config.languages[face.language];
        let address = address_of(face.path);
        let canonical = if face.hidden { None } else { self.canonical(address) };
        let crumbs: Vec<Value> = face
            .breadcrumbs
            .iter()
            .map(|(title, address)| {
                map! {
                    "title": title.as_str(),
                    "path": self.href("", address, ""),
                    "url": self.canonical(address),
                }
            })
            .collect();
        let page = map! {
            "path": self.href("", address, ""),
            "title": face.title.as_str(),
            "number": face.number.clone(),
            "description": face.description.as_str(),
            "card": self.card_address(face, address),
            "canonical": canonical,
            "hidden": face.hidden,
            "edit": self.edit_address(on),
            "breadcrumbs": crumbs,
            "collection": face.collection.as_deref().map(|address| self.href("", address, "")),
            "markdown": self.markdown_beside(face.path),
            "feed": face.feed.as_deref(),
            "alternates": self.alternate_views(&face.alternates),
            "previous": face.neighbours.0.map(|index| self.summary(index)),
            "next": face.neighbours.1.map(|index| self.summary(index)),
        };
        let mut context = Context::new();
        context.insert("root", on.root);
        context.insert("lang", &language.tag);
        context.insert("dir", if language.is_right_to_left() { "rtl" } else { "ltr" });
        context.insert("language_index", &face.language);
        context.insert("preview", &self.settings.preview);
        context.insert_value("site", self.site_view(face.language));
        context.insert_value("menu", Value::from(self.menu(face)));
        context.insert_value("page", page);
        let citation = face.work.as_ref().and_then(|work| self.citation_view(work, face.language));
        context.insert_value("citation", Value::from(citation));
        let structured = self.structured(face).map(|data| Value::safe_string(&data));
        context.insert_value("structured", Value::from(structured));
        context
    }

    /// The whole address of a page's card, where it has one.
    fn card_address(&self, face: &Face<'_>, address: &str) -> Option<String> {
        let has_card = face.work.is_some() && self.plan.companions.contains(&Companion::Card);
        if has_card {
            self.canonical(&format!("{address}{}", Companion::Card.file_name()))
        } else {
            None
        }
    }

    /// What the page's text as Markdown is called, which stands beside it.
    fn markdown_beside(&self, path: &str) -> Option<&'static str> {
        let name = Companion::Markdown.file_name();
        let folder = path.strip_suffix("index.html")?;
        self.plan.companion(&format!("{folder}{name}")).map(|_| name)
    }

    /// Where the document behind a page is edited, if the report says so.
    fn edit_address(&self, on: On<'_>) -> Option<String> {
        let pattern = self.config.html.edit_url_template.as_ref()?;
        let (Shows::Document(document) | Shows::Section(document, _)) = on.shows else {
            return None;
        };
        let path = &self.model.documents[document].document.source.path;
        Some(pattern.replace("{path}", &percent_encoded(path)))
    }

    pub(super) fn site_view(&self, language: usize) -> Value {
        self.sites[language].get_or_init(|| self.site_viewed(language)).clone()
    }

    fn site_viewed(&self, language: usize) -> Value {
        let html = &self.config.html;
        let extra = |files: &[crate::config::Setting<String>]| -> Vec<Value> {
            let statics = self.look.statics();
            let found = files.iter().filter_map(|file| statics.get(&format!("//{}", file.value)));
            found.map(|file| Value::from(file.path.as_str())).collect()
        };
        let home = self.plan_home(language);
        map! {
            "title": self.site_title(language),
            "description": self.site_description(language),
            "authors": self.config.book.authors.iter().map(|a| Value::from(a.as_str())).collect::<Vec<_>>(),
            "home": self.href("", &home, ""),
            "titles": self.href("", &format!("{home}a-z/"), ""),
            "search": html.search.then(|| format!("{}pagefind.js", search::FOLDER)),
            "changes": self.overview_path(&format!("{home}changes/")),
            "progress": self.overview_path(&format!("{home}progress/")),
            "whole": html.print.then(|| self.href("", &format!("{home}print/"), "")),
            "linkset": self.config.data.then(|| Data::Linkset.path(&self.config)),
            "origin": html.site_url.origin.clone(),
            "data": self.config.data.then(|| self.href("", plan::DATA, "")),
            "repository": html.git_repository_url.clone(),
            "css": extra(&html.additional_css),
            "js": extra(&html.additional_js),
        }
    }

    /// The path of a page that a site may have or not.
    pub(super) fn overview_path(&self, address: &str) -> Option<String> {
        let is_there = self.plan.pages.contains_key(&file_of(address));
        is_there.then(|| self.href("", address, ""))
    }

    pub(super) fn plan_home(&self, language: usize) -> String {
        match language {
            0 => String::new(),
            _ => format!("{}/", self.config.languages[language].tag),
        }
    }

    pub(super) fn site_title(&self, language: usize) -> String {
        let own = self.config.languages[language].title.clone();
        own.unwrap_or_else(|| self.config.book.title.clone())
    }

    pub(super) fn site_description(&self, language: usize) -> String {
        let own = self.config.languages[language].description.clone();
        own.unwrap_or_else(|| self.config.book.description.clone())
    }

    /// An address for whoever does not know where it was found: the whole URL, or at least the whole
    /// path where the host is not known.
    pub(crate) fn url(&self, address: &str) -> String {
        let site = &self.config.html.site_url;
        let origin = site.origin.as_deref().unwrap_or_default();
        let (address, anchor) = address.split_once('#').unwrap_or((address, ""));
        let hash = if anchor.is_empty() { "" } else { "#" };
        format!("{origin}{}{}{hash}{anchor}", site.path, percent_encoded(address))
    }

    /// The whole URL of an address, when the site's is known.
    pub(super) fn canonical(&self, address: &str) -> Option<String> {
        self.config.html.site_url.origin.is_some().then(|| self.url(address))
    }

    fn menu(&self, face: &Face<'_>) -> Vec<Value> {
        let address = address_of(face.path);
        let above: Vec<&str> = face.breadcrumbs.iter().map(|(_, path)| path.as_str()).collect();
        let entries = self.menus[face.language].get_or_init(|| self.menu_entries(face.language));
        let views = entries.iter().map(|(title, path)| {
            let current = path == address;
            let within = !current && above.contains(&path.as_str());
            map! {
                "title": title.as_str(),
                "path": self.href("", path, ""),
                "current": current,
                "within": within,
            }
        });
        views.collect()
    }

    /// The titles and addresses in the menu.
    fn menu_entries(&self, language: usize) -> Vec<(String, String)> {
        let configured = &self.config.html.menu;
        if configured.is_empty() {
            return self.default_menu(language);
        }
        let entry = |entry: &MenuEntry| match entry {
            MenuEntry::Kind(kind) => self.kind_entry(*kind, language),
            MenuEntry::Record(name) => {
                let record = *self.links.named.get(&name.value)?;
                let record = self.model.in_language(record, language).unwrap_or(record);
                let title = self.model.records[record].title.clone();
                Some((title, self.plan.addresses[record].clone()))
            }
        };
        configured.iter().filter_map(entry).collect()
    }

    /// Without a menu of its own, a report shows its pages and then its kinds.
    fn default_menu(&self, language: usize) -> Vec<(String, String)> {
        let shown = |index: &&RecordIndex| {
            let record = &self.model.records[**index];
            record.language == language
                && &*record.id != "index"
                && !self.plan.introductions.values().any(|own| own == *index)
        };
        let pages = self.model.of_kind(PAGE).iter().filter(shown).map(|&index| {
            (self.model.records[index].title.clone(), self.plan.addresses[index].clone())
        });
        let kinds = (1..self.config.kinds.len())
            .filter(|&kind| !self.model.of_kind(kind).is_empty())
            .filter_map(|kind| self.kind_entry(kind, language));
        pages.chain(kinds).collect()
    }

    pub(super) fn kind_entry(&self, kind: usize, language: usize) -> Option<(String, String)> {
        let indexes = &self.plan.indexes;
        let path = indexes.get(&(kind, language)).or_else(|| indexes.get(&(kind, 0)))?;
        let label = self.label(language, &self.config.kinds[kind].plural);
        Some((label.to_owned(), path.clone()))
    }

    pub(super) fn kind_view(&self, kind: usize, language: usize) -> Value {
        let declared = &self.config.kinds[kind];
        let path = self.kind_entry(kind, language).map(|(_, path)| self.href("", &path, ""));
        let count = self.of_language(kind, language).count();
        map! {
            "name": declared.name.as_str(),
            "label": self.label(language, &declared.label),
            "plural": self.label(language, &declared.plural),
            "description": self.label(language, &declared.description),
            "path": path,
            "count": count,
            "table": self.config.data.then(|| Data::Kind(kind).path(&self.config)),
        }
    }

    pub(super) fn of_language(
        &self,
        kind: usize,
        language: usize,
    ) -> impl Iterator<Item = RecordIndex> {
        let records = self.model.of_kind(kind).iter().copied();
        records.filter(move |&index| self.model.records[index].language == language)
    }

    /// Every kind that has an index and records.
    fn kinds_in_use(&self, language: usize) -> Value {
        let kinds = (1..self.config.kinds.len())
            .filter(|&kind| self.config.kinds[kind].index)
            .filter(|&kind| self.of_language(kind, language).next().is_some());
        kinds.map(|kind| self.kind_view(kind, language)).collect::<Vec<Value>>().into()
    }

    /// What the home page shows below its text: kinds with their records, and pictures.
    fn home_sections(&self, on: On<'_>, notes: &mut Notes) -> Result<Vec<Value>, Box<Diagnostic>> {
        let configured = &self.config.html.home;
        let indexed = (1..self.config.kinds.len())
            .filter(|&kind| self.config.kinds[kind].index && !self.is_inside(kind, on.language));
        let entries: Vec<HomeEntry> = match configured.is_empty() {
            true => indexed
                .filter(|&kind| self.shown_at_home(kind, on.language) <= MOST_AT_HOME)
                .map(HomeEntry::Kind)
                .collect(),
            false => configured.clone(),
        };
        let mut sections = Vec::new();
        for entry in entries {
            match entry {
                HomeEntry::Kind(kind) => {
                    let mut records = Vec::new();
                    for index in self.of_language(kind, on.language) {
                        let view = self.head_view(index, on, notes)?;
                        let mut view = view.as_map().cloned().unwrap_or_default();
                        let contents = Value::from(self.contents(index, on.language));
                        view.insert("contents".into(), contents);
                        records.push(Value::from(view));
                    }
                    if !records.is_empty() {
                        let kind = self.kind_view(kind, on.language);
                        sections.push(map! { "type": "kind", "kind": kind, "records": records });
                    }
                }
                HomeEntry::Picture(picture) => {
                    let picture = self.picture_view(picture, on, notes);
                    sections.push(map! { "type": "picture", "picture": picture });
                }
            }
        }
        Ok(sections)
    }

    /// How many records a home page shows when it shows a kind: its own, and those inside them.
    fn shown_at_home(&self, kind: usize, language: usize) -> usize {
        self.of_language(kind, language)
            .map(|index| 1 + self.model.shape.children[index].len())
            .sum()
    }

    /// Whether all records of a kind stand inside records of other kinds, and so are shown there.
    fn is_inside(&self, kind: usize, language: usize) -> bool {
        self.of_language(kind, language).all(|index| {
            let parent = self.model.parent(index);
            parent.is_some_and(|parent| self.model.records[parent].kind != PAGE)
        })
    }

    /// The headings of a record's page, for its table of contents.
    fn contents_of(&self, index: RecordIndex) -> Vec<Value> {
        let record = &self.model.records[index];
        let placed = self.model.document_of(index);
        let headings = &placed.document.headings;
        let range = record.heading.map(|at| headings[at].section.clone());
        let shift = record.heading.map_or(0, |at| headings[at].level - 1);
        let shown = headings.iter().enumerate().filter(|(at, heading)| {
            let start = heading.section.start;
            !heading.nested
                && record.heading != Some(*at)
                && placed.part.title_heading != Some(*at)
                && range.as_ref().is_none_or(|range| range.contains(&start))
                && !placed.hides(start)
        });
        let views = shown.map(|(at, heading)| {
            let own = placed.record_of(at).map(|record| &self.model.records[record]);
            map! {
                "level": u64::from(heading.level.saturating_sub(shift).clamp(2, 6)),
                "anchor": heading.anchor.as_str(),
                "title": own.map_or(heading.text.as_str(), |record| record.title.as_str()),
                "number": own.and_then(|record| record.number.clone()),
            }
        });
        views.collect()
    }

    pub(crate) fn home_crumb(&self, language: usize) -> (String, String) {
        (self.look.strings().word(language, "home"), self.plan_home(language))
    }

    /// The pages above a record: home, then the records around it or else its kind's index.
    fn breadcrumbs(&self, index: RecordIndex) -> Vec<(String, String)> {
        let language = self.model.records[index].language;
        let mut around = Vec::new();
        let mut top = index;
        while let Some(parent) = self.model.parent(top) {
            if self.model.records[parent].kind == PAGE {
                break;
            }
            around.push((
                self.model.records[parent].title.clone(),
                self.plan.addresses[parent].clone(),
            ));
            top = parent;
        }
        let mut crumbs = vec![self.home_crumb(language)];
        crumbs.extend(self.kind_entry(self.model.records[top].kind, language));
        crumbs.extend(around.into_iter().rev());
        crumbs
    }

    pub(super) fn alternates(&self, index: RecordIndex) -> Vec<(usize, String)> {
        let languages = 0..self.config.languages.len();
        let found = languages.filter_map(|language| {
            let other = self.model.in_language(index, language)?;
            Some((language, self.plan.addresses[other].clone()))
        });
        found.collect()
    }

    pub(super) fn home_alternates(&self) -> Vec<(usize, String)> {
        let homes = self.plan.pages.iter().filter_map(|(path, page)| match page {
            Page::Home(language, _) => Some((*language, address_of(path).to_owned())),
            _ => None,
        });
        let mut homes: Vec<(usize, String)> = homes.collect();
        homes.sort_unstable();
        homes
    }

    pub(super) fn index_alternates(&self, kind: usize) -> Vec<(usize, String)> {
        let indexes = self.plan.indexes.iter().filter(|((own, _), _)| *own == kind);
        indexes.map(|((_, language), path)| (*language, path.clone())).collect()
    }

    /// Nothing, where a page exists in one language only.
    fn alternate_views(&self, alternates: &[(usize, String)]) -> Vec<Value> {
        if alternates.len() < 2 {
            return Vec::new();
        }
        let views = alternates.iter().map(|(language, address)| {
            let declared = &self.config.languages[*language];
            map! {
                "language": declared.tag.as_str(),
                "name": declared.name.as_str(),
                "path": self.href("", address, ""),
                "url": self.canonical(address),
            }
        });
        views.collect()
    }

    /// A problem in a template, with the page on which it was met.
    pub(crate) fn problem_on(path: &str, problem: Diagnostic) -> Diagnostic {
        problem.label(format!("on the page {path}"))
    }
}

/// The way from a page to the site's root.
pub(crate) fn root_of(path: &str) -> String {
    match path.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}
