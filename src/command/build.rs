//! `rapporteur build`: a report → its site on disk.

use std::io::IsTerminal;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Build;
use crate::config::SiteUrl;
use crate::diagnostics;
use crate::render::Settings;
use crate::report::count;
use crate::site::{Output, Site};
use crate::write::{self, Content, Failure, Summary};

use super::load::{Loaded, Loading, Session};
use super::{CommandError, Outcome, Voice, folder, in_words, open, told_once};

pub(super) fn run(arguments: &Build, voice: Voice) -> Result<Outcome, CommandError> {
    let start = Instant::now();
    let folder = folder(arguments.report.dir.as_deref())?;
    let report = &folder.full;
    let loading = Loading {
        drafts: arguments.report.drafts,
        settings: Settings { portable: arguments.portable, preview: false },
        site_url: site_url(arguments.site_url.as_deref())?,
    };
    let bar = spinner("reading the report", voice);
    // The process ends soon, and gives the memory back more quickly than piece by piece.
    let loaded = ManuallyDrop::new(Session::new(report, loading).load()?);
    bar.finish_and_clear();
    let dest = match &arguments.dest_dir {
        // An empty name is handed on as it is, so that it is refused as such.
        Some(dir) if dir.as_os_str().is_empty() => dir.clone(),
        Some(dir) => std::env::current_dir()?.join(dir),
        None => report.join(&loaded.config.build.build_dir),
    };
    let content = report.join(&loaded.config.book.src.value);
    let destination = write::destination(&dest, report, &content)?;
    let outcome = voice.problems(&loaded.diagnostics, &folder.named, arguments.strict)?;
    if outcome == Outcome::Problems {
        voice.stopped_by_warnings(&loaded.diagnostics, "build");
        voice.say("nothing was written");
        return Ok(outcome);
    }
    let loaded_in = start.elapsed();
    let summary = match publish(&loaded.site, &destination, voice) {
        Ok(summary) => summary,
        Err(Failure::Render(problems)) => {
            let outcome = voice.problems(&told_once(problems), &folder.named, arguments.strict)?;
            voice.say("nothing was written");
            return Ok(outcome);
        }
        Err(Failure::Write(error)) => return Err(error.into()),
    };
    say_summary(&loaded, &summary, destination.path(), start.elapsed(), voice);
    let SiteUrl { origin, path } = &loaded.config.html.site_url;
    if !arguments.portable && origin.is_none() && path == "/" {
        voice.say(
            "note: 404.html finds its stylesheet only if the site is at the root of its host; if \
             it is below a path, set `output.html.site-url`",
        );
    }
    if voice.verbose {
        voice.say(&format!(
            "  {:.3} s to load, {:.3} s in total",
            secs(loaded_in),
            secs(start.elapsed())
        ));
    }
    if arguments.open {
        if !arguments.portable {
            voice.say("note: this site needs a server; build with --portable to read it from disk");
        }
        open(&destination.path().join("index.html"), voice);
    }
    Ok(Outcome::Clean)
}

/// The URL that the command line names.
fn site_url(url: Option<&str>) -> Result<Option<SiteUrl>, CommandError> {
    let Some(url) = url else { return Ok(None) };
    SiteUrl::parse(url)
        .map(Some)
        .map_err(|why| CommandError::Usage(format!("`--site-url {url}`: {why}")))
}

fn publish(
    site: &Site,
    destination: &write::Destination,
    voice: Voice,
) -> Result<Summary, Failure<Box<diagnostics::Diagnostic>>> {
    let bar = spinner("indexing the report for search", voice);
    let paths = site.paths().map_err(|problem| Failure::Render(vec![problem]));
    bar.finish_and_clear();
    let paths = paths?;
    let bar = files_bar(paths.len(), voice);
    let render = |path: &str| match site.render(path) {
        Some(Ok(Output::Bytes(bytes))) => Ok(Content::Bytes(bytes)),
        Some(Ok(Output::Shared(bytes))) => Ok(Content::Bytes(bytes.to_vec())),
        Some(Ok(Output::File(file))) => Ok(Content::File(file)),
        Some(Err(problem)) => Err(problem),
        None => Ok(Content::Bytes(Vec::new())),
    };
    let summary = write::publish(destination, &paths, &render, &|| bar.inc(1));
    bar.finish_and_clear();
    summary
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

fn say_summary(loaded: &Loaded, summary: &Summary, dest: &Path, time: Duration, voice: Voice) {
    let changed = match (summary.written, summary.removed) {
        (0, 0) => "nothing changed".to_owned(),
        (written, 0) => format!("{} written", count(written, "file")),
        (written, removed) => format!("{} written, {removed} removed", count(written, "file")),
    };
    voice.say(&format!(
        "{} in {:.2} s ({changed}) → {}",
        in_words(loaded.site.counts()),
        secs(time),
        dest.display(),
    ));
    if let Some(leftover) = &summary.leftover {
        voice.say(&format!("note: {leftover}"));
    }
}

fn secs(time: Duration) -> f64 {
    time.as_secs_f64()
}
