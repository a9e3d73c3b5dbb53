//! `rapporteur export`: the records in files that people edit elsewhere.

use std::path::{Path, PathBuf};

use crate::cli::Export;
use crate::config::Config;
use crate::diagnostics::did_you_mean;
use crate::export::text::{self, Format};
use crate::export::{self, Sheet, Wanted, workbook};
use crate::ids::LanguageId;
use crate::report::count;
use crate::write;

use super::list::kind_named;
use super::{CommandError, Outcome, Voice, loaded};

/// What the name of a workbook ends in.
const WORKBOOK: &str = "xlsx";
/// Where files go if nobody says where.
const FOLDER: &str = "export";

/// What is to be written.
enum Target {
    /// One file with all sheets.
    Workbook(PathBuf),
    /// A file for each sheet in a folder.
    Files(PathBuf, Format),
}

pub(super) fn run(arguments: &Export, voice: Voice) -> Result<Outcome, CommandError> {
    let target = target(arguments)?;
    let (folder, loaded) = loaded(&arguments.report)?;
    if loaded.has_errors() {
        let outcome = voice.problems(&loaded.diagnostics, &folder.named, false)?;
        voice.say("nothing was written");
        return Ok(outcome);
    }
    let wanted = wanted(arguments, &loaded.config)?;
    let sheets = export::sheets(loaded.site.renderer(), &wanted);
    let paths = target.paths(&sheets);
    let existing: Vec<&PathBuf> =
        paths.iter().filter(|path| path.symlink_metadata().is_ok()).collect();
    if let (Some(first), false) = (existing.first(), arguments.overwrite) {
        return Err(already_there(first, existing.len() - 1));
    }
    match &target {
        Target::Workbook(path) => {
            let title = &loaded.config.book.title;
            let bytes = workbook::write(&sheets, title)
                .map_err(|error| CommandError::Usage(error.to_string()))?;
            write::replace(path, bytes)?;
            voice.say(&format!("wrote {}, {}", path.display(), count(sheets.len(), "sheet")));
        }
        Target::Files(folder, format) => {
            write::folder(folder)?;
            for (sheet, path) in sheets.iter().zip(&paths) {
                write::replace(path, text::write(sheet, *format))?;
            }
            let files = count(paths.len(), "file");
            voice.say(&format!("wrote {files} in {}", folder.display()));
        }
    }
    Ok(Outcome::Clean)
}

/// Where the command line wants what.
fn target(arguments: &Export) -> Result<Target, CommandError> {
    let to = arguments.to.as_deref();
    let is_workbook = |path: &Path| {
        path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(WORKBOOK))
    };
    match (to, arguments.format) {
        (Some(path), None) if is_workbook(path) => Ok(Target::Workbook(path.to_owned())),
        (Some(path), Some(_)) if is_workbook(path) => Err(CommandError::Usage(format!(
            "`{}` is the name of a workbook, and `--format` writes a folder of files\n\
             help: leave out `--format`, or name a folder",
            path.display()
        ))),
        (to, Some(format)) => Ok(Target::Files(to.unwrap_or(Path::new(FOLDER)).to_owned(), format)),
        (Some(path), None) => Err(CommandError::Usage(format!(
            "`{}` does not end in `.{WORKBOOK}`\n\
             help: name a workbook, such as `report.{WORKBOOK}`, or add `--format csv`",
            path.display()
        ))),
        (None, None) => Err(CommandError::Usage(format!(
            "nothing says where to write\n\
             help: name a workbook, such as `report.{WORKBOOK}`, or add `--format csv`"
        ))),
    }
}

impl Target {
    /// The files that will be written: for files, one for each sheet.
    fn paths(&self, sheets: &[Sheet<'_>]) -> Vec<PathBuf> {
        match self {
            Target::Workbook(path) => vec![path.clone()],
            Target::Files(folder, format) => {
                let path = |sheet: &Sheet<'_>| {
                    folder.join(format!("{}.{}", sheet.name, format.extension()))
                };
                sheets.iter().map(path).collect()
            }
        }
    }
}

fn already_there(first: &Path, more: usize) -> CommandError {
    let first = first.display();
    let (more, them) = match more {
        0 => (String::new(), "it"),
        more => (format!(" (and {more} more files)"), "them"),
    };
    CommandError::Usage(format!(
        "`{first}` already exists{more}; nothing was written\n\
         help: name another place, or replace {them} with `--overwrite`"
    ))
}

/// Which records the command line wants.
fn wanted(arguments: &Export, config: &Config) -> Result<Wanted, CommandError> {
    let kinds = arguments.kinds.iter().map(|name| kind_named(config, name));
    let language = arguments.language.as_ref().map(|tag| language_named(config, tag));
    Ok(Wanted {
        kinds: kinds.collect::<Result<_, _>>()?,
        language: language.transpose()?,
        ..Wanted::default()
    })
}

/// The language of a tag.
fn language_named(config: &Config, tag: &str) -> Result<LanguageId, CommandError> {
    let languages = &config.languages;
    languages.position(|language| language.tag.eq_ignore_ascii_case(tag)).ok_or_else(|| {
        let tags: Vec<&str> = languages.iter().map(|language| language.tag.as_str()).collect();
        let help = did_you_mean(tag, tags.iter().copied()).unwrap_or_else(|| {
            let tags: Vec<String> = tags.iter().map(|tag| format!("`{tag}`")).collect();
            format!("the languages are {}", tags.join(", "))
        });
        CommandError::Usage(format!("the report has no language `{tag}`\nhelp: {help}"))
    })
}
