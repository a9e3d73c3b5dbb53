//! A preview that runs, and how it is asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use crate::support::{Report, rapporteur};

/// Nothing takes this long; a test that waits for it has failed.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// A preview of a report, which ends with the value.
pub(crate) struct Preview {
    child: Child,
    /// What it says. All of it is read at once: a pipe that is full would hold it up.
    lines: Receiver<String>,
    pub(crate) address: String,
    /// What it said before it named its address.
    pub(crate) said: String,
}

impl Preview {
    pub(crate) fn of(report: &Report, arguments: &[&str]) -> Self {
        let mut command = rapporteur(report.path());
        let command = command.arg("serve").args(arguments);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("a binary that starts");
        let mut errors = BufReader::new(child.stderr.take().expect("its errors"));
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            while errors.read_line(&mut line).expect("UTF-8") > 0 {
                // Whoever asks no more for lines may still wait for pages.
                let _ = sender.send(std::mem::take(&mut line));
            }
        });
        let mut preview = Self { child, lines, address: String::new(), said: String::new() };
        let mut said = preview.lines_to("preview at http://");
        let line = said.pop().expect("a line");
        let (_, address) = line.split_once("http://").expect("an address");
        preview.said = said.concat();
        preview.address = address.split('/').next().expect("a host").to_owned();
        preview
    }

    /// The next line that it says with these words.
    pub(crate) fn line_with(&mut self, words: &str) -> String {
        loop {
            let line = self.lines.recv();
            let line = line.unwrap_or_else(|_| panic!("it ended and never said `{words}`"));
            if line.contains(words) {
                return line;
            }
        }
    }

    /// All lines that it has to say until one with these words.
    pub(crate) fn lines_to(&mut self, words: &str) -> Vec<String> {
        let mut lines = Vec::new();
        while !lines.last().is_some_and(|line: &String| line.contains(words)) {
            lines.push(self.line_with(""));
        }
        lines
    }

    /// What is answered to bytes.
    pub(crate) fn ask(&self, request: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(&self.address).expect("a server");
        stream.set_read_timeout(Some(DEADLINE)).expect("a time");
        // It may refuse, and close, before it has heard everything.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Reply::read(&bytes)
    }

    /// What is answered when a browser asks for a target.
    pub(crate) fn reply(&self, target: &str) -> Reply {
        let host = &self.address;
        self.ask(
            format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        )
    }

    /// The status and the text at an address.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        let Reply { status, body } = self.reply(path);
        (status, String::from_utf8(body).expect("UTF-8"))
    }

    /// Waits until what stands at an address is as it should be.
    pub(crate) fn wait(&self, path: &str, wanted: impl Fn(u16, &str) -> bool) -> String {
        let begin = Instant::now();
        loop {
            let (status, body) = self.get(path);
            if wanted(status, &body) {
                return body;
            }
            assert!(begin.elapsed() < DEADLINE, "{path}: {status} {body}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The number of its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn ends_by(mut self, signal: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status().expect("kill");
        assert!(sent.success());
        self.child.wait().expect("an end").code()
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    /// 0 if there was none.
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]);
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let body = bytes.get(end + 4..).unwrap_or_default().to_vec();
        Self { status: status.unwrap_or_default(), body }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether there is a page with these words.
pub(crate) fn has(words: &'static str) -> impl Fn(u16, &str) -> bool {
    move |status, body| status == 200 && body.contains(words)
}
