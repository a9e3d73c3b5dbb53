//! The page that is shown where there is none, as a document of the report.

use crate::support::{Report, rendered};

const TOML: &str = "[book]\ntitle = \"T\"\nsrc = \"content\"\n\n[output.html]\nmenu = [\"page/hours\"]\n\
                    site-url = \"https://example.org/a/\"\n\n[languages.fr]\nname = \"Français\"\n";

fn report() -> Report {
    Report::new([
        ("book.toml", TOML),
        ("content/hours.md", "# Hours\n\nUntil midnight.\n"),
        ("content/404.md", "# Quite lost\n\nTry [the hours](hours.md).[^1]\n\n[^1]: By day.\n"),
        ("content/404.fr.md", "# Perdu\n"),
    ])
}

#[test]
fn it_is_no_part_of_any_list() {
    let report = report();
    let loaded = report.load();
    assert_eq!(report.shown(), [""; 0]);
    let site = rendered(&loaded);
    let html = String::from_utf8_lossy(&site["404.html"]);
    assert!(
        html.contains("<h1><span class=\"words\">Quite lost</span></h1>")
            || html.contains("<h1>Quite lost</h1>"),
        "{html}"
    );
    assert!(html.contains("<a href=\"/a/hours/\" class=\"ref ref-page\">the hours</a>"), "{html}");
    assert!(html.contains("By day."), "{html}");
    assert!(String::from_utf8_lossy(&site["fr/404.html"]).contains("Perdu"));
    assert!(!site.contains_key("404/index.html"));
    let told: Vec<&String> = site
        .iter()
        .filter(|(path, bytes)| {
            !path.ends_with("404.html") && {
                let text = String::from_utf8_lossy(bytes);
                text.contains("Quite lost") || text.contains("404.html") && !path.ends_with(".js")
            }
        })
        .map(|(path, _)| path)
        .collect();
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn another_document_can_be_it_and_none_need_be() {
    let report = report();
    report.write(
        "book.toml",
        TOML.replace("[output.html]\n", "[output.html]\ninput-404 = \"hours.md\"\n"),
    );
    report.write("content/404.md", "# Quite lost\n");
    let site = report.site();
    assert!(String::from_utf8_lossy(&site["404.html"]).contains("Until midnight."));
    assert!(site.contains_key("404/index.html") && !site.contains_key("hours/index.html"));
}
