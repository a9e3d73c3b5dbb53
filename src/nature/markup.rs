//! Whether XML runs something when a browser opens it.
//!
//! What is read here is what a browser's parser reads up to the first error, and a little more: a
//! file that cannot be judged counts as one that runs something.

use std::borrow::Cow;

use crate::escape::numbered;

/// Elements that run something, or hold what does, in any namespace.
const RUNNING: &[&str] = &[
    "script",
    "handler",
    "listener",
    "foreignobject",
    "iframe",
    "frame",
    "frameset",
    "embed",
    "object",
    "applet",
    "portal",
    "meta",
    "base",
    "link",
    "form",
    "html",
    "body",
];

/// The namespaces in which elements are those of pages, and those that need no more than a glance.
const OF_PAGES: &str = "http://www.w3.org/1999/xhtml";

/// Why a browser that opens some XML may run what is in it, or asks another host for it.
pub(super) fn active(bytes: &[u8]) -> Option<&'static str> {
    let Some(text) = text(bytes) else { return Some("uses an encoding that hides its content") };
    let mut rest: &str = &text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let (why, length) = piece(rest);
        if why.is_some() {
            return why;
        }
        rest = &rest[length..];
    }
    None
}

/// The text, where its encoding shows every sign of ASCII as such.
fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    const PLAIN: &[&str] =
        &["utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"];
    if bytes.contains(&0) || bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return None;
    }
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let declaration =
        text.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let named = declaration.and_then(|rest| rest.split("encoding").nth(1));
    let named = named.map(|rest| rest.trim_matches([' ', '=', '\t', '\r', '\n']));
    let named = named.and_then(|rest| rest.split(['"', '\'']).nth(1)).unwrap_or("utf-8");
    PLAIN.contains(&named.to_ascii_lowercase().as_str()).then_some(text)
}

/// Why a piece of markup may run something, and how long it is.
fn piece(text: &str) -> (Option<&'static str>, usize) {
    let up_to = |end: &str| text.find(end).map_or(text.len(), |at| at + end.len());
    if let Some(comment) = text.strip_prefix("<!--") {
        return (None, comment.find("-->").map_or(text.len(), |at| at + "<!---->".len()));
    }
    if text.starts_with("<![CDATA[") {
        return (None, up_to("]]>"));
    }
    if let Some(instruction) = text.strip_prefix("<?") {
        let is_style = instruction.trim_start().starts_with("xml-stylesheet");
        return (is_style.then_some("names a stylesheet that may run code"), up_to("?>"));
    }
    if text.starts_with("<!") {
        let length = text.find(['>', '[']).map_or(text.len(), |at| at + 1);
        let declares = text[..length].ends_with('[') || text.starts_with("<!ENTITY");
        return (declares.then_some("declares entities, which may contain anything"), length);
    }
    tag(text)
}

/// Why a start tag may run something, and how long it is.
fn tag(text: &str) -> (Option<&'static str>, usize) {
    let is_end = |letter: char| letter.is_whitespace() || matches!(letter, '>' | '/' | '<');
    let name_end = text[1..].find(is_end).map_or(text.len(), |at| at + 1);
    let name = local(&text[1..name_end]);
    if RUNNING.contains(&name.as_str()) {
        return (Some("contains an element that can run scripts or embed a page"), name_end);
    }
    let mut at = name_end;
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/').len();
        let rest = &text[at..];
        if rest.starts_with('>') {
            return (None, at + 1);
        }
        // Here a browser's parser gives up.
        let Some(equals) = rest.find(['=', '<', '>']).filter(|at| rest[*at..].starts_with('='))
        else {
            return (None, at.max(1));
        };
        let key = rest[..equals].trim();
        let value = rest[equals + 1..].trim_start();
        let start = rest.len() - value.len();
        let quote = value.chars().next().filter(|sign| matches!(sign, '"' | '\''));
        let Some(end) = quote.and_then(|quote| value[1..].find(quote)) else {
            return (None, at + start);
        };
        if let Some(why) = attribute(&name, key, &value[1..=end]) {
            return (Some(why), at);
        }
        at += start + end + 2;
    }
}

/// A name without its prefix, in lower case.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

fn attribute(element: &str, key: &str, value: &str) -> Option<&'static str> {
    let name = local(key);
    let value = decoded(value);
    let is_namespace = key == "xmlns" || key.starts_with("xmlns:");
    if is_namespace {
        return value.contains(OF_PAGES).then_some("contains elements of HTML");
    }
    if name.starts_with("on") {
        return Some("has an attribute that runs a script");
    }
    if ["javascript:", "vbscript:", "data:text", "data:application"]
        .iter()
        .any(|it| value.contains(it))
    {
        return Some("has an address that runs a script");
    }
    let is_link = element == "a" || element.ends_with("metadata");
    let leads = matches!(name.as_str(), "href" | "src" | "base") && !is_link;
    let asks = leads && !value.starts_with('#') && !value.starts_with("data:image/");
    let styled = value.contains("url(") && value.split("url(").skip(1).any(is_outside);
    (asks || styled).then_some("loads content from elsewhere")
}

fn is_outside(address: &str) -> bool {
    let address = address.trim_start_matches(['"', '\'']);
    !address.starts_with('#') && !address.starts_with("data:image/")
}

/// A value with its character references read, without blanks and control characters, in lower
/// case.
fn decoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some((name, after)) = rest.split_once(';') else { continue };
        out.extend(numbered(name));
        rest = after;
    }
    out.push_str(rest);
    out.retain(|letter| !letter.is_whitespace() && !letter.is_control());
    out.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "xmlns=\"http://www.w3.org/2000/svg\"";

    #[test]
    fn harmless_pictures_and_data_pass() {
        for text in [
            format!("<svg {SVG} viewBox=\"0 0 4 4\"><path d=\"M0 0\"/></svg>"),
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- <script> -->\n\
                 <!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/svg11.dtd\">\n\
                 <svg {SVG} xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
                 xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
                 <style>/*<![CDATA[*/ .a {{ fill: url(#b) }} /*]]>*/</style>\
                 <a xlink:href=\"https://example.org/\"><text>only = 3, onload=x</text></a>\
                 <use xlink:href='#a'/><image href=\"data:image/png;base64,AA==\"/></svg>"
            ),
            "<?xml version='1.0'?><rows><row id=\"1\">a &lt;script&gt;</row></rows>".to_owned(),
        ] {
            assert_eq!(active(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn what_runs_is_found_however_it_is_written() {
        for inner in [
            "<script>x</script>",
            "<SCRIPT/>",
            "<svg:script>x</svg:script>",
            "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">x</x:script>",
            "<x:p xmlns:x=\"http://www.w3.org/1999/&#120;html\"/>",
            "<path onload = 'x'/>",
            "<path d=\"a > b\"\nonclick=\"x\"/>",
            "<a href=\"java&#x73;cript&#58;x\"/>",
            "<a href=\"java\nscript:x\"/>",
            "<set attributeName=\"href\" to=\"javascript:x\"/>",
            "<foreignObject/>",
            "<!-- <a title=\" --><script/>",
            "<![CDATA[ <!-- ]]><script/>",
            "<?x <!-- ?><script/>",
            "<iframe/>",
            "<use href=\"https://example.org/a.svg#b\"/>",
            "<image href=\"//example.org/a.png\"/>",
            "<path style=\"fill: url(https://example.org/a)\"/>",
        ] {
            let text = format!("<svg {SVG}>{inner}</svg>");
            assert!(active(text.as_bytes()).is_some(), "{text}");
        }
        for text in [
            format!("<svg {SVG} onload=\"x\"/>"),
            "<?xml-stylesheet href=\"a.xsl\"?><a/>".to_owned(),
            "<!DOCTYPE a [<!ENTITY b \"<script/>\">]><a>&b;</a>".to_owned(),
            "<?xml version='1.0' encoding='UTF-7'?><a/>".to_owned(),
        ] {
            assert!(active(text.as_bytes()).is_some(), "{text}");
        }
        assert!(active(b"\xff\xfe<\0a\0/\0>\0").is_some());
    }
}
