//! `datapackage.json`, which says what every table holds, and the sums of all files.

use serde_json::{Value as Json, json};

use crate::ids::LanguageId;
use crate::plan::{self, Data, Format};
use crate::render::Renderer;

use super::{File, Made, New, json, table};

/// The description of the tables, as Data Package v2 has it.
pub(super) fn file(made: &Made, renderer: &Renderer) -> New {
    let config = &renderer.config;
    let tables = made.files.iter().filter(|(_, file)| file.data.format() == Format::Csv);
    let resources: Vec<Json> =
        tables.filter_map(|(_, file)| resource(made, renderer, file)).collect();
    let piece = json::pretty(&resources.first());
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
    New { bytes: json::lines(&package), piece }
}

fn resource(made: &Made, renderer: &Renderer, file: &File) -> Option<Json> {
    let (config, data) = (&renderer.config, file.data);
    let known = made.known(renderer, file)?;
    Some(json!({
        "name": data.stem(config),
        "type": "table",
        "title": renderer.title_of_data(data),
        "path": data.name(config),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": known.len,
        "hash": format!("sha256:{}", known.sum),
        "dialect": { "lineTerminator": "\r\n" },
        "schema": table::schema(renderer, data),
    }))
}

/// The SHA-256 sums of all other files, as `sha256sum --check` reads them in their folder.
pub(super) fn sums(made: &Made, renderer: &Renderer) -> New {
    let others = made.files.iter().filter(|(_, file)| file.data != Data::Sums);
    let lines = others.filter_map(|(path, file)| {
        let name = path.strip_prefix(plan::DATA).unwrap_or(path);
        Some(format!("{}  {name}\n", made.known(renderer, file)?.sum))
    });
    let lines: Vec<String> = lines.collect();
    New { bytes: lines.concat().into_bytes(), piece: lines.iter().take(3).cloned().collect() }
}
