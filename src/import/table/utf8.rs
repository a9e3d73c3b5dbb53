//! Bytes → a text. A program without workbooks knows UTF-8 alone.

use std::borrow::Cow;

/// A text, and the name of its encoding if that was guessed.
pub(super) type Decoded<'b> = (Cow<'b, str>, Option<&'static str>);

/// Reads a text in UTF-8.
///
/// # Errors
/// What is wrong, the line, and what to do.
pub(super) fn decoded<'b>(
    bytes: &'b [u8],
    _: Option<&str>,
) -> Result<Decoded<'b>, (Option<usize>, String, String)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map(|text| (Cow::Borrowed(text), None)).map_err(|error| {
        let good = &bytes[..error.valid_up_to()];
        let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
        let message = "this is not UTF-8, and the program was built without the feature `workbook`";
        (Some(line), message.to_owned(), "save the file again in UTF-8".to_owned())
    })
}
