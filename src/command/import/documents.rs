//! `rapporteur import FILE` of a Word document or of HTML: its documents and records, by rules.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Component, Path};
use std::sync::Arc;

use super::mapped::{folder_of, put, text as text_at, text_of_mapping, write_mapping};
use super::tables::{imagined, refused};
use crate::cli::Import;
use crate::command::load::{Loaded, Session};
use crate::command::rename::difference;
use crate::command::{CommandError, Outcome, Voice, folder, loaded_for_change, print};
use crate::export::base::digest;
use crate::import::chapters::{self, Written};
use crate::import::document::{self, Document, Left, PictureSource};
use crate::import::records::{Lock, read_lock};
use crate::import::rules::{Rules, guess};
use crate::import::table::Refusal;
use crate::report::count;
use crate::source::Source;
use crate::{read, write};

/// So many of one sort are listed.
const MOST_LISTED: usize = 50;

pub(super) fn run(file: &Path, arguments: &Import, voice: Voice) -> Result<Outcome, CommandError> {
    let bytes = read::table(file).map_err(|error| {
        CommandError::Usage(format!("cannot read `{}`: {error}", file.display()))
    })?;
    let mut document = match document::read(file, &bytes) {
        Ok(document) => document,
        Err(refusals) => return refused(&refusals, voice),
    };
    drop(bytes);
    let folder = folder(arguments.dir.as_deref())?;
    let (mut session, loaded) = match loaded_for_change(&folder, voice)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let (path, text) = match text_of_mapping(&folder.full, file) {
        Ok(Some(mapping)) => mapping,
        Ok(None) => return first(file, &folder.full, &document, &loaded, (arguments, voice)),
        Err(Ok(refusal)) => return refused(&[refusal], voice),
        Err(Err(error)) => return Err(error),
    };
    let checked = Rules::read(&path, &text).map_err(|refusal| vec![refusal]);
    let checked = checked.and_then(|rules| rules.check(&path, &loaded.config).map(|_| rules));
    let rules = match checked {
        Ok(rules) => rules,
        Err(refusals) => return refused(&refusals, voice),
    };
    fetch_pictures(file, &mut document);
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let written = chapters::write(&rules, &stem, &document);
    let lock_path = path.replace(".toml", ".lock");
    let lock_text = text_at(&folder.full, &lock_path)?;
    let planned = match planned(&folder.full, &path, &written, &read_lock(&lock_text)) {
        Ok(planned) => planned,
        Err(refusals) => return refused(&refusals, voice),
    };
    note(&planned, voice);
    imagine_pictures(&mut session, &loaded, &planned)?;
    if let Err(unwanted) = imagined(&mut session, &loaded, &planned.files) {
        return unwanted.told(&folder.named, voice);
    }
    match arguments.dry_run {
        true => planned.files.iter().try_for_each(|file| print(&difference(file)).map(drop))?,
        false => {
            for (path, bytes) in &planned.pictures {
                folder_of(&folder.full, path)?;
                write::replace(&folder.full.join(path), bytes)?;
            }
            put(&folder.full, &planned.files, (&lock_path, &lock_text, &planned.lock))?;
        }
    }
    say(&written, &planned, arguments, voice);
    list(&written.left)?;
    Ok(Outcome::Clean)
}

/// Looks at a document for the first time: writes a mapping, and says what else is needed.
fn first(
    file: &Path,
    report: &Path,
    document: &Document,
    loaded: &Loaded,
    (arguments, voice): (&Import, Voice),
) -> Result<Outcome, CommandError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let guessed = guess(&loaded.config, &name, document);
    let says = "what each style";
    match write_mapping((report, file), &guessed.mapping, (arguments, voice), says) {
        Ok(()) => {}
        Err(Ok(refusal)) => return refused(&[refusal], voice),
        Err(Err(error)) => return Err(error),
    }
    for line in &guessed.found {
        voice.say(&format!("  {line}"));
    }
    if !guessed.kinds.is_empty() {
        voice.say("then add the kinds to book.toml, changed as you like:\n");
        print(&guessed.kinds)?;
    }
    voice.say(&format!("\nthen import again: `rapporteur import {}`", file.display()));
    Ok(Outcome::Clean)
}

/// Reads the pictures that stand in files of their own, below the folder of the document.
fn fetch_pictures(file: &Path, document: &mut Document) {
    let folder = file.parent().unwrap_or(Path::new(""));
    for picture in &mut document.pictures {
        let PictureSource::File(path) = &picture.source else { continue };
        let is_below =
            Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        let bytes = if is_below { read::table(&folder.join(path)).ok() } else { None };
        match bytes {
            Some(bytes) => picture.source = PictureSource::Bytes(bytes),
            None => document.left.push(Left {
                what: "a picture whose file is not below the folder of the document",
                place: path.clone(),
                words: String::new(),
            }),
        }
    }
}

/// What an import comes to, before it is written.
struct Planned<'w> {
    files: Vec<(Arc<Source>, String)>,
    pictures: BTreeMap<&'w str, &'w [u8]>,
    lock: Lock,
    /// What happened to documents since, which stay as they are.
    kept: Vec<String>,
    /// Documents that the import wrote the last time, and does not any more.
    gone: Vec<String>,
}

/// Holds what an import writes against what is there.
fn planned<'w>(
    report: &Path,
    mapping: &str,
    written: &'w Written,
    before: &Lock,
) -> Result<Planned<'w>, Vec<Refusal>> {
    let mut planned = Planned {
        files: Vec::new(),
        pictures: BTreeMap::new(),
        lock: Lock::new(),
        kept: Vec::new(),
        gone: Vec::new(),
    };
    let mut problems = Vec::new();
    for (path, text) in &written.documents {
        let own = digest(text);
        let there = read::text(&report.join(path));
        let known = before.get(path);
        planned.lock.insert(path.clone(), own.clone());
        let is_new = known != Some(&own);
        match there {
            Ok(there) if there == *text => {}
            Ok(there) => match known {
                None => problems.push(Refusal::new(
                    path.clone(),
                    "this document is there already, and the import did not write it",
                    format!("move it away, or import into another folder: `into = …` in {mapping}"),
                )),
                Some(known) if digest(&there) == *known => {
                    planned.files.push((Arc::new(Source::new(path.as_str(), there)), text.clone()));
                }
                Some(_) if is_new => problems.push(Refusal::new(
                    path.clone(),
                    "this document was edited since it was imported, and the file says something else, too",
                    "move it away, import again, and make the edits once more in what was written",
                )),
                Some(_) => planned.kept.push(format!("{path} was edited")),
            },
            // Whoever removed it wants it back only if there is something new in it.
            Err(_) if known.is_some() && !is_new => {
                planned.kept.push(format!("{path} was removed"));
            }
            Err(_) => {
                planned.files.push((Arc::new(Source::new(path.as_str(), "")), text.clone()));
            }
        }
    }
    for (path, bytes) in &written.pictures {
        let place = report.join(path);
        // Its name holds its digest.
        if place.symlink_metadata().is_err() {
            planned.pictures.insert(path, bytes);
        }
    }
    for (path, known) in before.iter().filter(|(path, _)| !written.has(path)) {
        if report.join(path).symlink_metadata().is_ok() {
            planned.gone.push(path.clone());
            // The file may have it again one day.
            planned.lock.insert(path.clone(), known.clone());
        }
    }
    if problems.is_empty() { Ok(planned) } else { Err(problems) }
}

fn imagine_pictures(
    session: &mut Session,
    loaded: &Loaded,
    planned: &Planned<'_>,
) -> Result<(), CommandError> {
    let src = &loaded.config.book.src.value;
    let named = planned.pictures.iter().filter_map(|(path, bytes)| {
        let name = path.strip_prefix(src.as_str())?.strip_prefix('/')?;
        Some((name.to_owned(), *bytes))
    });
    session
        .imagine_files(&named.collect())
        .map_err(|error| CommandError::Usage(format!("cannot look at a picture: {error}")))
}

/// Says which documents stay as they are. One that is no longer in the file may be why others collide.
fn note(planned: &Planned<'_>, voice: Voice) {
    for what in &planned.kept {
        voice.say(&format!("note: {what} since it was imported, and stays so"));
    }
    for path in &planned.gone {
        voice.say(&format!("note: {path} is no longer in the file, and stays in the report; remove it if another document now has its text"));
    }
}

fn say(written: &Written, planned: &Planned<'_>, arguments: &Import, voice: Voice) {
    if planned.files.is_empty() && planned.pictures.is_empty() {
        voice.say("the report says already what the document says; nothing was written");
        return;
    }
    let mut parts = vec![count(planned.files.len(), "document")];
    parts.extend((!planned.pictures.is_empty()).then(|| count(planned.pictures.len(), "picture")));
    let parts = parts.join(" and ");
    voice.say(&match arguments.dry_run {
        true => format!("{parts} would be written; nothing was written"),
        false => format!("{parts} written"),
    });
    for (kind, many) in &written.records {
        voice.say(&format!("  {many} × `{kind}`"));
    }
}

/// Lists what was not carried over.
fn list(left: &[Left]) -> Result<(), CommandError> {
    if left.is_empty() {
        return Ok(());
    }
    let mut sorts: BTreeMap<&str, Vec<&Left>> = BTreeMap::new();
    for own in left {
        sorts.entry(own.what).or_default().push(own);
    }
    let mut text = "not carried over:\n".to_owned();
    for (what, all) in sorts {
        let _ = writeln!(text, "{} × {what}", all.len());
        // What only has a look is told by its first place.
        let shown = if all.iter().all(|own| own.words.is_empty()) { 1 } else { MOST_LISTED };
        for own in all.iter().take(shown) {
            let words = if own.words.is_empty() { "" } else { ": " };
            let _ = writeln!(text, "  {}{words}{}", own.place, own.words);
        }
        if all.len() > shown && shown > 1 {
            let _ = writeln!(text, "  and {} more", all.len() - shown);
        }
    }
    print(&text)?;
    Ok(())
}
