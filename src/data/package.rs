//! `datapackage.json`, which says what every table holds, and the sums of all files.

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::ids::LanguageId;
use crate::plan::{self, Data, Format};
use crate::render::Renderer;

use super::{Made, json, table};

/// The description of the tables, as Data Package v2 has it.
pub(super) fn file(made: &Made, renderer: &Renderer) -> Vec<u8> {
    let config = &renderer.config;
    let tables = made.files.iter().filter(|(_, file)| file.data.format() == Format::Csv);
    let resources = tables.map(|(path, file)| resource(made, renderer, path, file.data));
    let sources = renderer.sources(LanguageId::OWN).into_iter().map(|source| {
        let line = renderer.source_line(source, LanguageId::OWN).to_string();
        match config.html.site_url.origin {
            Some(_) => {
                json!({ "title": line, "path": renderer.url(&renderer.plan.addresses[source]) })
            }
            None => json!({ "title": line }),
        }
    });
    let mut package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "title": config.book.title,
        "description": config.book.description,
        "homepage": config.html.site_url.origin.is_some().then(|| renderer.url("")),
        "contributors": config.book.authors.iter().map(|name| json!({ "title": name })).collect::<Json>(),
        "sources": sources.collect::<Json>(),
        "resources": resources.collect::<Json>(),
    });
    if let Json::Object(map) = &mut package {
        map.retain(|_, value| {
            !matches!(value, Json::Null) && *value != json!("") && *value != json!([])
        });
    }
    json::lines(&package)
}

fn resource(made: &Made, renderer: &Renderer, path: &str, data: Data) -> Json {
    let config = &renderer.config;
    let bytes = made.get(renderer, path).unwrap_or_default();
    json!({
        "name": data.stem(config),
        "type": "table",
        "title": renderer.title_of_data(data),
        "path": data.name(config),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": bytes.len(),
        "hash": format!("sha256:{}", sum(&bytes)),
        "dialect": { "lineTerminator": "\r\n" },
        "schema": table::schema(renderer, data),
    })
}

/// The SHA-256 sums of all other files, as `sha256sum --check` reads them in their folder.
pub(super) fn sums(made: &Made, renderer: &Renderer) -> Vec<u8> {
    let others = made.files.iter().filter(|(_, file)| file.data != Data::Sums);
    let lines = others.map(|(path, _)| {
        let name = path.strip_prefix(plan::DATA).unwrap_or(path);
        format!("{}  {name}\n", sum(&made.get(renderer, path).unwrap_or_default()))
    });
    lines.collect::<String>().into_bytes()
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
