//! What somebody meant who wrote what is no TOML, in `book.toml` or in fields.
//!
//! Goes in: a text, and where and why a parser stumbled over it. Comes out: a way out that names the
//! mistake, where it is one that people make.

use std::ops::Range;

/// A way out of an error of TOML, by what stands at its place.
pub(crate) fn help(text: &str, at: &Range<usize>, message: &str) -> Option<String> {
    let written = &text[at.clone()];
    let curly = |letter: char| "“”„«»‘’".contains(letter);
    let help = match written.to_lowercase().as_str() {
        "yes" | "on" | "true" => "write `true`".to_owned(),
        "no" | "off" | "false" => "write `false`".to_owned(),
        _ if written.starts_with(curly) => {
            let inner = written.trim_matches(curly);
            format!("TOML uses straight quotation marks: `\"{inner}\"`")
        }
        _ if message.starts_with("invalid unquoted key") => {
            let key = key_around(text, at.start);
            format!(
                "put a name that contains characters other than `a`-`z`, `A`-`Z`, `0`-`9`, `-` \
                 and `_` between quotation marks: `\"{key}\"`"
            )
        }
        _ if ends_a_string_early(text, at.start) => inner_marks(text, at.start),
        _ if message.starts_with("string values must be quoted") => {
            format!("put text between quotation marks: `\"{written}\"`")
        }
        _ if message.ends_with("basic string, expected `\"`") => {
            "end the text with a quotation mark".to_owned()
        }
        _ if message.starts_with("invalid date") => {
            "write 2015-06-16, \"2015-06\" or \"2015\"".to_owned()
        }
        _ => return None,
    };
    Some(help)
}

/// The key without quotation marks of which a place is part.
fn key_around(text: &str, at: usize) -> &str {
    let ends = |letter: char| letter.is_whitespace() || ".=[]{},\"'#".contains(letter);
    let start = text[..at]
        .rfind(ends)
        .map_or(0, |end| end + text[end..].chars().next().map_or(0, char::len_utf8));
    let end = text[at..].find(ends).map_or(text.len(), |end| at + end);
    &text[start..end]
}

/// Whether a place follows on a quotation mark that was meant to be part of a text: its line has
/// words right behind it, and another mark after them.
fn ends_a_string_early(text: &str, at: usize) -> bool {
    let line = line_around(text, at);
    let (before, after) = (&text[line.start..at], &text[at..line.end]);
    let is_word = after.starts_with(|letter: char| letter.is_alphanumeric());
    let is_mark = before.ends_with('"') && !before.ends_with("\\\"");
    is_mark && is_word && after.contains('"') && before.matches('"').count() >= 2
}

/// That marks inside a text are escaped, with the line as it should be where that is plain.
fn inner_marks(text: &str, at: usize) -> String {
    const RULE: &str = "write a quotation mark inside text as `\\\"`";
    let line = text[line_around(text, at)].trim();
    let whole = || {
        let (key, value) = line.split_once('=')?;
        let inner = value.trim().strip_prefix('"')?.strip_suffix('"')?;
        let is_plain = !inner.contains(['\\', '[', '{']);
        is_plain.then(|| format!("{} = \"{}\"", key.trim(), inner.replace('"', "\\\"")))
    };
    match whole() {
        Some(line) => format!("{RULE}: `{line}`"),
        None => RULE.to_owned(),
    }
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let end = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The help for the first error of a text.
    fn helped(text: &str) -> Option<String> {
        let (_, errors) = toml::de::DeTable::parse_recoverable(text);
        let error = errors.first().expect("an error");
        help(text, &error.span().expect("a place"), error.message())
    }

    #[test]
    fn a_quotation_mark_inside_a_text_is_named() {
        for (text, expected) in [
            ("t = \"The \"new\" plan\"\n", "`t = \"The \\\"new\\\" plan\"`"),
            ("t = [\"The \"new\" plan\"]\n", "as `\\\"`"),
            ("a = 1\nt = \"Said \"yes\"\"\n", "`t = \"Said \\\"yes\\\"\"`"),
        ] {
            let help = helped(text).unwrap_or_default();
            assert!(help.ends_with(expected), "{text}: {help}");
        }
    }

    #[test]
    fn a_key_that_needs_quotation_marks_is_shown_with_them() {
        for (text, expected) in [
            ("größe = 1\n", "`\"größe\"`"),
            ("[kinds.größe]\n", "`\"größe\"`"),
            ("a.ö = 1\n", "`\"ö\"`"),
        ] {
            let help = helped(text).unwrap_or_default();
            assert!(help.ends_with(expected), "{text}: {help}");
        }
    }
}
