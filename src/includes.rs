//! What a document includes of other files: `{{#include file.rs:2:10}}` and its like, as mdBook has them,
//! and `![[file.md#part]]`, alone on a line.
//!
//! Goes in: a [`Source`] as it is written, and what reads other files. Comes out: a source with what it
//! includes in place, which knows of each of its bytes where that is written ([`Source::origin`]).
//! Parsing meets nothing else, so that Markdown may begin in one file and end in another.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic};
use crate::parse::{self, Heading, Options};
use crate::path::joined;
use crate::source::{Composed, Source};

/// So many files include one another in a row at most.
const DEEPEST: usize = 10;

/// No document gets larger by what it includes.
const LARGEST: usize = 64 << 20;

/// So many files a document includes at most, those that they include among them.
const MOST: usize = 10_000;

/// What reads a file by its path, which begins at the folder above all that may be included.
pub type Reader<'a> = dyn Fn(&str) -> Result<Arc<Source>, String> + Sync + 'a;

/// What a document can write to include another file.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Syntax {
    /// `{{#include file.rs}}` and its like.
    pub braces: bool,
    /// `![[file.md#part]]`.
    pub brackets: bool,
}

impl Syntax {
    /// Whether a text may include something.
    pub fn may_include(self, text: &str) -> bool {
        self.braces && text.contains("{{") || self.brackets && text.contains(EMBED)
    }
}

/// Why something is not included, and a way out.
struct Refusal {
    why: String,
    help: &'static str,
}

impl From<String> for Refusal {
    fn from(why: String) -> Self {
        let help = "paths are relative to the folder of the file that includes; what is outside of the \
                    repository cannot be included";
        Self { why, help }
    }
}

/// What begins the inclusion of a document.
const EMBED: &str = "![[";

/// A document with what it includes, and what was wrong.
#[derive(Debug)]
pub struct Expanded {
    /// The document. One that includes nothing is the source as it was.
    pub source: Arc<Source>,
    /// The paths of the files that it includes, as the reader knows them.
    pub files: Vec<String>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Puts in place what a document includes, which the reader knows by a path.
pub fn expand(source: &Arc<Source>, path: &str, syntax: Syntax, read: &Reader<'_>) -> Expanded {
    let mut expanding = Expanding {
        read,
        syntax,
        composed: Composed::default(),
        files: Vec::new(),
        diagnostics: Vec::new(),
        is_changed: false,
    };
    let whole = source.bom_len()..source.text.len();
    expanding.composed.push(&source.text[..whole.start], source, 0);
    expanding.text(source, whole, &mut vec![path.to_owned()]);
    let Expanding { composed, files, diagnostics, is_changed, .. } = expanding;
    let source = match is_changed {
        true => Arc::new(composed.source(&source.path)),
        false => Arc::clone(source),
    };
    Expanded { source, files, diagnostics }
}

/// A file that is included: its path, and the lines of it that are meant.
type Found = (String, Arc<Source>, Vec<Range<usize>>);

struct Expanding<'a> {
    read: &'a Reader<'a>,
    syntax: Syntax,
    composed: Composed,
    files: Vec<String>,
    diagnostics: Vec<Diagnostic>,
    is_changed: bool,
}

/// An instruction in a text.
#[derive(Debug, PartialEq, Eq)]
enum Instruction<'t> {
    /// One that is shown as it stands, behind a backslash.
    Escaped,
    /// What to do, with the words behind it.
    Do(&'t str, Vec<&'t str>),
    /// Includes a document, or the part of it that stands behind a number sign.
    Embed(&'t str),
}

/// The part of a file that is included.
#[derive(Debug, PartialEq, Eq)]
enum Part<'t> {
    /// Lines, from 0.
    Lines(Range<usize>),
    /// What stands between two marks of a name.
    Anchor(&'t str),
    /// The text of a document.
    Text,
    /// What stands between two marks of a name, or else the section of a heading with that anchor.
    Section(&'t str),
}

impl Expanding<'_> {
    /// Adds a range of a file. `around` are the paths of the files that include it, and its own.
    fn text(&mut self, source: &Arc<Source>, range: Range<usize>, around: &mut Vec<String>) {
        let mut at = range.start;
        for (span, instruction) in instructions(&source.text[range.clone()], self.syntax) {
            let span = range.start + span.start..range.start + span.end;
            self.composed.push(&source.text[at..span.start], source, at);
            at = span.end;
            match instruction {
                Instruction::Escaped => {
                    self.is_changed = true;
                    self.composed.push(&source.text[span.start + 1..at], source, span.start + 1);
                }
                Instruction::Do(name, words) => {
                    let done = self.follow(source, &span, (name, &words), around);
                    self.done(source, span, done);
                }
                Instruction::Embed(target) => {
                    let done = self.embed(target, around).map_err(Some);
                    self.done(source, span, done);
                }
            }
        }
        self.composed.push(&source.text[at..range.end], source, at);
    }

    /// What could not be done stays as it is written.
    fn done(
        &mut self,
        source: &Arc<Source>,
        span: Range<usize>,
        done: Result<(), Option<Refusal>>,
    ) {
        match done {
            Ok(()) => self.is_changed = true,
            Err(refusal) => {
                self.is_changed |= refusal.is_some();
                self.composed.push(&source.text[span.clone()], source, span.start);
                let told = refusal.map(|Refusal { why, help }| {
                    Diagnostic::at(Code::BadInclude, source, span, why).help(help)
                });
                self.diagnostics.extend(told);
            }
        }
    }

    /// Does what an instruction says, or says why it cannot be done: nothing, if it is for others.
    fn follow(
        &mut self,
        source: &Arc<Source>,
        span: &Range<usize>,
        (name, words): (&str, &[&str]),
        around: &mut Vec<String>,
    ) -> Result<(), Option<Refusal>> {
        if name == "title" {
            if words.is_empty() {
                return Err(None);
            }
            self.composed.title = Some(words.join(" "));
            return Ok(());
        }
        if !parse::INSTRUCTIONS.contains(&name) {
            return Err(None);
        }
        // Without a file it is only spoken of.
        let target = words.first().ok_or(None)?;
        let (file, part) = match name {
            "playground" | "playpen" => (*target, Part::Lines(0..usize::MAX)),
            _ => parted(target),
        };
        let (path, found, lines) = self.found(file, &part, around).map_err(Some)?;
        self.files.push(path.clone());
        around.push(path);
        match name {
            "include" => self.included(&found, &lines, around),
            "rustdoc_include" => self.with_the_rest_hidden(&found, &lines),
            _ => self.playground(source, span, &found, &words[1..]),
        }
        around.pop();
        Ok(())
    }

    /// Adds a document, or a part of it.
    fn embed(&mut self, target: &str, around: &mut Vec<String>) -> Result<(), Refusal> {
        let (file, part) = match target.split_once('#') {
            Some((file, part)) => (file, Part::Section(part)),
            None => (target, Part::Text),
        };
        let (path, found, lines) = self.found(file, &part, around)?;
        self.files.push(path.clone());
        around.push(path);
        self.included(&found, &lines, around);
        around.pop();
        Ok(())
    }

    /// The file that one names, by its path, and the lines of it that are meant.
    fn found(&self, file: &str, part: &Part<'_>, around: &[String]) -> Result<Found, Refusal> {
        let folder = around.last().and_then(|own| own.rsplit_once('/')).map_or("", |(own, _)| own);
        let path = joined(folder, file);
        let path = path.ok_or_else(|| format!("`{file}` leaves the repository"))?;
        if around.contains(&path) || around.len() > DEEPEST {
            return Err(format!("`{file}` includes itself in the end").into());
        }
        if self.files.len() >= MOST {
            let why = format!("`{file}`: this document includes {MOST} files already");
            return Err(Refusal { why, help: "divide the document, or include fewer files" });
        }
        let found = (self.read)(&path).map_err(|why| format!("`{file}`: {why}"))?;
        if self.composed.len() + found.text.len() > LARGEST {
            let why = format!("`{file}` would make this document larger than 64 MB");
            return Err(Refusal { why, help: "divide the document, or include parts of the file" });
        }
        let lines = part.lines(&found).ok_or_else(|| part.is_not_in(file))?;
        Ok((path, found, lines))
    }

    /// Adds lines of a file, and what they include.
    fn included(&mut self, found: &Arc<Source>, lines: &[Range<usize>], around: &mut Vec<String>) {
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                self.composed.push("\n", found, line.start);
            }
            self.text(found, line.clone(), around);
        }
    }

    /// Adds all of a file, the lines that are not shown as lines that readers may show.
    fn with_the_rest_hidden(&mut self, found: &Arc<Source>, shown: &[Range<usize>]) {
        for (at, line) in
            all_lines(found).into_iter().filter(|line| !is_mark(found, line)).enumerate()
        {
            if at > 0 {
                self.composed.push("\n", found, line.start);
            }
            if !shown.contains(&line) {
                self.composed.push("# ", found, line.start);
            }
            self.composed.push(&found.text[line.clone()], found, line.start);
        }
    }

    /// Adds a file as code.
    fn playground(
        &mut self,
        source: &Arc<Source>,
        span: &Range<usize>,
        found: &Arc<Source>,
        words: &[&str],
    ) {
        let attributes: String = words.iter().map(|word| format!(",{word}")).collect();
        self.composed.push(&format!("```rust{attributes}\n"), source, span.start);
        let text = found.text[found.bom_len()..].trim_end_matches('\n');
        self.composed.push(text, found, found.bom_len());
        self.composed.push("\n```\n", source, span.start);
    }
}

impl Part<'_> {
    /// Why a file has no such part.
    fn is_not_in(&self, file: &str) -> Refusal {
        match self {
            Part::Anchor(name) => Refusal {
                why: format!("`{file}` has no part `{name}`"),
                help: "a part stands between a line with `ANCHOR: name` and one with `ANCHOR_END: name`",
            },
            Part::Section(name) => Refusal {
                why: format!("`{file}` has no part `{name}`"),
                help: "a part is a heading with this anchor, or stands between `ANCHOR: name` and `ANCHOR_END: name`",
            },
            Part::Lines(_) | Part::Text => Refusal {
                why: format!("`{file}` has no such lines"),
                help: "lines are counted from 1: `file.rs:2:10` is from the second to the tenth",
            },
        }
    }

    /// The lines of a file that it means, without their ends; `None` where there is no such part.
    fn lines(&self, source: &Arc<Source>) -> Option<Vec<Range<usize>>> {
        let lines = all_lines(source);
        match self {
            Part::Lines(range) => {
                let end = range.end.min(lines.len());
                // An empty file has no lines, and all of them can be included.
                let is_there = range.start == 0 || range.start < end;
                is_there.then(|| lines[range.start..end].to_vec())
            }
            Part::Text => Some(vec![text_of(source)]),
            Part::Section(name) => {
                Part::Anchor(name).lines(source).or_else(|| Some(vec![section(source, name)?]))
            }
            Part::Anchor(name) => {
                let of = |line: &Range<usize>| mark(&source.text[line.clone()]);
                let start = lines.iter().position(|line| of(line) == Some((Mark::Start, *name)))?;
                let inside = lines[start + 1..].iter();
                let inside = inside.take_while(|line| of(line) != Some((Mark::End, *name)));
                Some(inside.filter(|line| of(line).is_none()).cloned().collect())
            }
        }
    }
}

/// The text of a document, behind its fields.
fn text_of(source: &Source) -> Range<usize> {
    let start = source.bom_len();
    let text = &source.text[start..];
    let fields = text.strip_prefix("+++\n").and_then(|rest| rest.find("\n+++\n"));
    let start = start + fields.map_or(0, |end| "+++\n".len() + end + "\n+++\n".len());
    start..start + source.text[start..].trim_end().len()
}

/// The section of a heading that has an anchor, with the heading.
fn section(source: &Arc<Source>, anchor: &str) -> Option<Range<usize>> {
    let document = parse::parse(source, Options::default());
    let has =
        |heading: &&Heading| *heading.anchor == *anchor || heading.also.as_deref() == Some(anchor);
    let own = document.headings.iter().find(has)?;
    let mut after =
        document.headings.iter().skip_while(|heading| heading.span.start <= own.span.start);
    let next = after.find(|heading| !heading.nested && heading.level <= own.level);
    let end = next.map_or(source.text.len(), |next| next.span.start);
    Some(own.span.start..own.span.start + source.text[own.span.start..end].trim_end().len())
}

/// The lines of a text, without their ends.
fn all_lines(source: &Source) -> Vec<Range<usize>> {
    let start = source.bom_len();
    let mut at = start;
    let lines = source.text[start..].split_inclusive('\n').map(|line| {
        let begin = at;
        at += line.len();
        begin..begin + line.trim_end_matches(['\n', '\r']).len()
    });
    lines.collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Start,
    End,
}

/// The mark that a line is, with its name: `// ANCHOR: name`.
fn mark(line: &str) -> Option<(Mark, &str)> {
    let (kind, rest) = match (line.split_once("ANCHOR_END:"), line.split_once("ANCHOR:")) {
        (Some((_, rest)), _) => (Mark::End, rest),
        (None, Some((_, rest))) => (Mark::Start, rest),
        (None, None) => return None,
    };
    let rest = rest.trim_start();
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    let end = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
    (end > 0).then(|| (kind, &rest[..end]))
}

fn is_mark(source: &Source, line: &Range<usize>) -> bool {
    mark(&source.text[line.clone()]).is_some()
}

/// A file and the part of it that a word names: `file.rs:2:10`, `file.rs::10`, `file.rs:part`.
fn parted(target: &str) -> (&str, Part<'_>) {
    const ALL: Range<usize> = 0..usize::MAX;
    let mut pieces = target.split(':');
    let file = pieces.next().unwrap_or_default();
    let (first, last) = (pieces.next(), pieces.next());
    let number = |word: &str| word.trim().parse::<usize>().ok();
    let part = match (first, last) {
        (None, _) => Part::Lines(ALL),
        (Some(first), None) => match number(first) {
            Some(line) => Part::Lines(line.saturating_sub(1)..line.max(1)),
            None if first.trim().is_empty() => Part::Lines(ALL),
            None => Part::Anchor(first.trim()),
        },
        (Some(first), Some(last)) => {
            let start = number(first).map_or(0, |line| line.saturating_sub(1));
            Part::Lines(start..number(last).unwrap_or(usize::MAX))
        }
    };
    (file, part)
}

/// The instructions of a text with their places, in order.
fn instructions(text: &str, syntax: Syntax) -> Vec<(Range<usize>, Instruction<'_>)> {
    let mut found = if syntax.brackets { embeds(text) } else { Vec::new() };
    if syntax.braces {
        found.extend(in_braces(text));
        found.sort_by_key(|(span, _)| span.start);
    }
    found
}

/// The lines of a text that include documents. None of them is in a block of code.
fn embeds(text: &str) -> Vec<(Range<usize>, Instruction<'_>)> {
    let (mut found, mut at, mut fence) = (Vec::new(), 0, None);
    for line in text.split_inclusive('\n') {
        let own = line.trim();
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        let mark = ["```", "~~~"].into_iter().find(|mark| own.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        let target = own.strip_prefix(EMBED).and_then(|rest| rest.strip_suffix("]]"));
        let is_document = |target: &&str| {
            target.split('#').next().unwrap_or_default().ends_with(".md") && !target.contains('|')
        };
        if let Some(target) = target.filter(is_document).filter(|_| fence.is_none()) {
            found.push((start..start + own.len(), Instruction::Embed(target)));
        }
    }
    found
}

/// The instructions in double braces.
fn in_braces(text: &str) -> Vec<(Range<usize>, Instruction<'_>)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|at| from + at) {
        let inner = open + 2;
        let Some(close) = text[inner..].find("}}").map(|at| inner + at) else { break };
        let words = text[inner..close].trim();
        let is_escaped = text[..open].ends_with('\\');
        from = inner;
        // An instruction stands in one piece, and begins with its name.
        let Some(rest) = words.strip_prefix('#').filter(|rest| !rest.contains(['{', '}'])) else {
            continue;
        };
        let mut words = rest.split_whitespace();
        let name = words.next().unwrap_or_default();
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if name.is_empty() || !name.chars().all(is_name) || rest.starts_with(char::is_whitespace) {
            continue;
        }
        from = close + 2;
        match is_escaped {
            true => found.push((open - 1..from, Instruction::Escaped)),
            false => found.push((open..from, Instruction::Do(name, words.collect()))),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "fn main() {\n    let x = 1;\n    // ANCHOR: part\n    show(x);\n    // ANCHOR_END: part\n}\n";

    fn expanded(text: &str) -> Expanded {
        let source = Arc::new(Source::new("src/ch/a.md", text));
        let read = |path: &str| match path {
            "book/src/ch/code.rs" => Ok(Arc::new(Source::new(path, CODE))),
            "book/listings/outer.md" => {
                Ok(Arc::new(Source::new(path, "Outer {{#include ../src/ch/inner.md}}.\n")))
            }
            "book/src/ch/parts.md" => Ok(Arc::new(Source::new(
                path,
                "+++\nx = 1\n+++\n# A\n\nOne.\n\n## B *c*\n\nTwo.\n\n## D\nANCHOR: e\nThree.\nANCHOR_END: e\n",
            ))),
            "book/src/ch/inner.md" => Ok(Arc::new(Source::new(path, "inner *text*\n"))),
            "book/src/ch/loop.md" => Ok(Arc::new(Source::new(path, "loop {{#include loop.md}}\n"))),
            _ => Err("there is no such file".to_owned()),
        };
        let syntax = Syntax { braces: true, brackets: true };
        expand(&source, "book/src/ch/a.md", syntax, &read)
    }

    #[test]
    fn documents_and_their_parts_are_included() {
        for (line, expected) in [
            (
                "![[parts.md]]",
                "# A\n\nOne.\n\n## B *c*\n\nTwo.\n\n## D\nANCHOR: e\nThree.\nANCHOR_END: e",
            ),
            ("  ![[parts.md#b-c]]  ", "  ## B *c*\n\nTwo.  "),
            ("![[parts.md#e]]", "Three."),
            ("See ![[parts.md]]", "See ![[parts.md]]"),
            ("```\n![[parts.md]]\n```", "```\n![[parts.md]]\n```"),
            ("\\![[parts.md]]", "\\![[parts.md]]"),
            ("![[parts]]", "![[parts]]"),
            ("![[parts.md|full]]", "![[parts.md|full]]"),
        ] {
            assert_eq!(text(line), expected, "{line}");
        }
        let expanded = expanded("![[parts.md#gone]]\n![[a.md]]");
        let told = expanded.diagnostics.iter().map(|problem| problem.message.as_str());
        let expected = ["`parts.md` has no part `gone`", "`a.md` includes itself in the end"];
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    fn text(text: &str) -> String {
        let expanded = expanded(text);
        assert_eq!(expanded.diagnostics, []);
        expanded.source.text.clone()
    }

    #[test]
    fn lines_and_parts_of_files_are_included() {
        for (spec, expected) in [
            ("code.rs:2", "    let x = 1;"),
            ("code.rs:1:2", "fn main() {\n    let x = 1;"),
            ("code.rs:6:", "}"),
            ("code.rs::1", "fn main() {"),
            ("code.rs:part", "    show(x);"),
            ("inner.md", "inner *text*"),
            ("../../listings/outer.md", "Outer inner *text*."),
        ] {
            assert_eq!(
                text(&format!("<{{{{#include {spec}}}}}>")),
                format!("<{expected}>"),
                "{spec}"
            );
        }
    }

    #[test]
    fn the_rest_of_a_rust_file_is_hidden() {
        let expected = "# fn main() {\n#     let x = 1;\n    show(x);\n# }";
        assert_eq!(text("{{#rustdoc_include code.rs:part}}"), expected);
    }

    #[test]
    fn a_playground_is_code() {
        let shown = text("{{#playground code.rs editable}}");
        assert!(shown.starts_with("```rust,editable\nfn main() {"), "{shown}");
        assert!(shown.ends_with("}\n```\n"), "{shown}");
    }

    #[test]
    fn a_title_is_taken_out() {
        let expanded = expanded("{{#title Other title}}\n# A\n");
        assert_eq!(expanded.source.text, "\n# A\n");
        assert_eq!(expanded.source.title(), Some("Other title"));
    }

    #[test]
    fn what_is_escaped_or_for_others_stays() {
        assert_eq!(text("\\{{#include code.rs}}"), "{{#include code.rs}}");
        for same in [
            "{{ site.title }}",
            "{{#include}}",
            "{{#title }}",
            "{{#helpers x}}",
            "{{# include x}}",
            "{{#include",
            "{{}}",
        ] {
            assert_eq!(text(same), same);
        }
    }

    #[test]
    fn what_cannot_be_included_stays_and_is_told() {
        for (spec, why) in [
            ("gone.md", "`gone.md`: there is no such file"),
            ("../../../../out.md", "`../../../../out.md` leaves the repository"),
            ("code.rs:none", "`code.rs` has no part `none`"),
            ("code.rs:7", "`code.rs` has no such lines"),
            ("code.rs:5:2", "`code.rs` has no such lines"),
            ("loop.md", "`loop.md` includes itself in the end"),
            ("a.md", "`a.md` includes itself in the end"),
        ] {
            let expanded = expanded(&format!("See {{{{#include {spec}}}}}."));
            let messages: Vec<&str> =
                expanded.diagnostics.iter().map(|problem| problem.message.as_str()).collect();
            assert_eq!(messages, [why], "{spec}");
        }
    }

    #[test]
    fn a_document_includes_only_so_many_files() {
        let source = Arc::new(Source::new("a.md", "{{#include 0}}"));
        let read = |path: &str| {
            let next = path.parse::<usize>().expect("a number") + 1;
            let text = if next > 5 {
                "x".to_owned()
            } else {
                format!("{{{{#include {next}}}}}").repeat(10)
            };
            Ok(Arc::new(Source::new(path, text)))
        };
        let syntax = Syntax { braces: true, brackets: false };
        let expanded = expand(&source, "a.md", syntax, &read);
        assert_eq!(expanded.files.len(), MOST);
        let told: Vec<&str> =
            expanded.diagnostics.iter().map(|problem| problem.message.as_str()).collect();
        assert!(told.contains(&"`1`: this document includes 10000 files already"), "{told:?}");
        assert!(told.len() < 100, "{told:?}");
    }

    #[test]
    fn each_byte_knows_where_it_is_written() {
        let expanded = expanded("é {{#include code.rs:part}} end {{#include inner.md}}");
        let source = &expanded.source;
        for (piece, path, line, column) in [
            ("show", "book/src/ch/code.rs", 4, 5),
            ("end", "src/ch/a.md", 1, 29),
            ("text", "book/src/ch/inner.md", 1, 8),
        ] {
            let at = source.text.find(piece).unwrap();
            let (origin, span) = source.origin(at..at + piece.len()).unwrap();
            let position = origin.position(span.start);
            assert_eq!(
                (origin.path.as_str(), position.line, position.column),
                (path, line, column),
                "{piece}"
            );
        }
    }
}
