//! A report's folder → its site: the stages, one after the other.
//!
//! Every command loads a report so, whatever is wrong with it: there is always a site, and whether
//! that may be published is for the command to say. A session that loads a report again keeps the
//! last good version of what cannot be read: of `book.toml`, of a look, and of content files
//! ([`files`]). Nothing else of what is shown follows from what was loaded before.

mod files;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use files::{Files, Parsing};

use crate::asset::Asset;
use crate::config::{self, Config};
use crate::contents::{self, Contents};
use crate::diagnostics::{self, Code, Diagnostic};
use crate::follow_up::{self, FollowUp};
use crate::ids::RecordId;
use crate::lock::{self, Lock, Planned};
use crate::look::{self, Look};
use crate::model::{self, Building, Model};
use crate::others::Others;
use crate::parse::{Dialect, ProseCache};
use crate::plan::{self, Months, Parts, Plan};
use crate::read::{self, Catalogs, Content, ReadError};
use crate::rename::Renaming;
use crate::render::Renderer;
use crate::resolve::{self, Before, Beside, Links};
use crate::search::WordCache;
use crate::site::{self, Site};
use crate::source::Source;
use crate::theme::Theme;
use crate::versions::Published;

use super::levels;
use super::memory::Inputs;
use super::preprocess;

pub use super::loading::Loading;
use super::shown_files::{self, Shown};
use super::timings::Timings;

/// A report that has been loaded.
#[derive(Debug)]
pub struct Loaded {
    /// The configuration.
    pub config: Arc<Config>,
    /// The site; whether it can be published, the problems tell.
    pub site: Site,
    /// All problems, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// The paths of the files that cannot be read, and of which the site has the last good version.
    pub kept: BTreeSet<String>,
    /// How many files were parsed for it.
    pub parsed: usize,
}

impl Loaded {
    /// The file that cannot be read, and of which the page at an output path has the last good
    /// version.
    pub fn kept_on(&self, path: &str) -> Option<&str> {
        let config = self.config.source.path.as_str();
        let of = [Some(config), self.site.source_of(path)];
        of.into_iter().flatten().find(|path| self.kept.contains(*path))
    }

    /// Whether something is wrong that must not be published.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// What may have changed since a report was last loaded.
#[derive(Debug, Clone, Copy)]
pub enum Changed<'a> {
    /// Anything.
    Anything,
    /// What is at these paths, which begin with the report's folder.
    Paths(&'a BTreeSet<PathBuf>),
}

impl Changed<'_> {
    /// Whether what is at a path may have changed.
    pub fn covers(self, path: &Path) -> bool {
        match self {
            Changed::Anything => true,
            Changed::Paths(paths) => paths.contains(path),
        }
    }
}

/// What loading keeps for the next time, so that only what changed is read and parsed, and only what
/// follows from that is found out again.
#[derive(Debug, Default)]
pub struct Session {
    report: PathBuf,
    loading: Loading,
    config: Option<Configured>,
    content: Content,
    contents: Option<Arc<Contents>>,
    inventories: Checked<BTreeMap<String, Arc<Source>>>,
    tables: Checked<Vec<Arc<Source>>>,
    follow_up: Arc<FollowUp>,
    versions: Checked<Vec<Arc<Source>>>,
    published: Arc<Published>,
    others: Arc<Others>,
    lock: Checked<Option<Lock>>,
    look: Option<KeptLook>,
    files: Files,
    middle: Option<Middle>,
    assets: Checked<BTreeMap<String, Asset>>,
    /// The words of documents, for the search, if the report is to be loaded again.
    words: Option<Arc<WordCache>>,
    /// Whether the files are not those of a folder.
    is_given: bool,
    /// What the stages cost.
    pub(super) timings: Timings,
}

/// The files of a report, read.
#[derive(Debug)]
pub struct ReadFiles {
    /// The configuration.
    pub config: Arc<Config>,
    look: Arc<Look>,
}

/// A configuration, and `book.toml` as it stands.
#[derive(Debug)]
struct Configured {
    source: Arc<Source>,
    /// What stands in the folder of a theme, and what is wrong with it.
    theme: Checked<Arc<Theme>>,
    /// The message catalogs, and what is wrong with them.
    catalogs: Arc<Catalogs>,
    /// What the source says or, if there are errors in it, what the last one without errors said.
    config: Arc<Config>,
    /// What is wrong with the source.
    diagnostics: Vec<Diagnostic>,
}

impl Configured {
    /// Whether the configuration is that of an earlier source.
    fn is_kept(&self) -> bool {
        !Arc::ptr_eq(&self.config.source, &self.source)
    }

    /// Whether the configuration is one without errors.
    fn is_good(&self) -> bool {
        self.is_kept() || !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Something that was read, and what was wrong with it.
type Checked<T> = (T, Vec<Diagnostic>);

/// A compiled look and what it was compiled from.
#[derive(Debug)]
struct KeptLook {
    own: look::Files,
    languages: Vec<String>,
    /// What the files make or, if there are errors in them, what the last ones without errors made.
    look: Arc<Look>,
    /// Whether the look is one without errors.
    is_good: bool,
    diagnostics: Vec<Diagnostic>,
    /// What was wrong with reading it.
    problems: Vec<Diagnostic>,
}

/// What the middle stages came to.
#[derive(Debug)]
struct Middle {
    config: Arc<Config>,
    model: Arc<Model>,
    links: Arc<Links>,
    plan: Arc<Plan>,
}

impl Session {
    /// A session for the report in a folder.
    pub fn new(report: impl Into<PathBuf>, loading: Loading) -> Self {
        Self { report: report.into(), loading, ..Self::default() }
    }

    /// Holds no more than so many bytes of what documents say, instead of what is usual. What is not
    /// held is made again when it is asked for.
    pub fn holding(mut self, bytes: usize) -> Self {
        self.files.prose_cache = Arc::new(ProseCache::of(bytes));
        self
    }

    /// Holds what documents say until a search index is made of it. That is to be made at once.
    pub fn hold_for_search(&self) {
        self.files.prose_cache.hold_more();
    }

    /// Keeps the words of documents for the search of the sites that are loaded later.
    pub fn keeping_words(mut self) -> Self {
        self.words = Some(Arc::new(WordCache::in_memory()));
        self
    }

    /// The `ids.lock` of the report, if it has one.
    pub fn lock(&self) -> Option<&Lock> {
        self.lock.0.as_ref()
    }

    /// What is planned, once the report has been loaded.
    pub fn planned(&self) -> Option<Planned<'_>> {
        self.middle.as_ref().map(Middle::planned)
    }

    /// What renames a record, once the report has been loaded.
    pub fn renaming<'a>(&'a self, record: RecordId, id: &'a str) -> Option<Renaming<'a>> {
        let Middle { config, model, links, plan } = self.middle.as_ref()?;
        let inventories = &self.inventories.0;
        Some(Renaming { config, model, links, plan, inventories, record, id })
    }

    /// A session for the same report that has kept nothing.
    pub fn anew(&self) -> Self {
        Self::new(&self.report, self.loading.clone())
    }

    /// The report's folder.
    pub fn report(&self) -> &Path {
        &self.report
    }

    /// The paths from its folder of files outside of the content folder that documents include.
    pub fn included_outside(&self) -> impl Iterator<Item = &str> {
        self.content.included_outside.iter().map(String::as_str)
    }

    /// Loads the report as it stands on disk.
    ///
    /// # Errors
    /// When there is no `book.toml`, or it cannot be read.
    pub fn load(&mut self) -> Result<Loaded, ReadError> {
        self.load_again(Changed::Anything)
    }

    /// Loads the report as it stands on disk, of which nothing but `changed` has changed since it
    /// was last loaded. Where only documents changed, nothing else is read.
    ///
    /// # Errors
    /// When there is no `book.toml`, or it cannot be read.
    pub fn load_again(&mut self, changed: Changed<'_>) -> Result<Loaded, ReadError> {
        let files = self.read(changed)?;
        Ok(self.load_read(files))
    }

    /// The first half of loading a report as it stands on disk: reads its files.
    ///
    /// # Errors
    /// When there is no `book.toml`, or it cannot be read.
    pub fn read_all(&mut self) -> Result<ReadFiles, ReadError> {
        self.read(Changed::Anything)
    }

    /// The second half: runs the stages on what was read.
    pub fn load_read(&mut self, ReadFiles { config, look }: ReadFiles) -> Loaded {
        self.loaded(config, look)
    }

    /// What the site is made from, once that has been read.
    pub fn inputs(&self) -> Inputs<'_> {
        Inputs {
            loading: &self.loading,
            book: self.config.as_ref().map(|config| &*config.source),
            content: &self.content,
            inventories: &self.inventories.0,
            tables: &self.tables.0,
            versions: &self.versions.0,
            lock: self.lock.0.as_ref().map(|lock| &*lock.source),
            look: self.look.as_ref().map(|look| &look.own),
        }
    }

    /// Loads the report as it would stand with these files in place of those of the same paths, after
    /// it was loaded as it stands on disk.
    pub fn imagine(&mut self, real: &Loaded, files: Vec<Arc<Source>>) -> Loaded {
        let mut config = Arc::clone(&real.config);
        for file in files {
            if file.path == config.source.path {
                config = self.configured(&file, Vec::new());
            } else if let Some(known) = self.inventories.0.get_mut(&file.path) {
                *known = file;
            } else if let Some(known) = self.tables.0.iter_mut().find(|it| it.path == file.path) {
                *known = file;
            } else if follow_up::is_usual(&file.path) {
                self.tables.0.push(file);
            } else {
                self.content.put(&file, &config.book.src.value);
            }
        }
        let look = self.compile_look(&config);
        self.loaded(config, look)
    }

    /// Adds files that are no documents as they would stand in the content folder, by their names in it,
    /// before the rest is imagined.
    ///
    /// # Errors
    /// When one cannot be looked at.
    pub fn imagine_files(&mut self, files: &BTreeMap<String, &[u8]>) -> std::io::Result<()> {
        let names = Arc::make_mut(&mut self.content.files);
        names.extend(files.keys().cloned());
        for (name, bytes) in files {
            let asset = read::imagined_asset(&self.content, name, bytes)?;
            self.assets.0.insert(name.clone(), asset);
        }
        Ok(())
    }

    /// Loads a report whose files are not on this disk, by their paths below its folder; `None` where no
    /// `book.toml` is among them. Those without bytes are there, but are not read. The look is the
    /// built-in one, and nobody looks at pictures.
    pub fn load_given(&mut self, files: &BTreeMap<String, Option<Vec<u8>>>) -> Option<Loaded> {
        let given = |path: &str| Some(read::given(path, files.get(path)?.as_deref()?));
        self.is_given = true;
        let (book, problems) = given(read::CONFIG)?;
        let config = self.configured(&book, problems);
        self.content = read::given_content(files, &config.book.src.value);
        let inventories = config.kinds.iter().filter_map(|kind| kind.inventory.as_ref());
        let inventories =
            inventories.filter_map(|path| Some((path.value.clone(), given(&path.value)?.0)));
        self.inventories = (inventories.collect(), Vec::new());
        let named = config.ledger.as_ref().map(|ledger| ledger.tables.as_deref());
        let tables: Vec<&str> = match named {
            None => Vec::new(),
            Some(Some(tables)) => tables.iter().map(|path| path.value.as_str()).collect(),
            Some(None) => {
                files.keys().map(String::as_str).filter(|path| follow_up::is_usual(path)).collect()
            }
        };
        self.tables =
            (tables.into_iter().filter_map(|path| Some(given(path)?.0)).collect(), Vec::new());
        let languages: Vec<String> =
            config.languages.iter().map(|language| language.tag.clone()).collect();
        Some(self.loaded(config, Arc::new(built_in(&languages))))
    }

    /// Runs the stages on what was read.
    fn loaded(&mut self, config: Arc<Config>, look: Arc<Look>) -> Loaded {
        self.read_contents(&config);
        let parsed = self.parse(&config);
        self.timings.lap_with("parse", parsed, 0);
        let kept = self.kept();
        self.read_follow_up(&config);
        if !self.published.is_of(&self.versions.0) {
            self.published = Arc::new(Published::read(self.versions.0.clone()));
        }
        self.read_others(&config);
        let middle = self.middle(&config);
        self.timings.lap("resolve");
        self.look_at_assets(&config, &middle.links.assets);
        let renderer = Renderer::new(
            config,
            Arc::clone(&middle.model),
            Arc::clone(&middle.links),
            Arc::clone(&middle.plan),
            look,
            self.assets.0.clone(),
            self.loading.settings,
        );
        let diagnostics = self.problems(&middle, &kept, &renderer.check_lists());
        self.timings.lap("check");
        let config = Arc::clone(&middle.config);
        self.middle = Some(middle);
        let mut site = Site::new(renderer);
        if let Some(words) = &self.words {
            site.keep_words(Arc::clone(words));
        }
        Loaded { config, site, diagnostics, kept, parsed }
    }

    /// Reads what may have changed.
    fn read(&mut self, changed: Changed<'_>) -> Result<ReadFiles, ReadError> {
        if let (Some(kept), Some(look), Changed::Paths(paths)) = (&self.config, &self.look, changed)
            && self.content.refresh(&self.report, &kept.config.book.src.value, paths)
        {
            let (config, look) = (Arc::clone(&kept.config), Arc::clone(&look.look));
            return Ok(ReadFiles { config, look });
        }
        let config = self.configure()?;
        let catalogs = self.config.as_ref().map(|kept| Arc::clone(&kept.catalogs));
        let catalogs = catalogs.unwrap_or_default();
        self.content = read::content(&self.report, &config, &catalogs.0, &self.content);
        self.preprocess(&config);
        let named = config.kinds.iter().filter_map(|kind| kind.inventory.as_ref());
        let others = config.others.iter().map(|other| &other.inventory);
        let named = named.chain(others).map(|setting| setting.value.as_str());
        self.inventories = read::inventories(&self.report, named);
        self.tables = read::follow_up(&self.report, &config);
        self.versions = read::versions(&self.report, &self.versions.0);
        self.lock = read::lock(&self.report);
        self.assets = Checked::default();
        let look = self.compile_look(&config);
        Ok(ReadFiles { config, look })
    }

    /// Reads `book.toml`.
    fn configure(&mut self) -> Result<Arc<Config>, ReadError> {
        let (source, diagnostics) = match read::config(&self.report) {
            Err(error) if self.config.is_some() => read::no_config(&error),
            read => read?,
        };
        if let Some(kept) = self.config.as_ref().filter(|kept| kept.source.hash == source.hash)
            && kept.theme == self.theme(&kept.config)
            && Arc::ptr_eq(&kept.catalogs, &self.catalogs(&kept.config))
        {
            return Ok(Arc::clone(&kept.config));
        }
        Ok(self.configured(&source, diagnostics))
    }

    fn configured(
        &mut self,
        source: &Arc<Source>,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Arc<Config> {
        let (mut config, problems) = config::load(source);
        diagnostics.extend(problems);
        let source = Arc::clone(source);
        let theme = self.theme(&config);
        let catalogs = self.catalogs(&config);
        if diagnostics.iter().any(Diagnostic::is_error)
            && let Some(Configured { config, .. }) = self.config.take_if(|kept| kept.is_good())
        {
            let config = Arc::clone(&config);
            let kept = Configured { source, theme, catalogs, config, diagnostics };
            return Arc::clone(&self.config.insert(kept).config);
        }
        if let Some(day) = self.loading.as_of {
            config.book.as_of = Some(day);
            diagnostics.retain(|problem| problem.code != Code::NoAsOf);
        }
        if self.loading.preprocessors.is_some() {
            diagnostics.retain(|problem| problem.code != Code::NotRun);
        }
        if let Some(url) = &self.loading.site_url {
            config.html.site_url = url.clone();
        }
        config.speak(catalogs.0.iter().map(|catalog| catalog.language.as_str()));
        config.html.wear(theme.0.icon.clone(), theme.0.css.clone());
        if self.loading.settings.preview {
            self.at_home(&mut config);
        }
        let config = Arc::new(config);
        let kept = Configured { source, theme, catalogs, config, diagnostics };
        Arc::clone(&self.config.insert(kept).config)
    }

    /// The theme that a configuration names. A report that is given has none.
    fn theme(&self, config: &Config) -> Checked<Arc<Theme>> {
        match self.is_given {
            true => Default::default(),
            false => {
                let (theme, problems) = read::theme(&self.report, config);
                (Arc::new(theme), problems)
            }
        }
    }

    /// The message catalogs of a report. One that is given has none.
    fn catalogs(&self, config: &Config) -> Arc<Catalogs> {
        let before = self.config.as_ref().map(|kept| Arc::clone(&kept.catalogs));
        let before = before.unwrap_or_default();
        match &config.catalogs {
            Some(folder) if !self.is_given => {
                read::catalogs(&self.report, &config.source, folder, &before)
            }
            _ if before.0.is_empty() && before.1.is_empty() => before,
            _ => Arc::default(),
        }
    }

    /// A preview stands at the root of its host, and opens files of this disk.
    fn at_home(&self, config: &mut Config) {
        config.html.site_url.path = "/".to_owned();
        let report = self.report.to_string_lossy();
        if let Some(pattern) = &mut config.preview.editor {
            *pattern = pattern.replace("{path}", &format!("{report}/{{path}}"));
        }
    }

    /// Lets the programs that the command line allows rewrite the documents.
    fn preprocess(&mut self, config: &Config) {
        let Some(limit) = self.loading.preprocessors else { return };
        if config.preprocessors.is_empty() {
            return;
        }
        let (unread, included) = (self.content.unread.clone(), self.content.included.clone());
        let contents = |documents: &preprocess::Documents| {
            Contents::read(config, documents, &unread, &included)
        };
        let report = &self.report;
        self.content
            .rewrite(|documents| preprocess::run(report, config, contents, limit, documents));
    }

    /// Reads the table of contents, if there is one; one that says the same stays, and one that is there
    /// and cannot be read.
    fn read_contents(&mut self, config: &Config) {
        let Content { documents, unread, included, .. } = &self.content;
        if unread.iter().any(|path| config.stem_and_language(path).0 == contents::STEM) {
            return;
        }
        let contents = Contents::read(config, documents, unread, included);
        if contents.as_ref() != self.contents.as_deref() {
            self.contents = contents.map(Arc::new);
        }
    }

    /// Parses what changed; says how many files that were.
    fn parse(&mut self, config: &Arc<Config>) -> usize {
        let dialect = contents::dialect(config, self.contents.is_some());
        let is_alike =
            self.middle.as_ref().is_some_and(|Middle { config: before, model, .. }| {
                contents::dialect(before, model.contents.is_some()) == dialect
                    && parses_alike(before, config)
            });
        let parsing = match is_alike {
            true => Parsing::AsBefore,
            false => Parsing::Anew,
        };
        let (files, count) =
            self.files.next(config, &self.content, self.contents.as_deref(), parsing);
        self.files = files;
        count
    }

    /// The paths of the files of which the last good version is shown.
    fn kept(&self) -> BTreeSet<String> {
        let config = self.config.iter().filter(|config| config.is_kept());
        let config = config.map(|config| config.source.path.as_str());
        config.chain(self.files.kept()).map(str::to_owned).collect()
    }

    /// Reads the tables of the ledger, unless that was done with the same ones.
    fn read_follow_up(&mut self, config: &Arc<Config>) {
        let before = self.middle.as_ref().map(|middle| &middle.config);
        let is_same_config = before.is_some_and(|before| Arc::ptr_eq(before, config));
        if !is_same_config || !self.follow_up.is_of(&self.tables.0) {
            self.follow_up = Arc::new(FollowUp::read(config, self.tables.0.clone()));
        }
    }

    /// Reads the inventories of other reports, unless that was done with the same ones.
    fn read_others(&mut self, config: &Arc<Config>) {
        let before = self.middle.as_ref().map(|middle| &middle.config);
        let is_same_config = before.is_some_and(|before| Arc::ptr_eq(before, config));
        if !is_same_config || !self.others.is_of(config, |path| self.inventories.0.get(path)) {
            let others = Others::read(config, |path| self.inventories.0.get(path));
            self.others = Arc::new(others);
        }
    }

    /// The stages between parsing and rendering.
    fn middle(&self, config: &Arc<Config>) -> Middle {
        let before = self.middle.as_ref().filter(|kept| Arc::ptr_eq(&kept.config, config));
        let building = Building {
            config,
            inventories: &self.inventories.0,
            drafts: self.loading.drafts,
            contents: self.contents.as_ref(),
            before: before
                .map(|kept| &*kept.model)
                .filter(|kept| Arc::ptr_eq(&kept.follow_up, &self.follow_up))
                .filter(|kept| is_one(kept.contents.as_ref(), self.contents.as_ref())),
            follow_up: Some(&self.follow_up),
            versions: Some(&self.published),
            prose_cache: Some(&self.files.prose_cache),
        };
        let model = model::build(&building, &self.files.inputs);
        let resolved = before.map(|kept| Before { model: &kept.model, links: &kept.links });
        // Which pages there are follows from the shape, and from how much there is for one page.
        let planned = before.filter(|kept| {
            Arc::ptr_eq(&kept.model.shape, &model.shape)
                && Arc::ptr_eq(&kept.model.versions, &model.versions)
                && kept.plan.diagnostics.is_empty()
                && kept.plan.parts == Parts::of(config, &model)
                && kept.plan.months == Months::of(config, &model)
                && kept.plan.names_files == plan::names_files(&model)
        });
        let (links, plan) = rayon::join(
            || resolve::resolve(config, &model, self.beside(), resolved),
            || match planned {
                Some(kept) => Arc::clone(&kept.plan),
                None => Arc::new(plan::plan(config, &model)),
            },
        );
        let config = Arc::clone(config);
        Middle { config, model: Arc::new(model), links: Arc::new(links), plan }
    }

    fn beside(&self) -> Beside {
        Beside { files: Arc::clone(&self.content.files), others: Arc::clone(&self.others) }
    }

    /// Looks at the files that the site has: those that it shows or links to and, in a book, all.
    fn look_at_assets(&mut self, config: &Config, names: &BTreeSet<String>) {
        let src = &config.book.src.value;
        let all = match contents::dialect(config, self.contents.is_some()) {
            Dialect::Book => Cow::Owned(&*self.content.files | names),
            Dialect::Report => Cow::Borrowed(names),
        };
        let (known, problems) = &self.assets;
        if self.is_given || problems.is_empty() && known.keys().eq(&*all) {
            return;
        }
        let unnamed = all.difference(names);
        let large = read::larger(&self.content, unnamed, config.build.largest_file);
        let told: Vec<Diagnostic> =
            large.iter().map(|(name, size)| shown_files::large(src, name, *size)).collect();
        let large: BTreeSet<String> = large.into_iter().map(|(name, _)| name.clone()).collect();
        let all = if large.is_empty() { all } else { Cow::Owned(&*all - &large) };
        self.assets = read::assets(&self.content, src, &all, known);
        self.assets.1.extend(told);
    }

    /// Everything that is wrong, in order.
    fn problems(
        &self,
        middle: &Middle,
        kept: &BTreeSet<String>,
        of_lists: &[Diagnostic],
    ) -> Vec<Diagnostic> {
        let mut problems: Vec<Diagnostic> =
            self.config.iter().flat_map(|config| &config.diagnostics).cloned().collect();
        let is_lost = problems.iter().any(|problem| problem.code == Code::BadToml);
        // What it says of the content may be lost, and whatever is read then is held against the
        // wrong things.
        if !is_lost || self.config.as_ref().is_some_and(Configured::is_kept) {
            problems.extend(self.problems_of_content(middle, kept, of_lists).cloned());
            problems.extend(self.held_against_lock(middle, &problems));
            let report =
                Shown { config: &middle.config, model: &middle.model, links: &middle.links };
            problems.extend(shown_files::check(report, &self.assets.0));
            if contents::dialect(&middle.config, self.contents.is_some()) == Dialect::Book {
                let src = &middle.config.book.src.value;
                let names = self.assets.0.keys().filter(|name| !site::has_room(&middle.plan, name));
                problems.extend(names.map(|name| shown_files::displaced(src, name)));
            }
        }
        levels::weigh(&middle.config, &middle.model, &mut problems);
        problems.iter_mut().for_each(Diagnostic::to_origin);
        diagnostics::sort(&mut problems);
        problems
    }

    /// What is wrong with all but `book.toml`. Where not one document could be read, everything is
    /// missing, and only that is told.
    fn problems_of_content<'a>(
        &'a self,
        middle: &'a Middle,
        kept: &'a BTreeSet<String>,
        of_lists: &'a [Diagnostic],
    ) -> impl Iterator<Item = &'a Diagnostic> {
        let look = self.look.iter().flat_map(|kept| kept.problems.iter().chain(&kept.diagnostics));
        let catalogs = self.config.iter().flat_map(|kept| &kept.catalogs.1);
        let Middle { model, links, plan, .. } = middle;
        let of_middle = model.diagnostics.iter().chain(&links.diagnostics).chain(&plan.diagnostics);
        let of_middle = of_middle.chain(of_lists);
        let (inventories, lock, assets) = (&self.inventories.1, &self.lock.1, &self.assets.1);
        let is_lost = self.files.inputs.is_empty()
            && self.content.diagnostics.iter().any(Diagnostic::is_error);
        // What stands in a version that is kept is not what stands in the file.
        let is_kept = |problem: &&Diagnostic| {
            let place = problem.place.as_ref();
            place.is_some_and(|place| kept.contains(&place.source.path))
        };
        let of_middle = of_middle.filter(move |problem| kept.is_empty() || !is_kept(problem));
        let contents = self.contents.iter().flat_map(|contents| &contents.diagnostics);
        let parsing = contents.chain(self.files.diagnostics());
        let follows = inventories.iter().chain(parsing).chain(of_middle).chain(assets);
        let follows = follows.chain(&self.tables.1).chain(&self.follow_up.diagnostics);
        let follows = follows.chain(&self.others.diagnostics);
        let follows = (!is_lost).then_some(follows).into_iter().flatten();
        let lock = lock.iter().chain(&self.versions.1).chain(&self.published.diagnostics);
        // Nor does it matter what is wrong with a document that is not published.
        let content = self.content.diagnostics.iter().filter(|problem| self.is_published(problem));
        content.chain(lock).chain(look).chain(catalogs).chain(follows)
    }

    /// Whether a problem of the content folder is one of what is published.
    fn is_published(&self, problem: &Diagnostic) -> bool {
        let (Some(contents), Some(place), Some(kept)) =
            (&self.contents, &problem.place, &self.config)
        else {
            return true;
        };
        let path = place.source.path.strip_prefix(kept.config.book.src.value.as_str());
        let document = path.map(|path| path.trim_start_matches('/'));
        // A chapter whose file is not read is none, and that is why.
        let document =
            document.filter(|_| !matches!(problem.code, Code::BadFileName | Code::LinkOutOfTree));
        document.filter(|path| path.ends_with(".md")).is_none_or(|path| {
            let (stem, _) = kept.config.stem_and_language(path);
            stem == contents::STEM || contents.publishes(&stem)
        })
    }

    /// What of `ids.lock` does not hold. While something cannot be read, what it declares is missed
    /// by nobody but the lock, and its problem is told already.
    fn held_against_lock(&self, middle: &Middle, known: &[Diagnostic]) -> Vec<Diagnostic> {
        let unread = |problem: &Diagnostic| problem.is_error() && problem.code < Code::UnknownField;
        match &self.lock.0 {
            Some(lock) if !known.iter().any(unread) => lock::check(middle.planned(), lock),
            _ => Vec::new(),
        }
    }

    fn compile_look(&mut self, config: &Config) -> Arc<Look> {
        let html = &config.html;
        let (mut own, mut problems) = read::look(&self.report, config);
        problems.extend(read::extra(&self.report, &config.source, html.extra(), &mut own));
        problems.extend(read::named_by_stylesheets(&self.report, config, &mut own));
        problems.extend(read::pictures(&self.report, &config.source, html.pictures(), &mut own));
        problems.extend(shown_files::check_pictures(config, &own));
        let (rules, faint) = look::accent(config, &read::default_look(), &own);
        own.rules = rules;
        if let Some(Configured { theme: (theme, told), .. }) = &self.config {
            own.theme = Arc::clone(theme);
            problems.extend(told.iter().cloned());
        }
        problems.extend(faint);
        let languages: Vec<String> =
            config.languages.iter().map(|language| language.tag.clone()).collect();
        let before = self.look.take();
        let kept = match before {
            Some(kept) if kept.is_of(&own, &languages) => KeptLook { problems, ..kept },
            before => {
                let (look, diagnostics) = look::compile(&read::default_look(), &own, &languages);
                let is_good = !diagnostics.iter().any(Diagnostic::is_error);
                // Strings are counted by the languages of the report.
                let good = before.filter(|kept| kept.is_good && kept.languages == languages);
                let (look, is_good) = match good {
                    _ if is_good => (Arc::new(look), true),
                    Some(kept) => (kept.look, true),
                    // One template with an error leaves none that could be filled.
                    None => (Arc::new(built_in(&languages)), false),
                };
                KeptLook { own, languages, look, is_good, diagnostics, problems }
            }
        };
        let look = Arc::clone(&kept.look);
        self.look = Some(kept);
        look
    }
}

impl Middle {
    fn planned(&self) -> Planned<'_> {
        Planned { config: &self.config, model: &self.model, plan: &self.plan }
    }
}

impl KeptLook {
    fn is_of(&self, own: &look::Files, languages: &[String]) -> bool {
        self.languages == languages
            && self.own.texts == own.texts
            && self.own.statics == own.statics
            && self.own.rules == own.rules
            && self.own.theme == own.theme
    }
}

/// Whether two tables of contents are one.
fn is_one(a: Option<&Arc<Contents>>, b: Option<&Arc<Contents>>) -> bool {
    a.map(Arc::as_ptr) == b.map(Arc::as_ptr)
}

/// The look of a report that has none of its own.
fn built_in(languages: &[String]) -> Look {
    look::compile(&read::default_look(), &look::Files::default(), languages).0
}

/// Whether two configurations make the same inputs of the same files.
fn parses_alike(a: &Config, b: &Config) -> bool {
    let tags = |config: &Config| -> Vec<String> {
        config.languages.iter().map(|language| language.tag.clone()).collect()
    };
    a.asks_for_formulas() == b.asks_for_formulas()
        && a.html.smart_punctuation == b.html.smart_punctuation
        && a.html.trusts_html == b.html.trusts_html
        && a.html.hidden_lines == b.html.hidden_lines
        && tags(a) == tags(b)
}
