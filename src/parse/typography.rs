//! Quotation marks and line ends as the language of a text has them.
//!
//! The parser knows the marks of English alone, and judges each by the letters directly beside it.
//! Its events are gone through once more, block by block: markup is looked through, so that a mark
//! behind a link or a word in bold is judged by that word. A mark beside Han or kana stays as it is
//! written, and so does the one that it belongs to. A line end between two such letters is none.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// The marks that stand for `"` and `'` around a quotation, in pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quotes {
    double: [&'static str; 2],
    single: [&'static str; 2],
}

impl Default for Quotes {
    fn default() -> Self {
        ENGLISH
    }
}

const ENGLISH: Quotes = Quotes { double: ["“", "”"], single: ["‘", "’"] };

/// The marks of languages that do not have those of English.
///
/// They are the quotation marks and the alternate ones of [CLDR 48](https://cldr.unicode.org), from
/// `delimiters.json` of its `cldr-misc` data. The narrow no-break spaces of French are not told
/// there: they are the usage of France, and not of Switzerland. Chinese and Japanese are missing, as
/// marks beside their letters stay as they are; Dutch is missing, for which CLDR has single marks
/// where double ones are written.
const LANGUAGES: &[(&[&str], Quotes)] = &[
    (&["fr-ch", "rm", "gsw", "fa"], pairs(["«", "»"], ["‹", "›"])),
    (&["fr-ca"], pairs(["«\u{202f}", "\u{202f}»"], ["”", "“"])),
    (&["fr"], pairs(["«\u{202f}", "\u{202f}»"], ["«\u{202f}", "\u{202f}»"])),
    (&["oc", "hy"], pairs(["«", "»"], ["«", "»"])),
    (
        &["de", "cs", "sk", "sl", "hr", "et", "is", "lb", "mk", "dsb", "hsb", "nds"],
        pairs(["„", "“"], ["‚", "‘"]),
    ),
    (&["bg", "lt"], pairs(["„", "“"], ["„", "“"])),
    (&["ka"], pairs(["„", "“"], ["«", "»"])),
    (&["bs"], pairs(["„", "”"], ["‘", "’"])),
    (&["sr"], pairs(["„", "”"], ["’", "’"])),
    (&["pl", "ro"], pairs(["„", "”"], ["«", "»"])),
    (&["hu"], pairs(["„", "”"], ["»", "«"])),
    (&["ru", "uk", "be"], pairs(["«", "»"], ["„", "“"])),
    (
        &["es-us", "it", "pt-pt", "pt-ao", "pt-mz", "pt-ch", "ca", "el", "ast", "eu", "br", "kk"],
        pairs(["«", "»"], ["“", "”"]),
    ),
    (&["nb", "nn", "no"], pairs(["«", "»"], ["‘", "’"])),
    (&["sv", "fi", "he", "se"], pairs(["”", "”"], ["’", "’"])),
    (&["ar", "ur"], pairs(["”", "“"], ["’", "‘"])),
    (&["eo"], pairs(["“", "”"], ["«", "»"])),
];

const fn pairs(double: [&'static str; 2], single: [&'static str; 2]) -> Quotes {
    Quotes { double, single }
}

impl Quotes {
    /// The marks of a language by its tag, such as `fr` or `de-AT`.
    pub fn of(tag: &str) -> Self {
        let tag = tag.to_ascii_lowercase();
        let own = |tag: &str| {
            let found = LANGUAGES.iter().find(|(tags, _)| tags.contains(&tag));
            found.map(|(_, quotes)| *quotes)
        };
        let mut tag = tag.as_str();
        loop {
            match (own(tag), tag.rsplit_once('-')) {
                (Some(quotes), _) => return quotes,
                (None, Some((shorter, _))) => tag = shorter,
                (None, None) => return ENGLISH,
            }
        }
    }

    fn mark(&self, mark: &Mark) -> &'static str {
        let [opening, closing] = if mark.double { self.double } else { self.single };
        match mark.role {
            Role::Opens => opening,
            Role::Closes => closing,
            Role::Apostrophe => "’",
            Role::Straight if mark.double => "\"",
            Role::Straight => "'",
        }
    }
}

/// Sets the marks and line ends of a text right in its events.
pub(super) fn set(events: &mut Vec<(Event<'_>, Range<usize>)>, text: &str, quotes: Quotes) {
    let may_be_east = text.bytes().any(|byte| byte >= 0xe2);
    if !may_be_east && !text.contains(['"', '\'']) {
        return;
    }
    let mut setter = Setter { text, quotes, marks: Vec::new(), last: None };
    for at in 0..events.len() {
        setter.event(events, at);
    }
    setter.end_block(events);
    if may_be_east {
        join_lines(events);
    }
}

/// What a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Opens,
    Closes,
    Apostrophe,
    /// It stays as it is written.
    Straight,
}

/// A mark of a block, and the letters beside it, markup aside.
#[derive(Debug)]
struct Mark {
    event: usize,
    offset: usize,
    double: bool,
    before: Option<char>,
    after: Option<char>,
    role: Role,
}

struct Setter<'t> {
    text: &'t str,
    quotes: Quotes,
    /// The marks of the block so far.
    marks: Vec<Mark>,
    /// The last letter of the block so far.
    last: Option<char>,
}

impl Setter<'_> {
    fn event(&mut self, events: &mut [(Event<'_>, Range<usize>)], at: usize) {
        let (event, range) = &events[at];
        match event {
            Event::Text(words) => match self.written(words, range) {
                Some(mark) => {
                    self.follows(mark);
                    self.marks.push(Mark {
                        event: at,
                        offset: range.start,
                        double: mark == '"',
                        before: self.last,
                        after: None,
                        role: Role::Straight,
                    });
                    self.last = Some(mark);
                }
                None => self.seen(words),
            },
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.seen("x"),
            Event::SoftBreak | Event::HardBreak => self.seen(" "),
            Event::InlineHtml(html) if html.starts_with("<br") => self.seen(" "),
            Event::Start(tag) if is_block(tag) => self.end_block(events),
            Event::End(tag) if is_block_end(tag) => self.end_block(events),
            _ => {}
        }
    }

    /// The mark that the parser has made typographic.
    fn written(&self, words: &str, range: &Range<usize>) -> Option<char> {
        let is_made = matches!(words, "“" | "”" | "‘" | "’") && range.len() == 1;
        let mark = is_made.then(|| self.text[range.start..].chars().next()).flatten()?;
        matches!(mark, '"' | '\'').then_some(mark)
    }

    fn seen(&mut self, words: &str) {
        if let Some(first) = words.chars().next() {
            self.follows(first);
        }
        self.last = words.chars().next_back().or(self.last);
    }

    /// Tells the mark before what follows it.
    fn follows(&mut self, letter: char) {
        if let Some(mark) = self.marks.last_mut().filter(|mark| mark.after.is_none()) {
            mark.after = Some(letter);
        }
    }

    fn end_block(&mut self, events: &mut [(Event<'_>, Range<usize>)]) {
        self.last = None;
        if self.marks.is_empty() {
            return;
        }
        judge(&mut self.marks, self.text);
        for mark in self.marks.drain(..) {
            events[mark.event].0 = Event::Text(CowStr::Borrowed(self.quotes.mark(&mark)));
        }
    }
}

/// Gives each mark of a block its role.
fn judge(marks: &mut [Mark], text: &str) {
    let may_close = |mark: &Mark| {
        !mark.double && !is_blank(mark.before) && !mark.after.is_some_and(char::is_alphanumeric)
    };
    let last_closing = marks.iter().rposition(may_close);
    let mut open = Open::default();
    let mut partners: Vec<(usize, usize)> = Vec::new();
    for at in 0..marks.len() {
        let beside = at.checked_sub(1).map(|before| marks[before].role);
        let mark = &marks[at];
        let opens = may_open(mark, beside);
        let inside_word = is_letter(mark.before) && is_letter(mark.after);
        let opened = open.last(mark.double);
        let role = match (mark.double, opened) {
            _ if is_in_angle(mark, text) => Role::Straight,
            (true, _) if is_hebrew(mark.before) && is_hebrew(mark.after) => Role::Straight,
            (true, None) if is_blank(mark.before) && is_blank(mark.after) => Role::Straight,
            (true, _) if opens => Role::Opens,
            (true, _) => Role::Closes,
            (false, _) if inside_word => Role::Apostrophe,
            (false, _) if opens && is_elision(&text[mark.offset + 1..]) => Role::Apostrophe,
            (false, _) if opens && last_closing.is_some_and(|last| last > at) => Role::Opens,
            (false, Some(_)) if !opens && !is_letter(mark.after) => Role::Closes,
            (false, _) if is_blank(mark.before) && is_blank(mark.after) => Role::Straight,
            (false, _) => Role::Apostrophe,
        };
        match (role, opened) {
            (Role::Opens, _) => open.0[usize::from(mark.double)].push(at),
            (Role::Closes, Some(first)) => {
                partners.push((first, at));
                for left in open.close(first) {
                    marks[left].role = Role::Apostrophe;
                }
            }
            _ => {}
        }
        marks[at].role = role;
    }
    for left in open.close(0) {
        marks[left].role = Role::Apostrophe;
    }
    keep_beside_east(marks, &partners);
}

/// The quotations that are open: those between single marks, and those between double ones.
#[derive(Default)]
struct Open([Vec<usize>; 2]);

impl Open {
    /// The mark that opened the innermost quotation of its sort.
    fn last(&self, double: bool) -> Option<usize> {
        self.0[usize::from(double)].last().copied()
    }

    /// Closes the quotation that a mark opened and those within it; gives the single marks that
    /// opened others, and so are none of a quotation.
    fn close(&mut self, first: usize) -> Vec<usize> {
        let [single, double] = &mut self.0;
        double.truncate(double.partition_point(|&open| open < first));
        let mut left = single.split_off(single.partition_point(|&open| open < first));
        left.retain(|&open| open != first);
        left
    }
}

/// Marks beside Han and kana, and those that they belong to, stay as they are written.
fn keep_beside_east(marks: &mut [Mark], partners: &[(usize, usize)]) {
    let is_beside = |mark: &Mark| [mark.before, mark.after].into_iter().flatten().any(is_east);
    let kept: Vec<bool> = marks.iter().map(is_beside).collect();
    for (at, mark) in marks.iter_mut().enumerate() {
        if kept[at] {
            mark.role = Role::Straight;
        }
    }
    for &(first, second) in partners {
        if kept[first] || kept[second] {
            marks[first].role = Role::Straight;
            marks[second].role = Role::Straight;
        }
    }
}

/// Whether a mark can begin a quotation, `beside` being the role of the mark before it in the block.
fn may_open(mark: &Mark, beside: Option<Role>) -> bool {
    if is_blank(mark.after) {
        return false;
    }
    match (mark.before, beside) {
        (None, _) => true,
        (Some('"' | '\''), Some(Role::Opens)) => true,
        (Some('"' | '\''), Some(Role::Closes)) => false,
        (Some('"' | '\''), _) => is_letter(mark.after),
        (Some(before), _) if before.is_whitespace() => true,
        (Some(before), _) if "([{«„‚“‘‹¿¡".contains(before) => true,
        (Some(before), _) if "-–—/=+*<>|_~&".contains(before) => is_letter(mark.after),
        _ => false,
    }
}

fn is_blank(letter: Option<char>) -> bool {
    letter.is_none_or(char::is_whitespace)
}

fn is_letter(letter: Option<char>) -> bool {
    letter.is_some_and(char::is_alphanumeric)
}

fn is_hebrew(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| ('\u{5d0}'..='\u{5ea}').contains(&letter))
}

/// Whether a mark is the minutes or seconds of an angle, as in 51° 30' 26".
fn is_in_angle(mark: &Mark, text: &str) -> bool {
    let of_numbers =
        |letter: char| letter.is_ascii_digit() || " \u{a0}\u{202f}.,'′’".contains(letter);
    let from = text.ceil_char_boundary(mark.offset.saturating_sub(24));
    mark.before.is_some_and(|before| before.is_ascii_digit())
        && text[from..mark.offset].trim_end_matches(of_numbers).ends_with(['°', 'º'])
}

/// Whether a word begins that has lost its first letters: `'tis`, `'90s`.
fn is_elision(rest: &str) -> bool {
    const WORDS: &[&str] = &["tis", "twas", "twere", "twill", "em", "til", "cause", "n", "bout"];
    let end = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
    let word = &rest[..end];
    let digits = word.trim_end_matches('s');
    let is_decade = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_decade || WORDS.iter().any(|own| own.eq_ignore_ascii_case(word))
}

/// Drops line ends between two letters that are written without blanks between words.
fn join_lines(events: &mut Vec<(Event<'_>, Range<usize>)>) {
    let mut dropped = Vec::new();
    let mut east = false;
    let mut line_end = None;
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Text(words) => {
                let mut letters = words.chars().filter(|letter| !is_of_both(*letter));
                if let (Some(first), Some(end)) = (letters.next(), line_end) {
                    if east && is_east(first) {
                        dropped.push(end);
                    }
                    line_end = None;
                }
                let last = words.chars().rev().find(|letter| !is_of_both(*letter));
                east = last.map_or(east, is_east);
            }
            Event::SoftBreak => line_end = Some(at),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::HardBreak => {
                (east, line_end) = (false, None);
            }
            Event::Start(tag) if is_block(tag) => (east, line_end) = (false, None),
            Event::End(tag) if is_block_end(tag) => (east, line_end) = (false, None),
            _ => {}
        }
    }
    if dropped.is_empty() {
        return;
    }
    let mut dropped = dropped.into_iter().peekable();
    let mut at = 0;
    events.retain(|_| {
        at += 1;
        dropped.next_if_eq(&(at - 1)).is_none()
    });
}

/// Whether a letter is Han or kana, or punctuation that stands between them.
pub(super) fn is_east(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{2fff}' | '\u{3001}'..='\u{312f}' | '\u{3190}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff9f}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3fffd}')
}

/// Whether a mark is of Latin and of Chinese text alike, so that the letters around it tell.
fn is_of_both(letter: char) -> bool {
    matches!(letter, '“' | '”' | '‘' | '’' | '…' | '—' | '"' | '\'' | '·')
}

/// Whether a tag begins a block, and not a part of a line.
pub(super) fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

fn is_block_end(tag: &TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Options, Parser};

    use super::*;

    /// The words of a text, markup aside, as they are set in a language.
    fn shown(text: &str, tag: &str) -> String {
        let parser = Parser::new_ext(text, Options::ENABLE_SMART_PUNCTUATION);
        let mut events = parser.into_offset_iter().collect();
        set(&mut events, text, Quotes::of(tag));
        let words = events.iter().map(|(event, _)| match event {
            Event::Text(words) | Event::Code(words) => words.to_string(),
            Event::SoftBreak => " ".to_owned(),
            Event::End(tag) if is_block_end(tag) => "\n".to_owned(),
            _ => String::new(),
        });
        words.collect::<String>().trim_end().to_owned()
    }

    #[test]
    fn quotation_marks_are_judged_by_the_letters_beside_them() {
        for (text, expected) in [
            ("\"*Emphasis* first\" and \"**bold**\".", "“Emphasis first” and “bold”."),
            ("(\"parens\") \"—dash\" a—\"b\"", "(“parens”) “—dash” a—“b”"),
            ("\"'Nested' quote,\" she said.", "“‘Nested’ quote,” she said."),
            ("He said 'it is \"so\"'.", "He said ‘it is “so”’."),
            ("don't, l'été, O'Brien, the dogs' bone", "don’t, l’été, O’Brien, the dogs’ bone"),
            ("Back in the '90s, 'tis. Rock 'n' roll.", "Back in the ’90s, ’tis. Rock ’n’ roll."),
            ("[Linked](https://e.org)'s, (it)'s and `x`'s", "Linked’s, (it)’s and x’s"),
            ("don't you think 'so'?", "don’t you think ‘so’?"),
            ("a door 10\" tall and \"5\" too", "a door 10” tall and “5” too"),
            ("51° 30' 26\" N, 0°7'W", "51° 30' 26\" N, 0°7'W"),
            ("\"Not closed.\n\nHe said, \"yes\".", "“Not closed.\nHe said, “yes”."),
            ("\\\"as written\\\" and &quot;so&quot;", "\"as written\" and \"so\""),
            ("a \" b", "a \" b"),
            ("'' \"\"", "‘’ “”"),
        ] {
            assert_eq!(shown(text, "en"), expected, "{text}");
        }
    }

    #[test]
    fn quotation_marks_are_those_of_the_language() {
        let text = "He: \"This is 'so'.\" I'm";
        for (tag, expected) in [
            ("de", "He: „This is ‚so‘.“ I’m"),
            ("de-CH", "He: „This is ‚so‘.“ I’m"),
            ("fr", "He: «\u{202f}This is «\u{202f}so\u{202f}».\u{202f}» I’m"),
            ("fr-CH", "He: «This is ‹so›.» I’m"),
            ("pt-PT", "He: «This is “so”.» I’m"),
            ("pt-BR", "He: “This is ‘so’.” I’m"),
            ("ru", "He: «This is „so“.» I’m"),
            ("sv", "He: ”This is ’so’.” I’m"),
            ("zh-Hans-CN", "He: “This is ‘so’.” I’m"),
        ] {
            assert_eq!(shown(text, tag), expected, "{tag}");
        }
        assert_eq!(shown("צה\"ל", "he"), "צה\"ל");
    }

    #[test]
    fn quotation_marks_beside_han_and_kana_stay_as_written() {
        assert_eq!(shown("\"日本語\"と言う。", "ja"), "\"日本語\"と言う。");
        assert_eq!(shown("\"日本語 is\" a \"word\"", "en"), "\"日本語 is\" a “word”");
        assert_eq!(shown("\"서울\"이 \"Seoul\"", "ko"), "“서울”이 “Seoul”");
    }

    #[test]
    fn a_line_end_between_han_or_kana_is_no_blank() {
        for (text, expected) in [
            ("途中で\n改行。しかし\n空白", "途中で改行。しかし空白"),
            ("中文，\n**换**\n行“好”\n的", "中文，换行“好”的"),
            ("English word\nの前後\nand so", "English word の前後 and so"),
            ("한국어\n문장", "한국어 문장"),
            ("一[二](a.md)\n三`四`\n五", "一二三四 五"),
            ("- 一\n- 二", "一\n二"),
        ] {
            assert_eq!(shown(text, "ja"), expected, "{text}");
        }
    }
}
