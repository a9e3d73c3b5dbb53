//! Which outputs are what the last build made of them, and need not be rendered.
//!
//! While an output is rendered, what it reads of the report is noted ([`trace`]). Those notes, and a
//! digest of every fact in them, are kept with the site. The next build compares the digests: an
//! output all of whose facts are as they were would have the same bytes. What every output may read
//! without a note (the configuration, the look, which pages there are) is the *frame*; where that
//! has changed, all is rendered.

use std::collections::{BTreeSet, HashSet};
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::search;
use crate::trace::{self, Fact, Reads};

use super::Site;

/// From what the outputs of a site were made, as it is kept between builds.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// The digest of what every output may read.
    frame: u64,
    /// The facts that outputs read, by their codes in order.
    facts: Vec<u32>,
    /// The digest of each.
    digests: Vec<u64>,
    /// For each output in the order of the paths, the places of its facts: the first, then how far
    /// each is from the one before. Nothing for an output that is always rendered.
    outputs: Vec<Option<Vec<u32>>>,
}

/// A build that follows what each output reads.
#[derive(Debug)]
pub struct Follow<'a> {
    site: &'a Site,
    frame: u64,
    /// The paths of the outputs, in order, but for those of the search index.
    paths: Vec<&'a str>,
    /// For each output that is what it was, what was read for it.
    kept: Vec<Option<Reads>>,
    /// For each output that was rendered, what was read for it.
    read: Vec<OnceLock<Option<Reads>>>,
}

impl Followed {
    /// For each output, what was read for it, if all of that is as it was.
    fn unchanged(&self, site: &Site) -> Vec<Option<Reads>> {
        let facts: Vec<Fact> = self.facts.iter().map(|code| Fact::of_code(*code)).collect();
        let is_changed =
            |(fact, digest): (&Fact, &u64)| site.renderer().digest(*fact) != Some(*digest);
        let changed: HashSet<Fact> = (facts.par_iter().zip(&self.digests))
            .filter(|pair| is_changed(*pair))
            .map(|(fact, _)| *fact)
            .collect();
        let read = |steps: &Vec<u32>| {
            let mut at = 0_usize;
            let facts = steps.iter().map(|step| {
                at += *step as usize;
                facts.get(at).copied().filter(|fact| !changed.contains(fact))
            });
            facts.collect::<Option<Vec<Fact>>>().map(Reads)
        };
        self.outputs.iter().map(|steps| steps.as_ref().and_then(read)).collect()
    }
}

impl<'a> Follow<'a> {
    /// Begins a build of a site with these output paths, which are in order. `frame` tells what the
    /// site is made from beside its documents, `last` what is known of the last build.
    pub fn new(site: &'a Site, paths: &'a [String], frame: u64, last: Option<&Followed>) -> Self {
        let paths = paths.iter().map(String::as_str);
        let paths: Vec<&str> = paths.filter(|path| !path.starts_with(search::FOLDER)).collect();
        let frame = trace::digest(&(frame, site.renderer().frame(), &paths));
        let last = last.filter(|last| last.frame == frame && last.outputs.len() == paths.len());
        let kept = last.map_or_else(|| vec![None; paths.len()], |last| last.unchanged(site));
        let read = paths.iter().map(|_| OnceLock::new()).collect();
        Self { site, frame, paths, kept, read }
    }

    fn place(&self, path: &str) -> Option<usize> {
        self.paths.binary_search(&path).ok()
    }

    /// Whether an output would be what the last build made of it.
    pub fn is_same(&self, path: &str) -> bool {
        self.place(path).is_some_and(|at| self.kept[at].is_some())
    }

    /// Renders an output and notes what is read for it.
    pub fn render<T>(&self, path: &str, render: impl FnOnce() -> T) -> T {
        let Some(at) = self.place(path) else { return render() };
        let (rendered, reads) = trace::of(render);
        let _ = self.read[at].set(self.site.is_traced(path).then_some(reads));
        rendered
    }

    /// What to keep of this build.
    pub fn followed(&self) -> Followed {
        let read = self.read.iter().zip(&self.kept);
        let read = read.map(|(read, kept)| read.get().map_or(kept.as_ref(), Option::as_ref));
        let read: Vec<Option<&Reads>> = read.collect();
        let facts: BTreeSet<Fact> =
            read.iter().flatten().flat_map(|reads| &reads.0).copied().collect();
        let facts: Vec<Fact> = facts.into_iter().collect();
        let digests = facts.par_iter().map(|fact| self.site.renderer().digest(*fact));
        let digests: Vec<u64> = digests.map(Option::unwrap_or_default).collect();
        let steps = |reads: &&Reads| {
            let mut last = 0;
            let places = reads.0.iter().filter_map(|fact| facts.binary_search(fact).ok());
            let steps = places.map(|at| std::mem::replace(&mut last, at).abs_diff(at) as u32);
            steps.collect()
        };
        let outputs = read.par_iter().map(|reads| reads.as_ref().map(steps)).collect();
        let facts = facts.iter().map(|fact| fact.code()).collect();
        Followed { frame: self.frame, facts, digests, outputs }
    }
}
