//! Titles from A to Z and the report for printing, where they are too large for one page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::OnceLock;

use rapporteur::command::load::{Loaded, Loading, Session};
use rapporteur::ids::LanguageId;
use rapporteur::plan::{MOST_LISTED, MOST_PRINTED};
use rapporteur::site::Output;

use crate::crawl;
use crate::support::{Files, Report, rendered, rendered_at};

/// No page is larger, at any size of a report.
const LARGEST: usize = 300_000;

/// All files of the site of a report with which nothing is wrong.
fn sound(report: &Report) -> Files {
    let loaded = report.load();
    assert_eq!(loaded.diagnostics, []);
    rendered(&loaded)
}

/// The files of a site that begin so.
fn below(loaded: &Loaded, start: &str) -> Files {
    let paths = loaded.site.pages().filter(|path| path.starts_with(start));
    let bytes = |path: &str| match loaded.site.render(path) {
        Some(Ok(Output::Bytes(bytes))) => bytes,
        other => panic!("{path}: {other:?}"),
    };
    paths.map(|path| (path.to_string(), bytes(&path))).collect()
}

fn text(files: &Files, path: &str) -> String {
    let bytes = files.get(path).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8_lossy(bytes).into_owned()
}

const BOOK: &str = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n\
                    [languages.sv]\n[languages.ru]\n[kinds.rec]\n";

/// Records with these titles in one document, with an id that begins so.
fn records(title: &str, prefix: &str, titles: &[String]) -> String {
    let mut content = format!("# {title}\n");
    for (at, title) in titles.iter().enumerate() {
        let _ = write!(content, "\n## {title} {{#{prefix}{at} .rec}}\n");
    }
    content
}

/// As many titles as these words make with numbers behind them.
fn titles(words: &[&str], count: usize) -> Vec<String> {
    (0..count).map(|at| format!("{} {at}", words[at % words.len()])).collect()
}

/// The paths of records that the titles of each page lead to.
fn listed(files: &Files, home: &str) -> BTreeMap<String, Vec<String>> {
    let start = format!("{home}a-z/");
    let pages =
        files.iter().filter(|(path, _)| path.starts_with(&start) && path.ends_with(".html"));
    let found = pages.map(|(path, _)| {
        let page = text(files, path);
        let items = page.split("<a class=\"ref ").skip(1);
        let links = items.filter_map(|item| item.split("href=\"").nth(1)?.split('"').next());
        let links = links.filter_map(|link| crawl::target(path, link, "/"));
        (path.clone(), links.map(|(path, _)| path).collect())
    });
    found.collect()
}

/// The site of a report with titles in two languages, more than a page lists, of many scripts.
fn of_many_scripts() -> &'static Files {
    static SITE: OnceLock<Files> = OnceLock::new();
    SITE.get_or_init(|| sound(&many_scripts()))
}

fn many_scripts() -> Report {
    let english = ["Safety", "Ärzte", "Apples", "Авто", "中国", "北京", "360 degrees", "Ǆ", "서울"];
    let mut english = titles(&english, 450);
    english.extend(titles(&["Sound"], 700));
    english.extend(["?!".to_owned(), "…".to_owned()]);
    let swedish = titles(&["Äpple", "Apa", "Åka", "Zoo"], MOST_LISTED + 20);
    Report::new([
        ("book.toml", BOOK),
        ("content/index.md", "# Example\n\nSee [[a-z]].\n"),
        ("content/index.sv.md", "# Exempel\n"),
        ("content/index.ru.md", "# Пример\n"),
        ("content/all.md", &records("Everything", "r", &english)),
        ("content/all.sv.md", &records("Allt", "r", &swedish)),
    ])
}

#[test]
fn many_titles_have_a_page_for_each_letter_and_every_title_is_on_one() {
    let files = of_many_scripts();
    assert_eq!(crawl::broken(files, "/"), [""; 0]);
    assert_eq!(crawl::double_anchors(files), [""; 0]);
    assert_eq!(crawl::orphans(files), [""; 0]);
    for (home, records) in [("", 1152 + 2), ("sv/", MOST_LISTED + 20 + 2)] {
        let pages = listed(files, home);
        assert_eq!(pages[&format!("{home}a-z/index.html")], [""; 0]);
        let all: Vec<&String> = pages.values().flatten().collect();
        let each: BTreeSet<&String> = all.iter().copied().collect();
        assert_eq!((all.len(), each.len()), (records, records), "{home}");
        assert!(pages.values().all(|titles| titles.len() <= MOST_LISTED));
    }
    // A language with few titles has them on one page.
    assert!(text(files, "ru/a-z/index.html").contains("href=\"#look:letter-1\""));
    assert!(!files.contains_key("ru/a-z/п/index.html"));
}

#[test]
fn letters_have_addresses_of_their_own_by_the_alphabet_of_the_language() {
    let files = of_many_scripts();
    let pages = listed(files, "");
    let addresses: Vec<&str> = pages.keys().map(String::as_str).collect();
    let expected = ["a", "digits", "e", "han", "s", "s/2", "signs", "ǆ", "а", "ㅅ"];
    let mut expected: Vec<String> =
        expected.iter().map(|letter| format!("a-z/{letter}/index.html")).collect();
    expected.push("a-z/index.html".to_owned());
    expected.sort();
    assert_eq!(addresses, expected);
    // Ä is a letter of the Swedish alphabet, and no letter of the English one.
    assert_eq!(pages["a-z/a/index.html"].len(), 100);
    assert_eq!(pages["a-z/а/index.html"].len(), 50);
    assert_eq!(pages["a-z/han/index.html"].len(), 100);
    assert_eq!(pages["a-z/signs/index.html"].len(), 2);
    let swedish = listed(files, "sv/");
    assert_eq!(swedish["sv/a-z/ä/index.html"].len(), 130);
    assert_eq!(swedish["sv/a-z/å/index.html"].len(), 130);
}

#[test]
fn a_page_of_a_letter_leads_to_all_letters_and_to_the_pages_beside_it() {
    let files = of_many_scripts();
    let contents = text(files, "a-z/index.html");
    assert!(contents.contains("<a href=\"../a-z/s/\">S <span class=\"count\">750</span></a>"));
    let first = text(files, "a-z/s/index.html");
    for words in [
        "<title>All pages: S, part 1 – Example</title>",
        "<a href=\"../../a-z/s/\" aria-current=\"true\">S <span class=\"count\">750</span></a>",
        "<a href=\"../../a-z/s/\" aria-current=\"page\">1</a>",
        "<a href=\"../../a-z/s/2/\">2</a>",
        "<a rel=\"prev\" href=\"../../a-z/e/\">",
        "<a rel=\"next\" href=\"../../a-z/s/2/\">",
        "<span class=\"words\">S, part 2</span>",
    ] {
        assert!(first.contains(words), "{words}: {first}");
    }
    let pages = listed(files, "");
    for path in pages.keys() {
        let page = text(files, path);
        assert_eq!(page.matches("<span class=\"count\">").count(), 9, "{path}");
    }
    // Once around, by the links to what comes next.
    let mut at = "a-z/signs/index.html".to_owned();
    let mut seen = vec![at.clone()];
    while let Some(next) = text(files, &at).split("<a rel=\"next\" href=\"").nth(1) {
        let link = next.split('"').next().unwrap();
        at = crawl::target(&at, link, "/").unwrap().0;
        seen.push(at.clone());
    }
    assert_eq!(seen.len(), pages.len() - 1, "{seen:?}");
    assert!(text(files, "sv/a-z/ä/index.html").contains("lang=\"sv\""));
}

#[test]
fn the_files_of_lines_tell_the_search_box_of_every_record() {
    let loaded = many_scripts().load();
    let paths = loaded.site.paths().unwrap();
    let files = paths.iter().filter(|path| path.starts_with("find/en/r"));
    let lines = files.flat_map(|path| {
        let script = String::from_utf8(rendered_at(&loaded, path)).unwrap();
        let (_, lines) = script.trim_end().trim_end_matches(");").split_once(',').unwrap();
        let lines: String = serde_json::from_str(lines).unwrap();
        lines.lines().map(str::to_owned).collect::<Vec<String>>()
    });
    let mut told: Vec<String> =
        lines.map(|line| line.split('\t').nth(1).unwrap().to_owned()).collect();
    let records = loaded.site.renderer().model().records.iter();
    let own = records.filter(|record| record.language == LanguageId::OWN);
    let mut expected: Vec<String> = own.map(|record| record.title.clone()).collect();
    assert_eq!(told.len(), 1154);
    told.sort();
    expected.sort();
    assert!(told == expected, "a title is missing, or is told twice");
}

#[test]
fn as_many_titles_as_a_page_lists_are_on_one_page() {
    let report = |count: usize| {
        let content = records("Example", "r", &titles(&["Safety", "Apples"], count - 1));
        let book = BOOK.replace("[languages.sv]\n[languages.ru]\n", "");
        Report::new([("book.toml", book.as_str()), ("content/index.md", &content)])
    };
    let one = below(&report(MOST_LISTED).load(), "a-z/");
    assert_eq!(listed(&one, "")["a-z/index.html"].len(), MOST_LISTED);
    assert_eq!(listed(&one, "").len(), 1);
    let many = below(&report(MOST_LISTED + 1).load(), "a-z/");
    assert_eq!(listed(&many, "").len(), 4);
}

#[test]
fn a_title_under_another_letter_and_a_longer_text_change_what_is_planned() {
    let content = records("Example", "r", &titles(&["Safety", "Apples"], MOST_LISTED));
    let report = Report::new([("book.toml", BOOK), ("content/index.md", content.as_str())]);
    report.write("content/long.md", "# Long\n\nText.\n");
    let mut session = Session::new(report.path(), Loading::default());
    let loaded = session.load().unwrap();
    assert!(loaded.site.has("a-z/s/index.html") && !loaded.site.has("a-z/z/index.html"));
    report.replace("content/index.md", "## Apples 1 {", "## Zoo 1 {");
    let loaded = session.load().unwrap();
    assert!(loaded.site.has("a-z/z/index.html"));
    assert!(!loaded.site.has("print/long/index.html"));
    let text = "A sentence with some words in it. ".repeat(MOST_PRINTED / 30);
    report.write("content/long.md", format!("# Long\n\n{text}\n"));
    let loaded = session.load().unwrap();
    assert!(loaded.site.has("print/long/index.html"));
    let cold = below(&report.load(), "a-z/");
    assert_eq!(below(&loaded, "a-z/"), cold);
}

#[test]
fn no_page_of_titles_is_large() {
    let words = [
        "Recommendation on the safety of passengers and staff at stops after dark,",
        "Безопасность пассажиров и персонала на остановках в темное время суток,",
    ];
    let content = records("Example", "recommendation-", &titles(&words, 3_000));
    let report = Report::new([("book.toml", BOOK), ("content/index.md", content.as_str())]);
    let loaded = report.load();
    let files = below(&loaded, "a-z/");
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    let large: Vec<&String> =
        pages.clone().filter(|(_, page)| page.len() > LARGEST).map(|(path, _)| path).collect();
    assert_eq!((pages.count(), large), (8, vec![]));
}

/// So many records has each of three documents.
const RECORDS: usize = 20;

/// A report with more text than a page for printing takes.
fn large(site_url: &str) -> Report {
    let book = format!(
        "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[output.html]\nsite-url = \"{site_url}\"\n\
         [languages.sv]\n[kinds.rec]\n[kinds.theme]\nfolder = \"themes\"\n"
    );
    let filler = "A sentence of the report with some words in it. "
        .repeat(MOST_PRINTED / 6 / RECORDS / 48 + 1);
    let part = |name: &str, other: &str| {
        let mut content = format!(
            "# The {name}\n\nSee [[theme/{other}]], [[{other}-r1]], [[{name}-r2]] and \
             [a part](../themes/{other}.md#plain).[^1]\n\n## Plain\n\n[^1]: Note of {name}, as in [[{other}]].\n"
        );
        for at in 0..RECORDS {
            let _ = write!(content, "\n## R{at} {{#{name}-r{at} .rec}}\n\n{filler}\n\n{filler}\n");
        }
        content
    };
    let report = Report::new([
        ("book.toml", book.as_str()),
        ("content/index.md", "# Example\n\nSee [[print]] and [[about]].\n"),
        ("content/index.sv.md", "# Exempel\n\nSe [[print]].\n"),
        ("content/about.md", "# About\n\nBy [[health]].\n"),
    ]);
    for (name, other) in [("health", "order"), ("order", "health"), ("water", "order")] {
        report.write(&format!("content/themes/{name}.md"), part(name, other));
    }
    report
}

#[test]
fn a_report_too_large_for_a_page_has_a_page_for_printing_for_each_document() {
    let files = sound(&large("/"));
    assert_eq!(crawl::broken(&files, "/"), [""; 0]);
    assert_eq!(crawl::double_anchors(&files), [""; 0]);
    let contents = text(&files, "print/index.html");
    assert!(contents.contains("too large for one page"), "{contents}");
    let documents = ["index", "about", "themes/health", "themes/order", "themes/water"];
    let links: Vec<&str> = contents
        .split("<li><a class=\"ref ")
        .skip(1)
        .filter_map(|item| item.split("href=\"../print/").nth(1)?.split("/\"").next())
        .collect();
    let printed: BTreeSet<&str> = links.iter().copied().collect();
    assert_eq!(printed, documents.into());
    assert_eq!(links.len(), documents.len());
    // Themes are in their order.
    let themes: Vec<&&str> = links.iter().filter(|link| link.starts_with("themes/")).collect();
    assert_eq!(themes, [&"themes/health", &"themes/order", &"themes/water"]);
    let sheets: Vec<String> =
        links.iter().map(|link| text(&files, &format!("print/{link}/index.html"))).collect();
    for name in ["health", "order", "water"] {
        let id = format!("id=\"theme--{name}\"");
        assert_eq!(sheets.iter().map(|sheet| sheet.matches(&id).count()).sum::<usize>(), 1);
        let last = format!("id=\"rec--{name}-r{}\"", RECORDS - 1);
        assert_eq!(sheets.iter().map(|sheet| sheet.matches(&last).count()).sum::<usize>(), 1);
    }
    // A language with little text has it on one page.
    assert!(text(&files, "sv/print/index.html").contains("<article class=\"whole"));
}

#[test]
fn a_page_for_printing_leads_to_itself_and_in_full_to_other_pages() {
    let loaded = large("https://example.org/r/").load();
    let mut files = below(&loaded, "print/");
    files.extend(below(&loaded, "sitemap"));
    let sheet = text(&files, "print/themes/health/index.html");
    for words in [
        "<a href=\"https://example.org/r/themes/order/\" class=\"ref ref-theme\">",
        "<a href=\"https://example.org/r/recs/order-r1/\" class=\"ref ref-rec\">",
        "<a href=\"#rec--health-r2\" class=\"ref ref-rec\">",
        "<a href=\"https://example.org/r/themes/order/#plain\">",
        "<h3 id=\"theme--health--plain\">",
        "<a id=\"fnref:1\" href=\"#fn:1\"",
        "Note of health, as in <a href=\"https://example.org/r/themes/order/\"",
        "<meta name=\"robots\" content=\"noindex\">",
        "<a rel=\"next\" href=\"../../../print/themes/order/\">",
    ] {
        assert!(sheet.contains(words), "{words}");
    }
    let sitemap = text(&files, "sitemap.xml");
    assert!(!sitemap.contains("/print/"));
    assert!(text(&files, "print/index.html").contains("content=\"noindex\""));
}

#[test]
fn the_list_of_pages_for_printing_has_parts() {
    let report = large("/");
    for at in 0..MOST_LISTED {
        report.write(&format!("content/themes/t{at}.md"), format!("# Theme {at}\n"));
    }
    let files = below(&report.load(), "print/");
    let [first, second] = ["print/index.html", "print/contents--2/index.html"]
        .map(|path| text(&files, path).matches("<li><a class=\"ref ").count());
    assert_eq!((first, second), (MOST_LISTED, 5));
    let contents = text(&files, "print/contents--2/index.html");
    assert!(contents.contains("<a rel=\"prev\" href=\"../../print/\">"), "{contents}");
    let last = text(&files, "print/themes/water/index.html");
    assert!(last.contains("href=\"../../../print/contents--2/\""));
}
