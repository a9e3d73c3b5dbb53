//! `rapporteur check`: everything that `build` does, but for writing.

use rayon::prelude::*;

use crate::cli::Check;
use crate::diagnostics;

use super::{CommandError, Outcome, Voice, loaded, told_once};

pub(super) fn run(arguments: &Check, voice: Voice) -> Result<Outcome, CommandError> {
    let (folder, loaded) = loaded(&arguments.report)?;
    let mut problems = loaded.diagnostics.clone();
    if !loaded.has_errors() {
        let paths: Vec<_> = loaded.site.pages().collect();
        let failed = paths.par_iter().filter_map(|path| loaded.site.render(path)?.err());
        problems.append(&mut told_once(failed.collect()));
        diagnostics::sort(&mut problems);
    }
    let outcome = voice.problems(&problems, &folder.named, arguments.strict)?;
    if outcome == Outcome::Problems {
        voice.stopped_by_warnings(&problems, "check");
    }
    Ok(outcome)
}
