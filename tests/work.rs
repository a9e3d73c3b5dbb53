//! How much work a build does: files parsed, pages rendered, bytes written and allocated, and calls of
//! the system. Counts are the same on every machine, as times are not.
//!
//! What is allowed is in `tests/work.tsv`; a count that is more than a tenth above it fails.
//! `UPDATE=1` writes what was counted.

#![allow(clippy::disallowed_methods, reason = "tests write the files that they read")]

#[path = "support/skipped.rs"]
mod skipped;

use std::alloc::System;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use rapporteur::command::load::{Loading, Session};
use rapporteur::site::{Follow, Followed, Output, Site};
use rapporteur::stream::{Forgetful, Memory, Target};
use skipped::skipped;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// So many documents, and so many records in each.
const SIZE: (usize, usize) = (10, 20);

/// A report whose records refer to each other, with a field and a paragraph each.
fn report(folder: &Path) {
    let book = "[book]\ntitle = \"Work\"\nsrc = \"content\"\n\n[output.html.search]\nenable = false\n\n\
                [kinds.call]\nindex = true\n\n[kinds.call.fields]\n\
                state = { type = \"choice\", values = { open = \"Open\", done = \"Done\" } }\n";
    let content = folder.join("content");
    std::fs::create_dir_all(&content).expect("a folder");
    std::fs::write(folder.join("book.toml"), book).expect("a file");
    let (documents, records) = SIZE;
    for document in 0..documents {
        std::fs::write(content.join(format!("d{document}.md")), text(document, records))
            .expect("a file");
    }
}

fn text(document: usize, records: usize) -> String {
    let mut text = format!("# Document {document}\n\nWhat the document says first.\n");
    for record in 0..records {
        let (own, other) = (document * records + record, (document * 7 + record * 3) % 200);
        let state = ["open", "done"][own % 2];
        let _ = write!(
            text,
            "\n## Call number {own} {{#c{own} .call}}\n+++\nnumber = \"{document}.{record}\"\nstate = \"{state}\"\n\
             +++\n\nThe *body* should do what [[c{other}]] says. A second sentence follows, with a [link](d0.md).\n"
        );
    }
    text
}

/// What each name counts.
type Counts = BTreeMap<&'static str, usize>;

/// What loading and rendering take, on one thread.
fn count_in_process(folder: &Path, counts: &mut Counts) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| {
        let region = Region::new(ALLOCATOR);
        let long = Session::new(folder, Loading::default()).holding(0).load().expect("a report");
        let kept = region.change();
        counts.insert(
            "bytes kept once loaded, as of a long report",
            kept.bytes_allocated - kept.bytes_deallocated,
        );
        drop(long);
        let region = Region::new(ALLOCATOR);
        let loaded = Session::new(folder, Loading::default()).load().expect("a report");
        assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics.first());
        counts.insert("files parsed", loaded.parsed);
        counts.insert("bytes allocated to load", region.change().bytes_allocated);
        let kept = region.change();
        counts.insert("bytes kept once loaded", kept.bytes_allocated - kept.bytes_deallocated);
        let region = Region::new(ALLOCATOR);
        let paths = loaded.site.paths().expect("paths");
        let units = loaded.site.units(&paths).each.into_iter();
        let sizes = units.map(|unit| made(&loaded.site, &paths[unit], &Forgetful));
        counts.insert("bytes written", sizes.sum());
        counts.insert("files written", paths.len());
        counts.insert("pages rendered", loaded.site.rendered());
        counts.insert("bytes allocated to render", region.change().bytes_allocated);
    });
}

/// A file of which only the bytes are counted.
struct Counted(usize);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Target for Counted {
    fn before(&mut self, _: Range<u64>) -> Option<Vec<u8>> {
        None
    }
}

/// Makes files as a build does; says how many bytes they have.
fn made(site: &Site, paths: &[String], memory: &dyn Memory) -> usize {
    if site.streamed(&paths[0]).is_some() {
        let mut files: Vec<Counted> = paths.iter().map(|_| Counted(0)).collect();
        let targets = files.iter_mut().map(|file| file as &mut dyn Target);
        site.stream(&paths[0], targets, memory).expect("no file to fail");
        return files.iter().map(|file| file.0).sum();
    }
    match site.render(&paths[0]) {
        Some(Ok(Output::Bytes(bytes))) => bytes.len(),
        Some(Ok(Output::Shared(bytes))) => bytes.len(),
        other => panic!("{paths:?}: {other:?}"),
    }
}

/// How many files are made again after one edit.
fn count_after_one_edit(folder: &Path, counts: &mut Counts) {
    let mut last: Option<Followed> = None;
    for words in ["second sentence", "other sentence"] {
        let first = folder.join("content/d0.md");
        let text = std::fs::read_to_string(&first).expect("a file");
        std::fs::write(&first, text.replace("second sentence", words)).expect("a file");
        let mut session = Session::new(folder, Loading::default());
        let loaded = session.load().expect("a report");
        let paths = loaded.site.paths().expect("paths");
        let frame = session.inputs().sums().frame;
        let follow = Follow::new(&loaded.site, &paths, frame, last.take());
        let units = loaded.site.units(&paths).each.into_iter().map(|unit| &paths[unit]);
        let others = units.filter(|unit| !unit.iter().all(|path| follow.is_same(path)));
        let others = others.map(|unit| {
            follow.render(&unit[0], || made(&loaded.site, unit, &follow));
            unit.len()
        });
        counts.insert("files made after one edit", others.sum());
        last = Some(follow.followed());
    }
}

/// The calls for files that a build makes of the system; `None` where they cannot be counted.
fn calls(folder: &Path) -> Option<usize> {
    let trace = folder.join("trace");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-e", "trace=%file,%desc", "-e", "signal=none", "-o"]).arg(&trace);
    command.arg(env!("CARGO_BIN_EXE_rapporteur")).args(["build", "-q"]).arg(folder);
    let output = match command.env("RAYON_NUM_THREADS", "1").output() {
        Ok(output) => output,
        Err(error) => {
            skipped(&format!("strace cannot be run: {error}"));
            return None;
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let calls = std::fs::read_to_string(&trace).expect("a trace");
    // Memory is mapped as the allocator likes.
    let counted = calls.lines().filter(|line| line.contains('(') && !line.contains(" mmap("));
    Some(counted.count())
}

#[test]
fn a_build_does_no_more_work_than_it_did() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    report(folder);
    let mut counts = Counts::new();
    count_in_process(folder, &mut counts);
    count_after_one_edit(folder, &mut counts);
    if let Some(cold) = calls(folder) {
        counts.insert("system calls of a first build", cold);
        // The calls that the system dates alike are counted once it has moved on.
        std::thread::sleep(std::time::Duration::from_millis(20));
        counts.extend(calls(folder).map(|calls| ("system calls without changes", calls)));
        let first = folder.join("content/d0.md");
        let text = std::fs::read_to_string(&first).expect("a file");
        std::fs::write(&first, text.replace("other sentence", "third sentence")).expect("a file");
        counts.extend(calls(folder).map(|calls| ("system calls after one edit", calls)));
    }
    let list = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/work.tsv");
    if std::env::var_os("UPDATE").is_some() {
        let lines = counts.iter().map(|(name, count)| format!("{name}\t{count}\n"));
        std::fs::write(&list, lines.collect::<String>()).expect("a list");
    }
    let list = std::fs::read_to_string(&list).expect("a list");
    let allowed = list.lines().filter_map(|line| line.split_once('\t'));
    let allowed: BTreeMap<&str, usize> =
        allowed.map(|(name, count)| (name, count.parse().expect("a number"))).collect();
    let more: Vec<String> = counts
        .iter()
        .filter(|(name, count)| **count * 10 > allowed.get(**name).copied().unwrap_or(0) * 11)
        .map(|(name, count)| format!("{count} {name}, where {:?} are allowed", allowed.get(name)))
        .collect();
    assert!(more.is_empty(), "{more:#?}");
}
