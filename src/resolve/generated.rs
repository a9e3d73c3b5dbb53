//! Names → the pages that no document holds: indexes of kinds, filtered or not, and overviews.

use std::ops::Range;
use std::sync::Arc;

use crate::config::{MenuEntry, Overview, PAGE};
use crate::diagnostics::{Code, Diagnostic, did_you_mean, nearest};
use crate::ids::{KindId, LanguageId};
use crate::source::Source;

use super::lookup::Lookup;
use super::{Links, Measure, Target};

/// Why a name means no page.
pub(super) struct NoPage {
    message: String,
    help: String,
}

impl NoPage {
    /// The problem, where the name stands.
    pub(super) fn at(self, source: &Arc<Source>, span: &Range<usize>) -> Diagnostic {
        Diagnostic::at(Code::MissingRecord, source, span.clone(), self.message).help(self.help)
    }
}

impl Lookup<'_> {
    /// What a name means that no record has. A record goes before a page of its name, but only a list
    /// can be asked for some of its records.
    pub(super) fn generated(&self, name: &str) -> Option<Result<Target, NoPage>> {
        let (measure, name) = Measure::read(name);
        if let Some((name, query)) = name.split_once('?') {
            return Some(self.list(name.trim(), query.trim(), measure));
        }
        if measure != Measure::Title {
            return Some(self.list(name, "", measure));
        }
        let kind = self.config.kind(name);
        let overview = Overview::named(name);
        if (kind.is_none() && overview.is_none()) || self.is_record(name) {
            return None;
        }
        Some(match (kind, overview) {
            (None, Some(overview)) => self.overview(name, overview),
            _ => self.list(name, "", Measure::Title),
        })
    }

    fn is_record(&self, name: &str) -> bool {
        self.model.shape.directory.named(self.model, name).next().is_some()
            || self.model.drafts.iter().any(|draft| draft.id == name)
    }

    fn overview(&self, name: &str, overview: Overview) -> Result<Target, NoPage> {
        let no_page = |table| NoPage {
            message: format!("this site has no page `{name}`"),
            help: match table {
                "ledger" | "milestones" => {
                    format!("declare `[{table}]` in book.toml, or remove the reference")
                }
                "others" => {
                    "declare another report as `[others.name]`, or remove the reference".to_owned()
                }
                _ => format!("remove `enable = false` from `[{table}]`, or remove the reference"),
            },
        };
        self.config.has(overview).map(|()| Target::Overview(overview)).map_err(no_page)
    }

    /// The list that a name means: that of the kind, or of the kind whose index a page introduces.
    fn list(&self, name: &str, query: &str, measure: Measure) -> Result<Target, NoPage> {
        let kinds = &self.config.kinds;
        let Some(kind) = self.config.kind(name).or_else(|| self.introduced(name)) else {
            let names = kinds.iter().filter(|kind| kind.index).map(|kind| kind.name.as_str());
            let help = "name the kind of the records to list, as in `[[kind?field=value]]`";
            let help = did_you_mean(name, names).unwrap_or_else(|| help.to_owned());
            return Err(NoPage { message: format!("there is no list `{name}`"), help });
        };
        match kinds[kind].index {
            true => Ok(Target::List(kind, query.into(), measure)),
            false => Err(NoPage {
                message: format!("the kind `{name}` has no index to link to"),
                help: format!("name one of its records, as in `[[{name}/id]]`"),
            }),
        }
    }

    /// The kind whose index has the address of a page.
    fn introduced(&self, name: &str) -> Option<KindId> {
        let name = name.strip_prefix("page/").unwrap_or(name);
        self.model.find(PAGE, LanguageId::OWN, name)?;
        self.config.kinds.position(|kind| kind.index && kind.path == name)
    }

    /// The page of the site whose name is nearest to a word.
    pub(super) fn nearest_page(&self, word: &str) -> Option<&str> {
        let kinds = self.config.kinds.iter().filter(|kind| kind.index);
        let overviews = Overview::ALL.iter().filter(|(_, own)| self.config.has(*own).is_ok());
        let names = overviews.map(|(name, _)| *name);
        nearest(word, names.chain(kinds.map(|kind| kind.name.as_str())))
    }

    /// Finds entries of the menu that name no page.
    pub(super) fn pages_of_menu(&self, links: &mut Links) {
        for entry in &self.config.html.menu {
            let MenuEntry::Overview(setting) = entry else { continue };
            let name = Overview::ALL.iter().find(|(_, own)| *own == setting.value);
            let name = name.map_or("", |(name, _)| name);
            if let Err(no_page) = self.overview(name, setting.value) {
                links.diagnostics.push(no_page.at(&self.config.source, &setting.span));
            }
        }
    }
}
