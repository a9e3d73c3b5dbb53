//! The files in a Word document.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::xml;
use crate::import::document::element::Element;

/// A file of XML has so many bytes at most when it is unpacked.
const MOST_XML: u64 = 64 << 20;
/// All files that are read have so many bytes at most. What an archive says of itself need not be
/// true, so they are counted while they are read.
const MOST_BYTES: u64 = 512 << 20;

/// A Word document as a set of files.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    read: u64,
}

/// What a file refers to, by the names that it gives.
pub(super) type Relations = BTreeMap<String, Relation>;

/// Something that a file refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    /// What it is to the file: the last part of an address.
    pub(super) kind: String,
    /// Its path in the document, or its address.
    pub(super) target: String,
    pub(super) is_external: bool,
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, String> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        Ok(Self { archive, read: 0 })
    }

    /// The bytes of a file; nothing, if there is none.
    pub(super) fn bytes(&mut self, path: &str, most: u64) -> Result<Option<Vec<u8>>, String> {
        let Some(at) = self.archive.index_for_name(path) else { return Ok(None) };
        let most = most.min(MOST_BYTES - self.read.min(MOST_BYTES));
        let file = self.archive.by_index(at).map_err(|error| format!("{path}: {error}"))?;
        let mut bytes = Vec::new();
        let length = file.take(most + 1).read_to_end(&mut bytes);
        let length = length.map_err(|error| format!("{path}: {error}"))? as u64;
        if length > most {
            return Err(format!("{path} is too large when it is unpacked"));
        }
        self.read += length;
        Ok(Some(bytes))
    }

    /// A picture or another file that is taken over as it is.
    pub(super) fn picture(&mut self, path: &str) -> Result<Option<Vec<u8>>, String> {
        self.bytes(path, MOST_BYTES)
    }

    /// A file of XML; nothing, if there is none.
    pub(super) fn xml(&mut self, path: &str) -> Result<Option<Element>, String> {
        let Some(bytes) = self.bytes(path, MOST_XML)? else { return Ok(None) };
        let text = text(&bytes).ok_or_else(|| format!("{path} is not in UTF-8"))?;
        xml::read(&text).map(Some).map_err(|error| format!("{path}: {error}"))
    }

    /// What a file refers to.
    pub(super) fn relations(&mut self, path: &str) -> Result<Relations, String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let Some(root) = self.xml(&format!("{folder}_rels/{name}.rels"))? else {
            return Ok(Relations::new());
        };
        let relations = root.elements().filter_map(|relation| {
            let kind = relation.attribute("Type")?.rsplit('/').next()?.to_owned();
            let is_external = relation.attribute("TargetMode") == Some("External");
            let target = relation.attribute("Target")?;
            let target = if is_external { target.to_owned() } else { below(&folder, target) };
            let relation_of = Relation { kind, target, is_external };
            Some((relation.attribute("Id")?.to_owned(), relation_of))
        });
        Ok(relations.collect())
    }
}

/// The text of a file of XML, which may be in UTF-16.
fn text(bytes: &[u8]) -> Option<String> {
    let utf16 = |bytes: &[u8], number: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| number([pair[0], pair[1]]));
        char::decode_utf16(units).collect::<Result<String, _>>().ok()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    }
}

/// A path in the document, from a folder of it.
fn below(folder: &str, target: &str) -> String {
    let full = match target.strip_prefix('/') {
        Some(target) => target.to_owned(),
        None => format!("{folder}{target}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in full.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
