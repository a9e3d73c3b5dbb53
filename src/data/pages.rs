//! The pages that tell which files there are and explain their formats, with examples out of the
//! report itself.

use std::sync::Arc;

use tera::Value;

use crate::ids::{KindId, LanguageId};
use crate::parse::Phrase;
use crate::plan::{Companion, DATA, Data, Feed, Format, Page};
use crate::render::{Face, On, Rendered, Renderer, Shows, map, root_of};

use super::Made;

/// The language of these pages: that of the report.
const LANGUAGE: LanguageId = LanguageId::OWN;

impl Made {
    /// The page that lists all files.
    ///
    /// # Errors
    /// What is wrong with a template.
    pub fn index(&self, renderer: &Renderer, path: &str) -> Rendered {
        let title = word(renderer, "data");
        let crumbs = vec![renderer.home_crumb(LANGUAGE)];
        let formats = Format::of(&renderer.config);
        let formats = formats.map(|format| self.view(renderer, format, Vec::new())).collect();
        page(renderer, (path, title, word(renderer, "data-description")), crumbs, formats)
    }

    /// The page that explains a format.
    ///
    /// # Errors
    /// What is wrong with a template.
    pub fn format(&self, renderer: &Renderer, path: &str, format: Format) -> Rendered {
        let crumbs =
            vec![renderer.home_crumb(LANGUAGE), (word(renderer, "data").into(), DATA.to_owned())];
        let examples = self.examples(renderer, format).into_iter();
        let examples = examples.map(|(name, text)| map! { "name": name, "text": text }).collect();
        let view = self.view(renderer, format, examples);
        let face = (path, format.title().to_owned(), about(renderer, format));
        page(renderer, face, crumbs, vec![view])
    }

    fn view(&self, renderer: &Renderer, format: Format, examples: Vec<Value>) -> Value {
        let files = self.files.iter().filter(|(_, file)| file.data.format() == format);
        let files = files.map(|(path, file)| {
            map! {
                "name": file.data.name(&renderer.config),
                "path": &**path,
                "title": renderer.title_of_data(file.data),
                "size": renderer.file_size(LanguageId::OWN, self.known(renderer, path).len),
            }
        });
        let feeds = match format {
            Format::Feeds => &self.feeds(renderer).listed[..],
            _ => &[],
        };
        let feeds = feeds.iter().map(|(path, feed, len)| {
            map! {
                "name": &**path,
                "path": &**path,
                "title": renderer.feed_title(*feed),
                "size": renderer.file_size(LanguageId::OWN, *len),
            }
        });
        map! {
            "name": format.name(),
            "title": format.title(),
            "text": about(renderer, format),
            "path": renderer.href("", &format.address(), ""),
            "files": files.chain(feeds).collect::<Vec<Value>>(),
            "examples": examples,
        }
    }

    /// Pieces of files of a format, each with the name of its file.
    fn examples(&self, renderer: &Renderer, format: Format) -> Vec<(String, String)> {
        match format {
            Format::Citations => {
                let formats = [Companion::Ris, Companion::Bibtex, Companion::CslJson];
                return beside(renderer, &formats);
            }
            Format::Markdown => return beside(renderer, &[Companion::Markdown]),
            Format::Feeds => return self.feeds(renderer).example.iter().cloned().collect(),
            _ => {}
        }
        let wanted = self.files.iter().filter(|(_, file)| file.data.format() == format);
        let full = wanted
            .filter(|(_, file)| file.data.kind().is_none_or(|kind| has_records(renderer, kind)));
        let first = full.map(|(_, file)| file);
        let first = first.min_by_key(|file| (file.data.kind().is_none(), file.data));
        let example =
            first.map(|file| (file.data.name(&renderer.config), self.example(renderer, file.data)));
        example.into_iter().collect()
    }

    /// The feeds of everything, of kinds and of news. Several pages tell of them, and each has to be
    /// made for it to be known how large it is.
    fn feeds(&self, renderer: &Renderer) -> &Feeds {
        self.feeds.get(|| Feeds::of(renderer))
    }
}

/// What pages tell of feeds.
#[derive(Debug, Default)]
pub(super) struct Feeds {
    /// Each with its path and its size in bytes.
    listed: Vec<(Arc<str>, Feed, u64)>,
    /// The first entry of the first that has any, with its path.
    example: Option<(String, String)>,
}

impl Feeds {
    fn of(renderer: &Renderer) -> Self {
        let mut feeds = Self::default();
        for (path, page) in &renderer.plan.pages {
            let Page::Feed(feed) = page else { continue };
            if matches!(feed, Feed::Inside(_)) {
                continue;
            }
            let text = renderer.page(path, page).unwrap_or_default();
            feeds.listed.push((Arc::clone(path), *feed, text.len() as u64));
            let first = || Some(((**path).to_owned(), first_entry(&text)?));
            feeds.example = feeds.example.or_else(first);
        }
        feeds
    }
}

/// The first entry of a feed, if it has any.
fn first_entry(feed: &str) -> Option<String> {
    let (_, rest) = feed.split_once("<entry>")?;
    let (entry, _) = rest.split_once("</entry>")?;
    Some(format!("<entry>{entry}</entry>\n"))
}

/// Whether a kind of the report's own has records.
fn has_records(renderer: &Renderer, kind: KindId) -> bool {
    kind != crate::config::PAGE && !renderer.model.of_kind(kind).is_empty()
}

/// What stands beside the page of a record.
fn beside(renderer: &Renderer, companions: &[Companion]) -> Vec<(String, String)> {
    let mut kinds = renderer.config.kinds.ids();
    let page = match kinds
        .find(|&kind| has_records(renderer, kind))
        .map(|kind| renderer.model.of_kind(kind)[0])
    {
        Some(record) => Page::Record(record),
        None => Page::Home(LANGUAGE, None),
    };
    let example = |companion: &Companion| {
        let bytes = renderer.companion(*companion, &page);
        (companion.file_name().to_owned(), String::from_utf8_lossy(&bytes).into_owned())
    };
    companions.iter().map(example).collect()
}

fn page(
    renderer: &Renderer,
    (path, title, description): (&str, String, String),
    breadcrumbs: Vec<(Phrase, String)>,
    formats: Vec<Value>,
) -> Rendered {
    let root = root_of(path);
    let on = On { root: &root, language: LANGUAGE, shows: Shows::Nothing };
    let (title, description) = (title.into(), description.into());
    let face =
        Face { path, language: LANGUAGE, title, description, breadcrumbs, ..Face::default() };
    let mut context = renderer.context(&face, on);
    context.insert_value("formats", Value::from(formats));
    renderer.look.render("data.html", &context)
}

fn word(renderer: &Renderer, key: &str) -> String {
    renderer.look.strings().word(LANGUAGE, key)
}

fn about(renderer: &Renderer, format: Format) -> String {
    word(renderer, &format!("about-{}", format.name()))
}

impl Renderer {
    /// What a file holds, in words.
    pub(super) fn title_of_data(&self, data: Data) -> String {
        let kinds = &self.config.kinds;
        match data {
            Data::Kind(kind) | Data::Json(kind) | Data::GeoJson(kind) => kinds[kind].plural.clone(),
            Data::Rows(kind, field) => {
                format!("{}: {}", kinds[kind].plural, kinds[kind].fields[field].label)
            }
            Data::Records | Data::Workbook => word(self, "all-records"),
            Data::Relations | Data::Graph => word(self, "all-relations"),
            Data::Progress | Data::ProgressJson => word(self, "progress-title"),
            Data::Milestones | Data::MilestonesJson => word(self, "milestones-title"),
            Data::Files | Data::FilesJson => word(self, "shown-files"),
            Data::Events => word(self, "all-dates"),
            Data::Due => word(self, "due-dates"),
            Data::Package => word(self, "all-tables"),
            Data::Documents => "OpenSearch, Meilisearch, Typesense, Quickwit".to_owned(),
            Data::Inventory => word(self, "data-inventory"),
            Data::Linkset => "Linkset (RFC 9264)".to_owned(),
            Data::Sums => word(self, "all-files"),
        }
    }
}
