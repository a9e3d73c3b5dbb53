//! What is wrong with the files that documents show and link to, told where they do.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asset::Asset;
use crate::config::{ActiveFiles, Config, Setting};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::look::Files;
use crate::model::Model;
use crate::nature::{self, Nature};
use crate::parse::{Document, Marked};
use crate::resolve::{Links, Target, Text};
use crate::source::{Place, Source};

/// A report whose references were followed.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) config: &'a Config,
    pub(super) model: &'a Model,
    pub(super) links: &'a Links,
}

/// How a document uses a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Shown,
    Linked,
}

/// Holds the files that documents use against what they are.
pub(super) fn check(shown: Shown<'_>, assets: &BTreeMap<String, Asset>) -> Vec<Diagnostic> {
    let policy = shown.config.html.active_files;
    let mut problems = Vec::new();
    // Nearly always all is well, and no document needs to be looked at.
    if !assets.values().any(|asset| has_trouble(asset.nature)) {
        return problems;
    }
    let mut judge = |how: Use, path: &str, document: &Document, target: &Marked| {
        let Some(asset) = assets.get(path) else { return };
        let found = trouble(asset.nature, how, path, policy);
        problems.extend(found.into_iter().map(|problem| Diagnostic {
            place: Some(Place::new(&document.source, target.span.clone())),
            ..problem
        }));
    };
    for (placed, links) in shown.model.documents.iter().zip(shown.links.documents.iter()) {
        let fragments = placed.part().fragments.iter().map(|fragment| &*fragment.document);
        let documents = std::iter::once(&**placed.document()).chain(fragments);
        for (document, text) in documents.zip(std::iter::once(&links.text).chain(&links.fragments))
        {
            each_file(document, text, &mut judge);
        }
    }
    problems
}

/// Tells every file that a text uses, and how.
fn each_file(
    document: &Document,
    text: &Text,
    tell: &mut impl FnMut(Use, &str, &Document, &Marked),
) {
    for (image, target) in document.images.iter().zip(&text.images) {
        if let Target::Asset(path) = target {
            tell(Use::Shown, path, document, &image.target);
        }
    }
    for (link, target) in document.links.iter().zip(&text.links) {
        if let Target::Asset(path) = target {
            tell(Use::Linked, path, document, &link.target);
        }
    }
}

fn has_trouble(nature: Nature) -> bool {
    nature.active.is_some() || nature.no_picture.is_some() || nature.is_pointer
}

/// What is wrong with a file where a document uses it.
fn trouble(nature: Nature, how: Use, path: &str, policy: ActiveFiles) -> Vec<Diagnostic> {
    if nature.is_pointer {
        let message = format!("`{path}` is a Git LFS pointer, not the file itself");
        let help = "run `git lfs pull`; in a workflow, check out with `lfs: true`";
        return vec![Diagnostic::nowhere(Code::PointerFile, message).help(help)];
    }
    let mut problems = Vec::new();
    if let Some(why) = nature.no_picture.filter(|_| how == Use::Shown) {
        let message = format!("`{path}` cannot be shown as an image: it {why}");
        let help = "show a PNG, JPEG, GIF, WebP, AVIF or SVG file; link to files of other types";
        problems.push(Diagnostic::nowhere(Code::BadPicture, message).help(help));
    }
    problems.extend(active(nature, path, policy));
    problems
}

/// That browsers run a file, where the report says so of such files.
fn active(nature: Nature, path: &str, policy: ActiveFiles) -> Option<Diagnostic> {
    let code = match policy {
        ActiveFiles::Allow => return None,
        ActiveFiles::Flag => Code::ActiveFile,
        ActiveFiles::Refuse => Code::RefusedFile,
    };
    let message = format!("a browser may run code in `{path}`: it {}", nature.active?);
    let help = "link to a PDF or plain text instead, or see `output.html.active-files`";
    Some(Diagnostic::nowhere(code, message).help(help))
}

/// That a file of a book is not copied: nothing links to it, and it has so many bytes.
pub(super) fn large(src: &str, name: &str, bytes: u64) -> Diagnostic {
    let source = Arc::new(Source::new(format!("{src}/{name}"), ""));
    let size = match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{} MB", bytes.div_ceil(1_000_000)),
    };
    let message = format!("`{name}` is not published: it has {size}, and nothing links to it");
    Diagnostic::at(Code::LargeFile, &source, 0..0, message)
        .help("link to it, name it in `build.ignore`, or raise `build.largest-file`")
}

/// That a file of a book is not copied: the site has something else at its path.
pub(super) fn displaced(src: &str, name: &str) -> Diagnostic {
    let source = Arc::new(Source::new(format!("{src}/{name}"), ""));
    let message =
        format!("`{name}` is not copied to its path: the site has a file of its own there");
    let problem = Diagnostic::at(Code::PathTaken, &source, 0..0, message);
    Diagnostic { severity: Severity::Warning, ..problem.help("rename it") }
}

/// Holds the pictures that `book.toml` names, which are among the files of the look, against the same
/// rule.
pub(super) fn check_pictures(config: &Config, files: &Files) -> Vec<Diagnostic> {
    let check = |picture: &Setting<String>| {
        let Setting { value: path, span } = picture;
        let bytes = files.statics.get(&format!("//{path}"))?;
        let nature = nature::of(path, &mut &**bytes).ok()?;
        let problem = active(nature, path, config.html.active_files)?;
        Some(Diagnostic { place: Some(Place::new(&config.source, span.clone())), ..problem })
    };
    config.html.pictures().filter_map(check).collect()
}
