//! CSL-JSON, the data of the Citation Style Language.

use serde_json::{Value, json};

use super::{Author, Work};
use crate::model::Date;

/// A work as a list of one item, as citation processors take it.
pub fn csl_json(work: &Work) -> String {
    let mut item = json!({ "id": work.key, "type": "report", "title": work.name() });
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            item[name] = value;
        }
    };
    put("container-title", work.whole().map(Value::from));
    put("genre", work.part.as_ref().map(|part| Value::from(part.label.as_str())));
    let authors: Vec<Value> = work.authors.iter().map(name).collect();
    put("author", (!authors.is_empty()).then_some(Value::from(authors)));
    put("issued", work.date.map(parts));
    put("language", Some(Value::from(work.language.as_str())));
    put("URL", work.url.as_deref().map(Value::from));
    format!("{:#}\n", json!([item]))
}

fn name(author: &Author) -> Value {
    match author {
        Author::Whole(name) => json!({ "literal": name }),
    }
}

/// As much of a date as there is.
fn parts(date: Date) -> Value {
    let known = [date.month, date.day].into_iter().map_while(|part| part.map(i64::from));
    let parts: Vec<i64> = [i64::from(date.year)].into_iter().chain(known).collect();
    json!({ "date-parts": [parts] })
}
