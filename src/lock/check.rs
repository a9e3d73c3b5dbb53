//! What of a lock does not hold any longer.

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::ids::{LanguageId, RecordId};
use crate::model::{Draft, Model, Record};
use crate::plan::{Page, file_of};

use super::{Listed, Lock, Planned, in_one_line};

/// Holds what is planned against a lock: every published path must lead to the record that it was
/// published for, by itself or by an alias or a redirect.
pub fn check(planned: Planned<'_>, lock: &Lock) -> Vec<Diagnostic> {
    let checker = Checker { planned, lock };
    lock.entries.iter().filter_map(|entry| checker.entry(entry)).collect()
}

struct Checker<'a> {
    planned: Planned<'a>,
    lock: &'a Lock,
}

impl<'a> Checker<'a> {
    fn model(&self) -> &'a Model {
        self.planned.model
    }

    fn record(&self, index: RecordId) -> &'a Record {
        &self.planned.model.records[index]
    }

    fn entry(&self, entry: &Listed) -> Option<Diagnostic> {
        let Planned { plan, .. } = self.planned;
        match (plan.pages.get(&*file_of(&entry.address)), self.planned.record_at(&entry.address)) {
            (None, _) => Some(self.gone(entry)),
            (Some(Page::Ended(at, _)), _) if self.is_end_of(entry, *at) => None,
            (Some(Page::Redirect(to)), _) => self.redirected(entry, to),
            (_, Some(index)) if !self.is_of(entry, index) => Some(self.given_away(entry, index)),
            (_, Some(index)) => self.exchanged(entry, index),
            (_, None) => Some(self.overbuilt(entry)),
        }
    }

    /// Whether a record is the one that an entry was written for, by kind and id.
    fn is_of(&self, entry: &Listed, index: RecordId) -> bool {
        let record = self.record(index);
        self.planned.kind_of(entry) == Some(record.kind)
            && *record.id == *entry.id
            && entry.alias_of.as_ref().is_none_or(|of| answers_to(record, of))
    }

    /// Whether a record that left the text is the one that an entry was written for.
    fn is_end_of(&self, entry: &Listed, at: usize) -> bool {
        let ended = &self.planned.config.ended[at];
        self.planned.kind_of(entry) == Some(ended.kind) && ended.id.value == entry.id
    }

    /// A published alias must lead to the record that it led to; what `book.toml` redirects is the
    /// editors' own decision.
    fn redirected(&self, entry: &Listed, to: &str) -> Option<Diagnostic> {
        let (of, index) = (entry.alias_of.as_ref()?, self.planned.record_at(to)?);
        let record = self.record(index);
        let is_alias = record.aliases.iter().any(|alias| alias.text == entry.id);
        (is_alias && !answers_to(record, of)).then(|| self.given_away(entry, index))
    }

    fn problem(&self, code: Code, entry: &Listed, message: String) -> Diagnostic {
        Diagnostic::at(code, &self.lock.source, entry.span.clone(), message)
    }

    fn name(&self, index: RecordId) -> String {
        let record = self.record(index);
        format!("{}/{}", self.planned.config.kinds[record.kind].name, record.id)
    }

    /// Another record has the path of an entry.
    fn given_away(&self, entry: &Listed, index: RecordId) -> Diagnostic {
        let Listed { kind, id, address, .. } = entry;
        let message = match &entry.alias_of {
            Some(of) => format!(
                "the id `{id}` was published for the {kind} `{of}`, but now leads to `{}`",
                self.name(index)
            ),
            None => format!(
                "`/{address}` was published for the {kind} `{id}`, but now leads to `{}`",
                self.name(index)
            ),
        };
        self.problem(Code::IdGivenAway, entry, message)
            .label("published here")
            .related(self.model().place(index), "the record that has it now")
            .help(
                "give that record another id, so that the published one leads to its own record \
                 again",
            )
    }

    /// The record that has an id is another than the one that it was published for: that one still
    /// has its title, and another id.
    fn exchanged(&self, entry: &Listed, index: RecordId) -> Option<Diagnostic> {
        let record = self.record(index);
        if entry.title.is_empty() || is_called(record, &entry.title) {
            return None;
        }
        let first = self.titled(entry).filter(|other| *other != index)?;
        let Listed { kind, id, title, .. } = entry;
        let message = format!(
            "the id `{id}` was published for the {kind} \u{201c}{title}\u{201d}, which now has \
             the id `{}`",
            self.record(first).id
        );
        let problem = self
            .problem(Code::IdGivenAway, entry, message)
            .label("published here")
            .related(self.model().place(index), "the record that has it now")
            .related(self.model().place(first), "the record that it was published for")
            .help(
                "restore the old id and give the other record a new one; if only the title has \
                 changed, change it here too",
            );
        Some(problem)
    }

    /// The one record that has the title of an entry, unless another entry has that title too.
    fn titled(&self, entry: &Listed) -> Option<RecordId> {
        let language = self.planned.language_of(&entry.address);
        let alike = |other: &&Listed| {
            other.title == entry.title
                && other.kind == entry.kind
                && self.planned.language_of(&other.address) == language
                && other.id != entry.id
        };
        if self.lock.entries.iter().any(|other| alike(&other)) {
            return None;
        }
        let records = self.model().of_kind(self.planned.kind_of(entry)?);
        let mut found = records.iter().copied().filter(|&index| {
            let record = self.record(index);
            record.language == language && is_called(record, &entry.title)
        });
        found.next().filter(|_| found.next().is_none())
    }

    /// Something that is no record has the path of an entry.
    fn overbuilt(&self, entry: &Listed) -> Diagnostic {
        let Listed { kind, id, address, .. } = entry;
        let message = format!(
            "`/{address}` was published for the {kind} `{id}`, but now leads to a page that is \
             not a record"
        );
        self.problem(Code::PathGone, entry, message)
            .help("give that page another path, so that the published one can lead to the record")
    }

    /// Nothing stands at the path of an entry.
    fn gone(&self, entry: &Listed) -> Diagnostic {
        let kind = self.planned.kind_of(entry);
        let is_draft = |draft: &Draft| Some(draft.kind) == kind && draft.id == entry.id;
        if self.model().drafts.iter().any(is_draft) {
            return self.withdrawn(entry);
        }
        let language = self.planned.language_of(&entry.address);
        let find = |id: &str| {
            let in_language = |language| self.model().find(kind?, language, id);
            in_language(language).or_else(|| in_language(LanguageId::OWN))
        };
        let own = find(entry.alias_of.as_ref().unwrap_or(&entry.id));
        match own {
            Some(index) if answers_to(self.record(index), &entry.id) => self.moved(entry, index),
            other => self.without_alias(entry, other.or_else(|| self.heir(entry))),
        }
    }

    fn withdrawn(&self, entry: &Listed) -> Diagnostic {
        let Listed { kind, id, .. } = entry;
        let message = format!("the {kind} `{id}` was published, but is now a draft");
        self.problem(Code::IdGone, entry, message).help(
            "remove `draft = true` from the record, or remove this line if nobody can have cited \
             the id",
        )
    }

    /// The record of an entry is still there, at another path.
    fn moved(&self, entry: &Listed, index: RecordId) -> Diagnostic {
        let (from, to) = (&entry.address, &*self.planned.plan.addresses[index]);
        let Listed { kind, id, .. } = entry;
        let message =
            format!("`/{from}` was published for the {kind} `{id}`, but now leads nowhere");
        self.problem(Code::PathGone, entry, message)
            .label("published here")
            .related(self.model().place(index), "the record, at another path")
            .help(format!(
                "add `{}` to `[output.html.redirect]` in book.toml",
                self.redirect(from, to)
            ))
    }

    /// The line that lets an old address lead to another one: for all pages of a folder, where they
    /// moved to another one with their names.
    fn redirect(&self, from: &str, to: &str) -> String {
        let is_same_language = self.planned.language_of(from) == self.planned.language_of(to);
        match (folder_and_name(from), folder_and_name(to)) {
            (Some((old, a)), Some((folder, b))) if a == b && is_same_language => {
                format!("\"/{old}/*\" = \"/{folder}/*\"")
            }
            _ => format!("\"/{from}\" = \"/{to}\""),
        }
    }

    /// An id that no record has, nor as an alias.
    fn without_alias(&self, entry: &Listed, heir: Option<RecordId>) -> Diagnostic {
        let Listed { kind, id, address, .. } = entry;
        let message =
            format!("the {kind} `{id}` was published at `/{address}`, but no longer exists");
        let problem = self.problem(Code::IdGone, entry, message).label("published here");
        let Some(heir) = heir else {
            let line = aliases(&[], id);
            return problem.help(format!(
                "add `{line}` to the fields of the record that replaces it, or say in book.toml what \
                 became of it, below `[ended.\"{kind}/{id}\"]`"
            ));
        };
        let record = self.record(heir);
        let own: Vec<&str> = record.aliases.iter().map(|alias| alias.text.as_str()).collect();
        let line = aliases(&own, id);
        let to = &*self.planned.plan.addresses[heir];
        let redirect = format!("add `\"/{address}\" = \"/{to}\"` to `[output.html.redirect]`");
        let help = match own.as_slice() {
            [] => {
                format!("if it is now `{}`, add `{line}` to its fields, or {redirect}", record.id)
            }
            _ => {
                format!("if it is now `{}`, write `{line}` in its fields, or {redirect}", record.id)
            }
        };
        problem.related(self.model().place(heir), "this may be the record").help(help)
    }

    /// The record that may have been called by the id of an entry: it has its title, or an id near
    /// to its own that was never published.
    fn heir(&self, entry: &Listed) -> Option<RecordId> {
        let language = self.planned.language_of(&entry.address);
        let titled = self.titled(entry).filter(|_| !entry.title.is_empty());
        titled.or_else(|| {
            let kind = self.planned.kind_of(entry)?;
            let was_published = |id: &str| {
                self.lock.entries.iter().any(|other| other.kind == entry.kind && other.id == id)
            };
            let records = self.model().of_kind(kind).iter().map(|&index| self.record(index));
            let ids = records.filter(|record| record.language == language).map(|own| &*own.id);
            let id = nearest(&entry.id, ids.filter(|id| !was_published(id)))?;
            self.model().find(kind, language, id)
        })
    }
}

/// Whether an id is a record's own, or an alias of it.
fn answers_to(record: &Record, id: &str) -> bool {
    *record.id == *id || record.aliases.iter().any(|alias| alias.text == id)
}

fn is_called(record: &Record, title: &str) -> bool {
    record.title == title || in_one_line(&record.title) == title
}

/// `calls/one/` → `calls` and `one`.
fn folder_and_name(address: &str) -> Option<(&str, &str)> {
    address.strip_suffix('/')?.rsplit_once('/')
}

/// The line that lets a record answer to one more id.
fn aliases(own: &[&str], id: &str) -> String {
    let ids: Vec<String> = own.iter().chain([&id]).map(|id| format!("\"{id}\"")).collect();
    format!("aliases = [{}]", ids.join(", "))
}
