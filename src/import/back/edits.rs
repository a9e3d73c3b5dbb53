//! The edits of one document, and its text with them.

use std::ops::Range;

use super::literal::{Like, value, values};
use crate::config::Field;
use crate::export::cell::split;
use crate::export::written::{RECORD_INSIDE, pieces, title_span};
use crate::ids::RecordId;
use crate::import::literal;
use crate::model::Model;
use crate::parse::{Fields, Pair, Raw, RawData, Syntax, Written};
use crate::source::Source;

/// What a cell is written into.
#[derive(Debug, Clone)]
pub(super) enum Target<'a> {
    /// The title of a record.
    Title,
    /// The text of a record.
    Text,
    /// A field of a record, or a part of its value.
    Field { key: &'a str, part: Option<&'a str>, field: Option<&'a Field>, is_list: bool },
    /// A cell of a row of a table field: of this one, or of the ledger's.
    Cell { table: Option<String>, key: &'a str, part: Option<&'a str>, is_list: bool },
}

/// Why a cell cannot be written, and what to do about it.
type Unwritable = (String, String);

/// What is put in place of what in a document.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Writes what a cell says. `row` is the field with the entries of the ledger, and counts the rows
    /// of that or of another table field from 1.
    pub(super) fn edit(
        &mut self,
        model: &Model,
        record: RecordId,
        row: Option<(&str, usize)>,
        target: &Target<'_>,
        text: &str,
    ) -> Result<(), Unwritable> {
        let source = &model.document_of(record).document().source;
        let fields = model.fields_of(record);
        match target {
            Target::Title => match fields.and_then(|fields| fields.get("title")) {
                Some(entry) => self.value(source, fields, entry, text, false),
                None => self.title(model, record, text),
            },
            Target::Text => self.text(model, record, text),
            Target::Field { key, part: None, field, is_list } => {
                match fields.and_then(|fields| fields.get(key)) {
                    Some(entry) => self.value(source, fields, entry, text, *is_list),
                    None => {
                        let like = Like::Of(*field);
                        let value = written(text, &like, *is_list);
                        self.add(model, record, &format!("{} = {value}", literal::key(key)))
                    }
                }
            }
            Target::Field { key, part: Some(part), .. } => {
                let entry = fields.and_then(|fields| fields.get(key));
                let entries = entry.and_then(|entry| entries(&entry.value));
                let own = entries.and_then(|entries| entries.iter().find(|own| own.key == *part));
                self.present(fields, own, text, false)
            }
            Target::Cell { table, key, part, is_list } => {
                let rows = row.and_then(|(ledger, row)| {
                    row_of(fields, table.as_deref().unwrap_or(ledger), row)
                });
                let own = rows.and_then(|entries| entries.iter().find(|own| own.key == *key));
                let own = match part {
                    None => own,
                    Some(part) => own
                        .and_then(|own| entries(&own.value))
                        .and_then(|entries| entries.iter().find(|own| own.key == *part)),
                };
                self.present(fields, own, text, *is_list)
            }
        }
    }

    /// Puts a value in the place of one that must be there.
    fn present(
        &mut self,
        fields: Option<&Fields>,
        entry: Option<&Pair>,
        text: &str,
        is_list: bool,
    ) -> Result<(), Unwritable> {
        match (entry, fields.map(|fields| fields.syntax)) {
            (_, Some(Syntax::Yaml)) => Err(in_yaml()),
            (Some(entry), _) if !text.is_empty() => self.put(
                entry.value.span.clone(),
                &written(text, &Like::Written(&entry.value.data), is_list),
            ),
            _ => {
                Err(by_hand("a part of a value can be changed here, but neither added nor removed"))
            }
        }
    }

    /// Puts a value in the place of another, or removes the field.
    fn value(
        &mut self,
        source: &Source,
        fields: Option<&Fields>,
        entry: &Pair,
        text: &str,
        is_list: bool,
    ) -> Result<(), Unwritable> {
        if fields.is_some_and(|fields| fields.syntax == Syntax::Yaml) {
            return Err(in_yaml());
        }
        if !text.is_empty() {
            let value = written(text, &Like::Written(&entry.value.data), is_list);
            return self.put(entry.value.span.clone(), &value);
        }
        let start = source.line_at(entry.key_span.start).start;
        let line = source.line_at(entry.value.span.end);
        let end =
            source.text[line.end..].find('\n').map_or(source.text.len(), |at| line.end + at + 1);
        self.put(start..end, "")
    }

    /// Adds a field to a record.
    fn add(&mut self, model: &Model, record: RecordId, line: &str) -> Result<(), Unwritable> {
        let document = model.document_of(record).document();
        let source = &document.source;
        let Some(fields) = model.fields_of(record) else {
            return match model.records[record].heading {
                Some(at) => {
                    let end = end_of_line(source, document.headings[at].span.end);
                    self.put_block(end, line)
                }
                None => self.put_block(source.bom_len(), line),
            };
        };
        if fields.syntax == Syntax::Yaml {
            return Err(in_yaml());
        }
        // A table may end the block; what stands behind its header would be in it.
        let block = &source.text[fields.span.clone()];
        let has_table = block.lines().any(|line| line.trim_start().starts_with('['));
        let at = match has_table {
            true => fields.span.start + block.find('\n').map_or(block.len(), |at| at + 1),
            false => fields.span.start + block.trim_end().rfind('\n').map_or(0, |at| at + 1),
        };
        self.put(at..at, &format!("{line}\n"))
    }

    /// Adds the first field, or another behind it, where there is no block of fields yet.
    fn put_block(&mut self, at: usize, line: &str) -> Result<(), Unwritable> {
        const END: &str = "+++\n";
        match self.0.iter_mut().find(|(range, text)| *range == (at..at) && text.ends_with(END)) {
            Some((_, text)) => {
                text.truncate(text.len() - END.len());
                text.push_str(&format!("{line}\n{END}"));
                Ok(())
            }
            None => self.put(at..at, &format!("{END}{line}\n{END}")),
        }
    }

    fn title(&mut self, model: &Model, record: RecordId, text: &str) -> Result<(), Unwritable> {
        let Some(span) = title_span(model, record) else {
            return Err(by_hand("the title of this record is written nowhere"));
        };
        if text.is_empty() || text.contains('\n') {
            return Err(("a title has one line".to_owned(), "write it on one line".to_owned()));
        }
        self.put(span, text)
    }

    fn text(&mut self, model: &Model, record: RecordId, text: &str) -> Result<(), Unwritable> {
        let document = model.document_of(record).document();
        let Written::InSource(whole) = &document.written else {
            return Err(by_hand("this text stands in another file"));
        };
        let pieces = pieces(model, record);
        let texts: Vec<&str> =
            text.split(RECORD_INSIDE).map(|text| text.trim_matches('\n')).collect();
        if pieces.is_empty() {
            let heading = model.records[record].heading.map(|at| document.headings[at].span.end);
            let fields = model.fields_of(record).map(|fields| fields.span.end);
            let at = end_of_line(&document.source, fields.or(heading).unwrap_or(whole.start));
            return self.put(at..at, &format!("\n{text}\n"));
        }
        if texts.len() != pieces.len() {
            let help = format!("leave each line `{RECORD_INSIDE}` where it stands");
            return Err((
                "the records inside of this one are not where they were".to_owned(),
                help,
            ));
        }
        for (piece, text) in pieces.into_iter().zip(texts) {
            if document.source.text[piece.clone()] != *text {
                self.put(piece, text)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, range: Range<usize>, text: &str) -> Result<(), Unwritable> {
        self.0.push((range, text.to_owned()));
        Ok(())
    }

    /// The text of the document with all edits, its lines ended as they are.
    pub(super) fn applied(mut self, source: &Source) -> String {
        let newline = if source.text.contains("\r\n") { "\r\n" } else { "\n" };
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let (mut text, mut at) = (String::with_capacity(source.text.len()), 0);
        for (range, own) in self.0 {
            text.push_str(&source.text[at..range.start.max(at)]);
            text.push_str(&own.replace('\n', newline));
            at = range.end.max(at);
        }
        text + &source.text[at..]
    }
}

/// What a cell says as it is written in fields.
fn written(text: &str, like: &Like<'_>, is_list: bool) -> String {
    if is_list { values(&split(text), like) } else { value(text, like) }
}

/// The parts of a value that is a table.
fn entries(raw: &Raw) -> Option<&[Pair]> {
    match &raw.data {
        RawData::Table(entries) => Some(entries),
        _ => None,
    }
}

/// The cells of a row, counted from 1, of a table field.
fn row_of<'f>(fields: Option<&'f Fields>, table: &str, row: usize) -> Option<&'f [Pair]> {
    let RawData::Array(items) = &fields?.get(table)?.value.data else { return None };
    items.get(row.checked_sub(1)?).and_then(entries)
}

fn end_of_line(source: &Source, at: usize) -> usize {
    if source.text[..at].ends_with('\n') {
        return at;
    }
    source.text[at..].find('\n').map_or(source.text.len(), |end| at + end + 1)
}

fn in_yaml() -> Unwritable {
    let help = "turn the front matter into TOML first: `rapporteur import --front-matter`";
    ("the fields of this record are written in YAML".to_owned(), help.to_owned())
}

fn by_hand(message: &str) -> Unwritable {
    (message.to_owned(), "edit the document by hand".to_owned())
}
