//! Addresses outside of documents: redirects, ids of the built-in look, and lists that are renamed.

use std::collections::BTreeSet;

use rapporteur::command::load::Loading;
use rapporteur::config::SiteUrl;

use crate::crawl;
use crate::support::{Files, Report, files_below, portable, rendered, root};

fn text<'a>(site: &'a Files, path: &str) -> &'a str {
    std::str::from_utf8(site.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap()
}

/// The value of an attribute, where it stands first.
fn attribute<'a>(html: &'a str, start: &str) -> &'a str {
    let (_, rest) = html.split_once(start).unwrap_or_else(|| panic!("no {start} in {html}"));
    rest.split_once('"').unwrap().0
}

const REDIRECTS: &str = r#"
[book]
title = "Example"
src = "content"
[output.html]
site-url = "https://x.example/a/b/"
[output.html.redirect]
"/old.html" = "/page/"
"/old%20page.html" = "/page/#part"
"/dir%C3%A9/" = "/page/?x=1&y=a[b#part"
"/ext.html" = "https://e.example/?a=1&b=%222%22#c"
"/again.html" = "/old%20page.html?x"
"/deep/down.html" = "../page/?x#part"
"#;

fn redirects(book: &str) -> Report {
    Report::new([
        ("book.toml", book),
        ("content/index.md", "# Home\n\n[page](page.md)\n"),
        ("content/page.md", "+++\naliases = [\"fr%C3%BCher\"]\n+++\n\n# Page\n\n## Part\n"),
    ])
}

#[test]
fn redirects_keep_query_and_fragment_and_undo_percent_signs_before_a_file_is_named() {
    let report = redirects(REDIRECTS);
    assert_eq!(report.shown(), [""; 0]);
    let site = report.site();
    for (path, target, canonical) in [
        ("old.html", "./page/", "https://x.example/a/b/page/"),
        ("old page.html", "./page/#part", "https://x.example/a/b/page/#part"),
        (
            "diré/index.html",
            "../page/?x=1&amp;y=a%5Bb#part",
            "https://x.example/a/b/page/?x=1&amp;y=a%5Bb#part",
        ),
        (
            "ext.html",
            "https://e.example/?a=1&amp;b=%222%22#c",
            "https://e.example/?a=1&amp;b=%222%22#c",
        ),
        ("again.html", "./old%20page.html?x", "https://x.example/a/b/old%20page.html?x"),
        ("deep/down.html", "../page/?x#part", "https://x.example/a/b/page/?x#part"),
        ("früher/index.html", "../page/", "https://x.example/a/b/page/"),
    ] {
        let page = text(&site, path);
        assert_eq!(attribute(page, "content=\"0; url="), target, "{path}");
        assert_eq!(attribute(page, "<p><a href=\""), target, "{path}");
        assert_eq!(attribute(page, "rel=\"canonical\" href=\""), canonical, "{path}");
        // The script hands on what the old address was asked with.
        assert_eq!(attribute(page, "data-to=\""), target, "{path}");
        let script = attribute(page, "<script src=\"").trim_start_matches(['.', '/']);
        assert!(site.contains_key(script), "{path} loads {script}");
    }
}

#[test]
fn redirects_name_files_where_a_site_is_read_from_disk() {
    let site = rendered(&redirects(REDIRECTS).load_with(portable()));
    let page = text(&site, "diré/index.html");
    assert_eq!(attribute(page, "data-to=\""), "../page/index.html?x=1&amp;y=a%5Bb#part");
}

#[test]
fn a_redirect_that_names_no_page_is_found_whatever_follows_its_path() {
    let book = REDIRECTS.replace("\"/page/#part\"", "\"/pag%65s/?x#part\"");
    let problems = redirects(&book).problems();
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!(problem.message, "the site has no page at `/pages/`");
}

#[test]
fn an_old_path_is_one_name_after_the_other() {
    for from in ["/a%2Fb.html", "/%2e%2e/x.html", "/a?x=1", "/a%22b.html", "/a//b"] {
        let book = format!(
            "[book]\ntitle = \"E\"\nsrc = \"content\"\n[output.html.redirect]\n\"{from}\" = \"/\"\n"
        );
        assert_eq!(redirects(&book).codes().len(), 1, "{from}");
    }
}

#[test]
fn the_look_writes_no_id_that_a_heading_can_have() {
    let folder = root().join("themes/default/templates");
    let mut wrong = Vec::new();
    for file in files_below(&folder) {
        let template = std::fs::read_to_string(folder.join(&file)).unwrap();
        for attribute in [" id=\"", " for=\"", " popovertarget=\"", " href=\"#"] {
            let values =
                template.split(attribute).skip(1).filter_map(|rest| rest.split('"').next());
            // What a value prints is an anchor of the report, or made with a colon by the renderer.
            let values = values.filter(|value| !value.starts_with("{{") && !value.contains(':'));
            wrong.extend(values.map(|value| format!("{file}: {attribute}{value}")));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// A report in which headings are called like every part of the look.
fn named_like_the_look() -> Report {
    let words = "Main, Menu, Search, Sort, Find, Find box, Find label, Find words, Keys label, \
                 Changes, All kinds, Kind rec, Kind 1, Group 1, Letter 1, Top, Note, Ledger all, \
                 P 1, Fn 1, Fnref 1, Picture 1, Csv, Y2015";
    let headings: String =
        words.split(", ").map(|word| format!("## {word}\n\nText.\n\n")).collect();
    let recs = "## A {#a .rec}\n+++\nstate = \"open\"\n+++\n\n[[b]]\n\n## B {#b .rec}\n+++\n\
                state = \"done\"\n+++\n\n[[a]] Note.[^n]\n\n[^n]: Text.\n";
    Report::new([
        (
            "book.toml",
            "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.rec]\npath = \"recs\"\n\
             parent-label = \"In\"\nfields.state = { type = \"choice\", values = { open = \"Open\", done = \"Done\" } }\n",
        ),
        ("content/index.md", &format!("# Home\n\n[[recs]]\n\n{headings}")),
        ("content/recs.md", &format!("# Recs\n\n{headings}\n{recs}")),
    ])
}

#[test]
fn headings_named_like_parts_of_the_look_collide_with_nothing() {
    let report = named_like_the_look();
    assert_eq!(report.shown(), [""; 0]);
    let site = report.site();
    for (path, page) in crawl::pages(&site) {
        let ids: BTreeSet<&String> = page.ids.iter().collect();
        assert_eq!(ids.len(), page.ids.len(), "{path}: {:?}", page.ids);
    }
    let home = crawl::page(text(&site, "index.html"));
    for anchor in ["main", "menu", "search", "kind-rec", "all-kinds"] {
        assert!(home.ids.iter().any(|id| id == anchor), "{anchor} in {:?}", home.ids);
    }
}

const LISTS: &str = r#"
[book]
title = "Example"
src = "content"
[output.html]
menu = ["progress", "call?venue=hall&venue=barn", "changes"]
[kinds.call]
parent-label = "Part of"
[kinds.call.fields]
venue = { type = "reference", to = ["venue"] }
word = { type = "choice", values = { hall = "Hall", other = "Other" } }
note = { type = "markdown" }
[kinds.venue]
[kinds.theme]
[ledger]
field = "since"
[ledger.axes]
answer = ["yes", "no"]
[kinds.call.fields.since]
type = "table"
fields.date = { type = "date", required = true }
fields.axis = { type = "choice", values = { answer = "Answer" }, required = true }
fields.state = { type = "choice", values = { yes = "Yes", no = "No" }, required = true }
fields.assessor = { type = "reference", to = ["venue"], required = true }
fields.source = { type = "markdown", required = true }
"#;

fn lists() -> Report {
    Report::new([
        ("book.toml", LISTS),
        (
            "content/index.md",
            "# Home\n\n[[progress]], [[changes]], [[call?venue=hall]], [[call?word=hall|the word]], \
             [[call?since-answer=hall.yes]], [[call?in=hall]], [[venue/hall]].\n\n[[barn]], [[theme/hall]]\n",
        ),
        ("content/venues.md", "# Venues\n\n## Hall {#hall .venue}\n\n## Barn {#barn .venue}\n"),
        (
            "content/themes.md",
            "# Themes\n\n## Hall {#hall .theme}\n\n### Stop {#stop .call}\n+++\nvenue = \"hall\"\nword = \"hall\"\n\
             note = \"See [[call?venue=hall]].\"\n[[since]]\naxis = \"answer\"\nstate = \"yes\"\n\
             date = \"2015-06-01\"\nassessor = \"hall\"\nsource = \"[Minutes](https://town.example/)\"\n+++\n",
        ),
    ])
}

#[test]
fn references_and_the_menu_lead_to_progress_changes_and_lists() {
    let report = lists();
    assert_eq!(report.shown(), [""; 0]);
    let site = report.site();
    let home = text(&site, "index.html");
    for link in [
        "<a href=\"./progress/\">Where things stand</a>, <a href=\"./changes/\">Latest changes</a>",
        "<a href=\"./calls/?venue=hall\">Calls: Hall</a>",
        "<a href=\"./calls/?word=hall\">the word</a>",
        "<a href=\"./calls/?since-answer=hall.yes\">Calls: Hall: Yes</a>",
        "<a href=\"./calls/?in=hall\">Calls: Hall</a>",
        "<li><a href=\"./calls/?venue=hall&amp;venue=barn\">Calls: Hall, Barn</a></li>",
    ] {
        assert!(home.contains(link), "{link} in {home}");
    }
    assert!(text(&site, "calls/stop/index.html").contains("<a href=\"../../calls/?venue=hall\">"));
    assert!(text(&site, "calls/stop/index.md").contains("[Calls: Hall](/calls/?venue=hall)"));
}

#[test]
fn lists_stand_below_the_path_of_the_site_and_on_disk() {
    let site_url = Some(SiteUrl::parse("https://x.example/a/b/").unwrap());
    let site = rendered(&lists().load_with(Loading { site_url, ..Loading::default() }));
    assert!(text(&site, "index.html").contains("<a href=\"./calls/?venue=hall\">"));
    let markdown = text(&site, "calls/stop/index.md");
    assert!(markdown.contains("(https://x.example/a/b/calls/?venue=hall)"), "{markdown}");
    let site = rendered(&lists().load_with(portable()));
    let home = text(&site, "index.html");
    assert!(home.contains("<a href=\"./calls/index.html?venue=hall\">"), "{home}");
    assert!(home.contains("<li><a href=\"./calls/index.html?venue=hall&amp;venue=barn\">"));
}

#[test]
fn a_renamed_record_is_renamed_where_lists_are_filtered_by_it() {
    let report = lists();
    let run = report.run(&["rename", "venue/hall", "town-hall"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let home = report.read("content/index.md");
    for (link, count) in [
        ("[[call?venue=town-hall]]", 1),
        ("[[call?word=hall|the word]]", 1),
        ("[[call?since-answer=town-hall.yes]]", 1),
        // What stands around a call is a theme, which may have the id as well.
        ("[[call?in=hall]]", 1),
    ] {
        assert_eq!(home.matches(link).count(), count, "{link} in {home}");
    }
    assert!(report.read("book.toml").contains("\"call?venue=town-hall&venue=barn\""));
    assert!(report.read("content/themes.md").contains("note = \"See [[call?venue=town-hall]].\""));
    assert_eq!(report.shown(), [""; 0]);
}

#[test]
fn a_mark_of_a_page_is_an_address_wherever_the_text_stands() {
    let page = "# Fares\n\nOne <span class=\"page\" title=\"12\"></span>two.\n\n## Call {#call .call}\n\n\
                <span class=\"page\" title=\"13\"></span>Three <span class=\"page\" title=\"iv\"></span>four\
                <span class=\"page\">five</span>.\n\n## Again\n\n![[call|full]]\n";
    let site = Report::new([
        ("book.toml", "[book]\ntitle = \"B\"\nsrc = \"src\"\n[kinds.call]\n"),
        ("src/fares.md", page),
        ("src/index.md", "# Home\n"),
    ])
    .site();
    let marks = |path: &str| {
        let text = text(&site, path);
        let ids = text.split("<span class=\"page\"").skip(1);
        ids.map(|mark| mark.split('>').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let (twelve, thirteen) = (" title=\"12\" id=\"page:12\"", " title=\"13\" id=\"page:13\"");
    let rest = [" title=\"iv\"", ""];
    // The record that is shown in full elsewhere has no addresses there.
    let shown = [[" title=\"13\""].as_slice(), &rest].concat();
    let own = [[thirteen].as_slice(), &rest].concat();
    assert_eq!(marks("calls/call/index.html"), own);
    assert_eq!(marks("fares/index.html"), [[twelve].as_slice(), &own, &shown].concat());
    assert!(marks("print/index.html")[0].ends_with("fares:page:12\""));
}
