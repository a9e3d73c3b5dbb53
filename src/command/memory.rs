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
use crate::site::Counts;
use crate::source::Source;

use super::load::{Loaded, Loading};

/// The hash of all that the program is made of; the build script finds it.
const PROGRAM: &str = env!("PROGRAM");

/// What a site is made from, but for the files that it shows.
#[derive(Debug)]
pub struct Inputs<'a> {
    pub(super) loading: &'a Loading,
    pub(super) book: Option<&'a Source>,
    pub(super) content: &'a Content,
    pub(super) inventories: &'a BTreeMap<String, Arc<Source>>,
    pub(super) lock: Option<&'a Source>,
    pub(super) look: Option<&'a look::Files>,
}

impl Inputs<'_> {
    /// The hash of all of it.
    pub(super) fn hash(&self) -> Hash {
        let mut sum = Hasher::new();
        let Loading { drafts, settings, site_url } = self.loading;
        let Settings { portable, preview } = settings;
        part(&mut sum, PROGRAM.as_bytes());
        part(&mut sum, format!("{drafts} {portable} {preview} {site_url:?}").as_bytes());
        let lists: [&mut dyn Iterator<Item = &Source>; 4] = [
            &mut self.book.into_iter(),
            &mut self.content.documents.iter().map(|(_, source)| &**source),
            &mut self.inventories.values().map(|source| &**source),
            &mut self.lock.into_iter(),
        ];
        for list in lists {
            for source in list {
                part(&mut sum, source.path.as_bytes());
                part(&mut sum, &source.hash);
            }
            part(&mut sum, &[]);
        }
        for name in self.content.files.iter() {
            part(&mut sum, name.as_bytes());
        }
        if let Some(look) = self.look {
            part(&mut sum, &[]);
            for (name, text) in &look.texts {
                part(&mut sum, name.as_bytes());
                part(&mut sum, &text.hash);
            }
            for (name, bytes) in &look.statics {
                part(&mut sum, name.as_bytes());
                part(&mut sum, bytes);
            }
            part(&mut sum, look.rules.as_bytes());
        }
        sum.finalize()
    }

    /// How many files were read, and their bytes.
    pub(super) fn size(&self) -> (usize, u64) {
        let documents = self.content.documents.iter().map(|(_, source)| &**source);
        let others = self.inventories.values().map(|source| &**source);
        let sources = self.book.into_iter().chain(documents).chain(others).chain(self.lock);
        let mut sizes: Vec<usize> = sources.map(|source| source.text.len()).collect();
        if let Some(look) = self.look {
            sizes.extend(look.texts.values().map(|text| text.text.len()));
            sizes.extend(look.statics.values().map(|bytes| bytes.len()));
        }
        (sizes.len(), sizes.iter().sum::<usize>() as u64)
    }
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
    /// What to keep with the site of a report, which was made from what has that hash.
    pub(super) fn of(inputs: Hash, loaded: &Loaded) -> Self {
        let assets = &loaded.site.renderer().assets;
        Self {
            inputs: inputs.to_string(),
            shown: assets
                .iter()
                .map(|(name, asset)| (name.clone(), asset.hash.to_string()))
                .collect(),
            is_clean: loaded.diagnostics.is_empty(),
            counts: loaded.site.counts(),
        }
    }

    /// What was kept with a site, if it can be read.
    pub(super) fn read(note: &str) -> Option<Self> {
        serde_json::from_str(note).ok()
    }

    /// Whether the site was made from what has this hash, and from the files that it shows as they
    /// are now.
    pub(super) fn is_of(&self, hash: Hash, inputs: &Inputs<'_>) -> bool {
        let is_as_it_was = |(name, hash): (&String, &String)| {
            read::hash_of(inputs.content, name).is_some_and(|found| found.to_string() == *hash)
        };
        self.inputs == hash.to_string() && self.shown.par_iter().all(is_as_it_was)
    }

    /// The line that is kept with the site.
    pub(super) fn note(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
