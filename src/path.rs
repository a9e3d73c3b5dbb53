//! Which paths a file can have on every system, which are one path on some, and how one is read against
//! another.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// A path without regard to letter case and Unicode form: two that fold to one are one path on some
/// system.
pub fn folded(path: &str) -> Cow<'_, str> {
    if !path.is_ascii() {
        return path.nfkc().flat_map(caseless).collect::<String>().nfkc().collect();
    }
    match path.contains(|letter: char| letter.is_ascii_uppercase()) {
        true => path.to_ascii_lowercase().into(),
        false => path.into(),
    }
}

/// A letter in small letters, `ß` as `ss` and both sigmas as one. An `ı` is no `i`, although both
/// have the capital `I`.
fn caseless(letter: char) -> impl Iterator<Item = char> {
    let dotless = (letter == 'ı').then_some(letter);
    let small = letter.to_lowercase();
    let others = dotless.is_none().then(|| small.flat_map(char::to_uppercase));
    let others = others.into_iter().flatten().flat_map(char::to_lowercase);
    dotless.into_iter().chain(others)
}

/// Names that Windows keeps for devices, folded.
const DEVICES: &[&str] = &[
    "conin$", "conout$", "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5",
    "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8",
    "lpt9",
];

/// The most characters of a path, as UTF-16 counts them.
const LONGEST: usize = 240;

/// Why a path cannot be written on every system, if it cannot.
pub fn unusable(path: &str) -> Option<&'static str> {
    // Windows counts the folder in which a site lies, too, and reads 259 in all.
    if path.len() > LONGEST && path.encode_utf16().count() > LONGEST {
        return Some("it is longer than some systems allow");
    }
    if path.starts_with("-/") {
        return Some("`/-/` is reserved for the preview");
    }
    path.split('/').find_map(|part| {
        let stem = part.split('.').next().unwrap_or_default();
        if part.is_empty() || part == "." || part == ".." {
            Some("a part of it is empty or consists only of dots")
        } else if part.len() > 240 {
            Some("a part of it is too long")
        } else if matches!(stem.len(), 3..=7) && DEVICES.contains(&&*folded(stem)) {
            Some("Windows reserves that name for a device")
        } else if part.ends_with(['.', ' ']) {
            Some("a part of it ends in a dot or a space")
        } else if part.contains(|c: char| c.is_control() || "\\:*?\"<>|".contains(c)) {
            Some("it contains a character that some systems forbid")
        } else {
            None
        }
    })
}

/// The path from the content folder of what a path leads to, when it leaves that: `../std/vec.html`.
pub fn outside(folder: &str, path: &str) -> Option<String> {
    let mut depth = folder.split('/').filter(|part| !part.is_empty()).count();
    let mut above = 0;
    let mut below: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if below.pop().is_some() => {}
            ".." if depth > 0 => depth -= 1,
            ".." => above += 1,
            part => below.push(part),
        }
    }
    (above > 0 && depth == 0).then(|| format!("{}{}", "../".repeat(above), below.join("/")))
}

/// A path read against a folder, with `..` only at its start, where it leads above what the folder is
/// read against: `../theme/own.css`.
pub fn beside(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A path read against a folder, both below the content folder; `None` when it leaves it.
pub fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = match path.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_are_one_on_some_system_fold_to_one() {
        for (a, b, is_one) in [
            ("Annex/", "annex/", true),
            ("caf\u{e9}/", "cafe\u{301}/", true),
            ("CAF\u{c9}/", "cafe\u{301}/", true),
            ("stra\u{df}e/", "strasse/", true),
            ("STRASSE/", "stra\u{1e9e}e/", true),
            ("\u{3b8}\u{3b5}\u{3c3}/", "\u{3b8}\u{3b5}\u{3c2}/", true),
            ("\u{fb01}n/", "fin/", true),
            ("s\u{131}n\u{131}r/", "sinir/", false),
            ("caf\u{e9}/", "cafe/", false),
        ] {
            assert_eq!(folded(a) == folded(b), is_one, "{a} {b}");
        }
    }

    #[test]
    fn paths_above_begin_with_what_leads_there() {
        for (folder, path, whole) in [
            ("", "a/./b.css", "a/b.css"),
            ("", "../theme//a.css", "../theme/a.css"),
            ("", "a/../../b.css", "../b.css"),
            ("../theme/css", "../fonts/a.woff2", "../theme/fonts/a.woff2"),
            ("../theme", "../../a", "../../a"),
        ] {
            assert_eq!(beside(folder, path), whole, "{folder} {path}");
        }
    }

    #[test]
    fn names_that_some_system_cannot_have_are_found() {
        for path in [
            "con/index.html",
            "a:b/index.html",
            "../x",
            "a//b",
            "aux.txt",
            "a./b",
            "com\u{b9}/index.html",
            "COM\u{b2}.md",
            "lpt\u{b3}/x",
            "CONIN$/index.html",
            "-/index.html",
            "-/x/index.html",
        ] {
            assert!(unusable(path).is_some(), "{path}");
        }
        let long = |letters: usize| format!("{}/b", "a/".repeat(letters / 2 - 1) + "a");
        assert_eq!(unusable(&long(238)), None);
        assert!(unusable(&long(240)).is_some());
        assert_eq!(unusable("\u{6f22}/".repeat(110).trim_end_matches('/')), None);
        assert_eq!(unusable("a/-/index.html"), None);
        assert_eq!(unusable("themes/x/index.html"), None);
    }

    #[test]
    fn paths_are_read_against_the_folder_of_the_document() {
        for (folder, path, expected) in [
            ("themes", "../venues.md", Some("venues.md")),
            ("", "a/./b.md", Some("a/b.md")),
            ("a/b", "/c.png", Some("c.png")),
            ("a", "../../c.md", None),
        ] {
            assert_eq!(joined(folder, path).as_deref(), expected);
        }
    }
}
