//! What holds of every report that has been loaded.

use rapporteur::command::load::{Loaded, Loading, Session};
use rapporteur::diagnostics::Diagnostic;
use rapporteur::ids::{LanguageId, RecordId};
use rapporteur::report::{self, Detail, Format, Style};
use rapporteur::site::Output;
use rapporteur::source::Place;
use rapporteur::{lock, rename};

use crate::support::{Files, Report, load, rendered};

/// What a page has of its own: the frame, the menu, the words of the look.
const OWN: usize = 512 * 1024;

/// What problems have of their own: a few codes come up a thousand times.
const OWN_OF_PROBLEMS: usize = 8 * 1024 * 1024;

/// How many times the size of its report a page may have.
const TIMES: usize = 64;

/// Each problem can be printed, and each page rendered.
pub(super) fn loaded(loaded: &Loaded, files: &Files) {
    let written: usize = files.values().map(Vec::len).sum();
    problems(&loaded.diagnostics, written);
    for path in loaded.site.pages() {
        // Drawing a card takes long and depends on a title alone.
        if path.ends_with(".png") && !path.ends_with("0.png") {
            continue;
        }
        match loaded.site.render(&path).expect("a path of the site") {
            Ok(Output::Bytes(bytes)) => page(&path, &bytes, written),
            Ok(Output::Shared(bytes)) => page(&path, &bytes, written),
            Ok(Output::File(_)) => {}
            // The look is the built-in one, of which nobody but us can mend anything.
            Err(problem) => panic!("{path}: {} ({:?})", problem.message, problem.help),
        }
    }
}

fn page(path: &str, bytes: &[u8], written: usize) {
    let most = OWN + TIMES * written;
    assert!(bytes.len() <= most, "{path} has {} bytes, the report {written}", bytes.len());
    if [".html", ".json", ".xml", ".atom", ".md", ".txt"].iter().any(|end| path.ends_with(end)) {
        let text = str::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is not UTF-8"));
        assert!(!text.contains('\0'), "{path} has a NUL");
        // A redirect is a page of HTML, whatever its old address ends in.
        if path.ends_with(".json") && !text.starts_with('<') {
            let json = serde_json::from_str::<serde_json::Value>(text);
            json.unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
}

/// Each problem is at a place of its text, and can be printed in each form.
fn problems(problems: &[Diagnostic], written: usize) {
    for problem in problems {
        let related = problem.related.iter().map(|(place, _)| place);
        problem.place.iter().chain(related).for_each(|place| within(place, problem));
    }
    for format in [Format::Short, Format::Json, Format::Github] {
        let text = report::render(problems, format, Style::Plain, report::DEFAULT_WIDTH);
        bounded(text.len(), written);
        printable(&text, format);
    }
    // Excerpts take long, and what is wrong a thousand times is mostly alike.
    let some = &problems[..problems.len().min(100)];
    for (detail, width) in [(Detail::All, 1), (Detail::All, 60), (Detail::Folded, 140)] {
        printable(&report::terminal(some, detail, Style::Plain, width), Format::Human);
    }
    let panel = report::panel(problems, |path, line| Some(format!("{path}:{line}")));
    bounded(panel.len(), written);
    report::summary(problems);
}

fn bounded(bytes: usize, written: usize) {
    let most = OWN_OF_PROBLEMS + TIMES * written;
    assert!(bytes <= most, "the problems have {bytes} bytes, the report {written}");
}

fn within(place: &Place, problem: &Diagnostic) {
    let Place { source, span } = place;
    let text = &source.text;
    let is_within = span.start <= span.end && text.get(span.clone()).is_some();
    let told = (problem.code, &problem.message);
    assert!(is_within, "{told:?} is at {span:?} of {} ({} bytes)", source.path, text.len());
    place.position();
}

/// Nothing steers a terminal, and JSON is JSON.
fn printable(text: &str, format: Format) {
    if format == Format::Json {
        let read = |line| serde_json::from_str::<serde_json::Value>(line).err();
        assert_eq!(text.lines().find_map(read).map(|error| error.to_string()), None);
        return;
    }
    let steers = |letter: &char| {
        letter.is_control() && !"\n\r\t".contains(*letter)
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(letter, '\u{2066}'..='\u{2069}')
    };
    assert_eq!(text.chars().find(steers), None, "in the format {format:?}");
}

/// What `rapporteur lock` and `rapporteur rename` write of it.
pub(super) fn commands(session: &Session, chosen: usize) {
    let Some(planned) = session.planned() else { return };
    lock::written(&lock::renewed(planned, session.lock()));
    let records = &planned.model.records;
    let own: Vec<RecordId> =
        records.ids().filter(|at| records[*at].language == LanguageId::OWN).collect();
    if let Some(record) = own.get(chosen % own.len().max(1)) {
        let renaming = session.renaming(*record, "renamed").expect("a report that was loaded");
        rename::applied(&rename::rename(&renaming));
    }
}

/// A session that has loaded the report before shows what one does that has not.
pub(super) fn same(warm: &Loaded, report: &Report, loading: Loading) {
    let cold = load(report.path(), loading);
    let told =
        |loaded: &Loaded| report::render(&loaded.diagnostics, Format::Json, Style::Plain, 80);
    assert_eq!(told(warm), told(&cold), "problems after loading again, and for the first time");
    let (warm, cold) = (rendered(warm), rendered(&cold));
    let paths = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&warm), paths(&cold));
    let differs = cold.iter().find(|(path, bytes)| warm[*path] != **bytes);
    assert_eq!(differs.map(|(path, _)| path), None, "after loading again, and for the first time");
}
