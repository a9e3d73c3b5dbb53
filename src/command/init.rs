//! `rapporteur init`: a small report that builds, with comments that teach.

use crate::cli::Init;

use super::{CommandError, Outcome, Voice};

pub(super) fn run(_arguments: &Init, _voice: Voice) -> Result<Outcome, CommandError> {
    Err(CommandError::Usage("not yet".to_owned()))
}
