//! How large a site becomes: in proportion to what is written, whatever refers to what.

use std::fmt::Write;

use crate::support::{Files, Report, rendered};

fn text(files: &Files, path: &str) -> String {
    String::from_utf8_lossy(&files[path]).into_owned()
}

/// A report of records that all mention each other, in one sentence each.
fn meshed(count: usize) -> (Report, usize) {
    let mut content = String::from("# Example\n");
    for own in 0..count {
        let _ = write!(content, "\n## R{own} {{#r{own} .rec}}\n\n");
        for other in 0..count {
            let _ = write!(content, "[[r{other}]] ");
        }
    }
    let book = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.rec]\n";
    let report = Report::new([("book.toml", book), ("content/index.md", &content)]);
    (report, content.len())
}

#[test]
fn a_site_grows_with_what_is_written_and_not_with_its_square_or_cube() {
    let size = |count| {
        let (report, written) = meshed(count);
        let files = rendered(&report.load());
        let pages = files.iter().filter(|(path, _)| {
            [".html", ".md", ".json", ".csv"].iter().any(|ending| path.ends_with(ending))
        });
        pages.map(|(_, bytes)| bytes.len()).sum::<usize>() / written
    };
    let (small, large) = (size(30), size(90));
    assert!(large <= small, "{small} and {large} times what is written");
}

#[test]
fn what_is_mentioned_often_quotes_the_first_sentences_and_lists_all() {
    let (report, _) = meshed(30);
    let files = rendered(&report.load());
    let page = text(&files, "recs/r7/index.html");
    assert_eq!(page.matches("<q>").count(), 24);
    assert!(page.contains("<summary>and 5 more</summary>"), "{page}");
    for other in (0..30).filter(|other| *other != 7) {
        let links = page.matches(&format!("href=\"../../recs/r{other}/\"")).count();
        assert!(links >= 2, "its own text and the list of mentions link r{other}");
    }
    let quoted: Vec<&str> =
        page.split("<q>").skip(1).filter_map(|rest| rest.split("</q>").next()).collect();
    assert!(quoted.iter().all(|quoted| quoted.contains("R7 ")), "{quoted:?}");
    assert!(quoted.iter().all(|quoted| quoted.chars().count() <= 82), "{quoted:?}");
    let companion = text(&files, "recs/r7/index.md");
    let mentions = companion.split("## Mentioned in").nth(1).unwrap();
    assert_eq!(mentions.matches("\n- [").count(), 29);
}

#[test]
fn a_long_sentence_is_quoted_around_the_mention() {
    let filler = "and so on and so forth ".repeat(40);
    let content = format!(
        "# Example\n\n{filler}[the hall](#hall) {filler}[[annex]] {filler}.\n\n\
         ## Hall {{#hall .rec}}\n\n## Annex {{#annex .rec}}\n"
    );
    let book = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.rec]\n";
    let report = Report::new([("book.toml", book), ("content/index.md", content.as_str())]);
    let files = rendered(&report.load());
    for (page, words) in [("recs/hall/index.html", "the hall"), ("recs/annex/index.html", "Annex")]
    {
        let page = text(&files, page);
        let quoted = page.split("<q>").nth(1).and_then(|rest| rest.split("</q>").next()).unwrap();
        assert!(quoted.contains(words), "{quoted}");
        assert!(quoted.starts_with('…') && quoted.ends_with('…'), "{quoted}");
        assert!(quoted.chars().count() <= 322, "{quoted}");
    }
}

#[test]
fn what_is_quoted_of_a_long_sentence_keeps_its_markup() {
    let filler = "and so on and so forth ".repeat(40);
    let last = filler.trim_end();
    let struck = "and whatever was said before ".repeat(400);
    let content = format!(
        "# Example\n\n{filler}*most of {filler}[[hall]], 10<sup>6</sup> t {last}* {filler}.\n\n\
         {filler} ~~{struck}[[hall]]{struck}~~, [[annex]] {filler}.\n\n\
         ## The *great* hall {{#hall .rec}}\n\n## Annex {{#annex .rec}}\n"
    );
    let book = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.rec]\n";
    let report = Report::new([("book.toml", book), ("content/index.md", content.as_str())]);
    let files = rendered(&report.load());
    let quoted = |page: &str| {
        let page = text(&files, page);
        page.split("<q>").nth(1).and_then(|rest| rest.split("</q>").next()).unwrap().to_owned()
    };
    let hall = quoted("recs/hall/index.html");
    assert!(hall.starts_with("…<em>") && hall.ends_with("</em>…"), "{hall}");
    assert!(hall.contains("The <em>great</em> hall, 10<sup>6</sup> t"), "{hall}");
    let annex = quoted("recs/annex/index.html");
    assert!(annex.contains(", Annex and so on") && annex.chars().count() <= 322, "{annex}");
}
