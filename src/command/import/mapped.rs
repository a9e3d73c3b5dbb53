//! `rapporteur import FILE` of a table that others made: its records, by a mapping.

use std::collections::{BTreeMap, HashMap};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::tables::{Reading, refused, would_be};
use crate::cli::Import;
use crate::command::load::Loaded;
use crate::command::rename::{difference, write_all};
use crate::command::{CommandError, Outcome, Voice, print};
use crate::import::back::{Expected, read_back};
use crate::import::guess::{guess, likely};
use crate::import::mapping::Mapping;
use crate::import::records::{Before, Filed, Lock, Mapped, filed, mapped, read_lock, write_lock};
use crate::import::table::{Refusal, Table};
use crate::render::Renderer;
use crate::report::count;
use crate::source::Source;
use crate::{read, write};

/// The folder of mappings, below that of a report.
const FOLDER: &str = "imports";

/// What all mappings say.
#[derive(Debug, Deserialize)]
struct Named {
    file: String,
}

/// The mapping of a file, with its path below the report: that which names it.
pub(super) fn mapping(
    report: &Path,
    file: &Path,
) -> Result<Option<(String, Mapping)>, Result<Refusal, CommandError>> {
    let Some((path, text)) = text_of_mapping(report, file)? else { return Ok(None) };
    let mapping = Mapping::read(&path, &text).map_err(Ok)?;
    Ok(Some((path, mapping)))
}

/// The text of the mapping of a file, with its path below the report.
pub(super) fn text_of_mapping(
    report: &Path,
    file: &Path,
) -> Result<Option<(String, String)>, Result<Refusal, CommandError>> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let texts = read::texts(&report.join(FOLDER), "toml");
    let texts = texts
        .map_err(|error| Err(CommandError::Usage(format!("cannot read `{FOLDER}`: {error}"))))?;
    for (own, text) in texts {
        let path = format!("{FOLDER}/{own}");
        match toml::from_str::<Named>(&text) {
            Ok(named) if named.file == name => return Ok(Some((path, text))),
            Ok(_) => {}
            // A mapping that cannot be read may be that of this file.
            Err(_) => drop(Mapping::read(&path, &text).map_err(Ok)?),
        }
    }
    Ok(None)
}

/// Writes the mapping of a file that has none, and says so. The rest of the message tells what of the file
/// it says.
///
/// # Errors
/// When there is a mapping of that name, or it cannot be written.
pub(super) fn write_mapping(
    (report, file): (&Path, &Path),
    mapping: &str,
    (arguments, voice): (&Import, Voice),
    says: &str,
) -> Result<(), Result<Refusal, CommandError>> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let path = format!("{FOLDER}/{}.toml", crate::parse::text::slug(&stem));
    if arguments.dry_run {
        print(mapping).map_err(Err)?;
    } else {
        let target = report.join(&path);
        if target.symlink_metadata().is_ok() {
            let help = "let it name this file: `file = …`, or move it away";
            let message = format!("this mapping is there already, and is not that of `{name}`");
            return Err(Ok(Refusal::new(path, message, help)));
        }
        write::folder(&report.join(FOLDER)).map_err(|error| Err(error.into()))?;
        write::replace(&target, mapping).map_err(|error| Err(error.into()))?;
    }
    let verb = if arguments.dry_run { "would be" } else { "is" };
    voice
        .say(&format!("{path} {verb} written, and says {says} of `{name}` was taken for: read it"));
    Ok(())
}

/// Looks at a table for the first time: writes a mapping, and says what else is needed.
pub(super) fn first(
    reading: &Reading<'_>,
    loaded: &Loaded,
    arguments: &Import,
    voice: Voice,
) -> Result<Outcome, CommandError> {
    let Reading { file, opened, report, .. } = reading;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let Some(table) = likely(&opened.tables) else {
        return refused(
            &[Refusal::new(&*name, "the file has no table", "write one into it")],
            voice,
        );
    };
    let guessed = guess(&loaded.config, (&name, &stem), opened, table);
    let written =
        write_mapping((report, file), &guessed.mapping, (arguments, voice), "what each column");
    match written {
        Ok(()) => {}
        Err(Ok(refusal)) => return refused(&[refusal], voice),
        Err(Err(error)) => return Err(error),
    }
    if let Some(kind) = &guessed.kind {
        voice.say("then add the kind to book.toml, changed as you like:\n");
        print(kind)?;
    }
    voice.say(&format!("\nthen import again: `rapporteur import {}`", file.display()));
    Ok(Outcome::Clean)
}

/// Takes over the rows of a table.
pub(super) fn run(
    mut reading: Reading<'_>,
    (path, mapping): &(String, Mapping),
    loaded: &Loaded,
    arguments: &Import,
    voice: Voice,
) -> Result<Outcome, CommandError> {
    let lock_path = path.replace(".toml", ".lock");
    // Without it, every edit that was made by hand would be taken for one of the table.
    let lock_text = text(reading.report, &lock_path)?;
    let follow_up = mapping.follow_up(path);
    let follow_up_text = text(reading.report, &follow_up)?;
    let before = (&*lock_text, &*follow_up_text);
    let planned = match planned(
        std::mem::take(&mut reading.opened.tables),
        (path, mapping),
        loaded,
        before,
    ) {
        Ok(planned) => planned,
        Err(refusals) => return refused(&refusals, voice),
    };
    let Planned { mapped, files, cells, rows, kept } = &planned;
    // A new document is a record, too.
    let is_new = |(source, _): &&(Arc<Source>, String)| source.text.is_empty();
    let is_document = |(source, _): &&(Arc<Source>, String)| source.path.ends_with(".md");
    let documents = files.iter().filter(is_new).filter(is_document).count();
    let added = mapped.added + mapped.created + documents;
    let expected = Expected { cells: *cells, added };
    let tables = std::slice::from_ref(&mapped.table);
    if let Some(refusal) = would_be(reading.session, loaded, files, (tables, expected)) {
        return refusal.told(reading.named, voice);
    }
    if arguments.dry_run {
        files.iter().try_for_each(|file| print(&difference(file)).map(drop))?;
    } else {
        put(reading.report, files, (&lock_path, &lock_text, &mapped.lock))?;
    }
    if *kept > 0 {
        let words =
            "changed in the report since they were imported, and stay as the report has them";
        voice.say(&format!("note: {} {words}", count(*kept, "cell")));
    }
    for id in &mapped.removed {
        voice.say(&format!(
            "note: `{}/{id}` was removed from the report, and is not added again; to have it, remove its line in {lock_path}",
            mapping.kind
        ));
    }
    for id in &mapped.gone {
        voice.say(&format!(
            "note: `{}/{id}` is no longer in the table, and stays in the report",
            mapping.kind
        ));
    }
    if files.is_empty() {
        voice.say("the report says already what the table says; nothing was written");
        return Ok(Outcome::Clean);
    }
    let written = if arguments.dry_run { "; nothing was written" } else { "" };
    let all = files.iter().filter(is_document).count();
    let records = [
        (mapped.added, format!("{} added", count(mapped.added, "record"))),
        (mapped.created, format!("{} made for references", count(mapped.created, "record"))),
        (*cells, format!("{} in {} changed", count(*cells, "cell"), count(*rows, "row"))),
    ];
    said(voice, &records, &format!("in {}{written}", count(all, "document")));
    if let Some(own) = &mapped.follow_up {
        let entries = [
            (own.added, format!("{} added", entries(own.added))),
            (own.changed, format!("{} changed", entries(own.changed))),
        ];
        said(voice, &entries, &format!("in `{follow_up}`{written}"));
    }
    Ok(Outcome::Clean)
}

/// Writes files, those that are new in folders that are made, and at last what was taken over, beside what
/// it was: what was written before an error is written again.
pub(super) fn put(
    report: &Path,
    files: &[(Arc<Source>, String)],
    (lock_path, before, lock): (&str, &str, &Lock),
) -> Result<(), CommandError> {
    for (source, _) in files.iter().filter(|(source, _)| source.text.is_empty()) {
        folder_of(report, &source.path)?;
    }
    write_all(report, files)?;
    let lock = write_lock(lock);
    if lock != before {
        write::replace(&report.join(lock_path), &lock)?;
    }
    Ok(())
}

/// Makes the folder of a file.
pub(super) fn folder_of(report: &Path, path: &str) -> Result<(), CommandError> {
    if let Some(parent) = report.join(path).parent() {
        write::folder(parent)?;
    }
    Ok(())
}

/// Says what there is any of, and where.
fn said(voice: Voice, parts: &[(usize, String)], place: &str) {
    let parts = parts.iter().filter(|(many, _)| *many > 0).map(|(_, part)| part.as_str());
    let parts: Vec<&str> = parts.collect();
    if !parts.is_empty() {
        voice.say(&format!("{} {place}", parts.join(", ")));
    }
}

fn entries(many: usize) -> String {
    if many == 1 { "1 entry".to_owned() } else { format!("{many} entries") }
}

/// A file of the report; an empty text, if it is not there.
pub(super) fn text(report: &Path, path: &str) -> Result<String, CommandError> {
    match read::text(&report.join(path)) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(CommandError::Usage(format!("cannot read `{path}`: {error}"))),
    }
}

/// What an import comes to, before it is written.
struct Planned {
    mapped: Mapped,
    files: Vec<(Arc<Source>, String)>,
    cells: usize,
    rows: usize,
    kept: usize,
}

fn planned(
    tables: Vec<Table>,
    (path, mapping): (&String, &Mapping),
    loaded: &Loaded,
    (lock, follow_up): (&str, &str),
) -> Result<Planned, Vec<Refusal>> {
    let renderer = loaded.site.renderer();
    let config = &loaded.config;
    let kind = mapping.kind_in(path, config).map_err(|refusal| vec![refusal])?;
    let table = mapping.table_in(path, &tables);
    let table = table.map_err(|refusal| vec![refusal])?;
    let problems = mapping.check(path, config, &config.kinds[kind], table);
    if !problems.is_empty() {
        return Err(problems);
    }
    let table = mapping.laid_out(table)?;
    let before = Before { lock: &read_lock(lock), follow_up };
    let mapped = mapped(renderer, (mapping, kind), &table, before)?;
    let name = table.name.clone();
    // What was read is in other words now, and takes much memory.
    drop(table);
    drop(tables);
    let told = |refusals: Vec<Refusal>| {
        // The table that is read back has the name of the kind.
        let own = format!("{}!", mapping.kind);
        let refusals = refusals.into_iter().map(|refusal| match refusal.place.strip_prefix(&own) {
            Some(cell) => Refusal { place: format!("{name}!{cell}"), ..refusal },
            None => refusal,
        });
        refusals.collect::<Vec<Refusal>>()
    };
    let back = read_back(renderer, std::slice::from_ref(&mapped.table)).map_err(told)?;
    let mut files: BTreeMap<String, (Arc<Source>, String)> = back
        .files
        .into_iter()
        .map(|(source, text)| (source.path.clone(), (source, text)))
        .collect();
    add_records(renderer, &mapped, &mut files);
    if let Some(own) = mapped.follow_up.as_ref().filter(|own| own.text != follow_up) {
        let path = mapping.follow_up(path);
        let source = Arc::new(Source::new(path.as_str(), follow_up));
        files.insert(path, (source, own.text.clone()));
    }
    Ok(Planned {
        files: files.into_values().collect(),
        cells: back.cells,
        rows: back.rows,
        kept: back.kept,
        mapped,
    })
}

/// Adds new records to the documents into which they go.
fn add_records(
    renderer: &Renderer,
    mapped: &Mapped,
    files: &mut BTreeMap<String, (Arc<Source>, String)>,
) {
    let known: HashMap<&str, &Arc<Source>> = renderer
        .model()
        .documents
        .iter()
        .map(|placed| (placed.document().source.path.as_str(), &placed.document().source))
        .collect();
    let held = held(renderer);
    for (document, (kind, records)) in &mapped.new {
        let plural = &renderer.config.kinds[*kind].plural;
        for Filed { path, number, records } in
            filed(document, records, |path| held.get(path).copied().unwrap_or_default())
        {
            let (_, text) = files.entry(path.clone()).or_insert_with(|| {
                let new = || Arc::new(Source::new(path.as_str(), ""));
                let source = known.get(path.as_str()).map_or_else(new, |source| Arc::clone(source));
                let source = source.written();
                let text = source.text.clone();
                (source, text)
            });
            let title =
                if number == 1 { plural.clone() } else { format!("{plural}, part {number}") };
            append(text, &title, records);
        }
    }
}

/// How many records each document holds, by its path.
fn held(renderer: &Renderer) -> HashMap<String, usize> {
    let model = renderer.model();
    let mut held = HashMap::new();
    for index in model.records.ids() {
        let path = &model.document_of(index).document().source.path;
        match held.get_mut(path.as_str()) {
            Some(many) => *many += 1,
            None => drop(held.insert(path.clone(), 1)),
        }
    }
    held
}

/// Adds records at the end of a document; one that is new begins with a title.
fn append(text: &mut String, title: &str, records: &[String]) {
    if text.trim().is_empty() {
        *text = format!("# {title}\n");
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    for record in records {
        if !text.ends_with("\n\n") {
            text.push('\n');
        }
        text.push_str(record);
    }
}
