//! Requests of those who should not get anything, and of too many at once.

use std::io::Write;
use std::net::TcpStream;

use crate::preview::{Preview, has};
use crate::report;

/// Ways of writing "one folder up", or of trying to.
const UPS: [&str; 15] = [
    "..",
    "%2e%2e",
    "%2E.",
    "%252e%252e",
    "..;",
    "...",
    "....",
    "..%20",
    "..%00",
    "%c0%ae%c0%ae",
    "%e0%80%ae%e0%80%ae",
    "%ef%bc%8e%ef%bc%8e",
    "%u002e%u002e",
    "..#",
    "~",
];
/// Ways of writing a slash.
const SLASHES: [&str; 7] = ["/", "%2f", "%5c", "\\", "//", "%252f", "%c0%af"];
/// Where an address may begin; `HOST` stands for the host.
const BEGINNINGS: [&str; 5] = ["/", "/assets/", "/@fs/", "/c:/", "http://HOST/"];

#[test]
fn no_spelling_of_an_address_leads_out_of_the_site() {
    let report = report();
    report.write("book.toml", "# SECRET\n[book]\nsrc = \"content\"\n[kinds.venue]\n");
    report.write("content/.env", "SECRET");
    report.write("content/notes.txt", "SECRET");
    let folder = report.path().to_str().expect("a path in UTF-8").to_owned();
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/", has("The first words"));
    let mut targets: Vec<String> =
        ["/book.toml", "/.env", "/notes.txt", "/content/notes.txt", "/.git/config"]
            .map(str::to_owned)
            .to_vec();
    targets.extend([format!("/{folder}/book.toml"), format!("{folder}/book.toml")]);
    for (beginning, slash) in BEGINNINGS.iter().flat_map(|one| SLASHES.map(|slash| (one, slash))) {
        for up in UPS {
            let beginning = beginning.replace("HOST", &preview.address);
            let ups = format!("{up}{slash}").repeat(8);
            targets.push(format!("{beginning}{ups}etc{slash}passwd"));
            let file = format!("{folder}/book.toml").replace('/', slash);
            targets.push(format!("{beginning}{ups}{}", file.trim_start_matches(slash)));
            targets.push(format!("{beginning}{up}{slash}book.toml"));
        }
    }
    for target in targets {
        let reply = preview.reply(&target);
        assert!(matches!(reply.status, 400 | 404), "{target}: {}", reply.status);
        let body = String::from_utf8_lossy(&reply.body);
        assert!(!body.contains("SECRET") && !body.contains("root:x:"), "{target}: {body}");
    }
    assert_eq!(preview.get("/").0, 200);
}

#[test]
fn what_an_address_says_is_not_repeated_in_the_answer() {
    let report = report();
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/", has("The first words"));
    for target in
        ["/<img%20src=x%20onerror=alert(1)>", "/%3Cscript%3Ealert(1)%3C/script%3E/", "/?<img>"]
    {
        let body = preview.get(target).1;
        assert!(!body.contains("<img") && !body.contains("alert(1)"), "{target}: {body}");
    }
}

#[test]
fn it_listens_to_this_machine_alone_unless_told() {
    let report = report();
    let preview = Preview::of(&report, &["-p", "0"]);
    assert!(preview.address.starts_with("127.0.0.1:"), "{}", preview.address);
    preview.wait("/", has("The first words"));
    if cfg!(target_os = "linux") {
        // Every address below 127 is this machine's there, and only one of them is listened at.
        let other = preview.address.replace("127.0.0.1", "127.0.0.2");
        assert!(TcpStream::connect(other).is_err());
    }
    drop(preview);
    let run = Preview::of(&report, &["-p", "0", "--hostname", "0.0.0.0"]);
    assert!(
        run.said.contains("other machines on the network can read this preview"),
        "{}",
        run.said
    );
}

#[test]
fn a_crowd_that_says_nothing_costs_no_page_its_answer_and_little_memory() {
    let report = report();
    let preview = Preview::of(&report, &["-p", "0"]);
    preview.wait("/", has("The first words"));
    let connect = |at: usize| {
        let mut stream = TcpStream::connect(&preview.address).ok()?;
        stream.write_all(&b"GET / HTTP/1.1"[..at % 15]).ok()?;
        Some(stream)
    };
    let crowd: Vec<Option<TcpStream>> = (0..700).map(connect).collect();
    for _ in 0..20 {
        assert_eq!(preview.get("/").0, 200);
    }
    if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", preview.process())) {
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
        let kilobytes: usize = line.trim().trim_end_matches(" kB").parse().expect("a number");
        assert!(kilobytes < 150_000, "{kilobytes} kB");
    }
    drop(crowd);
}
