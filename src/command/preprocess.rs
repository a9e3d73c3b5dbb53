//! Programs that rewrite chapters, as mdBook has them: they get the book as JSON and give it back.
//!
//! A program runs in the folder of the report, if `book.toml` names it and the command line allows it, and
//! only for so long. What it makes of the text of a document is read like the document itself; that
//! it adds, moves or renames chapters has no effect.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use similar::{ChangeTag, TextDiff};

use crate::config::{Config, Preprocessor};
use crate::contents::{Chapter, Contents, Item};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::ids::LanguageId;
use crate::source::{Composed, Source};

/// The release of mdBook whose form of a book programs get.
const MDBOOK: &str = "0.5.4";

/// What programs ask which renderer they work for.
const RENDERER: &str = "html";

/// The documents of a report by their paths below the content folder, in the order of the paths.
pub(super) type Documents = Vec<(String, Arc<Source>)>;

/// Lets the programs of a report rewrite its documents, one after the other. Comes back with what went
/// wrong; a document is then as the programs before left it.
pub(super) fn run(
    report: &Path,
    config: &Config,
    contents: Option<&Contents>,
    limit: Duration,
    documents: &mut Documents,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for own in in_order(&config.preprocessors) {
        let is_for_us = own.renderers.is_empty() || own.renderers.iter().any(|to| to == RENDERER);
        if !is_for_us {
            continue;
        }
        let program = Program { own, report, limit };
        match program.rewritten(config, contents, documents) {
            Ok(texts) => rewrite(documents, &texts),
            Err(Failure { why, is_missing }) => {
                let message = format!("the preprocessor `{}` failed: {why}", own.name.value);
                let span = own.name.span.clone();
                let problem =
                    Diagnostic::at(Code::PreprocessorFailed, &config.source, span, message);
                let problem = problem.help("the documents are read as they were before it");
                let is_borne = is_missing && own.is_optional;
                let severity = if is_borne { Severity::Warning } else { problem.severity };
                problems.push(Diagnostic { severity, ..problem });
            }
        }
    }
    problems
}

/// Programs in the order of their names, but as `before` and `after` ask. What goes in circles comes last.
fn in_order(all: &[Preprocessor]) -> Vec<&Preprocessor> {
    let mut left: Vec<&Preprocessor> = all.iter().collect();
    left.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let is_next = |own: &&Preprocessor| {
            left.iter().all(|other| {
                let waits =
                    own.after.contains(&other.name.value) || other.before.contains(&own.name.value);
                !waits || other.name == own.name
            })
        };
        let next = left.iter().position(is_next).unwrap_or_default();
        ordered.push(left.remove(next));
    }
    ordered
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
    /// The texts that the program makes of documents, by their paths; none, if it is not for this
    /// renderer.
    fn rewritten(
        &self,
        config: &Config,
        contents: Option<&Contents>,
        documents: &Documents,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let mut command = self.command()?;
        command.args(["supports", RENDERER]).stdin(Stdio::null());
        let (is_for_us, ..) = self.ended(command, Vec::new())?;
        if !is_for_us {
            return Ok(BTreeMap::new());
        }
        let context = json!({
            "root": self.report.to_string_lossy(),
            "config": toml::from_str::<Value>(&config.source.text).unwrap_or_default(),
            "renderer": RENDERER,
            "mdbook_version": MDBOOK,
        });
        let book = json!({ "items": items(config, contents, documents) });
        let input = json!([context, book]).to_string().into_bytes();
        let mut command = self.command()?;
        command.stdin(Stdio::piped());
        let (is_well, output, errors) = self.ended(command, input)?;
        if !is_well {
            let last = String::from_utf8_lossy(&errors);
            let last = last.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no reason");
            return Err(format!("it says `{}`", last.trim()).into());
        }
        let book: Value = serde_json::from_slice(&output)
            .map_err(|error| format!("what it writes is no book in JSON: {error}"))?;
        let items = book.get("items").or_else(|| book.get("sections")).and_then(Value::as_array);
        let items = items.ok_or_else(|| "what it writes has no `items`".to_owned())?;
        let mut texts = BTreeMap::new();
        gather(items, &mut texts);
        Ok(texts)
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

/// The chapters as programs get them.
fn items(config: &Config, contents: Option<&Contents>, documents: &Documents) -> Vec<Value> {
    let text = |stem: &str| {
        let is_it =
            |path: &str| config.stem_and_language(path) == (stem.to_owned(), LanguageId::OWN);
        documents.iter().find(|(path, _)| is_it(path))
    };
    let Some(contents) = contents else {
        let all = documents
            .iter()
            .map(|(path, source)| chapter(path, path, &source.text, Value::Null, Vec::new(), &[]));
        return all.collect();
    };
    let lines = contents.items(LanguageId::OWN);
    let mut at = 0;
    nested(lines, &mut at, 0, &mut Vec::new(), &|own: &Chapter, inside, above| {
        let number = own.number.as_ref().map(|number| {
            number.split('.').filter_map(|part| part.parse::<u32>().ok()).collect::<Vec<_>>()
        });
        let found = own.stem.as_deref().and_then(&text);
        let (path, text) = found.map_or(("", ""), |(path, source)| (path, &source.text));
        chapter(&own.title.text, path, text, json!(number), inside, above)
    })
}

fn chapter(
    name: &str,
    path: &str,
    content: &str,
    number: Value,
    inside: Vec<Value>,
    above: &[String],
) -> Value {
    // mdBook publishes what is called README as the index of its folder.
    let lower = path.to_ascii_lowercase();
    let published = match lower.strip_suffix("readme.md") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => {
            format!("{}index.md", &path[..folder.len()])
        }
        _ => path.to_owned(),
    };
    let or_none = |path: &str| if path.is_empty() { Value::Null } else { path.into() };
    json!({ "Chapter": {
        "name": name,
        "content": content,
        "number": number,
        "sub_items": inside,
        "path": or_none(&published),
        "source_path": or_none(path),
        "parent_names": above,
    } })
}

/// Lines of a table of contents from one on, as long as they are this deep.
fn nested(
    lines: &[Item],
    at: &mut usize,
    depth: usize,
    above: &mut Vec<String>,
    make: &impl Fn(&Chapter, Vec<Value>, &[String]) -> Value,
) -> Vec<Value> {
    let mut items = Vec::new();
    while let Some(line) = lines.get(*at) {
        let item = match line {
            Item::Chapter(own) if own.depth < depth => break,
            Item::Part(_) | Item::Separator if depth > 0 => break,
            Item::Part(title) => json!({ "PartTitle": title.text }),
            Item::Separator => "Separator".into(),
            Item::Chapter(own) => {
                *at += 1;
                above.push(own.title.text.clone());
                let inside = nested(lines, at, own.depth + 1, above, make);
                above.pop();
                items.push(make(own, inside, above));
                continue;
            }
        };
        *at += 1;
        items.push(item);
    }
    items
}

/// The texts of chapters, by the paths of their documents.
fn gather(items: &[Value], texts: &mut BTreeMap<String, String>) {
    let chapters = items.iter().filter_map(|item| item.get("Chapter")?.as_object());
    for chapter in chapters {
        let text = |key: &str| Map::get(chapter, key).and_then(Value::as_str);
        if let (Some(path), Some(content)) = (text("source_path").or(text("path")), text("content"))
        {
            texts.insert(path.to_owned(), content.to_owned());
        }
        if let Some(inside) = chapter.get("sub_items").and_then(Value::as_array) {
            gather(inside, texts);
        }
    }
}

/// Puts texts in the place of those of documents.
fn rewrite(documents: &mut Documents, texts: &BTreeMap<String, String>) {
    for (path, source) in documents {
        if let Some(text) = texts.get(path).filter(|text| **text != source.text) {
            *source = Arc::new(rewritten(source, text));
        }
    }
}

/// A source with another text. Lines that are in both are written where they were; what is new is told
/// at the end of what stands before it.
fn rewritten(source: &Arc<Source>, text: &str) -> Source {
    let mut composed = Composed::default();
    composed.title = source.title().map(str::to_owned);
    let mut at = 0;
    let diff = TextDiff::from_lines(source.text.as_str(), text);
    for change in diff.iter_all_changes() {
        let line = change.value();
        match change.tag() {
            ChangeTag::Equal => composed.copy(source, at..at + line.len()),
            ChangeTag::Insert => {
                let (origin, place) = source.origin(at..at).unwrap_or((source, at..at));
                composed.push(line, origin, place.start);
            }
            ChangeTag::Delete => {}
        }
        if change.tag() != ChangeTag::Insert {
            at += line.len();
        }
    }
    composed.source(&source.path)
}
