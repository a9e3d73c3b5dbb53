//! `rapporteur init`: a small report that builds, with comments that teach.

use std::path::{Path, PathBuf};

use crate::cli::Init;
use crate::schema;
use crate::write::{self, Seed, Sown};

use super::{CommandError, Outcome, Voice};

use presets::Preset;

mod presets;

/// What a report is called in a folder that gives it no name.
const UNNAMED: &str = "A report";

pub(super) fn run(arguments: &Init, voice: Voice) -> Result<Outcome, CommandError> {
    let dir = &arguments.dir;
    let preset = arguments.preset.as_deref().map(preset).transpose()?;
    let config = dir.join("book.toml");
    if config.symlink_metadata().is_ok() {
        let config = config.display();
        let words = format!("{config} already exists; nothing was written");
        return Err(CommandError::Usage(words));
    }
    let seeds = seeds(preset, &title_of(&std::path::absolute(dir)?));
    let sown = write::start(dir, &seeds)?;
    for (seed, sown) in seeds.iter().zip(sown) {
        say(dir, seed, sown, voice);
    }
    let command = if cfg!(feature = "serve") { "serve --open" } else { "build --portable" };
    voice.say(&format!("to see the report, run `rapporteur {command}` in the folder of book.toml"));
    Ok(Outcome::Clean)
}

/// The preset that is asked for.
///
/// # Errors
/// When there is none of that name; the message lists all of them.
fn preset(name: &str) -> Result<&'static Preset, CommandError> {
    presets::find(name).ok_or_else(|| {
        let what = match name {
            "" => "`--preset` needs a name".to_owned(),
            name => format!("there is no preset `{name}`"),
        };
        CommandError::Usage(format!("{what}; the presets are:\n{}", presets::list()))
    })
}

fn say(dir: &Path, seed: &Seed, sown: Sown, voice: Voice) {
    let path = if dir == Path::new(".") { PathBuf::from(seed.path) } else { dir.join(seed.path) };
    voice.say(&match sown {
        Sown::Written => format!("created  {}", path.display()),
        Sown::LeftAlone => format!("skipped  {}, which already exists", path.display()),
    });
}

/// A title for the report in a folder: the folder's name with blanks for hyphens.
fn title_of(dir: &Path) -> String {
    let name = dir.file_name().map(|name| name.to_string_lossy().replace(['-', '_'], " "));
    let name = name.unwrap_or_default();
    let mut letters = name.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => UNNAMED.to_owned(),
    }
}

/// The files of the report. `book.toml` is the last: without it nothing has begun, so that what a
/// full disk broke off can be started again.
fn seeds(preset: Option<&Preset>, title: &str) -> Vec<Seed> {
    // TOML's own writer knows what must be escaped, quotation marks included.
    let title = toml::Value::from(title).to_string();
    let seed = |path, text: &str| Seed { path, text: text.to_owned() };
    let mut seeds = vec![
        seed(".gitignore", include_str!("init/gitignore")),
        seed(".github/workflows/publish.yml", include_str!("init/publish.yml")),
        seed("book.schema.json", &format!("{:#}\n", schema::book())),
    ];
    let files = preset.map_or(NIGHT_BUSES, |preset| &preset.files);
    for (path, text) in files {
        seeds.push(seed(path, &text.replace("\"{title}\"", &title)));
    }
    seeds
}

/// The report about night buses, which shows what a report can contain.
const NIGHT_BUSES: &[(&str, &str)] = &[
    ("content/index.md", include_str!("init/content/index.md")),
    ("content/themes/hours-and-routes.md", include_str!("init/content/themes/hours-and-routes.md")),
    ("content/themes/safety-at-stops.md", include_str!("init/content/themes/safety-at-stops.md")),
    ("content/venues.md", include_str!("init/content/venues.md")),
    (
        "content/reviews/night-workers-2019.md",
        include_str!("init/content/reviews/night-workers-2019.md"),
    ),
    ("content/terms.md", include_str!("init/content/terms.md")),
    ("book.toml", include_str!("init/book.toml")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_name_of_the_folder_in_words() {
        for (dir, title) in [
            ("/tmp/night-buses", "Night buses"),
            ("/tmp/élan_2", "Élan 2"),
            ("/tmp/--", UNNAMED),
            ("/", UNNAMED),
        ] {
            assert_eq!(title_of(Path::new(dir)), title);
        }
    }
}
