//! `rapporteur snapshot`: the report as it stands, kept as a published version.

use std::path::{Path, PathBuf};

use crate::cli::Snapshot;
use crate::date::Date;
use crate::report::count;
use crate::versions::{self, ENDING, FOLDER};
use crate::write;

use super::{CommandError, Outcome, Voice, loaded};

pub(super) fn run(arguments: &Snapshot, voice: Voice) -> Result<Outcome, CommandError> {
    check(arguments)?;
    let (folder, loaded) = loaded(&arguments.report)?;
    if loaded.has_errors() {
        let outcome = voice.problems(&loaded.diagnostics, &folder.named, false)?;
        voice.say("nothing was written");
        return Ok(outcome);
    }
    let path = path(arguments, &folder.named);
    if path.symlink_metadata().is_ok() && !arguments.overwrite {
        return Err(CommandError::Usage(format!(
            "`{}` already exists; nothing was written\n\
             help: choose another name, or replace it with `--overwrite`",
            path.display()
        )));
    }
    let mut snapshot = loaded.site.renderer().snapshot();
    snapshot.head.name = arguments.name.clone();
    snapshot.head.title = arguments.title.clone();
    snapshot.head.date = arguments.date.clone();
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        write::folder(parent)?;
    }
    write::replace(&path, snapshot.written())?;
    voice.say(&format!("wrote {}, {}", path.display(), count(snapshot.records.len(), "record")));
    Ok(Outcome::Clean)
}

fn check(arguments: &Snapshot) -> Result<(), CommandError> {
    let name = &arguments.name;
    if !versions::is_name(name) {
        return Err(CommandError::Usage(format!(
            "`{name}` cannot be the name of a version\n\
             help: use lower-case letters, digits and single hyphens, as in `2026-10`"
        )));
    }
    match arguments.date.as_deref().map(Date::parse) {
        Some(Err(message)) => Err(CommandError::Usage(format!(
            "{message}\nhelp: write a day, a month or a year: `--date 2026-10-15`"
        ))),
        _ => Ok(()),
    }
}

fn path(arguments: &Snapshot, report: &Path) -> PathBuf {
    let usual = || report.join(FOLDER).join(format!("{}.{ENDING}", arguments.name));
    let path = arguments.output.clone().unwrap_or_else(usual);
    path.components().as_path().strip_prefix(".").unwrap_or(&path).to_owned()
}
