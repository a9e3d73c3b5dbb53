//! Where old addresses lead: pages of folders that moved, and whether every redirect arrives.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use crate::config::{MovedHeading, Redirect, Setting};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::url;

use super::claims::Owner;
use super::{FILES, Page, Planner, address_of, file_of};

impl Planner<'_> {
    /// The old address of every page whose folder moved, unless something else stands there.
    pub(super) fn moves(&mut self) {
        let pages = self.pages_to_move();
        let config = self.config;
        for (at, moved) in config.html.moves.iter().enumerate() {
            let (owner, from) = (Owner::Move(at), &moved.from.value);
            if let Some(folder) = FILES.iter().find(|folder| from.starts_with(**folder)) {
                self.among_files(folder, owner);
                continue;
            }
            let Some(today) = self.folder_of_today(moved, &pages) else {
                self.circle(&moved.to, &format!("{}*", moved.to.value));
                continue;
            };
            let mut below = below(&pages, &today).peekable();
            if below.peek().is_none() {
                self.moved_nowhere(&moved.to);
            }
            for (address, to) in below {
                let old = format!("{from}{}", &address[today.len()..]);
                if !pages.contains_key(&old) {
                    self.add(file_of(&old), Page::Redirect(to.clone()), owner);
                }
            }
        }
    }

    /// Addresses that people visit, and where each leads: to itself, or to where it is sent on.
    fn pages_to_move(&self) -> BTreeMap<String, String> {
        let mut pages = BTreeMap::new();
        for claim in &self.claims {
            let address = address_of(&claim.path);
            let to = match &claim.page {
                Page::Redirect(to) => to,
                page if page.is_listed() => address,
                _ => continue,
            };
            pages.entry(address.to_owned()).or_insert_with(|| to.to_owned());
        }
        pages
    }

    /// Where the pages of a folder stand that moved, and perhaps moved again; `None` where that leads
    /// in a circle.
    fn folder_of_today(
        &self,
        moved: &Redirect,
        pages: &BTreeMap<String, String>,
    ) -> Option<String> {
        let mut folder = moved.to.value.clone();
        for _ in &self.config.html.moves {
            if folder == moved.from.value {
                return None;
            }
            let mut moves = self.config.html.moves.iter();
            let again = moves.find(|other| folder.starts_with(&other.from.value));
            match again.filter(|_| below(pages, &folder).next().is_none()) {
                Some(again) => {
                    let rest = &folder[again.from.value.len()..];
                    folder = format!("{}{rest}", again.to.value);
                }
                None => return Some(folder),
            }
        }
        None
    }

    fn moved_nowhere(&mut self, to: &Setting<String>) {
        let message = format!("the site has no pages below `/{}`", to.value);
        let help = "name a path with pages below it, followed by `/*`";
        self.bad_redirect(to, message, help, None);
    }

    /// Redirects inside the site must lead to pages that exist.
    pub(super) fn check_redirects(&mut self) {
        let config = self.config;
        for redirect in &config.html.redirects {
            self.check_redirect(&redirect.to);
        }
        for MovedHeading { page, fragment, to } in &config.html.moved_headings {
            self.check_redirect(to);
            match self.end_of(&file_of(&page.value)) {
                Some(path) => {
                    let moved = self.plan.moved_headings.entry(path).or_default();
                    moved.push((fragment.clone(), to.value.clone()));
                }
                None => self.check_redirect(page),
            }
        }
    }

    /// The page at which whoever asks for a path arrives.
    fn end_of(&self, path: &str) -> Option<Arc<str>> {
        let mut path = path.to_owned();
        for _ in 0..self.plan.pages.len() {
            let (own, page) = self.plan.pages.get_key_value(&*path)?;
            match page {
                Page::Redirect(to) if to.contains("://") => return None,
                Page::Redirect(to) => path = file_of(&url::decoded(url::split(to).path)),
                _ => return Some(Arc::clone(own)),
            }
        }
        None
    }

    fn check_redirect(&mut self, to: &Setting<String>) {
        if to.value.contains("://") {
            return;
        }
        if to.value.starts_with("../") {
            let message = format!("the redirect to `{}` leads out of the site", to.value);
            let help = "name a path below the root of the site, or a full URL";
            return self.bad_redirect(to, message, help, None);
        }
        let address = url::decoded(url::split(&to.value).path);
        let file = file_of(&address);
        if !self.plan.has(&file) {
            let pages = self.plan.pages.iter();
            let pages = pages.filter(|(_, page)| !matches!(page, Page::Redirect(_)));
            let near = nearest(address_of(&file), pages.map(|(path, _)| address_of(path)));
            let near = near.map(|address| format!("did you mean `/{address}`?"));
            let message = format!("the site has no page at `/{address}`");
            let help = "name a path below the root of the site, or a full URL";
            self.bad_redirect(to, message, help, near);
        } else if self.leads_in_a_circle(&file) {
            self.circle(to, &address);
        }
    }

    fn circle(&mut self, to: &Setting<String>, address: &str) {
        let message = format!("the redirect to `/{address}` leads in a circle");
        let help = "redirect one of the addresses to an existing page";
        self.bad_redirect(to, message, help, None);
    }

    /// Whether a reader who is sent on from a page is never done with it.
    fn leads_in_a_circle(&self, file: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut file = file.to_owned();
        while let Some(Page::Redirect(to)) = self.plan.pages.get(&*file) {
            let next = file_of(&url::decoded(url::split(to).path));
            if !seen.insert(std::mem::replace(&mut file, next)) {
                return true;
            }
        }
        false
    }

    fn bad_redirect(
        &mut self,
        to: &Setting<String>,
        message: String,
        help: &str,
        near: Option<String>,
    ) {
        let span = to.span.clone();
        let problem = Diagnostic::at(Code::BadRedirect, &self.config.source, span, message);
        self.plan.diagnostics.push(problem.help(help).maybe_help(near));
    }
}

/// The pages below a folder, whose address ends in a slash, and the one at that address.
fn below<'a>(
    pages: &'a BTreeMap<String, String>,
    folder: &'a str,
) -> impl Iterator<Item = (&'a String, &'a String)> {
    let from = pages.range::<str, _>((Bound::Included(folder), Bound::Unbounded));
    from.take_while(move |(address, _)| address.starts_with(folder))
}
