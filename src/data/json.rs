//! JSON with a line for each entry of an outer list, so that two versions can be compared.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::stream::Marks;

/// A value as JSON, with a line for each entry of its lists that stands in no list itself.
pub(super) fn lines(value: &impl Serialize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut out, Lines::default());
    // Writing to memory cannot fail, and no value here has keys that are no strings.
    let _ = value.serialize(&mut serializer);
    out.push(b'\n');
    out
}

/// The marks of a list of values of which each is JSON by itself, as [`lines`] has it: `[` stands
/// before them, and [`END`] behind.
pub(super) const ENTRIES: Marks = ("\n", ",\n");

/// What stands behind the entries of a list that is a whole file.
pub(super) const END: &str = "\n]\n";

/// A value for people to read.
pub(super) fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// A value on one line.
pub(super) fn line(value: &impl Serialize) -> Vec<u8> {
    // Writing to memory cannot fail, and no value here has keys that are no strings.
    serde_json::to_vec(value).unwrap_or_default()
}

#[derive(Default)]
struct Lines {
    /// How many lists are open.
    depth: usize,
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        CompactFormatter.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        if self.depth == 0 {
            writer.write_all(b"\n")?;
        }
        CompactFormatter.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        CompactFormatter.begin_array_value(writer, first)?;
        if self.depth == 1 { writer.write_all(b"\n") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use crate::stream::{Forgetful, Streams, Target};

    #[test]
    fn a_list_of_lines_is_what_its_values_make_together() {
        let value = serde_json::json!({ "a": [1, [2]], "b": "ä\n" });
        for values in [vec![], vec![value.clone()], vec![value.clone(), value]] {
            let mut list = Vec::new();
            let mut out = Streams::new("", [&mut list as &mut dyn Target], &Forgetful);
            out.between(|| vec![b"[".to_vec()]).unwrap();
            for value in &values {
                out.entries(&[super::ENTRIES], || vec![super::line(value)]).unwrap();
            }
            out.between(|| vec![super::END.into()]).unwrap();
            drop(out);
            assert_eq!(list, super::lines(&values));
        }
    }

    #[test]
    fn each_entry_of_an_outer_list_has_a_line() {
        let value = serde_json::json!({ "a": [[1, 2], { "b": [3] }], "c": [] });
        let text = String::from_utf8(super::lines(&value)).unwrap();
        assert_eq!(text, "{\"a\":[\n[1,2],\n{\"b\":[3]}\n],\"c\":[\n]}\n");
    }
}
