//! A document → the parts of it that are translated, each as one message.
//!
//! They are those that `mdbook-xgettext` (mdbook-i18n-helpers 0.3) takes out of a chapter: paragraphs, headings,
//! cells of tables and items of lists, HTML, whole blocks of code, and the comments and quoted texts in
//! code. A part is found again by what its Markdown means, for the tool writes that its own way.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// The Markdown that the tool reads, and the front matter that is none.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_OLD_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_YAML_STYLE_METADATA_BLOCKS)
    .union(Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS);

/// What begins a comment of a line of code, and a comment of HTML that tells the tool what to do.
const COMMENTS: [&str; 2] = ["//", "#"];
const DIRECTIVE: [&str; 2] = ["i18n:", "mdbook-xgettext:"];

/// What a text in Markdown means, so that two ways of writing it have the same.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key(String);

impl Key {
    /// Adds an event. Blocks other than code have no meaning of their own.
    pub(super) fn add(&mut self, event: &Event<'_>) {
        let Self(key) = self;
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => key.push_str(text),
            Event::Code(text) => key.extend(["\u{1}`", text, "\u{2}"]),
            Event::SoftBreak => key.push(' '),
            Event::HardBreak => key.push('\n'),
            Event::FootnoteReference(label) => key.extend(["\u{1}^", label, "\u{2}"]),
            Event::Start(tag) => match tag {
                Tag::Emphasis => key.push_str("\u{1}e"),
                Tag::Strong => key.push_str("\u{1}s"),
                Tag::Strikethrough => key.push_str("\u{1}~"),
                Tag::Link { dest_url, title, .. } => {
                    key.extend(["\u{1}l", dest_url, "\u{3}", title, "\u{3}"]);
                }
                Tag::Image { dest_url, title, .. } => {
                    key.extend(["\u{1}i", dest_url, "\u{3}", title, "\u{3}"]);
                }
                Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                    key.extend(["\u{1}c", info, "\u{3}"]);
                }
                Tag::CodeBlock(CodeBlockKind::Indented) => key.push_str("\u{1}c\u{3}"),
                _ => {}
            },
            Event::End(
                TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Image
                | TagEnd::CodeBlock,
            ) => key.push('\u{2}'),
            _ => {}
        }
    }

    /// The key of all that was added.
    pub(super) fn end(self) -> Self {
        match self.0.trim() {
            same if same.len() == self.0.len() => self,
            trimmed => Self(trimmed.to_owned()),
        }
    }
}

/// A part of a document.
#[derive(Debug)]
pub(super) struct Segment {
    /// Where it is written.
    pub(super) range: Range<usize>,
    pub(super) what: What,
}

/// What a part is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A text that flows.
    Text { key: Key, place: Place },
    /// Code, or HTML: its lines stay lines.
    Block(Key),
    /// A comment or a quoted text in code.
    Words,
}

/// In what a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a heading that begins at a byte.
    Heading(usize),
    Cell,
    Elsewhere,
}

/// The parts of a text in Markdown, in their order. A block of code comes before the words in it, and a
/// link that is all of a part before its words: who takes the first passes over the others.
pub(super) fn segments(text: &str) -> Vec<Segment> {
    let mut finding = Finding {
        text,
        found: Vec::new(),
        open: None,
        place: Place::Elsewhere,
        skips_next: false,
        skips: false,
    };
    let mut inside = None;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match (&event, &mut inside) {
            (Event::Start(Tag::MetadataBlock(_)), _) => inside = Some(Inside::FrontMatter),
            (Event::End(TagEnd::MetadataBlock(_)), _) => inside = None,
            (Event::Start(Tag::CodeBlock(_)), _) => {
                finding.close();
                let mut key = Key::default();
                key.add(&event);
                inside = Some(Inside::Code(key, Vec::new()));
            }
            (Event::End(TagEnd::CodeBlock), Some(Inside::Code(..))) => {
                if let Some(Inside::Code(mut key, lines)) = inside.take() {
                    key.add(&event);
                    finding.code(key, range, &lines);
                }
            }
            (Event::Text(_), Some(Inside::Code(key, lines))) => {
                key.add(&event);
                lines.push(range);
            }
            (_, Some(_)) => {}
            (_, None) => finding.event(&event, range),
        }
    }
    finding.close();
    finding.found
}

/// A block whose text is no Markdown.
enum Inside {
    FrontMatter,
    /// Code, with the lines that were read.
    Code(Key, Vec<Range<usize>>),
}

struct Finding<'t> {
    text: &'t str,
    found: Vec<Segment>,
    /// The part that is being read.
    open: Option<Open>,
    place: Place,
    /// Whether the next part is not translated, or none until this is taken back.
    skips_next: bool,
    skips: bool,
}

/// A part that is being read.
struct Open {
    range: Range<usize>,
    key: Key,
    is_html: bool,
    /// A link around all of it, as far as is known.
    link: Option<Link>,
}

/// The words of a link.
struct Link {
    end: usize,
    words: Range<usize>,
    key: Key,
}

impl Finding<'_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) if directive(html).is_some() => {
                self.close();
                match directive(html) {
                    Some("skip") => self.skips_next = true,
                    Some("skip-start") => self.skips = true,
                    Some("skip-end") => self.skips = false,
                    _ => {}
                }
            }
            Event::Text(_)
            | Event::Code(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Start(
                Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Link { .. }
                | Tag::Image { .. },
            )
            | Event::End(
                TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Image,
            ) => self.inline(event, range),
            other => {
                self.close();
                match other {
                    Event::Start(Tag::Heading { .. }) => self.place = Place::Heading(range.start),
                    Event::Start(Tag::TableCell) => self.place = Place::Cell,
                    Event::End(TagEnd::Heading(_) | TagEnd::TableCell) => {
                        self.place = Place::Elsewhere;
                    }
                    _ => {}
                }
            }
        }
    }

    fn inline(&mut self, event: &Event<'_>, range: Range<usize>) {
        // The range of a letter that a backslash makes text begins behind the backslash.
        let escaped = self.text[..range.start].ends_with('\\') && matches!(event, Event::Text(_));
        let start = range.start - usize::from(escaped);
        let open = self.open.get_or_insert_with(|| Open {
            range: start..range.end,
            key: Key::default(),
            is_html: matches!(event, Event::Html(_)),
            link: match event {
                Event::Start(Tag::Link { .. }) => {
                    let words = range.end..range.start;
                    Some(Link { end: range.end, words, key: Key::default() })
                }
                _ => None,
            },
        });
        open.key.add(event);
        if let Some(link) = &mut open.link {
            let is_its_own = open.range.start == start
                && matches!(event, Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link));
            if range.end > link.end {
                open.link = None;
            } else if !is_its_own {
                link.words = link.words.start.min(start)..link.words.end.max(range.end);
                link.key.add(event);
            }
        }
        open.range.end = open.range.end.max(range.end);
    }

    /// Ends the part that is being read.
    fn close(&mut self) {
        let Some(Open { range, key, is_html, link }) = self.open.take() else { return };
        if self.is_skipped() {
            return;
        }
        let place = self.place;
        let what = match is_html {
            true => What::Block(key.end()),
            false => What::Text { key: key.end(), place },
        };
        self.found.push(Segment { range, what });
        if let Some(Link { words, key, .. }) = link.filter(|link| !link.words.is_empty()) {
            let what = What::Text { key: key.end(), place };
            self.found.push(Segment { range: words, what });
        }
    }

    fn code(&mut self, key: Key, range: Range<usize>, lines: &[Range<usize>]) {
        if self.is_skipped() {
            return;
        }
        let end = range.start + self.text[range.clone()].trim_end().len();
        self.found.push(Segment { range: range.start..end, what: What::Block(key.end()) });
        for range in lines {
            let mut from = range.start;
            // More than one line may come at once.
            for line in self.text[range.clone()].split_inclusive('\n') {
                let found = words(line).into_iter();
                self.found.extend(found.map(|span| Segment {
                    range: from + span.start..from + span.end,
                    what: What::Words,
                }));
                from += line.len();
            }
        }
    }

    fn is_skipped(&mut self) -> bool {
        std::mem::take(&mut self.skips_next) || self.skips
    }
}

/// What a comment tells the tool to do.
fn directive(html: &str) -> Option<&str> {
    let inner = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    DIRECTIVE.iter().find_map(|name| inner.strip_prefix(name)).map(str::trim)
}

/// The quoted texts in a line of code, and the comment at its end.
fn words(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(letter) = line[at..].chars().next() {
        if COMMENTS.iter().any(|sign| line[at..].starts_with(sign)) {
            found.push(at..line.trim_end().len().max(at));
            break;
        }
        let end = match letter {
            '"' => quoted(&line[at..]).map(|len| at + len),
            _ => None,
        };
        if let Some(end) = end {
            found.push(at..end);
        }
        at = end.unwrap_or(at + letter.len_utf8());
    }
    found
}

/// How long a text in quotation marks is, if it ends on its line.
fn quoted(text: &str) -> Option<usize> {
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some(at + 1),
            '\\' => drop(letters.next()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        segments(text).into_iter().map(|segment| &text[segment.range]).collect()
    }

    #[test]
    fn parts_are_those_of_the_tool() {
        for (text, parts) in [
            ("# A *b*\n\nC\nd [e](f).\n", vec!["A *b*", "C\nd [e](f)."]),
            ("- a\n- b\n\n  c\n  - d\n", vec!["a", "b", "c", "d"]),
            ("> a\n> b\n", vec!["a\n> b"]),
            ("> [!NOTE]\n> a\n", vec!["a"]),
            ("| a | b `c` |\n|---|---|\n| d |  |\n", vec!["a", "b `c`", "d"]),
            ("- [a b](c.md)\n", vec!["[a b](c.md)", "a b"]),
            ("[a](b) c\n", vec!["[a](b) c"]),
            ("## A {#b}\n", vec!["A"]),
            ("\\*a\\*\n", vec!["\\*a\\*"]),
            ("---\na: b\n---\n\nc\n", vec!["c"]),
            ("<div>\n\na\n\n</div>\n", vec!["<div>\n", "a", "</div>\n"]),
            ("a[^1]\n\n[^1]: b\n", vec!["a[^1]", "b"]),
            (
                "```rust\nf(\"a\"); // b\n```\n",
                vec!["```rust\nf(\"a\"); // b\n```", "\"a\"", "// b"],
            ),
            ("a\n: b\n", vec!["a", "b"]),
            ("- [ ] a\n", vec!["a"]),
        ] {
            assert_eq!(found(text), parts, "{text}");
        }
    }

    #[test]
    fn what_is_marked_is_skipped() {
        for (text, parts) in [
            ("a\n\n<!-- i18n:skip -->\n\nb\n\nc\n", vec!["a", "c"]),
            ("<!-- mdbook-xgettext:skip -->\n\n```\na\n```\n\nb\n", vec!["b"]),
            ("<!-- i18n:skip-start -->\n\na\n\nb\n\n<!-- i18n:skip-end -->\n\nc\n", vec!["c"]),
            ("<!-- i18n:comment: x -->\n\na\n", vec!["a"]),
        ] {
            assert_eq!(found(text), parts, "{text}");
        }
    }

    #[test]
    fn texts_that_mean_the_same_have_one_key() {
        let key = |text: &str| {
            let mut key = Key::default();
            Parser::new_ext(text, OPTIONS).for_each(|event| key.add(&event));
            key.end()
        };
        for (a, b) in [
            ("*a* b", "_a_\nb"),
            ("[a][b]\n\n[b]: c", "[a](c)"),
            ("a\\\nb", "a  \nb"),
            ("## a", "a"),
            ("__a__", "**a**"),
        ] {
            assert_eq!(key(a), key(b));
        }
        for (a, b) in [("*a*", "a"), ("`a`", "a"), ("[a](b)", "[a](c)"), ("*a*b", "*ab*")] {
            assert_ne!(key(a), key(b));
        }
    }
}
