//! `rapporteur schema`: what may be written, for editors.

use crate::cli::Schema;
use crate::diagnostics::Diagnostic;
use crate::{config, read, schema};

use super::list::kind_named;
use super::{CommandError, Outcome, Voice, folder, print};

pub(super) fn run(arguments: &Schema, voice: Voice) -> Result<Outcome, CommandError> {
    if arguments.mapping {
        return print(&written(&schema::mapping()));
    }
    if arguments.inventory {
        return print(&written(&schema::inventory()));
    }
    let Some(name) = &arguments.kind else { return print(&written(&schema::book())) };
    let folder = folder(arguments.dir.as_deref())?;
    let (source, mut problems) = read::config(&folder.full)?;
    let (config, found) = config::load(&source);
    problems.extend(found);
    if problems.iter().any(Diagnostic::is_error) {
        return voice.problems(&problems, &folder.named, false);
    }
    let kind = &config.kinds[kind_named(&config, name)?];
    print(&written(&schema::front_matter(&config, kind)))
}

fn written(schema: &serde_json::Value) -> String {
    format!("{schema:#}\n")
}
