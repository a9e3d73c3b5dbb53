//! Which outputs are what the last build made of them, and need not be rendered.
//!
//! While an output is rendered, what it reads of the report is noted ([`trace`]). Those notes, and a
//! digest of every fact, are kept with the site. The next build compares the digests: an output all
//! of whose facts are as they were would have the same bytes. What every output may read without a
//! note (the configuration, the look, which records and pages there are) is the *frame*; where that
//! has changed, all is rendered.

use std::sync::OnceLock;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::plan::FIND;
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
}

impl Followed {
    /// For each output, what was read for it, if all of that is as it was.
    fn unchanged(self, digests: &[u64]) -> Vec<Option<Steps>> {
        let is_same: Vec<bool> =
            self.digests.iter().zip(digests).map(|(before, now)| before == now).collect();
        let all_same = |steps: &Steps| {
            let mut at = 0_usize;
            steps.iter().all(|step| {
                at += *step as usize;
                is_same.get(at).is_some_and(|is_same| *is_same)
            })
        };
        self.outputs.into_par_iter().map(|steps| steps.filter(all_same)).collect()
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
        let kept = match last {
            Some(last) => last.unchanged(&digests),
            None => vec![None; paths.len()],
        };
        let read = paths.iter().map(|_| OnceLock::new()).collect();
        Self { site, frame, digests, paths, kept, read }
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
        let mut last = 0_usize;
        let step = |at| std::mem::replace(&mut last, at).abs_diff(at) as u32;
        Some(places.into_iter().map(step).collect())
    }

    /// What to keep of this build.
    pub fn followed(&self) -> Followed {
        let outputs = self.read.iter().zip(&self.kept);
        let outputs = outputs.map(|(read, kept)| read.get().unwrap_or(kept).clone());
        Followed { frame: self.frame, digests: self.digests.clone(), outputs: outputs.collect() }
    }
}
