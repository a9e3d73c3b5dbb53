//! New records → the documents into which they go: not more into one than people can work with.

/// A document takes new records until it holds so many.
const MOST: usize = 1_000;

/// Records that go into one document.
#[derive(Debug, PartialEq, Eq)]
pub struct Filed<'r> {
    /// The path of the document.
    pub path: String,
    /// Which of the documents it is: 1 for that which the mapping names, `calls.md`, and 2 for
    /// `calls-2.md`.
    pub number: usize,
    /// The records, as Markdown.
    pub records: &'r [String],
}

/// Divides records among a document and those beside it, of which each holds so many already.
pub fn filed<'r>(
    document: &str,
    mut records: &'r [String],
    held: impl Fn(&str) -> usize,
) -> Vec<Filed<'r>> {
    let stem = document.trim_end_matches(".md");
    let mut filed = Vec::new();
    for number in 1.. {
        if records.is_empty() {
            break;
        }
        let path = match number {
            1 => document.to_owned(),
            _ => format!("{stem}-{number}.md"),
        };
        let room = MOST.saturating_sub(held(&path)).min(records.len());
        let (these, others) = records.split_at(room);
        if !these.is_empty() {
            filed.push(Filed { path, number, records: these });
        }
        records = others;
    }
    filed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_filled_before_another_is_begun() {
        let records = vec![String::new(); 2_300];
        let told = |records: &[String], held: &[(&str, usize)]| {
            let many =
                |path: &str| held.iter().find(|(own, _)| *own == path).map_or(0, |(_, many)| *many);
            let filed = filed("c/a.md", records, many);
            filed
                .iter()
                .map(|own| format!("{} {}", own.path, own.records.len()))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&records[..3], &[]), ["c/a.md 3"]);
        assert_eq!(told(&records, &[]), ["c/a.md 1000", "c/a-2.md 1000", "c/a-3.md 300"]);
        assert_eq!(
            told(&records[..30], &[("c/a.md", 1_200), ("c/a-2.md", 990)]),
            ["c/a-2.md 10", "c/a-3.md 20"]
        );
        assert_eq!(told(&[], &[]), [""; 0]);
    }
}
