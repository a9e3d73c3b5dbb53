//! How wide text is, and where it breaks.
//!
//! No font is at hand when a picture is laid out, so widths are estimated, in parts of the font size,
//! from the widest of the common sans serif faces (Verdana and DejaVu Sans): text in any usual face
//! fits the room that was kept for it, in bold too.

use unicode_segmentation::UnicodeSegmentation;

/// The distance of two base lines, in parts of the font size.
pub(super) const LEADING: f64 = 1.2;

/// The estimated width of a line of text, in the unit of the font size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    added(0.0, text) * size
}

/// The advance of a text and of another one before it, in parts of the font size.
fn added(before: f64, text: &str) -> f64 {
    text.chars().map(advance).fold(before, |sum, advance| sum + advance)
}

/// The width of the widest of several lines.
pub(super) fn widest(lines: &[String], size: f64) -> f64 {
    lines.iter().map(|line| width(line, size)).fold(0.0, f64::max)
}

/// The width of the longest part of a text that is not broken.
pub(super) fn longest_word(text: &str, size: f64) -> f64 {
    let pieces = pieces(text, size, f64::INFINITY);
    pieces.iter().map(|piece| width(piece.text, size)).fold(0.0, f64::max)
}

/// The room that several lines take from top to bottom.
pub(super) fn height(lines: usize, size: f64) -> f64 {
    lines as f64 * size * LEADING
}

fn advance(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '\'' | '\u{2019}' => 0.35,
        'f' | 't' | 'r' | ' ' | '.' | ',' | ':' | ';' | '!' | '|' | '(' | ')' | '[' | ']' => 0.42,
        '-' | '/' | '\u{a0}' => 0.46,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' => 0.58,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '\u{2014}' => 1.0,
        'A'..='Z' => 0.76,
        ' '..='~' => 0.64,
        _ if is_mark(letter) => 0.0,
        _ if is_wide(letter) => 1.0,
        '\u{0590}'..='\u{06ff}' | '\u{fb1d}'..='\u{feff}' => 0.68,
        '\u{0900}'..='\u{0fff}' => 0.8,
        _ => 0.74,
    }
}

/// Whether a letter stands on the one before it and takes no room.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}'
        | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether a letter fills a square: Chinese, Japanese and Korean letters, full-width forms, and
/// pictographs.
fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}

/// Whether a letter may not begin a line.
fn is_closing(letter: char) -> bool {
    matches!(
        letter,
        '\u{3001}'
            | '\u{3002}'
            | '\u{300d}'
            | '\u{300f}'
            | '\u{3011}'
            | '\u{ff09}'
            | '\u{ff0c}'
            | '\u{ff0e}'
            | '\u{ff1a}'
            | '\u{ff1b}'
            | '\u{ff01}'
            | '\u{ff1f}'
            | '\u{30fc}'
    )
}

/// Text in at most so many lines of at most a width; the words that do not fit are left out.
pub(super) fn wrap(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut advance = 0.0;
    for piece in pieces(text, size, room) {
        if !line.is_empty() && added(advance, piece.text) * size > room {
            out.push(line.trim_end().to_owned());
            line.clear();
            advance = 0.0;
        }
        for part in [piece.text, piece.blank()] {
            line.push_str(part);
            advance = added(advance, part);
        }
    }
    out.push(line.trim_end().to_owned());
    if out.len() > lines {
        let rest = out.drain(lines.saturating_sub(1)..).fold(String::new(), |rest, line| {
            let joint = if rest.is_empty() || rest.ends_with('-') { "" } else { " " };
            rest + joint + &line
        });
        out.push(shortened(&rest, size, room));
    }
    out
}

/// The first words of a text, as many as are no wider than the room; of a single word that is
/// wider, the first letters. What is seen is then the beginning of the name that is read out.
fn shortened(text: &str, size: f64, room: f64) -> String {
    let mut advance = 0.0;
    let too_wide = graphemes(text).find(|(_, grapheme)| {
        advance = added(advance, grapheme);
        advance * size > room
    });
    let Some((end, _)) = too_wide else { return text.trim_end().to_owned() };
    let end = text[..end].rfind(' ').filter(|end| *end > 0).unwrap_or(end);
    text[..end].trim_end().to_owned()
}

/// A part of a text after which a line may end.
#[derive(Debug, Clone, Copy)]
struct Run<'t> {
    text: &'t str,
    /// Whether a blank stands between it and the next one.
    ends_word: bool,
}

impl Run<'_> {
    fn blank(self) -> &'static str {
        if self.ends_word { " " } else { "" }
    }
}

/// The parts of a text between which a line may end, none wider than the room.
fn pieces(text: &str, size: f64, room: f64) -> Vec<Run<'_>> {
    let mut out = Vec::new();
    for word in text.split_whitespace() {
        let (mut start, mut advance, mut last) = (0, 0.0, ' ');
        for (at, grapheme) in graphemes(word) {
            let first = grapheme.chars().next().unwrap_or(' ');
            let square = is_wide(first) || is_wide(last);
            let parts = square && !is_closing(first) || last == '-';
            let longer = added(advance, grapheme);
            if at > start && (parts || longer * size > room) {
                out.push(Run { text: &word[start..at], ends_word: false });
                start = at;
                advance = added(0.0, grapheme);
            } else {
                advance = longer;
            }
            last = grapheme.chars().next_back().unwrap_or(' ');
        }
        out.push(Run { text: &word[start..], ends_word: true });
    }
    out
}

/// The letters of a text as readers see them, with their places.
fn graphemes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // In a word of ASCII, as most are, every byte is one.
    let (bytes, rest) = if text.is_ascii() { (text.len(), "") } else { (0, text) };
    (0..bytes).map(|at| (at, &text[at..=at])).chain(rest.grapheme_indices(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_after_hyphens() {
        assert_eq!(
            wrap("Troop- and police-contributing", 10.0, 90.0, 9),
            ["Troop- and", "police-", "contributing"]
        );
    }

    #[test]
    fn lines_break_between_square_letters_but_not_before_a_full_stop() {
        assert_eq!(wrap("和平行动。", 10.0, 40.0, 9), ["和平行", "动。"]);
    }

    #[test]
    fn what_does_not_fit_ends_with_a_whole_word() {
        let lines = wrap("One two three four five six", 10.0, 60.0, 2);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines.join(" "), "One two three four");
        assert!(width(&lines[1], 10.0) <= 60.0);
    }

    #[test]
    fn a_word_wider_than_the_room_is_cut_between_letters() {
        let lines = wrap("Donaudampfschifffahrt", 10.0, 50.0, 9);
        assert!(lines.len() > 2);
        assert!(widest(&lines, 10.0) <= 50.0);
        assert_eq!(lines.concat(), "Donaudampfschifffahrt");
    }

    #[test]
    fn no_text_is_one_empty_line() {
        assert_eq!(wrap("  ", 10.0, 50.0, 2), [""]);
    }
}
