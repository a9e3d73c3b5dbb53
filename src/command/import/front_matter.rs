//! `rapporteur import --front-matter`: YAML in TOML, in all documents at once.

use std::sync::Arc;

use crate::cli::Import;
use crate::command::load::{Loaded, Loading, Session};
use crate::command::rename::{difference, write_all};
use crate::command::{CommandError, Outcome, Voice, folder, print};
use crate::diagnostics::{self, Diagnostic};
use crate::field::Field;
use crate::import::front_matter::in_toml;
use crate::model::Placed;
use crate::report::count;
use crate::source::Source;

pub(super) fn run(arguments: &Import, voice: Voice) -> Result<Outcome, CommandError> {
    // Without a table, the first argument is the folder.
    let dir = arguments.file.as_deref().or(arguments.dir.as_deref());
    let folder = folder(dir)?;
    let mut session = Session::new(&folder.full, Loading { drafts: true, ..Loading::default() });
    let loaded = session.load()?;
    let (files, problems) = turned(&loaded);
    if !problems.is_empty() {
        voice.problems(&problems, &folder.named, false)?;
        voice.say("nothing was written");
        return Ok(Outcome::Problems);
    }
    if arguments.dry_run {
        files.iter().try_for_each(|file| print(&difference(file)).map(drop))?;
    } else {
        write_all(&folder.full, &files)?;
    }
    let count = count(files.len(), "document");
    voice.say(&match (files.len(), arguments.dry_run) {
        (0, _) => "no document has front matter in YAML".to_owned(),
        (_, true) => format!("front matter of {count} would be turned into TOML"),
        (_, false) => format!("front matter of {count} is in TOML now"),
    });
    Ok(Outcome::Clean)
}

/// The files that change, with their texts before and after, and why some cannot.
fn turned(loaded: &Loaded) -> (Vec<(Arc<Source>, String)>, Vec<Diagnostic>) {
    // A field that `book.toml` does not declare is one of another type.
    let config = &loaded.config.source.path;
    let is_of_config = |problem: &&Diagnostic| {
        let place = problem.place.as_ref();
        problem.is_error() && place.is_some_and(|place| place.source.path == *config)
    };
    let mut problems: Vec<Diagnostic> =
        loaded.diagnostics.iter().filter(is_of_config).cloned().collect();
    let mut files = Vec::new();
    for placed in &loaded.site.renderer().model().documents {
        let document = placed.document();
        match in_toml(document, declared(loaded, placed)) {
            Ok(None) => {}
            Ok(Some(text)) => files.push((Arc::clone(&document.source), text)),
            Err(mut found) => problems.append(&mut found),
        }
    }
    diagnostics::sort(&mut problems);
    (files, problems)
}

/// The fields that the kind of a document has.
fn declared<'a>(loaded: &'a Loaded, placed: &Placed) -> &'a [Field] {
    let own = placed.part().records.iter().find(|record| record.heading.is_none());
    own.map_or(&[], |record| loaded.config.kinds[record.kind].fields.as_slice())
}
