//! `linkset.json`: all links that programs follow, as RFC 9264 has them.

use std::io;

use crate::plan::{Data, Page};
use crate::render::Renderer;
use crate::stream::Streams;

use super::json;

/// The entries are two steps inside of the file, which people can read.
const INDENT: &str = "\n    ";

/// So many pages make a piece at most.
const MOST: usize = 512;

/// Writes the file.
pub(super) fn write(renderer: &Renderer, out: &mut Streams<'_>) -> io::Result<()> {
    let path = Data::Linkset.path(&renderer.config);
    out.between(|| vec![b"{\n  \"linkset\": [".to_vec()])?;
    let pages = renderer.plan.pages.iter();
    // No link leads from the page of a month, and which of these there are is no part of the frame.
    let mut pages = pages.filter(|(_, page)| !matches!(page, Page::Month(..))).peekable();
    while pages.peek().is_some() {
        let some: Vec<_> = pages.by_ref().take(MOST).collect();
        out.entries(&[("", ",")], || vec![entries(renderer, &path, &some).join(",").into_bytes()])?;
    }
    out.between(|| vec![b"\n  ]\n}\n".to_vec()])
}

fn entries(
    renderer: &Renderer,
    path: &str,
    pages: &[(&std::sync::Arc<str>, &Page)],
) -> Vec<String> {
    let entries = pages.iter().filter_map(|(at, page)| renderer.links_of(path, at, page));
    // No text of JSON has a line feed in it.
    entries.map(|entry| format!("\n{}", json::pretty(&entry)).replace('\n', INDENT)).collect()
}
