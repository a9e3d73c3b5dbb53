//! The events of pulldown-cmark → a [`Document`].

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options as Md,
    Parser, Tag, TagEnd, TextMergeWithOffset,
};

use super::html::{Around, Filter};
use super::inline::Inline;
use super::{
    At, Body, Document, Footnote, Heading, Hole, Image, Link, LinkStyle, Marked, Options, Word,
    characters, code, fields, math, money, slips, text,
};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Source;

/// Parses a content file.
pub fn parse(source: &Arc<Source>, options: Options) -> Document {
    let base = source.bom_len();
    let mut writer = Writer::new(source, &source.text[base..], base, None);
    writer.check_front();
    let mut document = writer.run(options);
    characters::check(source, &mut document.diagnostics);
    document
}

/// Parses Markdown that stands in a field's value; `span` is the value's place in the source.
pub(crate) fn parse_value(
    source: &Arc<Source>,
    span: Range<usize>,
    value: &str,
    options: Options,
) -> Document {
    match source.text[span.clone()].find(value) {
        Some(at) => Writer::new(source, value, span.start + at, None).run(options),
        None => Writer::new(source, value, 0, Some(span)).run(options),
    }
}

/// Events with their places, and the labels that nothing defines.
type Events<'t> = (Vec<(Event<'t>, Range<usize>)>, Vec<Undefined>);

/// A label of a link that nothing defines.
struct Undefined {
    /// The whole link.
    span: Range<usize>,
    label: String,
    /// Whether the brackets hold a label and nothing else, as brackets in running text do.
    bare: bool,
}

fn events(text: &str, options: Options) -> Events<'_> {
    let broken = std::cell::RefCell::new(Vec::new());
    let callback = |link: pulldown_cmark::BrokenLink<'_>| {
        let bare = !matches!(link.link_type, LinkType::Reference | LinkType::Collapsed);
        let (span, label) = (link.span, link.reference.into_string());
        broken.borrow_mut().push(Undefined { span, label, bare });
        None
    };
    let parser =
        Parser::new_with_broken_link_callback(text, markdown_options(options), Some(callback));
    let events = TextMergeWithOffset::new(parser.into_offset_iter()).collect();
    (events, broken.into_inner())
}

fn markdown_options(options: Options) -> Md {
    let mut md = Md::ENABLE_TABLES
        | Md::ENABLE_FOOTNOTES
        | Md::ENABLE_STRIKETHROUGH
        | Md::ENABLE_TASKLISTS
        | Md::ENABLE_HEADING_ATTRIBUTES
        | Md::ENABLE_GFM
        | Md::ENABLE_WIKILINKS
        | Md::ENABLE_DEFINITION_LIST
        | Md::ENABLE_MATH
        | Md::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    if options.smart_punctuation {
        md |= Md::ENABLE_SMART_PUNCTUATION;
    }
    md
}

/// What stood directly before the event at hand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Heading(usize),
    Other,
}

/// What the end tag of an open link is.
enum OpenLink {
    Hole(u32),
    /// A reference without words of its own: the title stands in place of what was written.
    Titled(u32),
    Literal,
    Refused,
}

/// An image whose alternative text is being gathered.
struct OpenImage {
    target: Marked,
    /// The words written for it; what the parser makes up of a wikilink's target is none.
    alt: String,
    title: String,
    embeds: bool,
    alone: bool,
    has_words: bool,
}

/// A table that is being written.
#[derive(Default)]
struct OpenTable {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_body: bool,
}

struct Writer<'a> {
    source: &'a Arc<Source>,
    text: &'a str,
    /// The offset of `text` in the source.
    base: usize,
    /// Where every problem is placed when `text` is not a piece of the source.
    within: Option<Range<usize>>,
    document: Document,
    /// The bodies of footnotes being defined, outermost first, with their places.
    bodies: Vec<(u32, Body)>,
    footnotes: BTreeMap<String, u32>,
    defined: BTreeMap<u32, Range<usize>>,
    /// Sections that are still open, outermost first.
    open: Vec<usize>,
    /// The heading that is being written.
    heading: Option<usize>,
    links: Vec<OpenLink>,
    image: Option<OpenImage>,
    tables: Vec<OpenTable>,
    code: Option<(String, String)>,
    raw: Option<(String, Range<usize>)>,
    metadata: bool,
    filter: Filter,
    inline: Inline,
    before: Before,
    depth: usize,
    /// How many quotations, lists and footnotes are open.
    containers: usize,
    last_level: u8,
    skip_paragraph: bool,
}

impl<'a> Writer<'a> {
    fn new(
        source: &'a Arc<Source>,
        text: &'a str,
        base: usize,
        within: Option<Range<usize>>,
    ) -> Self {
        let mut document = Document {
            source: Arc::clone(source),
            front: None,
            headings: Vec::new(),
            links: Vec::new(),
            images: Vec::new(),
            footnotes: Vec::new(),
            sentences: Vec::new(),
            body: Body::default(),
            prose: Vec::new(),
            lead: None,
            diagnostics: Vec::new(),
        };
        document.body.html.reserve(text.len() + text.len() / 4);
        Self {
            source,
            text,
            base,
            within,
            document,
            bodies: Vec::new(),
            footnotes: BTreeMap::new(),
            defined: BTreeMap::new(),
            open: Vec::new(),
            heading: None,
            links: Vec::new(),
            image: None,
            tables: Vec::new(),
            code: None,
            raw: None,
            metadata: false,
            filter: Filter::default(),
            inline: Inline::default(),
            before: Before::Nothing,
            depth: 0,
            containers: 0,
            last_level: 1,
            skip_paragraph: false,
        }
    }

    fn run(mut self, options: Options) -> Document {
        let (events, broken) = match money::masked(self.text) {
            None => events(self.text, options),
            Some(masked) => {
                let (events, broken) = events(&masked, options);
                let restored = |(event, range)| (money::restored(event, &masked, self.text), range);
                (events.into_iter().map(restored).collect(), broken)
            }
        };
        for at in 0..events.len() {
            self.event(&events, at);
        }
        for link in broken {
            self.undefined(link);
        }
        self.finish()
    }

    fn undefined(&mut self, link: Undefined) {
        if !link.bare {
            let message = format!("no link is defined for the label `{}`", link.label);
            let help = format!("define it on a line of its own: `[{}]: target`", link.label);
            self.problem_at(Code::BrokenLinkLabel, &link.span, message, &help);
        } else if let Some(span) = slips::reference(self.text, link.span)
            && !self.is_in_reference(self.base + span.end)
        {
            let message = format!("`{}` is left as text here", &self.text[span.clone()]);
            let help = "a reference has two brackets on each side: `[[id]]` or `[[id|words]]`";
            self.problem_at(Code::LiteralReference, &span, message, help);
        }
    }

    /// Whether a place lies in what is a reference after all.
    fn is_in_reference(&self, at: usize) -> bool {
        let after = self.document.links.partition_point(|link| link.target.span.start < at);
        let last = after.checked_sub(1).map(|last| &self.document.links[last]);
        last.is_some_and(|link| at <= link.target.span.end)
    }

    // ------------------------------------------------------------------ places and problems

    fn span(&self, range: &Range<usize>) -> Range<usize> {
        match &self.within {
            Some(span) => span.clone(),
            None => self.base + range.start..self.base + range.end,
        }
    }

    /// The place of a piece that the parser may have borrowed from the text.
    fn span_of(&self, piece: &str, around: &Range<usize>) -> Range<usize> {
        let start = (piece.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if !piece.is_empty() && start < self.text.len() && start + piece.len() <= self.text.len() {
            return self.span(&(start..start + piece.len()));
        }
        match self.text[around.clone()].find(piece) {
            Some(at) if !piece.is_empty() => {
                self.span(&(around.start + at..around.start + at + piece.len()))
            }
            _ => self.span(around),
        }
    }

    fn problem(&mut self, diagnostic: Diagnostic) {
        self.document.diagnostics.push(diagnostic);
    }

    fn problem_at(&mut self, code: Code, range: &Range<usize>, message: String, help: &str) {
        let span = self.span(range);
        self.problem(Diagnostic::at(code, self.source, span, message).help(help));
    }

    // ------------------------------------------------------------------ output

    fn body(&mut self) -> &mut Body {
        match self.bodies.last_mut() {
            Some((_, body)) => body,
            None => &mut self.document.body,
        }
    }

    fn push(&mut self, html: &str) {
        self.body().html.push_str(html);
    }

    fn escape(&mut self, text: &str) {
        text::escape_into(&mut self.body().html, text);
    }

    fn hole(&mut self, hole: Hole) {
        let body = self.body();
        let at = body.html.len() as u32;
        body.holes.push((at, hole));
    }

    fn at(&self) -> At {
        match self.bodies.last() {
            Some((footnote, _)) => At::Footnote(*footnote),
            None => At::Body(self.document.body.html.len() as u32),
        }
    }

    // ------------------------------------------------------------------ events

    fn event(&mut self, events: &[(Event<'a>, Range<usize>)], at: usize) {
        let (event, range) = &events[at];
        if self.image.is_some() && !matches!(event, Event::End(TagEnd::Image)) {
            return self.alt(event);
        }
        match event {
            Event::Start(Tag::Paragraph) => self.paragraph(events, at),
            Event::Start(tag) => self.start(tag, range, events, at),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text_event(text, range),
            Event::Code(text) => {
                if self.in_titled_link() {
                    return;
                }
                self.push("<code>");
                self.escape(text);
                self.push("</code>");
                self.inline.push(text);
            }
            Event::InlineMath(tex) => self.math(tex, false, range),
            Event::DisplayMath(tex) => self.math(tex, true, range),
            Event::Html(html) => match &mut self.raw {
                Some((raw, _)) => raw.push_str(html),
                None => self.raw_html(html, range, true),
            },
            Event::InlineHtml(html) => self.raw_html(html, range, false),
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::SoftBreak => {
                self.push("\n");
                self.inline.push(" ");
            }
            Event::HardBreak => {
                self.push("<br>\n");
                self.inline.push(" ");
            }
            Event::Rule => {
                self.push("<hr>\n");
                self.before = Before::Other;
            }
            Event::TaskListMarker(done) => {
                let mark = if *done { '\u{2611}' } else { '\u{2610}' };
                self.push(&format!("<span class=\"task\">{mark}</span> "));
            }
        }
    }

    fn alt(&mut self, event: &Event<'_>) {
        let Some(image) = self.image.as_mut().filter(|image| image.has_words) else { return };
        match event {
            Event::Text(text) | Event::Code(text) => image.alt.push_str(text),
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            _ => {}
        }
    }

    fn paragraph(&mut self, events: &[(Event<'a>, Range<usize>)], at: usize) {
        self.depth += 1;
        self.check_fields(&events[at].1);
        self.before = Before::Other;
        let alone = matches!(events.get(at + 1), Some((Event::Start(Tag::Image { .. }), _)))
            && paragraph_is_one_image(&events[at + 1..]);
        self.skip_paragraph = alone;
        if !alone {
            self.push("<p");
            if self.containers == 0 && self.bodies.is_empty() {
                self.hole(Hole::Paragraph);
            }
            self.push(">");
        }
    }

    /// Finds front matter that is not TOML.
    fn check_front(&mut self) {
        if let Some(range) = slips::yaml(self.text) {
            self.problem_at(
                Code::BadToml,
                &range,
                "this document begins with fields in YAML".to_owned(),
                "fields are TOML between `+++` lines: `key = \"value\"`, one to a line",
            );
        }
    }

    /// Finds a paragraph that was surely meant to hold fields.
    fn check_fields(&mut self, range: &Range<usize>) {
        let mut lines = self.text[range.clone()].lines();
        let Some(first) = lines.next().filter(|line| slips::is_pluses(line)) else { return };
        let expected = matches!(self.before, Before::Nothing | Before::Heading(_));
        if expected || (first.trim_end() == "+++" && lines.next().is_some()) {
            let help = match first.trim() {
                "+++" => "fields follow on the very next line, and a line `+++` ends them",
                _ => "fields stand between lines of three plus signs: `+++`",
            };
            self.problem_at(
                Code::BadToml,
                &(range.start..range.start + first.trim_end().len()),
                "this line begins no block of fields".to_owned(),
                help,
            );
        }
    }

    fn start(
        &mut self,
        tag: &Tag<'a>,
        range: &Range<usize>,
        events: &[(Event<'a>, Range<usize>)],
        at: usize,
    ) {
        if !matches!(tag, Tag::HtmlBlock) {
            self.depth += 1;
        }
        if is_block(tag) {
            self.flush(false);
        }
        if !matches!(tag, Tag::MetadataBlock(_)) && is_block(tag) {
            self.before =
                if matches!(tag, Tag::Heading { .. }) { self.before } else { Before::Other };
        }
        match tag {
            Tag::Heading { level, id, classes, attrs } => {
                self.heading_start(*level, id.as_deref(), classes, attrs, range);
            }
            Tag::BlockQuote(kind) => self.quote_start(*kind),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((info, String::new()));
            }
            Tag::HtmlBlock => self.raw = Some((String::new(), range.clone())),
            Tag::List(start) => {
                self.containers += 1;
                match start {
                    None => self.push("<ul>\n"),
                    Some(1) => self.push("<ol>\n"),
                    Some(start) => self.push(&format!("<ol start=\"{start}\">\n")),
                }
            }
            Tag::Item => self.push("<li>"),
            Tag::FootnoteDefinition(label) => {
                self.containers += 1;
                let index = self.footnote(label);
                match self.defined.entry(index) {
                    Entry::Vacant(entry) => {
                        entry.insert(range.clone());
                    }
                    Entry::Occupied(_) => self.defined_twice(label, range),
                }
                self.bodies.push((index, Body::default()));
            }
            Tag::DefinitionList => self.push("<dl>\n"),
            Tag::DefinitionListTitle => self.push("<dt>"),
            Tag::DefinitionListDefinition => self.push("<dd>"),
            Tag::Table(alignments) => {
                self.push("<div class=\"table-box\" tabindex=\"0\"><table>\n");
                let alignments = alignments.clone();
                self.tables.push(OpenTable { alignments, ..OpenTable::default() });
            }
            Tag::TableHead => self.row_start(true),
            Tag::TableRow => self.row_start(false),
            Tag::TableCell => self.cell_start(),
            Tag::Emphasis => self.push("<em>"),
            Tag::Strong => self.push("<strong>"),
            Tag::Strikethrough => self.push("<del>"),
            Tag::Superscript => self.push("<sup>"),
            Tag::Subscript => self.push("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.link_start(*link_type, dest_url, title, range, events.get(at + 1));
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                self.image_start(*link_type, dest_url, title, range);
            }
            Tag::MetadataBlock(_) => {
                self.metadata = true;
                self.metadata_block(range);
            }
            Tag::Paragraph => {}
        }
    }

    fn end(&mut self, tag: &TagEnd, range: &Range<usize>) {
        if !matches!(tag, TagEnd::HtmlBlock) {
            let depth = self.depth;
            self.leave(depth);
            self.depth -= 1;
        }
        match tag {
            TagEnd::Paragraph => {
                if !std::mem::take(&mut self.skip_paragraph) {
                    self.push("</p>\n");
                }
                self.flush(true);
            }
            TagEnd::Heading(_) => self.heading_end(),
            TagEnd::BlockQuote(kind) => {
                self.containers -= 1;
                self.push(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => self.code_end(range),
            TagEnd::HtmlBlock => {
                if let Some((raw, at)) = self.raw.take() {
                    if raw.starts_with("<!--") && !raw.contains("-->") {
                        self.left_open(&(at.start..at.start + 4), "comment", "-->");
                    }
                    self.raw_html(&raw, &at, true);
                }
            }
            TagEnd::List(ordered) => {
                self.containers -= 1;
                self.push(if *ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.flush(false);
                self.push("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                self.flush(false);
                self.containers -= 1;
                if let Some((index, body)) = self.bodies.pop() {
                    // The first definition of a label holds.
                    let own = &mut self.document.footnotes[index as usize].body;
                    if *own == Body::default() {
                        *own = body;
                    }
                }
            }
            TagEnd::DefinitionList => self.push("</dl>\n"),
            TagEnd::DefinitionListTitle => {
                self.flush(false);
                self.push("</dt>\n");
            }
            TagEnd::DefinitionListDefinition => {
                self.flush(false);
                self.push("</dd>\n");
            }
            TagEnd::Table => {
                let body = self.tables.pop().is_some_and(|table| table.has_body);
                self.push(if body { "</tbody></table></div>\n" } else { "</table></div>\n" });
            }
            TagEnd::TableHead => self.push("</tr></thead>\n"),
            TagEnd::TableRow => self.push("</tr>\n"),
            TagEnd::TableCell => {
                self.flush(false);
                let head = self.tables.last().is_some_and(|table| table.in_head);
                self.push(if head { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis => self.push("</em>"),
            TagEnd::Strong => self.push("</strong>"),
            TagEnd::Strikethrough => self.push("</del>"),
            TagEnd::Superscript => self.push("</sup>"),
            TagEnd::Subscript => self.push("</sub>"),
            TagEnd::Link => self.link_end(),
            TagEnd::Image => self.image_end(range),
            TagEnd::MetadataBlock(_) => self.metadata = false,
        }
    }

    /// Ends the block of text that is being gathered.
    fn flush(&mut self, paragraph: bool) {
        let lead = paragraph && self.containers == 0 && self.bodies.is_empty();
        let section = self.open.last().copied().filter(|_| lead);
        let wants = match section {
            Some(at) => self.document.headings[at].lead.is_none(),
            None => lead && self.document.lead.is_none(),
        };
        let document = &mut self.document;
        let place = self.inline.finish(wants, &mut document.sentences, &mut document.links);
        let Some(place) = place else { return };
        if let Some(at) = section {
            document.headings[at].lead = Some(place);
        }
        let in_opening = section.is_none_or(|at| document.headings[at].level == 1);
        if in_opening && document.lead.is_none() {
            document.lead = Some(place);
        }
    }

    // ------------------------------------------------------------------ text

    fn text_event(&mut self, words: &str, range: &Range<usize>) {
        if self.metadata || self.in_titled_link() {
            return;
        }
        if let Some((_, code)) = &mut self.code {
            code.push_str(words);
            return;
        }
        if let Some((raw, _)) = &mut self.raw {
            raw.push_str(words);
            return;
        }
        self.check_text(words, range);
        self.inline.push(words);
        if self.links.is_empty() {
            self.text_with_addresses(words);
        } else {
            self.escape(words);
        }
    }

    fn text_with_addresses(&mut self, words: &str) {
        let mut from = 0;
        for address in text::bare_addresses(words) {
            self.running_text(&words[from..address.start]);
            let url = text::escape(&words[address.clone()]);
            self.push(&format!("<a href=\"{url}\">{url}</a>"));
            from = address.end;
        }
        self.running_text(&words[from..]);
    }

    fn running_text(&mut self, words: &str) {
        let start = self.document.body.html.len() as u32;
        self.escape(words);
        let end = self.document.body.html.len() as u32;
        if self.heading.is_none() && self.bodies.is_empty() && start < end {
            self.document.prose.push(start..end);
        }
    }

    /// Finds markup that was surely meant and is left as text.
    fn check_text(&mut self, words: &str, range: &Range<usize>) {
        if words.contains("[^") {
            self.check_brackets(range);
        }
        if self.heading.is_some()
            && words.contains('{')
            && let Some(at) = slips::attributes(&self.text[range.clone()])
        {
            self.problem_at(
                Code::LiteralAttributes,
                &(range.start + at.start..range.start + at.end),
                "these attributes are left as text".to_owned(),
                "they end the heading, and a brace closes them: `## Title {#id .kind}`",
            );
        }
        if !words.is_ascii()
            && words.contains("**")
            && let Some(at) = unescaped(&self.text[range.clone()], "**").next()
        {
            self.problem_at(
                Code::LiteralEmphasis,
                &(range.start + at..range.start + at + 2),
                "`**` is left as text here".to_owned(),
                "between letters without blanks, put the punctuation outside the `**`",
            );
        }
    }

    /// Finds marks of footnotes that no definition belongs to.
    fn check_brackets(&mut self, range: &Range<usize>) {
        let written = &self.text[range.clone()];
        for at in unescaped(written, "[^") {
            let Some(len) = written[at + 2..].find(['[', ']']) else { return };
            let end = at + 2 + len;
            if !written[end..].starts_with(']') {
                continue;
            }
            let label = &written[at..=end];
            self.problem_at(
                Code::BadFootnote,
                &(range.start + at..range.start + at + label.len()),
                format!("no footnote is defined for `{label}`"),
                &format!("add a line `{label}: …` to the document"),
            );
        }
    }

    fn in_titled_link(&self) -> bool {
        matches!(self.links.last(), Some(OpenLink::Titled(_)))
    }

    fn math(&mut self, tex: &str, block: bool, range: &Range<usize>) {
        self.inline.push(tex);
        match math::mathml(tex, block) {
            Ok(html) => self.push(&html),
            Err(why) => {
                self.problem_at(
                    Code::BadMath,
                    range,
                    format!("the formula cannot be read: {why}"),
                    "a dollar sign that is money is written `\\$`",
                );
            }
        }
    }

    fn raw_html(&mut self, html: &str, range: &Range<usize>, block: bool) {
        let around = Around { span: range.clone(), depth: self.depth, block };
        let mut filter = std::mem::take(&mut self.filter);
        let refused = filter.pass(html, &around, &mut self.body().html);
        if block {
            filter.leave_inline(&mut self.body().html);
            self.before = Before::Other;
        }
        self.filter = filter;
        for item in refused {
            self.problem_at(
                Code::RawHtml,
                &item.span,
                format!("{} is printed as text: {}", item.what, item.why),
                "say it in Markdown, or put it between backquotes if it is meant to be seen",
            );
        }
    }

    fn leave(&mut self, depth: usize) {
        let mut filter = std::mem::take(&mut self.filter);
        let left = filter.leave(depth, &mut self.body().html);
        self.filter = filter;
        for open in left {
            self.problem_at(
                Code::RawHtml,
                &open.span,
                format!("<{}> is opened here and never closed", open.name),
                "close it in the same paragraph, quotation or section",
            );
        }
    }

    // ------------------------------------------------------------------ headings and fields

    fn heading_start(
        &mut self,
        level: HeadingLevel,
        id: Option<&str>,
        classes: &[CowStr<'_>],
        attributes: &[(CowStr<'_>, Option<CowStr<'_>>)],
        range: &Range<usize>,
    ) {
        let level = level as u8;
        let nested = self.containers > 0 || !self.bodies.is_empty();
        if !nested {
            self.leave(0);
            self.close_sections(level);
            self.check_level(level, range);
        }
        // A heading in a footnote stands in the footnote's own body.
        let start = self.body().html.len() as u32;
        let holes = self.body().holes.len() as u32;
        let marked =
            |piece: &str| Marked { text: piece.to_owned(), span: self.span_of(piece, range) };
        let heading = Heading {
            level,
            id: id.map(marked),
            anchor: String::new(),
            classes: classes.iter().map(|class| marked(class)).collect(),
            attributes: attributes
                .iter()
                .map(|(key, value)| (key.to_string(), value.as_ref().map(ToString::to_string)))
                .collect(),
            span: self.span(&trim_end(self.text, range)),
            text: String::new(),
            fields: None,
            nested,
            section: start..start,
            words: start..start,
            holes: holes..holes,
            lead: None,
        };
        let index = self.document.headings.len();
        self.document.headings.push(heading);
        self.hole(Hole::HeadingOpen(index as u32));
        self.heading = Some(index);
        if !nested {
            self.open.push(index);
        }
    }

    fn heading_end(&mut self) {
        let Some(index) = self.heading.take() else { return };
        let end = self.body().html.len() as u32;
        self.hole(Hole::HeadingClose(index as u32));
        self.push("\n");
        let text = self.inline.words(&self.document.links);
        let heading = &mut self.document.headings[index];
        heading.words.end = end;
        heading.text = text;
        let nested = heading.nested;
        self.flush(false);
        self.before = if nested { Before::Other } else { Before::Heading(index) };
    }

    fn check_level(&mut self, level: u8, range: &Range<usize>) {
        if level > self.last_level + 1 {
            let (from, to) = (self.last_level, self.last_level + 1);
            let range = trim_end(self.text, range);
            self.problem_at(
                Code::HeadingSkips,
                &range,
                format!("a heading of level {level} follows one of level {from}"),
                &format!("make it level {to} (`{}`)", "#".repeat(usize::from(to))),
            );
        }
        self.last_level = level;
    }

    fn close_sections(&mut self, level: u8) {
        let end = self.document.body.html.len() as u32;
        let holes = self.document.body.holes.len() as u32;
        while let Some(&last) = self.open.last() {
            let heading = &mut self.document.headings[last];
            if heading.level < level {
                break;
            }
            heading.section.end = end;
            heading.holes.end = holes;
            self.open.pop();
        }
    }

    fn metadata_block(&mut self, range: &Range<usize>) {
        let block = &self.text[range.clone()];
        let first = block.find('\n').map_or(block.len(), |at| at + 1);
        let last = block.trim_end().rfind("+++").unwrap_or(block.len());
        let inner = range.start + first..range.start + last.max(first);
        let whole = self.span(&trim_end(self.text, range));
        let top = self.containers == 0 && self.bodies.is_empty();
        let heading = match self.before {
            Before::Nothing if top && self.document.front.is_none() => None,
            Before::Heading(at) if top && self.document.headings[at].fields.is_none() => Some(at),
            _ => {
                return self.problem(
                    Diagnostic::at(
                        Code::MisplacedFields,
                        self.source,
                        whole,
                        "these fields belong to no record",
                    )
                    .help("put them at the start of the document or directly below a heading"),
                );
            }
        };
        if self.within.is_some() {
            return;
        }
        let inner = self.span(&inner);
        let read = fields::read(self.source, whole, inner, &mut self.document.diagnostics);
        match heading {
            None => self.document.front = Some(read),
            Some(at) => self.document.headings[at].fields = Some(read),
        }
        self.before = Before::Other;
    }

    // ------------------------------------------------------------------ links, images, footnotes

    fn link_start(
        &mut self,
        link_type: LinkType,
        target: &CowStr<'a>,
        title: &str,
        range: &Range<usize>,
        next: Option<&(Event<'a>, Range<usize>)>,
    ) {
        if let LinkType::WikiLink { has_pothole } = link_type {
            let empty = matches!(next, Some((Event::End(TagEnd::Link), _)))
                || matches!(next, Some((Event::Text(text), _)) if text.trim().is_empty());
            let index = self.add_link(LinkStyle::Wiki, wiki_target(target), title, range);
            self.hole(Hole::LinkOpen(index));
            if has_pothole && !empty {
                self.links.push(OpenLink::Hole(index));
            } else {
                self.hole(Hole::LinkTitle(index));
                self.inline.title(index);
                self.links.push(OpenLink::Titled(index));
            }
            return;
        }
        match scheme(target) {
            _ if link_type == LinkType::Email => {
                self.external(&format!("mailto:{target}"), title);
            }
            None if !target.starts_with("//") && !target.starts_with("\\\\") => {
                let index = self.add_link(LinkStyle::Markdown, target, title, range);
                self.hole(Hole::LinkOpen(index));
                self.links.push(OpenLink::Hole(index));
            }
            Some(scheme) if leads_outside(&scheme, target) => self.external(target, title),
            found => self.refuse_link(found, target, range),
        }
    }

    fn external(&mut self, url: &str, title: &str) {
        let mut tag = format!("<a href=\"{}\"", text::escape(url.trim()));
        if !title.is_empty() {
            tag.push_str(&format!(" title=\"{}\"", text::escape(title)));
        }
        tag.push('>');
        self.push(&tag);
        self.links.push(OpenLink::Literal);
    }

    fn refuse_link(&mut self, scheme: Option<String>, target: &str, range: &Range<usize>) {
        let what = scheme.map_or_else(|| "//".to_owned(), |scheme| format!("{scheme}:"));
        let span = self.span_of(target, range);
        self.problem(
            Diagnostic::at(
                Code::BadScheme,
                self.source,
                span,
                format!("an address that begins with `{what}` is not allowed"),
            )
            .help("links lead to records, files of the report, or http, https, mailto and tel"),
        );
        self.push("<span>");
        self.links.push(OpenLink::Refused);
    }

    fn add_link(
        &mut self,
        style: LinkStyle,
        target: &str,
        title: &str,
        range: &Range<usize>,
    ) -> u32 {
        let index = self.document.links.len() as u32;
        let span = self.span_of(target, range);
        self.document.links.push(Link {
            style,
            target: Marked { text: target.to_owned(), span },
            title: title.to_owned(),
            sentence: 0,
            at: self.at(),
        });
        self.inline.link(index);
        index
    }

    fn link_end(&mut self) {
        match self.links.pop() {
            Some(OpenLink::Hole(index) | OpenLink::Titled(index)) => {
                self.hole(Hole::LinkClose(index));
            }
            Some(OpenLink::Literal) => self.push("</a>"),
            Some(OpenLink::Refused) => self.push("</span>"),
            None => {}
        }
    }

    fn image_start(
        &mut self,
        link_type: LinkType,
        target: &CowStr<'a>,
        title: &str,
        range: &Range<usize>,
    ) {
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        let has_words = !matches!(link_type, LinkType::WikiLink { has_pothole: false });
        let name = if wiki { wiki_target(target) } else { target };
        self.image = Some(OpenImage {
            target: Marked { text: name.to_owned(), span: self.span_of(name, range) },
            alt: String::new(),
            title: title.to_owned(),
            embeds: wiki && !is_picture(name),
            alone: self.skip_paragraph,
            has_words,
        });
    }

    fn image_end(&mut self, range: &Range<usize>) {
        let Some(image) = self.image.take() else { return };
        if image.embeds {
            return self.embed(image, range);
        }
        if let Some(scheme) = scheme(&image.target.text) {
            return self.problem(
                Diagnostic::at(
                    Code::BadScheme,
                    self.source,
                    image.target.span,
                    format!("a picture cannot come from a `{scheme}:` address"),
                )
                .help("save it beside the document, so that readers need no other host"),
            );
        }
        if image.alt.trim().is_empty() {
            let range = trim_end(self.text, range);
            self.problem_at(
                Code::ImageWithoutAlt,
                &range,
                "this image has no alternative text".to_owned(),
                "say between the square brackets what it shows",
            );
        }
        let index = self.document.images.len() as u32;
        let at = self.at();
        self.inline.push(&image.alt);
        self.document.images.push(Image {
            target: image.target,
            alt: image.alt,
            title: image.title,
            alone: image.alone,
            at,
        });
        self.hole(Hole::Image(index));
    }

    /// A card is a block: inside a line, an embedded record becomes a plain reference.
    fn embed(&mut self, image: OpenImage, range: &Range<usize>) {
        let style = if image.alone { LinkStyle::Embed } else { LinkStyle::Wiki };
        let index = self.add_link(style, &image.target.text, &image.title, range);
        self.document.links[index as usize].target.span = image.target.span;
        if image.alone {
            self.inline.title(index);
            return self.hole(Hole::Embed(index));
        }
        self.hole(Hole::LinkOpen(index));
        if image.alt.trim().is_empty() {
            self.inline.title(index);
            self.hole(Hole::LinkTitle(index));
        } else {
            self.inline.push(&image.alt);
            self.escape(&image.alt);
        }
        self.hole(Hole::LinkClose(index));
    }

    fn footnote(&mut self, label: &str) -> u32 {
        if let Some(&index) = self.footnotes.get(label) {
            return index;
        }
        let index = self.document.footnotes.len() as u32;
        self.footnotes.insert(label.to_owned(), index);
        let label = label.to_owned();
        let body = Body::default();
        self.document.footnotes.push(Footnote { label, body, references: Vec::new() });
        index
    }

    fn defined_twice(&mut self, label: &str, range: &Range<usize>) {
        let label = format!("[^{label}]");
        let span = self.span_of(&label, range);
        let message = format!("the footnote `{label}` is defined a second time");
        let help = "give one of the two another label; the first one holds";
        self.problem(Diagnostic::at(Code::BadFootnote, self.source, span, message).help(help));
    }

    fn footnote_reference(&mut self, label: &str) {
        let index = self.footnote(label);
        let at = self.at();
        self.document.footnotes[index as usize].references.push(at);
        self.hole(Hole::FootnoteNumber(index));
    }

    // ------------------------------------------------------------------ quotations, code, tables

    fn quote_start(&mut self, kind: Option<BlockQuoteKind>) {
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

    fn code_end(&mut self, range: &Range<usize>) {
        let Some((info, program)) = self.code.take() else { return };
        let block = &self.text[range.clone()];
        if slips::is_open(block) {
            let first = block.lines().next().unwrap_or_default();
            let fence: String = first.chars().take_while(|mark| "`~".contains(*mark)).collect();
            self.left_open(&(range.start..range.start + first.len()), "block of code", &fence);
        }
        let language = info.split([' ', ',', '\t']).next().unwrap_or_default().to_owned();
        self.push("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            self.push(&format!(" class=\"language-{}\"", text::escape(&language)));
        }
        self.push(">");
        code::highlight_into(&mut self.body().html, &language, &program);
        self.push("</code></pre>\n");
    }

    /// A block that takes in all that follows it.
    fn left_open(&mut self, start: &Range<usize>, what: &str, end: &str) {
        let message = format!("this {what} is never closed");
        self.problem_at(Code::OpenBlock, start, message, &format!("a line {end} ends it"));
    }

    fn row_start(&mut self, head: bool) {
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

    fn cell_start(&mut self) {
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

    // ------------------------------------------------------------------ the end

    fn finish(mut self) -> Document {
        self.flush(false);
        self.leave(0);
        self.close_sections(0);
        self.anchors();
        self.unused_footnotes();
        self.document.shrink();
        self.document
    }

    /// Gives every heading its anchor: its own id, or else the slug of its words with a number
    /// where that is taken.
    fn anchors(&mut self) {
        let mut taken: HashMap<String, usize> = HashMap::new();
        let mut problems = Vec::new();
        let headings = &mut self.document.headings;
        for at in 0..headings.len() {
            let Some(id) = headings[at].id.clone() else { continue };
            if let Some(first) = taken.insert(id.text.clone(), at) {
                let place = headings[first].id.as_ref().map_or(0..0, |id| id.span.clone());
                problems.push(
                    Diagnostic::at(
                        Code::DuplicateAnchor,
                        self.source,
                        id.span,
                        format!("the anchor `{}` is given twice in this document", id.text),
                    )
                    .label("given again here")
                    .related(crate::source::Place::new(self.source, place), "first given here")
                    .help("give one of the two another id"),
                );
            }
            headings[at].anchor = id.text;
        }
        let mut next: HashMap<String, usize> = HashMap::new();
        for (at, heading) in headings.iter_mut().enumerate() {
            if heading.id.is_some() {
                continue;
            }
            let mut slug = text::slug(&heading.text);
            if slug.is_empty() {
                slug.push_str("section");
            }
            let number = next.entry(slug.clone()).or_insert(1);
            let mut anchor = slug.clone();
            while taken.contains_key(&anchor) {
                *number += 1;
                anchor = format!("{slug}-{number}");
            }
            taken.insert(anchor.clone(), at);
            heading.anchor = anchor;
        }
        self.document.diagnostics.append(&mut problems);
    }

    fn unused_footnotes(&mut self) {
        for (index, range) in std::mem::take(&mut self.defined) {
            let footnote = &self.document.footnotes[index as usize];
            if footnote.references.is_empty() {
                let label = format!("[^{}]", footnote.label);
                let message = format!("nothing refers to the footnote `{label}`");
                let span = self.span_of(&label, &range);
                let help = format!("refer to it with `{label}`, or remove it");
                self.problem(
                    Diagnostic::at(Code::BadFootnote, self.source, span, message).help(help),
                );
            }
        }
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
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

/// Whether the events from an image's start on end a paragraph right after it.
fn paragraph_is_one_image(events: &[(Event<'_>, Range<usize>)]) -> bool {
    let end = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Image)));
    let Some(end) = end else { return false };
    matches!(events.get(end + 1), Some((Event::End(TagEnd::Paragraph), _)))
}

/// The target of a wikilink without blanks at its ends and without the backslash that a table
/// needs before `|`.
fn wiki_target(target: &str) -> &str {
    target.trim().trim_end_matches('\\').trim_end()
}

fn is_picture(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| {
        ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"].contains(&extension.as_str())
    })
}

/// Whether an address of a scheme is one that readers may be led to.
fn leads_outside(scheme: &str, target: &str) -> bool {
    match scheme {
        "http" | "https" => target.contains("://"),
        _ => matches!(scheme, "mailto" | "tel"),
    }
}

/// The scheme of an address, control characters and blanks aside, in lower case.
fn scheme(target: &str) -> Option<String> {
    let clean: String =
        target.chars().filter(|c| !c.is_control() && !c.is_whitespace()).take(64).collect();
    let (scheme, _) = clean.split_once(':')?;
    let mut letters = scheme.chars();
    let valid = letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || "+.-".contains(letter));
    valid.then(|| scheme.to_ascii_lowercase())
}

/// The places of a pattern without a backslash in front.
fn unescaped<'t>(text: &'t str, pattern: &'t str) -> impl Iterator<Item = usize> + 't {
    let places = text.match_indices(pattern).map(|(at, _)| at);
    places.filter(|&at| !text[..at].ends_with('\\'))
}

/// A range without the line break at its end.
fn trim_end(text: &str, range: &Range<usize>) -> Range<usize> {
    let kept = text[range.clone()].trim_end().len();
    range.start..range.start + kept
}
