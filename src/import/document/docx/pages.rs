//! Where pages begin, and their numbers.
//!
//! A word processor notes where pages began when it showed a file. Without that, only breaks that the
//! author made are known, and numbers would be wrong.

use crate::import::document::element::Element;
use crate::import::document::numeral::numeral;

/// How pages are counted.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// The numbers that sections begin with, and how they show them.
    sections: Vec<Section>,
    section: usize,
    number: u32,
    /// Whether the next page begins the numbers of its section.
    is_due: bool,
    /// A page that has begun where no text was.
    waiting: Option<String>,
}

#[derive(Debug, Default)]
struct Section {
    start: Option<u32>,
    format: String,
}

impl Pages {
    pub(super) fn of(root: &Element) -> Self {
        let mut sections = Vec::new();
        root.each(&mut |element| {
            if element.name == "w:sectPr" {
                let numbers = element.child("w:pgNumType");
                let value = |name: &str| numbers?.attribute(name);
                sections.push(Section {
                    start: value("w:start").and_then(|start| start.parse().ok()),
                    format: value("w:fmt").unwrap_or("decimal").to_owned(),
                });
            }
        });
        let is_known = root.find("w:lastRenderedPageBreak").is_some();
        let mut pages = Self { sections, is_due: true, ..Self::default() };
        if is_known {
            pages.waiting = Some(pages.begin());
        }
        pages
    }

    /// The number of a page that begins.
    pub(super) fn begin(&mut self) -> String {
        let section = self.sections.get(self.section);
        let start = section.and_then(|section| section.start).filter(|_| self.is_due);
        self.is_due = false;
        self.number = start.unwrap_or(self.number + 1);
        numeral(self.number, section.map_or("decimal", |section| &section.format))
    }

    /// Notes that a page begins with the next text.
    pub(super) fn again(&mut self, number: String) {
        self.waiting = Some(number);
    }

    /// The page that begins with the text that is being read, if one does.
    pub(super) fn waiting(&mut self) -> Option<String> {
        self.waiting.take()
    }

    pub(super) fn next_section(&mut self) {
        self.section += 1;
        self.is_due = true;
    }
}
