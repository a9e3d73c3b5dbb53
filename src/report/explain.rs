//! What a code means, as the user guide tells it.

use include_dir::{Dir, include_dir};

use crate::diagnostics::{Code, Severity};

/// A Markdown document of the guide for each code, named after it.
pub(super) static DOCUMENTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/guide/content/problems");

/// What a code means: a heading line, a blank line, and the guide's Markdown about it.
pub fn explain(code: Code) -> String {
    let severity = match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let document = DOCUMENTS.get_file(format!("{}.md", code.as_str()));
    let text = document.and_then(|file| file.contents_utf8()).unwrap_or_default();
    let heading = format!("{} {severity}: {}", code.as_str(), code.name());
    format!("{heading}\n\n{}\n", body(text).trim())
}

/// A document without its front matter.
fn body(text: &str) -> &str {
    let front_matter = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    front_matter.map_or(text, |(_, body)| body)
}
