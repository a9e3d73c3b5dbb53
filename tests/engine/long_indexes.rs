//! Indexes that one page cannot hold: they are published in parts, each of a bounded size.

use std::fmt::Write;
use std::io::Write as _;

use rapporteur::command::load::Loaded;
use rapporteur::diagnostics::Code;
use rapporteur::site::Output;

use crate::crawl;
use crate::support::{Files, Report, rendered};

const BOOK: &str = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n\
    [output.html]\nsite-url = \"https://example.org/\"\n[output.html.search]\nenable = false\n\
    [kinds.rec]\nlabel = \"Recommendation\"\nplural = \"Recommendations\"\npath = \"recommendations\"\nparent-label = \"Chapter\"\n\
    [kinds.rec.fields]\nstate = { type = \"choice\", values = { open = \"Open\", done = \"Done\" } }\n\
    owner = { type = \"reference\", to = \"body\", label = \"Owner\" }\n\
    due = { type = \"date\", label = \"Due\" }\n[kinds.body]\nlabel = \"Body\"\nplural = \"Bodies\"\n\
    [kinds.chapter]\nfolder = \"chapters\"\n";

/// What of a sentence differs from record to record, as in a text that somebody wrote.
fn words(seed: usize, count: usize) -> String {
    const WORDS: [&str; 32] = [
        "water", "council", "should", "report", "before", "every", "school", "region", "publish",
        "budget", "of", "the", "to", "within", "year", "health", "service", "review", "train",
        "staff", "law", "right", "court", "access", "data", "road", "food", "price", "fund",
        "safety", "office", "public",
    ];
    let mut state = seed as u64 * 2_654_435_761 + 1;
    let word = |_| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[(state >> 33) as usize % WORDS.len()]
    };
    (0..count).map(word).collect::<Vec<_>>().join(" ")
}

/// A report of so many recommendations, in chapters of 70, addressed to 80 bodies.
pub(crate) fn report(count: usize) -> Report {
    let report = Report::new([("book.toml", BOOK), ("content/index.md", "# Example\n")]);
    let bodies: String =
        (0..80).map(|at| format!("\n## Body {at} {{#body-{at} .body}}\n\nA body.\n")).collect();
    report.write("content/bodies.md", format!("# Who\n{bodies}"));
    for first in (0..count).step_by(70) {
        let mut chapter = format!("# Chapter {}\n", first / 70 + 1);
        for at in first..count.min(first + 70) {
            let state = if at % 3 == 0 { "open" } else { "done" };
            let _ = write!(
                chapter,
                "\n## Let {} {at} {{#rec-{at} .rec}}\n+++\nnumber = \"{}\"\nstate = \"{state}\"\n\
                 owner = \"body-{}\"\ndue = \"20{:02}-{:02}\"\n+++\n\nThe {}.\n",
                words(at, 7),
                at + 1,
                at % 80,
                at % 30,
                at % 12 + 1,
                words(at + count, 60),
            );
        }
        report.write(&format!("content/chapters/chapter-{:03}.md", first / 70 + 1), chapter);
    }
    report
}

fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    std::str::from_utf8(&files[path]).unwrap()
}

/// The records that a page lists, by the numbers in their ids.
fn listed(page: &str) -> Vec<usize> {
    let links = page.split("rel=\"item\" href=\"").skip(1);
    let id = |link: &str| {
        link.split('"').next()?.rsplit("rec-").next()?.trim_end_matches('/').parse().ok()
    };
    links.filter_map(id).collect()
}

/// The pages of the index, by their paths.
fn index_pages(loaded: &Loaded) -> Files {
    let is_index = |path: &str| {
        path == "recommendations/index.html" || path.starts_with("recommendations/part/")
    };
    let paths = loaded.site.pages().filter(|path| is_index(path) && path.ends_with(".html"));
    paths.map(|path| (path.to_string(), made(loaded, &path))).collect()
}

/// What stands at an output path.
fn made(loaded: &Loaded, path: &str) -> Vec<u8> {
    match loaded.site.render(path) {
        Some(Ok(Output::Bytes(bytes))) => bytes,
        other => panic!("{path}: {other:?}"),
    }
}

#[test]
fn an_index_of_two_hundred_records_is_one_page() {
    let loaded = report(200).load();
    let files = index_pages(&loaded);
    assert_eq!(files.len(), 1);
    let page = text(&files, "recommendations/index.html");
    assert_eq!(listed(page), (0..200).collect::<Vec<_>>());
    assert!(!page.contains("class=\"parts\"") && !page.contains("rows-"), "{page}");
    assert!(page.contains("assets/filter-"));
    assert!(!loaded.site.has("recommendations/rows.json"));
}

#[test]
fn every_index_has_its_table_in_a_script_that_its_page_does_not_load_by_itself() {
    for count in [3, 250] {
        let loaded = report(count).load();
        for (path, page) in index_pages(&loaded) {
            let page = std::str::from_utf8(&page).unwrap();
            let root = "../".repeat(path.matches('/').count());
            let (before, after) = page.split_once("<template><script src=\"").unwrap();
            let (script, after) = after.split_once("\"></script></template>").unwrap();
            assert!(script.starts_with(&format!("{root}assets/table-")), "{path}: {script}");
            assert!(loaded.site.has(script.strip_prefix(&root).unwrap()), "{path}: {script}");
            assert!(!before.contains("assets/table-") && !after.contains("assets/table-"));
            assert_eq!(before.matches(" name=\"view\" value=\"table\"").count(), 1, "{path}");
        }
        let bodies = String::from_utf8(made(&loaded, "bodies/index.html")).unwrap();
        assert!(!bodies.contains("name=\"view\""), "nothing filters or sorts them: {bodies}");
    }
}

#[test]
fn a_longer_index_is_published_in_parts_that_together_list_every_record() {
    let files = report(450).site();
    assert_eq!(crawl::broken(&files, "/"), [""; 0]);
    assert_eq!(crawl::double_anchors(&files), [""; 0]);
    assert_eq!(crawl::orphans(&files), [""; 0]);
    let path = |number| match number {
        1 => "recommendations/index.html".to_owned(),
        _ => format!("recommendations/part/{number}/index.html"),
    };
    let all: Vec<usize> = (1..=5).flat_map(|number| listed(text(&files, &path(number)))).collect();
    assert_eq!(all, (0..450).collect::<Vec<_>>());
    assert_eq!(listed(text(&files, &path(5))), (400..450).collect::<Vec<_>>());
    let sitemap = text(&files, "sitemap.xml");
    let linkset = text(&files, "data/linkset.json");
    for number in 2..=5 {
        let page = text(&files, &path(number));
        let address = format!("https://example.org/recommendations/part/{number}/");
        for wanted in [
            format!("<title>Recommendations, part {number} of 5 – Example</title>"),
            format!("<link rel=\"canonical\" href=\"{address}\">"),
            format!("<h1>Recommendations, part {number} of 5</h1>"),
            format!("aria-current=\"page\">{number}</a>"),
            "<a href=\"../../../recommendations/\">First</a>".to_owned(),
            "<a href=\"../../../recommendations/\">Recommendations</a>".to_owned(),
            "class=\"Z3988\"".to_owned(),
            format!("\"@id\":\"{address}\""),
        ] {
            assert!(page.contains(&wanted), "{wanted} in {page}");
        }
        assert_eq!(page.contains("rel=\"next\""), number < 5);
        assert!(sitemap.contains(&format!("<loc>{address}</loc>")), "{sitemap}");
        assert!(linkset.contains(&format!("\"anchor\": \"{address}\"")));
    }
    // A part that begins within a group has its heading again.
    assert!(
        text(&files, &path(2))
            .contains("<h2 id=\"look:group-1\"><a href=\"../../../chapters/chapter-002/\">")
    );
    let first = text(&files, "recommendations/index.md");
    assert_eq!(first.matches("\n- [").count(), 101);
    assert!(first.trim_end().ends_with("recommendations/part/2/index.md)"), "{first}");
}

#[test]
fn the_rows_of_all_parts_are_in_one_file_by_column() {
    let loaded = report(450).load();
    let file = made(&loaded, "recommendations/rows.json");
    let rows: serde_json::Value = serde_json::from_slice(&file).unwrap();
    for column in ["path", "title", "number", "row"] {
        assert_eq!(rows[column].as_array().unwrap().len(), 450, "{column}");
    }
    assert_eq!((&rows["path"][7], &rows["number"][7]), (&"rec-7/".into(), &"8".into()));
    assert_eq!(rows["sorts"]["due"][7], "2007-08");
    let facets: Vec<&str> =
        rows["facets"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap()).collect();
    assert_eq!(facets, ["in", "state", "owner", "due"]);
    let owner = &rows["facets"][2];
    assert_eq!(owner["values"].as_array().unwrap().len(), 80);
    let own = owner["rows"][83].as_u64().unwrap() as usize;
    assert_eq!(owner["values"][own][0], "body-3");
    // The page has the most frequent values of a long filter.
    let files = index_pages(&loaded);
    let page = text(&files, "recommendations/index.html");
    assert_eq!(page.matches("type=\"checkbox\" name=\"owner\"").count(), 50);
    assert!(page.contains("The 50 most frequent values."), "{page}");
}

#[test]
fn the_first_part_alone_has_the_introduction_and_parts_lead_to_those_of_other_languages() {
    let report = report(0);
    let records = |count: usize, word: &str| -> String {
        (0..count).map(|at| format!("\n## {word} {at} {{#rec-{at} .rec}}\n")).collect()
    };
    let book = report.read("book.toml").replace("parent-label = \"Chapter\"\n", "");
    report.write("book.toml", book + "[languages.fr]\n");
    report.write("content/list.md", format!("# List\n{}", records(250, "Do")));
    report.write("content/list.fr.md", format!("# Liste\n{}", records(201, "Faire")));
    report.write("content/index.fr.md", "# Exemple\n");
    report.write("content/recommendations.md", "# All *asks*\n\nThe introduction.\n");
    let files = rendered(&report.load());
    let first = text(&files, "recommendations/index.html");
    assert!(first.contains("The introduction."), "{first}");
    let second = text(&files, "recommendations/part/2/index.html");
    assert!(!second.contains("The introduction."), "{second}");
    assert!(second.contains("<h1>All <em>asks</em>, part 2 of 3</h1>"), "{second}");
    let french = "hreflang=\"fr\" href=\"https://example.org/fr/recommendations/part/2/\"";
    assert!(second.contains(french), "{second}");
    let other = text(&files, "fr/recommendations/part/2/index.html");
    assert!(other.contains("partie 2 sur 3"), "{other}");
    let rows: serde_json::Value =
        serde_json::from_slice(&files["fr/recommendations/rows.json"]).unwrap();
    assert_eq!(
        (&rows["path"][200], &rows["title"][200]),
        (&"rec-200/".into(), &"Faire 200".into())
    );
    assert_eq!(crawl::broken(&files, "/"), [""; 0]);
}

#[test]
fn a_record_whose_id_is_a_number_has_its_address_beside_the_parts() {
    let report = report(250);
    report.write("content/more.md", "# More\n\n## Two {#2 .rec}\n\n## Part {#part .rec}\n");
    let files = rendered(&report.load());
    assert!(text(&files, "recommendations/2/index.html").contains("Two"));
    assert!(text(&files, "recommendations/part/index.html").contains("Part"));
    assert!(text(&files, "recommendations/part/2/index.html").contains("part 2 of 3"));
}

#[test]
fn whatever_claims_the_address_of_a_part_is_reported_with_it() {
    let report = report(250);
    report.write("content/recommendations/part/2.md", "# Another\n");
    let problems = report.problems();
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!(problem.code, Code::PathTaken);
    for part in ["part 2 of the index of Recommendations", "the page `recommendations/part/2`"] {
        assert!(problem.message.contains(part), "{}", problem.message);
    }
}

#[test]
fn no_page_of_an_index_grows_with_the_report() {
    let [small, large] = [2_000, 4_000].map(|count| {
        let pages = index_pages(&report(count).load());
        assert_eq!(pages.len(), count / 100);
        pages.values().map(Vec::len).max().unwrap_or_default()
    });
    assert!(large <= 300_000, "{large} bytes");
    assert!(large * 100 <= small * 103, "{small} and {large} bytes");
}

#[test]
fn the_rows_of_ten_thousand_records_are_small() {
    let rows = made(&report(10_000).load(), "recommendations/rows.json");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&rows).unwrap();
    let packed = packed.finish().unwrap().len();
    assert!(packed <= 300_000, "{packed} bytes of {}", rows.len());
}
