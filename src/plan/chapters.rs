//! What a table of contents says of pages: which one follows which, and the addresses of mdBook.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::PAGE;
use crate::contents;
use crate::diagnostics::{Code, Diagnostic};
use crate::ids::RecordId;
use crate::model::{Placed, Record};
use crate::parse::Dialect;
use crate::path::folded;
use crate::url;

use super::claims::Owner;
use super::{Page, Planner, file_of};

/// The folders and pages of a site that no chapter can have, whatever of them the report has today.
const RESERVED: [&str; 10] = [
    "a-z",
    "assets",
    "changes",
    "collection",
    "data",
    "find",
    "milestones",
    "print",
    "progress",
    "versions",
];

/// What stands behind the id of a chapter whose address is reserved, as behind the second of two
/// headings with the same words.
const SECOND: &str = "-1";

impl Planner<'_> {
    /// The id of a page as its address has it: a book calls its chapters as it will.
    pub(super) fn id_in_address(&self, record: &Record) -> String {
        let first = record.id.split('/').next().unwrap_or_default();
        let is_taken = record.kind == PAGE
            && self.model.contents.is_some()
            && (RESERVED.contains(&first)
                || self.config.languages.iter().any(|language| language.tag == first));
        match is_taken {
            true => format!("{first}{SECOND}{}", &record.id[first.len()..]),
            false => record.id.to_string(),
        }
    }

    /// The addresses that chapters have in mdBook lead to their pages.
    pub(super) fn old_addresses(&mut self) {
        if self.model.contents.is_none() {
            return;
        }
        let redirects = &self.config.html.redirects;
        let declared: BTreeSet<&str> =
            redirects.iter().map(|own| own.from.value.as_str()).collect();
        let documents = self.model.documents.iter();
        let mut old: Vec<(String, String, Owner)> = documents
            .map(|placed| {
                let path = self.path_in_mdbook(placed);
                let to = self.plan.addresses[placed.record].to_string();
                (path, to, Owner::Chapter(placed.record))
            })
            .collect();
        let is_chapter = old.iter().any(|(path, ..)| path == "print.html");
        if self.config.html.print && !is_chapter {
            let owner = Owner::Overview("the page of the whole report");
            old.push(("print.html".to_owned(), "print/".to_owned(), owner));
        }
        let taken: BTreeSet<&str> = self.claims.iter().map(|claim| &*claim.path).collect();
        old.retain(|(path, to, _)| {
            folded(path) != folded(&file_of(to))
                && !declared.contains(path.as_str())
                && !taken.contains(&**path)
        });
        let mut known = BTreeMap::new();
        for (path, to, owner) in old {
            match known.insert(folded(&path).into_owned(), path.clone()) {
                Some(other) if other != path => self.differs_in_case(&path, &other, owner),
                _ => self.add(path, Page::Redirect(to), owner),
            }
        }
    }

    fn differs_in_case(&mut self, path: &str, other: &str, owner: Owner) {
        let message = format!(
            "nothing leads from `/{path}` to this chapter: it differs from `/{other}` only in letter case"
        );
        let problem = Diagnostic::nowhere(Code::BadRedirect, message);
        let problem = problem.help("rename one of the two documents");
        self.plan.diagnostics.push(Diagnostic { place: self.place(owner), ..problem });
    }

    /// Where mdBook puts the page of a document.
    fn path_in_mdbook(&self, placed: &Placed) -> String {
        let prefix = self.prefix(placed.language);
        let (folder, name) = placed.stem.rsplit_once('/').unwrap_or(("", &placed.stem));
        match name.eq_ignore_ascii_case("readme") {
            true if folder.is_empty() => format!("{prefix}index.html"),
            true => format!("{prefix}{folder}/index.html"),
            false => format!("{prefix}{}.html", placed.stem),
        }
    }

    /// Whether a redirect leads from a page to the same page, which has two addresses in mdBook.
    pub(super) fn leads_to_itself(&self, from: &str, to: &str) -> bool {
        if self.model.contents.is_none() {
            return false;
        }
        let file = file_of(from);
        let to = url::decoded(url::split(to).path);
        let mut documents = self.model.documents.iter();
        documents.any(|placed| {
            **self.plan.addresses[placed.record].file() == *file
                && (self.path_in_mdbook(placed) == to || file_of(&to) == file)
        })
    }

    /// The home page of a book is in mdBook a copy of the first chapter: where it has no text of its own,
    /// fragments of it lead to that chapter.
    pub(super) fn headings_of_first_chapters(&mut self) {
        if contents::dialect(self.config, self.model.contents.is_some()) == Dialect::Report {
            return;
        }
        for language in self.config.languages.ids() {
            let path = file_of(&self.prefix(language));
            let Some((path, Page::Home(_, None))) = self.plan.pages.get_key_value(&*path) else {
                continue;
            };
            let mut documents = self.model.documents.iter();
            let first =
                documents.find(|own| own.language == language && self.model.is_listed(own.record));
            let Some(first) = first else { continue };
            let address = &*self.plan.addresses[first.record];
            let document = first.document();
            let headings = document.headings.iter().map(|heading| &*heading.anchor);
            let anchors = headings.chain(document.anchors.iter().map(|anchor| &**anchor));
            let notes = document.footnotes.iter().map(|note| format!("footnote-{}", note.label));
            let to = |anchor: String| (anchor.clone(), format!("{address}#{anchor}"));
            let anchors = anchors.map(str::to_owned).chain(notes);
            let moved: Vec<(String, String)> = anchors.map(to).collect();
            self.plan.moved_headings.entry(Arc::clone(path)).or_default().extend(moved);
        }
    }

    /// Chapters follow each other as the table of contents says, whatever their kinds are.
    pub(super) fn chapters_in_order(&mut self) {
        if self.model.contents.is_none() {
            return;
        }
        let documents = self.model.documents.iter();
        let chapters: Vec<RecordId> = documents
            .map(|placed| placed.record)
            .filter(|own| self.model.is_listed(*own))
            .collect();
        for &chapter in &chapters {
            let (before, after) = std::mem::take(&mut self.plan.neighbours[chapter]);
            // Sections of the kind of a chapter are no neighbours of it any more.
            if let Some(before) = before {
                self.plan.neighbours[before].1 = None;
            }
            if let Some(after) = after {
                self.plan.neighbours[after].0 = None;
            }
        }
        for pair in chapters.windows(2) {
            let [before, after] = [pair[0], pair[1]];
            if self.model.language_of(before) == self.model.language_of(after) {
                self.plan.neighbours[before].1 = Some(after);
                self.plan.neighbours[after].0 = Some(before);
            }
        }
    }
}
