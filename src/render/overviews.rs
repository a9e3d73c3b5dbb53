//! What shows everything: all titles from A to Z, and the whole report on one page.

use tera::Value;

use crate::collation::Collation;
use crate::ids::{LanguageId, RecordId};
use crate::plan::reading_order;

use super::addresses::{On, Shows, root_of};
use super::footnotes::Notes;
use super::frame::Face;
use super::letters::Listed;
use super::sheets::Printed;
use super::{Rendered, Renderer, map};

impl Renderer {
    /// All records of a language by the first letters of their titles, or the letters alone where
    /// there are many.
    pub(super) fn titles(&self, path: &str, language: LanguageId) -> Rendered {
        if self.plan.parts.letters.contains_key(&language) {
            return self.all_letters(path, language);
        }
        let collation = Collation::of(&self.config.languages[language].tag);
        let records = self
            .sorted(language, &collation)
            .into_iter()
            .map(|(title, index)| (title.to_owned(), self.summary(index)));
        let mut entries: Vec<(String, Value)> = records.collect();
        for page in self.ledger_pages(language) {
            let title = page.get_from_path("title").and_then(Value::as_str).unwrap_or_default();
            let before =
                entries.partition_point(|(other, _)| collation.compare(other, title).is_lt());
            entries.insert(before, (title.to_owned(), page));
        }
        let views = collation.file(entries).into_iter().enumerate().map(|(at, (letter, records))| {
            map! { "letter": letter, "anchor": format!("look:letter-{}", at + 1), "records": records }
        });
        let face = self.overview(path, language, "titles");
        self.titles_page(&face, Listed { groups: views.collect(), ..Listed::default() })
    }

    /// A page that lists titles.
    pub(super) fn titles_page(&self, face: &Face<'_>, listed: Listed) -> Rendered {
        let root = root_of(face.path);
        let on = On { root: &root, language: face.language, shows: Shows::Nothing };
        let mut context = self.context(face, on);
        context.insert_value("groups", Value::from(listed.groups));
        context.insert_value("letters", Value::from(listed.letters));
        context.insert_value("parts", Value::from(listed.parts));
        self.look.render("titles.html", &context)
    }

    /// The records of a language in the order of their titles.
    pub(super) fn sorted(
        &self,
        language: LanguageId,
        collation: &Collation,
    ) -> Vec<(&str, RecordId)> {
        let own = self.model.listed();
        let own = own.filter(|&index| self.model.language_of(index) == language);
        let own = own.map(|index| (&self.model.records[index], index));
        let mut records: Vec<(&str, &str, RecordId)> =
            own.map(|(record, index)| (&*record.title, &*record.id, index)).collect();
        records.sort_by(|a, b| collation.compare(a.0, b.0).then_with(|| a.1.cmp(b.1)));
        records.into_iter().map(|(title, _, index)| (title, index)).collect()
    }

    /// The boxes of a language, without what the search index tells.
    pub(super) fn boxes(&self, path: &str, language: LanguageId) -> Rendered {
        let face = Face { path, language, ..Face::default() };
        let on = On { root: "", language, shows: Shows::Nothing };
        Ok(self.look.render("box.html", &self.context(&face, on))?.trim().to_owned())
    }

    /// Every document of a language in reading order, each with its records in place, or a list of
    /// them where all together are too large for one page.
    pub(super) fn whole(&self, path: &str, language: LanguageId) -> Rendered {
        if self.plan.parts.sheets.contains_key(&language) {
            return self.print_contents(path, language, 0);
        }
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Everything };
        // Search engines would find every text twice.
        let face = Face { hidden: true, ..self.overview(path, language, "whole") };
        let mut notes = Notes::default();
        let order = reading_order(&self.model, language);
        let documents = order
            .into_iter()
            .map(|index| self.printed(index, on, &mut notes))
            .collect::<Result<Vec<Value>, _>>()?;
        let notes = self.notes(on, &mut notes)?;
        self.whole_page(&face, on, Printed { documents, notes, ..Printed::default() })
    }

    pub(super) fn overview<'a>(&self, path: &'a str, language: LanguageId, name: &str) -> Face<'a> {
        let strings = self.look.strings();
        Face {
            path,
            language,
            title: strings.word(language, &format!("{name}-title")).into(),
            description: strings.word(language, &format!("{name}-description")).into(),
            breadcrumbs: vec![self.home_crumb(language)],
            ..Face::default()
        }
    }
}
