//! Message catalogs: which languages they are, and that a session follows them.

use rapporteur::command::load::{Loading, Session};

use crate::support::{Report, problems, rendered, root, shown};

fn report() -> Report {
    Report::copy_of(&root().join("tests/books/gettext"))
}

/// The tags of the languages of a report, its own first.
fn tags(report: &Report) -> Vec<String> {
    let loaded = report.load();
    loaded.config.languages.iter().map(|language| language.tag.clone()).collect()
}

#[test]
fn a_session_follows_catalogs() {
    let report = report();
    let mut session = Session::new(report.path(), Loading::default());
    let mut page = |path: &str| {
        let site = rendered(&session.load().expect("a report"));
        site.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    };
    let french = "fr/night/index.html";
    assert!(page(french).is_some_and(|page| page.contains("Prenez un billet.")));
    report.replace("po/fr.po", "Prenez un billet.", "Prenez deux billets.");
    assert!(page(french).is_some_and(|page| page.contains("Prenez deux billets.")));
    report.write("po/de.po", "msgid \"Night buses\"\nmsgstr \"Nachtbusse\"\n");
    assert!(page("de/night/index.html").is_some_and(|page| page.contains("Nachtbusse")));
    report.replace("src/night.md", "Not translated.", "Not translated yet.");
    assert!(page(french).is_some_and(|page| page.contains("Not translated yet.")));
    std::fs::remove_file(report.path().join("po/fr.po")).expect("the file");
    assert!(page(french).is_none());
    report.replace("book.toml", "[preprocessor.gettext]\nafter = [\"links\"]\n", "");
    assert!(page("de/night/index.html").is_none());
}

#[test]
fn each_catalog_is_a_language_unless_the_report_says_which_it_has() {
    let report = report();
    for name in ["zh_CN", "zh-cn", "en", "messages.old"] {
        report.write(&format!("po/{name}.po"), "msgid \"Start\"\nmsgstr \"S\"\n");
    }
    report.write("po/messages.pot", "msgid \"Start\"\nmsgstr \"\"\n");
    assert_eq!(tags(&report), ["en", "fr", "zh-cn"]);
    let loaded = report.load();
    let told: Vec<String> = problems(&loaded).iter().map(shown).collect();
    for path in ["po/messages.old.po", "po/zh_CN.po"] {
        assert!(told.contains(&format!("{path}:1:1 RAP118 \"\"")), "{told:?}");
    }
    report.write("book.toml", "[languages.FR]\n[preprocessor.gettext]\n");
    assert_eq!(tags(&report), ["en", "FR"]);
    let site = rendered(&report.load());
    assert!(site.contains_key("FR/night/index.html"), "{:?}", site.keys());
}

#[test]
fn a_folder_of_catalogs_that_cannot_be_read_is_told() {
    let report = report();
    report.write("book.toml", "[preprocessor.gettext]\npo-dir = \"../po\"\n");
    assert_eq!(tags(&report), ["en"]);
    let told: Vec<String> = problems(&report.load()).iter().map(shown).collect();
    assert!(told.contains(&"book.toml:2:10 RAP118 \"\"../po\"\"".to_owned()), "{told:?}");
    for (named, place) in [("po-dir = \"gone\"\n", "2:10"), ("po-dir = \"po/fr.po\"\n", "2:10")] {
        report.write("book.toml", format!("[preprocessor.gettext]\n{named}"));
        let told: Vec<String> = problems(&report.load()).iter().map(shown).collect();
        let is_there =
            told.iter().any(|told| told.starts_with(&format!("book.toml:{place} RAP118")));
        assert!(is_there, "{told:?}");
    }
    report.write("book.toml", "[preprocessor.gettext]\npo-dir = \"./po/\"\n");
    assert_eq!(tags(&report), ["en", "fr"]);
}
