//! Records → a search index, through Pagefind.
//!
//! Goes in: for each record a small page made for the index alone, so that no look has to know how
//! searching works. Comes out: the files of the index by their output paths. The files that
//! Pagefind brings for interfaces of its own are left out.

#[cfg(feature = "search")]
mod pagefind;

use std::collections::BTreeSet;
use std::fmt;

#[cfg(feature = "search")]
pub use self::pagefind::index;

use crate::escape::escape;
use crate::parse::text;

/// The folder of the index below the site's root.
pub const FOLDER: &str = "pagefind/";

/// A record as the index sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The output path of its page.
    pub path: String,
    /// A whole HTML page with what is to be found, see [`page`].
    pub html: String,
}

/// Why there is no index.
#[derive(Debug)]
pub struct SearchError(String);

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the search index cannot be made: {}", self.0)
    }
}

impl std::error::Error for SearchError {}

/// What is to be found about a record.
#[derive(Debug, Clone, Default)]
pub struct Found<'a> {
    /// The language's tag.
    pub language: &'a str,
    /// The title.
    pub title: &'a str,
    /// The title as HTML, where that is not just the text.
    pub title_html: Option<&'a str>,
    /// The number, if any.
    pub number: Option<&'a str>,
    /// What the kind is called.
    pub kind: &'a str,
    /// Names of filters and their values.
    pub filters: Vec<(String, String)>,
    /// Words that find the record and are not part of its text.
    pub words: Vec<String>,
    /// The HTML of its text.
    pub body: &'a str,
}

/// The page that stands for a record in the index.
pub fn page(found: &Found<'_>) -> String {
    let mut html = format!(
        "<!doctype html><html lang=\"{}\"><head></head><body><main data-pagefind-body>\
         <h1 data-pagefind-meta=\"title\" data-pagefind-ignore>{}</h1>",
        escape(found.language),
        escape(found.title),
    );
    let number = found.number.unwrap_or_default();
    for (name, value) in [("number", number), ("kind", found.kind)] {
        html.push_str(&format!(
            "<p data-pagefind-meta=\"{name}[data-value]\" data-value=\"{}\"></p>",
            escape(value)
        ));
    }
    for (name, value) in &found.filters {
        html.push_str(&format!(
            "<p data-pagefind-filter=\"{}[data-value]\" data-value=\"{}\"></p>",
            escape(&name.replace([':', '[', ']', ','], " ")),
            escape(value)
        ));
    }
    html.push_str(found.body);
    // Title and number stand behind the text, where no excerpt begins.
    let words = found.words.iter().map(String::as_str);
    for words in [found.title, number].into_iter().chain(words) {
        if !words.is_empty() {
            html.push_str(&format!("<p data-pagefind-weight=\"8\">{}</p>", escape(words)));
        }
    }
    let spelled = spelled_plainly(found);
    if !spelled.is_empty() {
        html.push_str(&format!("<p data-pagefind-weight=\"8\">{}</p>", escape(&spelled)));
    }
    // `H2O` finds what is called H₂O.
    if let Some(title) = found.title_html {
        html.push_str(&format!("<p data-pagefind-weight=\"8\">{title}</p>"));
    }
    html.push_str("</main></body></html>");
    html
}

/// The words of a record with letters that keyboards lack, spelled with those that they have: `lodz`
/// for Łódź, `H2O` for H₂O.
fn spelled_plainly(found: &Found<'_>) -> String {
    let own = [found.title, found.number.unwrap_or_default()];
    let texts = own.into_iter().chain(found.words.iter().map(String::as_str));
    let outside_tags =
        found.body.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    let words = texts.chain(outside_tags).filter(|text| !text.is_ascii());
    let words = words.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let plain = words.filter(|word| !word.is_ascii()).map(|word| (word, text::plain(word)));
    let plain: BTreeSet<String> =
        plain.filter(|(word, plain)| plain != word).map(|(_, plain)| plain).collect();
    plain.into_iter().collect::<Vec<String>>().join(" ")
}

/// The index that a program without Pagefind makes: none. No configuration asks it for one.
///
/// # Errors
/// None.
#[cfg(not(feature = "search"))]
pub fn index(_: Vec<Entry>) -> Result<std::collections::BTreeMap<String, Vec<u8>>, SearchError> {
    Ok(std::collections::BTreeMap::new())
}
