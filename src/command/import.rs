//! `rapporteur import`: what was written for other programs, as a report is written.

mod documents;
mod front_matter;
mod mapped;
mod tables;

use crate::cli::Import;
use crate::import::document::is_document;

use super::{CommandError, Outcome, Voice};

pub(super) fn run(arguments: &Import, voice: Voice) -> Result<Outcome, CommandError> {
    match &arguments.file {
        Some(file) if !arguments.front_matter && is_document(file) => {
            documents::run(file, arguments, voice)
        }
        Some(file) if !arguments.front_matter => tables::run(file, arguments, voice),
        _ => front_matter::run(arguments, voice),
    }
}
