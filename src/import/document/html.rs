//! HTML → a tree.
//!
//! Goes in: the bytes of a file. Comes out: a [`Document`]. It is read as browsers read it, and what they
//! would not show is not taken over.

mod notes;
mod sink;

use super::element::{Element, Node};
use super::{
    Block, Document, Format, Frame, FrameKind, Inline, Item, Left, NOT_SHOWN, Paragraph, Picture,
    PictureSource, SHOWN, Table, Target, What, words,
};
use crate::import::table::Refusal;
use crate::url::decoded;
use notes::{Notes, key, names};

/// A file has so many bytes at most.
const MOST_BYTES: usize = 64 << 20;
/// A table has so many columns at most.
const MOST_COLUMNS: usize = 256;

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
    let text = text(bytes).ok_or_else(|| refused("it is not in UTF-8".to_owned()))?;
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

/// The text of a file: UTF-8, or what old programs write, if the file says so.
fn text(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_lowercase();
    let is_western = ["windows-1252", "iso-8859-1", "us-ascii"].iter().any(|it| head.contains(it));
    is_western.then(|| bytes.iter().map(|byte| western(*byte)).collect())
}

/// A character of Windows-1252, which is also what is meant by ISO 8859-1.
fn western(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => UPPER[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
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

    fn list(&mut self, element: &Element, context: &Context, flow: &mut Flow) {
        let is_ordered = element.name == "ol";
        let start = element.attribute("start").and_then(|start| start.parse().ok());
        let mut number: i64 = start.unwrap_or(1);
        let list = key(element).to_string();
        let inner = Context { depth: context.depth + 1, ..context.clone() };
        let mut anchors = std::mem::take(&mut flow.text);
        for child in element.elements() {
            if child.name != "li" {
                self.element(child, &inner, flow);
                flow.end();
                continue;
            }
            if !context.is_in_note && self.notes.has(child) {
                continue;
            }
            if let Some(value) = child.attribute("value").and_then(|value| value.parse().ok()) {
                number = value;
            }
            let mark = match is_ordered {
                true => mark(number, element.attribute("type").unwrap_or("1")),
                false => "•".to_owned(),
            };
            number = number.saturating_add(1);
            let names = names(child).map(|name| Inline::of(What::Anchor(name.to_owned())));
            anchors.extend(names);
            let mut blocks = self.blocks(child, &inner).into_iter().peekable();
            let mut text = std::mem::take(&mut anchors);
            let mut styles = Vec::new();
            if let Some(Block::Paragraph(first)) =
                blocks.next_if(|block| matches!(block, Block::Paragraph(own) if own.level == 0))
            {
                text.extend(first.text);
                styles = first.styles;
            }
            let item = Item { depth: context.depth, list: list.clone(), mark, styles, text };
            flow.blocks.push(Block::Item(item));
            flow.blocks.extend(blocks.map(|block| match block {
                Block::Paragraph(Paragraph { styles, level: 0, text }) => Block::Item(Item {
                    depth: context.depth,
                    list: list.clone(),
                    mark: String::new(),
                    styles,
                    text,
                }),
                block => block,
            }));
        }
    }

    fn table(&mut self, element: &Element, context: &Context, flow: &mut Flow) {
        // What stood before it has a paragraph of its own only if it says something.
        let anchors = std::mem::take(&mut flow.text);
        let context = Context { depth: 0, ..context.clone() };
        let mut rows = Vec::new();
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut merged = false;
        if let Some(caption) = element.child("caption") {
            self.block(caption, &context, flow);
        }
        for row in table_rows(element) {
            let mut cells: Vec<Vec<Block>> = Vec::new();
            let mut below = Vec::new();
            let own = row.elements().filter(|cell| ["td", "th"].contains(&cell.name.as_str()));
            for cell in own {
                skip(&mut cells, &mut open);
                let span = |name: &str| cell.attribute(name).and_then(|many| many.parse().ok());
                let across = span("colspan").unwrap_or(1usize).clamp(1, MOST_COLUMNS);
                let down = span("rowspan").unwrap_or(1usize).clamp(1, 65_534);
                merged |= across > 1 || down > 1;
                let at = cells.len();
                if at + across > MOST_COLUMNS {
                    self.leave("a cell of a table with too many columns", cell.text());
                    continue;
                }
                cells.push(self.blocks(cell, &context));
                cells.resize(at + across, Vec::new());
                if down > 1 {
                    below.extend((at..at + across).map(|column| (column, down - 1)));
                }
            }
            skip(&mut cells, &mut open);
            open.extend(below);
            rows.push(cells);
        }
        if let Some(first) = rows.iter_mut().flatten().next()
            && !anchors.is_empty()
        {
            first.insert(0, Block::Paragraph(Paragraph { text: anchors, ..Paragraph::default() }));
        }
        if let [row] = &mut rows[..]
            && let [cell] = &mut row[..]
        {
            let blocks = std::mem::take(cell);
            let styles = classes(element).collect();
            flow.blocks.push(Block::Frame(Frame { kind: FrameKind::Box, styles, blocks }));
            return;
        }
        if merged {
            let what = "a table with merged cells, whose text stands in the first of them";
            self.leave(what, String::new());
        }
        if !rows.iter().flatten().all(Vec::is_empty) {
            flow.blocks.push(Block::Table(Table { rows }));
        }
    }

    fn image(&mut self, element: &Element, context: &Context, flow: &mut Flow) {
        let source = element.attribute("src").unwrap_or_default();
        let alternative = element.attribute("alt").unwrap_or_default().to_owned();
        let told = if source.starts_with("data:") { "" } else { source };
        let picture = match source {
            _ if source.starts_with("data:") => in_address(source),
            _ if source.contains(':') || source.starts_with('/') || source.is_empty() => None,
            _ => {
                let path = decoded(source.split(['?', '#']).next().unwrap_or_default());
                let ending = path.rsplit('.').next().unwrap_or_default().to_lowercase();
                Some(Picture { ending, source: PictureSource::File(path) })
            }
        };
        let Some(picture) = picture else {
            self.leave("a picture that is elsewhere", format!("{alternative} {told}"));
            return;
        };
        if !SHOWN.contains(&picture.ending.as_str()) {
            self.leave(NOT_SHOWN, format!("{alternative} {told}"));
            return;
        }
        let known = self.document.pictures.iter().position(|own| *own == picture);
        let at = known.unwrap_or_else(|| {
            self.document.pictures.push(picture);
            self.document.pictures.len() - 1
        });
        let what = What::Picture(at, alternative);
        flow.text.push(Inline { format: Format::default(), link: context.link.clone(), what });
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

/// Fills the columns that cells above reach down into.
fn skip(cells: &mut Vec<Vec<Block>>, open: &mut Vec<(usize, usize)>) {
    while let Some(at) = open.iter().position(|(column, _)| *column == cells.len()) {
        cells.push(Vec::new());
        open[at].1 -= 1;
        if open[at].1 == 0 {
            open.swap_remove(at);
        }
    }
}

fn table_rows(element: &Element) -> Vec<&Element> {
    let mut rows = Vec::new();
    for child in element.elements() {
        match child.name.as_str() {
            "tr" => rows.push(child),
            "thead" | "tbody" | "tfoot" => rows.extend(table_rows(child)),
            _ => {}
        }
    }
    rows
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

/// The number of the page that begins with an element.
fn page(element: &Element) -> Option<String> {
    let is_number = |text: &str| {
        let is_roman = text.chars().all(|letter| "ivxlcdm".contains(letter.to_ascii_lowercase()));
        !text.is_empty()
            && text.len() <= 8
            && (is_roman || text.bytes().all(|it| it.is_ascii_digit()))
    };
    let of = |name: &str| element.attribute(name).unwrap_or_default();
    let bare = |text: &str| {
        let text = text.trim().trim_matches(['[', ']', '(', ')']).trim();
        let lower = text.to_lowercase();
        let prefix = ["page", "pg.", "pg", "p."].iter().find(|prefix| lower.starts_with(**prefix));
        text[prefix.map_or(0, |prefix| prefix.len())..]
            .trim_start_matches(['-', '_', ' '])
            .to_owned()
    };
    let said = element.text();
    let is_break = of("role") == "doc-pagebreak" || of("epub:type") == "pagebreak";
    let is_class = classes(element)
        .any(|class| ["page", "pagenum", "page-number", "pagebreak"].contains(&class.as_str()));
    let is_named = names(element).any(|name| {
        let lower = name.to_lowercase();
        lower.starts_with("page") && is_number(&bare(name))
    });
    let is_empty = said.trim().is_empty() && element.elements().next().is_none();
    let candidates = match (is_break || is_class, is_named && is_empty) {
        (true, _) => vec![of("aria-label"), of("title"), &said, of("id")],
        (false, true) => vec![of("id"), of("name")],
        (false, false) => return None,
    };
    candidates.into_iter().map(bare).find(|number| is_number(number))
}

/// What stands before an item.
fn mark(number: i64, kind: &str) -> String {
    let count = u32::try_from(number).unwrap_or(0);
    let letters = |first: u8| match count {
        1..=26 => char::from(first + (count - 1) as u8).to_string(),
        _ => number.to_string(),
    };
    let numeral = match kind {
        "a" => letters(b'a'),
        "A" => letters(b'A'),
        "i" => roman(count).to_lowercase(),
        "I" => roman(count),
        _ => number.to_string(),
    };
    format!("{numeral}.")
}

fn roman(count: u32) -> String {
    const ONES: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    const TENS: [&str; 10] = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"];
    match count {
        1..=99 => format!("{}{}", TENS[(count / 10) as usize], ONES[(count % 10) as usize]),
        _ => count.to_string(),
    }
}

/// A picture whose bytes stand in its address.
fn in_address(address: &str) -> Option<Picture> {
    let (kind, data) = address.strip_prefix("data:image/")?.split_once(',')?;
    let ending = kind.split([';', '+']).next()?.to_lowercase();
    let bytes = match kind.ends_with(";base64") {
        true => base64(data)?,
        false => decoded(data).into_bytes(),
    };
    Some(Picture { ending, source: PictureSource::Bytes(bytes) })
}

/// Bytes that are written in base 64 (RFC 4648).
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0);
    for letter in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_in_addresses_are_read() {
        assert_eq!(base64("aGVsbG8=").as_deref(), Some(&b"hello"[..]));
        assert_eq!(base64("a*"), None);
    }
}
