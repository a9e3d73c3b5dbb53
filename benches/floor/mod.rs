//! The floor: the least that a program with the same parts does to write a site of the same files.
//!
//! It reads the same Markdown and parses it with pulldown-cmark, fills one Tera template for each HTML
//! page, of about the weight of a record's apart from its diagram, and writes as many files with as
//! many bytes into the same folders, in parallel. It knows no record, no reference and no order: what
//! a page holds is some of the text, cut or padded to the length of the page that it stands for. What
//! Rapporteur takes beyond it is the price of its model.

#![allow(clippy::disallowed_methods, reason = "a program that writes a site opens files")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;
use serde_json::{Value, json};
use tera::{Context, Tera};
use walkdir::WalkDir;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The list of files, which stands beside the content folder.
const LIST: &str = "floor.tsv";

/// How many files a site has, and how many bytes are in them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Size {
    pub(crate) files: usize,
    pub(crate) bytes: u64,
}

/// Lists the files of a finished site in the folder of its report, for [`build`] to write the like.
///
/// # Errors
/// What the system says.
pub(crate) fn list(site: &Path, report: &Path) -> Result<Size, Box<dyn Error>> {
    let mut list = String::new();
    let mut size = Size::default();
    for entry in WalkDir::new(site).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let bytes = entry.metadata()?.len();
            let path = entry.path().strip_prefix(site)?;
            let _ = writeln!(list, "{bytes}\t{}", path.display());
            size = Size { files: size.files + 1, bytes: size.bytes + bytes };
        }
    }
    fs::write(report.join(LIST), list)?;
    Ok(size)
}

/// Reads the report in the current folder and writes files like those that [`list`] found.
///
/// # Errors
/// What the system or the template says.
pub(crate) fn build(output: &Path) -> Fallible<()> {
    let list = fs::read_to_string(LIST)?;
    let files = list.lines().map(|line| {
        let (bytes, path) = line.split_once('\t').ok_or("a line without a path")?;
        Ok((output.join(path), bytes.parse()?))
    });
    let files: Vec<(PathBuf, usize)> = files.collect::<Fallible<_>>()?;
    let texts = parsed(Path::new("content"))?;
    let mut tera = Tera::default();
    tera.add_raw_template("page.html", include_str!("page.html"))?;
    make_folders(output, &files)?;
    let page = |at: usize, text: &str| tera.render("page.html", &context(at, text));
    let frame = page(files.len(), "")?.len();
    files.par_iter().enumerate().try_for_each(|(at, (path, bytes))| {
        let text = cut(&texts[at % texts.len()], bytes.saturating_sub(frame));
        let is_page = path.extension().is_some_and(|extension| extension == "html");
        let mut file = if is_page { page(at, text)?.into_bytes() } else { Vec::new() };
        file.resize(*bytes, b' ');
        Ok(fs::write(path, file)?)
    })
}

/// The HTML of every Markdown file below a folder.
fn parsed(content: &Path) -> Fallible<Vec<String>> {
    let files = WalkDir::new(content).into_iter().collect::<Result<Vec<_>, _>>()?;
    let files = files.par_iter().filter(|file| file.file_type().is_file());
    let texts = files.map(|file| {
        let markdown = fs::read_to_string(file.path())?;
        let mut out = String::with_capacity(markdown.len() * 2);
        html::push_html(&mut out, Parser::new_ext(&markdown, Options::all()));
        Ok(out)
    });
    texts.collect()
}

/// As much of a text as has room in so many bytes.
fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Makes the folders of files, those of each depth at once.
fn make_folders(output: &Path, files: &[(PathBuf, usize)]) -> io::Result<()> {
    let above = |path: &PathBuf| {
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(output));
        folders.map(Path::to_path_buf).collect::<Vec<_>>()
    };
    let folders: BTreeSet<PathBuf> = files.iter().flat_map(|(path, _)| above(path)).collect();
    let mut by_depth: BTreeMap<usize, Vec<PathBuf>> = BTreeMap::new();
    for folder in folders {
        by_depth.entry(folder.components().count()).or_default().push(folder);
    }
    by_depth.values().try_for_each(|folders| folders.par_iter().try_for_each(fs::create_dir))
}

/// What the template is filled with: as many loops and texts as the page of a record has.
fn context(at: usize, body: &str) -> Context {
    let link = |at: usize| {
        json!({
            "rel": "next",
            "path": format!("recommendations/{at}/"),
            "number": format!("{at}.{at}"),
            "title": format!("Recommendation {at} for the council of the county"),
            "sentence": "Every region answers before the season, and what follows is agreed.",
            "label": "Builds on",
        })
    };
    let links = |count: usize| (at..at + count).map(link).collect::<Vec<Value>>();
    let mut context = Context::new();
    context.insert("root", "../../");
    context.insert("body", body);
    context.insert("site", &json!({ "title": "A report", "menu": links(3) }));
    context.insert(
        "page",
        &json!({
            "title": format!("Recommendation {at}"),
            "number": at.to_string(),
            "kind": "Recommendation",
            "description": "Every region answers before the season, and what follows is agreed.",
            "canonical": format!("https://report.example/recommendations/{at}/"),
            "neighbours": links(2),
            "crumbs": links(3),
            "fields": links(4),
            "relations": links(5),
            "mentions": links(5),
        }),
    );
    context
}
