//! Values as TOML writes them.

use toml::Value;

/// Lists that are longer have a line for each item.
const WIDEST: usize = 90;

/// A text between the quotation marks that suit it.
pub(super) fn string(text: &str) -> String {
    let closes = |line: &str| line.trim_end() == "+++";
    match text.lines().any(closes) {
        // A line of its own would end the block of fields.
        true => escaped(text),
        false => Value::String(text.to_owned()).to_string(),
    }
}

/// A text on one line, with escapes, which JSON and TOML write alike.
pub(super) fn escaped(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

/// Values as a list, with a line for each where one line would be too long.
pub(super) fn list(items: Vec<String>) -> String {
    let length: usize = items.iter().map(|item| item.len() + 2).sum();
    if length <= WIDEST {
        return format!("[{}]", items.join(", "));
    }
    let lines: String = items.iter().map(|item| format!("  {item},\n")).collect();
    format!("[\n{lines}]")
}

/// A key, between quotation marks where it needs them.
pub(super) fn key(key: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    match !key.is_empty() && key.bytes().all(is_bare) {
        true => key.to_owned(),
        false => escaped(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_marks_that_suit_them() {
        for (text, written) in [
            ("plain", "\"plain\""),
            ("a \"b\" c", "'a \"b\" c'"),
            ("C:\\d", "'C:\\d'"),
            ("two\nlines", "\"\"\"\ntwo\nlines\"\"\""),
            ("a\n+++\nb", "\"a\\n+++\\nb\""),
        ] {
            assert_eq!(string(text), written);
        }
    }

    #[test]
    fn keys_have_marks_where_they_need_them() {
        assert_eq!(key("discussions-to"), "discussions-to");
        assert_eq!(key("größe"), "\"größe\"");
        assert_eq!(key("a.b"), "\"a.b\"");
    }
}
