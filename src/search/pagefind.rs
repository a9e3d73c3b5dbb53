//! Pages for the index → its files, by Pagefind.

use std::collections::BTreeMap;

use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;

use super::{Entry, FOLDER, SearchError};

/// Makes the index: output path → bytes.
///
/// # Errors
/// What Pagefind, or the system under it, says.
pub fn index(entries: Vec<Entry>) -> Result<BTreeMap<String, Vec<u8>>, SearchError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(|error| SearchError(error.to_string()))?;
    runtime.block_on(made(entries)).map_err(|error| SearchError(error.to_string()))
}

async fn made(
    entries: Vec<Entry>,
) -> Result<BTreeMap<String, Vec<u8>>, Box<dyn std::error::Error + Send + Sync>> {
    let config = PagefindServiceConfig::builder()
        .keep_index_url(false)
        .exclude_selectors(vec!["sup.note".to_owned(), ".picture-figure".to_owned()])
        .build();
    let mut index = PagefindIndex::new(Some(config))?;
    for entry in entries {
        index.add_html_file(Some(entry.path), None, entry.html).await?;
    }
    let files = index.get_files().await?;
    let files = files.into_iter().filter_map(|file| {
        let name = file.filename.to_string_lossy().replace('\\', "/");
        (!is_interface(&name)).then(|| (format!("{FOLDER}{name}"), file.contents))
    });
    Ok(files.collect())
}

/// Whether a file serves an interface that looks do not use.
fn is_interface(name: &str) -> bool {
    ["pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight"]
        .iter()
        .any(|start| name.starts_with(start))
}
