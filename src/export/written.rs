//! What is written of a record in its document: its title, the values of its fields, and its text.
//!
//! Nothing is put into other words, so that whoever changes it elsewhere can find the place of the
//! change again.

use std::ops::Range;

use crate::ids::RecordId;
use crate::model::{Model, Placed};
use crate::parse::{Ends, Heading, Pair, Raw, RawData, Written};
use crate::source::{Source, with_line_feeds};

use super::cell::Cell;

/// Stands on a line of its own in the text of a record where a record inside of it stands, if more
/// text follows.
pub const RECORD_INSIDE: &str = "<!-- … -->";

/// The title of a record as it is written, in Markdown; none, if its id or its original gives it one.
pub fn title(model: &Model, index: RecordId) -> Option<String> {
    let fields = model.fields_of(index);
    if let Some(Pair { value: Raw { data: RawData::String(text), .. }, .. }) =
        fields.and_then(|fields| fields.get("title"))
    {
        return Some(text.clone());
    }
    let placed = model.document_of(index);
    let at = model.records[index].heading.or(placed.part().title_heading)?;
    let document = placed.document();
    let words = words_of(&document.source, &document.headings[at]);
    Some(with_line_feeds(words)).filter(|words| !words.is_empty())
}

/// Where the title of a record is written, if it is in a heading.
pub fn title_span(model: &Model, index: RecordId) -> Option<Range<usize>> {
    let placed = model.document_of(index);
    let at = model.records[index].heading.or(placed.part().title_heading)?;
    let document = placed.document();
    let heading = &document.headings[at];
    let words = words_of(&document.source, heading);
    // What stands before the words are marks and blanks.
    let start = document.source.text[heading.span.clone()].find(words)?;
    let start = heading.span.start + start;
    (!words.is_empty()).then(|| start..start + words.len())
}

/// The words of a heading as they are written, without its attributes.
fn words_of<'s>(source: &'s Source, heading: &Heading) -> &'s str {
    let written = source.text[heading.span.clone()].trim_end();
    let marked = written.trim_start_matches('#');
    let is_underlined = marked.len() == written.len();
    let mut words = match written.rsplit_once('\n') {
        Some((words, _)) if is_underlined => words.trim(),
        _ => marked.trim(),
    };
    if heading.id.is_some() || !heading.classes.is_empty() || !heading.attributes.is_empty() {
        words = words.rsplit_once('{').map_or(words, |(words, _)| words.trim_end());
    }
    let open = words.trim_end_matches('#');
    if !is_underlined && (open.is_empty() || open.ends_with([' ', '\t'])) {
        open.trim_end()
    } else {
        words
    }
}

/// Where the text of a record is written in its document: without its heading, its fields and the
/// records inside of it, drafts among them. It is in several pieces where such a record stands in
/// between. No piece begins or ends with an empty line.
pub fn pieces(model: &Model, index: RecordId) -> Vec<Range<usize>> {
    let placed = model.document_of(index);
    let document = placed.document();
    let Written::InSource(text) = &document.written else { return Vec::new() };
    let heading = model.records[index].heading.map(|at| &document.headings[at]);
    let whole = match heading {
        Some(heading) => heading.span.end..text.start + heading.until as usize,
        None => text.clone(),
    };
    let mut pieces = Vec::new();
    let mut at = whole.start;
    for hole in holes(placed, model.records[index].heading, whole.end) {
        if hole.end <= at || hole.start >= whole.end {
            continue;
        }
        pieces.push(at..hole.start.max(at));
        at = hole.end;
    }
    pieces.push(at..whole.end.max(at));
    let pieces = pieces.into_iter().map(|piece| without_empty_lines(&document.source, piece));
    pieces.filter(|piece| !piece.is_empty()).collect()
}

/// What is not the text of a record of a document, up to where that ends, in order: its block of fields,
/// the heading that is the title of the document, and the sections inside that are other records or
/// drafts.
fn holes(placed: &Placed, own: Option<usize>, end: usize) -> Vec<Range<usize>> {
    let document = placed.document();
    let Written::InSource(text) = &document.written else { return Vec::new() };
    let part = placed.part();
    let fields = match own {
        Some(at) => document.headings[at].fields.as_ref(),
        None => document.front.as_ref(),
    };
    let title = part.title_heading.filter(|_| own.is_none());
    let title = title.map(|at| document.headings[at].span.clone());
    // Both lists are in the order of the headings, so that a record looks at no more than is inside it.
    let inside = |sections: &[usize]| -> Vec<usize> {
        let from = own.map_or(0, |own| sections.partition_point(|at| *at <= own));
        let starts_inside = |at: &usize| document.headings[*at].span.start < end;
        sections[from..].iter().copied().take_while(starts_inside).collect()
    };
    let others = [inside(&part.sections), inside(&part.hidden)].into_iter().flatten();
    let others = others.map(|at| {
        let heading = &document.headings[at];
        let until = text.start + heading.until as usize;
        heading.span.start..end_of_mark(placed, at).unwrap_or(until)
    });
    let fields = fields.map(|fields| fields.span.clone());
    let mut holes: Vec<Range<usize>> = fields.into_iter().chain(title).chain(others).collect();
    holes.sort_unstable_by_key(|hole| hole.start);
    holes
}

/// Where the comment ends that ends a section, if one does.
fn end_of_mark(placed: &Placed, heading: usize) -> Option<usize> {
    let document = placed.document();
    let is_own = |ends: Ends| ends == Ends::Section(heading as u32);
    let mark = document.ends.iter().find(|end| is_own(end.ends))?;
    let after = &document.source.text[mark.name.span.end..];
    Some(mark.name.span.end + after.find("-->")? + "-->".len())
}

/// A range of a source without the empty lines at its start and its end.
fn without_empty_lines(source: &Source, range: Range<usize>) -> Range<usize> {
    let text = &source.text[range.clone()];
    let end = range.start + text.trim_end().len();
    let blank = text.len() - text.trim_start().len();
    let start = text[..blank].rfind('\n').map_or(0, |at| at + 1);
    (range.start + start).min(end)..end
}

/// The text of a record as it is written, in Markdown.
pub fn text(model: &Model, index: RecordId) -> String {
    let source = &model.document_of(index).document().source;
    let pieces = pieces(model, index);
    let texts: Vec<&str> = pieces.into_iter().map(|piece| &source.text[piece]).collect();
    with_line_feeds(texts.join(&format!("\n\n{RECORD_INSIDE}\n\n")))
}

/// What is written as the value of a field. `part` is the part of a value that has several, such as
/// the latitude of a place.
pub(super) fn cell(source: &Source, raw: &Raw, part: Option<&str>) -> Cell {
    match (&raw.data, part) {
        (RawData::Table(entries), Some(part)) => {
            let entry = entries.iter().find(|entry| entry.key == part);
            entry.map_or(Cell::Empty, |entry| cell(source, &entry.value, None))
        }
        (RawData::Array(items), None) => {
            Cell::List(items.iter().map(|item| value(source, item)).collect())
        }
        (RawData::Boolean(is), None) => Cell::Truth(*is),
        (RawData::Integer(_) | RawData::Float(_), None) => Cell::number(value(source, raw)),
        (_, None) => Cell::text(value(source, raw)),
        (_, Some(_)) => Cell::Empty,
    }
}

/// The text of a string, and anything else as it stands there.
fn value(source: &Source, raw: &Raw) -> String {
    match &raw.data {
        RawData::String(text) => text.clone(),
        _ => with_line_feeds(&source.text[raw.span.clone()]),
    }
}
