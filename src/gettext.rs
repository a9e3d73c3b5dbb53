//! Message catalogs of GNU gettext: documents with the translations that a `.po` file has of their parts.
//!
//! Goes in: a document of the report's own language, and a [`Catalog`]. Comes out: the document of the
//! catalog's language, which is parsed like any other. A part without a translation stays as it is.
//! Each byte knows where it is written, in the document or in the catalog.

mod catalog;
mod segments;

use std::sync::Arc;

pub use catalog::Catalog;

use crate::parse::{self, Dialect, Heading};
use crate::source::{Composed, Source};
use catalog::Message;
use segments::{Place, Segment, What};

/// A document whose parts are known.
#[derive(Debug)]
pub struct Original<'a> {
    source: &'a Arc<Source>,
    segments: Vec<Segment>,
    headings: Vec<Heading>,
}

impl<'a> Original<'a> {
    /// Finds the parts of a document.
    pub fn of(source: &'a Arc<Source>, dialect: Dialect) -> Self {
        let options = parse::Options { dialect, ..parse::Options::default() };
        Self { headings: parse::parse(source, options).headings, ..Self::of_contents(source) }
    }

    /// Finds the parts of a table of contents, to whose headings nothing leads.
    pub fn of_contents(source: &'a Arc<Source>) -> Self {
        let base = source.bom_len();
        let mut segments = segments::segments(&source.text[base..]);
        for Segment { range, what } in &mut segments {
            *range = base + range.start..base + range.end;
            if let What::Text { place: Place::Heading(at), .. } = what {
                *at += base;
            }
        }
        Self { source, segments, headings: Vec::new() }
    }

    /// The document at a path with the translations of a catalog; `None` if it has none of them.
    pub fn translated(&self, catalog: &Catalog, path: &str) -> Option<Source> {
        let mut writing = Writing {
            original: self,
            catalog,
            composed: Composed::default(),
            at: self.source.bom_len(),
        };
        let begin = writing.at;
        for segment in &self.segments {
            if segment.range.start >= writing.at {
                writing.segment(segment);
            }
        }
        if writing.at == begin {
            return None;
        }
        writing.until(self.source.text.len());
        writing.composed.title = self.source.title().map(str::to_owned);
        Some(writing.composed.source(path))
    }
}

struct Writing<'a> {
    original: &'a Original<'a>,
    catalog: &'a Catalog,
    composed: Composed,
    /// Up to where the original has been written.
    at: usize,
}

impl Writing<'_> {
    fn until(&mut self, end: usize) {
        self.composed.copy(self.original.source, self.at..end);
        self.at = end;
    }

    /// Writes a part, if it has a translation.
    fn segment(&mut self, Segment { range, what }: &Segment) {
        let text = &self.original.source.text;
        let catalog = self.catalog;
        let message = match what {
            What::Text { key, .. } | What::Block(key) => catalog.meaning(key),
            What::Words => catalog.text(&text[range.clone()]),
        };
        let Some(message) = message else { return };
        self.until(range.start);
        match what {
            What::Text { place, .. } => {
                self.flowing(message, *place, &indent(text, range.start));
                self.at = range.end;
                if let Place::Heading(at) = place {
                    self.keep_anchor(*at);
                }
            }
            What::Block(_) => {
                let indent = indent(text, range.start);
                catalog.write(message, &mut self.composed, |_, piece| {
                    (piece == "\n").then(|| format!("\n{indent}"))
                });
                self.at = range.end;
                // A message ends before the end of its last line.
                if text[range.clone()].ends_with('\n') && !message.text.ends_with('\n') {
                    self.at -= 1;
                }
            }
            What::Words => {
                catalog.write(message, &mut self.composed, |_, _| None);
                self.at = range.end;
            }
        }
    }

    /// Writes a text whose lines may end anywhere.
    fn flowing(&mut self, message: &Message, place: Place, indent: &str) {
        let change = |before: &str, piece: &str| match place {
            Place::Elsewhere if piece == "\n" => {
                let breaks = before.ends_with(['\\']) || before.ends_with("  ");
                Some(if breaks { format!("\n{indent}") } else { " ".to_owned() })
            }
            _ if piece == "\n" => Some(" ".to_owned()),
            Place::Cell if piece.contains('|') => Some(cell(piece)),
            _ => None,
        };
        self.catalog.write(message, &mut self.composed, change);
    }

    /// Writes what stands behind the words of a heading, with the anchor that it has in the original:
    /// links lead there in every language.
    fn keep_anchor(&mut self, start: usize) {
        let Original { source, headings, .. } = self.original;
        let Some(heading) = headings.iter().find(|own| own.span.start == start) else { return };
        if heading.id.is_some() {
            return;
        }
        let rest = &source.text[self.at..heading.span.end.max(self.at)];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        match line.find('{') {
            Some(brace) => {
                self.until(self.at + brace + 1);
                self.composed.push(&format!("#{} ", heading.anchor), source, self.at);
            }
            None => {
                let closed = self.at + line.trim_end().len();
                self.until(closed);
                self.composed.push(&format!(" {{#{}}}", heading.anchor), source, closed - 1);
            }
        }
    }
}

/// What the lines of a block begin with that begins at a byte: the same as its first, in which the sign of
/// a list is blank.
fn indent(text: &str, start: usize) -> String {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let keep = |letter| if matches!(letter, '>' | ' ' | '\t') { letter } else { ' ' };
    text[line..start].chars().map(keep).collect()
}

/// A text as a cell of a table has it: a line between cells is none of it.
fn cell(piece: &str) -> String {
    let mut written = String::new();
    for letter in piece.chars() {
        if letter == '|' && !written.ends_with('\\') {
            written.push('\\');
        }
        written.push(letter);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translated(written: &str, messages: &[(&str, &str)]) -> Option<String> {
        let quoted = |text: &str| format!("{text:?}");
        let entries = messages
            .iter()
            .map(|(id, text)| format!("msgid {}\nmsgstr {}\n\n", quoted(id), quoted(text)));
        let po = Arc::new(Source::new("po/fr.po", entries.collect::<String>()));
        let (catalog, problems) = Catalog::read("fr", &po);
        assert_eq!(problems, []);
        let source = Arc::new(Source::new("src/a.md", written));
        let made = Original::of(&source, Dialect::Book).translated(&catalog, "src/a.fr.md")?;
        assert_eq!(made.path, "src/a.fr.md");
        Some(made.text)
    }

    #[test]
    fn parts_are_translated_where_they_stand() {
        for (written, messages, expected) in [
            (
                "# One *two*\n\nThree\nfour.\n\nFive.\n",
                &[("One _two_", "Un _deux_"), ("Three four.", "Trois quatre.")][..],
                "# Un _deux_ {#one-two}\n\nTrois quatre.\n\nFive.\n",
            ),
            ("## A {#b}\n", &[("A", "À")], "## À {#b}\n"),
            ("## A {.c}\n", &[("A", "À")], "## À {#a .c}\n"),
            ("# A #\n", &[("A", "À")], "# À # {#a}\n"),
            ("- a\n  - b\n", &[("b", "B"), ("a", "A\nC  \nD")], "- A C  \n  D\n  - B\n"),
            ("> a\n> b\n", &[("a b", "A\\\nB")], "> A\\\n> B\n"),
            ("| a |\n|---|\n| b |\n", &[("b", "c | d\ne")], "| a |\n|---|\n| c \\| d e |\n"),
            ("- [a](b.md)\n", &[("a", "A")], "- [A](b.md)\n"),
            (
                "- ```rust\n  f(\"x\"); // y\n  ```\n",
                &[("\"x\"", "\"z\""), ("// y", "// w")],
                "- ```rust\n  f(\"z\"); // w\n  ```\n",
            ),
            (
                "- ```\n  x // y\n  ```\n\nz\n",
                &[("```\nx // y\n```", "```\nw\n```")],
                "- ```\n  w\n  ```\n\nz\n",
            ),
            ("<p>\na\n</p>\n\nb\n", &[("<p>\na\n</p>", "<p>\nc\n</p>")], "<p>\nc\n</p>\n\nb\n"),
            ("\u{feff}a\n", &[("a", "b")], "b\n"),
        ] {
            assert_eq!(translated(written, messages).as_deref(), Some(expected), "{written}");
        }
        assert_eq!(translated("a\n", &[("b", "c")]), None);
    }
}
