//! What a build remembers of the last one: from what the site was made, and what it came to.
//!
//! A site is a function of the program, the configuration, the look and the sources. If their hash is
//! that of the last build, and every page is as that wrote it ([`crate::write::Publisher::published`]), there is
//! nothing to do. The hash goes with the site, in its manifest, together with the names of the files
//! that the site shows: which those are is known only when everything has been parsed and resolved,
//! but follows from the rest.

use std::collections::BTreeMap;
use std::sync::Arc;

use blake3::{Hash, Hasher};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::look;
use crate::read::{self, Content};
use crate::render::Settings;
use crate::site::{Counts, Followed, Site};
use crate::source::Source;
use crate::trace;

use super::loading::Loading;

/// The hash of all that the program is made of; the build script finds it.
const PROGRAM: &str = env!("PROGRAM");

/// What a site is made from, but for the files that it shows.
#[derive(Debug)]
pub struct Inputs<'a> {
    pub(super) loading: &'a Loading,
    pub(super) book: Option<&'a Source>,
    pub(super) content: &'a Content,
    pub(super) inventories: &'a BTreeMap<String, Arc<Source>>,
    pub(super) tables: &'a [Arc<Source>],
    pub(super) versions: &'a [Arc<Source>],
    pub(super) lock: Option<&'a Source>,
    pub(super) look: Option<&'a look::Files>,
}

impl Inputs<'_> {
    /// What tells them from any others.
    pub fn sums(&self) -> Sums {
        let mut sum = Hasher::new();
        self.add_frame(&mut sum);
        let frame = trace::digest(sum.finalize().as_bytes());
        let documents = self.content.documents.iter().map(|(_, source)| &**source);
        let tables = self.tables.iter().map(|source| &**source);
        add(&mut sum, documents.chain(tables).chain(self.lock));
        Sums { all: sum.finalize(), frame }
    }

    /// Adds what the site is made from, but for the documents.
    fn add_frame(&self, sum: &mut Hasher) {
        // What preprocessors make of documents is among these.
        let Loading { drafts, settings, site_url, as_of, preprocessors: _ } = self.loading;
        let Settings { portable, preview } = settings;
        part(sum, PROGRAM.as_bytes());
        part(sum, format!("{drafts} {portable} {preview} {site_url:?} {as_of:?}").as_bytes());
        add(sum, self.book.into_iter());
        add(sum, self.inventories.values().map(|source| &**source));
        add(sum, self.versions.iter().map(|source| &**source));
        for name in self.content.files.iter() {
            part(sum, name.as_bytes());
        }
        part(sum, &[]);
        let Some(look) = self.look else { return };
        for (name, text) in &look.texts {
            part(sum, name.as_bytes());
            part(sum, &text.hash);
        }
        for (name, bytes) in &look.statics {
            part(sum, name.as_bytes());
            part(sum, bytes);
        }
        part(sum, look.rules.as_bytes());
        part(sum, format!("{:?}", look.theme).as_bytes());
    }

    /// How many files were read, and their bytes.
    pub(super) fn size(&self) -> (usize, u64) {
        let documents = self.content.documents.iter().map(|(_, source)| &**source);
        let others = self
            .inventories
            .values()
            .chain(self.tables)
            .chain(self.versions)
            .map(|source| &**source);
        let sources = self.book.into_iter().chain(documents).chain(others).chain(self.lock);
        let mut sizes: Vec<usize> = sources.map(|source| source.text.len()).collect();
        if let Some(look) = self.look {
            sizes.extend(look.texts.values().map(|text| text.text.len()));
            sizes.extend(look.statics.values().map(|bytes| bytes.len()));
        }
        (sizes.len(), sizes.iter().sum::<usize>() as u64)
    }
}

/// What tells the inputs of a build from any others.
#[derive(Debug)]
pub struct Sums {
    /// The hash of all of them.
    all: Hash,
    /// A digest of those that are no documents.
    pub frame: u64,
}

/// Adds files to a sum.
fn add<'a>(sum: &mut Hasher, sources: impl Iterator<Item = &'a Source>) {
    for source in sources {
        part(sum, source.path.as_bytes());
        part(sum, &source.hash);
    }
    part(sum, &[]);
}

/// Adds bytes to a sum, so that no two lists of them give the same.
fn part(sum: &mut Hasher, bytes: &[u8]) {
    sum.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
}

/// What is kept with a site.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    /// The hash of what the site was made from.
    inputs: String,
    /// The files of the content folder that it shows, with their hashes.
    shown: BTreeMap<String, String>,
    /// Whether there was nothing to say about it.
    pub(super) is_clean: bool,
    /// What there is in it.
    pub(super) counts: Counts,
}

impl Memory {
    /// What to keep with a site that was made from what has these sums, and of which there was nothing
    /// to say if it `is_clean`.
    pub(super) fn of(sums: &Sums, site: &Site, is_clean: bool) -> Self {
        let assets = &site.renderer().assets;
        Self {
            inputs: sums.all.to_string(),
            shown: assets
                .iter()
                .map(|(name, asset)| (name.clone(), asset.hash.to_string()))
                .collect(),
            is_clean,
            counts: site.counts(),
        }
    }

    /// What was kept with a site, if it can be read.
    pub(super) fn read(note: &str) -> Option<Self> {
        serde_json::from_str(parts(note).0).ok()
    }

    /// Whether the site was made from what has these sums, and from the files that it shows as they
    /// are now.
    pub(super) fn is_of(&self, sums: &Sums, inputs: &Inputs<'_>) -> bool {
        let is_as_it_was = |(name, hash): (&String, &String)| {
            read::hash_of(inputs.content, name).is_some_and(|found| found.to_string() == *hash)
        };
        self.inputs == sums.all.to_string() && self.shown.par_iter().all(is_as_it_was)
    }

    /// The line that is kept with the site.
    pub(super) fn note(&self, followed: &Followed) -> String {
        let text = |part: serde_json::Result<String>| part.unwrap_or_default();
        text(serde_json::to_string(self)) + "\t" + &text(serde_json::to_string(followed))
    }
}

/// What is kept of the making of a site's outputs. It is long, and often not asked for.
pub(super) fn followed(note: &str) -> Option<Followed> {
    serde_json::from_str(parts(note).1).ok()
}

/// The two parts of a note.
fn parts(note: &str) -> (&str, &str) {
    note.split_once('\t').unwrap_or((note, ""))
}
