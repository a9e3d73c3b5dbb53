//! Where the pages of a printed report begin.

use super::classes;
use super::notes::names;
use crate::import::document::element::Element;

/// The number of the page that begins with an element.
pub(super) fn page(element: &Element) -> Option<String> {
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
