//! A report's folder → its site: the stages, one after the other.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{self, Config};
use crate::diagnostics::{self, Diagnostic, Severity};
use crate::look::{self, Files, Look};
use crate::model::{self, Input};
use crate::parse::{self, Document, Options};
use crate::plan;
use crate::read::{self, Known, ReadError};
use crate::render::{Renderer, Settings};
use crate::resolve;
use crate::site::Site;
use crate::source::Source;

/// What a report is loaded with.
#[derive(Debug, Clone, Default)]
pub struct Loading {
    /// Whether drafts are part of the site.
    pub drafts: bool,
    /// How pages are rendered.
    pub settings: Settings,
    /// The site's URL, when the command line names one.
    pub site_url: Option<config::SiteUrl>,
}

/// A report that has been loaded.
#[derive(Debug)]
pub struct Loaded {
    /// The configuration.
    pub config: Arc<Config>,
    /// The site; whether it can be published, the problems tell.
    pub site: Site,
    /// All problems, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// How many files were parsed for it.
    pub parsed: usize,
}

impl Loaded {
    /// Whether something is wrong that must not be published.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|problem| problem.severity() == Severity::Error)
    }
}

/// What loading keeps for the next time: files that did not change are not parsed again, and a
/// look that did not change is not compiled again.
#[derive(Debug, Default)]
pub struct Session {
    report: PathBuf,
    loading: Loading,
    known: Known,
    parsed: HashMap<String, (Options, Arc<Source>, Arc<Document>)>,
    look: Option<KeptLook>,
}

/// A compiled look and what it was compiled from.
#[derive(Debug)]
struct KeptLook {
    own: Files,
    languages: Vec<String>,
    look: Arc<Look>,
    diagnostics: Vec<Diagnostic>,
}

impl Session {
    /// A session for the report in a folder.
    pub fn new(report: impl Into<PathBuf>, loading: Loading) -> Self {
        Self { report: report.into(), loading, ..Self::default() }
    }

    /// The report's folder.
    pub fn report(&self) -> &Path {
        &self.report
    }

    /// Loads the report as it stands on disk.
    ///
    /// # Errors
    /// When there is no `book.toml`, or it cannot be read.
    pub fn load(&mut self) -> Result<Loaded, ReadError> {
        let (source, mut diagnostics) = read::config(&self.report)?;
        let (mut config, problems) = config::load(&source);
        diagnostics.extend(problems);
        if let Some(url) = &self.loading.site_url {
            config.html.site_url = url.clone();
        }
        if self.loading.settings.preview {
            self.at_home(&mut config);
        }
        let config = Arc::new(config);
        let mut content = read::content(&self.report, &config.book.src, &self.known);
        self.known = Known::of(&content);
        diagnostics.append(&mut content.diagnostics);
        let (inputs, parsed) = self.parse(&config, &content.documents);
        for input in &inputs {
            diagnostics.extend(input.document.diagnostics.iter().cloned());
        }
        let named = config.kinds.iter().filter_map(|kind| kind.inventory.as_ref());
        let named = named.map(|setting| setting.value.as_str());
        let (inventories, problems) = read::inventories(&self.report, named);
        diagnostics.extend(problems);
        let mut model = model::build(&config, &inputs, &inventories, self.loading.drafts);
        diagnostics.append(&mut model.diagnostics);
        for fragment in &model.fragments {
            diagnostics.extend(fragment.document.diagnostics.iter().cloned());
        }
        let mut links = resolve::resolve(&config, &model, &content.files);
        diagnostics.append(&mut links.diagnostics);
        let mut plan = plan::plan(&config, &model);
        diagnostics.append(&mut plan.diagnostics);
        let (assets, problems) = read::assets(&content, &config.book.src, &links.assets);
        diagnostics.extend(problems);
        let look = self.look(&config, &mut diagnostics);
        diagnostics::sort(&mut diagnostics);
        let renderer = Renderer::new(
            Arc::clone(&config),
            Arc::new(model),
            Arc::new(links),
            Arc::new(plan),
            look,
            assets,
            self.loading.settings,
        );
        Ok(Loaded { config, site: Site::new(renderer), diagnostics, parsed })
    }

    /// A preview stands at the root of its host, and opens files of this disk.
    fn at_home(&self, config: &mut Config) {
        config.html.site_url.path = "/".to_owned();
        let report = self.report.to_string_lossy();
        if let Some(pattern) = &mut config.preview.editor {
            *pattern = pattern.replace("{path}", &format!("{report}/{{path}}"));
        }
    }

    /// Parses what changed; says how many files that were.
    fn parse(
        &mut self,
        config: &Config,
        documents: &[(String, Arc<Source>)],
    ) -> (Vec<Input>, usize) {
        let options = Options { smart_punctuation: config.html.smart_punctuation };
        let kept = &self.parsed;
        let parsed: Vec<(Arc<Document>, bool)> = documents
            .par_iter()
            .map(|(path, source)| match kept.get(path) {
                Some((own, old, document)) if *own == options && Arc::ptr_eq(old, source) => {
                    (Arc::clone(document), false)
                }
                _ => (Arc::new(parse::parse(source, options)), true),
            })
            .collect();
        let count = parsed.iter().filter(|(_, is_new)| *is_new).count();
        let mut inputs = Vec::with_capacity(documents.len());
        let mut next = HashMap::with_capacity(documents.len());
        for ((path, source), (document, _)) in documents.iter().zip(parsed) {
            next.insert(path.clone(), (options, Arc::clone(source), Arc::clone(&document)));
            let (stem, language) = stem_and_language(config, path);
            inputs.push(Input { document, stem, language });
        }
        self.parsed = next;
        (inputs, count)
    }

    fn look(&mut self, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Arc<Look> {
        let html = &config.html;
        let (mut own, problems) = read::look(&self.report, &html.look);
        diagnostics.extend(problems);
        let extra = html.additional_css.iter().chain(&html.additional_js);
        diagnostics.extend(read::extra(&self.report, &config.source, extra, &mut own));
        let languages: Vec<String> =
            config.languages.iter().map(|language| language.tag.clone()).collect();
        let kept = self.look.take().filter(|kept| kept.is_of(&own, &languages));
        let kept = kept.unwrap_or_else(|| {
            let (look, problems) = look::compile(&read::default_look(), &own, &languages);
            KeptLook { own, languages, look: Arc::new(look), diagnostics: problems }
        });
        diagnostics.extend(kept.diagnostics.iter().cloned());
        let look = Arc::clone(&kept.look);
        self.look = Some(kept);
        look
    }
}

impl KeptLook {
    fn is_of(&self, own: &Files, languages: &[String]) -> bool {
        self.languages == languages
            && self.own.texts == own.texts
            && self.own.statics == own.statics
    }
}

/// `themes/a.fr.md` → `themes/a` and the place of `fr` among the languages.
fn stem_and_language(config: &Config, path: &str) -> (String, usize) {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    if let Some((base, tag)) = stem.rsplit_once('.')
        && let Some(language) = config.languages.iter().position(|own| own.tag == tag)
    {
        return (base.to_owned(), language);
    }
    (stem.to_owned(), 0)
}
