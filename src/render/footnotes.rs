//! The footnotes of a page: their numbers and their list.

use std::collections::BTreeMap;

use tera::Value;

use crate::diagnostics::Diagnostic;
use crate::parse::text;

use super::addresses::On;
use super::{Renderer, map};

/// Which text a body belongs to, and so what its holes mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    /// A document, by its place in the model.
    Document(usize),
    /// A Markdown field, by its document and its place among the part's fragments.
    Fragment(usize, usize),
}

/// What is counted on a page: its footnotes in the order in which they are referred to, its images
/// and its pictures.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Each footnote with the number of references to it.
    order: Vec<(Of, u32, usize)>,
    places: BTreeMap<(Of, u32), usize>,
    images: usize,
    pictures: usize,
    leaves_out: bool,
}

impl Notes {
    /// An id for a picture that no other one of the page has.
    pub(super) fn picture_id(&mut self) -> String {
        self.pictures += 1;
        format!("picture:{}", self.pictures)
    }

    /// The footnotes of what a page shows of a record elsewhere, in its head or on its card: there
    /// is no list for them, so marks of them are left out.
    pub(super) fn left_out() -> Self {
        Self { images: 1, leaves_out: true, ..Self::default() }
    }

    /// Counts an image; whether it is the first of the page.
    pub(super) fn is_first_image(&mut self) -> bool {
        self.images += 1;
        self.images == 1
    }

    /// The number of a footnote, and how often it has been referred to with this reference.
    pub(super) fn number(&mut self, of: Of, index: u32) -> Option<(usize, usize)> {
        if self.leaves_out {
            return None;
        }
        let place = *self.places.entry((of, index)).or_insert_with(|| {
            self.order.push((of, index, 0));
            self.order.len() - 1
        });
        self.order[place].2 += 1;
        Some((place + 1, self.order[place].2))
    }
}

impl Renderer {
    /// The list of a page's footnotes, one HTML string each, in their order.
    pub(super) fn notes(
        &self,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Vec<Value>, Box<Diagnostic>> {
        let mut list = Vec::new();
        // A footnote can refer to one that nothing has referred to before, so the list may grow.
        while list.len() < notes.order.len() {
            let (of, index, _) = notes.order[list.len()];
            let html = self.footnote(of, index, on, notes)?;
            list.push((list.len() + 1, html));
        }
        let back = self.look.strings().word(on.language, "footnote-back");
        let views = list.into_iter().map(|(number, html)| {
            let mut links = String::new();
            for time in 1..=notes.order[number - 1].2 {
                let label = text::escape(&format!("{back} {number}"));
                links.push_str(&format!(
                    " <a href=\"#{}\" role=\"doc-backlink\" aria-label=\"{label}\">↩</a>",
                    reference_id(number, time)
                ));
            }
            map! {
                "id": format!("fn:{number}"),
                "html": Value::safe_string(&with_back_links(&html, &links)),
            }
        });
        Ok(views.collect())
    }
}

pub(super) fn reference_id(number: usize, time: usize) -> String {
    match time {
        1 => format!("fnref:{number}"),
        _ => format!("fnref:{number}:{time}"),
    }
}

/// Puts the way back into the last paragraph of a footnote.
fn with_back_links(html: &str, links: &str) -> String {
    match html.trim_end().strip_suffix("</p>") {
        Some(start) => format!("{start}{links}</p>"),
        None => format!("{html}<p>{links}</p>"),
    }
}
