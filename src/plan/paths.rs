//! Addresses, the files that answer them, and names that no file can have everywhere.

use unicode_normalization::UnicodeNormalization;

/// The output file that answers an address below the site's root.
pub fn file_of(address: &str) -> String {
    let last = address.rsplit_once('/').map_or(address, |(_, last)| last);
    if address.is_empty() || address.ends_with('/') {
        format!("{address}index.html")
    } else if last.contains('.') {
        address.to_owned()
    } else {
        format!("{address}/index.html")
    }
}

/// The address that an output file answers: without `index.html` at its end.
pub fn address_of(file: &str) -> &str {
    match file.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => file,
    }
}

/// A path without regard to letter case and Unicode form.
pub(super) fn folded(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfkc().flat_map(char::to_lowercase).collect::<String>().nfkc().collect()
}

/// Names that Windows keeps for devices.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Why a path cannot be written on every system, if it cannot.
pub(crate) fn unusable(path: &str) -> Option<&'static str> {
    if path.len() > 900 {
        return Some("it is too long");
    }
    path.split('/').find_map(|part| {
        let stem = part.split('.').next().unwrap_or_default();
        if part.is_empty() || part == "." || part == ".." {
            Some("a part of it is empty or only dots")
        } else if part.len() > 240 {
            Some("a part of it is too long")
        } else if DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)) {
            Some("Windows keeps that name for a device")
        } else if part.ends_with(['.', ' ']) {
            Some("a part of it ends in a dot or a blank")
        } else if part.contains(|c: char| c.is_control() || "\\:*?\"<>|".contains(c)) {
            Some("it holds a character that some systems forbid")
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_files_answer_each_other() {
        for (address, file) in [
            ("", "index.html"),
            ("themes/x/", "themes/x/index.html"),
            ("old.html", "old.html"),
            ("404.html", "404.html"),
        ] {
            assert_eq!(file_of(address), file);
            assert_eq!(address_of(file), address);
        }
        assert_eq!(file_of("themes/x"), "themes/x/index.html");
    }

    #[test]
    fn names_that_some_system_cannot_have_are_found() {
        for path in ["con/index.html", "a:b/index.html", "../x", "a//b", "aux.txt", "a./b"] {
            assert!(unusable(path).is_some(), "{path}");
        }
        assert_eq!(unusable("themes/x/index.html"), None);
    }
}
