//! What a value says that is neither a list nor a table: the core schema of YAML 1.2, and days.

use granit_parser::ScalarStyle;
use toml::value::Datetime;

use crate::characters::clean;
use crate::parse::RawData;
use crate::source::with_line_feeds;

/// A value, `None` where it is no value, and its characters where it may be text as well.
pub(super) fn read(text: &str, style: ScalarStyle) -> (Option<RawData>, Option<Box<str>>) {
    match style {
        ScalarStyle::Plain => plain(text),
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            (Some(RawData::String(self::text(text))), None)
        }
        // The line break at the end comes with the notation, and is not meant.
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let text = self::text(text.trim_end_matches(['\n', '\r']));
            (Some(RawData::String(text)), None)
        }
    }
}

/// A text as it is kept.
pub(super) fn text(text: &str) -> String {
    clean(&with_line_feeds(text)).into_owned()
}

fn plain(text: &str) -> (Option<RawData>, Option<Box<str>>) {
    let data = match text {
        "" | "~" | "null" | "Null" | "NULL" => return (None, None),
        "true" | "True" | "TRUE" => RawData::Boolean(true),
        "false" | "False" | "FALSE" => RawData::Boolean(false),
        _ => match integer(text).or_else(|| float(text)).or_else(|| datetime(text)) {
            Some(data) => data,
            None => return (Some(RawData::String(self::text(text))), None),
        },
    };
    (Some(data), Some(text.into()))
}

fn integer(text: &str) -> Option<RawData> {
    let (digits, radix) = match text.get(..2) {
        Some("0x") => (&text[2..], 16),
        Some("0o") => (&text[2..], 8),
        _ => (text.strip_prefix(['+', '-']).unwrap_or(text), 10),
    };
    let is_number = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    let signed = if radix == 10 { text } else { digits };
    is_number.then(|| {
        RawData::Integer(i64::from_str_radix(signed, radix).map_err(|_| digits.to_owned()))
    })
}

/// A number with a point or an exponent, as TOML writes it.
fn float(text: &str) -> Option<RawData> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        let sign = if text.starts_with('-') { "-" } else { "" };
        return Some(RawData::Float(format!("{sign}inf")));
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(RawData::Float("nan".to_owned()));
    }
    let is_of_number = |byte: u8| byte.is_ascii_digit() || b".eE+-".contains(&byte);
    let has_digits = unsigned.trim_start_matches('.').starts_with(|it: char| it.is_ascii_digit());
    if !has_digits || !text.bytes().all(is_of_number) {
        return None;
    }
    let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
    Some(RawData::Float(format!("{number:?}")))
}

/// A day, with a time or without, as TOML knows it.
fn datetime(text: &str) -> Option<RawData> {
    let is_day = text.get(..10).is_some_and(|day| {
        day.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    });
    let datetime: Datetime = is_day.then(|| text.parse().ok()).flatten()?;
    Some(RawData::Datetime(datetime.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_values_are_those_of_the_core_schema_and_days() {
        let string = |text: &str| Some(RawData::String(text.to_owned()));
        let float = |text: &str| Some(RawData::Float(text.to_owned()));
        for (text, data) in [
            ("", None),
            ("~", None),
            ("null", None),
            ("True", Some(RawData::Boolean(true))),
            ("yes", string("yes")),
            ("off", string("off")),
            ("007", Some(RawData::Integer(Ok(7)))),
            ("+7", Some(RawData::Integer(Ok(7)))),
            ("-7", Some(RawData::Integer(Ok(-7)))),
            ("0o17", Some(RawData::Integer(Ok(15)))),
            ("0x1F", Some(RawData::Integer(Ok(31)))),
            ("0x", string("0x")),
            ("1_000", string("1_000")),
            ("9223372036854775808", Some(RawData::Integer(Err("9223372036854775808".into())))),
            ("1.50", float("1.5")),
            (".5", float("0.5")),
            ("1e3", float("1000.0")),
            ("-.inf", float("-inf")),
            (".NaN", float("nan")),
            ("inf", string("inf")),
            ("1.2.3", string("1.2.3")),
            ("e5", string("e5")),
            ("-", string("-")),
            ("20, 165", string("20, 165")),
            ("2015-06-17", Some(RawData::Datetime("2015-06-17".into()))),
            ("2015-06-17T10:00:00Z", Some(RawData::Datetime("2015-06-17T10:00:00Z".into()))),
            ("2015-02-30", string("2015-02-30")),
            ("2015-06", string("2015-06")),
            ("10:30:00", string("10:30:00")),
            ("Zürich–Bern", string("Zürich–Bern")),
        ] {
            assert_eq!(plain(text).0, data, "{text}");
        }
    }

    #[test]
    fn a_value_that_may_be_text_keeps_its_characters() {
        for text in ["007", "1.50", "TRUE", "2015-06-17"] {
            assert_eq!(plain(text).1.as_deref(), Some(text));
            assert_eq!(
                read(text, ScalarStyle::DoubleQuoted),
                (Some(RawData::String(text.into())), None)
            );
        }
    }
}
