//! What browsers make of a file that was put beside the documents.
//!
//! Goes in: a name and the bytes. Comes out: whether a browser that opens the file runs what is in
//! it, and why it cannot be shown as a picture. Such a file has the origin of the site, and can do
//! there whatever a script of the site can. A file is judged by its name, as servers judge it, and
//! by its beginning, as browsers do where a server says nothing.

mod markup;

use std::io::{self, Read};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Nature {
    /// Why a browser that opens the file may run what is in it, as the rest of a sentence that
    /// begins "it".
    pub active: Option<&'static str>,
    /// Why it is no picture, as the rest of a sentence that begins "it".
    pub no_picture: Option<&'static str>,
    /// Whether it is not the file, but the note of Git LFS about where to get it.
    pub is_pointer: bool,
}

/// How much of a file tells what it is.
const HEAD: usize = 1445;

/// Endings of files that are pages or programs whatever they hold.
const ACTIVE: &[&str] = &[
    "html", "htm", "xhtml", "xht", "shtml", "shtm", "xhtm", "mht", "mhtml", "svgz", "swf", "hta",
    "xsl", "xslt", "xul",
];
/// Endings of files that servers give out as XML.
const XML: &[&str] = &[
    "svg", "xml", "rdf", "atom", "rss", "mathml", "mml", "kml", "gpx", "dtd", "xsd", "tei", "owl",
];
/// Endings of files that servers give out as something that no browser runs when it is opened.
const PASSIVE: &[&str] = &[
    "txt", "md", "csv", "tsv", "json", "geojson", "css", "js", "mjs", "png", "jpg", "jpeg", "gif",
    "webp", "avif", "bmp", "ico", "tif", "tiff", "pdf", "zip", "gz", "docx", "xlsx", "pptx", "odt",
    "ods", "odp", "epub", "mp3", "ogg", "wav", "mp4", "webm", "woff", "woff2", "ttf", "otf",
];

/// What a file is, by its name and what is read of it.
///
/// # Errors
/// When it cannot be read.
pub fn of(name: &str, file: &mut impl Read) -> io::Result<Nature> {
    let mut bytes = Vec::new();
    file.by_ref().take(HEAD as u64).read_to_end(&mut bytes)?;
    let by_name = by_name(name);
    let is_xml = by_name == Some(Ending::Xml) || starts_as_xml(&bytes);
    if is_xml {
        file.read_to_end(&mut bytes)?;
    }
    Ok(Nature {
        active: active(by_name, is_xml, &bytes),
        no_picture: no_picture(&bytes, is_xml),
        is_pointer: bytes.starts_with(b"version https://git-lfs.github.com/spec/"),
    })
}

/// What a server takes a file for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Active,
    Xml,
    Passive,
}

/// What the last ending says that servers know: some servers go by `html` in `a.html.fr`.
fn by_name(name: &str) -> Option<Ending> {
    let file = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    file.split('.').skip(1).collect::<Vec<&str>>().into_iter().rev().find_map(|ending| {
        let knows = |endings: &[&str]| endings.contains(&ending);
        match () {
            () if knows(ACTIVE) => Some(Ending::Active),
            () if knows(XML) => Some(Ending::Xml),
            () if knows(PASSIVE) => Some(Ending::Passive),
            () => None,
        }
    })
}

fn active(by_name: Option<Ending>, is_xml: bool, bytes: &[u8]) -> Option<&'static str> {
    match by_name {
        Some(Ending::Active) => Some("is a web page or a program"),
        _ if is_xml && by_name != Some(Ending::Passive) => markup::active(bytes),
        None if starts_as_html(bytes) => Some("begins like an HTML page"),
        _ => None,
    }
}

fn no_picture(bytes: &[u8], is_xml: bool) -> Option<&'static str> {
    if bytes.is_empty() {
        return Some("is empty");
    }
    if bytes.starts_with(b"%PDF") {
        return Some("is a PDF");
    }
    let is_svg = is_xml && (contains(bytes, b"<svg") || contains(bytes, b":svg"));
    let is_picture = is_svg || imagesize::image_type(bytes).is_ok() || bytes.starts_with(b"BM");
    (!is_picture).then_some("is not in an image format that browsers can show")
}

fn contains(bytes: &[u8], piece: &[u8]) -> bool {
    bytes.windows(piece.len()).any(|window| window == piece)
}

/// A file's beginning without a byte order mark and blanks.
fn beginning(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start()
}

fn starts_as_xml(bytes: &[u8]) -> bool {
    let wide = bytes.starts_with(b"<\0?\0") || bytes.starts_with(b"\0<\0?");
    let marked = bytes.starts_with(b"\xff\xfe<\0?\0") || bytes.starts_with(b"\xfe\xff\0<\0?");
    let begins = beginning(bytes);
    wide || marked || begins.starts_with(b"<?xml") || begins.starts_with(b"<svg")
}

/// Whether a browser takes a file without a type for a page, by the WHATWG's rules for sniffing.
fn starts_as_html(bytes: &[u8]) -> bool {
    const TAGS: &[&str] = &[
        "!doctype html",
        "html",
        "head",
        "script",
        "iframe",
        "h1",
        "div",
        "font",
        "table",
        "a",
        "style",
        "title",
        "b",
        "body",
        "br",
        "p",
    ];
    let begins = beginning(bytes);
    begins.starts_with(b"<!--")
        || begins.strip_prefix(b"<").is_some_and(|rest| {
            TAGS.iter().any(|tag| {
                let name = rest.get(..tag.len());
                name.is_some_and(|name| name.eq_ignore_ascii_case(tag.as_bytes()))
                    && matches!(rest.get(tag.len()), Some(b' ' | b'>' | b'\t' | b'\n' | b'\r'))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_active(name: &str, text: &str) -> bool {
        of(name, &mut text.as_bytes()).unwrap().active.is_some()
    }

    #[test]
    fn files_are_judged_by_the_name_that_servers_go_by() {
        for name in ["a.html", "a.HTM", "d/a.SHTML", "a.mhtml", "a.xhtml", "a.html.fr", "a.svgz"] {
            assert!(is_active(name, "x"), "{name}");
        }
        for name in ["a.pdf", "a.js", "html", "a.html.txt", "html/a.bin", "a.png", "a"] {
            assert!(!is_active(name, "x"), "{name}");
        }
    }

    #[test]
    fn files_are_judged_by_their_beginning_where_the_name_says_nothing() {
        for text in ["<!DOCTYPE html><p>", "  <ScRiPt>x", "\u{feff}<p class=a>", "<!-- a --><p>"] {
            assert!(is_active("a", text), "{text}");
            assert!(is_active("a.unknown", text), "{text}");
            assert!(!is_active("a.txt", text), "{text}");
        }
        for text in ["<pre>", "plain", "<x", ""] {
            assert!(!is_active("a", text), "{text}");
        }
        assert!(is_active("a", "<?xml version='1.0'?><script/>"));
    }

    #[test]
    fn what_is_no_picture_says_why() {
        let why = |bytes: &[u8]| of("a.png", &mut &bytes[..]).unwrap().no_picture;
        assert_eq!(why(b""), Some("is empty"));
        assert_eq!(why(b"%PDF-1.7"), Some("is a PDF"));
        assert_eq!(why(b"x\n"), Some("is not in an image format that browsers can show"));
        assert_eq!(why(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), None);
        assert_eq!(why(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), None);
    }
}
