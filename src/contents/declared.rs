//! The table of contents that stands in `book.toml`.

use std::sync::Arc;

use super::outline::Numbers;
use super::{Chapter, Item};
use crate::config::{Config, ContentsLine};
use crate::diagnostics::{Code, Diagnostic};
use crate::ids::LanguageId;
use crate::parse::{self, Dialect, Options, Phrase};
use crate::path;

/// The lines of the table of contents, and what is wrong with them.
pub(super) fn read(config: &Config, listed: &[ContentsLine]) -> (Vec<Item>, Vec<Diagnostic>) {
    let options = Options::of(config, LanguageId::OWN, Dialect::Report);
    let phrase = |text: &crate::config::Setting<String>| -> Phrase {
        parse::parse_line(&config.source, text.span.clone(), &text.value, options.clone()).0
    };
    let mut diagnostics = Vec::new();
    let mut numbers = Numbers::default();
    let item = |line: &ContentsLine| match line {
        ContentsLine::Part(title) => Item::Part(phrase(title)),
        ContentsLine::Chapter { file, title, is_numbered, depth, span } => {
            let stem = file.as_ref().and_then(|file| {
                let below = path::joined("", &file.value).filter(|below| below.ends_with(".md"));
                if below.is_none() {
                    let message =
                        format!("`{}` is no document below the content folder", file.value);
                    let span = file.span.clone();
                    let problem = Diagnostic::at(Code::BadContents, &config.source, span, message);
                    diagnostics.push(problem.help("write its path, such as `hours.md`"));
                }
                Some(Arc::from(config.stem_and_language(&below?).0))
            });
            let title = title.as_ref().map(phrase).unwrap_or_default();
            let number = is_numbered.then(|| numbers.next(depth + 1));
            Item::Chapter(Chapter { title, stem, number, depth: *depth, span: span.clone() })
        }
    };
    let items = listed.iter().map(item).collect();
    (items, diagnostics)
}
