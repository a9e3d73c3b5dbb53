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

/// A report whose `[output.html]` has these lines.
fn dressed(lines: &str) -> Report {
    let book = format!("[book]\ntitle = \"Example\"\nsrc = \"content\"\n[output.html]\n{lines}");
    let report = Report::new([("book.toml", book.as_str()), ("content/index.md", "# Example\n")]);
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\"></svg>";
    report.write("pictures/logo.svg", svg);
    report.write("pictures/text.png", "no picture");
    report
}

/// The stylesheet of a site.
fn style(report: &Report) -> String {
    let site = report.site();
    let found = site.iter().find(|(path, _)| path.starts_with("assets/style-"));
    String::from_utf8(found.unwrap().1.clone()).unwrap()
}

#[test]
fn a_logo_with_its_words_and_an_icon_stand_on_every_page() {
    let report = dressed(
        "logo = 'pictures/logo.svg'\nlogo-alt = 'Office & <Co>'\nicon = 'pictures/logo.svg'",
    );
    assert_eq!(report.shown(), [""; 0]);
    for path in ["index.html", "404.html", "a-z/index.html"] {
        let page = page(&report, path);
        let logo = page.split_once("<img src=\"").unwrap().1;
        let (address, rest) = logo.split_once('"').unwrap();
        let kept = rest.starts_with(" alt=\"Office &amp; &lt;Co&gt;\" width=\"40\" height=\"20\">");
        assert!(kept && rest.contains("Example</a>"), "{path}: {rest}");
        let (_, icon) = page.split_once("<link rel=\"icon\" href=\"").unwrap();
        assert!(icon.starts_with(&format!("{address}\">")), "{path}");
        let file = address.trim_start_matches(['.', '/']);
        assert!(report.site().contains_key(file), "{file}");
    }
}

#[test]
fn a_logo_must_be_a_picture_and_have_words() {
    let found = |lines: &str| dressed(lines).shown().join(" ");
    assert_eq!(found("logo = 'pictures/logo.svg'"), "book.toml:5:8 RAP601 \"'pictures/logo.svg'\"");
    assert_eq!(found("logo = 'pictures/logo.svg'\nlogo-alt = ''"), "");
    assert!(found("logo = 'none.svg'\nlogo-alt = ''").contains("RAP102"));
    assert!(found("icon = 'none.svg'").contains("RAP102"));
    assert!(found("icon = 'pictures/text.png'").contains("RAP003"));
    assert!(found("icon = '../icon.svg'").contains("RAP003"));
}

#[test]
fn a_logo_that_browsers_run_follows_the_policy_on_active_files() {
    let found = |lines: &str| {
        let report = dressed(&format!("logo = 'pictures/run.svg'\nlogo-alt = ''\n{lines}"));
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"></svg>";
        report.write("pictures/run.svg", svg);
        let site = report.load().site;
        let logo = site.pages().find(|path| path.starts_with("assets/run-")).unwrap().into_owned();
        assert!(site.is_active(&logo), "the preview isolates it");
        report.shown().join(" ")
    };
    assert_eq!(found(""), "book.toml:5:8 RAP108 \"'pictures/run.svg'\"");
    let refused = "active-files = 'refuse'\nicon = 'pictures/run.svg'";
    let place = "\"'pictures/run.svg'\"";
    let expected = format!("book.toml:5:8 RAP109 {place} book.toml:8:8 RAP109 {place}");
    assert_eq!(found(refused), expected);
    assert_eq!(found("active-files = 'allow'"), "");
    let site = dressed("logo = 'pictures/logo.svg'\nlogo-alt = ''").load().site;
    assert!(!site.pages().any(|path| site.is_active(&path)));
}

#[test]
fn an_accent_is_given_to_the_look_with_shades_for_dark_grounds() {
    let style_of = |lines: &str| style(&dressed(lines));
    assert!(!style_of("").contains("not (prefers-contrast"));
    let one = style_of("accent = '#7a1f5c'");
    assert!(one.contains(":root{--accent:light-dark(#7a1f5c,#"), "{one}");
    assert!(one.contains("--cover:light-dark(#7a1f5c,#"), "{one}");
    let two = style_of("accent = '#7a1f5c'\naccent-dark = '#E8A3CD'");
    assert!(two.contains(":root{--accent:light-dark(#7a1f5c,#e8a3cd);"), "{two}");
    let dark = style_of("accent-dark = '#e8a3cd'");
    assert!(dark.contains(":root{--accent:light-dark(#0b4f63,#e8a3cd)}"), "{dark}");
}

#[test]
fn an_accent_that_is_hard_to_read_is_told_with_the_nearest_that_is_not() {
    let found = |lines: &str| dressed(lines).problems();
    assert!(found("accent = '#7a1f5c'").is_empty());
    let light = &found("accent = '#f28c28'")[0];
    let message = "the accent #f28c28 is hard to read on the light background: its contrast is 2.2, \
                   but text needs 4.5";
    assert_eq!((light.code.as_str(), light.message.as_str()), ("RAP704", message));
    let help = light.help.as_deref().unwrap();
    let near = help.split('`').nth(1).unwrap();
    assert!(found(&format!("accent = '{near}'")).is_empty(), "{near}");
    let dark = &found("accent-dark = '#444'")[0];
    assert!(dark.message.contains("on the dark background"), "{}", dark.message);
    // The grounds are those of the report's own look.
    let report = dressed("look = 'own'\naccent = '#f28c28'");
    report.write("themes/own/static/style.css", ":root{--paper:light-dark(#000,#111)}");
    assert_eq!(report.shown(), [""; 0]);
    report.replace("book.toml", "#f28c28", "#123456");
    assert!(
        report.problems()[0].message.contains("#123456 is hard to read on the light background")
    );
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
        "404",
        "changes",
        "collection",
        "data",
        "document",
        "ended",
        "home",
        "index",
        "milestones",
        "month",
        "progress",
        "record",
        "titles",
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
    assert!(home.contains("On to the text") && home.contains("Search"), "{home}");
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
