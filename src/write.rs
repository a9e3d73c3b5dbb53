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
//! A page is unchanged if the manifest has the hash of its bytes and the file in the output, read
//! again, has it too: neither times nor an earlier build's word are trusted. Reading is what a build
//! without changes costs, and it then touches nothing in the output.
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

use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
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
use manifest::{Entry, Layout, Manifest};
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

/// What a build changed.
#[derive(Debug, Default)]
pub struct Summary {
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

/// Renders all paths in parallel and makes the output a site of exactly these pages, and of the
/// foreign files that it holds; see the [module documentation](self).
///
/// A path is relative to the output, with `/` between its parts. `progress` is called once for each
/// page that is done. Another build of the same output is waited for.
pub fn publish<E: Send>(
    destination: &Destination,
    paths: &[String],
    render: &(dyn Fn(&str) -> Result<Content, E> + Sync),
    progress: &(dyn Fn() + Sync),
) -> Result<Summary, Failure<E>> {
    let layout = Layout::of(paths)?;
    let work = Workspace::acquire(destination, PATIENCE)?;
    let old = match standing(destination.path())? {
        Standing::Nothing => None,
        Standing::Empty(folder) => Some((folder, None)),
        Standing::Site(folder, manifest) => Some((folder, Some(manifest))),
        Standing::Foreign(example) => {
            let output = destination.path().to_owned();
            return Err(WriteError::NotOurs { output, example }.into());
        }
    };
    let site = old.as_ref().and_then(|(folder, manifest)| Some((folder, manifest.as_ref()?)));

    let staging = Staging { site, new: &work.new };
    let staged = staging.render_all(paths, render, progress)?;
    let manifest = Manifest {
        pages: paths.iter().cloned().zip(staged.iter().map(|page| page.entry)).collect(),
    };
    let written = staged.iter().filter(|page| page.is_written).count();
    let mut summary =
        Summary { written, unchanged: paths.len() - written, removed: 0, leftover: None };
    if let Some((_, old)) = site {
        summary.removed =
            old.pages.keys().filter(|path| !layout.pages.contains(path.as_str())).count();
        if *old == manifest && written == 0 {
            return Ok(summary);
        }
    }

    let mut carried = Carried::new();
    if let Some((folder, old)) = &old {
        paths
            .par_iter()
            .zip(&staged)
            .filter(|(_, page)| !page.is_written)
            .try_for_each(|(path, _)| folder.link(Path::new(path), &work.new, Path::new(path)))?;
        let none = Manifest::default();
        carried = foreign::carry(folder, old.as_ref().unwrap_or(&none), &work.new, &layout)?;
    }
    work.finish(&manifest)?;
    match site {
        None => work.place()?,
        Some(_) => summary.leftover = work.exchange(&carried)?,
    }
    Ok(summary)
}

/// One page after rendering.
struct Page {
    entry: Entry,
    /// Whether it is in the staged site, rather than unchanged in the old one.
    is_written: bool,
}

/// The staged site while it grows, beside the site that it will replace.
struct Staging<'a> {
    site: Option<(&'a Folder, &'a Manifest)>,
    new: &'a Folder,
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
                let is_written = !self.has(path, entry)?;
                if is_written {
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
                    && self.has(path, entry)?
                {
                    return Ok(Page { entry, is_written: false });
                }
                file.rewind().map_err(fail)?;
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

    fn error(&self, action: &'static str, path: &str, error: io::Error) -> WriteError {
        WriteError::io(action, self.new.path().join(path), error)
    }

    /// What the old site's manifest says of a path.
    fn expected(&self, path: &str) -> Option<Entry> {
        self.site.and_then(|(_, manifest)| manifest.pages.get(path).copied())
    }

    /// Whether the old site has this page with these bytes, by its manifest and in fact.
    fn has(&self, path: &str, entry: Entry) -> Result<bool, WriteError> {
        let Some((folder, _)) = self.site else { return Ok(false) };
        if self.expected(path) != Some(entry) {
            return Ok(false);
        }
        // A page that cannot be read is written again.
        let Ok(Some(mut file)) = folder.read(path) else { return Ok(false) };
        Ok(summed_up(&mut file).is_ok_and(|found| found == entry))
    }
}

fn summed_up(file: &mut impl Read) -> io::Result<Entry> {
    let mut hasher = Hasher::new();
    hasher.update_reader(file)?;
    Ok(Entry { hash: hasher.finalize(), len: hasher.count() })
}
