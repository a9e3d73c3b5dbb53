//! Addresses, the files that answer them, and names that no file can have everywhere.

use std::ops::Deref;
use std::sync::Arc;

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

/// The address of a page below the site's root, in the memory of its output path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address(Arc<str>);

impl Address {
    /// An address that ends in `/`, or is that of the home page.
    pub(super) fn of_folder(address: &str) -> Self {
        Self(file_of(address).into())
    }

    /// The output file that answers it.
    pub fn file(&self) -> &Arc<str> {
        &self.0
    }
}

impl Deref for Address {
    type Target = str;

    fn deref(&self) -> &str {
        address_of(&self.0)
    }
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
}
