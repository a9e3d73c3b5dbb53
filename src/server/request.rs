//! The head of a request: which bytes are one, and which path they ask for.
//!
//! An address is decoded once and must then be plain: what a file system could read as a way up,
//! across or out is refused here, although no file system is behind it.

use super::response::Refusal;

/// The longest request line.
const LINE: usize = 8 << 10;
/// The longest head.
pub(super) const HEAD: usize = 16 << 10;
/// The most header fields.
const FIELDS: usize = 64;

/// A request without its body.
#[derive(Debug)]
pub(super) struct Request {
    /// What is asked to be done.
    pub(super) method: Method,
    /// What it is asked of.
    pub(super) target: Target,
    /// Whether the connection may serve another request after this one.
    pub(super) stays: bool,
    /// Names and values in the order in which they were sent.
    fields: Vec<(String, Vec<u8>)>,
}

/// What is asked to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Head,
    Other,
}

/// What a request is made of, as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The host and port of an address in absolute form.
    pub(super) authority: Option<String>,
    /// The path, with its percent signs.
    path: String,
    /// What follows the question mark.
    pub(super) query: Option<String>,
}

/// Reads a head from the start of some bytes, and says how many it takes; `None` while there is
/// not enough of it.
pub(super) fn read(bytes: &[u8]) -> Result<Option<(Request, usize)>, Refusal> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut head = httparse::Request::new(&mut fields);
    let length = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if bytes.len() < LINE => return Ok(None),
        Ok(httparse::Status::Partial) if head.version.is_none() => {
            return Err(Refusal { status: 414, words: "The address is too long." });
        }
        Ok(httparse::Status::Partial) if bytes.len() < HEAD => return Ok(None),
        Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
            return Err(Refusal { status: 431, words: "The head of the request is too long." });
        }
        Err(_) => return Err(Refusal::bad("This is not an HTTP/1 request.")),
    };
    let method = match head.method {
        Some("GET") => Method::Get,
        Some("HEAD") => Method::Head,
        _ => Method::Other,
    };
    let target = match head.path {
        // Asked of the server as a whole; the method is refused, whatever the target.
        Some("*") if method == Method::Other => Target::of_path("/"),
        target => split(target.unwrap_or_default())?,
    };
    let mut request =
        Request { method, target, stays: head.version == Some(1), fields: Vec::new() };
    for field in &*head.headers {
        request.fields.push((field.name.to_ascii_lowercase(), field.value.to_vec()));
    }
    let closes = request.values("connection").any(|value| {
        value
            .to_ascii_lowercase()
            .split(|byte| *byte == b',')
            .any(|one| one.trim_ascii() == b"close")
    });
    let has_body = request.values("transfer-encoding").next().is_some()
        || request.values("content-length").any(|value| value != b"0");
    request.stays &= !closes && !has_body;
    Ok(Some((request, length)))
}

impl Request {
    /// All values of a field, by its lower-case name.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.fields.iter().filter(move |(one, _)| one == name).map(|(_, value)| value.as_slice())
    }

    /// The value of a field that is sent once and is ASCII; other fields are as good as absent.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let mut values = self.values(name);
        let value = str::from_utf8(values.next()?).ok().filter(|value| value.is_ascii())?;
        values.next().is_none().then_some(value)
    }
}

impl Target {
    fn of_path(path: &str) -> Self {
        Self { authority: None, path: path.to_owned(), query: None }
    }

    /// The path below the root, decoded, without the slash in front.
    pub(super) fn path(&self) -> Result<String, Refusal> {
        let decoded = decode(&self.path).ok_or(Refusal::bad("The address is not valid."))?;
        let path = &decoded[1..];
        let strays = path.split('/').any(|part| part == "." || part == "..")
            || path.starts_with('/')
            || path.contains("//")
            || path.contains(|c: char| c == '\\' || c.is_control());
        if strays {
            return Err(Refusal::bad("The address must be a plain path."));
        }
        Ok(path.to_owned())
    }
}

/// Splits a target in origin form (`/a?b`) or in absolute form (`http://host/a?b`).
fn split(target: &str) -> Result<Target, Refusal> {
    let not_plain = Refusal::bad("The address does not belong to this server.");
    if target.contains('#') {
        return Err(not_plain);
    }
    let (authority, rest) = if target.starts_with('/') {
        (None, target)
    } else {
        let (scheme, rest) = target.split_once("://").ok_or(not_plain)?;
        if !scheme.eq_ignore_ascii_case("http") {
            return Err(not_plain);
        }
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        (Some(rest[..end].to_owned()), &rest[end..])
    };
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (rest, None),
    };
    let path = if path.is_empty() { "/" } else { path };
    Ok(Target { authority, path: path.to_owned(), query })
}

/// Decodes percent signs, once. `None` for one that stands alone, for a slash in disguise, and for
/// what is not UTF-8.
fn decode(path: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let high = (bytes.next()? as char).to_digit(16)?;
                let low = (bytes.next()? as char).to_digit(16)?;
                u8::try_from(high * 16 + low).ok().filter(|byte| *byte != b'/')?
            }
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

/// Writes a path below the root as an address on this server.
pub(super) fn encode(path: &str) -> String {
    let mut address = String::from("/");
    for byte in path.trim_start_matches('/').bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                address.push(byte as char);
            }
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(target: &str) -> Option<String> {
        split(target).ok()?.path().ok()
    }

    #[test]
    fn path_is_decoded_once() {
        assert_eq!(path("/a%20b/%C3%A9?q=%2e").as_deref(), Some("a b/é"));
        assert_eq!(path("/%252e%252e/x").as_deref(), Some("%2e%2e/x"));
        assert_eq!(path("http://localhost:1/x?y").as_deref(), Some("x"));
        assert_eq!(path("HTTP://localhost").as_deref(), Some(""));
    }

    #[test]
    fn path_that_strays_is_refused() {
        for target in [
            "/..",
            "/a/../b",
            "/%2e%2e/x",
            "/.",
            "//x",
            "/a//b",
            "/a%2fb",
            "/a%5cb",
            "/a\\b",
            "/%00",
            "/%0a",
            "/%",
            "/%2",
            "/%zz",
            "/%c0%ae/",
            "/%ff",
            "x",
            "*",
            "/a#b",
            "file:///etc/passwd",
            "https://localhost/",
        ] {
            assert_eq!(path(target), None, "{target}");
        }
    }

    #[test]
    fn encoding_is_undone_by_decoding_and_never_names_a_host() {
        for one in ["", "a b/é/", "100%/?#", "%2e"] {
            assert_eq!(path(&encode(one)).as_deref(), Some(one));
        }
        assert_eq!(encode("//evil.example"), "/evil.example");
    }

    #[test]
    fn head_is_read_byte_by_byte_and_ends_where_it_ends() {
        let bytes = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b";
        for end in 0..28 {
            assert!(read(&bytes[..end]).unwrap().is_none(), "{end}");
        }
        let (request, length) = read(bytes).unwrap().unwrap();
        assert_eq!((request.value("host"), request.stays, length), (Some("x"), true, 28));
    }
}
