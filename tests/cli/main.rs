//! The command line: what is printed where, and with which code it ends.
//!
//! The transcripts in `tests/cmd/` show it as people meet it; `TRYCMD=overwrite` rewrites them.

#![allow(clippy::disallowed_methods, reason = "tests write the files that they read")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/skipped.rs"]
mod skipped;

mod builds;

use std::process::Stdio;

use skipped::skipped;
use support::{Report, Run, rapporteur, root};

#[test]
fn transcripts_are_what_happens() {
    trycmd::TestCases::new().case(root().join("tests/cmd/*.trycmd"));
}

/// A report with an error and a warning.
fn report() -> Report {
    Report::new([("content/index.md", "# Example\n\n### Skipped\n\n[[nobody]]\n")])
}

#[test]
fn people_read_problems_on_standard_error_and_programs_on_standard_output() {
    let report = report();
    for (format, for_people) in
        [("human", true), ("short", false), ("json", false), ("github", false)]
    {
        let run = report.run(&["check", "--message-format", format]);
        assert_eq!(run.code, 1, "{format}");
        assert_eq!(run.stderr.is_empty(), !for_people, "{format}: {}", run.stderr);
        assert_eq!(run.stdout.is_empty(), for_people, "{format}: {}", run.stdout);
    }
}

#[test]
fn colours_are_for_who_wants_them() {
    let report = report();
    let coloured = |variables: &[(&str, &str)]| {
        let mut command = rapporteur(report.path());
        command.arg("check").envs(variables.iter().copied());
        Run::of(&mut command).stderr.contains('\u{1b}')
    };
    assert!(!coloured(&[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("NO_COLOR", "1"), ("TERM", "xterm")]));
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = report().run(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}");
        for word in [
            "init",
            "build",
            "serve",
            "check",
            "lock",
            "rename",
            "list",
            "links",
            "export",
            "schema",
            "explain",
            "completions",
            "dest-dir",
        ] {
            assert!(run.stdout.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    let report = report();
    for arguments in [
        &["check", "--message-format", "short"][..],
        &["check"],
        &["explain", "RAP401"],
        &["completions", "zsh"],
    ] {
        let mut command = rapporteur(report.path());
        let mut child = command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a binary that starts");
        drop((child.stdout.take(), child.stderr.take()));
        let status = child.wait().expect("an end");
        assert!(matches!(status.code(), Some(0 | 1)), "{arguments:?}: {status}");
    }
}

#[test]
fn a_report_is_found_from_anywhere() {
    let report = report();
    let name = report.path().to_str().expect("a path in UTF-8");
    let run = Run::of(rapporteur(root()).args(["check", name, "--message-format", "short"]));
    assert_eq!(run.code, 1);
    // What is printed leads to the file from where the command was run.
    let path = report.path().join("content/index.md").display().to_string();
    assert!(run.stdout.starts_with(&format!("{path}:")), "{}", run.stdout);
}

#[test]
fn a_report_is_found_in_the_folders_above() {
    let report = Report::new([("content/themes/one.md", "# One\n\n[[nobody]]\n")]);
    let inner = report.path().join("content/themes");
    for command in ["check", "build", "lock"] {
        let mut command = vec![command, "--message-format", "short"];
        let run = Run::of(rapporteur(&inner).args(&command));
        assert_eq!(run.code, 1, "{command:?}: {}", run.stderr);
        // What is printed leads to the file from where the command was run.
        assert!(run.stdout.starts_with("../../content/themes/one.md:3:"), "{}", run.stdout);
        // A folder that is named is the one that is meant.
        command.push(".");
        assert_eq!(Run::of(rapporteur(&inner).args(&command)).code, 2, "{command:?}");
    }
}

#[test]
fn a_browser_that_cannot_be_started_leaves_the_address_to_the_reader() {
    let report = Report::new([("content/index.md", "# Example\n")]);
    let mut command = rapporteur(report.path());
    // Without a path no launcher is found.
    command.args(["build", "--open", "--portable"]).env("PATH", "");
    let run = Run::of(&mut command);
    assert_eq!(run.code, 0);
    let last = run.stderr.lines().last().unwrap_or_default();
    let page = report.path().join("book/index.html").display().to_string();
    assert_eq!(last, format!("note: could not start a browser; open {page} yourself"));
}

#[test]
fn a_build_with_errors_writes_nothing() {
    let report = report();
    let run = report.run(&["build"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.ends_with("nothing was written\n"), "{}", run.stderr);
    let files = support::files_below(report.path());
    assert_eq!(files, ["book.toml", "content/index.md"]);
}

#[test]
fn a_template_that_fails_on_many_pages_is_told_once() {
    let text: String =
        (0..30).map(|at| format!("## {at} {{#p{at} .point}}\n\n[[p{}]]\n\n", 29 - at)).collect();
    let report = Report::new([
        ("book.toml", "[book]\nsrc = \"content\"\n[kinds.point]\n"),
        ("content/index.md", &format!("# Example\n\n{text}")),
        ("themes/default/templates/record.html", "\n{{ nothing }}\n"),
    ]);
    for command in ["check", "build"] {
        let run = report.run(&[command]);
        assert_eq!(run.code, 1);
        let place = " --> themes/default/templates/record.html:2:4\n";
        assert_eq!(run.stderr.matches(place).count(), 1, "{}", run.stderr);
        let pages = "on the page points/p0/index.html, and on 29 other pages\n";
        assert!(run.stderr.contains(pages), "{}", run.stderr);
        assert!(run.stderr.contains("\n1 error in 1 file\n"), "{}", run.stderr);
    }
}

#[test]
fn a_destination_on_the_command_line_is_relative_to_where_one_stands() {
    let report = Report::new([("content/index.md", "# Example\n")]);
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let name = report.path().to_str().expect("a path in UTF-8");
    let run = Run::of(rapporteur(elsewhere.path()).args(["build", name, "-q", "-d", "out"]));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(elsewhere.path().join("out/index.html").is_file());
    assert!(!report.path().join("book").exists());
}

#[test]
fn a_build_reaches_for_no_other_program_and_no_network() {
    let report = Report::new([("content/index.md", "# Example\n")]);
    let trace = report.path().join("trace");
    let mut command = std::process::Command::new("strace");
    command
        .args(["-f", "-qq", "-e", "trace=execve,connect,socket,bind,sendto", "-o"])
        .arg(&trace)
        .arg(env!("CARGO_BIN_EXE_rapporteur"))
        .args(["build", "-q"])
        .current_dir(report.path());
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => return skipped(&format!("strace cannot be run: {error}")),
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let calls = std::fs::read_to_string(trace).expect("a trace");
    let calls: Vec<&str> = calls.lines().filter(|line| line.contains('(')).collect();
    assert_eq!(calls.len(), 1, "{calls:#?}");
    assert!(calls[0].contains("execve("), "{calls:#?}");
}

#[test]
fn the_package_takes_files_from_the_root_alone_and_says_what_it_needs() {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).unwrap();
    let (cargo, citation) = (read("Cargo.toml"), read("CITATION.cff"));
    let value = |key: &str| {
        let line = cargo.lines().find(|line| line.split(" =").next() == Some(key));
        line.unwrap_or_else(|| panic!("no {key}")).split_once("= ").unwrap().1
    };
    // A pattern without a slash in front takes files from every folder, such as `node_modules`.
    let patterns = value("include").trim_matches(['[', ']']).split(", ");
    assert!(patterns.clone().count() > 1);
    for pattern in patterns {
        assert!(pattern.starts_with("\"/"), "{pattern}");
    }
    for key in ["rust-version", "documentation", "license", "description", "readme"] {
        assert!(value(key).len() > 2, "{key}");
    }
    let version = format!("version: {}", value("version").trim_matches('"'));
    assert!(citation.lines().any(|line| line == version), "{version}");
}

/// Git in a folder, as nobody in particular; `None` where it is not installed.
fn git(folder: &std::path::Path, arguments: &[&str]) -> Option<String> {
    let mut command = std::process::Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.args(arguments).output().ok()?;
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn a_revision_is_compared_without_a_checkout() {
    let report = Report::new([
        ("work/report/book.toml", support::BOOK),
        ("work/report/content/index.md", "# Home\n\nThe old text.\n\n![A plan](plan.svg)\n"),
        ("work/report/content/plan.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"),
        ("work/other.md", "# Not of the report\n"),
    ]);
    let work = report.path().join("work");
    if git(&work, &["init", "-q"]).is_none() {
        return skipped("git is not installed");
    }
    git(&work, &["add", "-A"]);
    git(&work, &["commit", "-q", "-m", "One"]);
    git(&work, &["tag", "first"]);
    report
        .write("work/report/content/index.md", "# Home\n\nThe new text.\n\n![A plan](plan.svg)\n");
    let folder = work.join("report");
    let run = |arguments: &[&str]| Run::of(rapporteur(&folder).args(arguments));
    let changed = "~ page/index  Home\n    text: The [-old-]{+new+} text.\n";
    let told = run(&["diff", "first", "--exit-code"]);
    assert_eq!((told.code, told.stdout.as_str()), (1, changed), "{}", told.stderr);
    git(&work, &["commit", "-q", "-a", "-m", "Two"]);
    for (arguments, stdout) in [
        (["diff", "HEAD", "."], ""),
        (["diff", "HEAD~1", "HEAD"], changed),
        (["diff", "first", "HEAD"], changed),
    ] {
        let told = run(&arguments);
        assert_eq!(
            (told.code, told.stdout.as_str()),
            (0, stdout),
            "{arguments:?}: {}",
            told.stderr
        );
    }
    let outside =
        Run::of(rapporteur(report.path()).args(["diff", "first", "--dir", "work/report"]));
    assert_eq!((outside.code, outside.stdout.as_str()), (0, changed), "{}", outside.stderr);
    assert_eq!(git(&work, &["status", "--porcelain"]).as_deref(), Some(""));
    for unknown in ["second", "--upload-pack=x", "HEAD:report"] {
        let told = run(&["diff", "--", unknown]);
        assert_eq!((told.code, told.stdout.as_str()), (2, ""), "{unknown}");
        assert!(told.stderr.contains("git revision"), "{unknown}: {}", told.stderr);
    }
}
