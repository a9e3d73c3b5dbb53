//! Dollar signs that are money, told from those that begin and end a formula.
//!
//! The parser pairs any two dollar signs that have no blank inside, so that `US$5 for us and US$6
//! for them` would be a formula. A report speaks of money more often than in formulas, so a single
//! sign counts as the start of one only where no letter or digit of ASCII stands before it, and as
//! the end only where no digit stands behind it, as in Pandoc. The other signs are hidden from the
//! parser behind a character of the same length, and [`restored`] takes the mask off its events.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

/// Stands for a dollar sign: a control character that no text holds.
const MASK: char = '\u{1a}';

/// The text with dollar signs masked that can be no part of a formula; `None` when there are none.
pub(super) fn masked(text: &str) -> Option<String> {
    if !text.contains('$') || text.contains(MASK) {
        return None;
    }
    let money = money(text);
    if money.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in money {
        out.push_str(&text[from..at]);
        out.push(MASK);
        from = at + 1;
    }
    out.push_str(&text[from..]);
    Some(out)
}

/// The places of single dollar signs that begin and end nothing.
fn money(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut in_display = false;
    for sign in signs(text) {
        if sign.ends_paragraph {
            found.extend(open.take());
            in_display = false;
        }
        if sign.at.len() > 1 {
            found.extend(open.take());
            in_display = !in_display;
        } else if !in_display {
            match open {
                Some(_) if sign.closes => open = None,
                _ => {
                    found.extend(open.take());
                    if sign.opens {
                        open = Some(sign.at.start);
                    } else {
                        found.push(sign.at.start);
                    }
                }
            }
        }
    }
    found.extend(open);
    found
}

/// One dollar sign, or several in a row.
struct Sign {
    at: Range<usize>,
    /// Whether a blank line stands between it and the one before.
    ends_paragraph: bool,
    opens: bool,
    closes: bool,
}

fn signs(text: &str) -> impl Iterator<Item = Sign> + '_ {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from;
        loop {
            let at = from + bytes[from..].iter().position(|byte| *byte == b'$')?;
            let len = bytes[at..].iter().take_while(|byte| **byte == b'$').count();
            from = at + len;
            let escaped = bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2;
            let at = at + escaped..from;
            if at.is_empty() {
                continue;
            }
            let before = text[..at.start].chars().next_back();
            let after = text[at.end..].chars().next();
            let is_blank = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
            return Some(Sign {
                ends_paragraph: has_blank_line(&text[start..at.start]),
                opens: !before.is_some_and(|letter| letter.is_ascii_alphanumeric())
                    && !is_blank(after),
                closes: !is_blank(before) && !after.is_some_and(|letter| letter.is_ascii_digit()),
                at,
            });
        }
    })
}

fn has_blank_line(text: &str) -> bool {
    let Some((before, _)) = text.rsplit_once('\n') else { return false };
    before.split('\n').skip(1).any(|line| line.trim().is_empty())
}

/// An event of the masked text as one of the text itself.
pub(super) fn restored<'a>(event: Event<'_>, masked: &str, text: &'a str) -> Event<'a> {
    mapped(event, |piece| restored_piece(&piece, masked, text))
}

/// An event with other words: each piece of text in it is made anew.
pub(super) fn mapped<'a, 'b>(
    event: Event<'b>,
    piece: impl Fn(CowStr<'b>) -> CowStr<'a>,
) -> Event<'a> {
    match event {
        Event::Text(words) => Event::Text(piece(words)),
        Event::Code(words) => Event::Code(piece(words)),
        Event::InlineMath(tex) => Event::InlineMath(piece(tex)),
        Event::DisplayMath(tex) => Event::DisplayMath(piece(tex)),
        Event::Html(html) => Event::Html(piece(html)),
        Event::InlineHtml(html) => Event::InlineHtml(piece(html)),
        Event::FootnoteReference(label) => Event::FootnoteReference(piece(label)),
        Event::Start(tag) => Event::Start(mapped_tag(tag, piece)),
        Event::End(tag) => Event::End(tag),
        Event::SoftBreak => Event::SoftBreak,
        Event::HardBreak => Event::HardBreak,
        Event::Rule => Event::Rule,
        Event::TaskListMarker(done) => Event::TaskListMarker(done),
    }
}

fn mapped_tag<'a, 'b>(tag: Tag<'b>, piece: impl Fn(CowStr<'b>) -> CowStr<'a>) -> Tag<'a> {
    match tag {
        Tag::Heading { level, id, classes, attrs } => Tag::Heading {
            level,
            id: id.map(&piece),
            classes: classes.into_iter().map(&piece).collect(),
            attrs: attrs.into_iter().map(|(key, value)| (piece(key), value.map(&piece))).collect(),
        },
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
            Tag::CodeBlock(CodeBlockKind::Fenced(piece(info)))
        }
        Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(piece(label)),
        Tag::Link { link_type, dest_url, title, id } => {
            Tag::Link { link_type, dest_url: piece(dest_url), title: piece(title), id: piece(id) }
        }
        Tag::Image { link_type, dest_url, title, id } => {
            Tag::Image { link_type, dest_url: piece(dest_url), title: piece(title), id: piece(id) }
        }
        other => other.into_static(),
    }
}

fn restored_piece<'a>(piece: &str, masked: &str, text: &'a str) -> CowStr<'a> {
    let start = (piece.as_ptr() as usize).wrapping_sub(masked.as_ptr() as usize);
    match text.get(start..start.saturating_add(piece.len())) {
        Some(original) if !piece.is_empty() => CowStr::Borrowed(original),
        _ => piece.replace(MASK, "$").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `¤` where a dollar sign is money.
    fn shown(text: &str) -> String {
        masked(text).as_deref().unwrap_or(text).replace(MASK, "¤")
    }

    #[test]
    fn money_is_told_from_formulas() {
        for (text, expected) in [
            ("$5 million and $6 million", "¤5 million and ¤6 million"),
            ("US$5 for us, US$6 for them", "US¤5 for us, US¤6 for them"),
            ("$5–$6 ($7)", "¤5–¤6 (¤7)"),
            ("$x$ costs US$5 and $y$ $6", "$x$ costs US¤5 and $y$ ¤6"),
            ("当$x$时, $n$th", "当$x$时, $n$th"),
            ("$a\n$b\n\nc$", "¤a\n¤b\n\nc¤"),
            ("$$ a $ b $$ and US$5", "$$ a $ b $$ and US¤5"),
            (r"\$5 and $6\$ and $x\$$", r"\$5 and ¤6\$ and $x\$$"),
            ("$", "¤"),
            ("no money", "no money"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }
}
