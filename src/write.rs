//! A site, rendered and put on disk: the one place that writes into an output folder. The files that
//! a new report begins with are written here too, by [`start()`], and single files of a report
//! that a command changes, by [`replace()`].
//!
//! Goes in: a checked [`Destination`], the paths that the site is to have, a function that renders one
//! of them or writes some together ([`Content`]), and one that knows which need not be rendered. Comes
//! out: a [`Summary`] of what changed, or why nothing did. It knows neither the report nor its pages: it
//! renders nothing itself, chooses no path, and prints nothing.
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
//! | the old site is emptied of what its manifest names and removed, or kept ([`Spare`]); a foreign file that came meanwhile moves to the new one | the new site, and the rest of the old one beside it |
//! | the lock and the work folder are removed, unless a site is kept in it | the new site |
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
//! # A site that is kept
//!
//! Where the old site is kept, the next build changes it into the new one: pages that are the same
//! file in it and in the output stay, others are written or linked, and what is not wanted is removed
//! first. From then on it has no manifest, until it is finished; a build that is killed meanwhile loses
//! it, and nothing else.
//!
//! A caller can leave a file of its own there for the next build ([`Store`]), to find some things again
//! rather than anew. It too can be lost, and nothing else with it.
//!
//! # Loss of power
//!
//! Pages are not flushed to the device one by one. After a loss of power the output is the old or the
//! new site with a whole manifest, as far as the file system keeps the order of its renames, but
//! pages of the new one may be cut; the next build reads every page, and writes those again.

// This module is the edge that the lint names as the one to write in; the lint is for all others.
#![allow(clippy::disallowed_methods)]

mod carried;
mod destination;
mod error;
mod exchange;
mod folder;
mod foreign;
mod growing;
mod manifest;
mod replace;
mod spare;
mod start;
mod store;
mod workspace;

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use blake3::Hasher;
use rayon::prelude::*;

use crate::read::open_real;
use crate::stream::Target;

pub use destination::{Destination, destination};
pub use error::{Reserved, WriteError};
pub use replace::{folder, replace};
pub use start::{Seed, Sown, start};
pub use store::Store;

use carried::Carried;
use destination::{Found, found};
use folder::{Folder, Number};
use growing::Growing;
use manifest::{Fingerprint, Layout, Manifest, Seal};
use workspace::{Left, Workspace};

/// How long a build waits for another one of the same output.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a page consists of.
pub enum Content<'a> {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What this writes, a file for each page of the unit.
    Streamed(Streamed<'a>),
    /// The bytes of the file at this path, which are cloned or streamed. The path is a real one: a
    /// link anywhere in it is refused, so that none that is put there during a build is followed.
    File(PathBuf),
}

/// Writes the pages of a unit, each to its target.
pub type Streamed<'a> = Box<dyn FnOnce(Vec<&mut dyn Target>) -> io::Result<()> + 'a>;

/// Renders a page, or the unit that begins with it.
pub type Render<'a, E> = dyn Fn(&'a str) -> Result<Content<'a>, E> + Sync + 'a;

/// The site that an output is to be.
pub struct Wanted<'a, E> {
    /// The paths of its pages, relative to the output, with `/` between their parts.
    pub paths: &'a [String],
    /// The places of the pages that are rendered in one go, in their order: all of the paths, and most
    /// of them alone.
    pub units: Vec<Range<usize>>,
    /// The first of the units that are rendered when all others are.
    pub apart: usize,
    /// Renders the unit whose first page has a path. One of several pages is streamed.
    pub render: &'a Render<'a, E>,
    /// Whether the page at a path would be what the old site was made to have there. Such a page is
    /// not rendered if it is still in place.
    pub is_same: &'a (dyn Fn(&str) -> bool + Sync),
    /// One line to be kept with the site, for [`Publisher::note`]; asked for when all pages are
    /// rendered.
    pub note: &'a (dyn Fn() -> String + Sync),
    /// How the pages of the old site are trusted.
    pub proof: Proof,
    /// What becomes of the old site.
    pub spare: Spare,
}

/// What shows that a page of an output is as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Its size, and that nothing was done to it since; where that is in doubt, its bytes.
    Times,
    /// Its bytes.
    Bytes,
}

/// What becomes of a site that another one replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spare {
    /// It is removed, and nothing is left beside the output.
    Removed,
    /// It stays in the work folder, to become the next site: what an edit changes is soon written,
    /// and thousands of folders need not be made and removed for it.
    Kept,
}

/// A site that is in place just as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
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

/// An output on which no other build works, and the site that is there.
#[derive(Debug)]
pub struct Publisher {
    work: Workspace,
    old: Option<Old>,
    /// The output's folder, if there is nothing in it yet.
    empty: Option<Folder>,
    /// What is left for the next build.
    left: Left,
}

impl Publisher {
    /// Waits until no other build works on a destination, clears up what a killed one left, and looks
    /// at what stands there.
    pub fn open(destination: &Destination) -> Result<Self, WriteError> {
        let work = Workspace::acquire(destination, PATIENCE)?;
        let (mut old, mut empty) = (None, None);
        match found(destination.path())? {
            Found::Nothing => {}
            Found::Empty(folder) => empty = Some(folder),
            Found::Site(folder, manifest, seal) => old = Some(Old { folder, manifest, seal }),
            Found::Foreign(example) => {
                let output = destination.path().to_owned();
                return Err(WriteError::NotOurs { output, example });
            }
        }
        Ok(Self { work, old, empty, left: Left::Nothing })
    }

    /// The line that was kept with the site that an earlier build put there.
    pub fn note(&self) -> Option<&str> {
        self.old.as_ref().map(|old| old.manifest.note.as_str())
    }

    /// What the last build left for this one, if anything, and an empty store for the next. The work
    /// folder stays beside the output for it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn stores(&self) -> Result<(Option<Store>, Store), WriteError> {
        self.work.stores()
    }

    /// Whether the last build left something for this one.
    ///
    /// # Errors
    /// Why that cannot be told.
    pub fn has_store(&self) -> Result<bool, WriteError> {
        self.work.has_store()
    }

    /// Leaves the new store for the next build, if the site is published.
    pub fn leave_store(&mut self) {
        self.left = Left::Store;
    }

    /// The site that an earlier build put there, if every page is as it was written.
    pub fn published(&self, proof: Proof) -> Option<Published> {
        let old = self.old.as_ref()?;
        let pages: Vec<_> = old.manifest.pages.iter().collect();
        let stands =
            pages.par_iter().all(|(path, entry)| old.holds(path, **entry, proof).is_some());
        let bytes = pages.iter().map(|(_, entry)| entry.len).sum();
        stands.then_some(Published { pages: pages.len(), bytes })
    }

    /// Renders all paths in parallel and makes the output a site of exactly these pages, and of the
    /// foreign files that it holds; see the [module documentation](self).
    ///
    /// `progress` is called once for each page that is done.
    pub fn publish<E: Send>(
        mut self,
        wanted: &Wanted<'_, E>,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Summary, Failure<E>> {
        let paths = wanted.paths;
        let layout = Layout::of(paths)?;
        self.work.stage(&layout)?;
        let Self { work, old, empty, left } = self;
        let old = old.as_ref();
        let staging = Staging {
            wanted,
            old,
            new: &work.new,
            is_spare: work.is_spare(),
            made: RwLock::default(),
        };
        let staged = staging.render_all(progress)?;
        let manifest = Manifest {
            note: (wanted.note)(),
            pages: paths.iter().cloned().zip(staged.iter().map(|page| page.entry)).collect(),
        };
        let mut summary = summed_up_pages(&staged);
        if let Some(old) = old {
            let pages = &old.manifest.pages;
            summary.removed = pages.keys().filter(|path| !layout.pages.contains(&***path)).count();
            if summary.written == 0 && *pages == manifest.pages {
                if old.manifest.note != manifest.note {
                    work.put(&manifest, &old.folder)?;
                }
                work.put_back()?;
                work.leave(left)?;
                return Ok(summary);
            }
        }
        staging.link_all(&staged)?;
        let none = Manifest::default();
        // Where nothing of other hands was, it can only have come later.
        let alone = |old: &Old| Some(old.seal).filter(|seal| work.is_alone(*seal));
        let folder = old.map(|old| (&old.folder, &old.manifest, alone(old)));
        let empty = empty.as_ref().map(|folder| (folder, &none, None));
        let carried = match folder.or(empty) {
            Some((folder, manifest, seal)) => {
                foreign::carry(folder, manifest, seal, (&work.new, work.usual), &layout)?
            }
            None => Carried::default(),
        };
        let sum = work.finish(&manifest)?;
        match old {
            None => work.place()?,
            Some(_) => summary.leftover = work.exchange(sum, &carried, wanted.spare)?,
        }
        work.leave(left)?;
        Ok(summary)
    }
}

fn summed_up_pages(staged: &[Page]) -> Summary {
    let written = staged.iter().filter(|page| page.unchanged.is_none()).count();
    Summary {
        bytes: staged.iter().map(|page| page.entry.len).sum(),
        written,
        unchanged: staged.len() - written,
        ..Summary::default()
    }
}

/// One page after rendering.
struct Page {
    entry: Fingerprint,
    /// The file of the old site that is this page already; `None` for one in the staged site.
    unchanged: Option<Number>,
}

/// The site that an earlier build wrote.
#[derive(Debug)]
struct Old {
    folder: Folder,
    manifest: Manifest,
    seal: Seal,
}

impl Old {
    /// The file of a page with these bytes, if it is there by the manifest and in fact.
    fn has(&self, path: &str, entry: Fingerprint, proof: Proof) -> Option<Number> {
        let is_named = self.manifest.pages.get(path) == Some(&entry);
        is_named.then(|| self.holds(path, entry, proof)).flatten()
    }

    /// The file of a page of the manifest, if it is as that says. One that cannot be read is not.
    fn holds(&self, path: &str, entry: Fingerprint, proof: Proof) -> Option<Number> {
        if proof == Proof::Times
            && let Ok(Some(page)) = self.folder.look(path)
            && self.seal.covers(&page, entry)
        {
            return Some(Number::of(&page));
        }
        let mut file = self.folder.read(path).ok()??;
        let is_it = summed_up(&mut file).is_ok_and(|found| found == entry);
        is_it.then(|| Number::of_file(&file)).flatten()
    }
}

/// The staged site while it grows, beside the site that it will replace.
struct Staging<'a, 'w, E> {
    wanted: &'a Wanted<'w, E>,
    old: Option<&'a Old>,
    new: &'a Folder,
    /// Whether the staged site was a site before.
    is_spare: bool,
    /// The folders of the staged site that were made, so that each costs the system one call.
    made: RwLock<HashSet<String>>,
}

impl<E: Send> Staging<'_, '_, E> {
    /// Renders all paths and stages what changed. After a page that fails to render, the others are
    /// rendered for their errors; after a write that fails, nothing is.
    fn render_all(&self, progress: &(dyn Fn() + Sync)) -> Result<Vec<Page>, Failure<E>> {
        let (failed, broken) = (AtomicBool::new(false), AtomicBool::new(false));
        let render = |unit: &Range<usize>| {
            if broken.load(Ordering::Relaxed) {
                return None;
            }
            let paths = &self.wanted.paths[unit.clone()];
            let result = match self.same(paths) {
                Some(pages) => Ok(pages),
                None => match (self.wanted.render)(&paths[0]) {
                    Ok(_) if failed.load(Ordering::Relaxed) => return None,
                    Ok(content) => self.stage(paths, content).map_err(|error| {
                        broken.store(true, Ordering::Relaxed);
                        Failure::Write(error)
                    }),
                    Err(error) => {
                        failed.store(true, Ordering::Relaxed);
                        Err(Failure::Render(vec![error]))
                    }
                },
            };
            paths.iter().for_each(|_| progress());
            Some(result)
        };
        let (first, last) = self.wanted.units.split_at(self.wanted.apart);
        // Some units take thousands of times as long as others. Whoever has none left takes some that
        // others have not begun, and neighbours stay together all the same.
        let render_each = |units: &[Range<usize>]| {
            units.par_iter().with_max_len(1).map(render).collect::<Vec<_>>()
        };
        let mut results = render_each(first);
        results.extend(render_each(last));

        let mut pages = Vec::with_capacity(self.wanted.paths.len());
        let mut errors = Vec::new();
        for result in results.into_iter().flatten() {
            match result {
                Ok(unit) => pages.extend(unit),
                Err(Failure::Render(more)) => errors.extend(more),
                Err(error) => return Err(error),
            }
        }
        if errors.is_empty() { Ok(pages) } else { Err(Failure::Render(errors)) }
    }

    /// The pages of a unit that need not be rendered.
    fn same(&self, paths: &[String]) -> Option<Vec<Page>> {
        let same = |path: &String| {
            let entry = self.expected(path).filter(|_| (self.wanted.is_same)(path))?;
            let unchanged = self.old?.holds(path, entry, self.wanted.proof)?;
            Some(Page { entry, unchanged: Some(unchanged) })
        };
        paths.iter().map(same).collect()
    }

    fn stage(&self, paths: &[String], content: Content<'_>) -> Result<Vec<Page>, WriteError> {
        match content {
            Content::Bytes(bytes) => Ok(vec![self.stage_bytes(&paths[0], &bytes)?]),
            Content::File(source) => Ok(vec![self.stage_file(&paths[0], &source)?]),
            Content::Streamed(write) => self.stage_streamed(paths, write),
        }
    }

    fn stage_bytes(&self, path: &str, bytes: &[u8]) -> Result<Page, WriteError> {
        let entry = Fingerprint { hash: blake3::hash(bytes), len: bytes.len() as u64 };
        let unchanged = self.has(path, entry);
        if unchanged.is_none() {
            let written = self.create(path)?.write_all(bytes);
            written.map_err(|error| self.error("write", path, error))?;
        }
        Ok(Page { entry, unchanged })
    }

    fn stage_file(&self, path: &str, source: &Path) -> Result<Page, WriteError> {
        let fail = |error| WriteError::io("read", source, error);
        let mut file = open_real(source).map_err(fail)?;
        if let Some(entry) = self.expected(path)
            && file.metadata().map_err(fail)?.len() == entry.len
            && summed_up(&mut file).map_err(fail)? == entry
            && let Some(unchanged) = self.has(path, entry)
        {
            return Ok(Page { entry, unchanged: Some(unchanged) });
        }
        file.rewind().map_err(fail)?;
        let mut copy = self.create(path)?;
        // The system clones the file where it can. The hash is of what was written, whatever happens
        // to the source meanwhile.
        let entry = io::copy(&mut file, &mut copy)
            .and_then(|_| copy.rewind())
            .and_then(|()| summed_up(&mut copy))
            .map_err(|error| self.error("write", path, error))?;
        Ok(Page { entry, unchanged: None })
    }

    fn stage_streamed(
        &self,
        paths: &[String],
        write: Streamed<'_>,
    ) -> Result<Vec<Page>, WriteError> {
        let files =
            paths.iter().map(|path| Ok(Growing::new(self.create(path)?, self.before(path))));
        let mut files = files.collect::<Result<Vec<Growing>, WriteError>>()?;
        let targets = files.iter_mut().map(|file| file as &mut dyn Target).collect();
        write(targets).map_err(|error| self.error("write", &paths[0], error))?;
        let pages = paths.iter().zip(files).map(|(path, file)| {
            let entry = file.end().map_err(|error| self.error("write", path, error))?;
            let unchanged = self.has(path, entry);
            if unchanged.is_some() {
                self.new.remove(path)?;
            }
            Ok(Page { entry, unchanged })
        });
        pages.collect()
    }

    /// The file of the old site at a path, if it is as it was written.
    fn before(&self, path: &str) -> Option<File> {
        let (old, entry) = (self.old?, self.expected(path)?);
        old.holds(path, entry, self.wanted.proof)?;
        old.folder.read(path).ok().flatten()
    }

    /// Makes the file of a page in the staged site. A file of that name is removed first rather than
    /// overwritten: the old site may have the same file.
    fn create(&self, path: &str) -> Result<File, WriteError> {
        self.make_folder_of(path)?;
        if self.is_spare {
            self.new.remove(path)?;
        }
        self.new.create(path)
    }

    /// Gives the staged site the pages that did not change.
    fn link_all(&self, staged: &[Page]) -> Result<(), WriteError> {
        let pages = self.wanted.paths.par_iter().zip(staged);
        pages.try_for_each(|(path, page)| {
            let (Some(old), Some(unchanged)) = (self.old, page.unchanged) else { return Ok(()) };
            if self.is_spare {
                if self.new.look(path)?.is_some_and(|there| Number::of(&there) == unchanged) {
                    return Ok(());
                }
                self.new.remove(path)?;
            }
            self.make_folder_of(path)?;
            old.folder.link(Path::new(path), self.new, Path::new(path))
        })
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
    fn expected(&self, path: &str) -> Option<Fingerprint> {
        self.old.and_then(|old| old.manifest.pages.get(path).copied())
    }

    fn has(&self, path: &str, entry: Fingerprint) -> Option<Number> {
        self.old?.has(path, entry, self.wanted.proof)
    }
}

fn summed_up(file: &mut impl Read) -> io::Result<Fingerprint> {
    let mut hasher = Hasher::new();
    hasher.update_reader(file)?;
    Ok(Fingerprint { hash: hasher.finalize(), len: hasher.count() })
}
