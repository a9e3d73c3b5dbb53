//! A whole site: its output paths, and the bytes that stand at each.
//!
//! This is the face that `build`, `serve` and `check` share. Making one costs the middle stages
//! and no rendering; [`Site::render`] makes one page when it is asked for.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::diagnostics::{Code, Diagnostic};
use crate::model::RecordIndex;
use crate::plan::{Page, file_of};
use crate::render::Renderer;
use crate::search;

/// A report's site.
#[derive(Debug)]
pub struct Site {
    renderer: Renderer,
    /// Output path → what stands there, the search index apart.
    outputs: BTreeMap<String, Source>,
    /// The search index, made when first asked for.
    search: OnceLock<Result<Files, Box<Diagnostic>>>,
}

/// Output path → bytes.
type Files = BTreeMap<String, Arc<[u8]>>;

/// Where the bytes of an output path come from.
#[derive(Debug, Clone)]
enum Source {
    /// A page of the plan.
    Page(Page),
    /// A static file of the look, by its name there.
    Static(String),
    /// A file of the content folder.
    File(PathBuf),
}

/// What stands at an output path.
#[derive(Debug, Clone)]
pub enum Output {
    /// Bytes made for the site.
    Bytes(Vec<u8>),
    /// Bytes that belong to the look.
    Shared(Arc<[u8]>),
    /// A file to be copied.
    File(PathBuf),
}

impl Site {
    /// A site out of what rendering reads.
    pub fn new(renderer: Renderer) -> Self {
        let mut outputs = BTreeMap::new();
        for (path, page) in &renderer.plan.pages {
            outputs.insert(path.clone(), Source::Page(page.clone()));
        }
        for (name, file) in renderer.look.statics() {
            outputs.insert(file.path.clone(), Source::Static(name.clone()));
        }
        for asset in renderer.assets.values() {
            outputs.insert(asset.path.clone(), Source::File(asset.file.clone()));
        }
        Self { renderer, outputs, search: OnceLock::new() }
    }

    /// All output paths, in order, with `/` between their parts. Those of the search index are
    /// among them, which is made for it.
    ///
    /// # Errors
    /// Why there is no search index.
    pub fn paths(&self) -> Result<Vec<&str>, Box<Diagnostic>> {
        let search = self.search()?.keys();
        let mut paths: Vec<&str> = self.outputs.keys().chain(search).map(String::as_str).collect();
        paths.sort_unstable();
        Ok(paths)
    }

    /// The output paths apart from those of the search index, in order.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        self.outputs.keys().map(String::as_str)
    }

    /// Whether something stands at an output path.
    pub fn has(&self, path: &str) -> bool {
        self.outputs.contains_key(path)
            || (path.starts_with(search::FOLDER)
                && self.search().is_ok_and(|files| files.contains_key(path)))
    }

    /// The files of the search index by their output paths.
    fn search(&self) -> Result<&Files, Box<Diagnostic>> {
        let made = self.search.get_or_init(|| {
            if !self.renderer.config.html.search {
                return Ok(BTreeMap::new());
            }
            let files = search::index(self.renderer.search_entries()?).map_err(|error| {
                Box::new(Diagnostic::nowhere(Code::BadSearch, error.to_string()))
            })?;
            Ok(files.into_iter().map(|(path, bytes)| (path, bytes.into())).collect())
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// What stands at an output path; `None` where nothing does.
    ///
    /// # Errors
    /// What is wrong with a template of the look.
    pub fn render(&self, path: &str) -> Option<Result<Output, Box<Diagnostic>>> {
        let Some(source) = self.outputs.get(path) else {
            if !path.starts_with(search::FOLDER) {
                return None;
            }
            return match self.search() {
                Ok(files) => files.get(path).map(|bytes| Ok(Output::Shared(Arc::clone(bytes)))),
                Err(problem) => Some(Err(problem)),
            };
        };
        Some(match source {
            Source::Page(page) => self
                .renderer
                .page(path, page)
                .map(|text| Output::Bytes(text.into_bytes()))
                .map_err(|problem| Box::new(Renderer::problem_on(path, *problem))),
            Source::Static(name) => {
                Ok(Output::Shared(Arc::clone(&self.renderer.look.statics()[name].bytes)))
            }
            Source::File(file) => Ok(Output::File(file.clone())),
        })
    }

    /// How many documents, records and pages there are.
    pub fn counts(&self) -> Counts {
        Counts {
            documents: self.renderer.model.documents.len(),
            records: self.renderer.model.records.len(),
            pages: self.renderer.plan.pages.len(),
        }
    }

    /// The output path of a record's page.
    pub fn page_of(&self, record: RecordIndex) -> String {
        file_of(&self.renderer.plan.addresses[record])
    }

    /// What the site was made from.
    pub fn renderer(&self) -> &Renderer {
        &self.renderer
    }
}

/// The size of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Content files.
    pub documents: usize,
    /// Documents and sections that have pages of their own.
    pub records: usize,
    /// Pages of every sort, static files and pictures apart.
    pub pages: usize,
}
