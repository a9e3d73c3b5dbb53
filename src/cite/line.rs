//! A citation for people: one line of text.

use std::fmt;

use super::Work;

/// What depends on the language of a citation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// A part and the word that leads to the whole, with the blank behind it: `“1.2 Harbour”, in `.
    pub part: Option<String>,
    /// The date in words.
    pub date: Option<String>,
    /// What stands between two things: `, `.
    pub separator: String,
}

/// A citation in three pieces, of which the middle one is the title of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The authors, and the part that is meant.
    pub before: String,
    /// The title of the whole.
    pub title: String,
    /// Who published it, where and when, its symbols, what it restates, and its address.
    pub after: String,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.before, self.title, self.after)
    }
}

/// A work as a line: authors, title, institution, place, date, symbols, what it restates, address.
/// An institution that is the only author is not named twice.
pub fn line(work: &Work, words: &Words) -> Line {
    let mut before: String =
        work.authors.iter().map(|name| format!("{name}{}", words.separator)).collect();
    if let Some(part) = &words.part {
        before.push_str(part);
    }
    let institution = work.institution.as_ref().filter(|name| work.authors != [name.as_str()]);
    let symbol = work.symbol();
    let after = [institution, work.place.as_ref(), words.date.as_ref(), symbol.as_ref()];
    let after = after.into_iter().chain([work.restating.as_ref(), work.url.as_ref()]).flatten();
    let after = after.map(|text| format!("{}{text}", words.separator)).collect();
    Line { before, title: work.title.clone(), after }
}
