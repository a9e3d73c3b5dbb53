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
mod documents;
mod graph;
mod json;
mod package;
mod pages;
mod records;
mod table;

pub use graph::{Relation, Relations, relations};

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::ids::{KindId, RecordId};
use crate::plan::{self, Data, Page};
use crate::render::Renderer;

/// The files of a report's data.
#[derive(Debug, Default)]
pub struct Made {
    /// Output path → what stands there.
    files: BTreeMap<Arc<str>, File>,
}

#[derive(Debug)]
struct File {
    data: Data,
    /// Where it is put when it is made; files that are made of the same share one.
    shelf: Arc<Mutex<Shelf>>,
}

/// Files that are made together.
type Shelf = BTreeMap<Data, Stored>;

/// A file that was made.
#[derive(Debug)]
struct Stored {
    known: Arc<Known>,
    /// Its content, until somebody takes it.
    bytes: Option<Vec<u8>>,
}

/// What other files and pages tell of a file.
#[derive(Debug)]
struct Known {
    /// How many bytes it has.
    len: usize,
    /// The SHA-256 of its bytes, hexadecimal.
    sum: String,
    /// A piece of it that shows what it is made of.
    piece: String,
}

/// A file on its way: its bytes, and a piece that shows what it is made of.
struct New {
    bytes: Vec<u8>,
    piece: String,
}

impl Made {
    /// Nothing yet of the files that a renderer's plan has.
    pub fn new(renderer: &Renderer) -> Self {
        let pages =
            renderer.plan.pages.range::<str, _>((Bound::Included(plan::DATA), Bound::Unbounded));
        let pages = pages.take_while(|(path, _)| path.starts_with(plan::DATA));
        let mut shelves: BTreeMap<Data, Arc<Mutex<Shelf>>> = BTreeMap::new();
        let files = pages.filter_map(|(path, page)| {
            let Page::Data(data) = page else { return None };
            let shelf = Arc::clone(shelves.entry(together(*data)).or_default());
            Some((Arc::clone(path), File { data: *data, shelf }))
        });
        Self { files: files.collect() }
    }

    /// The bytes at an output path, if it is that of a file of data. They are not kept: asking again
    /// makes the file again.
    pub fn take(&self, renderer: &Renderer, path: &str) -> Option<Vec<u8>> {
        let file = self.files.get(path)?;
        let mut shelf = self.made(renderer, file);
        let stored = shelf.get_mut(&file.data).and_then(|stored| stored.bytes.take());
        Some(stored.unwrap_or_else(|| {
            let mut again = self.make(renderer, file.data);
            again.remove(&file.data).map(|new| new.bytes).unwrap_or_default()
        }))
    }

    /// What is known of a file.
    fn known(&self, renderer: &Renderer, file: &File) -> Option<Arc<Known>> {
        let shelf = self.made(renderer, file);
        shelf.get(&file.data).map(|stored| Arc::clone(&stored.known))
    }

    /// The shelf of a file that is made. Whoever asks for one that is being made waits for it; no two
    /// shelves wait for each other, and what is made for one is left to no thread that may be asked
    /// for another.
    fn made<'a>(&self, renderer: &Renderer, file: &'a File) -> MutexGuard<'a, Shelf> {
        let mut shelf = file.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if shelf.is_empty() {
            let new = self.make(renderer, file.data).into_iter();
            shelf.extend(new.map(|(data, New { bytes, piece })| {
                let sum = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                let known = Arc::new(Known { len: bytes.len(), sum, piece });
                (data, Stored { known, bytes: Some(bytes) })
            }));
        }
        shelf
    }

    /// Makes a file, and those that are made with it.
    fn make(&self, renderer: &Renderer, data: Data) -> BTreeMap<Data, New> {
        let new = match data {
            Data::Kind(kind) | Data::Json(kind) => return records::files(renderer, kind),
            Data::Relations | Data::Graph => {
                let graph = graph::graph(renderer);
                let table = table::relations(renderer, &graph.edges);
                return BTreeMap::from([(Data::Relations, table), (Data::Graph, graph.file())]);
            }
            Data::Records | Data::Rows(..) | Data::Progress => table::file(renderer, data),
            Data::ProgressJson => records::progress(renderer),
            Data::GeoJson(kind) => records::geojson(renderer, kind),
            Data::Events => calendar::file(renderer),
            Data::Documents => documents::file(renderer),
            Data::Package => package::file(self, renderer),
            Data::Linkset => linkset(renderer),
            Data::Sums => package::sums(self, renderer),
        };
        BTreeMap::from([(data, new)])
    }
}

/// One file for each group of files that are made together.
fn together(data: Data) -> Data {
    match data {
        Data::Json(kind) => Data::Kind(kind),
        Data::Graph => Data::Relations,
        other => other,
    }
}

/// No page shows a piece of it.
fn linkset(renderer: &Renderer) -> New {
    let path = Data::Linkset.path(&renderer.config);
    New { bytes: renderer.linkset(&path).into_bytes(), piece: String::new() }
}

/// Does something for each of many records, by as many threads as there are processors, which do
/// nothing else meanwhile. The records of a document are done one after another, since it is parsed
/// again where they are not.
fn for_each<T: Send>(records: &[RecordId], make: impl Fn(RecordId) -> T + Sync) -> Vec<T> {
    let mut places: Vec<usize> = (0..records.len()).collect();
    places.sort_unstable_by_key(|place| records[*place]);
    let sorted: Vec<RecordId> = places.iter().map(|place| records[*place]).collect();
    let mut made: Vec<(usize, T)> = places.into_iter().zip(in_order(&sorted, make)).collect();
    made.sort_unstable_by_key(|(place, _)| *place);
    made.into_iter().map(|(_, made)| made).collect()
}

fn in_order<T: Send>(records: &[RecordId], make: impl Fn(RecordId) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let chunks = records.chunks(records.len().div_ceil(threads).max(1));
    std::thread::scope(|scope| {
        let make = &make;
        let runs: Vec<_> = chunks
            .map(|chunk| scope.spawn(move || chunk.iter().map(|&id| make(id)).collect::<Vec<T>>()))
            .collect();
        // A panic goes on where it was waited for.
        let made = runs
            .into_iter()
            .map(|run| run.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        made.flatten().collect()
    })
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
