//! CSL-JSON, the data of the Citation Style Language.

use serde_json::{Value, json};

use super::Work;
use crate::date::Date;

/// Works as a list of items, as citation processors take it.
pub fn csl_json(works: &[Work]) -> String {
    format!("{:#}\n", works.iter().map(item).collect::<Value>())
}

fn item(work: &Work) -> Value {
    // What restates a report is a page of the site that does, and no part of the report.
    let kind = if work.restating.is_some() { "webpage" } else { "report" };
    let mut item = json!({ "id": work.key, "type": kind, "title": work.name() });
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            item[name] = value;
        }
    };
    put("container-title", work.part.as_ref().map(|_| work.title.as_str().into()));
    let genre = work.part.as_ref().filter(|_| work.restating.is_none());
    put("genre", genre.map(|part| part.label.as_str().into()));
    let authors: Vec<Value> = work.authors.iter().map(|name| json!({ "literal": name })).collect();
    put("author", (!authors.is_empty()).then_some(authors.into()));
    put("publisher", work.institution.as_deref().map(Value::from));
    put("publisher-place", work.place.as_deref().map(Value::from));
    put("number", work.symbol().map(Value::from));
    put("issued", work.date.map(parts));
    put("note", work.note().map(Value::from));
    put("language", Some(work.language.as_str().into()));
    put("URL", work.url.as_deref().map(Value::from));
    item
}

/// As much of a date as there is.
fn parts(date: Date) -> Value {
    let known = [date.month, date.day].into_iter().map_while(|part| part.map(i64::from));
    let parts: Vec<i64> = [i64::from(date.year)].into_iter().chain(known).collect();
    json!({ "date-parts": [parts] })
}
