//! What differs between two versions, as JSON.

use serde_json::{Value as Json, json};

use super::{By, Change, Difference, FieldChange, Move, Op, Paragraph, Record, Rows, Snapshot};

/// A difference as JSON: how many records of each sort there are, and what differs in each. The guide
/// describes its form.
pub fn in_json(old: &Snapshot, new: &Snapshot, difference: &Difference) -> Json {
    let summary = difference.summary();
    let changes = difference.changes.iter().map(|change| of_change(old, new, change));
    json!({
        "old": of_head(old),
        "new": of_head(new),
        "summary": {
            "added": summary.added,
            "removed": summary.removed,
            "renamed": summary.renamed,
            "moved": summary.moved,
            "changed": summary.changed,
            "same": summary.same,
        },
        "records": changes.collect::<Vec<_>>(),
    })
}

fn of_head(snapshot: &Snapshot) -> Json {
    let head = &snapshot.head;
    let name = Some(&head.name).filter(|name| !name.is_empty());
    json!({
        "name": name,
        "title": head.title,
        "date": head.date().map(|date| date.to_string()),
        "report": head.report,
        "records": snapshot.records.len(),
    })
}

fn of_change(old: &Snapshot, new: &Snapshot, change: &Change) -> Json {
    let before = change.old.map(|at| &old.records[at]);
    let after = change.new.map(|at| &new.records[at]);
    let sort = match (before, after) {
        (None, _) => "added",
        (_, None) => "removed",
        (Some(_), Some(_)) => "changed",
    };
    let Some(record) = after.or(before) else { return Json::Null };
    let mut told = json!({ "change": sort });
    put(&mut told, identified(record, &new.head.language));
    if let (Some(before), Some(_)) = (before, after) {
        told["before"] = identified(before, &old.head.language);
        told["foundBy"] = match change.by {
            By::Id => "id",
            By::Alias => "alias",
            By::Likeness => "likeness",
        }
        .into();
        told["renamed"] = change.renamed.into();
        told["moves"] = change.moves.iter().map(of_move).collect();
        told["fields"] = change.fields.iter().map(of_field).collect();
        let relations = change.relations.iter().map(|(field, rows)| {
            let mut relation = json!({ "field": field });
            put(&mut relation, of_rows(rows));
            relation
        });
        told["relations"] = relations.collect();
        told["mentions"] = of_rows(&change.mentions);
        told["ledger"] = of_rows(&change.ledger);
        told["text"] = change.text.iter().map(of_paragraph).collect();
        told["notFollowedBy"] = change.not_followed_by.clone().into();
    }
    told
}

fn put(into: &mut Json, from: Json) {
    if let (Json::Object(into), Json::Object(from)) = (into, from) {
        into.extend(from);
    }
}

fn identified(record: &Record, own: &str) -> Json {
    json!({
        "record": record.name(own),
        "language": record.language,
        "number": record.number,
        "title": record.title,
    })
}

fn of_move(own: &Move) -> Json {
    match own {
        Move::Inside(old, new) => json!({ "of": "parent", "old": old, "new": new }),
        Move::Document(old, new) => json!({ "of": "file", "old": old, "new": new }),
        Move::Order(old, new) => json!({ "of": "order", "old": old, "new": new }),
    }
}

fn of_field(field: &FieldChange) -> Json {
    let FieldChange { name, is_own, old, new } = field;
    json!({ "name": name, "declared": !is_own, "old": old, "new": new })
}

fn of_rows<T: Clone + Into<Json>>(rows: &Rows<T>) -> Json {
    let list =
        |rows: &[T]| -> Json { rows.iter().cloned().map(Into::into).collect::<Vec<Json>>().into() };
    json!({ "removed": list(&rows.removed), "added": list(&rows.added) })
}

fn of_paragraph(paragraph: &Paragraph) -> Json {
    let run = |own: &super::Run| {
        let op = match own.op {
            Op::Same => "same",
            Op::Removed => "removed",
            Op::Added => "added",
        };
        json!({ op: own.text })
    };
    match paragraph {
        Paragraph::Same(lines) => json!({ "sameLines": lines }),
        Paragraph::Changed(runs) => json!({ "runs": runs.iter().map(run).collect::<Vec<_>>() }),
    }
}
