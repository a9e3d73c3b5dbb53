//! `rapporteur check`: everything that `build` does, but for writing.

use rayon::prelude::*;

use crate::cli::Check;
use crate::diagnostics;

use super::load::{Loading, Session};
use super::{CommandError, Outcome, Voice, report_dir, told_once};

pub(super) fn run(arguments: &Check, voice: Voice) -> Result<Outcome, CommandError> {
    let report = report_dir(&arguments.report.dir)?;
    let loading = Loading { drafts: arguments.report.drafts, ..Loading::default() };
    let loaded = Session::new(&report, loading).load()?;
    let mut problems = loaded.diagnostics.clone();
    if !loaded.has_errors() {
        let paths: Vec<_> = loaded.site.pages().collect();
        let failed = paths.par_iter().filter_map(|path| loaded.site.render(path)?.err());
        problems.append(&mut told_once(failed.collect()));
        diagnostics::sort(&mut problems);
    }
    voice.problems(&problems, &arguments.report.dir, arguments.strict)
}
