//! Symbolic links: what lies out of the folder that is read is never published, and what lies in it
//! is, whatever way leads there.

use std::borrow::Cow;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rapporteur::command::load::Loaded;
use rapporteur::site::Output;
use rapporteur::write::{self, Content, Failure, Proof, Publisher, Spare, Wanted};

use crate::support::{Report, problems, rendered, shown, tree};

/// What no site may hold.
const SECRET: &str = "the-secret-word";

const PICTURE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"></svg>"#;

/// A report, and a folder beside it with a document, a picture, a template and a stylesheet.
fn report() -> Report {
    let secret = format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><desc>{SECRET}</desc></svg>");
    let report = Report::new([
        ("report/book.toml", "[book]\ntitle = \"Example\"\nsrc = \"content\"\n"),
        ("report/content/index.md", "# Example\n"),
        ("report/content/inner/map.svg", PICTURE),
        ("report/content/inner/annex.md", "# Annex\n"),
        ("report/themes/default/static/own.css", "p {}"),
        ("outside/annex.md", &format!("# {SECRET}\n")),
        ("outside/map.svg", &secret),
        ("outside/deep/map.svg", &secret),
        ("outside/own.css", &format!("/* {SECRET} */")),
        ("outside/card.html", SECRET),
    ]);
    std::fs::remove_file(report.path().join("book.toml")).unwrap();
    report
}

fn link(report: &Report, at: &str, to: &str) {
    let at = report.path().join(at);
    std::fs::create_dir_all(at.parent().unwrap()).unwrap();
    symlink(to, at).unwrap();
}

fn load(report: &Report) -> Loaded {
    crate::support::load(&report.path().join("report"), Default::default())
}

fn outside(report: &Report, path: &str) -> String {
    report.path().join("outside").join(path).to_str().unwrap().to_owned()
}

/// Everything that a site shows, as text.
fn text(loaded: &Loaded) -> String {
    rendered(loaded)
        .into_values()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}

#[test]
fn a_link_out_of_its_folder_is_named_and_not_followed() {
    let cases = [
        // Where the link stands, and where it leads.
        ("content/file.md", "annex.md"),
        ("content/map.svg", "map.svg"),
        ("content/folder", ""),
        ("content/inner/nested", "deep"),
        ("themes/default/static/file.css", "own.css"),
        ("themes/default/static/folder", ""),
        ("themes/default/templates/card.html", "card.html"),
    ];
    for (at, to) in cases {
        for to in [outside(&report(), to), format!("../../{}outside/{to}", up(at))] {
            let report = report();
            let to = to.replace(&outside(&self::report(), ""), &outside(&report, ""));
            report.write(
                "report/content/index.md",
                "# Example\n\n![A](map.svg) ![B](folder/map.svg) ![C](inner/nested/map.svg)\n",
            );
            link(&report, &format!("report/{at}"), &to);
            let loaded = load(&report);
            let found: Vec<String> = loaded.diagnostics.iter().map(shown).collect();
            assert!(found.contains(&format!("{at}:1:1 RAP103 \"\"")), "{at} → {to}: {found:?}");
            assert!(!text(&loaded).contains(SECRET), "{at} → {to}");
        }
    }
}

/// `../` for every folder that a path below the report lies in, but for two.
fn up(path: &str) -> String {
    "../".repeat(path.matches('/').count() - 1)
}

#[test]
fn a_link_to_nothing_is_named() {
    for at in ["content/gone.md", "content/inner/gone.svg", "themes/default/static/gone.css"] {
        let report = report();
        link(&report, &format!("report/{at}"), "nowhere/at/all");
        let found: Vec<String> = load(&report).diagnostics.iter().map(shown).collect();
        assert_eq!(found, [format!("{at}:1:1 RAP103 \"\"")]);
    }
}

#[test]
fn a_folder_that_is_a_link_out_of_the_report_is_named() {
    for (at, book) in [
        ("content", "[book]\nsrc = \"content\"\n"),
        ("themes/own", "[book]\nsrc = \"content\"\n[output.html]\nlook = \"own\"\n"),
    ] {
        let report = report();
        report.write("report/book.toml", book);
        let _ = std::fs::remove_dir_all(report.path().join("report").join(at));
        link(&report, &format!("report/{at}"), &outside(&report, ""));
        let loaded = load(&report);
        let said = &loaded.diagnostics[0].message;
        assert_eq!(said, &format!("the symbolic link `{at}` leads out of the report"));
        assert!(!text(&loaded).contains(SECRET), "{at}");
    }
}

#[test]
fn a_file_that_the_configuration_names_is_no_way_out() {
    let book = "[book]\nsrc = \"content\"\n[output.html]\nadditional-css = [\"own.css\"]\n\
                [kinds.venue]\ninventory = \"list.csv\"\n";
    let report = report();
    report.write("report/book.toml", book);
    report.write("outside/list.csv", "id\n");
    link(&report, "report/own.css", &outside(&report, "own.css"));
    link(&report, "report/list.csv", "../outside/list.csv");
    let loaded = load(&report);
    let found: Vec<String> = loaded.diagnostics.iter().map(shown).collect();
    assert!(found.contains(&"own.css:1:1 RAP103 \"\"".to_owned()), "{found:?}");
    assert!(found.contains(&"list.csv:1:1 RAP103 \"\"".to_owned()), "{found:?}");
    assert!(!text(&loaded).contains(SECRET));
}

#[test]
fn a_link_that_stays_in_its_folder_works() {
    let report = report();
    let inner = report.path().join("report/content/inner");
    link(&report, "report/content/second.md", "inner/annex.md");
    link(&report, "report/content/absolute", inner.to_str().unwrap());
    link(&report, "report/content/map.svg", "absolute/map.svg");
    link(&report, "report/themes/default/static/other.css", "own.css");
    report.write("report/content/index.md", "# Example\n\n![A](map.svg) ![B](absolute/map.svg)\n");
    let loaded = load(&report);
    assert_eq!(problems(&loaded).iter().map(shown).collect::<Vec<_>>(), [""; 0]);
    let site = rendered(&loaded);
    assert!(
        site.contains_key("second/index.html") && site.contains_key("absolute/annex/index.html")
    );
    let pictures = site.iter().filter(|(path, _)| path.ends_with(".svg"));
    assert!(pictures.filter(|(_, bytes)| *bytes == PICTURE.as_bytes()).count() > 0);
    assert!(site.keys().any(|path| path.starts_with("assets/other-")));
}

/// A folder of the report and a link out of it change places all the time.
#[test]
fn a_link_that_takes_a_folder_s_place_during_a_build_does_not_win() {
    let report = report();
    report.write("report/content/index.md", "# Example\n\n![A](inner/map.svg)\n");
    let content = report.path().join("report/content");
    let hidden = report.path().join("report/hidden");
    symlink(report.path().join("outside"), &hidden).unwrap();
    let is_over = AtomicBool::new(false);
    let (mut inside, mut refused) = (0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                exchange(&content.join("inner"), &hidden);
            }
        });
        for _ in 0..100 {
            let result = std::panic::catch_unwind(|| built(&report));
            is_over.store(result.is_err(), Ordering::Relaxed);
            match result.unwrap_or_else(|panic| std::panic::resume_unwind(panic)) {
                Built::Whole => inside += 1,
                Built::Refused => refused += 1,
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
    assert!(inside > 0 && refused > 0, "{inside} builds saw the folder, {refused} the link");
}

fn exchange(a: &Path, b: &Path) {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).unwrap();
}

/// How a build ended.
enum Built {
    Whole,
    Refused,
}

/// Builds the report as the command does.
fn built(report: &Report) -> Built {
    let folder = report.path().join("report");
    let output = folder.join("book");
    let loaded = load(report);
    if loaded.has_errors() {
        return Built::Refused;
    }
    let destination = write::destination(&output, &folder, &folder.join("content")).unwrap();
    let paths: Vec<String> = loaded.site.pages().map(Cow::into_owned).collect();
    let render = |path: &str| match loaded.site.render(path).expect("a path of the site") {
        Ok(Output::Bytes(bytes)) => Ok(Content::Bytes(bytes)),
        Ok(Output::Shared(bytes)) => Ok(Content::Bytes(bytes.to_vec())),
        Ok(Output::File(file)) => Ok(Content::File(file)),
        Err(problem) => Err(problem.message),
    };
    let wanted = Wanted {
        paths: &paths,
        units: (0..paths.len()).map(|at| at..at + 1).collect(),
        apart: paths.len(),
        render: &render,
        is_same: &|_| false,
        note: &String::new,
        proof: Proof::Times,
        spare: Spare::Removed,
    };
    let publisher = Publisher::open(&destination).unwrap();
    let result = publisher.publish(&wanted, &|| ());
    if output.is_dir() {
        let site: Vec<u8> = tree(&output).into_values().flatten().collect();
        assert!(!String::from_utf8_lossy(&site).contains(SECRET), "the link won");
    }
    match result {
        Ok(_) => Built::Whole,
        Err(Failure::Write(_)) => Built::Refused,
        Err(Failure::Render(problems)) => panic!("{problems:?}"),
    }
}
