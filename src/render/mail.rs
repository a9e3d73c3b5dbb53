//! A message that nobody has sent yet, as mail programs open it (RFC 5322, RFC 2045 to 2047).
//!
//! It has no sender and no recipient, which whoever sends it fills in: `X-Unsent` has some programs
//! open it as a draft. Its date is given, so that the same report gives the same bytes.

use jiff::civil::{Date, Weekday};

/// What stands between the parts. No text in quoted-printable holds `=_`.
const BOUNDARY: &str = "=_rapporteur";

/// So many characters are in a line of text at most.
const WIDTH: usize = 76;

/// So many bytes of text are in an encoded word of a header: its line may have 76 characters, the name
/// of the header among them.
const WORD: usize = 39;

/// What a message says.
pub(super) struct Message<'a> {
    pub(super) subject: String,
    /// A language tag.
    pub(super) language: &'a str,
    /// The day of which it is.
    pub(super) day: Date,
    pub(super) text: String,
    pub(super) html: String,
}

/// A message with the same said as text and as HTML.
pub(super) fn message(message: &Message<'_>) -> String {
    let mut out = format!(
        "Date: {}\r\nSubject: {}\r\nX-Unsent: 1\r\nMIME-Version: 1.0\r\nContent-Language: {}\r\n\
         Content-Type: multipart/alternative; boundary=\"{BOUNDARY}\"\r\n\r\n",
        date(message.day),
        words(&message.subject),
        message.language,
    );
    for (ty, text) in [("plain", &message.text), ("html", &message.html)] {
        out.push_str(&format!(
            "--{BOUNDARY}\r\nContent-Type: text/{ty}; charset=utf-8\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n",
            quoted_printable(text)
        ));
    }
    out + &format!("--{BOUNDARY}--\r\n")
}

/// The beginning of a day in UTC.
fn date(day: Date) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let weekday = match day.weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    };
    let month = MONTHS[(day.month() - 1) as usize];
    format!("{weekday}, {:02} {month} {:04} 00:00:00 +0000", day.day(), day.year())
}

/// The words of a header: encoded ones, each on a line of its own.
fn words(text: &str) -> String {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, later) = rest.split_at(rest.floor_char_boundary(WORD));
        words.push(format!("=?utf-8?B?{}?=", base64(word.as_bytes())));
        rest = later;
    }
    words.join("\r\n ")
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, at| {
            bits << 8 | usize::from(three.get(at).copied().unwrap_or_default())
        });
        for at in 0..4 {
            let letter = char::from(LETTERS[bits >> (18 - 6 * at) & 63]);
            out.push(if at <= three.len() { letter } else { '=' });
        }
    }
    out
}

/// Text in quoted-printable, its lines ended by CR LF.
fn quoted_printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for line in text.lines() {
        let mut width = 0;
        for (at, byte) in line.bytes().enumerate() {
            let is_last = at + 1 == line.len();
            let is_as_it_is = match byte {
                b' ' => !is_last,
                _ => matches!(byte, b'!'..=b'~') && byte != b'=',
            };
            let length = if is_as_it_is { 1 } else { 3 };
            // The mark of a line that goes on has room in each.
            if width + length >= WIDTH {
                out.push_str("=\r\n");
                width = 0;
            }
            width += length;
            match is_as_it_is {
                true => out.push(char::from(byte)),
                false => out.extend(['=', digit(byte >> 4), digit(byte & 15)]),
            }
        }
        out.push_str("\r\n");
    }
    out
}

/// A hexadecimal digit.
fn digit(number: u8) -> char {
    char::from(b"0123456789ABCDEF"[usize::from(number)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_headers_are_encoded_in_short_words() {
        assert_eq!(words("Hi"), "=?utf-8?B?SGk=?=");
        assert_eq!(base64(b"Man"), "TWFu");
        assert_eq!(base64(b"M"), "TQ==");
        assert_eq!(base64(b""), "");
        let long = words(&"é".repeat(60));
        assert!(long.lines().all(|line| line.trim().len() <= 67), "{long}");
        assert_eq!(long.lines().count(), 4);
    }

    #[test]
    fn text_is_quoted_where_it_is_not_printable_and_its_lines_are_short() {
        assert_eq!(quoted_printable("a=b é \n."), "a=3Db =C3=A9=20\r\n.\r\n");
        let long = quoted_printable(&"abc é ".repeat(60));
        assert!(long.split("\r\n").all(|line| line.len() <= WIDTH), "{long}");
        assert_eq!(long.replace("=\r\n", "").matches("=C3=A9").count(), 60);
    }

    #[test]
    fn a_day_is_written_as_mail_has_it() {
        let day = Date::constant(2025, 10, 31);
        assert_eq!(date(day), "Fri, 31 Oct 2025 00:00:00 +0000");
    }
}
