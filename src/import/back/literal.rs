//! The text of a cell → a value of TOML.

use toml::Value;

use crate::config::Field;
use crate::field::Role;
use crate::import::literal::{list, string};
use crate::parse::RawData;

/// What a value is to be written like.
pub(super) enum Like<'a> {
    /// One that stands there.
    Written(&'a RawData),
    /// One of this field.
    Of(Option<&'a Field>),
}

/// The text of a cell as a value.
pub(super) fn value(text: &str, like: &Like<'_>) -> String {
    let is_bare = match like {
        Like::Written(data) => !matches!(data, RawData::String(_)),
        Like::Of(Some(field)) => !field.ty.is_written_as_text() || field.ty.can_be(Role::Time),
        Like::Of(None) => false,
    };
    if is_bare && is_bare_value(text) { text.to_owned() } else { string(text) }
}

/// The texts of a cell with several as a list of values.
pub(super) fn values(texts: &[String], like: &Like<'_>) -> String {
    let like = match like {
        Like::Written(RawData::Array(items)) => items.first().map(|item| Like::Written(&item.data)),
        Like::Written(_) => None,
        Like::Of(field) => Some(Like::Of(*field)),
    };
    let like = like.unwrap_or(Like::Of(None));
    list(texts.iter().map(|text| value(text, &like)).collect())
}

/// Whether a text is a number, a truth value or a date of TOML.
fn is_bare_value(text: &str) -> bool {
    let is_word = !text.is_empty() && !text.contains(['"', '\'', '[', '{', '\n', '#']);
    let read = || toml::from_str::<toml::Table>(&format!("value = {text}")).ok();
    let is_plain =
        |value: &Value| !matches!(value, Value::String(_) | Value::Array(_) | Value::Table(_));
    is_word
        && read().is_some_and(|table| table.len() == 1 && table.get("value").is_some_and(is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_like_the_one_before_it() {
        let text = RawData::String("a".into());
        let number = RawData::Integer(Ok(1));
        for (cell, like, expected) in [
            ("12", &number, "12"),
            ("12.5", &number, "12.5"),
            ("2024-05-01", &number, "2024-05-01"),
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
