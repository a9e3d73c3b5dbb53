//! Links, references and labels.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, TagEnd};

use super::{Undefined, Writer};
use crate::diagnostics::{Code, Diagnostic};
use crate::escape::escape;
use crate::parse::{Dialect, Hole, Link, LinkStyle, Marked, Piece, slips};
use crate::source::with_line_feeds;

/// What the end tag of an open link is.
pub(super) enum OpenLink {
    Hole(u32),
    /// A reference without words of its own: the title stands in place of what was written.
    Titled(u32),
    Literal,
    Refused,
}

impl<'a> Writer<'a> {
    pub(super) fn undefined(&mut self, link: Undefined) {
        // Two brackets are text there.
        if link.bare && self.options.dialect == Dialect::Book {
            return;
        }
        if !link.bare {
            let message = format!("the link label `{}` has no definition", link.label);
            let help = format!("define it on a separate line: `[{}]: target`", link.label);
            self.problem_at(Code::BrokenLinkLabel, &link.span, message, &help);
        } else if let Some(span) = slips::reference(self.text, link.span)
            && !self.is_in_reference(self.base + span.end)
        {
            let message = format!("`{}` is left as text here", &self.text[span.clone()]);
            let help = "a reference has two brackets on each side: `[[id]]` or `[[id|words]]`";
            self.problem_at(Code::LiteralReference, &span, message, help);
        }
    }

    /// Whether a place lies in what is a reference after all.
    fn is_in_reference(&self, at: usize) -> bool {
        let after = self.document.links.partition_point(|link| link.target.span.start < at);
        let last = after.checked_sub(1).map(|last| &self.document.links[last]);
        last.is_some_and(|link| at <= link.target.span.end)
    }

    pub(super) fn link_start(
        &mut self,
        link_type: LinkType,
        target: &CowStr<'a>,
        title: &str,
        range: &Range<usize>,
        next: Option<&(Event<'a>, Range<usize>)>,
    ) {
        let title = &with_line_feeds(title);
        if let LinkType::WikiLink { has_pothole } = link_type {
            let empty = matches!(next, Some((Event::End(TagEnd::Link), _)))
                || matches!(next, Some((Event::Text(text), _)) if text.trim().is_empty());
            let index = self.add_link(LinkStyle::Wiki, wiki_target(target), title, range);
            self.hole(Hole::LinkOpen(index));
            if has_pothole && !empty {
                self.links.push(OpenLink::Hole(index));
            } else {
                self.hole(Hole::LinkTitle(index));
                self.inline.title(index, wiki_target(target));
                self.links.push(OpenLink::Titled(index));
            }
            return;
        }
        match scheme(target) {
            _ if link_type == LinkType::Email => {
                self.external(&format!("mailto:{target}"), title);
            }
            None if !target.starts_with("//") && !target.starts_with("\\\\") => {
                let index = self.add_link(LinkStyle::Markdown, target, title, range);
                self.hole(Hole::LinkOpen(index));
                self.links.push(OpenLink::Hole(index));
            }
            Some(scheme) if leads_outside(&scheme, target) => self.external(target, title),
            found if self.options.dialect == Dialect::Book && runs_nothing(found.as_deref()) => {
                self.tell_scheme(found, target, range);
                self.external(target, title);
            }
            found => {
                self.tell_scheme(found, target, range);
                self.push("<span>");
                self.links.push(OpenLink::Refused);
            }
        }
    }

    fn external(&mut self, url: &str, title: &str) {
        let mut tag = format!("<a href=\"{}\"", escape(url.trim()));
        if !title.is_empty() {
            tag.push_str(&format!(" title=\"{}\"", escape(title)));
        }
        tag.push('>');
        self.push(&tag);
        self.links.push(OpenLink::Literal);
    }

    fn tell_scheme(&mut self, scheme: Option<String>, target: &str, range: &Range<usize>) {
        let what = scheme.map_or_else(|| "//".to_owned(), |scheme| format!("{scheme}:"));
        let span = self.span_of(target, range);
        self.problem(
            Diagnostic::at(
                Code::BadScheme,
                self.source,
                span,
                format!("addresses that begin with `{what}` are not allowed"),
            )
            .help(
                "link to a record, to a file of the report, or to an http, https, mailto or tel \
                 address",
            ),
        );
    }

    pub(super) fn add_link(
        &mut self,
        style: LinkStyle,
        target: &str,
        title: &str,
        range: &Range<usize>,
    ) -> u32 {
        let index = self.document.links.len() as u32;
        let span = self.span_of(target, range);
        self.document.links.push(Link {
            style,
            target: Marked { text: target.to_owned(), span },
            title: title.to_owned(),
            sentence: 0,
            at: self.at(),
        });
        self.inline.link(index);
        self.piece(range, Piece::Link(index));
        index
    }

    pub(super) fn link_end(&mut self) {
        match self.links.pop() {
            Some(OpenLink::Hole(index) | OpenLink::Titled(index)) => {
                self.hole(Hole::LinkClose(index));
            }
            Some(OpenLink::Literal) => self.push("</a>"),
            Some(OpenLink::Refused) => self.push("</span>"),
            None => {}
        }
    }

    pub(super) fn in_titled_link(&self) -> bool {
        matches!(self.links.last(), Some(OpenLink::Titled(_)))
    }
}

/// The target of a wikilink without blanks at its ends and without the backslash that a table
/// needs before `|`.
pub(super) fn wiki_target(target: &str) -> &str {
    target.trim().trim_end_matches('\\').trim_end()
}

/// Whether an address of a scheme is one that readers may be led to.
fn leads_outside(scheme: &str, target: &str) -> bool {
    match scheme {
        "http" | "https" => target.contains("://"),
        _ => matches!(scheme, "mailto" | "tel"),
    }
}

/// Whether an address of a scheme, or of the scheme of the page, runs nothing in the page, and opens
/// no file of the reader's.
fn runs_nothing(scheme: Option<&str>) -> bool {
    const RUN: [&str; 8] = [
        "javascript",
        "vbscript",
        "data",
        "blob",
        "file",
        "filesystem",
        "view-source",
        "livescript",
    ];
    scheme.is_none_or(|scheme| !RUN.contains(&scheme))
}

/// The scheme of an address, control characters, what is shown for them, and blanks aside, in lower
/// case.
pub(super) fn scheme(target: &str) -> Option<String> {
    let is_seen = |c: &char| !c.is_control() && !c.is_whitespace() && *c != '\u{fffd}';
    let clean: String = target.chars().filter(is_seen).take(64).collect();
    let (scheme, _) = clean.split_once(':')?;
    let mut letters = scheme.chars();
    let valid = letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || "+.-".contains(letter));
    valid.then(|| scheme.to_ascii_lowercase())
}
