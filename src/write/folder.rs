//! A folder held open, and what is done to files below it.
//!
//! Names are relative to the open folder, so that a folder that was renamed meanwhile is still the
//! one that is worked in, and the system looks up short paths only. No operation follows a symbolic
//! link in a name's last part.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::fchown;
use std::path::{Path, PathBuf};

use rustix::fs::{
    Access, AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, Timespec, Timestamps, UTIME_NOW,
    accessat, chmodat, fchmod, fstat, linkat, mkdirat, openat, readlinkat, renameat, statat,
    symlinkat, unlinkat, utimensat,
};
use rustix::io::Errno;

use super::error::WriteError;

const FOLDER: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
/// What the umask leaves of it is what a file or a folder gets.
const FILE_MODE: Mode = Mode::from_raw_mode(0o666);
const FOLDER_MODE: Mode = Mode::from_raw_mode(0o777);

/// A folder held open, with the path that it had when it was opened.
#[derive(Debug)]
pub(super) struct Folder {
    file: File,
    path: PathBuf,
}

impl Folder {
    /// The folder at a path, or `None` where none stands.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, WriteError> {
        Self::opened(openat(CWD, path, FOLDER, Mode::empty()), path.to_owned())
    }

    /// The folder of that name in this one, or `None` where none stands.
    pub(super) fn folder(&self, name: impl AsRef<Path>) -> Result<Option<Self>, WriteError> {
        let name = name.as_ref();
        Self::opened(openat(&self.file, name, FOLDER, Mode::empty()), self.path.join(name))
    }

    /// As [`Folder::folder`], with the right to read it and to remove from it, where its owner asks.
    pub(super) fn folder_to_empty(&self, name: &Path) -> Result<Option<Self>, WriteError> {
        let mut result = openat(&self.file, name, FOLDER, Mode::empty());
        if let Err(Errno::ACCESS) = result {
            // Where this fails, opening fails again and tells why.
            let _ = chmodat(&self.file, name, Mode::RWXU, AtFlags::empty());
            result = openat(&self.file, name, FOLDER, Mode::empty());
        }
        let folder = Self::opened(result, self.path.join(name))?;
        if let Some(folder) = &folder {
            let mode = Mode::from_raw_mode(folder.stat()?.st_mode);
            if !mode.contains(Mode::RWXU) {
                let _ = fchmod(&folder.file, mode | Mode::RWXU);
            }
        }
        Ok(folder)
    }

    fn opened(
        result: rustix::io::Result<rustix::fd::OwnedFd>,
        path: PathBuf,
    ) -> Result<Option<Self>, WriteError> {
        match result {
            Ok(fd) => Ok(Some(Self { file: File::from(fd), path })),
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => Ok(None),
            Err(error) => Err(WriteError::io("open the folder", path, error)),
        }
    }

    /// The path that the folder had when it was opened.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The open folder itself, for what is done to it as a whole.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    fn error(&self, action: &'static str, name: &Path) -> impl FnOnce(Errno) -> WriteError {
        move |error| WriteError::io(action, self.path.join(name), error)
    }

    /// What the system knows of the folder itself.
    pub(super) fn stat(&self) -> Result<Stat, WriteError> {
        fstat(&self.file).map_err(self.error("look at", Path::new("")))
    }

    /// What stands at a name, or `None`. A file in place of one of the name's folders is nothing.
    pub(super) fn look(&self, name: impl AsRef<Path>) -> Result<Option<Stat>, WriteError> {
        match statat(&self.file, name.as_ref(), AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(stat)),
            Err(Errno::NOENT | Errno::NOTDIR) => Ok(None),
            Err(error) => Err(self.error("look at", name.as_ref())(error)),
        }
    }

    /// The names in the folder with their types, sorted.
    pub(super) fn entries(&self) -> Result<Vec<(OsString, FileType)>, WriteError> {
        let fail = |error| self.error("list", Path::new(""))(error);
        let mut entries = Vec::new();
        for entry in Dir::read_from(&self.file).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name == "." || name == ".." {
                continue;
            }
            let kind = match entry.file_type() {
                FileType::Unknown => match self.look(name)? {
                    Some(stat) => kind(&stat),
                    None => continue,
                },
                kind => kind,
            };
            entries.push((name.to_owned(), kind));
        }
        entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Ok(entries)
    }

    /// Whether files can be removed from the folder.
    pub(super) fn is_writable(&self) -> bool {
        let wanted = Access::WRITE_OK | Access::EXEC_OK;
        accessat(&self.file, ".", wanted, AtFlags::empty()).is_ok()
    }

    /// The regular file at a name, open for reading; `None` where none stands.
    pub(super) fn read(&self, name: impl AsRef<Path>) -> Result<Option<File>, WriteError> {
        let name = name.as_ref();
        // Opening a named pipe would wait for its other end.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = match openat(&self.file, name, flags, Mode::empty()) {
            Ok(fd) => File::from(fd),
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::NXIO) => return Ok(None),
            Err(error) => return Err(self.error("read", name)(error)),
        };
        let stat = fstat(&file).map_err(self.error("read", name))?;
        Ok((kind(&stat) == FileType::RegularFile).then_some(file))
    }

    /// Makes a file and the folders on the way to it; an error where anything stands at the name.
    pub(super) fn create(&self, name: impl AsRef<Path>) -> Result<File, WriteError> {
        let name = name.as_ref();
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        self.with_parents(name, || openat(&self.file, name, flags, FILE_MODE))
            .map(File::from)
            .map_err(self.error("create", name))
    }

    /// Makes a folder and those on the way to it; one that is there is left as it is.
    pub(super) fn make_folder(&self, name: impl AsRef<Path>) -> Result<(), WriteError> {
        let name = name.as_ref();
        self.make(name).map_err(self.error("create the folder", name))
    }

    fn make(&self, name: &Path) -> rustix::io::Result<()> {
        match (mkdirat(&self.file, name, FOLDER_MODE), name.parent()) {
            (Err(Errno::EXIST), _) => Ok(()),
            (Err(Errno::NOENT), Some(parent)) if parent != Path::new("") => {
                self.make(parent)?;
                self.make(name)
            }
            (made, _) => made,
        }
    }

    /// Does something at a name; where a folder on the way is missing, makes it and tries again.
    fn with_parents<T>(
        &self,
        name: &Path,
        action: impl Fn() -> rustix::io::Result<T>,
    ) -> rustix::io::Result<T> {
        match (action(), name.parent()) {
            (Err(Errno::NOENT), Some(parent)) if parent != Path::new("") => {
                self.make(parent)?;
                action()
            }
            (result, _) => result,
        }
    }

    /// Gives a file of any type a second name below another folder. Where the file system knows no
    /// hard links, or does not allow this one, a copy with the same mode and time takes its place.
    pub(super) fn link(&self, name: &Path, to: &Folder, path: &Path) -> Result<(), WriteError> {
        let link = || linkat(&self.file, name, &to.file, path, AtFlags::empty());
        match to.with_parents(path, link) {
            Ok(()) => Ok(()),
            Err(Errno::PERM | Errno::ACCESS | Errno::MLINK | Errno::NOTSUP | Errno::NOSYS) => {
                self.copy(name, to, path)
            }
            Err(error) => Err(to.error("link", path)(error)),
        }
    }

    fn copy(&self, name: &Path, to: &Folder, path: &Path) -> Result<(), WriteError> {
        if let Ok(target) = readlinkat(&self.file, name, Vec::new()) {
            return symlinkat(&target, &to.file, path).map_err(to.error("create the link", path));
        }
        let Some(mut old) = self.read(name)? else {
            return Err(WriteError::NotPortable { file: self.path.join(name) });
        };
        let mut new = to.create(path)?;
        let copied = (|| {
            io::copy(&mut old, &mut new)?;
            let metadata = old.metadata()?;
            new.set_permissions(metadata.permissions())?;
            new.set_modified(metadata.modified()?)
        })();
        copied.map_err(|error| WriteError::io("write", to.path.join(path), error))
    }

    /// Gives a folder below this one the mode and the owner of another, and its time if asked; the
    /// owner as far as the system allows.
    pub(super) fn resemble(
        &self,
        name: &Path,
        model: &Folder,
        times: Times,
    ) -> Result<(), WriteError> {
        let Some(folder) =
            self.folder(if name == Path::new("") { Path::new(".") } else { name })?
        else {
            return Ok(());
        };
        let (from, to) = (model.stat()?, folder.stat()?);
        if (from.st_uid, from.st_gid) != (to.st_uid, to.st_gid) {
            let _ = fchown(&folder.file, Some(from.st_uid), Some(from.st_gid));
        }
        let mode = Mode::from_raw_mode(from.st_mode);
        let mut result = Ok(());
        if mode != Mode::from_raw_mode(to.st_mode) {
            result = fchmod(&folder.file, mode).map_err(io::Error::from);
        }
        if result.is_ok() && times == Times::Kept {
            result = model
                .file
                .metadata()
                .and_then(|metadata| metadata.modified())
                .and_then(|time| folder.file.set_modified(time));
        }
        result.map_err(|error| WriteError::io("set the mode of", self.path.join(name), error))
    }

    /// Gives a file the present time.
    pub(super) fn touch(&self, name: &Path) -> Result<(), WriteError> {
        let now = Timespec { tv_sec: 0, tv_nsec: UTIME_NOW };
        let times = Timestamps { last_access: now, last_modification: now };
        utimensat(&self.file, name, &times, AtFlags::SYMLINK_NOFOLLOW)
            .map_err(self.error("set the time of", name))
    }

    /// Removes a file; one that is not there is none to remove.
    pub(super) fn remove(&self, name: impl AsRef<Path>) -> Result<(), WriteError> {
        match unlinkat(&self.file, name.as_ref(), AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(self.error("remove", name.as_ref())(error)),
        }
    }

    /// Removes an empty folder. `false`: it is not empty.
    pub(super) fn remove_folder(&self, name: impl AsRef<Path>) -> Result<bool, WriteError> {
        match unlinkat(&self.file, name.as_ref(), AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT) => Ok(true),
            Err(Errno::NOTEMPTY | Errno::EXIST) => Ok(false),
            Err(error) => Err(self.error("remove", name.as_ref())(error)),
        }
    }

    /// Removes a folder with all that is in it: only for what this build or a killed one staged.
    pub(super) fn clear(&self, name: &Path) -> Result<(), WriteError> {
        let Some(folder) = self.folder_to_empty(name)? else { return Ok(()) };
        for (name, kind) in folder.entries()? {
            match kind {
                FileType::Directory => folder.clear(Path::new(&name))?,
                _ => folder.remove(&name)?,
            }
        }
        self.remove_folder(name).map(drop)
    }

    /// Renames anything to a path below another folder, making the folders on the way.
    pub(super) fn rename(
        &self,
        name: impl AsRef<Path>,
        to: &Folder,
        path: impl AsRef<Path>,
    ) -> Result<(), WriteError> {
        let (name, path) = (name.as_ref(), path.as_ref());
        to.with_parents(path, || renameat(&self.file, name, &to.file, path))
            .map_err(self.error("move", name))
    }
}

/// Whether a folder keeps the time at which it was last changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    /// It does.
    Kept,
    /// It gets the time of the build.
    OfTheBuild,
}

/// What type of file it is.
pub(super) fn kind(stat: &Stat) -> FileType {
    FileType::from_raw_mode(stat.st_mode)
}

/// What tells a file from all others, whatever names it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    // Systems give them different types.
    device: i128,
    inode: i128,
}

impl Number {
    pub(super) fn of(stat: &Stat) -> Self {
        Self { device: stat.st_dev.into(), inode: stat.st_ino.into() }
    }

    /// That of an open file, if the system tells it.
    pub(super) fn of_file(file: &File) -> Option<Self> {
        fstat(file).ok().map(|stat| Self::of(&stat))
    }
}

/// Whether two names are of one file.
pub(super) fn is_same(a: &Stat, b: &Stat) -> bool {
    Number::of(a) == Number::of(b)
}
