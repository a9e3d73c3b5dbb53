//! Reports with a table of contents: what is published, in what order, and what stands beside the text.

use rapporteur::diagnostics::Code;

use crate::support::{Files, Report, problems, rendered, shown};

const SUMMARY: &str = "\
# Summary

[Preface](preface.md)

# First part

- [Zebra](zebra.md)
    - [The child](apple.md)
        - [Grandchild](deep.md)
    - [Sibling](folder/README.md)
- [Draft chapter]()

---

# Second *part*

- [Beta](beta.md)

[Afterword](after.md)
";

fn report() -> Report {
    let report =
        Report::new([("book.toml", "[book]\ntitle = \"T\"\n"), ("src/SUMMARY.md", SUMMARY)]);
    for (name, text) in [
        (
            "preface",
            "# Preface\n\nSee [it](zebra.html#a-heading), [there](folder/), [back](/apple.html).\n",
        ),
        ("zebra", "# Zebra chapter\n\n## A heading\n\n### Below it\n\n## Another\n"),
        ("apple", "# Apple\n\nSee [the folder](folder/index.html) and [it](folder/README.html).\n"),
        ("deep", "Without a title.\n"),
        ("folder/README", "# Folder\n\nSee [up](../zebra.html) and [deep](../deep.md).\n"),
        ("beta", "# Beta\n"),
        ("after", "# After\n"),
    ] {
        report.write(&format!("src/{name}.md"), text);
    }
    report
}

fn page(site: &Files, path: &str) -> String {
    String::from_utf8(site.get(path).unwrap_or_else(|| panic!("a page {path}")).clone()).unwrap()
}

/// The words of a page's table of contents, line by line, indented as it is, with what is current.
pub(super) fn tree(html: &str) -> Vec<String> {
    let (_, rest) = html.split_once("<nav class=\"contents\"").expect("a table of contents");
    let (tree, _) = rest.split_once("</nav>").expect("its end");
    let (_, tree) = tree.split_once("</button>").expect("a button");
    let (mut depth, mut lines) = (0_usize, Vec::new());
    for line in tree.lines() {
        let mut words = String::new();
        let mut is_tag = false;
        for letter in line.chars() {
            match letter {
                '<' => is_tag = true,
                '>' => is_tag = false,
                _ if !is_tag => words.push(letter),
                _ => {}
            }
        }
        let mark = match line {
            _ if line.contains("=\"page\"") => "* ",
            _ if line.contains("=\"true\"") => "+ ",
            _ => "",
        };
        if !words.trim().is_empty() {
            lines.push(format!("{}{mark}{}", "  ".repeat(depth.saturating_sub(1)), words.trim()));
        } else if line.contains("<hr>") {
            lines.push("---".to_owned());
        }
        depth += line.matches("<ol").count();
        depth -= line.matches("</ol>").count();
    }
    assert_eq!(depth, 0, "lists that end");
    lines
}

/// The pages to which *next* leads from one on, itself among them.
fn followed(site: &Files, from: &str) -> Vec<String> {
    let mut pages = vec![from.to_owned()];
    loop {
        let path = pages.last().expect("a page");
        let html = page(site, &format!("{path}/index.html"));
        let next = html.split("<link rel=\"next\" href=\"").nth(1);
        let Some(next) = next.and_then(|rest| rest.split('"').next()) else { return pages };
        pages.push(next.trim_start_matches("../").trim_end_matches('/').to_owned());
    }
}

#[test]
fn chapters_stand_in_the_order_of_the_table_of_contents() {
    let order = followed(&report().site(), "preface");
    assert_eq!(order, ["preface", "zebra", "apple", "deep", "folder", "beta", "after"]);
}

#[test]
fn a_report_of_two_parts_and_38_chapters_with_records_inside_reads_as_a_book() {
    let report = Report::new([(
        "book.toml",
        "[book]\ntitle = \"T\"\n[kinds.call]\nlabel = \"Call\"\n[kinds.site]\n",
    )]);
    let mut summary = String::from("# Summary\n");
    // Not in the order of their names.
    let name = |at: usize| format!("c{:02}", at * 7 % 39);
    for at in 1..=38 {
        if at % 19 == 1 {
            summary.push_str(&format!("\n# Part {}\n\n", at / 19 + 1));
        }
        summary.push_str(&format!("- [Chapter {at}]({}.md)\n", name(at)));
        report.write(
            &format!("src/{}.md", name(at)),
            format!(
                "# Chapter {at}\n\nSee [[s{at}]].\n\n## Call {at} {{#{at} .call}}\n\nDo it.\n\n\
                 ## Site {at} {{#s{at} .site}}\n\nA place.\n"
            ),
        );
    }
    report.write("src/SUMMARY.md", summary);
    let loaded = report.load();
    assert_eq!(problems(&loaded), []);
    let site = rendered(&loaded);
    let names: Vec<String> = (1..=38).map(name).collect();
    assert_eq!(followed(&site, &name(1)), names);
    let calls: Vec<String> = (1..=38).map(|at| format!("calls/{at}")).collect();
    assert_eq!(followed(&site, "calls/1"), calls);
    let print = page(&site, "print/index.html");
    let places = names.iter().map(|name| print.find(&format!("id=\"page--{name}\"")));
    assert!(places.clone().all(|at| at.is_some()) && places.is_sorted());
    for at in 1..=38 {
        let chapter = page(&site, &format!("{}/index.html", name(at)));
        let lines = tree(&chapter);
        let current = format!("* {at} Chapter {at}");
        let here = lines.iter().position(|line| *line == current).expect("the chapter");
        assert_eq!(lines[here + 1..here + 3], [format!("  Call {at}"), format!("  Site {at}")]);
        assert!(lines.contains(&"Part 1".to_owned()) && lines.contains(&"Part 2".to_owned()));
        assert!(chapter.contains(&format!("href=\"../calls/{at}/\"")));
        let call = page(&site, &format!("calls/{at}/index.html"));
        assert!(tree(&call).contains(&format!("+ {at} Chapter {at}")));
        assert!(page(&site, &format!("sites/s{at}/index.html")).contains(&format!("Chapter {at}")));
    }
}

#[test]
fn the_tree_beside_a_text_shows_what_is_near_it() {
    let site = report().site();
    assert_eq!(
        tree(&page(&site, "zebra/index.html")),
        [
            "Preface",
            "First part",
            "* 1 Zebra",
            "  A heading",
            "  Another",
            "  1.1 The child",
            "  1.2 Sibling",
            "2 Draft chapter (not yet written)",
            "Second part",
            "3 Beta",
            "Afterword",
        ]
    );
    let deep = tree(&page(&site, "deep/index.html"));
    assert_eq!(
        deep[2..6],
        ["+ 1 Zebra", "  + 1.1 The child", "    * 1.1.1 Grandchild", "  1.2 Sibling"]
    );
    let home = page(&site, "index.html");
    assert!(home.contains("Grandchild") && home.contains("Second <em>part</em>"), "{home}");
}

#[test]
fn a_chapter_without_a_heading_has_the_title_of_the_table_of_contents() {
    let html = page(&report().site(), "deep/index.html");
    assert!(html.contains("<h1><span class=\"words\">Grandchild</span></h1>"), "{html}");
    assert!(html.contains("<a href=\"../apple/\">The child</a>"), "{html}");
}

#[test]
fn addresses_of_mdbook_lead_to_the_pages() {
    let site = report().site();
    for (old, new) in [("zebra.html", "zebra/"), ("print.html", "print/")] {
        let html = page(&site, old);
        assert!(
            html.contains(&format!("url=./{}", new.trim_start_matches("./")))
                || html.contains(&format!("url=../{new}")),
            "{old}: {html}"
        );
    }
    let preface = page(&site, "preface/index.html");
    for href in ["../zebra/#a-heading", "../folder/", "../apple/"] {
        assert!(preface.contains(&format!("href=\"{href}\"")), "{href}: {preface}");
    }
    let apple = page(&site, "apple/index.html");
    assert_eq!(apple.matches("href=\"../folder/\"").count(), 3, "{apple}");
}

#[test]
fn what_is_not_named_is_not_published_and_is_told_once() {
    let report = report();
    report.write("src/orphan.md", "# Orphan\n");
    report.write("book.toml", "[book]\ntitle = \"T\"\n[languages.fr]\n");
    report.write("src/SUMMARY.fr.md", "# Sommaire\n");
    let loaded = report.load();
    let found: Vec<_> =
        problems(&loaded).iter().map(|own| (own.code, own.message.clone())).collect();
    let message = "`orphan.md` is not in the table of contents and is not published".to_owned();
    assert_eq!(found[0], (Code::NotInContents, message));
    let site = rendered(&loaded);
    let paths = site.keys().filter(|path| path.to_lowercase().contains("summary"));
    assert_eq!(paths.count(), 0);
    assert!(!site.contains_key("orphan/index.html"));
}

#[test]
fn a_chapter_that_is_missing_or_named_twice_is_shown_without_a_page() {
    let report = report();
    report.replace(
        "src/SUMMARY.md",
        "[Afterword](after.md)",
        "[Afterword](after.md)\n\n[Again](beta.md)\n\n[Lost](lost.md)",
    );
    let loaded = report.load();
    let messages: Vec<_> = problems(&loaded).into_iter().map(|own| own.message).collect();
    assert_eq!(messages, ["`beta.md` is named a second time", "there is no `lost.md`"]);
    let tree = tree(&page(&rendered(&loaded), "beta/index.html"));
    assert_eq!(tree[tree.len() - 2..], ["Again (not yet written)", "Lost (not yet written)"]);
}

#[test]
fn records_stand_inside_chapters() {
    let report = report();
    report.write("book.toml", "[book]\ntitle = \"T\"\n[kinds.call]\n");
    report.write("src/beta.md", "# Beta\n\n## Buses at night {#1 .call}\n\n## Trams {#2 .call}\n");
    let site = report.site();
    let lines = tree(&page(&site, "calls/2/index.html"));
    assert!(lines.contains(&"+ 3 Beta".to_owned()), "{lines:?}");
    let lines = tree(&page(&site, "beta/index.html"));
    let at = lines.iter().position(|line| line == "* 3 Beta").unwrap();
    assert_eq!(lines[at + 1..at + 3], ["  Buses at night", "  Trams"]);
    assert!(page(&site, "calls/1/index.html").contains("rel=\"next\" href=\"../../calls/2/\""));
}

#[test]
fn a_language_may_have_a_table_of_contents_of_its_own() {
    let report = report();
    report.write("book.toml", "[book]\ntitle = \"T\"\n[languages.fr]\n");
    report.write("src/zebra.fr.md", "# Le z\u{e8}bre\n");
    report.write("src/beta.fr.md", "# B\u{ea}ta\n");
    let lines = tree(&page(&report.site(), "fr/beta/index.html"));
    assert_eq!(lines[..2], ["Preface", "First part"]);
    report.write("src/SUMMARY.fr.md", "# Sommaire\n\n- [B](beta.fr.md)\n- [Z](zebra.md)\n");
    let site = report.site();
    assert_eq!(tree(&page(&site, "fr/beta/index.html")), ["* 1 B", "2 Z"]);
    assert!(page(&site, "fr/beta/index.html").contains("rel=\"next\" href=\"../../fr/zebra/\""));
    assert!(page(&site, "fr/beta.html").contains("fr/beta/"));
}

#[test]
fn a_chapter_may_be_called_like_a_page_that_every_site_has() {
    let report = report();
    let names = [
        "a-z",
        "assets",
        "changes",
        "collection",
        "data",
        "find",
        "milestones",
        "print",
        "progress",
        "versions",
    ];
    let lines: String = names.map(|name| format!("- [{name}]({name}.md)\n")).concat();
    report.write("src/SUMMARY.md", format!("{SUMMARY}\n{lines}"));
    for name in names {
        report
            .write(&format!("src/{name}.md"), format!("# {name}\n\nSee [itself]({name}.html).\n"));
    }
    let site = report.site();
    for name in names {
        assert!(
            page(&site, &format!("{name}-1/index.html"))
                .contains(&format!("<span class=\"words\">{name}</span>"))
        );
        assert!(page(&site, &format!("{name}.html")).contains(&format!("url=./{name}-1/")));
    }
}

#[test]
fn a_redirect_of_the_report_has_its_way() {
    let report = report();
    let book = "[book]\ntitle = \"T\"\n[output.html.redirect]\n\"/zebra.html\" = \"/beta/\"\n";
    report.write("book.toml", book);
    assert!(page(&report.site(), "zebra.html").contains("url=./beta/"));
}

#[test]
fn a_redirect_from_where_the_page_itself_is_does_nothing() {
    let report = report();
    let redirects = "[output.html.redirect]\n\"/zebra/index.html\" = \"../zebra.html\"\n";
    report.write("book.toml", format!("[book]\ntitle = \"T\"\n{redirects}"));
    assert!(page(&report.site(), "zebra/index.html").contains("Zebra chapter"));
}

#[test]
fn a_folder_keeps_the_address_that_it_has_in_mdbook() {
    let report = report();
    report.replace("src/SUMMARY.md", "folder/README.md", "a_folder/README.md");
    report.replace("src/preface.md", "folder/", "a_folder/");
    report.replace("src/apple.md", "(folder/README.html)", "(a_folder/README.html)");
    report.replace("src/apple.md", "(folder/index.html)", "(a_folder/index.html)");
    report.write("src/a_folder/README.md", "# Folder\n");
    std::fs::remove_dir_all(report.path().join("src/folder")).unwrap();
    let site = report.site();
    assert!(page(&site, "a_folder/index.html").contains("url=../a-folder/"));
    assert!(page(&site, "a-folder/index.html").contains("<span class=\"words\">Folder</span>"));
}

#[test]
fn numbers_of_chapters_can_be_left_out() {
    let report = report();
    report.write("book.toml", "[book]\ntitle = \"T\"\n[output.html]\nno-section-label = true\n");
    assert!(tree(&page(&report.site(), "beta/index.html")).contains(&"* Beta".to_owned()));
}

#[test]
fn no_page_grows_with_the_number_of_chapters() {
    let mut sizes = Vec::new();
    for count in [1_000, 2_000] {
        let report = Report::new([("book.toml", "[book]\ntitle = \"T\"\n")]);
        let mut summary = String::new();
        for at in 0..count {
            summary.push_str(&format!("- [Chapter {at:04}](c{at:04}.md)\n"));
            report.write(&format!("src/c{at:04}.md"), format!("# Chapter {at:04}\n"));
        }
        report.write("src/SUMMARY.md", summary);
        let loaded = report.load();
        let html =
            String::from_utf8(crate::support::rendered_at(&loaded, "c0500/index.html")).unwrap();
        let lines = tree(&html);
        assert!(lines.iter().any(|line| line.starts_with("* 501")), "{lines:?}");
        sizes.push(html.len());
    }
    assert_eq!(sizes[0], sizes[1]);
}

const DECLARED: &str = r#"[book]
title = "T"
src = "content"

[kinds.call]

[chapters]
before = ["preface.md"]
numbered = [
  { part = "First *part*" },
  "zebra.md",
  ["apple.md", { title = "Below", file = "deep.md" }, [{ title = "Later" }]],
  { part = "Second" },
  "beta.md",
]
after = ["gone.md"]
"#;

#[test]
fn book_toml_can_be_the_table_of_contents() {
    let report = Report::new([("book.toml", DECLARED)]);
    for (name, text) in [
        ("preface", "# Preface\n\n[[all-night]]\n\n![[../parts/summer.md#in-july]]\n"),
        ("zebra", "# Zebra\n\n## All night {.call}\n"),
        ("apple", "# Apple\n"),
        ("deep", "# Deep\n"),
        ("beta", "# Beta\n"),
        ("left", "# Left\n"),
        ("SUMMARY", "[Left](left.md)\n"),
    ] {
        report.write(&format!("content/{name}.md"), text);
    }
    report.write(
        "parts/summer.md",
        "# Summer\n\n## In July\n\nUntil [one](gone.md).\n\n## In August\n",
    );
    let loaded = report.load();
    let told: Vec<String> = problems(&loaded).iter().map(shown).collect();
    assert_eq!(
        told,
        [
            "book.toml:1:1 RAP113 \"\"",
            "book.toml:16:10 RAP112 \"\"gone.md\"\"",
            "content/SUMMARY.md:1:1 RAP112 \"\"",
            "parts/summer.md:5:13 RAP404 \"gone.md\"",
        ]
    );
    let site = rendered(&loaded);
    assert_eq!(
        tree(&page(&site, "deep/index.html")),
        [
            "Preface",
            "First part",
            "+ 1 Zebra",
            "  1.1 Apple",
            "  * 1.2 Below",
            "    1.2.1 Later (not yet written)",
            "Second",
            "2 Beta",
            "gone.md (not yet written)",
        ]
    );
    let preface = page(&site, "preface/index.html");
    assert!(preface.contains("In July</h2>") && !preface.contains("In August"), "{preface}");
    assert!(preface.contains("href=\"../calls/all-night/\""), "{preface}");
    assert!(page(&site, "zebra/index.html").contains("<link rel=\"next\" href=\"../apple/\">"));
    assert!(!site.contains_key("left/index.html"));
}

#[test]
fn what_is_no_chapter_is_told_where_it_stands() {
    for (lines, told) in [
        (
            "numbered = [[\"a.md\"]]",
            "2:13 a list of chapters must follow the chapter that they are inside",
        ),
        ("numbered = [1]", "2:13 chapters are paths, tables or lists"),
        ("numbered = [{ name = \"a\" }]", "2:15 a chapter has no `name`"),
        (
            "before = [{ part = \"a\", file = \"b.md\" }]",
            "2:11 write `{ part = \"…\" }` between chapters, or `{ title = \"…\", file = \"…\" }`",
        ),
        ("before = \"a.md\"", "2:10 `chapters.before` must be a list of chapters, not a string"),
        ("before = [\"a.txt\"]", "2:11 `a.txt` is no document below the content folder"),
    ] {
        let report = Report::new([
            ("book.toml", format!("[chapters]\n{lines}\n").as_str()),
            ("src/index.md", "# Home\n"),
        ]);
        let loaded = report.load();
        let all = problems(&loaded);
        let first = all.iter().find(|problem| problem.code != Code::NotInContents).map(|problem| {
            let place = problem.place.as_ref().expect("a place");
            let position = place.source.position(place.span.start);
            format!("{}:{} {}", position.line, position.column, problem.message)
        });
        assert_eq!(first.as_deref(), Some(told), "{lines}");
    }
}

#[test]
fn files_that_no_text_shows_stand_at_their_own_paths_alone() {
    let report = Report::new([
        ("book.toml", "[book]\ntitle = \"T\"\n"),
        ("src/SUMMARY.md", "- [A](a.md)\n"),
        ("src/a.md", "# A\n\n[Shown](img/shown.txt)\n"),
        ("src/img/shown.txt", "shown"),
        ("src/img/unlinked.txt", "unlinked"),
    ]);
    let paths: Vec<String> =
        report.site().keys().filter(|path| path.starts_with("img/")).cloned().collect();
    assert_eq!(paths, ["img/shown.txt", "img/unlinked.txt"]);
    let hashed: Vec<String> = report
        .site()
        .keys()
        .filter(|path| path.contains("shown-") || path.contains("unlinked-"))
        .cloned()
        .collect();
    assert_eq!(hashed.len(), 1, "{hashed:?}");
}
