//! Whatever a report's files hold, loading and rendering it ends, in bounded time and space, without
//! a panic, and each problem is at a place that can be printed.
//!
//! A case begins with a report that is known ([`seeds`]) and changes some of its files at random
//! ([`mutations`]), a few times over in one session, as the preview does. Templates, styles and
//! strings stay those of the built-in look. Every case follows from its number alone, and the same
//! ones run each time. The environment asks for others:
//!
//! - `FUZZ_SECONDS`: for how long cases are run;
//! - `FUZZ_CASES`: how many;
//! - `FUZZ_SEED`: the number of the first one. With `FUZZ_CASES=1` a case runs again by itself.
//!
//! The files of a case that fails are written below `target/tmp/fuzz/`, with the numbers in their
//! paths: those that it failed on, and as few of their bytes as fail too. A case that overflows the
//! stack ends all of them, and its number is in `target/tmp/fuzz/running`.

mod checks;
mod mutations;
mod seeds;
mod shrink;
mod watch;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rapporteur::command::load::{Changed, Loading, Session};
use rapporteur::render::Settings;

use crate::chance::Chance;
use crate::support::{Files, Report};
use seeds::Seeds;
use watch::Watch;

/// How many cases are part of every run: some seventy reports.
const CASES: u64 = 8;

/// How often a case changes its report at most.
const CHANGES: usize = 16;

/// After how many failures there is enough to do.
const ENOUGH: usize = 20;

#[test]
fn no_files_of_a_report_end_loading_or_keep_it_busy() {
    let asked = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seconds = asked("FUZZ_SECONDS");
    let first = asked("FUZZ_SEED").unwrap_or(1);
    let count = asked("FUZZ_CASES").unwrap_or(if seconds.is_some() { u64::MAX } else { CASES });
    let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let seeds = Seeds::gather();
    let watch = Watch::new(folder());
    let mut failures: Vec<String> = Vec::new();
    let mut slowest = (Duration::ZERO, 0);
    let mut done = 0;
    while done < count && end.is_none_or(|end| Instant::now() < end) && failures.len() < ENOUGH {
        let number = first + done;
        let start = Instant::now();
        failures.extend(failure(number, &seeds, &watch));
        slowest = slowest.max((start.elapsed(), number));
        done += 1;
        if seconds.is_some() && done.is_multiple_of(250) {
            said(&format!("{done} cases, {} failures, slowest {slowest:?}", failures.len()));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {done} cases fail\n\n{}",
        failures.len(),
        failures.concat()
    );
}

/// What is told while a long run goes on.
fn said(words: &str) {
    let _ = writeln!(std::io::stderr(), "fuzz: {words}");
}

/// Where the files of cases that fail are written.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz")
}

/// Runs a case; tells how it failed, if it did.
fn failure(number: u64, seeds: &Seeds, watch: &Watch) -> Option<String> {
    let mut case = Case::new(number, seeds);
    let why = caught(|| case.run(seeds, watch)).err()?;
    watch.rests();
    let place = folder().join(number.to_string());
    written(&place.join("found"), &case.files);
    let (files, options) = (case.files, case.options);
    let fails = |files: &Files| caught(|| loaded_once(files, options)).is_err();
    let mut told = format!("case {number}: {why}\n");
    if fails(&files) {
        let least = shrink::shrunk(files, fails);
        written(&place.join("least"), &least);
        for (path, bytes) in least.iter().filter(|(_, bytes)| bytes.len() < 400) {
            let _ = writeln!(told, "{path}: {:?}", String::from_utf8_lossy(bytes));
        }
    } else {
        told.push_str("only when the report is loaded again\n");
    }
    let place = place.display();
    let _ = writeln!(told, "in {place}; again with FUZZ_SEED={number} FUZZ_CASES=1\n");
    Some(told)
}

/// What some work comes to, or the words it panics with.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic").to_owned()
    })
}

fn written(folder: &Path, files: &Files) {
    for (path, bytes) in files {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder above")).expect("a folder");
        std::fs::write(file, bytes).expect("a file that can be written");
    }
}

/// How a report is loaded.
#[derive(Debug, Clone, Copy)]
struct Options {
    drafts: bool,
    settings: Settings,
}

impl Options {
    fn loading(self) -> Loading {
        Loading { drafts: self.drafts, settings: self.settings, ..Loading::default() }
    }
}

fn loaded_once(files: &Files, options: Options) {
    let report = Report::new(files);
    let mut session = Session::new(report.path(), options.loading());
    if let Ok(loaded) = session.load() {
        checks::loaded(&loaded, files);
        checks::commands(&session, 0);
    }
}

/// A report whose files are changed at random.
struct Case {
    number: u64,
    chance: Chance,
    /// The files as they are on disk.
    files: Files,
    options: Options,
}

impl Case {
    fn new(number: u64, seeds: &Seeds) -> Self {
        let mut chance = Chance::new(number);
        let settings = Settings { portable: chance.one_in(8), preview: chance.one_in(2) };
        let options = Options { drafts: chance.one_in(2), settings };
        let files = seeds.report(&mut chance);
        Self { number, chance, files, options }
    }

    /// Loads the report after each of some changes.
    fn run(&mut self, seeds: &Seeds, watch: &Watch) {
        let report = Report::new(&self.files);
        let mut session = Session::new(report.path(), self.options.loading());
        if self.chance.one_in(3) {
            drop(session.load());
        }
        let first = self.files.clone();
        for _ in 0..=self.chance.below(CHANGES) {
            let touched = self.change(&first, seeds, &report);
            watch.begins(self.number);
            let changed = match self.chance.one_in(2) {
                true => Changed::Paths(&touched),
                false => Changed::Anything,
            };
            if let Ok(loaded) = session.load_again(changed) {
                checks::loaded(&loaded, &self.files);
                checks::commands(&session, self.chance.below(1_000));
                if loaded.kept.is_empty() && self.chance.one_in(12) {
                    checks::same(&loaded, &report, self.options.loading());
                }
            }
            watch.rests();
        }
    }

    /// Changes some files, as they are or as they were at first; says which.
    fn change(&mut self, first: &Files, seeds: &Seeds, report: &Report) -> BTreeSet<PathBuf> {
        let before = self.files.clone();
        if self.chance.one_in(2) {
            self.files = first.clone();
        }
        for _ in 0..=self.chance.below(3) {
            mutations::change(&mut self.chance, &mut self.files, seeds);
        }
        let mut touched = BTreeSet::new();
        for path in before.keys().filter(|path| !self.files.contains_key(*path)) {
            std::fs::remove_file(report.path().join(path)).expect("a file that was written");
            touched.insert(report.path().join(path));
        }
        for (path, bytes) in
            self.files.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes))
        {
            report.write(path, bytes);
            touched.insert(report.path().join(path));
        }
        touched
    }
}
