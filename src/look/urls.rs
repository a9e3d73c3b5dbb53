//! The files that a stylesheet names.

use std::ops::Range;

use crate::url;

/// The relative addresses in the `url(…)` of a stylesheet: where each stands.
pub(crate) fn relative_urls(css: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < css.len() {
        let rest = &css[at..];
        at += match rest.as_bytes()[0] {
            b'/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            quote @ (b'"' | b'\'') => end_of_string(rest, quote),
            b'u' | b'U' if is_url(css, at) => {
                let address = address(rest);
                let whole = at + address.start..at + address.end;
                if is_relative(&css[whole.clone()]) {
                    found.push(whole);
                }
                // A string ends behind its last quote.
                address.end
                    + usize::from(matches!(rest.as_bytes().get(address.end), Some(b'"' | b'\'')))
            }
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
    }
    found
}

/// The path that a relative address in the file at a path names, from the same folder.
pub(crate) fn path_of(file: &str, address: &str) -> String {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    crate::path::beside(folder, &url::decoded(url::split(address).path))
}

fn is_url(css: &str, at: usize) -> bool {
    let name = css.get(at..at + 4).is_some_and(|name| name.eq_ignore_ascii_case("url("));
    let before = css[..at].chars().next_back();
    name && before.is_none_or(|letter| !letter.is_alphanumeric() && !"-_\\".contains(letter))
}

/// The length of a string with its quotes, from its first one on.
fn end_of_string(rest: &str, quote: u8) -> usize {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            // No string goes on in the next line.
            b'\n' => return at,
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The address in a text that begins with `url(`.
fn address(rest: &str) -> Range<usize> {
    let inner = &rest["url(".len()..];
    let start = rest.len() - inner.trim_start().len();
    match rest.as_bytes().get(start) {
        Some(&quote @ (b'"' | b'\'')) => {
            let end = start + end_of_string(&rest[start..], quote);
            start + 1..(end - 1).max(start + 1)
        }
        _ => {
            let end = rest[start..].find(')').map_or(rest.len(), |end| start + end);
            start..start + rest[start..end].trim_end().len()
        }
    }
}

fn is_relative(address: &str) -> bool {
    let first = address.split(['/', '?', '#']).next().unwrap_or_default();
    !first.is_empty() && !first.contains(':') && !address.contains('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_addresses_are_found() {
        for (css, expected) in [
            ("a { background: url(a.png) }", &["a.png"][..]),
            (
                "a{src:url( \"b c.woff2\" ) format(\"woff2\"),URL('../d.ttf#x')}",
                &["b c.woff2", "../d.ttf#x"],
            ),
            ("/* url(no) */ a { content: \"url(no)\" }", &[]),
            ("url(https://x.y/a) url(/a) url(#b) url(data:image/png,a) url(//x/y) url()", &[]),
            ("@import url(more.css); my-url(a) é url(a", &["more.css", "a"]),
            ("a{content:'\nurl(b)", &["b"]),
            ("url(\"", &[]),
        ] {
            let found: Vec<&str> =
                relative_urls(css).into_iter().map(|range| &css[range]).collect();
            assert_eq!(found, expected, "{css}");
        }
    }

    #[test]
    fn paths_are_those_beside_the_stylesheet() {
        assert_eq!(path_of("theme/css/a.css", "../b%20c.png?x#y"), "theme/b c.png");
        assert_eq!(path_of("a.css", "b.png"), "b.png");
        assert_eq!(path_of("a.css", "../b.png"), "../b.png");
    }
}
