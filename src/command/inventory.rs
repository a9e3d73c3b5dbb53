//! `rapporteur inventory`: what other reports need to know of this one.

use crate::cli::Inventory;
use crate::data;

use super::{CommandError, Outcome, Voice, loaded, print};

pub(super) fn run(arguments: &Inventory, voice: Voice) -> Result<Outcome, CommandError> {
    let (folder, loaded) = loaded(&arguments.report)?;
    if loaded.has_errors() {
        return voice.problems(&loaded.diagnostics, &folder.named, false);
    }
    print(&data::inventory(loaded.site.renderer()))
}
