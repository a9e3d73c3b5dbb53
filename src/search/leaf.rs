//! One document → its words, and where each stands.
//!
//! A leaf knows nothing of other documents, so that leaves are made in parallel and kept while their
//! documents stay as they are. What it says of a word is a run of bytes, in the order of the records:
//! numbers of seven bits to a byte, as [`Postings`] reads them.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};

use super::list::List;
use super::texts::Texts;
use super::words::each_word;
use super::{Found, published, symbols};
use crate::trace;

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
    /// Those for which a sentence is shown: names and values stand in none.
    pub(in super::super) const SHOWN: u8 = TITLE | TEXT;
}

/// So many positions are between two fields, which no phrase spans.
const GAP: u32 = 2;

/// The words of one document.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Leaf {
    /// The texts of its records, one after the other.
    #[serde(skip)]
    pub(super) text: Texts,
    /// Its records in their order.
    pub(super) records: Vec<Leaved>,
    /// Its words, each once, in small letters.
    pub(super) words: List,
    /// Where in `postings` each word begins, and where the last one ends.
    starts: Vec<u32>,
    #[serde(with = "raw")]
    postings: Vec<u8>,
}

/// Bytes that are written as they are, and not one by one.
mod raw {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Vec<u8>, D::Error> {
        <&[u8]>::deserialize(from).map(<[u8]>::to_vec)
    }
}

/// A record of a leaf.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Leaved {
    /// Where its text stands.
    pub(super) text: Range<u32>,
    /// How many words its text has.
    pub(super) length: u32,
    /// A digest of its title and its names.
    pub(super) line: u64,
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
#[derive(Clone, Copy, Default)]
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
        let (read, pieces) = read(found);
        let mut tokens = Tokens::default();
        tokens.all.reserve(read.len() / 5);
        for (record, own) in found.iter().enumerate() {
            tokens.record(&read, &pieces[record], record as u32);
            own.names.iter().filter_map(|name| symbols::key(name)).for_each(|key| tokens.key(key));
        }
        let mut leaf = Self { words: tokens.words, ..Self::default() };
        leaf.write(&tokens.all);
        let mut text = String::with_capacity(pieces.iter().map(|own| own.text().len()).sum());
        for ((own, found), length) in pieces.iter().zip(found).zip(tokens.lengths) {
            let start = text.len() as u32;
            text.push_str(&read[own.text()]);
            let line = trace::digest(&(&found.title, &found.names));
            leaf.records.push(Leaved { text: start..text.len() as u32, length, line });
        }
        leaf.text = Texts::Held(text);
        leaf
    }

    /// Writes what is said of each word, out of tokens in the order of the records.
    fn write(&mut self, tokens: &[Token]) {
        let (order, ends) = ordered(self.words.len(), tokens);
        self.starts.reserve_exact(self.words.len() + 1);
        self.postings.reserve(tokens.len() * 4);
        let mut start = 0;
        for end in ends {
            self.starts.push(self.postings.len() as u32);
            let own = &order[start..end as usize];
            start = end as usize;
            let record = |at: u32| tokens[at as usize].record;
            let mut last = 0;
            for own in own.chunk_by(|a, b| record(*a) == record(*b)) {
                self.push(record(own[0]) - last, own.iter().map(|&at| tokens[at as usize]));
                last = record(own[0]);
            }
        }
        self.starts.push(self.postings.len() as u32);
        self.postings.shrink_to_fit();
    }

    /// Writes what is said of a word in a record that stands so far behind the one before.
    fn push(&mut self, behind: u32, tokens: impl ExactSizeIterator<Item = Token> + Clone) {
        push(&mut self.postings, behind);
        let fields = tokens.clone().fold(0, |fields, token| fields | token.field);
        self.postings.push(fields);
        push(&mut self.postings, tokens.len() as u32);
        let mut last = 0;
        for token in tokens.clone() {
            push(&mut self.postings, token.position.saturating_sub(last));
            last = token.position;
        }
        let mut of_text = tokens.filter(|token| token.field == field::TEXT);
        if let Some(first) = of_text.next() {
            push(&mut self.postings, first.at);
        }
    }

    /// About how many bytes it takes in a file without its texts, at most.
    pub(super) fn size(&self) -> usize {
        self.words.size() + self.postings.len() + 3 * self.starts.len() + 20 * self.records.len()
    }

    /// The sentence around a byte of a record's text.
    pub(super) fn excerpt(&self, record: u32, at: u32) -> String {
        self.text.around(self.records[record as usize].text.clone(), at)
    }

    /// What is said of a word, by its place among the leaf's words.
    pub(super) fn postings(&self, word: u32) -> Postings<'_> {
        let word = word as usize;
        let range = self.starts[word] as usize..self.starts[word + 1] as usize;
        Postings { bytes: &self.postings[range], record: 0 }
    }
}

/// Where the fields of a record stand in what was read of all of them.
#[derive(Default)]
struct Pieces(Vec<(u8, Range<usize>)>);

impl Pieces {
    fn text(&self) -> Range<usize> {
        let text = self.0.iter().find(|(field, _)| *field == field::TEXT);
        text.map_or(0..0, |(_, range)| range.clone())
    }
}

/// The fields of all records, one after the other, and where those of each stand.
fn read(found: &[Found]) -> (String, Vec<Pieces>) {
    let html = found.iter().flat_map(|own| &own.html).map(String::len);
    let mut read = String::with_capacity(html.sum());
    let mut text = String::new();
    let pieces = found.iter().map(|own| {
        text.clear();
        own.html.iter().for_each(|html| published::push(&mut text, html));
        let names = own.names.iter().map(|name| (field::NAMES, name));
        let values = own.values.iter().map(|value| (field::VALUES, value));
        let fields = [(field::TITLE, &own.title), (field::TEXT, &text)].into_iter();
        let placed = fields.chain(names).chain(values).map(|(field, own)| {
            let start = read.len();
            read.push_str(own);
            (field, start..read.len())
        });
        Pieces(placed.collect())
    });
    let pieces = pieces.collect();
    (read, pieces)
}

/// The places of tokens in the order of their words, and where those of each word end. The tokens of
/// a word stay in their order.
fn ordered(words: usize, tokens: &[Token]) -> (Vec<u32>, Vec<u32>) {
    let mut ends = vec![0; words];
    tokens.iter().for_each(|token| ends[token.word as usize] += 1);
    let mut before = 0;
    for end in &mut ends {
        before += std::mem::replace(end, before);
    }
    let mut order = vec![0; tokens.len()];
    for (token, at) in tokens.iter().zip(0..) {
        let end = &mut ends[token.word as usize];
        order[*end as usize] = at;
        *end += 1;
    }
    (order, ends)
}

/// The tokens of the records of a document, in the order of the records.
#[derive(Default)]
struct Tokens<'r> {
    all: Vec<Token>,
    /// All words in small letters, each once.
    words: List,
    /// How many words the text of each record has.
    lengths: Vec<u32>,
    /// The places of words as they are written.
    known: HashMap<&'r str, u32, FixedState>,
    /// The places of words in small letters that are written otherwise.
    small: HashMap<Box<str>, u32, FixedState>,
}

impl<'r> Tokens<'r> {
    /// Adds what stands in the fields of a record.
    fn record(&mut self, read: &'r str, pieces: &Pieces, record: u32) {
        let mut position = 0;
        let mut length = 0;
        for (field, range) in &pieces.0 {
            let token = Token { record, position, field: *field, ..Token::default() };
            let many = self.field(&read[range.clone()], token);
            if *field == field::TEXT {
                length = many;
            }
            position += many + GAP;
        }
        self.lengths.push(length);
    }

    /// Adds the words of a field, which begins at the position of a token; says how many.
    fn field(&mut self, text: &'r str, first: Token) -> u32 {
        let mut position = first.position;
        let mut last: Option<Range<usize>> = None;
        each_word(text, |place| {
            let token = Token { position, at: place.start as u32, ..first };
            // The hyphens of an id stand for its blanks.
            let before = last.take().filter(|_| first.field != field::NAMES);
            last = Some(place.clone());
            if let Some((word, start)) = before.and_then(|last| joined(text, &last, &place)) {
                // More thousands may follow.
                if word.ends_with(|digit: char| digit.is_ascii_digit()) {
                    last = Some(start..place.end);
                }
                let word = self.entered(word);
                let (at, position) = (start as u32, position - 1);
                self.all.push(Token { word, at, position, ..token });
            }
            let word = self.known(&text[place]);
            self.all.push(Token { word, ..token });
            position += 1;
        });
        position - first.position
    }

    /// Adds the key of a name of the record that was added last.
    fn key(&mut self, key: String) {
        let record = self.lengths.len() as u32 - 1;
        let token = Token { record, field: field::NAMES, ..Token::default() };
        // `602` finds RAP602, whose letters are part of its only word.
        let pieces = key.trim_end_matches('=').split('-').map(str::to_owned);
        let number = symbols::number_of(&key);
        let terms: Vec<String> = pieces.chain(number).chain([key.clone()]).collect();
        for term in terms {
            let word = self.entered(term);
            self.all.push(Token { word, ..token });
        }
    }

    /// The place of a word of the text.
    fn known(&mut self, word: &'r str) -> u32 {
        if let Some(place) = self.known.get(word) {
            return *place;
        }
        let is_small = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let place = match (is_small, self.small.get(word)) {
            (true, Some(place)) => *place,
            (true, None) => self.words.push(word),
            (false, _) => self.entered(word.to_lowercase()),
        };
        self.known.insert(word, place);
        place
    }

    /// The place of a word in small letters.
    fn entered(&mut self, word: String) -> u32 {
        if let Some(place) = self.known.get(&*word) {
            return *place;
        }
        let words = &mut self.words;
        *self.small.entry(word.into_boxed_str()).or_insert_with_key(|word| words.push(word))
    }
}

/// Two words that a hyphen joins as one, or a number and its next thousands, and where it begins:
/// `cooperation` finds co-operation, `utf8` UTF-8, and `24576` 24,576.
fn joined(text: &str, first: &Range<usize>, second: &Range<usize>) -> Option<(String, usize)> {
    // As between most words.
    if text.as_bytes()[first.end] == b' ' {
        return None;
    }
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
        let words: Vec<&str> = leaf.words.iter().collect();
        for joined in ["cooperation", "utf8", "1250000"] {
            assert!(words.contains(&joined), "{words:?}");
        }
        assert!(!words.contains(&"75") && !words.contains(&"ab"), "{words:?}");
    }

    #[test]
    fn what_the_hyphens_of_an_id_join_is_no_word() {
        let names = vec!["public-order".into(), "utf-8".into()];
        let leaf = Leaf::of(&[Found { names, ..Found::default() }]);
        let words: Vec<&str> = leaf.words.iter().collect();
        assert_eq!(words, ["public", "order", "utf", "8", "public-order=", "utf-8="]);
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
            let at = leaf.words.iter().position(|own| own == word).unwrap() as u32;
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
        assert_eq!(leaf.excerpt(0, 9), "Peace is PEACE.");
        assert_eq!(leaf.excerpt(1, 0), "On peace");
        assert_eq!(leaf.records[1].text, 16..25);
        assert_eq!(leaf.records[0].length, 3);
    }
}
