//! A `.po` file → the messages in it.
//!
//! Read here rather than by a library, because each byte of a translation has to know where it is written.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::Parser;

use super::segments::{Key, OPTIONS};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Composed, Source};

/// The messages of a language.
#[derive(Debug)]
pub struct Catalog {
    /// The tag of the language, which is the name of the file.
    pub language: String,
    /// The file.
    pub source: Arc<Source>,
    messages: Vec<Message>,
    /// The messages by what Markdown makes of the texts that they translate.
    by_meaning: HashMap<Key, usize>,
    /// The same by these texts as they are written, for words in code.
    by_text: HashMap<String, usize>,
}

/// A translation: its text, and where in the file each piece of it is written.
#[derive(Debug, Default, Clone)]
pub(super) struct Message {
    pub(super) text: String,
    /// Where each piece begins in the text, and in the file.
    pieces: Vec<(usize, usize)>,
}

impl Message {
    fn add(&mut self, text: &str, at: usize) {
        self.pieces.push((self.text.len(), at));
        self.text.push_str(text);
    }

    /// Each piece, and where it is written.
    fn pieces(&self) -> impl Iterator<Item = (&str, usize)> {
        let ends = self.pieces.iter().skip(1).map(|(start, _)| *start).chain([self.text.len()]);
        self.pieces.iter().zip(ends).map(|((start, at), end)| (&self.text[*start..end], *at))
    }
}

impl Catalog {
    /// Reads a file. Messages that are not translated, or that a translator has still to look at
    /// (`fuzzy`), are left out, as are those with a plural.
    pub fn read(language: &str, source: &Arc<Source>) -> (Self, Vec<Diagnostic>) {
        let mut reading = Reading {
            catalog: Self {
                language: language.to_owned(),
                source: Arc::clone(source),
                messages: Vec::new(),
                by_meaning: HashMap::new(),
                by_text: HashMap::new(),
            },
            entry: Entry::default(),
            problems: Vec::new(),
        };
        let mut at = source.bom_len();
        for line in source.text[at..].split_inclusive('\n') {
            if reading.line(line.trim(), at + line.len() - line.trim_start().len()).is_none() {
                reading.refuse(at..at + line.trim_end().len());
            }
            at += line.len();
        }
        reading.end();
        (reading.catalog, reading.problems)
    }

    /// The translation of a text in Markdown.
    pub(super) fn meaning(&self, key: &Key) -> Option<&Message> {
        self.by_meaning.get(key).map(|at| &self.messages[*at])
    }

    /// The translation of a text as it is written.
    pub(super) fn text(&self, text: &str) -> Option<&Message> {
        self.by_text.get(text).map(|at| &self.messages[*at])
    }

    /// Adds a translation to a text. `change` gets what was written of it before and the next piece,
    /// and returns what to write in place of that piece, if it is something else.
    pub(super) fn write(
        &self,
        message: &Message,
        composed: &mut Composed,
        change: impl Fn(&str, &str) -> Option<String>,
    ) {
        let mut written = String::new();
        for (piece, at) in message.pieces() {
            let changed = change(&written, piece);
            composed.push(changed.as_deref().unwrap_or(piece), &self.source, at);
            written.push_str(piece);
        }
    }
}

/// What the lines of an entry that have been read say.
#[derive(Default)]
struct Entry {
    part: Part,
    is_fuzzy: bool,
    has_plural: bool,
    has_context: bool,
    id: String,
    message: Message,
}

/// What a text in quotation marks belongs to.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    #[default]
    Nothing,
    Context,
    Id,
    Plural,
    Message,
}

struct Reading {
    catalog: Catalog,
    entry: Entry,
    problems: Vec<Diagnostic>,
}

impl Reading {
    /// Reads a line, which begins at a byte of the file; `None` if it is none of a catalog.
    fn line(&mut self, line: &str, at: usize) -> Option<()> {
        if line.is_empty() {
            self.end();
            return Some(());
        }
        if let Some(comment) = line.strip_prefix('#') {
            if matches!(self.entry.part, Part::Message) {
                self.end();
            }
            let is_flags = comment.starts_with(',');
            let mut flags = comment.split(',').map(str::trim);
            self.entry.is_fuzzy |= is_flags && flags.any(|flag| flag == "fuzzy");
            return Some(());
        }
        let quote = line.find('"')?;
        let part = match line[..quote].trim_end() {
            "" => (self.entry.part != Part::Nothing).then_some(self.entry.part)?,
            "msgctxt" => Part::Context,
            "msgid" => Part::Id,
            "msgid_plural" => Part::Plural,
            word if word == "msgstr" || word.starts_with("msgstr[") => Part::Message,
            _ => return None,
        };
        let begins = matches!(part, Part::Context | Part::Id) && quote > 0;
        if begins && self.entry.part == Part::Message {
            self.end();
        }
        self.entry.part = part;
        self.entry.has_plural |= part == Part::Plural;
        self.entry.has_context |= part == Part::Context;
        self.quoted(&line[quote..], at + quote)
    }

    /// Reads a text in quotation marks.
    fn quoted(&mut self, quoted: &str, at: usize) -> Option<()> {
        let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
        let base = at + 1;
        let mut from = 0;
        while let Some(escape) = inner[from..].find('\\').map(|found| from + found) {
            self.add(&inner[from..escape], base + from);
            let letter = inner[escape + 1..].chars().next()?;
            self.add(meant(letter)?, base + escape);
            from = escape + 1 + letter.len_utf8();
        }
        self.add(&inner[from..], base + from);
        Some(())
    }

    fn add(&mut self, text: &str, at: usize) {
        let entry = &mut self.entry;
        match entry.part {
            _ if text.is_empty() => {}
            Part::Id => entry.id.push_str(text),
            Part::Message => entry.message.add(text, at),
            Part::Nothing | Part::Context | Part::Plural => {}
        }
    }

    /// Ends an entry. One whose id is empty tells of the file.
    fn end(&mut self) {
        let entry = std::mem::take(&mut self.entry);
        let Entry { is_fuzzy, has_plural, has_context, id, message, .. } = entry;
        if is_fuzzy || has_plural || id.is_empty() || message.text.trim().is_empty() {
            return;
        }
        let catalog = &mut self.catalog;
        let at = catalog.messages.len();
        catalog.messages.push(message);
        let mut key = Key::default();
        Parser::new_ext(&id, OPTIONS).for_each(|event| key.add(&event));
        // What is meant in one context only gives way to what is meant in all.
        match has_context {
            true => {
                catalog.by_meaning.entry(key.end()).or_insert(at);
                catalog.by_text.entry(id).or_insert(at);
            }
            false => {
                catalog.by_meaning.insert(key.end(), at);
                catalog.by_text.insert(id, at);
            }
        }
    }

    fn refuse(&mut self, span: Range<usize>) {
        let message = "this is no line of a message catalog";
        let problem = Diagnostic::at(Code::BadCatalog, &self.catalog.source, span, message);
        let help = "write `msgid` or `msgstr` and a text in quotation marks, or check the file with \
                    `msgfmt --check`";
        self.problems.push(problem.label("it is passed over").help(help));
    }
}

/// What a letter behind a backslash means.
fn meant(letter: char) -> Option<&'static str> {
    Some(match letter {
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        '"' => "\"",
        '\\' => "\\",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A catalog, and the lines of its problems.
    fn read(text: &str) -> (Catalog, Vec<usize>) {
        let source = Arc::new(Source::new("po/fr.po", text));
        let (catalog, problems) = Catalog::read("fr", &source);
        let lines = problems.iter().map(|problem| {
            let place = problem.place.as_ref().unwrap();
            place.position().line
        });
        (catalog, lines.collect())
    }

    fn of<'a>(catalog: &'a Catalog, text: &str) -> Option<&'a str> {
        catalog.text(text).map(|message| message.text.as_str())
    }

    #[test]
    fn messages_have_their_translations() {
        let text = "msgid \"\"\nmsgstr \"\"\n\"Language: fr\\n\"\n\n\
            #: src/a.md:1\nmsgid \"One\"\nmsgstr \"Un\"\n\n\
            msgid \"\"\n\"Two \"\n\"lines\"\nmsgstr \"\"\n\"Deux \"\n\"lignes \\\"ici\\\"\\n\"\n\
            msgctxt \"x\"\nmsgid \"Three\"\nmsgstr \"Trois\"\n\
            msgctxt \"y\"\nmsgid \"One\"\nmsgstr \"Une\"\n\nmsgid \"Blank\"\nmsgstr \" \"\n\n\
            #, fuzzy, c-format\nmsgid \"Four\"\nmsgstr \"Quatre?\"\n\n\
            msgid \"Five\"\nmsgstr \"\"\n\n\
            msgid \"%d\"\nmsgid_plural \"%ds\"\nmsgstr[0] \"a\"\nmsgstr[1] \"b\"\n\n\
            #~ msgid \"Six\"\n#~ msgstr \"Six\"\n";
        for text in [text.to_owned(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
            let (catalog, problems) = read(&text);
            assert!(problems.is_empty());
            assert_eq!(of(&catalog, "One"), Some("Un"));
            assert_eq!(of(&catalog, "Two lines"), Some("Deux lignes \"ici\"\n"));
            assert_eq!(of(&catalog, "Three"), Some("Trois"));
            for none in ["", "Blank", "Four", "Five", "%d", "Six"] {
                assert_eq!(of(&catalog, none), None, "{none}");
            }
        }
    }

    #[test]
    fn pieces_know_where_they_are_written() {
        let (catalog, _) = read("msgid \"a\"\nmsgstr \"\"\n\"b\\n\"\n\"c \\\"d\"\n");
        let mut composed = Composed::default();
        catalog.write(catalog.text("a").unwrap(), &mut composed, |_, _| None);
        let made = composed.source("src/a.fr.md");
        assert_eq!(made.text, "b\nc \"d");
        for (at, letter) in made.text.char_indices().filter(|(_, letter)| letter.is_alphabetic()) {
            let (source, span) = made.origin(at..at + 1).unwrap();
            assert_eq!(source.text[span].chars().next(), Some(letter));
        }
    }

    #[test]
    fn what_is_no_catalog_is_told_and_passed_over() {
        let (catalog, problems) = read(
            "hello\n\"loose\"\nmsgid \"a\nmsgid \"b\"\nmsgstr \"x\\q\"\nmsgstr \"\nmsgid\n\n\
             msgid \"c\"\nmsgstr \"C\"\n",
        );
        assert_eq!(problems, [1, 2, 3, 5, 6, 7]);
        assert_eq!(of(&catalog, "c"), Some("C"));
    }
}
