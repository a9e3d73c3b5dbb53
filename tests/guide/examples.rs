//! Every example of the guide and the README builds, and shows what they say.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use rapporteur::cli::Cli;
use rapporteur::diagnostics::Code;

use super::{load, own, page, problems};

/// What an example builds on where it says nothing.
const BOOK: &str = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n";
const INDEX: &str = "# Example\n";

/// The languages of blocks that must be files of an example.
const BUILT: [&str; 5] = ["toml", "markdown", "html", "css", "ftl"];

/// Files that make up a report, and what its pages show.
#[derive(Debug, Default)]
struct Example {
    /// The file and line where it begins.
    place: String,
    files: BTreeMap<String, String>,
    pages: Vec<(String, String)>,
}

/// A block between fences and the paragraph before it.
struct Block {
    line: usize,
    language: String,
    text: String,
    /// The word and the name in `**File:** `name``, when the paragraph before is of that form.
    mark: Option<(String, String)>,
    /// How many headings stand before it.
    section: usize,
}

/// The documents whose examples are tested here: the problems have a form and a test of their own.
fn documents() -> Vec<PathBuf> {
    let mut found = vec![own("README.md")];
    collect(&own("guide/content"), &mut found);
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() && !entry.ends_with("problems") {
            collect(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "md") {
            found.push(entry);
        }
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<(String, Block)> = None;
    let mut mark = None;
    let mut section = 0;
    for (at, line) in text.lines().enumerate() {
        if let Some((fence, block)) = &mut open {
            if line == fence {
                blocks.extend(open.take().map(|(_, block)| block));
            } else {
                block.text.push_str(line);
                block.text.push('\n');
            }
            continue;
        }
        let fence: String = line.chars().take_while(|letter| "`~".contains(*letter)).collect();
        if fence.len() >= 3 {
            let language = line[fence.len()..].trim().to_owned();
            let block = Block { line: at + 1, language, text: String::new(), mark, section };
            open = Some((fence, block));
            mark = None;
        } else if !line.trim().is_empty() {
            mark = marked(line);
        }
        section += usize::from(line.starts_with('#'));
    }
    assert!(open.is_none(), "a fence is not closed");
    blocks
}

/// `**File:** `name`` → the word and the name.
fn marked(line: &str) -> Option<(String, String)> {
    let (word, name) = line.strip_prefix("**")?.split_once(":** `")?;
    Some((word.to_owned(), name.strip_suffix('`')?.to_owned()))
}

fn examples(document: &Path) -> Vec<Example> {
    let text = fs::read_to_string(document).unwrap();
    let mut examples: Vec<Example> = Vec::new();
    let mut last_section = usize::MAX;
    for block in blocks(&text) {
        let place = format!("{}:{}", document.display(), block.line);
        let Some((word, name)) = block.mark else {
            let built = BUILT.contains(&block.language.as_str());
            assert!(!built, "{place}: this block has no line `**File:** …` before it");
            continue;
        };
        let again = examples.last().is_none_or(|example| example.files.contains_key(&name));
        if word == "File" && (again || block.section != last_section) {
            examples.push(Example { place: place.clone(), ..Example::default() });
        }
        last_section = block.section;
        let example = examples.last_mut().expect("a page comes after its files");
        match word.as_str() {
            "File" => drop(example.files.insert(name, block.text)),
            "Page" => example.pages.push((name, block.text)),
            _ => panic!("{place}: `{word}` is neither `File` nor `Page`"),
        }
    }
    examples
}

/// Writes an example into a folder, filled up to a whole report.
fn write(example: &Example, dir: &Path) {
    let mut files = example.files.clone();
    let book = files.entry("book.toml".to_owned()).or_default();
    if !book.contains("[book]") {
        book.insert_str(0, BOOK);
    } else if !book.contains("src =") {
        *book = book.replacen("[book]\n", "[book]\nsrc = \"content\"\n", 1);
    }
    files.entry("content/index.md".to_owned()).or_insert_with(|| INDEX.to_owned());
    for (path, text) in files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The words of a page, as a reader sees them.
fn words(html: &str) -> String {
    let mut text = String::new();
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    for piece in body.split('<') {
        text.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
        text.push(' ');
    }
    for (entity, letter) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
        text = text.replace(entity, letter);
    }
    spaced(&text)
}

/// Blanks are one, and none before punctuation, where a tag was.
fn spaced(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    [" .", " ,", " ;", " :"].iter().fold(words, |words, mark| words.replace(mark, &mark[1..]))
}

#[test]
fn every_example_builds_and_shows_what_it_should() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for document in documents() {
        for example in examples(&document) {
            count += 1;
            let dir = tempfile::tempdir().unwrap();
            write(&example, dir.path());
            let loaded = load(dir.path());
            // An example is a piece of a report, so nothing may refer to its records.
            let found = problems(&loaded, |problem| problem.code != Code::Orphan);
            if !found.is_empty() {
                wrong.push(format!("{}\n{found}", example.place));
                continue;
            }
            for (path, lines) in &example.pages {
                let text = words(&page(&loaded, path));
                let lines = lines.lines().map(spaced).filter(|line| !line.is_empty());
                for line in lines.filter(|line| !text.contains(line)) {
                    wrong.push(format!("{}: {path}\n`{line}` in\n{text}", example.place));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 50, "only {count} examples were found");
}

#[test]
fn every_command_line_is_understood() {
    let mut wrong = Vec::new();
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for block in blocks(&text).iter().filter(|block| block.language == "sh") {
            for line in block.text.lines() {
                let line = line.replace("cargo run --release -- ", "rapporteur ");
                let words: Vec<&str> = line.split_whitespace().collect();
                if words.first() == Some(&"rapporteur")
                    && let Err(error) = Cli::try_parse_from(&words)
                    && error.use_stderr()
                {
                    wrong.push(format!("{}:{}: {error}", document.display(), block.line));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The report of `init`, in a folder called `night-buses`, for one command line of the guide.
fn run_on_a_fresh_report(words: &[&str]) -> std::process::Output {
    let dir = tempfile::tempdir().unwrap();
    let run = |words: &[&str], at: &Path| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rapporteur"));
        command.args(words).current_dir(at).env("PATH", "").output().unwrap()
    };
    if words[0] == "init" {
        return run(words, dir.path());
    }
    let made = run(&["init", "night-buses"], dir.path());
    assert!(made.status.success());
    // What is imported was exported before.
    if let ["import", file, ..] = words
        && !file.starts_with('-')
    {
        assert!(run(&["export", file], &dir.path().join("night-buses")).status.success());
    }
    if words[0] == "diff" {
        return diff(words, &dir.path().join("night-buses"));
    }
    let names_it = words.last() == Some(&"night-buses") && words[words.len() - 2] != "--dest-dir";
    run(words, &if names_it { dir.path().to_owned() } else { dir.path().join("night-buses") })
}

/// Runs `diff` where the versions that it names were kept, or committed, before.
fn diff(words: &[&str], report: &Path) -> std::process::Output {
    let program = |name: &str, arguments: &[&str]| {
        let mut command = std::process::Command::new(name);
        command.args(arguments).current_dir(report).output()
    };
    let own = |arguments: &[&str]| program(env!("CARGO_BIN_EXE_rapporteur"), arguments).unwrap();
    if !words.iter().any(|word| word.starts_with("HEAD")) {
        for name in words[1..].iter().filter(|word| !word.starts_with('-')) {
            assert!(own(&["snapshot", name]).status.success(), "{name}");
        }
        return own(words);
    }
    let git = |arguments: &[&str]| {
        let who = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
        program("git", &[&who[..], arguments].concat()).is_ok_and(|done| done.status.success())
    };
    // Without git there is nothing to be shown.
    if !git(&["init", "-q"]) {
        return own(&["--version"]);
    }
    for _ in 0..2 {
        assert!(git(&["add", "-A"]) && git(&["commit", "-q", "--allow-empty", "-m", "All"]));
    }
    own(words)
}

#[test]
fn every_command_line_succeeds_on_the_report_that_init_makes() {
    let mut wrong = Vec::new();
    let mut run = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for block in blocks(&text).iter().filter(|block| block.language == "sh") {
            for line in block.text.lines() {
                let words: Vec<&str> = line.split_whitespace().collect();
                // The preview does not end by itself.
                if words.first() != Some(&"rapporteur") || words.get(1) == Some(&"serve") {
                    continue;
                }
                run += 1;
                let output = run_on_a_fresh_report(&words[1..]);
                if !output.status.success() {
                    let said = String::from_utf8_lossy(&output.stderr).into_owned();
                    wrong.push(format!("{}:{}: {line}\n{said}", document.display(), block.line));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(run > 15, "only {run} command lines were found");
}
