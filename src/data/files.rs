//! `files.csv` and `files.json`: the files of the report that the site shows or links to, each with
//! what tells whether a copy is the same.

use std::io;

use serde::Serialize;

use crate::media::media_type;
use crate::render::Renderer;
use crate::stream::Streams;

use super::{json, table};

/// A file as files of data have it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Row {
    /// Its path below the folder of the documents.
    pub(super) file: String,
    /// Its address on the site.
    pub(super) url: String,
    pub(super) media_type: &'static str,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    /// The language that its name says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<String>,
}

/// All of them, by their paths.
pub(super) fn rows(renderer: &Renderer) -> Vec<Row> {
    let rows = renderer.shown_files().map(|(name, asset)| Row {
        file: name.to_owned(),
        url: renderer.url(&asset.path),
        media_type: media_type(&asset.path).split(';').next().unwrap_or_default(),
        bytes: asset.bytes,
        sha256: asset.sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
        language: renderer.file_language(name).map(|(tag, _)| tag.to_owned()),
    });
    rows.collect()
}

/// Writes all of them, as a table and as JSON.
pub(super) fn write(renderer: &Renderer, out: &mut Streams<'_>) -> io::Result<()> {
    let rows = rows(renderer);
    out.between(|| vec![table::files(renderer, &rows), json::lines(&rows)])
}
