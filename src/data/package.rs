//! `datapackage.json`, which says what every table holds, and the sums of all files.

use serde_json::{Value as Json, json};

use crate::ids::LanguageId;
use crate::plan::{self, Data, Format};
use crate::render::Renderer;
use crate::stream::Sum;

use super::{Made, json, table};

/// The description of the tables, as Data Package v2 has it.
pub(super) fn package(made: &Made, renderer: &Renderer) -> Json {
    let config = &renderer.config;
    let resources: Vec<Json> = resources(made, renderer).collect();
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
        "resources": resources,
    });
    if let Json::Object(map) = &mut package {
        map.retain(|_, value| {
            !matches!(value, Json::Null) && *value != json!("") && *value != json!([])
        });
    }
    package
}

/// What it says of the first table.
pub(super) fn example(made: &Made, renderer: &Renderer) -> String {
    json::pretty(&resources(made, renderer).next())
}

fn resources(made: &Made, renderer: &Renderer) -> impl Iterator<Item = Json> {
    let tables = made.files.iter().filter(|(_, file)| file.data.format() == Format::Csv);
    tables.map(|(path, file)| resource(renderer, file.data, &made.known(renderer, path)))
}

fn resource(renderer: &Renderer, data: Data, sum: &Sum) -> Json {
    let config = &renderer.config;
    json!({
        "name": data.stem(config),
        "type": "table",
        "title": renderer.title_of_data(data),
        "path": data.name(config),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": sum.len,
        "hash": format!("sha256:{}", sum.sha256),
        "dialect": { "lineTerminator": "\r\n" },
        "schema": table::schema(renderer, data),
    })
}

/// The SHA-256 sums of all other files, a line each, as `sha256sum --check` reads them in their folder.
pub(super) fn sums(made: &Made, renderer: &Renderer) -> Vec<String> {
    let others = made.files.iter().filter(|(_, file)| file.data != Data::Sums);
    let lines = others.map(|(path, _)| {
        let name = path.strip_prefix(plan::DATA).unwrap_or(path);
        format!("{}  {name}\n", made.known(renderer, path).sha256)
    });
    lines.collect()
}
