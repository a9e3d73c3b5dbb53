//! Characters that readers cannot see and that change what they see.

use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Source;

/// Reports characters of a file that hide or reorder text. Those that joined letters of Persian,
/// Indic scripts and pictures need, soft hyphens and the marks of Arabic and Hebrew that are
/// letters of a direction are none of them.
pub(super) fn check(source: &Arc<Source>, diagnostics: &mut Vec<Diagnostic>) {
    let base = source.bom_len();
    let text = &source.text[base..];
    for (at, letter) in text.char_indices() {
        // Nearly all text passes here.
        if matches!(letter, ' '..'\u{7f}' | '\n' | '\t') {
            continue;
        }
        let alone = !text[at + letter.len_utf8()..].starts_with('\n');
        let Some(what) = trouble(letter, alone) else { continue };
        let span = base + at..base + at + letter.len_utf8();
        let message = format!("U+{:04X} {what}", u32::from(letter));
        diagnostics.push(
            Diagnostic::at(Code::BadCharacter, source, span, message).help("remove the character"),
        );
    }
}

/// What a character does to those around it, if it does harm; `alone` says that no line feed
/// follows.
fn trouble(letter: char, alone: bool) -> Option<&'static str> {
    match letter {
        '\r' if alone => Some("without a line feed ends no line"),
        '\r' => None,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some("changes the direction of the text around it")
        }
        '\u{200b}' | '\u{2060}' | '\u{feff}' => Some("is a blank that nobody sees"),
        '\u{2028}' | '\u{2029}' => Some("is a line end that nobody sees"),
        '\u{e0000}'..='\u{e007f}' => Some("is text that nobody sees"),
        _ if letter.is_control() => Some("is a control character"),
        _ => None,
    }
}
