//! `rapporteur import FILE`: what was edited in tables that were exported, back in the documents; and
//! which other tables are which.

use std::path::Path;
use std::sync::Arc;

use super::mapped;
use crate::cli::Import;
use crate::command::load::{Loaded, Loading, Session};
use crate::command::rename::{difference, write_all};
use crate::command::{CommandError, Outcome, Voice, folder, print};
use crate::export::base::BASE;
use crate::export::{self, Wanted};
use crate::import::back::{Imported, check, read_back};
use crate::import::table::{self, Refusal, Table};
use crate::read;
use crate::report::count;
use crate::source::Source;

pub(super) fn run(file: &Path, arguments: &Import, voice: Voice) -> Result<Outcome, CommandError> {
    let bytes = read::table(file).map_err(|error| {
        CommandError::Usage(format!("cannot read `{}`: {error}", file.display()))
    })?;
    let tables = match table::read(file, &bytes) {
        Ok(tables) => tables,
        Err(refusals) => return refused(&refusals, voice),
    };
    let folder = folder(arguments.dir.as_deref())?;
    let mut session = Session::new(&folder.full, Loading { drafts: true, ..Loading::default() });
    let loaded = session.load()?;
    if loaded.has_errors() {
        let outcome = voice.problems(&loaded.diagnostics, &folder.named, false)?;
        voice.say("nothing was written");
        return Ok(outcome);
    }
    let mapping = match mapped::mapping(&folder.full, file) {
        Ok(mapping) => mapping,
        Err(Ok(refusal)) => return refused(&[refusal], voice),
        Err(Err(error)) => return Err(error),
    };
    let (report, named) = (&*folder.full, &*folder.named);
    let reading = Reading { file, tables, report, named, session: &mut session };
    match mapping {
        Some(mapping) => mapped::run(reading, &mapping, &loaded, arguments, voice),
        None if is_exported(&loaded, &reading.tables) => back(reading, &loaded, arguments, voice),
        None => mapped::first(&reading, &loaded, arguments, voice),
    }
}

/// A file with tables, read for a report.
pub(super) struct Reading<'a> {
    pub(super) file: &'a Path,
    pub(super) tables: Vec<Table>,
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
    let Reading { tables, report, named, session, .. } = reading;
    let renderer = loaded.site.renderer();
    let imported = match read_back(renderer, &tables) {
        Ok(imported) => imported,
        Err(refusals) => return refused(&refusals, voice),
    };
    let changed = imported
        .files
        .iter()
        .map(|(source, text)| Arc::new(Source::new(source.path.clone(), text.as_str())));
    let imagined = session.imagine(loaded, changed.collect());
    if imagined.has_errors() {
        let outcome = voice.problems(&imagined.diagnostics, named, false)?;
        voice.say("nothing was written");
        return Ok(outcome);
    }
    if let Err(refusals) = check(renderer, imagined.site.renderer(), &tables, imported.expected()) {
        return refused(&refusals, voice);
    }
    if arguments.dry_run {
        imported.files.iter().try_for_each(|file| print(&difference(file)).map(drop))?;
    } else {
        write_all(report, &imported.files)?;
    }
    say(&imported, arguments, voice);
    Ok(Outcome::Clean)
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
