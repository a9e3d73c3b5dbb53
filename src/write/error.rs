//! What can go wrong between a rendered site and the disk.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a site was not written. Every message names the paths it is about and, where the user can
/// do something, a way out.
#[derive(Debug)]
pub enum WriteError {
    /// The output's path is empty.
    EmptyPath,
    /// The output is a folder that must be kept, or holds it.
    Holds {
        /// The output.
        output: PathBuf,
        /// What it would replace.
        what: Reserved,
        /// Where that is.
        place: PathBuf,
    },
    /// The output lies inside a folder that must be kept.
    Inside {
        /// The output.
        output: PathBuf,
        /// What it lies in.
        what: Reserved,
        /// Where that is.
        place: PathBuf,
    },
    /// Something that is not a folder stands where the output should be.
    NotAFolder {
        /// The output.
        output: PathBuf,
    },
    /// The output holds files, and no manifest says that an earlier build wrote them.
    NotOurs {
        /// The output.
        output: PathBuf,
        /// One of the files in it.
        example: PathBuf,
    },
    /// The output is a symbolic link to something other than a site of ours.
    Link {
        /// The link.
        link: PathBuf,
        /// Where it leads.
        target: PathBuf,
    },
    /// The output is a mount point, which cannot be exchanged for another folder.
    MountPoint {
        /// The output, or the folder in it on which something is mounted.
        output: PathBuf,
    },
    /// The manifest in the output cannot be read or relied on.
    BadManifest {
        /// The manifest.
        manifest: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A page's path could leave the output, or cannot be written everywhere.
    BadPath {
        /// The page's path.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A file that no manifest names stands where a page must go.
    Occupied {
        /// The foreign file.
        file: PathBuf,
        /// How many more there are like it.
        more: usize,
    },
    /// A foreign file that can be neither linked nor copied into the next site.
    NotPortable {
        /// The foreign file.
        file: PathBuf,
    },
    /// A folder of another origin has the name that a build works under.
    WorkFolder {
        /// That folder.
        folder: PathBuf,
    },
    /// Another build of the same output did not end within the time that this one waits.
    Busy {
        /// The folder in which the other build works.
        folder: PathBuf,
        /// Its process, as far as it left word.
        pid: Option<u32>,
    },
    /// The system refused an operation.
    Io {
        /// What was to be done, as a verb.
        action: &'static str,
        /// To what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A folder that an output must leave alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reserved {
    /// `/`.
    Root,
    /// The user's home folder.
    Home,
    /// The folder of `book.toml`.
    Project,
    /// The folder of the documents.
    Content,
    /// `themes/`, the folder of the looks.
    Looks,
    /// A `.git` folder.
    Git,
}

impl fmt::Display for Reserved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reserved::Root => "the root folder",
            Reserved::Home => "the home folder",
            Reserved::Project => "the project folder",
            Reserved::Content => "the content folder",
            Reserved::Looks => "the folder of looks",
            Reserved::Git => "the git folder",
        })
    }
}

impl WriteError {
    /// An error of the system's, with what was being done to what.
    pub(super) fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
        source: impl Into<io::Error>,
    ) -> Self {
        Self::Io { action, path: path.into(), source: source.into() }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyPath => {
                f.write_str("the path of the output folder is empty; name a folder, such as `book`")
            }
            Self::Holds { output, what, place } => {
                let (output, shown) = (output.display(), place.display());
                write!(f, "the output folder `{output}` is or holds {what} `{shown}`")?;
                f.write_str("; build to a separate folder")?;
                match what {
                    Reserved::Project => write!(f, ", such as `{}`", place.join("book").display()),
                    _ => Ok(()),
                }
            }
            Self::Inside { output, what, place } => write!(
                f,
                "the output folder `{}` is inside {what} `{}`; build to a folder outside it",
                output.display(),
                place.display(),
            ),
            Self::NotAFolder { output } => write!(
                f,
                "the output path `{}` is not a folder; move the file away, or build to another \
                 path",
                output.display(),
            ),
            Self::NotOurs { output, example } => write!(
                f,
                "the output folder `{}` holds files that no build wrote, such as `{}`; \
                 build to another folder, or empty this one first",
                output.display(),
                example.display(),
            ),
            Self::Link { link, target } => write!(
                f,
                "the output path `{}` is a link to `{}`, which no build wrote; remove the link, \
                 or build to the folder itself",
                link.display(),
                target.display(),
            ),
            Self::MountPoint { output } => write!(
                f,
                "`{}` is a mount point, so a build cannot replace it in one step; build to a \
                 folder inside it, such as `{}`",
                output.display(),
                output.join("book").display(),
            ),
            Self::BadManifest { manifest, reason } => write!(
                f,
                "the manifest `{}` {reason}, so there is no record of what an earlier build \
                 wrote; restore the file, or move your own files out of that folder and delete it",
                manifest.display(),
            ),
            Self::BadPath { path, reason } => {
                write!(f, "the page path `{}` {reason}", path.escape_debug())
            }
            Self::Occupied { file, more } => {
                write!(f, "`{}` is in the place of a page, and no build wrote it", file.display())?;
                if *more > 0 {
                    write!(f, " (and {more} more like it)")?;
                }
                f.write_str("; move it away, or change the page's path")
            }
            Self::NotPortable { file } => write!(
                f,
                "`{}` in the output folder can be neither linked nor copied into the next site; \
                 move it out of that folder",
                file.display(),
            ),
            Self::WorkFolder { folder } => write!(
                f,
                "`{}` has the name of a build's work folder, but contains files that no build \
                 wrote; move it away",
                folder.display(),
            ),
            Self::Busy { folder, pid: Some(pid) } => write!(
                f,
                "another build (pid {pid}) is using `{}`; wait for it, or stop it",
                folder.display(),
            ),
            Self::Busy { folder, pid: None } => {
                write!(f, "another build is using `{}`; wait for it, or stop it", folder.display(),)
            }
            Self::Io { action, path, source } => {
                write!(f, "cannot {action} `{}`: {source}", path.display())
            }
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
