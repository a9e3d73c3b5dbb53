//! Markdown files that tests are made from: their headings and fenced blocks.

/// A piece of such a file. Together, the pieces are the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A line outside of blocks, with its line break.
    Line(String),
    /// A fenced block.
    Block(Block),
}

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// The line on which it begins, from 1.
    pub(crate) line: usize,
    /// The fence: `~~~` or more.
    pub(crate) fence: String,
    /// What stands behind the opening fence.
    pub(crate) info: String,
    /// The lines between the fences.
    pub(crate) text: String,
}

impl Block {
    /// The words behind the opening fence.
    pub(crate) fn words(&self) -> Vec<&str> {
        self.info.split_whitespace().collect()
    }
}

/// Cuts a file into its pieces. Blocks are fenced with tildes, so that they can hold any others.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        match &mut open {
            Some(block) if line.trim_end() == block.fence => {
                pieces.extend(open.take().map(Piece::Block));
            }
            Some(block) => block.text.push_str(line),
            None if line.starts_with("~~~") => {
                let info = line.trim_start_matches('~');
                open = Some(Block {
                    line: at + 1,
                    fence: line[..line.len() - info.len()].to_owned(),
                    info: info.trim().to_owned(),
                    text: String::new(),
                });
            }
            None => pieces.push(Piece::Line(line.to_owned())),
        }
    }
    assert!(open.is_none(), "a block is not closed: {open:?}");
    pieces
}

/// Puts a file together again.
pub(crate) fn joined(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Line(line) => line.clone(),
        Piece::Block(Block { fence, info, text, .. }) => format!("{fence}{info}\n{text}{fence}\n"),
    };
    pieces.iter().map(piece).collect()
}
