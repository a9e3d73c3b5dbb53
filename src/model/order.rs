//! The order in which documents are read and records of a kind are listed.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use crate::collation::{Numbers, natural};
use crate::config::{Config, PAGE};
use crate::contents::Contents;
use crate::ids::{KindId, LanguageId, List, RecordId};
use crate::parse::{Document, RawData};

use super::{Input, Model, Record};

/// The places of the inputs in reading order: language by language, and within a language as the table
/// of contents says. Without one, they stand by `order` and then by name as people count, folder by
/// folder; a folder stands where its `index.md` says.
pub(super) fn reading_order(inputs: &[Input], contents: Option<&Contents>) -> Vec<usize> {
    let mut places = order_of_names(inputs);
    if let Some(contents) = contents {
        places.sort_by_key(|&at| {
            let Input { stem, language, .. } = &inputs[at];
            (*language, contents.place(*language, stem).unwrap_or(usize::MAX))
        });
    }
    places
}

fn order_of_names(inputs: &[Input]) -> Vec<usize> {
    let orders: HashMap<(LanguageId, &str), i64> = inputs
        .iter()
        .filter_map(|input| {
            Some(((input.language, node(&input.stem)), document_order(&input.document)?))
        })
        .collect();
    let mut places: Vec<usize> = (0..inputs.len()).collect();
    places.sort_by_cached_key(|&at| {
        let Input { stem, language, .. } = &inputs[at];
        let node = node(stem);
        let mut key: Vec<(i64, Vec<u8>)> = Vec::new();
        let mut start = 0;
        for (end, _) in node.match_indices('/').chain([(node.len(), "")]) {
            let order = orders.get(&(*language, &node[..end])).copied().unwrap_or(i64::MAX);
            // Names that count as one are still two folders.
            let name =
                [&natural(&node[start..end])[..], &[0], &node.as_bytes()[start..end]].concat();
            key.push((order, name));
            start = end + 1;
        }
        if node.is_empty() {
            key.clear();
        }
        (*language, key, stem.clone())
    });
    places
}

/// What a document stands for in the tree of folders: `a/index` is the folder `a` itself.
fn node(stem: &str) -> &str {
    match stem.rsplit_once('/') {
        Some((folder, "index" | "README" | "readme")) => folder,
        None if matches!(stem, "index" | "README" | "readme") => "",
        _ => stem,
    }
}

fn document_order(document: &Document) -> Option<i64> {
    match document.front.as_ref()?.get("order")?.value.data {
        RawData::Integer(Ok(order)) => Some(order),
        _ => None,
    }
}

/// Whether a record is what is shown where there is no page, and stands in no list.
pub(super) fn is_missing_page(config: &Config, record: &Record) -> bool {
    record.kind == PAGE && record.heading.is_none() && *record.id == *config.html.missing_page.value
}

/// The records of each kind in their order: by `order`, then by number, then as they are read.
pub(super) fn by_kind(
    config: &Config,
    model: &Model,
    missing_pages: &BTreeSet<RecordId>,
) -> List<KindId, Vec<RecordId>> {
    let mut kinds: List<KindId, Vec<RecordId>> = config.kinds.iter().map(|_| Vec::new()).collect();
    for (index, record) in model.records.enumerate() {
        if !missing_pages.contains(&index) {
            kinds[record.kind].push(index);
        }
    }
    // Pages stand as they are read: their `order` counts within their folder.
    for kind in config.other_kinds() {
        let records = &mut kinds[kind];
        let own = |&index: &RecordId| model.records[index].number.as_deref();
        let numbers = Numbers::of(records.iter().filter_map(own));
        let key = |&index: &RecordId| {
            let record = &model.records[index];
            let number = record.number.as_deref().map(|number| numbers.key(number));
            let order = record.order.unwrap_or(i64::MAX);
            (record.language, order, number.is_none(), number, index)
        };
        let mut keys: Vec<_> = records.par_iter().map(key).collect();
        keys.par_sort_unstable();
        records.clear();
        records.extend(keys.into_iter().map(|(.., index)| index));
    }
    kinds
}
