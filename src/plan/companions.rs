//! Files that stand beside pages: the text and the card of every record, and its citation or those of
//! all records of a document; and the card of the page that tells where things stand.
//!
//! They have no entries of their own in [`Plan::pages`], for they would be several times as many as
//! the pages. Whether one is there follows from the page that it stands beside.

use std::sync::Arc;

use crate::config::{CitationFiles, Config};

use super::{Page, Plan, Planner, file_of};

/// A file that stands beside a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Companion {
    /// The citation in the RIS format.
    Ris,
    /// The citation for BibTeX.
    Bibtex,
    /// The citation as CSL-JSON.
    CslJson,
    /// A picture of the page, for where links to it are shared.
    Card,
    /// The page as Markdown.
    Markdown,
}

impl Companion {
    /// Those that a report wants.
    pub(super) fn wanted(config: &Config) -> Vec<Companion> {
        let mut wanted = Vec::new();
        if config.citation.enable {
            wanted.extend([Companion::Ris, Companion::Bibtex, Companion::CslJson]);
        }
        if config.html.cards {
            wanted.push(Companion::Card);
        }
        if config.data {
            wanted.push(Companion::Markdown);
        }
        wanted
    }

    /// Its name in the folder of the page.
    pub fn file_name(self) -> &'static str {
        match self {
            Companion::Ris => "cite.ris",
            Companion::Bibtex => "cite.bib",
            Companion::CslJson => "cite.json",
            Companion::Card => "card.png",
            Companion::Markdown => "index.md",
        }
    }

    /// What the names of such files end in.
    pub fn extension(self) -> &'static str {
        self.file_name().rsplit('.').next().unwrap_or_default()
    }

    /// For a citation, what its format is called, and its media type.
    pub fn citation(self) -> Option<(&'static str, &'static str)> {
        match self {
            Companion::Ris => Some(("RIS", "application/x-research-info-systems")),
            Companion::Bibtex => Some(("BibTeX", "application/x-bibtex")),
            Companion::CslJson => Some(("CSL-JSON", "application/vnd.citationstyles.csl+json")),
            Companion::Card => None,
            Companion::Markdown => None,
        }
    }

    /// Whether it can stand beside a page of this sort.
    pub(super) fn suits(self, page: &Page) -> bool {
        match self {
            Companion::Ris | Companion::Bibtex | Companion::CslJson => {
                matches!(page, Page::Record(_) | Page::Home(..))
            }
            Companion::Card => {
                matches!(page, Page::Record(_) | Page::Home(..) | Page::Progress(_))
            }
            Companion::Markdown => {
                matches!(
                    page,
                    Page::Record(_) | Page::Home(..) | Page::Index(..) | Page::IndexPart(..)
                )
            }
        }
    }
}

impl Planner<'_> {
    /// The pages beside which the citations of a document are: its own, unless another one took its
    /// place.
    pub(super) fn bundles(&mut self) {
        if self.config.citation.files == CitationFiles::Record {
            return;
        }
        for placed in &self.model.documents {
            let path = self.plan.addresses[placed.record].file();
            let is_shown = match self.plan.pages.get(path) {
                Some(Page::Record(record)) => *record == placed.record,
                Some(Page::Home(_, record)) => *record == Some(placed.record),
                Some(Page::Index(kind, language)) => {
                    let introduction = self.plan.introductions.get(&(*kind, *language));
                    introduction == Some(&placed.record) && placed.part().records.len() > 1
                }
                _ => false,
            };
            if is_shown {
                self.plan.bundles.insert(Arc::clone(path));
            }
        }
        let homes = self.plan.pages.iter().filter(|(_, page)| matches!(page, Page::Home(_, None)));
        let homes: Vec<Arc<str>> = homes.map(|(path, _)| Arc::clone(path)).collect();
        self.plan.bundles.extend(homes);
    }
}

impl Plan {
    /// Whether a companion stands beside the page at an output path.
    fn is_beside(&self, companion: Companion, path: &str, page: &Page) -> bool {
        match (self.citations, companion.citation()) {
            (CitationFiles::Document, Some(_)) => self.bundles.contains(path),
            _ => companion.suits(page),
        }
    }

    /// Whether anything of the plan stands at an output path.
    pub fn has(&self, path: &str) -> bool {
        self.pages.contains_key(path) || self.companion(path).is_some()
    }

    /// The companion at an output path, with the page that it stands beside.
    pub fn companion(&self, path: &str) -> Option<(Companion, &Page)> {
        let start = path.rfind('/').map_or(0, |slash| slash + 1);
        let (folder, name) = path.split_at(start);
        let companion = self.companions.iter().find(|own| own.file_name() == name)?;
        let path = file_of(folder);
        let page = self.pages.get(&*path)?;
        self.is_beside(*companion, &path, page).then_some((*companion, page))
    }

    /// The output paths of all companions, in the order of their pages.
    pub fn companion_paths(&self) -> impl Iterator<Item = String> {
        self.pages.iter().flat_map(|(path, page)| {
            let folder = path.strip_suffix("index.html").unwrap_or_default();
            let beside =
                self.companions.iter().filter(|companion| self.is_beside(**companion, path, page));
            beside.map(move |companion| format!("{folder}{}", companion.file_name()))
        })
    }
}
