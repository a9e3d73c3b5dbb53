//! `[preprocessor]` → the programs that rewrite chapters.

use super::Setting;
use super::problems::Problems;
use super::reader::{Pair, Table};
use crate::diagnostics::Code;
use crate::path;

/// What mdBook does itself, and so is done here, as is what [`catalogs`] are for.
const BUILT_IN: [&str; 3] = ["links", "index", GETTEXT];

const GETTEXT: &str = "gettext";

/// What reads formulas in dollar signs.
pub(super) const KATEX: &str = "katex";

/// What is done here without a program: formulas become MathML, both ways of writing notes are read, and
/// so is `<!-- toc -->`.
const DONE: [&str; 4] = [KATEX, "alerts", "admonish", "toc"];

/// A program that rewrites chapters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preprocessor {
    /// Its name, and where that stands.
    pub name: Setting<String>,
    /// How it is called, with its arguments.
    pub command: String,
    /// Those that run after it.
    pub before: Vec<String>,
    /// Those that run before it.
    pub after: Vec<String>,
    /// For which renderers it runs; none for all.
    pub renderers: Vec<String>,
    /// Whether it may be missing.
    pub is_optional: bool,
}

/// Reads `[preprocessor]`. That none of them runs is told; whoever runs them takes that back.
pub(super) fn preprocessors(table: &Table, problems: &mut Problems<'_>) -> Vec<Preprocessor> {
    let others = table.entries.iter().filter(|entry| !BUILT_IN.contains(&entry.name.as_str()));
    let found: Vec<Preprocessor> = others.map(preprocessor).collect();
    for Preprocessor { name, .. } in &found {
        if DONE.contains(&name.value.as_str()) {
            continue;
        }
        let message = format!("the preprocessor `{}` does not run", name.value);
        let help = "if you trust it, build with `--allow-preprocessors`";
        problems.report(problems.at(Code::NotRun, &name.span, message).help(help));
    }
    found
}

/// The folder with the message catalogs of a report, one for each language, if it has them.
pub(super) fn catalogs(table: &Table, problems: &mut Problems<'_>) -> Option<Setting<String>> {
    let entry = table.entries.iter().find(|entry| entry.name == GETTEXT)?;
    let usual = || Setting { value: "po".to_owned(), span: entry.key.clone() };
    let Some(named) = table.table(GETTEXT).text("po-dir") else { return Some(usual()) };
    let folder = path::joined("", &named.value);
    if folder.is_none() {
        let message = format!("`{}` is outside of the report", named.value);
        let problem = problems.at(Code::BadCatalog, &named.span, message);
        problems.report(
            problem.label("no catalogs are read").help("move the folder into that of the report"),
        );
    }
    folder.map(|value| Setting { value, span: named.span })
}

fn preprocessor(entry: &Pair) -> Preprocessor {
    let table = entry.item.table();
    let texts = |key| table.texts(key).into_iter().map(|setting| setting.value).collect();
    let command = table.text("command").map(|setting| setting.value);
    Preprocessor {
        name: Setting { value: entry.name.clone(), span: entry.key.clone() },
        command: command.unwrap_or_else(|| format!("mdbook-{}", entry.name)),
        before: texts("before"),
        after: texts("after"),
        renderers: texts("renderers"),
        is_optional: table.flag("optional").unwrap_or(false),
    }
}
