//! RIS, as reference managers have agreed to read it.

use super::{Work, in_one_line, undivided};
use crate::date::Date;

/// Works as a file of the RIS format.
pub fn ris(works: &[Work]) -> String {
    works.iter().map(entry).collect()
}

fn entry(work: &Work) -> String {
    // What restates a report is a page of the site that does, and no part of the report.
    let kind = if work.restating.is_some() { "ELEC" } else { "RPRT" };
    let mut tags = vec![("TY", kind.to_owned()), ("ID", work.key.clone())];
    tags.extend(work.authors.iter().map(|author| ("AU", undivided(author))));
    tags.push(("TI", work.name()));
    if let Some(part) = &work.part {
        tags.push(("T2", work.title.clone()));
        if work.restating.is_none() {
            tags.push(("M3", part.label.clone()));
        }
    }
    tags.extend(work.institution.clone().map(|institution| ("PB", institution)));
    tags.extend(work.place.clone().map(|place| ("CY", place)));
    if let Some(date) = work.date {
        tags.push(("PY", format!("{:04}", date.year)));
        tags.push(("DA", with_slashes(date)));
    }
    tags.extend(work.symbol().map(|symbol| ("SN", symbol)));
    tags.extend(work.note().map(|note| ("N1", note)));
    tags.push(("LA", work.language.clone()));
    tags.extend(work.url.clone().map(|url| ("UR", url)));
    tags.push(("ER", String::new()));
    tags.iter().map(|(tag, text)| format!("{tag}  - {}\r\n", in_one_line(text))).collect()
}

/// `2015/06/17/`; what is not known stays empty.
fn with_slashes(date: Date) -> String {
    let part =
        |number: Option<u8>| number.map_or_else(String::new, |number| format!("{number:02}"));
    format!("{:04}/{}/{}/", date.year, part(date.month), part(date.day))
}
