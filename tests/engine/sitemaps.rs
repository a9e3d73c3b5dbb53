//! What search engines are told.

use std::collections::BTreeSet;
use std::fmt::Write;

use rapporteur::plan::MOST_URLS;
use rapporteur::site::Output;

use crate::support::Report;

#[test]
fn where_there_are_more_pages_than_a_sitemap_may_name_there_are_more_of_them() {
    let book = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[output.html]\n\
                site-url = \"https://example.org/r/\"\n[kinds.point]\n";
    let mut text = "# Example\n".to_owned();
    for at in 0..MOST_URLS {
        write!(text, "\n## P {{#p{at} .point}}\n").unwrap();
    }
    let report = Report::new([("book.toml", book), ("content/index.md", &text)]);
    let loaded = report.load();
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics.first());
    let file = |path: &str| match loaded.site.render(path) {
        Some(Ok(Output::Bytes(bytes))) => String::from_utf8(bytes).unwrap(),
        _ => panic!("no {path}"),
    };
    let urls = |text: &str| -> Vec<String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix("<url><loc>"));
        lines.map(|line| line.trim_end_matches("</loc></url>").to_owned()).collect()
    };
    let (first, second) = (urls(&file("sitemap.xml")), urls(&file("sitemap-2.xml")));
    assert_eq!(first.len(), MOST_URLS);
    let named: BTreeSet<&String> = first.iter().chain(&second).collect();
    assert_eq!(named.len(), first.len() + second.len());
    for path in ["", "a-z/", "points/", "points/p0/", "points/p49999/"] {
        assert!(named.contains(&format!("https://example.org/r/{path}")), "{path}");
    }
    assert_eq!(
        file("robots.txt"),
        "User-agent: *\nAllow: /\nSitemap: https://example.org/r/sitemap.xml\n\
         Sitemap: https://example.org/r/sitemap-2.xml\n"
    );
    assert!(!loaded.site.has("sitemap-3.xml"));
}

#[test]
fn search_engines_are_told_of_no_page_that_repeats_others_or_is_none() {
    let book = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[output.html]\n\
                site-url = \"https://example.org/r/\"\n[output.html.redirect]\n\"/old/\" = \"/a/\"\n";
    let report = Report::new([
        ("book.toml", book),
        ("content/index.md", "# Example\n"),
        ("content/a.md", "+++\naliases = [\"b\"]\n+++\n\n# A\n"),
        ("content/draft.md", "+++\ndraft = true\n+++\n\n# Draft\n"),
    ]);
    let site = report.site();
    let page = |path: &str| String::from_utf8_lossy(&site[path]).into_owned();
    let sitemap = page("sitemap.xml");
    assert!(sitemap.contains("<loc>https://example.org/r/a/</loc>"), "{sitemap}");
    for path in ["print/", "404", "old/", "r/b/", "draft/"] {
        assert!(!sitemap.contains(path), "{path}: {sitemap}");
    }
    for path in ["print/index.html", "404.html", "old/index.html", "b/index.html"] {
        let page = page(path);
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{path}: {page}");
    }
    assert!(!page("index.html").contains("noindex"));
}
