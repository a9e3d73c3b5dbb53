//! A second report, on another subject and with kinds that the engine has never heard of. Its site
//! is compared whole with the one in `tests/reports/well-audit.site/`, which `UPDATE=1` rewrites.

use std::collections::BTreeSet;

use rapporteur::command::load::Loading;
use rapporteur::read;

use crate::crawl;
use crate::support::{Files, Report, files_below, load, problems, rendered, root, shown, tree};

const REPORT: &str = "tests/reports/well-audit";
const SITE: &str = "tests/reports/well-audit.site";

/// What the report alone is the reason for: the site without the files of the built-in look.
fn site() -> Files {
    let loaded = load(&root().join(REPORT), Loading::default());
    assert_eq!(problems(&loaded).iter().map(shown).collect::<Vec<_>>(), [""; 0]);
    let statics = read::default_look().statics.into_keys();
    let stems: Vec<String> = statics
        .filter_map(|name| Some(name.strip_prefix("static/")?.rsplit_once('.')?.0.to_owned()))
        .collect();
    let is_built_in =
        |path: &str| stems.iter().any(|stem| path.starts_with(&format!("assets/{stem}-")));
    rendered(&loaded).into_iter().filter(|(path, _)| !is_built_in(path)).collect()
}

#[test]
fn a_report_of_kinds_that_nobody_thought_of_has_the_site_that_it_should() {
    let (site, folder) = (site(), root().join(SITE));
    if std::env::var_os("UPDATE").is_some() {
        let _ = std::fs::remove_dir_all(&folder);
        for (path, bytes) in &site {
            let file = folder.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, bytes).unwrap();
        }
    }
    let expected = tree(&folder);
    for (path, bytes) in &site {
        let text = String::from_utf8_lossy(bytes);
        let wanted = expected.get(path).map(|bytes| String::from_utf8_lossy(bytes));
        assert_eq!(Some(text), wanted, "{path}");
    }
    let unused: Vec<&String> = expected.keys().filter(|path| !site.contains_key(*path)).collect();
    assert!(unused.is_empty(), "not in the site: {unused:?}");
}

#[test]
fn its_kinds_and_fields_stand_nowhere_in_the_engine() {
    let config = load(&root().join(REPORT), Loading::default()).config;
    let words: BTreeSet<&str> =
        config.other_kinds().map(|kind| config.kinds[kind].name.as_str()).collect();
    assert_eq!(words.len(), 4);
    let src = root().join("src");
    for file in files_below(&src).iter().filter(|file| file.ends_with(".rs")) {
        let code = std::fs::read_to_string(src.join(file)).unwrap();
        let found: Vec<&&str> = words.iter().filter(|word| code.contains(**word)).collect();
        assert!(found.is_empty(), "src/{file}: {found:?}");
    }
}

#[test]
fn with_the_built_in_look_it_hangs_together() {
    let report = Report::copy_of(&root().join(REPORT));
    report.replace("book.toml", "look = \"plain\"\n", "");
    report.replace("book.toml", "site-url = \"https://audit.example/wells/\"\n", "");
    let site = report.site();
    assert_eq!(crawl::broken(&site, "/"), [""; 0]);
    assert_eq!(crawl::double_anchors(&site), [""; 0]);
    assert_eq!(crawl::orphans(&site), [""; 0]);
    let page = |path: &str| String::from_utf8_lossy(&site[path]).into_owned();
    assert!(page("design-decisions/mend-the-pump/index.html").contains("Superseded by"));
    assert!(page("hearing-sessions/spring/index.html").contains("<h2>Readings</h2>"));
    assert!(page("town/wells/south-well/index.html").contains("Findings about it"));
}
