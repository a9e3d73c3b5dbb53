//! The text of a cell → a value of TOML.

use toml::Value as Toml;

use crate::config::Field;
use crate::field::Role;
use crate::import::literal::{list, string};
use crate::parse::RawData;

/// What a value is to be written like.
pub(in crate::import) enum Like<'a> {
    /// One that stands there.
    Written(&'a RawData),
    /// One of this field.
    Of(Option<&'a Field>),
}

/// The text of a cell as a value.
pub(in crate::import) fn value(text: &str, like: &Like<'_>) -> String {
    let is_bare = match like {
        Like::Written(RawData::String(_)) | Like::Of(None) => false,
        Like::Written(RawData::Datetime(_)) => is_day(text),
        Like::Written(_) => is_plain(text),
        // A year alone is a number to TOML, and no date.
        Like::Of(Some(field)) if field.ty.can_be(Role::Time) => is_day(text),
        Like::Of(Some(field)) => !field.ty.is_written_as_text() && is_plain(text),
    };
    if is_bare { text.to_owned() } else { string(text) }
}

/// The texts of a cell with several as a list of values.
pub(in crate::import) fn values(texts: &[String], like: &Like<'_>) -> String {
    let like = match like {
        Like::Written(RawData::Array(items)) => items.first().map(|item| Like::Written(&item.data)),
        Like::Written(_) => None,
        Like::Of(field) => Some(Like::Of(*field)),
    };
    let like = like.unwrap_or(Like::Of(None));
    list(texts.iter().map(|text| value(text, &like)).collect())
}

/// Whether a text is a date of TOML.
fn is_day(text: &str) -> bool {
    matches!(bare(text), Some(Toml::Datetime(_)))
}

/// Whether a text is a number or a truth value of TOML.
fn is_plain(text: &str) -> bool {
    matches!(bare(text), Some(Toml::Integer(_) | Toml::Float(_) | Toml::Boolean(_)))
}

/// What a text is as a value without quotation marks.
fn bare(text: &str) -> Option<Toml> {
    let is_word = !text.is_empty() && !text.contains(['"', '\'', '[', '{', '\n', '#']);
    let read = is_word.then(|| toml::from_str::<toml::Table>(&format!("value = {text}")).ok());
    read.flatten()?.remove("value")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_like_the_one_before_it() {
        let text = RawData::String("a".into());
        let number = RawData::Integer(Ok(1));
        let day = RawData::Datetime("2015-06-16".into());
        for (cell, like, expected) in [
            ("12", &number, "12"),
            ("12.5", &number, "12.5"),
            ("2024-05-01", &number, "\"2024-05-01\""),
            ("2024-05-01", &day, "2024-05-01"),
            ("2024", &day, "\"2024\""),
            ("true", &number, "true"),
            ("12 or so", &number, "\"12 or so\""),
            ("1\nb = 2", &number, "\"\"\"\n1\nb = 2\"\"\""),
            ("12", &text, "\"12\""),
            ("say \"no\"", &text, "'say \"no\"'"),
        ] {
            assert_eq!(value(cell, &Like::Written(like)), expected, "{cell}");
        }
        assert_eq!(values(&["a".into(), "b".into()], &Like::Of(None)), "[\"a\", \"b\"]");
    }
}
