//! Other reports: what they hold, by the inventories that they publish.
//!
//! Goes in: the configuration, and the pinned copies of inventories beside `book.toml`. Comes out:
//! [`Others`], in which a name is looked up in a report, and which knows what other reports refer to
//! this one. Nothing is fetched: whoever wants a newer inventory puts it there.
//!
//! # The file
//!
//! An inventory is lines of JSON: a [head](Head), then a line for each [record](Written) in the order
//! of their names. Lines are short and stand by themselves, so that two versions are compared as text,
//! and a large one is held as its text and a few bytes for each record: a line is read again when
//! somebody asks for its record.

mod check;
mod inventory;

use std::sync::Arc;

use crate::config::{Config, OtherReport, SiteUrl};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Source;

pub use inventory::{
    End, FORMAT, Head, HeadOther, Inventory, InventoryKind, Lookup, Reference, Translation,
    VERSION, Written,
};

/// The other reports of a configuration, in its order.
#[derive(Debug, Default)]
pub struct Others {
    /// Each with what is known of it.
    pub reports: Vec<Report>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Another report.
#[derive(Debug)]
pub struct Report {
    /// What this report calls it.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Where its site begins, with a slash at the end, if that is known.
    pub url: Option<String>,
    /// What it holds, if that can be read.
    pub inventory: Option<Inventory>,
    /// Its references to this report.
    pub to_us: Vec<ToUs>,
    /// The hash of its inventory, if there is one, read or not.
    hash: Option<[u8; 32]>,
}

/// A reference from a record of another report to one of this report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToUs {
    /// The line of the record.
    pub line: u32,
    /// The place among its references.
    pub reference: u32,
    /// The record of this report, as `kind/id`.
    pub name: String,
}

/// A record of another report: the report's place among all, and the line in its inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OtherRecord {
    /// The place of the report.
    pub report: u16,
    /// The line of the record.
    pub line: u32,
}

impl Others {
    /// Reads the inventories that a configuration names. `source` gives the text at a path below the
    /// report's folder, if it can be read.
    pub fn read<'s>(config: &Config, source: impl Fn(&str) -> Option<&'s Arc<Source>>) -> Self {
        let mut others = Self::default();
        for declared in &config.others {
            let source = source(&declared.inventory.value);
            let (inventory, mut problems) = match source {
                Some(source) => Inventory::read(source),
                None => (None, vec![unreadable(config, declared)]),
            };
            others.diagnostics.append(&mut problems);
            let hash = source.map(|source| source.hash);
            let report = Report::new(config, declared, inventory, hash);
            if report.url.is_none() && report.inventory.is_some() {
                others.diagnostics.push(without_url(config, declared));
            }
            others.reports.push(report);
        }
        check::fields(config, &others.reports, &mut others.diagnostics);
        others
    }

    /// Whether they were read from the sources at hand.
    pub fn is_of<'s>(
        &self,
        config: &Config,
        source: impl Fn(&str) -> Option<&'s Arc<Source>>,
    ) -> bool {
        let mut reports = config.others.iter().zip(&self.reports);
        self.reports.len() == config.others.len()
            && reports.all(|(declared, report)| {
                let source = source(&declared.inventory.value);
                source.map(|source| source.hash) == report.hash
            })
    }

    /// The place of the report of a name.
    pub fn named(&self, name: &str) -> Option<usize> {
        self.reports.iter().position(|report| report.name == name)
    }

    /// A record of another report, and that report.
    pub fn record(&self, record: OtherRecord) -> (&Report, Written<'_>) {
        let report = &self.reports[usize::from(record.report)];
        let inventory = report.inventory.as_ref();
        (report, inventory.map(|own| own.record(record.line)).unwrap_or_default())
    }
}

impl Report {
    fn new(
        config: &Config,
        declared: &OtherReport,
        inventory: Option<Inventory>,
        hash: Option<[u8; 32]>,
    ) -> Self {
        let name = declared.name.value.clone();
        let head = inventory.as_ref().map(|inventory| &inventory.head);
        let title = declared.title.clone().or_else(|| Some(head?.title.clone()));
        let url = declared.url.clone().or_else(|| head?.url.clone());
        let to_us = inventory.as_ref().map(|own| to_us(config, declared, own)).unwrap_or_default();
        Self { title: title.unwrap_or_else(|| name.clone()), name, url, inventory, to_us, hash }
    }
}

/// The references of an inventory to the report at hand: it is known by its address, or by the name
/// that `book.toml` says.
fn to_us(config: &Config, declared: &OtherReport, inventory: &Inventory) -> Vec<ToUs> {
    let own = &config.html.site_url;
    let is_us = |other: &&HeadOther| {
        declared.known_as.as_ref() == Some(&other.name)
            || other.url.as_deref().is_some_and(|url| is_site(own, url))
    };
    let Some(us) = inventory.head.others.iter().find(is_us) else { return Vec::new() };
    let mut found = Vec::new();
    for &line in &inventory.referring {
        let references = inventory.record(line).refers;
        found.extend(references.iter().zip(0..).filter_map(|(reference, at)| {
            let (report, name) = reference.to.split_once(':')?;
            let to_us = ToUs { line, reference: at, name: name.to_owned() };
            (report == us.name).then_some(to_us)
        }));
    }
    found
}

/// Whether an address is that of a site.
fn is_site(own: &SiteUrl, url: &str) -> bool {
    let Some(origin) = &own.origin else { return false };
    let rest = url.strip_prefix(origin.as_str());
    rest.is_some_and(|path| path.trim_end_matches('/') == own.path.trim_end_matches('/'))
}

fn unreadable(config: &Config, declared: &OtherReport) -> Diagnostic {
    let message = format!("the inventory `{}` cannot be read", declared.inventory.value);
    let span = declared.inventory.span.clone();
    Diagnostic::at(Code::BadOther, &config.source, span, message).help(
        "save the inventory that the other site publishes at `/data/inventory.jsonl` there; the \
         path is relative to the folder of book.toml",
    )
}

fn without_url(config: &Config, declared: &OtherReport) -> Diagnostic {
    let name = &declared.name.value;
    let message = format!("the address of the report `{name}` is not known");
    let span = declared.name.span.clone();
    Diagnostic::at(Code::BadOther, &config.source, span, message)
        .help(format!("add `url = \"https://…\"` to `[others.{name}]`"))
}
