//! The folder beside an output in which a build works, which is also the lock between builds.
//!
//! Beside `book` it is `.book.rapporteur`, and holds at most
//!
//! - `rapporteur.lock`, on which the running build has a kernel lock (`flock`), with its process
//!   number in it. The system gives the lock back when a process ends, however it ends, so a killed
//!   build blocks nobody: whoever gets the lock and finds anything else here clears up after it.
//! - `new`, the staged site, into which its manifest is moved last: without one it is unfinished, and
//!   nothing in it is the only copy of anything. With one it is a finished site that was not put in
//!   place, or an old one that was exchanged for the new.
//! - `manifest`, the staged site's manifest before it is moved.
//! - `old`, a site that was taken out of its place. It may hold files of the user's that no other
//!   folder holds, and is emptied accordingly.
//! - `spare`, the site before the one in place ([`spare`]), with its manifest. It stays
//!   when the build has ended, and the work folder and the lock file with it.
//! - `store` beside it, or without one: what the caller left for the next build ([`Store`]). A build
//!   that is at work writes its own as `store.new`.
//! - `.gitignore` beside it, so that nobody commits it by mistake.
//! - `alone` beside it: the sum of the manifest of a site, if nothing of other hands was in the output
//!   when that was put there. Folders that have not changed since need not be searched for it.
//!
//! The lock file is made first and removed last, so a folder of that name that holds anything
//! without it is not ours, and is left alone. A lock on the file rather than on the folder works over
//! NFS too; one on the output itself or on its parent would go with the exchange, or would stop
//! unrelated programs.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use blake3::Hash;
use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags, Stat, flock, fstat, openat, statat};
use rustix::io::Errno;

use super::carried::Carried;
use super::destination::{Destination, Found, found};
use super::error::WriteError;
use super::exchange::{self, NEW, OLD};
use super::folder::{Folder, is_same};
use super::manifest::{self, Layout, Manifest, Seal, changed};
use super::{Spare, Store, spare};

/// The name in the work folder of a replaced site that is kept.
const SPARE: &str = "spare";
/// The name of what the caller leaves for the next build, and of what it writes for it.
const STORE: &str = "store";
const NEW_STORE: &str = "store.new";
const IGNORE: &str = ".gitignore";
/// The name of a file that tells of which site it is known that nothing else was in the output.
const ALONE: &str = "alone";
const MANIFEST: &str = "manifest";
const LOCK: &str = "rapporteur.lock";

/// How often a build that waits for another one looks whether it has ended.
const POLL: Duration = Duration::from_millis(10);
/// How often a build finds the work folder gone or without its lock, before it is taken for foreign.
const RETRIES: usize = 100;

/// A locked work folder, with an empty folder for the new site. Dropping it clears it up.
#[derive(Debug)]
pub(super) struct Workspace {
    /// The folder that holds the output.
    pub(super) parent: Folder,
    /// The work folder.
    pub(super) folder: Folder,
    /// The new site.
    pub(super) new: Folder,
    /// A folder as this build makes them.
    pub(super) usual: Stat,
    /// What the new site was before, if it was a spare one.
    spare: Option<Manifest>,
    name: PathBuf,
    output: PathBuf,
    /// Folders above the output that were made for it, outermost first.
    made: Vec<PathBuf>,
    /// Held for the lock on it, which ends when it is closed.
    lock: File,
}

impl Workspace {
    /// Waits until no other build works on the output, and clears up after one that was killed.
    pub(super) fn acquire(
        destination: &Destination,
        patience: Duration,
    ) -> Result<Self, WriteError> {
        let (parent, output) = destination.split();
        let mut name = OsString::from(".");
        name.push(output);
        name.push(".rapporteur");
        let name = PathBuf::from(name);

        let made = make_parents(parent)?;
        let parent = Folder::open(parent)?
            .ok_or_else(|| WriteError::io("open the folder", parent, Errno::NOENT))?;
        let (folder, lock) = lock(&parent, &name, patience).inspect_err(|_| remove_made(&made))?;
        let (folder, new, usual) = (|| {
            recover(&parent, &folder, destination)?;
            let new = make_new(&folder)?;
            let usual = new.stat()?;
            Ok((folder, new, usual))
        })()
        .inspect_err(|_| {
            let _ = release(&parent, &name);
            remove_made(&made);
        })?;
        let output = output.to_owned();
        let spare = None;
        Ok(Self { parent, folder, new, usual, spare, name, output, made, lock })
    }

    /// Begins with the new site: with a spare one, if there is one that can be used, freed of all
    /// that the new one is not to have.
    pub(super) fn stage(&mut self, layout: &Layout<'_>) -> Result<(), WriteError> {
        let Some(spare) = self.folder.folder_to_empty(Path::new(SPARE))? else { return Ok(()) };
        let site = self.parent.folder(&self.output)?;
        let (Some((manifest, seal)), Some(site)) = (Manifest::sealed(&spare)?, site) else {
            return self.folder.clear(Path::new(SPARE));
        };
        spare::sweep(&spare, &manifest, site, &Carried::default(), seal.time)?;
        self.folder.remove_folder(NEW)?;
        self.folder.rename(SPARE, &self.folder, NEW)?;
        spare::prune(&spare, &manifest, layout)?;
        self.new = spare;
        self.spare = Some(manifest);
        Ok(())
    }

    /// Whether the new site is made of a spare one.
    pub(super) fn is_spare(&self) -> bool {
        self.spare.is_some()
    }

    /// Writes the manifest of the staged site, which is then complete.
    pub(super) fn finish(&self, manifest: &Manifest) -> Result<Hash, WriteError> {
        self.put(manifest, &self.new)
    }

    /// Puts a manifest in the place of that of a site, in one step; says what tells it from others.
    pub(super) fn put(&self, manifest: &Manifest, site: &Folder) -> Result<Hash, WriteError> {
        let mut file = self.folder.create(MANIFEST)?;
        let (text, sum) = manifest.to_text();
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|error| WriteError::io("write", self.folder.path().join(MANIFEST), error))?;
        self.folder.rename(MANIFEST, site, manifest::NAME)?;
        Ok(sum)
    }

    /// Puts the staged site where no site stands.
    pub(super) fn place(&self) -> Result<(), WriteError> {
        exchange::place(&self.parent, &self.output, &self.folder)
    }

    /// Puts the staged site in the place of the old one, and removes that or keeps it. What prevents
    /// this prevents no more, and is handed back.
    pub(super) fn exchange(
        &self,
        sum: Hash,
        carried: &Carried,
        spare: Spare,
    ) -> Result<Option<WriteError>, WriteError> {
        exchange::exchange(&self.parent, &self.output, &self.folder)?;
        // A kept folder would keep a mode that somebody has since taken back.
        let moved = match spare {
            Spare::Kept if !carried.is_owned => self.keep(carried),
            Spare::Kept | Spare::Removed => exchange::set_aside(&self.folder)
                .and_then(|()| exchange::retire(&self.parent, &self.output, &self.folder, carried)),
        };
        // Pages that both sites have lose a name, which counts as a change: the seal comes after it.
        let sealed = moved.and_then(|moved| {
            self.new.touch(Path::new(manifest::NAME))?;
            self.tell_alone(sum, spare == Spare::Kept && carried.is_nothing() && !moved)
        });
        Ok(sealed.err())
    }

    /// Keeps the site that was replaced. `true`: something that came into it moved to the new one.
    fn keep(&self, carried: &Carried) -> Result<bool, WriteError> {
        exchange::set_aside(&self.folder)?;
        let Some(old) = self.folder.folder_to_empty(Path::new(OLD))? else { return Ok(false) };
        let site = self.parent.folder(&self.output)?;
        let (Some(manifest), Some(site)) = (Manifest::read(&old)?, site) else { return Ok(false) };
        let began = fstat(&self.lock)
            .map_err(|error| WriteError::io("look at", self.folder.path().join(LOCK), error))?;
        let moved = spare::sweep(&old, &manifest, site, carried, changed(&began))?;
        old.touch(Path::new(manifest::NAME))?;
        self.ignore()?;
        self.folder.rename(OLD, &self.folder, SPARE)?;
        Ok(moved)
    }

    /// Keeps the work folder from being committed, since it stays.
    fn ignore(&self) -> Result<(), WriteError> {
        if self.folder.look(IGNORE)?.is_none() { self.write(IGNORE, b"*\n") } else { Ok(()) }
    }

    /// What the last build left, if it left something, and an empty store for the next one.
    pub(super) fn stores(&self) -> Result<(Option<Store>, Store), WriteError> {
        let failed = |error| WriteError::io("read", self.folder.path().join(STORE), error);
        let before = self.folder.read(STORE)?.map(Store::new).transpose().map_err(failed)?;
        self.folder.remove(NEW_STORE)?;
        let next = Store::new(self.folder.create(NEW_STORE)?).map_err(failed)?;
        Ok((before, next))
    }

    /// Whether the last build left something for this one.
    pub(super) fn has_store(&self) -> Result<bool, WriteError> {
        self.folder.look(STORE).map(|there| there.is_some())
    }

    /// Leaves the store of this build for the next one, or none.
    pub(super) fn leave(&self, store: Left) -> Result<(), WriteError> {
        match store {
            Left::Store => {
                self.ignore()?;
                self.folder.rename(NEW_STORE, &self.folder, STORE)
            }
            Left::Nothing => self.folder.remove(STORE),
        }
    }

    /// Writes down whether nothing of other hands is in the output beside the site with this manifest.
    fn tell_alone(&self, sum: Hash, is_alone: bool) -> Result<(), WriteError> {
        self.folder.remove(ALONE)?;
        if is_alone { self.write(ALONE, sum.as_bytes()) } else { Ok(()) }
    }

    /// Makes a file of the work folder.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        let written = self.folder.create(name)?.write_all(bytes);
        written.map_err(|error| WriteError::io("write", self.folder.path().join(name), error))
    }

    /// Whether nothing of other hands was in the output when the site with this seal was put there.
    pub(super) fn is_alone(&self, seal: Seal) -> bool {
        let mut sum = Vec::new();
        let file = self.folder.read(ALONE).ok().flatten();
        let read = file.and_then(|mut file| file.read_to_end(&mut sum).ok());
        read.is_some() && sum == seal.sum.as_bytes()
    }

    /// Puts a spare site, of which nothing was needed, back.
    pub(super) fn put_back(&self) -> Result<(), WriteError> {
        let Some(manifest) = &self.spare else { return Ok(()) };
        self.put(manifest, &self.new)?;
        self.folder.rename(NEW, &self.folder, SPARE)
    }
}

/// What a build leaves for the next one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Left {
    #[default]
    Nothing,
    Store,
}

/// Makes the folder for a new site.
fn make_new(work: &Folder) -> Result<Folder, WriteError> {
    work.make_folder(NEW)?;
    let path = work.path().join(NEW);
    work.folder(NEW)?.ok_or_else(|| WriteError::io("open the folder", path, Errno::NOENT))
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // What cannot be removed is left for the next build, which says so if it cannot either.
        let _ = self.folder.remove(MANIFEST);
        let _ = self.folder.remove(NEW_STORE);
        // Only the folder that was staged is cleared, not an old site that stands in its place.
        if let (Ok(Some(named)), Ok(staged)) = (self.folder.look(NEW), self.new.stat())
            && is_same(&named, &staged)
        {
            let _ = self.folder.clear(Path::new(NEW));
        }
        let _ = release(&self.parent, &self.name);
        remove_made(&self.made);
    }
}

/// Removes the lock file and the work folder, if there is nothing else in it.
fn release(parent: &Folder, name: &Path) -> Result<(), WriteError> {
    let Some(folder) = parent.folder(name)? else { return Ok(()) };
    let goes = |name: &OsString| [LOCK, IGNORE, ALONE].iter().any(|own| name == own);
    if folder.entries()?.iter().all(|(name, _)| goes(name)) {
        folder.remove(ALONE)?;
        folder.remove(IGNORE)?;
        folder.remove(LOCK)?;
        parent.remove_folder(name)?;
    }
    Ok(())
}

/// Makes the missing folders of a path, and says which.
fn make_parents(path: &Path) -> Result<Vec<PathBuf>, WriteError> {
    let missing = path.ancestors().take_while(|folder| !folder.exists());
    let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    missing.reverse();
    if let Err(error) = fs::create_dir_all(path) {
        remove_made(&missing);
        return Err(WriteError::io("create the folder", path, error));
    }
    Ok(missing)
}

/// Removes folders that were made for an output that is not there; one that is not empty stays.
fn remove_made(made: &[PathBuf]) {
    for folder in made.iter().rev() {
        let _ = fs::remove_dir(folder);
    }
}

fn lock(parent: &Folder, name: &Path, patience: Duration) -> Result<(Folder, File), WriteError> {
    let started = Instant::now();
    let mut unlocked = 0;
    loop {
        parent.make_folder(name)?;
        let path = parent.path().join(name);
        // Whoever held the lock may remove the folder between any two of these steps; then they
        // begin again.
        let Some(folder) = parent.folder(name)? else {
            unlocked += 1;
            if unlocked > RETRIES {
                return Err(WriteError::WorkFolder { folder: path });
            }
            continue;
        };
        let entries = folder.entries()?;
        let ours = [LOCK, NEW, OLD, MANIFEST, SPARE, STORE, NEW_STORE, IGNORE, ALONE];
        if entries.iter().any(|(name, _)| !ours.iter().any(|ours| name == ours)) {
            return Err(WriteError::WorkFolder { folder: path });
        }
        let mut flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        if entries.is_empty() {
            flags |= OFlags::CREATE;
        }
        let mut lock = match openat(folder.file(), LOCK, flags, Mode::from_raw_mode(0o666)) {
            Ok(fd) => File::from(fd),
            Err(Errno::NOENT) if unlocked < RETRIES => {
                unlocked += 1;
                std::thread::sleep(POLL / 10);
                continue;
            }
            Err(Errno::NOENT) => return Err(WriteError::WorkFolder { folder: path }),
            Err(error) => return Err(WriteError::io("create", path.join(LOCK), error)),
        };
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) if started.elapsed() < patience => {
                std::thread::sleep(POLL);
                continue;
            }
            Err(Errno::WOULDBLOCK) => {
                let mut pid = String::new();
                let _ = lock.read_to_string(&mut pid);
                return Err(WriteError::Busy { folder: path, pid: pid.trim().parse().ok() });
            }
            Err(error) => return Err(WriteError::io("lock", path.join(LOCK), error)),
        }
        // A lock on a file that has lost its name keeps nobody out.
        let named = statat(parent.file(), name.join(LOCK), AtFlags::SYMLINK_NOFOLLOW);
        let held =
            fstat(&lock).map_err(|error| WriteError::io("look at", path.join(LOCK), error))?;
        if !named.is_ok_and(|named| is_same(&named, &held)) {
            continue;
        }
        let written = lock
            .rewind()
            .and_then(|()| lock.set_len(0))
            .and_then(|()| writeln!(lock, "{}", std::process::id()));
        if let Err(error) = written {
            let _ = release(parent, name);
            return Err(WriteError::io("write", path.join(LOCK), error));
        }
        return Ok((folder, lock));
    }
}

/// Clears up what a killed build left, so that only the lock and perhaps a spare site are in the work
/// folder.
fn recover(parent: &Folder, folder: &Folder, destination: &Destination) -> Result<(), WriteError> {
    let (_, output) = destination.split();
    if parent.look(output)?.is_none() && folder.look(OLD)?.is_some() {
        folder.rename(OLD, parent, output)?;
    }
    let kept = [LOCK, SPARE, STORE, IGNORE, ALONE];
    let is_kept = |name: &OsString| kept.iter().any(|kept| name == kept);
    if folder.entries()?.iter().all(|(name, _)| is_kept(name)) {
        return Ok(());
    }
    let is_site = match found(destination.path())? {
        Found::Nothing | Found::Empty(_) => false,
        Found::Site(..) => true,
        Found::Foreign(example) => {
            return Err(WriteError::NotOurs { output: destination.path().to_owned(), example });
        }
    };
    if is_site {
        let none = Carried::default();
        exchange::retire(parent, output, folder, &none)?;
        if let Some(new) = folder.folder_to_empty(Path::new(NEW))?
            && Manifest::read(&new)?.is_some()
        {
            exchange::set_aside(folder)?;
            exchange::retire(parent, output, folder, &none)?;
        }
    }
    folder.remove(MANIFEST)?;
    folder.remove(NEW_STORE)?;
    folder.clear(Path::new(NEW))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::destination;

    #[test]
    fn second_build_says_which_process_it_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("book");
        let content = folder.path().join("project/content");
        let destination = destination(&output, content.parent().unwrap(), &content).unwrap();
        let first = Workspace::acquire(&destination, Duration::ZERO).unwrap();
        let second = Workspace::acquire(&destination, Duration::from_millis(30)).unwrap_err();
        let expected = format!("another build (pid {})", std::process::id());
        assert!(second.to_string().starts_with(&expected), "{second}");
        drop(first);
        drop(Workspace::acquire(&destination, Duration::ZERO).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
