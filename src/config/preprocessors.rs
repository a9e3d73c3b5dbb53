//! `[preprocessor]` → the programs that rewrite chapters.

use super::Setting;
use super::problems::Problems;
use super::reader::{Pair, Table};
use crate::diagnostics::Code;

/// What mdBook does itself, and so is done here.
const BUILT_IN: [&str; 2] = ["links", "index"];

/// What is done here without a program.
const DONE: [(&str, &str); 4] = [
    ("katex", "formulas become MathML without it"),
    ("alerts", "notes such as `> [!NOTE]` are read without it"),
    ("admonish", "notes such as ```admonish are read without it"),
    ("toc", "`<!-- toc -->` is read without it"),
];

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
        let message = format!("the preprocessor `{}` does not run", name.value);
        let done = DONE.iter().find(|(own, _)| *own == name.value);
        let help = match done {
            Some((_, done)) => (*done).to_owned(),
            None => "if you trust it, build with `--allow-preprocessors`".to_owned(),
        };
        problems.report(problems.at(Code::NotRun, &name.span, message).help(help));
    }
    found
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
