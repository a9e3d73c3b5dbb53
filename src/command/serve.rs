//! `rapporteur serve`: the site in a browser while its report is being edited.
//!
//! One thread loads the report and loads it again after each batch of changes; the server renders
//! pages from the site that stands at the moment. That is what the report is, whatever is wrong with
//! it: problems go to the open pages, and keep nothing from being shown.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::cli::Serve;
use crate::config::{self, ActiveFiles, Config};
use crate::diagnostics::{Code, Diagnostic};
use crate::follow_up;
use crate::lock;
use crate::plan::file_of;
use crate::read;
use crate::render::{Settings, editor_address};
use crate::report;
use crate::server::{Address, Answer, Events, Preview, ServeError, Server, Signal};
use crate::site::{Output, Site};
use crate::versions;
use crate::watch::{Batch, Watched, Watcher, watch};

use super::browser::open;
use super::load::{Changed, Loaded, Loading, Session};
use super::{CommandError, Fault, Outcome, REPORT, Voice, caught, folder, in_words};

/// How long nothing must change before a change is taken up.
const QUIET: Duration = Duration::from_millis(2);
/// How long a file may be empty before it is read so: programs empty a file to write it anew.
const REWRITE: Duration = Duration::from_millis(30);
/// How often the disk is looked at with `--poll`.
const POLL: Duration = Duration::from_millis(500);

pub(super) fn run(arguments: &Serve, voice: Voice) -> Result<Outcome, CommandError> {
    let folder = folder(arguments.report.dir.as_deref())?;
    crate::read::config(&folder.full)?;
    let asked = Address { host: arguments.hostname.clone(), port: arguments.port };
    let server = Server::bind(&asked)?.named(&arguments.hosts);
    announce(&server, &asked, voice);
    if arguments.open {
        open(Path::new(&server.url()), voice);
    }
    let stage = Arc::new(Stage::default());
    let events = Events::new();
    let loading = Loading {
        drafts: arguments.report.drafts,
        settings: Settings { portable: false, preview: true },
        site_url: None,
        as_of: arguments.report.as_of,
        preprocessors: arguments.report.preprocessors(),
    };
    let (sender, batches) = mpsc::channel();
    let editor = Editor {
        folder: folder.named,
        session: Session::new(&folder.full, loading).keeping_words(),
        stage: Arc::clone(&stage),
        events: events.clone(),
        poll: arguments.poll.then_some(POLL),
        sender,
        watcher: None,
        watched: Vec::new(),
        printed: String::new(),
        voice,
    };
    std::thread::Builder::new().name("load".to_owned()).spawn(move || editor.run(&batches))?;
    match server.run(stage, &events)? {
        Signal::Interrupt => Ok(Outcome::Interrupted),
        Signal::Terminate => Ok(Outcome::Terminated),
    }
}

fn announce(server: &Server, asked: &Address, voice: Voice) {
    if server.is_displaced() {
        voice.say(&format!("port {} is taken; using the next free one", asked.port));
    }
    if server.is_public() {
        voice.say("note: other machines on the network can read this preview");
    }
    voice.say(&format!("preview at {} (Ctrl-C to stop)", server.url()));
}

/// What the server shows at the moment.
#[derive(Debug, Default)]
struct Stage {
    /// The site that was loaded last.
    site: RwLock<Option<Arc<Loaded>>>,
    /// The problems of the last load, as JSON.
    problems: Mutex<String>,
}

impl Stage {
    fn site(&self) -> Option<Arc<Loaded>> {
        // A thread that died while it held the lock has left a whole value behind.
        self.site.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows a site; gives the one that was shown before.
    fn show(&self, loaded: Arc<Loaded>) -> Option<Arc<Loaded>> {
        self.site.write().unwrap_or_else(PoisonError::into_inner).replace(loaded)
    }
}

impl Preview for Stage {
    fn get(&self, path: &str) -> Answer {
        let Some(loaded) = self.site() else { return Answer::Loading };
        let site = &loaded.site;
        let file = if path.is_empty() || path.ends_with('/') { file_of(path) } else { path.into() };
        if site.has(&file) {
            let is_kept_apart =
                site.is_active(&file) && loaded.config.html.active_files != ActiveFiles::Allow;
            return match (rendered(site, &file), loaded.kept_on(&file)) {
                (Answer::Found(bytes), _) if is_kept_apart => Answer::Foreign(bytes),
                (Answer::Found(bytes), Some(kept)) => Answer::Kept(bytes, kept.to_owned()),
                (answer, _) => answer,
            };
        }
        if site.has(&format!("{path}/index.html")) {
            return Answer::Moved(format!("{path}/"));
        }
        match rendered(site, "404.html") {
            Answer::Found(bytes) => Answer::Missing(bytes.to_vec()),
            other => other,
        }
    }

    fn problems(&self) -> String {
        let problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if problems.is_empty() { "[]".to_owned() } else { problems }
    }
}

fn rendered(site: &Site, file: &str) -> Answer {
    match site.render(file) {
        Some(Ok(Output::Bytes(bytes))) => Answer::Found(bytes.into()),
        Some(Ok(Output::Shared(bytes))) => Answer::Found(bytes),
        Some(Ok(Output::File(path))) => match bytes_of(&path) {
            Ok(bytes) => Answer::Found(bytes.into()),
            Err(error) => Answer::Failed(format!("cannot read {}: {error}", path.display())),
        },
        Some(Err(problem)) => {
            let style = report::Style::Plain;
            Answer::Failed(report::render(&[*problem], report::Format::Human, style, 100))
        }
        None => Answer::Missing(Vec::new()),
    }
}

fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    read::open_real(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Loads the report, and loads it again when it has changed.
struct Editor {
    /// The report's folder as the command line names it.
    folder: PathBuf,
    session: Session,
    stage: Arc<Stage>,
    events: Events,
    poll: Option<Duration>,
    sender: Sender<Batch>,
    watcher: Option<Watcher>,
    watched: Vec<Watched>,
    /// The problems that were printed last, each with its place.
    printed: String,
    voice: Voice,
}

impl Editor {
    fn run(mut self, batches: &Receiver<Batch>) {
        self.load(Changed::Anything);
        while let Ok(mut batch) = batches.recv() {
            gather(&mut batch, batches);
            if batch.paths.iter().any(|path| read::is_empty(path)) {
                std::thread::sleep(REWRITE);
                gather(&mut batch, batches);
            }
            if let Some(notice) = batch.notice {
                self.voice.say(&notice);
            }
            let anything = batch.rescan || batch.paths.is_empty();
            self.load(if anything { Changed::Anything } else { Changed::Paths(&batch.paths) });
        }
    }

    fn load(&mut self, changed: Changed<'_>) {
        let start = Instant::now();
        // What is watched follows from book.toml, and watching begins before anything is read, so
        // that no change falls between the two.
        let book = self.session.report().join("book.toml");
        if changed.covers(&book)
            && let Ok((source, mut problems)) = crate::read::config(self.session.report())
        {
            let (config, more) = config::load(&source);
            problems.extend(more);
            // What has errors is used in place of nothing only.
            if self.watched.is_empty() || !problems.iter().any(Diagnostic::is_error) {
                self.watch_report(&config);
            }
        }
        let loaded = match caught(|| self.session.load_again(changed)) {
            Ok(Ok(loaded)) => loaded,
            Ok(Err(error)) => return self.voice.say(&format!("error: {error}")),
            Err(fault) => return self.failed(&fault),
        };
        // Documents may include other files than before.
        self.watch_report(&loaded.config);
        self.print(&loaded.diagnostics, &loaded.kept);
        let are_others = self.keep_problems(&loaded);
        let loaded = Arc::new(loaded);
        let first = self.stage.site().is_none();
        let before = self.stage.show(Arc::clone(&loaded));
        self.events.pages_changed();
        if are_others {
            self.events.problems_changed();
        }
        let took = start.elapsed().as_secs_f64();
        // A large site takes a moment to go, for which nobody should have to wait.
        drop(before);
        if first || self.voice.verbose {
            self.voice.say(&format!("{} in {took:.3} s", in_words(loaded.site.counts())));
        }
    }

    /// Shows that loading failed by a mistake of the program. The next change is loaded from nothing,
    /// since what the session has kept may be half done.
    fn failed(&mut self, fault: &Fault) {
        self.session = self.session.anew();
        let problem = Diagnostic::nowhere(Code::Unreadable, fault.to_string()).help(REPORT);
        self.print(std::slice::from_ref(&problem), &BTreeSet::new());
        let problems = report::panel(&[problem], |_, _| None);
        *self.stage.problems.lock().unwrap_or_else(PoisonError::into_inner) = problems;
        self.events.problems_changed();
    }

    /// Prints problems, once for as long as they stay the same, and of which files the last good
    /// versions are kept.
    fn print(&mut self, diagnostics: &[Diagnostic], kept: &BTreeSet<String>) {
        let (format, style) = (report::Format::Short, report::Style::Plain);
        let list = report::render(diagnostics, format, style, report::DEFAULT_WIDTH);
        if self.printed == list {
            return;
        }
        if diagnostics.is_empty() {
            self.voice.say("no problems left");
        } else if let Err(error) = self.print_all(diagnostics) {
            self.voice.say(&format!("cannot print the problems: {error}"));
        }
        if let Some(first) = kept.first() {
            let others = match kept.len() - 1 {
                0 => String::new(),
                more => format!(" and of {}", report::count(more, "other file")),
            };
            self.voice.say(&format!("the preview uses the last good version of {first}{others}"));
        }
        self.printed = list;
    }

    fn print_all(&self, diagnostics: &[Diagnostic]) -> std::io::Result<()> {
        report::print(diagnostics, self.voice.format, self.voice.detail(), &self.folder)
    }

    /// Keeps the problems for the open pages; says whether they are others than before.
    fn keep_problems(&self, loaded: &Loaded) -> bool {
        let editor = loaded.config.preview.editor.as_deref();
        let problems = report::panel(&loaded.diagnostics, |path, line| {
            editor.map(|pattern| editor_address(pattern, path, line))
        });
        let mut kept = self.stage.problems.lock().unwrap_or_else(PoisonError::into_inner);
        let are_others = *kept != problems;
        *kept = problems;
        are_others
    }

    fn watch_report(&mut self, config: &Config) {
        let outside: Vec<String> = self.session.included_outside().map(str::to_owned).collect();
        let mut paths = vec![config.book.src.value.as_str(), config.html.theme.value.as_str()];
        paths.extend(outside.iter().map(String::as_str));
        paths.extend(config.catalogs.as_ref().map(|folder| folder.value.as_str()));
        let inventories = config.kinds.iter().filter_map(|kind| kind.inventory.as_ref());
        let inventories = inventories.chain(config.others.iter().map(|other| &other.inventory));
        let files = config.html.extra().chain(config.html.pictures());
        paths.extend(inventories.chain(files).map(|setting| setting.value.as_str()));
        match config.follow_up_tables() {
            Some(Some(tables)) => paths.extend(tables.iter().map(|path| path.value.as_str())),
            Some(None) => paths.extend([follow_up::FILE, follow_up::FOLDER]),
            None => {}
        }
        self.watch(&paths);
    }

    /// Watches `book.toml`, `ids.lock`, the looks, the versions, and these paths below the report's folder.
    fn watch(&mut self, paths: &[&str]) {
        let report = self.session.report();
        let files = ["book.toml", lock::FILE];
        let mut watched: Vec<Watched> = files
            .iter()
            .map(|name| Watched { path: report.join(name), recursive: false })
            .collect();
        for path in ["themes", versions::FOLDER].iter().chain(paths) {
            watched.push(Watched { path: report.join(path), recursive: true });
        }
        if self.watched == watched {
            return;
        }
        let sender = self.sender.clone();
        let tell = move |batch| {
            // The thread that loads ends with the process, and nothing is left to be told then.
            let _ = sender.send(batch);
        };
        match watch(&watched, self.poll, QUIET, tell) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                self.watched = watched;
            }
            Err(error) => self.voice.say(&format!("cannot watch for changes: {error}")),
        }
    }
}

/// Makes whatever has come in meanwhile a part of the same reading.
fn gather(batch: &mut Batch, batches: &Receiver<Batch>) {
    for other in batches.try_iter() {
        batch.paths.extend(other.paths);
        batch.rescan |= other.rescan;
        batch.notice = batch.notice.take().or(other.notice);
    }
}

impl From<ServeError> for CommandError {
    fn from(error: ServeError) -> Self {
        CommandError::Serve(error.into())
    }
}
