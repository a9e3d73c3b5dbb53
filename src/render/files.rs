//! What stands beside a link to a file of the report, and what is known of such files.

use crate::asset::{self, Asset};
use crate::config::autonym;
use crate::escape::escape;
use crate::ids::LanguageId;
use crate::look::Argument;

use super::Renderer;

/// A sheet of paper with its corner folded. It brings its own looks, so that pages without files need
/// no style for it.
const SHEET: &str = "<svg width=\"10\" height=\"12\" viewBox=\"0 0 10 12\" fill=\"none\" \
    stroke=\"currentColor\" aria-hidden=\"true\"><path d=\"M6.5.5h-6v11h9v-8zv3h3\"/></svg>";

/// Below so many bytes, a size is told in kilobytes.
const MEGA: u64 = 1_000_000;

impl Renderer {
    /// The kind of a file, its size, and its language where that is not the one of the page, in HTML.
    pub(super) fn file_note(&self, name: &str, language: LanguageId) -> String {
        let Some(asset) = self.assets.get(name) else { return String::new() };
        let mut parts = vec![self.file_size(language, asset.bytes)];
        let page = self.config.languages[language].tag.as_str();
        if let Some((tag, words)) = self.file_language(name).filter(|(tag, _)| *tag != page) {
            parts.push(format!("<span lang=\"{}\">{}</span>", escape(tag), escape(words)));
        }
        let ending = match asset.ending() {
            ending if ending.is_empty() => ending,
            ending => format!("{} ", escape(&ending)),
        };
        format!(" <small class=\"who file\">{SHEET} {ending}{}</small>", parts.join(" · "))
    }

    /// The language that the name of a file says: its tag, and what it calls itself.
    pub(crate) fn file_language<'n>(&'n self, name: &'n str) -> Option<(&'n str, &'n str)> {
        let tag = asset::language_of(name)?;
        let declared = self.config.languages.iter().find(|own| own.tag.eq_ignore_ascii_case(tag));
        match declared {
            Some(own) => Some((&own.tag, &own.name)),
            None => autonym(tag).map(|words| (tag, words)),
        }
    }

    /// A number of bytes in the words of a language, rounded up.
    pub(crate) fn file_size(&self, language: LanguageId, bytes: u64) -> String {
        let (key, unit) = if bytes < MEGA { ("file-kb", 1_000) } else { ("file-mb", MEGA) };
        let size = ("size".to_owned(), Argument::Text(bytes.div_ceil(unit).to_string()));
        self.look.strings().get(language, key, &[size]).unwrap_or_default()
    }

    /// The files of the report that the site shows or links to, by their paths below its folder.
    pub(crate) fn shown_files(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.assets.iter().map(|(name, asset)| (name.as_str(), asset))
    }
}
