//! Program text → HTML with a few classes of our own, at build time.
//!
//! The scopes of syntect's grammars are mapped to about a dozen classes, so that a look needs one
//! short stylesheet for each colour scheme and pages stay small.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

use super::text::escape_into;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    [
        ("comment", "c"),
        ("string", "s"),
        ("constant.numeric", "n"),
        ("constant.character.escape", "e"),
        ("constant", "k"),
        ("keyword.operator", "o"),
        ("keyword", "w"),
        ("storage", "w"),
        ("entity.name.tag", "t"),
        ("entity.name.function", "f"),
        ("support.function", "f"),
        ("entity.name", "y"),
        ("support.type", "y"),
        ("entity.other.attribute-name", "a"),
        ("variable", "v"),
        ("markup.heading", "h"),
        ("markup.bold", "b"),
        ("markup.italic", "i"),
        ("markup.inserted", "add"),
        ("markup.deleted", "del"),
        ("invalid", "x"),
    ]
    .into_iter()
    .filter_map(|(scope, class)| Scope::new(scope).ok().map(|scope| (scope, class)))
    .collect()
});

/// Appends program text in a language, marked up where the language is known.
pub(super) fn highlight_into(html: &mut String, language: &str, code: &str) {
    let syntax = match language {
        "" | "text" | "plain" => None,
        token => SYNTAXES.find_syntax_by_token(token),
    };
    match syntax {
        Some(syntax) => marked_up(html, ParseState::new(syntax), code),
        None => escape_into(html, code),
    }
}

fn marked_up(html: &mut String, mut state: ParseState, code: &str) {
    let mut stack = ScopeStack::new();
    let mut open: Option<&str> = None;
    for line in code.split_inclusive('\n') {
        let Ok(operations) = state.parse_line(line, &SYNTAXES) else {
            switch(html, &mut open, None);
            escape_into(html, line);
            continue;
        };
        let mut from = 0;
        for (at, operation) in operations {
            piece(html, &mut open, &stack, &line[from..at]);
            from = at;
            // A grammar that pops more than it pushed leaves the rest of the line unmarked.
            if stack.apply(&operation).is_err() {
                break;
            }
        }
        piece(html, &mut open, &stack, &line[from..]);
    }
    switch(html, &mut open, None);
}

fn piece<'a>(html: &mut String, open: &mut Option<&'a str>, stack: &ScopeStack, text: &str)
where
    'static: 'a,
{
    if text.is_empty() {
        return;
    }
    let class = if text.trim().is_empty() { *open } else { class_of(stack) };
    switch(html, open, class);
    escape_into(html, text);
}

fn switch<'a>(html: &mut String, open: &mut Option<&'a str>, class: Option<&'a str>) {
    if *open == class {
        return;
    }
    if open.is_some() {
        html.push_str("</span>");
    }
    if let Some(class) = class {
        html.push_str("<span class=\"hl-");
        html.push_str(class);
        html.push_str("\">");
    }
    *open = class;
}

/// The class of the innermost scope that has one.
fn class_of(stack: &ScopeStack) -> Option<&'static str> {
    stack.as_slice().iter().rev().find_map(|scope| {
        CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|&(_, class)| class)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn highlighted(language: &str, code: &str) -> String {
        let mut html = String::new();
        highlight_into(&mut html, language, code);
        html
    }

    #[test]
    fn known_languages_are_marked_and_unknown_ones_escaped() {
        let toml = highlighted("toml", "title = \"<A>\"\n");
        assert!(toml.contains("hl-s") && toml.contains("&lt;A&gt;"), "{toml}");
        assert_eq!(highlighted("nobody-speaks-it", "a < b\n"), "a &lt; b\n");
    }
}
