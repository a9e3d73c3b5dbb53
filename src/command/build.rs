//! `rapporteur build`: a report → its site on disk.

use std::io::IsTerminal;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Build;
use crate::config::{Config, SiteUrl};
use crate::diagnostics;
use crate::render::Settings;
use crate::report::count;
use crate::search::WordCache;
use crate::site::{Counts, Follow, Output, Site};
use crate::stream::{Storage, Target};
use crate::write::{
    self, Content, Failure, Proof, Published, Publisher, Spare, Summary, Wanted, WriteError,
};

use super::browser::open;
use super::load::{Loaded, Loading, Session};
use super::memory::{self, Memory, Sums};
use super::timings::Timings;
use super::{CommandError, Outcome, Voice, folder, in_words, told_once};

/// A site of so many files is kept when the next one takes its place.
const LARGE: usize = 2_000;

pub(super) fn run(arguments: &Build, voice: Voice) -> Result<Outcome, CommandError> {
    let folder = folder(arguments.report.dir.as_deref())?;
    let report = &folder.full;
    let loading = Loading {
        drafts: arguments.report.drafts,
        settings: Settings { portable: arguments.portable, preview: false },
        site_url: site_url(arguments.site_url.as_deref())?,
        as_of: arguments.report.as_of,
        preprocessors: arguments.report.preprocessors(),
    };
    // The process ends soon, and gives the memory back more quickly than piece by piece.
    let mut session = ManuallyDrop::new(Session::new(report, loading));
    session.timings = Timings::start(arguments.timings);
    let bar = spinner("reading the report", voice);
    let files = session.read_all()?;
    let (read, bytes) = session.inputs().size();
    session.timings.lap_with("read", read, bytes);
    let destination = destination(arguments, report, &files.config)?;
    let proof = if arguments.verify { Proof::Bytes } else { Proof::Times };
    let publisher = Publisher::open(&destination)?;
    let memory = publisher.note().and_then(Memory::read);
    let sums = session.inputs().sums();
    let is_same = memory.as_ref().is_some_and(|memory| memory.is_of(&sums, &session.inputs()));
    let standing = if is_same { publisher.published(proof) } else { None };
    session.timings.lap("compare");
    let config = Arc::clone(&files.config);
    let build = Building { arguments, config: &config, destination: &destination, proof, voice };
    if let (Some(site), Some(memory)) = (standing, &memory)
        && memory.is_clean
    {
        bar.finish_and_clear();
        build.finish(&session.timings, memory.counts, &unchanged(site));
        return Ok(Outcome::Clean);
    }
    // What the last build left of the words is not made of what documents say.
    if config.html.search && !publisher.has_store()? {
        session.hold_for_search();
    }
    let mut loaded = ManuallyDrop::new(session.load_read(files));
    bar.finish_and_clear();
    let outcome = voice.problems(&loaded.diagnostics, &folder.named, arguments.strict)?;
    if outcome == Outcome::Problems {
        voice.stopped_by_warnings(&loaded.diagnostics, "build");
        voice.say("nothing was written");
        return Ok(outcome);
    }
    let summary = match standing {
        Some(site) => unchanged(site),
        None => match build.publish(publisher, &sums, &mut session, &mut loaded) {
            Ok(summary) => summary,
            Err(Failure::Render(problems)) => {
                let outcome =
                    voice.problems(&told_once(problems), &folder.named, arguments.strict)?;
                voice.say("nothing was written");
                return Ok(outcome);
            }
            Err(Failure::Write(error)) => return Err(error.into()),
        },
    };
    build.finish(&session.timings, loaded.site.counts(), &summary);
    Ok(Outcome::Clean)
}

/// Where the site goes.
fn destination(
    arguments: &Build,
    report: &Path,
    config: &Config,
) -> Result<write::Destination, CommandError> {
    let dest = match &arguments.dest_dir {
        // An empty name is handed on as it is, so that it is refused as such.
        Some(dir) if dir.as_os_str().is_empty() => dir.clone(),
        Some(dir) => std::env::current_dir()?.join(dir),
        None => report.join(&config.build.build_dir),
    };
    Ok(write::destination(&dest, report, &report.join(&config.book.src.value))?)
}

/// What it comes to when a site is as it should be already.
fn unchanged(site: Published) -> Summary {
    Summary { unchanged: site.pages, bytes: site.bytes, ..Summary::default() }
}

/// The URL that the command line names.
fn site_url(url: Option<&str>) -> Result<Option<SiteUrl>, CommandError> {
    let Some(url) = url else { return Ok(None) };
    SiteUrl::parse(url)
        .map(Some)
        .map_err(|why| CommandError::Usage(format!("`--site-url {url}`: {why}")))
}

/// One build.
struct Building<'a> {
    arguments: &'a Build,
    config: &'a Config,
    destination: &'a write::Destination,
    proof: Proof,
    voice: Voice,
}

impl Building<'_> {
    fn publish(
        &self,
        mut publisher: Publisher,
        sums: &Sums,
        session: &mut Session,
        loaded: &mut Loaded,
    ) -> Result<Summary, Failure<Box<diagnostics::Diagnostic>>> {
        let voice = self.voice;
        let bar = spinner("indexing the report for search", voice);
        let words = self.words(&publisher, sums, &mut loaded.site)?;
        let site = &loaded.site;
        let paths = site.paths().map_err(|problem| Failure::Render(vec![problem]));
        // Where it cannot be written, the next build has nothing to read.
        if words.is_some_and(|words| words.finish().is_ok()) {
            publisher.leave_store();
        }
        bar.finish_and_clear();
        site.renderer().model().prose_cache.hold_usual();
        let paths = paths?;
        session.timings.lap("index");
        let bar = files_bar(paths.len(), voice);
        let last = publisher.note().and_then(memory::followed);
        let follow = Follow::new(site, &paths, sums.frame, last);
        session.timings.lap("facts");
        let units = site.units(&paths);
        let wanted = Wanted {
            paths: &paths,
            units: units.each,
            apart: units.apart,
            render: &|path| content(site, &follow, path),
            is_same: &|path| follow.is_same(path),
            note: &|| {
                let is_clean = loaded.diagnostics.is_empty();
                Memory::of(sums, site, is_clean).note(&follow.followed())
            },
            proof: self.proof,
            spare: if paths.len() < LARGE { Spare::Removed } else { Spare::Kept },
        };
        let summary = publisher.publish(&wanted, &|| bar.inc(1));
        bar.finish_and_clear();
        if let Ok(summary) = &summary {
            session.timings.lap_with("write", paths.len(), summary.bytes);
        }
        summary
    }

    /// Has the index of a large site made of the words that the last build left, as far as they are
    /// the same, and leaves them for the next.
    fn words(
        &self,
        publisher: &Publisher,
        sums: &Sums,
        site: &mut Site,
    ) -> Result<Option<Arc<WordCache>>, WriteError> {
        if !self.config.html.search || site.pages().count() < LARGE {
            return Ok(None);
        }
        let (before, next) = publisher.stores()?;
        let before = before.map(|before| Box::new(before) as Box<dyn Storage>);
        let words = Arc::new(WordCache::in_files(before, Box::new(next), sums.frame));
        site.keep_words(Arc::clone(&words));
        Ok(Some(words))
    }

    /// Says what the build came to, and shows it, if it was asked to.
    fn finish(&self, timings: &Timings, counts: Counts, summary: &Summary) {
        let Self { arguments, config, destination, voice, .. } = *self;
        say_summary(counts, summary, destination.path(), timings.total(), voice);
        let SiteUrl { origin, path, .. } = &config.html.site_url;
        if !arguments.portable && origin.is_none() && path == "/" {
            voice.say(
                "note: 404.html finds its stylesheet only if the site is at the root of its host; \
                 if it is below a path, set `output.html.site-url`",
            );
        }
        timings.print(voice);
        if arguments.open {
            if !arguments.portable {
                voice.say(
                    "note: this site needs a server; build with --portable to read it from disk",
                );
            }
            open(&destination.path().join("index.html"), voice);
        }
    }
}

/// What stands at a path of a site.
fn content<'a>(
    site: &'a Site,
    follow: &'a Follow<'a>,
    path: &'a str,
) -> Result<Content<'a>, Box<diagnostics::Diagnostic>> {
    if site.streamed(path).is_some() {
        let write = move |targets: Vec<&mut dyn Target>| {
            let targets = targets.into_iter().map(|target| target as &mut dyn Target);
            site.stream(path, targets, follow)
        };
        return Ok(Content::Streamed(Box::new(write)));
    }
    Ok(match follow.render(path, || site.render(path)) {
        Some(Ok(Output::Bytes(bytes))) => Content::Bytes(bytes),
        Some(Ok(Output::Shared(bytes))) => Content::Bytes(bytes.to_vec()),
        Some(Ok(Output::File(file))) => Content::File(file),
        Some(Err(problem)) => return Err(problem),
        None => Content::Bytes(Vec::new()),
    })
}

/// Tells people what is being done before it can be counted.
fn spinner(what: &'static str, voice: Voice) -> ProgressBar {
    watched(None, "{spinner} {msg} ({elapsed})", voice).with_message(what)
}

/// Tells people how many files stand, of how many.
fn files_bar(files: usize, voice: Voice) -> ProgressBar {
    watched(Some(files as u64), "{bar:32} {human_pos}/{human_len} files", voice)
}

/// A line for people; it shows itself only when a build takes long enough to be watched.
fn watched(length: Option<u64>, template: &str, voice: Voice) -> ProgressBar {
    let watched = std::io::stderr().is_terminal() && !voice.quiet;
    let target =
        if watched { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(length, target);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn say_summary(counts: Counts, summary: &Summary, dest: &Path, time: Duration, voice: Voice) {
    let changed = match (summary.written, summary.removed) {
        (0, 0) => "nothing changed".to_owned(),
        (written, 0) => format!("{} written", count(written, "file")),
        (written, removed) => format!("{} written, {removed} removed", count(written, "file")),
    };
    voice.say(&format!(
        "{} in {:.2} s ({changed}) → {}",
        in_words(counts),
        time.as_secs_f64(),
        dest.display(),
    ));
    if let Some(leftover) = &summary.leftover {
        voice.say(&format!("note: {leftover}"));
    }
}
