//! `[chapters]` → the table of contents as `book.toml` says it.

use super::problems::Problems;
use super::reader::{Item, Pair, Table, Toml};
use super::{ContentsLine, Setting};

/// How deep chapters can stand inside each other.
const DEEPEST: usize = 16;

/// Reads `[chapters]`, if there is one.
pub(super) fn chapters(
    written: Option<&Pair>,
    problems: &mut Problems<'_>,
) -> Option<Vec<ContentsLine>> {
    let table = written?.item.table();
    let mut listed = Vec::new();
    for (key, is_numbered) in [("before", false), ("numbered", true), ("after", false)] {
        let Some(entry) = table.entry(key) else { continue };
        let Toml::List(items) = &entry.item.value else { continue };
        let mut reader = Reader { is_numbered, listed: &mut listed, problems };
        reader.items(items, 0);
    }
    Some(listed)
}

struct Reader<'a, 'p> {
    is_numbered: bool,
    listed: &'a mut Vec<ContentsLine>,
    problems: &'a mut Problems<'p>,
}

impl Reader<'_, '_> {
    fn items(&mut self, items: &[Item], depth: usize) {
        let mut is_after_chapter = false;
        for item in items {
            is_after_chapter = match &item.value {
                Toml::Text(_) => self.chapter(item.text(), None, item, depth),
                Toml::Table(table) => self.table(table, item, depth),
                Toml::List(inner) if is_after_chapter && depth + 1 < DEEPEST => {
                    self.items(inner, depth + 1);
                    false
                }
                Toml::List(_) => self.refuse(
                    item,
                    "a list of chapters must follow the chapter that they are inside",
                ),
                _ => self.refuse(item, "chapters are paths, tables or lists"),
            };
        }
    }

    fn table(&mut self, table: &Table, item: &Item, depth: usize) -> bool {
        if let Some(other) = table.entries.iter().find(|own| !NAMES.contains(&own.name.as_str())) {
            let message = format!("a chapter has no `{}`", other.name);
            self.problems.bad(&other.key, message);
            return false;
        }
        let [part, title, file] = NAMES.map(|name| table.text(name));
        match (part, title, file) {
            (Some(part), None, None) if depth == 0 => {
                self.listed.push(ContentsLine::Part(part));
                false
            }
            (None, None, None) | (Some(_), ..) => self.refuse(
                item,
                "write `{ part = \"…\" }` between chapters, or `{ title = \"…\", file = \"…\" }`",
            ),
            (None, title, file) => self.chapter(file, title, item, depth),
        }
    }

    fn chapter(
        &mut self,
        file: Option<Setting<String>>,
        title: Option<Setting<String>>,
        item: &Item,
        depth: usize,
    ) -> bool {
        let (span, is_numbered) = (item.span.clone(), self.is_numbered);
        self.listed.push(ContentsLine::Chapter { file, title, is_numbered, depth, span });
        true
    }

    fn refuse(&mut self, item: &Item, why: &str) -> bool {
        self.problems.bad(&item.span, why);
        false
    }
}

/// What can be said of a line of the table of contents.
const NAMES: [&str; 3] = ["part", "title", "file"];
