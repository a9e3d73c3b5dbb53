//! Running text, formulas and raw HTML.

use std::ops::Range;

use super::{Before, Writer};
use crate::diagnostics::Code;
use crate::escape::escape;
use crate::parse::html::{self, Around, Open, page};
use crate::parse::trusted::{self, Part};
use crate::parse::{Hole, LinkStyle, Piece, math, slips, text};
use crate::source::with_line_feeds;

impl Writer<'_> {
    pub(super) fn text_event(&mut self, words: &str, range: &Range<usize>) {
        if self.metadata || self.in_titled_link() {
            return;
        }
        if let Some((_, code)) = &mut self.code {
            code.push_str(words);
            return;
        }
        if let Some((raw, _)) = &mut self.raw {
            raw.push_str(words);
            return;
        }
        self.check_text(words, range);
        self.inline.push(words);
        if self.links.is_empty() {
            self.text_with_addresses(words);
        } else {
            self.escape(words);
        }
    }

    fn text_with_addresses(&mut self, words: &str) {
        let mut from = 0;
        for address in text::bare_addresses(words) {
            self.running_text(&words[from..address.start]);
            let url = escape(&words[address.clone()]);
            self.push(&format!("<a href=\"{url}\">{url}</a>"));
            from = address.end;
        }
        self.running_text(&words[from..]);
    }

    fn running_text(&mut self, words: &str) {
        let start = self.prose.body.html.len() as u32;
        self.escape(words);
        let end = self.prose.body.html.len() as u32;
        if self.heading.is_none() && self.bodies.is_empty() && start < end {
            self.prose.running.push(start..end);
        }
    }

    /// Finds markup that was surely meant and is left as text.
    fn check_text(&mut self, words: &str, range: &Range<usize>) {
        if words.contains("[^") {
            self.check_brackets(range);
        }
        if self.heading.is_some()
            && words.contains('{')
            && let Some(at) = slips::attributes(&self.text[range.clone()])
            // The words begin behind the sign that says that they are text.
            && !(at.start == 0 && self.text[..range.start].ends_with('\\'))
        {
            self.problem_at(
                Code::LiteralAttributes,
                &(range.start + at.start..range.start + at.end),
                "these attributes are left as text".to_owned(),
                "put them at the end of the heading, between braces: `## Title {#id .kind}`",
            );
        }
        if words.contains("**") && !self.text[range.clone()].is_ascii() {
            self.check_emphasis(range);
        }
    }

    /// Finds emphasis beside letters without spaces between words, of which the parser sees one end
    /// at most. Both ends are one problem.
    fn check_emphasis(&mut self, range: &Range<usize>) {
        let written = &self.text[range.clone()];
        for at in unescaped(written, "**").step_by(2) {
            self.problem_at(
                Code::LiteralEmphasis,
                &(range.start + at..range.start + at + 2),
                "`**` is left as text here".to_owned(),
                "if there are no spaces around it, put punctuation outside the `**`",
            );
        }
    }

    /// Finds marks of footnotes that no definition belongs to.
    fn check_brackets(&mut self, range: &Range<usize>) {
        let written = &self.text[range.clone()];
        for at in unescaped(written, "[^") {
            let Some(len) = written[at + 2..].find(['[', ']']) else { return };
            let end = at + 2 + len;
            if !written[end..].starts_with(']') {
                continue;
            }
            let label = &written[at..=end];
            self.problem_at(
                Code::BadFootnote,
                &(range.start + at..range.start + at + label.len()),
                format!("the footnote `{label}` has no definition"),
                &format!("add a line `{label}: …` to the document"),
            );
        }
    }

    pub(super) fn code_span(&mut self, text: &str) {
        if self.in_titled_link() {
            return;
        }
        self.push("<code>");
        self.escape(text);
        self.push("</code>");
        self.inline.open("<code>");
        self.inline.push(text);
        self.inline.close("code", &self.document.links);
    }

    pub(super) fn math(&mut self, tex: &str, block: bool, range: &Range<usize>) {
        match math::mathml(tex, block) {
            Ok(html) => {
                self.push(&html);
                // What is quoted stands in a line.
                self.inline.formula(tex, Some(&html.replacen(" display=\"block\"", "", 1)));
            }
            Err(why) => {
                // Readers see what its author wrote rather than nothing.
                self.push("<code>");
                self.escape(tex);
                self.push("</code>");
                self.inline.formula(tex, None);
                self.problem_at(
                    Code::BadMath,
                    range,
                    format!("the formula is not valid: {why}"),
                    "correct it, or write `\\$` if the dollar sign is a currency",
                );
            }
        }
    }

    /// Raw HTML of authors who are trusted.
    fn trusted_html(&mut self, html: &str, range: &Range<usize>, block: bool) {
        let start = self.body().html.len();
        let mut is_plain = true;
        let around = Around { span: range.clone(), depth: self.depth, block };
        let place =
            |at: &Range<usize>| range.start + at.start..(range.start + at.end).min(range.end);
        for part in trusted::parts(html) {
            match part {
                Part::Html(text) => self.push(text),
                Part::Anchor(id) => self.document.anchors.push(id.into()),
                Part::Address(address) => {
                    is_plain = false;
                    let link = self.add_link(LinkStyle::Markdown, address, "", range);
                    self.hole(Hole::Address(link));
                }
                Part::Start(at, name, closes_itself) => {
                    if !closes_itself {
                        self.filter.opened(name, &around, place(&at));
                    } else if !self.filter.is_foreign(&name) {
                        self.push(&format!("</{name}>"));
                    }
                }
                Part::End(at, name) => {
                    let mut filter = std::mem::take(&mut self.filter);
                    let left = filter.ended(&name, &around, &mut self.body().html);
                    self.filter = filter;
                    match left {
                        Some(left) => {
                            self.push(&html[at]);
                            self.tell_unclosed(left);
                        }
                        None => {
                            is_plain = false;
                            self.left_out(&place(&at), "no such element is open here");
                        }
                    }
                }
                Part::Refused(at, why) => self.left_out(&place(&at), &why),
            }
        }
        // Titles and summaries take over harmless elements, and no addresses.
        if !block && is_plain && html::is_harmless(html) {
            self.raw_words(html, start, false);
        }
        if block {
            self.before = Before::Other;
        }
        self.comments(range, block);
    }

    fn left_out(&mut self, place: &Range<usize>, why: &str) {
        let message = format!("this HTML is left out: {why}");
        let help = "the rest of the HTML comes through as it is written";
        self.problem_at(Code::RawHtml, place, message, help);
    }

    pub(super) fn raw_html(&mut self, html: &str, range: &Range<usize>, block: bool) {
        if self.options.trusts_html {
            return self.trusted_html(&with_line_feeds(html), range, block);
        }
        let around = Around { span: range.clone(), depth: self.depth, block };
        let mut filter = std::mem::take(&mut self.filter);
        let html = &with_line_feeds(html);
        let start = self.body().html.len();
        let refused = filter.pass(html, &around, &mut self.body().html);
        if !block {
            self.raw_words(html, start, !refused.is_empty());
            if let Some(number) =
                page(html).filter(|_| refused.is_empty() && self.bodies.is_empty())
            {
                self.body().html.pop();
                self.hole(Hole::Page(number));
                self.body().html.push('>');
            }
        }
        if block {
            filter.leave_inline(&mut self.body().html);
            self.before = Before::Other;
        }
        self.filter = filter;
        self.comments(range, block);
        for item in refused {
            self.problem_at(
                Code::RawHtml,
                &item.span,
                format!("{} is printed as text: {}", item.what, item.why),
                "use Markdown instead, or put it in backquotes to show it to readers",
            );
        }
    }

    /// Gathers a piece of raw HTML within a line: a tag that was passed on, or the text that it is.
    fn raw_words(&mut self, html: &str, start: usize, refused: bool) {
        if refused {
            return self.inline.push_text(html);
        }
        let body = match self.bodies.last() {
            Some((_, body)) => body,
            None => &self.prose.body,
        };
        self.inline.tag(&body.html[start..], &self.document.links);
    }

    fn comments(&mut self, range: &Range<usize>, block: bool) {
        let text = &self.text[range.clone()];
        let is_alone = |at: Range<usize>| {
            let (before, after) = (&text[..at.start], &text[at.end..]);
            // A line can hold many comments, and is not to be looked at as a whole for each.
            let is_in_line = |letter: &char| *letter != '\n';
            block
                && before.chars().rev().take_while(is_in_line).all(char::is_whitespace)
                && after.chars().take_while(is_in_line).all(char::is_whitespace)
        };
        let mut from = 0;
        while let Some(start) = text[from..].find("<!--").map(|at| from + at) {
            from = text[start..].find("-->").map_or(text.len(), |at| start + at + 3);
            let comment = range.start + start..range.start + from;
            self.piece(&comment, Piece::Comment);
            self.section_end(&comment, is_alone(start..from));
        }
    }

    pub(super) fn html_end(&mut self) {
        let Some((raw, at)) = self.raw.take() else { return };
        if raw.starts_with("<!--") && !raw.contains("-->") {
            self.left_open(&(at.start..at.start + 4), "comment", "-->");
        }
        self.raw_html(&raw, &at, true);
    }

    pub(super) fn leave(&mut self, depth: usize) {
        let mut filter = std::mem::take(&mut self.filter);
        let left = filter.leave(depth, &mut self.body().html);
        self.filter = filter;
        self.tell_unclosed(left);
    }

    fn tell_unclosed(&mut self, left: Vec<Open>) {
        for open in left {
            self.problem_at(
                Code::RawHtml,
                &open.span,
                format!("<{}> is opened here but never closed", open.name),
                "close it in the same paragraph, quotation or section",
            );
        }
    }
}

/// The places of a pattern without a backslash in front.
fn unescaped<'t>(text: &'t str, pattern: &'t str) -> impl Iterator<Item = usize> + 't {
    let places = text.match_indices(pattern).map(|(at, _)| at);
    places.filter(|&at| !text[..at].ends_with('\\'))
}
