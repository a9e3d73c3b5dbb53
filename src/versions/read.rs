//! Files of versions → snapshots.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::collation::natural;
use crate::date::Date;
use crate::diagnostics::{Code, Diagnostic, tallied};
use crate::source::Source;

use super::{ENDING, FORMAT, Head, MARK, Record, Snapshot, Version, is_name};

/// What to do about a file that is no snapshot.
const HELP: &str = "`rapporteur snapshot` writes the files of this folder";

/// Reads a snapshot. `None` for a file that is none; lines that cannot be read are left out. Either
/// way, problems say so.
pub fn read(source: &Arc<Source>) -> (Option<Snapshot>, Vec<Diagnostic>) {
    let lines = lines(source);
    let Some((first, rest)) = lines.split_first() else {
        let problem = problem(source, 0..0, "this file is empty, and no version of a report");
        return (None, vec![problem.help(HELP)]);
    };
    let head = match head(source, first) {
        Ok(head) => head,
        Err(problem) => return (None, vec![*problem]),
    };
    let read: Vec<Result<Record, Box<Diagnostic>>> =
        rest.par_iter().map(|line| record(source, line)).collect();
    let mut records = Vec::with_capacity(read.len());
    let mut problems = Vec::new();
    for read in read {
        match read {
            Ok(record) => records.push(record),
            Err(problem) => problems.push(*problem),
        }
    }
    (Some(Snapshot { head, records }), tallied(source, problems))
}

/// The bytes of the lines that hold something.
fn lines(source: &Source) -> Vec<Range<usize>> {
    let mut start = source.bom_len();
    let mut lines = Vec::new();
    for line in source.text[start..].split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        if !text.trim().is_empty() {
            lines.push(start..start + text.len());
        }
        start += line.len();
    }
    lines
}

fn head(source: &Arc<Source>, line: &Range<usize>) -> Result<Head, Box<Diagnostic>> {
    let foreign = |message: &str| Box::new(problem(source, line.clone(), message).help(HELP));
    let value: Json = value(source, line, "this file is not a version of a report")?;
    if value.get("rapporteur").and_then(Json::as_str) != Some(MARK) {
        return Err(foreign("this file is not a version of a report"));
    }
    let format = value.get("format").and_then(Json::as_u64);
    let Some(format) = format.filter(|format| *format > 0) else {
        return Err(foreign("this file does not say which format it has"));
    };
    if format > u64::from(FORMAT) {
        let message =
            format!("this version has the format {format}, and this program reads {FORMAT}");
        let help = "read it with the program that wrote it, or a later one";
        return Err(Box::new(problem(source, line.clone(), &message).help(help)));
    }
    let head: Head = serde_json::from_value(value)
        .map_err(|error| foreign(&format!("this line does not describe a version: {error}")))?;
    if let Some(date) = head.date.as_deref().filter(|date| Date::parse(date).is_err()) {
        let message = format!("`{date}` is not a date");
        let help = "write a day, a month or a year: `2026-10-15`, `2026-10`, `2026`";
        return Err(Box::new(problem(source, line.clone(), &message).help(help)));
    }
    Ok(head)
}

fn record(source: &Arc<Source>, line: &Range<usize>) -> Result<Record, Box<Diagnostic>> {
    let record: Record = value(source, line, "this line is not a record")?;
    let is_name =
        |id: &str| id.split_once('/').is_some_and(|(kind, id)| !kind.is_empty() && !id.is_empty());
    if is_name(&record.id) {
        return Ok(record);
    }
    let message = format!("`{}` is not the name of a record", record.id);
    Err(Box::new(problem(source, line.clone(), &message).help("a record is named `kind/id`")))
}

fn value<T: DeserializeOwned>(
    source: &Arc<Source>,
    line: &Range<usize>,
    what: &str,
) -> Result<T, Box<Diagnostic>> {
    serde_json::from_str(&source.text[line.clone()]).map_err(|error| {
        let at = line.start + error.column().saturating_sub(1).min(line.len());
        let at = source.text.floor_char_boundary(at);
        let place = if error.is_data() { line.clone() } else { at..line.end };
        // The line of the message would be that within the line.
        let told = error.to_string();
        let told = told.rsplit_once(" at line ").map_or(told.as_str(), |(told, _)| told);
        Box::new(problem(source, place, &format!("{what}: {told}")).help(HELP))
    })
}

fn problem(source: &Arc<Source>, place: Range<usize>, message: &str) -> Diagnostic {
    Diagnostic::at(Code::BadVersion, source, place, message)
}

/// The versions that files hold, in the order in which they were published: by their dates, those
/// without one first, and then by their names.
pub fn list(sources: &[Arc<Source>]) -> (Vec<Version>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut versions = Vec::new();
    for source in sources {
        let name = source.path.rsplit('/').next().unwrap_or_default();
        let name = name.strip_suffix(&format!(".{ENDING}")).unwrap_or(name);
        if !is_name(name) {
            let message = format!("`{name}` cannot be the name of a version");
            let help = "use lower-case letters, digits and single hyphens, as in `2026-10`";
            problems.push(problem(source, 0..0, &message).help(help));
            continue;
        }
        let (snapshot, mut own) = read(source);
        problems.append(&mut own);
        if let Some(mut snapshot) = snapshot {
            // The file's name is the one that addresses have, whatever it was written as.
            snapshot.head.name = name.to_owned();
            let snapshot = Arc::new(snapshot);
            versions.push(Version { source: Arc::clone(source), name: name.to_owned(), snapshot });
        }
    }
    versions.sort_by_cached_key(|version| {
        (version.snapshot.head.date(), natural(&version.name), version.name.clone())
    });
    (versions, problems)
}
