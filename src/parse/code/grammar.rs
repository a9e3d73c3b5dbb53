//! The grammars of program text, as [`walk`](super::walk) needs them.
//!
//! They are those of Sublime Text, packed by `two-face` in the form in which `syntect` keeps them:
//! one list of contexts for each language, apart from all others, so that only what a report uses
//! is ever unpacked. The scopes of the grammars are turned into our few classes while reading.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use fancy_regex::{Regex, RegexBuilder};
use serde::Deserialize;
use syntect::dumps;
use syntect::parsing::SyntaxSet;

/// How often a search may take back a step before it is called slow.
pub(super) const QUICK: usize = 1_000;
/// How often a slow search may, before it is given up.
const PATIENT: usize = 20_000;

static GRAMMARS: LazyLock<Grammars> = LazyLock::new(|| {
    let set = two_face::syntax::extra_newlines();
    let languages = set.syntaxes().iter().map(|_| OnceLock::new()).collect();
    Grammars { set, languages }
});

/// All grammars; those that were used have been read.
struct Grammars {
    set: SyntaxSet,
    languages: Vec<OnceLock<Language>>,
}

/// The grammar of one language.
#[derive(Deserialize, Default)]
struct Language {
    names: HashMap<String, ContextId>,
    contexts: Vec<Context>,
}

/// A language's grammar as `syntect` packs it.
#[derive(Deserialize)]
struct Packed {
    serialized_lazy_contexts: Vec<u8>,
}

/// A context, by the places of its language and of itself in that.
#[derive(Debug, Deserialize, Clone, Copy, PartialEq, Eq)]
pub(super) struct ContextId {
    syntax: usize,
    context: usize,
}

/// The rules that hold at a place in the text.
#[derive(Deserialize)]
pub(super) struct Context {
    /// The classes of all that is in it, the words that open and close it included.
    pub(super) around: Vec<Class>,
    /// The classes of what is between those words.
    pub(super) inside: Vec<Class>,
    _takes_prototype: bool,
    /// How many of the classes outside are suspended in it.
    pub(super) clears: Option<Clear>,
    /// A context whose rules come before its own.
    pub(super) prototype: Option<ContextId>,
    /// Whether its rules repeat what the rule that opened it found.
    pub(super) repeats: bool,
    patterns: Vec<Pattern>,
    #[serde(skip)]
    rules: OnceLock<Vec<&'static Rule>>,
}

/// How many classes a context suspends.
#[derive(Debug, Deserialize, Clone, Copy)]
pub(super) enum Clear {
    /// So many of the innermost.
    Innermost(usize),
    /// All.
    All,
}

#[derive(Deserialize)]
enum Pattern {
    Rule(Box<Rule>),
    Include(Reference),
}

/// What a context looks for, and what follows when that is found.
#[derive(Deserialize)]
pub(super) struct Rule {
    /// Whether the expression repeats what the rule that opened the context found.
    pub(super) repeats: bool,
    expression: String,
    /// The classes of what is found.
    pub(super) classes: Vec<Class>,
    groups: Option<Vec<(usize, Vec<Class>)>>,
    operation: Operation,
    prototype: Option<Reference>,
    #[serde(skip)]
    quick: OnceLock<Option<Regex>>,
    #[serde(skip)]
    patient: OnceLock<Option<Regex>>,
    #[serde(skip)]
    change: OnceLock<Change>,
}

#[derive(Deserialize)]
enum Operation {
    Push(Vec<Reference>),
    Set(Vec<Reference>),
    Pop,
    None,
}

/// What a rule does with the contexts that are open.
pub(super) enum Change {
    /// Opens others.
    Push(Vec<ContextId>),
    /// Puts others in the place of the innermost.
    Set(Vec<ContextId>),
    /// Closes the innermost.
    Pop,
    /// Nothing.
    Nothing,
}

/// How a packed grammar names a context; those that `two-face` has not resolved are in no grammar.
#[derive(Deserialize)]
enum Reference {
    Named(#[expect(dead_code, reason = "part of the packed form")] String),
    ByScope {
        #[expect(dead_code, reason = "part of the packed form")]
        scope: String,
        #[expect(dead_code, reason = "part of the packed form")]
        context: Option<String>,
        #[expect(dead_code, reason = "part of the packed form")]
        with_escape: bool,
    },
    File {
        #[expect(dead_code, reason = "part of the packed form")]
        name: String,
        #[expect(dead_code, reason = "part of the packed form")]
        context: Option<String>,
        #[expect(dead_code, reason = "part of the packed form")]
        with_escape: bool,
    },
    Inline(#[expect(dead_code, reason = "part of the packed form")] String),
    Direct(ContextId),
}

/// One of our classes, or none.
#[derive(Debug, Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(from = "String")]
pub(super) struct Class(u8);

/// The classes, by the scopes from which they are made; an earlier one goes before a later.
const CLASSES: [(&str, &str); 21] = [
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
];

impl Class {
    /// Its name in stylesheets.
    pub(super) fn name(self) -> Option<&'static str> {
        CLASSES.get(usize::from(self.0)).map(|(_, name)| *name)
    }
}

impl From<String> for Class {
    fn from(scope: String) -> Self {
        let is_in = |prefix: &str| {
            scope.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let found = CLASSES.iter().position(|(prefix, _)| is_in(prefix));
        Self(found.map_or(u8::MAX, |at| at as u8))
    }
}

/// The context in which text of a language begins, if the language is known.
pub(super) fn start(language: &str) -> Option<ContextId> {
    let found = GRAMMARS.set.find_syntax_by_token(language)?;
    let at = GRAMMARS.set.syntaxes().iter().position(|syntax| std::ptr::eq(syntax, found))?;
    GRAMMARS.language(at).names.get("__start").copied()
}

/// The words by which all languages are known.
#[cfg(test)]
pub(super) fn languages() -> Vec<String> {
    GRAMMARS.set.syntaxes().iter().map(|syntax| syntax.name.clone()).collect()
}

impl Grammars {
    fn language(&self, at: usize) -> &Language {
        self.languages[at].get_or_init(|| {
            let packed = serde_json::to_vec(&self.set.syntaxes()[at]).unwrap_or_default();
            let packed: Option<Packed> = serde_json::from_slice(&packed).ok();
            // A form that is not understood leaves program text plain.
            let read = |packed: Packed| {
                dumps::from_reader(packed.serialized_lazy_contexts.as_slice()).ok()
            };
            packed.and_then(read).unwrap_or_default()
        })
    }
}

impl ContextId {
    /// The context itself; none, if a grammar names one that there is not.
    pub(super) fn context(self) -> Option<&'static Context> {
        let grammars = &*GRAMMARS;
        (self.syntax < grammars.languages.len())
            .then(|| grammars.language(self.syntax).contexts.get(self.context))
            .flatten()
    }

    /// A number that no other context has.
    pub(super) fn number(self) -> u64 {
        ((self.syntax as u64) << 32) | self.context as u64
    }
}

impl Context {
    /// Its rules, with those of the contexts that it includes in their places.
    pub(super) fn rules(&'static self) -> &'static [&'static Rule] {
        self.rules.get_or_init(|| {
            let mut rules = Vec::new();
            self.gather(&mut rules, &mut Vec::new());
            rules
        })
    }

    fn gather(&'static self, rules: &mut Vec<&'static Rule>, within: &mut Vec<ContextId>) {
        for pattern in &self.patterns {
            match pattern {
                Pattern::Rule(rule) => rules.push(rule),
                Pattern::Include(Reference::Direct(id)) if !within.contains(id) => {
                    within.push(*id);
                    if let Some(context) = id.context() {
                        context.gather(rules, within);
                    }
                    within.pop();
                }
                Pattern::Include(_) => {}
            }
        }
    }
}

impl Rule {
    /// The classes of groups of what is found, each with the group's number.
    pub(super) fn groups(&self) -> &[(usize, Vec<Class>)] {
        self.groups.as_deref().unwrap_or_default()
    }

    /// What it does with the contexts that are open.
    pub(super) fn change(&self) -> &Change {
        let ids = |references: &[Reference]| references.iter().filter_map(Reference::id).collect();
        self.change.get_or_init(|| match &self.operation {
            Operation::Push(references) => Change::Push(ids(references)),
            Operation::Set(references) => Change::Set(ids(references)),
            Operation::Pop => Change::Pop,
            Operation::None => Change::Nothing,
        })
    }

    /// A context whose rules come before those of all contexts that it opens.
    pub(super) fn prototype(&self) -> Option<ContextId> {
        self.prototype.as_ref().and_then(Reference::id)
    }

    /// Its expression for a search that ends early when it is slow.
    pub(super) fn quick(&self) -> Option<&Regex> {
        self.quick.get_or_init(|| expression(&self.expression, QUICK)).as_ref()
    }

    /// Its expression for a slow search.
    pub(super) fn patient(&self) -> Option<&Regex> {
        self.patient.get_or_init(|| expression(&self.expression, PATIENT)).as_ref()
    }

    /// Its expression with what the groups of another rule found in place of their numbers.
    pub(super) fn repeating(&self, groups: &[String]) -> String {
        let mut repeating = String::with_capacity(self.expression.len());
        let mut letters = self.expression.chars();
        while let Some(letter) = letters.next() {
            match (letter, (letter == '\\').then(|| letters.next()).flatten()) {
                ('\\', Some(digit)) if digit.is_ascii_digit() => {
                    let group = digit.to_digit(10).and_then(|at| groups.get(at as usize));
                    repeating.push_str(&fancy_regex::escape(group.map_or("", String::as_str)));
                }
                (_, None) => repeating.push(letter),
                (_, Some(escaped)) => repeating.extend([letter, escaped]),
            }
        }
        repeating
    }
}

impl Reference {
    fn id(&self) -> Option<ContextId> {
        match self {
            Reference::Direct(id) => Some(*id),
            _ => None,
        }
    }
}

/// A compiled expression that a search with so many steps taken back gives up; none, when it cannot
/// be compiled.
pub(super) fn expression(expression: &str, steps: usize) -> Option<Regex> {
    RegexBuilder::new(expression).oniguruma_mode(true).backtrack_limit(steps).build().ok()
}
