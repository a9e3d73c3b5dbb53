//! Raw HTML of authors who are trusted: it comes through as it is written, but for what would run.
//!
//! Relative addresses come out as parts of their own, so that they are looked up like those of links, and
//! so do ids, which are anchors. No script runs from inside a page: a strict policy would not let it, and
//! it would not be there in another theme.

use std::ops::Range;

use super::attributes::{Attribute, Attributes};

/// A part of a piece of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part<'t> {
    /// HTML as it is written.
    Html(&'t str),
    /// The value of an attribute that is a relative address.
    Address(&'t str),
    /// An id, which comes through with the HTML around it.
    Anchor(&'t str),
    /// The start tag of an element that has to be closed, which has come through, with its place: its
    /// name in small letters, and whether it ends in `/>`.
    Start(Range<usize>, String, bool),
    /// An end tag, with its place and its name, which comes through if there is something to close.
    End(Range<usize>, String),
    /// What does not come through, with its place and why.
    Refused(Range<usize>, String),
}

/// Attributes that hold an address.
const ADDRESSES: [&str; 4] = ["href", "src", "poster", "data"];

/// Elements that need no end tag: they have no content, or end where the next one begins.
const UNCLOSED: [&str; 29] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "colgroup", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot",
    "option", "optgroup", "rp", "rt",
];

/// The parts of a piece of raw HTML in their order.
pub(crate) fn parts(piece: &str) -> Vec<Part<'_>> {
    let mut reading = Reading { piece, parts: Vec::new(), from: 0 };
    let mut at = 0;
    while let Some(start) = piece[at..].find('<').map(|found| at + found) {
        at = match &piece[start..] {
            rest if rest.starts_with("<!--") => {
                let end = rest.find("-->").map_or(piece.len(), |end| start + end + 3);
                reading.leave_out(start..end);
                end
            }
            _ => reading.tag(start).unwrap_or(start + 1),
        };
    }
    reading.html(piece.len());
    reading.parts
}

struct Reading<'t> {
    piece: &'t str,
    parts: Vec<Part<'t>>,
    /// Up to where the piece has been passed on.
    from: usize,
}

impl<'t> Reading<'t> {
    /// Passes on what is left up to an offset.
    fn html(&mut self, until: usize) {
        if self.from < until {
            self.parts.push(Part::Html(&self.piece[self.from..until]));
        }
        self.from = until.max(self.from);
    }

    fn leave_out(&mut self, range: Range<usize>) {
        self.html(range.start);
        self.from = range.end;
    }

    fn refuse(&mut self, range: Range<usize>, why: String) {
        self.leave_out(range.clone());
        self.parts.push(Part::Refused(range, why));
    }

    /// Reads the tag that begins at an offset; says where it ends.
    fn tag(&mut self, start: usize) -> Option<usize> {
        let piece = self.piece;
        let rest = &piece[start + 1..];
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | ':');
        let closes = rest.starts_with('/');
        let begin = start + 1 + usize::from(closes);
        let length = piece[begin..].find(|letter| !is_name(letter))?;
        let name = piece[begin..begin + length].to_ascii_lowercase();
        if name.is_empty() {
            return None;
        }
        let is_closed = !UNCLOSED.contains(&name.as_str());
        if closes {
            let end = begin + piece[begin..].find('>')? + 1;
            if is_closed {
                self.leave_out(start..end);
                self.parts.push(Part::End(start..end, name));
            }
            return Some(end);
        }
        let Attributes { list, end } = Attributes::read(piece, begin + length)?;
        if name == "script" {
            let close = piece[end..].to_ascii_lowercase().find("</script>");
            let end = close.map_or(piece.len(), |close| end + close + "</script>".len());
            self.refuse(
                start..end,
                "scripts in a text do not run: name them in `additional-js`".to_owned(),
            );
            return Some(end);
        }
        for Attribute { key, whole, value } in list {
            self.attribute(&key, whole, value);
        }
        self.html(end);
        if is_closed {
            let closes_itself = piece[..end].ends_with("/>");
            self.parts.push(Part::Start(start..end, name, closes_itself));
        }
        Some(end)
    }

    /// Reads the pictures among which a browser chooses: `small.png 1x, large.png 2x`.
    fn candidates(&mut self, value: Range<usize>) {
        let mut at = value.start;
        for candidate in self.piece[value].split_inclusive(',') {
            let start = at + candidate.len() - candidate.trim_start().len();
            at += candidate.len();
            let address = self.piece[start..at].split([' ', '\n', '\t', ',']).next();
            if let Some(address) = address.filter(|address| is_relative(address)) {
                self.html(start);
                self.parts.push(Part::Address(address));
                self.from = start + address.len();
            }
        }
    }

    fn attribute(&mut self, key: &str, whole: Range<usize>, value: Range<usize>) {
        let written = &self.piece[value.clone()];
        if key.starts_with("on") || key == "srcdoc" {
            return self.refuse(whole, format!("`{key}` would run a script"));
        }
        if matches!(key, "id" | "name") && !written.is_empty() {
            self.parts.push(Part::Anchor(written));
        }
        if key == "srcset" {
            return self.candidates(value);
        }
        if !ADDRESSES.contains(&key) && !matches!(key, "action" | "formaction" | "xlink:href") {
            return;
        }
        if runs(written) {
            return self.refuse(whole, format!("this `{key}` would run a script"));
        }
        if ADDRESSES.contains(&key) && is_relative(written) {
            self.html(value.start);
            self.parts.push(Part::Address(written));
            self.from = value.end;
        }
    }
}

/// Whether an address runs something.
fn runs(address: &str) -> bool {
    let decoded = address.replace("&colon;", ":").replace("&#58;", ":").replace("&#x3a;", ":");
    let clean: String = decoded
        .chars()
        .filter(|letter| !letter.is_control() && !letter.is_whitespace())
        .take(64)
        .collect::<String>()
        .to_ascii_lowercase();
    // What is written by its number may be any letter.
    let hides =
        clean.split(':').next().is_some_and(|start| start.contains('&') && clean.contains(':'));
    let is_picture = clean.starts_with("data:image/") && !clean.starts_with("data:image/svg");
    let schemes = ["javascript:", "vbscript:", "data:", "livescript:"];
    !is_picture && (hides || schemes.iter().any(|scheme| clean.starts_with(scheme)))
}

fn is_relative(address: &str) -> bool {
    let first = address.split(['/', '?', '#']).next().unwrap_or_default();
    !address.is_empty() && !address.starts_with("//") && !first.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes through, with addresses and anchors marked, and what does not.
    fn passed(piece: &str) -> (String, Vec<String>) {
        let (mut html, mut refused) = (String::new(), Vec::new());
        for part in parts(piece) {
            match part {
                Part::Html(text) => html.push_str(text),
                Part::Address(address) => html.push_str(&format!("[{address}]")),
                Part::Anchor(id) => html.push_str(&format!("#{id}#")),
                Part::Start(_, name, closes_itself) => {
                    html.push_str(if closes_itself { "+" } else { "" });
                    assert!(!UNCLOSED.contains(&name.as_str()));
                }
                Part::End(range, _) => html.push_str(&piece[range]),
                Part::Refused(range, _) => refused.push(piece[range].trim().to_owned()),
            }
        }
        (html, refused)
    }

    #[test]
    fn html_comes_through_as_it_is_written_but_for_what_runs() {
        for (piece, html, refused) in [
            ("<img src=\"i.png\" alt=x />", "<img src=\"[i.png]\" alt=x />", &[][..]),
            ("<a href=https://a.b>x</a>", "<a href=https://a.b>x</a>", &[]),
            ("<a href='a.html#b'>x</a>", "<a href='[a.html#b]'>x</a>", &[]),
            ("<a href=\"#b\">", "<a href=\"[#b]\">", &[]),
            ("<dt id=\"opt\">", "#opt#<dt id=\"opt\">", &[]),
            ("<my-part x>1 < 2</my-part>", "<my-part x>1 < 2</my-part>", &[]),
            ("a<!-- b -->c", "ac", &[]),
            ("<b onclick=\"x()\" class=y>", "<b class=y>", &["onclick=\"x()\""]),
            ("<p>a<script>b</script>c", "<p>ac", &["<script>b</script>"]),
            ("<SCRIPT src=x>", "", &["<SCRIPT src=x>"]),
            ("<a href=\"java\nscript:x\">", "<a>", &["href=\"java\nscript:x\""]),
            ("<a href=\"&#106;avascript:x\">", "<a>", &["href=\"&#106;avascript:x\""]),
            (
                "<img src=\"data:image/png;base64,AA\">",
                "<img src=\"data:image/png;base64,AA\">",
                &[],
            ),
            ("<iframe srcdoc=\"<b>\">", "<iframe>", &["srcdoc=\"<b>\""]),
            ("a < b", "a < b", &[]),
            ("<a id=x />y</ a></A >", "#x#<a id=x />+y</ a></A >", &[]),
            ("<p>a<br/><li>", "<p>a<br/><li>", &[]),
            ("<video controls src = 'v.mp4'>", "<video controls src = '[v.mp4]'>", &[]),
        ] {
            let refused: Vec<String> = refused.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(passed(piece), (html.to_owned(), refused), "{piece}");
        }
    }
}
