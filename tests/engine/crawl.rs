//! A site in memory as a browser's reader meets it: what pages there are, where each one leads.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::support::Files;

/// What a page says of itself.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Its anchors, in order; one that is given twice is here twice.
    pub(crate) ids: Vec<String>,
    /// Where it leads and what it loads, as written.
    pub(crate) links: Vec<String>,
    /// Whether it only sends readers on.
    pub(crate) is_redirect: bool,
}

/// Reads the tags of a page.
pub(crate) fn page(html: &str) -> Page {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let mut attributes = BTreeMap::new();
        rest = read_attributes(&rest[name.len()..], &mut attributes);
        page.ids.extend(attributes.get("id").cloned());
        let refresh = attributes.get("http-equiv").is_some_and(|value| value == "refresh");
        page.is_redirect |= name == "meta" && refresh;
        let leads = ["href", "src", "data", "poster"].iter();
        page.links.extend(leads.filter_map(|key| attributes.get(*key).cloned()));
    }
    page
}

/// Reads up to the end of a tag; comes back with what follows.
fn read_attributes<'a>(text: &'a str, found: &mut BTreeMap<String, String>) -> &'a str {
    let mut rest = text.trim_start();
    while !rest.is_empty() && !rest.starts_with('>') {
        let end = rest.find(|c: char| c.is_whitespace() || "=>".contains(c)).unwrap_or(rest.len());
        let key = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        match rest.strip_prefix("=\"") {
            Some(quoted) => {
                let (value, after) = quoted.split_once('"').unwrap_or((quoted, ""));
                found.insert(key, unescaped(value));
                rest = after.trim_start();
            }
            None => rest = rest.trim_start_matches('=').trim_start(),
        }
        if end == 0 && !rest.starts_with('>') {
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    rest.strip_prefix('>').unwrap_or(rest)
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&amp;", "&")
}

/// The pages of a site, by their paths.
pub(crate) fn pages(files: &Files) -> BTreeMap<&str, Page> {
    let html = files.iter().filter(|(path, _)| path.ends_with(".html"));
    let html = html.filter(|(path, _)| !path.starts_with("find/"));
    html.map(|(path, bytes)| {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        (path.as_str(), page(text))
    })
    .collect()
}

/// Where a link of a page leads: a path of the site and an anchor; `None` for other sites.
///
/// `prefix` is the path below the host at which the site is served, with a slash at both ends.
pub(crate) fn target(from: &str, link: &str, prefix: &str) -> Option<(String, Option<String>)> {
    let scheme = link.split(':').next().unwrap_or_default();
    let outside = scheme.len() < link.len() && scheme.chars().all(|c| c.is_ascii_alphabetic());
    if outside {
        return None;
    }
    let (path, anchor) = match link.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (link, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() {
        return Some((from.to_owned(), anchor));
    }
    let mut parts: Vec<&str> = match path.starts_with('/') {
        true => vec![""],
        false => {
            let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
            let above = prefix.trim_end_matches('/').split('/');
            above.chain(folder.split('/').filter(|part| !part.is_empty())).collect()
        }
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let is_folder = path.ends_with('/') || path.ends_with("..") || path.ends_with('.');
    let whole = parts.join("/") + if is_folder { "/" } else { "" };
    let below = match whole.strip_prefix(prefix) {
        Some(below) => below.to_owned(),
        None => format!("outside of {prefix}: {whole}"),
    };
    let file = if is_folder { format!("{below}index.html") } else { below };
    Some((percent_decoded(&file), anchor.map(|anchor| percent_decoded(&anchor))))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// Links of a site that lead nowhere, as `page: link`.
pub(crate) fn broken(files: &Files, prefix: &str) -> Vec<String> {
    let pages = pages(files);
    let mut broken = Vec::new();
    for (from, page) in &pages {
        for link in &page.links {
            let Some((path, anchor)) = target(from, link, prefix) else { continue };
            let there = files.contains_key(&path);
            let anchored = anchor.is_none_or(|anchor| {
                anchor.is_empty()
                    || match pages.get(path.as_str()) {
                        Some(page) => page.ids.contains(&anchor),
                        // A file for other programs names what is meant by its key.
                        None => files.get(&path).is_some_and(|bytes| holds(bytes, &anchor)),
                    }
            });
            if !there || !anchored {
                broken.push(format!("{from}: {link}"));
            }
        }
    }
    broken
}

/// Whether a file has a key in quotation marks, behind the brace of an entry, or as a value of its own.
fn holds(bytes: &[u8], key: &str) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let forms = [format!("\"id\": \"{key}\""), format!("{{{key},"), format!("ID  - {key}\r")];
    forms.iter().any(|form| text.contains(form))
}

/// Anchors that a page gives twice, as `page: #anchor`.
pub(crate) fn double_anchors(files: &Files) -> Vec<String> {
    let mut found = Vec::new();
    for (path, page) in pages(files) {
        let mut seen = BTreeSet::new();
        let twice = page.ids.iter().filter(|id| !seen.insert(*id));
        found.extend(twice.map(|id| format!("{path}: #{id}")));
    }
    found
}

/// The pages that no way of links leads to from the home page.
pub(crate) fn orphans(files: &Files) -> Vec<String> {
    let pages = pages(files);
    let mut seen = BTreeSet::from(["index.html".to_owned()]);
    let mut queue = VecDeque::from(["index.html".to_owned()]);
    while let Some(from) = queue.pop_front() {
        let Some(page) = pages.get(from.as_str()) else { continue };
        for (path, _) in page.links.iter().filter_map(|link| target(&from, link, "/")) {
            if seen.insert(path.clone()) {
                queue.push_back(path);
            }
        }
    }
    let known = |path: &str| seen.contains(path) || path == "404.html";
    let lost = pages.iter().filter(|(path, page)| !known(path) && !page.is_redirect);
    lost.map(|(path, _)| (*path).to_owned()).collect()
}

#[test]
fn links_are_read_as_a_browser_reads_them() {
    for (from, link, prefix, expected) in [
        ("index.html", "a/", "/", Some(("a/index.html", None))),
        ("a/b/index.html", "../../c/#d", "/x/y/", Some(("c/index.html", Some("d")))),
        ("a/index.html", "#d", "/", Some(("a/index.html", Some("d")))),
        ("404.html", "/x/y/a/", "/x/y/", Some(("a/index.html", None))),
        ("a/index.html", "../../a/", "/x/", Some(("outside of /x/: /a/index.html", None))),
        ("index.html", "https://example.org/", "/", None),
        ("index.html", "./%E6%94%B9/?x=1", "/", Some(("改/index.html", None))),
    ] {
        let expected = expected.map(|(path, anchor): (&str, Option<&str>)| {
            (path.to_owned(), anchor.map(str::to_owned))
        });
        assert_eq!(target(from, link, prefix), expected, "{link}");
    }
}
