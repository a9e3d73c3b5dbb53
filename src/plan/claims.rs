//! Who gets which path: each is given to whoever claims it first, and the others are told.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostics::{Code, Diagnostic};
use crate::ids::{KindId, RecordId};
use crate::path::{folded, unusable};
use crate::source::Place;

use super::paths::{address_of, file_of};
use super::{Companion, Data, Page, Planner};

/// An output path and what is to stand there.
pub(super) struct Claim {
    pub(super) path: Arc<str>,
    pub(super) page: Page,
    pub(super) owner: Owner,
}

/// Who has a path, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// A record.
    Record(RecordId),
    /// The index of a kind.
    Index(KindId),
    /// Another part of the index of a kind, by its number.
    IndexPart(KindId, usize),
    /// The rows of the index of a kind.
    Rows(KindId),
    /// A home page without a text.
    Home,
    /// A page that every language has, in words.
    Overview(&'static str),
    /// A file that every site has.
    Fixed(&'static str),
    /// A file for other programs.
    Data(Data),
    /// A record that left the text, by its place in `book.toml`.
    Ended(usize),
    /// An alias of a record, by its place among them.
    Alias(RecordId, usize),
    /// A redirect of `book.toml`, by its place there.
    Redirect(usize),
    /// The address that a chapter has in mdBook.
    Chapter(RecordId),
    /// A redirect of all pages below a path, by its place there.
    Move(usize),
}

impl Planner<'_> {
    /// Claims a path for a page.
    pub(super) fn add(&mut self, path: String, page: Page, owner: Owner) {
        let fault = unusable(&path);
        self.claim(Claim { path: path.into(), page, owner }, fault);
    }

    /// Claims a path, unless it has a fault.
    pub(super) fn claim(&mut self, claim: Claim, fault: Option<&str>) {
        let Some(why) = fault else { return self.claims.push(claim) };
        let Claim { path, owner, .. } = claim;
        let message = format!("{} would be written to `{path}`: {why}", self.what(owner));
        self.plan.diagnostics.push(Diagnostic {
            place: self.place(owner),
            ..Diagnostic::nowhere(Code::BadPath, message).help("give it another id or path")
        });
    }

    /// Gives every path to whoever claimed it first, and reports the others.
    pub(super) fn settle(&mut self) {
        let claims = std::mem::take(&mut self.claims);
        // Paths are compared without regard to letter case and Unicode form.
        let mut keyed: Vec<(Cow<'_, str>, &Claim)> =
            claims.par_iter().map(|claim| (folded(&claim.path), claim)).collect();
        keyed.par_sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut problems = Vec::new();
        for same in keyed.chunk_by(|(a, _), (b, _)| a == b) {
            let (_, first) = same[0];
            problems.extend(same[1..].iter().filter_map(|(_, claim)| self.taken(claim, first)));
        }
        keyed.dedup_by(|(a, _), (b, _)| a == b);
        problems.extend(self.folders(&keyed));
        problems.extend(self.beside(&keyed));
        self.plan.diagnostics.append(&mut problems);
        let winners = keyed.iter().map(|(_, claim)| (Arc::clone(&claim.path), claim.page.clone()));
        self.plan.pages = winners.collect();
    }

    /// What an owner is called.
    pub(super) fn what(&self, owner: Owner) -> String {
        match owner {
            Owner::Record(index) => {
                let record = &self.model.records[index];
                format!("the {} `{}`", self.config.kinds[record.kind].name, record.id)
            }
            Owner::Chapter(index) => {
                format!("the redirect to the page `{}`", self.model.records[index].id)
            }
            Owner::Index(kind) => format!("the index of {}", self.config.kinds[kind].plural),
            Owner::IndexPart(kind, number) => {
                format!("part {number} of the index of {}", self.config.kinds[kind].plural)
            }
            Owner::Rows(kind) => {
                format!("the file of rows of the index of {}", self.config.kinds[kind].plural)
            }
            Owner::Home => "the home page".to_owned(),
            Owner::Overview(what) => what.to_owned(),
            Owner::Fixed(path) => format!("`{path}`"),
            Owner::Data(data) => format!("the data file `{}`", data.path(self.config)),
            Owner::Ended(at) => {
                let ended = &self.config.ended[at];
                let kind = &self.config.kinds[ended.kind].name;
                format!("the {kind} `{}`, which is declared in `[ended]`,", ended.id.value)
            }
            Owner::Alias(index, at) => {
                let record = &self.model.records[index];
                format!("the alias `{}` of `{}`", record.aliases[at].text, record.id)
            }
            Owner::Redirect(at) => {
                format!("the redirect from `{}`", self.config.html.redirects[at].from.value)
            }
            Owner::Move(at) => {
                format!("the redirect from `{}*`", self.config.html.moves[at].from.value)
            }
        }
    }

    /// Where an owner gets its path.
    pub(super) fn place(&self, owner: Owner) -> Option<Place> {
        let in_config =
            |span: &std::ops::Range<usize>| Some(Place::new(&self.config.source, span.clone()));
        match owner {
            Owner::Record(index) | Owner::Chapter(index) => Some(self.model.place(index)),
            Owner::Index(kind) | Owner::IndexPart(kind, _) | Owner::Rows(kind) => {
                in_config(&self.config.kinds[kind].span)
            }
            Owner::Alias(index, at) => {
                let source = &self.model.document_of(index).document().source;
                Some(Place::new(source, self.model.records[index].aliases[at].span.clone()))
            }
            Owner::Ended(at) => in_config(&self.config.ended[at].id.span),
            Owner::Redirect(at) => in_config(&self.config.html.redirects[at].from.span),
            Owner::Move(at) => in_config(&self.config.html.moves[at].from.span),
            Owner::Data(data) => in_config(&self.config.kinds[data.kind()?].span),
            Owner::Home | Owner::Overview(_) | Owner::Fixed(_) => None,
        }
    }

    /// That a path was given away before.
    fn taken(&self, claim: &Claim, first: &Claim) -> Option<Diagnostic> {
        let (what, first_what) = (self.what(claim.owner), self.what(first.owner));
        // Two records with one id are reported as such already.
        if claim.path == first.path && what == first_what {
            return None;
        }
        let address = address_of(&claim.path);
        let message = if claim.path == first.path {
            format!("{first_what} and {what} have the same path: `/{address}`")
        } else {
            let first = address_of(&first.path);
            format!(
                "the paths of {first_what} and {what} differ only in letter case or Unicode \
                 form: `/{first}`, `/{address}`"
            )
        };
        let first = self.place(first.owner);
        let place = self.place(claim.owner).or_else(|| first.clone());
        let mut diagnostic = Diagnostic { place, ..Diagnostic::nowhere(Code::PathTaken, message) };
        if let Some(place) = first
            && diagnostic.place.as_ref() != Some(&place)
        {
            diagnostic = diagnostic.related(place, "the other one");
        }
        Some(diagnostic.help("give one of them another id or path"))
    }

    /// A path cannot be a file for one page and a folder for another. The claims are in the order of
    /// their keys.
    fn folders(&self, keyed: &[(Cow<'_, str>, &Claim)]) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        // Nearly all files are called `index.html`, and hardly ever is a folder.
        let is_usual = !keyed.iter().any(|(key, _)| key.contains("index.html/"));
        let may_be_folder = |key: &str| !is_usual || !key.ends_with("/index.html");
        for (key, file) in keyed.iter().filter(|(key, _)| may_be_folder(key)) {
            let folder = format!("{key}/");
            let first = keyed.partition_point(|(other, _)| **other < *folder);
            let inside = keyed[first..].iter().take_while(|(other, _)| other.starts_with(&folder));
            problems.extend(inside.map(|(_, claim)| {
                let message = format!(
                    "{} is the file `{}`, but {} needs a folder with that name",
                    self.what(file.owner),
                    file.path,
                    self.what(claim.owner)
                );
                let place = self.place(file.owner).or_else(|| self.place(claim.owner));
                let problem = Diagnostic::nowhere(Code::PathTaken, message)
                    .help("give one of them another path");
                Diagnostic { place, ..problem }
            }));
        }
        problems
    }

    /// No path can be that of a companion of a page, or lie in a folder of its name. The claims are
    /// in the order of their keys.
    fn beside(&self, keyed: &[(Cow<'_, str>, &Claim)]) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for (key, claim) in keyed {
            let mut start = 0;
            for part in key.split('/') {
                let (folder, end) = (&key[..start], start + part.len());
                start = end + 1;
                let named = |companion: &&Companion| companion.file_name() == part;
                let Some(companion) = self.plan.companions.iter().find(named) else { continue };
                let page = file_of(folder);
                let found = keyed.binary_search_by(|(other, _)| (**other).cmp(&page));
                let Some((_, page)) = found.ok().map(|at| &keyed[at]) else { continue };
                if companion.suits(&page.page) {
                    let (what, beside) = (self.what(claim.owner), self.what(page.owner));
                    let message =
                        format!("{what} has the path of `{part}`, a file next to {beside}");
                    let problem =
                        Diagnostic::nowhere(Code::PathTaken, message).help("give it another path");
                    problems.push(Diagnostic { place: self.place(claim.owner), ..problem });
                }
            }
        }
        problems
    }
}
