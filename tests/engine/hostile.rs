//! A report in which every text that people write holds markup, in the built-in look: nothing of it
//! is markup on any page.

use crate::support::{Files, Report, files_below, portable, rendered, root};

/// Ends whatever it stands in, and begins an element and an attribute that nothing else has.
pub(crate) const MARKUP: &str = "<xss a='b'> ' xss='1' \" xss=\"1\" & </script></title><xss>";

/// The second report with markup in its titles, labels, fields and texts.
fn report() -> Report {
    let folder = root().join("tests/reports/well-audit");
    let report = Report::copy_of(&folder);
    let book = hostile_strings(&report.read("book.toml").replace("look = \"plain\"\n", ""));
    report.write("book.toml", book);
    for path in files_below(&folder.join("content")).iter().filter(|path| path.ends_with(".md")) {
        let path = format!("content/{path}");
        let text = hostile_document(&report.read(&path));
        report.write(&path, text);
    }
    let picture = "it's & \u{201c}so\u{201d} (1).svg";
    report.write(&format!("content/{picture}"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let home = report.read("content/index.md");
    report.write("content/index.md", format!("{home}\n![Words](<{picture}>)\n"));
    report
}

/// TOML with markup at the end of each string that begins with a capital letter, as what people read
/// does and what programs read does not.
fn hostile_strings(toml: &str) -> String {
    let hostile = |line: &str| {
        let mut out = String::new();
        for (at, piece) in line.split('"').enumerate() {
            let is_string = at % 2 == 1;
            out.push_str(if at > 0 { "\"" } else { "" });
            out.push_str(piece);
            let is_read = piece.starts_with(char::is_uppercase) && !line.starts_with("schema");
            if is_string && is_read {
                out.push_str(&MARKUP.replace('"', "\\\""));
            }
        }
        out + "\n"
    };
    toml.lines()
        .map(|line| if line.starts_with('#') { format!("{line}\n") } else { hostile(line) })
        .collect()
}

/// A document with markup in its fields, in its headings and at the end of its sentences.
fn hostile_document(text: &str) -> String {
    // Raw HTML is judged where it stands; what is escaped reaches titles, summaries and quotations.
    let shown = MARKUP.replace('<', "\\<").replace('"', "\\\"").replace('\'', "\\'");
    let mut in_fields = false;
    let mut out = String::new();
    for line in text.lines() {
        if line == "+++" {
            in_fields = !in_fields;
        }
        if in_fields {
            out.push_str(&hostile_strings(line));
            continue;
        }
        match line.split_once(" {") {
            Some((words, attributes)) if line.starts_with('#') => {
                // The id is that of the words alone.
                let id = words.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
                let id = if attributes.contains('#') { String::new() } else { format!("#{id} ") };
                out.push_str(&format!("{words} {shown} {{{id}{attributes}\n"));
            }
            _ if line.starts_with("# ") || line.ends_with('.') => {
                out.push_str(&format!("{line} {shown} {MARKUP}\n"));
            }
            _ => out.push_str(&format!("{}\n", line.replace("![A", "![<xss> \" xss=\"1\" A"))),
        }
    }
    out
}

/// The files that a browser or a feed reader parses as markup.
fn markup(files: &Files) -> impl Iterator<Item = (&String, String)> {
    let endings = [".html", ".xml", ".svg", ".atom"];
    let files = files.iter().filter(move |(path, _)| endings.iter().any(|it| path.ends_with(it)));
    files.map(|(path, bytes)| (path, String::from_utf8_lossy(bytes).into_owned()))
}

#[test]
fn what_people_write_is_markup_on_no_page_of_the_built_in_look() {
    let report = report();
    let mut seen = 0;
    for loaded in [report.load(), report.load_with(portable())] {
        let errors: Vec<String> = loaded
            .diagnostics
            .iter()
            .filter(|problem| problem.is_error())
            .map(|problem| format!("{}: {}", crate::support::shown(problem), problem.message))
            .collect();
        assert_eq!(errors, [""; 0]);
        for (path, text) in markup(&rendered(&loaded)) {
            let lower = text.to_lowercase();
            for hole in ["<xss", "\" xss=\"", "<title></title>", "</title></title>"] {
                let at = lower.find(hole);
                let around = at.map(|at| {
                    let start = lower.floor_char_boundary(at.saturating_sub(200));
                    let end = lower.ceil_char_boundary((at + 100).min(lower.len()));
                    &lower[start..end]
                });
                assert_eq!(around, None, "`{hole}` on {path}");
            }
            seen += text.matches("&lt;xss").count();
        }
    }
    assert!(seen > 500, "the markup is shown as text, {seen} times");
}
