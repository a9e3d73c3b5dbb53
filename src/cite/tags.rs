//! The `citation_*` tags of a page, by which reference managers save it.

use super::{Work, in_one_line, undivided};

/// The names, without `citation_`, and contents of a page's tags. That a work is a report is told by
/// its institution alone, so one always stands there: whoever published it, else its authors, else
/// its title. There is no tag for notes, so what a work restates is told where it is described;
/// that would otherwise be the description of the page.
pub fn tags(work: &Work, description: &str) -> Vec<(&'static str, String)> {
    let mut tags = vec![("title", in_one_line(&work.name()))];
    tags.extend(work.authors.iter().map(|name| ("author", undivided(name))));
    tags.extend(work.date.map(|date| ("publication_date", date.to_string().replace('-', "/"))));
    tags.push(("language", work.language.clone()));
    let institution = work
        .institution
        .clone()
        .or_else(|| (!work.authors.is_empty()).then(|| work.authors.join(", ")));
    let institution = institution.unwrap_or_else(|| work.title.clone());
    tags.push(("technical_report_institution", in_one_line(&institution)));
    tags.extend(work.symbol().map(|symbol| ("technical_report_number", symbol)));
    let note = work.note().map(|note| in_one_line(&format!("{description} {note}")));
    tags.extend(note.map(|note| ("abstract", note)));
    tags
}
