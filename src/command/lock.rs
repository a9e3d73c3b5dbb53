//! `rapporteur lock`: writes down every id that is published.

use std::collections::BTreeSet;

use crate::cli::Lock;
use crate::lock;
use crate::report::count;
use crate::write;

use super::load::{Loading, Session};
use super::{CommandError, Outcome, Voice, folder};

pub(super) fn run(arguments: &Lock, voice: Voice) -> Result<Outcome, CommandError> {
    let folder = folder(arguments.dir.as_deref())?;
    let mut session = Session::new(&folder.full, Loading::default());
    let loaded = session.load()?;
    let outcome = voice.problems(&loaded.diagnostics, &folder.named, false)?;
    if outcome == Outcome::Problems {
        voice.say("nothing was written");
        return Ok(outcome);
    }
    let Some(planned) = session.planned() else { return Ok(Outcome::Clean) };
    let entries = lock::renewed(planned, session.lock());
    let text = lock::written(&entries);
    let is_same = session.lock().is_some_and(|lock| lock.source.text == text);
    if !is_same {
        write::replace(&folder.full.join(lock::FILE), &text)?;
    }
    let known = session.lock().map(|lock| lock.entries.as_slice()).unwrap_or_default();
    let known: BTreeSet<&str> = known.iter().map(|entry| entry.address.as_str()).collect();
    let added = entries.iter().filter(|entry| !known.contains(entry.address.as_str())).count();
    let what = if is_same { "nothing changed".to_owned() } else { format!("{added} added") };
    voice.say(&format!("{} in {} ({what})", count(entries.len(), "published path"), lock::FILE));
    Ok(Outcome::Clean)
}
