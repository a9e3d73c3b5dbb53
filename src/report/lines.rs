//! Where the lines of a file begin, found once for all problems in it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::source::{Place, Position, Source};

/// The files met so far.
///
/// A file is known by its address: two files of one path stay two.
#[derive(Default)]
pub(super) struct Files<'a>(BTreeMap<*const Source, Lines<'a>>);

impl<'a> Files<'a> {
    /// The lines of a place's file.
    pub(super) fn lines(&mut self, place: &'a Place) -> &Lines<'a> {
        let source: &'a Source = &place.source;
        self.0.entry(source).or_insert_with(|| Lines::new(source))
    }

    /// Where a place begins.
    pub(super) fn start(&mut self, place: &'a Place) -> Position {
        self.lines(place).position(place.span.start)
    }

    /// Where a place ends, exclusively.
    pub(super) fn end(&mut self, place: &'a Place) -> Position {
        self.lines(place).position(place.span.end.max(place.span.start))
    }
}

/// The lines of one file, numbered from 0 here.
pub(super) struct Lines<'a> {
    source: &'a Source,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(source: &'a Source) -> Self {
        let bytes = source.text.as_bytes();
        let mut starts = vec![source.bom_len()];
        starts.extend((0..bytes.len()).filter(|&at| ends_line(bytes, at)).map(|at| at + 1));
        Self { source, starts }
    }

    /// The same as [`Source::position`], in the time of one line.
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = self.snap(offset);
        let line = self.line(offset);
        let before = &self.source.text[self.starts[line]..offset];
        Position { line: line + 1, column: before.chars().count() + 1 }
    }

    /// The nearest offset at or before this one at which a character of the text begins or the
    /// text ends; what lies in a byte order mark moves behind it.
    pub(super) fn snap(&self, offset: usize) -> usize {
        self.source.text.floor_char_boundary(offset).max(self.starts[0])
    }

    /// The line that holds an offset given by [`Lines::snap`].
    pub(super) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The bytes of a line with its line end.
    pub(super) fn whole(&self, line: usize) -> Range<usize> {
        let end = self.starts.get(line + 1).copied();
        self.starts[line]..end.unwrap_or(self.source.text.len())
    }

    /// The offset at which the text of a line ends and its line end begins.
    pub(super) fn text_end(&self, line: usize) -> usize {
        let whole = self.whole(line);
        whole.start + self.source.text[whole].trim_end_matches(['\r', '\n']).len()
    }

    /// Several bytes of the text.
    pub(super) fn text(&self, bytes: Range<usize>) -> &'a str {
        &self.source.text[bytes]
    }
}

/// Whether a line ends with this byte: a carriage return before a line feed ends none.
fn ends_line(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    }
}
