//! A report in the form that mdBook gives to programs, and back.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::Documents;
use crate::config::Config;
use crate::contents::{self, Chapter, Contents, Item};
use crate::ids::LanguageId;
use crate::{path, url};

/// What stands in a book.
pub(super) struct Book {
    /// The texts of chapters, by the paths of their documents below the content folder.
    pub(super) texts: BTreeMap<String, String>,
    lines: Vec<Line>,
}

/// A line of the table of contents.
#[derive(PartialEq, Eq)]
enum Line {
    Part(String),
    Separator,
    Chapter { name: String, path: Option<String>, is_numbered: bool, depth: usize },
}

impl Book {
    /// Reads the items of a book; says what is wrong with them.
    pub(super) fn of(items: &[Value]) -> Result<Self, String> {
        let mut book = Self { texts: BTreeMap::new(), lines: Vec::new() };
        book.gather(items, 0)?;
        Ok(book)
    }

    fn gather(&mut self, items: &[Value], depth: usize) -> Result<(), String> {
        for item in items {
            if let Some(title) = item.get("PartTitle").and_then(Value::as_str) {
                self.lines.push(Line::Part(title.to_owned()));
            } else if let Some(chapter) = item.get("Chapter").and_then(Value::as_object) {
                self.chapter(chapter, depth)?;
            } else if item.as_str() == Some("Separator") {
                self.lines.push(Line::Separator);
            } else {
                return Err(
                    "one of its items is no chapter, title of a part or separator".to_owned()
                );
            }
        }
        Ok(())
    }

    fn chapter(&mut self, chapter: &Map<String, Value>, depth: usize) -> Result<(), String> {
        let text = |key: &str| chapter.get(key).and_then(Value::as_str).unwrap_or_default();
        let written = [text("source_path"), text("path")].into_iter().find(|path| !path.is_empty());
        if let Some(path) = written {
            let is_below = path::joined("", path).is_some_and(|below| below == path);
            if !is_below || !path.ends_with(".md") || path == contents::FILE {
                return Err(format!("`{path}` is no document below the content folder"));
            }
            let content = chapter.get("content").and_then(Value::as_str);
            let content = content.ok_or_else(|| format!("`{path}` has no `content`"))?;
            if self.texts.insert(path.to_owned(), content.to_owned()).is_some() {
                return Err(format!("two chapters have the path `{path}`"));
            }
        }
        let name = chapter.get("name").and_then(Value::as_str);
        self.lines.push(Line::Chapter {
            name: name.ok_or("a chapter has no `name`")?.to_owned(),
            path: written.map(str::to_owned),
            is_numbered: chapter.get("number").is_some_and(Value::is_array),
            depth,
        });
        match chapter.get("sub_items").and_then(Value::as_array) {
            Some(inside) => self.gather(inside, depth + 1),
            None => Ok(()),
        }
    }

    /// Whether the table of contents is that of another.
    pub(super) fn has_lines_of(&self, other: &Self) -> bool {
        self.lines == other.lines
    }

    /// The table of contents as a file. Chapters that are called as in `before`, which was read from
    /// `text`, are written as they are there.
    pub(super) fn contents(&self, before: &Contents, text: &str) -> String {
        let chapters = before.items(LanguageId::OWN).iter().filter_map(|item| match item {
            Item::Chapter(own) => Some(((&*own.title.text, own.stem.as_deref()), own)),
            Item::Part(_) | Item::Separator => None,
        });
        let written: HashMap<_, _> = chapters.collect();
        let mut out = String::from("# Summary\n");
        let mut is_list = false;
        for line in &self.lines {
            let is_item = matches!(line, Line::Chapter { is_numbered, depth, .. } if *is_numbered || *depth > 0);
            if !(is_list && is_item) {
                out.push('\n');
            }
            is_list = is_item;
            let _ = match line {
                Line::Part(title) => writeln!(out, "# {}", literal(title)),
                Line::Separator => writeln!(out, "---"),
                Line::Chapter { name, path, depth, .. } => {
                    let stem = path.as_deref().and_then(|path| path.strip_suffix(".md"));
                    let indent = if is_item { "  ".repeat(*depth) + "- " } else { String::new() };
                    match written.get(&(name.as_str(), stem)) {
                        Some(own) => writeln!(out, "{indent}{}", &text[own.span.clone()]),
                        None => {
                            let path = url::encoded(path.as_deref().unwrap_or_default());
                            writeln!(out, "{indent}[{}](<{path}>)", literal(name))
                        }
                    }
                }
            };
        }
        out
    }
}

/// Words on a line, of which none means anything to Markdown.
fn literal(words: &str) -> String {
    let mut out = String::new();
    for letter in words.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if letter.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// The chapters as programs get them.
pub(super) fn items(
    config: &Config,
    contents: Option<&Contents>,
    documents: &Documents,
) -> Vec<Value> {
    let text = |stem: &str| {
        let is_it =
            |path: &str| config.stem_and_language(path) == (stem.to_owned(), LanguageId::OWN);
        documents.iter().find(|(path, _)| is_it(path))
    };
    let Some(contents) = contents else {
        let all = documents
            .iter()
            .map(|(path, source)| chapter(path, path, &source.text, Value::Null, Vec::new(), &[]));
        return all.collect();
    };
    let lines = contents.items(LanguageId::OWN);
    let mut at = 0;
    nested(lines, &mut at, 0, &mut Vec::new(), &|own: &Chapter, inside, above| {
        let number = own.number.as_ref().map(|number| {
            number.split('.').filter_map(|part| part.parse::<u32>().ok()).collect::<Vec<_>>()
        });
        let found = own.stem.as_deref().and_then(&text);
        let (path, text) = found.map_or(("", ""), |(path, source)| (path, &source.text));
        chapter(&own.title.text, path, text, json!(number), inside, above)
    })
}

fn chapter(
    name: &str,
    path: &str,
    content: &str,
    number: Value,
    inside: Vec<Value>,
    above: &[String],
) -> Value {
    // mdBook publishes what is called README as the index of its folder.
    let lower = path.to_ascii_lowercase();
    let published = match lower.strip_suffix("readme.md") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => {
            format!("{}index.md", &path[..folder.len()])
        }
        _ => path.to_owned(),
    };
    let or_none = |path: &str| if path.is_empty() { Value::Null } else { path.into() };
    json!({ "Chapter": {
        "name": name,
        "content": content,
        "number": number,
        "sub_items": inside,
        "path": or_none(&published),
        "source_path": or_none(path),
        "parent_names": above,
    } })
}

/// Lines of a table of contents from one on, as long as they are this deep.
fn nested(
    lines: &[Item],
    at: &mut usize,
    depth: usize,
    above: &mut Vec<String>,
    make: &impl Fn(&Chapter, Vec<Value>, &[String]) -> Value,
) -> Vec<Value> {
    let mut items = Vec::new();
    while let Some(line) = lines.get(*at) {
        let item = match line {
            Item::Chapter(own) if own.depth < depth => break,
            Item::Part(_) | Item::Separator if depth > 0 => break,
            Item::Part(title) => json!({ "PartTitle": title.text }),
            Item::Separator => "Separator".into(),
            Item::Chapter(own) => {
                *at += 1;
                above.push(own.title.text.clone());
                let inside = nested(lines, at, own.depth + 1, above, make);
                above.pop();
                items.push(make(own, inside, above));
                continue;
            }
        };
        *at += 1;
        items.push(item);
    }
    items
}
