//! The guide's lists are those of the program: keys, types of field, commands, codes.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use clap::CommandFactory;
use rapporteur::cli::Cli;
use rapporteur::config::keys::{self, Effect, Fallback, Key, Takes};
use rapporteur::diagnostics::{Code, Severity};
use rapporteur::field::TYPES;
use rapporteur::parse::{Document, Fields, Options, RawData, Syntax, parse};
use rapporteur::source::Source;

use super::context::differences;
use super::own;

pub(crate) fn document(path: &str) -> Document {
    let text = fs::read_to_string(own("guide/content").join(path)).unwrap();
    parse(&Arc::new(Source::new(path, text)), Options::default())
}

/// The sections of a document's second level: the words of each heading, its fields, and its text.
pub(crate) fn sections(document: &Document) -> Vec<(&str, &Fields, &str)> {
    let headings = || document.headings.iter().filter(|heading| heading.level == 2);
    let ends = headings().skip(1).map(|next| next.span.start);
    let ends = ends.chain([document.source.text.len()]);
    static NONE: Fields =
        Fields { entries: Vec::new(), span: 0..0, unread: false, syntax: Syntax::Toml };
    let sections = headings().zip(ends).map(|(heading, end)| {
        let fields = heading.fields.as_ref().unwrap_or(&NONE);
        (heading.title.text.as_str(), fields, &document.source.text[heading.span.end..end])
    });
    sections.collect()
}

fn string<'a>(fields: &'a Fields, key: &str) -> &'a str {
    match fields.get(key).map(|entry| &entry.value.data) {
        Some(RawData::String(text)) => text,
        other => panic!("{key} is {other:?}"),
    }
}

fn strings<'a>(fields: &'a Fields, key: &str) -> Vec<&'a str> {
    let Some(RawData::Array(items)) = fields.get(key).map(|entry| &entry.value.data) else {
        return Vec::new();
    };
    let text = |data: &'a RawData| match data {
        RawData::String(text) => text.as_str(),
        other => panic!("{key} holds {other:?}"),
    };
    items.iter().map(|item| text(&item.data)).collect()
}

/// The keys that have records in the guide: all that have an effect, a table of any names being told
/// at its own key, and the fields of rows with those of records.
fn told_keys() -> Vec<(String, &'static Key)> {
    let row = "kinds.*.fields.*.fields";
    let told = |(path, key): &(String, &Key)| {
        let effect = !matches!(key.effect, Effect::WithoutEffect(_));
        let leaf = match key.takes {
            Takes::Table([only]) => {
                only.name == keys::ANY && !matches!(only.takes, Takes::Table(_))
            }
            Takes::Table(_) => false,
            _ => key.name != keys::ANY,
        };
        effect && (path == row || leaf && !path.starts_with(&format!("{row}.")))
    };
    keys::all().into_iter().filter(told).collect()
}

/// `kinds.<kind>.label` → `kinds.*.label`.
fn starred(title: &str) -> String {
    let parts = title.split('.').map(|part| if part.starts_with('<') { keys::ANY } else { part });
    parts.collect::<Vec<_>>().join(".")
}

#[test]
fn every_key_of_book_toml_has_its_record() {
    let documents: Vec<Document> = fs::read_dir(own("guide/content/keys"))
        .unwrap()
        .map(|entry| format!("keys/{}", entry.unwrap().file_name().to_string_lossy()))
        .map(|path| document(&path))
        .collect();
    let sections: Vec<_> = documents.iter().flat_map(sections).collect();
    let titles: BTreeSet<String> = sections.iter().map(|(title, ..)| starred(title)).collect();
    let told: BTreeSet<String> = told_keys().into_iter().map(|(path, _)| path).collect();
    assert_eq!(differences(&titles, &told), [""; 0]);
    for (path, key) in told_keys() {
        let (_, fields, _) = sections.iter().find(|(title, ..)| starred(title) == path).unwrap();
        let default = match key.default {
            Fallback::Nothing => "none".to_owned(),
            Fallback::Required => "none: it must be given".to_owned(),
            Fallback::Toml(value) => format!("`{value}`"),
            Fallback::Words(words) => words.to_owned(),
        };
        let standing = if key.effect == Effect::Shared { "shared" } else { "ours" };
        assert_eq!(string(fields, "takes"), key.takes.expected().replace('`', ""), "{path}");
        assert_eq!(string(fields, "default"), default, "{path}");
        assert_eq!(string(fields, "standing"), standing, "{path}");
    }
}

#[test]
fn every_key_without_effect_is_told_to_those_who_come_from_mdbook() {
    let text = document("from-mdbook.md").source.text.clone();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| `")).collect();
    let mut expected = Vec::new();
    for (path, key) in keys::all() {
        if let Effect::WithoutEffect(why) = key.effect {
            expected.push(format!("| `{path}` | {why} |"));
        }
    }
    // As text, which can be pasted into the guide.
    assert_eq!(rows.join("\n"), expected.join("\n"));
}

/// What shows each difference that the guide lists to those who come from mdBook: a book of
/// `tests/books/`, or a test of a file.
const DIFFERENCES: [(&str, &str); 20] = [
    ("`SUMMARY.md` is the table of contents", "tests/books/summary-order"),
    ("Addresses have no `.html`.", "tests/books/paths"),
    ("Rapporteur checks links.", "tests/books/link-out-of-book"),
    ("A folder with `src/SUMMARY.md` and no `book.toml` is a book.", "tests/books/no-book-toml"),
    ("`[[words]]` in two brackets are text", "tests/books/double-brackets"),
    ("Files in the folder of a book", "tests/books/static-files"),
    ("Code", "tests/books/hidden-lines"),
    ("YAML front matter", "tests/books/front-matter"),
    ("A second heading of level 1", "tests/books/front-matter"),
    ("A failed build changes nothing.", "tests/cli/main.rs a_build_with_errors_writes_nothing"),
    ("HTML in Markdown", "tests/books/raw-html"),
    (
        "`{{#include}}`, `{{#rustdoc_include}}`, `{{#playground}}` and `{{#title}}`",
        "tests/books/include",
    ),
    ("Scripts", "tests/books/scripts"),
    ("The theme folder", "tests/books/theme"),
    ("`404.md`", "tests/books/missing-page"),
    (
        "Preprocessors",
        "tests/engine/preprocessors.rs \
         chapters_that_a_program_adds_moves_and_renames_are_read_like_those_of_files",
    ),
    ("What common preprocessors mark", "tests/books/marks"),
    ("Message catalogs", "tests/books/gettext"),
    ("Icons", "tests/books/raw-html"),
    ("Other renderers", "tests/books/renderer"),
];

#[test]
fn every_difference_from_mdbook_is_shown_by_a_test() {
    let text = document("from-mdbook.md").source.text.clone();
    let bold = text.lines().filter_map(|line| line.strip_prefix("- **")?.split_once("**"));
    let listed: Vec<&str> = bold.map(|(bold, _)| bold).collect();
    assert_eq!(listed, DIFFERENCES.map(|(bold, _)| bold));
    for (_, shown) in DIFFERENCES {
        let (file, test) = shown.split_once(' ').unwrap_or((shown, ""));
        let path = own(file);
        let is_there = match test {
            "" => path.join("expected.txt").is_file(),
            test => fs::read_to_string(&path)
                .is_ok_and(|text| text.contains(&format!("#[test]\nfn {test}("))),
        };
        assert!(is_there, "{shown}");
    }
}

#[test]
fn every_type_of_field_has_its_record() {
    let document = document("field-types.md");
    let sections = sections(&document);
    let titles: Vec<&str> = sections.iter().map(|(title, ..)| *title).collect();
    let types: Vec<&str> = TYPES.iter().map(|ty| ty.name).collect();
    assert_eq!(titles, types);
    for (ty, (_, fields, text)) in TYPES.iter().zip(&sections) {
        let qualifiers = ty.qualifiers.iter().map(|name| format!("kinds-kind-fields-field-{name}"));
        assert_eq!(strings(fields, "qualifiers"), qualifiers.collect::<Vec<_>>(), "{}", ty.name);
        assert!(text.contains(&format!("type = \"{}\"", ty.name)), "{} has no example", ty.name);
    }
}

/// Blocks of a `**File:**` are built by another test.
#[test]
fn every_key_type_template_and_value_has_an_example() {
    let keys = fs::read_dir(own("guide/content/keys")).unwrap();
    let keys = keys.map(|entry| format!("keys/{}", entry.unwrap().file_name().to_string_lossy()));
    let others = ["field-types.md", "templates.md", "values.md"].map(str::to_owned);
    let mut lacking = Vec::new();
    for path in keys.chain(others) {
        let document = document(&path);
        let sections = sections(&document);
        let without = sections.iter().filter(|(.., text)| !text.contains("\n**File:** `"));
        lacking.extend(without.map(|(title, ..)| format!("{path}: {title}")));
    }
    assert_eq!(lacking, [""; 0]);
}

#[test]
fn every_command_and_option_is_told() {
    let document = document("commands.md");
    let sections = sections(&document);
    let mut cli = Cli::command();
    cli.build();
    let told: Vec<&str> = sections.iter().map(|(title, ..)| *title).collect();
    let commands = cli.get_subcommands().map(clap::Command::get_name);
    let commands: Vec<&str> = commands.filter(|name| *name != "help").collect();
    assert_eq!(told, commands);
    let all = &document.source.text;
    let mut known = BTreeSet::from(["--help".to_owned(), "--version".to_owned()]);
    for (command, (_, _, text)) in commands.iter().zip(&sections) {
        let command = cli.find_subcommand(command).unwrap();
        for argument in command.get_arguments().filter_map(|argument| argument.get_long()) {
            let argument = format!("--{argument}");
            let global = cli.get_arguments().any(|own| own.get_long() == argument.get(2..));
            let text = if global { all.as_str() } else { text };
            let in_code = format!("`{argument}");
            assert!(text.contains(&in_code), "{argument} of {} is not told", command.get_name());
            known.insert(argument);
        }
    }
    let words = all.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
    let is_option = |word: &&str| {
        word.strip_prefix("--").is_some_and(|name| name.starts_with(char::is_alphabetic))
    };
    for word in words.filter(is_option) {
        assert!(known.contains(word), "there is no {word}");
    }
}

#[test]
fn every_code_has_its_record() {
    for code in Code::ALL {
        let document = document(&format!("problems/{}.md", code.as_str()));
        let front = document.front.as_ref().unwrap();
        let severity = match code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        assert_eq!(string(front, "number"), code.as_str());
        assert_eq!(string(front, "severity"), severity, "{}", code.as_str());
    }
    let documents = fs::read_dir(own("guide/content/problems")).unwrap().count();
    assert_eq!(documents, Code::ALL.len());
}

#[test]
fn the_list_of_problems_is_complete() {
    let text = document("troubleshooting.md").source.text.clone();
    let (_, list) = text.split_once("\n## All problems\n").unwrap();
    let told: Vec<&str> = list.lines().filter(|line| line.starts_with("- ")).collect();
    let all = Code::ALL.iter().map(|code| code.as_str());
    let all: Vec<String> =
        all.map(|code| format!("- {code}: [[{}]]", code.to_lowercase())).collect();
    assert_eq!(told, all);
}
