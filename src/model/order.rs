//! The order in which documents are read and records of a kind are listed.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::config::{Config, PAGE};
use crate::parse::{Document, RawData};

use super::{Input, Model, RecordIndex};

/// The places of the inputs in reading order: language by language, and within a language by
/// `order` and then by name, folder by folder; a folder stands where its `index.md` says.
pub(super) fn reading_order(inputs: &[Input]) -> Vec<usize> {
    let orders: HashMap<(usize, &str), i64> = inputs
        .iter()
        .filter_map(|input| {
            Some(((input.language, node(&input.stem)), document_order(&input.document)?))
        })
        .collect();
    let mut places: Vec<usize> = (0..inputs.len()).collect();
    places.sort_by_cached_key(|&at| {
        let Input { stem, language, .. } = &inputs[at];
        let node = node(stem);
        let mut key: Vec<(i64, String)> = Vec::new();
        for (end, _) in node.match_indices('/').chain([(node.len(), "")]) {
            let order = orders.get(&(*language, &node[..end])).copied().unwrap_or(i64::MAX);
            key.push((order, node[..end].to_owned()));
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

/// The records of each kind in their order: by `order`, then by number, then as they are read.
pub(super) fn by_kind(config: &Config, model: &Model) -> Vec<Vec<RecordIndex>> {
    let mut kinds = vec![Vec::new(); config.kinds.len()];
    for (index, record) in model.records.iter().enumerate() {
        kinds[record.kind].push(index);
    }
    // Pages stand as they are read: their `order` counts within their folder.
    for records in &mut kinds[PAGE + 1..] {
        let key = |&index: &RecordIndex| {
            let record = &model.records[index];
            let number = record.number.as_deref().map(number_key);
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

/// A number such as `9.3`, `S.1` or `12 bis` as bytes that sort 9.10 after 9.9: whole numbers before
/// words, each led by a byte that tells which it is.
pub fn number_key(number: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(number.len() + 18);
    let mut rest = number;
    while let Some(first) = rest.chars().next() {
        let digit = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digit).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        match piece.parse::<u64>() {
            Ok(value) if digit => {
                key.push(1);
                key.extend(value.to_be_bytes());
            }
            _ => {
                key.push(2);
                key.extend(piece.to_lowercase().bytes());
                key.push(0);
            }
        }
        rest = after;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_as_people_count() {
        let mut numbers = ["10.1", "9.10", "9.9", "S.2", "9", "S.10", "9.9 bis"];
        numbers.sort_by_cached_key(|number| number_key(number));
        assert_eq!(numbers, ["9", "9.9", "9.9 bis", "9.10", "10.1", "S.2", "S.10"]);
    }
}
