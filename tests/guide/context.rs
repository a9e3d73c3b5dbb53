//! What the guide says of templates and their variables is what templates are given.
//!
//! A look of probes takes the place of all pages. Each probe prints the names of its variables, and
//! of the parts of the values in [`PLACES`].

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rapporteur::command::load::{Loaded, Loading, Session};
use rapporteur::parse::{Pair, RawData};
use rapporteur::read;
use rapporteur::render::Settings;

use super::lists::{document, sections};
use super::page;

/// A report that has some of everything.
const REPORT: [(&str, &str); 8] = [
    (
        "book.toml",
        r#"
[book]
title = "Example"
as-of = 2026-11-01
src = "content"
[output.html]
site-url = "https://example.org/"
look = "probes"
home = ["stop", "picture/history", "progress"]
redirect = { "/old/" = "/" }
[output.feed]
since = "2026"
[preview]
editor = "edit:{path}:{line}"
[languages.fr]
[kinds.stop]
parent-label = "Line"
[kinds.stop.fields]
date = { type = "date", label = "Date" }
near = { type = "reference", to = "stop" }
history = { type = "table", fields = { what = { type = "text" } } }
since.type = "table"
[kinds.line]
folder = "lines"
[milestones]
field = "promises"
[kinds.stop.fields.promises]
type = "table"
fields = { title = { type = "text" }, due = { type = "date" }, date = { type = "date" } }
[ledger]
field = "since"
[kinds.stop.fields.since.fields]
axis = { type = "choice", required = true, values = { work = "Work" } }
state = { type = "choice", required = true, values = { done = "Done" } }
date = { type = "date", required = true }
assessor = { type = "text", required = true }
source = { type = "text", required = true }
[others.call]
inventory = "call.jsonl"
[kinds.stop.fields.asked]
type = "reference"
to = "call:*"
[ended."stop/quay"]
title = "Quay"
how = "withdrawn"
[pictures.history]
type = "timeline"
kinds = "stop"
field = "date"
"#,
    ),
    (
        "versions/2026-03.jsonl",
        "{\"rapporteur\":\"version\",\"format\":1,\"report\":\"Example\",\"language\":\"en\"}\n",
    ),
    ("content/index.md", "# Home\n\n![[harbour]]\n"),
    (
        "call.jsonl",
        "{\"rapporteur\":\"inventory\",\"version\":1,\"title\":\"Call\",\"url\":\"https://call.example/\",\
         \"language\":\"en\",\"kinds\":[{\"name\":\"call\",\"label\":\"Call\",\"plural\":\"Calls\"}]}\n\
         {\"id\":\"call/bus\",\"title\":\"A bus\",\"path\":\"calls/bus/\"}\n",
    ),
    (
        "content/SUMMARY.md",
        "[Home](index.md)\n\n# Part\n\n- [About](about.md)\n- [Seven](lines/seven.md)\n- [Eight](lines/eight.md)\n",
    ),
    ("content/index.fr.md", "# Accueil\n"),
    (
        "content/about.md",
        "# About\n\nSee [[harbour]].[^1]\n\n![[picture/history]]\n\n[^1]: A note.\n",
    ),
    (
        "content/lines/seven.md",
        "# Seven\n\n## Harbour {.stop}\n+++\ndate = \"2024\"\nnear = \"market\"\nasked = \"call:bus\"\n\
         [[history]]\nwhat = \"Built\"\n\
         [[since]]\naxis = \"work\"\nstate = \"done\"\ndate = \"2025\"\nassessor = \"Town\"\n\
         source = \"Minutes\"\n[[promises]]\ntitle = \"Lit\"\ndue = \"2027\"\ndate = \"2025-03\"\n[ended]\nhow = \"merged\"\nby = \"zoo\"\n+++\n\nText.[^1]\n\n### Shelter\n\n[^1]: A note.\n\n\
         ## Market {.stop}\n+++\ndate = \"2025\"\n+++\n\n## Zoo {.stop}\n",
    ),
];

/// Where a value of the guide is found: its title, a page template, and what is written there.
const PLACES: [(&str, &str, &str); 44] = [
    ("page", "record.html", "page"),
    ("site", "record.html", "site"),
    ("citation", "record.html", "citation"),
    ("menu entry", "record.html", "menu[0]"),
    ("Table of contents", "record.html", "chapters"),
    ("Group of chapters", "record.html", "chapters.groups[0]"),
    ("Chapter", "record.html", "chapters.groups[0].chapters[0]"),
    ("Summary", "record.html", "page.next"),
    ("Record", "record.html", "record"),
    ("End", "record.html", "record.ended"),
    ("End", "ended.html", "ended"),
    ("Other record", "collection.html", "to[0].pairs[0].to"),
    ("Other report", "collection.html", "report"),
    ("Field", "record.html", "record.fields[0]"),
    ("Field", "record.html", "record.field.history"),
    ("Judgement", "record.html", "record.ledger.axes[0].entries[0]"),
    ("Milestone", "record.html", "record.milestones.list[0]"),
    ("Bar", "progress.html", "kinds[0].axes[0].tables[0].rows[0].bars[0].bar"),
    ("Change", "home.html", "changes[0]"),
    ("Change", "changes.html", "years[0].months[0].changes[0]"),
    ("Axis of the ledger", "progress.html", "kinds[0].axes[0]"),
    ("Table of figures", "progress.html", "kinds[0].axes[0].tables[0]"),
    ("Counted axis", "document.html", "standing.axes[0]"),
    ("Counted axis", "home.html", "sections[2].axes[0]"),
    ("Tally", "document.html", "standing.axes[0].tallies[0]"),
    ("Tally", "home.html", "sections[2].axes[0].tallies[0]"),
    ("Mention", "record.html", "record.mentions[0].records[0]"),
    ("toc entry", "record.html", "toc[0]"),
    ("Note", "record.html", "notes[0]"),
    ("Kind", "index.html", "kind"),
    ("Kind", "404.html", "kinds[0]"),
    ("Group", "index.html", "groups[0]"),
    ("Facet", "index.html", "facets[0]"),
    ("Parts", "index.html", "parts"),
    ("Letter", "titles.html", "groups[0]"),
    ("Data format", "data.html", "formats[0]"),
    ("Whole document", "whole.html", "documents[0]"),
    ("Head", "whole.html", "documents[0].record"),
    ("Section of the home page", "home.html", "sections[0]"),
    ("Section of the home page", "home.html", "sections[1]"),
    ("Section of the home page", "home.html", "sections[2]"),
    ("Picture", "home.html", "sections[1].picture"),
    ("Feed", "feed.xml", "feed"),
    ("Feed entry", "feed.xml", "entries[0]"),
];

/// Which page each template makes.
const PAGES: [(&str, &str); 20] = [
    ("document.html", "lines/seven/index.html"),
    ("record.html", "stops/harbour/index.html"),
    ("home.html", "index.html"),
    ("index.html", "stops/index.html"),
    ("titles.html", "a-z/index.html"),
    ("box.html", "find/en/index.js"),
    ("changes.html", "changes/index.html"),
    ("month.html", "changes/2025-03/index.html"),
    ("progress.html", "progress/index.html"),
    ("milestones.html", "milestones/index.html"),
    ("versions.html", "versions/index.html"),
    ("version.html", "versions/2026-03/index.html"),
    ("whole.html", "print/index.html"),
    ("data.html", "data/about/csv/index.html"),
    ("collection.html", "collection/call/index.html"),
    ("ended.html", "stops/quay/index.html"),
    ("404.html", "404.html"),
    ("redirect.html", "old/index.html"),
    ("sitemap.xml", "sitemap.xml"),
    ("feed.xml", "feed.xml"),
];

/// Which page shows each template that makes a part of one.
const PARTS: [(&str, &str); 3] = [
    ("section.html", "lines/seven/index.html"),
    ("card.html", "index.html"),
    ("picture.html", "about/index.html"),
];

fn names(title: &str, value: &str) -> String {
    format!("@{title}:{{% for name, _ in {value} %}}{{{{ name }}}} {{% endfor %}}@")
}

/// The report with templates that tell what they are given: whole pages, or parts of the built-in
/// ones.
fn probed(templates: &[(&str, &str)]) -> Loaded {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for (path, text) in REPORT {
        write(path, text);
    }
    // So many that their index has parts.
    let stops: String = (0..200).map(|at| format!("\n## Stop {at} {{.stop}}\n")).collect();
    write("content/lines/eight.md", &format!("# Eight\n{stops}"));
    for (template, _) in templates {
        let places = PLACES.iter().filter(|(_, own, _)| own == template);
        let probes: String = places.map(|(title, _, value)| names(title, value)).collect();
        let probe = names(template, "__tera_context") + &probes;
        write(&format!("themes/probes/templates/{template}"), &probe);
    }
    let settings = Settings { portable: false, preview: true };
    let loading = Loading { settings, ..Loading::default() };
    let loaded = Session::new(dir.path(), loading).load().unwrap();
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    loaded
}

type Names = BTreeMap<String, BTreeSet<String>>;

/// What templates and values have, by what the probes say.
fn found() -> Names {
    let mut found = Names::new();
    for templates in [&PAGES[..], &PARTS[..]] {
        let loaded = probed(templates);
        for (template, path) in templates {
            let text = page(&loaded, path);
            let place =
                |title: &str| PLACES.iter().any(|(own, of, _)| *own == title && of == template);
            for probe in text.split('@').filter(|piece| piece.contains(':')) {
                let (title, names) = probe.split_once(':').unwrap();
                if title != *template && !place(title) {
                    continue;
                }
                let names = names.split_whitespace().map(str::to_owned);
                found.entry(title.to_owned()).or_default().extend(names);
            }
        }
    }
    found
}

/// What the guide says that they have: the names in a table of each section.
fn told(path: &str, table: &str) -> Names {
    let document = document(path);
    let names = |rows: &[Pair]| match rows.iter().find(|entry| entry.key == "name") {
        Some(Pair { value, .. }) => match &value.data {
            RawData::String(name) => name.clone(),
            other => panic!("{other:?}"),
        },
        None => panic!("a row has no name"),
    };
    let sections = sections(&document).into_iter().map(|(title, fields, _)| {
        let rows = match fields.get(table).map(|entry| &entry.value.data) {
            Some(RawData::Array(rows)) => rows.as_slice(),
            _ => &[],
        };
        let names = rows.iter().map(|row| match &row.data {
            RawData::Table(entries) => names(entries),
            other => panic!("{other:?}"),
        });
        (title.to_owned(), names.collect())
    });
    sections.collect()
}

/// What is told and not there, and what is there and not told.
pub(crate) fn differences(told: &BTreeSet<String>, found: &BTreeSet<String>) -> Vec<String> {
    let gone = told.difference(found).map(|name| format!("`{name}` is told and not there"));
    let new = found.difference(told).map(|name| format!("`{name}` is there and not told"));
    gone.chain(new).collect()
}

#[test]
fn every_template_of_the_built_in_look_has_its_record() {
    let files = read::default_look();
    let templates = files.texts.keys().filter_map(|path| path.strip_prefix("templates/"));
    let templates: BTreeSet<String> = templates.map(str::to_owned).collect();
    let told: BTreeSet<String> = told("templates.md", "variables").into_keys().collect();
    assert_eq!(differences(&told, &templates), [""; 0]);
}

#[test]
fn templates_get_what_the_guide_says() {
    let told = told("templates.md", "variables");
    let found = found();
    let mut wrong = Vec::new();
    for (template, _) in PAGES.iter().chain(&PARTS) {
        let mut told = told[*template].clone();
        let found = &found[*template];
        if found.contains("menu") {
            told.extend(self::told("templates.md", "variables")["base.html"].clone());
        }
        wrong.extend(differences(&told, found).iter().map(|words| format!("{template}: {words}")));
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn values_have_the_parts_that_the_guide_says() {
    let mut told = told("values.md", "parts");
    // A head is a summary and more, a record a head and more.
    for (title, less) in [("Head", "Summary"), ("Record", "Head")] {
        let inherited = told[less].clone();
        told.get_mut(title).unwrap().extend(inherited);
    }
    let found = found();
    let mut wrong = Vec::new();
    for (title, names) in &told {
        let found = found.get(title).cloned().unwrap_or_default();
        wrong.extend(differences(names, &found).iter().map(|words| format!("{title}: {words}")));
    }
    assert_eq!(wrong, [""; 0]);
}
