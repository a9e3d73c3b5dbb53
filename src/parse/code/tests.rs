use std::time::{Duration, Instant};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

use super::*;

fn shown(language: &str, code: &str) -> (String, Option<Plain>) {
    let mut html = String::new();
    let plain = highlight_into(&mut html, language, code);
    (html, plain)
}

fn escaped(code: &str) -> String {
    let mut html = String::new();
    escape_into(&mut html, code);
    html
}

#[test]
fn known_languages_are_marked_and_unknown_ones_escaped() {
    let (toml, plain) = shown("toml", "title = \"<A>\"\n");
    assert!(toml.contains("hl-s") && toml.contains("&lt;A&gt;"), "{toml}");
    assert_eq!(plain, None);
    let unknown = shown("nobody-speaks-it", "a < b\n");
    assert_eq!(unknown, ("a &lt; b\n".to_owned(), None));
}

/// Two contexts of the grammar put each other in their place before such a comment, for ever.
#[test]
fn a_grammar_that_goes_in_circles_is_left_behind() {
    for code in
        ["{\n    \"a\": 1\n    /* c */\n}\n", "x /*", "{\n  // a\n\n  b: c // d\n\n  /*\n */\n}"]
    {
        for language in ["javascript", "js", "typescript", "jsx"] {
            let (html, plain) = shown(language, code);
            assert_eq!(plain, None, "{language}: {code}");
            let is_comment = html.contains("hl-c\">/*") || html.contains("<span class=\"hl-c\">//");
            assert!(is_comment || language != "javascript", "{html}");
        }
    }
}

#[test]
fn text_that_needs_too_much_work_is_shown_plain() {
    let slow = "s/".repeat(2_000);
    assert_eq!(shown("perl", &slow), (escaped(&slow), Some(Plain::Work)));
    let line = |bytes: usize| format!("a = 1\n{}\n", "#".repeat(bytes));
    assert_eq!(shown("toml", &line(LONGEST_LINE)).1, None);
    assert_eq!(shown("toml", &line(LONGEST_LINE + 1)).1, Some(Plain::LongLine));
    let long = "# a\n".repeat(LONGEST / 4 + 1);
    assert_eq!(shown("toml", &long), (escaped(&long), Some(Plain::Long)));
}

#[test]
fn text_that_comes_again_is_remembered() {
    let code = "remembered = \"once\"\n";
    let first = shown("toml", code);
    let known = |language: &str| memory(|memory| memory.known.contains_key(&key(language, code)));
    assert!(known("toml") && !known("ini"));
    assert_eq!(shown("toml", code), first);
}

#[test]
fn memory_is_bounded() {
    let mut memory = Memory::default();
    let html: Arc<str> = "x".repeat(REMEMBERED / 4).into();
    for at in 0..20_u8 {
        let remembered = Remembered { html: Arc::clone(&html), plain: None };
        memory.keep(blake3::hash(&[at]), &remembered);
        assert!(memory.known.len() <= 5 && memory.known.contains_key(&blake3::hash(&[at])));
    }
}

/// Pieces of many languages: what is mutated, and what both ways of reading must agree on.
const PIECES: &[(&str, &str)] = &[
    (
        "rust",
        "/// A <doc>.\nfn main() -> Result<(), E<'a>> {\n    let s = r#\"a \\ b\"#; // c\n    println!(\"{s:?} {}\", 0x1f_u8);\n}\n",
    ),
    (
        "javascript",
        "import a from 'b';\nconst f = async (x) => { return `a ${x / 2} b`; }; // c\nlet r = /a[/]b/g, o = { a: 1, [b]: null };\n",
    ),
    (
        "typescript",
        "type A<T> = { [K in keyof T]?: T[K] };\ni < 0 ? (l) : ([i + 1]);\nenum E { A = 1 }\n",
    ),
    (
        "python",
        "@d\ndef f(a: int = 1, *b) -> None:\n    '''doc'''\n    return f\"{a!r:>{b}} {{}}\" if a else lambda: 0x1\n",
    ),
    (
        "bash",
        "#!/bin/bash\ncat <<EOF | grep -v \"$a\"\n a ${b:-c} $(d)\nEOF\nif [[ -f $x ]]; then echo 'a' >&2; fi\n",
    ),
    (
        "perl",
        "my %h = (a => 1);\n$s =~ s/a(b)/c$1/gx;\nprint <<\"X\";\na $s\nX\n=pod\n\n text\n\n=cut\n",
    ),
    ("ruby", "def a(b)\n  puts <<~X\n    #{b} c\n  X\n  %w[a b].map { |c| c =~ /d/ }\nend\n"),
    (
        "php",
        "<?php\nfunction a($b) { return \"a {$b['c']}\"; }\n$x = <<<X\na $b\nX;\n?>\n<b>c</b>\n",
    ),
    (
        "html",
        "<!doctype html>\n<style>a { b: c }</style><script>let a = '</b>'; // c\n</script>\n<p class=\"a\" hidden>&amp; b<!-- c --></p>\n",
    ),
    (
        "css",
        "@media (min-width: 1em) { a > b:hover::after { content: \"\\201c\"; color: #fff } } /* c */\n",
    ),
    ("json", "{ \"a\": [1, -2.5e3, true, null, \"\\u00e9\"], \"b\": {} }\n"),
    ("yaml", "a: &b\n  - c: 'd' # e\n    f: |\n      g\n  - *b\n? h\n: !t {i: [j]}\n"),
    ("toml", "[a.b]\nc = 1979-05-27 # d\ne = ['''f''', { g = true }]\n"),
    (
        "c",
        "#include <a.h>\n#define A(x) ((x) + 1)\nstruct { int a; } b = { .a = 'c' }; /* d\n e */ char *f(void) { return \"g\\n\"; }\n",
    ),
    (
        "cpp",
        "template <typename T> class A : public B<T> { A() = default; auto f() const -> T { return a<b>(c); } };\n",
    ),
    (
        "java",
        "@A(b = \"c\") public class D<E extends F> { private final int g = 1_0L; /** h */ void i() throws J {} }\n",
    ),
    ("go", "package a\nfunc (b *C) D(e map[string]int) (f error) { defer g(); return `h` }\n"),
    ("sql", "SELECT a.*, COUNT(*) AS \"b\" FROM c a WHERE d = 'e''f' -- g\nGROUP BY 1;\n"),
    ("markdown", "# A *b* `c`\n\n- [d](e \"f\")\n\n```rust\nfn g() {}\n```\n\n> h **i**\n"),
    ("latex", "\\documentclass{a}\n\\begin{b} $c^2_{d}$ % e\n\\textbf{f} \\end{b}\n"),
    ("xml", "<?xml version=\"1.0\"?>\n<a:b c='d'><![CDATA[e]]>&f;</a:b>\n"),
    (
        "haskell",
        "module A where\nf :: Int -> Maybe a\nf x | x > 0 = Just $ g x -- h\n    | otherwise = Nothing\n",
    ),
    ("diff", "--- a\n+++ b\n@@ -1,2 +1,2 @@\n-c\n+d\n"),
    ("makefile", "a: b\n\t@echo $(c) # d\nifeq ($(e),f)\nendif\n"),
];

/// As `syntect` itself reads it, of which the grammars' authors are sure.
fn by_syntect(set: &SyntaxSet, language: &str, code: &str) -> String {
    let mut state = ParseState::new(set.find_syntax_by_token(language).unwrap());
    let mut stack = ScopeStack::new();
    let (mut html, mut open) = (String::new(), None);
    let class = |stack: &ScopeStack| {
        let names =
            stack.as_slice().iter().rev().map(|scope: &Scope| Class::from(scope.build_string()));
        names.into_iter().find_map(Class::name)
    };
    let mut piece = |stack: &ScopeStack, text: &str| {
        if !text.is_empty() {
            let class = if text.trim().is_empty() { open } else { class(stack) };
            switch(&mut html, &mut open, class);
            escape_into(&mut html, text);
        }
    };
    for line in code.split_inclusive('\n') {
        let mut from = 0;
        for (at, operation) in state.parse_line(line, set).unwrap() {
            piece(&stack, &line[from..at]);
            from = at;
            stack.apply(&operation).unwrap();
        }
        piece(&stack, &line[from..]);
    }
    switch(&mut html, &mut open, None);
    html
}

#[test]
fn classes_are_those_that_syntect_finds() {
    let set = two_face::syntax::extra_newlines();
    for &(language, code) in PIECES {
        assert_eq!(shown(language, code), (by_syntect(&set, language, code), None), "{language}");
    }
}

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    fn text(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(3) {
            let (_, piece) = PIECES[self.below(PIECES.len())];
            let mut letters: Vec<char> = piece.chars().collect();
            for _ in 0..self.below(8) {
                if letters.is_empty() {
                    break;
                }
                let (at, other) = (self.below(letters.len()), self.below(letters.len()));
                match self.below(5) {
                    0 => drop(letters.remove(at)),
                    1 => letters.insert(at, MARKS[self.below(MARKS.len())]),
                    2 => letters.swap(at, other),
                    3 => letters.truncate(at.max(1)),
                    _ => letters.extend_from_within(at.min(other)..at.max(other)),
                }
            }
            text.extend(letters);
        }
        text
    }
}

const MARKS: &[char] = &[
    '{', '}', '(', ')', '[', ']', '<', '>', '"', '\'', '`', '/', '*', '#', '=', '\\', '%', '$',
    '@', ':', ';', '-', '\n', '\t', ' ', '\u{e9}', '\u{6f22}',
];

/// Every language reads text of any. A few seconds of it are part of every run; `FUZZ_SECONDS` and
/// `FUZZ_SEED` ask for more, and for others.
#[test]
#[expect(clippy::disallowed_methods, reason = "a longer run is asked for by a person")]
fn no_text_keeps_a_grammar_busy() {
    let asked = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let mut chance = Chance(asked("FUZZ_SEED").unwrap_or(1).max(1));
    let end = Instant::now() + Duration::from_secs(asked("FUZZ_SECONDS").unwrap_or(4));
    let languages = grammar::languages();
    assert!(languages.len() > 200);
    while Instant::now() < end {
        let language = &languages[chance.below(languages.len())];
        let text = chance.text();
        let (html, _) = shown(language, &text);
        let without_marks: String = html
            .split('<')
            .map(|part| part.split_once('>').map_or(part, |(_, rest)| rest))
            .collect();
        assert_eq!(without_marks, escaped(&text), "{language}: {text:?}");
    }
}
