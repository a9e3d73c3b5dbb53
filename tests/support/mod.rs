//! What the integration tests share: reports written to temporary folders, loaded in memory or
//! given to the binary.
//!
//! Not every test crate uses all of it.

#![allow(dead_code, reason = "each test crate uses its part")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rapporteur::command::load::{Loaded, Loading, Session};
use rapporteur::diagnostics::{Code, Diagnostic, Severity};
use rapporteur::render::Settings;
use rapporteur::site;
use tempfile::TempDir;

/// The least that a report needs.
pub(crate) const BOOK: &str = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n";

/// The folder of this package.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A report in a temporary folder, which goes when the value does.
#[derive(Debug)]
pub(crate) struct Report {
    folder: TempDir,
}

impl Report {
    /// A report with these files, by their paths; [`BOOK`] is its `book.toml` unless one is given.
    pub(crate) fn new<P: AsRef<str>, B: AsRef<[u8]>>(
        files: impl IntoIterator<Item = (P, B)>,
    ) -> Self {
        let report = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        report.write("book.toml", BOOK);
        for (path, bytes) in files {
            report.write(path.as_ref(), bytes);
        }
        report
    }

    /// A copy of a folder's files.
    pub(crate) fn copy_of(folder: &Path) -> Self {
        let files = files_below(folder);
        let read = |path: &String| std::fs::read(folder.join(path)).expect("a file that is there");
        Self::new(files.iter().map(|path| (path, read(path))))
    }

    /// The report's folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let file = self.path().join(path);
        let folder = file.parent().expect("a folder above the file");
        std::fs::create_dir_all(folder).expect("a folder that can be made");
        std::fs::write(file, bytes).expect("a file that can be written");
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).expect("a file that is there")
    }

    /// Replaces text that stands in a file exactly once.
    pub(crate) fn replace(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {path}");
        self.write(path, text.replace(old, new));
    }

    /// Loads the report as `check` does.
    pub(crate) fn load(&self) -> Loaded {
        self.load_with(Loading::default())
    }

    /// Loads the report.
    pub(crate) fn load_with(&self, loading: Loading) -> Loaded {
        load(self.path(), loading)
    }

    /// All problems of the report, those of rendering included.
    pub(crate) fn problems(&self) -> Vec<Diagnostic> {
        let loaded = self.load();
        problems(&loaded)
    }

    /// The codes of all problems, in order.
    pub(crate) fn codes(&self) -> Vec<Code> {
        self.problems().iter().map(|problem| problem.code).collect()
    }

    /// The problems as `path:line:column CODE "text"`, in order.
    pub(crate) fn shown(&self) -> Vec<String> {
        self.problems().iter().map(shown).collect()
    }

    /// All files of the site; the report must have no problems at all.
    pub(crate) fn site(&self) -> Files {
        let loaded = self.load();
        let problems: Vec<String> = problems(&loaded).iter().map(shown).collect();
        assert_eq!(problems, [""; 0]);
        rendered(&loaded)
    }

    /// Runs the binary in the report's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(rapporteur(self.path()).args(arguments))
    }
}

/// Files by their paths, with `/` between the parts.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Loads the report in a folder.
pub(crate) fn load(folder: &Path, loading: Loading) -> Loaded {
    Session::new(folder, loading).load().expect("a report with a book.toml")
}

/// What loading found, and, where that holds no error, what rendering found.
pub(crate) fn problems(loaded: &Loaded) -> Vec<Diagnostic> {
    let mut problems = loaded.diagnostics.clone();
    if !loaded.has_errors() {
        let failed = loaded.site.pages().filter_map(|path| loaded.site.render(&path)?.err());
        problems.extend(failed.map(|problem| *problem));
    }
    problems
}

/// The fields of a kind `point` whose field `since` is a ledger, for the end of a `book.toml`.
pub(crate) const POINT_LEDGER: &str = r#"
[kinds.point.fields.since]
type = "table"
label = "Since"
[kinds.point.fields.since.fields]
axis = { type = "choice", required = true, values = { answer = "Answer", work = "Work" } }
state = { type = "choice", required = true, values = { yes = "Yes", no = "No", done = "Done" } }
date = { type = "date", required = true }
assessor = { type = "text", required = true }
source = { type = "markdown", required = true }
remark = { type = "markdown" }
"#;

/// The bytes at a path of a site.
pub(crate) fn rendered_at(loaded: &Loaded, path: &str) -> Vec<u8> {
    match loaded.site.render(path).expect("a path of the site") {
        Ok(site::Output::Bytes(bytes)) => bytes,
        Ok(site::Output::Shared(bytes)) => bytes.to_vec(),
        Ok(site::Output::File(file)) => std::fs::read(file).expect("a file that is there"),
        Err(problem) => panic!("{path}: {}", problem.message),
    }
}

/// Every file of a site that renders.
pub(crate) fn rendered(loaded: &Loaded) -> Files {
    let paths = loaded.site.pages();
    paths.map(|path| (path.to_string(), rendered_at(loaded, &path))).collect()
}

/// How a site reads from disk.
pub(crate) fn portable() -> Loading {
    Loading { settings: Settings { portable: true, preview: false }, ..Loading::default() }
}

/// A problem as `path:line:column CODE "text"`, with the first line of the text it points at.
pub(crate) fn shown(problem: &Diagnostic) -> String {
    let code = problem.code.as_str();
    let Some(place) = &problem.place else { return format!("- {code}") };
    let position = place.position();
    let text = &place.source.text[place.span.clone()];
    let first = text.lines().next().unwrap_or_default();
    let more = if first.len() < text.trim_end().len() { "…" } else { "" };
    let path = &place.source.path;
    let first: String = first.chars().map(visible).collect();
    format!("{path}:{}:{} {code} \"{first}{more}\"", position.line, position.column)
}

/// A character, or what it is called when nobody would see it.
fn visible(letter: char) -> String {
    let unseen = matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(letter, '\u{2060}'..='\u{2069}' | '\u{feff}')
        || letter.is_control();
    if unseen { letter.escape_unicode().to_string() } else { letter.to_string() }
}

/// The problems that keep a site from being written.
pub(crate) fn errors(problems: &[Diagnostic]) -> Vec<&Diagnostic> {
    problems.iter().filter(|problem| problem.severity == Severity::Error).collect()
}

/// The paths of all files below a folder, in order.
pub(crate) fn files_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        let entries = std::fs::read_dir(folder.join(&inner)).expect("a folder that can be read");
        for entry in entries {
            let entry = entry.expect("a folder that can be read");
            let path = inner.join(entry.file_name());
            match entry.file_type().expect("a file that can be looked at").is_dir() {
                true => folders.push(path),
                false => found.push(path.to_str().expect("a path in UTF-8").replace('\\', "/")),
            }
        }
    }
    found.sort();
    found
}

/// The files below a folder with their bytes.
pub(crate) fn tree(folder: &Path) -> Files {
    let read = |path: String| {
        let bytes = std::fs::read(folder.join(&path)).expect("a file that is there");
        (path, bytes)
    };
    files_below(folder).into_iter().map(read).collect()
}

/// The binary, ready to be run in a folder, with an environment that says nothing.
pub(crate) fn rapporteur(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.current_dir(folder).env_clear().stdin(Stdio::null());
    command
}

/// What a run of the binary came to.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// What it printed for programs.
    pub(crate) stdout: String,
    /// What it printed for people.
    pub(crate) stderr: String,
}

impl Run {
    /// Runs a command to its end.
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().expect("a binary that starts");
        Self {
            code: status.code().expect("an exit code, not a signal"),
            stdout: String::from_utf8(stdout).expect("UTF-8"),
            stderr: String::from_utf8(stderr).expect("UTF-8"),
        }
    }
}
