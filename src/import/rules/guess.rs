//! A document that nobody has described → a mapping, and the declaration of kinds, for somebody to look
//! over.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Pattern;
use crate::config::Config;
use crate::import::document::{Block, Document, FrameKind, Paragraph, What, each_text, words};
use crate::import::literal::{key, string};
use crate::parse::text::slug;

/// So many paragraphs with numbers are records; fewer may be an accident.
const FEWEST: usize = 2;
/// The word of a record has so many letters at most.
const LONGEST_WORD: usize = 30;
/// What a record is called has so many words at most.
const MOST_WORDS: usize = 2;
/// Words with numbers that name parts and pictures of a text.
const PARTS: [&str; 18] = [
    "annex",
    "appendix",
    "article",
    "box",
    "chapter",
    "chart",
    "diagram",
    "exhibit",
    "figure",
    "map",
    "page",
    "paragraph",
    "part",
    "photo",
    "section",
    "step",
    "table",
    "volume",
];
/// Words in the names of styles that mark records.
const RECORDS: [&str; 8] = [
    "recommendation",
    "finding",
    "conclusion",
    "action",
    "decision",
    "requirement",
    "lesson",
    "commitment",
];

/// What was guessed of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The mapping, as a file.
    pub mapping: String,
    /// The declarations of kinds for `book.toml`; none, if there are all.
    pub kinds: String,
    /// What was found, a line for each.
    pub found: Vec<String>,
}

/// Looks at a document.
pub fn guess(config: &Config, file: &str, document: &Document) -> Guess {
    let seen = Seen::of(document);
    let src = &config.book.src.value;
    let mut mapping = format!(
        "# What the headings and paragraphs of {file} are. `rapporteur import {file}` reads it; change what\n\
         # was guessed wrong.\nfile = {}\n",
        string(file)
    );
    let (into, pictures) = (string(src), string(&format!("{src}/pictures")));
    let _ = writeln!(mapping, "# The folders of the documents and of their pictures.");
    let _ = writeln!(mapping, "into = {into}\npictures = {pictures}");
    let _ = writeln!(mapping, "# Headings up to this level begin a document.");
    let _ = writeln!(mapping, "documents = {}", seen.documents());
    let _ = writeln!(mapping, "# Whether the beginnings of pages are marked.");
    let _ = writeln!(mapping, "pages = {}", seen.has_pages);
    let mut found = Vec::new();
    if !seen.headings.is_empty() {
        mapping.push_str(
            "\n# The levels of headings, by their styles; 0 is no heading.\n[headings]\n",
        );
        for (style, (level, many)) in &seen.headings {
            let _ = writeln!(mapping, "{} = {level}", key(style));
            found.push(format!("{many} × `{style}`: headings of level {level}"));
        }
    }
    let mut kinds = BTreeSet::new();
    for (word, many) in seen.numbered() {
        let kind = kind(config, &word);
        let _ = write!(mapping, "\n[[records]]\nkind = {}\n", string(&kind));
        let _ = writeln!(mapping, "number = {}", string(&format!("{word} {{number}}")));
        found.push(format!("{many} × `{word} …`: records of the kind `{kind}`"));
        kinds.insert(kind);
    }
    for (style, many) in &seen.styles {
        let lower = style.to_lowercase();
        let Some(word) = RECORDS.iter().find(|word| lower.contains(**word)) else { continue };
        let kind = kind(config, word);
        if *many < FEWEST || kinds.contains(&kind) {
            continue;
        }
        let _ = write!(mapping, "\n[[records]]\nkind = {}\n", string(&kind));
        let _ = writeln!(mapping, "style = {}", string(style));
        found.push(format!("{many} × `{style}`: records of the kind `{kind}`"));
        kinds.insert(kind);
    }
    if seen.boxes >= FEWEST {
        let text =
            "\n# Boxes can be records, too:\n# [[records]]\n# kind = \"box\"\n# boxed = true\n";
        mapping.push_str(text);
        found.push(format!("{} × a box: quotations", seen.boxes));
    }
    let is_new = |kind: &&String| !config.kinds.iter().any(|own| own.name == **kind);
    let kinds = kinds.iter().filter(is_new).map(|kind| format!("[kinds.{kind}]\n")).collect();
    Guess { mapping, kinds, found }
}

/// What there is in a document.
#[derive(Default)]
struct Seen {
    /// Styles of headings, with the level and how many there are.
    headings: BTreeMap<String, (u8, usize)>,
    /// Styles of paragraphs, with how many there are.
    styles: BTreeMap<String, usize>,
    /// Words before numbers, with the numbers.
    words: BTreeMap<String, BTreeSet<String>>,
    boxes: usize,
    has_pages: bool,
}

impl Seen {
    fn of(document: &Document) -> Self {
        let mut seen = Self::default();
        seen.look(&document.blocks);
        each_text(&document.blocks, &mut |text| {
            seen.has_pages |= text.iter().any(|piece| matches!(piece.what, What::Page(_)));
        });
        seen
    }

    fn look(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => self.paragraph(paragraph),
                Block::Frame(frame) => {
                    self.boxes += usize::from(frame.kind == FrameKind::Box);
                    for style in &frame.styles {
                        *self.styles.entry(style.clone()).or_default() += 1;
                    }
                    self.look(&frame.blocks);
                }
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let text = words(&paragraph.text);
        if let Some(style) = paragraph.styles.first().filter(|_| !text.is_empty()) {
            match paragraph.level {
                0 => *self.styles.entry(style.clone()).or_default() += 1,
                level => self.headings.entry(style.clone()).or_insert((level, 0)).1 += 1,
            }
        }
        let word = text.split(|letter: char| letter.is_ascii_digit()).next().unwrap_or_default();
        let word = word.trim();
        let is_word = word.starts_with(char::is_uppercase)
            && word.len() <= LONGEST_WORD
            && word.split(' ').count() <= MOST_WORDS
            && word.chars().all(|letter| letter.is_alphabetic() || letter == ' ');
        if !is_word || PARTS.contains(&word.to_lowercase().as_str()) {
            return;
        }
        let pattern = format!("{word} {{number}}");
        if let Some(found) = Pattern::of(&pattern).and_then(|pattern| pattern.find(&text)) {
            // A sentence can begin with a word and a number: "On 30 June …".
            let rest = text.chars().skip(found.label.chars().count());
            let rest = rest.collect::<String>();
            let is_apart = rest.is_empty()
                || rest.trim_start().starts_with(['.', ':', ')', '–', '—', '-', '|']);
            if !is_apart && paragraph.level == 0 {
                return;
            }
            if found.number.bytes().any(|byte| !byte.is_ascii_digit() && byte != b'.') {
                return;
            }
            let known = self.words.keys().find(|own| own.to_lowercase() == word.to_lowercase());
            let word = known.cloned().unwrap_or_else(|| word.to_owned());
            self.words.entry(word).or_default().insert(found.number);
        }
    }

    /// Words before different numbers, with how many there are.
    fn numbered(&self) -> impl Iterator<Item = (String, usize)> {
        let many = self.words.iter().filter(|(_, numbers)| numbers.len() >= FEWEST);
        many.map(|(word, numbers)| (word.clone(), numbers.len()))
    }

    /// The highest level of headings: with a single one of it, which is the title, the next.
    fn documents(&self) -> u8 {
        let mut levels: BTreeMap<u8, usize> = BTreeMap::new();
        for (level, many) in self.headings.values() {
            *levels.entry(*level).or_default() += many;
        }
        let mut levels = levels.into_iter();
        match (levels.next(), levels.next()) {
            (Some((_, 1)), Some((next, _))) => next,
            (Some((level, _)), _) => level,
            (None, _) => 0,
        }
    }
}

/// The name of the kind of a word: one that is declared, if it is called like one.
fn kind(config: &Config, word: &str) -> String {
    let wanted = slug(word);
    let is_it = |own: &&crate::config::Kind| {
        [&own.name, &own.label, &own.plural].iter().any(|name| slug(name) == wanted)
    };
    let known = config.kinds.iter().find(is_it).map(|own| own.name.clone());
    let is_name = wanted.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && wanted.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    known.unwrap_or_else(|| if is_name { wanted } else { "record".to_owned() })
}
