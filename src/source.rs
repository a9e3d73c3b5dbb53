//! Files as values: a path, its text, and where its lines begin.
//!
//! Goes in: what an edge has read. Comes out: a [`Source`] that every later stage shares by
//! reference, and [`Place`]s that point into it by byte range. Nothing here touches a disk, and no
//! line or column is computed before somebody prints one.

use std::ops::Range;
use std::sync::Arc;

/// One text file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path below the report's folder, with `/` between its parts, as people are shown it.
    pub path: String,
    /// The text, with a byte order mark (if any) and the line endings as in the file.
    pub text: String,
    /// The BLAKE3 hash of the file's bytes.
    pub hash: [u8; 32],
}

impl Source {
    /// A source from its path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let hash = *blake3::hash(text.as_bytes()).as_bytes();
        Self { path: path.into(), text, hash }
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
        let mut start = self.bom_len();
        for _ in 1..position.line {
            start = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at + 1);
        }
        let before = self.text[start..].chars().take(position.column - 1);
        start + before.map(char::len_utf8).sum::<usize>()
    }

    /// The line and column of a byte offset, both from 1; the column counts characters. A line ends
    /// at a line feed, at a carriage return, or at the two together; a byte order mark takes no
    /// column.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[self.bom_len().min(offset)..offset];
        let bytes = before.as_bytes();
        let mut line = 1;
        let mut start = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                // A carriage return before a line feed belongs to the line feed, even when the
                // offset stands between the two.
                b'\r' => self.text.as_bytes().get(self.bom_len() + at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                line += 1;
                start = at + 1;
            }
        }
        Position { line, column: before[start..].chars().count() + 1 }
    }
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
    fn position_knows_all_three_line_endings() {
        let source = Source::new("a.md", "a\r\nb\rc\nd");
        let lines: Vec<usize> =
            [0, 3, 5, 7].into_iter().map(|at| source.position(at).line).collect();
        assert_eq!(lines, [1, 2, 3, 4]);
    }
}
