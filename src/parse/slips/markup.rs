//! Markup that was surely meant and is left as text, or of which something is lost.
//!
//! Other programs know marks that Markdown does not, and Markdown passes over its own where a space
//! or a bar is wrong: readers then see the marks. All of them are looked for here, in the events of
//! the parser, so that code is never taken for markup. What people write on purpose stands on the
//! other side: a mark counts only where prose has hardly a use for it.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::tables;
use crate::diagnostics::Code;

/// A piece of markup that did not become what was meant.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::parse) struct Slip {
    pub(in crate::parse) code: Code,
    /// Where it stands in the text.
    pub(in crate::parse) at: Range<usize>,
    pub(in crate::parse) message: String,
    pub(in crate::parse) help: String,
}

impl Slip {
    fn left(at: Range<usize>, message: String, help: impl Into<String>) -> Self {
        Self { code: Code::LiteralMarkup, at, message, help: help.into() }
    }

    /// A piece that readers see as it is written.
    fn literal(text: &str, at: Range<usize>, help: impl Into<String>) -> Self {
        let written = &text[at.clone()];
        let first = written.lines().next().unwrap_or_default();
        let shown: String = first.chars().take(40).collect();
        let dots = if shown.len() < written.trim_end().len() { "…" } else { "" };
        Self::left(at, format!("`{shown}{dots}` is left as text here"), help)
    }
}

/// Finds the slips in the events of a text.
pub(in crate::parse) fn markup(text: &str, events: &[(Event<'_>, Range<usize>)]) -> Vec<Slip> {
    let mut finder = Finder { text, ..Finder::default() };
    for at in 0..events.len() {
        finder.event(events, at);
    }
    finder.slips
}

/// What the events so far tell of the place.
#[derive(Default)]
struct Finder<'t> {
    text: &'t str,
    slips: Vec<Slip>,
    /// How many blocks are open whose text is no running text.
    silent: usize,
    images: usize,
    in_heading: bool,
    in_item: bool,
    quotes: usize,
    columns: usize,
    place: InBlock,
    /// Whether a block of text has ended.
    has_begun: bool,
}

/// Where in its block a piece of text begins.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum InBlock {
    #[default]
    Start,
    Line,
    Inside,
}

impl<'t> Finder<'t> {
    fn event(&mut self, events: &[(Event<'t>, Range<usize>)], at: usize) {
        let (event, range) = &events[at];
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(_) if self.silent == 0 => {
                self.text(range, events.get(at + 1).map(|(event, _)| event));
                (self.place, self.has_begun) = (InBlock::Inside, true);
            }
            Event::SoftBreak | Event::HardBreak => self.place = InBlock::Line,
            Event::InlineHtml(html) => {
                self.inside_tag(html, range);
                self.place = InBlock::Inside;
            }
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                (self.place, self.has_begun) = (InBlock::Inside, true);
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::CodeBlock(_) | Tag::MetadataBlock(_) => self.silent += 1,
            Tag::HtmlBlock => {
                self.silent += 1;
                self.html_block(range);
            }
            Tag::Image { .. } => self.images += 1,
            Tag::Link { link_type: LinkType::WikiLink { .. }, .. } if self.images > 0 => {
                let help = "alternative text is plain text: write only the words";
                self.slips.push(Slip::left(
                    range.clone(),
                    "the alternative text of an image contains a reference".to_owned(),
                    help,
                ));
            }
            Tag::Heading { .. } => self.in_heading = true,
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::Table(alignments) => self.columns = alignments.len(),
            Tag::TableHead | Tag::TableRow => self.row(range),
            Tag::Paragraph => self.table(range),
            _ => {}
        }
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            Tag::Link { .. } | Tag::Image { .. } => self.place = InBlock::Inside,
            Tag::Item => (self.place, self.in_item) = (InBlock::Start, true),
            // The first paragraph of a loose item stands where the text of a tight one does.
            Tag::Paragraph => self.place = InBlock::Start,
            _ => (self.place, self.in_item) = (InBlock::Start, false),
        }
    }

    fn end(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::CodeBlock | TagEnd::MetadataBlock(_) | TagEnd::HtmlBlock => self.silent -= 1,
            TagEnd::Image => self.images -= 1,
            TagEnd::Heading(_) => self.in_heading = false,
            TagEnd::BlockQuote(_) => self.quotes -= 1,
            TagEnd::Paragraph => self.in_item = false,
            _ => {}
        }
    }

    fn text(&mut self, range: &Range<usize>, next: Option<&Event<'_>>) {
        let is_escaped = self.text[..range.start].ends_with('\\');
        if self.place != InBlock::Inside && !is_escaped {
            self.line_start(range.start, range.end, self.place);
        }
        // Line ends between letters of Han and kana are dropped from the events.
        for (at, _) in self.text[range.clone()].match_indices('\n') {
            let rest = &self.text[range.start + at + 1..range.end];
            let start = range.end - rest.trim_start_matches([' ', '\t', '>']).len();
            self.line_start(start, range.end, InBlock::Line);
        }
        // Beside letters of other scripts, another rule tells what is wrong with emphasis.
        let is_ascii = self.text[range.clone()].is_ascii();
        let bytes = self.text.as_bytes();
        let mut at = range.start;
        while at < range.end {
            let found = match bytes[at] {
                b']' => self.link(at, range),
                b'{' => self.braces(at, range, next),
                b'=' => self.enclosed(at, range, "==", "mark"),
                b'^' => self.enclosed(at, range, "^", "sup"),
                b'~' => self.enclosed(at, range, "~", "sub"),
                b'*' if is_ascii => self.strong(at, range),
                _ => None,
            };
            at = found.map_or(at + 1, |slip| {
                let end = slip.at.end;
                self.slips.push(slip);
                end.max(at + 1)
            });
        }
    }

    /// What stands at the beginning of a line.
    fn line_start(&mut self, start: usize, end: usize, place: InBlock) {
        let text = self.text;
        let end = text[start..end].find('\n').map_or(end, |at| start + at);
        let line = &text[start..end];
        let first = line.chars().next();
        let slip = match first {
            Some('#') if !self.in_heading => {
                let is_first = place == InBlock::Start && !self.has_begun;
                heading(line, is_first).map(|help| Slip::literal(text, start..end, help))
            }
            Some(':') if line.starts_with("::") => {
                // Behind a paragraph, the first colon is the mark of a definition.
                let start = start - usize::from(text[..start].ends_with(':'));
                let name = line.trim_start_matches(':').trim_start();
                let is_named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '{');
                let is_it = is_named && text[start..].starts_with(":::");
                is_it.then(|| Slip::literal(text, start..end, ALERTS))
            }
            Some('-') if place == InBlock::Start && !self.in_item && is_joined(&line[1..]) => {
                let help = format!("put a space after the hyphen: `- {}`", &line[1..]);
                Some(Slip::literal(text, start..end, help))
            }
            Some('0'..='9') if place == InBlock::Start && !self.in_item => {
                numbered(line).map(|(mark, words)| {
                    let help = format!("put a space after the number: `{mark} {words}`");
                    Slip::literal(text, start..end, help)
                })
            }
            Some('!' | '?') if is_admonition(line) => Some(Slip::literal(text, start..end, ALERTS)),
            Some('[') if place == InBlock::Start => self.bracket(start, line),
            Some('[') => self.definition(start, line),
            Some('{') if line.trim_end() == "{:toc}" => {
                Some(Slip::literal(text, start..end, TABLE_OF_CONTENTS))
            }
            _ => None,
        };
        self.slips.extend(slip);
    }

    /// A bracket at the beginning of a block.
    fn bracket(&self, start: usize, line: &str) -> Option<Slip> {
        let text = self.text;
        if line.trim_end().eq_ignore_ascii_case("[toc]") {
            return Some(Slip::literal(text, start..start + 5, TABLE_OF_CONTENTS));
        }
        if let Some(rest) = line.strip_prefix("[ ]")
            && self.in_item
            && rest.starts_with(char::is_alphanumeric)
        {
            let help = "put a space after the box: `- [ ] task`";
            return Some(Slip::literal(text, start..start + line.len(), help));
        }
        if let Some(rest) = line.strip_prefix("[!")
            && self.quotes > 0
            && let Some((name, _)) = rest.split_once(']')
            && !name.is_empty()
            && name.bytes().all(|letter| letter.is_ascii_alphabetic() || letter == b'-')
        {
            let at = start..start + name.len() + 3;
            let help = "write `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]` \
                        alone on the first line of a quotation";
            return Some(Slip::literal(text, at, help));
        }
        self.definition(start, line)
    }

    /// The address of a label, with a space in it.
    fn definition(&self, start: usize, line: &str) -> Option<Slip> {
        let (label, target) = line.split_once("]: ")?;
        let target = target.trim();
        (!label[1..].contains(['[', ']']) && has_space(target) && is_address(target)).then(|| {
            let help = format!("put the address between angle brackets: `{label}]: <{target}>`");
            Slip::literal(self.text, start..start + line.trim_end().len(), help)
        })
    }

    /// A link or an image whose address holds a space, or whose parts stand apart.
    fn link(&self, at: usize, range: &Range<usize>) -> Option<Slip> {
        let text = self.text;
        let rest = near(&text[at + 1..range.end]);
        if text[..at].ends_with('\\') || !rest.starts_with(['(', ' ']) {
            return None;
        }
        let from = text.ceil_char_boundary(range.start.max(at.saturating_sub(NEAR)));
        let start = text[from..at].rfind('[').map_or(at, |open| {
            let start = from + open;
            start - usize::from(text[..start].ends_with('!'))
        });
        if let Some(rest) = rest.strip_prefix('(') {
            let end_of = |rest: &str| rest.find([')', '\n']);
            // A title may hold markup, at which the text ends.
            let (rest, end) = match end_of(rest) {
                Some(end) => (rest, end),
                None => {
                    let rest = near(&text[at + 2..]);
                    let end = end_of(rest).filter(|&end| rest[..end].ends_with('"'))?;
                    (rest, end)
                }
            };
            let target = &rest[..end];
            let own = without_title(target.trim());
            if !is_address(own) || !rest[target.len()..].starts_with(')') {
                return None;
            }
            let help = match has_space(own) {
                true => format!("put the address between angle brackets: `](<{own}>)`"),
                false => {
                    "remove the link or reference from the text of the link or image".to_owned()
                }
            };
            return Some(Slip::literal(text, start..at + 3 + target.len(), help));
        }
        let rest = rest.strip_prefix(" (")?;
        let target = &rest[..rest.find([')', ' ', '\n'])?];
        let is_page = target.split(['#', '?']).next().is_some_and(|path| path.ends_with(".md"));
        (is_page && rest[target.len()..].starts_with(')')).then(|| {
            let help = "put no space between the words and the address: `[words](address)`";
            Slip::literal(text, start..at + 4 + target.len(), help)
        })
    }

    /// Instructions of other programs, and attributes of what is no heading.
    fn braces(&self, at: usize, range: &Range<usize>, next: Option<&Event<'_>>) -> Option<Slip> {
        let text = self.text;
        if text[..at].ends_with('\\') {
            return None;
        }
        let rest = &text[at..range.end];
        let letter = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_alphabetic());
        let end_of = |mark: &str| near(rest).find(mark).map(|end| at..at + end + mark.len());
        if let Some(inner) = rest.strip_prefix("{{#").filter(|inner| letter(inner)) {
            let at = end_of("}}")?;
            let help = match inner.starts_with("include") {
                true => {
                    "other files cannot be included: write the text here, or show a record of \
                     this report with `![[id]]`"
                }
                false => SHORTCODES,
            };
            return Some(Slip::literal(text, at, help));
        }
        if rest.starts_with("{{<") || rest.starts_with("{{%") {
            return Some(Slip::literal(text, end_of("}}")?, SHORTCODES));
        }
        if rest == "{{" && matches!(next, Some(Event::InlineHtml(_))) {
            return Some(Slip::literal(text, at..range.end, SHORTCODES));
        }
        if rest.strip_prefix("{%").is_some_and(|inner| letter(inner.trim_start_matches('-'))) {
            return Some(Slip::literal(text, end_of("%}")?, SHORTCODES));
        }
        if let Some(inner) = rest.strip_prefix("{{") {
            let name = inner.trim_start();
            let len = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
            let is_call = len > 0 && name[len..].starts_with('(');
            return is_call
                .then(|| end_of("}}"))
                .flatten()
                .map(|at| Slip::literal(text, at, SHORTCODES));
        }
        self.attributes(at, rest)
    }

    /// Attributes at the end of a line that is no heading.
    fn attributes(&self, at: usize, rest: &str) -> Option<Slip> {
        let inner = rest.trim_end().strip_prefix('{')?.strip_suffix('}')?;
        let inner = inner.strip_prefix(':').map_or(inner, str::trim_start);
        let name = inner.strip_prefix(['#', '.'])?;
        let is_it = name.starts_with(|c: char| c.is_alphabetic())
            && inner.chars().all(|c| c.is_alphanumeric() || "-_#. =\"':".contains(c));
        (is_it && !self.in_heading).then(|| {
            let end = at + rest.trim_end().len();
            let help = "only headings can have attributes: `## Title {#id .kind}`";
            Slip::literal(self.text, at..end, help)
        })
    }

    /// Words between two marks that Markdown does not have, and the element that says the same.
    fn enclosed(&self, at: usize, range: &Range<usize>, mark: &str, element: &str) -> Option<Slip> {
        let text = self.text;
        let rest = text[at..range.end].strip_prefix(mark)?;
        let before = text[..at].chars().next_back();
        let opens = match element {
            // The mark stands behind what it raises or lowers: `x^2^`, `H~2~O`.
            "sup" => before.is_some_and(char::is_alphanumeric),
            "sub" => before.is_some_and(char::is_alphabetic),
            _ => before.is_none_or(|c| c.is_whitespace() || c == '('),
        };
        let words = &rest[..near(rest).find(mark)?];
        let after = rest[words.len() + mark.len()..].chars().next();
        let is_it = opens
            && !words.is_empty()
            && words.starts_with(char::is_alphanumeric)
            && words.ends_with(char::is_alphanumeric)
            && (element != "sup" || words.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            && (element != "sub" || words.bytes().all(|byte| byte.is_ascii_digit()))
            && !words.contains('\n')
            && !after
                .is_some_and(|c| mark.contains(c) || (c.is_alphanumeric() && element != "sub"));
        is_it.then(|| {
            let end = at + words.len() + 2 * mark.len();
            let help = format!("write `<{element}>{words}</{element}>`");
            Slip::literal(text, at..end, help)
        })
    }

    /// Strong emphasis that nothing closes.
    fn strong(&self, at: usize, range: &Range<usize>) -> Option<Slip> {
        let text = self.text;
        let rest = text[at..range.end].strip_prefix("**")?;
        let before = text[range.start..at].chars().next_back();
        (before.is_none_or(|c| c.is_whitespace() || c == '(')
            && rest.starts_with(|c: char| c.is_ascii_alphabetic())
            && !text[..at].ends_with(['\\', '*']))
        .then(|| Slip {
            code: Code::LiteralEmphasis,
            at: at..at + 2,
            message: "`**` is left as text here".to_owned(),
            help: "put `**` directly after the last bold word".to_owned(),
        })
    }

    /// Markdown in a block of HTML, where it is not read.
    fn html_block(&mut self, range: &Range<usize>) {
        let html = &self.text[range.clone()];
        let verbatim = ["<pre", "<script", "<style", "<textarea", "<?", "<![CDATA["];
        if verbatim.iter().any(|start| html.trim_start().to_ascii_lowercase().starts_with(start)) {
            return;
        }
        let mut from = 0;
        while let Some(at) = html[from..].find(['[', '<']).map(|at| from + at) {
            let rest = &html[at..];
            let passed = [("<!--", "-->"), ("<code", "</code"), ("<pre", "</pre")];
            if let Some((_, end)) = passed.iter().find(|(start, _)| rest.starts_with(start)) {
                from = rest.find(end).map_or(html.len(), |len| at + len + end.len());
                continue;
            }
            let len = reference(rest).or_else(|| link(rest)).unwrap_or(0);
            if len > 0 {
                let help = "Markdown directly below a tag has no effect: put an empty line \
                            between them";
                let at = range.start + at..range.start + at + len;
                self.slips.push(Slip::literal(self.text, at, help));
            }
            from = at + len.max(1);
        }
    }

    /// A reference among the attributes of a tag.
    fn inside_tag(&mut self, html: &str, range: &Range<usize>) {
        if html.starts_with("<!--") {
            return;
        }
        let at = html.find("[[").and_then(|at| Some(at..at + reference(&html[at..])?));
        if let Some(at) = at.filter(|at| range.start + at.end <= range.end) {
            let at = range.start + at.start..range.start + at.end;
            let help = "write references in running text, not inside a tag";
            self.slips.push(Slip::literal(self.text, at, help));
        }
    }

    /// A row of a table with more cells than the table has columns.
    fn row(&mut self, range: &Range<usize>) {
        let end =
            self.text[range.start..].find('\n').map_or(self.text.len(), |at| range.start + at);
        let row = &self.text[range.start..end];
        if let Some(lost) = tables::beyond(row, self.columns) {
            let (cells, columns) = (tables::count(row), self.columns);
            self.slips.push(Slip {
                code: Code::LostCells,
                at: range.start + lost.start..range.start + lost.end,
                message: format!(
                    "this row has {cells} cells, but the table has {columns} columns: the rest \
                     is lost"
                ),
                help: tables::help(row).to_owned(),
            });
        }
    }

    /// A paragraph that was to be a table.
    fn table(&mut self, range: &Range<usize>) {
        if let Some((at, message, help)) = tables::in_paragraph(&self.text[range.clone()]) {
            let at = range.start + at.start..range.start + at.end;
            self.slips.push(Slip::left(at, message, help));
        }
    }
}

const ALERTS: &str = "write a quotation whose first line is `> [!NOTE]`, or [!TIP], [!IMPORTANT], \
                      [!WARNING] or [!CAUTION]";
const SHORTCODES: &str = "instructions for other programs have no effect here: write the \
                          resulting text, or put them in backquotes to show them to readers";
const TABLE_OF_CONTENTS: &str = "remove it: every page lists its sections automatically";

/// A way out of a line that was to be a heading.
fn heading(line: &str, is_first: bool) -> Option<String> {
    let words = line.trim_start_matches('#');
    let marks = &line[..line.len() - words.len()];
    let first = words.chars().next()?;
    let is_other_blank = first.is_whitespace() && !matches!(first, ' ' | '\t');
    let is_joined = match marks.len() {
        1 => is_first && first.is_uppercase() && words.contains(' '),
        2..=6 => first.is_alphanumeric(),
        _ => false,
    };
    let shown: String = words.trim().chars().take(30).collect();
    match (is_other_blank, is_joined) {
        (true, _) if marks.len() <= 6 => Some(format!(
            "the space after the number signs is not a plain space (U+{:04X}): write `{marks} \
             {shown}`",
            u32::from(first)
        )),
        (_, true) => Some(format!("put a space after the number signs: `{marks} {shown}`")),
        _ => None,
    }
}

/// The mark of an item of a numbered list and the words that follow it directly.
fn numbered(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let words = rest.strip_prefix(['.', ')']).filter(|words| is_joined(words))?;
    let (mark, words) = line.split_at(line.len() - words.len());
    (mark.len() < 4).then_some((mark, words))
}

/// Whether words follow the mark of a list directly: several, so that they are no name.
fn is_joined(words: &str) -> bool {
    let letters = words.chars().take_while(|letter| letter.is_alphabetic()).count();
    letters > 1 && words.split_whitespace().count() > 2
}

/// Whether a line begins an admonition of MkDocs.
fn is_admonition(line: &str) -> bool {
    const TYPES: &[&str] = &[
        "note",
        "abstract",
        "summary",
        "info",
        "tip",
        "hint",
        "important",
        "success",
        "question",
        "help",
        "faq",
        "warning",
        "caution",
        "attention",
        "failure",
        "danger",
        "error",
        "bug",
        "example",
        "quote",
        "cite",
        "todo",
        "seealso",
        "admonition",
    ];
    let Some(rest) = line.strip_prefix("!!!").or_else(|| line.strip_prefix("???")) else {
        return false;
    };
    let rest = rest.strip_prefix('+').unwrap_or(rest);
    let word = rest.split_whitespace().next().unwrap_or_default();
    rest.starts_with([' ', '\t']) && TYPES.iter().any(|own| own.eq_ignore_ascii_case(word))
}

/// The length of a reference at the start of a text.
fn reference(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("[[")?;
    let len = near(inner).find("]]").filter(|len| *len > 0)?;
    (!inner[..len].contains(['[', '\n'])).then_some(len + 4)
}

/// The length of a link at the start of a text.
fn link(text: &str) -> Option<usize> {
    let words = near(text.strip_prefix('[')?).find("](").filter(|len| *len > 0)?;
    let target = near(&text[words + 3..]);
    let len = target.find([')', '\n', ' ']).filter(|len| target[*len..].starts_with(')'))?;
    (is_address(&target[..len]) && !text[..words].contains("\n\n")).then_some(words + len + 4)
}

/// How far the two ends of a piece of markup stand apart at most, in bytes, so that the work stays in
/// proportion to the text.
const NEAR: usize = 1_000;

fn near(text: &str) -> &str {
    &text[..text.floor_char_boundary(NEAR)]
}

fn has_space(target: &str) -> bool {
    target.contains(' ') && !target.starts_with('<')
}

/// An address without the title in quotes behind it.
fn without_title(target: &str) -> &str {
    match target.split_once([' ', '\t']) {
        Some(_) if target.ends_with('"') => {
            let own = target[..target.len() - 1].rsplit_once(" \"").map(|(own, _)| own);
            own.unwrap_or(target).trim_end()
        }
        _ => target,
    }
}

/// Whether brackets hold the address of a file or a page, and no remark.
fn is_address(target: &str) -> bool {
    if target.contains("://") || ["/", "./", "../"].iter().any(|start| target.starts_with(start)) {
        return true;
    }
    let path = target.split(['#', '?']).next().unwrap_or_default();
    path.rsplit_once('.').is_some_and(|(name, extension)| {
        !name.is_empty()
            && !name.ends_with(['.', ' '])
            && (1..=5).contains(&extension.len())
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && extension.bytes().any(|byte| byte.is_ascii_lowercase())
    })
}
