//! The events of pulldown-cmark → a [`Document`].

mod blocks;
mod footnotes;
mod headings;
mod images;
mod links;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, LinkType, Options as Md, Parser, Tag, TagEnd, TextMergeWithOffset,
};

use self::blocks::{OpenList, OpenTable};
use self::images::{OpenImage, paragraph_is_one_image};
use self::links::OpenLink;
use super::html::Filter;
use super::inline::Inline;
use super::lists::{self, Mark};
use super::prose::Slot;
use super::{
    At, Body, Dialect, Document, Hole, Options, Phrase, Piece, Prose, Quotes, Written, fields,
    money, slips, typography, yaml,
};
use crate::characters;
use crate::diagnostics::{Code, Diagnostic, Tally};
use crate::escape::escape_into;
use crate::source::Source;

/// How deep blocks and emphasis may be nested: no reader sees a difference beyond, and programs that
/// read the pages take time or space for each level.
pub(super) const DEEPEST: usize = 100;

/// Parses a content file.
pub fn parse(source: &Arc<Source>, options: Options) -> Document {
    let start = source.bom_len();
    // Fields without their first line are read all the same, and are no text.
    let text = &source.text[start..];
    let is_report = options.dialect == Dialect::Report;
    let yaml = yaml::block(text);
    let unopened = slips::unopened(text).filter(|_| is_report && yaml.is_none());
    let length = yaml.as_ref().map(|block| block.end).or(unopened);
    let base = start + length.unwrap_or_default();
    let mut writer = Writer::new(source, &source.text[base..], base, None);
    match (yaml, unopened) {
        (Some(block), _) => writer.front_in_yaml(&block, start),
        (None, Some(_)) => writer.unopened_front(start..base),
        (None, None) => {}
    }
    let mut md = markdown_options(&options);
    // In a book they are a block of fields only where they can be read as one.
    md.set(Md::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS, is_report || fields::begin(text));
    let mut document = writer.run(md, options.clone());
    if !is_report {
        headings::as_in_a_book(&mut document);
    }
    characters::check(source, &mut document.diagnostics);
    document.can_be_parsed_again(options);
    document
}

/// Parses Markdown that stands in a field's value; `span` is the value's place in the source.
pub(crate) fn parse_value(
    source: &Arc<Source>,
    span: Range<usize>,
    value: &str,
    options: Options,
) -> Document {
    let md = markdown_options(&options);
    match source.text[span.clone()].find(value) {
        Some(at) => Writer::new(source, value, span.start + at, None).run(md, options),
        None => Writer::new(source, value, 0, Some(span)).run(md, options),
    }
}

/// Parses a title or a summary that stands in a field's value at `span`: the markup of a line, as
/// headings have it, and no blocks. Comes back with what is wrong with it; that `<kind>` is no element
/// is nothing wrong, since it is shown as it stands.
pub(crate) fn parse_line(
    source: &Arc<Source>,
    span: Range<usize>,
    value: &str,
    options: Options,
) -> (Phrase, Vec<Diagnostic>) {
    if !may_have_markup(value) {
        return (value.to_owned().into(), Vec::new());
    }
    let words: Vec<&str> = value.split_whitespace().collect();
    let mut line = format!("# {}", words.join(" "));
    // Number signs at the end would close the heading.
    if line.ends_with('#') {
        line.insert(line.len() - 1, '\\');
    }
    let lines = Md::ENABLE_STRIKETHROUGH
        | Md::ENABLE_GFM
        | Md::ENABLE_WIKILINKS
        | Md::ENABLE_MATH
        | Md::ENABLE_SMART_PUNCTUATION;
    let lines = markdown_options(&options) & lines;
    let document = Writer::new(source, &line, 0, Some(span)).run(lines, options);
    let mut problems = document.diagnostics;
    problems.retain(|problem| problem.code == Code::BadMath);
    let heading = document.headings.into_iter().next();
    (heading.map_or_else(|| value.to_owned().into(), |heading| heading.title), problems)
}

/// Whether a line may be more than the characters that it is made of.
fn may_have_markup(line: &str) -> bool {
    let marks = ['*', '_', '`', '~', '$', '<', '&', '\\', '[', '!', '\'', '"'];
    line.contains(marks) || line.contains("--") || line.contains("...")
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

fn events(text: &str, options: Md, quotes: Quotes) -> Events<'_> {
    let broken = std::cell::RefCell::new(Vec::new());
    let callback = |link: pulldown_cmark::BrokenLink<'_>| {
        let bare = !matches!(link.link_type, LinkType::Reference | LinkType::Collapsed);
        let (span, label) = (link.span, link.reference.into_string());
        broken.borrow_mut().push(Undefined { span, label, bare });
        None
    };
    let parser = Parser::new_with_broken_link_callback(text, options, Some(callback));
    let mut events = parser.into_offset_iter().collect();
    typography::set(&mut events, text, quotes);
    let events = TextMergeWithOffset::new(events.into_iter()).collect();
    (events, broken.into_inner())
}

/// The events of a text whose lists have these marks.
fn masked_events<'t>(text: &'t str, marks: &[Mark], options: Md, quotes: Quotes) -> Events<'t> {
    let listed = (!marks.is_empty()).then(|| lists::masked(text, marks));
    let Some(masked) = money::masked(listed.as_deref().unwrap_or(text)).or(listed) else {
        return events(text, options, quotes);
    };
    let (events, broken) = events(&masked, options, quotes);
    let restored = |(event, range)| (money::restored(event, &masked, text), range);
    (events.into_iter().map(restored).collect(), broken)
}

/// Hands on each event of Markdown without its place.
pub(super) fn each_event(text: &str, options: Options, mut each: impl FnMut(&Event<'_>)) {
    let masked = money::masked(text);
    let md = markdown_options(&options);
    let (events, _) = events(masked.as_deref().unwrap_or(text), md, options.quotes);
    for (event, _) in events {
        match &masked {
            None => each(&event),
            Some(masked) => each(&money::restored(event, masked, text)),
        }
    }
}

fn markdown_options(options: &Options) -> Md {
    let mut md = Md::ENABLE_TABLES
        | Md::ENABLE_FOOTNOTES
        | Md::ENABLE_STRIKETHROUGH
        | Md::ENABLE_TASKLISTS
        | Md::ENABLE_HEADING_ATTRIBUTES
        | Md::ENABLE_GFM
        | Md::ENABLE_DEFINITION_LIST
        | Md::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    if options.smart_punctuation {
        md |= Md::ENABLE_SMART_PUNCTUATION;
    }
    md.set(Md::ENABLE_MATH, !options.plain_dollars);
    if options.dialect == Dialect::Report {
        md |= Md::ENABLE_WIKILINKS;
    }
    md
}

/// Whether the events from within a paragraph on end it with nothing but places to link to in it:
/// `<a id="here"></a>`.
fn paragraph_is_anchors(events: &[(Event<'_>, Range<usize>)]) -> bool {
    let mut events = events.iter().map(|(event, _)| event);
    let end = events.find(|event| {
        let is_anchor = |html: &str| html.starts_with("<a ") || html == "</a>";
        !matches!(event, Event::InlineHtml(html) if is_anchor(html))
            && !matches!(event, Event::SoftBreak)
    });
    matches!(end, Some(Event::End(TagEnd::Paragraph)))
}

/// What stood directly before the event at hand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Heading(usize),
    Other,
}

struct Writer<'a> {
    source: &'a Arc<Source>,
    text: &'a str,
    /// The offset of `text` in the source.
    base: usize,
    /// Where every problem is placed when `text` is not a piece of the source.
    within: Option<Range<usize>>,
    document: Document,
    prose: Prose,
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
    /// The marks of lists that are kept as written, by their places in the text.
    marks: BTreeMap<usize, Mark>,
    lists: Vec<OpenList>,
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
    /// Up to where the text has been read as something else than text.
    passed: usize,
    tally: Tally,
    /// The terms of definition lists that are anchors: the places of their ids in the document, each with
    /// how many headings begin before it.
    terms: Vec<(usize, usize)>,
    options: Options,
    /// Whether something is nested too deeply.
    is_too_deep: bool,
}

impl<'a> Writer<'a> {
    fn new(
        source: &'a Arc<Source>,
        text: &'a str,
        base: usize,
        within: Option<Range<usize>>,
    ) -> Self {
        let written = match within {
            None => Written::InSource(base..base + text.len()),
            Some(_) => Written::Apart(text.into()),
        };
        let document = Document {
            source: Arc::clone(source),
            written,
            front: None,
            headings: Vec::new(),
            ends: Vec::new(),
            links: Vec::new(),
            images: Vec::new(),
            anchors: Vec::new(),
            items: Vec::new(),
            footnotes: Vec::new(),
            sentences: Vec::new(),
            size: 0,
            running: 0,
            is_blank: false,
            lead: None,
            diagnostics: Vec::new(),
            prose: Slot::default(),
        };
        let mut prose = Prose::default();
        prose.body.html.reserve(text.len() + text.len() / 4);
        Self {
            source,
            text,
            base,
            within,
            document,
            prose,
            bodies: Vec::new(),
            footnotes: BTreeMap::new(),
            defined: BTreeMap::new(),
            open: Vec::new(),
            heading: None,
            links: Vec::new(),
            image: None,
            marks: BTreeMap::new(),
            lists: Vec::new(),
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
            passed: 0,
            tally: Tally::default(),
            terms: Vec::new(),
            options: Options::default(),
            is_too_deep: false,
        }
    }

    fn run(mut self, md: Md, options: Options) -> Document {
        let quotes = options.quotes;
        self.options = options;
        let (events, broken) = self.events(md, quotes);
        let events = self.judged(events);
        for at in 0..events.len() {
            self.event(&events, at);
        }
        for slip in slips::markup(self.text, &events) {
            // Whatever could be done of these was done, or it was told why not.
            if self.source.is_composed() && slips::is_instruction(&self.text[slip.at.clone()]) {
                continue;
            }
            self.problem_at(slip.code, &slip.at, slip.message, &slip.help);
        }
        for link in broken {
            self.undefined(link);
        }
        self.finish()
    }

    /// The events without control characters that pages cannot hold. What is written by its number
    /// and does harm is told.
    fn judged(&mut self, events: Vec<(Event<'a>, Range<usize>)>) -> Vec<(Event<'a>, Range<usize>)> {
        let mut references = characters::references(self.text).peekable();
        if references.peek().is_some() {
            let literal = literal(&events);
            for (place, message) in references {
                let before = literal.partition_point(|range| range.start <= place.start);
                if before == 0 || literal[before - 1].end <= place.start {
                    self.problem_at(Code::BadCharacter, &place, message, characters::HELP);
                }
            }
        } else if !self.text.bytes().any(characters::is_unknown) {
            return events;
        }
        let clean = |piece: CowStr<'a>| match characters::clean(&piece) {
            Cow::Borrowed(_) => piece,
            Cow::Owned(clean) => clean.into(),
        };
        events.into_iter().map(|(event, range)| (money::mapped(event, clean), range)).collect()
    }

    /// The events of the text, and where its lists have marks of their own. Marks that the parser
    /// meets in code or raw HTML begin no items there, and it reads again without them.
    fn events(&mut self, options: Md, quotes: Quotes) -> Events<'a> {
        const READINGS: usize = 3;
        let mut marks = lists::marks(self.text);
        for reading in 1.. {
            let (events, broken) = masked_events(self.text, &marks, options, quotes);
            let items = events.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::Item)));
            let items: Vec<usize> = items.map(|(_, range)| range.start).collect();
            if marks.is_empty() || !lists::retain_taken(self.text, &mut marks, &items) {
                self.marks = lists::by_place(marks);
                return (events, broken);
            }
            if reading == READINGS {
                break;
            }
        }
        masked_events(self.text, &[], options, quotes)
    }

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

    /// Notes a piece of the text that other programs would not read as it is meant.
    fn piece(&mut self, range: &Range<usize>, piece: Piece) {
        self.prose.pieces.push((range.start as u32..range.end as u32, piece));
    }

    fn problem(&mut self, diagnostic: Diagnostic) {
        if self.tally.admits(&diagnostic) {
            self.document.diagnostics.push(diagnostic);
        }
    }

    fn problem_at(&mut self, code: Code, range: &Range<usize>, message: String, help: &str) {
        let span = self.span(range);
        self.problem(Diagnostic::at(code, self.source, span, message).help(help));
    }

    fn body(&mut self) -> &mut Body {
        match self.bodies.last_mut() {
            Some((_, body)) => body,
            None => &mut self.prose.body,
        }
    }

    fn push(&mut self, html: &str) {
        self.body().html.push_str(html);
    }

    fn escape(&mut self, text: &str) {
        escape_into(&mut self.body().html, text);
    }

    fn hole(&mut self, hole: Hole) {
        let body = self.body();
        let at = body.html.len() as u32;
        body.holes.push((at, hole));
    }

    fn at(&self) -> At {
        match self.bodies.last() {
            Some((footnote, _)) => At::Footnote(*footnote),
            None => At::Body(self.prose.body.html.len() as u32),
        }
    }

    fn event(&mut self, events: &[(Event<'a>, Range<usize>)], at: usize) {
        let (event, range) = &events[at];
        if let Some(image) = &self.image
            && (image.inner > 0 || !matches!(event, Event::End(TagEnd::Image)))
        {
            return self.alt(event);
        }
        match event {
            Event::Text(_) | Event::SoftBreak if range.start < self.passed => {}
            Event::Start(Tag::Paragraph) => self.paragraph(events, at),
            Event::Start(tag) => self.start(tag, range, events, at),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text_event(text, range),
            Event::Code(text) => match self.text[range.clone()].contains('\r') {
                true => self.code_span(&with_single_blanks(text, &self.text[range.clone()])),
                false => self.code_span(text),
            },
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
                self.inline.line_break();
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

    fn paragraph(&mut self, events: &[(Event<'a>, Range<usize>)], at: usize) {
        self.depth += 1;
        let range = &events[at].1;
        match slips::empty_block(&self.text[range.clone()]).filter(|_| self.before != Before::Other)
        {
            Some(length) => self.empty_block(range, range.start + length),
            None => self.check_fields(range),
        }
        self.before = Before::Other;
        if self.passed >= range.end {
            self.skip_paragraph = true;
            return;
        }
        let is_image = matches!(events.get(at + 1), Some((Event::Start(Tag::Image { .. }), _)))
            && paragraph_is_one_image(&events[at + 1..]);
        let alone = is_image || self.options.trusts_html && paragraph_is_anchors(&events[at + 1..]);
        self.skip_paragraph = alone;
        if !alone {
            self.push("<p");
            if self.containers == 0 && self.bodies.is_empty() {
                self.hole(Hole::Paragraph);
            }
            self.push(">");
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
        if typography::is_block(tag) {
            self.flush(false);
        }
        if !matches!(tag, Tag::MetadataBlock(_)) && typography::is_block(tag) {
            self.before =
                if matches!(tag, Tag::Heading { .. }) { self.before } else { Before::Other };
        }
        if self.depth > DEEPEST && is_flattened(tag) {
            return self.deeper(tag, range);
        }
        match tag {
            Tag::Heading { level, id, classes, attrs } => {
                self.heading_start(*level, id.as_deref(), classes, attrs, range);
            }
            Tag::BlockQuote(kind) => self.quote_start(*kind),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                self.code = Some((info.to_string(), String::new()));
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => self.code = Some(Default::default()),
            Tag::HtmlBlock => self.raw = Some((String::new(), range.clone())),
            Tag::List(start) => self.list_start(*start, events.get(at + 1)),
            Tag::Item => self.item_start(range),
            Tag::FootnoteDefinition(label) => self.footnote_start(label, range),
            Tag::DefinitionList => self.push("<dl>\n"),
            Tag::DefinitionListTitle => self.term_start(),
            Tag::DefinitionListDefinition => self.push("<dd>"),
            Tag::Table(alignments) => self.table_start(alignments),
            Tag::TableHead => self.row_start(true),
            Tag::TableRow => self.row_start(false),
            Tag::TableCell => self.cell_start(),
            Tag::Emphasis => self.element("<em>"),
            Tag::Strong => self.element("<strong>"),
            Tag::Strikethrough => self.element("<del>"),
            Tag::Superscript => self.element("<sup>"),
            Tag::Subscript => self.element("<sub>"),
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
        if self.depth >= DEEPEST && self.shallower(tag) {
            return;
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
            TagEnd::HtmlBlock => self.html_end(),
            TagEnd::List(ordered) => {
                self.containers -= 1;
                self.list_end(*ordered);
            }
            TagEnd::Item => {
                self.flush(false);
                self.item_end();
            }
            TagEnd::FootnoteDefinition => self.footnote_end(),
            TagEnd::DefinitionList => self.push("</dl>\n"),
            TagEnd::DefinitionListTitle => self.term_end(),
            TagEnd::DefinitionListDefinition => {
                self.flush(false);
                self.push("</dd>\n");
            }
            TagEnd::Table => self.table_end(),
            TagEnd::TableHead => self.push("</tr></thead>\n"),
            TagEnd::TableRow => self.push("</tr>\n"),
            TagEnd::TableCell => self.cell_end(),
            TagEnd::Emphasis => self.element_end("em"),
            TagEnd::Strong => self.element_end("strong"),
            TagEnd::Strikethrough => self.element_end("del"),
            TagEnd::Superscript => self.element_end("sup"),
            TagEnd::Subscript => self.element_end("sub"),
            TagEnd::Link => self.link_end(),
            TagEnd::Image => self.image_end(range),
            TagEnd::MetadataBlock(_) => self.metadata = false,
        }
    }

    fn element(&mut self, tag: &'static str) {
        self.push(tag);
        self.inline.open(tag);
    }

    fn element_end(&mut self, name: &'static str) {
        self.push(&format!("</{name}>"));
        self.inline.close(name, &self.document.links);
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

    fn finish(mut self) -> Document {
        self.flush(false);
        self.leave(0);
        self.close_sections(0, self.text.len());
        self.anchors();
        self.unused_footnotes();
        self.number_footnotes();
        self.document.diagnostics.extend(self.tally.rest(self.source));
        self.document.shrink();
        self.document.hold(self.prose);
        self.document
    }
}

/// The places, in order, at which character references stand for themselves: code, formulas and
/// fields.
fn literal(events: &[(Event<'_>, Range<usize>)]) -> Vec<Range<usize>> {
    let mut literal: Vec<Range<usize>> = Vec::new();
    let mut in_block = false;
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::MetadataBlock(_)) => in_block = true,
            Event::End(TagEnd::CodeBlock | TagEnd::MetadataBlock(_)) => in_block = false,
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                literal.push(range.clone());
            }
            Event::Text(_) if in_block => literal.push(range.clone()),
            _ => {}
        }
    }
    literal
}

/// Whether what is within a tag can be shown without it.
fn is_flattened(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::Item
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
    )
}

/// The words of a code span, in which a line end of two characters has become two blanks, with one
/// blank for each line end; `written` is the whole span.
fn with_single_blanks(words: &str, written: &str) -> String {
    let mut single = String::with_capacity(words.len());
    let mut rest = written.trim_start_matches('`');
    let mut letters = words.chars();
    while let Some(letter) = letters.next() {
        single.push(letter);
        // Marks of quotations and lists stand at the beginning of lines and not among the words.
        let is_it = |own: char| own == letter || (letter == ' ' && matches!(own, '\r' | '\n'));
        let Some(at) = rest.find(is_it) else { continue };
        rest = &rest[at..];
        if let Some(next) = rest.strip_prefix("\r\n") {
            rest = next;
            letters.next();
        } else {
            rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
        }
    }
    single
}

/// A range without the line break at its end.
fn trim_end(text: &str, range: &Range<usize>) -> Range<usize> {
    let kept = text[range.clone()].trim_end().len();
    range.start..range.start + kept
}
