//! Where a record is declared: its id, and the old one among its aliases.

use std::ops::Range;
use std::sync::Arc;

use crate::ids::{LanguageId, RecordId};
use crate::model::Placed;
use crate::parse::{Fields, Heading, Pair, Raw, RawData, Syntax};
use crate::source::{Place, Source};

use super::{Edit, Renaming};

impl Renaming<'_> {
    /// The edits that give one of the records its next id.
    pub(super) fn declaration(&self, index: RecordId) -> Vec<Edit> {
        let placed = self.model.document_of(index);
        let source = &placed.document().source;
        match self.model.records[index].heading {
            Some(at) => {
                let heading = &placed.document().headings[at];
                let below = line_after(source, &heading.span);
                let mut edits = vec![self.in_heading(source, heading)];
                let lines = self.alias_lines(index, heading.fields.as_ref(), &mut edits, source);
                edits.extend(added(source, heading.fields.as_ref(), below, &lines));
                edits
            }
            None => self.in_front(index, placed),
        }
    }

    /// The id in a heading's braces.
    fn in_heading(&self, source: &Arc<Source>, heading: &Heading) -> Edit {
        let text = self.id.to_owned();
        if let Some(id) = &heading.id {
            let is_exact = source.text[..id.span.start].ends_with('#');
            let written = &source.text[heading.span.clone()];
            let last = written.rfind(&format!("#{}", id.text));
            let start = match last {
                Some(at) if !is_exact => heading.span.start + at + 1,
                _ => id.span.start,
            };
            return Edit { place: Place::new(source, start..start + id.text.len()), text };
        }
        let line = words_of(source, &heading.span);
        let has_braces = !heading.classes.is_empty() || !heading.attributes.is_empty();
        let braces = source.text[line.clone()].rfind('{').filter(|_| has_braces);
        match braces {
            Some(at) => insert(source, line.start + at + 1, format!("#{text} ")),
            None => insert(source, line.end, format!(" {{#{text}}}")),
        }
    }

    /// The id and the aliases in the front matter of a document.
    fn in_front(&self, index: RecordId, placed: &Placed) -> Vec<Edit> {
        let source = &placed.document().source;
        let front = placed.document().front.as_ref();
        let mut edits = Vec::new();
        let mut lines = String::new();
        let syntax = front.map_or_else(Syntax::default, |front| front.syntax);
        match front.and_then(|front| front.get("id")) {
            Some(Pair { value, .. }) => edits.extend(self.string(source, value, self.id)),
            // A translation has the id of its original.
            None if placed.language == LanguageId::OWN => {
                lines.push_str(&(syntax.line("id", &format!("\"{}\"", self.id)) + "\n"));
            }
            None => {}
        }
        lines.push_str(&self.alias_lines(index, front, &mut edits, source));
        edits.extend(added(source, front, source.bom_len(), &lines));
        edits
    }

    /// Adds the old id to the aliases, or gives the line that does. Where the next id was an alias,
    /// the two change places.
    fn alias_lines(
        &self,
        index: RecordId,
        fields: Option<&Fields>,
        edits: &mut Vec<Edit>,
        source: &Arc<Source>,
    ) -> String {
        let syntax = fields.map_or_else(Syntax::default, |fields| fields.syntax);
        let line = syntax.line("aliases", &format!("[\"{}\"]", self.old())) + "\n";
        let Some(entry) = fields.and_then(|fields| fields.get("aliases")) else { return line };
        let RawData::Array(items) = &entry.value.data else { return String::new() };
        let aliases = &self.model.records[index].aliases;
        let place = aliases.iter().position(|alias| alias.text == self.id);
        let edit = match (place.and_then(|at| items.get(at)), items.last()) {
            (Some(item), _) => self.string(source, item, self.old()),
            (None, Some(last)) => {
                let before = item_mark(source, last).unwrap_or_else(|| ", ".to_owned());
                Some(insert(source, last.span.end, format!("{before}\"{}\"", self.old())))
            }
            (None, None) => {
                Some(insert(source, entry.value.span.start + 1, format!("\"{}\"", self.old())))
            }
        };
        edits.extend(edit);
        String::new()
    }

    /// Another string for one, between the same quotes.
    fn string(&self, source: &Arc<Source>, raw: &Raw, text: &str) -> Option<Edit> {
        let written = raw.text()?;
        let at = source.text[raw.span.clone()].find(written)?;
        let start = raw.span.start + at;
        let place = Place::new(source, start..start + written.len());
        Some(Edit { place, text: text.to_owned() })
    }
}

/// What stands in front of an item that has a line and a mark of its own, from the end of the line
/// before it on.
fn item_mark(source: &Source, item: &Raw) -> Option<String> {
    let start = source.line_at(item.span.start).start;
    let before = &source.text[start..item.span.start];
    let is_mark = before.trim() == "-";
    let newline = if source.text.contains("\r\n") { "\r\n" } else { "\n" };
    is_mark.then(|| format!("{newline}{before}"))
}

fn insert(source: &Arc<Source>, at: usize, text: String) -> Edit {
    Edit { place: Place::new(source, at..at), text }
}

/// Adds lines at the beginning of a block of fields, or a block at a place.
fn added(source: &Arc<Source>, fields: Option<&Fields>, at: usize, lines: &str) -> Option<Edit> {
    if lines.is_empty() {
        return None;
    }
    let newline = if source.text.contains("\r\n") { "\r\n" } else { "\n" };
    let (at, text) = match fields {
        Some(fields) => (line_after(source, &(fields.span.start..fields.span.start)), lines.into()),
        None if at == source.bom_len() => (at, format!("+++\n{lines}+++\n\n")),
        None => {
            let open = source.text[..at].ends_with(['\n', '\r']);
            (at, format!("{}+++\n{lines}+++\n", if open { "" } else { "\n" }))
        }
    };
    Some(insert(source, at, text.replace('\n', newline)))
}

/// The line of a heading that ends with its words, blanks at the end apart: the only one, or the last
/// one above the line that underlines it.
fn words_of(source: &Source, heading: &Range<usize>) -> Range<usize> {
    let written = source.text[heading.clone()].trim_end();
    let is_underlined = !written.starts_with('#') && written.contains('\n');
    let end = match written.rfind('\n').filter(|_| is_underlined) {
        Some(at) => at,
        None => written.len(),
    };
    let end = written[..end].trim_end().len();
    let start = written[..end].rfind('\n').map_or(0, |at| at + 1);
    heading.start + start..heading.start + end
}

/// Where the line after the one in which a range ends begins.
fn line_after(source: &Source, range: &Range<usize>) -> usize {
    let written = source.text[range.clone()].trim_end();
    let end = range.start + written.len();
    source.text[end..].find('\n').map_or(source.text.len(), |at| end + at + 1)
}
