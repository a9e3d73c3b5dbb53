//! A site, rendered and put on disk: the one place that writes into an output folder. The files that
//! a new report begins with are written here too, by [`start()`], and single files of a report
//! that a command changes, by [`replace()`].
//!
//! Goes in: a checked [`Destination`], the paths that the site is to have, and a function that
//! renders one of them. Comes out: a [`Summary`] of what changed, or why nothing did. It knows
//! neither the report nor its pages: it renders nothing itself, chooses no path, and prints nothing.
//!
//! The output is the old site or the new one, at every instant, however the build ends. Only what an
//! earlier build wrote is ever replaced or removed: a manifest at the output's root names it. A page
//! that somebody changed by hand is still a page, and is replaced; a file that no manifest names is
//! foreign, and stays, with its contents, mode and time. One that comes while a build is at work and
//! finds a page in its place stays too, in a folder `.rapporteur-kept` of the output.
//!
//! # The steps of a build
//!
//! | step | what is on disk if the build ends here |
//! | --- | --- |
//! | [`destination()`] checks where the site may go | nothing was touched |
//! | the work folder is locked, and what a killed build left is cleared up | the old site, perhaps an empty work folder |
//! | all pages are rendered; those whose bytes differ from the old site's are staged. If one fails, or if nothing differs, the build ends here | the old site, and a staged one without a manifest |
//! | unchanged pages are linked into the staged site, foreign files are carried over, the manifest is written and flushed to the device | the old site, and a finished one beside it |
//! | the two are exchanged, in one call | the old site or the new |
//! | the old site is emptied of what its manifest names and removed; a foreign file that came meanwhile moves to the new one | the new site, and the rest of the old one beside it |
//! | the lock and the work folder are removed | the new site |
//!
//! Whatever is left beside the output, the next build clears up before it begins. Work goes on in
//! `.<name>.rapporteur` beside the output, because an exchange needs both on one file system; a mount
//! point as output is therefore refused, rather than written to page by page. Where the file system
//! knows no exchange, two renames take its place, and a build that is killed between them leaves no
//! output until the next one puts the old site back.
//!
//! # Unchanged pages
//!
//! A page is unchanged if the manifest has the hash of its bytes and the file in the output is as the
//! manifest says. By [`Proof::Times`] it is, if it has the size and was not changed since the
//! manifest was put in place; a page with a later change is read. By [`Proof::Bytes`] every page is
//! read, and neither times nor an earlier build's word are trusted. A build without changes touches
//! nothing in the output, but for the manifest if the note that goes with it is another one.
//!
//! Times tell nothing of a page that somebody edits while a build is at work: such an edit is found by
//! the bytes, or when the page is next written.
//!
//! # Loss of power
//!
//! Pages are not flushed to the device one by one. After a loss of power the output is the old or the
//! new site with a whole manifest, as far as the file system keeps the order of its renames, but
//! pages of the new one may be cut; the next build reads every page, and writes those again.

// This module is the edge that the lint names as the one to write in; the lint is for all others.
#![allow(clippy::disallowed_methods)]

mod destination;
mod error;
mod exchange;
mod folder;
mod foreign;
mod manifest;
mod replace;
mod start;
mod workspace;

use std::collections::HashSet;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use blake3::Hasher;
use rayon::prelude::*;

use crate::read::open_real;

pub use destination::{Destination, destination};
pub use error::{Kept, WriteError};
pub use replace::replace;
pub use start::{Seed, Sown, start};

use destination::{Standing, standing};
use folder::Folder;
use foreign::Carried;
use manifest::{Entry, Layout, Manifest, Seal};
use workspace::Workspace;

/// How long a build waits for another one of the same output.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a page consists of.
#[derive(Debug)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of the file at this path, which are cloned or streamed. The path is a real one: a
    /// link anywhere in it is refused, so that none that is put there during a build is followed.
    File(PathBuf),
}

/// The site that an output is to be.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The paths of its pages, relative to the output, with `/` between their parts.
    pub paths: &'a [String],
    /// One line to be kept with the site, for [`published()`].
    pub note: &'a str,
    /// How the pages of the old site are trusted.
    pub proof: Proof,
}

/// What shows that a page of an output is as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Its size, and that nothing was done to it since; where that is in doubt, its bytes.
    Times,
    /// Its bytes.
    Bytes,
}

/// A site that is in place just as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The line that was kept with it.
    pub note: String,
    /// How many pages it has.
    pub pages: usize,
    /// The bytes of all pages.
    pub bytes: u64,
}

/// What a build changed.
#[derive(Debug, Default)]
pub struct Summary {
    /// The bytes of all pages.
    pub bytes: u64,
    /// Pages whose bytes the output did not have.
    pub written: usize,
    /// Pages that the output had already.
    pub unchanged: usize,
    /// Pages of the old site that the new one has not.
    pub removed: usize,
    /// Why the old site could not be removed entirely. The new one stands nevertheless; the next
    /// build tries again.
    pub leftover: Option<WriteError>,
}

/// Why a site was not published. The output is as it was.
#[derive(Debug)]
pub enum Failure<E> {
    /// Pages could not be rendered: all their errors, in the order of the paths.
    Render(Vec<E>),
    /// The site could not be written.
    Write(WriteError),
}

impl<E> From<WriteError> for Failure<E> {
    fn from(error: WriteError) -> Self {
        Self::Write(error)
    }
}

/// The site that an earlier build put at a destination, if every page is as it was written.
pub fn published(destination: &Destination, proof: Proof) -> Result<Option<Published>, WriteError> {
    let _work = Workspace::acquire(destination, PATIENCE)?;
    let Standing::Site(folder, manifest, seal) = standing(destination.path())? else {
        return Ok(None);
    };
    let old = Old { folder, manifest, seal, proof };
    let pages: Vec<_> = old.manifest.pages.iter().collect();
    let stands = pages.par_iter().all(|(path, entry)| old.holds(path, **entry));
    let Manifest { note, pages } = old.manifest;
    let bytes = pages.values().map(|entry| entry.len).sum();
    Ok(stands.then_some(Published { note, pages: pages.len(), bytes }))
}

/// Renders all paths in parallel and makes the output a site of exactly these pages, and of the
/// foreign files that it holds; see the [module documentation](self).
///
/// `progress` is called once for each page that is done. Another build of the same output is waited
/// for.
pub fn publish<E: Send>(
    destination: &Destination,
    wanted: Wanted<'_>,
    render: &(dyn Fn(&str) -> Result<Content, E> + Sync),
    progress: &(dyn Fn() + Sync),
) -> Result<Summary, Failure<E>> {
    let Wanted { paths, note, proof } = wanted;
    let layout = Layout::of(paths)?;
    let work = Workspace::acquire(destination, PATIENCE)?;
    let mut empty = None;
    let old = match standing(destination.path())? {
        Standing::Nothing => None,
        Standing::Empty(folder) => {
            empty = Some(folder);
            None
        }
        Standing::Site(folder, manifest, seal) => Some(Old { folder, manifest, seal, proof }),
        Standing::Foreign(example) => {
            let output = destination.path().to_owned();
            return Err(WriteError::NotOurs { output, example }.into());
        }
    };

    let staging = Staging { old: old.as_ref(), new: &work.new, made: RwLock::default() };
    let staged = staging.render_all(paths, render, progress)?;
    let manifest = Manifest {
        note: note.to_owned(),
        pages: paths.iter().cloned().zip(staged.iter().map(|page| page.entry)).collect(),
    };
    let mut summary = summed_up_pages(&staged);
    if let Some(old) = &old {
        let pages = &old.manifest.pages;
        summary.removed = pages.keys().filter(|path| !layout.pages.contains(&***path)).count();
        if summary.written == 0 && *pages == manifest.pages {
            if old.manifest.note != manifest.note {
                work.put(&manifest, &old.folder)?;
            }
            return Ok(summary);
        }
    }

    let mut carried = Carried::new();
    if let Some(old) = &old {
        let unchanged = paths.par_iter().zip(&staged).filter(|(_, page)| !page.is_written);
        unchanged.try_for_each(|(path, _)| {
            staging.make_folder_of(path)?;
            old.folder.link(Path::new(path), &work.new, Path::new(path))
        })?;
    }
    let none = Manifest::default();
    let folder = old.as_ref().map(|old| (&old.folder, &old.manifest));
    if let Some((folder, manifest)) = folder.or(empty.as_ref().map(|folder| (folder, &none))) {
        carried = foreign::carry(folder, manifest, &work.new, &layout)?;
    }
    work.finish(&manifest)?;
    match old {
        None => work.place()?,
        Some(_) => summary.leftover = work.exchange(&carried)?,
    }
    Ok(summary)
}

fn summed_up_pages(staged: &[Page]) -> Summary {
    let written = staged.iter().filter(|page| page.is_written).count();
    Summary {
        bytes: staged.iter().map(|page| page.entry.len).sum(),
        written,
        unchanged: staged.len() - written,
        ..Summary::default()
    }
}

/// One page after rendering.
struct Page {
    entry: Entry,
    /// Whether it is in the staged site, rather than unchanged in the old one.
    is_written: bool,
}

/// The site that an earlier build wrote.
struct Old {
    folder: Folder,
    manifest: Manifest,
    seal: Seal,
    proof: Proof,
}

impl Old {
    /// Whether a page is in place with these bytes, by the manifest and in fact.
    fn has(&self, path: &str, entry: Entry) -> bool {
        self.manifest.pages.get(path) == Some(&entry) && self.holds(path, entry)
    }

    /// Whether a page of the manifest is in place as that says. One that cannot be read is not.
    fn holds(&self, path: &str, entry: Entry) -> bool {
        if self.proof == Proof::Times
            && let Ok(Some(page)) = self.folder.look(path)
            && self.seal.covers(&page, entry)
        {
            return true;
        }
        let Ok(Some(mut file)) = self.folder.read(path) else { return false };
        summed_up(&mut file).is_ok_and(|found| found == entry)
    }
}

/// The staged site while it grows, beside the site that it will replace.
struct Staging<'a> {
    old: Option<&'a Old>,
    new: &'a Folder,
    /// The folders of the staged site that were made, so that each costs the system one call.
    made: RwLock<HashSet<String>>,
}

impl Staging<'_> {
    /// Renders all paths and stages what changed. After a page that fails to render, the others are
    /// rendered for their errors; after a write that fails, nothing is.
    fn render_all<E: Send>(
        &self,
        paths: &[String],
        render: &(dyn Fn(&str) -> Result<Content, E> + Sync),
        progress: &(dyn Fn() + Sync),
    ) -> Result<Vec<Page>, Failure<E>> {
        let failed = AtomicBool::new(false);
        let broken = AtomicBool::new(false);
        let results: Vec<Option<Result<Page, Failure<E>>>> = paths
            .par_iter()
            .map(|path| {
                if broken.load(Ordering::Relaxed) {
                    return None;
                }
                let result = match render(path) {
                    Ok(_) if failed.load(Ordering::Relaxed) => return None,
                    Ok(content) => self.stage(path, content).map_err(|error| {
                        broken.store(true, Ordering::Relaxed);
                        Failure::Write(error)
                    }),
                    Err(error) => {
                        failed.store(true, Ordering::Relaxed);
                        Err(Failure::Render(vec![error]))
                    }
                };
                progress();
                Some(result)
            })
            .collect();

        let mut pages = Vec::with_capacity(paths.len());
        let mut errors = Vec::new();
        for result in results.into_iter().flatten() {
            match result {
                Ok(page) => pages.push(page),
                Err(Failure::Render(more)) => errors.extend(more),
                Err(error) => return Err(error),
            }
        }
        if errors.is_empty() { Ok(pages) } else { Err(Failure::Render(errors)) }
    }

    fn stage(&self, path: &str, content: Content) -> Result<Page, WriteError> {
        match content {
            Content::Bytes(bytes) => {
                let entry = Entry { hash: blake3::hash(&bytes), len: bytes.len() as u64 };
                let is_written = !self.has(path, entry);
                if is_written {
                    self.make_folder_of(path)?;
                    let written = self.new.create(path)?.write_all(&bytes);
                    written.map_err(|error| self.error("write", path, error))?;
                }
                Ok(Page { entry, is_written })
            }
            Content::File(source) => {
                let fail = |error| WriteError::io("read", &source, error);
                let mut file = open_real(&source).map_err(fail)?;
                if let Some(entry) = self.expected(path)
                    && file.metadata().map_err(fail)?.len() == entry.len
                    && summed_up(&mut file).map_err(fail)? == entry
                    && self.has(path, entry)
                {
                    return Ok(Page { entry, is_written: false });
                }
                file.rewind().map_err(fail)?;
                self.make_folder_of(path)?;
                let mut copy = self.new.create(path)?;
                // The system clones the file where it can. The hash is of what was written, whatever
                // happens to the source meanwhile.
                let entry = io::copy(&mut file, &mut copy)
                    .and_then(|_| copy.rewind())
                    .and_then(|()| summed_up(&mut copy))
                    .map_err(|error| self.error("write", path, error))?;
                Ok(Page { entry, is_written: true })
            }
        }
    }

    /// Makes the folder of a page, unless that was done.
    fn make_folder_of(&self, path: &str) -> Result<(), WriteError> {
        let Some((folder, _)) = path.rsplit_once('/') else { return Ok(()) };
        if self.made.read().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(());
        }
        self.new.make_folder(folder)?;
        self.made.write().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        Ok(())
    }

    fn error(&self, action: &'static str, path: &str, error: io::Error) -> WriteError {
        WriteError::io(action, self.new.path().join(path), error)
    }

    /// What the old site's manifest says of a path.
    fn expected(&self, path: &str) -> Option<Entry> {
        self.old.and_then(|old| old.manifest.pages.get(path).copied())
    }

    fn has(&self, path: &str, entry: Entry) -> bool {
        self.old.is_some_and(|old| old.has(path, entry))
    }
}

fn summed_up(file: &mut impl Read) -> io::Result<Entry> {
    let mut hasher = Hasher::new();
    hasher.update_reader(file)?;
    Ok(Entry { hash: hasher.finalize(), len: hasher.count() })
}
