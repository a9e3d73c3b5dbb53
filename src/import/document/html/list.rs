//! Lists.

use super::notes::{key, names};
use super::{Context, Flow, Reader};
use crate::import::document::element::Element;
use crate::import::document::numeral::numeral;
use crate::import::document::{Block, Inline, Item, Paragraph, What};

impl Reader<'_> {
    pub(super) fn list(&mut self, element: &Element, context: &Context, flow: &mut Flow) {
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
}

/// What stands before an item, by the type of its list.
fn mark(number: i64, kind: &str) -> String {
    let format = match kind {
        "a" => "lowerLetter",
        "A" => "upperLetter",
        "i" => "lowerRoman",
        "I" => "upperRoman",
        _ => "decimal",
    };
    match u32::try_from(number) {
        Ok(count) if count > 0 => format!("{}.", numeral(count, format)),
        _ => format!("{number}."),
    }
}
