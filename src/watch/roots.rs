//! What is watched, and by which watches of the system.

use std::collections::BTreeMap;
use std::iter;
use std::path::{self, Path, PathBuf};

use notify::{Config, ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::read::is_leaving;

use super::Watched;

/// A file or folder that counts.
#[derive(Debug)]
pub(super) struct Root {
    /// The path as it was given.
    pub(super) given: PathBuf,
    pub(super) recursive: bool,
    /// The path as the system's events name it: the name in its real folder and, where that is a
    /// link, what it points at.
    places: Vec<PathBuf>,
}

impl Root {
    pub(super) fn new(watched: &Watched) -> Self {
        let mut root =
            Self { given: watched.path.clone(), recursive: watched.recursive, places: Vec::new() };
        root.find();
        root
    }

    /// Finds where it is.
    fn find(&mut self) {
        let absolute = path::absolute(&self.given).unwrap_or_else(|_| self.given.clone());
        let place = match (absolute.parent().map(Path::canonicalize), absolute.file_name()) {
            (Some(Ok(parent)), Some(name)) => parent.join(name),
            _ => absolute,
        };
        let target = place.canonicalize().ok().filter(|target| *target != place);
        self.places = iter::once(place).chain(target).collect();
    }

    /// How people are told of a path of an event; `None` if it does not count here.
    pub(super) fn told(&self, path: &Path) -> Option<PathBuf> {
        let below = self.places.iter().find_map(|place| path.strip_prefix(place).ok())?;
        if below.iter().any(is_leaving) || (!self.recursive && below.iter().count() > 1) {
            return None;
        }
        // Joining with nothing would add a slash.
        let is_root = below.as_os_str().is_empty();
        Some(if is_root { self.given.clone() } else { self.given.join(below) })
    }
}

/// The system's watches for all roots.
#[derive(Debug)]
pub(super) struct Watches {
    /// Gives events as long as it lives.
    _watcher: RecommendedWatcher,
    /// The folders that are watched, and whether with all below them.
    folders: BTreeMap<PathBuf, bool>,
    /// Whether each root existed.
    existed: Vec<bool>,
}

impl Watches {
    /// Watches the folders of all roots, and the folders in which they stand.
    ///
    /// # Errors
    /// The system gives no more watches. What does not exist is passed over.
    pub(super) fn new(
        roots: &mut [Root],
        hear: impl FnMut(notify::Result<Event>) + Send + 'static,
    ) -> notify::Result<Self> {
        // A link to a folder is told as the link: watching one folder under two names would lose
        // events of one of them.
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(hear, config)?;
        let existed = roots.iter().map(|root| root.given.exists()).collect();
        roots.iter_mut().for_each(Root::find);
        let folders = folders(roots);
        for (folder, recursive) in &folders {
            let mode =
                if *recursive { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            match watcher.watch(folder, mode) {
                Err(error) if !is_absence(&error) => return Err(error),
                _ => {}
            }
        }
        Ok(Self { _watcher: watcher, folders, existed })
    }

    /// Whether something to be watched is not there.
    pub(super) fn lack(&self) -> bool {
        self.existed.contains(&false)
    }

    /// Whether something came or went since the watches were made.
    pub(super) fn are_outdated(&self, roots: &[Root]) -> bool {
        !roots.iter().map(|root| root.given.exists()).eq(self.existed.iter().copied())
    }

    /// Whether the watches depend on what is at a path: a folder that is watched, or is to be.
    pub(super) fn rest_on(&self, path: &Path, roots: &[Root]) -> bool {
        self.folders.contains_key(path)
            || roots.iter().any(|root| root.places.iter().any(|place| place == path))
                && path.is_dir()
    }
}

/// The fewest watches for all roots: watching a folder a second time would undo the first.
fn folders(roots: &[Root]) -> BTreeMap<PathBuf, bool> {
    let mut folders = BTreeMap::new();
    for root in roots {
        // The last place is the one that is no link.
        if let Some(place) = root.places.last().filter(|place| place.is_dir()) {
            *folders.entry(place.clone()).or_default() |= root.recursive;
        }
        for parent in root.places.iter().filter_map(|place| place.parent()) {
            folders.entry(parent.to_owned()).or_default();
        }
    }
    let whole: Vec<PathBuf> =
        folders.iter().filter(|(_, recursive)| **recursive).map(|(path, _)| path.clone()).collect();
    folders.retain(|folder, _| {
        !whole.iter().any(|above| folder != above && folder.starts_with(above))
    });
    folders
}

fn is_absence(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}
