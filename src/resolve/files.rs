//! Which file was meant by a path at which there is none.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::nearest;
use crate::model::Model;

/// What a path is to lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A document or a file.
    Anything,
    /// A file that is no document.
    File,
}

/// The names of all documents and files, by what they are and what they are called.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<(Sort, String), Vec<String>>);

/// What a file is, as far as one can be meant by the name of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    /// A page, as its source or as what comes of it.
    Page,
    /// A picture of whatever format.
    Picture,
    /// Anything else that has this ending.
    Ending(String),
}

impl Names {
    /// The names of a report.
    pub(super) fn new(model: &Model, files: &BTreeSet<String>) -> Self {
        let mut names = Self::default();
        let documents = model.documents.iter().map(|placed| format!("{}.md", placed.stem));
        for path in documents.chain(files.iter().cloned()) {
            let key = (Sort::of(&path), stem(&path).to_owned());
            names.0.entry(key).or_default().push(path);
        }
        names
    }

    /// The path that was meant: of the same sort, with the same name in one other folder, or with a
    /// name near to it.
    pub(super) fn meant(&self, path: &str, wanted: Wanted) -> Option<&str> {
        let sort = Sort::of(path);
        if sort == Sort::Page && wanted == Wanted::File {
            return None;
        }
        let name = stem(path);
        let alike = self.0.iter().filter(|((own, _), _)| *own == sort);
        let known = self.0.get(&(sort.clone(), name.to_owned())).or_else(|| {
            let near = nearest(name, alike.map(|((_, name), _)| name.as_str()))?;
            self.0.get(&(sort.clone(), near.to_owned()))
        });
        match known?.as_slice() {
            [one] => Some(one),
            several => {
                let beside = several.iter().find(|other| folder_of(other) == folder_of(path));
                beside.map(String::as_str)
            }
        }
    }
}

impl Sort {
    fn of(path: &str) -> Self {
        const PAGES: [&str; 3] = ["md", "html", "htm"];
        const PICTURES: [&str; 7] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif"];
        let name = path.rsplit('/').next().unwrap_or_default();
        match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()) {
            // The address of a page has no ending.
            None => Sort::Page,
            Some(ending) if PAGES.contains(&ending.as_str()) => Sort::Page,
            Some(ending) if PICTURES.contains(&ending.as_str()) => Sort::Picture,
            Some(ending) => Sort::Ending(ending),
        }
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of a file without its ending; for the page of a folder, the name of the folder.
fn stem(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    let folder = ["/index.md", "/index.html"].iter().find_map(|end| path.strip_suffix(end));
    let name = folder.unwrap_or(path).rsplit('/').next().unwrap_or_default();
    match folder {
        Some(_) => name,
        None => name.rsplit_once('.').map_or(name, |(stem, _)| stem),
    }
}

/// A path below the content folder as a document in a folder there writes it, between parentheses.
pub(super) fn written(folder: &str, path: &str) -> String {
    let mut above: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut below: Vec<&str> = path.split('/').collect();
    while below.len() > 1 && above.first() == below.first() {
        above.remove(0);
        below.remove(0);
    }
    let mut written = "../".repeat(above.len());
    for letter in below.join("/").chars() {
        match letter {
            ' ' | '(' | ')' | '<' | '>' | '%' | '#' | '?' | '"' => {
                written.push_str(&format!("%{:02X}", u32::from(letter)));
            }
            _ => written.push(letter),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[&str]) -> Names {
        Names::new(&Model::default(), &paths.iter().map(|path| (*path).to_owned()).collect())
    }

    #[test]
    fn a_file_is_suggested_for_one_of_its_sort_with_a_near_name() {
        let names = names(&["src/Extsload.sol", "pictures/harbour.png", "a/plan.md", "b/plan.md"]);
        for (path, wanted, expected) in [
            ("src/Example.js", Wanted::Anything, None),
            ("src/Extload.sol", Wanted::Anything, Some("src/Extsload.sol")),
            ("harbour.jpg", Wanted::File, Some("pictures/harbour.png")),
            ("habour.png", Wanted::File, Some("pictures/harbour.png")),
            ("a/paln.html", Wanted::Anything, Some("a/plan.md")),
            ("c/plan.md", Wanted::Anything, None),
            ("a/paln", Wanted::File, None),
        ] {
            assert_eq!(names.meant(path, wanted), expected, "{path}");
        }
    }

    #[test]
    fn a_suggested_path_is_written_from_the_folder_of_the_document() {
        for (folder, path, expected) in [
            ("", "a/b.md", "a/b.md"),
            ("a", "a/b.md", "b.md"),
            ("a/c", "a/b.md", "../b.md"),
            ("a", "b.md", "../b.md"),
            ("a", "ab/c (1).md", "../ab/c%20%281%29.md"),
        ] {
            assert_eq!(written(folder, path), expected);
        }
    }
}
