//! A whole site: its output paths, and the bytes that stand at each.
//!
//! This is the face that `build`, `serve` and `check` share. Making one costs the middle stages
//! and no rendering; [`Site::render`] makes one page when it is asked for.

mod follow;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::{Bound, Range};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::asset::Asset;
use crate::data::Made;
use crate::diagnostics::Diagnostic;
use crate::ids::{DocumentId, LanguageId, RecordId};
use crate::nature;
use crate::path::unusable;
use crate::plan::{Data, Digest, FIND, Page, Plan, file_of};
use crate::render::{Rendered, Renderer};
use crate::search::{Index, WordCache};
use crate::stream::{Memory, Target};

pub use follow::{Follow, Followed};

/// A report's site.
#[derive(Debug)]
pub struct Site {
    renderer: Renderer,
    /// Output path → the file that stands there as it is.
    files: BTreeMap<String, File>,
    /// What of the report's data has been asked for.
    data: Made,
    /// The search index, made when first asked for.
    search: OnceLock<Result<Index, Box<Diagnostic>>>,
    /// The words of documents that are known from earlier sites of the same report, if it has any.
    words: Option<Arc<WordCache>>,
    /// How many pages were rendered.
    rendered: AtomicUsize,
}

/// A file that pages use.
#[derive(Debug, Clone)]
enum File {
    /// Of the look.
    OfLook { bytes: Arc<[u8]>, is_active: bool },
    /// Of the content folder.
    OfContent { file: PathBuf, is_active: bool },
}

/// What stands at an output path.
#[derive(Debug, Clone)]
pub enum Output {
    /// Bytes made for the site.
    Bytes(Vec<u8>),
    /// Bytes that are kept for the next time.
    Shared(Arc<[u8]>),
    /// A file to be copied.
    File(PathBuf),
}

impl Site {
    /// A site out of what rendering reads.
    pub fn new(renderer: Renderer) -> Self {
        let mut files = BTreeMap::new();
        // Looks are trusted, but for the pictures that `book.toml` puts on their pages.
        let pictures = renderer.config.html.pictures();
        let pictures: BTreeSet<String> =
            pictures.map(|picture| format!("//{}", picture.value)).collect();
        for (name, file) in renderer.look.statics() {
            let bytes = Arc::clone(&file.bytes);
            let is_active = pictures.contains(name)
                && nature::of(name, &mut &*bytes).is_ok_and(|nature| nature.active.is_some());
            files.insert(file.path.clone(), File::OfLook { bytes, is_active });
        }
        // What no text of a book shows has its own path alone.
        let is_shown = |name: &str| !renderer.is_book() || renderer.links.assets.contains(name);
        for (_, asset) in renderer.assets.iter().filter(|(name, _)| is_shown(name)) {
            let is_active = asset.nature.active.is_some();
            let file = File::OfContent { file: asset.file.clone(), is_active };
            files.insert(asset.path.clone(), file);
        }
        files.extend(files_of_book(&renderer));
        let data = Made::new(&renderer);
        let rendered = AtomicUsize::new(0);
        Self { renderer, files, data, search: OnceLock::new(), words: None, rendered }
    }

    /// Gives the site the words that earlier sites of the same report have found, and to which it adds.
    pub fn keep_words(&mut self, words: Arc<WordCache>) {
        self.words = Some(words);
    }

    /// All output paths, with `/` between their parts, in the order in which they are best rendered.
    /// What shows the text of a document stands together, so that it is parsed again at most once;
    /// what tells of other files comes last, so that these need not be held for it; all else is in
    /// order. The paths of the search index are among them, which is made for it.
    ///
    /// # Errors
    /// Why there is no search index.
    pub fn paths(&self) -> Result<Vec<String>, Box<Diagnostic>> {
        let search = self.search()?.paths();
        let mut paths: Vec<String> = self.pages().map(Cow::into_owned).chain(search).collect();
        paths.sort_unstable();
        paths.sort_by_cached_key(|path| {
            // What is written together stands in the order in which it is.
            let together: Vec<&str> = self.streamed(path).into_iter().flatten().collect();
            let place = together.iter().position(|own| *own == path.as_str());
            let first = together.first().map(|first| (*first).to_owned());
            (self.tells_of_others(path), self.document_of(path), first.is_none(), first, place)
        });
        Ok(paths)
    }

    /// The places of outputs that are made in one go, among paths in the order of [`Site::paths`]: most
    /// of them one each.
    pub fn units(&self, paths: &[String]) -> Units {
        let mut each = Vec::with_capacity(paths.len());
        let mut apart = None;
        let mut at = 0;
        while let Some(path) = paths.get(at) {
            if apart.is_none() && self.tells_of_others(path) {
                apart = Some(each.len());
            }
            let many = self.streamed(path).map_or(1, Iterator::count);
            each.push(at..at + many);
            at += many;
        }
        Units { apart: apart.unwrap_or(each.len()), each }
    }

    /// The paths of the files that are written together with the one at an output path while they are
    /// made, if that is such a file.
    pub fn streamed(&self, path: &str) -> Option<impl Iterator<Item = &str>> {
        self.data.together(path)
    }

    /// Writes the files that are made together with the one at a path, each to its target.
    ///
    /// # Errors
    /// Why a file could not be written.
    pub fn stream<'t>(
        &'t self,
        path: &str,
        targets: impl IntoIterator<Item = &'t mut dyn Target>,
        memory: &'t dyn Memory,
    ) -> io::Result<()> {
        self.data.write(&self.renderer, path, targets, memory)
    }

    /// The document whose text stands at an output path, if it is that of one.
    fn document_of(&self, path: &str) -> Option<DocumentId> {
        let plan = &self.renderer.plan;
        let companion = || plan.companion(path).map(|(_, page)| page);
        let record = self.shown_on(plan.pages.get(path).or_else(companion)?)?;
        Some(self.renderer.model.document_at(record))
    }

    /// The record whose text a page shows, if it is that of one.
    fn shown_on(&self, page: &Page) -> Option<RecordId> {
        let plan = &self.renderer.plan;
        match page {
            Page::Record(record) => Some(*record),
            Page::Home(_, record) | Page::NotFound(_, record) => *record,
            Page::Index(kind, language) => plan.introductions.get(&(*kind, *language)).copied(),
            Page::Sheet(language, at) => Some(plan.parts.sheets[language][*at]),
            _ => None,
        }
    }

    /// Whether an output is made of what is known of other outputs.
    fn tells_of_others(&self, path: &str) -> bool {
        let page = self.renderer.plan.pages.get(path);
        matches!(
            page,
            Some(Page::Data(Data::Sums | Data::Package) | Page::DataIndex | Page::DataFormat(_))
        )
    }

    /// The output paths apart from those of the search index.
    pub fn pages(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let pages = self.renderer.plan.pages.keys().map(|path| &**path);
        let pages = pages.filter(|path| !self.files.contains_key(*path));
        let files = self.files.keys().map(String::as_str);
        let companions = self.renderer.plan.companion_paths();
        pages.chain(files).map(Cow::Borrowed).chain(companions.map(Cow::Owned))
    }

    /// Whether something stands at an output path.
    pub fn has(&self, path: &str) -> bool {
        self.renderer.plan.has(path)
            || self.files.contains_key(path)
            || (path.starts_with(FIND) && self.search().is_ok_and(|index| index.has(path)))
    }

    /// The script of the boxes of a language, with what it needs to know of the search index.
    fn boxes(&self, path: &str, page: &Page, language: LanguageId) -> Rendered {
        let html = self.renderer.page(path, page)?;
        let html = serde_json::to_string(&html).unwrap_or_default();
        let tag = &self.renderer.config.languages[language].tag;
        let told = self.search()?.told(tag, &self.renderer);
        Ok(format!("tools.part(\"index\",{html}{told});\n"))
    }

    /// The search index.
    fn search(&self) -> Result<&Index, Box<Diagnostic>> {
        let made = self.search.get_or_init(|| match self.renderer.config.html.search {
            true => self.renderer.search_index(self.words.as_deref()),
            false => Ok(Index::default()),
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// Whether a file of the search index is what the last build made.
    fn is_found_again(&self, path: &str) -> bool {
        path.starts_with(FIND) && self.search().is_ok_and(|index| index.is_unchanged(path))
    }

    /// What tells the words that the last build left, and those that this one leaves, from any others.
    fn stamps_of_words(&self) -> (Option<u64>, Option<u64>) {
        self.words.as_ref().map_or((None, None), |words| words.stamps())
    }

    /// A file of the search index.
    fn search_file(&self, path: &str) -> Option<Result<Output, Box<Diagnostic>>> {
        match self.search() {
            Ok(index) => {
                let file = index.file(path, &self.renderer)?;
                Some(Ok(Output::Bytes(file.into_bytes())))
            }
            Err(problem) => Some(Err(problem)),
        }
    }

    /// What stands at an output path; `None` where nothing does.
    ///
    /// # Errors
    /// What is wrong with a template of the look.
    pub fn render(&self, path: &str) -> Option<Result<Output, Box<Diagnostic>>> {
        if let Some(bytes) = self.data.bytes(&self.renderer, path) {
            return Some(Ok(Output::Bytes(bytes)));
        }
        let has_file = self.files.contains_key(path);
        if let Some(page) = self.renderer.plan.pages.get(path).filter(|_| !has_file) {
            if is_page(page) {
                self.rendered.fetch_add(1, Ordering::Relaxed);
            }
            let rendered = match page {
                Page::Box(language) => self.boxes(path, page, *language),
                Page::Due(record) => Ok(Made::due(&self.renderer, *record)),
                Page::DataIndex => self.data.index(&self.renderer, path),
                Page::DataFormat(format) => self.data.format(&self.renderer, path, *format),
                _ => self.renderer.page(path, page),
            };
            let problem = |problem: Box<_>| Box::new(Renderer::problem_on(path, *problem));
            return Some(rendered.map(|text| Output::Bytes(text.into_bytes())).map_err(problem));
        }
        if let Some((companion, page)) = self.renderer.plan.companion(path) {
            return Some(Ok(Output::Bytes(self.renderer.companion(companion, page))));
        }
        match self.files.get(path) {
            Some(File::OfLook { bytes, .. }) => return Some(Ok(Output::Shared(Arc::clone(bytes)))),
            Some(File::OfContent { file, .. }) => return Some(Ok(Output::File(file.clone()))),
            None => {}
        }
        if path.starts_with(FIND) { self.search_file(path) } else { None }
    }

    /// Whether all that an output is made from is noted while it is rendered. Files for other programs
    /// are followed piece by piece, and others stand as they are.
    fn is_traced(&self, path: &str) -> bool {
        match self.renderer.plan.pages.get(path) {
            Some(Page::Data(_) | Page::DataIndex | Page::DataFormat(_)) => false,
            Some(_) => true,
            None => self.renderer.plan.companion(path).is_some(),
        }
    }

    /// Whether what stands at an output path is a file of the report's own that browsers run.
    pub fn is_active(&self, path: &str) -> bool {
        let is = |file: &File| match file {
            File::OfLook { is_active, .. } | File::OfContent { is_active, .. } => *is_active,
        };
        self.files.get(path).is_some_and(is)
    }

    /// How many pages were rendered so far.
    pub fn rendered(&self) -> usize {
        self.rendered.load(Ordering::Relaxed)
    }

    /// How many documents, records and pages there are.
    pub fn counts(&self) -> Counts {
        let is_read = |page: &&Page| matches!(page, Page::Record(_) | Page::Home(..));
        Counts {
            documents: self.renderer.model.documents.len(),
            records: self.renderer.model.records.len(),
            pages: self.renderer.plan.pages.values().filter(is_read).count(),
            rendered: self.renderer.plan.pages.values().filter(|page| is_page(page)).count(),
        }
    }

    /// The output path of a record's page.
    pub fn page_of(&self, record: RecordId) -> String {
        file_of(&self.renderer.plan.addresses[record])
    }

    /// The path of the file whose text the page at an output path has, if it has that of a file.
    pub fn source_of(&self, path: &str) -> Option<&str> {
        let Renderer { model, plan, .. } = &self.renderer;
        let record = self.shown_on(plan.pages.get(path)?)?;
        Some(&model.document_of(record).document().source.path)
    }

    /// What the site was made from.
    pub fn renderer(&self) -> &Renderer {
        &self.renderer
    }
}

/// The files of a book, which stand where they do in its folder. None takes the place of a page, but what
/// says what search engines may read.
fn files_of_book(renderer: &Renderer) -> Vec<(String, File)> {
    if !renderer.is_book() {
        return Vec::new();
    }
    let Renderer { plan, assets, .. } = renderer;
    let is_own = |name: &str| has_room(plan, name) && unusable(name).is_none();
    let own = assets.iter().filter(|(name, _)| is_own(name));
    let file = |(name, asset): (&String, &Asset)| {
        let is_active = asset.nature.active.is_some();
        (name.clone(), File::OfContent { file: asset.file.clone(), is_active })
    };
    own.map(file).collect()
}

/// Whether a file of a book has its path to itself: only what is made for robots gives way to it.
pub(crate) fn has_room(plan: &Plan, name: &str) -> bool {
    match plan.pages.get(name) {
        Some(page) => matches!(page, Page::Robots | Page::Llms),
        None => {
            let folder = format!("{name}/");
            let from = (Bound::Included(folder.as_str()), Bound::Unbounded);
            let inside = plan.pages.range::<str, _>(from).next();
            !plan.has(name) && inside.is_none_or(|(path, _)| !path.starts_with(&folder))
        }
    }
}

/// Whether what is planned counts as a page: no data, feeds, calendars or scripts.
fn is_page(page: &Page) -> bool {
    !matches!(
        page,
        Page::Data(_)
            | Page::Due(_)
            | Page::Feed(_)
            | Page::Month(_, _, Digest::Text | Digest::Mail)
            | Page::Box(_)
            | Page::Rows(..)
    )
}

/// Which outputs are made in one go.
#[derive(Debug)]
pub struct Units {
    /// The places of the paths of each unit, in their order.
    pub each: Vec<Range<usize>>,
    /// The first unit of those that are made of what is known of others, and come last.
    pub apart: usize,
}

/// The size of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Content files.
    pub documents: usize,
    /// Documents and sections that have pages of their own.
    pub records: usize,
    /// Pages that hold the report's text: those of documents and records, and the home pages.
    pub pages: usize,
    /// Pages of every sort, overviews and lists among them, apart from data, feeds, what stands
    /// beside them, static files and pictures.
    pub rendered: usize,
}
