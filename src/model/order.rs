//! The order in which documents are read and records of a kind are listed.

use std::collections::HashMap;

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
        records.sort_by_cached_key(|&index| {
            let record = &model.records[index];
            let number = record.number.as_deref().map(number_key);
            (
                record.language,
                record.order.unwrap_or(i64::MAX),
                number.is_none(),
                number.unwrap_or_default(),
                index,
            )
        });
    }
    kinds
}

/// A number such as `9.3`, `S.1` or `12 bis` as a key that sorts 9.10 after 9.9.
pub fn number_key(number: &str) -> Vec<(u8, u64, String)> {
    let mut key = Vec::new();
    let mut rest = number;
    while let Some(first) = rest.chars().next() {
        let digit = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digit).unwrap_or(rest.len());
        let piece = &rest[..end];
        match piece.parse() {
            Ok(value) if digit => key.push((0, value, String::new())),
            _ => key.push((1, 0, piece.to_lowercase())),
        }
        rest = &rest[end..];
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
