//! A report's own look: file by file in place of the built-in one, and what is said when it fails.

use crate::support::{Report, shown};

const BOOK: &str =
    "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[output.html]\nlook = \"own\"\n";

/// A report with files of its own below `themes/own/`.
fn report(files: &[(&str, &str)]) -> Report {
    let report = Report::new([("book.toml", BOOK), ("content/index.md", "# Example\n\nText.\n")]);
    report.write("content/annex.md", "# Annex\n");
    report.write("themes/own/strings/fr.ftl", "home = Accueil\n");
    for (path, text) in files {
        report.write(&format!("themes/own/{path}"), text);
    }
    report
}

fn page(report: &Report, path: &str) -> String {
    String::from_utf8(report.site().remove(path).expect("a page")).unwrap()
}

#[test]
fn a_template_takes_the_place_of_one_and_leaves_the_others() {
    let report = report(&[("templates/home.html", "{{ page.title }}, and nothing else")]);
    assert_eq!(page(&report, "index.html"), "Example, and nothing else");
    assert!(page(&report, "annex/index.html").starts_with("<!doctype html>"));
}

#[test]
fn a_template_can_change_a_part_of_the_one_whose_place_it_takes() {
    let own = "{% extends \"default/base.html\" %}{% block class %}mine{% endblock %}";
    let report = report(&[("templates/base.html", own)]);
    let page = page(&report, "404.html");
    assert!(page.starts_with("<!doctype html>"), "{page}");
}

#[test]
fn built_in_templates_need_not_fit_where_others_took_their_places() {
    let own = [
        "404", "changes", "data", "document", "home", "index", "progress", "record", "titles",
        "whole",
    ];
    let page = "{% extends \"base.html\" %}{% block mine %}{{ page.title }}{% endblock %}";
    let mut files: Vec<(String, &str)> =
        own.iter().map(|name| (format!("templates/{name}.html"), page)).collect();
    files.push(("templates/base.html".to_owned(), "<{% block mine %}{% endblock %}>"));
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    assert_eq!(self::page(&report(&files), "annex/index.html"), "<Annex>");
}

#[test]
fn filters_bring_their_style_and_script_into_an_index_of_the_looks_own() {
    let index =
        "{% extends \"base.html\" %}{% block main %}{% include \"filters.html\" %}{% endblock %}";
    let report = report(&[("templates/index.html", index)]);
    report.write(
        "book.toml",
        format!("{BOOK}[kinds.point.fields]\nold = {{ type = \"boolean\" }}\n"),
    );
    let records =
        "## Light {.point}\n+++\nold = true\n+++\n\n## Bell {.point}\n+++\nold = false\n+++\n";
    report.write("content/points.md", format!("# Points\n\n{records}"));
    report.write("content/index.md", "# Example\n\nOf [[light]] and [[bell]].\n");
    let page = page(&report, "points/index.html");
    for file in
        ["<link rel=\"stylesheet\" href=\"../assets/filter-", "<script src=\"../assets/filter-"]
    {
        assert_eq!(page.matches(file).count(), 1, "{file} in {page}");
    }
}

#[test]
fn a_stylesheet_and_a_string_take_the_place_of_theirs() {
    let report = report(&[
        ("static/style.css", "p { color: #123456 }"),
        ("static/more.css", "q {}"),
        ("strings/en.ftl", "skip-to-content = On to the text\n"),
    ]);
    let site = report.site();
    let style = site.iter().find(|(path, _)| path.starts_with("assets/style-")).unwrap().1;
    assert_eq!(style, b"p { color: #123456 }");
    assert!(site.keys().any(|path| path.starts_with("assets/more-")));
    let home = String::from_utf8_lossy(&site["index.html"]);
    assert!(home.contains("On to the text") && home.contains("Find"), "{home}");
}

#[test]
fn a_template_that_fails_is_named_with_line_and_column() {
    for (template, text, expected) in [
        ("home.html", "é\n  {{ page.title", "themes/own/templates/home.html:2:11"),
        ("home.html", "é\n  {{ page.titel }}", "themes/own/templates/home.html:2:11"),
        ("home.html", "é {{ t(key=\"nothing\") }}", "themes/own/templates/home.html:1:6"),
        ("home.html", "é {% for a in page %}", "themes/own/templates/home.html:1:20"),
        ("home.html", "{{ asset(name=\"none.css\") }}", "themes/own/templates/home.html:1:4"),
        ("notes.html", "\n\n{{ nothing }}", "themes/own/templates/notes.html:3:4"),
        ("base.html", "{{ page.title | titl }}", "themes/own/templates/base.html:1:17"),
    ] {
        let shown = report(&[(&format!("templates/{template}"), text)]).shown();
        let found = shown.iter().any(|line| line.starts_with(&format!("{expected} RAP701")));
        assert!(found, "{text:?}: {expected} is not in {shown:?}");
    }
}

#[test]
fn all_unknown_names_of_templates_are_told_each_at_its_place() {
    let report = report(&[
        ("templates/home.html", "{{ page.title | titl }}\né {{ nothing() }}\n"),
        ("templates/card.html", "{% include \"none.html\" %}\n{{ <none /> }}\n"),
    ]);
    let problems = report.problems();
    let told: Vec<String> =
        problems.iter().map(|problem| format!("{}: {}", shown(problem), problem.message)).collect();
    assert_eq!(
        told,
        [
            "themes/own/templates/card.html:1:12 RAP701 \"\"none.html\"\": unknown template `none.html`",
            "themes/own/templates/card.html:2:4 RAP701 \"<none />\": unknown component `none`",
            "themes/own/templates/home.html:1:17 RAP701 \"titl\": unknown filter `titl`",
            "themes/own/templates/home.html:2:6 RAP701 \"nothing()\": unknown function `nothing`",
        ]
    );
}

#[test]
fn a_file_of_strings_that_cannot_be_read_is_named_with_line_and_column() {
    let report = report(&[("strings/en.ftl", "home = Home\nnext\n")]);
    assert_eq!(report.shown(), ["themes/own/strings/en.ftl:2:1 RAP702 \"next\""]);
}

#[test]
fn a_look_that_is_not_there_is_named() {
    let report = Report::new([("book.toml", BOOK), ("content/index.md", "# Example\n")]);
    assert_eq!(report.shown(), ["book.toml:5:8 RAP102 \"\"own\"\""]);
    assert_eq!(report.problems()[0].message, "there is no folder `themes/own`");
}
