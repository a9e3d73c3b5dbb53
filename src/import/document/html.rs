//! HTML → a tree.
//!
//! Goes in: the bytes of a file. Comes out: a [`Document`]. It is read as browsers read it, and what they
//! would not show is not taken over.

mod encoding;
mod list;
mod notes;
mod page;
mod picture;
mod sink;
mod table;

use super::element::{Element, Node};
use super::{
    Block, Document, Format, Frame, FrameKind, Inline, Left, Paragraph, Target, What, words,
};
use crate::import::table::Refusal;
use crate::url::decoded;
use notes::{Notes, key, names};
use page::page;

/// A file has so many bytes at most.
const MOST_BYTES: usize = 64 << 20;

/// Reads HTML.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Document, Vec<Refusal>> {
    let refused = |why: String| {
        let help = "save it again as HTML in UTF-8";
        vec![Refusal::new(name, format!("this document cannot be read: {why}"), help)]
    };
    if bytes.len() > MOST_BYTES {
        return Err(refused(format!("it has more than {MOST_BYTES} bytes")));
    }
    let text = encoding::text(bytes).ok_or_else(|| refused("it is not in UTF-8".to_owned()))?;
    let root = sink::read(&text).map_err(refused)?;
    let notes = Notes::of(&root);
    let mut reader =
        Reader { notes: &notes, heading: String::new(), document: Document::default() };
    let body = root.child("body").unwrap_or(&root);
    let main = body.find("main");
    if let Some(main) = main {
        reader.outside(body, main);
    }
    let mut blocks = reader.blocks(main.unwrap_or(body), &Context::default());
    while blocks.last() == Some(&Block::Rule) {
        // It parted the notes from the text.
        blocks.pop();
    }
    for (block, label) in &notes.blocks {
        let context = Context { is_in_note: true, ..Context::default() };
        let blocks = reader.blocks(block, &context);
        reader.document.notes.insert(label.clone(), blocks);
    }
    reader.document.blocks = blocks;
    Ok(reader.document)
}

/// What is known while a file is read.
struct Reader<'e> {
    notes: &'e Notes<'e>,
    heading: String,
    document: Document,
}

/// What is around an element.
#[derive(Debug, Clone, Default)]
struct Context {
    format: Format,
    link: Option<Target>,
    depth: usize,
    is_in_note: bool,
}

/// What was read of a block.
#[derive(Default)]
struct Flow {
    blocks: Vec<Block>,
    /// The text since the last block.
    text: Vec<Inline>,
    styles: Vec<String>,
    level: u8,
}

impl Flow {
    /// Ends the paragraph that is under way.
    fn end(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        trim(&mut text);
        let is_seen = |piece: &Inline| match &piece.what {
            What::Text(text) => !text.trim().is_empty(),
            What::Picture(..) | What::Note(_) => true,
            What::Break | What::Anchor(_) | What::Page(_) => false,
        };
        let (level, styles) = (self.level, self.styles.clone());
        match text.iter().any(is_seen) {
            true => self.blocks.push(Block::Paragraph(Paragraph { styles, level, text })),
            // Places and pages begin with what follows.
            false => self.text = text,
        }
    }
}

impl Flow {
    /// All blocks. Places behind the last one have a paragraph of their own, without words.
    fn ended(mut self) -> Vec<Block> {
        self.end();
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.blocks.push(Block::Paragraph(Paragraph { text, ..Paragraph::default() }));
        }
        self.blocks
    }
}

/// Takes away blanks at both ends.
fn trim(text: &mut Vec<Inline>) {
    let is_blank = |piece: &Inline| match &piece.what {
        What::Text(text) => text.trim().is_empty(),
        What::Break => true,
        _ => false,
    };
    while text.last().is_some_and(is_blank) {
        text.pop();
    }
    let first = text.iter().position(|piece| !is_blank(piece)).unwrap_or(0);
    text.drain(..first);
}

impl Reader<'_> {
    /// The blocks in an element.
    fn blocks(&mut self, parent: &Element, context: &Context) -> Vec<Block> {
        let mut flow = Flow::default();
        self.children(parent, context, &mut flow);
        flow.ended()
    }

    fn children(&mut self, parent: &Element, context: &Context, flow: &mut Flow) {
        for child in &parent.children {
            match child {
                Node::Text(text) => put_text(text, context, flow),
                Node::Element(element) => self.element(element, context, flow),
            }
        }
    }

    fn element(&mut self, element: &Element, context: &Context, flow: &mut Flow) {
        let own = key(element);
        if self.notes.back.contains(&own) {
            return;
        }
        if !context.is_in_note && self.notes.has(element) {
            return;
        }
        if let Some(label) = self.notes.marks.get(&own) {
            flow.text.push(Inline::of(What::Note(label.clone())));
            return;
        }
        if is_hidden(element) {
            self.leave("hidden text", element.text());
            return;
        }
        if let Some(number) = page(element) {
            flow.text.push(Inline::of(What::Page(number)));
            return;
        }
        if is_block(&element.name) {
            flow.end();
            self.block(element, context, flow);
            return;
        }
        for name in names(element) {
            flow.text.push(Inline::of(What::Anchor(name.to_owned())));
        }
        self.inline(element, context, flow);
    }

    fn block(&mut self, element: &Element, context: &Context, flow: &mut Flow) {
        // Places that begin here, and those that began before without a text.
        let mut anchors = std::mem::take(&mut flow.text);
        anchors.extend(names(element).map(|name| Inline::of(What::Anchor(name.to_owned()))));
        let name = element.name.as_str();
        let mut styles = vec![name.to_owned()];
        styles.extend(classes(element));
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes()[1] - b'0';
                let mut own = Flow { text: anchors, styles, level, ..Flow::default() };
                self.children(element, context, &mut own);
                let blocks = own.ended();
                if let Some(Block::Paragraph(heading)) = blocks.first() {
                    self.heading = words(&heading.text);
                }
                flow.blocks.extend(blocks);
            }
            "ul" | "ol" | "menu" => {
                flow.text.extend(anchors);
                self.list(element, context, flow);
            }
            "table" => {
                flow.text.extend(anchors);
                self.table(element, context, flow);
            }
            "hr" => {
                flow.text = anchors;
                flow.blocks.push(Block::Rule);
            }
            "pre" => {
                flow.text = anchors;
                let code = element.text();
                flow.blocks.push(Block::Code(code.trim_matches('\n').to_owned()));
            }
            "nav" => {
                flow.text = anchors;
                self.leave("navigation", element.text());
            }
            "blockquote" | "aside" | "fieldset" => {
                let kind = if name == "blockquote" { FrameKind::Quote } else { FrameKind::Box };
                let mut own = Flow { text: anchors, ..Flow::default() };
                self.children(element, context, &mut own);
                flow.blocks.push(Block::Frame(Frame { kind, styles, blocks: own.ended() }));
            }
            "p" | "dd" | "figcaption" | "summary" | "address" | "caption" | "dt" => {
                let strong = if name == "dt" { Format::STRONG } else { Format::default() };
                let context = Context { format: context.format.and(strong), ..context.clone() };
                let mut own = Flow { text: anchors, styles, ..Flow::default() };
                self.children(element, &context, &mut own);
                flow.blocks.extend(own.ended());
            }
            _ => {
                let mut own =
                    Flow { text: anchors, styles: styles[1..].to_vec(), ..Flow::default() };
                self.children(element, context, &mut own);
                let blocks = own.ended();
                match styles.len() {
                    1 => flow.blocks.extend(blocks),
                    _ => {
                        let kind = FrameKind::Group;
                        let styles = styles.split_off(1);
                        flow.blocks.push(Block::Frame(Frame { kind, styles, blocks }));
                    }
                }
            }
        }
    }

    fn inline(&mut self, element: &Element, context: &Context, flow: &mut Flow) {
        let mut context = context.clone();
        let format = match element.name.as_str() {
            "b" | "strong" => Format::STRONG,
            "i" | "em" | "cite" | "dfn" | "var" => Format::EMPHASIS,
            "s" | "del" | "strike" => Format::STRUCK,
            "u" | "ins" => Format::UNDERLINED,
            "mark" => Format::MARKED,
            "sup" => Format::SUP,
            "sub" => Format::SUB,
            "code" | "tt" | "kbd" | "samp" => Format::CODE,
            "br" => return flow.text.push(Inline::of(What::Break)),
            "img" => return self.image(element, &context, flow),
            "a" => {
                // A link to itself only shows its address.
                let leads_on =
                    |href: &&str| !names(element).any(|name| href.strip_prefix('#') == Some(name));
                if let Some(href) = element.attribute("href").filter(leads_on) {
                    context.link = Some(match href.strip_prefix('#') {
                        Some(anchor) => Target::Anchor(decoded(anchor)),
                        None => Target::Url(href.trim().to_owned()),
                    });
                }
                Format::default()
            }
            "script" | "style" | "noscript" | "template" | "head" | "title" | "wbr" | "col"
            | "colgroup" => return,
            "math" => return self.leave("a formula", element.text()),
            "svg" => return self.leave("a drawing", element.text()),
            "iframe" | "video" | "audio" | "object" | "embed" | "canvas" => {
                return self.leave("something that is played or run", element.text());
            }
            "input" | "select" | "textarea" | "button" => {
                return self.leave("a part of a form", element.text());
            }
            _ => Format::default(),
        };
        context.format = context.format.and(format);
        self.children(element, &context, flow);
    }

    /// Notes what stands beside the main part of a page.
    fn outside(&mut self, parent: &Element, main: &Element) {
        for child in parent.elements().filter(|child| key(child) != key(main)) {
            let mut holds = false;
            child.each(&mut |own| holds |= key(own) == key(main));
            match holds {
                true => self.outside(child, main),
                false
                    if ["script", "style", "noscript", "template"]
                        .contains(&child.name.as_str()) => {}
                false => self.leave("text outside of the main part of the page", child.text()),
            }
        }
    }

    fn leave(&mut self, what: &'static str, words: String) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let place = match self.heading.as_str() {
            "" => "the beginning".to_owned(),
            heading => format!("“{heading}”"),
        };
        if !words.is_empty() || what != "text outside of the main part of the page" {
            self.document.left.push(Left { what, place, words });
        }
    }
}

/// Adds text as it is shown: with single blanks, but in code.
fn put_text(text: &str, context: &Context, flow: &mut Flow) {
    let is_after_blank = match flow.text.last().map(|piece| &piece.what) {
        Some(What::Text(text)) => text.ends_with(' '),
        Some(What::Break) | None => true,
        Some(_) => false,
    };
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        let is_blank = matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        match is_blank {
            false => out.push(letter),
            true if out.is_empty() && is_after_blank || out.ends_with(' ') => {}
            true => out.push(' '),
        }
    }
    if !out.is_empty() {
        let what = What::Text(out);
        let link = context.link.clone();
        flow.text.push(Inline { format: context.format, link, what });
    }
}

fn classes(element: &Element) -> impl Iterator<Item = String> {
    let classes = element.attribute("class").unwrap_or_default().split_whitespace();
    classes.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "aside"
            | "ul"
            | "ol"
            | "menu"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "caption"
            | "blockquote"
            | "pre"
            | "figure"
            | "figcaption"
            | "hr"
            | "form"
            | "fieldset"
            | "details"
            | "summary"
            | "address"
            | "nav"
            | "center"
            | "body"
    )
}

fn is_hidden(element: &Element) -> bool {
    let style = element.attribute("style").unwrap_or_default().replace(' ', "");
    element.attribute("hidden").is_some() || style.contains("display:none")
}
