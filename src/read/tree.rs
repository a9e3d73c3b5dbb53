//! The files below a folder, by names that are safe to publish.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use crate::diagnostics::{Code, Diagnostic};
use crate::path::unusable;
use crate::source::{Place, Source};

use super::inside::is_of_git;

/// What a folder holds.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Paths below the folder with `/` between their parts, in order.
    pub(super) files: Vec<String>,
    /// Whether there are links.
    pub(super) has_links: bool,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Lists a folder, whose path has no link in it; `shown` is what people call it. No link leaves it.
pub(super) fn list(root: &Path, shown: &str) -> Listing {
    list_within(root, root, shown)
}

/// Lists a folder like [`list`]; links are followed as far as they stay in another folder.
pub(super) fn list_within(root: &Path, within: &Path, shown: &str) -> Listing {
    let mut listing = Listing::default();
    let mut walk = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        match entry {
            Ok(entry) if entry.depth() == 0 => {}
            Ok(entry) if is_leaving(entry.file_name()) => skip(&mut walk, &entry),
            Ok(entry) => {
                listing.has_links |= entry.path_is_symlink();
                if let Some(problem) = leaves(&entry, root, within, shown) {
                    listing.diagnostics.push(problem);
                    skip(&mut walk, &entry);
                } else if entry.file_type().is_file() {
                    listing.file(&entry, root, shown);
                }
            }
            // A link is followed before it is told, and what Emacs leaves while a file is edited
            // leads nowhere.
            Err(error) if is_below_leaving(&error, root) => {}
            Err(error) => listing.error(&error, root, shown),
        }
    }
    listing
}

fn skip(walk: &mut walkdir::IntoIter, entry: &DirEntry) {
    if entry.file_type().is_dir() {
        walk.skip_current_dir();
    }
}

/// Whether what could not be followed would have been passed over.
fn is_below_leaving(error: &walkdir::Error, root: &Path) -> bool {
    let below = error.path().and_then(|path| path.strip_prefix(root).ok());
    below.is_some_and(|below| below.iter().any(is_leaving))
}

/// Whether a name is that of a hidden file, a backup, or what editors leave while they save:
/// `.x.md.swp` of Vim, which tries a folder with `4913`, `.#x.md` and `#x.md#` of Emacs,
/// `.goutputstream-…` of GNOME, `x.md___jb_tmp___` of JetBrains.
pub fn is_leaving(name: &OsStr) -> bool {
    const ENDINGS: [&str; 10] =
        ["~", "#", ".swp", ".swo", ".swx", ".bak", ".tmp", ".orig", "___jb_tmp___", "___jb_old___"];
    let name = name.to_string_lossy();
    // Hosts ask for what stands in this folder: https://www.rfc-editor.org/rfc/rfc8615
    if name == ".well-known" {
        return false;
    }
    name.starts_with(['.', '#']) || ENDINGS.iter().any(|end| name.ends_with(end)) || name == "4913"
}

/// A link that leads out of the folder.
fn leaves(entry: &DirEntry, root: &Path, within: &Path, shown: &str) -> Option<Diagnostic> {
    if !entry.path_is_symlink() {
        return None;
    }
    let target = entry.path().canonicalize().ok()?;
    if target.starts_with(within) && !is_of_git(&target, within) {
        return None;
    }
    let path = path_shown(entry.path(), root, shown);
    let message = format!("the symbolic link `{path}` leads out of `{shown}`");
    Some(at(&path, Code::LinkOutOfTree, message).help("replace the link with a copy of the file"))
}

fn path_shown(path: &Path, root: &Path, shown: &str) -> String {
    let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    if shown.is_empty() { below } else { format!("{shown}/{below}") }
}

fn at(path: &str, code: Code, message: String) -> Diagnostic {
    let source = Arc::new(Source::new(path, ""));
    let mut diagnostic = Diagnostic::nowhere(code, message);
    diagnostic.place = Some(Place::start_of(&source));
    diagnostic
}

impl Listing {
    fn file(&mut self, entry: &DirEntry, root: &Path, shown: &str) {
        let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let parts: Option<Vec<&str>> =
            below.components().map(|part| part.as_os_str().to_str()).collect();
        match parts.map(|parts| parts.join("/")) {
            None => self.bad_name(entry, root, shown, "is not in UTF-8"),
            Some(path) => match unusable(&path) {
                Some(why) => self.bad_name(entry, root, shown, &format!("cannot be a path: {why}")),
                None => self.files.push(path),
            },
        }
    }

    fn bad_name(&mut self, entry: &DirEntry, root: &Path, shown: &str, why: &str) {
        let path = path_shown(entry.path(), root, shown);
        let problem = at(&path, Code::BadFileName, format!("the name of `{path}` {why}"));
        self.diagnostics.push(problem.help("rename the file"));
    }

    fn error(&mut self, error: &walkdir::Error, root: &Path, shown: &str) {
        let path = path_shown(error.path().unwrap_or(root), root, shown);
        self.diagnostics.push(if error.loop_ancestor().is_some() {
            let message = format!(
                "the symbolic link `{path}` leads back to a folder that contains it and is not \
                 followed"
            );
            at(&path, Code::LinkLoop, message).help("remove the link")
        } else if let Ok(target) = error.path().unwrap_or(root).read_link() {
            let message = format!(
                "the symbolic link `{path}` leads to `{}`, which does not exist",
                target.display()
            );
            at(&path, Code::LinkOutOfTree, message).help("remove the link, or correct it")
        } else {
            let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
            at(&path, Code::Unreadable, format!("`{path}` cannot be read: {why}"))
                .help("check the permissions")
        });
    }
}
