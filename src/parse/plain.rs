//! Markdown → its plain text, for programs that look at words.
//!
//! A paragraph, a heading, an item of a list and a row of a table are a line each, and what stands in
//! a line says what the page says, by the rules of [`super::inline`]. Pictures and the marks of
//! footnotes are left out; the footnotes themselves stand behind the text.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::inline::Inline;
use super::markdown::DEEPEST;
use super::{Options, markdown};

/// The plain text of Markdown whose references are links.
pub(crate) fn plain(text: &str, options: Options) -> String {
    let mut reader = Reader::default();
    markdown::each_event(text, options, |event| reader.event(event));
    reader.flush();
    reader.text.push_str(&reader.notes);
    reader.text.truncate(reader.text.trim_end().len());
    reader.text
}

#[derive(Default)]
struct Reader {
    text: String,
    /// The footnotes, each behind its label.
    notes: String,
    in_note: bool,
    inline: Inline,
    /// What stands before the next line: the mark of an item, or the label of a footnote.
    mark: String,
    /// The numbers of the next items of the lists that are open, outermost first.
    lists: Vec<Option<u64>>,
    /// What of a row has been read.
    row: Option<Vec<String>>,
    /// How many pictures are open, one in another's alternative text.
    pictures: usize,
    in_code: bool,
}

impl Reader {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Image { .. }) => self.pictures += 1,
            Event::End(TagEnd::Image) => self.pictures -= 1,
            _ if self.pictures > 0 => {}
            Event::Text(text) if self.in_code => self.push(text),
            Event::Text(text) | Event::Code(text) => self.inline.push(text),
            Event::InlineMath(tex) | Event::DisplayMath(tex) => self.inline.formula(tex, None),
            Event::InlineHtml(tag) | Event::Html(tag) => self.tags(tag),
            Event::SoftBreak => self.inline.push(" "),
            Event::HardBreak => self.inline.line_break(),
            Event::TaskListMarker(done) => self.inline.push(if *done { "[x] " } else { "[ ] " }),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::FootnoteReference(_) | Event::Rule => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strikethrough => self.inline.open("<del>"),
            Tag::Emphasis | Tag::Strong | Tag::Link { .. } => {}
            _ => {
                self.flush();
                self.block(tag);
            }
        }
    }

    fn block(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::List(start) => self.lists.push(*start),
            Tag::Item => {
                let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(DEEPEST));
                self.mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{indent}{}. ", *number - 1)
                    }
                    _ => format!("{indent}- "),
                };
            }
            Tag::FootnoteDefinition(label) => {
                self.in_note = true;
                self.mark = format!("[{label}] ");
            }
            Tag::CodeBlock(_) => self.in_code = true,
            Tag::TableHead | Tag::TableRow => self.row = Some(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::Strikethrough => self.inline.close("del", &[]),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link => {}
            TagEnd::TableCell => {
                let cell = self.inline.words(&[]);
                self.inline = Inline::default();
                self.row.get_or_insert_default().push(cell);
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let row = self.row.take().unwrap_or_default().join("\t");
                self.push(&(row + "\n"));
            }
            TagEnd::Paragraph | TagEnd::Heading(_) => {
                self.flush();
                if self.lists.is_empty() {
                    self.push("\n");
                }
            }
            _ => {
                self.flush();
                self.block_end(tag);
            }
        }
    }

    fn block_end(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::FootnoteDefinition => self.in_note = false,
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::Item => self.mark.clear(),
            _ => {}
        }
        let ends = matches!(tag, TagEnd::List(_) | TagEnd::CodeBlock | TagEnd::Table);
        if ends && self.lists.is_empty() {
            self.push("\n");
        }
    }

    /// Raw HTML: the words between its tags, and what the tags mean.
    fn tags(&mut self, html: &str) {
        let mut rest = html;
        while let Some((words, tag)) = rest.split_once('<') {
            self.inline.push(words.trim_matches('\n'));
            let end = if tag.starts_with("!--") { "-->" } else { ">" };
            let (name, next) = tag.split_once(end).unwrap_or((tag, ""));
            if !name.starts_with('!') {
                self.inline.tag(&format!("<{name}>"), &[]);
            }
            rest = next;
        }
        self.inline.push(rest.trim_matches('\n'));
    }

    /// Ends a line, if one is begun.
    fn flush(&mut self) {
        let words = self.inline.words(&[]);
        self.inline = Inline::default();
        if !words.is_empty() {
            let line = format!("{}{words}\n", std::mem::take(&mut self.mark));
            self.push(&line);
        }
    }

    fn push(&mut self, text: &str) {
        if self.in_note { &mut self.notes } else { &mut self.text }.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_has_a_line_for_each_block() {
        let text = "## A *title*\n\nOne\n~~two~~ 10<sup>6</sup>.[^1]\n\n- a\n- b\n  1. c\n  2. d\n\n\
                    | x | y |\n| - | - |\n| 1 | $z^2$ |\n\n```rust\nlet a;\n```\n\n\
                    ![alt](p.png) [Go](https://example.org).\n\n> Said.\n\n[^1]: A note.\n";
        assert_eq!(
            plain(text, Options { smart_punctuation: true, ..Options::default() }),
            "A title\n\nOne 10⁶.\n\n- a\n- b\n  1. c\n  2. d\n\nx\ty\n1\tz²\n\nlet a;\n\nGo.\n\n\
             Said.\n\n[1] A note."
        );
    }
}
