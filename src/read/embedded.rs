//! The built-in look, as it stands in the binary.

use include_dir::{Dir, include_dir};

use crate::look::Files;

static LOOK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The files of the built-in look.
pub fn default_look() -> Files {
    let mut files = Files::default();
    add(&LOOK, &mut files);
    files
}

fn add(folder: &Dir<'_>, files: &mut Files) {
    for file in folder.files() {
        if let Some(path) = file.path().to_str() {
            let shown = format!("themes/default/{path}");
            super::add(files, path, &shown, file.contents().to_vec());
        }
    }
    for inner in folder.dirs() {
        add(inner, files);
    }
}
