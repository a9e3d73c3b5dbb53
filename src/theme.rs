//! The theme folder of mdBook → what it adds to the pages of a site.
//!
//! Goes in: the files of the folder, as values. Comes out: a [`Theme`]: the icon, the stylesheets, and the
//! HTML of `head.hbs` and `header.hbs`, of which only the variables are understood, and which comes
//! through like that of trusted authors: nothing in it runs. The other files of such a folder replace
//! parts of mdBook that do not exist here.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic};
use crate::escape::escape_into;
use crate::parse::trusted::{self, Part};
use crate::source::Source;

/// What a theme adds to a site.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// The icon, by its path below the report's folder.
    pub icon: Option<String>,
    /// Stylesheets, by their paths below the report's folder.
    pub css: Vec<String>,
    /// What stands at the end of the head of each page.
    pub head: Snippet,
    /// What stands at the top of each page.
    pub header: Snippet,
}

/// A piece of HTML with gaps.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Snippet(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Html(String),
    Gap(Gap),
}

/// What a page puts into a piece of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// The way to the root of the site.
    Root,
    Title,
    Book,
    Description,
    Language,
}

/// What a page says of itself.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The way to the root of the site.
    pub root: &'a str,
    /// The title of the page.
    pub title: &'a str,
    /// The title of the book.
    pub book: &'a str,
    /// The description of the book.
    pub description: &'a str,
    /// The language of the page, as a BCP 47 tag.
    pub language: &'a str,
}

impl Theme {
    /// A theme out of the files of a folder of this name: their paths in it, and the texts of those that
    /// are read. Says also which files have no effect.
    pub fn of(folder: &str, paths: &[String], texts: &[Arc<Source>]) -> (Self, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let has = |name: &str| paths.iter().any(|path| path == name);
        let below = |name: &str| format!("{folder}/{name}");
        let icons = ["favicon.svg", "favicon.png"];
        let styles = ["fonts/fonts.css", "css/custom.css"];
        let snippet = |name: &str, problems: &mut Vec<Diagnostic>| {
            let source = texts.iter().find(|source| source.path == below(name));
            source.map(|source| Snippet::read(source, problems)).unwrap_or_default()
        };
        let theme = Self {
            icon: icons.into_iter().find(|name| has(name)).map(below),
            css: styles.into_iter().filter(|name| has(name)).map(below).collect(),
            head: snippet(HEAD, &mut problems),
            header: snippet(HEADER, &mut problems),
        };
        problems.extend(without_effect(folder, paths));
        (theme, problems)
    }
}

/// The files whose text becomes part of pages.
pub const TEXTS: [&str; 2] = [HEAD, HEADER];

const HEAD: &str = "head.hbs";
const HEADER: &str = "header.hbs";

/// The files that replace parts of mdBook.
const REPLACED: [&str; 11] = [
    "index.hbs",
    "redirect.hbs",
    "toc.html.hbs",
    "toc.js.hbs",
    "book.js",
    "highlight.js",
    "highlight.css",
    "css/chrome.css",
    "css/general.css",
    "css/print.css",
    "css/variables.css",
];

fn without_effect(folder: &str, paths: &[String]) -> Option<Diagnostic> {
    let replaced = REPLACED.iter().filter(|name| paths.iter().any(|path| path == *name));
    let names: Vec<String> = replaced.map(|name| format!("`{folder}/{name}`")).collect();
    let first = names.first()?;
    let message = match names.as_slice() {
        [one] => format!("{one} has no effect: it replaces a part of mdBook"),
        [most @ .., last] => {
            format!("{} and {last} have no effect: they replace parts of mdBook", most.join(", "))
        }
        [] => return None,
    };
    let source = Arc::new(Source::new(first.trim_matches('`'), ""));
    let problem = Diagnostic::at(Code::ThemeWithoutEffect, &source, 0..0, message);
    let help = "colours and fonts go into `css/custom.css` of the theme; templates belong to a look, \
                which is a folder in `themes/`";
    Some(problem.help(help))
}

impl Snippet {
    /// Reads a template of a theme.
    fn read(source: &Arc<Source>, problems: &mut Vec<Diagnostic>) -> Self {
        let text = source.text.as_str();
        let mut filled = Filled::default();
        let mut at = source.bom_len();
        while let Some(open) = text[at..].find("{{").map(|found| at + found) {
            let Some(end) = end_of_expression(text, open) else { break };
            filled.push(&text[at..open], at);
            at = end;
            let inner = text[open..end].trim_matches(['{', '}', '~']).trim();
            match gap(inner) {
                _ if inner.starts_with('!') => {}
                // An address that begins at the root is one without a root here.
                Some(Gap::Root) => {}
                Some(gap) => filled.gap(gap, open),
                None => problems.push(
                    Diagnostic::at(
                        Code::ThemeWithoutEffect,
                        source,
                        open..end,
                        format!("`{}` has no effect in a template", &text[open..end]),
                    )
                    .help(
                        "templates of a theme may name `path_to_root`, `title`, `chapter_title`, \
                         `book_title`, `description` and `language`",
                    ),
                ),
            }
        }
        filled.push(&text[at..], at);
        filled.snippet(source, problems)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The HTML on a page.
    pub fn html(&self, about: About<'_>) -> String {
        let mut html = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Html(text) => html.push_str(text),
                Piece::Gap(Gap::Root) => escape_into(&mut html, about.root),
                Piece::Gap(Gap::Title) => escape_into(&mut html, about.title),
                Piece::Gap(Gap::Book) => escape_into(&mut html, about.book),
                Piece::Gap(Gap::Description) => escape_into(&mut html, about.description),
                Piece::Gap(Gap::Language) => escape_into(&mut html, about.language),
            }
        }
        html
    }
}

/// The end of an expression of Handlebars, which is a comment or stands between two or three braces.
fn end_of_expression(text: &str, open: usize) -> Option<usize> {
    let rest = &text[open..];
    let close = match rest {
        _ if rest.starts_with("{{!--") => "--}}",
        _ if rest.starts_with("{{{") => "}}}",
        _ => "}}",
    };
    rest.find(close).map(|at| open + at + close.len())
}

fn gap(name: &str) -> Option<Gap> {
    match name {
        "path_to_root" => Some(Gap::Root),
        "title" | "chapter_title" => Some(Gap::Title),
        "book_title" => Some(Gap::Book),
        "description" => Some(Gap::Description),
        "language" => Some(Gap::Language),
        _ => None,
    }
}

/// A template whose variables are letters that no text has.
#[derive(Default)]
struct Filled {
    text: String,
    /// Where pieces of it are in the source, each from an offset of the text on.
    origins: Vec<(usize, usize)>,
    gaps: Vec<Gap>,
}

/// Stands for a variable: the next one of [`Filled::gaps`].
const GAP: char = '\u{f8ff}';

impl Filled {
    fn push(&mut self, text: &str, at: usize) {
        self.origins.push((self.text.len(), at));
        self.text.extend(text.chars().filter(|letter| *letter != GAP));
    }

    fn gap(&mut self, gap: Gap, at: usize) {
        self.origins.push((self.text.len(), at));
        self.text.push(GAP);
        self.gaps.push(gap);
    }

    fn origin(&self, range: &Range<usize>) -> usize {
        let after = self.origins.partition_point(|(own, _)| *own <= range.start);
        let (own, at) = self.origins[after.saturating_sub(1)];
        at + range.start - own
    }

    fn snippet(&self, source: &Arc<Source>, problems: &mut Vec<Diagnostic>) -> Snippet {
        let mut pieces = Vec::new();
        let mut gaps = self.gaps.iter().copied();
        let mut open: Vec<String> = Vec::new();
        for part in trusted::parts(&self.text) {
            let (range, why) = match part {
                Part::Html(html) => {
                    add(&mut pieces, html, &mut gaps);
                    continue;
                }
                Part::Address(address) => {
                    if !address.starts_with(['/', '#', GAP]) {
                        pieces.push(Piece::Gap(Gap::Root));
                    }
                    add(&mut pieces, address, &mut gaps);
                    continue;
                }
                Part::Anchor(_) | Part::Start(_, _, true) => continue,
                Part::Start(_, name, false) => {
                    open.push(name);
                    continue;
                }
                Part::End(range, name) => match open.iter().rposition(|own| *own == name) {
                    Some(at) => {
                        pieces.extend(open.drain(at + 1..).rev().map(closed));
                        open.pop();
                        add(&mut pieces, &self.text[range], &mut gaps);
                        continue;
                    }
                    None => (range, "no such element is open here".to_owned()),
                },
                Part::Refused(range, why) => (range, why),
            };
            let at = self.origin(&range);
            let message = format!("this HTML is left out: {why}");
            // Variables in what is left out are passed over with it.
            let left_out = self.text[range].matches(GAP).count();
            gaps.by_ref().take(left_out).for_each(|_| {});
            let help = "the rest of the HTML comes through as it is written";
            problems.push(Diagnostic::at(Code::RawHtml, source, at..at, message).help(help));
        }
        pieces.extend(open.into_iter().rev().map(closed));
        let is_blank = |piece: &Piece| matches!(piece, Piece::Html(html) if html.trim().is_empty());
        if pieces.iter().all(is_blank) {
            pieces.clear();
        }
        Snippet(pieces)
    }
}

/// The end tag of an element that a theme leaves open.
fn closed(name: String) -> Piece {
    Piece::Html(format!("</{name}>"))
}

/// Adds HTML in which variables have to be filled in.
fn add(pieces: &mut Vec<Piece>, html: &str, gaps: &mut impl Iterator<Item = Gap>) {
    for (at, text) in html.split(GAP).enumerate() {
        if at > 0 {
            pieces.extend(gaps.next().map(Piece::Gap));
        }
        if !text.is_empty() {
            pieces.push(Piece::Html(text.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: About<'_> =
        About { root: "../", title: "A & B", book: "Book", description: "D", language: "en" };

    fn read(text: &str) -> (String, Vec<String>) {
        let source = Arc::new(Source::new("theme/head.hbs", text));
        let mut problems = Vec::new();
        let html = Snippet::read(&source, &mut problems).html(ABOUT);
        let told = problems.into_iter().map(|problem| {
            let place = problem.place.expect("a place");
            let position = place.source.position(place.span.start);
            format!("{}:{} {}", position.line, position.column, problem.message)
        });
        (html, told.collect())
    }

    #[test]
    fn variables_are_filled_in_and_addresses_begin_at_the_root() {
        for (text, html) in [
            ("<link href=\"{{ path_to_root }}a.css\">", "<link href=\"../a.css\">"),
            ("<link href='{{path_to_root}}a.css'>", "<link href='../a.css'>"),
            ("<link href=a.css>", "<link href=../a.css>"),
            ("<link href=\"https://x.y/a.css\">", "<link href=\"https://x.y/a.css\">"),
            ("<a href=\"/a\">{{{ title }}}</a>", "<a href=\"/a\">A &amp; B</a>"),
            (
                "<meta content=\"{{book_title}}: {{chapter_title}}\">",
                "<meta content=\"Book: A &amp; B\">",
            ),
            ("{{!-- {{x}} --}}<b>{{~ language ~}}</b>{{! no }}", "<b>en</b>"),
            ("<style>a{b:c}</style>{{ ", "<style>a{b:c}</style>{{ "),
            (" \n", ""),
        ] {
            assert_eq!(read(text), (html.to_owned(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn what_has_no_effect_is_told_at_its_place() {
        let (html, told) =
            read("{{title}}<b>\n{{#if x}}y{{/if}}<script>{{title}}</script>{{language}}");
        assert_eq!(html, "A &amp; B<b>\nyen</b>");
        assert_eq!(
            told,
            [
                "2:1 `{{#if x}}` has no effect in a template",
                "2:11 `{{/if}}` has no effect in a template",
                "2:18 this HTML is left out: scripts in a text do not run: name them in `additional-js`",
            ]
        );
    }

    #[test]
    fn files_that_replace_parts_of_mdbook_are_told() {
        let paths = ["css/variables.css", "favicon.png", "favicon.svg", "index.hbs", "own.txt"];
        let paths: Vec<String> = paths.into_iter().map(str::to_owned).collect();
        let (theme, told) = Theme::of("theme", &paths, &[]);
        assert_eq!(theme.icon.as_deref(), Some("theme/favicon.svg"));
        let told: Vec<String> = told.into_iter().map(|problem| problem.message).collect();
        let expected = "`theme/index.hbs` and `theme/css/variables.css` have no effect: they replace parts of mdBook";
        assert_eq!(told, [expected]);
    }
}
