//! Programs that rewrite chapters, as mdBook has them: they get the book as JSON and give it back.
//!
//! A program runs in the folder of the report, if `book.toml` names it and the command line allows it, and
//! only for so long. What it makes of the text of a document, and of the table of contents, is read like
//! the files themselves.

mod book;

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use similar::{ChangeTag, DiffTag, TextDiff};

use self::book::Book;
use crate::config::{Config, Preprocessor};
use crate::contents::{self, Contents};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::read;
use crate::source::{Composed, Source};

/// The release of mdBook whose form of a book programs get.
const MDBOOK: &str = "0.5.4";

/// What programs ask which renderer they work for.
const RENDERER: &str = "html";

/// The documents of a report by their paths below the content folder, in the order of the paths.
pub(super) type Documents = Vec<(String, Arc<Source>)>;

/// Lets the programs of a report rewrite its documents, one after the other; `contents` reads their table of
/// contents. Comes back with what went wrong; all is then as the programs before left it.
pub(super) fn run(
    report: &Path,
    config: &Config,
    contents: impl Fn(&Documents) -> Option<Contents>,
    limit: Duration,
    documents: &mut Documents,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let (ordered, circling) = in_order(&config.preprocessors);
    let told = |own: &Preprocessor, message: String, help: &str, is_borne: bool| {
        let span = own.name.span.clone();
        let problem = Diagnostic::at(Code::PreprocessorFailed, &config.source, span, message);
        let severity = if is_borne { Severity::Warning } else { problem.severity };
        Diagnostic { severity, ..problem.help(help) }
    };
    problems.extend(circling.map(|own| {
        let message = format!(
            "`before` and `after` lead from the preprocessor `{}` back to it",
            own.name.value
        );
        told(own, message, "it runs in the order of the names: remove one of the keys", true)
    }));
    for own in ordered {
        let is_for_us = own.renderers.is_empty() || own.renderers.iter().any(|to| to == RENDERER);
        if !is_for_us {
            continue;
        }
        let tell = |message, help, is_borne| told(own, message, help, is_borne);
        let program = Program { own, report, limit };
        let contents = contents(documents);
        match program.rewritten(config, contents.as_ref(), documents) {
            Ok(None) => {}
            Ok(Some((before, after))) => {
                program.take_over(config, &after, documents);
                let is_removed = |stem: &str| {
                    let path = format!("{stem}.md");
                    before.texts.contains_key(&path) && !after.texts.contains_key(&path)
                };
                if after.has_lines_of(&before) {
                    continue;
                }
                if rearrange(contents.as_ref(), &after, documents) {
                    documents.retain(|(path, _)| !is_removed(&config.stem_and_language(path).0));
                    continue;
                }
                let message =
                    format!("the preprocessor `{}` changes the table of contents", own.name.value);
                let help = "no SUMMARY.md says the order here, so that it stays as it is";
                problems.push(tell(message, help, true));
            }
            Err(Failure { why, is_missing }) => {
                let message = format!("the preprocessor `{}` failed: {why}", own.name.value);
                let is_borne = is_missing && own.is_optional;
                let help = match is_borne {
                    true => "the documents are read as they were before it",
                    false => "correct the program, or leave out `--allow-preprocessors`",
                };
                problems.push(tell(message, help, is_borne));
            }
        }
    }
    problems
}

/// Programs in the order of their names, but as `before` and `after` ask, and the first of those that would
/// have to run before themselves, if there are any.
fn in_order(all: &[Preprocessor]) -> (Vec<&Preprocessor>, Option<&Preprocessor>) {
    let mut left: Vec<&Preprocessor> = all.iter().collect();
    left.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    let (mut ordered, mut circling) = (Vec::new(), None);
    while !left.is_empty() {
        let is_next = |own: &&Preprocessor| {
            left.iter().all(|other| {
                let waits =
                    own.after.contains(&other.name.value) || other.before.contains(&own.name.value);
                !waits || other.name == own.name
            })
        };
        let next = left.iter().position(is_next);
        circling = circling.or_else(|| left.first().copied().filter(|_| next.is_none()));
        ordered.push(left.remove(next.unwrap_or_default()));
    }
    (ordered, circling)
}

/// A program for a report.
struct Program<'a> {
    own: &'a Preprocessor,
    report: &'a Path,
    limit: Duration,
}

/// Why a program did nothing.
struct Failure {
    why: String,
    is_missing: bool,
}

impl From<String> for Failure {
    fn from(why: String) -> Self {
        Self { why, is_missing: false }
    }
}

impl Program<'_> {
    /// The book as the program gets it, and what it makes of that; none, if it is not for this renderer.
    fn rewritten(
        &self,
        config: &Config,
        contents: Option<&Contents>,
        documents: &Documents,
    ) -> Result<Option<(Book, Book)>, Failure> {
        let mut command = self.command()?;
        command.args(["supports", RENDERER]).stdin(Stdio::null());
        let (is_for_us, ..) = self.ended(command, Vec::new())?;
        if !is_for_us {
            return Ok(None);
        }
        let context = json!({
            "root": self.report.to_string_lossy(),
            "config": toml::from_str::<Value>(&config.source.text).unwrap_or_default(),
            "renderer": RENDERER,
            "mdbook_version": MDBOOK,
        });
        let items = book::items(config, contents, documents);
        let before = Book::of(&items)?;
        let input = json!([context, { "items": items }]).to_string().into_bytes();
        let mut command = self.command()?;
        command.stdin(Stdio::piped());
        let (is_well, output, errors) = self.ended(command, input)?;
        // What it says is for whoever started it; that nobody reads it is no failure of the program.
        let _ = std::io::stderr().write_all(&errors);
        if !is_well {
            let last = String::from_utf8_lossy(&errors);
            let last = last.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no reason");
            return Err(format!("it says `{}`", last.trim()).into());
        }
        let book: Value = serde_json::from_slice(&output)
            .map_err(|error| format!("what it writes is no book in JSON: {error}"))?;
        let items = book.get("items").or_else(|| book.get("sections")).and_then(Value::as_array);
        let items = items.ok_or_else(|| "what it writes has no `items`".to_owned())?;
        Ok(Some((before, Book::of(items)?)))
    }

    /// Puts the texts of a book in the place of those of documents. A document that was not there is
    /// told where the program is named.
    fn take_over(&self, config: &Config, book: &Book, documents: &mut Documents) {
        for (path, text) in &book.texts {
            match documents.binary_search_by(|(own, _)| own.cmp(path)) {
                Ok(at) => rewrite(&mut documents[at].1, text),
                Err(at) => {
                    let mut composed = Composed::default();
                    composed.push_for(text, &config.source, self.own.name.span.clone());
                    let source = composed.source(&read::shown(&config.book.src.value, path));
                    documents.insert(at, (path.clone(), Arc::new(source)));
                }
            }
        }
    }

    fn command(&self) -> Result<Command, Failure> {
        let words = shlex::split(&self.own.command).unwrap_or_default();
        let (name, arguments) =
            words.split_first().ok_or_else(|| "its command is no command".to_owned())?;
        let mut command = Command::new(name);
        command.args(arguments).current_dir(self.report);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }

    /// Runs a program to its end, or to the limit; says whether it ended well, and what it wrote.
    fn ended(
        &self,
        mut command: Command,
        input: Vec<u8>,
    ) -> Result<(bool, Vec<u8>, Vec<u8>), Failure> {
        let mut child = command.spawn().map_err(|error| Failure {
            why: format!("`{}` cannot be started: {error}", self.own.command),
            is_missing: error.kind() == std::io::ErrorKind::NotFound,
        })?;
        // A program may write before it has read everything.
        let stdin = child.stdin.take();
        let writer = thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(&input)));
        let output = collected(child.stdout.take());
        let errors = collected(child.stderr.take());
        let status = wait(&mut child, self.limit)?;
        drop(writer);
        // What it has started may go on, and keep its pipes.
        let [output, errors] = [output, errors].map(|pipe| pipe.recv_timeout(self.limit));
        match (output, errors) {
            (Ok(output), Ok(errors)) => Ok((status, output, errors)),
            _ => Err(format!("its output did not end in {} s", self.limit.as_secs()).into()),
        }
    }
}

/// What comes out of a pipe until it ends, when it has ended.
fn collected(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was written before a pipe broke is judged by whoever reads it, if they still wait.
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        let _ = sender.send(bytes);
    });
    receiver
}

/// Whether a program ended well, for which it has so much time.
fn wait(child: &mut Child, limit: Duration) -> Result<bool, Failure> {
    let end = Instant::now() + limit;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.success()),
            Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(5)),
            other => {
                // It is of no use any more, whether it can be killed or not.
                let _ = child.kill();
                let _ = child.wait();
                return Err(match other {
                    Err(error) => error.to_string(),
                    Ok(_) => format!("it took longer than {} s", limit.as_secs()),
                }
                .into());
            }
        }
    }
}

/// Makes the lines of a book the table of contents, if a file says what that is.
fn rearrange(contents: Option<&Contents>, book: &Book, documents: &mut Documents) -> bool {
    let file = documents.iter_mut().find(|(path, _)| path == contents::FILE);
    match (contents, file) {
        (Some(contents), Some((_, source))) if !contents.is_declared() => {
            let text = book.contents(contents, &source.text);
            rewrite(source, &text);
            true
        }
        _ => false,
    }
}

fn rewrite(source: &mut Arc<Source>, text: &str) {
    if text != source.text {
        *source = Arc::new(rewritten(source, text));
    }
}

/// A source with another text. Lines that are in both are written where they were; what is new stands for
/// what it replaces.
fn rewritten(source: &Arc<Source>, text: &str) -> Source {
    let mut composed = Composed::default();
    composed.title = source.title().map(str::to_owned);
    let diff = TextDiff::from_lines(source.text.as_str(), text);
    let mut at = 0;
    for op in diff.ops() {
        let (mut end, mut after) = (at, String::new());
        for change in diff.iter_changes(op) {
            match change.tag() {
                ChangeTag::Insert => after.push_str(change.value()),
                ChangeTag::Equal | ChangeTag::Delete => end += change.value().len(),
            }
        }
        match op.tag() {
            DiffTag::Equal => composed.copy(source, at..end),
            _ => composed.push_for(&after, source, at..end),
        }
        at = end;
    }
    composed.source(&source.path)
}
