//! `rapporteur serve` from end to end: what a browser gets while a report is being edited.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Report, rapporteur};

/// A preview of a report, which ends with the value.
struct Preview {
    child: Child,
    lines: BufReader<ChildStderr>,
    address: String,
}

impl Preview {
    fn of(report: &Report, arguments: &[&str]) -> Self {
        let mut command = rapporteur(report.path());
        let command = command.arg("serve").args(arguments);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("a binary that starts");
        let lines = BufReader::new(child.stderr.take().expect("its errors"));
        let mut preview = Self { child, lines, address: String::new() };
        let line = preview.line_with("preview at http://");
        let (_, address) = line.split_once("http://").expect("an address");
        preview.address = address.split('/').next().expect("a host").to_owned();
        preview
    }

    /// The next line that it says with these words.
    fn line_with(&mut self, words: &str) -> String {
        loop {
            let mut line = String::new();
            let length = self.lines.read_line(&mut line).expect("UTF-8");
            assert!(length > 0, "it ended and never said `{words}`");
            if line.contains(words) {
                return line;
            }
        }
    }

    /// The status and the body at an address.
    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("a server");
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("a request that is read");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("UTF-8");
        let (head, body) = reply.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        (status.expect("a status"), body.to_owned())
    }

    /// Waits until what stands at an address is as it should be.
    fn wait(&self, path: &str, wanted: impl Fn(u16, &str) -> bool) -> String {
        let begin = Instant::now();
        loop {
            let (status, body) = self.get(path);
            if wanted(status, &body) {
                return body;
            }
            assert!(begin.elapsed() < Duration::from_secs(30), "{path}: {status} {body}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn ends_by(mut self, signal: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status().expect("kill");
        assert!(sent.success());
        self.child.wait().expect("an end").code()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn report() -> Report {
    Report::new([
        ("book.toml", "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.venue]\n"),
        ("content/index.md", "# Example\n\nThe first words, and [[dhaka]].\n"),
        ("content/venues.md", "# Venues\n\n## Dhaka {.venue}\n"),
    ])
}

fn has(words: &'static str) -> impl Fn(u16, &str) -> bool {
    move |status, body| status == 200 && body.contains(words)
}

#[test]
fn an_edit_is_shown_and_a_broken_one_keeps_the_last_good_site() {
    let report = report();
    let mut preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/", has("The first words"));
    preview.wait("/venues/dhaka/", has("Dhaka"));
    assert_eq!(preview.get("/nowhere/").0, 404);

    report.replace("content/index.md", "first", "second");
    preview.wait("/", has("The second words"));

    report.replace("content/index.md", "second words, and [[dhaka]]", "third words, and [[dahka]]");
    let problems = preview.wait("/-/problems", has("RAP401"));
    assert!(problems.contains("content/index.md") && problems.contains("dahka"), "{problems}");
    preview.line_with("error[RAP401]");
    assert!(preview.get("/").1.contains("The second words"));

    report.replace("content/index.md", "dahka", "dhaka");
    preview.wait("/", has("The third words"));
    assert_eq!(preview.get("/-/problems").1, "[]");

    // A record that goes takes its page with it.
    report.write("content/venues.md", "# Venues\n\n## Cairo {.venue}\n");
    report.replace("content/index.md", "dhaka", "cairo");
    preview.wait("/venues/dhaka/", |status, _| status == 404);
    preview.wait("/venues/cairo/", has("Cairo"));
}

#[test]
fn a_look_and_the_configuration_are_watched_as_well() {
    let report = report();
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/", has("Example"));
    report.write("themes/default/templates/home.html", "A home of one's own");
    preview.wait("/", has("A home of one's own"));
    report.write("themes/default/templates/home.html", "A home that {{ is not");
    preview.wait("/-/problems", has("RAP701"));
    assert!(preview.get("/").1.contains("A home of one's own"));
    std::fs::remove_dir_all(report.path().join("themes")).expect("a folder");
    preview.wait("/", has("The first words"));
    report.replace("book.toml", "Example", "Another title");
    preview.wait("/", has("Another title"));
    report.replace("book.toml", "[kinds.venue]", "[kinds.venue");
    preview.wait("/-/problems", has("RAP001"));
    assert!(preview.get("/").1.contains("Another title"));
}

#[test]
fn a_report_that_is_broken_from_the_start_is_shown_once_it_is_mended() {
    let report = report();
    report.replace("content/index.md", "dhaka", "dahka");
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/-/problems", has("RAP401"));
    report.replace("content/index.md", "dahka", "dhaka");
    preview.wait("/-/problems", |_, body| body == "[]");
    preview.wait("/", has("The first words"));
}

#[test]
fn a_draft_is_shown_to_who_asks() {
    let report = report();
    report.write("content/plan.md", "+++\ndraft = true\n+++\n# Plan\n");
    let preview = Preview::of(&report, &["-p", "0", "--drafts"]);
    preview.wait("/plan/", has("Plan"));
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/", has("The first words"));
    assert_eq!(preview.get("/plan/").0, 404);
}

#[test]
fn a_port_that_is_taken_is_said_aloud_and_the_next_free_one_is_used() {
    let report = report();
    let first = Preview::of(&report, &["-p", "0"]);
    let port = first.address.rsplit(':').next().expect("a port").to_owned();
    let mut command = rapporteur(report.path());
    let command = command.args(["serve", "-p", &port]).stderr(Stdio::piped());
    let mut child = command.spawn().expect("a binary that starts");
    let mut lines = BufReader::new(child.stderr.take().expect("its errors")).lines();
    let mut line = || lines.next().expect("a line").expect("UTF-8");
    assert_eq!(line(), format!("port {port} is taken; using the next free one"));
    let second = line();
    child.kill().and_then(|()| child.wait()).expect("an end");
    assert!(
        second.starts_with("preview at http://127.0.0.1:") && !second.contains(&port),
        "{second}"
    );
}

#[test]
fn it_ends_as_a_signal_ends_a_program() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let report = report();
        let preview = Preview::of(&report, &["-p", "0"]);
        preview.wait("/", has("The first words"));
        assert_eq!(preview.ends_by(signal), Some(code));
        // It has written nothing.
        assert_eq!(
            crate::support::files_below(report.path()),
            ["book.toml", "content/index.md", "content/venues.md"]
        );
    }
}
