//! Bytes → a text, in whatever encoding they are.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text, and the name of its encoding if that was guessed.
pub(super) type Decoded<'b> = (Cow<'b, str>, Option<&'static str>);

/// Reads a text in an encoding, or in that which fits. A mark at its beginning is believed before
/// anything else.
///
/// # Errors
/// What is wrong, the line if there is one, and what to do.
pub(super) fn decoded<'b>(
    bytes: &'b [u8],
    wanted: Option<&str>,
) -> Result<Decoded<'b>, (Option<usize>, String, String)> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return text(encoding, &bytes[length..]).map(|text| (text, None));
    }
    if let Some(wanted) = wanted {
        let encoding = Encoding::for_label(wanted.as_bytes()).ok_or_else(|| {
            let help = "name one as web pages do, such as `utf-8`, `windows-1252` or `shift_jis`";
            (None, format!("there is no encoding `{wanted}`"), help.to_owned())
        })?;
        return text(encoding, bytes).map(|text| (text, None));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((Cow::Borrowed(text), None));
    }
    let encoding = guessed(bytes);
    text(encoding, bytes).map(|text| (text, Some(encoding.name())))
}

/// The encoding that bytes look like, which are not UTF-8.
fn guessed(bytes: &[u8]) -> &'static Encoding {
    // Latin letters and separators have a zero in every other byte.
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let many = bytes.len() / 8;
    match (zeros(0), zeros(1)) {
        (even, odd) if odd > many && odd > even => return UTF_16LE,
        (even, _) if even > many => return UTF_16BE,
        _ => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

fn text<'b>(
    encoding: &'static Encoding,
    bytes: &'b [u8],
) -> Result<Cow<'b, str>, (Option<usize>, String, String)> {
    let decoded = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    decoded.ok_or_else(|| {
        let good = match encoding == UTF_8 {
            true => std::str::from_utf8(bytes).err().map(|error| error.valid_up_to()),
            false => None,
        };
        let line = good.map(|end| 1 + bytes[..end].iter().filter(|byte| **byte == b'\n').count());
        let help = "say in the mapping which encoding it has, such as `encoding = \"windows-1252\"`, \
                    or save the file again in UTF-8";
        (line, format!("this is not {}", encoding.name()), help.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_encodings_are_known_by_their_bytes() {
        let french = "id;titre\n1;Réforme générale à l’été\n2;Élargir les pouvoirs des régions\n";
        let russian = "id;title\n1;Усилить надзор за полицией\n2;Опубликовать доклад комиссии\n";
        let japanese = "id,title\n1,委員会の勧告を実施する\n2,警察の監督を強化すること\n";
        for (text, label, expected) in [
            (french, "windows-1252", "windows-1252"),
            (russian, "windows-1251", "windows-1251"),
            (russian, "koi8-u", "KOI8-U"),
            (japanese, "shift_jis", "Shift_JIS"),
            (japanese, "euc-jp", "EUC-JP"),
        ] {
            let encoding = Encoding::for_label(label.as_bytes()).expect("an encoding");
            let (bytes, _, _) = encoding.encode(text);
            assert_eq!(decoded(&bytes, None), Ok((Cow::Borrowed(text), Some(expected))), "{label}");
            assert_eq!(decoded(&bytes, Some(label)), Ok((Cow::Borrowed(text), None)), "{label}");
        }
        for (mark, name) in [(&b"\xff\xfe"[..], None), (b"", Some("UTF-16LE"))] {
            let little = french.encode_utf16().flat_map(u16::to_le_bytes);
            let bytes: Vec<u8> = mark.iter().copied().chain(little).collect();
            assert_eq!(decoded(&bytes, None), Ok((Cow::Borrowed(french), name)));
        }
    }

    #[test]
    fn what_is_in_another_encoding_than_was_said_is_told_with_its_line() {
        let (line, message, _) = decoded(b"a\nb\xe9\n", Some("utf-8")).unwrap_err();
        assert_eq!((line, message.as_str()), (Some(2), "this is not UTF-8"));
        let (_, message, _) = decoded(b"a", Some("utf-9")).unwrap_err();
        assert_eq!(message, "there is no encoding `utf-9`");
    }
}
