//! An answer, and its head in bytes.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// An answer.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    /// The fields that are the answer's own; [`Response::head`] adds those that all have.
    pub(super) fields: Vec<(&'static str, String)>,
    pub(super) body: Body,
}

/// The media type of short answers for people.
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

/// What follows the head.
#[derive(Debug)]
pub(super) enum Body {
    /// Nothing, as the status wants it.
    None,
    /// These bytes of what is shared with the site.
    Bytes(Arc<[u8]>, Range<usize>),
    /// Events, until the client leaves.
    Events,
}

/// A request that is not answered, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) words: &'static str,
}

impl Refusal {
    /// A request that is not as requests are.
    pub(super) fn bad(words: &'static str) -> Self {
        Self { status: 400, words }
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        let mut response = Response::new(refusal.status, PLAIN, format!("{}\n", refusal.words));
        if refusal.status == 405 {
            response.fields.push(("Allow", "GET, HEAD".to_owned()));
        }
        response
    }
}

impl Response {
    /// An answer that is not to be kept.
    pub(super) fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let bytes: Arc<[u8]> = body.into().into();
        let all = 0..bytes.len();
        Self {
            status,
            fields: vec![
                ("Content-Type", media_type.to_owned()),
                ("Cache-Control", "no-store".to_owned()),
            ],
            body: Body::Bytes(bytes, all),
        }
    }

    /// The head in bytes, and the blank line after it.
    pub(super) fn head(&self, stays: bool) -> String {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.fields {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if let Body::Bytes(_, range) = &self.body {
            let _ = write!(head, "Content-Length: {}\r\n", range.len());
        }
        let date = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&Timestamp::now());
        if let Ok(date) = date {
            let _ = write!(head, "Date: {date}\r\n");
        }
        if !stays {
            head.push_str("Connection: close\r\n");
        }
        head.push_str("Cross-Origin-Resource-Policy: same-origin\r\n");
        head.push_str("X-Content-Type-Options: nosniff\r\n\r\n");
        head
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        414 => "URI Too Long",
        416 => "Range Not Satisfiable",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}
