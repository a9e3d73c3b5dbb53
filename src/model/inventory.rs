//! A kind's claim of completeness: its records against a list of every id there must be.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::config::{Config, Setting};
use crate::diagnostics::{Code, Diagnostic};
use crate::ids::{KindId, LanguageId, RecordId};
use crate::source::{Place, Source};

use super::Model;

/// A row of an inventory.
struct Item {
    id: String,
    kind: Option<String>,
    number: Option<String>,
    span: Range<usize>,
}

/// Holds the records of every kind that names an inventory against it. Kinds that name the same
/// file share it.
pub(super) fn check(
    config: &Config,
    model: &mut Model,
    inventories: &BTreeMap<String, Arc<Source>>,
) {
    let mut files: BTreeMap<&str, (Vec<KindId>, &Setting<String>)> = BTreeMap::new();
    for (at, kind) in config.kinds.enumerate() {
        if let Some(file) = &kind.inventory {
            files.entry(&file.value).or_insert_with(|| (Vec::new(), file)).0.push(at);
        }
    }
    for (path, (kinds, setting)) in files {
        let Some(source) = inventories.get(path) else {
            model.diagnostics.push(
                Diagnostic::at(
                    Code::BadInventory,
                    &config.source,
                    setting.span.clone(),
                    format!("the inventory `{path}` cannot be read"),
                )
                .help("the path is relative to the folder of book.toml"),
            );
            continue;
        };
        match items(source) {
            Ok(items) => compare(config, model, source, &kinds, &items),
            Err(diagnostic) => model.diagnostics.push(*diagnostic),
        }
    }
}

fn compare(
    config: &Config,
    model: &mut Model,
    source: &Arc<Source>,
    kinds: &[KindId],
    items: &[Item],
) {
    let mut listed = BTreeMap::new();
    let mut problems = Vec::new();
    for item in items {
        if let Some(first) = listed.insert((&item.kind, item.id.as_str()), item) {
            problems.push(listed_twice(source, first, item));
            continue;
        }
        let admits =
            |kind: KindId| item.kind.as_ref().is_none_or(|name| *name == config.kinds[kind].name);
        let found = kinds
            .iter()
            .filter(|&&kind| admits(kind))
            .find_map(|&kind| model.find(kind, LanguageId::OWN, &item.id));
        match found {
            None => problems.push(missing(config, source, kinds, item)),
            Some(index) => {
                let number = model.records[index].number.as_deref();
                let is_other = item.number.is_some() && item.number.as_deref() != number;
                if is_other && !model.is_unread(index, "number") {
                    problems.push(other_number(model, source, item, index));
                }
            }
        }
    }
    let ids: BTreeSet<&str> = items.iter().map(|item| item.id.as_str()).collect();
    for &kind in kinds {
        for &index in model.of_kind(kind) {
            let record = &model.records[index];
            if record.language == LanguageId::OWN && !ids.contains(&*record.id) {
                let message = format!("`{}` is not in the inventory `{}`", record.id, source.path);
                let mut problem = Diagnostic::nowhere(Code::MissingFromInventory, message);
                problem.place = Some(model.place(index));
                problems.push(problem.help("add it to the inventory, or correct its id"));
            }
        }
    }
    model.diagnostics.append(&mut problems);
}

fn missing(config: &Config, source: &Arc<Source>, kinds: &[KindId], item: &Item) -> Diagnostic {
    let names: Vec<&str> = kinds.iter().map(|&kind| config.kinds[kind].name.as_str()).collect();
    let kind = item.kind.clone().unwrap_or_else(|| names.join(" or "));
    Diagnostic::at(
        Code::MissingFromContent,
        source,
        item.span.clone(),
        format!("the inventory lists `{}`, but no {kind} has that id", item.id),
    )
    .help("write the record, or correct the id in the inventory or in the record")
}

fn listed_twice(source: &Arc<Source>, first: &Item, again: &Item) -> Diagnostic {
    let message = format!("the inventory lists `{}` twice", again.id);
    Diagnostic::at(Code::BadInventory, source, again.span.clone(), message)
        .label("listed again here")
        .related(Place::new(source, first.span.clone()), "first listed here")
        .help("remove one of the two rows, or correct its id")
}

fn other_number(model: &Model, source: &Arc<Source>, item: &Item, index: RecordId) -> Diagnostic {
    let record = &model.records[index];
    let listed = item.number.as_deref().unwrap_or_default();
    let has = record.number.as_deref().unwrap_or("none");
    Diagnostic::at(
        Code::MissingFromContent,
        source,
        item.span.clone(),
        format!("`{}` has the number {listed} in the inventory and {has} in the content", item.id),
    )
    .related(model.place(index), "the record")
    .help("correct one of the two numbers")
}

/// Where the cell of a column stands in a line: there or, where quotes hide the columns, wherever its
/// text is found first; the whole line, where the text is written in another way.
fn place_in(line: &str, delimiter: char, column: usize, text: &str) -> Range<usize> {
    let mut start = 0;
    for (at, piece) in line.split(delimiter).enumerate() {
        if at == column
            && let Some(place) = piece.find(text)
        {
            return start + place..start + place + text.len();
        }
        start += piece.len() + 1;
    }
    line.find(text).map_or(0..line.len(), |at| at..at + text.len())
}

/// Where an inventory lists an id for a kind.
pub(crate) fn listings(source: &Arc<Source>, kind: &str, id: &str) -> Vec<Range<usize>> {
    let items = items(source).unwrap_or_default().into_iter();
    let is_it = |item: &Item| item.id == id && item.kind.as_ref().is_none_or(|own| own == kind);
    items.filter(is_it).map(|item| item.span).collect()
}

/// The rows of a file of comma- or tab-separated values with an `id` column.
fn items(source: &Arc<Source>) -> Result<Vec<Item>, Box<Diagnostic>> {
    let bom = source.bom_len();
    let tabs = source.path.ends_with(".tsv");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if tabs { b'\t' } else { b',' })
        .quoting(!tabs)
        .from_reader(&source.text.as_bytes()[bom..]);
    let bad = |span: Range<usize>, message: String| {
        Box::new(Diagnostic::at(Code::BadInventory, source, span, message).help(
            "the first line of an inventory contains the names of its columns, one of which is \
             `id`",
        ))
    };
    let headers = reader.headers().map_err(|error| bad(bom..bom, error.to_string()))?.clone();
    let column = |name: &str| headers.iter().position(|header| header.trim() == name);
    let id = column("id").ok_or_else(|| bad(bom..bom, "there is no column `id`".to_owned()))?;
    let (kind, number) = (column("kind"), column("number"));
    let mut items = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| bad(bom..bom, error.to_string()))?;
        let start = bom + row.position().map_or(0, |position| position.byte() as usize);
        let rest = &source.text[source.text.len().min(start)..];
        // After a line that ends in CR LF, the reader counts the LF to the next one.
        let line = rest.trim_start_matches(['\r', '\n']);
        let start = source.text.len() - line.len();
        let line = line.lines().next().unwrap_or_default();
        let cell = |at: Option<usize>| {
            at.and_then(|at| row.get(at)).map(str::trim).filter(|text| !text.is_empty())
        };
        let Some(text) = cell(Some(id)) else { continue };
        let at = place_in(line, if tabs { '\t' } else { ',' }, id, text);
        items.push(Item {
            id: text.to_owned(),
            kind: cell(kind).map(str::to_owned),
            number: cell(number).map(str::to_owned),
            span: start + at.start..start + at.end,
        });
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_stands_where_its_id_is_written() {
        for (path, text) in [
            ("a.csv", "kind,id\nvenue,a\nvenue,venue\n"),
            ("a.csv", "kind,id\r\nvenue,a\r\nvenue, venue\r\n"),
            ("a.tsv", "\u{feff}number\tid\n1\ta\n2\tvenue"),
        ] {
            let source = Arc::new(Source::new(path, text));
            let spans: Vec<_> = items(&source).unwrap().into_iter().map(|item| item.span).collect();
            let last = text.rfind("venue").unwrap();
            let first = text.find("a\n").or_else(|| text.find("a\r")).unwrap();
            assert_eq!(spans, [first..first + 1, last..last + 5], "{text:?}");
        }
    }

    #[test]
    fn an_item_whose_id_is_written_in_another_way_stands_where_its_row_does() {
        for (id, row) in [("a\"\u{2013}", "\"a\"\"\u{2013}\""), ("a\n\u{2013}", "\"a")] {
            let quoted = id.replace('"', "\"\"");
            let source = Arc::new(Source::new("a.csv", format!("id\n\"{quoted}\"\n")));
            let items = items(&source).unwrap();
            let found: Vec<_> =
                items.iter().map(|item| source.text.get(item.span.clone())).collect();
            assert_eq!(items[0].id, id);
            assert_eq!(found, [Some(row)]);
        }
    }
}
