//! A program without documents reads none.

use super::{Document, Refusal};

const HELP: &str = "install it with the feature `documents`";

fn refused(name: &str) -> Vec<Refusal> {
    vec![Refusal::new(name, "this program was built without the feature `documents`", HELP)]
}

/// Says that Word documents are not read.
pub(super) mod docx {
    use super::{Document, Refusal, refused};

    pub(in crate::import::document) fn read(
        name: &str,
        _: &[u8],
    ) -> Result<Document, Vec<Refusal>> {
        Err(refused(name))
    }
}

/// Says that HTML is not read.
pub(super) mod html {
    use super::{Document, Refusal, refused};

    pub(in crate::import::document) fn read(
        name: &str,
        _: &[u8],
    ) -> Result<Document, Vec<Refusal>> {
        Err(refused(name))
    }
}
