//! The lines of one table of contents.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};

use super::{Chapter, Item};
use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic};
use crate::ids::LanguageId;
use crate::parse::{self, Dialect, Options, Phrase};
use crate::path;
use crate::source::Source;
use crate::url;

/// Reads the lines of a file in a language.
pub(super) fn read(
    config: &Config,
    language: LanguageId,
    source: &Arc<Source>,
) -> (Vec<Item>, Vec<Diagnostic>) {
    let mut reading = Reading {
        config,
        options: Options::of(config, language, Dialect::Book),
        source,
        items: Vec::new(),
        numbers: Numbers::default(),
        depth: 0,
        item: None,
        open: None,
        has_heading: false,
        diagnostics: Vec::new(),
    };
    let text = &source.text[source.bom_len()..];
    for (event, span) in Parser::new_ext(text, pulldown_cmark::Options::empty()).into_offset_iter()
    {
        let base = source.bom_len();
        reading.event(event, span.start + base..span.end + base);
    }
    (reading.items, reading.diagnostics)
}

struct Reading<'a> {
    config: &'a Config,
    options: Options,
    source: &'a Arc<Source>,
    items: Vec<Item>,
    numbers: Numbers,
    /// How many lists are open.
    depth: usize,
    /// The item of a list that has not named its chapter yet.
    item: Option<Range<usize>>,
    /// The heading or link that is open, and where its words stand.
    open: Option<(Opened, Option<Range<usize>>)>,
    /// Whether there was a heading before.
    has_heading: bool,
    diagnostics: Vec<Diagnostic>,
}

/// What has words.
enum Opened {
    Heading(HeadingLevel),
    Link { target: String, span: Range<usize> },
}

impl Reading<'_> {
    fn event(&mut self, event: Event<'_>, span: Range<usize>) {
        match event {
            Event::Start(Tag::List(_)) => {
                self.depth += 1;
                // What an item has to say stands before the list within it.
                self.tell_unlinked();
            }
            Event::End(TagEnd::List(_)) => {
                self.depth -= 1;
                self.numbers.0.truncate(self.depth.max(1));
            }
            Event::Start(Tag::Item) => self.item = Some(span),
            Event::End(TagEnd::Item) => self.tell_unlinked(),
            Event::Start(Tag::Heading { level, .. }) => {
                self.open = Some((Opened::Heading(level), None));
            }
            Event::Start(Tag::Link { dest_url, link_type, .. })
                if !matches!(link_type, LinkType::Autolink | LinkType::Email) =>
            {
                let target = dest_url.into_string();
                // A heading that is a link has words all the same.
                if !matches!(self.open, Some((Opened::Heading(_), _))) {
                    self.open = Some((Opened::Link { target, span }, None));
                }
            }
            Event::End(TagEnd::Heading(_)) => self.heading(),
            Event::End(TagEnd::Link) => self.link(),
            Event::Rule => self.items.push(Item::Separator),
            _ => {
                if let Some((_, words)) = &mut self.open {
                    let start = words.as_ref().map_or(span.start, |words| words.start);
                    *words = Some(start..span.end);
                }
            }
        }
    }

    /// An item that names no chapter.
    fn tell_unlinked(&mut self) {
        let Some(span) = self.item.take() else { return };
        let line = self.source.text[span.clone()].lines().next().unwrap_or_default();
        let place = span.start..span.start + line.trim_end().len();
        self.problem(place, "this item names no chapter".to_owned());
    }

    fn problem(&mut self, span: Range<usize>, message: String) {
        let help = "write `- [Title](file.md)`, or `- [Title]()` for what has still to be written";
        let problem = Diagnostic::at(Code::BadContents, self.source, span, message);
        self.diagnostics.push(problem.help(help));
    }

    fn words(&self, words: Option<Range<usize>>) -> Phrase {
        let Some(words) = words else { return Phrase::default() };
        let written = &self.source.text[words.clone()];
        parse::parse_line(self.source, words, written, self.options.clone()).0
    }

    /// The first heading, where it stands above all else, is the title of the table of contents.
    fn heading(&mut self) {
        let Some((Opened::Heading(level), words)) = self.open.take() else { return };
        let is_title = !self.has_heading && self.items.is_empty();
        self.has_heading = true;
        if level == HeadingLevel::H1 && !is_title {
            let title = self.words(words);
            self.items.push(Item::Part(title));
        }
    }

    fn link(&mut self) {
        let Some((Opened::Link { target, span }, words)) = self.open.take_if(is_link) else {
            return;
        };
        let title = self.words(words);
        let is_item = self.item.take().is_some();
        let number = match (self.depth, is_item) {
            (0, _) => None,
            (_, false) => {
                return self.problem(span, "this item names its chapter already".to_owned());
            }
            (depth, true) => Some(self.numbers.next(depth)),
        };
        let depth = self.depth.saturating_sub(1);
        let stem = self.stem(&target, &span);
        self.items.push(Item::Chapter(Chapter { title, stem, number, depth, span }));
    }

    /// The document that an address leads to.
    fn stem(&mut self, target: &str, span: &Range<usize>) -> Option<Arc<str>> {
        let path = url::decoded(target.trim());
        if path.is_empty() {
            return None;
        }
        let below = path::joined("", &path).filter(|below| below.ends_with(".md"));
        let Some(below) = below else {
            let message = format!("`{path}` is no document below the content folder");
            self.problem(span.clone(), message);
            return None;
        };
        Some(self.config.stem_and_language(&below).0.into())
    }
}

/// The number of the last chapter of each depth, the outermost first.
#[derive(Default)]
pub(super) struct Numbers(Vec<usize>);

impl Numbers {
    /// The number of the next chapter of a depth, from 1 on.
    pub(super) fn next(&mut self, depth: usize) -> String {
        self.0.resize(depth, 0);
        self.0[depth - 1] += 1;
        let numbers: Vec<String> = self.0.iter().map(usize::to_string).collect();
        numbers.join(".")
    }
}

fn is_link(open: &mut (Opened, Option<Range<usize>>)) -> bool {
    matches!(open.0, Opened::Link { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a table of contents, as text.
    fn lines(text: &str) -> Vec<String> {
        let (config, _) = crate::config::load(&Arc::new(Source::new("book.toml", "")));
        let source = Arc::new(Source::new("src/SUMMARY.md", text));
        let (items, diagnostics) = read(&config, LanguageId::OWN, &source);
        let line = |item: &Item| match item {
            Item::Part(title) => format!("# {}", title.html()),
            Item::Separator => "---".to_owned(),
            Item::Chapter(Chapter { title, stem, number, depth, .. }) => {
                let number = number.as_deref().unwrap_or("-");
                let stem = stem.as_deref().unwrap_or("");
                format!("{}{number} {} ({stem})", "  ".repeat(*depth), title.html())
            }
        };
        let problems = diagnostics.iter().map(|problem| format!("! {}", problem.message));
        items.iter().map(line).chain(problems).collect()
    }

    #[test]
    fn chapters_are_numbered_within_each_other_and_through_all_parts() {
        let text = "# Summary\n\n[Preface](preface.md)\n\n# One\n\n- [A](a.md)\n    - [B](b/README.md)\n        \
                    * [C](b/c.md)\n    - [D]()\n- [E](e.md)\n\n---\n\n# Two\n\n- [F](f.md)\n  1. [G](g.md)\n\n[End](./end.md)\n";
        assert_eq!(
            lines(text),
            [
                "- Preface (preface)",
                "# One",
                "1 A (a)",
                "  1.1 B (b/README)",
                "    1.1.1 C (b/c)",
                "  1.2 D ()",
                "2 E (e)",
                "---",
                "# Two",
                "3 F (f)",
                "  3.1 G (g)",
                "- End (end)",
            ]
        );
    }

    #[test]
    fn titles_keep_their_markup_and_files_may_have_blanks() {
        let text = "- [**Bold** `code`](<hello world.md>)\n- [x](a%20b.md)\n";
        assert_eq!(
            lines(text),
            ["1 <strong>Bold</strong> <code>code</code> (hello world)", "2 x (a b)"]
        );
    }

    #[test]
    fn the_first_heading_is_the_title_unless_a_chapter_stands_before_it() {
        assert_eq!(lines("# Anything\n\n# Part\n"), ["# Part"]);
        assert_eq!(lines("[A](a.md)\n\n# Part\n"), ["- A (a)", "# Part"]);
        assert_eq!(lines("- [A](a.md)\n"), ["1 A (a)"]);
    }

    #[test]
    fn what_names_no_document_is_told() {
        let text =
            "- words\n- [out](../a.md)\n- [web](https://host.example/)\n- [A](a.md)\n  - more\n";
        assert_eq!(
            lines(text),
            [
                "1 out ()",
                "2 web ()",
                "3 A (a)",
                "! this item names no chapter",
                "! `../a.md` is no document below the content folder",
                "! `https://host.example/` is no document below the content folder",
                "! this item names no chapter",
            ]
        );
    }
}
