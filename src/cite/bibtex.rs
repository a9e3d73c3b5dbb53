//! BibTeX.

use super::{Work, in_one_line};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Works as BibTeX entries in UTF-8. A part is an entry of a collection, with its kind and number
/// where a chapter has them.
pub fn bibtex(works: &[Work]) -> String {
    works.iter().map(entry).collect::<Vec<_>>().join("\n")
}

fn entry(work: &Work) -> String {
    let mut fields = Vec::new();
    let title = work.part.as_ref().map_or(&work.title, |part| &part.title);
    fields.push(("title", kept(title)));
    if let Some(part) = &work.part {
        fields.push(("booktitle", kept(&work.title)));
        fields.push(("type", kept(&part.label)));
        fields.extend(part.number.as_ref().map(|number| ("chapter", kept(number))));
    }
    if !work.authors.is_empty() {
        let names: Vec<String> = work.authors.iter().map(|name| braced(&escaped(name))).collect();
        fields.push(("author", braced(&names.join(" and "))));
    }
    let (ty, publisher) = match work.part {
        Some(_) => ("incollection", "publisher"),
        None => ("techreport", "institution"),
    };
    fields.extend(work.institution.as_ref().map(|name| (publisher, kept(name))));
    fields.extend(work.place.as_ref().map(|place| ("address", kept(place))));
    fields.extend(work.symbol().map(|symbol| ("number", kept(&symbol))));
    if let Some(date) = work.date {
        fields.push(("year", braced(&format!("{:04}", date.year))));
        fields.extend(date.month.map(|month| ("month", MONTHS[month as usize - 1].to_owned())));
        fields.extend(date.day.map(|day| ("day", braced(&day.to_string()))));
    }
    fields.extend(work.note().map(|note| ("note", braced(&escaped(&note)))));
    fields.push(("language", braced(&work.language)));
    fields.extend(work.url.as_ref().map(|url| ("url", braced(url))));
    let lines = fields.iter().map(|(name, value)| format!("  {name} = {value},\n"));
    format!("@{ty}{{{},\n{}}}\n", work.key, lines.collect::<String>())
}

fn braced(text: &str) -> String {
    format!("{{{text}}}")
}

/// Text whose capitals stay as they are.
fn kept(text: &str) -> String {
    braced(&braced(&escaped(text)))
}

/// Text without characters that mean something to TeX. Braces have names, for those of an entry are
/// counted.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in in_one_line(text).chars() {
        match letter {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(letter);
            }
            _ => out.push(letter),
        }
    }
    out
}
