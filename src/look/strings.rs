//! The words of the interface, from Fluent files: `strings/<language>.ftl`.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast;
use fluent_syntax::parser::ParserError;
use tera::Value;
use unic_langid::LanguageIdentifier;

use crate::diagnostics::{Code, Diagnostic};
use crate::ids::{LanguageId, List};
use crate::source::Source;

use super::Files;

/// The words of the interface in every language of a report.
pub struct Strings {
    /// One chain of bundles for each language, the first that has a key answers.
    languages: List<LanguageId, Vec<Bundle>>,
}

/// The strings of one language.
struct Bundle {
    all: FluentBundle<FluentResource>,
    /// Those that are the same whatever they are given, as templates take them.
    fixed: HashMap<String, Value>,
    /// Others that need no rules of the language: words, and values between them. To put these
    /// together takes a small part of the time that it takes to resolve them.
    plain: HashMap<String, Vec<Part>>,
}

/// A part of a string that needs no rules of its language.
enum Part {
    Words(String),
    /// What is given by this name.
    Value(String),
}

/// A value that a string can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// A whole number, by which plural forms are chosen.
    Number(i64),
    /// Words.
    Text(String),
}

impl Strings {
    pub(super) fn new(
        default: &Files,
        own: &Files,
        languages: &[String],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut cache: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        let chains = languages.iter().map(|tag| {
            fallbacks(tag)
                .into_iter()
                .filter_map(|tag| bundle(default, own, &tag, &mut cache))
                .collect()
        });
        let strings = Self { languages: chains.collect() };
        let mut problems: Vec<Diagnostic> = cache.into_values().flatten().collect();
        diagnostics.append(&mut problems);
        strings
    }

    /// A string in a language, `None` when no file of the
    /// language or of a fallback has the key.
    pub fn get(
        &self,
        language: LanguageId,
        key: &str,
        values: &[(String, Argument)],
    ) -> Option<String> {
        let bundles = self.languages.get(language)?.iter();
        let mut texts = bundles.map(|bundle| {
            let plain = bundle.plain_text(key, values);
            plain.or_else(|| bundle.text(key, &arguments(values)))
        });
        texts.find_map(|text| text)
    }

    /// The language at a place, as templates count them.
    pub(super) fn language(&self, place: u64) -> Option<LanguageId> {
        self.languages.at(usize::try_from(place).ok()?)
    }

    /// A string for a template.
    pub(super) fn value(
        &self,
        language: LanguageId,
        key: &str,
        values: &[(String, Argument)],
    ) -> Option<Value> {
        let first = self.languages.get(language)?.iter().find(|bundle| bundle.all.has_message(key));
        match first.and_then(|bundle| bundle.fixed.get(key)) {
            Some(fixed) => Some(fixed.clone()),
            None => self.get(language, key, values).map(Value::from),
        }
    }

    /// A string without values, or its key when there is none.
    pub fn word(&self, language: LanguageId, key: &str) -> String {
        self.get(language, key, &[]).unwrap_or_else(|| key.to_owned())
    }
}

fn arguments(values: &[(String, Argument)]) -> FluentArgs<'_> {
    let mut arguments = FluentArgs::new();
    for (name, value) in values {
        match value {
            Argument::Number(number) => arguments.set(name.as_str(), *number),
            Argument::Text(text) => arguments.set(name.as_str(), text.as_str()),
        }
    }
    arguments
}

impl Bundle {
    /// A string with words put into it; none, where it takes more to tell what it says.
    fn plain_text(&self, key: &str, values: &[(String, Argument)]) -> Option<String> {
        if let Some(fixed) = self.fixed.get(key) {
            return fixed.as_str().map(str::to_owned);
        }
        let mut text = String::new();
        for part in self.plain.get(key)? {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Value(wanted) => {
                    let (_, value) = values.iter().find(|(name, _)| name == wanted)?;
                    let Argument::Text(value) = value else { return None };
                    text.push_str(value);
                }
            }
        }
        Some(text)
    }

    fn text(&self, key: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.all.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self.all.format_pattern(pattern, Some(arguments), &mut errors);
        Some(text.into_owned())
    }

    /// Adds strings, in place of those that have the same keys.
    fn add(&mut self, resource: FluentResource) {
        let mut added = Vec::new();
        for entry in resource.entries() {
            let ast::Entry::Message(ast::Message { id, value, .. }) = entry else { continue };
            added.push((id.name.to_owned(), value.as_ref().and_then(plain_parts)));
        }
        self.all.add_resource_overriding(resource);
        for (key, parts) in added {
            self.fixed.remove(&key);
            self.plain.remove(&key);
            let Some(parts) = parts else { continue };
            match words(&parts) {
                Some(words) => self.fixed.insert(key, Value::from(words)).is_some(),
                None => self.plain.insert(key, parts).is_some(),
            };
        }
    }
}

/// What a string says whatever it is given, if no value is in it.
fn words(parts: &[Part]) -> Option<String> {
    let words = parts.iter().map(|part| match part {
        Part::Words(words) => Some(words.as_str()),
        Part::Value(_) => None,
    });
    words.collect()
}

/// The parts of a string that needs no rules of its language; none for any other.
fn plain_parts(pattern: &ast::Pattern<&str>) -> Option<Vec<Part>> {
    // With more of them, a string is cut off.
    const MOST: usize = 100;
    let parts = pattern.elements.iter().map(|element| match element {
        ast::PatternElement::TextElement { value } => Some(Part::Words((*value).to_owned())),
        ast::PatternElement::Placeable {
            expression: ast::Expression::Inline(ast::InlineExpression::VariableReference { id }),
        } => Some(Part::Value(id.name.to_owned())),
        ast::PatternElement::Placeable { .. } => None,
    });
    parts.collect::<Option<Vec<Part>>>().filter(|parts| parts.len() <= MOST)
}

impl fmt::Debug for Strings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Strings").field("languages", &self.languages.len()).finish()
    }
}

/// `pt-BR` → `pt-BR`, `pt`, `en`.
fn fallbacks(tag: &str) -> Vec<String> {
    let mut tags = vec![tag.to_owned()];
    while let Some((shorter, _)) = tags[tags.len() - 1].rsplit_once('-') {
        tags.push(shorter.to_owned());
    }
    if !tags.iter().any(|tag| tag == "en") {
        tags.push("en".to_owned());
    }
    tags
}

fn bundle(
    default: &Files,
    own: &Files,
    tag: &str,
    cache: &mut BTreeMap<String, Vec<Diagnostic>>,
) -> Option<Bundle> {
    let path = format!("strings/{tag}.ftl");
    let sources: Vec<_> = [default, own].into_iter().filter_map(|f| f.texts.get(&path)).collect();
    if sources.is_empty() {
        return None;
    }
    let language: LanguageIdentifier = tag.parse().ok()?;
    let mut all = FluentBundle::new_concurrent(vec![language]);
    all.set_use_isolating(false);
    let mut bundle = Bundle { all, fixed: HashMap::new(), plain: HashMap::new() };
    for source in sources {
        if let Some(at) = too_deep(&source.text) {
            let message = format!("this string has more than {DEEPEST} levels of braces");
            let problem = Diagnostic::at(Code::BadStrings, source, at..at + 1, message);
            let help = "close an open brace";
            cache.insert(source.path.clone(), vec![problem.help(help)]);
            continue;
        }
        let text = source.text[source.bom_len()..].to_owned();
        let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, errors)| {
            cache
                .entry(source.path.clone())
                .or_insert_with(|| errors.iter().map(|error| problem(source, error)).collect());
            resource
        });
        bundle.add(resource);
    }
    Some(bundle)
}

/// How many braces of a string may lie within one another: the reader calls itself for each.
const DEEPEST: usize = 50;

/// Where more braces are open than a string may have.
fn too_deep(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    let mut begins_line = true;
    text.bytes().position(|byte| {
        match byte {
            b'{' => open += 1,
            b'}' => open = open.saturating_sub(1),
            // A string or a comment begins where a line does, whatever is open before it.
            b'#' | b'-' | b'a'..=b'z' | b'A'..=b'Z' if begins_line => open = 0,
            _ => {}
        }
        begins_line = byte == b'\n';
        open > DEEPEST
    })
}

fn problem(source: &Arc<Source>, error: &ParserError) -> Diagnostic {
    let bom = source.bom_len();
    let end = source.text.len();
    let range = error.slice.clone().unwrap_or_else(|| error.pos.clone());
    let mut span = (range.start + bom).min(end)..(range.end + bom).min(end);
    while !source.text.is_char_boundary(span.start) {
        span.start -= 1;
    }
    while !source.text.is_char_boundary(span.end) {
        span.end += 1;
    }
    Diagnostic::at(
        Code::BadStrings,
        source,
        span,
        format!("this string is not valid: {}", error.kind),
    )
    .help("write strings as `key = Words`, one per line, in Fluent syntax")
}
