//! The styles of a Word document: their names, and what they say that is more than looks.

use std::collections::BTreeMap;

use super::numbering::Listed;
use crate::import::document::Format;
use crate::import::document::element::Element;

/// So many styles may be based on one another.
const LONGEST_CHAIN: usize = 20;

/// The styles of a document, by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles(BTreeMap<String, Style>);

/// A style.
#[derive(Debug, Default, Clone)]
struct Style {
    name: String,
    based_on: Option<String>,
    level: Option<u8>,
    listed: Listed,
    format: Format,
    is_default: bool,
}

impl Styles {
    pub(super) fn of(root: &Element) -> Self {
        let styles = root.elements().filter(|style| style.name == "w:style").filter_map(|style| {
            let value = |name: &str| style.child(name)?.attribute("w:val").map(str::to_owned);
            let paragraph = style.child("w:pPr");
            let own = Style {
                name: value("w:name").unwrap_or_default(),
                based_on: value("w:basedOn"),
                level: paragraph.and_then(outline),
                listed: paragraph.map(Listed::of).unwrap_or_default(),
                format: style.child("w:rPr").map(format).unwrap_or_default(),
                is_default: style.attribute("w:default").is_some_and(is_on)
                    && style.attribute("w:type") == Some("paragraph"),
            };
            Some((style.attribute("w:styleId")?.to_owned(), own))
        });
        Self(styles.collect())
    }

    /// A style and those that it is based on.
    fn chain<'s>(&'s self, id: &'s str) -> impl Iterator<Item = &'s Style> {
        let mut next = self.0.get(id);
        let chain = std::iter::from_fn(move || {
            let style = next?;
            next = style.based_on.as_deref().and_then(|id| self.0.get(id));
            Some(style)
        });
        chain.take(LONGEST_CHAIN)
    }

    /// What a style is called: in files of some programs its id, where nothing else tells.
    pub(super) fn name(&self, id: Option<&str>) -> String {
        match id {
            Some(id) => match self.0.get(id).map(|style| style.name.clone()) {
                Some(name) if !name.is_empty() => name,
                _ => id.to_owned(),
            },
            None => {
                let default = self.0.values().find(|style| style.is_default);
                default.map_or_else(|| "Normal".to_owned(), |style| style.name.clone())
            }
        }
    }

    /// The level of headings of a style: that in the outline, or that in its name.
    pub(super) fn level(&self, id: Option<&str>) -> u8 {
        let Some(id) = id else { return 0 };
        let level = self.chain(id).find_map(|style| match style.level {
            Some(level) => Some(level),
            None => heading(&style.name),
        });
        level.or_else(|| heading(id)).unwrap_or(0)
    }

    /// The list to which paragraphs of a style belong.
    pub(super) fn listed(&self, id: Option<&str>) -> Listed {
        let Some(id) = id else { return Listed::default() };
        self.chain(id).fold(Listed::default(), |listed, style| listed.or(&style.listed))
    }

    /// How text of a style of characters looks.
    pub(super) fn format(&self, id: &str) -> Format {
        let own = self.chain(id).fold(Format::default(), |format, style| format.and(style.format));
        let name = self.name(Some(id)).to_lowercase();
        let is_code = ["code", "verbatim", "source text"].iter().any(|word| name.contains(word));
        if is_code { own.and(Format::CODE) } else { own }
    }
}

/// The level in the outline that properties of a paragraph name.
pub(super) fn outline(properties: &Element) -> Option<u8> {
    let level: u8 = properties.child("w:outlineLvl")?.attribute("w:val")?.parse().ok()?;
    // 9 is the level of the text itself.
    Some(if level < 9 { level + 1 } else { 0 })
}

/// The level of a style by its name or id: `heading 2`, `Heading2`.
fn heading(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    let level = name.strip_prefix("heading")?.trim();
    level.parse().ok().filter(|level| (1..=9).contains(level))
}

/// How properties of a run make it look.
pub(super) fn format(properties: &Element) -> Format {
    const FORMATS: [(&str, Format); 6] = [
        ("w:b", Format::STRONG),
        ("w:i", Format::EMPHASIS),
        ("w:strike", Format::STRUCK),
        ("w:dstrike", Format::STRUCK),
        ("w:u", Format::UNDERLINED),
        ("w:highlight", Format::MARKED),
    ];
    let mut all = Format::default();
    for (name, format) in FORMATS {
        let Some(property) = properties.child(name) else { continue };
        if property.attribute("w:val").is_none_or(is_on) {
            all = all.and(format);
        }
    }
    match properties.child("w:vertAlign").and_then(|align| align.attribute("w:val")) {
        Some("superscript") => all.and(Format::SUP),
        Some("subscript") => all.and(Format::SUB),
        _ => all,
    }
}

/// What properties of a run take away that its style gives.
pub(super) fn unformat(properties: &Element) -> Format {
    const FORMATS: [(&str, Format); 3] =
        [("w:b", Format::STRONG), ("w:i", Format::EMPHASIS), ("w:u", Format::UNDERLINED)];
    let off = FORMATS.iter().filter(|(name, _)| {
        let value = properties.child(name).and_then(|property| property.attribute("w:val"));
        value.is_some_and(|value| !is_on(value))
    });
    off.fold(Format::default(), |all, (_, format)| all.and(*format))
}

/// Whether a value does not say that something is off.
pub(super) fn is_on(value: &str) -> bool {
    !["0", "false", "off", "none"].contains(&value)
}
