//! Programs that rewrite chapters: when they run, what they get, and what becomes of what they give.
#![cfg(unix)]

use std::time::{Duration, Instant};

use rapporteur::command::load::{Loaded, Loading};

use crate::chapters::tree;
use crate::support::{Files, Report, load, problems, rendered, root, shown};

fn allowed(seconds: u64) -> Loading {
    Loading { preprocessors: Some(Duration::from_secs(seconds)), ..Loading::default() }
}

/// A book whose `book.toml` names this program.
fn book(command: &str) -> Report {
    let toml = format!("[book]\ntitle = \"T\"\n\n[preprocessor.own]\n{command}\n");
    let report = Report::new([
        ("book.toml", toml.as_str()),
        (
            "src/SUMMARY.md",
            "# Summary\n\n# Part\n\n- [A](a.md)\n  - [Folder](b/README.md)\n\n---\n\n- [Later]()\n",
        ),
        ("src/a.md", "# A\n\nOne.\n\nSee [it](gone.md).\n"),
        ("src/b/README.md", "# B\n\n{{#include part.txt}}\n"),
    ]);
    report.write("src/b/part.txt", "Included.\n");
    report
}

fn page(site: &Files, path: &str) -> String {
    String::from_utf8(site[path].clone()).expect("UTF-8")
}

fn told(loaded: &Loaded) -> Vec<String> {
    problems(loaded).iter().map(shown).collect()
}

#[test]
fn a_program_in_python_runs_when_it_is_allowed() {
    let folder = root().join("tests/books/preprocessor");
    let loaded = load(&folder, allowed(60));
    assert_eq!(told(&loaded), [""; 0]);
    assert!(page(&rendered(&loaded), "a/index.html").contains("<p id=\"p:1\">1.2.3</p>"));
}

#[test]
fn a_program_gets_the_book_as_mdbook_has_it() {
    // What it gets is kept in a file, and given back.
    let report = book("command = \"sh pre.sh\"\nversion = 3");
    report.write(
        "pre.sh",
        "if [ \"$1\" = supports ]; then [ \"$2\" = html ]; exit; fi\ncat > got.json\n\
         python3 -c 'import json; print(json.dumps(json.load(open(\"got.json\"))[1]))'\n",
    );
    let loaded = load(report.path(), allowed(60));
    assert_eq!(told(&loaded), ["src/a.md:5:10 RAP404 \"gone.md\""]);
    let got = std::fs::read_to_string(report.path().join("got.json")).expect("what it got");
    let got: serde_json::Value = serde_json::from_str(&got).expect("JSON");
    assert_eq!(got[0]["renderer"], "html");
    assert_eq!(got[0]["config"]["preprocessor"]["own"]["version"], 3);
    let items = &got[1]["items"];
    assert_eq!(items[0]["PartTitle"], "Part");
    assert_eq!(items[2], "Separator");
    let chapter = &items[1]["Chapter"];
    assert_eq!((&chapter["name"], &chapter["path"]), (&"A".into(), &"a.md".into()));
    assert_eq!(chapter["number"], serde_json::json!([1]));
    let inside = &chapter["sub_items"][0]["Chapter"];
    assert_eq!(
        (&inside["path"], &inside["source_path"]),
        (&"b/index.md".into(), &"b/README.md".into())
    );
    assert_eq!(inside["parent_names"], serde_json::json!(["A"]));
    assert_eq!(inside["content"], "# B\n\nIncluded.\n");
    assert!(items[3]["Chapter"]["path"].is_null());
}

/// A program in Python that does this with a `book`.
fn does(report: &Report, what: &str) {
    report.write(
        "pre.py",
        format!(
            "import sys, json\nif len(sys.argv) > 1: sys.exit(0)\n_, book = json.load(sys.stdin)\n\
             items = book['items']\n{what}\njson.dump(book, sys.stdout)\n"
        ),
    );
}

#[test]
fn chapters_that_a_program_adds_moves_and_renames_are_read_like_those_of_files() {
    let report = book("command = \"python3 pre.py\"");
    does(
        &report,
        "a = items[1]['Chapter']\na['name'] = 'A [new] *name*'\n\
         inside = a['sub_items'].pop()\nitems.insert(1, inside)\n\
         new = dict(name='Made (twice)', content='# Made\\n\\nSee [A](../a.md), [it](lost.md).\\n',\n\
           number=[1, 1], sub_items=[], path='made/new one.md', source_path=None, parent_names=[])\n\
         a['sub_items'].append(dict(Chapter=new))\n\
         items.append(dict(Chapter=dict(new, name='Last', path='last.md', content='# Last\\n', number=None)))",
    );
    let loaded = load(report.path(), allowed(60));
    // What stands in no file is told where the program is named.
    assert_eq!(
        told(&loaded),
        ["book.toml:4:15 RAP404 \"own\"", "src/a.md:5:10 RAP404 \"gone.md\""]
    );
    let lost = problems(&loaded).remove(0);
    assert_eq!(lost.label, "in `src/made/new one.md`");
    let site = rendered(&loaded);
    assert_eq!(
        tree(&page(&site, "last/index.html")),
        ["Part", "1 Folder", "2 A [new] *name*", "---", "3 Later (not yet written)", "* Last"]
    );
    let made = page(&site, "made/new-one/index.html");
    assert!(made.contains(">2.1</span>") && made.contains("href=\"../../a/\""), "{made}");
    assert!(page(&site, "last/index.html").contains("Last"));
}

#[test]
fn a_program_cannot_rearrange_what_book_toml_declares_and_adds_nothing_outside() {
    let report =
        book("command = \"python3 pre.py\"\n\n[chapters]\nnumbered = [{ part = \"P\" }, \"a.md\"]");
    does(&report, "items[1]['Chapter']['name'] = 'Other'");
    let place = "book.toml:4:15 RAP117 \"own\"".to_owned();
    let loaded = load(report.path(), allowed(60));
    let failed = |loaded: &Loaded| {
        let found = problems(loaded).into_iter().find(|problem| shown(problem) == place);
        found.map(|problem| (problem.is_error(), problem.message))
    };
    let message = "the preprocessor `own` changes the table of contents".to_owned();
    assert_eq!(failed(&loaded), Some((false, message)));
    let report = book("command = \"python3 pre.py\"");
    let outside = "is no document below the content folder";
    for (what, why) in [
        ("a.update(path='../out.md', source_path=None)", format!("`../out.md` {outside}")),
        ("a.update(path='/a.md', source_path=None)", format!("`/a.md` {outside}")),
        ("a.update(path='a.txt', source_path=None)", format!("`a.txt` {outside}")),
        ("a.update(path='b/../a.md', source_path=None)", format!("`b/../a.md` {outside}")),
        ("a.update(path='SUMMARY.md', source_path=None)", format!("`SUMMARY.md` {outside}")),
        ("items.append(dict(Chapter=dict(a)))", "two chapters have the path `a.md`".to_owned()),
        ("del a['content']", "`a.md` has no `content`".to_owned()),
        ("a['name'] = None", "a chapter has no `name`".to_owned()),
        (
            "items.append(5)",
            "one of its items is no chapter, title of a part or separator".to_owned(),
        ),
    ] {
        does(&report, &format!("a = items[1]['Chapter']\n{what}"));
        let loaded = load(report.path(), allowed(60));
        assert_eq!(failed(&loaded), Some((true, format!("the preprocessor `own` failed: {why}"))));
        assert!(page(&rendered(&loaded), "a/index.html").contains("One."));
    }
}

#[test]
fn a_chapter_that_a_program_removes_is_not_missed_in_the_table_of_contents() {
    let report = book("command = \"python3 pre.py\"");
    report.write("src/a.fr.md", "# A\n");
    report.write(
        "book.toml",
        "[book]\ntitle = \"T\"\n[languages.fr]\n[preprocessor.own]\ncommand = \"python3 pre.py\"\n",
    );
    does(&report, "items[1] = items[1]['Chapter']['sub_items'][0]");
    let loaded = load(report.path(), allowed(60));
    assert_eq!(told(&loaded), [""; 0]);
    let site = rendered(&loaded);
    assert!(!site.contains_key("a/index.html") && site.contains_key("b/index.html"));
}

#[test]
fn programs_that_wait_for_each_other_are_told() {
    let report = book("command = \"true\"\nafter = [\"other\"]");
    let toml = std::fs::read_to_string(report.path().join("book.toml")).expect("book.toml");
    report.write(
        "book.toml",
        format!("{toml}\n[preprocessor.other]\ncommand = \"true\"\nafter = [\"own\"]\n"),
    );
    let loaded = load(report.path(), allowed(60));
    let circle = problems(&loaded).into_iter().find(|own| own.message.contains("back to it"));
    let circle = circle.expect("it is told");
    assert!(!circle.is_error());
    assert_eq!(shown(&circle), "book.toml:8:15 RAP117 \"other\"");
}

#[test]
fn problems_stay_at_their_places_in_what_was_rewritten() {
    let report = book("command = \"python3 pre.py\"");
    does(
        &report,
        "own = items[1]['Chapter']\n\
         own['content'] = own['content'].replace('One.', 'New.\\n\\nTwo [new](lost.md).')",
    );
    let loaded = load(report.path(), allowed(60));
    let all = problems(&loaded);
    let missing = |name: &str| all.iter().find(|problem| problem.message.contains(name));
    // What is new has no place of its own in the file, and is told in it all the same.
    let new = missing("lost.md").and_then(|problem| problem.place.as_ref()).expect("a place");
    assert_eq!((new.source.path.as_str(), new.position().line), ("src/a.md", 3));
    assert_eq!(missing("gone.md").map(shown).as_deref(), Some("src/a.md:5:10 RAP404 \"gone.md\""));
    assert!(page(&rendered(&loaded), "a/index.html").contains("<p id=\"p:2\">Two"));
}

#[test]
fn what_goes_wrong_with_a_program_is_told_and_ends() {
    let place = "book.toml:4:15 RAP117 \"own\"";
    for (command, why) in [
        ("command = \"no-such-program-here\"", "cannot be started"),
        ("optional = true", "cannot be started"),
        ("command = \"'\"", "its command is no command"),
        ("command = \"sh -c 'test \\\"$1\\\" = supports || echo bad >&2; exit 3' x\"", ""),
        (
            "command = \"sh -c 'test \\\"$0\\\" = supports || { echo Bad day >&2; exit 3; }'\"",
            "it says `Bad day`",
        ),
        ("command = \"sh -c 'test \\\"$0\\\" = supports || echo {}'\"", "has no `items`"),
        ("command = \"sh -c 'test \\\"$0\\\" = supports || echo no'\"", "no book in JSON"),
        (
            "command = \"sh -c 'test \\\"$0\\\" = supports || exec sleep 30'\"",
            "it took longer than 1 s",
        ),
        (
            "command = \"sh -c 'test \\\"$0\\\" = supports || sleep 30 & exit 0'\"",
            "its output did not end in 1 s",
        ),
    ] {
        let report = book(command);
        let begin = Instant::now();
        let loaded = load(report.path(), allowed(1));
        assert!(begin.elapsed() < Duration::from_secs(20), "{command}");
        let failed = problems(&loaded).into_iter().find(|problem| shown(problem) == place);
        match failed {
            Some(problem) => {
                assert!(!why.is_empty() && problem.message.contains(why), "{}", problem.message)
            }
            // A program that is for another renderer does nothing.
            None => assert!(why.is_empty(), "{command}: {:?}", told(&loaded)),
        }
        let is_error = problems(&loaded).iter().any(|problem| problem.is_error());
        assert_eq!(is_error, !why.is_empty() && !command.contains("optional"), "{command}");
        assert!(page(&rendered(&loaded), "a/index.html").contains("One."));
    }
}
