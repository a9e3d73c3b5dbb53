//! Which outputs are what the last build made of them, and need not be rendered.
//!
//! While an output is rendered, what it reads of the report is noted ([`trace`]). Those notes, and a
//! digest of every fact, are kept with the site. The next build compares the digests: an output all
//! of whose facts are as they were would have the same bytes. What every output may read without a
//! note (the configuration, the look, which records and pages there are) is the *frame*; where that
//! has changed, all is rendered. The files of the search index follow from the words of documents, and
//! the index tells which of them are what they were.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::plan::FIND;
use crate::stream::{Memory, Sum};
use crate::trace::{self, Fact, Reads};

use super::Site;

/// From what the outputs of a site were made, as it is kept between builds.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// The digest of what every output may read.
    frame: u64,
    /// The digests of all facts, in their order.
    digests: Vec<u64>,
    /// For each output in the order of the paths, the places of its facts: the first, then how far
    /// each is from the one before. Nothing for an output that is always rendered.
    outputs: Vec<Option<Steps>>,
    /// The pieces of what is written while it is made, by the path of the first of the files that are
    /// made together.
    pieces: BTreeMap<String, Vec<Piece>>,
    /// What these files came to.
    sums: BTreeMap<String, Sum>,
    /// What tells the words for the search that were left beside the site, if they were.
    words: Option<u64>,
}

/// A piece of files that are made together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Piece {
    /// What was read for it.
    reads: Option<Steps>,
    /// Where it stands in each file.
    places: Vec<Range<u64>>,
}

/// Places in growing order, each as its distance from the one before.
type Steps = Vec<u32>;

/// A build that follows what each output reads.
#[derive(Debug)]
pub struct Follow<'a> {
    site: &'a Site,
    frame: u64,
    /// The digests of all facts, in their order.
    digests: Vec<u64>,
    /// The paths of the outputs, in order, but for those of the search index.
    paths: Vec<&'a str>,
    /// For each output that is what it was, what was read for it.
    kept: Vec<Option<Steps>>,
    /// For each output that was rendered, what was read for it.
    read: Vec<OnceLock<Option<Steps>>>,
    /// The pieces of the last build, but for those that would be others now.
    kept_pieces: BTreeMap<String, Vec<Option<Piece>>>,
    /// The pieces of files that were made.
    pieces: Mutex<BTreeMap<String, Vec<Piece>>>,
    /// What files of the last build came to.
    sums: BTreeMap<String, Sum>,
    /// Whether the words for the search were left beside the site that stands there.
    has_words: bool,
}

/// What of the last build is as it was.
struct Unchanged {
    outputs: Vec<Option<Steps>>,
    pieces: BTreeMap<String, Vec<Option<Piece>>>,
    sums: BTreeMap<String, Sum>,
}

impl Followed {
    /// What all of which is as it was that was read for it.
    fn unchanged(self, digests: &[u64]) -> Unchanged {
        let is_same: Vec<bool> =
            self.digests.iter().zip(digests).map(|(before, now)| before == now).collect();
        let all_same = |steps: &Steps| {
            let mut at = 0_usize;
            steps.iter().all(|step| {
                at += *step as usize;
                is_same.get(at).is_some_and(|is_same| *is_same)
            })
        };
        let kept =
            |piece: Piece| Some(piece).filter(|own| own.reads.as_ref().is_some_and(all_same));
        Unchanged {
            outputs: self.outputs.into_par_iter().map(|steps| steps.filter(all_same)).collect(),
            pieces: self
                .pieces
                .into_iter()
                .map(|(path, pieces)| (path, pieces.into_iter().map(kept).collect()))
                .collect(),
            sums: self.sums,
        }
    }
}

impl<'a> Follow<'a> {
    /// Begins a build of a site with these output paths. `frame` tells what the site is made from
    /// beside its documents, `last` what is known of the last build.
    pub fn new(site: &'a Site, paths: &'a [String], frame: u64, last: Option<Followed>) -> Self {
        let paths = paths.iter().map(String::as_str);
        let mut paths: Vec<&str> = paths.filter(|path| !path.starts_with(FIND)).collect();
        paths.sort_unstable();
        let frame = trace::digest(&(frame, site.renderer().frame(), &paths));
        let digests = site.renderer().digests();
        let last = last.filter(|last| {
            last.frame == frame
                && last.outputs.len() == paths.len()
                && last.digests.len() == digests.len()
        });
        let words = site.stamps_of_words().0;
        let has_words = words.is_some() && last.as_ref().is_some_and(|last| last.words == words);
        let Unchanged { outputs: kept, pieces: kept_pieces, sums } = match last {
            Some(last) => last.unchanged(&digests),
            None => Unchanged {
                outputs: vec![None; paths.len()],
                pieces: BTreeMap::new(),
                sums: BTreeMap::new(),
            },
        };
        let read = paths.iter().map(|_| OnceLock::new()).collect();
        let pieces = Mutex::default();
        let follow =
            Self { site, frame, digests, paths, kept, read, kept_pieces, pieces, sums, has_words };
        site.data.recall(|path| {
            let sum = follow.sums.get(path).filter(|_| follow.is_same(path));
            sum.cloned()
        });
        follow
    }

    fn place(&self, path: &str) -> Option<usize> {
        self.paths.binary_search(&path).ok()
    }

    /// Whether an output would be what the last build made of it.
    pub fn is_same(&self, path: &str) -> bool {
        match self.place(path) {
            Some(at) => self.kept[at].is_some(),
            None => self.has_words && self.site.is_found_again(path),
        }
    }

    /// Renders an output and notes what is read for it.
    pub fn render<T>(&self, path: &str, render: impl FnOnce() -> T) -> T {
        let Some(at) = self.place(path).filter(|_| self.site.is_traced(path)) else {
            return render();
        };
        let (rendered, reads) = trace::of(render);
        let _ = self.read[at].set(self.steps(&reads));
        rendered
    }

    fn steps(&self, reads: &Reads) -> Option<Steps> {
        let place = |fact: &Fact| self.site.renderer().place_of_fact(*fact);
        let mut places = reads.0.iter().map(place).collect::<Option<Vec<usize>>>()?;
        places.sort_unstable();
        Some(steps_to(places))
    }

    /// What to keep of this build.
    pub fn followed(&self) -> Followed {
        let made = self.pieces.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = self.kept_pieces.iter().filter(|(path, _)| !made.contains_key(*path));
        let kept = kept.filter_map(|(path, pieces)| {
            Some((path, pieces.iter().cloned().collect::<Option<Vec<Piece>>>()?))
        });
        let made_now = made.iter().map(|(path, pieces)| (path, pieces.clone()));
        let pieces = made_now.chain(kept).map(|(path, pieces)| (path.clone(), pieces));
        let sums = self.paths.iter().filter_map(|path| Some((*path, self.site.data.sum(path)?)));
        Followed {
            frame: self.frame,
            digests: self.digests.clone(),
            outputs: self.outputs(&made),
            pieces: pieces.collect(),
            sums: sums.map(|(path, sum)| (path.to_owned(), sum)).collect(),
            words: self.site.stamps_of_words().1,
        }
    }

    /// What was read for each output.
    fn outputs(&self, made: &BTreeMap<String, Vec<Piece>>) -> Vec<Option<Steps>> {
        let outputs = self.read.iter().zip(&self.kept);
        let mut outputs: Vec<Option<Steps>> =
            outputs.map(|(read, kept)| read.get().unwrap_or(kept).clone()).collect();
        for (first, pieces) in made {
            let read = all_of(pieces);
            for path in self.site.streamed(first).into_iter().flatten() {
                if let Some(at) = self.place(path) {
                    outputs[at].clone_from(&read);
                }
            }
        }
        outputs
    }
}

impl Memory for Follow<'_> {
    fn kept(&self, path: &str, piece: usize) -> Option<Vec<Range<u64>>> {
        Some(self.kept_pieces.get(path)?.get(piece)?.as_ref()?.places.clone())
    }

    fn made(&self, path: &str, reads: Option<Reads>, places: Vec<Range<u64>>) {
        let mut all = self.pieces.lock().unwrap_or_else(PoisonError::into_inner);
        let pieces = all.entry(path.to_owned()).or_default();
        let before =
            || Some(self.kept_pieces.get(path)?.get(pieces.len())?.as_ref()?.reads.clone());
        let reads = reads.map_or_else(|| before().flatten(), |reads| self.steps(&reads));
        pieces.push(Piece { reads, places });
    }
}

/// What was read for any of some pieces.
fn all_of(pieces: &[Piece]) -> Option<Steps> {
    let mut places = BTreeSet::new();
    for piece in pieces {
        let mut at = 0;
        places.extend(piece.reads.as_ref()?.iter().map(|step| {
            at += *step as usize;
            at
        }));
    }
    Some(steps_to(places))
}

/// Places in growing order, as steps.
fn steps_to(places: impl IntoIterator<Item = usize>) -> Steps {
    let mut last = 0_usize;
    let step = |at| std::mem::replace(&mut last, at).abs_diff(at) as u32;
    places.into_iter().map(step).collect()
}
