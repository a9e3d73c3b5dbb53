//! The report as files for other programs.
//!
//! Goes in: what rendering reads, and the name of a file. Comes out: its bytes. Each file is a
//! function of the report alone and is made when it is asked for; those that tell of others (the
//! sums, the Data Package, the pages that explain them) ask for them. No path is decided here:
//! [`crate::plan`] does that.
//!
//! A record is named `kind/id` throughout, as references in a report are written. Where a file holds
//! several languages, each of its records says which is its own.

mod calendar;
mod graph;
mod json;
mod package;
mod pages;
mod records;
mod table;

pub use graph::{Relation, Relations, relations};

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, OnceLock};

use crate::ids::{KindId, RecordId};
use crate::plan::{self, Data, Page};
use crate::render::Renderer;

/// The files of a report's data, each made once.
#[derive(Debug, Default)]
pub struct Made {
    /// Output path → what stands there.
    files: BTreeMap<Arc<str>, File>,
}

#[derive(Debug)]
struct File {
    data: Data,
    bytes: OnceLock<Arc<[u8]>>,
}

impl Made {
    /// Nothing yet of the files that a renderer's plan has.
    pub fn new(renderer: &Renderer) -> Self {
        let pages =
            renderer.plan.pages.range::<str, _>((Bound::Included(plan::DATA), Bound::Unbounded));
        let files = pages.take_while(|(path, _)| path.starts_with(plan::DATA));
        let files = files.filter_map(|(path, page)| match page {
            Page::Data(data) => {
                Some((Arc::clone(path), File { data: *data, bytes: OnceLock::new() }))
            }
            _ => None,
        });
        Self { files: files.collect() }
    }

    /// The bytes at an output path, if one of the files stands there. No two files wait for each
    /// other, and none is made by several threads at once: whoever asks for one that is being made
    /// waits for it.
    pub fn get(&self, renderer: &Renderer, path: &str) -> Option<Arc<[u8]>> {
        let file = self.files.get(path)?;
        let bytes = file.bytes.get_or_init(|| self.make(renderer, file.data).into());
        Some(Arc::clone(bytes))
    }

    fn make(&self, renderer: &Renderer, data: Data) -> Vec<u8> {
        match data {
            Data::Records | Data::Relations | Data::Kind(_) | Data::Rows(..) | Data::Progress => {
                table::file(renderer, data)
            }
            Data::Json(kind) => records::file(renderer, kind),
            Data::ProgressJson => json::lines(&renderer.figures()),
            Data::GeoJson(kind) => records::geojson(renderer, kind),
            Data::Events => calendar::file(renderer),
            Data::Graph => graph::file(renderer),
            Data::Package => package::file(self, renderer),
            Data::Linkset => renderer.linkset(&data.path(&renderer.config)).into_bytes(),
            Data::Sums => package::sums(self, renderer),
        }
    }
}

/// Some records of a kind as a file of data has them.
pub fn chosen(renderer: &Renderer, kind: KindId, records: &[RecordId], format: Format) -> Vec<u8> {
    match format {
        Format::Csv => table::chosen(renderer, kind, records),
        Format::Json => records::chosen(renderer, records),
    }
}

/// In which of its files a kind's records are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The table.
    Csv,
    /// The list of objects.
    Json,
}
