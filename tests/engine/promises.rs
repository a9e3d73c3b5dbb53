//! What was promised, and how things stand: the same on all pages, and as of the day that is said.

use std::fmt::Write as _;

use rapporteur::command::load::{Loading, Session};
use rapporteur::date::Date;
use rapporteur::export::text::{self as sheet_text, Format};
use rapporteur::export::{self, Wanted, Words};
use serde_json::Value as Json;

use crate::support::{Files, Report, load, problems, rendered, root, shown};

const REPORT: &str = "tests/reports/night-buses";

fn site(loading: Loading) -> Files {
    let mut session = Session::new(root().join(REPORT), loading);
    rendered(&session.load().expect("a report"))
}

fn text<'a>(site: &'a Files, path: &str) -> &'a str {
    std::str::from_utf8(&site[path]).expect("text")
}

#[test]
fn a_report_of_which_much_has_come_since_has_no_problem() {
    let loaded = load(&root().join(REPORT), Loading::default());
    assert_eq!(problems(&loaded).iter().map(shown).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn the_same_day_gives_the_same_bytes_and_another_day_other_ones() {
    let on = |day: &str| site(Loading { as_of: Date::day(day), ..Loading::default() });
    let (written, same) = (site(Loading::default()), on("2026-11-01"));
    assert!(written == same);
    let later = on("2027-05-01");
    let page = "recommendations/light-every-stop/index.html";
    assert!(text(&written, page).contains("<strong>Due</strong>"));
    assert!(text(&later, page).contains("<strong>Overdue</strong>"));
    assert!(text(&later, page).contains("31 days late"));
    let changed: Vec<&String> =
        written.keys().filter(|path| written[*path] != later[*path]).collect();
    assert!(changed.iter().any(|path| *path == "bodies/operator/index.html"), "{changed:?}");
    assert!(!changed.iter().any(|path| *path == "themes/hours/index.html"), "{changed:?}");
}

#[test]
fn the_workbook_tells_of_milestones_what_the_data_tell() {
    let loaded = load(&root().join(REPORT), Loading::default());
    let published = Wanted { words: Words::Published, ..Wanted::default() };
    let sheet = |wanted: &Wanted| -> Option<Vec<Json>> {
        let sheets = export::sheets(loaded.site.renderer(), wanted);
        let sheet = sheets.iter().find(|sheet| sheet.name == export::MILESTONES)?;
        Some(serde_json::from_slice(&sheet_text::write(sheet, Format::Json)).expect("JSON"))
    };
    let rows = sheet(&published).expect("the sheet");
    let site = site(Loading::default());
    let data: Vec<Json> =
        serde_json::from_slice(&site["data/milestones.json"]).expect("milestones");
    assert!(data.iter().any(|row| row["standing"] == "overdue"), "{data:?}");
    let said = |row: &Json, [of, title]: [&str; 2]| {
        ["language", "due", "first-due", "done", "moved", "standing", "days-late"]
            .map(|key| row[key].clone())
            .into_iter()
            .chain([row[of].clone(), row[title].clone()])
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .collect::<Vec<_>>()
    };
    let told: Vec<_> = rows.iter().map(|row| said(row, ["id", "milestone"])).collect();
    let expected: Vec<_> = data.iter().map(|row| said(row, ["of", "title"])).collect();
    assert_eq!(told, expected);
    // Whoever edits the rows needs no second sheet of the same.
    assert_eq!(sheet(&Wanted::default()), None);
}

#[test]
fn where_things_stand_has_a_picture_to_share_that_tells_what_the_page_does() {
    let written = site(Loading::default());
    let page = text(&written, "progress/index.html");
    assert!(page.contains("<a href=\"card.png\">Picture to share</a>"));
    let whole = "<meta property=\"og:image\" content=\"https://buses.example/progress/card.png\">";
    assert!(page.contains(whole), "{page}");
    let card = "progress/card.png";
    assert!(written[card].starts_with(b"\x89PNG"));
    // The day stands on it, and what is said; nothing else does.
    let later = Loading { as_of: Date::day("2027-05-01"), ..Loading::default() };
    assert!(site(later)[card] != written[card]);
    let report = Report::copy_of(&root().join(REPORT));
    assert!(report.site()[card] == written[card]);
    report.replace("content/themes/safety.md", "No shelter leaks.", "No shelter has a leak.");
    assert!(report.site()[card] == written[card]);
    report.replace("follow-up.csv", "response,in-part,2024-12-05", "response,accepted,2024-12-05");
    assert!(report.site()[card] != written[card]);
}

#[test]
fn nobody_owes_an_answer_to_what_ended() {
    let site = site(Loading::default());
    let ended = text(&site, "recommendations/put-a-telephone-at-every-stop/index.html");
    assert!(ended.contains("Superseded"));
    assert!(!ended.contains("A first entry was due"));
}

/// A report of so many records, each with four entries and some with milestones.
fn many(records: usize) -> Report {
    let book = std::fs::read_to_string(root().join(REPORT).join("book.toml")).expect("book.toml");
    let mut points = String::from("# Many\n\n");
    for at in 0..records {
        let states = ["accepted", "in-part", "rejected"];
        let _ = write!(
            points,
            "## Point {at} {{#p{at} .recommendation}}\n+++\naddressed-to = \"body-{}\"\n\n\
             [[follow-up]]\naxis = \"response\"\nstate = \"{}\"\ndate = \"2024-0{}\"\n\
             assessor = \"body-{}\"\nsource = \"Minutes\"\n\n\
             [[milestones]]\ntitle = \"It is done\"\nowner = [\"body-{}\"]\ndue = \"20{}\"\n",
            at % 7,
            states[at % 3],
            1 + at % 9,
            at % 3,
            at % 7,
            25 + at % 4,
        );
        if at % 5 == 0 {
            points.push_str("\n[[milestones]]\ntitle = \"It is done\"\ndone = 2026-03-05\n");
        }
        points.push_str("+++\n\nIt is to be done.\n\n");
    }
    for body in 0..7 {
        let _ = write!(points, "## Body {body} {{#body-{body} .body}}\n\nA body.\n\n");
    }
    let book = book.replace("assessor = \"council\"", "assessor = \"body-0\"");
    Report::new([
        ("book.toml", book.as_str()),
        ("content/index.md", "# Home\n"),
        ("content/themes/many.md", points.as_str()),
    ])
}

/// How many milestones stand where, as the list on a page says it.
fn listed(page: &str, standing: &str) -> usize {
    page.matches(&format!("<span class=\"standing-{standing}\">")).count()
}

/// The figure beside a word, as a page gives it.
fn figure(page: &str, standing: &str) -> usize {
    let Some((_, rest)) = page.split_once(&format!("<li class=\"standing-{standing}\">")) else {
        return 0;
    };
    let (_, rest) = rest.split_once("<b>").expect("a figure");
    rest.split_once("</b>").expect("a figure").0.parse().expect("a number")
}

#[test]
fn figures_of_milestones_are_the_lengths_of_their_lists() {
    let site = many(150).site();
    let (all, progress) =
        (text(&site, "milestones/index.html"), text(&site, "progress/index.html"));
    let mut sum = 0;
    for standing in ["overdue", "due", "open", "done-late", "done"] {
        let count = listed(all, standing);
        sum += count;
        assert_eq!(figure(all, standing), count, "{standing}");
        assert_eq!(figure(progress, standing), count, "{standing}");
        let bodies = (0..7).map(|at| {
            let page = text(&site, &format!("bodies/body-{at}/index.html"));
            assert_eq!(figure(page, standing), listed(page, standing), "body {at}: {standing}");
            listed(page, standing)
        });
        assert_eq!(bodies.sum::<usize>(), count, "{standing}");
    }
    assert_eq!(sum, 150);
}

#[test]
fn very_many_milestones_are_listed_by_year() {
    let site = many(240).site();
    let all = text(&site, "milestones/index.html");
    assert_eq!(listed(all, "due") + listed(all, "overdue"), 0);
    let years = ["2025", "2026", "2027", "2028"].map(|year| {
        let page = text(&site, &format!("milestones/{year}/index.html"));
        let words = ["overdue", "due", "done-late", "done"];
        words.map(|standing| listed(page, standing)).iter().sum::<usize>()
    });
    assert_eq!(years, [60; 4]);
}

#[test]
fn a_year_of_very_many_milestones_is_listed_in_parts_that_lose_none() {
    let site = many(820).site();
    let mut listed = Vec::new();
    for part in ["", "part/2/", "part/3/"] {
        let page = text(&site, &format!("milestones/2026/{part}index.html"));
        assert!(page.len() < 300_000, "{} bytes", page.len());
        let (_, list) = page.split_once("<ul class=\"promised\">").expect("a list");
        let (list, _) = list.split_once("</ul>\n</section>").expect("its end");
        let records = list.split("recommendations/p").skip(1);
        listed.extend(records.map(|rest| rest.split('/').next().unwrap_or_default().to_owned()));
    }
    assert!(!site.contains_key("milestones/2026/part/4/index.html"));
    listed.sort_unstable();
    let mut due: Vec<String> = (0..820).filter(|at| at % 4 == 1).map(|at| at.to_string()).collect();
    due.sort_unstable();
    assert_eq!(listed, due);
}
