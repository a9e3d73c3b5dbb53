//! What happened since: the pages of changes and of figures.

use std::collections::BTreeMap;

use rapporteur::command::load::{Loading, Session};

use crate::support::{Files, POINT_LEDGER, Report, rendered, root};

const BOOK: &str = r#"
[book]
title = "Example"
src = "content"
[languages.fr]
[ledger]
field = "since"
by = ["theme", "asked"]
[ledger.axes]
answer = ["yes", "no"]
[kinds.theme]
folder = "themes"
[kinds.body]
plural = "Bodies"
[kinds.point]
[kinds.point.fields]
asked = { type = "reference", to = "body", many = true, inverse = "Asked of it" }
"#;

fn entry(axis: &str, state: &str, date: &str, assessor: &str) -> String {
    format!(
        "[[since]]\naxis = \"{axis}\"\nstate = \"{state}\"\ndate = \"{date}\"\n\
         assessor = \"{assessor}\"\nsource = \"[Minutes](https://town.example/)\"\n"
    )
}

fn point(id: &str, fields: &str) -> String {
    format!("## Point {id} {{#{id} .point}}\n+++\n{fields}+++\n\n")
}

fn report(points: &[String]) -> Report {
    let theme = format!("# Safety\n\nOf [[council]].\n\n{}## Council {{.body}}\n", points.concat());
    let book = format!("{BOOK}{POINT_LEDGER}");
    Report::new([
        ("book.toml", book.as_str()),
        ("content/index.md", "# Home\n\nOf [[safety]].\n"),
        ("content/themes/safety.md", theme.as_str()),
    ])
}

fn text(site: &Files, path: &str) -> String {
    String::from_utf8_lossy(&site[path]).into_owned()
}

/// The part of a text between the first of two marks and the next of the other.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no `{start}`"));
    rest.split_once(end).unwrap_or_else(|| panic!("no `{end}`")).0
}

/// The figures of a page that lead to indexes: the address, and the number.
fn figures(page: &str) -> Vec<(String, usize)> {
    let links = page.split("<a href=\"../").skip(1).filter_map(|rest| {
        let (path, rest) = rest.split_once("\">")?;
        let number = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        Some((path.replace("&amp;", "&"), number.parse().ok()?))
    });
    links.filter(|(path, _)| path.contains('?')).collect()
}

/// How many records an index shows when it is filtered as an address says. A filter that is not
/// offered must not be needed.
fn shown(site: &Files, path: &str) -> usize {
    let (index, query) = path.split_once('?').unwrap();
    let index = text(site, &format!("{index}index.html"));
    let items: Vec<String> = index
        .split("<li data-")
        .skip(1)
        .map(|item| format!(" data-{}", item.split_once('>').unwrap().0))
        .collect();
    let has = |item: &str, (name, value): (&str, &str)| {
        let own = item.split_once(&format!(" data-f-{name}=\"")).map(|(_, rest)| rest);
        let own = own.and_then(|rest| rest.split_once('"')).map_or("", |(own, _)| own);
        own.split('|').any(|own| own == value)
    };
    let filters: Vec<(&str, &str)> =
        query.split('&').map(|filter| filter.split_once('=').unwrap()).collect();
    for (name, value) in &filters {
        let box_of = format!("name=\"{name}\" value=\"{value}\"");
        let is_needed = !items.iter().all(|item| has(item, (name, value)));
        assert!(index.contains(&box_of) || !is_needed, "{path}: {name} cannot be {value}");
    }
    items.iter().filter(|item| filters.iter().all(|filter| has(item, *filter))).count()
}

fn assert_figures(site: &Files, least: usize) {
    let figures = figures(&text(site, "progress/index.html"));
    assert!(figures.len() >= least, "{figures:?}");
    for (path, count) in figures {
        assert_eq!(shown(site, &path), count, "{path}");
    }
}

#[test]
fn every_figure_leads_to_as_many_records_as_it_counts() {
    let wells = Report::copy_of(&root().join("tests/reports/well-audit"));
    wells.replace("book.toml", "look = \"plain\"\n", "");
    assert_figures(&wells.site(), 20);
    let flagship = Session::new(root(), Loading::default()).load().unwrap();
    assert_figures(&rendered(&flagship), 100);
}

/// The figures of a page that counts: of each tally its words, and what it leads to.
fn tallies(page: &str) -> Vec<(String, Option<String>)> {
    let lists = page.split("<ul class=\"tallies\">").skip(1);
    let items = lists.flat_map(|list| list.split("<li><p>").skip(1));
    let tally = |item: &str| {
        let line = item.split_once("</p>").unwrap().0;
        let path = line.strip_prefix("<a href=\"").and_then(|rest| rest.split_once('"'));
        (words(line), path.map(|(path, _)| path.replace("&amp;", "&")))
    };
    items.map(tally).collect()
}

/// What is left of HTML without its tags.
fn words(html: &str) -> String {
    let pieces = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    pieces.collect()
}

#[test]
fn every_figure_of_the_home_page_leads_to_as_many_records_as_it_counts() {
    let wells = Report::copy_of(&root().join("tests/reports/well-audit"));
    wells.replace("book.toml", "look = \"plain\"\n", "");
    let flagship = rendered(&Session::new(root(), Loading::default()).load().unwrap());
    for (site, least) in [(wells.site(), 4), (flagship, 6)] {
        let tallies = tallies(&text(&site, "index.html"));
        assert!(tallies.len() >= least, "{tallies:?}");
        for (words, path) in tallies {
            let path = path.unwrap();
            let path = path.strip_prefix("./").unwrap();
            match path.contains('?') {
                true => assert!(words.starts_with(&format!("{} of ", shown(&site, path)))),
                false => assert_eq!(path, "progress/", "{words}"),
            }
        }
    }
}

#[test]
fn a_page_counts_what_was_said_of_the_records_inside_it() {
    let noted = entry("answer", "yes", "2020-02-01", "Ann");
    let points = [
        point("a", &(noted.clone() + &entry("answer", "no", "2020", "Zoe"))),
        point("b", &(entry("answer", "no", "2019", "Ann") + &noted)),
        point("c", &(noted + &entry("work", "done", "2021-03", "Zoe"))),
    ];
    let report = report(&points);
    let site = report.site();
    let theme = text(&site, "themes/safety/index.html");
    let said: Vec<String> = tallies(&theme).into_iter().map(|(words, _)| words).collect();
    assert_eq!(
        said,
        [
            "3 of 3 Yes Ann · 1 February 2020",
            "1 of 3 No Zoe · 2020",
            "1 of 3 Done Zoe · March 2021",
            "2 of 3 No entry",
        ]
    );
    // What is said of all records names none of them.
    let lists: Vec<&str> = theme.split("<li><p><b>").skip(1).collect();
    assert!(!lists[0].contains("Point a"), "{}", lists[0]);
    assert!(lists[1].contains("href=\"../../points/a/#ledger:answer\">Point a</a>"));
    assert!(lists[2].contains("href=\"../../points/c/#ledger:work\">Point c</a>"));
    assert!(lists[3].contains("href=\"../../points/a/\">Point a</a>"));
    assert!(lists[3].contains("href=\"../../points/b/\">Point b</a>"));
    let markdown = text(&site, "themes/safety/index.md");
    assert!(markdown.contains(
        "\n## Since\n\n- Answer: Yes: 3 of 3; Ann; 1 February 2020\n\
         - Answer: No: 1 of 3; Zoe; 2020; [Point a]("
    ));
    // A point has nothing inside, and a report without a ledger counts nothing.
    assert_eq!(tallies(&text(&site, "points/a/index.html")), []);
    let plain =
        Report::new([("content/index.md", "# Home\n\nA [[point]].\n\n## Point {.point}\n")]);
    plain.write("book.toml", "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.point]\n");
    assert_eq!(tallies(&text(&plain.site(), "index.html")), []);
}

#[test]
fn records_at_any_depth_are_counted_and_those_of_a_section_on_its_page() {
    let noted = entry("answer", "yes", "2020", "Ann");
    let inner = point("b", &noted).replace("## ", "### ");
    let site = report(&[point("a", ""), inner, point("c", &noted)]).site();
    let theme = tallies(&text(&site, "themes/safety/index.html"));
    assert_eq!(theme[0].0, "2 of 3 Yes Ann · 2020");
    let section = text(&site, "points/a/index.html");
    assert_eq!(tallies(&section)[0].0, "1 of 1 Yes Ann · 2020");
}

#[test]
fn judgements_of_several_years_are_dated_by_their_years() {
    let of = |id: &str, date: &str| point(id, &entry("answer", "yes", date, "Ann"));
    let dated = |points: &[String]| {
        tallies(&text(&report(points).site(), "themes/safety/index.html"))[0].0.clone()
    };
    let points = [of("a", "2019-05-02"), of("b", "2021")];
    assert_eq!(dated(&points), "2 of 2 Yes Ann · 2019 – 2021");
    let points = [of("a", "2019-05-02"), of("b", "2019-06")];
    assert_eq!(dated(&points), "2 of 2 Yes Ann · 2 May 2019 – June 2019");
}

#[test]
fn the_home_page_shows_figures_in_place_of_the_latest_changes() {
    let report = report(&[point("a", &entry("answer", "yes", "2020", "Ann")), point("b", "")]);
    let home = text(&report.site(), "index.html");
    assert_eq!(
        tallies(&home),
        [
            ("1 of 2 Yes Ann · 2020", Some("./points/?since-answer=ann.yes")),
            ("1 of 2 No entry", Some("./points/?since-answer=-")),
            ("2 of 2 No entry", Some("./points/?since-work=-")),
        ]
        .map(|(words, path)| (words.to_owned(), path.map(str::to_owned)))
    );
    assert!(
        home.contains("<a href=\"./changes/\">Latest changes</a>")
            && !home.contains("id=\"look:changes\"")
    );
    report.replace("book.toml", "[ledger]\n", "[output.html]\nhome = [\"theme\"]\n[ledger]\n");
    let home = text(&report.site(), "index.html");
    assert!(home.contains("id=\"look:changes\"") && tallies(&home).is_empty());
}

#[test]
fn the_home_page_leaves_figures_out_when_there_are_very_many() {
    let said = |at: usize| entry("answer", "yes", "2020", &format!("Assessor {at}"));
    let all: String = (0..9).map(said).collect();
    let site = report(&[point("a", &all), point("b", "")]).site();
    let home = text(&site, "index.html");
    let answer = &between(&home, "<h3>Answer</h3>", "<h3>Work</h3>");
    let words: Vec<String> = tallies(answer).into_iter().map(|(words, _)| words).collect();
    assert_eq!(words.len(), 8);
    assert_eq!(words[5..], ["1 of 2 Yes Assessor 5 · 2020", "1 of 2 No entry", "3 more"]);
}

#[test]
fn a_home_page_lists_records_with_a_headline_and_without() {
    let book = format!(
        "{}[kinds.event]\nheadline = \"date\"\n[kinds.event.fields]\ndate.type = \"date\"\n\
         [kinds.figure]\nheadline = \"value\"\n[kinds.figure.fields]\nvalue.type = \"text\"\n",
        crate::support::BOOK
    );
    let text_of = "# Home\n\n[[first]], [[second]], [[third]], [[fourth]].\n\n## First {.event}\n+++\ndate = \"2020\"\n+++\n\n## Second {.event}\n\n\
                   ## Third {.figure}\n+++\nvalue = \"3\"\n+++\n\n## Fourth {.figure}\n";
    let report = Report::new([("book.toml", book.as_str()), ("content/index.md", text_of)]);
    let home = text(&report.site(), "index.html");
    assert!(home.contains("<time datetime=\"2020\">2020</time>"));
    assert!(home.contains("<span class=\"headline\">3</span> Third") && home.contains("Fourth"));
}

#[test]
fn only_the_latest_entry_of_each_assessor_counts_and_each_for_itself() {
    let site = report(&[
        point(
            "a",
            &(entry("answer", "no", "2019", "Ann")
                + &entry("answer", "yes", "2020-02", "Ann")
                + &entry("answer", "no", "2020-02-01", "Zoe")),
        ),
        point("b", "asked = [\"council\"]\n"),
    ])
    .site();
    let progress = text(&site, "progress/index.html");
    let answer = between(&progress, "<h3>Answer</h3>", "<h3>Work</h3>");
    assert!(answer.contains("><b>1 of 2</b>"));
    let row = |name: &str| between(answer, &format!("<th scope=\"row\">{name}</th>"), "</tr>");
    assert!(row("Ann").starts_with("<td>1</td><td><a href"), "{}", row("Ann"));
    assert!(row("Ann").ends_with("<td class=\"zero\">0</td>"), "{}", row("Ann"));
    let zoe = "<td>1</td><td class=\"zero\">0</td><td><a href";
    assert!(row("Zoe").starts_with(zoe), "{}", row("Zoe"));
    assert!(row("2019").contains("1 <span>Ann</span>"));
    assert!(row("None of these").contains("1 <span>Zoe</span>"));
    let page = text(&site, "points/a/index.html");
    assert!(page.contains("The assessors differ."));
    assert!(page.contains("<strong>Yes</strong>") && page.contains("<strong>No</strong>"));
    // Of this axis nobody says anything, and so there is nothing to count.
    let work = progress.split_once("<h3>Work</h3>").unwrap().1;
    assert!(work.contains("<b>2 of 2</b>") && !work.contains("<table"));
}

#[test]
fn figures_have_totals_and_shares_and_states_of_nobody_have_no_column() {
    let said = |state: &str, who: &str| entry("answer", state, "2020", who);
    let points = [
        point("a", &(said("yes", "Ann") + &said("yes", "Zoe"))),
        point("b", &said("yes", "Ann")),
        point("c", ""),
    ];
    let progress = text(&report(&points).site(), "progress/index.html");
    let answer = between(&progress, "<h3>Answer</h3>", "<h3>Work</h3>");
    assert!(!answer.contains("<th scope=\"col\">No</th>"), "{answer}");
    let rows = |table: &str| -> Vec<String> {
        let rows = table.split("<tr>").skip(1).filter_map(|row| row.split_once("</tr>"));
        let cells = |row: &str| words(&row.replace("</td>", " |").replace("</th>", " |"));
        rows.map(|(row, _)| cells(row)).collect()
    };
    let tables: Vec<Vec<String>> = answer.split("<table").skip(1).map(rows).collect();
    assert_eq!(tables[0][..2], ["Assessor |Total |Yes |", "Ann |2 |2 100%  |"]);
    assert_eq!(tables[0].last().unwrap(), "Total |3 |3 100%  |");
    // Of a group, shares are of its records, whoever speaks of them.
    let body = tables.iter().find(|rows| rows[0].starts_with("Theme")).unwrap();
    assert_eq!(body[0], "Theme |Total |Yes |No entry |");
    assert_eq!(body[1], "Safety |3 |2 Ann 67% 1 Zoe 33%  |1 33% |");
}

#[test]
fn entries_that_differ_in_their_records_only_are_one_change() {
    let noted = entry("answer", "yes", "2020-02-01", "Ann");
    let remark = noted.clone() + "remark = \"Not quite.\"\n";
    let site = report(&[point("a", &noted), point("b", &remark), point("c", &noted)]).site();
    let changes = text(&site, "changes/index.html");
    assert_eq!(changes.matches("<li>\n<p").count(), 2);
    assert!(changes.contains("On 2 records"));
    assert!(changes.contains("<a href=\"https://town.example/\">Minutes</a>"));
    assert!(changes.contains("Not quite."));
}

#[test]
fn very_many_entries_are_shown_by_year() {
    let of = |year: usize, count: usize| -> Vec<String> {
        let own = |at: usize| {
            let date = format!("{year}-03-{:02}", at % 28 + 1);
            point(&format!("p{year}-{at}"), &entry("answer", "yes", &date, "Ann"))
        };
        (0..count).map(own).collect()
    };
    let site = report(&[of(2019, 100), of(2020, 100)].concat()).site();
    assert!(!site.contains_key("changes/2019/index.html"));
    let report = report(&[of(2019, 101), of(2020, 100)].concat());
    let site = report.site();
    let year = text(&site, "changes/2019/index.html");
    assert!(
        year.contains("<h1>Changes of 2019</h1>") && year.contains("aria-current=\"page\">2019")
    );
    assert_eq!(year.matches("#p2020").count(), 0);
    let latest = text(&site, "changes/index.html");
    assert!(latest.contains("href=\"../changes/2019/\""));
    assert!(text(&site, "progress/index.html").contains("href=\"../changes/2019/\""));
    // What is kept of the last time must not keep the pages of a year without entries.
    let mut session = Session::new(report.path(), Loading::default());
    let before = rendered(&session.load().unwrap());
    let file = report.read("content/themes/safety.md").replace("2019-03-", "2018-03-");
    report.write("content/themes/safety.md", file);
    let after = rendered(&session.load().unwrap());
    assert!(before.contains_key("changes/2019/index.html"));
    assert!(!after.contains_key("changes/2019/index.html"));
    assert_eq!(keys(&after), keys(&report.site()));
}

fn keys(site: &Files) -> Vec<&String> {
    site.keys().collect()
}

#[test]
fn a_language_has_the_pages_where_it_has_records_with_a_ledger() {
    let report = report(&[point("a", &entry("answer", "yes", "2020", "Ann"))]);
    report.write("content/index.fr.md", "# Accueil\n");
    assert!(!report.site().contains_key("fr/changes/index.html"));
    let theme = "# Sécurité\n\n## Point a {#a .point}\n";
    report.write("content/themes/safety.fr.md", theme);
    let site = report.site();
    let changes = text(&site, "fr/changes/index.html");
    assert!(changes.contains("<h1>Derniers changements</h1>"));
    assert!(changes.contains("<a class=\"ref ref-point\" href=\"../../fr/points/a/\">"));
    let english = text(&site, "changes/index.html");
    assert!(english.contains("hreflang=\"fr\" href=\"../fr/changes/\""));
}

#[test]
fn without_a_ledger_there_are_no_such_pages_and_no_links_to_them() {
    let report = Report::new(BTreeMap::from([("content/index.md", "# Home\n")]));
    let site = report.site();
    assert!(!site.keys().any(|path| path.starts_with("changes") || path.starts_with("progress")));
    assert!(!text(&site, "index.html").contains("Latest changes"));
}

#[test]
fn a_record_that_no_theme_holds_is_counted_where_it_stands() {
    let noted = entry("answer", "yes", "2020", "Ann");
    let report = report(&[point("a", &noted)]);
    let page = format!("# Annex\n\nOf [[b]].\n\n{}", point("b", &noted));
    report.write("content/annex.md", page);
    let site = report.site();
    assert_figures(&site, 4);
    let progress = text(&site, "progress/index.html");
    assert!(progress.contains("<th scope=\"row\"><a class=\"ref ref-page\" href=\"../annex/\">"));
}
