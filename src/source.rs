//! Files as values: a path, its text, and where its lines begin.
//!
//! Goes in: what an edge has read. Comes out: a [`Source`] that every later stage shares by
//! reference, and [`Place`]s that point into it by byte range. Nothing here touches a disk, and no
//! line or column is computed before somebody prints one.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// One text file of a report.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path below the report's folder, with `/` between its parts, as people are shown it.
    pub path: String,
    /// The text, with a byte order mark (if any) and the line endings as in the file.
    pub text: String,
    /// The BLAKE3 hash of the file's bytes.
    pub hash: [u8; 32],
    /// Where its lines begin, found when first asked for.
    lines: OnceLock<Vec<u32>>,
    /// Where its text is written, if that is in several files.
    made_of: Option<Box<MadeOf>>,
}

/// What a text was put together from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MadeOf {
    pieces: Vec<Piece>,
    /// What the page is to be called in a browser's window.
    title: Option<String>,
}

/// A piece of a text that was put together.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    /// Where it begins.
    start: u32,
    /// The file in which it is written.
    source: Arc<Source>,
    /// The byte there.
    at: u32,
    /// For what is written nowhere: the end of what made it, which begins at `at`.
    end: Option<u32>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
            && self.path == other.path
            && self.text == other.text
            && self.made_of == other.made_of
    }
}

impl Eq for Source {}

impl Source {
    /// A source from its path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let hash = *blake3::hash(text.as_bytes()).as_bytes();
        Self { path: path.into(), text, hash, lines: OnceLock::new(), made_of: None }
    }

    /// The same at another path.
    pub fn as_at(&self, path: String) -> Self {
        Self { path, ..self.clone() }
    }

    /// The file and the range there in which a range of the text is written, if the text was put
    /// together from several.
    pub fn origin(&self, span: Range<usize>) -> Option<(&Arc<Source>, Range<usize>)> {
        let pieces = &self.made_of.as_ref()?.pieces;
        let after = pieces.partition_point(|piece| piece.start as usize <= span.start);
        let Piece { start, source, at, end } = pieces.get(after.saturating_sub(1))?;
        if let Some(end) = end {
            return Some((source, *at as usize..*end as usize));
        }
        let next = pieces.get(after).map_or(self.text.len(), |piece| piece.start as usize);
        let shift = |offset: usize| {
            let there = *at as usize + offset.saturating_sub(*start as usize);
            source.text.floor_char_boundary(there.min(source.text.len()))
        };
        Some((source, shift(span.start)..shift(span.end.min(next).max(span.start))))
    }

    /// Whether what is at an offset is written in no file, and nothing of the text in one of its path.
    pub fn is_made_at(&self, offset: usize) -> bool {
        let pieces = self.made_of.as_ref().map_or(&[][..], |made_of| &made_of.pieces);
        let after = pieces.partition_point(|piece| piece.start as usize <= offset);
        let at = pieces.get(after.saturating_sub(1));
        at.is_some_and(|piece| piece.end.is_some())
            && pieces.iter().all(|piece| piece.source.path != self.path)
    }

    /// The path of the file that an author opens to change the text: its own, or, where none is at that
    /// path, that of the file with which it begins.
    pub fn written_at(&self) -> &str {
        let mut pieces = self.made_of.iter().flat_map(|made_of| &made_of.pieces);
        let first = pieces.next().map(|piece| piece.source.path.as_str());
        let is_own =
            first == Some(&self.path) || pieces.any(|piece| piece.source.path == self.path);
        first.filter(|_| !is_own).unwrap_or(&self.path)
    }

    /// The file as it is written, without what it includes.
    pub fn written(self: &Arc<Self>) -> Arc<Self> {
        let pieces = self.made_of.iter().flat_map(|made_of| &made_of.pieces);
        let own = pieces.map(|piece| &piece.source).find(|source| source.path == self.path);
        Arc::clone(own.unwrap_or(self))
    }

    /// What the page is to be called in a browser's window, if its text says so.
    pub fn title(&self) -> Option<&str> {
        self.made_of.as_ref()?.title.as_deref()
    }

    /// Whether its text was put together from several files.
    pub fn is_composed(&self) -> bool {
        self.made_of.is_some()
    }

    /// The length in bytes of a byte order mark at the start: 3 or 0.
    pub fn bom_len(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// The bytes of the line that holds a byte offset, its ending apart.
    pub fn line_at(&self, offset: usize) -> Range<usize> {
        let ends = ['\n', '\r'];
        let start = self.text[..offset].rfind(ends).map_or(self.bom_len(), |at| at + 1);
        let end = self.text[offset..].find(ends).map_or(self.text.len(), |at| offset + at);
        start.min(end)..end
    }

    /// The byte offset of a line and a column.
    pub fn offset(&self, position: Position) -> usize {
        let start = self.lines().get(position.line - 1).copied();
        let start = start.map_or(self.text.len(), |start| start as usize);
        let before = self.text[start..].chars().take(position.column - 1);
        start + before.map(char::len_utf8).sum::<usize>()
    }

    /// The line and column of a byte offset, both from 1; the column counts characters. A line ends
    /// at a line feed, at a carriage return, or at the two together; a byte order mark takes no
    /// column.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset).max(self.bom_len());
        let line = self.lines().partition_point(|start| *start as usize <= offset);
        let start = self.lines()[line - 1] as usize;
        Position { line, column: self.text[start..offset].chars().count() + 1 }
    }

    /// The byte offsets at which lines begin: that of the first is behind a byte order mark.
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let ends = bytes.iter().enumerate().filter(|&(at, byte)| match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            });
            let starts = ends.map(|(at, _)| at as u32 + 1);
            std::iter::once(self.bom_len() as u32).chain(starts).collect()
        })
    }
}

/// A text that is put together, piece by piece.
#[derive(Debug, Default)]
pub struct Composed {
    text: String,
    pieces: Vec<Piece>,
    /// What the page is to be called in a browser's window.
    pub title: Option<String>,
}

impl Composed {
    /// Adds a text that is written at a byte of a file, or because of what is written there.
    pub fn push(&mut self, text: &str, source: &Arc<Source>, at: usize) {
        self.piece(text, source, at, None);
    }

    /// Adds a text that is written nowhere, because of what stands in a range of a file.
    pub fn push_for(&mut self, text: &str, source: &Arc<Source>, range: Range<usize>) {
        let (source, range) = source.origin(range.clone()).unwrap_or((source, range));
        self.piece(text, source, range.start, Some(range.end as u32));
    }

    fn piece(&mut self, text: &str, source: &Arc<Source>, at: usize, end: Option<u32>) {
        if !text.is_empty() {
            let (start, source) = (self.text.len() as u32, Arc::clone(source));
            self.pieces.push(Piece { start, source, at: at as u32, end });
            self.text.push_str(text);
        }
    }

    /// Adds a range of a text, which may itself have been put together.
    pub fn copy(&mut self, source: &Arc<Source>, range: Range<usize>) {
        let Some(made_of) = &source.made_of else {
            return self.push(&source.text[range.clone()], source, range.start);
        };
        let first = made_of.pieces.partition_point(|piece| piece.start as usize <= range.start);
        let mut from = range.start;
        for (at, piece) in made_of.pieces.iter().enumerate().skip(first.saturating_sub(1)) {
            if from == range.end {
                break;
            }
            let next = made_of.pieces.get(at + 1).map_or(range.end, |next| next.start as usize);
            let text = &source.text[from..next.min(range.end)];
            let written = piece.at as usize + (from - piece.start as usize);
            let written = if piece.end.is_some() { piece.at as usize } else { written };
            self.piece(text, &piece.source, written, piece.end);
            from += text.len();
        }
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The source at a path that has this text.
    pub fn source(self, path: &str) -> Source {
        let Self { text, pieces, title } = self;
        let mut hash = blake3::Hasher::new();
        hash.update(text.as_bytes());
        hash.update(&[0]);
        hash.update(title.as_deref().unwrap_or_default().as_bytes());
        Source {
            hash: *hash.finalize().as_bytes(),
            made_of: Some(Box::new(MadeOf { pieces, title })),
            ..Source::new(path, text)
        }
    }
}

/// Text whose lines end in line feeds alone, so that it is the same however its file's lines end.
pub(crate) fn with_line_feeds(text: impl Into<String>) -> String {
    let text = text.into();
    if text.contains('\r') { text.replace("\r\n", "\n") } else { text }
}

/// A line and a column, both from 1; the column counts characters (Unicode scalar values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// A range of bytes in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes of its text, on character boundaries.
    pub span: Range<usize>,
}

impl Place {
    /// A range of a source.
    pub fn new(source: &Arc<Source>, span: Range<usize>) -> Self {
        Self { source: Arc::clone(source), span }
    }

    /// The very start of a source, for problems that concern the file as a whole.
    pub fn start_of(source: &Arc<Source>) -> Self {
        Self::new(source, source.bom_len()..source.bom_len())
    }

    /// Where the range is written, if its file was put together from several.
    pub fn origin(&self) -> Option<Self> {
        self.source.origin(self.span.clone()).map(|(source, span)| Self::new(source, span))
    }

    /// The line and column at which the range begins.
    pub fn position(&self) -> Position {
        self.source.position(self.span.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_counts_characters_and_skips_the_byte_order_mark() {
        let source = Source::new("a.md", "\u{feff}é=x\nzwei\n");
        assert_eq!(source.position(3), Position { line: 1, column: 1 });
        assert_eq!(source.position(5), Position { line: 1, column: 2 });
        assert_eq!(source.position(8), Position { line: 2, column: 1 });
        assert_eq!(source.position(10), Position { line: 2, column: 3 });
    }

    #[test]
    fn a_text_that_was_put_together_knows_where_each_piece_is_written() {
        let one = Arc::new(Source::new("one.md", "abcdef"));
        let two = Arc::new(Source::new("two.md", "uvwxyz"));
        let mut inner = Composed::default();
        inner.push("cd", &one, 2);
        inner.push_for("made", &two, 1..3);
        inner.push("z", &two, 5);
        let inner = Arc::new(inner.source("inner.md"));
        let mut outer = Composed::default();
        outer.copy(&inner, 1..7);
        outer.push_for("!", &inner, 0..1);
        let outer = outer.source("outer.md");
        assert_eq!(outer.text, "dmadez!");
        let origin = |at: usize| {
            let (source, range) = outer.origin(at..at + 1).expect("a piece");
            format!("{} {range:?}", source.path)
        };
        assert_eq!(
            [0, 1, 3, 4].map(origin),
            ["one.md 3..4", "two.md 1..3", "two.md 1..3", "two.md 1..3"]
        );
        assert_eq!([5, 6].map(origin), ["two.md 5..6", "one.md 2..3"]);
    }

    #[test]
    fn position_knows_all_three_line_endings() {
        let source = Source::new("a.md", "a\r\nb\rc\nd");
        let lines: Vec<usize> =
            [0, 3, 5, 7].into_iter().map(|at| source.position(at).line).collect();
        assert_eq!(lines, [1, 2, 3, 4]);
    }
}
