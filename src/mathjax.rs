//! Formulas as MathJax has them → formulas as all documents have them: `\\( x \\)` → `$x$`.
//!
//! Where `book.toml` asks for MathJax, authors write formulas between `\\(` and `\\)`, and displayed ones
//! between `\\[` and `\\]`, since Markdown takes one of the two backslashes away. What stands in code or
//! in raw HTML is left alone.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::source::{Composed, Source};

/// The text with its formulas in dollar signs.
pub fn with_dollars(source: &Arc<Source>) -> Arc<Source> {
    let text = &source.text;
    if !text.contains("\\\\(") && !text.contains("\\\\[") && !text.contains("$$") {
        return Arc::clone(source);
    }
    let literal = literal(text);
    let mut composed = Composed::default();
    composed.title = source.title().map(str::to_owned);
    let mut at = 0;
    for Formula { whole, inner, sign } in formulas(text) {
        let is_literal =
            literal.iter().any(|range| range.start < whole.end && whole.start < range.end);
        let tex = text[inner.clone()].trim();
        if is_literal || tex.is_empty() || tex.contains("\n\n") {
            continue;
        }
        let start =
            inner.start + (text[inner.clone()].len() - text[inner.clone()].trim_start().len());
        composed.copy(source, at..whole.start);
        composed.push(sign, source, whole.start);
        copy_unescaped(source, start..start + tex.len(), &mut composed);
        composed.push(sign, source, whole.end - sign.len());
        at = whole.end;
    }
    if at == 0 {
        return Arc::clone(source);
    }
    composed.copy(source, at..text.len());
    Arc::new(composed.source(&source.path))
}

/// Adds a range of a text as Markdown reads it, which has had it before MathJax: without the backslashes
/// in front of punctuation.
fn copy_unescaped(source: &Arc<Source>, range: Range<usize>, composed: &mut Composed) {
    let bytes = source.text.as_bytes();
    let (mut from, mut at) = (range.start, range.start);
    while at + 1 < range.end {
        if bytes[at] == b'\\' && bytes[at + 1].is_ascii_punctuation() {
            composed.copy(source, from..at);
            from = at + 1;
            at += 1;
        }
        at += 1;
    }
    composed.copy(source, from..range.end);
}

struct Formula {
    whole: Range<usize>,
    inner: Range<usize>,
    sign: &'static str,
}

fn formulas(text: &str) -> Vec<Formula> {
    let mut found = Vec::new();
    let mut from = 0;
    let next = |from: usize| text[from..].find(['\\', '$']).map(|at| from + at);
    while let Some(open) = next(from) {
        let rest = &text[open..];
        let (begin, end, sign) = match rest {
            _ if rest.starts_with("\\\\(") => ("\\\\(", "\\\\)", "$"),
            _ if rest.starts_with("\\\\[") => ("\\\\[", "\\\\]", "$$"),
            _ if rest.starts_with("$$") => ("$$", "$$", "$$"),
            _ => {
                // What stands behind a backslash is none.
                let letter = rest[1..].chars().next().map_or(0, char::len_utf8);
                from = open + 1 + if rest.starts_with('\\') { letter } else { 0 };
                continue;
            }
        };
        let inner = open + begin.len();
        let Some(close) = text[inner..].find(end).map(|at| inner + at) else {
            from = inner;
            continue;
        };
        from = close + end.len();
        found.push(Formula { whole: open..from, inner: inner..close, sign });
    }
    found
}

/// Where code and raw HTML stand.
fn literal(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut block = None;
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => block = Some(range.start),
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => {
                found.extend(block.take().map(|start| start..range.end));
            }
            Event::Code(_) => found.push(range),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_get_dollar_signs_and_code_stays() {
        for (text, expected) in [
            ("a \\\\( x_1 \\\\) b", "a $x_1$ b"),
            ("\\\\[ \\mu\n= 1 \\\\]", "$$\\mu\n= 1$$"),
            ("`\\\\( x \\\\)` and \\\\(y\\\\)", "`\\\\( x \\\\)` and $y$"),
            ("```\n\\\\( x \\\\)\n```\n", "```\n\\\\( x \\\\)\n```\n"),
            ("open \\\\( x", "open \\\\( x"),
            ("line \\\\ end \\\\(z\\\\)", "line \\\\ end $z$"),
            ("\\\\( a\\_1 \\\\\\\\ \\\\{ y \\\\} \\mu \\\\)", "$a_1 \\\\ \\{ y \\} \\mu$"),
            ("$$ 1 \\\\\\\\ 2 $$ and \\$$3", "$$1 \\\\ 2$$ and \\$$3"),
        ] {
            let source = Arc::new(Source::new("a.md", text));
            assert_eq!(with_dollars(&source).text, expected);
        }
    }

    #[test]
    fn places_are_those_of_the_file() {
        let source = Arc::new(Source::new("a.md", "a \\\\( x \\\\) b c"));
        let made = with_dollars(&source);
        let at = made.text.find('c').unwrap();
        let (origin, span) = made.origin(at..at + 1).unwrap();
        assert_eq!((&origin.text[span], origin.path.as_str()), ("c", "a.md"));
    }
}
