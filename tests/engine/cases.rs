//! The suites in `tests/cases/`: Markdown files in which each case is a small report, the problems
//! it has and the pages it makes.
//!
//! A heading of level 2 begins a case; blocks before the first one belong to all cases of the file.
//! Every block is fenced with tildes, and its first line says what it is:
//!
//! - `~~~markdown content/index.md`: a file of the report. Further words change its bytes: `crlf`
//!   ends its lines as Windows does, `cr` as old Macs did, `bom` puts a byte order mark in front,
//!   `chopped` takes the last line break away, and `escapes` turns `\u{202e}` into the character.
//! - `~~~problems`: the problems, one to a line: `path:line:column CODE "text"`. Without such a
//!   block there are none. `~~~problems in words` has what is said of each, too.
//! - `~~~html venues/dhaka/index.html`: the page at a path, in full.
//! - `~~~pages`: the paths of all pages, data apart.
//!
//! What is expected with drafts shown says `drafts` in its first line.
//!
//! Pages are made with the templates of `tests/cases/look/`, which print what is to be tested and
//! nothing else. With `UPDATE=1`, what is expected is rewritten to what there is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use rapporteur::command::load::{Loaded, Loading};
use rapporteur::diagnostics::Diagnostic;

use crate::blocks::{Block, Piece, joined, pieces};
use crate::support::{BOOK, Files, Report, files_below, problems, root, shown};

/// Files that every site has, or every language, or every page, and no case is about.
const EVERYWHERE: &[&str] = &[
    ".nojekyll",
    "404.html",
    "robots.txt",
    "a-z/index.html",
    "print/index.html",
    "cite.ris",
    "cite.bib",
    "cite.json",
    "data/linkset.json",
    "index.md",
    "llms.txt",
];

/// A case: where its heading stands, and its blocks by their places among the file's pieces.
struct Case {
    line: usize,
    title: String,
    blocks: Vec<usize>,
}

#[test]
fn every_case_does_what_it_says() {
    let folder = root().join("tests/cases");
    let update = std::env::var_os("UPDATE").is_some();
    let mut failures = String::new();
    for file in files_below(&folder).iter().filter(|file| file.ends_with(".md")) {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let mut pieces = pieces(&text);
        let (shared, cases) = cases(&pieces);
        for case in cases {
            let place = format!("tests/cases/{file}:{} {}", case.line, case.title);
            run(&place, &mut pieces, &shared, &case, &mut failures);
        }
        if update {
            std::fs::write(folder.join(file), joined(&pieces)).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}\nUPDATE=1 rewrites what is expected");
}

/// The blocks that all cases share, and the cases.
fn cases(pieces: &[Piece]) -> (Vec<usize>, Vec<Case>) {
    let (mut shared, mut cases) = (Vec::new(), Vec::new());
    let mut line = 1;
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Line(text) => {
                if let Some(title) = text.strip_prefix("## ") {
                    let title = title.trim().to_owned();
                    cases.push(Case { line, title, blocks: Vec::new() });
                }
                line += 1;
            }
            Piece::Block(block) => {
                cases.last_mut().map_or(&mut shared, |case| &mut case.blocks).push(at);
                line += block.text.lines().count() + 2;
            }
        }
    }
    (shared, cases)
}

/// Runs a case, and puts what there is in place of what was expected.
fn run(place: &str, pieces: &mut [Piece], shared: &[usize], case: &Case, failures: &mut String) {
    let report = report(pieces, shared.iter().chain(&case.blocks).copied());
    let mut loads: BTreeMap<bool, Loaded> = BTreeMap::new();
    let mut problems_are_expected = false;
    for &at in &case.blocks {
        let Piece::Block(block) = &mut pieces[at] else { continue };
        if path_of_file(block).is_some() {
            continue;
        }
        let drafts = block.words().contains(&"drafts");
        problems_are_expected |= block.words()[0] == "problems" && !drafts;
        let loading = Loading { drafts, ..Loading::default() };
        let loaded = loads.entry(drafts).or_insert_with(|| report.load_with(loading));
        let found = found(block, loaded);
        if found != block.text {
            let _ = writeln!(failures, "{place}, `~~~{}`", block.info);
            let _ = writeln!(failures, "expected:\n{}found:\n{found}", block.text);
            block.text = found;
        }
    }
    let all = problems(&report.load());
    let found = listed(all.iter().map(shown));
    if !problems_are_expected && !found.is_empty() {
        let _ = writeln!(failures, "{place}, without `~~~problems`\nfound:\n{found}");
    }
    for problem in all.iter().filter(|problem| problem.help.is_none()) {
        let _ = writeln!(failures, "{place}, no way out: {}", shown(problem));
    }
}

fn report(pieces: &[Piece], blocks: impl Iterator<Item = usize>) -> Report {
    let mut all = Files::new();
    let look = root().join("tests/cases/look");
    for name in files_below(&look) {
        let bytes = std::fs::read(look.join(&name)).unwrap();
        all.insert(format!("themes/default/templates/{name}"), bytes);
    }
    all.extend(files(pieces, blocks));
    Report::new(all)
}

/// The files that blocks are.
fn files(pieces: &[Piece], blocks: impl Iterator<Item = usize>) -> Files {
    let mut files = Files::new();
    for at in blocks {
        let Piece::Block(block) = &pieces[at] else { continue };
        if let Some(path) = path_of_file(block) {
            files.insert(path, bytes(block));
        }
    }
    files
}

/// The files of each case, in the built-in look.
pub(crate) fn reports() -> Vec<Files> {
    let folder = root().join("tests/cases");
    let mut reports = Vec::new();
    for file in files_below(&folder).iter().filter(|file| file.ends_with(".md")) {
        let pieces = pieces(&std::fs::read_to_string(folder.join(file)).unwrap());
        let (shared, cases) = cases(&pieces);
        for case in cases {
            let mut files = files(&pieces, shared.iter().chain(&case.blocks).copied());
            files.retain(|path, _| !path.starts_with("themes/"));
            files.entry("book.toml".to_owned()).or_insert_with(|| BOOK.into());
            reports.push(files);
        }
    }
    reports
}

/// The path of the file that a block is, unless it says what is expected.
fn path_of_file(block: &Block) -> Option<String> {
    let words = block.words();
    let path = words[1..].iter().take_while(|word| !CHANGES.contains(word));
    let path = path.copied().collect::<Vec<_>>().join(" ");
    let is_page = words[0] == "html" && !path.starts_with("themes/");
    let expectation = is_page || matches!(words[0], "problems" | "pages");
    (!expectation).then_some(path)
}

/// Words that change the bytes of a file.
const CHANGES: [&str; 5] = ["crlf", "cr", "bom", "chopped", "escapes"];

fn bytes(block: &Block) -> Vec<u8> {
    let mut text = block.text.clone();
    for word in block.words() {
        text = match word {
            "crlf" => text.replace('\n', "\r\n"),
            "cr" => text.replace('\n', "\r"),
            "bom" => format!("\u{feff}{text}"),
            "chopped" => text.trim_end_matches('\n').to_owned(),
            "escapes" => unescaped(&text),
            _ => text,
        };
    }
    text.into_bytes()
}

/// `\u{202e}` → the character.
fn unescaped(text: &str) -> String {
    let mut pieces = text.split("\\u{");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (digits, rest) = piece.split_once('}').expect("a closing brace");
        let number = u32::from_str_radix(digits, 16).expect("hexadecimal digits");
        out.push(char::from_u32(number).expect("a character"));
        out.push_str(rest);
    }
    out
}

/// What there is where a block says what is expected.
fn found(block: &Block, loaded: &Loaded) -> String {
    match block.words()[..] {
        ["problems", "in", "words"] => listed(problems(loaded).iter().map(told)),
        ["problems", ..] => listed(problems(loaded).iter().map(shown)),
        ["pages", ..] => {
            let is_file = |path: &str| path.starts_with("assets/") || path.starts_with("data/");
            let plan = loaded.site.pages().filter(|path| !is_file(path));
            let everywhere = |path: &str| EVERYWHERE.iter().any(|end| path.ends_with(end));
            let pages: BTreeSet<_> = plan.filter(|path| !everywhere(path)).collect();
            listed(pages.into_iter().map(Cow::into_owned))
        }
        ["html", path, ..] => match loaded.site.render(path) {
            Some(Ok(rapporteur::site::Output::Bytes(bytes))) => {
                let text = String::from_utf8(bytes).expect("UTF-8");
                format!("{}\n", text.trim())
            }
            Some(Ok(_)) => "not a page\n".to_owned(),
            Some(Err(problem)) => format!("{}\n", problem.message),
            None => "no such page\n".to_owned(),
        },
        _ => panic!("a block that says nothing: ~~~{}", block.info),
    }
}

/// A problem with its message and the way out.
fn told(problem: &Diagnostic) -> String {
    let help = problem.help.as_deref().expect("a way out");
    format!("{}\n  {}\n  {help}", shown(problem), problem.message)
}

fn listed(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}
