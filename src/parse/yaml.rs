//! YAML between `---` lines at the start of a document → [`Fields`], as TOML gives them.
//!
//! Goes in: the text of a document. Comes out: where such a block stands, and its keys and values
//! with their places. No later stage knows which of the two was written, with one difference that is
//! the syntax's own: YAML lets text stand without quotation marks, so that `2015` may be text as well
//! as a number. Such a value keeps its characters ([`Raw::bare`]), and its field decides.
//!
//! Values are those of the core schema of YAML 1.2, and whole days, which TOML has too. What has no
//! value, such as `layout:` or `~`, is no field. Aliases are replaced by copies of what they mean, up
//! to a size that follows from the length of the block.

mod block;
mod mistakes;
mod scalar;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, options};

use super::fields::{self, Fields, Pair, Raw, RawData, Syntax};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Place, Source};

pub(crate) use self::block::{Block, block};

/// How deep lists and tables may be nested.
const DEEPEST: usize = 64;

/// How many bytes copies may take, beside ten times as many as the block has.
const COPIED: usize = 10_000;

/// What characters without quotation marks say at a place: text, or a value that may be text too.
pub(crate) fn typed(text: &str, span: Range<usize>) -> Raw {
    let (data, bare) = scalar::read(text, ScalarStyle::Plain);
    Raw { data: data.unwrap_or_else(|| RawData::String(scalar::text(text))), span, bare }
}

/// Reads the YAML at `inner` of a source; `span` is the whole block. Problems are added to
/// `diagnostics`; what could be read comes back all the same.
pub(super) fn read(
    source: &Arc<Source>,
    span: Range<usize>,
    inner: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Fields {
    let text = &source.text[inner.clone()];
    let options = options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        disallow_directives: true,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let mut reader = Reader {
        source,
        block: span.clone(),
        left: text.len().saturating_mul(10).saturating_add(COPIED),
        inner,
        events: Parser::new_from_str_with_options(text, options),
        anchors: HashMap::new(),
        end: 0,
        tag: None,
        problems: Vec::new(),
    };
    let mut entries = Vec::new();
    let stopped = reader.document(&mut entries);
    // What stands above the place of a mistake is as it was meant.
    if let (Err(Stopped), Some(problem)) = (stopped, reader.problems.last())
        && let (Some(place), Some(last)) = (&problem.place, entries.last_mut())
    {
        last.value.break_at(&place.span);
    }
    let unread = !reader.problems.is_empty();
    diagnostics.append(&mut reader.problems);
    fields::check_escapes(source, &entries, diagnostics);
    Fields { entries, span, unread, syntax: Syntax::Yaml }
}

/// The places of the comments in the YAML at `inner` of a source, in their order.
pub(crate) fn comments(source: &Source, inner: &Range<usize>) -> Vec<Range<usize>> {
    let options = options! { max_buffered_comment_events: usize::MAX };
    let events = Parser::new_from_str_with_options(&source.text[inner.clone()], options);
    let comments = events.map_while(Result::ok).filter_map(|(event, span)| {
        let range = span.byte_range().filter(|_| matches!(event, Event::Comment(..)))?;
        Some(inner.start + range.start..inner.start + range.end)
    });
    comments.collect()
}

/// Reading goes no further; a problem tells why.
struct Stopped;

struct Reader<'a> {
    source: &'a Arc<Source>,
    /// The block with its delimiters.
    block: Range<usize>,
    inner: Range<usize>,
    events: Parser<'a, StrInput<'a>>,
    /// What aliases mean, by the numbers that the parser gives to anchors; `None` is nothing.
    anchors: HashMap<usize, Option<Raw>>,
    /// Where the last event that stands somewhere ends.
    end: usize,
    /// The tag of the event that was read last.
    tag: Option<Range<usize>>,
    /// How many bytes of copies may still be made.
    left: usize,
    problems: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn document(&mut self, entries: &mut Vec<Pair>) -> Result<(), Stopped> {
        loop {
            let (event, at) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(()),
                Event::MappingStart(..) => self.mapping(entries)?,
                Event::StreamStart | Event::DocumentStart(false, _) | Event::DocumentEnd => {}
                _ => {
                    let at = self.line_at(at.start);
                    self.problem(at, "this is no field", mistakes::FIELDS);
                    return Err(Stopped);
                }
            }
        }
    }

    /// The next event and its place in the source.
    fn next(&mut self) -> Result<(Event<'a>, Range<usize>), Stopped> {
        match self.events.next() {
            Some(Ok((event, span))) => {
                self.tag = span.tag_span().map(|tag| self.placed(&tag));
                let at = self.placed(&span);
                if !at.is_empty() {
                    self.end = at.end;
                }
                Ok((event, at))
            }
            Some(Err(error)) => {
                self.mistake(&error);
                Err(Stopped)
            }
            None => Err(Stopped),
        }
    }

    fn placed(&self, span: &Span) -> Range<usize> {
        let range = span.byte_range().unwrap_or_default();
        self.inner.start + range.start..self.inner.start + range.end
    }

    /// Reads the keys and values of a table up to its end.
    fn mapping(&mut self, entries: &mut Vec<Pair>) -> Result<(), Stopped> {
        let mut known: HashMap<String, Range<usize>> = HashMap::new();
        loop {
            let (event, at) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Ok(());
            }
            let key = self.key(event, at)?;
            let (event, at) = self.next()?;
            let value = self.value(event, at)?;
            let Some((key, key_span)) = key else { continue };
            if let Some(first) = known.get(&key) {
                self.twice(&key, key_span, first.clone());
                continue;
            }
            known.insert(key.clone(), key_span.clone());
            entries.extend(value.map(|value| Pair { key, key_span, value }));
        }
    }

    /// A key, unless something stands in its place that is none.
    fn key(
        &mut self,
        event: Event<'a>,
        at: Range<usize>,
    ) -> Result<Option<(String, Range<usize>)>, Stopped> {
        match event {
            Event::Scalar(text, _, 0, None) if !text.is_empty() => {
                Ok(Some((scalar::text(&text), at)))
            }
            event => {
                let first = self.line_at(at.start);
                self.problem(
                    first.start.max(at.start)..first.end,
                    "this is no key",
                    mistakes::KEYS,
                );
                self.value(event, at)?;
                Ok(None)
            }
        }
    }

    /// What an event begins, read up to its end; `None` where nothing is written.
    fn value(&mut self, event: Event<'a>, at: Range<usize>) -> Result<Option<Raw>, Stopped> {
        let anchor = match &event {
            Event::Scalar(_, _, anchor, _)
            | Event::SequenceStart(_, anchor, _)
            | Event::MappingStart(_, anchor, _) => *anchor,
            _ => 0,
        };
        if let Some(tag) = self.tag.take() {
            let help = "remove it; put text between quotation marks";
            self.problem(tag, "tags have no meaning here", help);
        }
        let value = match event {
            Event::Scalar(text, style, ..) => {
                let (data, bare) = scalar::read(&text, style);
                data.map(|data| Raw { data, span: self.trimmed(at), bare })
            }
            Event::SequenceStart(..) => Some(self.sequence(at.start)?),
            Event::MappingStart(..) => {
                let mut entries = Vec::new();
                self.mapping(&mut entries)?;
                Some(Raw::of(RawData::Table(entries), self.since(at.start)))
            }
            Event::Alias(id) => self.copy(id, at)?,
            Event::UnresolvedAlias(name) => {
                let message =
                    format!("`*{name}` stands for a value called `&{name}`, and there is none");
                let help = mistakes::quoted(&self.source.text[at.clone()]);
                self.problem(at.clone(), &message, &help);
                Some(Raw::of(RawData::Broken, at))
            }
            _ => None,
        };
        if anchor != 0 {
            self.pay(value.as_ref(), &at_of(&value, self.block.start))?;
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn sequence(&mut self, start: usize) -> Result<Raw, Stopped> {
        let mut items: Vec<Raw> = Vec::new();
        loop {
            let (event, at) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                return Ok(Raw::of(RawData::Array(items), self.since(start)));
            }
            match self.value(event, at.clone())? {
                Some(item) => items.push(item),
                None => {
                    let help = "write a value, or remove the item";
                    self.problem(at, "this item of a list is empty", help);
                }
            }
        }
    }

    /// What an alias means, which keeps its place: it is written there.
    fn copy(&mut self, id: usize, at: Range<usize>) -> Result<Option<Raw>, Stopped> {
        let Some(value) = self.anchors.get(&id).cloned() else {
            let message = "this alias is part of what it means";
            self.problem(at.clone(), message, "write the value itself");
            return Ok(Some(Raw::of(RawData::Broken, at)));
        };
        self.pay(value.as_ref(), &at)?;
        Ok(value)
    }

    /// Takes the bytes of a copy from what is left for copies.
    fn pay(&mut self, value: Option<&Raw>, at: &Range<usize>) -> Result<(), Stopped> {
        match self.left.checked_sub(value.map_or(0, bytes)) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                let message = "aliases make too much of this block of fields";
                self.problem(
                    at.clone(),
                    message,
                    "write out the values, or leave some of them out",
                );
                Err(Stopped)
            }
        }
    }

    fn twice(&mut self, key: &str, again: Range<usize>, first: Range<usize>) {
        let message = format!("the key `{key}` is given twice");
        let problem = Diagnostic::at(Code::BadYaml, self.source, again, message)
            .label("given again here")
            .related(Place::new(self.source, first), "first given here")
            .help("remove one of the two");
        self.problems.push(problem);
    }

    fn mistake(&mut self, error: &ScanError) {
        let at = error.marker().byte_offset().unwrap_or_default();
        let at = self.inner.start + at.min(self.inner.len());
        let problem = mistakes::problem(self.source, &self.block, &self.inner, error.kind(), at);
        self.problems.push(problem);
    }

    fn problem(&mut self, at: Range<usize>, message: &str, help: &str) {
        let problem = Diagnostic::at(Code::BadYaml, self.source, at, message.to_owned());
        self.problems.push(problem.help(help));
    }

    /// What stands from a place on up to where reading is.
    fn since(&self, start: usize) -> Range<usize> {
        self.trimmed(start..self.end.max(start))
    }

    fn line_at(&self, at: usize) -> Range<usize> {
        self.source.line_at(at)
    }

    fn trimmed(&self, at: Range<usize>) -> Range<usize> {
        let written = self.source.text[at.clone()].trim_end();
        at.start..at.start + written.len()
    }
}

fn at_of(value: &Option<Raw>, otherwise: usize) -> Range<usize> {
    value.as_ref().map_or(otherwise..otherwise, |value| value.span.clone())
}

/// About as many bytes as a value takes.
fn bytes(raw: &Raw) -> usize {
    let inner: usize = match &raw.data {
        RawData::String(text) | RawData::Float(text) | RawData::Datetime(text) => text.len(),
        RawData::Array(items) => items.iter().map(bytes).sum(),
        RawData::Table(entries) => {
            entries.iter().map(|entry| entry.key.len() + bytes(&entry.value)).sum()
        }
        RawData::Integer(_) | RawData::Boolean(_) | RawData::Broken => 0,
    };
    inner + 32
}

#[cfg(test)]
mod tests;
