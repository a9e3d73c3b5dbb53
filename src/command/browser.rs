//! A file or an address, in the browser.

use std::path::Path;

use super::Voice;

/// Opens it; where that fails, says so.
pub(super) fn open(what: &Path, voice: Voice) {
    if let Err(error) = start(what) {
        voice.say(&format!("note: could not start a browser; open {} yourself", what.display()));
        if voice.verbose {
            voice.say(&format!("  {error}"));
        }
    }
}

#[cfg(feature = "serve")]
use open::that_detached as start;

#[cfg(not(feature = "serve"))]
fn start(_: &Path) -> std::io::Result<()> {
    Err(std::io::Error::other("this program was compiled without the feature `serve`"))
}
