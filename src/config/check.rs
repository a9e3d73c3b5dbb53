//! Whether what `book.toml` says has the keys and the types that [`keys`] declares.
//!
//! Goes in: the file as written. Comes out: problems. What a value must look like beyond its type
//! is not judged here.

use super::keys::{self, ANY, Effect, Key, Takes};
use super::problems::Problems;
use super::reader::{Item, Pair, Table, Toml};
use crate::diagnostics::{Code, did_you_mean, nearest};
use crate::field::TYPES;

/// Checks the whole file.
pub(super) fn check(root: &Table, problems: &mut Problems<'_>) {
    check_table(root, &keys::BOOK_TOML, "", problems);
}

fn check_table(table: &Table, keys: &[Key], parent: &str, problems: &mut Problems<'_>) {
    for entry in &table.entries {
        let path = keys::path(parent, &entry.name);
        match keys::find(keys, &entry.name) {
            None => unknown(entry, keys, &path, problems),
            // A table whose keys are declared is judged key by key.
            Some(Key { effect: Effect::WithoutEffect(why), takes, .. })
                if !matches!(takes, Takes::Table(_)) =>
            {
                without_effect(entry, keys, &path, why, problems);
            }
            Some(key) => check_item(&entry.item, key.takes, &path, problems),
        }
    }
}

fn unknown(entry: &Pair, keys: &[Key], path: &str, problems: &mut Problems<'_>) {
    let near = || did_you_mean(&entry.name, names(keys));
    let help = meant(&entry.name).or_else(near).or_else(|| elsewhere(&entry.name));
    let problem = problems.at(Code::UnknownKey, &entry.key, format!("unknown key `{path}`"));
    let problem = problem.help("the guide's page on book.toml lists every key");
    problems.report(problem.maybe_help(help));
}

/// The names worth suggesting.
fn names(keys: &[Key]) -> impl Iterator<Item = &'static str> {
    keys.iter().filter(|key| has_effect(key) && key.name != ANY).map(|key| key.name)
}

fn has_effect(key: &Key) -> bool {
    !matches!(key.effect, Effect::WithoutEffect(_))
}

/// What people look for under names that no key has, and where it is.
const MEANT: [(&str, &str); 8] = [
    ("progress", "the pages of progress and changes come from a table field: see `[ledger]`"),
    ("changes", "the pages of progress and changes come from a table field: see `[ledger]`"),
    ("theme", "`look` in `[output.html]` sets the appearance of the site"),
    ("navigation", "`menu` in `[output.html]` sets the entries of the menu"),
    ("nav", "`menu` in `[output.html]` sets the entries of the menu"),
    ("base-url", "`site-url` in `[output.html]` sets the address of the site"),
    ("warnings", "`[problems]` sets whether a warning is off, a warning or an error"),
    ("lints", "`[problems]` sets whether a warning is off, a warning or an error"),
];

fn meant(name: &str) -> Option<String> {
    MEANT.iter().find(|(own, _)| *own == name).map(|(_, help)| (*help).to_owned())
}

/// Where a key of this name, or nearly of it, does stand.
fn elsewhere(name: &str) -> Option<String> {
    let all = keys::all();
    let known = all.iter().filter(|(_, key)| has_effect(key) && key.name != ANY);
    let name = nearest(name, known.clone().map(|(_, key)| key.name))?;
    let (path, _) = known.clone().find(|(_, key)| key.name == name)?;
    Some(match path.rsplit_once('.') {
        Some((table, _)) => format!("`{name}` belongs in `[{table}]`"),
        None => format!("`[{name}]` belongs at the top level of the file"),
    })
}

fn without_effect(entry: &Pair, keys: &[Key], path: &str, why: &str, problems: &mut Problems<'_>) {
    let named = keys.iter().any(|key| key.name == entry.name);
    let meant = if named { None } else { did_you_mean(&entry.name, names(keys)) };
    let message = format!("`{path}` has no effect here");
    let problem = problems.at(Code::KeyWithoutEffect, &entry.key, message);
    problems.report(problem.help(why).maybe_help(meant));
}

fn check_item(item: &Item, takes: Takes, path: &str, problems: &mut Problems<'_>) {
    match (takes, &item.value) {
        // A level is judged with its code, where both are read.
        (Takes::Text | Takes::TextOrTexts | Takes::Level | Takes::Date, Toml::Text(_))
        | (Takes::Date, Toml::Date(_))
        | (Takes::Boolean, Toml::Boolean(_))
        // Chapters are judged one by one where they are read.
        | (Takes::Chapters, Toml::List(_))
        | (Takes::Anything, _) => {}
        (Takes::FieldType, Toml::Text(name)) => check_type(item, name, path, problems),
        (Takes::Texts | Takes::TextOrTexts, Toml::List(items)) => {
            check_texts(items, path, problems);
        }
        (Takes::Table(keys), Toml::Table(table)) => check_table(table, keys, path, problems),
        _ => ill_typed(item, takes, path, problems),
    }
}

fn check_texts(items: &[Item], path: &str, problems: &mut Problems<'_>) {
    for item in items.iter().filter(|item| !matches!(item.value, Toml::Text(_))) {
        let found = item.value.found();
        let message = format!("`{path}` must hold strings, not {found}");
        let problem = problems.at(Code::BadValue, &item.span, message);
        let problem = problem.label(format!("this is {found}"));
        problems.report(problem.help(Takes::Text.written()));
    }
}

fn check_type(item: &Item, name: &str, path: &str, problems: &mut Problems<'_>) {
    let known = || TYPES.iter().map(|ty| ty.name);
    if known().any(|known| known == name) {
        return;
    }
    let message = format!("`{path}` names an unknown type of field: `{name}`");
    let problem = problems.at(Code::BadValue, &item.span, message);
    let types = known().collect::<Vec<_>>().join(", ");
    let problem = problem.help(format!("the types are {types}"));
    problems.report(problem.maybe_help(did_you_mean(name, known())));
}

fn ill_typed(item: &Item, takes: Takes, path: &str, problems: &mut Problems<'_>) {
    let (expected, found) = (takes.expected(), item.value.found());
    let message = format!("`{path}` must be {expected}, not {found}");
    let problem = problems.at(Code::BadValue, &item.span, message);
    problems.report(problem.label(format!("this is {found}")).help(takes.written()));
}
