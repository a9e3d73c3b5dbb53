//! Quotations, blocks of code and tables.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, Tag, TagEnd};

use super::{DEEPEST, Writer};
use crate::diagnostics::Code;
use crate::escape::escape;
use crate::parse::fence::{self, Fence, Lines};
use crate::parse::{Hole, Item, Word, code, slips};

/// A list that is being written.
pub(super) enum OpenList {
    /// The browser marks its items.
    Plain,
    /// Its items are marked as they are written.
    Marked {
        /// Around how many items of its run the first of them is nested.
        base: usize,
        /// How many lists within it are open that Markdown does not see.
        inner: usize,
        /// Whether an item is open.
        in_item: bool,
    },
}

/// The start tag of a list whose items are marked as they are written. Some browsers call no list
/// what shows no marks of theirs, unless its role says so.
const MARKED_LIST: &str = "<ol class=\"marked\" role=\"list\">\n";

/// A table that is being written.
#[derive(Default)]
pub(super) struct OpenTable {
    pub(super) alignments: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) in_head: bool,
    pub(super) has_body: bool,
}

impl Writer<'_> {
    pub(super) fn quote_start(&mut self, kind: Option<BlockQuoteKind>) {
        self.containers += 1;
        let (name, word) = match kind {
            None => return self.push("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("note", Word::Note),
            Some(BlockQuoteKind::Tip) => ("tip", Word::Tip),
            Some(BlockQuoteKind::Important) => ("important", Word::Important),
            Some(BlockQuoteKind::Warning) => ("warning", Word::Warning),
            Some(BlockQuoteKind::Caution) => ("caution", Word::Caution),
        };
        self.push(&format!(
            "<div class=\"alert alert-{name}\" role=\"note\"><p class=\"alert-title\">"
        ));
        self.hole(Hole::Word(word));
        self.push("</p>\n");
    }

    /// Begins a list; `first` is its first item.
    pub(super) fn list_start(
        &mut self,
        start: Option<u64>,
        first: Option<&(Event<'_>, Range<usize>)>,
    ) {
        self.containers += 1;
        if let Some(at) = first.and_then(|(_, item)| self.mark_of(item)) {
            let base = self.marks[&at].depth;
            self.lists.push(OpenList::Marked { base, inner: 0, in_item: false });
            return self.push(MARKED_LIST);
        }
        self.lists.push(OpenList::Plain);
        match start {
            None => self.push("<ul>\n"),
            Some(1) => self.push("<ol>\n"),
            Some(start) => self.push(&format!("<ol start=\"{start}\">\n")),
        }
    }

    pub(super) fn list_end(&mut self, is_ordered: bool) {
        if let Some(OpenList::Marked { inner, .. }) = self.lists.pop() {
            self.push("</li>\n");
            self.push(&"</ol>\n</li>\n".repeat(inner));
        }
        self.push(if is_ordered { "</ol>\n" } else { "</ul>\n" });
    }

    /// The place of an item's mark, if it is kept as written.
    fn mark_of(&self, item: &Range<usize>) -> Option<usize> {
        let (&at, _) = self.marks.range(item.start..item.end).next()?;
        self.text[item.start..at].trim().is_empty().then_some(at)
    }

    pub(super) fn item_start(&mut self, item: &Range<usize>) {
        let Some(OpenList::Marked { base, inner, in_item }) = self.lists.last_mut() else {
            return self.push("<li>");
        };
        let (base, before) = (*base, *inner);
        let is_first = !std::mem::replace(in_item, true);
        let mark = self.mark_of(item).and_then(|at| self.marks.remove(&at));
        let depth = mark.as_ref().map_or(before, |mark| mark.depth.saturating_sub(base));
        if let Some(OpenList::Marked { inner, .. }) = self.lists.last_mut() {
            *inner = depth;
        }
        if depth > before {
            self.push(&format!("\n{MARKED_LIST}").repeat(depth - before));
        } else if !is_first {
            self.push(&"</li>\n</ol>\n".repeat(before - depth));
            self.push("</li>\n");
            if mark.as_ref().is_some_and(|mark| mark.begins) {
                self.push(&format!("</ol>\n{MARKED_LIST}"));
            }
        }
        self.push("<li");
        let written = self.text[item.clone()].split_whitespace().next().unwrap_or_default();
        if let Some(mark) = mark
            && self.bodies.is_empty()
        {
            let index = self.document.items.len() as u32;
            let at = self.prose.body.html.len() as u32;
            self.document.items.push(Item { path: mark.path, at });
            self.hole(Hole::Item(index));
        }
        self.push("><span class=\"mark\">");
        self.escape(written);
        self.push("</span> ");
    }

    pub(super) fn item_end(&mut self) {
        if !matches!(self.lists.last(), Some(OpenList::Marked { .. })) {
            self.push("</li>\n");
        }
    }

    /// Enters what is nested too deeply, of which no tag is written.
    pub(super) fn deeper(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        if matches!(tag, Tag::BlockQuote(_) | Tag::List(_)) {
            self.containers += 1;
        }
        if !std::mem::replace(&mut self.is_too_deep, true) {
            let length = self.text[range.start..].chars().next().map_or(0, char::len_utf8);
            let message = format!("more than {DEEPEST} blocks are nested here");
            let help = "deeper blocks appear at this level; use fewer levels";
            self.problem_at(Code::TooDeep, &(range.start..range.start + length), message, help);
        }
    }

    /// Leaves what is nested too deeply; says whether that is what the tag ends.
    pub(super) fn shallower(&mut self, tag: &TagEnd) -> bool {
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::List(_) => self.containers -= 1,
            TagEnd::Item | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => {
                self.flush(false);
            }
            TagEnd::DefinitionList
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
            _ => return false,
        }
        true
    }

    pub(super) fn code_end(&mut self, range: &Range<usize>) {
        let Some((info, program)) = self.code.take() else { return };
        let block = &self.text[range.clone()];
        if slips::is_open(block) {
            let first = block.lines().next().unwrap_or_default();
            let fence: String = first.chars().take_while(|mark| "`~".contains(*mark)).collect();
            self.left_open(&(range.start..range.start + first.len()), "block of code", &fence);
        }
        let options = self.options.clone();
        let fence = Fence::read(&info, &options);
        let Lines { program, hidden } = fence.lines(program);
        if !hidden.is_empty() {
            self.push("<div class=\"code\"><label><input type=\"checkbox\"> ");
            self.hole(Hole::Word(Word::HiddenLines));
            self.push("</label>\n");
        }
        self.push("<pre tabindex=\"0\"><code");
        if !fence.language.is_empty() {
            let classes: String = fence.classes.iter().map(|class| format!(" {class}")).collect();
            self.push(&format!(" class=\"language-{}{classes}\"", escape(fence.language)));
        }
        self.push(">");
        let start = self.body().html.len();
        let plain = code::highlight_into(&mut self.body().html, fence.language, &program);
        if !hidden.is_empty() || fence.has_numbers {
            self.mark_lines(start, &hidden, fence.has_numbers);
        }
        if let Some(plain) = plain {
            let first = block.lines().next().unwrap_or_default().len();
            let message = format!("this code has no highlighting: {}", plain.words());
            let help = "write ```text if the code needs no highlighting, or show a shorter piece \
                        of it";
            self.problem_at(Code::PlainCode, &(range.start..range.start + first), message, help);
        }
        self.push("</code></pre>\n");
        if !hidden.is_empty() {
            self.push("</div>\n");
        }
    }

    /// Marks the lines that are hidden, or all, in what was written from an offset on.
    fn mark_lines(&mut self, start: usize, hidden: &[bool], has_numbers: bool) {
        let html = self.body().html.split_off(start);
        for (at, line) in fence::html_lines(&html).into_iter().enumerate() {
            let is_hidden = hidden.get(at).is_some_and(|is_hidden| *is_hidden);
            let class = match (is_hidden, has_numbers) {
                (true, true) => "boring line",
                (true, false) => "boring",
                (false, true) => "line",
                (false, false) => {
                    self.push(&line);
                    continue;
                }
            };
            self.push(&format!("<span class=\"{class}\">{line}</span>"));
        }
    }

    /// A block that takes in all that follows it.
    pub(super) fn left_open(&mut self, start: &Range<usize>, what: &str, end: &str) {
        let message = format!("this {what} is never closed");
        self.problem_at(Code::OpenBlock, start, message, &format!("end it with a line {end}"));
    }

    pub(super) fn table_start(&mut self, alignments: &[Alignment]) {
        self.push("<div class=\"table-box\" tabindex=\"0\"><table>\n");
        let alignments = alignments.to_vec();
        self.tables.push(OpenTable { alignments, ..OpenTable::default() });
    }

    pub(super) fn table_end(&mut self) {
        let body = self.tables.pop().is_some_and(|table| table.has_body);
        self.push(if body { "</tbody></table></div>\n" } else { "</table></div>\n" });
    }

    pub(super) fn row_start(&mut self, head: bool) {
        let Some(table) = self.tables.last_mut() else { return };
        table.column = 0;
        table.in_head = head;
        let opens_body = !head && !std::mem::replace(&mut table.has_body, !head);
        self.push(match (head, opens_body) {
            (true, _) => "<thead><tr>",
            (false, true) => "<tbody>\n<tr>",
            (false, false) => "<tr>",
        });
    }

    pub(super) fn cell_start(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let class = match table.alignments.get(table.column) {
            Some(Alignment::Left) => " class=\"start\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"end\"",
            _ => "",
        };
        table.column += 1;
        let tag = if table.in_head { "<th scope=\"col\"" } else { "<td" };
        self.push(tag);
        self.push(class);
        self.push(">");
    }

    pub(super) fn cell_end(&mut self) {
        self.flush(false);
        let head = self.tables.last().is_some_and(|table| table.in_head);
        self.push(if head { "</th>" } else { "</td>" });
    }
}
