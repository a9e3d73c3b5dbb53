//! The report as files for other programs.
//!
//! Goes in: what rendering reads, and the name of a file. Comes out: its bytes, piece by piece, so that
//! no file is held ([`crate::stream`]). Each file is a function of the report alone, and those that are
//! made of the same texts are written together. Those that tell of others (the sums, the Data Package,
//! the pages that explain them) only ask what these came to. No path is decided here: [`crate::plan`]
//! does that.
//!
//! A record is named `kind/id` throughout, as references in a report are written. Where a file holds
//! several languages, each of its records says which is its own.

mod calendar;
mod documents;
mod files;
mod graph;
mod inventory;
mod json;
mod linkset;
mod milestones;
mod package;
mod pages;
mod records;
mod table;
mod workbook;

pub use graph::{Relation, Relations, relations};
pub use inventory::inventory;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Bound;
use std::sync::{Arc, Mutex, PoisonError};

use crate::ids::{DocumentId, KindId, RecordId};
use crate::plan::{self, Data, Page};
use crate::render::Renderer;
use crate::stream::{Forgetful, Marks, Memory, Streams, Sum, Target};
use crate::trace::Once;

/// The files of a report's data.
#[derive(Debug, Default)]
pub struct Made {
    /// Output path → what stands there.
    files: BTreeMap<Arc<str>, File>,
    /// What pages tell of feeds, found when first asked for.
    feeds: Once<pages::Feeds>,
}

#[derive(Debug)]
struct File {
    data: Data,
    /// The files that are made together, this one among them.
    together: Arc<Together>,
}

/// Files that are made of the same, in one go.
#[derive(Debug, Default)]
struct Together {
    /// Each with its path.
    files: Vec<(Arc<str>, Data)>,
    /// What they came to, in their order, when they were made or were known to be as before.
    sums: Mutex<Option<Vec<Sum>>>,
}

impl Made {
    /// Nothing yet of the files that a renderer's plan has.
    pub fn new(renderer: &Renderer) -> Self {
        let pages =
            renderer.plan.pages.range::<str, _>((Bound::Included(plan::DATA), Bound::Unbounded));
        let pages = pages.take_while(|(path, _)| path.starts_with(plan::DATA));
        let mut together: BTreeMap<Data, Together> = BTreeMap::new();
        for (path, page) in pages {
            let Page::Data(data) = page else { continue };
            together.entry(first_of(*data)).or_default().files.push((Arc::clone(path), *data));
        }
        let mut files = BTreeMap::new();
        for mut own in together.into_values() {
            own.files.sort_unstable_by_key(|(_, data)| *data);
            let together = Arc::new(own);
            files.extend(together.files.iter().map(|(path, data)| {
                (Arc::clone(path), File { data: *data, together: Arc::clone(&together) })
            }));
        }
        Self { files, feeds: Once::default() }
    }

    /// What a record owes by some day and is not done, as a calendar.
    pub fn due(renderer: &Renderer, index: RecordId) -> String {
        calendar::owed(renderer, index)
    }

    /// The paths of the files that are made together with the one at an output path, if that is one of
    /// data.
    pub fn together(&self, path: &str) -> Option<impl Iterator<Item = &str>> {
        Some(self.files.get(path)?.together.files.iter().map(|(path, _)| &**path))
    }

    /// Writes the files that are made together with the one at a path, each to its target. What these
    /// came to is known from then on, and whoever asks for it meanwhile waits.
    ///
    /// # Errors
    /// Why a file could not be written.
    pub fn write<'t>(
        &'t self,
        renderer: &Renderer,
        path: &str,
        targets: impl IntoIterator<Item = &'t mut dyn Target>,
        memory: &'t dyn Memory,
    ) -> io::Result<()> {
        let Some(File { together, .. }) = self.files.get(path) else { return Ok(()) };
        let mut sums = together.sums.lock().unwrap_or_else(PoisonError::into_inner);
        *sums = Some(self.make(renderer, together, targets, memory)?);
        Ok(())
    }

    /// The bytes at an output path, if it is that of a file of data.
    pub fn bytes(&self, renderer: &Renderer, path: &str) -> Option<Vec<u8>> {
        let files = &self.files.get(path)?.together.files;
        let mut texts: Vec<Vec<u8>> = vec![Vec::new(); files.len()];
        let targets = texts.iter_mut().map(|text| text as &mut dyn Target);
        // Writing to memory cannot fail.
        let _ = self.write(renderer, path, targets, &Forgetful);
        files.iter().zip(texts).find(|((own, _), _)| **own == *path).map(|(_, text)| text)
    }

    /// What the file at an output path came to, if that is known so far.
    pub fn sum(&self, path: &str) -> Option<Sum> {
        let together = &self.files.get(path)?.together;
        let at = together.files.iter().position(|(own, _)| **own == *path)?;
        let sums = together.sums.lock().unwrap_or_else(PoisonError::into_inner);
        sums.as_ref()?.get(at).cloned()
    }

    /// Takes for known what files come to that need not be made, by their paths.
    pub fn recall(&self, known: impl Fn(&str) -> Option<Sum>) {
        for File { together, .. } in self.files.values() {
            let sums = together.files.iter().map(|(path, _)| known(path)).collect();
            *together.sums.lock().unwrap_or_else(PoisonError::into_inner) = sums;
        }
    }

    /// What a file comes to. It is made, if that was not known.
    fn known(&self, renderer: &Renderer, path: &str) -> Sum {
        self.sum(path).unwrap_or_else(|| {
            let mut nowhere: Vec<io::Sink> =
                self.together(path).into_iter().flatten().map(|_| io::sink()).collect();
            let targets = nowhere.iter_mut().map(|sink| sink as &mut dyn Target);
            let _ = self.write(renderer, path, targets, &Forgetful);
            self.sum(path).unwrap_or_default()
        })
    }

    fn make<'t>(
        &self,
        renderer: &Renderer,
        together: &'t Together,
        targets: impl IntoIterator<Item = &'t mut dyn Target>,
        memory: &'t dyn Memory,
    ) -> io::Result<Vec<Sum>> {
        let Some((path, data)) = together.files.first() else { return Ok(Vec::new()) };
        let mut streams = Streams::new(path, targets, memory);
        let out = &mut streams;
        match *data {
            Data::Kind(kind) | Data::Json(kind) => records::write(renderer, kind, out)?,
            Data::Relations | Data::Graph => graph::write(renderer, out)?,
            Data::Records | Data::Rows(..) | Data::Progress => table::write(renderer, *data, out)?,
            Data::ProgressJson => whole(out, || json::lines(&renderer.figures()))?,
            Data::Milestones | Data::MilestonesJson => milestones::write(renderer, out)?,
            Data::Files | Data::FilesJson => files::write(renderer, out)?,
            Data::GeoJson(kind) => records::write_geojson(renderer, kind, out)?,
            Data::Events => calendar::write(renderer, out)?,
            Data::Due => calendar::write_due(renderer, out)?,
            Data::Documents => documents::write(renderer, out)?,
            Data::Linkset => linkset::write(renderer, out)?,
            Data::Inventory => inventory::write(renderer, out)?,
            Data::Workbook => workbook::write(renderer, out)?,
            Data::Package => out.unfollowed(&json::lines(&package::package(self, renderer)))?,
            Data::Sums => out.unfollowed(package::sums(self, renderer).concat().as_bytes())?,
        }
        Ok(streams.end())
    }

    /// A piece of a file that shows what it is made of.
    fn example(&self, renderer: &Renderer, data: Data) -> String {
        match data {
            Data::Records
            | Data::Kind(_)
            | Data::Rows(..)
            | Data::Progress
            | Data::Milestones
            | Data::Files
            | Data::Relations => table::example(renderer, data),
            Data::Json(kind) => records::example(renderer, kind),
            Data::ProgressJson => json::pretty(&renderer.figures().first()),
            Data::MilestonesJson => json::pretty(&milestones::some(renderer, 1).first()),
            Data::FilesJson => json::pretty(&files::rows(renderer).first()),
            Data::GeoJson(kind) => records::geojson_example(renderer, kind),
            Data::Events => calendar::example(renderer),
            Data::Due => calendar::example_due(renderer),
            Data::Graph => graph::example(renderer),
            Data::Package => package::example(self, renderer),
            Data::Documents => documents::example(renderer),
            Data::Inventory => inventory::example(renderer),
            Data::Workbook => workbook::example(renderer),
            Data::Sums => package::sums(self, renderer).into_iter().take(3).collect(),
            // No page shows a piece of it.
            Data::Linkset => String::new(),
        }
    }
}

/// The first of the files that are made together with one.
fn first_of(data: Data) -> Data {
    match data {
        Data::Json(kind) => Data::Kind(kind),
        Data::Graph => Data::Relations,
        Data::MilestonesJson => Data::Milestones,
        Data::FilesJson => Data::Files,
        other => other,
    }
}

/// Writes a file in one piece.
fn whole(out: &mut Streams<'_>, make: impl FnOnce() -> Vec<u8>) -> io::Result<()> {
    out.between(|| vec![make()])
}

/// Writes a text for each of many records, as many to a piece as are likely to change together.
fn each(
    renderer: &Renderer,
    records: &[RecordId],
    out: &mut Streams<'_>,
    marks: &[Marks],
    make: impl Fn(RecordId) -> Vec<Vec<u8>>,
) -> io::Result<()> {
    for some in pieces(renderer, records) {
        out.entries(marks, || {
            let mut texts = vec![Vec::new(); marks.len()];
            for own in in_order_of_documents(some, &make) {
                for ((text, more), (_, mark)) in texts.iter_mut().zip(own).zip(marks) {
                    if !text.is_empty() && !more.is_empty() {
                        text.extend_from_slice(mark.as_bytes());
                    }
                    text.extend(more);
                }
            }
            texts
        })?;
    }
    Ok(())
}

/// Records that are written as one piece: those that stand beside each other in a document, but not
/// too many. Where hardly any do, a quarter of all is a piece, since a document is parsed again for
/// each piece that has one of its records.
fn pieces<'r>(renderer: &Renderer, records: &'r [RecordId]) -> Vec<&'r [RecordId]> {
    const MOST: usize = 256;
    let document = |record: &RecordId| renderer.model.document_at(*record);
    let runs: Vec<&[RecordId]> = records.chunk_by(|a, b| document(a) == document(b)).collect();
    let documents: BTreeSet<DocumentId> = records.iter().map(document).collect();
    if runs.len() > 2 * documents.len() {
        return records.chunks(records.len().div_ceil(4).max(MOST)).collect();
    }
    runs.into_iter().flat_map(|run| run.chunks(MOST)).collect()
}

/// What is made of each of some records, in their order; the records of a document are asked for one
/// after another, since it is parsed again where they are not.
fn in_order_of_documents<T>(records: &[RecordId], make: impl Fn(RecordId) -> T) -> Vec<T> {
    let mut places: Vec<usize> = (0..records.len()).collect();
    places.sort_unstable_by_key(|place| records[*place]);
    let mut made: Vec<(usize, T)> =
        places.into_iter().map(|place| (place, make(records[place]))).collect();
    made.sort_unstable_by_key(|(place, _)| *place);
    made.into_iter().map(|(_, made)| made).collect()
}

/// Some records of a kind as a file of data has them.
pub fn chosen(renderer: &Renderer, kind: KindId, records: &[RecordId], format: Export) -> Vec<u8> {
    match format {
        Export::Csv => table::chosen(renderer, kind, records),
        Export::Json => records::chosen(renderer, records),
    }
}

/// In which of its files a kind's records are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// The table.
    Csv,
    /// The list of objects.
    Json,
}
