//! What documents say is held for a while, and made again when it is asked for later.

use std::path::{Path, PathBuf};

use rapporteur::command::load::{Loaded, Loading, Session};

use crate::support::{load, rendered, rendered_at, root};

fn reports() -> [PathBuf; 2] {
    ["guide", "tests/reports/well-audit"].map(|folder| root().join(folder))
}

fn holding_nothing(folder: &Path) -> Loaded {
    Session::new(folder, Loading::default()).holding(0).load().expect("a report")
}

#[test]
fn a_site_is_the_same_however_little_is_held() {
    for folder in reports() {
        let (all, none) = (load(&folder, Loading::default()), holding_nothing(&folder));
        let (expected, found) = (rendered(&all), rendered(&none));
        assert_eq!(all.site.renderer().model().prose_cache.parsed_again(), 0);
        assert!(none.site.renderer().model().prose_cache.parsed_again() > 0);
        assert!(expected.keys().eq(found.keys()));
        for (path, bytes) in &expected {
            assert!(found[path] == *bytes, "{path} of {} is another one", folder.display());
        }
    }
}

#[test]
fn what_the_search_index_reads_is_held_until_then() {
    for folder in reports() {
        let mut session = Session::new(folder, Loading::default()).holding(0);
        session.hold_for_search();
        let loaded = session.load().expect("a report");
        loaded.site.paths().expect("an index");
        assert_eq!(loaded.site.renderer().model().prose_cache.parsed_again(), 0);
    }
}

#[test]
fn the_pages_of_a_document_stand_together_so_that_it_is_parsed_again_once() {
    for folder in reports() {
        let loaded = holding_nothing(&folder);
        let model = loaded.site.renderer().model();
        let parsed = || model.prose_cache.parsed_again();
        // The search index reads every document before it is known which files it has.
        let paths = loaded.site.paths().expect("paths");
        let (before, mut others) = (parsed(), 0);
        for path in paths {
            let start = parsed();
            rendered_at(&loaded, &path);
            // Files that hold the text of all documents, or compare it, have each parsed again.
            let is_of_all = ["data/", "print/index", "versions/", "fr/versions/"];
            if is_of_all.iter().any(|start| path.starts_with(start)) {
                others += parsed() - start;
            }
        }
        let (own, documents) = (parsed() - before - others, model.documents.len());
        // A record that is embedded in full is one of another document.
        assert!(own <= documents + 1, "{own} for {documents} documents of {}", folder.display());
    }
}
