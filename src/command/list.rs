//! `rapporteur list`: the records of a kind, as its index shows them.

use crate::cli::{List, Listing};
use crate::config::Config;
use crate::data::{self, Export};
use crate::diagnostics::did_you_mean;
use crate::ids::{KindId, RecordId};
use crate::render::{BadFilter, Renderer};

use super::{CommandError, Outcome, Voice, loaded, print};

pub(super) fn run(arguments: &List, voice: Voice) -> Result<Outcome, CommandError> {
    let (folder, loaded) = loaded(&arguments.report)?;
    if loaded.has_errors() {
        return voice.problems(&loaded.diagnostics, &folder.named, false);
    }
    let renderer = loaded.site.renderer();
    let kind = kind_named(&loaded.config, &arguments.kind)?;
    let all = renderer.select(kind, &[]).map_err(usage)?.len();
    let records = renderer.select(kind, &arguments.filters).map_err(usage)?;
    let format = match arguments.format {
        Listing::Table => {
            print(&table(renderer, &records))?;
            voice.say(&format!("{} of {all}", records.len()));
            return Ok(Outcome::Clean);
        }
        Listing::Csv => Export::Csv,
        Listing::Json => Export::Json,
    };
    print(&String::from_utf8_lossy(&data::chosen(renderer, kind, &records, format)))
}

/// The kind of a name.
pub(super) fn kind_named(config: &Config, name: &str) -> Result<KindId, CommandError> {
    config.kind(name).ok_or_else(|| {
        let names: Vec<&str> = config.kinds.iter().map(|kind| kind.name.as_str()).collect();
        let help = did_you_mean(name, names.iter().copied()).unwrap_or_else(|| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("the kinds are {}", names.join(", "))
        });
        CommandError::Usage(format!("no kind `{name}` is declared in book.toml\nhelp: {help}"))
    })
}

fn usage(BadFilter { message, help }: BadFilter) -> CommandError {
    CommandError::Usage(format!("{message}\nhelp: {help}"))
}

/// Ids, numbers and titles in columns; no number where no record has one.
fn table(renderer: &Renderer, records: &[RecordId]) -> String {
    let records = || records.iter().map(|&index| &renderer.model().records[index]);
    let number = |number: &Option<String>| number.clone().unwrap_or_default();
    let ids = records().map(|record| record.id.chars().count()).max().unwrap_or(0);
    let numbers = records().map(|record| number(&record.number).chars().count()).max();
    let numbers = numbers.filter(|width| *width > 0);
    let line = |record: &crate::model::Record| match numbers {
        Some(width) => {
            format!("{:ids$}  {:width$}  {}\n", record.id, number(&record.number), record.title)
        }
        None => format!("{:ids$}  {}\n", record.id, record.title),
    };
    records().map(|record| line(record)).collect()
}
