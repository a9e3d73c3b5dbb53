//! `rapporteur rename`: a record under another id, wherever that is written.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use similar::TextDiff;

use crate::cli::{Rename, Telling};
use crate::config::{Config, Overview, PAGE};
use crate::diagnostics::{Diagnostic, did_you_mean};
use crate::ids::{KindId, LanguageId, RecordId};
use crate::model::{Model, Record, is_address, suggested};
use crate::rename::{self, Renamed};
use crate::report::count;
use crate::source::{Place, Source};
use crate::write;

use super::links::found;
use super::{CommandError, Outcome, Voice, folder, loaded_for_change, print};

pub(super) fn run(arguments: &Rename, voice: Voice) -> Result<Outcome, CommandError> {
    let folder = folder(arguments.dir.as_deref())?;
    let (mut session, loaded) = match loaded_for_change(&folder, voice)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let model = loaded.site.renderer().model();
    let record = record_meant(&loaded.config, model, &arguments.record)?;
    let old = loaded.site.renderer().name_of(record);
    check_id(model, record, &arguments.id)?;
    check_name(&loaded.config, &arguments.id)?;
    let Some(renaming) = session.renaming(record, &arguments.id) else {
        return Ok(Outcome::Clean);
    };
    let renamed = rename::rename(&renaming);
    let files = rename::applied(&renamed);
    let imagined = files.iter().map(|(source, text)| Source::new(source.path.clone(), text));
    let after = session.imagine(&loaded, imagined.map(Arc::new).collect());
    let problems = new_problems(&loaded.diagnostics, &after.diagnostics);
    if !problems.is_empty() {
        voice.problems(&problems, &folder.named, true)?;
        voice.say("the new id would cause these problems; nothing was written");
        return Ok(Outcome::Problems);
    }
    if !arguments.dry_run {
        write_all(&folder.full, &files)?;
    }
    match arguments.format {
        Telling::Json => print(&in_json(&renamed, &files, arguments, &old)),
        Telling::Text => {
            if arguments.dry_run {
                files.iter().try_for_each(|file| print(&difference(file)).map(drop))?;
            }
            say(&renamed, files.len(), arguments, voice);
            Ok(Outcome::Clean)
        }
    }
}

/// What was changed, or would be, as one JSON object.
fn in_json(
    renamed: &Renamed,
    files: &[(Arc<Source>, String)],
    arguments: &Rename,
    old: &str,
) -> String {
    let files = files.iter().map(|file| match arguments.dry_run {
        true => json!({ "path": file.0.path, "diff": difference(file) }),
        false => json!({ "path": file.0.path }),
    });
    let left = renamed.left.iter().map(|place| {
        let line = place.position().line;
        json!({ "path": place.source.path, "line": line })
    });
    let told = json!({
        "record": old,
        "id": arguments.id,
        "written": !arguments.dry_run,
        "references": renamed.references.len(),
        "files": files.collect::<Vec<_>>(),
        "left": left.collect::<Vec<_>>(),
    });
    format!("{told:#}\n")
}

/// The record that an id, or `kind/id`, means.
fn record_meant(config: &Config, model: &Model, name: &str) -> Result<RecordId, CommandError> {
    let qualified = name.split_once('/');
    if let Some((kind, id)) = qualified
        && let Some(kind) = config.kind(kind)
    {
        return record_named(config, model, kind, id);
    }
    let index = found(config, model, name)?;
    let record = &model.records[index];
    match record.aliases.iter().any(|alias| alias.text == name) {
        true => Err(no_such(config, record.kind, name, Some(alias_of(record)))),
        false => Ok(index),
    }
}

/// The record that has an id; an alias of it is told as such.
fn record_named(
    config: &Config,
    model: &Model,
    kind: KindId,
    id: &str,
) -> Result<RecordId, CommandError> {
    if let Some(index) = model.find(kind, LanguageId::OWN, id) {
        return Ok(index);
    }
    let records = || model.of_kind(kind).iter().map(|&index| &model.records[index]);
    let answers = |record: &&Arc<Record>| record.aliases.iter().any(|alias| alias.text == id);
    let help = match records().find(answers) {
        Some(record) => Some(alias_of(record)),
        None => did_you_mean(id, records().map(|record| &*record.id)),
    };
    Err(no_such(config, kind, id, help))
}

fn alias_of(record: &Record) -> String {
    format!("it is an alias of `{}`", record.id)
}

fn no_such(config: &Config, kind: KindId, id: &str, help: Option<String>) -> CommandError {
    let help = help.map_or_else(String::new, |help| format!("\nhelp: {help}"));
    let kind = &config.kinds[kind].name;
    CommandError::Usage(format!("no record of kind `{kind}` has the id `{id}`{help}"))
}

/// Whether a record can have an id: it is one, and nobody else has it.
fn check_id(model: &Model, index: RecordId, id: &str) -> Result<(), CommandError> {
    let record = &model.records[index];
    if record.kind == PAGE && *record.id == *"index" {
        let words = "the id of the home page cannot change".to_owned();
        return Err(CommandError::Usage(words));
    }
    if !is_address(id, record.kind == PAGE) {
        let help = match suggested(id) {
            slug if slug.is_empty() => {
                "use lower-case letters, digits and single hyphens".to_owned()
            }
            slug => format!("try `{slug}`"),
        };
        return Err(CommandError::Usage(format!("`{id}` is not a valid id\nhelp: {help}")));
    }
    let has = |other: RecordId| {
        let other_record = &model.records[other];
        let is_alias = other_record.aliases.iter().any(|alias| alias.text == id);
        *other_record.id == *id || (is_alias && *other_record.id != *record.id)
    };
    let taken = model.of_kind(record.kind).iter().copied().find(|&other| has(other));
    match taken {
        Some(other) if model.records[other].id == record.id => {
            Err(CommandError::Usage(format!("the record already has the id `{id}`")))
        }
        Some(other) => Err(taken_by("another record already has the id", id, &model.place(other))),
        None => match anchored(model, index, id) {
            Some(place) => Err(taken_by("another heading already has the anchor", id, &place)),
            None => Ok(()),
        },
    }
}

/// Whether references may mean a record by an id, which mean no page of the program's own by it.
fn check_name(config: &Config, id: &str) -> Result<(), CommandError> {
    let what = match (config.kind(id), Overview::named(id)) {
        (Some(_), _) => "the list of a kind",
        (None, Some(_)) => "a page that the program makes",
        (None, None) => return Ok(()),
    };
    let words = format!("`{id}` is the name of {what}\nhelp: `[[{id}]]` leads there");
    Err(CommandError::Usage(words))
}

fn taken_by(what: &str, id: &str, place: &Place) -> CommandError {
    let (path, line) = (&place.source.path, place.position().line);
    CommandError::Usage(format!("{what} `{id}`\nhelp: see {path}:{line}"))
}

/// The heading, in a document that declares the record by one of its own, whose anchor is an id:
/// links to it would lead to the record.
fn anchored(model: &Model, index: RecordId, id: &str) -> Option<Place> {
    let record = &model.records[index];
    let in_languages = model.of_kind(record.kind).iter().copied();
    let own = in_languages.filter(|&own| model.records[own].id == record.id);
    own.filter(|&own| model.records[own].heading.is_some()).find_map(|own| {
        let document = model.document_of(own).document();
        let heading = document.headings.iter().find(|heading| *heading.anchor == *id)?;
        Some(Place::new(&document.source, heading.span.clone()))
    })
}

/// The problems of which there were fewer before, by their codes and files.
fn new_problems(before: &[Diagnostic], after: &[Diagnostic]) -> Vec<Diagnostic> {
    let key = |problem: &Diagnostic| {
        let path = problem.place.as_ref().map(|place| place.source.path.clone());
        (problem.code, path)
    };
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for problem in before {
        *known.entry(key(problem)).or_default() += 1;
    }
    let is_new = |problem: &&Diagnostic| match known.get_mut(&key(problem)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    after.iter().filter(is_new).cloned().collect()
}

pub(super) fn difference((source, text): &(Arc<Source>, String)) -> String {
    let path = &source.path;
    TextDiff::from_lines(&source.text, text).unified_diff().header(path, path).to_string()
}

pub(super) fn write_all(
    report: &Path,
    files: &[(Arc<Source>, String)],
) -> Result<(), CommandError> {
    for (at, (source, text)) in files.iter().enumerate() {
        if let Err(error) = write::replace(&report.join(&source.path), text) {
            let written = files[..at].iter().map(|(source, _)| source.path.clone()).collect();
            return Err(CommandError::Partly { written, error });
        }
    }
    Ok(())
}

fn say(renamed: &Renamed, files: usize, arguments: &Rename, voice: Voice) {
    for place in &renamed.left {
        let (path, line) = (&place.source.path, place.position().line);
        voice.say(&format!("note: {path}:{line} still has the old id, which redirects"));
    }
    let verb = if arguments.dry_run { "would change" } else { "changed" };
    voice.say(&format!(
        "{} in {} {verb}",
        count(renamed.references.len(), "reference"),
        count(files, "file")
    ));
}
