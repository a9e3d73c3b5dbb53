//! A preview while its report is being edited, beside Hugo's and mdBook's on like sites.
//!
//! ```text
//! cargo bench --bench preview                               50, 10,000 and 100,000 records
//! cargo bench --bench preview -- --records 10000 --alone
//! cargo bench --bench preview -- --help
//! ```
//!
//! For each size, on a corpus that is made for the occasion, the same every time ([`corpus`]):
//!
//! - *Start*: from starting the program until anything is answered, were it only that the report is
//!   loading, and until the home page is.
//! - *Change*: from saving a file, whose words were changed, until a page that is open shows them:
//!   the page of the record for every other change, the page of its theme for the rest, which shows
//!   all records of the document. Every other pair is saved by renaming a file over the old one.
//! - *Addition*: from saving a document with a record more until the open page of its theme shows
//!   it, and until the record's own page is answered.
//! - *Memory*: what the server holds after all of that, and the most that it has held (on Linux).
//!
//! Pages are open in Chromium where Node.js, Chromium and the packages of `tests/web` are there
//! (`tests/run web` installs all three), and are seen when the word is in the document, to the
//! millisecond. Else a client over HTTP follows the events that an open page follows, and asks for
//! the page when told; of Hugo and mdBook, which it cannot follow, it asks for the page every 5 ms.
//! The first lines say which of the two it is.
//!
//! Hugo is found as in `cold.rs` and takes part up to 10,000 records; mdBook does up to 1,000, if it
//! is on the path (`cargo install mdbook`); with `--patient` both do at every size. They run as they
//! come. What each does less than Rapporteur is told in [`corpus::hugo`] and [`corpus::mdbook`].
//!
//! A ratio below 1 says that Rapporteur takes less. The goals are for a machine with two cores on
//! which nothing else runs: how busy it is (on Linux) and the single times are printed as well. A
//! goal that is missed is no failure, but a change that Rapporteur does not show within half a minute
//! is one.

#![allow(clippy::print_stdout, reason = "a benchmark is there to say something")]

mod contestants;
mod corpus;
mod edits;
mod serving;
mod viewer;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use clap::Parser;

use contestants::{Contestant, Enter};
use corpus::rapporteur::Outputs;
use corpus::{Corpus, Page};
use edits::{Edit, edits};
use serving::{Memory, PATIENCE, Serving, Start};
use viewer::Viewer;

/// A preview while its report is being edited, beside Hugo's and mdBook's on like sites.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many records there are, instead of 50, 10,000 and 100,000.
    #[arg(long)]
    records: Option<usize>,
    /// How many documents hold them; one for every 50 unless told otherwise.
    #[arg(long, requires = "records")]
    documents: Option<usize>,
    /// What the text follows from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How often each server starts.
    #[arg(long, default_value_t = 5)]
    starts: usize,
    /// How many changes are made; every other one is seen on a theme's page.
    #[arg(long, default_value_t = 40)]
    changes: usize,
    /// How many records are added.
    #[arg(long, default_value_t = 20)]
    additions: usize,
    /// How many of both the others get to show, which take longer.
    #[arg(long, default_value_t = 10)]
    edits_of_others: usize,
    /// Measure Rapporteur alone.
    #[arg(long)]
    alone: bool,
    /// Measure the others at every size, where each of their edits can take minutes.
    #[arg(long, conflicts_with = "alone")]
    patient: bool,
    /// Make the corpora here and leave them, instead of in a temporary folder.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// What cargo says to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

/// The sizes for which there are goals.
const SIZES: [usize; 3] = [50, 10_000, 100_000];
/// The others, and up to how many records they take part: beyond them each edit takes many seconds.
const OTHERS: [(&str, usize, Enter); 2] =
    [("Hugo", 10_000, contestants::hugo), ("mdBook", 1_000, contestants::mdbook)];

/// What a preview of a size should take at most: seconds, and bytes.
#[derive(Debug, Clone, Copy)]
struct Goals {
    start: f64,
    change: f64,
    memory: f64,
}

/// What one server took.
#[derive(Debug, Default)]
struct Figures {
    /// The first answers, and the first pages.
    answered: Vec<Duration>,
    shown: Vec<Duration>,
    on_record: Vec<Duration>,
    on_theme: Vec<Duration>,
    added: Vec<Duration>,
    added_own: Vec<Duration>,
    memory: Option<Memory>,
}

impl Figures {
    fn note(&mut self, start: Start) {
        self.answered.push(start.answered);
        self.shown.push(start.shown);
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let temporary = tempfile::tempdir()?;
    let folder = arguments.keep.as_deref().unwrap_or(temporary.path());
    let folder = std::path::absolute(folder)?;
    let mut viewer = Viewer::new();
    let sizes = arguments.records.map_or(SIZES.to_vec(), |records| vec![records]);
    for records in sizes {
        let documents = arguments.documents.unwrap_or(records.div_ceil(50));
        if documents == 0 || records < documents.max(2) {
            return Err("there must be a document, and at least a record in each".into());
        }
        let corpus = Corpus { records, documents, seed: arguments.seed };
        println!("\n{records} records in {documents} documents, seed {}", corpus.seed);
        let folder = folder.join(records.to_string());
        let contestants = contestants(&corpus, &folder, &arguments)?;
        let mut figures = Vec::new();
        for contestant in &contestants {
            let most = if figures.is_empty() { usize::MAX } else { arguments.edits_of_others };
            let changes = arguments.changes.min(most);
            let last = changes + arguments.additions.min(most);
            let mut scene = Scene { corpus: &corpus, contestant, viewer: &mut viewer };
            figures.push(scene.play(
                arguments.starts,
                &edits(&corpus, 0..changes, &[Page::Record, Page::Theme]),
                &edits(&corpus, changes..last, &[Page::Theme]),
            )?);
        }
        print_table(&contestants, &figures, goals(records));
    }
    Ok(())
}

fn contestants(
    corpus: &Corpus,
    folder: &Path,
    arguments: &Arguments,
) -> Result<Vec<Contestant>, Box<dyn Error>> {
    let mut contestants = vec![contestants::rapporteur(corpus, folder, Outputs::Print)?];
    for (name, most, enter) in OTHERS.into_iter().filter(|_| !arguments.alone) {
        if corpus.records > most && !arguments.patient {
            println!("{name} is left out beyond {most} records (--patient measures it)");
            continue;
        }
        match enter(corpus, folder) {
            Ok(contestant) => contestants.push(contestant),
            Err(why) => println!("{name} cannot be measured: {why}"),
        }
    }
    Ok(contestants)
}

/// One server, and who looks at it.
struct Scene<'a> {
    corpus: &'a Corpus,
    contestant: &'a Contestant,
    viewer: &'a mut Viewer,
}

impl Scene<'_> {
    /// Measures everything, from the first start on.
    fn play(
        &mut self,
        starts: usize,
        changes: &[Edit],
        additions: &[Edit],
    ) -> Result<Figures, Box<dyn Error>> {
        let mut figures = Figures::default();
        if let Some(load) = serving::load() {
            println!(
                "{:<10}  {load:.1} programs want to run on this machine",
                self.contestant.name
            );
        }
        for _ in 1..starts {
            figures.note(Serving::start(self.contestant)?.1);
        }
        let (mut serving, start) = Serving::start(self.contestant)?;
        figures.note(start);
        self.say("start, first answer", &figures.answered);
        self.say("start, first page", &figures.shown);
        for change in changes {
            self.open(&serving, change)?;
            let saved = change.change(self.corpus, self.contestant)?;
            let took = self.seen(change, saved)?;
            match change.page {
                Page::Record => figures.on_record.push(took),
                Page::Theme => figures.on_theme.push(took),
            }
        }
        self.say("change on the record's page", &figures.on_record);
        self.say("change on the theme's page", &figures.on_theme);
        for addition in additions {
            self.open(&serving, addition)?;
            let (saved, path) = addition.add(self.corpus, self.contestant)?;
            figures.added.push(self.seen(addition, saved)?);
            serving.wait_for(&path)?;
            figures.added_own.push(SystemTime::now().duration_since(saved)?);
        }
        self.say("addition on the theme's page", &figures.added);
        self.say("addition with a page of its own", &figures.added_own);
        figures.memory = serving.memory();
        Ok(figures)
    }

    /// Opens the page that an edit is to be seen on, and waits as an author does.
    fn open(&mut self, serving: &Serving, edit: &Edit) -> Result<(), Box<dyn Error>> {
        let path = edit.path(self.corpus, self.contestant);
        self.viewer.open(self.contestant, serving, &path)?;
        thread::sleep(edit.pause);
        Ok(())
    }

    /// How long it took from saving an edit until it was seen. Rapporteur may not miss one; what
    /// another misses counts as if it had come at the last moment.
    fn seen(&mut self, edit: &Edit, saved: SystemTime) -> Result<Duration, Box<dyn Error>> {
        let Contestant { name, is_own, .. } = self.contestant;
        match self.viewer.sees(&edit.word)? {
            Some(time) => Ok(time.duration_since(saved)?),
            None if *is_own => Err(format!("an edit is not seen within {PATIENCE:?}").into()),
            None => {
                println!("{name:<10}  an edit is not seen within {PATIENCE:?}");
                Ok(PATIENCE)
            }
        }
    }

    /// Prints single times, in their order.
    fn say(&self, what: &str, times: &[Duration]) {
        let times: Vec<String> =
            times.iter().map(|time| format!("{:.0}", time.as_secs_f64() * 1e3)).collect();
        println!("{:<10}  {what}, ms: {}", self.contestant.name, times.join(" "));
    }
}

fn goals(records: usize) -> Option<Goals> {
    match records {
        50 => Some(Goals { start: 0.05, change: 0.04, memory: 40e6 }),
        10_000 => Some(Goals { start: 0.4, change: 0.08, memory: 150e6 }),
        100_000 => Some(Goals { start: 4.0, change: 0.5, memory: 1e9 }),
        _ => None,
    }
}

/// A line of the table.
struct Row {
    what: &'static str,
    goal: Option<f64>,
    /// How a figure is said.
    said: fn(f64) -> String,
    /// `None` where it could not be measured.
    figure: fn(&Figures) -> Option<f64>,
}

fn print_table(contestants: &[Contestant], figures: &[Figures], goals: Option<Goals>) {
    let seconds = |seconds: f64| format!("{:.0} ms", seconds * 1e3);
    let bytes = |bytes: f64| format!("{:.0} MB", bytes / 1e6);
    let time = |what, goal, figure| Row { what, goal, said: seconds, figure };
    let size = |what, goal, figure| Row { what, goal, said: bytes, figure };
    let start = goals.map(|goals| goals.start);
    let change = goals.map(|goals| goals.change);
    let memory = goals.map(|goals| goals.memory);
    let rows = [
        time("start until anything is answered, median", None, |of| quantile(&of.answered, 0.5)),
        time("start until the first page, median", start, |of| quantile(&of.shown, 0.5)),
        time("change on the record's page, median", None, |of| quantile(&of.on_record, 0.5)),
        time("change on the record's page, 95 %", change, |of| quantile(&of.on_record, 0.95)),
        time("change on the theme's page, median", None, |of| quantile(&of.on_theme, 0.5)),
        time("change on the theme's page, 95 %", change, |of| quantile(&of.on_theme, 0.95)),
        time("addition on the theme's page, median", None, |of| quantile(&of.added, 0.5)),
        time("addition on the theme's page, 95 %", change, |of| quantile(&of.added, 0.95)),
        time("addition until its own page, median", None, |of| quantile(&of.added_own, 0.5)),
        size("memory afterwards", memory, |of| of.memory.map(|memory| memory.resident as f64)),
        size("memory at its peak", None, |of| of.memory.map(|memory| memory.peak as f64)),
    ];
    print!("\n{:<42}{:>12}{:>12}", "", contestants[0].name, "goal");
    for contestant in &contestants[1..] {
        print!("{:>12}{:>8}", contestant.name, "ratio");
    }
    println!();
    for Row { what, goal, said, figure } in rows {
        let in_words = |value: Option<f64>| value.map_or("-".to_owned(), said);
        let own = figure(&figures[0]);
        print!("{what:<42}{:>12}{:>12}", in_words(own), in_words(goal));
        for figures in &figures[1..] {
            let other = figure(figures);
            let ratio = own.zip(other).map(|(own, other)| format!("{:.2}", own / other));
            print!("{:>12}{:>8}", in_words(other), ratio.unwrap_or_default());
        }
        println!();
    }
}

/// The least time, in seconds, below or at which this share of them is.
fn quantile(times: &[Duration], share: f64) -> Option<f64> {
    let mut times = times.to_vec();
    times.sort();
    let at = (share * times.len() as f64).ceil() as usize;
    times.get(at.saturating_sub(1)).map(Duration::as_secs_f64)
}
