//! One document → its words, and where each stands.
//!
//! A leaf knows nothing of other documents, so that leaves are made in parallel and kept while their
//! documents stay as they are. What it says of a word is a run of bytes, in the order of the records:
//! numbers of seven bits to a byte, as [`Postings`] reads them.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use super::words::each_word;
use super::{Found, published, symbols};

/// The fields of a record in which a word stands, a bit for each.
pub(super) mod field {
    /// The title.
    pub(in super::super) const TITLE: u8 = 1;
    /// The text.
    pub(in super::super) const TEXT: u8 = 2;
    /// Its number, id, old ids and symbols.
    pub(in super::super) const NAMES: u8 = 4;
    /// The values of its fields.
    pub(in super::super) const VALUES: u8 = 8;
}

/// So many positions are between two fields, which no phrase spans.
const GAP: u32 = 2;

/// The words of one document.
#[derive(Debug, Default)]
pub(super) struct Leaf {
    /// The texts of its records, one after the other.
    pub(super) text: String,
    /// Its records in their order.
    pub(super) records: Vec<Leaved>,
    /// Its words, each once, in small letters.
    pub(super) words: Vec<Box<str>>,
    /// Where in `postings` each word begins, and where the last one ends.
    starts: Vec<u32>,
    postings: Vec<u8>,
}

/// A record of a leaf.
#[derive(Debug)]
pub(super) struct Leaved {
    /// Where its text stands.
    pub(super) text: Range<u32>,
    /// How many words its text has.
    pub(super) length: u32,
}

/// What a leaf says of a word in a record.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Posting {
    /// The record, by its place in the leaf.
    pub(super) record: u32,
    /// The fields that have the word.
    pub(super) fields: u8,
    /// Where the word first stands in the record's text, in bytes.
    pub(super) at: u32,
}

/// A word at a place.
#[derive(Clone, Copy)]
struct Token {
    word: u32,
    record: u32,
    position: u32,
    at: u32,
    field: u8,
}

impl Leaf {
    /// The leaf of a document with these records.
    pub(super) fn of(found: &[Found]) -> Self {
        let mut leaf = Self::default();
        let mut read = String::new();
        let mut fields: Vec<(usize, u8, Range<usize>)> = Vec::new();
        for (record, own) in found.iter().enumerate() {
            let mut field = |field: u8, text: &str| {
                let start = read.len();
                read.push_str(text);
                fields.push((record, field, start..read.len()));
            };
            field(field::TITLE, &own.title);
            let mut text = String::new();
            own.html.iter().for_each(|html| published::push(&mut text, html));
            field(field::TEXT, &text);
            own.names.iter().for_each(|name| field(field::NAMES, name));
            own.values.iter().for_each(|value| field(field::VALUES, value));
        }
        let tokens = leaf.tokens(&read, &fields, found);
        leaf.sort(tokens);
        for (record, field, range) in fields {
            if field == field::TEXT {
                let start = leaf.text.len() as u32;
                leaf.text.push_str(&read[range]);
                leaf.records[record].text = start..leaf.text.len() as u32;
            }
        }
        leaf
    }

    fn tokens(
        &mut self,
        read: &str,
        fields: &[(usize, u8, Range<usize>)],
        found: &[Found],
    ) -> Vec<Token> {
        let mut known: HashMap<&str, u32, FixedState> = HashMap::default();
        let mut small: HashMap<Box<str>, u32, FixedState> = HashMap::default();
        let mut tokens = Vec::with_capacity(read.len() / 6);
        let mut position = 0;
        for (record, field, range) in fields {
            if *field == field::TITLE {
                position = 0;
                self.records.push(Leaved { text: 0..0, length: 0 });
            }
            let text = &read[range.clone()];
            let before = position;
            let mut last: Option<Range<usize>> = None;
            each_word(text, |place| {
                let raw = &read[range.start + place.start..range.start + place.end];
                let word = *known
                    .entry(raw)
                    .or_insert_with(|| entered(&mut self.words, &mut small, raw.to_lowercase()));
                let (record, at) = (*record as u32, place.start as u32);
                let token = Token { word, record, position, at, field: *field };
                let joined = last.take().and_then(|last| joined(text, &last, &place));
                last = Some(place.clone());
                if let Some((joined, start)) = joined {
                    // More thousands may follow.
                    if joined.ends_with(|digit: char| digit.is_ascii_digit()) {
                        last = Some(start..place.end);
                    }
                    let word = entered(&mut self.words, &mut small, joined);
                    let (at, position) = (start as u32, position - 1);
                    tokens.push(Token { word, at, position, ..token });
                }
                tokens.push(token);
                position += 1;
            });
            if *field == field::TEXT {
                self.records[*record].length = position - before;
            }
            position += GAP;
        }
        for (record, own) in found.iter().enumerate() {
            for name in own.names.iter().filter_map(|name| symbols::key(name)) {
                let record = record as u32;
                let token = Token { word: 0, record, position: 0, at: 0, field: field::NAMES };
                // `602` finds RAP602, whose letters are part of its only word.
                for piece in name.trim_end_matches('=').split('-') {
                    let word = entered(&mut self.words, &mut small, piece.to_owned());
                    tokens.push(Token { word, ..token });
                }
                for key in symbols::number_of(&name).into_iter().chain([name]) {
                    let word = entered(&mut self.words, &mut small, key);
                    tokens.push(Token { word, ..token });
                }
            }
        }
        tokens
    }

    /// Puts tokens in the order of their words, and of the records for each.
    fn sort(&mut self, mut tokens: Vec<Token>) {
        // Names come behind all records, and a name may be given twice.
        tokens.sort_by_key(|token| (token.word, token.record));
        self.starts.reserve_exact(self.words.len() + 1);
        let mut rest = tokens.as_slice();
        for word in 0..self.words.len() as u32 {
            self.starts.push(self.postings.len() as u32);
            let end = rest.partition_point(|token| token.word == word);
            let mut last = 0;
            for own in rest[..end].chunk_by(|a, b| a.record == b.record) {
                self.push(own[0].record - last, own);
                last = own[0].record;
            }
            rest = &rest[end..];
        }
        self.starts.push(self.postings.len() as u32);
        self.postings.shrink_to_fit();
    }

    /// Writes what is said of a word in a record that stands so far behind the one before.
    fn push(&mut self, behind: u32, tokens: &[Token]) {
        push(&mut self.postings, behind);
        let fields = tokens.iter().fold(0, |fields, token| fields | token.field);
        self.postings.push(fields);
        push(&mut self.postings, tokens.len() as u32);
        let mut last = 0;
        for token in tokens {
            push(&mut self.postings, token.position.saturating_sub(last));
            last = token.position;
        }
        if let Some(first) = tokens.iter().find(|token| token.field == field::TEXT) {
            push(&mut self.postings, first.at);
        }
    }

    /// What is said of a word, by its place among the leaf's words.
    pub(super) fn postings(&self, word: u32) -> Postings<'_> {
        let word = word as usize;
        let range = self.starts[word] as usize..self.starts[word + 1] as usize;
        Postings { bytes: &self.postings[range], record: 0 }
    }
}

/// Two words that a hyphen joins as one, or a number and its next thousands, and where it begins:
/// `cooperation` finds co-operation, `utf8` UTF-8, and `24576` 24,576.
fn joined(text: &str, first: &Range<usize>, second: &Range<usize>) -> Option<(String, usize)> {
    let (before, behind) = (&text[first.clone()], &text[second.clone()]);
    let are_letters = |word: &str| word.chars().all(char::is_alphabetic);
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_joined = match &text[first.end..second.start] {
        "-" | "\u{2010}" | "\u{2011}" => {
            are_letters(before) && (are_letters(behind) || is_number(behind))
        }
        "," => {
            let mut thousands = before.split(',');
            let first = thousands.next().unwrap_or_default();
            first.len() < 4 && is_number(first) && is_number(behind) && behind.len() == 3
        }
        _ => false,
    };
    is_joined.then(|| ((before.replace(',', "") + behind).to_lowercase(), first.start))
}

/// The place of a word among those of a leaf.
fn entered(
    words: &mut Vec<Box<str>>,
    known: &mut HashMap<Box<str>, u32, FixedState>,
    word: String,
) -> u32 {
    *known.entry(word.into_boxed_str()).or_insert_with_key(|word| {
        words.push(word.clone());
        words.len() as u32 - 1
    })
}

fn push(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// What a leaf says of a word, record by record.
#[derive(Debug)]
pub(super) struct Postings<'l> {
    bytes: &'l [u8],
    record: u32,
}

impl Postings<'_> {
    /// How many bytes are left.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The next posting, with its positions added to some.
    pub(super) fn next(&mut self, positions: &mut Vec<u32>) -> Option<Posting> {
        if self.bytes.is_empty() {
            return None;
        }
        self.record += self.number();
        let fields = self.number() as u8;
        let count = self.number();
        let mut position = 0;
        for _ in 0..count {
            position += self.number();
            positions.push(position);
        }
        let at = if fields & field::TEXT == 0 { 0 } else { self.number() };
        Some(Posting { record: self.record, fields, at })
    }

    fn number(&mut self) -> u32 {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let Some((&byte, rest)) = self.bytes.split_first() else { return number };
            self.bytes = rest;
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_hyphen_or_a_comma_joins_is_found_in_one_word_too() {
        let html = "<p>Co-operation in UTF-8, 1,250,000 times, 7,5 and a - b.</p>";
        let leaf = Leaf::of(&[Found { html: vec![html.into()], ..Found::default() }]);
        let words: Vec<&str> = leaf.words.iter().map(|word| &**word).collect();
        for joined in ["cooperation", "utf8", "1250000"] {
            assert!(words.contains(&joined), "{words:?}");
        }
        assert!(!words.contains(&"75") && !words.contains(&"ab"), "{words:?}");
    }

    #[test]
    fn a_leaf_tells_where_each_word_stands() {
        let found = [
            Found {
                title: "War and peace".into(),
                html: vec!["<p>Peace is <b>PEACE</b>.</p>".into()],
                names: vec!["AC-2(1)".into()],
                values: vec!["War".into()],
            },
            Found {
                title: "Other".into(),
                html: vec!["<p>On peace</p>".into()],
                ..Found::default()
            },
        ];
        let leaf = Leaf::of(&found);
        let said = |word: &str| {
            let at = leaf.words.iter().position(|own| **own == *word).unwrap() as u32;
            let (mut postings, mut all) = (leaf.postings(at), Vec::new());
            let mut positions = Vec::new();
            while let Some(posting) = postings.next(&mut positions) {
                all.push((posting, std::mem::take(&mut positions)));
            }
            all
        };
        let posting = |record, fields, at| Posting { record, fields, at };
        assert_eq!(
            said("peace"),
            [
                (posting(0, field::TITLE | field::TEXT, 0), vec![2, 5, 7]),
                (posting(1, field::TEXT, 3), vec![4]),
            ]
        );
        assert_eq!(said("war"), [(posting(0, field::TITLE | field::VALUES, 0), vec![0, 15])]);
        assert_eq!(said("ac-2-1="), [(posting(0, field::NAMES, 0), vec![0])]);
        assert_eq!(leaf.text, "Peace is PEACE.\nOn peace\n");
        assert_eq!(leaf.records[1].text, 16..25);
        assert_eq!(leaf.records[0].length, 3);
    }
}
