//! `rapporteur serve` in a program without a server: how to get one.

use crate::cli::Serve;

use super::{CommandError, Outcome, Voice};

pub(super) fn run(_: &Serve, _: Voice) -> Result<Outcome, CommandError> {
    Err(CommandError::Usage(
        "this program was compiled without the feature `serve`\n\
         help: install it with `--features serve`, or write the site to a folder: `rapporteur build`"
            .to_owned(),
    ))
}
