//! The files of the content folder that a site shows, and the pictures of a look.

#![allow(clippy::disallowed_methods, reason = "this module is part of the edge that reads files")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufReader, ErrorKind, Read, Seek};
use std::path::PathBuf;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::inside::{self, Denied};
use super::{Content, refused, shown};
use crate::asset::{Asset, hashed_path};
use crate::diagnostics::Diagnostic;
use crate::nature;

/// Looks at the files of the content folder that a site shows: their hashes, and the sizes of
/// pictures. Those that `known` has already are not looked at.
pub fn assets(
    content: &Content,
    src: &str,
    names: &BTreeSet<String>,
    known: &BTreeMap<String, Asset>,
) -> (BTreeMap<String, Asset>, Vec<Diagnostic>) {
    let look_at = |name: &String| match known.get(name) {
        Some(asset) => Ok(asset.clone()),
        None => asset(content, name),
    };
    let names: Vec<&String> = names.iter().collect();
    let looked: Vec<_> = names.into_par_iter().map(|name| (name, look_at(name))).collect();
    let mut assets = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (name, looked) in looked {
        match looked {
            Ok(asset) => {
                assets.insert(name.clone(), asset);
            }
            Err(refusal) => diagnostics.append(&mut refused(&shown(src, name), &refusal).1),
        }
    }
    (assets, diagnostics)
}

/// The files of the content folder, of these, that have more bytes than a limit, with their sizes.
pub fn larger<'a>(
    content: &Content,
    names: impl IntoIterator<Item = &'a String>,
    limit: u64,
) -> Vec<(&'a String, u64)> {
    let size = |name: &String| Some(content.root.join(name).metadata().ok()?.len());
    let sizes = names.into_iter().filter_map(|name| Some((name, size(name)?)));
    sizes.filter(|(_, size)| *size > limit).collect()
}

/// The BLAKE3 hash of a file of the content folder; `None` where it cannot be read.
pub fn hash_of(content: &Content, name: &str) -> Option<blake3::Hash> {
    let (open, _) = inside::open(&content.root, &content.within, name).ok()?;
    let mut hash = blake3::Hasher::new();
    hash.update_reader(open).ok()?;
    Some(hash.finalize())
}

/// The BLAKE3 hash and the SHA-256 sum of a file, and how many bytes it has.
fn sums(file: &mut impl Read) -> io::Result<(blake3::Hash, [u8; 32], u64)> {
    let (mut hash, mut sum, mut bytes) = (blake3::Hasher::new(), Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((hash.finalize(), sum.finalize().into(), bytes)),
            Ok(read) => {
                hash.update(&buffer[..read]);
                sum.update(&buffer[..read]);
                bytes += read as u64;
            }
            Err(failure) if failure.kind() == ErrorKind::Interrupted => {}
            Err(failure) => return Err(failure),
        }
    }
}

fn asset(content: &Content, name: &str) -> Result<Asset, Denied> {
    let (open, file) = inside::open(&content.root, &content.within, name)?;
    Ok(asset_of(name, file, open)?)
}

/// A file as it would be looked at if it stood in the content folder.
///
/// # Errors
/// When the bytes say that they are something that they are not.
pub fn imagined_asset(content: &Content, name: &str, bytes: &[u8]) -> io::Result<Asset> {
    asset_of(name, content.root.join(name), io::Cursor::new(bytes))
}

fn asset_of(name: &str, file: PathBuf, mut open: impl Read + Seek) -> io::Result<Asset> {
    let (hash, sha256, bytes) = sums(&mut open)?;
    let path = hashed_path(name, hash.as_bytes());
    open.rewind()?;
    let nature = nature::of(name, &mut open)?;
    open.rewind()?;
    let size = match name.to_ascii_lowercase().ends_with(".svg") {
        true => svg_size(&text_of(&mut open)?),
        false => {
            let size = imagesize::reader_size(BufReader::new(open)).ok();
            size.map(|size| (size.width, size.height))
        }
    };
    Ok(Asset { file, hash, sha256, bytes, path, size, nature })
}

/// What can be read of a file as text.
fn text_of(file: &mut impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The size that an SVG picture names: `width` and `height` in pixels, else its `viewBox`.
fn svg_size(text: &str) -> Option<(usize, usize)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let attribute = |name: &str| {
        let from = tag.find(&format!(" {name}="))? + name.len() + 2;
        let value = &tag[from..];
        let inner = value.strip_prefix(['"', '\''])?;
        inner.split(&value[..1]).next()
    };
    let pixels = |text: &str| -> Option<usize> {
        let number: f64 = text.trim_end_matches("px").trim().parse().ok()?;
        (number > 0.0).then_some(number.round() as usize)
    };
    let own = attribute("width").and_then(pixels).zip(attribute("height").and_then(pixels));
    own.or_else(|| {
        let numbers = attribute("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty());
        let numbers: Vec<&str> = numbers.collect();
        pixels(numbers.get(2)?).zip(pixels(numbers.get(3)?))
    })
}

/// A file whose bytes are those of no picture.
pub(super) struct NoPicture;

/// The size of a picture, unless it is an SVG that names none.
pub(super) fn picture_size(name: &str, bytes: &[u8]) -> Result<Option<(usize, usize)>, NoPicture> {
    if name.to_ascii_lowercase().ends_with(".svg") {
        let text = std::str::from_utf8(bytes).map_err(|_| NoPicture)?;
        return if text.contains("<svg") { Ok(svg_size(text)) } else { Err(NoPicture) };
    }
    let size = imagesize::blob_size(bytes).map_err(|_| NoPicture)?;
    Ok(Some((size.width, size.height)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_an_svg_is_its_own_or_its_view_box() {
        for (text, size) in [
            (r#"<svg width="40px" height='20'>"#, Some((40, 20))),
            (r#"<?xml?><svg viewBox="0 0 300 150.4">"#, Some((300, 150))),
            (r#"<svg width="100%" height="100%">"#, None),
            ("<svg width=“40” height=20>", None),
            ("text", None),
        ] {
            assert_eq!(svg_size(text), size, "{text}");
        }
    }
}
