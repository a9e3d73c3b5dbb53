//! Untrusted text made safe to look at.
//!
//! Each character that could steer a terminal, or hide or reorder what is around it, gives way to
//! one visible character, so that columns stay what they are.

use std::borrow::Cow;

/// A message, a path or a label on one line.
pub(super) fn words(text: &str) -> Cow<'_, str> {
    replace(text, |character| match character {
        '\t' | '\n' | '\r' => ' ',
        other => visible(other),
    })
}

/// Source text: tabs stay, and every line end is a line feed, or a carriage return and a line feed.
pub(super) fn source(text: &str) -> Cow<'_, str> {
    let mut rest = text.chars();
    replace(text, move |character| {
        rest.next();
        match character {
            '\t' | '\n' => character,
            '\r' if rest.as_str().starts_with('\n') => '\r',
            '\r' => '\n',
            other => visible(other),
        }
    })
}

fn replace(text: &str, mut visible: impl FnMut(char) -> char) -> Cow<'_, str> {
    let harmless = |byte: u8| (b' '..0x7f).contains(&byte);
    if text.bytes().all(harmless) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(&mut visible).collect())
}

fn visible(character: char) -> char {
    match character {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        // The second set of control characters, which some terminals obey.
        '\u{80}'..='\u{9f}'
        // Marks, embeddings, overrides and isolates of direction.
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
        // Breaks, blanks and fillers that nobody sees.
        | '\u{180e}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
        // Annotations and tags that nobody sees.
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        other => other,
    }
}
