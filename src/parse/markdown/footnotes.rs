//! Footnotes, and what refers to them.

use std::collections::btree_map::Entry;
use std::ops::Range;

use super::Writer;
use crate::diagnostics::{Code, Diagnostic};
use crate::parse::{Body, Footnote, Hole, Piece};

impl Writer<'_> {
    pub(super) fn footnote_start(&mut self, label: &str, range: &Range<usize>) {
        self.containers += 1;
        let index = self.footnote(label);
        match self.defined.entry(index) {
            Entry::Vacant(entry) => {
                entry.insert(range.clone());
            }
            Entry::Occupied(_) => self.defined_twice(label, range),
        }
        self.piece(range, Piece::Footnote(index));
        self.bodies.push((index, Body::default()));
    }

    pub(super) fn footnote_end(&mut self) {
        self.flush(false);
        self.containers -= 1;
        let Some((index, body)) = self.bodies.pop() else { return };
        // The first definition of a label holds.
        let own = &mut self.prose.footnotes[index as usize];
        if *own == Body::default() {
            *own = body;
        }
    }

    fn footnote(&mut self, label: &str) -> u32 {
        if let Some(&index) = self.footnotes.get(label) {
            return index;
        }
        let index = self.document.footnotes.len() as u32;
        self.footnotes.insert(label.to_owned(), index);
        let label = label.to_owned();
        self.document.footnotes.push(Footnote { label, number: 0, references: Vec::new() });
        self.prose.footnotes.push(Body::default());
        index
    }

    fn defined_twice(&mut self, label: &str, range: &Range<usize>) {
        let label = format!("[^{label}]");
        let span = self.span_of(&label, range);
        let message = format!("the footnote `{label}` is defined a second time");
        let help = "give one of the two another label; the page uses the first";
        self.problem(Diagnostic::at(Code::BadFootnote, self.source, span, message).help(help));
    }

    pub(super) fn footnote_reference(&mut self, label: &str) {
        let index = self.footnote(label);
        let at = self.at();
        self.document.footnotes[index as usize].references.push(at);
        self.hole(Hole::FootnoteNumber(index));
    }

    /// Gives every footnote its number in the document.
    pub(super) fn number_footnotes(&mut self) {
        let mut counted: Vec<(u32, usize)> = Vec::new();
        let mut last = 0;
        for at in 0..self.document.footnotes.len() {
            let footnote = &self.document.footnotes[at];
            let number = number_of(&footnote.label);
            let first = footnote.references.first().map(|&first| self.document.offset_of(first));
            match number {
                Some(number) => last = last.max(number),
                None => counted.push((first.unwrap_or(u32::MAX), at)),
            }
            self.document.footnotes[at].number = number.unwrap_or_default();
        }
        counted.sort_unstable();
        for (number, (_, at)) in (last + 1..).zip(counted) {
            self.document.footnotes[at].number = number;
        }
    }

    pub(super) fn unused_footnotes(&mut self) {
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

/// The number that a label is.
fn number_of(label: &str) -> Option<u32> {
    let is_number = label.len() <= 6
        && !label.starts_with('0')
        && label.bytes().all(|letter| letter.is_ascii_digit());
    label.parse().ok().filter(|_| is_number)
}
