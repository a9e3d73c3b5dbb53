//! Pictures.

use super::{Context, Flow, Reader};
use crate::import::document::element::Element;
use crate::import::document::{Format, Inline, NOT_SHOWN, Picture, PictureSource, SHOWN, What};
use crate::url::decoded;

impl Reader<'_> {
    pub(super) fn image(&mut self, element: &Element, context: &Context, flow: &mut Flow) {
        let source = element.attribute("src").unwrap_or_default();
        let alternative = element.attribute("alt").unwrap_or_default().to_owned();
        let told = if source.starts_with("data:") { "" } else { source };
        let picture = match source {
            _ if source.starts_with("data:") => in_address(source),
            _ if source.contains(':') || source.starts_with('/') || source.is_empty() => None,
            _ => {
                let path = decoded(source.split(['?', '#']).next().unwrap_or_default());
                let ending = path.rsplit('.').next().unwrap_or_default().to_lowercase();
                Some(Picture { ending, source: PictureSource::File(path) })
            }
        };
        let Some(picture) = picture else {
            self.leave("a picture that is elsewhere", format!("{alternative} {told}"));
            return;
        };
        if !SHOWN.contains(&picture.ending.as_str()) {
            self.leave(NOT_SHOWN, format!("{alternative} {told}"));
            return;
        }
        let known = self.document.pictures.iter().position(|own| *own == picture);
        let at = known.unwrap_or_else(|| {
            self.document.pictures.push(picture);
            self.document.pictures.len() - 1
        });
        let what = What::Picture(at, alternative);
        flow.text.push(Inline { format: Format::default(), link: context.link.clone(), what });
    }
}

/// A picture whose bytes stand in its address.
fn in_address(address: &str) -> Option<Picture> {
    let (kind, data) = address.strip_prefix("data:image/")?.split_once(',')?;
    let ending = kind.split([';', '+']).next()?.to_lowercase();
    let bytes = match kind.ends_with(";base64") {
        true => base64(data)?,
        false => decoded(data).into_bytes(),
    };
    Some(Picture { ending, source: PictureSource::Bytes(bytes) })
}

/// Bytes that are written in base 64 (RFC 4648).
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0);
    for letter in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_in_addresses_are_read() {
        assert_eq!(base64("aGVsbG8=").as_deref(), Some(&b"hello"[..]));
        assert_eq!(base64("a*"), None);
    }
}
