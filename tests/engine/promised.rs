//! What was promised, as a large report tells it: the figures of its pages, its data, its calendars.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use rapporteur::command::load::{Changed, Loading, Session};

use crate::chance::Chance;
use crate::support::{Files, Report, rendered, rendered_at};

const BOOK: &str = r#"
[book]
title = "Promised"
src = "content"
as-of = 2026-11-01
[languages.fr]
[output.html]
site-url = "https://town.example/"
[output.html.search]
enable = false
[output.feed]
since = "2020"
[citation]
date = 2024-03-01
[ledger]
field = "since"
by = "asked-of"
[ledger.due]
answer = "6 months after publication"
work = "30 months after publication"
[milestones]
field = "promises"
[kinds.body]
plural = "Bodies"
path = "bodies"
[kinds.rec]
label = "Rec"
path = "recs"
[kinds.rec.fields.asked-of]
type = "reference"
to = "body"
many = true
label = "Asked of"
inverse = "Asked of it"
[kinds.rec.fields.promises]
type = "table"
[kinds.rec.fields.promises.fields]
title = { type = "text" }
owner = { type = "reference", to = "body", many = true }
due = { type = "date" }
done = { type = "date" }
date = { type = "date" }
reason = { type = "text" }
[kinds.rec.fields.since]
type = "table"
[kinds.rec.fields.since.fields]
axis = { type = "choice", required = true, values = { answer = "Answer", work = "Work" } }
state = { type = "choice", required = true, values = { yes = "Yes", no = "No", begun = "Begun" } }
date = { type = "date", required = true }
assessor = { type = "choice", required = true, values = { town = "Town", union = "Union" } }
source = { type = "text", required = true }
"#;

const BODIES: usize = 12;
const RECORDS: usize = 240;

fn day(chance: &mut Chance, years: std::ops::Range<usize>) -> String {
    let year = years.start + chance.below(years.len());
    let (month, day) = (chance.below(12) + 1, chance.below(28) + 1);
    match chance.below(6) {
        0 => format!("\"{year}-{month:02}\""),
        1 => format!("\"{year}\""),
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}

fn bodies(chance: &mut Chance) -> String {
    let first = chance.below(BODIES);
    match chance.one_in(3) {
        true => format!("[\"b{first}\", \"b{}\"]", (first + 1) % BODIES),
        false => format!("[\"b{first}\"]"),
    }
}

/// A milestone, which may be moved and done.
fn milestone(text: &mut String, at: usize, chance: &mut Chance) {
    let _ = write!(text, "[[promises]]\ntitle = \"Step {at}\"\n");
    if !chance.one_in(5) {
        let _ = writeln!(text, "owner = {}", bodies(chance));
    }
    if !chance.one_in(8) {
        let _ = writeln!(text, "due = {}", day(chance, 2024..2028));
    }
    let _ = writeln!(text, "date = 2024-01-0{}", chance.below(9) + 1);
    for at_move in 0..chance.below(3) {
        let _ = write!(
            text,
            "[[promises]]\ntitle = \"Step {at}\"\nreason = \"R\"\ndate = 2025-0{}-01\ndue = {}\n",
            at_move + 1,
            day(chance, 2025..2029)
        );
    }
    if chance.one_in(3) {
        let done = day(chance, 2025..2026);
        let _ = write!(text, "[[promises]]\ntitle = \"Step {at}\"\ndone = {done}\n");
    }
}

fn entry(text: &mut String, chance: &mut Chance) {
    let (axis, states) = *chance.of(&[("answer", ["yes", "no"]), ("work", ["begun", "no"])]);
    let (state, who) = (chance.of(&states), chance.of(&["town", "union"]));
    let _ = write!(
        text,
        "[[since]]\naxis = \"{axis}\"\nstate = \"{state}\"\ndate = {}\nassessor = \"{who}\"\n\
         source = \"S{}\"\n",
        day(chance, 2024..2026),
        chance.below(1_000_000),
    );
}

/// A report of many milestones and entries, part of it in two languages.
pub(crate) fn report() -> Report {
    let mut chance = Chance::new(7);
    let report = Report::new([("book.toml", BOOK), ("content/index.md", "# Home\n")]);
    let mut bodies_text = "# Bodies\n\n".to_owned();
    for at in 0..BODIES {
        let _ = write!(bodies_text, "## Body {at} {{#b{at} .body}}\n\n");
    }
    report.write("content/all-bodies.md", bodies_text);
    for document in 0..8 {
        let mut text = format!("# Part {document}\n\n");
        let mut french = format!("# Partie {document}\n\n");
        for own in 0..RECORDS / 8 {
            let id = format!("r{document}-{own}");
            let _ = write!(text, "## Rec {id} {{#{id} .rec}}\n+++\n");
            if !chance.one_in(9) {
                let _ = writeln!(text, "asked-of = {}", bodies(&mut chance));
            }
            (0..chance.below(4)).for_each(|at| milestone(&mut text, at, &mut chance));
            (0..chance.below(4)).for_each(|_| entry(&mut text, &mut chance));
            text.push_str("+++\n\nText.\n\n");
            let _ = write!(french, "## Conseil {id} {{#{id} .rec}}\n\nTexte.\n\n");
        }
        report.write(&format!("content/part-{document}.md"), text);
        if document < 2 {
            report.write(&format!("content/part-{document}.fr.md"), french);
        }
    }
    report
}

pub(crate) fn text(site: &Files, path: &str) -> String {
    String::from_utf8_lossy(&site[path]).into_owned()
}

/// A table of the data: its rows by the names of its columns.
fn table(site: &Files, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(&site[&format!("data/{name}")][..]);
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// What the data tells, for counting.
struct Told {
    records: Vec<BTreeMap<String, String>>,
    milestones: Vec<BTreeMap<String, String>>,
}

/// Whether one of the records in a cell has this id.
fn names(cell: &str, id: &str) -> bool {
    cell.split('|').any(|name| name.split_once('/').is_some_and(|(_, own)| own == id))
}

impl Told {
    /// How many records, or milestones, the filters of an address leave.
    fn count(&self, language: &str, filters: &str) -> usize {
        let filters: Vec<(&str, &str)> =
            filters.split("&amp;").map(|own| own.split_once('=').expect("a filter")).collect();
        if let [("promises", value)] = filters[..] {
            let (owner, standing) = value.split_once('.').unwrap_or(("", value));
            let is_own = |row: &&BTreeMap<String, String>| {
                row["language"] == language
                    && row["standing"] == standing
                    && (owner.is_empty() || names(&row["owners"], owner))
            };
            return self.milestones.iter().filter(is_own).count();
        }
        let is_left = |row: &&BTreeMap<String, String>| {
            row["language"] == language && filters.iter().all(|own| passes(row, *own))
        };
        self.records.iter().filter(is_left).count()
    }
}

/// Whether a filter of the index leaves a record.
fn passes(row: &BTreeMap<String, String>, (name, value): (&str, &str)) -> bool {
    let Some(axis) = name.strip_prefix("since-") else {
        let cell = &row[name];
        return if value == "-" { cell.is_empty() } else { names(cell, value) };
    };
    let latest = |who: &str| row[&format!("latest.{axis}.{who}")].as_str();
    match value.split_once('.') {
        None => latest("town").is_empty() && latest("union").is_empty(),
        Some(("-", standing)) => row[&format!("due.{axis}.standing")] == standing,
        Some((who, state)) => latest(who) == state,
    }
}

/// The figures that lead somewhere: how many it is, the words after it, and the address.
fn figures(page: &str) -> Vec<(usize, String, String)> {
    let links = page.split("<a href=\"").skip(1).filter_map(|rest| {
        let (address, rest) = rest.split_once("\">")?;
        let (words, _) = rest.split_once("</a>")?;
        let words = words.replace("<b>", "").replace("</b>", "");
        let digits = words.bytes().take_while(u8::is_ascii_digit).count();
        let count = words[..digits].parse().ok()?;
        Some((count, words[digits..].trim().to_owned(), address.to_owned()))
    });
    links.collect()
}

#[test]
fn the_figures_of_all_pages_are_those_of_the_data() {
    let report = report();
    let site = report.site();
    assert!(report.site() == site);
    let told =
        Told { records: table(&site, "recs.csv"), milestones: table(&site, "milestones.csv") };
    assert!(told.records.len() > 250 && told.milestones.len() > 300, "{}", told.milestones.len());
    let mut counted = [0; 2];
    for language in ["en", "fr"] {
        let home = if language == "en" { "" } else { "fr/" };
        let owners = (0..BODIES).map(|at| format!("bodies/b{at}/"));
        let pages = ["progress/", "milestones/"].map(|name| format!("{home}{name}"));
        let index = format!("{home}recs/?");
        for path in pages.into_iter().chain(owners.filter(|_| home.is_empty())) {
            for (count, words, address) in figures(&text(&site, &format!("{path}index.html"))) {
                let address = address.trim_start_matches("../").to_owned();
                if let Some(filters) = address.strip_prefix(&index) {
                    assert_eq!(count, told.count(language, filters), "{path}: {address} {words}");
                    counted[0] += 1;
                } else if address.contains("milestones/") && !words.is_empty() {
                    let due = address.rsplit_once("milestones/").expect("a year").1;
                    let due = due.trim_end_matches('/').trim_start_matches("#look:y");
                    let standing = standing_of(&words);
                    let is_own = |row: &&BTreeMap<String, String>| {
                        let year = row["due"].get(..4).unwrap_or("undated");
                        row["language"] == language
                            && year == due.trim_start_matches("#look:")
                            && row["standing"] == standing
                    };
                    let expected = told.milestones.iter().filter(is_own).count();
                    assert_eq!(count, expected, "{path}: {address} {words}");
                    counted[1] += 1;
                }
            }
        }
    }
    assert!(counted[0] > 500 && counted[1] > 40, "{counted:?}");
    let milestones: serde_json::Value =
        serde_json::from_slice(&site["data/milestones.json"]).expect("JSON");
    let json = milestones.as_array().expect("a list");
    assert_eq!(json.len(), told.milestones.len());
    for (json, row) in json.iter().zip(&told.milestones) {
        for (name, cell) in row {
            let own = match &json[name] {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Array(all) => {
                    let all = all.iter().filter_map(|own| own.as_str());
                    all.collect::<Vec<&str>>().join("|")
                }
                other => other.to_string(),
            };
            assert_eq!(own, *cell, "{name} of {row:?}");
        }
    }
}

/// Where milestones stand, by the words for it.
fn standing_of(words: &str) -> &'static str {
    match words {
        "Overdue" | "En retard" => "overdue",
        "Due" | "À échoir" => "due",
        "Without a date" | "Sans date" => "open",
        "Done late" | "Fait en retard" => "done-late",
        "Done" | "Fait" => "done",
        _ => panic!("{words}"),
    }
}

#[test]
fn what_was_moved_and_how_entries_stand_by_year_is_as_in_the_tables_of_rows() {
    let site = report().site();
    let page = text(&site, "progress/index.html");
    let mut targets: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let rows = table(&site, "recs.promises.csv");
    for row in rows.iter().filter(|row| !row["of"].contains('@') && !row["due"].is_empty()) {
        let own = targets.entry((row["of"].clone(), row["title"].clone())).or_default();
        if own.last() != Some(&row["due"]) {
            own.push(row["due"].clone());
        }
    }
    for year in 2024..2029 {
        let year = year.to_string();
        let moved = targets.values().map(|own| {
            let is_gone = !own.last().expect("one").starts_with(&year);
            if is_gone { own.iter().filter(|due| due.starts_with(&year)).count() } else { 0 }
        });
        let moved: usize = moved.sum();
        let (_, rest) = page.split_once(&format!("milestones/{year}/\">{year}")).expect("a year");
        let (own, _) = rest.split_once("</div></li>").expect("a bar");
        assert_eq!(own.contains(&format!(">{moved} moved")), moved > 0, "{year}: {moved}");
    }
    for (axis, label) in [("answer", "Answer"), ("work", "Work")] {
        let mut latest = BTreeSet::new();
        for row in table(&site, "recs.since.csv") {
            if row["axis"] == axis && !row["of"].contains('@') {
                let year = row["date"][..4].to_owned();
                latest.insert((year, row["of"].clone(), row["assessor"].clone()));
            }
        }
        let start = format!("class=\"standing\" aria-label=\"Recs, {label}: Year\"");
        let (_, rest) = page.split_once(&start).expect("a table");
        for year in ["2024", "2025"] {
            let count = latest.iter().filter(|(own, ..)| own == year).count();
            let row = format!("<tr><th scope=\"row\">{year}</th><td>{count}</td>");
            assert!(rest.split_once("</table>").expect("its end").0.contains(&row), "{row}");
        }
    }
}

/// The values of a property of a calendar, with its lines unfolded.
fn properties(calendar: &str, name: &str) -> Vec<String> {
    let unfolded = calendar.replace("\r\n ", "");
    let lines = unfolded.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    lines.map(str::to_owned).collect()
}

#[test]
fn calendars_hold_what_is_due_and_not_done() {
    let report = report();
    let site = report.site();
    let told =
        Told { records: table(&site, "recs.csv"), milestones: table(&site, "milestones.csv") };
    let open = |owner: Option<&str>| {
        let is_open = |row: &&BTreeMap<String, String>| {
            row["language"] == "en" && row["done"].is_empty() && !row["due"].is_empty()
        };
        let is_own = |cell: &str| owner.is_none_or(|owner| names(cell, owner));
        let promised = told.milestones.iter().filter(is_open);
        let recs = told.records.iter().filter(|row| row["language"] == "en");
        let recs = recs.filter(|row| is_own(&row["asked-of"]));
        let clocks = |row: &BTreeMap<String, String>| {
            ["answer", "work"]
                .iter()
                .filter(|axis| row[&format!("due.{axis}.first")].is_empty())
                .count()
        };
        promised.filter(|row| is_own(&row["owners"])).count() + recs.map(clocks).sum::<usize>()
    };
    let all = text(&site, "data/milestones.ics");
    let ids = properties(&all, "UID");
    assert_eq!(ids.len(), open(None));
    assert!(ids.len() > 300, "{}", ids.len());
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    assert!(all.starts_with("BEGIN:VCALENDAR\r\n") && all.ends_with("END:VCALENDAR\r\n"));
    assert!(all.lines().all(|line| line.len() <= 75));
    for at in 0..BODIES {
        let own = text(&site, &format!("bodies/b{at}/due.ics"));
        let own_ids = properties(&own, "UID");
        assert_eq!(own_ids.len(), open(Some(&format!("b{at}"))), "b{at}");
        assert!(own_ids.iter().all(|id| ids.contains(id)), "b{at}");
        let page = text(&site, &format!("bodies/b{at}/index.html"));
        assert!(page.contains(&format!("href=\"../../bodies/b{at}/due.ics\"")), "b{at}");
        assert!(page.len() < 300 * 1024);
    }
    assert!(!site.contains_key("recs/r0-0/due.ics"));
}

/// The entries of a feed: title, time, id and the terms of its categories.
fn entries(feed: &str) -> Vec<(String, String, String, Vec<String>)> {
    let entries = feed.split("<entry>").skip(1).map(|rest| {
        let part = |name: &str| {
            let (_, rest) = rest.split_once(&format!("<{name}>")).expect("a start");
            rest.split_once(&format!("</{name}>")).expect("an end").0.to_owned()
        };
        let (own, _) = rest.split_once("</entry>").expect("an end");
        let terms = own.split("category term=\"").skip(1);
        let terms = terms.map(|rest| rest.split_once('"').expect("an end").0.to_owned());
        (part("title"), part("updated"), part("id"), terms.collect())
    });
    entries.collect()
}

/// A small report: one body, one recommendation with these rows.
fn small(fields: &str) -> Report {
    let text = format!(
        "# Home\n\n## Light {{#light .rec}}\n+++\nasked-of = \"town\"\n{fields}+++\n\nText.\n\n\
         ## Town {{#town .body}}\n\n## Other {{#other .body}}\n"
    );
    Report::new([("book.toml", BOOK), ("content/index.md", &text)])
}

const LIT: &str = "[[promises]]\ntitle = \"Lit\"\nowner = \"town\"\ndue = \"2025-12\"\n\
                   date = 2024-10-02\n\
                   [[promises]]\ntitle = \"Lit\"\ndue = \"2026-06\"\ndate = 2026-01-30\n\
                   reason = \"Late <lamps>\"\n\
                   [[since]]\naxis = \"answer\"\nstate = \"yes\"\ndate = 2024-10-02\n\
                   assessor = \"town\"\nsource = \"M\"\n";

#[test]
fn feeds_tell_what_became_overdue_and_what_was_moved() {
    let site = small(LIT).site();
    let told = |path: &str| -> Vec<(String, String)> {
        let all = entries(&text(&site, path)).into_iter();
        all.map(|(title, time, ..)| (title, time.trim_end_matches("T00:00:00Z").to_owned()))
            .collect()
    };
    let pair = |title: &str, day: &str| (title.to_owned(), day.to_owned());
    let overdue = [
        pair("Light: Work: Overdue · Due by 1 September 2026", "2026-09-02"),
        pair("Light: Lit: Overdue · Due by June 2026", "2026-07-01"),
        pair("Light: Lit: Overdue · Due by December 2025", "2026-01-01"),
        pair("Light: Answer: Overdue · Due by 1 September 2024", "2024-09-02"),
    ];
    let moved = [pair("Light: Lit: Moved to June 2026", "2026-01-30")];
    let answered = [pair("Light: Yes", "2024-10-02")];
    assert_eq!(told("changes/overdue/feed.xml"), overdue);
    assert_eq!(told("changes/moved/feed.xml"), moved);
    assert_eq!(told("changes/answer/yes/feed.xml"), answered);
    assert_eq!(told("changes/work/begun/feed.xml"), []);
    let promised = [pair("Light: Lit: Promised by December 2025", "2024-10-02")];
    let mut all: Vec<(String, String)> =
        [&overdue[..], &moved, &answered, &promised].concat().into_iter().collect();
    all.sort();
    for path in ["feed.xml", "recs/feed.xml", "bodies/town/feed.xml"] {
        let mut own = told(path);
        own.sort();
        assert_eq!(own, all, "{path}");
    }
    assert_eq!(told("bodies/other/feed.xml"), []);
    let feed = text(&site, "changes/moved/feed.xml");
    assert!(feed.contains("Late &amp;lt;lamps&amp;gt;"), "{feed}");
    let page = text(&site, "changes/index.html");
    assert!(page.contains("href=\"../changes/overdue/feed.xml\""), "{page}");
    // Without a day nothing is overdue.
    let report = small(LIT);
    report.replace("book.toml", "as-of = 2026-11-01\n", "");
    let site = rendered(&report.load());
    assert_eq!(entries(&text(&site, "changes/overdue/feed.xml")).len(), 0);
}

/// A recommendation that is edited again and again.
struct Own {
    id: String,
    aliases: Vec<String>,
    title: usize,
    /// What happened: each of its own words, in rows.
    facts: Vec<String>,
}

fn written(all: &[Own], body: usize) -> String {
    let mut text = "# Home\n\n".to_owned();
    for own in all {
        let _ = write!(text, "## Title {} {{#{} .rec}}\n+++\n", own.title, own.id);
        let _ = write!(
            text,
            "asked-of = \"town\"\naliases = {:?}\n{}+++\n\n",
            own.aliases,
            own.facts.concat()
        );
        let _ = write!(text, "Text {}.\n\n", own.title);
    }
    format!("{text}## Town {body} {{#town .body}}\n")
}

fn fact(at: usize, chance: &mut Chance) -> String {
    let (month, day) = (chance.below(12) + 1, chance.below(28) + 1);
    if chance.one_in(2) {
        let axis = chance.of(&["answer", "work"]);
        return format!(
            "[[since]]\naxis = \"{axis}\"\nstate = \"no\"\ndate = 2025-{month:02}-{day:02}\n\
             assessor = \"town\"\nsource = \"word{at}.\"\n"
        );
    }
    let title = format!("[[promises]]\ntitle = \"word{at}.\"\n");
    let mut rows =
        format!("{title}owner = \"town\"\ndue = 2024-{month:02}-{day:02}\ndate = 2024-01-02\n");
    if chance.one_in(2) {
        let moved = format!("due = \"2027-{month:02}\"\ndate = 2025-02-03");
        let _ = writeln!(rows, "{title}{moved}\nreason = \"R\"");
    }
    if chance.one_in(3) {
        let _ = writeln!(rows, "{title}done = 2026-0{}-{day:02}", month % 9 + 1);
    }
    rows
}

/// What tells entries of a feed and events of a calendar apart for whoever reads them, each with its
/// id.
fn known(feed: &str, calendar: &str) -> Vec<(String, String)> {
    let word = |text: &str| {
        let at = text.find("word")?;
        Some(text[at..].split('.').next().unwrap_or_default().to_owned())
    };
    let blocks = feed.split("<entry>").skip(1).filter_map(word);
    let told = entries(feed).into_iter().filter(|(title, _, _, terms)| {
        title.contains("word") || terms.iter().any(|term| term == "no")
    });
    let told = told
        .zip(blocks)
        .map(|((_, time, id, terms), word)| (format!("{word} {time} {terms:?}"), id));
    let due = properties(calendar, "SUMMARY").into_iter().zip(properties(calendar, "UID"));
    let due = due.filter_map(|(title, id)| Some((format!("due {}", word(&title)?), id)));
    told.chain(due).collect()
}

#[test]
fn ids_of_feeds_and_calendars_last_over_a_thousand_edits() {
    let mut chance = Chance::new(11);
    let (mut next, mut body) = (0, 0);
    let mut all: Vec<Own> = (0..4)
        .map(|at| Own { id: format!("r{at}"), aliases: Vec::new(), title: at, facts: Vec::new() })
        .collect();
    let report = Report::new([("book.toml", BOOK), ("content/index.md", &written(&all, body))]);
    let mut session = Session::new(report.path(), Loading::default());
    session.load().expect("a report");
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let (mut most, mut renamed) = (0, 0);
    for edit in 0..1000 {
        let (at, other) = (chance.below(all.len()), chance.below(all.len()));
        next += 1;
        match chance.below(8) {
            0 => all.swap(at, other),
            1 => all[at].title = next,
            2 if all[at].aliases.len() < 8 => {
                let id = std::mem::replace(&mut all[at].id, format!("n{next}"));
                all[at].aliases.push(id);
                renamed += 1;
            }
            3 => body = next,
            4 if !all[at].facts.is_empty() => {
                let place = chance.below(all[at].facts.len());
                all[at].facts.rotate_left(place);
            }
            5 if all[at].facts.len() > 4 => {
                let place = chance.below(all[at].facts.len());
                all[at].facts.remove(place);
            }
            _ if all[at].facts.len() < 6 => {
                let more = fact(next, &mut chance);
                all[at].facts.push(more);
            }
            _ => {}
        }
        report.write("content/index.md", written(&all, body));
        let touched = BTreeSet::from([report.path().join("content/index.md")]);
        let loaded = session.load_again(Changed::Paths(&touched)).expect("a report");
        assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
        let read = |path: &str| String::from_utf8(rendered_at(&loaded, path)).expect("UTF-8");
        let calendar = read("data/milestones.ics");
        let own = known(&read("feed.xml"), &calendar);
        let ids: BTreeSet<&String> = own.iter().map(|(_, id)| id).collect();
        assert_eq!(ids.len(), own.len(), "{edit}: {own:?}");
        most = most.max(own.len());
        for (what, id) in own {
            let first = names.entry(what.clone()).or_insert_with(|| id.clone());
            assert_eq!(*first, id, "{edit}: {what}");
        }
    }
    assert!(renamed > 20 && most > 30 && names.len() > 300, "{renamed} {most} {}", names.len());
}

/// The parts of a message, decoded: each its type and its text.
fn parts(mail: &str) -> Vec<(String, String)> {
    let (head, body) = mail.split_once("\r\n\r\n").expect("a head");
    let (_, boundary) = head.split_once("boundary=\"").expect("a boundary");
    let boundary = format!("--{}", boundary.split_once('"').expect("its end").0);
    let parts = body.split(&boundary).skip(1).filter(|part| !part.starts_with("--"));
    let decoded = parts.map(|part| {
        let (head, body) = part.split_once("\r\n\r\n").expect("a head");
        let (_, ty) = head.split_once("Content-Type: ").expect("a type");
        let joined = body.replace("=\r\n", "");
        let mut bytes = Vec::new();
        let mut rest = joined.as_bytes();
        while let [first, later @ ..] = rest {
            rest = later;
            if *first == b'=' {
                let hex = std::str::from_utf8(&later[..2]).expect("two digits");
                bytes.push(u8::from_str_radix(hex, 16).expect("a byte"));
                rest = &later[2..];
            } else {
                bytes.push(*first);
            }
        }
        let text = String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n");
        (ty.split_once(';').expect("a charset").0.to_owned(), text)
    });
    decoded.collect()
}

#[test]
fn every_month_in_which_something_happened_has_a_page_a_text_and_a_message() {
    let site = small(LIT).site();
    let folders: BTreeSet<&str> = site
        .keys()
        .filter_map(|path| path.strip_prefix("changes/")?.strip_suffix("/digest.eml"))
        .collect();
    let months = ["2024-09", "2024-10", "2026-01", "2026-07", "2026-09"];
    assert_eq!(folders, BTreeSet::from(months));
    let text_of = |name: &str| text(&site, &format!("changes/{name}"));
    assert_eq!(
        text_of("2024-10/digest.txt"),
        "What changed in October 2024\nPromised\nhttps://town.example/changes/2024-10/\n\n\
         Light\nhttps://town.example/recs/light/\n\
         - 2 October 2024: Lit: Promised by December 2025 (Town)\n\
         - 2 October 2024: Answer: Yes (Town)\n"
    );
    let page = text_of("2026-01/index.html");
    for words in [
        "<h1>What changed in January 2026</h1>",
        "Lit: Overdue · Due by December 2025",
        "Lit: Moved to June 2026",
        "href=\"../../recs/light/\"",
        "rel=\"prev\" href=\"../../changes/2024-10/\"",
        "rel=\"next\" href=\"../../changes/2026-07/\"",
        "href=\"../../changes/2026-01/digest.eml\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for name in ["changes/index.html", "milestones/index.html"] {
        let page = text(&site, name);
        months.iter().for_each(|month| assert!(page.contains(&format!("/{month}/\">")), "{name}"));
    }
}

#[test]
fn a_message_says_the_same_as_text_and_as_html_and_has_no_clock() {
    let report = report();
    let site = report.site();
    let mails = site.iter().filter(|(path, _)| path.ends_with("digest.eml"));
    let mails: Vec<(&String, String)> = mails
        .map(|(path, bytes)| (path, String::from_utf8(bytes.clone()).expect("ASCII")))
        .collect();
    assert!(mails.len() > 40, "{}", mails.len());
    for (path, mail) in &mails {
        assert!(mail.is_ascii() && mail.lines().all(|line| line.len() <= 78), "{path}");
        assert_eq!(mail.matches('\n').count(), mail.matches("\r\n").count(), "{path}");
        let head = mail.split_once("\r\n\r\n").expect("a head").0;
        assert!(head.contains("X-Unsent: 1") && !head.contains("From:") && !head.contains("To:"));
        let parts = parts(mail);
        let types: Vec<&str> = parts.iter().map(|(ty, _)| ty.as_str()).collect();
        assert_eq!(types, ["text/plain", "text/html"]);
        let beside = path.replace("digest.eml", "digest.txt");
        assert_eq!(parts[0].1.trim_end(), text(&site, &beside).trim_end(), "{path}");
        let lines = text(&site, &beside).lines().filter(|line| line.starts_with("- ")).count();
        assert_eq!(parts[1].1.matches("<li>").count(), lines, "{path}");
        let page = text(&site, &path.replace("digest.eml", "index.html"));
        assert_eq!(page.matches("<li><time").count(), lines, "{path}");
        assert!(lines > 0 && page.len() < 300 * 1024, "{path}");
    }
    let october = &site["changes/2025-10/digest.eml"];
    assert!(october.starts_with(b"Date: Fri, 31 Oct 2025 00:00:00 +0000\r\nSubject: =?utf-8?B?"));
}
