//! From a request to its answer.

use std::net::IpAddr;
use std::ops::Range;
use std::sync::Arc;

use crate::media::{HTML, media_type};

use super::events::Revision;
use super::request::{Method, Request, encode};
use super::response::{Body, PLAIN, Refusal, Response};
use super::{Answer, House, pages};

/// The script of the pages.
const SCRIPT: &str = include_str!("preview.js");
/// The style of the panel and of the short pages.
const STYLE: &str = include_str!("preview.css");
/// What changes a page in place. As published it defines a global; as a module it must export it.
const MORPH: &str =
    concat!(include_str!("vendor/idiomorph-0.8.0.min.js"), "\nexport { Idiomorph };\n");

/// The answer to a request that arrived at an address of this machine.
pub(super) async fn respond(request: Request, house: &Arc<House>, local: IpAddr) -> Response {
    let path = match admit(&request, house, local) {
        Ok(path) => path,
        Err(refusal) => return refusal.into(),
    };
    if path == "-/events" {
        return Response {
            status: 200,
            fields: vec![
                ("Content-Type", "text/event-stream".to_owned()),
                ("Cache-Control", "no-store".to_owned()),
            ],
            body: if request.method == Method::Get { Body::Events } else { Body::None },
        };
    }
    // Rendering and hashing are work, during which other clients are to be served.
    let house = Arc::clone(house);
    let work = move || match path.strip_prefix("-/") {
        Some(name) => respond_own(name, &request, &house),
        None => respond_site(&path, &request, &house),
    };
    // An error is a panic of the preview; the next request may fare better.
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        Refusal { status: 500, words: "The preview failed; the terminal says why." }.into()
    })
}

/// The path that is asked for, if it may be asked for.
fn admit(request: &Request, house: &House, local: IpAddr) -> Result<String, Refusal> {
    house.served.admit(request, local)?;
    if request.method == Method::Other {
        return Err(Refusal { status: 405, words: "This preview is read-only." });
    }
    request.target.path()
}

/// What the preview has of its own, below `/-/`.
fn respond_own(name: &str, request: &Request, house: &House) -> Response {
    let file = match name {
        "problems" => {
            return Response::new(200, media_type("problems.json"), house.preview.problems());
        }
        "preview.js" => SCRIPT,
        "preview.css" => STYLE,
        "idiomorph.js" => MORPH,
        _ => return Refusal { status: 404, words: "There is no page at this address." }.into(),
    };
    asset(media_type(name), file.as_bytes().into(), request)
}

/// What the site has.
fn respond_site(path: &str, request: &Request, house: &House) -> Response {
    // Taken before rendering: a change meanwhile makes the page ask again.
    let revision = house.events.revision();
    let media_type = media_type(path);
    match house.preview.get(path) {
        Answer::Found(bytes) if media_type == HTML => page(&bytes, "", revision, request),
        Answer::Kept(bytes, file) if media_type == HTML => page(&bytes, &file, revision, request),
        Answer::Found(bytes) | Answer::Kept(bytes, _) => asset(media_type, bytes, request),
        Answer::Foreign(bytes) => {
            let mut response = asset(media_type, bytes, request);
            response.fields.push(("Content-Security-Policy", "sandbox".to_owned()));
            response
        }
        Answer::Moved(to) => {
            let query = request.target.query.as_deref();
            let query = query.map(|query| format!("?{query}")).unwrap_or_default();
            let mut response = Response::new(307, PLAIN, "This page has moved.\n");
            response.fields.push(("Location", format!("{}{query}", encode(&to))));
            response
        }
        Answer::Missing(body) => stand_in(404, &body, revision),
        Answer::Loading => {
            let mut response = if media_type == HTML {
                stand_in(503, pages::LOADING.as_bytes(), revision)
            } else {
                Response::new(503, PLAIN, "The report is loading.\n")
            };
            response.fields.push(("Retry-After", "1".to_owned()));
            response
        }
        Answer::Failed(words) if media_type == HTML => {
            stand_in(500, pages::failed(&words).as_bytes(), revision)
        }
        Answer::Failed(words) => Response::new(500, PLAIN, words),
    }
}

/// A page of the site, with the script that keeps it up to date. It is never kept, but one that is
/// asked for with the tag it was sent under is not sent again. `kept` is the file whose last good
/// version it shows, or nothing.
fn page(bytes: &[u8], kept: &str, revision: Revision, request: &Request) -> Response {
    let tag = match kept {
        "" => tag(bytes),
        file => tag(&[bytes, file.as_bytes()].concat()),
    };
    // The script that is added may differ where the page does not.
    let weak = format!("W/{tag}");
    if is_known(request, &tag) {
        return Response {
            status: 304,
            fields: vec![("ETag", weak), ("Cache-Control", "no-store".to_owned())],
            body: Body::None,
        };
    }
    let mut response = Response::new(200, HTML, pages::with_script(bytes, &tag, kept, revision));
    response.fields.push(("ETag", weak));
    response
}

/// A page that stands where another one is wanted: its script knows it by the empty tag.
fn stand_in(status: u16, bytes: &[u8], revision: Revision) -> Response {
    Response::new(status, HTML, pages::with_script(bytes, "", "", revision))
}

/// A file: it may be kept if it is asked for again, and be had in parts.
fn asset(media_type: &str, bytes: Arc<[u8]>, request: &Request) -> Response {
    let tag = tag(&bytes);
    let mut fields = vec![
        ("ETag", tag.clone()),
        ("Cache-Control", "no-cache".to_owned()),
        ("Accept-Ranges", "bytes".to_owned()),
    ];
    if is_known(request, &tag) {
        return Response { status: 304, fields, body: Body::None };
    }
    fields.push(("Content-Type", media_type.to_owned()));
    let length = bytes.len();
    let is_current = request.value("if-range").is_none_or(|known| known == tag);
    let range = request.value("range").filter(|_| is_current && request.method == Method::Get);
    match range.map_or(Wanted::All, |range| part(range, length)) {
        Wanted::All => Response { status: 200, fields, body: Body::Bytes(bytes, 0..length) },
        Wanted::Range(range) => {
            let last = range.end - 1;
            fields.push(("Content-Range", format!("bytes {}-{last}/{length}", range.start)));
            Response { status: 206, fields, body: Body::Bytes(bytes, range) }
        }
        Wanted::Outside => {
            let mut response = Response::new(416, PLAIN, "The file does not have these bytes.\n");
            response.fields.push(("Content-Range", format!("bytes */{length}")));
            response
        }
    }
}

/// The part of a file that is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Range(Range<usize>),
    Outside,
}

/// Reads a Range field. What is not one range of bytes is ignored, as RFC 9110 (14.2) permits.
fn part(field: &str, length: usize) -> Wanted {
    let number = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        // More digits than fit are a number beyond any file.
        plain.then(|| digits.parse::<usize>().unwrap_or(usize::MAX))
    };
    let Some((first, last)) = field.strip_prefix("bytes=").and_then(|range| range.split_once('-'))
    else {
        return Wanted::All;
    };
    let range = match (number(first), number(last)) {
        (None, Some(suffix)) if first.is_empty() => length - suffix.min(length)..length,
        (Some(first), None) if last.is_empty() => first..length,
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        _ => return Wanted::All,
    };
    if range.start < range.end { Wanted::Range(range) } else { Wanted::Outside }
}

/// The entity tag of some bytes.
fn tag(bytes: &[u8]) -> String {
    format!("\"{}\"", &blake3::hash(bytes).to_hex()[..32])
}

/// Whether the client says that it has what a tag stands for.
fn is_known(request: &Request, tag: &str) -> bool {
    request.value("if-none-match").is_some_and(|known| {
        known.split(',').any(|one| {
            let one = one.trim();
            one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn range_is_one_range_of_bytes_or_nothing() {
        for (field, expected) in [
            ("bytes=0-4", Wanted::Range(0..5)),
            ("bytes=5-", Wanted::Range(5..10)),
            ("bytes=-3", Wanted::Range(7..10)),
            ("bytes=-99", Wanted::Range(0..10)),
            ("bytes=9-99999999999999999999999", Wanted::Range(9..10)),
            ("bytes=10-", Wanted::Outside),
            ("bytes=-0", Wanted::Outside),
            ("bytes=4-2", Wanted::All),
            ("bytes=0-1,3-4", Wanted::All),
            ("bytes=", Wanted::All),
            ("bytes=-", Wanted::All),
            ("bytes=+1-2", Wanted::All),
            ("lines=1-2", Wanted::All),
        ] {
            assert_eq!(part(field, 10), expected, "{field}");
        }
        assert_eq!(part("bytes=0-", 0), Wanted::Outside);
    }
}
