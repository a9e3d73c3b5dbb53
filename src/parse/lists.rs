//! Lists as legal texts have them: `(a)`, `a)`, `a.`, `(i)`, `(1)` and `1)`, kept as written.
//!
//! Markdown knows `1.` and `1)` and takes other marks for text. Lines that begin with such marks,
//! one after the other from the first on, are a list: their marks are shown to the parser as numbers
//! of the same length, so that it finds items, what is nested in them and their extent as in any
//! other list, and every place in the text stays what it is. What is nested without being indented
//! follows from the order of the marks: `(i)` after `(a)` begins an inner list, after `(h)` it is
//! the next letter, unless `(ii)` follows.

use std::collections::BTreeMap;
use std::ops::Range;

/// The longest mark that is looked for: Markdown takes no number of more than nine digits.
const LONGEST: usize = 10;

/// A mark at the beginning of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Where it stands in the text.
    pub(super) at: Range<usize>,
    /// Around how many items of its run it is nested.
    pub(super) depth: usize,
    /// Whether it begins a list.
    pub(super) begins: bool,
    /// The marks of the items around it and its own, without brackets: `a.ii`.
    pub(super) path: String,
    /// The run that it belongs to.
    run: usize,
    /// What ends the number that stands for it.
    end: u8,
}

/// How a mark is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    Brackets,
    Bracket,
    Dot,
}

/// What a mark counts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Digits {
    Numbers,
    Letters { upper: bool },
    Roman { upper: bool },
}

/// How the marks of a list are made.
type Style = (Frame, Digits);

/// A line that may begin an item.
struct Line {
    mark: Range<usize>,
    /// The styles that the mark may have, and its place in lists of them.
    readings: Vec<(Style, u32)>,
    /// Whether a blank line stands before it.
    after_blank: bool,
}

/// A list of a run that is open.
struct Open {
    style: Style,
    value: u32,
    /// The list, by its place among those of the run.
    list: usize,
}

/// An item of a run: its line, its list, and those around it by their places in the run.
struct Item {
    line: usize,
    list: usize,
    around: Vec<usize>,
}

/// The marks of all lists of a text that Markdown would not show as they are written.
pub(super) fn marks(text: &str) -> Vec<Mark> {
    let mut finder = Finder { text, ..Finder::default() };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        finder.line(at, line);
        at += line.len();
    }
    finder.end();
    finder.marks
}

/// The text with a number of the same length for each mark.
pub(super) fn masked(text: &str, marks: &[Mark]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for mark in marks {
        out.push_str(&text[from..mark.at.start]);
        out.extend(std::iter::repeat_n('0', mark.at.len() - 2));
        // Only a list that begins with 1 can stand below a line of text.
        out.push(if mark.begins { '1' } else { '2' });
        out.push(char::from(mark.end));
        from = mark.at.end;
    }
    out.push_str(&text[from..]);
    out
}

/// Leaves out the runs of which the parser has not taken every mark for an item; `items` are the
/// places where items begin. Says whether there were any.
pub(super) fn retain_taken(text: &str, marks: &mut Vec<Mark>, items: &[usize]) -> bool {
    let is_taken = |mark: &Mark| {
        let before = items.partition_point(|&item| item <= mark.at.start);
        let item = before.checked_sub(1).map(|last| items[last]);
        item.is_some_and(|item| text[item..mark.at.start].trim().is_empty())
    };
    let lost: Vec<usize> =
        marks.iter().filter(|mark| !is_taken(mark)).map(|mark| mark.run).collect();
    marks.retain(|mark| lost.binary_search(&mark.run).is_err());
    !lost.is_empty()
}

/// What reads a text line by line.
#[derive(Default)]
struct Finder<'a> {
    text: &'a str,
    marks: Vec<Mark>,
    runs: usize,
    /// The lines of the run that is open.
    lines: Vec<Line>,
    /// The quotations around it, and how far its first line is indented.
    quotes: usize,
    indent: usize,
    was_blank: bool,
    /// Whether the lines belong to a footnote, whose text is indented by four.
    in_note: bool,
    /// The fence of the block of code that is open.
    fence: Option<(char, usize)>,
    /// The last mark of the run before, which a single mark may go on from.
    last: Option<(Style, u32)>,
}

impl Finder<'_> {
    fn line(&mut self, start: usize, line: &str) {
        let (quotes, mut indent, mut content) = content_of(line);
        let rest = &line[content..];
        if let Some((mark, length)) = self.fence {
            let closing = fence_of(rest).filter(|(own, count)| *own == mark && *count >= length);
            if closing.is_some() {
                self.fence = None;
            }
            return;
        }
        if rest.trim().is_empty() {
            self.was_blank = true;
            return;
        }
        let after_blank = std::mem::take(&mut self.was_blank) || start == 0;
        match note_label(rest).filter(|_| indent < 4) {
            Some(label) => {
                self.note(true);
                (indent, content) = (0, content + label);
            }
            None if self.in_note && indent >= 4 => indent -= 4,
            None if self.in_note && after_blank => self.note(false),
            None => {}
        }
        let bullets = bullets(&line[content..]);
        (indent, content) = (indent + bullets, content + bullets);
        let rest = &line[content..];
        self.fence = fence_of(rest);
        let is_far = !self.lines.is_empty() && indent >= self.indent + 2;
        let is_block = self.fence.is_some() || rest.starts_with('#');
        let goes_on = quotes == self.quotes && (is_far || !(after_blank || is_block));
        let readings = readings(rest).filter(|_| !self.lines.is_empty() || indent < 4);
        let Some((length, readings)) = readings else {
            if !goes_on {
                self.end();
            }
            if rest.starts_with('#') {
                self.last = None;
            }
            return;
        };
        if quotes != self.quotes || self.lines.is_empty() {
            self.end();
            (self.quotes, self.indent) = (quotes, indent);
        }
        let mark = start + content..start + content + length;
        self.lines.push(Line { mark, readings, after_blank });
    }

    /// Enters a footnote, or leaves one.
    fn note(&mut self, is_inside: bool) {
        self.end();
        (self.in_note, self.last) = (is_inside, None);
    }

    /// Ends the run that is open.
    fn end(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let mut from = 0;
        while from < lines.len() {
            from += self.run(&lines[from..]);
        }
    }

    /// Makes a list, and those within it, of the first of some lines; says of how many.
    fn run(&mut self, lines: &[Line]) -> usize {
        let resumed = self.last.take().map(|(style, value)| (style, value + 1));
        let resumed =
            resumed.filter(|next| lines[0].after_blank && lines[0].readings.contains(next));
        let mut open: Vec<Open> = Vec::new();
        let mut items: Vec<Item> = Vec::new();
        // How many items each list has; one that goes on from a list before counts as two.
        let mut counts: Vec<usize> = Vec::new();
        // The item that each open list is in the midst of.
        let mut around: Vec<usize> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let next = lines.get(at + 1);
            if let Some(first) = resumed.filter(|_| at == 0) {
                open.push(Open { style: first.0, value: first.1, list: 0 });
                counts.push(1);
            } else if let Some((depth, value)) = following(&open, line, next) {
                open.truncate(depth + 1);
                open[depth].value = value;
            } else if let Some((style, _)) = line.readings.iter().find(|(_, value)| *value == 1) {
                // A list of the same style cannot be within itself: it is another one.
                if let Some(same) = open.iter().position(|list| list.style == *style) {
                    open.truncate(same);
                }
                open.push(Open { style: *style, value: 1, list: counts.len() });
                counts.push(0);
            } else {
                break;
            }
            around.truncate(open.len() - 1);
            let list = open[open.len() - 1].list;
            counts[list] += 1;
            items.push(Item { line: at, list, around: around.clone() });
            around.push(at);
        }
        self.last = open.first().map(|list| (list.style, list.value));
        let taken = items.len();
        self.take(lines, &items, &counts);
        taken.max(1)
    }

    /// Keeps the marks of a run's lists that have more than one item.
    fn take(&mut self, lines: &[Line], items: &[Item], counts: &[usize]) {
        let is_list = |item: &Item| counts[item.list] > 1;
        let is_number = |item: &Item| {
            let numbers = (Frame::Dot, Digits::Numbers);
            lines[item.line].readings.iter().any(|(style, _)| *style == numbers)
        };
        // Lists of numbers alone are what Markdown takes them for.
        if items.iter().filter(|item| is_list(item)).all(is_number) {
            return;
        }
        let end = if items.iter().any(is_number) { b'.' } else { b')' };
        let label = |item: &Item| {
            let mark = &self.text[lines[item.line].mark.clone()];
            mark.trim_matches(|letter: char| !letter.is_ascii_alphanumeric())
        };
        let mut begun = vec![false; counts.len()];
        for item in items.iter().filter(|item| is_list(item)) {
            let around = || item.around.iter().map(|&at| &items[at]).filter(|item| is_list(item));
            let mut path: String = around().flat_map(|item| [label(item), "."]).collect();
            path.push_str(label(item));
            let is_first = !std::mem::replace(&mut begun[item.list], true);
            let is_one = lines[item.line].readings.iter().any(|(_, value)| *value == 1);
            self.marks.push(Mark {
                at: lines[item.line].mark.clone(),
                depth: around().count(),
                begins: is_first && is_one,
                path,
                run: self.runs,
                end,
            });
        }
        self.runs += 1;
    }
}

/// The innermost open list that a line is the next item of, and its place there.
fn following(open: &[Open], line: &Line, next: Option<&Line>) -> Option<(usize, u32)> {
    let is_next = |list: &Open| line.readings.contains(&(list.style, list.value + 1));
    let depth = open.iter().rposition(is_next)?;
    // `(i)` after `(h)` begins an inner list where `(ii)` follows.
    let begins = line.readings.iter().find(|(_, value)| *value == 1);
    let has_second = |style: Style| next.is_some_and(|next| next.readings.contains(&(style, 2)));
    if begins.is_some_and(|(style, _)| *style != open[depth].style && has_second(*style)) {
        return None;
    }
    Some((depth, open[depth].value + 1))
}

/// How many quotations are around a line, how far it is indented in them, and where its text begins.
fn content_of(line: &str) -> (usize, usize, usize) {
    let (mut quotes, mut indent) = (0, 0);
    for (at, letter) in line.char_indices() {
        match letter {
            ' ' => indent += 1,
            '\t' => indent += 4 - indent % 4,
            '>' if indent < 4 => (quotes, indent) = (quotes + 1, 0),
            _ => return (quotes, indent, at),
        }
    }
    (quotes, indent, line.len())
}

/// The length of the label of a footnote at the beginning of a text.
fn note_label(text: &str) -> Option<usize> {
    let label = text.strip_prefix("[^")?;
    let end = label.find(']').filter(|&end| end > 0 && label[end + 1..].starts_with(':'))?;
    let length = "[^".len() + end + "]:".len();
    let words = text[length..].trim_start_matches([' ', '\t']);
    Some(text.len() - words.len())
}

/// The length of the bullets between which and a mark nothing stands.
fn bullets(text: &str) -> usize {
    let mut rest = text;
    while let Some(words) = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("* ")) {
        rest = words;
    }
    match readings(rest) {
        Some(_) => text.len() - rest.len(),
        None => 0,
    }
}

/// The mark of a fence and its length.
fn fence_of(text: &str) -> Option<(char, usize)> {
    let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = text.len() - text.trim_start_matches(mark).len();
    (length >= 3).then_some((mark, length))
}

/// The length of the mark at the beginning of a text, and what it may count.
fn readings(text: &str) -> Option<(usize, Vec<(Style, u32)>)> {
    let open = usize::from(text.starts_with('('));
    let digits = text[open..].bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let end = open + digits + 1;
    let frame = match (open, text.as_bytes().get(open + digits)) {
        (1, Some(b')')) => Frame::Brackets,
        (0, Some(b')')) => Frame::Bracket,
        (0, Some(b'.')) => Frame::Dot,
        _ => return None,
    };
    let rest = text.get(end..)?;
    let is_item = rest.starts_with([' ', '\t']) && !rest.trim().is_empty();
    if digits == 0 || end > LONGEST || !is_item {
        return None;
    }
    let values = values(&text[open..open + digits]);
    // Initials begin lines more often than such lists do.
    let is_initial = |digits: &Digits| {
        let upper = [Digits::Letters { upper: true }, Digits::Roman { upper: true }];
        frame == Frame::Dot && upper.contains(digits)
    };
    let values = values.into_iter().filter(|(digits, _)| !is_initial(digits));
    let readings: Vec<_> = values.map(|(digits, value)| ((frame, digits), value)).collect();
    (!readings.is_empty()).then_some((end, readings))
}

/// What some digits may count with, and how far.
fn values(digits: &str) -> Vec<(Digits, u32)> {
    if digits.bytes().all(|digit| digit.is_ascii_digit()) {
        let value = digits.parse().ok().filter(|_| !digits.starts_with('0'));
        return value.map(|value| (Digits::Numbers, value)).into_iter().collect();
    }
    let upper = digits.bytes().all(|digit| digit.is_ascii_uppercase());
    if !upper && !digits.bytes().all(|digit| digit.is_ascii_lowercase()) {
        return Vec::new();
    }
    let letters = digits.to_ascii_lowercase();
    let as_letters = of_letters(&letters).map(|value| (Digits::Letters { upper }, value));
    let as_roman = of_roman(&letters).map(|value| (Digits::Roman { upper }, value));
    as_roman.into_iter().chain(as_letters).collect()
}

/// `a` is 1, `z` is 26, `aa` is 27, and `bb` is 28.
fn of_letters(letters: &str) -> Option<u32> {
    let first = letters.bytes().next()?;
    let is_one = letters.len() <= 2 && letters.bytes().all(|letter| letter == first);
    is_one.then(|| u32::from(first - b'a') + 1 + 26 * (letters.len() as u32 - 1))
}

/// The value of a Roman number below 90, if it is written as it should be.
fn of_roman(letters: &str) -> Option<u32> {
    const TENS: [&str; 9] = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx"];
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let ones = letters.trim_start_matches(['x', 'l']);
    let ones = if letters.ends_with("ix") { "ix" } else { ones };
    let tens = letters.strip_suffix(ones)?;
    let tens = TENS.iter().position(|own| *own == tens)?;
    let ones = ONES.iter().position(|own| *own == ones)?;
    Some((tens * 10 + ones) as u32).filter(|value| *value > 0)
}

/// The marks by the places where they begin.
pub(super) fn by_place(marks: Vec<Mark>) -> BTreeMap<usize, Mark> {
    marks.into_iter().map(|mark| (mark.at.start, mark)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        marks(text).into_iter().map(|mark| mark.path).collect()
    }

    #[test]
    fn nesting_follows_from_the_order_of_the_marks() {
        for (text, expected) in [
            ("(a) x\n(b) y\n", "a b"),
            ("(a) x\n\n(i) y\n\n(ii) z\n\n(b) w\n", "a a.i a.ii b"),
            ("(g) x\n(h) y\n", ""),
            ("a. x\nb. y\ni. z\nii. w\nc. v\n", "a b b.i b.ii c"),
            ("1. x\n2. y\n", ""),
            ("1. x\n(a) y\n(b) z\n2. w\n", "1 1.a 1.b 2"),
            ("1) x\n2) y\n", "1 2"),
            ("A. Smith\nB. Jones\n", ""),
            ("(a) first and (b) second\n", ""),
            ("see (a),\n(b) and\n(c) there\n", ""),
            ("(a) x\n(i) y\n(b) z\n", "a b"),
            ("(a) x\n(b) y\n\nBut:\n\n(c) z\n", "a b c"),
            ("(a) x\n(b) y\n\n# H\n\n(c) z\n", "a b"),
            ("(a) x\n(b) y\n\n(a) x\n(b) y\n", "a b a b"),
            ("> (a) x\n> (b) y\n", "a b"),
            ("```\n(a) x\n(b) y\n```\n", ""),
            ("- (a) x\n- (b) y\n", "a b"),
            ("- (a) x\n  (b) y\n- (a) z\n  (b) w\n", "a b a b"),
            ("(a) x\n- (i) y\n- (ii) z\n(b) w\n", "a a.i a.ii b"),
            ("- - -\n- x\n- (a) y\n", ""),
            ("[^1]: (a) x\n    (b) y\n", "a b"),
            ("[^1]: Note:\n\n    (a) x\n    (b) y\n\n    (c) z\n\n(d) w\n", "a b c"),
            ("[^1]: Note\n\n        (a) x\n        (b) y\n", ""),
            ("[^1]: Note\n\nText.\n\n    (a) x\n    (b) y\n", ""),
        ] {
            assert_eq!(paths(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn what_i_means_is_told_by_what_stands_around_it() {
        let letters: String = ('a'..='j').map(|letter| format!("({letter}) x\n")).collect();
        assert_eq!(paths(&letters).last().map(String::as_str), Some("j"));
        let inner: String = ('a'..='h').map(|letter| format!("({letter}) x\n")).collect();
        let found = paths(&format!("{inner}(i) y\n(ii) z\n(i) w\n(j) v\n"));
        assert_eq!(found[7..], ["h", "h.i", "h.ii", "i", "j"]);
    }

    #[test]
    fn roman_numbers_are_read_as_they_are_written() {
        for (text, expected) in
            [("i", 1), ("iv", 4), ("ix", 9), ("xiv", 14), ("xix", 19), ("xl", 40), ("lxxxviii", 88)]
        {
            assert_eq!(of_roman(text), Some(expected), "{text}");
        }
        for text in ["", "iiii", "vx", "ic", "a", "xxxx"] {
            assert_eq!(of_roman(text), None, "{text}");
        }
    }

    #[test]
    fn marks_are_masked_by_numbers_of_the_same_length() {
        let text = "Either\n(a) x, or\n(b) y:\n    (i) z\n    (ii) w\n";
        let expected = "Either\n01) x, or\n02) y:\n    01) z\n    002) w\n";
        assert_eq!(masked(text, &marks(text)), expected);
    }
}
