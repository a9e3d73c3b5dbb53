//! `rapporteur diff`: what changed between two versions of a report.

mod told;

use std::path::{Path, PathBuf};

use crate::cli::{Diff, Differing};
use crate::diagnostics::Diagnostic;
use crate::read;
use crate::report::{self, count};
use crate::versions::{self, ENDING, FOLDER, Snapshot};

use super::load::{Loaded, Loading, Session};
use super::{CommandError, Folder, Outcome, Voice, folder, print, revision};

/// Where a version stands.
enum Side {
    /// In the folder of a report.
    Folder(PathBuf),
    /// In a file that was kept of it.
    File(PathBuf),
    /// In the repository of the report.
    Revision(String),
}

pub(super) fn run(arguments: &Diff, voice: Voice) -> Result<Outcome, CommandError> {
    let own = folder(arguments.dir.as_deref())?;
    let old = Side::named(&arguments.old, &own);
    let new = match &arguments.new {
        Some(new) => Side::named(new, &own),
        None => Side::Folder(own.named.clone()),
    };
    let read = |side: &Side| side.snapshot(&own, voice);
    let (old_read, new_read) = rayon::join(|| read(&old), || read(&new));
    let (Some(before), Some(after)) = (old_read?, new_read?) else {
        return Ok(Outcome::Problems);
    };
    let difference = versions::compare(&before, &after);
    let told = told::Told { old: &before, new: &after, difference: &difference };
    match arguments.format {
        Differing::Json => {
            let told = versions::in_json(&before, &after, &difference);
            print(&format!("{told:#}\n"))?;
        }
        Differing::Markdown => drop(print(&told.markdown())?),
        Differing::Text => {
            report::print_coloured(&told.text())?;
            voice.say(&told.summary());
        }
    }
    match arguments.exit_code && !difference.is_empty() {
        true => Ok(Outcome::Problems),
        false => Ok(Outcome::Clean),
    }
}

impl Side {
    /// What a word of the command line means: what is on the disk first.
    fn named(word: &str, report: &Folder) -> Self {
        let path = Path::new(word);
        if path.join(read::CONFIG).is_file() {
            return Side::Folder(path.to_owned());
        }
        if path.is_file() {
            return Side::File(path.to_owned());
        }
        let version = report.named.join(FOLDER).join(format!("{word}.{ENDING}"));
        match versions::is_name(word) && version.is_file() {
            true => Side::File(version),
            false => Side::Revision(word.to_owned()),
        }
    }

    /// The version, unless there is none in the file: problems tell why.
    fn snapshot(&self, report: &Folder, voice: Voice) -> Result<Option<Snapshot>, CommandError> {
        match self {
            Side::Folder(path) => {
                let own = folder(Some(path))?;
                let loaded = Session::new(&own.full, Loading::default()).load()?;
                Ok(Some(of_report(&loaded, &path.display().to_string(), voice)))
            }
            Side::File(path) => of_file(path, voice),
            Side::Revision(name) => {
                let files = revision::files(&report.full, name)?;
                let loaded = Session::new("", Loading::default()).load_given(&files);
                let loaded = loaded.ok_or_else(|| {
                    CommandError::Usage(format!(
                        "the revision `{name}` has no book.toml in the folder of the report\n\
                         help: name a revision in which the report was in the same folder"
                    ))
                })?;
                Ok(Some(of_report(&loaded, name, voice)))
            }
        }
    }
}

/// A report as it stands. There is always one, and what is wrong with it may be what was changed.
fn of_report(loaded: &Loaded, called: &str, voice: Voice) -> Snapshot {
    let errors = loaded.diagnostics.iter().filter(|problem| problem.is_error()).count();
    if errors > 0 {
        let errors = count(errors, "error");
        voice.say(&format!("note: {called} has {errors}, and may be compared in part only"));
    }
    loaded.site.renderer().snapshot()
}

fn of_file(path: &Path, voice: Voice) -> Result<Option<Snapshot>, CommandError> {
    let (source, mut problems) = read::version(path)
        .map_err(|error| CommandError::Usage(format!("cannot read {}: {error}", path.display())))?;
    let mut snapshot = None;
    if problems.is_empty() {
        (snapshot, problems) = versions::read(&source);
    }
    let is_sound = !problems.iter().any(Diagnostic::is_error);
    voice.problems(&problems, Path::new(""), false)?;
    Ok(snapshot.filter(|_| is_sound))
}
