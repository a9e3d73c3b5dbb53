//! What strings in `book.toml` must look like: folders, addresses, names, language tags.
//!
//! Each rule takes the string as written and gives it in the one form that later stages see, or the
//! rest of a sentence that begins "`key` must ...".

use super::{ActiveFiles, CitationFiles, Documents, Ignored, Numbering, SiteUrl};
use crate::colour::Colour;
use crate::date::Date;
use crate::path::{self, outside};
use crate::url;

/// What a rule gives.
pub(super) type Judged<T> = Result<T, &'static str>;

/// A path below a folder, `/` between its parts; the folder itself is empty.
pub(super) fn path_below(text: &str) -> Judged<String> {
    if text.contains('\\') {
        return Err("have `/` between its parts");
    }
    if text.starts_with('/') || text.contains(':') || text.split('/').any(|part| part == "..") {
        return Err("be a path inside the folder of book.toml, without `..` and `:`");
    }
    if text.chars().any(char::is_control) {
        return Err("contain no control characters");
    }
    let parts = text.split('/').filter(|part| !part.is_empty() && *part != ".");
    Ok(parts.collect::<Vec<_>>().join("/"))
}

/// A path below a folder that is not the folder itself.
pub(super) fn entry_below(text: &str) -> Judged<String> {
    match path_below(text)? {
        path if path.is_empty() => Err("not be empty"),
        path => Ok(path),
    }
}

/// A path from the folder of the report of what several reports may share; parts `..` stand at its
/// start, if there are any.
pub(super) fn entry_beside(text: &str) -> Judged<String> {
    let path = path::beside("", text);
    match path.trim_start_matches("../") {
        _ if text.starts_with('/') => path_below(text),
        ".." => Err("be a path to a file or folder"),
        below => entry_below(below).map(|_| path),
    }
}

/// A pattern for paths: `*.psd`, `drafts/**`.
pub(super) fn pattern(text: &str) -> Judged<Ignored> {
    let pattern = glob::Pattern::new(text).map_err(|_| "be a pattern, such as `*.psd`")?;
    Ok(Ignored { pattern, is_name: !text.contains('/') })
}

/// The name of a folder.
/// A whole day.
pub(super) fn whole_day(text: &str) -> Judged<Date> {
    Date::day(text).ok_or("be a day, such as `2026-11-01`")
}

/// The name of a folder.
pub(super) fn folder_name(text: &str) -> Judged<String> {
    match entry_below(text) {
        Ok(name) if name == text && !name.contains('/') => Ok(name),
        _ => Err("be the name of one folder"),
    }
}

/// What is done about files that browsers run.
pub(super) fn active_files(text: &str) -> Judged<ActiveFiles> {
    match text {
        "flag" => Ok(ActiveFiles::Flag),
        "refuse" => Ok(ActiveFiles::Refuse),
        "allow" => Ok(ActiveFiles::Allow),
        _ => Err("be `flag`, `refuse` or `allow`"),
    }
}

/// Whether raw HTML comes through as it is written.
pub(super) fn raw_html(text: &str) -> Judged<bool> {
    match text {
        "trusted" => Ok(true),
        "sanitized" => Ok(false),
        _ => Err("be `trusted` or `sanitized`"),
    }
}

/// The form of a file for search engines.
pub(super) fn documents(text: &str) -> Judged<Documents> {
    match text {
        "documents" => Ok(Documents::Alone),
        "bulk" => Ok(Documents::Bulk),
        _ => Err("be `documents` or `bulk`"),
    }
}

/// A colour.
pub(super) fn colour(text: &str) -> Judged<Colour> {
    Colour::parse(text).ok_or("be a colour such as `#0b4f63`")
}

/// The name of a kind or a field: lower-case letters and digits with single hyphens between them.
pub(super) fn name(text: &str) -> Judged<String> {
    let part = |part: &str| !part.is_empty() && part.chars().all(is_lower_case);
    if text.split('-').all(part) {
        Ok(text.to_owned())
    } else {
        Err("consist of lower-case letters and digits, with single hyphens between them")
    }
}

fn is_lower_case(character: char) -> bool {
    character.is_alphanumeric() && character.to_lowercase().eq([character])
}

/// The URL path of a kind, without slashes at its ends.
pub(super) fn url_path(text: &str) -> Judged<String> {
    let path = text.trim_matches('/');
    let safe = |character: char| is_lower_case(character) || matches!(character, '-' | '_');
    let part = |part: &str| !part.is_empty() && part.chars().all(safe);
    if path == "-" || path.starts_with("-/") {
        Err("not begin with `-/`, which is reserved for the preview")
    } else if path.split('/').all(part) {
        Ok(path.to_owned())
    } else {
        Err("consist of lower-case letters, digits, hyphens and `/`")
    }
}

/// A language tag, judged loosely by BCP 47.
pub(super) fn language_tag(text: &str) -> Judged<String> {
    match is_language_tag(text) {
        true => Ok(text.to_owned()),
        false => Err("be a language tag such as `en` or `pt-BR`"),
    }
}

/// Whether a text has the form of a language tag.
pub(crate) fn is_language_tag(text: &str) -> bool {
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let first = text.split('-').next().unwrap_or_default();
    let language = first.len() >= 2 && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    language && text.split('-').all(part)
}

/// How many bytes a file has.
pub(super) fn size(text: &str) -> Judged<u64> {
    let units = [("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000)];
    let of = |(unit, bytes): &(&str, u64)| {
        let number = text.strip_suffix(unit)?.trim_end().parse::<u64>().ok()?;
        number.checked_mul(*bytes)
    };
    units.iter().find_map(of).ok_or("be a size such as `500 KB`, `100 MB` or `2 GB`")
}

/// Where a site is published: a whole address, or a path.
pub(super) fn site_url(text: &str) -> Judged<SiteUrl> {
    const MUST: &str = "be a path such as `/report/`, or a full address such as \
                        `https://example.org/report/`";
    let (origin, path) = match split_address(text) {
        Some((origin, "")) => (Some(origin), "/"),
        Some((origin, path)) => (Some(origin), path),
        None => (None, text),
    };
    // What has no dot is no host whose scheme was forgotten.
    let is_folder = origin.is_none() && !path.contains(['.', ':']);
    let path = if path == "./" { "/" } else { path };
    let inner = path.strip_prefix('/').or(is_folder.then_some(path)).ok_or(MUST)?;
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let part = |part: &str| !matches!(part, "" | "." | "..") && is_plain(part);
    if inner.is_empty() {
        Ok(SiteUrl::at(origin, "/"))
    } else if inner.split('/').all(part) {
        Ok(SiteUrl::at(origin, &format!("/{inner}/")))
    } else {
        Err(MUST)
    }
}

/// Where another site is published: a whole address, with a slash at its end.
pub(super) fn whole_site_url(text: &str) -> Judged<String> {
    match site_url(text) {
        Ok(SiteUrl { origin: Some(origin), path, .. }) => Ok(format!("{origin}{path}")),
        _ => Err("be a full address such as `https://example.org/report/`"),
    }
}

/// Whether an address can hold the text as it is, before any query or fragment.
fn is_plain(text: &str) -> bool {
    !text.chars().any(|character| breaks_address(character) || matches!(character, '?' | '#'))
}

fn breaks_address(character: char) -> bool {
    character.is_control()
        || character.is_whitespace()
        || matches!(character, '"' | '<' | '>' | '\\' | '`')
}

/// Scheme and host in lower case, and what follows them; `None` for what is no `http` or `https`
/// address.
fn split_address(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let web = matches!(scheme.as_str(), "http" | "https");
    let served = port.is_none_or(|port| port.parse::<u16>().is_ok());
    let known = web && served && is_host(host);
    known.then(|| (format!("{scheme}://{}", authority.to_lowercase()), path))
}

fn is_host(text: &str) -> bool {
    text.split('.').all(|part| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.chars().all(|character| character.is_alphanumeric() || character == '-')
    })
}

/// The name of a host.
pub(super) fn host(text: &str) -> Judged<String> {
    if is_host(text) { Ok(text.to_owned()) } else { Err("be the name of a host, and nothing else") }
}

/// A whole `http` or `https` address.
pub(super) fn address(text: &str) -> Judged<String> {
    if split_address(text).is_some() && !text.chars().any(breaks_address) {
        Ok(text.to_owned())
    } else {
        Err("be a full address that begins with `https://` or `http://`")
    }
}

/// Where a repository is: a whole address, or one as git takes it, which is made whole:
/// `git@host.example:owner/name.git`, `host.example/owner/name`.
pub(super) fn repository(text: &str) -> Judged<String> {
    let rest = text.strip_prefix("ssh://").unwrap_or(text);
    let rest = rest.split_once('@').map_or(rest, |(_, rest)| rest);
    let (host, path) = match rest.split_once([':', '/']) {
        Some((host, path)) if !text.contains("://") || text.starts_with("ssh://") => (host, path),
        _ => return address(text),
    };
    let whole = format!("https://{host}/{}", path.strip_suffix(".git").unwrap_or(path));
    match host.contains('.') {
        true => address(&whole),
        false => address(text),
    }
}

/// What footnotes are numbered by.
pub(super) fn numbering(text: &str) -> Judged<Numbering> {
    match text {
        "page" => Ok(Numbering::Page),
        "document" => Ok(Numbering::Document),
        _ => Err("be `page` or `document`"),
    }
}

/// Beside which pages the files of citations are.
pub(super) fn citation_files(text: &str) -> Judged<CitationFiles> {
    match text {
        "document" => Ok(CitationFiles::Document),
        "record" => Ok(CitationFiles::Record),
        _ => Err("be `document` or `record`"),
    }
}

/// The address of an editor, of whatever scheme, with `{path}` in it.
pub(super) fn editor_address(text: &str) -> Judged<String> {
    if text.contains("{path}") && !text.chars().any(breaks_address) {
        Ok(text.to_owned())
    } else {
        Err("be an address with `{path}` in it")
    }
}

/// An address with a place for a value.
pub(super) fn link(text: &str) -> Judged<String> {
    if text.contains("{}") {
        Ok(text.to_owned())
    } else {
        Err("contain `{}`, where the value goes")
    }
}

/// An old address: a path below the site's root, without a slash in front.
pub(super) fn old_path(text: &str) -> Judged<String> {
    if text.contains('*') {
        return Err(ONE_STAR);
    }
    let path = text.strip_prefix('/').unwrap_or(text);
    let folder = path.strip_suffix('/').unwrap_or(path);
    if folder.split('/').all(is_part) {
        Ok(url::decoded(path))
    } else {
        Err("be a path below the root of the site")
    }
}

/// Whether a part of a path, its percent signs undone, is one name.
fn is_part(written: &str) -> bool {
    let name = url::decoded(written);
    let is_one = !matches!(&*name, "" | "." | "..");
    let breaks = |letter: char| letter.is_control() || "\"<>\\`/".contains(letter);
    is_one && !written.contains(['?', '#']) && !name.contains(breaks)
}

const ONE_STAR: &str = "have `*` only as its last part, as in `/calls/*`";

/// An old folder, whose pages stand elsewhere, without the `*` that stands for them.
pub(super) fn old_folder(text: &str) -> Judged<String> {
    match old_path(text)? {
        path if path.ends_with('/') => Ok(path),
        _ => Err(ONE_STAR),
    }
}

/// The folder where pages stand that stood in another one, as a path that ends in `/*`.
pub(super) fn moved_folder(text: &str) -> Judged<String> {
    const MUST: &str = "lead to a path that also ends in `/*`, as in `/calls/*`";
    old_folder(text.strip_suffix('*').ok_or(MUST)?).map_err(|_| MUST)
}

/// Where an old address leads: a whole address, or a path below the site's root. Without a slash in
/// front the path is relative to the old one, as a browser reads it.
pub(super) fn redirect_target(text: &str, from: &str) -> Judged<String> {
    const MUST: &str = "lead to a path of the site, or to a full `https://` or `http://` address";
    if text.contains("://") && !text.starts_with('/') {
        return address(text).map_err(|_| MUST);
    }
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let (path, suffix) = text.split_at(end);
    if path.is_empty() && suffix.len() > 1 && !text.chars().any(breaks_address) {
        return Ok(format!("{from}{suffix}"));
    }
    let refused = text.starts_with("//") || text.chars().any(breaks_address);
    // A colon before the first slash would begin a scheme.
    let scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || refused || scheme {
        return Err(MUST);
    }
    let folder = match from.rsplit_once('/') {
        Some((folder, _)) if !path.starts_with('/') => folder,
        _ => "",
    };
    match join_parts(folder, path) {
        Some(joined) => Ok(format!("{joined}{suffix}")),
        // What lies beside the site is told where its pages are known.
        None => outside(folder, path).map(|outside| format!("{outside}{suffix}")).ok_or(MUST),
    }
}

/// A path seen from a folder; `None` when it climbs above the root.
fn join_parts(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let folder = !parts.is_empty() && matches!(path.rsplit('/').next(), Some("" | "." | ".."));
    Some(parts.join("/") + if folder { "/" } else { "" })
}

/// The name of a property of schema.org.
pub(super) fn property(text: &str) -> Judged<String> {
    let starts = text.starts_with(|first: char| first.is_ascii_lowercase());
    if starts && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Ok(text.to_owned())
    } else {
        Err("be a property of schema.org, such as `about`")
    }
}

/// A name as a label: blanks for hyphens, the first letter a capital.
pub(super) fn label_of(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => words,
    }
}
