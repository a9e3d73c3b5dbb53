//! `ids.lock`: every id that a report has published, each with its path.
//!
//! A published address is quoted for decades, so a report remembers its own. Goes in: the text of
//! `ids.lock`, and what is planned. Comes out: a [`Lock`] ([`read`]), what of it does not hold any
//! longer ([`check()`]), or what `rapporteur lock` writes ([`renewed`], [`written`]). No file is touched
//! here. A report without an `ids.lock` promises nothing, and nothing is checked.
//!
//! # The file
//!
//! A line for each published address, its columns apart by tabs, in the order of ids; lines that
//! begin with `#` are remarks.
//!
//! ```text
//! recommendation/forum  /recommendations/forum/  Establish a forum
//! recommendation/forum  /fr/recommendations/forum/  Créer un forum
//! recommendation/old-forum -> forum  /recommendations/old-forum/
//! ```
//!
//! First comes the record as `kind/id`; after an alias, the id that it leads to. The path begins at
//! the site's root. The title tells a record from another one that was given its id: whoever has the
//! title that was published with an id is the record that it was published for.

mod check;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

pub use check::check;

use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic, tallied};
use crate::ids::{KindId, LanguageId, RecordId};
use crate::model::Model;
use crate::plan::{Page, Plan, address_of, address_of_record, file_of};
use crate::source::Source;

/// The name of the file, beside `book.toml`.
pub const FILE: &str = "ids.lock";

/// What a lock begins with.
const REMARK: &str = "\
# The ids that this report has published, with their paths. `rapporteur lock` writes this file;
# a build in which one of them leads nowhere, or to another record, fails.
";

/// Every published id.
#[derive(Debug, Clone)]
pub struct Lock {
    /// The file.
    pub source: Arc<Source>,
    /// Its lines.
    pub entries: Vec<Listed>,
}

/// A published id and its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name of the record's kind.
    pub kind: String,
    /// The id.
    pub id: String,
    /// For an alias, the id that it leads to.
    pub alias_of: Option<String>,
    /// The address below the site's root, without a slash in front.
    pub address: String,
    /// The record's title; empty for an alias.
    pub title: String,
    /// Where the entry begins: the bytes of kind and id.
    pub span: Range<usize>,
}

/// What is planned, against which a lock is held.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The records.
    pub model: &'a Model,
    /// Their addresses.
    pub plan: &'a Plan,
}

/// Reads a lock. Lines that cannot be read are problems.
pub fn read(source: &Arc<Source>) -> (Lock, Vec<Diagnostic>) {
    let mut lock = Lock { source: Arc::clone(source), entries: Vec::new() };
    let mut diagnostics = Vec::new();
    let mut start = source.bom_len();
    for line in source.text[start..].split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let span = start..start + text.len();
        start += line.len();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match entry(text, span.start) {
            Some(entry) => lock.entries.push(entry),
            None => diagnostics.push(
                Diagnostic::at(Code::BadLock, source, span, "this line is not an id with its path")
                    .help(
                        "write `kind/id`, the path and the title, separated by tabs, or run \
                         `rapporteur lock` to write the file",
                    ),
            ),
        }
    }
    (lock, tallied(source, diagnostics))
}

/// The entry that a line holds.
fn entry(line: &str, start: usize) -> Option<Listed> {
    let mut columns = line.splitn(3, '\t');
    let (name, path) = (columns.next()?, columns.next()?);
    let (name, alias_of) = match name.split_once(" -> ") {
        Some((name, of)) => (name, Some(of.to_owned())),
        None => (name, None),
    };
    let (kind, id) = name.split_once('/')?;
    let whole = !kind.is_empty() && !id.is_empty() && !name.contains(' ');
    whole.then_some(Listed {
        kind: kind.to_owned(),
        id: id.to_owned(),
        alias_of,
        address: path.strip_prefix('/')?.to_owned(),
        title: columns.next().map(in_one_line).unwrap_or_default(),
        span: start..start + name.len(),
    })
}

/// A title as a lock has it.
fn in_one_line(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The entries of a lock that holds what `before` held and everything that is planned, in the order
/// of ids. It is meant for a report in which [`check()`] finds nothing.
pub fn renewed(planned: Planned<'_>, before: Option<&Lock>) -> Vec<Listed> {
    let kept = before.map(|lock| lock.entries.as_slice()).unwrap_or_default();
    let own = planned.model.listed().flat_map(|index| planned.entries(index));
    let left = planned.left();
    let by_address: BTreeMap<String, Listed> = kept
        .iter()
        .cloned()
        .chain(left)
        .chain(own)
        .map(|entry| (entry.address.clone(), entry))
        .collect();
    let mut entries: Vec<Listed> = by_address.into_values().collect();
    entries.sort_by(|a, b| (&a.kind, &a.id, &a.address).cmp(&(&b.kind, &b.id, &b.address)));
    entries
}

/// The text of a lock with these entries.
pub fn written(entries: &[Listed]) -> String {
    let mut text = REMARK.to_owned();
    for Listed { kind, id, alias_of, address, title, .. } in entries {
        let of = alias_of.as_ref().map(|of| format!(" -> {of}")).unwrap_or_default();
        let title = if title.is_empty() { String::new() } else { format!("\t{title}") };
        // Writing to a string never fails.
        let _ = writeln!(text, "{kind}/{id}{of}\t/{address}{title}");
    }
    text
}

impl Planned<'_> {
    /// The entries of a record: its own, then those of its aliases.
    fn entries(self, index: RecordId) -> impl Iterator<Item = Listed> {
        let record = &self.model.records[index];
        let kind = &self.config.kinds[record.kind].name;
        let entry = |id: &str, address: String| Listed {
            kind: kind.clone(),
            id: id.to_owned(),
            alias_of: None,
            address,
            title: String::new(),
            span: 0..0,
        };
        let title = in_one_line(&record.title);
        let own = Listed { title, ..entry(&record.id, self.plan.addresses[index].to_string()) };
        let aliases = record.aliases.iter().map(move |alias| {
            let address = address_of_record(self.config, record.kind, record.language, &alias.text);
            Listed { alias_of: Some(record.id.to_string()), ..entry(&alias.text, address) }
        });
        std::iter::once(own).chain(aliases.collect::<Vec<_>>())
    }

    /// The entries of the records that left the text.
    fn left(self) -> impl Iterator<Item = Listed> {
        let pages = self.plan.pages.iter().filter_map(|(path, page)| match page {
            Page::Ended(at, _) => Some((path, &self.config.ended[*at])),
            _ => None,
        });
        pages.map(move |(path, ended)| Listed {
            kind: self.config.kinds[ended.kind].name.clone(),
            id: ended.id.value.clone(),
            alias_of: None,
            address: address_of(path).to_owned(),
            title: in_one_line(&ended.title),
            span: 0..0,
        })
    }

    /// The record whose page stands at an address.
    fn record_at(self, address: &str) -> Option<RecordId> {
        match self.plan.pages.get(&*file_of(address))? {
            Page::Record(index) | Page::Home(_, Some(index)) => Some(*index),
            Page::Index(kind, language) => {
                self.plan.introductions.get(&(*kind, *language)).copied()
            }
            _ => None,
        }
    }

    /// The language of an address.
    fn language_of(self, address: &str) -> LanguageId {
        let first = address.split('/').next();
        let others = self.config.languages.enumerate().skip(1);
        let mut named = others.filter(|(_, language)| Some(language.tag.as_str()) == first);
        named.next().map_or(LanguageId::OWN, |(at, _)| at)
    }

    fn kind_of(self, entry: &Listed) -> Option<KindId> {
        self.config.kind(&entry.kind)
    }
}
