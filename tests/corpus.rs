//! The corpus of the benchmarks is a report without problems, whatever its size, and the same each
//! time.

#![allow(clippy::disallowed_methods, reason = "tests read what was made")]

#[path = "../benches/corpus/mod.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use clap::ValueEnum;
use corpus::rapporteur::Outputs;
use corpus::{Corpus, hugo, mdbook, rapporteur};
use walkdir::WalkDir;

const SMALL: Corpus = Corpus { records: 60, documents: 7, seed: 1 };

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    let output = command.current_dir(folder).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Path below a folder → bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        (path, fs::read(entry.path()).unwrap())
    });
    files.collect()
}

#[test]
fn the_report_has_no_problem_and_a_page_for_each_record() {
    let dir = tempfile::tempdir().unwrap();
    rapporteur::write_report(&SMALL, dir.path(), Outputs::All).unwrap();
    assert_eq!(run(dir.path(), &["check", "--strict"]), (Some(0), String::new()));
    assert_eq!(run(dir.path(), &["build", "--quiet"]), (Some(0), String::new()));
    for record in 0..SMALL.records {
        let page = format!("book/recommendations/{}/index.html", SMALL.id(record));
        assert!(dir.path().join(&page).is_file(), "{page}");
    }
}

#[test]
fn each_family_of_outputs_has_files_that_the_others_lack() {
    let families = [
        ("cite.ris", Outputs::Citations),
        ("data/index.html", Outputs::Data),
        ("feed.xml", Outputs::Feeds),
        ("print/index.html", Outputs::Print),
    ];
    for &outputs in Outputs::value_variants() {
        let dir = tempfile::tempdir().unwrap();
        rapporteur::write_report(&SMALL, dir.path(), outputs).unwrap();
        assert_eq!(run(dir.path(), &["build", "--strict", "--quiet"]), (Some(0), String::new()));
        for (file, family) in families {
            let has_all = matches!(outputs, Outputs::All | Outputs::Promises);
            let is_wanted = has_all || outputs == family;
            assert_eq!(
                dir.path().join("book").join(file).is_file(),
                is_wanted,
                "{file} {outputs:?}"
            );
        }
    }
}

#[test]
fn a_record_is_some_240_words_and_refers_to_others() {
    for document in 0..SMALL.documents {
        let records = SMALL.records_of(document);
        for at in records.clone() {
            let record = SMALL.record(document, records.start, at);
            let words = corpus::markdown(&record, &|_| "a title".to_owned());
            assert!((180..=300).contains(&words.split_whitespace().count()), "{words}");
            assert!((1..=5).contains(&corpus::references(&record).len()));
        }
    }
}

#[test]
fn one_seed_makes_one_corpus_and_another_one_another() {
    let made = |corpus: Corpus| {
        let dir = tempfile::tempdir().unwrap();
        rapporteur::write_report(&corpus, dir.path(), Outputs::None).unwrap();
        files(dir.path())
    };
    assert_eq!(made(SMALL), made(SMALL));
    assert_ne!(made(SMALL), made(Corpus { seed: 2, ..SMALL }));
}

#[test]
fn the_other_generators_get_a_file_for_each_record() {
    let dir = tempfile::tempdir().unwrap();
    hugo::write_site(&SMALL, &dir.path().join("hugo")).unwrap();
    mdbook::write_book(&SMALL, &dir.path().join("mdbook")).unwrap();
    let written = files(dir.path());
    for document in 0..SMALL.documents {
        let theme = SMALL.document_id(document);
        for record in SMALL.records_of(document) {
            let id = SMALL.id(record);
            assert!(written.contains_key(&format!("hugo/content/themes/{theme}/{id}.md")));
            assert!(written.contains_key(&format!("mdbook/src/recommendations/{id}.md")));
        }
    }
}
