//! Feeds: what an edit changes in them, and what never changes.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur::command::load::Loading;
use rapporteur::config::SiteUrl;

use crate::support::{Files, POINT_LEDGER, Report, load, problems, rendered, root};

const BOOK: &str = r#"
[book]
title = "Town & country"
src = "content"
authors = ["Ann <ann@town.example>"]
[languages.fr]
[output.html]
site-url = "https://Town.example:8080/report/"
[output.feed]
since = "2020-03"
[ledger]
field = "since"
[kinds.theme]
folder = "themes"
description = "What is asked for."
[kinds.meeting]
schema = "Event"
fields.on.type = "date"
[kinds.review.fields.on]
type = "date"
"#;

fn entry(state: &str, date: &str, more: &str) -> String {
    format!(
        "[[since]]\naxis = \"answer\"\nstate = \"{state}\"\ndate = \"{date}\"\n\
         assessor = \"Ann\"\nsource = \"[Minutes](https://town.example/)\"\n{more}"
    )
}

fn point(id: &str, entries: &[String]) -> String {
    let fields = match entries {
        [] => String::new(),
        entries => format!("+++\n{}+++\n\n", entries.concat()),
    };
    format!("## Point {id} {{#{id} .point}}\n{fields}A text.\n\n")
}

fn report(points: &[String]) -> Report {
    let other = "# Order\n\n## Old {.point}\n\n## Meet {.meeting}\n+++\non = \"2019\"\n+++\n\n\
                 ## Look {.review}\n+++\non = \"2021\"\n+++\n";
    Report::new([
        ("book.toml", format!("{BOOK}{POINT_LEDGER}")),
        ("content/index.md", "# Home\n\nOf [[safety]] and [[order]].\n".to_owned()),
        ("content/themes/safety.md", format!("# Safety\n\n{}", points.concat())),
        ("content/themes/order.md", other.to_owned()),
    ])
}

/// The feeds of a site by their paths.
fn feeds(site: Files) -> BTreeMap<String, String> {
    let feeds = site.into_iter().filter(|(path, _)| path.ends_with("feed.xml"));
    feeds.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect()
}

/// The entries of a feed as they are written, and what stands before them.
fn parts(feed: &str) -> (&str, Vec<&str>) {
    let mut parts = feed.split("<entry>");
    (parts.next().unwrap(), parts.map(|rest| rest.split_once("</entry>").unwrap().0).collect())
}

/// What stands between the tags of the first element of a name.
fn content<'a>(text: &'a str, name: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("no {name}"));
    rest.split_once(&format!("</{name}>")).unwrap().0
}

fn ids(feed: &str) -> Vec<&str> {
    parts(feed).1.into_iter().map(|entry| content(entry, "id")).collect()
}

/// In how many feeds of two builds entries came and went: the path, and how many of each.
fn edited(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<(String, usize, usize)> {
    assert!(before.keys().eq(after.keys()));
    let changed = before.iter().filter(|(path, feed)| after[*path] != **feed);
    let changed = changed.map(|(path, feed)| {
        let [old, new] = [feed, &after[path]].map(|feed| parts(feed));
        assert_eq!(old.0, new.0, "{path}");
        let [old, new] = [old.1, new.1].map(BTreeSet::from_iter);
        (path.clone(), new.difference(&old).count(), old.difference(&new).count())
    });
    changed.collect()
}

fn places(paths: &[&str], added: usize, gone: usize) -> Vec<(String, usize, usize)> {
    paths.iter().map(|path| ((*path).to_owned(), added, gone)).collect()
}

const CONCERNED: [&str; 4] =
    ["changes/answer/no/feed.xml", "feed.xml", "points/feed.xml", "themes/safety/feed.xml"];

#[test]
fn an_edited_entry_is_one_entry_and_every_other_byte_stays() {
    let noted = [entry("no", "2020-02", ""), entry("yes", "2020-05-01", "")];
    let report = report(&[point("a", &noted), point("b", &[entry("yes", "2020-05-02", "")])]);
    let before = feeds(report.site());
    assert_eq!(feeds(report.site()), before);
    let file = "content/themes/safety.md";
    report.replace(file, "date = \"2020-02\"\n", "date = \"2020-02\"\nremark = \"So _far_.\"\n");
    let after = feeds(report.site());
    assert_eq!(edited(&before, &after), places(&CONCERNED, 1, 1));
    // It is older than the one there is, so that no feed has another date.
    let more = entry("no", "2020-01", "");
    report.write(file, report.read(file).replacen("[[since]]", &format!("{more}\n[[since]]"), 1));
    let last = feeds(report.site());
    assert_eq!(edited(&after, &last), places(&CONCERNED, 1, 0));
}

/// Whether a feed tells of one state alone.
fn is_of_state((path, _): &(String, String)) -> bool {
    path.starts_with("changes/")
}

#[test]
fn one_edit_of_the_flagship_adds_one_entry_to_each_feed_that_tells_it() {
    let flagship = Report::copy_of(&root().join("content"));
    let files: Vec<(String, Vec<u8>)> = crate::support::tree(flagship.path())
        .into_iter()
        .filter(|(path, _)| path != "book.toml")
        .map(|(path, bytes)| (format!("content/{path}"), bytes))
        .collect();
    let report = Report::new(files);
    report.write("book.toml", std::fs::read(root().join("book.toml")).unwrap());
    let (of_states, before): (BTreeMap<_, _>, BTreeMap<_, _>) =
        feeds(rendered(&report.load())).into_iter().partition(is_of_state);
    let file = "content/themes/11-au-operations-funding.md";
    let text = report.read(file);
    let (head, tail) = text.split_once("state = \"implemented-in-part\"").expect("such an entry");
    report.write(file, format!("{head}state = \"implemented\"{tail}"));
    let (states_after, after): (BTreeMap<_, _>, BTreeMap<_, _>) =
        feeds(rendered(&report.load())).into_iter().partition(is_of_state);
    let changed = of_states.iter().filter(|(path, feed)| states_after[*path] != **feed);
    let changed: Vec<&str> = changed.map(|(path, _)| path.as_str()).collect();
    let state = |name: &str| format!("changes/implementation/{name}/feed.xml");
    assert_eq!(changed, [state("implemented-in-part"), state("implemented")]);
    let concerned = [
        "bodies/african-union/feed.xml",
        "bodies/general-assembly/feed.xml",
        "bodies/security-council/feed.xml",
        "feed.xml",
        "recommendations/feed.xml",
        "themes/au-operations-funding/feed.xml",
    ];
    assert_eq!(edited(&before, &after), places(&concerned, 1, 1));
}

#[test]
fn entries_that_say_the_same_have_ids_of_their_own() {
    let same = entry("yes", "2020-05-01", "");
    let report =
        report(&[point("a", &[same.clone(), same.clone(), same.clone()]), point("b", &[same])]);
    let site = feeds(report.site());
    let ids: BTreeSet<&str> = ids(&site["points/feed.xml"]).into_iter().collect();
    assert_eq!(ids.len(), 4, "{ids:?}");
}

#[test]
fn an_id_stays_when_what_is_around_it_changes() {
    let noted =
        [entry("no", "2020-02", ""), entry("yes", "2020-05-01", "remark = \"See [[b]].\"\n")];
    let report = report(&[point("a", &noted), point("b", &[])]);
    let site = feeds(report.site());
    let mut before = ids(&site["feed.xml"]);
    before.sort_unstable();
    let file = "content/themes/safety.md";
    // Another order of the entries, other titles, labels and addresses, and another id.
    report.write(
        file,
        format!(
            "# Safety\n\n{}{}",
            point("a", &[noted[1].clone(), noted[0].clone()]),
            point("b", &[])
        ),
    );
    report.replace(file, "## Point b {#b .point}", "## Point c {#b .point}");
    report.replace(
        file,
        "## Point a {#a .point}\n+++\n",
        "## Another {#z .point}\n+++\naliases = [\"a\"]\n",
    );
    report.replace("book.toml", "yes = \"Yes\"", "yes = \"Aye\"");
    report.replace("book.toml", "[kinds.theme]", "[kinds.point]\npath = \"asks\"\n[kinds.theme]");
    let site = feeds(report.site());
    assert!(
        site["feed.xml"].contains("report/asks/z/") && site["feed.xml"].contains("Another: Aye")
    );
    let mut after = ids(&site["feed.xml"]);
    after.sort_unstable();
    assert_eq!(after, before);
}

#[test]
fn the_newest_hundred_are_told_newest_first() {
    let day = |at: usize| format!("20{:02}-{:02}-{:02}", at % 7 + 10, at % 12 + 1, at % 28 + 1);
    let noted: Vec<String> = (0..120).map(|at| entry("yes", &day(at), "")).collect();
    let site = feeds(report(&[point("a", &noted)]).site());
    let (head, entries) = parts(&site["points/feed.xml"]);
    let dates: Vec<&str> = entries.iter().map(|entry| content(entry, "updated")).collect();
    assert_eq!(dates.len(), 100);
    assert!(dates.windows(2).all(|pair| pair[0] >= pair[1]), "{dates:?}");
    assert_eq!(content(head, "updated"), dates[0]);
    let mut all: Vec<String> = (0..120).map(|at| format!("{}T00:00:00Z", day(at))).collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(dates, all[..100]);
}

#[test]
fn dates_are_those_of_the_content() {
    let site = feeds(report(&[point("a", &[entry("no", "2020-02", "")])]).site());
    let feed = &site["feed.xml"];
    let told: Vec<(&str, &str)> = parts(feed)
        .1
        .iter()
        .map(|entry| (content(entry, "title"), content(entry, "updated")))
        .collect();
    assert_eq!(told, [("Point a: No", "2020-02-01T00:00:00Z"), ("Meet", "2019-01-01T00:00:00Z")]);
    assert!(!site.contains_key("reviews/feed.xml"));
    // Where nothing is told yet, the date is that of the ids.
    let site = feeds(report(&[point("a", &[])]).site());
    let (head, entries) = parts(&site["points/feed.xml"]);
    assert_eq!((content(head, "updated"), entries.len()), ("2020-03-01T00:00:00Z", 0));
}

#[test]
fn ids_are_made_of_host_date_and_name() {
    let report = report(&[point("a", &[entry("no", "2020-02", "")])]);
    report.write("content/themes/safety.fr.md", "# Sécurité\n\n## Point {#a .point}\n");
    let site = feeds(report.site());
    let id = |path: &str| content(&site[path], "id");
    let tag = "tag:town.example,2020-03:";
    assert_eq!(id("feed.xml"), format!("{tag}#feed"));
    assert_eq!(id("points/feed.xml"), format!("{tag}point#feed"));
    assert_eq!(id("themes/safety/feed.xml"), format!("{tag}theme/safety#feed"));
    assert_eq!(id("fr/feed.xml"), format!("{tag}@fr#feed"));
    assert_eq!(id("fr/points/feed.xml"), format!("{tag}point@fr#feed"));
    assert_eq!(id("fr/themes/safety/feed.xml"), format!("{tag}theme/safety@fr#feed"));
    assert_eq!(ids(&site["meetings/feed.xml"]), [format!("{tag}meeting/meet")]);
    let entry = |path: &str| ids(&site[path])[0].rsplit_once('#').unwrap();
    let [(english, hash), (french, same)] = ["points/feed.xml", "fr/points/feed.xml"].map(entry);
    assert_eq!((english, french), (&*format!("{tag}point/a"), &*format!("{tag}point/a@fr")));
    assert!(hash == same && hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn what_is_written_is_escaped_and_what_cannot_stand_in_xml_is_left_out() {
    let remark = "remark = \"A \\u0001\\f < B & `]]>` [Home](../index.md) <b>x</b>\"\n";
    let report = report(&[point("a", &[entry("no", "2020-02", remark)])]);
    report.replace("book.toml", "no = \"No\"", "no = \"N<o> & \\\"so\\\"\"");
    let site = feeds(rendered(&report.load()));
    let feed = &site["points/feed.xml"];
    assert!(feed.contains("<title>Point a: N&lt;o&gt; &amp; &quot;so&quot;</title>"), "{feed}");
    assert!(feed.contains("label=\"N&lt;o&gt; &amp; &quot;so&quot;\""), "{feed}");
    assert!(feed.contains("<name>Ann &lt;ann@town.example&gt;</name>"), "{feed}");
    assert!(
        feed.contains("A \u{fffd} &amp;lt; B &amp;amp; &lt;code&gt;]]&amp;gt;&lt;/code&gt;"),
        "{feed}"
    );
    assert!(feed.contains("&lt;a href=&quot;https://town.example:8080/report/&quot;"), "{feed}");
    assert!(!feed.contains(['\u{1}', '\u{c}']));
}

#[test]
fn pages_lead_to_their_feeds() {
    let report = report(&[point("a", &[entry("no", "2020-02", "")])]);
    let site = report.site();
    let link = "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"";
    let feed_of = |path: &str| {
        let page = String::from_utf8_lossy(&site[path]).into_owned();
        page.split_once(link).map(|(_, rest)| rest.split_once('"').unwrap().0.to_owned())
    };
    assert_eq!(feed_of("index.html").as_deref(), Some("./feed.xml"));
    assert_eq!(feed_of("changes/index.html").as_deref(), Some("../feed.xml"));
    assert_eq!(feed_of("points/index.html").as_deref(), Some("../points/feed.xml"));
    assert_eq!(
        feed_of("themes/safety/index.html").as_deref(),
        Some("../../themes/safety/feed.xml")
    );
    assert_eq!(feed_of("points/a/index.html"), None);
    assert_eq!(feed_of("reviews/index.html"), None);
    let changes = String::from_utf8_lossy(&site["changes/index.html"]);
    assert!(changes.contains("<a href=\"../feed.xml\" type=\"application/atom+xml\">Feed</a>"));
}

#[test]
fn the_host_may_be_named_when_the_site_is_built() {
    let report = report(&[point("a", &[])]);
    report.replace("book.toml", "site-url = \"https://Town.example:8080/report/\"\n", "");
    assert!(feeds(report.site()).is_empty());
    report.replace("book.toml", "since = \"2020-03\"\n", "since = \"2020-03\"\nenable = true\n");
    assert_eq!(report.shown(), ["book.toml:10:10 RAP003 \"true\""]);
    let site_url = Some(SiteUrl::parse("https://example.org/").unwrap());
    let loaded = load(report.path(), Loading { site_url, ..Loading::default() });
    assert_eq!(problems(&loaded).len(), 0);
    let site = feeds(rendered(&loaded));
    assert_eq!(content(&site["feed.xml"], "id"), "tag:example.org,2020-03:#feed");
}
