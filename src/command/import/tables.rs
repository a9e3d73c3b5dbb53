//! `rapporteur import FILE`: what was edited in tables that were exported, back in the documents; and
//! which other tables are which.

use std::path::Path;
use std::sync::Arc;

use super::mapped;
use crate::cli::Import;
use crate::command::load::{Loaded, Session};
use crate::command::rename::{difference, write_all};
use crate::command::{CommandError, Outcome, Voice, folder, loaded_for_change, print};
use crate::export::base::BASE;
use crate::export::{self, Wanted};
use crate::import::back::{Expected, Imported, check, read_back};
use crate::import::table::{self, How, Opened, Refusal, Table};
use crate::read;
use crate::report::count;
use crate::source::Source;

pub(super) fn run(file: &Path, arguments: &Import, voice: Voice) -> Result<Outcome, CommandError> {
    let bytes = read::table(file).map_err(|error| {
        CommandError::Usage(format!("cannot read `{}`: {error}", file.display()))
    })?;
    let folder = folder(arguments.dir.as_deref())?;
    let mapping = match mapped::mapping(&folder.full, file) {
        Ok(mapping) => mapping,
        Err(Ok(refusal)) => return refused(&[refusal], voice),
        Err(Err(error)) => return Err(error),
    };
    let how = mapping.as_ref().map_or_else(How::default, |(_, mapping)| mapping.how());
    let opened = match table::read(file, &bytes, how) {
        Ok(opened) => opened,
        Err(refusals) => return refused(&refusals, voice),
    };
    drop(bytes);
    let (mut session, loaded) = match loaded_for_change(&folder, voice)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let (report, named) = (&*folder.full, &*folder.named);
    let reading = Reading { file, opened, report, named, session: &mut session };
    match mapping {
        Some(mapping) => mapped::run(reading, &mapping, &loaded, arguments, voice),
        None if is_exported(&loaded, &reading.opened.tables) => {
            back(reading, &loaded, arguments, voice)
        }
        None => mapped::first(&reading, &loaded, arguments, voice),
    }
}

/// A file with tables, read for a report.
pub(super) struct Reading<'a> {
    pub(super) file: &'a Path,
    pub(super) opened: Opened,
    /// The folder of the report, and what it is called.
    pub(super) report: &'a Path,
    pub(super) named: &'a Path,
    pub(super) session: &'a mut Session,
}

/// Whether a table is one that the report exports.
fn is_exported(loaded: &Loaded, tables: &[Table]) -> bool {
    let sheets = export::sheets(loaded.site.renderer(), &Wanted::default());
    let names = export::workbook::names(&sheets);
    let names: Vec<&String> = names.iter().chain(sheets.iter().map(|sheet| &sheet.name)).collect();
    let is_own = |table: &Table| {
        table.column(BASE).is_some()
            || (table.column("id").is_some() && names.contains(&&table.name))
    };
    tables.iter().any(is_own)
}

/// Takes over what was edited in tables that were exported.
fn back(
    reading: Reading<'_>,
    loaded: &Loaded,
    arguments: &Import,
    voice: Voice,
) -> Result<Outcome, CommandError> {
    let imported = match read_back(loaded.site.renderer(), &reading.opened.tables) {
        Ok(imported) => imported,
        Err(refusals) => return refused(&refusals, voice),
    };
    let (files, tables) = (&imported.files, &reading.opened.tables);
    let refusal = would_be(reading.session, loaded, files, (tables, imported.expected()));
    if let Some(refusal) = refusal {
        return refusal.told(reading.named, voice);
    }
    if arguments.dry_run {
        files.iter().try_for_each(|file| print(&difference(file)).map(drop))?;
    } else {
        write_all(reading.report, files)?;
    }
    say(&imported, arguments, voice);
    Ok(Outcome::Clean)
}

/// Why the report would not be as it should, with the files that an import writes.
pub(super) enum Unwanted {
    /// It would have errors.
    Errors(Box<Loaded>),
    /// It would not say what the tables say, or more would change.
    Refused(Vec<Refusal>),
}

impl Unwanted {
    /// Says why, and that nothing was written.
    pub(super) fn told(self, named: &Path, voice: Voice) -> Result<Outcome, CommandError> {
        match self {
            Unwanted::Errors(imagined) => {
                let outcome = voice.problems(&imagined.diagnostics, named, false)?;
                voice.say("nothing was written");
                Ok(outcome)
            }
            Unwanted::Refused(refusals) => refused(&refusals, voice),
        }
    }
}

/// Loads the report as it would stand with new files: what is wrong with it, if anything is.
pub(super) fn would_be(
    session: &mut Session,
    loaded: &Loaded,
    files: &[(Arc<Source>, String)],
    (tables, expected): (&[Table], Expected),
) -> Option<Unwanted> {
    if files.is_empty() {
        return None;
    }
    let imagined = match imagined(session, loaded, files) {
        Ok(imagined) => imagined,
        Err(unwanted) => return Some(unwanted),
    };
    let (before, after) = (loaded.site.renderer(), imagined.site.renderer());
    check(before, after, tables, expected).err().map(Unwanted::Refused)
}

/// Loads the report as it would stand with new files, unless it would have errors.
pub(super) fn imagined(
    session: &mut Session,
    loaded: &Loaded,
    files: &[(Arc<Source>, String)],
) -> Result<Loaded, Unwanted> {
    let files = files.iter();
    let files =
        files.map(|(source, text)| Arc::new(Source::new(source.path.clone(), text.as_str())));
    let imagined = session.imagine(loaded, files.collect());
    if imagined.has_errors() {
        return Err(Unwanted::Errors(Box::new(imagined)));
    }
    Ok(imagined)
}

/// Says why nothing was imported.
pub(super) fn refused(refusals: &[Refusal], voice: Voice) -> Result<Outcome, CommandError> {
    for refusal in refusals {
        voice.error(&refusal.to_string());
    }
    voice.say(&format!("{}; nothing was written", count(refusals.len(), "problem")));
    Ok(Outcome::Problems)
}

fn say(imported: &Imported, arguments: &Import, voice: Voice) {
    let Imported { files, cells, rows, kept, absent } = imported;
    if *kept > 0 {
        voice.say(&format!(
            "note: {} changed in the report since the table was exported, and stay as the report has them",
            count(*kept, "cell")
        ));
    }
    if *absent > 0 {
        voice.say(&format!(
            "note: {} of the report not in the table stay as they are",
            count(*absent, "row")
        ));
    }
    if files.is_empty() {
        voice.say("the report says already what the table says; nothing was written");
        return;
    }
    let verb = if arguments.dry_run { "would change" } else { "changed" };
    voice.say(&format!(
        "{} in {} {verb} {}",
        count(*cells, "cell"),
        count(*rows, "row"),
        count(files.len(), "document")
    ));
}
