//! Builds of one report: the same bytes from every machine, and nothing left of what went.

use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::support::{Files, Report, Run, rapporteur, root, tree};

/// The second report of the tests, in which two hearings have one title and one date.
fn report() -> Report {
    Report::copy_of(&root().join("tests/reports/well-audit"))
}

/// Builds into a folder, from where one stands.
fn built(at: &Path, arguments: &[&str], environment: &[(&str, &str)], dest: &Path) -> Files {
    let mut command = rapporteur(at);
    command.args(["build", "-q", "-d"]).arg(dest).args(arguments).envs(environment.iter().copied());
    let run = Run::of(&mut command);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    tree(dest)
}

/// The same files, made in another order, `round` after `round`, and at other times.
fn shuffled(report: &Report, round: usize) -> Report {
    let mut files: Vec<(String, Vec<u8>)> = tree(report.path()).into_iter().collect();
    let half = files.len() / 2;
    files.rotate_left(round % half);
    if round % 2 == 1 {
        files.reverse();
    }
    let copy = Report::new(files.iter().map(|(path, bytes)| (path, bytes)));
    for (at, (path, _)) in files.iter().enumerate() {
        let file = std::fs::File::options().append(true).open(copy.path().join(path)).unwrap();
        let age = Duration::from_secs(86_400 * (1 + (7 * at + round) as u64 % 9_000));
        file.set_modified(SystemTime::UNIX_EPOCH + age).unwrap();
    }
    copy
}

#[test]
fn twelve_builds_give_the_same_bytes() {
    let report = report();
    let out = tempfile::tempdir().unwrap();
    let expected = built(report.path(), &[], &[], &out.path().join("first"));
    assert!(expected.keys().any(|path| path.starts_with("find/")));
    let places = [
        [("TZ", "Pacific/Kiritimati"), ("LC_ALL", "C"), ("HOME", "/")],
        [("TZ", "America/Caracas"), ("LC_ALL", "tr_TR.UTF-8"), ("SOURCE_DATE_EPOCH", "0")],
        [("TZ", "Asia/Kathmandu"), ("LC_ALL", "ar_EG.UTF-8"), ("LANG", "ar")],
        [("TZ", "UTC"), ("LC_ALL", "fr_FR.UTF-8"), ("NO_COLOR", "1")],
    ];
    for round in 0..12 {
        let threads = ["1", "2", "8"][round % 3];
        let mut environment = places[round % 4].to_vec();
        environment.push(("RAYON_NUM_THREADS", threads));
        let copy = shuffled(&report, round);
        let dest = out.path().join(format!("{round}"));
        let name = copy.path().to_str().unwrap();
        let found = match round % 2 {
            0 => built(copy.path(), &[], &environment, &dest),
            // From elsewhere, by the report's name.
            _ => built(out.path(), &[name], &environment, &dest),
        };
        let differs = expected.iter().find(|(path, bytes)| found.get(*path) != Some(bytes));
        assert_eq!(differs.map(|(path, _)| path), None, "{environment:?}");
        assert_eq!(found.len(), expected.len(), "{environment:?}");
    }
}

#[test]
fn nothing_is_left_of_a_record_that_went_or_has_another_id() {
    let report = report();
    let out = tempfile::tempdir().unwrap();
    let dest = out.path().join("site");
    let before = built(report.path(), &[], &[], &dest);
    assert!(before.contains_key("audit-findings/other-pump/index.html"));
    // A record goes, another gets a new id, and a document a new name, which leaves an old one.
    let findings = report.read("content/findings.md");
    let (kept, _) = findings.split_once("## A pump leaks {#other-pump}").unwrap();
    report.write("content/findings.md", kept);
    report.replace("content/decisions.md", ", \"other-pump\"", "");
    report.replace("content/decisions.md", "Mend the pump {.", "Mend the pump {#mend-it .");
    report.replace("content/decisions.md", "\"mend-the-pump\"", "\"mend-it\"");
    report.replace("content/decisions.md", "[[mend-the-pump|", "[[mend-it|");
    let spring = report.read("content/hearings/spring.md");
    std::fs::remove_file(report.path().join("content/hearings/spring.md")).unwrap();
    let first = spring.replacen("+++\n", "+++\naliases = [\"spring\"]\n", 1);
    report.write("content/hearings/first.md", first);

    let found = built(report.path(), &[], &[], &dest);
    for gone in ["audit-findings/other-pump/", "design-decisions/mend-the-pump/"] {
        assert!(!found.contains_key(&format!("{gone}index.html")), "{gone}");
        assert!(!out.path().join("site").join(gone).exists(), "{gone}");
        let names = found.iter().find(|(_, bytes)| String::from_utf8_lossy(bytes).contains(gone));
        assert_eq!(names.map(|(path, _)| path), None, "{gone}");
    }
    let moved = String::from_utf8_lossy(&found["hearing-sessions/spring/index.html"]).into_owned();
    assert_eq!(moved, "moved to ../../hearing-sessions/first/\n");
    assert_eq!(found, built(report.path(), &[], &[], &out.path().join("clean")));
}

/// The paths of everything below a folder with its times.
fn traces(folder: &Path) -> Vec<(String, SystemTime, u64)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let it = path.symlink_metadata().unwrap();
            found.push((path.display().to_string(), it.modified().unwrap(), it.len()));
            if it.is_dir() {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn an_output_that_would_cost_something_is_refused_before_the_first_write() {
    let folder = Report::new([
        ("home/report/book.toml", "[book]\nsrc = \"content\"\n"),
        ("home/report/content/sub/index.md", "# Example\n"),
        ("home/report/themes/default/strings/en.ftl", ""),
        ("home/report/.git/HEAD", "ref"),
        ("home/report/mine/notes.txt", "mine"),
        ("home/notes.txt", "mine"),
    ]);
    let home = folder.path().join("home");
    let report = home.join("report");
    let links =
        [("in", "content"), ("up", ".."), ("at", "."), ("gone", "nowhere"), ("own", "mine")];
    for (name, target) in links {
        std::os::unix::fs::symlink(target, report.join(name)).unwrap();
    }
    let before = traces(folder.path());
    let home_name = home.to_str().unwrap();
    for dest in [
        ".",
        "..",
        "../..",
        "/",
        "",
        "content",
        "content/sub",
        "content/new",
        "themes",
        "themes/new",
        ".git",
        ".git/new",
        "mine",
        "in",
        "in/new",
        "up",
        "at",
        "gone",
        "own",
        "CONTENT",
        "Content/new",
        "../REPORT",
        "book.toml",
        "./content/../content",
        home_name,
    ] {
        let mut command = rapporteur(&report);
        let run =
            Run::of(command.args(["build", &format!("--dest-dir={dest}")]).env("HOME", &home));
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{dest}: {}", run.stderr);
        assert!(run.stderr.starts_with("error: "), "{dest}: {}", run.stderr);
        assert_eq!(traces(folder.path()), before, "{dest}");
    }
    // The configuration has no more rights than the command line.
    for dest in ["..", "content", "CONTENT", "../..", home_name] {
        folder.write(
            "home/report/book.toml",
            format!("[book]\nsrc = \"content\"\n[build]\nbuild-dir = \"{dest}\"\n"),
        );
        let before = traces(folder.path());
        let run = Run::of(rapporteur(&report).arg("build").env("HOME", &home));
        assert_eq!(run.code, 2, "{dest}: {}", run.stderr);
        assert_eq!(traces(folder.path()), before, "{dest}");
    }
}

/// The stages of a build that `--timings` prints, from `read` on.
fn stages(run: &Run) -> Vec<&str> {
    let lines = run.stderr.lines().skip_while(|line| !line.starts_with("stage "));
    lines.skip(1).filter_map(|line| line.split_whitespace().next()).collect()
}

#[test]
fn a_build_without_changes_stops_before_it_parses() {
    let report = report();
    let dest = report.path().join("site");
    let build = |arguments: &[&str]| {
        let mut command = rapporteur(report.path());
        Run::of(command.args(["build", "--timings", "-d", "site"]).args(arguments))
    };
    let all = ["read", "compare", "parse", "resolve", "check", "index", "facts", "write", "all"];
    let cold = build(&[]);
    assert_eq!((cold.code, stages(&cold)), (0, all.to_vec()), "{}", cold.stderr);
    let before = traces(&dest);
    let warm = build(&[]);
    assert!(warm.stderr.contains(" (nothing changed) → "), "{}", warm.stderr);
    assert_eq!(stages(&warm), ["read", "compare", "all"]);
    let size = |run: &Run| run.stderr.split(" in ").next().map(str::to_owned);
    assert_eq!(size(&warm), size(&cold));
    assert_eq!(stages(&build(&["--verify"])), ["read", "compare", "all"]);
    assert_eq!(traces(&dest), before);
    // With other settings another site is built.
    assert_eq!(stages(&build(&["--portable"])), all);
    // A page that somebody changed is made again.
    build(&[]);
    std::fs::write(dest.join("index.html"), "by hand").unwrap();
    assert_eq!(stages(&build(&[])), all);
    assert_eq!(stages(&build(&[])), ["read", "compare", "all"]);
}

#[test]
fn whatever_a_site_is_made_from_changes_it() {
    let report = report();
    report.write("themes/plain/static/own.css", "p { color: red }\n");
    let out = tempfile::tempdir().unwrap();
    let (warm, cold) = (out.path().join("warm"), out.path().join("cold"));
    built(report.path(), &[], &[], &warm);
    let changes: [(&str, &dyn Fn()); 8] = [
        ("a document", &|| report.replace("content/findings.md", "What the", "All that the")),
        ("a file that is shown", &|| report.write("content/drawn.svg", drawing("red"))),
        ("the same with as many bytes", &|| report.write("content/drawn.svg", drawing("sky"))),
        ("the configuration", &|| {
            report.replace("book.toml", "wells of the town", "wells of this town")
        }),
        ("a template", &|| {
            let name = "themes/plain/templates/base.html";
            report.write(name, format!("{} more", report.read(name)));
        }),
        ("a file of the look", &|| report.write("themes/plain/static/own.css", "p {}\n")),
        ("a string", &|| {
            report.write("themes/plain/strings/en.ftl", "not-found-title = Nowhere\n");
        }),
        ("a file that a link leads to", &|| {
            std::fs::remove_file(report.path().join("content/drawn.svg")).unwrap();
            report.replace("content/findings.md", "\n![A drawing](drawn.svg)\n", "");
        }),
    ];
    let findings = report.read("content/findings.md");
    report.write("content/findings.md", format!("{findings}\n![A drawing](drawn.svg)\n"));
    report.write("content/drawn.svg", drawing("tan"));
    for (what, change) in changes {
        let before = built(report.path(), &[], &[], &warm);
        change();
        let after = built(report.path(), &[], &[], &warm);
        assert_ne!(before, after, "{what}");
        let _ = std::fs::remove_dir_all(&cold);
        assert_eq!(after, built(report.path(), &[], &[], &cold), "{what}");
    }
}

fn drawing(colour: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" fill=\"{colour}\"/>")
}

#[test]
fn a_build_without_changes_says_again_what_is_wrong() {
    let report = Report::new([("content/index.md", "# Example\n\n### Skipped\n")]);
    let build = |arguments: &[&str]| {
        let mut command = rapporteur(report.path());
        Run::of(command.args(["build", "--timings"]).args(arguments))
    };
    assert!(build(&[]).stderr.contains("RAP602"));
    let warm = build(&[]);
    assert!(warm.stderr.contains("RAP602"), "{}", warm.stderr);
    assert!(warm.stderr.contains(" (nothing changed) → "), "{}", warm.stderr);
    assert!(!stages(&warm).contains(&"write"), "{}", warm.stderr);
    assert_eq!(build(&["--strict"]).code, 1);
}

/// A report whose site is large: with a page for each of so many records.
fn large_report() -> Report {
    let config = "[book]\ntitle = \"T\"\nsrc = \"content\"\n[kinds.rec]\npath = \"recs\"\n\
                  [citation]\nenable = false\n[output.data]\nenable = false\n";
    let document = |at: usize| {
        let records = (0..250).map(|record| {
            let number = at * 250 + record;
            format!("## Give {number} {{#r-{number} .rec}}\n\nA sentence on wells {record}.\n\n")
        });
        (format!("content/d{at}.md"), format!("# Chapter {at}\n\n{}", records.collect::<String>()))
    };
    let documents = (0..8).map(document);
    Report::new([("book.toml".to_owned(), config.to_owned())].into_iter().chain(documents))
}

#[test]
fn a_large_site_is_searched_alike_whatever_the_last_build_left() {
    let report = large_report();
    let (book, fresh) = (report.path().join("book"), tempfile::tempdir().unwrap());
    let store = report.path().join(".book.rapporteur/store");
    let read = |path: &Path| std::fs::read(path).expect("what is left");
    built(report.path(), &[], &[], &book);
    let first = read(&store);
    report.replace("content/d3.md", "on wells 7.", "on zymurgy 7.");
    let warm = built(report.path(), &[], &[], &book);
    assert_ne!(read(&store), first);
    let cold = built(report.path(), &[], &[], &fresh.path().join("cold"));
    assert!(warm == cold, "not the bytes of a first build");
    let finds = |(path, bytes): (&String, &Vec<u8>)| {
        path.starts_with("find/") && bytes.windows(7).any(|word| word == b"zymurgy")
    };
    assert!(warm.iter().any(finds), "the new word is found");

    std::fs::write(&store, &first[..first.len() / 2]).unwrap();
    report.replace("content/d3.md", "on zymurgy 7.", "on wells 7.");
    let warm = built(report.path(), &[], &[], &book);
    let cold = built(report.path(), &[], &[], &fresh.path().join("cold again"));
    assert!(warm == cold, "what is damaged is not read");
}
