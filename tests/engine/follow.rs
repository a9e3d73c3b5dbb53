//! A build after an edit renders only outputs that the edit concerns, and its site is, byte for byte,
//! that of a build that renders all.

use std::collections::HashSet;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::{Arc, RwLock};

use proptest::prelude::*;
use proptest::test_runner::Config;
use rapporteur::command::load::{Loaded, Loading, Session};
use rapporteur::search::WordCache;
use rapporteur::site::{Follow, Followed};
use rapporteur::stream::{Storage, Target};

use crate::chance::Chance;
use crate::edits::{self, apply};
use crate::long_indexes;
use crate::support::{Files, Report, files_below, rendered, rendered_at, root};

/// An output folder and what is kept with it.
#[derive(Default)]
struct Kept {
    files: Files,
    /// Those of the search index, and how many of them the last build took over.
    index: Files,
    found_again: usize,
    followed: Option<Followed>,
    /// What it leaves of the words for the search.
    words: Option<Grown>,
}

impl Kept {
    /// Builds the report again, unless it has errors: which outputs were rendered.
    fn build(&mut self, report: &Report) -> Option<Vec<String>> {
        let mut session = Session::new(report.path(), Loading::default());
        let mut loaded = session.load().ok().filter(|loaded| !loaded.has_errors())?;
        let frame = session.inputs().sums().frame;
        let words = self.keep_words(&mut loaded, frame);
        let pages: HashSet<String> = loaded.site.pages().map(String::from).collect();
        let mut paths = loaded.site.paths().expect("paths");
        words.finish().expect("a file");
        let index: Vec<String> = paths.extract_if(.., |path| !pages.contains(path)).collect();
        let follow = Follow::new(&loaded.site, &paths, frame, self.followed.take());
        let (mut files, mut made) = (Files::new(), Vec::new());
        for unit in loaded.site.units(&paths).each {
            let paths = &paths[unit];
            let before: Vec<Option<Vec<u8>>> =
                paths.iter().map(|path| self.files.remove(path)).collect();
            let is_kept =
                before.iter().all(Option::is_some) && paths.iter().all(|path| follow.is_same(path));
            let texts = match is_kept {
                true => before.into_iter().flatten().collect(),
                false => {
                    made.extend_from_slice(paths);
                    make(&loaded, &follow, paths, before)
                }
            };
            files.extend(paths.iter().cloned().zip(texts));
        }
        let is_found_again: HashSet<&String> =
            index.iter().filter(|path| follow.is_same(path)).collect();
        let kept = serde_json::to_string(&follow.followed()).expect("what is kept");
        (self.files, self.followed) = (files, serde_json::from_str(&kept).ok());
        let cold = session.load().expect("a report");
        let mut before = std::mem::take(&mut self.index);
        self.found_again = 0;
        for path in &index {
            let bytes = rendered_at(&cold, path);
            let again = before.remove(path).filter(|_| is_found_again.contains(path));
            self.found_again += usize::from(again.is_some());
            let own = again.unwrap_or_else(|| rendered_at(&loaded, path));
            assert!(own == bytes, "{path} is not what it should be");
            self.index.insert(path.clone(), bytes);
        }
        assert_eq!(cold.site.paths().expect("paths").len(), paths.len() + index.len());
        let cold = rendered(&cold);
        for (path, bytes) in &cold {
            assert!(self.files.get(path) == Some(bytes), "{path} is not what it should be");
        }
        assert_eq!(self.files.len(), cold.len());
        Some(made)
    }

    /// Has the search index made of the words that the last build left.
    fn keep_words(&mut self, loaded: &mut Loaded, frame: u64) -> Arc<WordCache> {
        let before = self.words.take().map(|before| Box::new(before) as Box<dyn Storage>);
        let next = Grown::default();
        let words = Arc::new(WordCache::in_files(before, Box::new(next.clone()), frame));
        self.words = Some(next);
        loaded.site.keep_words(Arc::clone(&words));
        words
    }
}

/// Makes the files of a unit, in place of those that were there.
fn make(
    loaded: &Loaded,
    follow: &Follow<'_>,
    paths: &[String],
    before: Vec<Option<Vec<u8>>>,
) -> Vec<Vec<u8>> {
    let first = &paths[0];
    if loaded.site.streamed(first).is_none() {
        return vec![follow.render(first, || rendered_at(loaded, first))];
    }
    let mut files: Vec<Renewed> =
        before.into_iter().map(|before| Renewed(before, vec![])).collect();
    let targets = files.iter_mut().map(|file| file as &mut dyn Target);
    loaded.site.stream(first, targets, follow).expect("memory");
    files.into_iter().map(|file| file.1).collect()
}

/// A file in memory that grows.
#[derive(Debug, Clone, Default)]
struct Grown(Arc<RwLock<Vec<u8>>>);

impl Storage for Grown {
    fn size(&self) -> u64 {
        self.0.read().expect("a lock").len() as u64
    }

    fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        bytes.copy_from_slice(&self.0.read().expect("a lock")[at as usize..][..bytes.len()]);
        Ok(())
    }

    fn add(&self, bytes: &[u8]) -> io::Result<u64> {
        let mut own = self.0.write().expect("a lock");
        own.extend_from_slice(bytes);
        Ok((own.len() - bytes.len()) as u64)
    }
}

/// A file in memory, in place of another one.
struct Renewed(Option<Vec<u8>>, Vec<u8>);

impl Write for Renewed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Target for Renewed {
    fn before(&mut self, range: Range<u64>) -> Option<Vec<u8>> {
        Some(self.0.as_ref()?.get(range.start as usize..range.end as usize)?.to_vec())
    }
}

proptest! {
    #![proptest_config(Config { cases: 6, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_build_after_any_edits_has_the_bytes_of_a_first_one(
        edits in proptest::collection::vec(edits::edits(), 1..12),
    ) {
        let (report, mut texts) = edits::start();
        let mut kept = Kept::default();
        kept.build(&report);
        for edit in &edits {
            apply(&report, edit, &mut texts);
            kept.build(&report);
        }
    }
}

/// A line as an editor leaves it: another number in it, another word after it, or another order.
fn edited(line: &str, chance: &mut Chance) -> String {
    let digits: Vec<usize> =
        line.match_indices(|c: char| c.is_ascii_digit()).map(|it| it.0).collect();
    if !digits.is_empty() && chance.below(2) == 0 {
        let (at, digit) = (digits[chance.below(digits.len())], chance.below(10));
        return format!("{}{digit}{}", &line[..at], &line[at + 1..]);
    }
    let values = ["shared", "contested", "begun", "done", "true", "false"];
    let found = values.iter().find(|value| line.contains(&format!("\"{value}\"")));
    if let Some(value) = found {
        return line.replace(value, values[chance.below(values.len())]);
    }
    match line.split_once(" {") {
        Some((title, rest)) if line.starts_with('#') => format!("{title} again {{{rest}"),
        _ if line.starts_with('#') || line.is_empty() => format!("{line} more"),
        _ if line.contains(" = \"") => line.replacen(" = \"", " = \"A ", 1),
        _ => format!("{line} More of [[decisions]]."),
    }
}

#[test]
fn a_build_after_edits_of_a_report_with_all_sorts_of_outputs_has_the_bytes_of_a_first_one() {
    let report = Report::copy_of(&root().join("tests/reports/well-audit"));
    report.replace("book.toml", "[output.html]\n", "[output.html]\ncards = { enable = true }\n");
    let mut kept = Kept::default();
    let all = kept.build(&report).expect("a report without errors").len();
    let mut chance = Chance::new(1);
    let names = files_below(&report.path().join("content"));
    let names: Vec<&String> = names.iter().filter(|name| name.ends_with(".md")).collect();
    let (mut builds, mut spared) = (0, 0);
    for _ in 0..25 {
        let name = format!("content/{}", names[chance.below(names.len())]);
        let before = report.read(&name);
        let at = chance.below(before.lines().count());
        let lines = before.lines().enumerate();
        let lines = lines.map(|(own, line)| match own == at {
            true => edited(line, &mut chance) + "\n",
            false => format!("{line}\n"),
        });
        report.write(&name, lines.collect::<String>());
        match kept.build(&report) {
            Some(made) => (builds, spared) = (builds + 1, spared + all.saturating_sub(made.len())),
            None => report.write(&name, &before),
        }
    }
    assert!(builds > 8, "only {builds} edits could be built");
    assert!(spared > builds * all / 4, "only {spared} of {builds} times {all} were spared");
}

#[test]
fn an_edit_of_a_long_report_renders_little() {
    let report = long_indexes::report(520);
    let mut kept = Kept::default();
    let all = kept.build(&report).expect("a report").len();
    assert!(all > 1_000, "{all}");
    let chapter = "content/chapters/chapter-004.md";
    let others = |made: &[String]| {
        let is_other = |path: &&String| path.starts_with("recommendations/rec-");
        made.iter().filter(is_other).count().saturating_sub(2 * 70)
    };
    for (old, new) in [
        ("\n\nThe ", "\n\nAll the "),
        ("state = \"open\"", "state = \"done\""),
        ("\n## Let ", "\n## Let never "),
    ] {
        let text = report.read(chapter);
        report.write(chapter, text.replacen(old, new, 1));
        let made = kept.build(&report).expect("a report");
        assert!(made.len() < all / 3, "{new:?}: {} of {all}", made.len());
        // A record and its Markdown stand beside those of the chapters before and after.
        assert!(others(&made) < 10, "{new:?}: {} of other chapters: {made:?}", others(&made));
        // The records of a chapter stand in two parts of the index, each with its Markdown; all parts
        // count the states.
        let parts = made.iter().filter(|path| path.starts_with("recommendations/part/")).count();
        let most = if new.contains("state") { 2 * 6 } else { 4 };
        assert!(parts <= most, "{new:?}: {parts} pages of the index: {made:?}");
    }
    // What is made of the whole report, and what stands as it is.
    assert!(kept.build(&report).expect("a report").len() < 50);
}

#[test]
fn an_edit_of_a_chapter_renders_no_other_chapters() {
    let name = |at: usize| format!("content/c{at:02}.md");
    let files = (0..60).map(|at| {
        let next = (at + 1) % 60;
        let text = format!(
            "+++\ndescription = \"Of {at}.\"\n+++\n# Chapter {at}\n\nSee [it](c{next:02}.md).\n"
        );
        (name(at), text)
    });
    let summary: String = (0..60).map(|at| format!("- [C](c{at:02}.md)\n")).collect();
    let book = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n".to_owned();
    let all: Vec<(String, String)> = files
        .chain([("content/SUMMARY.md".to_owned(), summary), ("book.toml".to_owned(), book)])
        .collect();
    let all = all.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let report = Report::new(all);
    let mut kept = Kept::default();
    kept.build(&report).expect("a report");
    report.replace(&name(7), "Of 7.", "Of seven.");
    let made = kept.build(&report).expect("a report");
    let chapters = made.iter().filter(|path| path.starts_with('c') && path.ends_with(".html"));
    let chapters: Vec<&String> = chapters.collect();
    assert!(chapters.len() <= 4, "{chapters:?}");
}

#[test]
fn an_edit_makes_the_files_of_the_search_again_whose_words_it_changes() {
    let report = long_indexes::report(520);
    report.replace("book.toml", "[output.html.search]\nenable = false\n", "");
    let mut kept = Kept::default();
    kept.build(&report).expect("a report");
    assert_eq!(kept.found_again, 0);
    kept.build(&report).expect("a report");
    // What records can be filtered by is not followed.
    assert_eq!(kept.found_again + 1, kept.index.len());
    let chapter = "content/chapters/chapter-004.md";
    let text = report.read(chapter);
    report.write(chapter, text.replacen("\n\nThe ", "\n\nAll the ", 1));
    kept.build(&report).expect("a report");
    assert!((1..kept.index.len() - 1).contains(&kept.found_again), "{}", kept.found_again);
}

#[test]
fn words_that_nobody_quotes_are_made_again_where_they_stand() {
    let report = Report::new([
        ("book.toml", "[book]\ntitle = \"T\"\nsrc = \"content\"\n[kinds.rec]\npath = \"recs\"\n"),
        ("content/index.md", "# Home\n\nA page.\n"),
        (
            "content/a.md",
            "# A\n\n## One {#one .rec}\n\nA lead.\n\nIt follows [[two]]. Plain words stand here.\n",
        ),
        ("content/b.md", "# B\n\n## Two {#two .rec}\n\nAnother lead, of [[one]].\n"),
    ]);
    let mut kept = Kept::default();
    kept.build(&report).expect("a report");
    report.replace("content/a.md", "Plain words", "Other words");
    let made = kept.build(&report).expect("a report");
    let is_page = |path: &&String| path.ends_with("index.html") && !path.starts_with("data/");
    let pages: Vec<&String> = made.iter().filter(is_page).collect();
    assert_eq!(pages, ["print/index.html", "a/index.html", "recs/one/index.html"]);
    report.replace("content/a.md", "It follows", "It comes after");
    let made = kept.build(&report).expect("a report");
    assert!(made.contains(&"recs/two/index.html".to_owned()), "{made:?}");
}

#[test]
fn a_build_follows_what_ended_and_what_is_in_other_reports() {
    let head = "{\"rapporteur\":\"inventory\",\"version\":1,\"title\":\"Call\",\
                \"url\":\"https://call.example/\",\"language\":\"en\",\
                \"kinds\":[{\"name\":\"call\",\"label\":\"Call\",\"plural\":\"Calls\"}],\
                \"others\":[{\"name\":\"us\",\"title\":\"Us\",\"url\":null}]}";
    let bus = "{\"id\":\"call/bus\",\"title\":\"A bus\",\"path\":\"bus/\",\"refers\":[{\
               \"to\":\"us:call/a\",\"by\":\"repeats\",\"label\":\"Repeats\",\"inverse\":\"Repeated\"}]}";
    let report = Report::new([
        (
            "book.toml",
            "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.call]\n\
             [others.call]\ninventory = \"call.jsonl\"\nknown-as = \"us\"\n\
             [ended.\"call/x\"]\ntitle = \"X\"\nhow = \"merged\"\nby = \"old\"\n",
        ),
        ("call.jsonl", &format!("{head}\n{bus}\n")),
        ("content/index.md", "# Home\n\nOf [[calls]], [[call:bus]] and [[x]].\n"),
        (
            "content/calls.md",
            "# Calls\n\n## A {#a .call}\n+++\naliases = [\"old\"]\n[ended]\nhow = \"merged\"\n\
             by = \"b\"\n+++\n\n## B {#b .call}\n\n## C {#c .call}\n",
        ),
    ]);
    let mut kept = Kept::default();
    kept.build(&report).expect("a report without errors");
    for (path, old, new) in [
        ("content/calls.md", "\"merged\"", "\"superseded\""),
        ("content/calls.md", "by = \"b\"", "by = [\"c\", \"call:bus\"]"),
        ("content/calls.md", "[ended]\nhow", "date = 1\n[ended]\nhow"),
        ("content/calls.md", "date = 1\n[ended]\nhow", "[ended]\ndate = \"2026\"\nhow"),
        ("call.jsonl", "A bus", "Two buses"),
        ("call.jsonl", "Repeated", "Said again"),
        ("content/index.md", "[[call:bus]]", "[[call:call/bus]]"),
        ("content/calls.md", "aliases = [\"old\"]\n", ""),
        (
            "content/calls.md",
            "## C {#c .call}\n",
            "## C {#c .call}\n+++\naliases = [\"old\"]\n+++\n",
        ),
        ("book.toml", "how = \"merged\"", "how = \"superseded\""),
    ] {
        report.replace(path, old, new);
        kept.build(&report);
    }
    assert!(kept.build(&report).is_some());
}
