//! All titles from A to Z where they do not fit on one page: a page for each letter, or several.

use tera::Value;

use crate::collation::Collation;
use crate::ids::{LanguageId, RecordId};
use crate::look::Argument;
use crate::plan::{Letter, MOST_LISTED};
use crate::trace;

use super::facts::OfLanguage;
use super::{Rendered, Renderer, map};

/// The titles of a language by their letters, in the order of the alphabet: the place of each letter
/// in the plan, and the records in order.
pub(super) type Filed = Vec<(usize, Vec<RecordId>)>;

/// What a page of titles lists.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Titles under their letters.
    pub(super) groups: Vec<Value>,
    /// All letters that have pages.
    pub(super) letters: Vec<Value>,
    /// The pages of the letter at hand, where it has several.
    pub(super) parts: Vec<Value>,
}

impl Renderer {
    /// The letters of a language, and the pages that are about no record.
    pub(super) fn all_letters(&self, path: &str, language: LanguageId) -> Rendered {
        let pages = self.ledger_pages(language);
        let groups = if pages.is_empty() { Vec::new() } else { vec![group("", pages)] };
        let letters = self.letter_views(language, None);
        let face = self.overview(path, language, "titles");
        self.titles_page(&face, Listed { groups, letters, ..Listed::default() })
    }

    /// Some of the titles under a letter, by the place of the letter in the plan and that of the page
    /// among those of the letter.
    pub(super) fn letter(
        &self,
        path: &str,
        language: LanguageId,
        (letter, part): (usize, usize),
    ) -> Rendered {
        let filed = self.filed(language);
        let place = filed.iter().position(|(own, _)| *own == letter).unwrap_or_default();
        let pages = |place: usize| {
            let own = filed[place].0;
            (0..self.plan.parts.letters[&language][own].parts()).map(move |part| (own, part))
        };
        let around = place.saturating_sub(1)..filed.len().min(place + 2);
        let around: Vec<(usize, usize)> = around.flat_map(pages).collect();
        let here = around.iter().position(|page| *page == (letter, part)).unwrap_or_default();
        let before = here.checked_sub(1).map(|at| around[at]);
        let view = |page: (usize, usize)| self.letter_page(language, page);

        let mut face = self.overview(path, language, "titles");
        face.breadcrumbs.push((face.title.clone(), format!("{}a-z/", self.plan_home(language))));
        let name = self.letter_name(language, (letter, part));
        face.title = self.worded(language, "titles-of-letter", &[("letter", name)]).into();
        face.parts = (before.map(view), around.get(here + 1).copied().map(view));

        let own = &self.plan.parts.letters[&language][letter];
        let records = filed[place].1.chunks(MOST_LISTED).nth(part).unwrap_or_default();
        let records = records.iter().map(|&index| self.summary(index));
        self.titles_page(
            &face,
            Listed {
                groups: vec![group(&own.letter, records.collect())],
                letters: self.letter_views(language, Some(letter)),
                parts: self.part_views(language, own, part),
            },
        )
    }

    /// The titles of a language that has letters with pages.
    pub(super) fn filed(&self, language: LanguageId) -> &Filed {
        OfLanguage::Filed.note(language);
        let file = || {
            let collation = Collation::of(&self.config.languages[language].tag);
            let letters = &self.plan.parts.letters[&language];
            let groups = collation.file_broadly(self.sorted(language, &collation));
            let placed = groups.into_iter().filter_map(|(letter, records)| {
                Some((letters.iter().position(|own| own.letter == letter)?, records))
            });
            placed.collect()
        };
        self.filed[language].get_or_init(|| trace::aside(file))
    }

    /// All letters of a language, and which of them is at hand.
    fn letter_views(&self, language: LanguageId, current: Option<usize>) -> Vec<Value> {
        let home = self.plan_home(language);
        let views = self.filed(language).iter().map(|(at, _)| {
            let letter = &self.plan.parts.letters[&language][*at];
            map! {
                "letter": letter.letter.as_str(),
                "count": letter.count,
                "path": self.href("", &format!("{home}{}", letter.address(0)), ""),
                "current": current == Some(*at),
            }
        });
        views.collect()
    }

    /// The pages of a letter, if there are several, and which of them is at hand.
    fn part_views(&self, language: LanguageId, letter: &Letter, current: usize) -> Vec<Value> {
        let home = self.plan_home(language);
        let parts = if letter.parts() > 1 { letter.parts() } else { 0 };
        let views = (0..parts).map(|part| {
            map! {
                "number": part + 1,
                "path": self.href("", &format!("{home}{}", letter.address(part)), ""),
                "current": part == current,
            }
        });
        views.collect()
    }

    /// A page of a letter as another page shows it beside itself.
    fn letter_page(&self, language: LanguageId, page: (usize, usize)) -> Value {
        let letter = &self.plan.parts.letters[&language][page.0];
        let address = format!("{}{}", self.plan_home(language), letter.address(page.1));
        self.part_view(language, &self.letter_name(language, page), &address)
    }

    /// What a page of a letter is called: the letter, with the number of the part if it has several.
    fn letter_name(&self, language: LanguageId, (letter, part): (usize, usize)) -> String {
        let own = &self.plan.parts.letters[&language][letter];
        match own.parts() {
            1 => own.letter.clone(),
            _ => {
                let values = [("letter", own.letter.clone()), ("part", (part + 1).to_string())];
                self.worded(language, "letter-part", &values)
            }
        }
    }

    /// A page that is a part of something, as another page shows it beside itself.
    pub(super) fn part_view(&self, language: LanguageId, title: &str, address: &str) -> Value {
        let language = &self.config.languages[language];
        map! {
            "title": title,
            "title_html": title,
            "number": Value::none(),
            "path": self.href("", address, ""),
            "language": language.tag.as_str(),
            "dir": language.direction(),
        }
    }

    /// A string with words in it.
    pub(super) fn worded(
        &self,
        language: LanguageId,
        key: &str,
        words: &[(&str, String)],
    ) -> String {
        let words: Vec<(String, Argument)> = words
            .iter()
            .map(|(name, word)| ((*name).to_owned(), Argument::Text(word.clone())))
            .collect();
        self.look.strings().get(language, key, &words).unwrap_or_default()
    }
}

fn group(letter: &str, records: Vec<Value>) -> Value {
    map! { "letter": letter, "anchor": "look:letter-1", "records": records }
}
