//! `rapporteur import`: what was written for other programs, as a report is written.

mod front_matter;

use crate::cli::Import;

use super::{CommandError, Outcome, Voice};

pub(super) fn run(arguments: &Import, voice: Voice) -> Result<Outcome, CommandError> {
    front_matter::run(arguments, voice)
}
