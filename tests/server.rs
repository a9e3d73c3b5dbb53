//! The preview's server over plain sockets, so that nothing smooths a request on its way.
#![allow(clippy::disallowed_methods, reason = "the tests look at the process")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use rapporteur::server::{Address, Answer, Events, Preview, Server};

/// Nothing takes this long; a test that waits for it has failed.
const DEADLINE: Duration = Duration::from_secs(20);
const PAGE: &str = "<!doctype html><title>Home</title></head><p>Inside the site.</p>";

/// A site that is only a list, and has a page that is not made until someone says so.
struct Site {
    answers: BTreeMap<String, Answer>,
    is_slow_made: Mutex<bool>,
    made: Condvar,
}

impl Site {
    fn make_slow(&self) {
        *self.is_slow_made.lock().unwrap() = true;
        self.made.notify_all();
    }
}

impl Preview for Site {
    fn get(&self, path: &str) -> Answer {
        if path == "slow/" {
            let is_made = self.is_slow_made.lock().unwrap();
            drop(self.made.wait_while(is_made, |is_made| !*is_made).unwrap());
        }
        assert_ne!(path, "panic/", "this is part of a test");
        let missing = Answer::Missing(b"<h1>Nothing here</h1>".to_vec());
        self.answers.get(path).cloned().unwrap_or(missing)
    }

    fn problems(&self) -> String {
        r#"[{"code":"RAP001"}]"#.to_owned()
    }
}

fn site() -> Arc<Site> {
    let found = |text: &str| Answer::Found(text.as_bytes().into());
    let answers = [
        ("", found(PAGE)),
        ("a b/é/", found("no head")),
        ("kept/", Answer::Kept(PAGE.as_bytes().into(), "a \"b\" & <c>.md".to_owned())),
        ("slow/", found("at last")),
        ("assets/style.css", found("0123456789")),
        ("assets/big.bin", Answer::Found(vec![7; 8 << 20].into())),
        ("assets/page.html", Answer::Foreign(PAGE.as_bytes().into())),
        ("themes/x", Answer::Moved("themes/x/".to_owned())),
        ("evil", Answer::Moved("//evil.example/<b>".to_owned())),
        ("early/", Answer::Loading),
        ("early.css", Answer::Loading),
        ("broken/", Answer::Failed("<script>alert(1)</script>".to_owned())),
    ];
    let answers = answers.into_iter().map(|(path, answer)| (path.to_owned(), answer)).collect();
    Arc::new(Site { answers, is_slow_made: Mutex::new(false), made: Condvar::new() })
}

/// A server that runs until the tests end.
struct Running {
    address: SocketAddr,
    site: Arc<Site>,
    events: Events,
}

fn start() -> Running {
    let server = Server::bind(&Address { host: "127.0.0.1".to_owned(), port: 0 }).unwrap();
    let running = Running { address: server.address(), site: site(), events: Events::new() };
    let (site, events) = (Arc::clone(&running.site), running.events.clone());
    thread::spawn(move || server.run_until(site, &events, std::future::pending::<()>()));
    running
}

impl Running {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream
    }

    /// Sends bytes and reads until the server closes. `PORT` stands for the port.
    fn raw(&self, request: &[u8]) -> Reply {
        let mut stream = self.connect();
        // The server may refuse, and close, before it has heard everything.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Reply::read(&bytes)
    }

    fn ask(&self, lines: &str) -> Reply {
        let lines = lines.replace("PORT", &self.address.port().to_string()).replace('\n', "\r\n");
        self.raw(format!("{lines}\r\nConnection: close\r\n\r\n").as_bytes())
    }

    fn get(&self, target: &str) -> Reply {
        self.ask(&format!("GET {target} HTTP/1.1\nHost: localhost:PORT"))
    }
}

#[derive(Debug)]
struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let body = bytes.get(end + 4..).unwrap_or_default().to_vec();
        Self { status, head, body }
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (one, value) = line.split_once(": ")?;
            one.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Requests as they are sent, and the status they get. `PORT` stands for the port; the line that
/// closes the connection is added. The cases and advisories are those of preview servers that
/// failed: a name that rebinds (CVE-2025-24010), readers of other origins (GHSA-67mh-4wv8-2f99,
/// CVE-2018-14732, CVE-2025-30360), and paths that lead out (CVE-2021-40978, CVE-2025-30208,
/// CVE-2025-31486, CVE-2025-32395, CVE-2025-46565).
const REQUESTS: &[(u16, &str)] = &[
    // 35: the host.
    (200, "GET / HTTP/1.1\nHost: localhost:PORT"),
    (200, "GET / HTTP/1.1\nHost: localhost"),
    (200, "GET / HTTP/1.1\nHost: a.localhost:PORT"),
    (200, "GET / HTTP/1.1\nHost: 127.0.0.1:PORT"),
    (200, "GET / HTTP/1.1\nHost: [::1]:PORT"),
    (200, "GET http://localhost:PORT/ HTTP/1.1\nHost: localhost:PORT"),
    (200, "GET / HTTP/1.0\nHost: localhost:PORT"),
    (400, "GET / HTTP/1.1"),
    (400, "GET / HTTP/1.0"),
    (400, "GET / HTTP/1.1\nHost: localhost:PORT\nHost: localhost:PORT"),
    (400, "GET / HTTP/1.1\nHost: localhost:PORT\nHost: evil.example"),
    (400, "GET / HTTP/1.1\nHost:"),
    (400, "GET / HTTP/1.1\nHost: localhost:x"),
    (400, "GET / HTTP/1.1\nHost: user@localhost:PORT"),
    (403, "GET / HTTP/1.1\nHost: evil.example"),
    (403, "GET / HTTP/1.1\nHost: evil.example:PORT"),
    (403, "GET / HTTP/1.1\nHost: localhost.evil.example:PORT"),
    (200, "GET / HTTP/1.1\nHost: localhost:1"),
    (200, "GET /-/problems HTTP/1.1\nHost: localhost:8080\nOrigin: http://localhost:8080"),
    (403, "GET /-/problems HTTP/1.1\nHost: localhost:8080\nOrigin: http://localhost:PORT"),
    (403, "GET /-/events HTTP/1.1\nHost: localhost:8080\nOrigin: http://localhost:8081"),
    (403, "GET /-/events HTTP/1.1\nHost: localhost:8080\nOrigin: https://localhost:8080"),
    (403, "GET / HTTP/1.1\nHost: 10.0.0.1:PORT"),
    (403, "GET http://evil.example/ HTTP/1.1\nHost: localhost:PORT"),
    (403, "GET http://localhost:PORT/ HTTP/1.1\nHost: evil.example"),
    (403, "GET /-/events HTTP/1.1\nHost: evil.example"),
    (403, "GET /-/problems HTTP/1.1\nHost: evil.example"),
    (403, "GET /nothing HTTP/1.1\nHost: evil.example"),
    (403, "POST / HTTP/1.1\nHost: evil.example"),
    // 36 and 37: other origins.
    (200, "GET / HTTP/1.1\nHost: localhost:PORT\nSec-Fetch-Site: none"),
    (200, "GET /assets/style.css HTTP/1.1\nHost: localhost:PORT\nSec-Fetch-Site: same-origin"),
    (
        200,
        "GET / HTTP/1.1\nHost: localhost:PORT\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document",
    ),
    (403, "GET / HTTP/1.1\nHost: localhost:PORT\nSec-Fetch-Site: cross-site"),
    (
        403,
        "GET / HTTP/1.1\nHost: localhost:PORT\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe",
    ),
    (
        403,
        "GET /assets/style.css HTTP/1.1\nHost: localhost:PORT\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: no-cors\nSec-Fetch-Dest: style",
    ),
    (
        403,
        "GET /assets/style.css HTTP/1.1\nHost: localhost:PORT\nSec-Fetch-Site: same-site\nSec-Fetch-Mode: no-cors\nSec-Fetch-Dest: image",
    ),
    (
        403,
        "GET /-/events HTTP/1.1\nHost: localhost:PORT\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: cors",
    ),
    (200, "GET /-/problems HTTP/1.1\nHost: localhost:PORT\nOrigin: http://localhost:PORT"),
    (403, "GET /-/problems HTTP/1.1\nHost: localhost:PORT\nOrigin: http://evil.example"),
    (403, "GET /-/events HTTP/1.1\nHost: localhost:PORT\nOrigin: http://evil.example"),
    (403, "GET /-/events HTTP/1.1\nHost: localhost:PORT\nOrigin: null"),
    (403, "GET /-/events HTTP/1.1\nHost: localhost:PORT\nOrigin:"),
    (403, "GET /-/events HTTP/1.1\nHost: localhost:PORT\nOrigin: http://localhost:1"),
    (403, "GET /-/events HTTP/1.1\nHost: localhost:PORT\nOrigin: http://localhost"),
    (403, "GET /-/events HTTP/1.1\nHost: localhost:PORT\nOrigin: https://localhost:PORT"),
    (403, "GET /-/events HTTP/1.1\nHost: localhost:PORT\nOrigin: http://127.0.0.1:PORT"),
    (403, "GET /-/events HTTP/1.1\nHost: localhost:PORT\nOrigin: http://10.0.0.1:PORT"),
    (
        403,
        "GET /-/events HTTP/1.1\nHost: localhost:PORT\nOrigin: http://localhost:PORT\nOrigin: http://evil.example",
    ),
    // 40: methods and bodies.
    (200, "HEAD / HTTP/1.1\nHost: localhost:PORT"),
    (405, "POST / HTTP/1.1\nHost: localhost:PORT"),
    (405, "PUT / HTTP/1.1\nHost: localhost:PORT"),
    (405, "TRACE / HTTP/1.1\nHost: localhost:PORT"),
    (405, "OPTIONS / HTTP/1.1\nHost: localhost:PORT"),
    (405, "OPTIONS * HTTP/1.1\nHost: localhost:PORT"),
    (405, "get / HTTP/1.1\nHost: localhost:PORT"),
    (405, "POST / HTTP/1.1\nHost: localhost:PORT\nTransfer-Encoding: chunked\n\nzz\nbad"),
    (400, "GET / HTTP/2.0\nHost: localhost:PORT"),
    (400, "GET  / HTTP/1.1\nHost: localhost:PORT"),
    (400, "GET / HTTP/1.1\nHost : localhost:PORT"),
    (400, "GET / HTTP/1.1\nHost: localhost:PORT\n folded"),
    (400, "\u{16}\u{3}\u{1} a handshake"),
];

/// Targets that lead nowhere: each is refused or missing, under every method of writing it.
const TARGETS: &[(u16, &str)] = &[
    // 38: paths.
    (200, "/a%20b/%C3%A9/"),
    (200, "/a%20b/é/"),
    (200, "/?q=../../etc/passwd"),
    (200, "/assets/style.css?import&raw??"),
    (404, "/etc/passwd"),
    (404, "/c:/windows/win.ini"),
    (404, "/C%3A/windows/win.ini"),
    (404, "/@fs/etc/passwd"),
    (404, "/@fs/etc/passwd?import&raw??"),
    (404, "/%252e%252e/%252e%252e/etc/passwd"),
    (404, "/..%252fetc%252fpasswd"),
    (404, "/%e2%80%a5/etc/passwd"),
    (404, "/%ef%bc%8e%ef%bc%8e/etc/passwd"),
    (404, "/...%20/etc/passwd"),
    (404, "/.../etc/passwd"),
    (404, "/..;/etc/passwd"),
    (404, "/~root"),
    (404, "/.git/config"),
    (404, "/Cargo.toml"),
    (404, "/assets/style.css/"),
    (404, "/assets/STYLE.css"),
    (404, "/-/nothing"),
    (404, "/-"),
    (400, "/-/../Cargo.toml"),
    (400, "/../etc/passwd"),
    (400, "/.."),
    (400, "/."),
    (400, "/./Cargo.toml"),
    (400, "/assets/../Cargo.toml"),
    (400, "/assets/../../Cargo.toml"),
    (400, "/%2e%2e/etc/passwd"),
    (400, "/%2E%2E/etc/passwd"),
    (400, "/.%2e/etc/passwd"),
    (400, "/%2e./etc/passwd"),
    (400, "/..%2fetc/passwd"),
    (400, "/..%2Fetc%2Fpasswd"),
    (400, "/%2fetc/passwd"),
    (400, "/assets%2fstyle.css"),
    (400, "/..\\etc\\passwd"),
    (400, "/..%5cetc%5cpasswd"),
    (400, "/assets%5Cstyle.css"),
    (400, "//etc/passwd"),
    (400, "//evil.example/"),
    (400, "///etc/passwd"),
    (400, "/assets//style.css"),
    (400, "/assets/style.css%00"),
    (400, "/%00"),
    (400, "/assets/style.css%00.html"),
    (400, "/a%0d%0aSet-Cookie:%20x"),
    (400, "/%7f"),
    (400, "/%c0%ae%c0%ae/etc/passwd"),
    (400, "/%c0%af"),
    (400, "/%e0%80%af"),
    (400, "/%ff"),
    (400, "/%ed%a0%80"),
    (400, "/%"),
    (400, "/%2"),
    (400, "/%zz"),
    (400, "/%u002e"),
    (400, "/#/../etc/passwd"),
    (400, "/assets/style.css#/../../Cargo.toml"),
    (400, "/x?#/../etc/passwd"),
    (400, "etc/passwd"),
    (400, "../etc/passwd"),
    (400, "*"),
    (400, "file:///etc/passwd"),
    (400, "https://localhost/"),
    (400, "http:///etc/passwd"),
    (400, "http://localhost:PORT/../etc/passwd"),
    (400, "http://user@localhost:PORT/"),
    (400, "ftp://localhost/"),
    (403, "http://evil.example/"),
];

#[test]
fn request_of_every_shape_gets_its_status() {
    let running = start();
    let targets = TARGETS.iter().flat_map(|(status, target)| {
        let hosts = ["localhost:PORT", "127.0.0.1"];
        hosts.map(|host| (*status, format!("GET {target} HTTP/1.1\nHost: {host}")))
    });
    let requests = REQUESTS.iter().map(|(status, lines)| (*status, (*lines).to_owned()));
    for (status, lines) in requests.chain(targets) {
        let reply = running.ask(&lines);
        assert_eq!(reply.status, status, "{lines:?}: {reply:?}");
        let head = reply.head.to_ascii_lowercase();
        assert!(!head.contains("access-control"), "{lines:?}");
        assert!(!head.contains("set-cookie"), "{lines:?}");
        assert!(head.contains("cross-origin-resource-policy: same-origin"), "{lines:?}");
        assert!(head.contains("x-content-type-options: nosniff"), "{lines:?}");
        assert_eq!(reply.field("allow").is_some(), status == 405, "{lines:?}");
        // Nothing of the disk, and nothing of the request.
        let text = reply.text();
        for foreign in ["root:", "[package]", "passwd", "evil"] {
            assert!(!text.contains(foreign), "{lines:?}: {text}");
        }
    }
}

#[test]
fn page_has_the_script_and_is_not_kept() {
    let running = start();
    let reply = running.get("/");
    assert_eq!(reply.field("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(reply.field("cache-control"), Some("no-store"));
    let (before, rest) = PAGE.split_once("</head>").unwrap();
    let text = reply.text();
    assert!(text.starts_with(&format!("{before}<script src=\"/-/preview.js\" type=\"module\" ")));
    assert!(text.ends_with(&format!("></script></head>{rest}")));
    assert!(running.get("/a%20b/%C3%A9/").text().starts_with("no head<script src="));

    let tag = reply.field("etag").unwrap();
    let lines = format!("GET / HTTP/1.1\nHost: localhost:PORT\nIf-None-Match: {tag}");
    let again = running.ask(&lines);
    assert_eq!((again.status, again.body.len()), (304, 0));

    let head = running.ask("HEAD / HTTP/1.1\nHost: localhost:PORT");
    assert_eq!(head.field("content-length"), reply.field("content-length"));
    assert!(head.body.is_empty());
}

#[test]
fn asset_is_had_again_and_in_parts() {
    let running = start();
    let ask = |fields: &str| {
        running.ask(&format!("GET /assets/style.css HTTP/1.1\nHost: localhost:PORT\n{fields}"))
    };
    let whole = running.get("/assets/style.css");
    assert_eq!(whole.text(), "0123456789");
    assert_eq!(whole.field("content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(whole.field("cache-control"), Some("no-cache"));
    let tag = whole.field("etag").unwrap();
    assert_eq!(ask(&format!("If-None-Match: \"x\", {tag}")).status, 304);
    assert_eq!(ask("If-None-Match: \"x\"").status, 200);

    for (fields, status, body, range) in [
        ("Range: bytes=2-4".to_owned(), 206, "234", Some("bytes 2-4/10")),
        ("Range: bytes=8-99".to_owned(), 206, "89", Some("bytes 8-9/10")),
        ("Range: bytes=-2".to_owned(), 206, "89", Some("bytes 8-9/10")),
        (
            "Range: bytes=10-".to_owned(),
            416,
            "The file does not have these bytes.\n",
            Some("bytes */10"),
        ),
        ("Range: bytes=0-1,4-5".to_owned(), 200, "0123456789", None),
        ("Range: nonsense".to_owned(), 200, "0123456789", None),
        ("Range: bytes=0-1\nIf-Range: \"x\"".to_owned(), 200, "0123456789", None),
        (format!("Range: bytes=0-1\nIf-Range: {tag}"), 206, "01", Some("bytes 0-1/10")),
    ] {
        let reply = ask(&fields);
        let got = (reply.status, reply.text(), reply.field("content-range"));
        assert_eq!(got, (status, body.to_owned(), range), "{fields}");
    }
}

#[test]
fn a_page_of_an_earlier_version_names_the_file_and_has_another_tag() {
    let running = start();
    let (kept, other) = (running.get("/kept/"), running.get("/"));
    assert_eq!(kept.status, 200);
    let names = "data-kept=\"a &quot;b&quot; &amp; &lt;c&gt;.md\"";
    assert!(kept.text().contains(names), "{}", kept.text());
    assert!(!other.text().contains("data-kept"), "{}", other.text());
    assert_ne!(kept.field("etag"), other.field("etag"));
}

#[test]
fn a_file_that_browsers_run_is_cut_off_from_the_site() {
    let running = start();
    let reply = running.get("/assets/page.html");
    assert_eq!(reply.status, 200);
    assert_eq!(reply.field("content-security-policy"), Some("sandbox"));
    assert_eq!(reply.body, PAGE.as_bytes(), "no script is put into it");
    assert_eq!(running.get("/assets/style.css").field("content-security-policy"), None);
}

#[test]
fn answers_other_than_pages_are_what_they_say() {
    let running = start();
    let reply = running.get("/themes/x?q=1");
    assert_eq!((reply.status, reply.field("location")), (307, Some("/themes/x/?q=1")));
    // Never to another host.
    assert_eq!(running.get("/evil").field("location"), Some("/evil.example/%3Cb%3E"));

    let reply = running.get("/early/");
    assert_eq!((reply.status, reply.field("retry-after")), (503, Some("1")));
    assert!(reply.text().contains("data-tag=\"\""), "{}", reply.text());
    assert_eq!(running.get("/early.css").field("content-type"), Some("text/plain; charset=utf-8"));

    let reply = running.get("/broken/");
    assert_eq!(reply.status, 500);
    assert!(reply.text().contains("&lt;script&gt;alert(1)"), "{}", reply.text());

    let reply = running.get("/nothing/<img%20src=x>");
    assert_eq!(reply.status, 404);
    assert!(reply.text().starts_with("<h1>Nothing here</h1>"));

    let reply = running.get("/-/problems");
    assert_eq!(reply.field("content-type"), Some("application/json"));
    assert_eq!(reply.text(), r#"[{"code":"RAP001"}]"#);
    for (path, media_type) in [
        ("preview.js", "text/javascript; charset=utf-8"),
        ("preview.css", "text/css; charset=utf-8"),
        ("idiomorph.js", "text/javascript; charset=utf-8"),
    ] {
        let reply = running.get(&format!("/-/{path}"));
        assert_eq!((reply.status, reply.field("content-type")), (200, Some(media_type)));
    }
}

#[test]
fn page_that_panics_is_an_error_and_the_next_one_is_served() {
    let running = start();
    assert_eq!(running.get("/panic/").status, 500);
    assert_eq!(running.get("/").status, 200);
}

#[test]
fn requests_follow_each_other_on_a_connection() {
    let running = start();
    let mut stream = running.connect();
    let request = "GET /assets/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(request.repeat(3).as_bytes()).unwrap();
    let mut bytes = vec![0; 4096];
    let mut text = String::new();
    while text.matches("0123456789").count() < 3 {
        let count = stream.read(&mut bytes).unwrap();
        assert_ne!(count, 0, "{text}");
        text.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
}

#[test]
fn open_page_is_told_of_changes_without_content() {
    let running = start();
    let mut stream = running.connect();
    stream.write_all(b"GET /-/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut lines = BufReader::new(stream).lines().map(|line| line.unwrap());
    let head: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
    assert_eq!(head[0], "HTTP/1.1 200 OK");
    assert!(head.contains(&"Content-Type: text/event-stream".to_owned()), "{head:?}");
    let mut next = |name: &str, data: &str| {
        let event: Vec<String> = lines
            .by_ref()
            .skip_while(|line| !line.starts_with("event: "))
            .take_while(|line| !line.is_empty())
            .collect();
        assert_eq!(event[0], format!("event: {name}"));
        assert_eq!(event[2], format!("data: {data}"));
        event[1].clone()
    };
    let before = next("state", "-");
    running.events.pages_changed();
    let after = next("pages", "-");
    assert_ne!(before, after);
    running.events.styles_changed("assets/style.css\nevent: forged");
    next("styles", "assets/style.cssevent: forged");
    running.events.scripts_changed();
    next("scripts", "-");
    running.events.problems_changed();
    next("problems", "-");
}

#[test]
fn long_heads_and_slow_ones_are_refused() {
    let running = start();
    let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(1 << 20));
    assert_eq!(running.raw(long.as_bytes()).status, 431);
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(1000));
    assert_eq!(running.raw(many.as_bytes()).status, 431);
    let address = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(1 << 20));
    assert_eq!(running.raw(address.as_bytes()).status, 414);

    let mut slow = running.connect();
    let mut reader = slow.try_clone().unwrap();
    let drip = thread::spawn(move || {
        // One byte after the other, for longer than is allowed.
        for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ".iter().chain(&[b'x'; 200]) {
            if slow.write_all(&[*byte]).is_err() {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
    });
    let mut bytes = Vec::new();
    let _ = reader.read_to_end(&mut bytes);
    assert_eq!(Reply::read(&bytes).status, 408);
    drip.join().unwrap();
}

/// A client that asks for much and takes nothing.
fn stall(running: &Running) -> TcpStream {
    let mut stream = running.connect();
    let _ = stream.write_all(b"GET /assets/big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream
}

/// A client that asks for a page which is not made for as long as the test likes.
fn ask_for_slow(running: &Running) -> TcpStream {
    let mut stream = running.connect();
    stream.write_all(b"GET /slow/ HTTP/1.0\r\nHost: localhost\r\n\r\n").unwrap();
    stream
}

#[test]
fn pages_are_answered_while_a_crowd_idles_and_stalls() {
    let running = start();
    // Both ends of a connection count against the limit of descriptors of this one process.
    let idle: Vec<TcpStream> = (0..300).map(|_| running.connect()).collect();
    let stalled: Vec<TcpStream> = (0..5).map(|_| stall(&running)).collect();
    let mut slow = ask_for_slow(&running);
    for _ in 0..20 {
        assert_eq!(running.get("/").status, 200);
    }
    // All of that came before the page that was asked for first.
    running.site.make_slow();
    let mut bytes = Vec::new();
    slow.read_to_end(&mut bytes).unwrap();
    assert!(Reply::read(&bytes).text().starts_with("at last"));
    drop((idle, stalled));
}

#[test]
fn taken_port_gives_the_next() {
    let first = Server::bind(&Address { host: "127.0.0.1".to_owned(), port: 0 }).unwrap();
    assert!(!first.is_displaced() && !first.is_public());
    let port = first.address().port();
    let second = Server::bind(&Address { host: "localhost".to_owned(), port }).unwrap();
    assert!(second.is_displaced());
    assert!(second.address().port() > port);
    assert_eq!(second.url(), format!("http://localhost:{}/", second.address().port()));
    let nowhere = Server::bind(&Address { host: "192.0.2.1".to_owned(), port: 0 });
    assert!(nowhere.unwrap_err().to_string().starts_with("cannot serve at 192.0.2.1, port 0: "));
}

/// Not a test: the process that the next one sends signals to.
#[test]
#[ignore = "it serves until it is stopped"]
fn serve_until_stopped() {
    let server = Server::bind(&Address { host: "127.0.0.1".to_owned(), port: 0 }).unwrap();
    // The harness keeps the standard output to itself.
    writeln!(std::io::stderr(), "at {}", server.address()).unwrap();
    let signal = server.run(site(), &Events::new()).unwrap();
    writeln!(std::io::stderr(), "ended by {signal:?}").unwrap();
}

#[test]
fn signal_ends_it_whoever_is_connected() {
    for (signal, ended) in [("INT", "ended by Interrupt"), ("TERM", "ended by Terminate")] {
        let this = std::env::current_exe().unwrap();
        let mut child = Command::new(this)
            .args(["serve_until_stopped", "--exact", "--ignored", "--nocapture"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map(Reaped)
            .unwrap();
        let mut lines = BufReader::new(child.0.stderr.take().unwrap()).lines().map(Result::unwrap);
        let address = lines.find_map(|line| line.strip_prefix("at ").map(str::to_owned)).unwrap();
        let address = address.parse().unwrap();
        let running = Running { address, site: site(), events: Events::new() };
        let mut page = running.connect();
        page.write_all(b"GET /-/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        assert_ne!(page.read(&mut [0; 512]).unwrap(), 0);
        let stalled: Vec<TcpStream> = (0..3).map(|_| stall(&running)).collect();
        // In that process nobody ever makes it.
        let slow = ask_for_slow(&running);
        let half = running.connect();
        (&half).write_all(b"GET / HT").unwrap();
        assert_eq!(running.get("/").status, 200);

        let pid = child.0.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
        assert_eq!(lines.find(|line| line.starts_with("ended")).as_deref(), Some(ended));
        assert!(child.0.wait().unwrap().success());
        drop((page, stalled, slow, half));
    }
}

/// A process that does not outlive the test.
struct Reaped(Child);

impl Drop for Reaped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
