//! What stands around the content of every page: its head, its menu, and the ways to other pages.

use std::collections::BTreeMap;

use tera::{Context, Value};

use crate::cite::Work;
use crate::config::{Language, MenuEntry, PAGE};
use crate::ids::{KindId, LanguageId, RecordId};
use crate::parse::Phrase;
use crate::plan::{self, Companion, Data, Page, address_of, file_of, part_address};
use crate::theme::{About, Snippet, Theme};
use crate::url;

use super::addresses::{On, Shows};
use super::lists::List;
use super::{Renderer, map, shown};

/// What every page says of itself.
#[derive(Default)]
pub(crate) struct Face<'a> {
    /// The output path.
    pub(crate) path: &'a str,
    pub(crate) language: LanguageId,
    /// The title of the page alone.
    pub(crate) title: Phrase,
    pub(crate) number: Option<String>,
    pub(crate) description: Phrase,
    /// The pages above it, from the home page down: title and address.
    pub(crate) breadcrumbs: Vec<(Phrase, String)>,
    /// The same page in other languages: language and address.
    pub(crate) alternates: Vec<(LanguageId, String)>,
    pub(crate) neighbours: (Option<RecordId>, Option<RecordId>),
    /// Views of the pages before and after one that is a part of something.
    pub(crate) parts: (Option<Value>, Option<Value>),
    /// Whether search engines are to leave it out.
    pub(crate) hidden: bool,
    /// What is cited, where the page shows one work or a part of one.
    pub(crate) work: Option<Work>,
    /// The works to cite beside it for what the page holds.
    pub(crate) sources: Vec<RecordId>,
    /// What the page is about, for search engines.
    pub(crate) subject: Option<serde_json::Value>,
    /// The page that lists it among its like.
    pub(crate) collection: Option<String>,
    /// The path of the feed that tells of its changes.
    pub(crate) feed: Option<String>,
}

/// What an entry of the menu leads to.
#[derive(Debug)]
pub(super) struct MenuLink {
    title: Phrase,
    address: String,
    /// The filters of a list, with their question mark.
    query: String,
    /// The language of the title, where it is not that of the menu.
    language: Option<LanguageId>,
}

impl<T: Into<Phrase>> From<(T, String)> for MenuLink {
    fn from((title, address): (T, String)) -> Self {
        Self { title: title.into(), address, query: String::new(), language: None }
    }
}

impl Renderer {
    pub(crate) fn context(&self, face: &Face<'_>, on: On<'_>) -> Context {
        let language = &self.config.languages[face.language];
        let address = address_of(face.path);
        let canonical = if face.hidden { None } else { self.canonical(address) };
        let crumbs: Vec<Value> = face
            .breadcrumbs
            .iter()
            .map(|(title, address)| {
                map! {
                    "title": title.text.as_str(),
                    "title_html": shown(title),
                    "path": self.href("", address, ""),
                    "url": self.canonical(address),
                }
            })
            .collect();
        let beside = |record: Option<RecordId>, part: &Option<Value>| {
            record.map(|index| self.summary(index)).or_else(|| part.clone())
        };
        let page = map! {
            "path": self.href("", address, ""),
            "title": face.title.text.as_str(),
            "title_html": shown(&face.title),
            "number": face.number.clone(),
            "description": face.description.text.as_str(),
            "description_html": shown(&face.description),
            "card": self.card_address(address),
            "canonical": canonical,
            "hidden": face.hidden,
            "edit": self.edit_address(on),
            "breadcrumbs": crumbs,
            "collection": face.collection.as_deref().map(|address| self.href("", address, "")),
            "markdown": self.companion_beside(Companion::Markdown, face.path),
            "feed": face.feed.as_deref(),
            "moved_headings": self.moved_headings(face.path, on),
            "alternates": self.alternate_views(&face.alternates),
            "previous": beside(face.neighbours.0, &face.parts.0),
            "next": beside(face.neighbours.1, &face.parts.1),
        };
        let mut context = Context::new();
        context.insert("root", on.root);
        context.insert("lang", &language.tag);
        context.insert("dir", language.direction());
        context.insert("language_index", &face.language.index());
        context.insert("preview", &self.settings.preview);
        context.insert_value("site", self.site_view(face.language));
        context.insert_value("menu", Value::from(self.menu(face)));
        context.insert_value("chapters", Value::from(self.chapters(face.language, on)));
        context.insert_value("headings", Value::from(Vec::<Value>::new()));
        context.insert_value("page", page);
        context.insert_value("head", Value::from(self.of_theme(face, on, |theme| &theme.head)));
        context.insert_value("banner", Value::from(self.of_theme(face, on, |theme| &theme.header)));
        context.insert_value("citation", Value::from(self.citation_view(face)));
        let structured = self.structured(face).map(|data| Value::safe_string(&data));
        context.insert_value("structured", Value::from(structured));
        context
    }

    /// What a theme of mdBook adds to a page.
    fn of_theme(
        &self,
        face: &Face<'_>,
        on: On<'_>,
        part: impl Fn(&Theme) -> &Snippet,
    ) -> Option<Value> {
        let snippet = part(self.look.theme());
        let language = &self.config.languages[face.language].tag;
        let book = &self.site_title(face.language);
        let description = &self.site_description(face.language);
        let about = About { root: on.root, title: &face.title.text, book, description, language };
        (!snippet.is_empty()).then(|| Value::safe_string(&snippet.html(about)))
    }

    /// The fragments of a page that lead elsewhere, as JSON.
    fn moved_headings(&self, path: &str, on: On<'_>) -> Option<String> {
        let moved = self.plan.moved_headings.get(path)?;
        let hrefs: BTreeMap<&str, String> = moved
            .iter()
            .map(|(fragment, to)| (fragment.as_str(), self.redirect_href(on.root, to)))
            .collect();
        serde_json::to_string(&hrefs).ok()
    }

    /// The whole address of a page's card, where it has one.
    fn card_address(&self, address: &str) -> Option<String> {
        let card = format!("{address}{}", Companion::Card.file_name());
        self.plan.companion(&card).and_then(|_| self.canonical(&card))
    }

    /// The name of a file beside a page, if the page has one.
    pub(super) fn companion_beside(
        &self,
        companion: Companion,
        path: &str,
    ) -> Option<&'static str> {
        let name = companion.file_name();
        let folder = path.strip_suffix("index.html")?;
        self.plan.companion(&format!("{folder}{name}")).map(|_| name)
    }

    /// Where the document behind a page is edited, if the report says so.
    fn edit_address(&self, on: On<'_>) -> Option<String> {
        let pattern = self.config.html.edit_url_template.as_ref()?;
        let (Shows::Document(document) | Shows::Section(document, _)) = on.shows else {
            return None;
        };
        let path = self.model.documents[document].document().source.written_at();
        Some(pattern.replace("{path}", &url::encoded(path)))
    }

    pub(super) fn site_view(&self, language: LanguageId) -> Value {
        self.sites[language].get(|| self.site_viewed(language)).clone()
    }

    fn site_viewed(&self, language: LanguageId) -> Value {
        let html = &self.config.html;
        let extra = |files: &[crate::config::Setting<String>]| -> Vec<Value> {
            let statics = self.look.statics();
            let found = files.iter().filter_map(|file| statics.get(&format!("//{}", file.value)));
            found.map(|file| Value::from(file.path.as_str())).collect()
        };
        let home = self.plan_home(language);
        let picture = |file: &crate::config::Setting<String>| {
            self.look.statics().get(&format!("//{}", file.value))
        };
        let logo = html.logo.as_ref().and_then(|logo| {
            let file = picture(&logo.file)?;
            let (width, height) = file.size.unzip();
            Some(map! {
                "path": file.path.as_str(),
                "alt": logo.alt.as_str(),
                "width": width,
                "height": height,
            })
        });
        let title = match self.site_title(language) {
            // A link to the home page needs words.
            title if title.is_empty() => self.look.strings().word(language, "home"),
            title => title,
        };
        map! {
            "logo": logo,
            "icon": html.icon.as_ref().and_then(picture).map(|file| file.path.as_str()),
            "title": title,
            "description": self.site_description(language),
            "authors": self.config.book.authors.iter().map(|a| Value::from(a.as_str())).collect::<Vec<_>>(),
            "home": self.href("", &home, ""),
            "titles": self.href("", &format!("{home}a-z/"), ""),
            "search": html.search,
            "changes": self.overview_path(&format!("{home}changes/")),
            "progress": self.overview_path(&format!("{home}progress/")),
            "milestones": self.overview_path(&format!("{home}milestones/")),
            "versions": self.overview_path(&format!("{home}versions/")),
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
        let is_there = self.plan.pages.contains_key(&*file_of(address));
        is_there.then(|| self.href("", address, ""))
    }

    pub(super) fn plan_home(&self, language: LanguageId) -> String {
        match language {
            LanguageId::OWN => String::new(),
            _ => format!("{}/", self.config.languages[language].tag),
        }
    }

    pub(crate) fn site_title(&self, language: LanguageId) -> String {
        let own = self.config.languages[language].title.clone();
        own.unwrap_or_else(|| self.config.book.title.clone())
    }

    pub(super) fn site_description(&self, language: LanguageId) -> String {
        let own = self.config.languages[language].description.clone();
        own.unwrap_or_else(|| self.config.book.description.clone())
    }

    fn menu(&self, face: &Face<'_>) -> Vec<Value> {
        let address = address_of(face.path);
        let above: Vec<&str> = face.breadcrumbs.iter().map(|(_, path)| path.as_str()).collect();
        let entries = self.menus[face.language].get(|| self.menu_entries(face.language));
        let views = entries.iter().map(|entry| {
            let path = entry.address.as_str();
            let is_whole = entry.query.is_empty();
            let current = is_whole && path == address;
            let within = is_whole && !current && above.contains(&path);
            let language = entry.language.map(|language| &self.config.languages[language]);
            map! {
                "title": entry.title.text.as_str(),
                "title_html": shown(&entry.title),
                "path": self.href("", path, "") + &entry.query,
                "current": current,
                "within": within,
                "language": language.map(|language| language.tag.as_str()),
                "dir": language.map(Language::direction),
            }
        });
        views.collect()
    }

    /// What the menu leads to.
    fn menu_entries(&self, language: LanguageId) -> Vec<MenuLink> {
        let configured = &self.config.html.menu;
        if configured.is_empty() {
            return self.default_menu(language).into_iter().map(MenuLink::from).collect();
        }
        let entry = |entry: &MenuEntry| match entry {
            MenuEntry::List(kind, filters) => self.list_entry(*kind, &filters.value, language),
            MenuEntry::Overview(overview) => {
                let overview = overview.value;
                let is_there = self.config.has(overview).is_ok();
                is_there.then(|| self.overview_entry(overview, language).into())
            }
            MenuEntry::Record(name) => {
                let record = *self.links.named.get(&name.value)?;
                let record = self.model.in_language(record, language).unwrap_or(record);
                let address = self.plan.addresses[record].to_string();
                let own = self.model.records[record].language;
                let other = (own != language).then_some(own);
                Some(MenuLink { language: other, ..(self.title_of(record), address).into() })
            }
        };
        configured.iter().filter_map(entry).collect()
    }

    fn list_entry(&self, kind: KindId, filters: &str, language: LanguageId) -> Option<MenuLink> {
        let (title, address) = self.kind_entry(kind, language)?;
        if filters.is_empty() {
            return Some((title, address).into());
        }
        match &*self.list(kind, language, filters) {
            Ok(List { query, title }) => {
                let query = query.clone();
                Some(MenuLink { query, ..(title.clone(), address).into() })
            }
            Err(_) => None,
        }
    }

    /// Without a menu of its own, a report shows its pages, unless its table of contents does, and then
    /// its kinds.
    fn default_menu(&self, language: LanguageId) -> Vec<(Phrase, String)> {
        let pages = match self.model.contents {
            Some(_) => &[],
            None => self.model.of_kind(PAGE),
        };
        // Which records there are is in the frame of pages.
        let records = self.model.records.unnoted();
        let shown = |index: &&RecordId| {
            let record = &records[**index];
            record.language == language
                && &*record.id != "index"
                && !self.plan.introductions.values().any(|own| own == *index)
        };
        let pages = pages.iter().filter(shown);
        let pages =
            pages.map(|&index| (self.title_of(index), self.plan.addresses[index].to_string()));
        let kinds = self
            .config
            .other_kinds()
            .filter(|&kind| !self.model.of_kind(kind).is_empty())
            .filter_map(|kind| self.kind_crumb(kind, language));
        pages.chain(kinds).collect()
    }

    pub(super) fn kind_entry(
        &self,
        kind: KindId,
        language: LanguageId,
    ) -> Option<(String, String)> {
        let indexes = &self.plan.indexes;
        let path =
            indexes.get(&(kind, language)).or_else(|| indexes.get(&(kind, LanguageId::OWN)))?;
        let label = self.label(language, &self.config.kinds[kind].plural);
        Some((label.to_owned(), path.clone()))
    }

    fn kind_crumb(&self, kind: KindId, language: LanguageId) -> Option<(Phrase, String)> {
        self.kind_entry(kind, language).map(|(label, path)| (label.into(), path))
    }

    pub(crate) fn home_crumb(&self, language: LanguageId) -> (Phrase, String) {
        (self.look.strings().word(language, "home").into(), self.plan_home(language))
    }

    /// The pages above a record: home, the index of its kind or the index pages of the folders
    /// around a page, then the records around it.
    pub(super) fn breadcrumbs(&self, index: RecordId) -> Vec<(Phrase, String)> {
        let language = self.model.records[index].language;
        let mut around = Vec::new();
        let mut top = index;
        while let Some(parent) = self.model.parent(top) {
            if self.model.records[parent].kind == PAGE {
                break;
            }
            around.push((self.title_of(parent), self.plan.addresses[parent].to_string()));
            top = parent;
        }
        let mut crumbs = vec![self.home_crumb(language)];
        crumbs.extend(self.kind_crumb(self.model.records[top].kind, language));
        match self.model.contents.is_some() {
            true => crumbs.extend(self.chapters_above(top)),
            false => crumbs.extend(self.folder_crumbs(top)),
        }
        crumbs.extend(around.into_iter().rev());
        crumbs
    }

    /// The index pages of the folders around a page, the outermost first.
    fn folder_crumbs(&self, index: RecordId) -> Vec<(Phrase, String)> {
        if self.model.records[index].kind != PAGE {
            return Vec::new();
        }
        let address = &self.plan.addresses[index];
        let inside = address.strip_suffix('/').unwrap_or(address);
        let folders = inside.match_indices('/').map(|(at, _)| &address[..=at]);
        let indexes = folders.filter_map(|folder| {
            let Some(Page::Record(above)) = self.plan.pages.get(&*format!("{folder}index.html"))
            else {
                return None;
            };
            let is_page = self.model.records[*above].kind == PAGE;
            is_page.then(|| (self.title_of(*above), folder.to_owned()))
        });
        indexes.collect()
    }

    pub(super) fn alternates(&self, index: RecordId) -> Vec<(LanguageId, String)> {
        let languages = self.config.languages.ids();
        let found = languages.filter_map(|language| {
            let other = self.model.in_language(index, language)?;
            Some((language, self.plan.addresses[other].to_string()))
        });
        found.collect()
    }

    pub(super) fn home_alternates(&self) -> Vec<(LanguageId, String)> {
        let homes = self.plan.pages.iter().filter_map(|(path, page)| match page {
            Page::Home(language, _) => Some((*language, address_of(path).to_owned())),
            _ => None,
        });
        let mut homes: Vec<(LanguageId, String)> = homes.collect();
        homes.sort_unstable();
        homes
    }

    /// A part of an index in the languages that have it.
    pub(super) fn index_alternates(&self, kind: KindId, part: usize) -> Vec<(LanguageId, String)> {
        let indexes = self.plan.indexes.iter().filter(|((own, _), _)| *own == kind);
        let parts = indexes.filter_map(|(index, path)| {
            let has_it =
                part == 1 || self.plan.cuts.get(index).is_some_and(|cut| part <= cut.parts);
            has_it.then(|| (index.1, part_address(path, part)))
        });
        parts.collect()
    }

    /// Nothing, where a page exists in one language only.
    fn alternate_views(&self, alternates: &[(LanguageId, String)]) -> Vec<Value> {
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
}
