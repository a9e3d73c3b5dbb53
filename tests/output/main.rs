//! The output folder: what is written, what is refused, what is left alone, and what is left when a
//! build is killed or the system fails.

// Tests make and look at files as users do.
#![allow(clippy::disallowed_methods, clippy::print_stderr)]

#[path = "../support/chance.rs"]
mod chance;

#[path = "../support/skipped.rs"]
mod skipped;

mod failures;
mod foreign;
mod kills;
mod pages;
mod refusals;
mod spare;
mod store;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use skipped::skipped;

use rapporteur::write::{
    Content, Failure, Proof, Published, Publisher, Render, Spare, Summary, Wanted, WriteError,
    destination,
};
use tempfile::TempDir;

/// A project in a folder of its own, with `book` as its output.
struct Project {
    _folder: Option<TempDir>,
    root: PathBuf,
    output: PathBuf,
    /// What becomes of the sites that are replaced.
    spare: Spare,
}

type Pages<'a> = &'a [(&'a str, &'a str)];

impl Project {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().join("project");
        fs::create_dir_all(root.join("content/sub")).expect("a project");
        fs::create_dir_all(root.join("themes/own")).expect("a project");
        fs::create_dir_all(root.join(".git")).expect("a project");
        fs::write(root.join("book.toml"), "[book]\n").expect("a project");
        fs::write(root.join("content/a.md"), "# A\n").expect("a project");
        Self { _folder: Some(folder), ..Self::at(&root, Spare::Removed) }
    }

    fn with(spare: Spare) -> Self {
        Self { spare, ..Self::new() }
    }

    /// A project that another process made.
    fn at(root: &Path, spare: Spare) -> Self {
        Self { _folder: None, root: root.to_owned(), output: root.join("book"), spare }
    }

    fn publish(&self, pages: Pages<'_>) -> Result<Summary, Failure<String>> {
        self.publish_with(pages, "", Proof::Times)
    }

    fn publish_with(
        &self,
        pages: Pages<'_>,
        note: &str,
        proof: Proof,
    ) -> Result<Summary, Failure<String>> {
        let pages: BTreeMap<&str, &str> = pages.iter().copied().collect();
        let paths: Vec<String> = pages.keys().map(|path| (*path).to_owned()).collect();
        let render = |path: &str| match pages[path] {
            "fails" => Err(format!("{path} fails")),
            text => Ok(Content::Bytes(text.as_bytes().to_vec())),
        };
        let wanted = Wanted {
            note: &|| note.to_owned(),
            proof,
            spare: self.spare,
            ..wanted(&paths, &render)
        };
        self.publisher()?.publish(&wanted, &|| ())
    }

    fn publisher(&self) -> Result<Publisher, WriteError> {
        Publisher::open(&destination(&self.output, &self.root, &self.root.join("content"))?)
    }

    /// The site in the output with its note, if it is as it was written.
    fn found(&self, proof: Proof) -> Option<(Published, String)> {
        let publisher = self.publisher().expect("an answer");
        Some((publisher.published(proof)?, publisher.note()?.to_owned()))
    }

    fn build(&self, pages: Pages<'_>) -> Summary {
        let summary = self.publish(pages).expect("a site");
        assert!(summary.leftover.is_none(), "{:?}", summary.leftover);
        self.assert_clean();
        summary
    }

    /// The error's message of a build that is refused; nothing is left beside the output.
    fn refused(&self, pages: Pages<'_>) -> String {
        let message = match self.publish(pages) {
            Err(Failure::Write(error)) => error.to_string(),
            other => panic!("not refused: {other:?}"),
        };
        self.assert_clean();
        message
    }

    /// No work folder is left beside the output; where sites are kept, one with nothing else in it.
    fn assert_clean(&self) {
        if self.spare == Spare::Removed || !self.work().exists() {
            assert!(!self.work().exists(), "left: {:?}", tree(&self.work()));
            return;
        }
        let entries = fs::read_dir(self.work()).expect("a work folder");
        let mut names: Vec<_> = entries.map(|entry| entry.expect("a name").file_name()).collect();
        names.sort();
        names.retain(|name| name != "alone");
        assert_eq!(names, [".gitignore", "rapporteur.lock", "spare"]);
        let spare = self.work().join("spare");
        let manifest = fs::read_to_string(spare.join(".rapporteur-manifest")).expect("a manifest");
        for (path, content) in tree(&spare) {
            let is_page = manifest.lines().any(|line| line.ends_with(&format!(" {path}")));
            let is_known = is_page || content == b"/" || path == ".rapporteur-manifest";
            assert!(is_known, "{path} is no page, and is kept with them");
        }
    }

    fn work(&self) -> PathBuf {
        self.root.join(".book.rapporteur")
    }

    /// Writes a foreign file into the output, with a mode and a time of its own.
    fn foreign(&self, path: &str, text: &str, mode: u32) {
        let file = self.output.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, text).expect("a foreign file");
        let time = SystemTime::UNIX_EPOCH + std::time::Duration::new(981_173_106, 123_456_789);
        let opened = fs::File::open(&file).expect("a foreign file");
        opened.set_modified(time).expect("a time");
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("a mode");
    }
}

/// Waits until the clock by which files are dated has moved on.
fn later() {
    std::thread::sleep(std::time::Duration::from_millis(20));
}

/// Pages and no more.
fn wanted<'a, E>(paths: &'a [String], render: &'a Render<'a, E>) -> Wanted<'a, E> {
    Wanted {
        units: (0..paths.len()).map(|at| at..at + 1).collect(),
        apart: paths.len(),
        paths,
        render,
        is_same: &|_| false,
        note: &String::new,
        proof: Proof::Times,
        spare: Spare::Removed,
    }
}

/// Everything below a folder: contents, `-> target` or `/`, by path.
fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root).min_depth(1) {
        let Ok(entry) = entry else { continue };
        let path = entry.path().strip_prefix(root).expect("a path below").display().to_string();
        let content = match entry.file_type() {
            kind if kind.is_dir() => b"/".to_vec(),
            kind if kind.is_symlink() => {
                format!("-> {}", fs::read_link(entry.path()).expect("a link").display()).into()
            }
            kind if kind.is_file() => fs::read(entry.path()).unwrap_or_default(),
            _ => b"special".to_vec(),
        };
        found.insert(path, content);
    }
    found
}

/// As [`tree`], with all that a change of any kind would change.
fn traces(root: &Path) -> BTreeMap<PathBuf, (u64, u32, i64, i64, i64, i64)> {
    let all = walkdir::WalkDir::new(root).into_iter().map(|entry| entry.expect("an entry"));
    all.map(|entry| {
        let it = entry.metadata().expect("metadata");
        let times = (it.mtime(), it.mtime_nsec(), it.ctime(), it.ctime_nsec());
        let trace = (it.ino(), it.mode(), times.0, times.1, times.2, times.3);
        (entry.path().to_owned(), trace)
    })
    .collect()
}

/// This test binary again, to run the ignored test of that name in a project.
fn again(test: &str, project: &Project) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a test binary"));
    command.args([test, "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env("RAPPORTEUR_TEST_PROJECT", &project.root).env("RAYON_NUM_THREADS", "2");
    if project.spare == Spare::Kept {
        command.env("RAPPORTEUR_TEST_SPARE", "kept");
    }
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    command
}

/// The project that [`again`] was told of; `None` where a test of its own kind was run by hand.
fn told() -> Option<Project> {
    let spare = match std::env::var_os("RAPPORTEUR_TEST_SPARE") {
        Some(_) => Spare::Kept,
        None => Spare::Removed,
    };
    std::env::var_os("RAPPORTEUR_TEST_PROJECT").map(|root| Project::at(Path::new(&root), spare))
}

/// Whether a file system can be mounted; says so where not.
fn can_mount(arguments: &[&str], at: &Path) -> bool {
    let mounted = Command::new("mount").args(arguments).arg(at).output();
    let why = match mounted {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    skipped(&format!("mount {arguments:?} is not permitted here: {}", why.trim()));
    false
}

/// Unmounts on drop, so that a failed test leaves nothing mounted.
struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

/// A refusal's message.
fn refusal(result: Result<rapporteur::write::Destination, WriteError>) -> String {
    result.map(|it| it.path().to_owned()).expect_err("a refusal").to_string()
}
