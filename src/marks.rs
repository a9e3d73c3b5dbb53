//! What common preprocessors of mdBook mark in a text → Markdown that says the same.
//!
//! A block of code in the language `admonish` becomes a note, and `<!-- toc -->` a list of the headings of
//! the document. `<!-- cmdrun … -->` would run a command, which is shown and told instead. Each byte
//! knows where it was written.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use crate::diagnostics::{Code, Diagnostic};
use crate::parse::{self, Dialect};
use crate::source::{Composed, Source};

/// Whether a text may have such marks.
pub fn may_have(text: &str) -> bool {
    text.contains("admonish") || text.contains(TOC) || text.contains(CMDRUN)
}

const TOC: &str = "<!-- toc -->";
const CMDRUN: &str = "<!-- cmdrun ";

/// The kinds of `admonish` by the note that each becomes.
const NOTES: [(&str, &[&str]); 5] = [
    (
        "NOTE",
        &[
            "note", "quote", "cite", "abstract", "summary", "tldr", "info", "todo", "question",
            "help", "faq",
        ],
    ),
    ("TIP", &["tip", "hint", "success", "check", "done", "example"]),
    ("IMPORTANT", &["important"]),
    ("WARNING", &["warning", "caution", "attention"]),
    ("CAUTION", &["danger", "error", "failure", "fail", "missing", "bug"]),
];

/// The text with Markdown in the place of its marks, and what cannot be done.
pub fn written_out(source: &Arc<Source>) -> (Arc<Source>, Vec<Diagnostic>) {
    if !may_have(&source.text) {
        return (Arc::clone(source), Vec::new());
    }
    let mut writing =
        Writing { source, composed: Composed::default(), at: 0, problems: Vec::new() };
    writing.composed.title = source.title().map(str::to_owned);
    let base = source.bom_len();
    let options = Options::ENABLE_TABLES | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    for (event, range) in Parser::new_ext(&source.text[base..], options).into_offset_iter() {
        let range = base + range.start..base + range.end;
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                if let Some(note) = Note::read(&info) {
                    writing.note(&note, range);
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => match html.trim() {
                TOC => writing.headings(range),
                comment if comment.starts_with(CMDRUN) && comment.ends_with("-->") => {
                    writing.command(comment, range);
                }
                _ => {}
            },
            _ => {}
        }
    }
    let Writing { mut composed, at, problems, .. } = writing;
    if at == 0 {
        return (Arc::clone(source), problems);
    }
    composed.copy(source, at..source.text.len());
    (Arc::new(composed.source(&source.path)), problems)
}

struct Writing<'a> {
    source: &'a Arc<Source>,
    composed: Composed,
    /// Up to where the text has been written.
    at: usize,
    problems: Vec<Diagnostic>,
}

/// What the line says that opens a block of `admonish`.
struct Note {
    kind: &'static str,
    title: String,
    /// Where links lead.
    id: Option<String>,
}

impl Note {
    fn read(info: &str) -> Option<Self> {
        let rest = info.trim().strip_prefix("admonish")?;
        if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
            return None;
        }
        let name = rest.split_whitespace().next().unwrap_or("note").to_ascii_lowercase();
        let name = name.split(['.', '"', '=']).next().unwrap_or_default();
        let found = NOTES.iter().find(|(_, names)| names.contains(&name));
        let kind = found.map_or("NOTE", |(kind, _)| kind);
        let own = quoted(rest);
        // A kind that readers would not see otherwise is its title.
        let is_shown = kind.eq_ignore_ascii_case(name) || found.is_none();
        let title = own.unwrap_or_else(|| if is_shown { String::new() } else { capitalised(name) });
        let id = valued(rest, "id=").filter(|id| id.chars().all(is_of_id));
        Some(Self { kind, title, id })
    }
}

fn is_of_id(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_')
}

/// The title: what stands in quotation marks, alone or behind `title=`.
fn quoted(rest: &str) -> Option<String> {
    let alone = || rest.find('"').filter(|at| !rest[..*at].contains('='));
    valued(rest, "title=").or_else(|| in_quotes(&rest[alone()?..]))
}

/// What stands in quotation marks behind a word.
fn valued(rest: &str, word: &str) -> Option<String> {
    in_quotes(&rest[rest.find(word)? + word.len()..])
}

fn in_quotes(rest: &str) -> Option<String> {
    let inner = rest.trim_start().strip_prefix('"')?;
    let end = inner.find('"')?;
    Some(inner[..end].trim().to_owned())
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

impl Writing<'_> {
    /// Writes what stands before a mark.
    fn until(&mut self, range: &Range<usize>) -> bool {
        if range.start < self.at {
            return false;
        }
        self.composed.copy(self.source, self.at..range.start);
        self.at = range.end;
        true
    }

    /// Writes a block of code as a note.
    fn note(&mut self, note: &Note, range: Range<usize>) {
        let text = &self.source.text;
        let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let indent = " ".repeat(text[line..range.start].chars().count());
        let block = text[range.clone()].trim_end();
        let mut lines = block.split_inclusive('\n');
        let mut at = range.start + lines.next().map_or(0, str::len);
        let last = block.rfind('\n').map_or(range.end, |last| range.start + last + 1);
        let closes = text[last..].trim_start().starts_with(['`', '~']);
        if !self.until(&range) {
            return;
        }
        self.composed.push(&format!("> [!{}]\n", note.kind), self.source, range.start);
        if let Some(id) = &note.id {
            let anchor = format!("{indent}> <a id=\"{id}\"></a>\n{indent}>\n");
            self.composed.push(&anchor, self.source, range.start);
        }
        if !note.title.is_empty() {
            let title = format!("{indent}> **{}**\n{indent}>\n", note.title);
            self.composed.push(&title, self.source, range.start);
        }
        for line in lines {
            if at >= last && closes {
                break;
            }
            let blank = line.len() - line.trim_start_matches(' ').len();
            let skip = blank.min(indent.len());
            self.composed.push(&format!("{indent}> "), self.source, at);
            self.composed.copy(self.source, at + skip..at + line.len());
            at += line.len();
        }
        let end = &text[range.start + block.len()..range.end];
        // The line that ends the block becomes the blank one that ends the note.
        self.composed.push(end, self.source, last);
    }

    /// Writes a list of the headings of the document.
    fn headings(&mut self, range: Range<usize>) {
        if !self.until(&range) {
            return;
        }
        let options = parse::Options { dialect: Dialect::Book, ..parse::Options::default() };
        let document = parse::parse(self.source, options);
        let shown = document.headings.iter().filter(|heading| heading.level > 1);
        let least = shown.clone().map(|heading| heading.level).min().unwrap_or_default();
        let lines = shown.map(|heading| {
            let indent = "  ".repeat(usize::from(heading.level - least));
            let title: String = heading.title.text.chars().flat_map(escaped).collect();
            format!("{indent}- [{title}](#{})\n", heading.anchor)
        });
        let list: String = lines.collect();
        self.composed.push(&format!("\n{list}\n"), self.source, range.start);
    }

    /// Shows a command that does not run.
    fn command(&mut self, comment: &str, range: Range<usize>) {
        if !self.until(&range) {
            return;
        }
        let command = comment.trim_start_matches(CMDRUN).trim_end_matches("-->").trim();
        let message = format!("the command `{command}` does not run");
        let help =
            "write its output into the text, or use the preprocessor with `--allow-preprocessors`";
        let span = range.start..range.end.min(range.start + comment.len());
        self.problems.push(Diagnostic::at(Code::NotRun, self.source, span, message).help(help));
        let ends = self.source.text[range.clone()].ends_with('\n');
        let shown = format!("`` {command} ``{}", if ends { "\n" } else { "" });
        self.composed.push(&shown, self.source, range.start);
    }
}

/// A letter as Markdown shows it.
fn escaped(letter: char) -> impl Iterator<Item = char> {
    letter.is_ascii_punctuation().then_some('\\').into_iter().chain([letter])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(written: &str) -> String {
        let source = Arc::new(Source::new("src/a.md", written));
        let (out, problems) = written_out(&source);
        assert_eq!(problems, []);
        out.text.clone()
    }

    #[test]
    fn blocks_of_admonish_become_notes() {
        for (written, expected) in [
            ("```admonish\nA *b*.\n```\n", "> [!NOTE]\n> A *b*.\n\n"),
            ("```admonish warning\nA.\n\nB.\n```\nC\n", "> [!WARNING]\n> A.\n> \n> B.\n\nC\n"),
            ("```admonish danger \"Look out\"\nA.\n```", "> [!CAUTION]\n> **Look out**\n>\n> A.\n"),
            (
                "```admonish tip title=\"B\", id=\"here\"\nA.\n```",
                "> [!TIP]\n> <a id=\"here\"></a>\n>\n> **B**\n>\n> A.\n",
            ),
            ("~~~admonish example\nA.\n~~~\n", "> [!TIP]\n> **Example**\n>\n> A.\n\n"),
            (
                "```admonish tip title='x', title=\"T\", collapsible=true\nA.\n```\n",
                "> [!TIP]\n> A.\n\n",
            ),
            ("```admonish info title=\"\"\nA.\n```\n", "> [!NOTE]\n> A.\n\n"),
            (
                "- x\n\n  ```admonish bug\n  A.\n  ```\n",
                "- x\n\n  > [!CAUTION]\n  > **Bug**\n  >\n  > A.\n\n",
            ),
            ("````admonish note\n```rust\na\n```\n````\n", "> [!NOTE]\n> ```rust\n> a\n> ```\n\n"),
            ("```admonished\nA\n```\n", "```admonished\nA\n```\n"),
            ("```text\n```admonish\n```\n", "```text\n```admonish\n```\n"),
        ] {
            assert_eq!(text(written), expected, "{written}");
        }
    }

    #[test]
    fn a_table_of_contents_lists_headings() {
        assert_eq!(
            text("# A\n\n<!-- toc -->\n\n## B `c`\n\n### D\n\n## B `c`\n"),
            "# A\n\n\n- [B c](#b-c)\n  - [D](#d)\n- [B c](#b-c-1)\n\n\n## B `c`\n\n### D\n\n## B `c`\n"
        );
    }

    #[test]
    fn commands_are_shown_and_told() {
        let source = Arc::new(Source::new(
            "src/a.md",
            "Now:\n\n<!-- cmdrun date -u -->\n\nAnd <!-- cmdrun ls -->.\n",
        ));
        let (out, problems) = written_out(&source);
        assert_eq!(out.text, "Now:\n\n`` date -u ``\n\nAnd `` ls ``.\n");
        let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told, ["the command `date -u` does not run", "the command `ls` does not run"]);
    }
}
