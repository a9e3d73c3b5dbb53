//! The report for printing: all documents on one page or, where they are too many, each on a page of
//! its own, with a list of them.

use tera::Value;

use crate::diagnostics::Diagnostic;
use crate::ids::{LanguageId, RecordId};
use crate::plan::{MOST_LISTED, contents_address};

use super::addresses::{On, Shows, root_of};
use super::body::Sections;
use super::footnotes::Notes;
use super::frame::Face;
use super::{Rendered, Renderer, map};

/// What a page for printing holds.
#[derive(Debug, Default)]
pub(super) struct Printed {
    /// The documents that it shows.
    pub(super) documents: Vec<Value>,
    pub(super) notes: Vec<Value>,
    /// The documents that have pages for printing, where it lists them.
    pub(super) contents: Vec<Value>,
    /// The pages of that list, if there are several.
    pub(super) parts: Vec<Value>,
}

impl Renderer {
    /// A list of the documents that have pages for printing, or a part of it.
    pub(super) fn print_contents(&self, path: &str, language: LanguageId, part: usize) -> Rendered {
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let order = &self.plan.parts.sheets[&language];
        let pages = order.len().div_ceil(MOST_LISTED);
        let mut face = Face { hidden: true, ..self.overview(path, language, "whole") };
        face.description = self.look.strings().word(language, "whole-apart").into();
        let view = |at: usize| {
            let title = self.worded(language, "part", &[("part", (at + 1).to_string())]);
            self.part_view(language, &title, &self.contents_address(language, at))
        };
        let next = Some(part + 1).filter(|next| *next < pages);
        face.parts = (part.checked_sub(1).map(view), next.map(view));
        if part > 0 {
            face.breadcrumbs.push((face.title.clone(), self.contents_address(language, 0)));
        }
        let first = part * MOST_LISTED;
        let own = first..order.len().min(first + MOST_LISTED);
        let parts = (0..pages).filter(|_| pages > 1).map(|at| {
            map! {
                "number": at + 1,
                "path": self.href("", &self.contents_address(language, at), ""),
                "current": at == part,
            }
        });
        let printed = Printed {
            contents: own.map(|at| self.sheet_view(language, at)).collect(),
            parts: parts.collect(),
            ..Printed::default()
        };
        self.whole_page(&face, on, printed)
    }

    /// A document for printing, by its place in reading order.
    pub(super) fn sheet(&self, path: &str, language: LanguageId, at: usize) -> Rendered {
        let root = root_of(path);
        let order = &self.plan.parts.sheets[&language];
        let index = order[at];
        let on = On { root: &root, language, shows: Shows::Sheet(self.model.document_at(index)) };
        let overview = self.overview(path, language, "whole");
        let above = (overview.title, self.contents_address(language, at / MOST_LISTED));
        let next = Some(at + 1).filter(|next| *next < order.len());
        let view = |at: usize| self.sheet_view(language, at);
        let face = Face {
            path,
            language,
            title: self.title_of(index),
            number: self.model.records[index].number.clone(),
            description: self.look.strings().word(language, "whole-document").into(),
            breadcrumbs: vec![self.home_crumb(language), above],
            parts: (at.checked_sub(1).map(view), next.map(view)),
            hidden: true,
            ..Face::default()
        };
        let mut notes = Notes::default();
        let documents = vec![self.printed(index, on, &mut notes)?];
        let notes = self.notes(on, &mut notes)?;
        self.whole_page(&face, on, Printed { documents, notes, ..Printed::default() })
    }

    /// A page for printing.
    pub(super) fn whole_page(&self, face: &Face<'_>, on: On<'_>, printed: Printed) -> Rendered {
        let mut context = self.context(face, on);
        context.insert_value("documents", Value::from(printed.documents));
        context.insert_value("notes", Value::from(printed.notes));
        context.insert_value("contents", Value::from(printed.contents));
        context.insert_value("parts", Value::from(printed.parts));
        context.insert("alone", &matches!(on.shows, Shows::Sheet(_)));
        self.look.render("whole.html", &context)
    }

    /// A document as a page for printing shows it.
    pub(super) fn printed(
        &self,
        index: RecordId,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Value, Box<Diagnostic>> {
        let words = self.title_words(index, on, notes)?;
        let body = self.record_body(index, on, Sections::Shown, notes)?;
        Ok(map! {
            "words": words,
            "record": self.head_view(index, on, notes)?,
            "anchor": self.long_anchor(index),
            "body": Value::safe_string(&body),
        })
    }

    /// The summary of a document, with the path of its page for printing.
    fn sheet_view(&self, language: LanguageId, at: usize) -> Value {
        let summary = self.summary(self.plan.parts.sheets[&language][at]);
        let mut view = summary.as_map().cloned().unwrap_or_default();
        let address = self.plan.sheet_address(&self.config, language, at);
        view.insert("path".into(), Value::from(self.href("", &address, "")));
        Value::from(view)
    }

    fn contents_address(&self, language: LanguageId, part: usize) -> String {
        format!("{}{}", self.plan_home(language), contents_address(part))
    }
}
