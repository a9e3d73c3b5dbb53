//! Objects of JSON, in lists or one a line → tables.
//!
//! A key of an object in an object is `outer.inner`. A list of plain values is a cell with a line for
//! each; other lists stay JSON. A list of objects in the objects of another list is a table of its own
//! too, whose column [`PARENT`] holds the first value of the object that it stands in. Numbers are as
//! they are written.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Places, Refusal, Shown, Table};
use crate::source::with_line_feeds;

/// The column that tells in which object of the list around it an object stands.
const PARENT: &str = "parent";

/// Objects stand in so many others at most.
const MOST_DEPTH: usize = 16;

/// The tables of a file: its list of objects, or each list of objects in it.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Vec<Table>, Vec<Refusal>> {
    let text = utf8(name, bytes)?;
    let whole: &RawValue = serde_json::from_str(text).map_err(|error| broken(name, &error, 0))?;
    let mut tables = Vec::new();
    lists(whole, (name, None), 0, &mut tables).map_err(|problem| vec![problem])?;
    match tables.is_empty() {
        true => {
            let help = "write a list of objects, one for each record";
            Err(vec![Refusal::new(name, "there is no list of objects in this file", help)])
        }
        false => Ok(tables),
    }
}

/// The table of a file with an object a line.
pub(super) fn read_lines(name: &str, bytes: &[u8]) -> Result<Vec<Table>, Vec<Refusal>> {
    let text = utf8(name, bytes)?;
    let mut table = Objects::of(Table { places: Places::Lines, ..Table::new(name) });
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let object = serde_json::from_str(line).map_err(|error| broken(name, &error, at))?;
        table.object(at + 1, object, None).map_err(|problem| vec![problem])?;
    }
    match table.table.rows.is_empty() {
        true => {
            let help = "write an object a line, one for each record";
            Err(vec![Refusal::new(name, "the file is empty", help)])
        }
        false => Ok(vec![table.table]),
    }
}

fn utf8<'b>(name: &str, bytes: &'b [u8]) -> Result<&'b str, Vec<Refusal>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        let place = format!("{name}: line {line}");
        vec![Refusal::new(place, "this is not UTF-8", "save the file again in UTF-8")]
    })
}

/// What is wrong with a text that is no JSON, below so many lines.
fn broken(name: &str, error: &serde_json::Error, above: usize) -> Vec<Refusal> {
    let place = format!("{name}: line {}", above + error.line());
    let help = "mend it: an editor shows where";
    vec![Refusal::new(place, format!("this is no JSON: {error}"), help)]
}

/// Makes a table of a list of objects, or of each one in an object.
fn lists(
    value: &RawValue,
    (name, parent): (&str, Option<&str>),
    depth: usize,
    tables: &mut Vec<Table>,
) -> Result<(), Refusal> {
    if let Ok(Members(members)) = serde_json::from_str(value.get()) {
        if depth < MOST_DEPTH {
            for (key, value) in members {
                let name = if depth == 0 { key } else { format!("{name}.{key}") };
                lists(value, (&name, None), depth + 1, tables)?;
            }
        }
        return Ok(());
    }
    let is_list = value.get().starts_with('[');
    let Some(items) = is_list.then(|| serde_json::from_str::<Vec<&RawValue>>(value.get()).ok())
    else {
        return Ok(());
    };
    let items = items.unwrap_or_default();
    if items.is_empty() || !items.iter().all(|item| item.get().starts_with('{')) {
        return Ok(());
    }
    let at = match tables.iter().position(|table| table.name == name) {
        Some(at) => at,
        None => {
            tables.push(Table { places: Places::Keys, ..Table::new(name) });
            tables.len() - 1
        }
    };
    let above = tables[at].rows.last().map_or(0, |row| row.number);
    for (place, item) in items.into_iter().enumerate() {
        let mut objects = Objects::of(std::mem::take(&mut tables[at]));
        let number = above + place + 1;
        let added = objects.object(number, item, parent);
        tables[at] = objects.table;
        added?;
        inner(item, name, depth, tables)?;
    }
    Ok(())
}

/// Makes tables of the lists of objects in an object of a list.
fn inner(
    object: &RawValue,
    outer: &str,
    depth: usize,
    tables: &mut Vec<Table>,
) -> Result<(), Refusal> {
    let Ok(Members(members)) = serde_json::from_str(object.get()) else { return Ok(()) };
    let is_plain = |value: &RawValue| !value.get().starts_with(['[', '{', 'n']);
    let first = members.iter().find(|(_, value)| is_plain(value)).map(|(_, value)| text(value));
    for (key, value) in members.iter().filter(|(_, value)| value.get().starts_with('[')) {
        if depth < MOST_DEPTH {
            let name = format!("{outer}.{key}");
            lists(value, (&name, first.as_deref()), depth + 1, tables)?;
        }
    }
    Ok(())
}

/// A table that is being made of objects.
struct Objects {
    table: Table,
    columns: HashMap<String, usize>,
}

impl Objects {
    fn of(table: Table) -> Self {
        let columns = table.columns.iter().cloned().enumerate().map(|(at, name)| (name, at));
        Self { columns: columns.collect(), table }
    }

    fn object(
        &mut self,
        number: usize,
        value: &RawValue,
        parent: Option<&str>,
    ) -> Result<(), Refusal> {
        self.members(number, "", value, 0)?;
        match parent {
            Some(parent) if !parent.is_empty() => {
                self.put(number, PARENT.to_owned(), parent.to_owned()).map(drop)
            }
            _ => Ok(()),
        }
    }

    fn members(
        &mut self,
        number: usize,
        outer: &str,
        value: &RawValue,
        depth: usize,
    ) -> Result<(), Refusal> {
        let Members(members) = serde_json::from_str(value.get()).map_err(|_| {
            let help = "write an object for each record";
            Refusal::new(self.table.place(number, 0), "this is no object", help)
        })?;
        let mut seen = std::collections::HashSet::with_capacity(members.len());
        for (key, value) in members {
            let name = if outer.is_empty() { key } else { format!("{outer}.{key}") };
            if !seen.insert(name.clone()) {
                let place = format!("{}{name}", self.table.place(number, usize::MAX));
                let help = "remove one of the two";
                return Err(Refusal::new(place, "the key is there twice", help));
            }
            match value.get().as_bytes().first() {
                Some(b'{') if depth < MOST_DEPTH => {
                    self.members(number, &name, value, depth + 1)?;
                }
                _ => self.cell(number, name, value)?,
            }
        }
        Ok(())
    }

    fn cell(&mut self, number: usize, name: String, value: &RawValue) -> Result<(), Refusal> {
        let (text, values) = said(value);
        let is_put = !text.is_empty();
        let column = self.put(number, name, text)?;
        if let Some(values) = values.filter(|_| is_put) {
            self.table.show(column, Shown::List(values));
        }
        Ok(())
    }

    /// Adds a cell, if it says anything; its column.
    fn put(&mut self, number: usize, name: String, text: String) -> Result<usize, Refusal> {
        let next = self.columns.len();
        let column = *self.columns.entry(name).or_insert_with_key(|name| {
            self.table.columns.push(name.clone());
            next
        });
        if !text.is_empty() {
            self.table.add(number, column, text)?;
        }
        Ok(column)
    }
}

/// What a value says as a cell.
fn text(value: &RawValue) -> String {
    said(value).0
}

/// What a value says as a cell, and each value of a list of plain ones.
fn said(value: &RawValue) -> (String, Option<Vec<String>>) {
    let raw = value.get();
    let text = match raw.as_bytes().first() {
        Some(b'n') => String::new(),
        Some(b'"') => with_line_feeds(serde_json::from_str::<String>(raw).unwrap_or_default()),
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
            let is_plain = |item: &&RawValue| !item.get().starts_with(['[', '{']);
            if items.iter().all(is_plain) {
                let values: Vec<String> = items.iter().map(|item| text(item)).collect();
                return (values.join("\n"), Some(values));
            }
            raw.to_owned()
        }
        _ => raw.to_owned(),
    };
    (text, None)
}

/// The members of an object, in order, with those that are there twice.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Own;
        impl<'de> Visitor<'de> for Own {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Own).map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &Table) -> Vec<Vec<&str>> {
        let row = |row: &super::super::Row| {
            (0..table.columns.len())
                .map(|at| {
                    table
                        .rows
                        .iter()
                        .find(|own| own.number == row.number)
                        .map_or("", |own| own.cell(at))
                })
                .collect()
        };
        table.rows.iter().map(row).collect()
    }

    #[test]
    fn objects_become_rows_wherever_their_list_stands() {
        let objects = r#"[{"id":1.50,"to":["a","b"],"at":{"lat":1}},{"id":"x\ny","no":null,"more":[{"a":1}]}]"#;
        let expected =
            [vec!["1.50", "a\nb", "1", "", ""], vec!["x\ny", "", "", "", r#"[{"a":1}]"#]];
        for (text, name) in [
            (objects.to_owned(), "f"),
            (format!("{{\"calls\": {objects}, \"empty\": []}}"), "calls"),
            (format!("{{\"data\": {{\"calls\": {objects}}}}}"), "data.calls"),
        ] {
            let tables = read("f", text.as_bytes()).expect("a table");
            assert_eq!((tables.len(), tables[0].name.as_str()), (2, name));
            let (inner, inner_name) = (&tables[1], format!("{name}.more"));
            assert_eq!(
                (inner.name.as_str(), &inner.columns),
                (&*inner_name, &vec!["a".to_owned(), PARENT.to_owned()])
            );
            assert_eq!(rows(inner), [["1", "x\ny"]]);
            assert_eq!(tables[0].columns, ["id", "to", "at.lat", "no", "more"]);
            assert_eq!(rows(&tables[0]), expected);
            assert_eq!(tables[0].place(2, 4), format!("{name}!2: more"));
        }
        let lines = "{\"id\": 1}\n\n{\"id\": 2}\n";
        let tables = read_lines("f", lines.as_bytes()).expect("a table");
        assert_eq!(rows(&tables[0]), [["1"], ["2"]]);
        assert_eq!(tables[0].place(tables[0].rows[1].number, 0), "f:3: id");
    }

    #[test]
    fn what_is_no_table_is_told_with_its_place() {
        for (text, expected) in [
            ("[{\"a\":1},", "f: line 1: this is no JSON"),
            ("{\"a\": 1}", "f: there is no list of objects"),
            ("[1, 2]", "f: there is no list of objects"),
            ("[{\"a\":1,\"a\":2}]", "f!1: a: the key is there twice"),
        ] {
            let told = read("f", text.as_bytes()).unwrap_err()[0].to_string();
            assert!(told.starts_with(expected), "{told}");
        }
        for (text, expected) in [
            ("{\"a\":1}\n{\"a\":", "f: line 2: this is no JSON"),
            ("{\"a\":1}\n[1]", "f:2: a: this is no object"),
            ("", "f: the file is empty"),
        ] {
            let told = read_lines("f", text.as_bytes()).unwrap_err()[0].to_string();
            assert!(told.starts_with(expected), "{told}");
        }
    }
}
