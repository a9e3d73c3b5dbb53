//! Plain text → Markdown that shows it as it is.

use pulldown_cmark::{Event, Options, Parser, Tag};

/// What means something in Markdown wherever it stands.
const SPECIAL: [char; 13] = ['\\', '`', '*', '_', '[', ']', '<', '>', '{', '}', '~', '$', '|'];

/// A text of one line.
pub(in crate::import) fn line(text: &str) -> String {
    let mut line = at_start(escaped(&text.split_whitespace().collect::<Vec<_>>().join(" ")));
    // At the end of a heading, such a sign would be none of its words.
    if line.ends_with('#') && !line.ends_with("\\#") {
        line.insert(line.len() - 1, '\\');
    }
    line
}

/// A text of which no character means anything wherever it stands in a line.
pub(in crate::import) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        // A character reference would be read as its character, and two hyphens as a dash.
        let is_dash = letter == '-' && out.ends_with('-');
        if SPECIAL.contains(&letter) || letter == '&' || is_dash {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// Markdown that begins a line as what it is, and not as a heading, an item or a rule.
pub(in crate::import) fn at_start(line: String) -> String {
    match marker(&line) {
        Some(at) => format!("{}\\{}", &line[..at], &line[at..]),
        None => line,
    }
}

/// A text whose lines are paragraphs: those that end in a letter do not run into the next.
pub(in crate::import) fn paragraphs(text: &str) -> String {
    let lines = text.lines().map(line).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n\n")
}

/// What a Markdown text has that would not stay in the record into which it is written.
pub(super) fn loose(text: &str) -> Option<&'static str> {
    /// What comes behind the text is a paragraph of its own, unless something is left open.
    const BEHIND: &str = "behind-the-text";
    let whole = format!("{text}\n\n{BEHIND}\n");
    let (mut depth, mut is_closed) = (0, false);
    for event in Parser::new_ext(&whole, Options::ENABLE_FOOTNOTES) {
        match event {
            Event::Start(Tag::Heading { .. }) => return Some("a heading"),
            Event::Start(Tag::FootnoteDefinition(_)) => return Some("a footnote"),
            Event::Html(html) | Event::InlineHtml(html) if html.contains("<!--") => {
                return Some("a comment");
            }
            Event::Text(text) => is_closed |= depth == 1 && *text == *BEHIND,
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    (!is_closed).then_some("something that is not closed")
}

/// Where in a line stands what would make it a heading, an item of a list or a rule.
fn marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    let behind = rest.strip_prefix(['.', ')']).map(|behind| behind.chars().next());
    let is_numbered = digits > 0 && behind.is_some_and(|next| next.is_none_or(char::is_whitespace));
    match is_numbered {
        true => Some(digits),
        // A picture is no mark.
        false if rest.starts_with("![") => None,
        false if digits == 0 && rest.starts_with(['#', '+', '-', '=', ':', '!']) => Some(0),
        false => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_not_stay_in_a_record_is_known() {
        for (text, expected) in [
            ("Plain *text*.\n\n- with\n- items\n\n~~~\n# code\n~~~", None),
            ("Intro.\n\n## Background\n\nMore.", Some("a heading")),
            ("Title\n=====", Some("a heading")),
            ("See[^1]\n\n[^1]: Source.", Some("a footnote")),
            ("A <!-- /call --> b", Some("a comment")),
            ("~~~\nopen", Some("something that is not closed")),
            ("<div>\n\nfine", None),
        ] {
            assert_eq!(loose(text), expected, "{text}");
        }
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        for (text, expected) in [
            ("Plain, with 5 words (here).", "Plain, with 5 words (here)."),
            ("a * b_c [d] <e> {f} `g`", "a \\* b\\_c \\[d\\] \\<e\\> \\{f\\} \\`g\\`"),
            ("1. First\n(a) Legal\n2) Other", "1\\. First\n\n(a) Legal\n\n2\\) Other"),
            (
                "# No heading\n- no item\n--- \n\n= x",
                "\\# No heading\n\n\\- no item\n\n\\-\\-\\-\n\n\\= x",
            ),
            ("Pass --quiet to C #", "Pass -\\-quiet to C \\#"),
            ("2015-2016 was &amp; is", "2015-2016 was \\&amp; is"),
        ] {
            assert_eq!(paragraphs(text), expected);
        }
    }
}
