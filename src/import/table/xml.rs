//! A file of XML in a zip archive → its elements and texts.

use std::io::{self, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

/// Workbooks have so many bytes at most when they are unpacked.
const MOST_BYTES: u64 = 1 << 30;

/// The archive that a workbook is.
pub(super) type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Opens a workbook.
///
/// # Errors
/// It is no archive, or holds more than [`MOST_BYTES`].
pub(super) fn archive(bytes: &[u8]) -> Result<Archive<'_>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    match unpacked(&mut archive).map_err(|error| error.to_string())? {
        size if size > MOST_BYTES => Err(format!("it holds more than {MOST_BYTES} bytes")),
        _ => Ok(archive),
    }
}

/// How many bytes the files in an archive have, counted until they are too many. What an archive says
/// of itself need not be true.
fn unpacked(archive: &mut Archive<'_>) -> io::Result<u64> {
    let mut sum = 0;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(io::Error::other)?;
        sum += io::copy(&mut file.take(MOST_BYTES + 1 - sum), &mut io::sink())?;
        if sum > MOST_BYTES {
            break;
        }
    }
    Ok(sum)
}

/// What comes next in a file.
pub(super) enum Token {
    /// An element begins.
    Open(Element),
    /// An element ends, by its name without a prefix.
    Close(String),
    /// A text.
    Text(String),
}

/// An element that begins.
pub(super) struct Element(BytesStart<'static>);

impl Element {
    /// Its name without a prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// What an attribute says, by its name without a prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let mut own = attributes.filter(|own| own.key.local_name().into_inner() == name);
        let value = own.next()?.value;
        unescape(&value).ok().map(|value| value.into_owned())
    }

    /// What an attribute says as a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.attribute(name)?.parse().ok()
    }

    /// Whether an attribute says that something is so.
    pub(super) fn is(&self, name: &str) -> bool {
        self.attribute(name).is_some_and(|value| ["1", "true", "on"].contains(&value.as_str()))
    }
}

/// A file that is being read.
pub(super) struct Tokens<'a, 'b> {
    reader: Reader<BufReader<ZipFile<'a, Cursor<&'b [u8]>>>>,
    buffer: Vec<u8>,
}

/// Begins to read a file of an archive; none, if it is not there.
pub(super) fn tokens<'a, 'b>(archive: &'a mut Archive<'b>, path: &str) -> Option<Tokens<'a, 'b>> {
    let mut reader = Reader::from_reader(BufReader::new(archive.by_name(path).ok()?));
    reader.config_mut().expand_empty_elements = true;
    Some(Tokens { reader, buffer: Vec::new() })
}

impl Tokens<'_, '_> {
    /// What comes next; none at the end.
    ///
    /// # Errors
    /// The file is no XML, or ends before its elements do.
    pub(super) fn next(&mut self) -> Result<Option<Token>, String> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer);
            let token = match event.map_err(|error| error.to_string())? {
                Event::Start(element) => Token::Open(Element(element.into_owned())),
                Event::End(element) => Token::Close(element.local_name().into_inner().to_owned()),
                Event::Text(text) => Token::Text(text.into_inner().into_owned()),
                Event::CData(text) => Token::Text(text.into_inner().into_owned()),
                Event::GeneralRef(entity) => Token::Text(resolved(&entity)),
                Event::Eof => return Ok(None),
                _ => continue,
            };
            return Ok(Some(token));
        }
    }
}

/// The character of a reference. Those that a document declares for itself are shown as written.
fn resolved(entity: &BytesRef<'_>) -> String {
    match entity.resolve_char_ref() {
        Ok(Some(letter)) => letter.to_string(),
        _ => {
            let name: &str = entity;
            resolve_predefined_entity(name).map_or_else(|| format!("&{name};"), str::to_owned)
        }
    }
}
