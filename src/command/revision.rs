//! The files of a report as a revision of its git repository has them.
//!
//! The program `git` is asked for names and bytes, and nothing is checked out: no file is written, no
//! hook or filter runs, and nothing is fetched.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::CommandError;

/// Files by their paths below the folder of the report; those that no stage reads have no bytes.
pub(super) type Files = BTreeMap<String, Option<Vec<u8>>>;

/// What the names of files end in that a report is read from. Pictures are known by their names.
const READ: [&str; 6] = [".md", ".toml", ".csv", ".tsv", ".txt", ".json"];

const HELP: &str = "help: name a folder with a book.toml, a file that `rapporteur snapshot` wrote, or a \
                    revision such as `HEAD~1`";

/// Reads the report in a folder, as a revision has it.
pub(super) fn files(report: &Path, revision: &str) -> Result<Files, CommandError> {
    let prefix = asked(report, &["rev-parse", "--show-prefix"])?;
    if !prefix.status.success() {
        return Err(usage(format!(
            "there is no file, folder or version `{revision}`, and the report is in no git \
             repository\n{HELP}"
        )));
    }
    let prefix = text(&prefix.stdout);
    let prefix = prefix.trim_end_matches('\n');
    let commit = format!("{revision}^{{commit}}");
    let found = asked(report, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
    if !found.status.success() {
        return Err(usage(format!(
            "there is no file, folder, version or git revision `{revision}`\n{HELP}"
        )));
    }
    let commit = text(&found.stdout);
    let mut listing = vec!["ls-tree", "-r", "-z", "--full-tree", commit.trim()];
    if !prefix.is_empty() {
        listing.extend(["--", prefix]);
    }
    let listed = asked(report, &listing)?;
    if !listed.status.success() {
        return Err(failed(&listed));
    }
    let entries: Vec<(String, String)> =
        text(&listed.stdout).split('\0').filter_map(|entry| blob(entry, prefix)).collect();
    let is_read = |path: &str| READ.iter().any(|end| path.ends_with(end));
    let wanted: Vec<&str> =
        entries.iter().filter(|(path, _)| is_read(path)).map(|(_, id)| id.as_str()).collect();
    let mut bytes = blobs(report, &wanted)?.into_iter();
    let files = entries.into_iter().map(|(path, _)| {
        let own = if is_read(&path) { bytes.next().flatten() } else { None };
        (path, own)
    });
    Ok(files.collect())
}

/// Path and id of a file: `100644 blob 1f2e3d…<tab>content/index.md`. Links and other repositories are
/// no files.
fn blob(entry: &str, prefix: &str) -> Option<(String, String)> {
    let (about, path) = entry.split_once('\t')?;
    let mut about = about.split(' ');
    let (mode, sort, id) = (about.next()?, about.next()?, about.next()?);
    let is_file = sort == "blob" && mode.starts_with("100");
    is_file.then(|| Some((path.strip_prefix(prefix)?.to_owned(), id.to_owned())))?
}

/// The bytes of some blobs, in their order.
fn blobs(report: &Path, ids: &[&str]) -> Result<Vec<Option<Vec<u8>>>, CommandError> {
    let mut child = git(report)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(missing)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let asked: String = ids.iter().map(|id| format!("{id}\n")).collect();
    let read = std::thread::scope(|scope| {
        // Git answers while it is asked: one thread that did both might wait for itself.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(asked.as_bytes())));
        let mut out = BufReader::new(stdout?);
        ids.iter().map(|_| next(&mut out)).collect::<Option<Vec<_>>>()
    });
    child.wait()?;
    read.ok_or_else(|| CommandError::Usage("git did not give the files of the revision".to_owned()))
}

/// The next answer of git: a line with the size, the bytes, and the end of a line. No bytes for what it
/// does not have.
fn next(out: &mut impl BufRead) -> Option<Option<Vec<u8>>> {
    let mut line = String::new();
    out.read_line(&mut line).ok().filter(|read| *read > 0)?;
    if line.trim_end().ends_with(" missing") {
        return Some(None);
    }
    let size: u64 = line.trim_end().rsplit(' ').next()?.parse().ok()?;
    let mut bytes = Vec::new();
    out.take(size + 1).read_to_end(&mut bytes).ok()?;
    (bytes.pop() == Some(b'\n') && bytes.len() as u64 == size).then_some(Some(bytes))
}

/// Git for the repository of a report. It asks nobody, changes nothing, and fetches nothing.
fn git(report: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(report)
        .args(["--no-pager", "--no-replace-objects", "--literal-pathspecs"])
        .args(["-c", "core.fsmonitor=false"])
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C");
    command
}

fn asked(report: &Path, arguments: &[&str]) -> Result<Output, CommandError> {
    git(report).args(arguments).stdin(Stdio::null()).output().map_err(missing)
}

fn missing(error: std::io::Error) -> CommandError {
    usage(format!(
        "the program `git`, which knows the revisions of the report, could not be started: {error}\n\
         help: install git, or name folders or files of versions"
    ))
}

fn failed(output: &Output) -> CommandError {
    usage(format!("git could not read the revision: {}", text(&output.stderr).trim()))
}

fn usage(words: String) -> CommandError {
    CommandError::Usage(words)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
