//! `search.ndjson`: what search engines take, as they document it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Report;

fn lines(form: &str) -> Vec<Value> {
    let book = format!(
        "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[output.data]\nsearch = \"{form}\"\n\
         [kinds.point]\n[kinds.point.fields]\nplace = {{ type = \"coordinates\" }}\n\
         [languages.fr]\n"
    );
    let own = "# Öl & Gas\n\nOwn *words*[^1].\n\n## First {#a-1 .point}\n+++\n\
               place = { lat = 1, lon = 2 }\n+++\n\nInner words[^2].\n\n[^1]: Own note.\n\n[^2]: Inner note.\n";
    let report = Report::new([
        ("book.toml", book.as_str()),
        ("content/index.md", own),
        ("content/index.fr.md", "# Huile\n\nMots.\n"),
    ]);
    let site = report.site();
    let text = String::from_utf8(site["data/search.ndjson"].clone()).unwrap();
    assert!(text.ends_with("}\n"), "{text}");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_record_is_a_document_with_a_key_that_every_engine_takes_and_its_own_text() {
    let documents = lines("documents");
    let texts: Vec<&str> = documents.iter().map(|own| own["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Own words.\n\n[1] Own note.", "Inner words.\n\n[2] Inner note.", "Mots."]);
    let ids: BTreeSet<&str> = documents.iter().map(|own| own["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), documents.len());
    let is_plain = |id: &&str| id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    assert!(ids.iter().all(is_plain), "{ids:?}");
    let names = documents.iter().map(|own| own["name"].as_str().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["page/index", "point/a-1", "page/index@fr"]);
    assert_eq!(documents[1]["fields"]["place"]["lat"], 1.0);
    assert_eq!(documents[1]["kind_label"], "Point");
}

#[test]
fn before_each_document_a_line_says_where_it_goes_when_that_is_asked_for() {
    let (documents, bulk) = (lines("documents"), lines("bulk"));
    assert_eq!(bulk.len(), 2 * documents.len());
    for (pair, document) in bulk.chunks(2).zip(&documents) {
        assert_eq!(pair[0], serde_json::json!({ "index": { "_id": document["id"] } }));
        assert_eq!(pair[1], *document);
    }
}
